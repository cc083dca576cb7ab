//! Every address of Rantai on one page: how it is asked, by whom, about whose things, and who answers.
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
//! The rule is checked in `row.rs`, before the handler runs.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use rantai_core::party::Capacity::{self, Business, Courier, Distributor, Operator, Supplier};
use rantai_core::party::Role::{self, Admin, Auditor, Finance, Member, Owner, Production};
use rantai_core::registry::PartyFounded;
use rantai_projections::Poisoned;
use std::sync::Arc;

use crate::api::caller::Scope;
use crate::app::LiveChanges;
use crate::print::{account_papers, order_papers, receipts, request_papers, road_papers};
use crate::site;
use crate::storefront;
use crate::web::live::{self, Changes};
use crate::web::{PageResult, PortalError, assets, not_found, security};
use crate::who::{AppState, Member as PartyMember, SignedIn, token};

pub use self::row::{ANYBODY, Access, LINK, Method, Row, SIGNED_IN, Who, get, of, of_any, post, program};

mod row;

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
    rows.extend(everybody());
    rows.extend(doors());
    rows.extend(operator());
    rows.extend(storefront());
    rows.extend(distributor());
    rows.extend(business());
    rows.extend(agreeing());
    rows.extend(workshop());
    rows.extend(counter());
    rows.extend(guests());
    rows.extend(supply());
    rows.extend(setup());
    rows.extend(people());
    rows.extend(supplier());
    rows.extend(courier());
    rows.extend(account());
    rows.extend(money());
    rows.extend(api());
    rows.extend(api_setup());
    rows.extend(api_talk());
    rows.extend(audit());
    rows.extend(messages());
    rows.extend(links());
    if is_demo {
        rows.extend(demo());
    }
    rows
}

fn everybody() -> Vec<Row> {
    vec![
        get("/", ANYBODY, home),
        post("/logout", ANYBODY, logout),
        get("/check/{position}/{digits}", ANYBODY, crate::print::check::page),
        get("/events/{party}", of_any(ALL), events),
        get("/healthz", ANYBODY, healthz),
        get("/readyz", ANYBODY, readyz),
    ]
}

/// How people come in and leave, and their own accounts.
fn doors() -> Vec<Row> {
    use crate::doors::{account, adopt, enter, join, login, setup};
    use crate::operator::person;
    vec![
        get("/login", ANYBODY, login::page),
        post("/login", ANYBODY, login::sign_in),
        get("/setup/{token}", ANYBODY, setup::page),
        post("/setup/{token}", ANYBODY, setup::set_up),
        get("/enter/{token}", ANYBODY, enter::page),
        post("/enter/{token}", ANYBODY, enter::enter),
        get("/join/{token}", ANYBODY, join::page),
        post("/join/{token}", ANYBODY, join::join),
        get("/account", SIGNED_IN, account::page),
        post("/account/pin", SIGNED_IN, account::set_pin),
        post("/account/password", SIGNED_IN, account::set_password),
        post("/account/lang", SIGNED_IN, account::set_lang),
        post("/account/devices/{device}/remove", SIGNED_IN, account::remove),
        post("/account/leave", SIGNED_IN, account::leave),
        post("/account/new-device", SIGNED_IN, account::new_device),
        post("/account/{party}/people/{person}/enter", of_any(OWNER), person::enter_by_owner),
        get("/distributor/{party}/orders/{order}/account", of(Distributor, ALL).or_link(), adopt::page),
        post("/distributor/{party}/orders/{order}/account", of(Distributor, WRITE).or_link(), adopt::make),
        get("/supplier/{party}/requests/{request}/account", of(Supplier, ALL).or_link(), adopt::page),
        post("/supplier/{party}/requests/{request}/account", of(Supplier, WRITE).or_link(), adopt::make),
        get("/courier/{party}/slips/{slip}/account", of(Courier, ALL).or_link(), adopt::page),
        post("/courier/{party}/slips/{slip}/account", of(Courier, WRITE).or_link(), adopt::make),
    ]
}

/// Whoever runs the deployment.
fn operator() -> Vec<Row> {
    use crate::operator::{erase, found, health, home, people, person};
    vec![
        get("/operator/{party}", of(Operator, RUN), home::page),
        get("/operator/{party}/found", of(Operator, RUN), found::page),
        post("/operator/{party}/found", of(Operator, RUN), found::found),
        get("/operator/{party}/people", of(Operator, RUN), people::page),
        get("/operator/{party}/people/{person}", of(Operator, RUN), person::page),
        post("/operator/{party}/people/{person}/close", of(Operator, RUN), person::close),
        post("/operator/{party}/people/{person}/open", of(Operator, RUN), person::open),
        post("/operator/{party}/people/{person}/reset", of(Operator, RUN), person::reset),
        post("/operator/{party}/people/{person}/enter", of(Operator, RUN), person::enter),
        get("/operator/{party}/people/{person}/erase", of(Operator, RUN), erase::page),
        post("/operator/{party}/people/{person}/erase", of(Operator, RUN), erase::erased),
        get("/operator/{party}/health", of(Operator, RUN), health::page),
        post("/operator/{party}/health/clock", of(Operator, RUN), health::confirm_clock),
        post("/operator/{party}/health/rebuild", of(Operator, RUN), health::rebuild),
    ]
}

/// Who has never phoned finds the village here: businesses, what they sell, photographs.
fn storefront() -> Vec<Row> {
    vec![
        get("/shops", ANYBODY, storefront::shops::list),
        get("/shops/{party}", ANYBODY, storefront::shop::profile),
        get("/shops/{party}/order", ANYBODY, storefront::strangers::form),
        post("/shops/{party}/order", ANYBODY, storefront::strangers::send).with_photos(),
        get("/shops/{party}/photos/{hash}", ANYBODY, storefront::shop::photo),
        get("/shops/{party}/guest-book", ANYBODY, storefront::guest_book::page),
        post("/shops/{party}/guest-book", ANYBODY, storefront::guest_book::write),
        get("/shops/{party}/book/{bookable}", ANYBODY, storefront::book::page),
        post("/shops/{party}/book/{bookable}", ANYBODY, storefront::book::book),
    ]
}

