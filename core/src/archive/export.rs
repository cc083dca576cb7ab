//! The whole log, or one party's share of it, as a signed text that needs no program of ours to be read: one
//! JSON object a line, commits as CloudEvents 1.0.
//!
//! The first line says what it is, the last one how it ends, signed over everything before it. In the log's
//! export every commit brings its frame as it is stored, so that `import` makes the same log of it; a share
//! brings what the party may see, and the hashes of all commits.

use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::checkpoint::moment;
use super::render::{self, Opener};
use super::signing::{PublicKey, Signature, Signer};
use super::{ArchiveError, Tell, told};
use crate::log::{Commit, Cursor, Hash, Stored, Walk};
use crate::time::Moment;

/// How many hashes stand in one line of a share.
pub(super) const HASHES: usize = 1024;
/// The type of every event line.
pub(super) const TYPE: &str = "rantai.commit.v1";

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) rantai: String,
    pub(super) format: u32,
    #[serde(with = "moment")]
    pub(super) made: Moment,
    pub(super) public_key: PublicKey,
    /// `log`, or `share` of a party.
    pub(super) scope: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) party: Option<Share>,
}

/// Whose share it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The party's id.
    pub id: crate::ids::PartyId,
    /// Its name in addresses.
    pub slug: String,
}

/// A commit.
#[derive(Debug, Serialize)]
struct Event<'a> {
    specversion: &'static str,
    id: Hash,
    source: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    subject: String,
    time: String,
    datacontenttype: &'static str,
    position: String,
    book: crate::ids::BookId,
    sequence: String,
    previous: Hash,
    previousinbook: Hash,
    durable: String,
    data: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_base64: Option<String>,
}

/// The hashes of commits that follow each other, as base64 of 32 bytes each.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Hashes {
    pub(super) rantai: String,
    pub(super) first: u64,
    pub(super) hashes: String,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Trailer {
    pub(super) rantai: String,
    /// How many commits stand in the file.
    pub(super) count: u64,
    /// The last commit of the log when it was made.
    pub(super) position: u64,
    /// Its hash.
    pub(super) hash: Hash,
    /// BLAKE3 of every byte before this line.
    pub(super) digest: Hash,
    pub(super) signature: Signature,
}

impl Trailer {
    /// The text that is signed.
    pub(super) fn signed_text(&self, key: &PublicKey) -> String {
        let Self { count, position, hash, digest, .. } = self;
        format!(
            "rantai export 1\ncount {count}\nposition {position}\nhash {hash}\ndigest {digest}\nkey {key}\n"
        )
    }
}

/// What of a commit is shown to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which facts, by their places in the commit, and the fields that are left out.
    facts: Vec<(usize, &'static [&'static str])>,
    /// Everything: the stored frame is given too.
    pub whole: bool,
}

impl Shown {
    /// The whole commit.
    pub fn whole(commit: &Commit) -> Self {
        Self { facts: (0..commit.draft.facts.len()).map(|index| (index, &[][..])).collect(), whole: true }
    }

    /// Some of its facts, each with the fields that are left out. It is the whole commit if nothing is missing.
    pub fn some(commit: &Commit, facts: Vec<(usize, &'static [&'static str])>) -> Self {
        let whole =
            facts.len() == commit.draft.facts.len() && facts.iter().all(|(_, hidden)| hidden.is_empty());
        Self { facts, whole }
    }

    /// The fields left out of that fact; `None` where it is not shown at all.
    pub(super) fn hidden(&self, index: usize) -> Option<&'static [&'static str]> {
        self.facts.iter().find(|(shown, _)| *shown == index).map(|(_, hidden)| *hidden)
    }
}

/// Says what of a commit a party may see: `None` for nothing.
pub type Selection<'a> = &'a mut dyn FnMut(&Commit) -> Option<Shown>;

/// What was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// How many commits stand in the export.
    pub count: u64,
    /// The last commit of the log.
    pub position: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Writes the whole log in `dir`, up to where it is durable. Needs little memory, however long the log is.
/// Sealed values stay sealed.
///
/// # Errors
/// [`ArchiveError`]; what was written by then has no last line and is not valid.
pub fn export(
    dir: &Path,
    signer: &Signer,
    made: Moment,
    out: &mut dyn Write,
    tell: Tell<'_>,
) -> Result<Written, ArchiveError> {
    let walk = Walk::of(dir).map_err(ArchiveError::disk("read", dir))?;
    let mut select = |commit: &Commit| Some(Shown::whole(commit));
    Writing::begin(signer, made, None, out)?.run(walk, &mut select, &|_| None, tell)
}

