//! The road's further turns: who takes a slip, what goes back, what is decided about it, and trips.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::delivery::{
    self as core, AcceptDelivery, MoneyBack, PlanTrip, ReassignDelivery, ReceiveReturn, ReopenDelivery,
    ReorderTrip, ReturnGoods, SettleShortfall,
};
use rantai_core::ids::{SlipId, TripId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Caller, id};
use super::deliveries::{Carrying, DeliveryDone, answer};
use super::order::{self, OrderDone};
use super::problem::Problem;
use super::sent::{OnBehalfOf, Sent, done, note};
use super::words::{Amount, BroughtBack, Id, NameText, NoteText, Quantity, Time, TransportMode};
use crate::who::AppState;

/// So much of a line, in its base unit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LineQuantity {
    /// The line's number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    line: u16,
    /// How much of it.
    quantity: Quantity,
}

/// The lines as the book takes them.
pub fn lines(lines: &[LineQuantity]) -> Vec<core::LineQuantity> {
    lines.iter().map(|of| core::LineQuantity { line: of.line, quantity: of.quantity.0 }).collect()
}

/// What became of one line at the door, in its base unit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LineOutcome {
    /// The line's number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    line: u16,
    /// Taken.
    accepted: Quantity,
    /// Broken or spoilt, not taken: it goes back.
    damaged: Option<Quantity>,
    /// Whole, not taken: it goes back.
    refused: Option<Quantity>,
    /// Not there.
    missing: Option<Quantity>,
}

fn or_nothing(quantity: Option<Quantity>) -> rantai_core::quantity::Quantity {
    quantity.map_or(rantai_core::quantity::Quantity::ZERO, |quantity| quantity.0)
}

/// The outcomes as the book takes them.
pub fn outcomes(outcomes: &[LineOutcome]) -> Vec<core::LineOutcome> {
    let outcome = |of: &LineOutcome| core::LineOutcome {
        line: of.line,
        accepted: of.accepted.0,
        damaged: or_nothing(of.damaged),
        refused: or_nothing(of.refused),
        missing: or_nothing(of.missing),
    };
    outcomes.iter().map(outcome).collect()
}

/// For whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AcceptDelivery)]
pub struct Accepting {
    /// The courier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Take a slip: the courier's word to come for the goods.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/accept", operation_id = "acceptDelivery",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = Accepting,
    responses((status = OK, body = DeliveryDone))
)]
pub async fn accept(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    let (accepting, command) = sent.read::<Accepting>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, accepting.on_behalf_of.as_ref())?;
    let slip = sheet.slip.id;
    let receipt = command.submit(&app, &caller, Some(slip.into()), AcceptDelivery { slip }).await?;
    answer(&app, &caller, &sheet, &receipt)
}

/// Who carries from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReassignDelivery)]
pub struct Reassigning {
    /// Who.
    carrier: Carrying,
    /// With what.
    mode: TransportMode,
    /// The vehicle's plate.
    vehicle: Option<NameText>,
    /// What that courier earns.
    courier_fee: Option<Amount>,
    /// A word to them.
    note: Option<NoteText>,
}

/// Give a slip to another carrier.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/reassign", operation_id = "reassignDelivery",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = Reassigning,
    responses((status = OK, body = DeliveryDone))
)]
pub async fn reassign(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    let (given, command) = sent.read::<Reassigning>(&caller, sheet.business)?;
    let slip = sheet.slip.id;
    let wish = ReassignDelivery {
        slip,
        carrier: given.carrier.known(&app, &caller)?,
        mode: given.mode.0,
        vehicle: given.vehicle.unwrap_or_default().0,
        courier_fee: given.courier_fee.unwrap_or_default().0,
        note: command.seal(&app, caller.person, note(given.note.as_ref(), "/note")?)?,
    };
    let receipt = command.submit(&app, &caller, Some(slip.into()), wish).await?;
    answer(&app, &caller, &sheet, &receipt)
}

