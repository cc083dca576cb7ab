//! A paper as people know it. The page that is printed and the PDF that is sent on are made of the same lines.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Mark, PaperParty, pdf};
use rantai_core::time::Day;

use crate::web::{Money, Page, PageResult, PortalError, show};

/// A paper: who to whom, a table, sums, what is to be signed, and by what it is checked.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// `Faktur`.
    pub title: String,
    /// What tells it from others of its kind: `INV-2026-0007`, or a stretch of time.
    pub number: String,
    /// It goes by a stretch of time, so no word for a number stands before it.
    pub by_time: bool,
    /// In full: `24 November 2026`.
    pub day: String,
    /// Who writes it.
    pub from: PaperParty,
    /// What the receiver is called here, `Kepada`, and who it is.
    pub to: Option<(String, PaperParty)>,
    /// What else stands above the table: what it is called, and what it is.
    pub facts: Vec<(String, String)>,
    /// A sentence above the table; may be empty.
    pub intro: String,
    /// The table's columns; none for a paper without a table.
    pub columns: Vec<Column>,
    /// The table's rows, a cell for each column.
    pub rows: Vec<Vec<String>>,
    /// What it comes to.
    pub sums: Vec<Money>,
    /// An amount in words, with what stands before it.
    pub words: Option<(String, String)>,
    /// Sentences below the sums.
    pub notes: Vec<String>,
    /// Who signs: as what, and the name where it is known.
    pub signs: Vec<(String, String)>,
    /// What is said where the duty stamp goes, on papers that need one.
    pub stamp: Option<String>,
    /// By what the paper is checked.
    pub mark: Mark,
    /// What the code's reader is told, and what the log's head is called.
    pub check: (String, String),
}

impl Paper {
    /// What the page is called that shows it: `Kwitansi KW-2026-0017`.
    pub fn heading(&self) -> String {
        format!("{} {}", self.title, self.number)
    }
}

/// A column of the table.
#[derive(Debug, Clone)]
pub struct Column {
    /// What stands above it.
    pub title: String,
    /// Its cells are figures, set to the right.
    pub figures: bool,
}

impl Column {
    /// A column of words.
    pub fn words(title: impl Into<String>) -> Self {
        Self { title: title.into(), figures: false }
    }

    /// A column of figures.
    pub fn figures(title: impl Into<String>) -> Self {
        Self { title: title.into(), figures: true }
    }
}

/// Which sheet it is put on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sheet {
    /// 148 × 210 mm, what most offices fold a letter to.
    #[default]
    A5,
    /// 210 × 297 mm.
    A4,
    /// A till's roll, 80 mm wide.
    Roll,
}

impl Sheet {
    /// All, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::A5, Self::A4, Self::Roll];

    /// As addresses write it, and style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A5 => "a5",
            Self::A4 => "a4",
            Self::Roll => "roll",
        }
    }

    /// As people say it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::A5 => "A5",
            Self::A4 => "A4",
            Self::Roll => "80 mm",
        }
    }
}

/// What the reader asked for: `?sheet=a4`, `?as=pdf`, `?month=2026-11`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    sheet: Sheet,
    #[serde(rename = "as")]
    form: Option<String>,
    month: Option<String>,
    /// What else the address of this paper needs.
    #[serde(skip)]
    kept: Vec<(&'static str, String)>,
}

impl Asked {
    /// The first day of the month that was asked for, where it is one.
    pub fn month(&self) -> Option<Day> {
        Day::parse(&format!("{}-01", self.month.as_deref()?))
    }

    /// The same, with what else the address of the paper needs.
    #[must_use]
    pub fn keep(mut self, name: &'static str, value: impl ToString) -> Self {
        self.kept.push((name, value.to_string()));
        self
    }

    /// What links to other forms of the paper carry on: `&month=2026-11`. All of it is digits, letters and hyphens.
    fn further(&self) -> String {
        let month = self.month().map(|day| ("month", day.to_string().chars().take(7).collect::<String>()));
        let all = self.kept.iter().cloned().chain(month);
        all.map(|(name, value)| format!("&{name}={value}")).collect()
    }
}

#[derive(Template)]
#[template(path = "print/paper.html")]
struct PaperPage {
    page: Page,
    paper: Paper,
    sheet: Sheet,
    sheets: Vec<(&'static str, &'static str, bool)>,
    qr: String,
    further: String,
}

/// The paper, as a page or as a PDF.
///
/// # Errors
/// Where the PDF cannot be made.
pub fn answer(page: Page, paper: Paper, asked: &Asked) -> PageResult {
    if asked.form.as_deref() == Some("pdf") {
        let bytes = pdf::write(&paper, asked.sheet, page.lang.tag()).map_err(PortalError::broken)?;
        let name = format!("inline; filename=\"{}.pdf\"", file_name(&paper));
        let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("inline"));
        let headers: [(HeaderName, HeaderValue); 3] = [
            (CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
            (CONTENT_DISPOSITION, name),
            (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        ];
        return Ok((headers, bytes).into_response());
    }
    let sheets = Sheet::ALL.map(|sheet| (sheet.name(), sheet.label(), sheet == asked.sheet));
    let qr = paper.mark.qr.clone();
    show(&PaperPage {
        page,
        sheet: asked.sheet,
        further: asked.further(),
        sheets: sheets.to_vec(),
        qr,
        paper,
    })
}

/// The paper as it stands on its page.
#[cfg(test)]
pub fn page(page: Page, paper: Paper) -> String {
    let (qr, sheet) = (paper.mark.qr.clone(), Sheet::default());
    PaperPage { page, sheet, further: String::new(), sheets: Vec::new(), qr, paper }
        .render()
        .unwrap_or_default()
}

/// `faktur-inv-2026-0007`: letters, digits and hyphens alone.
fn file_name(paper: &Paper) -> String {
    let text = format!("{} {}", paper.title, paper.number).to_lowercase();
    let kept: String = text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    kept.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_papers_file_is_called_by_its_number() {
        let paper =
            Paper { title: "Surat pesanan".to_owned(), number: "P-0042/ü".to_owned(), ..Paper::default() };
        assert_eq!(file_name(&paper), "surat-pesanan-p-0042");
    }
}
