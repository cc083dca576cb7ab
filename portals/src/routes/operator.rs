//! Whoever runs the deployment.

use rantai_core::party::Capacity::Operator;

use super::{RUN, Row, get, of, post};

/// Whoever runs the deployment.
pub(super) fn rows() -> Vec<Row> {
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
