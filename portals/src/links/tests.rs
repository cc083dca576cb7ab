//! A link opens one party's part of one thing, to whoever holds it, for as long as it holds.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use rantai_core::book::order::RequestState;
use rantai_core::facts::Facts;
use rantai_core::ids::{PartyId, RequestId};
use rantai_core::log::{Cursor, Log};
use rantai_core::party::Channel;
use rantai_core::vault::{Pass, PassToken};
use tower::ServiceExt as _;

use super::{HOLDS, MOST, Part, address};
use crate::routes::router;
use crate::routes::tests::{Stage, stage, urlencoded};

/// Somebody's browser: what it was given, it sends where it may.
#[derive(Default)]
struct Browser {
    cookies: Vec<(String, String)>,
}

impl Browser {
    async fn ask(&mut self, stage: &Stage, method: &str, path: &str, form: &[(&str, String)]) -> Response {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
        for (below, cookie) in &self.cookies {
            if path.starts_with(below) {
                request = request.header("cookie", cookie);
            }
        }
        let fields: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let (kind, body) = urlencoded(&fields);
        let request = request.header("content-type", kind).body(Body::from(body)).unwrap();
        let answer = router(Arc::clone(&stage.app)).oneshot(request).await.unwrap();
        if let Some(cookie) = answer.headers().get("set-cookie").map(|cookie| cookie.to_str().unwrap()) {
            let below = cookie.split("Path=").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
            let pair = cookie.split(';').next().unwrap();
            self.cookies.push((below.to_owned(), pair.to_owned()));
        }
        answer
    }

    /// Opens a link and gives where it leads.
    async fn open(&mut self, stage: &Stage, token: &PassToken) -> String {
        let answer = self.ask(stage, "GET", &address(token), &[]).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        answer.headers()["location"].to_str().unwrap().to_owned()
    }
}

async fn text(answer: Response) -> String {
    String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
}

/// The request of the affair, as its supplier's part.
fn request_of(stage: &Stage) -> (Part, RequestId) {
    let a = &stage.affair;
    (Part::of(&stage.app, a.business, a.supplier, a.request).unwrap(), a.request)
}

/// A request that waits for its supplier's answer, whoever's it is.
fn unanswered(stage: &Stage) -> (Part, RequestId) {
    find(stage, |_, request| request.state == RequestState::Sent)
}

fn find(
    stage: &Stage,
    meant: impl Fn(PartyId, &rantai_core::book::material::Request) -> bool,
) -> (Part, RequestId) {
    let registry = stage.app.registry();
    for (party, open) in registry.parties().flat_map(|party| [(party, true), (party, false)]) {
        let rows = stage.app.views.requests.to_supplier(party.party, open, None, 100);
        for (_, row) in rows.rows {
            if meant(party.party, &row.request) {
                let part = Part::of(&stage.app, row.business, party.party, row.request.id).unwrap();
                return (part, row.request.id);
            }
        }
    }
    panic!("there is no such request")
}

#[tokio::test]
async fn opening_a_link_changes_nothing_and_its_button_acts_for_the_supplier() {
    let stage = stage().await;
    let (part, request) = unanswered(&stage);
    let token = part.issue(&stage.app, part.person, "").unwrap();
    let before = stage.app.log.watermark();
    let mut phone = Browser::default();
    let page = phone.open(&stage, &token).await;
    let shown = text(phone.ask(&stage, "GET", &page, &[]).await).await;
    assert!(shown.contains(&format!("{page}/confirm")), "the button is there");
    assert!(!shown.contains("<nav aria-label"), "nothing else is open to them");
    assert_eq!(stage.app.log.watermark(), before);

    let sheet = stage.app.views.requests.sheet(request).unwrap();
    let answer = phone
        .ask(
            &stage,
            "POST",
            &format!("{page}/confirm"),
            &[
                ("deed", crate::deeds::new_id(&stage.app).to_string()),
                ("version", sheet.version.to_string()),
                ("promised", "2030-01-01".to_owned()),
            ],
        )
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let recorded = stage.app.log.read(before, 10).unwrap();
    let envelope = &recorded[0].draft.envelope;
    assert_eq!((envelope.person, envelope.party), (part.person, part.party));
    assert_eq!((envelope.channel, envelope.on_behalf_of), (Channel::Link, None));
    let Facts::Book(facts) = Facts::of(&recorded[0]).unwrap() else { panic!() };
    assert_eq!(facts[0].name(), "MaterialsConfirmed");
    let shown = text(phone.ask(&stage, "GET", &page, &[]).await).await;
    assert!(shown.contains("https://wa.me/"), "the business can be told");
}

