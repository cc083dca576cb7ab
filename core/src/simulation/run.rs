//! One run: clients wish, the disk fails, the power goes, the clock jumps; after all of it everything holds.

mod clients;
mod restarts;
mod time;

use std::collections::{HashMap, HashSet};
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::Arc;

use super::Dice;
use super::hands::Time;
use super::oracle::Oracle;
use super::village::{Pen, Stage, settle};
use crate::desk::{Command, DeskByHand, DeskError, Receipt, Seen, Wish};
use crate::ids::{BlobHash, PersonId};
use crate::log::simulated::{Fault, World, audit, verify};
use crate::log::{CommandKey, Cursor, EventLog, Hash, Log, OpenError, Options};
use crate::party::Actor;
use crate::time::{Clock, Moment};

/// Where the snapshots of books are.
const SHELF: &str = "/shop/data/books";
const DIR: &str = "/shop/data";
const DIGEST_KEY: [u8; 32] = [7; 32];
/// Comes with every second wish.
const PHOTO: BlobHash = BlobHash([9; 32]);
/// Groups that may wait for the store before it must be fed.
const WAITING: u64 = 60;

/// What a run was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// How many wishes were handed in, repeated ones not counted.
    pub commands: u64,
    /// How many commits the log holds in the end.
    pub commits: u64,
    /// How often the process ended and began again.
    pub restarts: u64,
    /// How many of these were power cuts.
    pub power_cuts: u64,
    /// How many operations on the disk failed.
    pub failures: u64,
    /// How many reads failed, or gave something else than what is there.
    pub bad_reads: u64,
    /// How many wishes were not granted because the clock was wrong.
    pub clock_refusals: u64,
    /// How many commits time alone made.
    pub ticks: u64,
    /// The hash of everything.
    pub head: Hash,
}

/// How the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Closed,
    Killed,
    PowerCut,
}

/// A wish that was granted, as its sender knows it.
#[derive(Debug, Clone)]
struct Granted {
    wish: Wish,
    receipt: Receipt,
}

struct Run {
    dice: Dice,
    world: World,
    time: Time,
    log: Option<Arc<EventLog>>,
    desk: Option<DeskByHand>,
    oracle: Oracle,
    pen: Pen,
    operator: Actor,
    stages: Vec<Stage>,
    staff: Vec<Actor>,
    people: Vec<PersonId>,
    /// Commands that may have become commits.
    lawful: HashSet<CommandKey>,
    /// What screens showed where a wish depends on it.
    seen: HashMap<CommandKey, Seen>,
    granted: Vec<Granted>,
    granted_by: HashMap<CommandKey, usize>,
    /// Wishes nobody knows the answer of.
    doubt: Vec<Wish>,
    /// Wishes that are still on their way.
    delayed: Vec<Wish>,
    groups: u64,
    /// While the last group was decided, something could not be read.
    unread: bool,
    outcome: Outcome,
}

/// Runs so many random commands with what that seed decides.
///
/// # Errors
/// What did not hold.
pub fn run(seed: u64, commands: u64) -> Result<Outcome, String> {
    match catch_unwind(|| run_through(seed, commands)) {
        Ok(outcome) => outcome,
        Err(panic) => Err(panic
            .downcast::<String>()
            .map_or_else(|_| "it panicked".to_owned(), |message| format!("it panicked: {message}"))),
    }
}

fn run_through(seed: u64, commands: u64) -> Result<Outcome, String> {
    let mut run = Run::begin(seed)?;
    let at = |run: &Run, error: String| format!("after {} commands: {error}", run.outcome.commands);
    while run.outcome.commands < commands {
        run.turn().map_err(|error| at(&run, error))?;
    }
    run.end().map_err(|error| at(&run, error))
}

fn key(wish: &Wish) -> CommandKey {
    CommandKey { person: wish.actor.person, book: wish.book, command: wish.id }
}