/// For whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReopenDelivery)]
pub struct Reopening {
    /// The courier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Take a failure back that was marked too soon.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/reopen", operation_id = "reopenDelivery",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = Reopening,
    responses((status = OK, body = DeliveryDone))
)]
pub async fn reopen(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    let (reopening, command) = sent.read::<Reopening>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, reopening.on_behalf_of.as_ref())?;
    let slip = sheet.slip.id;
    let receipt = command.submit(&app, &caller, Some(slip.into()), ReopenDelivery { slip }).await?;
    answer(&app, &caller, &sheet, &receipt)
}

/// So much of a line that goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReturnLine {
    /// The line's number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    line: u16,
    /// How much of it, in its base unit.
    quantity: Quantity,
    /// Why.
    reason: BroughtBack,
}

/// Goods that go back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReturnGoods)]
pub struct Returning {
    /// What.
    #[schema(min_items = 1)]
    lines: Vec<ReturnLine>,
    /// Why, in words.
    note: Option<NoteText>,
    /// The buyer who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// Send goods back.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/returns", operation_id = "returnGoods", tag = "deliveries",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Returning,
    responses((status = CREATED, body = OrderDone))
)]
pub async fn return_goods(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (returning, command) = sent.read::<Returning>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, returning.on_behalf_of.as_ref())?;
    let command = command.happened(returning.happened);
    let order = sheet.order.id;
    let line =
        |of: &ReturnLine| core::ReturnLine { line: of.line, quantity: of.quantity.0, reason: of.reason.0 };
    let wish = ReturnGoods {
        order,
        lines: returning.lines.iter().map(line).collect(),
        note: command.seal(&app, caller.person, note(returning.note.as_ref(), "/note")?)?,
    };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    order::answer(&app, &caller, StatusCode::CREATED, (sheet.business, order), &receipt)
}

/// What became of a line that came back, in its base unit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReturnedLine {
    /// The line's number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    line: u16,
    /// Kept for the same order, to be sent again.
    again: Option<Quantity>,
    /// Put on the shelf.
    to_stock: Option<Quantity>,
    /// Thrown away.
    scrapped: Option<Quantity>,
    /// Never came, and is not with the buyer either.
    lost: Option<Quantity>,
    /// Stayed with the buyer after all.
    kept: Option<Quantity>,
}

/// What was counted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReceiveReturn)]
pub struct Counting {
    /// Which return of the order, from 1.
    #[schema(minimum = 1, maximum = 65535)]
    number: u16,
    /// What became of each line.
    #[schema(min_items = 1)]
    lines: Vec<ReturnedLine>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// Count what came back.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/returns/receive", operation_id = "receiveReturn",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Counting,
    responses((status = OK, body = OrderDone))
)]
pub async fn receive_return(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (counting, command) = sent.read::<Counting>(&caller, sheet.business)?;
    let command = command.happened(counting.happened);
    let order = sheet.order.id;
    let line = |of: &ReturnedLine| core::ReturnedLine {
        line: of.line,
        again: or_nothing(of.again),
        to_stock: or_nothing(of.to_stock),
        scrapped: or_nothing(of.scrapped),
        lost: or_nothing(of.lost),
        kept: or_nothing(of.kept),
    };
    let lines = counting.lines.iter().map(line).collect();
    let wish = ReceiveReturn { order, number: counting.number, lines };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    order::answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// What is done about a line, in its base unit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettledLine {
    /// The line's number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    line: u16,
    /// Replaced from the shelf, to be sent again.
    replaced: Option<Quantity>,
    /// Not to come any more.
    forgone: Option<Quantity>,
}

/// What becomes of money that is held and not owed any more.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[schema(as = MoneyBack)]
pub enum Back {
    /// The buyer's credit.
    Credit,
    /// It is paid back.
    Refund,
}

/// What is done about what the buyer did not get; or, where lines are named of which nothing is replaced or forgone,
/// about what they reported and keep.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SettleShortfall)]
pub struct Settling {
    /// About each line; lines that are not named wait on.
    #[schema(min_items = 1)]
    lines: Vec<SettledLine>,
    /// By how much the price is lowered; by that of the goods where nothing is said. Of goods that the buyer keeps it
    /// has to be said.
    amount: Option<Amount>,
    /// What becomes of money that is too much then.
    back: Back,
    /// A word about it.
    note: Option<NoteText>,
}

