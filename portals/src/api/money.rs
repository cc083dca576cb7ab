//! Money beside the payments of one order: credit, a rest let go, one transfer for several orders, a buyer's account
//! and terms, and cash from couriers.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rantai_core::book::payment::{
    ClaimTransfer, HandOverCash, RecordRefund, UseCredit, WriteOffReason, WriteOffRest,
};
use rantai_core::book::profile::SetBuyerTerms;
use rantai_core::ids::{OrderId, PartyId, SlipId};
use rantai_core::money::Rupiah;
use rantai_core::party::Capacity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Caller, up_to_date};
use super::order::{OrderDone, answer};
use super::problem::{Fault, Problem};
use super::sent::{OnBehalfOf, Recorded, Sent, note, recorded, tagged};
use super::setup::look;
use super::words::{Amount, Id, Money, NoteText, PaymentMethod, PhotoText, Slug, Time, WriteOff};
use crate::app::App;
use crate::who::AppState;

/// Most orders of one transfer, and most slips of one hand-over.
const MOST: usize = 50;

/// How much of the buyer's credit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = UseCredit)]
pub struct Using {
    /// How much of it; of more than the order lacks, only that.
    amount: Amount,
}

/// Pay an order with the credit that the business holds for its buyer.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/credit", operation_id = "useCredit", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Using,
    responses((status = OK, body = OrderDone))
)]
pub async fn use_credit(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (using, command) = sent.read::<Using>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let wish = UseCredit { order, amount: using.amount.0 };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// What is not asked for any more, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WriteOffRest)]
pub struct LettingGo {
    /// How much.
    amount: Amount,
    /// Why.
    reason: WriteOff,
    /// Why, in words.
    note: Option<NoteText>,
}

/// Stop asking for a part of an order's price. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/write-off", operation_id = "writeOffRest", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = LettingGo,
    responses((status = OK, body = OrderDone))
)]
pub async fn write_off(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (letting, command) = sent.read::<LettingGo>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let note = command.seal(&app, caller.person, note(letting.note.as_ref(), "/note")?)?;
    let reason: WriteOffReason = letting.reason.0;
    let wish = WriteOffRest { order, amount: letting.amount.0, reason, note };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// One transfer for several orders of one business.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ClaimTransfer)]
pub struct Transferring {
    /// Which orders: those placed first are paid first.
    #[schema(min_items = 1, max_items = 30)]
    orders: Vec<Id>,
    /// How much in all.
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

/// Say that one transfer pays several orders. The business verifies all of it at once: `verifyPayment` of any of these
/// orders with the transfer's id.
#[utoipa::path(
    post, path = "/api/v1/transfers", operation_id = "claimTransfer", tag = "payments",
    security(("bearer" = ["payments"])),
    request_body = Transferring,
    responses((status = CREATED, body = Recorded))
)]
pub async fn transfer(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (transferring, command) = sent.read::<Transferring>(&caller, caller.party)?;
    if transferring.orders.is_empty() || transferring.orders.len() > MOST {
        return Err(Fault::at("/orders", "between 1 and 30 orders are expected"));
    }
    let mut business = None;
    let mut orders = Vec::new();
    for (number, id) in transferring.orders.iter().enumerate() {
        let at = format!("/orders/{number}");
        let unknown = |_| Fault::at(&at, "there is no such order");
        let sheet = caller.order(&app, &OrderId(id.0).to_string()).await.map_err(unknown)?;
        if *business.get_or_insert(sheet.business) != sheet.business {
            return Err(Fault::at(&at, "all orders are of one business"));
        }
        orders.push(sheet.order.id);
    }
    let command = command.in_book(business.unwrap_or(caller.party));
    let command = command.on_behalf_of(&app, &caller, transferring.on_behalf_of.as_ref())?;
    let command = command.shown(&app, &caller, transferring.photo.as_ref()).await?;
    let note = command.seal(&app, caller.person, note(transferring.note.as_ref(), "/note")?)?;
    let wish = ClaimTransfer {
        orders,
        amount: transferring.amount.0,
        method: transferring.method.0,
        note,
        sent: None,
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// The buyer named in an address, as one of the business's own.
pub(super) async fn buyer(app: &App, caller: &Caller, slug: &str) -> Result<PartyId, Problem> {
    if !caller.is(Capacity::Business) {
        return Err(Problem::NotFound);
    }
    let found = app.registry().party_by_slug(slug).map(|entry| entry.party).ok_or(Problem::NotFound)?;
    if app.views.customers.customer(caller.party, found).is_none() {
        // They may have ordered a moment ago.
        up_to_date(app).await;
        app.views.customers.customer(caller.party, found).ok_or(Problem::NotFound)?;
    }
    Ok(found)
}

/// How a business and a buyer stand.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BuyerAccount {
    /// The version to send back in `If-Match` when the buyer's terms are changed.
    version: u32,
    /// Who.
    buyer: String,
    /// What is still to be paid, in all.
    owed: Money,
    /// What was paid too much and is the buyer's to use.
    credit: Money,
    /// What the business has said to give back.
    refund_due: Money,
    /// Deposit asked of them, in percent; the business's own where nothing is said.
    deposit_percent: Option<u8>,
    /// Days after the goods have arrived in which they may pay.
    tempo_days: Option<u16>,
    /// How much they may owe before another order is accepted.
    credit_limit: Option<Money>,
    /// Every movement, oldest first; what they owe is the sum.
    movements: Vec<Movement>,
}

/// What moved an account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AccountMovement)]
pub struct Movement {
    /// When it was recorded.
    at: Time,
    /// `Sold`, `Changed`, `CalledOff`, `Paid`, `LetGo` or `GivenBack`.
    kind: &'static str,
    /// The order it was about.
    order: Option<Id>,
    /// The receipt's number.
    receipt: Option<String>,
    /// What they owe more for it; less where it is negative.
    owes: Money,
    /// What they owe after it; where it is negative, it is theirs.
    balance: Money,
}

/// How a buyer stands with the business.
#[utoipa::path(
    get, path = "/api/v1/buyers/{buyer}/account", operation_id = "getBuyerAccount", tag = "payments",
    security(("bearer" = ["read"])),
    params(("buyer" = Slug, Path, description = "The buyer.")),
    responses((status = OK, body = BuyerAccount))
)]
pub async fn account(
    caller: Caller,
    State(app): State<AppState>,
    Path(slug): Path<String>,
) -> Result<Response, Problem> {
    let party = buyer(&app, &caller, &slug).await?;
    let version = look(&app, &caller, move |book| book.version(party.into())).await?;
    let account = app.views.accounts.account(caller.party, party);
    let owed = app.views.payments.owed_to(caller.party);
    let owed = owed.iter().filter(|row| row.buyer == party);
    let mut balance = Rupiah::ZERO;
    let movements = app.views.accounts.movements(caller.party, party);
    let movements = movements.iter().map(|row| {
        balance = balance.and(row.owes);
        Movement {
            at: Time(row.at),
            kind: row.kind.name(),
            order: row.order.map(Id::from),
            receipt: (!row.receipt.is_empty()).then(|| row.receipt.clone()),
            owes: Money(row.owes),
            balance: Money(balance),
        }
    });
    let account = BuyerAccount {
        version,
        buyer: slug,
        owed: Money(owed.fold(Rupiah::ZERO, |sum, row| sum.and(row.rest))),
        credit: Money(account.credit),
        refund_due: Money(account.refund_due),
        deposit_percent: account.deposit_percent,
        tempo_days: account.tempo_days,
        credit_limit: account.credit_limit.map(Money),
        movements: movements.collect(),
    };
    Ok(tagged(Json(account).into_response(), version))
}

