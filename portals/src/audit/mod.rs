//! What ever happened, and whether it is true: for owners and auditors of a business. Read from the log
//! itself, never from a copy.

mod agreed;
mod corrected;
pub mod guests;
mod money_words;
pub mod names;
pub mod orders;
pub mod sheet;
mod supply;
pub mod trail;
pub mod words;

#[cfg(test)]
mod tests;

use crate::app::App;
use crate::i18n::Lang;
use crate::web::{NavItem, Page};
use crate::who::Member;

/// A hash in parts of eight digits, between which a line may break.
fn parts(hash: rantai_core::log::Hash) -> Vec<String> {
    let digits: Vec<char> = hash.to_string().chars().collect();
    digits.chunks(8).map(|part| part.iter().collect()).collect()
}

/// The frame of the audit pages. They do not renew themselves: what was proved is as old as the page.
pub fn frame(app: &App, lang: Lang, member: &Member, title: &str) -> Page {
    let t = lang.phrases();
    Page::new(lang, title)
        .signed_in(app.person(member.person), member.name.clone())
        .others(app.others(member))
        .people(member)
        .not_whole(app.not_whole(lang, member.party, Some(member.party)))
        .nav([
            NavItem::new("proved", t.audit.title, format!("/audit/{}", member.slug)).current(),
            NavItem::new("store", t.audit.nav_business, format!("/business/{}", member.slug)),
        ])
}
