//! Every refusal is a document that says where.

use super::*;

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
