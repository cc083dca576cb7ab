//! What came back of an order and what the buyer did not get: counted, replaced, or taken off the price.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::delivery::{
    MoneyBack, ReceiveReturn, Return, ReturnGoods, ReturnLine, ReturnReason, ReturnedLine, SetReturnPolicy,
    SettleShortfall, SettledLine,
};
use rantai_core::book::order::{Order, OrderLine};
use rantai_core::ids::{CommandId, OrderId};
use rantai_core::quantity::Quantity;
use rantai_projections::order_sheets::OrderSheet;

use super::production::Which;
use super::{again, amount, note, order_of};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds::{self, Deed};
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::{Choice, Earlier, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

#[derive(Template)]
#[template(path = "business/work/returns.html")]
struct ReturnsPage {
    page: Page,
    here: String,
    deed: CommandId,
    open: Option<OpenReturn>,
    counted: Vec<(String, Vec<String>)>,
    short: Vec<ShortLine>,
    amount: Field,
    back: Field,
    note: Field,
    with_buyer: Vec<Field>,
    reason: Field,
    days: Field,
    earlier: [Earlier; 2],
}

/// A return that is to be counted.
struct OpenReturn {
    title: String,
    number: u16,
    from: String,
    lines: Vec<(String, Vec<Field>)>,
}

/// A line of which the buyer did not get everything.
struct ShortLine {
    goods: String,
    replace: Field,
    forgo: Field,
}

/// `GET /business/{party}/orders/{order}/returns`
pub async fn form(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
) -> PageResult {
    let sheet = order_of(&app, &business, which.order)?;
    show(&page(&app, lang, &business, &sheet, &Filled::default(), None))
}

/// What is sent from the page.
#[derive(Clone, Copy)]
enum Sent {
    Count,
    Settle,
    TakeBack,
    Days,
}

/// `POST …/returns/count`
pub async fn count(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    filled: Filled,
) -> PageResult {
    answer(&app, lang, &business, which.order, Sent::Count, filled).await
}

/// `POST …/returns/settle`
pub async fn settle(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    filled: Filled,
) -> PageResult {
    answer(&app, lang, &business, which.order, Sent::Settle, filled).await
}

/// `POST …/returns/take`
pub async fn take(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    filled: Filled,
) -> PageResult {
    answer(&app, lang, &business, which.order, Sent::TakeBack, filled).await
}

/// `POST …/returns/days`
pub async fn days(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    filled: Filled,
) -> PageResult {
    answer(&app, lang, &business, which.order, Sent::Days, filled).await
}

async fn answer(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    sent: Sent,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let sheet = order_of(app, member, order)?;
    match submit(app, t, member, &sheet.order, sent, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(error, t)?;
            show_again(&page(app, lang, member, &sheet, &filled, Some(notice)))
        }
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    order: &Order,
    sent: Sent,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let wish = match sent {
        Sent::Count => {
            let happened = filled.happened(t, &app.calendar(t.lang, member.party));
            deed.wish(member, member.party, counting(t, order, filled)?).happened(happened)
        }
        Sent::Settle => {
            let wish = settling(app, t, member, &deed, order, filled)?;
            deed.wish(member, member.party, wish)
        }
        Sent::TakeBack => {
            let happened = filled.happened(t, &app.calendar(t.lang, member.party));
            let lines = sent_back(t, order, filled)?;
            let note = note(app, member, &deed, filled.text("take-note"))?;
            deed.wish(member, member.party, ReturnGoods { order: order.id, lines, note }).happened(happened)
        }
        Sent::Days => {
            let days = filled.whole(t, "days", 365);
            filled.checked()?;
            let days = u16::try_from(days).map_err(|_| PortalError::BadRequest)?;
            deed.wish(member, member.party, SetReturnPolicy { days })
        }
    };
    let receipt = wish.submit(app).await?;
    let order_over = matches!(sent, Sent::Settle);
    let path =
        if order_over { format!("/orders/{}", order.id) } else { format!("/orders/{}/returns", order.id) };
    Ok(deeds::see(&at(member, &path), &receipt))
}

fn counting(t: &'static Phrases, order: &Order, filled: &mut Filled) -> Result<ReceiveReturn, PortalError> {
    let number: u16 = filled.text("number").parse().map_err(|_| PortalError::BadRequest)?;
    let entry = order.returns.iter().find(|entry| entry.number == number).ok_or(PortalError::NotFound)?;
    let mut lines = Vec::new();
    for of in &entry.lines {
        let [again, to_stock, scrapped, lost, kept] =
            PARTS.map(|part| filled.quantity_or_nothing(t, &format!("{part}-{}", of.line)));
        lines.push(ReturnedLine { line: of.line, again, to_stock, scrapped, lost, kept });
    }
    filled.checked()?;
    Ok(ReceiveReturn { order: order.id, number, lines })
}

fn settling(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    deed: &Deed,
    order: &Order,
    filled: &mut Filled,
) -> Result<SettleShortfall, PortalError> {
    let mut lines = Vec::new();
    for goods in order.goods.iter().filter(|goods| goods.short.is_positive()) {
        let replaced = filled.quantity_or_nothing(t, &format!("replace-{}", goods.line));
        let forgone = filled.quantity_or_nothing(t, &format!("forgo-{}", goods.line));
        lines.push(SettledLine { line: goods.line, replaced, forgone });
    }
    let amount = (!filled.text("amount").is_empty()).then(|| filled.money(t, "amount"));
    let back = filled.choice(t, "back", MoneyBack::from_name);
    filled.checked()?;
    let note = note(app, member, deed, filled.text("note"))?;
    Ok(SettleShortfall { order: order.id, lines, amount, back: back.ok_or(PortalError::BadRequest)?, note })
}

/// What was typed to go back, by line.
///
/// # Errors
/// [`PortalError`] where something typed is not usable.
pub fn sent_back(
    t: &'static Phrases,
    order: &Order,
    filled: &mut Filled,
) -> Result<Vec<ReturnLine>, PortalError> {
    let reason = filled.choice(t, "reason", ReturnReason::from_name);
    let mut lines = Vec::new();
    for goods in &order.goods {
        let quantity = filled.quantity_or_nothing(t, &format!("back-{}", goods.line));
        if quantity != Quantity::ZERO {
            lines.push((goods.line, quantity));
        }
    }
    filled.checked()?;
    let reason = reason.ok_or(PortalError::BadRequest)?;
    Ok(lines.into_iter().map(|(line, quantity)| ReturnLine { line, quantity, reason }).collect())
}

/// The ways in which a piece that came back goes on, as the fields are called.
const PARTS: [&str; 5] = ["again", "stock", "scrap", "lost", "kept"];

/// What a line is called.
fn called(order: &Order, line: u16) -> Option<&OrderLine> {
    order.lines.iter().find(|entry| entry.number == line)
}

fn told(order: &Order, line: u16, quantity: Quantity) -> String {
    let Some(line) = called(order, line) else { return quantity.to_string() };
    format!(
        "{} {}",
        amount(quantity, line.base_unit),
        crate::order_words::called(&line.name, &line.variant_name)
    )
}

/// Questions for how much of each line goes back, of what is with the buyer.
pub fn with_buyer(filled: &Filled, order: &Order) -> Vec<Field> {
    let there = order.goods.iter().filter(|goods| goods.delivered.is_positive());
    let field = |goods: &rantai_core::book::delivery::LineGoods| {
        let line = called(order, goods.line)?;
        let hint = amount(goods.delivered, line.base_unit);
        let field = Field::new(format!("back-{}", goods.line), told(order, goods.line, goods.delivered));
        Some(filled.fill(field.optional().hint(hint).unit(line.base_unit.label()), ""))
    };
    there.filter_map(field).collect()
}

/// Why goods go back.
pub fn reason_field(t: &'static Phrases, filled: &Filled) -> Field {
    let choices = ReturnReason::ALL.iter().map(|reason| Choice::new(reason.name(), (t.road.reason)(*reason)));
    filled.field("reason", t.road.why, ReturnReason::Damaged.name()).choices(choices)
}

fn open_return(t: &'static Phrases, order: &Order, filled: &Filled) -> Option<OpenReturn> {
    let r = &t.road;
    let entry = order.return_open()?;
    let words = [r.again, r.to_stock, r.scrapped, r.lost, r.kept];
    // What a carrier brought back was never with the buyer.
    let asked = if entry.slip.is_some() { 4 } else { 5 };
    let lines = entry.lines.iter().map(|of| {
        let unit = called(order, of.line).map_or("", |line| line.base_unit.label());
        let fields = PARTS.iter().zip(words).take(asked).map(|(part, word)| {
            filled.fill(Field::new(format!("{part}-{}", of.line), word).optional().unit(unit), "")
        });
        let what = format!("{} · {}", told(order, of.line, of.quantity), (r.reason)(of.reason));
        (what, fields.collect())
    });
    Some(OpenReturn {
        title: (r.return_title)(entry.number),
        number: entry.number,
        from: from(t, order, entry),
        lines: lines.collect(),
    })
}

fn from(t: &'static Phrases, order: &Order, entry: &Return) -> String {
    let slip = entry.slip.and_then(|id| order.slips.iter().find(|slip| slip.id == id));
    slip.map_or_else(|| t.road.return_by_buyer.to_owned(), |slip| (t.road.return_with)(&slip.number))
}

fn counted(t: &'static Phrases, order: &Order, entry: &Return) -> (String, Vec<String>) {
    let r = &t.road;
    let line = |of: &ReturnedLine| {
        let parts = [
            (r.again, of.again),
            (r.to_stock, of.to_stock),
            (r.scrapped, of.scrapped),
            (r.lost, of.lost),
            (r.kept, of.kept),
        ];
        let parts = parts.into_iter().filter(|(_, quantity)| quantity.is_positive());
        let parts: Vec<_> =
            parts.map(|(word, quantity)| format!("{word}: {}", told(order, of.line, quantity))).collect();
        parts.join(" · ")
    };
    let title = format!("{} · {}", (r.return_title)(entry.number), from(t, order, entry));
    (title, entry.counted.iter().map(line).collect())
}

fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &OrderSheet,
    filled: &Filled,
    notice: Option<Notice>,
) -> ReturnsPage {
    let t = lang.phrases();
    let r = &t.road;
    let order = &*sheet.order;
    let here = at(member, &format!("/orders/{}", order.id));
    let mut page = frame(app, lang, member, Place::Orders, r.returns).back(&here, order.number.as_str());
    page.notice = notice;
    let short = order.goods.iter().filter(|goods| goods.short.is_positive()).map(|goods| {
        let unit = called(order, goods.line).map_or("", |line| line.base_unit.label());
        let field = |name: &str, label, start: &str| {
            filled.fill(Field::new(format!("{name}-{}", goods.line), label).optional().unit(unit), start)
        };
        ShortLine {
            goods: told(order, goods.line, goods.short),
            replace: field("replace", r.replace, ""),
            forgo: field("forgo", r.forgo, &goods.short.to_string()),
        }
    });
    let backs = [
        Choice::new(MoneyBack::Credit.name(), r.back_credit),
        Choice::new(MoneyBack::Refund.name(), r.back_refund),
    ];
    let done = order.returns.iter().filter(|entry| !entry.is_open());
    ReturnsPage {
        here: at(member, &format!("/orders/{}/returns", order.id)),
        deed: deeds::new_id(app),
        open: open_return(t, order, filled),
        counted: done.map(|entry| counted(t, order, entry)).collect(),
        short: short.collect(),
        amount: filled.field("amount", r.amount_off, "").hint(r.amount_off_hint).optional(),
        back: filled.field("back", r.back_title, MoneyBack::Credit.name()).choices(backs),
        note: filled.field("note", t.courier.ask_note, "").optional(),
        with_buyer: with_buyer(filled, order),
        reason: reason_field(t, filled),
        earlier: ["count", "take"].map(|form| filled.earlier(t, form)),
        days: filled.field("days", r.return_days, "").hint(r.return_days_hint),
        page,
    }
}
