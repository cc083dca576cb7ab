//! Every decoder of stored bytes, for fuzzers: whatever the bytes, they return, and claim no more memory than they
//! may. Not part of what others may rely on.
//!
//! The tests below throw mutations of real bytes at them, on any compiler; the targets in `fuzz/` run the same
//! functions under libFuzzer. The full count:
//! `RANTAI_FUZZ_INPUTS=10000000 cargo test -p rantai-core fuzzing`.

use crate::archive::{Checkpoint, fuzzed_export};
use crate::log::{RawFact, fuzzed};
use crate::{book, codec, registry};

/// A decoder that takes any bytes.
pub type Target = fn(&[u8]);

/// All of them, by their names.
pub const TARGETS: [(&str, Target); 11] = [
    ("frame", fuzzed::frame),
    ("record", fuzzed::record),
    ("event", event),
    ("cursor", fuzzed::cursor),
    ("footer", fuzzed::footer),
    ("head", fuzzed::head),
    ("block", fuzzed::block),
    ("slot", crate::vault::fuzzed::slot),
    ("snapshot", snapshot),
    ("checkpoint", checkpoint),
    ("export", fuzzed_export),
];

/// The target of that name.
///
/// # Panics
/// Where there is none.
pub fn run(name: &str, bytes: &[u8]) {
    match TARGETS.iter().find(|(known, _)| *known == name) {
        Some((_, target)) => target(bytes),
        None => panic!("there is no target {name}"),
    }
}

/// An event of either kind of book: two bytes of kind, one of version, then its own.
fn event(bytes: &[u8]) {
    let Some(([low, high, version], rest)) = bytes.split_first_chunk() else { return };
    let number = usize::from(u16::from_le_bytes([*low, *high]));
    let kinds = book::Event::LIST.iter().chain(registry::Event::LIST);
    let known = kinds.clone().nth(number % kinds.count());
    let Some((kind, newest, _)) = known else { return };
    for version in [*newest, u16::from(*version)] {
        let raw = RawFact { kind: *kind, version, bytes: rest.to_vec() };
        if let Ok(event) = book::Event::from_raw(&raw) {
            drop(event.things());
            assert!(version != *newest || event.to_raw() == raw, "{} is written otherwise", event.name());
        }
        if let Ok(event) = registry::Event::from_raw(&raw) {
            drop(event.things());
            assert!(version != *newest || event.to_raw() == raw, "{} is written otherwise", event.name());
        }
    }
}

/// The state of a book, as a snapshot holds it.
fn snapshot(bytes: &[u8]) {
    drop(codec::decode_state::<book::Book>(bytes));
    drop(codec::decode_state::<registry::Registry>(bytes));
}

