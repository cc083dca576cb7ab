//! Giving a packed order to somebody who carries it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::delivery::{Carrier, DispatchOrder, LineQuantity, Load, TransportMode};
use rantai_core::book::order::{DeliveryWish, Order, Stage, Work};
use rantai_core::ids::{CommandId, OrderId, PartyId, PersonId, SlipId};
use rantai_core::money::Rupiah;
use rantai_core::party::{Capacity, Role};
use rantai_projections::order_sheets::OrderSheet;

use super::production::Which;
use super::{again, goods, note, order_of, parties};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::order_words::part_of;
use crate::regions::in_one_line;
use crate::web::{Choice, Earlier, Field, Notice, Page, PageResult, PortalError, Tone, show, show_again};
use crate::who::{AppState, Business, Member};

#[derive(Template)]
#[template(path = "business/work/dispatch.html")]
struct DispatchPage {
    page: Page,
    action: String,
    deed: CommandId,
    packed: bool,
    buyer: String,
    destination: String,
    goods: Vec<String>,
    packages: String,
    carrier: Field,
    expedition: Field,
    waybill: Field,
    mode: Field,
    pay: Option<Field>,
    cash: Field,
    fee: Field,
    note: Field,
    vehicle: Field,
    code: bool,
    boxes: Vec<(u16, String, bool)>,
    lines: Vec<Field>,
    earlier: Earlier,
}

/// `GET /business/{party}/orders/{order}/dispatch`
pub async fn form(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
) -> PageResult {
    let sheet = order_of(&app, &business, which.order)?;
    show(&page(&app, lang, &business, &sheet, &Filled::default(), None))
}

/// `POST /business/{party}/orders/{order}/dispatch`
pub async fn dispatch(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let sheet = order_of(&app, &business, which.order)?;
    match submit(&app, t, &business, which.order, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(error, t)?;
            show_again(&page(&app, lang, &business, &sheet, &filled, Some(notice)))
        }
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    order: OrderId,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let (expedition, waybill) = (filled.text("expedition").to_owned(), filled.text("waybill").to_owned());
    let carrier = filled.choice(t, "carrier", |code| carrier(code, &expedition, &waybill));
    if matches!(&carrier, Some(Carrier::Expedition { name, .. }) if name.is_empty()) {
        filled.mistake("expedition", t.common.required);
    }
    let mode = filled.choice(t, "mode", TransportMode::from_name);
    let sheet = order_of(app, member, order)?;
    let load = chosen(t, &sheet.order, filled);
    let cash = match (filled.text("pay"), filled.text("cash")) {
        ("cash", "") => sheet.order.rest(),
        ("cash", _) => filled.money(t, "cash"),
        _ => Rupiah::ZERO,
    };
    let fee = filled.money_or_nothing(t, "fee");
    let happened = filled.happened(t, &app.calendar(t.lang, member.party));
    filled.checked()?;
    let note = note(app, member, &deed, filled.text("note"))?;
    let command = DispatchOrder {
        order,
        carrier: carrier.ok_or(PortalError::BadRequest)?,
        mode: mode.ok_or(PortalError::BadRequest)?,
        cash_to_collect: cash,
        courier_fee: fee,
        note,
        vehicle: filled.text("vehicle").to_owned(),
        load,
        code: !filled.text("code").is_empty(),
    };
    let receipt = deed.wish(member, member.party, command).happened(happened).submit(app).await?;
    let slip = receipt.thing.and_then(|thing| SlipId::try_from(thing).ok());
    let path = slip.map_or_else(|| format!("/orders/{order}"), |slip| format!("/slips/{slip}"));
    Ok(deeds::see(&at(member, &path), &receipt))
}

/// What was ticked and typed to go: packages, and how much of which lines.
fn chosen(t: &'static Phrases, order: &Order, filled: &mut Filled) -> Load {
    let ticked = filled.under("box-");
    let packages: Vec<u16> = ticked.iter().filter_map(|(number, _)| number.parse().ok()).collect();
    let here = order.load_here();
    let mut lines = Vec::new();
    for of in &here {
        let name = format!("line-{}", of.line);
        let quantity =
            if filled.text(&name).is_empty() { of.quantity } else { filled.quantity_or_nothing(t, &name) };
        lines.push(LineQuantity { line: of.line, quantity });
    }
    let all_packages = packages.is_empty() || packages.len() == order.parcels_here().count();
    if lines != here {
        Load::Lines { lines, packages: if all_packages { Vec::new() } else { packages } }
    } else if all_packages {
        Load::All
    } else {
        Load::Packages(packages)
    }
}

/// Somebody who carries, as the form names them.
pub fn carrier(code: &str, expedition: &str, waybill: &str) -> Option<Carrier> {
    match code.split_once('-') {
        Some(("courier", party)) => Some(Carrier::Courier { party: party.parse::<PartyId>().ok()? }),
        Some(("staff", person)) => Some(Carrier::OwnStaff { person: person.parse::<PersonId>().ok()? }),
        _ if code == "expedition" => {
            Some(Carrier::Expedition { name: expedition.to_owned(), waybill: waybill.to_owned() })
        }
        _ if code == "collected" => Some(Carrier::Collected),
        _ => None,
    }
}

