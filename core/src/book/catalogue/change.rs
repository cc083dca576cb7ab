//! Changing what is said of a product.

use bincode::{Decode, Encode};

use super::ProductChanged;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{BlobHash, ProductId};

/// The business changes what is said of a product. The photo is another one; where none is sent, what stood there stays.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `ProductChanged`")]
pub struct ChangeProduct {
    pub product: ProductId,
    pub name: String,
    pub description: String,
    pub days: u16,
    pub weight_grams: u32,
    pub photo: Option<BlobHash>,
}

impl ChangeProduct {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let product = book.catalogue.product(self.product)?;
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Rejection::Invalid { field: "name" });
        }
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        let mut others = book.catalogue.products.values().filter(|it| it.sheet.product != self.product);
        if others.any(|it| same(&it.sheet.name)) {
            return Err(Rejection::Taken { name: name.to_owned() });
        }
        let event = Event::from(ProductChanged {
            product: self.product,
            name: name.to_owned(),
            description: self.description.clone(),
            days: self.days,
            weight_grams: self.weight_grams,
            photo: self.photo.or(product.sheet.photo),
        });
        let mut after = product.clone();
        after.evolve(&event);
        Ok(if after == *product { vec![] } else { vec![event] })
    }
}
