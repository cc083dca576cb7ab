//! Orders: what was agreed, how far it has come, and what it waits for.

mod accept;
mod cancel;
mod close;
mod decline;
mod event;
mod place;
mod withdraw;

pub use accept::AcceptOrder;
pub use cancel::CancelOrder;
pub use close::CloseOrder;
pub use decline::DeclineOrder;
pub use event::*;
pub use place::{MOST_LINES, PlaceLine, PlaceOrder};
pub use withdraw::WithdrawOrder;

use bincode::{Decode, Encode};

use super::delivery::{Carrier, DeliveryProblem, DeliveryRefusal, TransportMode};
use super::material::MaterialNeed;
use super::payment::{PaymentMethod, PaymentRefusal};
use super::profile::SettlementRule;
use super::stock::StockLine;
use super::{Event, Rejection};
use crate::code_enum;
use crate::ids::{MaterialId, OrderId, PartyId, PaymentId, RequestId, SlipId};
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::{Day, Moment};

/// An order as the facts have left it. The book decides on it, and the views show it: there is one fold.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// Its number for people.
    pub number: String,
    /// Who buys.
    pub buyer: PartyId,
    /// What is bought.
    pub lines: Vec<OrderLine>,
    /// When the buyer would like it.
    pub wanted: Option<Day>,
    /// How it should come.
    pub delivery: DeliveryWish,
    /// Sum of the lines.
    pub goods_total: Rupiah,
    /// The buyer's word to the business.
    pub note: Option<Sealed<Note>>,
    /// When it was placed.
    pub placed_at: Moment,
    /// When what it now waits for began.
    pub since: Moment,
    /// What was agreed.
    pub stage: Stage,
    /// All payments that were ever claimed for it.
    pub payments: Vec<Payment>,
    /// What its goods take, once reckoned.
    pub needs: Vec<MaterialNeed>,
    /// Its materials cannot be reckoned, for want of a recipe.
    pub plan_impossible: bool,
    /// All requests that were ever made for it.
    pub requests: Vec<OrderRequest>,
    /// Goods on the shelf that are kept for it.
    pub reserved: Vec<StockLine>,
    /// All slips that were ever issued for it.
    pub slips: Vec<Slip>,
}

/// How far the agreement has come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Stage {
    /// Nobody has answered yet.
    Placed,
    /// It was accepted and is under way.
    Accepted {
        /// On what.
        agreement: Agreement,
        /// How far the goods have come.
        work: Work,
    },
    /// The business does not take it.
    Declined {
        /// Why.
        reason: DeclineReason,
        /// Why, in words.
        note: Option<Sealed<Note>>,
    },
    /// The buyer took it back.
    Withdrawn {
        /// Why, in words.
        note: Option<Sealed<Note>>,
    },
    /// It was called off after it had been accepted.
    Cancelled {
        /// By which party.
        by: PartyId,
        /// Why, in words.
        note: Option<Sealed<Note>>,
    },
    /// Delivered and paid.
    Closed {
        /// On what it had been accepted.
        agreement: Agreement,
        /// The slip it arrived with.
        slip: SlipId,
    },
}

/// What buyer and business agreed on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Agreement {
    /// When.
    pub accepted_at: Moment,
    /// The day the goods are promised for.
    pub promised: Day,
    /// What is to be paid before work starts.
    pub deposit_due: Rupiah,
    /// What the transport costs.
    pub freight: Rupiah,
    /// Who pays it.
    pub freight_payer: FreightPayer,
    /// What the buyer owes in all.
    pub total: Rupiah,
    /// When the rest is paid.
    pub settlement: SettlementRule,
    /// Where each line's goods come from.
    pub sources: Vec<LineSource>,
}

/// How far the goods have come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Work {
    /// Not begun.
    Waiting,
    /// Being made.
    InProduction,
    /// Made, or taken from the shelf.
    Made,
    /// In packages.
    Packed {
        /// How many.
        packages: u16,
    },
    /// A carrier has been asked.
    Dispatched {
        /// With that slip.
        slip: SlipId,
        /// How many packages.
        packages: u16,
    },
    /// A carrier has them.
    OnTheRoad {
        /// With that slip.
        slip: SlipId,
        /// How many packages.
        packages: u16,
    },
    /// The buyer has them.
    Delivered {
        /// With that slip.
        slip: SlipId,
    },
}

/// One payment of an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Payment {
    /// Its id.
    pub id: PaymentId,
    /// What was claimed.
    pub claimed: Rupiah,
    /// How it was sent.
    pub method: PaymentMethod,
    /// When it was claimed.
    pub claimed_at: Moment,
    /// What became of it.
    pub state: PaymentState,
}

