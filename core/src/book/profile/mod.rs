//! The business itself: its sign, the terms it works on, and whom it sells to as to a regular.

mod approve;
mod change;
mod deposit;
mod event;
mod open;
mod payments;
mod policy;
mod terms;
mod wholesale;

pub use approve::{ApproveBuyer, WithdrawApproval};
pub use change::ChangeProfile;
pub use deposit::{DepositOf, DepositRule, DepositRuleSet, SetDepositRule};
pub use event::*;
pub use open::OpenBusiness;
pub use payments::{SetBuyerTerms, SetPaymentPolicy, SetQris};
pub use policy::SetOrderPolicy;
pub use terms::SetTerms;
pub use wholesale::SetWholesale;

use bincode::{Decode, Encode};

use super::Event;
use crate::ids::BlobHash;
use crate::sealed::{QrisCode, Sealed};

/// The business as its facts have left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Profile {
    /// Its trade name.
    pub name: String,
    /// What it makes or sells.
    pub trade: String,
    /// Code of the village it stands in.
    pub village: String,
    /// Street and house.
    pub street: String,
    /// One line about it.
    pub tagline: String,
    /// A few sentences about it.
    pub about: String,
    /// A picture of it.
    pub photo: Option<BlobHash>,
    /// The terms that coming orders are accepted on.
    pub terms: Option<TermsSet>,
    /// Who is shown its wholesale prices.
    pub wholesale: Wholesale,
    /// How it deals with coming orders, once it has said so.
    pub policy: Option<OrderPolicySet>,
    /// How it takes money.
    pub payments: PaymentPolicySet,
    /// Its static QRIS code.
    pub qris: Option<Sealed<QrisCode>>,
}

impl Profile {
    /// The business that just opened.
    pub fn opened(event: &BusinessOpened) -> Self {
        Self {
            name: event.name.clone(),
            trade: event.trade.clone(),
            village: event.village.clone(),
            street: event.street.clone(),
            tagline: event.tagline.clone(),
            about: event.about.clone(),
            photo: event.photo,
            terms: None,
            wholesale: Wholesale::Public,
            policy: None,
            payments: PaymentPolicySet::default(),
            qris: None,
        }
    }

    /// Keeps a fact about the business as such. All others leave it as it is.
    pub fn evolve(&mut self, event: &Event) {
        match event {
            Event::ProfileChanged(e) => {
                self.name.clone_from(&e.name);
                self.trade.clone_from(&e.trade);
                self.village.clone_from(&e.village);
                self.street.clone_from(&e.street);
                self.tagline.clone_from(&e.tagline);
                self.about.clone_from(&e.about);
                self.photo = e.photo;
            }
            Event::TermsSet(e) => self.terms = Some(e.clone()),
            Event::WholesaleSet(e) => self.wholesale = e.wholesale,
            Event::OrderPolicySet(e) => self.policy = Some(e.clone()),
            Event::PaymentPolicySet(e) => self.payments = e.clone(),
            Event::QrisSet(e) => self.qris.clone_from(&e.code),
            _ => {}
        }
    }
}
