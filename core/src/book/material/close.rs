//! Not waiting for the rest.

use bincode::{Decode, Encode};

use super::RequestClosed;
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::sealed::{Note, Sealed};

/// What is still to come of a request of which something has come does not come any more: the business does not
/// wait for it, or the supplier has no more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `RequestClosed`")]
pub struct CloseRequest {
    pub request: RequestId,
    pub note: Option<Sealed<Note>>,
}

impl CloseRequest {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let request = book.request(self.request)?;
        if context.by(request.supplier).is_err() {
            context.by_business()?;
        }
        context.sealed_here(self.note.as_ref())?;
        match request.state {
            RequestState::Received => Ok(vec![]),
            RequestState::Shipped => Err(Rejection::OnTheirWay),
            RequestState::Confirmed if !request.receipts.is_empty() => Ok(vec![
                RequestClosed { request: request.id, order: request.order, note: self.note.clone() }.into(),
            ]),
            RequestState::Sent | RequestState::Countered | RequestState::Confirmed => {
                Err(Rejection::NothingCame)
            }
            RequestState::Refused | RequestState::Withdrawn | RequestState::Expired => {
                Err(Rejection::RequestOver)
            }
        }
    }
}
