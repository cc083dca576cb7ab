//! The vault's files as a backup takes them, beside the process that has it open.

use std::fs;
use std::path::Path;
use std::time::Duration;

use zeroize::Zeroizing;

use super::secrets::{MasterKey, Secrets};
use super::sessions::Sessions;
use super::slots::{Kind, Slots};
use super::{Vault, VaultError, accounts, files, keys, passes};

/// A file of the vault: its name and its bytes, wiped when they are let go.
pub(crate) type CopiedFile = (String, Zeroizing<Vec<u8>>);

/// How often a file that is being written to is read again.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(5);
/// The files with slots that are copied. Who is signed in is not.
const SLOTTED: [(&str, &Kind); 3] =
    [(keys::FILE, &keys::KIND), (passes::FILE, &passes::KIND), (accounts::FILE, &accounts::KIND)];

impl Vault {
    /// The files of the vault in `folder`, every byte checked, whoever has it open.
    pub(crate) fn copy(folder: &Path) -> Result<Vec<CopiedFile>, VaultError> {
        if !files::holds_anything(folder)? {
            return Err(VaultError::Missing(folder.to_owned()));
        }
        Secrets::read(folder, &MasterKey::read(folder)?)?;
        let mut copied = vec![];
        for name in [super::secrets::MASTER_FILE, super::secrets::SECRETS_FILE] {
            copied.push((name.to_owned(), read(&folder.join(name))?));
        }
        for (name, kind) in SLOTTED {
            copied.push((name.to_owned(), slotted(&folder.join(name), kind)?));
        }
        Ok(copied)
    }

    /// Writes copied files into an empty folder, where nobody is signed in.
    pub(crate) fn put(folder: &Path, copied: &[CopiedFile]) -> Result<(), VaultError> {
        let known: Vec<&str> = SLOTTED
            .iter()
            .map(|(name, _)| *name)
            .chain([super::secrets::MASTER_FILE, super::secrets::SECRETS_FILE])
            .collect();
        for (name, bytes) in copied.iter().filter(|(name, _)| known.contains(&name.as_str())) {
            files::write(&folder.join(name), bytes)?;
        }
        Sessions::create_file(folder)
    }
}

fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    fs::read(path).map(Zeroizing::new).map_err(VaultError::io("read", path))
}

/// A file whose every slot fits: one may just be being written.
fn slotted(path: &Path, kind: &Kind) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let mut tried = 0;
    loop {
        let bytes = read(path)?;
        match Slots::check(kind, &bytes) {
            Ok(()) => return Ok(bytes),
            Err(_) if tried < TRIES => tried += 1,
            Err(what) => return Err(VaultError::damaged(path, what)),
        }
        std::thread::sleep(PAUSE);
    }
}
