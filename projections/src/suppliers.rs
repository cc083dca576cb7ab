//! "What do we owe our suppliers, and what do they take?" for the business; "what does this business owe me, and
//! what did I say that I take?" for the supplier.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::catalogue::SupplierPriceSet;
use rantai_core::book::material::SupplierAccount;
use rantai_core::ids::{BlobHash, MaterialId, PartyId};
use rantai_core::time::{Day, Moment};

use crate::Heard;
use crate::table::{Source, Table, key};

/// What a business and a supplier owe each other.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AccountRow {
    /// Who buys.
    pub business: PartyId,
    /// Who supplies.
    pub supplier: PartyId,
    /// Bills, payments, and what went back.
    pub account: SupplierAccount,
    /// The photographs of bills and proofs, by the moment they were recorded.
    pub photos: Vec<(Moment, Vec<BlobHash>)>,
}

/// What a supplier takes for a material.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PriceRow {
    /// Who buys.
    pub business: PartyId,
    /// All prices that were ever said, the newest day last.
    pub prices: Vec<SupplierPriceSet>,
}

impl PriceRow {
    /// The price that holds on a day.
    pub fn on(&self, day: Day) -> Option<&SupplierPriceSet> {
        self.prices.iter().rev().find(|price| price.since <= day)
    }
}

/// Accounts and prices of suppliers. Both sides of each see the same.
#[derive(Debug)]
pub struct Suppliers {
    /// Key: `B` business, supplier; and `S` supplier, business.
    pub(crate) accounts: Table<AccountRow>,
    /// Key: `B` business, supplier, material; and `S` supplier, business, material.
    pub(crate) prices: Table<PriceRow>,
}

impl Suppliers {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            accounts: Table::open(source, "supplier-accounts", 2)?,
            prices: Table::open(source, "supplier-prices", 1)?,
        })
    }

    /// What a business and one supplier owe each other.
    pub fn account(&self, business: PartyId, supplier: PartyId) -> Option<Arc<AccountRow>> {
        self.accounts.get(&key(&[b"B", &business.0, &supplier.0]))
    }

    /// The accounts of all suppliers of a business.
    pub fn of_business(&self, business: PartyId) -> Vec<Arc<AccountRow>> {
        self.accounts.all(&key(&[b"B", &business.0]))
    }

    /// The accounts that a supplier has with businesses.
    pub fn of_supplier(&self, supplier: PartyId) -> Vec<Arc<AccountRow>> {
        self.accounts.all(&key(&[b"S", &supplier.0]))
    }

    /// What one supplier takes of a business.
    pub fn prices_of(&self, business: PartyId, supplier: PartyId) -> Vec<Arc<PriceRow>> {
        self.prices.all(&key(&[b"B", &business.0, &supplier.0]))
    }

    /// What all suppliers take of a business for a material.
    pub fn prices_for(&self, business: PartyId, material: MaterialId) -> Vec<Arc<PriceRow>> {
        let all = self.prices.all(&key(&[b"B", &business.0]));
        all.into_iter().filter(|row| row.prices.iter().any(|price| price.material == material)).collect()
    }

    pub(crate) fn hear_accounts(&self, heard: &Heard<'_>) {
        let Some(supplier) = SupplierAccount::of(heard.event) else { return };
        let business = heard.business;
        let known = self.account(business, supplier);
        let mut account = known.as_ref().map(|row| row.account.clone()).unwrap_or_default();
        account.evolve(heard.event, heard.when());
        let mut photos = known.map(|row| row.photos.clone()).unwrap_or_default();
        let evidence = &heard.commit.draft.envelope.evidence;
        if !evidence.is_empty() {
            photos.push((heard.at(), evidence.clone()));
        }
        let row = AccountRow { business, supplier, account, photos };
        self.accounts.put(key(&[b"S", &supplier.0, &business.0]), row.clone());
        self.accounts.put(key(&[b"B", &business.0, &supplier.0]), row);
    }

    pub(crate) fn hear_prices(&self, heard: &Heard<'_>) {
        let Event::SupplierPriceSet(e) = heard.event else { return };
        let business = heard.business;
        let place = key(&[b"B", &business.0, &e.supplier.0, &e.material.0]);
        let known = self.prices.get(&place);
        let mut prices = known.map(|row| row.prices.clone()).unwrap_or_default();
        prices.retain(|price| price.since != e.since);
        prices.push(*e);
        prices.sort_by_key(|price| price.since);
        let row = PriceRow { business, prices };
        self.prices.put(key(&[b"S", &e.supplier.0, &business.0, &e.material.0]), row.clone());
        self.prices.put(place, row);
    }
}
