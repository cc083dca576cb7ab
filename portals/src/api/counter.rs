//! The counter: sales on the spot, and goods kept for somebody.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::sale::{FreeGoods, GoodsKept, KeepGoods, MakeSale, SaleLine, SellLine, VoidSale};
use rantai_core::ids::{PartyId, ProductId, ReservationId, SaleId};
use rantai_core::party::Capacity;
use rantai_core::sealed::PersonName;
use rantai_projections::counter::{CounterRow, SaleRow};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, id, up_to_date};
use super::page::{Asked, List, Place, limit};
use super::problem::{Fault, Problem};
use super::sent::{Recorded, Sent, note, party, recorded};
use super::words::{
    Amount, FreeReason, Id, Money, NameText, NoteText, PaymentMethod, Quantity, Slug, Time, Unit, VoidReason,
};
use crate::app::App;
use crate::who::AppState;

/// A line as it was picked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MakeSaleLine)]
pub struct PickedLine {
    /// The product.
    product: Id,
    /// Which variant; the first when nothing is said.
    #[schema(minimum = 0, maximum = 65535)]
    variant: Option<u16>,
    /// How much, in the product's base unit.
    quantity: Quantity,
}

impl PickedLine {
    fn picked(&self) -> SellLine {
        let product = ProductId(self.product.0);
        SellLine { product, variant: self.variant.unwrap_or(1), quantity: self.quantity.0 }
    }
}

/// What is sold over the counter, and how it was paid.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MakeSale)]
pub struct Selling {
    /// What. Names and prices are the catalogue's.
    #[schema(min_items = 1, max_items = 60)]
    lines: Vec<PickedLine>,
    /// Who buys, where that is known.
    buyer: Option<Slug>,
    /// What is taken off the sum of the lines.
    discount: Option<Amount>,
    /// What is to be paid. A price that changed meanwhile is not charged silently.
    total: Amount,
    /// How it was paid.
    method: PaymentMethod,
    /// The cash that was handed over; the total when nothing is said.
    tendered: Option<Amount>,
    /// The goods were kept for whoever buys them.
    reservation: Option<Id>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// A line of what was sold or is kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CounterLine)]
pub struct Line {
    /// The product.
    product: Id,
    /// Which variant.
    variant: u16,
    /// What it was called.
    name: String,
    /// How much.
    quantity: Quantity,
    /// Of which unit.
    unit: Unit,
    /// Price of one unit.
    price: Money,
    /// Price of the line.
    amount: Money,
}

impl Line {
    fn of(line: &SaleLine) -> Self {
        Self {
            product: Id(line.product.0),
            variant: line.variant,
            name: line.name.clone(),
            quantity: Quantity(line.quantity),
            unit: Unit(line.unit),
            price: Money(line.price),
            amount: Money(line.amount),
        }
    }
}

/// A sale over the counter.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sale {
    /// Its id.
    id: Id,
    /// Number of its receipt.
    number: String,
    /// When it was recorded.
    at: Time,
    /// What was sold.
    lines: Vec<Line>,
    /// What was taken off the sum of the lines.
    discount: Money,
    /// What was paid.
    total: Money,
    /// How.
    method: PaymentMethod,
    /// It was taken back, and why.
    voided: Option<VoidReason>,
}

impl Sale {
    fn of(row: &SaleRow) -> Self {
        let made = &row.made;
        Self {
            id: Id(made.sale.0),
            number: made.number.clone(),
            at: Time(row.at),
            lines: made.lines.iter().map(Line::of).collect(),
            discount: Money(made.discount),
            total: Money(made.total),
            method: PaymentMethod(made.method),
            voided: row.voided.as_ref().map(|(voided, _)| VoidReason(voided.reason)),
        }
    }
}

/// Sell over the counter: what lies on the shelf, paid on the spot.
#[utoipa::path(
    post, path = "/api/v1/sales", operation_id = "makeSale", tag = "counter",
    security(("bearer" = ["orders"])),
    request_body = Selling,
    responses((status = CREATED, body = Recorded))
)]
pub async fn sell(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (selling, command) = sent.read::<Selling>(&caller, caller.party)?;
    let command = command.happened(selling.happened);
    let wish = MakeSale {
        lines: selling.lines.iter().map(PickedLine::picked).collect(),
        buyer: buyer(&app, &caller, selling.buyer.as_ref())?,
        discount: selling.discount.unwrap_or_default().0,
        total: selling.total.0,
        method: selling.method.0,
        tendered: selling.tendered.unwrap_or(selling.total).0,
        reservation: selling.reservation.map(|id| ReservationId(id.0)),
    };
    let receipt = command.submit(&app, &caller, None, wish).await?;
    Ok(recorded(StatusCode::CREATED, &receipt))
}

fn buyer(app: &App, caller: &Caller, named: Option<&Slug>) -> Result<Option<PartyId>, Problem> {
    named.map(|slug| party(app, caller, slug, "/buyer")).transpose()
}

/// Why a sale is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = VoidSale)]
pub struct Voiding {
    /// Why.
    reason: VoidReason,
    /// Why, in words.
    note: Option<NoteText>,
}

