//! The business's portal: what waits for it, its orders, the money, the work.

pub mod work;

use crate::app::App;
use crate::i18n::Lang;
use crate::web::{NavItem, Page};
use crate::who::Member;

/// The places of the portal, in the order of its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Today's work.
    Today,
    /// The orders.
    Orders,
    /// The money.
    Payments,
    /// Materials, requests, stock.
    Materials,
    /// What is sold, and what it is made from.
    Catalogue,
}

/// Most waiting things that are counted: more are simply many.
const MOST: usize = 99;

/// The address of a page of this portal: `path` begins with a slash, or is empty for today's work.
pub fn at(member: &Member, path: &str) -> String {
    format!("/business/{}{path}", member.slug)
}

/// The frame around every page of this portal.
pub fn frame(app: &App, lang: Lang, member: &Member, place: Place, title: impl Into<String>) -> Page {
    let b = &lang.phrases().business;
    let work = app.views.board.todays_work(member.party, None, MOST).rows.len();
    let money = app.views.payments.waiting(member.party, None, MOST).rows.len();
    let item = |this: Place, icon, label: &str, path: &str, waiting| {
        let item = NavItem::new(icon, label, at(member, path)).waiting(waiting);
        if this == place { item.current() } else { item }
    };
    Page::new(lang, title).signed_in(app.person(member.person), &member.name).nav([
        item(Place::Today, "tasks", b.nav_today, "", work),
        item(Place::Orders, "order", b.nav_orders, "/orders", 0),
        item(Place::Payments, "cash", b.nav_payments, "/payments", money),
        item(Place::Materials, "layers", b.nav_materials, "/store", 0),
        item(Place::Catalogue, "book", b.nav_catalogue, "/catalogue", 0),
    ])
}
