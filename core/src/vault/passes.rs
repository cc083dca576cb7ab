//! Secrets that stand in a link, a cookie or a header and let their holder do one kind of thing.
//!
//! Whoever holds the token may use the pass until it expires or is revoked. The token is known to its holder
//! alone; here stands its hash, so that a stolen file opens no door.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::str::FromStr;
use std::sync::Mutex;

use bincode::{Decode, Encode};

use super::slots::{Kind, Place, Slots};
use super::{VaultError, lock};
use crate::ids::{BookId, NotAnId, PartyId, PersonId, Thing};
use crate::party::Role;
use crate::time::Moment;
use crate::{codec, random};

/// Most bytes of a pass's label that are kept.
pub const LONGEST_PASS_LABEL: usize = 60;

/// Seconds between two writes of when a pass was last used. A crash forgets no more than that.
const USED_EVERY: i64 = 60 * 60;

pub(super) const FILE: &str = "passes";
pub(super) static KIND: Kind = Kind { magic: *b"RntPass\x01", slot: 256 };

/// What a pass lets its holder do. The order of the words is their number on disk: it only grows.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Pass {
    /// Set the deployment up: once, by whoever started it.
    SetUp,
    /// Join a party.
    Invite {
        /// Which party.
        party: PartyId,
        /// As what.
        role: Role,
        /// Who invites. They must still be able to, when the pass is used.
        by: PersonId,
    },
    /// Sign in on a device that is not known yet, or with a PIN that was forgotten.
    Enter {
        /// Who may.
        person: PersonId,
        /// Who lets them; nobody where they let themselves from another device.
        by: Option<PersonId>,
    },
    /// Do a party's part of one order, request or slip, without an account.
    Thing {
        /// The party whose part it is.
        party: PartyId,
        /// The person who acts for it: mostly its contact.
        person: PersonId,
        /// The book it stands in.
        book: BookId,
        /// The order, request or slip.
        thing: Thing,
        /// Who made the link.
        by: PersonId,
    },
    /// A program that acts for a party.
    Api {
        /// The party.
        party: PartyId,
        /// The person whose program it is.
        person: PersonId,
        /// What it may do: one bit a scope.
        scopes: u32,
    },
    /// A device on which a person has signed in before: there the PIN is enough.
    Device {
        /// The person.
        person: PersonId,
    },
}

/// What the holder of a pass shows: 64 hexadecimal digits. The vault holds only their hash.
#[derive(Clone, PartialEq, Eq)]
pub struct PassToken(pub String);

/// The name of a pass, for lists and for taking it back. It opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub struct PassId(pub [u8; 16]);

/// A pass that was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Its name.
    pub id: PassId,
    /// What it lets its holder do.
    pub pass: Pass,
    /// Whom it is for, or which device or program it is.
    pub label: String,
    /// When it was given out.
    pub created: Moment,
    /// When it ends by itself.
    pub expires: Option<Moment>,
    /// When it was last shown.
    pub last_used: Option<Moment>,
}

/// What a slot says. Frozen.
#[derive(Encode, Decode)]
struct Stored {
    token_hash: [u8; 32],
    pass: Pass,
    created: Moment,
    expires: Option<Moment>,
    last_used: Option<Moment>,
    label: String,
}

/// The passes of everybody.
pub struct Passes(Mutex<Open>);

struct Open {
    slots: Slots,
    living: HashMap<[u8; 32], Living>,
}

struct Living {
    place: Place,
    issued: Issued,
    /// When it was last used, as the disk has it.
    written: Option<Moment>,
}

impl Pass {
    /// The person who acts with it, where it names one.
    pub const fn holder(&self) -> Option<PersonId> {
        match self {
            Self::SetUp | Self::Invite { .. } => None,
            Self::Enter { person, .. }
            | Self::Thing { person, .. }
            | Self::Api { person, .. }
            | Self::Device { person } => Some(*person),
        }
    }
}

impl Passes {
    pub(super) fn create_file(folder: &Path) -> Result<(), VaultError> {
        Slots::create(&folder.join(FILE), &KIND)
    }

    pub(super) fn open(folder: &Path) -> Result<Self, VaultError> {
        let (slots, taken) = Slots::open(&folder.join(FILE), &KIND)?;
        let mut living = HashMap::with_capacity(taken.len());
        for (place, says) in taken {
            let stored: Stored = codec::decode(&says)
                .map_err(|error| VaultError::damaged(slots.path(), format!("slot {place}: {error}")))?;
            let Stored { token_hash, pass, created, expires, last_used, label } = stored;
            let issued = Issued { id: PassId::of(&token_hash), pass, label, created, expires, last_used };
            living.insert(token_hash, Living { place, issued, written: last_used });
        }
        Ok(Self(Mutex::new(Open { slots, living })))
    }

