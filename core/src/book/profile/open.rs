//! Opening a book.

use bincode::{Decode, Encode};

use super::BusinessOpened;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::BlobHash;
use crate::party::Capacity;

/// The business opens its book.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `BusinessOpened`")]
pub struct OpenBusiness {
    pub name: String,
    pub trade: String,
    pub village: String,
    pub street: String,
    pub tagline: String,
    pub about: String,
    pub photo: Option<BlobHash>,
}

impl OpenBusiness {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.party_is(context.party(), Capacity::Business)?;
        if book.profile.is_some() {
            return Err(Rejection::AlreadyOpen);
        }
        if self.name.trim().is_empty() {
            return Err(Rejection::Invalid { field: "name" });
        }
        Ok(vec![
            BusinessOpened {
                name: self.name.clone(),
                trade: self.trade.clone(),
                village: self.village.clone(),
                street: self.street.clone(),
                tagline: self.tagline.clone(),
                about: self.about.clone(),
                photo: self.photo,
            }
            .into(),
        ])
    }
}
