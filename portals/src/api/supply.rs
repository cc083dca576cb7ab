//! Supply beyond the straight road: offers answered, the rest closed, materials given back; purchases, counts and
//! stock; suppliers' bills, payments and prices; the workshop's progress.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book;
use rantai_core::book::catalogue::SetSupplierPrice;
use rantai_core::book::material::{
    AcceptCounter, BuyLine, BuyMaterials, CloseRequest, PaySupplier, RecordSupplierBill, RefuseCounter,
    ReturnMaterials,
};
use rantai_core::book::production::ReportProgress;
use rantai_core::book::stock::{StockItem, StockLine, TakeStock};
use rantai_core::ids::{MaterialId, PartyId, ProductId, RequestId};
use rantai_core::party::Capacity;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::{Caller, up_to_date};
use super::materials::{RequestDone, answer};
use super::order::{OrderDone, Party, answer as answer_of_order};
use super::problem::{Fault, Problem};
use super::sent::{OnBehalfOf, Ready, Recorded, Sent, note, party, recorded};
use super::words::{
    Amount, CountReason, Date, Id, Money, NameText, NoteText, PaymentMethod, PhotoText, Quantity,
    ReturnReason, Slug, Time, Unit,
};
use crate::app::App;
use crate::who::AppState;

/// The business's answer to what a supplier offers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CounterMaterialRequest)]
pub struct Answering {
    /// The offer is taken; otherwise what held before holds on.
    accept: bool,
    /// A word to the supplier, where it is not taken.
    note: Option<NoteText>,
}

