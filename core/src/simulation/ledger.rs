//! The sums of a book, kept a second time, straight from the facts.

#![allow(clippy::indexing_slicing, reason = "an order that facts speak of was placed")]

use std::collections::{BTreeMap, HashMap};

use crate::book::conversation::About;
use crate::book::order::{Awaits, Holder, Order, PaymentState, RequestState, Stage};
use crate::book::sale::{GoodsKept, SaleMade, shelf};
use crate::book::stock::StockItem;
use crate::book::{Book, Event};
use crate::ids::{OrderId, PartyId, ReservationId, SaleId, SlipId};
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::time::{Moment, When};

/// The sums, kept a second time, straight from the facts.
#[derive(Default)]
pub(crate) struct Ledger {
    held: HashMap<OrderId, i64>,
    let_go: HashMap<OrderId, i64>,
    /// Cash that was taken with each slip, and by courier: what was to be brought, and what was.
    collected: HashMap<SlipId, i64>,
    brought: HashMap<PartyId, i64>,
    handed: HashMap<PartyId, i64>,
    verified: HashMap<PartyId, i64>,
    /// What was kept of cancelled orders.
    gone: HashMap<PartyId, i64>,
    shelf: BTreeMap<StockItem, i64>,
    numbers: BTreeMap<String, Vec<String>>,
    owed: BTreeMap<PartyId, i64>,
    said: HashMap<About, Vec<(PartyId, u32)>>,
    read: HashMap<(About, PartyId), u32>,
    over: HashMap<OrderId, Order>,
    road: super::road_ledger::RoadLedger,
    months: super::months_ledger::MonthsLedger,
    slots: super::slots_ledger::SlotsLedger,
    promises: super::promise_ledger::PromiseLedger,
    sales: HashMap<SaleId, SaleMade>,
    kept: HashMap<ReservationId, GoodsKept>,
    years: BTreeMap<String, u32>,
}

