//! The limit: the same bytes into one file made of zeros before, one write and one fdatasync a group.

use std::fs::File;
use std::io::Write;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A file of zeros that groups are written into, from its beginning again when it is full.
pub(crate) struct Raw {
    file: File,
    length: u64,
    end: u64,
    buffer: Vec<u8>,
}

impl Raw {
    /// Makes the file, on disk before this returns.
    pub(crate) fn create(path: &Path, length: u64) -> Self {
        let mut file = File::options().create(true).truncate(true).read(true).write(true).open(path).unwrap();
        let zeros = vec![0; 1 << 20];
        (0..length >> 20).for_each(|_| file.write_all(&zeros).unwrap());
        file.sync_all().unwrap();
        Self { file, length, end: 0, buffer: vec![] }
    }

    /// Writes a group and returns when it is on disk.
    pub(crate) fn append(&mut self, group: &[Vec<u8>]) {
        self.buffer.clear();
        group.iter().for_each(|frame| self.buffer.extend_from_slice(frame));
        if self.end + self.buffer.len() as u64 > self.length {
            self.end = 0;
        }
        self.file.write_all_at(&self.buffer, self.end).unwrap();
        self.file.sync_data().unwrap();
        self.end += self.buffer.len() as u64;
    }
}
