//! "What materials are needed, on the way, in stock?" and "what goods are on the shelf?" for the business.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::catalogue::MaterialAdded;
use rantai_core::book::material::{MaterialNeed, Request};
use rantai_core::book::order::{Order, Stage, Work};
use rantai_core::book::sale::shelf;
use rantai_core::book::stock::{StockItem, StockLine, moves};
use rantai_core::ids::{MaterialId, OrderId, PartyId, ProductId, RequestId};
use rantai_core::quantity::Quantity;
use rantai_core::time::Day;

use crate::Heard;
use crate::table::{Key, Source, Table, key, keys};

/// A row of the store.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum StoreRow {
    /// A material the business works with.
    Material {
        /// What it is.
        material: MaterialAdded,
    },
    /// How much of something lies there.
    OnHand {
        /// Of what.
        item: StockItem,
        /// How much.
        quantity: Quantity,
        /// How much of that is kept for orders.
        reserved: Quantity,
    },
    /// How much of something there should always be.
    Rule {
        /// Of what.
        item: StockItem,
        /// How much.
        at_least: Quantity,
    },
    /// What an order still takes of a material.
    Need {
        /// Which order.
        order: OrderId,
        /// The order's number.
        number: String,
        /// Of which material.
        material: MaterialId,
        /// How much it takes.
        needed: Quantity,
        /// How much of that has still to be bought.
        short: Quantity,
        /// The day the order is promised for.
        promised: Option<Day>,
    },
    /// What is on its way.
    Coming {
        /// With which request.
        request: RequestId,
        /// The request's number.
        number: String,
        /// From whom.
        supplier: PartyId,
        /// Which material.
        material: MaterialId,
        /// How much.
        quantity: Quantity,
        /// The day it was promised for.
        promised: Option<Day>,
    },
}

/// One material, with everything the page about it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialView {
    /// What it is.
    pub material: MaterialAdded,
    /// How much lies there.
    pub on_hand: Quantity,
    /// How much all open orders take.
    pub needed: Quantity,
    /// How much has still to be bought for them.
    pub short: Quantity,
    /// How much is on its way.
    pub coming: Quantity,
    /// Which orders take it.
    pub needs: Vec<Arc<StoreRow>>,
    /// With which requests it comes.
    pub arrivals: Vec<Arc<StoreRow>>,
}

/// The store of each business.
#[derive(Debug)]
pub struct Store {
    /// Key: business, `M` material / `S` item / `R` item / `N` material, order / `C` material, request.
    pub(crate) rows: Table<StoreRow>,
}

