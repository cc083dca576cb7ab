//! The catalogue as a business keeps it: products with their prices and what they take, materials, suppliers' price
//! lists, and how much there should always be.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rantai_core::book;
use rantai_core::book::catalogue::{
    AddMaterial, AddProduct, ChangeProduct, CorrectMaterial, MaterialAdded, OfferProduct, PriceSet,
    Product as Kept, RecipeLine, SetPrice, SetRecipe, SetWaste, UnitFactor, WasteLine, WithdrawProduct,
};
use rantai_core::book::stock::SetStockRule;
use rantai_core::ids::{MaterialId, ProductId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, up_to_date};
use super::order::Party;
use super::page::{Asked, List};
use super::photos;
use super::problem::Problem;
use super::sent::{Nothing, Recorded, Sent, note, party, recorded, tagged};
use super::setup::look;
use super::supply::{both, stock_item};
use super::words::{
    Amount, Date, Id, Making, Mistake, Money, NameText, NoteText, PhotoText, PublicText, Quantity, Slug, Unit,
};
use crate::who::AppState;

/// A product as its business keeps it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProductSheet {
    id: Id,
    /// The version to send back in `If-Match` when any of this is changed.
    version: u32,
    name: String,
    description: String,
    /// Where it comes from when it is ordered.
    making: Making,
    /// The unit it is counted and priced in.
    unit: Unit,
    /// Units it is also sold in.
    units: Vec<OtherUnit>,
    /// Its kinds; at least one.
    variants: Vec<Kind>,
    /// Days it usually takes from order to ready.
    days: u16,
    /// Weight of one base unit.
    weight_grams: u32,
    /// It can be ordered.
    offered: bool,
    /// Its prices; those that name a variant come before the one of all others.
    prices: Vec<KeptPrice>,
    /// What one base unit takes.
    recipe: Vec<RecipePart>,
    /// What of that is wasted on top.
    waste: Vec<WastePart>,
}

/// A unit a product is also sold in, and how many base units one of it holds.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ProductUnit)]
pub struct OtherUnit {
    /// The unit.
    unit: Unit,
    /// How many base units one of it holds.
    factor: Quantity,
}

/// A kind of a product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProductKind)]
pub struct Kind {
    /// Its number within the product.
    number: u16,
    /// What people call it; empty where there is but one.
    name: String,
}

/// A price of one base unit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ProductPrice)]
pub struct KeptPrice {
    /// Of which variant; of all that have none of their own where none is named.
    variant: Option<u16>,
    retail: Money,
    wholesale: Money,
    /// From how many base units the wholesale price holds.
    wholesale_from: Quantity,
}

/// So much of a material goes into one base unit.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecipePart {
    /// The material.
    material: Id,
    /// How much of it.
    quantity: Quantity,
}

/// What of a material is wasted.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WastePart {
    /// The material.
    material: Id,
    /// Percent of what the goods themselves take.
    #[schema(maximum = 200)]
    percent: u8,
}

impl ProductSheet {
    fn of(product: &Kept, version: u32) -> Self {
        let sheet = &product.sheet;
        let price = |price: &PriceSet| KeptPrice {
            variant: price.variant,
            retail: Money(price.retail),
            wholesale: Money(price.wholesale),
            wholesale_from: Quantity(price.wholesale_from),
        };
        let unit = |other: &UnitFactor| OtherUnit { unit: Unit(other.unit), factor: Quantity(other.factor) };
        let part = |part: &RecipeLine| RecipePart {
            material: part.material.into(),
            quantity: Quantity(part.quantity),
        };
        let waste = |part: &WasteLine| WastePart { material: part.material.into(), percent: part.percent };
        let kind =
            |variant: &book::catalogue::Variant| Kind { number: variant.number, name: variant.name.clone() };
        Self {
            id: sheet.product.into(),
            version,
            name: sheet.name.clone(),
            description: sheet.description.clone(),
            making: Making(sheet.making),
            unit: Unit(sheet.unit),
            units: sheet.units.iter().map(unit).collect(),
            variants: sheet.variants.iter().map(kind).collect(),
            days: sheet.days,
            weight_grams: sheet.weight_grams,
            offered: product.offered,
            prices: product.prices.iter().map(price).collect(),
            recipe: product.recipe.iter().map(part).collect(),
            waste: product.waste.iter().map(waste).collect(),
        }
    }
}

