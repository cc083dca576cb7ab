//! `/distributor/{party}/owed`: what I owe, to whom, for which order. Sums are made when they are read.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use rantai_core::book::order::axes::PaymentAxis;
use rantai_core::money::Rupiah;
use rantai_projections::order_payments::OwedRow;

use super::{Place, frame, home, path_of};
use crate::app::App;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::money::together::owed_at;
use crate::web::{Chip, Money, Page, PageResult, Row, Tone, Wants, show};
use crate::who::{AppState, Distributor, Fresh, Member};

#[derive(Template)]
#[template(path = "distributor/owed.html")]
struct OwedPage {
    page: Page,
    owed: Owed,
}

#[derive(Template)]
#[template(path = "distributor/owed.html", block = "owed")]
struct OwedPart {
    page: Page,
    owed: Owed,
}

struct Owed {
    path: String,
    home: String,
    sums: Vec<Money>,
    creditors: Vec<Creditor>,
}

struct Creditor {
    /// Where the whole account is.
    account: String,
    name: String,
    sum: Rupiah,
    rows: Vec<Row>,
}

/// What I owe.
///
/// # Errors
/// [`crate::web::PortalError::Broken`] when the page cannot be rendered.
pub async fn page(
    distributor: Distributor,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let page = frame(&app, lang, &distributor, Place::Owed, t.distributor.owed_title);
    let page = fresh.on(page, &distributor.slug);
    let owed = owed(&app, lang, &distributor);
    if wants.fragment() { show(&OwedPart { page, owed }) } else { show(&OwedPage { page, owed }) }
}

fn owed(app: &App, lang: Lang, member: &Member) -> Owed {
    let t = lang.phrases();
    let d = &t.distributor;
    let calendar = app.calendar(lang, member.party);
    let rows = app.views.payments.owed_by(member.party);
    let sum = rows.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.rest));
    let now = rows.iter().filter(|row| is_awaited(app, row));
    let now = now.fold(Rupiah::ZERO, |sum, row| sum.and(row.due));
    let groups = rows.chunk_by(|a, b| a.business == b.business);
    Owed {
        path: format!("{}/owed", home(member)),
        home: home(member),
        sums: vec![Money::new(d.owed_sum, sum), Money::sum(d.due_now, now)],
        creditors: groups.map(|rows| creditor(app, t, &calendar, member, rows)).collect(),
    }
}

/// The money is asked for now, and nothing that was sent waits to be checked.
fn is_awaited(app: &App, row: &OwedRow) -> bool {
    row.due.is_positive() && !is_checked(app, row)
}

/// A payment that was sent waits to be checked.
fn is_checked(app: &App, row: &OwedRow) -> bool {
    let sheet = app.views.orders.of_buyer(row.buyer, row.order);
    sheet.is_some_and(|sheet| sheet.order.claim_waiting().is_some())
}

fn creditor(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    member: &Member,
    rows: &[Arc<OwedRow>],
) -> Creditor {
    let name = rows.first().map(|row| app.party(row.business)).unwrap_or_default();
    let account = rows.first().map(|row| owed_at(app, member, row.business));
    Creditor {
        account: account.unwrap_or_default(),
        name: (t.distributor.owed_to)(&name),
        sum: rows.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.rest)),
        rows: rows.iter().map(|row| line(app, t, calendar, member, row)).collect(),
    }
}

fn line(app: &App, t: &'static Phrases, calendar: &Calendar, member: &Member, row: &OwedRow) -> Row {
    let d = &t.distributor;
    let mut second = (d.owed_of)(row.held, row.total);
    if row.credit.is_positive() {
        second = format!("{second} · {}", (d.credit_at)(row.credit));
    }
    let there = app.calendar(calendar.lang, row.business);
    Row::new(path_of(member, row.order), row.number.as_str())
        .second(second)
        .figure(row.rest)
        .chip(how_it_stands(t, &there, row, is_checked(app, row)))
        .since(calendar.ago(row.since))
}

/// What an order's debt waits for. `there` is the business's calendar; `checked` says that a payment waits to be looked at.
fn how_it_stands(t: &'static Phrases, there: &Calendar, row: &OwedRow, checked: bool) -> Chip {
    let m = &t.money_pages;
    if checked {
        return Chip::new(Tone::Going, t.stages.claimed);
    }
    if !row.rest.is_positive() {
        return Chip::new(Tone::Done, (t.money.axis)(PaymentAxis::Credit));
    }
    match row.due_on(there.zone) {
        Some(day) if day < there.today() => Chip::new(Tone::Failed, (m.overdue_since)(&there.day(day).text)),
        Some(day) => Chip::new(Tone::Going, (m.due_on)(&there.day(day).text)),
        None if row.due.is_positive() => Chip::new(Tone::Yours, (t.distributor.asked_now)(row.due)),
        None => Chip::new(Tone::Going, t.distributor.not_yet_due),
    }
}

#[cfg(test)]
mod tests {
    use rantai_core::ids::{OrderId, PartyId};
    use rantai_core::time::Moment;

    use super::*;

    #[test]
    fn a_debt_says_what_it_waits_for_and_what_was_paid_too_much_is_no_debt() {
        let t = Lang::Id.phrases();
        let now = Moment::from_micros(1_795_000_000_000_000);
        let there = Calendar::new(Lang::Id, now);
        let party = PartyId([7; 16]);
        let row = OwedRow {
            business: party,
            buyer: party,
            order: OrderId([1; 16]),
            number: "P-0001".to_owned(),
            total: Rupiah(100_000),
            held: Rupiah(40_000),
            rest: Rupiah(60_000),
            due: Rupiah::ZERO,
            credit: Rupiah::ZERO,
            delivered_at: None,
            tempo_days: Some(7),
            since: now,
        };
        let says = |row: &OwedRow, checked| how_it_stands(t, &there, row, checked).word;
        assert_eq!(says(&row, false), "Belum jatuh waktu");
        assert_eq!(says(&row, true), t.stages.claimed);
        assert_eq!(says(&OwedRow { due: Rupiah(60_000), ..row.clone() }, false), "Ditunggu Rp60.000");
        let paid = OwedRow { rest: Rupiah::ZERO, credit: Rupiah(5_000), ..row.clone() };
        assert_eq!(says(&paid, false), "Lunas, ada saldo");
        let delivered =
            |days: i64| OwedRow { delivered_at: Some(now.plus_seconds(-days * 86_400)), ..row.clone() };
        assert!(says(&delivered(1), false).starts_with("Jatuh tempo"));
        assert!(says(&delivered(9), false).starts_with("Lewat jatuh tempo"));
    }
}
