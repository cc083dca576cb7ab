//! What an order waits for, and who has the next move: derived from its facts.

use super::{Order, OrderRequest, RequestState, Stage, Work};
use crate::book::delivery::Carrier;
use crate::book::profile::SettlementRule;
use crate::code_enum;
use crate::ids::{PartyId, PaymentId, RequestId, SlipId};
use crate::money::Rupiah;

code_enum! {
    /// An order's place on the board, in one word.
    pub enum StageName {
        /// Waits for the business's answer.
        Placed = 1,
        /// Waits for the deposit.
        AwaitingDeposit = 2,
        /// Waits for materials.
        AwaitingMaterials = 3,
        /// Can be made, or taken from the shelf.
        Ready = 4,
        /// Being made.
        InProduction = 5,
        /// Waits to be packed.
        Made = 6,
        /// Waits for a carrier.
        Packed = 7,
        /// A carrier has been asked.
        Dispatched = 8,
        /// On the road.
        OnTheRoad = 9,
        /// Arrived, not wholly paid.
        AwaitingSettlement = 10,
        /// Settled.
        Closed = 11,
        /// Not taken.
        Declined = 12,
        /// Taken back.
        Withdrawn = 13,
        /// Called off.
        Cancelled = 14,
    }
}

impl StageName {
    /// Nothing is awaited any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Closed | Self::Declined | Self::Withdrawn | Self::Cancelled)
    }
}

/// What an order waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Awaits {
    /// The business's answer.
    Answer,
    /// So much of the deposit.
    Deposit {
        /// What is missing.
        short: Rupiah,
    },
    /// The business's look at its account.
    PaymentCheck {
        /// Which payment.
        payment: PaymentId,
        /// How much was claimed.
        amount: Rupiah,
    },
    /// A request to a supplier.
    MaterialRequest,
    /// A recipe, without which nobody knows what to buy.
    Recipe,
    /// The supplier's answer.
    SupplierAnswer {
        /// Who.
        supplier: PartyId,
        /// To which request.
        request: RequestId,
    },
    /// The supplier's shipment.
    Shipment {
        /// Whose.
        supplier: PartyId,
        /// For which request.
        request: RequestId,
    },
    /// The count of what was shipped.
    GoodsReceipt {
        /// For which request.
        request: RequestId,
    },
    /// The start of the work.
    Production,
    /// The end of the work.
    Making,
    /// Packing.
    Packing,
    /// A carrier.
    Dispatch,
    /// The carrier's coming for the goods.
    PickUp {
        /// With which slip.
        slip: SlipId,
    },
    /// The goods' arrival.
    Arrival {
        /// With which slip.
        slip: SlipId,
    },
    /// The count of goods that come back.
    ReturnReceipt {
        /// Which return of the order.
        number: u16,
    },
    /// The business's word about what the buyer did not get.
    ShortfallDecision,
    /// The rest of the price.
    Settlement {
        /// What is missing.
        rest: Rupiah,
    },
    /// Nothing.
    Nothing,
}

/// Who has the next move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The buyer.
    Buyer,
    /// The business.
    Business,
    /// A supplier or a courier.
    Party(PartyId),
    /// Nobody.
    Nobody,
}

impl Order {
    /// What the order waits for.
    pub fn awaits(&self) -> Awaits {
        match &self.stage {
            Stage::Placed => Awaits::Answer,
            Stage::Accepted { agreement, work } => {
                let short = self.deposit_short();
                if short.is_positive() {
                    return self.check_or(Awaits::Deposit { short });
                }
                match work {
                    Work::Waiting => self.awaits_before_work(),
                    Work::InProduction => Awaits::Making,
                    Work::Made => Awaits::Packing,
                    Work::Packed { .. } => {
                        let rest = self.rest();
                        if agreement.settlement == SettlementRule::BeforeDispatch && rest.is_positive() {
                            self.check_or(Awaits::Settlement { rest })
                        } else {
                            Awaits::Dispatch
                        }
                    }
                    Work::Dispatched { slip, .. } => Awaits::PickUp { slip: *slip },
                    Work::OnTheRoad { slip, .. } => Awaits::Arrival { slip: *slip },
                    Work::Delivered { .. } if self.return_open().is_some() => {
                        let number = self.return_open().map_or(0, |entry| entry.number);
                        Awaits::ReturnReceipt { number }
                    }
                    Work::Delivered { .. } if self.is_short() => Awaits::ShortfallDecision,
                    Work::Delivered { .. } => self.check_or(Awaits::Settlement { rest: self.rest() }),
                }
            }
            Stage::Declined { .. }
            | Stage::Withdrawn { .. }
            | Stage::Cancelled { .. }
            | Stage::Closed { .. } => Awaits::Nothing,
        }
    }

