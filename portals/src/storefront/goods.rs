//! A product as buyers read it: prices in words, what is ready, what takes how long.

use rantai_core::book::catalogue::{Making, PriceSet, Product};
use rantai_core::book::profile::{SettlementRule, TermsSet};
use rantai_core::ids::PartyId;
use rantai_core::quantity::{Quantity, Unit};

use super::Drawing;
use crate::app::App;
use crate::i18n::Phrases;
use crate::web::{Chip, Tone};

/// One product of a catalogue.
#[derive(Debug, Clone)]
pub struct Goods {
    /// Its id, for anchors.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub description: String,
    /// The address of its photo.
    pub photo: Option<String>,
    /// What is drawn where there is none.
    pub drawing: Drawing,
    /// The price that holds for all its kinds, where one does.
    pub price: Option<Price>,
    /// Its kinds, where there are several.
    pub kinds: Vec<Kind>,
    /// In which units it is sold.
    pub units: String,
    /// Ready, made to order, sold out.
    pub state: Chip,
    /// How long it takes, where it takes long.
    pub time: String,
    /// Where it can be ordered, for those who may.
    pub order: Option<String>,
}

/// A price in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// `Rp450.000 / pcs`.
    pub retail: String,
    /// `Grosir Rp400.000 mulai 12 pcs`, where buying many is cheaper.
    pub wholesale: Option<String>,
}

/// One kind of a product.
#[derive(Debug, Clone)]
pub struct Kind {
    /// What it is called.
    pub name: String,
    /// How much is there, in words.
    pub left: String,
    /// None can be had.
    pub sold_out: bool,
    /// Its own price, where it has one.
    pub price: Option<Price>,
}

impl Price {
    /// The words of a price; those of its absence where there is none.
    pub fn of(t: &'static Phrases, price: Option<&PriceSet>, unit: Unit) -> Self {
        let s = &t.storefront;
        let Some(price) = price else { return Self { retail: s.ask_price.to_owned(), wholesale: None } };
        let cheaper = price.wholesale < price.retail;
        Self {
            retail: (s.price)(price.retail, unit),
            wholesale: cheaper.then(|| (s.wholesale)(price.wholesale, price.wholesale_from, unit)),
        }
    }
}

/// The price that holds for every kind; `None` where they differ.
pub fn common_price(t: &'static Phrases, product: &Product) -> Option<Price> {
    let unit = product.sheet.unit;
    let mut prices = product.sheet.variants.iter().map(|kind| Price::of(t, product.price(kind.number), unit));
    let first = prices.next()?;
    prices.all(|price| price == first).then_some(first)
}

/// How much of a kind can be had from the shelf.
pub fn available(app: &App, business: PartyId, product: &Product, variant: u16) -> Quantity {
    app.views.store.available(business, product.sheet.product, variant)
}

/// How much of a kind there is, in words: empty where it is made when ordered.
pub fn left(t: &'static Phrases, product: &Product, left: Quantity) -> String {
    match product.sheet.making {
        Making::ToOrder => String::new(),
        _ if left.is_positive() => (t.storefront.in_stock)(left, product.sheet.unit),
        Making::Resale => t.storefront.sold_out.to_owned(),
        Making::ToStock => t.storefront.to_order.to_owned(),
    }
}

/// Ready, made to order, sold out.
pub fn state(app: &App, t: &'static Phrases, business: PartyId, product: &Product) -> Chip {
    let s = &t.storefront;
    let kinds = &product.sheet.variants;
    let any = kinds.iter().any(|kind| available(app, business, product, kind.number).is_positive());
    match product.sheet.making {
        Making::ToOrder => Chip::new(Tone::Going, s.to_order).icon("hammer"),
        _ if any => Chip::new(Tone::Done, s.ready).icon("package"),
        Making::ToStock => Chip::new(Tone::Going, s.to_order).icon("hammer"),
        Making::Resale => Chip::new(Tone::Quiet, s.sold_out),
    }
}

/// How long it takes, in words.
pub fn time(t: &'static Phrases, product: &Product) -> String {
    match (product.sheet.making, product.sheet.days) {
        (Making::Resale, _) | (_, 0) => String::new(),
        (Making::ToOrder | Making::ToStock, days) => (t.storefront.days)(days),
    }
}

/// The units it is sold in: `pcs · lusin (isi 12 pcs)`.
pub fn units(t: &'static Phrases, product: &Product) -> String {
    let base = product.sheet.unit;
    let others =
        product.sheet.units.iter().map(|unit| (t.storefront.unit_holds)(unit.unit, unit.factor, base));
    std::iter::once(base.label().to_owned()).chain(others).collect::<Vec<_>>().join(" · ")
}

impl Goods {
    /// A product of a business, with photos under `shop` (the address of its page).
    pub fn of(
        app: &App,
        t: &'static Phrases,
        shop: &str,
        business: PartyId,
        product: &Product,
        order: Option<String>,
    ) -> Self {
        let sheet = &product.sheet;
        let common = common_price(t, product);
        let several = sheet.variants.len() > 1;
        let kinds = sheet.variants.iter().map(|kind| {
            let there = available(app, business, product, kind.number);
            let own = common.is_none().then(|| Price::of(t, product.price(kind.number), sheet.unit));
            Kind {
                name: kind.name.clone(),
                left: left(t, product, there),
                sold_out: sheet.making == Making::Resale && !there.is_positive(),
                price: own,
            }
        });
        Self {
            id: sheet.product.to_string(),
            name: sheet.name.clone(),
            description: sheet.description.clone(),
            photo: sheet.photo.map(|hash| format!("{shop}/photos/{hash}")),
            drawing: Drawing::of(&sheet.name),
            price: common.clone(),
            kinds: if several || common.is_none() { kinds.collect() } else { Vec::new() },
            units: if sheet.units.is_empty() {
                String::new()
            } else {
                (t.storefront.sold_by)(&units(t, product))
            },
            state: state(app, t, business, product),
            time: time(t, product),
            order,
        }
    }
}

/// The terms in words, one line each.
pub fn terms(t: &'static Phrases, terms: Option<&TermsSet>) -> Vec<String> {
    let s = &t.storefront;
    let Some(terms) = terms else { return vec![s.terms_unknown.to_owned()] };
    let mut lines = vec![
        if terms.deposit_percent == 0 { s.no_deposit.to_owned() } else { (s.deposit)(terms.deposit_percent) },
        rest(t, terms.settlement).to_owned(),
        if terms.minimum.is_positive() { (s.minimum)(terms.minimum) } else { s.no_minimum.to_owned() },
    ];
    let mut banks: Vec<&str> = terms.accounts.iter().map(|account| account.bank.as_str()).collect();
    banks.dedup();
    if !banks.is_empty() {
        lines.push((s.pay_by)(&banks.join(", ")));
    }
    lines
}

/// When the rest is paid, in words.
pub const fn rest(t: &'static Phrases, rule: SettlementRule) -> &'static str {
    match rule {
        SettlementRule::AnyTime => t.storefront.rest_any_time,
        SettlementRule::AfterDelivery => t.storefront.rest_after_delivery,
        SettlementRule::BeforeDispatch => t.storefront.rest_before_dispatch,
    }
}
