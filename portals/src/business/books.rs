//! `/business/{party}/books`: what each month came to, closing it, and what was recorded of it afterwards.

use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use rantai_core::book::months::{CloseMonth, Figure, FigureLine, LateFact, MonthBook, ReopenMonth};
use rantai_core::desk::Receipt;
use rantai_core::ids::RequestId;
use rantai_core::money::Rupiah;
use rantai_core::party::Role;
use rantai_core::time::Month;

use super::work::{again, note};
use super::{Place, at, frame, order_at};
use crate::app::App;
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Chip, PageResult, PortalError, Row, Tone, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// What was sold.
const SOLD: &[Figure] = &[Figure::Orders, Figure::Counter];
/// The ways money came.
const IN: &[Figure] = &[Figure::Transfers, Figure::Qris, Figure::EWallets, Figure::Cash, Figure::CourierCash];
/// The ways money went.
const OUT: &[Figure] =
    &[Figure::Refunds, Figure::Suppliers, Figure::Purchases, Figure::Couriers, Figure::Fees];

/// A month's book, and what may be done to it.
pub struct Shown {
    /// The month.
    pub book: MonthBook,
    /// The month whose turn it is to be closed.
    pub next: Option<Month>,
    /// The month that was closed last.
    pub last: Option<Month>,
}

/// A month of a business's book; `None` before its first and after this one.
///
/// # Errors
/// That the book cannot be read.
pub async fn month_of(
    app: &App,
    business: rantai_core::ids::PartyId,
    month: Month,
    this: Month,
) -> Result<Option<Shown>, PortalError> {
    let shown = app
        .look(business, move |book| {
            let first = book.months.first().unwrap_or(this);
            (first <= month && month <= this).then(|| Shown {
                book: book.month(month),
                next: book.months.next_to_close(),
                last: book.months.last_closed(),
            })
        })
        .await?;
    Ok(shown)
}

/// The sum of some of a month's figures.
pub fn sum(lines: &[FigureLine], of: &[Figure]) -> Rupiah {
    let lines = lines.iter().filter(|line| of.contains(&line.figure));
    lines.fold(Rupiah::ZERO, |sum, line| sum.and(line.amount))
}

/// `GET /business/{party}/books`
///
/// # Errors
/// That the book cannot be read.
pub async fn list(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let b = &t.books;
    let calendar = app.calendar(lang, business.party);
    let this = Month::of(calendar.today());
    let months = app
        .look(business.party, move |book| {
            let mut months = Vec::new();
            let first = book.months.first().unwrap_or(this);
            let mut month = this;
            while month >= first && months.len() < MOST {
                months.push(book.month(month));
                month = month.before();
            }
            months
        })
        .await?;
    let row = |shown: &MonthBook| {
        let received = sum(&shown.figures, IN);
        let chip = state(t, shown, this);
        Row::new(at(&business, &format!("/books/{}", shown.month)), calendar.month(shown.month.first_day()))
            .second(format!("{} {received}", b.money_in))
            .figure(sum(&shown.figures, SOLD))
            .chip(chip)
    };
    let rows: Vec<Row> = months.iter().map(row).collect();
    let nothing = months.iter().all(|month| month.facts == 0);
    let parts = if nothing {
        vec![Part::Empty(b.no_months.to_owned(), b.no_months_text.to_owned())]
    } else {
        vec![Part::Rows(rows)]
    };
    let page = frame(&app, lang, &business, Place::Payments, b.title)
        .back(at(&business, "/payments"), t.business.nav_payments);
    let page = fresh.on(page, &business.slug);
    let topics = "books from:body, payments from:body, resync from:body".to_owned();
    Sheet { page, here: at(&business, "/books"), topics, parts }.show(wants.fragment())
}

/// Most months that are listed.
const MOST: usize = 60;

fn state(t: &'static Phrases, shown: &MonthBook, this: Month) -> Chip {
    let b = &t.books;
    match shown.closed {
        Some(_) => Chip::new(Tone::Done, b.closed),
        None if shown.month == this => Chip::new(Tone::Going, b.under_way),
        None => Chip::new(Tone::Yours, b.open),
    }
}

/// `GET /business/{party}/books/{month}`
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such month.
pub async fn page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    Path((_, month)): Path<(String, String)>,
    State(app): State<AppState>,
) -> PageResult {
    let mut sheet = sheet(&app, lang, &business, read(&month)?, &Filled::default()).await?;
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(wants.fragment())
}

fn read(month: &str) -> Result<Month, PortalError> {
    Month::parse(month).ok_or(PortalError::NotFound)
}

/// `POST /business/{party}/books/{month}/close`
///
/// # Errors
/// What no other input could mend.
pub async fn close(
    business: Business,
    lang: Lang,
    Path((_, month)): Path<(String, String)>,
    State(app): State<AppState>,
    filled: Filled,
) -> PageResult {
    let month = read(&month)?;
    let facts = filled.text("facts").parse().map_err(|_| PortalError::BadRequest)?;
    let deed = filled.deed()?;
    let done = deed.wish(&business, business.party, CloseMonth { month, facts }).submit(&app).await;
    answer(&app, lang, &business, month, &Filled::default(), done).await
}

