//! Correcting a receipt that was counted wrongly.

use bincode::{Decode, Encode};

use super::{ReceivedLine, Request};
use crate::book::correction::{Mistake, check_reason};
use crate::book::stock::{ReceiptCorrected, StockItem, changes};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::Moment;

/// The business says that what came was counted wrongly. Lines that are not named stay as they were.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CorrectReceipt {
    /// Of which request.
    pub request: RequestId,
    /// The how-many-th receipt of the request, from 1.
    pub receipt: u16,
    /// Number of each line, how much of it was good, how much was damaged.
    pub lines: Vec<(u16, Quantity, Quantity)>,
    /// Why it was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// What correcting a receipt would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptCorrection {
    /// What had been written down.
    pub was: Vec<ReceivedLine>,
    /// What came.
    pub is: Vec<ReceivedLine>,
    /// When the receipt was written down.
    pub since: Moment,
}

impl CorrectReceipt {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        check_reason(context, self.why, self.note.as_ref())?;
        let request = book.request(self.request)?;
        let Some(effect) = book.receipt_corrected(request, self.receipt, &self.lines)? else {
            return Ok(vec![]);
        };
        Ok(vec![
            ReceiptCorrected {
                request: request.id,
                order: request.order,
                receipt: self.receipt,
                was: effect.was,
                is: effect.is,
                since: effect.since,
                why: self.why,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

impl Book {
    /// What it would do if a receipt had been counted so; nothing where it was.
    ///
    /// # Errors
    /// Why it cannot be so corrected: more went back or was used than would have come.
    pub fn receipt_corrected(
        &self,
        request: &Request,
        receipt: u16,
        lines: &[(u16, Quantity, Quantity)],
    ) -> Result<Option<ReceiptCorrection>, Rejection> {
        let place = usize::from(receipt).checked_sub(1);
        let found = place.and_then(|place| request.receipts.get(place));
        let receipt = found.ok_or(Rejection::NothingToCorrect)?;
        let mut is = receipt.lines.clone();
        for (place, (number, good, damaged)) in lines.iter().enumerate() {
            let twice = lines.iter().take(place).any(|(other, ..)| other == number);
            if twice || *good < Quantity::ZERO || *damaged < Quantity::ZERO {
                return Err(Rejection::Invalid { field: "quantity" });
            }
            let asked = request.line(*number)?;
            match is.iter_mut().find(|line| line.number == *number) {
                Some(line) => (line.quantity, line.damaged) = (*good, *damaged),
                None => is.push(ReceivedLine {
                    number: *number,
                    material: request.material_of(asked),
                    quantity: *good,
                    damaged: *damaged,
                }),
            }
        }
        if is == receipt.lines {
            return Ok(None);
        }
        let mut by_item: Vec<(StockItem, Quantity)> = Vec::new();
        for (was, is) in changes(&receipt.lines, &is) {
            let change = is.quantity.less(was.quantity);
            let kept = request.kept(is.number).and(change);
            let broken = request.damaged_here(is.number).and(is.damaged.less(was.damaged));
            let left = kept.min(broken);
            if left < Quantity::ZERO {
                let asked = request.line(is.number)?;
                let used = Quantity::ZERO.less(left);
                return Err(Rejection::UsedAlready { name: asked.name.clone(), used, unit: asked.unit });
            }
            let item = StockItem::Material { material: is.material };
            match by_item.iter_mut().find(|(known, _)| *known == item) {
                Some((_, sum)) => *sum = sum.and(change),
                None => by_item.push((item, change)),
            }
        }
        for (item, change) in by_item {
            self.leaves_enough(item, change)?;
        }
        Ok(Some(ReceiptCorrection { was: receipt.lines.clone(), is, since: receipt.at }))
    }
}
