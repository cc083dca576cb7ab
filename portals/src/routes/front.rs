//! The front door itself: where somebody goes, the streams of what changed, and whether the program is well.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use rantai_projections::Poisoned;
use std::sync::Arc;

use super::portal;
use crate::app::LiveChanges;
use crate::site;
use crate::web::live::Changes;
use crate::web::{PageResult, PortalError, live};
use crate::who::Member as PartyMember;
use crate::who::{AppState, SignedIn, token};

/// Where a person's work is: their party's portal, or the village for strangers.
pub(super) async fn home(State(app): State<AppState>, who: Result<SignedIn, PortalError>) -> Response {
    let Ok(SignedIn(person)) = who else {
        return Redirect::to(if app.demo.is_some() { "/demo" } else { "/shops" }).into_response();
    };
    let registry = app.registry();
    let place = registry.parties_of(person).find_map(|(party, role)| portal(party, role));
    Redirect::to(place.as_deref().unwrap_or("/shops")).into_response()
}

pub(super) async fn logout(State(app): State<AppState>, request: axum::extract::Request) -> PageResult {
    let (parts, _) = request.into_parts();
    if let Some(token) = token(&app, &parts) {
        app.vault.sessions.end(&token).map_err(PortalError::broken)?;
    }
    let gone = app.site.cookie(site::SESSION, "", 0);
    Ok(([(axum::http::header::SET_COOKIE, gone)], Redirect::to("/")).into_response())
}

/// The stream of one party's changes. Only (topic, cursor) travel: the page fetches its part through the
/// ordinary, authorised handler.
pub(super) async fn events(
    member: PartyMember,
    State(app): State<AppState>,
    headers: HeaderMap,
    Query(from): Query<live::From>,
) -> Response {
    let changes: Arc<dyn Changes> = Arc::new(LiveChanges::of(&app, &member, None));
    live::follow(&changes, member.party, &headers, &from, app.stop.clone())
}

/// The stream of one thing's changes, for who came by a link to it.
pub(super) async fn thing_events(
    member: PartyMember,
    State(app): State<AppState>,
    Path((_, thing)): Path<(String, String)>,
    headers: HeaderMap,
    Query(from): Query<live::From>,
) -> Response {
    let changes: Arc<dyn Changes> = Arc::new(LiveChanges::of(&app, &member, Some(thing)));
    live::follow(&changes, member.party, &headers, &from, app.stop.clone())
}

/// The program is alive.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The program can take wishes.
pub(super) async fn readyz(State(app): State<AppState>) -> Response {
    let why = match app.desk.clock_doubt() {
        None if app.desk.is_ready() && app.log.failure().is_none() => {
            return format!("ready\n{}", lacking(&app)).into_response();
        }
        None => "not ready\n".to_owned(),
        Some(doubt) => format!("not ready: {doubt}\n"),
    };
    (axum::http::StatusCode::SERVICE_UNAVAILABLE, why).into_response()
}

/// What is not shown, line by line.
fn lacking(app: &AppState) -> String {
    let lacks = app.views.poisoned();
    let lines = lacks.iter().map(|Poisoned { table, book, lack }| {
        format!("{table} of {book} is not shown from entry {} on\n", lack.since)
    });
    lines.collect()
}
