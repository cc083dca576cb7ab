//! What can happen to money. A contract on disk: it only grows.
//!
//! What an order owes is never stored: it is the sum of these movements.

use bincode::{Decode, Encode};

use crate::book::correction::Mistake;
use crate::code_enum;
use crate::ids::{OrderId, PartyId, PaymentId, SlipId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};
use crate::time::{Day, Moment};

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

/// When and whereto money was sent, as far as the payer said so: what the business looks for in its account.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SentTo {
    /// The day the payer says it was sent on.
    pub day: Option<Day>,
    /// Which of the business's accounts: `BRI`, `DANA`. Empty where it was not said.
    pub bank: String,
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
    /// When and whereto, where that was said.
    pub sent: Option<SentTo>,
    /// The transfer for several orders that it is a part of.
    pub transfer: Option<PaymentId>,
}

/// The first form of [`PaymentClaimed`]: each was sent alone.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PaymentClaimed`")]
pub struct PaymentClaimedV1 {
    pub payment: PaymentId,
    pub order: OrderId,
    pub amount: Rupiah,
    pub method: PaymentMethod,
    pub note: Option<Sealed<Note>>,
}

impl From<PaymentClaimedV1> for PaymentClaimed {
    fn from(old: PaymentClaimedV1) -> Self {
        let PaymentClaimedV1 { payment, order, amount, method, note } = old;
        Self { payment, order, amount, method, note, sent: None, transfer: None }
    }
}

/// One transfer pays several orders. Each part is a [`PaymentClaimed`] of the same commit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TransferClaimed {
    /// The transfer's id, under which the business verifies or refuses all of it.
    pub transfer: PaymentId,
    /// Who paid.
    pub buyer: PartyId,
    /// How much in all.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// Its parts, in the order in which they are paid.
    pub parts: Vec<PaymentId>,
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
    /// Number of the receipt (*kwitansi*); gapless within the book and year. The parts of one transfer share one.
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

/// Credit that the business held for a buyer pays an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CreditUsed {
    /// Which order.
    pub order: OrderId,
    /// Whose credit.
    pub buyer: PartyId,
    /// How much.
    pub amount: Rupiah,
}

/// The business gave money back. It pays what was promised back first, then credit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RefundPaid {
    /// To whom.
    pub buyer: PartyId,
    /// The order it came from, where it was about one.
    pub order: Option<OrderId>,
    /// How much.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// A word to the buyer.
    pub note: Option<Sealed<Note>>,
}

code_enum! {
    /// Why a part of the price is not asked for any more.
    pub enum WriteOffReason {
        /// So little that the business's policy lets it go once the goods have arrived.
        Tolerance = 1,
        /// The unique code that was subtracted from a transfer.
        UniqueCode = 2,
        /// The business gives it to the buyer.
        Goodwill = 3,
        /// For something that was not as agreed.
        Complaint = 4,
        /// It will not be paid.
        Uncollectible = 5,
    }
}

impl WriteOffReason {
    /// The reasons a person may give; the others are the policy's.
    pub const SPOKEN: [Self; 3] = [Self::Goodwill, Self::Complaint, Self::Uncollectible];
}

/// A part of the price is not asked for any more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RestWrittenOff {
    /// Of which order.
    pub order: OrderId,
    /// How much.
    pub amount: Rupiah,
    /// Why.
    pub reason: WriteOffReason,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// An order may be paid so many days after its goods have arrived (*tempo*).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TempoGranted {
    /// Which order.
    pub order: OrderId,
    /// How many days.
    pub days: u16,
}

/// The owner takes an order although its buyer owes more than their limit.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LimitWaived {
    /// Which order.
    pub order: OrderId,
    /// The buyer's limit.
    pub limit: Rupiah,
    /// What the buyer owed at that time, without this order.
    pub open: Rupiah,
}

/// An order got a unique code, to be subtracted from what is transferred for it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CodeGiven {
    /// Which order.
    pub order: OrderId,
    /// The code: 1 to 999 rupiah.
    pub code: u16,
}

/// A courier handed over cash that they had collected.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CashHandedOver {
    /// Who.
    pub courier: PartyId,
    /// For which slips: all of each one's cash. None where an old shortage alone is made good.
    pub slips: Vec<SlipId>,
    /// What these slips' receivers had given, and the shortage of before that was to be made good.
    pub expected: Rupiah,
    /// What was counted. What is missing stays on the courier's account.
    pub amount: Rupiah,
}

/// The business paid a courier for slips that were delivered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CourierPaid {
    /// Whom.
    pub courier: PartyId,
    /// For which slips.
    pub slips: Vec<SlipId>,
    /// How much.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
}

/// An order got its invoice (*faktur*).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct InvoiceIssued {
    /// Which order.
    pub order: OrderId,
    /// Its number; gapless within the book and year.
    pub number: String,
    /// The price it is for.
    pub total: Rupiah,
    /// What had been paid by then.
    pub paid: Rupiah,
    /// The day it was issued on, where the business stands.
    pub day: Day,
}

/// A line of a bank's statement was taken as a payment: another file that brings it again adds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BankLineTaken {
    /// The line's fingerprint.
    pub print: [u8; 16],
    /// The payment, or the transfer for several orders, that it was taken as.
    pub payment: PaymentId,
    /// How much came in.
    pub amount: Rupiah,
    /// The day the bank says.
    pub day: Option<Day>,
}

/// How much was paid, and how it was split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Split {
    /// How much in all.
    pub amount: Rupiah,
    /// What of it pays the order.
    pub to_order: Rupiah,
    /// What of it is too much, and the buyer's credit.
    pub to_credit: Rupiah,
}

/// A payment was verified with the wrong amount. Its receipt keeps its number.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaymentCorrected {
    /// Which payment.
    pub payment: PaymentId,
    /// For which order.
    pub order: OrderId,
    /// How it was paid.
    pub method: PaymentMethod,
    /// What had been verified.
    pub was: Split,
    /// What it is instead.
    pub is: Split,
    /// How much more, or with a minus less, is the buyer's credit.
    pub credit: Rupiah,
    /// How much more, or with a minus less, is to be given back to the buyer.
    pub refund: Rupiah,
    /// What the order gets back of what it had let go to the buyer's credit.
    pub taken_back: Rupiah,
    /// How much more, or with a minus less, an acquirer kept of it.
    pub fee: Rupiah,
    /// When the payment that was wrong is said to have come.
    pub since: Moment,
    /// Why it was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// A supplier's bill was written down with the wrong amount.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SupplierBillCorrected {
    /// Whose bill it is.
    pub supplier: PartyId,
    /// The number that stands on it.
    pub number: String,
    /// What had been written down.
    pub was: Rupiah,
    /// What it asks for.
    pub amount: Rupiah,
    /// When the bill that was wrong is said to have come.
    pub since: Moment,
    /// Why it was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// What a supplier was paid was written down with the wrong amount.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SupplierPaymentCorrected {
    /// Who was paid.
    pub supplier: PartyId,
    /// The how-many-th payment to them, from 1.
    pub payment: u32,
    /// How it was paid.
    pub method: PaymentMethod,
    /// What had been written down.
    pub was: Rupiah,
    /// What was paid.
    pub amount: Rupiah,
    /// When the payment that was wrong is said to have been made.
    pub since: Moment,
    /// Why it was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}
