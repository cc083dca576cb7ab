//! The papers of the road: the delivery slip without prices (*surat jalan*), the proof of delivery (*bukti terima*),
//! and the slip of goods that go back (*surat retur*).

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use rantai_core::book::Event;
use rantai_core::book::delivery::{Carrier, LineOutcome, Return};
use rantai_core::book::order::{Order, OrderLine, Slip, SlipState};
use rantai_core::ids::{OrderId, PartyId, SlipId, Thing};
use rantai_core::quantity::Quantity;
use rantai_projections::slips::{SlipLine, SlipSheet};
use serde::Deserialize;

use super::order_papers::on_paper;
use super::paper::{self, Asked, Column, Paper};
use super::{PaperParty, mark_of};
use crate::app::App;
use crate::business::work::{slip::slip_of, slips::carried_by};
use crate::business::{self, own_sheet};
use crate::contact::Contact;
use crate::distributor;
use crate::i18n::{Lang, Phrases};
use crate::order_words::called;
use crate::web::{Money, Page, PageResult, PortalError};
use crate::who::{AppState, Business, Courier, Distributor};

/// Which paper of a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What goes with the goods.
    Slip,
    /// What says that they have arrived.
    Proof,
}

/// What a list of a slip's papers calls each, and where it is.
pub fn links(t: &'static Phrases, slip: &Slip, at: &str) -> Vec<(String, &'static str)> {
    let mut all = vec![(format!("{at}/papers/slip"), t.papers.slip)];
    if matches!(slip.state, SlipState::Completed { .. }) {
        all.push((format!("{at}/papers/proof"), t.papers.proof));
    }
    all
}

/// `GET /business/{party}/slips/{slip}/papers/{slip,proof}`
///
/// # Errors
/// [`PortalError::NotFound`] for another's slip, and while nothing has arrived.
pub async fn for_business(
    who: Business,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, slip, kind)): Path<(String, SlipId, Kind)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = slip_of(&app, &who, slip)?;
    let paper = of_slip(&app, lang, &headers, &sheet, kind)?;
    let page = business::frame(&app, lang, &who, business::Place::Orders, paper.heading());
    let title = (lang.phrases().workshop.slip_title)(&sheet.slip.number);
    paper::answer(page.back(business::at(&who, &format!("/slips/{slip}")), title), paper, &asked)
}

/// `GET /courier/{party}/slips/{slip}/papers/{slip,proof}`
///
/// # Errors
/// [`PortalError::NotFound`] for another's slip, and while nothing has arrived.
pub async fn for_courier(
    who: Courier,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, slip, kind)): Path<(String, SlipId, Kind)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = crate::courier::find(&app, &who, slip)?;
    let paper = of_slip(&app, lang, &headers, &sheet, kind)?;
    let title = (lang.phrases().courier.slip_title)(&sheet.slip.number);
    let page = Page::new(lang, paper.heading()).back(format!("/courier/{}/slips/{slip}", who.slug), title);
    paper::answer(page, paper, &asked)
}

/// `GET /distributor/{party}/orders/{order}/slips/{slip}/papers/{slip,proof}`
///
/// # Errors
/// [`PortalError::NotFound`] for another's slip, and while nothing has arrived.
pub async fn for_buyer(
    who: Distributor,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, order, slip, kind)): Path<(String, OrderId, SlipId, Kind)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    distributor::sheet(&app, &who, order)?;
    let sheet = app.views.slips.sheet(slip).filter(|sheet| sheet.order == order && sheet.buyer == who.party);
    let sheet = sheet.ok_or(PortalError::NotFound)?;
    let paper = of_slip(&app, lang, &headers, &sheet, kind)?;
    let back = distributor::path_of(&who, order);
    let page = distributor::frame(&app, lang, &who, distributor::Place::Orders, &paper.heading());
    let page = page.back(back.clone(), (lang.phrases().distributor.order_title)(&sheet.order_number));
    paper::answer(who.around(page, &back, app.views.reached()), paper, &asked)
}

/// `GET /business/{party}/orders/{order}/returns/{number}/paper`
///
/// # Errors
/// [`PortalError::NotFound`] where the order has no such return.
pub async fn return_for_business(
    who: Business,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, order, number)): Path<(String, OrderId, u16)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = own_sheet(&app, &who, order)?;
    let paper = of_return(&app, lang, &headers, who.party, &sheet.order, number)?;
    let page = business::frame(&app, lang, &who, business::Place::Orders, paper.heading());
    let back = business::at(&who, &format!("/orders/{order}/returns"));
    paper::answer(page.back(back, lang.phrases().road.returns), paper, &asked)
}

