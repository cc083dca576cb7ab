//! The event log against the disk's limit and against rivals: `cargo bench -p rantai-tests --bench log`.
//!
//! Everything is measured in one run on the same disk, the parts that are compared one after the other, three times;
//! medians and ratios are printed, and one JSON line a figure. Needs Debian's `postgresql`, and fails without it.
//! `ROUNDS`, `SECONDS`, `LONG_SECONDS`, `COMMITS`, `SHOPS` in the environment make it shorter or longer; `ONLY=rates`
//! or `ONLY=past` measures one half.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a benchmark that cannot go on has failed"
)]

mod clients;
mod commits;
mod million;
mod postgres;
mod raw;
mod village;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rantai_core::log::{Cursor, EventLog, Log, Options};
use rantai_projections::Views;

use self::clients::drive;
use self::million::middle;
use self::postgres::Postgres;
use self::raw::Raw;
use self::village::Village;

/// Clients who wait for answers at the same time.
const CLIENTS: usize = 64;
/// Books that commits go into.
const BOOKS: u64 = 100;
/// Bytes of the raw file.
const RAW: u64 = 512 << 20;

fn main() {
    if let Some(what) = std::env::var_os(million::CHILD) {
        let folder = std::env::args().nth(1).unwrap();
        return million::run_child(what.to_str().unwrap(), Path::new(&folder));
    }
    // `cargo test --benches` runs this too, and wants nothing measured.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let folder =
        tempfile::tempdir_in(std::env::var("BENCH_DIR").unwrap_or_else(|_| "target".to_owned())).unwrap();
    let only = std::env::var("ONLY").unwrap_or_default();
    if only != "past" {
        rates(folder.path());
    }
    if only != "rates" {
        past(folder.path());
    }
}

fn number(name: &str, otherwise: f64) -> f64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().unwrap())
}

/// How much is taken in a second.
fn rates(folder: &Path) {
    let (rounds, seconds) = (number("ROUNDS", 3.0) as usize, number("SECONDS", 5.0));
    let postgres = Postgres::start(&folder.join("postgres"));
    let mut all: Vec<[f64; 8]> = vec![];
    for round in 0..rounds {
        let raw = raw(folder, CLIENTS, seconds);
        let log = log(folder, seconds);
        let desk = desk(folder, seconds);
        let (few, many) =
            (postgres.measure(16, seconds as u64, round), postgres.measure(64, seconds as u64, 100 + round));
        let sled = sled_alone(folder, seconds);
        let (answer, sync) = (answer(folder), one_sync(folder));
        eprintln!(
            "round {round}: raw {:.0}/s, log {log:.0}/s, desk {desk:.0}/s, PostgreSQL {few:.0} and {many:.0}/s, \
             sled alone {:.0}/s; one answer {:.2} ms, one sync {:.2} ms",
            raw,
            sled,
            answer * 1e3,
            sync * 1e3
        );
        all.push([raw, log, desk, few.max(many), sled, answer, sync, 0.0]);
    }
    drop(postgres);
    let median = |part: usize| middle(&mut all.iter().map(|round| round[part]).collect::<Vec<_>>());
    let ratio = |above: usize, below: usize| {
        middle(&mut all.iter().map(|round| round[above] / round[below]).collect::<Vec<_>>())
    };
    tell("raw_per_s", median(0), "commits/s", None);
    tell("append_per_s", median(1), "commits/s", None);
    tell("desk_per_s", median(2), "wishes/s", None);
    tell("postgres_per_s", median(3), "commits/s", None);
    tell("sled_alone_per_s", median(4), "commits/s", None);
    tell("append_vs_raw", ratio(1, 0), "", Some(0.9));
    tell("desk_vs_raw", ratio(2, 0), "", Some(0.3));
    tell("append_vs_postgres", ratio(1, 3), "", Some(12.0));
    tell("answer_vs_fdatasync", ratio(5, 6), "", Some(1.3));
    let raw = raw(folder, CLIENTS, seconds);
    let (sustained, lag) = sustained(folder, number("LONG_SECONDS", 60.0));
    tell("sustained_vs_raw", sustained / raw, "", Some(0.4));
    tell("peak_lag", lag as f64, "commits", None);
}

