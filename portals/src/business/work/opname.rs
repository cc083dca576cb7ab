//! Going through the whole store (*stock opname*): many counts on one page.

use axum::extract::State;
use rantai_core::book::stock::{CountReason, StockItem, StockLine, TakeStock};
use rantai_core::desk::Receipt;
use rantai_core::quantity::{Quantity, Unit};

use super::stock::{code, item, named};
use super::{again, amount};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

/// The reasons that a count of the whole store may have.
const REASONS: [CountReason; 4] =
    [CountReason::Count, CountReason::Loss, CountReason::Opening, CountReason::Correction];

/// `GET /business/{party}/stock/count`
pub async fn form(business: Business, lang: Lang, fresh: Fresh, State(app): State<AppState>) -> PageResult {
    let mut sheet = sheet(&app, lang, &business, &Filled::default());
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/stock/count`
pub async fn record(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    match submit(&app, lang, &business, &mut filled).await {
        Ok(receipt) => Ok(deeds::see(&at(&business, "/stock"), &receipt)),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            let mut sheet = sheet(&app, lang, &business, &filled);
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

async fn submit(app: &App, lang: Lang, member: &Member, filled: &mut Filled) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let mut lines = Vec::new();
    for (code, typed) in filled.under("count-") {
        if !typed.is_empty() {
            let item = item(&code).ok_or(PortalError::BadRequest)?;
            let quantity = filled.quantity(t, &format!("count-{code}"));
            lines.push(StockLine { item, quantity });
        }
    }
    let reason = filled.choice(t, "reason", CountReason::from_name);
    filled.checked()?;
    let reason = reason.ok_or(PortalError::BadRequest)?;
    deed.wish(member, member.party, TakeStock { lines, reason }).submit(app).await
}

/// Everything that can be counted: what it is, how much the book says there is, its unit.
pub fn everything(app: &App, member: &Member) -> Vec<(StockItem, String, Quantity, Unit)> {
    let materials = app.views.store.materials(member.party).into_iter();
    let materials = materials.map(|view| StockItem::Material { material: view.material.material });
    let goods = app.views.shops.products(member.party);
    let goods = goods.iter().flat_map(|row| {
        let product = row.product.sheet.product;
        let variants = row.product.sheet.variants.iter();
        variants.map(move |variant| StockItem::Goods { product, variant: variant.number })
    });
    let items = materials.chain(goods);
    let known = items.filter_map(|item| {
        let (name, unit) = named(app, member, item)?;
        Some((item, name, app.views.store.on_hand(member.party, item).0, unit))
    });
    known.collect()
}

fn sheet(app: &App, lang: Lang, member: &Member, filled: &Filled) -> Sheet {
    let t = lang.phrases();
    let s = &t.supply;
    let here = at(member, "/stock/count");
    let form = Form::new("count-all", "", here.clone(), deeds::new_id(app), s.opname_button);
    let mut form = form.text(s.opname_text);
    for (item, name, there, unit) in everything(app, member) {
        let field = filled.field(format!("count-{}", code(item)), name, "");
        let field = field.hint((s.book_says)(&amount(there, unit))).unit(unit.label()).optional();
        form = form.ask(Input::Number(field));
    }
    let reasons = REASONS.map(|reason| Choice::new(reason.name(), (t.workshop.count_reason)(reason)));
    let reason = filled.field("reason", t.workshop.reason, CountReason::Count.name()).choices(reasons);
    let parts = vec![Part::form(form.ask(Input::Choices(reason)))];
    let page =
        frame(app, lang, member, Place::Materials, s.opname).back(at(member, "/stock"), t.workshop.stock);
    // The form is not fetched again while somebody walks through the store with it.
    Sheet { page, here, topics: String::new(), parts }
}
