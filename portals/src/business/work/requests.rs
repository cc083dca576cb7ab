//! What was asked of suppliers: what is open, and what is over.

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::book::conversation::About;
use rantai_core::book::material::Request;
use rantai_core::book::order::RequestState;
use rantai_projections::requests::RequestSheet;
use serde::Deserialize;

use super::amount;
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::messages;
use crate::order_words::late_request;
use crate::web::{Chip, Page, PageResult, Pager, Row, Tone, Wants, list_key, show};
use crate::who::{AppState, Business, Fresh, Member};

/// Requests on one page.
const PAGE: usize = 30;

#[derive(Template)]
#[template(path = "business/work/requests.html")]
struct RequestsPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/work/requests.html", block = "requests")]
struct RequestsFragment {
    page: Page,
    v: View,
}

struct View {
    here: String,
    ask: String,
    open: Vec<Row>,
    past: Vec<Row>,
    pager: Pager,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /business/{party}/requests`
pub async fn list(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Query(from): Query<From>,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let v = view(&app, t, lang, &business, from.from.as_deref());
    let page = frame(&app, lang, &business, Place::Materials, t.workshop.requests)
        .back(at(&business, "/materials"), t.workshop.materials);
    let page = fresh.on(page, &business.slug);
    if wants.fragment() { show(&RequestsFragment { page, v }) } else { show(&RequestsPage { page, v }) }
}

fn view(app: &App, t: &'static Phrases, lang: Lang, member: &Member, from: Option<&str>) -> View {
    let calendar = app.calendar(lang, member.party);
    let key = list_key::read(from);
    let open = app.views.requests.of_business(member.party, true, None, PAGE * 4);
    let past = app.views.requests.of_business(member.party, false, key.as_deref(), PAGE);
    let line = |sheet: &RequestSheet| row(app, t, &calendar, member, sheet);
    let here = at(member, "/requests");
    View {
        ask: at(member, "/requests/new"),
        open: if key.is_some() { Vec::new() } else { open.rows.iter().map(|(_, s)| line(s)).collect() },
        past: past.rows.iter().map(|(_, sheet)| line(sheet)).collect(),
        pager: Pager {
            newer: key.is_some().then(|| here.clone()),
            older: past.next.map(|next| format!("{here}?from={}", list_key::written(&next))),
        },
        here: from.map_or_else(|| here.clone(), |from| format!("{here}?from={from}")),
    }
}

fn row(app: &App, t: &'static Phrases, calendar: &Calendar, member: &Member, sheet: &RequestSheet) -> Row {
    let request = &sheet.request;
    let lines: Vec<_> = request
        .lines
        .iter()
        .map(|line| format!("{} {}", line.name, amount(line.quantity, line.unit)))
        .collect();
    let mut second = format!("{} · {}", request.number, lines.join(", "));
    if let Some(late) = late_request(t, app.now(), request) {
        second = format!("{second} · {late}");
    }
    Row::new(at(member, &format!("/requests/{}", request.id)), app.party(request.supplier))
        .second(second)
        .chip(chip(t, request))
        .since(calendar.ago(request.since))
        .unread(messages::unread(app, member, About::Request(request.id)))
}

/// Where a request stands, seen by the business that asked.
pub fn chip(t: &'static Phrases, request: &Request) -> Chip {
    let s = &t.stages;
    let less = request.lines.iter().any(|line| request.promised_of(line) < line.quantity);
    match request.state {
        RequestState::Sent => Chip::new(Tone::Going, s.requested),
        RequestState::Countered => Chip::new(Tone::Yours, t.supply.chip_counter),
        RequestState::Confirmed if less => Chip::new(Tone::Going, s.confirmed_in_part),
        RequestState::Confirmed => Chip::new(Tone::Going, s.confirmed).icon("check"),
        RequestState::Shipped => Chip::new(Tone::Yours, t.workshop.shipped_count).icon("truck"),
        RequestState::Received => Chip::new(Tone::Done, s.received),
        RequestState::Refused => Chip::new(Tone::Failed, s.refused),
        RequestState::Withdrawn => Chip::new(Tone::Quiet, s.withdrawn),
        RequestState::Expired => Chip::new(Tone::Failed, t.supply.expired),
    }
}
