//! Materials: asked of a supplier, promised, shipped, received.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::material::{
    AskLine, ConfirmMaterials, ConfirmedLine, CountedLine, ReceiveMaterials, RequestMaterials, ShipMaterials,
};
use rantai_core::desk::Receipt;
use rantai_core::ids::{MaterialId, OrderId, PartyId, RequestId};
use rantai_core::party::Capacity;
use rantai_core::quantity;
use rantai_projections::requests::RequestSheet;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, up_to_date};
use super::order::{Party, opened};
use super::page::{Asked, List, Place, limit};
use super::problem::Problem;
use super::sent::{OnBehalfOf, Sent, done, note, party};
use super::words::{Amount, Date, Id, Money, NameText, NoteText, Quantity, RequestState, Slug, Time, Unit};
use crate::app::App;
use crate::who::AppState;

/// A material request as one of its two sides may see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MaterialRequest {
    /// Its id.
    id: Id,
    /// Its number for people.
    number: String,
    /// The version to send back in `If-Match`.
    version: u32,
    /// Who asks.
    business: Party,
    /// Who is asked.
    supplier: Party,
    /// For which order: for the business alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order: Option<Id>,
    /// How far it has come.
    state: RequestState,
    /// What is asked for, promised, sent and received.
    lines: Vec<RequestLine>,
    /// When it is needed.
    wanted: Option<Date>,
    /// The day it was promised for.
    promised: Option<Date>,
    /// The business's word to the supplier.
    note: Option<String>,
    /// The supplier's word to the business.
    answer: Option<String>,
    /// Until when the supplier may answer.
    answer_by: Option<Time>,
    /// The day it would be there by the supplier's offer, while that waits for the business's answer.
    offered_for: Option<Date>,
    /// Number of the waybill.
    waybill: Option<String>,
    sent_at: Time,
    /// When it came to where it is.
    since: Time,
}

/// One line of a material request.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequestLine {
    /// Its number in the request, from 1.
    number: u16,
    /// The material.
    material: Id,
    name: String,
    unit: Unit,
    /// How much is asked for.
    quantity: Quantity,
    /// The price expected for one unit.
    price: Money,
    /// How much was promised.
    confirmed: Option<Quantity>,
    /// At which price.
    confirmed_price: Option<Money>,
    /// How much was sent.
    shipped: Option<Quantity>,
    /// How much was counted on arrival and was good.
    received: Option<Quantity>,
    /// How much came damaged and has not gone back.
    damaged: Quantity,
    /// How much is still to come.
    outstanding: Quantity,
    /// The material that was agreed to come instead.
    substitute: Option<Id>,
    /// How much the supplier offers instead, while that waits for the business's answer.
    offered: Option<Quantity>,
    /// At which price.
    offered_price: Option<Money>,
    /// Of which other material.
    offered_substitute: Option<Id>,
}

impl MaterialRequest {
    fn seen_by(app: &App, caller: &Caller, sheet: &RequestSheet) -> Self {
        if caller.party == sheet.business {
            Self::of(app, sheet)
        } else {
            Self::of(app, &sheet.for_supplier())
        }
    }

    fn of(app: &App, sheet: &RequestSheet) -> Self {
        let request = &sheet.request;
        let counted = |lines: &[CountedLine], number: u16| {
            lines.iter().find(|line| line.number == number).map(|line| Quantity(line.quantity))
        };
        let line = |line: &rantai_core::book::material::RequestLine| {
            let confirmed = request.confirmed.iter().find(|entry| entry.number == line.number);
            let offer = request.offer.as_ref().map(|offer| &offer.lines[..]).unwrap_or_default();
            let offered = offer.iter().find(|entry| entry.number == line.number);
            RequestLine {
                number: line.number,
                material: line.material.into(),
                name: line.name.clone(),
                unit: Unit(line.unit),
                quantity: Quantity(line.quantity),
                price: Money(line.price),
                confirmed: confirmed.map(|entry| Quantity(entry.quantity)),
                confirmed_price: confirmed.map(|entry| Money(entry.price)),
                shipped: counted(&request.shipped, line.number),
                received: counted(&request.received, line.number),
                damaged: Quantity(request.damaged_here(line.number)),
                outstanding: Quantity(request.outstanding(line)),
                substitute: request.substitute_of(line.number).map(|other| other.material.into()),
                offered: offered.map(|entry| Quantity(entry.quantity)),
                offered_price: offered.map(|entry| Money(entry.price)),
                offered_substitute: offered
                    .and_then(|entry| entry.substitute.as_ref())
                    .map(|other| other.material.into()),
            }
        };
        Self {
            id: request.id.into(),
            number: request.number.clone(),
            version: sheet.version,
            business: Party::of(app, sheet.business),
            supplier: Party::of(app, request.supplier),
            order: request.order.map(Id::from),
            state: RequestState(request.state),
            lines: request.lines.iter().map(line).collect(),
            wanted: request.wanted.map(Date),
            promised: request.promised.map(Date),
            note: opened(app, request.note.as_ref()),
            answer: opened(app, request.answer.as_ref()),
            answer_by: request.answer_by.map(Time),
            offered_for: request.offer.as_ref().map(|offer| Date(offer.promised)),
            waybill: request.waybill.clone(),
            sent_at: Time(request.sent_at),
            since: Time(request.since),
        }
    }
}

