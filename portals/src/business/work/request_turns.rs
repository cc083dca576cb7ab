//! The turns of a request that are the business's: an offer answered, what came counted, the rest closed, materials
//! given back.

use rantai_core::book::Book;
use rantai_core::book::material::{
    AcceptCounter, CloseRequest, OfferedLine, Outlook, Receipt, ReceiveMaterials, ReceivedLine,
    RefuseCounter, Request, RequestLine, ReturnMaterials, ReturnReason, Supposed, outlook, what_if,
};
use rantai_core::book::order::RequestState;
use rantai_core::ids::RequestId;
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_projections::requests::RequestSheet;

use super::{amount, note};
use crate::app::App;
use crate::business::correct::before;
use crate::business::correct::store::{receipt_at, said};
use crate::business::{Duty, at, may};
use crate::deeds::{self, Deed, Wishing};
use crate::filled::Filled;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part};
use crate::web::{Chip, Choice, PortalError, Row, Tone};
use crate::who::Member;

/// What the business can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Count what arrived.
    Receive,
    /// Take what the supplier offers.
    Accept,
    /// Do not take it.
    Decline,
    /// Wait for the rest no longer.
    Close,
    /// Give materials back.
    Return,
}

/// The wish that a form of this page is.
///
/// # Errors
/// Fields that cannot be read.
pub fn wish(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    sheet: &RequestSheet,
    turn: Turn,
    deed: &Deed,
    filled: &mut Filled,
) -> Result<Wishing, PortalError> {
    let request = sheet.request.id;
    let numbers: Vec<u16> = sheet.request.lines.iter().map(|line| line.number).collect();
    let mut counts = |prefix: &str| -> Vec<(u16, Quantity)> {
        let each = numbers.iter();
        each.map(|number| (*number, filled.quantity_or_nothing(t, &format!("{prefix}-{number}")))).collect()
    };
    let positive = |counts: Vec<(u16, Quantity)>| -> Vec<(u16, Quantity)> {
        counts.into_iter().filter(|(_, quantity)| quantity.is_positive()).collect()
    };
    Ok(match turn {
        Turn::Receive => {
            let damaged = positive(counts("broken"));
            let mut lines = Vec::new();
            for number in &numbers {
                let came = filled.quantity(t, &format!("got-{number}"));
                let broken =
                    damaged.iter().find(|(other, _)| other == number).map_or(Quantity::ZERO, |it| it.1);
                if broken > came {
                    filled.mistake(&format!("broken-{number}"), t.supply.more_damaged);
                }
                lines.push((*number, came.less_or_zero(broken)));
            }
            let shipment = filled.text("shipment").parse().ok();
            let more_to_come = filled.text("rest") == "later";
            let happened = filled.happened(t, &app.calendar(t.lang, member.party));
            filled.checked()?;
            let wish = ReceiveMaterials { request, lines, damaged, shipment, more_to_come };
            deed.wish(member, member.party, wish).happened(happened)
        }
        Turn::Accept => deed.wish(member, member.party, AcceptCounter { request }).seen(deed, request),
        Turn::Decline => {
            let note = note(app, member, deed, filled.text("counter-note"))?;
            deed.wish(member, member.party, RefuseCounter { request, note }).seen(deed, request)
        }
        Turn::Close => {
            let note = note(app, member, deed, filled.text("close-note"))?;
            deed.wish(member, member.party, CloseRequest { request, note }).seen(deed, request)
        }
        Turn::Return => {
            let (good, damaged) = (counts("back"), counts("back-broken"));
            let line = |(number, good): (u16, Quantity)| {
                let broken = damaged.iter().find(|(other, _)| *other == number);
                (number, good, broken.map_or(Quantity::ZERO, |(_, quantity)| *quantity))
            };
            let lines: Vec<_> = good.into_iter().map(line).collect();
            let lines =
                lines.into_iter().filter(|(_, good, broken)| good.is_positive() || broken.is_positive());
            let lines = lines.collect();
            let reason = filled.choice(t, "back-reason", ReturnReason::from_name);
            let credit = filled.money_or_nothing(t, "back-credit");
            let credit = (!filled.text("back-credit").is_empty()).then_some(credit);
            filled.checked()?;
            let reason = reason.ok_or(PortalError::BadRequest)?;
            let note = note(app, member, deed, filled.text("back-note"))?;
            deed.wish(member, member.party, ReturnMaterials { request, lines, reason, credit, note })
        }
    })
}

