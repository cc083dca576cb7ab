//! The money: what is to be checked, what was, who owes, and the receipts.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use rantai_core::book::order::PaymentState;
use rantai_core::book::payment::{PaymentRefusal, RefusePayment, VerifyPayment};
use rantai_core::desk::Receipt;
use rantai_core::ids::{CommandId, OrderId, PartyId, PaymentId};
use rantai_core::money::Rupiah;
use rantai_core::party::Role;
use rantai_projections::order_payments::PaymentRow;
use serde::Deserialize;

use super::forms::{Again, Sent, Wrong};
use super::order::{again, answer};
use super::{Duty, Place, at, file_at, frame, may, order_at, own_sheet};
use crate::app::{App, photos};
use crate::deeds;
use crate::filled::figure;
use crate::i18n::dates::Shown;
use crate::i18n::{Lang, Phrases};
use crate::money::account::{account_at, open_row};
use crate::money::couriers::couriers_at;
use crate::money::policy::policy_at;
use crate::money::transfers::transfer_at;
use crate::web::{
    Chip, Earlier, Page, PageResult, Pager, Photo, PortalError, Row, Tone, Wants, list_key, show,
};
use crate::who::{AppState, Business, Fresh, Member};

const AT_ONCE: usize = 25;

/// A payment that waits to be checked.
pub struct Waiting {
    id: PaymentId,
    buyer: String,
    order: String,
    number: String,
    method: &'static str,
    claimed: Rupiah,
    asked: Rupiah,
    differs: bool,
    since: Shown,
    photos: Vec<Photo>,
    verify: String,
    order_id: OrderId,
    deed: CommandId,
    version: u32,
    seen: String,
    /// The button: what arrived, to be confirmed with one tap.
    arrived: String,
    /// The orders that one transfer is for, beside the first.
    others: Vec<(String, String)>,
    /// It is one transfer for several orders.
    together: Option<String>,
    /// When and whereto it was sent, as the payer said.
    sent: String,
    /// Where it is refused.
    refuse: String,
    /// A courier took it in cash: where it is handed over, and whose it is to be counted from.
    with_courier: Option<(String, String)>,
    /// The question when it came, of the one tap and of another amount.
    earlier: [Earlier; 2],
}

/// What one buyer owes.
pub struct Owes {
    buyer: String,
    rest: Rupiah,
    /// What is asked for now of it.
    due: Rupiah,
    account: String,
    rows: Vec<Row>,
}

