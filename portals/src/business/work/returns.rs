//! What came back of an order and what the buyer did not get: counted, replaced, or taken off the price.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::delivery::{
    LineGoods, MoneyBack, ReceiveReturn, Return, ReturnGoods, ReturnLine, ReturnReason, ReturnedLine,
    SetReturnPolicy, SettleShortfall, SettledLine,
};
use rantai_core::book::order::{Order, OrderLine};
use rantai_core::ids::{CommandId, OrderId};
use rantai_core::quantity::Quantity;
use rantai_projections::order_sheets::{Link, OrderSheet};

use super::production::Which;
use super::{again, amount, note, order_of};
use crate::app::{App, photos};
use crate::business::{Place, at, file_at, frame};
use crate::deeds::{self, Deed};
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::order_words::part_of;
use crate::web::{Choice, Earlier, Field, Notice, Page, PageResult, Photo, PortalError, show, show_again};
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
    kept: Option<Kept>,
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
    /// The buyer's or the carrier's own words.
    said: String,
    photos: Vec<Photo>,
    lines: Vec<CountedLine>,
}

/// What is asked of a line that came back.
struct CountedLine {
    what: String,
    usual: Vec<Field>,
    /// What seldom happens, folded.
    rare: Vec<Field>,
}

impl CountedLine {
    fn is_open(&self) -> bool {
        self.rare.iter().any(|field| !field.value.is_empty() || field.error.is_some())
    }
}