/// What became of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum PaymentState {
    /// Nobody has looked yet.
    Claimed,
    /// The money was seen.
    Verified {
        /// How much.
        amount: Rupiah,
        /// What of it pays the order.
        to_order: Rupiah,
        /// What of it became credit.
        to_credit: Rupiah,
        /// The receipt's number.
        receipt: String,
        /// When.
        at: Moment,
    },
    /// The money was not there.
    Refused {
        /// Why.
        reason: PaymentRefusal,
    },
}

code_enum! {
    /// How far a material request has come.
    pub enum RequestState {
        /// The supplier has not answered.
        Sent = 1,
        /// The supplier promised, in full or in part.
        Confirmed = 2,
        /// The supplier does not deliver.
        Refused = 3,
        /// The business took it back.
        Withdrawn = 4,
        /// On its way.
        Shipped = 5,
        /// Counted and in stock.
        Received = 6,
    }
}

impl RequestState {
    /// Something is still to come of it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Confirmed | Self::Shipped)
    }
}

/// A material request made for an order, as far as the order is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderRequest {
    /// Which request.
    pub id: RequestId,
    /// Its number for people.
    pub number: String,
    /// Who was asked.
    pub supplier: PartyId,
    /// How far it has come.
    pub state: RequestState,
    /// What of it arrived.
    pub received: Vec<(MaterialId, Quantity)>,
}

/// A delivery slip of an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Slip {
    /// Its id.
    pub id: SlipId,
    /// Its number for people.
    pub number: String,
    /// When it was issued.
    pub issued_at: Moment,
    /// The how-many-th attempt it is.
    pub attempt: u16,
    /// Who carries.
    pub carrier: Carrier,
    /// With what.
    pub mode: TransportMode,
    /// Where to.
    pub destination: DeliveryWish,
    /// How many packages.
    pub packages: u16,
    /// Cash to collect.
    pub cash_to_collect: Rupiah,
    /// What the courier earns.
    pub courier_fee: Rupiah,
    /// A word to the courier.
    pub note: Option<Sealed<Note>>,
    /// What became of it.
    pub state: SlipState,
}

