//! `…/orders/{order}/account` and its kin: somebody who acts by a link makes an account on the person they have
//! been all along, and finds everything they did in their own portal.
//!
//! A link can be passed on, so it is not enough: the phone number on file must be typed too.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use rantai_core::ids::{PartyId, PersonId};
use rantai_core::vault::{Pass, PassId};

use super::newcomer::{self, Chosen, SecretFields};
use super::throttle::Key;
use super::{again, give, let_in, login, refused};
use crate::app::App;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::{Field, Page, PageResult, PortalError, show};
use crate::who::{AppState, Member};

#[derive(Template)]
#[template(path = "doors/adopt.html")]
struct AdoptPage {
    page: Page,
    here: String,
    phone: Field,
    secrets: SecretFields,
    /// There is an account already: where to sign in.
    sign_in: Option<String>,
}

/// The last part of the page's address.
const HERE: &str = "/account";

/// `GET …/account`
///
/// # Errors
/// When the template cannot be rendered.
pub async fn page(member: Member, lang: Lang, State(app): State<AppState>, here: Uri) -> PageResult {
    if member.link.is_none() {
        return Ok(Redirect::to(thing(here.path())).into_response());
    }
    show(&form(&app, lang, &member, here.path(), &Filled::default()))
}

/// `POST …/account`
///
/// # Errors
/// When the disk does not take it.
pub async fn make(
    member: Member,
    lang: Lang,
    State(app): State<AppState>,
    headers: HeaderMap,
    here: Uri,
    mut filled: Filled,
) -> PageResult {
    let Some(link) = member.link else {
        return Ok(Redirect::to(thing(here.path())).into_response());
    };
    let _alone = app.doors.once.lock().await;
    adopt(&app, lang, &headers, member.person, link, here.path(), &mut filled).await.or_else(|error| {
        if !matches!(error, PortalError::Refused(_) | PortalError::TooManyTries { .. }) {
            return Err(error);
        }
        let mut page = form(&app, lang, &member, here.path(), &filled);
        page.page.notice = Some(error.notice(lang.phrases()));
        refused(&page, &error)
    })
}

async fn adopt(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    person: PersonId,
    link: PassId,
    here: &str,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let t = lang.phrases();
    if app.vault.accounts.has(person) {
        return Err(PortalError::refused(|t| t.doors.has_account.to_owned()));
    }
    if !vouched(app, person, link) {
        return Err(PortalError::refused(|t| t.doors.ask_for_account.to_owned()));
    }
    let phone = newcomer::phone(t, filled, "phone");
    let chosen = Chosen { pin: newcomer::pin(t, filled), password: newcomer::password(t, filled, false) };
    filled.checked()?;
    let phone = phone.ok_or(PortalError::BadRequest)?;
    app.doors.throttle.guess(&[Key::Link(link)], app.now())?;
    if newcomer::person_of(app, &phone) != Some(person) {
        filled.mistake("phone", t.doors.not_the_phone_on_file);
        return Err(PortalError::refused(|t| t.doors.not_the_phone_on_file.to_owned()));
    }
    app.doors.throttle.right(&[Key::Link(link)]);
    give(app, person, chosen).await?;
    let_in(app, headers, person)?.with(Redirect::to(thing(here)))
}

/// The business that made the link knows the person, and nobody else does: it noted them with their number, and
/// their parties have come to be through it. Its people hold links and know numbers; what they could open with
/// both must be no more than what they see anyway. Everybody else gets a link of their own from the operator.
fn vouched(app: &App, person: PersonId, link: PassId) -> bool {
    let registry = app.registry();
    let issued = app.vault.passes.list(app.now(), |_| true).into_iter().find(|issued| issued.id == link);
    let Some(Pass::Thing { book, by, .. }) = issued.map(|issued| issued.pass) else { return false };
    let through_it = |party: PartyId| registry.introduced_by(party) == book.business();
    let has_number = registry.person(person).is_some_and(|entry| entry.phone_hash.is_some());
    has_number && by != person && registry.parties_of(person).all(|(party, _)| through_it(party.party))
}

/// The page of the thing the link leads to.
fn thing(here: &str) -> &str {
    here.strip_suffix(HERE).unwrap_or(here)
}

fn form(app: &App, lang: Lang, member: &Member, here: &str, filled: &Filled) -> AdoptPage {
    let t = lang.phrases();
    let d = &t.doors;
    AdoptPage {
        page: login::frame(lang, d.adopt_title).back(thing(here), t.common.back),
        here: here.to_owned(),
        phone: filled.field("phone", d.phone, "").hint(d.phone_on_file_hint),
        secrets: newcomer::secret_fields(t, filled, false),
        sign_in: app.vault.accounts.has(member.person).then(|| again::sign_in(Some(thing(here)))),
    }
}
