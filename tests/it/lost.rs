//! Parts of a deployment that are missing or older than the rest: made again where that is possible, else the
//! start is refused with what to do. Never an empty shop.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rantai::app::{App, OpenError};
use rantai_core::book::derive_id;
use rantai_core::book::order::CloseOrder;
use rantai_core::desk::{ClockDoubt, Command, DeskError, Wish};
use rantai_core::ids::{BookId, OrderId, PersonId};
use rantai_core::log::{Cursor, Hash, Log, OpenError as LogError, Options};
use rantai_core::party::Actor;
use rantai_core::registry::{self, AddPerson};
use rantai_core::sealed::PersonName;
use rantai_core::time::{Clock, Moment, SystemClock};
use rantai_core::vault::VaultError;
use rantai_tests::order::{CASTS, Cast};
use rantai_tests::world::{World, command_id, party_id, person_id, wish};

use crate::folders::{copy, files};

/// What a deployment was when it was closed.
#[derive(Debug, PartialEq, Eq)]
struct Whole {
    head: (Cursor, Hash),
    rows: usize,
    names: Vec<String>,
}

/// Plays some orders in `folder`, closes it, and tells what it was.
fn play(folder: &Path, orders: usize) -> Whole {
    runtime().block_on(async {
        let world = World::open(folder, Arc::new(SystemClock));
        world.found(&CASTS[0]).await;
        for _ in 0..orders {
            Cast::of(&world, 0).play(&world, |_, _| ()).await.unwrap();
        }
        introduce(&world, orders).await;
        world.app.blobs.put(b"a photo of a chair").unwrap();
        let whole = whole(&world.app).await;
        world.close();
        whole
    })
}

/// Somebody becomes known who was not before.
async fn introduce(world: &World, number: usize) {
    let operator = &world.village.operator;
    let actor = Actor { person: person_id(&operator.people[0].person), party: party_id(&operator.slug) };
    let id = command_id(&format!("introduce/{number}"));
    let person = PersonId(derive_id(actor.person, BookId::REGISTRY, id, 0));
    world.app.vault.create_key(person).unwrap();
    let name = PersonName::new(&format!("Orang ke-{number}")).unwrap().unwrap();
    let name = world.seal_for(&name, person, BookId::REGISTRY, id);
    let add = AddPerson { name, phone: None, phone_hash: None };
    let close = CloseOrder { order: OrderId([0; 16]) };
    let wish = Wish {
        book: BookId::REGISTRY,
        command: Command::Registry(registry::Command::AddPerson(add)),
        ..wish(id, actor, actor.party, close)
    };
    world.app.desk.submit(wish).await.unwrap();
}

