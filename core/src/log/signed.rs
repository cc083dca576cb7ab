//! Signed heads that are kept in the folder: witnesses of what the log held, besides HEAD and the store.

use std::io;
use std::path::{Path, PathBuf};

use super::disk::Disk;
use super::event_log::OpenError;
use super::recovery::io_error;
use super::store::Mark;
use crate::archive::{self, Checkpoint};

/// The files of the kept checkpoints, oldest first.
pub(super) fn list(disk: &dyn Disk, dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = match disk.list(&archive::checkpoints(dir)) {
        Ok(paths) => paths,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(error),
    };
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    Ok(paths)
}

/// The newest checkpoint with its file. One whose signature does not fit witnesses nothing: it is passed over with
/// a warning.
pub(super) fn newest(disk: &dyn Disk, dir: &Path) -> io::Result<Option<(PathBuf, Checkpoint)>> {
    for path in list(disk, dir)?.into_iter().rev() {
        match Checkpoint::from_json(&disk.read(&path)?) {
            Ok(checkpoint) => return Ok(Some((path, checkpoint))),
            Err(what) => tracing::warn!(path = %path.display(), what, "a kept checkpoint is not readable"),
        }
    }
    Ok(None)
}

/// The newest signed head, as the start asks it.
#[derive(Clone)]
pub(super) struct Witness {
    file: PathBuf,
    pub(super) mark: Mark,
}

impl Witness {
    pub(super) fn newest(disk: &dyn Disk, dir: &Path) -> Result<Option<Self>, OpenError> {
        let newest = newest(disk, dir).map_err(io_error("read the checkpoints"))?;
        let witness = newest.map(|(file, checkpoint)| Self {
            file,
            mark: Mark { position: checkpoint.position, hash: checkpoint.hash },
        });
        Ok(witness.filter(|witness| witness.mark.position > 0))
    }

    /// Names the checkpoint where it alone knows of the position that is wrong: the others know up to `known`.
    pub(super) fn named(self, error: OpenError, known: u64) -> OpenError {
        match error {
            OpenError::Damaged { position, what } if (known + 1..=self.mark.position).contains(&position) => {
                let Mark { position: signed, hash } = self.mark;
                let what = format!("at position {position}, {what}");
                OpenError::Checkpoint { file: self.file, position: signed, hash, what }
            }
            error => error,
        }
    }
}