    fn check_or(&self, otherwise: Awaits) -> Awaits {
        self.claim_waiting().map_or(otherwise, |payment| Awaits::PaymentCheck {
            payment: payment.id,
            amount: payment.claimed,
        })
    }

    fn awaits_before_work(&self) -> Awaits {
        if self.lines_to_make().next().is_none() {
            return Awaits::Packing;
        }
        if self.plan_impossible {
            return Awaits::Recipe;
        }
        if self.materials_short().is_empty() {
            return Awaits::Production;
        }
        match self.requests.iter().find(|request| request.state.is_open()) {
            None => Awaits::MaterialRequest,
            Some(OrderRequest { id, supplier, state, .. }) => match state {
                RequestState::Confirmed => Awaits::Shipment { supplier: *supplier, request: *id },
                RequestState::Shipped => Awaits::GoodsReceipt { request: *id },
                RequestState::Sent
                | RequestState::Refused
                | RequestState::Withdrawn
                | RequestState::Received => Awaits::SupplierAnswer { supplier: *supplier, request: *id },
            },
        }
    }

    /// Who has the next move.
    pub fn holder(&self) -> Holder {
        match self.awaits() {
            Awaits::Deposit { .. } | Awaits::Settlement { .. } => Holder::Buyer,
            Awaits::SupplierAnswer { supplier, .. } | Awaits::Shipment { supplier, .. } => {
                Holder::Party(supplier)
            }
            Awaits::PickUp { slip } | Awaits::Arrival { slip } => {
                match self.slips.iter().find(|entry| entry.id == slip).map(|entry| &entry.carrier) {
                    Some(Carrier::Courier { party }) => Holder::Party(*party),
                    Some(Carrier::Collected) => Holder::Buyer,
                    Some(Carrier::OwnStaff { .. } | Carrier::Expedition { .. }) | None => Holder::Business,
                }
            }
            Awaits::Answer
            | Awaits::PaymentCheck { .. }
            | Awaits::MaterialRequest
            | Awaits::Recipe
            | Awaits::GoodsReceipt { .. }
            | Awaits::Production
            | Awaits::Making
            | Awaits::Packing
            | Awaits::Dispatch
            | Awaits::ReturnReceipt { .. }
            | Awaits::ShortfallDecision => Holder::Business,
            Awaits::Nothing => Holder::Nobody,
        }
    }

    /// The order's place on the board.
    pub fn stage_name(&self) -> StageName {
        match &self.stage {
            Stage::Placed => StageName::Placed,
            Stage::Declined { .. } => StageName::Declined,
            Stage::Withdrawn { .. } => StageName::Withdrawn,
            Stage::Cancelled { .. } => StageName::Cancelled,
            Stage::Closed { .. } => StageName::Closed,
            Stage::Accepted { work, .. } => match work {
                Work::Waiting if self.deposit_short().is_positive() => StageName::AwaitingDeposit,
                Work::Waiting => match self.awaits_before_work() {
                    Awaits::Production | Awaits::Packing => StageName::Ready,
                    _ => StageName::AwaitingMaterials,
                },
                Work::InProduction => StageName::InProduction,
                Work::Made => StageName::Made,
                Work::Packed { .. } => StageName::Packed,
                Work::Dispatched { .. } => StageName::Dispatched,
                Work::OnTheRoad { .. } => StageName::OnTheRoad,
                Work::Delivered { .. } => StageName::AwaitingSettlement,
            },
        }
    }
}
