//! `…/orders/{order}/change`: asking the other side for other quantities or another day.

use askama::Template;
use axum::response::Response;
use rantai_core::book::order::{AskChange, AskedLine, Stage, Work};
use rantai_core::ids::CommandId;
use rantai_core::quantity::Quantity;

use super::{Table, again};
use crate::deeds;
use crate::filled::Filled;
use crate::web::{Field, Notice, Page, PageResult, PortalError, show, show_again};

/// A line whose quantity may change.
struct Line {
    name: String,
    quantity: Field,
}

#[derive(Template)]
#[template(path = "agree/change.html")]
struct ChangePage {
    page: Page,
    channel: Option<Field>,
    action: String,
    deed: CommandId,
    version: u32,
    /// Empty where only the day can change.
    lines: Vec<Line>,
    promised: Field,
    note: Field,
}

/// The form as it is agreed now; leads to the order where nothing is.
///
/// # Errors
/// None that another input could mend.
pub fn page(table: &Table<'_>) -> PageResult {
    form(table, &Filled::default(), None).map_or_else(|| Ok(table.to_order()), |page| show(&page))
}

/// Asks for it, or shows the form again with what was typed.
///
/// # Errors
/// What no other input could mend.
pub async fn send(table: &Table<'_>, mut filled: Filled) -> PageResult {
    match asked(table, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(table.t(), error)?;
            let page = form(table, &filled, Some(notice));
            page.map_or_else(|| Ok(table.to_order()), |page| show_again(&page))
        }
    }
}

async fn asked(table: &Table<'_>, filled: &mut Filled) -> Result<Response, PortalError> {
    let t = table.t();
    let deed = filled.deed()?;
    let mut lines = Vec::new();
    for line in &table.order.lines {
        let name = format!("quantity-{}", line.number);
        if !filled.has(&name) {
            continue;
        }
        let quantity = if filled.text(&name) == "0" { Quantity::ZERO } else { filled.quantity(t, &name) };
        if quantity != line.quantity {
            lines.push(AskedLine { number: line.number, quantity });
        }
    }
    let promised = filled.day(t, "promised");
    let note = filled.note(t, "note");
    filled.checked()?;
    let wish = AskChange { order: table.order.id, lines, promised, note: table.note(&deed, note)? };
    let receipt = table.wish(&deed, wish).await?;
    Ok(table.done(&receipt))
}

fn form(table: &Table<'_>, filled: &Filled, notice: Option<Notice>) -> Option<ChangePage> {
    let (g, order) = (&table.t().agree, &table.order);
    let Stage::Accepted { agreement, work } = &order.stage else { return None };
    let line = |line: &rantai_core::book::order::OrderLine| Line {
        name: super::shown::name_of(line),
        quantity: filled
            .field(format!("quantity-{}", line.number), g.quantity, line.quantity)
            .unit(line.unit.label())
            .hint(g.zero_drops),
    };
    let begun = *work != Work::Waiting;
    Some(ChangePage {
        page: table.page((g.change_title)(&order.number), notice),
        channel: table.channel(filled),
        action: format!("{}/change", table.path),
        deed: deeds::new_id(table.app),
        version: table.version,
        lines: if begun { Vec::new() } else { order.lines.iter().map(line).collect() },
        promised: filled.field("promised", g.day, agreement.promised),
        note: filled.field("note", g.note, "").optional(),
    })
}