/// Take a sale back: the goods lie on the shelf again, the money was given back.
#[utoipa::path(
    post, path = "/api/v1/sales/{sale}/void", operation_id = "voidSale", tag = "counter",
    security(("bearer" = ["orders"])),
    params(("sale" = Id, Path, description = "The sale.")),
    request_body = Voiding,
    responses((status = OK, body = Recorded))
)]
pub async fn void(
    caller: Caller,
    State(app): State<AppState>,
    Path(sale): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sale: SaleId = id(&sale)?;
    own(&caller)?;
    if app.views.counter.sale(caller.party, sale).is_none() {
        // It may have been made a moment ago.
        up_to_date(&app).await;
        app.views.counter.sale(caller.party, sale).ok_or(Problem::NotFound)?;
    }
    let (voiding, command) = sent.read::<Voiding>(&caller, caller.party)?;
    let note = command.seal(&app, caller.person, note(voiding.note.as_ref(), "/note")?)?;
    let receipt = command
        .submit(&app, &caller, Some(sale.into()), VoidSale { sale, reason: voiding.reason.0, note })
        .await?;
    Ok(recorded(StatusCode::OK, &receipt))
}

/// A counter is a business's own.
fn own(caller: &Caller) -> Result<(), Problem> {
    if caller.is(Capacity::Business) { Ok(()) } else { Err(Problem::NotFound) }
}

/// Which part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The mark that the part before ended with.
    after: Option<String>,
}

/// What was sold over the counter, the latest first.
#[utoipa::path(
    get, path = "/api/v1/sales", operation_id = "listSales", tag = "counter",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<Sale>))
)]
pub async fn sales(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<Sale>>, Problem> {
    let place = Place::new(caller.party, "sales");
    let (from, most) = (place.key(listing.after.as_deref())?, limit(listing.limit)?);
    up_to_date(&app).await;
    let part = app.views.counter.sales(caller.party, from.as_deref(), most);
    let of_sale = |row: &CounterRow| match row {
        CounterRow::Sale(sale) => Some(Sale::of(sale)),
        CounterRow::Pointer(_) | CounterRow::Kept(_) => None,
    };
    let items = part.rows.iter().filter_map(|(_, row)| of_sale(row)).collect();
    Ok(Json(List { items, next: part.next.map(|key| place.mark(&key)) }))
}

/// What is to be kept, for whom, until when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = KeepGoods)]
pub struct Keeping {
    /// What. It is called for at the prices of now.
    #[schema(min_items = 1, max_items = 60)]
    lines: Vec<PickedLine>,
    /// For which buyer; or
    buyer: Option<Slug>,
    /// for whom, by name.
    name: Option<NameText>,
    /// Until when: by itself they are free again then. At most 62 days ahead.
    until: Time,
    /// A word for later.
    note: Option<NoteText>,
}

/// Goods that are kept.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = KeptGoods)]
pub struct Kept {
    /// Their id.
    id: Id,
    /// Their number.
    number: String,
    /// What is kept.
    lines: Vec<Line>,
    /// What is to be paid for it.
    total: Money,
    /// Until when.
    until: Time,
}

impl Kept {
    fn of(kept: &GoodsKept) -> Self {
        Self {
            id: Id(kept.reservation.0),
            number: kept.number.clone(),
            lines: kept.lines.iter().map(Line::of).collect(),
            total: Money(kept.total),
            until: Time(kept.until),
        }
    }
}

/// Keep goods for somebody until a time.
#[utoipa::path(
    post, path = "/api/v1/kept-goods", operation_id = "keepGoods", tag = "counter",
    security(("bearer" = ["orders"])),
    request_body = Keeping,
    responses((status = CREATED, body = Recorded))
)]
pub async fn keep(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (keeping, command) = sent.read::<Keeping>(&caller, caller.party)?;
    let name = keeping.name.as_ref().map(|name| PersonName::new(&name.0)).transpose();
    let name = name.map_err(|error| Fault::at("/name", error.to_string()))?.flatten();
    let wish = KeepGoods {
        buyer: buyer(&app, &caller, keeping.buyer.as_ref())?,
        name: command.seal(&app, caller.person, name)?,
        phone: None,
        lines: keeping.lines.iter().map(PickedLine::picked).collect(),
        until: keeping.until.0,
        note: command.seal(&app, caller.person, note(keeping.note.as_ref(), "/note")?)?,
    };
    let receipt = command.submit(&app, &caller, None, wish).await?;
    Ok(recorded(StatusCode::CREATED, &receipt))
}

/// What is kept for whom, the soonest over first.
#[utoipa::path(
    get, path = "/api/v1/kept-goods", operation_id = "listKeptGoods", tag = "counter",
    security(("bearer" = ["read"])),
    responses((status = OK, body = Vec<Kept>))
)]
pub async fn kept(caller: Caller, State(app): State<AppState>) -> Result<Json<Vec<Kept>>, Problem> {
    up_to_date(&app).await;
    Ok(Json(app.views.counter.kept(caller.party).iter().map(Kept::of).collect()))
}

/// Why goods are not kept any more.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = FreeGoods)]
pub struct Freeing {
    /// Why.
    reason: FreeReason,
}

/// Stop keeping goods.
#[utoipa::path(
    post, path = "/api/v1/kept-goods/{reservation}/free", operation_id = "freeGoods", tag = "counter",
    security(("bearer" = ["orders"])),
    params(("reservation" = Id, Path, description = "What is kept.")),
    request_body = Freeing,
    responses((status = OK, body = Recorded))
)]
pub async fn free(
    caller: Caller,
    State(app): State<AppState>,
    Path(reservation): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let reservation: ReservationId = caller.own(&app, &reservation)?;
    let (freeing, command) = sent.read::<Freeing>(&caller, caller.party)?;
    let wish = FreeGoods { reservation, reason: freeing.reason.0 };
    let receipt = command.submit(&app, &caller, Some(reservation.into()), wish).await?;
    Ok(recorded(StatusCode::OK, &receipt))
}
