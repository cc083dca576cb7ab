//! Every operation, asked for by those who must not have it and by those who may; keys, marks, problems; and
//! one whole order through the API alone.

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

mod books;
mod turns;

const OPERATIONS: [&str; 89] = [
    "acceptDelivery",
    "acceptOffer",
    "acceptOrder",
    "answerCancellation",
    "answerOrderChange",
    "askCancellation",
    "askOrderChange",
    "bookSlot",
    "cancelBooking",
    "cancelOrder",
    "claimPayment",
    "claimTransfer",
    "closeMaterialRequest",
    "closeMonth",
    "completeDelivery",
    "confirmMaterialRequest",
    "correctCount",
    "correctPayment",
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
    "getBuyerAccount",
    "getMonthBook",
    "getOrder",
    "grantTempo",
    "handOverCash",
    "issueInvoice",
    "keepGoods",
    "listBookables",
    "listBookings",
    "listDeliveries",
    "listKeptGoods",
    "listMaterialRequests",
    "listOrders",
    "listProducts",
    "listSales",
    "listStock",
    "listSupplierAccounts",
    "makeForStock",
    "makeSale",
    "packOrder",
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
    "reopenDelivery",
    "reopenMonth",
    "reorderTrip",
    "reportProgress",
    "requestMaterials",
    "returnGoods",
    "returnMaterials",
    "setBuyerTerms",
    "setDepositRule",
    "setSupplierPrice",
    "settleShortfall",
    "shipMaterials",
    "startProduction",
    "useCredit",
    "verifyPayment",
    "voidSale",
    "waiveGate",
    "waiveLimit",
    "withdrawAsk",
    "withdrawDelivery",
    "withdrawMaterialRequest",
    "withdrawOrder",
    "writeOffRest",
];

const ABSENT: &str = "0193a5b0000070008000000000000001";

