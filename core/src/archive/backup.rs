//! Copying a store that another process serves.
//!
//! What is copied is fixed before the first byte: the log up to where it is durable, the checkpoints up to there,
//! the uploads. Every frame is checked on the way. The manifest is written last and makes the copy valid; until
//! then an earlier manifest in the same folder stays true, because nothing it names is taken away or shortened.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::checkpoint::{self, Checkpoint, moment};
use super::files;
use super::place::{MANIFEST, Place};
use super::restore::erased_by;
use super::signing::Signer;
use super::{ArchiveError, Tell, tar, told};
use crate::ids::{BlobHash, BookId, PersonId};
use crate::log::{Commit, Cursor, Draft, Hash, Segments, Walk};
use crate::time::Moment;

/// So many bytes at the end of a sealed segment are its footer, which holds the checksums of all of it.
const FOOTER: u64 = 116;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    rantai: String,
    format: u32,
    /// When it was made.
    #[serde(with = "moment")]
    pub made: Moment,
    /// The last commit it holds.
    pub position: u64,
    /// Its hash.
    pub hash: Hash,
    /// The same, signed.
    pub checkpoint: Option<Checkpoint>,
    pub(super) segments: Vec<SegmentFile>,
    pub(super) files: Vec<PlainFile>,
    pub(super) blobs: Vec<BlobHash>,
}

/// A segment of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SegmentFile {
    /// The position of its first commit.
    pub(super) first: u64,
    /// The position of its last commit in this backup.
    pub(super) last: u64,
    #[serde(flatten)]
    pub(super) file: PlainFile,
}

/// A file of the backup. It may have grown since: only its first `bytes` count.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct PlainFile {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) blake3: Hash,
}

impl PlainFile {
    fn of(name: String, bytes: &[u8]) -> Self {
        Self { name, bytes: bytes.len() as u64, blake3: Hash(*blake3::hash(bytes).as_bytes()) }
    }

    /// Its bytes, exactly as they were written.
    pub(super) fn bytes_in(&self, place: &Place) -> Result<Vec<u8>, String> {
        let Self { name, .. } = self;
        let bytes = place.read(name).map_err(|error| format!("{name} cannot be read: {error}"))?;
        let mut bytes = bytes.ok_or_else(|| format!("{name} is missing"))?;
        bytes.truncate(usize::try_from(self.bytes).unwrap_or(usize::MAX));
        match Hash(*blake3::hash(&bytes).as_bytes()) == self.blake3 {
            true => Ok(bytes),
            false => Err(format!("{name} is damaged: its bytes are not those that were copied")),
        }
    }

    pub(super) fn damage(&self, place: &Place) -> Option<String> {
        self.bytes_in(place).err()
    }
}

impl Manifest {
    pub(super) fn from_json(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self =
            serde_json::from_slice(bytes).map_err(|error| format!("its manifest is unreadable: {error}"))?;
        if manifest.rantai != "backup" || manifest.format != 1 {
            return Err("its manifest is of a form that this program does not know".to_owned());
        }
        // Every name leads into the backup, wherever the manifest came from.
        let names = manifest.segments.iter().map(|segment| &segment.file).chain(&manifest.files);
        for file in names {
            let mut parts = file.name.split('/');
            let (folder, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            let is_plain = !name.is_empty() && !name.starts_with('.') && parts.next().is_none();
            if !is_plain || !matches!(folder, "journal" | "checkpoints") {
                return Err(format!("its manifest names a file {:?}", file.name));
            }
        }
        match &manifest.checkpoint {
            Some(checkpoint) => {
                let told = serde_json::to_vec(checkpoint).unwrap_or_default();
                let signed = Checkpoint::from_json(&told)?;
                if (signed.position, signed.hash) == (manifest.position, manifest.hash) {
                    Ok(manifest)
                } else {
                    Err("its manifest names another head than the one that was signed".to_owned())
                }
            }
            None => Ok(manifest),
        }
    }
}

/// What a backup did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Backed {
    /// The last commit it holds.
    pub position: u64,
    /// Segments that were copied.
    pub segments_copied: usize,
    /// Segments that were there already.
    pub segments_kept: usize,
    /// Uploads that were copied.
    pub blobs_copied: usize,
    /// Uploads that were there already.
    pub blobs_kept: usize,
    /// Bytes that were written.
    pub bytes_written: u64,
    /// Uploads that are damaged or missing in the store. Where the backup has them from before, it keeps them.
    pub lost: Vec<BlobHash>,
}

