//! Correcting what was written down wrongly: by a fact with a reason, never by editing. What was and what is both
//! stay visible.

use bincode::{Decode, Encode};

use super::{Context, Rejection};
use crate::code_enum;
use crate::sealed::{Note, Sealed};
use crate::time::Moment;

code_enum! {
    /// Why something was written down otherwise than it was.
    pub enum Mistake {
        /// Counted or weighed wrongly.
        Miscounted = 1,
        /// Typed wrongly: a digit too many, a line too low.
        Mistyped = 2,
        /// Read from the paper, the photograph or the account of something else.
        Mixed = 3,
        /// Something else, said in words.
        Other = 4,
    }
}

/// What stood there before somebody corrected it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Corrected<T> {
    /// What was written down.
    pub was: T,
    /// Why that was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
    /// When it was corrected.
    pub at: Moment,
}

/// Refuses a reason that says nothing, and words that were sealed for something else.
pub(super) fn check_reason(
    context: &Context<'_>,
    why: Mistake,
    note: Option<&Sealed<Note>>,
) -> Result<(), Rejection> {
    context.sealed_here(note)?;
    if why == Mistake::Other && note.is_none() {
        return Err(Rejection::Invalid { field: "reason" });
    }
    Ok(())
}
