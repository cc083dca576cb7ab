//! What the rest of Rantai may rely on, in words and types.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use bincode::{Decode, Encode};
use tokio::sync::watch;

use crate::ids::{BlobHash, BookId, CommandId, NotAnId, PartyId, PersonId, Thing};
use crate::party::Channel;
use crate::time::{Moment, When};

/// A place in the log, handed out by it and understood only by it. Cursors of one log are ordered.
///
/// [`Cursor::START`] lies before everything. Behind it stands the gapless global position of a commit, which
/// is not to be counted with: on several machines it will not be one integer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
pub struct Cursor(pub(crate) u64);

impl Cursor {
    /// Before the first commit.
    pub const START: Self = Self(0);

    /// The position for people who read audit pages and damage reports: commits are counted from 1.
    pub const fn position(self) -> u64 {
        self.0
    }

    /// Big-endian bytes, which sort as cursors do.
    pub const fn key(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    /// The cursor whose [`Cursor::key`] this is.
    pub const fn from_key(key: [u8; 8]) -> Self {
        Self(u64::from_be_bytes(key))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0)
    }
}

impl FromStr for Cursor {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let position: u64 = text.parse().map_err(|_| NotAnId)?;
        if position.to_string() == text { Ok(Self(position)) } else { Err(NotAnId) }
    }
}

/// A BLAKE3 hash: of a commit, and so of everything before it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What stands where there is no earlier commit.
    pub const ZERO: Self = Self([0; 32]);
}

impl fmt::Display for Hash {
    /// 64 hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Hash {
    type Err = NotAnId;

    /// Reads exactly what `Display` writes.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut hash = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != hash.len() || !rest.is_empty() {
            return Err(NotAnId);
        }
        for (byte, pair) in hash.iter_mut().zip(pairs) {
            let digits = str::from_utf8(pair).map_err(|_| NotAnId)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| NotAnId)?;
        }
        let hash = Self(hash);
        if hash.to_string() == text { Ok(hash) } else { Err(NotAnId) }
    }
}

impl serde::Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("not a hash"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Under what a command is remembered for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
pub struct CommandKey {
    /// The person who sent it.
    pub person: PersonId,
    /// The book it was for.
    pub book: BookId,
    /// The id the client made.
    pub command: CommandId,
}

/// What holds for every fact of one commit: who, for whom, how, when.
///
/// Frozen: part of format 1 of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Envelope {
    /// Who recorded it.
    pub person: PersonId,
    /// The party that person acted for.
    pub party: PartyId,
    /// The party whose step it is, where another recorded it for them. Never that party's own confirmation.
    pub on_behalf_of: Option<PartyId>,
    /// How it reached Rantai.
    pub channel: Channel,
    /// When it happened, where that is not when it was recorded.
    pub happened: Option<Moment>,
    /// When it was recorded. Never earlier than the commit before it.
    pub recorded: Moment,
    /// Photographs and files that show it.
    pub evidence: Vec<BlobHash>,
    /// Played by the demo's year of history; nobody did it.
    pub played: bool,
    /// The registry's place at the moment of deciding: memberships as they then were.
    pub registry: Cursor,
    /// The command's id.
    pub command: CommandId,
    /// A keyed hash of the command's content, so that the same id with other content can be refused.
    pub digest: [u8; 32],
}

impl Envelope {
    /// The two clocks of the commit's facts.
    pub const fn when(&self) -> When {
        When { recorded: self.recorded, told: self.happened }
    }
}

/// One fact as it is stored: its type, the version of its form, its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RawFact {
    /// The type id, from the list in `book` or `registry`.
    pub kind: u16,
    /// The version of the form of the bytes.
    pub version: u16,
    /// The encoded fact.
    pub bytes: Vec<u8>,
}

/// A thing the commit touched, and the version it has since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Touch {
    /// The thing.
    pub thing: Thing,
    /// Its version after this commit; the first is 1.
    pub version: u32,
}

/// A commit to be appended: an atomic group of facts in one book.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Draft {
    /// The book it belongs to.
    pub book: BookId,
    /// Who, for whom, how, when.
    pub envelope: Envelope,
    /// The thing the command was about, returned to its sender again and again.
    pub answer: Option<Thing>,
    /// Everything the facts touch.
    pub touched: Vec<Touch>,
    /// The facts, in their order.
    pub facts: Vec<RawFact>,
}

impl Draft {
    /// Most bytes one encoded commit may have, so that every commit fits beside others in one group.
    pub const LIMIT: usize = 48 * 1024;

    /// Under what the command is remembered.
    pub const fn key(&self) -> CommandKey {
        CommandKey { person: self.envelope.person, book: self.book, command: self.envelope.command }
    }
}

/// A commit as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its place.
    pub cursor: Cursor,
    /// Its place in its book, counted from 1.
    pub sequence: u64,
    /// The hash of the commit before it in its book.
    pub previous_in_book: Hash,
    /// The hash of the commit before it in the log.
    pub previous: Hash,
    /// The hash of its header and payload as stored.
    pub hash: Hash,
    /// What was appended.
    pub draft: Draft,
}

impl Commit {
    /// Whether the commit touched that thing.
    pub fn touched(&self, thing: Thing) -> bool {
        self.draft.touched.iter().any(|touch| touch.thing == thing)
    }
}

/// Why nothing was appended, or nobody knows whether it was.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// There is no room for a new segment. Nothing was written; reading goes on.
    #[error("the disk has no room for the journal")]
    NoRoom,
    /// A write or a sync failed, now or earlier. What was being written may or may not be there; only a
    /// restart finds out.
    #[error("the journal failed and takes no more: {0}")]
    Poisoned(Arc<str>),
}

/// Why a part of the log cannot be shown.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// Stored bytes are not what was written there, and no second copy proves what was.
    #[error("position {position} of the log is damaged: {what}")]
    Damaged {
        /// The position whose bytes are wrong.
        position: u64,
        /// What is wrong with them.
        what: Arc<str>,
    },
    /// The store could not be read at all.
    #[error("the log could not be read: {0}")]
    Unreadable(Arc<str>),
}

/// The log. One writer appends; everybody reads; nobody ever sees a commit that is not durable.
pub trait Log: Send + Sync + 'static {
    /// Appends the commits as one group and returns only after all of them are on disk: an answered
    /// request survives a power cut.
    ///
    /// # Errors
    /// [`AppendError`]; then none of the commits may be answered for.
    fn append(&self, group: Vec<Draft>) -> Result<Vec<Arc<Commit>>, AppendError>;

    /// The commits after `after`, oldest first, at most `limit`. Catching up and following are this same
    /// loop: read, then wait for [`Log::news`].
    ///
    /// # Errors
    /// [`ReadError`] at the first commit that cannot be shown.
    fn read(&self, after: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError>;

    /// The commits after `after` that touched `thing`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`ReadError`] at the first commit that cannot be shown.
    fn history(&self, thing: Thing, after: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError>;

    /// The commit that the command led to, if it was ever accepted.
    ///
    /// # Errors
    /// [`ReadError`] when the index or the commit cannot be read.
    fn outcome(&self, key: &CommandKey) -> Result<Option<Arc<Commit>>, ReadError>;

    /// How many commits each book has.
    ///
    /// # Errors
    /// [`ReadError`] when the index cannot be read.
    fn lengths(&self) -> Result<HashMap<BookId, u64>, ReadError>;

    /// The last durable commit.
    fn watermark(&self) -> Cursor;

    /// Follows [`Log::watermark`].
    fn news(&self) -> watch::Receiver<Cursor>;
}
