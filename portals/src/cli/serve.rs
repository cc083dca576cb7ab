//! `rantai serve`

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rantai_core::log::Options;
use rantai_core::time::SystemClock;

use super::Failure;
use super::settings::{Flags, Shield};
use crate::app::App;
use crate::doors::setup;
use crate::routes::router;

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
            let mut app = App::open(&settings.data, Arc::new(SystemClock), None, Options::default())?;
            if let Shield::Proxy { url } = &settings.shield {
                app.site.public_url = Some(url.clone());
            }
            let set_up = setup::address(&app).map_err(|error| format!("{error:?}"))?;
            let shield = settings.shield.clone();
            serve(app, settings.listen, |address| {
                let url = url(&shield, address);
                println!("{url}/");
                if let Some(path) = set_up {
                    println!("Nobody runs this deployment yet. Open this link once, and tell nobody:\n{url}{path}");
                }
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
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let app = Arc::new(app);
    let stop = app.stop.clone();
    tokio::spawn({
        let stop = stop.clone();
        async move {
            told_to_stop().await;
            stop.cancel();
        }
    });
    ready(listener.local_addr()?);
    let patience = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let server = axum::serve(
        listener,
        router(Arc::clone(&app)).into_make_service_with_connect_info::<SocketAddr>(),
    );
    tokio::select! {
        served = async { server.with_graceful_shutdown(stop.clone().cancelled_owned()).await } => served?,
        () = patience => tracing::warn!("a request that did not end was cut off"),
    }
    match alone(app).await {
        Ok(app) => tokio::task::spawn_blocking(|| app.close()).await?,
        Err(app) => {
            // Something still holds on; the log is whole all the same, and the views fold again.
            tracing::warn!("not everything let go");
            app.views.close();
            app.log.close();
        }
    }
    Ok(())
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
