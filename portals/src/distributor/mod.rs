//! What a distributor comes for: find a business, order, pay, follow, settle, order again.

pub mod agree;
pub mod bookings;
pub mod give_back;
pub mod new_order;
pub mod order;
pub mod orders;
pub mod owed;
pub mod pay;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use rantai_core::book::order::StageName;
use rantai_core::ids::OrderId;
use rantai_core::party::Role;
use rantai_projections::order_board::OrderRow;
use rantai_projections::order_sheets::{BuyerSheet, Turn};

use crate::app::App;
use crate::i18n::{Lang, Phrases};
use crate::messages;
use crate::order_words;
use crate::web::{Chip, NavItem, Page, PortalError, Tone};
use crate::who::Member;

/// Orders looked at for the count of those that wait for the reader.
const COUNTED: usize = 200;

/// The places of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// My orders.
    Orders,
    /// The village.
    Shops,
    /// What I owe.
    Owed,
    /// What is said.
    Messages,
}

/// The frame of a distributor's page.
pub fn frame(app: &App, lang: Lang, member: &Member, place: Place, title: &str) -> Page {
    let d = &lang.phrases().distributor;
    let home = home(member);
    let at = |here: Place, item: NavItem| if here == place { item.current() } else { item };
    let waiting = app.views.board.open_of_buyer(member.party, None, COUNTED).rows;
    let waiting = waiting.iter().filter(|(_, row)| is_mine(row)).count();
    Page::new(lang, title)
        .signed_in(app.person(member.person), member.name.as_str())
        .others(app.others(member))
        .talk(messages::talk(app, lang, member))
        .people(member)
        .not_whole(app.not_whole(lang, member.party, None))
        .nav([
            at(Place::Orders, NavItem::new("order", d.orders, home.as_str()).waiting(waiting)),
            at(Place::Shops, NavItem::new("store", d.shops, "/shops")),
            at(Place::Owed, NavItem::new("wallet", d.owed, format!("{home}/owed"))),
        ])
}

/// Where the portal begins.
pub fn home(member: &Member) -> String {
    format!("/distributor/{}", member.slug)
}

/// Where an order stands.
pub fn path_of(member: &Member, order: OrderId) -> String {
    format!("{}/orders/{order}", home(member))
}

/// The order waits for the buyer.
pub fn is_mine(row: &OrderRow) -> bool {
    row.turn == Turn::Buyer
}

/// The state of an order as its buyer reads it: one that only the buyer can move from the shelf is ready to
/// be collected.
pub fn chip(t: &'static Phrases, stage: StageName, mine: bool) -> Chip {
    match stage {
        StageName::Dispatched if mine => Chip::new(Tone::Yours, t.distributor.next_collect),
        stage => order_words::stage_chip(t, stage, mine),
    }
}

/// The order, if it is that distributor's.
///
/// # Errors
/// [`PortalError::NotFound`].
pub fn sheet(app: &App, member: &Member, order: OrderId) -> Result<Arc<BuyerSheet>, PortalError> {
    app.views.orders.of_buyer(member.party, order).ok_or(PortalError::NotFound)
}

/// The member may do something for the distributor, not only look.
pub fn may_act(member: &Member) -> bool {
    member.role != Role::Auditor
}
