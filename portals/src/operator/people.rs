//! Everybody, found by name or number.

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::ids::PersonId;
use rantai_core::registry::Registry;
use rantai_core::sealed::PhoneNumber;
use serde::Deserialize;

use super::{Place, at, frame};
use crate::app::App;
use crate::i18n::{Lang, Phrases};
use crate::web::{Chip, Page, PageResult, Row, Tone, show};
use crate::who::{AppState, Operator};

#[derive(Template)]
#[template(path = "operator/people.html")]
struct PeoplePage {
    page: Page,
    here: String,
    find: String,
    rows: Vec<Row>,
    more: bool,
}

/// Most people on one page; who looks for somebody else types more of their name.
const MOST: usize = 50;

/// What is searched for.
#[derive(Debug, Default, Deserialize)]
pub struct Find {
    #[serde(default)]
    find: String,
}

/// `GET /operator/{party}/people`
///
/// # Errors
/// When the template cannot be rendered.
pub async fn page(
    operator: Operator,
    lang: Lang,
    State(app): State<AppState>,
    Query(Find { find }): Query<Find>,
) -> PageResult {
    let t = lang.phrases();
    let registry = app.registry();
    let find = find.trim().to_owned();
    let mut found: Vec<(String, PersonId)> = match PhoneNumber::parse(&find) {
        Some(phone) => {
            let person = registry.person_by_phone(&app.vault.phone_hash(&phone));
            person.into_iter().map(|person| (app.person(person), person)).collect()
        }
        None => by_name(&app, &registry, &find.to_lowercase()),
    };
    found.sort_by_key(|(name, _)| name.to_lowercase());
    let more = found.len() > MOST;
    found.truncate(MOST);
    let rows = found.into_iter().map(|(name, person)| {
        let row = Row::new(at(&operator, &format!("/people/{person}")), name);
        row.second(seats(t, &registry, person)).chip(state(t, &app, person))
    });
    show(&PeoplePage {
        rows: rows.collect(),
        page: frame(&app, lang, &operator, Place::People, t.operator.nav_people),
        here: at(&operator, "/people"),
        find,
        more,
    })
}

fn by_name(app: &App, registry: &Registry, find: &str) -> Vec<(String, PersonId)> {
    let all = registry.people().filter(|entry| !registry.is_erased(entry.person));
    let all = all.map(|entry| (app.person(entry.person), entry.person));
    all.filter(|(name, _)| name.to_lowercase().contains(find)).collect()
}

/// For whom the person acts, and as what.
pub fn seats(t: &'static Phrases, registry: &Registry, person: PersonId) -> String {
    let seats = registry.parties_of(person);
    seats
        .map(|(party, role)| format!("{} ({})", party.name, (t.demo.role)(role.name())))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Whether the person can sign in.
pub fn state(t: &'static Phrases, app: &App, person: PersonId) -> Chip {
    let accounts = &app.vault.accounts;
    if app.registry().is_erased(person) {
        Chip::new(Tone::Quiet, t.operator.erased_chip)
    } else if accounts.is_disabled(person) {
        Chip::new(Tone::Failed, t.operator.closed)
    } else if accounts.has(person) {
        Chip::new(Tone::Done, t.operator.has_account)
    } else {
        Chip::new(Tone::Quiet, t.operator.no_account)
    }
}
