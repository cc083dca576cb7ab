//! Months: what each came to, which are closed, and what was recorded of them afterwards.

mod close;
mod event;
mod figures;

pub use close::{CloseMonth, ReopenMonth};
pub use event::*;
pub(in crate::book) use figures::Measure;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use super::order::{Payment, PaymentState};
use super::{Book, Event};
use crate::bugs::{Bug, made};
use crate::ids::{OrderId, PaymentId, Thing};
use crate::money::Rupiah;
use crate::time::{Moment, Month, When};

/// The months of a book as the facts have left them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Months {
    sums: BTreeMap<Month, Sums>,
    closed: BTreeMap<Month, (MonthClosed, Moment)>,
    late: Vec<LateFact>,
    /// When payments came of which that was told late.
    paid: BTreeMap<PaymentId, Moment>,
}

/// What a month's facts add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct Sums {
    figures: BTreeMap<u8, Rupiah>,
    facts: u32,
}

/// A fact about a month that was closed by then: a correction of it, which counts in another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LateFact {
    /// The month it is about.
    pub of: Month,
    /// The month it counts in: the first that was open.
    pub counts_in: Month,
    /// When it happened, or what it corrects did.
    pub happened: Moment,
    /// When it was recorded.
    pub recorded: Moment,
    /// The event's type id; its name stands in [`Event::LIST`].
    pub kind: u16,
    /// What it is about.
    pub thing: Option<Thing>,
    /// The order it is about, if it is about one.
    pub order: Option<OrderId>,
    /// What it changes of the figures.
    pub figures: Vec<FigureLine>,
}

impl LateFact {
    /// The event's name, as code writes it.
    pub fn name(&self) -> &'static str {
        Event::LIST.iter().find(|(kind, ..)| *kind == self.kind).map_or("", |(_, _, name)| name)
    }
}

/// A month, as its page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthBook {
    /// Which month.
    pub month: Month,
    /// Its figures; those that are nothing are left out. Of a closed month those it was closed with.
    pub figures: Vec<FigureLine>,
    /// How many facts moved them.
    pub facts: u32,
    /// What was, or is now, still open.
    pub open: StillOpen,
    /// What the materials in the store cost, as far as that is known.
    pub stock_value: Option<Rupiah>,
    /// When it was closed, if it is.
    pub closed: Option<Moment>,
    /// Facts about earlier, closed months that count in this one.
    pub brought: Vec<LateFact>,
    /// Facts about this month that were recorded when it was closed, and count in another.
    pub corrections: Vec<LateFact>,
}

impl Months {
    /// The first month of the book, once something happened.
    pub fn first(&self) -> Option<Month> {
        self.sums.keys().next().copied()
    }

    /// The month that was closed last.
    pub fn last_closed(&self) -> Option<Month> {
        self.closed.keys().next_back().copied()
    }

    /// The month whose turn it is to be closed.
    pub fn next_to_close(&self) -> Option<Month> {
        self.last_closed().map(Month::next).or_else(|| self.first())
    }

    /// Where a fact counts that happened in a month: there, or where that month is closed in the first open one.
    fn counts_in(&self, month: Month) -> Month {
        match self.last_closed() {
            Some(closed) if month <= closed && !made(Bug::CountInClosed) => closed.next(),
            _ => month,
        }
    }

    /// When a verified payment came, as far as anybody said.
    pub(in crate::book) fn when_paid(&self, payment: &Payment) -> Moment {
        let verified = match payment.state {
            PaymentState::Verified { at, .. } => at,
            PaymentState::Claimed | PaymentState::Refused { .. } => payment.claimed_at,
        };
        self.paid.get(&payment.id).copied().unwrap_or(verified)
    }

    fn add(&mut self, month: Month, lines: &[FigureLine], sign: i64) {
        let sums = self.sums.entry(month).or_default();
        for line in lines {
            let sum = sums.figures.entry(line.figure.code()).or_default();
            *sum = sum.and(Rupiah(line.amount.0.saturating_mul(sign)));
        }
        sums.figures.retain(|_, amount| *amount != Rupiah::ZERO);
        let facts = u32::from(!lines.is_empty());
        sums.facts =
            if sign < 0 { sums.facts.saturating_sub(facts) } else { sums.facts.saturating_add(facts) };
    }

