//! Erasing a person: what goes, what stays, and the question once more.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use rantai_core::ids::{CommandId, PersonId};

use super::{Place, at, frame};
use crate::app::App;
use crate::deeds;
use crate::erase::erase;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::{Page, PageResult, PortalError, show};
use crate::who::{AppState, Member, Operator};

#[derive(Template)]
#[template(path = "operator/erase.html")]
struct ErasePage {
    page: Page,
    here: String,
    deed: CommandId,
    lead: String,
    /// The parties that need another owner first, in words.
    first: Option<String>,
    goes: &'static [&'static str],
    stays: Vec<String>,
}

/// `GET /operator/{party}/people/{person}/erase`
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such person any more, [`PortalError::Forbidden`] for oneself.
pub async fn page(
    operator: Operator,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, person)): Path<(String, PersonId)>,
) -> PageResult {
    can_be_erased(&app, &operator, person)?;
    let (t, registry) = (lang.phrases(), app.registry());
    let o = &t.operator;
    let here = at(&operator, &format!("/people/{person}"));
    let name = app.person(person);
    let parties = registry.parties_of(person).map(|(party, _)| party.name.clone());
    let names: Vec<String> = parties.filter(|name| !name.is_empty()).collect();
    let mut stays: Vec<String> = o.erase_stays.iter().map(|line| (*line).to_owned()).collect();
    if !names.is_empty() {
        stays.push((o.erase_stays_names)(&names.join(", ")));
    }
    let owned = registry.left_without_owner(person);
    let owned: Vec<String> = owned.into_iter().map(|party| app.name_of(party)).collect();
    show(&ErasePage {
        page: frame(&app, lang, &operator, Place::People, o.erase_title).back(here.as_str(), name.as_str()),
        here: format!("{here}/erase"),
        deed: deeds::new_id(&app),
        lead: (o.erase_lead)(&name),
        first: (!owned.is_empty()).then(|| (o.erase_first)(&owned.join(", "))),
        goes: o.erase_goes,
        stays,
    })
}

/// `POST /operator/{party}/people/{person}/erase`
///
/// # Errors
/// [`PortalError::BadRequest`] where it was not said to be understood; the desk's refusals.
pub async fn erased(
    operator: Operator,
    State(app): State<AppState>,
    Path((_, person)): Path<(String, PersonId)>,
    filled: Filled,
) -> PageResult {
    can_be_erased(&app, &operator, person)?;
    if filled.text("understood") != "yes" {
        return Err(PortalError::BadRequest);
    }
    let deed = filled.deed()?.deed;
    erase(&app, deed, operator.actor(), operator.channel(), person).await?;
    Ok(Redirect::to(&at(&operator, &format!("/people/{person}?done=erased"))).into_response())
}

fn can_be_erased(app: &App, operator: &Member, person: PersonId) -> Result<(), PortalError> {
    let registry = app.registry();
    registry.person(person).filter(|_| !registry.is_erased(person)).ok_or(PortalError::NotFound)?;
    if person == operator.person { Err(PortalError::Forbidden) } else { Ok(()) }
}
