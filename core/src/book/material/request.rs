//! Asking a supplier.

use bincode::{Decode, Encode};

use super::{MaterialsRequested, RequestLine};
use crate::book::order::Gate;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{MaterialId, OrderId, PartyId, RequestId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// So much of a material, at that price.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `RequestLine`")]
pub struct AskLine {
    pub material: MaterialId,
    pub quantity: Quantity,
    pub price: Rupiah,
}

/// The business asks a supplier for materials, for an order or for the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MaterialsRequested`")]
pub struct RequestMaterials {
    pub order: Option<OrderId>,
    pub supplier: PartyId,
    pub lines: Vec<AskLine>,
    pub wanted: Option<Day>,
    pub note: Option<Sealed<Note>>,
}

impl RequestMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.party_is(self.supplier, Capacity::Supplier)?;
        context.sealed_here(self.note.as_ref())?;
        if let Some(order) = self.order {
            let order = book.order(order)?;
            order.under_way()?;
            order.passes(Gate::Materials)?;
        }
        if self.lines.is_empty() {
            return Err(Rejection::EmptyOrder);
        }
        if let Some(day) = self.wanted.filter(|day| *day < context.today) {
            return Err(Rejection::DayPassed { day });
        }
        let mut lines: Vec<RequestLine> = Vec::with_capacity(self.lines.len());
        for (number, line) in (1..).zip(&self.lines) {
            let material = book.catalogue.material(line.material)?;
            if !line.quantity.is_positive() || lines.iter().any(|other| other.material == line.material) {
                return Err(Rejection::Invalid { field: "quantity" });
            }
            if line.price < Rupiah::ZERO {
                return Err(Rejection::Invalid { field: "price" });
            }
            lines.push(RequestLine {
                number,
                material: line.material,
                name: material.name.clone(),
                unit: material.unit,
                quantity: line.quantity,
                price: line.price,
            });
        }
        Ok(vec![
            MaterialsRequested {
                request: RequestId(context.id(0)),
                number: book.next_request_number(),
                order: self.order,
                supplier: self.supplier,
                lines,
                wanted: self.wanted,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}