/// A product of one's own, with what it takes.
#[utoipa::path(
    get, path = "/api/v1/products/{product}", operation_id = "getProduct", tag = "products",
    security(("bearer" = ["read"])),
    params(("product" = Id, Path, description = "The product.")),
    responses((status = OK, body = ProductSheet))
)]
pub async fn get(
    caller: Caller,
    State(app): State<AppState>,
    Path(product): Path<String>,
) -> Result<Response, Problem> {
    let product: ProductId = caller.own(&app, &product)?;
    let kept = look(&app, &caller, move |book| {
        let kept = book.catalogue.product(product).ok().cloned()?;
        Some((kept, book.version(product.into())))
    });
    let (kept, version) = kept.await?.ok_or(Problem::NotFound)?;
    Ok(tagged(Json(ProductSheet::of(&kept, version)).into_response(), version))
}

/// A product to be sold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AddProduct)]
pub struct Adding {
    /// What it is called; no other product is called so.
    name: NameText,
    /// What it is, how it is made and cared for.
    description: Option<PublicText>,
    /// Where it comes from when it is ordered.
    making: Making,
    /// The unit it is counted and priced in.
    unit: Unit,
    /// Units it is also sold in.
    #[schema(max_items = 20)]
    units: Option<Vec<OtherUnit>>,
    /// Names of the kinds there are; none where there is but one.
    #[schema(max_items = 100)]
    variants: Option<Vec<NameText>>,
    /// Days it usually takes from order to ready.
    #[schema(maximum = 65535)]
    days: u16,
    /// Weight of one base unit.
    #[schema(maximum = 4294967295_u64)]
    weight_grams: Option<u32>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Take a product into the catalogue. It can be ordered once it has a price.
#[utoipa::path(
    post, path = "/api/v1/products", operation_id = "addProduct", tag = "products",
    security(("bearer" = ["setup"])),
    request_body = Adding,
    responses((status = CREATED, body = Recorded))
)]
pub async fn add(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (adding, command) = sent.read::<Adding>(&caller, caller.party)?;
    let photo = photos::kept(&app, &caller, adding.photo.as_ref(), "/photo").await?.first().copied();
    let unit = |other: OtherUnit| UnitFactor { unit: other.unit.0, factor: other.factor.0 };
    let wish = AddProduct {
        name: adding.name.0,
        description: adding.description.unwrap_or_default().0,
        making: adding.making.0,
        unit: adding.unit.0,
        units: adding.units.into_iter().flatten().map(unit).collect(),
        variants: adding.variants.into_iter().flatten().map(|name| name.0).collect(),
        days: adding.days,
        weight_grams: adding.weight_grams.unwrap_or_default(),
        photo,
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// A step with one product of one's own.
async fn with_product<T: DeserializeOwned, C: Into<book::Command>>(
    caller: Caller,
    app: AppState,
    product: String,
    sent: Sent,
    wish: impl FnOnce(ProductId, T) -> C,
) -> Result<Response, Problem> {
    let product: ProductId = caller.own(&app, &product)?;
    let (body, command) = sent.read::<T>(&caller, caller.party)?;
    let receipt = command.submit(&app, &caller, Some(product.into()), wish(product, body)).await?;
    Ok(recorded(StatusCode::OK, &receipt))
}

/// What is said of a product. All of it is said, also what stays; but the photo stays
/// where none is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ChangeProduct)]
pub struct Changing {
    /// What it is called; no other product is called so.
    name: NameText,
    /// What it is, how it is made and cared for.
    description: PublicText,
    /// Days it usually takes from order to ready.
    #[schema(maximum = 65535)]
    days: u16,
    /// Weight of one base unit.
    #[schema(maximum = 4294967295_u64)]
    weight_grams: u32,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// Change what is said of a product.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/change", operation_id = "changeProduct", tag = "products",
    security(("bearer" = ["setup"])),
    params(("product" = Id, Path, description = "The product.")),
    request_body = Changing,
    responses((status = OK, body = Recorded))
)]
pub async fn change(
    caller: Caller,
    State(app): State<AppState>,
    Path(product): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let product: ProductId = caller.own(&app, &product)?;
    let (changing, command) = sent.read::<Changing>(&caller, caller.party)?;
    let photo = photos::kept(&app, &caller, changing.photo.as_ref(), "/photo").await?.first().copied();
    let wish = ChangeProduct {
        product,
        name: changing.name.0,
        description: changing.description.0,
        days: changing.days,
        weight_grams: changing.weight_grams,
        photo,
    };
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, Some(product.into()), wish).await?))
}

/// What one base unit costs from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetPrice)]
pub struct Pricing {
    /// Of which variant; of all that have no price of their own when nothing is said.
    #[schema(minimum = 0, maximum = 65535)]
    variant: Option<u16>,
    /// For one base unit.
    retail: Amount,
    /// For one base unit of many; the retail price when nothing is said.
    wholesale: Option<Amount>,
    /// From how many base units the wholesale price holds; from 1 when nothing is said.
    wholesale_from: Option<Quantity>,
}

