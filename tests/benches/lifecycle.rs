//! What one whole order costs: `cargo bench -p rantai-tests --bench lifecycle`.
//!
//! Ten thousand orders are played into the books first; then whole orders, from placed to closed, go through
//! desk, log and views in this process; then harder ones (bargained over, paid three times, two suppliers, two
//! deliveries, one return); then plain ones through the JSON API of a server in another. Ends with one JSON
//! line a figure.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on has failed"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rantai_core::book::Event;
use rantai_core::desk::{Receipt, Wish};
use rantai_core::facts::Facts;
use rantai_core::log::{Cursor, EventLog, Log, Options};
use rantai_core::time::SystemClock;
use rantai_tests::api::{Client, Programs};
use rantai_tests::order::Cast;
use rantai_tests::world::World;

/// Orders in the books before anything is measured.
const IN_THE_BOOKS: usize = 10_000;
/// Orders that are measured.
const MEASURED: usize = 4_000;
/// Hard orders that are measured.
const HARD: usize = 1_000;
/// Clients that play them, each one order after another.
const CLIENTS: usize = 8;
/// Orders that eight programs play through the API; one plays an eighth of them.
const API_ORDERS: usize = 2_000;
/// Clients that fill the books.
const FILLERS: usize = 128;
/// Ticks of `/proc/self/stat` in a second; Linux has had 100 for as long as it has had programs to tell.
const TICKS_PER_SECOND: f64 = 100.0;

fn main() {
    // `cargo test --benches` runs this too, and wants nothing measured.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let number = |name: &str, otherwise| std::env::var(name).map_or(otherwise, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let (cpu, per_second, hard, programs) = runtime.block_on(async {
        let world = Arc::new(World::open(folder.path(), Arc::new(SystemClock)));
        world.found(&Cast::everybody()).await;
        let filled = Instant::now();
        play(&world, number("ORDERS", IN_THE_BOOKS), FILLERS, Course::Plain).await;
        eprintln!("the books were filled in {:.1} s", filled.elapsed().as_secs_f64());
        let threads = cpu_by_thread();
        let (cpu, wall) = (cpu_seconds(), Instant::now());
        let measured = number("MEASURED", MEASURED);
        play(&world, measured, CLIENTS, Course::Plain).await;
        let orders = measured as f64;
        for (name, after) in cpu_by_thread() {
            let used = after - threads.get(&name).copied().unwrap_or_default();
            eprintln!("{:>8.2} ms an order in {name}", used * 1_000.0 / orders);
        }
        let figures = ((cpu_seconds() - cpu) * 1_000.0 / orders, orders / wall.elapsed().as_secs_f64());
        let (cpu, wall) = (cpu_seconds(), Instant::now());
        let measured = number("HARD", HARD);
        let wishes = play(&world, measured, CLIENTS, Course::Hard).await;
        let hard = measured as f64;
        eprintln!("a hard order is {:.0} wishes", wishes as f64 / hard);
        let hard = ((cpu_seconds() - cpu) * 1_000.0 / hard, hard / wall.elapsed().as_secs_f64());
        let programs: Vec<Programs> = (0..CLIENTS).map(|number| Programs::of(&world, number)).collect();
        let Ok(world) = Arc::try_unwrap(world) else { panic!("somebody still plays") };
        world.close();
        (figures.0, figures.1, hard, programs)
    });
    let mut figures = vec![
        ("order_cpu_ms", cpu, "ms", Some(2.0)),
        ("orders_per_s_8", per_second, "orders/s", Some(1_000.0)),
        ("hard_order_cpu_ms", hard.0, "ms", None),
        ("hard_orders_per_s_8", hard.1, "orders/s", None),
    ];
    if number("API_ORDERS", API_ORDERS) > 0 {
        figures.extend(through_the_api(folder.path(), &programs, number("API_ORDERS", API_ORDERS)));
    }
    if std::env::var_os("NO_DEMO").is_none() {
        figures.push(("demo_start_s", demo_start(), "s", Some(20.0)));
    }
    for (figure, value, unit, aim) in figures {
        let value = (value * 100.0).round() / 100.0;
        println!("{}", serde_json::json!({ "figure": figure, "value": value, "unit": unit, "aim": aim }));
    }
}

