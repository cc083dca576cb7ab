//! Counting what arrived.

use bincode::{Decode, Encode};

use super::{MaterialsReceived, ReceivedLine, Request};
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::quantity::Quantity;

/// The business counts what arrived and puts what is good in stock. A supplier who never pressed a button stalls
/// nobody: goods may be received from any open request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReceiveMaterials {
    /// Which request.
    pub request: RequestId,
    /// Number and good quantity of each line.
    pub lines: Vec<(u16, Quantity)>,
    /// Number and damaged quantity of lines that were not all good.
    pub damaged: Vec<(u16, Quantity)>,
    /// Of which shipment; of the oldest on its way when nothing is said.
    pub shipment: Option<u16>,
    /// The rest is to come later. Without it the business does not wait for what is missing.
    pub more_to_come: bool,
}

impl ReceiveMaterials {
    /// Counts what arrived, and waits for no more.
    pub const fn all(request: RequestId, lines: Vec<(u16, Quantity)>) -> Self {
        Self { request, lines, damaged: Vec::new(), shipment: None, more_to_come: false }
    }

    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let request = book.request(self.request)?;
        context.not_before(book, request.sent_at)?;
        let lines = self.counted(request)?;
        match request.state {
            RequestState::Sent
            | RequestState::Countered
            | RequestState::Confirmed
            | RequestState::Shipped => {}
            RequestState::Received if request.receipts.last().is_some_and(|last| last.lines == lines) => {
                return Ok(vec![]);
            }
            RequestState::Received
            | RequestState::Refused
            | RequestState::Withdrawn
            | RequestState::Expired => return Err(Rejection::RequestOver),
        }
        if lines.is_empty() {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        let shipment = match self.shipment {
            Some(number) if request.shipments_open().any(|shipment| shipment.number == number) => {
                Some(number)
            }
            Some(_) => return Err(Rejection::ShipmentCounted),
            None => request.shipments_open().map(|shipment| shipment.number).next(),
        };
        let came = |number| lines.iter().find(|line| line.number == number).map(|line| line.quantity);
        let all = request
            .lines
            .iter()
            .all(|line| came(line.number).unwrap_or_default() >= request.outstanding(line));
        let others = request.shipments_open().any(|open| Some(open.number) != shipment);
        let closes = !others && (all || !self.more_to_come);
        if !closes
            && lines.iter().all(|line| line.quantity == Quantity::ZERO && line.damaged == line.quantity)
            && shipment.is_none()
        {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        Ok(vec![
            MaterialsReceived { request: request.id, order: request.order, shipment, lines, closes }.into(),
        ])
    }

    fn counted(&self, request: &Request) -> Result<Vec<ReceivedLine>, Rejection> {
        let damaged = request.counted(&self.damaged)?;
        let mut lines: Vec<ReceivedLine> = request
            .counted(&self.lines)?
            .into_iter()
            .map(|line| ReceivedLine {
                number: line.number,
                material: line.material,
                quantity: line.quantity,
                damaged: Quantity::ZERO,
            })
            .collect();
        for broken in damaged {
            match lines.iter_mut().find(|line| line.number == broken.number) {
                Some(line) => line.damaged = broken.quantity,
                None => lines.push(ReceivedLine {
                    number: broken.number,
                    material: broken.material,
                    quantity: Quantity::ZERO,
                    damaged: broken.quantity,
                }),
            }
        }
        Ok(lines)
    }
}
