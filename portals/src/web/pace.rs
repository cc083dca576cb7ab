//! Bodies that come too slowly, and bodies that nobody reads to their end.
//!
//! A form may take its time, but not forever: who sends almost nothing for long holds a place that others need.
//! Where an answer is ready before the body was read to its end (a photo that is too large), the rest is read
//! and thrown away, or the browser would show a broken connection instead of the page that says why.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, Sleep};

use super::PortalError;

/// How slowly a body may come.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// For so long nothing is asked of it.
    pub grace: Duration,
    /// Bytes a second it must have come with on average from then on.
    pub rate: u32,
}

impl Default for Pace {
    /// A tenth of what the slowest network of a village gives.
    fn default() -> Self {
        Self { grace: Duration::from_secs(20), rate: 1_024 }
    }
}

/// Most bytes of an unread body that are read for the sake of the answer.
const DRAINED: u64 = 32 * 1024 * 1024;
/// How long that may take.
const DRAINING: Duration = Duration::from_secs(30);

/// The body as handlers read it.
struct Paced {
    inner: Option<BodyDataStream>,
    pace: Pace,
    since: Instant,
    bytes: u64,
    pulse: Pin<Box<Sleep>>,
    rest: Arc<Rest>,
}

/// What became of a body.
#[derive(Default)]
struct Rest {
    too_slow: AtomicBool,
    unread: Mutex<Option<BodyDataStream>>,
}

/// The body came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the body came too slowly")]
struct TooSlow;

impl Paced {
    fn is_too_slow(&self) -> bool {
        let over = self.since.elapsed().saturating_sub(self.pace.grace);
        self.bytes < over.as_secs().saturating_mul(u64::from(self.pace.rate))
    }

    fn give_up(&mut self) -> Option<Result<Bytes, axum::BoxError>> {
        self.rest.too_slow.store(true, Ordering::SeqCst);
        self.inner = None;
        Some(Err(TooSlow.into()))
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, axum::BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(inner) = &mut self.inner else { return Poll::Ready(None) };
        match inner.poll_next_unpin(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.bytes += bytes.len() as u64;
                if self.is_too_slow() { Poll::Ready(self.give_up()) } else { Poll::Ready(Some(Ok(bytes))) }
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => {
                self.inner = None;
                Poll::Ready(None)
            }
            Poll::Pending => {
                while self.pulse.as_mut().poll(context).is_ready() {
                    if self.is_too_slow() {
                        return Poll::Ready(self.give_up());
                    }
                    let next = Instant::now() + Duration::from_secs(1);
                    self.pulse.as_mut().reset(next);
                }
                Poll::Pending
            }
        }
    }
}

impl Drop for Paced {
    fn drop(&mut self) {
        *self.rest.unread.lock().unwrap_or_else(PoisonError::into_inner) = self.inner.take();
    }
}

/// Middleware: gives every handler a paced body, says so where it came too slowly, and reads what a refusal
/// left unread.
pub async fn paced(request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let pace = request.extensions().get::<Pace>().copied().unwrap_or_default();
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let rest = Arc::<Rest>::default();
    let request = request.map(|body| {
        let since = Instant::now();
        Body::from_stream(Paced {
            inner: Some(body.into_data_stream()),
            pace,
            since,
            bytes: 0,
            pulse: Box::pin(tokio::time::sleep_until(since + pace.grace + Duration::from_secs(1))),
            rest: Arc::clone(&rest),
        })
    });
    let response = next.run(request).await;
    if rest.too_slow.load(Ordering::SeqCst) {
        return PortalError::TooSlow.into_response();
    }
    let unread = rest.unread.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(unread) = unread
        && length.is_none_or(|length: u64| length <= DRAINED)
    {
        drop(tokio::time::timeout(DRAINING, drain(unread)).await);
    }
    response
}

async fn drain(mut body: BodyDataStream) {
    let mut left = DRAINED;
    while let Some(Ok(bytes)) = body.next().await {
        let Some(less) = left.checked_sub(bytes.len() as u64) else { return };
        left = less;
    }
}
