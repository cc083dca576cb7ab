//! Today's work: what waits for the business, then what it waits for.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use rantai_core::book::conversation::About;
use rantai_core::book::order::StageName;
use rantai_core::party::Role;
use rantai_projections::order_board::OrderRow;
use rantai_projections::order_sheets::Turn;
use serde::Deserialize;

use super::setup::first_steps::{FirstSteps, first_steps};
use super::{Duty, Place, at, duty_of, frame, may, order_at};
use crate::app::App;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::messages;
use crate::order_words::{self, stage_chip, waits_for};
use crate::web::{Chip, Page, PageResult, Pager, Row, Tone, Wants, list_key, show};
use crate::who::{AppState, Business, Fresh, Member};

const AT_ONCE: usize = 40;
/// How many orders of each stage are shown that others hold.
const OF_OTHERS: usize = 6;

/// The list that changes.
pub struct Work {
    open: bool,
    at: String,
    summary: String,
    rows: Vec<Row>,
    others: Vec<Row>,
    pager: Pager,
    orders: String,
    new_order: String,
    slips: String,
}

#[derive(Template)]
#[template(path = "business/home.html")]
struct HomePage {
    page: Page,
    work: Work,
    steps: Option<FirstSteps>,
    new_customers: Option<String>,
    low: Option<String>,
    guest_book: (String, String),
    agenda: (String, String),
    business: String,
}