/// `POST /business/{party}/books/{month}/reopen`
///
/// # Errors
/// What no other input could mend.
pub async fn reopen(
    business: Business,
    lang: Lang,
    Path((_, month)): Path<(String, String)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let month = read(&month)?;
    let done = opened(&app, lang, &business, month, &mut filled).await;
    answer(&app, lang, &business, month, &filled, done).await
}

async fn opened(
    app: &App,
    lang: Lang,
    member: &Member,
    month: Month,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let text = filled.words(lang.phrases(), "reason");
    filled.checked()?;
    let reason = note(app, member, &deed, &text)?.ok_or(PortalError::BadRequest)?;
    deed.wish(member, member.party, ReopenMonth { month, reason }).submit(app).await
}

async fn answer(
    app: &App,
    lang: Lang,
    member: &Member,
    month: Month,
    filled: &Filled,
    done: Result<Receipt, PortalError>,
) -> PageResult {
    match done {
        Ok(receipt) => Ok(deeds::see(&at(member, &format!("/books/{month}")), &receipt)),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            let mut sheet = sheet(app, lang, member, month, filled).await?;
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

async fn sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    month: Month,
    filled: &Filled,
) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let b = &t.books;
    let calendar = app.calendar(lang, member.party);
    let this = Month::of(calendar.today());
    let shown = month_of(app, member.party, month, this).await?.ok_or(PortalError::NotFound)?;
    let book = &shown.book;
    let here = at(member, &format!("/books/{month}"));
    let name = calendar.month(month.first_day());
    let mut parts = Vec::new();
    if let Some(at) = book.closed {
        let said = (b.closed_on)(&calendar.moment(at).text);
        parts.push(Part::Text(format!("{said}. {}", b.closed_text)));
    }
    let chip = state(t, book, this);
    parts.push(figures(t, b.sold, Some(chip), &book.figures, SOLD));
    parts.push(figures(t, b.money_in, None, &book.figures, IN));
    parts.push(figures(t, b.money_out, None, &book.figures, OUT));
    parts.push(open(t, book));
    let owner = member.role == Role::Owner;
    if owner && book.closed.is_none() && month < this && shown.next == Some(month) {
        let form = Form::new("close", "", format!("{here}/close"), deeds::new_id(app), (b.close)(&name));
        let form = form.text(b.close_text);
        parts.push(Part::form(form.ask(Input::Hidden("facts".to_owned(), book.facts.to_string()))));
    }
    let reader = Late { app, t, member, calendar: &calendar };
    if !book.corrections.is_empty() {
        parts.push(Part::Heading(b.corrections.to_owned()));
        parts.push(Part::Text(b.corrections_text.to_owned()));
        let where_to = |late: &LateFact| (b.counts_in)(&calendar.month(late.counts_in.first_day()));
        parts
            .push(Part::Rows(book.corrections.iter().map(|late| reader.row(late, where_to(late))).collect()));
    }
    if !book.brought.is_empty() {
        parts.push(Part::Heading(b.brought.to_owned()));
        parts.push(Part::Text(b.brought_text.to_owned()));
        let of = |late: &LateFact| (b.correction_of)(&calendar.month(late.of.first_day()));
        parts.push(Part::Rows(book.brought.iter().map(|late| reader.row(late, of(late))).collect()));
    }
    parts.push(Part::Links(vec![(format!("{here}/figures.csv"), b.csv.to_owned())]));
    if owner && shown.last == Some(month) {
        let form = Form::new("reopen", b.reopen, format!("{here}/reopen"), deeds::new_id(app), b.reopen_yes);
        let form = form.text(b.reopen_text).danger();
        let form = form.ask(Input::Area(filled.field("reason", b.reopen_why, "")));
        parts.push(Part::form(form.folded(filled.has("reason"))));
    }
    let page = frame(app, lang, member, Place::Payments, name).back(at(member, "/books"), b.title);
    let topics = "books from:body, payments from:body, resync from:body".to_owned();
    Ok(Sheet { page, here, topics, parts })
}

fn figures(
    t: &'static Phrases,
    title: &str,
    chip: Option<Chip>,
    lines: &[FigureLine],
    of: &[Figure],
) -> Part {
    let named = |line: &FigureLine| ((t.books.figure)(line.figure).to_owned(), line.amount.to_string());
    let mut shown: Vec<(String, String)> =
        lines.iter().filter(|line| of.contains(&line.figure)).map(named).collect();
    shown.push((t.books.sum.to_owned(), sum(lines, of).to_string()));
    Part::Figures { title: title.to_owned(), chip, lines: shown }
}

