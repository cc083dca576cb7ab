//! How the machine is doing: whether it takes wishes, whether everything shown is whole, whether there is room.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect};
use rantai_core::desk::ClockDoubt;
use rantai_core::ids::BookId;
use rantai_core::log::{Cursor, Log as _};
use rantai_core::time::Moment;
use rantai_projections::{Poisoned, RebuildError};
use serde::Deserialize;

use super::{Place, at, frame};
use crate::app::App;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::print::check;
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, Tone, show};
use crate::who::{AppState, Operator};

#[derive(Template)]
#[template(path = "operator/health.html")]
struct HealthPage {
    page: Page,
    facts: Vec<(&'static str, String)>,
    /// Businesses whose pages lack something: the name, which pages, and from which entry on.
    incomplete: Vec<String>,
    /// What is built again, and how far it is.
    building: Vec<String>,
    here: String,
    choice: Field,
    /// Where the clock is confirmed, if it is in doubt.
    confirm_clock: Option<String>,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// What is to be built again; everything that lacks something, where nothing is named.
#[derive(Debug, Deserialize)]
pub struct Which {
    #[serde(default)]
    view: String,
}

/// Below this many bytes the operator is warned: a segment of the log is 8 MiB.
const LITTLE: u64 = 1024 * 1024 * 1024;

/// `GET /operator/{party}/health`
///
/// # Errors
/// Where the log cannot be read.
pub async fn page(
    operator: Operator,
    lang: Lang,
    State(app): State<AppState>,
    Query(Done { done }): Query<Done>,
) -> PageResult {
    let t = lang.phrases();
    let o = &t.operator;
    let ready = app.desk.is_ready() && app.log.failure().is_none();
    let doubt = app.desk.clock_doubt();
    let head = app.log.watermark();
    let shown = app.views.reached();
    let hash = check::entry(&app, head.position())?.map(|commit| commit.hash.to_string());
    let free = fs2::available_space(&app.folder).ok();
    let incomplete = lacking(&app, lang, &operator);
    let building = app.views.rebuilding().into_iter().map(|under_way| {
        let percent = (under_way.done * 100).checked_div(under_way.of).unwrap_or(0);
        (o.building)(under_way.table, percent)
    });
    let mut facts = vec![
        (o.takes_wishes, if ready { o.yes } else { o.no }.to_owned()),
        (o.entries, head.position().to_string()),
        (o.shown, behind(t, head, shown)),
        (o.room, free.map_or_else(|| "–".to_owned(), bytes)),
        (o.version, env!("CARGO_PKG_VERSION").to_owned()),
    ];
    facts.extend(hash.map(|hash| (o.head_hash, hash)));
    let is_full = free.is_some_and(|free| free < LITTLE);
    let mut page = frame(&app, lang, &operator, Place::Health, o.nav_health);
    page.notice = Some(if let Some(doubt) = doubt {
        Notice::new(Tone::Failed, o.clock_title, said(t, &app.calendar(lang, operator.party), doubt))
    } else if !ready {
        Notice::new(Tone::Failed, o.not_ready_title, o.not_ready)
    } else if is_full {
        Notice::new(Tone::Failed, o.little_room_title, o.little_room)
    } else if done == "asked" {
        Notice::new(Tone::Done, o.rebuild_asked, "")
    } else if !incomplete.is_empty() {
        Notice::new(Tone::Yours, o.incomplete_title, o.incomplete)
    } else if done == "clock" {
        Notice::new(Tone::Done, o.clock_confirmed, "")
    } else {
        Notice::new(Tone::Done, o.all_well, "")
    });
    let all: Vec<Choice> = app.views.names().into_iter().map(|name| Choice::new(name, name)).collect();
    let choice = Field::new("view", o.which_view).choices(all);
    let here = at(&operator, "/health/rebuild");
    let confirm_clock = doubt.map(|_| at(&operator, "/health/clock"));
    let building = building.collect();
    show(&HealthPage { page, facts, incomplete, building, here, choice, confirm_clock })
}

/// `POST /operator/{party}/health/rebuild`: folds it anew beside what is shown, which is shown meanwhile.
///
/// # Errors
/// [`PortalError::BadRequest`] for a view that is none; when the disk does not take it.
pub async fn rebuild(
    operator: Operator,
    State(app): State<AppState>,
    Form(Which { view }): Form<Which>,
) -> PageResult {
    let asked = if view.is_empty() { app.views.rebuild_lacking() } else { app.views.request_rebuild(&view) };
    asked.map_err(|error| match error {
        RebuildError::Unknown { .. } => PortalError::BadRequest,
        error => PortalError::broken(error),
    })?;
    Ok(Redirect::to(&at(&operator, "/health?done=asked")).into_response())
}

/// What is not shown of which business, line by line; one line a business where nothing of it is shown any more.
fn lacking(app: &App, lang: Lang, operator: &Operator) -> Vec<String> {
    let (o, registry) = (&lang.phrases().operator, app.registry());
    let calendar = app.calendar(lang, operator.party);
    let mut tables: BTreeMap<(BookId, Cursor), (Moment, Vec<String>)> = BTreeMap::new();
    for Poisoned { table, book, lack } in app.views.poisoned() {
        tables.entry((book, lack.since)).or_insert_with(|| (lack.at, Vec::new())).1.push(table);
    }
    let lines = tables.into_iter().map(|((book, since), (at, tables))| {
        let name = book.business().and_then(|party| registry.party(party)).map_or("–", |party| &party.name);
        (o.incomplete_since)(name, &tables.join(", "), since.position(), &calendar.moment(at).text)
    });
    lines.collect()
}

/// `POST /operator/{party}/health/clock`: the clock is right, and dates what is recorded from now on.
///
/// # Errors
/// When that cannot be kept for the next start.
pub async fn confirm_clock(operator: Operator, State(app): State<AppState>) -> PageResult {
    app.confirm_clock()?;
    Ok(Redirect::to(&at(&operator, "/health?done=clock")).into_response())
}

fn said(t: &'static Phrases, calendar: &Calendar, doubt: ClockDoubt) -> String {
    let exact = |moment| calendar.moment(moment).exact;
    match doubt {
        ClockDoubt::Behind { now, last } => (t.operator.clock_behind)(&exact(now), &exact(last)),
        ClockDoubt::Ahead { now, last } => (t.operator.clock_ahead)(&exact(now), &exact(last)),
    }
}

fn behind(t: &'static Phrases, head: Cursor, shown: Cursor) -> String {
    match head.position().saturating_sub(shown.position()) {
        0 => t.operator.up_to_date.to_owned(),
        entries => (t.operator.behind)(entries),
    }
}

/// `12,3 GB`
fn bytes(count: u64) -> String {
    let tenths = count / (1024 * 1024 * 1024 / 10);
    format!("{},{} GB", tenths / 10, tenths % 10)
}
