//! Papers people know, on A5: the delivery slip (*surat jalan*) and the receipt (*kwitansi*).
//!
//! The structs are plain view models: whoever prints brings the words and sums. Both papers carry the mark of
//! the chain and a QR code of a text the caller gives: the link of the thing, or the head of the log.

pub mod check;
pub mod order_papers;
pub mod paper;
mod pdf;
pub mod request_papers;

use askama::Template;
use axum::http::HeaderMap;
use fast_qr::convert::Builder as _;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::{ECL, QRBuilder};
use rantai_core::log::Cursor;
use rantai_core::money::Rupiah;

use crate::app::App;
use crate::i18n::words::amount_in_words;
use crate::web::{Page, PortalError};

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

/// One line of goods on a slip. There are no prices on it.
#[derive(Debug, Clone)]
pub struct PaperLine {
    /// What.
    pub goods: String,
    /// How much, as written.
    pub quantity: String,
    /// Of which unit.
    pub unit: String,
    /// Anything the receiver should know.
    pub note: String,
}

/// A delivery slip: no prices, three signatures.
#[derive(Debug, Template)]
#[template(path = "print/surat_jalan.html")]
pub struct SlipPaper {
    /// The frame.
    pub page: Page,
    /// `SJ-0042`.
    pub number: String,
    /// The number of the order.
    pub order_number: String,
    /// In full: `24 November 2026`.
    pub day: String,
    /// The business.
    pub sender: PaperParty,
    /// Who gets the goods.
    pub receiver: PaperParty,
    /// Who carries them.
    pub driver: String,
    /// In or on what: `Pikap L300, AA 1234 BC`.
    pub vehicle: String,
    /// What to collect at the door, where there is something.
    pub collect: Option<Rupiah>,
    /// The goods.
    pub lines: Vec<PaperLine>,
    /// Who received them, where that is known already: name and time.
    pub received_by: Option<String>,
    /// The QR code, from [`qr`].
    pub qr: String,
    /// What the code leads to, in letters.
    pub proof: String,
    /// The log's head when it was printed.
    pub head: String,
}

/// A receipt: from whom, how much in words, for what.
#[derive(Debug, Template)]
#[template(path = "print/kwitansi.html")]
pub struct ReceiptPaper {
    /// The frame.
    pub page: Page,
    /// `KW-0017`.
    pub number: String,
    /// The business.
    pub seller: PaperParty,
    /// Who paid.
    pub received_from: String,
    /// How much.
    pub amount: Rupiah,
    /// For what: `Uang muka 30% pesanan PS-0042, 4 meja jati`.
    pub for_what: String,
    /// By what way: `Transfer BRI`.
    pub method: String,
    /// Where it was written.
    pub place: String,
    /// In full.
    pub day: String,
    /// Who signs for the business.
    pub signed_by: String,
    /// The QR code, from [`qr`].
    pub qr: String,
    /// What the code leads to, in letters.
    pub proof: String,
    /// The log's head when it was printed.
    pub head: String,
}

impl ReceiptPaper {
    fn words(&self) -> String {
        amount_in_words(self.page.lang, self.amount)
    }
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
