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
//! those of programs stand here.

use axum::Router;
use rantai_core::party::Capacity;
use rantai_core::party::Role::{self, Admin, Auditor, Finance, Member, Owner, Production};
use rantai_core::registry::PartyFounded;

use crate::api::caller::Scope;
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
    rows.extend(api());
    rows.extend(audit::rows());
    rows.extend(both::messages());
    rows.extend(everybody::links());
    if is_demo {
        rows.extend(everybody::demo());
    }
    rows
}

/// The same for programs: every row is an operation of `/api/v1/openapi.json`.
fn api() -> Vec<Row> {
    use crate::api::money as api_money;
    use crate::api::{
        agreeing, audit, bookings, books, corrections, counter, deliveries, materials, orders, payments,
        production, products, refusals, road, settling, spec,
    };
    vec![
        get("/api/v1/openapi.json", ANYBODY, spec::document),
        get("/api/v1/products", program(Scope::Read, ALL), products::list),
        get("/api/v1/orders", program(Scope::Read, ALL), orders::list),
        post("/api/v1/orders", program(Scope::Orders, SALES), orders::place),
        get("/api/v1/orders/{order}", program(Scope::Read, ALL), orders::get),
        post("/api/v1/orders/{order}/accept", program(Scope::Orders, SALES), orders::accept),
        post("/api/v1/orders/{order}/decline", program(Scope::Orders, SALES), orders::decline),
        post("/api/v1/orders/{order}/withdraw", program(Scope::Orders, SALES), orders::withdraw),
        post("/api/v1/orders/{order}/cancel", program(Scope::Orders, SALES), orders::cancel),
        post("/api/v1/orders/{order}/counter", program(Scope::Orders, SALES), agreeing::counter),
        post("/api/v1/orders/{order}/accept-offer", program(Scope::Orders, SALES), agreeing::take),
        post("/api/v1/orders/{order}/ask-change", program(Scope::Orders, SALES), agreeing::ask_change),
        post("/api/v1/orders/{order}/answer-change", program(Scope::Orders, SALES), agreeing::answer_change),
        post(
            "/api/v1/orders/{order}/ask-cancellation",
            program(Scope::Orders, SALES),
            agreeing::ask_cancellation,
        ),
        post(
            "/api/v1/orders/{order}/answer-cancellation",
            program(Scope::Orders, SALES),
            agreeing::answer_cancellation,
        ),
        post("/api/v1/orders/{order}/waive-gate", program(Scope::Orders, OWNER), agreeing::waive),
        post("/api/v1/orders/{order}/payments", program(Scope::Payments, MONEY), payments::claim),
        post("/api/v1/orders/{order}/payments/record", program(Scope::Payments, MONEY), payments::record),
        post(
            "/api/v1/orders/{order}/payments/{payment}/verify",
            program(Scope::Payments, MONEY),
            payments::verify,
        ),
        post(
            "/api/v1/orders/{order}/payments/{payment}/correct",
            program(Scope::Payments, MONEY),
            payments::correct,
        ),
        post(
            "/api/v1/material-requests/{request}/correct-receipt",
            program(Scope::Materials, WORK),
            corrections::receipt,
        ),
        post("/api/v1/stock/correct-count", program(Scope::Materials, WORK), corrections::count),
        post("/api/v1/supplier-bills/correct", program(Scope::Payments, MONEY), corrections::bill),
        post("/api/v1/supplier-payments/correct", program(Scope::Payments, MONEY), corrections::pay),
        get("/api/v1/books/{month}", program(Scope::Read, MONEY_READ), books::get),
        post("/api/v1/books/{month}/close", program(Scope::Payments, OWNER), books::close),
        post("/api/v1/books/{month}/reopen", program(Scope::Payments, OWNER), books::reopen),
        post("/api/v1/orders/{order}/credit", program(Scope::Payments, MONEY), api_money::use_credit),
        post("/api/v1/orders/{order}/write-off", program(Scope::Payments, OWNER), api_money::write_off),
        post("/api/v1/transfers", program(Scope::Payments, MONEY), api_money::transfer),
        get("/api/v1/buyers/{buyer}/account", program(Scope::Read, MONEY_READ), api_money::account),
        post("/api/v1/buyers/{buyer}/refunds", program(Scope::Payments, MONEY), api_money::refund),
        post("/api/v1/buyers/{buyer}/terms", program(Scope::Payments, OWNER), api_money::terms),
        post("/api/v1/couriers/{courier}/cash", program(Scope::Payments, MONEY), api_money::cash),
        get("/api/v1/bookables", program(Scope::Read, ALL), bookings::offers),
        get("/api/v1/bookings", program(Scope::Read, ALL), bookings::list),
        post("/api/v1/bookings", program(Scope::Orders, SALES), bookings::book),
        post("/api/v1/bookings/{booking}/cancel", program(Scope::Orders, SALES), bookings::cancel),
        post("/api/v1/bookings/{booking}/move", program(Scope::Orders, SALES), bookings::give_other),
        post(
            "/api/v1/orders/{order}/payments/{payment}/refuse",
            program(Scope::Payments, MONEY),
            refusals::payment,
        ),
        post("/api/v1/orders/{order}/withdraw-ask", program(Scope::Orders, SALES), refusals::ask),
        post("/api/v1/deposit-rules", program(Scope::Payments, OWNER), settling::deposit),
        post("/api/v1/orders/{order}/tempo", program(Scope::Payments, MONEY), settling::tempo),
        post("/api/v1/orders/{order}/waive-limit", program(Scope::Payments, OWNER), settling::limit),
        post("/api/v1/orders/{order}/invoice", program(Scope::Payments, MONEY), settling::invoice),
        post("/api/v1/couriers/{courier}/pay", program(Scope::Payments, MONEY), settling::courier),
        get("/api/v1/sales", program(Scope::Read, ALL), counter::sales),
        post("/api/v1/sales", program(Scope::Orders, SALES), counter::sell),
        post("/api/v1/sales/{sale}/void", program(Scope::Orders, SALES), counter::void),
        get("/api/v1/kept-goods", program(Scope::Read, ALL), counter::kept),
        post("/api/v1/kept-goods", program(Scope::Orders, SALES), counter::keep),
        post("/api/v1/kept-goods/{reservation}/free", program(Scope::Orders, SALES), counter::free),
        post(
            "/api/v1/material-requests/{request}/refuse",
            program(Scope::Materials, WORK),
            refusals::materials,
        ),
        post(
            "/api/v1/material-requests/{request}/withdraw",
            program(Scope::Materials, WORK),
            refusals::request,
        ),
        post("/api/v1/deliveries/{delivery}/decline", program(Scope::Deliveries, WORK), refusals::delivery),
        post("/api/v1/deliveries/{delivery}/withdraw", program(Scope::Deliveries, WORK), refusals::slip),
        post("/api/v1/stock/make", program(Scope::Production, WORK), production::make),
        post("/api/v1/orders/{order}/production/used", program(Scope::Production, WORK), production::used),
        get("/api/v1/material-requests", program(Scope::Read, ALL), materials::list),
        post("/api/v1/material-requests", program(Scope::Materials, WORK), materials::ask),
        post(
            "/api/v1/material-requests/{request}/confirm",
            program(Scope::Materials, WORK),
            materials::confirm,
        ),
        post("/api/v1/material-requests/{request}/ship", program(Scope::Materials, WORK), materials::ship),
        post(
            "/api/v1/material-requests/{request}/receive",
            program(Scope::Materials, WORK),
            materials::receive,
        ),
        post("/api/v1/orders/{order}/production/start", program(Scope::Production, WORK), production::start),
        post(
            "/api/v1/orders/{order}/production/finish",
            program(Scope::Production, WORK),
            production::finish,
        ),
        post("/api/v1/orders/{order}/pack", program(Scope::Production, WORK), production::pack),
        post("/api/v1/orders/{order}/dispatch", program(Scope::Deliveries, WORK), deliveries::dispatch),
        get("/api/v1/deliveries", program(Scope::Read, ALL), deliveries::list),
        post("/api/v1/deliveries/{delivery}/pickup", program(Scope::Deliveries, WORK), deliveries::pick_up),
        post(
            "/api/v1/deliveries/{delivery}/complete",
            program(Scope::Deliveries, WORK),
            deliveries::complete,
        ),
        post("/api/v1/deliveries/{delivery}/fail", program(Scope::Deliveries, WORK), deliveries::fail),
        post("/api/v1/deliveries/{delivery}/accept", program(Scope::Deliveries, WORK), road::accept),
        post("/api/v1/deliveries/{delivery}/reassign", program(Scope::Deliveries, WORK), road::reassign),
        post("/api/v1/deliveries/{delivery}/reopen", program(Scope::Deliveries, WORK), road::reopen),
        post("/api/v1/orders/{order}/returns", program(Scope::Orders, SALES), road::return_goods),
        post(
            "/api/v1/orders/{order}/returns/receive",
            program(Scope::Deliveries, WORK),
            road::receive_return,
        ),
        post("/api/v1/orders/{order}/shortfall", program(Scope::Payments, MONEY), road::settle),
        post("/api/v1/trips", program(Scope::Deliveries, WORK), road::plan),
        post("/api/v1/trips/{trip}/stops", program(Scope::Deliveries, WORK), road::reorder),
        get("/api/v1/orders/{order}/audit-trail", program(Scope::Audit, READS_ALL), audit::trail),
    ]
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
