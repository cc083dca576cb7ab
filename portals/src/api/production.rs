//! The workshop: started, finished, packed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book;
use rantai_core::book::production::{FinishProduction, PackOrder, StartProduction};
use rantai_core::ids::OrderId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::caller::Caller;
use super::orders::{OrderDone, answer};
use super::problem::Problem;
use super::sent::Sent;
use super::words::Id;
use crate::who::AppState;

/// A body that says nothing more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Start the work on an order; its materials leave the shelf.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/production/start", operation_id = "startProduction",
    tag = "production", security(("bearer" = ["production"])),
    params(("order" = Id, Path, description = "The order.")),
    responses((status = OK, body = OrderDone))
)]
pub async fn start(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    step(caller, app, order, sent, |order, _: Nothing| StartProduction { order }).await
}

/// Finish the work on an order.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/production/finish", operation_id = "finishProduction",
    tag = "production", security(("bearer" = ["production"])),
    params(("order" = Id, Path, description = "The order.")),
    responses((status = OK, body = OrderDone))
)]
pub async fn finish(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    step(caller, app, order, sent, |order, _: Nothing| FinishProduction { order }).await
}

/// Into how many packages.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PackOrder)]
pub struct Packing {
    /// How many packages.
    #[schema(minimum = 1, maximum = 999)]
    packages: u16,
}

/// Put an order's goods into packages.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/pack", operation_id = "packOrder",
    tag = "production", security(("bearer" = ["production"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Packing,
    responses((status = OK, body = OrderDone))
)]
pub async fn pack(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    step(caller, app, order, sent, |order, body: Packing| PackOrder {
        order,
        packages: body.packages,
        contents: Vec::new(),
    })
    .await
}

async fn step<T: DeserializeOwned, C: Into<book::Command>>(
    caller: Caller,
    app: AppState,
    order: String,
    sent: Sent,
    wish: impl FnOnce(OrderId, T) -> C,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (body, command) = sent.read::<T>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let receipt = command.submit(&app, &caller, Some(order.into()), wish(order, body)).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}
