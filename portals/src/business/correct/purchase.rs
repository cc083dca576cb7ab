//! What was bought without a request, and was written down wrongly: how much came, and what it cost.

use axum::extract::{Path, State};
use rantai_core::book::Rejection;
use rantai_core::book::material::{BoughtLine, BuyLine, CorrectPurchase, Purchase, cost};
use rantai_core::book::stock::StockItem;
use rantai_core::ids::MaterialId;
use rantai_core::quantity::{Quantity, Unit};

use super::{Came, SEEN, answer, looked, nothing_changes, reasons, why, words};
use crate::app::App;
use crate::business::work::amount;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

/// Most purchases that are offered, the newest first.
const LATEST: usize = 40;

/// Where purchases are listed that may have been written down wrongly.
pub fn list_at(member: &Member) -> String {
    at(member, "/purchases/correct")
}

fn purchase_at(member: &Member, number: u32) -> String {
    at(member, &format!("/purchases/{number}/correct"))
}

/// What was bought, in words.
fn said(lines: &[BoughtLine]) -> String {
    let line =
        |line: &BoughtLine| format!("{} {} {}", line.name, amount(line.quantity, line.unit), line.cost);
    lines.iter().map(line).collect::<Vec<_>>().join(", ")
}

/// `GET /business/{party}/purchases/correct`
///
/// # Errors
/// Where the book cannot be read.
pub async fn list(business: Business, lang: Lang, State(app): State<AppState>) -> PageResult {
    let b = &lang.phrases().books;
    let calendar = app.calendar(lang, business.party);
    let newest = |book: &rantai_core::book::Book| {
        let numbered = (1_u32..).zip(book.purchases.iter().cloned());
        let all: Vec<(u32, Purchase)> = numbered.collect();
        all.into_iter().rev().take(LATEST).collect::<Vec<_>>()
    };
    let purchases = app.look(business.party, newest).await?;
    let link = |(number, purchase): &(u32, Purchase)| {
        let day = calendar.day(purchase.happened.day_in(calendar.zone)).text;
        let parts = [day, purchase.seller.clone(), said(&purchase.lines)];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (purchase_at(&business, *number), parts.join(" · "))
    };
    let links: Vec<_> = purchases.iter().map(link).collect();
    let part = if links.is_empty() { Part::Text(b.nothing.to_owned()) } else { Part::Links(links) };
    let page = frame(&app, lang, &business, Place::Materials, b.correct_purchase)
        .back(at(&business, "/materials"), lang.phrases().workshop.materials);
    Sheet { page, here: list_at(&business), topics: String::new(), parts: vec![part] }.show(false)
}

