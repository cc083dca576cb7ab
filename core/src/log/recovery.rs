//! Start-up: nothing is skipped, nothing damaged is served.
//!
//! The journal is walked first. An invalid frame is **torn** if it lies beyond every witness of durability
//! (a later group's mark, the store's mark, the HEAD file, a later segment): it was never answered for, and
//! is cut. At or below a witness it is **damage**: the store's copy takes its place if the hash chain proves
//! that copy, else the start is refused with the exact position. Then the store is fed what it lacks.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::backing::Backing;
use super::contract::Hash;
use super::disk::Disk;
use super::event_log::{OpenError, OpenReport, Options, Progress, Shared, Stage};
use super::journal::{self, Active};
use super::record::{Found, Frame};
use super::segment::{Loaded, Segment, sync_parent, write_safely};
use super::store::{Fed, Head, Mark};
use crate::bugs::{Bug, made};
use crate::ids::BookId;

/// Most commits that feeding puts into one batch.
const BATCH: usize = 128;
/// Up to so many segments, a start unpacks and checks all of them: it takes about 15 ms each.
const THOROUGH: usize = 32;
/// How long the scrub rests between two segments.
const SCRUB_PACE: Duration = Duration::from_secs(1);
/// The note that the next start must be thorough.
pub(super) const CHECK: &str = "CHECK";

/// What the journal was found, or made, to be.
pub(super) struct Recovered {
    pub(super) head: Mark,
    pub(super) active: Option<Active>,
    /// Full segments that are not compressed yet.
    pub(super) unsealed: Vec<Segment>,
}

/// Brings the journal into order.
pub(super) struct Recovery<'a> {
    pub(super) folder: PathBuf,
    pub(super) options: &'a Options,
    /// The store, if it could be opened; its frames may stand in for the journal's.
    pub(super) store: Option<&'a dyn Backing>,
    /// Positions that are known to have been durable.
    pub(super) witnesses: Vec<Mark>,
    pub(super) report: &'a mut OpenReport,
    /// Whether sealed segments are unpacked and checked too, not only their footers.
    pub(super) thorough: bool,
    active: Option<Open>,
}

/// The segment that is written on.
struct Open {
    segment: Segment,
    end: u64,
    /// What no witness proves to have been synced: the last group, if it is whole.
    unproved: Vec<u8>,
}

impl<'a> Recovery<'a> {
    pub(super) fn new(
        dir: &Path,
        options: &'a Options,
        store: Option<&'a dyn Backing>,
        witnesses: Vec<Mark>,
        report: &'a mut OpenReport,
    ) -> Self {
        let folder = journal::folder(dir);
        Self { folder, options, store, witnesses, report, thorough: false, active: None }
    }

    /// Walks the whole journal, heals and cuts.
    pub(super) fn run(mut self) -> Result<Recovered, OpenError> {
        let segments = tidy(self.disk(), &self.folder)?;
        self.thorough |= segments.len() <= THOROUGH;
        let total = segments.len() as u64;
        let mut head = Mark::NONE;
        for (index, segment) in segments.iter().enumerate() {
            self.options.tell(Progress { stage: Stage::Journal, done: index as u64, total });
            let next = segments.get(index + 1);
            if segment.first <= head.position {
                return Err(damaged(segment.first, "two segments of the journal hold it"));
            }
            if segment.first > head.position + 1 {
                head = self.restore(head, segment.first - 1, Some(segment))?;
            }
            head = self.segment(segment, head, next)?;
        }
        let witnessed = self.witnessed();
        if head.position < witnessed {
            self.active = None;
            head = self.restore(head, witnessed, None)?;
        }
        self.options.tell(Progress { stage: Stage::Journal, done: total, total });
        self.finish(head)
    }

