//! What lies on the shelf: goods, what of them is kept for orders, and materials; and counting them.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use rantai_core::book::stock::{CountReason, CountStock, StockItem};
use rantai_core::ids::{CommandId, MaterialId, ProductId};
use rantai_core::quantity::Unit;
use serde::Deserialize;

use super::{again, amount};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::{Chip, Choice, Field, Page, PageResult, PortalError, Row, Tone, Wants, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/work/stock.html")]
struct StockPage {
    page: Page,
    v: View,
    count: Option<Count>,
}

#[derive(Template)]
#[template(path = "business/work/stock.html", block = "stock")]
struct StockFragment {
    page: Page,
    v: View,
}

struct View {
    here: String,
    opname: String,
    make: String,
    catalogue: String,
    goods: Vec<Row>,
    materials: Vec<Row>,
}

/// The form that counts one thing.
struct Count {
    action: String,
    deed: CommandId,
    item: String,
    name: String,
    now: String,
    quantity: Field,
    reason: Field,
}

/// What is to be counted.
#[derive(Debug, Default, Deserialize)]
pub struct What {
    count: Option<String>,
}

/// `GET /business/{party}/stock`
pub async fn list(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Query(what): Query<What>,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let v = view(&app, t, &business);
    let page = fresh.on(page(&app, lang, &business), &business.slug).wide();
    if wants.fragment() {
        return show(&StockFragment { page, v });
    }
    let count = what.count.and_then(|code| count(&app, t, &business, &code, &Filled::default()));
    show(&StockPage { page, v, count })
}

/// `POST /business/{party}/stock`
pub async fn record(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    match submit(&app, t, &business, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let mut page = page(&app, lang, &business);
            page.notice = Some(again(error, t)?);
            let count = count(&app, t, &business, filled.text("item"), &filled);
            show_again(&StockPage { page, v: view(&app, t, &business), count })
        }
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let item = item(filled.text("item")).ok_or(PortalError::BadRequest)?;
    let quantity = filled.quantity(t, "quantity");
    let reason = filled.choice(t, "reason", CountReason::from_name);
    filled.checked()?;
    let reason = reason.ok_or(PortalError::BadRequest)?;
    let receipt = deed.wish(member, member.party, CountStock { item, quantity, reason }).submit(app).await?;
    Ok(deeds::see(&at(member, "/stock"), &receipt))
}

fn page(app: &App, lang: Lang, member: &Member) -> Page {
    let w = &lang.phrases().workshop;
    frame(app, lang, member, Place::Materials, w.stock).back(at(member, "/materials"), w.materials)
}

/// `m-…` for a material, `g-…-1` for a product's first variant.
pub fn item(code: &str) -> Option<StockItem> {
    let (kind, rest) = code.split_once('-')?;
    match kind {
        "m" => Some(StockItem::Material { material: rest.parse::<MaterialId>().ok()? }),
        "g" => {
            let (product, variant) = rest.split_once('-')?;
            let product = product.parse::<ProductId>().ok()?;
            Some(StockItem::Goods { product, variant: variant.parse().ok()? })
        }
        _ => None,
    }
}

/// The same, written.
pub fn code(item: StockItem) -> String {
    match item {
        StockItem::Material { material } => format!("m-{material}"),
        StockItem::Goods { product, variant } => format!("g-{product}-{variant}"),
    }
}

/// What an item is called, and its unit.
pub fn named(app: &App, member: &Member, item: StockItem) -> Option<(String, Unit)> {
    match item {
        StockItem::Material { material } => {
            let view = app.views.store.material(member.party, material)?;
            Some((view.material.name, view.material.unit))
        }
        StockItem::Goods { product, variant } => {
            let row = app.views.shops.product(member.party, product)?;
            let sheet = &row.product.sheet;
            let variant = &row.product.variant(variant)?.name;
            let name =
                if variant.is_empty() { sheet.name.clone() } else { format!("{} ({variant})", sheet.name) };
            Some((name, sheet.unit))
        }
    }
}

fn view(app: &App, t: &'static Phrases, member: &Member) -> View {
    let w = &t.workshop;
    let here = at(member, "/stock");
    let mut goods = Vec::new();
    for row in app.views.shops.products(member.party) {
        let sheet = &row.product.sheet;
        for variant in &sheet.variants {
            let item = StockItem::Goods { product: sheet.product, variant: variant.number };
            let (on_hand, reserved) = app.views.store.on_hand(member.party, item);
            let second = if reserved.is_positive() {
                (w.kept_of)(
                    &amount(reserved, sheet.unit),
                    &amount(on_hand.less_or_zero(reserved), sheet.unit),
                )
            } else {
                String::new()
            };
            let name = named(app, member, item).map(|(name, _)| name).unwrap_or_default();
            let row = Row::new(format!("{here}/items/{}", code(item)), name).second(second);
            goods.push(marked(app, t, member, item, row).figure(amount(on_hand, sheet.unit)));
        }
    }
    let materials = app.views.store.materials(member.party);
    let materials = materials.iter().map(|view| {
        let item = StockItem::Material { material: view.material.material };
        let row = Row::new(format!("{here}/items/{}", code(item)), &view.material.name)
            .figure(amount(view.on_hand, view.material.unit));
        marked(app, t, member, item, row)
    });
    View {
        opname: at(member, "/stock/count"),
        make: at(member, "/workshop/make"),
        materials: materials.collect(),
        catalogue: at(member, "/catalogue"),
        goods,
        here,
    }
}

/// A mark on what there should be more of.
fn marked(app: &App, t: &'static Phrases, member: &Member, item: StockItem, row: Row) -> Row {
    let (on_hand, reserved) = app.views.store.on_hand(member.party, item);
    let low = on_hand.less_or_zero(reserved) < app.views.store.at_least(member.party, item);
    if low { row.chip(Chip::new(Tone::Failed, t.supply.low)) } else { row }
}

fn count(app: &App, t: &'static Phrases, member: &Member, code: &str, filled: &Filled) -> Option<Count> {
    let w = &t.workshop;
    let item = item(code)?;
    let (name, unit) = named(app, member, item)?;
    let (on_hand, _) = app.views.store.on_hand(member.party, item);
    let made = matches!(item, StockItem::Goods { .. });
    let reasons = CountReason::ALL.iter().filter(|reason| made || **reason != CountReason::Made);
    Some(Count {
        action: at(member, "/stock"),
        deed: deeds::new_id(app),
        item: code.to_owned(),
        now: (w.book_says)(&amount(on_hand, unit)),
        quantity: filled.field("quantity", w.counted_now, "").unit(unit.label()),
        reason: filled
            .field("reason", w.reason, CountReason::Count.name())
            .choices(reasons.map(|reason| Choice::new(reason.name(), (w.count_reason)(*reason)))),
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_read_back_from_its_address() {
        let material = StockItem::Material { material: MaterialId([7; 16]) };
        let goods = StockItem::Goods { product: ProductId([9; 16]), variant: 3 };
        for it in [material, goods] {
            assert_eq!(item(&code(it)), Some(it));
        }
        for wrong in ["", "m", "m-7", "g-09", "x-07070707070707070707070707070707"] {
            assert_eq!(item(wrong), None, "{wrong}");
        }
    }
}
