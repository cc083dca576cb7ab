//! Where a check begins: an order by its number, the latest orders, and the head of the log.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use rantai_core::book::order::StageName;
use rantai_core::ids::PartyId;
use rantai_projections::order_board::OrderRow;
use serde::Deserialize;
use std::sync::Arc;

use super::{frame, parts};
use crate::app::App;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::order_words::stage_chip;
use crate::web::{Field, Notice, Page, PageResult, PortalError, Row, Tone, show};
use crate::who::{AppState, Auditing};

/// Orders in the list.
const LATEST: usize = 25;
/// Rows of one stage that are read at once while an order is looked for.
const STEP: usize = 500;

#[derive(Template)]
#[template(path = "audit/orders.html")]
struct OrdersPage {
    page: Page,
    here: String,
    number: Field,
    title: String,
    rows: Vec<Row>,
    head: u64,
    hash: Vec<String>,
    trust: Notice,
    guests: Vec<(String, String)>,
}

/// What is looked for.
#[derive(Debug, Deserialize)]
pub struct Search {
    number: Option<String>,
}

/// `GET /audit/{party}`
pub async fn orders(
    member: Auditing,
    State(app): State<AppState>,
    lang: Lang,
    Query(search): Query<Search>,
) -> PageResult {
    let t = lang.phrases();
    let here = format!("/audit/{}", member.0.slug);
    let wanted = search.number.unwrap_or_default().trim().to_lowercase();
    let business = member.0.party;
    let reading = Arc::clone(&app);
    let asked = wanted.clone();
    let found = tokio::task::spawn_blocking(move || {
        if asked.is_empty() { latest(&reading, business) } else { search_for(&reading, business, &asked) }
    });
    let found = found.await.map_err(PortalError::broken)?;
    if let [only] = &found[..]
        && !wanted.is_empty()
    {
        return Ok(Redirect::to(&format!("{here}/orders/{}", only.order)).into_response());
    }
    let calendar = app.calendar(lang, business);
    let rows = found.iter().map(|order| row(&app, &calendar, &here, order)).collect();
    let (head, hash) = app.log.head();
    let title = if wanted.is_empty() { t.audit.latest.to_owned() } else { (t.audit.found)(found.len()) };
    show(&OrdersPage {
        page: frame(&app, lang, &member.0, t.audit.title).wide(),
        number: Field::new("number", t.audit.ask_number).value(&wanted).hint(t.audit.number_hint),
        guests: super::guests::figures(&app, lang, business),
        here,
        title,
        rows,
        head: head.position(),
        hash: parts(hash),
        trust: match app.log.failure() {
            None => Notice::new(Tone::Done, t.audit.trusted_title, t.audit.trusted),
            Some(why) => Notice::new(Tone::Failed, t.audit.failed_title, (t.audit.failed)(&why)),
        },
    })
}

fn row(app: &App, calendar: &Calendar, here: &str, order: &OrderRow) -> Row {
    let goods = match order.more {
        0 => order.first.clone(),
        more => format!("{} +{more}", order.first),
    };
    Row::new(
        format!("{here}/orders/{}", order.order),
        format!("{} · {}", order.number, app.party(order.buyer)),
    )
    .second(goods)
    .figure(order.total)
    .chip(stage_chip(calendar.lang.phrases(), order.stage, false))
    .since(calendar.ago(order.since))
}

/// The orders that moved last.
fn latest(app: &App, business: PartyId) -> Vec<Arc<OrderRow>> {
    let mut found = Vec::new();
    for stage in StageName::ALL {
        // Stages that are over list the latest first; in the others little waits.
        let limit = if stage.is_over() { LATEST } else { STEP };
        let page = app.views.board.at_stage(business, *stage, None, limit);
        found.extend(page.rows.into_iter().map(|(_, row)| row));
    }
    found.sort_by_key(|row| std::cmp::Reverse(row.since));
    found.truncate(LATEST);
    found
}

/// The order of that number, or those whose number contains it.
fn search_for(app: &App, business: PartyId, wanted: &str) -> Vec<Arc<OrderRow>> {
    let mut found = Vec::new();
    for stage in StageName::ALL {
        let mut from = None;
        loop {
            let page = app.views.board.at_stage(business, *stage, from.as_deref(), STEP);
            for (_, row) in page.rows {
                let number = row.number.to_lowercase();
                if number == wanted {
                    return vec![row];
                }
                if number.contains(wanted) && found.len() < LATEST {
                    found.push(row);
                }
            }
            match page.next {
                Some(next) => from = Some(next),
                None => break,
            }
        }
    }
    found
}
