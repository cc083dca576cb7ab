//! Every part and every paper in every language, rendered with sample data into `target/gallery/`, so that
//! the whole face can be looked at: `cargo test -p rantai gallery`, then serve that folder.

use std::fs;
use std::path::Path;

use askama::Template;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use rantai_core::log::Cursor;
use rantai_core::money::Rupiah;
use rantai_core::time::{Day, Moment};
use tower::ServiceExt as _;

use super::*;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::print::paper::{Column, Paper};
use crate::print::{Mark, PaperParty, qr};

#[derive(Template)]
#[template(path = "web/gallery/order.html")]
struct OrderSample {
    page: Page,
    state: Chip,
    links: Vec<Link>,
    sums: Vec<Money>,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "web/gallery/order.html", block = "order")]
struct OrderFragment {
    page: Page,
    state: Chip,
    sums: Vec<Money>,
    fields: Vec<Field>,
}

#[derive(Template)]
#[template(path = "web/gallery/list.html")]
struct ListSample {
    page: Page,
    columns: Vec<(String, Vec<Row>)>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "web/gallery/form.html")]
struct FormSample {
    page: Page,
    text: Field,
    number: Field,
    money: Field,
    date: Field,
    area: Field,
    select: Field,
    choices: Field,
    photo: Field,
}

fn calendar(lang: Lang) -> Calendar {
    Calendar::new(lang, Moment::from_micros(1_795_252_500_000_000))
}

fn frame(lang: Lang, title: &str) -> Page {
    let t = lang.phrases();
    Page::new(lang, title).signed_in("Bu Siti Rahayu", "Mebel Jati Barokah").nav([
        NavItem::new("home", t.business.title, "/list.html").current().waiting(5),
        NavItem::new("cash", "Pembayaran", "/form.html").waiting(2),
        NavItem::new("layers", "Bahan", "/list.html"),
        NavItem::new("hammer", "Pengerjaan", "/list.html"),
        NavItem::new("truck", "Pengiriman", "/paper.html"),
        NavItem::new("book", "Katalog", "/list.html"),
    ])
}

fn order(lang: Lang) -> OrderSample {
    let calendar = calendar(lang);
    let t = lang.phrases();
    let days = |days: i64| calendar.moment(calendar.now.plus_seconds(-days * 86_400 - 8_100));
    let photo =
        || Photo { full: "/proof.jpg".into(), thumb: "/proof.jpg".into(), alt: "Bukti transfer BRI".into() };
    OrderSample {
        page: frame(lang, "Pesanan PS-0042")
            .back("/list.html", t.business.title)
            .live("mebel-jati-barokah", Cursor::START)
            .wide(),
        state: Chip::new(Tone::Yours, "Periksa pembayaran"),
        links: vec![
            Link::new(LinkState::Closed, "Dipesan", "Toko Makmur Jaya, Klaten").when(days(9)),
            Link::new(LinkState::Closed, "Diterima, selesai 12 Des", "Bu Siti").when(days(8)).note((t
                .common
                .on_behalf)(
                "Bu Siti",
                t.common.channel_whatsapp,
            )),
            Link::new(LinkState::Cracked, "Uang muka kurang Rp100.000", "Pak Hendra")
                .when(days(4))
                .photo(photo()),
            Link::new(LinkState::Closed, "Uang muka Rp600.000 dikirim", "Pak Hendra")
                .when(days(1))
                .photo(photo()),
            Link::new(LinkState::Open, "Uang muka diperiksa", (t.common.waits_for)("Bu Siti")),
            Link::new(LinkState::Later, "Bahan dipesan", ""),
            Link::new(LinkState::Later, "Dikerjakan dan dikemas", ""),
            Link::new(LinkState::Later, "Dikirim dan dilunasi", ""),
        ],
        sums: vec![
            Money::new("4 meja makan jati 120 cm", Rupiah(1_800_000)),
            Money::new("Ongkos kirim", Rupiah(200_000)),
            Money::sum("Jumlah", Rupiah(2_000_000)),
            Money::new("Uang muka 30%", Rupiah(600_000)),
            Money::new("Sisa", Rupiah(1_400_000)),
        ],
        fields: vec![Field::new("seen", "Yang masuk di mutasi rekening").value("600.000")],
    }
}