/// The cards and forms of these turns.
///
/// # Errors
/// [`PortalError::Busy`] when the book cannot be looked at.
pub async fn parts(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &RequestSheet,
    filled: &Filled,
) -> Result<Vec<Part>, PortalError> {
    let t = lang.phrases();
    let s = &t.supply;
    let request = &sheet.request;
    let calendar = app.calendar(lang, member.party);
    let here = at(member, &format!("/requests/{}", request.id));
    let works = may(member, Duty::Work);
    let mut parts = Vec::new();
    if request.offer.is_some() {
        parts.push(Part::Heading(s.offer_title.to_owned()));
        parts.push(Part::Text(s.differs_text.to_owned()));
        parts.push(Part::Figures { title: String::new(), chip: None, lines: offered(t, &calendar, request) });
        let (as_it_is, then) = both(app, member, request.id, Supposed::offered).await?;
        parts.extend(shown(t, &calendar, s.as_offered, then.as_ref()));
        parts.extend(shown(t, &calendar, s.as_it_is, Some(&as_it_is)));
        if works {
            let accept = Form::new(
                "accept-offer",
                "",
                format!("{here}/counter/accept"),
                deeds::new_id(app),
                s.accept_offer,
            );
            parts.push(Part::form(accept.version(sheet.version)));
            let refuse = Form::new(
                "refuse-offer",
                s.refuse_offer,
                format!("{here}/counter/refuse"),
                deeds::new_id(app),
                s.refuse_offer_yes,
            );
            let words = filled.field("counter-note", t.workshop.note_to_supplier, "").optional();
            let refuse = refuse.text(s.refuse_offer_text).version(sheet.version).ask(Input::Area(words));
            parts.push(Part::form(refuse.danger().folded(filled.has("counter-note"))));
        }
    }
    if !request.shipments.is_empty() {
        parts.push(shipments(t, &calendar, request));
    }
    if request.state.is_open() && works {
        parts.push(Part::form(receive(app, t, request, &here, filled)));
    }
    parts.extend(receipts(app, lang, member, sheet));
    if request.state == RequestState::Confirmed && !request.receipts.is_empty() && works {
        let close = Form::new(
            "close-rest",
            s.close_rest,
            format!("{here}/close"),
            deeds::new_id(app),
            s.close_rest_yes,
        );
        let words = filled.field("close-note", t.workshop.note_to_supplier, "").optional();
        let close = close.text(s.close_rest_text).version(sheet.version).ask(Input::Area(words));
        parts.push(Part::form(close.folded(filled.has("close-note"))));
    }
    if works && request.lines.iter().any(|line| returnable(request, line)) {
        parts.push(Part::form(give_back(app, t, request, &here, filled)));
    }
    let mut links =
        vec![(at(member, &format!("/suppliers/{}", app.slug(request.supplier))), s.accounts.to_owned())];
    if matches!(request.state, RequestState::Sent | RequestState::Countered | RequestState::Confirmed) {
        links.push((format!("{here}/what-if"), s.what_if.to_owned()));
    }
    parts.push(Part::Links(links));
    Ok(parts)
}

/// What was counted at which time, with what was written down before, and where to correct it.
fn receipts(app: &App, lang: Lang, member: &Member, sheet: &RequestSheet) -> Vec<Part> {
    let (t, request) = (lang.phrases(), &sheet.request);
    let b = &t.books;
    if request.receipts.is_empty() {
        return Vec::new();
    }
    let calendar = app.calendar(lang, member.party);
    let row = |(number, receipt): (u16, &Receipt)| {
        let href = if may(member, Duty::Work) {
            receipt_at(member, request.id, number)
        } else {
            at(member, &format!("/requests/{}", request.id))
        };
        let mut second = vec![said(t, sheet, &receipt.lines)];
        let lines = |lines: &Vec<ReceivedLine>| said(t, sheet, lines);
        second.extend(before(app, lang, &calendar, &receipt.corrected, lines));
        Row::new(href, calendar.moment(receipt.at).text).second(second.join(" · "))
    };
    vec![
        Part::Heading(b.receipts.to_owned()),
        Part::Rows((1_u16..).zip(&request.receipts).map(row).collect()),
    ]
}

