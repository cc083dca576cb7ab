//! One request: what was asked, promised, sent and counted, and what can be done about it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::conversation::About;
use rantai_core::book::material::{
    ConfirmMaterials, ConfirmedLine, CountedLine, RefuseMaterials, Request, ShipMaterials, SupplyRefusal,
    WithdrawMaterials,
};
use rantai_core::book::order::{RequestState, StageName};
use rantai_core::desk::Receipt;
use rantai_core::ids::{CommandId, MaterialId, PartyId, RequestId, Thing};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_projections::requests::RequestSheet;
use rantai_projections::store::MaterialView;
use serde::Deserialize;

use super::request_turns::{self, Turn};
use super::{again, amount, channel_field, happened, note, phone, request_new, requests};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::i18n::{Lang, Phrases};
use crate::messages::thread;
use crate::order_words;
use crate::supplier::request::reason_word;
use crate::web::sheet::Part;
use crate::web::{Chip, Choice, Field, Link, Page, PageResult, PortalError, Wants, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/work/request.html")]
struct RequestPage {
    page: Page,
    v: View,
    thread: thread::View,
}

#[derive(Template)]
#[template(path = "business/work/request.html", block = "request")]
struct RequestFragment {
    page: Page,
    v: View,
}

struct View {
    id: RequestId,
    here: String,
    deed: CommandId,
    version: u32,
    chip: Chip,
    supplier: String,
    phone: String,
    facts: Vec<(&'static str, String)>,
    order: Option<(String, String)>,
    answer: String,
    lines: Vec<Line>,
    answered: bool,
    receivable: bool,
    answerable: bool,
    more: Vec<Part>,
    promises: Vec<(String, Field, Field, Option<Field>)>,
    promised: Field,
    answer_note: Field,
    channel: Field,
    shipments: Vec<Field>,
    waybill: Field,
    reason: Field,
    reason_note: Field,
    withdraw: String,
    withdraw_effect: String,
    open_confirm: bool,
    open_ship: bool,
    open_refuse: bool,
    ask_other: Option<String>,
    links: Vec<Link>,
}

struct Line {
    name: String,
    asked: String,
    price: String,
    promised: String,
    promised_price: String,
    shipped: String,
    received: String,
}

/// Which request.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Which {
    request: RequestId,
}

/// `GET /business/{party}/requests/{request}`
pub async fn sheet(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Path(which): Path<Which>,
    State(app): State<AppState>,
) -> PageResult {
    let sheet = request_of(&app, &business, which.request)?;
    let v = view(&app, lang, &business, &sheet, &Filled::default()).await?;
    let page = fresh.on(page(&app, lang, &business, &sheet), &business.slug).wide();
    if wants.fragment() {
        return show(&RequestFragment { page, v });
    }
    show(&RequestPage { page, v, thread: thread::of(&app, lang, &business, About::Request(which.request))? })
}

/// What can be done to a request: by the business, or for the supplier who answered otherwise.
#[derive(Debug, Clone, Copy)]
enum Step {
    Own(Turn),
    Withdraw,
    Confirm,
    Refuse,
    Ship,
}

macro_rules! steps {
    ($($(#[$meta:meta])* $name:ident = $step:expr;)+) => {$(
        $(#[$meta])*
        pub async fn $name(
            business: Business,
            lang: Lang,
            Path(which): Path<Which>,
            State(app): State<AppState>,
            filled: Filled,
        ) -> PageResult {
            step(&app, lang, &business, which.request, $step, filled).await
        }
    )+};
}

steps! {
    /// `POST …/requests/{request}/receive`: what arrived, counted.
    receive = Step::Own(Turn::Receive);
    /// `POST …/requests/{request}/counter/accept`: what the supplier offers is taken.
    accept_counter = Step::Own(Turn::Accept);
    /// `POST …/requests/{request}/counter/refuse`: it is not.
    refuse_counter = Step::Own(Turn::Decline);
    /// `POST …/requests/{request}/close`: the rest is waited for no longer.
    close = Step::Own(Turn::Close);
    /// `POST …/requests/{request}/return`: materials go back.
    give_back = Step::Own(Turn::Return);
    /// `POST …/requests/{request}/withdraw`: taken back.
    withdraw = Step::Withdraw;
    /// `POST …/requests/{request}/confirm`: the supplier promised, and the business writes it down.
    confirm = Step::Confirm;
    /// `POST …/requests/{request}/refuse`: the supplier cannot, and the business writes it down.
    refuse = Step::Refuse;
    /// `POST …/requests/{request}/ship`: the supplier sent it, and the business writes it down.
    ship = Step::Ship;
}

async fn step(
    app: &App,
    lang: Lang,
    member: &Member,
    request: RequestId,
    step: Step,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let sheet = request_of(app, member, request)?;
    match submit(app, t, member, &sheet, step, &mut filled).await {
        Ok(receipt) => Ok(seen(member, request, &receipt)),
        Err(error) => {
            let mut page = page(app, lang, member, &sheet);
            page.notice = Some(again(error, t)?);
            let v = view(app, lang, member, &sheet, &filled).await?;
            let thread = thread::of(app, lang, member, About::Request(request))?;
            show_again(&RequestPage { page, v, thread })
        }
    }
}

fn seen(member: &Member, request: RequestId, receipt: &Receipt) -> Response {
    deeds::see(&at(member, &format!("/requests/{request}")), receipt)
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    sheet: &RequestSheet,
    step: Step,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let request = &sheet.request;
    let id = request.id;
    let mut counts = |prefix: &str| -> Vec<(u16, Quantity)> {
        let lines = request.lines.iter();
        lines.map(|line| (line.number, filled.quantity(t, &format!("{prefix}-{}", line.number)))).collect()
    };
    let wish = match step {
        Step::Own(turn) => request_turns::wish(app, t, member, sheet, turn, &deed, filled)?,
        Step::Withdraw => {
            let command = WithdrawMaterials { request: id, note: None };
            deed.wish(member, member.party, command).seen(&deed, id)
        }
        Step::Confirm => {
            let counts = counts("can");
            let price = |(number, quantity)| ConfirmedLine {
                number,
                quantity,
                price: filled.money(t, &format!("price-{number}")),
            };
            let lines: Vec<_> = counts.into_iter().map(price).collect();
            let promised = filled.day(t, "promised");
            filled.checked()?;
            let promised = promised.ok_or(PortalError::BadRequest)?;
            let note = note(app, member, &deed, filled.text("answer-note"))?;
            let substitutes = substitutes(t, sheet, filled)?;
            let command = ConfirmMaterials { request: id, lines, promised, note, substitutes };
            deed.wish(member, member.party, command)
                .seen(&deed, id)
                .on_behalf_of(request.supplier, deed.channel()?)
        }
        Step::Refuse => {
            let reason = filled.choice(t, "reason", SupplyRefusal::from_name);
            filled.checked()?;
            let reason = reason.ok_or(PortalError::BadRequest)?;
            let note = note(app, member, &deed, filled.text("reason-note"))?;
            deed.wish(member, member.party, RefuseMaterials { request: id, reason, note })
                .seen(&deed, id)
                .on_behalf_of(request.supplier, deed.channel()?)
        }
        Step::Ship => {
            let lines = counts("sent");
            filled.checked()?;
            let waybill = Some(filled.text("waybill").to_owned()).filter(|number| !number.is_empty());
            deed.wish(member, member.party, ShipMaterials { request: id, lines, waybill })
                .on_behalf_of(request.supplier, deed.channel()?)
        }
    };
    wish.submit(app).await
}

/// The sheet of one of the business's requests.
///
/// # Errors
/// [`PortalError::NotFound`] for everybody else's.
pub fn request_of(
    app: &App,
    member: &Member,
    request: RequestId,
) -> Result<std::sync::Arc<RequestSheet>, PortalError> {
    let sheet = app.views.requests.sheet(request).filter(|sheet| sheet.business == member.party);
    sheet.ok_or(PortalError::NotFound)
}

fn page(app: &App, lang: Lang, member: &Member, sheet: &RequestSheet) -> Page {
    let w = &lang.phrases().workshop;
    let title = (w.request_title)(&sheet.request.number);
    frame(app, lang, member, Place::Materials, title).back(at(member, "/requests"), w.requests)
}

/// The other materials that the supplier would bring instead, as the form says.
fn substitutes(
    t: &'static Phrases,
    sheet: &RequestSheet,
    filled: &mut Filled,
) -> Result<Vec<(u16, MaterialId)>, PortalError> {
    let mut substitutes = Vec::new();
    for line in &sheet.request.lines {
        let name = format!("instead-{}", line.number);
        if !filled.text(&name).is_empty() {
            let material = filled.choice(t, &name, |id| id.parse().ok());
            substitutes.extend(material.map(|material| (line.number, material)));
        }
    }
    filled.checked()?;
    Ok(substitutes)
}

fn counted(lines: &[CountedLine], number: u16) -> Option<Quantity> {
    lines.iter().find(|line| line.number == number).map(|line| line.quantity)
}

async fn view(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &RequestSheet,
    filled: &Filled,
) -> Result<View, PortalError> {
    let t = lang.phrases();
    let w = &t.workshop;
    let request = &sheet.request;
    let calendar = app.calendar(lang, member.party);
    let mut facts = Vec::new();
    facts.extend(request.wanted.map(|day| (w.wanted, calendar.day(day).text)));
    facts.extend(request.promised.map(|day| (w.promised_for, calendar.day(day).text)));
    if request.state == RequestState::Sent {
        facts.extend(request.answer_by.map(|by| (t.supply.answer_by, calendar.until(by).text)));
    }
    facts.extend(request.waybill.clone().map(|number| (w.waybill, number)));
    facts.extend(request.refusal.map(|reason| (w.refused_because, reason_word(t, reason).to_owned())));
    let read = |note: &Option<_>| note.as_ref().and_then(|note| app.vault.read(note));
    facts.extend(read(&request.note).map(|note| (w.note_to_supplier, note.to_string())));
    let order = request.order.map(|order| {
        let number = app.views.orders.sheet(order).map(|sheet| sheet.order.number.clone());
        (at(member, &format!("/orders/{order}")), (w.for_order)(&number.unwrap_or_default()))
    });
    let confirmed = |number| request.confirmed.iter().find(|line| line.number == number);
    let count_fields =
        |prefix: &str, start: &dyn Fn(&rantai_core::book::material::RequestLine) -> Quantity| {
            let lines = request.lines.iter();
            lines
                .map(|line| {
                    let name = format!("{prefix}-{}", line.number);
                    filled.field(name, &line.name, start(line)).unit(line.unit.label())
                })
                .collect::<Vec<_>>()
        };
    let links = happened(app, member.party, Thing::from(request.id))?;
    let here = at(member, &format!("/requests/{}", request.id));
    Ok(View {
        id: request.id,
        deed: deeds::new_id(app),
        version: sheet.version,
        chip: requests::chip(t, request),
        supplier: app.party(request.supplier),
        phone: phone(app, request.supplier).map(|phone| phone.to_string()).unwrap_or_default(),
        facts,
        order,
        answer: read(&request.answer).map(|note| note.to_string()).unwrap_or_default(),
        lines: request.lines.iter().map(|line| line_of(request, line)).collect(),
        answered: !request.confirmed.is_empty(),
        receivable: request.state.is_open(),
        answerable: matches!(
            request.state,
            RequestState::Sent | RequestState::Countered | RequestState::Confirmed
        ) && request.receipts.is_empty(),
        more: request_turns::parts(app, lang, member, sheet, filled).await?,
        promises: request
            .lines
            .iter()
            .map(|line| {
                let can = confirmed(line.number);
                let quantity = can.map_or(line.quantity, |can| can.quantity);
                let price = can.map_or(line.price, |can| can.price);
                let name = format!("can-{}", line.number);
                let price_name = format!("price-{}", line.number);
                (
                    line.name.clone(),
                    filled.field(name, w.quantity, quantity).unit(line.unit.label()),
                    filled.field(price_name, (w.price_per)(line.unit.label()), figure(price)),
                    instead(app, t, member.party, line, filled),
                )
            })
            .collect(),
        promised: filled.field(
            "promised",
            w.promised_for,
            request.promised.or(request.wanted).map(|day| day.to_string()).unwrap_or_default(),
        ),
        answer_note: filled.field("answer-note", w.their_note, "").optional(),
        channel: channel_field(t, filled),
        shipments: count_fields("sent", &|line| request.unsent(line)),
        waybill: filled.field("waybill", w.waybill, "").optional(),
        reason: filled
            .field("reason", w.reason, "")
            .choices(SupplyRefusal::ALL.iter().map(|r| Choice::new(r.name(), reason_word(t, *r)))),
        reason_note: filled.field("reason-note", w.their_note, "").optional(),
        open_confirm: !filled.under("can-").is_empty(),
        open_ship: !filled.under("sent-").is_empty(),
        open_refuse: !filled.under("reason").is_empty(),
        withdraw: format!("{here}/withdraw"),
        withdraw_effect: (w.withdraw_request_effect)(&app.party(request.supplier)),
        ask_other: (!request_new::missing(request).is_empty())
            .then(|| at(member, &format!("/requests/new?again={}", request.id))),
        links: order_words::chain(app, t, &calendar, &links, StageName::Closed, "", |hash| {
            format!("{here}/files/{hash}")
        }),
        here,
    })
}

/// Which of the business's materials in the same unit comes in place of a line's; none where there is no other.
pub fn instead(
    app: &App,
    t: &'static Phrases,
    business: PartyId,
    line: &rantai_core::book::material::RequestLine,
    filled: &Filled,
) -> Option<Field> {
    let materials = app.views.store.materials(business);
    let fitting =
        |view: &&MaterialView| view.material.unit == line.unit && view.material.material != line.material;
    let others: Vec<_> = materials.iter().filter(fitting).collect();
    if others.is_empty() {
        return None;
    }
    let asked = Choice::new("", t.supply.same_material);
    let choices =
        others.iter().map(|view| Choice::new(view.material.material.to_string(), &view.material.name));
    let field = filled.field(format!("instead-{}", line.number), t.supply.substitute, "");
    Some(field.optional().choices([asked].into_iter().chain(choices)))
}

fn line_of(request: &Request, line: &rantai_core::book::material::RequestLine) -> Line {
    let unit = line.unit;
    let shown = |quantity: Option<Quantity>| quantity.map(|q| amount(q, unit)).unwrap_or_default();
    let confirmed = request.confirmed.iter().find(|can| can.number == line.number);
    Line {
        name: line.name.clone(),
        asked: amount(line.quantity, unit),
        price: priced(line.price),
        promised: shown(confirmed.map(|can| can.quantity)),
        promised_price: confirmed.map(|can| priced(can.price)).unwrap_or_default(),
        shipped: shown(counted(&request.shipped, line.number)),
        received: shown(counted(&request.received, line.number)),
    }
}

fn priced(price: Rupiah) -> String {
    if price.is_positive() { price.to_string() } else { String::new() }
}
