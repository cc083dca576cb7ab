//! What is not to be, said by whoever may say so: payments and materials refused, slips and requests taken back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::delivery::{DeclineDelivery, WithdrawDelivery};
use rantai_core::book::material::{RefuseMaterials, WithdrawMaterials};
use rantai_core::book::order::WithdrawAsk;
use rantai_core::book::payment::RefusePayment;
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::deliveries::{DeliveryDone, answer as answer_of_slip};
use super::materials::{RequestDone, answer as answer_of_request};
use super::order::{OrderDone, answer};
use super::payments::{payment_of, told_as};
use super::problem::Problem;
use super::sent::{Nothing, OnBehalfOf, Sent, note};
use super::words::{DeliveryRefusal, Id, NoteText, PaymentRefusal, SupplyRefusal};
use crate::who::AppState;

/// Why a claimed payment is not taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RefusePayment)]
pub struct RefusingPayment {
    /// Why.
    reason: PaymentRefusal,
    /// A word to the buyer.
    note: Option<NoteText>,
}

/// Say that a claimed payment is not there.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/payments/{payment}/refuse", operation_id = "refusePayment",
    tag = "payments", security(("bearer" = ["payments"])),
    params(
        ("order" = Id, Path, description = "The order."),
        ("payment" = Id, Path, description = "The payment."),
    ),
    request_body = RefusingPayment,
    responses((status = OK, body = OrderDone))
)]
pub async fn payment(
    caller: Caller,
    State(app): State<AppState>,
    Path((order, payment)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Problem> {
    let (sheet, payment) = payment_of(&app, &caller, &order, &payment, told_as).await?;
    let (refusing, command) = sent.read::<RefusingPayment>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let note = command.seal(&app, caller.person, note(refusing.note.as_ref(), "/note")?)?;
    let wish = RefusePayment { payment, reason: refusing.reason.0, note };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// What was asked is not asked any more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WithdrawAsk)]
pub struct WithdrawingAsk {
    /// What was asked, by its number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    ask: u16,
    /// The buyer who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Take back a change or cancellation that was asked for.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/withdraw-ask", operation_id = "withdrawAsk", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = WithdrawingAsk,
    responses((status = OK, body = OrderDone))
)]
pub async fn ask(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (withdrawing, command) = sent.read::<WithdrawingAsk>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, withdrawing.on_behalf_of.as_ref())?;
    let order = sheet.order.id;
    let wish = WithdrawAsk { order, ask: withdrawing.ask };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// Why a supplier does not send materials.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RefuseMaterials)]
pub struct RefusingMaterials {
    /// Why.
    reason: SupplyRefusal,
    /// A word to the business.
    note: Option<NoteText>,
    /// The supplier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Refuse a material request.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/refuse", operation_id = "refuseMaterialRequest",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = RefusingMaterials,
    responses((status = OK, body = RequestDone))
)]
pub async fn materials(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (refusing, command) = sent.read::<RefusingMaterials>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, refusing.on_behalf_of.as_ref())?;
    let request = sheet.request.id;
    let note = command.seal(&app, caller.person, note(refusing.note.as_ref(), "/note")?)?;
    let wish = RefuseMaterials { request, reason: refusing.reason.0, note };
    let receipt = command.submit(&app, &caller, Some(request.into()), wish).await?;
    answer_of_request(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// Why a request is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WithdrawMaterialRequest)]
pub struct WithdrawingMaterials {
    /// A word to the supplier.
    note: Option<NoteText>,
}

/// Take a material request back before anything was sent.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/withdraw", operation_id = "withdrawMaterialRequest",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = WithdrawingMaterials,
    responses((status = OK, body = RequestDone))
)]
pub async fn request(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (withdrawing, command) = sent.read::<WithdrawingMaterials>(&caller, sheet.business)?;
    let request = sheet.request.id;
    let note = command.seal(&app, caller.person, note(withdrawing.note.as_ref(), "/note")?)?;
    let wish = WithdrawMaterials { request, note };
    let receipt = command.submit(&app, &caller, Some(request.into()), wish).await?;
    answer_of_request(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// Why a courier does not take a slip.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = DeclineDelivery)]
pub struct DecliningDelivery {
    /// Why.
    reason: DeliveryRefusal,
    /// A word to the business.
    note: Option<NoteText>,
    /// The courier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Say that a slip is not taken.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/decline", operation_id = "declineDelivery",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = DecliningDelivery,
    responses((status = OK, body = DeliveryDone))
)]
pub async fn delivery(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    let (declining, command) = sent.read::<DecliningDelivery>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, declining.on_behalf_of.as_ref())?;
    let slip = sheet.slip.id;
    let note = command.seal(&app, caller.person, note(declining.note.as_ref(), "/note")?)?;
    let wish = DeclineDelivery { slip, reason: declining.reason.0, note };
    let receipt = command.submit(&app, &caller, Some(slip.into()), wish).await?;
    answer_of_slip(&app, &caller, &sheet, &receipt)
}

/// Take a slip back before the goods were picked up.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/withdraw", operation_id = "withdrawDelivery",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    responses((status = OK, body = DeliveryDone))
)]
pub async fn slip(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    let (Nothing {}, command) = sent.read(&caller, sheet.business)?;
    let slip = sheet.slip.id;
    let receipt = command.submit(&app, &caller, Some(slip.into()), WithdrawDelivery { slip }).await?;
    answer_of_slip(&app, &caller, &sheet, &receipt)
}
