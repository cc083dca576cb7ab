//! What programs do when it does not go straight: refusals, the counter, terms of one order.

use super::*;

#[tokio::test]
async fn what_is_not_to_be_is_said_through_the_api() {
    let desa = desa().await;
    let [buyer, business, supplier, courier] = cast(&desa);
    let (sides, address) = affair(&desa).await;
    let order = desa.accepted(&buyer, &business).await;
    let (id, total) = (text(&order, "id").to_owned(), order["total"].as_i64().unwrap());

    let claim = json!({ "amount": total, "method": "BankTransfer" });
    let payment = text(&desa.must(&buyer, &format!("/orders/{id}/payments"), claim).await, "id").to_owned();
    let refuse = json!({ "reason": "NotArrived", "note": "Belum masuk." });
    let refused = desa.must(&business, &format!("/orders/{id}/payments/{payment}/refuse"), refuse).await;
    assert_eq!(refused["order"]["held"], 0, "{refused}");

    let later = desa.must(&business, &format!("/orders/{id}/tempo"), json!({ "days": 14 })).await;
    assert_eq!(later["order"]["id"], json!(id));
    desa.must(&business, &format!("/orders/{id}/invoice"), json!({})).await;

    let other = desa.get(&business.token, &format!("/api/v1{}", address("/orders/{order}"))).await.body;
    let line = json!({ "material": other["needs"][0]["material"], "quantity": "1", "price": 1000 });
    let ask = json!({ "supplier": supplier.slug, "lines": [line] });
    for (side, deed, body, state) in [
        (&supplier, "refuse", json!({ "reason": "OutOfStock" }), "Refused"),
        (&business, "withdraw", json!({ "note": "tidak jadi" }), "Withdrawn"),
    ] {
        let asked = desa.must(&business, "/material-requests", ask.clone()).await;
        let request = text(&asked, "id");
        let done = desa.must(side, &format!("/material-requests/{request}/{deed}"), body).await;
        assert_eq!(done["request"]["state"], state, "{done}");
    }

    let change = json!({ "lines": [{ "number": 1, "quantity": "41" }] });
    let asked = desa.must(&buyer, &format!("/orders/{id}/ask-change"), change).await;
    assert_eq!(asked["order"]["asks"][0]["state"], "Open", "{asked}");
    let back = desa.must(&buyer, &format!("/orders/{id}/withdraw-ask"), json!({ "ask": 1 })).await;
    assert_eq!(back["order"]["asks"][0]["state"], "Withdrawn", "{back}");

    let decline = address("/deliveries/{delivery}/decline");
    let declined = desa.must(&sides[3], &decline, json!({ "reason": "Busy" })).await;
    assert_eq!(declined["delivery"]["state"], "Declined", "{declined}");
    let again = json!({ "carrier": { "kind": "courier", "party": courier.slug }, "mode": "Pickup" });
    let again = desa.must(&business, &address("/orders/{order}/dispatch"), again).await;
    let withdraw = format!("/deliveries/{}/withdraw", text(&again, "id"));
    let withdrawn = desa.must(&business, &withdraw, json!({})).await;
    assert_eq!(withdrawn["delivery"]["state"], "Withdrawn", "{withdrawn}");
}

#[tokio::test]
async fn a_program_sells_over_the_counter_and_keeps_goods() {
    let desa = desa().await;
    let [_, business, ..] = cast(&desa);
    let listed = desa.get(&business.token, &format!("/api/v1/products?business={}", business.slug)).await;
    let priced = |item: &&Value| item["variants"][0]["price"]["retail"].is_i64();
    let product = listed.body["items"].as_array().unwrap().iter().find(priced).unwrap().clone();
    let (product, price) =
        (product["id"].clone(), product["variants"][0]["price"]["retail"].as_i64().unwrap());
    let counted = json!({ "lines": [{ "product": product, "quantity": "50" }], "reason": "Count" });
    desa.must(&business, "/stock/counts", counted).await;

    let line = json!({ "product": product, "quantity": "2" });
    let sale = json!({ "lines": [line], "total": 2 * price, "method": "Cash", "tendered": 3 * price });
    let sold = desa.must(&business, "/sales", sale.clone()).await;
    let other = json!({ "lines": [line], "total": price, "method": "Cash" });
    let told = desa.post(&business.token, "/api/v1/sales", "another-total", &other).await;
    assert_eq!(told.status, 422, "a total of before is not charged: {told:?}");
    let listed = desa.get(&business.token, "/api/v1/sales").await;
    assert_eq!(
        (&listed.body["items"][0]["id"], &listed.body["items"][0]["total"]),
        (&sold["id"], &json!(2 * price))
    );
    let void = format!("/sales/{}/void", text(&sold, "id"));
    desa.must(&business, &void, json!({ "reason": "Returned" })).await;
    let listed = desa.get(&business.token, "/api/v1/sales").await;
    assert_eq!(listed.body["items"][0]["voided"], "Returned");

    let products = format!("/api/v1/products?business={}", business.slug);
    let listed = desa.get(&business.token, &products).await;
    let shown = listed.body["items"].as_array().unwrap().iter().find(|item| item["id"] == product).unwrap();
    let free = text(&shown["variants"][0], "available").split('.').next().unwrap();
    let most = (free.parse::<u32>().unwrap() - 1).to_string();
    let until = format!("{}T00:00:00Z", desa.today());
    let keep =
        json!({ "lines": [{ "product": product, "quantity": most }], "name": "Bu Ani", "until": until });
    let kept = desa.must(&business, "/kept-goods", keep).await;
    let told = desa.post(&business.token, "/api/v1/sales", "kept-for-another", &sale).await;
    assert_eq!(told.status, 422, "what is kept is sold to nobody else: {told:?}");
    let listed = desa.get(&business.token, "/api/v1/kept-goods").await;
    assert!(listed.body.as_array().unwrap().iter().any(|one| one["id"] == kept["id"]), "{listed:?}");
    let free = format!("/kept-goods/{}/free", text(&kept, "id"));
    desa.must(&business, &free, json!({ "reason": "NotWanted" })).await;
    desa.must(&business, "/sales", sale).await;
    let listed = desa.get(&business.token, "/api/v1/kept-goods").await;
    assert!(listed.body.as_array().unwrap().iter().all(|one| one["id"] != kept["id"]), "{listed:?}");
}
