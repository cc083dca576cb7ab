//! What an order owes: always the sum of its movements, never stored.

use super::{Order, Payment, PaymentState};
use crate::money::Rupiah;

impl Order {
    /// What the buyer owes in all, held or not. Before the answer: the goods.
    pub fn total(&self) -> Rupiah {
        self.agreement().map_or(self.goods_total, |agreement| agreement.total)
    }

    /// What was verified for this order, and not given back since.
    pub fn held(&self) -> Rupiah {
        let verified = self.payments.iter().fold(Rupiah::ZERO, |sum, payment| match &payment.state {
            PaymentState::Verified { to_order, .. } => sum.and(*to_order),
            PaymentState::Claimed | PaymentState::Refused { .. } => sum,
        });
        verified.less(self.given_back)
    }

    /// What is missing of the whole price.
    pub fn rest(&self) -> Rupiah {
        self.agreement().map_or(Rupiah::ZERO, |agreement| agreement.total.less_or_zero(self.held()))
    }

    /// What is missing of the deposit.
    pub fn deposit_short(&self) -> Rupiah {
        self.agreement().map_or(Rupiah::ZERO, |agreement| agreement.deposit_due.less_or_zero(self.held()))
    }

    /// The payment that waits to be looked at.
    pub fn claim_waiting(&self) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.state == PaymentState::Claimed)
    }
}
