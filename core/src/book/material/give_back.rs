//! Giving materials back to their supplier.

use bincode::{Decode, Encode};

use super::{MaterialsReturned, ReceivedLine, ReturnReason};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};

/// The business gives materials back: good ones leave the shelf, damaged ones had never been on it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReturnMaterials {
    /// With which request they had come.
    pub request: RequestId,
    /// Number of each line, how much of it that was good, how much that was damaged.
    pub lines: Vec<(u16, Quantity, Quantity)>,
    /// Why.
    pub reason: ReturnReason,
    /// What the supplier takes off the bill; the price paid when nothing is said.
    pub credit: Option<Rupiah>,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

impl ReturnMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        let request = book.request(self.request)?;
        let mut lines: Vec<ReceivedLine> = Vec::with_capacity(self.lines.len());
        let mut worth = Rupiah::ZERO;
        for (number, good, damaged) in &self.lines {
            let asked = request.line(*number)?;
            let twice = lines.iter().any(|line| line.number == *number);
            if twice || *good < Quantity::ZERO || *damaged < Quantity::ZERO {
                return Err(Rejection::Invalid { field: "quantity" });
            }
            let material = request.material_of(asked);
            let here = request.kept(*number).min(book.stock.material(material));
            let broken = request.damaged_here(*number);
            if *good > here || *damaged > broken {
                let left = if *good > here { here } else { broken };
                return Err(Rejection::NotThere { name: asked.name.clone(), left, unit: asked.unit });
            }
            worth = worth.plus(request.price_of(asked).times(good.and(*damaged))?)?;
            lines.push(ReceivedLine { number: *number, material, quantity: *good, damaged: *damaged });
        }
        if lines.iter().all(|line| !line.quantity.is_positive() && !line.damaged.is_positive()) {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        if self.credit.is_some_and(|credit| credit < Rupiah::ZERO) {
            return Err(Rejection::Invalid { field: "amount" });
        }
        Ok(vec![
            MaterialsReturned {
                request: request.id,
                order: request.order,
                supplier: request.supplier,
                lines,
                reason: self.reason,
                credit: self.credit.unwrap_or(worth),
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}
