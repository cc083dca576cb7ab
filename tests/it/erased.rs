//! An erased person's words stand nowhere: not in a file of the store or of a copy of it, not on a page.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use rantai::app::App;
use rantai::demo::village::Village;
use rantai::routes::router;
use rantai_core::book;
use rantai_core::book::conversation::{About, SendMessage};
use rantai_core::book::delivery::{Carrier, CompleteDelivery, DispatchOrder, PickUpDelivery, TransportMode};
use rantai_core::book::derive_id;
use rantai_core::book::order::{AcceptOrder, DeliveryWish, FreightPayer, PlaceLine, PlaceOrder};
use rantai_core::book::payment::{ClaimPayment, PaymentMethod, VerifyPayment};
use rantai_core::book::production::PackOrder;
use rantai_core::desk::{Command, Receipt, Wish};
use rantai_core::ids::{BlobHash, BookId, CommandId, OrderId, PartyId, PersonId, SlipId};
use rantai_core::log::{Options, verify};
use rantai_core::money::Rupiah;
use rantai_core::party::{Actor, Capacity};
use rantai_core::quantity::Quantity;
use rantai_core::random;
use rantai_core::registry::{self, AddPerson, ErasePerson, Introduce, Introduced};
use rantai_core::sealed::{Address, Note, PersonName, Personal, PhoneNumber, ReceivedBy, Sealed};
use rantai_core::time::{Day, SystemClock};
use rantai_core::vault::{Pass, SecretKind, Typed};
use rantai_tests::world::{World, wish};
use tower::ServiceExt as _;

use crate::leaks::crawl;

const BUSINESS: &str = "mebel-jati-barokah";
const COURIER: &str = "ojek-slamet";
/// What the business shows to everybody: it stays, and proves that the search sees.
const CONTROL: &str = "Mebel Jati Barokah";
const PHONE: &str = "+6281399887766";
/// Everything personal of the one who is erased, as they or others typed it.
const WORDS: [&str; 9] = [
    "Zulkarnaenhapus",
    "81399887766",
    "Kenanganhapus",
    "CATATANHAPUS",
    "UKIRANHAPUS",
    "BAYARHAPUS",
    "TULISHAPUS",
    "TERIMAHAPUS",
    "PERANGKATHAPUS",
];
/// Stands in the photograph they sent.
const PHOTO: &str = "FOTOHAPUS";
/// Segments are sealed soon, so that the search meets packed ones.
const SEGMENT: u64 = 24 << 10;

fn open(folder: &Path) -> World {
    let options = Options { segment_bytes: SEGMENT, ..Options::default() };
    let app = App::open(folder, Arc::new(SystemClock), None, options).unwrap();
    World { app, village: Village::embedded().unwrap() }
}

/// Somebody who bought once, and all they left behind.
struct Buyer {
    actor: Actor,
    order: OrderId,
    photo: BlobHash,
    session: String,
}

fn fresh(world: &World) -> CommandId {
    CommandId::from_uuid(random::uuid_at(world.now()))
}

fn seal<T: Personal>(
    world: &World,
    text: Option<T>,
    person: PersonId,
    book: BookId,
    id: CommandId,
) -> Sealed<T> {
    world.seal_for(&text.unwrap(), person, book, id)
}

fn registering(world: &World, actor: Actor, command: registry::Command) -> Wish {
    let nothing = book::order::CloseOrder { order: OrderId([0; 16]) };
    let wish = wish(fresh(world), actor, actor.party, nothing);
    Wish { book: BookId::REGISTRY, command: Command::Registry(command), ..wish }
}

/// Notes a customer who is called like their party, as the business's page does.
async fn introduced(world: &World, by: Actor, name: &str, phone: &str) -> Actor {
    let id = fresh(world);
    let person = PersonId(derive_id(by.person, BookId::REGISTRY, id, 0));
    world.app.vault.create_key(person).unwrap();
    let phone = PhoneNumber::parse(phone).unwrap();
    let new = AddPerson {
        name: seal(world, PersonName::new(name).unwrap(), person, BookId::REGISTRY, id),
        phone: Some(world.seal_for(&phone, person, BookId::REGISTRY, id)),
        phone_hash: Some(world.app.vault.phone_hash(&phone)),
    };
    let command = registry::Command::Introduce(Introduce {
        person: Introduced::New(new),
        slug: format!("pembeli-{}", &person.to_string()[24..]),
        name: String::new(),
        capacities: vec![Capacity::Distributor],
        village: "33.74.01.1010".to_owned(),
        address: Some(seal(
            world,
            Address::new("Jl. Kenanganhapus 17").unwrap(),
            person,
            BookId::REGISTRY,
            id,
        )),
        to: None,
    });
    let wish = Wish { id, ..registering(world, by, command) };
    world.app.desk.submit(wish).await.unwrap();
    Actor { person, party: PartyId(derive_id(by.person, BookId::REGISTRY, id, 1)) }
}

