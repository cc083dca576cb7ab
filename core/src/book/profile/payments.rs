//! How the business takes money: its policy, its QRIS code, and the terms of single buyers.

use bincode::{Decode, Encode};

use super::{BuyerTermsSet, PaymentPolicySet, QrisSet, UniqueCodes};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::PartyId;
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::sealed::{QrisCode, Sealed};

/// An acquirer keeps at most so much, in hundredths of a percent.
const MOST_FEE: u16 = 1_000;
/// The longest *tempo*, in days.
const LONGEST_TEMPO: u16 = 365;

/// The business decides how it takes money from now on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PaymentPolicySet`")]
pub struct SetPaymentPolicy {
    pub tolerance: Rupiah,
    pub part_payments: bool,
    pub codes: UniqueCodes,
    pub qris_limit: Rupiah,
    pub qris_fee: u16,
}

impl SetPaymentPolicy {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let profile = book.profile()?;
        if self.tolerance < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "tolerance" });
        }
        if self.qris_limit < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "qris_limit" });
        }
        if self.qris_fee > MOST_FEE {
            return Err(Rejection::Invalid { field: "qris_fee" });
        }
        let policy = PaymentPolicySet {
            tolerance: self.tolerance,
            part_payments: self.part_payments,
            codes: self.codes,
            qris_limit: self.qris_limit,
            qris_fee: self.qris_fee,
        };
        Ok(if profile.payments == policy { vec![] } else { vec![policy.into()] })
    }
}

/// The business decides on what terms it sells to one buyer. Orders already accepted keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `BuyerTermsSet`")]
pub struct SetBuyerTerms {
    pub buyer: PartyId,
    pub deposit_percent: Option<u8>,
    pub tempo_days: Option<u16>,
    pub credit_limit: Option<Rupiah>,
}

impl SetBuyerTerms {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        context.party_is(self.buyer, Capacity::Distributor)?;
        if self.deposit_percent.is_some_and(|percent| percent > 100) {
            return Err(Rejection::Invalid { field: "deposit_percent" });
        }
        if self.tempo_days.is_some_and(|days| days > LONGEST_TEMPO) {
            return Err(Rejection::Invalid { field: "tempo_days" });
        }
        if self.credit_limit.is_some_and(|limit| limit < Rupiah::ZERO) {
            return Err(Rejection::Invalid { field: "credit_limit" });
        }
        let account = book.account(self.buyer);
        let so_already = account.deposit_percent == self.deposit_percent
            && account.tempo_days == self.tempo_days
            && account.credit_limit == self.credit_limit;
        let terms = BuyerTermsSet {
            buyer: self.buyer,
            deposit_percent: self.deposit_percent,
            tempo_days: self.tempo_days,
            credit_limit: self.credit_limit,
        };
        Ok(if so_already { vec![] } else { vec![terms.into()] })
    }
}

/// The business says which QRIS code it is paid by. What the code says was checked where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `QrisSet`")]
pub struct SetQris {
    pub code: Option<Sealed<QrisCode>>,
}

impl SetQris {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.code.as_ref())?;
        let so_already = book.profile()?.qris == self.code;
        Ok(if so_already { vec![] } else { vec![QrisSet { code: self.code.clone() }.into()] })
    }
}