fn distributor() -> Vec<Row> {
    use crate::distributor::{give_back, new_order, order, orders, owed, pay};
    vec![
        get("/distributor/{party}", of(Distributor, ALL), orders::list),
        get("/distributor/{party}/owed", of(Distributor, ALL), owed::page),
        get("/distributor/{party}/new/{business}", of(Distributor, ALL), new_order::page),
        post("/distributor/{party}/new/{business}", of(Distributor, WRITE), new_order::send).with_photos(),
        get("/distributor/{party}/orders/{order}", of(Distributor, ALL).or_link(), order::page),
        post(
            "/distributor/{party}/orders/{order}/withdraw",
            of(Distributor, WRITE).or_link(),
            order::withdraw,
        )
        .with_photos(),
        get("/distributor/{party}/orders/{order}/withdraw", of(Distributor, ALL).or_link(), order::back),
        post("/distributor/{party}/orders/{order}/cancel", of(Distributor, WRITE).or_link(), order::cancel)
            .with_photos(),
        get("/distributor/{party}/orders/{order}/cancel", of(Distributor, ALL).or_link(), order::back),
        get("/distributor/{party}/orders/{order}/again", of(Distributor, ALL), order::again),
        post("/distributor/{party}/orders/{order}/again", of(Distributor, WRITE), order::again).with_photos(),
        get("/distributor/{party}/orders/{order}/pay", of(Distributor, ALL).or_link(), pay::page),
        post("/distributor/{party}/orders/{order}/pay", of(Distributor, WRITE).or_link(), pay::pay)
            .with_photos(),
        post(
            "/distributor/{party}/orders/{order}/slips/{slip}/received",
            of(Distributor, WRITE).or_link(),
            order::received,
        )
        .with_photos(),
        get(
            "/distributor/{party}/orders/{order}/slips/{slip}/received",
            of(Distributor, ALL).or_link(),
            order::back,
        ),
        get("/distributor/{party}/orders/{order}/return", of(Distributor, ALL), give_back::form),
        post("/distributor/{party}/orders/{order}/return", of(Distributor, WRITE), give_back::send)
            .with_photos(),
        get(
            "/distributor/{party}/orders/{order}/paper/{kind}",
            of(Distributor, ALL).or_link(),
            order_papers::for_buyer,
        ),
        get("/distributor/{party}/orders/{order}/files/{hash}", of(Distributor, ALL).or_link(), order::file),
        get(
            "/distributor/{party}/orders/{order}/payments/{payment}/receipt",
            of(Distributor, ALL).or_link(),
            receipts::for_buyer,
        ),
        get(
            "/distributor/{party}/orders/{order}/slips/{slip}/papers/{paper}",
            of(Distributor, ALL).or_link(),
            road_papers::for_buyer,
        ),
        get(
            "/distributor/{party}/orders/{order}/returns/{number}/paper",
            of(Distributor, ALL).or_link(),
            road_papers::return_for_buyer,
        ),
        get("/distributor/{party}/owed/{business}/paper", of(Distributor, ALL), account_papers::for_buyer),
    ]
}

fn business() -> Vec<Row> {
    use crate::business::{board, books, correct, file, home, order, order_deeds, payments, phone_order};
    vec![
        get("/business/{party}", of(Business, ALL), home::home),
        get("/business/{party}/orders", of(Business, ALL), board::board),
        get("/business/{party}/orders/new", of(Business, SALES), phone_order::form),
        post("/business/{party}/orders/new", of(Business, SALES), phone_order::place).with_photos(),
        get("/business/{party}/orders/{order}", of(Business, ALL), order::order),
        post("/business/{party}/orders/{order}/accept", of(Business, SALES), order_deeds::accept)
            .with_photos(),
        get("/business/{party}/orders/{order}/accept", of(Business, ALL), order_deeds::back),
        post("/business/{party}/orders/{order}/decline", of(Business, SALES), order_deeds::decline)
            .with_photos(),
        get("/business/{party}/orders/{order}/decline", of(Business, ALL), order_deeds::back),
        post("/business/{party}/orders/{order}/cancel", of(Business, SALES), order_deeds::cancel)
            .with_photos(),
        get("/business/{party}/orders/{order}/cancel", of(Business, ALL), order_deeds::back),
        post("/business/{party}/orders/{order}/payments/record", of(Business, MONEY), order_deeds::record)
            .with_photos(),
        get("/business/{party}/orders/{order}/payments/record", of(Business, ALL), order_deeds::back),
        post("/business/{party}/orders/{order}/withdraw", of(Business, SALES), order_deeds::withdraw)
            .with_photos(),
        get("/business/{party}/orders/{order}/withdraw", of(Business, ALL), order_deeds::back),
        post("/business/{party}/orders/{order}/claim", of(Business, MONEY), order_deeds::claim).with_photos(),
        get("/business/{party}/orders/{order}/claim", of(Business, ALL), order_deeds::back),
        get("/business/{party}/orders/{order}/files/{hash}", of(Business, ALL), file),
        get("/business/{party}/orders/{order}/paper/{kind}", of(Business, ALL), order_papers::for_business),
        get("/business/{party}/books", of(Business, MONEY_READ), books::list),
        get("/business/{party}/books/{month}", of(Business, MONEY_READ), books::page),
        get("/business/{party}/books/{month}/figures.csv", of(Business, MONEY_READ), books::csv),
        post("/business/{party}/books/{month}/close", of(Business, OWNER), books::close),
        get("/business/{party}/books/{month}/close", of(Business, MONEY_READ), books::page),
        post("/business/{party}/books/{month}/reopen", of(Business, OWNER), books::reopen),
        get("/business/{party}/books/{month}/reopen", of(Business, MONEY_READ), books::page),
        get(
            "/business/{party}/orders/{order}/payments/{payment}/correct",
            of(Business, MONEY),
            correct::payment::page,
        ),
        post(
            "/business/{party}/orders/{order}/payments/{payment}/correct",
            of(Business, MONEY),
            correct::payment::correct,
        ),
        get(
            "/business/{party}/requests/{request}/receipts/{receipt}/correct",
            of(Business, WORK),
            correct::store::receipt_page,
        ),
        post(
            "/business/{party}/requests/{request}/receipts/{receipt}/correct",
            of(Business, WORK),
            correct::store::correct_receipt,
        ),
        get("/business/{party}/stock/items/{item}/correct", of(Business, WORK), correct::store::item_page),
        post(
            "/business/{party}/stock/items/{item}/correct",
            of(Business, WORK),
            correct::store::correct_item,
        ),
        get("/business/{party}/suppliers/{supplier}/correct", of(Business, MONEY), correct::account::page),
        post(
            "/business/{party}/suppliers/{supplier}/correct",
            of(Business, MONEY),
            correct::account::correct,
        ),
        get("/business/{party}/payments", of(Business, MONEY_READ), payments::payments),
        post("/business/{party}/payments/{payment}/verify", of(Business, MONEY), payments::verify)
            .with_photos(),
        get("/business/{party}/payments/{payment}/verify", of(Business, MONEY_READ), payments::back),
        post("/business/{party}/payments/{payment}/refuse", of(Business, MONEY), payments::refuse)
            .with_photos(),
        get("/business/{party}/payments/{payment}/refuse", of(Business, MONEY_READ), payments::back),
        get("/business/{party}/payments/{payment}/receipt", of(Business, MONEY_READ), receipts::for_business),
    ]
}

