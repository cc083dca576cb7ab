//! Deliveries: dispatched by the business, picked up, brought or failed by the carrier.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::delivery::{Carrier, CompleteDelivery, DispatchOrder, FailDelivery, PickUpDelivery};
use rantai_core::book::order::StageName;
use rantai_core::desk::Receipt;
use rantai_core::ids::PersonId;
use rantai_core::party::Capacity;
use rantai_core::sealed::ReceivedBy;
use rantai_projections::slips::SlipSheet;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, up_to_date};
use super::materials::Which;
use super::order::{self, CarrierShown, OrderDone, Party, SlipStateName, opened};
use super::page::{Asked, List, Place, limit};
use super::problem::{Fault, Problem};
use super::road::{LineOutcome, LineQuantity, load, outcomes};
use super::sent::{OnBehalfOf, Sent, done, note, party};
use super::words::{Amount, Date, DeliveryProblem, Id, Money, NameText, NoteText, PhotoText, Quantity, Slug};
use super::words::{Time, TransportMode, Unit};
use crate::app::App;
use crate::contact::Contact;
use crate::who::AppState;

/// A delivery slip as its carrier may see it: where to, what, how much to collect; no price of goods.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The slip's id.
    id: Id,
    /// Its number for people.
    number: String,
    /// The version to send back in `If-Match`.
    version: u32,
    /// Who sends.
    business: Party,
    /// Who receives.
    receiver: Party,
    /// The receiver's phone number, in E.164.
    phone: Option<String>,
    /// The order's number, as it stands on the packages.
    order_number: String,
    /// The order: for the business and the buyer alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    order: Option<Id>,
    /// The how-many-th attempt it is.
    attempt: u16,
    /// What became of it.
    state: SlipStateName,
    /// Who carries.
    carrier: CarrierShown,
    /// With what.
    mode: TransportMode,
    /// Where to.
    destination: order::Destination,
    /// How many packages.
    packages: u16,
    /// What is in them.
    goods: Vec<Goods>,
    /// Cash to collect from the receiver.
    cash_to_collect: Money,
    /// What the courier earns: for the business and the courier alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    courier_fee: Option<Money>,
    /// The business's word to the courier: for these two alone.
    note: Option<String>,
    issued_at: Time,
    /// Who took the goods.
    received_by: Option<String>,
    /// Cash taken from the receiver.
    cash_collected: Option<Money>,
}

/// Goods on a slip.
#[derive(Debug, Serialize, ToSchema)]
pub struct Goods {
    /// The line's number in the order.
    line: u16,
    name: String,
    variant: String,
    quantity: Quantity,
    unit: Unit,
}

impl Delivery {
    fn seen_by(app: &App, caller: &Caller, sheet: &SlipSheet) -> Self {
        let slip = &sheet.slip;
        let (is_business, is_buyer) = (caller.party == sheet.business, caller.party == sheet.buyer);
        let carries = is_business || slip.carrier == Carrier::Courier { party: caller.party };
        let (received_by, cash_collected) = order::received(app, &slip.state);
        let goods = sheet.goods.iter().map(|line| Goods {
            line: line.line,
            name: line.name.clone(),
            variant: line.variant.clone(),
            quantity: Quantity(line.quantity),
            unit: Unit(line.unit),
        });
        Self {
            id: slip.id.into(),
            number: slip.number.clone(),
            version: sheet.version,
            business: Party::of(app, sheet.business),
            receiver: Party::of(app, sheet.buyer),
            phone: Contact::of(app, sheet.buyer).phone.map(|phone| phone.call),
            order_number: sheet.order_number.clone(),
            order: (is_business || is_buyer).then(|| sheet.order.into()),
            attempt: slip.attempt,
            state: SlipStateName::of(&slip.state),
            carrier: CarrierShown::of(app, &slip.carrier),
            mode: TransportMode(slip.mode),
            destination: order::Destination::of(app, &slip.destination),
            packages: slip.packages,
            goods: goods.collect(),
            cash_to_collect: Money(slip.cash_to_collect),
            courier_fee: carries.then_some(Money(slip.courier_fee)),
            note: opened(app, slip.note.as_ref()).filter(|_| carries),
            issued_at: Time(slip.issued_at),
            received_by,
            cash_collected,
        }
    }
}

/// Who is to carry.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = Carrier)]
pub enum Carrying {
    /// A courier who is a party here.
    Courier {
        /// Which one.
        party: Slug,
    },
    /// One of the business's own people; the token's person when nobody is named.
    OwnStaff {
        /// Who.
        person: Option<Id>,
    },
    /// An expedition or a bus.
    Expedition {
        /// Its name.
        name: NameText,
        /// Its waybill number.
        waybill: Option<NameText>,
    },
    /// The buyer comes for them.
    Collected {},
}

