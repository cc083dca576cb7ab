//! The business itself: its sign, and the terms it works on.

mod event;
mod open;
mod terms;

pub use event::*;
pub use open::OpenBusiness;
pub use terms::SetTerms;

use bincode::{Decode, Encode};

use crate::ids::BlobHash;

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
        }
    }
}
