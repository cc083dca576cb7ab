//! Accepting an order.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use super::{
    Agreement, FreightPayer, LineSource, Order, OrderAccepted, OrderLine, PolicyAgreed, Side, Stage,
};
use crate::book::catalogue::Making;
use crate::book::payment::within_limit;
use crate::book::profile::SettlementRule;
use crate::book::stock::{GoodsReserved, StockItem, StockLine};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::time::Day;

/// The business accepts an order and gives its word.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AcceptOrder {
    /// Which order.
    pub order: OrderId,
    /// The day the goods are promised for.
    pub promised: Day,
    /// Share of the total asked before work starts, in percent; the terms' if not said.
    pub deposit_percent: Option<u8>,
    /// What the transport costs.
    pub freight: Rupiah,
    /// Who pays it.
    pub freight_payer: FreightPayer,
}

/// The word that is given with an acceptance.
pub(super) struct Word {
    pub(super) promised: Day,
    pub(super) deposit_due: Rupiah,
    pub(super) freight: Rupiah,
    pub(super) freight_payer: FreightPayer,
    pub(super) total: Rupiah,
    pub(super) settlement: SettlementRule,
}

impl AcceptOrder {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order(self.order)?;
        if order.stage != Stage::Placed {
            return self.already(order);
        }
        // What the buyer placed is not what the buyer wants any more.
        if order.open_offer().is_some_and(|offer| offer.terms.by == Side::Buyer) {
            return Err(Rejection::OfferWaiting);
        }
        context.ahead(self.promised)?;
        if self.freight < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "freight" });
        }
        let terms = book.profile()?.terms.as_ref();
        let account = book.account(order.buyer);
        let freight = match self.freight_payer {
            FreightPayer::Buyer => self.freight,
            FreightPayer::Business => Rupiah::ZERO,
        };
        let total = order.goods_total.plus(freight)?;
        let lines: Vec<_> = order.lines.iter().map(|line| (line.product, line.base, line.amount)).collect();
        let deposit_due = match self.deposit_percent {
            Some(percent) if percent > 100 => return Err(Rejection::Invalid { field: "deposit_percent" }),
            Some(percent) => total.percent_up(percent),
            None => book.usual_deposit(order.buyer, &lines, total)?,
        };
        let rule = terms.map_or(SettlementRule::AnyTime, |terms| terms.settlement);
        let word = Word {
            promised: self.promised,
            deposit_due,
            freight: self.freight,
            freight_payer: self.freight_payer,
            total,
            // Who may pay days after the goods have come is not asked to pay before they leave.
            settlement: if account.tempo_days.is_some() { SettlementRule::AnyTime } else { rule },
        };
        agree(book, order, &order.lines, &word)
    }

    /// The same word was given before. A deposit that is not said is the terms' of that day.
    fn is_that(&self, agreement: &Agreement) -> bool {
        let deposit = self.deposit_percent.map(|percent| agreement.total.percent_up(percent));
        agreement.promised == self.promised
            && agreement.freight == self.freight
            && agreement.freight_payer == self.freight_payer
            && deposit.is_none_or(|due| agreement.deposit_due == due)
    }

    fn already(&self, order: &Order) -> Result<Vec<Event>, Rejection> {
        match order.agreement() {
            Some(agreement) if self.is_that(agreement) => Ok(vec![]),
            _ => Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
    }
}

/// The facts of an order's acceptance: the word, the policy it is accepted on where the business has set one,
/// and the goods that are kept for it.
///
/// # Errors
/// Where the buyer would owe more than their limit.
pub(super) fn agree(
    book: &Book,
    order: &Order,
    lines: &[OrderLine],
    word: &Word,
) -> Result<Vec<Event>, Rejection> {
    within_limit(book, order, word.total)?;
    let (sources, reserved) = sources(book, lines, &[])?;
    let mut events = vec![
        OrderAccepted {
            order: order.id,
            promised: word.promised,
            deposit_due: word.deposit_due,
            freight: word.freight,
            freight_payer: word.freight_payer,
            total: word.total,
            settlement: word.settlement,
            sources,
        }
        .into(),
    ];
    if let Some(policy) = &book.profile()?.policy {
        events.push(PolicyAgreed { order: order.id, policy: policy.clone() }.into());
    }
    if !reserved.is_empty() {
        events.push(GoodsReserved { order: order.id, lines: reserved }.into());
    }
    Ok(events)
}

/// Where each line's goods come from, and what of the shelf is kept for them. Lines of the same goods take
/// from the same shelf. `own` is kept for the order already, and may be kept for it again.
pub(super) fn sources(
    book: &Book,
    lines: &[OrderLine],
    own: &[StockLine],
) -> Result<(Vec<LineSource>, Vec<StockLine>), Rejection> {
    let mut kept: BTreeMap<StockItem, Quantity> = BTreeMap::new();
    let mut sources = Vec::with_capacity(lines.len());
    for line in lines {
        let product = book.catalogue.product(line.product)?;
        let item = Book::shelf_item(line);
        let taken = kept.get(&item).copied().unwrap_or_default();
        let own =
            own.iter().filter(|own| own.item == item).fold(Quantity::ZERO, |sum, own| sum.and(own.quantity));
        let reserved = book.stock.reserved(item).less_or_zero(own);
        let left = book.stock.on_hand(item).less_or_zero(reserved).less_or_zero(taken);
        let source = match product.sheet.making {
            Making::ToOrder => LineSource::Make,
            Making::ToStock if left >= line.base => LineSource::Stock,
            Making::ToStock => LineSource::Make,
            Making::Resale if left >= line.base => LineSource::Stock,
            Making::Resale => {
                return Err(Rejection::SoldOut { name: line.name.clone(), left, unit: line.base_unit });
            }
        };
        if source == LineSource::Stock {
            kept.insert(item, taken.and(line.base));
        }
        sources.push(source);
    }
    Ok((sources, kept.into_iter().map(|(item, quantity)| StockLine { item, quantity }).collect()))
}
