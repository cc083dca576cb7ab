//! What a projection hears of one fact.

use std::sync::Arc;

use rantai_core::book::Event;
use rantai_core::book::material::Request;
use rantai_core::book::order::Order;
use rantai_core::ids::PartyId;
use rantai_core::log::{Commit, Cursor};
use rantai_core::time::{Moment, When};

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
    /// The material request before it, if it is about one that was there.
    pub request_before: Option<Arc<Request>>,
    /// The material request after it, if it is about one.
    pub request: Option<Arc<Request>>,
}

impl Heard<'_> {
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
