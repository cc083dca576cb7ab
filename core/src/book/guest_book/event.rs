//! What people write in a business's guest book (*buku tamu*). A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::code_enum;
use crate::ids::{GuestPostId, PartyId};
use crate::sealed::{Note, PersonName, Sealed};

/// Somebody wrote in the guest book. Nobody but the business sees it until the business shows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GuestPostWritten {
    /// Its id.
    pub post: GuestPostId,
    /// For which party, where the writer is known.
    pub by: Option<PartyId>,
    /// What the writer calls themselves, where they are not.
    pub name: Option<Sealed<PersonName>>,
    /// The words.
    pub text: Sealed<Note>,
}

/// The business lets everybody read it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GuestPostShown {
    /// Which.
    pub post: GuestPostId,
}

code_enum! {
    /// Why a post is not shown.
    pub enum HideReason {
        /// It has nothing to do with the business.
        OffTopic = 1,
        /// It insults or threatens.
        Insult = 2,
        /// It advertises something else.
        Advertising = 3,
        /// It tells of somebody what should not be public.
        Private = 4,
        /// Whoever wrote it wants it gone.
        WriterAsked = 5,
        /// Something else, said in words.
        Other = 6,
    }
}

/// The business lets nobody read it. It stays in the log.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GuestPostHidden {
    /// Which.
    pub post: GuestPostId,
    /// Why.
    pub reason: HideReason,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// The business answered a post; a later answer takes the place of an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GuestPostAnswered {
    /// Which.
    pub post: GuestPostId,
    /// The words.
    pub text: Sealed<Note>,
}
