//! Confirming a request, in full or in part.

use bincode::{Decode, Encode};

use super::{ConfirmedLine, MaterialsConfirmed};
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// The supplier promises so much, at that price, by that day.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MaterialsConfirmed`")]
pub struct ConfirmMaterials {
    pub request: RequestId,
    pub lines: Vec<ConfirmedLine>,
    pub promised: Day,
    pub note: Option<Sealed<Note>>,
}

impl ConfirmMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let request = book.request(self.request)?;
        context.by(request.supplier)?;
        context.sealed_here(self.note.as_ref())?;
        match request.state {
            RequestState::Sent => {}
            RequestState::Confirmed
                if request.confirmed == self.lines && request.promised == Some(self.promised) =>
            {
                return Ok(vec![]);
            }
            // A supplier may better or worsen its word until the goods leave.
            RequestState::Confirmed => {}
            RequestState::Shipped => return Err(Rejection::OnTheirWay),
            RequestState::Refused | RequestState::Withdrawn | RequestState::Received => {
                return Err(Rejection::RequestOver);
            }
        }
        if self.promised < context.today {
            return Err(Rejection::DayPassed { day: self.promised });
        }
        let counts: Vec<_> = self.lines.iter().map(|line| (line.number, line.quantity)).collect();
        request.counted(&counts)?;
        for line in &self.lines {
            let asked = request.line(line.number)?;
            if line.quantity > asked.quantity {
                return Err(Rejection::MoreThanAsked { name: asked.name.clone(), asked: asked.quantity });
            }
            if line.price < Rupiah::ZERO {
                return Err(Rejection::Invalid { field: "price" });
            }
        }
        if self.lines.iter().all(|line| line.quantity == Quantity::ZERO) {
            return Err(Rejection::ConfirmsNothing);
        }
        Ok(vec![
            MaterialsConfirmed {
                request: request.id,
                order: request.order,
                lines: self.lines.clone(),
                promised: self.promised,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}
