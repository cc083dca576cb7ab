//! Every address, asked for by those who must not have it. A new address without a row here fails.

mod files;
mod rubbish;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use rantai_core::book::Event;
use rantai_core::book::delivery::Carrier;
use rantai_core::book::guest_book::PostState;
use rantai_core::desk::{Command, Wish};
use rantai_core::facts::Facts;
use rantai_core::ids::{
    BlobHash, BookId, BookableId, BookingId, GuestPostId, OrderId, PartyId, PaymentId, PersonId, ProductId,
    RequestId, ReservationId, SaleId, SlipId, TemplateId,
};
use rantai_core::log::{Cursor, Log, Options};
use rantai_core::party::{Actor, Channel, Role};
use rantai_core::registry::{AddMember, Command as RegistryCommand, Introduce, Introduced};
use rantai_core::time::{Clock, Moment};
use tower::ServiceExt as _;

use super::*;
use crate::app::App;
use crate::demo::clock::DemoClock;
use crate::demo::history::History;
use crate::demo::play;
use crate::demo::village::Village;

/// An address of the table, and how it is asked.
struct Route {
    path: &'static str,
    get: Option<Access>,
    post: Option<Access>,
}

impl Route {
    /// Whoever comes.
    fn is_public(&self) -> bool {
        [self.get, self.post].into_iter().flatten().all(|access| access.who == Who::Anybody)
    }

    /// For programs: `api/tests.rs` walks these.
    fn is_for_programs(&self) -> bool {
        crate::api::is_address(self.path)
    }

    /// Whoever is signed in, about themselves.
    fn is_ones_own(&self) -> bool {
        [self.get, self.post].into_iter().flatten().any(|access| access.who == Who::SignedIn)
    }

    /// A thing of the party stands in the address.
    fn has_thing(&self) -> bool {
        THINGS.iter().any(|thing| self.path.contains(thing))
    }
}

const THINGS: [&str; 7] =
    ["{order}", "{request}", "{slip}", "{product}", "{payment}", "{sale}", "{reservation}"];

/// The table, by address.
fn walked() -> Vec<Route> {
    let mut routes: Vec<Route> = Vec::new();
    for row in table(true) {
        let route = match routes.iter_mut().find(|route| route.path == row.path) {
            Some(route) => route,
            None => routes.push_mut(Route { path: row.path, get: None, post: None }),
        };
        let way = if row.method == Method::Get { &mut route.get } else { &mut route.post };
        assert!(way.replace(row.access).is_none(), "{} stands there twice", row.path);
    }
    routes
}

#[test]
fn a_row_that_names_a_party_admits_its_people_alone() {
    for row in table(true) {
        if let Who::Program(_) = row.access.who {
            assert!(crate::api::is_address(row.path) && !row.access.roles.is_empty(), "{}", row.path);
            continue;
        }
        let public = row.path.starts_with("/shops");
        let names_a_party = row.path.contains("{party}") && !public;
        let admits_members = matches!(row.access.who, Who::Of(_) | Who::OfAny);
        assert_eq!(names_a_party, admits_members, "{}", row.path);
        assert_eq!(admits_members, !row.access.roles.is_empty(), "{}", row.path);
        if row.access.link {
            assert!(THINGS.iter().any(|thing| row.path.contains(thing)), "{}: a link to what?", row.path);
            assert!(!row.path.starts_with("/business"), "{}: a business has accounts", row.path);
        }
        if THINGS.iter().any(|thing| row.path.contains(thing)) {
            assert!(matches!(row.access.who, Who::Of(_)), "{}: whose thing?", row.path);
        }
        if row.method == Method::Post {
            assert!(!row.access.roles.contains(&Role::Auditor), "{}: who only reads", row.path);
        }
    }
    assert!(walked().len() > 80);
}

