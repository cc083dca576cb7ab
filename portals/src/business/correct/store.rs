//! A receipt, or the newest count, that was wrong; a material under a wrong name.

use axum::extract::{Path, State};
use rantai_core::book::Rejection;
use rantai_core::book::catalogue::CorrectMaterial;
use rantai_core::book::correction::Mistake;
use rantai_core::book::material::{CorrectReceipt, Receipt as Counted, ReceiptCorrection, ReceivedLine};
use rantai_core::book::stock::{CorrectCount, LastCount, StockItem};
use rantai_core::ids::RequestId;
use rantai_core::quantity::Quantity;
use rantai_projections::requests::RequestSheet;

use super::{Came, SEEN, answer, looked, nothing_changes, reasons, why, words};
use crate::app::App;
use crate::business::work::amount;
use crate::business::work::request::request_of;
use crate::business::work::stock::{code, item, named};
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

/// Where a receipt of a request is corrected.
pub fn receipt_at(member: &Member, request: RequestId, receipt: u16) -> String {
    at(member, &format!("/requests/{request}/receipts/{receipt}/correct"))
}

fn counted(sheet: &RequestSheet, receipt: u16) -> Result<&Counted, PortalError> {
    let place = usize::from(receipt).checked_sub(1);
    place.and_then(|place| sheet.request.receipts.get(place)).ok_or(PortalError::NotFound)
}