/// Copies the store in `dir`, which another process may be serving, to `to`: a folder, where only what is new is
/// copied, or a new archive file if its name ends with `.tar`. Signed by `signer`, if there is one.
///
/// # Errors
/// [`ArchiveError`]. What `to` held before is still valid then.
pub fn backup(
    dir: &Path,
    to: &Path,
    signer: Option<&Signer>,
    made: Moment,
    tell: Tell<'_>,
) -> Result<Backed, ArchiveError> {
    let end = crate::log::durable(dir).map_err(ArchiveError::disk("read", dir))?;
    let target = Target::open(to, made)?;
    let earlier = target.earlier()?;
    let blobs = list_blobs(&dir.join("blobs"))?;
    let files = |m: &Manifest| m.segments.iter().map(|s| &s.file).chain(&m.files).cloned().collect();
    let mut copying = Copying {
        dir,
        earlier: earlier.as_ref().map(files).unwrap_or_default(),
        target,
        blobs: HashSet::new(),
        missing: earlier.iter().flat_map(|m| &m.blobs).copied().filter(|b| !blobs.contains(b)).collect(),
        claimed: HashMap::new(),
        erased: HashSet::new(),
        backed: Backed { position: end.position(), ..Backed::default() },
        total: end.position() + blobs.len() as u64,
        tell,
    };
    let (segments, hash) = copying.journal(end, earlier.as_ref())?;
    let files = copying.checkpoints(end)?;
    copying.uploads(&blobs, earlier.as_ref())?;
    let mut blobs: Vec<BlobHash> = copying.blobs.into_iter().collect();
    blobs.sort_unstable();
    let position = end.position();
    let manifest = Manifest {
        rantai: "backup".to_owned(),
        format: 1,
        made,
        position,
        hash,
        checkpoint: signer.map(|signer| Checkpoint::sign(signer, (position, hash), made)),
        segments,
        files,
        blobs,
    };
    copying.backed.bytes_written += copying.target.finish(&manifest, earlier.as_ref())?;
    Ok(copying.backed)
}

struct Copying<'a> {
    dir: &'a Path,
    /// The files of the earlier backup.
    earlier: HashSet<PlainFile>,
    target: Target,
    blobs: HashSet<BlobHash>,
    /// Uploads of the earlier backup that the store has no more.
    missing: HashSet<BlobHash>,
    /// Those of them that the log refers to, each with who did so; nobody where it is the business's own.
    claimed: HashMap<BlobHash, HashSet<Option<PersonId>>>,
    /// People whom the log says to be erased: their photographs are not kept.
    erased: HashSet<PersonId>,
    backed: Backed,
    total: u64,
    tell: Tell<'a>,
}

