//! Read models of Rantai: one file a question, and the runner that keeps them.
//!
//! A projection answers one question for one party, in one sled tree named by its generation. The runner
//! folds the log into rows in memory, readers look there first, and about once a second the changed rows go
//! to disk with the cursor they hold for. Nothing here decides anything: a view may be thrown away at any
//! time and is folded again from the log.

mod bugs;
mod heard;
mod memory;
mod packed;
mod rebuild;
mod runner;
mod table;
mod trees;
mod views;

pub mod accounts;
pub mod audit_trail;
pub mod bank_lines;
pub mod bookings;
pub mod changes;
pub mod conversations;
pub mod counter;
pub mod courier_cash;
pub mod customers;
pub mod guest_book;
pub mod ledger;
pub mod order_board;
pub mod order_payments;
pub mod order_sheets;
pub mod paces;
pub mod renamings;
pub mod reply_templates;
pub mod requests;
pub mod share;
pub mod shops;
pub mod slips;
pub mod store;
pub mod suppliers;
pub mod trips;

pub use heard::Heard;
pub use rebuild::{RebuildError, Rebuilt};
pub use runner::Change;
pub use table::{Key, Page, Row, Table};
pub use trees::Lack;
pub use views::{Incomplete, Poisoned, Rebuilding, Views, ViewsError};
