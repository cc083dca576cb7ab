//! What the business sells, and what it makes that from.

mod change;
mod correct;
mod event;
mod material;
mod offer;
mod price;
mod product;
mod recipe;
mod supplier_price;
mod waste;

pub use change::ChangeProduct;
pub use correct::CorrectMaterial;
pub use event::*;
pub use material::AddMaterial;
pub use offer::{OfferProduct, WithdrawProduct};
pub use price::SetPrice;
pub use product::AddProduct;
pub use recipe::SetRecipe;
pub use supplier_price::SetSupplierPrice;
pub use waste::SetWaste;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use super::{Event, Rejection};
use crate::ids::{MaterialId, PartyId, ProductId, ThingKind};
use crate::quantity::{Quantity, Unit};
use crate::time::Day;

/// Products and materials as their facts have left them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Catalogue {
    /// Everything that was ever offered.
    pub products: BTreeMap<ProductId, Product>,
    /// Everything the business works with.
    pub materials: BTreeMap<MaterialId, MaterialAdded>,
    /// What each supplier takes for a material, the newest day last.
    supplier_prices: BTreeMap<(MaterialId, PartyId), Vec<SupplierPriceSet>>,
}

/// A product as its facts have left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Product {
    /// What it is.
    pub sheet: ProductAdded,
    /// Its prices; those that name a variant stand before the one for all.
    pub prices: Vec<PriceSet>,
    /// What one base unit takes.
    pub recipe: Vec<RecipeLine>,
    /// What of that is wasted on top.
    pub waste: Vec<WasteLine>,
    /// Can be ordered.
    pub offered: bool,
}

impl Product {
    /// The product that just entered the catalogue.
    pub fn added(event: &ProductAdded) -> Self {
        Self {
            sheet: event.clone(),
            prices: Vec::new(),
            recipe: Vec::new(),
            waste: Vec::new(),
            offered: true,
        }
    }

    /// Keeps a fact about this product. Facts about other things leave it as it is.
    pub fn evolve(&mut self, event: &Event) {
        match event {
            Event::PriceSet(e) => {
                self.prices.retain(|price| price.variant != e.variant);
                self.prices.push(e.clone());
                self.prices.sort_by_key(|price| price.variant.is_none());
            }
            Event::ProductChanged(e) => {
                self.sheet.name.clone_from(&e.name);
                self.sheet.description.clone_from(&e.description);
                self.sheet.days = e.days;
                self.sheet.weight_grams = e.weight_grams;
                self.sheet.photo = e.photo;
            }
            Event::RecipeSet(e) => {
                self.recipe.clone_from(&e.lines);
                self.waste.retain(|waste| e.lines.iter().any(|line| line.material == waste.material));
            }
            Event::WasteSet(e) => self.waste.clone_from(&e.lines),
            Event::ProductWithdrawn(_) => self.offered = false,
            Event::ProductOffered(_) => self.offered = true,
            _ => {}
        }
    }

    /// The product for somebody who is not shown wholesale prices: one price, for few and for many.
    pub fn retail_only(mut self) -> Self {
        for price in &mut self.prices {
            price.wholesale = price.retail;
            price.wholesale_from = Quantity::whole(1);
        }
        self
    }

    /// What one base unit takes of each material, waste and all.
    pub fn takes(&self) -> impl Iterator<Item = (MaterialId, Quantity)> {
        self.recipe.iter().map(|line| (line.material, self.with_waste(line)))
    }

    fn with_waste(&self, line: &RecipeLine) -> Quantity {
        let waste = self.waste.iter().find(|waste| waste.material == line.material);
        let percent = i64::from(waste.map_or(0, |waste| waste.percent));
        let share = Quantity::from_raw((100 + percent) * (Quantity::SCALE / 100));
        line.quantity.times(share).unwrap_or(line.quantity)
    }

    /// The price that holds for a variant.
    pub fn price(&self, variant: u16) -> Option<&PriceSet> {
        self.prices.iter().find(|price| price.variant.is_none_or(|number| number == variant))
    }

    /// The variant of that number.
    pub fn variant(&self, number: u16) -> Option<&Variant> {
        self.sheet.variants.iter().find(|variant| variant.number == number)
    }

    /// How many base units one `unit` holds, where the product is sold by it.
    pub fn factor(&self, unit: Unit) -> Option<Quantity> {
        if unit == self.sheet.unit {
            return Some(Quantity::whole(1));
        }
        self.sheet.units.iter().find(|entry| entry.unit == unit).map(|entry| entry.factor)
    }
}

impl Catalogue {
    /// Keeps a fact about a product or a material.
    pub fn evolve(&mut self, event: &Event) {
        let product = match event {
            Event::ProductAdded(e) => {
                self.products.insert(e.product, Product::added(e));
                return;
            }
            Event::MaterialAdded(e) => {
                self.materials.insert(e.material, e.clone());
                return;
            }
            Event::MaterialCorrected(e) => {
                if let Some(material) = self.materials.get_mut(&e.material) {
                    material.name.clone_from(&e.name);
                }
                return;
            }
            Event::PriceSet(e) => e.product,
            Event::SupplierPriceSet(e) => {
                let prices = self.supplier_prices.entry((e.material, e.supplier)).or_default();
                prices.retain(|price| price.since != e.since);
                prices.push(*e);
                prices.sort_by_key(|price| price.since);
                return;
            }
            Event::RecipeSet(e) => e.product,
            Event::WasteSet(e) => e.product,
            Event::ProductChanged(e) => e.product,
            Event::ProductWithdrawn(e) => e.product,
            Event::ProductOffered(e) => e.product,
            _ => return,
        };
        if let Some(product) = self.products.get_mut(&product) {
            product.evolve(event);
        }
    }

    /// What a supplier takes for a material on a day.
    pub fn supplier_price(
        &self,
        supplier: PartyId,
        material: MaterialId,
        on: Day,
    ) -> Option<&SupplierPriceSet> {
        let prices = self.supplier_prices.get(&(material, supplier))?;
        prices.iter().rev().find(|price| price.since <= on)
    }

    /// Everybody who has a price for a material.
    pub fn suppliers_of(&self, material: MaterialId) -> impl Iterator<Item = PartyId> {
        let of_material = (material, PartyId([0; 16]))..=(material, PartyId([0xFF; 16]));
        self.supplier_prices.range(of_material).map(|((_, supplier), _)| *supplier)
    }

    /// The product of that id.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn product(&self, id: ProductId) -> Result<&Product, Rejection> {
        self.products.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Product })
    }

    /// The material of that id.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn material(&self, id: MaterialId) -> Result<&MaterialAdded, Rejection> {
        self.materials.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Material })
    }
}
