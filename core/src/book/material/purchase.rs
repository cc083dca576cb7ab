//! What was bought without a request, as the facts have left it.

use bincode::{Decode, Encode};

use super::BoughtLine;
use crate::book::correction::Corrected;
use crate::book::payment::PaymentMethod;
use crate::book::{Book, Event};
use crate::time::{Moment, When};

/// A purchase at the market or in a shop.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Purchase {
    /// Where.
    pub seller: String,
    /// What, as corrected.
    pub lines: Vec<BoughtLine>,
    /// How it was paid.
    pub method: PaymentMethod,
    /// When it was written down.
    pub at: Moment,
    /// When it was bought, as far as anybody said.
    pub happened: Moment,
    /// What was written down before, where it was wrong.
    pub corrected: Vec<Corrected<Vec<BoughtLine>>>,
}

impl Book {
    /// Keeps a fact about purchases. All others leave them as they are.
    pub(in crate::book) fn keep_purchase(&mut self, event: &Event, when: When) {
        match event {
            Event::MaterialsBought(e) => self.purchases.push(Purchase {
                seller: e.seller.clone(),
                lines: e.lines.clone(),
                method: e.method,
                at: when.recorded,
                happened: when.happened(),
                corrected: Vec::new(),
            }),
            Event::PurchaseCorrected(e) => {
                let place = usize::try_from(e.purchase).ok().and_then(|number| number.checked_sub(1));
                if let Some(purchase) = place.and_then(|place| self.purchases.get_mut(place)) {
                    let (why, note, at) = (e.why, e.note.clone(), when.recorded);
                    let was = std::mem::replace(&mut purchase.lines, e.is.clone());
                    purchase.corrected.push(Corrected { was, why, note, at });
                }
            }
            _ => {}
        }
    }
}
