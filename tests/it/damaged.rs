//! Seeded damage to any file of a whole deployment, opened as a start does: what is shown is what was recorded, or
//! the start says what is wrong. What core owns is damaged thousands of times in `core/src/log/damaged_files.rs`; here it
//! is about the parts together, the views and the snapshots.
//!
//! The full count: `RANTAI_DAMAGES=2000 cargo nextest run -p rantai -p rantai-tests -E 'test(of_a_deployment)'`.

use std::collections::BTreeMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rantai::app::{App, OpenError};
use rantai_core::log::{Cursor, Hash, Log, Options};
use rantai_core::time::SystemClock;
use rantai_tests::dice::{Dice, count, seed};
use rantai_tests::order::{CASTS, Cast};
use rantai_tests::world::World;

use crate::folders::{copy, files};

const DAMAGES: u64 = 40;
const PAGE: usize = 4096;

type Rows = BTreeMap<&'static str, BTreeMap<Vec<u8>, Vec<u8>>>;

/// What a deployment shows.
#[derive(PartialEq, Eq)]
struct Shown {
    head: (Cursor, Hash),
    rows: Rows,
    names: Vec<String>,
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn shown(app: &App) -> Shown {
    let all = runtime().block_on(app.views.wait_for(app.log.watermark(), Duration::from_secs(60)));
    assert!(all, "the views do not reach the end of the log");
    let mut names: Vec<String> = app.registry().people().map(|entry| app.person(entry.person)).collect();
    names.sort();
    Shown { head: app.log.head(), rows: app.views.dump(), names }
}

/// A folder in memory where there is one: nothing here depends on a disk.
fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn written() -> (tempfile::TempDir, Shown) {
    let temp = scratch();
    let world = World::open(temp.path(), Arc::new(SystemClock));
    let runtime = runtime();
    runtime.block_on(world.found(&Cast::everybody()));
    for number in 0..CASTS.len() * 3 {
        runtime.block_on(Cast::of(&world, number).play(&world, |_, _| ())).unwrap();
    }
    drop(runtime);
    let shown = shown(&world.app);
    world.close();
    (temp, shown)
}

/// Damages one file. Tells which, and how.
fn harm(folder: &Path, dice: &mut Dice) -> String {
    let counts = |path: &&Path| !path.ends_with("LOCK") && !path.starts_with("blobs");
    let files: Vec<_> = files(folder).into_iter().filter(|path| counts(&path.as_path())).collect();
    // Half of them fall on what is made from the log.
    let made = |path: &&std::path::PathBuf| path.starts_with("views.sled") || path.starts_with("books");
    let chosen: Vec<_> =
        if dice.below(2) == 0 { files.iter().filter(made).collect() } else { files.iter().collect() };
    let name = *dice.of_these(&chosen);
    let path = folder.join(name);
    let mut bytes = fs::read(&path).unwrap();
    let full: Vec<usize> =
        bytes.iter().enumerate().filter(|(_, byte)| **byte != 0).map(|(at, _)| at).collect();
    let kind = if full.is_empty() { 5 } else { dice.below(6) };
    let at = if full.is_empty() { 0 } else { *dice.of_these(&full) };
    let told = match kind {
        0..=2 => {
            bytes[at] ^= 1 << dice.below(8);
            format!("bit in byte {at}")
        }
        3 => {
            bytes.truncate(at);
            format!("cut to {at} bytes")
        }
        4 => {
            bytes.iter_mut().skip(at / PAGE * PAGE).take(PAGE).for_each(|byte| *byte = 0);
            format!("page of zeros around {at}")
        }
        _ => {
            fs::remove_file(&path).unwrap();
            return format!("{}: removed", name.display());
        }
    };
    fs::write(&path, bytes).unwrap();
    format!("{}: {told}", name.display())
}

#[test]
fn no_damage_to_any_file_of_a_deployment_is_silent() {
    let seed = seed();
    let damages = count("RANTAI_DAMAGES", DAMAGES);
    let (whole, before) = written();
    let mut told: BTreeMap<String, u64> = BTreeMap::new();
    let mut silent = vec![];
    for seed in seed..seed + damages {
        let mut dice = Dice::of(seed);
        let damaged = scratch();
        copy(whole.path(), damaged.path());
        let harmed = harm(damaged.path(), &mut dice);
        let part = harmed.split(['/', ':']).next().unwrap().to_owned();
        let outcome = catch_unwind(AssertUnwindSafe(|| examine(damaged.path(), &before)));
        match outcome {
            Ok(Ok(outcome)) => *told.entry(format!("{part}: {outcome}")).or_default() += 1,
            Ok(Err(what)) => silent.push(format!("RANTAI_SEED={seed} RANTAI_DAMAGES=1, {harmed}: {what}")),
            Err(_) => silent.push(format!("RANTAI_SEED={seed} RANTAI_DAMAGES=1, {harmed}: a panic")),
        }
    }
    println!("{damages} damages: {told:#?}");
    assert!(silent.is_empty(), "{} of {damages}:\n{}", silent.len(), silent.join("\n"));
}

/// Opens it as a start does; `Err` is what must never be.
fn examine(folder: &Path, before: &Shown) -> Result<&'static str, String> {
    let app = match App::open(folder, Arc::new(SystemClock), None, Options::default()) {
        Ok(app) => app,
        Err(OpenError::Vault(_)) => return Ok("refused"),
        Err(other) => return Err(format!("refused, though another copy was whole: {other}")),
    };
    let after = shown(&app);
    app.close();
    let differ = || {
        let tables = before.rows.iter().filter(|(name, rows)| after.rows.get(*name) != Some(*rows));
        tables.map(|(name, _)| *name).collect::<Vec<_>>()
    };
    if after == *before {
        Ok("whole")
    } else {
        Err(format!("head {} instead of {}, other rows in {:?}", after.head.0, before.head.0, differ()))
    }
}
