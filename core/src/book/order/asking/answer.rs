//! Agreeing to what was asked, or not.

use bincode::{Decode, Encode};

use super::super::accept::sources;
use super::super::cancel::called_off;
use super::super::{Order, Side, Work};
use super::{Ask, AskRefused, AskState, Asked, CancellationAsked, ChangeAsked, Division, OrderChanged};
use crate::book::profile::GiveBack;
use crate::book::stock::{GoodsReserved, ReservationReleased};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PartyId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// The other side agrees to what was asked, or refuses it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AnswerAsk {
    /// Which order.
    pub order: OrderId,
    /// What was asked, so that nobody agrees to what they have not read.
    pub ask: u16,
    /// Agreed.
    pub agree: bool,
    /// The business keeps less of the money than its policy says.
    pub keep: Option<Rupiah>,
    /// The buyer whose order the business calls off says how the money comes back.
    pub give_back: Option<GiveBack>,
    /// A word to who asked.
    pub note: Option<Sealed<Note>>,
}

impl AnswerAsk {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        let by = Side::of(order, context)?;
        context.sealed_here(self.note.as_ref())?;
        let ask = order.asks.iter().find(|ask| ask.number == self.ask).ok_or(Rejection::AskOver)?;
        if ask.by == by {
            return Err(Rejection::NotYourStep);
        }
        match (ask.state, self.agree) {
            (AskState::Agreed, true) | (AskState::Refused, false) => return Ok(vec![]),
            (AskState::Open, _) => {}
            _ => return Err(Rejection::AskOver),
        }
        order.under_way()?;
        if !self.agree {
            return Ok(vec![AskRefused { order: order.id, ask: self.ask, note: self.note.clone() }.into()]);
        }
        match &ask.what {
            Asked::Change(asked) => change(book, order, asked, context),
            Asked::Cancellation(asked) => self.cancel(order, ask, asked, context),
        }
    }

    fn cancel(
        &self,
        order: &Order,
        ask: &Ask,
        asked: &CancellationAsked,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        order.can_be_called_off(Side::Business)?;
        if let Some(claim) = order.claim_waiting() {
            return Err(Rejection::ClaimWaiting { payment: claim.id, amount: claim.claimed });
        }
        let kept = match (ask.by, self.keep) {
            (Side::Buyer, Some(keep)) if keep < Rupiah::ZERO || keep > asked.kept => {
                return Err(Rejection::KeepsTooMuch { most: asked.kept });
            }
            (Side::Buyer, Some(keep)) => keep,
            _ => asked.kept,
        };
        let as_asked = if asked.to_credit.is_positive() { GiveBack::Credit } else { GiveBack::Refund };
        let back = match ask.by {
            Side::Business => self.give_back.unwrap_or(as_asked),
            Side::Buyer => as_asked,
        };
        // Money that came after the asking goes back the same way.
        let division = Division::keeping(kept, order.held(), back);
        let by = if ask.by == Side::Buyer { order.buyer } else { PartyId(context.book.0) };
        Ok(called_off(order, by, division, asked.note.as_ref()))
    }
}

/// The new agreement, with what it does to goods that are kept and money that is held.
fn change(
    book: &Book,
    order: &Order,
    asked: &ChangeAsked,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let (agreement, work) = order.under_way()?;
    if asked.promised != agreement.promised && asked.promised < context.today {
        return Err(Rejection::DayPassed { day: asked.promised });
    }
    let lines = order.lines_as(&asked.lines);
    let lines_change = lines != order.lines;
    if lines_change && *work != Work::Waiting {
        return Err(Rejection::TooLateToChange { stage: order.stage_name() });
    }
    let mut events: Vec<Event> = Vec::new();
    let (sources, reserved) = if lines_change {
        if !order.reserved.is_empty() {
            events.push(ReservationReleased { order: order.id, lines: order.reserved.clone() }.into());
        }
        sources(book, &lines, &order.reserved)?
    } else {
        (agreement.sources.clone(), Vec::new())
    };
    events.push(
        OrderChanged {
            order: order.id,
            ask: asked.ask,
            by: asked.by,
            lines: asked.lines.clone(),
            goods_total: asked.goods_total,
            promised: asked.promised,
            deposit_due: asked.deposit_due,
            freight: agreement.freight,
            freight_payer: agreement.freight_payer,
            total: asked.total,
            sources,
            to_credit: order.held().less_or_zero(asked.total),
        }
        .into(),
    );
    if !reserved.is_empty() {
        events.push(GoodsReserved { order: order.id, lines: reserved }.into());
    }
    Ok(events)
}
