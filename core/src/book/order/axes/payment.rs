//! How an order's money stands, in one word.

use chrono_tz::Tz;

use crate::book::order::{Order, PaymentState, Stage, Work};
use crate::book::profile::SettlementRule;
use crate::code_enum;
use crate::time::Day;

code_enum! {
    /// How an order's money stands.
    pub enum PaymentAxis {
        /// Nothing is to be paid now.
        NothingDue = 1,
        /// The deposit is to be paid.
        DepositDue = 2,
        /// The business is to look at its account.
        ClaimWaiting = 3,
        /// The deposit is there; the rest comes later.
        DepositHeld = 4,
        /// The rest is to be paid.
        RestDue = 5,
        /// The day by which it was to be paid has passed.
        Overdue = 6,
        /// All of it is paid.
        Paid = 7,
        /// More than all of it was paid: the buyer has credit.
        Credit = 8,
        /// Money is to be given back.
        RefundDue = 9,
    }
}

impl Order {
    /// How its money stands on a day. `zone` is the business's.
    pub fn payment(&self, today: Day, zone: Tz) -> PaymentAxis {
        let (agreement, work) = match &self.stage {
            Stage::Placed | Stage::Declined { .. } | Stage::Withdrawn { .. } => {
                return PaymentAxis::NothingDue;
            }
            Stage::Cancelled { money, .. } if money.to_refund > self.money.refunded => {
                return PaymentAxis::RefundDue;
            }
            Stage::Cancelled { money, .. } if money.to_credit.is_positive() => return PaymentAxis::Credit,
            Stage::Cancelled { .. } => return PaymentAxis::NothingDue,
            Stage::Closed { .. } => return self.paid_word(),
            Stage::Accepted { agreement, work } => (agreement, work),
        };
        if self.claim_waiting().is_some() {
            return PaymentAxis::ClaimWaiting;
        }
        if self.is_overdue(today, zone) {
            return PaymentAxis::Overdue;
        }
        if self.deposit_short().is_positive() {
            return PaymentAxis::DepositDue;
        }
        if !self.rest().is_positive() {
            return self.paid_word();
        }
        let due = match work {
            Work::Delivered { .. } => true,
            Work::Packed { .. } => agreement.settlement == SettlementRule::BeforeDispatch,
            _ => false,
        };
        match (due, agreement.deposit_due.is_positive()) {
            (true, _) => PaymentAxis::RestDue,
            (false, true) => PaymentAxis::DepositHeld,
            (false, false) => PaymentAxis::NothingDue,
        }
    }

    fn paid_word(&self) -> PaymentAxis {
        let too_much = self.payments.iter().any(|payment| {
            matches!(&payment.state, PaymentState::Verified { to_credit, .. } if to_credit.is_positive())
        });
        if too_much { PaymentAxis::Credit } else { PaymentAxis::Paid }
    }
}
