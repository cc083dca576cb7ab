//! How long goods may be sent back.

use bincode::{Decode, Encode};

use super::ReturnPolicySet;
use crate::book::{Book, Context, Event, Rejection};

/// Days after the delivery within which a buyer may send goods back, where the business never said.
pub const USUAL_RETURN_DAYS: u16 = 3;
/// Most days anybody promises.
const MOST_DAYS: u16 = 365;

/// The business says for how many days after the delivery it takes goods back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `ReturnPolicySet`")]
pub struct SetReturnPolicy {
    pub days: u16,
}

impl SetReturnPolicy {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        if self.days > MOST_DAYS {
            return Err(Rejection::Invalid { field: "days" });
        }
        if book.return_days() == self.days {
            return Ok(vec![]);
        }
        Ok(vec![ReturnPolicySet { days: self.days }.into()])
    }
}