/// `GET /distributor/{party}/orders/{order}/returns/{number}/paper`
///
/// # Errors
/// [`PortalError::NotFound`] where the order has no such return.
pub async fn return_for_buyer(
    who: Distributor,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, order, number)): Path<(String, OrderId, u16)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = distributor::sheet(&app, &who, order)?;
    let paper = of_return(&app, lang, &headers, sheet.business, &sheet.order, number)?;
    let back = distributor::path_of(&who, order);
    let page = distributor::frame(&app, lang, &who, distributor::Place::Orders, &paper.heading());
    let page = page.back(back.clone(), (lang.phrases().distributor.order_title)(&sheet.order.number));
    paper::answer(who.around(page, &back, app.views.reached()), paper, &asked)
}

fn of_slip(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    sheet: &SlipSheet,
    kind: Kind,
) -> Result<Paper, PortalError> {
    let t = lang.phrases();
    let p = &t.papers;
    let slip = &sheet.slip;
    let calendar = app.calendar(lang, sheet.business);
    let business = Contact::of(app, sheet.business);
    let carrier = carried_by(app, t, slip);
    let mut paper = Paper {
        title: p.slip.to_owned(),
        number: slip.number.clone(),
        day: calendar.paper_day(slip.issued_at.day_in(calendar.zone)),
        to: Some((p.to.to_owned(), receiver(app, t, sheet))),
        facts: vec![(p.order.to_owned(), sheet.order_number.clone()), (p.driver.to_owned(), carrier.clone())],
        signs: vec![
            (p.sign_sender.to_owned(), business.party.clone()),
            (p.sign_driver.to_owned(), carrier),
            (p.sign_receiver.to_owned(), String::new()),
        ],
        from: on_paper(business),
        check: (p.check.to_owned(), p.head.to_owned()),
        ..Paper::default()
    };
    let packages = (t.workshop.so_many_packages)(slip.packages);
    paper.facts.push((p.vehicle.to_owned(), [vehicle(t, slip), packages].join(" · ")));
    match (kind, &slip.state) {
        (Kind::Slip, _) => {
            p.goods_follow.clone_into(&mut paper.intro);
            paper.columns = vec![Column::words(p.goods), Column::figures(p.quantity)];
            paper.rows =
                sheet.goods.iter().map(|line| vec![called(&line.name, &line.variant), much(line)]).collect();
            if slip.cash_to_collect.is_positive() {
                paper.sums.push(Money::sum(p.collect, slip.cash_to_collect));
            }
            paper.mark = mark_of(app, headers, Thing::from(slip.id), |event| {
                matches!(event, Event::DeliveryOrdered(_))
            })?;
        }
        (
            Kind::Proof,
            SlipState::Completed { at, received_by, cash_collected, outcomes, signature, code, .. },
        ) => {
            let name =
                received_by.as_ref().and_then(|name| app.vault.read(name)).map(|name| name.to_string());
            p.proof.clone_into(&mut paper.title);
            paper.day = calendar.paper_day(at.day_in(calendar.zone));
            paper.facts.extend(name.clone().map(|name| (p.received_by.to_owned(), name)));
            paper.facts.push((p.received_at.to_owned(), calendar.moment(*at).exact));
            if *code {
                paper.facts.push((p.proved.to_owned(), p.by_code.to_owned()));
            }
            if let Some(hash) = signature {
                let digits: String = hash.to_string().chars().take(super::check::DIGITS).collect();
                paper.facts.push((p.proved.to_owned(), (p.by_signature)(&digits)));
            }
            paper.columns = [p.goods, p.quantity, p.taken, p.damaged, p.refused, p.missing]
                .into_iter()
                .enumerate()
                .map(|(at, title)| if at == 0 { Column::words(title) } else { Column::figures(title) })
                .collect();
            paper.rows = sheet.goods.iter().map(|line| outcome(line, outcomes)).collect();
            if cash_collected.is_positive() {
                paper.sums.push(Money::sum(p.cash_taken, *cash_collected));
            }
            if let Some(last) = paper.signs.last_mut() {
                last.1 = name.unwrap_or_default();
            }
            paper.mark = mark_of(app, headers, Thing::from(slip.id), |event| {
                matches!(event, Event::DeliveryCompleted(_))
            })?;
        }
        (Kind::Proof, _) => return Err(PortalError::NotFound),
    }
    Ok(paper)
}