impl Carrying {
    pub(super) fn known(&self, app: &App, caller: &Caller) -> Result<Carrier, Problem> {
        Ok(match self {
            Self::Courier { party: slug } => {
                Carrier::Courier { party: party(app, caller, slug, "/carrier/party")? }
            }
            Self::OwnStaff { person } => {
                Carrier::OwnStaff { person: person.map_or(caller.person, |person| PersonId(person.0)) }
            }
            Self::Expedition { name, waybill } => Carrier::Expedition {
                name: name.0.trim().to_owned(),
                waybill: waybill.as_ref().map(|text| text.0.trim().to_owned()).unwrap_or_default(),
            },
            Self::Collected {} => Carrier::Collected,
        })
    }
}

/// A packed order for a carrier.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = DispatchOrder)]
pub struct Dispatching {
    /// Who carries.
    carrier: Carrying,
    /// With what.
    mode: TransportMode,
    /// Cash to collect from the receiver.
    cash_to_collect: Option<Amount>,
    /// What the courier earns.
    courier_fee: Option<Amount>,
    /// The vehicle's plate.
    vehicle: Option<NameText>,
    /// Which packages go; all that are here, when nothing is said.
    packages: Option<Vec<u16>>,
    /// How much of which lines goes; what is in those packages, when nothing is said.
    lines: Option<Vec<LineQuantity>>,
    /// Whether the receiver reads out a code, without which the courier cannot say that the goods arrived.
    code: Option<bool>,
    /// A word to the courier.
    note: Option<NoteText>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// Give a packed order to a carrier.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/dispatch", operation_id = "dispatchOrder", tag = "deliveries",
    security(("bearer" = ["deliveries"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Dispatching,
    responses((status = CREATED, body = OrderDone))
)]
pub async fn dispatch(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (dispatching, command) = sent.read::<Dispatching>(&caller, sheet.business)?;
    let command = command.happened(dispatching.happened);
    let order = sheet.order.id;
    let wish = DispatchOrder {
        order,
        carrier: dispatching.carrier.known(&app, &caller)?,
        mode: dispatching.mode.0,
        cash_to_collect: dispatching.cash_to_collect.unwrap_or_default().0,
        courier_fee: dispatching.courier_fee.unwrap_or_default().0,
        note: command.seal(&app, caller.person, note(dispatching.note.as_ref(), "/note")?)?,
        vehicle: dispatching.vehicle.unwrap_or_default().0,
        load: load(dispatching.packages, dispatching.lines.as_deref()),
        code: dispatching.code.unwrap_or_default(),
    };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    order::answer(&app, &caller, StatusCode::CREATED, (sheet.business, order), &receipt)
}

/// The answer to a command about a delivery.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryDone {
    /// The slip.
    id: Id,
    /// Its version since then.
    version: u32,
    /// Where the log stood then.
    cursor: String,
    /// The delivery as it stood then.
    delivery: Delivery,
}

pub(super) fn answer(
    app: &App,
    caller: &Caller,
    sheet: &SlipSheet,
    receipt: &Receipt,
) -> Result<Response, Problem> {
    let of = (sheet.order, sheet.slip.id);
    let sheet = SlipSheet::as_of(app.log.as_ref(), sheet.business, of, receipt.cursor);
    let sheet = sheet.map_err(Problem::broken)?.ok_or_else(|| Problem::broken("a slip that is gone"))?;
    let (version, cursor) = (sheet.version, receipt.cursor.to_string());
    let delivery = Delivery::seen_by(app, caller, &sheet);
    Ok(done(StatusCode::OK, receipt, version, &DeliveryDone { id: delivery.id, version, cursor, delivery }))
}

/// For whom.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PickUpDelivery)]
pub struct PickingUp {
    /// Which packages were not there.
    missing: Option<Vec<u16>>,
    /// When it was done, where there was no network then.
    happened: Option<Time>,
    /// The courier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Take the goods of a slip.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/pickup", operation_id = "pickUpDelivery",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = PickingUp,
    responses((status = OK, body = DeliveryDone))
)]
pub async fn pick_up(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    let (picking, command) = sent.read::<PickingUp>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, picking.on_behalf_of.as_ref())?;
    let command = command.happened(picking.happened);
    let slip = sheet.slip.id;
    let receipt = command
        .submit(
            &app,
            &caller,
            Some(slip.into()),
            PickUpDelivery { slip, missing: picking.missing.unwrap_or_default() },
        )
        .await?;
    answer(&app, &caller, &sheet, &receipt)
}

/// Who took the goods, and what was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CompleteDelivery)]
pub struct Completing {
    /// Who took them. Kept sealed.
    received_by: Option<NameText>,
    /// Cash taken from the receiver.
    cash_collected: Option<Amount>,
    /// What was taken of each line; everything of the lines that are not named.
    outcomes: Option<Vec<LineOutcome>>,
    /// The code as the receiver read it out.
    code: Option<NameText>,
    /// When it was done, where there was no network then.
    happened: Option<Time>,
    /// The courier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Say that the receiver has the goods.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/complete", operation_id = "completeDelivery",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = Completing,
    responses((status = OK, body = DeliveryDone))
)]
pub async fn complete(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    let (completing, command) = sent.read::<Completing>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, completing.on_behalf_of.as_ref())?;
    let command = command.happened(completing.happened);
    let command = command.shown(&app, &caller, completing.photo.as_ref()).await?;
    let slip = sheet.slip.id;
    // The name is the receiver's: it is sealed with the key of the receiver's own person.
    let contact = app.sealed_about(sheet.buyer, caller.person);
    let name = completing.received_by.map(|name| ReceivedBy::new(&name.0)).transpose();
    let name = name.map_err(|error| Fault::at("/receivedBy", error.to_string()))?.flatten();
    let wish = CompleteDelivery {
        slip,
        received_by: command.seal(&app, contact, name)?,
        cash_collected: completing.cash_collected.unwrap_or_default().0,
        outcomes: completing.outcomes.as_deref().map(outcomes).unwrap_or_default(),
        signature: None,
        code: completing.code.map(|code| code.0),
    };
    let receipt = command.submit(&app, &caller, Some(slip.into()), wish).await?;
    answer(&app, &caller, &sheet, &receipt)
}

