//! What leaves the deployment, and is believed without it: signed checkpoints, exports, backups.
//!
//! Everything here reads the journal beside the process that writes it, takes no lock of the folder and never
//! looks at sled. The forms are described for readers without this program in `docs/formats.md`.

mod backup;
mod checkpoint;
mod export;
mod files;
mod import;
mod place;
mod render;
mod restore;
mod signing;
mod tar;
#[cfg(test)]
mod tests;
mod vault;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use import::fuzzed as fuzzed_export;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::log::{Hash, ReadError};
use crate::vault::VaultError;

pub use backup::{Backed, Manifest, backup};
pub use checkpoint::{Checkpoint, Found, find, folder as checkpoints, keep, kept, newest};
pub use export::{Selection, Share, Shown, Written, export, export_share};
pub use import::{Checked, import, verify_export};
pub use place::{Place, VerifiedBackup, verify_backup};
pub use render::Opener;
pub use restore::{Restored, restore, restore_vault};
pub use signing::{PublicKey, Signature, Signer};
pub use vault::{SealedVault, backup_vault};

/// Hears how much of how much is done (commits, or bytes where the words say so), and may stop the work.
pub type Tell<'a> = &'a dyn Fn(u64, u64) -> ControlFlow<()>;

/// Lets the work run to its end.
pub fn quietly(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Why something is not exported, backed up, restored or believed.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The vault cannot be read or written.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The disk refused.
    #[error("could not {what} {path}: {source}")]
    Disk {
        /// What was tried.
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The file is not what it says it is.
    #[error("{path}: {what}")]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The log no longer holds what was witnessed, or never did.
    #[error(
        "the log does not hold commit {position} with hash {expected}: {found}. Its history is another than the one that was written down"
    )]
    OtherHistory {
        /// Which commit.
        position: u64,
        /// The hash that was written down.
        expected: Hash,
        /// What stands there now.
        found: String,
    },
    /// There is something where only something new may be made.
    #[error("{0} is not empty: name a folder that is empty or not there yet")]
    NotEmpty(PathBuf),
    /// The passphrase opens nothing.
    #[error("{0} does not open: the passphrase is another, or its bytes were altered")]
    Closed(PathBuf),
    /// It was told to stop. What is half-written is not valid, and says so.
    #[error("interrupted")]
    Interrupted,
}

impl ArchiveError {
    fn disk(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Disk { what, path, source }
    }

    fn unfit(path: &Path, what: impl Into<String>) -> Self {
        Self::Unfit { path: path.to_owned(), what: what.into() }
    }
}

fn told(flow: ControlFlow<()>) -> Result<(), ArchiveError> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ArchiveError::Interrupted),
    }
}
