//! Orders: placed, answered, withdrawn, called off.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::order::{self as core, DeliveryWish, PlaceLine};
use rantai_core::book::order::{AcceptOrder, CancelOrder, DeclineOrder, PlaceOrder, WithdrawOrder};
use rantai_core::ids::{OrderId, PartyId, ProductId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::{Caller, up_to_date};
use super::order::{OrderDone, answer};
use super::photos;
use super::problem::{Fault, Problem};
use super::sent::{OnBehalfOf, Ready, Sent, note, shop};
use super::words::{
    AddressText, Amount, Date, DeclineReason, FreightPayer, Id, NoteText, PhotoText, Quantity, Slug, Unit,
};
use crate::app::App;
use crate::who::AppState;

/// What a buyer orders.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PlaceOrder)]
pub struct Placing {
    /// The business that is to sell; a business that records an order for somebody names itself.
    business: Slug,
    /// What is ordered: at least one line.
    #[schema(min_items = 1, max_items = 60)]
    lines: Vec<PlacingLine>,
    /// When the buyer would like it.
    wanted: Option<Date>,
    /// How it should come: brought to the buyer's own address, when nothing is said.
    delivery: Option<Wish>,
    /// A word to the business.
    note: Option<NoteText>,
    /// The buyer who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// A line of an order to be placed. Names and prices are the catalogue's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PlaceOrderLine)]
pub struct PlacingLine {
    /// What is ordered.
    product: Id,
    /// Which variant; the first when nothing is said.
    #[schema(minimum = 0, maximum = 65535)]
    variant: Option<u16>,
    /// In which unit; the product's own when nothing is said.
    unit: Option<Unit>,
    /// How much.
    quantity: Quantity,
    /// Special wishes.
    specification: Option<NoteText>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// How goods should come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = DeliveryWish)]
pub enum Wish {
    /// The buyer collects them.
    Collect {},
    /// They are brought.
    Deliver {
        /// Code of the village (Kemendagri); the buyer's own when nothing is said.
        #[schema(max_length = 13)]
        village: Option<String>,
        /// Where exactly; the buyer's own address when nothing is said.
        address: Option<AddressText>,
    },
}

/// Place an order.
#[utoipa::path(
    post, path = "/api/v1/orders", operation_id = "placeOrder", tag = "orders",
    security(("bearer" = ["orders"])),
    request_body = Placing,
    responses((status = CREATED, body = OrderDone))
)]
pub async fn place(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (placing, command) = sent.read::<Placing>(&caller, caller.party)?;
    let business = shop(&app, &placing.business, "/business")?;
    let command = command.in_book(business).on_behalf_of(&app, &caller, placing.on_behalf_of.as_ref())?;
    let buyer = command.party(&caller);
    let registry = app.registry();
    let contact = registry.party(buyer).map_or(caller.person, |entry| entry.contact);
    // What the business writes down of somebody who phoned is theirs.
    let writer = if buyer == caller.party { caller.person } else { contact };
    let mut lines = Vec::with_capacity(placing.lines.len());
    for (index, line) in placing.lines.iter().enumerate() {
        let product = ProductId(line.product.0);
        let unit = match line.unit {
            Some(unit) => unit.0,
            None => base_unit(&app, business, product).await.ok_or_else(|| {
                Fault::at(format!("/lines/{index}/product"), "the business has no such product")
            })?,
        };
        let words = note(line.specification.as_ref(), &format!("/lines/{index}/specification"))?;
        let pointer = format!("/lines/{index}/photo");
        let photo = photos::kept(&app, &caller, line.photo.as_ref(), &pointer).await?;
        lines.push(PlaceLine {
            product,
            variant: line.variant.unwrap_or(1),
            unit,
            quantity: line.quantity.0,
            specification: command.seal(&app, writer, words)?,
            photo: photo.first().copied(),
        });
    }
    let delivery = destination(&app, &command, buyer, placing.delivery.as_ref())?;
    let words = command.seal(&app, writer, note(placing.note.as_ref(), "/note")?)?;
    let wanted = placing.wanted.map(|day| day.0);
    let wish = PlaceOrder { buyer, lines, wanted, delivery, note: words };
    let receipt = command.submit(&app, &caller, None, wish).await?;
    let order = receipt.thing.and_then(|thing| OrderId::try_from(thing).ok());
    let order = order.ok_or_else(|| Problem::broken("an order without an id"))?;
    answer(&app, &caller, StatusCode::CREATED, (business, order), &receipt)
}

async fn base_unit(app: &App, business: PartyId, product: ProductId) -> Option<rantai_core::quantity::Unit> {
    let look = || app.views.shops.product(business, product).map(|row| row.product.sheet.unit);
    if let Some(unit) = look() {
        return Some(unit);
    }
    up_to_date(app).await;
    look()
}

fn destination(
    app: &App,
    command: &Ready,
    buyer: PartyId,
    wish: Option<&Wish>,
) -> Result<DeliveryWish, Problem> {
    let (village, address) = match wish {
        Some(Wish::Collect {}) => return Ok(DeliveryWish::Collect),
        Some(Wish::Deliver { village, address }) => (village.as_ref(), address.as_ref()),
        None => (None, None),
    };
    let registry = app.registry();
    let entry =
        registry.party(buyer).ok_or_else(|| Fault::at("/onBehalfOf/party", "no party has this name"))?;
    let village = village.unwrap_or(&entry.village).clone();
    if app.regions.place(&village).is_none() {
        return Err(Fault::at("/delivery/village", "no village has this code"));
    }
    let own =
        || entry.address.as_ref().and_then(|address| app.vault.read(address)).map(|text| text.to_string());
    let address = address.map(|text| text.0.clone()).or_else(own).unwrap_or_default();
    let address = rantai_core::sealed::Address::new(&address)
        .map_err(|error| Fault::at("/delivery/address", error.to_string()))?;
    let address = command.seal(app, entry.contact, address)?;
    let address = address.ok_or_else(|| Fault::at("/delivery/address", "where to?"))?;
    Ok(DeliveryWish::Deliver { village, address })
}

/// A promise.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AcceptOrder)]
pub struct Accepting {
    /// The day the goods are promised for.
    promised: Date,
    /// Share of the total asked before work starts, in percent; the terms' when nothing is said.
    #[schema(minimum = 0, maximum = 100)]
    deposit_percent: Option<u8>,
    /// What the transport costs.
    freight: Option<Amount>,
    /// Who pays it; the buyer when nothing is said.
    freight_payer: Option<FreightPayer>,
}

/// Accept an order.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/accept", operation_id = "acceptOrder", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Accepting,
    responses((status = OK, body = OrderDone))
)]
pub async fn accept(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (accepting, command) = sent.read::<Accepting>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let wish = AcceptOrder {
        order,
        promised: accepting.promised.0,
        deposit_percent: accepting.deposit_percent,
        freight: accepting.freight.unwrap_or_default().0,
        freight_payer: accepting.freight_payer.map_or(core::FreightPayer::Buyer, |payer| payer.0),
    };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// Why an order is not taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = DeclineOrder)]
pub struct Declining {
    /// Why.
    reason: DeclineReason,
    /// Why, in words.
    note: Option<NoteText>,
}

/// Decline an order.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/decline", operation_id = "declineOrder", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Declining,
    responses((status = OK, body = OrderDone))
)]
pub async fn decline(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (declining, command) = sent.read::<Declining>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(declining.note.as_ref(), "/note")?)?;
    let wish = DeclineOrder { order, reason: declining.reason.0, note: words };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// Why an order is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WithdrawOrder)]
pub struct Withdrawing {
    /// Why, in words.
    note: Option<NoteText>,
    /// The buyer who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Take an order back that nobody has answered.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/withdraw", operation_id = "withdrawOrder", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Withdrawing,
    responses((status = OK, body = OrderDone))
)]
pub async fn withdraw(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (withdrawing, command) = sent.read::<Withdrawing>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, withdrawing.on_behalf_of.as_ref())?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(withdrawing.note.as_ref(), "/note")?)?;
    let wish = WithdrawOrder { order, note: words };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// Why an order is called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CancelOrder)]
pub struct Cancelling {
    /// Why, in words.
    note: Option<NoteText>,
}

/// Call an accepted order off for which no money is held.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/cancel", operation_id = "cancelOrder", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Cancelling,
    responses((status = OK, body = OrderDone))
)]
pub async fn cancel(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (cancelling, command) = sent.read::<Cancelling>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(cancelling.note.as_ref(), "/note")?)?;
    let receipt =
        command.submit(&app, &caller, Some(order.into()), CancelOrder { order, note: words }).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}
