//! One product: its prices, what one of it takes, what lies on the shelf.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Multipart, Path, RawQuery, State};
use rantai_core::book::catalogue::{
    ChangeProduct, OfferProduct, PriceSet, RecipeLine, SetPrice, SetRecipe, WithdrawProduct,
};
use rantai_core::book::stock::StockItem;
use rantai_core::desk::Receipt;
use rantai_core::ids::{CommandId, MaterialId, ProductId};
use rantai_projections::shops::ProductRow;
use serde::Deserialize;

use super::catalogue::needs_recipe;
use super::product_new::{Prices, price, price_fields};
use super::{again, amount, stock};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::uploads::{FOR_ONE, PhotoForm, SMALL_ONE, kept_photo, small_photo};
use crate::web::{Choice, Field, Page, PageResult, Photo, PortalError, Row, Wants, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/work/product.html")]
struct ProductPage {
    page: Page,
    v: View,
    forms: Forms,
}

#[derive(Template)]
#[template(path = "business/work/product.html", block = "product")]
struct ProductFragment {
    page: Page,
    v: View,
}

struct View {
    here: String,
    withdraw: String,
    deed: CommandId,
    offered: bool,
    making: &'static str,
    description: String,
    photo: Option<Photo>,
    units: String,
    days: String,
    prices: Vec<(String, String, String)>,
    recipe: Vec<(String, String)>,
    wants_recipe: bool,
    shelf: Vec<Row>,
}

struct Forms {
    change_action: String,
    change_deed: CommandId,
    name: Field,
    description: Field,
    days: Field,
    weight: Field,
    photo: Field,
    open_change: bool,
    price_action: String,
    price_deed: CommandId,
    variant: Field,
    prices: Prices,
    recipe_action: String,
    recipe_deed: CommandId,
    recipe_of: String,
    parts: Vec<Field>,
    new_material: String,
    open_price: bool,
    open_recipe: bool,
}

/// Which product.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Which {
    product: ProductId,
}

/// `GET /business/{party}/catalogue/{product}`
pub async fn sheet(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Path(which): Path<Which>,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let row = product_of(&app, &business, which.product)?;
    let v = view(&app, t, &business, &row);
    let page = fresh.on(page(&app, lang, &business, &row), &business.slug).wide();
    if wants.fragment() {
        show(&ProductFragment { page, v })
    } else {
        let forms = forms(&app, t, &business, &row, &Filled::default());
        show(&ProductPage { page, v, forms })
    }
}

/// `GET /business/{party}/catalogue/{product}/photo`
pub async fn photo(
    business: Business,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
) -> PageResult {
    let row = product_of(&app, &business, which.product)?;
    let hash = row.product.sheet.photo.ok_or(PortalError::NotFound)?;
    if query.is_some_and(|query| query == SMALL_ONE) {
        return small_photo(&app, hash, FOR_ONE).await;
    }
    kept_photo(&app, hash, FOR_ONE).await
}

enum Step {
    Price,
    Recipe,
    Withdraw,
    Offer,
}

