//! What a projection hears of one fact.

use std::sync::{Arc, OnceLock};

use rantai_core::book::Event;
use rantai_core::book::material::Request;
use rantai_core::book::order::Order;
use rantai_core::ids::PartyId;
use rantai_core::log::{Commit, Cursor};
use rantai_core::time::{Moment, When};

use crate::order_board::OrderRow;

/// One fact, with what it was about before and after. The folds are the core's own: no view has a second
/// opinion on where an order stands.
#[derive(Debug, Clone)]
pub struct Heard<'a> {
    /// Whose book it is in.
    pub business: PartyId,
    /// The commit it is in: who, for whom, how, when.
    pub commit: &'a Commit,
    /// The fact.
    pub event: &'a Event,
    /// The order before it, if it is about one that was there.
    pub order_before: Option<Arc<Order>>,
    /// The order after it, if it is about one; nothing where a projection keeps that fold itself.
    pub order: Option<Arc<Order>>,
    /// What lists say of these two.
    pub(crate) lines: (Line, Line),
    /// The material request before it, if it is about one that was there.
    pub request_before: Option<Arc<Request>>,
    /// The material request after it, if it is about one.
    pub request: Option<Arc<Request>>,
}

/// What lists say of an order as it stood at some time, made once for all of them when the first asks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line(Arc<OnceLock<Arc<OrderRow>>>);

impl Line {
    fn of(&self, business: PartyId, order: &Order) -> Arc<OrderRow> {
        Arc::clone(self.0.get_or_init(|| Arc::new(OrderRow::of(business, order))))
    }
}

impl Heard<'_> {
    /// What lists say of the order before the fact, if there was one.
    pub(crate) fn line_before(&self) -> Option<Arc<OrderRow>> {
        self.order_before.as_ref().map(|order| self.lines.0.of(self.business, order))
    }

    /// What lists say of the order after the fact, if it is about one.
    pub(crate) fn line(&self) -> Option<Arc<OrderRow>> {
        self.order.as_ref().map(|order| self.lines.1.of(self.business, order))
    }

    /// When it was recorded.
    pub const fn at(&self) -> Moment {
        self.commit.draft.envelope.recorded
    }

    /// Its two clocks.
    pub const fn when(&self) -> When {
        self.commit.draft.envelope.when()
    }

    /// Where it stands in the log.
    pub const fn cursor(&self) -> Cursor {
        self.commit.cursor
    }
}