impl Store {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "materials", 2)? })
    }

    /// All materials of a business, in the order they were added.
    pub fn materials(&self, business: PartyId) -> Vec<MaterialView> {
        let materials = self.rows.all(&key(&[&business.0, b"M"]));
        materials
            .iter()
            .filter_map(|row| match row.as_ref() {
                StoreRow::Material { material } => Some(self.view(business, material.clone())),
                _ => None,
            })
            .collect()
    }

    /// One material of a business.
    pub fn material(&self, business: PartyId, material: MaterialId) -> Option<MaterialView> {
        match self.rows.get(&key(&[&business.0, b"M", &material.0]))?.as_ref() {
            StoreRow::Material { material } => Some(self.view(business, material.clone())),
            _ => None,
        }
    }

    /// How much of something lies there, and how much of that is kept for orders.
    pub fn on_hand(&self, business: PartyId, item: StockItem) -> (Quantity, Quantity) {
        match self.rows.get(&item_key(business, item)).as_deref() {
            Some(StoreRow::OnHand { quantity, reserved, .. }) => (*quantity, *reserved),
            _ => (Quantity::ZERO, Quantity::ZERO),
        }
    }

    /// How much of a product's variant may still be sold from the shelf.
    pub fn available(&self, business: PartyId, product: ProductId, variant: u16) -> Quantity {
        let (quantity, reserved) = self.on_hand(business, StockItem::Goods { product, variant });
        quantity.less_or_zero(reserved)
    }

    /// How much of something there should always be; nothing where there is no rule.
    pub fn at_least(&self, business: PartyId, item: StockItem) -> Quantity {
        match self.rows.get(&rule_key(business, item)).as_deref() {
            Some(StoreRow::Rule { at_least, .. }) => *at_least,
            _ => Quantity::ZERO,
        }
    }

    /// Everything there should be more of: what it is, how much may be used, how much there should be.
    pub fn low(&self, business: PartyId) -> Vec<(StockItem, Quantity, Quantity)> {
        let rules = self.rows.all(&key(&[&business.0, b"R"]));
        let low = rules.iter().filter_map(|row| match row.as_ref() {
            StoreRow::Rule { item, at_least } => {
                let (quantity, reserved) = self.on_hand(business, *item);
                Some((*item, quantity.less_or_zero(reserved), *at_least))
            }
            _ => None,
        });
        low.filter(|(_, there, at_least)| there < at_least).collect()
    }

    fn view(&self, business: PartyId, material: MaterialAdded) -> MaterialView {
        let id = material.material;
        let needs = self.rows.all(&key(&[&business.0, b"N", &id.0]));
        let arrivals = self.rows.all(&key(&[&business.0, b"C", &id.0]));
        let mut view = MaterialView {
            on_hand: self.on_hand(business, StockItem::Material { material: id }).0,
            material,
            needed: Quantity::ZERO,
            short: Quantity::ZERO,
            coming: Quantity::ZERO,
            needs,
            arrivals,
        };
        for row in view.needs.iter().chain(&view.arrivals) {
            match row.as_ref() {
                StoreRow::Need { needed, short, .. } => {
                    view.needed = view.needed.and(*needed);
                    view.short = view.short.and(*short);
                }
                StoreRow::Coming { quantity, .. } => view.coming = view.coming.and(*quantity),
                StoreRow::Material { .. } | StoreRow::OnHand { .. } | StoreRow::Rule { .. } => {}
            }
        }
        view
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let business = heard.business;
        self.move_stock(business, heard.event);
        if let Event::MaterialAdded(e) = heard.event {
            let row = StoreRow::Material { material: e.clone() };
            self.rows.put(key(&[&business.0, b"M", &e.material.0]), row);
        }
        if let Event::MaterialCorrected(e) = heard.event {
            self.rows.update(key(&[&business.0, b"M", &e.material.0]), |row| {
                if let Some(StoreRow::Material { material }) = row {
                    material.name.clone_from(&e.name);
                }
                None
            });
        }
        if let Some(order) = &heard.order {
            self.hear_needs(business, heard.order_before.as_deref(), order);
        }
        if heard.request.is_some() {
            let rows = |request: &Option<Arc<Request>>| {
                request.as_ref().map_or_else(Vec::new, |request| arrivals(business, request))
            };
            self.rows.replace(keys(rows(&heard.request_before)), rows(&heard.request));
        }
    }

    /// Writes what an order still takes, where that changed.
    fn hear_needs(&self, business: PartyId, before: Option<&Order>, order: &Order) {
        if before.is_some_and(|before| needs_as_much(before, order)) {
            return;
        }
        let (had, has) = (before.map(needs).unwrap_or_default(), needs(order));
        let gone = had.iter().filter(|need| !has.contains(need));
        let gone = gone.map(|need| need_key(business, order, need.material)).collect();
        let new = has.iter().filter(|need| !had.contains(need));
        self.rows.replace(gone, new.map(|need| need.row(business, order)).collect());
    }

    fn move_stock(&self, business: PartyId, event: &Event) {
        for moved in moves(event, |item| self.on_hand(business, item).0) {
            let (quantity, reserved) = self.on_hand(business, moved.item);
            let quantity = quantity.and(moved.change);
            self.put(business, moved.item, quantity, reserved);
        }
        match event {
            Event::GoodsReserved(e) => self.reserve(business, &e.lines, Quantity::and),
            Event::ReservationReleased(e) => self.reserve(business, &e.lines, Quantity::less),
            Event::ProductionFinished(e) => self.reserve(business, &e.made, Quantity::and),
            Event::OrderPacked(e) => self.reserve(business, &e.goods, Quantity::less),
            Event::StockRuleSet(e) if e.at_least.is_positive() => {
                let row = StoreRow::Rule { item: e.item, at_least: e.at_least };
                self.rows.put(rule_key(business, e.item), row);
            }
            Event::StockRuleSet(e) => self.rows.remove(rule_key(business, e.item)),
            Event::SaleMade(e) => self.reserve(business, &e.freed, Quantity::less),
            Event::GoodsKept(e) => self.reserve(business, &shelf(&e.lines), Quantity::and),
            Event::KeptGoodsFreed(e) => self.reserve(business, &e.goods, Quantity::less),
            _ => {}
        }
    }

    fn reserve(&self, business: PartyId, lines: &[StockLine], kept: impl Fn(Quantity, Quantity) -> Quantity) {
        for line in lines {
            let (quantity, reserved) = self.on_hand(business, line.item);
            self.put(business, line.item, quantity, kept(reserved, line.quantity));
        }
    }

    fn put(&self, business: PartyId, item: StockItem, quantity: Quantity, reserved: Quantity) {
        self.rows.put(item_key(business, item), StoreRow::OnHand { item, quantity, reserved });
    }
}

