//! Nobody finds what is not theirs: one order in which every sensitive field holds a word of its own, and a
//! crawl of every page anybody reaches, by session and by link.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use rantai::app::App;
use rantai::links::Part;
use rantai::routes::router;
use rantai_core::book;
use rantai_core::book::conversation::{About, SendMessage};
use rantai_core::book::delivery::{Carrier, CompleteDelivery, DispatchOrder, PickUpDelivery, TransportMode};
use rantai_core::book::material::{
    AskLine, ConfirmMaterials, ConfirmedLine, ReceiveMaterials, RequestMaterials, ShipMaterials,
};
use rantai_core::book::order::{AcceptOrder, DeliveryWish, FreightPayer, PlaceLine, PlaceOrder};
use rantai_core::book::payment::{ClaimPayment, PaymentMethod, VerifyPayment};
use rantai_core::book::production::{FinishProduction, PackOrder, StartProduction};
use rantai_core::desk::Receipt;
use rantai_core::ids::{BookId, CommandId, OrderId, RequestId, SlipId, Thing};
use rantai_core::money::Rupiah;
use rantai_core::party::Actor;
use rantai_core::quantity::Quantity;
use rantai_core::random;
use rantai_core::sealed::{Address, Note, Personal, ReceivedBy, Sealed};
use rantai_core::time::{Day, SystemClock};
use rantai_core::vault::Pass;
use rantai_tests::world::{World, wish};
use tower::ServiceExt as _;

const BUSINESS: &str = "mebel-jati-barokah";
const BUYER: &str = "mebel-sentosa-semarang";
const SUPPLIER: &str = "kayu-jati-blora";
const COURIER: &str = "ojek-slamet";
const OTHERS: [&str; 4] = ["klender-indah", "batik-buaran", "besi-sumber-rejeki", "pikap-agus"];

/// What stands in one field of the affair, and which of its parties may read it. The business reads all.
const WORDS: &[(&str, &[&str])] = &[
    ("KATAPESAN", &[BUYER]),
    ("KATAUKIRAN", &[BUYER]),
    ("KATAALAMAT", &[BUYER, COURIER]),
    ("KATABAHAN", &[SUPPLIER]),
    ("KATAJAWAB", &[SUPPLIER]),
    ("KATAKURIR", &[COURIER]),
    ("KATATERIMA", &[BUYER, COURIER]),
    ("KATATULIS", &[BUYER]),
    ("KATABALAS", &[BUYER]),
    ("KATASOAL", &[SUPPLIER]),
    // What the payer wrote beside a payment; they are not shown their own word again, but in their export.
    ("KATABAYAR", &[]),
    // Freight, the courier's fee, the price of the material, the price of the goods, cash to collect.
    ("75.431", &[BUYER]),
    ("83.219", &[COURIER]),
    ("91.357", &[SUPPLIER]),
    ("GOODS", &[BUYER]),
    ("72.347", &[BUYER, COURIER]),
];

/// What each finds of their own words in their export. Those of others stay sealed in it.
const EXPORTED: [(&str, &[&str]); 3] = [
    (BUYER, &["KATAPESAN", "KATAALAMAT", "KATABAYAR", "KATATULIS"]),
    (SUPPLIER, &["KATAJAWAB"]),
    (COURIER, &[]),
];

/// An affair under way: cash is to be collected on delivery.
struct Affair {
    world: World,
    business: Actor,
    order: OrderId,
    request: RequestId,
    slip: SlipId,
    /// The sum of the goods, as pages write it.
    goods: String,
}

struct Teller {
    world: World,
    business: Actor,
}

impl Teller {
    fn fresh(&self) -> CommandId {
        CommandId::from_uuid(random::uuid_at(self.world.now()))
    }

    fn sealed<T: Personal>(&self, text: Option<T>, by: Actor, id: CommandId) -> Sealed<T> {
        self.world.seal_for(&text.unwrap(), by.person, BookId::of(self.business.party), id)
    }

    fn note(&self, word: &str, by: Actor, id: CommandId) -> Option<Sealed<Note>> {
        Some(self.sealed(Note::new(word).unwrap(), by, id))
    }