fn list(lang: Lang, empty: bool) -> ListSample {
    let calendar = calendar(lang);
    let s = &lang.phrases().stages;
    let ago = |days: i64| calendar.ago(calendar.now.plus_seconds(-days * 86_400));
    let row = |number: &str, who: &str, what: &str, sum: i64, chip: Chip, days: i64| {
        Row::new("/order.html", who)
            .second(format!("{number} · {what}"))
            .figure(Rupiah(sum))
            .chip(chip)
            .since(ago(days))
    };
    let columns = vec![
        (
            "Perlu Anda".to_owned(),
            vec![
                row(
                    "PS-0047",
                    "UD Sumber Rejeki",
                    "2 lemari jati ukir 3 pintu",
                    9_400_000,
                    Chip::new(Tone::Yours, s.placed),
                    0,
                ),
                row(
                    "PS-0042",
                    "Toko Makmur Jaya",
                    "4 meja makan 120 cm",
                    2_000_000,
                    Chip::new(Tone::Yours, s.claimed),
                    1,
                ),
            ],
        ),
        (
            "Dikerjakan".to_owned(),
            vec![
                row(
                    "PS-0039",
                    "Ibu Kartini",
                    "12 kursi tamu anyam rotan",
                    4_200_000,
                    Chip::new(Tone::Going, s.in_production).icon("hammer"),
                    3,
                ),
                row(
                    "PS-0036",
                    "CV Karya Bersama Yogyakarta",
                    "1 set gazebo jati 3 × 3 m",
                    18_750_000,
                    Chip::new(Tone::Failed, "Bahan terlambat"),
                    6,
                )
                .photo("/proof.jpg"),
            ],
        ),
        (
            "Dikirim".to_owned(),
            vec![row(
                "PS-0031",
                "Toko Sinar Baru",
                "20 bangku kecil",
                1_500_000,
                Chip::new(Tone::Going, s.on_the_road).icon("truck"),
                0,
            )],
        ),
        (
            "Selesai".to_owned(),
            vec![
                row(
                    "PS-0028",
                    "Toko Makmur Jaya",
                    "6 meja makan 120 cm",
                    2_700_000,
                    Chip::new(Tone::Done, s.settled),
                    12,
                ),
                row(
                    "PS-0025",
                    "UD Sumber Rejeki",
                    "1 dipan jati",
                    3_100_000,
                    Chip::new(Tone::Quiet, s.withdrawn),
                    20,
                ),
            ],
        ),
    ];
    let columns = if empty { Vec::new() } else { columns };
    let pager = Pager { newer: None, older: Some("?before=25".into()) };
    ListSample { page: frame(lang, lang.phrases().business.title).wide(), columns, pager }
}

fn form(lang: Lang) -> FormSample {
    let t = lang.phrases();
    let ways =
        [Choice::new("transfer", "Transfer bank"), Choice::new("qris", "QRIS"), Choice::new("cash", "Tunai")];
    let notice = Notice::new(Tone::Failed, t.common.refused_title, "Uang muka Rp500.000 kurang dari yang disepakati, Rp600.000. Bayar sisanya Rp100.000, lalu kirim buktinya.")
        .action("/order.html", t.common.show_current);
    FormSample {
        page: frame(lang, "Bayar uang muka").back("/order.html", "Pesanan PS-0042").notice(notice),
        text: Field::new("sender", "Nama pengirim").value("Hendra Wijaya"),
        number: Field::new("count", "Banyaknya")
            .value("2,5x")
            .unit("kodi")
            .error(Some(t.common.not_a_quantity.to_owned())),
        money: Field::new("amount", "Jumlah yang dikirim")
            .value("500.000")
            .hint("Uang muka yang disepakati Rp600.000"),
        date: Field::new("day", "Dikirim tanggal").value(Day::parse("2026-11-20").unwrap()),
        area: Field::new("note", "Pesan untuk penjual").optional(),
        select: Field::new("bank", "Ke rekening")
            .choices([Choice::new("bri", "BRI 0021-01-xxx a.n. Siti Rahayu")]),
        choices: Field::new("way", "Cara bayar").value("transfer").choices(ways),
        photo: Field::new("proof", "Foto bukti transfer"),
    }
}

