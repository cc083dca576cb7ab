//! Every promise, kept or broken, is explained by facts: what was promised, whose move it was meanwhile, and that it
//! was not kept in its time. Kept a second time, from the facts.

use std::collections::BTreeMap;

use crate::book::order::{Holder, Order, Overdue, Stage, Work};
use crate::book::{Book, Event};
use crate::ids::OrderId;
use crate::time::{Day, Moment, When};

const HOUR: i64 = 3_600;

/// The promises of a book.
#[derive(Default)]
pub(crate) struct PromiseLedger {
    orders: BTreeMap<OrderId, Promised>,
    /// The commit before ended then.
    last: Option<Moment>,
}

#[derive(Default)]
struct Promised {
    /// The day that the newest fact about it promises.
    day: Option<Day>,
    /// For how long the buyer has kept everybody waiting since the acceptance, in microseconds.
    paused: i64,
    /// The buyer had the move of what was accepted, after the commit before.
    waits_for_buyer: bool,
    /// When it was a fact that it is late.
    late: Vec<Moment>,
}

impl PromiseLedger {
    /// Keeps the facts of a commit. `book` holds them already.
    ///
    /// # Panics
    /// When something is said to be late that is not.
    pub(crate) fn keep(&mut self, book: &Book, facts: &[Event], when: When) {
        let passed = self.last.map_or(0, |last| when.recorded.micros() - last.micros());
        self.last = Some(when.recorded);
        for promised in self.orders.values_mut().filter(|promised| promised.waits_for_buyer) {
            promised.paused += passed;
        }
        for fact in facts {
            match fact {
                Event::OrderAccepted(e) => self.promise(e.order, e.promised),
                Event::OrderChanged(e) => self.promise(e.order, e.promised),
                Event::DeadlinePassed(e) => {
                    assert!(e.due <= when.recorded, "{e:?} before it was due");
                    if let (Some(id), Overdue::DeliveryLate) =
                        (e.order.filter(|_| e.request.is_none()), e.what)
                    {
                        let due = book.orders.get(&id).and_then(|order| self.due(book, order));
                        assert_eq!(due, Some(e.due), "a broken promise is one that was made");
                        let late = &mut self.orders.entry(id).or_default().late;
                        assert!(!late.contains(&e.due), "a promise is broken once");
                        late.push(e.due);
                    }
                }
                _ => {}
            }
        }
        for order in book.orders.values() {
            let accepted = matches!(order.stage, Stage::Accepted { .. });
            let promised = self.orders.entry(order.id).or_default();
            promised.waits_for_buyer = accepted && order.holder() == Holder::Buyer;
        }
    }

    fn promise(&mut self, order: OrderId, day: Day) {
        let promised = self.orders.entry(order).or_default();
        promised.day = Some(day);
    }

    /// When the lateness of an order becomes a fact, where the business keeps its buyer waiting.
    fn due(&self, book: &Book, order: &Order) -> Option<Moment> {
        let Stage::Accepted { work, .. } = &order.stage else { return None };
        let waits = matches!(work, Work::Delivered { .. }) || order.holder() == Holder::Buyer;
        let hours = i64::from(order.policy.deadlines.late);
        let promised = self.orders.get(&order.id).filter(|_| !waits && hours > 0)?;
        let day = promised.day?.plus(1).start_in(book.zone());
        Some(day.plus_micros(promised.paused).plus_seconds(hours * HOUR))
    }

    /// Compares the book with this.
    ///
    /// # Panics
    /// When a promise moved without a fact, or an hour is nobody's or two people's.
    pub(crate) fn check(&self, book: &Book) {
        let Some(now) = self.last else { return };
        for order in book.orders.values() {
            let kept = self.orders.get(&order.id);
            if let Some(agreement) = order.agreement() {
                let day = kept.and_then(|kept| kept.day);
                let number = &order.number;
                assert_eq!(Some(agreement.promised), day, "a promise is made and moved by a fact: {number}");
            }
            let late = order.passed.iter().filter(|(what, _)| *what == Overdue::DeliveryLate);
            assert!(
                late.map(|(_, due)| *due).eq(kept.into_iter().flat_map(|kept| kept.late.iter().copied())),
                "what was late stays so"
            );
            if let Stage::Accepted { agreement, .. } = &order.stage {
                let until = order.journey.arrived.unwrap_or(now);
                let spent: i64 = order.journey.spent(until).iter().sum();
                assert_eq!(
                    spent + order.journey.stood(until),
                    until.micros() - agreement.accepted_at.micros(),
                    "every hour since the acceptance is somebody's, once: {}",
                    order.number
                );
            }
        }
    }

    /// Time has passed: whatever is late by now is a fact.
    ///
    /// # Panics
    /// When it is not.
    pub(crate) fn check_that_time_passed(&self, book: &Book, now: Moment) {
        for order in book.orders.values() {
            let Some(due) = self.due(book, order).filter(|due| *due <= now) else { continue };
            let told = self.orders.get(&order.id).is_some_and(|promised| promised.late.contains(&due));
            assert!(told, "{} is late since {due:?}, and no fact says so", order.number);
        }
    }
}
