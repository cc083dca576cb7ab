//! What can happen to a month. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::code_enum;
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};
use crate::time::Month;

code_enum! {
    /// What a month's figures are of. Each is a sum over the month's facts.
    pub enum Figure {
        /// Orders that were accepted, by their price; changes and cancellations count with them.
        Orders = 1,
        /// Sold over the counter, without what was taken back.
        Counter = 2,
        /// Paid to the business by bank transfer.
        Transfers = 3,
        /// Paid to the business by QRIS.
        Qris = 4,
        /// Paid to the business from e-wallets.
        EWallets = 5,
        /// Paid to the business in cash.
        Cash = 6,
        /// Paid to couriers in cash, and brought by them.
        CourierCash = 7,
        /// Given back to buyers.
        Refunds = 8,
        /// Paid to suppliers.
        Suppliers = 9,
        /// Bought without a request, and paid on the spot.
        Purchases = 10,
        /// Paid to couriers.
        Couriers = 11,
        /// Kept by acquirers.
        Fees = 12,
        /// Billed by suppliers, without what they took off for what went back.
        Billed = 13,
        /// How much more the business holds for buyers: credit, and what is to be given back.
        Credit = 14,
    }
}

/// One figure of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct FigureLine {
    /// Of what.
    pub figure: Figure,
    /// How much; less than nothing where more was taken back than came.
    pub amount: Rupiah,
}

/// What was still open when a month was closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct StillOpen {
    /// How many orders were under way.
    pub orders: u32,
    /// What buyers owed.
    pub owed_by_buyers: Rupiah,
    /// What the business held for buyers.
    pub held_for_buyers: Rupiah,
    /// What the business owed its suppliers.
    pub owed_to_suppliers: Rupiah,
}

/// The owner closed a month: these are its figures for good. What is recorded of it later counts as a correction in
/// the first month that is open.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MonthClosed {
    /// Which month.
    pub month: Month,
    /// Its figures; those that are nothing are left out.
    pub figures: Vec<FigureLine>,
    /// How many facts moved them.
    pub facts: u32,
    /// What was open when it was closed.
    pub open: StillOpen,
    /// What the materials in the store had cost, when it was closed, as far as that is known.
    pub stock_value: Option<Rupiah>,
}

/// The owner opened the month again that was closed last. What had counted as its corrections counts in it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MonthReopened {
    /// Which month.
    pub month: Month,
    /// Why.
    pub reason: Sealed<Note>,
}
