//! `rantai serve`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rantai_core::log::{EventLog, Log, Options};
use rantai_core::time::SystemClock;

use super::Failure;
use crate::app::App;
use crate::routes::router;
use crate::sweep;
use crate::web::server::{self, Limits};

/// How long requests that are still coming in may take once the program is told to stop.
const GRACE: Duration = Duration::from_secs(1);

#[derive(Debug, clap::Args)]
pub(super) struct Serve {
    /// Where everything is kept.
    #[arg(long, default_value = "data", env = "RANTAI_DATA")]
    data: PathBuf,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080", env = "RANTAI_LISTEN")]
    listen: SocketAddr,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async {
            let app = App::open(&self.data, Arc::new(SystemClock), None, Options::default())?;
            serve(app, self.listen, |address| println!("http://{address}/")).await
        })
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
    let as_log: Arc<dyn Log> = Arc::<EventLog>::clone(&app.log);
    let clock = Arc::clone(&app.clock.0);
    tokio::spawn(sweep::daily(Arc::clone(&app.blobs), as_log, clock, stop.clone()));
    ready(listener.local_addr()?);
    let patience = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let served =
        server::serve(listener, Limits::default(), router(Arc::clone(&app)), stop.clone(), server::plain);
    tokio::select! {
        () = served => {}
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
