//! Money and stock, added up from the stored facts by other hands than the book's, and compared with what
//! the views show.

use std::collections::{BTreeMap, BTreeSet};

use rantai_core::book::Event;
use rantai_core::book::stock::StockItem;
use rantai_core::facts::Facts;
use rantai_core::ids::{CommandId, OrderId, PartyId, PersonId};
use rantai_core::log::{Commit, Cursor, Log};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_projections::Views;

/// What one business's facts add up to.
#[derive(Debug, Default)]
struct Sums {
    on_hand: BTreeMap<StockItem, i64>,
    kept: BTreeMap<StockItem, i64>,
    orders: BTreeMap<OrderId, OrderSums>,
    order_numbers: Vec<String>,
    receipts: Vec<String>,
    /// Credit that was used or given back, by buyer.
    returned: BTreeMap<PartyId, i64>,
    requests: Vec<String>,
    slips: Vec<String>,
}

#[derive(Debug, Default)]
struct OrderSums {
    total: i64,
    paid: i64,
    credit: i64,
    /// What is to be given back.
    refund: i64,
    /// What is not asked for any more.
    let_go: i64,
    closed: bool,
    called_off: bool,
    kept: BTreeMap<StockItem, i64>,
}

/// Asserts that nothing is doubled and that everything adds up, in the facts and in the views.
pub(crate) fn add_up(log: &dyn Log, views: &Views) {
    let mut books: BTreeMap<PartyId, Sums> = BTreeMap::new();
    let mut seen: BTreeSet<(PersonId, [u8; 16], CommandId)> = BTreeSet::new();
    for commit in whole(log) {
        let envelope = &commit.draft.envelope;
        let key = (envelope.person, commit.draft.book.bytes(), envelope.command);
        assert!(seen.insert(key), "{:?} is there twice, again at {}", envelope.command, commit.cursor);
        if let Facts::Book(events) = Facts::of(&commit).unwrap() {
            let sums = books.entry(commit.draft.book.business().unwrap()).or_default();
            events.iter().for_each(|event| sums.hear(event));
        }
    }
    for (business, sums) in &books {
        sums.check(*business, views);
    }
}

/// Every commit, oldest first.
pub(crate) fn whole(log: &dyn Log) -> Vec<std::sync::Arc<Commit>> {
    let mut commits = Vec::new();
    let mut cursor = Cursor::START;
    loop {
        let page = log.read(cursor, 1_000).unwrap();
        let Some(last) = page.last() else { return commits };
        cursor = last.cursor;
        commits.extend(page);
    }
}

fn add(quantities: &mut BTreeMap<StockItem, i64>, item: StockItem, quantity: Quantity, sign: i64) {
    *quantities.entry(item).or_default() += sign * quantity.raw();
}

