//! Every address of Rantai on one page.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use rantai_core::party::{Capacity, Role};
use rantai_core::registry::PartyFounded;
use std::sync::Arc;

use crate::app::LiveChanges;
use crate::storefront;
use crate::uploads::{self, FORM_LIMIT};
use crate::web::live::{self, Changes};
use crate::web::{PageResult, PortalError, assets, not_found, security};
use crate::who::{AppState, SignedIn, token};

/// The whole of Rantai's web.
pub fn router(app: AppState) -> Router {
    let routes = Router::new()
        .merge(everybody())
        .merge(storefront())
        .merge(distributor())
        .merge(business())
        .merge(workshop())
        .merge(supplier())
        .merge(courier())
        .merge(audit())
        .merge(if app.demo.is_some() { demo() } else { Router::new() })
        .merge(assets::routes())
        .fallback(not_found);
    security::harden(routes).with_state(app)
}

fn everybody() -> Router<AppState> {
    Router::new()
        .route("/", get(home))
        .route("/login", get(login))
        .route("/logout", post(logout))
        .route("/check/{position}/{digits}", get(crate::print::check::page))
        .route("/events/{party}", get(events))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
}

/// Who has never phoned finds the village here: businesses, what they sell, photographs.
fn storefront() -> Router<AppState> {
    Router::new()
        .route("/shops", get(storefront::shops::list))
        .route("/shops/{party}", get(storefront::shop::profile))
        .route("/shops/{party}/photos/{hash}", get(storefront::shop::photo))
}

fn distributor() -> Router<AppState> {
    use crate::distributor::{new_order, order, orders, owed, pay, receipt};
    Router::new()
        .route("/distributor/{party}", get(orders::list))
        .route("/distributor/{party}/owed", get(owed::page))
        .route("/distributor/{party}/new/{business}", get(new_order::page).post(new_order::send))
        .route("/distributor/{party}/orders/{order}", get(order::page))
        .route("/distributor/{party}/orders/{order}/withdraw", post(order::withdraw).get(order::back))
        .route("/distributor/{party}/orders/{order}/cancel", post(order::cancel).get(order::back))
        .route("/distributor/{party}/orders/{order}/again", get(order::again).post(order::again))
        .route("/distributor/{party}/orders/{order}/pay", get(pay::page).post(pay::pay))
        .route(
            "/distributor/{party}/orders/{order}/slips/{slip}/received",
            post(order::received).get(order::back),
        )
        .route("/distributor/{party}/orders/{order}/files/{hash}", get(order::file))
        .route("/distributor/{party}/orders/{order}/payments/{payment}/receipt", get(receipt::page))
        .layer(DefaultBodyLimit::max(FORM_LIMIT))
}

fn business() -> Router<AppState> {
    use crate::business::{board, file, home, order, order_deeds, payments, phone_order};
    Router::new()
        .route("/business/{party}", get(home::home))
        .route("/business/{party}/orders", get(board::board))
        .route("/business/{party}/orders/new", get(phone_order::form).post(phone_order::place))
        .route("/business/{party}/orders/{order}", get(order::order))
        .route("/business/{party}/orders/{order}/accept", post(order_deeds::accept).get(order_deeds::back))
        .route("/business/{party}/orders/{order}/decline", post(order_deeds::decline).get(order_deeds::back))
        .route("/business/{party}/orders/{order}/cancel", post(order_deeds::cancel).get(order_deeds::back))
        .route(
            "/business/{party}/orders/{order}/payments/record",
            post(order_deeds::record).get(order_deeds::back),
        )
        .route(
            "/business/{party}/orders/{order}/withdraw",
            post(order_deeds::withdraw).get(order_deeds::back),
        )
        .route("/business/{party}/orders/{order}/claim", post(order_deeds::claim).get(order_deeds::back))
        .route("/business/{party}/orders/{order}/files/{hash}", get(file))
        .route("/business/{party}/payments", get(payments::payments))
        .route("/business/{party}/payments/{payment}/verify", post(payments::verify).get(payments::back))
        .route("/business/{party}/payments/{payment}/refuse", post(payments::refuse).get(payments::back))
        .route("/business/{party}/payments/{payment}/receipt", get(payments::receipt))
        .layer(DefaultBodyLimit::max(uploads::FORM_LIMIT))
}

