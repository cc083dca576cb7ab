//! A desk under load, in a process of its own that can be killed, and what looks afterwards whether everything
//! it answered is there.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use rantai_core::desk::{Receipt, Wish};
use rantai_core::log::{CommandKey, Cursor, Log, Options};
use rantai_core::time::SystemClock;

use crate::order::Cast;
use crate::world::World;

/// Names the folder to load; then the program under test is not Rantai's command line but this.
pub const FOLDER: &str = "RANTAI_UNDER_LOAD";
/// Names a file of answers beside [`FOLDER`]: then nothing is loaded, but looked for.
pub const ANSWERS: &str = "RANTAI_ANSWERS";
/// How many clients play orders at once.
const CLIENTS: usize = 16;
/// So small that a segment fills, and is compressed, every few hundred commits.
const SEGMENT_BYTES: u64 = 256 << 10;
/// How many commits are read at once.
const PAGE: usize = 500;

/// Plays orders in the folder until it is killed. Prints `ready`, and every granted wish after its answer, one a
/// line: [`line`].
pub fn run(folder: &Path) -> ! {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let world = Arc::new(open(folder));
        world.found(&Cast::everybody()).await;
        say("ready");
        let mut clients = tokio::task::JoinSet::new();
        for number in 0..CLIENTS {
            let world = Arc::clone(&world);
            clients.spawn(async move {
                let cast = Cast::of(&world, number);
                loop {
                    cast.play(&world, |wish, receipt| say(&line(wish, receipt))).await.unwrap();
                }
            });
        }
        let ended = clients.join_next().await;
        panic!("clients play until the process is killed: {ended:?}")
    })
}

/// Opens the deployment as a start does, with the small segments of the load.
pub fn open(folder: &Path) -> World {
    let options = Options { segment_bytes: SEGMENT_BYTES, ..Options::default() };
    World::open_with(folder, Arc::new(SystemClock), options)
}

/// Opens the deployment as a start does, looks for every answer of the file, and fails with those that are gone,
/// stand elsewhere or are there twice.
pub fn look(folder: &Path, answers: &Path) -> std::process::ExitCode {
    let answers = std::fs::read_to_string(answers).unwrap();
    let world = open(folder);
    let wrong: Vec<String> =
        answers.lines().filter_map(|line| missing(world.app.log.as_ref(), line)).collect();
    let doubled = doubled(world.app.log.as_ref());
    let head = world.app.log.watermark();
    world.close();
    say(&format!(
        "answered {} lost {} doubled {} commits {head}",
        answers.lines().count(),
        wrong.len(),
        doubled.len()
    ));
    for line in wrong.iter().chain(&doubled) {
        eprintln!("{line}");
    }
    std::process::ExitCode::from(u8::from(!wrong.is_empty() || !doubled.is_empty()))
}

/// What is wrong with an answered wish, if anything is.
pub fn missing(log: &dyn Log, line: &str) -> Option<String> {
    let [person, book, command, position] = line.split(' ').collect::<Vec<_>>()[..] else {
        panic!("half an answer: {line:?}")
    };
    let key = CommandKey {
        person: person.parse().unwrap(),
        book: book.parse().unwrap(),
        command: command.parse().unwrap(),
    };
    match log.outcome(&key).unwrap() {
        None => Some(format!("{line} was answered and is gone")),
        Some(commit) if commit.cursor != position.parse::<Cursor>().unwrap() => {
            Some(format!("{line} stands at {}", commit.cursor))
        }
        Some(_) => None,
    }
}

/// Commands that led to more than one commit.
pub fn doubled(log: &dyn Log) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut doubled = vec![];
    let mut after = Cursor::START;
    while let Some(page) = Some(log.read(after, PAGE).unwrap()).filter(|page| !page.is_empty()) {
        for commit in page {
            after = commit.cursor;
            if !seen.insert(commit.draft.key()) {
                doubled.push(format!("the command of {after} was granted before"));
            }
        }
    }
    doubled
}

/// Person, book and id of a granted wish, and the position of its facts.
pub fn line(wish: &Wish, receipt: &Receipt) -> String {
    format!("{} {} {} {}", wish.actor.person, wish.book, wish.id, receipt.cursor)
}

/// One line, whole and at once: half a line would be a wish nobody was answered.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}
