//! The stream a page follows: it says only what changed and up to where, never how.
//!
//! Each event is named by its topic and has the cursor as its id; the fragments that listen fetch themselves
//! again through their ordinary handlers, so a stream can leak nothing. What was missed is replayed from
//! `Last-Event-ID`, which the browser repeats on each reconnect, or at first from `?after=`.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use rantai_core::ids::PartyId;
use rantai_core::log::Cursor;
use serde::Deserialize;
use tokio_util::sync::CancellationToken;

/// A topic (`[a-z0-9-]+`, as `order-0193…`) and the place up to which it changed.
pub type Change = (String, Cursor);

/// Tells which topics of a party changed.
pub trait Changes: Send + Sync {
    /// The topics that changed after `after`, each once with its last cursor, in the order of the cursors.
    /// Where that is no longer known, the one topic [`RESYNC`]: every fragment fetches itself.
    fn since(&self, party: PartyId, after: Cursor) -> Vec<Change>;

    /// What changes from now on. Ends when the listener fell behind: the browser then reconnects and asks
    /// for what it missed.
    fn subscribe(&self, party: PartyId) -> BoxStream<'static, Change>;
}

/// The topic on which every fragment of a page fetches itself.
pub const RESYNC: &str = "resync";

/// From where a browser that connects for the first time wants to hear.
#[derive(Debug, Deserialize)]
pub struct From {
    /// The place up to which the page was true.
    pub after: Option<String>,
}

/// Follows `party` for as long as the browser listens and the server runs.
pub fn follow(
    changes: &Arc<dyn Changes>,
    party: PartyId,
    headers: &HeaderMap,
    from: &From,
    shutdown: CancellationToken,
) -> Response {
    let after =
        last_event_id(headers).or_else(|| from.after.as_deref()?.parse().ok()).unwrap_or(Cursor::START);
    // Listen before reading what was missed, or a change between the two is lost.
    let news = changes.subscribe(party);
    let missed = changes.since(party, after);
    let told = missed.last().map_or(after, |(_, cursor)| *cursor).max(after);
    let first = Event::default().id(after.to_string());
    let events = stream::iter([first])
        .chain(stream::iter(missed).map(event))
        .chain(news.filter(move |(_, cursor)| std::future::ready(*cursor > told)).map(event))
        .take_until(shutdown.cancelled_owned())
        .map(Ok::<_, Infallible>);
    let stream = Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)));
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    ([unbuffered], stream).into_response()
}

fn event((topic, cursor): Change) -> Event {
    Event::default().event(topic).id(cursor.to_string())
}

fn last_event_id(headers: &HeaderMap) -> Option<Cursor> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}