async fn whole(app: &App) -> Whole {
    assert!(app.views.wait_for(app.log.watermark(), Duration::from_secs(60)).await);
    let mut names: Vec<String> = app.registry().people().map(|entry| app.person(entry.person)).collect();
    names.sort();
    Whole { head: app.log.head(), rows: app.views.dump().values().map(|rows| rows.len()).sum(), names }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn open(folder: &Path) -> Result<App, OpenError> {
    // A start that was refused half way lets go of the folder a moment later, where its process does not end.
    for _ in 0..100 {
        match App::open(folder, Arc::new(SystemClock), None, Options::default()) {
            Err(OpenError::Log(LogError::InUse(_))) => std::thread::sleep(Duration::from_millis(50)),
            opened => return opened,
        }
    }
    panic!("{} stays in use", folder.display())
}

/// Opens the deployment as a start does, and tells what it is now.
fn look(folder: &Path) -> Result<Whole, OpenError> {
    let app = open(folder)?;
    let told = runtime().block_on(whole(&app));
    app.close();
    Ok(told)
}

/// A copy of the folder without some of its parts.
fn without(folder: &Path, parts: &[PathBuf]) -> tempfile::TempDir {
    let left = tempfile::tempdir().unwrap();
    copy(folder, left.path());
    for part in parts {
        let path = left.path().join(part);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    left
}

/// A copy of `newer` in which some parts are as they were in `older`.
fn put_back(newer: &Path, older: &Path, parts: &[&str]) -> tempfile::TempDir {
    let parts: Vec<PathBuf> = parts.iter().map(PathBuf::from).collect();
    let mixed = without(newer, &parts);
    for part in parts {
        let (from, to) = (older.join(&part), mixed.path().join(&part));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
    mixed
}

#[test]
fn whichever_part_is_missing_is_made_again_or_the_start_says_what_to_do() {
    let temp = tempfile::tempdir().unwrap();
    let before = play(temp.path(), 3);
    let mut parts: Vec<PathBuf> =
        ["journal", "log.sled", "vault", "blobs", "views.sled"].map(PathBuf::from).to_vec();
    parts.extend(files(temp.path()).into_iter().filter(|path| !path.starts_with("blobs")));
    for part in parts {
        let left = without(temp.path(), std::slice::from_ref(&part));
        let is_needed = part == Path::new("blobs")
            || (part.starts_with("vault") && !part.ends_with("LOCK") && !part.ends_with("witness"));
        match look(left.path()) {
            Ok(after) => assert_eq!((is_needed, &after), (false, &before), "without {}", part.display()),
            Err(OpenError::Vault(VaultError::Missing(path)) | OpenError::Uploads { folder: path, .. }) => {
                assert!(is_needed && path.ends_with(&part), "{} for {}", path.display(), part.display());
            }
            Err(other) => panic!("without {}: {other}", part.display()),
        }
    }
}

#[test]
fn whichever_parts_are_missing_together_no_empty_shop_is_opened() {
    let temp = tempfile::tempdir().unwrap();
    let before = play(temp.path(), 2);
    let parts = ["journal", "log.sled", "HEAD", "vault", "blobs", "views.sled"];
    for missing in 1..(1u32 << parts.len()) - 1 {
        let gone = (0..).zip(parts).filter(|(bit, _)| missing & 1 << bit != 0);
        let gone: Vec<PathBuf> = gone.map(|(_, part)| PathBuf::from(part)).collect();
        let left = without(temp.path(), &gone);
        let copies = ["journal", "log.sled"].map(|copy| !gone.contains(&copy.into()));
        let only_head_is_left = gone.len() == parts.len() - 1 && !gone.contains(&"HEAD".into());
        match look(left.path()) {
            Ok(after) => {
                assert_eq!(after, before, "without {gone:?}");
                assert!(copies[0] || copies[1], "{gone:?}");
            }
            Err(error) => {
                let said = error.to_string();
                assert!(
                    !said.is_empty() && !only_head_is_left || said.contains("position"),
                    "{gone:?}: {said}"
                );
            }
        }
    }
}

#[test]
fn an_older_part_put_back_is_brought_up_to_date_or_refused() {
    let (temp, early) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = temp.path();
    let before = play(folder, 2);
    copy(folder, early.path());
    let after = play(folder, 3);
    assert!(before.head.0 < after.head.0);
    for (older, needs) in [
        (&["HEAD"][..], ""),
        (&["journal"], ""),
        (&["log.sled"], ""),
        (&["views.sled"], ""),
        (&["HEAD", "journal"], ""),
        (&["HEAD", "log.sled"], ""),
        (&["journal", "log.sled"], "is damaged"),
        (&["journal", "log.sled", "HEAD"], "the vault saw position"),
        (&["journal", "log.sled", "HEAD", "views.sled"], "the vault saw position"),
        (&["journal", "log.sled", "HEAD", "vault"], "tell of position"),
        (&["vault"], "the vault does not know"),
    ] {
        let mixed = put_back(folder, early.path(), older);
        match look(mixed.path()) {
            Ok(told) => assert_eq!((needs, &told), ("", &after), "with older {older:?}"),
            Err(error) => {
                let said = error.to_string();
                assert!(!needs.is_empty() && said.contains(needs), "with older {older:?}: {said}");
            }
        }
    }
    // Everything at once is a backup, whole in itself.
    assert_eq!(look(early.path()).unwrap(), before);
}

#[test]
fn an_older_log_or_vault_can_be_accepted_by_doing_what_the_refusal_says() {
    let (temp, early) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let before = play(temp.path(), 1);
    copy(temp.path(), early.path());
    let after = play(temp.path(), 2);

    let log = put_back(temp.path(), early.path(), &["journal", "log.sled", "HEAD"]);
    let OpenError::OlderLog { file, .. } = open(log.path()).err().unwrap() else {
        panic!("refused otherwise")
    };
    fs::remove_file(file).unwrap();
    assert!(matches!(open(log.path()), Err(OpenError::Views(_))));
    fs::remove_dir_all(log.path().join("views.sled")).unwrap();
    assert_eq!(look(log.path()).unwrap().head, before.head);

    let vault = put_back(temp.path(), early.path(), &["vault"]);
    let OpenError::OlderVault { people, accept } = open(vault.path()).err().unwrap() else {
        panic!("refused otherwise")
    };
    fs::write(&accept, "").unwrap();
    let told = look(vault.path()).unwrap();
    let closed = told.names.iter().filter(|name| *name == "–").count();
    assert_eq!((told.head, closed, accept.exists()), (after.head, people, false));
    assert_eq!(look(vault.path()).unwrap().names, told.names, "it need not be accepted again");
}

#[test]
fn another_deployments_log_is_not_taken_for_this_ones() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    play(one.path(), 1);
    play(other.path(), 3);
    let mixed = put_back(one.path(), other.path(), &["journal", "log.sled", "HEAD", "views.sled"]);
    assert!(matches!(open(mixed.path()), Err(OpenError::OlderLog { .. })));
    let mixed = put_back(one.path(), other.path(), &["log.sled"]);
    match open(mixed.path()) {
        Err(OpenError::Log(LogError::Damaged { .. })) => {}
        Err(other) => panic!("{other}"),
        // The journal is whole and proved by HEAD: the foreign store is built anew.
        Ok(app) => assert_ne!(app.log.head().0, Cursor::START),
    }
}

/// A clock on the wall that can be set, and one inside the machine that cannot.
struct Wall(Mutex<Moment>);

impl Clock for Wall {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }

    fn running(&self) -> Option<Duration> {
        Some(Duration::from_secs(1_000))
    }
}

#[test]
fn a_clock_that_lies_stops_recording_until_it_comes_right_or_is_confirmed() {
    const DAY: i64 = 24 * 60 * 60;
    let temp = tempfile::tempdir().unwrap();
    let day = Moment::from_micros(1_795_000_000_000_000);
    let clock = Arc::new(Wall(Mutex::new(day)));
    runtime().block_on(async {
        let world = World::open(temp.path(), Arc::clone(&clock) as Arc<dyn Clock>);
        world.found(&CASTS[0]).await;
        let mut number = 0;
        let mut try_one = async || {
            number += 1;
            let owner = world.actor(CASTS[0][1]);
            let product = world.product(CASTS[0][1], &world.village.businesses[0].products[0].slug);
            let what = rantai_core::book::catalogue::SetPrice {
                product,
                variant: None,
                retail: rantai_core::money::Rupiah(1_000_000 + number),
                wholesale: rantai_core::money::Rupiah(900_000),
                wholesale_from: rantai_core::quantity::Quantity::whole(10),
            };
            let id = command_id(&format!("clock/{number}"));
            world.app.desk.submit(wish(id, owner, owner.party, what)).await
        };
        let first = try_one().await;
        assert!(!matches!(first, Err(DeskError::Clock(_))), "{first:?}");
        let recorded = world.app.log.watermark();
        *clock.0.lock().unwrap() = day.plus_seconds(10 * 365 * DAY);
        assert!(matches!(try_one().await, Err(DeskError::Clock(ClockDoubt::Ahead { .. }))));
        assert!(!world.app.desk.is_ready());
        *clock.0.lock().unwrap() = day.plus_seconds(-DAY);
        assert!(matches!(try_one().await, Err(DeskError::Clock(ClockDoubt::Behind { .. }))));
        assert_eq!(world.app.log.watermark(), recorded, "nothing was recorded");
        *clock.0.lock().unwrap() = day.plus_seconds(60);
        assert!(world.app.desk.is_ready());
        assert!(!matches!(try_one().await, Err(DeskError::Clock(_))));
        world.close();
    });
    // A start a year later asks the operator, once.
    *clock.0.lock().unwrap() = day.plus_seconds(365 * DAY);
    let open =
        || App::open(temp.path(), Arc::clone(&clock) as Arc<dyn Clock>, None, Options::default()).unwrap();
    let app = open();
    assert!(!app.desk.is_ready());
    app.confirm_clock().unwrap();
    assert!(app.desk.is_ready());
    app.close();
    let app = open();
    assert!(app.desk.is_ready());
    assert!(app.vault.key(PersonId([9; 16])).is_none() && app.vault.knows(person_id(&owner_of(&app))));
    app.close();
}

/// The slug of somebody in the village who has a key.
fn owner_of(app: &App) -> String {
    let village = rantai::demo::village::Village::embedded().unwrap();
    let known = |slug: &&String| app.registry().person(person_id(slug)).is_some();
    let slugs: Vec<String> =
        village.parties().flat_map(|party| &party.people).map(|member| member.person.clone()).collect();
    slugs.iter().find(known).unwrap().clone()
}
