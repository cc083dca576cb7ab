//! Papers people know: what was ordered, confirmed, delivered, given back, owed and paid.
//!
//! Each is a [`paper::Paper`], laid out once for the page that is printed and once for the PDF that is sent on. Each
//! carries the address of its entry in the log as a code, and the log's head when it was printed.

pub mod account_papers;
pub mod check;
pub mod order_papers;
pub mod paper;
mod pdf;
pub mod receipts;
pub mod request_papers;
pub mod road_papers;

use axum::http::HeaderMap;
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use rantai_core::book::Event;
use rantai_core::facts::Facts;
use rantai_core::ids::Thing;
use rantai_core::log::{Cursor, Log as _};

use crate::app::App;
use crate::web::PortalError;

/// A party as papers name it.
#[derive(Debug, Clone, Default)]
pub struct PaperParty {
    /// The party's name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// How it is reached.
    pub phone: String,
}

/// By what a paper is checked: the address of its entry in the log, as a code and in letters.
#[derive(Debug, Clone, Default)]
pub struct Mark {
    /// The QR code.
    pub qr: String,
    /// What it leads to: the whole address, and as people read it.
    pub url: String,
    /// The same without `https://`.
    pub proof: String,
    /// The log's head when it was printed, position and the first digits of its hash: whoever holds the paper holds
    /// a witness of everything before.
    pub head: String,
}

/// The mark of the paper about what the log holds at `at`, for readers of the host that was asked.
///
/// # Errors
/// Where the log cannot be read.
pub fn mark(app: &App, headers: &HeaderMap, at: Cursor) -> Result<Mark, PortalError> {
    let Some(commit) = check::entry(app, at.position())? else {
        return Ok(Mark::default());
    };
    let digits: String = commit.hash.to_string().chars().take(check::DIGITS).collect();
    let url = app.site.url(headers, &format!("/check/{}/{digits}", at.position()));
    let proof = url.split_once("://").map_or(url.as_str(), |(_, place)| place).to_owned();
    let (position, hash) = app.log.head();
    let digits: String = hash.to_string().chars().take(check::DIGITS).collect();
    Ok(Mark { qr: qr(&url), url, proof, head: format!("#{position} {digits}") })
}

/// The mark of the newest entry of a thing's history that holds such a fact.
///
/// # Errors
/// Where the log cannot be read.
pub fn mark_of(
    app: &App,
    headers: &HeaderMap,
    thing: Thing,
    is: impl Fn(&Event) -> bool,
) -> Result<Mark, PortalError> {
    let history = app.log.history(thing, Cursor::START, usize::MAX).map_err(PortalError::broken)?;
    for commit in history.iter().rev() {
        if let Facts::Book(events) = Facts::of(commit).map_err(PortalError::broken)?
            && events.iter().any(&is)
        {
            return mark(app, headers, commit.cursor);
        }
    }
    Ok(Mark::default())
}

/// The text as a QR code: an `<svg>` to be put into a paper. Empty when the text is too long for a code.
pub fn qr(text: &str) -> String {
    match QRBuilder::new(text).ecl(ECL::M).build() {
        Ok(code) => SvgBuilder::default().margin(2).to_str(&code),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_one_svg_and_too_long_a_text_is_none() {
        let code = qr("http://localhost/periksa/0193");
        assert!(code.starts_with("<svg") && code.ends_with("</svg>"), "{code}");
        assert!(!code.contains("style="), "the content security policy forbids styles in the page");
        assert_eq!(qr(&"x".repeat(5_000)), "");
    }
}
