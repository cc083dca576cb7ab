//! Seeded damage to every file of a deployment that core owns: the journal, the store, HEAD, the vault, blobs.
//!
//! Where one copy is damaged the other must heal it; where nothing proves what was, the start or the reader must
//! refuse and say where; whatever is served must be what was written. The full count:
//! `RANTAI_DAMAGES=10000 cargo nextest run -p rantai-core no_damage_is_silent`, with `RANTAI_SEED` to play one again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::event_log::{EventLog, OpenError, Options};
use super::sample::{draft, id, thing};
use super::tests::{append, copy_folder};
use super::{Commit, Cursor, Hash, Log, ReadError, head, verify};
use crate::blobs::{BlobError, Blobs};
use crate::ids::{BlobHash, PersonId};
use crate::random;
use crate::time::Moment;
use crate::vault::{Expect, SessionToken, Vault, VaultError};

const DAMAGES: u64 = 240;
const COMMITS: u64 = 230;
const PEOPLE: u64 = 70;
const PAGE: usize = 4096;
const NOW: Moment = Moment::from_micros(1_795_000_000_000_000);

/// Chance that repeats (splitmix64).
struct Dice(u64);

impl Dice {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() % limit as u64).unwrap()
    }
}

/// What was written, to hold against what is read.
struct Truth {
    folder: tempfile::TempDir,
    commits: Vec<Arc<Commit>>,
    /// Up to here something beside the journal witnesses that it was on disk.
    witnessed: u64,
    digest_key: [u8; 32],
    session: SessionToken,
    blobs: Vec<(BlobHash, Vec<u8>)>,
}

/// A folder in memory where there is one: nothing here depends on a disk, and there are thousands of them.
fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn options() -> Options {
    Options { segment_bytes: 16 << 10, cache_bytes: 4 << 20, ..Options::default() }
}

/// A rich folder: closed in order, or as a kill leaves it.
fn written(killed: bool) -> Truth {
    let folder = scratch();
    let dir = folder.path();
    let (log, _) = EventLog::open(dir, options()).unwrap();
    append(&log, 1, COMMITS / 2);
    if killed {
        // Long enough that HEAD is written with the next group, and stays behind the last ones.
        std::thread::sleep(std::time::Duration::from_millis(2_200));
    }
    append(&log, COMMITS / 2 + 1, COMMITS);
    let commits = log.read(Cursor::START, usize::MAX).unwrap();
    let vault = Vault::open(&dir.join("vault"), Expect::MayBeNew).unwrap();
    vault.create_keys(&people().collect::<Vec<_>>()).unwrap();
    vault.destroy_key(PersonId(id(3))).unwrap();
    let session = vault.sessions.create(PersonId(id(1)), NOW).unwrap();
    let digest_key = vault.digest_key();
    let stored = Blobs::open(&dir.join("blobs")).unwrap();
    let contents = (0..12u8).map(|number| vec![number; 100 + 700 * usize::from(number)]);
    let blobs = contents.map(|content| (stored.put(&content).unwrap(), content)).collect();
    drop(vault);
    let copied = scratch();
    let witnessed = if killed {
        copy_folder(dir, copied.path());
        let marked = head::read(options().machine.disk.as_ref(), copied.path()).unwrap().unwrap().position;
        assert!((1..COMMITS).contains(&marked), "{marked}");
        marked
    } else {
        drop(log);
        copy_folder(dir, copied.path());
        COMMITS
    };
    Truth { folder: copied, commits, witnessed, digest_key, session, blobs }
}

fn people() -> impl Iterator<Item = PersonId> {
    (1..=PEOPLE).map(|number| PersonId(id(number)))
}

impl Truth {
    /// A second copy is whole, and proves what was.
    const fn must_heal(&self, part: Part) -> bool {
        self.witnessed == COMMITS && matches!(part, Part::Journal | Part::Store | Part::Head)
    }
}

/// What is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Journal,
    Store,
    Head,
    JournalAndStore,
    Everything,
    Vault,
    Blobs,
}

const PARTS: [Part; 16] = {
    use Part::{Blobs, Everything, Head, Journal, JournalAndStore, Store, Vault};
    [
        Journal,
        Journal,
        Journal,
        Journal,
        Store,
        Store,
        Store,
        Store,
        JournalAndStore,
        JournalAndStore,
        JournalAndStore,
        Everything,
        Head,
        Vault,
        Vault,
        Blobs,
    ]
};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// Everything is read as it was written.
    Whole,
    /// The start refused, or the reader was told, and where.
    Named,
    /// A reader was told; the next start healed it.
    HealedLater,
    /// Commits at the end, which nothing that was left undamaged witnessed, are gone.
    Unwitnessed,
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true => folders.push(entry.path()),
                false if entry.file_name() == "LOCK" => {}
                false => found.push(entry.path()),
            }
        }
    }
    found.sort();
    found
}

