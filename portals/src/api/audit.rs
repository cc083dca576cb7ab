//! What ever happened to an order, with the proof of each place, and names that were corrected: for owners and
//! auditors.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use rantai_core::ids::Thing;
use rantai_core::log::Cursor;
use rantai_core::registry;
use rantai_projections::audit_trail::Entry;
use rantai_projections::renamings::{Renamed, What};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::Caller;
use super::order::Party;
use super::page::{Asked, List, Place as Mark, limit};
use super::problem::Problem;
use super::words::{Id, Time, Via};
use crate::app::App;
use crate::audit::names::{self, Words};
use crate::audit::trail::{Place, places};
use crate::audit::words::Reader;
use crate::i18n::{Lang, Phrases};
use crate::who::AppState;

/// One place of a trail: a commit of the log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrailPlace {
    /// Its position in the log.
    position: u64,
    /// What it holds; absent where its bytes are damaged.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    commit: Option<Committed>,
    /// What is wrong with its bytes, where something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    damaged: Option<String>,
}

/// What a commit holds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Committed {
    /// When it was recorded.
    recorded: Time,
    /// When it happened, where that was not then.
    happened: Option<Time>,
    /// Who recorded it; a dash where the name was erased.
    person: String,
    /// For which party.
    by: Party,
    /// The party whose step it was, where another recorded it for them.
    on_behalf_of: Option<Party>,
    /// How it reached Rantai.
    channel: Via,
    /// Played by the demo's year; nobody did it.
    played: bool,
    /// What happened.
    facts: Vec<Fact>,
    /// Its hash.
    hash: String,
    /// The hash of the commit before it.
    previous: String,
}

/// One fact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// The event's name.
    event: &'static str,
    /// The business's own policy did it.
    automatic: bool,
    /// Everything it says, in the language asked for.
    figures: Vec<Figure>,
}

/// What a figure is called, and the figure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FactFigure)]
pub struct Figure {
    name: &'static str,
    value: String,
}

fn committed(app: &App, reader: &Reader<'_>, entry: &Entry) -> Committed {
    let envelope = &entry.commit.draft.envelope;
    let facts = entry.events.iter().map(|event| Fact {
        event: event.name(),
        automatic: event.is_policy(),
        figures: reader.figures(event).into_iter().map(|(name, value)| Figure { name, value }).collect(),
    });
    Committed {
        recorded: Time(envelope.recorded),
        happened: envelope.happened.map(Time),
        person: app.person(envelope.person),
        by: Party::of(app, envelope.party),
        on_behalf_of: envelope.on_behalf_of.map(|party| Party::of(app, party)),
        channel: Via(envelope.channel),
        played: envelope.played,
        facts: facts.collect(),
        hash: entry.commit.hash.to_string(),
        previous: entry.commit.previous.to_string(),
    }
}

/// Which part of a trail.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// At most so many.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// The mark that the part before ended with.
    after: Option<String>,
}

/// Everything that ever happened to an order, oldest first: for owners and auditors of the business.
#[utoipa::path(
    get, path = "/api/v1/orders/{order}/audit-trail", operation_id = "getAuditTrail", tag = "audit",
    security(("bearer" = ["audit"])),
    params(("order" = Id, Path, description = "The order."), Listing),
    responses((status = OK, body = List<TrailPlace>))
)]
pub async fn trail(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    Asked(listing): Asked<Listing>,
    headers: HeaderMap,
) -> Result<Json<List<TrailPlace>>, Problem> {
    let sheet = caller.order(&app, &order).await?;
    // The trail is the business's own.
    if sheet.business != caller.party {
        return Err(Problem::NotFound);
    }
    let thing = Thing::from(sheet.order.id);
    let mark = Mark::new(caller.party, &format!("trail {}", sheet.order.id));
    let (from, most) = (mark.key(listing.after.as_deref())?, limit(listing.limit)?);
    let from = from.and_then(|key| <[u8; 8]>::try_from(key).ok()).map_or(Cursor::START, Cursor::from_key);
    let (log, business) = (Arc::clone(&app.log), caller.party);
    let part = tokio::task::spawn_blocking(move || places(&log, business, thing, from, most));
    let part = part.await.map_err(Problem::broken)?.map_err(Problem::broken)?;
    let lang = Lang::of_program(&headers);
    let calendar = app.calendar(lang, business);
    let reader = Reader { app: &app, t: lang.phrases(), calendar: &calendar, business };
    let shown = |place: &Place| match place {
        Place::Whole(entry) => TrailPlace {
            position: place.position(),
            commit: Some(committed(&app, &reader, entry)),
            damaged: None,
        },
        Place::Damaged { position, what } => {
            TrailPlace { position: *position, commit: None, damaged: Some(what.clone()) }
        }
    };
    let last = part.places.last().map(Place::position).filter(|_| part.more);
    let next = last.map(|position| mark.mark(&position.to_be_bytes()));
    Ok(Json(List { items: part.places.iter().map(shown).collect(), next }))
}

