//! Adding a product.

use bincode::{Decode, Encode};

use super::{Making, ProductAdded, UnitFactor, Variant};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{BlobHash, ProductId};
use crate::quantity::Unit;

/// The business adds a product. Variants are named; their numbers are given here.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `ProductAdded`")]
pub struct AddProduct {
    pub name: String,
    pub description: String,
    pub making: Making,
    pub unit: Unit,
    pub units: Vec<UnitFactor>,
    /// Names of the kinds there are; none means there is but one.
    pub variants: Vec<String>,
    pub days: u16,
    pub weight_grams: u32,
    pub photo: Option<BlobHash>,
}

impl AddProduct {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Rejection::Invalid { field: "name" });
        }
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        if book.catalogue.products.values().any(|product| same(&product.sheet.name)) {
            return Err(Rejection::Taken { name: name.to_owned() });
        }
        if self.units.iter().any(|unit| !unit.factor.is_positive() || unit.unit == self.unit) {
            return Err(Rejection::Invalid { field: "units" });
        }
        let names = if self.variants.is_empty() { vec![String::new()] } else { self.variants.clone() };
        let variants = (1..).zip(names).map(|(number, name)| Variant { number, name }).collect();
        Ok(vec![
            ProductAdded {
                product: ProductId(context.id(0)),
                name: name.to_owned(),
                description: self.description.clone(),
                making: self.making,
                unit: self.unit,
                units: self.units.clone(),
                variants,
                days: self.days,
                weight_grams: self.weight_grams,
                photo: self.photo,
            }
            .into(),
        ])
    }
}
