//! What is on the way to buyers, and what waits for somebody to carry it.

use askama::Template;
use axum::extract::State;
use rantai_core::book::delivery::Carrier;
use rantai_core::book::order::{Slip, SlipState, StageName};

use crate::app::App;
use crate::business::{Place, at, frame};
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::web::{Chip, Page, PageResult, Row, Tone, Wants, show};
use crate::who::{AppState, Business, Fresh, Member};

/// Most orders shown of one stage.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "business/work/slips.html")]
struct SlipsPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/work/slips.html", block = "slips")]
struct SlipsFragment {
    page: Page,
    v: View,
}

struct View {
    here: String,
    trips: String,
    orders: String,
    packed: Vec<Row>,
    out: Vec<Row>,
}

/// `GET /business/{party}/slips`
pub async fn list(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let v = view(&app, t, lang, &business);
    let page = frame(&app, lang, &business, Place::Orders, t.workshop.slips);
    let page = fresh.on(page, &business.slug);
    if wants.fragment() { show(&SlipsFragment { page, v }) } else { show(&SlipsPage { page, v }) }
}

fn view(app: &App, t: &'static Phrases, lang: Lang, member: &Member) -> View {
    let calendar = app.calendar(lang, member.party);
    let stage = |stage| app.views.board.at_stage(member.party, stage, None, MOST).rows;
    let packed = stage(StageName::Packed).into_iter().map(|(_, row)| {
        let path = format!("/orders/{}/dispatch", row.order);
        Row::new(at(member, &path), app.party(row.buyer))
            .second(format!("{} · {}", row.number, row.first))
            .chip(Chip::new(Tone::Yours, t.stages.packed).icon("packed"))
            .since(calendar.ago(row.since))
    });
    let mut out = Vec::new();
    // A part may be on the road while the rest still lies here.
    let stages = [StageName::OnTheRoad, StageName::Dispatched, StageName::Packed];
    for (_, row) in stages.into_iter().flat_map(stage) {
        let Some(sheet) = app.views.orders.sheet(row.order) else { continue };
        for slip in sheet.order.open_slips() {
            out.push(line(app, t, &calendar, member, &app.party(row.buyer), slip));
        }
    }
    View {
        here: at(member, "/slips"),
        trips: at(member, "/trips"),
        orders: at(member, "/orders"),
        packed: packed.collect(),
        out,
    }
}

fn line(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    member: &Member,
    buyer: &str,
    slip: &Slip,
) -> Row {
    let carried = carried_by(app, t, slip);
    let since = match slip.state {
        SlipState::PickedUp { at } => at,
        _ => slip.issued_at,
    };
    let row = Row::new(at(member, &format!("/slips/{}", slip.id)), buyer)
        .second(format!("{} · {carried}", slip.number))
        .chip(chip(t, slip))
        .since(calendar.ago(since));
    if slip.cash_to_collect.is_positive() { row.figure(slip.cash_to_collect) } else { row }
}

/// Who carries, in words.
pub fn carried_by(app: &App, t: &'static Phrases, slip: &Slip) -> String {
    match &slip.carrier {
        Carrier::Courier { party } => app.party(*party),
        Carrier::OwnStaff { person } => (t.workshop.own_staff)(&app.person(*person)),
        Carrier::Expedition { name, waybill } if waybill.is_empty() => name.clone(),
        Carrier::Expedition { name, waybill } => format!("{name} · {waybill}"),
        Carrier::Collected => t.workshop.collected.to_owned(),
    }
}

/// Where a slip stands, seen by the business.
pub fn chip(t: &'static Phrases, slip: &Slip) -> Chip {
    let s = &t.stages;
    let own = !matches!(slip.carrier, Carrier::Courier { .. });
    let going = if own { Tone::Yours } else { Tone::Going };
    match slip.state {
        SlipState::Issued => Chip::new(going, s.issued),
        SlipState::PickedUp { .. } => Chip::new(going, s.picked_up).icon("truck"),
        SlipState::Completed { .. } => Chip::new(Tone::Done, s.delivered),
        SlipState::Failed { .. } => Chip::new(Tone::Failed, s.attempt_failed),
        SlipState::Declined { .. } => Chip::new(Tone::Failed, s.declined),
        SlipState::Withdrawn => Chip::new(Tone::Quiet, s.withdrawn),
    }
}
