//! The languages people read: phrases checked at compile time, dates and amounts as they are said.
//!
//! Each audience has one file with a struct of its phrases and one constant per language beside it: a phrase
//! that a language lacks does not compile. A phrase with something in it is a `fn(..) -> String`; handlers
//! call it and put the text into their view model.

pub mod agree;
pub mod api;
pub mod audit;
pub mod bookings;
pub mod books;
pub mod business;
pub mod common;
pub mod counter;
pub mod courier;
pub mod dates;
pub mod demo;
pub mod distributor;
pub mod doors;
pub mod events;
pub mod guests;
pub mod links;
pub mod messages;
pub mod money;
pub mod money_pages;
pub mod names;
pub mod operator;
pub mod papers;
pub mod promise;
pub mod records;
pub mod rejections;
pub mod road;
pub mod setup;
pub mod stages;
pub mod storefront;
pub mod strangers;
pub mod supplier;
pub mod supply;
pub mod words;
pub mod workshop;

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

/// A language that ships, and so is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Bahasa Indonesia: what is spoken where nobody said otherwise.
    Id,
    /// English.
    En,
}

/// Everything the portals say, in one language.
#[derive(Debug)]
pub struct Phrases {
    /// Which language it is.
    pub lang: Lang,
    /// What every page may say.
    pub common: common::Phrases,
    /// What both sides read while they agree.
    pub agree: agree::Phrases,
    /// What distributors read.
    pub distributor: distributor::Phrases,
    /// What the business reads.
    pub business: business::Phrases,
    /// What the business's workshop reads.
    pub workshop: workshop::Phrases,
    /// What is said of supply, stock and making, on both sides.
    pub supply: supply::Phrases,
    /// What a business reads while it is set up.
    pub setup: setup::Phrases,
    /// What suppliers read.
    pub supplier: supplier::Phrases,
    /// What couriers read.
    pub courier: courier::Phrases,
    /// What owners read about what happened.
    pub audit: audit::Phrases,
    /// What everybody may read.
    pub storefront: storefront::Phrases,
    /// What stands at the doors: signing in, invitations, setting up.
    pub doors: doors::Phrases,
    /// What whoever runs the deployment reads.
    pub operator: operator::Phrases,
    /// What only the demo says.
    pub demo: demo::Phrases,
    /// What people read where they write to each other.
    pub messages: messages::Phrases,
    /// Why something was not done, and what to do instead.
    pub rejections: rejections::Phrases,
    /// What happened.
    pub events: events::Phrases,
    /// Where an order, a payment, a request or a slip stands.
    pub stages: stages::Phrases,
    /// What somebody reads who orders without being known.
    pub strangers: strangers::Phrases,
    /// What is written to those without an account.
    pub links: links::Phrases,
    /// What stands on papers.
    pub papers: papers::Phrases,
    /// What is said of the day an order will be there.
    pub promise: promise::Phrases,
    /// What programs are told.
    pub api: api::Phrases,
    /// What is said on the road.
    pub road: road::Phrases,
    /// What is said over the counter.
    pub counter: counter::Phrases,
    /// What is said of months, and of what was written down wrongly or late.
    pub books: books::Phrases,
    /// What is read around what can be booked.
    pub bookings: bookings::Phrases,
    /// What is read around a guest book.
    pub guests: guests::Phrases,
    /// What an owner reads who takes their records home.
    pub records: records::Phrases,
    /// Names and addresses, when they change.
    pub names: names::Phrases,
    /// What is said about money beside the payments of one order.
    pub money: money::Phrases,
    /// What the pages about money say.
    pub money_pages: money_pages::Phrases,
}

static ID: Phrases = Phrases {
    lang: Lang::Id,
    common: common::ID,
    agree: agree::ID,
    distributor: distributor::ID,
    business: business::ID,
    workshop: workshop::ID,
    supply: supply::ID,
    setup: setup::ID,
    supplier: supplier::ID,
    courier: courier::ID,
    audit: audit::ID,
    storefront: storefront::ID,
    doors: doors::ID,
    operator: operator::ID,
    demo: demo::ID,
    messages: messages::ID,
    rejections: rejections::ID,
    events: events::ID,
    stages: stages::ID,
    links: links::ID,
    strangers: strangers::ID,
    papers: papers::ID,
    promise: promise::ID,
    api: api::ID,
    books: books::ID,
    records: records::ID,
    names: names::ID,
    money: money::ID,
    money_pages: money_pages::ID,
    counter: counter::ID,
    bookings: bookings::ID,
    guests: guests::ID,
    road: road::ID,
};

