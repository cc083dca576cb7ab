//! Asking to change what was agreed.

use bincode::{Decode, Encode};

use super::super::bargaining::{line_with, sum_of};
use super::super::{AgreedLine, FreightPayer, Order, OrderLine, Side, Work};
use super::{Asked, ChangeAsked, asker, next_number};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// Another quantity of a line; nothing of it drops the line.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AskedLine {
    /// The line's number in the order.
    pub number: u16,
    /// How much, in the unit it was ordered in.
    pub quantity: Quantity,
}

/// Buyer or business asks the other for other quantities or another day.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AskChange {
    /// Which order.
    pub order: OrderId,
    /// The lines that would change. Those that are not named stay as they are.
    pub lines: Vec<AskedLine>,
    /// The day the goods would come; as promised if not said.
    pub promised: Option<Day>,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

impl AskChange {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        context.sealed_here(self.note.as_ref())?;
        let by = match asker(order, context) {
            Err(Rejection::AskWaiting) => return self.asked_already(order, context),
            by => by?,
        };
        let asked = self.asked(order, context)?;
        let asked = ChangeAsked { ask: next_number(order), by, ..asked };
        Ok(vec![asked.into()])
    }

    /// The same was asked before.
    fn asked_already(&self, order: &Order, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let asked = self.asked(order, context)?;
        match order.open_ask().map(|ask| &ask.what) {
            Some(Asked::Change(open))
                if ChangeAsked { ask: open.ask, by: Side::of(order, context)?, ..asked } == *open =>
            {
                Ok(vec![])
            }
            _ => Err(Rejection::AskWaiting),
        }
    }

    fn asked(&self, order: &Order, context: &Context<'_>) -> Result<ChangeAsked, Rejection> {
        let (agreement, work) = order.under_way()?;
        let lines = self.lines(order)?;
        let as_before: Vec<AgreedLine> = order.lines.iter().map(as_agreed).collect();
        let promised = self.promised.unwrap_or(agreement.promised);
        if lines == as_before && promised == agreement.promised {
            return Err(Rejection::ChangesNothing);
        }
        if lines != as_before && *work != Work::Waiting || matches!(work, Work::Delivered { .. }) {
            return Err(Rejection::TooLateToChange { stage: order.stage_name() });
        }
        if promised != agreement.promised {
            context.ahead(promised)?;
        }
        let goods_total = sum_of(&lines)?;
        let freight = match agreement.freight_payer {
            FreightPayer::Buyer => agreement.freight,
            FreightPayer::Business => Rupiah::ZERO,
        };
        let total = goods_total.plus(freight)?;
        Ok(ChangeAsked {
            order: order.id,
            ask: 0,
            by: Side::Buyer,
            lines,
            goods_total,
            promised,
            deposit_due: agreement.deposit_due.min(total),
            total,
            note: self.note.clone(),
        })
    }

    fn lines(&self, order: &Order) -> Result<Vec<AgreedLine>, Rejection> {
        let mut lines: Vec<AgreedLine> = order.lines.iter().map(as_agreed).collect();
        for asked in &self.lines {
            let line = order.lines.iter().find(|line| line.number == asked.number);
            let line = line.ok_or(Rejection::Invalid { field: "line" })?;
            lines.retain(|other| other.number != asked.number);
            if asked.quantity != Quantity::ZERO {
                lines.push(line_with(line, asked.quantity, line.price)?);
            }
        }
        lines.sort_by_key(|line| line.number);
        if lines.is_empty() { Err(Rejection::NothingLeft) } else { Ok(lines) }
    }
}

fn as_agreed(line: &OrderLine) -> AgreedLine {
    AgreedLine {
        number: line.number,
        quantity: line.quantity,
        base: line.base,
        price: line.price,
        amount: line.amount,
    }
}
