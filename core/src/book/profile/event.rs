//! What can happen to a business as such. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::order::Gate;
use crate::code_enum;
use crate::ids::{BlobHash, PartyId};
use crate::money::Rupiah;
use crate::sealed::{AccountNumber, PersonName, QrisCode, Sealed};

code_enum! {
    /// When the rest of the price may or must be paid.
    pub enum SettlementRule {
        /// Whenever the buyer likes.
        AnyTime = 1,
        /// Only once the goods have arrived.
        AfterDelivery = 2,
        /// In full before the goods leave.
        BeforeDispatch = 3,
    }
}

code_enum! {
    /// Who is shown wholesale prices, and buys at them.
    pub enum Wholesale {
        /// Everybody.
        Public = 1,
        /// Only buyers whom the business approved.
        AfterApproval = 2,
    }
}

/// An account of the business that buyers pay into.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaymentAccount {
    /// Bank or e-wallet, as people call it: `BRI`, `DANA`.
    pub bank: String,
    /// The number to pay to.
    pub number: Sealed<AccountNumber>,
    /// The name it is held under: mostly a person's.
    pub holder: Sealed<PersonName>,
}

/// The business opened its book.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BusinessOpened {
    /// Its trade name.
    pub name: String,
    /// What it makes or sells, in the words of its customers.
    pub trade: String,
    /// Code of the village it stands in (Kemendagri).
    pub village: String,
    /// Street and house, as a public shop sign says it.
    pub street: String,
    /// One line about it.
    pub tagline: String,
    /// A few sentences about it.
    pub about: String,
    /// A picture of it.
    pub photo: Option<BlobHash>,
}

/// The business set the terms that its coming orders are accepted on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TermsSet {
    /// Share of the total that is asked before work starts, in percent; 0 asks nothing.
    pub deposit_percent: u8,
    /// Smallest total of goods it accepts.
    pub minimum: Rupiah,
    /// When the rest is paid.
    pub settlement: SettlementRule,
    /// Where to pay.
    pub accounts: Vec<PaymentAccount>,
}

/// The business changed its sign. All of it stands here, also what stayed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ProfileChanged {
    /// Its trade name.
    pub name: String,
    /// What it makes or sells, in the words of its customers.
    pub trade: String,
    /// Code of the village it stands in (Kemendagri).
    pub village: String,
    /// Street and house, as a public shop sign says it.
    pub street: String,
    /// One line about it.
    pub tagline: String,
    /// A few sentences about it.
    pub about: String,
    /// A picture of it.
    pub photo: Option<BlobHash>,
}

/// The business decided who is shown its wholesale prices. Until it does, everybody is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WholesaleSet {
    /// Who.
    pub wholesale: Wholesale,
}

/// The business knows a buyer and sells to them as to a regular.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BuyerApproved {
    /// Who.
    pub buyer: PartyId,
}

/// The business took its approval of a buyer back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ApprovalWithdrawn {
    /// Whose.
    pub buyer: PartyId,
}

code_enum! {
    /// What a business keeps of the money it holds when the buyer calls an order off.
    pub enum Keep {
        /// Nothing.
        Nothing = 1,
        /// A share of what is held.
        Percent = 2,
        /// What the materials cost that were bought for it.
        Materials = 3,
    }
}

code_enum! {
    /// How the rest of the money comes back to the buyer.
    pub enum GiveBack {
        /// It is paid back.
        Refund = 1,
        /// It is the buyer's credit.
        Credit = 2,
    }
}

/// After how many hours something is overdue; 0 for never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Deadlines {
    /// An order or something asked has no answer.
    pub answer: u16,
    /// An offer stands so long. Never 0.
    pub offer: u16,
    /// The deposit is not paid.
    pub deposit: u16,
    /// A claimed payment is not looked at.
    pub claim: u16,
    /// A supplier does not answer.
    pub supplier: u16,
    /// A carrier does not come, or does not arrive.
    pub courier: u16,
    /// The promised day is over, and the goods or materials are not there.
    pub late: u16,
    /// The rest is not paid.
    pub rest: u16,
}

/// How the business deals with orders from now on. All of it stands here, also what stayed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderPolicySet {
    /// The first step that waits for the deposit; all later ones do too.
    pub deposit_before: Gate,
    /// Orders may be called off, if both agree, also after production began.
    pub cancel_after_start: bool,
    /// What it keeps when the buyer calls an order off.
    pub keep: Keep,
    /// The share it keeps, in percent, where it keeps one.
    pub keep_percent: u8,
    /// How the rest comes back.
    pub give_back: GiveBack,
    /// When what is overdue.
    pub deadlines: Deadlines,
}

impl Default for OrderPolicySet {
    /// What holds for a business that has set no policy.
    fn default() -> Self {
        Self {
            deposit_before: Gate::Materials,
            cancel_after_start: false,
            keep: Keep::Nothing,
            keep_percent: 0,
            give_back: GiveBack::Refund,
            deadlines: Deadlines {
                answer: 24,
                offer: 48,
                deposit: 72,
                claim: 24,
                supplier: 48,
                courier: 24,
                late: 1,
                rest: 168,
            },
        }
    }
}

code_enum! {
    /// Whose transfers carry a unique code.
    pub enum UniqueCodes {
        /// Nobody's.
        Nobody = 1,
        /// Those of buyers whom the business has not approved.
        Newcomers = 2,
        /// Everybody's.
        Everybody = 3,
    }
}

/// The business decided how it takes money. All of it stands here, also what stayed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PaymentPolicySet {
    /// A rest of at most so much is let go once the goods have arrived and something was paid.
    pub tolerance: Rupiah,
    /// The deposit may be paid in parts, and a further claim may be sent while one waits.
    pub part_payments: bool,
    /// Whose transfers carry a unique code.
    pub codes: UniqueCodes,
    /// The largest amount that is asked for by QRIS.
    pub qris_limit: Rupiah,
    /// What the acquirer keeps of a payment by QRIS, in hundredths of a percent.
    pub qris_fee: u16,
}

impl Default for PaymentPolicySet {
    /// What holds until the business decides otherwise.
    fn default() -> Self {
        Self {
            tolerance: Rupiah::ZERO,
            part_payments: false,
            codes: UniqueCodes::Nobody,
            qris_limit: Rupiah(10_000_000),
            qris_fee: 0,
        }
    }
}

/// The business decided on what terms it sells to one buyer. All of it stands here, also what stayed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct BuyerTermsSet {
    /// To whom.
    pub buyer: PartyId,
    /// Share of the total that is asked before work starts, in percent; the business's own where it is not said.
    pub deposit_percent: Option<u8>,
    /// How many days after the goods have arrived the rest may be paid (*tempo*).
    pub tempo_days: Option<u16>,
    /// How much the buyer may owe in all before another order is accepted.
    pub credit_limit: Option<Rupiah>,
}

/// The business's static QRIS code, or that it has none.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct QrisSet {
    /// The code's text.
    pub code: Option<Sealed<QrisCode>>,
}