/// The price may be lowered for what the buyer keeps.
struct Kept {
    what: String,
    amount: Field,
    back: Field,
    note: Field,
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
    if filled.has("kept") {
        return settling_kept(app, t, member, deed, order, filled);
    }
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

/// By how much the price is lowered for what the buyer keeps.
fn settling_kept(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    deed: &Deed,
    order: &Order,
    filled: &mut Filled,
) -> Result<SettleShortfall, PortalError> {
    let amount = filled.money(t, "kept-amount");
    let most = order.most_off_what_is_kept();
    if !filled.is_mistaken("kept-amount") && (!amount.is_positive() || amount > most) {
        filled.mistake("kept-amount", (t.road.kept_off_most)(most));
    }
    let back = filled.choice(t, "kept-back", MoneyBack::from_name);
    filled.checked()?;
    let (replaced, forgone) = (Quantity::ZERO, Quantity::ZERO);
    let lines =
        order.all_kept_though_reported().map(|(line, _)| SettledLine { line, replaced, forgone }).collect();
    let note = note(app, member, deed, filled.text("kept-note"))?;
    let back = back.ok_or(PortalError::BadRequest)?;
    Ok(SettleShortfall { order: order.id, lines, amount: Some(amount), back, note })
}

/// What of a line can be decided about: what is short and is not still to be counted.
fn undecided(order: &Order, goods: &LineGoods) -> Quantity {
    let open = order.returns.iter().filter(|entry| entry.is_open()).flat_map(|entry| &entry.lines);
    let coming = open.filter(|of| of.line == goods.line);
    goods.short.less_or_zero(coming.fold(Quantity::ZERO, |sum, of| sum.and(of.quantity)))
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
    for goods in order.goods.iter().filter(|goods| goods.delivered.is_positive()) {
        let field = format!("back-{}", goods.line);
        let quantity = filled.quantity_or_nothing(t, &field);
        if quantity > goods.delivered {
            let unit = called(order, goods.line).map_or("", |line| line.base_unit.label());
            filled.mistake(&field, (t.road.only_delivered)(&format!("{} {unit}", goods.delivered)));
        }
        if quantity != Quantity::ZERO {
            lines.push((goods.line, quantity));
        }
    }
    if lines.is_empty()
        && !filled.is_wrong()
        && let Some(goods) = order.goods.iter().find(|goods| goods.delivered.is_positive())
    {
        filled.mistake(&format!("back-{}", goods.line), t.road.how_many_back);
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

/// Questions for how much of each line goes back, of what is with the buyer. Where there is one line only, it is
/// that line's.
pub fn with_buyer(t: &'static Phrases, filled: &Filled, order: &Order) -> Vec<Field> {
    let there: Vec<_> = order.goods.iter().filter(|goods| goods.delivered.is_positive()).collect();
    let field = |goods: &LineGoods| {
        let line = called(order, goods.line)?;
        let hint = (t.road.with_buyer)(&amount(goods.delivered, line.base_unit));
        let name = crate::order_words::called(&line.name, &line.variant_name);
        let field = Field::new(format!("back-{}", goods.line), (t.road.how_many)(&name));
        let field = field.hint(hint).unit(line.base_unit.label());
        Some(filled.fill(if there.len() == 1 { field } else { field.optional() }, ""))
    };
    there.iter().filter_map(|goods| field(goods)).collect()
}

/// Why goods go back.
pub fn reason_field(t: &'static Phrases, filled: &Filled) -> Field {
    let choices = ReturnReason::ALL.iter().map(|reason| Choice::new(reason.name(), (t.road.reason)(*reason)));
    filled.field("reason", t.road.why, ReturnReason::Damaged.name()).choices(choices)
}

fn open_return(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    sheet: &OrderSheet,
    filled: &Filled,
) -> Option<OpenReturn> {
    let r = &t.road;
    let order = &*sheet.order;
    let entry = order.return_open()?;
    let field = |part: &str, of: &ReturnLine| {
        let unit = called(order, of.line).map_or("", |line| line.base_unit.label());
        let (word, hint) = match part {
            "again" => (r.again, r.again_hint),
            "stock" => (r.to_stock, r.to_stock_hint),
            "scrap" => (r.scrapped, r.scrapped_hint),
            "lost" => (r.lost, r.lost_hint),
            _ => (r.kept, r.kept_hint),
        };
        filled.fill(Field::new(format!("{part}-{}", of.line), word).optional().hint(hint).unit(unit), "")
    };
    // What a carrier brought back was never with the buyer.
    let (usual, rare): (&[_], &[_]) = if entry.slip.is_some() {
        (&["again", "stock", "scrap"], &["lost"])
    } else {
        (&["stock", "scrap", "kept"], &["again", "lost"])
    };
    let lines = entry.lines.iter().map(|of| CountedLine {
        what: format!("{} · {}", part_of(order, of.line, of.quantity), (r.reason)(of.reason)),
        usual: usual.iter().map(|part| field(part, of)).collect(),
        rare: rare.iter().map(|part| field(part, of)).collect(),
    });
    Some(OpenReturn {
        title: (r.return_title)(entry.number),
        number: entry.number,
        from: from(t, order, entry),
        said: words_of(app, entry),
        photos: photos_of(t, member, sheet, entry),
        lines: lines.collect(),
    })
}

/// What was written with a return.
fn words_of(app: &App, entry: &Return) -> String {
    let note = entry.note.as_ref().and_then(|note| app.vault.read(note));
    note.map(|text| text.to_string()).unwrap_or_default()
}

/// What was photographed with a return.
fn photos_of(t: &'static Phrases, member: &Member, sheet: &OrderSheet, entry: &Return) -> Vec<Photo> {
    let told = |link: &&Link| link.name() == "GoodsReturned" && link.at == entry.at;
    let shown = |(full, thumb)| Photo {
        full: file_at(member, sheet.order.id, full),
        thumb: file_at(member, sheet.order.id, thumb),
        alt: t.common.photo.to_owned(),
    };
    sheet.links.iter().filter(told).flat_map(|link| photos(&link.evidence)).map(shown).collect()
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
            parts.map(|(word, quantity)| format!("{word}: {}", part_of(order, of.line, quantity))).collect();
        parts.join(" · ")
    };
    let title = format!("{} · {}", (r.return_title)(entry.number), from(t, order, entry));
    (title, entry.counted.iter().map(line).collect())
}

/// The question by how much the price is lowered for what the buyer keeps, while that can be done.
fn kept(t: &'static Phrases, order: &Order, filled: &Filled, back: Field) -> Option<Kept> {
    let r = &t.road;
    let most = order.most_off_what_is_kept();
    let lines: Vec<_> =
        order.all_kept_though_reported().map(|(line, kept)| part_of(order, line, kept)).collect();
    (most.is_positive() && !lines.is_empty()).then(|| Kept {
        what: (r.kept_off_text)(&lines.join(", ")),
        amount: filled.field("kept-amount", r.amount_off, "").hint((r.kept_off_most)(most)),
        back,
        note: filled.field("kept-note", t.courier.ask_note, "").optional(),
    })
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
    let left = order.goods.iter().map(|goods| (goods, undecided(order, goods)));
    let short = left.filter(|(_, left)| left.is_positive()).map(|(goods, left)| {
        let unit = called(order, goods.line).map_or("", |line| line.base_unit.label());
        let field = |name: &str, label, start: &str| {
            filled.fill(Field::new(format!("{name}-{}", goods.line), label).optional().unit(unit), start)
        };
        ShortLine {
            goods: part_of(order, goods.line, left),
            replace: field("replace", r.replace, ""),
            forgo: field("forgo", r.forgo, &left.to_string()),
        }
    });
    let back = |name: &str| {
        let ways = [(MoneyBack::Credit, r.back_credit), (MoneyBack::Refund, r.back_refund)];
        let ways = ways.map(|(way, word)| Choice::new(way.name(), word));
        filled.field(name, r.back_title, MoneyBack::Credit.name()).choices(ways)
    };
    let done = order.returns.iter().filter(|entry| !entry.is_open());
    ReturnsPage {
        here: at(member, &format!("/orders/{}/returns", order.id)),
        deed: deeds::new_id(app),
        open: open_return(app, t, member, sheet, filled),
        counted: done.map(|entry| counted(t, order, entry)).collect(),
        short: short.collect(),
        amount: filled.field("amount", r.amount_off, "").hint(r.amount_off_hint).optional(),
        back: back("back"),
        kept: kept(t, order, filled, back("kept-back")),
        note: filled.field("note", t.courier.ask_note, "").optional(),
        with_buyer: with_buyer(t, filled, order),
        reason: reason_field(t, filled),
        earlier: ["count", "take"].map(|form| filled.earlier(t, form)),
        days: filled.field("days", r.return_days, "").hint(r.return_days_hint),
        page,
    }
}
