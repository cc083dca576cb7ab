//! The trail of an order or a material request: every fact, who recorded it, and the proof that it is as it
//! was written.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use rantai_core::book::Event;
use rantai_core::book::conversation::About;
use rantai_core::book::order::Order;
use rantai_core::ids::{BlobHash, OrderId, PartyId, RequestId, Thing};
use rantai_core::log::{Copy as StoredCopy, Cursor};
use serde::Deserialize;
use std::sync::Arc;

use super::trail::{Part, Place, Proof, places, prove};
use super::words::{Figure, Reader};
use super::{frame, parts};
use crate::app::{App, photos};
use crate::i18n::dates::{Calendar, Shown};
use crate::i18n::{Lang, Phrases};
use crate::messages::Which;
use crate::order_words::{channel, stage_chip};
use crate::uploads::{FOR_ONE, kept_photo};
use crate::web::{Chip, Money, Notice, Page, PageResult, Photo, PortalError, Tone, show};
use crate::who::{AppState, Auditing, Member};

/// Places of one page.
const PAGE: usize = 50;
/// Most places that are folded or exported at once.
const MOST: usize = 10_000;

#[derive(Template)]
#[template(path = "audit/sheet.html")]
pub(super) struct SheetPage {
    /// The frame.
    pub(super) page: Page,
    items: Vec<Item>,
    then: Option<Then>,
    others: Vec<(String, String)>,
    csv: Option<String>,
    begin: Option<String>,
    on: Option<String>,
}

/// One place of the trail as it is shown.
struct Item {
    position: u64,
    damaged: Option<String>,
    facts: Vec<Fact>,
    who: String,
    on_behalf: String,
    channel: &'static str,
    happened: Option<Shown>,
    recorded: Option<Shown>,
    played: bool,
    photos: Vec<Photo>,
    short: String,
    hash: Vec<String>,
    previous: Vec<String>,
    at: Option<String>,
}

struct Fact {
    title: &'static str,
    automatic: bool,
    figures: Vec<Figure>,
}

/// The order as it stood then.
struct Then {
    title: String,
    back: String,
    chip: Chip,
    incomplete: bool,
    lines: Vec<(String, String)>,
    sums: Vec<Money>,
}

/// Which part of a trail, and whether the order is folded up to a position.
#[derive(Debug, Deserialize)]
pub struct Asked {
    from: Option<String>,
    at: Option<u64>,
}

/// `GET /audit/{party}/orders/{order}`
pub async fn order(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = app.views.orders.sheet(order).filter(|sheet| sheet.business == member.0.party);
    let sheet = sheet.ok_or(PortalError::NotFound)?;
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.0.party);
    let base = format!("/audit/{}", member.0.slug);
    let here = format!("{base}/orders/{order}");
    let title = (t.audit.order_title)(&sheet.order.number);
    let mut shown = trail_page(&app, &member.0, &calendar, Thing::from(order), &here, &title, &asked).await?;
    if let Some(at) = asked.at {
        let part = read(&app, member.0.party, Thing::from(order), Cursor::START, MOST).await?;
        shown.then = then(t, &calendar, &part, at, &here);
    }
    let requests = sheet.order.requests.iter();
    shown.others = requests
        .map(|request| (format!("{base}/requests/{}", request.id), (t.audit.request_title)(&request.number)))
        .collect();
    shown.others.push((format!("{here}/messages"), t.audit.messages.to_owned()));
    shown.csv = Some(format!("{here}/trail.csv"));
    show(&shown)
}

/// `GET /audit/{party}/requests/{request}`
pub async fn request(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = app.views.requests.sheet(request).filter(|sheet| sheet.business == member.0.party);
    let sheet = sheet.ok_or(PortalError::NotFound)?;
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.0.party);
    let base = format!("/audit/{}", member.0.slug);
    let here = format!("{base}/requests/{request}");
    let title = (t.audit.request_title)(&sheet.request.number);
    let mut shown =
        trail_page(&app, &member.0, &calendar, Thing::from(request), &here, &title, &asked).await?;
    if let Some(order) = sheet.request.order {
        let number = app.views.orders.sheet(order).map(|sheet| sheet.order.number.clone());
        shown.others =
            vec![(format!("{base}/orders/{order}"), (t.audit.order_title)(&number.unwrap_or_default()))];
    }
    shown.others.push((format!("{here}/messages"), t.audit.messages.to_owned()));
    show(&shown)
}