    /// Makes sure that what was kept is on disk before anybody relies on it.
    fn finish(self, head: Mark) -> Result<Recovered, OpenError> {
        let disk = self.options.machine.disk.as_ref();
        let active = match self.active {
            Some(Open { segment, end, unproved }) => {
                let mut active =
                    Active::reopen(disk, segment, end).map_err(io_error("open the last segment"))?;
                // After a failed sync the bytes may stand in memory only, and pass for written: write them again.
                if !made(Bug::TrustMemory) {
                    active
                        .file
                        .write_at(&unproved, end - unproved.len() as u64)
                        .map_err(io_error("write the last group again"))?;
                }
                active.file.sync().map_err(io_error("sync the last segment"))?;
                Some(active)
            }
            None => None,
        };
        let mut unsealed = Segment::list(disk, &self.folder).map_err(io_error("list the journal"))?;
        let last = active.as_ref().map(|active| active.segment.path.clone());
        unsealed.retain(|segment| !segment.sealed && Some(&segment.path) != last.as_ref());
        Ok(Recovered { head, active, unsealed })
    }

    /// Checks one segment that must follow `head`; returns its own end.
    fn segment(&mut self, segment: &Segment, head: Mark, next: Option<&Segment>) -> Result<Mark, OpenError> {
        if segment.sealed {
            return self.sealed(segment, head, next);
        }
        let loaded = load(self.disk(), segment)?;
        let (clean, count) = walk(&loaded, head);
        let end =
            count.checked_sub(1).and_then(|last| loaded.scan.found.get(last)).map_or(0, |f| f.range.end);
        if count == loaded.scan.found.len() && loaded.scan.flaws.is_empty() {
            let followed = follower(self.disk(), next)?;
            if followed.is_some_and(|followed| followed != clean.hash) || self.contradicted(&loaded) {
                return self.mend(segment, &loaded, head, clean.position, next);
            }
            if next.is_none() {
                self.keep_open(segment, &loaded, end);
            }
            return Ok(clean);
        }
        let later = loaded.scan.found.iter().skip(count).map(|found| found.place.durable).max();
        // A segment with one behind it ends where that one begins, whatever else is known to be durable.
        let witness = next.map_or(self.witnessed().max(later.unwrap_or(0)), |next| next.first - 1);
        if clean.position < witness && !made(Bug::CutDamage) {
            return self.mend(segment, &loaded, head, witness, next);
        }
        self.cut(segment, end, loaded.bytes.len(), clean.position + 1)?;
        if next.is_none() {
            self.keep_open(segment, &loaded, end);
        }
        Ok(clean)
    }

    /// Whether a witness knows another hash of a commit than these bytes have.
    fn contradicted(&self, loaded: &Loaded) -> bool {
        let found = |mark: &Mark| loaded.scan.at(mark.position).is_some_and(|found| found.hash != mark.hash);
        self.witnesses.iter().any(found)
    }

    fn keep_open(&mut self, segment: &Segment, loaded: &Loaded, end: usize) {
        let found = loaded.scan.found.iter().filter(|found| found.range.end <= end);
        let marks = found.clone().map(|found| found.place.durable).max().unwrap_or(0);
        let witness = marks.max(self.witnessed());
        let from = found.filter(|found| found.place.position > witness).map(|found| found.range.start).min();
        let unproved = loaded.bytes.get(from.unwrap_or(end)..end).unwrap_or_default().to_vec();
        self.active = Some(Open { segment: segment.clone(), end: end as u64, unproved });
    }

    fn sealed(&mut self, segment: &Segment, head: Mark, next: Option<&Segment>) -> Result<Mark, OpenError> {
        let footer = segment.footer(self.disk()).map_err(io_error("read a footer"))?;
        let expected =
            footer.ok().filter(|footer| (footer.first, footer.previous) == (head.position + 1, head.hash));
        let told = expected.map(|footer| Mark { position: footer.last, hash: footer.head });
        if let (Some(told), false) = (told, self.thorough) {
            return Ok(told);
        }
        let loaded = load(self.disk(), segment)?;
        let (walked, count) = walk(&loaded, head);
        if loaded.is_whole() && count == loaded.scan.found.len() && told == Some(walked) {
            return Ok(walked);
        }
        let found = loaded.scan.found.last().map_or(0, |found| found.place.position);
        let last = next.map_or(found.max(self.witnessed()), |next| next.first - 1);
        self.mend(segment, &loaded, head, last, next)
    }

