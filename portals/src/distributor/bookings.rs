//! `/distributor/{party}/bookings`: the places, visits and services a buyer has booked.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use rantai_core::book::booking::{BookingOff, CancelBooking};
use rantai_core::ids::BookingId;
use rantai_core::sealed::Note;
use rantai_projections::bookings::BookingRow;
use serde::Deserialize;

use super::{Place, frame, home, may_act};
use crate::app::App;
use crate::deeds;
use crate::filled::{Filled, too_long};
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::storefront::slots::span;
use crate::web::sheet::{Form, Input};
use crate::web::{Chip, Choice, Field, Page, PageResult, Pager, PortalError, Tone, Wants, list_key, show};
use crate::who::{AppState, Distributor, Fresh, Member};

const AT_ONCE: usize = 20;

#[derive(Template)]
#[template(path = "distributor/bookings.html")]
struct BookingsPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "distributor/bookings.html", block = "bookings")]
struct BookingsPart {
    page: Page,
    v: View,
}

struct View {
    here: String,
    cards: Vec<Card>,
    pager: Pager,
}

/// A booking, as one of its two sides sees it.
pub struct Card {
    /// Of whom, or for what.
    pub title: String,
    /// When.
    pub when: String,
    /// How many places, its number, what it costs.
    pub facts: Vec<String>,
    /// How it stands.
    pub chip: Chip,
    /// What was written with it.
    pub note: String,
    /// Where else to go.
    pub links: Vec<(String, &'static str)>,
    /// What can be done.
    pub forms: Vec<Form>,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// Where a buyer's bookings are.
pub fn at(member: &Member) -> String {
    format!("{}/bookings", home(member))
}

/// `GET /distributor/{party}/bookings`
///
/// # Errors
/// None of its own.
pub async fn list(
    distributor: Distributor,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Query(From { from }): Query<From>,
) -> PageResult {
    let b = &lang.phrases().bookings;
    let here = at(&distributor);
    let from = list_key::read(from.as_deref());
    let found = app.views.bookings.of_buyer(distributor.party, from.as_deref(), AT_ONCE);
    let v = View {
        cards: found.rows.iter().map(|(_, row)| card(&app, lang, &distributor, row)).collect(),
        pager: Pager {
            newer: from.map(|_| here.clone()),
            older: found.next.as_ref().map(|key| format!("{here}?from={}", list_key::written(key))),
        },
        here,
    };
    let page = frame(&app, lang, &distributor, Place::Orders, b.mine)
        .back(home(&distributor), lang.phrases().distributor.orders);
    let page = fresh.on(page, &distributor.slug);
    if wants.fragment() { show(&BookingsPart { page, v }) } else { show(&BookingsPage { page, v }) }
}

fn card(app: &App, lang: Lang, member: &Member, row: &BookingRow) -> Card {
    let t = lang.phrases();
    let (mut forms, mut links) = (Vec::new(), Vec::new());
    if is_to_come(app, row) && may_act(member) {
        let path = format!("{}/{}", at(member), row.made.booking);
        links.push((format!("{path}/move"), t.bookings.move_booking));
        // What is paid is called off at the counter, with the money.
        if row.sale.is_none() {
            let reasons = [BookingOff::CannotCome, BookingOff::Mistake, BookingOff::Other];
            forms.push(cancel_form(app, t, format!("{path}/cancel"), row.made.booking, &reasons));
        }
    }
    let calendar = app.calendar(lang, row.business);
    let day = calendar.day(row.made.slot.day_in(calendar.zone)).text;
    Card {
        title: format!("{} · {}", row.made.name, app.party(row.business)),
        when: format!("{day} {}", span(&calendar, row.made.slot, row.made.until)),
        facts: facts(t, &calendar, row),
        links,
        chip: chip(app, t, row),
        note: row
            .made
            .note
            .as_ref()
            .and_then(|note| app.vault.read(note))
            .map_or_else(String::new, |it| it.to_string()),
        forms,
    }
}

/// A booking that the buyer can still give another slot: nobody called it off, and it has not begun.
pub fn is_to_come(app: &App, row: &BookingRow) -> bool {
    row.cancelled.is_none() && row.attendance.is_none() && row.made.slot > app.now()
}

/// One of a buyer's bookings.
///
/// # Errors
/// [`PortalError::NotFound`] for another's.
pub fn of(app: &App, member: &Member, booking: BookingId) -> Result<Arc<BookingRow>, PortalError> {
    let row = app.views.bookings.find(booking).filter(|row| row.made.buyer == member.party);
    row.ok_or(PortalError::NotFound)
}

/// Its number, how many places, what it costs, and when it was to be first.
pub fn facts(t: &'static Phrases, calendar: &Calendar, row: &BookingRow) -> Vec<String> {
    let mut facts = vec![row.made.number.clone(), (t.bookings.places)(row.made.places), money(t, row)];
    let first = row.first.filter(|first| *first != row.made.slot);
    facts.extend(first.map(|first| (t.bookings.moved_from)(&calendar.moment(first).text)));
    facts
}

/// What it costs, and whether it is paid.
fn money(t: &'static Phrases, row: &BookingRow) -> String {
    let b = &t.bookings;
    let paid = if row.sale.is_some() { b.paid } else { b.unpaid };
    if row.made.total.is_positive() {
        format!("{} {paid}", row.made.total)
    } else {
        b.free_of_charge.to_owned()
    }
}

/// How it stands.
pub fn chip(app: &App, t: &'static Phrases, row: &BookingRow) -> Chip {
    use rantai_core::book::booking::Attendance;
    let b = &t.bookings;
    if let Some((by, reason, _)) = &row.cancelled {
        let words = format!("{}: {}", (b.cancelled)(&app.party(*by)), (b.off_reason)(*reason));
        return Chip::new(Tone::Quiet, words);
    }
    let tone = match row.attendance {
        None => Tone::Going,
        Some(Attendance::Came) => Tone::Done,
        Some(Attendance::Missed) => Tone::Failed,
        Some(Attendance::NotSaid) => Tone::Quiet,
    };
    Chip::new(tone, (b.state)(row.attendance))
}

/// A form that calls a booking off.
pub fn cancel_form(
    app: &App,
    t: &'static Phrases,
    action: String,
    booking: BookingId,
    reasons: &[BookingOff],
) -> Form {
    let b = &t.bookings;
    let choices = reasons.iter().map(|reason| Choice::new(reason.name(), (b.off_reason)(*reason)));
    let first = reasons.first().map_or("", |reason| reason.name());
    let reason = Field::new(format!("reason-{booking}"), b.reason).choices(choices).value(first);
    let note = Field::new(format!("note-{booking}"), b.note).optional();
    Form::new(format!("cancel-{booking}"), b.cancel, action, deeds::new_id(app), b.cancel_yes)
        .text(b.cancel_effect)
        .ask(Input::Select(reason))
        .ask(Input::Text(note))
        .danger()
        .folded(false)
}

/// The wish that such a form asks for.
///
/// # Errors
/// [`PortalError::BadRequest`] without a reason.
pub fn cancelling(
    app: &App,
    member: &Member,
    business: rantai_core::ids::PartyId,
    booking: BookingId,
    filled: &Filled,
) -> Result<crate::deeds::Wishing, PortalError> {
    let deed = filled.deed()?;
    let reason = BookingOff::from_name(filled.text(&format!("reason-{booking}")));
    let words = Note::new(filled.text(&format!("note-{booking}"))).map_err(too_long)?;
    let note = deed.seal(app, member.person, business, words)?;
    let reason = reason.ok_or(PortalError::BadRequest)?;
    Ok(deed.wish(member, business, CancelBooking { booking, reason, note }))
}

/// `POST /distributor/{party}/bookings/{booking}/cancel`
///
/// # Errors
/// What the desk refuses.
pub async fn cancel(
    distributor: Distributor,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    filled: Filled,
) -> PageResult {
    let row = of(&app, &distributor, booking)?;
    let receipt = cancelling(&app, &distributor, row.business, booking, &filled)?.submit(&app).await?;
    Ok(deeds::see(&at(&distributor), &receipt))
}
