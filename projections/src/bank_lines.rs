//! "Which lines of my bank's statements were taken as payments?" for the business.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::ids::{PartyId, PaymentId};
use rantai_core::time::Moment;

use crate::Heard;
use crate::table::{Source, Table, key};

/// A line that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BankLineRow {
    /// As which payment.
    pub payment: PaymentId,
    /// When.
    pub at: Moment,
}

/// The lines that were taken.
#[derive(Debug)]
pub struct BankLines {
    /// Key: business, fingerprint.
    pub(crate) rows: Table<BankLineRow>,
}

impl BankLines {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "bank-lines", 1)? })
    }

    /// What a line was taken as; nothing where it was not.
    pub fn taken(&self, business: PartyId, print: [u8; 16]) -> Option<Arc<BankLineRow>> {
        self.rows.get(&key(&[&business.0, &print]))
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        if let Event::BankLineTaken(e) = heard.event {
            let row = BankLineRow { payment: e.payment, at: heard.at() };
            self.rows.put(key(&[&heard.business.0, &e.print]), row);
        }
    }
}