fn returnable(request: &Request, line: &RequestLine) -> bool {
    request.kept(line.number).is_positive() || request.damaged_here(line.number).is_positive()
}

/// What the supplier offers, line by line.
pub fn offered(t: &'static Phrases, calendar: &Calendar, request: &Request) -> Vec<(String, String)> {
    let Some(offer) = &request.offer else { return Vec::new() };
    let line = |line: &OfferedLine| {
        let asked = request.lines.iter().find(|asked| asked.number == line.number);
        let unit = asked.map_or("", |asked| asked.unit.label());
        let name = asked.map_or_else(String::new, |asked| asked.name.clone());
        let instead = line.substitute.as_ref().map_or(String::new(), |other| format!("{} · ", other.name));
        let words = |quantity, price| format!("{quantity} {unit} · {price} / {unit}");
        let is = match line.quantity.is_positive() {
            true => format!("{instead}{}", words(line.quantity, line.price)),
            false => t.supply.none_of_it.to_owned(),
        };
        let was = asked.map_or_else(String::new, |asked| words(asked.quantity, asked.price));
        (name, if is == was { is } else { (t.supply.instead_of)(&is, &was) })
    };
    let mut lines: Vec<_> = offer.lines.iter().map(line).collect();
    let total =
        offer.lines.iter().try_fold(Rupiah::ZERO, |sum, line| sum.plus(line.price.times(line.quantity)?));
    if let Ok(total) = total {
        lines.push((t.common.total.to_owned(), total.to_string()));
    }
    lines.push((t.workshop.promised_for.to_owned(), calendar.day(offer.promised).text));
    lines
}

/// What was sent at which time, and whether it was counted.
pub fn shipments(t: &'static Phrases, calendar: &Calendar, request: &Request) -> Part {
    let s = &t.supply;
    let lines = request.shipments.iter().map(|shipment| {
        let open = request.shipments_open().any(|other| other.number == shipment.number);
        let state = if open { s.on_the_road } else { s.was_counted };
        let sent = shipment.lines.iter().filter(|line| line.quantity.is_positive()).filter_map(|line| {
            let asked = request.lines.iter().find(|asked| asked.number == line.number)?;
            let name = request.substitute_of(line.number).map_or(asked.name.as_str(), |other| &other.name);
            Some(format!("{} {name}", amount(line.quantity, asked.unit)))
        });
        let waybill = shipment.waybill.as_ref().map_or(String::new(), |number| format!(" · {number}"));
        let when = calendar.moment(shipment.at).text;
        (
            (s.shipment)(shipment.number),
            format!("{} · {when} · {state}{waybill}", sent.collect::<Vec<_>>().join(", ")),
        )
    });
    Part::Figures { title: s.shipments.to_owned(), chip: None, lines: lines.collect() }
}

/// The count of what arrived: of the oldest shipment on its way, else of everything that is to come.
fn receive(app: &App, t: &'static Phrases, request: &Request, here: &str, filled: &Filled) -> Form {
    let (w, s) = (&t.workshop, &t.supply);
    let shipment = request.shipments_open().next();
    let form =
        Form::new("receive", w.receive, format!("{here}/receive"), deeds::new_id(app), w.receive_button);
    let mut form = form.text(w.receive_text);
    if let Some(shipment) = shipment {
        form = form.ask(Input::Hidden("shipment".to_owned(), shipment.number.to_string()));
    }
    for line in &request.lines {
        let name = request.substitute_of(line.number).map_or(line.name.as_str(), |other| &other.name);
        let sent = shipment.and_then(|sent| sent.lines.iter().find(|it| it.number == line.number));
        let start = sent.map_or_else(|| request.outstanding(line), |sent| sent.quantity);
        let field = filled.field(format!("got-{}", line.number), name, start).unit(line.unit.label());
        form = form.ask(Input::Number(field));
    }
    for line in &request.lines {
        let field = filled.field(format!("broken-{}", line.number), (s.damaged_among)(&line.name), "");
        let field = field.unit(line.unit.label()).hint(s.damaged_hint).optional();
        form = form.ask(Input::Number(field));
    }
    let choices = [Choice::new("later", s.rest_later), Choice::new("never", s.rest_never)];
    form.ask(Input::Choices(filled.field("rest", s.rest, "later").choices(choices)))
        .ask(Input::Earlier(filled.earlier(t, "receive")))
}

