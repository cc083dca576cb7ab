//! How an order stands and how it came to that, and the lists of orders.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use rantai_core::book::order as core;
use rantai_core::party::Capacity;
use rantai_projections::order_board::OrderRow;
use rantai_projections::order_sheets::Link;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, up_to_date};
use super::order::{Order, Party};
use super::page::{Asked, List, Place, limit};
use super::problem::Problem;
use super::promises::Expected;
use super::sent::tagged;
use super::words::{Date, Id, Money, Stage, Time, Turn, Via};
use crate::app::App;
use crate::who::AppState;

/// An order and how it came to that.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderHistory {
    #[serde(flatten)]
    order: Order,
    /// When it will be there, while it is under way; for the business also before it is accepted.
    expected: Option<Expected>,
    /// What happened, oldest first, without what is not the reader's.
    history: Vec<Happened>,
}

/// One thing that happened to an order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// The event's name.
    event: &'static str,
    /// When it was recorded.
    at: Time,
    /// When it happened, where that was not then.
    happened: Option<Time>,
    /// The party that recorded it.
    by: Party,
    /// The party whose step it was, where another recorded it for them.
    on_behalf_of: Option<Party>,
    /// How it reached Rantai.
    channel: Via,
    /// The amount it was about.
    amount: Option<Money>,
}

fn happened(app: &App, link: &Link) -> Happened {
    Happened {
        event: link.name(),
        at: Time(link.at),
        happened: link.happened.map(Time),
        by: Party::of(app, link.party),
        on_behalf_of: link.on_behalf_of.map(|party| Party::of(app, party)),
        channel: Via(link.channel),
        amount: link.amount.map(Money),
    }
}

/// How an order stands, and how it came to that.
#[utoipa::path(
    get, path = "/api/v1/orders/{order}", operation_id = "getOrder", tag = "orders",
    security(("bearer" = ["read"])),
    params(("order" = Id, Path, description = "The order.")),
    responses((status = OK, body = OrderHistory))
)]
pub async fn get(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
) -> Result<Response, Problem> {
    up_to_date(&app).await;
    let sheet = caller.order(&app, &order).await?;
    let links = |links: &[Link]| links.iter().map(|link| happened(&app, link)).collect();
    let owns = caller.party == sheet.business;
    let known = owns || sheet.order.stage != core::Stage::Placed;
    let expected = Expected::of(&app, sheet.business, &sheet.order, owns).filter(|_| known);
    let (version, body) = if owns {
        let order = Order::seen_by(&app, &caller, &sheet, app.now());
        (sheet.version, OrderHistory { order, expected, history: links(&sheet.links) })
    } else {
        let sheet = app.views.orders.of_buyer(caller.party, sheet.order.id).ok_or(Problem::NotFound)?;
        let order = Order::of_buyer(&app, &sheet, app.now());
        (sheet.version, OrderHistory { order, expected, history: links(&sheet.links) })
    };
    Ok(tagged(Json(body).into_response(), version))
}

/// One line of a list of orders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderSummary {
    id: Id,
    number: String,
    business: Party,
    buyer: Party,
    /// What is bought, in a word: the first line's product.
    first: String,
    /// How many more lines there are.
    more: u16,
    /// What the buyer owes in all.
    total: Money,
    /// What of it is not paid.
    rest: Money,
    /// What is asked for now.
    due: Money,
    stage: Stage,
    /// A payment waits to be checked.
    claim_waiting: bool,
    turn: Turn,
    placed_at: Time,
    since: Time,
    promised: Option<Date>,
    wanted: Option<Date>,
}

fn summary(app: &App, row: &OrderRow) -> OrderSummary {
    OrderSummary {
        id: row.order.into(),
        number: row.number.clone(),
        business: Party::of(app, row.business),
        buyer: Party::of(app, row.buyer),
        first: row.first.clone(),
        more: row.more,
        total: Money(row.total),
        rest: Money(row.rest),
        due: Money(row.due),
        stage: Stage(row.stage),
        claim_waiting: row.claim_waiting,
        turn: Turn(row.turn),
        placed_at: Time(row.placed_at),
        since: Time(row.since),
        promised: row.promised.map(Date),
        wanted: row.wanted.map(Date),
    }
}

/// As what a party asks that is several things at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum As {
    /// What it sells.
    Business,
    /// What it buys.
    Buyer,
}

/// Which orders.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// Only those at this stage.
    stage: Option<Stage>,
    /// As what a party asks that both buys and sells: what it sells, when nothing is said.
    #[serde(rename = "as")]
    #[param(inline)]
    side: Option<As>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The mark that the part before ended with.
    after: Option<String>,
}

/// Orders that the party sells, by stage; or that it buys, those under way before those that are over.
#[utoipa::path(
    get, path = "/api/v1/orders", operation_id = "listOrders", tag = "orders",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<OrderSummary>))
)]
pub async fn list(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<OrderSummary>>, Problem> {
    let usual = if caller.is(Capacity::Business) { As::Business } else { As::Buyer };
    let side = listing.side.unwrap_or(usual);
    let stage = listing.stage.map(|stage| stage.0);
    let place = Place::new(caller.party, &format!("orders {side:?} {stage:?}"));
    let (from, most) = (place.key(listing.after.as_deref())?, limit(listing.limit)?);
    up_to_date(&app).await;
    let board = &app.views.board;
    let party = caller.party;
    let part = match (side, stage) {
        (As::Business, Some(stage)) => board.at_stage(party, stage, from.as_deref(), most),
        (As::Business, None) => board.of_business(party, from.as_deref(), most),
        (As::Buyer, Some(stage)) if stage.is_over() => board.past_of_buyer(party, from.as_deref(), most),
        (As::Buyer, Some(_)) => board.open_of_buyer(party, from.as_deref(), most),
        (As::Buyer, None) => board.of_buyer(party, from.as_deref(), most),
    };
    let rows = part.rows.iter().filter(|(_, row)| stage.is_none_or(|stage| row.stage == stage));
    let items = rows.map(|(_, row)| summary(&app, row)).collect();
    Ok(Json(List { items, next: part.next.map(|key| place.mark(&key)) }))
}