/// Agreeing on an order, from both of its sides.
fn agreeing() -> Vec<Row> {
    use crate::business::agree as ours;
    use crate::business::work::order_policy;
    use crate::distributor::agree as theirs;
    let (reads, writes) = (of(Distributor, ALL).or_link(), of(Distributor, WRITE).or_link());
    vec![
        get("/distributor/{party}/orders/{order}/counter", reads, theirs::counter_page),
        post("/distributor/{party}/orders/{order}/counter", writes, theirs::counter),
        post("/distributor/{party}/orders/{order}/take", writes, theirs::take),
        get("/distributor/{party}/orders/{order}/take", reads, crate::distributor::order::back),
        get("/distributor/{party}/orders/{order}/change", reads, theirs::change_page),
        post("/distributor/{party}/orders/{order}/change", writes, theirs::change),
        get("/distributor/{party}/orders/{order}/call-off", reads, theirs::call_off_page),
        post("/distributor/{party}/orders/{order}/call-off", writes, theirs::call_off),
        get("/distributor/{party}/orders/{order}/ask", reads, theirs::ask_page),
        post("/distributor/{party}/orders/{order}/ask", writes, theirs::ask),
        post("/distributor/{party}/orders/{order}/take-back", writes, theirs::take_back),
        get("/distributor/{party}/orders/{order}/take-back", reads, crate::distributor::order::back),
        get("/business/{party}/orders/{order}/counter", of(Business, SALES), ours::counter_page),
        post("/business/{party}/orders/{order}/counter", of(Business, SALES), ours::counter),
        post("/business/{party}/orders/{order}/take", of(Business, SALES), ours::take),
        get("/business/{party}/orders/{order}/take", of(Business, ALL), crate::business::order_deeds::back),
        get("/business/{party}/orders/{order}/buyer/counter", of(Business, SALES), ours::buyer_counter_page),
        post("/business/{party}/orders/{order}/buyer/counter", of(Business, SALES), ours::buyer_counter),
        get("/business/{party}/orders/{order}/buyer/change", of(Business, SALES), ours::buyer_change_page),
        post("/business/{party}/orders/{order}/buyer/change", of(Business, SALES), ours::buyer_change),
        get(
            "/business/{party}/orders/{order}/buyer/call-off",
            of(Business, SALES),
            ours::buyer_call_off_page,
        ),
        post("/business/{party}/orders/{order}/buyer/call-off", of(Business, SALES), ours::buyer_call_off),
        get("/business/{party}/orders/{order}/buyer/ask", of(Business, SALES), ours::buyer_ask_page),
        post("/business/{party}/orders/{order}/buyer/ask", of(Business, SALES), ours::buyer_ask),
        get("/business/{party}/orders/{order}/buyer/take", of(Business, SALES), ours::buyer_take_page),
        post("/business/{party}/orders/{order}/buyer/take", of(Business, SALES), ours::buyer_take),
        get("/business/{party}/orders/{order}/change", of(Business, SALES), ours::change_page),
        post("/business/{party}/orders/{order}/change", of(Business, SALES), ours::change),
        get("/business/{party}/orders/{order}/call-off", of(Business, SALES), ours::call_off_page),
        post("/business/{party}/orders/{order}/call-off", of(Business, SALES), ours::call_off),
        get("/business/{party}/orders/{order}/ask", of(Business, SALES), ours::ask_page),
        post("/business/{party}/orders/{order}/ask", of(Business, SALES), ours::ask),
        post("/business/{party}/orders/{order}/take-back", of(Business, SALES), ours::take_back),
        get(
            "/business/{party}/orders/{order}/take-back",
            of(Business, ALL),
            crate::business::order_deeds::back,
        ),
        get("/business/{party}/orders/{order}/waive", of(Business, OWNER), ours::waive_page),
        post("/business/{party}/orders/{order}/waive", of(Business, OWNER), ours::waive),
        get("/business/{party}/order-rules", of(Business, OWNER), order_policy::form),
        post("/business/{party}/order-rules", of(Business, OWNER), order_policy::save),
    ]
}

/// Money beside the payments of one order, for all who have to do with it.
fn money() -> Vec<Row> {
    use crate::money::{
        account, courier_page, couriers, deposits, of_order, policy, statement, together, transfers,
    };
    vec![
        get("/business/{party}/payments/buyers/{buyer}", of(Business, MONEY_READ), account::page),
        post("/business/{party}/payments/buyers/{buyer}/refund", of(Business, MONEY), account::refund)
            .with_photos(),
        get("/business/{party}/payments/buyers/{buyer}/refund", of(Business, MONEY_READ), account::back),
        post("/business/{party}/payments/buyers/{buyer}/terms", of(Business, OWNER), account::terms),
        get("/business/{party}/payments/buyers/{buyer}/terms", of(Business, MONEY_READ), account::back),
        get(
            "/business/{party}/payments/buyers/{buyer}/paper",
            of(Business, MONEY_READ),
            account_papers::for_business,
        ),
        get("/business/{party}/payments/couriers", of(Business, MONEY_READ), couriers::page),
        post("/business/{party}/payments/couriers/{courier}/cash", of(Business, MONEY), couriers::cash)
            .with_photos(),
        get("/business/{party}/payments/couriers/{courier}/cash", of(Business, MONEY_READ), couriers::back),
        post("/business/{party}/payments/couriers/{courier}/pay", of(Business, MONEY), couriers::pay),
        get("/business/{party}/payments/couriers/{courier}/pay", of(Business, MONEY_READ), couriers::back),
        get("/business/{party}/payments/deposits", of(Business, OWNER), deposits::page),
        post("/business/{party}/payments/deposits", of(Business, OWNER), deposits::set),
        get("/business/{party}/payments/policy", of(Business, OWNER), policy::page),
        post("/business/{party}/payments/policy", of(Business, OWNER), policy::set),
        post("/business/{party}/payments/policy/qris", of(Business, OWNER), policy::set_qris).with_photos(),
        get("/business/{party}/payments/policy/qris", of(Business, OWNER), policy::back),
        post("/business/{party}/payments/policy/qris/remove", of(Business, OWNER), policy::remove_qris),
        get("/business/{party}/payments/policy/qris/remove", of(Business, OWNER), policy::back),
        get("/business/{party}/payments/statement", of(Business, MONEY), statement::page),
        post("/business/{party}/payments/statement", of(Business, MONEY), statement::compare).with_photos(),
        post("/business/{party}/payments/statement/take", of(Business, MONEY), statement::take),
        get(
            "/business/{party}/payments/statement/take",
            of(Business, MONEY),
            crate::business::payments::back,
        ),
        get("/business/{party}/payments/transfers/{payment}", of(Business, MONEY_READ), transfers::page),
        post("/business/{party}/payments/transfers/{payment}/verify", of(Business, MONEY), transfers::verify),
        get(
            "/business/{party}/payments/transfers/{payment}/verify",
            of(Business, MONEY_READ),
            transfers::back,
        ),
        post("/business/{party}/payments/transfers/{payment}/refuse", of(Business, MONEY), transfers::refuse),
        get(
            "/business/{party}/payments/transfers/{payment}/refuse",
            of(Business, MONEY_READ),
            transfers::back,
        ),
        get("/business/{party}/orders/{order}/money", of(Business, MONEY_READ), of_order::page),
        post("/business/{party}/orders/{order}/money/credit", of(Business, MONEY), of_order::credit),
        get("/business/{party}/orders/{order}/money/credit", of(Business, MONEY_READ), of_order::back),
        post("/business/{party}/orders/{order}/money/write-off", of(Business, OWNER), of_order::write_off),
        get("/business/{party}/orders/{order}/money/write-off", of(Business, MONEY_READ), of_order::back),
        post("/business/{party}/orders/{order}/money/tempo", of(Business, MONEY), of_order::tempo),
        get("/business/{party}/orders/{order}/money/tempo", of(Business, MONEY_READ), of_order::back),
        post("/business/{party}/orders/{order}/money/limit", of(Business, OWNER), of_order::limit),
        get("/business/{party}/orders/{order}/money/limit", of(Business, MONEY_READ), of_order::back),
        post("/business/{party}/orders/{order}/money/invoice", of(Business, MONEY), of_order::invoice),
        get("/business/{party}/orders/{order}/money/invoice", of(Business, MONEY_READ), of_order::back),
        get("/distributor/{party}/owed/{business}", of(Distributor, ALL), together::page),
        post("/distributor/{party}/owed/{business}/pay", of(Distributor, WRITE), together::pay).with_photos(),
        get("/distributor/{party}/owed/{business}/pay", of(Distributor, ALL), together::back),
        post(
            "/distributor/{party}/orders/{order}/credit",
            of(Distributor, WRITE),
            crate::distributor::pay::credit,
        ),
        get(
            "/distributor/{party}/orders/{order}/credit",
            of(Distributor, ALL),
            crate::distributor::pay::back,
        ),
        get("/courier/{party}/cash", of(Courier, ALL), courier_page::page),
    ]
}

