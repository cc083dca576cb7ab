//! Which program asks, for which party, and what is that party's.

use std::str::FromStr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use rantai_core::book::Rejection;
use rantai_core::ids::{BookId, OrderId, PartyId, PersonId, RequestId, SlipId, Thing};
use rantai_core::log::{Cursor, Log};
use rantai_core::party::{Actor, Capacity, Role};
use rantai_core::vault::{Pass, PassToken};
use rantai_projections::order_sheets::OrderSheet;
use rantai_projections::requests::RequestSheet;
use rantai_projections::slips::SlipSheet;

use super::problem::Problem;
use crate::app::App;

/// What a token may be used for. The desk asks for the person's role besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// See products, orders, requests and slips.
    Read,
    /// Place and answer orders.
    Orders,
    /// Report and check payments.
    Payments,
    /// Ask for, promise, ship and receive materials.
    Materials,
    /// Record making and packing.
    Production,
    /// Send and deliver goods.
    Deliveries,
    /// Read the full trail.
    Audit,
    /// Change what a business sells and on what terms.
    Setup,
    /// Write to others, and moderate the guest book.
    Messages,
}

impl Scope {
    /// Every scope, in the order they are offered.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::Orders,
        Self::Payments,
        Self::Materials,
        Self::Production,
        Self::Deliveries,
        Self::Setup,
        Self::Messages,
        Self::Audit,
    ];

    /// The scope's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Orders => "orders",
            Self::Payments => "payments",
            Self::Materials => "materials",
            Self::Production => "production",
            Self::Deliveries => "deliveries",
            Self::Audit => "audit",
            Self::Setup => "setup",
            Self::Messages => "messages",
        }
    }

    /// The scope's bit in a token. Stored: never another's.
    pub const fn bit(self) -> u32 {
        match self {
            Self::Read => 1,
            Self::Orders => 1 << 1,
            Self::Payments => 1 << 2,
            Self::Materials => 1 << 3,
            Self::Production => 1 << 4,
            Self::Deliveries => 1 << 5,
            Self::Audit => 1 << 6,
            Self::Setup => 1 << 7,
            Self::Messages => 1 << 8,
        }
    }

    /// The bits of everything that role has use for.
    pub fn of_role(role: Role) -> u32 {
        let scopes: &[Self] = match role {
            Role::Owner => &Self::ALL,
            Role::Admin | Role::Member => &[
                Self::Read,
                Self::Orders,
                Self::Payments,
                Self::Materials,
                Self::Production,
                Self::Deliveries,
                Self::Setup,
                Self::Messages,
            ],
            Role::Finance => &[Self::Read, Self::Payments, Self::Messages],
            Role::Production => {
                &[Self::Read, Self::Materials, Self::Production, Self::Deliveries, Self::Messages]
            }
            Role::Auditor => &[Self::Read, Self::Audit],
        };
        scopes.iter().fold(0, |bits, scope| bits | scope.bit())
    }
}

/// A program with a token that holds: for which party, as which person.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The person in whose name it acts.
    pub person: PersonId,
    /// The party it acts for.
    pub party: PartyId,
    /// What the person may do for the party.
    pub role: Role,
    capacities: Vec<Capacity>,
    scopes: u32,
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    /// # Errors
    /// [`Problem::Broken`] at an address whose row admits no program: nobody was checked.
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let caller = parts.extensions.get::<Self>().cloned();
        caller.ok_or_else(|| Problem::broken("the row of this address admits no program"))
    }
}

impl Caller {
    /// Person and party, as the desk wants them.
    pub const fn actor(&self) -> Actor {
        Actor { person: self.person, party: self.party }
    }

    /// The program that a row admits: with a token that holds, of that scope, for things in the address that
    /// are its party's, as a person of one of the roles.
    ///
    /// # Errors
    /// [`Problem`], in that order.
    pub async fn admitted(
        app: &App,
        scope: Scope,
        roles: &[Role],
        params: &[(String, String)],
        headers: &HeaderMap,
    ) -> Result<Self, Problem> {
        let caller = Self::known(app, headers)?;
        if caller.scopes & scope.bit() == 0 {
            return Err(Problem::Scope(scope));
        }
        for (name, value) in params {
            match name.as_str() {
                "order" => drop(caller.order(app, value).await?),
                "request" => drop(caller.request(app, value).await?),
                "delivery" => drop(caller.slip(app, value).await?),
                _ => {}
            }
        }
        if roles.contains(&caller.role) { Ok(caller) } else { Err(Rejection::NotYourRole.into()) }
    }

