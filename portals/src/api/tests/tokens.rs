//! Tokens: made, shown once, taken back; those of the demo.

use super::*;

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
