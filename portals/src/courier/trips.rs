//! The courier's trips: the stops in order, which can be changed, and one signature for all slips of a stop.

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::delivery::{CompleteStop, ReorderTrip};
use rantai_core::book::order::SlipState;
use rantai_core::ids::{PartyId, SlipId, TripId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::ReceivedBy;
use rantai_projections::slips::SlipSheet;
use rantai_projections::trips::TripSheet;
use std::sync::Arc;

use super::{Place, chip, frame, receiver};
use crate::app::App;
use crate::business::work::again;
use crate::contact::Contact;
use crate::deeds::{new_id, see};
use crate::filled::{Filled, figure};
use crate::i18n::words::kilometres;
use crate::i18n::{Lang, Phrases};
use crate::places;
use crate::uploads::PhotoForm;
use crate::web::{Chip, Earlier, Field, Notice, Page, PageResult, PortalError, Wants, show, show_again};
use crate::who::{AppState, Courier, Fresh, Member};

/// Most trips on the page: the day's.
const MOST: usize = 10;

#[derive(Template)]
#[template(path = "courier/trips.html")]
struct TripsPage {
    page: Page,
    here: String,
    deed: String,
    trips: Vec<TripView>,
}

#[derive(Template)]
#[template(path = "courier/trips.html", block = "trips")]
struct TripsPart {
    page: Page,
    here: String,
    deed: String,
    trips: Vec<TripView>,
}

struct TripView {
    id: TripId,
    title: String,
    business: String,
    vehicle: String,
    route: Option<String>,
    stops: Vec<Stop>,
    together: Vec<Together>,
}

struct Stop {
    href: String,
    title: String,
    second: String,
    /// How far it is from the place before it, where both are on the map.
    far: String,
    chip: Chip,
    map: String,
    earlier: Option<String>,
    later: Option<String>,
}

/// Slips to one receiver that can be handed over at once.
struct Together {
    label: String,
    slips: String,
    received_by: Field,
    cash: Vec<Field>,
    codes: Vec<Field>,
    photo: Field,
    earlier: Earlier,
}

/// `GET /courier/{party}/trips`
///
/// # Errors
/// None of its own.
pub async fn list(
    member: Courier,
    State(app): State<AppState>,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
) -> PageResult {
    let page = frame(&app, lang, &member, fresh, lang.phrases().road.trips, Place::Slips);
    let (here, deed) = (here(&member), new_id(&app).to_string());
    let trips = views(&app, lang, &member, &Filled::default());
    if wants.fragment() {
        show(&TripsPart { page, here, deed, trips })
    } else {
        show(&TripsPage { page, here, deed, trips })
    }
}

/// `POST /courier/{party}/trips/{trip}/stops`
///
/// # Errors
/// [`PortalError::NotFound`] for another's trip.
pub async fn reorder(
    member: Courier,
    State(app): State<AppState>,
    Path((_, trip)): Path<(String, TripId)>,
    lang: Lang,
    fresh: Fresh,
    filled: Filled,
) -> PageResult {
    let sheet = find(&app, &member, trip)?;
    let done = async {
        let slips = slips_of(filled.text("slips"))?;
        let wish = ReorderTrip { trip, slips };
        filled.deed()?.wish(&member, sheet.business, wish).submit(&app).await
    };
    match done.await {
        Ok(receipt) => Ok(see(&here(&member), &receipt)),
        Err(error) => once_more(&app, lang, &member, fresh, &filled, error),
    }
}

/// `POST /courier/{party}/trips/{trip}/complete`
///
/// # Errors
/// [`PortalError::NotFound`] for another's trip.
pub async fn complete(
    member: Courier,
    State(app): State<AppState>,
    Path((_, trip)): Path<(String, TripId)>,
    lang: Lang,
    fresh: Fresh,
    multipart: Multipart,
) -> PageResult {
    let sheet = find(&app, &member, trip)?;
    let form = PhotoForm::read_and_keep(&app, member.person, multipart).await?;
    let mut filled = Filled::from(&form);
    match hand_over(&app, lang.phrases(), &member, &sheet, &form, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => once_more(&app, lang, &member, fresh, &filled, error),
    }
}

async fn hand_over(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    sheet: &TripSheet,
    form: &PhotoForm,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let ids = slips_of(filled.text("slips"))?;
    let first = ids.first().and_then(|id| app.views.slips.of_courier(member.party, *id));
    let buyer = first.ok_or(PortalError::NotFound)?.buyer;
    let mut slips = Vec::new();
    let mut codes = Vec::new();
    for id in ids {
        let cash = filled.money_or_nothing(t, &format!("cash-{id}"));
        slips.push((id, cash));
        let code = filled.text(&format!("code-{id}"));
        if !code.is_empty() {
            codes.push((id, code.to_owned()));
        }
    }
    if filled.text("received_by").is_empty() {
        filled.mistake("received_by", t.common.required);
    }
    let name = ReceivedBy::new(filled.text("received_by"));
    let name = filled.short_enough(t, "received_by", name);
    let happened = filled.happened(t, &app.calendar(t.lang, sheet.business));
    filled.checked()?;
    let received_by = deed.seal(app, app.sealed_about(buyer, member.person), sheet.business, name)?;
    let evidence = form.evidence(app, "photo").await?;
    let wish = CompleteStop { slips, received_by, signature: None, codes };
    let receipt =
        deed.wish(member, sheet.business, wish).happened(happened).evidence(evidence).submit(app).await?;
    Ok(see(&here(member), &receipt))
}

fn once_more(
    app: &App,
    lang: Lang,
    member: &Member,
    fresh: Fresh,
    filled: &Filled,
    error: PortalError,
) -> PageResult {
    let t = lang.phrases();
    let notice: Notice = again(error, t)?;
    let mut page = frame(app, lang, member, fresh, t.road.trips, Place::Slips);
    page.notice = Some(notice);
    let deed = new_id(app).to_string();
    show_again(&TripsPage { page, here: here(member), deed, trips: views(app, lang, member, filled) })
}

fn here(member: &Member) -> String {
    format!("/courier/{}/trips", member.slug)
}

fn find(app: &App, member: &Member, trip: TripId) -> Result<Arc<TripSheet>, PortalError> {
    app.views.trips.sheet(trip).filter(|sheet| sheet.is_of(member.party)).ok_or(PortalError::NotFound)
}

fn slips_of(text: &str) -> Result<Vec<SlipId>, PortalError> {
    let ids = text.split(',').filter(|id| !id.is_empty());
    ids.map(|id| id.parse().map_err(|_| PortalError::BadRequest)).collect()
}

fn joined(slips: &[SlipId]) -> String {
    slips.iter().map(SlipId::to_string).collect::<Vec<_>>().join(",")
}

fn views(app: &App, lang: Lang, member: &Member, filled: &Filled) -> Vec<TripView> {
    let found = app.views.trips.of(member.party, None, MOST);
    let sheets = found.rows.iter().filter_map(|(_, id)| app.views.trips.sheet(**id));
    let shown = sheets.filter(|sheet| sheet.is_of(member.party));
    shown.map(|sheet| view(app, lang, member, &sheet, filled)).filter(|trip| !trip.stops.is_empty()).collect()
}

fn view(app: &App, lang: Lang, member: &Member, sheet: &TripSheet, filled: &Filled) -> TripView {
    let t = lang.phrases();
    let trip = &sheet.trip;
    let slips: Vec<Arc<SlipSheet>> =
        trip.slips.iter().filter_map(|id| app.views.slips.of_courier(member.party, *id)).collect();
    let open: Vec<&Arc<SlipSheet>> = slips.iter().filter(|slip| slip.slip.is_open()).collect();
    let doors: Vec<Contact> = open.iter().map(|slip| receiver(app, t, slip)).collect();
    let places: Vec<String> = doors.iter().map(Contact::on_a_map).collect();
    let from = Contact::of(app, sheet.business).point;
    // Without a point for the business, the way counts from the first stop.
    let way = from.into_iter().map(Some).chain(doors.iter().map(|door| door.point)).collect::<Vec<_>>();
    let far =
        places::length(&way).map(|metres| format!(" · {}", (t.road.straight)(&kilometres(lang, metres))));
    let mut before = from;
    let stops = slips.iter().enumerate().map(|(index, slip)| {
        let to = receiver(app, t, slip);
        let step = places::length(&[before, to.point]).filter(|_| slip.slip.is_open());
        before = if slip.slip.is_open() { to.point } else { before };
        let moved = |with: Option<usize>| {
            let mut order = trip.slips.clone();
            let with = with.filter(|with| *with < order.len())?;
            order.swap(index, with);
            Some(joined(&order))
        };
        Stop {
            href: format!("/courier/{}/slips/{}", member.slug, slip.slip.id),
            title: to.party.to_string(),
            second: format!("{} · {}", slip.slip.number, to.whole_address()),
            far: step.map(|metres| (t.road.from_before)(&kilometres(lang, metres))).unwrap_or_default(),
            chip: chip(t, &slip.slip.state),
            map: map_of(&to.on_a_map()),
            earlier: moved(index.checked_sub(1)).filter(|_| slip.slip.is_open()),
            later: moved(Some(index + 1)).filter(|_| slip.slip.is_open()),
        }
    });
    TripView {
        id: trip.id,
        title: format!("{} · {}{}", trip.number, (t.road.trip_stops)(slips.len()), far.unwrap_or_default()),
        business: app.party(sheet.business),
        vehicle: trip.vehicle.clone(),
        route: (places.len() > 1).then(|| route_of(&places)),
        stops: stops.collect(),
        together: together(app, t, &open, filled),
    }
}

/// Receivers for whom several slips are on the road.
fn together(app: &App, t: &'static Phrases, open: &[&Arc<SlipSheet>], filled: &Filled) -> Vec<Together> {
    let on_road = |slip: &&&Arc<SlipSheet>| matches!(slip.slip.state, SlipState::PickedUp { .. });
    let mut buyers: Vec<PartyId> = open.iter().filter(on_road).map(|slip| slip.buyer).collect();
    buyers.sort_unstable();
    buyers.dedup();
    let of = |buyer: PartyId| {
        let theirs: Vec<_> = open.iter().filter(on_road).filter(|slip| slip.buyer == buyer).collect();
        if theirs.len() < 2 {
            return None;
        }
        let cash = theirs.iter().filter(|slip| slip.slip.cash_to_collect.is_positive()).map(|slip| {
            let due: Rupiah = slip.slip.cash_to_collect;
            let label = format!("{} · {}", t.courier.ask_cash, slip.slip.number);
            filled.field(format!("cash-{}", slip.slip.id), label, figure(due))
        });
        let codes = theirs.iter().filter(|slip| slip.slip.code.is_some()).map(|slip| {
            let label = format!("{} · {}", t.road.code, slip.slip.number);
            filled.field(format!("code-{}", slip.slip.id), label, "").hint(t.road.code_hint)
        });
        let ids: Vec<SlipId> = theirs.iter().map(|slip| slip.slip.id).collect();
        Some(Together {
            label: (t.road.deliver_together)(theirs.len(), &app.party(buyer)),
            slips: joined(&ids),
            received_by: filled.field("received_by", t.courier.ask_received_by, ""),
            cash: cash.collect(),
            codes: codes.collect(),
            photo: filled.field("photo", t.courier.ask_proof, "").optional(),
            earlier: filled.earlier(t, buyer),
        })
    };
    buyers.into_iter().filter_map(of).collect()
}

/// Where an address is, for the phone's own map.
pub fn map_of(address: &str) -> String {
    format!("https://www.google.com/maps/search/?api=1&query={}", in_an_address(address))
}

/// The way along all places.
fn route_of(places: &[String]) -> String {
    let stops: Vec<String> = places.iter().map(|place| in_an_address(place)).collect();
    format!("https://www.google.com/maps/dir/{}", stops.join("/"))
}

/// A text as it stands in an address: everything but letters and digits by its bytes.
fn in_an_address(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    let written = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_by_its_bytes() {
        assert_eq!(
            map_of("Jl. Kayu 3, Jepara"),
            "https://www.google.com/maps/search/?api=1&query=Jl.%20Kayu%203%2C%20Jepara"
        );
    }
}
