//! A business: its orders, what it sells over the counter, how it is set up, and its people.

use rantai_core::party::Capacity::Business;

use super::{ALL, MANAGE, MONEY, MONEY_READ, OWNER, Row, SALES, WORK, WRITE, get, of, of_any, post};
use crate::print::{order_papers, receipts};

pub(super) fn business() -> Vec<Row> {
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

/// What is sold and paid on the spot, and what is kept for somebody.
pub(super) fn counter() -> Vec<Row> {
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

/// What is set up once: the sign, who buys, lists from files.
pub(super) fn setup() -> Vec<Row> {
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
pub(super) fn people() -> Vec<Row> {
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
        post("/account/{party}/name/person", of_any(WRITE), names::own_person),
        get("/business/{party}/known/{other}/name", of(Business, MANAGE), names::known),
        post("/business/{party}/known/{other}/name", of(Business, MANAGE), names::known_party),
        post("/business/{party}/known/{other}/name/person", of(Business, MANAGE), names::known_person),
    ]
}
