//! "Who sells what?" for everybody.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::catalogue::{Product, RecipeLine, RecipeSet};
use rantai_core::book::profile::Profile;
use rantai_core::ids::{PartyId, ProductId, Thing};

use crate::Heard;
use crate::table::{Source, Table, key};

/// A business as everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Shop {
    /// Which business.
    pub business: PartyId,
    /// Its sign and its terms.
    pub profile: Profile,
}

/// A product as everybody may see it: without its recipe, which is the business's own.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ProductRow {
    /// Who sells it.
    pub business: PartyId,
    /// The product, without its recipe.
    pub product: Product,
    /// The version a screen sends back.
    pub version: u32,
}

/// The shops and what they sell.
#[derive(Debug)]
pub struct Shops {
    /// Key: business.
    pub(crate) shops: Table<Shop>,
    /// Key: business, product.
    pub(crate) products: Table<ProductRow>,
    /// Key: business, product.
    pub(crate) recipes: Table<RecipeSet>,
}

impl Shops {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            shops: Table::open(source, "who-sells-what", 3)?,
            products: Table::open(source, "products", 2)?,
            recipes: Table::open(source, "recipes", 1)?,
        })
    }

    /// All businesses that have opened.
    pub fn all(&self) -> Vec<Arc<Shop>> {
        self.shops.all(&[])
    }

    /// One business.
    pub fn shop(&self, business: PartyId) -> Option<Arc<Shop>> {
        self.shops.get(&business.0)
    }

    /// Everything a business ever offered, in the order it was added.
    pub fn products(&self, business: PartyId) -> Vec<Arc<ProductRow>> {
        self.products.all(&business.0)
    }

    /// One product.
    pub fn product(&self, business: PartyId, product: ProductId) -> Option<Arc<ProductRow>> {
        self.products.get(&key(&[&business.0, &product.0]))
    }

    /// What one base unit of a product takes. For the business itself, and nobody else.
    pub fn recipe(&self, business: PartyId, product: ProductId) -> Vec<RecipeLine> {
        self.recipes.get(&key(&[&business.0, &product.0])).map(|set| set.lines.clone()).unwrap_or_default()
    }

    pub(crate) fn hear_recipes(&self, heard: &Heard<'_>) {
        if let Event::RecipeSet(e) = heard.event {
            self.recipes.put(key(&[&heard.business.0, &e.product.0]), e.clone());
        }
    }

    pub(crate) fn hear_shops(&self, heard: &Heard<'_>) {
        match heard.event {
            Event::BusinessOpened(e) => {
                let shop = Shop { business: heard.business, profile: Profile::opened(e) };
                self.shops.put(heard.business.0.to_vec(), shop);
            }
            Event::TermsSet(_)
            | Event::ProfileChanged(_)
            | Event::WholesaleSet(_)
            | Event::OrderPolicySet(_)
            | Event::PaymentPolicySet(_)
            | Event::QrisSet(_) => {
                if let Some(shop) = self.shop(heard.business) {
                    let mut shop = Shop::clone(&shop);
                    shop.profile.evolve(heard.event);
                    self.shops.put(heard.business.0.to_vec(), shop);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn hear_products(&self, heard: &Heard<'_>) {
        let id = match heard.event {
            Event::ProductAdded(e) => e.product,
            Event::ProductChanged(e) => e.product,
            Event::PriceSet(e) => e.product,
            Event::RecipeSet(e) => e.product,
            Event::ProductWithdrawn(e) => e.product,
            Event::ProductOffered(e) => e.product,
            _ => return,
        };
        let mut product = match (heard.event, self.product(heard.business, id)) {
            (Event::ProductAdded(e), _) => Product::added(e),
            (_, Some(row)) => row.product.clone(),
            (_, None) => return,
        };
        product.evolve(heard.event);
        product.recipe.clear();
        let thing = Thing::from(id);
        let touch = heard.commit.draft.touched.iter().find(|touch| touch.thing == thing);
        let version = touch.map_or(0, |touch| touch.version);
        let row = ProductRow { business: heard.business, product, version };
        self.products.put(key(&[&heard.business.0, &id.0]), row);
    }
}
