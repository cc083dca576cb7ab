//! Corrections of receipts, counts, purchases and suppliers' accounts. A payment's stands with the payments.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::material::{
    BuyLine, CorrectPurchase, CorrectReceipt, CorrectSupplierBill, CorrectSupplierPayment,
};
use rantai_core::book::stock::{CorrectCount, StockItem};
use rantai_core::ids::{MaterialId, ProductId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::materials::{RequestDone, answer};
use super::orders::note;
use super::problem::{Fault, Problem};
use super::sent::{Sent, party};
use super::supply::{Recorded, recorded};
use super::words::{Amount, Id, Mistake, NameText, NoteText, Quantity, Slug};
use crate::who::AppState;

/// What really came with a receipt. Lines that are not named stay as they were.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectReceipt)]
pub struct Receiving {
    /// The how-many-th receipt of the request, from 1.
    #[schema(minimum = 0, maximum = 65535)]
    receipt: u16,
    /// What of each line.
    #[schema(min_items = 1)]
    lines: Vec<ReceivingLine>,
    /// Why it was written down otherwise.
    why: Mistake,
    /// Why, in words; needed where it is something else.
    note: Option<NoteText>,
}

/// What really came of one line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectReceiptLine)]
pub struct ReceivingLine {
    /// The line's number.
    #[schema(minimum = 0, maximum = 65535)]
    number: u16,
    /// How much is good.
    quantity: Quantity,
    /// How much came damaged.
    damaged: Quantity,
}

/// Correct a receipt that was counted wrongly: stock follows, both counts stay visible.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/correct-receipt", operation_id = "correctReceipt",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Receiving,
    responses((status = OK, body = RequestDone))
)]
pub async fn receipt(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (receiving, command) = sent.read::<Receiving>(&caller, sheet.business)?;
    let request = sheet.request.id;
    let line = |line: &ReceivingLine| (line.number, line.quantity.0, line.damaged.0);
    let wish = CorrectReceipt {
        request,
        receipt: receiving.receipt,
        lines: receiving.lines.iter().map(line).collect(),
        why: receiving.why.0,
        note: command.seal(&app, caller.person, note(receiving.note.as_ref(), "/note")?)?,
    };
    let receipt = command.submit(&app, &caller, Some(request.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// What the newest count of something should have said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectCount)]
pub struct Counting {
    /// The material, where it is one.
    material: Option<Id>,
    /// The product, where it is one.
    product: Option<Id>,
    /// The product's variant; the first when nothing is said.
    #[schema(minimum = 0, maximum = 65535)]
    variant: Option<u16>,
    /// What the count said.
    was: Quantity,
    /// What it should have said.
    quantity: Quantity,
    /// Why it was written down otherwise.
    why: Mistake,
    /// Why, in words; needed where it is something else.
    note: Option<NoteText>,
}

/// Correct the newest count of something; what came and went since then still counts.
#[utoipa::path(
    post, path = "/api/v1/stock/correct-count", operation_id = "correctCount", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Counting,
    responses((status = CREATED, body = Recorded))
)]
pub async fn count(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (counting, command) = sent.read::<Counting>(&caller, caller.party)?;
    let item = match (counting.material, counting.product) {
        (Some(material), None) => StockItem::Material { material: MaterialId(material.0) },
        (None, Some(product)) => {
            let variant = counting.variant.unwrap_or(1);
            StockItem::Goods { product: ProductId(product.0), variant }
        }
        _ => return Err(Fault::at("/material", "either a material or a product is expected")),
    };
    let wish = CorrectCount {
        item,
        was: counting.was.0,
        is: counting.quantity.0,
        why: counting.why.0,
        note: command.seal(&app, caller.person, note(counting.note.as_ref(), "/note")?)?,
    };
    Ok(recorded(&command.submit(&app, &caller, None, wish).await?))
}

/// What a supplier's bill really asks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectSupplierBill)]
pub struct Billing {
    /// Whose bill it is.
    supplier: Slug,
    /// The number that stands on it.
    number: NameText,
    /// What it asks for; nothing where there was no such bill.
    amount: Amount,
    /// Why it was written down otherwise.
    why: Mistake,
    /// Why, in words; needed where it is something else.
    note: Option<NoteText>,
}

/// Correct a supplier's bill that was written down with the wrong amount.
#[utoipa::path(
    post, path = "/api/v1/supplier-bills/correct", operation_id = "correctSupplierBill", tag = "payments",
    security(("bearer" = ["payments"])),
    request_body = Billing,
    responses((status = CREATED, body = Recorded))
)]
pub async fn bill(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (billing, command) = sent.read::<Billing>(&caller, caller.party)?;
    let wish = CorrectSupplierBill {
        supplier: party(&app, &caller, &billing.supplier, "/supplier")?,
        number: billing.number.0,
        amount: billing.amount.0,
        why: billing.why.0,
        note: command.seal(&app, caller.person, note(billing.note.as_ref(), "/note")?)?,
    };
    Ok(recorded(&command.submit(&app, &caller, None, wish).await?))
}

