//! What the tests of the API share: a running village, its parties' tokens, and a body for every operation.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use rantai_core::desk::{Command, Wish};
use rantai_core::ids::{BookId, PartyId, PersonId};
use rantai_core::log::{Cursor, Log, Options};
use rantai_core::party::{Actor, Capacity, Channel, Role};
use rantai_core::registry::{AddMember, Command as RegistryCommand, RemoveMember};
use rantai_core::time::Clock;
use rantai_core::vault::Pass;
use rantai_projections::order_sheets::OrderSheet;
use rantai_projections::requests::RequestSheet;
use rantai_projections::slips::SlipSheet;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::caller::Scope;
use super::spec::Spec;
use crate::app::App;
use crate::demo::clock::DemoClock;
use crate::demo::history::History;
use crate::demo::play;
use crate::demo::village::Village;
use crate::routes::{Method, Who, router, table};
use crate::who::AppState;
use utoipa::OpenApi as _;

mod access;
mod bookings;
mod books;
mod commands;
mod lists;
mod orders;
mod photos;
mod problems;
mod schemas;
mod setup;
mod talk;
mod tokens;
mod turns;

const OPERATIONS: [&str; 149] = [
    "acceptDelivery",
    "acceptOffer",
    "acceptOrder",
    "addBookable",
    "addMaterial",
    "addProduct",
    "addReplyTemplate",
    "answerCancellation",
    "answerGuestPost",
    "answerOrderChange",
    "askCancellation",
    "askOrderChange",
    "askSuppliers",
    "bookSlot",
    "cancelBooking",
    "cancelOrder",
    "changeBookable",
    "changeProduct",
    "changeProfile",
    "changeReplyTemplate",
    "claimPayment",
    "claimTransfer",
    "closeMaterialRequest",
    "closeMonth",
    "completeDelivery",
    "completeStop",
    "confirmMaterialRequest",
    "correctCount",
    "correctMaterial",
    "correctPayment",
    "correctPurchase",
    "correctReceipt",
    "correctSupplierBill",
    "correctSupplierPayment",
    "countStock",
    "counterMaterialRequest",
    "counterOrder",
    "declineDelivery",
    "declineOrder",
    "dispatchOrder",
    "failDelivery",
    "finishProduction",
    "freeGoods",
    "getAuditTrail",
    "getBookable",
    "getBusiness",
    "getBuyerAccount",
    "getBuyingPlan",
    "getMonthBook",
    "getOrder",
    "getOutlook",
    "getProduct",
    "getWhatIf",
    "grantTempo",
    "handOverCash",
    "hideGuestPost",
    "issueInvoice",
    "keepGoods",
    "listBookables",
    "listBookings",
    "listDeliveries",
    "listDeliveryMessages",
    "listDepositRules",
    "listGuestBook",
    "listKeptGoods",
    "listMaterialRequestMessages",
    "listMaterialRequests",
    "listMaterials",
    "listOrderMessages",
    "listOrders",
    "listProducts",
    "listRenamings",
    "listReplyTemplates",
    "listSales",
    "listStock",
    "listSupplierAccounts",
    "listSupplierPrices",
    "listThreads",
    "makeForStock",
    "makeSale",
    "markBooking",
    "markDeliveryMessagesRead",
    "markMaterialRequestMessagesRead",
    "markOrderMessagesRead",
    "moveBooking",
    "offerProduct",
    "openBusiness",
    "packOrder",
    "payBooking",
    "payCourier",
    "paySupplier",
    "pickUpDelivery",
    "placeOrder",
    "planTrip",
    "reassignDelivery",
    "receiveMaterials",
    "receiveReturn",
    "recordMaterialsUsed",
    "recordPayment",
    "recordPurchase",
    "recordRefund",
    "recordSupplierBill",
    "refuseMaterialRequest",
    "refusePayment",
    "removeQris",
    "removeReplyTemplate",
    "reopenDelivery",
    "reopenMonth",
    "reorderTrip",
    "reportProgress",
    "requestMaterials",
    "returnGoods",
    "returnMaterials",
    "sendDeliveryMessage",
    "sendMaterialRequestMessage",
    "sendOrderMessage",
    "setApproval",
    "setBuyerTerms",
    "setDepositRule",
    "setOrderPolicy",
    "setPaymentPolicy",
    "setPrice",
    "setQris",
    "setRecipe",
    "setReturnPolicy",
    "setStockRule",
    "setSupplierPrice",
    "setTerms",
    "setWaste",
    "setWholesale",
    "setWorkshopSteps",
    "settleShortfall",
    "shipMaterials",
    "showGuestPost",
    "startProduction",
    "takeBankLine",
    "uploadPhoto",
    "useCredit",
    "verifyPayment",
    "voidSale",
    "waiveGate",
    "waiveLimit",
    "withdrawAsk",
    "withdrawDelivery",
    "withdrawMaterialRequest",
    "withdrawOrder",
    "withdrawProduct",
    "writeInGuestBook",
    "writeOffRest",
];