/// A deployment with a long past.
fn past(folder: &Path) {
    let (commits, shops) = (number("COMMITS", 1e6) as u64, number("SHOPS", 1e3) as usize);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let young = folder.join("young");
    runtime.block_on(million::make(&young, 10_000, shops.min(100)));
    let (append_young, history_young) = million::growth(&young);
    let old = folder.join("old");
    let made = Instant::now();
    runtime.block_on(million::make(&old, commits, shops));
    eprintln!("{commits} commits were made in {:.0} s", made.elapsed().as_secs_f64());
    eprintln!("the first start, which keeps every book: {:.1} s", million::start(&old));
    let (files, facts) = million::disk(&old);
    tell("disk_ratio", files as f64 / facts as f64, "", Some(3.0));
    tell("start_clean_s", middle(&mut [(); 5].map(|()| million::start(&old))), "s", Some(0.5));
    // Before anything is written that no book could hold.
    let replays = [(); 3].map(|()| million::replay(young_or(&young, &old)));
    tell("replay_vs_memory", middle(&mut replays.map(|(read, memory)| memory / read)), "", Some(0.7));
    let killed = [(); 3].map(|()| {
        million::kill(&old);
        million::start(&old)
    });
    tell("start_killed_s", middle(&mut { killed }), "s", Some(2.0));
    tell("rss_1m_mb", million::memory(&old), "MB", Some(200.0));
    let (append_old, history_old) = million::growth(&old);
    tell("growth_append", append_old / append_young, "", Some(1.2));
    tell("growth_history", history_old / history_young, "", Some(1.2));
    let (seconds, events) = million::heal(&old);
    tell("heal_events_per_s", events as f64 / seconds, "events/s", Some(150_000.0));
}

/// Replays go over all that is there, unless that is more than memory should hold twice.
fn young_or<'a>(young: &'a Path, old: &'a Path) -> &'a Path {
    if number("COMMITS", 1e6) > 2e6 { young } else { old }
}

/// (a): the limit.
fn raw(folder: &Path, clients: usize, seconds: f64) -> f64 {
    let mut raw = Raw::create(&folder.join("raw"), RAW);
    drive(clients, seconds, |number| commits::frame(number, BOOKS), move |group| raw.append(&group))
}

/// (b): our log, the store fed behind it.
fn log(folder: &Path, seconds: f64) -> f64 {
    let folder = folder.join("log");
    let (log, _) = EventLog::open(&folder, Options::default()).unwrap();
    let writer = Arc::clone(&log);
    let run = drive(
        CLIENTS,
        seconds,
        |number| commits::draft(number, BOOKS),
        move |group| {
            writer.append(group).unwrap();
        },
    );
    log.close();
    drop(log);
    std::fs::remove_dir_all(folder).unwrap();
    run
}

