//! Doubts about the clock, before anything is dated by it.
//!
//! Recorded time never goes back, so one fact dated 2036 could never be undone: every later one would stand
//! behind it. Where the clock lies far behind the last fact, leaps ahead of the time the machine has been
//! running, or has passed very long since the last fact, wishes wait until it comes right or the operator
//! confirms it.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::bugs::{Bug, made};
use crate::time::{Clock, Moment};

/// A clock set back by no more than this is one that was put right: what is recorded then stands just behind
/// the last fact, until the clock has caught up.
const STEP_BACK: i64 = 2 * 60 * SECOND;
/// Ahead of the time the machine has been running by more than this, the clock was set, and may be wrong.
const LEAP: i64 = 3 * 60 * 60 * SECOND;
/// A start so long after the last fact is more often a wrong clock than a long rest.
const LONG_REST: i64 = 90 * DAY;
/// No fact is older than the program: 1 November 2026.
const FIRST: Moment = Moment::from_micros(1_793_491_200 * SECOND);
/// How much later than it was confirmed a confirmation still holds.
const CONFIRMED_FOR: i64 = DAY;
/// The clock is looked at again when it has moved by this much.
const GRAIN: u64 = 1_000_000;
const SECOND: i64 = 1_000_000;
const DAY: i64 = 24 * 60 * 60 * SECOND;

/// Where a confirmation is kept from one start to the next.
const NOTE: &str = "CLOCK";

/// Why the clock is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockDoubt {
    /// It lies behind what is recorded already.
    #[error("the clock says {now:?}, but the last fact was recorded at {last:?}")]
    Behind {
        /// What the clock says.
        now: Moment,
        /// When the last fact was recorded.
        last: Moment,
    },
    /// It has gone further than time can have.
    #[error("the clock says {now:?}, further ahead of {last:?} than can be believed")]
    Ahead {
        /// What the clock says.
        now: Moment,
        /// What it is ahead of: the last fact, or the time that it should be.
        last: Moment,
    },
}

/// That somebody looked at the clock and found it right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmation {
    /// What the clock said then.
    pub now: Moment,
    /// When the last fact had been recorded by then.
    pub last: Moment,
}

/// Asks the clock, and whether to believe it.
pub(super) struct ClockGuard {
    clock: Arc<dyn Clock>,
    seen: Mutex<Seen>,
}

struct Seen {
    /// A moment that is believed, and how long the machine had been running then.
    anchor: Option<(Moment, Duration)>,
    /// When the last fact was recorded.
    last: Option<Moment>,
    /// Facts recorded up to then may lie ahead of the clock: that was confirmed.
    ahead_confirmed: Option<Moment>,
    /// What the clock said when it was last looked at closely and believed.
    believed: Option<Moment>,
}

impl ClockGuard {
    /// Looks at the clock as the desk opens on a log whose last fact was recorded then.
    pub(super) fn new(clock: Arc<dyn Clock>, last: Option<Moment>) -> Self {
        let seen = Seen { anchor: None, last, ahead_confirmed: None, believed: None };
        let guard = Self { clock, seen: Mutex::new(seen) };
        if let Some(doubt) = guard.doubt() {
            tracing::error!(%doubt, "nothing is recorded until the clock comes right or is confirmed");
        }
        guard
    }

    /// The moment of recording: the clock's, but never before or at the last one.
    pub(super) fn now(&self, last: Option<Moment>) -> Result<Moment, ClockDoubt> {
        let now = self.clock.now();
        let mut seen = self.seen();
        seen.last = last;
        let near = seen.believed.is_some_and(|then| now.micros().abs_diff(then.micros()) < GRAIN);
        if !near || seen.is_behind(now) {
            self.look(&mut seen, now)?;
            seen.believed = Some(now);
        }
        if made(Bug::ClockBack) {
            return Ok(now);
        }
        Ok(last.map_or(now, |last| now.max(last.plus_micros(1))))
    }

    /// The last fact is from then. A clock is looked at between wishes too: measured against the fact before, one set
    /// back would pass for right, and be taken to leap when it comes right.
    pub(super) fn recorded(&self, last: Option<Moment>) {
        self.seen().last = last;
    }

    /// Why wishes wait, if they do.
    pub(super) fn doubt(&self) -> Option<ClockDoubt> {
        self.look(&mut self.seen(), self.clock.now()).err()
    }

