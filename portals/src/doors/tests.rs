//! People coming in by each door, and people who must not.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use rantai_core::ids::PersonId;
use rantai_core::log::{Log as _, Options};
use rantai_core::party::{Actor, Channel, Role};
use rantai_core::registry::{Command, RemoveMember};
use rantai_core::sealed::PhoneNumber;
use rantai_core::time::{Clock, ManualClock, Moment};
use rantai_core::vault::{Pass, PassToken};
use tower::ServiceExt as _;

use super::{newcomer, setup};
use crate::app::App;
use crate::deeds;
use crate::routes::{LINK, router, tests as table};
use crate::who::AppState;

const PIN: &str = "135790";
const PASSWORD: &str = "kopi tubruk manis";
const OPERATOR: &str = "0812-0000-0001";
const OWNER: &str = "0812-0000-0002";

/// A deployment, and the clock it goes by.
struct Village {
    app: AppState,
    clock: Arc<ManualClock>,
    _folder: tempfile::TempDir,
}

/// A browser: what it keeps, and where it stands.
struct Browser {
    app: AppState,
    cookies: BTreeMap<String, (String, String)>,
    place: SocketAddr,
}

struct Answer {
    status: StatusCode,
    to: String,
    body: String,
    headers: HeaderMap,
}

impl Village {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(Moment::from_micros(1_790_000_000_000_000)));
        let as_clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
        let app = App::open(folder.path(), as_clock, None, Options::default()).unwrap();
        Self { app: Arc::new(app), clock, _folder: folder }
    }

    /// With an operator, signed in.
    async fn run_by_somebody() -> (Self, Browser) {
        let village = Self::empty();
        let link = setup::address(&village.app).unwrap().unwrap();
        let mut operator = village.browser();
        let done = operator.fill(&link, &SET_UP).await;
        assert_eq!((done.status, &*done.to), (StatusCode::SEE_OTHER, "/operator/koperasi-mantingan"));
        (village, operator)
    }

    /// With a business whose owner has come in and signed in on one device.
    async fn with_a_business() -> (Self, Browser, Browser) {
        let (village, mut operator) = Self::run_by_somebody().await;
        let founded = operator.fill("/operator/koperasi-mantingan/found", &FOUND).await;
        let link = enter_link(&founded.body);
        let mut owner = village.browser();
        let done = owner.fill(&link, &[("pin", PIN), ("pin_again", PIN), ("password", PASSWORD)]).await;
        assert_eq!((done.status, &*done.to), (StatusCode::SEE_OTHER, "/"), "{}", done.body);
        (village, operator, owner)
    }

    fn browser(&self) -> Browser {
        Browser { app: Arc::clone(&self.app), cookies: BTreeMap::new(), place: ([10, 0, 0, 7], 1).into() }
    }

    fn wait(&self, seconds: i64) {
        self.clock.set(self.clock.now().plus_seconds(seconds));
    }

    fn person(&self, phone: &str) -> PersonId {
        newcomer::person_of(&self.app, &PhoneNumber::parse(phone).unwrap()).unwrap()
    }

    fn invite(&self, role: Role) -> String {
        let party = self.app.registry().party_by_slug("mebel-jati").unwrap().party;
        let pass = Pass::Invite { party, role, by: self.person(OWNER) };
        let token = self.app.vault.passes.issue(pass, "Bu Ani", self.app.now(), None).unwrap();
        format!("/join/{}", token.0)
    }
}

const SET_UP: [(&str, &str); 7] = [
    ("name", "Pak Lurah"),
    ("phone", OPERATOR),
    ("pin", PIN),
    ("pin_again", PIN),
    ("password", PASSWORD),
    ("party", "Koperasi Mantingan"),
    ("village_code", "33.20.09.2003"),
];
const FOUND: [(&str, &str); 4] =
    [("name", "Mebel Jati"), ("village_code", "33.20.09.2003"), ("owner", "Bu Siti"), ("phone", OWNER)];