/// Take what a supplier offers in place of what was asked, or do not take it.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/counter", operation_id = "counterMaterialRequest",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Answering,
    responses((status = OK, body = RequestDone))
)]
pub async fn counter(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (answering, command) = sent.read::<Answering>(&caller, sheet.business)?;
    let request = sheet.request.id;
    let words = command.seal(&app, caller.person, note(answering.note.as_ref(), "/note")?)?;
    let wish: book::Command = if answering.accept {
        AcceptCounter { request }.into()
    } else {
        RefuseCounter { request, note: words }.into()
    };
    let receipt = command.submit(&app, &caller, Some(request.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// Nothing more comes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CloseMaterialRequest)]
pub struct Closing {
    /// A word to the other side.
    note: Option<NoteText>,
    /// The supplier who phoned, for the business alone.
    on_behalf_of: Option<OnBehalfOf>,
}

/// End a request of which a part has come with what there is.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/close", operation_id = "closeMaterialRequest",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Closing,
    responses((status = OK, body = RequestDone))
)]
pub async fn close(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (closing, command) = sent.read::<Closing>(&caller, sheet.business)?;
    let command = command.on_behalf_of(&app, &caller, closing.on_behalf_of.as_ref())?;
    let request = sheet.request.id;
    let note = command.seal(&app, caller.person, note(closing.note.as_ref(), "/note")?)?;
    let receipt = command.submit(&app, &caller, Some(request.into()), CloseRequest { request, note }).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// What goes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReturnMaterials)]
pub struct Returning {
    /// What of each line.
    #[schema(min_items = 1)]
    lines: Vec<ReturningLine>,
    /// Why.
    reason: ReturnReason,
    /// What the supplier takes off the bill; the price paid when nothing is said.
    credit: Option<Amount>,
    /// A word to the supplier.
    note: Option<NoteText>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
}

/// What goes back of one line.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReturnMaterialsLine)]
pub struct ReturningLine {
    /// The line's number.
    #[schema(minimum = 0, maximum = 65535)]
    number: u16,
    /// How much that is good, and leaves stock.
    quantity: Quantity,
    /// How much that is damaged, and was never in stock.
    damaged: Quantity,
}

/// Give materials back to their supplier.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/return", operation_id = "returnMaterials",
    tag = "materials", security(("bearer" = ["materials"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Returning,
    responses((status = OK, body = RequestDone))
)]
pub async fn give_back(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.request(&app, &request).await?;
    let (returning, command) = sent.read::<Returning>(&caller, sheet.business)?;
    let command = command.happened(returning.happened);
    let request = sheet.request.id;
    let line = |line: &ReturningLine| (line.number, line.quantity.0, line.damaged.0);
    let wish = ReturnMaterials {
        request,
        lines: returning.lines.iter().map(line).collect(),
        reason: returning.reason.0,
        credit: returning.credit.map(|credit| credit.0),
        note: command.seal(&app, caller.person, note(returning.note.as_ref(), "/note")?)?,
    };
    let receipt = command.submit(&app, &caller, Some(request.into()), wish).await?;
    answer(&app, &caller, StatusCode::OK, (sheet.business, request), &receipt)
}

/// What was bought.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RecordPurchase)]
pub struct Buying {
    /// Where.
    seller: Option<NameText>,
    /// What.
    #[schema(min_items = 1)]
    lines: Vec<BuyingLine>,
    /// How it was paid.
    method: PaymentMethod,
    /// A word for later.
    note: Option<NoteText>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// So much of a material, and what all of it cost.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RecordPurchaseLine)]
pub struct BuyingLine {
    /// The material.
    material: Id,
    /// How much.
    quantity: Quantity,
    /// What all of it cost.
    cost: Amount,
}

/// Record materials that were bought without a request; they are in stock then.
#[utoipa::path(
    post, path = "/api/v1/purchases", operation_id = "recordPurchase", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Buying,
    responses((status = CREATED, body = Recorded))
)]
pub async fn buy(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (buying, command) = sent.read::<Buying>(&caller, caller.party)?;
    let command = command.happened(buying.happened);
    let command = command.shown(&app, &caller, buying.photo.as_ref()).await?;
    let line = |line: &BuyingLine| BuyLine {
        material: MaterialId(line.material.0),
        quantity: line.quantity.0,
        cost: line.cost.0,
    };
    let wish = BuyMaterials {
        seller: buying.seller.map(|seller| seller.0).unwrap_or_default(),
        lines: buying.lines.iter().map(line).collect(),
        method: buying.method.0,
        note: command.seal(&app, caller.person, note(buying.note.as_ref(), "/note")?)?,
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// What was counted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CountStock)]
pub struct Counting {
    /// What there is of each thing.
    #[schema(min_items = 1)]
    lines: Vec<CountingLine>,
    /// Why it may differ from what the book says.
    reason: CountReason,
}

/// What there is of one thing: a material, or a product's variant.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CountStockLine)]
pub struct CountingLine {
    /// The material, where it is one.
    material: Option<Id>,
    /// The product, where it is one.
    product: Option<Id>,
    /// The product's variant; the first when nothing is said.
    #[schema(minimum = 0, maximum = 65535)]
    variant: Option<u16>,
    /// How much there is.
    quantity: Quantity,
}

/// The material or the product's variant that a body names at `pointer`.
pub(super) fn stock_item(
    material: Option<Id>,
    product: Option<Id>,
    variant: Option<u16>,
    pointer: impl Into<String>,
) -> Result<StockItem, Problem> {
    match (material, product) {
        (Some(material), None) => Ok(StockItem::Material { material: MaterialId(material.0) }),
        (None, Some(product)) => {
            Ok(StockItem::Goods { product: ProductId(product.0), variant: variant.unwrap_or(1) })
        }
        _ => Err(Fault::at(pointer, "either a material or a product is expected")),
    }
}

/// Record what was counted in the store. What is as the book says is not written down.
#[utoipa::path(
    post, path = "/api/v1/stock/counts", operation_id = "countStock", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Counting,
    responses((status = CREATED, body = Recorded))
)]
pub async fn count(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (counting, command) = sent.read::<Counting>(&caller, caller.party)?;
    let mut lines = Vec::with_capacity(counting.lines.len());
    for (number, line) in counting.lines.iter().enumerate() {
        let item = stock_item(line.material, line.product, line.variant, format!("/lines/{number}"))?;
        lines.push(StockLine { item, quantity: line.quantity.0 });
    }
    let wish = TakeStock { lines, reason: counting.reason.0 };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// What lies in the store.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StockList {
    /// Materials and goods.
    items: Vec<StockRow>,
}

/// One thing in the store.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StockRow {
    /// The material, where it is one.
    material: Option<Id>,
    /// The product, where it is one.
    product: Option<Id>,
    /// The product's variant.
    variant: Option<u16>,
    name: String,
    unit: Unit,
    /// How much lies there.
    on_hand: Quantity,
    /// How much of that is kept for orders.
    reserved: Quantity,
    /// How much there should always be.
    at_least: Quantity,
}

/// Everything in the store of the party's business.
#[utoipa::path(
    get, path = "/api/v1/stock", operation_id = "listStock", tag = "materials",
    security(("bearer" = ["read"])),
    responses((status = OK, body = StockList))
)]
pub async fn stock(caller: Caller, State(app): State<AppState>) -> Result<Json<StockList>, Problem> {
    up_to_date(&app).await;
    let store = &app.views.store;
    let row = |item: StockItem, name: String, unit| {
        let (on_hand, reserved) = store.on_hand(caller.party, item);
        let (material, product, variant) = match item {
            StockItem::Material { material } => (Some(material.into()), None, None),
            StockItem::Goods { product, variant } => (None, Some(product.into()), Some(variant)),
        };
        let at_least = Quantity(store.at_least(caller.party, item));
        let (on_hand, reserved, unit) = (Quantity(on_hand), Quantity(reserved), Unit(unit));
        StockRow { material, product, variant, name, unit, on_hand, reserved, at_least }
    };
    let mut items = Vec::new();
    for view in store.materials(caller.party) {
        let item = StockItem::Material { material: view.material.material };
        items.push(row(item, view.material.name.clone(), view.material.unit));
    }
    for entry in app.views.shops.products(caller.party) {
        let sheet = &entry.product.sheet;
        for variant in &sheet.variants {
            let item = StockItem::Goods { product: sheet.product, variant: variant.number };
            let name = format!("{} {}", sheet.name, variant.name);
            items.push(row(item, name.trim_end().to_owned(), sheet.unit));
        }
    }
    Ok(Json(StockList { items }))
}

