//! Asking a supplier.

use bincode::{Decode, Encode};

use super::{MaterialsRequested, RequestLine};
use crate::book::order::{Gate, Order};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{MaterialId, OrderId, PartyId, RequestId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::{Day, Moment};

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
    pub answer_by: Option<Moment>,
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
            book.order(order)?.may_be_bought_for()?;
        }
        self.wanted.map_or(Ok(()), |day| context.ahead(day))?;
        let answer_by = still_ahead(self.answer_by, context)?;
        let lines = lines_of(book, &self.lines)?;
        Ok(vec![
            MaterialsRequested {
                request: RequestId(context.id(0)),
                number: book.next_request_number(),
                order: self.order,
                supplier: self.supplier,
                lines,
                wanted: self.wanted,
                note: self.note.clone(),
                answer_by,
            }
            .into(),
        ])
    }
}

impl Order {
    /// Materials may be bought for it: it is under way, and its deposit is there.
    pub(super) fn may_be_bought_for(&self) -> Result<(), Rejection> {
        self.under_way()?;
        self.passes(Gate::Materials)
    }
}

/// Until when an answer is awaited, if that has not passed.
pub(super) fn still_ahead(by: Option<Moment>, context: &Context<'_>) -> Result<Option<Moment>, Rejection> {
    match by {
        Some(by) if by <= context.now => Err(Rejection::Invalid { field: "answer_by" }),
        by => Ok(by),
    }
}

/// What is asked for, by the names and units of the catalogue.
pub(super) fn lines_of(book: &Book, asked: &[AskLine]) -> Result<Vec<RequestLine>, Rejection> {
    if asked.is_empty() {
        return Err(Rejection::EmptyOrder);
    }
    let mut lines: Vec<RequestLine> = Vec::with_capacity(asked.len());
    for (number, line) in (1..).zip(asked) {
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
    Ok(lines)
}
