//! The words of the stories about the shop: its sign, its goods and its prices.

use super::{Step, Who, of};
use crate::book::catalogue::{
    AddMaterial, AddProduct, ChangeProduct, Making, RecipeLine, SetPrice, SetRecipe, UnitFactor,
};
use crate::book::profile::{
    ApproveBuyer, ChangeProfile, OpenBusiness, SetTerms, SetWholesale, SettlementRule, Wholesale,
    WithdrawApproval,
};
use crate::book::stock::{CountReason, CountStock};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};

pub(in crate::book::tests) fn terms(deposit_percent: u8, minimum: i64, settlement: SettlementRule) -> Step {
    of(Who::Business, move |_| {
        SetTerms { deposit_percent, minimum: Rupiah(minimum), settlement, accounts: Vec::new() }.into()
    })
}

pub(in crate::book::tests) fn change_profile(name: &'static str) -> Step {
    of(Who::Business, move |_| {
        ChangeProfile {
            name: name.to_owned(),
            trade: "mebel".to_owned(),
            village: "33.20.01.2001".to_owned(),
            street: String::new(),
            tagline: String::new(),
            about: String::new(),
            photo: None,
        }
        .into()
    })
}

pub(in crate::book::tests) fn wholesale(wholesale: Wholesale) -> Step {
    of(Who::Business, move |_| SetWholesale { wholesale }.into())
}

pub(in crate::book::tests) fn approve(buyer: Who) -> Step {
    of(Who::Business, move |_| ApproveBuyer { buyer: buyer.party() }.into())
}

pub(in crate::book::tests) fn withdraw_approval(buyer: Who) -> Step {
    of(Who::Business, move |_| WithdrawApproval { buyer: buyer.party() }.into())
}

pub(in crate::book::tests) fn change_product(name: &'static str, new_name: &'static str) -> Step {
    of(Who::Business, move |village| {
        ChangeProduct {
            product: village.goods(name),
            name: new_name.to_owned(),
            description: String::new(),
            days: 7,
            weight_grams: 1_000,
            photo: None,
        }
        .into()
    })
}

pub(in crate::book::tests) fn open_business() -> Step {
    of(Who::Business, |_| {
        OpenBusiness {
            name: "Mebel Jati".to_owned(),
            trade: "mebel".to_owned(),
            village: "33.20.01.2001".to_owned(),
            street: String::new(),
            tagline: String::new(),
            about: String::new(),
            photo: None,
        }
        .into()
    })
}

pub(in crate::book::tests) fn add_material(name: &'static str) -> Step {
    of(Who::Business, move |_| {
        AddMaterial {
            name: name.to_owned(),
            unit: if name == "bolts" { Unit::Pcs } else { Unit::Batang },
            suppliers: vec![Who::Supplier.party()],
            price: Rupiah(80_000),
        }
        .into()
    })
}

pub(in crate::book::tests) fn add_product(name: &'static str, making: Making) -> Step {
    of(Who::Business, move |_| {
        AddProduct {
            name: name.to_owned(),
            description: String::new(),
            making,
            unit: Unit::Pcs,
            units: vec![UnitFactor { unit: Unit::Lusin, factor: Quantity::whole(12) }],
            variants: Vec::new(),
            days: 7,
            weight_grams: 1_000,
            photo: None,
        }
        .into()
    })
}

pub(in crate::book::tests) fn price(name: &'static str, retail: i64, wholesale: i64) -> Step {
    of(Who::Business, move |village| {
        SetPrice {
            product: village.goods(name),
            variant: None,
            retail: Rupiah(retail),
            wholesale: Rupiah(wholesale),
            wholesale_from: Quantity::whole(10),
        }
        .into()
    })
}

pub(in crate::book::tests) fn recipe(product: &'static str, parts: &'static [(&'static str, i64)]) -> Step {
    of(Who::Business, move |village| {
        let line = |(name, quantity): &(&str, i64)| RecipeLine {
            material: village.material(name),
            quantity: Quantity::whole(*quantity),
        };
        SetRecipe { product: village.goods(product), lines: parts.iter().map(line).collect() }.into()
    })
}

pub(in crate::book::tests) fn withdraw_product(name: &'static str) -> Step {
    of(Who::Business, move |village| {
        crate::book::catalogue::WithdrawProduct { product: village.goods(name) }.into()
    })
}

pub(in crate::book::tests) fn offer_product(name: &'static str) -> Step {
    of(Who::Business, move |village| {
        crate::book::catalogue::OfferProduct { product: village.goods(name) }.into()
    })
}

pub(in crate::book::tests) fn count(item: &'static str, quantity: i64) -> Step {
    of(Who::Business, move |village| {
        CountStock {
            item: village.item(item),
            quantity: Quantity::whole(quantity),
            reason: CountReason::Count,
        }
        .into()
    })
}
