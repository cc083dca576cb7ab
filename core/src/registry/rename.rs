//! What somebody is called, and where they are, when that was written down wrongly or has changed.

use bincode::{Decode, Encode};

use super::command::{can_be_called, known};
use super::{Event, PartyRenamed, PersonRenamed, Registry, Renaming};
use crate::book::{Context, Rejection};
use crate::ids::{PartyId, PersonId, ThingKind};
use crate::sealed::{Address, PersonName, Sealed};

/// Call a person otherwise. One's own name is everybody's to say; that of a party's one person belongs to whoever may
/// rename the party.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PersonRenamed`")]
pub struct RenamePerson {
    pub person: PersonId,
    pub name: Sealed<PersonName>,
    pub why: Renaming,
}

/// Call a party otherwise, or say where it is now.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PartyRenamed`")]
pub struct RenameParty {
    pub party: PartyId,
    pub name: String,
    pub village: String,
    pub address: Option<Sealed<Address>>,
    pub why: Renaming,
}

impl RenamePerson {
    pub(super) fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let Self { person, name, why } = self.clone();
        known(registry, person)?;
        if person != context.actor.person && !self.is_of_another(registry, context) {
            return Err(Rejection::NotYourStep);
        }
        context.sealed_here(Some(&name))?;
        if name.person() != person {
            return Err(Rejection::SealedForAnother);
        }
        Ok(vec![PersonRenamed { person, name, why }.into()])
    }

    /// The person stands alone in one party, which the actor may rename. Who acts for more than one is known to others
    /// by that name as well.
    fn is_of_another(&self, registry: &Registry, context: &Context<'_>) -> bool {
        let mut parties = registry.parties_of(self.person);
        let (Some((only, _)), None) = (parties.next(), parties.next()) else { return false };
        let alone = registry.members(only.party).count() == 1;
        alone && only.party != context.actor.party && registry.may_rename(context.actor, only.party)
    }
}

impl RenameParty {
    pub(super) fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let Self { party, name, village, address, why } = self.clone();
        let entry = registry.party(party).ok_or(Rejection::Unknown { kind: ThingKind::Party })?;
        if !registry.may_rename(context.actor, party) {
            return Err(Rejection::NotYourStep);
        }
        context.sealed_here(address.as_ref())?;
        can_be_called(&name, &entry.capacities)?;
        // What is sealed cannot be compared: a sealed address counts as another.
        let same = entry.name == name && entry.village == village;
        if same && address.is_none() && entry.address.is_none() {
            return Ok(vec![]);
        }
        Ok(vec![PartyRenamed { party, name, village, address, why, by: context.actor.party }.into()])
    }
}
