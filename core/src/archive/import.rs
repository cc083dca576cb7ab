//! Reading an export: whether every byte is as it was signed, and making the log anew of it.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::checkpoint::Checkpoint;
use super::export::{Hashes, Header, Share, TYPE, Trailer};
use super::files::Building;
use super::signing::PublicKey;
use super::{ArchiveError, Tell, render, told};
use crate::ids::BookId;
use crate::log::{Hash, NewJournal, Options, Stored, Walk};
use crate::time::Moment;

/// The longest line there may be, in bytes: a frame twice and its rendering.
const LONGEST_LINE: u64 = 8 << 20;

/// A commit's line, as far as it is checked.
#[derive(Debug, Deserialize)]
struct Event {
    specversion: String,
    id: Hash,
    #[serde(rename = "type")]
    kind: String,
    position: String,
    book: BookId,
    sequence: String,
    previous: Hash,
    previousinbook: Hash,
    durable: String,
    #[serde(rename = "data")]
    _data: IgnoredAny,
    data_base64: Option<String>,
}

/// What an export was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Whose share it is; the whole log where it is nobody's.
    pub share: Option<Share>,
    /// When it was made.
    pub made: Moment,
    /// Who signed it.
    pub key: PublicKey,
    /// How many commits it holds.
    pub count: u64,
    /// How many of them bring their stored bytes.
    pub proved: u64,
    /// The last commit of the log when it was made.
    pub position: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Checks an export without anything else: its signature, every commit's bytes and their chain. Where a
/// `checkpoint` is given, whether the log it was made of contains it. The signer must be `key`, if one is given.
///
/// # Errors
/// [`ArchiveError`], saying what does not fit.
pub fn verify_export(
    path: &Path,
    key: Option<PublicKey>,
    checkpoint: Option<&Checkpoint>,
    tell: Tell<'_>,
) -> Result<Checked, ArchiveError> {
    Reader::open(path)?.run(key, checkpoint, &mut |_| Ok(()), tell)
}

/// Makes the log anew in `data`, which must be empty or not there, and proves that it is the same to the byte.
/// Until everything is proved it stands under another name.
///
/// # Errors
/// [`ArchiveError`]; then `data` is as it was.
pub fn import(
    path: &Path,
    key: Option<PublicKey>,
    data: &Path,
    tell: Tell<'_>,
) -> Result<Checked, ArchiveError> {
    let building = Building::begin(data)?;
    let dir = building.folder().to_owned();
    let disk = || ArchiveError::disk("write", &dir);
    let size = usize::try_from(Options::default().segment_bytes).unwrap_or(usize::MAX);
    let mut journal = NewJournal::begin(&dir, size).map_err(disk())?;
    let mut push = |stored: &Stored<'_>| journal.push(stored).map_err(disk());
    let checked = Reader::open(path)?.run(key, None, &mut push, tell)?;
    if checked.share.is_some() {
        return Err(ArchiveError::unfit(
            path,
            "a party's share is not a whole log: nothing can be made of it",
        ));
    }
    journal.finish().map_err(disk())?;
    // An export has no photographs: a start would miss the folder.
    fs::create_dir(dir.join("blobs")).map_err(disk())?;
    let mut walk = Walk::of(&dir).map_err(disk())?;
    while walk.next_segment()?.is_some() {}
    if walk.passed() != (checked.position, checked.hash) {
        let found = format!("the new log ends with {} at {}", walk.passed().1, walk.passed().0);
        return Err(ArchiveError::OtherHistory { position: checked.position, expected: checked.hash, found });
    }
    building.finish()?;
    Ok(checked)
}

/// Whatever stands in an export: the whole of it, and each kind of line, which is checked before any signature is.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn fuzzed(bytes: &[u8]) {
    let reader = || Reader::over(Path::new("export"), bytes, bytes.len() as u64);
    drop(reader().run(None, None, &mut |_| Ok(()), &super::quietly));
    let mut line = reader();
    line.line = bytes.to_vec();
    for is_share in [false, true] {
        let mut chain = Chain::new(is_share, None);
        drop(line.commit_line(&mut chain, &mut |_| Ok(())));
        drop(line.parse::<Header>());
        drop(line.parse::<Trailer>().map(|trailer| chain.end(&trailer)));
    }
}

struct Reader<'a, R> {
    path: &'a Path,
    lines: R,
    length: u64,
    read: u64,
    digest: blake3::Hasher,
    line: Vec<u8>,
}

