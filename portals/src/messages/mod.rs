//! Messages: the thread of an order or a material request, the same for every portal, and the list of all
//! threads of a party.

pub mod list;
pub mod templates;
pub mod thread;

use rantai_core::book::conversation::About;
use rantai_core::ids::{OrderId, PartyId, RequestId};
use rantai_core::party::Capacity;
use serde::Deserialize;

use crate::app::App;
use crate::i18n::Lang;
use crate::routes::portal_of;
use crate::web::{Page, PortalError, Talk};
use crate::who::Member;
use crate::{business, distributor, supplier};

/// The order or the request in an address.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Which {
    order: Option<OrderId>,
    request: Option<RequestId>,
}

impl Which {
    /// What the thread in the address is about.
    ///
    /// # Errors
    /// [`PortalError::NotFound`] where the address names neither.
    pub fn about(self) -> Result<About, PortalError> {
        let about = self.order.map(About::Order).or(self.request.map(About::Request));
        about.ok_or(PortalError::NotFound)
    }
}

/// What a thread hangs on, as its reader may know it.
struct Subject {
    about: About,
    business: PartyId,
    other: PartyId,
    number: String,
}

/// The order or request, if it is the member's.
fn subject(app: &App, member: &Member, about: About) -> Result<Subject, PortalError> {
    let found = match (about, member.capacity) {
        (About::Order(order), Some(Capacity::Business)) => {
            let sheet = app.views.orders.sheet(order).filter(|sheet| sheet.business == member.party);
            sheet.map(|sheet| (sheet.business, sheet.order.buyer, sheet.order.number.clone()))
        }
        (About::Order(order), Some(Capacity::Distributor)) => {
            let sheet = app.views.orders.of_buyer(member.party, order);
            sheet.map(|sheet| (sheet.business, sheet.business, sheet.order.number.clone()))
        }
        (About::Request(request), Some(Capacity::Business)) => {
            let sheet = app.views.requests.sheet(request).filter(|sheet| sheet.business == member.party);
            sheet.map(|sheet| (sheet.business, sheet.request.supplier, sheet.request.number.clone()))
        }
        (About::Request(request), Some(Capacity::Supplier)) => {
            let sheet = app.views.requests.of_supplier(member.party, request);
            sheet.map(|sheet| (sheet.business, sheet.business, sheet.request.number))
        }
        _ => None,
    };
    let (business, other, number) = found.ok_or(PortalError::NotFound)?;
    Ok(Subject { about, business, other, number })
}

/// Where the member's portal begins.
fn home(member: &Member) -> String {
    let portal = member.capacity.and_then(portal_of).unwrap_or("shops");
    format!("/{portal}/{}", member.slug)
}

/// Where the order or the request stands.
fn path_of(member: &Member, about: About) -> String {
    match about {
        About::Order(order) => format!("{}/orders/{order}", home(member)),
        About::Request(request) => format!("{}/requests/{request}", home(member)),
    }
}

/// The frame of the member's own portal.
fn frame(app: &App, lang: Lang, member: &Member, title: &str) -> Page {
    match member.capacity {
        Some(Capacity::Business) => business::frame(app, lang, member, business::Place::Messages, title),
        Some(Capacity::Distributor) => {
            distributor::frame(app, lang, member, distributor::Place::Messages, title)
        }
        _ => supplier::frame_of(app, lang, member, title, supplier::Place::Messages),
    }
}

/// Threads with something unread that are counted: more are simply many.
const MOST: usize = 99;

/// The sign in the head of every page of a portal that has messages.
pub fn talk(app: &App, lang: Lang, member: &Member) -> Option<Talk> {
    if member.link.is_some() {
        return None;
    }
    let unread = app.views.conversations.unread(member.party, MOST);
    let said = (lang.phrases().messages.unread)(unread);
    Some(Talk { href: format!("{}/messages", home(member)), unread, said })
}

/// How many messages about something the member has not read.
pub fn unread(app: &App, member: &Member, about: About) -> u32 {
    app.views.conversations.thread(member.party, about).map_or(0, |thread| thread.unread())
}
