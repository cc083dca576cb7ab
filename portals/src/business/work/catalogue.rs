//! What the business sells: prices at a glance, and what is not ready to be sold.

use askama::Template;
use axum::extract::State;
use rantai_core::book::catalogue::Product;
use rantai_core::money::Rupiah;

use crate::app::App;
use crate::business::{Place, at, frame};
use crate::i18n::{Lang, Phrases};
use crate::uploads::SMALL_ONE;
use crate::web::{Chip, Page, PageResult, Row, Tone, Wants, show};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/work/catalogue.html")]
struct CataloguePage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/work/catalogue.html", block = "catalogue")]
struct CatalogueFragment {
    page: Page,
    v: View,
}

struct View {
    here: String,
    new: String,
    terms: String,
    import: String,
    offered: Vec<Row>,
    withdrawn: Vec<Row>,
}

/// `GET /business/{party}/catalogue`
pub async fn list(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let v = view(&app, t, &business);
    let page = frame(&app, lang, &business, Place::Catalogue, t.workshop.catalogue);
    let page = fresh.on(page, &business.slug);
    if wants.fragment() { show(&CatalogueFragment { page, v }) } else { show(&CataloguePage { page, v }) }
}

fn view(app: &App, t: &'static Phrases, member: &Member) -> View {
    let (mut offered, mut withdrawn) = (Vec::new(), Vec::new());
    for row in app.views.shops.products(member.party) {
        let line = line(app, t, member, &row.product);
        if row.product.offered { offered.push(line) } else { withdrawn.push(line) }
    }
    View {
        here: at(member, "/catalogue"),
        new: at(member, "/catalogue/new"),
        terms: at(member, "/terms"),
        import: at(member, "/import?kind=products"),
        offered,
        withdrawn,
    }
}

fn line(app: &App, t: &'static Phrases, member: &Member, product: &Product) -> Row {
    let w = &t.workshop;
    let sheet = &product.sheet;
    let href = at(member, &format!("/catalogue/{}", sheet.product));
    let variants = if sheet.variants.len() > 1 {
        format!("{} · {}", (w.making)(sheet.making), (w.so_many_variants)(sheet.variants.len()))
    } else {
        (w.making)(sheet.making).to_owned()
    };
    let mut row = Row::new(&href, &sheet.name).second(variants);
    if sheet.photo.is_some() {
        row = row.photo(format!("{href}/photo?{SMALL_ONE}"));
    }
    if let Some((low, high)) = prices(product) {
        row = row.figure(if low == high { low.to_string() } else { format!("{low} – {high}") });
    }
    let recipe = app.views.shops.recipe(member.party, sheet.product);
    match () {
        () if !product.offered => row.chip(Chip::new(Tone::Quiet, w.not_offered)),
        () if product.prices.is_empty() => row.chip(Chip::new(Tone::Yours, w.no_price)),
        () if needs_recipe(product) && recipe.is_empty() => row.chip(Chip::new(Tone::Yours, w.no_recipe)),
        () => row,
    }
}

/// Nobody knows what to buy for it without one.
pub fn needs_recipe(product: &Product) -> bool {
    product.sheet.making != rantai_core::book::catalogue::Making::Resale
}

fn prices(product: &Product) -> Option<(Rupiah, Rupiah)> {
    let retail = || product.prices.iter().map(|price| price.retail);
    Some((retail().min()?, retail().max()?))
}
