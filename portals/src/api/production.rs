//! The workshop: started, finished, packed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::production::{
    FinishProduction, MakeForStock, PackOrder, RecordMaterialsUsed, StartProduction,
};
use rantai_core::ids::{MaterialId, ProductId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::order::{OrderDone, step, told_step};
use super::problem::Problem;
use super::sent::{Recorded, Sent, recorded};
use super::words::{Id, Quantity, Time};
use crate::who::AppState;

/// A step in the workshop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WorkshopStep)]
pub struct Told {
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// Start the work on an order; its materials leave the shelf.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/production/start", operation_id = "startProduction",
    tag = "production", security(("bearer" = ["production"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Told,
    responses((status = OK, body = OrderDone))
)]
pub async fn start(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    told_step(caller, app, order, sent, |told: &Told| told.happened, |order, _| StartProduction { order })
        .await
}

/// Finish the work on an order.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/production/finish", operation_id = "finishProduction",
    tag = "production", security(("bearer" = ["production"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Told,
    responses((status = OK, body = OrderDone))
)]
pub async fn finish(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    told_step(caller, app, order, sent, |told: &Told| told.happened, |order, _| FinishProduction { order })
        .await
}

/// Into how many packages.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PackOrder)]
pub struct Packing {
    /// How many packages.
    #[schema(minimum = 1, maximum = 999)]
    packages: u16,
    /// When it happened, where that was before now.
    happened: Option<Time>,
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
    let happened = |body: &Packing| body.happened;
    told_step(caller, app, order, sent, happened, |order, body| PackOrder {
        order,
        packages: body.packages,
        contents: Vec::new(),
    })
    .await
}

/// Goods made for the shelf.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MakeForStock)]
pub struct Making {
    /// The product.
    product: Id,
    /// Which variant; the first when nothing is said.
    #[schema(minimum = 0, maximum = 65535)]
    variant: Option<u16>,
    /// How many of its base unit are good.
    quantity: Quantity,
    /// How many were spoilt.
    scrap: Option<Quantity>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// Make goods for the shelf; their materials leave it.
#[utoipa::path(
    post, path = "/api/v1/stock/make", operation_id = "makeForStock",
    tag = "production", security(("bearer" = ["production"])),
    request_body = Making,
    responses((status = CREATED, body = Recorded))
)]
pub async fn make(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (making, command) = sent.read::<Making>(&caller, caller.party)?;
    let command = command.happened(making.happened);
    let wish = MakeForStock {
        product: ProductId(making.product.0),
        variant: making.variant.unwrap_or(1),
        quantity: making.quantity.0,
        scrap: making.scrap.map_or(Default::default(), |scrap| scrap.0),
        worker: None,
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// What the work on an order took.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RecordMaterialsUsed)]
pub struct Using {
    /// How much of each material in all; materials that are not named stay as planned.
    #[schema(min_items = 1)]
    used: Vec<UsedMaterial>,
}

/// So much of a material.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsedMaterial {
    /// The material.
    material: Id,
    /// How much of it.
    quantity: Quantity,
}

/// Say what the work on an order really took.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/production/used", operation_id = "recordMaterialsUsed",
    tag = "production", security(("bearer" = ["production"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Using,
    responses((status = OK, body = OrderDone))
)]
pub async fn used(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    step(caller, app, order, sent, |order, body: Using| RecordMaterialsUsed {
        order,
        used: body.used.iter().map(|it| (MaterialId(it.material.0), it.quantity.0)).collect(),
    })
    .await
}
