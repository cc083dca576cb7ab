//! Keeping goods for somebody.

use bincode::{Decode, Encode};

use super::GoodsKept;
use super::sell::{SellLine, on_the_shelf, priced, sum};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{PartyId, ReservationId};
use crate::sealed::{Note, PersonName, PhoneNumber, Sealed};
use crate::time::Moment;

/// Longest time goods are kept, in seconds: who wants them later orders them.
const LONGEST: i64 = 62 * 86_400;

/// The business keeps goods for somebody until a time. A buyer may have them kept, too.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `GoodsKept`")]
pub struct KeepGoods {
    pub buyer: Option<PartyId>,
    pub name: Option<Sealed<PersonName>>,
    pub phone: Option<Sealed<PhoneNumber>>,
    pub lines: Vec<SellLine>,
    pub until: Moment,
    pub note: Option<Sealed<Note>>,
}

impl KeepGoods {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.name.as_ref())?;
        context.sealed_here(self.phone.as_ref())?;
        context.sealed_here(self.note.as_ref())?;
        if self.buyer.is_none() && self.name.is_none() {
            return Err(Rejection::Invalid { field: "name" });
        }
        if self.until <= context.now || self.until > context.now.plus_seconds(LONGEST) {
            return Err(Rejection::Invalid { field: "until" });
        }
        let wholesale = self.buyer.is_some_and(|buyer| book.sells_wholesale_to(buyer));
        let lines = priced(book, &self.lines, wholesale)?;
        on_the_shelf(book, &lines, &[])?;
        Ok(vec![
            GoodsKept {
                reservation: ReservationId(context.id(0)),
                number: book.sales.next_reservation(),
                buyer: self.buyer,
                name: self.name.clone(),
                phone: self.phone.clone(),
                total: sum(&lines)?,
                lines,
                until: self.until,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}
