//! `/business/{party}/payments/statement`: a bank's statement (*mutasi*) compared with what buyers say to have paid.
//!
//! The file is read, shown and forgotten: only what is taken as a payment is recorded, with the line's fingerprint.

use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use rantai_core::book::payment::{TakeBankLine, TakenAs};
use rantai_core::ids::{OrderId, PaymentId};
use rantai_core::money::Rupiah;
use rantai_core::statement::{Line, Statement, read};
use rantai_core::time::Day;
use std::collections::HashMap;

use super::account::account_at;
use super::{Section, Sheet, shown};
use crate::app::App;
use crate::business::forms::{Ask, DeedForm, Sent};
use crate::business::{Place, at, frame, order_at};
use crate::deeds::{self, Deed};
use crate::i18n::Lang;
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, Row, Tone, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// Most claims a statement is compared with.
const MOST: usize = 500;
/// Most bytes of a file.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// Most lines taken at once.
const MOST_TAKEN: usize = 200;

/// `GET /business/{party}/payments/statement`
///
/// # Errors
/// None of its own.
pub async fn page(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
) -> PageResult {
    let page = around(&app, lang, &who);
    shown(fresh.on(page, &who.slug), asking(&app, lang, &who, Vec::new()), wants)
}

/// `POST /business/{party}/payments/statement`: what the file says, beside what buyers say.
///
/// # Errors
/// [`PortalError::TooLarge`], or a form that cannot be read.
pub async fn compare(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let text = sent(multipart).await?;
    let page = around(&app, lang, &who);
    let m = &lang.phrases().money_pages;
    let (sheet, status) = match read(&text) {
        Ok(statement) => (compared(&app, lang, &who, &statement).await?, StatusCode::OK),
        Err(error) => {
            let notice = Notice::new(Tone::Failed, m.statement_wrong, (m.statement_error)(&error));
            (asking(&app, lang, &who, vec![notice]), StatusCode::UNPROCESSABLE_ENTITY)
        }
    };
    let mut response = shown(page.live(&who.slug, app.views.reached()), sheet, Wants::Page)?;
    *response.status_mut() = status;
    Ok(response)
}

/// `POST /business/{party}/payments/statement/take`: the ticked lines are payments.
///
/// # Errors
/// What the desk refuses of the first line; those that were taken stay taken.
pub async fn take(who: Business, State(app): State<AppState>, sent: Sent) -> PageResult {
    let names = sent.0.texts().iter().filter_map(|(name, _)| name.strip_prefix("line-"));
    let lines: Vec<TakeBankLine> = names.filter_map(ticked).take(MOST_TAKEN).collect();
    let mut last = None;
    for line in lines {
        // The line's fingerprint makes a form that was sent twice harmless.
        let deed = Deed { deed: deeds::new_id(&app), version: None, channel: None };
        last = Some(deed.wish(&who, who.party, line).submit(&app).await?);
    }
    let path = at(&who, "/payments");
    match last {
        Some(receipt) => Ok(deeds::see(&path, &receipt)),
        None => Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(&at(
            &who,
            "/payments/statement",
        )))),
    }
}

async fn sent(mut multipart: Multipart) -> Result<String, PortalError> {
    let mut text = String::new();
    while let Some(field) = multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|_| PortalError::BadRequest)?;
        if bytes.len() > MOST_BYTES {
            return Err(PortalError::TooLarge);
        }
        if ["file", "pasted"].contains(&name.as_str()) && !bytes.is_empty() {
            text = decoded(&bytes);
        }
    }
    Ok(text)
}

/// UTF-8, or what older programs write: each byte a letter.
fn decoded(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| bytes.iter().copied().map(char::from).collect())
}

fn around(app: &App, lang: Lang, who: &Member) -> Page {
    let t = lang.phrases();
    frame(app, lang, who, Place::Payments, t.money_pages.bank_statement)
        .back(at(who, "/payments"), t.business.nav_payments)
}

