//! Orders: placed, answered, withdrawn, called off, and how they stand.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rantai_core::book::delivery::Carrier;
use rantai_core::book::order::{self as core, DeliveryWish, PlaceLine, SlipState};
use rantai_core::book::order::{AcceptOrder, CancelOrder, DeclineOrder, PlaceOrder, WithdrawOrder};
use rantai_core::desk::Receipt;
use rantai_core::ids::{OrderId, PartyId, ProductId};
use rantai_core::log::{Cursor, Log as _};
use rantai_core::party::Capacity;
use rantai_core::sealed::{Note, Personal, Sealed};
use rantai_core::time::Moment;
use rantai_projections::order_board::OrderRow;
use rantai_projections::order_sheets::{BuyerSheet, Link, OrderSheet, Turn as Mover};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::agreeing::{Ask, Late, Offer, Promise};
use super::caller::{Caller, up_to_date};
use super::page::{Asked, List, Place, limit};
use super::problem::{Fault, Problem};
use super::promises::Expected;
use super::sent::{OnBehalfOf, Ready, Sent, done, tagged};
use super::words::{
    AddressText, Amount, Commercial, Date, DeclineReason, FreightPayer, Fulfilment, Id, Money, NoteText,
    PaymentAxis, PaymentMethod, PriceKind, Quantity, RequestState, SettlementRule, Slug, Stage, Time,
    TransportMode, Turn, Unit, Via,
};
use crate::app::App;
use crate::i18n::Lang;
use crate::who::AppState;

/// A party as others know it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Party {
    /// Its name in addresses.
    pub slug: String,
    /// Its trade name.
    pub name: String,
}

impl Party {
    /// The party of that id.
    pub fn of(app: &App, party: PartyId) -> Self {
        Self { slug: app.slug(party), name: app.party(party) }
    }
}

/// An order as one of its two sides may see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Its id.
    id: Id,
    /// Its number for people.
    number: String,
    /// The version to send back in `If-Match`.
    version: u32,
    /// Who sells.
    business: Party,
    /// Who buys.
    buyer: Party,
    /// Its place on the board.
    stage: Stage,
    /// How the agreement stands.
    commercial: Commercial,
    /// How far the goods have come.
    fulfilment: Fulfilment,
    /// How its money stands.
    payment: PaymentAxis,
    /// Who has the next move.
    turn: Turn,
    /// What is bought.
    lines: Vec<Line>,
    /// Sum of the lines.
    goods_total: Money,
    /// What the buyer owes in all.
    total: Money,
    /// What was verified of it.
    held: Money,
    /// What is missing of it; nothing before it is accepted.
    rest: Money,
    /// What of the deposit is missing.
    deposit_short: Money,
    /// When the buyer would like it.
    wanted: Option<Date>,
    /// How it should come.
    delivery: Destination,
    /// The buyer's word to the business.
    note: Option<String>,
    /// When it was placed.
    placed_at: Time,
    /// When it came to where it is.
    since: Time,
    /// What was agreed, once it was.
    agreement: Option<Agreement>,
    /// What was promised first, where it is something else now.
    first_promise: Option<Promise>,
    /// All offers made before it was accepted.
    offers: Vec<Offer>,
    /// Everything either side asked of the other since.
    asks: Vec<Ask>,
    /// Deadlines that passed and that somebody is still asked for.
    overdue: Vec<Late>,
    /// All payments ever claimed for it.
    payments: Vec<Payment>,
    /// All slips ever issued for it.
    slips: Vec<OrderSlip>,
    /// What its goods take: for the business alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    needs: Option<Vec<Need>>,
    /// The requests made for it: for the business alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    requests: Option<Vec<OrderRequest>>,
}

/// One line of an order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Its number in the order, from 1.
    number: u16,
    /// What is ordered.
    product: Id,
    /// Which variant.
    variant: u16,
    /// What the product was called.
    name: String,
    /// What the variant was called.
    variant_name: String,
    /// The unit it was ordered in.
    unit: Unit,
    /// How much, in that unit.
    quantity: Quantity,
    /// The product's base unit.
    base_unit: Unit,
    /// How much, in base units.
    base: Quantity,
    /// Price of one base unit.
    price: Money,
    /// Which price that is.
    price_kind: PriceKind,
    /// Price of the line.
    amount: Money,
    /// Special wishes.
    specification: Option<String>,
}

/// How the goods come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Destination {
    /// The buyer collects them.
    Collect,
    /// They are brought.
    Deliver {
        /// Code of the village (Kemendagri).
        village: String,
        /// Village, district, regency in words.
        place: String,
        /// Where exactly; absent where it was erased.
        address: Option<String>,
    },
}

