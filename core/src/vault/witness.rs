//! What the vault saw of the log: a witness that stays when the log's own are lost together, or an older copy of
//! the log is put back.

use std::path::{Path, PathBuf};

use super::{VaultError, files};
use crate::log::{Cursor, Hash};

const FILE: &str = "witness";
const MAGIC: [u8; 8] = *b"RntWtns\x01";

/// Where the witness of the vault in `folder` stands.
pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

pub(super) fn write(folder: &Path, at: Cursor, hash: Hash) -> Result<(), VaultError> {
    let mut says = Vec::with_capacity(40);
    says.extend_from_slice(&at.key());
    says.extend_from_slice(&hash.0);
    files::write_small(&path(folder), &MAGIC, &says)
}

/// The commit that was seen last. A vault that saw none yet has no such file.
pub(super) fn read(folder: &Path) -> Result<Option<(Cursor, Hash)>, VaultError> {
    let says: [u8; 40] = match files::read_small(&path(folder), &MAGIC) {
        Ok(says) => says,
        Err(VaultError::Missing(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (key, hash) = says.split_at(8);
    match (key.try_into(), hash.try_into()) {
        (Ok(key), Ok(hash)) => Ok(Some((Cursor::from_key(key), Hash(hash)))),
        _ => unreachable!("40 bytes are 8 and 32"),
    }
}
