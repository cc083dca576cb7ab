//! Buying without a request: at the market, in a shop.

use bincode::{Decode, Encode};

use super::{BoughtLine, MaterialsBought, cost};
use crate::book::payment::PaymentMethod;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::MaterialId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};

/// So much of a material, and what all of it cost.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `BoughtLine`")]
pub struct BuyLine {
    pub material: MaterialId,
    pub quantity: Quantity,
    pub cost: Rupiah,
}

/// The business bought materials and paid on the spot; they are in stock now.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MaterialsBought`")]
pub struct BuyMaterials {
    pub seller: String,
    pub lines: Vec<BuyLine>,
    pub method: PaymentMethod,
    pub note: Option<Sealed<Note>>,
}

impl BuyMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        if self.lines.is_empty() {
            return Err(Rejection::EmptyOrder);
        }
        let lines = lines(book, &self.lines)?;
        let (seller, total) = (self.seller.trim().to_owned(), cost(&lines));
        Ok(vec![
            MaterialsBought { seller, lines, total, method: self.method, note: self.note.clone() }.into(),
        ])
    }
}

/// The lines of a purchase, with what their materials are called.
///
/// # Errors
/// Where one of them is no line.
pub(super) fn lines(book: &Book, wished: &[BuyLine]) -> Result<Vec<BoughtLine>, Rejection> {
    let mut lines: Vec<BoughtLine> = Vec::with_capacity(wished.len());
    let mut total = Rupiah::ZERO;
    for line in wished {
        let material = book.catalogue.material(line.material)?;
        if !line.quantity.is_positive() || lines.iter().any(|other| other.material == line.material) {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        if line.cost < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "price" });
        }
        total = total.plus(line.cost)?;
        lines.push(BoughtLine {
            material: line.material,
            name: material.name.clone(),
            unit: material.unit,
            quantity: line.quantity,
            cost: line.cost,
        });
    }
    Ok(lines)
}
