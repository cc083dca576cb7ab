//! Agreeing on an order: offers, changes, calling off, and leave to go on without the money.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::order::{
    self as core, AcceptOffer, AnswerAsk, AskCancellation, AskChange, AskedLine, CounterOrder, OfferedLine,
    WaiveGate,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::order::{OrderDone, answer, opened};
use super::problem::{Fault, Problem};
use super::sent::{OnBehalfOf, Sent, note};
use super::words::{
    Amount, AskState, Date, FreightPayer, Gate, GiveBack, Id, Money, NoteText, OfferState, Overdue, Quantity,
    Side, Time,
};
use crate::app::App;
use crate::who::AppState;

/// A line as it is offered, asked for or was agreed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreedLine {
    /// The line's number in the order.
    number: u16,
    /// How much, in the unit it was ordered in.
    quantity: Quantity,
    /// Price of one base unit.
    price: Money,
    /// Price of the line.
    amount: Money,
}

impl AgreedLine {
    fn all(lines: &[core::AgreedLine]) -> Vec<Self> {
        let shown = |line: &core::AgreedLine| Self {
            number: line.number,
            quantity: Quantity(line.quantity),
            price: Money(line.price),
            amount: Money(line.amount),
        };
        lines.iter().map(shown).collect()
    }
}

/// An offer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// Its number in the order: send it back to accept it.
    number: u16,
    /// Whose it is.
    by: Side,
    /// What became of it.
    state: OfferState,
    made_at: Time,
    /// Until when it stands.
    expires: Time,
    /// The lines that are offered.
    lines: Vec<AgreedLine>,
    /// The day the goods would come.
    promised: Date,
    /// What would be paid before work starts.
    deposit_due: Money,
    /// What the transport costs.
    freight: Money,
    /// Who would pay it.
    freight_payer: FreightPayer,
    /// What the buyer would owe in all.
    total: Money,
    /// A word.
    note: Option<String>,
}

/// Something one side asks of the other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ask {
    /// Its number in the order: send it back to answer it.
    number: u16,
    /// Who asks.
    by: Side,
    /// What became of it.
    state: AskState,
    asked_at: Time,
    /// What would change, where a change is asked for.
    change: Option<Change>,
    /// What would become of the money, where a cancellation is asked for.
    cancellation: Option<Division>,
    /// A word.
    note: Option<String>,
}

/// Another agreement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The lines that would remain.
    lines: Vec<AgreedLine>,
    /// The day the goods would come.
    promised: Date,
    /// What the buyer would owe in all.
    total: Money,
}

/// How money that is held is divided when an order is called off.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Division {
    /// What the business keeps.
    kept: Money,
    /// What becomes the buyer's credit.
    to_credit: Money,
    /// What is to be paid back.
    to_refund: Money,
}

/// What was promised first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Promise {
    /// The day.
    day: Date,
    /// What it would have cost in all.
    total: Money,
}

/// A deadline that passed, and that somebody is still asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Late {
    /// What was not done.
    what: Overdue,
    /// When it was due.
    due: Time,
}

impl Offer {
    /// All offers of an order.
    pub fn all(app: &App, order: &core::Order) -> Vec<Self> {
        let shown = |offer: &core::Offer| {
            let terms = &offer.terms;
            Self {
                number: terms.offer,
                by: Side(terms.by),
                state: OfferState(offer.state),
                made_at: Time(offer.at),
                expires: Time(terms.expires),
                lines: AgreedLine::all(&terms.lines),
                promised: Date(terms.promised),
                deposit_due: Money(terms.deposit_due),
                freight: Money(terms.freight),
                freight_payer: FreightPayer(terms.freight_payer),
                total: Money(terms.total),
                note: opened(app, terms.note.as_ref()),
            }
        };
        order.offers.iter().map(shown).collect()
    }
}

impl Ask {
    /// Everything asked about an order.
    pub fn all(app: &App, order: &core::Order) -> Vec<Self> {
        let shown = |ask: &core::Ask| {
            let (change, cancellation) = match &ask.what {
                core::Asked::Change(asked) => {
                    let lines = AgreedLine::all(&asked.lines);
                    let (promised, total) = (Date(asked.promised), Money(asked.total));
                    (Some(Change { lines, promised, total }), None)
                }
                core::Asked::Cancellation(asked) => {
                    let (kept, to_credit) = (Money(asked.kept), Money(asked.to_credit));
                    (None, Some(Division { kept, to_credit, to_refund: Money(asked.to_refund) }))
                }
            };
            Self {
                number: ask.number,
                by: Side(ask.by),
                state: AskState(ask.state),
                asked_at: Time(ask.at),
                change,
                cancellation,
                note: opened(app, ask.note()),
            }
        };
        order.asks.iter().map(shown).collect()
    }
}