async fn tell(world: &World, id: CommandId, actor: Actor, command: impl Into<book::Command>) -> Receipt {
    tell_with(world, id, actor, command, Vec::new()).await
}

async fn tell_with(
    world: &World,
    id: CommandId,
    actor: Actor,
    command: impl Into<book::Command>,
    evidence: Vec<BlobHash>,
) -> Receipt {
    let wish = Wish { evidence, ..wish(id, actor, world.actor(BUSINESS).party, command) };
    world.app.desk.submit(wish).await.unwrap()
}

/// One order with a word of the buyer's in every field, their account and everything by which they come in.
async fn bought(world: &World) -> Buyer {
    let (business, courier) = (world.actor(BUSINESS), world.actor(COURIER));
    let buyer = introduced(world, business, "Pak Zulkarnaenhapus", PHONE).await;
    let book = BookId::of(business.party);
    let note = |word: &str, id| Some(seal(world, Note::new(word).unwrap(), buyer.person, book, id));
    let shop = world.village.businesses.iter().find(|shop| shop.party.slug == BUSINESS).unwrap();
    let to_stock = rantai::demo::village::Making::ToStock;
    let product = shop.products.iter().find(|product| product.making == to_stock).unwrap();
    let today = Day::from_date(world.now().utc().date_naive());
    let id = fresh(world);
    let place = PlaceOrder {
        buyer: buyer.party,
        lines: vec![PlaceLine {
            product: world.product(BUSINESS, &product.slug),
            variant: 1,
            unit: product.unit,
            quantity: Quantity::whole(1 + shop.minimum_order.0 / product.retail.0),
            specification: note("UKIRANHAPUS", id),
            photo: None,
        }],
        wanted: None,
        delivery: DeliveryWish::Deliver {
            village: "33.74.01.1010".to_owned(),
            address: seal(world, Address::new("Jl. Kenanganhapus 17").unwrap(), buyer.person, book, id),
        },
        note: note("CATATANHAPUS", id),
    };
    let order: OrderId = tell(world, id, buyer, place).await.thing.unwrap().try_into().unwrap();
    let accept = AcceptOrder {
        order,
        promised: today.plus(7),
        deposit_percent: None,
        freight: Rupiah(20_000),
        freight_payer: FreightPayer::Buyer,
    };
    let accepted = tell(world, fresh(world), business, accept).await;
    assert!(world.app.shows(accepted.cursor).await);
    let amount = world.app.views.orders.sheet(order).unwrap().order.total();
    let photo = world.app.blobs.put(format!("{PHOTO} of a transfer").as_bytes()).unwrap();
    let id = fresh(world);
    let claim = ClaimPayment {
        order,
        amount,
        method: PaymentMethod::BankTransfer,
        note: note("BAYARHAPUS", id),
        sent: None,
    };
    let payment = tell_with(world, id, buyer, claim, vec![photo, photo]).await.thing.unwrap();
    let verify = VerifyPayment { payment: payment.try_into().unwrap(), seen: amount };
    tell(world, fresh(world), business, verify).await;
    tell(world, fresh(world), business, PackOrder { order, packages: 1, contents: Vec::new() }).await;
    let dispatch = DispatchOrder {
        order,
        carrier: Carrier::Courier { party: courier.party },
        mode: TransportMode::Pickup,
        cash_to_collect: Rupiah::ZERO,
        courier_fee: Rupiah(15_000),
        note: None,
        vehicle: String::new(),
        load: Default::default(),
        code: false,
    };
    let slip: SlipId = tell(world, fresh(world), business, dispatch).await.thing.unwrap().try_into().unwrap();
    tell(world, fresh(world), courier, PickUpDelivery { slip, missing: Vec::new() }).await;
    let id = fresh(world);
    let received_by = Some(seal(world, ReceivedBy::new("TERIMAHAPUS").unwrap(), buyer.person, book, id));
    tell(
        world,
        id,
        courier,
        CompleteDelivery {
            slip,
            received_by,
            cash_collected: Rupiah::ZERO,
            outcomes: Vec::new(),
            signature: None,
            code: None,
        },
    )
    .await;
    let id = fresh(world);
    let said = SendMessage { about: About::Order(order), text: note("TULISHAPUS", id) };
    let last = tell(world, id, buyer, said).await;
    assert!(world.app.views.wait_for(last.cursor, Duration::from_secs(20)).await);

    let vault = &world.app.vault;
    vault.accounts.set(buyer.person, SecretKind::Pin, &Typed::new_pin("274915").unwrap()).unwrap();
    let session = vault.sessions.create_on(buyer.person, world.now(), "PERANGKATHAPUS", None).unwrap().0;
    for pass in [
        Pass::Device { person: buyer.person },
        Pass::Api { party: buyer.party, person: buyer.person, scopes: u32::MAX },
        Pass::Enter { person: buyer.person, by: None },
    ] {
        vault.passes.issue(pass, "PERANGKATHAPUS", world.now(), None).unwrap();
    }
    Buyer { actor: buyer, order, photo, session }
}

