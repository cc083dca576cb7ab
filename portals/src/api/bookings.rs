//! Places, visits and services with a capacity per slot: what is free, who booked, and calling it off.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::booking::{BookSlot, BookableSet, CancelBooking, MarkBooking, PayBooking};
use rantai_core::ids::{BookableId, BookingId, PartyId};
use rantai_core::party::Capacity;
use rantai_core::time::Day;
use rantai_projections::bookings::BookingRow;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, id, up_to_date};
use super::page::{Asked, List, Place, limit};
use super::problem::Problem;
use super::sent::{OnBehalfOf, Sent, note, noted, party};
use super::words::{
    Amount, Attendance, BookableKind, BookingOff, Date, Id, Money, NoteText, PaymentMethod, Slug, Time,
};
use crate::app::App;
use crate::i18n::Lang;
use crate::who::AppState;

/// Something that can be booked, with its slots of one day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bookable {
    id: Id,
    kind: BookableKind,
    name: String,
    about: String,
    /// Places of each slot.
    capacity: u32,
    /// Price of one place; 0 where it is free.
    price: Money,
    /// The last day that can be booked.
    until: Date,
    /// The slots of the day that are to come.
    slots: Vec<Slot>,
}

/// A time that can be booked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BookableSlot)]
pub struct Slot {
    from: Time,
    until: Time,
    /// How many places are left.
    left: u32,
}

/// Of whom, and which day.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The business.
    business: Slug,
    /// The day where the business stands; today where it is left out.
    #[param(nullable = false)]
    day: Option<Date>,
}

/// What can be booked at a business, and what is left of it on a day.
#[utoipa::path(
    get, path = "/api/v1/bookables", operation_id = "listBookables", tag = "bookings",
    security(("bearer" = ["read"])),
    params(Wanted),
    responses((status = OK, body = List<Bookable>))
)]
pub async fn offers(
    caller: Caller,
    State(app): State<AppState>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<List<Bookable>>, Problem> {
    let business = party(&app, &caller, &wanted.business, "/business");
    let business = business.map_err(|_| Problem::Query("business: no party has this name".to_owned()))?;
    up_to_date(&app).await;
    let calendar = app.calendar(Lang::Id, business);
    let (today, day) = (calendar.today(), wanted.day.map_or_else(|| calendar.today(), |day| day.0));
    let shown = |offer: &BookableSet| Bookable {
        id: Id(offer.bookable.0),
        kind: BookableKind(offer.kind),
        name: offer.name.clone(),
        about: offer.about.clone(),
        capacity: offer.capacity,
        price: Money(offer.price),
        until: Date(offer.last_day(today)),
        slots: slots(&app, business, offer, &calendar, day),
    };
    let offers = app.views.bookings.offers(business);
    let items = offers.iter().filter(|offer| offer.offered).map(|offer| shown(offer)).collect();
    Ok(Json(List { items, next: None }))
}

fn slots(
    app: &App,
    business: PartyId,
    offer: &BookableSet,
    calendar: &crate::i18n::dates::Calendar,
    day: Day,
) -> Vec<Slot> {
    if day > offer.last_day(calendar.today()) {
        return Vec::new();
    }
    let to_come = offer.slots_of(day, calendar.zone).into_iter().filter(|slot| slot.from > calendar.now);
    let slot = |slot: rantai_core::book::booking::Slot| {
        let taken = app.views.bookings.taken(business, offer.bookable, slot.from, slot.until);
        let left = offer.capacity.saturating_sub(taken);
        Slot { from: Time(slot.from), until: Time(slot.until), left }
    };
    to_come.map(slot).collect()
}

/// A booking as one of its two sides sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Booking {
    id: Id,
    /// Its number for people.
    number: String,
    /// The business's name in addresses.
    business: String,
    /// The buyer's name in addresses.
    buyer: String,
    bookable: Id,
    /// What it was called when it was booked.
    name: String,
    from: Time,
    until: Time,
    places: u32,
    total: Money,
    /// A sale over the counter has paid it.
    paid: bool,
    /// Why it was called off, if it was.
    cancelled: Option<BookingOff>,
    /// Whether they came, once that was said.
    attendance: Option<Attendance>,
}

fn shown(app: &App, row: &BookingRow) -> Booking {
    let made = &row.made;
    Booking {
        id: Id(made.booking.0),
        number: made.number.clone(),
        business: app.slug(row.business),
        buyer: app.slug(made.buyer),
        bookable: Id(made.bookable.0),
        name: made.name.clone(),
        from: Time(made.slot),
        until: Time(made.until),
        places: made.places,
        total: Money(made.total),
        paid: row.sale.is_some(),
        cancelled: row.cancelled.as_ref().map(|(_, reason, _)| BookingOff(*reason)),
        attendance: row.attendance.map(Attendance),
    }
}