impl Ledger {
    /// Keeps what happened. `book` holds it already.
    ///
    /// # Panics
    /// When it does not add up.
    pub(crate) fn keep(&mut self, book: &Book, facts: &[Event], when: When) {
        self.promises.keep(book, facts, when);
        for fact in facts {
            self.road.keep(book, fact);
            self.months.keep(book, fact, when);
            self.slots.keep(fact, when);
            match fact {
                Event::StockCounted(e) => {
                    self.shelf.insert(e.item, e.quantity.raw());
                }
                Event::MaterialsReceived(e) => {
                    for line in &e.lines {
                        let item = StockItem::Material { material: line.material };
                        *self.shelf.entry(item).or_default() += line.quantity.raw();
                    }
                }
                Event::MaterialsReturned(e) => {
                    for line in &e.lines {
                        let item = StockItem::Material { material: line.material };
                        *self.shelf.entry(item).or_default() -= line.quantity.raw();
                    }
                    *self.owed.entry(e.supplier).or_default() -= e.credit.0;
                }
                Event::MaterialsBought(e) => {
                    for line in &e.lines {
                        let item = StockItem::Material { material: line.material };
                        *self.shelf.entry(item).or_default() += line.quantity.raw();
                    }
                }
                Event::MaterialsUsed(e) => {
                    e.more
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() -= line.quantity.raw());
                }
                Event::StockMade(e) => {
                    e.consumed
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() -= line.quantity.raw());
                    *self.shelf.entry(e.made.item).or_default() += e.made.quantity.raw();
                }
                Event::SupplierBilled(e) => *self.owed.entry(e.supplier).or_default() += e.amount.0,
                Event::SupplierPaid(e) => *self.owed.entry(e.supplier).or_default() -= e.amount.0,
                Event::ProductionStarted(e) => {
                    e.consumed
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() -= line.quantity.raw());
                }
                Event::ProductionFinished(e) => {
                    e.made
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() += line.quantity.raw());
                }
                Event::OrderPacked(e) => {
                    e.goods
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() -= line.quantity.raw());
                }
                Event::ReturnReceived(e) => {
                    e.stocked
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() += line.quantity.raw());
                }
                Event::ShortfallSettled(e) => {
                    e.taken
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() -= line.quantity.raw());
                    *self.held.entry(e.order).or_default() -= e.to_credit.0 + e.to_refund.0;
                }
                Event::TripPlanned(e) => self.number("T", &e.number),
                Event::PaymentVerified(e) => {
                    assert_eq!(e.amount, e.to_order.and(e.to_credit), "a payment is split without loss");
                    assert!(e.to_order >= Rupiah::ZERO && e.to_credit >= Rupiah::ZERO);
                    assert!(e.fee >= Rupiah::ZERO && e.fee <= e.amount);
                    *self.held.entry(e.order).or_default() += e.to_order.0;
                    *self.verified.entry(book.orders[&e.order].buyer).or_default() += e.amount.0;
                    // The parts of one transfer share a receipt.
                    let year = self.numbers.get(series_of(&e.receipt));
                    if year.and_then(|issued| issued.last()) != Some(&e.receipt) {
                        self.number_of_year("KW", &e.receipt);
                    }
                }
                Event::PaymentCorrected(e) => {
                    for split in [e.was, e.is] {
                        assert_eq!(split.amount, split.to_order.and(split.to_credit), "split without loss");
                        assert!(split.to_order.min(split.to_credit) >= Rupiah::ZERO);
                    }
                    let order = &book.orders[&e.order];
                    // What is over may lack money now, or hold more: it is what it became.
                    self.over.remove(&e.order);
                    if !matches!(order.stage, Stage::Cancelled { .. }) {
                        let change = e.is.to_order.less(e.was.to_order).and(e.taken_back);
                        *self.held.entry(e.order).or_default() += change.0;
                    }
                    *self.verified.entry(order.buyer).or_default() += e.is.amount.0 - e.was.amount.0;
                    let payment = order.payments.iter().find(|it| it.id == e.payment);
                    let known = payment.and_then(|payment| payment.corrected.last());
                    assert_eq!(
                        known.map(|known| known.was),
                        Some(e.was.amount),
                        "what was stays beside what is"
                    );
                }
                Event::CountCorrected(e) => {
                    *self.shelf.entry(e.item).or_default() += e.is.raw() - e.was.raw();
                }
                Event::ReceiptCorrected(e) => {
                    for (sign, lines) in [(-1, &e.was), (1, &e.is)] {
                        for line in lines {
                            let item = StockItem::Material { material: line.material };
                            *self.shelf.entry(item).or_default() += sign * line.quantity.raw();
                        }
                    }
                }
                Event::PurchaseCorrected(e) => {
                    for (sign, lines) in [(-1, &e.was), (1, &e.is)] {
                        for line in lines {
                            let item = StockItem::Material { material: line.material };
                            *self.shelf.entry(item).or_default() += sign * line.quantity.raw();
                        }
                    }
                }
                Event::SupplierBillCorrected(e) => {
                    *self.owed.entry(e.supplier).or_default() += e.amount.0 - e.was.0;
                }
                Event::SupplierPaymentCorrected(e) => {
                    *self.owed.entry(e.supplier).or_default() -= e.amount.0 - e.was.0;
                }
                Event::CreditUsed(e) => *self.held.entry(e.order).or_default() += e.amount.0,
                Event::RefundPaid(e) => *self.verified.entry(e.buyer).or_default() -= e.amount.0,
                Event::RestWrittenOff(e) => *self.let_go.entry(e.order).or_default() += e.amount.0,
                Event::InvoiceIssued(e) => self.number_of_year("INV", &e.number),
                Event::CodeGiven(e) => {
                    let same = book.orders.values().filter(|order| order.money.code == Some(e.code));
                    let open = same.filter(|order| !order.stage_name().is_over());
                    assert_eq!(open.count(), 1, "a code is one open order's");
                }
                Event::CashHandedOver(e) => {
                    *self.handed.entry(e.courier).or_default() += e.amount.0;
                    let slips = e.slips.iter().map(|slip| self.collected[slip]);
                    *self.brought.entry(e.courier).or_default() += slips.sum::<i64>();
                }
                Event::DeliveryCompleted(e) => {
                    self.collected.insert(e.slip, e.cash_collected.0);
                }
                Event::OrderCancelled(e) => {
                    let given = e.kept.and(e.to_credit).and(e.to_refund);
                    let held = self.held.entry(e.order).or_default();
                    *held -= given.0;
                    assert_eq!(*held, 0, "all that was held is kept, credited or paid back");
                    assert!(e.kept.min(e.to_credit).min(e.to_refund) >= Rupiah::ZERO);
                    *self.gone.entry(book.orders[&e.order].buyer).or_default() += e.kept.0;
                }
                Event::OrderChanged(e) => {
                    assert!(e.to_credit >= Rupiah::ZERO);
                    *self.held.entry(e.order).or_default() -= e.to_credit.0;
                }
                Event::SaleMade(e) => {
                    let lines = e.lines.iter().fold(0, |sum, line| sum + line.amount.0);
                    assert_eq!(e.total.0, lines - e.discount.0, "what is sold is what is paid");
                    assert!(e.total >= Rupiah::ZERO && e.tendered >= e.total, "change is never owed");
                    for line in shelf(&e.lines) {
                        *self.shelf.entry(line.item).or_default() -= line.quantity.raw();
                    }
                    let (year, number) = e.number[2..].split_once('-').unwrap_or_default();
                    let issued = self.years.entry(year.to_owned()).or_default();
                    *issued += 1;
                    assert_eq!(number, format!("{issued:04}"), "receipts of a year have no gap");
                    if let Some(reservation) = e.reservation {
                        assert!(self.kept.remove(&reservation).is_some(), "what was kept is called for once");
                    }
                    self.sales.insert(e.sale, e.clone());
                }
                Event::SaleVoided(e) => {
                    for line in self.sales.remove(&e.sale).map(|sale| shelf(&sale.lines)).unwrap_or_default()
                    {
                        *self.shelf.entry(line.item).or_default() += line.quantity.raw();
                    }
                }
                Event::GoodsKept(e) => {
                    self.kept.insert(e.reservation, e.clone());
                }
                Event::KeptGoodsFreed(e) => {
                    assert!(self.kept.remove(&e.reservation).is_some(), "what is kept is freed once");
                }
                Event::OrderPlaced(e) => self.number("P", &e.number),
                Event::MaterialsRequested(e) => self.number("B", &e.number),
                Event::DeliveryOrdered(e) => self.number("SJ", &e.number),
                Event::MessageSent(e) => {
                    let said = self.said.entry(e.about).or_default();
                    said.push((e.from, e.number));
                    assert_eq!(e.number as usize, said.len(), "messages are numbered without gaps");
                    self.read.insert((e.about, e.from), e.number);
                }
                Event::MessagesRead(e) => {
                    let read = self.read.entry((e.about, e.by)).or_default();
                    let unread = self.said[&e.about]
                        .iter()
                        .filter(|(from, number)| *from != e.by && *number > *read && *number <= e.up_to);
                    assert!(unread.count() > 0, "something unread was read");
                    *read = e.up_to;
                }
                _ => {}
            }
        }
    }

    /// The number of a paper whose numbers begin anew each year, whatever year the clock says.
    fn number_of_year(&mut self, kind: &str, number: &str) {
        let series = series_of(number);
        let year = series.strip_prefix(kind).and_then(|rest| rest.strip_prefix('-'));
        assert!(year.is_some_and(|year| year.parse::<u16>().is_ok()), "{number} names its year");
        self.number(series, number);
    }

    fn number(&mut self, series: &str, number: &str) {
        let issued = self.numbers.entry(series.to_owned()).or_default();
        issued.push(number.to_owned());
        assert_eq!(number, format!("{series}-{:04}", issued.len()), "papers are numbered without gaps");
    }

    /// Compares the book with these sums.
    ///
    /// # Panics
    /// When it is not the same.
    pub(crate) fn check(&mut self, book: &Book) {
        self.check_money(book);
        self.check_stock(book);
        self.road.check(book);
        self.months.check(book);
        self.slots.check(book);
        self.promises.check(book);
        self.check_supply(book);
        for order in book.orders.values() {
            if !order.stage_name().is_over() {
                // What comes back opens an order again.
                self.over.remove(&order.id);
                assert!(order.awaits() != Awaits::Nothing && order.holder() != Holder::Nobody, "{order:?}");
                continue;
            }
            assert!(order.claim_waiting().is_none(), "no payment waits at an order that is over");
            let requests = order.requests.clone();
            let mut now = Order { requests: Vec::new(), ..order.clone() };
            // Materials may still arrive for it, and its invoice be issued; nothing else may happen.
            now.money.invoices.clear();
            now.money.refunded = Rupiah::ZERO;
            // What a carrier tells of it too late is kept beside it, and changes nothing.
            now.late.clear();
            assert!(requests.len() >= self.over.get(&order.id).map_or(0, |then| then.requests.len()));
            let then = self.over.entry(order.id).or_insert_with(|| now.clone());
            assert_eq!(*then, now, "what is over does not change");
        }
    }

    /// Time has passed in the book: nothing of it is due that no fact speaks of.
    ///
    /// # Panics
    /// When something is.
    pub(crate) fn check_that_time_passed(&self, book: &Book, now: Moment) {
        let next = book.next_due();
        assert!(next.is_none_or(|due| due > now), "something is due since {next:?}, and no fact says so");
        self.promises.check_that_time_passed(book, now);
    }

    fn check_money(&self, book: &Book) {
        let mut paid: HashMap<PartyId, i64> = HashMap::new();
        for order in book.orders.values() {
            assert_eq!(order.held().0, self.held.get(&order.id).copied().unwrap_or_default());
            assert!(order.rest() >= Rupiah::ZERO);
            if let Some(agreement) = order.agreement() {
                let let_go = self.let_go.get(&order.id).copied().unwrap_or_default();
                assert!(order.written_off().0 <= let_go, "nothing is let go by itself");
                let all = order.held().and(order.rest()).and(order.written_off());
                assert_eq!(all, agreement.total, "held, owed and let go are the price");
                assert!(agreement.deposit_due <= agreement.total);
            } else {
                assert_eq!(order.held(), Rupiah::ZERO, "no money is held without an agreement");
            }
            let states = order.payments.iter().filter(|p| matches!(p.state, PaymentState::Claimed));
            assert!(states.count() <= 6 + order.slips.len(), "the buyer's claims and the couriers' cash");
            *paid.entry(order.buyer).or_default() += order.held().0;
        }
        for (buyer, held) in paid {
            let account = book.account(buyer);
            assert!(account.credit >= Rupiah::ZERO && account.refund_due >= Rupiah::ZERO);
            let verified = self.verified.get(&buyer).copied().unwrap_or_default();
            let gone = self.gone.get(&buyer).copied().unwrap_or_default();
            let kept = held + account.returnable().0 + gone;
            assert_eq!(kept, verified, "every rupiah seen is held, is the buyer's, was kept or given back");
        }
        for (courier, handed) in &self.handed {
            let short = book.courier(*courier).short.0;
            assert_eq!(self.brought[courier], handed + short, "what is missing is on the courier's account");
        }
    }

    /// Every kilogram that a supplier sent is in stock, lies apart damaged, went back, or was never there.
    fn check_supply(&self, book: &Book) {
        for (supplier, account) in &book.suppliers {
            let owed = self.owed.get(supplier).copied().unwrap_or_default();
            assert_eq!(account.owed().0, owed, "what is owed is billed, less paid, less given back");
            let open: i64 = account.open_bills().iter().map(|(_, rest)| rest.0).sum();
            assert_eq!(open, owed.max(0), "what is owed stands on open bills");
        }
        for request in book.requests.values() {
            for line in &request.lines {
                let came = request.receipts.iter().flat_map(|receipt| &receipt.lines);
                let gone = request.returned.iter().filter(|it| it.number == line.number);
                let of_line = came.filter(|it| it.number == line.number);
                let sums = |lines: &mut dyn Iterator<Item = &crate::book::material::ReceivedLine>| {
                    lines.fold((0, 0), |sum, it| (sum.0 + it.quantity.raw(), sum.1 + it.damaged.raw()))
                };
                let (good, damaged) = sums(&mut of_line.into_iter());
                let (good_gone, damaged_gone) = sums(&mut gone.into_iter());
                assert_eq!(
                    request.kept(line.number).raw(),
                    good - good_gone,
                    "what came is here or went back"
                );
                assert_eq!(request.damaged_here(line.number).raw(), damaged - damaged_gone);
                assert!(good >= good_gone && damaged >= damaged_gone, "no more goes back than came");
                assert!(request.unsent(line) <= request.outstanding(line));
            }
            assert_eq!(request.offer.is_some(), request.state == RequestState::Countered);
            let order = request.order.map(|order| &book.orders[&order]);
            let in_order = order.and_then(|it| it.requests.iter().find(|entry| entry.id == request.id));
            if let Some(entry) = in_order {
                assert_eq!(entry.state, request.state, "order and request tell the same");
            }
        }
    }

    fn check_stock(&self, book: &Book) {
        let mut kept: BTreeMap<StockItem, i64> = BTreeMap::new();
        let called_for = self.kept.values().flat_map(|kept| shelf(&kept.lines));
        let called_for: Vec<_> = called_for.collect();
        for line in book.orders.values().flat_map(|order| &order.reserved).chain(&called_for) {
            *kept.entry(line.item).or_default() += line.quantity.raw();
        }
        for (item, quantity) in book.stock.items() {
            assert_eq!(quantity.raw(), self.shelf.get(&item).copied().unwrap_or_default(), "{item:?}");
            assert!(quantity >= Quantity::ZERO, "nobody takes from an empty shelf");
            let reserved = book.stock.reserved(item).raw();
            assert_eq!(reserved, kept.get(&item).copied().unwrap_or_default(), "kept for somebody");
        }
    }
}

/// What stands before a paper's number: `KW-2026` of `KW-2026-0001`.
fn series_of(number: &str) -> &str {
    number.rsplit_once('-').map_or(number, |(series, _)| series)
}