impl Late {
    /// Everything that is overdue of an order.
    pub fn all(order: &core::Order) -> Vec<Self> {
        order.overdue().map(|(what, due)| Self { what: Overdue(*what), due: Time(*due) }).collect()
    }
}

impl Promise {
    /// What was promised first, where it is something else now.
    pub fn first(order: &core::Order) -> Option<Self> {
        order.first_promise.map(|promise| Self { day: Date(promise.day), total: Money(promise.total) })
    }
}

/// An offer to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CounterOrder)]
pub struct Countering {
    /// The lines that are offered; a line left out is not.
    #[schema(min_items = 1, max_items = 60)]
    lines: Vec<CounteringLine>,
    /// The day the goods would come.
    promised: Date,
    /// Share of the total to be paid before work starts, in percent; the terms' when nothing is said.
    #[schema(minimum = 0, maximum = 100)]
    deposit_percent: Option<u8>,
    /// What the transport costs.
    freight: Option<Amount>,
    /// Who would pay it; the buyer when nothing is said.
    freight_payer: Option<FreightPayer>,
    /// For how many hours the offer stands; the business's policy's when nothing is said.
    #[schema(minimum = 1, maximum = 8784)]
    hours: Option<u16>,
    /// A word to the other side.
    note: Option<NoteText>,
    /// The buyer who answered by phone, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// A line as it is offered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CounterOrderLine)]
pub struct CounteringLine {
    /// The line's number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    number: u16,
    /// How much, in the unit it was ordered in; as ordered when nothing is said.
    quantity: Option<Quantity>,
    /// Price of one base unit; as ordered when nothing is said.
    price: Option<Amount>,
}

/// Answer an order with other quantities, prices or another day; or answer such an offer with another.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/counter", operation_id = "counterOrder", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Countering,
    responses((status = OK, body = OrderDone))
)]
pub async fn counter(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (asked, command) = sent.read::<Countering>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, asked.on_behalf_of.as_ref())?;
    let order = sheet.order.id;
    let line = |line: &CounteringLine| OfferedLine {
        number: line.number,
        quantity: line.quantity.map(|quantity| quantity.0),
        price: line.price.map(|price| price.0),
    };
    let words = command.seal(&app, caller.person, note(asked.note.as_ref(), "/note")?)?;
    let wish = CounterOrder {
        order,
        lines: asked.lines.iter().map(line).collect(),
        promised: asked.promised.0,
        deposit_percent: asked.deposit_percent,
        freight: asked.freight.unwrap_or_default().0,
        freight_payer: asked.freight_payer.map_or(core::FreightPayer::Buyer, |payer| payer.0),
        hours: asked.hours,
        note: words,
    };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// Which offer is taken.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AcceptOffer)]
pub struct Taking {
    /// Its number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    offer: u16,
    /// The buyer who answered by phone, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Accept the offer that stands: the order is accepted on it.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/accept-offer", operation_id = "acceptOffer", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Taking,
    responses((status = OK, body = OrderDone))
)]
pub async fn take(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (taking, command) = sent.read::<Taking>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, taking.on_behalf_of.as_ref())?;
    let order = sheet.order.id;
    let wish = AcceptOffer { order, offer: taking.offer };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// A change that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AskOrderChange)]
pub struct Changing {
    /// The lines that would change; those not named stay.
    #[serde(default)]
    #[schema(max_items = 60)]
    lines: Vec<ChangingLine>,
    /// The day the goods would come; as promised when nothing is said.
    promised: Option<Date>,
    /// Why, in words.
    note: Option<NoteText>,
    /// The buyer who asked by phone, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Another quantity of a line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AskOrderChangeLine)]
pub struct ChangingLine {
    /// The line's number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    number: u16,
    /// How much, in the unit it was ordered in; `0` takes the line out.
    quantity: Quantity,
}

/// Ask the other side for other quantities or another day.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/ask-change", operation_id = "askOrderChange", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Changing,
    responses((status = OK, body = OrderDone))
)]
pub async fn ask_change(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (asked, command) = sent.read::<Changing>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, asked.on_behalf_of.as_ref())?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(asked.note.as_ref(), "/note")?)?;
    let line = |line: &ChangingLine| AskedLine { number: line.number, quantity: line.quantity.0 };
    let lines = asked.lines.iter().map(line).collect();
    let wish = AskChange { order, lines, promised: asked.promised.map(|day| day.0), note: words };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// A cancellation that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AskCancellation)]