/// Which bookings.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// The day, where a business asks who comes; today where it is left out.
    #[param(nullable = false)]
    day: Option<Date>,
    /// At most so many, of a buyer's own.
    #[param(minimum = 1, maximum = 100, nullable = false)]
    limit: Option<u32>,
    /// Where the part before ended, of a buyer's own.
    #[param(nullable = false)]
    after: Option<String>,
}

/// A business's bookings of a day; a buyer's own, the latest slot first.
#[utoipa::path(
    get, path = "/api/v1/bookings", operation_id = "listBookings", tag = "bookings",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<Booking>))
)]
pub async fn list(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<Booking>>, Problem> {
    let (limit, place) = (limit(listing.limit)?, Place::new(caller.party, "bookings"));
    let from = place.key(listing.after.as_deref())?;
    up_to_date(&app).await;
    if caller.is(Capacity::Business) {
        let calendar = app.calendar(Lang::Id, caller.party);
        let day = listing.day.map_or_else(|| calendar.today(), |day| day.0);
        let (from, until) = (day.start_in(calendar.zone), day.plus(1).start_in(calendar.zone));
        let rows = app.views.bookings.between(caller.party, from, until);
        return Ok(Json(List { items: rows.iter().map(|row| shown(&app, row)).collect(), next: None }));
    }
    let page = app.views.bookings.of_buyer(caller.party, from.as_deref(), limit);
    Ok(Json(List {
        items: page.rows.iter().map(|(_, row)| shown(&app, row)).collect(),
        next: page.next.map(|key| place.mark(&key)),
    }))
}

/// Which slot, and how many places.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = BookSlot)]
pub struct Booked {
    /// The business.
    business: Slug,
    /// What is booked.
    bookable: Id,
    /// When the slot begins.
    slot: Time,
    /// How many places.
    #[schema(minimum = 1, maximum = 10000)]
    places: u32,
    /// What all of them cost, as it was shown: another price refuses it.
    total: Amount,
    /// A word to the business.
    note: Option<NoteText>,
    /// The buyer who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// What became of a booking.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookingDone {
    /// Its id.
    id: Id,
    /// Where it stands in the log.
    cursor: String,
    /// The booking since.
    booking: Option<Booking>,
}

/// Book places of a slot. Never more than there are: who comes too late is refused with what is left.
#[utoipa::path(
    post, path = "/api/v1/bookings", operation_id = "bookSlot", tag = "bookings",
    security(("bearer" = ["orders"])),
    request_body = Booked,
    responses((status = CREATED, body = BookingDone))
)]
pub async fn book(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (booked, command) = sent.read::<Booked>(&caller, caller.party)?;
    let business = party(&app, &caller, &booked.business, "/business")?;
    let command = command.in_book(business).on_behalf_of(&app, &caller, booked.on_behalf_of.as_ref())?;
    let note = command.seal(&app, caller.person, note(booked.note.as_ref(), "/note")?)?;
    let wish = BookSlot {
        bookable: BookableId(booked.bookable.0),
        buyer: command.party(&caller),
        slot: booked.slot.0,
        places: booked.places,
        total: booked.total.0,
        note,
    };
    let receipt = command.submit(&app, &caller, None, wish).await?;
    let made = receipt.thing.map_or([0; 16], |thing| thing.id);
    app.shows(receipt.cursor).await;
    Ok(noted(StatusCode::CREATED, &receipt, &answer(&app, BookingId(made), &receipt.cursor.to_string())))
}

fn answer(app: &App, booking: BookingId, cursor: &str) -> BookingDone {
    let row = app.views.bookings.find(booking);
    BookingDone { id: Id(booking.0), cursor: cursor.to_owned(), booking: row.map(|row| shown(app, &row)) }
}

/// Which slot instead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MoveBooking)]
pub struct Moving {
    /// When the slot begins that it is to have.
    slot: Time,
}

/// Give a booking another slot: the buyer before the one it has, the business until it was said whether they came.
/// Places, price and what was paid stay.
#[utoipa::path(
    post, path = "/api/v1/bookings/{booking}/move", operation_id = "moveBooking", tag = "bookings",
    security(("bearer" = ["orders"])),
    params(("booking" = Id, Path, description = "The booking.")),
    request_body = Moving,
    responses((status = OK, body = BookingDone))
)]
pub async fn give_other(
    caller: Caller,
    State(app): State<AppState>,
    Path(booking): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let booking: BookingId = id(&booking)?;
    up_to_date(&app).await;
    let mine = |row: &BookingRow| [row.business, row.made.buyer].contains(&caller.party);
    let row = app.views.bookings.find(booking).filter(|row| mine(row)).ok_or(Problem::NotFound)?;
    let (moving, command) = sent.read::<Moving>(&caller, row.business)?;
    let wish = rantai_core::book::booking::MoveBooking { booking, slot: moving.slot.0 };
    let receipt = command.submit(&app, &caller, Some(booking.into()), wish).await?;
    app.shows(receipt.cursor).await;
    Ok(noted(StatusCode::OK, &receipt, &answer(&app, booking, &receipt.cursor.to_string())))
}

