//! What is to be bought from whom, what lies ahead, and what would if a supplier answered otherwise: reckoned on a copy
//! of the book that is thrown away.

use axum::Json;
use axum::extract::{Path, State};
use rantai_core::book::Book;
use rantai_core::book::material::{self, Supposed, asks_for, outlook, requirements, what_if};
use rantai_core::ids::PartyId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::order::Party;
use super::page::Asked;
use super::problem::Problem;
use super::setup::look;
use super::words::{Date, Id, Money, Quantity, Unit};
use crate::app::App;
use crate::i18n::Lang;
use crate::who::AppState;

/// What is to be bought.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BuyingPlan {
    /// Every material; what is to be bought stands first.
    materials: Vec<Requirement>,
    /// The requests that would fill every gap, as `askSuppliers` sends them.
    requests: Vec<Suggested>,
}

/// One material: what is needed of it, what there is, what is missing, and who could bring it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// The material.
    material: Id,
    /// What it is called.
    name: String,
    /// Its unit.
    unit: Unit,
    /// How much lies there.
    on_hand: Quantity,
    /// How much orders take of it whose deposit is there.
    needed: Quantity,
    /// How much orders will take that still wait for theirs. Nothing is bought for them yet.
    needed_later: Quantity,
    /// How much is on its way.
    coming: Quantity,
    /// How much there should always be.
    at_least: Quantity,
    /// How much is to be bought.
    to_buy: Quantity,
    /// Who could bring it, the best first.
    suppliers: Vec<Candidate>,
}

/// A supplier who could bring a material.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// Who.
    supplier: Party,
    /// What one unit costs there.
    price: Money,
    /// How many days it takes there, where that is known.
    lead_days: Option<u16>,
    /// How often it kept its word, in percent; absent while nothing is known.
    reliability: Option<u8>,
    /// It would come in time for the most urgent order.
    in_time: bool,
}

/// A request that the plan suggests.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Suggested {
    /// Whom to ask.
    supplier: Party,
    /// For which order; for the shelf where none is said.
    order: Option<Id>,
    /// When it is needed.
    wanted: Option<Date>,
    /// What.
    lines: Vec<SuggestedLine>,
}

/// A line of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SuggestedLine {
    /// The material.
    material: Id,
    /// How much.
    quantity: Quantity,
    /// What one unit costs.
    price: Money,
}

/// What lies ahead.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Outlook {
    /// Materials that orders wait for or that are on their way.
    materials: Vec<MaterialAhead>,
    /// Orders that wait for their materials or could begin, the first promised first.
    orders: Vec<OrderAhead>,
    /// What will have to be paid for everything that is on its way.
    to_pay: Money,
}

/// One material in times to come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MaterialAhead {
    /// The material.
    material: Id,
    /// What it is called.
    name: String,
    /// Its unit.
    unit: Unit,
    /// How much lies there.
    on_hand: Quantity,
    /// How much is on its way.
    coming: Quantity,
    /// How much planned orders take.
    needed: Quantity,
    /// How much of that nobody brings.
    missing: Quantity,
}

/// One order in times to come.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderAhead {
    /// The order.
    order: Id,
    /// Its number for people.
    number: String,
    /// The day it is promised for.
    promised: Date,
    /// The day on which the last of its materials is there; absent while nobody brings all of them.
    materials_on: Option<Date>,
    /// The day it can be ready.
    ready_on: Option<Date>,
    /// How many days after its promise that is.
    late_days: i32,
}

/// What lies ahead as things stand, and what would.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Compared {
    /// As things stand.
    as_it_is: Outlook,
    /// If the supplier answered so.
    then: Outlook,
}

impl Outlook {
    fn of(ahead: &material::Outlook) -> Self {
        let materials = ahead.materials.iter().map(|it| MaterialAhead {
            material: it.material.into(),
            name: it.name.clone(),
            unit: Unit(it.unit),
            on_hand: Quantity(it.on_hand),
            coming: Quantity(it.coming),
            needed: Quantity(it.needed),
            missing: Quantity(it.missing),
        });
        let orders = ahead.orders.iter().map(|it| OrderAhead {
            order: it.order.into(),
            number: it.number.clone(),
            promised: Date(it.promised),
            materials_on: it.materials_on.map(Date),
            ready_on: it.ready_on.map(Date),
            late_days: it.late_days(),
        });
        Self { materials: materials.collect(), orders: orders.collect(), to_pay: Money(ahead.to_pay) }
    }
}