const ABSENT: &str = "0193a5b0000070008000000000000001";

thread_local! {
    /// The commands that were handed to the desk since somebody last looked.
    static SENT: std::cell::RefCell<BTreeSet<&'static str>> = const { std::cell::RefCell::new(BTreeSet::new()) };
}

/// A command is handed to the desk.
pub(super) fn sent(command: &'static str) {
    SENT.with_borrow_mut(|sent| {
        sent.insert(command);
    });
}

/// A running village.
struct Desa {
    /// Made once: it takes longer than an answer.
    router: axum::Router,
    app: AppState,
    folder: tempfile::TempDir,
}

/// An answer.
#[derive(Debug)]
struct Told {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

async fn desa() -> Desa {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(DemoClock::default());
    let as_clock: Arc<dyn Clock> = Arc::<DemoClock>::clone(&clock);
    let app = App::open(folder.path(), as_clock, None, Options::default()).unwrap();
    let mut history = History::embedded().unwrap();
    history.invoices.drain(..history.invoices.len() - 20);
    play::play(&app, &clock, &Village::embedded().unwrap(), &history, folder.path(), &|_| ()).await.unwrap();
    let app = Arc::new(app);
    Desa { router: router(Arc::clone(&app)), app, folder }
}

/// A party with its contact's token of every scope.
#[derive(Debug, Clone)]
struct Side {
    slug: String,
    party: PartyId,
    person: PersonId,
    token: String,
}

impl Desa {
    fn token(&self, party: PartyId, person: PersonId, scopes: u32) -> String {
        let pass = Pass::Api { party, person, scopes };
        self.app.vault.passes.issue(pass, "test", self.app.now(), None).unwrap().0
    }

    fn side(&self, slug: &str) -> Side {
        let registry = self.app.registry();
        let party = registry.party_by_slug(slug).unwrap();
        let person = party.contact;
        let token = self.token(party.party, person, u32::MAX);
        Side { slug: slug.to_owned(), party: party.party, person, token }
    }

    /// A party of that capacity that is none of these.
    fn stranger(&self, capacity: Capacity, known: &[&Side]) -> Side {
        let registry = self.app.registry();
        let strange = |party: PartyId| known.iter().all(|side| side.party != party);
        let mut parties = registry.parties();
        let party = parties.find(|party| party.capacities.contains(&capacity) && strange(party.party));
        let slug = party.unwrap().slug.clone();
        self.side(&slug)
    }