/// The business and the supplier: the business names the supplier, the supplier the business.
pub(super) fn both(
    app: &App,
    caller: &Caller,
    other: &Slug,
    pointer: &str,
) -> Result<(PartyId, PartyId), Problem> {
    let other = party(app, caller, other, pointer)?;
    let supplies = app.registry().party(other).is_some_and(|it| it.capacities.contains(&Capacity::Supplier));
    let ours = caller.is(Capacity::Business) && supplies;
    Ok(if ours { (caller.party, other) } else { (other, caller.party) })
}

/// Whose book a supplier's fact is in, and whose account it is.
fn both_sides(app: &App, caller: &Caller, command: Ready, other: &Slug) -> Result<(Ready, PartyId), Problem> {
    let (business, supplier) = both(app, caller, other, "/with")?;
    Ok((command.in_book(business), supplier))
}

/// A supplier's bill.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RecordSupplierBill)]
pub struct Billing {
    /// The other side: the supplier for a business, the business for a supplier.
    with: Slug,
    /// For which material request.
    request: Option<Id>,
    /// The number that stands on it.
    number: NameText,
    /// What it asks for.
    amount: Amount,
    /// The day it is to be paid by.
    due: Option<Date>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Record a supplier's bill, by either side.
#[utoipa::path(
    post, path = "/api/v1/supplier-bills", operation_id = "recordSupplierBill", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Billing,
    responses((status = CREATED, body = Recorded))
)]
pub async fn bill(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (billing, command) = sent.read::<Billing>(&caller, caller.party)?;
    let command = command.happened(billing.happened);
    let command = command.shown(&app, &caller, billing.photo.as_ref()).await?;
    let (command, supplier) = both_sides(&app, &caller, command, &billing.with)?;
    let wish = RecordSupplierBill {
        supplier,
        request: billing.request.map(|request| RequestId(request.0)),
        number: billing.number.0,
        amount: billing.amount.0,
        due: billing.due.map(|day| day.0),
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// A payment to a supplier.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PaySupplier)]
pub struct Paying {
    /// Who was paid.
    supplier: Slug,
    /// For which material request.
    request: Option<Id>,
    /// How much.
    amount: Amount,
    /// How.
    method: PaymentMethod,
    /// A word to the supplier.
    note: Option<NoteText>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Record money that was paid to a supplier.
#[utoipa::path(
    post, path = "/api/v1/supplier-payments", operation_id = "paySupplier", tag = "payments",
    security(("bearer" = ["payments"])),
    request_body = Paying,
    responses((status = CREATED, body = Recorded))
)]
pub async fn pay(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (paying, command) = sent.read::<Paying>(&caller, caller.party)?;
    let command = command.happened(paying.happened);
    let command = command.shown(&app, &caller, paying.photo.as_ref()).await?;
    let wish = PaySupplier {
        supplier: party(&app, &caller, &paying.supplier, "/supplier")?,
        request: paying.request.map(|request| RequestId(request.0)),
        amount: paying.amount.0,
        method: paying.method.0,
        note: command.seal(&app, caller.person, note(paying.note.as_ref(), "/note")?)?,
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// What a business and its suppliers owe each other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountList {
    /// The accounts, as the business and as the supplier.
    items: Vec<Account>,
}

/// One account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Who buys.
    business: Party,
    /// Who supplies.
    supplier: Party,
    /// All that was billed.
    billed: Money,
    /// All that was paid.
    paid: Money,
    /// What was taken off for materials that went back.
    returned: Money,
    /// What is owed; below nothing, the supplier holds an advance.
    owed: Money,
}

/// What the party owes its suppliers, or is owed by businesses.
#[utoipa::path(
    get, path = "/api/v1/supplier-accounts", operation_id = "listSupplierAccounts", tag = "materials",
    security(("bearer" = ["read"])),
    responses((status = OK, body = AccountList))
)]
pub async fn accounts(caller: Caller, State(app): State<AppState>) -> Result<Json<AccountList>, Problem> {
    up_to_date(&app).await;
    let rows = app.views.suppliers.of_business(caller.party).into_iter();
    let rows = rows.chain(app.views.suppliers.of_supplier(caller.party));
    let account = |row: std::sync::Arc<rantai_projections::suppliers::AccountRow>| Account {
        business: Party::of(&app, row.business),
        supplier: Party::of(&app, row.supplier),
        billed: Money(row.account.billed()),
        paid: Money(row.account.paid()),
        returned: Money(row.account.returned),
        owed: Money(row.account.owed()),
    };
    Ok(Json(AccountList { items: rows.map(account).collect() }))
}