    async fn tell(&self, id: CommandId, actor: Actor, command: impl Into<book::Command>) -> Receipt {
        let wish = wish(id, actor, self.business.party, command);
        let name = format!("{:?}", wish.command).chars().take(40).collect::<String>();
        self.world.app.desk.submit(wish).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    async fn say(&self, about: About, by: Actor, word: &str) -> Receipt {
        let id = self.fresh();
        self.tell(id, by, SendMessage { about, text: self.note(word, by, id) }).await
    }

    async fn pay(&self, order: OrderId, buyer: Actor, amount: Rupiah) {
        let id = self.fresh();
        let note = self.note("KATABAYAR", buyer, id);
        let claim = ClaimPayment { order, amount, method: PaymentMethod::BankTransfer, note, sent: None };
        let payment = thing(self.tell(id, buyer, claim).await).try_into().unwrap();
        self.tell(self.fresh(), self.business, VerifyPayment { payment, seen: amount }).await;
    }
}

fn thing(receipt: Receipt) -> Thing {
    receipt.thing.unwrap()
}

/// One order from placed to delivered, with a word of its own in every field.
async fn affair(world: World) -> Affair {
    let (business, buyer) = (world.actor(BUSINESS), world.actor(BUYER));
    let (supplier, courier) = (world.actor(SUPPLIER), world.actor(COURIER));
    let village = world.village.distributors.iter().find(|party| party.slug == BUYER).unwrap();
    let village = village.address.region.code.clone();
    let shop = world.village.businesses.iter().find(|shop| shop.party.slug == BUSINESS).unwrap();
    let to_order = rantai::demo::village::Making::ToOrder;
    let product = shop.products.iter().find(|product| product.making == to_order).unwrap();
    let (product_id, unit) = (world.product(BUSINESS, &product.slug), product.unit);
    let materials: Vec<_> = product
        .materials
        .iter()
        .map(|(slug, part)| (world.material(BUSINESS, slug), Quantity::whole(13).times(*part).unwrap()))
        .collect();
    let percent = shop.deposit_percent;
    let teller = Teller { world, business };
    let today = Day::from_date(teller.world.now().utc().date_naive());

    let id = teller.fresh();
    let line = PlaceLine {
        product: product_id,
        variant: 1,
        unit,
        quantity: Quantity::whole(13),
        specification: teller.note("KATAUKIRAN", buyer, id),
        photo: None,
    };
    let address = teller.sealed(Address::new("Jl. KATAALAMAT 5").unwrap(), buyer, id);
    let place = PlaceOrder {
        buyer: buyer.party,
        lines: vec![line],
        wanted: None,
        delivery: DeliveryWish::Deliver { village, address },
        note: teller.note("KATAPESAN", buyer, id),
    };
    let order: OrderId = thing(teller.tell(id, buyer, place).await).try_into().unwrap();
    let accept = AcceptOrder {
        order,
        promised: today.plus(21),
        deposit_percent: None,
        freight: Rupiah(75_431),
        freight_payer: FreightPayer::Buyer,
    };
    let accepted = teller.tell(teller.fresh(), business, accept).await;
    teller.world.app.shows(accepted.cursor).await;
    let sheet = teller.world.app.views.orders.sheet(order).unwrap();
    let (goods, total) = (sheet.order.goods_total, sheet.order.total());
    let deposit = total.percent_up(percent);
    teller.pay(order, buyer, deposit).await;

    let id = teller.fresh();
    let ask = |(material, quantity): &(_, Quantity)| AskLine {
        material: *material,
        quantity: *quantity,
        price: Rupiah(91_357),
    };
    let request = RequestMaterials {
        order: Some(order),
        supplier: supplier.party,
        lines: materials.iter().map(ask).collect(),
        wanted: Some(today.plus(5)),
        note: teller.note("KATABAHAN", business, id),
        answer_by: None,
    };
    let request: RequestId = thing(teller.tell(id, business, request).await).try_into().unwrap();
    let id = teller.fresh();
    let lines = (1..).zip(&materials).map(|(number, (_, quantity))| ConfirmedLine {
        number,
        quantity: *quantity,
        price: Rupiah(91_357),
    });
    let confirm = ConfirmMaterials {
        request,
        lines: lines.collect(),
        promised: today.plus(3),
        note: teller.note("KATAJAWAB", supplier, id),
        substitutes: Vec::new(),
    };
    teller.tell(id, supplier, confirm).await;
    let fresh = || teller.fresh();
    teller.tell(fresh(), supplier, ShipMaterials { request, lines: Vec::new(), waybill: None }).await;
    let counted = (1..).zip(&materials).map(|(number, (_, quantity))| (number, *quantity)).collect();
    teller.tell(fresh(), business, ReceiveMaterials::all(request, counted)).await;
    teller.tell(fresh(), business, StartProduction { order }).await;
    teller.tell(fresh(), business, FinishProduction { order }).await;
    teller.tell(fresh(), business, PackOrder { order, packages: 3, contents: Vec::new() }).await;
    let id = fresh();
    let dispatch = DispatchOrder {
        order,
        carrier: Carrier::Courier { party: courier.party },
        mode: TransportMode::Pickup,
        cash_to_collect: Rupiah(72_347),
        courier_fee: Rupiah(83_219),
        note: teller.note("KATAKURIR", business, id),
        vehicle: String::new(),
        load: Default::default(),
        code: false,
    };
    let slip: SlipId = thing(teller.tell(id, business, dispatch).await).try_into().unwrap();
    teller.tell(fresh(), courier, PickUpDelivery { slip, missing: Vec::new() }).await;
    let id = fresh();
    let received_by = Some(teller.sealed(ReceivedBy::new("KATATERIMA").unwrap(), buyer, id));
    let complete = CompleteDelivery {
        slip,
        received_by,
        cash_collected: Rupiah(72_347),
        outcomes: Vec::new(),
        signature: None,
        code: None,
    };
    teller.tell(id, courier, complete).await;
    let (ours, theirs) = (About::Order(order), About::Request(request));
    teller.say(ours, buyer, "KATATULIS").await;
    teller.say(ours, business, "KATABALAS").await;
    let last = teller.say(theirs, supplier, "KATASOAL").await;
    teller.world.app.shows(last.cursor).await;
    let Teller { world, business } = teller;
    Affair { world, business, order, request, slip, goods: goods.to_string() }
}

/// Everything a browser with those cookies reaches by following links from `begin`.
pub(crate) async fn crawl(
    app: &Arc<App>,
    cookie: Option<&str>,
    begin: &[String],
) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut seen: BTreeSet<String> = begin.iter().cloned().collect();
    let mut todo: VecDeque<String> = begin.iter().cloned().collect();
    let served = router(Arc::clone(app));
    while let Some(path) = todo.pop_front() {
        let mut request = Request::builder().uri(&path).header("host", "localhost");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        let request = request.body(Body::empty()).unwrap();
        let answer = served.clone().oneshot(request).await.unwrap();
        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        assert!(!answer.status().is_server_error(), "{path}: {}", answer.status());
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let page = String::from_utf8_lossy(&bytes).into_owned();
        for quote in ["href=\"", "src=\"", "hx-get=\""] {
            for part in page.split(quote).skip(1) {
                follow(part.split('"').next().unwrap_or_default(), &path, &mut seen, &mut todo);
            }
        }
        if let Some(to) = to {
            follow(&to, &path, &mut seen, &mut todo);
        }
        pages.insert(path, page);
        assert!(pages.len() < 3_000, "the crawl does not end");
    }
    pages
}