    async fn send(&self, request: Request<Body>) -> Told {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Told { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, token: &str, path: &str) -> Told {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, token: &str, path: &str, key: &str, body: &Value) -> Told {
        let request = Request::post(path)
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", key)
            .header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// A command that is granted; its answer's body.
    async fn must(&self, side: &Side, path: &str, body: Value) -> Value {
        let key = format!("{path}-{}", self.app.log.watermark());
        let key = blake3::hash(key.as_bytes()).to_hex().to_string();
        let told = self.post(&side.token, &format!("/api/v1{path}"), &key, &body).await;
        assert!(told.status.is_success(), "{path} {body}: {told:?}");
        told.body
    }

    async fn register(&self, command: RegistryCommand) {
        let registry = self.app.registry();
        let is_operator = |capacity: &Capacity| *capacity == Capacity::Operator;
        let operator = registry.parties().find(|party| party.capacities.iter().any(is_operator)).unwrap();
        let wish = Wish {
            id: crate::deeds::new_id(&self.app),
            actor: Actor { person: operator.contact, party: operator.party },
            book: BookId::REGISTRY,
            on_behalf_of: None,
            channel: Channel::Web,
            happened: None,
            evidence: Vec::new(),
            seen: None,
            played: false,
            command: Command::Registry(command),
        };
        self.app.desk.submit(wish).await.unwrap();
    }

    fn today(&self) -> String {
        rantai_core::time::Day::from_date(self.app.now().utc().date_naive()).plus(2).to_string()
    }

    /// A product of a business that is made to order, and how much of it is worth ordering.
    async fn product(&self, buyer: &Side, business: &Side) -> String {
        let listed = self.get(&buyer.token, &format!("/api/v1/products?business={}", business.slug)).await;
        assert_eq!(listed.status, 200, "{listed:?}");
        let items = listed.body["items"].as_array().unwrap();
        let made = items.iter().find(|item| item["making"] == "ToOrder").unwrap();
        made["id"].as_str().unwrap().to_owned()
    }

    async fn place(&self, buyer: &Side, business: &Side) -> Value {
        let product = self.product(buyer, business).await;
        let lines = json!([{ "product": product, "quantity": "40" }]);
        self.must(buyer, "/orders", json!({ "business": business.slug, "lines": lines, "note": "rapi" }))
            .await
    }

    async fn accepted(&self, buyer: &Side, business: &Side) -> Value {
        let placed = self.place(buyer, business).await;
        let order = placed["id"].as_str().unwrap();
        let body = json!({ "promised": self.today(), "freight": 50_000 });
        self.must(business, &format!("/orders/{order}/accept"), body).await["order"].clone()
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} of {value}"))
}

fn cast(desa: &Desa) -> [Side; 4] {
    ["mebel-sentosa-semarang", "mebel-jati-barokah", "kayu-jati-blora", "ojek-slamet"]
        .map(|slug| desa.side(slug))
}

#[test]
fn the_description_names_every_operation_and_every_row_of_the_table() {
    let spec: Value = serde_json::to_value(Spec::openapi()).unwrap();
    let mut described = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (path, item) in spec["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let scope = operation["security"][0]["bearer"][0].as_str().unwrap();
            described.insert((method.clone(), path.clone(), scope.to_owned()));
            assert!(names.insert(operation["operationId"].as_str().unwrap().to_owned()));
            for status in ["400", "401", "403", "405", "500", "503"] {
                let schema = &operation["responses"][status]["content"]["application/problem+json"]["schema"];
                assert_eq!(schema["$ref"], "#/components/schemas/Problem", "{path} {status}");
            }
        }
    }
    assert_eq!(names, OPERATIONS.iter().map(|name| (*name).to_owned()).collect());
    let rows = table(false).into_iter().filter_map(|row| {
        let Who::Program(scope) = row.access.who else { return None };
        let method = if row.method == Method::Get { "get" } else { "post" };
        Some((method.to_owned(), row.path.to_owned(), scope.name().to_owned()))
    });
    assert_eq!(described, rows.collect());
}

/// A static code of the public test vectors.
const QRIS: &str = "00020101021126680016ID.CO.CONTOH.WWW011893600000000000000002150000000000000000303UMI51440014ID.CO.QRIS.WWW0215ID00000000000000303UMI5204541153033605802ID5911TOKO CONTOH6007BANDUNG61054011162070703A0163046935";

/// A body that an operation can read.
fn body_of(operation: &str, desa: &Desa) -> Value {
    match operation {
        "placeOrder" => {
            json!({ "business": "mebel-jati-barokah", "lines": [{ "product": ABSENT, "quantity": "1" }] })
        }
        "acceptOrder" | "confirmMaterialRequest" => json!({ "promised": desa.today() }),
        "declineOrder" => json!({ "reason": "Busy" }),
        "counterOrder" => json!({ "lines": [{ "number": 1 }], "promised": desa.today() }),
        "acceptOffer" => json!({ "offer": 1 }),
        "answerOrderChange" | "answerCancellation" => json!({ "ask": 1, "agree": false }),
        "waiveGate" => json!({ "gate": "Materials", "reason": "known for years" }),
        "claimPayment" | "recordPayment" => json!({ "amount": 1000, "method": "Cash" }),
        "verifyPayment" => json!({ "seen": 1000 }),
        "useCredit" => json!({ "amount": 1000 }),
        "writeOffRest" => json!({ "amount": 1000, "reason": "Goodwill" }),
        "claimTransfer" => json!({ "orders": [ABSENT], "amount": 1000, "method": "Cash" }),
        "recordRefund" => json!({ "amount": 1000, "method": "Cash" }),
        "handOverCash" => json!({ "deliveries": [], "amount": 1000 }),
        "requestMaterials" => {
            json!({ "supplier": "kayu-jati-blora", "lines": [{ "material": ABSENT, "quantity": "1", "price": 1 }] })
        }
        "receiveMaterials" => json!({ "lines": [{ "number": 1, "quantity": "1" }] }),
        "packOrder" => json!({ "packages": 1 }),
        "returnGoods" => json!({ "lines": [{ "line": 1, "quantity": "1", "reason": "Wrong" }] }),
        "receiveReturn" => json!({ "number": 1, "lines": [{ "line": 1 }] }),
        "settleShortfall" => json!({ "lines": [{ "line": 1 }], "back": "Credit" }),
        "planTrip" => json!({ "carrier": { "kind": "collected" }, "mode": "Other", "slips": [ABSENT] }),
        "reorderTrip" => json!({ "slips": [ABSENT] }),
        "dispatchOrder" | "reassignDelivery" => {
            json!({ "carrier": { "kind": "collected" }, "mode": "Other" })
        }
        "failDelivery" | "declineDelivery" => json!({ "reason": "Other" }),
        "refusePayment" => json!({ "reason": "NotArrived" }),
        "refuseMaterialRequest" => json!({ "reason": "Other" }),
        "withdrawAsk" => json!({ "ask": 1 }),
        "grantTempo" => json!({ "days": 14 }),
        "payCourier" => json!({ "deliveries": [ABSENT], "method": "Cash" }),
        "makeSale" => {
            json!({ "lines": [{ "product": ABSENT, "quantity": "1" }], "total": 1000, "method": "Cash" })
        }
        "voidSale" => json!({ "reason": "Mistake" }),
        "keepGoods" => {
            let line = json!({ "product": ABSENT, "quantity": "1" });
            json!({ "lines": [line], "name": "Bu Ani", "until": format!("{}T00:00:00Z", desa.today()) })
        }
        "freeGoods" => json!({ "reason": "NotWanted" }),
        "makeForStock" => json!({ "product": ABSENT, "quantity": "1" }),
        "recordMaterialsUsed" => json!({ "used": [{ "material": ABSENT, "quantity": "1" }] }),
        "openBusiness" | "changeProfile" => {
            let village = desa.app.registry().party_by_slug("mebel-jati-barokah").unwrap().village.clone();
            json!({ "name": "Mebel Jati Barokah", "trade": "mebel", "village": village })
        }
        "setTerms" => {
            let account = json!({ "bank": "BRI", "number": "1234-01-5678", "holder": "Siti" });
            json!({ "depositPercent": 40, "minimum": 0, "settlement": "AnyTime", "accounts": [account] })
        }
        "setOrderPolicy" => json!({
            "depositBefore": "Production", "cancelAfterStart": true, "keep": "Percent", "keepPercent": 25,
            "giveBack": "Credit",
            "deadlines": {
                "answer": 12, "offer": 24, "deposit": 48, "claim": 0, "supplier": 24, "courier": 6, "late": 1,
                "rest": 72,
            },
        }),
        "setPaymentPolicy" => json!({
            "tolerance": 500, "partPayments": true, "codes": "Newcomers", "qrisLimit": 5_000_000, "qrisFee": 70,
        }),
        "setWholesale" => json!({ "wholesale": "AfterApproval" }),
        "setQris" => json!({ "code": QRIS }),
        "setReturnPolicy" => json!({ "days": 5 }),
        "setWorkshopSteps" => json!({ "steps": ["Potong", "Rakit"] }),
        "setDepositRule" => json!({ "percent": 101 }),
        // Another business may know that buyer, too: what its rules refuse is not recorded there.
        "setBuyerTerms" => json!({ "tempoDays": 400 }),
        "addProduct" => json!({ "name": "Rak sepatu", "making": "ToOrder", "unit": "Pcs", "days": 4 }),
        "changeProduct" => {
            json!({ "name": "Kursi lain", "description": "Jati tua.", "days": 6, "weightGrams": 4_000 })
        }
        "setPrice" => json!({ "retail": 250_000 }),
        "setRecipe" => json!({ "lines": [{ "material": ABSENT, "quantity": "1" }] }),
        "setWaste" => json!({ "lines": [] }),
        "addMaterial" => json!({ "name": "Lem kuning", "unit": "Kg", "price": 40_000 }),
        "correctMaterial" => json!({ "name": "Kayu jati tua", "why": "Mistyped" }),
        "setStockRule" => json!({ "material": ABSENT, "atLeast": "2" }),
        "setSupplierPrice" => {
            json!({ "with": "kayu-jati-blora", "material": ABSENT, "price": 1000, "leadDays": 2 })
        }
        "sendOrderMessage" | "sendMaterialRequestMessage" | "sendDeliveryMessage" => {
            json!({ "text": "Sudah sampai mana?" })
        }
        "markOrderMessagesRead" | "markMaterialRequestMessagesRead" | "markDeliveryMessagesRead" => {
            json!({ "upTo": 1 })
        }
        "addReplyTemplate" => json!({ "name": "Libur", "text": "Kami libur, {nama}." }),
        "changeReplyTemplate" => json!({ "name": "Siap", "text": "Pesanan {pesanan} siap." }),
        "writeInGuestBook" => json!({ "business": "mebel-jati-barokah", "text": "Kokoh." }),
        "hideGuestPost" => json!({ "reason": "OffTopic" }),
        "answerGuestPost" => json!({ "text": "Sama-sama." }),
        "addBookable" | "changeBookable" => json!({
            "kind": "Visit", "name": "Belajar ukir", "capacity": 6, "minutes": 60, "daysAhead": 30,
            "hours": [{ "weekday": 1, "from": "09:00", "to": "12:00" }],
        }),
        "bookSlot" => json!({
            "business": "mebel-jati-barokah", "bookable": ABSENT, "slot": "2026-12-01T02:00:00Z", "places": 1,
            "total": 0,
        }),
        "moveBooking" => json!({ "slot": "2026-12-01T02:00:00Z" }),
        "cancelBooking" => json!({ "reason": "Other" }),
        "markBooking" => json!({ "attendance": "Missed" }),
        "payBooking" => json!({ "total": 1, "method": "Cash" }),
        "askSuppliers" => {
            let line = json!({ "material": ABSENT, "quantity": "1", "price": 1 });
            json!({ "requests": [{ "supplier": "kayu-jati-blora", "lines": [line] }] })
        }
        "completeStop" => json!({ "deliveries": [{ "delivery": ABSENT }] }),
        "takeBankLine" => json!({ "reference": "TRX-1", "payment": ABSENT, "amount": 1000 }),
        _ => json!({}),
    }
}

/// The API's operations as the table has them: method, path, name, scope, roles.
fn operations() -> Vec<(Method, &'static str, String, Scope, &'static [Role])> {
    let spec: Value = serde_json::to_value(Spec::openapi()).unwrap();
    let rows = table(false).into_iter().filter_map(|row| {
        let Who::Program(scope) = row.access.who else { return None };
        let method = if row.method == Method::Get { "get" } else { "post" };
        let name = spec["paths"][row.path][method]["operationId"].as_str().unwrap().to_owned();
        Some((row.method, row.path, name, scope, row.access.roles))
    });
    rows.collect()
}

impl Desa {
    async fn ask(&self, method: Method, path: &str, name: &str, token: &str, key: &str) -> Told {
        match method {
            Method::Get => self.get(token, path).await,
            Method::Post => self.post(token, path, key, &body_of(name, self)).await,
        }
    }
}

/// What a business keeps of its own, and what guests left with it.
struct OwnThings {
    product: String,
    material: String,
    template: String,
    post: String,
    bookable: String,
    booking: String,
}

async fn own_things(desa: &Desa, buyer: &Side, business: &Side) -> OwnThings {
    let made = async |side: &Side, path: &str, body: Value| {
        text(&desa.must(side, path, body).await, "id").to_owned()
    };
    let materials = desa.get(&business.token, "/api/v1/materials").await.body;
    let template = json!({ "name": format!("Siap {}", desa.app.log.watermark()), "text": "{pesanan} siap." });
    let post = json!({ "business": business.slug, "text": "Kokoh sekali." });
    let offered = format!("/api/v1/bookables?business={}&day={}", business.slug, desa.today());
    let offered = desa.get(&buyer.token, &offered).await.body;
    let class =
        offered["items"].as_array().unwrap().iter().find(|item| item["slots"][0]["left"] != 0).unwrap();
    let booking = json!({
        "business": business.slug, "bookable": class["id"], "slot": class["slots"][0]["from"], "places": 1,
        "total": class["price"],
    });
    OwnThings {
        product: desa.product(buyer, business).await,
        material: text(&materials["items"][0], "id").to_owned(),
        template: made(business, "/reply-templates", template).await,
        post: made(buyer, "/guest-book", post).await,
        bookable: made(business, "/bookables", body_of("addBookable", desa)).await,
        booking: made(buyer, "/bookings", booking).await,
    }
}

/// An order that has come to a courier, and the ids that stand in addresses.
async fn affair(desa: &Desa) -> ([Side; 4], impl Fn(&str) -> String) {
    let sides = cast(desa);
    let [buyer, business, supplier, courier] = &sides;
    let order = desa.accepted(buyer, business).await;
    let id = text(&order, "id").to_owned();
    let total = order["total"].as_i64().unwrap();
    let record = json!({ "amount": total, "method": "Cash" });
    let paid = desa.must(business, &format!("/orders/{id}/payments/record"), record).await;
    let payment = text(&paid, "id").to_owned();
    let order = &paid["order"];
    let lines: Vec<Value> = order["needs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|need| json!({ "material": need["material"], "quantity": need["needed"], "price": 1000 }))
        .collect();
    let ask = json!({ "order": id, "supplier": supplier.slug, "lines": lines });
    let asked = desa.must(business, "/material-requests", ask).await;
    let request = text(&asked, "id").to_owned();
    let counted: Vec<Value> = (1..=lines.len())
        .map(|number| json!({ "number": number, "quantity": lines[number - 1]["quantity"] }))
        .collect();
    desa.must(business, &format!("/material-requests/{request}/receive"), json!({ "lines": counted })).await;
    desa.must(business, &format!("/orders/{id}/production/start"), json!({})).await;
    desa.must(business, &format!("/orders/{id}/production/finish"), json!({})).await;
    desa.must(business, &format!("/orders/{id}/pack"), json!({ "packages": 1 })).await;
    let carrier = json!({ "carrier": { "kind": "courier", "party": courier.slug }, "mode": "Pickup" });
    let slip = text(&desa.must(business, &format!("/orders/{id}/dispatch"), carrier).await, "id").to_owned();
    let (buyers, couriers) = (buyer.slug.clone(), courier.slug.clone());
    let own = own_things(desa, buyer, business).await;
    let address = move |path: &str| {
        path.replace("{order}", &id)
            .replace("{buyer}", &buyers)
            .replace("{courier}", &couriers)
            .replace("{payment}", &payment)
            .replace("{request}", &request)
            .replace("{delivery}", &slip)
            .replace("{trip}", ABSENT)
            .replace("{month}", "2026-11")
            .replace("{product}", &own.product)
            .replace("{material}", &own.material)
            .replace("{template}", &own.template)
            .replace("{post}", &own.post)
            .replace("{bookable}", &own.bookable)
            .replace("{booking}", &own.booking)
            .replace("{sale}", ABSENT)
            .replace("{reservation}", ABSENT)
    };
    (sides, address)
}

fn absent(path: &str) -> String {
    [
        "{order}",
        "{payment}",
        "{request}",
        "{delivery}",
        "{buyer}",
        "{courier}",
        "{trip}",
        "{month}",
        "{sale}",
        "{reservation}",
        "{booking}",
        "{product}",
        "{material}",
        "{template}",
        "{post}",
        "{bookable}",
    ]
    .iter()
    .fold(path.to_owned(), |path, name| path.replace(name, ABSENT))
}

fn is_problem(told: &Told) -> bool {
    let document = &told.body;
    told.headers["content-type"] == "application/problem+json"
        && document["status"].as_u64() == Some(told.status.as_u16().into())
        && ["type", "title", "detail", "instance", "name", "todo"]
            .iter()
            .all(|field| document[field].as_str().is_some_and(|text| !text.is_empty()))
}
