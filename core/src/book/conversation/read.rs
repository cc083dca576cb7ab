//! Reading what was written.

use bincode::{Decode, Encode};

use super::{About, MessagesRead, other_party, speaks_for_business};
use crate::book::{Book, Context, Event, Rejection};

/// Note that everything up to a message was read, so that its writer sees it. Nothing happens where nothing
/// was unread.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MessagesRead`")]
pub struct MarkRead {
    pub about: About,
    pub up_to: u32,
}

impl MarkRead {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let with = other_party(book, self.about)?;
        let business = speaks_for_business(context, with)?;
        let thread = book.thread(self.about);
        let up_to = self.up_to.min(thread.last);
        if up_to <= thread.read_by(business) {
            return Ok(vec![]);
        }
        Ok(vec![MessagesRead { about: self.about, by: context.actor.party, with, up_to }.into()])
    }
}