static EN: Phrases = Phrases {
    lang: Lang::En,
    common: common::EN,
    agree: agree::EN,
    distributor: distributor::EN,
    business: business::EN,
    workshop: workshop::EN,
    supply: supply::EN,
    setup: setup::EN,
    supplier: supplier::EN,
    courier: courier::EN,
    audit: audit::EN,
    storefront: storefront::EN,
    doors: doors::EN,
    operator: operator::EN,
    demo: demo::EN,
    messages: messages::EN,
    rejections: rejections::EN,
    events: events::EN,
    stages: stages::EN,
    links: links::EN,
    strangers: strangers::EN,
    papers: papers::EN,
    promise: promise::EN,
    api: api::EN,
    books: books::EN,
    records: records::EN,
    names: names::EN,
    money: money::EN,
    money_pages: money_pages::EN,
    counter: counter::EN,
    bookings: bookings::EN,
    guests: guests::EN,
    road: road::EN,
};

impl Lang {
    /// Every language, in the order they are offered.
    pub const ALL: &'static [Self] = &[Self::Id, Self::En];

    /// The tag for `lang` attributes, cookies and the `?lang=` choice.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// What speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Id => "Bahasa Indonesia",
            Self::En => "English",
        }
    }

    /// The language with that tag; of `en-GB` only the first part counts.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let first = tag.trim().split('-').next().unwrap_or_default();
        Self::ALL.iter().copied().find(|lang| lang.tag().eq_ignore_ascii_case(first))
    }

    /// Everything the portals say in it.
    pub fn phrases(self) -> &'static Phrases {
        match self {
            Self::Id => &ID,
            Self::En => &EN,
        }
    }

    /// The language of a request: `?lang=`, else the cookie, else what the browser accepts, else Indonesian.
    pub fn of_request(query: Option<&str>, headers: &HeaderMap) -> Self {
        chosen(query).or_else(|| remembered(headers)).or_else(|| accepted(headers)).unwrap_or(Self::Id)
    }

    /// The language a program asks for: by header alone, for it has no cookies.
    pub fn of_program(headers: &HeaderMap) -> Self {
        accepted(headers).unwrap_or(Self::Id)
    }
}

impl<S: Sync> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of_request(parts.uri.query(), &parts.headers))
    }
}

tokio::task_local! {
    static SPOKEN: Lang;
}

/// The language of the request that is being answered, for the few words that stand where a name would; Indonesian
/// outside of any.
pub fn spoken() -> Lang {
    SPOKEN.try_with(|lang| *lang).unwrap_or(Lang::Id)
}

/// Middleware: a `?lang=` in the address is remembered in a cookie for a year, and [`spoken`] until the answer.
pub async fn remember_choice(request: Request, next: Next) -> Response {
    let (query, headers) = (request.uri().query(), request.headers());
    let by_program = crate::api::is_address(request.uri().path());
    let choice = chosen(query).filter(|_| !by_program);
    let lang = if by_program { Lang::of_program(headers) } else { Lang::of_request(query, headers) };
    let mut response = SPOKEN.scope(lang, next.run(request)).await;
    if let Some(lang) = choice
        && let Ok(value) = HeaderValue::from_str(&cookie(lang))
    {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// The cookie that remembers a language for a year.
pub fn cookie(lang: Lang) -> String {
    format!("{COOKIE_NAME}={}; Path=/; Max-Age=31536000; SameSite=Lax", lang.tag())
}

const COOKIE_NAME: &str = "rantai_lang";

fn chosen(query: Option<&str>) -> Option<Lang> {
    query?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::from_tag)
}

/// The language the browser was told to remember.
pub fn remembered(headers: &HeaderMap) -> Option<Lang> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookie| cookie.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('=')).and_then(Lang::from_tag)
}

/// The first accepted language that ships. Browsers list them best first, so weights are not weighed.
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let list = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    list.split(',').filter_map(|entry| entry.split(';').next()).find_map(Lang::from_tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: Option<&str>, cookie: &str, accept: &str, expected: Lang) {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookie.parse().unwrap());
        headers.insert(ACCEPT_LANGUAGE, accept.parse().unwrap());
        assert_eq!(Lang::of_request(query, &headers), expected, "{query:?} {cookie} {accept}");
    }

    #[test]
    fn the_address_speaks_before_the_cookie_and_the_cookie_before_the_browser() {
        check(Some("a=1&lang=en"), "rantai_lang=id", "id", Lang::En);
        check(None, "x=1; rantai_lang=en", "id", Lang::En);
        check(None, "x=1", "en-GB,en;q=0.9,id;q=0.8", Lang::En);
        check(None, "x=1", "de,fr;q=0.9", Lang::Id);
        check(Some("lang=xx"), "rantai_lang=yy", "", Lang::Id);
    }
}
