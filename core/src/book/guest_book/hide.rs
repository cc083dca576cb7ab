//! Letting nobody read a post.

use bincode::{Decode, Encode};

use super::{GuestPostHidden, HideReason, PostState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::GuestPostId;
use crate::sealed::{Note, Sealed};

/// The business hides a post, and says why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `GuestPostHidden`")]
pub struct HideGuestPost {
    pub post: GuestPostId,
    pub reason: HideReason,
    pub note: Option<Sealed<Note>>,
}

impl HideGuestPost {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        if book.guest_book.state(self.post)? == PostState::Hidden {
            return Ok(vec![]);
        }
        if self.reason == HideReason::Other && self.note.is_none() {
            return Err(Rejection::Invalid { field: "note" });
        }
        let (reason, note) = (self.reason, self.note.clone());
        Ok(vec![GuestPostHidden { post: self.post, reason, note }.into()])
    }
}
