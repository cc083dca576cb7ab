//! A link by which somebody comes in, shown once to whoever may pass it on: to read, to scan, to send.

use askama::Template;
use axum::http::HeaderMap;
use rantai_core::ids::PersonId;
use rantai_core::vault::{Pass, PassToken};

use crate::app::App;
use crate::i18n::dates::Calendar;
use crate::links::text::whatsapp;
use crate::print::qr;
use crate::web::{Page, PageResult, PortalError, show};

/// Seconds a link from an owner or operator holds: 7 days.
pub const LINK_HOLDS: i64 = 7 * 24 * 60 * 60;
/// Seconds a link holds that somebody makes for another device of their own: a quarter of an hour.
pub const OWN_LINK_HOLDS: i64 = 15 * 60;

#[derive(Template)]
#[template(path = "doors/shown.html")]
struct ShownPage {
    page: Page,
    lead: String,
    url: String,
    until: String,
    qr: String,
    whatsapp: String,
}

/// A link that lets the person in, made by `by` or, where that is nobody, by themselves. Earlier ones of the
/// same kind are void.
///
/// # Errors
/// When the disk does not take it.
pub fn enter_link(app: &App, person: PersonId, by: Option<PersonId>) -> Result<PassToken, PortalError> {
    let now = app.now();
    let holds = if by.is_some() { LINK_HOLDS } else { OWN_LINK_HOLDS };
    let pass = Pass::Enter { person, by };
    app.vault.passes.revoke_where(|issued| issued.pass == pass).map_err(PortalError::broken)?;
    let issued = app.vault.passes.issue(pass, "", now, Some(now.plus_seconds(holds)));
    issued.map_err(PortalError::broken)
}

/// The page that shows a link of [`enter_link`], with a message that is ready to be sent to `digits`.
///
/// # Errors
/// When the template cannot be rendered.
pub fn page(
    app: &App,
    headers: &HeaderMap,
    page: Page,
    lead: String,
    token: &PassToken,
    digits: Option<&str>,
) -> PageResult {
    let url = app.site.url(headers, &format!("/enter/{}", token.0));
    let t = page.t;
    let expires = app.vault.passes.peek(token, app.now()).and_then(|issued| issued.expires);
    let until = expires.map_or_else(String::new, |at| Calendar::new(page.lang, app.now()).moment(at).exact);
    let text = (t.doors.link_message)(&url, &until);
    show(&ShownPage {
        page,
        lead,
        until: (t.doors.link_until)(&until),
        qr: qr(&url),
        whatsapp: whatsapp(digits, &text),
        url,
    })
}
