//! What an order owes: always the sum of its movements, never stored.

use bincode::{Decode, Encode};
use chrono_tz::Tz;

use super::{FreightPayer, Order, Payment, PaymentState, SlipState, Stage, Work};
use crate::book::Event;
use crate::book::payment::WriteOffReason;
use crate::money::Rupiah;
use crate::time::{Day, Moment};

/// What moved an order's money beside its payments, and what was said of paying it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct OrderMoney {
    /// What the buyer's credit paid of it.
    pub credit_used: Rupiah,
    /// What is not asked for any more, without unique codes.
    pub written_off: Rupiah,
    /// The unique codes that were subtracted from its transfers.
    pub codes: Rupiah,
    /// How many days after the goods have arrived it may be paid.
    pub tempo_days: Option<u16>,
    /// The owner takes it beyond its buyer's limit.
    pub limit_waived: bool,
    /// The unique code to subtract from a transfer for it.
    pub code: Option<u16>,
    /// What was given back of what was to be, after it was called off.
    pub refunded: Rupiah,
    /// Its invoices, the last of which holds.
    pub invoices: Vec<Invoice>,
}

/// An invoice that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Invoice {
    /// Its number.
    pub number: String,
    /// The price it is for.
    pub total: Rupiah,
    /// What had been paid by then.
    pub paid: Rupiah,
    /// The day.
    pub day: Day,
}

impl OrderMoney {
    pub(super) fn evolve(&mut self, event: &Event) {
        match event {
            Event::CreditUsed(e) => self.credit_used = self.credit_used.and(e.amount),
            Event::RestWrittenOff(e) if e.reason == WriteOffReason::UniqueCode => {
                self.codes = self.codes.and(e.amount);
            }
            Event::RestWrittenOff(e) => self.written_off = self.written_off.and(e.amount),
            Event::RefundPaid(e) => self.refunded = self.refunded.and(e.amount),
            Event::TempoGranted(e) => self.tempo_days = Some(e.days),
            Event::LimitWaived(_) => self.limit_waived = true,
            Event::CodeGiven(e) => self.code = Some(e.code),
            Event::InvoiceIssued(e) => self.invoices.push(Invoice {
                number: e.number.clone(),
                total: e.total,
                paid: e.paid,
                day: e.day,
            }),
            _ => {}
        }
    }
}

impl Order {
    /// What the buyer owes in all, held or not. Before the answer: the goods.
    pub fn total(&self) -> Rupiah {
        self.agreement().map_or(self.goods_total, |agreement| agreement.total)
    }

    /// What was taken off the price since it was agreed: for goods that never came, came back or came broken.
    pub fn taken_off(&self) -> Rupiah {
        self.agreement().map_or(Rupiah::ZERO, |agreement| {
            let freight = match agreement.freight_payer {
                FreightPayer::Buyer => agreement.freight,
                FreightPayer::Business => Rupiah::ZERO,
            };
            self.goods_total.and(freight).less_or_zero(agreement.total)
        })
    }

    /// What was paid for it and stands as the buyer's credit: too much when it came, or too much since.
    pub fn to_credit(&self) -> Rupiah {
        self.payments.iter().fold(self.moved_to_credit, |sum, payment| match &payment.state {
            PaymentState::Verified { to_credit, .. } => sum.and(*to_credit),
            PaymentState::Claimed | PaymentState::Refused { .. } => sum,
        })
    }

    /// What was verified for this order, and what credit paid of it, as far as it has not gone elsewhere since.
    pub fn held(&self) -> Rupiah {
        let divided = match &self.stage {
            Stage::Cancelled { money, .. } => money.sum(),
            _ => Rupiah::ZERO,
        };
        let moved = self.moved_to_credit.and(self.moved_to_refund);
        self.paid_in().and(self.money.credit_used).less(moved).less(divided)
    }

    /// What of verified payments went to this order when they came.
    fn paid_in(&self) -> Rupiah {
        self.payments.iter().fold(Rupiah::ZERO, |sum, payment| match &payment.state {
            PaymentState::Verified { to_order, .. } => sum.and(*to_order),
            PaymentState::Claimed | PaymentState::Refused { .. } => sum,
        })
    }

    /// What of the price is not asked for any more. Where a lowered price leaves less than was let go, only that.
    pub fn written_off(&self) -> Rupiah {
        let left =
            self.agreement().map_or(Rupiah::ZERO, |agreement| agreement.total.less_or_zero(self.held()));
        self.money.written_off.and(self.money.codes).min(left)
    }

    /// What is missing of the whole price.
    pub fn rest(&self) -> Rupiah {
        let settled = self.held().and(self.written_off());
        self.agreement().map_or(Rupiah::ZERO, |agreement| agreement.total.less_or_zero(settled))
    }

    /// What is missing of the deposit. A unique code that was subtracted is not missing; nor is more than the
    /// price.
    pub fn deposit_short(&self) -> Rupiah {
        let settled = self.held().and(self.money.codes);
        let due = |due: Rupiah| due.less_or_zero(settled).min(self.rest());
        self.agreement().map_or(Rupiah::ZERO, |agreement| due(agreement.deposit_due))
    }

    /// What is asked for now: what is missing of the deposit, else of the price.
    pub fn asked(&self) -> Rupiah {
        let deposit = self.deposit_short();
        if deposit.is_positive() { deposit } else { self.rest() }
    }

    /// What a transfer of `amount` is to be: less the order's unique code, where it has one.
    pub fn with_code(&self, amount: Rupiah) -> Rupiah {
        let code = self.money.code.map_or(Rupiah::ZERO, |code| Rupiah(i64::from(code)));
        if amount > code { amount.less(code) } else { amount }
    }

    /// The payment that waits to be looked at: the oldest.
    pub fn claim_waiting(&self) -> Option<&Payment> {
        self.claims_waiting().next()
    }

    /// All payments that wait to be looked at, the oldest first.
    pub fn claims_waiting(&self) -> impl Iterator<Item = &Payment> {
        self.payments.iter().filter(|payment| payment.state == PaymentState::Claimed)
    }

    /// When the goods arrived.
    pub fn delivered_at(&self) -> Option<Moment> {
        let slip = match &self.stage {
            Stage::Accepted { work: Work::Delivered { slip }, .. } | Stage::Closed { slip, .. } => *slip,
            _ => return None,
        };
        self.slips.iter().find(|entry| entry.id == slip).and_then(|entry| match &entry.state {
            SlipState::Completed { at, .. } => Some(*at),
            _ => None,
        })
    }

    /// The day the rest is to be paid by, where days were granted and the goods have arrived. `zone` is the
    /// business's.
    pub fn due_on(&self, zone: Tz) -> Option<Day> {
        let days = i32::from(self.money.tempo_days?);
        Some(self.delivered_at()?.day_in(zone).plus(days))
    }

    /// The day by which it was to be paid has passed and something is missing.
    pub fn is_overdue(&self, today: Day, zone: Tz) -> bool {
        self.rest().is_positive() && self.due_on(zone).is_some_and(|due| due < today)
    }
}