/// What became of a slip.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum SlipState {
    /// The carrier has been asked.
    Issued,
    /// The carrier does not take it.
    Declined {
        /// Why.
        reason: DeliveryRefusal,
    },
    /// The business took it back.
    Withdrawn,
    /// The carrier has the goods.
    PickedUp {
        /// Since when.
        at: Moment,
    },
    /// The receiver has the goods.
    Completed {
        /// Since when.
        at: Moment,
        /// Who took them.
        received_by: Option<Sealed<crate::sealed::ReceivedBy>>,
        /// Cash taken.
        cash_collected: Rupiah,
    },
    /// They did not arrive.
    Failed {
        /// When that was found.
        at: Moment,
        /// Why.
        reason: DeliveryProblem,
        /// The day another attempt was spoken of.
        next_attempt: Option<Day>,
    },
}

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
    /// The order that was just placed.
    pub fn placed(event: &OrderPlaced, at: Moment) -> Self {
        Self {
            id: event.order,
            number: event.number.clone(),
            buyer: event.buyer,
            lines: event.lines.clone(),
            wanted: event.wanted,
            delivery: event.delivery.clone(),
            goods_total: event.goods_total,
            note: event.note.clone(),
            placed_at: at,
            since: at,
            stage: Stage::Placed,
            payments: Vec::new(),
            needs: Vec::new(),
            plan_impossible: false,
            requests: Vec::new(),
            reserved: Vec::new(),
            slips: Vec::new(),
        }
    }

    /// Keeps a fact about this order. Facts about other things leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        let before = self.stage_name();
        self.keep(event, at);
        if self.stage_name() != before {
            self.since = at;
        }
    }

    fn keep(&mut self, event: &Event, at: Moment) {
        match event {
            Event::OrderAccepted(e) => {
                let agreement = Agreement {
                    accepted_at: at,
                    promised: e.promised,
                    deposit_due: e.deposit_due,
                    freight: e.freight,
                    freight_payer: e.freight_payer,
                    total: e.total,
                    settlement: e.settlement,
                    sources: e.sources.clone(),
                };
                self.stage = Stage::Accepted { agreement, work: Work::Waiting };
            }
            Event::OrderDeclined(e) => {
                self.stage = Stage::Declined { reason: e.reason, note: e.note.clone() };
            }
            Event::OrderWithdrawn(e) => self.stage = Stage::Withdrawn { note: e.note.clone() },
            Event::OrderCancelled(e) => {
                self.stage = Stage::Cancelled { by: e.by, note: e.note.clone() };
            }
            Event::OrderClosed(_) => {
                if let Stage::Accepted { agreement, work: Work::Delivered { slip } } = &self.stage {
                    self.stage = Stage::Closed { agreement: agreement.clone(), slip: *slip };
                }
            }
            Event::GoodsReserved(e) => self.reserved.extend(e.lines.iter().copied()),
            Event::ReservationReleased(_) => self.reserved.clear(),
            Event::PaymentClaimed(e) => self.payments.push(Payment {
                id: e.payment,
                claimed: e.amount,
                method: e.method,
                claimed_at: at,
                state: PaymentState::Claimed,
            }),
            Event::PaymentVerified(e) => self.set_payment(
                e.payment,
                PaymentState::Verified {
                    amount: e.amount,
                    to_order: e.to_order,
                    to_credit: e.to_credit,
                    receipt: e.receipt.clone(),
                    at,
                },
            ),
            Event::PaymentRefused(e) => {
                self.set_payment(e.payment, PaymentState::Refused { reason: e.reason });
            }
            Event::MaterialsPlanned(e) => {
                self.needs.clone_from(&e.needs);
                self.plan_impossible = false;
            }
            Event::PlanImpossible(_) => self.plan_impossible = true,
            Event::MaterialsRequested(e) => self.requests.push(OrderRequest {
                id: e.request,
                number: e.number.clone(),
                supplier: e.supplier,
                state: RequestState::Sent,
                received: Vec::new(),
            }),
            Event::MaterialsConfirmed(e) => self.set_request(e.request, RequestState::Confirmed),
            Event::MaterialsRefused(e) => self.set_request(e.request, RequestState::Refused),
            Event::MaterialsWithdrawn(e) => self.set_request(e.request, RequestState::Withdrawn),
            Event::MaterialsShipped(e) => self.set_request(e.request, RequestState::Shipped),
            Event::MaterialsReceived(e) => {
                self.set_request(e.request, RequestState::Received);
                if let Some(request) = self.requests.iter_mut().find(|request| request.id == e.request) {
                    request.received = e.lines.iter().map(|line| (line.material, line.quantity)).collect();
                }
            }
            Event::ProductionStarted(_) => self.set_work(Work::InProduction),
            Event::ProductionFinished(e) => {
                self.reserved.extend(e.made.iter().copied());
                self.set_work(Work::Made);
            }
            Event::OrderPacked(e) => {
                self.reserved.clear();
                self.set_work(Work::Packed { packages: e.packages });
            }
            Event::DeliveryOrdered(e) => {
                self.slips.push(Slip {
                    id: e.slip,
                    number: e.number.clone(),
                    issued_at: at,
                    attempt: e.attempt,
                    carrier: e.carrier.clone(),
                    mode: e.mode,
                    destination: e.destination.clone(),
                    packages: e.packages,
                    cash_to_collect: e.cash_to_collect,
                    courier_fee: e.courier_fee,
                    note: e.note.clone(),
                    state: SlipState::Issued,
                });
                self.set_work(Work::Dispatched { slip: e.slip, packages: e.packages });
            }
            Event::DeliveryDeclined(e) => {
                self.set_slip(e.slip, SlipState::Declined { reason: e.reason });
                self.back_to_packed();
            }
            Event::DeliveryWithdrawn(e) => {
                self.set_slip(e.slip, SlipState::Withdrawn);
                self.back_to_packed();
            }
            Event::DeliveryPickedUp(e) => {
                self.set_slip(e.slip, SlipState::PickedUp { at });
                let packages = self.packages();
                self.set_work(Work::OnTheRoad { slip: e.slip, packages });
            }
            Event::DeliveryCompleted(e) => {
                self.set_slip(
                    e.slip,
                    SlipState::Completed {
                        at,
                        received_by: e.received_by.clone(),
                        cash_collected: e.cash_collected,
                    },
                );
                self.set_work(Work::Delivered { slip: e.slip });
            }
            Event::DeliveryFailed(e) => {
                let state = SlipState::Failed { at, reason: e.reason, next_attempt: e.next_attempt };
                self.set_slip(e.slip, state);
                self.back_to_packed();
            }
            Event::OrderPlaced(_)
            | Event::BusinessOpened(_)
            | Event::TermsSet(_)
            | Event::ProfileChanged(_)
            | Event::WholesaleSet(_)
            | Event::BuyerApproved(_)
            | Event::ApprovalWithdrawn(_)
            | Event::ProductAdded(_)
            | Event::ProductChanged(_)
            | Event::PriceSet(_)
            | Event::RecipeSet(_)
            | Event::ProductWithdrawn(_)
            | Event::ProductOffered(_)
            | Event::MaterialAdded(_)
            | Event::StockCounted(_)
            | Event::MessageSent(_)
            | Event::MessagesRead(_) => {}
        }
    }

    fn set_payment(&mut self, id: PaymentId, state: PaymentState) {
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) {
            payment.state = state;
        }
    }

    fn set_request(&mut self, id: RequestId, state: RequestState) {
        if let Some(request) = self.requests.iter_mut().find(|request| request.id == id) {
            request.state = state;
        }
    }

    fn set_slip(&mut self, id: SlipId, state: SlipState) {
        if let Some(slip) = self.slips.iter_mut().find(|slip| slip.id == id) {
            slip.state = state;
        }
    }

    fn set_work(&mut self, now: Work) {
        if let Stage::Accepted { work, .. } = &mut self.stage {
            *work = now;
        }
    }

    fn back_to_packed(&mut self) {
        let packages = self.packages();
        self.set_work(Work::Packed { packages });
    }

    /// What was agreed, where something was.
    pub const fn agreement(&self) -> Option<&Agreement> {
        match &self.stage {
            Stage::Accepted { agreement, .. } | Stage::Closed { agreement, .. } => Some(agreement),
            Stage::Placed | Stage::Declined { .. } | Stage::Withdrawn { .. } | Stage::Cancelled { .. } => {
                None
            }
        }
    }

    /// What was agreed and how far the goods have come, while the order is under way.
    ///
    /// # Errors
    /// [`Rejection::WrongStage`] when it is not.
    pub fn under_way(&self) -> Result<(&Agreement, &Work), Rejection> {
        match &self.stage {
            Stage::Accepted { agreement, work } => Ok((agreement, work)),
            _ => Err(Rejection::WrongStage { stage: self.stage_name() }),
        }
    }

    /// How many packages the goods are in; 0 before packing.
    pub const fn packages(&self) -> u16 {
        match &self.stage {
            Stage::Accepted {
                work:
                    Work::Packed { packages }
                    | Work::Dispatched { packages, .. }
                    | Work::OnTheRoad { packages, .. },
                ..
            } => *packages,
            _ => 0,
        }
    }

    /// What the buyer owes in all, held or not. Before the answer: the goods.
    pub fn total(&self) -> Rupiah {
        self.agreement().map_or(self.goods_total, |agreement| agreement.total)
    }

    /// What was verified for this order.
    pub fn held(&self) -> Rupiah {
        self.payments.iter().fold(Rupiah::ZERO, |sum, payment| match &payment.state {
            PaymentState::Verified { to_order, .. } => sum.and(*to_order),
            PaymentState::Claimed | PaymentState::Refused { .. } => sum,
        })
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

    /// The slip that is out.
    pub fn open_slip(&self) -> Option<&Slip> {
        match &self.stage {
            Stage::Accepted {
                work: Work::Dispatched { slip, .. } | Work::OnTheRoad { slip, .. }, ..
            } => self.slips.iter().find(|entry| entry.id == *slip),
            _ => None,
        }
    }

    /// Lines whose goods are to be made.
    pub fn lines_to_make(&self) -> impl Iterator<Item = &OrderLine> {
        let sources = self.agreement().map_or(&[][..], |agreement| &agreement.sources);
        self.lines
            .iter()
            .zip(sources)
            .filter(|(_, source)| **source == LineSource::Make)
            .map(|(line, _)| line)
    }

    /// What has to be bought and has not arrived, by material.
    pub fn materials_short(&self) -> Vec<(&MaterialNeed, Quantity)> {
        self.needs
            .iter()
            .map(|need| (need, need.short.less_or_zero(self.arrived(need.material))))
            .filter(|(_, short)| short.is_positive())
            .collect()
    }

    /// How much of a material was received from requests made for this order.
    pub fn arrived(&self, material: MaterialId) -> Quantity {
        let lines = self.requests.iter().flat_map(|request| &request.received);
        lines
            .filter(|(received, _)| *received == material)
            .fold(Quantity::ZERO, |sum, (_, quantity)| sum.and(*quantity))
    }

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
            | Awaits::Dispatch => Holder::Business,
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