/// An order that has come far, with everybody who has to do with it.
pub(crate) struct Affair {
    pub(crate) business: PartyId,
    pub(crate) buyer: PartyId,
    pub(crate) courier: PartyId,
    pub(crate) supplier: PartyId,
    pub(crate) order: OrderId,
    pub(crate) slip: SlipId,
    pub(crate) payment: PaymentId,
    pub(crate) proof: BlobHash,
    pub(crate) request: RequestId,
    pub(crate) product: ProductId,
    pub(crate) sale: SaleId,
    pub(crate) reservation: ReservationId,
}

pub(crate) struct Stage {
    pub(crate) app: AppState,
    pub(crate) affair: Affair,
    /// Made once: it takes longer than an answer.
    router: Router,
    _folder: tempfile::TempDir,
}

pub(crate) async fn stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(DemoClock::default());
    let as_clock: Arc<dyn Clock> = Arc::<DemoClock>::clone(&clock);
    let app = App::open(folder.path(), as_clock, None, Options::default()).unwrap();
    let mut history = History::embedded().unwrap();
    history.invoices.drain(..history.invoices.len() - 30);
    play::play(&app, &clock, &Village::embedded().unwrap(), &history, folder.path(), &|_| ()).await.unwrap();
    let affair = affair(&app);
    let app = Arc::new(app);
    let stage = Stage { router: router(Arc::clone(&app)), app, affair, _folder: folder };
    stage.app.desk.submit(makes_known(&stage)).await.unwrap();
    stage
}

/// What the slug of the party is that the affair's business made known.
const KNOWN: &str = "kenalan";

/// The village stands in a list of its own: of a party that one business made known there is none yet.
fn makes_known(stage: &Stage) -> Wish {
    let business = stage.affair.business;
    let owner = stage.app.registry().party(business).unwrap().contact;
    let introduce = Introduce {
        person: Introduced::Known(owner),
        slug: KNOWN.to_owned(),
        name: "Kenalan".to_owned(),
        capacities: vec![Capacity::Supplier],
        village: String::new(),
        address: None,
        to: None,
    };
    wish_of(stage, Actor { person: owner, party: business }, RegistryCommand::Introduce(introduce))
}

fn affair(app: &App) -> Affair {
    let commits = app.log.read(Cursor::START, usize::MAX).unwrap();
    let mut events = Vec::new();
    for commit in &commits {
        if let Facts::Book(heard) = Facts::of(commit).unwrap() {
            let business = commit.draft.book.business().unwrap();
            events.extend(heard.into_iter().map(|event| (business, event)));
        }
    }
    let request_of = |of: PartyId| {
        events.iter().find_map(|(business, event)| match event {
            Event::MaterialsRequested(e) if *business == of => Some((e.request, e.supplier)),
            _ => None,
        })
    };
    let product_of = |of: PartyId| {
        events.iter().find_map(|(business, event)| match event {
            Event::ProductAdded(e) if *business == of => Some(e.product),
            _ => None,
        })
    };
    let sale_of = |of: PartyId| {
        events.iter().find_map(|(business, event)| match event {
            Event::SaleMade(e) if *business == of => Some(e.sale),
            _ => None,
        })
    };
    let kept_of = |of: PartyId| {
        events.iter().find_map(|(business, event)| match event {
            Event::GoodsKept(e) if *business == of => Some(e.reservation),
            _ => None,
        })
    };
    let found = events.iter().find_map(|(business, event)| {
        let Event::DeliveryOrdered(ordered) = event else { return None };
        let Carrier::Courier { party: courier } = ordered.carrier else { return None };
        let sheet = app.views.orders.sheet(ordered.order)?;
        let payment = sheet.order.payments.first()?.id;
        let proof = sheet.links.iter().find(|link| link.name() == "PaymentClaimed")?;
        let (request, supplier) = request_of(*business)?;
        Some(Affair {
            business: *business,
            buyer: sheet.order.buyer,
            courier,
            supplier,
            order: ordered.order,
            slip: ordered.slip,
            payment,
            proof: *proof.evidence.first()?,
            request,
            product: product_of(*business)?,
            sale: sale_of(*business)?,
            reservation: kept_of(*business)?,
        })
    });
    found.expect("some order came that far")
}

