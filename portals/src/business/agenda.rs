//! `/business/{party}/bookings`: who comes on a day, whether they came, and the money for it.

use askama::Template;
use axum::extract::{Path, Query, State};
use rantai_core::book::booking::{Attendance, BookingOff, MarkBooking, PayBooking};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::ids::{BookingId, SaleId};
use rantai_core::money::Rupiah;
use rantai_core::time::Day;
use rantai_projections::bookings::BookingRow;
use serde::Deserialize;

use super::counter::METHODS;
use super::{Duty, Place, at, frame, may};
use crate::app::App;
use crate::deeds;
use crate::distributor::bookings::{Card, cancel_form, cancelling, chip, facts};
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::storefront::slots::span;
use crate::web::sheet::{Form, Input};
use crate::web::{Choice, Field, Page, PageResult, PortalError, Wants, show};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/agenda.html")]
struct AgendaPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/agenda.html", block = "agenda")]
struct AgendaPart {
    page: Page,
    v: View,
}

struct View {
    here: String,
    offers: String,
    day: Field,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    summary: String,
    cards: Vec<Card>,
    /// Where a slot is booked for somebody who phoned; for those who may.
    book: Option<String>,
}

/// How far back one goes day by day.
const DAYS_BACK: i32 = 14;
/// How far ahead.
const DAYS_AHEAD: i32 = 45;

/// Which day.
#[derive(Debug, Deserialize)]
pub struct Asked {
    day: Option<String>,
}

fn of_day(app: &App, lang: Lang, member: &Member, day: Day) -> Vec<std::sync::Arc<BookingRow>> {
    let zone = app.calendar(lang, member.party).zone;
    app.views.bookings.between(member.party, day.start_in(zone), day.plus(1).start_in(zone))
}

/// The button on the business's home: who comes today.
pub fn button(app: &App, lang: Lang, member: &Member) -> (String, String) {
    let today = app.calendar(lang, member.party).today();
    let rows = of_day(app, lang, member, today);
    let open = rows.iter().filter(|row| row.cancelled.is_none() && row.attendance.is_none()).count();
    (at(member, "/bookings"), (lang.phrases().bookings.agenda_today)(open))
}

/// `GET /business/{party}/bookings`
///
/// # Errors
/// None of its own.
pub async fn page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let t = lang.phrases();
    let calendar = app.calendar(lang, business.party);
    let day = asked.day.as_deref().and_then(Day::parse).unwrap_or_else(|| calendar.today());
    let v = view(&app, lang, &business, day);
    let title = format!("{}: {}", t.bookings.agenda, calendar.day(day).text);
    let page = frame(&app, lang, &business, Place::Today, title).back(at(&business, ""), t.business.today);
    let page = fresh.on(page, &business.slug);
    if wants.fragment() { show(&AgendaPart { page, v }) } else { show(&AgendaPage { page, v }) }
}

fn view(app: &App, lang: Lang, member: &Member, day: Day) -> View {
    let b = &lang.phrases().bookings;
    let rows = of_day(app, lang, member, day);
    let live: Vec<_> = rows.iter().filter(|row| row.cancelled.is_none()).collect();
    let places = live.iter().map(|row| row.made.places).fold(0, u32::saturating_add);
    let of = |day: Day| at(member, &format!("/bookings?day={day}"));
    let calendar = app.calendar(lang, member.party);
    // Day by day goes as far as is of use; further days are typed.
    let today = calendar.today();
    let near = today.plus(-DAYS_BACK)..=today.plus(DAYS_AHEAD);
    let beside = |day: Day| near.contains(&day).then(|| (of(day), calendar.day(day).text));
    View {
        here: of(day),
        offers: at(member, "/bookables"),
        day: Field::new("day", b.day).value(day.to_string()),
        before: beside(day.plus(-1)),
        after: beside(day.plus(1)),
        summary: (b.people)(live.len(), places),
        book: may(member, Duty::Orders).then(|| at(member, &format!("/bookings/new?day={day}"))),
        cards: rows.iter().map(|row| card(app, lang, member, row)).collect(),
    }
}

fn card(app: &App, lang: Lang, member: &Member, row: &BookingRow) -> Card {
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.party);
    let note = row.made.note.as_ref().and_then(|note| app.vault.read(note));
    Card {
        title: format!("{} · {}", app.party(row.made.buyer), row.made.name),
        when: span(&calendar, row.made.slot, row.made.until),
        facts: facts(t, &calendar, row),
        chip: chip(app, t, row),
        links: links(t, member, row),
        note: note.map_or_else(String::new, |note| note.to_string()),
        forms: if may(member, Duty::Orders) { forms(app, t, &calendar, member, row) } else { Vec::new() },
    }
}

/// Where else to go from a booking: to another slot, while nobody said whether they came.
fn links(t: &'static Phrases, member: &Member, row: &BookingRow) -> Vec<(String, &'static str)> {
    let open = row.cancelled.is_none() && row.attendance.is_none() && may(member, Duty::Orders);
    let href = at(member, &format!("/bookings/{}/move", row.made.booking));
    open.then_some((href, t.bookings.move_booking)).into_iter().collect()
}

