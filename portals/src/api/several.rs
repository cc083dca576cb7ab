//! What is done for several things at once: suppliers asked, a stop's slips handed over, lines of a bank's statement.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::delivery::CompleteStop;
use rantai_core::book::material::{AskLine, AskSuppliers, Asking as AskingOne};
use rantai_core::book::payment::{TakeBankLine, TakenAs};
use rantai_core::ids::{MaterialId, OrderId, PaymentId, SlipId};
use rantai_core::sealed::ReceivedBy;
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::Caller;
use super::materials::AskingLine;
use super::problem::{Fault, Problem};
use super::sent::{OnBehalfOf, Recorded, Sent, party, recorded};
use super::words::{Amount, Date, Id, NameText, PhotoText, Slug, Time};
use crate::who::AppState;

/// What is asked of several suppliers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AskSuppliers)]
pub struct Asking {
    /// Each becomes a request of its own.
    #[schema(min_items = 1, max_items = 50)]
    requests: Vec<AskingSupplier>,
    /// The last day on which they may answer; the requests expire at its end.
    answer_by: Option<Date>,
}

/// One supplier's part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AskSuppliersPart)]
pub struct AskingSupplier {
    /// For which order; for the shelf when nothing is said.
    order: Option<Id>,
    /// Who is asked.
    supplier: Slug,
    /// What for.
    #[schema(min_items = 1)]
    lines: Vec<AskingLine>,
    /// When it is needed.
    wanted: Option<Date>,
}

/// Most parts.
const MOST: usize = 50;

/// Ask several suppliers at once, each for its part: all of them, or none. The id is the first request's;
/// `listMaterialRequests` has all.
#[utoipa::path(
    post, path = "/api/v1/material-requests/several", operation_id = "askSuppliers", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Asking,
    responses((status = CREATED, body = Recorded))
)]
pub async fn ask(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (asking, command) = sent.read::<Asking>(&caller, caller.party)?;
    if asking.requests.len() > MOST {
        return Err(Fault::at("/requests", "at most 50 parts are expected"));
    }
    let part = |(place, part): (usize, &AskingSupplier)| -> Result<AskingOne, Problem> {
        let line = |line: &AskingLine| AskLine {
            material: MaterialId(line.material.0),
            quantity: line.quantity.0,
            price: line.price.0,
        };
        Ok(AskingOne {
            order: part.order.map(|order| OrderId(order.0)),
            supplier: party(&app, &caller, &part.supplier, &format!("/requests/{place}/supplier"))?,
            lines: part.lines.iter().map(line).collect(),
            wanted: part.wanted.map(|day| day.0),
        })
    };
    let requests = asking.requests.iter().enumerate().map(part).collect::<Result<_, Problem>>()?;
    let answer_by = asking.answer_by.map(|day| app.end_of(caller.party, day.0));
    let wish = AskSuppliers { requests, answer_by };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// What was handed over at one stop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CompleteStop)]
pub struct HandingOver {
    /// The slips, all to one receiver.
    #[schema(min_items = 1, max_items = 20)]
    deliveries: Vec<HandingOne>,
    /// Who took them. Kept sealed.
    received_by: Option<NameText>,
    /// When it was done, where there was no network then.
    happened: Option<Time>,
    /// The courier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// One slip of a stop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CompleteStopDelivery)]
pub struct HandingOne {
    /// The slip.
    delivery: Id,
    /// Cash taken for it.
    cash_collected: Option<Amount>,
    /// The code as the receiver read it out, where one is asked for.
    code: Option<NameText>,
}

/// Say that one receiver has the goods of several slips: all of them, or none.
#[utoipa::path(
    post, path = "/api/v1/stops/complete", operation_id = "completeStop", tag = "deliveries",
    security(("bearer" = ["deliveries"])),
    request_body = HandingOver,
    responses((status = OK, body = Recorded))
)]
pub async fn stop(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (handing, command) = sent.read::<HandingOver>(&caller, caller.party)?;
    let (mut businesses, mut buyer) = (BTreeSet::new(), None);
    let (mut slips, mut codes) = (Vec::new(), Vec::new());
    for (place, one) in handing.deliveries.iter().enumerate() {
        let at = format!("/deliveries/{place}/delivery");
        let slip = SlipId(one.delivery.0);
        let sheet = caller.slip(&app, &slip.to_string()).await;
        let sheet = sheet.map_err(|_| Fault::at(&at, "there is no such delivery"))?;
        businesses.insert(sheet.business);
        buyer.get_or_insert(sheet.buyer);
        if businesses.len() > 1 {
            return Err(Fault::at(&at, "all deliveries are of one business"));
        }
        slips.push((slip, one.cash_collected.unwrap_or_default().0));
        codes.extend(one.code.as_ref().map(|code| (slip, code.0.clone())));
    }
    let (Some(business), Some(buyer)) = (businesses.first().copied(), buyer) else {
        return Err(Fault::at("/deliveries", "at least one delivery is expected"));
    };
    let command = command.in_book(business).happened(handing.happened);
    let command = command.on_behalf_of(&app, &caller, handing.on_behalf_of.as_ref())?;
    let command = command.shown(&app, &caller, handing.photo.as_ref()).await?;
    // The name is the receiver's: it is sealed with the key of the receiver's own person.
    let name = handing.received_by.map(|name| ReceivedBy::new(&name.0)).transpose();
    let name = name.map_err(|error| Fault::at("/receivedBy", error.to_string()))?.flatten();
    let received_by = command.seal(&app, app.sealed_about(buyer, caller.person), name)?;
    let wish = CompleteStop { slips, received_by, signature: None, codes };
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, None, wish).await?))
}

/// A line of a bank's statement: money that came in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = TakeBankLine)]
pub struct Taking {
    /// What the line is known by at the bank. A line that was taken under it adds nothing.
    reference: NameText,
    /// The payment, or the transfer, that was claimed; or
    payment: Option<Id>,
    /// the order it is for, where nobody told of it.
    order: Option<Id>,
    /// How much came in.
    amount: Amount,
    /// The day the bank says.
    day: Option<Date>,
    /// It is other money, although as much was taken of about that day under another name.
    another: Option<bool>,
}

/// Take a line of a bank's statement as a payment, as often as it is sent but once. Where as much of about that day was taken
/// under another name, perhaps in a file that the portal read, that is refused as `PerhapsSameLine` until `another` says
/// that it is other money.
#[utoipa::path(
    post, path = "/api/v1/bank-lines", operation_id = "takeBankLine", tag = "payments",
    security(("bearer" = ["payments"])),
    request_body = Taking,
    responses((status = CREATED, body = Recorded))
)]
pub async fn bank_line(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (taking, command) = sent.read::<Taking>(&caller, caller.party)?;
    let taken_as = match (taking.payment, taking.order) {
        (Some(payment), None) => TakenAs::Claim(PaymentId(payment.0)),
        (None, Some(order)) => TakenAs::For(OrderId(order.0)),
        _ => return Err(Fault::at("/payment", "either a payment or an order is expected")),
    };
    let reference = taking.reference.0.trim();
    if reference.is_empty() {
        return Err(Fault::at("/reference", "what the bank calls the line is expected"));
    }
    let mut print = [0; 16];
    let mut hasher = blake3::Hasher::new_derive_key("rantai 2026-11 line of a bank by its reference");
    hasher.update(reference.as_bytes()).finalize_xof().fill(&mut print);
    let wish = TakeBankLine {
        print,
        taken_as,
        amount: taking.amount.0,
        day: taking.day.map(|day| day.0),
        another: taking.another.unwrap_or_default(),
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}
