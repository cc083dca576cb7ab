//! How people come in, and how they leave: setting a deployment up, invitations, links for new devices, the
//! PIN and the password.
//!
//! Whoever is let in, by whichever door, goes through [`let_in`]: the device becomes known, the session that
//! the browser had before is ended, and a new one begins.

pub mod account;
pub mod adopt;
pub mod again;
pub mod devices;
pub mod enter;
pub mod join;
pub mod login;
pub mod newcomer;
pub mod peer;
pub mod setup;
pub mod shown;
pub mod throttle;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::http::header::{COOKIE, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use rantai_core::ids::PersonId;
use rantai_core::vault::{ABSOLUTE_LIMIT, Checked, SecretKind, SessionToken, Typed};
use tokio::sync::{Mutex, Semaphore};

use self::throttle::Throttle;
use crate::app::App;
use crate::i18n::{self, Lang};
use crate::site;
use crate::web::{PageResult, PortalError};

/// PINs and passwords hashed at the same time: each takes 19 MiB and a core for a while.
const HASHING: usize = 2;
/// Those and how many wait for them; whoever comes then is told to come again.
const QUEUE: usize = 32;

/// What the doors of a deployment share.
#[derive(Debug)]
pub struct Doors {
    /// Who may guess again, and when.
    pub throttle: Throttle,
    /// Held while a pass that works once is used: of two who come with it, one gets in.
    pub once: Mutex<()>,
    queue: Arc<Semaphore>,
    hashing: Arc<Semaphore>,
}

impl Default for Doors {
    fn default() -> Self {
        Self {
            throttle: Throttle::default(),
            once: Mutex::default(),
            queue: Arc::new(Semaphore::new(QUEUE)),
            hashing: Arc::new(Semaphore::new(HASHING)),
        }
    }
}

impl Doors {
    /// Does work that hashes a PIN or password, where it holds nobody else up.
    async fn hash<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, PortalError> {
        let queued = Arc::clone(&self.queue).try_acquire_owned().map_err(|_| PortalError::Busy)?;
        let turn = Arc::clone(&self.hashing).acquire_owned().await.map_err(PortalError::broken)?;
        // The permits go with the work: it goes on when the one who asked has left.
        let worked = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((turn, queued));
            done
        });
        worked.await.map_err(PortalError::broken)
    }
}

/// Whether what was typed is the person's PIN or password. Takes as long for a person nobody knows.
///
/// # Errors
/// [`PortalError::Busy`] when too many ask at once.
pub async fn check(
    app: &App,
    person: Option<PersonId>,
    kind: SecretKind,
    typed: Typed,
) -> Result<Checked, PortalError> {
    let vault = Arc::clone(&app.vault);
    app.doors.hash(move || vault.accounts.check(person, kind, &typed)).await
}

/// Gives the person what they chose to sign in with.
///
/// # Errors
/// [`PortalError::Busy`] when too many ask at once; when the disk does not take it.
pub async fn give(app: &App, person: PersonId, chosen: newcomer::Chosen) -> Result<(), PortalError> {
    let both = [(SecretKind::Pin, chosen.pin), (SecretKind::Password, chosen.password)];
    for (kind, typed) in both {
        let Some(typed) = typed else { continue };
        let vault = Arc::clone(&app.vault);
        let given = app.doors.hash(move || vault.accounts.set(person, kind, &typed)).await?;
        given.map_err(PortalError::broken)?;
    }
    Ok(())
}

/// Somebody was let in; what their browser is to keep.
#[derive(Debug)]
pub struct LetIn {
    cookies: Vec<String>,
}

impl LetIn {
    /// The answer that tells the browser so.
    ///
    /// # Errors
    /// When a cookie cannot be written, which no token makes happen.
    pub fn with(self, answer: impl IntoResponse) -> PageResult {
        let mut answer = answer.into_response();
        for cookie in self.cookies {
            let cookie = site::set_cookie(&cookie).map_err(PortalError::broken)?;
            answer.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(answer)
    }
}

/// Signs the person in: the device is known from now on, the browser's earlier session is over, and the token
/// is a new one whatever the browser sent.
///
/// # Errors
/// [`PortalError::Forbidden`] for an account that is closed; when the disk does not take it.
pub fn let_in(app: &App, headers: &HeaderMap, person: PersonId) -> Result<LetIn, PortalError> {
    if app.vault.accounts.is_disabled(person) || app.registry().is_erased(person) {
        return Err(PortalError::Forbidden);
    }
    let (device, known) = devices::remember(app, headers, person)?;
    if let Some(earlier) = app.site.read(headers, site::SESSION) {
        app.vault.sessions.end(&SessionToken(earlier.to_owned())).map_err(PortalError::broken)?;
    }
    let label = devices::label(headers);
    let session = app.vault.sessions.create_on(person, app.now(), &label, Some(device));
    let token = session.map_err(PortalError::broken)?.0;
    let mut cookies = vec![app.site.cookie(site::SESSION, &token, ABSOLUTE_LIMIT), known];
    cookies.extend(language(app, headers, person));
    Ok(LetIn { cookies })
}

/// The language the person chose on another device, where this one has been told none.
fn language(app: &App, headers: &HeaderMap, person: PersonId) -> Option<String> {
    if headers.contains_key(COOKIE) && i18n::remembered(headers).is_some() {
        return None;
    }
    let tag = app.vault.accounts.lang(person)?;
    let lang = Lang::from_tag(std::str::from_utf8(&tag).ok()?)?;
    Some(i18n::cookie(lang))
}

/// Forgets everything by which the person comes in without their password: devices, links, programs. Their
/// sessions are over.
///
/// # Errors
/// When the disk does not take it.
pub fn shut_out(app: &App, person: PersonId) -> Result<(), PortalError> {
    app.vault.sessions.end_all(person).map_err(PortalError::broken)?;
    let theirs = app.vault.passes.revoke_where(|issued| issued.pass.holder() == Some(person));
    theirs.map(|_| ()).map_err(PortalError::broken)
}

/// A form that was refused, shown again with the refusal's own status.
///
/// # Errors
/// [`PortalError::Broken`] when the template cannot be rendered.
pub fn refused(page: &impl askama::Template, error: &PortalError) -> PageResult {
    let mut answer: Response = (error.status(), Html(page.render()?)).into_response();
    if let PortalError::TooManyTries { seconds } = error {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(*seconds));
    }
    Ok(answer)
}

impl From<throttle::Wait> for PortalError {
    fn from(throttle::Wait(seconds): throttle::Wait) -> Self {
        Self::TooManyTries { seconds }
    }
}