/// What the business does between the order and the door: materials, work, packing, dispatch; and what it
/// sells.
fn workshop() -> Vec<Row> {
    use crate::business::work::{
        catalogue, dispatch, labels, material_new, materials, pack, product, product_new, production,
        request, request_new, requests, returns, slip, slips, stock, terms, trips,
    };
    vec![
        get("/business/{party}/store", of(Business, ALL), materials::list),
        get("/business/{party}/materials", of(Business, ALL), materials::list),
        get("/business/{party}/materials/new", of(Business, WORK), material_new::form),
        post("/business/{party}/materials/new", of(Business, WORK), material_new::add),
        get("/business/{party}/requests", of(Business, ALL), requests::list),
        get("/business/{party}/requests/new", of(Business, WORK), request_new::form),
        post("/business/{party}/requests/new", of(Business, WORK), request_new::ask),
        get("/business/{party}/requests/{request}", of(Business, ALL), request::sheet),
        get("/business/{party}/requests/{request}/paper", of(Business, ALL), request_papers::for_business),
        post("/business/{party}/requests/{request}/receive", of(Business, WORK), request::receive),
        post("/business/{party}/requests/{request}/withdraw", of(Business, WORK), request::withdraw),
        post("/business/{party}/requests/{request}/confirm", of(Business, WORK), request::confirm),
        post("/business/{party}/requests/{request}/refuse", of(Business, WORK), request::refuse),
        post("/business/{party}/requests/{request}/ship", of(Business, WORK), request::ship),
        get("/business/{party}/stock", of(Business, ALL), stock::list),
        post("/business/{party}/stock", of(Business, WORK), stock::record),
        get("/business/{party}/orders/{order}/production", of(Business, ALL), production::sheet),
        post("/business/{party}/orders/{order}/production/start", of(Business, WORK), production::start),
        post("/business/{party}/orders/{order}/production/finish", of(Business, WORK), production::finish),
        get("/business/{party}/orders/{order}/pack", of(Business, WORK), pack::form),
        post("/business/{party}/orders/{order}/pack", of(Business, WORK), pack::pack),
        get("/business/{party}/orders/{order}/dispatch", of(Business, WORK), dispatch::form),
        post("/business/{party}/orders/{order}/dispatch", of(Business, WORK), dispatch::dispatch),
        get("/business/{party}/slips", of(Business, ALL), slips::list),
        get("/business/{party}/orders/{order}/labels", of(Business, ALL), labels::print),
        get("/business/{party}/orders/{order}/returns", of(Business, ALL), returns::form),
        post("/business/{party}/orders/{order}/returns/count", of(Business, WORK), returns::count),
        post("/business/{party}/orders/{order}/returns/settle", of(Business, MONEY), returns::settle),
        post("/business/{party}/orders/{order}/returns/take", of(Business, WORK), returns::take),
        post("/business/{party}/orders/{order}/returns/days", of(Business, OWNER), returns::days),
        get("/business/{party}/trips", of(Business, ALL), trips::list),
        post("/business/{party}/trips", of(Business, WORK), trips::plan),
        post("/business/{party}/slips/{slip}/reassign", of(Business, WORK), slip::reassign),
        post("/business/{party}/slips/{slip}/reopen", of(Business, WORK), slip::reopen),
        get("/business/{party}/slips/{slip}", of(Business, ALL), slip::sheet),
        get("/business/{party}/slips/{slip}/papers/{paper}", of(Business, ALL), road_papers::for_business),
        get(
            "/business/{party}/orders/{order}/returns/{number}/paper",
            of(Business, ALL),
            road_papers::return_for_business,
        ),
        get("/business/{party}/slips/{slip}/files/{hash}", of(Business, ALL), slip::file),
        post("/business/{party}/slips/{slip}/withdraw", of(Business, WORK), slip::withdraw),
        post("/business/{party}/slips/{slip}/pickup", of(Business, WORK), slip::pick_up),
        post("/business/{party}/slips/{slip}/decline", of(Business, WORK), slip::decline),
        post("/business/{party}/slips/{slip}/complete", of(Business, WORK), slip::complete).with_photos(),
        post("/business/{party}/slips/{slip}/fail", of(Business, WORK), slip::fail),
        get("/business/{party}/catalogue", of(Business, ALL), catalogue::list),
        get("/business/{party}/catalogue/new", of(Business, SALES), product_new::form),
        post("/business/{party}/catalogue/new", of(Business, SALES), product_new::add).with_photos(),
        get("/business/{party}/catalogue/{product}", of(Business, ALL), product::sheet),
        get("/business/{party}/catalogue/{product}/photo", of(Business, ALL), product::photo),
        post("/business/{party}/catalogue/{product}/change", of(Business, SALES), product::change)
            .with_photos(),
        post("/business/{party}/catalogue/{product}/price", of(Business, SALES), product::set_price),
        post("/business/{party}/catalogue/{product}/recipe", of(Business, WORK), product::set_recipe),
        post("/business/{party}/catalogue/{product}/withdraw", of(Business, SALES), product::withdraw),
        post("/business/{party}/catalogue/{product}/offer", of(Business, SALES), product::offer),
        get("/business/{party}/terms", of(Business, ALL), terms::form),
        post("/business/{party}/terms", of(Business, OWNER), terms::set),
    ]
}