/// One figure: name, value, unit, and the aim where one was set.
type Figure = (&'static str, f64, &'static str, Option<f64>);

/// The same orders through the JSON API of a server in a process of its own: one client, then eight, each on
/// one connection that stays open. Afterwards every order is looked for in the log.
fn through_the_api(folder: &Path, programs: &[Programs], orders: usize) -> Vec<Figure> {
    let before = closed_orders(folder);
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_rantai-under-test"))
        .args(["serve", "--listen", &address.to_string(), "--data"])
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !answers(address, "/readyz") {
        assert!(server.try_wait().unwrap().is_none(), "the server ended by itself");
        std::thread::sleep(Duration::from_millis(20));
    }
    let stat = format!("/proc/{}/stat", server.id());
    // The first orders warm everything up, and are not measured.
    let mut played = play_by_api(address, programs, CLIENTS * 4).ids;
    let alone = play_by_api(address, &programs[..1], orders / 8);
    let (cpu, wall) = (seconds_of(stat.as_ref()), Instant::now());
    let together = play_by_api(address, programs, orders);
    let seconds = wall.elapsed().as_secs_f64();
    // What runs behind the answers is counted, too.
    std::thread::sleep(Duration::from_secs(2));
    let cpu = (seconds_of(stat.as_ref()) - cpu) * 1_000.0 / together.ids.len() as f64;
    played.extend(alone.ids.iter().chain(&together.ids).cloned());

    let ended = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(ended.success() && server.wait().unwrap().success(), "the server ends in order");
    let report = rantai_core::log::verify(folder, None).unwrap();
    assert!(report.damages.is_empty(), "{:?}", report.damages);
    let after = closed_orders(folder);
    let new: BTreeSet<&String> = after.difference(&before).collect();
    assert_eq!(new, played.iter().collect(), "not one order lost or doubled");
    assert_eq!(played.len(), new.len());

    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1_000.0;
    vec![
        ("api_order_cpu_ms", cpu, "ms", Some(7.0)),
        ("api_orders_per_s_1", alone.ids.len() as f64 / alone.seconds, "orders/s", None),
        ("api_orders_per_s_8", together.ids.len() as f64 / seconds, "orders/s", None),
        ("api_order_p50_ms_1", milliseconds(part(alone.orders, 50)), "ms", None),
        ("api_step_p99_ms_8", milliseconds(part(together.steps, 99)), "ms", None),
    ]
}

/// What clients played, and how long each order and each call took.
struct Played {
    ids: Vec<String>,
    orders: Vec<Duration>,
    steps: Vec<Duration>,
    seconds: f64,
}

fn play_by_api(address: SocketAddr, programs: &[Programs], orders: usize) -> Played {
    let started = Instant::now();
    let play = move |programs: Programs, orders: usize| {
        let mut client = Client::to(address);
        let mut played = Played { ids: Vec::new(), orders: Vec::new(), steps: Vec::new(), seconds: 0.0 };
        for _ in 0..orders {
            let started = Instant::now();
            played.ids.push(programs.play(&mut client, |step| played.steps.push(step)));
            played.orders.push(started.elapsed());
        }
        played
    };
    let share = |client: usize| orders / programs.len() + usize::from(client < orders % programs.len());
    let playing: Vec<_> = programs
        .iter()
        .enumerate()
        .map(|(client, programs)| {
            let (programs, orders) = (programs.clone(), share(client));
            std::thread::spawn(move || play(programs, orders))
        })
        .collect();
    let mut all = Played { ids: Vec::new(), orders: Vec::new(), steps: Vec::new(), seconds: 0.0 };
    for client in playing {
        let played = client.join().unwrap();
        all.ids.extend(played.ids);
        all.orders.extend(played.orders);
        all.steps.extend(played.steps);
    }
    all.seconds = started.elapsed().as_secs_f64();
    all
}

