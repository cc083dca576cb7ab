//! Answering a post.

use bincode::{Decode, Encode};

use super::{GuestPostAnswered, PostState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::GuestPostId;
use crate::sealed::{Note, Sealed};

/// The business answers a post that is not hidden. The answer is read where the post is, and not before.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `GuestPostAnswered`")]
pub struct AnswerGuestPost {
    pub post: GuestPostId,
    pub text: Sealed<Note>,
}

impl AnswerGuestPost {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(Some(&self.text))?;
        if book.guest_book.state(self.post)? == PostState::Hidden {
            return Err(Rejection::PostHidden);
        }
        Ok(vec![GuestPostAnswered { post: self.post, text: self.text.clone() }.into()])
    }
}
