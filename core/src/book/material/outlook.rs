//! What lies ahead: when each order's materials will be there, which promises that breaks, and what it will cost.
//! And the same if a supplier's answer were another: on a copy of the book that is thrown away.

use std::collections::BTreeMap;

use super::requirements::making_days;
use super::{ConfirmedLine, OfferedLine, SupplierCounterAccepted};
use crate::book::Book;
use crate::book::order::Order;
use crate::book::stock::StockItem;
use crate::ids::{MaterialId, OrderId, RequestId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::time::{Day, Moment};

/// What lies ahead as the facts stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// Materials that orders wait for or that are on their way.
    pub materials: Vec<MaterialOutlook>,
    /// Orders that wait for their materials or could begin, the first promised first.
    pub orders: Vec<OrderOutlook>,
    /// What will have to be paid for everything that is on its way.
    pub to_pay: Rupiah,
}

/// One material in times to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaterialOutlook {
    /// The material.
    pub material: MaterialId,
    /// What it is called.
    pub name: String,
    /// Its unit.
    pub unit: Unit,
    /// How much lies there.
    pub on_hand: Quantity,
    /// How much is on its way.
    pub coming: Quantity,
    /// How much planned orders take.
    pub needed: Quantity,
    /// How much of that nobody brings.
    pub missing: Quantity,
}

/// One order in times to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderOutlook {
    /// The order.
    pub order: OrderId,
    /// Its number for people.
    pub number: String,
    /// The day it is promised for.
    pub promised: Day,
    /// The day on which the last of its materials is there; `None` while nobody brings all of them.
    pub materials_on: Option<Day>,
    /// The day it can be ready: that day and the days its goods take to make.
    pub ready_on: Option<Day>,
}

impl OrderOutlook {
    /// How many days after its promise it can be ready; nothing where it is in time or nobody knows.
    pub fn late_days(&self) -> i32 {
        self.ready_on.map_or(0, |day| (day.number() - self.promised.number()).max(0))
    }

    /// It can be ready by the day that was promised.
    pub fn in_time(&self) -> bool {
        self.ready_on.is_some_and(|day| day <= self.promised)
    }
}

/// An answer that a supplier could give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supposed {
    /// To which request.
    pub request: RequestId,
    /// What it would promise.
    pub lines: Vec<OfferedLine>,
    /// By when.
    pub promised: Day,
}

impl Supposed {
    /// The supplier brings so many percent of everything that was asked, so many days later than wanted.
    pub fn share(book: &Book, request: RequestId, percent: u8, promised: Day) -> Option<Self> {
        let request = book.requests.get(&request)?;
        let part = |quantity: Quantity, unit: Unit| {
            let raw = quantity.raw().saturating_mul(i64::from(percent.min(100))) / 100;
            let whole = if unit.is_counted() { raw - raw % Quantity::SCALE } else { raw };
            Quantity::from_raw(whole)
        };
        let lines = request.lines.iter().map(|line| OfferedLine {
            number: line.number,
            quantity: part(line.quantity, line.unit),
            price: request.price_of(line),
            substitute: request.substitute_of(line.number).cloned(),
        });
        Some(Self { request: request.id, lines: lines.collect(), promised })
    }

    /// The offer of a supplier that waits for the business's answer.
    pub fn offered(book: &Book, request: RequestId) -> Option<Self> {
        let offer = book.requests.get(&request)?.offer.as_ref()?;
        Some(Self { request, lines: offer.lines.clone(), promised: offer.promised })
    }
}

/// What would lie ahead if a supplier answered so. The book stays as it is.
pub fn what_if(book: &Book, supposed: &Supposed, now: Moment, today: Day) -> Outlook {
    let mut copy = book.clone();
    let order = copy.requests.get(&supposed.request).and_then(|request| request.order);
    let fact = SupplierCounterAccepted {
        request: supposed.request,
        order,
        lines: supposed.lines.clone(),
        promised: supposed.promised,
    };
    copy.evolve(&fact.into(), now);
    outlook(&copy, today)
}

