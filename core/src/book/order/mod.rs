//! Orders: what was agreed, how far it has come, and what it waits for.

mod accept;
mod asking;
pub mod axes;
mod bargaining;
mod cancel;
mod close;
mod deadlines;
mod decline;
mod event;
mod fold;
mod gates;
mod money;
mod place;
pub mod promise;
mod requests;
mod turn;
mod withdraw;

pub use accept::AcceptOrder;
pub use asking::*;
pub use axes::{Commercial, Fulfilment};
pub use bargaining::*;
pub use cancel::CancelOrder;
pub use close::CloseOrder;
pub use deadlines::*;
pub use decline::DeclineOrder;
pub use event::*;
pub use gates::{Gate, GateWaived, WaiveGate};
pub use money::{Invoice, OrderMoney};
pub use place::{MOST_LINES, PlaceLine, PlaceOrder};
pub use turn::{Awaits, Holder, StageName, Turn};
pub use withdraw::WithdrawOrder;

use bincode::{Decode, Encode};

use self::promise::Journey;
use super::Rejection;
use super::correction::Corrected;
use super::delivery::{
    Carrier, DeliveryProblem, DeliveryRefusal, LateDeed, LineGoods, LineOutcome, LineQuantity, Parcel,
    Return, TransportMode,
};
use super::material::MaterialNeed;
use super::payment::{PaymentMethod, PaymentRefusal, SentTo};
use super::production::WorkDone;
use super::profile::{OrderPolicySet, SettlementRule};
use super::stock::{StockItem, StockLine};
use crate::code_enum;
use crate::ids::{BlobHash, MaterialId, OrderId, PartyId, PaymentId, RequestId, SlipId};
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
    /// What else moved its money.
    pub money: OrderMoney,
    /// What its goods take, once reckoned.
    pub needs: Vec<MaterialNeed>,
    /// Its materials cannot be reckoned, for want of a recipe.
    pub plan_impossible: bool,
    /// All requests that were ever made for it.
    pub requests: Vec<OrderRequest>,
    /// Goods on the shelf that are kept for it.
    pub reserved: Vec<StockLine>,
    /// How far the workshop has come with it.
    pub work_done: Vec<WorkDone>,
    /// What its goods took of the shelf.
    pub used: Vec<StockLine>,
    /// All slips that were ever issued for it.
    pub slips: Vec<Slip>,
    /// Where the goods of each line are, once packed.
    pub goods: Vec<LineGoods>,
    /// Its packages, once packed.
    pub parcels: Vec<Parcel>,
    /// All goods that ever went back.
    pub returns: Vec<Return>,
    /// Deeds that were told too late to be done, as they were told.
    pub late: Vec<LateDeed>,
    /// What was placed, where something else was agreed since; else nothing.
    pub placed_lines: Vec<OrderLine>,
    /// All offers that were made before it was accepted.
    pub offers: Vec<Offer>,
    /// What the business promised first, where it promises something else now.
    pub first_promise: Option<Promise>,
    /// Everything either side asked of the other after it was accepted.
    pub asks: Vec<Ask>,
    /// The policy it was accepted on.
    pub policy: OrderPolicySet,
    /// Gates it may pass without the money.
    pub waived: Vec<Gate>,
    /// What was held beyond a lowered total, and became credit.
    pub moved_to_credit: Rupiah,
    /// What was paid for it and is to be given back.
    pub moved_to_refund: Rupiah,
    /// Deadlines that passed, and when each was due.
    pub passed: Vec<(Overdue, Moment)>,
    /// Whose turn it is, and how long everybody had it.
    pub turn: Turn,
    /// For how long the buyer has had the move since it was accepted, in microseconds: so much later the
    /// promise is due.
    pub paused: i64,
    /// How long it was where on its way to the buyer.
    pub journey: Journey,
}

/// What a business gave its word for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Promise {
    /// The day.
    pub day: Day,
    /// What it would cost in all.
    pub total: Rupiah,
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
        /// What became of the money that was held.
        money: Division,
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
    /// When and whereto it was sent, where that was said.
    pub sent: Option<SentTo>,
    /// The transfer for several orders that it is a part of.
    pub transfer: Option<PaymentId>,
    /// When it was claimed.
    pub claimed_at: Moment,
    /// What became of it.
    pub state: PaymentState,
    /// The amounts it was verified with before, where one was wrong.
    pub corrected: Vec<Corrected<Rupiah>>,
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
        /// Counted and in stock, or closed with what there was.
        Received = 6,
        /// The supplier offers something else, and the business has not answered.
        Countered = 7,
        /// Nobody answered in time.
        Expired = 8,
    }
}

