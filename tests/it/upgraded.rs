//! Facts written in a form of before are read as those of now, on every path out of the log.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rantai_core::book::Event;
use rantai_core::book::payment::{PaymentVerified, PaymentVerifiedV1};
use rantai_core::codec;
use rantai_core::facts::Facts;
use rantai_core::ids::{OrderId, PartyId};
use rantai_core::log::{Cursor, Draft, EventLog, Log as _, Options, RawFact, verify};
use rantai_core::money::Rupiah;
use rantai_core::time::SystemClock;
use rantai_projections::audit_trail;
use rantai_tests::order::Cast;
use rantai_tests::world::World;

/// The commit as a program of before wrote it.
fn as_before(mut draft: Draft) -> Draft {
    for fact in &mut draft.facts {
        let Ok(Event::PaymentVerified(now)) = Event::from_raw(fact) else { continue };
        let PaymentVerified { payment, order, amount, to_order, to_credit, fee, receipt } = now;
        assert_eq!(fee, Rupiah::ZERO);
        let before = PaymentVerifiedV1 { payment, order, amount, to_order, to_credit, receipt };
        *fact = RawFact { version: 1, bytes: codec::encode(&before), ..fact.clone() };
    }
    draft
}

/// How many payments are recorded as verified in that version.
fn verified(log: &EventLog, version: u16) -> usize {
    let commits = log.read(Cursor::START, usize::MAX).unwrap();
    let facts = commits.iter().flat_map(|commit| &commit.draft.facts);
    facts.filter(|fact| (fact.kind, fact.version) == (0x0502, version)).count()
}

/// Writes the log in `folder` again as a program of before would have, beside the same vault.
fn write_as_before(folder: &Path, before: &Path) {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    let (older, _) = EventLog::open(before, Options::default()).unwrap();
    let commits = log.read(Cursor::START, usize::MAX).unwrap();
    for part in commits.chunks(100) {
        older.append(part.iter().map(|commit| as_before(commit.draft.clone())).collect()).unwrap();
    }
    assert_eq!((verified(&log, 2), verified(&older, 1), verified(&older, 2)), (2, 2, 0));
    log.close();
    older.close();
    copy(&folder.join("vault"), &before.join("vault"));
    // The vault saw the log of now, and this is another.
    std::fs::remove_file(before.join("vault/witness")).unwrap();
    std::fs::create_dir(before.join("blobs")).unwrap();
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// What the owner's audit page is made of: every verified payment of the order.
fn told(world: &World, business: PartyId, order: OrderId) -> Vec<PaymentVerified> {
    let trail = audit_trail::trail(world.app.log.as_ref(), business, order.into(), Cursor::START, usize::MAX)
        .unwrap();
    let events = trail.into_iter().flat_map(|entry| entry.events);
    events.filter_map(|event| if let Event::PaymentVerified(e) = event { Some(e) } else { None }).collect()
}

async fn world(folder: &Path) -> World {
    let world = World::open(folder, Arc::new(SystemClock));
    let head = world.app.log.watermark();
    assert!(world.app.views.wait_for(head, Duration::from_secs(60)).await);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_with_facts_in_a_form_of_before_is_read_on_every_path() {
    let (now, before) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let played = World::open(now.path(), Arc::new(SystemClock));
    played.found(&Cast::everybody()).await;
    let cast = Cast::of(&played, 0);
    let (first, last) = cast.play(&played, |_, _| ()).await.unwrap();
    assert!(played.app.views.wait_for(last.cursor, Duration::from_secs(60)).await);
    let rows = played.app.views.dump();
    played.close();
    write_as_before(now.path(), before.path());

    // The desk loads it, the views fold it to the same rows, and the next order is written in the form of now.
    let mixed = world(before.path()).await;
    assert_eq!(mixed.app.views.dump(), rows);
    let (second, last) = cast.play(&mixed, |_, _| ()).await.unwrap();
    assert!(mixed.app.views.wait_for(last.cursor, Duration::from_secs(60)).await);
    assert_eq!((verified(&mixed.app.log, 1), verified(&mixed.app.log, 2)), (2, 2));
    let business = cast.business().party;
    for (order, receipts) in
        [(first, ["KW-2026-0001", "KW-2026-0002"]), (second, ["KW-2026-0003", "KW-2026-0004"])]
    {
        let told = told(&mixed, business, order);
        assert_eq!(told.iter().map(|e| e.receipt.as_str()).collect::<Vec<_>>(), receipts);
        assert!(told.iter().all(|e| e.fee == Rupiah::ZERO && e.to_order == e.amount));
        assert_eq!(mixed.app.views.orders.sheet(order).unwrap().order.rest(), Rupiah::ZERO);
    }
    mixed.close();

    // The walk through everything finds nothing, every fact of it can be read, and so can the rows once more.
    let report = verify(before.path(), None).unwrap();
    assert!(report.damages.is_empty() && report.hash.is_some(), "{report:?}");
    let again = world(before.path()).await;
    let commits = again.app.log.read(Cursor::START, usize::MAX).unwrap();
    assert!(commits.iter().all(|commit| Facts::of(commit).is_ok()));
    again.close();
    let folder = before.path().to_owned();
    tokio::task::spawn_blocking(move || crate::rebuilt::check(&folder)).await.unwrap();
}
