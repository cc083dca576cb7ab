//! Buyers.

use rantai_core::party::Capacity::Distributor;

use super::{ALL, Row, WRITE, get, of, post};
use crate::print::{account_papers, order_papers, receipts, road_papers};

pub(super) fn rows() -> Vec<Row> {
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