/// `GET /business/{party}/requests/{request}/receipts/{receipt}/correct`
///
/// # Errors
/// [`PortalError::NotFound`] where the request has no such receipt.
pub async fn receipt_page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    Path((_, request, receipt)): Path<(String, RequestId, u16)>,
    State(app): State<AppState>,
) -> PageResult {
    let of = request_of(&app, &business, request)?;
    let mut sheet = receipt_sheet(&app, lang, &business, &of, receipt, &Filled::default(), None)?;
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/requests/{request}/receipts/{receipt}/correct`
///
/// # Errors
/// What no other input could mend.
pub async fn correct_receipt(
    business: Business,
    lang: Lang,
    Path((_, request, receipt)): Path<(String, RequestId, u16)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let of = request_of(&app, &business, request)?;
    counted(&of, receipt)?;
    let done = receipt_comes(&app, t, &business, &of, receipt, &mut filled).await;
    answer(t, &at(&business, &format!("/requests/{request}")), done, |effect| {
        receipt_sheet(&app, lang, &business, &of, receipt, &filled, effect)
    })
}

fn line_fields(of: &RequestSheet) -> Vec<(u16, String, String)> {
    let lines = of.request.lines.iter();
    lines
        .map(|line| (line.number, format!("good-{}", line.number), format!("damaged-{}", line.number)))
        .collect()
}

async fn receipt_comes(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    of: &RequestSheet,
    receipt: u16,
    filled: &mut Filled,
) -> Result<Came, PortalError> {
    let deed = filled.deed()?;
    let mut lines = Vec::new();
    for (number, good, damaged) in line_fields(of) {
        let good = filled.quantity_or_nothing(t, &good);
        lines.push((number, good, filled.quantity_or_nothing(t, &damaged)));
    }
    // A line that was never counted, and still is nothing, is not spoken of.
    let known = counted(of, receipt)?;
    lines.retain(|(number, good, damaged)| {
        let was_there = known.lines.iter().any(|line| line.number == *number);
        was_there || good.is_positive() || damaged.is_positive()
    });
    let why = why(filled, t)?;
    let request = of.request.id;
    if !filled.has(SEEN) {
        let asked = lines.clone();
        let effect: Result<Option<(ReceiptCorrection, Vec<Quantity>)>, Rejection> = app
            .look(member.party, move |book| {
                let effect = book.receipt_corrected(book.request(request)?, receipt, &asked)?;
                Ok(effect.map(|effect| {
                    let shelf = |line: &ReceivedLine| {
                        book.stock.on_hand(StockItem::Material { material: line.material })
                    };
                    let there: Vec<Quantity> = effect.is.iter().map(shelf).collect();
                    (effect, there)
                }))
            })
            .await?;
        let (effect, there) = effect?.ok_or_else(nothing_changes)?;
        let mut said = Vec::new();
        for (line, there) in effect.is.iter().zip(there) {
            let asked = of.request.lines.iter().find(|asked| asked.number == line.number);
            let Some(asked) = asked else { continue };
            let was = effect.was.iter().find(|was| was.number == line.number);
            let was = was.map_or(Quantity::ZERO, |was| was.quantity);
            let now = there.and(line.quantity.less(was));
            said.push((
                asked.name.clone(),
                format!("{} → {}", amount(was, asked.unit), amount(line.quantity, asked.unit)),
            ));
            said.push(((t.books.shelf_after)(&asked.name), amount(now, asked.unit)));
        }
        return Ok(Came::Look(said));
    }
    let note = words(app, member, &deed, filled)?;
    let wish = deed.wish(member, member.party, CorrectReceipt { request, receipt, lines, why, note });
    wish.seen(&deed, request).submit(app).await.map(Came::Recorded)
}

/// What of each line came with a receipt, in words.
pub fn said(t: &Phrases, of: &RequestSheet, lines: &[ReceivedLine]) -> String {
    let line = |line: &ReceivedLine| {
        let asked = of.request.lines.iter().find(|asked| asked.number == line.number)?;
        let good = format!("{} {}", amount(line.quantity, asked.unit), asked.name);
        Some(if line.damaged.is_positive() {
            format!("{good} {}", (t.supply.and_damaged)(&amount(line.damaged, asked.unit)))
        } else {
            good
        })
    };
    lines.iter().filter_map(line).collect::<Vec<_>>().join(", ")
}

fn receipt_sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    of: &RequestSheet,
    receipt: u16,
    filled: &Filled,
    effect: Option<Vec<(String, String)>>,
) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let b = &t.books;
    let known = counted(of, receipt)?;
    let here = receipt_at(member, of.request.id, receipt);
    let calendar = app.calendar(lang, member.party);
    let mut parts = Vec::new();
    if let Some(effect) = effect {
        let fields: Vec<String> =
            line_fields(of).into_iter().flat_map(|(_, good, damaged)| [good, damaged]).collect();
        parts.extend(looked(filled, t, deeds::new_id(app), &here, &fields, Some(of.version), effect));
    } else {
        let when = calendar.moment(known.at).text;
        parts.push(Part::Facts(vec![(b.was.to_owned(), format!("{}, {when}", said(t, of, &known.lines)))]));
        let before = super::before(app, lang, &calendar, &known.corrected, |lines| said(t, of, lines));
        parts.extend(before.into_iter().map(Part::Text));
    }
    let mut form = Form::new("correct", "", here.clone(), deeds::new_id(app), b.look).text(b.receipt_text);
    form = form.version(of.version);
    for line in &of.request.lines {
        let was = known.lines.iter().find(|was| was.number == line.number);
        let (good, damaged) = was.map_or((Quantity::ZERO, Quantity::ZERO), |was| (was.quantity, was.damaged));
        let good = filled.field(format!("good-{}", line.number), &line.name, good);
        let broken = filled.field(format!("damaged-{}", line.number), (b.damaged)(&line.name), damaged);
        form = form
            .ask(Input::Number(good.unit(line.unit.label())))
            .ask(Input::Number(broken.unit(line.unit.label()).optional()));
    }
    parts.push(Part::form(reasons(form, filled, t)));
    let page = frame(app, lang, member, Place::Materials, (b.correct_receipt)(receipt))
        .back(at(member, &format!("/requests/{}", of.request.id)), &of.request.number);
    Ok(Sheet { page, here, topics: String::new(), parts })
}

/// Where the newest count of something, or a material's name, is corrected.
pub fn item_at(member: &Member, what: StockItem) -> String {
    at(member, &format!("/stock/items/{}/correct", code(what)))
}

/// `GET /business/{party}/stock/items/{item}/correct`
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such thing.
pub async fn item_page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    Path((_, code)): Path<(String, String)>,
    State(app): State<AppState>,
) -> PageResult {
    let what = item(&code).ok_or(PortalError::NotFound)?;
    let count = last_count(&app, &business, what).await?;
    let mut sheet = item_sheet(&app, lang, &business, what, count, &Filled::default(), None)?;
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

async fn last_count(app: &App, member: &Member, what: StockItem) -> Result<Option<LastCount>, PortalError> {
    app.look(member.party, move |book| book.stock.last_count(what)).await
}

/// `POST /business/{party}/stock/items/{item}/correct`
///
/// # Errors
/// What no other input could mend.
pub async fn correct_item(
    business: Business,
    lang: Lang,
    Path((_, code)): Path<(String, String)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let what = item(&code).ok_or(PortalError::NotFound)?;
    named(&app, &business, what).ok_or(PortalError::NotFound)?;
    let count = last_count(&app, &business, what).await?;
    let done = item_comes(&app, t, &business, what, &mut filled).await;
    answer(t, &at(&business, &format!("/stock/items/{code}")), done, |effect| {
        item_sheet(&app, lang, &business, what, count, &filled, effect)
    })
}

async fn item_comes(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    what: StockItem,
    filled: &mut Filled,
) -> Result<Came, PortalError> {
    let deed = filled.deed()?;
    if let (true, StockItem::Material { material }) = (filled.has("name"), what) {
        let name = filled.words(t, "name");
        filled.checked()?;
        let wish = CorrectMaterial { material, name, why: Mistake::Mistyped, note: None };
        return deed.wish(member, member.party, wish).submit(app).await.map(Came::Recorded);
    }
    let (was, is) = (filled.quantity(t, "was"), filled.quantity(t, "is"));
    let why = why(filled, t)?;
    if !filled.has(SEEN) {
        let (name, unit) = named(app, member, what).ok_or(PortalError::NotFound)?;
        let there = app.look(member.party, move |book| book.stock.on_hand(what)).await?;
        let said = vec![
            (t.books.was.to_owned(), amount(was, unit)),
            (t.books.is.to_owned(), amount(is, unit)),
            ((t.books.shelf_after)(&name), amount(there.and(is.less(was)), unit)),
        ];
        return if was == is { Err(nothing_changes()) } else { Ok(Came::Look(said)) };
    }
    let note = words(app, member, &deed, filled)?;
    let wish = CorrectCount { item: what, was, is, why, note };
    deed.wish(member, member.party, wish).submit(app).await.map(Came::Recorded)
}

fn item_sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    what: StockItem,
    count: Option<LastCount>,
    filled: &Filled,
    effect: Option<Vec<(String, String)>>,
) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let b = &t.books;
    let (name, unit) = named(app, member, what).ok_or(PortalError::NotFound)?;
    let here = item_at(member, what);
    let calendar = app.calendar(lang, member.party);
    let mut parts = Vec::new();
    if let Some(effect) = effect {
        let fields = ["was".to_owned(), "is".to_owned()];
        parts.extend(looked(filled, t, deeds::new_id(app), &here, &fields, None, effect));
    }
    if let Some(count) = count {
        let when = calendar.moment(count.at).text;
        let text = (b.count_text)(&format!("{}, {when}", amount(count.quantity, unit)));
        let form = Form::new("correct", b.correct_count, here.clone(), deeds::new_id(app), b.look).text(text);
        let is = filled.field("is", b.counted, count.quantity).unit(unit.label());
        let form =
            form.ask(Input::Hidden("was".to_owned(), count.quantity.to_string())).ask(Input::Number(is));
        parts.push(Part::form(reasons(form, filled, t)));
    }
    if let StockItem::Material { .. } = what {
        let form = Form::new("rename", b.correct_name, here.clone(), deeds::new_id(app), b.confirm);
        let form = form.text(b.correct_name_text).ask(Input::Text(filled.field("name", b.name, &name)));
        parts.push(Part::form(form.folded(filled.has("name"))));
    }
    let page = frame(app, lang, member, Place::Materials, b.correct)
        .back(at(member, &format!("/stock/items/{}", code(what))), name);
    Ok(Sheet { page, here, topics: String::new(), parts })
}
