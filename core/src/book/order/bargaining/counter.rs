//! Answering with terms of one's own.

use bincode::{Decode, Encode};

use super::super::{FreightPayer, Order, Stage};
use super::{AgreedLine, OrderCountered, Side, line_with, sum_of};
use crate::book::profile::SettlementRule;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// Longest an offer may stand, in hours: a year.
const MOST_HOURS: u16 = 24 * 366;

/// A line as it is offered. A line that is left out is not offered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OfferedLine {
    /// The line's number in the order.
    pub number: u16,
    /// How much, in the unit it was ordered in; as ordered if not said.
    pub quantity: Option<Quantity>,
    /// Price of one base unit; as ordered if not said.
    pub price: Option<Rupiah>,
}

/// The business answers an order with other quantities, prices or another day; the buyer answers such an
/// offer with theirs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CounterOrder {
    /// Which order.
    pub order: OrderId,
    /// The lines that are offered.
    pub lines: Vec<OfferedLine>,
    /// The day the goods would come.
    pub promised: Day,
    /// Share of the total to be paid before work starts, in percent; the terms' if not said.
    pub deposit_percent: Option<u8>,
    /// What the transport costs.
    pub freight: Rupiah,
    /// Who would pay it.
    pub freight_payer: FreightPayer,
    /// For how many hours the offer stands, at most to the end of the promised day; the policy's if not said.
    pub hours: Option<u16>,
    /// A word to the other side.
    pub note: Option<Sealed<Note>>,
}

impl CounterOrder {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        let by = Side::of(order, context)?;
        context.sealed_here(self.note.as_ref())?;
        if order.stage != Stage::Placed {
            return Err(Rejection::WrongStage { stage: order.stage_name() });
        }
        // The buyer has said what they want by placing the order; from then on they answer offers.
        if by == Side::Buyer && order.offers.is_empty() {
            return Err(Rejection::NotYourStep);
        }
        context.ahead(self.promised)?;
        if self.freight < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "freight" });
        }
        let lines = self.lines(order)?;
        let goods_total = sum_of(&lines)?;
        let freight = match self.freight_payer {
            FreightPayer::Buyer => self.freight,
            FreightPayer::Business => Rupiah::ZERO,
        };
        let total = goods_total.plus(freight)?;
        let terms = book.profile()?.terms.as_ref();
        let account = book.account(order.buyer);
        let product = |number| order.lines.iter().find(|line| line.number == number).map(|line| line.product);
        let parts = lines.iter().filter_map(|line| Some((product(line.number)?, line.base, line.amount)));
        let deposit_due = match self.deposit_percent {
            Some(percent) if percent > 100 => return Err(Rejection::Invalid { field: "deposit_percent" }),
            Some(percent) => total.percent_up(percent),
            None => book.usual_deposit(order.buyer, &parts.collect::<Vec<_>>(), total)?,
        };
        let hours = self.hours.unwrap_or(book.policy().deadlines.offer);
        if !(1..=MOST_HOURS).contains(&hours) {
            return Err(Rejection::Invalid { field: "hours" });
        }
        // Nobody can take an offer whose day has passed.
        let day_over = self.promised.plus(1).start_in(book.zone());
        let offer = OrderCountered {
            order: order.id,
            offer: u16::try_from(order.offers.len() + 1).unwrap_or(u16::MAX),
            by,
            lines,
            goods_total,
            promised: self.promised,
            deposit_due,
            freight: self.freight,
            freight_payer: self.freight_payer,
            total,
            // Who may pay days after the goods have come is not asked to pay before they leave.
            settlement: match terms {
                Some(terms) if account.tempo_days.is_none() => terms.settlement,
                _ => SettlementRule::AnyTime,
            },
            expires: context.now.plus_seconds(i64::from(hours) * 3_600).min(day_over),
            note: self.note.clone(),
        };
        let standing = order.open_offer().filter(|_| self.note.is_none());
        Ok(match standing {
            Some(standing) if says_the_same(&standing.terms, &offer) => vec![],
            _ => vec![offer.into()],
        })
    }

    fn lines(&self, order: &Order) -> Result<Vec<AgreedLine>, Rejection> {
        let mut lines: Vec<AgreedLine> = Vec::with_capacity(self.lines.len());
        for offered in &self.lines {
            let line = order.lines.iter().find(|line| line.number == offered.number);
            let line = line.ok_or(Rejection::Invalid { field: "line" })?;
            if lines.iter().any(|other| other.number == offered.number) {
                return Err(Rejection::Invalid { field: "line" });
            }
            let quantity = offered.quantity.unwrap_or(line.quantity);
            lines.push(line_with(line, quantity, offered.price.unwrap_or(line.price))?);
        }
        lines.sort_by_key(|line| line.number);
        if lines.is_empty() { Err(Rejection::NothingLeft) } else { Ok(lines) }
    }
}

/// Two offers that differ in nothing but their number and the moment they were made.
fn says_the_same(one: &OrderCountered, other: &OrderCountered) -> bool {
    let other = OrderCountered { offer: one.offer, expires: one.expires, ..other.clone() };
    *one == other
}