pub struct CallingOff {
    /// Why, in words.
    note: Option<NoteText>,
    /// The buyer who asked by phone, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Ask the other side to call the order off. What would become of the money stands in the answer.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/ask-cancellation", operation_id = "askCancellation", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = CallingOff,
    responses((status = OK, body = OrderDone))
)]
pub async fn ask_cancellation(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (asked, command) = sent.read::<CallingOff>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, asked.on_behalf_of.as_ref())?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(asked.note.as_ref(), "/note")?)?;
    let receipt =
        command.submit(&app, &caller, Some(order.into()), AskCancellation { order, note: words }).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// The answer to a change that was asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AnswerOrderChange)]
pub struct AnsweringChange {
    /// What was asked, by its number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    ask: u16,
    /// Agreed.
    agree: bool,
    /// A word to who asked.
    note: Option<NoteText>,
    /// The buyer who answered by phone, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// The answer to a cancellation that was asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AnswerCancellation)]
pub struct AnsweringCancellation {
    /// What was asked, by its number in the order.
    #[schema(minimum = 0, maximum = 65535)]
    ask: u16,
    /// Agreed.
    agree: bool,
    /// What the business keeps of the money, where that is less than its policy says.
    keep: Option<Amount>,
    /// How the money comes back to the buyer whose order the business calls off.
    give_back: Option<GiveBack>,
    /// A word to who asked.
    note: Option<NoteText>,
    /// The buyer who answered by phone, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// Agree to a change that the other side asked for, or refuse it.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/answer-change", operation_id = "answerOrderChange", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = AnsweringChange,
    responses((status = OK, body = OrderDone))
)]
pub async fn answer_change(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (said, command) = sent.read::<AnsweringChange>(&caller, sheet.business)?;
    is_asked(&sheet.order, said.ask, false)?;
    let command = command.on_behalf_of(&app, &caller, said.on_behalf_of.as_ref())?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(said.note.as_ref(), "/note")?)?;
    let (ask, agree) = (said.ask, said.agree);
    let wish = AnswerAsk { order, ask, agree, keep: None, give_back: None, note: words };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// Agree to call the order off as the other side asked, or refuse it.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/answer-cancellation", operation_id = "answerCancellation",
    tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = AnsweringCancellation,
    responses((status = OK, body = OrderDone))
)]
pub async fn answer_cancellation(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (said, command) = sent.read::<AnsweringCancellation>(&caller, sheet.business)?;
    is_asked(&sheet.order, said.ask, true)?;
    let command = command.on_behalf_of(&app, &caller, said.on_behalf_of.as_ref())?;
    let order = sheet.order.id;
    let words = command.seal(&app, caller.person, note(said.note.as_ref(), "/note")?)?;
    let wish = AnswerAsk {
        order,
        ask: said.ask,
        agree: said.agree,
        keep: said.keep.map(|amount| amount.0),
        give_back: said.give_back.map(|back| back.0),
        note: words,
    };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}

/// Nobody agrees to a cancellation who answers a change.
fn is_asked(order: &core::Order, number: u16, cancellation: bool) -> Result<(), Problem> {
    let asked = order.asks.iter().find(|ask| ask.number == number);
    match asked.map(|ask| matches!(ask.what, core::Asked::Cancellation(_))) {
        Some(kind) if kind == cancellation => Ok(()),
        _ => Err(Fault::at("/ask", "nothing of that kind was asked under this number")),
    }
}

/// Leave to pass a gate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WaiveGate)]
pub struct Waiving {
    /// Which gate.
    gate: Gate,
    /// Why.
    reason: NoteText,
}

/// Let an order go on without the money: the owner alone.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/waive-gate", operation_id = "waiveGate", tag = "orders",
    security(("bearer" = ["orders"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Waiving,
    responses((status = OK, body = OrderDone))
)]
pub async fn waive(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (waiving, command) = sent.read::<Waiving>(&caller, sheet.business)?;
    let order = sheet.order.id;
    let reason = command.seal(&app, caller.person, note(Some(&waiving.reason), "/reason")?)?;
    let reason = reason.ok_or_else(|| Fault::at("/reason", "a reason is expected"))?;
    let wish = WaiveGate { order, gate: waiving.gate.0, reason };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}
