//! What is set for the workshop, and what it makes without an order: its steps, goods for the shelf, waste.

use axum::extract::{Path, State};
use rantai_core::book::catalogue::{Making, SetWaste, WasteLine};
use rantai_core::book::production::{MakeForStock, SetWorkshopSteps};
use rantai_core::book::stock::StockItem;
use rantai_core::desk::Receipt;
use rantai_core::ids::ProductId;
use serde::Deserialize;

use super::stock::{code, item};
use super::{again, opname};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, Notice, PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

fn settle(
    path: &str,
    lang: Lang,
    done: Result<Receipt, PortalError>,
    again_as: impl FnOnce(Notice) -> Result<Sheet, PortalError>,
) -> PageResult {
    match done {
        Ok(receipt) => Ok(deeds::see(path, &receipt)),
        Err(error) => again_as(again(error, lang.phrases())?)?.again(),
    }
}

/// `GET /business/{party}/workshop/steps`
pub async fn steps(business: Business, lang: Lang, fresh: Fresh, State(app): State<AppState>) -> PageResult {
    let now = app.look(business.party, |book| book.workshop_steps.clone()).await?;
    let mut sheet = steps_sheet(&app, lang, &business, &now, &Filled::default());
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/workshop/steps`
pub async fn set_steps(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    filled: Filled,
) -> PageResult {
    let deed = filled.deed()?;
    let steps = filled.text("steps").lines().map(str::trim).filter(|name| !name.is_empty());
    let wish = SetWorkshopSteps { steps: steps.map(str::to_owned).collect() };
    let done = deed.wish(&business, business.party, wish).submit(&app).await;
    settle(&at(&business, "/workshop/steps"), lang, done, |notice| {
        let mut sheet = steps_sheet(&app, lang, &business, &[], &filled);
        sheet.page.notice = Some(notice);
        Ok(sheet)
    })
}

fn steps_sheet(app: &App, lang: Lang, member: &Member, now: &[String], filled: &Filled) -> Sheet {
    let t = lang.phrases();
    let s = &t.supply;
    let here = at(member, "/workshop/steps");
    let form = Form::new("steps-form", "", here.clone(), deeds::new_id(app), s.steps_yes).text(s.steps_text);
    let form = form.ask(Input::Area(filled.field("steps", s.steps, now.join("\n")).optional()));
    let page = frame(app, lang, member, Place::Materials, s.steps)
        .back(at(member, "/materials"), t.workshop.materials);
    Sheet { page, here, topics: String::new(), parts: vec![Part::form(form)] }
}

/// `GET /business/{party}/workshop/make`
pub async fn make_form(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    State(app): State<AppState>,
) -> PageResult {
    let mut sheet = make_sheet(&app, lang, &business, &Filled::default());
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/workshop/make`
pub async fn make(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let done = write_make(&app, lang, &business, &mut filled).await;
    settle(&at(&business, "/stock"), lang, done, |notice| {
        let mut sheet = make_sheet(&app, lang, &business, &filled);
        sheet.page.notice = Some(notice);
        Ok(sheet)
    })
}

async fn write_make(
    app: &App,
    lang: Lang,
    member: &Member,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let goods = |code: &str| match item(code) {
        Some(StockItem::Goods { product, variant }) => Some((product, variant)),
        _ => None,
    };
    let what = filled.choice(t, "item", goods);
    let quantity = filled.quantity(t, "quantity");
    let scrap = filled.quantity_or_nothing(t, "scrap");
    filled.checked()?;
    let (product, variant) = what.ok_or(PortalError::BadRequest)?;
    let wish = MakeForStock { product, variant, quantity, scrap, worker: Some(member.person) };
    deed.wish(member, member.party, wish).submit(app).await
}

fn make_sheet(app: &App, lang: Lang, member: &Member, filled: &Filled) -> Sheet {
    let t = lang.phrases();
    let s = &t.supply;
    let here = at(member, "/workshop/make");
    let makes = |what: &StockItem| match what {
        StockItem::Goods { product, .. } => {
            let row = app.views.shops.product(member.party, *product);
            row.is_some_and(|row| row.product.sheet.making != Making::Resale)
                && !app.views.shops.recipe(member.party, *product).is_empty()
        }
        StockItem::Material { .. } => false,
    };
    let known = opname::everything(app, member);
    let goods = known.iter().filter(|(what, ..)| makes(what));
    let goods: Vec<Choice> = goods
        .map(|(what, name, _, unit)| Choice::new(code(*what), format!("{name} ({})", unit.label())))
        .collect();
    let parts = if goods.is_empty() {
        vec![Part::Empty(t.workshop.no_recipe.to_owned(), t.workshop.no_recipe_text.to_owned())]
    } else {
        let form = Form::new("make", "", here.clone(), deeds::new_id(app), s.make_yes).text(s.make_text);
        let form = form
            .ask(Input::Select(filled.field("item", s.what_line, "").choices(goods)))
            .ask(Input::Number(filled.field("quantity", s.quantity, "")))
            .ask(Input::Number(filled.field("scrap", s.scrap, "").optional()));
        vec![Part::form(form)]
    };
    let page =
        frame(app, lang, member, Place::Materials, s.make).back(at(member, "/stock"), t.workshop.stock);
    Sheet { page, here, topics: String::new(), parts }
}

/// Which product.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Which {
    product: ProductId,
}