impl<'a> Reader<'a, BufReader<File>> {
    fn open(path: &'a Path) -> Result<Self, ArchiveError> {
        let file = File::open(path).map_err(ArchiveError::disk("open", path))?;
        let length = file.metadata().map_err(ArchiveError::disk("read", path))?.len();
        Ok(Self::over(path, BufReader::with_capacity(1 << 16, file), length))
    }
}

impl<'a, R: BufRead> Reader<'a, R> {
    fn over(path: &'a Path, lines: R, length: u64) -> Self {
        Self { path, lines, length, read: 0, digest: blake3::Hasher::new(), line: vec![] }
    }

    /// Reads the next line into `self.line`. False at the end of the file.
    fn next(&mut self) -> Result<bool, ArchiveError> {
        self.digest.update(&self.line);
        self.line.clear();
        let read = (&mut self.lines).take(LONGEST_LINE).read_until(b'\n', &mut self.line);
        let read = read.map_err(ArchiveError::disk("read", self.path))?;
        self.read += read as u64;
        if read == 0 {
            return Ok(false);
        }
        if self.line.last() == Some(&b'\n') { Ok(true) } else { Err(self.wrong(UNFINISHED)) }
    }

    fn run(
        mut self,
        key: Option<PublicKey>,
        checkpoint: Option<&Checkpoint>,
        take: &mut dyn FnMut(&Stored<'_>) -> Result<(), ArchiveError>,
        tell: Tell<'_>,
    ) -> Result<Checked, ArchiveError> {
        if !self.next()? {
            return Err(self.wrong("it is empty"));
        }
        let header: Header = self.parse()?;
        if header.rantai != "export" || header.format != 1 {
            return Err(self.wrong("it is no export that this program can read"));
        }
        if let Some(key) = key.filter(|key| *key != header.public_key) {
            return Err(self.wrong(&format!("it was signed by {}, not by {key}", header.public_key)));
        }
        let mut chain = Chain::new(header.party.is_some(), checkpoint);
        let mut lines = 0_u64;
        loop {
            if !self.next()? {
                return Err(self.wrong(UNFINISHED));
            }
            lines += 1;
            if self.line.starts_with(br#"{"rantai":"end""#) {
                break;
            }
            self.commit_line(&mut chain, take)?;
            if lines.is_multiple_of(256) {
                told(tell(self.read, self.length))?;
            }
        }
        // The digest holds every line but the one that was read last.
        let digest = Hash(*self.digest.finalize().as_bytes());
        let trailer: Trailer = self.parse()?;
        if self.next()? {
            return Err(self.wrong("something stands behind its last line"));
        }
        chain.end(&trailer).map_err(|what| self.wrong(&what))?;
        if trailer.digest != digest {
            return Err(self.wrong("its bytes are not those that were signed"));
        }
        if !header.public_key.signed(&trailer.signed_text(&header.public_key), &trailer.signature) {
            return Err(self.wrong("its signature does not fit"));
        }
        chain.found(&trailer)?;
        told(tell(self.length, self.length))?;
        Ok(Checked {
            share: header.party,
            made: header.made,
            key: header.public_key,
            count: chain.count,
            proved: chain.proved,
            position: trailer.position,
            hash: trailer.hash,
        })
    }

    fn commit_line(
        &self,
        chain: &mut Chain<'_>,
        take: &mut dyn FnMut(&Stored<'_>) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        if self.line.starts_with(br#"{"rantai":"hashes""#) {
            let hashes: Hashes = self.parse()?;
            return chain.hashes(&hashes).map_err(|what| self.wrong(&what));
        }
        let event: Event = self.parse()?;
        if event.specversion != "1.0" || event.kind != TYPE {
            return Err(self.wrong(&format!("a line of type {} is not known to this program", event.kind)));
        }
        let bytes = event.data_base64.as_deref().map(render::unbase64);
        let bytes = match bytes {
            Some(None) => return Err(self.wrong(&format!("commit {}: no base64", event.position))),
            Some(Some(bytes)) => Some(bytes),
            None => None,
        };
        let at = |what: String| self.wrong(&format!("commit {}: {what}", event.position));
        let stored = bytes.as_deref().map(Stored::read).transpose().map_err(at)?;
        chain.event(&event, stored.as_ref()).map_err(at)?;
        stored.as_ref().map_or(Ok(()), take)
    }

    fn parse<T: for<'de> Deserialize<'de>>(&self) -> Result<T, ArchiveError> {
        serde_json::from_slice(&self.line)
            .map_err(|error| self.wrong(&format!("a line before byte {} is unreadable: {error}", self.read)))
    }

    fn wrong(&self, what: &str) -> ArchiveError {
        ArchiveError::unfit(self.path, what)
    }
}

const UNFINISHED: &str =
    "it has no last line: it was interrupted, or a part of it is missing. Nothing in it is signed";

/// Follows the commits of an export.
struct Chain<'a> {
    walk: Walk<'static>,
    is_share: bool,
    count: u64,
    proved: u64,
    last: u64,
    /// Of a share: position, hash and the hash before it of commits whose hashes are still to come.
    waiting: VecDeque<(u64, Hash, Hash)>,
    /// Of a share: the end of the list of hashes.
    listed: (u64, Hash),
    checkpoint: Option<&'a Checkpoint>,
    /// The hash at the checkpoint's position.
    at_checkpoint: Option<Hash>,
}

