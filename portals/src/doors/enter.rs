//! `/enter/{token}`: a link that lets one person in, once: on a new device, or after a forgotten PIN.
//!
//! Opening it changes nothing (chat programs fetch links for their previews); the button does.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Redirect;
use rantai_core::ids::PersonId;
use rantai_core::party::Role;
use rantai_core::registry::Registry;
use rantai_core::vault::{Checked, Issued, Pass, PassId, PassToken, SecretKind, Typed};

use super::login::frame;
use super::newcomer::{self, Chosen, SecretFields};
use super::throttle::Key;
use super::{LetIn, check, give, let_in, refused};
use crate::app::App;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::{Notice, Page, PageResult, PortalError, Tone, show};
use crate::who::AppState;

#[derive(Template)]
#[template(path = "doors/enter.html")]
struct EnterPage {
    page: Page,
    here: String,
    lead: String,
    secrets: SecretFields,
    pin: Pin,
}

/// What the link lets its holder do about the PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pin {
    /// There is none: one is chosen now.
    Needed,
    /// There is one; who was let in by another may choose a new one.
    MayChange,
    /// There is one, and it is asked for: an owner makes links for their people, and is not them.
    Asked,
    /// There is one, and it stays: the person made the link themselves.
    Stays,
}

/// Whom a link lets in.
#[derive(Debug, Clone, Copy)]
struct Entering {
    person: PersonId,
    pin: Pin,
    link: PassId,
}

/// `GET /enter/{token}`
///
/// # Errors
/// [`PortalError::LinkOver`] for every link that does not hold, whatever the reason.
pub async fn page(State(app): State<AppState>, lang: Lang, Path(token): Path<String>) -> PageResult {
    let entering = entering(&app, &token)?;
    show(&form(&app, lang, &token, entering, &Filled::default(), None))
}

/// `POST /enter/{token}`
///
/// # Errors
/// [`PortalError::LinkOver`] for every link that does not hold; when the disk does not take it.
pub async fn enter(
    State(app): State<AppState>,
    lang: Lang,
    headers: HeaderMap,
    Path(token): Path<String>,
    mut filled: Filled,
) -> PageResult {
    let found = entering(&app, &token)?;
    match go_in(&app, lang, &headers, &token, found, &mut filled).await {
        Ok(entered) => entered.with(Redirect::to("/")),
        Err(error @ PortalError::Refused(_)) => {
            let notice = error.notice(lang.phrases());
            refused(&form(&app, lang, &token, found, &filled, Some(notice)), &error)
        }
        Err(error) => Err(error),
    }
}

async fn go_in(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    token: &str,
    entering: Entering,
    filled: &mut Filled,
) -> Result<LetIn, PortalError> {
    let t = lang.phrases();
    let wanted = match entering.pin {
        Pin::Needed => true,
        Pin::MayChange => !filled.text("pin").is_empty(),
        Pin::Asked | Pin::Stays => false,
    };
    if entering.pin == Pin::Asked {
        is_their_pin(app, entering, filled).await?;
    }
    let chosen = if wanted {
        Chosen { pin: newcomer::pin(t, filled), password: newcomer::password(t, filled, false) }
    } else {
        Chosen::default()
    };
    filled.checked()?;
    if !app.vault.passes.use_up(&PassToken(token.to_owned()), app.now()).map_err(PortalError::broken)? {
        return Err(PortalError::LinkOver);
    }
    give(app, entering.person, chosen).await?;
    let_in(app, headers, entering.person)
}

/// Asks for the PIN that the person has.
async fn is_their_pin(app: &App, entering: Entering, filled: &mut Filled) -> Result<(), PortalError> {
    let key = Key::Link(entering.link);
    let typed = Typed::as_is(filled.text("pin"));
    app.doors.throttle.guess(&[key], app.now())?;
    if check(app, Some(entering.person), SecretKind::Pin, typed).await? != Checked::Right {
        return Err(PortalError::refused(|t| t.doors.wrong_pin.to_owned()));
    }
    app.doors.throttle.right(&[key]);
    Ok(())
}

/// Whom the link lets in, as long as whoever made it still may.
fn entering(app: &App, token: &str) -> Result<Entering, PortalError> {
    let issued = app.vault.passes.peek(&PassToken(token.to_owned()), app.now());
    let Some(Issued { id: link, pass: Pass::Enter { person, by }, .. }) = issued else {
        return Err(PortalError::LinkOver);
    };
    let registry = app.registry();
    let may = by.is_none_or(|by| may_let_in(&registry, by, person));
    if !may || app.vault.accounts.is_disabled(person) {
        return Err(PortalError::LinkOver);
    }
    let pin = match (app.vault.accounts.has_kind(person, SecretKind::Pin), by) {
        (false, _) => Pin::Needed,
        (true, Some(by)) if runs(&registry, by) => Pin::MayChange,
        (true, Some(_)) => Pin::Asked,
        (true, None) => Pin::Stays,
    };
    Ok(Entering { person, pin, link })
}

/// An operator may let everybody in; an owner their own people who act for nobody else.
pub fn may_let_in(registry: &Registry, by: PersonId, person: PersonId) -> bool {
    let owns = || {
        let mut theirs = registry.parties_of(person);
        let (only, none_else) = (theirs.next(), theirs.next().is_none());
        only.is_some_and(|(party, _)| none_else && registry.role(party.party, by) == Some(Role::Owner))
    };
    runs(registry, by) || owns()
}

/// The person runs the deployment.
fn runs(registry: &Registry, person: PersonId) -> bool {
    registry
        .parties_of(person)
        .any(|(party, role)| registry.is_operator(party.party) && matches!(role, Role::Owner | Role::Admin))
}

fn form(
    app: &App,
    lang: Lang,
    token: &str,
    entering: Entering,
    filled: &Filled,
    notice: Option<Notice>,
) -> EnterPage {
    let t = lang.phrases();
    let name = app.person(entering.person);
    let mut page = frame(lang, t.doors.enter_title);
    page.notice = notice.or_else(|| {
        let lead = entering.pin == Pin::Needed;
        lead.then(|| Notice::new(Tone::Yours, t.doors.choose_pin_title, t.doors.choose_pin))
    });
    EnterPage {
        page,
        here: format!("/enter/{token}"),
        lead: (t.doors.enter_lead)(&name),
        secrets: match entering.pin {
            Pin::Asked => SecretFields {
                pin: filled.secret("pin", t.doors.pin),
                ..newcomer::secret_fields(t, filled, false)
            },
            _ => newcomer::secret_fields(t, filled, false),
        },
        pin: entering.pin,
    }
}

impl EnterPage {
    fn needs_pin(&self) -> bool {
        self.pin == Pin::Needed
    }

    fn asks_pin(&self) -> bool {
        self.pin == Pin::Asked
    }

    fn may_change(&self) -> bool {
        self.pin == Pin::MayChange
    }
}
