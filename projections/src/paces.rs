//! "How long do orders take here?" for promises: the newest that arrived, of each business.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::order::promise::{History, Pace, REMEMBERED};
use rantai_core::ids::PartyId;

use crate::Heard;
use crate::packed::Packed;
use crate::table::Source;

/// How long one order took.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaceRow {
    /// Its pace.
    pub pace: Pace,
}

/// The paces of all orders that arrived.
#[derive(Debug)]
pub struct Paces {
    /// A list: business, in the order of arrival.
    pub(crate) lists: Packed<PaceRow>,
}

impl Paces {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { lists: Packed::open(source, "paces", 2)? })
    }

    /// What a business's newest orders say about the next.
    pub fn history(&self, business: PartyId) -> History {
        let newest = self.lists.page(&business.0, None, REMEMBERED, |_, row| row.pace.clone());
        History::of(newest.rows.into_iter().map(|(_, pace)| Arc::unwrap_or_clone(pace)))
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let Some(order) = heard.order.as_ref().filter(|order| order.journey.arrived == Some(heard.at()))
        else {
            return;
        };
        if let Some(pace) = Pace::of(order) {
            self.lists.push(&heard.business.0, |_| PaceRow { pace });
        }
    }
}
