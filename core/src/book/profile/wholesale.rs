//! Deciding who is shown wholesale prices.

use bincode::{Decode, Encode};

use super::{Wholesale, WholesaleSet};
use crate::book::{Book, Context, Event, Rejection};

/// The business decides who is shown its wholesale prices, and buys at them from now on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `WholesaleSet`")]
pub struct SetWholesale {
    pub wholesale: Wholesale,
}

impl SetWholesale {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let so_already = book.profile()?.wholesale == self.wholesale;
        Ok(if so_already { vec![] } else { vec![WholesaleSet { wholesale: self.wholesale }.into()] })
    }
}