/// Writes one party's share of the log in `dir` up to `end`, which must be durable: what `select` says it may
/// see, with the sealed words of those whose keys `open` gives.
///
/// # Errors
/// As [`export`].
#[allow(clippy::too_many_arguments, reason = "each is another thing, and this is the only such place")]
pub fn export_share(
    dir: &Path,
    end: Cursor,
    signer: &Signer,
    made: Moment,
    share: Share,
    select: Selection<'_>,
    open: Opener<'_>,
    out: &mut dyn Write,
    tell: Tell<'_>,
) -> Result<Written, ArchiveError> {
    Writing::begin(signer, made, Some(share), out)?.run(Walk::to(dir, end), select, open, tell)
}

struct Writing<'a> {
    signer: &'a Signer,
    out: Summed<'a>,
    source: String,
    count: u64,
    /// The hashes of a share that are not written yet, and the position of the first.
    hashes: Option<(u64, Vec<u8>)>,
}

impl<'a> Writing<'a> {
    fn begin(
        signer: &'a Signer,
        made: Moment,
        share: Option<Share>,
        out: &'a mut dyn Write,
    ) -> Result<Self, ArchiveError> {
        let public_key = signer.public_key();
        let mut writing = Self {
            signer,
            out: Summed { out, hasher: blake3::Hasher::new() },
            source: format!("urn:rantai:{public_key}"),
            count: 0,
            hashes: share.is_some().then(|| (1, vec![])),
        };
        let scope = if share.is_some() { "share" } else { "log" };
        writing.line(&Header {
            rantai: "export".to_owned(),
            format: 1,
            made,
            public_key,
            scope: scope.to_owned(),
            party: share,
        })?;
        Ok(writing)
    }

    fn run(
        mut self,
        mut walk: Walk<'_>,
        select: Selection<'_>,
        open: Opener<'_>,
        tell: Tell<'_>,
    ) -> Result<Written, ArchiveError> {
        let end = walk.end();
        while let Some(segment) = walk.next_segment()? {
            for stored in segment.frames() {
                let commit = stored.commit()?;
                if let Some(shown) = select(&commit) {
                    self.event(&stored, &commit, &shown, open)?;
                }
                self.note(&stored)?;
                if stored.position % 256 == 0 {
                    told(tell(stored.position, end))?;
                }
            }
            told(tell(segment.last(), end))?;
        }
        self.write_hashes()?;
        let (position, hash) = walk.passed();
        let mut trailer = Trailer {
            rantai: "end".to_owned(),
            count: self.count,
            position,
            hash,
            digest: Hash(*self.out.hasher.finalize().as_bytes()),
            signature: Signature([0; 64]),
        };
        trailer.signature = self.signer.sign(&trailer.signed_text(&self.signer.public_key()));
        self.line(&trailer)?;
        self.out.out.flush().map_err(broken)?;
        Ok(Written { count: self.count, position, hash })
    }

    fn event(
        &mut self,
        stored: &Stored<'_>,
        commit: &Commit,
        shown: &Shown,
        open: Opener<'_>,
    ) -> Result<(), ArchiveError> {
        self.count += 1;
        let source = std::mem::take(&mut self.source);
        let line = Event {
            specversion: "1.0",
            id: stored.hash,
            source: &source,
            kind: TYPE,
            subject: format!("book/{}", stored.book),
            time: format!("{:?}", commit.draft.envelope.recorded),
            datacontenttype: "application/json",
            position: stored.position.to_string(),
            book: stored.book,
            sequence: stored.sequence.to_string(),
            previous: stored.previous,
            previousinbook: stored.previous_in_book,
            durable: stored.durable.to_string(),
            data: render::commit(commit, shown, open),
            data_base64: shown.whole.then(|| render::base64(stored.bytes)),
        };
        let written = self.line(&line);
        self.source = source;
        written
    }

    /// Keeps a hash for a share's list.
    fn note(&mut self, stored: &Stored<'_>) -> Result<(), ArchiveError> {
        let Some((_, hashes)) = &mut self.hashes else { return Ok(()) };
        hashes.extend_from_slice(&stored.hash.0);
        if hashes.len() >= HASHES * 32 { self.write_hashes() } else { Ok(()) }
    }

    fn write_hashes(&mut self) -> Result<(), ArchiveError> {
        let Some((first, hashes)) = self.hashes.take() else { return Ok(()) };
        let next = first + (hashes.len() / 32) as u64;
        if !hashes.is_empty() {
            self.line(&Hashes { rantai: "hashes".to_owned(), first, hashes: render::base64(&hashes) })?;
        }
        self.hashes = Some((next, vec![]));
        Ok(())
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), ArchiveError> {
        let mut bytes = serde_json::to_vec(line).map_err(|error| broken(error.into()))?;
        bytes.push(b'\n');
        self.out.write(&bytes).map_err(broken)
    }
}

fn broken(source: io::Error) -> ArchiveError {
    ArchiveError::Disk { what: "write", path: "the export".into(), source }
}

struct Summed<'a> {
    out: &'a mut dyn Write,
    hasher: blake3::Hasher,
}

impl Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.out.write_all(bytes)
    }
}
