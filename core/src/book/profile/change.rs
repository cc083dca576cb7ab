//! Changing the sign.

use bincode::{Decode, Encode};

use super::ProfileChanged;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::BlobHash;

/// The business changes what its sign says. The photo is another one; where none is sent, what stood there stays.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `ProfileChanged`")]
pub struct ChangeProfile {
    pub name: String,
    pub trade: String,
    pub village: String,
    pub street: String,
    pub tagline: String,
    pub about: String,
    pub photo: Option<BlobHash>,
}

impl ChangeProfile {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let now = book.profile()?;
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Rejection::Invalid { field: "name" });
        }
        let changed = ProfileChanged {
            name: name.to_owned(),
            trade: self.trade.clone(),
            village: self.village.clone(),
            street: self.street.clone(),
            tagline: self.tagline.clone(),
            about: self.about.clone(),
            photo: self.photo.or(now.photo),
        };
        let event = Event::from(changed);
        let mut after = now.clone();
        after.evolve(&event);
        Ok(if after == *now { vec![] } else { vec![event] })
    }
}
