//! Bargaining: offers between an order and its acceptance, each whole, each until a moment both see.

mod counter;
mod take;

pub use counter::{CounterOrder, OfferedLine};
pub use take::AcceptOffer;

use bincode::{Decode, Encode};

use super::{FreightPayer, Order, OrderLine, Stage};
use crate::book::profile::SettlementRule;
use crate::book::{Context, Rejection};
use crate::code_enum;
use crate::ids::OrderId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};
use crate::time::{Day, Moment};

code_enum! {
    /// Which of the two parties of an order.
    pub enum Side {
        /// The business.
        Business = 1,
        /// The buyer.
        Buyer = 2,
    }
}

impl Side {
    /// Whose step this is, of an order's two parties.
    ///
    /// # Errors
    /// [`Rejection::NotYourStep`] for everybody else.
    pub fn of(order: &Order, context: &Context<'_>) -> Result<Self, Rejection> {
        if context.by(order.buyer).is_ok() {
            return Ok(Self::Buyer);
        }
        context.by_business().map(|()| Self::Business)
    }

    /// The other party.
    pub const fn other(self) -> Self {
        match self {
            Self::Business => Self::Buyer,
            Self::Buyer => Self::Business,
        }
    }
}

/// How much of a line, and for how much. What it is stands in the order's line of that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct AgreedLine {
    /// The line's number in the order.
    pub number: u16,
    /// How much, in the unit it was ordered in.
    pub quantity: Quantity,
    /// How much, in base units.
    pub base: Quantity,
    /// Price of one base unit.
    pub price: Rupiah,
    /// Price of the line.
    pub amount: Rupiah,
}

/// One side answered an order with terms of its own. They are whole: what is not in it, is not offered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderCountered {
    /// Which order.
    pub order: OrderId,
    /// The offer's number in the order, from 1.
    pub offer: u16,
    /// Whose offer it is.
    pub by: Side,
    /// The lines that are offered.
    pub lines: Vec<AgreedLine>,
    /// Sum of the lines.
    pub goods_total: Rupiah,
    /// The day the goods would come.
    pub promised: Day,
    /// What would be paid before work starts.
    pub deposit_due: Rupiah,
    /// What the transport costs.
    pub freight: Rupiah,
    /// Who would pay it.
    pub freight_payer: FreightPayer,
    /// What the buyer would owe in all.
    pub total: Rupiah,
    /// When the rest would be paid.
    pub settlement: SettlementRule,
    /// Until when the offer stands.
    pub expires: Moment,
    /// A word to the other side.
    pub note: Option<Sealed<Note>>,
}

/// The other side took an offer. What was agreed follows as `OrderAccepted`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OfferAccepted {
    /// Which order.
    pub order: OrderId,
    /// Which offer.
    pub offer: u16,
}

/// Nobody answered an offer in its time.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OfferExpired {
    /// Which order.
    pub order: OrderId,
    /// Which offer.
    pub offer: u16,
}

code_enum! {
    /// What became of an offer.
    pub enum OfferState {
        /// It waits for an answer.
        Open = 1,
        /// Another took its place, or the order was answered without it.
        Replaced = 2,
        /// It was taken.
        Accepted = 3,
        /// Its time ran out.
        Expired = 4,
    }
}

/// An offer as the facts have left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Offer {
    /// What is offered.
    pub terms: OrderCountered,
    /// When it was made.
    pub at: Moment,
    /// What became of it.
    pub state: OfferState,
}

impl Order {
    /// The offer that waits for an answer.
    pub fn open_offer(&self) -> Option<&Offer> {
        let placed = matches!(self.stage, Stage::Placed);
        self.offers.last().filter(|offer| placed && offer.state == OfferState::Open)
    }