    fn figures(&self, month: Month) -> (Vec<FigureLine>, u32) {
        let Some(sums) = self.sums.get(&month) else { return (Vec::new(), 0) };
        let line = |(code, amount): (&u8, &Rupiah)| {
            Some(FigureLine { figure: Figure::from_code(*code)?, amount: *amount })
        };
        (sums.figures.iter().filter_map(line).collect(), sums.facts)
    }
}

impl Book {
    /// Counts a fact in its month, or, where that is closed, as a correction in the first open one.
    pub(in crate::book) fn keep_in_month(&mut self, event: &Event, when: When, before: &Measure) {
        match event {
            Event::MonthClosed(e) => {
                self.months.closed.insert(e.month, (e.clone(), when.recorded));
                return;
            }
            Event::MonthReopened(e) => return self.reopen(e.month),
            Event::PaymentVerified(e) if when.told.is_some() => {
                self.months.paid.insert(e.payment, when.happened());
            }
            _ => {}
        }
        let zone = self.zone();
        let happened = since(event).unwrap_or_else(|| when.happened());
        let of = Month::of(happened.day_in(zone));
        let figures = self.figures_of(event, before);
        let counts_in = self.months.counts_in(of);
        self.months.add(counts_in, &figures, 1);
        let is_late = counts_in != of && !(figures.is_empty() && event.is_policy());
        if is_late {
            self.months.late.push(LateFact {
                of,
                counts_in,
                happened,
                recorded: when.recorded,
                kind: event.kind(),
                thing: event.things().first().copied(),
                order: event.order(),
                figures,
            });
        }
    }

    /// The month counts again what happened in it.
    fn reopen(&mut self, month: Month) {
        self.months.closed.remove(&month);
        let (back, others) =
            std::mem::take(&mut self.months.late).into_iter().partition(|late| late.of == month);
        self.months.late = others;
        let back: Vec<LateFact> = back;
        for late in back.into_iter().filter(|_| !made(Bug::LeaveLate)) {
            self.months.add(late.counts_in, &late.figures, -1);
            self.months.add(month, &late.figures, 1);
        }
    }

    /// The book of a month.
    pub fn month(&self, month: Month) -> MonthBook {
        let late = self.months.late.iter();
        let brought = late.clone().filter(|late| late.counts_in == month).cloned().collect();
        let corrections = late.filter(|late| late.of == month).cloned().collect();
        match self.months.closed.get(&month) {
            Some((closed, at)) => MonthBook {
                month,
                figures: closed.figures.clone(),
                facts: closed.facts,
                open: if made(Bug::RecountClosed) { self.still_open() } else { closed.open },
                stock_value: closed.stock_value,
                closed: Some(*at),
                brought,
                corrections,
            },
            None => {
                let (figures, facts) = self.months.figures(month);
                let (open, stock_value) = (self.still_open(), self.stock_value());
                MonthBook { month, figures, facts, open, stock_value, closed: None, brought, corrections }
            }
        }
    }

    fn still_open(&self) -> StillOpen {
        let under_way = self.orders.values().filter(|order| order.under_way().is_ok());
        let owed = |sum: Rupiah, supplier: &super::material::SupplierAccount| {
            sum.and(supplier.owed().max(Rupiah::ZERO))
        };
        StillOpen {
            orders: u32::try_from(under_way.count()).unwrap_or(u32::MAX),
            owed_by_buyers: self.orders.values().fold(Rupiah::ZERO, |sum, order| sum.and(order.rest())),
            held_for_buyers: self.accounts.values().fold(Rupiah::ZERO, |sum, it| sum.and(it.returnable())),
            owed_to_suppliers: self.suppliers.values().fold(Rupiah::ZERO, owed),
        }
    }
}

/// When that happened which a fact corrects.
fn since(event: &Event) -> Option<Moment> {
    match event {
        Event::PaymentCorrected(e) => Some(e.since),
        Event::SupplierBillCorrected(e) => Some(e.since),
        Event::SupplierPaymentCorrected(e) => Some(e.since),
        Event::PurchaseCorrected(e) => Some(e.since),
        Event::CountCorrected(e) => Some(e.since),
        Event::ReceiptCorrected(e) => Some(e.since),
        _ => None,
    }
}