/// A name, or a name with a place, that was written down otherwise.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Renaming {
    /// Where it stands in the log.
    position: u64,
    /// The hash of that place.
    hash: String,
    /// When it was recorded.
    recorded: Time,
    /// Who recorded it; a dash where the name was erased.
    person: String,
    /// For which party.
    by: Party,
    /// Of a person's name, or of a party's name and place.
    of: RenamedKind,
    /// What stood there before.
    was: String,
    /// What stands there since.
    is: String,
    /// Why it is another.
    why: RenamedWhy,
}

/// Whose name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RenamedKind {
    /// A person's.
    Person,
    /// A party's, with where it is.
    Party,
}

/// Why a name is another.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RenamedWhy {
    /// It was written down wrongly.
    Mistyped,
    /// It is different now.
    Changed,
}

fn renaming(app: &App, t: &'static Phrases, it: &Renamed) -> Renaming {
    let envelope = &it.commit.draft.envelope;
    let words = Words::of(app, t, it);
    Renaming {
        position: it.commit.cursor.position(),
        hash: it.commit.hash.to_string(),
        recorded: Time(envelope.recorded),
        person: app.person(envelope.person),
        by: Party::of(app, envelope.party),
        of: match it.what {
            What::Person { .. } => RenamedKind::Person,
            What::Party { .. } => RenamedKind::Party,
        },
        was: words.was,
        is: words.is,
        why: match it.why() {
            registry::Renaming::Mistyped => RenamedWhy::Mistyped,
            registry::Renaming::Changed => RenamedWhy::Changed,
        },
    }
}

/// Names and places that were corrected: of the business's own people, and of those it wrote down; the newest first.
/// For owners and auditors of the business.
#[utoipa::path(
    get, path = "/api/v1/audit/renamings", operation_id = "listRenamings", tag = "audit",
    security(("bearer" = ["audit"])),
    params(Listing),
    responses((status = OK, body = List<Renaming>))
)]
pub async fn renamings(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
    headers: HeaderMap,
) -> Result<Json<List<Renaming>>, Problem> {
    let mark = Mark::new(caller.party, "renamings");
    let (before, most) = (mark.key(listing.after.as_deref())?, limit(listing.limit)?);
    let before = before.and_then(|key| <[u8; 8]>::try_from(key).ok()).map(u64::from_be_bytes);
    let found = names::of(&app, caller.party).await.map_err(Problem::broken)?;
    let older = |it: &Renamed| before.is_none_or(|before| it.commit.cursor.position() < before);
    let mut shown: Vec<Renamed> = found.into_iter().filter(older).collect();
    let more = shown.len() > most;
    shown.truncate(most);
    let last = shown.last().filter(|_| more).map(|it| it.commit.cursor.position());
    let t = Lang::of_program(&headers).phrases();
    let items = shown.iter().map(|it| renaming(&app, t, it)).collect();
    Ok(Json(List { items, next: last.map(|position| mark.mark(&position.to_be_bytes())) }))
}
