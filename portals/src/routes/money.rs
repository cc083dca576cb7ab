//! Money, from both of its sides.

use rantai_core::party::Capacity::{Business, Courier, Distributor};

use super::{ALL, MONEY, MONEY_READ, OWNER, Row, WRITE, get, of, post};
use crate::print::account_papers;

/// Money beside the payments of one order, for all who have to do with it.
pub(super) fn rows() -> Vec<Row> {
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