impl<'a> Chain<'a> {
    fn new(is_share: bool, checkpoint: Option<&'a Checkpoint>) -> Self {
        Self {
            walk: Walk::through(Box::new(|_| Ok(None)), u64::MAX),
            is_share,
            count: 0,
            proved: 0,
            last: 0,
            waiting: VecDeque::new(),
            listed: (0, Hash::ZERO),
            checkpoint,
            at_checkpoint: None,
        }
    }

    fn event(&mut self, event: &Event, stored: Option<&Stored<'_>>) -> Result<(), String> {
        let number = |text: &str| text.parse::<u64>().map_err(|_| format!("{text} is no number"));
        let position = number(&event.position)?;
        if position <= self.last {
            return Err("it stands behind a later one".to_owned());
        }
        (self.last, self.count) = (position, self.count + 1);
        if let Some(stored) = stored {
            let told = (position, event.book, number(&event.sequence)?, number(&event.durable)?);
            let is = (stored.position, stored.book, stored.sequence, stored.durable);
            let links = (event.id, event.previous, event.previousinbook);
            if told != is || links != (stored.hash, stored.previous, stored.previous_in_book) {
                return Err("what is said of it is not what its bytes say".to_owned());
            }
            stored.commit().map_err(|error| error.to_string())?;
            self.proved += 1;
        }
        if self.is_share {
            self.waiting.push_back((position, event.id, event.previous));
            return Ok(());
        }
        let stored = stored.ok_or("its bytes are missing")?;
        self.walk.pass(stored).map_err(|error| error.to_string())?;
        self.look(position, stored.hash);
        Ok(())
    }

    fn hashes(&mut self, line: &Hashes) -> Result<(), String> {
        if !self.is_share || line.first != self.listed.0 + 1 {
            return Err("a list of hashes stands in the wrong place".to_owned());
        }
        let bytes = render::unbase64(&line.hashes).ok_or("a list of hashes is no base64")?;
        let (hashes, rest) = bytes.as_chunks::<32>();
        if hashes.is_empty() || !rest.is_empty() {
            return Err("a list of hashes is cut".to_owned());
        }
        for hash in hashes {
            let (position, previous) = (self.listed.0 + 1, self.listed.1);
            if let Some((_, id, before)) = self.waiting.pop_front_if(|(waits, ..)| *waits == position)
                && (id, before) != (Hash(*hash), previous)
            {
                return Err(format!("commit {position} is not the one in the list of hashes"));
            }
            self.listed = (position, Hash(*hash));
            self.look(position, Hash(*hash));
        }
        Ok(())
    }

    fn look(&mut self, position: u64, hash: Hash) {
        if self.checkpoint.is_some_and(|checkpoint| checkpoint.position == position) {
            self.at_checkpoint = Some(hash);
        }
    }

    /// Whether everything is there that the last line tells of.
    fn end(&self, trailer: &Trailer) -> Result<(), String> {
        let end = if self.is_share { self.listed } else { self.walk.passed() };
        if !self.waiting.is_empty() {
            return Err("the list of hashes ends too early".to_owned());
        }
        if (trailer.count, trailer.position, trailer.hash) == (self.count, end.0, end.1) {
            Ok(())
        } else {
            Err(format!("its last line tells of {} commits up to {}", trailer.count, trailer.position))
        }
    }

    fn found(&self, trailer: &Trailer) -> Result<(), ArchiveError> {
        let Some(checkpoint) = self.checkpoint else { return Ok(()) };
        if self.at_checkpoint == Some(checkpoint.hash) {
            return Ok(());
        }
        let found = match self.at_checkpoint {
            Some(hash) => format!("it has {hash}"),
            None => format!("the export ends at {}", trailer.position),
        };
        Err(ArchiveError::OtherHistory { position: checkpoint.position, expected: checkpoint.hash, found })
    }
}
