//! Links before accounts: whoever is sent one acts for a party on one order, request or slip without
//! registering.
//!
//! A link is a pass of the vault ([`Pass::Thing`]): it names the party, its contact person and the thing, and
//! ends by itself. Opening it ([`open`]) changes nothing: the browser is shown the ordinary page of that thing
//! and given the token in a cookie below the page's address, so that the table of addresses admits the holder
//! there and nowhere else. Chat programs may fetch it for their previews.

pub mod open;
pub mod tell;
pub mod text;

use rantai_core::ids::{BookId, OrderId, PartyId, PersonId, RequestId, SlipId, Thing, ThingKind};
use rantai_core::vault::{Issued, Pass, PassToken};

use crate::app::App;
use crate::web::PortalError;

/// One party's part in one order, request or slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The party whose part it is.
    pub party: PartyId,
    /// The person who acts for it: its contact.
    pub person: PersonId,
    /// The book the thing stands in.
    pub book: BookId,
    /// The thing.
    pub thing: Thing,
}

/// Seconds a link holds: 60 days.
pub const HOLDS: i64 = 60 * 24 * 60 * 60;
/// Most links to one part that hold at the same time: the oldest makes room.
const MOST: usize = 5;

impl Part {
    /// The part of `party` in a thing of `business`. `None` where the party's contact cannot act for it.
    pub fn of(app: &App, business: PartyId, party: PartyId, thing: impl Into<Thing>) -> Option<Self> {
        let registry = app.registry();
        let person = registry.party(party)?.contact;
        registry.role(party, person)?;
        Some(Self { party, person, book: BookId::of(business), thing: thing.into() })
    }

    /// The page where the party does its part.
    pub fn path(&self, app: &App) -> Option<String> {
        let slug = app.slug(self.party);
        match self.thing.kind {
            ThingKind::Order => {
                let order = OrderId::try_from(self.thing).ok()?;
                Some(format!("/distributor/{slug}/orders/{order}"))
            }
            ThingKind::Request => {
                let request = RequestId::try_from(self.thing).ok()?;
                Some(format!("/supplier/{slug}/requests/{request}"))
            }
            ThingKind::Slip => {
                let slip = SlipId::try_from(self.thing).ok()?;
                Some(format!("/courier/{slug}/slips/{slip}"))
            }
            _ => None,
        }
    }

    /// Makes a link to the part, which its holder alone is told.
    ///
    /// # Errors
    /// [`PortalError::Broken`] when the disk does not take it.
    pub fn issue(&self, app: &App, by: PersonId, label: &str) -> Result<PassToken, PortalError> {
        let now = app.now();
        for old in self.links(app).iter().skip(MOST - 1) {
            app.vault.passes.revoke(old.id).map_err(PortalError::broken)?;
        }
        let Self { party, person, book, thing } = *self;
        let pass = Pass::Thing { party, person, book, thing, by };
        let expires = Some(now.plus_seconds(HOLDS));
        app.vault.passes.issue(pass, label, now, expires).map_err(PortalError::broken)
    }

    /// The links to the part that hold, the newest first.
    pub fn links(&self, app: &App) -> Vec<Issued> {
        let mine = |pass: &Pass| match pass {
            Pass::Thing { party, thing, .. } => *party == self.party && *thing == self.thing,
            _ => false,
        };
        app.vault.passes.list(app.now(), mine)
    }
}

/// Whoever made the link may still act for the business, or made it for themselves: a link ends with its
/// maker's seat.
pub fn stands(app: &App, issued: &Issued) -> bool {
    let Pass::Thing { person, book, by, .. } = issued.pass else { return false };
    let registry = app.registry();
    by == person || book.business().is_some_and(|business| registry.role(business, by).is_some())
}

/// The address of a link.
pub fn address(token: &PassToken) -> String {
    format!("/l/{}", token.0)
}

#[cfg(test)]
mod tests;
