//! The index by command and by thing, in sorted runs.
//!
//! A run tells, for a range of positions without a gap, which fingerprints were found where. Its pairs stand in buckets by the first
//! bits of the fingerprint, so that one read finds out; a Bloom filter in memory says of most fingerprints that
//! the run does not have them. Runs of the same level that lie beside each other are merged into one of the next,
//! so that there are few. One key a commit and thing would cost sled ten times the work.
//!
//! ```text
//! h first level          last, bits of a bucket's number, pairs; CRC32C: written last, a run without it is not there
//! i first level bucket   pairs of fingerprint and position, sorted; CRC32C
//! f first level piece    a piece of the Bloom filter; CRC32C
//! ```
//!
//! Numbers in keys are big endian, in values little endian. Positions in buckets are counted from the run's first.

use std::sync::Arc;

use super::{guarded, unreadable};
use crate::log::contract::ReadError;
use crate::log::positions::Fingerprint;
use crate::log::record::array;

const HEADER: u8 = b'h';
const BUCKET: u8 = b'i';
const FILTER: u8 = b'f';
/// So many runs of one level become one of the next.
const FANOUT: usize = 8;
/// A bucket holds about so many pairs: some 4 KB.
const BUCKET_PAIRS: u64 = 340;
const PAIR: usize = 12;
/// A run has at most two to the power of this many buckets.
const MOST_BITS: u32 = 16;
/// Bits of the filter for each pair, and how many of them are set: one in about a hundred fingerprints that a run
/// does not have seems to be there.
const BITS_PER_PAIR: usize = 10;
const PROBES: u64 = 6;
/// Words of the filter in one value.
const PIECE: usize = 4096;

/// One run, without its pairs.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) first: u64,
    pub(super) last: u64,
    level: u8,
    /// Buckets are numbered by so many bits.
    bits: u32,
    pub(super) pairs: u64,
    filter: Vec<u64>,
    /// How many buckets are written, while it is being made.
    written: u32,
}

type Pairs = Vec<(Fingerprint, u64)>;

impl Run {
    /// Writes the pairs as a run of the positions `first..=last`.
    pub(super) fn write(
        db: &sled::Db,
        first: u64,
        last: u64,
        pairs: &[(Fingerprint, u64)],
    ) -> Result<Self, ReadError> {
        let mut run = Self::begin(first, last, 0, pairs.len() as u64);
        run.add(db, pairs)?;
        run.finish(db)?;
        Ok(run)
    }

    /// Merges runs that lie beside each other into one of the next level.
    fn merged(db: &sled::Db, runs: &[Arc<Self>]) -> Result<Option<Self>, ReadError> {
        let (Some(begins), Some(ends)) = (runs.first(), runs.last()) else { return Ok(None) };
        let pairs = runs.iter().map(|run| run.pairs).sum();
        let mut merged = Self::begin(begins.first, ends.last, begins.level + 1, pairs);
        // By the fewest first bits that any of them tells buckets apart by, so that no more is in memory than that.
        let bits = runs.iter().map(|run| run.bits).min().unwrap_or(0).min(merged.bits);
        for share in 0..1u32 << bits {
            let mut pairs = Pairs::new();
            for run in runs {
                let wide = run.bits - bits;
                for bucket in share << wide..(share + 1) << wide {
                    pairs.extend(run.pairs_of(db, bucket)?);
                }
            }
            pairs.sort_unstable();
            merged.add(db, &pairs)?;
        }
        merged.finish(db)?;
        Ok(Some(merged))
    }

    fn begin(first: u64, last: u64, level: u8, pairs: u64) -> Self {
        let bits = (pairs / BUCKET_PAIRS).max(1).ilog2().min(MOST_BITS);
        Self { first, last, level, bits, pairs, filter: vec![0; filter_words(pairs)], written: 0 }
    }

    /// Writes the buckets of the pairs, which are sorted and lie behind all that were added before.
    fn add(&mut self, db: &sled::Db, pairs: &[(Fingerprint, u64)]) -> Result<(), ReadError> {
        pairs.iter().for_each(|(fingerprint, _)| set(&mut self.filter, *fingerprint));
        let bits = self.bits;
        for bucket in pairs.chunk_by(|a, b| bucket_of(bits, a.0) == bucket_of(bits, b.0)) {
            let Some((fingerprint, _)) = bucket.first() else { continue };
            let number = self.bucket(*fingerprint);
            self.add_empty(db, number)?;
            self.written = number + 1;
            let mut value = Vec::with_capacity(bucket.len() * PAIR + 4);
            for (fingerprint, position) in bucket {
                let offset = u32::try_from(position - self.first).map_err(|error| unreadable(&error))?;
                value.extend_from_slice(&fingerprint.to_le_bytes());
                value.extend_from_slice(&offset.to_le_bytes());
            }
            insert(db, &self.key(BUCKET, Some(number)), value)?;
        }
        Ok(())
    }

