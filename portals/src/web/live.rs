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
    /// The topics that changed after `after`, each once with its last cursor, in the order of the cursors;
    /// with `again` those that changed at `after` too. Where that is no longer known, the one topic
    /// [`RESYNC`]: every fragment fetches itself.
    fn since(&self, party: PartyId, after: Cursor, again: bool) -> Vec<Change>;

    /// What changes from now on. Ends when the listener fell behind: the browser then reconnects and asks
    /// for what it missed.
    fn subscribe(&self, party: PartyId) -> BoxStream<'static, Change>;
}

pub use rantai_projections::changes::RESYNC;

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
    // A stream that broke may have broken between two topics of one commit: it hears that commit again.
    let (after, again) = match (last_event_id(headers), &from.after) {
        (Some(last), _) => (last, true),
        (None, after) => (after.as_deref().and_then(|it| it.parse().ok()).unwrap_or(Cursor::START), false),
    };
    // Listen before reading what was missed, or a change between the two is lost.
    let news = changes.subscribe(party);
    let missed = changes.since(party, after, again);
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

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::http::HeaderValue;

    use super::*;

    /// A log of changes: what was missed is read from it, what is new is its end.
    struct Told {
        missed: Vec<Change>,
        news: Vec<Change>,
    }

    impl Changes for Told {
        fn since(&self, _party: PartyId, after: Cursor, again: bool) -> Vec<Change> {
            let is_news = |cursor: Cursor| cursor > after || (again && cursor == after);
            self.missed.iter().filter(|(_, cursor)| is_news(*cursor)).cloned().collect()
        }

        fn subscribe(&self, _party: PartyId) -> BoxStream<'static, Change> {
            stream::iter(self.news.clone()).boxed()
        }
    }

    fn at(position: u64) -> Cursor {
        Cursor::from_key(position.to_be_bytes())
    }

    /// What a browser hears that first asked for `after` and, if it reconnects, last heard `last`.
    async fn check(after: &str, last: Option<&'static str>, expected: &str) {
        let missed = vec![("order-7".to_owned(), at(5)), ("orders".to_owned(), at(8))];
        let news = vec![("orders".to_owned(), at(8)), ("stock".to_owned(), at(9))];
        let changes: Arc<dyn Changes> = Arc::new(Told { missed, news });
        let mut headers = HeaderMap::new();
        if let Some(last) = last {
            headers.insert("last-event-id", HeaderValue::from_static(last));
        }
        let from = From { after: Some(after.to_owned()) };
        let answer = follow(&changes, PartyId([1; 16]), &headers, &from, CancellationToken::new());
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let heard = String::from_utf8(body.to_vec()).unwrap();
        assert_eq!(heard.trim_end().replace("\n\n", " | ").replace('\n', " "), expected);
    }

    #[tokio::test]
    async fn a_browser_hears_at_once_where_it_stands_then_what_it_missed_then_what_is_new() {
        check("4", None, "id: 4 | event: order-7 id: 5 | event: orders id: 8 | event: stock id: 9").await;
    }

    #[tokio::test]
    async fn a_browser_that_reconnects_hears_its_last_commit_again_and_goes_on() {
        let missed = "id: 5 | event: order-7 id: 5 | event: orders id: 8 | event: stock id: 9";
        check("4", Some("5"), missed).await;
        check("4", Some("8"), "id: 8 | event: orders id: 8 | event: stock id: 9").await;
    }

    #[tokio::test]
    async fn a_stream_ends_when_the_server_does() {
        struct Silent;
        impl Changes for Silent {
            fn since(&self, _party: PartyId, _after: Cursor, _again: bool) -> Vec<Change> {
                Vec::new()
            }
            fn subscribe(&self, _party: PartyId) -> BoxStream<'static, Change> {
                stream::pending().boxed()
            }
        }
        let changes: Arc<dyn Changes> = Arc::new(Silent);
        let shutdown = CancellationToken::new();
        let from = From { after: None };
        let answer = follow(&changes, PartyId([1; 16]), &HeaderMap::new(), &from, shutdown.clone());
        shutdown.cancel();
        let body = tokio::time::timeout(Duration::from_secs(5), to_bytes(answer.into_body(), usize::MAX));
        assert!(body.await.unwrap().is_ok());
    }
}