/// What guests write, and what they book.
fn guests() -> Vec<Row> {
    use crate::business::{agenda, bookables, guest_book};
    use crate::distributor::bookings;
    use crate::messages::templates;
    vec![
        get("/business/{party}/guest-book", of(Business, ALL), guest_book::page),
        post("/business/{party}/guest-book/{post}/show", of(Business, SALES), guest_book::show_post),
        post("/business/{party}/guest-book/{post}/hide", of(Business, SALES), guest_book::hide_post),
        post("/business/{party}/guest-book/{post}/answer", of(Business, SALES), guest_book::answer_post),
        get("/business/{party}/templates", of(Business, ALL), templates::page),
        post("/business/{party}/templates", of(Business, SALES), templates::add),
        post("/business/{party}/templates/{template}", of(Business, SALES), templates::change),
        post("/business/{party}/templates/{template}/remove", of(Business, SALES), templates::remove),
        get("/business/{party}/bookings", of(Business, ALL), agenda::page),
        post("/business/{party}/bookings/{booking}/mark", of(Business, SALES), agenda::mark),
        post("/business/{party}/bookings/{booking}/cancel", of(Business, SALES), agenda::cancel),
        post("/business/{party}/bookings/{booking}/pay", of(Business, SALES), agenda::pay),
        get("/business/{party}/bookables", of(Business, ALL), bookables::list),
        get("/business/{party}/bookables/new", of(Business, SALES), bookables::new),
        post("/business/{party}/bookables/new", of(Business, SALES), bookables::add),
        get("/business/{party}/bookables/{bookable}", of(Business, SALES), bookables::change),
        post("/business/{party}/bookables/{bookable}", of(Business, SALES), bookables::save),
        get("/distributor/{party}/bookings", of(Distributor, ALL), bookings::list),
        post("/distributor/{party}/bookings/{booking}/cancel", of(Distributor, WRITE), bookings::cancel),
    ]
}

/// What is sold and paid on the spot, and what is kept for somebody.
fn counter() -> Vec<Row> {
    use crate::business::counter::{kept, pick, sale, sales};
    vec![
        get("/business/{party}/counter", of(Business, ALL), pick::form),
        post("/business/{party}/counter", of(Business, SALES), pick::sell),
        get("/business/{party}/sales", of(Business, ALL), sales::list),
        get("/business/{party}/sales/{sale}", of(Business, ALL), sale::receipt),
        post("/business/{party}/sales/{sale}/void", of(Business, SALES), sale::void),
        post("/business/{party}/kept/{reservation}/free", of(Business, SALES), kept::free),
    ]
}

/// Supply: offers, returns, what if; suppliers' bills and prices, the buying plan, the store's ledger, purchases,
/// the workshop's progress.
fn supply() -> Vec<Row> {
    use crate::api::{corrections, supply as programs};
    use crate::business::correct;
    use crate::business::work::{
        opname, plan, progress, purchase, request, stock_item, suppliers, what_if, workshop,
    };
    use crate::supplier::{accounts, request as asked};
    vec![
        post(
            "/api/v1/material-requests/{request}/counter",
            program(Scope::Materials, WORK),
            programs::counter,
        ),
        post("/api/v1/material-requests/{request}/close", program(Scope::Materials, WORK), programs::close),
        post(
            "/api/v1/material-requests/{request}/return",
            program(Scope::Materials, WORK),
            programs::give_back,
        ),
        post("/api/v1/purchases", program(Scope::Materials, WORK), programs::buy),
        post("/api/v1/purchases/correct", program(Scope::Materials, WORK), corrections::purchase),
        post("/api/v1/stock/counts", program(Scope::Materials, WORK), programs::count),
        get("/api/v1/stock", program(Scope::Read, ALL), programs::stock),
        post("/api/v1/supplier-bills", program(Scope::Materials, WORK), programs::bill),
        post("/api/v1/supplier-payments", program(Scope::Payments, MONEY), programs::pay),
        get("/api/v1/supplier-accounts", program(Scope::Read, ALL), programs::accounts),
        post("/api/v1/supplier-prices", program(Scope::Materials, WORK), programs::price),
        post(
            "/api/v1/orders/{order}/production/progress",
            program(Scope::Production, WORK),
            programs::progress,
        ),
        get("/business/{party}/materials/plan", of(Business, ALL), plan::page),
        post("/business/{party}/materials/plan", of(Business, WORK), plan::ask_all),
        get("/business/{party}/purchases/correct", of(Business, WORK), correct::purchase::list),
        get("/business/{party}/purchases/{purchase}/correct", of(Business, WORK), correct::purchase::page),
        post(
            "/business/{party}/purchases/{purchase}/correct",
            of(Business, WORK),
            correct::purchase::correct,
        ),
        get("/business/{party}/purchases/new", of(Business, WORK), purchase::form),
        post("/business/{party}/purchases/new", of(Business, WORK), purchase::record).with_photos(),
        get("/business/{party}/stock/count", of(Business, WORK), opname::form),
        post("/business/{party}/stock/count", of(Business, WORK), opname::record),
        get("/business/{party}/stock/items/{item}", of(Business, ALL), stock_item::page),
        post("/business/{party}/stock/items/{item}/rule", of(Business, WORK), stock_item::set_rule),
        get("/business/{party}/suppliers", of(Business, ALL), suppliers::list),
        get("/business/{party}/suppliers/{supplier}", of(Business, ALL), suppliers::page),
        post("/business/{party}/suppliers/{supplier}/bill", of(Business, WRITE), suppliers::bill)
            .with_photos(),
        post("/business/{party}/suppliers/{supplier}/pay", of(Business, MONEY), suppliers::pay).with_photos(),
        post("/business/{party}/suppliers/{supplier}/price", of(Business, WORK), suppliers::price),
        get("/business/{party}/suppliers/{supplier}/files/{hash}", of(Business, ALL), suppliers::file),
        get("/business/{party}/workshop/steps", of(Business, WORK), workshop::steps),
        post("/business/{party}/workshop/steps", of(Business, WORK), workshop::set_steps),
        get("/business/{party}/workshop/make", of(Business, WORK), workshop::make_form),
        post("/business/{party}/workshop/make", of(Business, WORK), workshop::make),
        get("/business/{party}/catalogue/{product}/waste", of(Business, WORK), workshop::waste),
        post("/business/{party}/catalogue/{product}/waste", of(Business, WORK), workshop::set_waste),
        post("/business/{party}/orders/{order}/production/progress", of(Business, WORK), progress::progress)
            .with_photos(),
        post("/business/{party}/orders/{order}/production/used", of(Business, WORK), progress::record_used),
        get("/supplier/{party}/accounts", of(Supplier, ALL), accounts::list),
        get("/supplier/{party}/accounts/{business}", of(Supplier, ALL), accounts::account),
        post("/supplier/{party}/accounts/{business}/bill", of(Supplier, WRITE), accounts::bill).with_photos(),
        post("/supplier/{party}/accounts/{business}/price", of(Supplier, WRITE), accounts::price),
        get("/supplier/{party}/accounts/{business}/files/{hash}", of(Supplier, ALL), accounts::file),
        get("/business/{party}/requests/{request}/what-if", of(Business, ALL), what_if::page),
        post(
            "/business/{party}/requests/{request}/counter/accept",
            of(Business, WORK),
            request::accept_counter,
        ),
        post(
            "/business/{party}/requests/{request}/counter/refuse",
            of(Business, WORK),
            request::refuse_counter,
        ),
        post("/business/{party}/requests/{request}/close", of(Business, WORK), request::close),
        post("/business/{party}/requests/{request}/return", of(Business, WORK), request::give_back),
        post("/supplier/{party}/requests/{request}/close", of(Supplier, WRITE).or_link(), asked::close),
    ]
}

