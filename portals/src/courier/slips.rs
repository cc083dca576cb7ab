//! The courier's day: what to pick up, what is on the road, what was earned and collected.

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::book::order::SlipState;
use rantai_core::money::Rupiah;
use rantai_projections::slips::SlipSheet;
use serde::Deserialize;

use super::{MOST, Place, chip, frame, receiver};
use crate::app::App;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::web::{Money, Page, PageResult, Pager, Row, Wants, list_key, show};
use crate::who::{AppState, Courier, Fresh};

/// Rows of one page of the past.
const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "courier/slips.html")]
struct SlipsPage {
    page: Page,
    here: String,
    groups: Vec<(&'static str, Vec<Row>)>,
    today: Vec<Money>,
    trips: bool,
}

#[derive(Template)]
#[template(path = "courier/slips.html", block = "slips")]
struct SlipsPart {
    page: Page,
    here: String,
    groups: Vec<(&'static str, Vec<Row>)>,
    today: Vec<Money>,
    trips: bool,
}

#[derive(Template)]
#[template(path = "courier/past.html")]
struct PastPage {
    page: Page,
    rows: Vec<Row>,
    pager: Pager,
}

/// `GET /courier/{party}`
pub async fn open(
    member: Courier,
    State(app): State<AppState>,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
) -> PageResult {
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.party);
    let found = app.views.slips.my_slips(member.party, true, None, MOST);
    let group = |title, on_road: bool| {
        let rows = found.rows.iter().map(|(_, sheet)| &**sheet);
        let rows = rows.filter(|sheet| matches!(sheet.slip.state, SlipState::PickedUp { .. }) == on_road);
        (title, rows.map(|sheet| row(&app, &calendar, &member.slug, sheet)).collect::<Vec<_>>())
    };
    let mut groups = vec![group(t.courier.on_the_road, true), group(t.courier.to_pick_up, false)];
    groups.retain(|(_, rows)| !rows.is_empty());
    let today = today(&app, &calendar, member.party);
    let page = frame(&app, lang, &member, fresh, t.courier.title, Place::Slips);
    let here = format!("/courier/{}", member.slug);
    let trips = !app.views.trips.of(member.party, None, 1).rows.is_empty();
    if wants.fragment() {
        show(&SlipsPart { page, here, groups, today, trips })
    } else {
        show(&SlipsPage { page, here, groups, today, trips })
    }
}

/// From which key on a list is shown.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /courier/{party}/past`
pub async fn past(
    member: Courier,
    State(app): State<AppState>,
    lang: Lang,
    fresh: Fresh,
    Query(query): Query<From>,
) -> PageResult {
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.party);
    let from = list_key::read(query.from.as_deref());
    let found = app.views.slips.my_slips(member.party, false, from.as_deref(), PAGE);
    let rows = found.rows.iter().map(|(_, sheet)| row(&app, &calendar, &member.slug, sheet)).collect();
    let here = format!("/courier/{}/past", member.slug);
    let pager = Pager {
        newer: from.map(|_| here.clone()),
        older: found.next.map(|key| format!("{here}?from={}", list_key::written(&key))),
    };
    let page = frame(&app, lang, &member, fresh, t.courier.nav_past, Place::Past);
    show(&PastPage { page, rows, pager })
}

fn row(app: &App, calendar: &Calendar, slug: &str, sheet: &SlipSheet) -> Row {
    let t = calendar.lang.phrases();
    let to = receiver(app, t, sheet);
    let fee = sheet.slip.courier_fee;
    let mut second = format!("{} · {}", sheet.slip.number, to.place);
    if fee.is_positive() {
        second.push_str(&(t.courier.fee_of)(&fee.to_string()));
    }
    let (since, cash) = match &sheet.slip.state {
        SlipState::PickedUp { at } | SlipState::Failed { at, .. } => (*at, sheet.slip.cash_to_collect),
        SlipState::Completed { at, cash_collected, .. } => (*at, *cash_collected),
        SlipState::Issued | SlipState::Declined { .. } | SlipState::Withdrawn => {
            (sheet.slip.issued_at, sheet.slip.cash_to_collect)
        }
    };
    let row = Row::new(format!("/courier/{slug}/slips/{}", sheet.slip.id), to.party)
        .second(second)
        .chip(chip(t, &sheet.slip.state))
        .since(calendar.ago(since));
    if cash.is_positive() { row.figure((t.courier.collect_of)(&cash.to_string())) } else { row }
}

/// What was delivered today: the courier's own fee, and the cash to hand over.
fn today(app: &App, calendar: &Calendar, courier: rantai_core::ids::PartyId) -> Vec<Money> {
    let t = &calendar.lang.phrases().courier;
    let past = app.views.slips.my_slips(courier, false, None, MOST);
    let (mut fee, mut cash, mut any) = (Rupiah::ZERO, Rupiah::ZERO, false);
    for (_, sheet) in past.rows {
        if let SlipState::Completed { at, cash_collected, .. } = &sheet.slip.state
            && at.day_in(calendar.zone) == calendar.today()
        {
            fee = fee.and(sheet.slip.courier_fee);
            cash = cash.and(*cash_collected);
            any = true;
        }
    }
    let mut sums = Vec::new();
    if any {
        sums.push(Money::new(t.fee_today, fee));
    }
    if cash.is_positive() {
        sums.push(Money::new(t.cash_today, cash));
    }
    sums
}
