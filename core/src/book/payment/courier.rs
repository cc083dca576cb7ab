//! Cash that couriers collected, and what they are paid.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};

use super::verify::verified;
use super::{CashHandedOver, CourierPaid, PaymentMethod};
use crate::book::delivery::Carrier;
use crate::book::order::{Order, Payment, PaymentState, Slip, SlipState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PartyId, SlipId, ThingKind};
use crate::money::Rupiah;

/// Most slips of one hand-over or payment.
const MOST_SLIPS: usize = 50;

/// What stands on a courier's account beside the slips.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct CourierAccount {
    /// What was missing when cash was handed over, and has not been made good.
    pub short: Rupiah,
    /// The slips that they were paid for.
    pub paid: BTreeSet<SlipId>,
}

/// Cash that a courier collected and still holds.
#[derive(Debug, Clone, Copy)]
pub struct CourierCash<'a> {
    /// For which order.
    pub order: &'a Order,
    /// With which slip.
    pub slip: &'a Slip,
    /// The payment that waits for it.
    pub payment: &'a Payment,
}

impl Order {
    /// The cash that its couriers hold. A slip and its payment are one commit.
    pub fn courier_cash(&self) -> impl Iterator<Item = (PartyId, CourierCash<'_>)> {
        self.slips.iter().filter_map(|slip| {
            let Carrier::Courier { party } = slip.carrier else { return None };
            let payment = self.cash_of(slip).filter(|payment| payment.state == PaymentState::Claimed)?;
            Some((party, CourierCash { order: self, slip, payment }))
        })
    }

    /// The payment that stands for the cash taken with a slip.
    pub fn cash_of(&self, slip: &Slip) -> Option<&Payment> {
        let taken = |slip: &Slip| match slip.state {
            SlipState::Completed { at, cash_collected, .. } => Some((at, cash_collected)),
            _ => None,
        };
        let (at, cash) = taken(slip)?;
        // Several slips may be handed over at one moment: each has its own payment, those of one amount in order.
        let before = self.slips.iter().take_while(|other| other.id != slip.id);
        let nth = before.filter(|other| taken(other) == Some((at, cash))).count();
        let with_it = |payment: &&Payment| {
            payment.method == PaymentMethod::CourierCash
                && payment.claimed_at == at
                && payment.claimed == cash
        };
        self.payments.iter().filter(with_it).nth(nth)
    }
}

impl Book {
    /// A courier's account.
    pub fn courier(&self, courier: PartyId) -> CourierAccount {
        self.couriers.get(&courier).cloned().unwrap_or_default()
    }

    /// The cash a courier collected and has not handed over.
    pub fn cash_with(&self, courier: PartyId) -> impl Iterator<Item = CourierCash<'_>> {
        let all = self.orders.values().flat_map(Order::courier_cash);
        all.filter(move |(party, _)| *party == courier).map(|(_, cash)| cash)
    }
}

/// The business counted the cash that a courier brought: all that was collected with each slip. What is missing
/// stays on the courier's account; the buyers have paid.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct HandOverCash {
    /// Who brought it.
    pub courier: PartyId,
    /// For which slips.
    pub slips: Vec<SlipId>,
    /// How much was counted.
    pub amount: Rupiah,
}

impl HandOverCash {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        if self.amount < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "amount" });
        }
        let slips = distinct(&self.slips)?;
        let held: Vec<CourierCash<'_>> = book.cash_with(self.courier).collect();
        let chosen: Vec<_> = held.iter().filter(|cash| slips.contains(&cash.slip.id)).collect();
        if chosen.len() < slips.len() {
            return Err(Rejection::CashNotHeld);
        }
        let collected = chosen.iter().fold(Rupiah::ZERO, |sum, cash| sum.and(cash.payment.claimed));
        let short = book.courier(self.courier).short;
        let expected = collected.and(short);
        if expected == Rupiah::ZERO {
            return Err(Rejection::CashNotHeld);
        }
        if self.amount > expected {
            return Err(Rejection::TooMuchCash { expected, cash: self.amount });
        }
        if chosen.is_empty() && self.amount == Rupiah::ZERO {
            return Err(Rejection::NothingArrived);
        }
        let fact = CashHandedOver { courier: self.courier, slips, expected, amount: self.amount };
        let mut events = vec![fact.into()];
        // Two slips may have brought goods of one order: what the first paid, the second does not pay again.
        let mut orders: BTreeMap<OrderId, Order> = BTreeMap::new();
        for (number, cash) in (1..).zip(chosen) {
            let order = orders.entry(cash.order.id).or_insert_with(|| cash.order.clone());
            let payment = cash.payment;
            let receipt = book.receipt_number(context.today.year(), number);
            let facts = verified(book, order, payment.id, payment.method, payment.claimed, receipt);
            facts.iter().for_each(|fact| order.evolve(fact, context.now));
            events.extend(facts);
        }
        Ok(events)
    }
}

/// The business paid a courier for slips that were delivered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PayCourier {
    /// Whom.
    pub courier: PartyId,
    /// For which slips: the fee of each.
    pub slips: Vec<SlipId>,
    /// How.
    pub method: PaymentMethod,
}

impl PayCourier {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let slips = distinct(&self.slips)?;
        let paid = book.courier(self.courier).paid;
        if !slips.is_empty() && slips.iter().all(|slip| paid.contains(slip)) {
            return Ok(vec![]);
        }
        let mut amount = Rupiah::ZERO;
        for id in &slips {
            let order = book.order_of_slip(*id)?;
            let slip = order.slips.iter().find(|slip| slip.id == *id);
            let slip = slip.ok_or(Rejection::Unknown { kind: ThingKind::Slip })?;
            if slip.carrier != (Carrier::Courier { party: self.courier }) {
                return Err(Rejection::Invalid { field: "courier" });
            }
            if !matches!(slip.state, SlipState::Completed { .. }) {
                return Err(Rejection::NotDelivered { number: slip.number.clone() });
            }
            if paid.contains(id) {
                return Err(Rejection::CourierPaidAlready { number: slip.number.clone() });
            }
            amount = amount.plus(slip.courier_fee)?;
        }
        if !amount.is_positive() {
            return Err(Rejection::NothingDue);
        }
        Ok(vec![CourierPaid { courier: self.courier, slips, amount, method: self.method }.into()])
    }
}

fn distinct(slips: &[SlipId]) -> Result<Vec<SlipId>, Rejection> {
    let slips: BTreeSet<SlipId> = slips.iter().copied().collect();
    if slips.len() > MOST_SLIPS { Err(Rejection::TooMuchAtOnce) } else { Ok(slips.into_iter().collect()) }
}
