//! A business from nothing, as its owner taps it together; and what others must not see of it.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use rantai_core::book::derive_id;
use rantai_core::desk::{Command, Wish};
use rantai_core::ids::{BookId, CommandId, PartyId, PersonId};
use rantai_core::log::{Log as _, Options};
use rantai_core::party::{Actor, Capacity, Channel, Role};
use rantai_core::registry::{self, AddMember, AddPerson, Introduce, Introduced};
use rantai_core::sealed::{PersonName, Sealed};
use rantai_core::time::{ManualClock, Moment};
use tower::ServiceExt as _;

use crate::app::App;
use crate::deeds;
use crate::routes::{Method, router, table};

/// 21 November 2026, eight in the morning in Jepara.
const MORNING: Moment = Moment::from_micros(1_795_222_800_000_000);
const VILLAGE: &str = "33.20.11.2012";

struct Town {
    app: Arc<App>,
    operator: Actor,
    _folder: tempfile::TempDir,
}

impl Town {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(MORNING));
        let app = Arc::new(App::open(folder.path(), clock, None, Options::default()).unwrap());
        let nobody = Actor { person: PersonId([9; 16]), party: PartyId([9; 16]) };
        let mut town = Self { app, operator: nobody, _folder: folder };
        town.operator = town.introduce("desa", "Pak Lurah", Capacity::Operator).await;
        town
    }

    async fn introduce(&self, slug: &str, person: &str, capacity: Capacity) -> Actor {
        self.introduce_by(self.operator, slug, person, capacity).await
    }

    async fn introduce_by(&self, by: Actor, slug: &str, person: &str, capacity: Capacity) -> Actor {
        let id = deeds::new_id(&self.app);
        let person_id = PersonId(derive_id(by.person, BookId::REGISTRY, id, 0));
        let key = self.app.vault.create_key(person_id).unwrap();
        let name = PersonName::new(person).unwrap().unwrap();
        let name = Sealed::seal(&name, &key, person_id, BookId::REGISTRY, id);
        let person = Introduced::New(AddPerson { name, phone: None, phone_hash: None });
        self.register(
            by,
            id,
            registry::Command::Introduce(Introduce {
                person,
                slug: slug.to_owned(),
                name: slug.to_owned(),
                capacities: vec![capacity],
                village: VILLAGE.to_owned(),
                address: None,
                to: None,
            }),
        )
        .await;
        Actor { person: person_id, party: self.app.registry().party_by_slug(slug).unwrap().party }
    }

    async fn register(&self, actor: Actor, id: CommandId, command: registry::Command) {
        let wish = Wish {
            id,
            actor,
            book: BookId::REGISTRY,
            on_behalf_of: None,
            channel: Channel::Web,
            happened: None,
            evidence: Vec::new(),
            seen: None,
            played: false,
            command: Command::Registry(command),
        };
        self.app.desk.submit(wish).await.unwrap();
    }

    async fn ask(&self, who: Actor, path: &str) -> (StatusCode, String, String) {
        let answer = self.send(who, Request::get(path), Body::empty()).await;
        (answer.0, answer.1, answer.2)
    }

    async fn post(&self, who: Actor, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let deed = deeds::new_id(&self.app).to_string();
        let mut pairs = vec![format!("deed={deed}")];
        pairs.extend(fields.iter().map(|(name, value)| format!("{name}={}", crate::share::encoded(value))));
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        self.send(who, request, Body::from(pairs.join("&"))).await
    }

    async fn parts(
        &self,
        who: Actor,
        path: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> (StatusCode, String, String) {
        self.parts_as(who, path, &deeds::new_id(&self.app).to_string(), fields, file).await
    }

    async fn parts_as(
        &self,
        who: Actor,
        path: &str,
        deed: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &[u8])>,
    ) -> (StatusCode, String, String) {
        let mut body = Vec::new();
        for (name, value) in fields.iter().copied().chain([("deed", deed)]) {
            let part = format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        if let Some((name, bytes)) = file {
            let head =
                format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--XX--\r\n");
        let request = Request::post(path).header("content-type", "multipart/form-data; boundary=XX");
        self.send(who, request, Body::from(body)).await
    }

    async fn send(
        &self,
        who: Actor,
        request: axum::http::request::Builder,
        body: Body,
    ) -> (StatusCode, String, String) {
        let token = self.app.vault.sessions.create(who.person, self.app.now()).unwrap();
        let request =
            request.header("host", "localhost").header("cookie", format!("__Host-rantai={}", token.0));
        let answer = router(Arc::clone(&self.app)).oneshot(request.body(body).unwrap()).await.unwrap();
        let status = answer.status();
        let to = answer.headers().get("location").map_or("", |to| to.to_str().unwrap()).to_owned();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        self.follow().await;
        (status, to, String::from_utf8_lossy(&body).into_owned())
    }

    /// Waits until the views show everything, however busy the machine is.
    async fn follow(&self) {
        for _ in 0..100 {
            if self.app.shows(self.app.log.watermark()).await {
                return;
            }
        }
        panic!("the views do not follow");
    }

    /// A business whose book is open, with one product and a wholesale price.
    async fn shop(&self) -> Actor {
        let rini = self.introduce("keripik-rini", "Bu Rini", Capacity::Business).await;
        self.open(rini).await;
        let product = [("name", "Keripik"), ("retail", "12.000"), ("wholesale", "9.750"), ("from", "10")];
        let fields: Vec<_> =
            product.into_iter().chain([("making", "ToStock"), ("unit", "Bungkus")]).collect();
        let (status, to, page) =
            self.parts(rini, "/business/keripik-rini/catalogue/new", &fields, None).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to} {page}");
        rini
    }

    async fn open(&self, rini: Actor) {
        let sign = [
            ("opens", "1"),
            ("name", "Keripik Bu Rini"),
            ("trade", "keripik"),
            ("street", "Jl. Pasar 3"),
            ("village", VILLAGE),
        ];
        let (status, to, page) = self.parts(rini, "/business/keripik-rini/profile", &sign, None).await;
        assert_eq!(
            (status, to.starts_with("/business/keripik-rini?")),
            (StatusCode::SEE_OTHER, true),
            "{page}"
        );
    }

    async fn list(&self, who: Actor, kind: &str, text: &str) -> (StatusCode, String, String) {
        let file = Some(("file", text.as_bytes()));
        self.parts(who, "/business/keripik-rini/import", &[("kind", kind)], file).await
    }

    /// Confirms a list and waits until its rows are taken.
    async fn taken(&self, who: Actor, list: &str) -> String {
        self.post(who, list, &[]).await;
        for _ in 0..100 {
            let (_, _, page) = self.ask(who, list).await;
            if !page.contains("<progress") {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the list never ended");
    }
}

#[tokio::test]
async fn a_business_that_is_not_open_has_every_page() {
    let town = Town::new().await;
    let rini = town.introduce("keripik-rini", "Bu Rini", Capacity::Business).await;
    let mut wrong = Vec::new();
    for row in table(false).iter().filter(|row| row.method == Method::Get) {
        let path = row.path.replace("{party}", "keripik-rini").replace("{kind}", "products");
        if !row.path.contains("{party}") || path.contains('{') || path.starts_with("/events") {
            continue;
        }
        let (status, to, _) = town.ask(rini, &path).await;
        if status.is_server_error() || (status.is_client_error() && status != StatusCode::NOT_FOUND) {
            wrong.push(format!("{path}: {status} {to}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let (_, _, home) = town.ask(rini, "/business/keripik-rini").await;
    assert!(home.contains("0 dari 6 selesai") && home.contains("/business/keripik-rini/profile"), "{home}");
}

#[tokio::test]
async fn each_first_step_is_ticked_off_and_the_list_goes_with_the_first_customer() {
    let town = Town::new().await;
    let rini = town.introduce("keripik-rini", "Bu Rini", Capacity::Business).await;
    let steps = async |done: &str| {
        let (_, _, home) = town.ask(rini, "/business/keripik-rini").await;
        assert!(home.contains(&format!("{done} dari 6 selesai")), "{done}: {home}");
    };
    steps("0").await;
    town.open(rini).await;
    steps("1").await;
    let product = [("name", "Keripik"), ("retail", "12.000"), ("making", "ToStock"), ("unit", "Bungkus")];
    town.parts(rini, "/business/keripik-rini/catalogue/new", &product, None).await;
    steps("2").await;
    let terms = [
        ("deposit", "30"),
        ("settlement", "AnyTime"),
        ("bank-0", "DANA"),
        ("number-0", "0812 3456 7890"),
        ("holder-0", "Rini"),
    ];
    let (status, ..) = town.post(rini, "/business/keripik-rini/terms", &terms).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    steps("4").await;
    let toko = town.introduce("toko-makmur", "Pak Joko", Capacity::Distributor).await;
    let approve = format!("/business/keripik-rini/customers/{}/approve", toko.party);
    assert_eq!(town.post(rini, &approve, &[]).await.0, StatusCode::SEE_OTHER);
    let (_, _, home) = town.ask(rini, "/business/keripik-rini").await;
    assert!(!home.contains("selesai</small>"), "{home}");
}

#[tokio::test]
async fn a_sign_that_is_sent_again_is_the_same_deed_also_after_it_opened_the_business_or_got_a_photo() {
    let town = Town::new().await;
    let rini = town.introduce("keripik-rini", "Bu Rini", Capacity::Business).await;
    let path = "/business/keripik-rini/profile";
    let sign = [("name", "Keripik Bu Rini"), ("trade", "keripik"), ("village", VILLAGE)];
    let opens = deeds::new_id(&town.app).to_string();
    for _ in 0..2 {
        let opening = [&[("opens", "1")], sign.as_slice()].concat();
        let (status, to, page) = town.parts_as(rini, path, &opens, &opening, None).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{to} {page}");
    }
    let words = deeds::new_id(&town.app).to_string();
    let other = [("name", "Keripik Jaya"), ("trade", "keripik"), ("village", VILLAGE)];
    let (status, ..) = town.parts_as(rini, path, &words, &other, None).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let (status, _, page) =
        town.parts(rini, path, &other, Some(("photo", picture.get_ref().as_slice()))).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let before = town.app.log.watermark();
    let (status, _, page) = town.parts_as(rini, path, &words, &other, None).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(town.app.log.watermark(), before, "it was done once");
    let shop = town.app.views.shops.shop(rini.party).unwrap();
    assert!(shop.profile.photo.is_some(), "and it takes no photo away");
}

#[tokio::test]
async fn a_sign_is_changed_and_a_refused_one_keeps_what_was_typed() {
    let town = Town::new().await;
    let rini = town.shop().await;
    let path = "/business/keripik-rini/profile";
    let sign = [("name", "Keripik Jaya"), ("trade", "keripik"), ("village", VILLAGE)];
    let (status, to, _) = town.parts(rini, path, &sign, None).await;
    assert_eq!((status, to.starts_with(path)), (StatusCode::SEE_OTHER, true));
    assert!(town.ask(rini, "/shops/keripik-rini").await.2.contains("Keripik Jaya"));
    let (status, _, page) = town.parts(rini, path, &[("name", ""), ("tagline", "pedas manis")], None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("pedas manis"), "{page}");
    let (status, ..) = town.parts(rini, path, &sign, Some(("photo", b"no photo"))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_list_is_looked_at_then_taken_once() {
    let town = Town::new().await;
    let rini = town.shop().await;
    let before = town.app.log.watermark();
    let (status, list, page) =
        town.list(rini, "products", "Nama;Harga;Stok\nKeripik;13000;\nDodol;8.000;40\nWajik;murah;\n").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let (_, _, look) = town.ask(rini, &list).await;
    assert!(look.contains("Masukkan 2 baris") && look.contains("Tulis harga dengan angka"), "{look}");
    assert_eq!(town.app.log.watermark(), before, "looking records nothing");

    let over = town.taken(rini, &list).await;
    assert!(over.contains("2 baris sudah masuk"), "{over}");
    town.follow().await;
    let after = town.app.log.watermark();
    town.post(rini, &list, &[]).await;
    assert_eq!(town.app.log.watermark(), after, "sent twice, done once");
    let names: Vec<String> =
        town.app.views.shops.products(rini.party).iter().map(|row| row.product.sheet.name.clone()).collect();
    assert_eq!(names, ["Keripik", "Dodol"]);

    let (_, again, _) =
        town.list(rini, "products", "Nama;Harga;Stok\nKeripik;13000;\nDodol;8.000;40\n").await;
    let (_, _, look) = town.ask(rini, &again).await;
    assert!(look.contains("Tidak ada yang perlu dimasukkan"), "{look}");
}

#[tokio::test]
async fn people_come_in_by_a_list_and_their_numbers_are_no_ones_twice() {
    let town = Town::new().await;
    let rini = town.shop().await;
    let text = "Nama;Telepon;Sebagai;Toko\nPak Darto;0813-2222-3333;pemasok;UD Singkong\nMas Agus;081244445555;kurir;\n";
    let (_, list, _) = town.list(rini, "contacts", text).await;
    let over = town.taken(rini, &list).await;
    assert!(over.contains("2 baris sudah masuk"), "{over}");
    let registry = town.app.registry();
    let darto = registry.parties().find(|party| party.name == "UD Singkong").unwrap();
    assert_eq!(darto.capacities, [Capacity::Supplier]);
    assert_eq!(registry.introduced_by(darto.party), Some(rini.party));
    assert_eq!(town.app.person(darto.contact), "Pak Darto");
    let (_, again, _) =
        town.list(rini, "contacts", "Nama;HP;Sebagai\nDarto;+62 813 2222 3333;pemasok\n").await;
    let (_, _, look) = town.ask(rini, &again).await;
    assert!(look.contains("Tidak ada yang perlu dimasukkan"), "{look}");
}

#[tokio::test]
async fn a_list_is_its_senders_alone_and_what_is_no_list_says_so() {
    let town = Town::new().await;
    let rini = town.shop().await;
    let admin = town.introduce("toko-lain", "Mbak Yuli", Capacity::Distributor).await;
    let add = AddMember { party: rini.party, person: admin.person, role: Role::Admin };
    town.register(town.operator, deeds::new_id(&town.app), registry::Command::AddMember(add)).await;
    let (_, list, _) = town.list(rini, "products", "Nama;Harga\nRahasia;1000\n").await;
    let (_, _, page) = town.ask(admin, &list).await;
    assert!(page.contains("sudah tidak disimpan") && !page.contains("Rahasia"), "{page}");
    let (_, _, page) = town.post(admin, &list, &[]).await;
    assert!(!page.contains("Rahasia"));
    for (text, says) in [
        ("Keripik;1000\n", "Judul kolom tidak ditemukan"),
        ("", "Pilih berkas"),
        ("\u{89}PNG\r\n\u{1a}\n\0\0", "bukan daftar"),
    ] {
        let (status, _, page) = town.list(rini, "products", text).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        assert!(page.contains(says), "{text}: {page}");
    }
    let many: String = (0..5_001).map(|n| format!("B{n};1000\n")).collect();
    let (_, _, page) = town.list(rini, "products", &format!("Nama;Harga\n{many}")).await;
    assert!(page.contains("Lebih dari 5.000 baris"));
    let (_, _, page) = town.list(rini, "products", &"x".repeat(3_000_000)).await;
    assert!(page.contains("lebih dari 2 MB"));
}

#[tokio::test]
async fn an_owner_invites_changes_and_removes_and_stays_the_last() {
    let town = Town::new().await;
    let rini = town.shop().await;
    let here = "/account/keripik-rini/people";
    let (status, _, page) =
        town.post(rini, &format!("{here}/invite"), &[("name", "Mbak Yuli"), ("role", "Finance")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("http://localhost/join/") && page.contains("wa.me/?text="), "{page}");
    let (_, _, list) = town.ask(rini, here).await;
    assert!(list.contains("Mbak Yuli") && !list.contains("/join/"), "the link is shown once: {list}");
    let open = town.app.vault.passes.list(town.app.now(), |_| true);
    let revoke = format!("{here}/invitations/{}/revoke", open[0].id);
    assert_eq!(town.post(rini, &revoke, &[]).await.0, StatusCode::SEE_OTHER);
    assert!(town.app.vault.passes.list(town.app.now(), |_| true).is_empty());
    assert_eq!(town.post(rini, &revoke, &[]).await.0, StatusCode::NOT_FOUND);
    let (status, ..) = town.post(rini, &format!("{here}/invite"), &[("name", "X"), ("role", "Member")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a business has no plain members");

    let yuli = town.introduce("toko-lain", "Mbak Yuli", Capacity::Distributor).await;
    let add = AddMember { party: rini.party, person: yuli.person, role: Role::Finance };
    town.register(town.operator, deeds::new_id(&town.app), registry::Command::AddMember(add)).await;
    assert_eq!(town.ask(yuli, here).await.0, StatusCode::FORBIDDEN);
    let of = |person: PersonId, deed: &str| format!("{here}/{person}/{deed}");
    let (status, ..) = town.post(rini, &of(yuli.person, "role"), &[("role", "Admin")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(town.app.registry().role(rini.party, yuli.person), Some(Role::Admin));
    let (status, _, page) = town.post(rini, &of(rini.person, "remove"), &[]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("paling sedikit satu pemilik"), "{page}");
    assert_eq!(town.post(rini, &of(yuli.person, "remove"), &[]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(town.app.registry().role(rini.party, yuli.person), None);
    assert_eq!(town.ask(yuli, "/business/keripik-rini").await.0, StatusCode::NOT_FOUND);
    assert_eq!(town.post(rini, &of(yuli.person, "remove"), &[]).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn wholesale_prices_are_shown_to_whom_the_business_approved() {
    let town = Town::new().await;
    let rini = town.shop().await;
    let toko = town.introduce("toko-makmur", "Pak Joko", Capacity::Distributor).await;
    let other = town.introduce("toko-lain", "Bu Ani", Capacity::Distributor).await;
    let pages = async |who: Actor, slug: &str| {
        let (_, _, shop) = town.ask(who, "/shops/keripik-rini").await;
        let (_, _, form) = town.ask(who, &format!("/distributor/{slug}/new/keripik-rini")).await;
        assert!(shop.contains("12.000") && form.contains("12.000"));
        (shop.contains("9.750"), form.contains("9.750"))
    };
    assert_eq!(pages(toko, "toko-makmur").await, (true, true));
    let choice = "/business/keripik-rini/customers/wholesale";
    assert_eq!(town.post(toko, choice, &[("wholesale", "Public")]).await.0, StatusCode::NOT_FOUND);
    let (status, ..) = town.post(rini, choice, &[("wholesale", "AfterApproval")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(pages(toko, "toko-makmur").await, (false, false));
    let approve = format!("/business/keripik-rini/customers/{}/approve", toko.party);
    town.post(rini, &approve, &[]).await;
    assert_eq!(pages(toko, "toko-makmur").await, (true, true));
    assert_eq!(pages(other, "toko-lain").await, (false, false));
    let withdraw = format!("/business/keripik-rini/customers/{}/withdraw", toko.party);
    town.post(rini, &withdraw, &[]).await;
    assert_eq!(pages(toko, "toko-makmur").await, (false, false));
}

#[tokio::test]
async fn a_name_written_down_wrongly_is_corrected_by_who_wrote_it_and_then_by_its_owner() {
    let town = Town::new().await;
    let siti = town.introduce("mebel-siti", "Bu Siti", Capacity::Business).await;
    let other = town.introduce("mebel-lain", "Pak Lain", Capacity::Business).await;
    let karno = town.introduce_by(siti, "kayu-karno", "Pak Kano", Capacity::Supplier).await;
    let here = "/business/mebel-siti/known/kayu-karno/name";

    let (status, _, page) = town.ask(siti, here).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Pak Kano") && page.contains("kayu-karno"), "{page}");
    let person = format!("{here}/person");
    let (_, _, page) = town.post(siti, &person, &[("person", ""), ("person_why", "Mistyped")]).await;
    assert!(
        page.contains(crate::i18n::Lang::Id.phrases().common.required),
        "an empty name is asked for again"
    );
    let done = town.post(siti, &person, &[("person", "Pak Karno"), ("person_why", "Mistyped")]).await;
    assert_eq!(done.0, StatusCode::SEE_OTHER, "{}", done.2);
    let fields = [
        ("trade", "UD Kayu Karno"),
        ("village", VILLAGE),
        ("address", "Jl. Jati 4 -6.5889, 110.668"),
        ("why", "Changed"),
    ];
    let wrong =
        town.post(siti, here, &[("trade", "UD Kayu Karno"), ("village", "x"), ("why", "Changed")]).await;
    assert!(wrong.2.contains("UD Kayu Karno"), "what was typed stays");
    assert_eq!(town.post(siti, here, &fields).await.0, StatusCode::SEE_OTHER);
    assert_eq!(town.app.party(karno.party), "UD Kayu Karno");
    assert_eq!(town.app.person(karno.person), "Pak Karno");
    let contact = crate::contact::Contact::of(&town.app, karno.party);
    assert_eq!(contact.address, "Jl. Jati 4");
    assert!(contact.point.is_some(), "a courier is led to the point");
    let (_, _, page) = town.ask(siti, here).await;
    assert!(page.contains("Pak Kano"), "what stood there before stays in sight");

    assert_eq!(town.ask(other, here).await.0, StatusCode::NOT_FOUND, "another business is not asked");
    let theirs = "/business/mebel-lain/known/kayu-karno/name";
    assert_eq!(town.post(other, theirs, &fields).await.0, StatusCode::NOT_FOUND);

    let (_, _, page) = town.ask(karno, "/account/kayu-karno/name").await;
    assert!(page.contains("UD Kayu Karno"), "{page}");
    let own = [("trade", "Karno & Anak"), ("village", VILLAGE), ("address", ""), ("why", "Changed")];
    assert_eq!(town.post(karno, "/account/kayu-karno/name", &own).await.0, StatusCode::SEE_OTHER);
    assert_eq!(town.app.party(karno.party), "Karno & Anak");
    let late = town.post(siti, here, &fields).await;
    assert_eq!(town.app.party(karno.party), "Karno & Anak", "it is theirs now");
    assert!(late.0.is_client_error(), "{}", late.0);
    let named = town.post(
        karno,
        "/account/kayu-karno/name/person",
        &[("person", "Karno"), ("person_why", "Changed")],
    );
    assert_eq!(named.await.0, StatusCode::SEE_OTHER);
    assert_eq!(town.app.person(karno.person), "Karno");
}
