//! Every address of Rantai in one table: how it is asked, by whom, about whose things, and who answers.
//!
//! The router is built from this table and from nothing else, and the tests walk it: every row as nobody, as
//! each role, about one's own, another's and no thing. A row says:
//!
//! - `get` (reads, changes nothing) or `post` (does something), and the address. `{party}` is the party it is
//!   asked for; every `{order}`, `{request}`, `{slip}`, `{product}`, `{sale}` and
//!   `{reservation}` in it must be that party's;
//! - who may: `ANYBODY`, `SIGNED_IN`, `of(capacity, roles)`, `of_any(roles)` whatever the party comes for;
//!   `.or_link()` where a link to the order, request or slip in the address is enough; `program(scope, roles)`
//!   for the API, where the token says for which party;
//! - the handler; `.with_photos()` where its form brings photographs.
//!
//! The rule is checked in `row.rs`, before the handler runs. The rows themselves stand in a file for each audience;
//! those of programs in `programs.rs`.

use axum::Router;
use rantai_core::party::Capacity;
use rantai_core::party::Role::{self, Admin, Auditor, Finance, Member, Owner, Production};
use rantai_core::registry::PartyFounded;

use crate::web::{assets, not_found, security};
use crate::who::AppState;

pub use self::row::{ANYBODY, Access, LINK, Method, Row, SIGNED_IN, Who, get, of, of_any, post, program};

mod audit;
mod both;
mod business;
mod distributor;
mod everybody;
mod front;
mod money;
mod operator;
mod partners;
mod programs;
mod row;
mod workshop;

/// Whoever belongs to the party.
const ALL: &[Role] = Role::ALL;
/// Whoever does not only read.
const WRITE: &[Role] = &[Owner, Admin, Production, Finance, Member];
/// Who answers orders and keeps the catalogue.
const SALES: &[Role] = &[Owner, Admin, Member];
/// Who looks after the money.
const MONEY: &[Role] = &[Owner, Admin, Member, Finance];
/// Who sees all of the money.
const MONEY_READ: &[Role] = &[Owner, Admin, Member, Finance, Auditor];
/// Who looks after materials, production, packing and delivery.
const WORK: &[Role] = &[Owner, Admin, Member, Production];
/// Who sees everything that ever happened.
const READS_ALL: &[Role] = &[Owner, Auditor];
/// Whose business it is.
const OWNER: &[Role] = &[Owner];
/// Who sets a business up: its sign, its customers, lists from files.
const MANAGE: &[Role] = &[Owner, Admin];

/// Who runs the deployment.
const RUN: &[Role] = &[Owner, Admin];

/// The whole of Rantai's web.
pub fn router(app: AppState) -> Router {
    let rows = table(app.demo.is_some()).into_iter();
    let routes = rows.fold(Router::new(), |router, row| row.on(router, &app));
    let routes = routes.merge(assets::routes()).fallback(not_found);
    security::harden(routes).with_state(app)
}

/// Every row. The demo has two more: there, everybody may be anybody.
pub fn table(is_demo: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    rows.extend(everybody::everybody());
    rows.extend(everybody::doors());
    rows.extend(operator::rows());
    rows.extend(everybody::storefront());
    rows.extend(distributor::rows());
    rows.extend(business::business());
    rows.extend(both::agreeing());
    rows.extend(workshop::workshop());
    rows.extend(business::counter());
    rows.extend(both::guests());
    rows.extend(workshop::supply());
    rows.extend(business::setup());
    rows.extend(business::people());
    rows.extend(partners::supplier());
    rows.extend(partners::courier());
    rows.extend(everybody::account());
    rows.extend(money::rows());
    rows.extend(programs::api());
    rows.extend(programs::api_setup());
    rows.extend(programs::api_talk());
    rows.extend(audit::rows());
    rows.extend(both::messages());
    rows.extend(everybody::links());
    if is_demo {
        rows.extend(everybody::demo());
    }
    rows
}

/// Where somebody with that role works for the party. Who only reads begins with what happened.
pub fn portal(party: &PartyFounded, role: Role) -> Option<String> {
    let portal = party.capacities.iter().find_map(|capacity| portal_of(*capacity))?;
    let portal = if portal == "business" && role == Role::Auditor { "audit" } else { portal };
    Some(format!("/{portal}/{}", party.slug))
}

/// The first part of a portal's address.
pub const fn portal_of(capacity: Capacity) -> Option<&'static str> {
    match capacity {
        Capacity::Business => Some("business"),
        Capacity::Distributor => Some("distributor"),
        Capacity::Supplier => Some("supplier"),
        Capacity::Courier => Some("courier"),
        Capacity::Operator => Some("operator"),
    }
}

#[cfg(test)]
pub(crate) mod tests;
