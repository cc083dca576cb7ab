//! The portal of whoever runs the deployment: businesses, people, and how the machine is doing.

pub mod erase;
pub mod found;
pub mod health;
pub mod home;
pub mod people;
pub mod person;

use crate::app::App;
use crate::i18n::Lang;
use crate::web::{NavItem, Page};
use crate::who::Member;

/// The places of the portal, in the order of its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The businesses.
    Businesses,
    /// Everybody.
    People,
    /// How the machine is doing.
    Health,
}

/// The address of a page of this portal: `path` begins with a slash, or is empty for the businesses.
pub fn at(member: &Member, path: &str) -> String {
    format!("/operator/{}{path}", member.slug)
}

/// The frame around every page of this portal.
pub fn frame(app: &App, lang: Lang, member: &Member, place: Place, title: impl Into<String>) -> Page {
    let o = &lang.phrases().operator;
    let item = |this: Place, icon, label: &str, path: &str| {
        let item = NavItem::new(icon, label, at(member, path));
        if this == place { item.current() } else { item }
    };
    Page::new(lang, title).signed_in(app.person(member.person), &member.name).others(app.others(member)).nav(
        [
            item(Place::Businesses, "store", o.nav_businesses, ""),
            item(Place::People, "people", o.nav_people, "/people"),
            item(Place::Health, "proved", o.nav_health, "/health"),
        ],
    )
}