    /// Takes away what was never answered for.
    fn cut(&mut self, segment: &Segment, end: usize, length: usize, position: u64) -> Result<(), OpenError> {
        tracing::warn!(position, "the journal ends in a torn group that was never answered for; it is cut");
        let mut file = self.disk().open(&segment.path).map_err(io_error("open the last segment"))?;
        let zeros = vec![0; if made(Bug::LeaveTorn) { 0 } else { length - end }];
        file.write_at(&zeros, end as u64).map_err(io_error("cut the torn end"))?;
        file.sync().map_err(io_error("sync the cut"))?;
        self.report.cut = Some(position);
        Ok(())
    }

    /// Writes a damaged segment anew, every commit from whichever copy the chain proves.
    fn mend(
        &mut self,
        segment: &Segment,
        loaded: &Loaded,
        head: Mark,
        witness: u64,
        next: Option<&Segment>,
    ) -> Result<Mark, OpenError> {
        let found = loaded.scan.found.iter().map(|found| found.place.position).max().unwrap_or(0);
        let last = if next.is_some() { witness } else { witness.max(found) };
        let follower = follower(self.disk(), next)?;
        let mut bytes = vec![];
        let mut mark = head;
        for position in segment.first..=last {
            let Some((frame, hash)) = self.choose(position, mark.hash, Some(loaded), follower, last)? else {
                if position > witness {
                    self.report.cut = Some(position);
                    break;
                }
                return Err(damaged(
                    position,
                    "the journal's copy is not what was written, and no other proves what was",
                ));
            };
            bytes.extend_from_slice(&frame);
            mark = Mark { position, hash };
        }
        let mended = Segment::plain(&self.folder, segment.first);
        write_safely(self.disk(), &mended.path, &[&bytes]).map_err(io_error("write a mended segment"))?;
        if segment.sealed {
            remove(self.disk(), &segment.path)?;
        }
        Ok(mark)
    }

    /// Writes commits of which the journal has no file from the store's copy.
    fn restore(&mut self, head: Mark, last: u64, next: Option<&Segment>) -> Result<Mark, OpenError> {
        let follower = follower(self.disk(), next)?;
        let limit = usize::try_from(self.options.segment_bytes).unwrap_or(usize::MAX);
        let mut mark = head;
        let mut bytes = vec![];
        let mut begins = head.position + 1;
        for position in head.position + 1..=last {
            let Some((frame, hash)) = self.choose(position, mark.hash, None, follower, last)? else {
                return Err(damaged(
                    position,
                    "the journal has lost it, and the store does not prove what it was",
                ));
            };
            bytes.extend_from_slice(&frame);
            mark = Mark { position, hash };
            if bytes.len() >= limit || position == last {
                let path = Segment::plain(&self.folder, begins).path;
                write_safely(self.disk(), &path, &[&bytes]).map_err(io_error("write a restored segment"))?;
                bytes.clear();
                begins = position + 1;
            }
        }
        Ok(mark)
    }

    /// The bytes of a commit that follow `previous` and that what comes after them proves.
    fn choose(
        &mut self,
        position: u64,
        previous: Hash,
        loaded: Option<&Loaded>,
        follower: Option<Hash>,
        last: u64,
    ) -> Result<Option<(Vec<u8>, Hash)>, OpenError> {
        let journal = self.copies(position, loaded);
        let proofs = self.proofs(position, loaded, follower.filter(|_| position == last));
        for (bytes, from_store) in journal {
            let Ok(frame) = Frame::of(&bytes) else { continue };
            let links = frame.place.position == position && frame.place.previous == previous;
            let hash = frame.hash();
            let proved = proofs.contains(&hash) || (proofs.is_empty() && !from_store);
            if links && proved && frame.commit().is_ok() {
                if from_store {
                    tracing::warn!(position, "the journal was damaged; healed from the store's copy");
                    self.report.healed.push(position);
                }
                return Ok(Some((bytes, hash)));
            }
        }
        Ok(None)
    }

    /// The copies of a commit, the journal's first; `true` marks the store's.
    fn copies(&self, position: u64, loaded: Option<&Loaded>) -> Vec<(Vec<u8>, bool)> {
        let journal = loaded.and_then(|loaded| loaded.frame(position)).map(|bytes| (bytes.to_vec(), false));
        let store = self.store.and_then(|store| store.frame(position).ok().flatten());
        journal.into_iter().chain(store.map(|bytes| (bytes, true))).collect()
    }

