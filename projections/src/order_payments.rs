//! "Which payments wait to be checked?" and "who owes how much?" for the business; "what do I owe?" for
//! the distributor.

use std::sync::Arc;

use bincode::{Decode, Encode};
use chrono_tz::Tz;
use rantai_core::book::order::{Order, Payment, PaymentState, Stage};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::ids::{BlobHash, OrderId, PartyId, PaymentId};
use rantai_core::money::Rupiah;
use rantai_core::time::{Day, Moment};

use crate::Heard;
use crate::order_board::due;
use crate::table::{Key, Page, Source, Table, ascending, descending, key};

/// One payment in a list.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaymentRow {
    /// Whose book it is in.
    pub business: PartyId,
    /// Who paid.
    pub buyer: PartyId,
    /// For which order.
    pub order: OrderId,
    /// The order's number.
    pub number: String,
    /// What the order still lacks: the deposit first, else the rest.
    pub asked: Rupiah,
    /// The payment.
    pub payment: Payment,
    /// Photographs that came with the claim.
    pub evidence: Vec<BlobHash>,
}

/// What one order owes and holds. Sums are made when they are read: balances are never stored.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OwedRow {
    /// Whose book it is in.
    pub business: PartyId,
    /// Who owes.
    pub buyer: PartyId,
    /// Which order.
    pub order: OrderId,
    /// The order's number.
    pub number: String,
    /// What it owes in all.
    pub total: Rupiah,
    /// What was paid for it.
    pub held: Rupiah,
    /// What is missing.
    pub rest: Rupiah,
    /// What is asked for now.
    pub due: Rupiah,
    /// What was paid too much.
    pub credit: Rupiah,
    /// When the goods arrived.
    pub delivered_at: Option<Moment>,
    /// How many days after that it is to be paid, where days were granted.
    pub tempo_days: Option<u16>,
    /// Since when the order is where it is.
    pub since: Moment,
}

impl OwedRow {
    /// The day the rest is to be paid by, where days were granted and the goods have arrived. `zone` is the
    /// business's.
    pub fn due_on(&self, zone: Tz) -> Option<Day> {
        Some(self.delivered_at?.day_in(zone).plus(i32::from(self.tempo_days?)))
    }
}

/// The lists of payments and debts.
#[derive(Debug)]
pub struct OrderPayments {
    /// Key: business, waiting (0) or settled (1), time, payment.
    pub(crate) payments: Table<PaymentRow>,
    /// Key: party, `B` as business or `D` as buyer, other party, order. Only what owes or holds credit.
    pub(crate) owed: Table<OwedRow>,
}

impl OrderPayments {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            payments: Table::open(source, "payments-to-verify", 3)?,
            owed: Table::open(source, "open-balances", 2)?,
        })
    }

    /// Payments that wait to be checked, the oldest first.
    pub fn waiting(&self, business: PartyId, from: Option<&[u8]>, limit: usize) -> Page<PaymentRow> {
        self.payments.page(&key(&[&business.0, &[0]]), from, limit)
    }

    /// Payments that were verified or refused, the latest first.
    pub fn settled(&self, business: PartyId, from: Option<&[u8]>, limit: usize) -> Page<PaymentRow> {
        self.payments.page(&key(&[&business.0, &[1]]), from, limit)
    }

    /// What a buyer owes, and to whom.
    pub fn owed_by(&self, buyer: PartyId) -> Vec<Arc<OwedRow>> {
        self.owed.all(&key(&[&buyer.0, b"D"]))
    }

    /// What a business is owed, and by whom.
    pub fn owed_to(&self, business: PartyId) -> Vec<Arc<OwedRow>> {
        self.owed.all(&key(&[&business.0, b"B"]))
    }

    pub(crate) fn hear_payments(&self, heard: &Heard<'_>) {
        let Some(order) = &heard.order else { return };
        let before = heard.order_before.as_ref().map_or(&[][..], |order| &order.payments);
        for payment in &order.payments {
            let old = before.iter().find(|old| old.id == payment.id);
            if old == Some(payment) {
                continue;
            }
            let old_key = old.map(|old| payment_key(heard.business, old));
            let evidence = match &old_key {
                Some(key) => self.payments.get(key).map(|row| row.evidence.clone()).unwrap_or_default(),
                None => heard.commit.draft.envelope.evidence.clone(),
            };
            let row = PaymentRow {
                business: heard.business,
                buyer: order.buyer,
                order: order.id,
                number: order.number.clone(),
                asked: order.asked(),
                payment: payment.clone(),
                evidence,
            };
            let now = vec![(payment_key(heard.business, payment), row)];
            self.payments.replace(old_key.into_iter().collect(), now);
        }
    }

    pub(crate) fn hear_owed(&self, heard: &Heard<'_>) {
        let Some(order) = &heard.order else { return };
        let before = heard.order_before.as_ref().and_then(|order| owed(heard.business, order));
        let now = owed(heard.business, order);
        if before == now {
            return;
        }
        let keys = |row: &OwedRow| {
            let (business, buyer, order) = (&row.business.0, &row.buyer.0, &row.order.0);
            [key(&[business, b"B", buyer, order]), key(&[buyer, b"D", business, order])]
        };
        let before = before.iter().flat_map(keys).collect();
        let now = now.map(Arc::new);
        let now = now.iter().flat_map(|row| keys(row).map(|key| (key, Arc::clone(row)))).collect();
        self.owed.replace(before, now);
    }
}

fn payment_key(business: PartyId, payment: &Payment) -> Key {
    let (state, time) = match &payment.state {
        PaymentState::Claimed => (0, ascending(payment.claimed_at)),
        PaymentState::Verified { .. } | PaymentState::Refused { .. } => (1, descending(payment.claimed_at)),
    };
    let PaymentId(id) = payment.id;
    key(&[&business.0, &[state], &time, &id])
}

fn owed(business: PartyId, order: &Order) -> Option<OwedRow> {
    let divided = match &order.stage {
        Stage::Cancelled { money, .. } => money.to_credit,
        _ => Rupiah::ZERO,
    };
    let moved = order.moved_to_credit.and(divided);
    let credit = order.payments.iter().fold(moved, |sum, payment| match &payment.state {
        PaymentState::Verified { to_credit, .. } => sum.and(*to_credit),
        PaymentState::Claimed | PaymentState::Refused { .. } => sum,
    });
    let rest = order.rest();
    if !rest.is_positive() && !credit.is_positive() {
        return None;
    }
    Some(OwedRow {
        business,
        buyer: order.buyer,
        order: order.id,
        number: order.number.clone(),
        total: order.total(),
        held: order.held(),
        rest,
        due: due(order),
        credit,
        delivered_at: order.delivered_at(),
        tempo_days: order.money.tempo_days,
        since: order.since,
    })
}

/// The id of a payment in a row, for forms.
impl PaymentRow {
    /// The payment's id.
    pub const fn id(&self) -> PaymentId {
        self.payment.id
    }

    /// How it was sent.
    pub const fn method(&self) -> PaymentMethod {
        self.payment.method
    }
}
