//! Materials: what orders take, what suppliers are asked for and owed, and what is bought without asking.

mod account;
mod ask;
mod bill;
mod buy;
mod close;
mod confirm;
mod correct;
mod correct_account;
mod correct_purchase;
mod counter;
mod event;
mod expire;
mod fold;
mod give_back;
mod outlook;
mod plan;
mod purchase;
mod receive;
mod refuse;
mod reliability;
mod request;
mod requirements;
mod ship;
mod withdraw;

pub use account::{Bill, Paid, SupplierAccount};
pub use ask::{AskSuppliers, Asking};
pub(in crate::book) use bill::by_either;
pub use bill::{PaySupplier, RecordSupplierBill};
pub use buy::{BuyLine, BuyMaterials};
pub use close::CloseRequest;
pub use confirm::ConfirmMaterials;
pub use correct::{CorrectReceipt, ReceiptCorrection};
pub use correct_account::{CorrectSupplierBill, CorrectSupplierPayment};
pub use correct_purchase::{CorrectPurchase, PurchaseCorrection, cost};
pub use counter::{AcceptCounter, RefuseCounter};
pub use event::*;
pub use expire::ExpireRequest;
pub use give_back::ReturnMaterials;
pub use outlook::{MaterialOutlook, OrderOutlook, Outlook, Supposed, outlook, what_if};
pub use plan::PlanMaterials;
pub(super) use plan::materials_of;
pub use purchase::Purchase;
pub use receive::ReceiveMaterials;
pub use refuse::RefuseMaterials;
pub use reliability::Reliability;
pub use request::{AskLine, RequestMaterials};
pub use requirements::{Requirement, Suggestion, asks_for, requirements};
pub use ship::ShipMaterials;
pub use withdraw::WithdrawMaterials;

use bincode::{Decode, Encode};

use super::Rejection;
use super::correction::Corrected;
use super::order::{Overdue, RequestState};
use crate::ids::{MaterialId, OrderId, PartyId, RequestId};
use crate::money::Rupiah;
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
    /// Until when the supplier may answer.
    pub answer_by: Option<Moment>,
    /// When it was sent.
    pub sent_at: Moment,
    /// When it came to where it is.
    pub since: Moment,
    /// How far it has come.
    pub state: RequestState,
    /// What the supplier promised, once it did.
    pub confirmed: Vec<ConfirmedLine>,
    /// The lines that were agreed to come as another material.
    pub substitutes: Vec<(u16, Substitute)>,
    /// The day it promised, once it did.
    pub promised: Option<Day>,
    /// The day it promised first: what its drift is measured from.
    pub first_promise: Option<Day>,
    /// What it offers instead of what was asked, while the business has not answered.
    pub offer: Option<Offer>,
    /// Why it refused, once it did.
    pub refusal: Option<SupplyRefusal>,
    /// The supplier's word to the business.
    pub answer: Option<Sealed<Note>>,
    /// The business's word on an offer that it did not take.
    pub counter_answer: Option<Sealed<Note>>,
    /// What was sent, in all shipments together.
    pub shipped: Vec<CountedLine>,
    /// Number of the newest waybill.
    pub waybill: Option<String>,
    /// Each shipment by itself.
    pub shipments: Vec<Shipment>,
    /// What was counted on arrival and is good, in all receipts together.
    pub received: Vec<CountedLine>,
    /// Each receipt by itself.
    pub receipts: Vec<Receipt>,
    /// What went back.
    pub returned: Vec<ReceivedLine>,
    /// Deadlines of the supplier that passed, and when each was due.
    pub passed: Vec<(Overdue, Moment)>,
}

/// What a supplier offers instead of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Offer {
    /// What of each line.
    pub lines: Vec<OfferedLine>,
    /// The day it would be there.
    pub promised: Day,
    /// When it was made.
    pub at: Moment,
}

/// What was sent at one time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Shipment {
    /// The how-many-th of its request, from 1.
    pub number: u16,
    /// When it was sent.
    pub at: Moment,
    /// What of each line.
    pub lines: Vec<CountedLine>,
    /// Number of its waybill.
    pub waybill: Option<String>,
}

