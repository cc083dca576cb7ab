//! What has to be bought, from whom, and why: all open orders against what is there and on the way.

use std::collections::BTreeMap;

use super::{AskLine, Asking, Reliability, materials_of};
use crate::book::Book;
use crate::book::order::{Order, Stage, Work};
use crate::book::stock::StockItem;
use crate::ids::{MaterialId, OrderId, PartyId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::time::Day;

/// One material: what is needed of it, what there is, what is missing, and who could bring it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The material.
    pub material: MaterialId,
    /// What it is called.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// How much lies there.
    pub on_hand: Quantity,
    /// How much orders whose deposit is there take of it.
    pub needed: Quantity,
    /// How much orders will take that still wait for their deposit. Nothing is bought for them yet.
    pub needed_later: Quantity,
    /// How much is on its way.
    pub coming: Quantity,
    /// How much there should always be.
    pub at_least: Quantity,
    /// How much is to be bought.
    pub to_buy: Quantity,
    /// For which orders, and for the shelf where there is none.
    pub gaps: Vec<Gap>,
    /// Who could bring it, the best first.
    pub suggestions: Vec<Suggestion>,
}

/// What is missing of a material for one order, or for the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Which order.
    pub order: Option<OrderId>,
    /// How much.
    pub quantity: Quantity,
    /// The last day on which it may come without breaking the order's promise.
    pub by: Option<Day>,
}

/// A supplier who could bring a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suggestion {
    /// Who.
    pub supplier: PartyId,
    /// What one unit costs there.
    pub price: Rupiah,
    /// How many days it takes there, where that is known.
    pub lead_days: Option<u16>,
    /// How well the supplier has kept its word.
    pub reliability: Reliability,
    /// It would come in time for the most urgent order.
    pub in_time: bool,
}

/// What every open order and every low-stock rule needs, material by material; what is to be bought stands first.
pub fn requirements(book: &Book, today: Day) -> Vec<Requirement> {
    let mut gaps = gaps_of_orders(book);
    let mut list: Vec<Requirement> = Vec::new();
    for material in book.catalogue.materials.values() {
        let id = material.material;
        let item = StockItem::Material { material: id };
        let (needed, needed_later) = needed(book, id);
        let coming = book.requests.values().fold(Quantity::ZERO, |sum, it| sum.and(it.coming(id)));
        let on_hand = book.stock.on_hand(item);
        let at_least = book.stock.at_least(item);
        let mut gaps = gaps.remove(&id).unwrap_or_default();
        let for_orders = gaps.iter().fold(Quantity::ZERO, |sum, gap| sum.and(gap.quantity));
        // What stays on the shelf once all planned orders have taken theirs and everything has come.
        let left = on_hand.and(coming).and(for_orders).less_or_zero(needed);
        let shelf = at_least.less_or_zero(left);
        if shelf.is_positive() {
            gaps.push(Gap { order: None, quantity: shelf, by: None });
        }
        let urgent = gaps.iter().filter_map(|gap| gap.by).min();
        list.push(Requirement {
            material: id,
            name: material.name.clone(),
            unit: material.unit,
            on_hand,
            needed,
            needed_later,
            coming,
            at_least,
            to_buy: for_orders.and(shelf),
            gaps,
            suggestions: suggestions(book, id, today, urgent),
        });
    }
    list.sort_by_key(|it| (!it.to_buy.is_positive(), it.gaps.iter().filter_map(|gap| gap.by).min()));
    list
}

/// The requests that would fill every gap: for each the best supplier, one request for each order and supplier.
pub fn asks_for(requirements: &[Requirement], today: Day) -> Vec<Asking> {
    let mut asks: Vec<Asking> = Vec::new();
    for it in requirements {
        let Some(best) = it.suggestions.first() else { continue };
        for gap in &it.gaps {
            let wanted = gap.by.map(|by| by.max(today));
            let line = AskLine { material: it.material, quantity: gap.quantity, price: best.price };
            let same = |ask: &&mut Asking| ask.order == gap.order && ask.supplier == best.supplier;
            match asks.iter_mut().find(same) {
                Some(ask) => {
                    ask.lines.push(line);
                    ask.wanted = ask.wanted.into_iter().chain(wanted).min();
                }
                None => {
                    asks.push(Asking { order: gap.order, supplier: best.supplier, lines: vec![line], wanted })
                }
            }
        }
    }
    asks
}