/// The link that a page shows.
fn enter_link(body: &str) -> String {
    let start = body.find("/enter/").unwrap_or_else(|| panic!("no link in {body}"));
    body[start..start + "/enter/".len() + 64].to_owned()
}

fn hidden(body: &str, name: &str) -> Option<String> {
    let start = body.find(&format!("name=\"{name}\" value=\""))?;
    let value = &body[start..].split("value=\"").nth(1)?;
    Some(value.split('"').next()?.replace("&#34;", "\"").replace("&#38;", "&"))
}

impl Browser {
    async fn ask(&mut self, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs = self.cookies.iter().filter(|(_, (_, below))| path.starts_with(below));
        let cookies: Vec<String> = pairs.map(|(name, (value, _))| format!("{name}={value}")).collect();
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (kind, body) = table::urlencoded(&fields);
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost:8080");
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if method == "POST" {
            request = request.header("content-type", kind).header("origin", "http://localhost:8080");
        }
        let mut request = request.body(Body::from(if method == "POST" { body } else { vec![] })).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.place));
        let answer = router(Arc::clone(&self.app)).oneshot(request).await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let below = rest.split("Path=").nth(1).unwrap().split(';').next().unwrap();
            let value = rest.split(';').next().unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), (value.to_owned(), below.to_owned()));
            }
        }
        let to = answer.headers().get("location").map_or("", |to| to.to_str().unwrap()).to_owned();
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = String::from_utf8(to_bytes(answer.into_body(), usize::MAX).await.unwrap().into()).unwrap();
        Answer { status, to, body, headers }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, &[]).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.ask("POST", path, fields).await
    }

    /// Opens the page and sends its form.
    async fn fill(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        let deed = hidden(&page.body, "deed").unwrap_or_default();
        let fields: Vec<_> = fields.iter().copied().chain([("deed", &*deed)]).collect();
        self.post(path, &fields).await
    }

    async fn by_pin(&mut self, phone: &str, pin: &str) -> Answer {
        self.post("/login", &[("phone", phone), ("pin", pin)]).await
    }

    async fn by_password(&mut self, phone: &str, password: &str) -> Answer {
        self.post("/login", &[("phone", phone), ("password", password)]).await
    }

    fn session(&self) -> Option<&str> {
        self.cookies.get("__Host-rantai").map(|(value, _)| value.as_str())
    }

    async fn is_in(&mut self) -> bool {
        self.get("/account").await.status == StatusCode::OK
    }
}

