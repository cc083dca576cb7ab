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

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use rantai_core::ids::PersonId;
    use rantai_core::log::Log;
    use rantai_core::money::Rupiah;

    use super::*;
    use crate::routes::tests::{Stage, multipart, stage, urlencoded};

    async fn sent(
        stage: &Stage,
        path: &str,
        who: PersonId,
        fields: &[(&str, &str)],
        photos: bool,
    ) -> (StatusCode, String, String) {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let deed = [("deed".to_owned(), deeds::new_id(&stage.app).to_string())];
        let fields: Vec<_> = deed.into_iter().chain(fields).collect();
        let form = if photos { multipart(&fields) } else { urlencoded(&fields) };
        let answer = stage.ask("POST", path, Some(who), Some(form)).await;
        stage.app.shows(stage.app.log.watermark()).await;
        answer
    }

    #[tokio::test]
    async fn a_purchase_at_the_market_is_corrected_in_money_and_in_kilograms() {
        let stage = stage().await;
        let shop = stage.affair.business;
        let owner = stage.app.registry().party(shop).unwrap().contact;
        let material = stage.app.views.store.materials(shop)[0].material.clone();
        let item = StockItem::Material { material: material.material };
        let there = || stage.app.views.store.on_hand(shop, item).0;
        let (bought, cost) = (format!("bought-{}", material.material), format!("cost-{}", material.material));
        let before = there();

        let buy = stage.address("/business/{party}/purchases/new", shop);
        let fields: &[(&str, &str)] = &[(&bought, "5"), (&cost, "950.000"), ("method", "Cash")];
        let (status, _, page) = sent(&stage, &buy, owner, fields, true).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(there(), before.and(Quantity::whole(5)));

        // The newest stands first, with what was written down.
        let list = stage.address("/business/{party}/purchases/correct", shop);
        let (_, _, page) = stage.ask("GET", &list, Some(owner), None).await;
        let number = stage.app.look(shop, |book| book.purchases.len()).await.unwrap();
        let to = stage.address(&format!("/business/{{party}}/purchases/{number}/correct"), shop);
        assert!(page.contains(&to) && page.contains("950.000"), "{page}");
        let (status, _, page) = stage.ask("GET", &to, Some(owner), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("value=\"950000\"") && page.contains("value=\"5\""), "{page}");

        // What cannot be read is said at its field, and everything that was typed stays.
        let wrong: &[(&str, &str)] =
            &[(&bought, "lima"), (&cost, "95.000"), ("why", "Mistyped"), ("note", "nol kelebihan")];
        let (status, _, page) = sent(&stage, &to, owner, wrong, false).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(&format!("{bought}-wrong")), "{page}");
        assert!(!page.contains(&format!("{cost}-wrong")));
        assert!(page.contains("value=\"lima\"") && page.contains("value=\"95.000\""), "{page}");
        assert!(page.contains("nol kelebihan"));
        // "Something else" wants words.
        let unsaid: &[(&str, &str)] = &[(&bought, "4"), (&cost, "95.000"), ("why", "Other")];
        let (status, _, page) = sent(&stage, &to, owner, unsaid, false).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("note-wrong") && page.contains("value=\"4\""), "{page}");
        let same: &[(&str, &str)] = &[(&bought, "5"), (&cost, "950.000"), ("why", "Mistyped")];
        let (status, _, page) = sent(&stage, &to, owner, same, false).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(Lang::Id.phrases().books.nothing_changes), "{page}");

        // First what it would do, then it is done: money and kilograms, both.
        let right: &[(&str, &str)] =
            &[(&bought, "4"), (&cost, "95.000"), ("why", "Mistyped"), ("note", "nol kelebihan")];
        let (status, _, page) = sent(&stage, &to, owner, right, false).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Rp950.000") && page.contains("Rp95.000"), "{page}");
        let left = before.and(Quantity::whole(4));
        assert!(page.contains(&amount(left, material.unit)), "{page}");
        assert_eq!(there(), before.and(Quantity::whole(5)), "nothing was recorded yet");
        let seen: Vec<_> = right.iter().copied().chain([(SEEN, "1")]).collect();
        let (status, _, page) = sent(&stage, &to, owner, &seen, false).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(there(), left);
        let purchase = stage.app.look(shop, |book| book.purchases.last().cloned()).await.unwrap().unwrap();
        assert_eq!(
            (purchase.lines[0].quantity, purchase.lines[0].cost),
            (Quantity::whole(4), Rupiah(95_000))
        );
        let (_, _, page) = stage.ask("GET", &to, Some(owner), None).await;
        assert!(page.contains("Rp950.000") && page.contains("nol kelebihan"), "what was stays beside it");

        // Nobody else's, and no purchase that is not there.
        let gone = stage.address(&format!("/business/{{party}}/purchases/{}/correct", number + 1), shop);
        assert_eq!(stage.ask("GET", &gone, Some(owner), None).await.0, StatusCode::NOT_FOUND);
    }
}
