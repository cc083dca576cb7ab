//! Every wish about people and parties.

use bincode::{Decode, Encode};

use super::{
    Event, MemberJoined, MemberLeft, PartyFounded, PartyIntroduced, PersonAdded, PersonErased, Registry,
    RenameParty, RenamePerson,
};
use crate::book::{Context, Rejection};
use crate::ids::{PartyId, PersonId, ThingKind};
use crate::party::{Actor, Capacity, Role};
use crate::sealed::{Address, PersonName, PhoneNumber, Sealed};

/// A wish about people and parties. Never stored.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(clippy::large_enum_variant, reason = "commands are built once and moved little")]
pub enum Command {
    /// Make a person known.
    AddPerson(AddPerson),
    /// Found a party.
    FoundParty(FoundParty),
    /// Let a person act for a party.
    AddMember(AddMember),
    /// Let a person act for a party no more.
    RemoveMember(RemoveMember),
    /// Make a party of one person known.
    Introduce(Introduce),
    /// Let somebody in who was invited.
    Join(Join),
    /// Forget a person.
    ErasePerson(ErasePerson),
    /// Call a person otherwise.
    RenamePerson(RenamePerson),
    /// Call a party otherwise, or say where it is now.
    RenameParty(RenameParty),
}

impl Command {
    /// The command's name, as code writes it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AddPerson(_) => "AddPerson",
            Self::FoundParty(_) => "FoundParty",
            Self::AddMember(_) => "AddMember",
            Self::RemoveMember(_) => "RemoveMember",
            Self::Introduce(_) => "Introduce",
            Self::Join(_) => "Join",
            Self::ErasePerson(_) => "ErasePerson",
            Self::RenamePerson(_) => "RenamePerson",
            Self::RenameParty(_) => "RenameParty",
        }
    }
}

/// Make a person known. The person's id is the first the command makes, and the name is sealed for it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PersonAdded`")]
pub struct AddPerson {
    pub name: Sealed<PersonName>,
    pub phone: Option<Sealed<PhoneNumber>>,
    pub phone_hash: Option<[u8; 32]>,
}

/// Found a party.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PartyFounded`")]
pub struct FoundParty {
    pub slug: String,
    pub name: String,
    pub capacities: Vec<Capacity>,
    pub village: String,
    pub address: Option<Sealed<Address>>,
    pub contact: PersonId,
}

/// Let a person act for a party.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MemberJoined`")]
pub struct AddMember {
    pub party: PartyId,
    pub person: PersonId,
    pub role: Role,
}

/// Let a person act for a party no more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MemberLeft`")]
pub struct RemoveMember {
    pub party: PartyId,
    pub person: PersonId,
}

/// Who a party of one person, or an invitation, is about.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Introduced {
    /// Somebody not known yet. Their id is the first the command makes, and the name is sealed for it.
    New(AddPerson),
    /// Somebody who is known.
    Known(PersonId),
}

/// Make a party known together with its one person, who owns it from then on: whoever runs the deployment
/// founds a business, a business notes a supplier, a courier or a customer it knows from the phone, a
/// stranger at the shop says who they are. The party's id is the second the command makes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PartyFounded`")]
pub struct Introduce {
    pub person: Introduced,
    pub slug: String,
    pub name: String,
    pub capacities: Vec<Capacity>,
    pub village: String,
    pub address: Option<Sealed<Address>>,
    /// The business a stranger introduces themselves to; nobody for everyone else.
    pub to: Option<PartyId>,
}

/// Let somebody in who was invited. The actor is who invited them: it counts only while they may still do so.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MemberJoined`")]
pub struct Join {
    pub person: Introduced,
    pub party: PartyId,
    pub role: Role,
}

/// Forget a person for good. The operator alone may wish it: an owner cannot know with whom else somebody deals by
/// now.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the field is that of `PersonErased`")]
pub struct ErasePerson {
    pub person: PersonId,
}

/// What the wish leads to: facts, none if it is so already, or a refusal.
///
/// # Errors
/// The [`Rejection`] a person can act on.
pub fn decide(
    registry: &Registry,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    match command {
        Command::AddPerson(wish) => wish.decide(registry, context),
        Command::FoundParty(wish) => wish.decide(registry, context),
        Command::AddMember(wish) => wish.decide(registry, context),
        Command::RemoveMember(wish) => wish.decide(registry, context),
        Command::Introduce(wish) => wish.decide(registry, context),
        Command::Join(wish) => wish.decide(registry, context),
        Command::ErasePerson(wish) => wish.decide(registry, context),
        Command::RenamePerson(wish) => wish.decide(registry, context),
        Command::RenameParty(wish) => wish.decide(registry, context),
    }
}