fn name(wish: &Wish) -> &'static str {
    match &wish.command {
        Command::Book(command) => command.name(),
        Command::Registry(command) => command.name(),
    }
}

fn same(one: &Wish, other: &Wish) -> bool {
    one.command == other.command
}

impl Run {
    fn begin(seed: u64) -> Result<Self, String> {
        let mut dice = Dice::of(seed);
        let world = World::new(dice.roll());
        let none = Outcome {
            commands: 0,
            commits: 0,
            restarts: 0,
            power_cuts: 0,
            failures: 0,
            bad_reads: 0,
            clock_refusals: 0,
            ticks: 0,
            head: Hash::ZERO,
        };
        let mut run = Self {
            dice,
            world,
            time: Time::begin(Moment::from_micros(1_795_000_000_000_000)),
            log: None,
            desk: None,
            oracle: Oracle::default(),
            pen: Pen::default(),
            operator: Actor::STRANGER,
            stages: Vec::new(),
            staff: Vec::new(),
            people: Vec::new(),
            lawful: HashSet::new(),
            seen: HashMap::new(),
            granted: Vec::new(),
            granted_by: HashMap::new(),
            doubt: Vec::new(),
            delayed: Vec::new(),
            groups: 0,
            unread: false,
            outcome: none,
        };
        run.open().map_err(|error| error.to_string())?;
        run.desk = Some(run.open_desk()?);
        let mut pen = Pen::default();
        let (operator, stages) = settle(&mut pen, &mut |wish| {
            let answers = run.hand_in(vec![wish])?;
            match answers.into_iter().next() {
                Some(Ok(receipt)) => Ok(receipt),
                other => Err(format!("the village cannot begin: {other:?}")),
            }
        })?;
        run.pen = pen;
        run.operator = operator;
        run.stages = stages.into();
        Ok(run)
    }

    fn options(&self) -> Options {
        Options { segment_bytes: 4 << 10, machine: self.world.machine(), ..Options::default() }
    }

    fn open(&mut self) -> Result<(), OpenError> {
        let (log, _) = EventLog::open(Path::new(DIR), self.options())?;
        self.log = Some(log);
        Ok(())
    }

    fn log(&self) -> Result<&Arc<EventLog>, String> {
        self.log.as_ref().ok_or_else(|| "no log is open".to_owned())
    }

    fn open_desk(&self) -> Result<DeskByHand, String> {
        let log = Arc::clone(self.log()?) as Arc<dyn Log>;
        let clock = Arc::clone(&self.time.hands) as Arc<dyn Clock>;
        DeskByHand::open(log, clock, DIGEST_KEY, Path::new(SHELF), &self.world.machine())
            .map_err(|error| error.to_string())
    }

    fn desk(&mut self) -> Result<&mut DeskByHand, String> {
        self.desk.as_mut().ok_or_else(|| "no desk is open".to_owned())
    }

    /// Hands a group in and looks at the answers and at what the log has since.
    fn hand_in(&mut self, group: Vec<Wish>) -> Result<Vec<Result<Receipt, DeskError>>, String> {
        for wish in &group {
            self.lawful.insert(key(wish));
            if let Some(seen) = wish.seen {
                self.seen.insert(key(wish), seen);
            }
        }
        let before = self.oracle.end();
        let wrong_clock = self.time.is_wrong(self.oracle.last);
        let unread = self.world.read_failures();
        if !self.stages.is_empty() && self.dice.one_in(12) {
            self.spoil_reads(true);
        }
        let answers = self.desk()?.hand_in(group.clone());
        self.world.read_well();
        self.unread = self.world.read_failures() > unread;
        self.groups += 1;
        self.follow()?;
        if wrong_clock && self.oracle.end() != before {
            let (now, last) = (self.time.now(), self.oracle.last);
            return Err(format!("something was dated by a clock that is wrong: {now:?} after {last:?}"));
        }
        let mut first = HashSet::new();
        for (wish, answer) in group.into_iter().zip(&answers) {
            let told = format!("{} {:?} was answered {answer:?}", name(&wish), wish.id);
            self.check(wish, answer, before, wrong_clock, &mut first)
                .map_err(|what| format!("{told}: {what}"))?;
        }
        let full = answers.iter().any(|answer| matches!(answer, Err(DeskError::DiskFull)));
        if (full || self.dice.one_in(10)) && self.is_well()? {
            let desk = self.desk.as_mut().ok_or("no desk is open")?;
            self.oracle.compare(desk)?;
        }
        Ok(answers)
    }