/// What changes.
pub struct Money {
    at: String,
    may_act: bool,
    waiting: Vec<Waiting>,
    owed: Vec<Owes>,
    owed_total: Rupiah,
    /// What is asked for now of it.
    owed_now: Rupiah,
    settled: Vec<Row>,
    pager: Pager,
    /// Other pages about money.
    links: Vec<(String, &'static str)>,
}

impl Money {
    /// Something waits that an account would show.
    fn is_in_accounts(&self) -> bool {
        self.waiting.iter().any(|one| one.with_courier.is_none())
    }
}

#[derive(Template)]
#[template(path = "business/payments.html")]
struct PaymentsPage {
    page: Page,
    money: Money,
}

#[derive(Template)]
#[template(path = "business/payments.html", block = "money")]
struct PaymentsPart {
    page: Page,
    money: Money,
}

/// Where the list of settled payments goes on.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /business/{party}/payments`
///
/// # Errors
/// None of its own.
pub async fn payments(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Query(From { from }): Query<From>,
) -> PageResult {
    let money = money(&app, lang, &who, from.as_deref());
    let title = lang.phrases().business.nav_payments;
    let page = fresh.on(frame(&app, lang, &who, Place::Payments, title).wide(), &who.slug);
    if wants.fragment() { show(&PaymentsPart { page, money }) } else { show(&PaymentsPage { page, money }) }
}

fn money(app: &App, lang: Lang, who: &Member, from: Option<&str>) -> Money {
    let address = at(who, "/payments");
    let key = list_key::read(from);
    let waiting = app.views.payments.waiting(who.party, None, AT_ONCE);
    let settled = app.views.payments.settled(who.party, key.as_deref(), AT_ONCE);
    let owed = owed(app, lang, who);
    Money {
        at: from.map_or_else(|| address.clone(), |from| format!("{address}?from={from}")),
        may_act: may(who, Duty::Money),
        waiting: all_waiting(app, lang, who, waiting.rows.iter().map(|(_, row)| row.as_ref())),
        owed_now: owed.iter().fold(Rupiah::ZERO, |sum, owes| sum.and(owes.due)),
        owed_total: owed.iter().fold(Rupiah::ZERO, |sum, owes| sum.and(owes.rest)),
        owed,
        settled: settled.rows.iter().map(|(_, row)| one_settled(app, lang, who, row)).collect(),
        pager: Pager {
            newer: key.map(|_| address.clone()),
            older: settled.next.map(|key| format!("{address}?from={}", list_key::written(&key))),
        },
        links: links(lang, who),
    }
}

fn links(lang: Lang, who: &Member) -> Vec<(String, &'static str)> {
    let m = &lang.phrases().money_pages;
    let mut links = vec![(at(who, "/books"), lang.phrases().books.title), (couriers_at(who), m.couriers)];
    if may(who, Duty::Money) {
        links.push((at(who, "/payments/statement"), m.bank_statement));
    }
    if who.role == Role::Owner {
        links.push((policy_at(who), m.policy));
    }
    links
}

/// The payments that wait; the parts of one transfer are one.
fn all_waiting<'a>(
    app: &App,
    lang: Lang,
    who: &Member,
    rows: impl Iterator<Item = &'a PaymentRow>,
) -> Vec<Waiting> {
    let mut all: Vec<Waiting> = Vec::new();
    for row in rows {
        let whole = row.payment.transfer.and_then(|id| all.iter_mut().find(|waiting| waiting.id == id));
        if let Some(whole) = whole {
            whole.claimed = whole.claimed.and(row.payment.claimed);
            whole.asked = whole.asked.and(row.asked);
            whole.others.push((order_at(who, row.order), row.number.clone()));
        } else {
            all.extend(one_waiting(app, lang, who, row));
        }
    }
    let m = &lang.phrases().money_pages;
    for waiting in &mut all {
        if !waiting.others.is_empty() {
            waiting.together = Some((m.transfer_for)(waiting.others.len() + 1));
        }
        waiting.differs = waiting.claimed != waiting.asked;
        waiting.seen = figure(waiting.claimed);
        waiting.arrived = (m.arrived)(waiting.claimed);
    }
    all
}

fn one_waiting(app: &App, lang: Lang, who: &Member, row: &PaymentRow) -> Option<Waiting> {
    let t = lang.phrases();
    let sheet = app.views.orders.sheet(row.order)?;
    let file = |hash| file_at(who, row.order, hash);
    // The whole photo: what it shows is read here.
    let shown = photos(&row.evidence).map(|(full, _)| Photo {
        full: file(full),
        thumb: file(full),
        alt: t.common.photo.to_owned(),
    });
    let calendar = app.calendar(lang, who.party);
    // A transfer for several orders is looked at under its own id.
    let id = row.payment.transfer.unwrap_or(row.id());
    let of = if row.payment.transfer.is_some() { "transfers/" } else { "" };
    let mut cash = sheet.order.courier_cash();
    let courier = cash.find(|(_, cash)| cash.payment.id == row.id()).map(|(party, _)| app.party(party));
    let sent = row.payment.sent.as_ref().map(|sent| {
        let day = sent.day.map(|day| calendar.day(day).text);
        [day, Some(sent.bank.clone())]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
    });
    Some(Waiting {
        id,
        buyer: app.party(row.buyer),
        order: order_at(who, row.order),
        number: row.number.clone(),
        method: (t.business.method)(row.method()),
        claimed: row.payment.claimed,
        asked: row.asked,
        differs: row.payment.claimed != row.asked,
        since: calendar.ago(row.payment.claimed_at),
        photos: shown.collect(),
        verify: at(who, &format!("/payments/{of}{id}/verify")),
        refuse: match row.payment.transfer {
            Some(transfer) => transfer_at(who, transfer),
            None => format!("{}#second-refuse", order_at(who, row.order)),
        },
        with_courier: courier.map(|name| (couriers_at(who), (t.money_pages.count_from)(&name))),
        arrived: String::new(),
        others: Vec::new(),
        together: None,
        sent: sent.unwrap_or_default().join(" · "),
        order_id: row.order,
        deed: deeds::new_id(app),
        version: sheet.version,
        seen: figure(row.payment.claimed),
        earlier: ["all", "other"].map(|of| Again::default().earlier(t, format!("{of}-{id}"))),
    })
}

