//! Correcting what was bought without a request: how much came, and what it cost.

use bincode::{Decode, Encode};

use super::buy::{self, BuyLine};
use super::{BoughtLine, Purchase, PurchaseCorrected};
use crate::book::correction::{Mistake, check_reason};
use crate::book::stock::StockItem;
use crate::book::{Book, Context, Event, Rejection};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};
use crate::time::Moment;

/// The business says that a purchase was written down wrongly: everything that was bought, as it should have stood
/// there; nothing where nothing was bought.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CorrectPurchase {
    /// The how-many-th purchase of the book, from 1.
    pub purchase: u32,
    /// What was bought, and what all of each cost.
    pub lines: Vec<BuyLine>,
    /// Why it was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// What correcting a purchase would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseCorrection {
    /// What had been written down.
    pub was: Vec<BoughtLine>,
    /// What was bought.
    pub is: Vec<BoughtLine>,
    /// When it was bought, as far as anybody said.
    pub since: Moment,
}

impl CorrectPurchase {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        check_reason(context, self.why, self.note.as_ref())?;
        let purchase = book.purchase(self.purchase)?;
        let Some(effect) = book.purchase_corrected(purchase, &self.lines)? else { return Ok(vec![]) };
        Ok(vec![
            PurchaseCorrected {
                purchase: self.purchase,
                seller: purchase.seller.clone(),
                method: purchase.method,
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
    /// The purchase of that number, from 1.
    ///
    /// # Errors
    /// [`Rejection::NothingToCorrect`].
    pub fn purchase(&self, number: u32) -> Result<&Purchase, Rejection> {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        place.and_then(|place| self.purchases.get(place)).ok_or(Rejection::NothingToCorrect)
    }

    /// What it would do if a purchase had been written down so; nothing where it was.
    ///
    /// # Errors
    /// Why it cannot be so corrected: more was used than would have come.
    pub fn purchase_corrected(
        &self,
        purchase: &Purchase,
        lines: &[BuyLine],
    ) -> Result<Option<PurchaseCorrection>, Rejection> {
        let mut is = buy::lines(self, lines)?;
        // It stays under the name it was bought by.
        for line in &mut is {
            if let Some(was) = purchase.lines.iter().find(|was| was.material == line.material) {
                (line.name, line.unit) = (was.name.clone(), was.unit);
            }
        }
        if is == purchase.lines {
            return Ok(None);
        }
        for (was, is) in changes(&purchase.lines, &is) {
            let item = StockItem::Material { material: is.material };
            self.leaves_enough(item, is.quantity.less(was.quantity))?;
        }
        Ok(Some(PurchaseCorrection { was: purchase.lines.clone(), is, since: purchase.happened }))
    }
}

impl PurchaseCorrected {
    /// Each material as it was and as it is; one that stood there in one of them alone is nothing in the other.
    pub fn changes(&self) -> impl Iterator<Item = (BoughtLine, BoughtLine)> {
        changes(&self.was, &self.is)
    }

    /// How much more, or with a minus less, was paid.
    pub fn change(&self) -> Rupiah {
        cost(&self.is).less(cost(&self.was))
    }
}

/// What all lines cost.
pub fn cost(lines: &[BoughtLine]) -> Rupiah {
    lines.iter().fold(Rupiah::ZERO, |sum, line| sum.and(line.cost))
}

fn changes(was: &[BoughtLine], is: &[BoughtLine]) -> impl Iterator<Item = (BoughtLine, BoughtLine)> {
    let gone = was.iter().filter(move |line| !is.iter().any(|other| other.material == line.material));
    let stays = is.iter().map(move |line| {
        let before = was.iter().find(|other| other.material == line.material);
        (before.cloned().unwrap_or_else(|| line.nothing()), line.clone())
    });
    stays.chain(gone.map(|line| (line.clone(), line.nothing())))
}
