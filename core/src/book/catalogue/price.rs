//! Setting a price.

use bincode::{Decode, Encode};

use super::PriceSet;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::ProductId;
use crate::money::Rupiah;
use crate::quantity::Quantity;

/// The business sets a price for coming orders.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PriceSet`")]
pub struct SetPrice {
    pub product: ProductId,
    pub variant: Option<u16>,
    pub retail: Rupiah,
    pub wholesale: Rupiah,
    pub wholesale_from: Quantity,
}

impl SetPrice {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let product = book.catalogue.product(self.product)?;
        if self.variant.is_some_and(|number| product.variant(number).is_none()) {
            return Err(Rejection::Invalid { field: "variant" });
        }
        if !self.retail.is_positive() || !self.wholesale.is_positive() || self.wholesale > self.retail {
            return Err(Rejection::Invalid { field: "price" });
        }
        if !self.wholesale_from.is_positive() {
            return Err(Rejection::Invalid { field: "wholesale_from" });
        }
        let price = PriceSet {
            product: self.product,
            variant: self.variant,
            retail: self.retail,
            wholesale: self.wholesale,
            wholesale_from: self.wholesale_from,
        };
        Ok(if product.prices.contains(&price) { vec![] } else { vec![price.into()] })
    }
}
