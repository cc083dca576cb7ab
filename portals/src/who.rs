//! Who asks: the extractors that stand first in every handler's signature.
//!
//! A portal's address names the party: `/business/mebel-jati-barokah/orders`. Whoever does not act for that
//! party, or whose party does not come for this, finds no such page.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::Uri;
use axum::http::request::Parts;
use rantai_core::ids::{PartyId, PersonId};
use rantai_core::log::Cursor;
use rantai_core::party::{Actor, Capacity, Channel, Role};
use rantai_core::vault::{PassId, SessionToken};

use crate::app::App;
use crate::site;
use crate::web::{Notice, Page, PortalError, Tone};

/// What every handler is given.
pub type AppState = Arc<App>;

/// The token a request carries, if it carries one.
pub fn token(app: &App, parts: &Parts) -> Option<SessionToken> {
    app.site.read(&parts.headers, site::SESSION).map(|token| SessionToken(token.to_owned()))
}

/// Whose browser sent the token. Nobody's, once their account was closed.
pub fn person(app: &App, token: &SessionToken) -> Option<PersonId> {
    let person = app.vault.sessions.person(token, app.now());
    person.filter(|person| !app.vault.accounts.is_disabled(*person))
}

/// A person whose device is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn(pub PersonId);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn
where
    AppState: FromRef<S>,
{
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PortalError> {
        let app = AppState::from_ref(state);
        let token = token(&app, parts).ok_or(PortalError::SignIn)?;
        person(&app, &token).map(Self).ok_or(PortalError::SignIn)
    }
}

/// A person who acts for the party named in the address, as the address's row admitted them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The human being.
    pub person: PersonId,
    /// The party.
    pub party: PartyId,
    /// The party's name in addresses.
    pub slug: String,
    /// The party's trade name.
    pub name: String,
    /// What the person may do for it.
    pub role: Role,
    /// In which capacity the party is asked; `None` where that does not matter.
    pub capacity: Option<Capacity>,
    /// The link they came by, where they are not signed in.
    pub link: Option<PassId>,
}

impl Member {
    /// Person and party, as the desk wants them.
    pub const fn actor(&self) -> Actor {
        Actor { person: self.person, party: self.party }
    }

    /// The page of the one thing at `path`, as the reader may see it: whole, or alone where they came by a
    /// link to it.
    pub fn around(&self, page: Page, path: &str, shown: Cursor) -> Page {
        if self.link.is_some() { page.by_link(path, shown) } else { page }
    }

    /// How what they do reaches Rantai.
    pub const fn channel(&self) -> Channel {
        if self.link.is_some() { Channel::Link } else { Channel::Web }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Member {
    type Rejection = PortalError;

    /// # Errors
    /// [`PortalError::Broken`] at an address whose row names no party: nobody was checked.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, PortalError> {
        let member = parts.extensions.get::<Self>().cloned();
        member.ok_or_else(|| PortalError::broken("the row of this address admits no member"))
    }
}

macro_rules! audiences {
    ($($(#[$meta:meta])* $name:ident = $capacity:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(pub Member);

        impl<S: Send + Sync> FromRequestParts<S> for $name {
            type Rejection = PortalError;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PortalError> {
                let member = Member::from_request_parts(parts, state).await?;
                if member.capacity == Some(Capacity::$capacity) {
                    Ok(Self(member))
                } else {
                    Err(PortalError::broken("the row of this address admits another capacity"))
                }
            }
        }

        impl std::ops::Deref for $name {
            type Target = Member;

            fn deref(&self) -> &Member {
                &self.0
            }
        }
    )+};
}

audiences! {
    /// Somebody of a distributor.
    Distributor = Distributor,
    /// Somebody of a business.
    Business = Business,
    /// Somebody of a supplier.
    Supplier = Supplier,
    /// Somebody of a courier.
    Courier = Courier,
    /// Somebody who runs the deployment.
    Operator = Operator,
}

/// An owner or auditor of a business: may read everything that ever happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auditing(pub Member);

impl<S: Send + Sync> FromRequestParts<S> for Auditing {
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PortalError> {
        let Business(member) = Business::from_request_parts(parts, state).await?;
        match member.role {
            Role::Owner | Role::Auditor => Ok(Self(member)),
            Role::Admin | Role::Production | Role::Finance | Role::Member => Err(PortalError::Forbidden),
        }
    }
}

/// The place in the log up to which the page is true. After a deed the address carries the deed's cursor
/// (`?after=…`), and the page waits a moment for its view to reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fresh {
    /// What the page's stream starts from.
    pub shown: Cursor,
    /// The view has not reached the deed yet.
    pub updating: bool,
}

/// The deed an address asks to be shown: `?after=…`.
fn deed_in(uri: &Uri) -> Option<Cursor> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("after=")?.parse().ok())
}

/// Waits a moment for the views to show the deed that the address names. False: they do not yet.
pub async fn wait_for_deed(app: &App, uri: &Uri) -> bool {
    match deed_in(uri) {
        Some(after) if after <= rantai_core::log::Log::watermark(app.log.as_ref()) => app.shows(after).await,
        _ => true,
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Fresh
where
    AppState: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let app = AppState::from_ref(state);
        let updating = !wait_for_deed(&app, &parts.uri).await;
        Ok(Self { shown: app.views.reached(), updating })
    }
}

impl Fresh {
    /// The page follows the party's stream from here on, and says so while it is not up to date.
    pub fn on(self, page: Page, party: &str) -> Page {
        let page = page.live(party, self.shown);
        if self.updating {
            let notice = Notice::new(Tone::Yours, page.t.common.updating, "");
            page.notice(notice)
        } else {
            page
        }
    }
}
