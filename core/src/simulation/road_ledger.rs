//! Every piece that was packed is in one place: kept a second time, straight from the facts.

use std::collections::HashMap;

use crate::book::delivery::ParcelPlace;
use crate::book::order::Order;
use crate::book::{Book, Event};
use crate::ids::OrderId;
use crate::quantity::Quantity;

/// What was packed, taken, brought back and given up, by order and line.
#[derive(Default)]
pub(crate) struct RoadLedger {
    lines: HashMap<(OrderId, u16), Line>,
}

#[derive(Default, Clone, Copy)]
struct Line {
    packed: i64,
    with_buyer: i64,
    stocked: i64,
    scrapped: i64,
    forgone: i64,
}

impl RoadLedger {
    /// Keeps what happened. `book` holds it already, and all that followed in the same commit.
    pub(crate) fn keep(&mut self, book: &Book, fact: &Event) {
        match fact {
            Event::OrderPacked(e) => {
                for of in book.orders.get(&e.order).map(|order| &order.lines).into_iter().flatten() {
                    self.line(e.order, of.number).packed += of.base.raw();
                }
            }
            Event::DeliveryCompleted(e) => {
                let order = book.orders.get(&e.order);
                let slip = order.and_then(|order| order.slips.iter().find(|slip| slip.id == e.slip));
                for of in slip.map(|slip| &slip.load).into_iter().flatten() {
                    let said = e.outcomes.iter().find(|said| said.line == of.line);
                    self.line(e.order, of.line).with_buyer +=
                        said.map_or(of.quantity, |said| said.accepted).raw();
                }
            }
            Event::GoodsReturned(e) if e.slip.is_none() => {
                e.lines.iter().for_each(|of| self.line(e.order, of.line).with_buyer -= of.quantity.raw());
            }
            Event::ReturnReceived(e) => {
                for of in &e.lines {
                    let line = self.line(e.order, of.line);
                    line.with_buyer += of.kept.raw();
                    line.stocked += of.to_stock.raw();
                    line.scrapped += of.scrapped.raw();
                }
            }
            Event::ShortfallSettled(e) => {
                for of in &e.lines {
                    let line = self.line(e.order, of.line);
                    line.packed += of.replaced.raw();
                    line.forgone += of.forgone.raw();
                }
            }
            _ => {}
        }
    }

    fn line(&mut self, order: OrderId, line: u16) -> &mut Line {
        self.lines.entry((order, line)).or_default()
    }

    /// Compares the book with these sums.
    ///
    /// # Panics
    /// When a piece is nowhere, or in two places.
    pub(crate) fn check(&self, book: &Book) {
        for order in book.orders.values() {
            for line in order.lines.iter().filter(|_| !order.goods.is_empty()) {
                let Some(goods) = order.goods_of(line.number) else {
                    panic!("packed and nowhere: {order:?}")
                };
                let kept = self.lines.get(&(order.id, line.number)).copied().unwrap_or_default();
                let places = [
                    goods.here,
                    goods.out,
                    goods.delivered,
                    goods.coming_back,
                    goods.stocked,
                    goods.scrapped,
                    goods.lost,
                ];
                assert!(places.iter().all(|place| *place >= Quantity::ZERO), "{goods:?}");
                assert_eq!(
                    sum(&places),
                    kept.packed,
                    "every piece that was packed is in one place: {goods:?}"
                );
                let owed = [goods.here, goods.out, goods.delivered, goods.short, goods.forgone];
                assert!(goods.short >= Quantity::ZERO, "{goods:?}");
                assert_eq!(sum(&owed), line.base.raw(), "every piece that was ordered comes or is spoken of");
                assert_eq!(goods.delivered.raw(), kept.with_buyer, "with the buyer");
                assert_eq!(goods.stocked.raw(), kept.stocked, "on the shelf again");
                assert_eq!(goods.scrapped.raw(), kept.scrapped, "thrown away");
                assert_eq!(goods.forgone.raw(), kept.forgone, "given up");
            }
            self.check_slips(order);
        }
    }

    fn check_slips(&self, order: &Order) {
        for goods in &order.goods {
            let on_slips = order.open_slips().flat_map(|slip| &slip.load).filter(|of| of.line == goods.line);
            let out = on_slips.fold(Quantity::ZERO, |sum, of| sum.and(of.quantity));
            assert_eq!(goods.out, out, "what is out is on a slip: {order:?}");
        }
        assert_eq!(
            order.is_here(),
            order.parcels_here().next().is_some(),
            "goods are in packages: {order:?}"
        );
        for parcel in &order.parcels {
            if let ParcelPlace::On(id) = parcel.place {
                let on = order.open_slips().find(|slip| slip.id == id);
                assert!(
                    on.is_some_and(|slip| slip.boxes.contains(&parcel.number)),
                    "{parcel:?} of {order:?}"
                );
            }
        }
    }
}

fn sum(quantities: &[Quantity]) -> i64 {
    quantities.iter().map(|quantity| quantity.raw()).sum()
}
