//! Messages: the thread of an order, a material request or a delivery, the same for every portal, and the list of
//! all threads of a party.

pub mod list;
pub mod templates;
pub mod thread;

use rantai_core::book::conversation::About;
use rantai_core::book::delivery::Carrier;
use rantai_core::ids::{OrderId, PartyId, RequestId, SlipId};
use rantai_core::party::Capacity;
use serde::Deserialize;

use crate::app::App;
use crate::i18n::Lang;
use crate::routes::portal_of;
use crate::web::{Page, PortalError, Talk};
use crate::who::Member;
use crate::{business, courier, distributor, supplier};

/// The order, the request or the slip in an address, and for a business the slip's courier.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Which {
    order: Option<OrderId>,
    request: Option<RequestId>,
    slip: Option<SlipId>,
    courier: Option<PartyId>,
}

impl Which {
    /// What the thread in the address is about.
    ///
    /// # Errors
    /// [`PortalError::NotFound`] where the address names none.
    pub fn about(self, member: &Member) -> Result<About, PortalError> {
        let courier = self.courier.unwrap_or(member.party);
        let about = self.order.map(About::Order).or(self.request.map(About::Request));
        about.or(self.slip.map(|slip| About::Delivery(slip, courier))).ok_or(PortalError::NotFound)
    }
}

/// What a thread hangs on, as its reader may know it.
struct Subject {
    about: About,
    business: PartyId,
    other: PartyId,
    number: String,
}

/// The order, request or delivery, if it is the member's.
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
            sheet.map(|sheet| (sheet.business, sheet.business, sheet.request.number.clone()))
        }
        (About::Delivery(slip, courier), Some(Capacity::Business)) => {
            let sheet = app.views.slips.sheet(slip).filter(|sheet| sheet.business == member.party);
            let carries = |slip: &rantai_core::book::order::Slip| {
                slip.carrier == (Carrier::Courier { party: courier }) || slip.former.contains(&courier)
            };
            let sheet = sheet.filter(|sheet| carries(&sheet.slip));
            sheet.map(|sheet| (sheet.business, courier, sheet.slip.number.clone()))
        }
        (About::Delivery(slip, courier), Some(Capacity::Courier)) if courier == member.party => {
            let sheet = app.views.slips.of_courier(courier, slip);
            sheet.map(|sheet| (sheet.business, sheet.business, sheet.slip.number.clone()))
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

/// Where the order, the request or the delivery stands.
fn path_of(member: &Member, about: About) -> String {
    match about {
        About::Order(order) => format!("{}/orders/{order}", home(member)),
        About::Request(request) => format!("{}/requests/{request}", home(member)),
        About::Delivery(slip, _) => format!("{}/slips/{slip}", home(member)),
    }
}

/// Where its thread is: a slip has one with each of its couriers.
pub fn thread_at(member: &Member, about: About) -> String {
    let path = path_of(member, about);
    match (about, member.capacity) {
        (About::Delivery(_, courier), Some(Capacity::Business)) => format!("{path}/with/{courier}/messages"),
        _ => format!("{path}/messages"),
    }
}

/// The frame of the member's own portal.
fn frame(app: &App, lang: Lang, member: &Member, title: &str) -> Page {
    match member.capacity {
        Some(Capacity::Business) => business::frame(app, lang, member, business::Place::Messages, title),
        Some(Capacity::Distributor) => {
            distributor::frame(app, lang, member, distributor::Place::Messages, title)
        }
        Some(Capacity::Courier) => courier::frame_of(app, lang, member, title, courier::Place::Messages),
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

/// Where the thread about something is, and what its button says.
pub fn sign_of(app: &App, lang: Lang, member: &Member, about: About) -> (String, String) {
    let m = &lang.phrases().messages;
    let words = match unread(app, member, about) {
        0 => m.title.to_owned(),
        count => format!("{}: {}", m.title, (m.new)(count)),
    };
    (thread_at(member, about), words)
}