    /// Writes the buckets before that one as empty, so that one that is not there was lost.
    fn add_empty(&mut self, db: &sled::Db, before: u32) -> Result<(), ReadError> {
        for bucket in self.written..before {
            insert(db, &self.key(BUCKET, Some(bucket)), vec![])?;
        }
        self.written = self.written.max(before);
        Ok(())
    }

    /// Writes the filter and, last, the header.
    fn finish(&mut self, db: &sled::Db) -> Result<(), ReadError> {
        self.add_empty(db, 1 << self.bits)?;
        for (piece, words) in (0u32..).zip(self.filter.chunks(PIECE)) {
            let value = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            insert(db, &self.key(FILTER, Some(piece)), value)?;
        }
        let mut header = self.last.to_le_bytes().to_vec();
        header.extend_from_slice(&self.bits.to_le_bytes());
        header.extend_from_slice(&self.pairs.to_le_bytes());
        insert(db, &self.key(HEADER, None), header)
    }

    /// The runs that the store holds, in the order of positions. Where a crash left the runs that were merged beside
    /// the one they became, they are taken away.
    pub(super) fn all(db: &sled::Db) -> Result<Vec<Arc<Self>>, ReadError> {
        let mut runs: Vec<Self> = vec![];
        for header in guarded(|| db.scan_prefix([HEADER]).collect::<Result<Vec<_>, _>>())? {
            runs.push(Self::read(db, &header.0, &header.1)?);
        }
        runs.sort_by_key(|run| (run.first, std::cmp::Reverse(run.last)));
        let mut kept: Vec<Arc<Self>> = vec![];
        for run in runs {
            if kept.last().is_some_and(|before| run.last <= before.last) {
                run.remove(db)?;
            } else {
                kept.push(Arc::new(run));
            }
        }
        Ok(kept)
    }

    fn read(db: &sled::Db, key: &[u8], value: &[u8]) -> Result<Self, ReadError> {
        let value = checked(key, value)?;
        let parts = || {
            let (first, level) = (u64::from_be_bytes(array(key, 1)?), u8::from_be_bytes(array(key, 9)?));
            let (last, bits) = (u64::from_le_bytes(array(value, 0)?), u32::from_le_bytes(array(value, 8)?));
            Ok((first, level, last, bits, u64::from_le_bytes(array(value, 12)?)))
        };
        let (first, level, last, bits, pairs) = parts().map_err(|flaw: super::Flaw| unreadable(&flaw))?;
        if bits > MOST_BITS || last < first {
            return Err(unreadable(&"the header of a run tells of what there cannot be"));
        }
        let mut run = Self { first, last, level, bits, pairs, filter: vec![], written: 1 << bits };
        let words = filter_words(pairs);
        for piece in 0..u32::try_from(words.div_ceil(PIECE)).unwrap_or(0) {
            let key = run.key(FILTER, Some(piece));
            let stored = guarded(|| db.get(&key))?.ok_or_else(|| lost("a filter"))?;
            let words =
                checked(&key, &stored)?.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word));
            run.filter.extend(words);
        }
        if run.filter.len() == words { Ok(run) } else { Err(lost("a part of a filter")) }
    }

    /// The positions of that fingerprint in `first..=last`, oldest first.
    pub(super) fn of(
        &self,
        db: &sled::Db,
        fingerprint: Fingerprint,
        first: u64,
        last: u64,
    ) -> Result<Vec<u64>, ReadError> {
        if self.last < first || self.first > last || !has(&self.filter, fingerprint) {
            return Ok(vec![]);
        }
        let (key, stored) = self.stored(db, self.bucket(fingerprint))?;
        let pairs = checked(&key, &stored)?.as_chunks::<PAIR>().0;
        let begins = pairs.partition_point(|pair| self.pair(pair) < (fingerprint, first));
        let behind = pairs.iter().skip(begins).map(|pair| self.pair(pair));
        let found = behind.take_while(|(of, position)| *of == fingerprint && *position <= last);
        Ok(found.map(|(_, position)| position).collect())
    }

    /// Whether all that the run should tell can be read.
    pub(super) fn check(&self, db: &sled::Db) -> Result<(), ReadError> {
        let mut pairs = 0;
        for bucket in 0..1 << self.bits {
            pairs += self.pairs_of(db, bucket)?.len() as u64;
        }
        if pairs == self.pairs { Ok(()) } else { Err(lost("a part of the index")) }
    }

    fn pairs_of(&self, db: &sled::Db, bucket: u32) -> Result<Pairs, ReadError> {
        let (key, stored) = self.stored(db, bucket)?;
        Ok(checked(&key, &stored)?.as_chunks().0.iter().map(|pair| self.pair(pair)).collect())
    }

    /// A bucket as it is stored, and its key.
    fn stored(&self, db: &sled::Db, bucket: u32) -> Result<(Vec<u8>, sled::IVec), ReadError> {
        let key = self.key(BUCKET, Some(bucket));
        let stored = guarded(|| db.get(&key))?.ok_or_else(|| lost("a part of the index"))?;
        Ok((key, stored))
    }

    fn pair(&self, bytes: &[u8; PAIR]) -> (Fingerprint, u64) {
        let [f0, f1, f2, f3, f4, f5, f6, f7, p0, p1, p2, p3] = *bytes;
        let fingerprint = u64::from_le_bytes([f0, f1, f2, f3, f4, f5, f6, f7]);
        (fingerprint, self.first + u64::from(u32::from_le_bytes([p0, p1, p2, p3])))
    }

    /// Takes the run away. Its header goes first: a run is there with all its parts or not at all.
    pub(super) fn remove(&self, db: &sled::Db) -> Result<(), ReadError> {
        guarded(|| db.remove(self.key(HEADER, None)))?;
        for tag in [FILTER, BUCKET] {
            let parts =
                guarded(|| db.scan_prefix(self.key(tag, None)).keys().collect::<Result<Vec<_>, _>>())?;
            for part in parts {
                guarded(|| db.remove(part))?;
            }
        }
        Ok(())
    }

    fn bucket(&self, fingerprint: Fingerprint) -> u32 {
        bucket_of(self.bits, fingerprint)
    }

    fn key(&self, tag: u8, part: Option<u32>) -> Vec<u8> {
        let mut key = vec![tag];
        key.extend_from_slice(&self.first.to_be_bytes());
        key.push(self.level);
        key.extend(part.into_iter().flat_map(u32::to_be_bytes));
        key
    }
}