/// `GET /audit/{party}/orders/{order}/files/{hash}`
pub async fn order_file(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, order, hash)): Path<(String, OrderId, String)>,
) -> PageResult {
    file(&app, &member.0, Thing::from(order), &hash).await
}

/// `GET /audit/{party}/requests/{request}/files/{hash}`
pub async fn request_file(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, request, hash)): Path<(String, RequestId, String)>,
) -> PageResult {
    file(&app, &member.0, Thing::from(request), &hash).await
}

/// `GET /audit/{party}/orders/{order}/trail.csv`: one row per fact.
pub async fn csv(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    lang: Lang,
) -> PageResult {
    let sheet = app.views.orders.sheet(order).filter(|sheet| sheet.business == member.0.party);
    let sheet = sheet.ok_or(PortalError::NotFound)?;
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.0.party);
    let part = read(&app, member.0.party, Thing::from(order), Cursor::START, MOST).await?;
    let table = table(&app, t, &calendar, member.0.party, &part).map_err(PortalError::broken)?;
    let name: String =
        sheet.order.number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    Ok((headers, table).into_response())
}

/// `GET /audit/{party}/orders/{order}/messages`: what buyer and business said to each other.
pub async fn order_messages(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = app.views.orders.sheet(order).filter(|sheet| sheet.business == member.0.party);
    let sheet = sheet.ok_or(PortalError::NotFound)?;
    said(&app, &member.0, lang, About::Order(order), &sheet.order.number, &asked).await
}

/// `GET /audit/{party}/requests/{request}/messages`: what business and supplier said to each other.
pub async fn request_messages(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = app.views.requests.sheet(request).filter(|sheet| sheet.business == member.0.party);
    let sheet = sheet.ok_or(PortalError::NotFound)?;
    said(&app, &member.0, lang, About::Request(request), &sheet.request.number, &asked).await
}

/// The trail of a thread.
async fn said(
    app: &App,
    member: &Member,
    lang: Lang,
    about: About,
    number: &str,
    asked: &Asked,
) -> PageResult {
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.party);
    let (above, back) = match about {
        About::Order(order) => {
            (format!("/audit/{}/orders/{order}", member.slug), (t.audit.order_title)(number))
        }
        About::Request(request) => {
            (format!("/audit/{}/requests/{request}", member.slug), (t.audit.request_title)(number))
        }
        About::Delivery(..) => return Err(PortalError::NotFound),
    };
    let here = format!("{above}/messages");
    let title = (t.audit.messages_title)(number);
    let mut shown = trail_page(app, member, &calendar, about.thread(), &here, &title, asked).await?;
    shown.page = shown.page.back(above, back);
    show(&shown)
}

/// `GET …/messages/files/{hash}`
pub async fn message_file(
    member: Auditing,
    State(app): State<AppState>,
    Path(which): Path<Which>,
    Path(Hash { hash }): Path<Hash>,
) -> PageResult {
    file(&app, &member.0, which.about(&member.0)?.thread(), &hash).await
}

/// The hash in an address.
#[derive(Debug, Deserialize)]
pub struct Hash {
    hash: String,
}

async fn read(
    app: &App,
    business: PartyId,
    thing: Thing,
    after: Cursor,
    limit: usize,
) -> Result<Part, PortalError> {
    let log = Arc::clone(&app.log);
    let read = tokio::task::spawn_blocking(move || places(&log, business, thing, after, limit));
    read.await.map_err(PortalError::broken)?.map_err(PortalError::broken)
}

async fn file(app: &App, member: &Member, thing: Thing, hash: &str) -> PageResult {
    let hash: BlobHash = hash.parse().map_err(|_| PortalError::NotFound)?;
    let part = read(app, member.party, thing, Cursor::START, MOST).await?;
    let shows = |place: &Place| match place {
        Place::Whole(entry) => entry.commit.draft.envelope.evidence.contains(&hash),
        Place::Damaged { .. } => false,
    };
    if part.places.iter().any(shows) {
        kept_photo(app, hash, FOR_ONE).await
    } else {
        Err(PortalError::NotFound)
    }
}

