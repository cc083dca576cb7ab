//! `/check/{position}/{digits}`: where the code on a paper leads. Everybody may ask whether the log holds an
//! entry with that hash; nobody learns more than what kind of entry it is and when it was recorded.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use rantai_core::book::Event;
use rantai_core::book::order::PaymentState;
use rantai_core::facts::Facts;
use rantai_core::ids::OrderId;
use rantai_core::log::{Commit, Cursor, Log as _};
use rantai_core::money::Rupiah;

use crate::app::App;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::web::{Notice, Page, PageResult, PortalError, Tone, show};
use crate::who::AppState;

/// Digits of the hash that stand on paper: too many to be guessed.
pub const DIGITS: usize = 16;

#[derive(Template)]
#[template(path = "print/check.html")]
struct CheckPage {
    page: Page,
    facts: Vec<(&'static str, String)>,
}

/// # Errors
/// Where the log cannot be read.
pub async fn page(
    lang: Lang,
    State(app): State<AppState>,
    Path((position, digits)): Path<(u64, String)>,
) -> PageResult {
    let t = lang.phrases();
    let page = Page::new(lang, t.papers.check_title);
    let reading = Arc::clone(&app);
    let found = tokio::task::spawn_blocking(move || entry(&reading, position)).await;
    let found = found.map_err(PortalError::broken)??;
    let Some(commit) = found.filter(|commit| is_marked(&commit.hash.to_string(), &digits)) else {
        let notice = Notice::new(Tone::Failed, t.papers.not_recorded, t.papers.not_recorded_text);
        return show(&CheckPage { page: page.notice(notice), facts: Vec::new() });
    };
    let calendar = Calendar::new(lang, app.now());
    let kinds = commit.draft.facts.iter().filter_map(|fact| {
        Event::LIST.iter().find(|(kind, ..)| *kind == fact.kind).map(|(_, _, name)| (t.events.title)(name))
    });
    let mut facts =
        vec![(t.papers.entry, format!("#{position}")), (t.papers.what, kinds.collect::<Vec<_>>().join(", "))];
    if let Facts::Book(events) = Facts::of(&commit).map_err(PortalError::broken)? {
        let (numbers, amounts): (Vec<_>, Vec<_>) = events.iter().map(on_paper).unzip();
        facts.extend(numbers.into_iter().flatten().map(|number| (t.papers.its_number, number)));
        facts.extend(amounts.into_iter().flatten().map(|amount| (t.papers.its_amount, amount.to_string())));
        let since = events.iter().find_map(|event| changed_since(&app, t, event));
        if let Some(words) = since {
            let notice = Notice::new(Tone::Yours, words, "");
            facts.push((t.papers.recorded, calendar.moment(commit.draft.envelope.recorded).exact));
            return show(&CheckPage { page: page.notice(notice), facts });
        }
    }
    facts.extend([
        (t.papers.recorded, calendar.moment(commit.draft.envelope.recorded).exact),
        (t.papers.fingerprint, digits),
    ]);
    let notice = Notice::new(Tone::Done, t.papers.is_recorded, t.papers.is_recorded_text);
    show(&CheckPage { page: page.notice(notice), facts })
}

/// What stands on the paper about a fact: its number and its amount. Nothing else of it is told to whoever has the
/// paper.
fn on_paper(event: &Event) -> (Option<String>, Option<Rupiah>) {
    match event {
        Event::OrderPlaced(e) => (Some(e.number.clone()), Some(e.goods_total)),
        Event::OrderAccepted(e) => (None, Some(e.total)),
        Event::InvoiceIssued(e) => (Some(e.number.clone()), Some(e.total)),
        Event::PaymentVerified(e) => (Some(e.receipt.clone()), Some(e.amount)),
        Event::PaymentCorrected(e) => (None, Some(e.is.amount)),
        Event::MaterialsRequested(e) => (Some(e.number.clone()), None),
        Event::DeliveryOrdered(e) => (Some(e.number.clone()), None),
        Event::SaleMade(e) => (Some(e.number.clone()), Some(e.total)),
        _ => (None, None),
    }
}

/// What is right, where the amount that this fact put on paper was corrected later, or the price lowered.
fn changed_since(app: &App, t: &'static Phrases, event: &Event) -> Option<String> {
    let now = |order: OrderId, then: Rupiah| {
        let total = app.views.orders.sheet(order)?.order.total();
        (total != then).then(|| (t.papers.price_since)(total))
    };
    let (order, payment, wrote) = match event {
        // What came back, or never came, was taken off the price of an order or an invoice.
        Event::OrderAccepted(e) => return now(e.order, e.total),
        Event::InvoiceIssued(e) => return now(e.order, e.total),
        Event::PaymentVerified(e) => (e.order, e.payment, e.amount),
        Event::PaymentCorrected(e) => (e.order, e.payment, e.is.amount),
        _ => return None,
    };
    let sheet = app.views.orders.sheet(order)?;
    let state = &sheet.order.payments.iter().find(|it| it.id == payment)?.state;
    match state {
        PaymentState::Verified { amount, .. } if *amount != wrote => {
            Some((t.papers.corrected_since)(*amount))
        }
        _ => None,
    }
}

/// What the log holds at a position, if anything.
///
/// # Errors
/// Where the log cannot be read.
pub fn entry(app: &App, position: u64) -> Result<Option<Arc<Commit>>, PortalError> {
    let Some(before) = position.checked_sub(1) else {
        return Ok(None);
    };
    let read = app.log.read(Cursor::from_key(before.to_be_bytes()), 1).map_err(PortalError::broken)?;
    Ok(read.into_iter().find(|commit| commit.cursor.position() == position))
}

/// The hash begins with those digits, and there are enough of them.
fn is_marked(hash: &str, digits: &str) -> bool {
    digits.len() >= DIGITS && hash.starts_with(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_found_by_enough_digits_of_its_own_hash_only() {
        let hash = "0123456789abcdef0123456789abcdef";
        assert!(is_marked(hash, "0123456789abcdef"));
        assert!(is_marked(hash, hash));
        for wrong in ["", "0123", "0123456789abcdee", "123456789abcdef0"] {
            assert!(!is_marked(hash, wrong), "{wrong}");
        }
    }
}
