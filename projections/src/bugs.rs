//! Deliberate mistakes, to prove that the tests would see them. One can be made at a time, by one thread; outside of tests
//! [`made`] is `false` for all of them, and the compiler leaves nothing of it.

/// A mistake somebody might make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// A portion of rows brings the cursor that only all of them hold for.
    CursorFirst,
    /// A row that is over stays on disk.
    LoseRemoval,
    /// A row that stays where it is is taken for one that the disk never had.
    ForgetWritten,
    /// Rows that were folded anew serve though they do not tell as much as those that served.
    SwapBehind,
    /// A fact is heard again by rows that hold it.
    HearAgain,
    /// Rows go on from where the others stand, though they stand elsewhere.
    GoOnTogether,
}

#[cfg(test)]
impl Bug {
    pub(crate) const ALL: [Self; 6] = [
        Self::CursorFirst,
        Self::LoseRemoval,
        Self::ForgetWritten,
        Self::SwapBehind,
        Self::HearAgain,
        Self::GoOnTogether,
    ];
}

/// Whether that mistake is made.
#[cfg(not(test))]
pub(crate) const fn made(_: Bug) -> bool {
    false
}

#[cfg(test)]
pub(crate) use switched::{made, with};

#[cfg(test)]
mod switched {
    use std::cell::Cell;

    use super::Bug;

    thread_local! {
        static MADE: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Whether this thread makes that mistake.
    pub(crate) fn made(bug: Bug) -> bool {
        MADE.get() == Some(bug)
    }

    /// Makes a mistake while `work` is done.
    pub(crate) fn with<T>(bug: Bug, work: impl FnOnce() -> T) -> T {
        MADE.set(Some(bug));
        let done = work();
        MADE.set(None);
        done
    }
}
