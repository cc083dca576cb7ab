//! How a business and a buyer stand: what is held, the buyer's terms, every movement with the balance after it, and
//! what the business may do about it: give back, and agree on terms.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Redirect;
use rantai_core::book::payment::{BuyerAccount, PaymentMethod, RecordRefund};
use rantai_core::book::profile::SetBuyerTerms;
use rantai_core::desk::Receipt;
use rantai_core::ids::{OrderId, PartyId};
use rantai_core::money::Rupiah;
use rantai_core::party::Role;
use rantai_projections::accounts::MovementRow;
use rantai_projections::order_payments::OwedRow;

use super::{Moved, Section, Sheet, answered, live, shown, signed};
use crate::app::App;
use crate::business::forms::{Again, Ask, DeedForm, Sent, Wrong};
use crate::business::{Duty, Place, at, frame, may, order_at};
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::web::{Chip, Choice, Field, Money, Page, PageResult, PortalError, Row, Tone, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// So many movements of an account its page shows.
const NEWEST: usize = 20;

/// How money is given back.
const BACK_BY: [PaymentMethod; 3] =
    [PaymentMethod::BankTransfer, PaymentMethod::EWallet, PaymentMethod::Cash];

/// `GET /business/{party}/payments/buyers/{buyer}`
///
/// # Errors
/// [`PortalError::NotFound`] for whom the business does not know.
pub async fn page(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Path((_, buyer)): Path<(String, PartyId)>,
) -> PageResult {
    let (page, sheet) = sheet(&app, lang, &who, buyer, Again::default())?;
    shown(fresh.on(page, &who.slug), sheet, wants)
}

/// `POST /business/{party}/payments/buyers/{buyer}/refund`
///
/// # Errors
/// What no other input could mend.
pub async fn refund(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    Path((_, buyer)): Path<(String, PartyId)>,
    sent: Sent,
) -> PageResult {
    known(&app, &who, buyer)?;
    let sent = sent.kept(&app, who.person).await?;
    let done = refunded(&app, lang.phrases(), &who, buyer, &sent).await;
    let path = account_at(&who, buyer);
    answered(lang, &path, "refund", &sent, done, |again| refused(&app, lang, &who, buyer, again))
}

/// `POST /business/{party}/payments/buyers/{buyer}/terms`
///
/// # Errors
/// What no other input could mend.
pub async fn terms(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    Path((_, buyer)): Path<(String, PartyId)>,
    sent: Sent,
) -> PageResult {
    known(&app, &who, buyer)?;
    let done = agreed(&app, lang.phrases(), &who, buyer, &sent).await;
    let path = account_at(&who, buyer);
    answered(lang, &path, "terms", &sent, done, |again| refused(&app, lang, &who, buyer, again))
}

/// A refused form's address, asked for again.
pub async fn back(who: Business, Path((_, buyer)): Path<(String, PartyId)>) -> Redirect {
    Redirect::to(&account_at(&who, buyer))
}

/// Where a buyer's account is.
pub fn account_at(who: &Member, buyer: PartyId) -> String {
    at(who, &format!("/payments/buyers/{buyer}"))
}

fn known(app: &App, who: &Member, buyer: PartyId) -> Result<(), PortalError> {
    app.views.customers.customer(who.party, buyer).map(|_| ()).ok_or(PortalError::NotFound)
}

fn refused(
    app: &App,
    lang: Lang,
    who: &Member,
    buyer: PartyId,
    again: Again<'_>,
) -> Result<(Page, Sheet), PortalError> {
    let (page, sheet) = sheet(app, lang, who, buyer, again)?;
    Ok((live(app, who, page), sheet))
}

async fn refunded(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    buyer: PartyId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let amount = sent.rupiah(t, "refund_amount")?;
    let method = sent.word(t, "refund_method", PaymentMethod::from_name)?;
    let note = deed.seal(app, who.person, who.party, sent.note(t, "refund_note")?)?;
    let evidence = sent.evidence(app, "refund_photo").await?;
    let order = sent.text("order").parse::<OrderId>().ok();
    let wish = RecordRefund { buyer, order, amount, method, note };
    Ok(deed.wish(who, who.party, wish).evidence(evidence).submit(app).await?)
}

async fn agreed(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    buyer: PartyId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let wish = SetBuyerTerms {
        buyer,
        deposit_percent: or_nothing(t, sent, "deposit_percent")?,
        tempo_days: or_nothing(t, sent, "tempo_days")?,
        credit_limit: match sent.text("credit_limit").trim() {
            "" => None,
            _ => Some(sent.rupiah(t, "credit_limit")?),
        },
    };
    Ok(deed.wish(who, who.party, wish).submit(app).await?)
}

/// A whole number, or nothing where nothing was typed.
fn or_nothing<N: std::str::FromStr>(
    t: &Phrases,
    sent: &Sent,
    name: &'static str,
) -> Result<Option<N>, Wrong> {
    match sent.text(name).trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Wrong::Field(name, t.money_pages.not_a_number.to_owned())),
    }
}

