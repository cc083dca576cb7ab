//! What an order waits for, and who has the next move: derived from its facts.

use bincode::{Decode, Encode};

use super::{Gate, Order, OrderRequest, RequestState, Side, Stage, Work};
use crate::book::delivery::Carrier;
use crate::bugs::{Bug, made};
use crate::code_enum;
use crate::ids::{PartyId, PaymentId, RequestId, SlipId};
use crate::money::Rupiah;
use crate::time::Moment;

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
    /// The buyer's answer to an offer.
    OfferAnswer {
        /// Which offer.
        offer: u16,
        /// Until when it stands.
        expires: Moment,
    },
    /// The other side's answer to what was asked after the acceptance.
    AskAnswer {
        /// What was asked.
        ask: u16,
        /// Whose answer.
        of: Side,
    },
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
    /// The business's answer to what a supplier offers instead.
    CounterAnswer {
        /// Who offers.
        supplier: PartyId,
        /// For which request.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
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
            Stage::Placed => match self.open_offer() {
                Some(offer) if offer.terms.by == Side::Business => {
                    Awaits::OfferAnswer { offer: offer.terms.offer, expires: offer.terms.expires }
                }
                _ => Awaits::Answer,
            },
            Stage::Accepted { work, .. } => {
                if let Some(ask) = self.open_ask() {
                    return Awaits::AskAnswer { ask: ask.number, of: ask.by.other() };
                }
                let deposit = || self.check_or(Awaits::Deposit { short: self.deposit_short() });
                match work {
                    Work::Waiting if self.passes(self.next_gate()).is_err() => deposit(),
                    Work::Waiting => self.awaits_before_work(),
                    Work::InProduction => Awaits::Making,
                    Work::Made => Awaits::Packing,
                    Work::Packed { .. } if self.passes(Gate::Dispatch).is_err() => deposit(),
                    Work::Packed { .. } if self.passes(Gate::Settlement).is_err() => {
                        self.check_or(Awaits::Settlement { rest: self.rest() })
                    }
                    Work::Packed { .. } => Awaits::Dispatch,
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

    /// The gate before the next step of work that has not begun.
    fn next_gate(&self) -> Gate {
        let to_make = self.lines_to_make().next().is_some();
        let to_buy = self.needs.is_empty() || self.plan_impossible || self.is_short_of_materials();
        if to_make && to_buy { Gate::Materials } else { Gate::Production }
    }

    fn awaits_before_work(&self) -> Awaits {
        if self.lines_to_make().next().is_none() {
            return Awaits::Packing;
        }
        if self.plan_impossible {
            return Awaits::Recipe;
        }
        if !self.is_short_of_materials() {
            return Awaits::Production;
        }
        let waits = |state: RequestState| self.requests.iter().find(|request| request.state == state);
        let open = || self.requests.iter().find(|request| request.state.is_open());
        let own = waits(RequestState::Countered).or_else(|| waits(RequestState::Shipped));
        match own.or_else(|| open().filter(|_| self.unasked().next().is_none())) {
            // Nobody was asked for some of it: suppliers who were asked for other things do not bring that.
            None => Awaits::MaterialRequest,
            Some(OrderRequest { id, supplier, state, .. }) => match state {
                RequestState::Countered => Awaits::CounterAnswer { supplier: *supplier, request: *id },
                RequestState::Confirmed => Awaits::Shipment { supplier: *supplier, request: *id },
                RequestState::Shipped => Awaits::GoodsReceipt { request: *id },
                RequestState::Sent
                | RequestState::Refused
                | RequestState::Withdrawn
                | RequestState::Expired
                | RequestState::Received => Awaits::SupplierAnswer { supplier: *supplier, request: *id },
            },
        }
    }

    /// Who has the next move.
    pub fn holder(&self) -> Holder {
        match self.awaits() {
            Awaits::AskAnswer { .. } if made(Bug::HoldNobody) => Holder::Nobody,
            Awaits::Deposit { .. }
            | Awaits::Settlement { .. }
            | Awaits::OfferAnswer { .. }
            | Awaits::AskAnswer { of: Side::Buyer, .. } => Holder::Buyer,
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
            | Awaits::AskAnswer { of: Side::Business, .. }
            | Awaits::PaymentCheck { .. }
            | Awaits::MaterialRequest
            | Awaits::CounterAnswer { .. }
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
                Work::Waiting if self.passes(self.next_gate()).is_err() => StageName::AwaitingDeposit,
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

/// Whose turn it is, since when, and how long everybody has had it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Turn {
    /// Who has the next move.
    pub holder: Holder,
    /// Since when.
    pub since: Moment,
    /// For how long everybody had it before, in microseconds.
    pub spent: Vec<(Holder, i64)>,
}

impl Turn {
    pub(super) const fn begun(holder: Holder, since: Moment) -> Self {
        Self { holder, since, spent: Vec::new() }
    }

    /// Hands the move on, and returns for how long it was held.
    pub(super) fn passes_to(&mut self, holder: Holder, at: Moment) -> i64 {
        let held = at.micros().saturating_sub(self.since.micros()).max(0);
        match self.spent.iter_mut().find(|(of, _)| *of == self.holder) {
            Some((_, spent)) => *spent = spent.saturating_add(held),
            None if held > 0 => self.spent.push((self.holder, held)),
            None => {}
        }
        (self.holder, self.since) = (holder, at);
        held
    }

    /// For how long everybody has had the move until `now`, in microseconds.
    pub fn until(&self, now: Moment) -> Vec<(Holder, i64)> {
        let mut turn = self.clone();
        turn.passes_to(self.holder, now);
        turn.spent.retain(|(holder, _)| *holder != Holder::Nobody);
        turn.spent
    }
}
