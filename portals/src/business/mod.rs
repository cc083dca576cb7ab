//! The business's portal: what waits for it, its orders, the money, the work.

pub mod agenda;
pub mod agenda_slots;
pub mod agree;
pub mod board;
pub mod bookables;
pub mod books;
pub mod correct;
pub mod counter;
pub mod forms;
pub mod guest_book;
pub mod guests;
pub mod home;
pub mod order;
pub mod order_deeds;
pub mod payments;
pub mod phone_order;
pub mod setup;
pub mod work;

use std::sync::Arc;

use axum::extract::{Path, State};
use rantai_core::book::order::Awaits;
use rantai_core::ids::{BlobHash, OrderId};
use rantai_core::party::Role;
use rantai_projections::order_sheets::OrderSheet;

use crate::app::App;
use crate::i18n::Lang;
use crate::messages;
use crate::uploads;
use crate::web::{NavItem, Page, PageResult, PortalError};
use crate::who::{AppState, Business, Member};

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
    /// What is said.
    Messages,
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
    Page::new(lang, title)
        .signed_in(app.person(member.person), &member.name)
        .others(app.others(member))
        .talk(messages::talk(app, lang, member))
        .people(member)
        .not_whole(app.not_whole(lang, member.party, Some(member.party)))
        .nav([
            item(Place::Today, "tasks", b.nav_today, "", work),
            item(Place::Orders, "order", b.nav_orders, "/orders", 0),
            item(Place::Payments, "cash", b.nav_payments, "/payments", money),
            item(Place::Materials, "layers", b.nav_materials, "/store", 0),
            item(Place::Catalogue, "book", b.nav_catalogue, "/catalogue", 0),
        ])
}

/// The sheet of one of the business's own orders.
///
/// # Errors
/// [`PortalError::NotFound`] where it is another's, or there is none.
pub fn own_sheet(app: &App, member: &Member, order: OrderId) -> Result<Arc<OrderSheet>, PortalError> {
    let sheet = app.views.orders.sheet(order).ok_or(PortalError::NotFound)?;
    if sheet.business == member.party { Ok(sheet) } else { Err(PortalError::NotFound) }
}

/// What the people of a business share among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// To answer orders and to call them off.
    Orders,
    /// To look after the money.
    Money,
    /// Materials, production, packing, delivery.
    Work,
}

/// The person's role covers that duty. The desk decides; this only keeps forms off screens where they would
/// be refused.
pub const fn may(member: &Member, duty: Duty) -> bool {
    match member.role {
        Role::Owner | Role::Admin | Role::Member => true,
        Role::Finance => matches!(duty, Duty::Money),
        Role::Production => matches!(duty, Duty::Work),
        Role::Auditor => false,
    }
}

/// Whose work it is to go on with an order; none where it only waits, which is everybody's.
pub const fn duty_of(awaits: &Awaits) -> Option<Duty> {
    match awaits {
        Awaits::Answer | Awaits::AskAnswer { .. } | Awaits::OfferAnswer { .. } => Some(Duty::Orders),
        Awaits::PaymentCheck { .. } => Some(Duty::Money),
        Awaits::Deposit { .. } | Awaits::Settlement { .. } | Awaits::Nothing => None,
        _ => Some(Duty::Work),
    }
}

/// The address of an order.
pub fn order_at(member: &Member, order: OrderId) -> String {
    at(member, &format!("/orders/{order}"))
}

/// The address of a photo of an order.
pub fn file_at(member: &Member, order: OrderId, hash: BlobHash) -> String {
    at(member, &format!("/orders/{order}/files/{hash}"))
}

/// A photo of one of the business's own orders.
///
/// # Errors
/// [`PortalError::NotFound`] where the order shows no such photo.
pub async fn file(
    who: Business,
    State(app): State<AppState>,
    Path((_, order, hash)): Path<(String, OrderId, String)>,
) -> PageResult {
    let hash: BlobHash = hash.parse().map_err(|_| PortalError::NotFound)?;
    let sheet = own_sheet(&app, &who, order)?;
    let in_links = sheet.links.iter().any(|link| link.evidence.contains(&hash));
    let in_lines = sheet.order.lines.iter().any(|line| line.photo == Some(hash));
    if !in_links && !in_lines {
        return Err(PortalError::NotFound);
    }
    uploads::kept_photo(&app, hash, uploads::FOR_ONE).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_is_shown_no_forms_and_finance_only_those_about_money() {
        let member = |role| Member {
            person: rantai_core::ids::PersonId([1; 16]),
            party: rantai_core::ids::PartyId([2; 16]),
            slug: "mebel".to_owned(),
            name: "Mebel".to_owned(),
            role,
            capacity: Some(rantai_core::party::Capacity::Business),
            link: None,
        };
        let duties = |role| [Duty::Orders, Duty::Money, Duty::Work].map(|duty| may(&member(role), duty));
        assert_eq!(duties(Role::Auditor), [false, false, false]);
        assert_eq!(duties(Role::Finance), [false, true, false]);
        assert_eq!(duties(Role::Owner), [true, true, true]);
    }
}
