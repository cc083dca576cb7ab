//! Who is signed in where.
//!
//! A session's token is known to its browser alone; here stands its hash. Each session carries the
//! generation of its person at the time, and "sign out everywhere" begins a new one with a single slot: after
//! a crash either all of the person's sessions are over or none is.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;

use bincode::{Decode, Encode};

use super::slots::{Kind, Place, Slots};
use super::{PassId, VaultError, lock};
use crate::ids::PersonId;
use crate::time::Moment;
use crate::{codec, random};

/// A session not used for so many seconds is over: 30 days.
pub const IDLE_LIMIT: i64 = 30 * DAY;
/// A session so many seconds old is over, however much it is used: 180 days.
pub const ABSOLUTE_LIMIT: i64 = 180 * DAY;
/// Most bytes of a label that are kept.
pub const LONGEST_LABEL: usize = 120;

const DAY: i64 = 24 * 60 * 60;
/// Seconds between two writes of when a session was last used. A crash forgets no more than that.
const SEEN_EVERY: i64 = 60 * 60;

const FILE: &str = "sessions";
static KIND: Kind = Kind { magic: *b"RntSess\x01", slot: 256 };

/// What a signed-in browser sends: 64 hexadecimal digits. The vault holds only their hash.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

/// One person signed in in one browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub person: PersonId,
    /// When they signed in.
    pub created: Moment,
    /// When the session was last used.
    pub last_seen: Moment,
    /// The person's generation when they signed in.
    pub generation: u32,
    /// What the person calls the device.
    pub label: String,
    /// The known device it runs on; none in the demo.
    pub device: Option<PassId>,
}

/// What a slot says. Frozen.
#[derive(Encode, Decode)]
struct Stored {
    person: PersonId,
    generation: u32,
    /// Without a session the slot says which generation the person has.
    session: Option<StoredSession>,
}

#[derive(Encode, Decode)]
struct StoredSession {
    token_hash: [u8; 32],
    created: Moment,
    last_seen: Moment,
    label: String,
    device: Option<PassId>,
}

/// The sessions of everybody.
pub struct Sessions(Mutex<Open>);

struct Open {
    slots: Slots,
    by_token: HashMap<[u8; 32], Living>,
    generations: HashMap<PersonId, (Place, u32)>,
}

struct Living {
    place: Place,
    session: Session,
    /// When it was last used, as the disk has it.
    written: Moment,
}

impl Sessions {
    pub(super) fn create_file(folder: &Path) -> Result<(), VaultError> {
        Slots::create(&folder.join(FILE), &KIND)
    }

    pub(super) fn open(folder: &Path) -> Result<Self, VaultError> {
        let (slots, taken) = Slots::open(&folder.join(FILE), &KIND)?;
        let mut open = Open { slots, by_token: HashMap::new(), generations: HashMap::new() };
        for (place, says) in taken {
            let stored: Stored = codec::decode(&says)
                .map_err(|error| VaultError::damaged(open.slots.path(), format!("slot {place}: {error}")))?;
            open.load(place, stored);
        }
        open.end_earlier_generations()?;
        Ok(Self(Mutex::new(open)))
    }

