//! Who is who: people, parties, and who acts for whom. A book of its own in the same log.

mod command;
mod event;
mod rename;
#[cfg(test)]
mod tests;

pub use command::{
    AddMember, AddPerson, Command, ErasePerson, FoundParty, Introduce, Introduced, Join, RemoveMember,
    decide, is_slug,
};
pub use event::*;
pub use rename::{RenameParty, RenamePerson};

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};

use crate::ids::{PartyId, PersonId, Thing};
use crate::log::Touch;
use crate::party::{Actor, Capacity, Role};
use crate::sealed::{PersonName, Sealed};

crate::events! {
    /// Everything that can happen in the registry.
    pub enum Event {
        /// A person became known.
        PersonAdded(PersonAdded) = 0xA001 v 1,
        /// A party was founded.
        PartyFounded(PartyFounded) = 0xA002 v 1,
        /// A person belongs to a party.
        MemberJoined(MemberJoined) = 0xA003 v 1,
        /// A person belongs to a party no more.
        MemberLeft(MemberLeft) = 0xA004 v 1,
        /// A party was made known by another.
        PartyIntroduced(PartyIntroduced) = 0xA005 v 1,
        /// A person was forgotten.
        PersonErased(PersonErased) = 0xA006 v 1,
        /// A person is called otherwise.
        PersonRenamed(PersonRenamed) = 0xA007 v 1,
        /// A party is called otherwise, or is elsewhere.
        PartyRenamed(PartyRenamed) = 0xA008 v 1,
    }
}

impl Event {
    /// Everything the event touches.
    pub fn things(&self) -> Vec<Thing> {
        match self {
            Self::PersonAdded(e) => vec![e.person.into()],
            Self::PartyFounded(e) => vec![e.party.into()],
            Self::MemberJoined(e) => vec![e.party.into(), e.person.into()],
            Self::MemberLeft(e) => vec![e.party.into(), e.person.into()],
            Self::PartyIntroduced(e) => vec![e.party.into()],
            Self::PersonErased(e) => vec![e.person.into()],
            Self::PersonRenamed(e) => vec![e.person.into()],
            Self::PartyRenamed(e) => vec![e.party.into()],
        }
    }
}

/// What stood there before.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Once<T> {
    /// What was written down.
    pub was: T,
    /// Why it is another now.
    pub why: Renaming,
}

/// The registry in memory. For its encoded form the same holds as for [`crate::book::Book`]'s.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Registry {
    people: BTreeMap<PersonId, PersonAdded>,
    parties: BTreeMap<PartyId, PartyFounded>,
    slugs: BTreeMap<String, PartyId>,
    phones: BTreeMap<[u8; 32], PersonId>,
    members: BTreeMap<(PartyId, PersonId), Role>,
    introduced: BTreeMap<PartyId, PartyId>,
    erased: BTreeSet<PersonId>,
    /// Parties that said themselves what they are called.
    self_named: BTreeSet<PartyId>,
    /// What people and parties were called before, the oldest first.
    once: BTreeMap<PersonId, Vec<Once<Sealed<PersonName>>>>,
    once_parties: BTreeMap<PartyId, Vec<Once<PartyFounded>>>,
    versions: BTreeMap<Thing, u32>,
}

impl Registry {
    /// The version of the fold: a snapshot of another is not read.
    pub const FOLD: u32 = 3;

    /// Keeps what happened. Accepts all of history and never refuses.
    pub fn evolve(&mut self, event: &Event) {
        match event {
            Event::PersonAdded(e) => {
                if let Some(hash) = e.phone_hash {
                    self.phones.insert(hash, e.person);
                }
                self.people.insert(e.person, e.clone());
            }
            Event::PartyFounded(e) => {
                self.slugs.insert(e.slug.clone(), e.party);
                self.parties.insert(e.party, e.clone());
            }
            Event::MemberJoined(e) => {
                self.members.insert((e.party, e.person), e.role);
            }
            Event::MemberLeft(e) => {
                self.members.remove(&(e.party, e.person));
            }
            Event::PartyIntroduced(e) => {
                self.introduced.insert(e.party, e.by);
            }
            Event::PersonErased(e) => self.erase(e.person),
            Event::PersonRenamed(e) => {
                if let Some(entry) = self.people.get_mut(&e.person) {
                    let was = std::mem::replace(&mut entry.name, e.name.clone());
                    self.once.entry(e.person).or_default().push(Once { was, why: e.why });
                }
            }
            Event::PartyRenamed(e) => {
                if e.by == e.party {
                    self.self_named.insert(e.party);
                }
                if let Some(entry) = self.parties.get_mut(&e.party) {
                    let (name, village, address) = (e.name.clone(), e.village.clone(), e.address.clone());
                    let now = PartyFounded { name, village, address, ..entry.clone() };
                    let was = std::mem::replace(entry, now);
                    self.once_parties.entry(e.party).or_default().push(Once { was, why: e.why });
                }
            }
        }
    }

    /// Takes the person out of everything but the list of those who ever were.
    fn erase(&mut self, person: PersonId) {
        self.phones.retain(|_, of| *of != person);
        self.members.retain(|(_, member), _| *member != person);
        self.once.remove(&person);
        if let Some(entry) = self.people.get_mut(&person) {
            (entry.phone, entry.phone_hash) = (None, None);
        }
        self.erased.insert(person);
    }

