//! No longer keeping goods.

use bincode::{Decode, Encode};

use super::{FreeReason, KeptGoodsFreed, shelf};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::ReservationId;

/// Goods that were kept go back on the free shelf. When their time is over, the business's policy does it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `KeptGoodsFreed`")]
pub struct FreeGoods {
    pub reservation: ReservationId,
    pub reason: FreeReason,
}

impl FreeGoods {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_policy_or_business()?;
        let Some(kept) = book.sales.kept.get(&self.reservation) else { return Ok(vec![]) };
        if self.reason == FreeReason::Expired && context.now < kept.until {
            return Err(Rejection::StillKept { until: kept.until });
        }
        let goods = shelf(&kept.lines);
        Ok(vec![KeptGoodsFreed { reservation: self.reservation, goods, reason: self.reason }.into()])
    }
}