    fn known(app: &App, headers: &HeaderMap) -> Result<Self, Problem> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return Err(Problem::Token) };
        let (kind, token) =
            value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or(Problem::Token)?;
        let is_token =
            token.len() == 64 && token.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !kind.eq_ignore_ascii_case("bearer") || !is_token {
            return Err(Problem::Token);
        }
        let found = app.vault.passes.find(&PassToken(token.to_owned()), app.now());
        let Some(Pass::Api { party, person, scopes }) = found.map(|issued| issued.pass) else {
            return Err(Problem::Token);
        };
        // Whoever left the party, or was shut out, takes their tokens' power along.
        let registry = app.registry();
        let role = registry.role(party, person).filter(|_| !app.vault.accounts.is_disabled(person));
        let role = role.ok_or(Problem::Token)?;
        let capacities = registry.party(party).map(|entry| entry.capacities.clone()).unwrap_or_default();
        Ok(Self { person, party, role, capacities, scopes })
    }

    /// The party comes for this.
    pub fn is(&self, capacity: Capacity) -> bool {
        self.capacities.contains(&capacity)
    }

    /// The party is a business and nothing else: whatever it does stands in its own book.
    pub fn acts_in_own_book_alone(&self) -> bool {
        self.capacities == [Capacity::Business]
    }

    /// Something of the party's own book that an address names: a product, a material, something written in its
    /// guest book. It stands there for good, also where no list shows it any more.
    ///
    /// # Errors
    /// [`Problem::NotFound`], for an absent one and another's alike.
    pub fn own<T: FromStr + Copy + Into<Thing>>(&self, app: &App, text: &str) -> Result<T, Problem> {
        let found: T = id(text)?;
        let touched = app.log.history(found.into(), Cursor::START, 1).map_err(Problem::broken)?;
        let book = BookId::of(self.party);
        touched.first().filter(|commit| commit.draft.book == book).map(|_| found).ok_or(Problem::NotFound)
    }

    /// The order, if the party sells or buys it.
    ///
    /// # Errors
    /// [`Problem::NotFound`], for an absent one and another's alike.
    pub async fn order(&self, app: &App, order: &str) -> Result<Arc<OrderSheet>, Problem> {
        let order: OrderId = id(order)?;
        let mine = |sheet: &Arc<OrderSheet>| self.party == sheet.business || self.party == sheet.order.buyer;
        found(app, || app.views.orders.sheet(order).filter(mine)).await
    }

    /// The material request, if the party sent or got it.
    ///
    /// # Errors
    /// [`Problem::NotFound`], for an absent one and another's alike.
    pub async fn request(&self, app: &App, request: &str) -> Result<Arc<RequestSheet>, Problem> {
        let request: RequestId = id(request)?;
        let mine =
            |sheet: &Arc<RequestSheet>| self.party == sheet.business || self.party == sheet.request.supplier;
        found(app, || app.views.requests.sheet(request).filter(mine)).await
    }

    /// The slip, if the party issued or carries it, or waits for its goods.
    ///
    /// # Errors
    /// [`Problem::NotFound`], for an absent one and another's alike.
    pub async fn slip(&self, app: &App, slip: &str) -> Result<Arc<SlipSheet>, Problem> {
        let slip: SlipId = id(slip)?;
        found(app, || {
            let sheet = app.views.slips.sheet(slip)?;
            let mine = self.party == sheet.business || self.party == sheet.buyer;
            (mine || app.views.slips.of_courier(self.party, slip).is_some()).then_some(sheet)
        })
        .await
    }
}

/// The id in an address.
///
/// # Errors
/// [`Problem::NotFound`] where it is none.
pub fn id<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// Looks, and if there is nothing looks again once the views show everything that was answered by now.
async fn found<T>(app: &App, look: impl Fn() -> Option<T>) -> Result<T, Problem> {
    if let Some(thing) = look() {
        return Ok(thing);
    }
    up_to_date(app).await;
    look().ok_or(Problem::NotFound)
}

/// Waits a moment for the views to show everything that anybody was answered by now, so that a program reads
/// what it wrote.
pub async fn up_to_date(app: &App) {
    app.shows(app.log.watermark()).await;
}
