//! A business set up by a program alone.

use super::*;

#[tokio::test]
async fn a_business_is_set_up_by_a_program_and_every_rule_is_read_again() {
    let desa = desa().await;
    let [buyer, business, supplier, _] = cast(&desa);
    let read = async || desa.get(&business.token, "/api/v1/business").await;
    let before = read().await;
    assert_eq!(before.status, 200, "{before:?}");
    assert_eq!(before.headers["etag"].to_str().unwrap(), format!("\"{}\"", before.body["version"]));
    for (path, operation) in [
        ("/business/terms", "setTerms"),
        ("/business/order-policy", "setOrderPolicy"),
        ("/business/payment-policy", "setPaymentPolicy"),
        ("/business/wholesale", "setWholesale"),
        ("/business/qris", "setQris"),
        ("/business/return-policy", "setReturnPolicy"),
        ("/business/workshop-steps", "setWorkshopSteps"),
        ("/business/profile", "changeProfile"),
    ] {
        desa.must(&business, path, body_of(operation, &desa)).await;
    }
    let set = read().await.body;
    assert_eq!(set["orderPolicy"], body_of("setOrderPolicy", &desa));
    assert_eq!(set["paymentPolicy"], body_of("setPaymentPolicy", &desa));
    let mut terms = body_of("setTerms", &desa);
    assert_eq!(set["terms"]["accounts"], terms["accounts"].take());
    assert_eq!((&set["terms"]["depositPercent"], &set["wholesale"]), (&json!(40), &json!("AfterApproval")));
    assert_eq!((&set["qris"], &set["returnDays"]), (&json!(QRIS), &json!(5)));
    assert_eq!(set["workshopSteps"], json!(["Potong", "Rakit"]));
    desa.must(&business, "/business/qris/remove", json!({})).await;
    let after = read().await;
    assert_eq!(after.body["qris"], Value::Null);

    // What changed meanwhile is not written over.
    let seen = async |path: &str, key: &str, read: &Told, body: Value| {
        let request = Request::post(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {}", business.token))
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .header("if-match", read.headers["etag"].clone());
        desa.send(request.body(Body::from(body.to_string())).unwrap()).await
    };
    let told = seen("/business/return-policy", "stale", &before, json!({ "days": 9 })).await;
    assert_eq!((told.status.as_u16(), &told.body["name"]), (412, &json!("Stale")), "{told:?}");
    let told = seen("/business/return-policy", "seen", &after, json!({ "days": 9 })).await;
    assert_eq!(told.status, 200, "{told:?}");
    let account = desa.get(&business.token, &format!("/api/v1/buyers/{}/account", buyer.slug)).await;
    let terms = format!("/buyers/{}/terms", buyer.slug);
    let told = seen(&terms, "terms", &account, json!({ "tempoDays": 21 })).await;
    assert_eq!(told.status, 201, "{told:?}");
    let told = seen(&terms, "terms-again", &account, json!({ "tempoDays": 14 })).await;
    assert_eq!((told.status.as_u16(), &told.body["name"]), (412, &json!("Stale")), "{told:?}");

    let broken = json!({ "code": format!("{}0", &QRIS[..QRIS.len() - 1]) });
    let told = desa.post(&business.token, "/api/v1/business/qris", "broken", &broken).await;
    assert_eq!(
        (told.status.as_u16(), &told.body["errors"][0]["pointer"]),
        (422, &json!("/code")),
        "{told:?}"
    );
    // Who is no business has none, and opens none.
    let open = body_of("openBusiness", &desa);
    for other in [&buyer, &supplier] {
        assert_eq!(desa.get(&other.token, "/api/v1/business").await.status, 404);
        let told = desa.post(&other.token, "/api/v1/business/open", "open", &open).await;
        let refused = [json!("NotOpen"), json!("NotYourRole")].contains(&told.body["name"]);
        assert!(refused, "{told:?}");
    }
    let told = desa.post(&business.token, "/api/v1/business/open", "again", &open).await;
    assert_eq!((told.status.as_u16(), &told.body["name"]), (422, &json!("AlreadyOpen")), "{told:?}");
}

#[tokio::test]
async fn a_product_is_made_of_materials_priced_changed_and_taken_away_by_a_program() {
    let desa = desa().await;
    let [buyer, business, supplier, _] = cast(&desa);
    let glue = json!({ "name": "Lem kuning", "unit": "Kg", "price": 40_000, "suppliers": [supplier.slug] });
    let glue = desa.must(&business, "/materials", glue).await["id"].clone();
    let listed = desa.get(&business.token, "/api/v1/materials").await.body;
    let named = |listed: &Value| {
        let items = listed["items"].as_array().unwrap();
        items.iter().find(|item| item["id"] == glue).unwrap()["name"].clone()
    };
    assert_eq!(named(&listed), "Lem kuning");
    let correct = format!("/materials/{}/correct", glue.as_str().unwrap());
    desa.must(&business, &correct, json!({ "name": "Lem putih", "why": "Mistyped" })).await;
    assert_eq!(named(&desa.get(&business.token, "/api/v1/materials").await.body), "Lem putih");

    let rack = json!({
        "name": "Rak sepatu", "making": "ToOrder", "unit": "Pcs", "days": 4, "weightGrams": 3_000,
        "variants": ["kecil", "besar"], "units": [{ "unit": "Lusin", "factor": "12" }],
    });
    let made = desa.must(&business, "/products", rack).await;
    let id = text(&made, "id");
    let told = desa.post(&business.token, "/api/v1/products", "twice", &body_of("addProduct", &desa)).await;
    assert_eq!(told.body["name"], "Taken", "{told:?}");
    let path = format!("/products/{id}");
    let price = json!({ "retail": 250_000, "wholesale": 225_000, "wholesaleFrom": "10" });
    desa.must(&business, &format!("{path}/price"), price).await;
    let recipe = json!({ "lines": [{ "material": glue, "quantity": "0.25" }] });
    desa.must(&business, &format!("{path}/recipe"), recipe.clone()).await;
    let waste = json!({ "lines": [{ "material": glue, "percent": 10 }] });
    desa.must(&business, &format!("{path}/waste"), waste.clone()).await;
    let change = json!({ "name": "Rak sandal", "description": "Jati.", "days": 5, "weightGrams": 3_500 });
    desa.must(&business, &format!("{path}/change"), change).await;
    let sheet = desa.get(&business.token, &format!("/api/v1{path}")).await;
    let tag = format!("\"{}\"", sheet.body["version"]);
    assert_eq!(sheet.headers["etag"].to_str().unwrap(), tag);
    assert_eq!((&sheet.body["recipe"], &sheet.body["waste"]), (&recipe["lines"], &waste["lines"]));
    assert_eq!((&sheet.body["name"], &sheet.body["days"]), (&json!("Rak sandal"), &json!(5)));
    assert_eq!(sheet.body["prices"][0]["retail"], 250_000);

    // The buyer sees what is sold, never what it is made of.
    let shop = format!("/api/v1/products?business={}&limit=100", business.slug);
    let sold = async || {
        let listed = desa.get(&buyer.token, &shop).await.body;
        listed["items"].as_array().unwrap().iter().any(|item| item["id"] == json!(id))
    };
    assert!(sold().await);
    assert_eq!(desa.get(&buyer.token, &format!("/api/v1{path}")).await.status, 404);
    desa.must(&business, &format!("{path}/withdraw"), json!({})).await;
    assert!(!sold().await);
    desa.must(&business, &format!("{path}/offer"), json!({})).await;
    assert!(sold().await);

    desa.must(&business, "/stock/rules", json!({ "material": glue, "atLeast": "2" })).await;
    let stock = desa.get(&business.token, "/api/v1/stock").await.body;
    let row = stock["items"].as_array().unwrap().iter().find(|row| row["material"] == glue).unwrap();
    assert_eq!(row["atLeast"], "2");

    // A price list is read by its two sides, and by nobody else.
    let list = json!({ "with": business.slug, "material": glue, "price": 39_000, "leadDays": 3 });
    desa.must(&supplier, "/supplier-prices", list).await;
    for (side, with, mine) in [(&business, &supplier, 1), (&supplier, &business, 1), (&buyer, &business, 0)] {
        let path = format!("/api/v1/supplier-prices?with={}", with.slug);
        let read = desa.get(&side.token, &path).await;
        let items = read.body["items"].as_array().unwrap_or_else(|| panic!("{read:?}"));
        assert_eq!(items.iter().filter(|item| item["material"] == glue).count(), mine, "{}", side.slug);
    }
    let rule = json!({ "product": id, "percent": 35 });
    desa.must(&business, "/deposit-rules", rule).await;
    let rules = desa.get(&business.token, "/api/v1/deposit-rules").await.body;
    let rule = rules["items"].as_array().unwrap().iter().find(|rule| rule["product"] == json!(id)).unwrap();
    assert_eq!((&rule["percent"], &rule["buyer"]), (&json!(35), &Value::Null));
}

#[tokio::test]
async fn who_phones_is_booked_in_comes_and_pays_through_a_program() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let offer = body_of("addBookable", &desa);
    let mut hours: Vec<Value> =
        (1..=7).map(|day| json!({ "weekday": day, "from": "08:00", "to": "17:00" })).collect();
    let mut open = offer.clone();
    open["hours"] = json!(hours);
    open["price"] = json!(25_000);
    let made = desa.must(&business, "/bookables", open.clone()).await;
    let id = text(&made, "id");
    let path = format!("/bookables/{id}");
    hours.truncate(6);
    open["hours"] = json!(hours);
    open["closed"] = json!(["2027-01-01"]);
    desa.must(&business, &format!("{path}/change"), open.clone()).await;
    let sheet = desa.get(&business.token, &format!("/api/v1{path}")).await;
    assert_eq!((&sheet.body["hours"], &sheet.body["closed"]), (&open["hours"], &open["closed"]), "{sheet:?}");
    assert!(sheet.headers.contains_key("etag"));

    let day = (0..7).map(|days| {
        let today = rantai_core::time::Day::from_date(desa.app.now().utc().date_naive());
        today.plus(2 + days).to_string()
    });
    let mut slot = Value::Null;
    for day in day {
        let path = format!("/api/v1/bookables?business={}&day={day}", business.slug);
        let listed = desa.get(&business.token, &path).await.body;
        let item = listed["items"].as_array().unwrap().iter().find(|item| item["id"] == json!(id)).cloned();
        slot = item.unwrap()["slots"][0]["from"].clone();
        if slot.is_string() {
            break;
        }
    }
    let phoned = json!({
        "business": business.slug, "bookable": id, "slot": slot, "places": 2, "total": 50_000,
        "onBehalfOf": { "party": buyer.slug, "channel": "WhatsApp" },
    });
    let booked = desa.must(&business, "/bookings", phoned).await;
    assert_eq!(booked["booking"]["buyer"], json!(buyer.slug), "{booked}");
    let booking = format!("/bookings/{}", text(&booked, "id"));
    let early = json!({ "attendance": "Missed" });
    let told = desa.post(&business.token, &format!("/api/v1{booking}/mark"), "early", &early).await;
    assert_eq!((told.status.as_u16(), &told.body["name"]), (422, &json!("SlotNotBegun")), "{told:?}");
    let pay = json!({ "total": 50_000, "method": "Cash" });
    let paid = desa.must(&business, &format!("{booking}/pay"), pay.clone()).await;
    assert_eq!(paid["booking"]["paid"], true, "{paid}");
    let told = desa.post(&buyer.token, &format!("/api/v1{booking}/pay"), "by-the-buyer", &pay).await;
    assert_eq!(told.status, 404, "{told:?}");
    let sales = desa.get(&business.token, "/api/v1/sales").await.body;
    assert_eq!(sales["items"][0]["total"], 50_000, "{sales}");
}
