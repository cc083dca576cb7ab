//! Closing a month, and opening the last one again.

use bincode::{Decode, Encode};

use super::{MonthClosed, MonthReopened};
use crate::book::{Book, Context, Event, Rejection};
use crate::sealed::{Note, Sealed};
use crate::time::Month;

/// The owner closes a month (*tutup buku*): once it is over, and after those before it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CloseMonth {
    /// Which month.
    pub month: Month,
    /// How many facts the figures were made of that the owner was shown.
    pub facts: u32,
}

impl CloseMonth {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        if book.months.closed.contains_key(&self.month) {
            return Ok(vec![]);
        }
        if self.month >= Month::of(context.today) {
            return Err(Rejection::MonthNotOver { month: self.month });
        }
        match book.months.next_to_close() {
            Some(next) if next != self.month => return Err(Rejection::MonthNotNext { next }),
            _ => {}
        }
        let shown = book.month(self.month);
        if shown.facts != self.facts {
            return Err(Rejection::MonthChanged { month: self.month });
        }
        Ok(vec![
            MonthClosed {
                month: self.month,
                figures: shown.figures,
                facts: shown.facts,
                open: shown.open,
                stock_value: shown.stock_value,
            }
            .into(),
        ])
    }
}

/// The owner opens the month again that was closed last, and says why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReopenMonth {
    /// Which month.
    pub month: Month,
    /// Why.
    pub reason: Sealed<Note>,
}

impl ReopenMonth {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(Some(&self.reason))?;
        match book.months.last_closed() {
            None => Err(Rejection::NoMonthClosed),
            Some(last) if last != self.month => Err(Rejection::MonthNotNext { next: last }),
            Some(_) => Ok(vec![MonthReopened { month: self.month, reason: self.reason.clone() }.into()]),
        }
    }
}