    /// Folds what the log has since.
    fn follow(&mut self) -> Result<(), String> {
        let log = Arc::clone(self.log()?);
        let new = log.read(self.oracle.end(), usize::MAX).map_err(|error| error.to_string())?;
        for commit in &new {
            let key = commit.draft.key();
            let by_time = key.person == Actor::CLOCK.person;
            self.outcome.ticks += u64::from(by_time);
            if !by_time && !self.lawful.contains(&key) {
                return Err(format!("{} holds what nobody may have wished", commit.cursor));
            }
            if let Some(seen) = self.seen.get(&key) {
                let version = self.oracle.version(key.book, seen.thing);
                if version != seen.version {
                    return Err(format!("{} was decided on a stale screen", commit.cursor));
                }
            }
            self.oracle.keep(commit)?;
        }
        if log.watermark() == self.oracle.end() {
            Ok(())
        } else {
            Err(format!("the log reads up to {}, not to its watermark", self.oracle.end()))
        }
    }

    fn check(
        &mut self,
        wish: Wish,
        answer: &Result<Receipt, DeskError>,
        before: Cursor,
        wrong_clock: bool,
        first: &mut HashSet<CommandKey>,
    ) -> Result<(), String> {
        let key = key(&wish);
        let commit = self.oracle.by_key.get(&key).cloned();
        match (answer, commit) {
            (Ok(receipt), Some(commit)) => {
                let repeated = commit.cursor <= before || !first.insert(key);
                let expected = Receipt { cursor: commit.cursor, thing: commit.draft.answer, repeated };
                if *receipt != expected {
                    return Err(format!("expected {expected:?}"));
                }
                self.keep_granted(wish, *receipt)
            }
            (Ok(receipt), None) if receipt.thing.is_none() && !receipt.repeated => {
                if wrong_clock {
                    return Err("it was decided by a clock that is wrong".to_owned());
                }
                self.lawful.remove(&key);
                Ok(())
            }
            (Ok(_), None) => Err("nothing of it is in the log".to_owned()),
            (Err(DeskError::Refused(_)), Some(_)) => match self.granted_by.get(&key) {
                Some(index) if self.granted.get(*index).is_some_and(|it| same(&it.wish, &wish)) => {
                    Err("it was granted before".to_owned())
                }
                _ => Ok(()),
            },
            (Err(DeskError::Refused(_) | DeskError::DiskFull), None) => {
                self.lawful.remove(&key);
                Ok(())
            }
            (Err(DeskError::DiskFull), Some(_)) => Ok(()),
            (Err(DeskError::OutcomeUnknown), _) => {
                self.doubt.push(wish);
                Ok(())
            }
            (Err(DeskError::Clock(_)), None) if wrong_clock || self.time.is_wrong(self.oracle.last) => {
                self.outcome.clock_refusals += 1;
                self.lawful.remove(&key);
                Ok(())
            }
            (Err(DeskError::Clock(_)), _) => Err("the clock is right".to_owned()),
            (Err(DeskError::Unreadable), None) if self.unread => {
                self.lawful.remove(&key);
                Ok(())
            }
            (Err(DeskError::Unreadable), _) => Err("a book cannot be read".to_owned()),
            (Err(DeskError::Closed), _) => Err("the desk is open".to_owned()),
        }
    }

