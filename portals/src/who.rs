//! Who asks: the extractors that stand first in every handler's signature.
//!
//! A portal's address names the party: `/business/mebel-jati-barokah/orders`. Whoever does not act for that
//! party, or whose party does not come for this, finds no such page.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts, Query, RawPathParams};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use rantai_core::ids::{PartyId, PersonId};
use rantai_core::log::Cursor;
use rantai_core::party::{Actor, Capacity, Role};
use rantai_core::vault::SessionToken;
use serde::Deserialize;

use crate::app::App;
use crate::web::{Notice, Page, PortalError, Tone};

/// What every handler is given.
pub type AppState = Arc<App>;

/// Name of the cookie that holds a device's token. The prefix binds it to this very host.
pub const SESSION_COOKIE: &str = "__Host-rantai";

/// The token a request carries, if it carries one.
pub fn token(parts: &Parts) -> Option<SessionToken> {
    let cookies = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';'));
    let pair = pairs.find_map(|pair| pair.trim().strip_prefix(SESSION_COOKIE)?.strip_prefix('='))?;
    Some(SessionToken(pair.to_owned()))
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
        let token = token(parts).ok_or(PortalError::SignIn)?;
        app.vault.sessions.person(&token, app.now()).map(Self).ok_or(PortalError::SignIn)
    }
}

/// A person who acts for the party named in the address.
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
}

impl Member {
    /// Person and party, as the desk wants them.
    pub const fn actor(&self) -> Actor {
        Actor { person: self.person, party: self.party }
    }

    async fn of<S: Send + Sync>(parts: &mut Parts, state: &S, capacity: Capacity) -> Result<Self, PortalError>
    where
        AppState: FromRef<S>,
    {
        let SignedIn(person) = SignedIn::from_request_parts(parts, state).await?;
        let params =
            RawPathParams::from_request_parts(parts, state).await.map_err(|_| PortalError::NotFound)?;
        let (_, slug) = params.iter().find(|(name, _)| *name == "party").ok_or(PortalError::NotFound)?;
        let registry = AppState::from_ref(state).registry();
        let party = registry.party_by_slug(slug).ok_or(PortalError::NotFound)?;
        if !party.capacities.contains(&capacity) {
            return Err(PortalError::NotFound);
        }
        let role = registry.role(party.party, person).ok_or(PortalError::NotFound)?;
        Ok(Self { person, party: party.party, slug: party.slug.clone(), name: party.name.clone(), role })
    }
}

macro_rules! audiences {
    ($($(#[$meta:meta])* $name:ident = $capacity:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(pub Member);

        impl<S: Send + Sync> FromRequestParts<S> for $name
        where
            AppState: FromRef<S>,
        {
            type Rejection = PortalError;

            async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PortalError> {
                Member::of(parts, state, Capacity::$capacity).await.map(Self)
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

impl<S: Send + Sync> FromRequestParts<S> for Auditing
where
    AppState: FromRef<S>,
{
    type Rejection = PortalError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PortalError> {
        let member = Member::of(parts, state, Capacity::Business).await?;
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

#[derive(Deserialize)]
struct After {
    after: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Fresh
where
    AppState: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let app = AppState::from_ref(state);
        let after = Query::<After>::from_request_parts(parts, state).await.ok();
        let after = after.and_then(|Query(query)| query.after?.parse::<Cursor>().ok());
        let updating = match after {
            Some(after) if after <= rantai_core::log::Log::watermark(app.log.as_ref()) => {
                !app.shows(after).await
            }
            _ => false,
        };
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
