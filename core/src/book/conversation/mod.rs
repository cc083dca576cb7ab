//! Conversations: a thread for each order, each material request and each courier of a delivery, between the business
//! and the other party. The book keeps no words, only what the next decision needs.

mod event;
mod read;
mod send;
mod template;

pub use event::*;
pub use read::MarkRead;
pub use send::SendMessage;
pub use template::{
    LONGEST_NAME, LONGEST_TEXT, MOST_TEMPLATES, RemoveReplyTemplate, SetReplyTemplate, filled,
};

use super::delivery::Carrier;
use super::{Book, Context, Rejection};
use crate::ids::{PartyId, ThingKind};

/// How far a thread has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, bincode::Encode, bincode::Decode)]
pub struct Thread {
    /// The number of its last message.
    pub last: u32,
    /// The last message that the business has read, or written.
    business: u32,
    /// The same for the other party.
    other: u32,
}

impl Thread {
    /// The last message a side has read. Whoever writes has read what stands above.
    pub const fn read_by(&self, business: bool) -> u32 {
        if business { self.business } else { self.other }
    }

    fn read(&mut self, business: bool, up_to: u32) {
        let side = if business { &mut self.business } else { &mut self.other };
        *side = up_to;
    }

    /// Keeps that a side wrote a message.
    pub(super) fn sent(&mut self, business: bool, number: u32) {
        self.last = number;
        self.read(business, number);
    }

    /// Keeps that a side read up to a message.
    pub(super) fn seen(&mut self, business: bool, up_to: u32) {
        self.read(business, up_to);
    }
}

/// The buyer, supplier or courier a thread is shared with.
fn other_party(book: &Book, about: About) -> Result<PartyId, Rejection> {
    match about {
        About::Order(order) => Ok(book.order(order)?.buyer),
        About::Request(request) => Ok(book.request(request)?.supplier),
        About::Delivery(slip, courier) => {
            let unknown = Rejection::Unknown { kind: ThingKind::Slip };
            let order = book.order_of_slip(slip)?;
            let slip = order.slips.iter().find(|it| it.id == slip).ok_or(unknown.clone())?;
            let carries =
                slip.carrier == Carrier::Courier { party: courier } || slip.former.contains(&courier);
            if carries { Ok(courier) } else { Err(unknown) }
        }
    }
}

/// Whether the business itself speaks; refuses everyone but the two parties. Nobody's words are recorded for
/// them by another.
fn speaks_for_business(context: &Context<'_>, with: PartyId) -> Result<bool, Rejection> {
    let me = context.actor.party;
    let takes_part = me == with || context.book.business() == Some(me);
    if takes_part && context.on_behalf_of.is_none() { Ok(me != with) } else { Err(Rejection::NotYourStep) }
}
