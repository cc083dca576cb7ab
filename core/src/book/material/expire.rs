//! The time for an answer passes.

use bincode::{Decode, Encode};

use super::{Request, RequestExpired};
use crate::book::order::RequestState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::RequestId;
use crate::time::Moment;

/// A request that nobody answered in time is over. The business's policy does it when the time has come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ExpireRequest {
    /// Which request.
    pub request: RequestId,
}

impl ExpireRequest {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_policy_or_business()?;
        let request = book.request(self.request)?;
        match (request.state, request.answer_by) {
            (RequestState::Expired, _) => Ok(vec![]),
            (RequestState::Sent, Some(answer_by)) if answer_by <= context.now => {
                Ok(vec![RequestExpired { request: request.id, order: request.order, answer_by }.into()])
            }
            (RequestState::Sent, _) => Err(Rejection::AnswerStillDue),
            _ => Err(Rejection::RequestOver),
        }
    }
}

impl Book {
    /// The requests whose time for an answer has passed without one, and that nobody has written down as such.
    pub fn requests_unanswered_at(&self, now: Moment) -> impl Iterator<Item = &Request> {
        self.requests.values().filter(move |request| {
            request.state == RequestState::Sent && request.answer_by.is_some_and(|by| by <= now)
        })
    }
}
