//! How the agreement stands.

use super::super::{AskState, Asked, OfferState, Order, Stage};
use crate::code_enum;

code_enum! {
    /// How the agreement between buyer and business stands, in one word.
    pub enum Commercial {
        /// The buyer has said what they want.
        Placed = 1,
        /// One side has answered with terms of its own.
        Countered = 2,
        /// It was accepted.
        Accepted = 3,
        /// The business does not take it.
        Declined = 4,
        /// The buyer took it back.
        Withdrawn = 5,
        /// The last offer ran out of time.
        Expired = 6,
        /// It was accepted, and something else was agreed later.
        Changed = 7,
        /// It was called off.
        Cancelled = 8,
        /// Delivered and paid.
        Closed = 9,
    }
}

impl Order {
    /// How the agreement stands.
    pub fn commercial(&self) -> Commercial {
        match &self.stage {
            Stage::Placed => match self.offers.last().map(|offer| offer.state) {
                Some(OfferState::Open) => Commercial::Countered,
                Some(OfferState::Expired) => Commercial::Expired,
                Some(OfferState::Replaced | OfferState::Accepted) | None => Commercial::Placed,
            },
            Stage::Accepted { .. } if self.was_changed() => Commercial::Changed,
            Stage::Accepted { .. } => Commercial::Accepted,
            Stage::Declined { .. } => Commercial::Declined,
            Stage::Withdrawn { .. } => Commercial::Withdrawn,
            Stage::Cancelled { .. } => Commercial::Cancelled,
            Stage::Closed { .. } => Commercial::Closed,
        }
    }

    /// Both sides agreed on something else after it had been accepted.
    pub fn was_changed(&self) -> bool {
        let changed =
            |ask: &super::super::Ask| ask.state == AskState::Agreed && matches!(ask.what, Asked::Change(_));
        self.asks.iter().any(changed)
    }
}
