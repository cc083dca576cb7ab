//! Every rupiah counts in one month, and a month that was closed stays as it was: kept a second time, from the facts.

use std::collections::BTreeMap;

use crate::book::material::BoughtLine;
use crate::book::months::{Figure, FigureLine, MonthClosed};
use crate::book::order::Stage;
use crate::book::sale::SaleMade;
use crate::book::{Book, Event};
use crate::ids::SaleId;
use crate::money::Rupiah;
use crate::time::{Moment, Month, When};

/// What all facts together moved, the months that are closed, and when the last fact was recorded.
#[derive(Default)]
pub(crate) struct MonthsLedger {
    moved: BTreeMap<u8, i64>,
    sales: BTreeMap<SaleId, SaleMade>,
    closed: BTreeMap<Month, MonthClosed>,
    /// How many things were told of each closed month.
    told: BTreeMap<Month, usize>,
    /// What was told of each closed month later, after the commit before.
    later: BTreeMap<Month, BTreeMap<u8, i64>>,
    last: Option<Moment>,
}

impl MonthsLedger {
    /// Keeps what happened. `book` holds it already.
    ///
    /// # Panics
    /// When a month was closed out of turn.
    pub(crate) fn keep(&mut self, book: &Book, fact: &Event, when: When) {
        self.last = Some(when.recorded);
        if std::env::var("DBG").is_ok() {
            println!("{when:?} {fact:?}");
        }
        self.keep_months(book, fact, when);
        let mut add = |figure: Figure, amount: i64| *self.moved.entry(figure.code()).or_default() += amount;
        match fact {
            Event::PaymentVerified(e) => add(Figure::Fees, e.fee.0),
            Event::PaymentCorrected(e) => add(Figure::Fees, e.fee.0),
            Event::SaleMade(e) => {
                add(Figure::Counter, e.total.0);
                self.sales.insert(e.sale, e.clone());
            }
            Event::SaleVoided(e) => {
                add(Figure::Counter, -self.sales.remove(&e.sale).map_or(0, |sale| sale.total.0));
            }
            Event::RefundPaid(e) => add(Figure::Refunds, e.amount.0),
            Event::SupplierPaid(e) => add(Figure::Suppliers, e.amount.0),
            Event::SupplierPaymentCorrected(e) => add(Figure::Suppliers, e.amount.0 - e.was.0),
            Event::MaterialsBought(e) => add(Figure::Purchases, e.total.0),
            Event::PurchaseCorrected(e) => {
                let cost = |lines: &[BoughtLine]| lines.iter().map(|line| line.cost.0).sum::<i64>();
                add(Figure::Purchases, cost(&e.is) - cost(&e.was));
            }
            Event::CourierPaid(e) => add(Figure::Couriers, e.amount.0),
            Event::SupplierBilled(e) => add(Figure::Billed, e.amount.0),
            Event::SupplierBillCorrected(e) => add(Figure::Billed, e.amount.0 - e.was.0),
            Event::MaterialsReturned(e) => add(Figure::Billed, -e.credit.0),
            _ => {}
        }
    }

    fn keep_months(&mut self, book: &Book, fact: &Event, when: When) {
        let month_of = |moment: Moment| Month::of(moment.day_in(book.zone()));
        let last = self.closed.keys().next_back().copied();
        match fact {
            Event::MonthClosed(e) => {
                assert!(e.month < month_of(when.recorded), "a month is closed once it is over");
                assert!(last.is_none_or(|last| e.month == last.next()), "months are closed in turn");
                self.closed.insert(e.month, e.clone());
            }
            Event::MonthReopened(e) => {
                assert_eq!(Some(e.month), last, "the last closed month is opened again");
                let mut expected = self.later.remove(&e.month).unwrap_or_default();
                let closed = self.closed.remove(&e.month).map(|closed| closed.figures);
                add_lines(&mut expected, &closed.unwrap_or_default());
                expected.retain(|_, amount| *amount != 0);
                let mut shown = BTreeMap::new();
                add_lines(&mut shown, &book.month(e.month).figures);
                assert_eq!(shown, expected, "what was told of a month counts in it when it is opened again");
                self.told.remove(&e.month);
            }
            _ => {
                let told = when.told.map(month_of).filter(|of| last.is_some_and(|last| *of <= last));
                if let Some(of) = told.filter(|_| !fact.is_policy() && !is_correction(fact)) {
                    *self.told.entry(of).or_default() += 1;
                }
            }
        }
    }

    /// Compares the book with these sums.
    ///
    /// # Panics
    /// When a closed month moved, or an amount counts nowhere or twice.
    pub(crate) fn check(&mut self, book: &Book) {
        for (month, closed) in &self.closed {
            let shown = book.month(*month);
            assert!(shown.closed.is_some(), "{month} is closed");
            assert_eq!(
                (&shown.figures, shown.facts, shown.open, shown.stock_value),
                (&closed.figures, closed.facts, closed.open, closed.stock_value),
                "what {month} was closed with does not change"
            );
            let told = self.told.get(month).copied().unwrap_or_default();
            assert!(shown.corrections.len() >= told, "what is told of {month} later is kept as a correction");
            let later = self.later.entry(*month).or_default();
            later.clear();
            shown.corrections.iter().for_each(|late| add_lines(later, &late.figures));
        }
        let counted = self.counted(book);
        for figure in [
            Figure::Counter,
            Figure::Refunds,
            Figure::Suppliers,
            Figure::Purchases,
            Figure::Couriers,
            Figure::Fees,
            Figure::Billed,
        ] {
            let moved = self.moved.get(&figure.code()).copied().unwrap_or_default();
            let is = counted.get(&figure.code()).copied().unwrap_or_default();
            assert_eq!(is, moved, "{figure:?} counts in one month");
        }
        let of = |figure: Figure| counted.get(&figure.code()).copied().unwrap_or_default();
        assert_eq!(of(Figure::Orders), charged(book), "what orders come to counts in one month");
        let held: i64 = book.accounts.values().map(|account| account.returnable().0).sum();
        assert_eq!(of(Figure::Credit), held, "what is held for buyers counts in one month");
    }

    /// The figures of all months together, each as its page shows it.
    fn counted(&self, book: &Book) -> BTreeMap<u8, i64> {
        let mut sums = BTreeMap::new();
        let Some((mut month, last)) = book.months.first().zip(self.last) else { return sums };
        let last = Month::of(last.day_in(book.zone()));
        while month <= last {
            for FigureLine { figure, amount } in book.month(month).figures {
                *sums.entry(figure.code()).or_default() += amount.0;
            }
            month = month.next();
        }
        sums
    }
}

fn add_lines(sums: &mut BTreeMap<u8, i64>, lines: &[FigureLine]) {
    for line in lines {
        *sums.entry(line.figure.code()).or_default() += line.amount.0;
    }
}

/// What buyers are charged for all orders.
fn charged(book: &Book) -> i64 {
    let of = |order: &crate::book::order::Order| match &order.stage {
        Stage::Cancelled { money, .. } => money.kept,
        _ => order.agreement().map_or(Rupiah::ZERO, |it| it.total.less(order.written_off())),
    };
    book.orders.values().map(|order| of(order).0).sum()
}

const fn is_correction(fact: &Event) -> bool {
    matches!(
        fact,
        Event::PaymentCorrected(_)
            | Event::SupplierBillCorrected(_)
            | Event::SupplierPaymentCorrected(_)
            | Event::CountCorrected(_)
            | Event::ReceiptCorrected(_)
            | Event::PurchaseCorrected(_)
    )
}