/// What is set up once: the sign, who buys, lists from files.
fn setup() -> Vec<Row> {
    use crate::business::setup::{customers, list, lists, profile};
    vec![
        get("/business/{party}/profile", of(Business, ALL), profile::form),
        post("/business/{party}/profile", of(Business, SALES), profile::save).with_photos(),
        get("/business/{party}/profile/photo/{hash}", of(Business, ALL), profile::photo),
        get("/business/{party}/customers", of(Business, ALL), customers::list),
        post("/business/{party}/customers/wholesale", of(Business, OWNER), customers::set_wholesale),
        post("/business/{party}/customers/{buyer}/approve", of(Business, SALES), customers::approve),
        post("/business/{party}/customers/{buyer}/withdraw", of(Business, SALES), customers::withdraw),
        get("/business/{party}/import", of(Business, MANAGE), lists::form),
        post("/business/{party}/import", of(Business, MANAGE), lists::send).with_photos(),
        get("/business/{party}/import/template/{kind}", of(Business, MANAGE), lists::example),
        get("/business/{party}/import/{list}", of(Business, MANAGE), list::look),
        post("/business/{party}/import/{list}", of(Business, MANAGE), list::confirm),
    ]
}

/// Who belongs to a party, whatever it comes for.
fn people() -> Vec<Row> {
    use crate::names;
    use crate::people::{back, change_role, invite, list, remove, revoke};
    vec![
        get("/account/{party}/people", of_any(OWNER), list),
        post("/account/{party}/people/invite", of_any(OWNER), invite),
        get("/account/{party}/people/invite", of_any(OWNER), back),
        post("/account/{party}/people/invitations/{pass}/revoke", of_any(OWNER), revoke),
        post("/account/{party}/people/{person}/role", of_any(OWNER), change_role),
        post("/account/{party}/people/{person}/remove", of_any(OWNER), remove),
        get("/account/{party}/name", of_any(ALL), names::own),
        post("/account/{party}/name", of_any(OWNER), names::own_party),
        post("/account/{party}/name/person", of_any(ALL), names::own_person),
        get("/business/{party}/known/{other}/name", of(Business, MANAGE), names::known),
        post("/business/{party}/known/{other}/name", of(Business, MANAGE), names::known_party),
        post("/business/{party}/known/{other}/name/person", of(Business, MANAGE), names::known_person),
    ]
}

fn supplier() -> Vec<Row> {
    use crate::supplier::{request, requests};
    vec![
        get("/supplier/{party}", of(Supplier, ALL), requests::open),
        get("/supplier/{party}/past", of(Supplier, ALL), requests::past),
        get(
            "/supplier/{party}/requests/{request}/paper",
            of(Supplier, ALL).or_link(),
            request_papers::for_supplier,
        ),
        get("/supplier/{party}/requests/{request}", of(Supplier, ALL).or_link(), request::view),
        post("/supplier/{party}/requests/{request}/confirm", of(Supplier, WRITE).or_link(), request::confirm),
        post("/supplier/{party}/requests/{request}/refuse", of(Supplier, WRITE).or_link(), request::refuse),
        post("/supplier/{party}/requests/{request}/ship", of(Supplier, WRITE).or_link(), request::ship),
    ]
}

fn courier() -> Vec<Row> {
    use crate::courier::{slip, slips, trips};
    vec![
        get("/courier/{party}", of(Courier, ALL), slips::open),
        get("/courier/{party}/past", of(Courier, ALL), slips::past),
        get("/courier/{party}/slips/{slip}", of(Courier, ALL).or_link(), slip::view),
        post("/courier/{party}/slips/{slip}/pickup", of(Courier, WRITE).or_link(), slip::pick_up),
        post("/courier/{party}/slips/{slip}/complete", of(Courier, WRITE).or_link(), slip::complete)
            .with_photos(),
        post("/courier/{party}/slips/{slip}/fail", of(Courier, WRITE).or_link(), slip::fail).with_photos(),
        post("/courier/{party}/slips/{slip}/accept", of(Courier, WRITE).or_link(), slip::accept),
        post("/courier/{party}/slips/{slip}/reopen", of(Courier, WRITE).or_link(), slip::reopen),
        get("/courier/{party}/trips", of(Courier, ALL), trips::list),
        post("/courier/{party}/trips/{trip}/stops", of(Courier, WRITE), trips::reorder),
        post("/courier/{party}/trips/{trip}/complete", of(Courier, WRITE), trips::complete).with_photos(),
        post("/courier/{party}/slips/{slip}/decline", of(Courier, WRITE).or_link(), slip::decline),
        get(
            "/courier/{party}/slips/{slip}/papers/{paper}",
            of(Courier, ALL).or_link(),
            road_papers::for_courier,
        ),
        get("/courier/{party}/slips/{slip}/files/{hash}", of(Courier, ALL).or_link(), slip::file),
    ]
}

/// What a party's owner looks after beside its trade.
fn account() -> Vec<Row> {
    use crate::api::tokens;
    use crate::records;
    vec![
        get("/account/{party}/records", of_any(OWNER), records::page),
        get("/account/{party}/records/checkpoint.json", of_any(OWNER), records::checkpoint),
        get("/account/{party}/records/export.ndjson", of_any(OWNER), records::export),
        get("/account/{party}/tokens", of_any(OWNER), tokens::page),
        post("/account/{party}/tokens", of_any(OWNER), tokens::make),
        post("/account/{party}/tokens/{token}/revoke", of_any(OWNER), tokens::revoke),
    ]
}

