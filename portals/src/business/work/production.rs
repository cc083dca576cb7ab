//! Making an order's goods: what that takes, what is missing, and the way on.

use askama::Template;
use axum::extract::{Path, State};
use rantai_core::book::Command;
use rantai_core::book::order::{Awaits, Stage, Work};
use rantai_core::book::production::{FinishProduction, StartProduction};
use rantai_core::book::stock::StockItem;
use rantai_core::desk::Receipt;
use rantai_core::ids::{CommandId, OrderId};
use rantai_projections::order_sheets::OrderSheet;
use serde::Deserialize;

use super::{again, amount, goods, order_of, progress, stock};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::order_words;
use crate::web::sheet::Part;
use crate::web::{Chip, Earlier, Page, PageResult, PortalError, Wants, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/work/production.html")]
struct ProductionPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/work/production.html", block = "production")]
struct ProductionFragment {
    page: Page,
    v: View,
}

struct View {
    id: OrderId,
    here: String,
    deed: CommandId,
    chip: Chip,
    goods: Vec<String>,
    needs: Vec<Need>,
    no_recipe: Vec<(String, String)>,
    ask: String,
    missing: bool,
    act: Option<(String, &'static str)>,
    /// What the deed ends.
    effect: &'static str,
    earlier: Earlier,
    pack: Option<String>,
    more: Vec<Part>,
}

struct Need {
    name: String,
    needed: String,
    there: String,
    missing: String,
    count: String,
}

/// Which order.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Which {
    /// Its id.
    pub order: OrderId,
}

/// `GET /business/{party}/orders/{order}/production`
pub async fn sheet(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Path(which): Path<Which>,
    State(app): State<AppState>,
) -> PageResult {
    let sheet = order_of(&app, &business, which.order)?;
    let v = view(&app, lang, &business, &sheet, &Filled::default()).await?;
    let page = fresh.on(page(&app, lang, &business, &sheet), &business.slug);
    if wants.fragment() { show(&ProductionFragment { page, v }) } else { show(&ProductionPage { page, v }) }
}

/// `POST …/orders/{order}/production/start`
pub async fn start(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let wish = StartProduction { order: which.order };
    let done = submit(&app, lang, &business, wish, &mut filled).await;
    answer(&app, lang, &business, which.order, &filled, done).await
}

/// `POST …/orders/{order}/production/finish`
pub async fn finish(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let wish = FinishProduction { order: which.order };
    let done = submit(&app, lang, &business, wish, &mut filled).await;
    answer(&app, lang, &business, which.order, &filled, done).await
}

async fn submit(
    app: &App,
    lang: Lang,
    member: &Member,
    wish: impl Into<Command>,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let happened = filled.happened(lang.phrases(), &app.calendar(lang, member.party));
    filled.checked()?;
    deed.wish(member, member.party, wish).happened(happened).submit(app).await
}

async fn answer(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    filled: &Filled,
    result: Result<Receipt, PortalError>,
) -> PageResult {
    match result {
        Ok(receipt) => Ok(deeds::see(&at(member, &format!("/orders/{order}")), &receipt)),
        Err(error) => not_taken(app, lang, member, order, filled, error).await,
    }
}

/// The same for a form after which one stays on this page.
pub(super) async fn stay(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    filled: &Filled,
    result: Result<Receipt, PortalError>,
) -> PageResult {
    match result {
        Ok(receipt) => Ok(deeds::see(&at(member, &format!("/orders/{order}/production")), &receipt)),
        Err(error) => not_taken(app, lang, member, order, filled, error).await,
    }
}

async fn not_taken(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    filled: &Filled,
    error: PortalError,
) -> PageResult {
    let notice = again(error, lang.phrases())?;
    let sheet = order_of(app, member, order)?;
    let mut page = page(app, lang, member, &sheet);
    page.notice = Some(notice);
    let v = view(app, lang, member, &sheet, filled).await?;
    show_again(&ProductionPage { page, v })
}

fn page(app: &App, lang: Lang, member: &Member, sheet: &OrderSheet) -> Page {
    let title = lang.phrases().workshop.production;
    let order = &sheet.order;
    frame(app, lang, member, Place::Orders, title)
        .back(at(member, &format!("/orders/{}", order.id)), order.number.as_str())
}

async fn view(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &OrderSheet,
    filled: &Filled,
) -> Result<View, PortalError> {
    let t = lang.phrases();
    let w = &t.workshop;
    let order = &sheet.order;
    let here = at(member, &format!("/orders/{}/production", order.id));
    let work = match &order.stage {
        Stage::Accepted { work, .. } => Some(work),
        _ => None,
    };
    let waiting = matches!(work, Some(Work::Waiting));
    let mut missing = false;
    let needs = order.needs.iter().map(|need| {
        let item = StockItem::Material { material: need.material };
        let (there, kept) = app.views.store.on_hand(member.party, item);
        let there = there.less_or_zero(kept);
        let short = need.needed.less_or_zero(there);
        let short = if waiting { short } else { rantai_core::quantity::Quantity::ZERO };
        missing |= short.is_positive();
        Need {
            name: need.name.clone(),
            needed: amount(need.needed, need.unit),
            there: if waiting { amount(there, need.unit) } else { String::new() },
            missing: if short.is_positive() { amount(short, need.unit) } else { String::new() },
            count: at(member, &format!("/stock?count={}", stock::code(item))),
        }
    });
    let needs = needs.collect();
    let mut no_recipe: Vec<_> = order
        .lines_to_make()
        .filter(|_| waiting && order.plan_impossible)
        .filter(|line| app.views.shops.recipe(member.party, line.product).is_empty())
        .map(|line| (at(member, &format!("/catalogue/{}", line.product)), line.name.clone()))
        .collect();
    no_recipe.dedup();
    let makes = order.lines_to_make().next().is_some();
    let ready = waiting && makes && !missing && no_recipe.is_empty() && !order.deposit_short().is_positive();
    let act = match work {
        Some(Work::Waiting) if ready => Some((format!("{here}/start"), w.start_production)),
        Some(Work::InProduction) => Some((format!("{here}/finish"), w.finish_production)),
        _ => None,
    };
    let packing = matches!(order.awaits(), Awaits::Packing);
    Ok(View {
        id: order.id,
        deed: deeds::new_id(app),
        chip: order_words::stage_chip(t, order.stage_name(), act.is_some()),
        goods: order.lines.iter().map(goods).collect(),
        needs,
        no_recipe,
        ask: at(member, &format!("/requests/new?order={}", order.id)),
        missing,
        effect: if work == Some(&Work::InProduction) { w.finish_effect } else { "" },
        act,
        earlier: filled.earlier(t, "act"),
        pack: packing.then(|| at(member, &format!("/orders/{}/pack", order.id))),
        more: progress::parts(app, lang, member, order, filled).await?,
        here,
    })
}