/// The answer to a command about a material request.
#[derive(Debug, Serialize, ToSchema)]
pub struct RequestDone {
    /// The request.
    id: Id,
    /// Its version since then.
    version: u32,
    /// Where the log stood then.
    cursor: String,
    /// The request as it stood then.
    request: MaterialRequest,
}

pub(super) fn answer(
    app: &App,
    caller: &Caller,
    status: StatusCode,
    (business, request): (PartyId, RequestId),
    receipt: &Receipt,
) -> Result<Response, Problem> {
    let sheet = RequestSheet::as_of(app.log.as_ref(), business, request, receipt.cursor);
    let sheet = sheet.map_err(Problem::broken)?.ok_or_else(|| Problem::broken("a request that is gone"))?;
    let (version, cursor) = (sheet.version, receipt.cursor.to_string());
    let request = MaterialRequest::seen_by(app, caller, &sheet);
    Ok(done(status, receipt, version, &RequestDone { id: request.id, version, cursor, request }))
}

/// What is asked of a supplier.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RequestMaterials)]
pub struct Asking {
    /// For which order; for the shelf when nothing is said.
    order: Option<Id>,
    /// Who is asked.
    supplier: Slug,
    /// What for.
    #[schema(min_items = 1)]
    lines: Vec<AskingLine>,
    /// When it is needed.
    wanted: Option<Date>,
    /// A word to the supplier.
    note: Option<NoteText>,
    /// The last day on which the supplier may answer; the request expires at its end.
    answer_by: Option<Date>,
}

/// So much of a material.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RequestMaterialsLine)]
pub struct AskingLine {
    /// The material: an order's `needs` name them.
    pub(super) material: Id,
    /// How much.
    pub(super) quantity: Quantity,
    /// The price expected for one unit.
    pub(super) price: Amount,
}

/// Ask a supplier for materials.
#[utoipa::path(
    post, path = "/api/v1/material-requests", operation_id = "requestMaterials", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Asking,
    responses((status = CREATED, body = RequestDone))
)]
pub async fn ask(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (asking, command) = sent.read::<Asking>(&caller, caller.party)?;
    let supplier = party(&app, &caller, &asking.supplier, "/supplier")?;
    let line = |line: &AskingLine| AskLine {
        material: MaterialId(line.material.0),
        quantity: line.quantity.0,
        price: line.price.0,
    };
    let wish = RequestMaterials {
        order: asking.order.map(|order| OrderId(order.0)),
        supplier,
        lines: asking.lines.iter().map(line).collect(),
        wanted: asking.wanted.map(|day| day.0),
        note: command.seal(&app, caller.person, note(asking.note.as_ref(), "/note")?)?,
        answer_by: asking.answer_by.map(|day| app.end_of(caller.party, day.0)),
    };
    let receipt = command.submit(&app, &caller, None, wish).await?;
    let request = receipt.thing.and_then(|thing| RequestId::try_from(thing).ok());
    let request = request.ok_or_else(|| Problem::broken("a request without an id"))?;
    answer(&app, &caller, StatusCode::CREATED, (caller.party, request), &receipt)
}