/// A signed head, as a file beside a backup says it. Whoever signs one must be able to read it again.
fn checkpoint(bytes: &[u8]) {
    if let Ok(checkpoint) = Checkpoint::from_json(bytes) {
        let again = Checkpoint::from_json(checkpoint.to_json().as_bytes());
        assert!(
            again.is_ok_and(|again| again == checkpoint),
            "a checkpoint is written otherwise than it was read"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;
    use crate::archive::{self, Signer};
    use crate::random;
    use crate::time::Moment;

    const INPUTS: u64 = 8_000;
    /// What the process may grow by, in KiB, while a target runs: far more than any decode may claim, far less
    /// than a length of garbage would.
    const GROWTH: u64 = 128 << 10;
    /// A state that a snapshot says it holds may claim a gibibyte: its bytes were proved by their hash before.
    const SNAPSHOT: u64 = GROWTH + (1 << 20);
    const LONGEST: usize = 4_096;
    /// One input that takes so long hangs.
    const HANGS: Duration = Duration::from_secs(5);

    /// Chance that repeats (splitmix64).
    struct Dice(u64);

    impl Dice {
        fn number(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = self.0;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^ (mixed >> 31)
        }

        fn below(&mut self, limit: usize) -> usize {
            usize::try_from(self.number() % limit as u64).unwrap()
        }

        fn byte(&mut self) -> u8 {
            self.number().to_le_bytes()[0]
        }
    }

    fn from_hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16).unwrap()).unwrap();
        digits.as_chunks::<2>().0.iter().map(|[high, low]| digit(*high) << 4 | digit(*low)).collect()
    }

    /// Real bytes to begin from: every golden event, with what names it in front, and the golden frame and its parts.
    fn golden() -> Vec<Vec<u8>> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files: Vec<_> = fs::read_dir(here.join("../fixtures/events"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        let names: Vec<&str> =
            book::Event::LIST.iter().chain(registry::Event::LIST).map(|(_, _, name)| *name).collect();
        let mut golden = vec![];
        for path in files {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let (name, version) = stem.rsplit_once(".v").unwrap();
            let Some(number) = names.iter().position(|known| *known == name) else { continue };
            let mut bytes = u16::try_from(number).unwrap().to_le_bytes().to_vec();
            bytes.push(version.parse().unwrap());
            bytes.extend(from_hex(&fs::read_to_string(path).unwrap()));
            golden.push(bytes);
        }
        let frame = fs::read_to_string(here.join("src/log/golden_frame_v1.txt")).unwrap();
        let frame = from_hex(frame.lines().next().unwrap());
        golden.push(frame[116..frame.len() - 4].to_vec());
        golden.push(frame);
        golden.push(b"18446744073709551615".to_vec());
        golden.push(fs::read(here.join("src/archive/golden_checkpoint_v1.json")).unwrap());
        golden.extend(exported(&here.join("../fixtures/journals/v1")));
        golden
    }

    /// Some lines of an export of that log, and a short one as a whole.
    fn exported(log: &Path) -> Vec<Vec<u8>> {
        let (signer, mut bytes) = (Signer::from_seed(&[7; 32]), vec![]);
        archive::export(log, &signer, Moment::EPOCH, &mut bytes, &archive::quietly).unwrap();
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let short = [lines[0], lines[1], lines[lines.len() - 1]].concat();
        let some = lines.iter().step_by(9).chain(lines.last()).map(|line| line.to_vec());
        some.chain([short]).collect()
    }

    /// Bytes that were changed a little, put together from two, or made up.
    fn input(golden: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
        let mut bytes = match dice.below(10) {
            0 => (0..dice.below(300)).map(|_| dice.byte()).collect(),
            _ => golden[dice.below(golden.len())].clone(),
        };
        for _ in 0..dice.below(5) {
            let at = dice.below(bytes.len() + 1);
            match dice.below(9) {
                0 | 1 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
                2 if at < bytes.len() => bytes[at] = [0, 1, 0x7F, 0x80, 0xFF][dice.below(5)],
                3 => bytes.truncate(at),
                4 => drop(bytes.splice(at..at, (0..dice.below(20)).map(|_| dice.byte()).collect::<Vec<_>>())),
                5 => {
                    let length = [u64::MAX, 1 << 40, 1 << 31, 1 << 20, 65_535, 255][dice.below(6)];
                    let until = (at + 8).min(bytes.len());
                    bytes.splice(at..until, length.to_le_bytes());
                }
                6 => {
                    let other = &golden[dice.below(golden.len())];
                    bytes.truncate(at);
                    bytes.extend_from_slice(&other[dice.below(other.len())..]);
                }
                7 => {
                    let end = at + dice.below(bytes.len() - at + 1);
                    bytes.extend_from_within(at..end);
                }
                _ => drop(bytes.drain(at..(at + dice.below(16)).min(bytes.len()))),
            }
        }
        bytes.truncate(LONGEST);
        bytes
    }

    /// The most memory the process ever had, in KiB: in all, and what of it was touched.
    fn peaks() -> [u64; 2] {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        ["VmPeak:", "VmHWM:"].map(|name| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap();
            line.split_whitespace().nth(1).unwrap().parse().unwrap()
        })
    }

    /// Writes what libFuzzer may begin from.
    fn begin_corpus(folder: &Path, golden: &[Vec<u8>]) {
        fs::create_dir_all(folder).unwrap();
        for (number, bytes) in golden.iter().enumerate() {
            fs::write(folder.join(format!("golden-{number}")), bytes).unwrap();
        }
    }

    fn bombard(name: &str) {
        let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
        let seed = number("RANTAI_SEED").unwrap_or_else(|| u64::from_le_bytes(random::bytes()) >> 1);
        let inputs = number("RANTAI_FUZZ_INPUTS").unwrap_or(INPUTS);
        println!("RANTAI_SEED={seed}, {inputs} inputs for {name}");
        let golden = golden();
        golden.iter().for_each(|bytes| run(name, bytes));
        if let Some(corpus) = std::env::var_os("RANTAI_FUZZ_CORPUS") {
            begin_corpus(&Path::new(&corpus).join(name), &golden);
        }
        let mut dice = Dice(seed);
        let before = peaks();
        for _ in 0..inputs {
            let bytes = input(&golden, &mut dice);
            let began = Instant::now();
            run(name, &bytes);
            assert!(began.elapsed() < HANGS, "{name} hangs on {bytes:?}");
        }
        let after = peaks();
        println!("peaks before {before:?} KiB, after {after:?}");
        let may = if name == "snapshot" { SNAPSHOT } else { GROWTH };
        let bounded = after.iter().zip(before).all(|(after, before)| *after < before + may);
        assert!(bounded, "{name} took memory: {before:?} KiB before, {after:?} after");
    }

    macro_rules! each_target_survives_whatever_bytes_it_is_given {
        ($($name:ident),+) => {
            $(#[test] fn $name() { bombard(stringify!($name)); })+

            #[test]
            fn no_target_is_forgotten() {
                assert_eq!(TARGETS.map(|(name, _)| name), [$(stringify!($name)),+]);
            }
        };
    }

    each_target_survives_whatever_bytes_it_is_given!(
        frame, record, event, cursor, footer, head, block, slot, snapshot, checkpoint, export
    );
}
