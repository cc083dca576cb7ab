//! Correcting a payment that was verified with the wrong amount.

use bincode::{Decode, Encode};

use super::verify::{fee, payment};
use super::{PaymentCorrected, PaymentMethod, Split};
use crate::book::correction::{Mistake, check_reason};
use crate::book::order::{Order, Payment, PaymentState, Stage};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::PaymentId;
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// The business says that a payment it verified was of another amount: nothing at all where it never arrived.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PaymentCorrected`")]
pub struct CorrectPayment {
    pub payment: PaymentId,
    pub amount: Rupiah,
    pub why: Mistake,
    pub note: Option<Sealed<Note>>,
}

/// What correcting a payment would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaymentCorrection {
    /// What was verified, and how it was split.
    pub was: Split,
    /// What it is instead.
    pub is: Split,
    /// How much more, or with a minus less, is the buyer's credit.
    pub credit: Rupiah,
    /// How much more, or with a minus less, is to be given back to the buyer.
    pub refund: Rupiah,
    /// What the order gets back of what it had let go to the buyer's credit.
    pub taken_back: Rupiah,
}

impl PaymentCorrection {
    /// What would be missing of the order's price.
    pub fn rest_after(&self, order: &Order, payment: PaymentId) -> Rupiah {
        let mut after = order.clone();
        after.moved_to_credit = after.moved_to_credit.less(self.taken_back);
        for payment in after.payments.iter_mut().filter(|it| it.id == payment) {
            if let PaymentState::Verified { amount, to_order, to_credit, .. } = &mut payment.state {
                (*amount, *to_order, *to_credit) = (self.is.amount, self.is.to_order, self.is.to_credit);
            }
        }
        after.rest()
    }
}

impl CorrectPayment {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        check_reason(context, self.why, self.note.as_ref())?;
        let Some(effect) = book.payment_corrected(self.payment, self.amount)? else { return Ok(vec![]) };
        let order = book.order_of_payment(self.payment)?;
        let payment = payment(order, self.payment)?;
        let kept = |amount| fee(book, payment.method, amount);
        Ok(vec![
            PaymentCorrected {
                payment: payment.id,
                order: order.id,
                method: payment.method,
                was: effect.was,
                is: effect.is,
                credit: effect.credit,
                refund: effect.refund,
                taken_back: effect.taken_back,
                fee: kept(self.amount).less(kept(effect.was.amount)),
                since: book.months.when_paid(payment),
                why: self.why,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

impl Book {
    /// What it would do if a verified payment was of another amount; nothing where it is of that amount.
    ///
    /// # Errors
    /// Why it cannot be so corrected.
    pub fn payment_corrected(
        &self,
        id: PaymentId,
        amount: Rupiah,
    ) -> Result<Option<PaymentCorrection>, Rejection> {
        let order = self.order_of_payment(id)?;
        let payment = payment(order, id)?;
        let was = verified(payment)?;
        if payment.method == PaymentMethod::CourierCash {
            return Err(Rejection::CashOfCourier);
        }
        if amount < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "amount" });
        }
        if amount == was.amount {
            return Ok(None);
        }
        match &order.stage {
            Stage::Cancelled { .. } => self.after_calling_off(order, was, amount).map(Some),
            _ => self.under_way(order, payment, was, amount).map(Some),
        }
    }

    /// First it pays the order, what is too much is credit. Credit that was used meanwhile cannot be taken back: then
    /// the order lacks it.
    fn under_way(
        &self,
        order: &Order,
        payment: &Payment,
        was: Split,
        amount: Rupiah,
    ) -> Result<PaymentCorrection, Rejection> {
        let credit = self.account(order.buyer).credit;
        let mut without = order.clone();
        without.payments.retain(|other| other.id != payment.id);
        let room = without.rest();
        let least_credit = was.to_credit.less_or_zero(credit);
        let to_order = amount.min(room).min(amount.less_or_zero(least_credit));
        let is = Split { amount, to_order, to_credit: amount.less(to_order) };
        let change = is.to_credit.less(was.to_credit);
        let taken_back = order
            .moved_to_credit
            .min(room.less_or_zero(to_order))
            .min(was.amount.less_or_zero(amount))
            .min(credit.and(change));
        let taken_back = if taken_back.is_positive() { taken_back } else { Rupiah::ZERO };
        let held = without.held().and(to_order).and(taken_back);
        if is.to_credit < least_credit || held < Rupiah::ZERO {
            let short = least_credit.less_or_zero(is.to_credit).and(Rupiah::ZERO.less_or_zero(held));
            return Err(Rejection::CreditSpent { least: amount.and(short) });
        }
        let credit = change.less(taken_back);
        Ok(PaymentCorrection { was, is, credit, refund: Rupiah::ZERO, taken_back })
    }

    /// What was held was divided when the order was called off: more is the buyer's credit, less is taken from what
    /// is to be given back, then from what became credit.
    fn after_calling_off(
        &self,
        order: &Order,
        was: Split,
        amount: Rupiah,
    ) -> Result<PaymentCorrection, Rejection> {
        let Stage::Cancelled { money, .. } = &order.stage else {
            return Err(Rejection::WrongStage { stage: order.stage_name() });
        };
        let account = self.account(order.buyer);
        let less = was.amount.less_or_zero(amount);
        let refund = less.min(money.to_refund).min(account.refund_due);
        let credit = less.less(refund).min(money.to_credit).min(account.credit);
        let missing = less.less(refund).less(credit);
        if missing.is_positive() || amount < was.to_credit {
            return Err(Rejection::CreditSpent { least: amount.and(missing).max(was.to_credit) });
        }
        let is = Split { amount, to_order: amount.less(was.to_credit), to_credit: was.to_credit };
        let more = amount.less_or_zero(was.amount);
        Ok(PaymentCorrection {
            was,
            is,
            credit: more.less(credit),
            refund: Rupiah::ZERO.less(refund),
            taken_back: Rupiah::ZERO,
        })
    }
}

fn verified(payment: &Payment) -> Result<Split, Rejection> {
    match &payment.state {
        PaymentState::Verified { amount, to_order, to_credit, .. } => {
            Ok(Split { amount: *amount, to_order: *to_order, to_credit: *to_credit })
        }
        PaymentState::Claimed => Err(Rejection::NotVerified),
        PaymentState::Refused { .. } => Err(Rejection::AlreadyRefused),
    }
}