/// What a supplier takes for a material.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetSupplierPrice)]
pub struct Pricing {
    /// The other side: the supplier for a business, the business for a supplier.
    with: Slug,
    /// The material.
    material: Id,
    /// What one unit costs.
    price: Amount,
    /// How many days it takes until it is there.
    #[schema(minimum = 0, maximum = 365)]
    lead_days: u16,
    /// From which day on; from today on when nothing is said.
    since: Option<Date>,
}

/// Say what a supplier takes for a material, by either side.
#[utoipa::path(
    post, path = "/api/v1/supplier-prices", operation_id = "setSupplierPrice", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Pricing,
    responses((status = CREATED, body = Recorded))
)]
pub async fn price(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (pricing, command) = sent.read::<Pricing>(&caller, caller.party)?;
    let (command, supplier) = both_sides(&app, &caller, command, &pricing.with)?;
    let wish = SetSupplierPrice {
        supplier,
        material: MaterialId(pricing.material.0),
        price: pricing.price.0,
        lead_days: pricing.lead_days,
        since: pricing.since.map(|day| day.0),
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// How far the work has come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ReportProgress)]
pub struct Reporting {
    /// Which line of the order, from 1.
    #[schema(minimum = 0, maximum = 65535)]
    line: u16,
    /// The how-many-th step of the workshop, from 1.
    #[schema(minimum = 0, maximum = 65535)]
    step: u16,
    /// How many base units went through it, on top of those before.
    done: Quantity,
    /// How many were spoilt.
    scrap: Option<Quantity>,
    /// How many have to be done again.
    rework: Option<Quantity>,
    /// When it happened, where that was before now.
    happened: Option<Time>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Report how far the work on a line of an order has come.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/production/progress", operation_id = "reportProgress",
    tag = "production", security(("bearer" = ["production"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Reporting,
    responses((status = OK, body = OrderDone))
)]
pub async fn progress(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.order(&app, &order).await?;
    let (reporting, command) = sent.read::<Reporting>(&caller, sheet.business)?;
    let command = command.happened(reporting.happened);
    let command = command.shown(&app, &caller, reporting.photo.as_ref()).await?;
    let order = sheet.order.id;
    let count = |quantity: Option<Quantity>| quantity.map(|quantity| quantity.0).unwrap_or_default();
    let wish = ReportProgress {
        order,
        line: reporting.line,
        step: reporting.step,
        done: reporting.done.0,
        scrap: count(reporting.scrap),
        rework: count(reporting.rework),
        worker: None,
    };
    let receipt = command.submit(&app, &caller, Some(order.into()), wish).await?;
    answer_of_order(&app, &caller, StatusCode::OK, (sheet.business, order), &receipt)
}
