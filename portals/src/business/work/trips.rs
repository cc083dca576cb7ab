//! Trips: slips of one courier that are carried one after the other.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use rantai_core::book::delivery::{Carrier, PlanTrip};
use rantai_core::book::order::StageName;
use rantai_core::ids::{CommandId, SlipId};
use rantai_projections::slips::SlipSheet;
use std::sync::Arc;

use super::again;
use super::slips::carried_by;
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::{Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

/// Most orders of a stage that are looked at.
const MOST: usize = 200;
/// Most trips on the page.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "business/work/trips.html")]
struct TripsPage {
    page: Page,
    action: String,
    deed: CommandId,
    open: Vec<OpenSlip>,
    vehicle: Field,
    trips: Vec<(String, Vec<(String, String)>)>,
}

struct OpenSlip {
    id: SlipId,
    what: String,
    who: String,
    ticked: bool,
}

/// `GET /business/{party}/trips`
pub async fn list(business: Business, lang: Lang, State(app): State<AppState>) -> PageResult {
    show(&page(&app, lang, &business, &Filled::default(), None))
}

/// `POST /business/{party}/trips`
pub async fn plan(business: Business, lang: Lang, State(app): State<AppState>, filled: Filled) -> PageResult {
    match submit(&app, lang.phrases(), &business, &filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            show_again(&page(&app, lang, &business, &filled, Some(notice)))
        }
    }
}

async fn submit(
    app: &App,
    _t: &'static Phrases,
    member: &Member,
    filled: &Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let ticked = filled.under("slip-");
    let slips: Vec<SlipId> = ticked.iter().filter_map(|(id, _)| id.parse().ok()).collect();
    let sheet = slips.first().and_then(|slip| app.views.slips.sheet(*slip));
    let sheet = sheet.filter(|sheet| sheet.business == member.party);
    let first = sheet.ok_or(rantai_core::book::Rejection::Invalid { field: "slips" })?;
    let wish = PlanTrip {
        carrier: first.slip.carrier.clone(),
        mode: first.slip.mode,
        vehicle: filled.text("vehicle").to_owned(),
        slips,
    };
    let receipt = deed.wish(member, member.party, wish).submit(app).await?;
    Ok(deeds::see(&at(member, "/trips"), &receipt))
}

/// The slips of couriers that are out.
fn open(app: &App, member: &Member) -> Vec<Arc<SlipSheet>> {
    let stages =
        [StageName::Dispatched, StageName::OnTheRoad, StageName::Packed, StageName::AwaitingSettlement];
    let mut open = Vec::new();
    for stage in stages {
        for (_, row) in app.views.board.at_stage(member.party, stage, None, MOST).rows {
            let Some(sheet) = app.views.orders.sheet(row.order) else { continue };
            let slips =
                sheet.order.open_slips().filter(|slip| matches!(slip.carrier, Carrier::Courier { .. }));
            open.extend(slips.filter_map(|slip| app.views.slips.sheet(slip.id)));
        }
    }
    open
}

fn page(app: &App, lang: Lang, member: &Member, filled: &Filled, notice: Option<Notice>) -> TripsPage {
    let t = lang.phrases();
    let mut page =
        frame(app, lang, member, Place::Orders, t.road.trips).back(at(member, "/slips"), t.workshop.slips);
    page.notice = notice;
    let named = |sheet: &SlipSheet| format!("{} · {}", sheet.slip.number, app.party(sheet.buyer));
    let open = open(app, member);
    let open = open.iter().map(|sheet| OpenSlip {
        id: sheet.slip.id,
        what: named(sheet),
        who: carried_by(app, t, &sheet.slip),
        ticked: filled.has(&format!("slip-{}", sheet.slip.id)),
    });
    let found = app.views.trips.of(member.party, None, SHOWN);
    let trips = found.rows.iter().filter_map(|(_, id)| app.views.trips.sheet(**id)).map(|sheet| {
        let title = format!("{} · {}", sheet.trip.number, (t.road.trip_stops)(sheet.trip.slips.len()));
        let stops = sheet.trip.slips.iter().filter_map(|id| app.views.slips.sheet(*id));
        let stops = stops.map(|slip| (at(member, &format!("/slips/{}", slip.slip.id)), named(&slip)));
        (title, stops.collect())
    });
    TripsPage {
        action: at(member, "/trips"),
        deed: deeds::new_id(app),
        open: open.collect(),
        vehicle: filled.field("vehicle", t.road.vehicle, "").optional(),
        trips: trips.collect(),
        page,
    }
}