#[derive(Template)]
#[template(path = "business/home.html", block = "work")]
struct HomePart {
    page: Page,
    work: Work,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /business/{party}`
///
/// # Errors
/// None of its own.
pub async fn home(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    headers: HeaderMap,
    State(app): State<AppState>,
    Query(From { from }): Query<From>,
) -> PageResult {
    let work = work(&app, lang, &who, from.as_deref());
    let title = lang.phrases().business.today;
    let page = fresh.on(frame(&app, lang, &who, Place::Today, title), &who.slug);
    if wants.fragment() {
        return show(&HomePart { page, work });
    }
    let t = lang.phrases();
    let new = app.views.customers.count_new(who.party);
    show(&HomePage {
        page,
        work,
        steps: first_steps(&app, t, &who, &headers),
        new_customers: (new > 0 && may(&who, Duty::Orders))
            .then(|| format!("{} ({new})", t.setup.new_customer)),
        low: low(&app, t, &who),
        guest_book: super::guest_book::button(&app, t, &who),
        agenda: super::agenda::button(&app, lang, &who),
        business: at(&who, ""),
    })
}

/// How many things there should be more of.
fn low(app: &App, t: &'static crate::i18n::Phrases, who: &Member) -> Option<String> {
    let low = app.views.store.low(who.party).len();
    (low > 0).then(|| format!("{} ({low})", t.supply.low))
}

fn work(app: &App, lang: Lang, who: &Member, from: Option<&str>) -> Work {
    let t = lang.phrases();
    let calendar = app.calendar(lang, who.party);
    let from = list_key::read(from);
    let mine = app.views.board.todays_work(who.party, from.as_deref(), AT_ONCE);
    // What is the work of others in the business stands below.
    let (own, theirs): (Vec<_>, Vec<_>) = mine.rows.iter().partition(|(_, row)| is_own(app, who, row));
    let late = own.iter().filter(|(_, row)| days_late(&calendar, row) > 0).count();
    let mut of_others: Vec<_> =
        theirs.iter().map(|(_, row)| row_of_mine(app, lang, &calendar, who, row)).collect();
    of_others.extend(others(app, lang, who));
    let more = mine.next.as_ref().map(|key| at(who, &format!("?from={}", list_key::written(key))));
    Work {
        open: app.views.shops.shop(who.party).is_some(),
        at: at(who, ""),
        summary: (t.business.today_counts)(own.len(), late, of_others.len(), more.is_some()),
        rows: own.iter().map(|(_, row)| row_of_mine(app, lang, &calendar, who, row)).collect(),
        others: of_others,
        pager: Pager { newer: from.map(|_| at(who, "")), older: more },
        orders: at(who, "/orders"),
        new_order: at(who, "/orders/new"),
        slips: at(who, "/slips"),
    }
}

/// What is to be done next with an order is the work of that member's role.
fn is_own(app: &App, who: &Member, row: &OrderRow) -> bool {
    // An auditor, who does nothing, sees all of it.
    let sheet = app.views.orders.sheet(row.order).filter(|_| who.role != Role::Auditor);
    sheet.and_then(|sheet| duty_of(&sheet.order.awaits())).is_none_or(|duty| may(who, duty))
}

/// A line about an order whose next move is the business's: the deed, and until when.
pub fn row_of_mine(app: &App, lang: Lang, calendar: &Calendar, who: &Member, row: &OrderRow) -> Row {
    let t = lang.phrases();
    let deed = match app.views.orders.sheet(row.order) {
        Some(sheet) => (t.business.deed)(&sheet.order.awaits(), true),
        None => t.stages.of(row.stage).to_owned(),
    };
    let late = days_late(calendar, row);
    let tone = if late > 0 || row.overdue.is_some() { Tone::Failed } else { Tone::Yours };
    line(app, lang, calendar, who, row, late).chip(Chip::new(tone, deed))
}

/// A line about an order that somebody else holds, or nobody.
pub fn row_of_others(app: &App, lang: Lang, calendar: &Calendar, who: &Member, row: &OrderRow) -> Row {
    let t = lang.phrases();
    // Where the buyer has the next move, title and state have said it.
    let waits = if row.turn == Turn::Buyer { String::new() } else { waits_for(app, t, who.party, row) };
    let late = days_late(calendar, row);
    let mut chip = stage_chip(t, row.stage, false);
    if late > 0 || row.overdue.is_some() {
        chip = Chip::new(Tone::Failed, chip.word);
    }
    let shown = line(app, lang, calendar, who, row, late).chip(chip);
    if waits.is_empty() { shown } else { Row { second: format!("{} · {waits}", shown.second), ..shown } }
}

fn line(app: &App, lang: Lang, calendar: &Calendar, who: &Member, row: &OrderRow, late: i32) -> Row {
    let t = lang.phrases();
    let mut goods = format!("{} · {}", row.number, row.first);
    if row.more > 0 {
        goods = format!("{goods} +{}", row.more);
    }
    if late > 0 {
        goods = format!("{goods} · {}", (t.business.days_late)(late));
    } else if let Some(late) = order_words::late(t, app.now(), row) {
        goods = format!("{goods} · {late}");
    }
    let figure = if row.due.is_positive() { row.due } else { row.total };
    let shown = Row::new(order_at(who, row.order), app.party(row.buyer))
        .second(goods)
        .figure(figure)
        .unread(messages::unread(app, who, About::Order(row.order)));
    match row.promised.or(row.wanted).filter(|_| !row.stage.is_over()) {
        Some(day) => shown.since(calendar.day(day)),
        None => shown.since(calendar.ago(row.since)),
    }
}

/// How many days past its promise an order is; 0 when it is not.
pub fn days_late(calendar: &Calendar, row: &OrderRow) -> i32 {
    let day =
        if row.stage.is_over() || row.stage == StageName::AwaitingSettlement { None } else { row.promised };
    day.map_or(0, |day| calendar.today().number().saturating_sub(day.number()).max(0))
}

fn others(app: &App, lang: Lang, who: &Member) -> Vec<Row> {
    use StageName as S;
    let calendar = app.calendar(lang, who.party);
    let stages = [
        S::OnTheRoad,
        S::Dispatched,
        S::AwaitingMaterials,
        S::AwaitingDeposit,
        S::AwaitingSettlement,
        S::Placed,
    ];
    let mut rows = Vec::new();
    for stage in stages {
        let page = app.views.board.at_stage(who.party, stage, None, AT_ONCE);
        let theirs = page.rows.iter().filter(|(_, row)| row.turn != Turn::Business);
        rows.extend(theirs.take(OF_OTHERS).map(|(_, row)| row_of_others(app, lang, &calendar, who, row)));
    }
    rows
}
