//! "What were our people, and those we wrote down, called before, and who corrected it?" for the owner and the
//! auditors of a business. Never a copy: the index of things and the log itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use rantai_core::codec::CodecError;
use rantai_core::facts::Facts;
use rantai_core::ids::{PartyId, PersonId, Thing};
use rantai_core::log::{Commit, Cursor, Log};
use rantai_core::registry::{Event, PartyFounded, PartyRenamed, Registry, Renaming};
use rantai_core::sealed::{PersonName, Sealed};

use crate::audit_trail::TrailError;

/// Commits that are read at once.
const STEP: usize = 500;

/// Somebody was called otherwise from then on, or was elsewhere.
#[derive(Debug, Clone)]
pub struct Renamed {
    /// Who, how, when; position and hash.
    pub commit: Arc<Commit>,
    /// What was written down.
    pub what: What,
}

/// What was written down, and what instead.
#[derive(Debug, Clone)]
pub enum What {
    /// A person's name.
    Person {
        /// Who.
        person: PersonId,
        /// What they were called before.
        was: Sealed<PersonName>,
        /// And then.
        is: Sealed<PersonName>,
        /// Why.
        why: Renaming,
    },
    /// A party's name and place.
    Party {
        /// What stood there before.
        was: Box<PartyFounded>,
        /// And then.
        is: Box<PartyRenamed>,
    },
}

impl Renamed {
    /// What its trail is proved by.
    pub fn thing(&self) -> Thing {
        match &self.what {
            What::Person { person, .. } => (*person).into(),
            What::Party { is, .. } => is.party.into(),
        }
    }

    /// Why it is another.
    pub fn why(&self) -> Renaming {
        match &self.what {
            What::Person { why, .. } => *why,
            What::Party { is, .. } => is.why,
        }
    }
}

/// Every new name of a business's own people while they belonged to it, of its own party, and of those whom it wrote
/// down itself; the newest first. What others call themselves is theirs.
///
/// # Errors
/// [`TrailError`] naming the position that cannot be shown.
pub fn renamings(log: &dyn Log, registry: &Registry, business: PartyId) -> Result<Vec<Renamed>, TrailError> {
    let mut found = Vec::new();
    let renamed = registry.people().filter(|entry| !registry.names_before(entry.person).is_empty());
    for entry in renamed {
        of_person(log, business, entry.person, &mut found)?;
    }
    let renamed = registry.parties().filter(|entry| !registry.party_before(entry.party).is_empty());
    for entry in renamed.filter(|it| it.party == business || registry.is_known_to(it.party, business)) {
        of_party(log, business, entry.party, &mut found)?;
    }
    found.sort_by_key(|it| std::cmp::Reverse(it.commit.cursor.position()));
    let mut seen = BTreeSet::new();
    found.retain(|it| seen.insert((it.commit.cursor.position(), it.thing())));
    Ok(found)
}

fn of_person(
    log: &dyn Log,
    business: PartyId,
    person: PersonId,
    found: &mut Vec<Renamed>,
) -> Result<(), TrailError> {
    let (mut ours, mut was) = (false, None);
    each(log, person.into(), |commit, event| match event {
        Event::PersonAdded(e) if e.person == person => was = Some(e.name),
        Event::MemberJoined(e) if e.person == person && e.party == business => ours = true,
        Event::MemberLeft(e) if e.person == person && e.party == business => ours = false,
        Event::PersonRenamed(e) if e.person == person => {
            let before = was.replace(e.name.clone());
            if ours || commit.draft.envelope.party == business {
                found.extend(before.map(|was| Renamed {
                    commit: Arc::clone(commit),
                    what: What::Person { person, was, is: e.name, why: e.why },
                }));
            }
        }
        _ => {}
    })
}

fn of_party(
    log: &dyn Log,
    business: PartyId,
    party: PartyId,
    found: &mut Vec<Renamed>,
) -> Result<(), TrailError> {
    let mut was: Option<PartyFounded> = None;
    each(log, party.into(), |commit, event| match event {
        Event::PartyFounded(e) if e.party == party => was = Some(e),
        Event::PartyRenamed(e) if e.party == party => {
            let Some(before) = was.take() else { return };
            let (name, village, address) = (e.name.clone(), e.village.clone(), e.address.clone());
            was = Some(PartyFounded { name, village, address, ..before.clone() });
            if party == business || e.by == business {
                let what = What::Party { was: Box::new(before), is: Box::new(e) };
                found.push(Renamed { commit: Arc::clone(commit), what });
            }
        }
        _ => {}
    })
}

/// Hands over what the registry's facts say of a thing, oldest first.
fn each(log: &dyn Log, thing: Thing, mut hear: impl FnMut(&Arc<Commit>, Event)) -> Result<(), TrailError> {
    let mut after = Cursor::START;
    loop {
        let commits = log.history(thing, after, STEP)?;
        let Some(last) = commits.last() else { return Ok(()) };
        after = last.cursor;
        for commit in &commits {
            let position = commit.cursor.position();
            let fact = |error: CodecError| TrailError::Fact { position, error };
            if let Facts::Registry(events) = Facts::of(commit).map_err(fact)? {
                events.into_iter().for_each(|event| hear(commit, event));
            }
        }
    }
}
