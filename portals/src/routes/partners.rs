//! Suppliers and couriers.

use rantai_core::party::Capacity::{Courier, Supplier};

use super::{ALL, Row, WRITE, get, of, post};
use crate::print::{request_papers, road_papers};

pub(super) fn supplier() -> Vec<Row> {
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

pub(super) fn courier() -> Vec<Row> {
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
