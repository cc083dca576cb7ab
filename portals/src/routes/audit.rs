//! Owners and auditors, who see everything that ever happened.

use rantai_core::party::Capacity::Business;

use super::{READS_ALL, Row, get, of};

pub(super) fn rows() -> Vec<Row> {
    use crate::audit::{guests, names, orders, sheet};
    vec![
        get("/audit/{party}", of(Business, READS_ALL), orders::orders),
        get("/audit/{party}/orders/{order}", of(Business, READS_ALL), sheet::order),
        get("/audit/{party}/orders/{order}/trail.csv", of(Business, READS_ALL), sheet::csv),
        get("/audit/{party}/orders/{order}/files/{hash}", of(Business, READS_ALL), sheet::order_file),
        get("/audit/{party}/names", of(Business, READS_ALL), names::page),
        get("/audit/{party}/guests", of(Business, READS_ALL), guests::page),
        get("/audit/{party}/bookings/{booking}", of(Business, READS_ALL), guests::booking),
        get("/audit/{party}/bookables/{bookable}", of(Business, READS_ALL), guests::bookable),
        get("/audit/{party}/guest-book/{post}", of(Business, READS_ALL), guests::post),
        get("/audit/{party}/templates/{template}", of(Business, READS_ALL), guests::template),
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
