//! The businesses of the deployment.

use askama::Template;
use axum::extract::State;
use rantai_core::book::order::StageName;
use rantai_core::ids::PartyId;
use rantai_core::party::Capacity;

use super::{Place, at, frame};
use crate::app::App;
use crate::i18n::{Lang, Phrases};
use crate::web::{Chip, Page, PageResult, Row, Tone, show};
use crate::who::{AppState, Operator};

#[derive(Template)]
#[template(path = "operator/home.html")]
struct HomePage {
    page: Page,
    found: String,
    rows: Vec<Row>,
}

/// Most orders that are counted: more are simply many.
const MOST: usize = 999;

/// `GET /operator/{party}`
///
/// # Errors
/// When the template cannot be rendered.
pub async fn page(operator: Operator, lang: Lang, State(app): State<AppState>) -> PageResult {
    let t = lang.phrases();
    let page = frame(&app, lang, &operator, Place::Businesses, t.operator.nav_businesses);
    let registry = app.registry();
    let businesses = registry.parties().filter(|party| party.capacities.contains(&Capacity::Business));
    let mut rows: Vec<Row> = businesses
        .map(|party| {
            let opened = app.views.shops.shop(party.party).is_some();
            let href = at(&operator, &format!("/people/{}", party.contact));
            let second = format!("{} · {}", app.person(party.contact), app.regions.spoken(&party.village));
            let row = Row::new(href, &*party.name).second(second).chip(state(t, opened));
            if opened { row.figure((t.operator.orders)(orders(&app, party.party))) } else { row }
        })
        .collect();
    rows.sort_by_key(|row| row.title.to_lowercase());
    show(&HomePage { page, found: at(&operator, "/found"), rows })
}

fn orders(app: &App, business: PartyId) -> usize {
    StageName::ALL.iter().map(|stage| app.views.board.count_at(business, *stage, MOST)).sum()
}

fn state(t: &'static Phrases, opened: bool) -> Chip {
    if opened {
        Chip::new(Tone::Done, t.operator.opened)
    } else {
        Chip::new(Tone::Yours, t.operator.not_opened)
    }
}
