//! Deciding about what the buyer did not get, sent back, or keeps although it is not as it should be.

use bincode::{Decode, Encode};

use super::{SettledLine, ShortfallSettled, each_once, name_of};
use crate::book::order::{Order, OrderLine, Stage};
use crate::book::stock::StockLine;
use crate::book::{Book, Context, Event, Rejection};
use crate::code_enum;
use crate::ids::OrderId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, Sealed};

code_enum! {
    /// What becomes of money that is held and not owed any more.
    pub enum MoneyBack {
        /// The buyer's credit.
        Credit = 1,
        /// It is paid back.
        Refund = 2,
    }
}

/// The business replaces what the buyer did not get, or lowers the price by it; or, where it names lines without
/// either, lowers the price of what the buyer reported and keeps.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SettleShortfall {
    /// Of which order.
    pub order: OrderId,
    /// What is done about each line; lines that are not named wait on.
    pub lines: Vec<SettledLine>,
    /// By how much the price is lowered; by that of the goods where nothing is said. Of goods that the buyer keeps
    /// it has to be said.
    pub amount: Option<Rupiah>,
    /// What becomes of money that is too much then.
    pub back: MoneyBack,
    /// A word about it.
    pub note: Option<Sealed<Note>>,
}

impl SettleShortfall {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        let order = book.order(self.order)?;
        if self.is_about_what_is_kept(order) {
            return self.off_what_is_kept(order);
        }
        let total = match &order.stage {
            Stage::Accepted { agreement, .. } => agreement.total,
            _ => return Err(Rejection::WrongStage { stage: order.stage_name() }),
        };
        if !order.is_short() {
            return Err(Rejection::NothingShort);
        }
        each_once(self.lines.iter().map(|line| line.line))?;
        let mut taken = Vec::new();
        let mut most = Rupiah::ZERO;
        for of in &self.lines {
            let line = name_of(order, of.line)?;
            let goods = order.goods_of(of.line).copied().unwrap_or_default();
            let left = goods.short;
            if of.replaced < Quantity::ZERO || of.forgone < Quantity::ZERO {
                return Err(Rejection::Invalid { field: "quantity" });
            }
            if of.replaced.and(of.forgone) > left {
                return Err(Rejection::OnlySoMany { name: line.name.clone(), left, unit: line.base_unit });
            }
            if of.replaced.is_positive() {
                taken.push(from_the_shelf(book, order, line, of.replaced, &taken)?);
            }
            most = most.plus(worth(line, goods.forgone, of.forgone))?;
        }
        if self.lines.iter().all(|of| !of.replaced.is_positive() && !of.forgone.is_positive()) {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        // Freight and what was forgone before are not given back twice.
        let forgoes = |line: u16| {
            let now = self.lines.iter().filter(|of| of.line == line);
            now.fold(Quantity::ZERO, |sum, of| sum.and(of.forgone))
        };
        let all = order.costs_of_what_is_off(forgoes).less_or_zero(order.taken_off());
        let most = most.min(all).min(total.less_or_zero(order.written_off()));
        let amount = self.amount.unwrap_or(most);
        if amount < Rupiah::ZERO || amount > most {
            return Err(Rejection::TooMuchOff { most, amount });
        }
        Ok(self.settled(order, total, taken, amount))
    }

    /// Nothing is replaced or forgone, and of a line that is named the buyer keeps what came back in words only.
    fn is_about_what_is_kept(&self, order: &Order) -> bool {
        let nothing = |of: &SettledLine| of.replaced == Quantity::ZERO && of.forgone == Quantity::ZERO;
        self.lines.iter().all(nothing)
            && self.lines.iter().any(|of| order.kept_though_reported(of.line).is_positive())
    }

    /// The price of what the buyer keeps is lowered, also where everything was paid and the order is closed.
    fn off_what_is_kept(&self, order: &Order) -> Result<Vec<Event>, Rejection> {
        let total = match &order.stage {
            Stage::Accepted { agreement, .. } | Stage::Closed { agreement, .. } => agreement.total,
            _ => return Err(Rejection::WrongStage { stage: order.stage_name() }),
        };
        each_once(self.lines.iter().map(|line| line.line))?;
        self.lines.iter().try_for_each(|of| name_of(order, of.line).map(drop))?;
        let amount = self.amount.filter(|amount| amount.is_positive());
        let amount = amount.ok_or(Rejection::Invalid { field: "amount" })?;
        let most = order.most_off_what_is_kept();
        if amount > most {
            return Err(Rejection::TooMuchOff { most, amount });
        }
        Ok(self.settled(order, total, Vec::new(), amount))
    }