/// Who gets the goods, and where.
fn receiver(app: &App, t: &'static Phrases, sheet: &SlipSheet) -> PaperParty {
    on_paper(Contact::at_the_door(app, sheet, t.papers.collected))
}

fn vehicle(t: &'static Phrases, slip: &Slip) -> String {
    if matches!(slip.carrier, Carrier::Collected) {
        return t.workshop.collected.to_owned();
    }
    let mode = (t.workshop.transport)(slip.mode);
    if slip.vehicle.is_empty() { mode.to_owned() } else { format!("{mode} {}", slip.vehicle) }
}

fn much(line: &SlipLine) -> String {
    format!("{} {}", line.quantity, line.unit.label())
}

/// What was sent, taken, damaged, not wanted and missing of a line, in its base unit.
fn outcome(line: &SlipLine, outcomes: &[LineOutcome]) -> Vec<String> {
    let found = outcomes.iter().find(|outcome| outcome.line == line.line);
    let all = LineOutcome {
        line: line.line,
        accepted: line.base,
        damaged: Quantity::ZERO,
        refused: Quantity::ZERO,
        missing: Quantity::ZERO,
    };
    // Where the door counted some lines only, the others were taken whole.
    let LineOutcome { accepted, damaged, refused, missing, .. } = found.copied().unwrap_or(all);
    let or_dash =
        |quantity: Quantity| if quantity.is_positive() { quantity.to_string() } else { "–".to_owned() };
    let sent = format!("{} {}", line.base, line.base_unit.label());
    vec![
        called(&line.name, &line.variant),
        sent,
        or_dash(accepted),
        or_dash(damaged),
        or_dash(refused),
        or_dash(missing),
    ]
}

fn of_return(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    business: PartyId,
    order: &Order,
    number: u16,
) -> Result<Paper, PortalError> {
    let t = lang.phrases();
    let p = &t.papers;
    let back = order.returns.iter().find(|back| back.number == number).ok_or(PortalError::NotFound)?;
    let calendar = app.calendar(lang, business);
    let slip = back.slip.and_then(|slip| order.slips.iter().find(|entry| entry.id == slip));
    let mut facts = vec![(p.order.to_owned(), order.number.clone())];
    facts.extend(
        slip.map(|slip| (p.slip.to_owned(), format!("{}, {}", slip.number, carried_by(app, t, slip)))),
    );
    let note = back.note.as_ref().and_then(|note| app.vault.read(note)).map(|note| note.to_string());
    let mark = mark_of(
        app,
        headers,
        Thing::from(order.id),
        |event| matches!(event, Event::GoodsReturned(e) if e.number == number),
    )?;
    let mut columns = vec![Column::words(p.goods), Column::figures(p.quantity), Column::words(p.why)];
    if !back.is_open() {
        columns.extend([p.to_stock, p.scrapped, p.again].map(Column::figures));
    }
    Ok(Paper {
        title: p.return_slip.to_owned(),
        number: format!("{}/R{number}", order.number),
        day: calendar.paper_day(back.at.day_in(calendar.zone)),
        from: on_paper(Contact::of(app, order.buyer)),
        to: Some((p.to.to_owned(), on_paper(Contact::of(app, business)))),
        facts,
        intro: p.goods_come_back.to_owned(),
        columns,
        rows: back.lines.iter().filter_map(|line| returned(t, order, back, line.line)).collect(),
        notes: note.into_iter().collect(),
        signs: [p.sign_sender, p.sign_driver, p.sign_receiver]
            .map(|sign| (sign.to_owned(), String::new()))
            .to_vec(),
        mark,
        check: (p.check.to_owned(), p.head.to_owned()),
        ..Paper::default()
    })
}

fn returned(t: &'static Phrases, order: &Order, back: &Return, number: u16) -> Option<Vec<String>> {
    let line: &OrderLine = order.lines.iter().find(|line| line.number == number)?;
    let sent = back.lines.iter().find(|sent| sent.line == number)?;
    let quantity = format!("{} {}", sent.quantity, line.base_unit.label());
    let mut row =
        vec![called(&line.name, &line.variant_name), quantity, (t.road.reason)(sent.reason).to_owned()];
    if let Some(counted) = back.counted.iter().find(|counted| counted.line == number) {
        row.extend([counted.to_stock, counted.scrapped, counted.again].map(|quantity| quantity.to_string()));
    } else if !back.is_open() {
        row.extend(["–"; 3].map(str::to_owned));
    }
    Some(row)
}
