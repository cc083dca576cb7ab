//! What is said through programs: threads, answers kept ready, guest books.

use super::*;

#[tokio::test]
async fn each_thread_is_its_two_parties_own() {
    let desa = desa().await;
    let ([buyer, business, supplier, courier], address) = affair(&desa).await;
    for (path, other, strange) in [
        ("/orders/{order}", &buyer, [&supplier, &courier]),
        ("/material-requests/{request}", &supplier, [&buyer, &courier]),
        ("/deliveries/{delivery}", &courier, [&buyer, &supplier]),
    ] {
        let path = address(&format!("{path}/messages"));
        let full = format!("/api/v1{path}");
        assert_eq!(desa.get(&other.token, &full).await.body["items"], json!([]), "{path}");
        for words in ["Satu.", "Dua.", "Tiga."] {
            desa.must(&business, &path, json!({ "text": words })).await;
        }
        desa.must(other, &path, json!({ "text": "Siap." })).await;
        let listed = desa.get(&business.token, &full).await.body;
        let said: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|it| text(it, "text")).collect();
        assert_eq!((said, &listed["unread"]), (vec!["Satu.", "Dua.", "Tiga.", "Siap."], &json!(1)), "{path}");
        // In parts from the latest back, it is the same.
        let (mut parts, mut after) = (Vec::new(), String::new());
        loop {
            let part = desa.get(&business.token, &format!("{full}?limit=3{after}")).await.body;
            let items = part["items"].as_array().unwrap().clone();
            drop(parts.splice(0..0, items));
            let Some(next) = part["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(json!(parts), listed["items"], "{path}");
        desa.must(&business, &format!("{path}/read"), json!({ "upTo": 4 })).await;
        assert_eq!(desa.get(&business.token, &full).await.body["unread"], 0);
        assert_eq!(desa.get(&other.token, &full).await.body["readByOther"], 4);
        let threads = desa.get(&other.token, "/api/v1/threads").await.body;
        let latest = |thread: &&Value| thread["latest"]["text"] == "Siap.";
        assert!(threads["items"].as_array().unwrap().iter().any(|it| latest(&it)), "{threads}");
        for stranger in strange {
            assert_eq!(desa.get(&stranger.token, &full).await.status, 404, "{path}: {}", stranger.slug);
            let told = desa.post(&stranger.token, &full, "strange", &json!({ "text": "?" })).await;
            assert_eq!(told.status, 404, "{path}: {}", stranger.slug);
        }
        let told = desa.post(&business.token, &full, "nothing", &json!({ "text": " " })).await;
        assert_eq!((told.status.as_u16(), &told.body["name"]), (422, &json!("NothingSaid")), "{told:?}");
    }
    // With whom the business speaks about a delivery is said, or it is who carries it.
    let full = address("/api/v1/deliveries/{delivery}/messages");
    let told =
        desa.post(&business.token, &full, "whom", &json!({ "text": "?", "courier": buyer.slug })).await;
    let pointer = &told.body["errors"][0]["pointer"];
    assert_eq!((told.status.as_u16(), pointer), (422, &json!("/courier")), "{told:?}");
}

#[tokio::test]
async fn answers_are_kept_ready_changed_and_removed_and_a_removal_sent_again_is_the_same() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let kept = desa.must(&business, "/reply-templates", body_of("addReplyTemplate", &desa)).await;
    let path = format!("/reply-templates/{}", text(&kept, "id"));
    desa.must(&business, &format!("{path}/change"), body_of("changeReplyTemplate", &desa)).await;
    let names = async || {
        let listed = desa.get(&business.token, "/api/v1/reply-templates").await.body;
        let items = listed["items"].as_array().unwrap().clone();
        items.iter().map(|it| text(it, "name").to_owned()).collect::<Vec<_>>()
    };
    assert!(names().await.contains(&"Siap".to_owned()));
    assert_eq!(desa.get(&buyer.token, "/api/v1/reply-templates").await.body["items"], json!([]));
    let remove = format!("/api/v1{path}/remove");
    let first = desa.post(&business.token, &remove, "gone", &json!({})).await;
    let again = desa.post(&business.token, &remove, "gone", &json!({})).await;
    assert_eq!((first.status.as_u16(), &first.body), (200, &again.body), "{first:?} {again:?}");
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert!(!names().await.contains(&"Siap".to_owned()));
}

#[tokio::test]
async fn a_guest_book_is_written_in_moderated_and_read_by_programs() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let written = json!({ "business": business.slug, "text": "Kursinya kokoh" });
    let post = desa.must(&buyer, "/guest-book", written.clone()).await;
    let id = text(&post, "id");
    let public = format!("/api/v1/guest-book?business={}", business.slug);
    let shown = async || {
        let listed = desa.get(&buyer.token, &public).await.body;
        listed["items"].as_array().unwrap().iter().find(|it| it["id"] == json!(id)).cloned()
    };
    assert_eq!(shown().await, None, "nobody has looked at it");
    let waiting = desa.get(&business.token, "/api/v1/guest-book?state=Waiting&limit=100").await.body;
    let found = waiting["items"].as_array().unwrap().iter().find(|it| it["id"] == json!(id)).unwrap();
    assert_eq!((&found["text"], &found["by"]["slug"]), (&json!("Kursinya kokoh"), &json!(buyer.slug)));
    for state in ["Waiting", "Hidden"] {
        let told = desa.get(&buyer.token, &format!("{public}&state={state}")).await;
        assert_eq!((told.status.as_u16(), &told.body["name"]), (400, &json!("QueryUnusable")), "{told:?}");
    }
    let path = format!("/guest-book/{id}");
    let told = desa.post(&buyer.token, &format!("/api/v1{path}/show"), "mine", &json!({})).await;
    assert_eq!(told.status, 404, "its writer does not show it");
    desa.must(&business, &format!("{path}/show"), json!({})).await;
    desa.must(&business, &format!("{path}/answer"), json!({ "text": "Sama-sama" })).await;
    assert_eq!(shown().await.unwrap()["answer"], "Sama-sama");
    let vague = json!({ "reason": "Other" });
    let told = desa.post(&business.token, &format!("/api/v1{path}/hide"), "vague", &vague).await;
    assert_eq!(
        (told.status.as_u16(), &told.body["errors"][0]["pointer"]),
        (422, &json!("/note")),
        "{told:?}"
    );
    desa.must(&business, &format!("{path}/hide"), json!({ "reason": "OffTopic" })).await;
    assert_eq!(shown().await, None);
    // A business answers in its own book, and does not write in it.
    let told = desa.post(&business.token, "/api/v1/guest-book", "own", &written).await;
    assert_eq!((told.status.as_u16(), &told.body["name"]), (403, &json!("NotYourStep")), "{told:?}");
}
