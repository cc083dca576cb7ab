//! `…/orders/{order}/ask`: what the other side asks, and the answer.

use askama::Template;
use axum::response::Response;
use rantai_core::book::order::{AnswerAsk, Ask, Asked, Division, Side, WithdrawAsk};
use rantai_core::book::profile::GiveBack;
use rantai_core::desk::Receipt;
use rantai_core::ids::CommandId;

use super::call_off::sums;
use super::shown::{Asking, asking};
use super::{Table, again};
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::web::{Choice, Field, Money, Notice, Page, PageResult, PortalError, show, show_again};

#[derive(Template)]
#[template(path = "agree/ask.html")]
struct AskPage {
    page: Page,
    channel: Option<Field>,
    action: String,
    deed: CommandId,
    refuse_deed: CommandId,
    version: u32,
    number: u16,
    ask: Asking,
    sums: Vec<Money>,
    keep: Option<Field>,
    give_back: Option<Field>,
    agree: &'static str,
    note: Field,
}

/// What is asked; leads to the order where nothing is asked of this side.
///
/// # Errors
/// None that another input could mend.
pub fn page(table: &Table<'_>) -> PageResult {
    form(table, &Filled::default(), None).map_or_else(|| Ok(table.to_order()), |page| show(&page))
}

/// Answers it, or shows the page again with what was typed.
///
/// # Errors
/// What no other input could mend.
pub async fn send(table: &Table<'_>, mut filled: Filled) -> PageResult {
    match answered(table, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(table.t(), error)?;
            let page = form(table, &filled, Some(notice));
            page.map_or_else(|| Ok(table.to_order()), |page| show_again(&page))
        }
    }
}

/// Takes back what this side had asked.
///
/// # Errors
/// What the desk refuses.
pub async fn take_back(table: &Table<'_>, filled: &Filled) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let ask = filled.text("ask").parse().map_err(|_| PortalError::BadRequest)?;
    table.wish(&deed, WithdrawAsk { order: table.order.id, ask }).await
}

async fn answered(table: &Table<'_>, filled: &mut Filled) -> Result<Response, PortalError> {
    let t = table.t();
    let deed = filled.deed()?;
    let ask = filled.text("ask").parse().map_err(|_| PortalError::BadRequest)?;
    let agree = filled.text("agree") == "yes";
    let keep = (agree && filled.has("keep")).then(|| filled.money_or_nothing(t, "keep"));
    let give_back = GiveBack::from_name(filled.text("give_back"));
    let note = filled.note(t, "note");
    filled.checked()?;
    let note = table.note(&deed, note)?;
    let wish = AnswerAsk { order: table.order.id, ask, agree, keep, give_back, note };
    let receipt = table.wish(&deed, wish).await?;
    Ok(table.done(&receipt))
}

fn form(table: &Table<'_>, filled: &Filled, notice: Option<Notice>) -> Option<AskPage> {
    let (t, order) = (table.t(), &table.order);
    let g = &t.agree;
    let open = order.open_ask().filter(|ask| ask.by != table.side)?;
    let (keep, give_back, sums) = match &open.what {
        Asked::Cancellation(asked) => {
            let Ask { by, .. } = open;
            let division =
                Division { kept: asked.kept, to_credit: asked.to_credit, to_refund: asked.to_refund };
            let keeps = *by == Side::Buyer && asked.kept.is_positive();
            let keep = keeps.then(|| {
                filled.field("keep", g.kept_field, figure(asked.kept)).hint((g.kept_hint)(asked.kept))
            });
            let gives = *by == Side::Business && order.held().is_positive();
            let ways = GiveBack::ALL.iter().map(|back| Choice::new(back.name(), (g.give_back)(*back)));
            let give_back =
                gives.then(|| filled.field("give_back", g.how_back, GiveBack::Refund.name()).choices(ways));
            (keep, give_back, sums(t, order.held(), division))
        }
        Asked::Change(_) => (None, None, Vec::new()),
    };
    let change = matches!(open.what, Asked::Change(_));
    Some(AskPage {
        page: table.page(g.answer_ask.to_owned(), notice),
        channel: table.channel(filled),
        action: format!("{}/ask", table.path),
        deed: deeds::new_id(table.app),
        refuse_deed: deeds::new_id(table.app),
        version: table.version,
        number: open.number,
        ask: asking(table, open),
        sums,
        keep,
        give_back,
        agree: if change { g.agree } else { g.agree_cancel },
        note: filled.field("note", g.note, "").optional(),
    })
}
