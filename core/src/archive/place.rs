//! Where a backup is: a folder, or one archive file. And whether it is whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::backup::Manifest;
use super::checkpoint::{self, Checkpoint};
use super::signing::PublicKey;
use super::{ArchiveError, Tell, tar, told};
use crate::log::{Hash, Held, Walk};
use crate::time::Moment;

/// A backup, in a folder or in one archive file.
#[derive(Debug)]
pub struct Place {
    path: PathBuf,
    archive: Option<tar::Reader>,
}

/// The name of the file that makes a backup valid; it is written last.
pub(super) const MANIFEST: &str = "manifest.json";

/// What a backup was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedBackup {
    /// When it was made.
    pub made: Moment,
    /// The last commit it holds.
    pub position: u64,
    /// Its hash.
    pub hash: Hash,
    /// Who signed its head, if it was signed.
    pub key: Option<PublicKey>,
    /// How many uploads it holds.
    pub blobs: usize,
    /// Everything that is not as the manifest says.
    pub damages: Vec<String>,
}

impl Place {
    /// The backup at `path`.
    ///
    /// # Errors
    /// When it is neither a folder nor an archive that can be read.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let is_folder = fs::metadata(path).map_err(ArchiveError::disk("find", path))?.is_dir();
        let archive = if is_folder {
            None
        } else {
            let opened = tar::Reader::open(path);
            Some(opened.map_err(|error| ArchiveError::unfit(path, format!("{error}: {NOT_WHOLE}")))?)
        };
        Ok(Self { path: path.to_owned(), archive })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the backup says it holds.
    ///
    /// # Errors
    /// When it has no manifest, or one that cannot be read.
    pub fn manifest(&self) -> Result<Manifest, ArchiveError> {
        let bytes = self.read(MANIFEST).map_err(ArchiveError::disk("read", &self.path))?;
        let bytes = bytes.ok_or_else(|| ArchiveError::unfit(&self.path, NOT_WHOLE))?;
        Manifest::from_json(&bytes).map_err(|what| ArchiveError::unfit(&self.path, what))
    }

    /// The bytes of a file of the backup.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        if let Some(archive) = &self.archive {
            return archive.read(name);
        }
        match fs::read(self.path.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

const NOT_WHOLE: &str = "it has no manifest, which is written last: it was interrupted, or it is no backup";

/// Checks a backup: every frame and its chain, every upload, its signed head; and, where a `checkpoint` is given,
/// whether it contains that. The signer must be `key`, if one is given.
///
/// # Errors
/// [`ArchiveError`] when there is no valid manifest, or the checkpoint is of another history. What is damaged is
/// told in the report.
pub fn verify_backup(
    place: &Place,
    key: Option<PublicKey>,
    checkpoint: Option<&Checkpoint>,
    tell: Tell<'_>,
) -> Result<VerifiedBackup, ArchiveError> {
    let manifest = place.manifest()?;
    if let Some(key) = key.filter(|key| manifest.checkpoint.as_ref().is_none_or(|c| c.public_key != *key)) {
        return Err(ArchiveError::unfit(&place.path, format!("its head was not signed by {key}")));
    }
    let total = manifest.position + manifest.blobs.len() as u64;
    let mut damages = vec![];
    let log = walk_all(place, &manifest, &|done, _| tell(done, total));
    if let Err(error @ ArchiveError::Interrupted) = log {
        return Err(error);
    }
    let is_whole = log.is_ok();
    damages.extend(log.err().map(|error| error.to_string()));
    for file in &manifest.files {
        damages.extend(file.damage(place));
    }
    for (index, blob) in manifest.blobs.iter().enumerate() {
        told(tell(manifest.position + index as u64, total))?;
        match place.read(&super::backup::blob_name(*blob)) {
            Ok(Some(bytes)) if *blake3::hash(&bytes).as_bytes() == blob.0 => {}
            Ok(Some(_)) => damages.push(format!("the upload {blob} is damaged")),
            Ok(None) => damages.push(format!("the upload {blob} is missing")),
            Err(error) => damages.push(format!("the upload {blob} cannot be read: {error}")),
        }
    }
    if let Some(checkpoint) = checkpoint.filter(|_| is_whole) {
        checkpoint::find(walk(place, &manifest), checkpoint, tell)?;
    }
    Ok(VerifiedBackup {
        made: manifest.made,
        position: manifest.position,
        hash: manifest.hash,
        key: manifest.checkpoint.as_ref().map(|checkpoint| checkpoint.public_key),
        blobs: manifest.blobs.len(),
        damages,
    })
}

fn walk_all(place: &Place, manifest: &Manifest, tell: Tell<'_>) -> Result<(), ArchiveError> {
    let mut walk = walk(place, manifest);
    while let Some(segment) = walk.next_segment()? {
        told(tell(segment.last(), walk.end()))?;
    }
    if walk.passed() == (manifest.position, manifest.hash) {
        return Ok(());
    }
    let position = manifest.position;
    let found = format!("it ends with {} at {}", walk.passed().1, walk.passed().0);
    Err(ArchiveError::OtherHistory { position, expected: manifest.hash, found })
}

/// A walk through the log that a backup holds. Every segment is compared with the manifest first.
pub(super) fn walk<'a>(place: &'a Place, manifest: &'a Manifest) -> Walk<'a> {
    let find = move |first| {
        let Some(file) = manifest.segments.iter().find(|segment| segment.first == first) else {
            return Ok(None);
        };
        let stored = file.file.bytes_in(place).map_err(io::Error::other)?;
        let name = file.file.name.rsplit('/').next().unwrap_or_default().to_owned();
        Ok(Some(Held { sealed: name.ends_with(".zst"), name, stored }))
    };
    Walk::through(Box::new(find), manifest.position)
}