/// A supplier's word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ConfirmMaterialRequest)]
pub struct Confirming {
    /// The day it will be there.
    promised: Date,
    /// What is promised of each line; everything as it was asked when nothing is said.
    #[schema(min_items = 1)]
    lines: Option<Vec<ConfirmingLine>>,
    /// A word to the business.
    note: Option<NoteText>,
    /// The supplier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// What is promised of one line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ConfirmMaterialRequestLine)]
pub struct ConfirmingLine {
    /// The line's number.
    #[schema(minimum = 0, maximum = 65535)]
    number: u16,
    /// How much; may be less than asked, or nothing.
    quantity: Quantity,
    /// The price of one unit.
    price: Amount,
    /// Another material of the business instead, in the same unit.
    substitute: Option<Id>,
}

/// Promise materials. As it was asked, or better, it binds at once; otherwise it is an offer, and the request waits
/// for the business's answer.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/confirm", operation_id = "confirmMaterialRequest",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Confirming,
    responses((status = OK, body = RequestDone))
)]
pub async fn confirm(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (confirming, command) = sent.read::<Confirming>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, confirming.on_behalf_of.as_ref())?;
    let request = sheet.request.id;
    let named = |line: &ConfirmingLine| Some((line.number, MaterialId(line.substitute?.0)));
    let substitutes: Vec<_> = confirming.lines.iter().flatten().map(named).collect();
    let lines = match confirming.lines {
        Some(lines) => lines
            .iter()
            .map(|line| ConfirmedLine { number: line.number, quantity: line.quantity.0, price: line.price.0 })
            .collect(),
        None => sheet
            .request
            .lines
            .iter()
            .map(|line| ConfirmedLine { number: line.number, quantity: line.quantity, price: line.price })
            .collect(),
    };
    let substitutes = substitutes.iter().flatten().copied().collect();
    let words = command.seal(&app, caller.person, note(confirming.note.as_ref(), "/note")?)?;
    let wish = ConfirmMaterials { request, lines, promised: confirming.promised.0, note: words, substitutes };
    let receipt = command.submit(&app, &caller, Some(request.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// What is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ShipMaterials)]
pub struct Shipping {
    /// What of each line; what was promised when nothing is said.
    #[schema(min_items = 1)]
    lines: Option<Vec<Counted>>,
    /// Number of the waybill, if it goes by an expedition.
    waybill: Option<NameText>,
    /// The supplier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// So much of a line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CountedLine)]
pub struct Counted {
    /// The line's number.
    #[schema(minimum = 0, maximum = 65535)]
    number: u16,
    /// How much.
    quantity: Quantity,
}

fn counted(lines: &[Counted]) -> Vec<(u16, quantity::Quantity)> {
    lines.iter().map(|line| (line.number, line.quantity.0)).collect()
}

/// Send what was promised.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/ship", operation_id = "shipMaterials",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Shipping,
    responses((status = OK, body = RequestDone))
)]
pub async fn ship(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (shipping, command) = sent.read::<Shipping>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, shipping.on_behalf_of.as_ref())?;
    let command = command.happened(shipping.happened);
    let request = sheet.request.id;
    let wish = ShipMaterials {
        request,
        lines: shipping.lines.as_deref().map(counted).unwrap_or_default(),
        waybill: shipping.waybill.map(|text| text.0.trim().to_owned()).filter(|text| !text.is_empty()),
    };
    let receipt = command.submit(&app, &caller, Some(request.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// What was counted on arrival.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReceiveMaterials)]
pub struct Receiving {
    /// What of each line is good.
    #[schema(min_items = 1)]
    lines: Vec<Counted>,
    /// What of each line is damaged. It does not enter stock.
    #[serde(default)]
    damaged: Vec<Counted>,
    /// The how-many-th shipment of the request it is; the oldest on its way when nothing is said.
    #[schema(minimum = 0, maximum = 65535)]
    shipment: Option<u16>,
    /// What is missing comes later: the request stays open. Otherwise it ends with what there is.
    #[serde(default)]
    more_to_come: bool,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// Count what arrived and put it in stock.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/receive", operation_id = "receiveMaterials",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Receiving,
    responses((status = OK, body = RequestDone))
)]
pub async fn receive(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (receiving, command) = sent.read::<Receiving>(&caller, sheet.business)?;
    let command = command.happened(receiving.happened);
    let request = sheet.request.id;
    let wish = ReceiveMaterials {
        request,
        lines: counted(&receiving.lines),
        damaged: counted(&receiving.damaged),
        shipment: receiving.shipment,
        more_to_come: receiving.more_to_come,
    };
    let receipt = command.submit(&app, &caller, Some(request.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// Under way, or over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Which {
    /// Something is still to come of it.
    Open,
    /// Nothing is.
    Past,
}

/// As what a party asks that is several things at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AsOfRequests)]
pub enum As {
    /// What it asked for.
    Business,
    /// What is asked of it.
    Supplier,
}

/// Which material requests.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// Those that something is still to come of, when nothing is said.
    #[param(inline)]
    state: Option<Which>,
    /// As what a party asks that both buys and sells materials: what it asked for, when nothing is said.
    #[serde(rename = "as")]
    #[param(inline)]
    side: Option<As>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The mark that the part before ended with.
    after: Option<String>,
}

/// Material requests that the party sent or got, latest first.
#[utoipa::path(
    get, path = "/api/v1/material-requests", operation_id = "listMaterialRequests", tag = "materials",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<MaterialRequest>))
)]
pub async fn list(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<MaterialRequest>>, Problem> {
    let usual = if caller.is(Capacity::Business) { As::Business } else { As::Supplier };
    let side = listing.side.unwrap_or(usual);
    let open = listing.state != Some(Which::Past);
    let place = Place::new(caller.party, &format!("requests {side:?} {open}"));
    let (from, most) = (place.key(listing.after.as_deref())?, limit(listing.limit)?);
    up_to_date(&app).await;
    let requests = &app.views.requests;
    let part = match side {
        As::Business => requests.of_business(caller.party, open, from.as_deref(), most),
        As::Supplier => requests.to_supplier(caller.party, open, from.as_deref(), most),
    };
    let items = part.rows.iter().map(|(_, sheet)| MaterialRequest::of(&app, sheet)).collect();
    Ok(Json(List { items, next: part.next.map(|key| place.mark(&key)) }))
}
