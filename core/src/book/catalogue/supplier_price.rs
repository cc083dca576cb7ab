//! What suppliers take for their materials.

use bincode::{Decode, Encode};

use super::SupplierPriceSet;
use crate::book::material::by_either;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{MaterialId, PartyId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::time::Day;

/// Longest that a supplier may say to need.
const LONGEST_LEAD: u16 = 365;

/// A supplier says what it takes for a material and how long it needs, or the business writes that down.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SupplierPriceSet`")]
pub struct SetSupplierPrice {
    pub supplier: PartyId,
    pub material: MaterialId,
    pub price: Rupiah,
    pub lead_days: u16,
    /// From today on when nothing is said.
    pub since: Option<Day>,
}

impl SetSupplierPrice {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        by_either(context, self.supplier)?;
        context.party_is(self.supplier, Capacity::Supplier)?;
        book.catalogue.material(self.material)?;
        // A supplier prices what it is known to bring; anything else the business must have asked for.
        if context.by_business().is_err() && !book.supplies(self.supplier, self.material) {
            return Err(Rejection::Unknown { kind: crate::ids::ThingKind::Material });
        }
        if !self.price.is_positive() {
            return Err(Rejection::Invalid { field: "price" });
        }
        if self.lead_days > LONGEST_LEAD {
            return Err(Rejection::Invalid { field: "lead_days" });
        }
        let since = self.since.unwrap_or(context.today);
        let known = book.catalogue.supplier_price(self.supplier, self.material, since);
        if known.is_some_and(|known| known.price == self.price && known.lead_days == self.lead_days) {
            return Ok(vec![]);
        }
        Ok(vec![
            SupplierPriceSet {
                supplier: self.supplier,
                material: self.material,
                price: self.price,
                lead_days: self.lead_days,
                since,
            }
            .into(),
        ])
    }
}

impl Book {
    /// The supplier brings that material: it is one of the usual ones, was asked for it, or has a price for it.
    pub fn supplies(&self, supplier: PartyId, material: MaterialId) -> bool {
        let usual = self.catalogue.material(material).is_ok_and(|it| it.suppliers.contains(&supplier));
        let asked = || {
            let requests = self.requests.values().filter(|request| request.supplier == supplier);
            requests.flat_map(|request| &request.lines).any(|line| line.material == material)
        };
        usual || self.catalogue.suppliers_of(material).any(|it| it == supplier) || asked()
    }
}