/// Decide about what the buyer did not get.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/shortfall", operation_id = "settleShortfall", tag = "deliveries",
    security(("bearer" = ["payments"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Settling,
    responses((status = OK, body = OrderDone))
)]
pub async fn settle(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (settling, command) = sent.read::<Settling>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let line = |of: &SettledLine| core::SettledLine {
        line: of.line,
        replaced: or_nothing(of.replaced),
        forgone: or_nothing(of.forgone),
    };
    let wish = SettleShortfall {
        order,
        lines: settling.lines.iter().map(line).collect(),
        amount: settling.amount.map(|amount| amount.0),
        back: match settling.back {
            Back::Credit => MoneyBack::Credit,
            Back::Refund => MoneyBack::Refund,
        },
        note: command.seal(&app, caller.person, note(settling.note.as_ref(), "/note")?)?,
    };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    order::answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// Slips of one carrier, in the order of their stops.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PlanTrip)]
pub struct Planning {
    /// Who carries all of them.
    carrier: Carrying,
    /// With what.
    mode: TransportMode,
    /// The vehicle's plate.
    vehicle: Option<NameText>,
    /// The slips.
    #[schema(min_items = 1, max_items = 60)]
    slips: Vec<Id>,
}

/// A trip that was planned.
#[derive(Debug, Serialize, ToSchema)]
pub struct TripDone {
    /// The trip.
    id: Id,
    /// Where the log stood then.
    cursor: String,
}

/// Put slips of one carrier together.
#[utoipa::path(
    post, path = "/api/v1/trips", operation_id = "planTrip", tag = "deliveries",
    security(("bearer" = ["deliveries"])),
    request_body = Planning,
    responses((status = CREATED, body = TripDone))
)]
pub async fn plan(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (planning, command) = sent.read::<Planning>(&caller, caller.party)?;
    let wish = PlanTrip {
        carrier: planning.carrier.known(&app, &caller)?,
        mode: planning.mode.0,
        vehicle: planning.vehicle.unwrap_or_default().0,
        slips: planning.slips.iter().map(|id| SlipId(id.0)).collect(),
    };
    let receipt = command.submit(&app, &caller, None, wish).await?;
    let id = receipt.thing.map_or(Id([0; 16]), |thing| Id(thing.id));
    let body = TripDone { id, cursor: receipt.cursor.to_string() };
    Ok(done(StatusCode::CREATED, &receipt, 1, &body))
}

/// The stops of a trip.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReorderTrip)]
pub struct Reordering {
    /// All its slips, in the order of their stops.
    #[schema(min_items = 1, max_items = 60)]
    slips: Vec<Id>,
}

/// Put the stops of a trip into another order.
#[utoipa::path(
    post, path = "/api/v1/trips/{trip}/stops", operation_id = "reorderTrip", tag = "deliveries",
    security(("bearer" = ["deliveries"])),
    params(("trip" = Id, Path, description = "The trip.")),
    request_body = Reordering,
    responses((status = OK, body = TripDone))
)]
pub async fn reorder(
    caller: Caller,
    State(app): State<AppState>,
    Path(trip): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let trip: TripId = id(&trip)?;
    super::caller::up_to_date(&app).await;
    let sheet = app.views.trips.sheet(trip).ok_or(Problem::NotFound)?;
    if !sheet.is_of(caller.party) {
        return Err(Problem::NotFound);
    }
    let (reordering, command) = sent.read::<Reordering>(&caller, sheet.business)?;
    let slips = reordering.slips.iter().map(|id| SlipId(id.0)).collect();
    let receipt = command.submit(&app, &caller, Some(trip.into()), ReorderTrip { trip, slips }).await?;
    let body = TripDone { id: trip.into(), cursor: receipt.cursor.to_string() };
    Ok(done(StatusCode::OK, &receipt, sheet.version, &body))
}

/// What of a packed order goes: everything where nothing is said.
pub fn load(packages: Option<Vec<u16>>, some: Option<&[LineQuantity]>) -> core::Load {
    match (packages, some) {
        (packages, Some(some)) => {
            core::Load::Lines { lines: lines(some), packages: packages.unwrap_or_default() }
        }
        (Some(packages), None) => core::Load::Packages(packages),
        (None, None) => core::Load::All,
    }
}
