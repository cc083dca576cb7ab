//! Writing a message.

use bincode::{Decode, Encode};

use super::{About, MessageSent, other_party, speaks_for_business};
use crate::book::{Book, Context, Event, Rejection};
use crate::sealed::{Note, Sealed};

/// Write to the other party, with words, photographs or both. Goes on after the order is closed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MessageSent`")]
pub struct SendMessage {
    pub about: About,
    pub text: Option<Sealed<Note>>,
}

impl SendMessage {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let with = other_party(book, self.about)?;
        speaks_for_business(context, with)?;
        context.sealed_here(self.text.as_ref())?;
        if self.text.is_none() && context.evidence.is_empty() {
            return Err(Rejection::NothingSaid);
        }
        let number = book.thread(self.about).last.saturating_add(1);
        let (from, text) = (context.actor.party, self.text.clone());
        Ok(vec![MessageSent { about: self.about, number, from, with, text }.into()])
    }
}
