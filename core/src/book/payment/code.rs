//! Unique codes: a few rupiah subtracted from a transfer, so that its amount tells whose it is.

use std::collections::BTreeSet;

use bincode::{Decode, Encode};

use super::CodeGiven;
use crate::book::order::Order;
use crate::book::profile::UniqueCodes;
use crate::book::{Book, Command, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::time::Moment;

/// The largest code: three digits.
const LARGEST: u16 = 999;
/// How long the code of an order that is over is kept out of use, in seconds.
const REST_SECONDS: i64 = 7 * 86_400;

/// The business gives an order a unique code. Its policy does so by itself.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GiveCode {
    /// Which order.
    pub order: OrderId,
}

impl GiveCode {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_policy_or_business()?;
        let order = book.order(self.order)?;
        order.under_way()?;
        if order.money.code.is_some() {
            return Ok(vec![]);
        }
        let taken = taken(book, context.now);
        let free = (1..=LARGEST).map(|step| (book.last_code + step - 1) % LARGEST + 1);
        let mut free = free.filter(|code| !taken.contains(code));
        // More than a thousand open transfers: those that are left are told by name.
        let Some(code) = free.next() else { return Ok(vec![]) };
        Ok(vec![CodeGiven { order: order.id, code }.into()])
    }
}

/// The codes of open orders, and of those that ended less than a week ago.
fn taken(book: &Book, now: Moment) -> BTreeSet<u16> {
    let since = now.plus_seconds(-REST_SECONDS);
    let in_use = |order: &&Order| !order.stage_name().is_over() || order.since > since;
    book.orders.values().filter(in_use).filter_map(|order| order.money.code).collect()
}

/// The business's policy: whose transfers carry a code.
pub(in crate::book) fn give_where_wished(book: &Book, order: &Order) -> Vec<Command> {
    let codes = book.profile.as_ref().map_or(UniqueCodes::Nobody, |profile| profile.payments.codes);
    let wished = match codes {
        UniqueCodes::Nobody => false,
        UniqueCodes::Newcomers => !book.approved.contains(&order.buyer),
        UniqueCodes::Everybody => true,
    };
    if wished { vec![GiveCode { order: order.id }.into()] } else { Vec::new() }
}
