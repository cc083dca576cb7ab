//! What can happen to people and parties. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::code_enum;
use crate::ids::{PartyId, PersonId};
use crate::party::{Capacity, Role};
use crate::sealed::{Address, PersonName, PhoneNumber, Sealed};

/// A person became known.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PersonAdded {
    /// Their id.
    pub person: PersonId,
    /// Their name.
    pub name: Sealed<PersonName>,
    /// How they are reached.
    pub phone: Option<Sealed<PhoneNumber>>,
    /// A keyed hash of that number, to find out whether it is taken.
    pub phone_hash: Option<[u8; 32]>,
}

/// A party was founded.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PartyFounded {
    /// Its id.
    pub party: PartyId,
    /// Its name in addresses.
    pub slug: String,
    /// Its trade name; empty where it is called like its person.
    pub name: String,
    /// What it comes for.
    pub capacities: Vec<Capacity>,
    /// Code of the village it is in (Kemendagri).
    pub village: String,
    /// Where exactly.
    pub address: Option<Sealed<Address>>,
    /// Whom to ask for.
    pub contact: PersonId,
}

/// A person belongs to a party from now on, or has another role in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MemberJoined {
    /// Which party.
    pub party: PartyId,
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
}

/// A person belongs to a party no more. What they did stays theirs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MemberLeft {
    /// Which party.
    pub party: PartyId,
    /// Who.
    pub person: PersonId,
}

/// A party that had not come by itself was made known by another: a supplier by the business that asks it, a
/// business by the operator. Or it made itself known to another: a stranger to the shop they order from.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PartyIntroduced {
    /// Which party.
    pub party: PartyId,
    /// By whom, or to whom.
    pub by: PartyId,
}

/// A person asked to be forgotten, and the key of everything personal about them was destroyed. What they did stays,
/// as an erased person's; they belong to nobody and their number is free.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PersonErased {
    /// Who.
    pub person: PersonId,
}

code_enum! {
    /// Why somebody is written down otherwise than before.
    pub enum Renaming {
        /// It was written down wrongly.
        Mistyped = 1,
        /// It was right, and is different now: a new name, another place.
        Changed = 2,
    }
}

/// A person is called otherwise than was written down. The phone number stays: it is how they sign in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PersonRenamed {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: Sealed<PersonName>,
    /// Why it is another.
    pub why: Renaming,
}

/// A party is called otherwise, or is elsewhere, than was written down. Its name in addresses stays.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PartyRenamed {
    /// Which party.
    pub party: PartyId,
    /// Its trade name; empty where it is called like its person.
    pub name: String,
    /// Code of the village it is in (Kemendagri).
    pub village: String,
    /// Where exactly.
    pub address: Option<Sealed<Address>>,
    /// Why it is another.
    pub why: Renaming,
    /// By whom: the party itself, or who had made it known.
    pub by: PartyId,
}
