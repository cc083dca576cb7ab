//! `/login`: a phone number, and the PIN on a device that is known, the password on any.
//!
//! Whether a number is known is never told: not by the words, not by the time it takes, not by the waits.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use rantai_core::ids::PersonId;
use rantai_core::sealed::PhoneNumber;
use rantai_core::vault::{Checked, SecretKind, Typed};
use serde::Deserialize;

use super::again::{self, Kept, local};
use super::devices::{self, Known};
use super::peer::Peer;
use super::throttle::{DEVICE_LIMIT, Key};
use super::{LetIn, check, let_in, newcomer, refused};
use crate::app::App;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::links::text::{encoded, whatsapp};
use crate::web::{Field, Notice, Page, PageResult, PortalError, Tone, show};
use crate::who::AppState;

#[derive(Template)]
#[template(path = "doors/login.html")]
struct LoginPage {
    page: Page,
    is_demo: bool,
    with: With,
    phone: Field,
    secret: Field,
    next: String,
    kept: Option<Kept>,
    ask_for_link: String,
}

/// By which secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum With {
    Pin,
    Password,
}

/// Where it goes on afterwards, and by which secret one wants to come in.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
    #[serde(default)]
    with: String,
}

/// The frame of the pages at the doors.
pub fn frame(lang: Lang, title: &str) -> Page {
    Page { sign_in: false, ..Page::new(lang, title) }
}