    /// Gives a pass out: the token is told once and to nobody else. Returns only after it is on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn issue(
        &self,
        pass: Pass,
        label: &str,
        now: Moment,
        expires: Option<Moment>,
    ) -> Result<PassToken, VaultError> {
        let token = PassToken(blake3::Hash::from_bytes(random::bytes()).to_hex().to_string());
        let token_hash = hash(&token);
        let label = label.get(..label.floor_char_boundary(LONGEST_PASS_LABEL)).unwrap_or(label).to_owned();
        let id = PassId::of(&token_hash);
        let issued = Issued { id, pass, label, created: now, expires, last_used: None };
        let mut open = lock(&self.0);
        if !open.slots.has_room() {
            open.clear_where(|issued| issued.is_over(now))?;
        }
        let place = open.slots.take()?;
        open.slots.write(place, &stored(token_hash, &issued))?;
        open.slots.sync()?;
        open.living.insert(token_hash, Living { place, issued, written: None });
        Ok(token)
    }

    /// The pass of that token, if it is neither over nor revoked; notes that it was used.
    pub fn find(&self, token: &PassToken, now: Moment) -> Option<Issued> {
        let token_hash = hash(token);
        let open = &mut *lock(&self.0);
        let living = open.living.get_mut(&token_hash).filter(|living| !living.issued.is_over(now))?;
        living.issued.last_used = living.issued.last_used.max(Some(now));
        if living.written.is_none_or(|written| now >= written.plus_seconds(USED_EVERY)) {
            living.written = Some(now);
            // Not synced, and no reason to turn anybody away: it is a note for lists.
            if let Err(error) = open.slots.write(living.place, &stored(token_hash, &living.issued)) {
                tracing::warn!(%error, "the use of a pass was not noted");
            }
        }
        Some(living.issued.clone())
    }

    /// The pass of that token, without noting any use: a chat program that fetches a link uses nothing.
    pub fn peek(&self, token: &PassToken, now: Moment) -> Option<Issued> {
        let open = lock(&self.0);
        let living = open.living.get(&hash(token))?;
        (!living.issued.is_over(now)).then(|| living.issued.clone())
    }

    /// The pass still holds.
    pub fn holds(&self, id: PassId, now: Moment) -> bool {
        lock(&self.0).living.values().any(|living| living.issued.id == id && !living.issued.is_over(now))
    }

    /// Takes a pass back. Returns only after that is on disk; one that is gone already is no error.
    ///
    /// # Errors
    /// When it cannot be written; the pass is over until a restart all the same.
    pub fn revoke(&self, id: PassId) -> Result<(), VaultError> {
        self.revoke_where(|issued| issued.id == id).map(|_| ())
    }

    /// Uses up a pass that works once: of two who come with it at the same time, one gets `true`.
    ///
    /// # Errors
    /// As [`Passes::revoke`].
    pub fn use_up(&self, token: &PassToken, now: Moment) -> Result<bool, VaultError> {
        let id = PassId::of(&hash(token));
        Ok(self.revoke_where(|issued| issued.id == id && !issued.is_over(now))? > 0)
    }

    /// Takes back every pass that is meant, and says how many. Returns only after that is on disk.
    ///
    /// # Errors
    /// As [`Passes::revoke`].
    pub fn revoke_where(&self, meant: impl Fn(&Issued) -> bool) -> Result<usize, VaultError> {
        let mut open = lock(&self.0);
        let ended = open.clear_where(meant)?;
        if ended > 0 {
            open.slots.sync()?;
        }
        Ok(ended)
    }

    /// The passes that hold now and are meant, the newest first.
    pub fn list(&self, now: Moment, meant: impl Fn(&Pass) -> bool) -> Vec<Issued> {
        let open = lock(&self.0);
        let all = open.living.values().map(|living| &living.issued);
        let mut list: Vec<Issued> =
            all.filter(|issued| !issued.is_over(now) && meant(&issued.pass)).cloned().collect();
        list.sort_by_key(|issued| (std::cmp::Reverse(issued.created), issued.id));
        list
    }
}

impl Open {
    fn clear_where(&mut self, meant: impl Fn(&Issued) -> bool) -> Result<usize, VaultError> {
        let ended: Vec<Place> = self
            .living
            .extract_if(|_, living| meant(&living.issued))
            .map(|(_, living)| living.place)
            .collect();
        for place in &ended {
            self.slots.clear(*place)?;
        }
        Ok(ended.len())
    }
}

impl Issued {
    fn is_over(&self, now: Moment) -> bool {
        self.expires.is_some_and(|expires| now >= expires)
    }
}

impl PassId {
    fn of(token_hash: &[u8; 32]) -> Self {
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(token_hash) {
            *to = *from;
        }
        Self(id)
    }
}

impl fmt::Display for PassId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", uuid::Uuid::from_bytes(self.0).simple())
    }
}

impl FromStr for PassId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let id = Self(uuid::Uuid::try_parse(text).map_err(|_| NotAnId)?.into_bytes());
        if id.to_string() == text { Ok(id) } else { Err(NotAnId) }
    }
}

impl fmt::Debug for PassToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassToken(…)")
    }
}

impl fmt::Debug for Passes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passes(…)")
    }
}

fn hash(token: &PassToken) -> [u8; 32] {
    blake3::derive_key("rantai 2026-11 hash of a pass's token", token.0.as_bytes())
}

fn stored(token_hash: [u8; 32], issued: &Issued) -> Vec<u8> {
    let Issued { pass, label, created, expires, last_used, .. } = issued.clone();
    codec::encode(&Stored { token_hash, pass, created, expires, last_used, label })
}

/// Reads what a slot might say.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn fuzzed(says: &[u8]) {
    drop(codec::decode::<Stored>(says));
}
