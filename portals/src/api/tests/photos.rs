//! Photographs that programs send, and what is reckoned for them.

use super::*;

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn upload(desa: &Desa, token: &str, bytes: &[u8]) -> Told {
    let head = b"--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\r\n";
    let body = [head, bytes, b"\r\n--XX--\r\n"].concat();
    let request = Request::post("/api/v1/photos")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "multipart/form-data; boundary=XX");
    desa.send(request.body(Body::from(body)).unwrap()).await
}

/// The evidence of the newest commit.
fn evidence(desa: &Desa) -> Vec<String> {
    let last = Cursor::from_key((desa.app.log.watermark().position() - 1).to_be_bytes());
    let commit = desa.app.log.read(last, 1).unwrap().remove(0);
    commit.draft.envelope.evidence.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_photo_is_sent_once_and_named_by_commands_of_its_party_alone() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let wrong = upload(&desa, &buyer.token, b"not a photo").await;
    assert_eq!((wrong.status.as_u16(), &wrong.body["errors"][0]["pointer"]), (422, &json!("/photo")));
    let json = desa.post(&buyer.token, "/api/v1/photos", "json", &json!({})).await;
    assert_eq!(json.status.as_u16(), 415, "{json:?}");
    let huge = upload(&desa, &buyer.token, &vec![0; crate::uploads::PHOTO_LIMIT + 1]).await;
    assert_eq!(huge.status.as_u16(), 413, "{huge:?}");

    let kept = upload(&desa, &buyer.token, &png()).await;
    assert_eq!(kept.status.as_u16(), 201, "{kept:?}");
    assert_eq!(upload(&desa, &buyer.token, &png()).await.body, kept.body, "however often it is sent");
    let order = desa.accepted(&buyer, &business).await;
    let path = format!("/orders/{}/payments", text(&order, "id"));
    let all = &order["total"];
    let pay = json!({ "amount": all, "method": "BankTransfer", "photo": kept.body["photo"] });
    desa.must(&buyer, &path, pay).await;
    assert_eq!(evidence(&desa)[0], text(&kept.body, "hash"), "it is the evidence of the claim");
    assert_eq!(evidence(&desa).len(), 2, "with its small copy");

    // Another's photo, a hash that somebody came to know, and nothing at all are no photos.
    for photo in [text(&kept.body, "photo"), text(&kept.body, "hash"), "x"] {
        let record = json!({ "amount": 1000, "method": "Cash", "photo": photo });
        let path = format!("/api/v1{path}/record");
        let told = desa.post(&business.token, &path, "another", &record).await;
        assert_eq!(told.status.as_u16(), 422, "{photo}: {told:?}");
        assert_eq!(told.body["errors"][0]["pointer"], "/photo");
    }
}

#[tokio::test]
async fn a_change_that_is_sent_again_is_the_same_whoever_put_another_photo_there() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let product = desa.product(&buyer, &business).await;
    let path = format!("/api/v1/products/{product}/change");
    let words = json!({ "name": "Kursi baru", "description": "Jati tua.", "days": 6, "weightGrams": 4_000 });
    let first = desa.post(&business.token, &path, "words", &words).await;
    assert!(first.status.is_success(), "{first:?}");
    let kept = upload(&desa, &business.token, &png()).await.body;
    let mut with_photo = words.clone();
    with_photo["photo"] = kept["photo"].clone();
    let told = desa.post(&business.token, &path, "photo", &with_photo).await;
    assert!(told.status.is_success(), "{told:?}");
    desa.app.shows(desa.app.log.watermark()).await;
    let id = product.parse().unwrap();
    let shown = || desa.app.views.shops.product(business.party, id).unwrap().product.sheet.photo;
    assert_eq!(shown().unwrap().to_string(), text(&kept, "hash"));
    let again = desa.post(&business.token, &path, "words", &words).await;
    assert!(again.status.is_success(), "{again:?}");
    assert_eq!(again.headers["idempotency-replayed"], "true");
    desa.app.shows(desa.app.log.watermark()).await;
    assert!(shown().is_some(), "and it takes no photo away");
}

#[tokio::test]
async fn what_to_buy_and_what_if_are_read_by_the_business_and_nobody_else() {
    let desa = desa().await;
    let (sides, _) = affair(&desa).await;
    let [buyer, business, supplier, _] = &sides;
    let order = desa.accepted(buyer, business).await;
    let id = text(&order, "id");
    let record = json!({ "amount": order["total"], "method": "Cash" });
    let paid = desa.must(business, &format!("/orders/{id}/payments/record"), record).await;
    let need = &paid["order"]["needs"][0];
    let ask = json!({
        "order": id, "supplier": supplier.slug,
        "lines": [{ "material": need["material"], "quantity": "20", "price": 1000 }],
    });
    let asked = desa.must(business, "/material-requests", ask).await;
    let request = text(&asked, "id");

    let plan = desa.get(&business.token, "/api/v1/materials/plan").await.body;
    let of = |list: &Value, material: &Value| {
        let all = list.as_array().unwrap().clone();
        all.into_iter().find(|it| &it["material"] == material).unwrap_or_else(|| panic!("{material}: {list}"))
    };
    let coming = |it: &Value| text(it, "coming").parse::<f64>().unwrap();
    let of_need = of(&plan["materials"], &need["material"]);
    assert!(coming(&of_need) >= 20.0, "{of_need}");
    assert!(of_need["suppliers"].is_array() && plan["requests"].is_array());
    let ahead = desa.get(&business.token, "/api/v1/materials/outlook").await.body;
    assert!(ahead["orders"].as_array().unwrap().iter().any(|it| it["order"] == json!(id)), "{ahead}");

    let path = format!("/api/v1/material-requests/{request}/what-if");
    let half = desa.get(&business.token, &format!("{path}?percent=50&late=7")).await.body;
    assert_eq!(half["asItIs"], ahead, "as things stand is what is read elsewhere");
    let then = of(&half["then"]["materials"], &need["material"]);
    assert!((coming(&of_need) - coming(&then) - 10.0).abs() < 0.001, "{of_need} {then}");
    assert_eq!(
        desa.get(&business.token, "/api/v1/materials/outlook").await.body,
        ahead,
        "nothing was recorded"
    );
    assert_eq!(desa.get(&business.token, &format!("{path}?percent=101")).await.status, 400);
    for stranger in [buyer, supplier] {
        for path in [&path, "/api/v1/materials/plan", "/api/v1/materials/outlook"] {
            assert_eq!(desa.get(&stranger.token, path).await.status, 404, "{path}");
        }
    }
}
