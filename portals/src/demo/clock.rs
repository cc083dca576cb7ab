//! The demo's clock: it stands where the played year is, and afterwards runs like any other.

use std::sync::{Mutex, PoisonError};

use rantai_core::time::{Clock, Moment, SystemClock};

/// A clock that can be held in the past and let go.
#[derive(Debug, Default)]
pub struct DemoClock(Mutex<Option<Moment>>);

impl DemoClock {
    /// Puts the clock to `moment` and holds it there.
    pub fn hold(&self, moment: Moment) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(moment);
    }

    /// Lets the clock run with the system's.
    pub fn release(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Moment {
        let held = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.unwrap_or_else(|| SystemClock.now())
    }
}
