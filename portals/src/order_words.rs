//! An order in words and pictures, the same in every portal: its state, its chain, who has the next move.

use rantai_core::book::material::Request;
use rantai_core::book::order::{Order, OrderLine, Overdue, RequestState, StageName};
use rantai_core::ids::{BlobHash, PartyId};
use rantai_core::quantity::Quantity;
use rantai_core::time::Moment;
use rantai_projections::order_board::OrderRow;
use rantai_projections::order_sheets::{Link as Happened, Turn};

use crate::app::{App, photos};
use crate::i18n::Phrases;
use crate::i18n::dates::Calendar;
use crate::web::{Chip, Link, LinkState, Photo, Tone};

/// A product and its kind: `Sepatu pantofel, 42 hitam`.
pub fn called(name: &str, variant: &str) -> String {
    if variant.is_empty() { name.to_owned() } else { format!("{name}, {variant}") }
}

/// How much of a line: `4 pcs`, and `2 set (12 pcs)` where the price is not of the unit it was ordered in.
pub fn counted(line: &OrderLine, quantity: Quantity, base: Quantity) -> String {
    let said = format!("{quantity} {}", line.unit.label());
    if line.unit == line.base_unit { said } else { format!("{said} ({base} {})", line.base_unit.label()) }
}

/// So much of a line, in the unit its price is of: `4 set Kursi tamu, krem`.
pub fn part_of(order: &Order, line: u16, quantity: Quantity) -> String {
    let Some(line) = order.lines.iter().find(|entry| entry.number == line) else {
        return quantity.to_string();
    };
    format!("{quantity} {} {}", line.base_unit.label(), called(&line.name, &line.variant_name))
}

/// The state of an order as word and icon. `yours`: the reader has the next move.
pub fn stage_chip(t: &'static Phrases, stage: StageName, yours: bool) -> Chip {
    let tone = match stage {
        StageName::Closed => Tone::Done,
        StageName::Declined | StageName::Withdrawn | StageName::Cancelled => Tone::Failed,
        _ if yours => Tone::Yours,
        _ => Tone::Going,
    };
    Chip::new(tone, t.stages.of(stage))
}

/// Who has the next move in an order, by name; empty when nobody has. `holder` is the supplier or courier
/// where the reader may know them.
pub fn who_is_next(
    app: &App,
    t: &'static Phrases,
    reader: PartyId,
    business: PartyId,
    buyer: PartyId,
    turn: Turn,
    holder: Option<PartyId>,
) -> String {
    let party = match turn {
        Turn::Buyer => buyer,
        Turn::Business => business,
        // A buyer is not told whom the business buys from: the business answers for it.
        Turn::Supplier | Turn::Courier => holder.unwrap_or(business),
        Turn::Nobody => return String::new(),
    };
    if party == reader { t.common.you.to_owned() } else { app.party(party) }
}

/// What an order in a list waits for: `Menunggu Toko Makmur`. Empty when it is over.
pub fn waits_for(app: &App, t: &'static Phrases, reader: PartyId, row: &OrderRow) -> String {
    let who = who_is_next(app, t, reader, row.business, row.buyer, row.turn, row.holder);
    if who.is_empty() { who } else { (t.common.waits_for)(&who) }
}

/// What is overdue of an order in a list, and for how long; `None` where nothing is.
pub fn late(t: &'static Phrases, now: Moment, row: &OrderRow) -> Option<String> {
    row.overdue.map(|passed| late_by(t, now, passed))
}

/// What is overdue of a material request, and for how long; `None` where nothing is.
pub fn late_request(t: &'static Phrases, now: Moment, request: &Request) -> Option<String> {
    let asked = match request.state {
        RequestState::Sent => Overdue::SupplierSilent,
        RequestState::Confirmed => Overdue::SupplierLate,
        _ => return None,
    };
    request.passed.iter().rev().find(|(what, _)| *what == asked).map(|passed| late_by(t, now, *passed))
}

fn late_by(t: &'static Phrases, now: Moment, (what, due): (Overdue, Moment)) -> String {
    let hours = now.micros().saturating_sub(due.micros()) / 3_600_000_000;
    (t.agree.late_by)((t.agree.overdue)(what), &(t.agree.lasting)(hours))
}

/// An order's chain: closed links for what happened, cracked ones for what failed, and an open one for what
/// is awaited, with the name of who holds it. `file` gives the address of a photo.
pub fn chain(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    happened: &[Happened],
    stage: StageName,
    next: &str,
    file: impl Fn(BlobHash) -> String,
) -> Vec<Link> {
    let mut links: Vec<Link> = happened.iter().map(|link| closed(app, t, calendar, link, &file)).collect();
    if !stage.is_over() {
        links.push(Link::new(LinkState::Open, (t.stages.next)(stage), next));
    }
    links
}

fn closed(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    link: &Happened,
    file: &impl Fn(BlobHash) -> String,
) -> Link {
    let name = link.name();
    let state = match name {
        "OrderDeclined" | "OrderWithdrawn" | "OrderCancelled" | "PaymentRefused" | "MaterialsRefused"
        | "MaterialsWithdrawn" | "DeliveryDeclined" | "DeliveryWithdrawn" | "DeliveryFailed"
        | "PlanImpossible" | "OfferExpired" | "AskRefused" | "AskWithdrawn" | "DeadlinePassed" => {
            LinkState::Cracked
        }
        _ => LinkState::Closed,
    };
    let mut title = (t.events.title)(name).to_owned();
    if let Some(what) = link.overdue {
        title = format!("{title} · {}", (t.agree.overdue)(what));
    }
    if let Some(amount) = link.amount {
        title = format!("{title} · {amount}");
    }
    let who = match link.on_behalf_of {
        // Recorded for another: shown as such, never as that party's own word.
        Some(party) => {
            let recorder = app.person(link.person);
            format!("{} · {}", app.party(party), (t.common.on_behalf)(&recorder, channel(t, link.channel)))
        }
        None => app.party(link.party),
    };
    let mut shown = Link::new(state, title, who).when(calendar.moment(link.happened.unwrap_or(link.at)));
    let mut notes = Vec::new();
    if let Some(happened) =
        link.happened.filter(|then| then.day_in(calendar.zone) != link.at.day_in(calendar.zone))
    {
        let day = |moment: Moment| calendar.day(moment.day_in(calendar.zone)).text;
        notes.push((t.books.two_clocks)(&day(happened), &day(link.at)));
    }
    notes.extend(link.other.map(|other| app.party(other)));
    if !notes.is_empty() {
        shown = shown.note(notes.join(" · "));
    }
    for (full, thumb) in photos(&link.evidence) {
        let alt = t.common.photo.to_owned();
        shown = shown.photo(Photo { full: file(full), thumb: file(thumb), alt });
    }
    shown
}

/// The word for a channel.
pub const fn channel(t: &'static Phrases, channel: rantai_core::party::Channel) -> &'static str {
    use rantai_core::party::Channel as C;
    match channel {
        C::Web => t.common.channel_web,
        C::Api => t.common.channel_api,
        C::Phone => t.common.channel_phone,
        C::WhatsApp => t.common.channel_whatsapp,
        C::Paper => t.common.channel_paper,
        C::InPerson => t.common.channel_in_person,
        C::Import => t.common.channel_import,
        C::Policy => t.common.channel_policy,
        C::Link => t.common.channel_link,
    }
}
