//! Taking a request back.

use bincode::{Decode, Encode};

use super::MaterialsWithdrawn;
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::sealed::{Note, Sealed};

/// The business takes a request back that nothing was shipped for.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MaterialsWithdrawn`")]
pub struct WithdrawMaterials {
    pub request: RequestId,
    pub note: Option<Sealed<Note>>,
}

impl WithdrawMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        let request = book.request(self.request)?;
        match request.state {
            RequestState::Confirmed if !request.receipts.is_empty() => Err(Rejection::PartCame),
            RequestState::Sent | RequestState::Confirmed | RequestState::Countered => Ok(vec![
                MaterialsWithdrawn { request: request.id, order: request.order, note: self.note.clone() }
                    .into(),
            ]),
            RequestState::Withdrawn => Ok(vec![]),
            RequestState::Shipped => Err(Rejection::OnTheirWay),
            RequestState::Refused | RequestState::Received | RequestState::Expired => {
                Err(Rejection::RequestOver)
            }
        }
    }
}
