//! Refusing a request.

use bincode::{Decode, Encode};

use super::{MaterialsRefused, SupplyRefusal};
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::sealed::{Note, Sealed};

/// The supplier does not deliver. The business can ask another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MaterialsRefused`")]
pub struct RefuseMaterials {
    pub request: RequestId,
    pub reason: SupplyRefusal,
    pub note: Option<Sealed<Note>>,
}

impl RefuseMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let request = book.request(self.request)?;
        context.by(request.supplier)?;
        context.sealed_here(self.note.as_ref())?;
        match request.state {
            RequestState::Confirmed if !request.receipts.is_empty() => Err(Rejection::PartCame),
            RequestState::Sent | RequestState::Confirmed | RequestState::Countered => Ok(vec![
                MaterialsRefused {
                    request: request.id,
                    order: request.order,
                    reason: self.reason,
                    note: self.note.clone(),
                }
                .into(),
            ]),
            RequestState::Refused => Ok(vec![]),
            RequestState::Shipped => Err(Rejection::OnTheirWay),
            RequestState::Withdrawn | RequestState::Received | RequestState::Expired => {
                Err(Rejection::RequestOver)
            }
        }
    }
}