    fn keep_granted(&mut self, wish: Wish, receipt: Receipt) -> Result<(), String> {
        let key = key(&wish);
        match self.granted_by.get(&key).and_then(|index| self.granted.get(*index)) {
            None => {
                self.granted_by.insert(key, self.granted.len());
                self.granted.push(Granted { wish, receipt });
                Ok(())
            }
            Some(known) if !same(&known.wish, &wish) => Err("another wish had that id".to_owned()),
            Some(known) if known.receipt.cursor != receipt.cursor => {
                Err("it was answered otherwise".to_owned())
            }
            Some(_) => Ok(()),
        }
    }

    /// Clients wish, something may fail, what runs behind runs on, and the process may end.
    fn turn(&mut self) -> Result<(), String> {
        self.move_clock()?;
        if self.dice.one_in(3) {
            self.pass_time()?;
            if self.log()?.failure().is_some() {
                self.look_at_failed()?;
                return self.restart();
            }
            if self.desk()?.is_poisoned() {
                return self.restart();
            }
        }
        let group = self.group();
        if self.dice.one_in(25) {
            self.plan_failure();
        }
        if self.dice.one_in(40) {
            self.world.fill();
        }
        if self.dice.one_in(40) {
            return self.lose_answers(group);
        }
        if !group.is_empty() {
            self.hand_in(group)?;
        }
        self.behind()?;
        self.read_badly()?;
        if self.log()?.failure().is_some() {
            self.look_at_failed()?;
            return self.restart();
        }
        if self.desk()?.is_poisoned() {
            return self.restart();
        }
        if self.dice.one_in(4) {
            self.world.repair();
        }
        if self.dice.one_in(40) { self.restart() } else { Ok(()) }
    }

    /// The group is handed in, and the power goes before anybody hears of it.
    fn lose_answers(&mut self, group: Vec<Wish>) -> Result<(), String> {
        let mut unheard = Vec::new();
        for wish in &group {
            self.lawful.insert(key(wish));
            if let Some(seen) = wish.seen {
                self.seen.insert(key(wish), seen);
            }
            unheard.push(wish.clone());
        }
        self.desk()?.hand_in(group);
        self.doubt.extend(unheard);
        self.restart()
    }

    /// The log and the desk take wishes.
    fn is_well(&mut self) -> Result<bool, String> {
        Ok(self.log()?.failure().is_none() && !self.desk()?.is_poisoned())
    }

    /// Time passes, and the operator may say that the clock is right.
    fn move_clock(&mut self) -> Result<(), String> {
        let last = self.oracle.last;
        self.time.go_on(&mut self.dice, last);
        if self.time.is_wrong(last) && self.dice.one_in(6) {
            let confirmation = self.desk()?.confirm_clock();
            self.time.confirmed(confirmation);
        }
        let doubted = self.desk()?.clock_doubt();
        if doubted.is_some() != self.time.is_wrong(last) && self.is_well()? {
            return Err(format!(
                "at {:?} after {last:?} the clock is thought of as {doubted:?}",
                self.time.now()
            ));
        }
        self.time.looked_at(last);
        Ok(())
    }

    /// Some reads to come fail, or where that is allowed give something else than what is there.
    fn spoil_reads(&mut self, damaged: bool) {
        let (after, lasting) = (self.dice.below(8), self.dice.one_in(3));
        let damaged = self.dice.one_in(2) && damaged;
        self.world.spoil_reads(after, damaged, lasting);
    }

    /// Somebody reads while the disk fails to: they get an error, or what is there.
    fn read_badly(&mut self) -> Result<(), String> {
        if !self.dice.one_in(12) {
            return Ok(());
        }
        self.spoil_reads(true);
        let log = Arc::clone(self.log()?);
        let from = self.dice.below(self.oracle.end().0 + 1);
        let read = log.read(Cursor(from), 20);
        let known = self.dice.pick(&self.oracle.commits).cloned();
        let outcome = known.as_ref().map(|known| log.outcome(&known.draft.key()));
        self.world.read_well();
        let there = self.oracle.commits.iter().skip(usize::try_from(from).unwrap_or(0)).take(20);
        if read.is_ok_and(|page| page.iter().ne(there))
            || outcome.is_some_and(|it| it.is_ok_and(|it| it != known))
        {
            return Err("something was read that is not there".to_owned());
        }
        Ok(())
    }