/// What a supplier was really paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectSupplierPayment)]
pub struct Paying {
    /// Who was paid.
    supplier: Slug,
    /// The how-many-th payment to them, from 1.
    #[schema(minimum = 0)]
    payment: u32,
    /// How much was paid; nothing where it was not.
    amount: Amount,
    /// Why it was written down otherwise.
    why: Mistake,
    /// Why, in words; needed where it is something else.
    note: Option<NoteText>,
}

/// Correct a payment to a supplier that was written down with the wrong amount.
#[utoipa::path(
    post, path = "/api/v1/supplier-payments/correct", operation_id = "correctSupplierPayment",
    tag = "payments", security(("bearer" = ["payments"])),
    request_body = Paying,
    responses((status = CREATED, body = Recorded))
)]
pub async fn pay(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (paying, command) = sent.read::<Paying>(&caller, caller.party)?;
    let wish = CorrectSupplierPayment {
        supplier: party(&app, &caller, &paying.supplier, "/supplier")?,
        payment: paying.payment,
        amount: paying.amount.0,
        why: paying.why.0,
        note: command.seal(&app, caller.person, note(paying.note.as_ref(), "/note")?)?,
    };
    Ok(recorded(&command.submit(&app, &caller, None, wish).await?))
}

/// What was really bought, all of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectPurchase)]
pub struct Buying {
    /// The how-many-th purchase of the business, from 1.
    #[schema(minimum = 0)]
    purchase: u32,
    /// What was bought; nothing where nothing was.
    lines: Vec<BuyingLine>,
    /// Why it was written down otherwise.
    why: Mistake,
    /// Why, in words; needed where it is something else.
    note: Option<NoteText>,
}

/// So much of a material was really bought, and all of it cost so much.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectPurchaseLine)]
pub struct BuyingLine {
    /// The material.
    material: Id,
    /// How much.
    quantity: Quantity,
    /// What all of it cost.
    cost: Amount,
}

/// Correct a purchase that was written down wrongly: stock and the month follow, what was written stays visible.
#[utoipa::path(
    post, path = "/api/v1/purchases/correct", operation_id = "correctPurchase", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Buying,
    responses((status = CREATED, body = Recorded))
)]
pub async fn purchase(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (buying, command) = sent.read::<Buying>(&caller, caller.party)?;
    let line = |line: &BuyingLine| BuyLine {
        material: MaterialId(line.material.0),
        quantity: line.quantity.0,
        cost: line.cost.0,
    };
    let wish = CorrectPurchase {
        purchase: buying.purchase,
        lines: buying.lines.iter().map(line).collect(),
        why: buying.why.0,
        note: command.seal(&app, caller.person, note(buying.note.as_ref(), "/note")?)?,
    };
    Ok(recorded(&command.submit(&app, &caller, None, wish).await?))
}
