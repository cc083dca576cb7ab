//! Signed heads: where the log stood at a moment, in the deployment's own hand.
//!
//! Whoever holds one can tell for good whether the log still contains what it contained then: nobody can
//! rewrite history behind it, the deployment itself included.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::signing::{PublicKey, Signature, Signer};
use super::{ArchiveError, Tell, files, told};
use crate::log::{Hash, Walk};
use crate::time::Moment;

/// A signed head of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    rantai: Is,
    format: u32,
    /// The last commit.
    pub position: u64,
    /// Its hash, and so that of everything before it.
    pub hash: Hash,
    /// When it was signed, by the deployment's clock.
    #[serde(with = "moment")]
    pub time: Moment,
    /// Who signed.
    pub public_key: PublicKey,
    /// The signature over [`Checkpoint::signed_text`].
    pub signature: Signature,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Is {
    Checkpoint,
}

/// Whether a log still contains a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The end of the log that was read.
    pub head: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Checkpoint {
    /// Signs a head.
    pub fn sign(signer: &Signer, (position, hash): (u64, Hash), time: Moment) -> Self {
        let mut checkpoint = Self {
            rantai: Is::Checkpoint,
            format: 1,
            position,
            hash,
            time,
            public_key: signer.public_key(),
            signature: Signature([0; 64]),
        };
        checkpoint.signature = signer.sign(&checkpoint.signed_text());
        checkpoint
    }

    /// The text that is signed: five lines, each ended by a line feed.
    pub fn signed_text(&self) -> String {
        let mut text = String::from("rantai checkpoint 1\n");
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "position {}\nhash {}\ntime {:?}\nkey {}\n",
            self.position, self.hash, self.time, self.public_key
        );
        text
    }

    /// The checkpoint as a file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a checkpoint and checks its signature. Who signed is the reader's to judge: compare
    /// [`Checkpoint::public_key`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let checkpoint: Self =
            serde_json::from_slice(bytes).map_err(|error| format!("it is no checkpoint: {error}"))?;
        if checkpoint.format != 1 {
            return Err(format!("format {} is not known to this program", checkpoint.format));
        }
        if checkpoint.public_key.signed(&checkpoint.signed_text(), &checkpoint.signature) {
            Ok(checkpoint)
        } else {
            Err("its signature does not fit".to_owned())
        }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`ArchiveError`], naming the file.
    pub fn read(path: &Path) -> Result<Self, ArchiveError> {
        let bytes = fs::read(path).map_err(ArchiveError::disk("read", path))?;
        Self::from_json(&bytes).map_err(|what| ArchiveError::unfit(path, what))
    }
}

/// The folder where a deployment keeps its checkpoints.
pub fn folder(dir: &Path) -> PathBuf {
    dir.join("checkpoints")
}

/// Keeps a checkpoint in the deployment's folder, named after its position. Returns after it is on disk.
///
/// # Errors
/// When it cannot be written.
pub fn keep(dir: &Path, checkpoint: &Checkpoint) -> Result<PathBuf, ArchiveError> {
    let folder = folder(dir);
    files::create_folder(&folder)?;
    files::sync_folder(dir)?;
    let path = folder.join(format!("{:020}.json", checkpoint.position));
    files::write(&path, checkpoint.to_json().as_bytes())?;
    Ok(path)
}

/// The files of the checkpoints that are kept, oldest first.
///
/// # Errors
/// When the folder is there and cannot be read.
pub fn kept(dir: &Path) -> io::Result<Vec<PathBuf>> {
    crate::log::signed_files(dir)
}

/// The newest checkpoint that is kept, with its file. One whose signature does not fit witnesses nothing: it is
/// passed over with a warning.
///
/// # Errors
/// When the folder or a file is there and cannot be read.
pub fn newest(dir: &Path) -> io::Result<Option<(PathBuf, Checkpoint)>> {
    crate::log::newest_signed(dir)
}

/// Walks the log from its beginning and looks whether it contains the checkpoint.
///
/// # Errors
/// [`ArchiveError::OtherHistory`] when it does not; [`ArchiveError::Log`] when it cannot be read.
pub fn find(mut walk: Walk<'_>, checkpoint: &Checkpoint, tell: Tell<'_>) -> Result<Found, ArchiveError> {
    let mut hash = None;
    while let Some(segment) = walk.next_segment()? {
        if segment.first() <= checkpoint.position {
            hash = segment.hash_at(checkpoint.position);
        }
        told(tell(segment.last(), walk.end()))?;
    }
    let (head, head_hash) = walk.passed();
    match hash {
        Some(hash) if hash == checkpoint.hash => Ok(Found { head, hash: head_hash }),
        Some(hash) => Err(other(checkpoint, format!("it has {hash}"))),
        None if checkpoint.position == 0 => Ok(Found { head, hash: head_hash }),
        None => Err(other(checkpoint, format!("the log ends at {head}"))),
    }
}

fn other(checkpoint: &Checkpoint, found: String) -> ArchiveError {
    ArchiveError::OtherHistory { position: checkpoint.position, expected: checkpoint.hash, found }
}

/// Moments as the signed text has them: `2026-11-21T15:00:00.000000Z`, and in no other writing.
pub(super) mod moment {
    use chrono::NaiveDateTime;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::time::Moment;

    pub(in crate::archive) fn serialize<S: Serializer>(
        at: &Moment,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{at:?}"))
    }

    pub(in crate::archive) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Moment, D::Error> {
        let text = String::deserialize(deserializer)?;
        NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.6fZ")
            .ok()
            .map(|time| Moment::from_utc(time.and_utc()))
            .filter(|moment| format!("{moment:?}") == text)
            .ok_or_else(|| serde::de::Error::custom("not a moment"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint() -> Checkpoint {
        let time = Moment::from_micros(1_790_000_000_123_456);
        Checkpoint::sign(&Signer::from_seed(&[7; 32]), (4711, Hash([0xAB; 32])), time)
    }

    #[test]
    fn the_form_of_a_checkpoint_never_changes() {
        expect_test::expect_file!["golden_checkpoint_v1.json"].assert_eq(&checkpoint().to_json());
        assert_eq!(Checkpoint::from_json(checkpoint().to_json().as_bytes()).unwrap(), checkpoint());
    }

    #[test]
    fn whatever_is_altered_no_longer_fits_its_signature() {
        let json = checkpoint().to_json();
        for (from, to) in [
            ("4711", "4712"),
            ("abab", "abac"),
            ("2026", "2027"),
            ("123456Z", "123457Z"),
            ("Z\"", "+00:00\""),
        ] {
            assert!(json.contains(from), "{from}");
            assert!(Checkpoint::from_json(json.replacen(from, to, 1).as_bytes()).is_err(), "{from}");
        }
    }

    #[test]
    fn the_newest_readable_one_is_the_witness() {
        let dir = tempfile::tempdir().unwrap();
        assert!(newest(dir.path()).unwrap().is_none());
        let signer = Signer::from_seed(&[7; 32]);
        for position in [9, 10, 100] {
            let checkpoint = Checkpoint::sign(&signer, (position, Hash([1; 32])), Moment::EPOCH);
            keep(dir.path(), &checkpoint).unwrap();
        }
        assert_eq!(newest(dir.path()).unwrap().unwrap().1.position, 100);
        fs::write(kept(dir.path()).unwrap().last().unwrap(), "{}").unwrap();
        assert_eq!(newest(dir.path()).unwrap().unwrap().1.position, 10);
    }
}