const FIELDS: &[(&str, &str)] = &[
    ("deed", "0193a5b0000070008000000000000001"),
    ("version", "1"),
    ("amount", "1000"),
    ("method", "Transfer"),
    ("record_amount", "1000"),
    ("record_method", "Cash"),
    ("claim_amount", "1000"),
    ("claim_method", "Transfer"),
    ("claim_channel", "Phone"),
    ("withdraw_channel", "Phone"),
    ("channel", "Phone"),
    ("promised", "2030-01-01"),
    ("deposit_percent", "0"),
    ("freight", "0"),
    ("freight_payer", "Buyer"),
    ("decline_reason", "Other"),
    ("reason", "1"),
    ("problem", "1"),
    ("received_by", "Ani"),
    ("retail", "1000"),
    ("wholesale", "900"),
    ("wholesale_from", "10"),
    ("waybill", "1"),
    ("seen", "1000"),
    ("refuse_reason", "Other"),
    ("quantity-1", "1"),
    ("price-1", "1"),
];

fn fields(order: OrderId) -> Vec<(String, String)> {
    let fields = FIELDS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    fields.chain([("order".to_owned(), order.to_string())]).collect()
}

pub(crate) fn urlencoded(fields: &[(String, String)]) -> (String, Vec<u8>) {
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    ("application/x-www-form-urlencoded".to_owned(), pairs.join("&").into_bytes())
}