/// The word as programs may have written it down.
fn encodings(word: &str) -> Vec<(&'static str, Vec<u8>)> {
    let hex = |upper: bool| -> Vec<u8> {
        let digits = word.bytes().map(|b| if upper { format!("{b:02X}") } else { format!("{b:02x}") });
        digits.collect::<String>().into_bytes()
    };
    let utf16 = |of: fn(u16) -> [u8; 2]| word.encode_utf16().flat_map(of).collect::<Vec<u8>>();
    let mut all = vec![
        ("plain", word.as_bytes().to_vec()),
        ("in small letters", word.to_lowercase().into_bytes()),
        ("UTF-16 LE", utf16(u16::to_le_bytes)),
        ("UTF-16 BE", utf16(u16::to_be_bytes)),
        ("hex", hex(false)),
        ("HEX", hex(true)),
    ];
    // Base64 looks different at each of three places, and its first and last digits mix with the neighbours.
    for before in 0..3 {
        let padded = [vec![0; before], word.as_bytes().to_vec()].concat();
        let whole = base64(&padded);
        let from = [0, 2, 3][before];
        let to = (padded.len() * 8) / 6;
        all.push(("base64", whole.as_bytes()[from..to].to_vec()));
    }
    all
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let bits = chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte));
        let bits = bits << (8 * (3 - chunk.len()));
        (0..4).map(|place| DIGITS[(bits >> (18 - 6 * place)) as usize & 63] as char).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

/// Every file below `folder` with its bytes, whatever is packed in it unpacked beside it, and every entry of
/// its sled stores as they read it.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut todo: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(path) = todo.pop() {
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        if path.is_dir() {
            todo.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for (place, _) in bytes.windows(4).enumerate().filter(|(_, four)| *four == [0x28, 0xB5, 0x2F, 0xFD]) {
            let mut unpacked = Vec::new();
            // What only looks packed, or is cut, gives what it gives.
            if let Ok(mut decoder) = zstd::stream::Decoder::new(&bytes[place..]) {
                let mut part = [0; 4096];
                while let Ok(count @ 1..) = decoder.read(&mut part) {
                    unpacked.extend_from_slice(&part[..count]);
                }
            }
            if !unpacked.is_empty() {
                found.insert(format!("{name}, unpacked at {place}"), unpacked);
            }
        }
        found.insert(name, bytes);
    }
    found
}

/// What the sled stores of a copy of the folder read, entry by entry.
fn entries(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for store in ["log.sled", "views.sled"] {
        let db = sled::Config::new().path(folder.join(store)).open().unwrap();
        for name in db.tree_names() {
            let all = db.open_tree(&name).unwrap().iter().map(Result::unwrap);
            let all: Vec<u8> = all.flat_map(|(key, value)| [key.as_ref(), &value].concat()).collect();
            found.insert(format!("{store}, tree {}", String::from_utf8_lossy(&name)), all);
        }
    }
    found
}

