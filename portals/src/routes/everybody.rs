//! What everybody may ask for: the front door, the village's shops, and links.

use rantai_core::party::Capacity::{Business, Courier, Distributor, Supplier};

use super::front::{events, healthz, home, logout, readyz, thing_events};
use super::{ALL, ANYBODY, OWNER, Row, SALES, SIGNED_IN, WORK, WRITE, get, of, of_any, post};
use crate::storefront;

pub(super) fn everybody() -> Vec<Row> {
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
pub(super) fn doors() -> Vec<Row> {
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

/// Who has never phoned finds the village here: businesses, what they sell, photographs.
pub(super) fn storefront() -> Vec<Row> {
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

/// What a party's owner looks after beside its trade.
pub(super) fn account() -> Vec<Row> {
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

/// A party is told that the move is theirs, and acts on a link. Nobody but the holder knows the link.
pub(super) fn links() -> Vec<Row> {
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
pub(super) fn demo() -> Vec<Row> {
    vec![
        get("/demo", ANYBODY, crate::demo::page::people),
        get("/demo/enter/{person}", ANYBODY, crate::demo::page::enter),
    ]
}
