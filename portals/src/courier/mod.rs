//! The courier's portal: slips to carry. No price of goods is ever shown here.

pub mod door;
pub mod slip;
pub mod slips;
pub mod trips;

use rantai_core::book::Event;
use rantai_core::book::delivery::{Deed, DeliveryProblem, DeliveryRefusal, LateDeed, TransportMode};
use rantai_core::book::order::{Slip, SlipState};
use rantai_core::facts::Facts;
use rantai_core::ids::{OrderId, SlipId};
use rantai_core::log::{Cursor, Log as _};
use rantai_projections::slips::SlipSheet;
use std::sync::Arc;

use crate::app::App;
use crate::contact::Contact;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::messages;
use crate::web::{Chip, NavItem, Page, PortalError, Tone};
use crate::who::{Fresh, Member};

/// Most slips to do on one page.
const MOST: usize = 200;

/// A place of the courier's portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What is to be carried.
    Slips,
    /// All others.
    Past,
    /// Cash and pay.
    Cash,
    /// What is said.
    Messages,
}

/// The frame of the courier's pages.
pub fn frame(app: &App, lang: Lang, member: &Member, fresh: Fresh, title: &str, place: Place) -> Page {
    fresh.on(frame_of(app, lang, member, title, place), &member.slug)
}

/// The same of a page that follows its stream by itself.
pub fn frame_of(app: &App, lang: Lang, member: &Member, title: &str, place: Place) -> Page {
    let t = &lang.phrases().courier;
    let home = format!("/courier/{}", member.slug);
    let waiting = app.views.slips.my_slips(member.party, true, None, MOST).rows.len();
    let nav = [
        (Place::Slips, NavItem::new("truck", t.nav_slips, home.clone()).waiting(waiting)),
        (Place::Past, NavItem::new("history", t.nav_past, format!("{home}/past"))),
        (Place::Cash, NavItem::new("cash", lang.phrases().money_pages.nav_cash, format!("{home}/cash"))),
    ];
    let nav = nav.map(|(here, item)| if here == place { item.current() } else { item });
    Page::new(lang, title)
        .signed_in(app.person(member.person), member.name.clone())
        .others(app.others(member))
        .talk(messages::talk(app, lang, member))
        .people(member)
        .not_whole(app.not_whole(lang, member.party, None))
        .nav(nav)
}

/// The slip, if that courier carries it.
pub fn find(app: &App, member: &Member, slip: SlipId) -> Result<Arc<SlipSheet>, PortalError> {
    app.views.slips.of_courier(member.party, slip).ok_or(PortalError::NotFound)
}

/// The state of a slip as the courier sees it.
fn chip(t: &'static Phrases, state: &SlipState) -> Chip {
    match state {
        SlipState::Issued => Chip::new(Tone::Yours, t.stages.issued),
        SlipState::PickedUp { .. } => Chip::new(Tone::Yours, t.stages.picked_up).icon("truck"),
        SlipState::Completed { .. } => Chip::new(Tone::Done, t.stages.delivered),
        SlipState::Failed { .. } => Chip::new(Tone::Failed, t.stages.attempt_failed),
        SlipState::Declined { .. } => Chip::new(Tone::Quiet, t.stages.declined),
        SlipState::Withdrawn => Chip::new(Tone::Quiet, t.stages.withdrawn),
    }
}

/// Where the goods go: the receiver, with the place and address this slip names.
fn receiver(app: &App, t: &'static Phrases, sheet: &SlipSheet) -> Contact {
    Contact::at_the_door(app, sheet, t.courier.collected)
}

/// With what the goods are carried, in a word.
pub const fn mode_word(t: &'static Phrases, mode: TransportMode) -> &'static str {
    match mode {
        TransportMode::Motorcycle => t.courier.motorcycle,
        TransportMode::Tricycle => t.courier.tricycle,
        TransportMode::Pickup => t.courier.pickup,
        TransportMode::Truck => t.courier.truck,
        TransportMode::Bus => t.courier.bus,
        TransportMode::Other => t.courier.other_mode,
    }
}

/// Why a courier does not take a slip, in words.
pub const fn refusal_word(t: &'static Phrases, reason: DeliveryRefusal) -> &'static str {
    match reason {
        DeliveryRefusal::Busy => t.courier.busy,
        DeliveryRefusal::TooLarge => t.courier.too_large,
        DeliveryRefusal::TooFar => t.courier.too_far,
        DeliveryRefusal::Other => t.courier.other_reason,
    }
}

/// Why the goods did not arrive, in words.
pub const fn problem_word(t: &'static Phrases, problem: DeliveryProblem) -> &'static str {
    match problem {
        DeliveryProblem::NobodyHome => t.courier.nobody_home,
        DeliveryProblem::AddressNotFound => t.courier.address_not_found,
        DeliveryProblem::ReceiverRefused => t.courier.receiver_refused,
        DeliveryProblem::Damaged => t.courier.damaged,
        DeliveryProblem::Transport => t.courier.transport,
        DeliveryProblem::Other => t.courier.other_reason,
    }
}

/// What a carrier wrote about an attempt that failed.
pub fn said_of_failure(app: &App, slip: SlipId) -> Option<String> {
    let unread =
        |error: &dyn std::fmt::Display| tracing::error!(%error, "what was said of a failed delivery");
    let history = app.log.history(slip.into(), Cursor::START, usize::MAX);
    let history = history.inspect_err(|error| unread(error)).ok()?;
    let facts =
        history.iter().rev().filter_map(|commit| Facts::of(commit).inspect_err(|error| unread(error)).ok());
    let said = facts.flat_map(|facts| match facts {
        Facts::Book(events) => events,
        _ => Vec::new(),
    });
    let note = said.filter_map(|event| match event {
        Event::DeliveryFailed(e) if e.slip == slip => Some(e.note),
        _ => None,
    });
    let note = note.flatten().next()?;
    app.vault.read(&note).map(|text| text.to_string())
}

/// The how-many-th attempt a slip is: one more than failed before it.
pub fn attempt(app: &App, order: OrderId, slip: SlipId) -> usize {
    let Some(sheet) = app.views.orders.sheet(order) else { return 1 };
    let before = sheet.order.slips.iter().take_while(|other| other.id != slip);
    1 + before.filter(|other| matches!(other.state, SlipState::Failed { .. })).count()
}

/// What carriers told too late about a slip, or beside what was known, in words.
pub fn told_late(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    slip: &Slip,
    told: &LateDeed,
) -> String {
    let (who, when) = (app.party(told.by), calendar.moment(told.at).text);
    let known = told.deed == Deed::Delivered && matches!(slip.state, SlipState::Completed { .. });
    let said = if known {
        (t.road.second_signature)(&who, &when)
    } else {
        format!("{}: {}", t.road.told_late, (t.road.told_late_text)(&who, told.deed, &when))
    };
    let name = told.received_by.as_ref().and_then(|name| app.vault.read(name));
    let parts = [Some(said), name.map(|name| (t.road.received_as_told)(&name))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
