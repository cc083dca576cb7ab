//! Taking a supplier's offer, or not.

use bincode::{Decode, Encode};

use super::{Offer, Request, SupplierCounterAccepted, SupplierCounterRefused};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::sealed::{Note, Sealed};

/// The business takes what the supplier offers instead of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AcceptCounter {
    /// Of which request.
    pub request: RequestId,
}

impl AcceptCounter {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let request = book.request(self.request)?;
        let Some(offer) = offer(request)? else { return Ok(vec![]) };
        Ok(vec![
            SupplierCounterAccepted {
                request: request.id,
                order: request.order,
                lines: offer.lines.clone(),
                promised: offer.promised,
            }
            .into(),
        ])
    }
}

/// The business does not take it: what held before the offer holds on, and the supplier may answer again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SupplierCounterRefused`")]
pub struct RefuseCounter {
    pub request: RequestId,
    pub note: Option<Sealed<Note>>,
}

impl RefuseCounter {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        let request = book.request(self.request)?;
        if offer(request)?.is_none() {
            return Ok(vec![]);
        }
        Ok(vec![
            SupplierCounterRefused { request: request.id, order: request.order, note: self.note.clone() }
                .into(),
        ])
    }
}

/// The offer that waits; none where it was answered already.
fn offer(request: &Request) -> Result<Option<&Offer>, Rejection> {
    match &request.offer {
        Some(offer) => Ok(Some(offer)),
        None if request.state.is_open() => Ok(None),
        None => Err(Rejection::RequestOver),
    }
}