/// Set a product's price.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/price", operation_id = "setPrice", tag = "products",
    security(("bearer" = ["setup"])),
    params(("product" = Id, Path, description = "The product.")),
    request_body = Pricing,
    responses((status = OK, body = Recorded))
)]
pub async fn price(
    caller: Caller,
    State(app): State<AppState>,
    Path(product): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let one = rantai_core::quantity::Quantity::whole(1);
    with_product(caller, app, product, sent, |product, pricing: Pricing| SetPrice {
        product,
        variant: pricing.variant,
        retail: pricing.retail.0,
        wholesale: pricing.wholesale.unwrap_or(pricing.retail).0,
        wholesale_from: pricing.wholesale_from.map_or(one, |from| from.0),
    })
    .await
}

/// What one base unit of a product takes. All of it is said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetRecipe)]
pub struct Taking {
    /// How much of each material; each but once.
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<RecipePart>,
}

/// Set a product's bill of materials.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/recipe", operation_id = "setRecipe", tag = "products",
    security(("bearer" = ["materials"])),
    params(("product" = Id, Path, description = "The product.")),
    request_body = Taking,
    responses((status = OK, body = Recorded))
)]
pub async fn recipe(
    caller: Caller,
    State(app): State<AppState>,
    Path(product): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let line =
        |part: RecipePart| RecipeLine { material: MaterialId(part.material.0), quantity: part.quantity.0 };
    with_product(caller, app, product, sent, |product, taking: Taking| SetRecipe {
        product,
        lines: taking.lines.into_iter().map(line).collect(),
    })
    .await
}

/// What of a product's materials is wasted. All of it is said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetWaste)]
pub struct Wasting {
    /// How much of each material of the recipe; nothing of those that are not named.
    #[schema(max_items = 200)]
    lines: Vec<WastePart>,
}

/// Say what of a product's materials is cut off, spilt or spoilt on top of what the goods take.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/waste", operation_id = "setWaste", tag = "products",
    security(("bearer" = ["materials"])),
    params(("product" = Id, Path, description = "The product.")),
    request_body = Wasting,
    responses((status = OK, body = Recorded))
)]
pub async fn waste(
    caller: Caller,
    State(app): State<AppState>,
    Path(product): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let line = |part: WastePart| WasteLine { material: MaterialId(part.material.0), percent: part.percent };
    with_product(caller, app, product, sent, |product, wasting: Wasting| SetWaste {
        product,
        lines: wasting.lines.into_iter().map(line).collect(),
    })
    .await
}

/// Offer a product no longer.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/withdraw", operation_id = "withdrawProduct", tag = "products",
    security(("bearer" = ["setup"])),
    params(("product" = Id, Path, description = "The product.")),
    responses((status = OK, body = Recorded))
)]
pub async fn withdraw(
    caller: Caller,
    State(app): State<AppState>,
    Path(product): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    with_product(caller, app, product, sent, |product, Nothing {}| WithdrawProduct { product }).await
}

/// Offer a product again.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/offer", operation_id = "offerProduct", tag = "products",
    security(("bearer" = ["setup"])),
    params(("product" = Id, Path, description = "The product.")),
    responses((status = OK, body = Recorded))
)]
pub async fn offer(
    caller: Caller,
    State(app): State<AppState>,
    Path(product): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    with_product(caller, app, product, sent, |product, Nothing {}| OfferProduct { product }).await
}

/// A material that the business works with.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Material {
    id: Id,
    name: String,
    /// The unit it is counted and bought in.
    unit: Unit,
    /// What one unit usually costs.
    price: Money,
    /// Who usually supplies it, the first first.
    suppliers: Vec<Party>,
}

/// Everything the business works with, in the order it was added.
#[utoipa::path(
    get, path = "/api/v1/materials", operation_id = "listMaterials", tag = "materials",
    security(("bearer" = ["read"])),
    responses((status = OK, body = List<Material>))
)]
pub async fn materials(caller: Caller, State(app): State<AppState>) -> Result<Json<List<Material>>, Problem> {
    let kept = look(&app, &caller, |book| book.catalogue.materials.values().cloned().collect::<Vec<_>>());
    let shown = |kept: &MaterialAdded| Material {
        id: kept.material.into(),
        name: kept.name.clone(),
        unit: Unit(kept.unit),
        price: Money(kept.price),
        suppliers: kept.suppliers.iter().map(|supplier| Party::of(&app, *supplier)).collect(),
    };
    Ok(Json(List { items: kept.await?.iter().map(shown).collect(), next: None }))
}

/// A material to work with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AddMaterial)]
pub struct AddingMaterial {
    /// What it is called; no other material is called so.
    name: NameText,
    /// The unit it is counted and bought in.
    unit: Unit,
    /// What one unit usually costs.
    price: Amount,
    /// Who usually supplies it, the first first.
    #[schema(max_items = 20)]
    suppliers: Option<Vec<Slug>>,
}