impl RequestState {
    /// Something is still to come of it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Countered | Self::Confirmed | Self::Shipped)
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
    /// The supplier gave its word, or part of it came.
    pub promised: bool,
    /// How many shipments are on their way.
    pub on_the_way: u16,
    /// What is asked for: the numbers of its lines and their materials.
    pub lines: Vec<(u16, MaterialId)>,
    /// Something was agreed once to come in place of what was asked.
    pub swapped: bool,
    /// What is agreed to come in place of what was asked.
    pub swaps: Vec<Swap>,
    /// What of it arrived.
    pub received: Vec<(MaterialId, Quantity)>,
    /// Number and price of each line, as asked and then as promised.
    pub prices: Vec<(u16, Rupiah)>,
    /// What was received of it costs so much.
    pub cost: Rupiah,
}

/// So much of a material comes in place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Swap {
    /// What was asked for.
    pub from: MaterialId,
    /// What comes.
    pub to: MaterialId,
    /// How much.
    pub quantity: Quantity,
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
    /// The vehicle's plate, or another word for it; empty where nobody said.
    pub vehicle: String,
    /// The couriers who had it before.
    pub former: Vec<PartyId>,
    /// Since when the courier's word is given to come for it.
    pub accepted_at: Option<Moment>,
    /// Where to.
    pub destination: DeliveryWish,
    /// How many packages.
    pub packages: u16,
    /// Which of the order's packages.
    pub boxes: Vec<u16>,
    /// What is in them.
    pub load: Vec<LineQuantity>,
    /// Which packages were not there when the carrier came for them.
    pub missing: Vec<u16>,
    /// The hash of the code that the receiver reads out, where one is asked for.
    pub code: Option<[u8; 32]>,
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
        /// What was taken of each line; empty: everything.
        outcomes: Vec<LineOutcome>,
        /// The receiver's signature, as drawn.
        signature: Option<BlobHash>,
        /// The receiver read out the right code.
        code: bool,
        /// The last day the buyer may send goods back.
        returns_until: Option<Day>,
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
impl Order {
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
        self.shorts().collect()
    }

    /// Something has to be bought and has not arrived.
    pub fn is_short_of_materials(&self) -> bool {
        self.shorts().next().is_some()
    }

    fn shorts(&self) -> impl Iterator<Item = (&MaterialNeed, Quantity)> {
        let short = |need: &MaterialNeed| need.short.less_or_zero(self.arrived(need.material));
        self.needs.iter().map(move |need| (need, short(need))).filter(|(_, short)| short.is_positive())
    }

    /// What has to be bought and is in no open request.
    pub fn unasked(&self) -> impl Iterator<Item = MaterialId> {
        let asked = |material: MaterialId| {
            let mut open = self.requests.iter().filter(|request| request.state.is_open());
            open.any(|request| request.lines.iter().any(|(_, line)| *line == material))
        };
        self.shorts().map(|(need, _)| need.material).filter(move |material| !asked(*material))
    }

    /// What takes the place of what in this order's goods: what was agreed with suppliers while it is to come, and
    /// what of it came.
    pub fn substitutes(&self) -> impl Iterator<Item = Swap> {
        self.requests.iter().flat_map(|request| {
            let arrived = |swap: &Swap| {
                let lines = request.received.iter().filter(|(material, _)| *material == swap.to);
                lines.fold(Quantity::ZERO, |sum, (_, quantity)| sum.and(*quantity))
            };
            request.swaps.iter().map(move |swap| {
                let quantity = if request.state.is_open() { swap.quantity } else { arrived(swap) };
                Swap { quantity, ..*swap }
            })
        })
    }

    /// How much of something its goods took of the shelf.
    pub fn used_of(&self, item: StockItem) -> Quantity {
        let lines = self.used.iter().filter(|line| line.item == item);
        lines.fold(Quantity::ZERO, |sum, line| sum.and(line.quantity))
    }

    /// How much of a material was received from requests made for this order.
    pub fn arrived(&self, material: MaterialId) -> Quantity {
        let lines = self.requests.iter().flat_map(|request| &request.received);
        lines
            .filter(|(received, _)| *received == material)
            .fold(Quantity::ZERO, |sum, (_, quantity)| sum.and(*quantity))
    }
}
