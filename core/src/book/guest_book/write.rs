//! Writing in the guest book.

use bincode::{Decode, Encode};

use super::{GuestPostWritten, MOST_OF_ONE, MOST_WAITING};
use crate::book::{Book, Context, Event, Rejection, derive_id};
use crate::ids::{BookId, CommandId, GuestPostId, PersonId};
use crate::party::Actor;
use crate::sealed::{Note, PersonName, Sealed};

/// Write for everybody to read. A stranger says a name, and their words are sealed under a key that is nobody
/// else's; who is known writes for their party.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `GuestPostWritten`")]
pub struct WriteInGuestBook {
    pub name: Option<Sealed<PersonName>>,
    pub text: Sealed<Note>,
}

impl WriteInGuestBook {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        book.profile()?;
        context.sealed_here(self.name.as_ref())?;
        context.sealed_here(Some(&self.text))?;
        let stranger = context.actor == Actor::STRANGER;
        let by = (!stranger).then_some(context.actor.party);
        // Nobody's words are written for them by another, and a business answers in its own book.
        if context.on_behalf_of.is_some() || by == context.book.business() {
            return Err(Rejection::NotYourStep);
        }
        let name = self.name.as_ref().filter(|_| stranger);
        if stranger {
            let name = name.ok_or(Rejection::Invalid { field: "name" })?;
            let nobody_else = Self::stranger(context.book, context.command);
            if name.person() != nobody_else || self.text.person() != nobody_else {
                return Err(Rejection::SealedForAnother);
            }
        }
        let guests = &book.guest_book;
        let floods = by.is_some() && guests.waiting(by) >= MOST_OF_ONE;
        if floods || guests.waiting(None) >= MOST_WAITING {
            return Err(Rejection::GuestBookFull);
        }
        let (post, name) = (GuestPostId(context.id(0)), name.cloned());
        Ok(vec![GuestPostWritten { post, by, name, text: self.text.clone() }.into()])
    }
}

/// Under whose key the words of a stranger are sealed: somebody who is in no list, made by this very wish.
const STRANGER: u32 = 1;

impl WriteInGuestBook {
    /// Under whose key a stranger's words are sealed who writes with that command.
    pub fn stranger(book: BookId, command: CommandId) -> PersonId {
        PersonId(derive_id(Actor::STRANGER.person, book, command, STRANGER))
    }
}