impl Sums {
    fn hear(&mut self, event: &Event) {
        match event {
            Event::StockCounted(e) => {
                let before = self.on_hand.insert(e.item, e.quantity.raw()).unwrap_or(0);
                assert_eq!(before, e.before.raw(), "a count says what the book said before");
            }
            Event::MaterialsReceived(e) => {
                for line in &e.lines {
                    add(&mut self.on_hand, StockItem::Material { material: line.material }, line.quantity, 1);
                }
            }
            Event::CountCorrected(e) => {
                let there = self.on_hand.entry(e.item).or_default();
                assert_eq!(*there, e.before.raw(), "a correction says what the book said before");
                *there += e.is.raw() - e.was.raw();
            }
            Event::ReceiptCorrected(e) => {
                for (sign, lines) in [(-1, &e.was), (1, &e.is)] {
                    for line in lines {
                        let item = StockItem::Material { material: line.material };
                        add(&mut self.on_hand, item, line.quantity, sign);
                    }
                }
            }
            Event::MaterialsReturned(e) => {
                for line in &e.lines {
                    let item = StockItem::Material { material: line.material };
                    add(&mut self.on_hand, item, line.quantity, -1);
                }
            }
            Event::MaterialsBought(e) => {
                for line in &e.lines {
                    add(&mut self.on_hand, StockItem::Material { material: line.material }, line.quantity, 1);
                }
            }
            Event::PurchaseCorrected(e) => {
                for (sign, lines) in [(-1, &e.was), (1, &e.is)] {
                    for line in lines {
                        let item = StockItem::Material { material: line.material };
                        add(&mut self.on_hand, item, line.quantity, sign);
                    }
                }
            }
            Event::MaterialsUsed(e) => {
                for line in &e.more {
                    add(&mut self.on_hand, line.item, line.quantity, -1);
                }
            }
            Event::StockMade(e) => {
                add(&mut self.on_hand, e.made.item, e.made.quantity, 1);
                for line in &e.consumed {
                    add(&mut self.on_hand, line.item, line.quantity, -1);
                }
            }
            Event::ProductionStarted(e) => {
                for line in &e.consumed {
                    add(&mut self.on_hand, line.item, line.quantity, -1);
                }
            }
            Event::ProductionFinished(e) => {
                for line in &e.made {
                    add(&mut self.on_hand, line.item, line.quantity, 1);
                    add(&mut self.kept, line.item, line.quantity, 1);
                    add(&mut self.of(e.order).kept, line.item, line.quantity, 1);
                }
            }
            Event::GoodsReserved(e) => {
                for line in &e.lines {
                    add(&mut self.kept, line.item, line.quantity, 1);
                    add(&mut self.of(e.order).kept, line.item, line.quantity, 1);
                }
            }
            Event::ReservationReleased(e) => {
                for line in &e.lines {
                    add(&mut self.kept, line.item, line.quantity, -1);
                    add(&mut self.of(e.order).kept, line.item, line.quantity, -1);
                }
            }
            Event::OrderPacked(e) => {
                for line in &e.goods {
                    add(&mut self.on_hand, line.item, line.quantity, -1);
                    add(&mut self.kept, line.item, line.quantity, -1);
                    add(&mut self.of(e.order).kept, line.item, line.quantity, -1);
                }
            }
            Event::ReturnReceived(e) => {
                for line in &e.stocked {
                    add(&mut self.on_hand, line.item, line.quantity, 1);
                }
            }
            Event::ShortfallSettled(e) => {
                for line in &e.taken {
                    add(&mut self.on_hand, line.item, line.quantity, -1);
                }
                let order = self.of(e.order);
                order.total -= e.amount.0;
                order.paid -= e.to_credit.0 + e.to_refund.0;
                order.credit += e.to_credit.0;
                order.refund += e.to_refund.0;
            }
            Event::OrderPlaced(e) => {
                self.order_numbers.push(e.number.clone());
                self.of(e.order);
                let lines: i64 = e.lines.iter().map(|line| line.amount.0).sum();
                assert_eq!(lines, e.goods_total.0, "an order's lines make its total");
            }
            Event::OrderAccepted(e) => self.of(e.order).total = e.total.0,
            Event::OrderChanged(e) => {
                let order = self.of(e.order);
                order.total = e.total.0;
                order.paid -= e.to_credit.0;
                order.credit += e.to_credit.0;
            }
            Event::OrderCancelled(e) => {
                let order = self.of(e.order);
                let given = e.kept.and(e.to_credit).and(e.to_refund);
                assert_eq!(order.paid, given.0, "all that was held goes somewhere");
                order.paid = 0;
                order.credit += e.to_credit.0;
                order.refund += e.to_refund.0;
                order.called_off = true;
            }
            Event::OrderClosed(e) => self.of(e.order).closed = true,
            Event::PaymentVerified(e) => {
                // The parts of one transfer share a receipt.
                if self.receipts.last() != Some(&e.receipt) {
                    self.receipts.push(e.receipt.clone());
                }
                assert_eq!(e.amount, e.to_order.and(e.to_credit), "all of a payment goes somewhere");
                let order = self.of(e.order);
                order.paid += e.to_order.0;
                order.credit += e.to_credit.0;
            }
            Event::PaymentCorrected(e) => {
                for split in [e.was, e.is] {
                    assert_eq!(split.amount, split.to_order.and(split.to_credit), "all of it goes somewhere");
                }
                let order = self.of(e.order);
                if order.called_off {
                    order.refund += e.refund.0;
                } else {
                    order.paid += e.is.to_order.0 - e.was.to_order.0 + e.taken_back.0;
                    order.closed = false;
                }
                order.credit += e.credit.0;
            }
            Event::CreditUsed(e) => {
                self.of(e.order).paid += e.amount.0;
                *self.returned.entry(e.buyer).or_default() += e.amount.0;
            }
            Event::RefundPaid(e) => *self.returned.entry(e.buyer).or_default() += e.amount.0,
            Event::RestWrittenOff(e) => self.of(e.order).let_go += e.amount.0,
            Event::MaterialsRequested(e) => self.requests.push(e.number.clone()),
            Event::DeliveryOrdered(e) => self.slips.push(e.number.clone()),
            _ => {}
        }
    }