macro_rules! steps {
    ($($(#[$meta:meta])* $name:ident = $step:ident;)+) => {$(
        $(#[$meta])*
        pub async fn $name(
            business: Business,
            lang: Lang,
            Path(which): Path<Which>,
            State(app): State<AppState>,
            filled: Filled,
        ) -> PageResult {
            step(&app, lang, &business, which.product, Step::$step, filled).await
        }
    )+};
}

steps! {
    /// `POST …/catalogue/{product}/price`
    set_price = Price;
    /// `POST …/catalogue/{product}/recipe`
    set_recipe = Recipe;
    /// `POST …/catalogue/{product}/withdraw`
    withdraw = Withdraw;
    /// `POST …/catalogue/{product}/offer`
    offer = Offer;
}

/// `POST …/catalogue/{product}/change`
///
/// # Errors
/// What no other input could mend.
pub async fn change(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let t = lang.phrases();
    let row = product_of(&app, &business, which.product)?;
    let form = PhotoForm::read_and_keep(&app, business.person, multipart).await?;
    let mut filled = Filled::from(&form);
    match changed(&app, t, &business, &row, &form, &mut filled).await {
        Ok(receipt) => Ok(deeds::see(&at(&business, &format!("/catalogue/{}", which.product)), &receipt)),
        Err(error) => {
            let mut page = page(&app, lang, &business, &row);
            page.notice = Some(again(error, t)?);
            let (v, forms) = (view(&app, t, &business, &row), forms(&app, t, &business, &row, &filled));
            show_again(&ProductPage { page, v, forms })
        }
    }
}

async fn changed(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    row: &ProductRow,
    form: &PhotoForm,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let name = filled.words(t, "name");
    let days = u16::try_from(filled.whole(t, "days", 3_650)).unwrap_or_default();
    let weight_grams = filled.whole(t, "weight", 100_000_000);
    filled.checked()?;
    let product = row.product.sheet.product;
    let photo = form.evidence(app, "photo").await?.first().copied();
    let description = filled.text("description").to_owned();
    let command = ChangeProduct { product, name, description, days, weight_grams, photo };
    deed.wish(member, member.party, command).submit(app).await
}

async fn step(
    app: &App,
    lang: Lang,
    member: &Member,
    product: ProductId,
    step: Step,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let row = product_of(app, member, product)?;
    match submit(app, t, member, product, step, &mut filled).await {
        Ok(receipt) => Ok(deeds::see(&at(member, &format!("/catalogue/{product}")), &receipt)),
        Err(error) => {
            let mut page = page(app, lang, member, &row);
            page.notice = Some(again(error, t)?);
            let (v, forms) = (view(app, t, member, &row), forms(app, t, member, &row, &filled));
            show_again(&ProductPage { page, v, forms })
        }
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    product: ProductId,
    step: Step,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let wish = match step {
        Step::Price => {
            let variant = match filled.text("variant") {
                "" => None,
                number => Some(number.parse().map_err(|_| PortalError::BadRequest)?),
            };
            let (retail, wholesale, wholesale_from) = price(t, filled);
            filled.checked()?;
            let command = SetPrice { product, variant, retail, wholesale, wholesale_from };
            deed.wish(member, member.party, command)
        }
        Step::Recipe => {
            let mut lines = Vec::new();
            for (id, _) in filled.under("part-") {
                let material: MaterialId = id.parse().map_err(|_| PortalError::BadRequest)?;
                let quantity = filled.quantity_or_nothing(t, &format!("part-{id}"));
                if quantity.is_positive() {
                    lines.push(RecipeLine { material, quantity });
                }
            }
            filled.checked()?;
            if lines.is_empty() {
                return Err(PortalError::refused(|t| t.workshop.recipe_empty.to_owned()));
            }
            deed.wish(member, member.party, SetRecipe { product, lines })
        }
        Step::Withdraw => deed.wish(member, member.party, WithdrawProduct { product }),
        Step::Offer => deed.wish(member, member.party, OfferProduct { product }),
    };
    wish.submit(app).await
}

fn product_of(app: &App, member: &Member, product: ProductId) -> Result<Arc<ProductRow>, PortalError> {
    app.views.shops.product(member.party, product).ok_or(PortalError::NotFound)
}

fn page(app: &App, lang: Lang, member: &Member, row: &ProductRow) -> Page {
    let w = &lang.phrases().workshop;
    frame(app, lang, member, Place::Catalogue, row.product.sheet.name.as_str())
        .back(at(member, "/catalogue"), w.catalogue)
}

fn view(app: &App, t: &'static Phrases, member: &Member, row: &ProductRow) -> View {
    let w = &t.workshop;
    let sheet = &row.product.sheet;
    let here = at(member, &format!("/catalogue/{}", sheet.product));
    let unit = sheet.unit.label();
    let units = sheet.units.iter().map(|more| format!("1 {} = {} {unit}", more.unit.label(), more.factor));
    let recipe = app.views.shops.recipe(member.party, sheet.product);
    let recipe = recipe.iter().filter_map(|part| {
        let material = app.views.store.material(member.party, part.material)?.material;
        Some((material.name, amount(part.quantity, material.unit)))
    });
    let recipe: Vec<_> = recipe.collect();
    let shelf = sheet.variants.iter().map(|variant| {
        let item = StockItem::Goods { product: sheet.product, variant: variant.number };
        let (on_hand, reserved) = app.views.store.on_hand(member.party, item);
        let name = if variant.name.is_empty() { &sheet.name } else { &variant.name };
        let href = at(member, &format!("/stock?count={}", stock::code(item)));
        let line = Row::new(href, name).figure(amount(on_hand, sheet.unit));
        if reserved.is_positive() {
            let free = amount(on_hand.less_or_zero(reserved), sheet.unit);
            line.second((w.kept_of)(&amount(reserved, sheet.unit), &free))
        } else {
            line
        }
    });
    View {
        deed: deeds::new_id(app),
        offered: row.product.offered,
        making: (w.making)(sheet.making),
        description: sheet.description.clone(),
        photo: sheet.photo.map(|_| Photo {
            full: format!("{here}/photo"),
            thumb: format!("{here}/photo?{SMALL_ONE}"),
            alt: sheet.name.clone(),
        }),
        units: units.collect::<Vec<_>>().join(", "),
        days: if sheet.days > 0 { format!("{} {}", sheet.days, w.days_unit) } else { String::new() },
        prices: row.product.prices.iter().map(|price| price_line(t, row, price)).collect(),
        wants_recipe: recipe.is_empty() && needs_recipe(&row.product),
        recipe,
        shelf: shelf.collect(),
        withdraw: format!("{here}/withdraw"),
        here,
    }
}

/// For which variant, retail, and wholesale from how many.
fn price_line(t: &'static Phrases, row: &ProductRow, price: &PriceSet) -> (String, String, String) {
    let unit = row.product.sheet.unit;
    let variant = price.variant.and_then(|number| row.product.variant(number));
    let name = variant.map_or_else(|| t.workshop.all_variants.to_owned(), |variant| variant.name.clone());
    let wholesale = if price.wholesale < price.retail {
        (t.workshop.wholesale_line)(&price.wholesale.to_string(), &amount(price.wholesale_from, unit))
    } else {
        String::new()
    };
    (name, format!("{} / {}", price.retail, unit.label()), wholesale)
}

fn forms(app: &App, t: &'static Phrases, member: &Member, row: &ProductRow, filled: &Filled) -> Forms {
    let w = &t.workshop;
    let sheet = &row.product.sheet;
    let here = at(member, &format!("/catalogue/{}", sheet.product));
    let mut variants = vec![Choice::new("", w.all_variants)];
    if sheet.variants.len() > 1 {
        let each = sheet.variants.iter().map(|v| Choice::new(v.number.to_string(), v.name.as_str()));
        variants.extend(each);
    }
    let recipe = app.views.shops.recipe(member.party, sheet.product);
    let parts = app.views.store.materials(member.party).into_iter().map(|view| {
        let material = view.material;
        let now = recipe.iter().find(|part| part.material == material.material);
        let now = now.map(|part| part.quantity.to_string()).unwrap_or_default();
        let name = format!("part-{}", material.material);
        filled.field(name, material.name, now).unit(material.unit.label()).optional()
    });
    Forms {
        change_action: format!("{here}/change"),
        change_deed: deeds::new_id(app),
        name: filled.field("name", w.product_name, &sheet.name),
        description: filled.field("description", w.description, &sheet.description).optional(),
        days: filled.field("days", w.days, sheet.days).unit(w.days_unit).optional(),
        weight: filled.field("weight", w.weight, sheet.weight_grams).unit("gram").optional(),
        photo: filled.field("photo", w.product_photo, "").optional(),
        open_change: filled.has("name"),
        price_action: format!("{here}/price"),
        price_deed: deeds::new_id(app),
        variant: filled.field("variant", w.for_variant, "").choices(variants).optional(),
        prices: price_fields(t, filled, sheet.unit.label()),
        recipe_action: format!("{here}/recipe"),
        recipe_deed: deeds::new_id(app),
        recipe_of: (w.recipe_of)(&amount(rantai_core::quantity::Quantity::whole(1), sheet.unit)),
        parts: parts.collect(),
        new_material: at(member, "/materials/new"),
        open_price: row.product.prices.is_empty() || !filled.under("retail").is_empty(),
        open_recipe: (recipe.is_empty() && needs_recipe(&row.product)) || !filled.under("part-").is_empty(),
    }
}