fn sheet(
    app: &App,
    lang: Lang,
    who: &Member,
    buyer: PartyId,
    again: Again<'_>,
) -> Result<(Page, Sheet), PortalError> {
    known(app, who, buyer)?;
    let t = lang.phrases();
    let m = &t.money_pages;
    let calendar = app.calendar(lang, who.party);
    let account = app.views.accounts.account(who.party, buyer);
    let owed = app.views.payments.owed_to(who.party);
    let owed: Vec<_> = owed.into_iter().filter(|row| row.buyer == buyer && row.rest.is_positive()).collect();
    let name = app.party(buyer);
    let page =
        frame(app, lang, who, Place::Payments, name).back(at(who, "/payments"), t.business.nav_payments);
    let mut open = Section::new(m.open_orders);
    open.rows = owed.iter().map(|row| open_row(t, &calendar, row, order_at(who, row.order))).collect();
    let mut forms = Section::new(m.agreed);
    forms.text = (m.terms_said)(&account);
    if may(who, Duty::Money) && account.returnable().is_positive() {
        forms.seconds.push(again.second(
            "refund",
            m.give_back,
            refund_form(app, t, who, buyer, &account, &again),
        ));
    }
    if who.role == Role::Owner {
        forms.seconds.push(again.second(
            "terms",
            m.change_terms,
            terms_form(app, t, who, buyer, &account, &again),
        ));
    }
    let mut moved = Section::new(m.statement);
    let rows = app.views.accounts.movements(who.party, buyer);
    moved.moved = movements(t, &calendar, &rows, |order| order_at(who, order));
    let here = account_at(who, buyer);
    moved.links = papers(t, &calendar, &rows, &here);
    let sheet = Sheet {
        here,
        topics: "payments from:body, board from:body, customers from:body, resync from:body".to_owned(),
        sums: sums(t, &account, owed.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.rest))),
        sections: [open, forms, moved].into_iter().filter(|section| !section.is_empty()).collect(),
        ..Sheet::default()
    };
    Ok((page, sheet))
}

/// What stands above an account.
pub fn sums(t: &'static Phrases, account: &BuyerAccount, owed: Rupiah) -> Vec<Money> {
    let m = &t.money_pages;
    let mut sums = vec![Money::sum(m.owed, owed)];
    if account.credit.is_positive() {
        sums.push(Money::new(m.credit, account.credit));
    }
    if account.refund_due.is_positive() {
        sums.push(Money::new(m.refund_due, account.refund_due));
    }
    sums
}

/// An order that is not wholly paid, with the day it is due.
pub fn open_row(t: &'static Phrases, calendar: &Calendar, row: &OwedRow, href: String) -> Row {
    let m = &t.money_pages;
    let line = Row::new(href, &row.number).second((t.business.owed_of)(row.held, row.total)).figure(row.rest);
    match row.due_on(calendar.zone) {
        Some(due) if due < calendar.today() => {
            line.chip(Chip::new(Tone::Failed, (m.overdue_since)(&calendar.day(due).text)))
        }
        Some(due) => line.chip(Chip::new(Tone::Going, (m.due_on)(&calendar.day(due).text))),
        None if row.due.is_positive() => line.chip(Chip::new(Tone::Going, (t.business.asked_now)(row.due))),
        None => line,
    }
}