/// `GET /login`
///
/// # Errors
/// When the template cannot be rendered.
pub async fn page(
    State(app): State<AppState>,
    lang: Lang,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> PageResult {
    let with = match asked.with.as_str() {
        "pin" => With::Pin,
        "password" => With::Password,
        _ => usual(&app, &headers),
    };
    show(&form(&app, lang, with, &Filled::default(), local(&asked.next), None))
}

/// The sign-in page in the place of an answer to a form that somebody sent who is not signed in: what they
/// typed goes on with them.
pub async fn instead(app: &App, request: Request) -> Response {
    let lang = Lang::of_request(request.uri().query(), request.headers());
    let with = usual(app, request.headers());
    let kept = Kept::of(request).await;
    let mut page = form(app, lang, with, &Filled::default(), None, kept);
    let t = lang.phrases();
    page.page.notice = Some(Notice::new(Tone::Yours, t.common.sign_in_title, t.common.sign_in_first));
    match page.render() {
        Ok(html) => (StatusCode::UNAUTHORIZED, Html(html)).into_response(),
        Err(error) => PortalError::from(error).into_response(),
    }
}

/// `POST /login`
///
/// # Errors
/// When too many ask at once; when the disk does not take it.
pub async fn sign_in(
    State(app): State<AppState>,
    lang: Lang,
    headers: HeaderMap,
    Peer(address): Peer,
    mut filled: Filled,
) -> PageResult {
    let place = Key::of_address(address);
    let with = if filled.has("pin") { With::Pin } else { With::Password };
    let next = local(filled.text("next")).map(str::to_owned);
    let kept = Kept::carried(&filled);
    match admitted(&app, lang, &headers, place, with, &mut filled).await {
        Ok(entered) => entered.with(match kept {
            Some(kept) => again::page(lang, kept)?,
            None => Redirect::to(next.as_deref().unwrap_or("/")).into_response(),
        }),
        Err((error, with)) => {
            if matches!(error, PortalError::Broken(_)) {
                return Err(error);
            }
            let mut page = form(&app, lang, with, &filled, next.as_deref(), kept);
            page.page.notice = Some(error.notice(lang.phrases()));
            refused(&page, &error)
        }
    }
}

/// Lets in whoever knows the secret; else says why not, and with which secret to try again.
async fn admitted(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    place: Key,
    with: With,
    filled: &mut Filled,
) -> Result<LetIn, (PortalError, With)> {
    let t = lang.phrases();
    let same = |error| (error, with);
    let phone = newcomer::phone(t, filled, "phone");
    let secret = if with == With::Pin { "pin" } else { "password" };
    let typed = filled.text(secret).to_owned();
    if typed.is_empty() {
        filled.mistake(secret, t.common.required);
    }
    let (Some(phone), false) = (phone, typed.is_empty()) else {
        return Err(same(PortalError::refused(|t| t.doors.check_both.to_owned())));
    };
    let person = newcomer::person_of(app, &phone);
    let device = devices::known(app, headers).into_iter().find(|known| Some(known.person) == person);
    let typed = Typed::as_is(&typed);
    match (with, device) {
        (With::Pin, Some(device)) => by_pin(app, headers, &device, typed).await.map_err(same),
        (With::Pin, None) => {
            Err((PortalError::refused(|t| t.doors.device_not_known.to_owned()), With::Password))
        }
        (With::Password, device) => {
            by_password(app, headers, place, &phone, person, device, typed).await.map_err(same)
        }
    }
}

async fn by_pin(app: &App, headers: &HeaderMap, device: &Known, typed: Typed) -> Result<LetIn, PortalError> {
    let key = Key::Device(device.id);
    app.doors.throttle.guess(&[key], app.now())?;
    match check(app, Some(device.person), SecretKind::Pin, typed).await? {
        Checked::Right => {
            app.doors.throttle.right(&[key]);
            let_in(app, headers, device.person)
        }
        Checked::Disabled => Err(closed()),
        Checked::Wrong => {
            if app.doors.throttle.wrong(key, app.now()) < DEVICE_LIMIT {
                return Err(PortalError::refused(|t| t.doors.wrong_pin.to_owned()));
            }
            app.vault.passes.revoke(device.id).map_err(PortalError::broken)?;
            app.vault.sessions.end_on(device.id).map_err(PortalError::broken)?;
            Err(PortalError::refused(|t| t.doors.device_forgotten.to_owned()))
        }
    }
}

async fn by_password(
    app: &App,
    headers: &HeaderMap,
    place: Key,
    phone: &PhoneNumber,
    person: Option<PersonId>,
    device: Option<Known>,
    typed: Typed,
) -> Result<LetIn, PortalError> {
    let keys: &[Key] = match (device, person) {
        (Some(device), _) => &[Key::Device(device.id)],
        (None, Some(person)) => &[Key::Account(person), place],
        (None, None) => &[Key::Number(app.vault.phone_hash(phone)), place],
    };
    app.doors.throttle.guess(keys, app.now())?;
    match (check(app, person, SecretKind::Password, typed).await?, person) {
        (Checked::Right, Some(person)) => {
            app.doors.throttle.right(keys);
            let_in(app, headers, person)
        }
        (Checked::Disabled, _) => Err(closed()),
        _ => Err(PortalError::refused(|t| t.doors.wrong_password.to_owned())),
    }
}

fn closed() -> PortalError {
    PortalError::refused(|t| t.doors.account_closed.to_owned())
}

/// The PIN where somebody has signed in before, else the password.
fn usual(app: &App, headers: &HeaderMap) -> With {
    if devices::known(app, headers).is_empty() { With::Password } else { With::Pin }
}

fn form(
    app: &App,
    lang: Lang,
    with: With,
    filled: &Filled,
    next: Option<&str>,
    kept: Option<Kept>,
) -> LoginPage {
    let d = &lang.phrases().doors;
    let secret = match with {
        With::Pin => filled.secret("pin", d.pin),
        With::Password => filled.secret("password", d.password).hint(d.password_hint),
    };
    LoginPage {
        page: frame(lang, d.sign_in_title),
        is_demo: app.demo.is_some(),
        with,
        phone: filled.field("phone", d.phone, "").hint(d.phone_hint),
        secret,
        next: next.unwrap_or_default().to_owned(),
        kept,
        ask_for_link: whatsapp(None, d.ask_for_link_text),
    }
}

impl LoginPage {
    fn by_pin(&self) -> bool {
        self.with == With::Pin
    }

    /// The same page by the other secret.
    fn other(&self) -> String {
        let with = if self.by_pin() { "password" } else { "pin" };
        format!("/login?with={with}&next={}", encoded(&self.next))
    }
}
