//! The statement of account (*rekening koran*) between a business and a buyer: every movement with the balance after it,
//! of one month or from the beginning.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use chrono::Datelike as _;
use rantai_core::ids::{PartyId, Thing};
use rantai_core::money::Rupiah;
use rantai_core::time::Day;
use rantai_projections::accounts::{MovementKind, MovementRow};

use super::order_papers::on_paper;
use super::paper::{self, Asked, Column, Paper};
use super::{Mark, mark_of};
use crate::app::App;
use crate::business;
use crate::contact::Contact;
use crate::distributor;
use crate::i18n::Lang;
use crate::i18n::words::amount_in_words;
use crate::money::{account, signed, together};
use crate::web::{Money, PageResult, PortalError};
use crate::who::{AppState, Business, Distributor};

/// `GET /business/{party}/payments/buyers/{buyer}/paper?month=2026-11`
///
/// # Errors
/// [`PortalError::NotFound`] for whom the business does not know.
pub async fn for_business(
    who: Business,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, buyer)): Path<(String, PartyId)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    app.views.customers.customer(who.party, buyer).ok_or(PortalError::NotFound)?;
    let paper = of_account(&app, lang, &headers, who.party, buyer, &asked)?;
    let page = business::frame(&app, lang, &who, business::Place::Payments, paper.heading());
    paper::answer(page.back(account::account_at(&who, buyer), app.party(buyer)), paper, &asked)
}

/// `GET /distributor/{party}/owed/{business}/paper?month=2026-11`
///
/// # Errors
/// [`PortalError::NotFound`] where the two have nothing with each other.
pub async fn for_buyer(
    who: Distributor,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let business = together::named(&app, &business)?;
    let paper = of_account(&app, lang, &headers, business, who.party, &asked)?;
    let page = distributor::frame(&app, lang, &who, distributor::Place::Owed, &paper.heading());
    paper::answer(page.back(together::owed_at(&app, &who, business), app.party(business)), paper, &asked)
}

fn of_account(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    business: PartyId,
    buyer: PartyId,
    asked: &Asked,
) -> Result<Paper, PortalError> {
    let t = lang.phrases();
    let (p, m) = (&t.papers, &t.money_pages);
    let calendar = app.calendar(lang, business);
    let rows = app.views.accounts.movements(business, buyer);
    let Some(newest) = rows.last() else { return Err(PortalError::NotFound) };
    let mark = match rows.iter().rev().find_map(|row| row.order) {
        Some(order) => mark_of(app, headers, Thing::from(order), |_| true)?,
        None => Mark::default(),
    };
    let month = asked.month();
    let day = |row: &MovementRow| row.at.day_in(calendar.zone);
    let owes =
        |rows: &mut dyn Iterator<Item = &MovementRow>| rows.fold(Rupiah::ZERO, |sum, row| sum.and(row.owes));
    let before = |row: &&MovementRow| month.is_some_and(|month| day(row) < month);
    let within = |row: &&MovementRow| month.is_none_or(|month| same_month(day(row), month));
    let rows: Vec<&MovementRow> = rows.iter().map(AsRef::as_ref).collect();
    let opening = owes(&mut rows.iter().copied().filter(before));
    let shown: Vec<&MovementRow> = rows.iter().copied().filter(within).collect();
    // What was paid is told apart from what is no longer asked for.
    let money = |row: &&MovementRow| {
        matches!(row.kind, MovementKind::Paid | MovementKind::Corrected | MovementKind::GivenBack)
    };
    let paid = owes(&mut shown.iter().copied().filter(money));
    let sold = |row: &&MovementRow| !money(row) && row.owes.is_positive();
    let charged = owes(&mut shown.iter().copied().filter(sold));
    let lowered = owes(&mut shown.iter().copied().filter(|row| !money(row) && !row.owes.is_positive()));
    let mut balance = opening;
    let line = |row: &&MovementRow| {
        balance = balance.and(row.owes);
        let about = [row.number.as_str(), row.receipt.as_str()].into_iter().filter(|part| !part.is_empty());
        let about: Vec<&str> = about.collect();
        vec![
            day(row).date().format("%d/%m/%y").to_string(),
            format!("{} {}", (m.movement)(row.kind), about.join(" · ")),
            plain(&signed(row.owes)),
            plain(&balance.to_string()),
        ]
    };
    let lines: Vec<Vec<String>> = shown.iter().map(line).collect();
    let period = match (month, rows.first()) {
        (Some(month), _) => calendar.month(month),
        (None, first) => {
            let first = first.map_or_else(|| day(newest), |row| day(row));
            format!("{} – {}", calendar.paper_day(first), calendar.paper_day(calendar.today()))
        }
    };
    Ok(Paper {
        title: p.statement.to_owned(),
        number: period,
        by_time: true,
        day: calendar.paper_day(calendar.today()),
        from: on_paper(Contact::of(app, business)),
        to: Some((p.to.to_owned(), on_paper(Contact::of(app, buyer)))),
        columns: vec![
            Column::words(m.day),
            Column::words(m.what),
            Column::figures(format!("{} (Rp)", m.amount)),
            Column::figures(format!("{} (Rp)", m.balance)),
        ],
        rows: lines,
        sums: [
            Some(Money::new(p.opening, opening)),
            Some(Money::new(p.charged, charged)),
            (lowered != Rupiah::ZERO).then(|| Money::new(p.lowered, lowered)),
            Some(Money::new(p.paid, paid)),
            Some(Money::sum(p.closing, balance)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        words: Some((p.in_words.to_owned(), amount_in_words(lang, balance))),
        signs: vec![(p.sign_seller.to_owned(), app.party(business))],
        mark,
        check: (p.check.to_owned(), p.head.to_owned()),
        ..Paper::default()
    })
}

/// A figure in a column of rupiah, as banks write it: without saying so in each row.
fn plain(amount: &str) -> String {
    amount.replace("Rp", "")
}

fn same_month(one: Day, other: Day) -> bool {
    let (one, other) = (one.date(), other.date());
    (one.year(), one.month()) == (other.year(), other.month())
}
