//! Shipping what was promised, at once or in parts.

use bincode::{Decode, Encode};

use super::MaterialsShipped;
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::quantity::Quantity;

/// The supplier sends materials. Without lines: everything that was promised and not sent yet.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ShipMaterials {
    /// Which request.
    pub request: RequestId,
    /// Number and quantity of each line that is sent; empty for all that is left.
    pub lines: Vec<(u16, Quantity)>,
    /// Number of the waybill, if it goes by an expedition.
    pub waybill: Option<String>,
}

impl ShipMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let request = book.request(self.request)?;
        context.by(request.supplier)?;
        match request.state {
            RequestState::Sent | RequestState::Confirmed | RequestState::Shipped => {}
            RequestState::Countered => return Err(Rejection::CounterWaits),
            RequestState::Refused
            | RequestState::Withdrawn
            | RequestState::Received
            | RequestState::Expired => return Err(Rejection::RequestOver),
        }
        let left: Vec<_> = request.lines.iter().map(|line| (line.number, request.unsent(line))).collect();
        if left.iter().all(|(_, quantity)| *quantity == Quantity::ZERO) {
            return Ok(vec![]);
        }
        let lines = request.counted(if self.lines.is_empty() { &left } else { &self.lines })?;
        if lines.iter().all(|line| line.quantity == Quantity::ZERO) {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        Ok(vec![
            MaterialsShipped {
                request: request.id,
                order: request.order,
                lines,
                waybill: self.waybill.clone(),
            }
            .into(),
        ])
    }
}
