//! Correcting the newest count of something.

use bincode::{Decode, Encode};

use super::{CountCorrected, StockItem};
use crate::book::correction::{Mistake, check_reason};
use crate::book::{Book, Context, Event, Rejection};
use crate::quantity::{Quantity, Unit};
use crate::sealed::{Note, Sealed};

/// The business says that its newest count of something was wrong. Counts before the newest hold no longer, so there
/// is nothing to correct about them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `CountCorrected`")]
pub struct CorrectCount {
    pub item: StockItem,
    pub was: Quantity,
    pub is: Quantity,
    pub why: Mistake,
    pub note: Option<Sealed<Note>>,
}

impl CorrectCount {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        check_reason(context, self.why, self.note.as_ref())?;
        super::count::known_item(book, self.item)?;
        if self.is < Quantity::ZERO {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        let count = book.stock.last_count(self.item).ok_or(Rejection::NeverCounted)?;
        if count.quantity == self.is {
            return Ok(vec![]);
        }
        if count.quantity != self.was {
            return Err(Rejection::CountedAgain { now: count.quantity });
        }
        let before = book.stock.on_hand(self.item);
        book.leaves_enough(self.item, self.is.less(self.was))?;
        Ok(vec![
            CountCorrected {
                item: self.item,
                was: self.was,
                is: self.is,
                before,
                since: count.at,
                why: self.why,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

impl Book {
    /// Refuses a correction that would leave less than nothing on the shelf: then something was used that cannot have
    /// been there, and it is to be counted.
    pub(in crate::book) fn leaves_enough(&self, item: StockItem, change: Quantity) -> Result<(), Rejection> {
        let left = self.stock.on_hand(item).and(change);
        if left >= Quantity::ZERO {
            return Ok(());
        }
        let (name, unit) = self.item_name(item);
        Err(Rejection::UsedAlready { name, used: Quantity::ZERO.less(left), unit })
    }

    /// What something in the store is called, and its unit.
    pub fn item_name(&self, item: StockItem) -> (String, Unit) {
        match item {
            StockItem::Goods { product, .. } => {
                let sheet = self.catalogue.products.get(&product).map(|product| &product.sheet);
                sheet.map_or((String::new(), Unit::Pcs), |sheet| (sheet.name.clone(), sheet.unit))
            }
            StockItem::Material { material } => {
                let material = self.catalogue.materials.get(&material);
                material.map_or((String::new(), Unit::Pcs), |it| (it.name.clone(), it.unit))
            }
        }
    }
}