    /// The fact, with what becomes of money that is too much for the lower price.
    fn settled(&self, order: &Order, total: Rupiah, taken: Vec<StockLine>, amount: Rupiah) -> Vec<Event> {
        let too_much = order.held().and(order.written_off()).less_or_zero(total.less(amount));
        let (to_credit, to_refund) = match self.back {
            MoneyBack::Credit => (too_much, Rupiah::ZERO),
            MoneyBack::Refund => (Rupiah::ZERO, too_much),
        };
        let (lines, note) = (self.lines.clone(), self.note.clone());
        vec![ShortfallSettled { order: order.id, lines, taken, amount, to_credit, to_refund, note }.into()]
    }
}

impl Order {
    /// What of a line the buyer reported and keeps all the same.
    pub fn kept_though_reported(&self, line: u16) -> Quantity {
        let counted = self.returns.iter().flat_map(|entry| &entry.counted);
        let of_line = counted.filter(|of| of.line == line);
        let kept = of_line.fold(Quantity::ZERO, |sum, of| sum.and(of.kept));
        // What went back after all is kept no more.
        kept.min(self.goods_of(line).map(|goods| goods.delivered).unwrap_or_default())
    }

    /// All that the buyer reported and keeps, by line.
    pub fn all_kept_though_reported(&self) -> impl Iterator<Item = (u16, Quantity)> {
        let lines = self.lines.iter().map(|line| (line.number, self.kept_though_reported(line.number)));
        lines.filter(|(_, kept)| kept.is_positive())
    }

    /// By how much the price may still be lowered for what the buyer keeps: by no more than that costs, and with all
    /// that was taken off before by no more than what did not come or is kept costs.
    pub fn most_off_what_is_kept(&self) -> Rupiah {
        let kept = self.lines.iter().fold(Rupiah::ZERO, |sum, line| {
            sum.and(worth(line, Quantity::ZERO, self.kept_though_reported(line.number)))
        });
        let all = self.costs_of_what_is_off(|_| Quantity::ZERO).less_or_zero(self.taken_off());
        kept.min(all).min(self.total().less_or_zero(self.written_off()))
    }

    /// What the goods cost that do not come, with so many more of each line, and those that the buyer reported and
    /// keeps.
    fn costs_of_what_is_off(&self, more: impl Fn(u16) -> Quantity) -> Rupiah {
        self.lines.iter().fold(Rupiah::ZERO, |sum, line| {
            let goods = self.goods_of(line.number).copied().unwrap_or_default();
            let gone = goods.forgone.and(more(line.number)).and(self.kept_though_reported(line.number));
            sum.and(worth(line, Quantity::ZERO, gone))
        })
    }
}

/// What replaces so much of a line, if the shelf has it and it is kept for nobody.
fn from_the_shelf(
    book: &Book,
    order: &Order,
    line: &OrderLine,
    quantity: Quantity,
    taken: &[StockLine],
) -> Result<StockLine, Rejection> {
    let item = Book::shelf_item(line);
    let before = taken.iter().filter(|other| other.item == item);
    let before = before.fold(Quantity::ZERO, |sum, other| sum.and(other.quantity));
    let mine = order.reserved.iter().filter(|kept| kept.item == item);
    let mine = mine.fold(Quantity::ZERO, |sum, kept| sum.and(kept.quantity));
    let left = book.stock.available(item).less_or_zero(before.and(mine));
    if left < quantity {
        return Err(Rejection::SoldOut { name: line.name.clone(), left, unit: line.base_unit });
    }
    Ok(StockLine { item, quantity })
}

/// What so much more of a line cost, where so much of it was forgone before: the parts add up to the whole.
fn worth(line: &OrderLine, before: Quantity, quantity: Quantity) -> Rupiah {
    let up_to = |quantity: Quantity| {
        let (amount, part) = (i128::from(line.amount.0), i128::from(quantity.raw()));
        let worth = (amount * part).checked_div(i128::from(line.base.raw())).unwrap_or(0);
        Rupiah(i64::try_from(worth).unwrap_or(line.amount.0))
    };
    up_to(before.and(quantity)).less(up_to(before))
}