fn forms(
    app: &App,
    t: &'static Phrases,
    calendar: &crate::i18n::dates::Calendar,
    member: &Member,
    row: &BookingRow,
) -> Vec<Form> {
    let b = &t.bookings;
    let (booking, slot) = (row.made.booking, row.made.slot);
    let to = |what: &str| at(member, &format!("/bookings/{booking}/{what}"));
    let mut forms = Vec::new();
    if row.cancelled.is_some() {
        return forms;
    }
    let mark = |attendance: Attendance, label: &str| {
        let name = attendance.name();
        Form::new(format!("{name}-{booking}"), "", to("mark"), deeds::new_id(app), label)
            .ask(Input::Hidden("attendance".to_owned(), name.to_owned()))
    };
    if row.attendance != Some(Attendance::Came) && slot.day_in(calendar.zone) <= calendar.today() {
        forms.push(mark(Attendance::Came, b.came));
    }
    if row.attendance != Some(Attendance::Missed) && slot <= calendar.now {
        forms.push(mark(Attendance::Missed, b.missed));
    }
    if row.made.total.is_positive() && row.sale.is_none() {
        forms.push(pay_form(app, t, to("pay"), row));
    }
    if row.attendance.is_none() && row.sale.is_none() {
        let reasons = [BookingOff::Closed, BookingOff::CannotCome, BookingOff::Mistake, BookingOff::Other];
        forms.push(cancel_form(app, t, to("cancel"), booking, &reasons));
    }
    forms
}

fn pay_form(app: &App, t: &'static Phrases, action: String, row: &BookingRow) -> Form {
    let b = &t.bookings;
    let (booking, total) = (row.made.booking, row.made.total);
    let methods = METHODS.map(|method| Choice::new(method.name(), (t.distributor.pay_method)(method)));
    let method = Field::new(format!("method-{booking}"), b.method).choices(methods);
    let tendered = Field::new(format!("tendered-{booking}"), b.tendered).hint(b.tendered_hint).optional();
    Form::new(format!("pay-{booking}"), b.take_money, action, deeds::new_id(app), (b.take)(total))
        .ask(Input::Hidden("total".to_owned(), total.0.to_string()))
        .ask(Input::Select(method.value(PaymentMethod::Cash.name())))
        .ask(Input::Money(tendered))
        .folded(false)
}

fn day_of(app: &App, lang: Lang, member: &Member, booking: BookingId) -> Result<String, PortalError> {
    let row = app.views.bookings.booking(member.party, booking).ok_or(PortalError::NotFound)?;
    let zone = app.calendar(lang, member.party).zone;
    Ok(at(member, &format!("/bookings?day={}", row.made.slot.day_in(zone))))
}

/// `POST /business/{party}/bookings/{booking}/mark`
///
/// # Errors
/// What the desk refuses.
pub async fn mark(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    filled: Filled,
) -> PageResult {
    let path = day_of(&app, lang, &business, booking)?;
    let attendance = Attendance::from_name(filled.text("attendance")).ok_or(PortalError::BadRequest)?;
    let wish = filled.deed()?.wish(&business, business.party, MarkBooking { booking, attendance });
    Ok(deeds::see(&path, &wish.submit(&app).await?))
}

/// `POST /business/{party}/bookings/{booking}/cancel`
///
/// # Errors
/// What the desk refuses.
pub async fn cancel(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    filled: Filled,
) -> PageResult {
    let path = day_of(&app, lang, &business, booking)?;
    let wish = cancelling(&app, &business, business.party, booking, &filled)?;
    Ok(deeds::see(&path, &wish.submit(&app).await?))
}

/// `POST /business/{party}/bookings/{booking}/pay`: a sale over the counter; its receipt is shown.
///
/// # Errors
/// What the desk refuses.
pub async fn pay(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    mut filled: Filled,
) -> PageResult {
    day_of(&app, lang, &business, booking)?;
    let method = PaymentMethod::from_name(filled.text(&format!("method-{booking}")));
    let method = method.ok_or(PortalError::BadRequest)?;
    let total = Rupiah(filled.text("total").parse().map_err(|_| PortalError::BadRequest)?);
    let tendered = filled.money_or_nothing(lang.phrases(), &format!("tendered-{booking}"));
    filled.checked()?;
    // The exact amount is what most people have in their hand.
    let tendered = if tendered == Rupiah::ZERO { total } else { tendered };
    let wish = PayBooking { booking, total, method, tendered };
    let receipt = filled.deed()?.wish(&business, business.party, wish).submit(&app).await?;
    let sale = receipt.thing.and_then(|thing| SaleId::try_from(thing).ok());
    let path = sale.map_or_else(|| "/sales".to_owned(), |sale| format!("/sales/{sale}?now=1"));
    Ok(deeds::see(&at(&business, &path), &receipt))
}
