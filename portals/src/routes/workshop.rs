//! A business's workshop and its suppliers, from the business's side.

use rantai_core::party::Capacity::{Business, Supplier};

use super::{ALL, MONEY, OWNER, Row, SALES, WORK, WRITE, get, of, post, program};
use crate::api::caller::Scope;
use crate::print::{request_papers, road_papers};

/// What the business does between the order and the door: materials, work, packing, dispatch; and what it
/// sells.
pub(super) fn workshop() -> Vec<Row> {
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

/// Supply: offers, returns, what if; suppliers' bills and prices, the buying plan, the store's ledger, purchases,
/// the workshop's progress.
pub(super) fn supply() -> Vec<Row> {
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