fn give_back(app: &App, t: &'static Phrases, request: &Request, here: &str, filled: &Filled) -> Form {
    let s = &t.supply;
    let form =
        Form::new("give-back", s.give_back, format!("{here}/return"), deeds::new_id(app), s.give_back_yes);
    let mut form = form.text(s.give_back_text).folded(!filled.under("back-").is_empty());
    for line in request.lines.iter().filter(|line| returnable(request, line)) {
        let unit = line.unit.label();
        if request.kept(line.number).is_positive() {
            let field = filled.field(format!("back-{}", line.number), (s.give_back_good)(&line.name), "");
            form = form.ask(Input::Number(field.unit(unit).optional()));
        }
        let damaged = request.damaged_here(line.number);
        if damaged.is_positive() {
            let name = format!("back-broken-{}", line.number);
            let field = filled.field(name, (s.damaged_of)(&line.name), damaged).unit(unit).optional();
            form = form.ask(Input::Number(field));
        }
    }
    let reasons = ReturnReason::ALL.iter();
    let reasons = reasons.map(|reason| Choice::new(reason.name(), (s.return_reason)(*reason)));
    let reason = filled.field("back-reason", s.why, ReturnReason::Damaged.name()).choices(reasons);
    let credit = filled.field("back-credit", s.credit, "").hint(s.credit_hint).optional();
    let words = filled.field("back-note", t.workshop.note_to_supplier, "").optional();
    form.ask(Input::Choices(reason)).ask(Input::Money(credit)).ask(Input::Area(words))
}

/// What lies ahead as things stand, and what would if the supplier answered so.
///
/// # Errors
/// [`PortalError::Busy`] when the book cannot be looked at.
pub async fn both(
    app: &App,
    member: &Member,
    request: RequestId,
    supposed: impl FnOnce(&Book, RequestId) -> Option<Supposed>,
) -> Result<(Outlook, Option<Outlook>), PortalError> {
    let book = app.look(member.party, Book::supply_part).await?;
    let today = app.calendar(Lang::Id, member.party).today();
    let then = supposed(&book, request).map(|supposed| what_if(&book, &supposed, app.now(), today));
    Ok((outlook(&book, today), then))
}

/// What lies ahead, in words.
pub fn shown(t: &'static Phrases, calendar: &Calendar, title: &str, ahead: Option<&Outlook>) -> Vec<Part> {
    let s = &t.supply;
    let Some(ahead) = ahead else { return Vec::new() };
    let late = ahead.orders.iter().map(|order| order.late_days()).max().unwrap_or(0);
    let unknown = ahead.orders.iter().any(|order| order.ready_on.is_none());
    let chip = match () {
        () if ahead.orders.is_empty() => None,
        () if late > 0 => Some(Chip::new(Tone::Failed, (s.late_by)(late))),
        () if unknown => Some(Chip::new(Tone::Yours, s.missing)),
        () => Some(Chip::new(Tone::Done, s.in_time)),
    };
    let mut lines: Vec<(String, String)> = ahead
        .orders
        .iter()
        .map(|order| {
            let promised = calendar.day(order.promised).text;
            let said = match order.ready_on {
                Some(day) => (s.ready_on)(&calendar.day(day).text, &promised),
                None => (s.never_ready)(&promised),
            };
            (order.number.clone(), said)
        })
        .collect();
    if lines.is_empty() {
        lines.push((String::new(), s.no_orders_wait.to_owned()));
    }
    for material in &ahead.materials {
        let of_unit = |quantity| amount(quantity, material.unit);
        let mut said = format!("{} + {}", of_unit(material.on_hand), of_unit(material.coming));
        if material.missing.is_positive() {
            said = format!("{said} · {} {}", s.missing, of_unit(material.missing));
        }
        lines.push((material.name.clone(), said));
    }
    lines.push((s.to_pay_then.to_owned(), ahead.to_pay.to_string()));
    vec![Part::Figures { title: title.to_owned(), chip, lines }]
}