/// Damages one file below `folder`, or two. Tells what it did.
fn harm(folder: &Path, dice: &mut Dice) -> String {
    let files = if folder.is_dir() { files(folder) } else { vec![folder.to_owned()] };
    let path = &files[dice.below(files.len())];
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let mut bytes = fs::read(path).unwrap();
    let kind = if bytes.is_empty() { 9 } else { dice.below(10) };
    let told = match kind {
        0..=3 => {
            let at = byte_that_counts(&bytes, dice);
            bytes[at] ^= 1 << dice.below(8);
            format!("bit in byte {at}")
        }
        4 => {
            let at = byte_that_counts(&bytes, dice);
            let length = dice.below(64) + 1;
            bytes.iter_mut().skip(at).take(length).for_each(|byte| *byte = dice.number().to_le_bytes()[0]);
            format!("{length} bytes of rubbish at {at}")
        }
        5 | 6 => {
            let at = byte_that_counts(&bytes, dice);
            bytes.truncate(at);
            format!("cut to {at} bytes")
        }
        7 => {
            let at = byte_that_counts(&bytes, dice) / PAGE * PAGE;
            bytes.iter_mut().skip(at).take(PAGE).for_each(|byte| *byte = 0);
            format!("page of zeros at {at}")
        }
        8 => {
            let other = &files[dice.below(files.len())];
            let theirs = fs::read(other).unwrap();
            fs::write(other, &bytes).unwrap();
            bytes = theirs;
            format!("swapped with {}", other.file_name().unwrap().to_string_lossy())
        }
        _ => {
            fs::remove_file(path).unwrap();
            return format!("{name}: removed");
        }
    };
    fs::write(path, bytes).unwrap();
    format!("{name}: {told}")
}

/// A place in the bytes; most of sled's file is zeros that nobody reads.
fn byte_that_counts(bytes: &[u8], dice: &mut Dice) -> usize {
    for _ in 0..50 {
        let at = dice.below(bytes.len());
        if bytes[at] != 0 || dice.below(40) == 0 {
            return at;
        }
    }
    dice.below(bytes.len())
}

#[test]
fn no_damage_is_silent() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let seed = number("RANTAI_SEED").unwrap_or_else(|| u64::from_le_bytes(random::bytes()) >> 16);
    let damages = number("RANTAI_DAMAGES").unwrap_or(DAMAGES);
    let truths = [written(false), written(true)];
    let mut told: BTreeMap<(Part, Outcome), u64> = BTreeMap::new();
    let mut silent = vec![];
    for seed in seed..seed + damages {
        let truth = &truths[usize::from(seed % 3 == 0)];
        let mut dice = Dice(seed);
        let part = PARTS[dice.below(PARTS.len())];
        let copy = scratch();
        copy_folder(truth.folder.path(), copy.path());
        let harms: Vec<String> =
            hurt(part).iter().map(|name| harm(&copy.path().join(name), &mut dice)).collect();
        match examine(truth, part, copy.path()) {
            Ok(Outcome::Named | Outcome::Unwitnessed) if truth.must_heal(part) => {
                silent.push(format!("RANTAI_SEED={seed} RANTAI_DAMAGES=1, {part:?}, {harms:?}: not healed"));
            }
            Ok(outcome) => *told.entry((part, outcome)).or_default() += 1,
            Err(what) => {
                silent.push(format!("RANTAI_SEED={seed} RANTAI_DAMAGES=1, {part:?}, {harms:?}: {what}"))
            }
        }
    }
    println!("{damages} damages from seed {seed}: {told:#?}");
    assert!(silent.is_empty(), "{} of {damages}:\n{}", silent.len(), silent.join("\n"));
}

const fn hurt(part: Part) -> &'static [&'static str] {
    match part {
        Part::Journal => &["journal"],
        Part::Store => &["log.sled"],
        Part::Head => &["HEAD"],
        Part::JournalAndStore => &["journal", "log.sled"],
        Part::Everything => &["journal", "log.sled", "HEAD"],
        Part::Vault => &["vault"],
        Part::Blobs => &["blobs"],
    }
}