fn asking(app: &App, lang: Lang, who: &Member, notices: Vec<Notice>) -> Sheet {
    let m = &lang.phrases().money_pages;
    let mut section = Section::new("");
    let file = Field::new("file", m.statement_file).hint(m.statement_file_hint).optional();
    let pasted = Field::new("pasted", m.statement_pasted).optional();
    let form = DeedForm::new(app, at(who, "/payments/statement"), 0, m.compare);
    section.first = Some(form.asks([Ask::File(file), Ask::Area(pasted)]));
    Sheet {
        here: at(who, "/payments/statement"),
        topics: "resync from:body".to_owned(),
        intro: m.statement_intro.to_owned(),
        notices,
        sections: vec![section],
        ..Sheet::default()
    }
}

/// Something that a line may be.
struct Candidate {
    as_what: TakenAs,
    amount: Rupiah,
    said: String,
    href: String,
}

/// What buyers say to have sent, and orders whose unique code tells them.
fn candidates(app: &App, who: &Member) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for (_, row) in app.views.payments.waiting(who.party, None, MOST).rows {
        let id = row.payment.transfer.unwrap_or(row.id());
        let said = format!("{} · {}", app.party(row.buyer), row.number);
        match found.iter_mut().find(|known| known.as_what == TakenAs::Claim(id)) {
            Some(known) => {
                known.amount = known.amount.and(row.payment.claimed);
                known.said = format!("{}, {}", known.said, row.number);
            }
            None => found.push(Candidate {
                as_what: TakenAs::Claim(id),
                amount: row.payment.claimed,
                said,
                href: order_at(who, row.order),
            }),
        }
    }
    for row in app.views.payments.owed_to(who.party) {
        let Some(sheet) = app.views.orders.sheet(row.order) else { continue };
        let order = &sheet.order;
        let amount = order.with_code(order.asked());
        if order.money.code.is_some() && order.claim_waiting().is_none() && amount != order.asked() {
            found.push(Candidate {
                as_what: TakenAs::For(row.order),
                amount,
                said: format!("{} · {}", app.party(row.buyer), row.number),
                href: account_at(who, row.buyer),
            });
        }
    }
    found
}

/// For each line the number of the order for which one like it was taken under another name, if one was.
async fn perhaps_taken(app: &App, who: &Member, lines: &[&Line]) -> Result<Vec<Option<String>>, PortalError> {
    let today = app.calendar(Lang::Id, who.party).today();
    let asked: Vec<(Rupiah, Day)> =
        lines.iter().map(|line| (line.amount, line.day.unwrap_or(today))).collect();
    app.look(who.party, move |book| {
        let like = |(amount, day): &(Rupiah, Day)| {
            let taken = book.line_like(*amount, *day)?;
            Some(book.order_of_payment(taken.payment).map_or_else(|_| String::new(), |it| it.number.clone()))
        };
        asked.iter().map(like).collect()
    })
    .await
}

