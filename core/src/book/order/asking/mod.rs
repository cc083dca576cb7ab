//! Asking the other side to change or call off what was agreed, and the answer.

mod answer;
mod ask_cancellation;
mod ask_change;
mod take_back;

pub use answer::AnswerAsk;
pub use ask_cancellation::AskCancellation;
pub use ask_change::{AskChange, AskedLine};
pub use take_back::WithdrawAsk;

use bincode::{Decode, Encode};

use super::{AgreedLine, FreightPayer, LineSource, Order, Side, Stage, Work};
use crate::book::profile::{GiveBack, Keep};
use crate::book::{Context, Rejection};
use crate::code_enum;
use crate::ids::OrderId;
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};
use crate::time::{Day, Moment};

/// One side asks to change what was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ChangeAsked {
    /// Which order.
    pub order: OrderId,
    /// The number of what is asked, in the order, from 1.
    pub ask: u16,
    /// Who asks.
    pub by: Side,
    /// The lines that would remain.
    pub lines: Vec<AgreedLine>,
    /// Sum of the lines.
    pub goods_total: Rupiah,
    /// The day the goods would come.
    pub promised: Day,
    /// What would have to be paid before work starts.
    pub deposit_due: Rupiah,
    /// What the buyer would owe in all.
    pub total: Rupiah,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// One side asks to call the order off, knowing what would become of the money.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CancellationAsked {
    /// Which order.
    pub order: OrderId,
    /// The number of what is asked, in the order, from 1.
    pub ask: u16,
    /// Who asks.
    pub by: Side,
    /// What of the money held the business would keep.
    pub kept: Rupiah,
    /// What of it would become the buyer's credit.
    pub to_credit: Rupiah,
    /// What of it would be paid back.
    pub to_refund: Rupiah,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// The other side does not agree: everything stays as it was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AskRefused {
    /// Which order.
    pub order: OrderId,
    /// What had been asked.
    pub ask: u16,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// Who asked does not ask any more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AskWithdrawn {
    /// Which order.
    pub order: OrderId,
    /// What had been asked.
    pub ask: u16,
}

/// Both agreed on something else than before. All of it stands here, also what stayed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderChanged {
    /// Which order.
    pub order: OrderId,
    /// What had been asked.
    pub ask: u16,
    /// Who had asked.
    pub by: Side,
    /// The lines that remain.
    pub lines: Vec<AgreedLine>,
    /// Sum of the lines.
    pub goods_total: Rupiah,
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
    /// Where each remaining line's goods come from.
    pub sources: Vec<LineSource>,
    /// What was held beyond the new total, and is the buyer's credit from now on.
    pub to_credit: Rupiah,
}

code_enum! {
    /// What became of what was asked.
    pub enum AskState {
        /// It waits for the other side.
        Open = 1,
        /// The other side agreed.
        Agreed = 2,
        /// The other side did not.
        Refused = 3,
        /// Who asked took it back.
        Withdrawn = 4,
        /// The order ended without an answer.
        Lapsed = 5,
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Asked {
    /// To change it.
    Change(ChangeAsked),
    /// To call it off.
    Cancellation(CancellationAsked),
}

/// Something asked of the other side, as the facts have left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Ask {
    /// Its number in the order, from 1.
    pub number: u16,
    /// Who asks.
    pub by: Side,
    /// When.
    pub at: Moment,
    /// What.
    pub what: Asked,
    /// What became of it.
    pub state: AskState,
    /// The other side's word.
    pub answer: Option<Sealed<Note>>,
}

impl Ask {
    /// The asker's word.
    pub const fn note(&self) -> Option<&Sealed<Note>> {
        match &self.what {
            Asked::Change(e) => e.note.as_ref(),
            Asked::Cancellation(e) => e.note.as_ref(),
        }
    }
}

/// How the money held for an order is divided when it is called off: nothing of it is lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct Division {
    /// What the business keeps.
    pub kept: Rupiah,
    /// What becomes the buyer's credit.
    pub to_credit: Rupiah,
    /// What is to be paid back.
    pub to_refund: Rupiah,
}

impl Division {
    /// `kept` of what is held stays, the rest goes back.
    pub fn keeping(kept: Rupiah, held: Rupiah, back: GiveBack) -> Self {
        let kept = kept.min(held);
        let rest = held.less_or_zero(kept);
        match back {
            GiveBack::Refund => Self { kept, to_credit: Rupiah::ZERO, to_refund: rest },
            GiveBack::Credit => Self { kept, to_credit: rest, to_refund: Rupiah::ZERO },
        }
    }

    /// All of it.
    pub const fn sum(self) -> Rupiah {
        self.kept.and(self.to_credit).and(self.to_refund)
    }
}

impl Order {
    /// What waits for the other side's answer. Once the goods have arrived, nothing does.
    pub fn open_ask(&self) -> Option<&Ask> {
        let arrived =
            !matches!(&self.stage, Stage::Accepted { work, .. } if !matches!(work, Work::Delivered { .. }));
        self.asks.last().filter(|ask| ask.state == AskState::Open && !arrived)
    }

    /// What would become of the money if `by` had the order called off now: whoever asks is shown it first.
    /// The business that gives up its word keeps nothing.
    pub fn if_cancelled_by(&self, by: Side) -> Division {
        let kept = match (by, self.policy.keep) {
            (Side::Business, _) | (Side::Buyer, Keep::Nothing) => Rupiah::ZERO,
            (Side::Buyer, Keep::Percent) => self.held().percent_up(self.policy.keep_percent),
            (Side::Buyer, Keep::Materials) => self.materials_bought(),
        };
        Division::keeping(kept, self.held(), self.policy.give_back)
    }

    /// What the materials cost that were received for this order.
    pub fn materials_bought(&self) -> Rupiah {
        self.requests.iter().fold(Rupiah::ZERO, |sum, request| sum.and(request.cost))
    }

    /// Refuses to change lines or call off where the goods have come too far for it.
    ///
    /// # Errors
    /// [`Rejection::WrongStage`].
    pub fn can_be_called_off(&self, by: Side) -> Result<(), Rejection> {
        let (_, work) = self.under_way()?;
        let possible = match work {
            Work::Waiting => true,
            Work::InProduction | Work::Made => by == Side::Business || self.policy.cancel_after_start,
            _ => false,
        };
        if possible { Ok(()) } else { Err(Rejection::TooLateToChange { stage: self.stage_name() }) }
    }

    pub(super) fn keep_ask(&mut self, number: u16, by: Side, what: Asked, at: Moment) {
        self.asks.push(Ask { number, by, at, what, state: AskState::Open, answer: None });
    }

    pub(super) fn end_ask(&mut self, number: u16, state: AskState, answer: Option<&Sealed<Note>>) {
        if let Some(ask) = self.asks.iter_mut().find(|ask| ask.number == number) {
            ask.state = state;
            ask.answer = answer.cloned();
        }
    }

    /// Nobody is to answer any more.
    pub(super) fn lapse_asks(&mut self) {
        let open = self.asks.iter_mut().filter(|ask| ask.state == AskState::Open);
        open.for_each(|ask| ask.state = AskState::Lapsed);
    }
}

/// Who asks, where nothing else is asked already.
fn asker(order: &Order, context: &Context<'_>) -> Result<Side, Rejection> {
    let by = Side::of(order, context)?;
    order.under_way()?;
    if order.open_ask().is_some() { Err(Rejection::AskWaiting) } else { Ok(by) }
}

fn next_number(order: &Order) -> u16 {
    u16::try_from(order.asks.len() + 1).unwrap_or(u16::MAX)
}
