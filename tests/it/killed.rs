//! kill -9 at any moment of a loaded run: everything answered is there, nothing is doubled, the log and its views
//! are whole, and the next start needs nobody's hand.
//!
//! The full count: `RANTAI_KILLS=1000 cargo nextest run -p rantai -p rantai-tests -E 'test(survives_every_kill)'`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rantai_core::log::Log;
use rantai_tests::dice::{Dice, count, seed};
use rantai_tests::load;

use crate::sums;

/// How many kills, where `RANTAI_KILLS` does not say.
const KILLS: u64 = 50;
/// Every so many kills the deployment is opened and everything is added up; the others go on at once, on
/// what the kill before left behind.
const LOOKS: u64 = 10;
/// Every so many kills a new deployment begins, so that the first start is killed too, and late ones stay short.
const DEPLOYMENT: u64 = 50;
/// A start that takes longer has stopped.
const PATIENCE: Duration = Duration::from_secs(120);

#[test]
fn what_was_answered_survives_every_kill() {
    let mut dice = Dice::of(seed());
    let mut told = Told::default();
    let kills = count("RANTAI_KILLS", KILLS);
    let mut left = kills;
    while left > 0 {
        let here = left.min(DEPLOYMENT);
        kill_one_deployment(here, &mut dice, &mut told);
        left -= here;
        println!("{} of {kills} kills, {} answers", kills - left, told.answers);
    }
    println!(
        "{kills} kills, {} of them during the start: {} answers, 0 lost, 0 doubled",
        told.early, told.answers
    );
    assert!(told.answers > kills * 20, "only {} wishes were answered: that was no load", told.answers);
    assert!(
        kills < KILLS || (told.early > 0 && told.early < kills),
        "kills fall into starts and into the load"
    );
}

/// What all deployments together went through.
#[derive(Default)]
struct Told {
    answers: u64,
    early: u64,
}

fn kill_one_deployment(kills: u64, dice: &mut Dice, told: &mut Told) {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let mut answered: BTreeSet<String> = BTreeSet::new();
    let mut start = Duration::from_secs(1);
    for kill in 1..=kills {
        let lines = if dice.below(4) == 0 {
            told.early += 1;
            load_and_kill_early(folder, start.mul_f64(dice.below(1_000) as f64 / 1_000.0))
        } else {
            load_and_kill(folder, Duration::from_micros(dice.number() % 300_000), &mut start)
        };
        answered.extend(lines);
        verify_is_clean(folder);
        if kill % LOOKS == 0 || kill == kills {
            look(folder, &answered);
        }
    }
    told.answers += answered.len() as u64;
}

/// Kills the load some time after it began to start, whether or not it is ready by then.
fn load_and_kill_early(folder: &Path, after: Duration) -> Vec<String> {
    let (child, lines) = load(folder);
    kill_after(child, after);
    lines.iter().filter(|line| line != "ready").collect()
}

/// Starts the load, kills it some time after its first answers, and returns the wishes it answered.
fn load_and_kill(folder: &Path, after: Duration, start: &mut Duration) -> Vec<String> {
    let began = Instant::now();
    let (child, lines) = load(folder);
    assert_eq!(lines.recv_timeout(PATIENCE).expect("it starts by itself"), "ready");
    *start = began.elapsed();
    let first = lines.recv_timeout(PATIENCE).expect("it answers");
    kill_after(child, after);
    std::iter::once(first).chain(lines.iter()).collect()
}

/// The load, and what it says.
fn load(folder: &Path) -> (Child, Receiver<String>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rantai-under-test"))
        .env(load::FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (say, hear) = channel();
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| say.send(line)));
    (child, hear)
}

fn kill_after(mut child: Child, after: Duration) {
    std::thread::sleep(after);
    assert!(child.try_wait().unwrap().is_none(), "the load ended by itself");
    // On Unix this is SIGKILL: nothing is closed, flushed or said goodbye to.
    child.kill().unwrap();
    child.wait().unwrap();
}

fn verify_is_clean(folder: &Path) {
    match rantai_core::log::verify(folder, None) {
        Ok(report) => assert!(report.damages.is_empty(), "{:?}", report.damages),
        // Killed before there was anything.
        Err(rantai_core::log::OpenError::Missing(_)) => {}
        Err(other) => panic!("{other}"),
    }
}

/// Opens the deployment as a start does and looks for every answered wish.
fn look(folder: &Path, answered: &BTreeSet<String>) {
    let world = load::open(folder);
    let log = world.app.log.as_ref();
    let lost: Vec<String> = answered.iter().filter_map(|line| load::missing(log, line)).collect();
    assert!(lost.is_empty(), "{lost:#?}");
    assert_eq!(load::doubled(log), [] as [String; 0]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let reached = runtime.block_on(world.app.views.wait_for(log.watermark(), PATIENCE));
    assert!(reached, "the views reach the end of the log");
    sums::add_up(log, &world.app.views);
    world.close();
}
