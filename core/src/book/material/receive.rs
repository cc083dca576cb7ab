//! Counting what arrived.

use bincode::{Decode, Encode};

use super::MaterialsReceived;
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::quantity::Quantity;

/// The business counts what arrived and puts it in stock. A supplier who never pressed a button stalls
/// nobody: goods may be received from any open request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReceiveMaterials {
    /// Which request.
    pub request: RequestId,
    /// Number and counted quantity of each line.
    pub lines: Vec<(u16, Quantity)>,
}

impl ReceiveMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let request = book.request(self.request)?;
        let lines = request.counted(&self.lines)?;
        match request.state {
            RequestState::Sent | RequestState::Confirmed | RequestState::Shipped => {}
            RequestState::Received if request.received == lines => return Ok(vec![]),
            RequestState::Received | RequestState::Refused | RequestState::Withdrawn => {
                return Err(Rejection::RequestOver);
            }
        }
        if lines.is_empty() {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        Ok(vec![MaterialsReceived { request: request.id, order: request.order, lines }.into()])
    }
}
