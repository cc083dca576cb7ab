//! One order through the API alone: the whole way, keys, versions, promises.

use super::*;

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
    // It was all done when the order came, and is told now; before the order came it was not.
    let then = &order["placedAt"];
    let early = json!({ "happened": "2020-01-01T00:00:00Z" });
    let path = format!("/api/v1/orders/{id}/production/start");
    let refused = desa.post(&business.token, &path, "early", &early).await;
    assert_eq!((refused.status.as_u16(), &refused.body["name"]), (422, &json!("BeforeItBegan")));
    desa.must(&business, &format!("/orders/{id}/production/start"), json!({ "happened": then })).await;
    desa.must(&business, &format!("/orders/{id}/production/finish"), json!({ "happened": then })).await;
    desa.must(&business, &format!("/orders/{id}/pack"), json!({ "packages": 2, "happened": then })).await;
    let carrier = json!({
        "carrier": { "kind": "courier", "party": courier.slug }, "mode": "Pickup", "courierFee": 20_000,
        "note": "hati-hati", "happened": then,
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
    for late in ["ProductionStarted", "ProductionFinished", "OrderPacked", "DeliveryOrdered"] {
        let links = mine["history"].as_array().unwrap();
        let told = links.iter().find(|link| link["event"] == late).unwrap();
        assert_eq!(&told["happened"], then, "{late} has both clocks");
    }
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