/// What was counted at one time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// Of which shipment, where there was word of one.
    pub shipment: Option<u16>,
    /// When it was counted.
    pub at: Moment,
    /// What of each line.
    pub lines: Vec<ReceivedLine>,
    /// What was written down before, where it was wrong.
    pub corrected: Vec<Corrected<Vec<ReceivedLine>>>,
}

impl Request {
    /// Shipments that nobody has counted yet, the oldest first.
    pub fn shipments_open(&self) -> impl Iterator<Item = &Shipment> {
        let counted = |number| self.receipts.iter().any(|receipt| receipt.shipment == Some(number));
        self.shipments.iter().filter(move |shipment| !counted(shipment.number))
    }

    /// The material that a line brings: the one asked for, or the one agreed on in its place.
    pub fn material_of(&self, line: &RequestLine) -> MaterialId {
        self.substitute_of(line.number).map_or(line.material, |other| other.material)
    }

    /// What was agreed to come in place of a line's material.
    pub fn substitute_of(&self, number: u16) -> Option<&Substitute> {
        self.substitutes.iter().find(|(line, _)| *line == number).map(|(_, substitute)| substitute)
    }

    /// What is still to come of a line: what was promised, or asked, and has not been counted as good.
    pub fn outstanding(&self, line: &RequestLine) -> Quantity {
        if !self.state.is_open() {
            return Quantity::ZERO;
        }
        self.promised_of(line).less_or_zero(counted_of(&self.received, line.number))
    }

    /// What of a line may still be sent.
    pub fn unsent(&self, line: &RequestLine) -> Quantity {
        let on_the_way = self.shipments_open().map(|shipment| counted_of(&shipment.lines, line.number));
        self.outstanding(line).less_or_zero(sum(on_the_way))
    }

    /// What is still to come of a material, as far as anyone has promised.
    pub fn coming(&self, material: MaterialId) -> Quantity {
        let of_it = self.lines.iter().filter(|line| self.material_of(line) == material);
        sum(of_it.map(|line| self.outstanding(line)))
    }

    /// What a line is worth at most: what was promised, before that what was asked.
    pub fn promised_of(&self, line: &RequestLine) -> Quantity {
        if self.confirmed.is_empty() {
            return line.quantity;
        }
        self.confirmed.iter().find(|c| c.number == line.number).map_or(Quantity::ZERO, |c| c.quantity)
    }

    /// The price of one unit: the one promised, before that the one expected.
    pub fn price_of(&self, line: &RequestLine) -> Rupiah {
        self.confirmed.iter().find(|c| c.number == line.number).map_or(line.price, |c| c.price)
    }

    /// How much came damaged and has not gone back, of a line.
    pub fn damaged_here(&self, number: u16) -> Quantity {
        let came = self.receipts.iter().flat_map(|receipt| &receipt.lines);
        let came = sum(came.filter(|line| line.number == number).map(|line| line.damaged));
        let gone = self.returned.iter().filter(|line| line.number == number);
        came.less_or_zero(sum(gone.map(|line| line.damaged)))
    }

    /// How much came good and has not gone back, of a line.
    pub fn kept(&self, number: u16) -> Quantity {
        let gone = self.returned.iter().filter(|line| line.number == number);
        counted_of(&self.received, number).less_or_zero(sum(gone.map(|line| line.quantity)))
    }

    pub(super) fn line(&self, number: u16) -> Result<&RequestLine, Rejection> {
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
            let material = self.material_of(line);
            lines.push(CountedLine { number: *number, material, quantity: *quantity });
        }
        Ok(lines)
    }
}

fn counted_of(lines: &[CountedLine], number: u16) -> Quantity {
    sum(lines.iter().filter(|line| line.number == number).map(|line| line.quantity))
}

fn sum(quantities: impl Iterator<Item = Quantity>) -> Quantity {
    quantities.fold(Quantity::ZERO, Quantity::and)
}
