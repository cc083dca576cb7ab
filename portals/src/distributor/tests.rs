//! What a buyer and a business read of goods that came broken, or did not come, as they go through the pages.

use axum::http::StatusCode;
use rantai_core::book::Event;
use rantai_core::book::delivery::Carrier;
use rantai_core::book::order::{Order, SlipState};
use rantai_core::facts::Facts;
use rantai_core::ids::{OrderId, PartyId, PersonId};
use rantai_core::log::{Cursor, Log as _};

use crate::i18n::Lang;
use crate::routes::tests::{Stage, multipart, stage, urlencoded};

/// An order of the demo, with the addresses of both sides.
struct Case<'a> {
    stage: &'a Stage,
    business: PartyId,
    buyer: PartyId,
    order: OrderId,
}

impl<'a> Case<'a> {
    /// The newest order that is so.
    fn newest(stage: &'a Stage, fits: impl Fn(&Order, PartyId) -> bool) -> Self {
        let commits = stage.app.log.read(Cursor::START, usize::MAX).unwrap();
        let orders = commits.iter().rev().flat_map(|commit| match Facts::of(commit).unwrap() {
            Facts::Book(events) => events,
            _ => Vec::new(),
        });
        let mut orders = orders.filter_map(|event| match event {
            Event::OrderAccepted(e) => stage.app.views.orders.sheet(e.order),
            _ => None,
        });
        let sheet =
            orders.find(|sheet| fits(&sheet.order, sheet.business)).expect("the demo has such an order");
        Self { stage, business: sheet.business, buyer: sheet.order.buyer, order: sheet.order.id }
    }

    fn order(&self) -> std::sync::Arc<rantai_projections::order_sheets::OrderSheet> {
        self.stage.app.views.orders.sheet(self.order).unwrap()
    }

    fn at(&self, portal: &str, path: &str) -> (String, PersonId) {
        let party = if portal == "business" { self.business } else { self.buyer };
        let slug = self.stage.app.slug(party);
        let person = self.stage.app.registry().party(party).unwrap().contact;
        (format!("/{portal}/{slug}/orders/{}{path}", self.order), person)
    }

    async fn reads(&self, portal: &str, path: &str) -> String {
        let (path, person) = self.at(portal, path);
        let (status, _, body) = self.stage.ask("GET", &path, Some(person), None).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        body
    }

    async fn sends(&self, portal: &str, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let (path, person) = self.at(portal, path);
        sends(self.stage, &path, person, fields, portal == "distributor").await
    }
}

async fn sends(
    stage: &Stage,
    path: &str,
    person: PersonId,
    fields: &[(&str, &str)],
    in_parts: bool,
) -> (StatusCode, String) {
    let deed = crate::deeds::new_id(&stage.app).to_string();
    let with_deed = [("deed", deed.as_str())];
    let fields = fields.iter().chain(&with_deed);
    let fields: Vec<_> = fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let sent = if in_parts { multipart(&fields) } else { urlencoded(&fields) };
    let (status, _, body) = stage.ask("POST", path, Some(person), Some(sent)).await;
    stage.app.shows(stage.app.log.watermark()).await;
    (status, body)
}

#[tokio::test]
async fn what_came_broken_and_is_kept_is_reported_looked_at_and_costs_less() {
    let stage = stage().await;
    let app = &stage.app;
    let case = Case::newest(&stage, |order, business| {
        let today = app.calendar(Lang::Id, business).today();
        let one = order.goods.iter().filter(|goods| goods.delivered.is_positive()).count() == 1;
        one && order.returns.is_empty() && order.returns_until().is_some_and(|until| until >= today)
    });
    let line = case.order().order.goods.iter().find(|goods| goods.delivered.is_positive()).unwrap().line;
    let (back, kept) = (format!("back-{line}"), format!("kept-{line}"));

    // Nothing filled in: the field says what is asked of it.
    let reason = ("reason", "Damaged");
    let (status, body) = case.sends("distributor", "/return", &[reason, (&back, "")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        body.contains("Isi jumlah barang yang rusak") && body.contains(&format!("{back}-wrong")),
        "{body}"
    );
    let (_, body) = case.sends("distributor", "/return", &[reason, (&back, "999999")]).await;
    assert!(body.contains("Kurangi jumlahnya") && body.contains(&format!("{back}-wrong")), "{body}");

    let note = ("note", "Kakinya patah, tetap saya pakai");
    let (status, body) = case.sends("distributor", "/return", &[reason, (&back, "1"), note]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    let body = case.reads("distributor", "").await;
    assert!(body.contains("Laporan Anda sedang diperiksa"), "{body}");

    // The business reads the buyer's words, and decides nothing before it has counted.
    let body = case.reads("business", "/returns").await;
    assert!(body.contains("Kakinya patah, tetap saya pakai"), "{body}");
    assert!(!body.contains("name=\"forgo-") && !body.contains("name=\"kept-amount\""), "{body}");
    let counted = [("number", "1"), (kept.as_str(), "1")];
    let (status, body) = case.sends("business", "/returns/count", &counted).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");

    // What the buyer keeps may still cost less, and no more than it cost.
    let body = case.reads("business", "/returns").await;
    assert!(body.contains("name=\"kept-amount\""), "{body}");
    let off = |amount| [("kept", "yes"), ("kept-amount", amount), ("kept-back", "Credit")];
    let (status, body) = case.sends("business", "/returns/settle", &off("999999999")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("kept-amount-wrong"), "{body}");
    let before = case.order().order.total();
    let (status, body) = case.sends("business", "/returns/settle", &off("1.000")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    assert_eq!(case.order().order.total().0, before.0 - 1_000);
    let body = case.reads("distributor", "").await;
    assert!(body.contains("Harga dipotong Rp1.000") && body.contains("tetap Anda pakai"), "{body}");
}

#[tokio::test]
async fn a_buyer_reads_first_that_an_attempt_failed_and_in_the_courier_s_words() {
    let stage = stage().await;
    let case = Case::newest(&stage, |order, _| {
        order.open_slip().is_some_and(|slip| matches!(slip.carrier, Carrier::Courier { .. }))
    });
    let sheet = case.order();
    let slip = sheet.order.open_slip().unwrap();
    let Carrier::Courier { party } = slip.carrier else { unreachable!() };
    let courier = stage.app.registry().party(party).unwrap().contact;
    let here = format!("/courier/{}/slips/{}", stage.app.slug(party), slip.id);
    if slip.state == SlipState::Issued {
        let body = case.reads("distributor", "").await;
        assert!(body.contains("Barangnya masih di"), "{body}");
        let (status, body) = sends(&stage, &format!("{here}/pickup"), courier, &[], false).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    }
    let failed = [("problem", "1"), ("fail_note", "Toko tutup, pintu dikunci")];
    let (status, body) = sends(&stage, &format!("{here}/fail"), courier, &failed, true).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    let body = case.reads("distributor", "").await;
    let told = body.find("Pengantaran gagal: ").expect("the failure is told");
    assert!(
        told < body.find("Pengiriman berikutnya sedang diatur").expect("and then what comes next"),
        "{body}"
    );
    assert!(body.contains("Toko tutup, pintu dikunci") && !body.contains("segera dikirim"), "{body}");
    let (_, _, body) = stage.ask("GET", &here, Some(courier), None).await;
    assert!(body.contains("Toko tutup, pintu dikunci"), "{body}");
}