/// Why it is called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CancelBooking)]
pub struct CallingOff {
    /// Why.
    reason: BookingOff,
    /// Why, in words.
    note: Option<NoteText>,
}

/// Call a booking off: the buyer before its slot, the business until it was said whether they came.
#[utoipa::path(
    post, path = "/api/v1/bookings/{booking}/cancel", operation_id = "cancelBooking", tag = "bookings",
    security(("bearer" = ["orders"])),
    params(("booking" = Id, Path, description = "The booking.")),
    request_body = CallingOff,
    responses((status = OK, body = BookingDone))
)]
pub async fn cancel(
    caller: Caller,
    State(app): State<AppState>,
    Path(booking): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let booking: BookingId = id(&booking)?;
    up_to_date(&app).await;
    let mine = |row: &BookingRow| [row.business, row.made.buyer].contains(&caller.party);
    let row = app.views.bookings.find(booking).filter(|row| mine(row)).ok_or(Problem::NotFound)?;
    let (calling, command) = sent.read::<CallingOff>(&caller, row.business)?;
    let note = command.seal(&app, caller.person, note(calling.note.as_ref(), "/note")?)?;
    let wish = CancelBooking { booking, reason: calling.reason.0, note };
    let receipt = command.submit(&app, &caller, Some(booking.into()), wish).await?;
    app.shows(receipt.cursor).await;
    Ok(noted(StatusCode::OK, &receipt, &answer(&app, booking, &receipt.cursor.to_string())))
}

/// A booking that an address names, as one of the business's own.
async fn own(app: &App, caller: &Caller, booking: &str) -> Result<BookingId, Problem> {
    let booking: BookingId = id(booking)?;
    up_to_date(app).await;
    let found = app.views.bookings.find(booking).filter(|row| row.business == caller.party);
    found.map(|_| booking).ok_or(Problem::NotFound)
}

/// Whether they came.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MarkBooking)]
pub struct Marking {
    /// `Came` or `Missed`; that nobody said so, time alone says.
    attendance: Attendance,
}

/// Say whether those who booked came.
#[utoipa::path(
    post, path = "/api/v1/bookings/{booking}/mark", operation_id = "markBooking", tag = "bookings",
    security(("bearer" = ["orders"])),
    params(("booking" = Id, Path, description = "The booking.")),
    request_body = Marking,
    responses((status = OK, body = BookingDone))
)]
pub async fn mark(
    caller: Caller,
    State(app): State<AppState>,
    Path(booking): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let booking = own(&app, &caller, &booking).await?;
    let (marking, command) = sent.read::<Marking>(&caller, caller.party)?;
    let wish = MarkBooking { booking, attendance: marking.attendance.0 };
    let receipt = command.submit(&app, &caller, Some(booking.into()), wish).await?;
    app.shows(receipt.cursor).await;
    Ok(noted(StatusCode::OK, &receipt, &answer(&app, booking, &receipt.cursor.to_string())))
}

/// What is paid for a booking.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PayBooking)]
pub struct TakingMoney {
    /// What all places cost, as it was shown: another price refuses it.
    total: Amount,
    /// How it was paid.
    method: PaymentMethod,
    /// The cash that was handed over; the total when nothing is said.
    tendered: Option<Amount>,
}

/// Take the money for a booking: a sale over the counter, with a receipt.
#[utoipa::path(
    post, path = "/api/v1/bookings/{booking}/pay", operation_id = "payBooking", tag = "bookings",
    security(("bearer" = ["orders"])),
    params(("booking" = Id, Path, description = "The booking.")),
    request_body = TakingMoney,
    responses((status = OK, body = BookingDone))
)]
pub async fn pay(
    caller: Caller,
    State(app): State<AppState>,
    Path(booking): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let booking = own(&app, &caller, &booking).await?;
    let (taking, command) = sent.read::<TakingMoney>(&caller, caller.party)?;
    let wish = PayBooking {
        booking,
        total: taking.total.0,
        method: taking.method.0,
        tendered: taking.tendered.unwrap_or(taking.total).0,
    };
    let receipt = command.submit(&app, &caller, Some(booking.into()), wish).await?;
    app.shows(receipt.cursor).await;
    Ok(noted(StatusCode::OK, &receipt, &answer(&app, booking, &receipt.cursor.to_string())))
}