    fn of(&mut self, order: OrderId) -> &mut OrderSums {
        self.orders.entry(order).or_default()
    }

    fn check(&self, business: PartyId, views: &Views) {
        for (item, quantity) in &self.on_hand {
            let kept = self.kept.get(item).copied().unwrap_or(0);
            assert!(*quantity >= kept && kept >= 0, "{item:?}: {kept} kept of {quantity}");
            let shown = views.store.on_hand(business, *item);
            assert_eq!(
                (shown.0.raw(), shown.1.raw()),
                (*quantity, kept),
                "{item:?} as the store's view says"
            );
            let last = views.ledger.of(business, *item, None, 1).rows;
            let balance = last.first().map_or(0, |(_, row)| row.balance.raw());
            assert_eq!(balance, *quantity, "{item:?} as the last of its movements says");
        }
        self.check_receipts();
        let numbered = [("P", &self.order_numbers), ("B", &self.requests), ("SJ", &self.slips)];
        for (prefix, numbers) in numbered {
            let gapless: Vec<String> = (1..=numbers.len()).map(|n| format!("{prefix}-{n:04}")).collect();
            assert_eq!(numbers, &gapless, "papers are numbered without gaps");
        }
        for (order, sums) in &self.orders {
            let settled = sums.paid + sums.let_go;
            assert!(settled <= sums.total, "{order}: no order takes more than its price");
            assert!(!sums.closed || settled == sums.total, "{order} is closed, so it is paid or let go");
            assert!(!sums.closed || sums.kept.values().all(|quantity| *quantity == 0), "{order} keeps goods");
            let sheet = views.orders.sheet(*order).expect("every order has a sheet");
            assert_eq!(sheet.order.held(), Rupiah(sums.paid), "{order} as its sheet says");
        }
        let mut open: BTreeMap<OrderId, (i64, i64)> = BTreeMap::new();
        for (order, sums) in &self.orders {
            let rest = if sums.called_off { 0 } else { sums.total - sums.paid - sums.let_go };
            if rest > 0 || sums.credit > 0 {
                open.insert(*order, (rest, sums.credit));
            }
        }
        let shown = views.payments.owed_to(business);
        let shown = shown.iter().map(|owed| (owed.order, (owed.rest.0, owed.credit.0))).collect();
        assert_eq!(open, shown, "what is owed as the view of open balances says");
        self.check_accounts(business, views);
    }

    /// What was paid too much is a buyer's credit until it is used or given back; and the movements of their
    /// account make what they owe.
    fn check_accounts(&self, business: PartyId, views: &Views) {
        let mut credit: BTreeMap<PartyId, i64> = BTreeMap::new();
        let mut owed: BTreeMap<PartyId, i64> = BTreeMap::new();
        for (order, sums) in &self.orders {
            let buyer = views.orders.sheet(*order).expect("every order has a sheet").order.buyer;
            *credit.entry(buyer).or_default() += sums.credit + sums.refund;
            let rest = if sums.called_off { 0 } else { sums.total - sums.paid - sums.let_go };
            *owed.entry(buyer).or_default() += rest;
        }
        for (buyer, paid_too_much) in credit {
            let left = paid_too_much - self.returned.get(&buyer).copied().unwrap_or_default();
            let shown = views.accounts.account(business, buyer);
            assert_eq!(shown.returnable().0, left, "a buyer's credit as their account says");
            let moved: i64 = views.accounts.movements(business, buyer).iter().map(|row| row.owes.0).sum();
            assert_eq!(moved, owed[&buyer] - left, "an account's movements make its balance");
        }
    }

    fn check_receipts(&self) {
        let mut years: BTreeMap<&str, u32> = BTreeMap::new();
        for receipt in &self.receipts {
            let (year, number) = receipt.strip_prefix("KW-").and_then(|it| it.split_once('-')).unwrap();
            let issued = years.entry(year).or_default();
            *issued += 1;
            assert_eq!(number, format!("{issued:04}"), "receipts of a year have no gap");
        }
    }
}