/// Add a material.
#[utoipa::path(
    post, path = "/api/v1/materials", operation_id = "addMaterial", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = AddingMaterial,
    responses((status = CREATED, body = Recorded))
)]
pub async fn add_material(
    caller: Caller,
    State(app): State<AppState>,
    sent: Sent,
) -> Result<Response, Problem> {
    let (adding, command) = sent.read::<AddingMaterial>(&caller, caller.party)?;
    let named = adding.suppliers.iter().flatten().enumerate();
    let supplier = |(place, slug): (usize, &Slug)| party(&app, &caller, slug, &format!("/suppliers/{place}"));
    let wish = AddMaterial {
        name: adding.name.0.clone(),
        unit: adding.unit.0,
        suppliers: named.map(supplier).collect::<Result<_, Problem>>()?,
        price: adding.price.0,
    };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// What a material is really called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = CorrectMaterial)]
pub struct Renaming {
    /// What it is called.
    name: NameText,
    /// Why it was written down otherwise.
    why: Mistake,
    /// Why, in words; needed where it is something else.
    note: Option<NoteText>,
}

/// Correct a material's name; what it was called before stays visible.
#[utoipa::path(
    post, path = "/api/v1/materials/{material}/correct", operation_id = "correctMaterial", tag = "materials",
    security(("bearer" = ["materials"])),
    params(("material" = Id, Path, description = "The material.")),
    request_body = Renaming,
    responses((status = OK, body = Recorded))
)]
pub async fn correct_material(
    caller: Caller,
    State(app): State<AppState>,
    Path(material): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let material: MaterialId = caller.own(&app, &material)?;
    let (renaming, command) = sent.read::<Renaming>(&caller, caller.party)?;
    let note = command.seal(&app, caller.person, note(renaming.note.as_ref(), "/note")?)?;
    let wish = CorrectMaterial { material, name: renaming.name.0, why: renaming.why.0, note };
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, Some(material.into()), wish).await?))
}

/// How much of something there should always be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetStockRule)]
pub struct Ruling {
    /// The material, where it is one.
    material: Option<Id>,
    /// The product, where it is one.
    product: Option<Id>,
    /// The product's variant; the first when nothing is said.
    #[schema(minimum = 0, maximum = 65535)]
    variant: Option<u16>,
    /// How much; nothing lifts the rule.
    at_least: Quantity,
}

/// Say how much of something there should always be: with less, it is asked for.
#[utoipa::path(
    post, path = "/api/v1/stock/rules", operation_id = "setStockRule", tag = "materials",
    security(("bearer" = ["materials"])),
    request_body = Ruling,
    responses((status = OK, body = Recorded))
)]
pub async fn stock_rule(
    caller: Caller,
    State(app): State<AppState>,
    sent: Sent,
) -> Result<Response, Problem> {
    let (ruling, command) = sent.read::<Ruling>(&caller, caller.party)?;
    let item = stock_item(ruling.material, ruling.product, ruling.variant, "/material")?;
    let wish = SetStockRule { item, at_least: ruling.at_least.0 };
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, None, wish).await?))
}

/// With whom.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct With {
    /// The other side: the supplier for a business, the business for a supplier.
    with: Slug,
}

/// What a supplier takes for a material from a day on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupplierPrice {
    material: Id,
    name: Option<String>,
    /// What one unit costs.
    price: Money,
    /// How many days it takes until it is there.
    lead_days: u16,
    /// From which day on.
    since: Date,
}

/// A supplier's price list for a business, as either side reads it: also what held before, and what is to come.
#[utoipa::path(
    get, path = "/api/v1/supplier-prices", operation_id = "listSupplierPrices", tag = "materials",
    security(("bearer" = ["read"])),
    params(With),
    responses((status = OK, body = List<SupplierPrice>))
)]
pub async fn supplier_prices(
    caller: Caller,
    State(app): State<AppState>,
    Asked(with): Asked<With>,
) -> Result<Json<List<SupplierPrice>>, Problem> {
    let sides = both(&app, &caller, &with.with, "/with");
    let (business, supplier) =
        sides.map_err(|_| Problem::Query("with: no party has this name".to_owned()))?;
    up_to_date(&app).await;
    let rows = app.views.suppliers.prices_of(business, supplier);
    let shown = |price: &book::catalogue::SupplierPriceSet| SupplierPrice {
        material: price.material.into(),
        name: app.views.store.material(business, price.material).map(|view| view.material.name),
        price: Money(price.price),
        lead_days: price.lead_days,
        since: Date(price.since),
    };
    Ok(Json(List { items: rows.iter().flat_map(|row| &row.prices).map(shown).collect(), next: None }))
}