/// Refuses everyone but the operator, and the party's own owner where it is about a party.
fn by_operator_or_owner(
    registry: &Registry,
    context: &Context<'_>,
    party: Option<PartyId>,
) -> Result<(), Rejection> {
    let actor = context.actor;
    let owns = || party == Some(actor.party) && registry.role(actor.party, actor.person) == Some(Role::Owner);
    if !registry.has_operator() || registry.is_operator(actor.party) || owns() {
        Ok(())
    } else {
        Err(Rejection::NotYourStep)
    }
}

/// Refuses who is nobody here, or nobody any more.
pub(super) fn known(registry: &Registry, person: PersonId) -> Result<(), Rejection> {
    let entry = registry.person(person).filter(|_| !registry.is_erased(person));
    entry.map(drop).ok_or(Rejection::Unknown { kind: ThingKind::Person })
}

impl ErasePerson {
    fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let person = self.person;
        if !registry.is_operator(context.actor.party) {
            return Err(Rejection::NotYourStep);
        }
        if registry.is_erased(person) {
            return Ok(vec![]);
        }
        known(registry, person)?;
        if let Some(party) = registry.left_without_owner(person).first() {
            return Err(Rejection::OnlyOwner { party: party.party });
        }
        Ok(vec![PersonErased { person }.into()])
    }
}

impl AddPerson {
    fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        by_operator_or_owner(registry, context, Some(context.actor.party))?;
        Ok(vec![self.added(registry, context)?.into()])
    }

    fn added(&self, registry: &Registry, context: &Context<'_>) -> Result<PersonAdded, Rejection> {
        let person = PersonId(context.id(0));
        context.sealed_here(Some(&self.name))?;
        context.sealed_here(self.phone.as_ref())?;
        if self.name.person() != person {
            return Err(Rejection::SealedForAnother);
        }
        if let Some(hash) = self.phone_hash
            && registry.person_by_phone(&hash).is_some()
        {
            return Err(Rejection::Taken { name: "phone".to_owned() });
        }
        Ok(PersonAdded {
            person,
            name: self.name.clone(),
            phone: self.phone.clone(),
            phone_hash: self.phone_hash,
        })
    }
}

impl Introduced {
    /// The person's id, and the fact that makes them known where they are not.
    fn decide(
        &self,
        registry: &Registry,
        context: &Context<'_>,
    ) -> Result<(PersonId, Option<Event>), Rejection> {
        match self {
            Self::New(new) => {
                let added = new.added(registry, context)?;
                Ok((added.person, Some(added.into())))
            }
            Self::Known(person) => {
                known(registry, *person)?;
                Ok((*person, None))
            }
        }
    }
}

impl Introduce {
    fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        self.permitted(registry, context)?;
        let (person, added) = self.person.decide(registry, context)?;
        let party = PartyId(context.id(1));
        let founded = self.founded(registry, context, party, person)?;
        let mut events: Vec<Event> = added.into_iter().collect();
        events.push(founded.into());
        events.push(MemberJoined { party, person, role: Role::Owner }.into());
        let by = self.to.unwrap_or(context.actor.party);
        if registry.party(by).is_some() {
            events.push(PartyIntroduced { party, by }.into());
        }
        Ok(events)
    }

    /// An operator may introduce anybody, and so may whoever sets a deployment up; a business those it deals
    /// with; a stranger themselves, as a buyer.
    fn permitted(&self, registry: &Registry, context: &Context<'_>) -> Result<(), Rejection> {
        let among = |known: &[Capacity]| self.capacities.iter().all(|capacity| known.contains(capacity));
        let actor = context.actor;
        if actor == Actor::STRANGER {
            context.party_is(self.to.unwrap_or(actor.party), Capacity::Business)?;
            let themselves = matches!(self.person, Introduced::New(_)) && among(&[Capacity::Distributor]);
            return if themselves { Ok(()) } else { Err(Rejection::NotYourStep) };
        }
        if self.to.is_some() {
            return Err(Rejection::Invalid { field: "to" });
        }
        let comes_for =
            |capacity| registry.party(actor.party).is_some_and(|p| p.capacities.contains(&capacity));
        let around = [Capacity::Distributor, Capacity::Supplier, Capacity::Courier];
        if comes_for(Capacity::Business) && among(&around) {
            return Ok(());
        }
        by_operator_or_owner(registry, context, None)
    }

    fn founded(
        &self,
        registry: &Registry,
        context: &Context<'_>,
        party: PartyId,
        contact: PersonId,
    ) -> Result<PartyFounded, Rejection> {
        let Self { slug, name, capacities, village, address, .. } = self.clone();
        can_be_founded(registry, context, (&slug, &name), &capacities, address.as_ref())?;
        Ok(PartyFounded { party, slug, name, capacities, village, address, contact })
    }
}