    /// The clock is right, somebody says. What is recorded from now on can not be undone.
    pub(super) fn confirm(&self) -> Confirmation {
        let now = self.clock.now();
        let mut seen = self.seen();
        let last = seen.last.unwrap_or(FIRST);
        seen.accept(Confirmation { now, last }, now, self.clock.running());
        Confirmation { now, last }
    }

    /// Somebody said so before this start.
    pub(super) fn accept(&self, confirmation: Confirmation) {
        let (now, mut seen) = (self.clock.now(), self.seen());
        seen.accept(confirmation, now, self.clock.running());
        // What is believed by now is what leaps are measured against, before the first wish comes.
        if let Err(doubt) = self.look(&mut seen, now) {
            tracing::error!(%doubt, "what was confirmed before does not hold any more");
        }
    }

    fn look(&self, seen: &mut Seen, now: Moment) -> Result<(), ClockDoubt> {
        // A clock that is played, not kept, is whatever its player says.
        let Some(running) = self.clock.running() else { return Ok(()) };
        let last = seen.last.unwrap_or(FIRST);
        if seen.is_behind(now) {
            return Err(ClockDoubt::Behind { now, last });
        }
        let Some((then, ran)) = seen.anchor else {
            if seen.last.is_some() && last.plus_micros(LONG_REST) < now {
                return Err(ClockDoubt::Ahead { now, last });
            }
            seen.anchor = Some((now, running));
            return Ok(());
        };
        let passed = i64::try_from(running.saturating_sub(ran).as_micros()).unwrap_or(i64::MAX);
        let expected = then.plus_micros(passed);
        if expected.plus_micros(LEAP) < now && !made(Bug::BelieveLeap) {
            return Err(ClockDoubt::Ahead { now, last: expected });
        }
        // Believed at the start, and put back since: it counts from here, and what it said before counts no more.
        if now.plus_micros(LEAP) < expected {
            (seen.anchor, seen.believed) = (Some((now, running)), None);
        }
        Ok(())
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for ClockGuard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClockGuard({:?})", self.doubt())
    }
}

impl Seen {
    /// It lies behind what is recorded, and nobody said that this is right.
    fn is_behind(&self, now: Moment) -> bool {
        let last = self.last.unwrap_or(FIRST);
        let confirmed = self.ahead_confirmed.is_some_and(|until| last <= until);
        now.plus_micros(STEP_BACK) < last && !confirmed && !made(Bug::BelieveStepBack)
    }

    fn accept(&mut self, confirmation: Confirmation, now: Moment, running: Option<Duration>) {
        self.ahead_confirmed = Some(confirmation.last.plus_micros(CONFIRMED_FOR));
        self.believed = None;
        let of_then = confirmation.now.plus_micros(-STEP_BACK) <= now
            && now <= confirmation.now.plus_micros(CONFIRMED_FOR);
        // A clock that fell behind since is measured against when it comes right, not against what it says now.
        if of_then && !self.is_behind(now) {
            self.anchor = Some((now, running.unwrap_or_default()));
        }
    }
}