/// (b) for long, until the store has everything; and how far the store was behind at most.
fn sustained(folder: &Path, seconds: f64) -> (f64, u64) {
    let folder = folder.join("log");
    let (log, _) = EventLog::open(&folder, Options::default()).unwrap();
    let begun = Instant::now();
    let (lag, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let watcher = std::thread::spawn({
        let (log, lag, stop) = (Arc::clone(&log), Arc::clone(&lag), Arc::clone(&stop));
        move || {
            while !stop.load(Ordering::Relaxed) {
                lag.fetch_max(log.watermark().position() - log.applied().position(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    });
    let writer = Arc::clone(&log);
    drive(
        CLIENTS,
        seconds,
        |number| commits::draft(number, BOOKS),
        move |group| {
            writer.append(group).unwrap();
        },
    );
    while log.applied() < log.watermark() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let per_second = log.watermark().position() as f64 / begun.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    watcher.join().unwrap();
    log.close();
    drop(log);
    std::fs::remove_dir_all(folder).unwrap();
    (per_second, lag.load(Ordering::Relaxed))
}

/// (c): the whole desk with all views behind it. Of five wishes one each places an order, writes about it, accepts it,
/// claims its deposit, verifies that.
fn desk(folder: &Path, seconds: f64) -> f64 {
    let folder = folder.join("desk");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let village = runtime.block_on(Village::found(&folder, BOOKS as usize, CLIENTS));
    let views = Views::open(&folder.join("views.sled"), Arc::clone(&village.log) as Arc<dyn Log>).unwrap();
    let (village, stop) = (Arc::new(village), Arc::new(AtomicBool::new(false)));
    let begun = Instant::now();
    let orders: u64 = runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for client in 0..CLIENTS {
            let (village, stop) = (Arc::clone(&village), Arc::clone(&stop));
            tasks.spawn(async move {
                let mut orders = 0;
                while !stop.load(Ordering::Relaxed) {
                    village.order(client).await;
                    orders += 1;
                }
                orders
            });
        }
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        stop.store(true, Ordering::Relaxed);
        tasks.join_all().await.into_iter().sum()
    });
    let per_second = orders as f64 * 5.0 / begun.elapsed().as_secs_f64();
    let head = village.log.watermark();
    let caught_up = runtime.block_on(views.wait_for(head, Duration::from_secs(60)));
    assert!(caught_up, "the views reach the end of the log");
    eprintln!(
        "  desk: the views were there {:.2} s after the last answer",
        begun.elapsed().as_secs_f64() - seconds
    );
    let Ok(village) = Arc::try_unwrap(village) else { panic!("somebody still wishes") };
    village.desk.close();
    views.close();
    village.log.close();
    drop((views, village.log));
    std::fs::remove_dir_all(folder).unwrap();
    per_second
}

/// (e): sled alone, a group one batch, flushed, its file synced.
fn sled_alone(folder: &Path, seconds: f64) -> f64 {
    let folder = folder.join("sled");
    let db = sled::Config::new().path(&folder).cache_capacity(64 << 20).flush_every_ms(None).open().unwrap();
    let file = File::open(folder.join("db")).unwrap();
    let mut position = 0_u64;
    let run = drive(
        CLIENTS,
        seconds,
        |number| commits::frame(number, BOOKS),
        move |group| {
            let mut batch = sled::Batch::default();
            for frame in group {
                position += 1;
                batch.insert(&position.to_be_bytes(), frame);
            }
            db.apply_batch(batch).unwrap();
            db.flush().unwrap();
            file.sync_data().unwrap();
        },
    );
    std::fs::remove_dir_all(folder).unwrap();
    run
}

/// One client of the desk: the middle time of an answer.
fn answer(folder: &Path) -> f64 {
    let folder = folder.join("answer");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let village = runtime.block_on(Village::found(&folder, 1, 1));
    let mut waits = runtime.block_on(async {
        let (shop, buyer) = (village.shops[0], village.buyers[0]);
        village.order(0).await;
        let placed = village.log.read(Cursor::START, 10_000).unwrap();
        let order = placed.iter().rev().find_map(|commit| commit.draft.answer?.try_into().ok()).unwrap();
        let mut waits = vec![];
        for _ in 0..400 {
            let begun = Instant::now();
            village.write(buyer, shop.owner.party, order).await;
            waits.push(begun.elapsed().as_secs_f64());
        }
        waits
    });
    village.desk.close();
    village.log.close();
    drop(village.log);
    std::fs::remove_dir_all(folder).unwrap();
    middle(&mut waits)
}

/// The middle time of one write of as many bytes and its fdatasync.
fn one_sync(folder: &Path) -> f64 {
    let mut raw = Raw::create(&folder.join("raw"), 64 << 20);
    let mut waits: Vec<f64> = (0..400)
        .map(|number| {
            let group = vec![commits::frame(number, BOOKS)];
            let begun = Instant::now();
            raw.append(&group);
            begun.elapsed().as_secs_f64()
        })
        .collect();
    middle(&mut waits)
}

fn tell(figure: &str, value: f64, unit: &str, aim: Option<f64>) {
    let value = if value.abs() >= 100.0 { value.round() } else { (value * 100.0).round() / 100.0 };
    println!("{}", serde_json::json!({ "figure": figure, "value": value, "unit": unit, "aim": aim }));
}
