//! "How do we stand with each other?" for a business and each of its buyers: what is held beside the orders, the
//! buyer's terms, and every movement of the account.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::order::{Order, Stage};
use rantai_core::book::payment::BuyerAccount;
use rantai_core::ids::{OrderId, PartyId};
use rantai_core::money::Rupiah;
use rantai_core::time::Moment;

use crate::Heard;
use crate::packed::Packed;
use crate::table::{Source, Table, key};

/// A buyer's account, folded as the book folds it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AccountRow {
    /// Whose book it is in.
    pub business: PartyId,
    /// Whose account.
    pub buyer: PartyId,
    /// What is held, and the terms.
    pub account: BuyerAccount,
}

rantai_core::code_enum! {
    /// What moved an account.
    pub enum MovementKind {
        /// An order was accepted.
        Sold = 1,
        /// What was agreed of an order changed.
        Changed = 2,
        /// An order was called off.
        CalledOff = 3,
        /// The buyer paid.
        Paid = 4,
        /// The business let something go.
        LetGo = 5,
        /// The business gave money back.
        GivenBack = 6,
        /// A payment was of another amount than was written down.
        Corrected = 7,
    }
}

/// One movement of an account. The balance is their sum, made when it is read.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MovementRow {
    /// When it was recorded.
    pub at: Moment,
    /// What it was.
    pub kind: MovementKind,
    /// The order it was about.
    pub order: Option<OrderId>,
    /// That order's number.
    pub number: String,
    /// The receipt's number, where there is one.
    pub receipt: String,
    /// What the buyer owes more for it; less where it is negative.
    pub owes: Rupiah,
}

/// The accounts of all buyers.
#[derive(Debug)]
pub struct Accounts {
    /// Key: party, `B` as business or `D` as buyer, other party.
    pub(crate) accounts: Table<AccountRow>,
    /// A list: business, buyer.
    pub(crate) movements: Packed<MovementRow>,
}

impl Accounts {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            accounts: Table::open(source, "buyer-accounts", 1)?,
            movements: Packed::open(source, "account-movements", 2)?,
        })
    }

    /// One buyer's account with a business; empty where nothing ever moved it.
    pub fn account(&self, business: PartyId, buyer: PartyId) -> BuyerAccount {
        let row = self.accounts.get(&key(&[&business.0, b"B", &buyer.0]));
        row.map(|row| row.account.clone()).unwrap_or_default()
    }

    /// The accounts of all buyers of a business that have terms of their own or hold something.
    pub fn of_business(&self, business: PartyId) -> Vec<Arc<AccountRow>> {
        self.accounts.all(&key(&[&business.0, b"B"]))
    }

    /// A buyer's accounts with all businesses.
    pub fn of_buyer(&self, buyer: PartyId) -> Vec<Arc<AccountRow>> {
        self.accounts.all(&key(&[&buyer.0, b"D"]))
    }

    /// Every movement between a business and a buyer, the oldest first. For these two alone.
    pub fn movements(&self, business: PartyId, buyer: PartyId) -> Vec<Arc<MovementRow>> {
        let list = key(&[&business.0, &buyer.0]);
        let newest_first = self.movements.page(&list, None, usize::MAX, |_, row| row.clone()).rows;
        newest_first.into_iter().rev().map(|(_, row)| row).collect()
    }

    pub(crate) fn hear_accounts(&self, heard: &Heard<'_>) {
        let Some(buyer) = buyer_of(heard) else { return };
        if !BuyerAccount::default().evolve(heard.event) {
            return;
        }
        let business = heard.business;
        for row_key in [key(&[&business.0, b"B", &buyer.0]), key(&[&buyer.0, b"D", &business.0])] {
            self.accounts.update(row_key, |row| match row {
                Some(row) => {
                    row.account.evolve(heard.event);
                    None
                }
                None => {
                    let mut account = BuyerAccount::default();
                    account.evolve(heard.event);
                    (account != BuyerAccount::default()).then_some(AccountRow { business, buyer, account })
                }
            });
        }
    }

    pub(crate) fn hear_movements(&self, heard: &Heard<'_>) {
        let Some(buyer) = buyer_of(heard) else { return };
        for row in movements(heard) {
            self.movements.push(&key(&[&heard.business.0, &buyer.0]), |_| row);
        }
    }
}

/// Whose account a fact may move.
fn buyer_of(heard: &Heard<'_>) -> Option<PartyId> {
    match heard.event {
        Event::RefundPaid(e) => Some(e.buyer),
        Event::BuyerTermsSet(e) => Some(e.buyer),
        _ => heard.order.as_ref().map(|order| order.buyer),
    }
}

fn movements(heard: &Heard<'_>) -> Vec<MovementRow> {
    let row = |kind, owes, receipt: &str| MovementRow {
        at: heard.at(),
        kind,
        order: heard.order.as_ref().map(|order| order.id),
        number: heard.order.as_ref().map(|order| order.number.clone()).unwrap_or_default(),
        receipt: receipt.to_owned(),
        owes,
    };
    let less = |amount: Rupiah| Rupiah::ZERO.less(amount);
    let mut rows = Vec::new();
    let charged = |order: &Option<Arc<Order>>| order.as_deref().and_then(charge);
    let (before, after) = (charged(&heard.order_before), charged(&heard.order));
    let change = after.unwrap_or_default().less(before.unwrap_or_default());
    let kind = match heard.event {
        Event::RestWrittenOff(_) | Event::PaymentCorrected(_) => MovementKind::LetGo,
        Event::OrderCancelled(_) => MovementKind::CalledOff,
        _ if before.is_none() => MovementKind::Sold,
        _ => MovementKind::Changed,
    };
    if change != Rupiah::ZERO {
        rows.push(row(kind, change, ""));
    }
    match heard.event {
        Event::PaymentVerified(e) => rows.push(row(MovementKind::Paid, less(e.amount), &e.receipt)),
        Event::PaymentCorrected(e) => {
            rows.push(row(MovementKind::Corrected, e.was.amount.less(e.is.amount), ""));
        }
        Event::RefundPaid(e) => rows.push(row(MovementKind::GivenBack, e.amount, "")),
        _ => {}
    }
    rows
}

/// What a buyer is charged for an order since it was accepted: its price without what was let go, or what was kept
/// when it was called off.
fn charge(order: &Order) -> Option<Rupiah> {
    match &order.stage {
        Stage::Cancelled { money, .. } => Some(money.kept),
        _ => order.agreement().map(|agreement| agreement.total.less(order.written_off())),
    }
}