impl Join {
    fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        by_operator_or_owner(registry, context, Some(self.party))?;
        registry.party(self.party).ok_or(Rejection::Unknown { kind: ThingKind::Party })?;
        let (person, added) = self.person.decide(registry, context)?;
        if registry.role(self.party, person) == Some(self.role) {
            return Ok(vec![]);
        }
        keeps_an_owner(registry, self.party, person)?;
        let joined = MemberJoined { party: self.party, person, role: self.role };
        Ok(added.into_iter().chain([joined.into()]).collect())
    }
}

/// A party of that name and for that can come to be. One that is called like its person has no name of its
/// own: a person's name stands sealed or nowhere.
fn can_be_founded(
    registry: &Registry,
    context: &Context<'_>,
    (slug, name): (&str, &str),
    capacities: &[Capacity],
    address: Option<&Sealed<Address>>,
) -> Result<(), Rejection> {
    context.sealed_here(address)?;
    if !is_slug(slug) {
        return Err(Rejection::Invalid { field: "slug" });
    }
    can_be_called(name, capacities)?;
    if capacities.is_empty() {
        return Err(Rejection::Invalid { field: "capacities" });
    }
    if registry.party_by_slug(slug).is_some() {
        return Err(Rejection::Taken { name: slug.to_owned() });
    }
    Ok(())
}

/// Who shows itself to everybody has a name of its own.
pub(super) fn can_be_called(name: &str, capacities: &[Capacity]) -> Result<(), Rejection> {
    let shows_itself = |capacity| matches!(capacity, &Capacity::Business | &Capacity::Operator);
    if name.trim().is_empty() && capacities.iter().any(shows_itself) {
        return Err(Rejection::Invalid { field: "name" });
    }
    Ok(())
}

impl FoundParty {
    fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        by_operator_or_owner(registry, context, None)?;
        let named = (self.slug.as_str(), self.name.as_str());
        can_be_founded(registry, context, named, &self.capacities, self.address.as_ref())?;
        known(registry, self.contact)?;
        Ok(vec![
            PartyFounded {
                party: PartyId(context.id(0)),
                slug: self.slug.clone(),
                name: self.name.clone(),
                capacities: self.capacities.clone(),
                village: self.village.clone(),
                address: self.address.clone(),
                contact: self.contact,
            }
            .into(),
        ])
    }
}

/// Lowercase letters, digits and hyphens: fit for an address and for the name of a host.
pub fn is_slug(text: &str) -> bool {
    (1..=60).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl AddMember {
    fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        by_operator_or_owner(registry, context, Some(self.party))?;
        registry.party(self.party).ok_or(Rejection::Unknown { kind: ThingKind::Party })?;
        known(registry, self.person)?;
        if registry.role(self.party, self.person) == Some(self.role) {
            return Ok(vec![]);
        }
        keeps_an_owner(registry, self.party, self.person)?;
        Ok(vec![MemberJoined { party: self.party, person: self.person, role: self.role }.into()])
    }
}

impl RemoveMember {
    fn decide(&self, registry: &Registry, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        by_operator_or_owner(registry, context, Some(self.party))?;
        if registry.role(self.party, self.person).is_none() {
            return Ok(vec![]);
        }
        keeps_an_owner(registry, self.party, self.person)?;
        Ok(vec![MemberLeft { party: self.party, person: self.person }.into()])
    }
}

/// Refuses to leave a party without an owner: nobody could let anyone in again, and a deployment without an
/// operator would be anybody's to set up.
fn keeps_an_owner(registry: &Registry, party: PartyId, leaves: PersonId) -> Result<(), Rejection> {
    let owns = |(person, role): (PersonId, Role)| role == Role::Owner && person != leaves;
    let is_owner = registry.role(party, leaves) == Some(Role::Owner);
    if is_owner && !registry.members(party).any(owns) {
        return Err(Rejection::Invalid { field: "role" });
    }
    Ok(())
}
