//! A payment that was verified with the wrong amount.

use axum::extract::{Path, State};
use rantai_core::book::Rejection;
use rantai_core::book::order::{Payment, PaymentState};
use rantai_core::book::payment::{CorrectPayment, PaymentCorrection};
use rantai_core::ids::{OrderId, PaymentId};
use rantai_core::money::Rupiah;
use rantai_projections::order_sheets::OrderSheet;

use super::{Came, SEEN, agreed_otherwise, amount, answer, looked, nothing_changes, reasons, why, words};
use crate::app::App;
use crate::business::{Place, frame, order_at, own_sheet};
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::i18n::{Lang, Phrases};
use crate::money::of_order::money_at;
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

/// Where a payment is corrected.
pub fn correct_at(member: &Member, order: OrderId, payment: PaymentId) -> String {
    format!("{}/payments/{payment}/correct", order_at(member, order))
}

/// The payment of an order, where it was verified.
fn verified(sheet: &OrderSheet, id: PaymentId) -> Result<(&Payment, Rupiah), PortalError> {
    let payment = sheet.order.payments.iter().find(|payment| payment.id == id);
    match payment.map(|payment| (payment, &payment.state)) {
        Some((payment, PaymentState::Verified { amount, .. })) => Ok((payment, *amount)),
        _ => Err(PortalError::NotFound),
    }
}

/// `GET /business/{party}/orders/{order}/payments/{payment}/correct`
///
/// # Errors
/// [`PortalError::NotFound`] where the order has no such payment that was verified.
pub async fn page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    Path((_, order, payment)): Path<(String, OrderId, PaymentId)>,
    State(app): State<AppState>,
) -> PageResult {
    let of = own_sheet(&app, &business, order)?;
    let mut sheet = sheet(&app, lang, &business, &of, payment, &Filled::default(), None)?;
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/orders/{order}/payments/{payment}/correct`
///
/// # Errors
/// What no other input could mend.
pub async fn correct(
    business: Business,
    lang: Lang,
    Path((_, order, payment)): Path<(String, OrderId, PaymentId)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let of = own_sheet(&app, &business, order)?;
    verified(&of, payment)?;
    let done = come(&app, t, &business, &of, payment, &mut filled).await;
    answer(t, &money_at(&business, order), done, |effect| {
        sheet(&app, lang, &business, &of, payment, &filled, effect)
    })
}

async fn come(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    of: &OrderSheet,
    payment: PaymentId,
    filled: &mut Filled,
) -> Result<Came, PortalError> {
    let deed = filled.deed()?;
    let amount = filled.money(t, "amount");
    let why = why(filled, t)?;
    if !filled.has(SEEN) {
        let order = of.order.id;
        let effect: Result<Option<(PaymentCorrection, Rupiah)>, Rejection> = app
            .look(member.party, move |book| {
                let effect = book.payment_corrected(payment, amount)?;
                let order = book.order(order)?;
                Ok(effect.map(|effect| (effect, effect.rest_after(order, payment))))
            })
            .await?;
        let (effect, rest) = effect?.ok_or_else(nothing_changes)?;
        return Ok(Came::Look(said(t, &effect, rest)));
    }
    let note = words(app, member, &deed, filled)?;
    let wish = deed.wish(member, member.party, CorrectPayment { payment, amount, why, note });
    wish.seen(&deed, of.order.id).submit(app).await.map(Came::Recorded)
}

fn said(t: &'static Phrases, effect: &PaymentCorrection, rest: Rupiah) -> Vec<(String, String)> {
    let b = &t.books;
    let line = |what: &str, amount: Rupiah| (what.to_owned(), amount.to_string());
    let moved = |what: &str, amount: Rupiah| {
        let sign = if amount.is_positive() { "+" } else { "" };
        (what.to_owned(), format!("{sign}{amount}"))
    };
    let mut lines = vec![
        line(b.was, effect.was.amount),
        line(b.is, effect.is.amount),
        line(b.to_order, effect.is.to_order.and(effect.taken_back)),
    ];
    if effect.credit != Rupiah::ZERO {
        lines.push(moved(b.to_credit, effect.credit));
    }
    if effect.refund != Rupiah::ZERO {
        lines.push(moved(b.to_refund, effect.refund));
    }
    lines.push(line(b.rest_after, rest));
    lines
}

fn sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    of: &OrderSheet,
    id: PaymentId,
    filled: &Filled,
    effect: Option<Vec<(String, String)>>,
) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let b = &t.books;
    let (payment, was) = verified(of, id)?;
    let here = correct_at(member, of.order.id, id);
    let calendar = app.calendar(lang, member.party);
    let mut parts = Vec::new();
    if let Some(effect) = effect {
        let deed = deeds::new_id(app);
        parts.extend(looked(filled, t, deed, &here, &["amount".to_owned()], Some(of.version), effect));
    } else {
        let method = (t.business.method)(payment.method);
        parts.push(Part::Figures {
            title: String::new(),
            chip: None,
            lines: vec![
                (b.was.to_owned(), was.to_string()),
                (
                    t.money_pages.paid.to_owned(),
                    format!("{method}, {}", calendar.moment(payment.claimed_at).text),
                ),
            ],
        });
        let before = super::before(app, lang, &calendar, &payment.corrected, ToString::to_string);
        parts.extend(before.into_iter().map(Part::Text));
    }
    let form = Form::new("correct", "", here.clone(), deeds::new_id(app), b.look).text(b.payment_text);
    let form = form.version(of.version).ask(Input::Money(amount(filled, t, figure(was))));
    parts.push(Part::form(reasons(form, filled, t)));
    if let Some(way) = agreed_otherwise(t, member, &of.order) {
        parts.extend([Part::Text(b.order_wrong.to_owned()), Part::Links(vec![way])]);
    }
    let page = frame(app, lang, member, Place::Orders, (b.correct_payment)(&of.order.number))
        .back(money_at(member, of.order.id), &of.order.number);
    Ok(Sheet { page, here, topics: String::new(), parts })
}