pub(super) async fn trail_page(
    app: &App,
    member: &Member,
    calendar: &Calendar,
    thing: Thing,
    here: &str,
    title: &str,
    asked: &Asked,
) -> Result<SheetPage, PortalError> {
    let t = calendar.lang.phrases();
    let after = asked.from.as_deref().and_then(|from| from.parse().ok()).unwrap_or(Cursor::START);
    let log = Arc::clone(&app.log);
    let proof = tokio::task::spawn_blocking(move || prove(&log, thing)).await.map_err(PortalError::broken)?;
    let (part, notice) = match read(app, member.party, thing, after, PAGE).await {
        Ok(part) => (part, proof_notice(t, here, &proof)),
        // Not even the index of the log can be read: the page says so instead of failing.
        Err(_) => {
            let notice = Notice::new(Tone::Failed, t.audit.unreadable_title, t.audit.unreadable);
            (Part { places: Vec::new(), more: false }, notice)
        }
    };
    let reader = Reader { app, t, calendar, business: member.party };
    let is_order = OrderId::try_from(thing).is_ok();
    let items = part.places.iter().map(|place| item(&reader, here, is_order, place)).collect();
    let last = part.places.last().map(Place::position);
    let on = last.filter(|_| part.more).map(|position| format!("{here}?from={position}"));
    Ok(SheetPage {
        page: frame(app, calendar.lang, member, title)
            .back(format!("/audit/{}", member.slug), t.audit.title)
            .notice(notice),
        items,
        then: None,
        others: Vec::new(),
        csv: None,
        begin: (after > Cursor::START).then(|| here.to_owned()),
        on,
    })
}

/// The proof in words.
pub(super) fn proof_notice(t: &'static Phrases, here: &str, proof: &Proof) -> Notice {
    match proof {
        Proof::Whole(checked) => Notice::new(Tone::Done, (t.audit.whole_title)(*checked), t.audit.whole),
        Proof::Damaged(damage) => {
            let copy = match damage.copy {
                StoredCopy::Journal | StoredCopy::Checkpoint => t.audit.copy_journal,
                StoredCopy::Store => t.audit.copy_store,
                StoredCopy::Index => t.audit.copy_index,
            };
            let title = (t.audit.damaged_title)(damage.position);
            let position = damage.position;
            let there = format!("{here}?from={}#p{position}", position.saturating_sub(1));
            Notice::new(Tone::Failed, title, (t.audit.damaged)(copy, &damage.what))
                .action(there, t.audit.see_place)
        }
        Proof::Unreadable(what) => {
            Notice::new(Tone::Failed, t.audit.unreadable_title, format!("{} ({what})", t.audit.unreadable))
        }
    }
}

fn item(reader: &Reader<'_>, here: &str, is_order: bool, place: &Place) -> Item {
    let (app, t) = (reader.app, reader.t);
    let entry = match place {
        Place::Whole(entry) => entry,
        Place::Damaged { position, what } => return broken(*position, what),
    };
    let commit = &entry.commit;
    let envelope = &commit.draft.envelope;
    let position = commit.cursor.position();
    let fact = |event: &Event| Fact {
        title: (t.events.title)(event_name(event)),
        automatic: event.is_policy(),
        figures: reader.figures(event),
    };
    let hash = commit.hash.to_string();
    let shots = photos(&envelope.evidence).map(|(full, thumb)| Photo {
        full: format!("{here}/files/{full}"),
        thumb: format!("{here}/files/{thumb}"),
        alt: t.common.photo.to_owned(),
    });
    Item {
        position,
        damaged: None,
        facts: entry.events.iter().map(fact).collect(),
        who: format!("{} · {}", app.person(envelope.person), app.party(envelope.party)),
        on_behalf: envelope.on_behalf_of.map(|party| app.party(party)).unwrap_or_default(),
        channel: channel(t, envelope.channel),
        happened: envelope.happened.map(|moment| reader.calendar.moment(moment)),
        recorded: Some(reader.calendar.moment(envelope.recorded)),
        played: envelope.played,
        photos: shots.collect(),
        short: hash.chars().take(12).collect(),
        hash: parts(commit.hash),
        previous: parts(commit.previous),
        at: is_order.then(|| format!("{here}?at={position}#then")),
    }
}

