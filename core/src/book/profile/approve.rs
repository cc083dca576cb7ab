//! Approving a buyer, and taking that back.

use bincode::{Decode, Encode};

use super::{ApprovalWithdrawn, BuyerApproved};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::PartyId;
use crate::party::Capacity;

/// The business knows a buyer and sells to them as to a regular.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `BuyerApproved`")]
pub struct ApproveBuyer {
    pub buyer: PartyId,
}

impl ApproveBuyer {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        context.party_is(self.buyer, Capacity::Distributor)?;
        let so_already = book.approved.contains(&self.buyer);
        Ok(if so_already { vec![] } else { vec![BuyerApproved { buyer: self.buyer }.into()] })
    }
}

/// The business sells to a buyer as to anybody again. Orders already placed keep their prices.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `ApprovalWithdrawn`")]
pub struct WithdrawApproval {
    pub buyer: PartyId,
}

impl WithdrawApproval {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let approved = book.approved.contains(&self.buyer);
        Ok(if approved { vec![ApprovalWithdrawn { buyer: self.buyer }.into()] } else { vec![] })
    }
}