/// What was given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RecordRefund)]
pub struct GivingBack {
    /// How much.
    amount: Amount,
    /// How.
    method: PaymentMethod,
    /// The order it came from.
    order: Option<Id>,
    /// A word to the buyer.
    note: Option<NoteText>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Record money that was given back to a buyer: what was promised back first, then credit.
#[utoipa::path(
    post, path = "/api/v1/buyers/{buyer}/refunds", operation_id = "recordRefund", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("buyer" = Slug, Path, description = "The buyer.")),
    request_body = GivingBack,
    responses((status = CREATED, body = Recorded))
)]
pub async fn refund(
    caller: Caller,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let buyer = buyer(&app, &caller, &slug).await?;
    let (giving, command) = sent.read::<GivingBack>(&caller, caller.party)?;
    let command = command.happened(giving.happened);
    let command = command.shown(&app, &caller, giving.photo.as_ref()).await?;
    let note = command.seal(&app, caller.person, note(giving.note.as_ref(), "/note")?)?;
    let order = giving.order.map(|id| OrderId(id.0));
    let wish = RecordRefund { buyer, order, amount: giving.amount.0, method: giving.method.0, note };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, Some(buyer.into()), wish).await?))
}

/// On what terms the business sells to a buyer. All of it is said, also what stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetBuyerTerms)]
pub struct Agreeing {
    /// Deposit asked of them, in percent; the business's own where nothing is said.
    #[schema(maximum = 100)]
    deposit_percent: Option<u8>,
    /// Days after the goods have arrived in which they may pay.
    #[schema(maximum = 365)]
    tempo_days: Option<u16>,
    /// How much they may owe before another order is accepted.
    credit_limit: Option<Amount>,
}