/// What is beside the money, and what was still open.
fn open(t: &'static Phrases, book: &MonthBook) -> Part {
    let b = &t.books;
    let beside = book.figures.iter().filter(|line| matches!(line.figure, Figure::Billed | Figure::Credit));
    let mut lines: Vec<(String, String)> =
        beside.map(|line| ((b.figure)(line.figure).to_owned(), line.amount.to_string())).collect();
    lines.extend([
        (b.open_orders.to_owned(), book.open.orders.to_string()),
        (b.owed_by_buyers.to_owned(), book.open.owed_by_buyers.to_string()),
        (b.held_for_buyers.to_owned(), book.open.held_for_buyers.to_string()),
        (b.owed_to_suppliers.to_owned(), book.open.owed_to_suppliers.to_string()),
    ]);
    lines.extend(book.stock_value.map(|value| (b.stock_value.to_owned(), value.to_string())));
    let title = if book.closed.is_some() { b.still_open } else { b.still_open_now };
    Part::Figures { title: title.to_owned(), chip: None, lines }
}

/// Says what was recorded late.
struct Late<'a> {
    app: &'a App,
    t: &'static Phrases,
    member: &'a Member,
    calendar: &'a Calendar,
}

impl Late<'_> {
    fn row(&self, late: &LateFact, about: String) -> Row {
        let b = &self.t.books;
        let request = late.thing.and_then(|thing| RequestId::try_from(thing).ok());
        let href = match (late.order, request) {
            (Some(order), _) => order_at(self.member, order),
            (None, Some(request)) => at(self.member, &format!("/requests/{request}")),
            (None, None) => at(self.member, &format!("/books/{}", late.of)),
        };
        let number = late.order.and_then(|order| self.app.views.orders.sheet(order));
        let number = number.map(|sheet| sheet.order.number.clone());
        let changes = late.figures.iter().map(|line| {
            let sign = if line.amount.is_positive() { "+" } else { "" };
            format!("{} {sign}{}", (b.figure)(line.figure), line.amount)
        });
        let changes = changes.collect::<Vec<_>>().join(", ");
        let clocks = (b.two_clocks)(
            &self.calendar.day(late.happened.day_in(self.calendar.zone)).text,
            &self.calendar.day(late.recorded.day_in(self.calendar.zone)).text,
        );
        let title = (self.t.events.title)(late.name());
        let title = number.map_or_else(|| title.to_owned(), |number| format!("{title} · {number}"));
        let second = [about, clocks, changes].into_iter().filter(|text| !text.is_empty());
        Row::new(href, title).second(second.collect::<Vec<_>>().join(" · "))
    }
}

/// `GET /business/{party}/books/{month}/figures.csv`: one row a figure, then one a correction.
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such month.
pub async fn csv(
    business: Business,
    lang: Lang,
    Path((_, month)): Path<(String, String)>,
    State(app): State<AppState>,
) -> PageResult {
    let month = read(&month)?;
    let calendar = app.calendar(lang, business.party);
    let shown = month_of(&app, business.party, month, Month::of(calendar.today())).await?;
    let shown = shown.ok_or(PortalError::NotFound)?;
    let table = table(lang.phrases(), &calendar, &shown.book).map_err(PortalError::broken)?;
    let name = format!("{}-{month}", business.slug);
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    Ok((headers, table).into_response())
}

fn table(t: &'static Phrases, calendar: &Calendar, book: &MonthBook) -> Result<Vec<u8>, csv::Error> {
    let (a, b) = (&t.audit, &t.books);
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([b.months, b.what, b.amount, a.happened, a.recorded])?;
    let month = book.month.to_string();
    let mut row = |month: &str, what: &str, amount: i64, happened: &str, recorded: &str| {
        table.write_record([month, what, &amount.to_string(), happened, recorded])
    };
    for line in &book.figures {
        row(&month, (b.figure)(line.figure), line.amount.0, "", "")?;
    }
    let open = &book.open;
    row(&month, b.open_orders, i64::from(open.orders), "", "")?;
    row(&month, b.owed_by_buyers, open.owed_by_buyers.0, "", "")?;
    row(&month, b.held_for_buyers, open.held_for_buyers.0, "", "")?;
    row(&month, b.owed_to_suppliers, open.owed_to_suppliers.0, "", "")?;
    if let Some(value) = book.stock_value {
        row(&month, b.stock_value, value.0, "", "")?;
    }
    for late in book.corrections.iter().chain(&book.brought) {
        let (of, title) = (late.of.to_string(), (t.events.title)(late.name()));
        let (happened, recorded) = (calendar.moment(late.happened).iso, calendar.moment(late.recorded).iso);
        let about = if late.of == book.month {
            (b.counts_in)(&late.counts_in.to_string())
        } else {
            (b.correction_of)(&of)
        };
        if late.figures.is_empty() {
            row(&of, &format!("{title}, {about}"), 0, &happened, &recorded)?;
        }
        for line in &late.figures {
            let what = format!("{title}, {about}: {}", (b.figure)(line.figure));
            row(&of, &what, line.amount.0, &happened, &recorded)?;
        }
    }
    table.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
