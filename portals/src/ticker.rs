//! Every five seconds time passes: what has fallen due in any book becomes a fact, once.

use std::sync::Weak;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::App;

/// How often is looked. A look that finds nothing writes nothing.
const EVERY: Duration = Duration::from_secs(5);

/// Lets time pass until told to stop, or the deployment is gone.
pub async fn tick(app: Weak<App>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        let Some(app) = app.upgrade() else { return };
        if let Err(error) = app.desk.pass_time().await {
            // The next look finds the same things due.
            tracing::warn!(%error, "time could not pass");
        }
    }
}
