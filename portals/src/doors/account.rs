//! `/account`: one's own name and number, PIN, password, language, and the devices one is signed in on.

use askama::Template;
use axum::extract::{FromRef, FromRequestParts, Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use rantai_core::ids::PersonId;
use rantai_core::vault::{Checked, Pass, PassId, SecretKind, Session, Typed};
use serde::Deserialize;

use super::newcomer::{self, Chosen, SecretFields};
use super::throttle::Key;
use super::{check, give, refused, shown};
use crate::app::App;
use crate::contact::Phone;
use crate::filled::Filled;
use crate::i18n::dates::{Calendar, Shown};
use crate::i18n::{self, Lang, Phrases};
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, Tone, show};
use crate::who::{AppState, token};

#[derive(Template)]
#[template(path = "doors/account.html")]
struct AccountPage {
    page: Page,
    name: String,
    phone: String,
    /// Where the name is corrected.
    names: Option<String>,
    has_pin: bool,
    has_password: bool,
    current: Field,
    secrets: SecretFields,
    /// Which of the folded forms is open.
    open: Option<Form>,
    lang: Field,
    devices: Vec<Device>,
}

/// A device the person has signed in on.
struct Device {
    id: PassId,
    label: String,
    used: Shown,
    this: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Pin,
    Password,
}

/// The person who asks, and on which device.
#[derive(Debug, Clone)]
pub struct Myself(Session);

impl<S: Send + Sync> FromRequestParts<S> for Myself
where
    AppState: FromRef<S>,
{
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PortalError> {
        let app = AppState::from_ref(state);
        let token = token(&app, parts).ok_or(PortalError::SignIn)?;
        app.vault.sessions.lookup(&token, app.now()).map(Self).ok_or(PortalError::SignIn)
    }
}

impl Myself {
    const fn person(&self) -> PersonId {
        self.0.person
    }

    /// By what their guesses are counted.
    fn key(&self) -> Key {
        self.0.device.map_or(Key::Account(self.person()), Key::Device)
    }
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// `GET /account`
///
/// # Errors
/// When the template cannot be rendered.
pub async fn page(
    me: Myself,
    State(app): State<AppState>,
    lang: Lang,
    Query(Done { done }): Query<Done>,
) -> PageResult {
    let mut page = form(&app, lang, &me, &Filled::default(), None);
    let d = &lang.phrases().doors;
    let done = match done.as_str() {
        "pin" => Some(d.pin_changed),
        "password" => Some(d.password_changed),
        "device" => Some(d.device_removed),
        "elsewhere" => Some(d.signed_out_elsewhere),
        _ => None,
    };
    page.page.notice = done.map(|done| Notice::new(Tone::Done, done, ""));
    show(&page)
}

/// `POST /account/pin`
///
/// # Errors
/// When too many ask at once; when the disk does not take it.
pub async fn set_pin(me: Myself, State(app): State<AppState>, lang: Lang, mut filled: Filled) -> PageResult {
    let pin = newcomer::pin(lang.phrases(), &mut filled);
    set(&app, lang, &me, filled, Form::Pin, Chosen { pin, password: None }).await
}

/// `POST /account/password`
///
/// # Errors
/// When too many ask at once; when the disk does not take it.
pub async fn set_password(
    me: Myself,
    State(app): State<AppState>,
    lang: Lang,
    mut filled: Filled,
) -> PageResult {
    let password = newcomer::password(lang.phrases(), &mut filled, true);
    set(&app, lang, &me, filled, Form::Password, Chosen { pin: None, password }).await
}

async fn set(
    app: &App,
    lang: Lang,
    me: &Myself,
    mut filled: Filled,
    which: Form,
    chosen: Chosen,
) -> PageResult {
    let t = lang.phrases();
    let done = match proved(app, t, me, &mut filled).await {
        Ok(()) => give(app, me.person(), chosen).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => {
            let what = if which == Form::Pin { "pin" } else { "password" };
            Ok(Redirect::to(&format!("/account?done={what}")).into_response())
        }
        Err(error @ (PortalError::Refused(_) | PortalError::TooManyTries { .. })) => {
            let mut page = form(app, lang, me, &filled, Some(which));
            page.page.notice = Some(error.notice(t));
            refused(&page, &error)
        }
        Err(error) => Err(error),
    }
}

/// Whoever changes a PIN or password knows the one before: an unlocked phone in another's hand is not enough.
async fn proved(app: &App, t: &'static Phrases, me: &Myself, filled: &mut Filled) -> Result<(), PortalError> {
    let needed = app.vault.accounts.has(me.person());
    let typed = filled.text("current").to_owned();
    if needed && typed.is_empty() {
        filled.mistake("current", t.common.required);
    }
    filled.checked()?;
    if !needed {
        return Ok(());
    }
    app.doors.throttle.guess(&[me.key()], app.now())?;
    let is_pin = typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit());
    let kind = if is_pin { SecretKind::Pin } else { SecretKind::Password };
    if check(app, Some(me.person()), kind, Typed::as_is(&typed)).await? == Checked::Right {
        app.doors.throttle.right(&[me.key()]);
        Ok(())
    } else {
        filled.mistake("current", t.doors.wrong_current);
        filled.checked()
    }
}

