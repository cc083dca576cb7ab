//! The supplier's portal: what businesses ask for. No customer of theirs is ever named here.

pub mod account_parts;
pub mod accounts;
pub mod request;
pub mod requests;
mod turns;

use rantai_core::book::order::RequestState;
use rantai_projections::requests::RequestSheet;

use crate::app::App;
use crate::i18n::{Lang, Phrases};
use crate::messages;
use crate::web::{Chip, NavItem, Page, Tone};
use crate::who::{Fresh, Member};

/// Most open requests on one page.
const MOST: usize = 200;

/// The frame of the supplier's pages.
pub fn frame(app: &App, lang: Lang, member: &Member, fresh: Fresh, title: &str, place: Place) -> Page {
    fresh.on(frame_of(app, lang, member, title, place), &member.slug)
}

/// The same, on no stream yet.
pub fn frame_of(app: &App, lang: Lang, member: &Member, title: &str, place: Place) -> Page {
    let t = &lang.phrases().supplier;
    let home = format!("/supplier/{}", member.slug);
    let open = app.views.requests.to_supplier(member.party, true, None, MOST);
    let waiting = open.rows.iter().filter(|(_, row)| is_mine(row.request.state)).count();
    let nav = [
        (Place::Requests, NavItem::new("layers", t.nav_requests, home.clone()).waiting(waiting)),
        (Place::Past, NavItem::new("history", t.nav_past, format!("{home}/past"))),
        (
            Place::Accounts,
            NavItem::new("receipt", lang.phrases().supply.accounts, format!("{home}/accounts")),
        ),
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

/// A place of the supplier's portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// What something is still to come of.
    Requests,
    /// All others.
    Past,
    /// What businesses owe, and what the supplier takes.
    Accounts,
    /// What is said.
    Messages,
}

/// The next move is the supplier's.
const fn is_mine(state: RequestState) -> bool {
    matches!(state, RequestState::Sent | RequestState::Confirmed)
}

/// Everything that was asked was promised.
fn in_full(sheet: &RequestSheet) -> bool {
    let request = &sheet.request;
    request.lines.iter().all(|line| request.promised_of(line) >= line.quantity)
}

/// The state of a request as the supplier sees it.
fn chip(t: &'static Phrases, sheet: &RequestSheet) -> Chip {
    match sheet.request.state {
        RequestState::Sent => Chip::new(Tone::Yours, t.supplier.chip_answer),
        RequestState::Countered => Chip::new(Tone::Going, t.supply.chip_countered),
        RequestState::Confirmed if in_full(sheet) => Chip::new(Tone::Yours, t.stages.confirmed),
        RequestState::Confirmed => Chip::new(Tone::Yours, t.stages.confirmed_in_part),
        RequestState::Shipped => Chip::new(Tone::Going, t.stages.shipped).icon("truck"),
        RequestState::Received => Chip::new(Tone::Done, t.stages.received),
        RequestState::Refused => Chip::new(Tone::Failed, t.stages.refused),
        RequestState::Withdrawn => Chip::new(Tone::Quiet, t.stages.withdrawn),
        RequestState::Expired => Chip::new(Tone::Failed, t.supply.expired),
    }
}
