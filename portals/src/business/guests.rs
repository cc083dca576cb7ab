//! Guests whom the business notes down: they phoned or stood at the door, and have no account.

use rantai_core::book::derive_id;
use rantai_core::desk::{Command, Wish};
use rantai_core::ids::{BookId, CommandId, PartyId, PersonId};
use rantai_core::party::Capacity;
use rantai_core::registry::{self, AddPerson, Introduce, Introduced};
use rantai_core::sealed::{PersonName, Personal as _, PhoneNumber, Sealed};

use crate::app::App;
use crate::contact::{Contact, Phone};
use crate::web::PortalError;
use crate::who::Member;

/// The guest of that number among those the business noted itself: who calls again is nobody new. Others are chosen
/// by name; a number alone never tells whose it is.
pub fn noted(app: &App, member: &Member, phone: &PhoneNumber) -> Option<PartyId> {
    let registry = app.registry();
    let digits = Phone::of(phone.text()).digits;
    let mut theirs = registry.parties().filter(|party| {
        party.capacities.contains(&Capacity::Distributor)
            && registry.introduced_by(party.party) == Some(member.party)
    });
    let same = |party: PartyId| Contact::of(app, party).phone.is_some_and(|known| known.digits == digits);
    theirs.find(|party| same(party.party)).map(|party| party.party)
}

/// The guest of that number, noted under the id of the form where they are new: sent twice, it is one guest. Nobody
/// vouched for the number, so it finds nobody.
///
/// # Errors
/// What the desk refuses.
pub async fn noted_or_new(
    app: &App,
    member: &Member,
    id: CommandId,
    name: &PersonName,
    phone: &PhoneNumber,
) -> Result<PartyId, PortalError> {
    if let Some(known) = noted(app, member, phone) {
        return Ok(known);
    }
    let book = BookId::REGISTRY;
    let person = PersonId(derive_id(member.person, book, id, 0));
    let party = PartyId(derive_id(member.person, book, id, 1));
    let key = app.vault.create_key(person).map_err(PortalError::broken)?;
    let introduce = Introduce {
        person: Introduced::New(AddPerson {
            name: Sealed::seal(name, &key, person, book, id),
            phone: Some(Sealed::seal(phone, &key, person, book, id)),
            phone_hash: None,
        }),
        slug: format!("tamu-{}", party.to_string().get(20..).unwrap_or_default()),
        name: String::new(),
        capacities: vec![Capacity::Distributor],
        village: String::new(),
        address: None,
        to: None,
    };
    let wish = Wish {
        id,
        actor: member.actor(),
        book,
        on_behalf_of: None,
        channel: member.channel(),
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command: Command::Registry(registry::Command::Introduce(introduce)),
    };
    app.submit(wish).await?;
    Ok(party)
}
