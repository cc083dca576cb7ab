//! Gates: steps that wait for money, and the owner's leave to pass without it.

use bincode::{Decode, Encode};

use super::Order;
use crate::book::profile::SettlementRule;
use crate::book::{Book, Context, Event, Rejection};
use crate::code_enum;
use crate::ids::OrderId;
use crate::sealed::{Note, Sealed};

code_enum! {
    /// A step that may wait for money.
    pub enum Gate {
        /// Materials are reckoned and bought: waits for the deposit.
        Materials = 1,
        /// Goods are made, or taken from the shelf: waits for the deposit.
        Production = 2,
        /// Goods leave: waits for the deposit.
        Dispatch = 3,
        /// Goods leave: waits for the whole price.
        Settlement = 4,
    }
}

/// The business let an order pass a gate without the money.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GateWaived {
    /// Which order.
    pub order: OrderId,
    /// Which gate. Whoever may pass one of the deposit's gates may pass those before it.
    pub gate: Gate,
    /// Why.
    pub reason: Sealed<Note>,
}

/// The owner lets an order pass a gate without the money, and says why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `GateWaived`")]
pub struct WaiveGate {
    pub order: OrderId,
    pub gate: Gate,
    pub reason: Sealed<Note>,
}

impl WaiveGate {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(Some(&self.reason))?;
        let order = book.order(self.order)?;
        order.under_way()?;
        if order.waived.contains(&self.gate) {
            return Ok(vec![]);
        }
        if order.passes(self.gate).is_ok() {
            return Err(Rejection::GateOpen);
        }
        Ok(vec![GateWaived { order: order.id, gate: self.gate, reason: self.reason.clone() }.into()])
    }
}

impl Order {
    /// Refuses a step whose gate is shut.
    ///
    /// # Errors
    /// [`Rejection::DepositNotHeld`] or [`Rejection::NotPaidYet`], which names the gate.
    pub fn passes(&self, gate: Gate) -> Result<(), Rejection> {
        let Some(agreement) = self.agreement() else { return Ok(()) };
        if gate == Gate::Settlement {
            let rest = self.rest();
            let waits = agreement.settlement == SettlementRule::BeforeDispatch && rest.is_positive();
            let waits = waits && !self.waived.contains(&Gate::Settlement);
            return if waits { Err(Rejection::NotPaidYet { rest }) } else { Ok(()) };
        }
        let waived = self.waived.iter().any(|waived| *waived != Gate::Settlement && *waived >= gate);
        if waived || self.policy.deposit_before > gate || !self.deposit_short().is_positive() {
            return Ok(());
        }
        Err(Rejection::DepositNotHeld { due: agreement.deposit_due, held: self.held(), gate })
    }
}