/// What the business does between the order and the door: materials, work, packing, dispatch; and what it
/// sells.
fn workshop() -> Router<AppState> {
    use crate::business::work::{
        catalogue, dispatch, material_new, materials, pack, product, product_new, production, request,
        request_new, requests, slip, slips, stock, terms,
    };
    let with_photo = || DefaultBodyLimit::max(uploads::FORM_LIMIT);
    Router::new()
        .route("/business/{party}/store", get(materials::list))
        .route("/business/{party}/materials", get(materials::list))
        .route("/business/{party}/materials/new", get(material_new::form).post(material_new::add))
        .route("/business/{party}/requests", get(requests::list))
        .route("/business/{party}/requests/new", get(request_new::form).post(request_new::ask))
        .route("/business/{party}/requests/{request}", get(request::sheet))
        .route("/business/{party}/requests/{request}/receive", post(request::receive))
        .route("/business/{party}/requests/{request}/withdraw", post(request::withdraw))
        .route("/business/{party}/requests/{request}/confirm", post(request::confirm))
        .route("/business/{party}/requests/{request}/refuse", post(request::refuse))
        .route("/business/{party}/requests/{request}/ship", post(request::ship))
        .route("/business/{party}/stock", get(stock::list).post(stock::record))
        .route("/business/{party}/orders/{order}/production", get(production::sheet))
        .route("/business/{party}/orders/{order}/production/start", post(production::start))
        .route("/business/{party}/orders/{order}/production/finish", post(production::finish))
        .route("/business/{party}/orders/{order}/pack", get(pack::form).post(pack::pack))
        .route("/business/{party}/orders/{order}/dispatch", get(dispatch::form).post(dispatch::dispatch))
        .route("/business/{party}/slips", get(slips::list))
        .route("/business/{party}/slips/{slip}", get(slip::sheet))
        .route("/business/{party}/slips/{slip}/paper", get(slip::paper))
        .route("/business/{party}/slips/{slip}/files/{hash}", get(slip::file))
        .route("/business/{party}/slips/{slip}/withdraw", post(slip::withdraw))
        .route("/business/{party}/slips/{slip}/pickup", post(slip::pick_up))
        .route("/business/{party}/slips/{slip}/decline", post(slip::decline))
        .route("/business/{party}/slips/{slip}/complete", post(slip::complete).layer(with_photo()))
        .route("/business/{party}/slips/{slip}/fail", post(slip::fail))
        .route("/business/{party}/catalogue", get(catalogue::list))
        .route(
            "/business/{party}/catalogue/new",
            get(product_new::form).post(product_new::add).layer(with_photo()),
        )
        .route("/business/{party}/catalogue/{product}", get(product::sheet))
        .route("/business/{party}/catalogue/{product}/photo", get(product::photo))
        .route("/business/{party}/catalogue/{product}/price", post(product::set_price))
        .route("/business/{party}/catalogue/{product}/recipe", post(product::set_recipe))
        .route("/business/{party}/catalogue/{product}/withdraw", post(product::withdraw))
        .route("/business/{party}/catalogue/{product}/offer", post(product::offer))
        .route("/business/{party}/terms", get(terms::form).post(terms::set))
}

fn supplier() -> Router<AppState> {
    use crate::supplier::{request, requests};
    Router::new()
        .route("/supplier/{party}", get(requests::open))
        .route("/supplier/{party}/past", get(requests::past))
        .route("/supplier/{party}/requests/{request}", get(request::view))
        .route("/supplier/{party}/requests/{request}/confirm", post(request::confirm))
        .route("/supplier/{party}/requests/{request}/refuse", post(request::refuse))
        .route("/supplier/{party}/requests/{request}/ship", post(request::ship))
}

