//! A damaged record is named on the page of the order it belongs to, and the page still stands.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use rantai_core::book::order::{DeliveryWish, PlaceLine, PlaceOrder};
use rantai_core::desk::Receipt;
use rantai_core::ids::OrderId;
use rantai_core::log::Options;
use rantai_core::quantity::Quantity;
use rantai_core::time::SystemClock;
use tower::ServiceExt as _;

use crate::app::App;
use crate::deeds::{Deed, new_id};
use crate::demo::cast::{Cast, bring_in};
use crate::demo::village::Village;
use crate::routes::router;
use crate::who::{AppState, Member};

struct Stage {
    app: AppState,
    cast: Cast,
    folder: tempfile::TempDir,
}

async fn village() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let app = open(folder.path());
    let cast = bring_in(&app, &Village::embedded().unwrap(), &|_, _| ()).await.unwrap();
    Stage { app: Arc::new(app), cast, folder }
}

fn open(folder: &Path) -> App {
    App::open(folder, Arc::new(SystemClock), None, Options::default()).unwrap()
}

impl Stage {
    /// Ends the program and starts it again: nothing is in memory then.
    fn restart(self) -> Self {
        let Self { app, cast, folder } = self;
        Arc::into_inner(app).expect("nobody else holds it").close();
        Self { app: Arc::new(open(folder.path())), cast, folder }
    }

    /// A distributor orders from the first business.
    async fn order(&self) -> (OrderId, Receipt) {
        let (buyer, _) = self.cast.distributors.first().unwrap();
        let shop = &self.cast.shops[0];
        let actor = self.cast.acts[buyer];
        let registry = self.app.registry();
        let entry = registry.party(*buyer).unwrap();
        let member = Member {
            person: actor.person,
            party: *buyer,
            slug: entry.slug.clone(),
            name: entry.name.clone(),
            role: registry.role(*buyer, actor.person).unwrap(),
            capacity: Some(rantai_core::party::Capacity::Business),
            link: None,
        };
        let lines = shop.goods.iter().take(1).map(|goods| PlaceLine {
            product: goods.product,
            variant: 1,
            unit: goods.unit,
            quantity: Quantity::whole(20),
            specification: None,
            photo: None,
        });
        let wish = PlaceOrder {
            buyer: *buyer,
            lines: lines.collect(),
            wanted: None,
            delivery: DeliveryWish::Collect,
            note: None,
        };
        let deed = Deed { deed: new_id(&self.app), version: None, channel: None };
        let receipt = deed.wish(&member, shop.party, wish).submit(&self.app).await.unwrap();
        assert!(self.app.views.wait_for(receipt.cursor, Duration::from_secs(10)).await);
        (receipt.thing.unwrap().try_into().unwrap(), receipt)
    }

    /// What the business's owner reads at an address under `/audit/{party}`.
    async fn read(&self, path: &str) -> (StatusCode, String) {
        let shop = &self.cast.shops[0];
        let token = self.app.vault.sessions.create(shop.owner.person, self.app.now()).unwrap();
        let request = Request::builder()
            .uri(format!("/audit/{}{path}", shop.slug))
            .header("host", "localhost")
            .header("cookie", format!("__Host-rantai={}", token.0))
            .body(Body::empty())
            .unwrap();
        let answer = router(Arc::clone(&self.app)).oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Damages the store's copy of a commit, once it has one.
    async fn damage_store(&self, position: u64) {
        for _ in 0..200 {
            if self.app.log.damage_store(position) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the store was not fed");
    }
}

/// Flips one bit of a commit where it stands in the journal: behind the magic of its frame and its position.
fn flip_in_journal(folder: &Path, position: u64) {
    for file in std::fs::read_dir(folder.join("journal")).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        let begins = |window: &[u8]| window.starts_with(b"Rnt\xF1") && window[12..] == position.to_le_bytes();
        if let Some(at) = bytes.windows(20).position(begins) {
            bytes[at + 200] ^= 4;
            std::fs::write(path, bytes).unwrap();
            return;
        }
    }
    panic!("no segment of the journal holds the commit");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_is_named_with_its_position_and_the_page_still_stands() {
    let village = village().await;
    let (order, receipt) = village.order().await;
    let page = format!("/orders/{order}");
    let position = receipt.cursor.position();

    let (status, text) = village.read(&page).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("Rantai utuh: 1 catatan terbukti"), "{text}");
    assert!(text.contains("Pesanan dibuat"), "{text}");

    let village = village.restart();
    // One copy is damaged: what happened is still known, and the damage is named.
    flip_in_journal(village.folder.path(), position);
    let named = format!("Rantai rusak di posisi {position}");
    let (status, text) = village.read(&page).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains(&named) && text.contains("Pesanan dibuat"), "{text}");

    // Both copies are: nobody knows what stood there, and the page says exactly that.
    village.damage_store(position).await;
    let (status, text) = village.read(&page).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains(&named), "{text}");
    assert!(text.contains(&format!("Posisi {position}:")) && !text.contains("Pesanan dibuat"), "{text}");
    let (status, table) = village.read(&format!("{page}/trail.csv")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(table.contains(&format!("{position},Catatan ini rusak")), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_is_for_the_business_whose_book_it_is() {
    let village = village().await;
    let (order, _) = village.order().await;
    let other = &village.cast.shops[1];
    let token = village.app.vault.sessions.create(other.owner.person, village.app.now()).unwrap();
    for (slug, status) in
        [(&village.cast.shops[0].slug, StatusCode::NOT_FOUND), (&other.slug, StatusCode::NOT_FOUND)]
    {
        let request = Request::builder()
            .uri(format!("/audit/{slug}/orders/{order}"))
            .header("host", "localhost")
            .header("cookie", format!("__Host-rantai={}", token.0))
            .body(Body::empty())
            .unwrap();
        let answer = router(Arc::clone(&village.app)).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), status, "{slug}");
    }
}