/// `POST /account/lang`
///
/// # Errors
/// When the disk does not take it.
pub async fn set_lang(me: Myself, State(app): State<AppState>, filled: Filled) -> PageResult {
    let lang = Lang::from_tag(filled.text("lang")).ok_or(PortalError::BadRequest)?;
    let tag: [u8; 2] = lang.tag().as_bytes().try_into().map_err(PortalError::broken)?;
    app.vault.accounts.set_lang(me.person(), tag).map_err(PortalError::broken)?;
    Ok(([(SET_COOKIE, i18n::cookie(lang))], Redirect::to("/account")).into_response())
}

/// `POST /account/devices/{device}/remove`: that device is signed out, and the PIN is not enough there any more.
///
/// # Errors
/// [`PortalError::NotFound`] for a device that is not theirs; when the disk does not take it.
pub async fn remove(me: Myself, State(app): State<AppState>, Path(device): Path<String>) -> PageResult {
    let device: PassId = device.parse().map_err(|_| PortalError::NotFound)?;
    let theirs = Pass::Device { person: me.person() };
    let removed = app.vault.passes.revoke_where(|issued| issued.id == device && issued.pass == theirs);
    if removed.map_err(PortalError::broken)? == 0 {
        return Err(PortalError::NotFound);
    }
    app.vault.sessions.end_on(device).map_err(PortalError::broken)?;
    Ok(Redirect::to("/account?done=device").into_response())
}

/// `POST /account/leave`: signed out everywhere. This device alone stays known, so that the PIN is enough to
/// come back here.
///
/// # Errors
/// When the disk does not take it.
pub async fn leave(me: Myself, State(app): State<AppState>) -> PageResult {
    app.vault.sessions.end_all(me.person()).map_err(PortalError::broken)?;
    let others = app.vault.passes.revoke_where(|issued| match issued.pass {
        Pass::Device { person } => person == me.person() && Some(issued.id) != me.0.device,
        Pass::Enter { person, by: None } => person == me.person(),
        _ => false,
    });
    others.map_err(PortalError::broken)?;
    let gone = app.site.cookie(crate::site::SESSION, "", 0);
    Ok(([(SET_COOKIE, gone)], Redirect::to("/login")).into_response())
}

/// `POST /account/new-device`: a link for another device of one's own, shown once.
///
/// # Errors
/// When the disk does not take it.
pub async fn new_device(
    me: Myself,
    State(app): State<AppState>,
    lang: Lang,
    headers: HeaderMap,
) -> Result<Response, PortalError> {
    let d = &lang.phrases().doors;
    let token = shown::enter_link(&app, me.person(), None)?;
    let page = frame(&app, lang, &me, d.new_device).back("/account", d.account_title);
    shown::page(&app, &headers, page, d.new_device_lead.to_owned(), &token, None)
}