pub(crate) fn multipart(fields: &[(String, String)]) -> (String, Vec<u8>) {
    let part = |(name, value): &(String, String)| {
        format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let parts: String = fields.iter().map(part).collect();
    ("multipart/form-data; boundary=XX".to_owned(), format!("{parts}--XX--\r\n").into_bytes())
}

impl Stage {
    fn forms(&self) -> [(String, Vec<u8>); 2] {
        let fields = fields(self.affair.order);
        [urlencoded(&fields), multipart(&fields)]
    }

    /// Those who have to do with the affair.
    fn involved(&self) -> [PartyId; 4] {
        let a = &self.affair;
        [a.business, a.buyer, a.courier, a.supplier]
    }

    /// Who runs the deployment.
    fn operator(&self) -> PartyId {
        let registry = self.app.registry();
        registry.parties().find(|party| registry.is_operator(party.party)).unwrap().party
    }

    fn owner(&self, path: &str) -> PartyId {
        match path.split('/').nth(1) {
            Some("distributor") => self.affair.buyer,
            Some("supplier") => self.affair.supplier,
            Some("courier") => self.affair.courier,
            Some("operator") => self.operator(),
            _ => self.affair.business,
        }
    }

    /// Somebody of a party that comes for this and has nothing to do with the affair.
    pub(crate) fn foreigner(&self, capacity: Capacity) -> Actor {
        let registry = self.app.registry();
        let involved = self.involved();
        for party in registry.parties() {
            if !party.capacities.contains(&capacity) || involved.contains(&party.party) {
                continue;
            }
            let person = party.contact;
            let strange = registry.parties_of(person).all(|(other, _)| !involved.contains(&other.party));
            if strange && registry.role(party.party, person).is_some() {
                return Actor { person, party: party.party };
            }
        }
        panic!("nobody comes as {capacity:?}")
    }

    fn this_month(&self, party: PartyId) -> String {
        let today = self.app.calendar(crate::i18n::Lang::Id, party).today();
        rantai_core::time::Month::of(today).to_string()
    }

    /// Something that can be booked at the affair's business.
    fn bookable(&self) -> BookableId {
        self.app.views.bookings.offers(self.affair.business).first().expect("the demo offers visits").bookable
    }

    /// A booking there.
    fn booking(&self) -> BookingId {
        let all = (Moment::EPOCH, Moment::from_micros(i64::MAX));
        let bookings = self.app.views.bookings.between(self.affair.business, all.0, all.1);
        bookings.first().expect("the demo's guests book").made.booking
    }

    /// What stands in its guest book.
    fn post(&self) -> GuestPostId {
        let of = |state| self.app.views.guest_books.list(self.affair.business, state, None, 1);
        // What waited may have been shown or hidden by a form that was tried.
        let posts = [PostState::Waiting, PostState::Shown, PostState::Hidden].into_iter();
        let first = posts.flat_map(|state| of(state).rows).next();
        first.expect("the demo's guests write").1.post
    }

    /// An answer that it keeps ready.
    fn template(&self) -> TemplateId {
        let templates = self.app.views.reply_templates.of(self.affair.business);
        templates.first().expect("the demo keeps answers ready").template
    }

    pub(crate) fn address(&self, path: &str, party: PartyId) -> String {
        let a = &self.affair;
        path.replace("{party}", &self.app.slug(party))
            .replace("{business}", &self.app.slug(a.business))
            .replace("{order}", &a.order.to_string())
            .replace("{slip}", &a.slip.to_string())
            .replace("{payment}/receipt", &format!("{}/receipt?order={}", a.payment, a.order))
            .replace("{payment}", &a.payment.to_string())
            .replace("{request}", &a.request.to_string())
            .replace("{product}", &a.product.to_string())
            .replace("{sale}", &a.sale.to_string())
            .replace("{reservation}", &a.reservation.to_string())
            .replace("{hash}", &a.proof.to_string())
            .replace("{trip}", &"0".repeat(32))
            .replace("{month}", &self.this_month(party))
            .replace("{receipt}", "1")
            .replace("{purchase}", "1")
            .replace("{other}", KNOWN)
            .replace("{post}", &self.post().to_string())
            .replace("{template}", &self.template().to_string())
            .replace("{booking}", &self.booking().to_string())
            .replace("{bookable}", &self.bookable().to_string())
            .replace("{token}", &"0".repeat(64))
            .replace("{buyer}", &a.buyer.to_string())
            .replace("{supplier}", &self.app.slug(a.supplier))
            .replace("{item}", &format!("g-{}-1", a.product))
            .replace("{courier}", &a.courier.to_string())
            .replace(
                "{person}",
                &self.app.registry().party(party).map_or_else(String::new, |p| p.contact.to_string()),
            )
            .replace("paper/{kind}", "paper/order")
            .replace("{paper}", "slip")
            .replace("{number}", "1")
            .replace("{kind}", "products.csv")
            .replace("{list}", "0193a5b0000070008000000000000001")
            .replace("{pass}", "0193a5b0000070008000000000000001")
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        who: Option<PersonId>,
        sent: Option<(String, Vec<u8>)>,
    ) -> (StatusCode, String, String) {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
        if let Some(person) = who {
            let token = self.app.vault.sessions.create(person, self.app.now()).unwrap();
            request = request.header("cookie", format!("__Host-rantai={}", token.0));
        }
        let body = sent.map(|(kind, body)| {
            (request.headers_mut().unwrap().insert("content-type", kind.parse().unwrap()), body).1
        });
        let request = request.body(Body::from(body.unwrap_or_default())).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let to = answer.headers().get("location").map_or("", |to| to.to_str().unwrap()).to_owned();
        let body = if status.is_success() && path.contains("/events") {
            "a stream".to_owned()
        } else {
            let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        (status, to, body)
    }

    /// Asks in every way, and keeps what was answered otherwise than with a refusal.
    async fn refused(&self, route: &Route, address: &str, who: Option<PersonId>, wrong: &mut Vec<String>) {
        let is_refusal = |status| matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
        if route.get.is_some() {
            let (status, to, _) = self.ask("GET", address, who, None).await;
            let sent_away = status == StatusCode::SEE_OTHER
                && (to.starts_with("/login") && who.is_none()
                    || route.post.is_some() && address.starts_with(&to));
            if !is_refusal(status) && !sent_away {
                wrong.push(format!("GET {address} as {who:?}: {status} {to}"));
            }
        }
        if route.post.is_some() {
            let mut refused = false;
            for sent in self.forms() {
                let kind = sent.0.clone();
                let (status, to, _) = self.ask("POST", address, who, Some(sent)).await;
                let not_signed_in = status == StatusCode::UNAUTHORIZED && who.is_none();
                refused |= is_refusal(status) || not_signed_in;
                if !status.is_client_error() {
                    wrong.push(format!("POST {address} ({kind}) as {who:?}: {status} {to}"));
                }
            }
            if !refused {
                wrong.push(format!("POST {address} as {who:?}: read before it was refused"));
            }
        }
    }
}

#[tokio::test]
async fn nobody_comes_to_what_is_not_theirs_and_nothing_is_recorded() {
    let stage = stage().await;
    let kinds = [
        Capacity::Business,
        Capacity::Distributor,
        Capacity::Supplier,
        Capacity::Courier,
        Capacity::Operator,
    ];
    let foreigners = kinds.map(|kind| (kind, stage.foreigner(kind)));
    let before = stage.app.log.watermark();
    let mut wrong = Vec::new();
    for route in walked() {
        if route.is_public() || route.is_for_programs() {
            continue;
        }
        let owner = stage.owner(route.path);
        let address = stage.address(route.path, owner);
        stage.refused(&route, &address, None, &mut wrong).await;
        if route.is_ones_own() {
            continue;
        }
        for (kind, foreigner) in foreigners {
            if foreigner.party == owner {
                continue;
            }
            stage.refused(&route, &address, Some(foreigner.person), &mut wrong).await;
            // At their own door, with the right id of another's thing.
            if route.has_thing()
                && route.path.starts_with(&format!("/{}/", portal_of(kind).unwrap_or("audit")))
            {
                let own = stage.address(route.path, foreigner.party);
                stage.refused(&route, &own, Some(foreigner.person), &mut wrong).await;
            }
        }
        // The others of the same affair come by their own doors only.
        let registry = stage.app.registry();
        for party in stage.involved().into_iter().filter(|party| *party != owner) {
            let person = registry.party(party).unwrap().contact;
            if registry.role(owner, person).is_none() {
                stage.refused(&route, &address, Some(person), &mut wrong).await;
            }
        }
    }
    let auditor = stage.foreigner(Capacity::Business);
    for route in
        walked().iter().filter(|route| route.path.starts_with("/audit") && route.path.contains("{order}"))
    {
        let own = stage.address(route.path, auditor.party);
        stage.refused(route, &own, Some(auditor.person), &mut wrong).await;
    }
    assert_eq!(stage.app.log.watermark(), before);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn wish_of(stage: &Stage, operator: Actor, command: RegistryCommand) -> Wish {
    Wish {
        id: crate::deeds::new_id(&stage.app),
        actor: operator,
        book: BookId::REGISTRY,
        on_behalf_of: None,
        channel: Channel::Web,
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command: Command::Registry(command),
    }
}

#[tokio::test]
async fn an_auditor_posts_nothing_and_a_removed_member_comes_nowhere() {
    let stage = stage().await;
    let registry = stage.app.registry();
    let operator = registry.parties().find(|party| party.capacities.contains(&Capacity::Operator)).unwrap();
    let operator = Actor { person: operator.contact, party: operator.party };
    let stranger = stage.foreigner(Capacity::Courier).person;
    let member = |command| wish_of(&stage, operator, command);
    let party = stage.affair.business;
    let add = AddMember { party, person: stranger, role: Role::Auditor };
    stage.app.desk.submit(member(RegistryCommand::AddMember(add))).await.unwrap();
    let before = stage.app.log.watermark();
    let mut wrong = Vec::new();
    for route in walked().iter().filter(|route| route.path.starts_with("/business")) {
        let address = stage.address(route.path, party);
        for sent in stage.forms() {
            let (status, ..) = stage.ask("POST", &address, Some(stranger), Some(sent)).await;
            if !status.is_client_error() {
                wrong.push(format!("POST {address}: {status}"));
            }
        }
    }
    assert_eq!(stage.app.log.watermark(), before);
    let slug = stage.app.slug(party);
    let (status, ..) = stage.ask("GET", &format!("/events/{slug}"), Some(stranger), None).await;
    assert_eq!(status, StatusCode::OK);
    let remove = rantai_core::registry::RemoveMember { party, person: stranger };
    stage.app.desk.submit(member(RegistryCommand::RemoveMember(remove))).await.unwrap();
    for route in
        walked().iter().filter(|route| route.path.contains("{party}") && !route.path.starts_with("/shops"))
    {
        if stage.owner(route.path) == party {
            stage.refused(route, &stage.address(route.path, party), Some(stranger), &mut wrong).await;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

pub(crate) fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 30).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A form with texts and one photo.
pub(crate) fn with_photo(fields: &[(&str, &str)], photo: &[u8]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    body.extend_from_slice(
        b"--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.png\"\r\n\r\n",
    );
    body.extend_from_slice(photo);
    body.extend_from_slice(b"\r\n--XX--\r\n");
    ("multipart/form-data; boundary=XX".to_owned(), body)
}

async fn shown(app: &App) {
    assert!(app.views.wait_for(app.log.watermark(), std::time::Duration::from_secs(10)).await);
}

#[tokio::test]
async fn a_page_of_somebody_is_kept_by_no_proxy_and_the_demo_is_no_part_of_a_deployment() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::open(folder.path(), Arc::new(DemoClock::default()), None, Options::default()).unwrap();
    let app = Arc::new(app);
    let ask = |path: &str| {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        router(Arc::clone(&app)).oneshot(request)
    };
    let shops = ask("/shops").await.unwrap();
    assert!(shops.headers()["cache-control"].to_str().unwrap().contains("private"));
    for path in ["/demo", "/demo/enter/siti"] {
        assert_eq!(ask(path).await.unwrap().status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn each_role_comes_where_the_table_says_and_nowhere_else() {
    let stage = stage().await;
    let registry = stage.app.registry();
    let operator = registry.parties().find(|party| party.capacities.contains(&Capacity::Operator)).unwrap();
    let operator = Actor { person: operator.contact, party: operator.party };
    let person = stage.foreigner(Capacity::Courier).person;
    let mut wrong = Vec::new();
    // The owner last: a party's only owner cannot be made anything else.
    for role in Role::ALL.iter().rev() {
        for party in stage.involved().into_iter().chain([stage.operator()]) {
            let add = AddMember { party, person, role: *role };
            let wish = wish_of(&stage, operator, RegistryCommand::AddMember(add));
            stage.app.desk.submit(wish).await.unwrap();
        }
        for row in table(false) {
            if !matches!(row.access.who, Who::Of(_) | Who::OfAny) {
                continue;
            }
            let address = stage.address(row.path, stage.owner(row.path));
            let (method, sent) = match row.method {
                Method::Get => ("GET", None),
                // A form without its hidden part: it is read only by who may send it.
                Method::Post => ("POST", Some(urlencoded(&[]))),
            };
            let (status, ..) = stage.ask(method, &address, Some(person), sent).await;
            let admitted = status != StatusCode::FORBIDDEN;
            if admitted != row.access.roles.contains(role) {
                wrong.push(format!("{method} {address} as {role:?}: {status}"));
            }
            // The buyer of the affair has booked nothing.
            let may_lack = [
                "{hash}",
                "/photo",
                "/returns/{number}",
                "/receipts/{receipt}",
                "/distributor/{party}/bookings/",
            ];
            let hidden =
                status == StatusCode::NOT_FOUND && !may_lack.iter().any(|part| row.path.contains(part));
            if status.is_server_error() || (admitted && row.method == Method::Get && hidden) {
                wrong.push(format!("{method} {address} as {role:?}: {status}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