impl Destination {
    /// Where goods go.
    pub fn of(app: &App, wish: &DeliveryWish) -> Self {
        match wish {
            DeliveryWish::Collect => Self::Collect,
            DeliveryWish::Deliver { village, address } => Self::Deliver {
                village: village.clone(),
                place: app.regions.spoken(village),
                address: opened(app, Some(address)),
            },
        }
    }
}

/// What was agreed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Agreement {
    accepted_at: Time,
    /// The day the goods are promised for.
    promised: Date,
    /// What is to be paid before work starts.
    deposit_due: Money,
    /// What the transport costs.
    freight: Money,
    /// Who pays it.
    freight_payer: FreightPayer,
    /// What the buyer owes in all.
    total: Money,
    /// When the rest is paid.
    settlement: SettlementRule,
}

/// One payment.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    /// Its id.
    id: Id,
    /// What was claimed.
    claimed: Money,
    /// How it was sent.
    method: PaymentMethod,
    claimed_at: Time,
    /// What became of it.
    state: PaymentState,
    /// What was seen of it, once it was.
    seen: Option<Money>,
    /// The receipt's number, once there is one.
    receipt: Option<String>,
}

/// What became of a payment.
#[derive(Debug, Serialize, ToSchema)]
pub enum PaymentState {
    /// Nobody has looked yet.
    Claimed,
    /// The money was seen.
    Verified,
    /// The money was not there.
    Refused,
}

/// What an order takes of one material.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Need {
    /// The material.
    material: Id,
    name: String,
    unit: Unit,
    /// How much the order takes.
    needed: Quantity,
    /// How much of that has to be bought.
    short: Quantity,
    /// How much of it has arrived.
    arrived: Quantity,
}

/// A material request made for an order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderRequest {
    id: Id,
    number: String,
    supplier: Party,
    state: RequestState,
}

/// A slip of an order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderSlip {
    id: Id,
    number: String,
    /// The how-many-th attempt it is.
    attempt: u16,
    /// Who carries.
    carrier: CarrierShown,
    /// With what.
    mode: TransportMode,
    packages: u16,
    cash_to_collect: Money,
    state: SlipStateName,
    issued_at: Time,
    /// Who took the goods.
    received_by: Option<String>,
    /// Cash taken from the receiver.
    cash_collected: Option<Money>,
}

/// Who carries goods.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum CarrierShown {
    /// A courier who is a party here.
    Courier {
        /// Which one.
        party: Party,
    },
    /// One of the business's own people.
    OwnStaff {
        /// Their name.
        name: String,
    },
    /// An expedition or a bus.
    Expedition {
        /// Its name.
        name: String,
        /// Its waybill number, empty while there is none.
        waybill: String,
    },
    /// The buyer comes for them.
    Collected,
}

impl CarrierShown {
    /// Who carries.
    pub fn of(app: &App, carrier: &Carrier) -> Self {
        match carrier {
            Carrier::Courier { party } => Self::Courier { party: Party::of(app, *party) },
            Carrier::OwnStaff { person } => Self::OwnStaff { name: app.person(*person) },
            Carrier::Expedition { name, waybill } => {
                Self::Expedition { name: name.clone(), waybill: waybill.clone() }
            }
            Carrier::Collected => Self::Collected,
        }
    }
}

/// What became of a slip.
#[derive(Debug, Serialize, ToSchema)]
pub enum SlipStateName {
    /// The carrier has been asked.
    Issued,
    /// The carrier does not take it.
    Declined,
    /// The business took it back.
    Withdrawn,
    /// The carrier has the goods.
    PickedUp,
    /// The receiver has the goods.
    Completed,
    /// They did not arrive.
    Failed,
}

impl SlipStateName {
    /// The state's word.
    pub const fn of(state: &SlipState) -> Self {
        match state {
            SlipState::Issued => Self::Issued,
            SlipState::Declined { .. } => Self::Declined,
            SlipState::Withdrawn => Self::Withdrawn,
            SlipState::PickedUp { .. } => Self::PickedUp,
            SlipState::Completed { .. } => Self::Completed,
            SlipState::Failed { .. } => Self::Failed,
        }
    }
}

/// A sealed text, opened; nothing where there is none or its person was erased.
pub fn opened<T: Personal>(app: &App, sealed: Option<&Sealed<T>>) -> Option<String> {
    app.vault.read(sealed?).map(|text| text.to_string())
}