impl Copying<'_> {
    fn journal(
        &mut self,
        end: Cursor,
        earlier: Option<&Manifest>,
    ) -> Result<(Vec<SegmentFile>, Hash), ArchiveError> {
        if let Some(earlier) = earlier {
            self.same_history(earlier, end)?;
        }
        let mut walk = Walk::to(self.dir, end);
        while let Some(segment) = walk.next_segment()? {
            if !self.missing.is_empty() {
                segment.frames().try_for_each(|stored| self.claim(&stored.commit()?))?;
            }
            self.segment(&segment)?;
            told((self.tell)(segment.last(), self.total))?;
        }
        Ok((std::mem::take(&mut self.target.segments), walk.passed().1))
    }

    /// Before anything is written over: the store must be the one that the backup is of, gone on.
    fn same_history(&self, earlier: &Manifest, end: Cursor) -> Result<(), ArchiveError> {
        let position = earlier.position;
        let found = match position {
            0 => Some(Hash::ZERO),
            _ if position > end.position() => None,
            _ => crate::log::hash_at(self.dir, position).map_err(ArchiveError::disk("read", self.dir))?,
        };
        if found == Some(earlier.hash) {
            return Ok(());
        }
        let found = match found {
            Some(hash) => format!("the store has {hash}"),
            None => format!("the store ends at {end}"),
        };
        Err(ArchiveError::OtherHistory { position, expected: earlier.hash, found })
    }

    fn segment(&mut self, segment: &Segments) -> Result<(), ArchiveError> {
        let bytes = segment.copy();
        let file = PlainFile::of(format!("journal/{}", segment.name()), bytes);
        let is_there = self.earlier.contains(&file) && self.target.length(&file.name)? >= Some(file.bytes);
        if is_there || segment.is_sealed() && self.target.has_sealed(&file.name, bytes)? {
            self.backed.segments_kept += 1;
        } else {
            self.target.put(&file.name, bytes)?;
            self.backed.segments_copied += 1;
            self.backed.bytes_written += file.bytes;
        }
        self.target.segments.push(SegmentFile { first: segment.first(), last: segment.last(), file });
        Ok(())
    }

    /// Takes note of lost uploads that a commit refers to, in whatever form, and of who was erased.
    fn claim(&mut self, commit: &Commit) -> Result<(), ArchiveError> {
        let Draft { book, envelope, facts, .. } = &commit.draft;
        if *book == BookId::REGISTRY {
            self.erased.extend(erased_by(commit)?);
        }
        for evidence in envelope.evidence.iter().filter(|hash| self.missing.contains(hash)) {
            self.claimed.entry(*evidence).or_default().insert(Some(envelope.person));
        }
        for fact in facts {
            // What shows a business and its goods is the business's, whoever recorded it.
            let shows_the_business = matches!(fact.kind >> 8, 0x01 | 0x02);
            let whose = (!shows_the_business).then_some(envelope.person);
            for window in fact.bytes.windows(32) {
                if let Some(hash) = window.first_chunk::<32>().map(|hash| BlobHash(*hash))
                    && self.missing.contains(&hash)
                {
                    self.claimed.entry(hash).or_default().insert(whose);
                }
            }
        }
        Ok(())
    }

    /// Uploads that the log refers to and the store has no more: lost, and neither swept nor an erased person's.
    fn lost(&self) -> Vec<BlobHash> {
        let is_theirs = |whose: &Option<PersonId>| whose.is_some_and(|person| self.erased.contains(&person));
        let lost = self.claimed.iter().filter(|(_, claims)| !claims.iter().all(is_theirs));
        lost.map(|(hash, _)| *hash).collect()
    }

    /// The checkpoints up to the end: a later one would say that this copy lost something.
    fn checkpoints(&mut self, end: Cursor) -> Result<Vec<PlainFile>, ArchiveError> {
        let folder = checkpoint::folder(self.dir);
        let mut files = vec![];
        for path in checkpoint::kept(self.dir).map_err(ArchiveError::disk("list", &folder))? {
            let bytes = fs::read(&path).map_err(ArchiveError::disk("read", &path))?;
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
            match Checkpoint::from_json(&bytes) {
                Ok(checkpoint) if checkpoint.position <= end.position() => {
                    let file = PlainFile::of(format!("checkpoints/{name}"), &bytes);
                    if !self.earlier.contains(&file) || self.target.length(&file.name)? != Some(file.bytes) {
                        self.target.put(&file.name, &bytes)?;
                        self.backed.bytes_written += file.bytes;
                    }
                    files.push(file);
                }
                Ok(_) => {}
                Err(what) => tracing::warn!(name, what, "a kept checkpoint is damaged and not copied"),
            }
        }
        Ok(files)
    }

    fn uploads(
        &mut self,
        listed: &HashSet<BlobHash>,
        earlier: Option<&Manifest>,
    ) -> Result<(), ArchiveError> {
        let root = self.dir.join("blobs");
        let kept: HashSet<BlobHash> = earlier.iter().flat_map(|m| &m.blobs).copied().collect();
        for (done, blob) in (self.backed.position..).zip(listed) {
            told((self.tell)(done, self.total))?;
            let name = blob_name(*blob);
            let path = root.join(name.trim_start_matches("blobs/"));
            let length = match fs::metadata(&path) {
                Ok(found) => found.len(),
                // Swept since it was listed: nothing refers to it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(ArchiveError::disk("read", &path)(error)),
            };
            if kept.contains(blob) && self.target.length(&name)? == Some(length) {
                self.backed.blobs_kept += 1;
                self.blobs.insert(*blob);
                continue;
            }
            let bytes = fs::read(&path).map_err(ArchiveError::disk("read", &path))?;
            if *blake3::hash(&bytes).as_bytes() == blob.0 {
                self.target.put(&name, &bytes)?;
                self.backed.blobs_copied += 1;
                self.backed.bytes_written += length;
                self.blobs.insert(*blob);
            } else {
                self.backed.lost.push(*blob);
                self.blobs.extend(kept.contains(blob).then_some(*blob));
            }
        }
        let lost = self.lost();
        self.blobs.extend(&lost);
        self.backed.lost.extend(lost);
        self.backed.lost.sort_unstable();
        told((self.tell)(self.total, self.total))
    }
}

