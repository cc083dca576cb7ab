//! "How long do orders take here?" for promises: the newest that arrived, of each business.

use bincode::{Decode, Encode};
use rantai_core::book::order::promise::{History, Pace, REMEMBERED};
use rantai_core::ids::PartyId;

use crate::Heard;
use crate::table::{Source, Table, descending, key};

/// How long one order took.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaceRow {
    /// Its pace.
    pub pace: Pace,
}

/// The paces of all orders that arrived.
#[derive(Debug)]
pub struct Paces {
    /// Key: business, arrival (the newest first), order.
    pub(crate) rows: Table<PaceRow>,
}

impl Paces {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "paces", 1)? })
    }

    /// What a business's newest orders say about the next.
    pub fn history(&self, business: PartyId) -> History {
        let newest = self.rows.page(&key(&[&business.0]), None, REMEMBERED);
        History::of(newest.rows.into_iter().map(|(_, row)| row.pace.clone()))
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let Some(order) = heard.order.as_ref().filter(|order| order.journey.arrived == Some(heard.at()))
        else {
            return;
        };
        if let Some(pace) = Pace::of(order) {
            let row_key = key(&[&heard.business.0, &descending(pace.arrived), &order.id.0]);
            self.rows.put(row_key, PaceRow { pace });
        }
    }
}