impl Order {
    /// The order as `caller` may see it: the business all of it, the buyer what the buyer's sheet has. Words that
    /// change with the day are those of `at`.
    pub fn seen_by(app: &App, caller: &Caller, sheet: &OrderSheet, at: Moment) -> Self {
        if caller.party == sheet.business {
            let (stage, turn) = (sheet.order.stage_name(), Mover::of(&sheet.order));
            let mut shown = Self::of(app, sheet.business, &sheet.order, sheet.version, (stage, turn), at);
            shown.needs = Some(needs(&sheet.order));
            shown.requests = Some(requests(app, &sheet.order));
            shown
        } else {
            Self::of_buyer(app, &sheet.for_buyer(), at)
        }
    }

    fn of_buyer(app: &App, sheet: &BuyerSheet, at: Moment) -> Self {
        Self::of(app, sheet.business, &sheet.order, sheet.version, (sheet.stage, sheet.turn), at)
    }

    fn of(
        app: &App,
        business: PartyId,
        order: &core::Order,
        version: u32,
        (stage, turn): (core::StageName, Mover),
        at: Moment,
    ) -> Self {
        let zone = app.calendar(Lang::Id, business).zone;
        Self {
            id: order.id.into(),
            number: order.number.clone(),
            version,
            business: Party::of(app, business),
            buyer: Party::of(app, order.buyer),
            stage: Stage(stage),
            commercial: Commercial(order.commercial()),
            fulfilment: Fulfilment(order.fulfilment()),
            payment: PaymentAxis(order.payment(at.day_in(zone), zone)),
            turn: Turn(turn),
            lines: order.lines.iter().map(|line| self::line(app, line)).collect(),
            goods_total: Money(order.goods_total),
            total: Money(order.total()),
            held: Money(order.held()),
            rest: Money(order.rest()),
            deposit_short: Money(order.deposit_short()),
            wanted: order.wanted.map(Date),
            delivery: Destination::of(app, &order.delivery),
            note: opened(app, order.note.as_ref()),
            placed_at: Time(order.placed_at),
            since: Time(order.since),
            agreement: order.agreement().map(agreement),
            first_promise: Promise::first(order),
            offers: Offer::all(app, order),
            asks: Ask::all(app, order),
            overdue: Late::all(order),
            payments: order.payments.iter().map(payment).collect(),
            slips: order.slips.iter().map(|slip| self::slip(app, slip)).collect(),
            needs: None,
            requests: None,
        }
    }
}

fn line(app: &App, line: &core::OrderLine) -> Line {
    Line {
        number: line.number,
        product: line.product.into(),
        variant: line.variant,
        name: line.name.clone(),
        variant_name: line.variant_name.clone(),
        unit: Unit(line.unit),
        quantity: Quantity(line.quantity),
        base_unit: Unit(line.base_unit),
        base: Quantity(line.base),
        price: Money(line.price),
        price_kind: PriceKind(line.price_kind),
        amount: Money(line.amount),
        specification: opened(app, line.specification.as_ref()),
    }
}

fn agreement(agreement: &core::Agreement) -> Agreement {
    Agreement {
        accepted_at: Time(agreement.accepted_at),
        promised: Date(agreement.promised),
        deposit_due: Money(agreement.deposit_due),
        freight: Money(agreement.freight),
        freight_payer: FreightPayer(agreement.freight_payer),
        total: Money(agreement.total),
        settlement: SettlementRule(agreement.settlement),
    }
}

fn payment(payment: &core::Payment) -> Payment {
    let (state, seen, receipt) = match &payment.state {
        core::PaymentState::Claimed => (PaymentState::Claimed, None, None),
        core::PaymentState::Verified { amount, receipt, .. } => {
            (PaymentState::Verified, Some(Money(*amount)), Some(receipt.clone()))
        }
        core::PaymentState::Refused { .. } => (PaymentState::Refused, None, None),
    };
    Payment {
        id: payment.id.into(),
        claimed: Money(payment.claimed),
        method: PaymentMethod(payment.method),
        claimed_at: Time(payment.claimed_at),
        state,
        seen,
        receipt,
    }
}

/// Who took the goods, and the cash that was taken.
pub fn received(app: &App, state: &SlipState) -> (Option<String>, Option<Money>) {
    match state {
        SlipState::Completed { received_by, cash_collected, .. } => {
            (opened(app, received_by.as_ref()), Some(Money(*cash_collected)))
        }
        _ => (None, None),
    }
}