fn paper(lang: Lang) -> Paper {
    let party = |name: &str, address: &str, phone: &str| PaperParty {
        name: name.into(),
        address: address.into(),
        phone: phone.into(),
    };
    let row = |goods: &str, quantity: &str| vec![goods.to_owned(), quantity.to_owned()];
    let p = &lang.phrases().papers;
    Paper {
        title: p.slip.into(),
        number: "SJ-0042".into(),
        day: calendar(lang).paper_day(Day::parse("2026-11-24").unwrap()),
        from: party("Mebel Jati Barokah", "Dk. Serenan RT 02/RW 05, Juwiring, Klaten", "0812-2700-1144"),
        to: Some((p.to.into(), party("Toko Makmur Jaya", "Jl. Pemuda 118, Klaten Tengah", "0857-4100-2231"))),
        facts: vec![(p.order.into(), "PS-0042".into()), (p.vehicle.into(), "Pikap L300, AD 1874 KC".into())],
        intro: p.goods_follow.into(),
        columns: vec![Column::words(p.goods), Column::figures(p.quantity)],
        rows: vec![
            row("Meja makan jati 120 × 80 cm, natural", "4 pcs"),
            row("Minyak jati perawatan", "1,5 liter"),
        ],
        sums: vec![Money::sum(p.collect, Rupiah(1_400_000))],
        words: Some((p.in_words.into(), "satu juta empat ratus ribu rupiah".into())),
        signs: vec![(p.sign_sender.into(), "Siti Rahayu".into()), (p.sign_receiver.into(), String::new())],
        stamp: Some(p.stamp.into()),
        mark: Mark {
            qr: qr("http://localhost:8080/periksa/0193a2f4c1e87b5d9a60"),
            url: "http://localhost:8080/check/4711/7f3a91c022de0b5d".into(),
            proof: "localhost:8080/check/4711/7f3a91c022de0b5d".into(),
            head: "#4711 7f3a91c022de0b5d".into(),
        },
        check: (p.check.into(), p.head.into()),
        ..Paper::default()
    }
}

fn samples(lang: Lang) -> Vec<(&'static str, String)> {
    vec![
        ("order", order(lang).render().unwrap()),
        ("list", list(lang, false).render().unwrap()),
        ("empty", list(lang, true).render().unwrap()),
        ("form", form(lang).render().unwrap()),
        ("paper", crate::print::paper::page(Page::new(lang, "Surat jalan SJ-0042"), paper(lang))),
    ]
}

fn app() -> Router {
    let refused = async || PortalError::refused(|t| t.stages.refused.to_owned());
    let router = Router::new()
        .route("/order", get(async |lang: Lang| show(&order(lang))))
        .route("/refused", post(refused).get(refused))
        .route("/panic", get(async || -> StatusCode { panic!("a broken handler") }))
        .merge(assets::routes())
        .fallback(not_found);
    security::harden(router)
}

async fn ask(request: Request<Body>) -> (StatusCode, axum::http::HeaderMap, Vec<u8>) {
    let answer = app().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    (parts.status, parts.headers, to_bytes(body, usize::MAX).await.unwrap().to_vec())
}

fn request(path: &str) -> axum::http::request::Builder {
    Request::builder().uri(path).header("host", "localhost")
}

#[tokio::test]
async fn the_gallery_renders_in_every_language_and_keeps_to_the_policy() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/gallery");
    fs::create_dir_all(folder.join("assets")).unwrap();
    for lang in Lang::ALL {
        for (name, html) in samples(*lang) {
            for forbidden in [" style=", "<style", "onclick=", "<script>"] {
                assert!(!html.contains(forbidden), "{name} has {forbidden}");
            }
            let suffix = if *lang == Lang::Id { String::new() } else { format!("-{}", lang.tag()) };
            fs::write(folder.join(format!("{name}{suffix}.html")), html).unwrap();
        }
    }
    for path in [assets::style(), assets::app(), assets::htmx(), assets::icons(), assets::logo()] {
        let (_, _, body) = ask(request(path).body(Body::empty()).unwrap()).await;
        fs::write(folder.join(&path[1..]), body).unwrap();
    }
    let (_, _, body) = ask(request("/nowhere").body(Body::empty()).unwrap()).await;
    fs::write(folder.join("missing.html"), body).unwrap();
}

