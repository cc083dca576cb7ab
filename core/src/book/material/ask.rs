//! Asking several suppliers at once.

use bincode::{Decode, Encode};

use super::request::{lines_of, still_ahead};
use super::{AskLine, MaterialsRequested};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PartyId, RequestId};
use crate::party::Capacity;
use crate::time::{Day, Moment};

/// What one supplier is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Asking {
    /// For which order; for the shelf when nothing is said.
    pub order: Option<OrderId>,
    /// Who is asked.
    pub supplier: PartyId,
    /// What for.
    pub lines: Vec<AskLine>,
    /// When it is needed.
    pub wanted: Option<Day>,
}

/// The business asks several suppliers at once, each for its part: one tap on what the plan suggests.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AskSuppliers {
    /// Each becomes a request of its own.
    pub requests: Vec<Asking>,
    /// Until when they may answer.
    pub answer_by: Option<Moment>,
}

impl AskSuppliers {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        if self.requests.is_empty() {
            return Err(Rejection::EmptyOrder);
        }
        let answer_by = still_ahead(self.answer_by, context)?;
        let mut events = Vec::with_capacity(self.requests.len());
        for (number, asking) in (0..).zip(&self.requests) {
            context.party_is(asking.supplier, Capacity::Supplier)?;
            if let Some(order) = asking.order {
                book.order(order)?.may_be_bought_for()?;
            }
            asking.wanted.map_or(Ok(()), |day| context.ahead(day))?;
            let fact = MaterialsRequested {
                request: RequestId(context.id(number)),
                number: book.request_number_after(number),
                order: asking.order,
                supplier: asking.supplier,
                lines: lines_of(book, &asking.lines)?,
                wanted: asking.wanted,
                note: None,
                answer_by,
            };
            events.push(fact.into());
        }
        Ok(events)
    }
}