/// Merges the last runs for as long as there are enough of one level. Gives back those that others took the place
/// of: they are to be removed once nobody reads them any more.
pub(super) fn merge(db: &sled::Db, runs: &mut Vec<Arc<Run>>) -> Result<Vec<Arc<Run>>, ReadError> {
    let mut replaced = vec![];
    while let Some(level) = runs.last().map(|run| run.level) {
        let count = runs.iter().rev().take_while(|run| run.level == level).count();
        let begins = runs.len() - count;
        let length = runs.get(begins).zip(runs.last()).map_or(0, |(first, last)| last.last - first.first);
        if count < FANOUT || length > u64::from(u32::MAX) {
            break;
        }
        let Some(merged) = Run::merged(db, runs.get(begins..).unwrap_or_default())? else { break };
        replaced.extend(runs.drain(begins..));
        runs.push(Arc::new(merged));
    }
    Ok(replaced)
}

/// The bucket of a fingerprint where buckets are numbered by so many of its first bits.
fn bucket_of(bits: u32, fingerprint: Fingerprint) -> u32 {
    u32::try_from(fingerprint.checked_shr(64 - bits).unwrap_or(0)).unwrap_or(0)
}

fn probes(filter_bits: u64, fingerprint: Fingerprint) -> impl Iterator<Item = u64> {
    let step = fingerprint.rotate_left(32) | 1;
    (0..PROBES).map(move |probe| fingerprint.wrapping_add(step.wrapping_mul(probe)) % filter_bits)
}

fn set(filter: &mut [u64], fingerprint: Fingerprint) {
    for bit in probes(filter.len() as u64 * 64, fingerprint) {
        if let Some(word) = usize::try_from(bit / 64).ok().and_then(|at| filter.get_mut(at)) {
            *word |= 1 << (bit % 64);
        }
    }
}

fn has(filter: &[u64], fingerprint: Fingerprint) -> bool {
    probes(filter.len() as u64 * 64, fingerprint).all(|bit| {
        let word = usize::try_from(bit / 64).ok().and_then(|at| filter.get(at));
        word.is_some_and(|word| word & 1 << (bit % 64) != 0)
    })
}

fn insert(db: &sled::Db, key: &[u8], mut value: Vec<u8>) -> Result<(), ReadError> {
    let checksum = crc32c::crc32c_append(crc32c::crc32c(key), &value);
    value.extend_from_slice(&checksum.to_le_bytes());
    guarded(|| db.insert(key, value)).map(|_| ())
}

fn checked<'a>(key: &[u8], stored: &'a [u8]) -> Result<&'a [u8], ReadError> {
    let (value, checksum) = stored.split_last_chunk().ok_or_else(|| lost("a part of the index"))?;
    if crc32c::crc32c_append(crc32c::crc32c(key), value) == u32::from_le_bytes(*checksum) {
        Ok(value)
    } else {
        Err(unreadable(&"the checksum does not fit a part of the index"))
    }
}

