//! On what terms one order is paid: time to pay, the buyer's limit, the invoice; and what couriers are paid.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::payment::{GrantTempo, IssueInvoice, PayCourier, WaiveLimit};
use rantai_core::book::profile::{DepositOf, DepositRule, SetDepositRule};
use rantai_core::ids::{ProductId, SlipId};
use rantai_core::party::Capacity;
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::{Caller, up_to_date};
use super::order::{OrderDone, step};
use super::problem::{Fault, Problem};
use super::sent::{Nothing, Recorded, Sent, party, recorded};
use super::words::{Amount, Id, PaymentMethod, Slug};
use crate::who::AppState;

/// How long the buyer may take.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = GrantTempo)]
pub struct Granting {
    /// Days after the goods have arrived.
    #[schema(minimum = 0, maximum = 365)]
    days: u16,
}

/// Let an order be paid later.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/tempo", operation_id = "grantTempo", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Granting,
    responses((status = OK, body = OrderDone))
)]
pub async fn tempo(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    step(caller, app, order, sent, |order, Granting { days }| GrantTempo { order, days }).await
}

/// Take an order beyond its buyer's credit limit. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/waive-limit", operation_id = "waiveLimit", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("order" = Id, Path, description = "The order.")),
    responses((status = OK, body = OrderDone))
)]
pub async fn limit(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    step(caller, app, order, sent, |order, Nothing {}| WaiveLimit { order }).await
}

/// Issue an order's invoice, with the next number.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/invoice", operation_id = "issueInvoice", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("order" = Id, Path, description = "The order.")),
    responses((status = OK, body = OrderDone))
)]
pub async fn invoice(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    step(caller, app, order, sent, |order, Nothing {}| IssueInvoice { order }).await
}

/// How much is asked before work starts, and of what.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetDepositRule)]
pub struct Asking {
    /// Of one buyer's orders; or
    buyer: Option<Slug>,
    /// of one product; of all orders when neither is said.
    product: Option<Id>,
    /// A share of the price, in percent; or
    #[schema(maximum = 100)]
    percent: Option<u8>,
    /// an amount: of an order, or of one base unit of the product. Where neither is said, no rule of its own holds.
    amount: Option<Amount>,
}

/// Decide how much is asked before work starts: a buyer's rule comes first, then their products', then that of all orders. The
/// owner's alone.
#[utoipa::path(
    post, path = "/api/v1/deposit-rules", operation_id = "setDepositRule", tag = "payments",
    security(("bearer" = ["payments"])),
    request_body = Asking,
    responses((status = CREATED, body = Recorded))
)]
pub async fn deposit(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (asking, command) = sent.read::<Asking>(&caller, caller.party)?;
    let of = match (&asking.buyer, asking.product) {
        (None, None) => DepositOf::Everything,
        (Some(buyer), None) => DepositOf::Buyer(party(&app, &caller, buyer, "/buyer")?),
        (None, Some(product)) => DepositOf::Product(ProductId(product.0)),
        (Some(_), Some(_)) => return Err(Fault::at("/product", "either a buyer or a product is expected")),
    };
    let rule = match (asking.percent, asking.amount) {
        (None, None) => None,
        (Some(percent), None) => Some(DepositRule::Percent(percent)),
        (None, Some(amount)) => Some(DepositRule::Amount(amount.0)),
        (Some(_), Some(_)) => return Err(Fault::at("/amount", "either a share or an amount is expected")),
    };
    Ok(recorded(
        StatusCode::CREATED,
        &command.submit(&app, &caller, None, SetDepositRule { of, rule }).await?,
    ))
}

/// What a courier is paid for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PayCourier)]
pub struct Paying {
    /// For which deliveries: the fee of each.
    #[schema(min_items = 1, max_items = 50)]
    deliveries: Vec<Id>,
    /// How.
    method: PaymentMethod,
    /// When it happened, where that was before now.
    happened: Option<super::words::Time>,
}

/// Pay a courier's fees.
#[utoipa::path(
    post, path = "/api/v1/couriers/{courier}/pay", operation_id = "payCourier", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("courier" = Slug, Path, description = "The courier.")),
    request_body = Paying,
    responses((status = CREATED, body = Recorded))
)]
pub async fn courier(
    caller: Caller,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    if !caller.is(Capacity::Business) {
        return Err(Problem::NotFound);
    }
    let courier = app.registry().party_by_slug(&slug).map(|entry| entry.party).ok_or(Problem::NotFound)?;
    up_to_date(&app).await;
    if app.views.courier_cash.of(caller.party, courier).is_empty() {
        return Err(Problem::NotFound);
    }
    let (paying, command) = sent.read::<Paying>(&caller, caller.party)?;
    let command = command.happened(paying.happened);
    let slips = paying.deliveries.iter().map(|id| SlipId(id.0)).collect();
    let wish = PayCourier { courier, slips, method: paying.method.0 };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, Some(courier.into()), wish).await?))
}
