//! Setting how orders are dealt with.

use bincode::{Decode, Encode};

use super::{Keep, OrderPolicySet};
use crate::book::order::Gate;
use crate::book::{Book, Context, Event, Rejection};

/// The business sets how it deals with orders. Orders that were accepted keep the policy they were accepted on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SetOrderPolicy {
    /// The whole policy.
    pub policy: OrderPolicySet,
}

impl SetOrderPolicy {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let profile = book.profile()?;
        if self.policy.deposit_before == Gate::Settlement {
            return Err(Rejection::Invalid { field: "deposit_before" });
        }
        let share = self.policy.keep_percent;
        if share > 100 || (self.policy.keep == Keep::Percent) != (share > 0) {
            return Err(Rejection::Invalid { field: "keep_percent" });
        }
        if self.policy.deadlines.offer == 0 {
            return Err(Rejection::Invalid { field: "offer" });
        }
        let so_already = profile.policy.as_ref() == Some(&self.policy);
        Ok(if so_already { vec![] } else { vec![self.policy.clone().into()] })
    }
}
