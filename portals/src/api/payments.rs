//! Payments: claimed by the buyer, recorded or verified by the business.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::order::Payment;
use rantai_core::book::payment::{ClaimPayment, CorrectPayment, RecordPayment, VerifyPayment};
use rantai_core::ids::PaymentId;
use rantai_projections::order_sheets::OrderSheet;
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::{Caller, id, up_to_date};
use super::order::{OrderDone, answer};
use super::problem::Problem;
use super::sent::{OnBehalfOf, Sent, note};
use super::words::{Amount, Id, Mistake, NoteText, PaymentMethod, PhotoText, Time};
use crate::app::App;
use crate::who::AppState;

/// Whether a claim goes by that id: its own, or that of the transfer for several orders it is a part of.
pub(super) fn told_as(entry: &Payment, payment: PaymentId) -> bool {
    entry.id == payment || entry.transfer == Some(payment)
}

/// The payment that an address names, as one of an order that is the caller's.
pub(super) async fn payment_of(
    app: &App,
    caller: &Caller,
    order: &str,
    payment: &str,
    is_it: impl Fn(&Payment, PaymentId) -> bool,
) -> Result<(Arc<OrderSheet>, PaymentId), Problem> {
    let sheet = caller.order(app, order).await?;
    let payment: PaymentId = id(payment)?;
    let has = |sheet: &OrderSheet| sheet.order.payments.iter().any(|entry| is_it(entry, payment));
    if has(&sheet) {
        return Ok((sheet, payment));
    }
    // It may have been told a moment ago.
    up_to_date(app).await;
    let sheet = caller.order(app, order).await?;
    if has(&sheet) { Ok((sheet, payment)) } else { Err(Problem::NotFound) }
}

/// What was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ClaimPayment)]
pub struct Claiming {
    /// How much.
    amount: Amount,
    /// How it was sent.
    method: PaymentMethod,
    /// A word to the business.
    note: Option<NoteText>,
    /// The buyer who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Say that an order was paid for; the business then looks at its account.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/payments", operation_id = "claimPayment", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Claiming,
    responses((status = CREATED, body = OrderDone))
)]
pub async fn claim(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (claiming, command) = sent.read::<Claiming>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, claiming.on_behalf_of.as_ref())?;
    let command = command.shown(&app, &caller, claiming.photo.as_ref()).await?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(claiming.note.as_ref(), "/note")?)?;
    let wish =
        ClaimPayment { order, amount: claiming.amount.0, method: claiming.method.0, note: words, sent: None };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::CREATED, (sheet.business, order), &receipt)
}

/// Money that the business saw arrive without a claim.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RecordPayment)]
pub struct Recording {
    /// How much.
    amount: Amount,
    /// How it was sent.
    method: PaymentMethod,
    /// A word about it.
    note: Option<NoteText>,
    /// When it came, where that was before now.
    happened: Option<Time>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Record money that was seen to arrive: claimed and verified at once.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/payments/record", operation_id = "recordPayment", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Recording,
    responses((status = CREATED, body = OrderDone))
)]
pub async fn record(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (recording, command) = sent.read::<Recording>(&caller, sheet.business)?;
    let command = command.happened(recording.happened);
    let command = command.shown(&app, &caller, recording.photo.as_ref()).await?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(recording.note.as_ref(), "/note")?)?;
    let wish = RecordPayment { order, amount: recording.amount.0, method: recording.method.0, note: words };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::CREATED, (sheet.business, order), &receipt)
}

/// What the account shows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = VerifyPayment)]
pub struct Verifying {
    /// How much arrived, which may differ from what was claimed.
    seen: Amount,
    /// When it came, where that was before now.
    happened: Option<Time>,
}

/// Say how much of a claimed payment the account shows.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/payments/{payment}/verify", operation_id = "verifyPayment",
    tag = "payments", security(("bearer" = ["payments"])),
    params(
        ("order" = Id, Path, description = "The order."),
        ("payment" = Id, Path, description = "The payment."),
    ),
    request_body = Verifying,
    responses((status = OK, body = OrderDone))
)]
pub async fn verify(
    caller: Caller,
    State(app): State<AppState>,
    Path((order, payment)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Problem> {
    let (sheet, payment) = payment_of(&app, &caller, &order, &payment, told_as).await?;
    let (verifying, command) = sent.read::<Verifying>(&caller, sheet.business)?;
    let command = command.happened(verifying.happened);
    let order = sheet.order.id;
    let wish = VerifyPayment { payment, seen: verifying.seen.0 };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// What a verified payment really was.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectPayment)]
pub struct Correcting {
    /// How much really came; nothing where it never did.
    amount: Amount,
    /// Why it was written down otherwise.
    why: Mistake,
    /// Why, in words; needed where it is something else.
    note: Option<NoteText>,
}

/// Correct a payment that was verified with the wrong amount: the balance follows, both amounts stay visible.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/payments/{payment}/correct", operation_id = "correctPayment",
    tag = "payments", security(("bearer" = ["payments"])),
    params(
        ("order" = Id, Path, description = "The order."),
        ("payment" = Id, Path, description = "The payment."),
    ),
    request_body = Correcting,
    responses((status = OK, body = OrderDone))
)]
pub async fn correct(
    caller: Caller,
    State(app): State<AppState>,
    Path((order, payment)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Problem> {
    let is_it = |entry: &Payment, payment| entry.id == payment;
    let (sheet, payment) = payment_of(&app, &caller, &order, &payment, is_it).await?;
    let (correcting, command) = sent.read::<Correcting>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let note = command.seal(&app, caller.person, note(correcting.note.as_ref(), "/note")?)?;
    let wish = CorrectPayment { payment, amount: correcting.amount.0, why: correcting.why.0, note };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}