#[test]
fn every_icon_that_is_named_is_in_the_sprite() {
    let sprite = include_str!("../../assets/icons.svg");
    for (name, html) in samples(Lang::Id) {
        for icon in
            html.split(&format!("{}#", assets::icons())).skip(1).filter_map(|rest| rest.split('"').next())
        {
            assert!(sprite.contains(&format!("<symbol id=\"{icon}\"")), "{name} names the icon {icon}");
        }
    }
}

#[tokio::test]
async fn a_first_visit_fits_its_budget() {
    let mut sizes = Vec::new();
    for path in ["/order", assets::style(), assets::htmx(), assets::app(), assets::icons(), assets::logo()] {
        let asked = request(path).header("accept-encoding", "br").body(Body::empty()).unwrap();
        sizes.push(ask(asked).await.2.len());
    }
    let [html, css, htmx, app, icons, logo] = sizes[..] else { panic!("six files") };
    println!("html {html}, css {css}, htmx {htmx}, app {app}, icons {icons}, logo {logo}");
    assert!(html + css <= 14 * 1024, "HTML and stylesheet: {}", html + css);
    assert!(htmx + app <= 18 * 1024, "scripts: {}", htmx + app);
    assert!(sizes.iter().sum::<usize>() <= 40 * 1024, "first visit: {sizes:?}");
}

#[tokio::test]
async fn an_asset_is_asked_for_once() {
    let (status, headers, _) = ask(request(assets::style()).body(Body::empty()).unwrap()).await;
    assert_eq!(
        (status, &headers["cache-control"]),
        (StatusCode::OK, &"public, max-age=31536000, immutable".parse().unwrap())
    );
    let again = request(assets::style()).header("if-none-match", headers["etag"].clone());
    let (status, _, body) = ask(again.body(Body::empty()).unwrap()).await;
    assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn what_goes_wrong_has_a_status_a_page_and_the_headers() {
    for (path, status, says) in [
        ("/nowhere", StatusCode::NOT_FOUND, "Halaman tidak ditemukan"),
        ("/assets/nothing.css", StatusCode::NOT_FOUND, "Halaman tidak ditemukan"),
        ("/refused", StatusCode::UNPROCESSABLE_ENTITY, "Belum bisa dilakukan"),
        ("/refused?lang=en", StatusCode::UNPROCESSABLE_ENTITY, "Not possible yet"),
        ("/panic", StatusCode::INTERNAL_SERVER_ERROR, "Ada yang rusak di pihak kami"),
    ] {
        let (got, headers, body) = ask(request(path).body(Body::empty()).unwrap()).await;
        let body = String::from_utf8(body).unwrap();
        assert_eq!(got, status, "{path}");
        assert!(body.contains(says) && body.contains("<!doctype html>"), "{path}: {body}");
        assert!(headers["content-security-policy"].to_str().unwrap().contains("script-src 'self'"), "{path}");
    }
}

#[tokio::test]
async fn a_refused_fragment_keeps_its_place_and_the_banner_says_why() {
    let asked = request("/refused").method("POST").header("hx-request-type", "partial");
    let (status, headers, body) = ask(asked.body(Body::empty()).unwrap()).await;
    assert_eq!(
        (status, &headers["hx-retarget"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &"#notice".parse().unwrap())
    );
    assert!(!String::from_utf8(body).unwrap().contains("<html"));
}

#[tokio::test]
async fn another_sites_form_is_turned_away_with_a_page() {
    let asked = request("/refused").method("POST").header("sec-fetch-site", "cross-site");
    let (status, _, body) = ask(asked.body(Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(String::from_utf8(body).unwrap().contains("situs lain"));
}

#[tokio::test]
async fn a_chosen_language_is_remembered() {
    let (_, headers, body) = ask(request("/order?lang=en").body(Body::empty()).unwrap()).await;
    assert!(headers["set-cookie"].to_str().unwrap().starts_with("rantai_lang=en; Path=/"));
    assert!(String::from_utf8(body).unwrap().contains("<html lang=\"en\">"));
}

#[test]
fn a_fragment_is_one_element_of_its_page() {
    let OrderSample { page, state, sums, fields, .. } = order(Lang::Id);
    let fragment = OrderFragment { page, state, sums, fields }.render().unwrap();
    assert!(fragment.trim().starts_with("<section id=\"order\""), "{fragment}");
    assert!(order(Lang::Id).render().unwrap().contains(fragment.trim()));
}