fn courier() -> Router<AppState> {
    use crate::courier::{paper, slip, slips};
    let photos = || DefaultBodyLimit::max(crate::uploads::FORM_LIMIT);
    Router::new()
        .route("/courier/{party}", get(slips::open))
        .route("/courier/{party}/past", get(slips::past))
        .route("/courier/{party}/slips/{slip}", get(slip::view))
        .route("/courier/{party}/slips/{slip}/pickup", post(slip::pick_up))
        .route("/courier/{party}/slips/{slip}/complete", post(slip::complete).layer(photos()))
        .route("/courier/{party}/slips/{slip}/fail", post(slip::fail).layer(photos()))
        .route("/courier/{party}/slips/{slip}/decline", post(slip::decline))
        .route("/courier/{party}/slips/{slip}/paper", get(paper::paper))
        .route("/courier/{party}/slips/{slip}/files/{hash}", get(slip::file))
}

fn audit() -> Router<AppState> {
    use crate::audit::{orders, sheet};
    Router::new()
        .route("/audit/{party}", get(orders::orders))
        .route("/audit/{party}/orders/{order}", get(sheet::order))
        .route("/audit/{party}/orders/{order}/trail.csv", get(sheet::csv))
        .route("/audit/{party}/orders/{order}/files/{hash}", get(sheet::order_file))
        .route("/audit/{party}/requests/{request}", get(sheet::request))
        .route("/audit/{party}/requests/{request}/files/{hash}", get(sheet::request_file))
}

/// Exists only where everybody may be anybody.
fn demo() -> Router<AppState> {
    Router::new()
        .route("/demo", get(crate::demo::page::people))
        .route("/demo/enter/{person}", get(crate::demo::page::enter))
}

/// Where a person's work is: their party's portal, or the village for strangers.
async fn home(State(app): State<AppState>, who: Result<SignedIn, PortalError>) -> Response {
    let Ok(SignedIn(person)) = who else {
        return Redirect::to(if app.demo.is_some() { "/demo" } else { "/shops" }).into_response();
    };
    let registry = app.registry();
    let place = registry.parties_of(person).find_map(|(party, role)| portal(party, role));
    Redirect::to(place.as_deref().unwrap_or("/shops")).into_response()
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
        Capacity::Operator => None,
    }
}

async fn login(State(app): State<AppState>) -> Response {
    // Signing in by phone and PIN has its own page later; the demo signs in by its own page.
    Redirect::to(if app.demo.is_some() { "/demo" } else { "/shops" }).into_response()
}

async fn logout(State(app): State<AppState>, request: axum::extract::Request) -> PageResult {
    let (parts, _) = request.into_parts();
    if let Some(token) = token(&parts) {
        app.vault.sessions.end(&token).map_err(PortalError::broken)?;
    }
    let gone = format!("{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", crate::who::SESSION_COOKIE);
    Ok(([(axum::http::header::SET_COOKIE, gone)], Redirect::to("/")).into_response())
}

/// The stream of one party's changes. Only (topic, cursor) travel: the page fetches its part through the
/// ordinary, authorised handler.
async fn events(
    SignedIn(person): SignedIn,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    Query(from): Query<live::From>,
) -> Result<Response, PortalError> {
    let registry = app.registry();
    let party = registry.party_by_slug(&slug).ok_or(PortalError::NotFound)?.party;
    registry.role(party, person).ok_or(PortalError::NotFound)?;
    let changes: Arc<dyn Changes> = Arc::new(LiveChanges { app: Arc::clone(&app), person });
    Ok(live::follow(&changes, party, &headers, &from, app.stop.clone()))
}

/// The program is alive.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The program can take wishes.
async fn readyz(State(app): State<AppState>) -> Response {
    if app.desk.is_ready() && app.log.failure().is_none() {
        "ready\n".into_response()
    } else {
        (axum::http::StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
    }
}

#[cfg(test)]
mod tests;
