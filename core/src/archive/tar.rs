//! Plain `.tar` archives (POSIX ustar), as far as backups need them: regular files with short names.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

const BLOCK: usize = 512;

/// Writes an archive, file by file.
pub(super) struct Writer(io::BufWriter<File>);

impl Writer {
    pub(super) fn new(file: File) -> Self {
        Self(io::BufWriter::with_capacity(1 << 16, file))
    }

    /// Appends a file, which only its owner may read; `seconds` is when it was changed.
    pub(super) fn put(&mut self, name: &str, bytes: &[u8], seconds: i64) -> io::Result<()> {
        let header = header(name, bytes.len() as u64, seconds)
            .ok_or_else(|| io::Error::other(format!("{name} does not fit into an archive")))?;
        self.0.write_all(&header)?;
        self.0.write_all(bytes)?;
        self.0.write_all(&vec![0; bytes.len().next_multiple_of(BLOCK) - bytes.len()])
    }

    /// Ends the archive; it is on disk when this returns.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.write_all(&[0; 2 * BLOCK])?;
        self.0.flush()?;
        self.0.get_ref().sync_all()
    }
}

fn header(name: &str, length: u64, seconds: i64) -> Option<[u8; BLOCK]> {
    let mut header = [0; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| -> Option<()> {
        header.get_mut(at..at + bytes.len())?.copy_from_slice(bytes);
        Some(())
    };
    if name.len() > 99 || length >= 1 << 33 {
        return None;
    }
    put(0, name.as_bytes())?;
    put(100, b"0000600\0")?;
    put(108, b"0000000\0")?;
    put(116, b"0000000\0")?;
    put(124, format!("{length:011o}\0").as_bytes())?;
    put(136, format!("{:011o}\0", seconds.clamp(0, (1 << 33) - 1)).as_bytes())?;
    put(148, b"        ")?;
    put(156, b"0")?;
    put(257, b"ustar\x0000")?;
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header.get_mut(148..156)?.copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Some(header)
}

/// Where each file of an archive stands.
#[derive(Debug)]
pub(super) struct Reader {
    file: File,
    files: HashMap<String, (u64, u64)>,
}

impl Reader {
    /// Finds the files of an archive. Headers that are not ours end it with an error.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut files = HashMap::new();
        let mut at = 0;
        let mut block = [0; BLOCK];
        while at + BLOCK as u64 <= length {
            file.seek(SeekFrom::Start(at))?;
            file.read_exact(&mut block)?;
            if block.iter().all(|byte| *byte == 0) {
                break;
            }
            let (name, size) = entry(&block)
                .ok_or_else(|| io::Error::other(format!("no file of an archive begins at byte {at}")))?;
            let begins = at + BLOCK as u64;
            if begins + size > length {
                return Err(io::Error::other(format!("the archive ends in the middle of {name}")));
            }
            files.insert(name, (begins, size));
            at = begins + size.next_multiple_of(BLOCK as u64);
        }
        Ok(Self { file, files })
    }

    /// The bytes of a file, if the archive has it.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some((at, size)) = self.files.get(name) else { return Ok(None) };
        let mut file = &self.file;
        file.seek(SeekFrom::Start(*at))?;
        let mut bytes = vec![];
        file.take(*size).read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }
}

fn entry(block: &[u8; BLOCK]) -> Option<(String, u64)> {
    let text = |range: std::ops::Range<usize>| {
        let bytes = block.get(range)?.split(|byte| *byte == 0).next()?;
        str::from_utf8(bytes).ok()
    };
    let number = |range| u64::from_str_radix(text(range)?.trim(), 8).ok();
    let spaced = block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { *byte });
    let sum: u64 = spaced.map(u64::from).sum();
    let is_file = matches!(block.get(156), Some(0 | b'0'));
    (number(148..156) == Some(sum) && is_file).then_some(())?;
    Some((text(0..100)?.to_owned(), number(124..136)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_holds_what_was_put_and_the_systems_own_tar_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.tar");
        let mut writer = Writer::new(File::create(&path).unwrap());
        writer.put("journal/1.seg", &[7; 1000], 1_790_000_000).unwrap();
        writer.put("empty", b"", 0).unwrap();
        assert!(writer.put(&"x".repeat(100), b"", 0).is_err());
        writer.finish().unwrap();
        let reader = Reader::open(&path).unwrap();
        assert_eq!(reader.read("journal/1.seg").unwrap().unwrap(), [7; 1000]);
        assert_eq!(reader.read("empty").unwrap().unwrap(), b"");
        assert!(reader.read("other").unwrap().is_none());
        let listed = std::process::Command::new("tar").arg("-tf").arg(&path).output().unwrap();
        assert_eq!(String::from_utf8(listed.stdout).unwrap(), "journal/1.seg\nempty\n");
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..700]).unwrap();
        assert!(Reader::open(&path).is_err(), "cut in the middle of a file");
    }
}
