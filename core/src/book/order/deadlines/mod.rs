//! Deadlines: what is due of whom until when, and the fact that it was not done by then.

mod pass_time;

pub use pass_time::PassTime;

use bincode::{Decode, Encode};
use chrono_tz::Tz;

use super::{Awaits, Holder, Order, SlipState, Stage, Work};
use crate::book::profile::OrderPolicySet;
use crate::bugs::{Bug, made};
use crate::code_enum;
use crate::ids::{OrderId, RequestId};
use crate::time::Moment;

code_enum! {
    /// What was not done in its time.
    pub enum Overdue {
        /// The business has not answered an order.
        OrderUnanswered = 1,
        /// What was asked of the other side has no answer.
        AskUnanswered = 2,
        /// The deposit has not been paid.
        DepositUnpaid = 3,
        /// The business has not looked at its account.
        ClaimUnverified = 4,
        /// A supplier has not answered.
        SupplierSilent = 5,
        /// A supplier has not sent what it promised.
        SupplierLate = 6,
        /// A carrier has not come, or has not arrived.
        CourierSilent = 7,
        /// The goods are not there on the promised day.
        DeliveryLate = 8,
        /// The rest of the price has not been paid.
        RestUnpaid = 9,
    }
}

/// A deadline passed. Whoever is asked by it is shown so.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DeadlinePassed {
    /// Of which order.
    pub order: Option<OrderId>,
    /// Of which material request.
    pub request: Option<RequestId>,
    /// What was not done.
    pub what: Overdue,
    /// When it was due.
    pub due: Moment,
}

/// Something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// What.
    pub what: Overdue,
    /// Until when.
    pub due: Moment,
    /// Of whom.
    pub of: Holder,
}

/// That many hours after a moment; never after none.
pub(in crate::book) fn hours_after(moment: Moment, hours: u16) -> Option<Moment> {
    (hours > 0).then(|| moment.plus_seconds(i64::from(hours) * 3_600))
}

impl Order {
    /// Everything that is due of somebody now, by the policy that holds for the order. Days are those of
    /// `zone`.
    pub fn deadlines(&self, current: &OrderPolicySet, zone: Tz) -> Vec<Deadline> {
        let hours = match self.stage {
            Stage::Accepted { .. } => &self.policy.deadlines,
            _ => &current.deadlines,
        };
        let of = self.holder();
        let due =
            |what, since: Moment, hours| hours_after(since, hours).map(|due| Deadline { what, due, of });
        let since = self.turn.since;
        let awaited = match self.awaits() {
            Awaits::Answer => due(Overdue::OrderUnanswered, since, hours.answer),
            Awaits::AskAnswer { .. } => {
                let asked = self.open_ask().map_or(since, |ask| ask.at);
                due(Overdue::AskUnanswered, asked, hours.answer)
            }
            Awaits::Deposit { .. } => {
                let accepted = self.agreement().map_or(since, |agreement| agreement.accepted_at);
                due(Overdue::DepositUnpaid, since.max(accepted), hours.deposit)
            }
            Awaits::PaymentCheck { payment, .. } => {
                let claimed = self.payments.iter().find(|entry| entry.id == payment);
                due(Overdue::ClaimUnverified, claimed.map_or(since, |entry| entry.claimed_at), hours.claim)
            }
            Awaits::PickUp { slip } | Awaits::Arrival { slip } => {
                let slip = self.slips.iter().find(|entry| entry.id == slip);
                let since = slip.map_or(since, |slip| match slip.state {
                    SlipState::PickedUp { at } => at,
                    _ => slip.issued_at,
                });
                due(Overdue::CourierSilent, since, hours.courier)
            }
            // Who was given days to pay is late when these are over, and not before.
            Awaits::Settlement { .. } => match self.due_on(zone).filter(|_| hours.rest > 0) {
                Some(day) => {
                    Some(Deadline { what: Overdue::RestUnpaid, due: day.plus(1).start_in(zone), of })
                }
                None => due(Overdue::RestUnpaid, since.max(self.since), hours.rest),
            },
            _ => None,
        };
        let late = self.due_at(zone).and_then(|promised| hours_after(promised, hours.late));
        let late = late.filter(|_| !made(Bug::KeepSilent)).map(|due| Deadline {
            what: Overdue::DeliveryLate,
            due,
            of: Holder::Business,
        });
        awaited.into_iter().chain(late).collect()
    }

    /// The moment at which the promised day is over, later by as long as the buyer has kept everybody
    /// waiting; `None` while the buyer has the move, and where nothing is promised any more.
    pub fn due_at(&self, zone: Tz) -> Option<Moment> {
        let Stage::Accepted { agreement, work } = &self.stage else { return None };
        if matches!(work, Work::Delivered { .. }) || self.turn.holder == Holder::Buyer {
            return None;
        }
        Some(agreement.promised.plus(1).start_in(zone).plus_micros(self.paused))
    }

    /// The deadlines that have passed, as far as that is a fact, and that somebody is still asked for.
    pub fn overdue(&self) -> impl Iterator<Item = &(Overdue, Moment)> {
        let asked = self.asked_for();
        self.passed.iter().filter(move |(what, _)| asked.contains(what))
    }

    /// What could be overdue of the order as it stands.
    fn asked_for(&self) -> Vec<Overdue> {
        let mut asked = match self.awaits() {
            Awaits::Answer => vec![Overdue::OrderUnanswered],
            Awaits::AskAnswer { .. } => vec![Overdue::AskUnanswered],
            Awaits::Deposit { .. } => vec![Overdue::DepositUnpaid],
            Awaits::PaymentCheck { .. } => vec![Overdue::ClaimUnverified],
            Awaits::PickUp { .. } | Awaits::Arrival { .. } => vec![Overdue::CourierSilent],
            Awaits::Settlement { .. } => vec![Overdue::RestUnpaid],
            _ => Vec::new(),
        };
        if matches!(&self.stage, Stage::Accepted { work, .. } if !matches!(work, Work::Delivered { .. })) {
            asked.push(Overdue::DeliveryLate);
        }
        asked
    }
}