    /// Gives everything the facts of one commit touched its next version.
    pub fn touch(&mut self, events: &[Event]) -> Vec<Touch> {
        let mut touched: Vec<Thing> = events.iter().flat_map(Event::things).collect();
        touched.sort_unstable();
        touched.dedup();
        let mut touches = Vec::with_capacity(touched.len());
        for thing in touched {
            let version = self.versions.entry(thing).or_default();
            *version += 1;
            touches.push(Touch { thing, version: *version });
        }
        touches
    }

    /// Takes over the versions that a commit of the past recorded.
    pub fn restore_versions(&mut self, touched: &[Touch]) {
        self.versions.extend(touched.iter().map(|touch| (touch.thing, touch.version)));
    }

    /// The version of a thing; 0 where there is no such thing.
    pub fn version(&self, thing: Thing) -> u32 {
        self.versions.get(&thing).copied().unwrap_or_default()
    }

    /// What a person may do for a party; `None` for nothing.
    pub fn role(&self, party: PartyId, person: PersonId) -> Option<Role> {
        self.members.get(&(party, person)).copied()
    }

    /// The party of that id.
    pub fn party(&self, id: PartyId) -> Option<&PartyFounded> {
        self.parties.get(&id)
    }

    /// The party of that slug.
    pub fn party_by_slug(&self, slug: &str) -> Option<&PartyFounded> {
        self.slugs.get(slug).and_then(|id| self.parties.get(id))
    }

    /// All parties.
    pub fn parties(&self) -> impl Iterator<Item = &PartyFounded> {
        self.parties.values()
    }

    /// The person of that id.
    pub fn person(&self, id: PersonId) -> Option<&PersonAdded> {
        self.people.get(&id)
    }

    /// What a person was called before, the oldest first.
    pub fn names_before(&self, person: PersonId) -> &[Once<Sealed<PersonName>>] {
        self.once.get(&person).map_or(&[], Vec::as_slice)
    }

    /// What a party was called and where it was before, the oldest first.
    pub fn party_before(&self, party: PartyId) -> &[Once<PartyFounded>] {
        self.once_parties.get(&party).map_or(&[], Vec::as_slice)
    }

    /// Whoever is asked may say what the party and its one person are called: its owner and the operator, and who made
    /// it known until it said so itself.
    pub fn may_rename(&self, actor: Actor, party: PartyId) -> bool {
        let Some(role) = self.role(actor.party, actor.person) else { return false };
        let owns = actor.party == party && role == Role::Owner;
        let looks_after = matches!(role, Role::Owner | Role::Admin);
        let made_known = self.introduced_by(party) == Some(actor.party) && !self.self_named.contains(&party);
        owns || looks_after && (self.is_operator(actor.party) || made_known)
    }

    /// The person was erased.
    pub fn is_erased(&self, person: PersonId) -> bool {
        self.erased.contains(&person)
    }

    /// Everybody who was erased: nothing that was sealed for them may be opened again.
    pub fn erased(&self) -> impl Iterator<Item = PersonId> {
        self.erased.iter().copied()
    }

    /// The parties that nobody could look after if that person were gone: theirs alone, and a business, the
    /// deployment itself, or with other people in it.
    pub fn left_without_owner(&self, person: PersonId) -> Vec<&PartyFounded> {
        let needs_one = |party: &PartyFounded| {
            let stays = |capacity: &Capacity| matches!(capacity, Capacity::Business | Capacity::Operator);
            let mut others = self.members(party.party).filter(|(member, _)| *member != person).peekable();
            let has_others = others.peek().is_some();
            let has_owner = others.any(|(_, role)| role == Role::Owner);
            !has_owner && (has_others || party.capacities.iter().any(stays))
        };
        let owned = self.parties_of(person).filter(|(_, role)| *role == Role::Owner);
        owned.map(|(party, _)| party).filter(|party| needs_one(party)).collect()
    }

    /// All people.
    pub fn people(&self) -> impl Iterator<Item = &PersonAdded> {
        self.people.values()
    }

    /// The person whose phone number has that keyed hash.
    pub fn person_by_phone(&self, hash: &[u8; 32]) -> Option<PersonId> {
        self.phones.get(hash).copied()
    }

    /// Who belongs to a party, and as what.
    pub fn members(&self, party: PartyId) -> impl Iterator<Item = (PersonId, Role)> {
        let whole = (party, PersonId([0; 16]))..=(party, PersonId([0xff; 16]));
        self.members.range(whole).map(|((_, person), role)| (*person, *role))
    }

    /// Which parties a person belongs to, and as what.
    pub fn parties_of(&self, person: PersonId) -> impl Iterator<Item = (&PartyFounded, Role)> {
        self.members
            .iter()
            .filter(move |((_, member), _)| *member == person)
            .filter_map(|((party, _), role)| Some((self.parties.get(party)?, *role)))
    }

    /// Who made the party known, or to whom it made itself known; `None` where it stands in the village's
    /// own list.
    pub fn introduced_by(&self, party: PartyId) -> Option<PartyId> {
        self.introduced.get(&party).copied()
    }

    /// The business may find the party in its lists: it stands in the village's own, or it was made known by
    /// or to that business. Another's customers are another's.
    pub fn is_known_to(&self, party: PartyId, business: PartyId) -> bool {
        self.introduced_by(party).is_none_or(|by| by == business || self.is_operator(by))
    }

    /// Somebody runs the deployment. Until then anybody who reaches the registry may set it up.
    pub fn has_operator(&self) -> bool {
        self.members.keys().any(|(party, _)| self.is_operator(*party))
    }

    /// The party runs the deployment.
    pub fn is_operator(&self, party: PartyId) -> bool {
        self.party(party).is_some_and(|entry| entry.capacities.contains(&Capacity::Operator))
    }
}