    fn plan_failure(&mut self) {
        let fault = *self.dice.pick(&[Fault::Eio, Fault::NoSpace, Fault::Short]).unwrap_or(&Fault::Eio);
        let at = self.world.operations() + self.dice.below(9);
        let lasting = self.dice.one_in(2);
        self.world.fail_at(at, fault, lasting);
    }

    /// What threads do behind a log.
    fn behind(&mut self) -> Result<(), String> {
        let log = Arc::clone(self.log()?);
        let (feed, write, seal) = (self.dice.one_in(3), self.dice.one_in(9), self.dice.one_in(4));
        if feed || self.groups > WAITING {
            log.step_feeder(if self.groups > WAITING { usize::MAX } else { 1 + self.dice.index(12) });
            self.groups = if self.groups > WAITING { 0 } else { self.groups };
        }
        if write {
            log.step_write_out();
        }
        if seal {
            if self.dice.one_in(8) {
                self.spoil_reads(true);
            }
            log.step_chores();
            self.world.read_well();
        }
        if self.dice.one_in(4) {
            self.desk()?.step_shelf();
        }
        Ok(())
    }

    /// A log that failed shows everything that was answered for and nothing else, and takes no more.
    fn look_at_failed(&mut self) -> Result<(), String> {
        self.world.repair();
        let commits = audit(self.log()?)?;
        if commits.len() != self.oracle.commits.len() {
            return Err("a log that failed shows something else than before".to_owned());
        }
        let wish = self.fresh();
        let answers = self.hand_in(wish.into_iter().collect())?;
        if answers
            .iter()
            .any(|answer| matches!(answer, Ok(receipt) if receipt.thing.is_some() && !receipt.repeated))
        {
            return Err("a log that failed took more".to_owned());
        }
        let desk = self.desk()?;
        if desk.is_poisoned() && desk.is_ready() {
            return Err("a desk that failed says that it is ready".to_owned());
        }
        Ok(())
    }

    /// Whoever got no answer sends their wish again.
    fn send_again(&mut self) -> Result<(), String> {
        let doubt = std::mem::take(&mut self.doubt);
        if doubt.is_empty() {
            return Ok(());
        }
        self.hand_in(doubt)?;
        if self.log()?.failure().is_some() {
            self.look_at_failed()?;
            return self.restart();
        }
        if self.desk()?.is_poisoned() { self.restart() } else { Ok(()) }
    }

    /// Everything is there, and all of it is what it must be.
    fn end(&mut self) -> Result<Outcome, String> {
        self.world.repair();
        let delayed = std::mem::take(&mut self.delayed);
        self.hand_in(delayed)?;
        if !self.is_well()? {
            self.restart()?;
        }
        self.world.repair();
        self.stop(End::Killed)?;
        self.start()?;
        self.compare_after_start()?;
        self.send_again()?;
        while !self.doubt.is_empty() {
            self.send_again()?;
        }
        let all: Vec<Wish> = self.granted.iter().map(|granted| granted.wish.clone()).collect();
        for group in all.chunks(100) {
            self.hand_in(group.to_vec())?;
        }
        let log = Arc::clone(self.log()?);
        if log.watermark() != self.oracle.end() {
            return Err("what was granted before was granted again".to_owned());
        }
        let commits = audit(&log)?;
        Oracle::of(&commits)?.same(&self.oracle)?;
        self.look_for_the_stuck(true)?;
        self.outcome.commits = commits.len() as u64;
        self.outcome.head = log.head().1;
        self.count_failures();
        drop(log);
        self.desk = None;
        self.log = None;
        verify(Path::new(DIR), &self.options())?;
        Ok(self.outcome)
    }
}
