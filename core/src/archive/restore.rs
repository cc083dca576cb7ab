//! Making a store anew of a backup.

use std::path::Path;

use super::files::{self, Building};
use super::place::{self, Place};
use super::vault::SealedVault;
use super::{ArchiveError, Tell, backup::blob_name, told};
use crate::facts::Facts;
use crate::ids::{BookId, PersonId};
use crate::log::{Commit, Hash, ReadError, Walk, head_file};
use crate::registry;
use crate::vault::{Expect, Vault};

/// What was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// The last commit.
    pub position: u64,
    /// Its hash, which is the one of the manifest.
    pub hash: Hash,
    /// How many uploads.
    pub blobs: usize,
    /// How many keys of erased people were destroyed again; `None` where no vault was restored.
    pub destroyed: Option<usize>,
}

/// Makes a store in `data`, which must be empty or not there, of a backup and, where one is given, of a vault.
/// Until all of it is there and proved it stands under another name. The next start makes sled and the views.
///
/// # Errors
/// [`ArchiveError`]; then `data` is as it was.
pub fn restore(
    from: &Place,
    vault: Option<&SealedVault>,
    data: &Path,
    tell: Tell<'_>,
) -> Result<Restored, ArchiveError> {
    let manifest = from.manifest()?;
    let building = Building::begin(data)?;
    let dir = building.folder().to_owned();
    let unfit = |what| ArchiveError::unfit(from.path(), what);
    let put = |name: &str, bytes: &[u8]| {
        let path = dir.join(name);
        path.parent().map_or(Ok(()), files::create_folder)?;
        files::write(&path, bytes)
    };
    let total = manifest.position + manifest.blobs.len() as u64;
    files::create_folder(&dir.join("journal"))?;
    let mut walk = place::walk(from, &manifest);
    while let Some(segment) = walk.next_segment()? {
        put(&format!("journal/{}", segment.name()), segment.copy())?;
        told(tell(segment.last(), total))?;
    }
    let (position, hash) = walk.passed();
    if (position, hash) != (manifest.position, manifest.hash) {
        let found = format!("the backup ends with {hash} at {position}");
        return Err(ArchiveError::OtherHistory {
            position: manifest.position,
            expected: manifest.hash,
            found,
        });
    }
    if position > 0 {
        put("HEAD", &head_file(position, hash))?;
    }
    for file in &manifest.files {
        put(&file.name, &file.bytes_in(from).map_err(unfit)?)?;
    }
    for (done, blob) in (position..).zip(&manifest.blobs) {
        told(tell(done, total))?;
        let name = blob_name(*blob);
        let bytes = from.read(&name).map_err(ArchiveError::disk("read", from.path()))?;
        let bytes = bytes.filter(|bytes| *blake3::hash(bytes).as_bytes() == blob.0);
        put(&name, &bytes.ok_or_else(|| unfit(format!("the upload {blob} is missing or damaged")))?)?;
    }
    let destroyed = vault.map(|vault| put_vault(vault, &dir)).transpose()?;
    told(tell(total, total))?;
    building.finish()?;
    Ok(Restored { position, hash, blobs: manifest.blobs.len(), destroyed })
}

/// Puts a vault into a store that has none, and destroys again every key that its log says is erased. Gives how
/// many.
///
/// # Errors
/// [`ArchiveError`]; [`ArchiveError::NotEmpty`] where there is a vault.
pub fn restore_vault(vault: &SealedVault, data: &Path) -> Result<usize, ArchiveError> {
    put_vault(vault, data)
}

fn put_vault(vault: &SealedVault, data: &Path) -> Result<usize, ArchiveError> {
    let erased = erased_people(data)?;
    let building = Building::begin(&data.join("vault"))?;
    vault.write(building.folder())?;
    let opened = Vault::open(building.folder(), Expect::MustExist)?;
    for person in &erased {
        opened.destroy_key(*person)?;
    }
    drop(opened);
    building.finish()?;
    Ok(erased.len())
}

/// Whom the log in `dir` says to have been erased.
fn erased_people(dir: &Path) -> Result<Vec<PersonId>, ArchiveError> {
    let mut walk = Walk::of(dir).map_err(ArchiveError::disk("read", dir))?;
    let mut erased = vec![];
    while let Some(segment) = walk.next_segment()? {
        for stored in segment.frames().filter(|stored| stored.book == BookId::REGISTRY) {
            erased.extend(erased_by(&stored.commit()?)?);
        }
    }
    Ok(erased)
}

/// Whom a commit of the registry erased.
pub(super) fn erased_by(commit: &Commit) -> Result<Vec<PersonId>, ReadError> {
    let facts = Facts::of(commit).map_err(|error| ReadError::Damaged {
        position: commit.cursor.position(),
        what: error.to_string().into(),
    })?;
    let Facts::Registry(events) = facts else { return Ok(vec![]) };
    let erased =
        |event| if let registry::Event::PersonErased(erased) = event { Some(erased.person) } else { None };
    Ok(events.into_iter().filter_map(erased).collect())
}
