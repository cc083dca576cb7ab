//! Time passes in the books, and nobody is left waiting for nobody.

use super::super::ways::{brought_home, nobody_is_stuck};
use super::Run;

/// Ticks after which everything that was due must be a fact.
const MOST_TICKS: usize = 60;

impl Run {
    /// The desk looks what has fallen due, until nothing has; after a tick that went well nothing may be due.
    pub(super) fn pass_time(&mut self) -> Result<(), String> {
        let wrong_clock = self.time.is_wrong(self.oracle.last);
        for _ in 0..MOST_TICKS {
            let (before, said) = (self.oracle.end(), self.time.now());
            let answer = self.desk()?.pass_time();
            self.follow()?;
            if wrong_clock && self.oracle.end() != before {
                return Err("time passed by a clock that is wrong".to_owned());
            }
            if answer.is_err() {
                return Ok(());
            }
            if self.oracle.end() == before {
                self.oracle.check_that_time_passed(said);
                return self.look_for_the_stuck(false);
            }
        }
        Err(format!("time passes {MOST_TICKS} times and something is still due"))
    }

    /// Every open order has somebody whose step is granted; in the end each is brought home.
    pub(super) fn look_for_the_stuck(&mut self, home: bool) -> Result<(), String> {
        if !home && !self.dice.one_in(6) {
            return Ok(());
        }
        let now = self.oracle.last.map_or(self.time.now(), |last| last.max(self.time.now()));
        for stage in &self.stages {
            let Some(book) = self.oracle.books.get(&stage.book) else { continue };
            if home {
                brought_home(book, &stage.cast, &self.oracle.registry, now)?;
            } else {
                nobody_is_stuck(book, &stage.cast, &self.oracle.registry, now)?;
            }
        }
        Ok(())
    }
}
