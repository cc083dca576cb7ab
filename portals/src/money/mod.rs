//! Pages about money beside the payments of one order: accounts of buyers, one transfer for several orders, cash with
//! couriers, how money is taken. All of them are laid out by one template: sums, lists, and forms that do one thing.

pub mod account;
pub mod courier_page;
pub mod couriers;
pub mod deposits;
pub mod of_order;
pub mod policy;
mod scan;
pub mod statement;
pub mod together;
pub mod transfers;

#[cfg(test)]
mod tests;

use askama::Template;
use axum::response::Response;
use rantai_core::desk::Receipt;
use rantai_core::money::Rupiah;

use crate::app::App;
use crate::business::forms::{Again, DeedForm, Second, Sent, Wrong};
use crate::business::order::mendable;
use crate::deeds;
use crate::i18n::Lang;
use crate::web::{Money, Notice, Page, PageResult, PortalError, Row, Wants, show, show_again};
use crate::who::Member;

/// A page about money.
#[derive(Debug, Default)]
pub struct Sheet {
    /// Its address, to fetch itself from.
    pub here: String,
    /// On which topics it does.
    pub topics: String,
    /// What it is for; may be empty.
    pub intro: String,
    /// What is to be known first.
    pub notices: Vec<Notice>,
    /// The figures that matter.
    pub sums: Vec<Money>,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// A part of such a page.
#[derive(Debug, Default)]
pub struct Section {
    /// What it is called; may be empty.
    pub title: String,
    /// A sentence about it; may be empty.
    pub text: String,
    /// Figures.
    pub sums: Vec<Money>,
    /// A list.
    pub rows: Vec<Row>,
    /// Movements with their balance.
    pub moved: Vec<Moved>,
    /// A code to scan, drawn.
    pub code: String,
    /// Its first form, open.
    pub first: Option<DeedForm>,
    /// Further forms, folded.
    pub seconds: Vec<Second>,
    /// Where one may go from here.
    pub links: Vec<(String, String)>,
}

/// A movement of an account.
#[derive(Debug)]
pub struct Moved {
    /// The day.
    pub day: String,
    /// What it was.
    pub what: String,
    /// Where it is shown; may be empty.
    pub href: String,
    /// The order or the paper.
    pub about: String,
    /// By how much: with its sign.
    pub amount: String,
    /// What is owed after it.
    pub balance: Rupiah,
}

#[derive(Template)]
#[template(path = "money/sheet.html")]
struct SheetPage {
    page: Page,
    sheet: Sheet,
}

#[derive(Template)]
#[template(path = "money/sheet.html", block = "sheet")]
struct SheetPart {
    page: Page,
    sheet: Sheet,
}

impl Section {
    /// A part of that name.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// There is nothing in it.
    fn is_empty(&self) -> bool {
        let Self { sums, rows, moved, code, first, seconds, links, .. } = self;
        sums.is_empty()
            && rows.is_empty()
            && moved.is_empty()
            && code.is_empty()
            && first.is_none()
            && seconds.is_empty()
            && links.is_empty()
    }
}

/// The page, or its living part.
pub fn shown(page: Page, sheet: Sheet, wants: Wants) -> PageResult {
    if wants.fragment() { show(&SheetPart { page, sheet }) } else { show(&SheetPage { page, sheet }) }
}

/// What follows a form: the page at `path` where it was done; else the same page again, with what was typed and why
/// it was not done.
pub fn answered(
    lang: Lang,
    path: &str,
    form: &'static str,
    sent: &Sent,
    done: Result<Receipt, Wrong>,
    again: impl FnOnce(Again<'_>) -> Result<(Page, Sheet), PortalError>,
) -> PageResult {
    let (wrong, error) = match done {
        Ok(receipt) => return Ok(deeds::see(path, &receipt)),
        Err(wrong) => wrong.split(),
    };
    if !mendable(&error) {
        return Err(error);
    }
    let wrong = wrong.as_ref().map(|(field, why)| (*field, why.as_str()));
    let (page, sheet) = again(Again { sent: Some(sent), wrong, form })?;
    let page = page.notice(error.notice(lang.phrases()));
    let mut response: Response = show_again(&SheetPage { page, sheet })?;
    *response.status_mut() = error.status();
    Ok(response)
}

/// Makes a page live again after a form was refused.
pub fn live(app: &App, who: &Member, page: Page) -> Page {
    page.live(&who.slug, app.views.reached())
}

/// An amount with its sign, as people read an account: what is added, and what is taken off.
pub fn signed(amount: Rupiah) -> String {
    if amount.0 > 0 { format!("+{amount}") } else { amount.to_string() }
}
