//! What a decision may know besides the book.

use crate::bugs::{Bug, made};
use crate::ids::{BlobHash, BookId, CommandId, PartyId, PersonId};
use crate::party::{Actor, Capacity, Channel};
use crate::registry::Registry;
use crate::sealed::Sealed;
use crate::time::{Day, Moment};

use super::{Book, Rejection};

/// Who wishes it, for whom, when, and under which names new things will stand.
///
/// The desk makes it; nothing in it comes unproved from a form: the membership was looked up, the time is
/// the writer's, the ids are derived from the command.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The book that is decided on.
    pub book: BookId,
    /// Who acts, for the party they belong to.
    pub actor: Actor,
    /// The party whose step it is, where the business records it for them.
    pub on_behalf_of: Option<PartyId>,
    /// How it reached Rantai.
    pub channel: Channel,
    /// The moment of recording.
    pub now: Moment,
    /// When it happened, where that was told late.
    pub happened: Option<Moment>,
    /// The day that is, where the business stands.
    pub today: Day,
    /// The command's id.
    pub command: CommandId,
    /// Photographs and files that came with it.
    pub evidence: &'a [BlobHash],
    /// Who is who.
    pub registry: &'a Registry,
}

/// How many days ahead something may be wished or promised for: five years.
const FARTHEST: i32 = 5 * 366;

/// Refuses a day that something cannot be wished or promised for any more, or not yet.
///
/// # Errors
/// [`Rejection::DayPassed`], [`Rejection::DayTooFar`].
pub fn ahead(day: Day, today: Day) -> Result<(), Rejection> {
    if day < today {
        return Err(Rejection::DayPassed { day });
    }
    if day > today.plus(FARTHEST) { Err(Rejection::DayTooFar { day }) } else { Ok(()) }
}

impl Context<'_> {
    /// The same for the day that is where the business stands.
    ///
    /// # Errors
    /// As [`ahead`].
    pub fn ahead(&self, day: Day) -> Result<(), Rejection> {
        ahead(day, self.today)
    }

    /// The party whose step this is.
    pub fn party(&self) -> PartyId {
        self.on_behalf_of.unwrap_or(self.actor.party)
    }

    /// The id of the `n`-th thing this command makes.
    pub fn id(&self, n: u32) -> [u8; 16] {
        derive_id(self.actor.person, self.book, self.command, n)
    }

    /// One of the business's own people does it, for whomever.
    pub fn by_its_own_people(&self) -> bool {
        self.actor.party == PartyId(self.book.0)
    }

    /// Refuses everyone but the business itself.
    ///
    /// # Errors
    /// [`Rejection::NotYourStep`].
    pub fn by_business(&self) -> Result<(), Rejection> {
        self.by(PartyId(self.book.0))
    }

    /// Refuses everyone but the business itself and its own policies, which run in whoever's step caused them.
    ///
    /// # Errors
    /// [`Rejection::NotYourStep`].
    pub fn by_policy_or_business(&self) -> Result<(), Rejection> {
        if self.channel == Channel::Policy { Ok(()) } else { self.by_business() }
    }

    /// Refuses everyone but `party`, or the business recording it for them.
    ///
    /// # Errors
    /// [`Rejection::NotYourStep`].
    pub fn by(&self, party: PartyId) -> Result<(), Rejection> {
        if self.party() == party || made(Bug::AnyParty) { Ok(()) } else { Err(Rejection::NotYourStep) }
    }

    /// Refuses what is told to have happened on a day before the thing it belongs to was there.
    ///
    /// # Errors
    /// [`Rejection::BeforeItBegan`].
    pub fn not_before(&self, book: &Book, began: Moment) -> Result<(), Rejection> {
        let zone = book.zone();
        let day = began.day_in(zone);
        match self.happened {
            Some(happened) if happened.day_in(zone) < day => Err(Rejection::BeforeItBegan { day }),
            _ => Ok(()),
        }
    }

    /// Refuses a party that does not come for this.
    ///
    /// # Errors
    /// [`Rejection::WrongCapacity`].
    pub fn party_is(&self, party: PartyId, capacity: Capacity) -> Result<(), Rejection> {
        match self.registry.party(party) {
            Some(entry) if entry.capacities.contains(&capacity) => Ok(()),
            _ => Err(Rejection::WrongCapacity { capacity }),
        }
    }

    /// Refuses text that was sealed for something else: it could never be opened again.
    ///
    /// # Errors
    /// [`Rejection::SealedForAnother`].
    pub fn sealed_here<T>(&self, sealed: Option<&Sealed<T>>) -> Result<(), Rejection> {
        match sealed {
            Some(sealed) if !sealed.is_for(self.book, self.command) => Err(Rejection::SealedForAnother),
            _ => Ok(()),
        }
    }
}

/// The id of the `n`-th thing that a command makes. The same command makes the same things, so a repeated
/// wish cannot make a second order; the first six bytes are the command's time, so ids sort by it.
pub fn derive_id(person: PersonId, book: BookId, command: CommandId, n: u32) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("rantai 2026-11 id of a thing made by a command");
    hasher.update(&person.0).update(&book.0).update(&command.0).update(&n.to_le_bytes());
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    if let (Some(time), Some(made_at)) = (id.first_chunk_mut::<6>(), command.0.first_chunk::<6>()) {
        *time = *made_at;
    }
    uuid::Builder::from_custom_bytes(id).into_uuid().into_bytes()
}
