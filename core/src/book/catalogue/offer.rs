//! Taking a product out of the catalogue, and putting it back.

use bincode::{Decode, Encode};

use super::{ProductOffered, ProductWithdrawn};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::ProductId;

/// The business offers a product no longer. Orders already placed go on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WithdrawProduct {
    /// Which product.
    pub product: ProductId,
}

impl WithdrawProduct {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let product = book.catalogue.product(self.product)?;
        Ok(if product.offered { vec![ProductWithdrawn { product: self.product }.into()] } else { vec![] })
    }
}

/// The business offers a withdrawn product again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OfferProduct {
    /// Which product.
    pub product: ProductId,
}

impl OfferProduct {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let product = book.catalogue.product(self.product)?;
        Ok(if product.offered { vec![] } else { vec![ProductOffered { product: self.product }.into()] })
    }
}
