//! What two sides do together: agreeing on an order, guest books and bookings, messages.

use rantai_core::party::Capacity::{Business, Courier, Distributor, Supplier};

use super::{ALL, OWNER, Row, SALES, WRITE, get, of, post};

/// Agreeing on an order, from both of its sides.
pub(super) fn agreeing() -> Vec<Row> {
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

/// What guests write, and what they book.
pub(super) fn guests() -> Vec<Row> {
    use crate::business::{agenda, agenda_slots, bookables, guest_book};
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
        get("/business/{party}/bookings/new", of(Business, SALES), agenda_slots::new),
        post("/business/{party}/bookings/new", of(Business, SALES), agenda_slots::book),
        get("/business/{party}/bookings/{booking}/move", of(Business, SALES), agenda_slots::other_slot),
        post("/business/{party}/bookings/{booking}/move", of(Business, SALES), agenda_slots::give_other),
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
        get(
            "/distributor/{party}/bookings/{booking}/move",
            of(Distributor, WRITE),
            agenda_slots::buyers_other_slot,
        ),
        post(
            "/distributor/{party}/bookings/{booking}/move",
            of(Distributor, WRITE),
            agenda_slots::take_other,
        ),
    ]
}

/// What the parties of an order or a material request say to each other.
pub(super) fn messages() -> Vec<Row> {
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
