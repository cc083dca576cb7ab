//! What the book holds already, for a list to be compared with.

use std::collections::HashMap;
use std::sync::Arc;

use rantai_core::book::catalogue::{MaterialAdded, Product};
use rantai_core::book::stock::StockItem;
use rantai_core::ids::{PartyId, PersonId};
use rantai_core::party::Capacity;
use rantai_core::quantity::Quantity;
use rantai_core::registry::Registry;
use rantai_core::sealed::PhoneNumber;
use rantai_core::time::Day;
use rantai_core::vault::Vault;

use crate::app::App;
use crate::regions::Regions;

/// Goods, people and places by the names they are called.
pub struct Known<'a> {
    /// The day it is where the business stands.
    pub today: Day,
    /// The village that the business stands in.
    pub village: String,
    pub(super) products: HashMap<String, Product>,
    pub(super) materials: HashMap<String, MaterialAdded>,
    on_hand: HashMap<StockItem, Quantity>,
    people: Option<(Arc<Registry>, &'a Vault)>,
    villages: Option<&'a Regions>,
}

/// A name as it is compared: small letters, single spaces.
pub fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl<'a> Known<'a> {
    /// What a business knows.
    pub fn of(app: &'a App, business: PartyId, today: Day) -> Self {
        let registry = app.registry();
        let village = registry.party(business).map(|party| party.village.clone()).unwrap_or_default();
        let mut known = Self::nothing(today);
        known.village = village;
        for row in app.views.shops.products(business) {
            let sheet = &row.product.sheet;
            for variant in &sheet.variants {
                let item = StockItem::Goods { product: sheet.product, variant: variant.number };
                known.on_hand.insert(item, app.views.store.on_hand(business, item).0);
            }
            known.products.insert(folded(&sheet.name), row.product.clone());
        }
        for view in app.views.store.materials(business) {
            let item = StockItem::Material { material: view.material.material };
            known.on_hand.insert(item, app.views.store.on_hand(business, item).0);
            known.materials.insert(folded(&view.material.name), view.material.clone());
        }
        known.people = Some((registry, &app.vault));
        known.villages = Some(&app.regions);
        known
    }

    /// A book with nothing in it.
    pub fn nothing(today: Day) -> Self {
        Self {
            today,
            village: String::new(),
            products: HashMap::new(),
            materials: HashMap::new(),
            on_hand: HashMap::new(),
            people: None,
            villages: None,
        }
    }

    /// How much lies there.
    pub fn on_hand(&self, item: StockItem) -> Quantity {
        self.on_hand.get(&item).copied().unwrap_or_default()
    }

    /// Who has that number, and whether they have a party that comes for that.
    pub fn person(&self, phone: &PhoneNumber, capacity: Capacity) -> Option<(PersonId, bool)> {
        let (registry, vault) = self.people.as_ref()?;
        let person = registry.person_by_phone(&vault.phone_hash(phone))?;
        let comes = registry.parties_of(person).any(|(party, _)| party.capacities.contains(&capacity));
        Some((person, comes))
    }

    /// The code of a village that is named by its code, its name, or its name and district.
    pub fn village(&self, text: &str) -> Option<String> {
        let regions = self.villages?;
        if let Some(place) = regions.place(text) {
            return Some(place.code.clone());
        }
        let wanted = folded(text);
        let named = regions.all().filter(|place| {
            let name = folded(&place.village);
            wanted == name || wanted.starts_with(&format!("{name},"))
        });
        let found: Vec<_> = named.collect();
        match found.as_slice() {
            [place] => Some(place.code.clone()),
            several => {
                let fits = |place: &&&crate::regions::Place| wanted.contains(&folded(&place.district));
                several.iter().find(fits).map(|place| place.code.clone())
            }
        }
    }
}