/// Opens what was damaged; `Err` is what must never be.
fn examine(truth: &Truth, part: Part, dir: &Path) -> Result<Outcome, String> {
    match part {
        Part::Vault => return examine_vault(truth, dir),
        Part::Blobs => return examine_blobs(truth, dir),
        _ => {}
    }
    let mut outcome = Outcome::Whole;
    for start in 1..=3 {
        let (log, _) = match EventLog::open(dir, options()) {
            Ok(opened) => opened,
            Err(OpenError::Damaged { position, .. }) if position <= COMMITS && part != Part::Store => {
                return Ok(Outcome::Named);
            }
            Err(other) => return Err(format!("start {start}: {other}")),
        };
        let kept = usize::try_from(log.watermark().position()).unwrap();
        let whole = kept == truth.commits.len();
        if !whole {
            let witnessed = match part {
                Part::Journal | Part::Store | Part::Head | Part::JournalAndStore => truth.witnessed,
                _ => 0,
            };
            if kept > truth.commits.len() || (kept as u64) < witnessed {
                return Err(format!(
                    "start {start}: {kept} commits are left, and {witnessed} were witnessed"
                ));
            }
            outcome = Outcome::Unwitnessed;
        }
        match compare(truth, &log, kept) {
            Ok(()) => {}
            Err(Misread::Told(what)) if start < 3 => {
                outcome = outcome.max(Outcome::HealedLater);
                drop(log);
                println!("{part:?}: told {what}");
                continue;
            }
            Err(Misread::Told(what)) if part == Part::Store => {
                return Err(format!("start {start} does not heal it: {what}"));
            }
            Err(Misread::Told(_)) => return Ok(Outcome::Named),
            Err(Misread::Wrong(what)) => return Err(format!("start {start}: {what}")),
        }
        goes_on(&log, kept as u64)?;
        drop(log);
        let found = verify(dir, None).map_err(|error| error.to_string())?.damages;
        return if found.is_empty() { Ok(outcome) } else { Err(format!("it is left damaged: {found:?}")) };
    }
    unreachable!("the third start ends it")
}

enum Misread {
    /// The reader was told that it cannot be read.
    Told(String),
    /// Something else was served than was written.
    Wrong(String),
}

impl From<ReadError> for Misread {
    fn from(error: ReadError) -> Self {
        Self::Told(error.to_string())
    }
}

/// Reads everything in every way and compares it with what was written.
fn compare(truth: &Truth, log: &EventLog, kept: usize) -> Result<(), Misread> {
    let wrong = |what: String| Err(Misread::Wrong(what));
    let read = log.read(Cursor::START, usize::MAX)?;
    if read != truth.commits[..kept] {
        let at = read.iter().zip(&truth.commits).position(|(read, written)| read != written);
        return wrong(format!("{} of {kept} commits were read, different from {at:?}", read.len()));
    }
    for number in 0..10 {
        let history: Vec<Hash> =
            log.history(thing(number), Cursor::START, usize::MAX)?.iter().map(|commit| commit.hash).collect();
        let touched = truth.commits[..kept].iter().filter(|commit| commit.touched(thing(number)));
        if history != touched.map(|commit| commit.hash).collect::<Vec<_>>() {
            return wrong(format!("the history of thing {number} has {} commits", history.len()));
        }
    }
    for (at, commit) in truth.commits.iter().enumerate() {
        let found = log.outcome(&commit.draft.key())?;
        if found.map(|found| found.hash) != Some(commit.hash).filter(|_| at < kept) {
            return wrong(format!("the command of {} leads elsewhere", commit.cursor));
        }
    }
    Ok(())
}

/// What comes next is appended and read back.
fn goes_on(log: &EventLog, kept: u64) -> Result<(), String> {
    let drafts: Vec<_> = (kept + 1..=kept + 20).map(|number| draft(number % 3, number)).collect();
    let appended = log.append(drafts).map_err(|error| error.to_string())?;
    let read = log.read(Cursor(kept), usize::MAX).map_err(|error| error.to_string())?;
    if read == appended { Ok(()) } else { Err("what was appended afterwards is read otherwise".to_owned()) }
}

fn examine_vault(truth: &Truth, dir: &Path) -> Result<Outcome, String> {
    let vault = match Vault::open(&dir.join("vault"), Expect::MustExist) {
        Ok(vault) => vault,
        Err(VaultError::Damaged { .. } | VaultError::Missing(_)) => return Ok(Outcome::Named),
        Err(other) => return Err(other.to_string()),
    };
    let keyless: Vec<PersonId> = people().filter(|person| vault.key(*person).is_none()).collect();
    if keyless != [PersonId(id(3))] {
        return Err(format!("{} people have no key", keyless.len()));
    }
    let whole = vault.digest_key() == truth.digest_key
        && vault.sessions.person(&truth.session, NOW) == Some(PersonId(id(1)));
    if whole { Ok(Outcome::Whole) } else { Err("a secret or a session is another".to_owned()) }
}

fn examine_blobs(truth: &Truth, dir: &Path) -> Result<Outcome, String> {
    let blobs = Blobs::open(&dir.join("blobs")).map_err(|error| error.to_string())?;
    let mut outcome = Outcome::Whole;
    for (hash, content) in &truth.blobs {
        match blobs.get(*hash) {
            Ok(Some(read)) if read == *content => {}
            Ok(Some(_)) => return Err(format!("{hash} is served with another content")),
            Ok(None) | Err(BlobError::Damaged(_)) => outcome = Outcome::Named,
            Err(BlobError::Disk(error)) => return Err(error.to_string()),
        }
    }
    Ok(outcome)
}
