//! Letting a rest go.

use bincode::{Decode, Encode};

use super::{RestWrittenOff, WriteOffReason};
use crate::book::order::{Order, Stage, Work};
use crate::book::{Book, Command, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::money::Rupiah;
use crate::party::Channel;
use crate::sealed::{Note, Sealed};

/// The owner does not ask for a part of the price any more, or the business's policy lets a small rest go.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `RestWrittenOff`")]
pub struct WriteOffRest {
    pub order: OrderId,
    pub amount: Rupiah,
    pub reason: WriteOffReason,
    pub note: Option<Sealed<Note>>,
}

impl WriteOffRest {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_policy_or_business()?;
        context.sealed_here(self.note.as_ref())?;
        let order = book.order(self.order)?;
        order.under_way()?;
        let spoken = WriteOffReason::SPOKEN.contains(&self.reason);
        if spoken == (context.channel == Channel::Policy) {
            return Err(Rejection::Invalid { field: "reason" });
        }
        if let Some(claim) = order.claim_waiting() {
            return Err(Rejection::ClaimWaiting { payment: claim.id, amount: claim.claimed });
        }
        let rest = order.rest();
        if !rest.is_positive() {
            return Err(Rejection::NothingDue);
        }
        if !self.amount.is_positive() {
            return Err(Rejection::Invalid { field: "amount" });
        }
        if self.amount > rest {
            return Err(Rejection::MoreThanRest { rest });
        }
        Ok(vec![
            RestWrittenOff {
                order: order.id,
                amount: self.amount,
                reason: self.reason,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

/// The business's policy: a rest so small that it lets it go, of an order that arrived and of which something
/// was paid.
pub(in crate::book) fn let_go_what_is_small(book: &Book, order: &Order) -> Vec<Command> {
    let tolerance = book.profile.as_ref().map_or(Rupiah::ZERO, |profile| profile.payments.tolerance);
    let rest = order.rest();
    let small = matches!(&order.stage, Stage::Accepted { work: Work::Delivered { .. }, .. })
        && rest.is_positive()
        && rest <= tolerance
        && order.held().is_positive()
        && order.claim_waiting().is_none();
    if !small {
        return Vec::new();
    }
    let reason = WriteOffReason::Tolerance;
    vec![WriteOffRest { order: order.id, amount: rest, reason, note: None }.into()]
}