#[tokio::test]
async fn the_first_start_is_set_up_once_by_the_last_link_printed() {
    let village = Village::empty();
    let earlier = setup::address(&village.app).unwrap().unwrap();
    let link = setup::address(&village.app).unwrap().unwrap();
    let mut somebody = village.browser();
    assert_eq!(somebody.get(&earlier).await.status, StatusCode::NOT_FOUND);
    let without_password: Vec<_> = SET_UP.iter().copied().filter(|(name, _)| *name != "password").collect();
    let refused = somebody.fill(&link, &without_password).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Koperasi Mantingan") && !refused.body.contains(PIN), "{}", refused.body);
    let done = somebody.fill(&link, &SET_UP).await;
    assert_eq!(done.to, "/operator/koperasi-mantingan");
    assert_eq!(somebody.get(&done.to).await.status, StatusCode::OK);
    assert_eq!(somebody.get("/").await.to, "/operator/koperasi-mantingan");
    for path in ["/people", "/health", "/found"] {
        assert_eq!(somebody.get(&format!("{}{path}", done.to)).await.status, StatusCode::OK, "{path}");
    }
    let mut another = village.browser();
    assert_eq!(another.get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(another.post(&link, &SET_UP).await.status, StatusCode::NOT_FOUND);
    assert_eq!(setup::address(&village.app).unwrap(), None);
    assert_eq!(village.app.registry().people().count(), 1);
}

#[tokio::test]
async fn an_owner_enters_by_a_link_once_and_comes_back_by_number_and_pin() {
    let (village, mut operator, mut owner) = Village::with_a_business().await;
    let list = operator.get("/operator/koperasi-mantingan").await;
    assert!(list.body.contains("Mebel Jati") && list.body.contains("Bu Siti"));
    assert_eq!(owner.get("/").await.to, "/business/mebel-jati");
    owner.post("/logout", &[]).await;
    assert!(!owner.is_in().await);
    for phone in ["081200000002", "+62 812 0000 0002", "62812-0000-0002", "0062 812.0000.0002"] {
        let entered = owner.by_pin(phone, PIN).await;
        assert_eq!((entered.status, &*entered.to), (StatusCode::SEE_OTHER, "/"), "{phone}: {}", entered.body);
        assert!(owner.is_in().await);
        owner.post("/logout", &[]).await;
    }
    let link = operator.get("/operator/koperasi-mantingan/people").await.body;
    assert!(link.contains("Bu Siti"));
    let person = village.person(OWNER);
    let shown = operator.post(&format!("/operator/koperasi-mantingan/people/{person}/enter"), &[]).await;
    let link = enter_link(&shown.body);
    let before = village.app.log.watermark();
    let mut phone = village.browser();
    for _ in 0..3 {
        let page = phone.get(&link).await;
        assert!(page.status == StatusCode::OK && page.body.contains("Bu Siti"));
    }
    assert_eq!(phone.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(phone.is_in().await);
    let mut thief = village.browser();
    assert_eq!(thief.get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(thief.post(&link, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(village.app.log.watermark(), before, "coming in is no fact");
}

#[tokio::test]
async fn a_link_to_enter_ends_after_a_week_and_one_of_ones_own_after_a_quarter_of_an_hour() {
    let (village, mut operator, mut owner) = Village::with_a_business().await;
    let own = enter_link(&owner.post("/account/new-device", &[]).await.body);
    let person = village.person(OWNER);
    let given = operator.post(&format!("/operator/koperasi-mantingan/people/{person}/enter"), &[]).await;
    let given = enter_link(&given.body);
    let mut phone = village.browser();
    village.wait(15 * 60 - 1);
    assert_eq!(phone.get(&own).await.status, StatusCode::OK);
    village.wait(1);
    assert_eq!(phone.get(&own).await.status, StatusCode::NOT_FOUND);
    assert_eq!(phone.get(&given).await.status, StatusCode::OK);
    village.wait(7 * 24 * 60 * 60);
    assert_eq!(phone.post(&given, &[]).await.status, StatusCode::NOT_FOUND);
    let altered = own.replacen(|c: char| c.is_ascii_digit(), "x", 1);
    assert_eq!(phone.get(&altered).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_pin_is_enough_on_a_known_device_alone_and_nothing_tells_which_numbers_are_known() {
    let (village, ..) = Village::with_a_business().await;
    let mut stranger = village.browser();
    let known = stranger.by_pin(OWNER, PIN).await;
    let unknown = stranger.by_pin("0812-9999-9999", PIN).await;
    assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(known.body.replace(OWNER, ""), unknown.body.replace("0812-9999-9999", ""));
    assert!(known.body.contains("kata sandi"));
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for (phone, told) in [(OWNER, &mut known), ("0812-9999-9999", &mut unknown)] {
        // Each from a place of its own.
        let mut guesser = village.browser();
        guesser.place = ([10, 1, 0, u8::from(phone == OWNER)], 1).into();
        for _ in 0..6 {
            let answer = guesser.by_password(phone, "tidak benar sama sekali").await;
            told.push((
                answer.status,
                answer.headers.get("retry-after").cloned(),
                answer.body.replace(phone, ""),
            ));
        }
    }
    assert_eq!(known, unknown);
    assert_eq!(known.last().unwrap().0, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(known.last().unwrap().1.as_ref().unwrap(), "2");
    assert!(known.last().unwrap().2.contains("Tunggu 2 detik"));
}

#[tokio::test]
async fn guessing_from_afar_locks_nobody_out() {
    let (village, _, mut owner) = Village::with_a_business().await;
    owner.post("/logout", &[]).await;
    for place in 0..40_u8 {
        let mut guesser = village.browser();
        guesser.place = ([10, 2, place, 1], 1).into();
        guesser.by_password(OWNER, "tidak benar sama sekali").await;
        guesser.by_pin(OWNER, "864209").await;
        village.wait(30);
    }
    // On her own device she is not held up for a moment, by either secret.
    assert_eq!(owner.by_pin(OWNER, PIN).await.status, StatusCode::SEE_OTHER);
    owner.post("/logout", &[]).await;
    assert_eq!(owner.by_password(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
    // On a new one she waits a quarter of an hour at most.
    let mut phone = village.browser();
    phone.place = ([10, 3, 0, 1], 1).into();
    assert_eq!(phone.by_password(OWNER, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    village.wait(15 * 60);
    assert_eq!(phone.by_password(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert!(phone.is_in().await);
    phone.post("/logout", &[]).await;
    assert_eq!(phone.by_pin(OWNER, PIN).await.status, StatusCode::SEE_OTHER, "known from now on");
}

#[tokio::test]
async fn one_place_that_tries_many_numbers_waits() {
    let (village, ..) = Village::with_a_business().await;
    let mut guesser = village.browser();
    let mut refused = 0;
    for number in 0..30 {
        let answer = guesser.by_password(&format!("0813-0000-00{number:02}"), "kata sandi umum").await;
        refused += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 17);
    let mut elsewhere = village.browser();
    elsewhere.place = ([10, 9, 9, 9], 1).into();
    assert_eq!(elsewhere.by_password(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn twenty_wrong_pins_and_the_device_is_known_no_more() {
    let (village, _, mut owner) = Village::with_a_business().await;
    owner.post("/logout", &[]).await;
    let began = village.app.now();
    let (mut guesses, mut waits) = (0, 0);
    while guesses < 20 {
        let answer = owner.by_pin(OWNER, &format!("{:06}", 700_000 + guesses)).await;
        match answer.status {
            StatusCode::TOO_MANY_REQUESTS => {
                waits += 1;
                village.wait(answer.headers["retry-after"].to_str().unwrap().parse().unwrap());
            }
            StatusCode::UNPROCESSABLE_ENTITY => guesses += 1,
            other => panic!("{other}"),
        }
    }
    let took = (village.app.now().micros() - began.micros()) / 1_000_000;
    println!("20 guesses of 1,000,000 took {took} s and {waits} waits");
    assert!(took > 3_600);
    village.wait(15 * 60);
    assert_eq!(owner.by_pin(OWNER, PIN).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(owner.by_password(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn guessed_tokens_open_nothing_and_hold_nobody_up() {
    let (village, mut operator, _) = Village::with_a_business().await;
    let one = Instant::now();
    assert_eq!(operator.get("/operator/koperasi-mantingan").await.status, StatusCode::OK);
    let one = one.elapsed();
    let mut guesser = village.browser();
    let began = Instant::now();
    for guess in 0..100_u32 {
        let token = blake3::hash(&guess.to_le_bytes()).to_hex();
        for door in ["enter", "join", "setup", "l"] {
            assert_eq!(guesser.get(&format!("/{door}/{token}")).await.status, StatusCode::NOT_FOUND);
        }
    }
    println!("400 guessed tokens took {:?}; a page takes {one:?}", began.elapsed());
}

#[tokio::test]
async fn signing_in_begins_a_new_session_and_ends_the_browsers_earlier_one() {
    let (village, mut operator, mut owner) = Village::with_a_business().await;
    // A thief puts a session of their own into the victim's browser, and hopes it becomes the victim's.
    let planted = operator.session().unwrap().to_owned();
    owner.cookies.insert("__Host-rantai".to_owned(), (planted.clone(), "/".to_owned()));
    assert_eq!(owner.by_pin(OWNER, PIN).await.status, StatusCode::SEE_OTHER);
    assert_ne!(owner.session().unwrap(), planted);
    assert!(owner.is_in().await);
    assert!(!operator.is_in().await, "the planted session is over");
    let made_up = "f".repeat(64);
    let mut fresh = village.browser();
    fresh.cookies.insert("__Host-rantai".to_owned(), (made_up.clone(), "/".to_owned()));
    fresh.by_password(OWNER, PASSWORD).await;
    assert_ne!(fresh.session().unwrap(), made_up);
}

#[tokio::test]
async fn the_page_that_was_asked_for_comes_after_signing_in_and_no_other_site_does() {
    let (_village, mut operator, _) = Village::with_a_business().await;
    operator.post("/logout", &[]).await;
    let sent = operator.get("/operator/koperasi-mantingan/people?find=siti").await;
    assert_eq!(sent.to, "/login?next=%2Foperator%2Fkoperasi-mantingan%2Fpeople%3Ffind%3Dsiti");
    let page = operator.get(&sent.to).await;
    let next = hidden(&page.body, "next").unwrap();
    let entered = operator.post("/login", &[("phone", OPERATOR), ("pin", PIN), ("next", &next)]).await;
    assert_eq!(entered.to, "/operator/koperasi-mantingan/people?find=siti");
    for evil in ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let page = operator.get(&format!("/login?next={evil}")).await;
        assert!(!page.body.contains("evil") && !page.body.contains("alert("), "{evil}");
        let entered = operator.post("/login", &[("phone", OPERATOR), ("pin", PIN), ("next", evil)]).await;
        assert_eq!(entered.to, "/");
    }
}

#[tokio::test]
async fn a_form_sent_when_nobody_was_signed_in_is_not_lost() {
    let (village, mut operator, _) = Village::with_a_business().await;
    let path = "/operator/koperasi-mantingan/found";
    let deed = hidden(&operator.get(path).await.body, "deed").unwrap();
    operator.post("/logout", &[]).await;
    let before = village.app.log.watermark();
    let typed = [
        ("deed", &*deed),
        ("name", "Keripik \"Bu Ani\" & Anak"),
        ("village_code", "33.20.09.2003"),
        ("owner", "Bu Ani"),
        ("phone", "081311112222"),
        ("password", "never carried"),
    ];
    let refused = operator.post(path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(!refused.body.contains("never carried"));
    let (to, kept) = (hidden(&refused.body, "to").unwrap(), hidden(&refused.body, "kept").unwrap());
    // A wrong PIN loses nothing either.
    let carried = [("phone", OPERATOR), ("pin", "864209"), ("to", &*to), ("kept", &*kept)];
    let wrong = operator.post("/login", &carried).await;
    assert_eq!(hidden(&wrong.body, "kept").unwrap(), kept);
    let carried = [("phone", OPERATOR), ("pin", PIN), ("to", &*to), ("kept", &*kept)];
    let entered = operator.post("/login", &carried).await;
    assert_eq!(entered.status, StatusCode::OK);
    assert!(entered.body.contains(&format!("action=\"{path}\"")));
    assert_eq!(hidden(&entered.body, "name").unwrap(), typed[1].1);
    assert_eq!(village.app.log.watermark(), before, "nothing is sent by itself");
    let again: Vec<_> = typed.iter().copied().filter(|(name, _)| *name != "password").collect();
    assert_eq!(operator.post(&to, &again).await.status, StatusCode::OK);
    assert!(village.app.registry().party_by_slug("keripik-bu-ani-anak").is_some());
    let elsewhere = [("phone", OPERATOR), ("pin", PIN), ("to", "//evil.example/x"), ("kept", "[]")];
    assert!(!operator.post("/login", &elsewhere).await.body.contains("evil.example"));
}

#[tokio::test]
async fn an_invitation_lets_one_person_in_once() {
    let (village, ..) = Village::with_a_business().await;
    let link = village.invite(Role::Finance);
    let mut ani = village.browser();
    let page = ani.get(&link).await;
    for part in ["Bu Siti", "Mebel Jati", "keuangan", "Bu Ani"] {
        assert!(page.body.contains(part), "{part}");
    }
    let typed = [("name", "Bu Ani"), ("phone", "0813 1111 2222"), ("pin", PIN), ("pin_again", PIN)];
    let mut wrong = typed;
    wrong[3].1 = "135791";
    let refused = ani.fill(&link, &wrong).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("0813 1111 2222"));
    let known =
        ani.fill(&link, &[("name", "X"), ("phone", OPERATOR), ("pin", PIN), ("pin_again", PIN)]).await;
    assert!(known.body.contains("sudah terdaftar") && known.body.contains("/login?next=%2Fjoin%2F"));
    let joined = ani.fill(&link, &typed).await;
    assert_eq!(joined.to, "/business/mebel-jati", "{}", joined.body);
    assert!(ani.is_in().await);
    let registry = village.app.registry();
    let party = registry.party_by_slug("mebel-jati").unwrap().party;
    assert_eq!(registry.role(party, village.person("081311112222")), Some(Role::Finance));
    let mut another = village.browser();
    assert_eq!(another.get(&link).await.status, StatusCode::NOT_FOUND);
    let typed = [
        ("deed", "0193a5b0000070008000000000000001"),
        ("name", "Y"),
        ("phone", "081311113333"),
        ("pin", PIN),
        ("pin_again", PIN),
    ];
    assert_eq!(another.post(&link, &typed).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn somebody_who_is_signed_in_joins_with_one_button_and_leaves_at_once_when_removed() {
    let (village, mut operator, mut owner) = Village::with_a_business().await;
    let link = village.invite(Role::Auditor);
    let joined = operator.fill(&link, &[]).await;
    assert_eq!(joined.to, "/audit/mebel-jati");
    assert_ne!(operator.get("/audit/mebel-jati").await.status, StatusCode::NOT_FOUND);
    let party = village.app.registry().party_by_slug("mebel-jati").unwrap().party;
    let (person, actor) = (village.person(OPERATOR), Actor { person: village.person(OWNER), party });
    let remove = Command::RemoveMember(RemoveMember { party, person });
    newcomer::register(&village.app, deeds::new_id(&village.app), actor, Channel::Web, remove).await.unwrap();
    assert_eq!(operator.get("/audit/mebel-jati").await.status, StatusCode::NOT_FOUND);
    // An invitation by somebody who has lost the right is none.
    let pass = Pass::Invite { party, role: Role::Owner, by: person };
    let token = village.app.vault.passes.issue(pass, "", village.app.now(), None).unwrap();
    assert_eq!(owner.get(&format!("/join/{}", token.0)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_closed_account_is_out_everywhere_at_once_and_comes_back_by_nothing_but_opening_it() {
    let (village, mut operator, mut owner) = Village::with_a_business().await;
    let person = village.person(OWNER);
    let at = format!("/operator/koperasi-mantingan/people/{person}");
    let link = enter_link(&operator.post(&format!("{at}/enter"), &[]).await.body);
    assert_eq!(operator.post(&format!("{at}/close"), &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!owner.is_in().await);
    assert_ne!(owner.by_pin(OWNER, PIN).await.status, StatusCode::SEE_OTHER);
    assert_ne!(owner.by_password(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(owner.get(&link).await.status, StatusCode::NOT_FOUND);
    assert_eq!(operator.post(&format!("{at}/enter"), &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    operator.post(&format!("{at}/open"), &[]).await;
    assert_eq!(owner.by_password(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
    let own = village.person(OPERATOR);
    let close_oneself = format!("/operator/koperasi-mantingan/people/{own}/close");
    assert_eq!(operator.post(&close_oneself, &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_reset_forgets_pin_password_and_devices_and_gives_one_link() {
    let (village, mut operator, mut owner) = Village::with_a_business().await;
    let person = village.person(OWNER);
    let shown = operator.post(&format!("/operator/koperasi-mantingan/people/{person}/reset"), &[]).await;
    let link = enter_link(&shown.body);
    assert!(!owner.is_in().await);
    assert_ne!(owner.by_pin(OWNER, PIN).await.status, StatusCode::SEE_OTHER);
    assert_ne!(owner.by_password(OWNER, PASSWORD).await.status, StatusCode::SEE_OTHER);
    assert_eq!(owner.post(&link, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY, "a PIN is needed");
    let easy = owner.post(&link, &[("pin", "123456"), ("pin_again", "123456")]).await;
    assert!(easy.status == StatusCode::UNPROCESSABLE_ENTITY && easy.body.contains("mudah ditebak"));
    assert_eq!(owner.post(&link, &[("pin", "246802"), ("pin_again", "246802")]).await.to, "/");
    owner.post("/logout", &[]).await;
    assert_eq!(owner.by_pin(OWNER, "246802").await.to, "/");
}

#[tokio::test]
async fn an_owner_lets_their_own_people_in_and_nobody_who_acts_for_others_too() {
    let (village, mut operator, mut owner) = Village::with_a_business().await;
    let mut ani = village.browser();
    let typed = [("name", "Bu Ani"), ("phone", "081311112222"), ("pin", PIN), ("pin_again", PIN)];
    ani.fill(&village.invite(Role::Finance), &typed).await;
    operator.fill(&village.invite(Role::Auditor), &[]).await;
    let at = |phone| format!("/account/mebel-jati/people/{}/enter", village.person(phone));
    let shown = owner.post(&at("081311112222"), &[]).await;
    let mut phone = village.browser();
    let link = enter_link(&shown.body);
    // The owner who made the link is not the one it is for.
    for guess in [&[][..], &[("pin", "135792")], &[("pin", "135792"), ("password", "pemilik jahat")]] {
        assert_eq!(phone.post(&link, guess).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!phone.is_in().await);
    }
    assert_eq!(phone.post(&link, &[("pin", PIN)]).await.to, "/");
    assert!(phone.is_in().await);
    let other = owner.post(&at(OPERATOR), &[]).await;
    assert!(other.status == StatusCode::UNPROCESSABLE_ENTITY && other.body.contains("pengelola"));
    assert_eq!(ani.post(&at(OWNER), &[]).await.status, StatusCode::FORBIDDEN, "who is no owner");
}

#[tokio::test]
async fn a_person_sees_their_devices_and_takes_one_out() {
    let (village, _, mut owner) = Village::with_a_business().await;
    let mut phone = village.browser();
    phone.by_password(OWNER, PASSWORD).await;
    let page = owner.get("/account").await.body;
    assert!(page.contains("0812-••••-0002") && !page.contains("0812-0000-0002"));
    let removal = page.split("action=\"").find(|part| part.starts_with("/account/devices/")).unwrap();
    let removal = removal.split('"').next().unwrap().to_owned();
    let mut thief = village.browser();
    assert_eq!(thief.post(&removal, &[]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(owner.post(&removal, &[]).await.to, "/account?done=device");
    assert!(!phone.is_in().await && owner.is_in().await);
    assert_ne!(phone.by_pin(OWNER, PIN).await.status, StatusCode::SEE_OTHER);
    phone.by_password(OWNER, PASSWORD).await;
    assert_eq!(owner.post("/account/leave", &[]).await.to, "/login");
    assert!(!phone.is_in().await && !owner.is_in().await);
    assert_ne!(phone.by_pin(OWNER, PIN).await.status, StatusCode::SEE_OTHER);
    assert_eq!(owner.by_pin(OWNER, PIN).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_pin_is_changed_by_who_knows_the_one_before_and_the_language_comes_along() {
    let (village, _, mut owner) = Village::with_a_business().await;
    let wrong = [("current", "864209"), ("pin", "246802"), ("pin_again", "246802")];
    assert_eq!(owner.post("/account/pin", &wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let right = [("current", PIN), ("pin", "246802"), ("pin_again", "246802")];
    assert_eq!(owner.post("/account/pin", &right).await.to, "/account?done=pin");
    let by_new = [("current", "246802"), ("password", "teh poci wangi")];
    assert_eq!(owner.post("/account/password", &by_new).await.to, "/account?done=password");
    owner.post("/account/lang", &[("lang", "en")]).await;
    assert!(owner.get("/account").await.body.contains("My account"));
    let mut phone = village.browser();
    assert_eq!(phone.by_password(OWNER, "teh poci wangi").await.status, StatusCode::SEE_OTHER);
    assert!(phone.get("/account").await.body.contains("My account"));
}

#[tokio::test]
async fn six_people_share_a_phone_and_the_seventh_takes_the_place_of_the_first() {
    let (village, ..) = Village::with_a_business().await;
    let mut shared = village.browser();
    let phones: Vec<String> = (0..7).map(|number| format!("08131111000{number}")).collect();
    for phone in &phones {
        shared.post("/logout", &[]).await;
        let typed = [("name", "Kurir"), ("phone", phone), ("pin", PIN), ("pin_again", PIN)];
        shared.fill(&village.invite(Role::Production), &typed).await;
    }
    for (number, phone) in phones.iter().enumerate() {
        shared.post("/logout", &[]).await;
        let entered = shared.by_pin(phone, PIN).await.status;
        assert_eq!(entered == StatusCode::SEE_OTHER, number > 0, "{phone}");
    }
}

#[tokio::test]
async fn a_business_that_made_a_link_and_knows_the_number_makes_no_account_of_somebody_others_know() {
    let stage = table::stage().await;
    let app = Arc::clone(&stage.app);
    let affair = &stage.affair;
    let courier = app.registry().party(affair.courier).unwrap().clone();
    let person = courier.contact;
    let slip = format!("/courier/{}/slips/{}", courier.slug, affair.slip);
    // The courier stands in the village's own list, and carries for others too.
    let pass = Pass::Thing {
        party: affair.courier,
        person,
        book: rantai_core::ids::BookId::of(affair.business),
        thing: affair.slip.into(),
        by: app.registry().party(affair.business).unwrap().contact,
    };
    let PassToken(token) = app.vault.passes.issue(pass, "", app.now(), None).unwrap();
    let mut phone =
        Browser { app: Arc::clone(&app), cookies: BTreeMap::new(), place: ([10, 0, 0, 7], 1).into() };
    phone.cookies.insert(format!("__Secure-{LINK}"), (token.clone(), slip.clone()));
    let here = format!("{slip}/account");
    assert_eq!(phone.get(&slip).await.status, StatusCode::OK);
    assert_eq!(phone.get(&here).await.status, StatusCode::OK);
    let registry = app.registry();
    let number = app.vault.read(registry.person(person).unwrap().phone.as_ref().unwrap()).unwrap();
    let right = [("phone", &*number), ("pin", PIN), ("pin_again", PIN)];
    let made = phone.post(&here, &right).await;
    assert_eq!(made.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", made.body);
    assert!(!app.vault.accounts.has(person));
    assert_eq!(phone.get(&slip).await.status, StatusCode::OK, "the slip stays open");
}