    /// Signs the person in, in a browser that nobody named: see [`Sessions::create_on`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(&self, person: PersonId, now: Moment) -> Result<SessionToken, VaultError> {
        self.create_on(person, now, "", None)
    }

    /// Signs the person in and gives the token for their browser, which nobody else ever sees. The label
    /// says which device it is. Returns only after the session is on disk.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create_on(
        &self,
        person: PersonId,
        now: Moment,
        label: &str,
        device: Option<PassId>,
    ) -> Result<SessionToken, VaultError> {
        let token = SessionToken(blake3::Hash::from_bytes(random::bytes()).to_hex().to_string());
        let mut open = lock(&self.0);
        if !open.slots.has_room() {
            open.end_expired(now)?;
        }
        let session = Session {
            person,
            created: now,
            last_seen: now,
            generation: open.generation(person),
            label: shortened(label).to_owned(),
            device,
        };
        let token_hash = hash(&token);
        let place = open.slots.take()?;
        open.slots.write(place, &stored(token_hash, &session))?;
        open.slots.sync()?;
        open.by_token.insert(token_hash, Living { place, session, written: now });
        Ok(token)
    }

    /// Whose browser sent this token, if the session is not over; notes that it was used.
    pub fn person(&self, token: &SessionToken, now: Moment) -> Option<PersonId> {
        self.lookup(token, now).map(|session| session.person)
    }

    /// The session of that token, if it is not over, and notes that it was used.
    pub fn lookup(&self, token: &SessionToken, now: Moment) -> Option<Session> {
        let token_hash = hash(token);
        let open = &mut *lock(&self.0);
        let living = open.by_token.get_mut(&token_hash)?;
        if living.session.is_over(now) {
            return None;
        }
        living.session.last_seen = living.session.last_seen.max(now);
        if now >= living.written.plus_seconds(SEEN_EVERY) {
            living.written = now;
            // Not synced, and no reason to turn anybody away: a lost note ends an idle session a little early.
            if let Err(error) = open.slots.write(living.place, &stored(token_hash, &living.session)) {
                tracing::warn!(%error, "the use of a session was not noted");
            }
        }
        Some(living.session.clone())
    }

    /// The person's sessions that are not over, the last used first.
    pub fn of(&self, person: PersonId, now: Moment) -> Vec<Session> {
        let open = lock(&self.0);
        let all = open.by_token.values().map(|living| &living.session);
        let mut list: Vec<Session> =
            all.filter(|session| session.person == person && !session.is_over(now)).cloned().collect();
        list.sort_by_key(|session| std::cmp::Reverse(session.last_seen));
        list
    }

    /// Signs one browser out. Returns only after that is on disk; a token that is not known is no error.
    ///
    /// # Errors
    /// When it cannot be written; the session is over until a restart all the same.
    pub fn end(&self, token: &SessionToken) -> Result<(), VaultError> {
        let mut open = lock(&self.0);
        let Some(living) = open.by_token.remove(&hash(token)) else { return Ok(()) };
        open.slots.clear(living.place)?;
        open.slots.sync()
    }

    /// Signs the person out on one known device. Returns only after that is on disk.
    ///
    /// # Errors
    /// As [`Sessions::end`].
    pub fn end_on(&self, device: PassId) -> Result<(), VaultError> {
        let open = &mut *lock(&self.0);
        let ended: Vec<Place> = open
            .by_token
            .extract_if(|_, living| living.session.device == Some(device))
            .map(|(_, living)| living.place)
            .collect();
        ended.into_iter().try_for_each(|place| open.slots.clear(place))?;
        open.slots.sync()
    }

    /// Signs the person out everywhere and begins their next generation, which it gives. Returns only after
    /// that is on disk.
    ///
    /// # Errors
    /// When it cannot be written; the sessions are over until a restart all the same.
    pub fn end_all(&self, person: PersonId) -> Result<u32, VaultError> {
        let mut open = lock(&self.0);
        let ended: Vec<Living> =
            open.by_token.extract_if(|_, living| living.session.person == person).map(|(_, it)| it).collect();
        let generation = open.generation(person).saturating_add(1);
        let place = match open.generations.get(&person) {
            Some((place, _)) => *place,
            None => open.slots.take()?,
        };
        open.generations.insert(person, (place, generation));
        open.slots.write(place, &codec::encode(&Stored { person, generation, session: None }))?;
        open.slots.sync()?;
        for living in ended {
            open.slots.clear(living.place)?;
        }
        open.slots.sync()?;
        Ok(generation)
    }

    /// The person's generation. Sessions and credentials of an earlier one are void.
    pub fn generation(&self, person: PersonId) -> u32 {
        lock(&self.0).generation(person)
    }

    /// The person is signed in somewhere.
    pub(super) fn any(&self, person: PersonId) -> bool {
        lock(&self.0).by_token.values().any(|living| living.session.person == person)
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sessions(…)")
    }
}

impl Session {
    fn is_over(&self, now: Moment) -> bool {
        now > self.last_seen.plus_seconds(IDLE_LIMIT) || now > self.created.plus_seconds(ABSOLUTE_LIMIT)
    }
}

impl Open {
    fn generation(&self, person: PersonId) -> u32 {
        self.generations.get(&person).map_or(0, |(_, generation)| *generation)
    }

    fn load(&mut self, place: Place, stored: Stored) {
        let Stored { person, generation, session } = stored;
        match session {
            None => {
                self.generations.insert(person, (place, generation));
            }
            Some(StoredSession { token_hash, created, last_seen, label, device }) => {
                let session = Session { person, created, last_seen, generation, label, device };
                self.by_token.insert(token_hash, Living { place, session, written: last_seen });
            }
        }
    }

    fn end_earlier_generations(&mut self) -> Result<(), VaultError> {
        let generations = &self.generations;
        let current = |person| generations.get(&person).map_or(0, |(_, generation)| *generation);
        let ended: Vec<Place> = self
            .by_token
            .extract_if(|_, living| living.session.generation != current(living.session.person))
            .map(|(_, living)| living.place)
            .collect();
        ended.into_iter().try_for_each(|place| self.slots.clear(place))
    }

    fn end_expired(&mut self, now: Moment) -> Result<(), VaultError> {
        let ended: Vec<Place> = self
            .by_token
            .extract_if(|_, living| living.session.is_over(now))
            .map(|(_, living)| living.place)
            .collect();
        ended.into_iter().try_for_each(|place| self.slots.clear(place))
    }
}

fn hash(token: &SessionToken) -> [u8; 32] {
    *blake3::hash(token.0.as_bytes()).as_bytes()
}

fn stored(token_hash: [u8; 32], session: &Session) -> Vec<u8> {
    let Session { person, created, last_seen, generation, label, device } = session.clone();
    let session = Some(StoredSession { token_hash, created, last_seen, label, device });
    codec::encode(&Stored { person, generation, session })
}

/// As much of the label as a slot holds.
fn shortened(label: &str) -> &str {
    label.get(..label.floor_char_boundary(LONGEST_LABEL)).unwrap_or(label)
}

/// Reads what a slot might say.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn fuzzed(says: &[u8]) {
    drop(codec::decode::<Stored>(says));
}