/// A running village.
struct Desa {
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
    Desa { app: Arc::new(app), folder }
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
        let answer = router(Arc::clone(&self.app)).oneshot(request).await.unwrap();
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

#[tokio::test]
async fn a_whole_order_goes_through_the_api_alone() {
    let desa = desa().await;
    let [buyer, business, supplier, courier] = cast(&desa);
    let order = desa.accepted(&buyer, &business).await;
    let id = text(&order, "id");
    let deposit = order["agreement"]["depositDue"].as_i64().unwrap();
    let pay = |amount: i64| json!({ "amount": amount, "method": "BankTransfer" });
    if deposit > 0 {
        let claimed = desa.must(&buyer, &format!("/orders/{id}/payments"), pay(deposit)).await;
        let payment = text(&claimed, "id");
        let seen = json!({ "seen": deposit });
        desa.must(&business, &format!("/orders/{id}/payments/{payment}/verify"), seen).await;
    }
    let standing = desa.get(&business.token, &format!("/api/v1/orders/{id}")).await.body;
    let short: Vec<&Value> =
        standing["needs"].as_array().unwrap().iter().filter(|need| need["short"] != "0").collect();
    if !short.is_empty() {
        let lines: Vec<Value> = short
            .iter()
            .map(|need| json!({ "material": need["material"], "quantity": need["short"], "price": 1000 }))
            .collect();
        let ask = json!({ "order": id, "supplier": supplier.slug, "lines": lines });
        let asked = desa.must(&business, "/material-requests", ask).await;
        let request = text(&asked, "id");
        assert_eq!(asked["request"]["order"], json!(id));
        let promised = json!({ "promised": desa.today() });
        let confirmed =
            desa.must(&supplier, &format!("/material-requests/{request}/confirm"), promised).await;
        assert_eq!(confirmed["request"].get("order"), None, "a supplier sees no customer");
        desa.must(&supplier, &format!("/material-requests/{request}/ship"), json!({})).await;
        let counted: Vec<Value> = asked["request"]["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| json!({ "number": line["number"], "quantity": line["quantity"] }))
            .collect();
        desa.must(&business, &format!("/material-requests/{request}/receive"), json!({ "lines": counted }))
            .await;
    }
    desa.must(&business, &format!("/orders/{id}/production/start"), json!({})).await;
    desa.must(&business, &format!("/orders/{id}/production/finish"), json!({})).await;
    desa.must(&business, &format!("/orders/{id}/pack"), json!({ "packages": 2 })).await;
    let carrier = json!({
        "carrier": { "kind": "courier", "party": courier.slug }, "mode": "Pickup", "courierFee": 20_000,
        "note": "hati-hati",
    });
    let dispatched = desa.must(&business, &format!("/orders/{id}/dispatch"), carrier).await;
    let slip = text(&dispatched, "id");
    let carried = desa.get(&courier.token, "/api/v1/deliveries").await.body;
    assert_eq!(carried["items"][0]["id"], json!(slip));
    assert_eq!(carried["items"][0]["courierFee"], 20_000);
    assert!(carried["items"][0].get("order").is_none());
    let out = desa.get(&business.token, "/api/v1/deliveries").await.body;
    assert!(out["items"].as_array().unwrap().iter().any(|item| item["id"] == json!(slip)));
    desa.must(&courier, &format!("/deliveries/{slip}/pickup"), json!({})).await;
    let done = desa
        .must(&courier, &format!("/deliveries/{slip}/complete"), json!({ "receivedBy": "Pak Eko" }))
        .await;
    assert_eq!(done["delivery"]["state"], "Completed");
    let rest = desa.get(&buyer.token, &format!("/api/v1/orders/{id}")).await.body;
    let paid =
        desa.must(&buyer, &format!("/orders/{id}/payments"), pay(rest["rest"].as_i64().unwrap())).await;
    let payment = text(&paid, "id");
    let seen = json!({ "seen": rest["rest"] });
    let settled = desa.must(&business, &format!("/orders/{id}/payments/{payment}/verify"), seen).await;
    assert_eq!(settled["order"]["stage"], "Closed");

    let mine = desa.get(&buyer.token, &format!("/api/v1/orders/{id}")).await.body;
    assert_eq!(mine["stage"], "Closed");
    for hidden in ["needs", "requests"] {
        assert!(mine.get(hidden).is_none(), "a buyer sees no {hidden}");
    }
    let events: Vec<&str> =
        mine["history"].as_array().unwrap().iter().map(|link| text(link, "event")).collect();
    assert_eq!(events.first(), Some(&"OrderPlaced"));
    assert_eq!(events.last(), Some(&"OrderClosed"));
    assert!(!events.contains(&"MaterialsRequested"));
    assert_eq!(mine["history"][0]["channel"], "Api");

    let trail = desa.get(&business.token, &format!("/api/v1/orders/{id}/audit-trail?limit=5")).await.body;
    assert_eq!(trail["items"].as_array().unwrap().len(), 5);
    assert_eq!(trail["items"][0]["commit"]["facts"][0]["event"], "OrderPlaced");
    let next = text(&trail, "next");
    let more = desa.get(&business.token, &format!("/api/v1/orders/{id}/audit-trail?after={next}")).await.body;
    assert!(more.get("next").is_none());
    assert!(more["items"][0]["position"].as_u64() > trail["items"][4]["position"].as_u64());
}

#[tokio::test]
async fn a_key_sent_again_gets_the_first_answer_and_another_command_under_it_is_refused() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let product = desa.product(&buyer, &business).await;
    let lines = json!([{ "product": product, "quantity": "40", "specification": "kaki lurus" }]);
    let place = json!({ "business": business.slug, "lines": lines, "note": "rapi" });
    let first = desa.post(&buyer.token, "/api/v1/orders", "order-17", &place).await;
    assert_eq!(first.status, 201);
    assert_eq!(first.headers.get("idempotency-replayed"), None);
    // The order has moved on since; the answer has not.
    let order = text(&first.body, "id").to_owned();
    let accept = json!({ "promised": desa.today() });
    desa.must(&business, &format!("/orders/{order}/accept"), accept.clone()).await;
    let before = desa.app.log.watermark();
    let again = desa.post(&buyer.token, "/api/v1/orders", "order-17", &place).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.body["order"]["stage"], "Placed");