fn one_settled(app: &App, lang: Lang, who: &Member, row: &PaymentRow) -> Row {
    let t = lang.phrases();
    let calendar = app.calendar(lang, who.party);
    let method = (t.business.method)(row.method());
    let (href, second, amount, chip) = match &row.payment.state {
        PaymentState::Verified { amount, receipt, .. } => (
            at(who, &format!("/payments/{}/receipt?order={}", row.id(), row.order)),
            format!("{} · {} · {method}", row.number, receipt),
            *amount,
            Chip::new(Tone::Done, t.stages.verified_as(row.method())),
        ),
        PaymentState::Refused { reason } => (
            order_at(who, row.order),
            format!("{} · {method}", row.number),
            row.payment.claimed,
            Chip::new(Tone::Failed, (t.business.refuse_reason)(*reason)),
        ),
        PaymentState::Claimed => (
            order_at(who, row.order),
            row.number.clone(),
            row.payment.claimed,
            Chip::new(Tone::Yours, t.stages.claimed),
        ),
    };
    let when = calendar.moment(row.payment.claimed_at);
    Row::new(href, app.party(row.buyer)).second(second).figure(amount).chip(chip).since(when)
}

/// Who still owes, the largest debt first.
fn owed(app: &App, lang: Lang, who: &Member) -> Vec<Owes> {
    let t = lang.phrases();
    let calendar = app.calendar(lang, who.party);
    let mut debts: Vec<(PartyId, Owes)> = Vec::new();
    for row in app.views.payments.owed_to(who.party) {
        if !row.rest.is_positive() {
            continue;
        }
        let line = open_row(t, &calendar, &row, order_at(who, row.order)).since(calendar.ago(row.since));
        match debts.iter_mut().find(|(buyer, _)| *buyer == row.buyer) {
            Some((_, owes)) => {
                owes.rest = owes.rest.and(row.rest);
                owes.due = owes.due.and(row.due);
                owes.rows.push(line);
            }
            None => {
                let (buyer, account) = (app.party(row.buyer), account_at(who, row.buyer));
                debts.push((
                    row.buyer,
                    Owes { buyer, rest: row.rest, due: row.due, account, rows: vec![line] },
                ));
            }
        }
    }
    debts.sort_by_key(|(_, owes)| std::cmp::Reverse(owes.rest));
    debts.into_iter().map(|(_, owes)| owes).collect()
}

/// `POST /business/{party}/payments/{payment}/verify`
///
/// # Errors
/// What no other input could mend.
pub async fn verify(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    Path((_, payment)): Path<(String, PaymentId)>,
    sent: Sent,
) -> PageResult {
    let order = order_of(&app, &who, &sent, payment)?;
    let done = verified(&app, lang.phrases(), &who, order, payment, &sent).await;
    answer(&app, lang, &who, order, again("verify", &sent), done)
}

/// `POST /business/{party}/payments/{payment}/refuse`
///
/// # Errors
/// What no other input could mend.
pub async fn refuse(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    Path((_, payment)): Path<(String, PaymentId)>,
    sent: Sent,
) -> PageResult {
    let order = order_of(&app, &who, &sent, payment)?;
    let done = refused(&app, lang.phrases(), &who, order, payment, &sent).await;
    answer(&app, lang, &who, order, again("refuse", &sent), done)
}

/// A refused form's address, asked for again: by a reload, or by a choice of language.
pub async fn back(who: Business) -> Redirect {
    Redirect::to(&at(&who, "/payments"))
}

async fn verified(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    payment: PaymentId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let seen = sent.rupiah(t, "seen")?;
    let happened = sent.happened(t, &app.calendar(t.lang, who.party))?;
    let wish = deed.wish(who, who.party, VerifyPayment { payment, seen });
    Ok(wish.happened(happened).seen(&deed, order).submit(app).await?)
}

async fn refused(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    payment: PaymentId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let reason = sent.word(t, "refuse_reason", PaymentRefusal::from_name)?;
    let note = deed.seal(app, who.person, who.party, sent.note(t, "refuse_note")?)?;
    let wish = RefusePayment { payment, reason, note };
    Ok(deed.wish(who, who.party, wish).seen(&deed, order).submit(app).await?)
}

/// The order of a payment: the form names it, and it must have that payment.
fn order_of(app: &App, who: &Member, sent: &Sent, payment: PaymentId) -> Result<OrderId, PortalError> {
    let order = sent.text("order").parse().map_err(|_| PortalError::BadRequest)?;
    let sheet = own_sheet(app, who, order)?;
    let its = sheet.order.payments.iter().any(|entry| entry.id == payment);
    if its { Ok(order) } else { Err(PortalError::NotFound) }
}
