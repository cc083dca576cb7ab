//! `…/orders/{order}/call-off`: what calling off would do to the money, then asking for it.

use askama::Template;
use axum::response::Response;
use rantai_core::book::order::{AskCancellation, CancelOrder, Division, Side};
use rantai_core::ids::CommandId;
use rantai_core::money::Rupiah;

use super::{Table, again};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Phrases;
use crate::web::{Field, Money, Notice, Page, PageResult, PortalError, show, show_again};

#[derive(Template)]
#[template(path = "agree/call_off.html")]
struct CallOffPage {
    page: Page,
    channel: Option<Field>,
    action: String,
    deed: CommandId,
    version: u32,
    text: String,
    sums: Vec<Money>,
    note: Field,
    /// The business may also do it alone, if it gives everything back.
    alone: Option<(CommandId, String)>,
}

/// What would happen; leads to the order where it cannot be called off.
///
/// # Errors
/// None that another input could mend.
pub fn page(table: &Table<'_>) -> PageResult {
    if table.order.can_be_called_off(table.side).is_err() {
        return Ok(table.to_order());
    }
    show(&form(table, &Filled::default(), None))
}

/// Asks for it, or shows the page again with what was typed.
///
/// # Errors
/// What no other input could mend.
pub async fn send(table: &Table<'_>, mut filled: Filled) -> PageResult {
    match asked(table, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => show_again(&form(table, &filled, Some(again(table.t(), error)?))),
    }
}

async fn asked(table: &Table<'_>, filled: &mut Filled) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let note = filled.note(table.t(), "note");
    filled.checked()?;
    let (order, note) = (table.order.id, table.note(&deed, note)?);
    let receipt = if filled.text("alone").is_empty() {
        table.wish(&deed, AskCancellation { order, note }).await?
    } else {
        table.wish(&deed, CancelOrder { order, note }).await?
    };
    Ok(table.done(&receipt))
}

fn form(table: &Table<'_>, filled: &Filled, notice: Option<Notice>) -> CallOffPage {
    let (t, order) = (table.t(), &table.order);
    let g = &t.agree;
    let alone = || (deeds::new_id(table.app), (g.cancel_alone_yes)(order.held()));
    CallOffPage {
        page: table.page((g.cancel_title)(&order.number), notice),
        channel: table.channel(filled),
        action: format!("{}/call-off", table.path),
        deed: deeds::new_id(table.app),
        version: table.version,
        text: (g.cancel_text)(&table.name(table.side.other())),
        sums: sums(t, order.held(), table.if_cancelled),
        note: filled.field("note", g.why, "").optional(),
        alone: (table.side == Side::Business).then(alone),
    }
}

/// The money that is held, and how it is divided.
pub(super) fn sums(t: &'static Phrases, held: Rupiah, division: Division) -> Vec<Money> {
    let g = &t.agree;
    let parts =
        [(g.kept, division.kept), (g.to_credit, division.to_credit), (g.to_refund, division.to_refund)];
    let parts = parts.into_iter().filter(|(_, amount)| amount.is_positive());
    let parts = parts.map(|(label, amount)| Money::new(label, amount));
    [Money::sum(g.held, held)].into_iter().chain(parts).collect()
}