/// Everybody who can carry: couriers, the business's own people, an expedition, the buyer.
pub fn carriers(app: &App, t: &'static Phrases, member: &Member) -> Vec<Choice> {
    let w = &t.workshop;
    let registry = app.registry();
    let village = |party| registry.party(party).map_or("", |party| party.village.as_str());
    let here = village(member.party);
    let mut couriers = parties(app, member, Capacity::Courier);
    couriers.sort_by_key(|(party, _)| std::cmp::Reverse(nearness(here, village(*party))));
    let couriers = couriers.into_iter().map(|(party, name)| {
        let place = app.regions.place(village(party));
        let place = place.map(|place| format!(" · {}, {}", place.village, place.regency)).unwrap_or_default();
        Choice::new(format!("courier-{party}"), format!("{name}{place}"))
    });
    let mut choices: Vec<_> = couriers.collect();
    for (person, role) in registry.members(member.party) {
        if role != Role::Auditor {
            let label = (w.own_staff)(&app.person(person));
            choices.push(Choice::new(format!("staff-{person}"), label));
        }
    }
    choices.push(Choice::new("expedition", w.expedition));
    choices.push(Choice::new("collected", w.collected));
    choices
}

/// How much of their codes two villages share: province, regency, district.
fn nearness(here: &str, there: &str) -> usize {
    here.split('.').zip(there.split('.')).take_while(|(a, b)| a == b).count()
}

/// Where an order goes, in words.
pub fn destination(app: &App, t: &'static Phrases, wish: &DeliveryWish) -> String {
    match wish {
        DeliveryWish::Collect => t.workshop.collected.to_owned(),
        DeliveryWish::Deliver { village, address } => {
            let street = app.vault.read(address).map(|street| street.to_string()).unwrap_or_default();
            in_one_line(&street, &app.regions.spoken(village))
        }
    }
}

fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &OrderSheet,
    filled: &Filled,
    notice: Option<Notice>,
) -> DispatchPage {
    let t = lang.phrases();
    let w = &t.workshop;
    let order = &sheet.order;
    let here = at(member, &format!("/orders/{}", order.id));
    let mut page = frame(app, lang, member, Place::Orders, w.dispatch).back(&here, order.number.as_str());
    let packed = matches!(&order.stage, Stage::Accepted { work: Work::Packed { .. }, .. });
    let why_not = || match order.open_slip() {
        Some(slip) => Notice::new(Tone::Going, (w.slip_out)(&slip.number), "")
            .action(at(member, &format!("/slips/{}", slip.id)), w.see_slip),
        None => Notice::new(Tone::Yours, w.not_packed, "").action(&here, order.number.as_str()),
    };
    page.notice = notice.or_else(|| (!packed).then(why_not));
    let carriers = carriers(app, t, member);
    let last = order.slips.last().map(|slip| &slip.carrier);
    let first = match &order.delivery {
        DeliveryWish::Collect => "collected".to_owned(),
        DeliveryWish::Deliver { .. } => {
            // Whoever did not bring it last time is not proposed again.
            let failed = match last {
                Some(Carrier::Courier { party }) => format!("courier-{party}"),
                _ => String::new(),
            };
            let fitting = carriers.iter().find(|choice| choice.value != failed);
            fitting.map(|choice| choice.value.clone()).unwrap_or_default()
        }
    };
    let rest = order.rest();
    let pay = rest.is_positive().then(|| {
        let choices =
            [Choice::new("none", w.pay_later), Choice::new("cash", (w.pay_cash)(&rest.to_string()))];
        filled.field("pay", (w.rest_is)(&rest.to_string()), "none").choices(choices)
    });
    let modes = TransportMode::ALL.iter().map(|mode| Choice::new(mode.name(), (w.transport)(*mode)));
    DispatchPage {
        page,
        action: at(member, &format!("/orders/{}/dispatch", order.id)),
        deed: deeds::new_id(app),
        packed,
        buyer: app.party(order.buyer),
        destination: destination(app, t, &order.delivery),
        goods: goes_now(order),
        packages: (w.so_many_packages)(u16::try_from(order.parcels_here().count()).unwrap_or(u16::MAX)),
        carrier: filled.field("carrier", w.carrier, first).choices(carriers),
        expedition: filled.field("expedition", w.expedition_name, "").hint(w.only_expedition).optional(),
        waybill: filled.field("waybill", w.waybill, "").optional(),
        mode: filled.field("mode", w.mode, TransportMode::Pickup.name()).choices(modes),
        pay,
        cash: filled.field("cash", w.cash_to_collect, "").hint((w.cash_to_collect_hint)(rest)).optional(),
        fee: filled.field("fee", w.courier_fee, "").hint(w.courier_fee_hint).optional(),
        note: filled.field("note", w.note_to_courier, "").optional(),
        vehicle: filled.field("vehicle", t.road.vehicle, "").optional(),
        code: !filled.text("code").is_empty(),
        boxes: boxes(t, order, filled),
        lines: what_is_here(order, filled),
        earlier: filled.earlier(t, "dispatch"),
    }
}

/// What is to go: what is here, and before packing the whole order.
fn goes_now(order: &Order) -> Vec<String> {
    let here = order.load_here();
    if here.is_empty() {
        return order.lines.iter().map(goods).collect();
    }
    here.iter().map(|of| part_of(order, of.line, of.quantity)).collect()
}

/// The packages that are here; all of them are ticked at first.
fn boxes(t: &'static Phrases, order: &Order, filled: &Filled) -> Vec<(u16, String, bool)> {
    let begun = filled.has("mode");
    let ticked = |number: u16| !begun || filled.has(&format!("box-{number}"));
    order
        .parcels_here()
        .map(|parcel| (parcel.number, (t.road.package)(parcel.number), ticked(parcel.number)))
        .collect()
}

/// How much of each line is here.
fn what_is_here(order: &Order, filled: &Filled) -> Vec<Field> {
    let field = |of: &LineQuantity| {
        let line = order.lines.iter().find(|line| line.number == of.line)?;
        let field = Field::new(format!("line-{}", of.line), line.name.as_str()).unit(line.base_unit.label());
        Some(filled.fill(field.optional(), of.quantity))
    };
    order.load_here().iter().filter_map(field).collect()
}
