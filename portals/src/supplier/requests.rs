//! What is asked of the supplier: first what waits for an answer, then what is to be shipped.

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::book::conversation::About;
use rantai_core::book::order::RequestState;
use rantai_projections::requests::RequestSheet;
use serde::Deserialize;

use super::{MOST, Place, chip, frame};
use crate::app::App;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::messages;
use crate::order_words::late_request;
use crate::web::{Page, PageResult, Pager, Row, Wants, list_key, show};
use crate::who::{AppState, Fresh, Member, Supplier};

/// Rows of one page of the past.
const PAGE: usize = 20;

#[derive(Template)]
#[template(path = "supplier/requests.html")]
struct RequestsPage {
    page: Page,
    here: String,
    groups: Vec<(&'static str, Vec<Row>)>,
}

#[derive(Template)]
#[template(path = "supplier/requests.html", block = "requests")]
struct RequestsPart {
    page: Page,
    here: String,
    groups: Vec<(&'static str, Vec<Row>)>,
}

#[derive(Template)]
#[template(path = "supplier/past.html")]
struct PastPage {
    page: Page,
    rows: Vec<Row>,
    pager: Pager,
}

/// `GET /supplier/{party}`
pub async fn open(
    member: Supplier,
    State(app): State<AppState>,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
) -> PageResult {
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.party);
    let found = app.views.requests.to_supplier(member.party, true, None, MOST);
    let group = |title, state| {
        let rows = found.rows.iter().map(|(_, sheet)| &**sheet);
        let rows = rows.filter(|sheet| sheet.request.state == state);
        (title, rows.map(|sheet| row(&app, &calendar, &member, sheet)).collect::<Vec<_>>())
    };
    let mut groups = vec![
        group(t.supplier.to_answer, RequestState::Sent),
        group(t.supplier.to_ship, RequestState::Confirmed),
        group(t.supplier.under_way, RequestState::Shipped),
    ];
    groups.retain(|(_, rows)| !rows.is_empty());
    let page = frame(&app, lang, &member, fresh, t.supplier.title, Place::Requests);
    let here = format!("/supplier/{}", member.slug);
    if wants.fragment() {
        show(&RequestsPart { page, here, groups })
    } else {
        show(&RequestsPage { page, here, groups })
    }
}

/// From which key on a list is shown.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /supplier/{party}/past`
pub async fn past(
    member: Supplier,
    State(app): State<AppState>,
    lang: Lang,
    fresh: Fresh,
    Query(query): Query<From>,
) -> PageResult {
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.party);
    let from = list_key::read(query.from.as_deref());
    let found = app.views.requests.to_supplier(member.party, false, from.as_deref(), PAGE);
    let rows = found.rows.iter().map(|(_, sheet)| row(&app, &calendar, &member, sheet)).collect();
    let here = format!("/supplier/{}/past", member.slug);
    let pager = Pager {
        newer: from.map(|_| here.clone()),
        older: found.next.map(|key| format!("{here}?from={}", list_key::written(&key))),
    };
    let page = frame(&app, lang, &member, fresh, t.supplier.nav_past, Place::Past);
    show(&PastPage { page, rows, pager })
}

fn row(app: &App, calendar: &Calendar, member: &Member, sheet: &RequestSheet) -> Row {
    let t = calendar.lang.phrases();
    let request = &sheet.request;
    let first = request.lines.first();
    let first = first.map(|line| format!("{} {} {}", line.quantity, line.unit.label(), line.name));
    let mut second = format!("{} · {}", request.number, first.unwrap_or_default());
    if request.lines.len() > 1 {
        second.push_str(&(t.supplier.and_more)(request.lines.len() - 1));
    }
    if let Some(late) = late_request(t, app.now(), request) {
        second = format!("{second} · {late}");
    }
    let row =
        Row::new(format!("/supplier/{}/requests/{}", member.slug, request.id), app.party(sheet.business))
            .second(second)
            .chip(chip(t, sheet))
            .since(calendar.ago(request.since))
            .unread(messages::unread(app, member, About::Request(request.id)));
    match request.promised.or(request.wanted) {
        Some(day) if request.state.is_open() => row.figure(calendar.day(day).text),
        _ => row,
    }
}
