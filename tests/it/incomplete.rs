//! A fact that the views cannot read: whose pages say so, who is told, and that all others go on.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use rantai::app::App;
use rantai::routes::router;
use rantai_core::ids::{BookId, CommandId, PersonId};
use rantai_core::log::{Cursor, Log as _, RawFact};
use rantai_core::time::SystemClock;
use rantai_tests::world::World;
use tower::ServiceExt as _;

const BUSINESS: &str = "mebel-jati-barokah";
const OTHER: &str = "batik-buaran";

async fn ask(app: &Arc<App>, person: PersonId, method: &str, path: &str, form: &str) -> (StatusCode, String) {
    let token = app.vault.sessions.create(person, app.now()).unwrap();
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "localhost")
        .header("cookie", format!("__Host-rantai={}; rantai_lang=en", token.0))
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    let request = request.body(Body::from(form.to_owned())).unwrap();
    let answer = router(Arc::clone(app)).oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_no_view_can_read_is_told_on_that_business_pages_to_the_operator_and_to_programs() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::open(folder.path(), Arc::new(SystemClock));
    world.found(&[BUSINESS, OTHER]).await;
    let (business, other) = (world.actor(BUSINESS), world.actor(OTHER));
    let slug = world.village.operator.slug.clone();
    let operator = world.actor(&slug).person;
    let app = Arc::new(world.app);
    let says = "This page lacks something since today";
    let home = |slug: &str| format!("/business/{slug}/orders");
    assert!(!ask(&app, business.person, "GET", &home(BUSINESS), "").await.1.contains(says));
    assert_eq!(ask(&app, operator, "GET", "/readyz", "").await.1, "ready\n");

    let commits = app.log.read(Cursor::START, usize::MAX).unwrap();
    let book = BookId::of(business.party);
    let mut draft = commits.iter().rev().find(|commit| commit.draft.book == book).unwrap().draft.clone();
    draft.envelope.command = CommandId([0xEE; 16]);
    draft.facts = vec![RawFact { kind: 0x0401, version: 99, bytes: vec![7; 30] }];
    let poison = app.log.append(vec![draft]).unwrap().remove(0).cursor;
    assert!(app.views.wait_for(poison, Duration::from_secs(20)).await);

    for _ in 0..2 {
        let (status, page) = ask(&app, business.person, "GET", &home(BUSINESS), "").await;
        assert!(status == StatusCode::OK && page.contains(says), "{page}");
        assert!(!ask(&app, other.person, "GET", &home(OTHER), "").await.1.contains(says));
        let (status, ready) = ask(&app, operator, "GET", "/readyz", "").await;
        assert_eq!(status, StatusCode::OK, "wishes are granted all the same");
        let line = format!("order-sheets of {book} is not shown from entry {poison} on");
        assert!(ready.contains(&line), "{ready}");
        let health = format!("/operator/{slug}/health");
        let (_, page) = ask(&app, operator, "GET", &health, "").await;
        assert!(page.contains("Some pages lack something") && page.contains(&format!("#{poison}")), "{page}");
        // Building it again finds out that it still cannot be read.
        let (status, _) = ask(&app, operator, "POST", &format!("{health}/rebuild"), "view=").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        while !app.views.rebuilding().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    let (status, _) =
        ask(&app, operator, "POST", &format!("/operator/{slug}/health/rebuild"), "view=no").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}