/// The duration that so many percent of them do not exceed.
fn part(mut durations: Vec<Duration>, percent: usize) -> Duration {
    durations.sort_unstable();
    let place = durations.len() * percent / 100;
    durations[place.min(durations.len() - 1)]
}

/// Every order of the log that was closed. Each must have been placed and closed once, and each of its
/// commands must stand there once.
fn closed_orders(folder: &Path) -> BTreeSet<String> {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    let (mut cursor, mut commands, mut closed) = (Cursor::START, BTreeSet::new(), BTreeSet::new());
    loop {
        let commits = log.read(cursor, 1_000).unwrap();
        let Some(last) = commits.last() else { break };
        cursor = last.cursor;
        for commit in &commits {
            assert!(commands.insert(commit.draft.key()), "a command was done twice");
            let Facts::Book(events) = Facts::of(commit).unwrap() else { continue };
            for event in events {
                if let Event::OrderClosed(event) = event {
                    assert!(closed.insert(event.order.to_string()), "an order was closed twice");
                }
            }
        }
    }
    log.close();
    closed
}

/// Which way an order goes.
#[derive(Clone, Copy)]
enum Course {
    /// Straight from placed to settled.
    Plain,
    /// Bargained over, paid three times, with two suppliers, two deliveries and a return.
    Hard,
}

/// Plays so many orders with so many clients, and waits until every view shows them. Returns how many wishes they took.
async fn play(world: &Arc<World>, orders: usize, clients: usize, course: Course) -> u64 {
    let mut playing = Vec::new();
    for client in 0..clients {
        let world = Arc::clone(world);
        playing.push(tokio::spawn(async move {
            let cast = Cast::of(&world, client);
            let (mut last, mut wishes) = (Cursor::START, 0);
            for _ in 0..orders / clients + usize::from(client < orders % clients) {
                let counted = |_: &Wish, _: &Receipt| wishes += 1;
                let played = match course {
                    Course::Plain => cast.play(&world, counted).await,
                    Course::Hard => cast.play_hard(&world, counted).await,
                };
                last = played.unwrap().1.cursor;
            }
            (last, wishes)
        }));
    }
    let (mut last, mut wishes) = (Cursor::START, 0);
    for client in playing {
        let (cursor, counted) = client.await.unwrap();
        last = last.max(cursor);
        wishes += counted;
    }
    assert!(world.app.views.wait_for(last, Duration::from_secs(600)).await, "the views follow");
    wishes
}

/// CPU time this process has used, of all its threads, in user and in system.
fn cpu_seconds() -> f64 {
    seconds_of("/proc/self/stat".as_ref())
}

/// The same by the names of its threads: where the time goes.
fn cpu_by_thread() -> BTreeMap<String, f64> {
    let mut threads = BTreeMap::new();
    for entry in std::fs::read_dir("/proc/self/task").unwrap() {
        let folder = entry.unwrap().path();
        let name = std::fs::read_to_string(folder.join("comm")).unwrap();
        *threads.entry(name.trim().to_owned()).or_default() += seconds_of(&folder.join("stat"));
    }
    threads
}

fn seconds_of(file: &Path) -> f64 {
    let stat = std::fs::read_to_string(file).unwrap();
    let after_name = stat.rsplit_once(") ").unwrap().1;
    let fields: Vec<&str> = after_name.split(' ').collect();
    let ticks = |place: usize| fields[place].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / TICKS_PER_SECOND
}

/// From the start of the built program to a page that answers.
fn demo_start() -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let started = Instant::now();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_rantai-under-test"))
        .args(["demo", "--listen", &address.to_string(), "--data"])
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !answers(address, "/demo") {
        assert!(demo.try_wait().unwrap().is_none(), "the demo ended by itself");
        assert!(started.elapsed() < Duration::from_secs(600), "the demo does not answer");
        std::thread::sleep(Duration::from_millis(20));
    }
    let seconds = started.elapsed().as_secs_f64();
    demo.kill().unwrap();
    demo.wait().unwrap();
    seconds
}

fn answers(address: SocketAddr, path: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = Vec::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_end(&mut answer).is_ok()
        && answer.starts_with(b"HTTP/1.1 200")
}