/// Decide on what terms coming orders of a buyer are accepted. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/buyers/{buyer}/terms", operation_id = "setBuyerTerms", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("buyer" = Slug, Path, description = "The buyer.")),
    request_body = Agreeing,
    responses((status = CREATED, body = Recorded))
)]
pub async fn terms(
    caller: Caller,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let buyer = buyer(&app, &caller, &slug).await?;
    let (agreeing, command) = sent.read::<Agreeing>(&caller, caller.party)?;
    let wish = SetBuyerTerms {
        buyer,
        deposit_percent: agreeing.deposit_percent,
        tempo_days: agreeing.tempo_days,
        credit_limit: agreeing.credit_limit.map(|limit| limit.0),
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, Some(buyer.into()), wish).await?))
}

/// Cash that a courier brought.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = HandOverCash)]
pub struct Counting {
    /// For which deliveries: all of each one's cash.
    #[schema(max_items = 50)]
    deliveries: Vec<Id>,
    /// How much was counted. What is missing stays on the courier's account.
    amount: Amount,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// Take the cash that a courier collected; the buyers have paid all of it.
#[utoipa::path(
    post, path = "/api/v1/couriers/{courier}/cash", operation_id = "handOverCash", tag = "payments",
    security(("bearer" = ["payments"])),
    params(("courier" = Slug, Path, description = "The courier.")),
    request_body = Counting,
    responses((status = CREATED, body = Recorded))
)]
pub async fn cash(
    caller: Caller,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    if !caller.is(Capacity::Business) {
        return Err(Problem::NotFound);
    }
    let found = app.registry().party_by_slug(&slug).map(|entry| entry.party).ok_or(Problem::NotFound)?;
    up_to_date(&app).await;
    if app.views.courier_cash.of(caller.party, found).is_empty() {
        return Err(Problem::NotFound);
    }
    let (counting, command) = sent.read::<Counting>(&caller, caller.party)?;
    let command = command.happened(counting.happened);
    let slips = counting.deliveries.iter().map(|id| SlipId(id.0)).collect();
    let wish = HandOverCash { courier: found, slips, amount: counting.amount.0 };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, Some(found.into()), wish).await?))
}