    /// The hashes that others say the commit at `position` has.
    fn proofs(&self, position: u64, loaded: Option<&Loaded>, follower: Option<Hash>) -> Vec<Hash> {
        let witnessed = self.witnesses.iter().filter(|mark| mark.position == position).map(|mark| mark.hash);
        let next = self.copies(position + 1, loaded);
        let linked = next.iter().filter_map(|(bytes, _)| {
            let place = Frame::of(bytes).ok()?.place;
            (place.position == position + 1).then_some(place.previous)
        });
        let footer = loaded.and_then(|loaded| loaded.footer).filter(|footer| footer.last == position);
        witnessed.chain(linked).chain(follower).chain(footer.map(|footer| footer.head)).collect()
    }

    fn disk(&self) -> &'a dyn Disk {
        self.options.machine.disk.as_ref()
    }

    fn witnessed(&self) -> u64 {
        self.witnesses.iter().map(|mark| mark.position).max().unwrap_or(0)
    }
}

/// Feeds the store everything of the journal that it lacks, in order and checked.
pub(super) fn feed(
    folder: &Path,
    store: &dyn Backing,
    from: Mark,
    to: Mark,
    stage: Stage,
    options: &Options,
) -> Result<(), OpenError> {
    let disk = options.machine.disk.as_ref();
    let mut heads = store.heads().map_err(|error| OpenError::Store(error.to_string()))?;
    let mut mark = from;
    let total = to.position - from.position;
    let segments = Segment::list(disk, folder).map_err(io_error("list the journal"))?;
    for (index, segment) in segments.iter().enumerate() {
        if segments.get(index + 1).is_some_and(|next| next.first <= mark.position + 1) {
            continue;
        }
        let loaded = load(disk, segment)?;
        let found: Vec<&Found> =
            loaded.scan.found.iter().filter(|found| found.place.position > mark.position).collect();
        for batch in found.chunks(BATCH) {
            mark = feed_batch(store, &loaded, batch, mark, &mut heads)?;
            options.tell(Progress { stage, done: mark.position - from.position, total });
        }
    }
    if mark == to { Ok(()) } else { Err(damaged(mark.position + 1, "the journal's copy cannot be read")) }
}

fn feed_batch(
    store: &dyn Backing,
    loaded: &Loaded,
    batch: &[&Found],
    mut mark: Mark,
    heads: &mut HashMap<BookId, Head>,
) -> Result<Mark, OpenError> {
    let mut commits = Vec::with_capacity(batch.len());
    for found in batch {
        let position = mark.position + 1;
        let head = heads.entry(found.place.book).or_insert(Head::NONE);
        if (found.place.position, found.place.previous) != (position, mark.hash) {
            return Err(damaged(position, "the journal's copy does not follow the commit before it"));
        }
        if (found.place.sequence, found.place.previous_in_book) != (head.sequence + 1, head.hash) {
            return Err(damaged(position, "it does not follow the commit before it in its book"));
        }
        let bytes = loaded.bytes.get(found.range.clone()).unwrap_or_default();
        let commit = Frame::of(bytes)
            .and_then(|frame| frame.commit_of(found.hash))
            .map_err(|flaw| damaged(position, &flaw.to_string()))?;
        *head = Head { sequence: found.place.sequence, hash: found.hash };
        mark = Mark { position, hash: found.hash };
        commits.push((bytes, commit));
    }
    let fed: Vec<Fed<'_>> = commits.iter().map(|(frame, commit)| Fed { frame, commit }).collect();
    store.apply(&fed).map_err(|error| OpenError::Store(error.to_string()))?;
    Ok(mark)
}

/// Checks the sealed segments of a long log one by one, slowly, while it serves. What is found is healed at the
/// next start, which will be thorough.
pub(super) fn scrub(shared: &Shared) {
    scrub_at(shared, SCRUB_PACE);
}