/// What went wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = FailDelivery)]
pub struct Failing {
    /// Why the goods did not arrive.
    reason: DeliveryProblem,
    /// The day another attempt was spoken of.
    next_attempt: Option<Date>,
    /// Why, in words.
    note: Option<NoteText>,
    /// When it was, where there was no network then.
    happened: Option<Time>,
    /// The courier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Say that the goods did not arrive and come back.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/fail", operation_id = "failDelivery",
    tag = "deliveries", security(("bearer" = ["deliveries"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = Failing,
    responses((status = OK, body = DeliveryDone))
)]
pub async fn fail(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    let (failing, command) = sent.read::<Failing>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, failing.on_behalf_of.as_ref())?;
    let command = command.happened(failing.happened);
    let command = command.shown(&app, &caller, failing.photo.as_ref()).await?;
    let slip = sheet.slip.id;
    let wish = FailDelivery {
        slip,
        reason: failing.reason.0,
        next_attempt: failing.next_attempt.map(|day| day.0),
        note: command.seal(&app, caller.person, note(failing.note.as_ref(), "/note")?)?,
    };
    let receipt = command.submit(&app, &caller, Some(slip.into()), wish).await?;
    answer(&app, &caller, &sheet, &receipt)
}

/// As what a party asks that is several things at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = AsOfDeliveries)]
pub enum As {
    /// What it sends: only what is out now.
    Business,
    /// What it carries.
    Courier,
}

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// A courier's slips that are to do, when nothing is said. What a business sends is always what is out now.
    #[param(inline)]
    state: Option<Which>,
    /// As what a party asks that both sends and carries: what it sends, when nothing is said.
    #[serde(rename = "as")]
    #[param(inline)]
    side: Option<As>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The mark that the part before ended with.
    after: Option<String>,
}

/// Slips that the party carries, latest first, or that are out for it.
#[utoipa::path(
    get, path = "/api/v1/deliveries", operation_id = "listDeliveries", tag = "deliveries",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<Delivery>))
)]
pub async fn list(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<Delivery>>, Problem> {
    let usual = if caller.is(Capacity::Business) { As::Business } else { As::Courier };
    let side = listing.side.unwrap_or(usual);
    let to_do = listing.state != Some(Which::Past);
    let place = Place::new(caller.party, &format!("deliveries {side:?} {to_do}"));
    let (from, most) = (place.key(listing.after.as_deref())?, limit(listing.limit)?);
    up_to_date(&app).await;
    let (sheets, next) = match side {
        As::Courier => {
            let part = app.views.slips.my_slips(caller.party, to_do, from.as_deref(), most);
            (part.rows.into_iter().map(|(_, sheet)| sheet).collect(), part.next)
        }
        As::Business if to_do => out(&app, &caller, from.as_deref(), most),
        As::Business => (Vec::new(), None),
    };
    let items = sheets.iter().map(|sheet| Delivery::seen_by(&app, &caller, sheet)).collect();
    Ok(Json(List { items, next: next.map(|key| place.mark(&key)) }))
}

type Part = (Vec<std::sync::Arc<SlipSheet>>, Option<Vec<u8>>);

/// What is out for a business: the slips of its orders that a carrier was asked for or has.
fn out(app: &App, caller: &Caller, from: Option<&[u8]>, most: usize) -> Part {
    let stages = [StageName::Dispatched, StageName::OnTheRoad];
    let (mut sheets, mut from) = (Vec::new(), from.map(<[u8]>::to_vec));
    for stage in stages {
        let room = most.saturating_sub(sheets.len());
        // A mark of the second stage leads past the first.
        let begins = |key: &Vec<u8>| key.get(16) == Some(&stage.code());
        if from.as_ref().is_some_and(|key| !begins(key)) {
            continue;
        }
        let part = app.views.board.at_stage(caller.party, stage, from.take().as_deref(), room.max(1));
        if room == 0 {
            return (sheets, part.rows.first().map(|(key, _)| key.clone()));
        }
        for (_, row) in part.rows {
            let sheet = app.views.orders.sheet(row.order);
            let slip = sheet.and_then(|sheet| sheet.order.open_slip().map(|slip| slip.id));
            sheets.extend(slip.and_then(|slip| app.views.slips.sheet(slip)));
        }
        if part.next.is_some() {
            return (sheets, part.next);
        }
    }
    (sheets, None)
}