/// What planned orders miss and nobody has been asked for on their behalf.
fn gaps_of_orders(book: &Book) -> BTreeMap<MaterialId, Vec<Gap>> {
    let mut gaps: BTreeMap<MaterialId, Vec<Gap>> = BTreeMap::new();
    // What is on its way to the shelf fills the gaps of the oldest orders first.
    let mut to_shelf: BTreeMap<MaterialId, Quantity> = BTreeMap::new();
    for request in book.requests.values().filter(|request| request.order.is_none()) {
        for line in &request.lines {
            let coming = to_shelf.entry(request.material_of(line)).or_default();
            *coming = coming.and(request.outstanding(line));
        }
    }
    for order in book.planned() {
        for (need, short) in order.materials_short() {
            let of_order = book.requests.values().filter(|request| request.order == Some(order.id));
            let asked = of_order.fold(Quantity::ZERO, |sum, it| sum.and(it.coming(need.material)));
            let mut quantity = short.less_or_zero(asked);
            if let Some(coming) = to_shelf.get_mut(&need.material) {
                let taken = quantity.min(*coming);
                *coming = coming.less(taken);
                quantity = quantity.less(taken);
            }
            if quantity.is_positive() {
                let by = latest_arrival(book, order);
                gaps.entry(need.material).or_default().push(Gap { order: Some(order.id), quantity, by });
            }
        }
    }
    gaps
}

/// The last day on which an order's materials may come: the day promised, less the days its goods take to make.
pub(super) fn latest_arrival(book: &Book, order: &Order) -> Option<Day> {
    order.agreement().map(|agreement| agreement.promised.plus(-making_days(book, order)))
}

/// How many days the goods of an order take to make: the slowest of them.
pub(super) fn making_days(book: &Book, order: &Order) -> i32 {
    let days = order.lines_to_make().filter_map(|line| book.catalogue.product(line.product).ok());
    days.map(|product| i32::from(product.sheet.days)).max().unwrap_or(0)
}

fn needed(book: &Book, material: MaterialId) -> (Quantity, Quantity) {
    let (mut now, mut later) = (Quantity::ZERO, Quantity::ZERO);
    for order in book.orders.values() {
        let Stage::Accepted { work: Work::Waiting, .. } = &order.stage else { continue };
        if order.needs.is_empty() {
            let needs = materials_of(book, order).unwrap_or_default();
            later = later.and(needs.get(&material).copied().unwrap_or_default());
        } else {
            let needs = order.needs.iter().filter(|need| need.material == material);
            now = needs.fold(now, |sum, need| sum.and(need.needed));
        }
    }
    (now, later)
}

fn suggestions(book: &Book, material: MaterialId, today: Day, by: Option<Day>) -> Vec<Suggestion> {
    let Ok(sheet) = book.catalogue.material(material) else { return Vec::new() };
    let mut suppliers = sheet.suppliers.clone();
    suppliers.extend(book.catalogue.suppliers_of(material));
    suppliers.sort_unstable();
    suppliers.dedup();
    let mut suggestions: Vec<Suggestion> = suppliers
        .into_iter()
        .map(|supplier| {
            let listed = book.catalogue.supplier_price(supplier, material, today);
            let lead_days = listed.map(|price| price.lead_days);
            let arrives = today.plus(i32::from(lead_days.unwrap_or(0)));
            Suggestion {
                supplier,
                price: listed.map_or(sheet.price, |price| price.price),
                lead_days,
                reliability: book.reliability(supplier),
                in_time: by.is_none_or(|by| arrives <= by),
            }
        })
        .collect();
    // In time before late; then cheap, fast, and true to its word. Who is new is taken for middling.
    suggestions.sort_by_key(|it| {
        let kept = it.reliability.percent().unwrap_or(50);
        let usual = sheet.suppliers.iter().position(|supplier| *supplier == it.supplier);
        (!it.in_time, it.price, it.lead_days.unwrap_or(u16::MAX), 100 - kept, usual.unwrap_or(usize::MAX))
    });
    suggestions
}