fn slip(app: &App, slip: &core::Slip) -> OrderSlip {
    let (received_by, cash_collected) = received(app, &slip.state);
    OrderSlip {
        id: slip.id.into(),
        number: slip.number.clone(),
        attempt: slip.attempt,
        carrier: CarrierShown::of(app, &slip.carrier),
        mode: TransportMode(slip.mode),
        packages: slip.packages,
        cash_to_collect: Money(slip.cash_to_collect),
        state: SlipStateName::of(&slip.state),
        issued_at: Time(slip.issued_at),
        received_by,
        cash_collected,
    }
}

fn needs(order: &core::Order) -> Vec<Need> {
    let need = |need: &rantai_core::book::material::MaterialNeed| Need {
        material: need.material.into(),
        name: need.name.clone(),
        unit: Unit(need.unit),
        needed: Quantity(need.needed),
        short: Quantity(need.short),
        arrived: Quantity(order.arrived(need.material)),
    };
    order.needs.iter().map(need).collect()
}

fn requests(app: &App, order: &core::Order) -> Vec<OrderRequest> {
    let request = |request: &core::OrderRequest| OrderRequest {
        id: request.id.into(),
        number: request.number.clone(),
        supplier: Party::of(app, request.supplier),
        state: RequestState(request.state),
    };
    order.requests.iter().map(request).collect()
}

/// The answer to a command about an order.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderDone {
    /// What was made or acted on: the order, or the payment, slip or request of it.
    id: Id,
    /// The order's version since then.
    version: u32,
    /// Where the log stood then.
    cursor: String,
    /// The order as it stood then.
    order: Order,
}

/// The answer to a command about an order: how it stood when the command was recorded.
///
/// # Errors
/// [`Problem::Broken`] when the log cannot show it.
pub fn answer(
    app: &App,
    caller: &Caller,
    status: StatusCode,
    (business, order): (PartyId, OrderId),
    receipt: &Receipt,
) -> Result<Response, Problem> {
    let sheet = OrderSheet::as_of(app.log.as_ref(), business, order, receipt.cursor);
    let sheet = sheet.map_err(Problem::broken)?.ok_or_else(|| Problem::broken("an order that is gone"))?;
    let id = receipt.thing.map_or(order.into(), |thing| Id(thing.id));
    let (version, cursor) = (sheet.version, receipt.cursor.to_string());
    // The same command gets the same answer, on whatever day it is sent again.
    let before = Cursor::from_key(receipt.cursor.position().saturating_sub(1).to_be_bytes());
    let commit = app.log.read(before, 1).map_err(Problem::broken)?;
    let at = commit.first().map_or(app.now(), |commit| commit.draft.envelope.recorded);
    let body = OrderDone { id, version, cursor, order: Order::seen_by(app, caller, &sheet, at) };
    Ok(done(status, receipt, version, &body))
}

/// A note of a body; nothing of an empty one.
///
/// # Errors
/// [`Problem::Fields`] where it is too long.
pub fn note(text: Option<&NoteText>, pointer: &str) -> Result<Option<Note>, Problem> {
    let Some(text) = text else { return Ok(None) };
    Note::new(&text.0).map_err(|error| Fault::at(pointer, error.to_string()))
}

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
    let business = app.registry().party_by_slug(&placing.business.0).map(|entry| entry.party);
    let business = business.filter(|business| app.views.shops.shop(*business).is_some());
    let business = business.ok_or_else(|| Fault::at("/business", "no business has this name"))?;
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
        lines.push(PlaceLine {
            product,
            variant: line.variant.unwrap_or(1),
            unit,
            quantity: line.quantity.0,
            specification: command.seal(&app, writer, words)?,
            photo: None,
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

/// An order and how it came to that.
#[derive(Debug, Serialize, ToSchema)]
pub struct OrderHistory {
    #[serde(flatten)]
    order: Order,
    /// When it will be there, while it is under way; for the business also before it is accepted.
    expected: Option<Expected>,
    /// What happened, oldest first, without what is not the reader's.
    history: Vec<Happened>,
}

/// One thing that happened to an order.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// The event's name.
    event: &'static str,
    /// When it was recorded.
    at: Time,
    /// When it happened, where that was not then.
    happened: Option<Time>,
    /// The party that recorded it.
    by: Party,
    /// The party whose step it was, where another recorded it for them.
    on_behalf_of: Option<Party>,
    /// How it reached Rantai.
    channel: Via,
    /// The amount it was about.
    amount: Option<Money>,
}

fn happened(app: &App, link: &Link) -> Happened {
    Happened {
        event: link.name(),
        at: Time(link.at),
        happened: link.happened.map(Time),
        by: Party::of(app, link.party),
        on_behalf_of: link.on_behalf_of.map(|party| Party::of(app, party)),
        channel: Via(link.channel),
        amount: link.amount.map(Money),
    }
}

/// How an order stands, and how it came to that.
#[utoipa::path(
    get, path = "/api/v1/orders/{order}", operation_id = "getOrder", tag = "orders",
    security(("bearer" = ["read"])),
    params(("order" = Id, Path, description = "The order.")),
    responses((status = OK, body = OrderHistory))
)]
pub async fn get(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
) -> Result<Response, Problem> {
    up_to_date(&app).await;
    let sheet = caller.order(&app, &order).await?;
    let links = |links: &[Link]| links.iter().map(|link| happened(&app, link)).collect();
    let owns = caller.party == sheet.business;
    let known = owns || sheet.order.stage != core::Stage::Placed;
    let expected = Expected::of(&app, sheet.business, &sheet.order, owns).filter(|_| known);
    let (version, body) = if owns {
        let order = Order::seen_by(&app, &caller, &sheet, app.now());
        (sheet.version, OrderHistory { order, expected, history: links(&sheet.links) })
    } else {
        let sheet = app.views.orders.of_buyer(caller.party, sheet.order.id).ok_or(Problem::NotFound)?;
        let order = Order::of_buyer(&app, &sheet, app.now());
        (sheet.version, OrderHistory { order, expected, history: links(&sheet.links) })
    };
    Ok(tagged(Json(body).into_response(), version))
}

