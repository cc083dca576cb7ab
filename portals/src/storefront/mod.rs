//! The village as everybody may see it: who sells what.

pub mod book;
pub mod goods;
pub mod guest_book;
pub mod shop;
pub mod shops;
pub mod slots;
pub mod strangers;

use rantai_core::party::Capacity;

use crate::app::App;
use crate::distributor;
use crate::i18n::Lang;
use crate::web::{NavItem, Page, PortalError};
use crate::who::{Member, SignedIn};

/// The distributor the reader may order for, where they act for one.
pub fn buyer(app: &App, who: &Result<SignedIn, PortalError>) -> Option<Member> {
    let Ok(SignedIn(person)) = who else { return None };
    let registry = app.registry();
    let (party, role) =
        registry.parties_of(*person).find(|(party, _)| party.capacities.contains(&Capacity::Distributor))?;
    let (slug, name) = (party.slug.clone(), app.name_of(party));
    let capacity = Some(Capacity::Distributor);
    Some(Member { person: *person, party: party.party, slug, name, role, capacity, link: None })
}

/// The frame of a public page: the distributor's own for a distributor, else the village's.
pub fn frame(
    app: &App,
    lang: Lang,
    who: &Result<SignedIn, PortalError>,
    buyer: Option<&Member>,
    title: &str,
) -> Page {
    if let Some(buyer) = buyer {
        return distributor::frame(app, lang, buyer, distributor::Place::Shops, title);
    }
    let t = lang.phrases();
    let page = Page::new(lang, title);
    match who {
        Ok(SignedIn(person)) => {
            let registry = app.registry();
            let party = registry.parties_of(*person).next().map(|(party, _)| app.name_of(party));
            page.signed_in(app.person(*person), party.unwrap_or_default()).nav([
                NavItem::new("home", t.common.home, "/"),
                NavItem::new("store", t.storefront.title, "/shops").current(),
            ])
        }
        Err(_) => page.nav([
            NavItem::new("store", t.storefront.title, "/shops").current(),
            NavItem::new("person", t.common.sign_in, "/login"),
        ]),
    }
}

/// One of the drawn patterns, always the same for a name: what stands where there is no photo.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// The pattern's number, 0 to 3.
    pub pattern: u32,
    /// The first letter.
    pub letter: String,
}

impl Drawing {
    /// The drawing for a name.
    pub fn of(name: &str) -> Self {
        let sum = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        let letter = name.chars().find(|letter| letter.is_alphabetic());
        let letter = letter.map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        Self { pattern: (sum >> 3) % 4, letter }
    }
}
