//! The workshop: materials, requests to suppliers, stock, production, packing, dispatch, slips, catalogue.

pub mod catalogue;
pub mod dispatch;
pub mod labels;
pub mod material_new;
pub mod materials;
pub mod opname;
pub mod order_policy;
pub mod pack;
pub mod plan;
pub mod product;
pub mod product_new;
pub mod production;
pub mod progress;
pub mod purchase;
pub mod request;
pub mod request_new;
pub mod request_turns;
pub mod requests;
pub mod returns;
pub mod slip;
pub mod slips;
pub mod stock;
pub mod stock_item;
pub mod suppliers;
pub mod terms;
pub mod trips;
pub mod what_if;
pub mod workshop;

use std::sync::Arc;

use rantai_core::book::order::OrderLine;
use rantai_core::ids::{OrderId, PartyId, Thing};
use rantai_core::log::Cursor;
use rantai_core::party::{Capacity, Channel};
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::sealed::{Note, Sealed};
use rantai_projections::audit_trail::trail;
use rantai_projections::order_sheets::{Link as Happened, OrderSheet};

use crate::app::App;
use crate::deeds::Deed;
use crate::filled::{Filled, too_long};
use crate::i18n::Phrases;
use crate::order_words::{self, called};
use crate::web::{Choice, Field, Notice, PortalError};
use crate::who::Member;

/// The sheet of one of the business's orders.
///
/// # Errors
/// [`PortalError::NotFound`] for everybody else's.
pub fn order_of(app: &App, member: &Member, order: OrderId) -> Result<Arc<OrderSheet>, PortalError> {
    let sheet = app.views.orders.sheet(order).filter(|sheet| sheet.business == member.party);
    sheet.ok_or(PortalError::NotFound)
}

/// What a form that is shown again says above itself; everything else is for another page.
///
/// # Errors
/// The error, where typing something else would not help.
pub fn again(error: PortalError, t: &'static Phrases) -> Result<Notice, PortalError> {
    match error {
        PortalError::Refused(_) | PortalError::BadPhoto | PortalError::TooLarge => Ok(error.notice(t)),
        error => Err(error),
    }
}

/// `2,5 m³`.
pub fn amount(quantity: Quantity, unit: Unit) -> String {
    format!("{quantity} {}", unit.label())
}

/// `4 pcs Meja makan, 120 cm`.
pub fn goods(line: &OrderLine) -> String {
    format!("{} {}", amount(line.quantity, line.unit), called(&line.name, &line.variant_name))
}

/// A note typed by the member.
///
/// # Errors
/// [`PortalError::Refused`] when it is too long.
pub fn note(
    app: &App,
    member: &Member,
    deed: &Deed,
    text: &str,
) -> Result<Option<Sealed<Note>>, PortalError> {
    deed.seal(app, member.person, member.party, Note::new(text).map_err(too_long)?)
}

/// How another party's answer came, asked wherever the business records one.
pub fn channel_field(t: &'static Phrases, filled: &Filled) -> Field {
    let ways = [Channel::WhatsApp, Channel::Phone, Channel::Paper];
    let label = |channel| capital(order_words::channel(t, channel));
    filled
        .field("channel", t.workshop.answered_by, "")
        .choices(ways.map(|channel| Choice::new(channel.name(), label(channel))))
}

/// The text with a capital first letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The parties of one kind that `member`'s business knows, by name.
pub fn parties(app: &App, member: &Member, capacity: Capacity) -> Vec<(PartyId, String)> {
    let registry = app.registry();
    let fitting = registry.parties().filter(|party| {
        party.capacities.contains(&capacity) && registry.is_known_to(party.party, member.party)
    });
    let mut parties: Vec<_> = fitting.map(|party| (party.party, app.name_of(party))).collect();
    parties.sort_by(|a, b| a.1.cmp(&b.1));
    parties
}

/// The phone number of a party's contact, where it is known.
pub fn phone(app: &App, party: PartyId) -> Option<Arc<str>> {
    let registry = app.registry();
    let contact = registry.party(party)?.contact;
    app.vault.read(registry.person(contact)?.phone.as_ref()?)
}

/// What ever happened to a request or a slip, oldest first.
///
/// # Errors
/// [`PortalError::Broken`] when the log cannot show it.
pub fn happened(app: &App, business: PartyId, thing: Thing) -> Result<Vec<Happened>, PortalError> {
    let entries =
        trail(app.log.as_ref(), business, thing, Cursor::START, 100).map_err(PortalError::broken)?;
    let mut links = Vec::new();
    for entry in entries {
        let envelope = &entry.commit.draft.envelope;
        let about = entry.events.iter().filter(|event| event.things().contains(&thing));
        links.extend(about.map(|event| Happened {
            kind: event.to_raw().kind,
            cursor: entry.commit.cursor,
            at: envelope.recorded,
            happened: envelope.happened,
            person: envelope.person,
            party: envelope.party,
            on_behalf_of: envelope.on_behalf_of,
            channel: envelope.channel,
            evidence: envelope.evidence.clone(),
            amount: None,
            other: None,
            overdue: None,
        }));
    }
    Ok(links)
}