/// Does that with so long a rest between two segments.
pub(super) fn scrub_at(shared: &Shared, pace: Duration) {
    let folder = journal::folder(&shared.dir);
    let Ok(segments) = Segment::list(shared.disk(), &folder) else { return };
    if segments.len() <= THOROUGH {
        return;
    }
    for segment in segments.iter().filter(|segment| segment.sealed) {
        std::thread::park_timeout(pace);
        if shared.failed().is_some() {
            return;
        }
        match segment.load(shared.disk()) {
            Ok(loaded) if loaded.is_whole() => {}
            Ok(loaded) => {
                let what = loaded.broken.unwrap_or_default();
                tracing::error!(
                    segment = segment.first,
                    what,
                    "a segment is damaged; the next start heals it"
                );
                shared.leave_note(CHECK);
            }
            Err(error) => tracing::error!(segment = segment.first, %error, "a segment cannot be read"),
        }
    }
}

/// The journal's bytes that hold `position`, if any file should.
pub(super) fn load_holding(disk: &dyn Disk, folder: &Path, position: u64) -> io::Result<Option<Loaded>> {
    let holding = Segment::list(disk, folder)?.into_iter().rfind(|segment| segment.first <= position);
    holding.map(|segment| segment.load(disk)).transpose()
}

/// The frames that follow `head` and each other without a gap: their end and their number.
fn walk(loaded: &Loaded, head: Mark) -> (Mark, usize) {
    let mut mark = head;
    let mut count = 0;
    let sound = loaded.scan.flaws.first().map_or(usize::MAX, |(at, _)| *at);
    for found in &loaded.scan.found {
        let previous = if made(Bug::SkipChain) { mark.hash } else { found.place.previous };
        let follows = (found.place.position, previous) == (mark.position + 1, mark.hash);
        if !follows || found.range.start > sound {
            break;
        }
        mark = Mark { position: found.place.position, hash: found.hash };
        count += 1;
    }
    (mark, count)
}

/// The hash that the first commit of a segment says it follows.
fn follower(disk: &dyn Disk, segment: Option<&Segment>) -> Result<Option<Hash>, OpenError> {
    let Some(segment) = segment else { return Ok(None) };
    if segment.sealed
        && let Ok(footer) = segment.footer(disk).map_err(io_error("read a footer"))?
    {
        return Ok(Some(footer.previous));
    }
    Ok(load(disk, segment)?.scan.at(segment.first).map(|found| found.place.previous))
}

/// Removes what crashes leave behind: half-written files, segments both plain and sealed, empty segments.
fn tidy(disk: &dyn Disk, folder: &Path) -> Result<Vec<Segment>, OpenError> {
    for path in disk.list(folder).map_err(io_error("list the journal"))? {
        if path.extension().is_some_and(|extension| extension == "tmp") {
            remove(disk, &path)?;
        }
    }
    let mut kept: Vec<Segment> = vec![];
    for segment in Segment::list(disk, folder).map_err(io_error("list the journal"))? {
        match kept.last() {
            Some(sealed) if sealed.first == segment.first => {
                if load(disk, sealed)?.is_whole() {
                    remove(disk, &segment.path)?;
                } else {
                    remove(disk, &sealed.path)?;
                    kept.pop();
                    kept.push(segment);
                }
            }
            _ => kept.push(segment),
        }
    }
    while let Some(last) = kept.last() {
        if last.sealed || !is_zeros(disk, &last.path)? {
            break;
        }
        remove(disk, &last.path)?;
        kept.pop();
    }
    Ok(kept)
}

fn is_zeros(disk: &dyn Disk, path: &Path) -> Result<bool, OpenError> {
    let bytes = disk.read(path).map_err(io_error("read a segment"))?;
    Ok(bytes.iter().all(|byte| *byte == 0))
}

fn remove(disk: &dyn Disk, path: &Path) -> Result<(), OpenError> {
    disk.remove(path).and_then(|()| sync_parent(disk, path)).map_err(io_error("remove a file of the journal"))
}

fn load(disk: &dyn Disk, segment: &Segment) -> Result<Loaded, OpenError> {
    segment.load(disk).map_err(io_error("read a segment"))
}

pub(super) fn damaged(position: u64, what: &str) -> OpenError {
    OpenError::Damaged { position, what: what.into() }
}

pub(super) fn io_error(what: &'static str) -> impl FnOnce(io::Error) -> OpenError {
    move |source| OpenError::Disk { what, source }
}