/// Everything a program of theirs reads, with every scope there is. Amounts are written as pages write them.
async fn by_program(app: &Arc<App>, actor: Actor, things: [&str; 3]) -> BTreeMap<String, String> {
    let Actor { person, party } = actor;
    let pass = Pass::Api { party, person, scopes: u32::MAX };
    let token = app.vault.passes.issue(pass, "", app.now(), None).unwrap().0;
    let [order, request, slip] = things;
    let lists = |list: &str, sides: &[&str]| -> Vec<String> {
        let states = ["open", "past"];
        sides.iter().flat_map(|side| states.map(|state| format!("/{list}?as={side}&state={state}"))).collect()
    };
    let mut paths = vec![format!("/orders/{order}"), format!("/orders/{order}/audit-trail")];
    paths.extend(["business", "buyer"].map(|side| format!("/orders?as={side}")));
    paths.extend(lists("material-requests", &["business", "supplier"]));
    paths.extend(lists("deliveries", &["business", "courier"]));
    paths.push(format!("/products?business={BUSINESS}"));
    paths.extend([
        format!("/orders/{order}/messages"),
        format!("/material-requests/{request}/messages"),
        format!("/deliveries/{slip}/messages"),
        format!("/guest-book?business={BUSINESS}"),
        format!("/supplier-prices?with={BUSINESS}"),
        format!("/supplier-prices?with={SUPPLIER}"),
        format!("/bookables?business={BUSINESS}"),
        format!("/buyers/{BUYER}/account"),
    ]);
    let plain = [
        "threads",
        "reply-templates",
        "business",
        "materials",
        "stock",
        "deposit-rules",
        "supplier-accounts",
        "sales",
        "kept-goods",
        "bookings",
    ];
    paths.extend(plain.map(|list| format!("/{list}")));
    // A command that the rules refuse must not tell what was asked about either.
    let deeds = [
        format!("/orders/{order}/accept"),
        format!("/orders/{order}/withdraw"),
        format!("/material-requests/{request}/ship"),
        format!("/deliveries/{slip}/pickup"),
        format!("/orders/{order}/messages"),
        format!("/material-requests/{request}/messages"),
        format!("/deliveries/{slip}/messages"),
    ];
    let asked = paths.into_iter().map(|path| ("GET", path)).chain(deeds.map(|path| ("POST", path)));
    let mut pages = BTreeMap::new();
    let served = router(Arc::clone(app));
    for (method, path) in asked {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", format!("leak-{path}").replace('/', "-"))
            .header("content-type", "application/json");
        let body = if path.ends_with("accept") { "{\"promised\":\"2030-01-01\"}" } else { "" };
        let answer = served.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        assert!(!answer.status().is_server_error(), "{path}: {}", answer.status());
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        pages.insert(format!("{method} {path}"), with_dots(&String::from_utf8_lossy(&bytes)));
    }
    pages
}