async fn compared(app: &App, lang: Lang, who: &Member, statement: &Statement) -> Result<Sheet, PortalError> {
    let m = &lang.phrases().money_pages;
    let calendar = app.calendar(lang, who.party);
    let candidates = candidates(app, who);
    let is_new = |line: &&Line| app.views.bank_lines.taken(who.party, line.print).is_none();
    let came_in: Vec<&Line> = statement.lines.iter().filter(|line| line.amount.is_positive()).collect();
    let lines: Vec<&Line> = came_in.iter().copied().filter(is_new).collect();
    let mut same: HashMap<Rupiah, usize> = HashMap::new();
    for line in &lines {
        *same.entry(line.amount).or_default() += 1;
    }
    let when = |line: &Line| line.day.map_or_else(|| m.pending.to_owned(), |day| calendar.day(day).text);
    let (mut once, mut perhaps, mut several, mut nothing) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (line, taken) in lines.iter().zip(perhaps_taken(app, who, &lines).await?) {
        let said = |said: &str| {
            taken.as_ref().map_or_else(|| said.to_owned(), |number| (m.perhaps_taken)(said, number))
        };
        let fitting: Vec<&Candidate> = candidates.iter().filter(|one| one.amount == line.amount).collect();
        let row = |href: &str| {
            Row::new(href, &line.text)
                .second(said(&(m.line_at)(line.number, &when(line))))
                .figure(line.amount)
        };
        match fitting.as_slice() {
            [] => nothing.push(row(&at(who, "/orders"))),
            [one] if same.get(&line.amount) == Some(&1) => {
                let label = said(&(m.line_is)(&one.said, line.amount, &line.text));
                let choice = Choice::new(written(line, one.as_what, taken.is_some()), label);
                if taken.is_some() { perhaps.push(choice) } else { once.push(choice) }
            }
            [first, ..] => several.push(row(&first.href)),
        }
    }
    let mut matched = Section::new(m.matched_once);
    if !once.is_empty() {
        let field = Field::new("lines", m.which_lines).choices(once).optional();
        let form = DeedForm::new(app, at(who, "/payments/statement/take"), 0, m.take_lines);
        matched.first = Some(form.asks([Ask::Checks(field)]));
    }
    let mut doubtful = Section::new(m.matched_perhaps);
    doubtful.text = m.matched_perhaps_text.to_owned();
    if !perhaps.is_empty() {
        let field = Field::new("others", m.which_lines).choices(perhaps).optional();
        let form = DeedForm::new(app, at(who, "/payments/statement/take"), 0, m.take_lines);
        doubtful.first = Some(form.asks([Ask::Unticked(field)]));
    }
    let mut twice = Section::new(m.matched_several);
    twice.text = m.matched_several_text.to_owned();
    twice.rows = several;
    let mut none = Section::new(m.matched_nothing);
    none.text = m.matched_nothing_text.to_owned();
    none.rows = nothing;
    let mut notices = Vec::new();
    let known = came_in.len() - lines.len();
    notices.push(Notice::new(
        Tone::Going,
        (m.statement_read)(statement.bank.name(), statement.lines.len()),
        if known > 0 { (m.lines_known)(known) } else { String::new() },
    ));
    if let Some(line) = statement.gaps.first() {
        notices.push(Notice::new(Tone::Failed, m.statement_gap, (m.statement_gap_text)(*line)));
    }
    Ok(Sheet {
        here: at(who, "/payments/statement"),
        topics: "resync from:body".to_owned(),
        notices,
        sections: [matched, doubtful, twice, none]
            .into_iter()
            .filter(|section| !section.is_empty())
            .collect(),
        ..Sheet::default()
    })
}

/// The name of a line's box: its fingerprint, what it is taken as, its amount and day, and that ticking it says that it
/// is other money than what was taken already.
fn written(line: &Line, as_what: TakenAs, another: bool) -> String {
    let print = PaymentId(line.print);
    let (kind, id) = match as_what {
        TakenAs::Claim(id) => ("p", id.to_string()),
        TakenAs::For(id) => ("o", id.to_string()),
    };
    let day = line.day.map_or(String::new(), |day| day.number().to_string());
    let another = if another { "a" } else { "" };
    format!("line-{print}-{kind}-{id}-{}-{day}-{another}", line.amount.0)
}

fn ticked(name: &str) -> Option<TakeBankLine> {
    let parts: Vec<&str> = name.split('-').collect();
    let [print, kind, id, amount, day, another] = parts.as_slice() else { return None };
    let taken_as = match *kind {
        "p" => TakenAs::Claim(id.parse().ok()?),
        "o" => TakenAs::For(id.parse::<OrderId>().ok()?),
        _ => return None,
    };
    Some(TakeBankLine {
        print: print.parse::<PaymentId>().ok()?.0,
        taken_as,
        amount: Rupiah(amount.parse().ok()?),
        day: day.parse().ok().map(Day::from_number),
        another: *another == "a",
    })
}

#[cfg(test)]
mod tests {
    use rantai_core::statement::StatementError;

    use super::*;

    #[test]
    fn a_lines_box_says_all_that_is_taken() {
        let line = Line {
            number: 3,
            day: Day::parse("2026-11-21"),
            amount: Rupiah(499_877),
            text: String::new(),
            balance: None,
            print: [7; 16],
        };
        let as_what = TakenAs::For(OrderId([1; 16]));
        let (print, amount, day) = ([7; 16], Rupiah(499_877), line.day);
        for another in [false, true] {
            let name = written(&line, as_what, another);
            let expected = TakeBankLine { print, taken_as: as_what, amount, day, another };
            assert_eq!(ticked(name.strip_prefix("line-").unwrap()), Some(expected));
        }
        assert_eq!(ticked("x-p-y-1--"), None);
        assert!(matches!(read("x"), Err(StatementError::NotAStatement)));
    }
}