/// The name of an upload in a store and in a backup.
pub(super) fn blob_name(blob: BlobHash) -> String {
    let digits = blob.to_string();
    let (first, rest) = digits.split_at_checked(2).unwrap_or_default();
    format!("blobs/{first}/{rest}")
}

fn list_blobs(root: &Path) -> Result<HashSet<BlobHash>, ArchiveError> {
    let mut blobs = HashSet::new();
    let folders = match fs::read_dir(root) {
        Ok(folders) => folders,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(blobs),
        Err(error) => return Err(ArchiveError::disk("list", root)(error)),
    };
    for folder in folders {
        let folder = folder.map_err(ArchiveError::disk("list", root))?;
        let prefix = folder.file_name().to_string_lossy().into_owned();
        if prefix.len() != 2 {
            continue;
        }
        for file in fs::read_dir(folder.path()).map_err(ArchiveError::disk("list", &folder.path()))? {
            let file = file.map_err(ArchiveError::disk("list", &folder.path()))?;
            let name = format!("{prefix}{}", file.file_name().to_string_lossy());
            blobs.extend(name.parse::<BlobHash>().ok());
        }
    }
    Ok(blobs)
}

/// Held while a folder is written.
const LOCK: &str = "backup.lock";

fn lock(path: &Path) -> Result<File, ArchiveError> {
    let file = File::options().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(ArchiveError::disk("open", path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => {
            Err(ArchiveError::unfit(path, "another backup is being written into this folder"))
        }
        Err(fs::TryLockError::Error(error)) => Err(ArchiveError::disk("lock", path)(error)),
    }
}

/// Where the copy goes.
struct Target {
    to: PathBuf,
    archive: Option<(tar::Writer, i64)>,
    segments: Vec<SegmentFile>,
    /// One backup at a time writes into a folder.
    _lock: Option<File>,
}

impl Target {
    fn open(to: &Path, made: Moment) -> Result<Self, ArchiveError> {
        let archive = if to.extension().is_some_and(|extension| extension == "tar") {
            if to.exists() {
                return Err(ArchiveError::unfit(
                    to,
                    "it is there already: an archive file is always a new one; a folder takes what is new",
                ));
            }
            let unfinished = files::beside(to, "unfinished");
            let file = File::create(&unfinished).map_err(ArchiveError::disk("make", &unfinished))?;
            Some((tar::Writer::new(file), made.micros() / 1_000_000))
        } else {
            files::create_folder(to)?;
            None
        };
        let mut target = Self { to: to.to_owned(), archive, segments: vec![], _lock: None };
        if target.archive.is_none() {
            target.refuse_foreign()?;
            target._lock = Some(lock(&to.join(LOCK))?);
        }
        Ok(target)
    }

    /// What the folder is a backup of already.
    fn earlier(&self) -> Result<Option<Manifest>, ArchiveError> {
        if self.archive.is_some() {
            return Ok(None);
        }
        if self.to.join(MANIFEST).exists() {
            return Place::open(&self.to)?.manifest().map(Some);
        }
        Ok(None)
    }

    /// A folder without a manifest may hold what an interrupted first backup left, and nothing else.
    fn refuse_foreign(&self) -> Result<(), ArchiveError> {
        if self.to.join(MANIFEST).exists() {
            return Ok(());
        }
        let ours = ["journal", "checkpoints", "blobs", LOCK, "manifest.json.tmp"];
        for entry in fs::read_dir(&self.to).map_err(ArchiveError::disk("list", &self.to))? {
            let name = entry.map_err(ArchiveError::disk("list", &self.to))?.file_name();
            if ["log.sled", "vault", "LOCK", "HEAD"].iter().any(|theirs| name == *theirs) {
                return Err(ArchiveError::unfit(&self.to, "this is a deployment's folder, not a backup"));
            }
            if !ours.iter().any(|ours| name == *ours) {
                return Err(ArchiveError::NotEmpty(self.to.clone()));
            }
        }
        Ok(())
    }

    fn put(&mut self, name: &str, bytes: &[u8]) -> Result<(), ArchiveError> {
        let Some((archive, seconds)) = &mut self.archive else {
            let path = self.to.join(name);
            path.parent().map_or(Ok(()), files::create_folder)?;
            return files::write(&path, bytes);
        };
        archive.put(name, bytes, *seconds).map_err(ArchiveError::disk("write", &self.to))
    }

    /// The length of a file that is there already.
    fn length(&self, name: &str) -> Result<Option<u64>, ArchiveError> {
        if self.archive.is_some() {
            return Ok(None);
        }
        let path = self.to.join(name);
        match fs::metadata(&path) {
            Ok(found) => Ok(Some(found.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ArchiveError::disk("read", &path)(error)),
        }
    }

    /// Whether that sealed segment is there already: as long, and with the same footer.
    fn has_sealed(&self, name: &str, bytes: &[u8]) -> Result<bool, ArchiveError> {
        let length = bytes.len() as u64;
        let Some(tail) =
            self.length(name)?.filter(|found| *found == length).and_then(|_| length.checked_sub(FOOTER))
        else {
            return Ok(false);
        };
        let path = self.to.join(name);
        let mut footer = vec![];
        File::open(&path)
            .and_then(|mut file| file.seek(SeekFrom::Start(tail)).and_then(|_| file.read_to_end(&mut footer)))
            .map_err(ArchiveError::disk("read", &path))?;
        Ok(bytes.ends_with(&footer) && footer.len() as u64 == FOOTER)
    }

    /// Writes the manifest, and then takes away what it does not name any more. Gives how many bytes it wrote.
    fn finish(self, manifest: &Manifest, earlier: Option<&Manifest>) -> Result<u64, ArchiveError> {
        let json = serde_json::to_vec_pretty(manifest).unwrap_or_default();
        if let Some((mut archive, seconds)) = self.archive {
            let unfinished = files::beside(&self.to, "unfinished");
            let disk = || ArchiveError::disk("write", &unfinished);
            archive.put(MANIFEST, &json, seconds).map_err(disk())?;
            archive.finish().map_err(disk())?;
            files::rename(&unfinished, &self.to)?;
            return Ok(json.len() as u64);
        }
        files::sync_folder(&self.to)?;
        files::write(&self.to.join(MANIFEST), &json)?;
        let names = |manifest: &Manifest| -> HashSet<String> {
            let files = manifest.segments.iter().map(|segment| &segment.file).chain(&manifest.files);
            files.map(|file| file.name.clone()).chain(manifest.blobs.iter().map(|b| blob_name(*b))).collect()
        };
        let kept = names(manifest);
        for name in earlier.map(names).unwrap_or_default().difference(&kept) {
            let path = self.to.join(name);
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(ArchiveError::disk("remove", &path)(error));
                }
                _ => {}
            }
        }
        Ok(json.len() as u64)
    }
}