fn item_key(business: PartyId, item: StockItem) -> Key {
    key(&[&business.0, b"S", &shelf_key(item)])
}

fn rule_key(business: PartyId, item: StockItem) -> Key {
    key(&[&business.0, b"R", &shelf_key(item)])
}

/// The bytes that stand for something in the store in keys.
pub(crate) fn shelf_key(item: StockItem) -> Key {
    match item {
        StockItem::Goods { product, variant } => key(&[b"G", &product.0, &variant.to_be_bytes()]),
        StockItem::Material { material } => key(&[b"M", &material.0]),
    }
}

/// Nothing has changed of what [`needs`] is made of.
fn needs_as_much(before: &Order, order: &Order) -> bool {
    (&before.stage, &before.needs, &before.requests) == (&order.stage, &order.needs, &order.requests)
}

fn need_key(business: PartyId, order: &Order, material: MaterialId) -> Key {
    key(&[&business.0, b"N", &material.0, &order.id.0])
}

/// What an order still takes of a material.
#[derive(PartialEq)]
struct Need {
    material: MaterialId,
    needed: Quantity,
    short: Quantity,
    promised: Day,
}

impl Need {
    fn row(&self, business: PartyId, order: &Order) -> (Key, StoreRow) {
        let row = StoreRow::Need {
            order: order.id,
            number: order.number.clone(),
            material: self.material,
            needed: self.needed,
            short: self.short,
            promised: Some(self.promised),
        };
        (need_key(business, order, self.material), row)
    }
}

/// What an order still takes: until its production starts.
fn needs(order: &Order) -> Vec<Need> {
    let Stage::Accepted { agreement, work: Work::Waiting } = &order.stage else { return Vec::new() };
    let shorts = order.materials_short();
    let need = |need: &MaterialNeed| {
        let short = shorts.iter().find(|(short, _)| short.material == need.material);
        Need {
            material: need.material,
            needed: need.needed,
            short: short.map_or(Quantity::ZERO, |(_, quantity)| *quantity),
            promised: agreement.promised,
        }
    };
    order.needs.iter().map(need).collect()
}

fn arrivals(business: PartyId, request: &Request) -> Vec<(Key, StoreRow)> {
    let mut rows = Vec::new();
    for line in &request.lines {
        let material = request.material_of(line);
        let quantity = request.coming(material);
        if quantity.is_positive() {
            let row = StoreRow::Coming {
                request: request.id,
                number: request.number.clone(),
                supplier: request.supplier,
                material,
                quantity,
                promised: request.promised,
            };
            rows.push((key(&[&business.0, b"C", &material.0, &request.id.0]), row));
        }
    }
    rows
}
