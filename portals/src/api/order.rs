//! An order as one of its two sides may see it, and the answer to every command about one.

use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book;
use rantai_core::book::delivery::Carrier;
use rantai_core::book::order::{self as core, DeliveryWish, SlipState};
use rantai_core::desk::Receipt;
use rantai_core::ids::{OrderId, PartyId};
use rantai_core::log::{Cursor, Log as _};
use rantai_core::sealed::{Personal, Sealed};
use rantai_core::time::Moment;
use rantai_projections::order_sheets::{BuyerSheet, OrderSheet, Turn as Mover};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::agreeing::{Ask, Late, Offer, Promise};
use super::caller::Caller;
use super::problem::Problem;
use super::sent::{Sent, done};
use super::words::{
    Commercial, Date, FreightPayer, Fulfilment, Id, Money, PaymentAxis, PaymentMethod, PriceKind, Quantity,
    RequestState, SettlementRule, Stage, Time, TransportMode, Turn, Unit,
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

    /// The order as its buyer may see it.
    pub fn of_buyer(app: &App, sheet: &BuyerSheet, at: Moment) -> Self {
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

/// A step of one order that says no more than its body: done, and answered with the order.
///
/// # Errors
/// What the order, the body or the desk refuses.
pub async fn step<T: DeserializeOwned, C: Into<book::Command>>(
    caller: Caller,
    app: AppState,
    order: String,
    sent: Sent,
    wish: impl FnOnce(OrderId, T) -> C,
) -> Result<Response, Problem> {
    told_step(caller, app, order, sent, |_| None, wish).await
}

/// The same for a step that a body may tell late: `happened` reads when it was.
///
/// # Errors
/// What the order, the body or the desk refuses.
pub async fn told_step<T: DeserializeOwned, C: Into<book::Command>>(
    caller: Caller,
    app: AppState,
    order: String,
    sent: Sent,
    happened: impl FnOnce(&T) -> Option<Time>,
    wish: impl FnOnce(OrderId, T) -> C,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (body, command) = sent.read::<T>(&caller, sheet.business)?;
    let command = command.happened(happened(&body));
    let order = sheet.order.id;
    let receipt = command.submit(&app, &caller, Some(order.into()), wish(order, body)).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}
