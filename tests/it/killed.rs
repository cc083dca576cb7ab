//! kill -9 in the middle of a loaded run: everything answered is there, nothing is doubled, and the log and
//! its views are whole.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rantai_core::log::{CommandKey, Cursor, Log};
use rantai_core::time::SystemClock;
use rantai_tests::load::FOLDER;
use rantai_tests::world::World;

use crate::sums;

const KILLS: u64 = 50;
/// Every so many kills the deployment is opened and everything is added up; the others go on at once, on
/// what the kill before left behind.
const LOOKS: u64 = 10;

#[test]
fn what_was_answered_survives_fifty_kills() {
    let temp = tempfile::tempdir().unwrap();
    let folder = temp.path();
    let mut answered: BTreeSet<String> = BTreeSet::new();
    for kill in 1..=KILLS {
        let lines = load_and_kill(folder, Duration::from_millis(60 + kill * 37 % 240));
        assert!(!lines.is_empty(), "the {kill}th run was killed before it answered anybody");
        answered.extend(lines);
        verify_is_clean(folder);
        if kill % LOOKS == 0 {
            look(folder, &answered);
        }
    }
    assert!(answered.len() > 2_000, "only {} wishes were answered: that was no load", answered.len());
}

/// Starts the load, kills it some time after its first answers, and returns the wishes it answered.
fn load_and_kill(folder: &Path, after: Duration) -> Vec<String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_rantai-under-test"))
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "ready");
    let first = lines.next().unwrap().unwrap();
    let killer = std::thread::spawn(move || kill_after(child, after));
    let mut answered = vec![first];
    answered.extend(lines.map(Result::unwrap));
    killer.join().unwrap();
    answered
}

fn kill_after(mut child: Child, after: Duration) {
    std::thread::sleep(after);
    assert!(child.try_wait().unwrap().is_none(), "the load ended by itself");
    // On Unix this is SIGKILL: nothing is closed, flushed or said goodbye to.
    child.kill().unwrap();
    child.wait().unwrap();
}

fn verify_is_clean(folder: &Path) {
    let report = rantai_core::log::verify(folder, None).unwrap();
    assert!(report.damages.is_empty(), "{:?}", report.damages);
}

/// Opens the deployment as a start does and looks for every answered wish.
fn look(folder: &Path, answered: &BTreeSet<String>) {
    let world = World::open(folder, Arc::new(SystemClock));
    let log = &world.app.log;
    for line in answered {
        let [person, book, command, position] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("half an answer: {line:?}")
        };
        let key = CommandKey {
            person: person.parse().unwrap(),
            book: book.parse().unwrap(),
            command: command.parse().unwrap(),
        };
        let commit = log.outcome(&key).unwrap().unwrap_or_else(|| panic!("{line} was answered and is gone"));
        assert_eq!(commit.cursor, position.parse::<Cursor>().unwrap(), "{line} stands elsewhere");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let reached = runtime.block_on(world.app.views.wait_for(log.watermark(), Duration::from_secs(120)));
    assert!(reached, "the views reach the end of the log");
    sums::add_up(log.as_ref(), &world.app.views);
    world.close();
}
