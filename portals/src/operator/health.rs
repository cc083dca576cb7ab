//! How the machine is doing: whether it takes wishes, whether everything shown is whole, whether there is room.

use askama::Template;
use axum::extract::State;
use rantai_core::log::{Cursor, Log as _};
use rantai_core::party::Capacity;

use super::{Place, frame};
use crate::i18n::{Lang, Phrases};
use crate::print::check;
use crate::web::{Notice, Page, PageResult, Tone, show};
use crate::who::{AppState, Operator};

#[derive(Template)]
#[template(path = "operator/health.html")]
struct HealthPage {
    page: Page,
    facts: Vec<(&'static str, String)>,
    /// Businesses whose pages lack something: the name, and from which entry on.
    incomplete: Vec<String>,
}

/// Below this many bytes the operator is warned: a segment of the log is 8 MiB.
const LITTLE: u64 = 1024 * 1024 * 1024;

/// `GET /operator/{party}/health`
///
/// # Errors
/// Where the log cannot be read.
pub async fn page(operator: Operator, lang: Lang, State(app): State<AppState>) -> PageResult {
    let t = lang.phrases();
    let o = &t.operator;
    let ready = app.desk.is_ready() && app.log.failure().is_none();
    let head = app.log.watermark();
    let shown = app.views.reached();
    let hash = check::entry(&app, head.position())?.map(|commit| commit.hash.to_string());
    let free = fs2::available_space(&app.folder).ok();
    let registry = app.registry();
    let lacking = registry.parties().filter(|party| party.capacities.contains(&Capacity::Business));
    let incomplete: Vec<String> = lacking
        .filter_map(|party| {
            let since = app.views.incomplete(party.party)?;
            Some((o.incomplete_since)(&party.name, since.position()))
        })
        .collect();
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
    page.notice = Some(if !ready {
        Notice::new(Tone::Failed, o.not_ready_title, o.not_ready)
    } else if is_full {
        Notice::new(Tone::Failed, o.little_room_title, o.little_room)
    } else if !incomplete.is_empty() {
        Notice::new(Tone::Yours, o.incomplete_title, o.incomplete)
    } else {
        Notice::new(Tone::Done, o.all_well, "")
    });
    show(&HealthPage { page, facts, incomplete })
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
