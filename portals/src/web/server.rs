//! Connections: how many, how long their beginnings may take, and how they end.
//!
//! What a stranger can hold is bounded: connections in all and from one address, the time and size of a
//! request's head, the pace of its body ([`super::pace`]), the time for which nothing sent is acknowledged.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::pace::Pace;

/// What a stranger can hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once; who comes later waits to be let in.
    pub connections: usize,
    /// Connections at once from one address. The machine itself has no such limit: a proxy may stand there.
    pub from_one_address: usize,
    /// How long a request's head may take, from the moment it is waited for.
    pub head: Duration,
    /// How slowly a body may come.
    pub pace: Pace,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: most_connections(),
            from_one_address: 256,
            head: Duration::from_secs(20),
            pace: Pace::default(),
        }
    }
}

/// Most bytes of a request's head.
const HEAD_BYTES: u16 = 32 * 1024;
/// Most lines of a request's head.
const HEAD_LINES: usize = 100;
/// Requests at once in one connection of HTTP/2.
const STREAMS: u32 = 100;
/// How long the other side may acknowledge nothing of what was sent: a phone that is gone lets go.
const UNACKNOWLEDGED: Duration = Duration::from_secs(60);

/// As many connections as the system lets files be open, less what the program itself opens.
fn most_connections() -> usize {
    const OWN_FILES: usize = 256;
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|line| line.starts_with("Max open files"));
    let files = line.and_then(|line| line.split_whitespace().nth(3)?.parse::<usize>().ok()).unwrap_or(1_024);
    files.saturating_sub(OWN_FILES).clamp(64, 4_096)
}

/// A connection ready to be spoken on.
#[derive(Debug)]
pub struct Opened<S> {
    /// What is read from and written to.
    pub stream: S,
    /// The two sides have agreed on HTTP/2.
    pub http2: bool,
}

/// Opens a connection without encryption.
///
/// # Errors
/// None.
pub async fn plain(stream: TcpStream) -> io::Result<Opened<TcpStream>> {
    Ok(Opened { stream, http2: false })
}

/// Serves connections until told to stop, then lets the requests that are under way end. `open` makes of a
/// connection what is spoken on: [`plain`], or a handshake.
pub async fn serve<S, F>(
    listener: TcpListener,
    limits: Limits,
    router: Router,
    stop: CancellationToken,
    open: impl Fn(TcpStream) -> F + Clone + Send + 'static,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    F: Future<Output = io::Result<Opened<S>>> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(limits.connections));
    let addresses = Arc::<Addresses>::default();
    let tasks = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((place, stream, peer)) = accepted else { continue };
        let Some(held) = Addresses::hold(&addresses, peer.ip(), limits.from_one_address) else { continue };
        let (router, stop, opening) = (router.clone(), stop.clone(), open.clone()(stream));
        tasks.spawn(async move {
            let (_place, _held) = (place, held);
            if let Ok(Ok(opened)) = tokio::time::timeout(limits.head, opening).await {
                converse(opened, peer, limits, router, stop).await;
            }
        });
    }
    tasks.close();
    tasks.wait().await;
}

type Place = tokio::sync::OwnedSemaphorePermit;

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> Option<(Place, TcpStream, SocketAddr)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            settle(&stream);
            Some((place, stream, peer))
        }
        Err(error) => {
            // The one that failed is gone; where files ran out, others must end first.
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

/// Small answers leave at once, and who is gone does not hold a place for a quarter of an hour.
fn settle(stream: &TcpStream) {
    let socket = socket2::SockRef::from(stream);
    let settled = stream.set_nodelay(true).and_then(|()| socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED)));
    if let Err(error) = settled {
        tracing::debug!(%error, "a connection keeps its defaults");
    }
}

/// Answers what is asked on one connection.
async fn converse<S>(
    opened: Opened<S>,
    peer: SocketAddr,
    limits: Limits,
    router: Router,
    stop: CancellationToken,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = router.map_request(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request.extensions_mut().insert(limits.pace);
        request.map(axum::body::Body::new)
    });
    let service = TowerToHyperService::new(service);
    let io = TokioIo::new(opened.stream);
    // Most ends of a connection are somebody going away; there is nobody to tell.
    if opened.http2 {
        let mut builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .max_header_list_size(HEAD_BYTES.into())
            .max_concurrent_streams(STREAMS)
            .keep_alive_interval(Duration::from_secs(30))
            .keep_alive_timeout(limits.head);
        let mut connection = std::pin::pin!(builder.serve_connection(io, service));
        tokio::select! {
            _ = connection.as_mut() => {}
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                drop(connection.await);
            }
        }
    } else {
        let mut builder = hyper::server::conn::http1::Builder::new();
        builder
            .timer(TokioTimer::new())
            .header_read_timeout(patience(limits.head, peer.ip()))
            .max_buf_size(HEAD_BYTES.into())
            .max_headers(HEAD_LINES);
        let mut connection = std::pin::pin!(builder.serve_connection(io, service));
        tokio::select! {
            _ = connection.as_mut() => {}
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                drop(connection.await);
            }
        }
    }
}

/// A proxy on this machine keeps its connections open for a minute, to use them again.
fn patience(head: Duration, address: IpAddr) -> Duration {
    if household(address).is_loopback() { head * 4 } else { head }
}

/// How many connections each address has.
#[derive(Debug, Default)]
struct Addresses(Mutex<HashMap<IpAddr, usize>>);

/// One connection of an address.
struct Held {
    addresses: Arc<Addresses>,
    address: IpAddr,
}

impl Addresses {
    /// Counts a connection in; `None` where its address has too many.
    fn hold(addresses: &Arc<Self>, address: IpAddr, most: usize) -> Option<Held> {
        let address = household(address);
        let mut counts = addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_default();
        if *count >= most && !address.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Held { addresses: Arc::clone(addresses), address })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut counts = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// What one subscriber has: an address, of the sixth version a whole /64.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None if v6.is_loopback() => address,
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        },
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests;
