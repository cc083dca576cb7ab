//! One request: who asks for what, and the supplier's one next deed.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use rantai_core::book::conversation::About;
use rantai_core::book::material::{
    CloseRequest, ConfirmMaterials, ConfirmedLine, RefuseMaterials, ShipMaterials, SupplyRefusal,
};
use rantai_core::book::order::RequestState;
use rantai_core::ids::{MaterialId, RequestId};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_core::time::Day;
use rantai_projections::requests::RequestSheet;

use super::{Place, chip, frame, turns};
use crate::app::App;
use crate::business::work::request_turns::offered;
use crate::contact::Contact;
use crate::deeds::{new_id, see};
use crate::filled::{Filled, figure};
use crate::i18n::{Lang, Phrases};
use crate::links::text::{language, to_business};
use crate::messages::thread;
use crate::web::sheet::Part;
use crate::web::{Chip, Choice, Field, Notice, Page, PageResult, PortalError, Wants, show, show_again};
use crate::who::{AppState, Fresh, Member, Supplier};

/// What the page shows.
struct Sheet {
    here: String,
    topic: String,
    chip: Chip,
    contact: Contact,
    facts: Vec<(&'static str, String)>,
    lines: Vec<Line>,
    total: Option<(&'static str, Rupiah)>,
    note: String,
    answer: String,
    offer: Vec<(String, String)>,
    reply: String,
    parts: Vec<Part>,
    deed: String,
    version: u32,
    next: Next,
}

/// A line with what was asked, promised, sent and counted of it.
struct Line {
    name: String,
    unit: &'static str,
    price: Rupiah,
    figures: Vec<(&'static str, Quantity)>,
}

/// What the supplier can do now.
enum Next {
    /// Promise, in full with one button, in part with another form; or refuse.
    Answer { all: AllForm, part: PartForm, refuse: RefuseForm },
    /// Ship; or change the word; or refuse after all.
    Ship { ship: ShipForm, part: PartForm, refuse: RefuseForm },
    /// Wait for the business's answer to what was offered; or offer something else, or refuse.
    Wait { part: PartForm, refuse: RefuseForm },
    /// Ship what is left.
    ShipRest { ship: ShipForm },
    /// Nothing.
    Nothing,
}

struct AllForm {
    promised: Field,
    note: Field,
    label: String,
}

struct PartForm {
    open: bool,
    title: &'static str,
    lines: Vec<(String, Field, Field, Option<Field>)>,
    promised: Field,
    note: Field,
    label: &'static str,
}

struct RefuseForm {
    open: bool,
    reason: Field,
    note: Field,
}

struct ShipForm {
    quantities: Vec<Field>,
    waybill: Field,
}

#[derive(Template)]
#[template(path = "supplier/request.html")]
struct RequestPage {
    page: Page,
    sheet: Sheet,
    thread: thread::View,
}

#[derive(Template)]
#[template(path = "supplier/request.html", block = "request")]
struct RequestPart {
    page: Page,
    sheet: Sheet,
}

/// `GET /supplier/{party}/requests/{request}`
pub async fn view(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    headers: HeaderMap,
) -> PageResult {
    let found = find(&app, &member, request)?;
    let sheet = sheet(&app, lang, &member, &found, &Filled::default());
    let page = framed(&app, lang, &member, fresh, &found).tell(tell(&app, &headers, &member, &found));
    if wants.fragment() {
        return show(&RequestPart { page, sheet });
    }
    show(&RequestPage { page, sheet, thread: thread::of(&app, lang, &member, About::Request(request))? })
}

/// A message to the business, once the supplier has answered.
fn tell(app: &App, headers: &HeaderMap, member: &Member, found: &RequestSheet) -> Option<String> {
    let state = found.request.state;
    if !matches!(state, RequestState::Confirmed | RequestState::Shipped | RequestState::Refused) {
        return None;
    }
    let t = language(app, app.registry().party(found.business)?.contact).phrases();
    let number = found.request.number.clone();
    let about = move |t: &'static Phrases| (t.links.request)(&number);
    let path = format!("/requests/{}", found.request.id);
    to_business(app, headers, member, found.business, (about, &chip(t, found).word, &path))
}

/// `POST …/confirm`: everything as asked, or what the form says line by line.
pub async fn confirm(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    lang: Lang,
    fresh: Fresh,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let found = find(&app, &member, request)?;
    let deed = filled.deed()?;
    let part = filled.has("part_promised");
    let asked = &found.request.lines;
    let lines = asked.iter().map(|line| {
        let (quantity, price) = if part {
            let quantity = filled.quantity(t, &format!("quantity-{}", line.number));
            (quantity, filled.money(t, &format!("price-{}", line.number)))
        } else {
            (line.quantity, line.price)
        };
        ConfirmedLine { number: line.number, quantity, price }
    });
    let lines = lines.collect();
    let (day, words) = if part { ("part_promised", "part_note") } else { ("promised", "note") };
    let promised = filled.day(t, day);
    let note = filled.note(t, words);
    let (Some(promised), false) = (promised, filled.is_wrong()) else {
        return again(&app, lang, &member, fresh, &found, &filled, None);
    };
    let substitutes = if part { substitutes(&found, &filled) } else { Vec::new() };
    let note = deed.seal(&app, member.person, found.business, note)?;
    let wish = ConfirmMaterials { request, lines, promised, note, substitutes };
    let done = deed.wish(&member, found.business, wish).seen(&deed, request).submit(&app).await;
    settle(&app, lang, &member, fresh, &found, &filled, done)
}

/// `POST …/refuse`
pub async fn refuse(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    lang: Lang,
    fresh: Fresh,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let found = find(&app, &member, request)?;
    let deed = filled.deed()?;
    let reason = filled.choice(t, "reason", reason_of);
    let note = filled.note(t, "refusal_note");
    let (Some(reason), false) = (reason, filled.is_wrong()) else {
        return again(&app, lang, &member, fresh, &found, &filled, None);
    };
    let note = deed.seal(&app, member.person, found.business, note)?;
    let wish = RefuseMaterials { request, reason, note };
    let done = deed.wish(&member, found.business, wish).seen(&deed, request).submit(&app).await;
    settle(&app, lang, &member, fresh, &found, &filled, done)
}

/// `POST …/close`: no more of it comes.
pub async fn close(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    lang: Lang,
    fresh: Fresh,
    mut filled: Filled,
) -> PageResult {
    let found = find(&app, &member, request)?;
    let deed = filled.deed()?;
    let note = filled.note(lang.phrases(), "close_note");
    if filled.is_wrong() {
        return again(&app, lang, &member, fresh, &found, &filled, None);
    }
    let note = deed.seal(&app, member.person, found.business, note)?;
    let wish = deed.wish(&member, found.business, CloseRequest { request, note }).seen(&deed, request);
    let done = wish.submit(&app).await;
    settle(&app, lang, &member, fresh, &found, &filled, done)
}

/// `POST …/ship`
pub async fn ship(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    lang: Lang,
    fresh: Fresh,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let found = find(&app, &member, request)?;
    let deed = filled.deed()?;
    let numbers = found.request.lines.iter().map(|line| line.number);
    let lines = numbers.map(|number| (number, filled.quantity(t, &format!("sent-{number}")))).collect();
    let waybill = filled.text("waybill").to_owned();
    if waybill.chars().count() > 60 {
        filled.mistake("waybill", (t.common.too_long)(60));
    }
    if filled.is_wrong() {
        return again(&app, lang, &member, fresh, &found, &filled, None);
    }
    let waybill = Some(waybill).filter(|waybill| !waybill.is_empty());
    let wish = ShipMaterials { request, lines, waybill };
    let done = deed.wish(&member, found.business, wish).seen(&deed, request).submit(&app).await;
    settle(&app, lang, &member, fresh, &found, &filled, done)
}

fn find(app: &App, member: &Member, request: RequestId) -> Result<RequestSheet, PortalError> {
    app.views.requests.of_supplier(member.party, request).ok_or(PortalError::NotFound)
}

fn settle(
    app: &App,
    lang: Lang,
    member: &Member,
    fresh: Fresh,
    found: &RequestSheet,
    filled: &Filled,
    done: Result<rantai_core::desk::Receipt, PortalError>,
) -> PageResult {
    match done {
        Ok(receipt) => Ok(see(&here(member, found), &receipt)),
        Err(error @ (PortalError::Refused(_) | PortalError::Stale)) => {
            again(app, lang, member, fresh, found, filled, Some(&error))
        }
        Err(error) => Err(error),
    }
}

/// The page once more, with everything typed kept.
fn again(
    app: &App,
    lang: Lang,
    member: &Member,
    fresh: Fresh,
    found: &RequestSheet,
    filled: &Filled,
    error: Option<&PortalError>,
) -> PageResult {
    let sheet = sheet(app, lang, member, found, filled);
    let mut page = framed(app, lang, member, fresh, found);
    page.notice = error.map(|error: &PortalError| -> Notice { error.notice(page.t) });
    let thread = thread::of(app, lang, member, About::Request(found.request.id))?;
    show_again(&RequestPage { page, sheet, thread })
}

fn here(member: &Member, found: &RequestSheet) -> String {
    format!("/supplier/{}/requests/{}", member.slug, found.request.id)
}

fn framed(app: &App, lang: Lang, member: &Member, fresh: Fresh, found: &RequestSheet) -> Page {
    let t = &lang.phrases().supplier;
    let place = if found.request.state.is_open() { Place::Requests } else { Place::Past };
    let title = (t.request_title)(&found.request.number);
    let page = frame(app, lang, member, fresh, &title, place);
    let page = page.back(format!("/supplier/{}", member.slug), t.title).wide();
    member.around(page, &here(member, found), fresh.shown)
}

fn sheet(app: &App, lang: Lang, member: &Member, found: &RequestSheet, filled: &Filled) -> Sheet {
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.party);
    let request = &found.request;
    let mut facts = vec![(t.supplier.asked_at, calendar.moment(request.sent_at).text)];
    facts.extend(request.wanted.map(|day| (t.supplier.wanted, calendar.day(day).text)));
    facts.extend(request.promised.map(|day| (t.supplier.promised, calendar.day(day).text)));
    if request.state == RequestState::Sent {
        facts.extend(request.answer_by.map(|by| (t.supply.answer_by, calendar.until(by).text)));
    }
    facts.extend(request.waybill.clone().map(|waybill| (t.supplier.waybill, waybill)));
    facts.extend(
        request.refusal.map(|reason| (t.supplier.refused_because, reason_word(t, reason).to_owned())),
    );
    let read = |note: &Option<_>| note.as_ref().and_then(|note| app.vault.read(note));
    Sheet {
        here: here(member, found),
        topic: format!("request-{}", request.id),
        chip: chip(t, found),
        contact: Contact::of(app, found.business),
        facts,
        lines: lines(t, found),
        total: total(found).map(|total| (t.common.total, total)),
        note: read(&request.note).map(|text| text.to_string()).unwrap_or_default(),
        answer: read(&request.answer).map(|text| text.to_string()).unwrap_or_default(),
        offer: offered(t, &calendar, request),
        reply: read(&request.counter_answer).map(|text| text.to_string()).unwrap_or_default(),
        parts: turns::parts(app, t, &calendar, member, found, filled),
        deed: new_id(app).to_string(),
        version: found.version,
        next: next(app, t, calendar.today(), found, filled),
    }
}

fn lines(t: &'static Phrases, found: &RequestSheet) -> Vec<Line> {
    let request = &found.request;
    let counted = |lines: &[rantai_core::book::material::CountedLine], number| {
        lines.iter().find(|line| line.number == number).map(|line| line.quantity)
    };
    let line = |line: &rantai_core::book::material::RequestLine| {
        let confirmed = request.confirmed.iter().find(|confirmed| confirmed.number == line.number);
        let mut figures = vec![(t.supplier.asked, line.quantity)];
        figures.extend(confirmed.map(|confirmed| (t.supplier.promised_quantity, confirmed.quantity)));
        figures.extend(counted(&request.shipped, line.number).map(|sent| (t.supplier.sent, sent)));
        figures.extend(counted(&request.received, line.number).map(|counted| (t.supplier.counted, counted)));
        let more = [
            (t.supply.damaged, request.damaged_here(line.number)),
            (t.supply.still_to_come, request.outstanding(line)),
        ];
        let came = !request.receipts.is_empty();
        figures.extend(more.into_iter().filter(|(_, quantity)| came && quantity.is_positive()));
        Line {
            name: line.name.clone(),
            unit: line.unit.label(),
            price: confirmed.map_or(line.price, |confirmed| confirmed.price),
            figures,
        }
    };
    request.lines.iter().map(line).collect()
}

/// What it all costs: as promised, before that as asked.
fn total(found: &RequestSheet) -> Option<Rupiah> {
    let request = &found.request;
    let mut sum = Rupiah::ZERO;
    for line in &request.lines {
        let price = request.price_of(line);
        sum = sum.and(price.times(request.promised_of(line)).ok()?);
    }
    sum.is_positive().then_some(sum)
}

fn next(app: &App, t: &'static Phrases, today: Day, found: &RequestSheet, filled: &Filled) -> Next {
    let refuse = refuse_form(t, filled);
    let request = &found.request;
    let part = || part_form(app, t, today, found, filled);
    let ship = || ship_form(t, found, filled);
    let left = request.lines.iter().any(|line| request.unsent(line).is_positive());
    match request.state {
        RequestState::Sent => Next::Answer { all: all_form(t, today, found, filled), part: part(), refuse },
        RequestState::Countered => Next::Wait { part: part(), refuse },
        RequestState::Confirmed if request.receipts.is_empty() => {
            Next::Ship { ship: ship(), part: part(), refuse }
        }
        RequestState::Confirmed | RequestState::Shipped if left => Next::ShipRest { ship: ship() },
        RequestState::Confirmed
        | RequestState::Shipped
        | RequestState::Refused
        | RequestState::Withdrawn
        | RequestState::Expired
        | RequestState::Received => Next::Nothing,
    }
}

/// The day that a form proposes: what was promised, else what is wanted, never a day that has passed.
fn proposed(today: Day, found: &RequestSheet) -> Day {
    let request = &found.request;
    request.promised.or(request.wanted).unwrap_or_else(|| today.plus(2)).max(today)
}

fn all_form(t: &'static Phrases, today: Day, found: &RequestSheet, filled: &Filled) -> AllForm {
    let label = match total(found) {
        Some(total) => format!("{} {total}", t.supplier.confirm_all),
        None => t.supplier.confirm_all.to_owned(),
    };
    AllForm {
        promised: filled.fill(Field::new("promised", t.supplier.ask_promised), proposed(today, found)),
        note: filled.fill(Field::new("note", t.supplier.ask_note).optional(), ""),
        label,
    }
}

fn part_form(app: &App, t: &'static Phrases, today: Day, found: &RequestSheet, filled: &Filled) -> PartForm {
    let request = &found.request;
    let line = |line: &rantai_core::book::material::RequestLine| {
        let number = line.number;
        let offer = request.offer.as_ref().map(|offer| &offer.lines[..]).unwrap_or_default();
        let offered = offer.iter().find(|offered| offered.number == number);
        let price = offered.map_or_else(|| request.price_of(line), |offered| offered.price);
        let quantity = Field::new(format!("quantity-{number}"), t.supplier.ask_quantity)
            .hint((t.supplier.asked_hint)(&format!("{} {}", line.quantity, line.unit.label())))
            .unit(line.unit.label());
        let start = offered.map_or_else(|| request.promised_of(line), |offered| offered.quantity);
        let quantity = filled.fill(quantity, start);
        let ask = (t.supplier.ask_price)(line.unit.label());
        let price = filled.fill(Field::new(format!("price-{number}"), ask), figure(price));
        (line.name.clone(), quantity, price, turns::instead(app, t, found, line, filled))
    };
    let answered = request.state != RequestState::Sent;
    PartForm {
        open: filled.has("part_promised"),
        title: if answered { t.supplier.change_word } else { t.supplier.confirm_part },
        lines: request.lines.iter().map(line).collect(),
        promised: filled.fill(Field::new("part_promised", t.supplier.ask_promised), proposed(today, found)),
        note: filled.fill(Field::new("part_note", t.supplier.ask_note).optional(), ""),
        label: if answered { t.supplier.change_word_yes } else { t.supplier.confirm_part_yes },
    }
}

fn refuse_form(t: &'static Phrases, filled: &Filled) -> RefuseForm {
    let reasons = SupplyRefusal::ALL.iter().map(|reason| {
        let code = reason.code().to_string();
        Choice::new(code, reason_word(t, *reason))
    });
    RefuseForm {
        open: filled.has("reason") || filled.has("refusal_note"),
        reason: filled.fill(Field::new("reason", t.supplier.ask_reason).choices(reasons), ""),
        note: filled.fill(Field::new("refusal_note", t.supplier.ask_note).optional(), ""),
    }
}

fn ship_form(t: &'static Phrases, found: &RequestSheet, filled: &Filled) -> ShipForm {
    let quantity = |line: &rantai_core::book::material::RequestLine| {
        let field = Field::new(format!("sent-{}", line.number), line.name.clone()).unit(line.unit.label());
        filled.fill(field, found.request.unsent(line))
    };
    let waybill = Field::new("waybill", t.supplier.waybill).hint(t.supplier.waybill_hint).optional();
    ShipForm {
        quantities: found.request.lines.iter().map(quantity).collect(),
        waybill: filled.fill(waybill, ""),
    }
}

/// The materials that would come instead, where the form names any.
fn substitutes(found: &RequestSheet, filled: &Filled) -> Vec<(u16, MaterialId)> {
    let numbers = found.request.lines.iter().map(|line| line.number);
    let named = |number| Some((number, filled.text(&format!("instead-{number}")).parse().ok()?));
    numbers.filter_map(named).collect()
}

fn reason_of(code: &str) -> Option<SupplyRefusal> {
    SupplyRefusal::from_code(code.parse().ok()?)
}

/// Why a supplier does not deliver, in words.
pub const fn reason_word(t: &'static Phrases, reason: SupplyRefusal) -> &'static str {
    match reason {
        SupplyRefusal::OutOfStock => t.supplier.out_of_stock,
        SupplyRefusal::Price => t.supplier.price_too_low,
        SupplyRefusal::TooSoon => t.supplier.too_soon,
        SupplyRefusal::Other => t.supplier.other_reason,
    }
}
