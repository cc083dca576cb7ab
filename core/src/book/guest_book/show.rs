//! Letting everybody read a post.

use bincode::{Decode, Encode};

use super::{GuestPostShown, PostState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::GuestPostId;

/// The business shows a post, also one that it had hidden.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the field is that of `GuestPostShown`")]
pub struct ShowGuestPost {
    pub post: GuestPostId,
}

impl ShowGuestPost {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        match book.guest_book.state(self.post)? {
            PostState::Shown => Ok(vec![]),
            PostState::Waiting | PostState::Hidden => Ok(vec![GuestPostShown { post: self.post }.into()]),
        }
    }
}