/// Where the word stands, and in which encoding.
fn grep(files: &BTreeMap<String, Vec<u8>>, word: &str) -> Vec<String> {
    let forms = encodings(word);
    let holds = |bytes: &[u8], form: &[u8]| bytes.windows(form.len()).any(|window| window == form);
    let mut found = Vec::new();
    for (name, bytes) in files {
        for (how, form) in &forms {
            if holds(bytes, form) {
                found.push(format!("{word} in {name} ({how})"));
            }
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn cookie(app: &App, person: PersonId, lang: &str) -> String {
    let token = app.vault.sessions.create(person, app.now()).unwrap();
    format!("__Host-rantai={}; rantai_lang={lang}", token.0)
}

async fn ask(app: &Arc<App>, cookie: &str, method: &str, path: &str, form: &str) -> (StatusCode, String) {
    let request =
        Request::builder().method(method).uri(path).header("host", "localhost").header("cookie", cookie);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = request.header("sec-fetch-site", "same-origin").body(Body::from(form.to_owned())).unwrap();
    let answer = router(Arc::clone(app)).oneshot(request).await.unwrap();
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

fn on_pages(pages: &BTreeMap<String, String>, word: &str) -> Option<String> {
    pages.iter().find(|(_, page)| page.contains(word)).map(|(path, _)| path.clone())
}

/// Everything the others see: by its portals, in a language.
async fn seen(app: &Arc<App>, actor: Actor, lang: &str, begin: &[String]) -> BTreeMap<String, String> {
    crawl(app, Some(&cookie(app, actor.person, lang)), begin).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_person_stands_in_no_file_and_on_no_page_and_the_books_still_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let world = open(folder.path());
    world.found(&[BUSINESS, COURIER]).await;
    let buyer = bought(&world).await;
    let (business, courier) = (world.actor(BUSINESS), world.actor(COURIER));
    let operator_slug = world.village.operator.slug.clone();
    let operator = world.actor(&operator_slug);
    let person = buyer.actor.person;
    let app = Arc::new(world.app);
    let begin = |slug: &str| -> Vec<String> {
        let portals = ["business", "distributor", "courier", "audit", "operator"];
        let mut begin: Vec<String> = portals.iter().map(|portal| format!("/{portal}/{slug}")).collect();
        for portal in ["business", "audit"] {
            begin.push(format!("/{portal}/{slug}/orders/{}", buyer.order));
        }
        begin.push(format!("/operator/{slug}/people/{person}"));
        begin
    };
    let total = app.views.orders.sheet(buyer.order).unwrap().order.total().to_string();

    // Before: the words are read by those they are for, and the photograph lies in its file.
    let pages = seen(&app, business, "id", &begin(BUSINESS)).await;
    for word in
        ["Zulkarnaenhapus", "Kenanganhapus", "CATATANHAPUS", "UKIRANHAPUS", "TULISHAPUS", "TERIMAHAPUS"]
    {
        assert!(on_pages(&pages, word).is_some(), "{word} is nowhere among {} pages", pages.len());
    }
    assert!(!grep(&everything(folder.path()), PHOTO).is_empty());
    assert!(!grep(&everything(folder.path()), "PERANGKATHAPUS").is_empty(), "the vault names devices");

    // The operator reads what goes and what stays, must say it is understood, and does it.
    let cookie_of_operator = cookie(&app, operator.person, "id");
    let path = format!("/operator/{operator_slug}/people/{person}/erase");
    let (status, page) = ask(&app, &cookie_of_operator, "GET", &path, "").await;
    assert!(status == StatusCode::OK && page.contains("Zulkarnaenhapus"), "{page}");
    let deed = rantai::deeds::new_id(&app);
    let (status, _) = ask(&app, &cookie_of_operator, "POST", &path, &format!("deed={deed}")).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let form = format!("deed={deed}&understood=yes");
    let (status, page) = ask(&app, &cookie_of_operator, "POST", &path, &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (status, _) = ask(&app, &cookie_of_operator, "GET", &path, "").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "nobody is erased twice");

    // The business's owner has no successor: a clear refusal.
    let path = format!("/operator/{operator_slug}/people/{}/erase", business.person);
    let (_, page) = ask(&app, &cookie_of_operator, "GET", &path, "").await;
    assert!(page.contains("satu-satunya pemilik"), "{page}");
    let form = format!("deed={}&understood=yes", rantai::deeds::new_id(&app));
    assert_eq!(
        ask(&app, &cookie_of_operator, "POST", &path, &form).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    // They are nobody here any more, and their number is free.
    let theirs = format!("__Host-rantai={}", buyer.session);
    let slug = app.registry().party(buyer.actor.party).unwrap().slug.clone();
    assert_ne!(ask(&app, &theirs, "GET", &format!("/distributor/{slug}"), "").await.0, StatusCode::OK);
    assert!(!app.vault.accounts.has(person) && app.vault.is_destroyed(person));
    assert!(app.vault.passes.list(app.now(), |pass| pass.holder() == Some(person)).is_empty());
    assert!(app.blobs.get(buyer.photo).unwrap().is_none());
    let phone = app.vault.phone_hash(&PhoneNumber::parse(PHONE).unwrap());
    assert_eq!(app.registry().person_by_phone(&phone), None);

    // Pages say so in place of the name; amounts stay; nothing breaks.
    for (who, slug, lang) in [
        (business, BUSINESS, "id"),
        (business, BUSINESS, "en"),
        (courier, COURIER, "id"),
        (operator, operator_slug.as_str(), "en"),
    ] {
        let pages = seen(&app, who, lang, &begin(slug)).await;
        for word in WORDS {
            assert_eq!(on_pages(&pages, word), None, "{slug} reads {word}");
        }
        let erased = if lang == "id" { "(dihapus)" } else { "(erased)" };
        assert!(on_pages(&pages, erased).is_some(), "{slug} sees no {erased} on {} pages", pages.len());
        if who == business {
            assert!(on_pages(&pages, &total).is_some(), "the amounts stay");
        }
    }
    let Ok(app) = Arc::try_unwrap(app) else { panic!("something holds on") };
    let world = World { app, village: Village::embedded().unwrap() };
    let other = introduced(&world, business, "Bu Baru", PHONE).await;
    assert_ne!(other.person, person);
    world.close();

    // Every file, and every file of a copy.
    let elsewhere = tempfile::tempdir().unwrap();
    copy(folder.path(), elsewhere.path());
    for folder in [folder.path(), elsewhere.path()] {
        let mut files = everything(folder);
        let control = grep(&files, CONTROL);
        for place in ["journal/", ".zst, unpacked", "log.sled"] {
            assert!(
                control.iter().any(|found| found.contains(place)),
                "the search is blind in {place}: {control:?}"
            );
        }
        // The new customer has the address, and the same number.
        let words: Vec<&str> =
            WORDS.into_iter().filter(|word| *word != "Kenanganhapus").chain([PHOTO]).collect();
        files.extend(entries(folder));
        let found: Vec<String> = words.iter().flat_map(|word| grep(&files, word)).collect();
        assert_eq!(found, Vec::<String>::new());
        let report = verify(folder, None).unwrap();
        assert!(report.damages.is_empty(), "{report:?}");
    }

    // The copy opens, and still nobody knows the name.
    let copied = open(elsewhere.path());
    assert_eq!(copied.app.person(person), "(dihapus)");
    let sheet = copied.app.views.orders.sheet(buyer.order).unwrap();
    assert_eq!(sheet.order.total().to_string(), total);
    copied.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_being_erased_when_the_program_ended_or_came_back_with_an_old_vault_is_erased_at_the_next_start()
 {
    let folder = tempfile::tempdir().unwrap();
    let world = open(folder.path());
    world.found(&[BUSINESS, COURIER]).await;
    let buyer = bought(&world).await;
    let operator = world.actor(&world.village.operator.slug);
    let person = buyer.actor.person;
    let before = tempfile::tempdir().unwrap();
    copy(&folder.path().join("vault"), &before.path().join("vault"));
    // The fact is on disk; the program ends before the key is destroyed.
    let erase = registry::Command::ErasePerson(ErasePerson { person });
    world.app.desk.submit(registering(&world, operator, erase)).await.unwrap();
    assert!(world.app.vault.key(person).is_some() && world.app.blobs.get(buyer.photo).unwrap().is_some());
    world.close();
    for _ in 0..2 {
        let again = open(folder.path());
        assert!(again.app.vault.is_destroyed(person) && again.app.vault.key(person).is_none());
        assert!(again.app.blobs.get(buyer.photo).unwrap().is_none());
        assert_eq!(again.app.person(person), "(dihapus)");
        again.close();
        // A vault of before is put back: the log knows better.
        std::fs::remove_dir_all(folder.path().join("vault")).unwrap();
        copy(&before.path().join("vault"), &folder.path().join("vault"));
    }
}
