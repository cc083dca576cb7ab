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
        sums: vec![Money::new(d.due_now, now), Money::sum(d.owed_sum, sum)],
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
    let by = row.due_on(app.calendar(calendar.lang, row.business).zone);
    let chip = if is_checked(app, row) {
        Chip::new(Tone::Going, t.stages.claimed)
    } else if row.rest == Rupiah::ZERO {
        Chip::new(Tone::Done, (t.money.axis)(PaymentAxis::Credit))
    } else if let Some(day) = by.filter(|day| *day < calendar.today()) {
        Chip::new(Tone::Failed, (t.money_pages.overdue_since)(&calendar.day(day).text))
    } else if let Some(day) = by {
        Chip::new(Tone::Going, (t.money_pages.due_on)(&calendar.day(day).text))
    } else if row.due.is_positive() {
        Chip::new(Tone::Yours, (d.asked_now)(row.due))
    } else {
        Chip::new(Tone::Going, d.not_yet_due)
    };
    Row::new(path_of(member, row.order), row.number.as_str())
        .second(second)
        .figure(row.rest)
        .chip(chip)
        .since(calendar.ago(row.since))
}
