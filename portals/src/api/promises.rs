//! When an order will be there, as programs are told.

use rantai_core::book::order as core;
use rantai_core::book::order::promise::Basis;
use rantai_core::ids::PartyId;
use serde::Serialize;
use utoipa::ToSchema;

use super::order::Party;
use super::words::{Date, Stretch, Time};
use crate::app::App;
use crate::promise;

/// When an order will be with its buyer, reckoned from how long the business's orders took. It changes with every
/// order that arrives.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Expected {
    /// The day that eight of ten orders like it keep. Before the acceptance: if it were accepted now.
    sure: Date,
    /// The day that half of them keep.
    likely: Date,
    /// What the days rest on.
    basis: ExpectedBasis,
    /// How many orders like it were asked; with fewer than ten the days are the business's own.
    orders: usize,
    /// The day that was promised first, once something was.
    first: Option<Date>,
    /// Since when the clock stands, because the buyer has the move.
    clock_stands_since: Option<Time>,
    /// For how many seconds it stood in all: so much later the promise is due.
    clock_stood_seconds: i64,
    /// What took days more or less than usual.
    moved: Vec<Moved>,
}

/// What the days rest on.
#[derive(Debug, Serialize, ToSchema)]
pub enum ExpectedBasis {
    /// The business's newest orders like it.
    History,
    /// The business's own estimate: there are too few orders like it.
    Owner,
    /// The business's own estimate: the order has taken longer than nearly all orders like it.
    Beyond,
}

/// A stretch of the way that took days more or less than usual.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Moved {
    /// On which stretch.
    stretch: Stretch,
    /// By how many days; negative: it was shorter.
    days: i64,
    /// Who else had the move there longest; absent where it was the business. A supplier is told to the business
    /// alone.
    party: Option<Party>,
}

impl Expected {
    /// What is known of an order of that business: the whole order, for the business or for its buyer.
    pub fn of(app: &App, business: PartyId, order: &core::Order, business_reads: bool) -> Option<Self> {
        let known = promise::reckon(app, business, order)?;
        let (basis, orders) = match known.estimate.basis {
            Basis::History { orders } => (ExpectedBasis::History, orders),
            Basis::Own => (ExpectedBasis::Owner, 0),
            Basis::Beyond { orders } => (ExpectedBasis::Beyond, orders),
        };
        let moved = known.delays.iter().map(|delay| Moved {
            stretch: Stretch(delay.stretch),
            days: delay.days,
            party: promise::who_held(delay, business_reads).map(|party| Party::of(app, party)),
        });
        Some(Self {
            sure: Date(known.estimate.sure),
            likely: Date(known.estimate.likely),
            basis,
            orders,
            first: known.first.map(Date),
            clock_stands_since: known.stands_since.map(Time),
            clock_stood_seconds: known.stood / 1_000_000,
            moved: moved.collect(),
        })
    }
}