impl Confirmation {
    /// Keeps it in the deployment's folder for the next start.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, folder: &Path) -> io::Result<()> {
        fs::write(folder.join(NOTE), format!("{} {}\n", self.now.micros(), self.last.micros()))
    }

    /// The one that is kept in the folder, if one is. One that cannot be read confirms nothing.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn kept(folder: &Path) -> io::Result<Option<Self>> {
        let bytes = match fs::read(folder.join(NOTE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let text = String::from_utf8_lossy(&bytes);
        let mut numbers = text.split_whitespace().map(|word| word.parse().ok().map(Moment::from_micros));
        match (numbers.next().flatten(), numbers.next().flatten(), numbers.next()) {
            (Some(now), Some(last), None) => Ok(Some(Self { now, last })),
            _ => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock on the wall that can be set, and one inside the machine that cannot.
    struct Wall(Mutex<(i64, u64)>);

    impl Clock for Wall {
        fn now(&self) -> Moment {
            FIRST.plus_seconds(self.0.lock().unwrap().0)
        }

        fn running(&self) -> Option<Duration> {
            Some(Duration::from_secs(self.0.lock().unwrap().1))
        }
    }

    impl Wall {
        fn set(&self, seconds: i64) {
            self.0.lock().unwrap().0 = seconds;
        }

        fn pass(&self, seconds: u32) {
            let mut hands = self.0.lock().unwrap();
            *hands = (hands.0 + i64::from(seconds), hands.1 + u64::from(seconds));
        }
    }

    const HOUR: i64 = 60 * 60;
    const START: i64 = 1_000 * HOUR;

    fn at(seconds: i64) -> Moment {
        FIRST.plus_seconds(seconds)
    }

    /// A guard over a log whose last fact is from `last`, opened at `START`.
    fn opened(last: i64) -> (Arc<Wall>, ClockGuard) {
        let wall = Arc::new(Wall(Mutex::new((START, 77))));
        let guard = ClockGuard::new(Arc::clone(&wall) as Arc<dyn Clock>, Some(at(last)));
        (wall, guard)
    }

    #[test]
    fn a_clock_that_runs_is_believed_however_long() {
        let (wall, guard) = opened(START - 5);
        for day in 1..400 {
            assert_eq!(
                guard.now(Some(at(START))).unwrap(),
                wall.now().max(at(START).plus_micros(1)),
                "{day}"
            );
            wall.pass(24 * 60 * 60);
        }
        assert_eq!(guard.doubt(), None);
    }

    #[test]
    fn a_small_step_back_only_stands_still() {
        let (wall, guard) = opened(START);
        wall.set(START - 100);
        assert_eq!(guard.now(Some(at(START))), Ok(at(START).plus_micros(1)));
    }

    #[test]
    fn a_clock_far_behind_the_last_fact_is_doubted_until_it_comes_right_or_is_confirmed() {
        let (wall, guard) = opened(START);
        wall.set(START - HOUR);
        assert!(matches!(guard.now(Some(at(START))), Err(ClockDoubt::Behind { .. })));
        wall.set(START + 1);
        assert_eq!(guard.now(Some(at(START))), Ok(at(START + 1)));
        wall.set(START - HOUR);
        assert!(guard.doubt().is_some());
        guard.confirm();
        assert_eq!(guard.now(Some(at(START))), Ok(at(START).plus_micros(1)));
    }

    #[test]
    fn a_leap_ahead_is_doubted_until_it_comes_right_or_is_confirmed() {
        let (wall, guard) = opened(START);
        guard.now(Some(at(START))).unwrap();
        wall.set(START + 10 * 365 * 24 * HOUR);
        assert!(matches!(guard.now(Some(at(START))), Err(ClockDoubt::Ahead { .. })));
        assert!(guard.doubt().is_some());
        wall.set(START + 60);
        assert_eq!(guard.now(Some(at(START))), Ok(at(START + 60)));
        wall.set(START + 24 * HOUR);
        assert!(guard.doubt().is_some());
        guard.confirm();
        assert_eq!((guard.doubt(), guard.now(Some(at(START)))), (None, Ok(at(START + 24 * HOUR))));
    }

    #[test]
    fn a_clock_put_back_does_not_leap_to_what_was_believed_before() {
        let last = Some(at(START - 20 * HOUR));
        let (wall, guard) = opened(START - 20 * HOUR);
        assert_eq!(guard.now(last), Ok(at(START)));
        wall.set(START - 10 * HOUR);
        assert_eq!(guard.doubt(), None, "it was put back, and counts from there");
        wall.set(START);
        assert!(matches!(guard.now(last), Err(ClockDoubt::Ahead { .. })));
    }

    #[test]
    fn a_start_long_after_the_last_fact_is_doubted_until_confirmed() {
        let (wall, guard) = opened(START - 91 * 24 * HOUR);
        let last = Some(at(START - 91 * 24 * HOUR));
        assert!(matches!(guard.now(last), Err(ClockDoubt::Ahead { .. })));
        wall.pass(60);
        assert!(guard.doubt().is_some());
        guard.confirm();
        assert_eq!(guard.now(last), Ok(wall.now()));
        assert_eq!(opened(START - 89 * 24 * HOUR).1.doubt(), None);
    }

    #[test]
    fn a_clock_set_back_behind_a_fact_just_recorded_is_doubted_and_believed_when_it_comes_right() {
        let (wall, guard) = opened(START - 5 * HOUR);
        let last = guard.now(Some(at(START - 5 * HOUR))).unwrap();
        guard.recorded(Some(last));
        wall.set(START - 4 * HOUR);
        assert!(matches!(guard.doubt(), Some(ClockDoubt::Behind { .. })));
        wall.set(START + 60);
        assert_eq!((guard.doubt(), guard.now(Some(last))), (None, Ok(at(START + 60))));
    }

    #[test]
    fn a_clock_of_before_the_program_is_doubted_on_an_empty_log_too() {
        let wall = Arc::new(Wall(Mutex::new((-FIRST.micros() / SECOND, 3))));
        let guard = ClockGuard::new(Arc::clone(&wall) as Arc<dyn Clock>, None);
        assert!(matches!(guard.now(None), Err(ClockDoubt::Behind { .. })));
        wall.set(START);
        assert_eq!(guard.now(None), Ok(at(START)), "it came right");
    }

    #[test]
    fn a_clock_wrong_at_the_start_is_believed_when_it_came_right_and_no_longer_when_it_leaps_again() {
        let (wall, _) = opened(START);
        wall.set(START + 24 * HOUR);
        let guard = ClockGuard::new(Arc::clone(&wall) as Arc<dyn Clock>, Some(at(START)));
        wall.set(START + 60);
        assert_eq!(guard.now(Some(at(START))), Ok(at(START + 60)));
        wall.set(START + 24 * HOUR);
        assert!(guard.now(Some(at(START))).is_err());
    }

    #[test]
    fn a_confirmation_is_kept_for_the_next_start_and_not_for_another_clock() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Confirmation::kept(dir.path()).unwrap(), None);
        let (_, guard) = opened(START - 91 * 24 * HOUR);
        guard.confirm().keep(dir.path()).unwrap();
        let kept = Confirmation::kept(dir.path()).unwrap().unwrap();
        let (_, again) = opened(START - 91 * 24 * HOUR);
        assert!(again.doubt().is_some());
        again.accept(kept);
        assert_eq!(again.doubt(), None);
        let (wall, later) = opened(START - 91 * 24 * HOUR);
        wall.set(START + 365 * 24 * HOUR);
        later.accept(kept);
        assert!(later.doubt().is_some());
        fs::write(dir.path().join(NOTE), "yes").unwrap();
        assert_eq!(Confirmation::kept(dir.path()).unwrap(), None);
    }

    #[test]
    fn facts_confirmed_to_lie_ahead_are_written_behind_until_the_clock_leaps_again() {
        let (_, guard) = opened(START + 20 * HOUR);
        let last = Some(at(START + 20 * HOUR));
        assert!(guard.now(last).is_err());
        let confirmed = guard.confirm();
        assert_eq!(guard.now(last), Ok(at(START + 20 * HOUR).plus_micros(1)));
        let (_, restarted) = opened(START + 20 * HOUR);
        restarted.accept(confirmed);
        assert_eq!(restarted.doubt(), None);
        let (_, worse) = opened(START + 200 * HOUR);
        worse.accept(confirmed);
        assert!(worse.doubt().is_some(), "facts have come that nobody confirmed");
    }

    #[test]
    fn a_clock_just_not_too_far_behind_is_doubted_once_it_is() {
        let (wall, guard) = opened(START);
        wall.set(START - 120);
        let last = guard.now(Some(at(START))).unwrap();
        assert_eq!(last, at(START).plus_micros(1));
        assert!(
            matches!(guard.now(Some(last)), Err(ClockDoubt::Behind { .. })),
            "by a millionth of a second"
        );
    }

    #[test]
    fn a_confirmed_clock_that_fell_behind_is_believed_when_it_comes_right() {
        let (_, guard) = opened(START);
        let confirmed = guard.confirm();
        let last = Some(at(START + 100 * HOUR));
        let (wall, later) = opened(START + 100 * HOUR);
        wall.set(START + 5 * HOUR);
        later.accept(confirmed);
        assert!(matches!(later.now(last), Err(ClockDoubt::Behind { .. })));
        wall.set(START + 101 * HOUR);
        assert_eq!(later.now(last), Ok(at(START + 101 * HOUR)));
    }

    #[test]
    fn a_clock_believed_by_a_kept_confirmation_is_measured_from_the_start_on() {
        let (_, guard) = opened(START + 20 * HOUR);
        let confirmed = guard.confirm();
        let (wall, restarted) = opened(START + 20 * HOUR);
        wall.set(START - HOUR);
        restarted.accept(confirmed);
        wall.set(START + 200 * HOUR);
        let leapt = restarted.now(Some(at(START + 20 * HOUR)));
        assert!(matches!(leapt, Err(ClockDoubt::Ahead { .. })), "{leapt:?}");
    }

    #[test]
    fn a_played_clock_is_whatever_its_player_says() {
        let clock = Arc::new(crate::time::ManualClock::at(at(0)));
        let guard = ClockGuard::new(Arc::clone(&clock) as Arc<dyn Clock>, Some(at(START)));
        assert_eq!(guard.now(Some(at(START))), Ok(at(START).plus_micros(1)));
        clock.set(at(50 * 365 * 24 * HOUR));
        assert_eq!(guard.now(Some(at(START))), Ok(at(50 * 365 * 24 * HOUR)));
    }
}