    let lines = json!([{ "product": product, "quantity": "41" }]);
    let other = json!({ "business": business.slug, "lines": lines });
    let withdraw = format!("/api/v1/orders/{order}/withdraw");
    for (path, body) in [("/api/v1/orders", &other), (withdraw.as_str(), &json!({}))] {
        let refused = desa.post(&buyer.token, path, "order-17", body).await;
        assert_eq!(refused.status, 422, "{path}");
        assert_eq!(refused.body["name"], "CommandReused");
    }
    // Another business's book is no other drawer for keys.
    let elsewhere = desa.stranger(Capacity::Business, &[&business]);
    let elsewhere = json!({ "business": elsewhere.slug, "lines": [{ "product": ABSENT, "quantity": "1", "unit": "Pcs" }] });
    let refused = desa.post(&buyer.token, "/api/v1/orders", "order-17", &elsewhere).await;
    assert_eq!(refused.body["name"], "CommandReused", "{refused:?}");
    assert_eq!(desa.app.log.watermark(), before);
    // Another party's key of the same name is another key.
    let path = format!("/api/v1/orders/{order}/production/start");
    let theirs = desa.post(&business.token, &path, "order-17", &json!({})).await;
    assert_ne!(theirs.body["name"], "CommandReused");

    for key in ["", "with space", &"x".repeat(65), "é"] {
        let request = Request::post("/api/v1/orders")
            .header("authorization", format!("Bearer {}", buyer.token))
            .header("content-type", "application/json")
            .header("idempotency-key", key.as_bytes());
        let told = desa.send(request.body(Body::from(place.to_string())).unwrap()).await;
        assert_eq!((told.status.as_u16(), &told.body["name"]), (400, &json!("KeyMissing")), "{key}");
    }
}

#[tokio::test]
async fn two_at_the_same_time_with_one_key_are_one() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let product = desa.product(&buyer, &business).await;
    let lines = json!([{ "product": product, "quantity": "40" }]);
    let place = json!({ "business": business.slug, "lines": lines });
    let before = desa.app.log.watermark().position();
    let send = || desa.post(&buyer.token, "/api/v1/orders", "same", &place);
    let (a, b, c) = tokio::join!(send(), send(), send());
    assert_eq!((a.status, &a.body, &a.body), (b.status, &b.body, &c.body));
    assert_eq!(desa.app.log.watermark().position(), before + 1);
}

#[tokio::test]
async fn a_version_that_was_seen_must_still_hold() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let placed = desa.place(&buyer, &business).await;
    let path = format!("/api/v1/orders/{}/accept", text(&placed, "id"));
    let send = |version: &str, key: &str| {
        let request = Request::post(&path)
            .header("authorization", format!("Bearer {}", business.token))
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .header("if-match", version);
        request.body(Body::from(json!({ "promised": desa.today() }).to_string())).unwrap()
    };
    let stale = desa.send(send("\"7\"", "k1")).await;
    assert_eq!((stale.status.as_u16(), &stale.body["name"]), (412, &json!("Stale")));
    for nonsense in ["7", "*", "W/\"1\"", "\"+1\"", "\"x\""] {
        assert_eq!(desa.send(send(nonsense, "k2")).await.body["name"], "VersionUnusable", "{nonsense}");
    }
    let read = desa.get(&business.token, &format!("/api/v1/orders/{}", text(&placed, "id"))).await;
    let tag = read.headers["etag"].to_str().unwrap().to_owned();
    let done = desa.send(send(&tag, "k3")).await;
    assert_eq!(done.status, 200);
    assert_ne!(done.headers["etag"].to_str().unwrap(), tag);
}

#[tokio::test]
async fn an_order_says_when_it_will_be_there_and_what_that_rests_on() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let placed = desa.place(&buyer, &business).await;
    let order = format!("/orders/{}", text(&placed, "id"));
    let path = format!("/api/v1{order}");
    let expected = async |side: &Side| desa.get(&side.token, &path).await.body["expected"].clone();
    let before = expected(&business).await;
    assert_eq!((&before["basis"], &before["first"]), (&json!("Owner"), &Value::Null), "{before}");
    assert_eq!(expected(&buyer).await, Value::Null, "nothing is promised yet");
    let promise = json!({ "promised": desa.today(), "depositPercent": 50 });
    desa.must(&business, &format!("{order}/accept"), promise).await;
    let (theirs, mine) = (expected(&business).await, expected(&buyer).await);
    assert_eq!(theirs, mine);
    assert_eq!((&mine["basis"], &mine["first"]), (&json!("Owner"), &json!(desa.today())), "{mine}");
    assert!(mine["clockStandsSince"].is_string(), "the deposit is the buyer's: {mine}");
}