/// The same for programs: every row is an operation of `/api/v1/openapi.json`.
fn api() -> Vec<Row> {
    use crate::api::money as api_money;
    use crate::api::{
        agreeing, audit, bookings, books, corrections, counter, deliveries, materials, order_lists, orders,
        payments, production, products, refusals, road, settling, spec,
    };
    vec![
        get("/api/v1/openapi.json", ANYBODY, spec::document),
        get("/api/v1/products", program(Scope::Read, ALL), products::list),
        get("/api/v1/orders", program(Scope::Read, ALL), order_lists::list),
        post("/api/v1/orders", program(Scope::Orders, SALES), orders::place),
        get("/api/v1/orders/{order}", program(Scope::Read, ALL), order_lists::get),
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

/// How programs set a business up.
fn api_setup() -> Vec<Row> {
    use crate::api::{bookables, catalogue, setup};
    vec![
        get("/api/v1/business", program(Scope::Read, ALL), setup::get),
        post("/api/v1/business/open", program(Scope::Setup, OWNER), setup::open),
        post("/api/v1/business/profile", program(Scope::Setup, SALES), setup::profile),
        post("/api/v1/business/terms", program(Scope::Setup, OWNER), setup::terms),
        post("/api/v1/business/order-policy", program(Scope::Setup, OWNER), setup::orders),
        post("/api/v1/business/payment-policy", program(Scope::Setup, OWNER), setup::payments),
        post("/api/v1/business/wholesale", program(Scope::Setup, OWNER), setup::wholesale),
        post("/api/v1/business/qris", program(Scope::Setup, OWNER), setup::qris),
        post("/api/v1/business/qris/remove", program(Scope::Setup, OWNER), setup::no_qris),
        post("/api/v1/business/return-policy", program(Scope::Setup, OWNER), setup::returns),
        post("/api/v1/business/workshop-steps", program(Scope::Production, WORK), setup::steps),
        post("/api/v1/buyers/{buyer}/approval", program(Scope::Setup, SALES), setup::approval),
        get("/api/v1/deposit-rules", program(Scope::Read, MONEY_READ), setup::deposits),
        get("/api/v1/products/{product}", program(Scope::Read, ALL), catalogue::get),
        post("/api/v1/products", program(Scope::Setup, SALES), catalogue::add),
        post("/api/v1/products/{product}/change", program(Scope::Setup, SALES), catalogue::change),
        post("/api/v1/products/{product}/price", program(Scope::Setup, SALES), catalogue::price),
        post("/api/v1/products/{product}/recipe", program(Scope::Materials, WORK), catalogue::recipe),
        post("/api/v1/products/{product}/waste", program(Scope::Materials, WORK), catalogue::waste),
        post("/api/v1/products/{product}/withdraw", program(Scope::Setup, SALES), catalogue::withdraw),
        post("/api/v1/products/{product}/offer", program(Scope::Setup, SALES), catalogue::offer),
        get("/api/v1/materials", program(Scope::Read, ALL), catalogue::materials),
        post("/api/v1/materials", program(Scope::Materials, WORK), catalogue::add_material),
        post(
            "/api/v1/materials/{material}/correct",
            program(Scope::Materials, WORK),
            catalogue::correct_material,
        ),
        post("/api/v1/stock/rules", program(Scope::Materials, WORK), catalogue::stock_rule),
        get("/api/v1/supplier-prices", program(Scope::Read, ALL), catalogue::supplier_prices),
        get("/api/v1/bookables/{bookable}", program(Scope::Read, ALL), bookables::get),
        post("/api/v1/bookables", program(Scope::Setup, SALES), bookables::add),
        post("/api/v1/bookables/{bookable}/change", program(Scope::Setup, SALES), bookables::change),
    ]
}

/// How programs speak with others, and what they do for several things at once.
fn api_talk() -> Vec<Row> {
    use crate::api::{bookings, guest_book, several, talk};
    vec![
        get("/api/v1/threads", program(Scope::Read, ALL), talk::threads),
        get("/api/v1/orders/{order}/messages", program(Scope::Read, ALL), talk::order_list),
        post("/api/v1/orders/{order}/messages", program(Scope::Messages, WRITE), talk::order_say),
        post("/api/v1/orders/{order}/messages/read", program(Scope::Messages, WRITE), talk::order_read),
        get("/api/v1/material-requests/{request}/messages", program(Scope::Read, ALL), talk::request_list),
        post(
            "/api/v1/material-requests/{request}/messages",
            program(Scope::Messages, WRITE),
            talk::request_say,
        ),
        post(
            "/api/v1/material-requests/{request}/messages/read",
            program(Scope::Messages, WRITE),
            talk::request_read,
        ),
        get("/api/v1/deliveries/{delivery}/messages", program(Scope::Read, ALL), talk::delivery_list),
        post("/api/v1/deliveries/{delivery}/messages", program(Scope::Messages, WRITE), talk::delivery_say),
        post(
            "/api/v1/deliveries/{delivery}/messages/read",
            program(Scope::Messages, WRITE),
            talk::delivery_read,
        ),
        get("/api/v1/reply-templates", program(Scope::Read, ALL), talk::templates),
        post("/api/v1/reply-templates", program(Scope::Messages, SALES), talk::add_template),
        post(
            "/api/v1/reply-templates/{template}/change",
            program(Scope::Messages, SALES),
            talk::change_template,
        ),
        post(
            "/api/v1/reply-templates/{template}/remove",
            program(Scope::Messages, SALES),
            talk::remove_template,
        ),
        get("/api/v1/guest-book", program(Scope::Read, ALL), guest_book::list),
        post("/api/v1/guest-book", program(Scope::Messages, SALES), guest_book::write),
        post("/api/v1/guest-book/{post}/show", program(Scope::Messages, SALES), guest_book::show),
        post("/api/v1/guest-book/{post}/hide", program(Scope::Messages, SALES), guest_book::hide),
        post("/api/v1/guest-book/{post}/answer", program(Scope::Messages, SALES), guest_book::answer),
        post("/api/v1/bookings/{booking}/mark", program(Scope::Orders, SALES), bookings::mark),
        post("/api/v1/bookings/{booking}/pay", program(Scope::Orders, SALES), bookings::pay),
        post("/api/v1/material-requests/several", program(Scope::Materials, WORK), several::ask),
        post("/api/v1/stops/complete", program(Scope::Deliveries, WORK), several::stop),
        post("/api/v1/bank-lines", program(Scope::Payments, MONEY), several::bank_line),
    ]
}

fn audit() -> Vec<Row> {
    use crate::audit::{orders, sheet};
    vec![
        get("/audit/{party}", of(Business, READS_ALL), orders::orders),
        get("/audit/{party}/orders/{order}", of(Business, READS_ALL), sheet::order),
        get("/audit/{party}/orders/{order}/trail.csv", of(Business, READS_ALL), sheet::csv),
        get("/audit/{party}/orders/{order}/files/{hash}", of(Business, READS_ALL), sheet::order_file),
        get("/audit/{party}/requests/{request}", of(Business, READS_ALL), sheet::request),
        get("/audit/{party}/requests/{request}/files/{hash}", of(Business, READS_ALL), sheet::request_file),
        get("/audit/{party}/orders/{order}/messages", of(Business, READS_ALL), sheet::order_messages),
        get(
            "/audit/{party}/orders/{order}/messages/files/{hash}",
            of(Business, READS_ALL),
            sheet::message_file,
        ),
        get("/audit/{party}/requests/{request}/messages", of(Business, READS_ALL), sheet::request_messages),
        get(
            "/audit/{party}/requests/{request}/messages/files/{hash}",
            of(Business, READS_ALL),
            sheet::message_file,
        ),
    ]
}

/// What the parties of an order or a material request say to each other.
fn messages() -> Vec<Row> {
    use crate::messages::{list, thread};
    vec![
        get("/business/{party}/messages", of(Business, ALL), list::page),
        get("/distributor/{party}/messages", of(Distributor, ALL), list::page),
        get("/supplier/{party}/messages", of(Supplier, ALL), list::page),
        get("/courier/{party}/messages", of(Courier, ALL), list::page),
        get("/business/{party}/slips/{slip}/with/{courier}/messages", of(Business, ALL), thread::page),
        post("/business/{party}/slips/{slip}/with/{courier}/messages", of(Business, WRITE), thread::send)
            .with_photos(),
        post(
            "/business/{party}/slips/{slip}/with/{courier}/messages/read",
            of(Business, WRITE),
            thread::read,
        ),
        get(
            "/business/{party}/slips/{slip}/with/{courier}/messages/{number}/{hash}",
            of(Business, ALL),
            thread::photo,
        ),
        get("/courier/{party}/slips/{slip}/messages", of(Courier, ALL).or_link(), thread::page),
        post("/courier/{party}/slips/{slip}/messages", of(Courier, WRITE).or_link(), thread::send)
            .with_photos(),
        post("/courier/{party}/slips/{slip}/messages/read", of(Courier, WRITE).or_link(), thread::read),
        get(
            "/courier/{party}/slips/{slip}/messages/{number}/{hash}",
            of(Courier, ALL).or_link(),
            thread::photo,
        ),
        get("/business/{party}/orders/{order}/messages", of(Business, ALL), thread::page),
        post("/business/{party}/orders/{order}/messages", of(Business, WRITE), thread::send).with_photos(),
        post("/business/{party}/orders/{order}/messages/read", of(Business, WRITE), thread::read),
        get("/business/{party}/orders/{order}/messages/{number}/{hash}", of(Business, ALL), thread::photo),
        get("/distributor/{party}/orders/{order}/messages", of(Distributor, ALL).or_link(), thread::page),
        post("/distributor/{party}/orders/{order}/messages", of(Distributor, WRITE).or_link(), thread::send)
            .with_photos(),
        post(
            "/distributor/{party}/orders/{order}/messages/read",
            of(Distributor, WRITE).or_link(),
            thread::read,
        ),
        get(
            "/distributor/{party}/orders/{order}/messages/{number}/{hash}",
            of(Distributor, ALL).or_link(),
            thread::photo,
        ),
        get("/business/{party}/requests/{request}/messages", of(Business, ALL), thread::page),
        post("/business/{party}/requests/{request}/messages", of(Business, WRITE), thread::send)
            .with_photos(),
        post("/business/{party}/requests/{request}/messages/read", of(Business, WRITE), thread::read),
        get(
            "/business/{party}/requests/{request}/messages/{number}/{hash}",
            of(Business, ALL),
            thread::photo,
        ),
        get("/supplier/{party}/requests/{request}/messages", of(Supplier, ALL).or_link(), thread::page),
        post("/supplier/{party}/requests/{request}/messages", of(Supplier, WRITE).or_link(), thread::send)
            .with_photos(),
        post(
            "/supplier/{party}/requests/{request}/messages/read",
            of(Supplier, WRITE).or_link(),
            thread::read,
        ),
        get(
            "/supplier/{party}/requests/{request}/messages/{number}/{hash}",
            of(Supplier, ALL).or_link(),
            thread::photo,
        ),
    ]
}

/// A party is told that the move is theirs, and acts on a link. Nobody but the holder knows the link.
fn links() -> Vec<Row> {
    use crate::links::{open, tell};
    vec![
        get("/l/{token}", ANYBODY, open::open),
        get("/business/{party}/orders/{order}/tell", of(Business, SALES), tell::order),
        post("/business/{party}/orders/{order}/tell", of(Business, SALES), tell::tell_order),
        post("/business/{party}/orders/{order}/tell/revoke", of(Business, SALES), tell::revoke_order),
        get("/business/{party}/requests/{request}/tell", of(Business, WORK), tell::request),
        post("/business/{party}/requests/{request}/tell", of(Business, WORK), tell::tell_request),
        post("/business/{party}/requests/{request}/tell/revoke", of(Business, WORK), tell::revoke_request),
        get("/business/{party}/slips/{slip}/tell", of(Business, WORK), tell::slip),
        post("/business/{party}/slips/{slip}/tell", of(Business, WORK), tell::tell_slip),
        post("/business/{party}/slips/{slip}/tell/revoke", of(Business, WORK), tell::revoke_slip),
        get("/distributor/{party}/orders/{order}/events", of(Distributor, ALL).or_link(), thing_events),
        get("/supplier/{party}/requests/{request}/events", of(Supplier, ALL).or_link(), thing_events),
        get("/courier/{party}/slips/{slip}/events", of(Courier, ALL).or_link(), thing_events),
    ]
}

/// Exists only where everybody may be anybody.
fn demo() -> Vec<Row> {
    vec![
        get("/demo", ANYBODY, crate::demo::page::people),
        get("/demo/enter/{person}", ANYBODY, crate::demo::page::enter),
    ]
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
        Capacity::Operator => Some("operator"),
    }
}

async fn logout(State(app): State<AppState>, request: axum::extract::Request) -> PageResult {
    let (parts, _) = request.into_parts();
    if let Some(token) = token(&app, &parts) {
        app.vault.sessions.end(&token).map_err(PortalError::broken)?;
    }
    let gone = app.site.cookie(site::SESSION, "", 0);
    Ok(([(axum::http::header::SET_COOKIE, gone)], Redirect::to("/")).into_response())
}

/// The stream of one party's changes. Only (topic, cursor) travel: the page fetches its part through the
/// ordinary, authorised handler.
async fn events(
    member: PartyMember,
    State(app): State<AppState>,
    headers: HeaderMap,
    Query(from): Query<live::From>,
) -> Response {
    let changes: Arc<dyn Changes> = Arc::new(LiveChanges::of(&app, &member, None));
    live::follow(&changes, member.party, &headers, &from, app.stop.clone())
}

/// The stream of one thing's changes, for who came by a link to it.
async fn thing_events(
    member: PartyMember,
    State(app): State<AppState>,
    Path((_, thing)): Path<(String, String)>,
    headers: HeaderMap,
    Query(from): Query<live::From>,
) -> Response {
    let changes: Arc<dyn Changes> = Arc::new(LiveChanges::of(&app, &member, Some(thing)));
    live::follow(&changes, member.party, &headers, &from, app.stop.clone())
}

/// The program is alive.
async fn healthz() -> &'static str {
    "ok\n"
}

/// The program can take wishes.
async fn readyz(State(app): State<AppState>) -> Response {
    let why = match app.desk.clock_doubt() {
        None if app.desk.is_ready() && app.log.failure().is_none() => {
            return format!("ready\n{}", lacking(&app)).into_response();
        }
        None => "not ready\n".to_owned(),
        Some(doubt) => format!("not ready: {doubt}\n"),
    };
    (axum::http::StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

/// What is not shown, line by line.
fn lacking(app: &AppState) -> String {
    let lacks = app.views.poisoned();
    let lines = lacks.iter().map(|Poisoned { table, book, lack }| {
        format!("{table} of {book} is not shown from entry {} on\n", lack.since)
    });
    lines.collect()
}

#[cfg(test)]
pub(crate) mod tests;