/// What lies ahead. Orders take what is there and what comes in the order of their promises, each first what comes
/// for it.
pub fn outlook(book: &Book, today: Day) -> Outlook {
    let mut store = Store::of(book, today);
    let mut orders: Vec<&Order> = book.planned().collect();
    let promised = |order: &Order| order.agreement().map(|agreement| agreement.promised);
    orders.sort_by_key(|order| (promised(order), order.id));
    let mut ahead = Vec::with_capacity(orders.len());
    let mut missing: BTreeMap<MaterialId, Quantity> = BTreeMap::new();
    for order in orders {
        let Some(promised) = promised(order) else { continue };
        let mut materials_on = Some(today);
        for need in &order.needs {
            let (day, short) = store.take(order.id, need.material, need.needed);
            if short.is_positive() {
                let gap = missing.entry(need.material).or_default();
                *gap = gap.and(short);
            }
            materials_on = materials_on.zip(day).map(|(one, other)| one.max(other));
        }
        let ready_on = materials_on.map(|day| day.plus(making_days(book, order)));
        ahead.push(OrderOutlook {
            order: order.id,
            number: order.number.clone(),
            promised,
            materials_on,
            ready_on,
        });
    }
    Outlook { materials: materials(book, &missing), orders: ahead, to_pay: to_pay(book) }
}

fn materials(book: &Book, missing: &BTreeMap<MaterialId, Quantity>) -> Vec<MaterialOutlook> {
    let mut list = Vec::new();
    for material in book.catalogue.materials.values() {
        let id = material.material;
        let needs = book.planned().flat_map(|order| &order.needs).filter(|need| need.material == id);
        let needed = needs.fold(Quantity::ZERO, |sum, need| sum.and(need.needed));
        let coming = book.requests.values().fold(Quantity::ZERO, |sum, it| sum.and(it.coming(id)));
        if needed.is_positive() || coming.is_positive() {
            list.push(MaterialOutlook {
                material: id,
                name: material.name.clone(),
                unit: material.unit,
                on_hand: book.stock.on_hand(StockItem::Material { material: id }),
                coming,
                needed,
                missing: missing.get(&id).copied().unwrap_or_default(),
            });
        }
    }
    list
}

fn to_pay(book: &Book) -> Rupiah {
    let open = book.requests.values().filter(|request| request.state.is_open());
    open.flat_map(|request| {
        request.lines.iter().map(|line| {
            let left = ConfirmedLine {
                number: line.number,
                quantity: request.outstanding(line),
                price: request.price_of(line),
            };
            left.price.times(left.quantity).unwrap_or(Rupiah::ZERO)
        })
    })
    .fold(Rupiah::ZERO, Rupiah::and)
}

/// What is there and what comes, as orders take it.
struct Store {
    there: BTreeMap<MaterialId, Quantity>,
    coming: Vec<Arrival>,
}

struct Arrival {
    order: Option<OrderId>,
    material: MaterialId,
    quantity: Quantity,
    day: Day,
}

impl Store {
    fn of(book: &Book, today: Day) -> Self {
        let there = book.catalogue.materials.keys().map(|id| (*id, book.stock.material(*id)));
        let mut coming = Vec::new();
        for request in book.requests.values().filter(|request| request.state.is_open()) {
            for line in &request.lines {
                let material = request.material_of(line);
                let listed = book.catalogue.supplier_price(request.supplier, material, today);
                let lead = listed.map(|price| today.plus(i32::from(price.lead_days)));
                // What was promised for a day that has passed can come today at the earliest.
                let day = request.promised.or(request.wanted).or(lead).unwrap_or(today).max(today);
                let quantity = request.outstanding(line);
                coming.push(Arrival { order: request.order, material, quantity, day });
            }
        }
        coming.sort_by_key(|arrival| arrival.day);
        Self { there: there.collect(), coming }
    }

    /// Takes what an order needs: the day on which all of it is there, and what nobody brings.
    fn take(&mut self, order: OrderId, material: MaterialId, needed: Quantity) -> (Option<Day>, Quantity) {
        let there = self.there.entry(material).or_default();
        let taken = needed.min(*there);
        *there = there.less(taken);
        let mut short = needed.less(taken);
        let mut last = Day::from_number(i32::MIN);
        for own in [true, false] {
            let fitting = |arrival: &&mut Arrival| {
                arrival.material == material
                    && if own { arrival.order == Some(order) } else { arrival.order.is_none() }
            };
            for arrival in self.coming.iter_mut().filter(fitting) {
                let taken = short.min(arrival.quantity);
                if taken.is_positive() {
                    arrival.quantity = arrival.quantity.less(taken);
                    short = short.less(taken);
                    last = last.max(arrival.day);
                }
            }
        }
        (if short.is_positive() { None } else { Some(last) }, short)
    }
}
