//! Adding a material.

use bincode::{Decode, Encode};

use super::MaterialAdded;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{MaterialId, PartyId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::quantity::Unit;

/// The business adds a material it works with.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MaterialAdded`")]
pub struct AddMaterial {
    pub name: String,
    pub unit: Unit,
    pub suppliers: Vec<PartyId>,
    pub price: Rupiah,
}

impl AddMaterial {
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
        if self.price < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "price" });
        }
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        if book.catalogue.materials.values().any(|material| same(&material.name)) {
            return Err(Rejection::Taken { name: name.to_owned() });
        }
        for supplier in &self.suppliers {
            context.party_is(*supplier, Capacity::Supplier)?;
        }
        Ok(vec![
            MaterialAdded {
                material: MaterialId(context.id(0)),
                name: name.to_owned(),
                unit: self.unit,
                suppliers: self.suppliers.clone(),
                price: self.price,
            }
            .into(),
        ])
    }
}