fn broken(position: u64, what: &str) -> Item {
    Item {
        position,
        damaged: Some(what.to_owned()),
        facts: Vec::new(),
        who: String::new(),
        on_behalf: String::new(),
        channel: "",
        happened: None,
        recorded: None,
        played: false,
        photos: Vec::new(),
        short: String::new(),
        hash: Vec::new(),
        previous: Vec::new(),
        at: None,
    }
}

/// The name of an event as code writes it.
fn event_name(event: &Event) -> &'static str {
    let kind = event.to_raw().kind;
    Event::LIST.iter().find(|(listed, ..)| *listed == kind).map_or("", |(_, _, name)| name)
}

/// The order folded from its first fact up to the position.
fn then(t: &'static Phrases, calendar: &Calendar, part: &Part, at: u64, here: &str) -> Option<Then> {
    let mut order: Option<Order> = None;
    let mut incomplete = false;
    for place in part.places.iter().filter(|place| place.position() <= at) {
        let Place::Whole(entry) = place else {
            incomplete = true;
            continue;
        };
        let recorded = entry.commit.draft.envelope.recorded;
        for event in &entry.events {
            match (&mut order, event) {
                (None, Event::OrderPlaced(placed)) => order = Some(Order::placed(placed, recorded)),
                (Some(order), event) => order.evolve(event, recorded),
                (None, _) => {}
            }
        }
    }
    let order = order?;
    let lines = order.lines.iter().map(|line| {
        let name = format!("{} {}", line.name, line.variant_name).trim_end().to_owned();
        (name, format!("{} {}", line.quantity, line.unit.label()))
    });
    let mut lines: Vec<_> = lines.collect();
    if let Some(agreement) = order.agreement() {
        lines.push((t.audit.promised.to_owned(), calendar.day(agreement.promised).exact));
    }
    Some(Then {
        title: (t.audit.then_title)(at),
        back: here.to_owned(),
        chip: stage_chip(t, order.stage_name(), false),
        incomplete,
        lines,
        sums: vec![
            Money::new(t.audit.total, order.total()),
            Money::new(t.audit.held, order.held()),
            Money::sum(t.audit.rest, order.rest()),
        ],
    })
}

fn table(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    business: PartyId,
    part: &Part,
) -> Result<Vec<u8>, csv::Error> {
    let a = &t.audit;
    let reader = Reader { app, t, calendar, business };
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        a.position,
        a.what,
        a.figures,
        a.recorded_by,
        a.party,
        a.on_behalf,
        a.channel,
        a.happened,
        a.recorded,
        a.hash,
    ])?;
    for place in &part.places {
        let entry = match place {
            Place::Whole(entry) => entry,
            Place::Damaged { position, what } => {
                let mut row = vec![position.to_string(), a.damaged_place.to_owned(), what.clone()];
                row.resize(10, String::new());
                table.write_record(row.iter().map(|cell| guarded(cell)))?;
                continue;
            }
        };
        let envelope = &entry.commit.draft.envelope;
        let iso = |moment| calendar.moment(moment).iso;
        for event in &entry.events {
            let figures = reader.figures(event).into_iter().map(|(label, text)| format!("{label}: {text}"));
            let row = [
                place.position().to_string(),
                (t.events.title)(event_name(event)).to_owned(),
                figures.collect::<Vec<_>>().join("; "),
                app.person(envelope.person),
                app.party(envelope.party),
                envelope.on_behalf_of.map(|party| app.party(party)).unwrap_or_default(),
                channel(t, envelope.channel).to_owned(),
                envelope.happened.map(iso).unwrap_or_default(),
                iso(envelope.recorded),
                entry.commit.hash.to_string(),
            ];
            table.write_record(row.iter().map(|cell| guarded(cell)))?;
        }
    }
    table.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A cell that no spreadsheet takes for a formula.
fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_taken_for_a_formula() {
        assert_eq!(guarded("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!((&*guarded("@x"), &*guarded("PS-0042")), ("'@x", "PS-0042"));
    }
}
