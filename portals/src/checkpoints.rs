//! Once a day the head of the log is signed and kept: from then on nobody can rewrite what lies before it without
//! being found out by whoever holds a copy.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rantai_core::archive::{self, ArchiveError, Checkpoint};
use rantai_core::log::EventLog;
use rantai_core::time::{Clock, Moment};
use rantai_core::vault::Vault;
use tokio_util::sync::CancellationToken;

/// How often a head is signed.
const EVERY_SECONDS: i64 = 24 * 60 * 60;
/// When the first look is: not while everybody comes in after a start.
const FIRST: Duration = Duration::from_secs(60);
/// How often is looked whether it is time.
const LOOK: Duration = Duration::from_secs(60 * 60);

/// Signs a head every day until told to stop.
pub async fn daily(
    log: Arc<EventLog>,
    vault: Arc<Vault>,
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    stop: CancellationToken,
) {
    let mut wait = FIRST;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = LOOK;
        let (log, vault, folder, now) = (Arc::clone(&log), Arc::clone(&vault), folder.clone(), clock.now());
        match tokio::task::spawn_blocking(move || renew(&log, &vault, &folder, now)).await {
            Ok(Ok(Some(kept))) => tracing::info!(position = kept.position, "the log's head was signed"),
            Ok(Ok(None)) => {}
            Ok(Err(error)) => tracing::error!(%error, "the log's head could not be signed"),
            Err(error) => tracing::error!(%error, "the log's head could not be signed"),
        }
    }
}

/// Signs and keeps the head, if the last one that was kept is a day old and the log has gone on since. Gives the
/// new one.
///
/// # Errors
/// When the folder of the checkpoints cannot be read or written.
pub fn renew(
    log: &EventLog,
    vault: &Vault,
    folder: &Path,
    now: Moment,
) -> Result<Option<Checkpoint>, ArchiveError> {
    let (head, hash) = log.head();
    let last = newest(folder)?;
    let (signed, until) = last.map_or((0, Moment::EPOCH), |last| (last.position, last.time));
    if head.position() <= signed || now < until.plus_seconds(EVERY_SECONDS) {
        return Ok(None);
    }
    let checkpoint = Checkpoint::sign(&vault.signer(), (head.position(), hash), now);
    archive::keep(folder, &checkpoint)?;
    Ok(Some(checkpoint))
}

/// The newest checkpoint that is kept.
///
/// # Errors
/// When the folder of the checkpoints cannot be read.
pub fn newest(folder: &Path) -> Result<Option<Checkpoint>, ArchiveError> {
    let newest = archive::newest(folder).map_err(|source| ArchiveError::Disk {
        what: "read",
        path: archive::checkpoints(folder),
        source,
    })?;
    Ok(newest.map(|(_, checkpoint)| checkpoint))
}