    /// The order's lines with quantities and prices as they are agreed there; lines that are not, are not.
    pub fn lines_as(&self, agreed: &[AgreedLine]) -> Vec<OrderLine> {
        let of = |line: &OrderLine| agreed.iter().find(|agreed| agreed.number == line.number);
        let as_agreed = |line: &OrderLine| {
            of(line).map(|agreed| OrderLine {
                quantity: agreed.quantity,
                base: agreed.base,
                price: agreed.price,
                amount: agreed.amount,
                ..line.clone()
            })
        };
        self.lines.iter().filter_map(as_agreed).collect()
    }

    pub(super) fn keep_offer(&mut self, terms: &OrderCountered, at: Moment) {
        self.end_offers(OfferState::Replaced);
        self.offers.push(Offer { terms: terms.clone(), at, state: OfferState::Open });
    }

    /// Offers that still waited for an answer get none.
    pub(super) fn end_offers(&mut self, state: OfferState) {
        let open = self.offers.iter_mut().filter(|offer| offer.state == OfferState::Open);
        open.for_each(|offer| offer.state = state);
    }

    /// The order is what the offer says from now on.
    pub(super) fn take_offer(&mut self, number: u16) {
        let Some(place) = self.offers.iter().position(|offer| offer.terms.offer == number) else { return };
        let Some(offer) = self.offers.get_mut(place) else { return };
        offer.state = OfferState::Accepted;
        let terms = offer.terms.clone();
        self.replace_lines(&terms.lines, terms.goods_total);
    }

    /// Takes quantities and prices over; what the buyer had placed stays beside them.
    pub(super) fn replace_lines(&mut self, agreed: &[AgreedLine], goods_total: Rupiah) {
        let lines = self.lines_as(agreed);
        if lines != self.lines {
            let before = std::mem::replace(&mut self.lines, lines);
            if self.placed_lines.is_empty() {
                self.placed_lines = before;
            }
        }
        self.goods_total = goods_total;
    }
}

impl OrderLine {
    /// The line with another quantity or price, as it would be offered.
    ///
    /// # Errors
    /// [`Rejection`] when that is no quantity or price such a line may have.
    pub fn offered(&self, quantity: Quantity, price: Rupiah) -> Result<AgreedLine, Rejection> {
        line_with(self, quantity, price)
    }
}

/// A line of the order with another quantity or price.
///
/// # Errors
/// [`Rejection`] when that is no quantity or price such a line may have.
pub(super) fn line_with(
    line: &OrderLine,
    quantity: Quantity,
    price: Rupiah,
) -> Result<AgreedLine, Rejection> {
    if !quantity.is_positive() {
        return Err(Rejection::Invalid { field: "quantity" });
    }
    if price < Rupiah::ZERO {
        return Err(Rejection::Invalid { field: "price" });
    }
    let base = if quantity == line.quantity { line.base } else { base_of(line, quantity)? };
    let whole = |unit: crate::quantity::Unit, quantity: Quantity| {
        !unit.is_counted() || quantity.raw() % Quantity::SCALE == 0
    };
    if !whole(line.unit, quantity) || !whole(line.base_unit, base) {
        return Err(Rejection::NotWhole { name: line.name.clone() });
    }
    Ok(AgreedLine { number: line.number, quantity, base, price, amount: price.times(base)? })
}

/// So much of the line's unit in base units: in the proportion the line was ordered in.
fn base_of(line: &OrderLine, quantity: Quantity) -> Result<Quantity, Rejection> {
    let base = i128::from(quantity.raw()) * i128::from(line.base.raw());
    let base = base.checked_div(i128::from(line.quantity.raw())).ok_or(Rejection::AmountTooLarge)?;
    i64::try_from(base).map(Quantity::from_raw).map_err(|_| Rejection::AmountTooLarge)
}

/// The sum of agreed lines.
pub(super) fn sum_of(lines: &[AgreedLine]) -> Result<Rupiah, Rejection> {
    Ok(lines.iter().try_fold(Rupiah::ZERO, |sum, line| sum.plus(line.amount))?)
}
