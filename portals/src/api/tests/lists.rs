//! Lists in parts, and what an answer folds from the log.

use super::*;

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
