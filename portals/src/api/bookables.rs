//! What a business lets others book: places, visits, services, with their hours.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rantai_core::book::booking::{BookableSet, OpenHours, SetBookable};
use rantai_core::desk::Receipt;
use rantai_core::ids::BookableId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::Problem;
use super::sent::{Recorded, Sent, recorded, tagged};
use super::setup::look;
use super::words::{Amount, BookableKind, Clock, Date, Id, Money, NameText, PublicText};
use crate::app::App;
use crate::who::AppState;

/// When there are slots: one after the other from the beginning.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = BookableHours)]
pub struct Hours {
    /// 1 is Monday, 7 is Sunday.
    #[schema(minimum = 1, maximum = 7)]
    weekday: u8,
    /// From when.
    from: Clock,
    /// Until when.
    to: Clock,
}

/// Something that can be booked, as its business keeps it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookableSheet {
    id: Id,
    /// The version to send back in `If-Match` when any of this is changed.
    version: u32,
    kind: BookableKind,
    name: String,
    about: String,
    /// Places of each slot.
    capacity: u32,
    /// How many minutes a slot is.
    minutes: u16,
    hours: Vec<Hours>,
    /// Days without any slot.
    closed: Vec<Date>,
    /// How many days ahead it can be booked.
    days_ahead: u16,
    /// Price of one place; 0 where it is free.
    price: Money,
    /// It can be booked.
    offered: bool,
}

impl BookableSheet {
    fn of(set: &BookableSet, version: u32) -> Self {
        let hours =
            |line: &OpenHours| Hours { weekday: line.weekday, from: Clock(line.from), to: Clock(line.to) };
        Self {
            id: set.bookable.into(),
            version,
            kind: BookableKind(set.kind),
            name: set.name.clone(),
            about: set.about.clone(),
            capacity: set.capacity,
            minutes: set.minutes,
            hours: set.hours.iter().map(hours).collect(),
            closed: set.closed.iter().copied().map(Date).collect(),
            days_ahead: set.days_ahead,
            price: Money(set.price),
            offered: set.offered,
        }
    }
}

/// Something of one's own that can be booked, or could.
#[utoipa::path(
    get, path = "/api/v1/bookables/{bookable}", operation_id = "getBookable", tag = "bookings",
    security(("bearer" = ["read"])),
    params(("bookable" = Id, Path, description = "What can be booked.")),
    responses((status = OK, body = BookableSheet))
)]
pub async fn get(
    caller: Caller,
    State(app): State<AppState>,
    Path(bookable): Path<String>,
) -> Result<Response, Problem> {
    let bookable: BookableId = caller.own(&app, &bookable)?;
    let set = look(&app, &caller, move |book| {
        let set = book.bookings.offer(bookable).ok().cloned()?;
        Some((set, book.version(bookable.into())))
    });
    let (set, version) = set.await?.ok_or(Problem::NotFound)?;
    Ok(tagged(Json(BookableSheet::of(&set, version)).into_response(), version))
}

/// Something to be booked. All of it is said, also what stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetBookable)]
pub struct Offering {
    /// What it is.
    kind: BookableKind,
    /// What it is called.
    name: NameText,
    /// What is to be known of it.
    about: Option<PublicText>,
    /// How many places each slot has.
    #[schema(minimum = 1, maximum = 10000)]
    capacity: u32,
    /// How many minutes a slot is.
    #[schema(minimum = 5, maximum = 1440)]
    minutes: u16,
    /// When there are slots.
    #[schema(min_items = 1, max_items = 42)]
    hours: Vec<Hours>,
    /// Days without any.
    #[schema(max_items = 100)]
    closed: Option<Vec<Date>>,
    /// How many days ahead it can be booked.
    #[schema(minimum = 1, maximum = 365)]
    days_ahead: u16,
    /// Price of one place; free when nothing is said.
    price: Option<Amount>,
    /// It can be booked; it can when nothing is said.
    offered: Option<bool>,
}

async fn set(
    app: &App,
    caller: &Caller,
    sent: &Sent,
    bookable: Option<BookableId>,
) -> Result<Receipt, Problem> {
    let (offering, command) = sent.read::<Offering>(caller, caller.party)?;
    let hours = |line: &Hours| OpenHours { weekday: line.weekday, from: line.from.0, to: line.to.0 };
    let wish = SetBookable {
        bookable,
        kind: offering.kind.0,
        name: offering.name.0,
        about: offering.about.unwrap_or_default().0,
        capacity: offering.capacity,
        minutes: offering.minutes,
        hours: offering.hours.iter().map(hours).collect(),
        closed: offering.closed.into_iter().flatten().map(|day| day.0).collect(),
        days_ahead: offering.days_ahead,
        price: offering.price.unwrap_or_default().0,
        offered: offering.offered.unwrap_or(true),
    };
    command.submit(app, caller, bookable.map(Into::into), wish).await
}

/// Offer something to be booked.
#[utoipa::path(
    post, path = "/api/v1/bookables", operation_id = "addBookable", tag = "bookings",
    security(("bearer" = ["setup"])),
    request_body = Offering,
    responses((status = CREATED, body = Recorded))
)]
pub async fn add(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    Ok(recorded(StatusCode::CREATED, &set(&app, &caller, &sent, None).await?))
}

/// Change something that can be booked. What was booked stays booked.
#[utoipa::path(
    post, path = "/api/v1/bookables/{bookable}/change", operation_id = "changeBookable", tag = "bookings",
    security(("bearer" = ["setup"])),
    params(("bookable" = Id, Path, description = "What can be booked.")),
    request_body = Offering,
    responses((status = OK, body = Recorded))
)]
pub async fn change(
    caller: Caller,
    State(app): State<AppState>,
    Path(bookable): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let bookable: BookableId = caller.own(&app, &bookable)?;
    Ok(recorded(StatusCode::OK, &set(&app, &caller, &sent, Some(bookable)).await?))
}
