//! What can happen to money. A contract on disk: it only grows.
//!
//! What an order owes is never stored: it is the sum of these movements.

use bincode::{Decode, Encode};

use crate::code_enum;
use crate::ids::{OrderId, PaymentId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

code_enum! {
    /// How the money was sent.
    pub enum PaymentMethod {
        /// Bank transfer.
        BankTransfer = 1,
        /// QRIS.
        Qris = 2,
        /// DANA, OVO, GoPay and the like.
        EWallet = 3,
        /// Cash, into the business's hand.
        Cash = 4,
        /// Cash, into the courier's hand.
        CourierCash = 5,
    }
}

/// The payer says to have paid. Moves nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaymentClaimed {
    /// Its id.
    pub payment: PaymentId,
    /// For which order.
    pub order: OrderId,
    /// How much.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// A word to the business.
    pub note: Option<Sealed<Note>>,
}

/// The business has seen the money, and acknowledges it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaymentVerified {
    /// Which payment.
    pub payment: PaymentId,
    /// For which order.
    pub order: OrderId,
    /// How much was paid, which may differ from what was claimed.
    pub amount: Rupiah,
    /// What of it pays this order.
    pub to_order: Rupiah,
    /// What of it is too much, and the buyer's credit from now on.
    pub to_credit: Rupiah,
    /// What of it an acquirer (QRIS, e-wallet) kept: paid by the buyer, a cost of the business, never in its
    /// account.
    pub fee: Rupiah,
    /// Number of the receipt (*kwitansi*); gapless within the book.
    pub receipt: String,
}

/// The first form of [`PaymentVerified`]: all that was paid arrived.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PaymentVerified`")]
pub struct PaymentVerifiedV1 {
    pub payment: PaymentId,
    pub order: OrderId,
    pub amount: Rupiah,
    pub to_order: Rupiah,
    pub to_credit: Rupiah,
    pub receipt: String,
}

impl From<PaymentVerifiedV1> for PaymentVerified {
    fn from(old: PaymentVerifiedV1) -> Self {
        let PaymentVerifiedV1 { payment, order, amount, to_order, to_credit, receipt } = old;
        Self { payment, order, amount, to_order, to_credit, fee: Rupiah::ZERO, receipt }
    }
}

code_enum! {
    /// Why a claimed payment is not taken as paid.
    pub enum PaymentRefusal {
        /// The account shows nothing.
        NotArrived = 1,
        /// The proof is not readable.
        ProofUnreadable = 2,
        /// The proof belongs to something else.
        WrongProof = 3,
    }
}

/// The business looked and the money is not there.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaymentRefused {
    /// Which payment.
    pub payment: PaymentId,
    /// For which order.
    pub order: OrderId,
    /// Why.
    pub reason: PaymentRefusal,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}
