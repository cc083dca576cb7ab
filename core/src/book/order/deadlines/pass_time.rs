//! What the passing of time leads to.

use bincode::{Decode, Encode};

use super::super::{OfferExpired, RequestState};
use super::{DeadlinePassed, Overdue, hours_after};
use crate::book::material::RequestExpired;
use crate::book::sale::{FreeReason, KeptGoodsFreed, shelf};
use crate::book::{Book, Context, Event, Rejection};
use crate::bugs::{Bug, made};
use crate::party::Channel;
use crate::time::{Moment, zone_of_village};

/// Most facts that one tick makes of a book; the next makes the others.
const MOST_AT_ONCE: usize = 64;

/// Time has passed. The desk wishes it by itself, nobody else can.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PassTime {}

impl PassTime {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if context.channel != Channel::Policy {
            return Err(Rejection::NotYourStep);
        }
        let mut due: Vec<(Moment, Event)> =
            book.coming_due().into_iter().filter(|(due, _)| *due <= context.now).collect();
        due.sort_by_key(|(due, _)| *due);
        Ok(due.into_iter().take(MOST_AT_ONCE).map(|(_, event)| event).collect())
    }
}

impl Book {
    /// When something of this book falls due next. The clock need not be looked at before.
    pub fn next_due(&self) -> Option<Moment> {
        self.coming_due().into_iter().map(|(due, _)| due).min()
    }

    /// What will have happened by when if nobody does anything.
    fn coming_due(&self) -> Vec<(Moment, Event)> {
        let zone = zone_of_village(self.profile.as_ref().map_or("", |profile| profile.village.as_str()));
        let policy = self.policy();
        let mut coming = Vec::new();
        for order in self.open_orders() {
            if let Some(offer) = order.open_offer() {
                let expired = OfferExpired { order: order.id, offer: offer.terms.offer };
                coming.push((offer.terms.expires, expired.into()));
            }
            for deadline in order.deadlines(policy, zone) {
                let (what, due) = (deadline.what, deadline.due);
                if !order.passed.contains(&(what, due)) || made(Bug::PassTwice) {
                    let passed = DeadlinePassed { order: Some(order.id), request: None, what, due };
                    coming.push((due, passed.into()));
                }
            }
        }
        for kept in self.sales.kept.values() {
            let (reservation, reason) = (kept.reservation, FreeReason::Expired);
            let freed = KeptGoodsFreed { reservation, goods: shelf(&kept.lines), reason };
            coming.push((kept.until, freed.into()));
        }
        coming.extend(self.bookings.coming_due());
        for request in self.open_requests() {
            if let (RequestState::Sent, Some(answer_by)) = (request.state, request.answer_by) {
                let expired = RequestExpired { request: request.id, order: request.order, answer_by };
                coming.push((answer_by, expired.into()));
            }
            let due = match request.state {
                RequestState::Sent => hours_after(request.sent_at, policy.deadlines.supplier)
                    .map(|due| (Overdue::SupplierSilent, due)),
                RequestState::Confirmed => request
                    .promised
                    .and_then(|day| hours_after(day.plus(1).start_in(zone), policy.deadlines.late))
                    .map(|due| (Overdue::SupplierLate, due)),
                _ => None,
            };
            if let Some((what, due)) = due.filter(|due| !request.passed.contains(due)) {
                let passed = DeadlinePassed { order: request.order, request: Some(request.id), what, due };
                coming.push((due, passed.into()));
            }
        }
        coming
    }
}