/// The statement of account on paper: from the beginning, and of the newest months in which something moved.
pub fn papers(
    t: &'static Phrases,
    calendar: &Calendar,
    rows: &[Arc<MovementRow>],
    here: &str,
) -> Vec<(String, String)> {
    const MONTHS: usize = 3;
    let mut months: Vec<String> = Vec::new();
    let mut links = vec![(format!("{here}/paper"), t.papers.statement.to_owned())];
    for row in rows.iter().rev() {
        let day = row.at.day_in(calendar.zone);
        let month: String = day.to_string().chars().take(7).collect();
        if months.len() < MONTHS && !months.contains(&month) {
            let label = format!("{}, {}", t.papers.statement, calendar.month(day));
            links.push((format!("{here}/paper?month={month}"), label));
            months.push(month);
        }
    }
    if rows.is_empty() { Vec::new() } else { links }
}

/// The newest movements with the balance after each, the newest first. All of them stand on the statement of account.
pub fn movements(
    t: &'static Phrases,
    calendar: &Calendar,
    rows: &[Arc<MovementRow>],
    order_at: impl Fn(OrderId) -> String,
) -> Vec<Moved> {
    let mut balance = Rupiah::ZERO;
    let line = |row: &MovementRow, balance| Moved {
        day: calendar.day(row.at.day_in(calendar.zone)).text,
        what: (t.money_pages.movement)(row.kind).to_owned(),
        href: row.order.map(&order_at).unwrap_or_default(),
        about: [row.number.as_str(), row.receipt.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        amount: signed(row.owes),
        balance,
    };
    let mut moved: Vec<Moved> = rows
        .iter()
        .map(|row| {
            balance = balance.and(row.owes);
            line(row, balance)
        })
        .collect();
    moved.reverse();
    moved.truncate(NEWEST);
    moved
}

fn refund_form(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    buyer: PartyId,
    account: &BuyerAccount,
    again: &Again<'_>,
) -> DeedForm {
    let (b, m) = (&t.business, &t.money_pages);
    let most = if account.refund_due.is_positive() { account.refund_due } else { account.credit };
    let methods = BACK_BY.map(|method| Choice::new(method.name(), (b.method)(method)));
    let amount = Field::new("refund_amount", m.refund_amount).value(crate::filled::figure(most));
    let method = Field::new("refund_method", b.how_paid).choices(methods).value(BACK_BY[0].name());
    DeedForm::new(app, format!("{}/refund", account_at(who, buyer)), 0, m.give_back)
        .intro((m.refund_intro)(account.returnable()))
        .asks([
            Ask::Money(again.keep(amount)),
            Ask::Choices(again.keep(method)),
            Ask::Photo(again.keep(Field::new("refund_photo", m.refund_photo).optional())),
            Ask::Area(again.keep(Field::new("refund_note", t.business.note).optional())),
        ])
}

fn terms_form(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    buyer: PartyId,
    account: &BuyerAccount,
    again: &Again<'_>,
) -> DeedForm {
    let m = &t.money_pages;
    let said = |value: Option<String>| value.unwrap_or_default();
    let percent = Field::new("deposit_percent", t.money.deposit_percent)
        .hint(m.as_usual_hint)
        .value(said(account.deposit_percent.map(|percent| percent.to_string())))
        .optional();
    let days = Field::new("tempo_days", m.tempo_days)
        .hint(m.tempo_hint)
        .value(said(account.tempo_days.map(|days| days.to_string())))
        .optional();
    let limit = Field::new("credit_limit", t.money.limit)
        .hint(m.limit_hint)
        .value(said(account.credit_limit.map(crate::filled::figure)))
        .optional();
    DeedForm::new(app, format!("{}/terms", account_at(who, buyer)), 0, m.save).asks([
        Ask::Number(again.keep(percent)),
        Ask::Number(again.keep(days)),
        Ask::Money(again.keep(limit)),
    ])
}