#[tokio::test]
async fn a_link_that_does_not_hold_says_the_same_whatever_the_reason() {
    let stage = stage().await;
    let (part, _) = request_of(&stage);
    let good = part.issue(&stage.app, part.person, "").unwrap();
    let altered = {
        let mut text = good.0.clone();
        let other = if text.ends_with('0') { "1" } else { "0" };
        text.replace_range(63.., other);
        PassToken(text)
    };
    let revoked = part.issue(&stage.app, part.person, "").unwrap();
    let id = stage.app.vault.passes.peek(&revoked, stage.app.now()).unwrap().id;
    let mut holder = Browser::default();
    let page = holder.open(&stage, &revoked).await;
    assert_eq!(holder.ask(&stage, "GET", &page, &[]).await.status(), StatusCode::OK);
    stage.app.vault.passes.revoke(id).unwrap();
    let now = stage.app.now();
    let Part { party, person, book, thing } = part;
    let pass = Pass::Thing { party, person, book, thing, by: person };
    let over = stage.app.vault.passes.issue(pass, "", now.plus_seconds(-9), Some(now)).unwrap();
    let other_kind = stage.app.vault.passes.issue(Pass::Enter { person, by: None }, "", now, None).unwrap();
    let mut answers = Vec::new();
    for token in [altered, revoked, over, other_kind, PassToken("x".to_owned())] {
        let answer = Browser::default().ask(&stage, "GET", &address(&token), &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        answers.push(text(answer).await);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    // Who had opened it before it was revoked comes no further either.
    let status = holder.ask(&stage, "GET", &page, &[]).await.status();
    assert!(status == StatusCode::SEE_OTHER || status == StatusCode::UNAUTHORIZED, "{status}");
}

#[tokio::test]
async fn a_link_is_good_for_its_own_thing_alone() {
    let stage = stage().await;
    let (part, request) = request_of(&stage);
    let (other, _) = find(&stage, |supplier, _| supplier != part.party);
    let token = part.issue(&stage.app, part.person, "").unwrap();
    let mut phone = Browser::default();
    let page = phone.open(&stage, &token).await;
    // The same secret, shown anywhere else by hand.
    let cookie = phone.cookies[0].1.clone();
    let slug = stage.app.slug(part.party);
    let own = |party: PartyId, rest: &str| format!("/supplier/{}{rest}", stage.app.slug(party));
    for path in [
        own(part.party, ""),
        own(part.party, "/past"),
        own(other.party, &format!("/requests/{}", RequestId::try_from(other.thing).unwrap())),
        own(other.party, &format!("/requests/{request}")),
        format!("/events/{slug}"),
        format!("/business/{}/requests/{request}", stage.app.slug(stage.affair.business)),
        format!("/business/{}/requests/{request}/tell", stage.app.slug(stage.affair.business)),
    ] {
        let mut thief = Browser { cookies: vec![("/".to_owned(), cookie.clone())] };
        let status = thief.ask(&stage, "GET", &path, &[]).await.status();
        assert!(!status.is_success(), "{path}: {status}");
    }
    assert_eq!(phone.ask(&stage, "GET", &page, &[]).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn who_left_the_party_takes_their_link_along() {
    let stage = stage().await;
    let (part, _) = request_of(&stage);
    let stranger = stage.foreigner(rantai_core::party::Capacity::Courier).person;
    let pass =
        Pass::Thing { party: part.party, person: stranger, book: part.book, thing: part.thing, by: stranger };
    let token = stage.app.vault.passes.issue(pass, "", stage.app.now(), None).unwrap();
    let mut phone = Browser::default();
    let page = phone.open(&stage, &token).await;
    assert!(!phone.ask(&stage, "GET", &page, &[]).await.status().is_success());
}

#[tokio::test]
async fn a_link_ends_with_the_seat_of_who_made_it() {
    let stage = stage().await;
    let (part, _) = request_of(&stage);
    let stranger = stage.foreigner(rantai_core::party::Capacity::Courier).person;
    let token = part.issue(&stage.app, stranger, "").unwrap();
    let answer = Browser::default().ask(&stage, "GET", &address(&token), &[]).await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let good = part.issue(&stage.app, part.person, "").unwrap();
    let page = Browser::default().open(&stage, &good).await;
    let cookie = format!("__Secure-rantai-link={}", token.0);
    let mut holder = Browser { cookies: vec![("/".to_owned(), cookie)] };
    assert!(!holder.ask(&stage, "GET", &page, &[]).await.status().is_success());
}

#[tokio::test]
async fn the_business_writes_a_message_whose_link_opens_and_takes_it_back() {
    let stage = stage().await;
    let a = &stage.affair;
    let contact = stage.app.registry().party(a.business).unwrap().contact;
    for path in [
        "/business/{party}/orders/{order}/tell",
        "/business/{party}/requests/{request}/tell",
        "/business/{party}/slips/{slip}/tell",
    ] {
        let tell = stage.address(path, a.business);
        let (status, _, page) = stage.ask("GET", &tell, Some(contact), None).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!page.contains("/l/"), "a page that is only looked at makes no link");
        let (status, _, page) = stage.ask("POST", &tell, Some(contact), Some(urlencoded(&[]))).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let token = page.split("/l/").nth(1).unwrap().get(..64).unwrap();
        let mut phone = Browser::default();
        let there = phone.open(&stage, &PassToken(token.to_owned())).await;
        assert_eq!(phone.ask(&stage, "GET", &there, &[]).await.status(), StatusCode::OK, "{there}");
        let id = page.split("name=\"link\" value=\"").nth(1).unwrap().get(..32).unwrap();
        let form = urlencoded(&[("link".to_owned(), id.to_owned())]);
        stage.ask("POST", &format!("{tell}/revoke"), Some(contact), Some(form)).await;
        assert!(!phone.ask(&stage, "GET", &there, &[]).await.status().is_success(), "{there}");
    }
    let (part, _) = request_of(&stage);
    for _ in 0..9 {
        part.issue(&stage.app, part.person, "").unwrap();
    }
    assert_eq!(part.links(&stage.app).len(), MOST);
    let oldest = part.links(&stage.app).into_iter().next_back().unwrap();
    assert_eq!(oldest.expires, Some(oldest.created.plus_seconds(HOLDS)));
}

#[tokio::test]
async fn every_page_behind_a_link_is_for_its_holder() {
    let stage = stage().await;
    let a = &stage.affair;
    let before = stage.app.log.read(Cursor::START, usize::MAX).unwrap().len();
    let parts = [
        Part::of(&stage.app, a.business, a.buyer, a.order).unwrap(),
        Part::of(&stage.app, a.business, a.supplier, a.request).unwrap(),
        Part::of(&stage.app, a.business, a.courier, a.slip).unwrap(),
    ];
    let mut opened = 0;
    for part in parts {
        let token = part.issue(&stage.app, part.person, "").unwrap();
        let mut phone = Browser::default();
        let page = phone.open(&stage, &token).await;
        for row in crate::routes::table(false) {
            let address = stage.address(row.path, part.party);
            let streams = address.ends_with("/events");
            if !address.starts_with(&page) || row.method != crate::routes::Method::Get || streams {
                continue;
            }
            let answer = phone.ask(&stage, "GET", &address, &[]).await;
            let status = answer.status();
            let to_sign_in =
                answer.headers().get("location").is_some_and(|to| to.as_bytes().starts_with(b"/login"));
            let may_lack =
                ["{hash}", "{payment}", "/returns/{number}"].iter().any(|part| row.path.contains(part));
            let welcome = (status.is_success() || status.is_redirection()) && !to_sign_in;
            let welcome = welcome || (may_lack && status == StatusCode::NOT_FOUND);
            assert_eq!(row.access.link, welcome, "{address}: {status}");
            opened += 1;
        }
    }
    assert!(opened > 8);
    assert_eq!(stage.app.log.read(Cursor::START, usize::MAX).unwrap().len(), before);
}