/// JSON whose integers are written as people write amounts.
fn with_dots(json: &str) -> String {
    let mut text = String::new();
    for part in json.split_inclusive(':') {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = part.split_at(digits);
        match number.parse() {
            Ok(number) => text.push_str(&Rupiah(number).to_string()),
            Err(_) => text.push_str(number),
        }
        text.push_str(rest);
    }
    text
}

fn follow(href: &str, at: &str, seen: &mut BTreeSet<String>, todo: &mut VecDeque<String>) {
    let href = href.replace("&amp;", "&").replace("&#38;", "&");
    let here = at.split('?').next().unwrap_or_default();
    let href = if href.starts_with('?') { format!("{here}{href}") } else { href };
    let path = href.split('#').next().unwrap_or_default();
    let skips = ["/assets/", "/events/", "//"];
    if !path.starts_with('/') || skips.iter().any(|skip| path.starts_with(skip)) || path.contains("lang=") {
        return;
    }
    if seen.insert(path.to_owned()) {
        todo.push_back(path.to_owned());
    }
}

/// The words found, each with the first page it stands on.
fn found<'a>(
    pages: &'a BTreeMap<String, String>,
    words: &'a [(String, &[&str])],
) -> BTreeMap<&'a str, &'a str> {
    let mut found = BTreeMap::new();
    for (word, _) in words {
        let page =
            pages.iter().find(|(path, text)| text.contains(word.as_str()) || path.contains(word.as_str()));
        if let Some((path, _)) = page {
            found.insert(word.as_str(), path.as_str());
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_finds_what_is_theirs_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::open(folder.path(), Arc::new(SystemClock));
    let mut parties = vec![BUSINESS, BUYER, SUPPLIER, COURIER];
    parties.extend(OTHERS);
    world.found(&parties).await;
    let Affair { world, business, order, request, slip, goods } = affair(world).await;
    let words: Vec<(String, &[&str])> = WORDS
        .iter()
        .map(|(word, may)| (if *word == "GOODS" { goods.clone() } else { (*word).to_owned() }, *may))
        .collect();
    let actors: Vec<(&str, Actor)> = parties.iter().map(|slug| (*slug, world.actor(slug))).collect();
    let app = Arc::new(world.app);
    let mut wrong = Vec::new();
    let mut check = |who: &str, may: &dyn Fn(&[&str]) -> bool, pages: &BTreeMap<String, String>| {
        let found = found(pages, &words);
        for (word, readers) in &words {
            match (found.get(word.as_str()), may(readers)) {
                (Some(page), false) => wrong.push(format!("{who} reads {word} at {page}")),
                (None, true) => wrong.push(format!("{who} does not find {word} on {} pages", pages.len())),
                _ => {}
            }
        }
    };
    let everywhere = |slug: &str| -> Vec<String> {
        let portals = ["business", "distributor", "supplier", "courier", "audit"];
        let homes = portals.map(|portal| format!("/{portal}/{slug}"));
        homes.into_iter().chain(["/".to_owned(), "/shops".to_owned()]).collect()
    };
    for (slug, actor) in &actors {
        let token = app.vault.sessions.create(actor.person, app.now()).unwrap();
        let cookie = format!("__Host-rantai={}", token.0);
        let mut begin = everywhere(slug);
        // Also the addresses of the affair, which somebody may have told them.
        for party in &parties {
            begin.push(format!("/business/{party}/orders/{order}"));
            begin.push(format!("/distributor/{party}/orders/{order}"));
            begin.push(format!("/supplier/{party}/requests/{request}"));
            begin.push(format!("/courier/{party}/slips/{slip}"));
            begin.push(format!("/audit/{party}/orders/{order}"));
        }
        let pages = crawl(&app, Some(&cookie), &begin).await;
        check(slug, &|readers| *slug == BUSINESS || readers.contains(slug), &pages);
    }
    let pages = crawl(&app, None, &everywhere(BUSINESS)).await;
    assert!(pages.len() > 5, "a stranger sees the village");
    check("a stranger", &|_| false, &pages);

    for (slug, actor) in &actors {
        let pages =
            by_program(&app, *actor, [&order.to_string(), &request.to_string(), &slip.to_string()]).await;
        check(&format!("{slug} by program"), &|readers| *slug == BUSINESS || readers.contains(slug), &pages);
    }

    let mut exports = Vec::new();
    for (slug, actor) in &actors {
        let mut export = Vec::new();
        rantai::records::write(&app, actor.party, &mut export).unwrap();
        let export = String::from_utf8(export).unwrap();
        let own = EXPORTED.iter().find(|(of, _)| of == slug).map_or(&[][..], |(_, own)| *own);
        for (word, readers) in &words {
            let may = *slug == BUSINESS || readers.contains(slug) || own.contains(&word.as_str());
            match (export.contains(word.as_str()), may) {
                (true, false) => exports.push(format!("{slug} reads {word} in their export")),
                (false, true) if own.contains(&word.as_str()) => {
                    exports.push(format!("{slug} does not find {word} in their export"));
                }
                _ => {}
            }
        }
    }
    let part = |slug: &str, thing: Thing| {
        let party = actors.iter().find(|(of, _)| *of == slug).unwrap().1.party;
        Part::of(&app, business.party, party, thing).unwrap()
    };
    for (slug, part) in [
        (BUYER, part(BUYER, order.into())),
        (SUPPLIER, part(SUPPLIER, request.into())),
        (COURIER, part(COURIER, slip.into())),
    ] {
        let token = part.issue(&app, part.person, "").unwrap();
        let cookie = format!("__Secure-rantai-link={}", token.0);
        let mut begin = everywhere(slug);
        begin.push(part.path(&app).unwrap());
        let pages = crawl(&app, Some(&cookie), &begin).await;
        check(&format!("{slug} by link"), &|readers| readers.contains(&slug), &pages);
    }
    wrong.append(&mut exports);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let request = Request::builder().uri("/shops").body(Body::empty()).unwrap();
    let status = router(Arc::clone(&app)).oneshot(request).await.unwrap().status();
    assert_eq!(status, StatusCode::OK);
}
