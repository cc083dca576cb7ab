//! The clock of a simulated machine: what it says, the time that really passes, and when it must not be believed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::Dice;
use crate::desk::Confirmation;
use crate::time::{Clock, Moment};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// What the guard takes for a clock that was put right.
const STEP_BACK: i64 = 2 * MINUTE;
/// What it takes for a long rest at a start.
const LONG_REST: i64 = 90 * DAY;
/// How long what was confirmed holds.
const CONFIRMED_FOR: i64 = DAY;

/// A clock that can be set, and one inside the machine that cannot.
pub(super) struct Hands(Mutex<(Moment, Duration)>);

impl Hands {
    fn both(&self) -> MutexGuard<'_, (Moment, Duration)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for Hands {
    fn now(&self) -> Moment {
        self.both().0
    }

    fn running(&self) -> Option<Duration> {
        Some(self.both().1)
    }
}

/// The clock, and what the desk should think of it.
pub(super) struct Time {
    pub(super) hands: Arc<Hands>,
    /// How far the clock was set away from what it should say, in seconds.
    error: i64,
    /// It leapt ahead under the desk.
    leapt: bool,
    /// Since the start it was believed at least once.
    anchored: bool,
    /// What an unset clock would say at most.
    expected: Moment,
    confirmed: Option<Confirmation>,
}

impl Time {
    /// A clock that is right.
    pub(super) fn begin(at: Moment) -> Self {
        let hands = Arc::new(Hands(Mutex::new((at, Duration::from_secs(77)))));
        Self { hands, error: 0, leapt: false, anchored: true, expected: at, confirmed: None }
    }

    /// What the clock says.
    pub(super) fn now(&self) -> Moment {
        self.hands.now()
    }

    /// Whether nothing may be dated by it, after a fact that was recorded at `last`.
    pub(super) fn is_wrong(&self, last: Option<Moment>) -> bool {
        let Some(last) = last else { return false };
        if self.is_behind(last) {
            return true;
        }
        if self.anchored { self.leapt } else { last.plus_seconds(LONG_REST) < self.now() }
    }

    fn is_behind(&self, last: Moment) -> bool {
        let confirmed = self.confirmed.is_some_and(|it| last <= it.last.plus_seconds(CONFIRMED_FOR));
        self.now().plus_seconds(STEP_BACK) < last && !confirmed
    }

    /// Time passes, mostly a little; now and then the clock is set to something else, or comes right.
    pub(super) fn go_on(&mut self, dice: &mut Dice, last: Option<Moment>) {
        let passes = match dice.below(40) {
            0 => DAY * number(dice, 20),
            1 => 0,
            2..6 => HOUR * number(dice, 90),
            _ => number(dice, 600),
        };
        self.pass(passes);
        if self.is_wrong(last) {
            if dice.one_in(4) {
                self.come_right();
            }
        } else if dice.one_in(30) {
            self.lie(dice, last);
        } else if dice.one_in(8) {
            self.step_back(dice, last);
        }
    }

    fn pass(&mut self, seconds: i64) {
        let mut both = self.hands.both();
        both.0 = both.0.plus_seconds(seconds);
        both.1 += Duration::from_secs(seconds.unsigned_abs());
        drop(both);
        self.expected = self.expected.plus_seconds(seconds);
    }

    fn set(&self, moment: Moment) {
        self.hands.both().0 = moment;
    }

    /// Far ahead of the time that passed, or far behind what was recorded.
    fn lie(&mut self, dice: &mut Dice, last: Option<Moment>) {
        let now = self.now();
        let wrong = if dice.one_in(2) {
            // A desk that never believed the clock has nothing to measure a leap against.
            self.leapt = self.anchored;
            self.expected.max(now).plus_seconds(4 * HOUR + number(dice, 200) * DAY)
        } else {
            let Some(last) = last else { return };
            let behind = if dice.one_in(2) { MINUTE * number(dice, 60) } else { HOUR * number(dice, 100) };
            last.min(now).plus_seconds(-3 * MINUTE - behind)
        };
        self.set(wrong);
        self.error = (wrong.micros() - now.micros()).div_euclid(1_000_000);
    }

    /// So little that it counts for a clock that was put right.
    fn step_back(&self, dice: &mut Dice, last: Option<Moment>) {
        let back = self.now().plus_seconds(-number(dice, 100));
        if last.is_none_or(|last| back.plus_seconds(STEP_BACK - 1) >= last) {
            self.set(back);
        }
    }

    /// Somebody sets it to what it should say.
    pub(super) fn come_right(&mut self) {
        self.set(self.now().plus_seconds(-self.error));
        (self.error, self.leapt) = (0, false);
    }

    /// What the desk thought of it when it was asked last, after a fact that was recorded at `last`.
    pub(super) fn looked_at(&mut self, last: Option<Moment>) {
        if self.is_wrong(last) {
            return;
        }
        // What it says is what it should say from now on.
        self.error = 0;
        if !self.anchored {
            (self.anchored, self.expected) = (true, self.now());
        }
    }

    /// The operator found it right.
    pub(super) fn confirmed(&mut self, confirmation: Confirmation) {
        self.confirmed = Some(confirmation);
        (self.error, self.leapt, self.anchored, self.expected) = (0, false, true, self.now());
    }

    /// A desk was opened, and told what was confirmed before. Returns that.
    pub(super) fn restarted(&mut self, last: Option<Moment>) -> Option<Confirmation> {
        let now = self.now();
        (self.leapt, self.anchored) = (false, false);
        let holds = |it: &Confirmation| {
            it.now.plus_seconds(-STEP_BACK) <= now && now <= it.now.plus_seconds(CONFIRMED_FOR)
        };
        let behind = last.is_some_and(|last| self.is_behind(last));
        if self.confirmed.as_ref().is_some_and(holds) && !behind {
            (self.anchored, self.expected) = (true, now);
        }
        self.looked_at(last);
        self.confirmed
    }
}

fn number(dice: &mut Dice, below: u64) -> i64 {
    i64::try_from(dice.below(below)).unwrap_or(0)
}
