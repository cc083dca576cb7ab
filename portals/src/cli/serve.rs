//! `rantai serve`

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use rantai_core::log::{EventLog, Log};
use rantai_core::time::SystemClock;
use rantai_core::vault::Vault;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::Failure;
use super::settings::{Flags, Shield};
use crate::app::App;
use crate::checkpoints;
use crate::doors::setup;
use crate::routes::router;
use crate::web::server::{self, Limits, Opened};
use crate::web::tls::Certificates;
use crate::{sweep, ticker};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// How long requests that are still coming in may take once the program is told to stop.
const GRACE: Duration = Duration::from_secs(1);

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    #[command(flatten)]
    flags: Flags,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.flags.settings()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let opened = App::open(&settings.data, Arc::new(SystemClock), None, super::with_progress());
            let mut app = opened.map_err(|error| format!("{}: {error}", settings.data.display()))?;
            if let Shield::Proxy { url } = &settings.shield {
                app.site.public_url = Some(url.clone());
            }
            let set_up = setup::address(&app).map_err(|error| format!("{error:?}"))?;
            let shield = settings.shield.clone();
            let certificates = match &shield {
                Shield::Tls { cert, key } => Some(Arc::new(Certificates::read(cert, key)?)),
                Shield::Proxy { .. } | Shield::Local => None,
            };
            serve(app, settings.listen, certificates, |_, address| {
                let url = url(&shield, address);
                println!("{url}/");
                if let Some(path) = set_up {
                    println!(
                        "Nobody runs this deployment yet. Open this link once, and tell nobody:\n{url}{path}"
                    );
                }
                Ok(())
            })
            .await
        })
    }
}

/// Where to reach it from this machine, or through the proxy.
fn url(shield: &Shield, address: SocketAddr) -> String {
    let name = if address.ip().is_loopback() || address.ip().is_unspecified() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    };
    match shield {
        Shield::Proxy { url } => url.clone(),
        Shield::Tls { .. } => format!("https://{name}"),
        Shield::Local => format!("http://{name}"),
    }
}

/// Serves until the program is told to stop, then ends everything in order: streams, answers, disks.
pub(super) async fn serve(
    app: App,
    listen: SocketAddr,
    certificates: Option<Arc<Certificates>>,
    ready: impl FnOnce(&App, SocketAddr) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let listener = TcpListener::bind(listen).await?;
    let app = Arc::new(app);
    let stop = app.stop.clone();
    tokio::spawn({
        let stop = stop.clone();
        async move {
            told_to_stop().await;
            stop.cancel();
        }
    });
    let as_log: Arc<dyn Log> = Arc::<EventLog>::clone(&app.log);
    let clock = Arc::clone(&app.clock.0);
    tokio::spawn(witness_hourly(Arc::clone(&app.vault), Arc::clone(&app.log), stop.clone()));
    let known = Arc::downgrade(&app);
    let erased = move || known.upgrade().map_or_else(BTreeSet::new, |app| app.registry().erased().collect());
    tokio::spawn(sweep::daily(Arc::clone(&app.blobs), as_log, Arc::clone(&clock), erased, stop.clone()));
    tokio::spawn(ticker::tick(Arc::downgrade(&app), stop.clone()));
    tokio::spawn(checkpoints::daily(
        Arc::clone(&app.log),
        Arc::clone(&app.vault),
        app.folder.clone(),
        clock,
        stop.clone(),
    ));
    ready(&app, listener.local_addr()?)?;
    let patience = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let served = answer(listener, router(Arc::clone(&app)), stop.clone(), certificates);
    tokio::select! {
        () = served => {}
        () = patience => tracing::warn!("a request that did not end was cut off"),
    }
    match alone(app).await {
        Ok(app) => tokio::task::spawn_blocking(|| end(app)).await?,
        Err(app) => {
            // Something still holds on; the log is whole all the same, and the views fold again.
            tracing::warn!("not everything let go");
            app.views.close();
            app.log.close();
        }
    }
    Ok(())
}

/// Lets the vault note every hour how far the log reaches, so that an older log put back is known for one.
async fn witness_hourly(vault: Arc<Vault>, log: Arc<EventLog>, stop: CancellationToken) {
    while tokio::time::timeout(HOUR, stop.cancelled()).await.is_err() {
        let (vault, (head, hash)) = (Arc::clone(&vault), log.head());
        let noted = tokio::task::spawn_blocking(move || vault.witness(head, hash)).await;
        if !matches!(noted, Ok(Ok(()))) {
            tracing::warn!(?noted, "the vault did not note how far the log reaches");
        }
    }
}

/// Signs the head, if it is time, and ends everything.
fn end(app: App) {
    if let Err(error) = checkpoints::renew(&app.log, &app.vault, &app.folder, app.now()) {
        tracing::error!(%error, "the log's head could not be signed");
    }
    app.close();
}

/// Answers on every connection, encrypted where there is a certificate.
async fn answer(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
    certificates: Option<Arc<Certificates>>,
) {
    let Some(certificates) = certificates else {
        return server::serve(listener, Limits::default(), router, stop, server::plain).await;
    };
    tokio::spawn(read_again_when_told(Arc::clone(&certificates)));
    let open = move |stream| {
        let certificates = Arc::clone(&certificates);
        async move {
            let (stream, http2) = certificates.shake_hands(stream).await?;
            Ok(Opened { stream, http2 })
        }
    };
    server::serve(listener, Limits::default(), router, stop, open).await;
}

/// Reads the certificate again at each SIGHUP.
async fn read_again_when_told(certificates: Arc<Certificates>) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut told) = signal(SignalKind::hangup()) else { return };
    while told.recv().await.is_some() {
        let again = Arc::clone(&certificates);
        match tokio::task::spawn_blocking(move || again.read_again()).await {
            Ok(Ok(())) => tracing::warn!("the certificate was read again"),
            Ok(Err(error)) => tracing::error!(%error, "the earlier certificate stays in use"),
            Err(error) => tracing::error!(%error, "the earlier certificate stays in use"),
        }
    }
}

/// Waits a moment for the streams and requests that have just ended to let go.
async fn alone(mut app: Arc<App>) -> Result<App, Arc<App>> {
    for _ in 0..50 {
        app = match Arc::try_unwrap(app) {
            Ok(app) => return Ok(app),
            Err(app) => app,
        };
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Err(app)
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
