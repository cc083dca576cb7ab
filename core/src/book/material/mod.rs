//! Materials: what orders take, and what suppliers are asked for.

mod confirm;
mod event;
mod plan;
mod receive;
mod refuse;
mod request;
mod ship;
mod withdraw;

pub use confirm::ConfirmMaterials;
pub use event::*;
pub use plan::PlanMaterials;
pub(super) use plan::materials_of;
pub use receive::ReceiveMaterials;
pub use refuse::RefuseMaterials;
pub use request::{AskLine, RequestMaterials};
pub use ship::ShipMaterials;
pub use withdraw::WithdrawMaterials;

use bincode::{Decode, Encode};

use super::order::{Overdue, RequestState};
use super::{Event, Rejection};
use crate::ids::{MaterialId, OrderId, PartyId, RequestId};
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::{Day, Moment};

/// A material request as the facts have left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Its number for people.
    pub number: String,
    /// For which order, where it is for one.
    pub order: Option<OrderId>,
    /// Who is asked.
    pub supplier: PartyId,
    /// What for.
    pub lines: Vec<RequestLine>,
    /// When it is needed.
    pub wanted: Option<Day>,
    /// The business's word to the supplier.
    pub note: Option<Sealed<Note>>,
    /// When it was sent.
    pub sent_at: Moment,
    /// When it came to where it is.
    pub since: Moment,
    /// How far it has come.
    pub state: RequestState,
    /// What the supplier promised, once it did.
    pub confirmed: Vec<ConfirmedLine>,
    /// The day it promised, once it did.
    pub promised: Option<Day>,
    /// Why it refused, once it did.
    pub refusal: Option<SupplyRefusal>,
    /// The supplier's word to the business.
    pub answer: Option<Sealed<Note>>,
    /// What was sent.
    pub shipped: Vec<CountedLine>,
    /// Number of the waybill.
    pub waybill: Option<String>,
    /// What was counted on arrival.
    pub received: Vec<CountedLine>,
    /// Deadlines of the supplier that passed, and when each was due.
    pub passed: Vec<(Overdue, Moment)>,
}

impl Request {
    /// The request that was just sent.
    pub fn sent(event: &MaterialsRequested, at: Moment) -> Self {
        Self {
            id: event.request,
            number: event.number.clone(),
            order: event.order,
            supplier: event.supplier,
            lines: event.lines.clone(),
            wanted: event.wanted,
            note: event.note.clone(),
            sent_at: at,
            since: at,
            state: RequestState::Sent,
            confirmed: Vec::new(),
            promised: None,
            refusal: None,
            answer: None,
            shipped: Vec::new(),
            waybill: None,
            received: Vec::new(),
            passed: Vec::new(),
        }
    }

    /// The request an event is about, if it is about one.
    pub const fn id_of(event: &Event) -> Option<RequestId> {
        match event {
            Event::MaterialsRequested(e) => Some(e.request),
            Event::MaterialsConfirmed(e) => Some(e.request),
            Event::MaterialsRefused(e) => Some(e.request),
            Event::MaterialsWithdrawn(e) => Some(e.request),
            Event::MaterialsShipped(e) => Some(e.request),
            Event::MaterialsReceived(e) => Some(e.request),
            Event::DeadlinePassed(e) => e.request,
            _ => None,
        }
    }

    /// Keeps a fact about this request. Facts about other things leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        match event {
            Event::MaterialsConfirmed(e) => {
                self.state = RequestState::Confirmed;
                self.confirmed.clone_from(&e.lines);
                self.promised = Some(e.promised);
                self.answer.clone_from(&e.note);
            }
            Event::MaterialsRefused(e) => {
                self.state = RequestState::Refused;
                self.refusal = Some(e.reason);
                self.answer.clone_from(&e.note);
            }
            Event::MaterialsWithdrawn(_) => self.state = RequestState::Withdrawn,
            Event::DeadlinePassed(e) => return self.passed.push((e.what, e.due)),
            Event::MaterialsShipped(e) => {
                self.state = RequestState::Shipped;
                self.shipped.clone_from(&e.lines);
                self.waybill.clone_from(&e.waybill);
            }
            Event::MaterialsReceived(e) => {
                self.state = RequestState::Received;
                self.received.clone_from(&e.lines);
            }
            _ => return,
        }
        self.since = at;
    }

    /// What is still to come of a material, as far as anyone has promised.
    pub fn coming(&self, material: MaterialId) -> Quantity {
        let of_line = |number: u16| self.lines.iter().any(|l| l.number == number && l.material == material);
        match self.state {
            RequestState::Sent => {
                sum(self.lines.iter().filter(|l| l.material == material).map(|l| l.quantity))
            }
            RequestState::Confirmed => {
                sum(self.confirmed.iter().filter(|l| of_line(l.number)).map(|l| l.quantity))
            }
            RequestState::Shipped => {
                sum(self.shipped.iter().filter(|l| l.material == material).map(|l| l.quantity))
            }
            RequestState::Refused | RequestState::Withdrawn | RequestState::Received => Quantity::ZERO,
        }
    }

    /// What a line is worth at most: what was promised, before that what was asked.
    pub fn promised_of(&self, line: &RequestLine) -> Quantity {
        if self.confirmed.is_empty() {
            return line.quantity;
        }
        self.confirmed.iter().find(|c| c.number == line.number).map_or(Quantity::ZERO, |c| c.quantity)
    }

    fn line(&self, number: u16) -> Result<&RequestLine, Rejection> {
        self.lines.iter().find(|line| line.number == number).ok_or(Rejection::Invalid { field: "line" })
    }

    /// The lines with their materials, as counted by somebody.
    ///
    /// # Errors
    /// [`Rejection::Invalid`] when a line is not of this request, appears twice, or is negative.
    fn counted(&self, counts: &[(u16, Quantity)]) -> Result<Vec<CountedLine>, Rejection> {
        let mut lines = Vec::with_capacity(counts.len());
        for (number, quantity) in counts {
            let line = self.line(*number)?;
            let twice = lines.iter().any(|other: &CountedLine| other.number == *number);
            if twice || *quantity < Quantity::ZERO {
                return Err(Rejection::Invalid { field: "quantity" });
            }
            lines.push(CountedLine { number: *number, material: line.material, quantity: *quantity });
        }
        Ok(lines)
    }
}

fn sum(quantities: impl Iterator<Item = Quantity>) -> Quantity {
    quantities.fold(Quantity::ZERO, Quantity::and)
}
