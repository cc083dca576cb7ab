//! The monthly books: what a month came to, closing it, opening the last one again.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::months::{CloseMonth, FigureLine, LateFact, MonthBook as Shown, ReopenMonth};
use rantai_core::ids::BookId;
use rantai_core::party::Capacity;
use rantai_core::sealed::Note;
use rantai_core::time::Month;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::problem::{Fault, Problem};
use super::sent::{Recorded, Sent, recorded};
use super::setup::BUSINESS;
use super::words::{Figure, Id, Money, NoteText, Time};
use crate::app::App;
use crate::who::AppState;

/// A month of a business.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MonthBook {
    /// Which month: `2026-11`.
    month: String,
    /// When it was closed, if it is.
    closed: Option<Time>,
    /// Its figures; those that are nothing are left out. Of a closed month they never change.
    figures: Vec<MonthFigure>,
    /// How many facts moved them: what closing it names.
    facts: u32,
    /// How many orders are, or were when it was closed, under way.
    open_orders: u32,
    /// What buyers owe, or owed.
    owed_by_buyers: Money,
    /// What is, or was, held for buyers.
    held_for_buyers: Money,
    /// What suppliers are, or were, owed.
    owed_to_suppliers: Money,
    /// What the materials in the store cost, as far as that is known.
    stock_value: Option<Money>,
    /// What was recorded of it after it was closed, and counts in another month.
    corrections: Vec<LateRecord>,
    /// What was recorded of earlier, closed months and counts in this one.
    brought: Vec<LateRecord>,
}

/// One figure of a month.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MonthFigure {
    figure: Figure,
    amount: Money,
}

/// Something recorded of a month that was closed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LateRecord {
    /// The fact's name.
    fact: &'static str,
    /// The month it is about.
    of: String,
    /// The month it counts in.
    counts_in: String,
    /// When it happened.
    happened: Time,
    /// When it was recorded.
    recorded: Time,
    /// For which order.
    order: Option<Id>,
    /// What it changes.
    figures: Vec<MonthFigure>,
}

fn figures(lines: &[FigureLine]) -> Vec<MonthFigure> {
    lines.iter().map(|line| MonthFigure { figure: Figure(line.figure), amount: Money(line.amount) }).collect()
}

impl LateRecord {
    fn of(late: &LateFact) -> Self {
        Self {
            fact: late.name(),
            of: late.of.to_string(),
            counts_in: late.counts_in.to_string(),
            happened: Time(late.happened),
            recorded: Time(late.recorded),
            order: late.order.map(Id::from),
            figures: figures(&late.figures),
        }
    }
}

impl From<Shown> for MonthBook {
    fn from(shown: Shown) -> Self {
        Self {
            month: shown.month.to_string(),
            closed: shown.closed.map(Time),
            figures: figures(&shown.figures),
            facts: shown.facts,
            open_orders: shown.open.orders,
            owed_by_buyers: Money(shown.open.owed_by_buyers),
            held_for_buyers: Money(shown.open.held_for_buyers),
            owed_to_suppliers: Money(shown.open.owed_to_suppliers),
            stock_value: shown.stock_value.map(Money),
            corrections: shown.corrections.iter().map(LateRecord::of).collect(),
            brought: shown.brought.iter().map(LateRecord::of).collect(),
        }
    }
}

/// The month that an address names, for a business.
fn month(caller: &Caller, text: &str) -> Result<Month, Problem> {
    let month = Month::parse(text).ok_or(Problem::NotFound)?;
    if caller.is(Capacity::Business) { Ok(month) } else { Err(Problem::NotFound) }
}

async fn shown(app: &App, caller: &Caller, month: Month) -> Result<MonthBook, Problem> {
    let shown = app.desk.look(BookId::of(caller.party), move |book| book.month(month)).await?;
    Ok(MonthBook::from(shown))
}

/// What a month came to, and what was recorded of it after it was closed.
#[utoipa::path(
    get, path = "/api/v1/books/{month}", operation_id = "getMonthBook", tag = "books",
    security(("bearer" = ["read"])),
    params(("month" = String, Path, description = "The month: `2026-11`.")),
    responses((status = OK, body = MonthBook))
)]
pub async fn get(
    caller: Caller,
    State(app): State<AppState>,
    Path(text): Path<String>,
) -> Result<Json<MonthBook>, Problem> {
    let month = month(&caller, &text)?;
    shown(&app, &caller, month).await.map(Json)
}

/// What was shown before a month is closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CloseMonth)]
pub struct Closing {
    /// How many facts its figures were made of when they were read.
    #[schema(minimum = 0)]
    facts: u32,
}

/// Close a month once it is over, after those before it. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/books/{month}/close", operation_id = "closeMonth", tag = "books",
    security(("bearer" = ["payments"])),
    params(("month" = String, Path, description = "The month: `2026-11`.")),
    request_body = Closing,
    responses((status = CREATED, body = Recorded))
)]
pub async fn close(
    caller: Caller,
    State(app): State<AppState>,
    Path(text): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let month = month(&caller, &text)?;
    let (closing, command) = sent.read::<Closing>(&caller, caller.party)?;
    let wish = CloseMonth { month, facts: closing.facts };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, Some(BUSINESS), wish).await?))
}

/// Why a closed month is opened again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReopenMonth)]
pub struct Reopening {
    /// Why.
    reason: NoteText,
}

/// Open the month again that was closed last. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/books/{month}/reopen", operation_id = "reopenMonth", tag = "books",
    security(("bearer" = ["payments"])),
    params(("month" = String, Path, description = "The month: `2026-11`.")),
    request_body = Reopening,
    responses((status = CREATED, body = Recorded))
)]
pub async fn reopen(
    caller: Caller,
    State(app): State<AppState>,
    Path(text): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let month = month(&caller, &text)?;
    let (reopening, command) = sent.read::<Reopening>(&caller, caller.party)?;
    let reason = Note::new(&reopening.reason.0).ok().flatten();
    let reason = command.seal(&app, caller.person, reason)?;
    let reason = reason.ok_or_else(|| Fault::at("/reason", "a reason is expected"))?;
    Ok(recorded(
        StatusCode::CREATED,
        &command.submit(&app, &caller, Some(BUSINESS), ReopenMonth { month, reason }).await?,
    ))
}