fn lost(what: &str) -> ReadError {
    unreadable(&format!("the store has lost {what}"))
}

fn filter_words(pairs: u64) -> usize {
    usize::try_from(pairs).unwrap_or(0).saturating_mul(BITS_PER_PAIR).div_ceil(64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(number: u64) -> Fingerprint {
        let hash = blake3::hash(&number.to_le_bytes());
        u64::from_le_bytes(*hash.as_bytes().first_chunk().unwrap())
    }

    /// Runs of a hundred positions each; every position is found by its own fingerprint and by one of seven.
    fn filled(db: &sled::Db, count: u64) -> Vec<Arc<Run>> {
        let mut runs = vec![];
        for number in 0..count {
            let (first, last) = (number * 100 + 1, number * 100 + 100);
            let of = |position| {
                [(fingerprint(position), position), (fingerprint(1_000_000 + position % 7), position)]
            };
            let mut pairs: Pairs = (first..=last).flat_map(of).collect();
            pairs.sort_unstable();
            runs.push(Arc::new(Run::write(db, first, last, &pairs).unwrap()));
            for replaced in merge(db, &mut runs).unwrap() {
                replaced.remove(db).unwrap();
            }
        }
        runs
    }

    fn find(db: &sled::Db, runs: &[Arc<Run>], of: Fingerprint) -> Vec<u64> {
        runs.iter().flat_map(|run| run.of(db, of, 0, u64::MAX).unwrap()).collect()
    }

    #[test]
    fn merged_runs_tell_what_they_told_apart_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let db = sled::Config::new().path(folder.path()).open().unwrap();
        let runs = filled(&db, 75);
        let shape: Vec<_> = runs.iter().map(|run| (run.level, run.first, run.last)).collect();
        assert_eq!(shape, [(2, 1, 6400), (1, 6401, 7200), (0, 7201, 7300), (0, 7301, 7400), (0, 7401, 7500)]);
        for runs in [runs, Run::all(&db).unwrap()] {
            for position in 1..=7500 {
                assert_eq!(find(&db, &runs, fingerprint(position)), [position]);
            }
            let third: Vec<u64> = (1..=7500).filter(|position| position % 7 == 3).collect();
            assert_eq!(find(&db, &runs, fingerprint(1_000_003)), third);
            assert_eq!(runs[0].of(&db, fingerprint(1_000_003), 20, 40).unwrap(), [24, 31, 38]);
            assert!(find(&db, &runs, fingerprint(5_000_000)).is_empty());
            assert!(runs.iter().all(|run| run.check(&db).is_ok()));
        }
        assert_eq!(db.scan_prefix([HEADER]).count(), 5);
    }

    #[test]
    fn the_filter_lets_few_through_that_are_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let db = sled::Config::new().path(folder.path()).open().unwrap();
        let runs = filled(&db, 64);
        let passed =
            (9_000_000..9_010_000).filter(|number| has(&runs[0].filter, fingerprint(*number))).count();
        assert!(passed < 200, "{passed} of 10,000");
    }

    #[test]
    fn a_merge_that_a_crash_cut_short_is_undone_or_finished() {
        let folder = tempfile::tempdir().unwrap();
        let db = sled::Config::new().path(folder.path()).open().unwrap();
        let runs = filled(&db, 7);
        let merged = Run::merged(&db, &runs).unwrap().unwrap();
        // The header of the merged run is not there yet.
        let key = merged.key(HEADER, None);
        let header = db.remove(&key).unwrap().unwrap();
        assert_eq!(Run::all(&db).unwrap().len(), 7);
        // It is there, and the seven as well.
        db.insert(&key, header).unwrap();
        let runs = Run::all(&db).unwrap();
        assert_eq!(runs.iter().map(|run| (run.first, run.last)).collect::<Vec<_>>(), [(1, 700)]);
        assert_eq!(find(&db, &runs, fingerprint(650)), [650]);
        assert_eq!(db.scan_prefix([HEADER]).count(), 1);
    }

    #[test]
    fn a_flipped_bit_in_the_index_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let db = sled::Config::new().path(folder.path()).open().unwrap();
        let runs = filled(&db, 1);
        let key = runs[0].key(BUCKET, Some(runs[0].bucket(fingerprint(50))));
        let mut value = db.get(&key).unwrap().unwrap().to_vec();
        value[9] ^= 1;
        db.insert(&key, value).unwrap();
        assert!(runs[0].of(&db, fingerprint(50), 0, 100).is_err());
        assert!(runs[0].check(&db).is_err());
    }
}
