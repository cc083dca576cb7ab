//! One person's account: closed and opened again, reset, let in by a link.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use rantai_core::ids::PersonId;
use serde::Deserialize;

use super::people::{seats, state};
use super::{Place, at, frame};
use crate::app::App;
use crate::contact::Phone;
use crate::doors::enter::may_let_in;
use crate::doors::{account, shown, shut_out};
use crate::i18n::Lang;
use crate::web::{Chip, Notice, Page, PageResult, PortalError, Tone, show};
use crate::who::{AppState, Member, Operator};

#[derive(Template)]
#[template(path = "operator/person.html")]
struct PersonPage {
    page: Page,
    here: String,
    chip: Chip,
    phone: String,
    seats: String,
    is_closed: bool,
    is_erased: bool,
    is_me: bool,
    has_account: bool,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /operator/{party}/people/{person}`
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such person.
pub async fn page(
    operator: Operator,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, person)): Path<(String, PersonId)>,
    Query(Done { done }): Query<Done>,
) -> PageResult {
    let t = lang.phrases();
    let registry = app.registry();
    let entry = registry.person(person).ok_or(PortalError::NotFound)?;
    let phone = entry.phone.as_ref().and_then(|phone| app.vault.read(phone));
    let back = at(&operator, "/people");
    let mut page = frame(&app, lang, &operator, Place::People, app.person(person));
    page = page.back(back, t.operator.nav_people);
    page.notice = match done.as_str() {
        "closed" => Some(Notice::new(Tone::Done, t.operator.was_closed, "")),
        "erased" => Some(Notice::new(Tone::Done, t.operator.was_erased, "")),
        "opened" => Some(Notice::new(Tone::Done, t.operator.was_opened, "")),
        _ => None,
    };
    show(&PersonPage {
        page,
        here: at(&operator, &format!("/people/{person}")),
        chip: state(t, &app, person),
        phone: phone.map_or_else(|| "–".to_owned(), |phone| account::masked(&Phone::of(&phone).shown)),
        seats: seats(t, &registry, person),
        is_erased: registry.is_erased(person),
        is_closed: app.vault.accounts.is_disabled(person),
        is_me: person == operator.person,
        has_account: app.vault.accounts.has(person),
    })
}

/// `POST /operator/{party}/people/{person}/close`: signed out everywhere at once, and every link and program of
/// theirs is void.
///
/// # Errors
/// [`PortalError::Forbidden`] for oneself; when the disk does not take it.
pub async fn close(
    operator: Operator,
    State(app): State<AppState>,
    Path((_, person)): Path<(String, PersonId)>,
) -> PageResult {
    known(&app, person)?;
    if person == operator.person {
        return Err(PortalError::Forbidden);
    }
    app.vault.accounts.disable(person, true).map_err(PortalError::broken)?;
    shut_out(&app, person)?;
    Ok(Redirect::to(&at(&operator, &format!("/people/{person}?done=closed"))).into_response())
}

/// `POST /operator/{party}/people/{person}/open`
///
/// # Errors
/// When the disk does not take it.
pub async fn open(
    operator: Operator,
    State(app): State<AppState>,
    Path((_, person)): Path<(String, PersonId)>,
) -> PageResult {
    known(&app, person)?;
    app.vault.accounts.disable(person, false).map_err(PortalError::broken)?;
    Ok(Redirect::to(&at(&operator, &format!("/people/{person}?done=opened"))).into_response())
}

/// `POST /operator/{party}/people/{person}/reset`: PIN, password and known devices are forgotten; a link lets
/// the person in again.
///
/// # Errors
/// When the disk does not take it.
pub async fn reset(
    operator: Operator,
    lang: Lang,
    State(app): State<AppState>,
    headers: HeaderMap,
    Path((_, person)): Path<(String, PersonId)>,
) -> PageResult {
    known(&app, person)?;
    app.vault.accounts.reset(person).map_err(PortalError::broken)?;
    shut_out(&app, person)?;
    link(&app, lang, &headers, &operator, person)
}

/// `POST /operator/{party}/people/{person}/enter`: a link that lets the person in.
///
/// # Errors
/// When the disk does not take it.
pub async fn enter(
    operator: Operator,
    lang: Lang,
    State(app): State<AppState>,
    headers: HeaderMap,
    Path((_, person)): Path<(String, PersonId)>,
) -> PageResult {
    known(&app, person)?;
    link(&app, lang, &headers, &operator, person)
}

/// `POST /account/{party}/people/{person}/enter`: an owner lets one of their own people in on a new device.
///
/// # Errors
/// [`PortalError::NotFound`] for who is none of theirs, [`PortalError::Refused`] for who also acts for others.
pub async fn enter_by_owner(
    member: Member,
    lang: Lang,
    State(app): State<AppState>,
    headers: HeaderMap,
    Path((_, person)): Path<(String, PersonId)>,
) -> PageResult {
    let registry = app.registry();
    registry.role(member.party, person).ok_or(PortalError::NotFound)?;
    if !may_let_in(&registry, member.person, person) || app.vault.accounts.is_disabled(person) {
        return Err(PortalError::refused(|t| t.operator.ask_the_operator.to_owned()));
    }
    let t = lang.phrases();
    let token = shown::enter_link(&app, person, Some(member.person))?;
    let page = Page::new(lang, t.operator.link_title)
        .signed_in(app.person(member.person), &member.name)
        .others(app.others(&member))
        .back(format!("/account/{}/people", member.slug), t.common.back);
    let lead = (t.operator.link_lead)(&app.person(person));
    shown::page(&app, &headers, page, lead, &token, digits(&app, person).as_deref())
}

fn link(app: &App, lang: Lang, headers: &HeaderMap, operator: &Member, person: PersonId) -> PageResult {
    let t = lang.phrases();
    if app.vault.accounts.is_disabled(person) {
        return Err(PortalError::refused(|t| t.operator.closed_first.to_owned()));
    }
    let token = shown::enter_link(app, person, Some(operator.person))?;
    let back = at(operator, &format!("/people/{person}"));
    let page =
        frame(app, lang, operator, Place::People, t.operator.link_title).back(back, app.person(person));
    let lead = (t.operator.link_lead)(&app.person(person));
    shown::page(app, headers, page, lead, &token, digits(app, person).as_deref())
}

fn known(app: &App, person: PersonId) -> Result<(), PortalError> {
    let registry = app.registry();
    registry.person(person).filter(|_| !registry.is_erased(person)).map(drop).ok_or(PortalError::NotFound)
}

/// The person's number, as WhatsApp takes it.
fn digits(app: &App, person: PersonId) -> Option<String> {
    let registry = app.registry();
    let phone = app.vault.read(registry.person(person)?.phone.as_ref()?)?;
    Some(Phone::of(&phone).digits)
}

impl PersonPage {
    fn to(&self, deed: &str) -> String {
        format!("{}/{deed}", self.here)
    }
}
