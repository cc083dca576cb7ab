//! The frame around every page, and what the browser asked for.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use rantai_core::log::Cursor;
use rantai_core::party::Role;

use super::parts::{Notice, Talk};
use crate::i18n::{Lang, Phrases};
use crate::who::Member;

/// The frame's view model. Every page's struct has one under the name `page`.
#[derive(Debug, Clone)]
pub struct Page {
    /// The language of the page.
    pub lang: Lang,
    /// Everything that language says.
    pub t: &'static Phrases,
    /// The heading and the window's title.
    pub title: String,
    /// Who is signed in, if anyone.
    pub who: Option<Who>,
    /// Where the party's messages are, where it has some.
    pub talk: Option<Talk>,
    /// The portal's places.
    pub nav: Vec<NavItem>,
    /// Where a step back leads: address and words.
    pub back: Option<(String, String)>,
    /// Offers to sign in, where nobody is.
    pub sign_in: bool,
    /// What the page has to say before anything else.
    pub notice: Option<Notice>,
    /// Says that the page does not show everything that was recorded.
    pub not_whole: Option<String>,
    /// The address of the stream the page follows.
    pub stream: Option<String>,
    /// Opens WhatsApp with a message to the party whose move it is.
    pub tell: Option<String>,
    /// Where the reader, who came by a link, can make an account.
    pub account: Option<String>,
    /// Uses the desktop's whole width: boards and two panes.
    pub wide: bool,
}

/// The person and the party they act for.
#[derive(Debug, Clone)]
pub struct Who {
    /// The person's name.
    pub person: String,
    /// The party's name.
    pub party: String,
    /// The other parties of that person: address and name.
    pub others: Vec<(String, String)>,
    /// Where the party's people are, for those who may look after them.
    pub people: Option<String>,
}

/// One place of a portal.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// A symbol of `icons.svg`.
    pub icon: &'static str,
    /// What it is called.
    pub label: String,
    /// Where it is.
    pub href: String,
    /// Whether the page belongs to it.
    pub current: bool,
    /// How many things wait there.
    pub waiting: usize,
}

impl NavItem {
    /// A place where nothing waits.
    pub fn new(icon: &'static str, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { icon, label: label.into(), href: href.into(), current: false, waiting: 0 }
    }

    /// The page shown belongs to this place.
    pub fn current(self) -> Self {
        Self { current: true, ..self }
    }

    /// That many things wait there.
    pub fn waiting(self, waiting: usize) -> Self {
        Self { waiting, ..self }
    }
}

impl Page {
    /// A page with nothing around it but the brand.
    pub fn new(lang: Lang, title: impl Into<String>) -> Self {
        Self {
            lang,
            t: lang.phrases(),
            title: title.into(),
            who: None,
            talk: None,
            nav: Vec::new(),
            back: None,
            sign_in: true,
            notice: None,
            not_whole: None,
            stream: None,
            account: None,
            tell: None,
            wide: false,
        }
    }

    /// Says that the page does not show everything, where it does not.
    pub fn not_whole(self, not_whole: Option<String>) -> Self {
        Self { not_whole, ..self }
    }

    /// Names who is signed in, and for whom they act.
    pub fn signed_in(self, person: impl Into<String>, party: impl Into<String>) -> Self {
        Self {
            who: Some(Who { person: person.into(), party: party.into(), others: Vec::new(), people: None }),
            ..self
        }
    }

    /// Offers the person's other parties: address and name of each.
    pub fn others(self, others: Vec<(String, String)>) -> Self {
        Self { who: self.who.map(|who| Who { others, ..who }), ..self }
    }

    /// Offers an owner the page of the party's people.
    pub fn people(self, member: &Member) -> Self {
        let owns = member.role == Role::Owner && member.link.is_none();
        let people = owns.then(|| crate::people::at(member));
        Self { who: self.who.map(|who| Who { people, ..who }), ..self }
    }

    /// The portal's places.
    pub fn nav(self, items: impl IntoIterator<Item = NavItem>) -> Self {
        Self { nav: items.into_iter().collect(), ..self }
    }

    /// Shows where the party's messages are.
    pub fn talk(self, talk: Option<Talk>) -> Self {
        Self { talk, ..self }
    }

    /// Offers a step back to `href`, called `label`.
    pub fn back(self, href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { back: Some((href.into(), label.into())), ..self }
    }

    /// Says something above the content.
    pub fn notice(self, notice: Notice) -> Self {
        Self { notice: Some(notice), ..self }
    }

    /// Follows the party's stream from `shown` on: the place in the log up to which this page is true. Ask for
    /// it before reading what the page shows.
    pub fn live(self, party: &str, shown: Cursor) -> Self {
        Self { stream: Some(format!("/events/{party}?after={shown}")), ..self }
    }

    /// Offers to tell the party whose move it is: the address of a finished message.
    pub fn tell(self, whatsapp: Option<String>) -> Self {
        Self { tell: whatsapp, ..self }
    }

    /// The reader came by a link to the one thing at `path`: there are no other places, and the page follows
    /// that thing alone from `shown` on.
    pub fn by_link(self, path: &str, shown: Cursor) -> Self {
        Self {
            who: None,
            nav: Vec::new(),
            back: self.back.filter(|(href, _)| href.starts_with(path)),
            account: Some(format!("{path}/account")),
            stream: Some(format!("{path}/events?after={shown}")),
            ..self
        }
    }

    /// Uses the desktop's whole width.
    pub fn wide(self) -> Self {
        Self { wide: true, ..self }
    }
}

/// Whether the browser wants a whole page or only the part that a fragment fetches for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// A navigation, a boosted link, a step back in history.
    Page,
    /// A fragment fetching itself.
    Fragment,
}

impl Wants {
    /// Only `HX-Request-Type` tells: htmx sends `Accept: text/html` either way, and no `HX-Request` when the
    /// history is walked.
    pub fn of_headers(headers: &axum::http::HeaderMap) -> Self {
        match headers.get("hx-request-type") {
            Some(kind) if kind == "partial" => Self::Fragment,
            _ => Self::Page,
        }
    }

    /// A fragment is asked for.
    pub fn fragment(self) -> bool {
        self == Self::Fragment
    }
}

impl<S: Sync> FromRequestParts<S> for Wants {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of_headers(&parts.headers))
    }
}
