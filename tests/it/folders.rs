//! Folders copied, listed and compared.

use std::fs;
use std::path::{Path, PathBuf};

/// Copies everything below `from`.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Every file below `folder`, by its path in it, in order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut folders = vec![PathBuf::new()];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(folder.join(&within)).unwrap().map(Result::unwrap) {
            let path = within.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// One hash over the names and contents of all files below `folder` that `counts` says so of.
pub(crate) fn hash(folder: &Path, counts: impl Fn(&Path) -> bool) -> String {
    let mut hasher = blake3::Hasher::new();
    for path in files(folder).into_iter().filter(|path| counts(path)) {
        let content = fs::read(folder.join(&path)).unwrap();
        hasher.update(path.to_string_lossy().as_bytes());
        hasher.update(&(content.len() as u64).to_le_bytes());
        hasher.update(&content);
    }
    hasher.finalize().to_hex().to_string()
}
