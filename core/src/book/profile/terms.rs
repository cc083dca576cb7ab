//! Setting the terms.

use bincode::{Decode, Encode};

use super::{PaymentAccount, SettlementRule, TermsSet};
use crate::book::{Book, Context, Event, Rejection};
use crate::money::Rupiah;

/// The business sets the terms that its coming orders are accepted on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `TermsSet`")]
pub struct SetTerms {
    pub deposit_percent: u8,
    pub minimum: Rupiah,
    pub settlement: SettlementRule,
    pub accounts: Vec<PaymentAccount>,
}

impl SetTerms {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let profile = book.profile()?;
        if self.deposit_percent > 100 {
            return Err(Rejection::Invalid { field: "deposit_percent" });
        }
        if self.minimum < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "minimum" });
        }
        for account in &self.accounts {
            context.sealed_here(Some(&account.number))?;
            context.sealed_here(Some(&account.holder))?;
        }
        let terms = TermsSet {
            deposit_percent: self.deposit_percent,
            minimum: self.minimum,
            settlement: self.settlement,
            accounts: self.accounts.clone(),
        };
        Ok(if profile.terms.as_ref() == Some(&terms) { vec![] } else { vec![terms.into()] })
    }
}