/// One line of a list of orders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderSummary {
    id: Id,
    number: String,
    business: Party,
    buyer: Party,
    /// What is bought, in a word: the first line's product.
    first: String,
    /// How many more lines there are.
    more: u16,
    /// What the buyer owes in all.
    total: Money,
    /// What of it is not paid.
    rest: Money,
    /// What is asked for now.
    due: Money,
    stage: Stage,
    /// A payment waits to be checked.
    claim_waiting: bool,
    turn: Turn,
    placed_at: Time,
    since: Time,
    promised: Option<Date>,
    wanted: Option<Date>,
}

fn summary(app: &App, row: &OrderRow) -> OrderSummary {
    OrderSummary {
        id: row.order.into(),
        number: row.number.clone(),
        business: Party::of(app, row.business),
        buyer: Party::of(app, row.buyer),
        first: row.first.clone(),
        more: row.more,
        total: Money(row.total),
        rest: Money(row.rest),
        due: Money(row.due),
        stage: Stage(row.stage),
        claim_waiting: row.claim_waiting,
        turn: Turn(row.turn),
        placed_at: Time(row.placed_at),
        since: Time(row.since),
        promised: row.promised.map(Date),
        wanted: row.wanted.map(Date),
    }
}

/// As what a party asks that is several things at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum As {
    /// What it sells.
    Business,
    /// What it buys.
    Buyer,
}

/// Which orders.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// Only those at this stage.
    stage: Option<Stage>,
    /// As what a party asks that both buys and sells: what it sells, when nothing is said.
    #[serde(rename = "as")]
    #[param(inline)]
    side: Option<As>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The mark that the part before ended with.
    after: Option<String>,
}

/// Orders that the party sells, by stage; or that it buys, those under way before those that are over.
#[utoipa::path(
    get, path = "/api/v1/orders", operation_id = "listOrders", tag = "orders",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<OrderSummary>))
)]
pub async fn list(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<OrderSummary>>, Problem> {
    let usual = if caller.is(Capacity::Business) { As::Business } else { As::Buyer };
    let side = listing.side.unwrap_or(usual);
    let stage = listing.stage.map(|stage| stage.0);
    let place = Place::new(caller.party, &format!("orders {side:?} {stage:?}"));
    let (from, most) = (place.key(listing.after.as_deref())?, limit(listing.limit)?);
    up_to_date(&app).await;
    let board = &app.views.board;
    let party = caller.party;
    let part = match (side, stage) {
        (As::Business, Some(stage)) => board.at_stage(party, stage, from.as_deref(), most),
        (As::Business, None) => board.of_business(party, from.as_deref(), most),
        (As::Buyer, Some(stage)) if stage.is_over() => board.past_of_buyer(party, from.as_deref(), most),
        (As::Buyer, Some(_)) => board.open_of_buyer(party, from.as_deref(), most),
        (As::Buyer, None) => board.of_buyer(party, from.as_deref(), most),
    };
    let rows = part.rows.iter().filter(|(_, row)| stage.is_none_or(|stage| row.stage == stage));
    let items = rows.map(|(_, row)| summary(&app, row)).collect();
    Ok(Json(List { items, next: part.next.map(|key| place.mark(&key)) }))
}