/// `GET /business/{party}/purchases/{purchase}/correct`
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such purchase.
pub async fn page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    Path((_, number)): Path<(String, u32)>,
    State(app): State<AppState>,
) -> PageResult {
    let known = known(&app, &business, number).await?;
    let mut sheet = sheet(&app, lang, &business, number, &known, &Filled::default(), None);
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/purchases/{purchase}/correct`
///
/// # Errors
/// What no other input could mend.
pub async fn correct(
    business: Business,
    lang: Lang,
    Path((_, number)): Path<(String, u32)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let known = known(&app, &business, number).await?;
    let done = come(&app, t, &business, number, &mut filled).await;
    answer(t, &at(&business, "/materials"), done, |effect| {
        Ok(sheet(&app, lang, &business, number, &known, &filled, effect))
    })
}

async fn known(app: &App, member: &Member, number: u32) -> Result<Purchase, PortalError> {
    let found = app.look(member.party, move |book| book.purchase(number).ok().cloned()).await?;
    found.ok_or(PortalError::NotFound)
}

/// Every material that may have been bought: what was written down first, then the others.
fn materials(app: &App, member: &Member, known: &Purchase) -> Vec<(MaterialId, String, Unit)> {
    let was = known.lines.iter().map(|line| (line.material, line.name.clone(), line.unit));
    let all = app.views.store.materials(member.party).into_iter().map(|view| view.material.clone());
    let others = all.filter(|it| known.lines.iter().all(|line| line.material != it.material));
    was.chain(others.map(|it| (it.material, it.name, it.unit))).collect()
}

async fn come(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    purchase: u32,
    filled: &mut Filled,
) -> Result<Came, PortalError> {
    let deed = filled.deed()?;
    let mut lines = Vec::new();
    for (id, typed) in filled.under("bought-") {
        let material = id.parse().map_err(|_| PortalError::BadRequest)?;
        let quantity =
            if typed.is_empty() { Quantity::ZERO } else { filled.quantity(t, &format!("bought-{id}")) };
        let cost = filled.money_or_nothing(t, &format!("cost-{id}"));
        if quantity != Quantity::ZERO {
            lines.push(BuyLine { material, quantity, cost });
        }
    }
    let why = why(filled, t)?;
    if !filled.has(SEEN) {
        let asked = lines.clone();
        let effect: Result<Option<Vec<(String, String)>>, Rejection> = app
            .look(member.party, move |book| {
                let known = book.purchase(purchase)?;
                let Some(effect) = book.purchase_corrected(known, &asked)? else { return Ok(None) };
                let mut told = vec![
                    (t.books.was.to_owned(), cost(&effect.was).to_string()),
                    (t.books.is.to_owned(), cost(&effect.is).to_string()),
                ];
                let gone =
                    effect.was.iter().filter(|was| effect.is.iter().all(|is| is.material != was.material));
                for line in effect.is.iter().cloned().chain(gone.map(BoughtLine::nothing)) {
                    let was = effect.was.iter().find(|was| was.material == line.material);
                    let was = was.map_or(Quantity::ZERO, |was| was.quantity);
                    let there = book.stock.on_hand(StockItem::Material { material: line.material });
                    let now = there.and(line.quantity).less(was);
                    told.push(((t.books.shelf_after)(&line.name), amount(now, line.unit)));
                }
                Ok(Some(told))
            })
            .await?;
        return effect?.map(Came::Look).ok_or_else(nothing_changes);
    }
    let note = words(app, member, &deed, filled)?;
    let wish = CorrectPurchase { purchase, lines, why, note };
    deed.wish(member, member.party, wish).submit(app).await.map(Came::Recorded)
}

fn sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    number: u32,
    known: &Purchase,
    filled: &Filled,
    effect: Option<Vec<(String, String)>>,
) -> Sheet {
    let t = lang.phrases();
    let b = &t.books;
    let here = purchase_at(member, number);
    let calendar = app.calendar(lang, member.party);
    let materials = materials(app, member, known);
    let mut parts = Vec::new();
    if let Some(effect) = effect {
        let fields: Vec<String> = materials
            .iter()
            .flat_map(|(id, ..)| [format!("bought-{id}"), format!("cost-{id}")])
            .filter(|name| !filled.text(name).is_empty())
            .collect();
        parts.extend(looked(filled, t, deeds::new_id(app), &here, &fields, None, effect));
    } else {
        let when = calendar.moment(known.at).text;
        parts.push(Part::Facts(vec![(b.was.to_owned(), format!("{}, {when}", said(&known.lines)))]));
        let before = super::before(app, lang, &calendar, &known.corrected, |lines| said(lines));
        parts.extend(before.into_iter().map(Part::Text));
    }
    let mut form = Form::new("correct", "", here.clone(), deeds::new_id(app), b.look).text(b.purchase_text);
    for (id, name, unit) in materials {
        let was = known.lines.iter().find(|line| line.material == id);
        let (quantity, cost) =
            was.map_or_else(Default::default, |was| (was.quantity.to_string(), was.cost.0.to_string()));
        let quantity = filled.field(format!("bought-{id}"), &name, quantity).unit(unit.label());
        let cost = filled.field(format!("cost-{id}"), (t.supply.cost)(&name), cost);
        form = form.ask(Input::Number(quantity.optional())).ask(Input::Money(cost.optional()));
    }
    parts.push(Part::form(reasons(form, filled, t)));
    let page = frame(app, lang, member, Place::Materials, b.correct_purchase)
        .back(list_at(member), b.correct_purchase);
    Sheet { page, here, topics: String::new(), parts }
}
