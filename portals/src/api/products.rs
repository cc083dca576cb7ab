//! What a business sells.

use axum::Json;
use axum::extract::State;
use rantai_core::book::catalogue::{PriceSet, Product as Sheet};
use rantai_core::party::Capacity;
use rantai_projections::shops::ProductRow;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, up_to_date};
use super::page::{Asked, List, Place, limit};
use super::problem::Problem;
use super::words::{Id, Making, Money, Quantity, Slug, Unit};
use crate::app::App;
use crate::storefront::goods;
use crate::who::AppState;

/// A product as everybody may see it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// Its id.
    id: Id,
    name: String,
    description: String,
    /// Where it comes from when it is ordered.
    making: Making,
    /// The unit it is counted and priced in.
    unit: Unit,
    /// Units it is also sold in.
    units: Vec<OtherUnit>,
    /// Its kinds; at least one.
    variants: Vec<Variant>,
    /// Days it usually takes from order to ready.
    days: u16,
    /// Weight of one base unit.
    weight_grams: u32,
}

/// A unit a product is also sold in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OtherUnit {
    unit: Unit,
    /// How many base units one of it holds.
    factor: Quantity,
}

/// One kind of a product.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// Its number within the product.
    number: u16,
    /// What people call it; empty where there is but one.
    name: String,
    /// Its price; none while it has none.
    price: Option<Price>,
    /// How much of it is on the shelf and free.
    available: Quantity,
}

/// A price of one base unit.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    retail: Money,
    wholesale: Money,
    /// From how many base units of all its kinds together the wholesale price holds.
    wholesale_from: Quantity,
}

fn shown(app: &App, row: &ProductRow) -> Product {
    let sheet = &row.product.sheet;
    Product {
        id: sheet.product.into(),
        name: sheet.name.clone(),
        description: sheet.description.clone(),
        making: Making(sheet.making),
        unit: Unit(sheet.unit),
        units: sheet
            .units
            .iter()
            .map(|other| OtherUnit { unit: Unit(other.unit), factor: Quantity(other.factor) })
            .collect(),
        variants: variants(app, row, &row.product),
        days: sheet.days,
        weight_grams: sheet.weight_grams,
    }
}

fn variants(app: &App, row: &ProductRow, product: &Sheet) -> Vec<Variant> {
    let price = |price: &PriceSet| Price {
        retail: Money(price.retail),
        wholesale: Money(price.wholesale),
        wholesale_from: Quantity(price.wholesale_from),
    };
    let variant = |variant: &rantai_core::book::catalogue::Variant| Variant {
        number: variant.number,
        name: variant.name.clone(),
        price: product.price(variant.number).map(price),
        available: Quantity(goods::available(app, row.business, product, variant.number)),
    };
    product.sheet.variants.iter().map(variant).collect()
}

/// Which products.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// Whose; one's own when a business asks and nothing is said.
    business: Option<Slug>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The mark that the part before ended with.
    after: Option<String>,
}

/// What a business offers, in the order it was added.
#[utoipa::path(
    get, path = "/api/v1/products", operation_id = "listProducts", tag = "products",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<Product>))
)]
pub async fn list(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<Product>>, Problem> {
    let business = match &listing.business {
        Some(slug) => app.registry().party_by_slug(&slug.0).map(|entry| entry.party),
        None if caller.is(Capacity::Business) => Some(caller.party),
        None => return Err(Problem::Query("business: a business's name is expected".to_owned())),
    };
    let business = business.ok_or(Problem::NotFound)?;
    up_to_date(&app).await;
    app.views.shops.shop(business).ok_or(Problem::NotFound)?;
    let place = Place::new(caller.party, &format!("products {business}"));
    let (from, most) = (place.key(listing.after.as_deref())?, limit(listing.limit)?);
    let mut rows = app.views.products_for(business, Some(caller.party));
    rows.retain(|row| row.product.offered);
    let begins = |row: &ProductRow| from.as_deref().is_none_or(|key| row.product.sheet.product.0[..] >= *key);
    let mut rows = rows.into_iter().filter(|row| begins(row));
    let items = rows.by_ref().take(most).map(|row| shown(&app, &row)).collect();
    Ok(Json(List { items, next: rows.next().map(|row| place.mark(&row.product.sheet.product.0)) }))
}
