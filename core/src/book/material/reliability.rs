//! How well a supplier has kept its word: derived from its requests.

use super::Request;
use crate::book::Book;
use crate::book::order::RequestState;
use crate::ids::PartyId;
use crate::quantity::Quantity;
use crate::time::zone_of_village;

/// How many requests a supplier brought to an end, and how well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reliability {
    /// Requests that were promised and are over.
    pub requests: u32,
    /// Of these, everything that was promised was there by the day that was promised first.
    pub on_time: u32,
    /// Of these, everything that was asked came, and none of it damaged.
    pub complete: u32,
    /// Requests that were never answered, or refused.
    pub unanswered: u32,
}

impl Reliability {
    /// Share of those on time and complete, in percent. `None` while nothing is known.
    pub fn percent(self) -> Option<u8> {
        let all = self.requests.saturating_add(self.unanswered).saturating_mul(2);
        let good = self.on_time.saturating_add(self.complete).saturating_mul(100);
        good.checked_div(all).and_then(|percent| u8::try_from(percent).ok())
    }
}

impl Book {
    /// How well a supplier has kept its word so far.
    pub fn reliability(&self, supplier: PartyId) -> Reliability {
        let mut kept = Reliability::default();
        for request in self.requests.values().filter(|request| request.supplier == supplier) {
            match request.state {
                RequestState::Received => {
                    kept.requests += 1;
                    kept.on_time += u32::from(self.came_on_time(request));
                    kept.complete += u32::from(came_whole(request));
                }
                RequestState::Refused | RequestState::Expired => kept.unanswered += 1,
                RequestState::Sent
                | RequestState::Countered
                | RequestState::Confirmed
                | RequestState::Withdrawn
                | RequestState::Shipped => {}
            }
        }
        kept
    }

    fn came_on_time(&self, request: &Request) -> bool {
        let zone = zone_of_village(self.profile.as_ref().map_or("", |profile| profile.village.as_str()));
        let by = request.first_promise.or(request.wanted);
        let last = request.receipts.last().map(|receipt| receipt.at.day_in(zone));
        last.is_some_and(|day| by.is_none_or(|by| day <= by))
            && request.lines.iter().all(|line| arrived(request, line.number) >= request.promised_of(line))
    }
}

fn came_whole(request: &Request) -> bool {
    let damaged = request.receipts.iter().flat_map(|receipt| &receipt.lines);
    request.lines.iter().all(|line| arrived(request, line.number) >= line.quantity)
        && damaged.fold(Quantity::ZERO, |sum, line| sum.and(line.damaged)) == Quantity::ZERO
}

fn arrived(request: &Request, number: u16) -> Quantity {
    super::counted_of(&request.received, number)
}