#[tokio::test]
async fn a_list_in_parts_is_the_whole_list() {
    let desa = desa().await;
    let [_, business, ..] = cast(&desa);
    let products = format!("/api/v1/products?business={}", business.slug);
    for (path, joint) in [("/api/v1/orders", '?'), (products.as_str(), '&')] {
        let whole = desa.get(&business.token, &format!("{path}{joint}limit=100")).await.body;
        let whole = whole["items"].as_array().unwrap().clone();
        assert!(whole.len() > 3, "{path}");
        let (mut parts, mut after) = (Vec::new(), String::new());
        loop {
            let part = desa.get(&business.token, &format!("{path}{joint}limit=2{after}")).await.body;
            parts.extend(part["items"].as_array().unwrap().iter().cloned());
            let Some(next) = part["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(parts, whole, "{path}");
    }
    let first = desa.get(&business.token, "/api/v1/orders?limit=1").await.body;
    let next = text(&first, "next");
    for wrong in [
        format!("/api/v1/orders?stage=Closed&after={next}"),
        "/api/v1/orders?limit=0".to_owned(),
        "/api/v1/orders?limit=101".to_owned(),
        "/api/v1/orders?offset=3".to_owned(),
        "/api/v1/orders?stage=Nowhere".to_owned(),
    ] {
        let told = desa.get(&business.token, &wrong).await;
        assert_eq!((told.status.as_u16(), &told.body["name"]), (400, &json!("QueryUnusable")), "{wrong}");
    }
    let closed = desa.get(&business.token, "/api/v1/orders?stage=Closed").await.body;
    assert!(closed["items"].as_array().unwrap().iter().all(|item| item["stage"] == "Closed"));
}

#[tokio::test]
async fn what_is_out_for_a_business_is_listed_in_parts_across_its_stages() {
    let desa = desa().await;
    let ([_, business, _, courier], first) = affair(&desa).await;
    let (_, second) = affair(&desa).await;
    let (_, third) = affair(&desa).await;
    for address in [&first, &second] {
        desa.must(&courier, &address("/deliveries/{delivery}/pickup"), json!({})).await;
    }
    let whole = desa.get(&business.token, "/api/v1/deliveries").await.body["items"].clone();
    let ids: Vec<&str> = whole.as_array().unwrap().iter().map(|item| text(item, "id")).collect();
    for address in [&first, &second, &third] {
        assert!(ids.contains(&address("{delivery}").as_str()));
    }
    for most in [1, 2, 3] {
        let (mut parts, mut after) = (Vec::new(), String::new());
        loop {
            let part =
                desa.get(&business.token, &format!("/api/v1/deliveries?limit={most}{after}")).await.body;
            parts.extend(part["items"].as_array().unwrap().iter().map(|item| text(item, "id").to_owned()));
            let Some(next) = part["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(parts, ids, "{most} at a time");
    }
}

#[tokio::test]
async fn what_an_answer_folds_from_the_log_is_what_the_views_show() {
    let desa = desa().await;
    let app = &desa.app;
    let end = app.log.watermark();
    assert!(app.views.wait_for(end, std::time::Duration::from_secs(60)).await);
    let (mut orders, mut slips) = (0, 0);
    for shop in app.views.shops.all() {
        let business = shop.business;
        for (_, row) in app.views.board.of_business(business, None, 1_000).rows {
            let shown = app.views.orders.sheet(row.order).unwrap();
            let folded = OrderSheet::as_of(app.log.as_ref(), business, row.order, end).unwrap().unwrap();
            assert_eq!((&folded.order, folded.version), (&shown.order, shown.version));
            let theirs = app.views.orders.of_buyer(row.buyer, row.order).unwrap();
            let for_buyer = folded.for_buyer();
            assert_eq!((&for_buyer.order, for_buyer.stage), (&theirs.order, theirs.stage));
            for slip in &shown.order.slips {
                let sheet = app.views.slips.sheet(slip.id).unwrap();
                let folded = SlipSheet::as_of(app.log.as_ref(), business, (row.order, slip.id), end).unwrap();
                assert_eq!(folded.as_ref(), Some(sheet.as_ref()));
                slips += 1;
            }
            for other in app.views.shops.all().iter().filter(|other| other.business != business) {
                let foreign = OrderSheet::as_of(app.log.as_ref(), other.business, row.order, end).unwrap();
                assert_eq!(foreign, None, "another business's order");
            }
            orders += 1;
        }
        for open in [true, false] {
            for (_, sheet) in app.views.requests.of_business(business, open, None, 1_000).rows {
                let folded = RequestSheet::as_of(app.log.as_ref(), business, sheet.request.id, end).unwrap();
                assert_eq!(folded.as_ref(), Some(sheet.as_ref()));
            }
        }
    }
    assert!(orders > 20 && slips > 5, "{orders} orders, {slips} slips");
}

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
    let address = move |path: &str| {
        path.replace("{order}", &id)
            .replace("{buyer}", &buyers)
            .replace("{courier}", &couriers)
            .replace("{payment}", &payment)
            .replace("{request}", &request)
            .replace("{delivery}", &slip)
            .replace("{trip}", ABSENT)
            .replace("{month}", "2026-11")
            .replace("{booking}", ABSENT)
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

#[tokio::test]
async fn every_operation_refuses_whoever_must_not_have_it_and_tells_nothing() {
    let desa = desa().await;
    let (sides, address) = affair(&desa).await;
    let [buyer, business, supplier, courier] = &sides;
    let known: Vec<&Side> = sides.iter().collect();
    let strangers = [
        Capacity::Business,
        Capacity::Distributor,
        Capacity::Supplier,
        Capacity::Courier,
        Capacity::Operator,
    ]
    .map(|capacity| desa.stranger(capacity, &known));
    let session = desa.app.vault.sessions.create(business.person, desa.app.now()).unwrap();
    let before = desa.app.log.watermark();
    for (method, path, name, scope, roles) in operations() {
        let own = address(path);
        let owner = match path {
            path if path.contains("{delivery}") => courier,
            path if path.contains("{request}") => supplier,
            _ => business,
        };
        // Nobody; no token that holds; a session's cookie; a session's token.
        let mut refused = Vec::new();
        for token in ["", "x", &"0".repeat(64), &owner.token[..63], &owner.token.to_uppercase(), &session.0] {
            refused.push(desa.ask(method, &own, &name, token, "nobody").await);
        }
        let how = if method == Method::Get { Request::get(&own) } else { Request::post(&own) };
        let cookie = how.header("cookie", format!("__Host-rantai={}", session.0));
        refused.push(desa.send(cookie.body(Body::empty()).unwrap()).await);
        for told in &refused {
            assert_eq!(told.status, 401, "{name}: {told:?}");
            assert!(is_problem(told), "{name}: {told:?}");
            assert!(told.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
        }
        // A token of every other scope.
        let token = desa.token(owner.party, owner.person, !scope.bit());
        let told = desa.ask(method, &own, &name, &token, "scope").await;
        assert_eq!((told.status.as_u16(), &told.body["name"]), (403, &json!("ScopeMissing")), "{name}");
        assert!(is_problem(&told), "{name}");
        if !path.contains('{') {
            continue;
        }
        // Absent, and another's: the same document but for the address.
        let mut nothing = desa.ask(method, &absent(path), &name, &owner.token, "absent").await;
        assert_eq!(nothing.status, 404, "{name}");
        assert!(is_problem(&nothing), "{name}");
        nothing.body["instance"] = json!("");
        for stranger in &strangers {
            let mut told = desa.ask(method, &own, &name, &stranger.token, "stranger").await;
            told.body["instance"] = json!("");
            // Buyers and couriers are known to several businesses: each has an account of its own with them.
            // Every business has months of its own.
            let have_theirs = ["{buyer}", "{courier}", "{month}"].iter().any(|name| path.contains(name));
            if have_theirs && told.status != 404 {
                assert!(!told.body.to_string().contains(&address("{order}")), "{name} {stranger:?}");
                continue;
            }
            assert_eq!((told.status, &told.body), (nothing.status, &nothing.body), "{name} {stranger:?}");
        }
        for side in [buyer, supplier, courier] {
            let theirs = match path {
                path if path.contains("{order}") => side.party == buyer.party,
                path if path.contains("{request}") => side.party == supplier.party,
                _ => side.party == courier.party || side.party == buyer.party,
            };
            if !theirs {
                // Who may not do it anywhere hears that, whatever the thing is.
                let role = desa.app.registry().role(side.party, side.person).unwrap();
                let status = desa.ask(method, &own, &name, &side.token, "side").await.status;
                assert!(status == 404 || (status == 403 && !roles.contains(&role)), "{name}: {status}");
            }
        }
    }
    assert_eq!(desa.app.log.watermark(), before);
}

#[tokio::test]
async fn each_role_does_what_the_table_says_and_whoever_left_does_nothing() {
    let desa = desa().await;
    let (sides, address) = affair(&desa).await;
    let [_, business, ..] = &sides;
    let known: Vec<&Side> = sides.iter().collect();
    let person = desa.stranger(Capacity::Courier, &known).person;
    let party = business.party;
    let token = desa.token(party, person, u32::MAX);
    for (at, role) in Role::ALL.iter().rev().enumerate() {
        desa.register(RegistryCommand::AddMember(AddMember { party, person, role: *role })).await;
        for (method, path, name, _, roles) in operations() {
            // What would change the affair is asked with a body that the rules refuse.
            let told = desa.ask(method, &address(path), &name, &token, &format!("{name}-{at}")).await;
            let refused = told.status == 403 && told.body["name"] == "NotYourRole";
            assert_eq!(refused, !roles.contains(role), "{name} as {role:?}: {told:?}");
            assert!(!told.status.is_server_error(), "{name}: {told:?}");
        }
    }
    desa.app.vault.accounts.disable(person, true).unwrap();
    assert_eq!(desa.get(&token, "/api/v1/orders").await.status, 401, "shut out");
    desa.app.vault.accounts.disable(person, false).unwrap();
    assert_eq!(desa.get(&token, "/api/v1/orders").await.status, 200);
    let remove = RemoveMember { party, person };
    desa.register(RegistryCommand::RemoveMember(remove)).await;
    let before = desa.app.log.watermark();
    for (method, path, name, ..) in operations() {
        let told = desa.ask(method, &address(path), &name, &token, &format!("{name}-left")).await;
        assert_eq!(told.status, 401, "{name}");
    }
    assert_eq!(desa.app.log.watermark(), before);
}

#[tokio::test]
async fn a_step_of_another_party_is_refused_with_its_name() {
    let desa = desa().await;
    let ([buyer, business, ..], address) = affair(&desa).await;
    for (side, path, body) in [
        (&buyer, "/orders/{order}/accept", json!({ "promised": desa.today() })),
        (&buyer, "/orders/{order}/pack", json!({ "packages": 1 })),
        (&business, "/orders/{order}/payments", json!({ "amount": 1000, "method": "Cash" })),
        (&business, "/deliveries/{delivery}/pickup", json!({})),
    ] {
        let told = desa.post(&side.token, &address(&format!("/api/v1{path}")), path, &body).await;
        assert_eq!((told.status.as_u16(), &told.body["name"]), (403, &json!("NotYourStep")), "{path}");
    }
    // Unless they phoned and the business writes it down.
    let phoned = json!({ "onBehalfOf": { "party": "ojek-slamet", "channel": "Phone" } });
    let path = address("/api/v1/deliveries/{delivery}/pickup");
    let told = desa.post(&business.token, &path, "phoned", &phoned).await;
    assert_eq!((told.status.as_u16(), &told.body["delivery"]["state"]), (200, &json!("PickedUp")));
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_document_that_says_where() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let token = &buyer.token;
    let request = |kind: &str, lang: &str, body: Vec<u8>| {
        Request::post("/api/v1/orders")
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", "k")
            .header("content-type", kind)
            .header("accept-language", lang)
            .body(Body::from(body))
            .unwrap()
    };
    let before = desa.app.log.watermark();
    let business = &business.slug;
    for (kind, body, status, name, pointer) in [
        ("text/plain", "{}".to_owned(), 415, "NotJsonKind", None),
        ("application/json", "{".to_owned(), 400, "NotJson", None),
        (
            "application/json",
            format!("{}{{}}", json!({ "business": business, "lines": [] })),
            400,
            "NotJson",
            None,
        ),
        ("application/json", "\u{feff}{}".to_owned(), 400, "NotJson", None),
        ("application/json", String::new(), 422, "FieldsUnusable", Some("")),
        ("application/json", "[]".to_owned(), 422, "FieldsUnusable", Some("")),
        ("application/json", "null".to_owned(), 422, "FieldsUnusable", Some("")),
        (
            "application/json",
            json!({ "business": business, "lines": [], "x": 1 }).to_string(),
            422,
            "FieldsUnusable",
            Some("/x"),
        ),
        (
            "application/json",
            json!({ "business": business, "lines": [{ "product": ABSENT, "quantity": "1,5" }] }).to_string(),
            422,
            "FieldsUnusable",
            Some("/lines/0/quantity"),
        ),
        (
            "application/json",
            json!({ "business": business, "lines": [{ "product": ABSENT, "quantity": "1" }] }).to_string(),
            422,
            "FieldsUnusable",
            Some("/lines/0/product"),
        ),
        (
            "application/json",
            json!({ "business": "tidak-ada", "lines": [] }).to_string(),
            422,
            "FieldsUnusable",
            Some("/business"),
        ),
        (
            "application/json",
            json!({ "business": business, "lines": [] }).to_string(),
            422,
            "EmptyOrder",
            None,
        ),
        ("application/json", format!("{{\"note\":\"{}\"}}", "x".repeat(70_000)), 413, "TooLarge", None),
        (
            "application/json",
            format!("{{\"x\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000)),
            422,
            "FieldsUnusable",
            Some("/x"),
        ),
    ] {
        let told = desa.send(request(kind, "en", body.clone().into_bytes())).await;
        let shown: String = body.chars().take(80).collect();
        assert_eq!(
            (told.status.as_u16(), told.body["name"].as_str()),
            (status, Some(name)),
            "{shown}: {told:?}"
        );
        assert!(is_problem(&told), "{shown}: {told:?}");
        assert_eq!(told.body["errors"][0]["pointer"].as_str(), pointer, "{shown}: {told:?}");
    }
    let told = desa.send(request("application/json", "en", vec![0xff, 0xfe])).await;
    assert_eq!(told.status, 400);
    assert_eq!(desa.app.log.watermark(), before);
    let told = desa.send(request("application/json", "id, en", b"{".to_vec())).await;
    assert_eq!(told.body["title"], "Bukan JSON");
}

#[tokio::test]
async fn every_address_under_the_api_answers_programs() {
    let desa = desa().await;
    for (method, path, status) in [
        ("GET", "/api", 404),
        ("GET", "/api/v1", 404),
        ("GET", "/api/v2/orders", 404),
        ("DELETE", "/api/v1/orders", 405),
        ("PUT", "/api/v1/orders/x/accept", 405),
        ("OPTIONS", "/api/v1/orders", 405),
        ("GET", "/api/v1/orders/%ff", 404),
        ("POST", "/api/v1/openapi.json", 405),
    ] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let told = desa.send(request).await;
        assert_eq!(told.status, status, "{method} {path}");
        assert!(is_problem(&told), "{method} {path}: {told:?}");
        assert_eq!(told.headers.contains_key("allow"), status == 405, "{method} {path}");
        assert!(!told.headers.contains_key("access-control-allow-origin"));
    }
    let request = Request::post("/api/v1/orders")
        .header("origin", "https://evil.example")
        .header("sec-fetch-site", "cross-site");
    let told = desa.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((told.status.as_u16(), &told.body["name"]), (403, &json!("CrossSite")));
    let request = Request::get("/api/v1/openapi.json?lang=en").body(Body::empty()).unwrap();
    let told = desa.send(request).await;
    assert_eq!((told.status.as_u16(), &told.body["openapi"]), (200, &json!("3.1.0")));
    assert!(!told.headers.contains_key("set-cookie"));
}

#[tokio::test]
async fn an_owner_makes_a_token_sees_it_once_and_takes_it_back() {
    let desa = desa().await;
    let [_, business, ..] = cast(&desa);
    let session = desa.app.vault.sessions.create(business.person, desa.app.now()).unwrap();
    let path = format!("/account/{}/tokens", business.slug);
    let page = async |request: axum::http::request::Builder, body: String| {
        let request = request
            .header("cookie", format!("__Host-rantai={}", session.0))
            .header("content-type", "application/x-www-form-urlencoded");
        let answer =
            router(Arc::clone(&desa.app)).oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    };
    let deed = crate::deeds::new_id(&desa.app);
    let (status, shown) = page(Request::post(&path), format!("deed={deed}&label=")).await;
    assert_eq!(status, 422);
    assert!(shown.contains("Pilih paling sedikit satu."));
    let form = format!("deed={deed}&label=kasir&read=1&orders=1");
    let (status, shown) = page(Request::post(&path), form.clone()).await;
    assert_eq!(status, 200);
    let token = shown.split("class=\"copy token\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(desa.get(&token, "/api/v1/orders").await.status, 200);
    let order = format!("/api/v1/orders/{ABSENT}/audit-trail");
    assert_eq!(desa.get(&token, &order).await.body["name"], "ScopeMissing");
    // A reload makes no second token, and the first is not shown again.
    let (_, again) = page(Request::post(&path), form).await;
    assert!(!again.contains(&token));
    assert_eq!(again.matches("<h3>kasir</h3>").count(), 1);
    let revoke = again.split("action=\"").find(|part| part.contains("/revoke\"")).unwrap();
    let revoke = revoke.split('"').next().unwrap();
    let (status, _) = page(Request::post(revoke), format!("deed={deed}")).await;
    assert_eq!(status, 303);
    assert_eq!(desa.get(&token, "/api/v1/orders").await.status, 401);
}

#[tokio::test]
async fn the_demos_file_holds_for_each_person_a_token_that_works_and_they_never_pile_up() {
    use std::os::unix::fs::PermissionsExt as _;
    let desa = desa().await;
    let folder = desa.folder.path();
    let players = crate::demo::cast::Players::load(folder).unwrap();
    let read = || {
        let text = std::fs::read_to_string(folder.join(crate::demo::tokens::FILE)).unwrap();
        serde_json::from_str::<Vec<Value>>(&text).unwrap()
    };
    crate::demo::tokens::write(&desa.app, &players, folder, 8080).unwrap();
    let first = read();
    let count = || desa.app.vault.passes.list(desa.app.now(), |pass| matches!(pass, Pass::Api { .. })).len();
    assert_eq!(count(), first.len());
    for entry in &first {
        let told = desa.get(text(entry, "token"), "/api/v1/orders").await;
        assert_eq!(told.status, 200, "{entry}");
        assert!(text(entry, "address").contains(".localhost:8080/demo/enter/"));
    }
    assert!(first.iter().any(|entry| entry["party"] == "mebel-jati-barokah" && entry["role"] == "Owner"));
    crate::demo::tokens::write(&desa.app, &players, folder, 9090).unwrap();
    let second = read();
    assert_eq!(count(), second.len());
    assert!(text(&second[0], "address").contains(":9090/"));
    assert_eq!(first[0]["token"], second[0]["token"], "a script goes on working after a restart");
    let mode = std::fs::metadata(folder.join(crate::demo::tokens::FILE)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::write(folder.join(crate::demo::tokens::FILE), "[]").unwrap();
    crate::demo::tokens::write(&desa.app, &players, folder, 9090).unwrap();
    assert_eq!(count(), first.len(), "tokens nobody knows any more are taken back");
    assert_eq!(desa.get(text(&first[0], "token"), "/api/v1/orders").await.status, 401);
    assert!(desa.app.log.watermark() > Cursor::START);
}

#[tokio::test]
async fn places_are_listed_booked_and_called_off_through_the_api_and_never_too_many() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let day = desa.today();
    let path = format!("/api/v1/bookables?business={}&day={day}", business.slug);
    let offered = desa.get(&buyer.token, &path).await.body;
    let class = &offered["items"][0];
    let slot = &class["slots"][0];
    let left = slot["left"].as_i64().unwrap();
    let price = class["price"].as_i64().unwrap();
    let wish = |places: i64| {
        json!({
            "business": business.slug, "bookable": class["id"], "slot": slot["from"], "places": places,
            "total": price * places, "note": "dua anak",
        })
    };
    let told = desa.post(&buyer.token, "/api/v1/bookings", "too-many", &wish(left + 1)).await;
    assert_eq!((told.status.as_u16(), &told.body["name"]), (422, &json!("SlotFull")));
    let booked = desa.must(&buyer, "/bookings", wish(left)).await;
    let id = text(&booked, "id");
    assert_eq!(booked["booking"]["places"], json!(left));
    let full = desa.get(&buyer.token, &path).await.body;
    assert_eq!(full["items"][0]["slots"][0]["left"], 0);
    let mine = desa.get(&buyer.token, "/api/v1/bookings").await.body;
    assert!(mine["items"].as_array().unwrap().iter().any(|item| item["id"] == json!(id)));
    let agenda = desa.get(&business.token, &format!("/api/v1/bookings?day={day}")).await.body;
    assert!(agenda["items"].as_array().unwrap().iter().any(|item| item["id"] == json!(id)));
    let why = json!({ "reason": "CannotCome" });
    let off = desa.must(&buyer, &format!("/bookings/{id}/cancel"), why).await;
    assert_eq!(off["booking"]["cancelled"], "CannotCome");
    let free = desa.get(&buyer.token, &path).await.body;
    assert_eq!(free["items"][0]["slots"][0]["left"], json!(left));
}
