//! One transfer for several orders, as the business looks at it: all of it at once.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use rantai_core::book::payment::{PaymentRefusal, RefusePayment, VerifyPayment};
use rantai_core::desk::Receipt;
use rantai_core::ids::PaymentId;
use rantai_core::money::Rupiah;
use rantai_projections::order_payments::PaymentRow;
use std::sync::Arc;

use super::{Section, Sheet, answered, live, shown};
use crate::app::App;
use crate::business::forms::{Again, Ask, DeedForm, Sent, Wrong};
use crate::business::{Duty, Place, at, frame, may, order_at};
use crate::filled::figure;
use crate::i18n::{Lang, Phrases};
use crate::web::{Choice, Field, Money, Page, PageResult, PortalError, Row, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// Payments looked through for the parts of a transfer.
const LOOKED_THROUGH: usize = 500;

/// `GET /business/{party}/payments/transfers/{payment}`
///
/// # Errors
/// [`PortalError::NotFound`] where no such transfer waits.
pub async fn page(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Path((_, transfer)): Path<(String, PaymentId)>,
) -> PageResult {
    if parts(&app, &who, transfer).is_empty() {
        // Somebody has looked at it meanwhile, or it is one payment alone: the list says how it stands.
        let known = app.views.payments.settled(who.party, None, LOOKED_THROUGH).rows;
        let it = |row: &PaymentRow| row.id() == transfer || row.payment.transfer == Some(transfer);
        known.iter().find(|(_, row)| it(row)).ok_or(PortalError::NotFound)?;
        return Ok(Redirect::to(&at(&who, "/payments")).into_response());
    }
    let (page, sheet) = sheet(&app, lang, &who, transfer, Again::default())?;
    shown(fresh.on(page, &who.slug), sheet, wants)
}

/// `POST /business/{party}/payments/transfers/{payment}/verify`
///
/// # Errors
/// What no other input could mend.
pub async fn verify(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    Path((_, transfer)): Path<(String, PaymentId)>,
    sent: Sent,
) -> PageResult {
    let done = seen(&app, lang.phrases(), &who, transfer, &sent).await;
    answer(&app, lang, &who, transfer, "verify", &sent, done)
}

/// `POST /business/{party}/payments/transfers/{payment}/refuse`
///
/// # Errors
/// What no other input could mend.
pub async fn refuse(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    Path((_, transfer)): Path<(String, PaymentId)>,
    sent: Sent,
) -> PageResult {
    let done = not_there(&app, lang.phrases(), &who, transfer, &sent).await;
    answer(&app, lang, &who, transfer, "refuse", &sent, done)
}

/// A refused form's address, asked for again.
pub async fn back(who: Business) -> Redirect {
    Redirect::to(&at(&who, "/payments"))
}

/// Where a transfer is looked at.
pub fn transfer_at(who: &Member, transfer: PaymentId) -> String {
    at(who, &format!("/payments/transfers/{transfer}"))
}

fn answer(
    app: &App,
    lang: Lang,
    who: &Member,
    transfer: PaymentId,
    form: &'static str,
    sent: &Sent,
    done: Result<Receipt, Wrong>,
) -> PageResult {
    answered(lang, &at(who, "/payments"), form, sent, done, |again| {
        let (page, sheet) = sheet(app, lang, who, transfer, again)?;
        Ok((live(app, who, page), sheet))
    })
}

async fn seen(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    transfer: PaymentId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let wish = VerifyPayment { payment: transfer, seen: sent.rupiah(t, "seen")? };
    let happened = sent.happened(t, &app.calendar(t.lang, who.party))?;
    Ok(deed.wish(who, who.party, wish).happened(happened).submit(app).await?)
}

async fn not_there(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    transfer: PaymentId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let reason = sent.word(t, "refuse_reason", PaymentRefusal::from_name)?;
    let note = deed.seal(app, who.person, who.party, sent.note(t, "refuse_note")?)?;
    let wish = RefusePayment { payment: transfer, reason, note };
    Ok(deed.wish(who, who.party, wish).submit(app).await?)
}

/// The parts of a transfer that wait.
fn parts(app: &App, who: &Member, transfer: PaymentId) -> Vec<Arc<PaymentRow>> {
    let waiting = app.views.payments.waiting(who.party, None, LOOKED_THROUGH);
    let rows = waiting.rows.into_iter().map(|(_, row)| row);
    rows.filter(|row| row.payment.transfer == Some(transfer)).collect()
}

fn sheet(
    app: &App,
    lang: Lang,
    who: &Member,
    transfer: PaymentId,
    again: Again<'_>,
) -> Result<(Page, Sheet), PortalError> {
    let t = lang.phrases();
    let (b, m) = (&t.business, &t.money_pages);
    let parts = parts(app, who, transfer);
    let first = parts.first().ok_or(PortalError::NotFound)?;
    let sum = parts.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.payment.claimed));
    let page = frame(app, lang, who, Place::Payments, app.party(first.buyer))
        .back(at(who, "/payments"), b.nav_payments);
    let mut orders = Section::new((m.transfer_for)(parts.len()));
    orders.rows = parts
        .iter()
        .map(|row| Row::new(order_at(who, row.order), &row.number).figure(row.payment.claimed))
        .collect();
    if may(who, Duty::Money) {
        let seen = Field::new("seen", b.seen).value(figure(sum));
        let form = DeedForm::new(app, format!("{}/verify", transfer_at(who, transfer)), 0, b.verify);
        orders.first = Some(
            form.intro(m.how_to_check)
                .asks([Ask::Money(again.keep(seen)), Ask::Earlier(again.earlier(t, "verify"))]),
        );
        let reasons = PaymentRefusal::ALL.iter();
        let reasons = reasons.map(|reason| Choice::new(reason.name(), (b.refuse_reason)(*reason)));
        let reason = Field::new("refuse_reason", m.write_off_why).choices(reasons);
        let note = Field::new("refuse_note", b.note).optional();
        let form = DeedForm::new(app, format!("{}/refuse", transfer_at(who, transfer)), 0, b.refuse)
            .asks([Ask::Choices(again.keep(reason)), Ask::Area(again.keep(note))]);
        orders.seconds.push(again.danger("refuse", b.refuse, form));
    }
    let sheet = Sheet {
        here: transfer_at(who, transfer),
        topics: "payments from:body, resync from:body".to_owned(),
        sums: vec![Money::sum(t.business.asked, sum)],
        sections: vec![orders],
        ..Sheet::default()
    };
    Ok((page, sheet))
}