/// `GET /business/{party}/catalogue/{product}/waste`
pub async fn waste(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    Path(which): Path<Which>,
    State(app): State<AppState>,
) -> PageResult {
    let mut sheet = waste_sheet(&app, lang, &business, which.product, &Filled::default()).await?;
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/catalogue/{product}/waste`
pub async fn set_waste(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let mut lines = Vec::new();
    for (id, _) in filled.under("waste-") {
        let material = id.parse().map_err(|_| PortalError::BadRequest)?;
        let percent = filled.whole(t, &format!("waste-{id}"), 200);
        lines.push(WasteLine { material, percent: u8::try_from(percent).unwrap_or(0) });
    }
    let done = match filled.checked() {
        Ok(()) => {
            let wish = SetWaste { product: which.product, lines };
            deed.wish(&business, business.party, wish).submit(&app).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(receipt) => Ok(deeds::see(&at(&business, &format!("/catalogue/{}", which.product)), &receipt)),
        Err(error) => {
            let notice = again(error, t)?;
            let mut sheet = waste_sheet(&app, lang, &business, which.product, &filled).await?;
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

async fn waste_sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    product: ProductId,
    filled: &Filled,
) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let s = &t.supply;
    let row = app.views.shops.product(member.party, product).ok_or(PortalError::NotFound)?;
    let look = move |book: &rantai_core::book::Book| {
        let known = book.catalogue.products.get(&product);
        known.map(|product| (product.recipe.clone(), product.waste.clone())).unwrap_or_default()
    };
    let (recipe, waste) = app.look(member.party, look).await?;
    let here = at(member, &format!("/catalogue/{product}/waste"));
    let form = Form::new("waste", "", here.clone(), deeds::new_id(app), s.waste_yes);
    let mut form = form.text(s.waste_text);
    for part in &recipe {
        let Some(view) = app.views.store.material(member.party, part.material) else { continue };
        let now = waste.iter().find(|line| line.material == part.material).map_or(0, |line| line.percent);
        let field = filled.field(format!("waste-{}", part.material), (s.waste_of)(&view.material.name), now);
        form = form.ask(Input::Number(field.unit("%")));
    }
    let name = row.product.sheet.name.as_str();
    let parts = if recipe.is_empty() {
        vec![Part::Empty(t.workshop.no_recipe.to_owned(), t.workshop.no_recipe_text.to_owned())]
    } else {
        vec![Part::form(form)]
    };
    let page = frame(app, lang, member, Place::Catalogue, format!("{} · {name}", s.waste))
        .back(at(member, &format!("/catalogue/{product}")), name);
    Ok(Sheet { page, here, topics: String::new(), parts })
}