fn frame(app: &App, lang: Lang, me: &Myself, title: &str) -> Page {
    let registry = app.registry();
    let parties: Vec<(String, String)> = registry
        .parties_of(me.person())
        .filter_map(|(party, role)| Some((crate::routes::portal(party, role)?, party.name.clone())))
        .collect();
    let first = parties.first().map_or_else(String::new, |(_, name)| name.clone());
    Page::new(lang, title).signed_in(app.person(me.person()), first).others(parties)
}

fn form(app: &App, lang: Lang, me: &Myself, filled: &Filled, open: Option<Form>) -> AccountPage {
    let t = lang.phrases();
    let d = &t.doors;
    let person = me.person();
    let registry = app.registry();
    let phone = registry.person(person).and_then(|person| person.phone.as_ref());
    let phone = phone.and_then(|phone| app.vault.read(phone));
    let langs = Lang::ALL.iter().map(|lang| Choice::new(lang.tag(), lang.name()));
    AccountPage {
        page: frame(app, lang, me, d.account_title).back("/", t.common.back),
        name: app.person(person),
        names: registry.parties_of(person).next().map(|(party, _)| format!("/account/{}/name", party.slug)),
        phone: phone.map_or_else(|| "–".to_owned(), |phone| masked(&Phone::of(&phone).shown)),
        has_pin: app.vault.accounts.has_kind(person, SecretKind::Pin),
        has_password: app.vault.accounts.has_kind(person, SecretKind::Password),
        current: filled.secret("current", d.current),
        secrets: newcomer::secret_fields(t, filled, true),
        open,
        lang: Field::new("lang", t.common.language).value(lang.tag()).choices(langs),
        devices: devices(app, lang, me),
    }
}

/// The person's devices, this one first and then the last used.
fn devices(app: &App, lang: Lang, me: &Myself) -> Vec<Device> {
    let now = app.now();
    let calendar = Calendar::new(lang, now);
    let sessions = app.vault.sessions.of(me.person(), now);
    let theirs = Pass::Device { person: me.person() };
    let issued = app.vault.passes.list(now, |pass| *pass == theirs);
    let mut devices: Vec<_> = issued
        .into_iter()
        .map(|issued| {
            let on_it = sessions.iter().filter(|session| session.device == Some(issued.id));
            let seen = on_it.map(|session| session.last_seen).max();
            let used = seen.max(issued.last_used).unwrap_or(issued.created);
            (me.0.device == Some(issued.id), used, issued)
        })
        .collect();
    devices.sort_by_key(|(this, used, _)| (!this, std::cmp::Reverse(*used)));
    let unnamed = lang.phrases().doors.some_device;
    devices
        .into_iter()
        .map(|(this, used, issued)| Device {
            id: issued.id,
            label: if issued.label.is_empty() { unnamed.to_owned() } else { issued.label },
            used: calendar.moment(used),
            this,
        })
        .collect()
}

/// `0812-2700-1144` as `0812-••••-1144`: enough to know it again.
pub fn masked(phone: &str) -> String {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let hide = |c: char| {
        if !c.is_ascii_digit() {
            return c;
        }
        seen += 1;
        if seen > 4 && seen + 4 <= digits { '•' } else { c }
    };
    phone.chars().map(hide).collect()
}

impl AccountPage {
    fn is_open(&self, pin: bool) -> bool {
        self.open == Some(if pin { Form::Pin } else { Form::Password })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_known_again_by_its_ends() {
        assert_eq!(masked("0812-2700-1144"), "0812-••••-1144");
        assert_eq!(masked("+4989123456"), "+4989••3456");
        assert_eq!(masked("–"), "–");
    }
}