fn requirement(app: &App, it: &material::Requirement) -> Requirement {
    let candidate = |one: &material::Suggestion| Candidate {
        supplier: Party::of(app, one.supplier),
        price: Money(one.price),
        lead_days: one.lead_days,
        reliability: one.reliability.percent(),
        in_time: one.in_time,
    };
    Requirement {
        material: it.material.into(),
        name: it.name.clone(),
        unit: Unit(it.unit),
        on_hand: Quantity(it.on_hand),
        needed: Quantity(it.needed),
        needed_later: Quantity(it.needed_later),
        coming: Quantity(it.coming),
        at_least: Quantity(it.at_least),
        to_buy: Quantity(it.to_buy),
        suppliers: it.suggestions.iter().map(candidate).collect(),
    }
}

fn suggested(app: &App, it: &material::Asking) -> Suggested {
    let line = |line: &material::AskLine| SuggestedLine {
        material: line.material.into(),
        quantity: Quantity(line.quantity),
        price: Money(line.price),
    };
    Suggested {
        supplier: Party::of(app, it.supplier),
        order: it.order.map(Id::from),
        wanted: it.wanted.map(Date),
        lines: it.lines.iter().map(line).collect(),
    }
}

fn today(app: &App, business: PartyId) -> rantai_core::time::Day {
    app.calendar(Lang::Id, business).today()
}

/// What all open orders need against what is there and on its way, who could bring it, and the requests that would
/// fill every gap.
#[utoipa::path(
    get, path = "/api/v1/materials/plan", operation_id = "getBuyingPlan", tag = "materials",
    security(("bearer" = ["read"])),
    responses((status = OK, body = BuyingPlan))
)]
pub async fn plan(caller: Caller, State(app): State<AppState>) -> Result<Json<BuyingPlan>, Problem> {
    let book = look(&app, &caller, Book::supply_part).await?;
    let today = today(&app, caller.party);
    let needs = requirements(&book, today);
    let asks = asks_for(&needs, today);
    Ok(Json(BuyingPlan {
        materials: needs.iter().map(|it| requirement(&app, it)).collect(),
        requests: asks.iter().map(|it| suggested(&app, it)).collect(),
    }))
}

/// When each order's materials will be there, which promises that breaks, and what it will cost.
#[utoipa::path(
    get, path = "/api/v1/materials/outlook", operation_id = "getOutlook", tag = "materials",
    security(("bearer" = ["read"])),
    responses((status = OK, body = Outlook))
)]
pub async fn ahead(caller: Caller, State(app): State<AppState>) -> Result<Json<Outlook>, Problem> {
    let book = look(&app, &caller, Book::supply_part).await?;
    Ok(Json(Outlook::of(&outlook(&book, today(&app, caller.party)))))
}

/// What is supposed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct What {
    /// How much of everything comes, in percent; all of it when nothing is said.
    #[param(minimum = 0, maximum = 100)]
    percent: Option<u8>,
    /// How many days later than promised, or wanted, it comes.
    #[param(minimum = 0, maximum = 365)]
    late: Option<u16>,
}

/// What would lie ahead if the supplier of a request answered so, beside what does as things stand. Nothing is recorded.
#[utoipa::path(
    get, path = "/api/v1/material-requests/{request}/what-if", operation_id = "getWhatIf",
    tag = "materials", security(("bearer" = ["read"])),
    params(("request" = Id, Path, description = "The material request."), What),
    responses((status = OK, body = Compared))
)]
pub async fn supposed(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    Asked(what): Asked<What>,
) -> Result<Json<Compared>, Problem> {
    let sheet = caller.request(&app, &request).await?;
    // What lies ahead of a business is not its suppliers' to know.
    if sheet.business != caller.party {
        return Err(Problem::NotFound);
    }
    let (percent, late) = (what.percent.unwrap_or(100), what.late.unwrap_or(0));
    if percent > 100 || late > 365 {
        let expected = "percent: 0 to 100, and late: 0 to 365 are expected";
        return Err(Problem::Query(expected.to_owned()));
    }
    let today = today(&app, caller.party);
    let asked = sheet.request.promised.or(sheet.request.wanted).unwrap_or(today);
    let day = asked.max(today).plus(i32::from(late));
    let book = look(&app, &caller, Book::supply_part).await?;
    // One that is long over is not planned with.
    let supposed = Supposed::share(&book, sheet.request.id, percent, day).ok_or(Problem::NotFound)?;
    Ok(Json(Compared {
        as_it_is: Outlook::of(&outlook(&book, today)),
        then: Outlook::of(&what_if(&book, &supposed, app.now(), today)),
    }))
}
