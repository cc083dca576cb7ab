//! Files, folders and a store in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use super::file::Inode;
use super::store::{Batch, MemoryStore, Sheets};
use crate::log::backing::{Backing, Stores, Unopened};
use crate::log::disk::{Disk, DiskFile, Held, Machine};
use crate::simulation::Dice;

/// One thing that was done to the disk or the store.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    /// An empty file of that name.
    Create(PathBuf),
    /// Bytes into the file that has that number, counted by creation.
    Write(u64, usize, Arc<[u8]>),
    /// That file is synced.
    Sync(u64),
    /// A name was exchanged for another.
    Rename(PathBuf, PathBuf),
    /// A name was taken away.
    Remove(PathBuf),
    /// A folder was made.
    Folder(PathBuf),
    /// The names in a folder are synced.
    SyncFolder(PathBuf),
    /// The store took a batch.
    Batch(Batch),
    /// The store wrote out what it held.
    Flush,
    /// The store was taken away.
    RemoveStore,
    /// Everything up to that position was answered for.
    Answered(u64),
}

/// How an operation fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The disk says that it failed; nothing was done.
    Eio,
    /// There is no room; nothing was done.
    NoSpace,
    /// Part of it was done, then the disk failed.
    Short,
}

/// A change of names that is not synced.
#[derive(Debug, Clone)]
enum NameChange {
    Put(PathBuf, u64),
    Rename(PathBuf, PathBuf, u64),
    Gone(PathBuf),
}

impl NameChange {
    fn folder(&self) -> Option<&Path> {
        match self {
            Self::Put(path, _) | Self::Gone(path) | Self::Rename(_, path, _) => path.parent(),
        }
    }

    fn apply(&self, names: &mut BTreeMap<PathBuf, u64>) {
        match self {
            Self::Put(path, inode) => {
                names.insert(path.clone(), *inode);
            }
            Self::Rename(from, to, inode) => {
                names.remove(from);
                names.insert(to.clone(), *inode);
            }
            Self::Gone(path) => {
                names.remove(path);
            }
        }
    }
}

/// Which operation fails, and how.
#[derive(Debug, Clone, Copy)]
struct Plan {
    at: u64,
    fault: Fault,
    /// Whether all that follow fail too.
    lasting: bool,
}

/// Which read does not give what is there, and how.
#[derive(Debug, Clone, Copy)]
struct BadReads {
    at: u64,
    /// One bit is another, where the disk does not say that it failed.
    damaged: bool,
    /// Whether all that follow are the same.
    lasting: bool,
}

#[derive(Debug, Default)]
pub(super) struct State {
    inodes: BTreeMap<u64, Inode>,
    next_inode: u64,
    names: BTreeMap<PathBuf, u64>,
    synced_names: BTreeMap<PathBuf, u64>,
    unsynced_names: Vec<NameChange>,
    folders: BTreeSet<PathBuf>,
    pub(super) store: Sheets,
    locks: BTreeMap<PathBuf, Weak<()>>,
    operations: u64,
    plan: Option<Plan>,
    failures: u64,
    reads: u64,
    bad_reads: Option<BadReads>,
    read_failures: u64,
    full: bool,
    garble: bool,
    dice: Option<Dice>,
    trace: Option<Vec<Op>>,
}

/// A machine in memory. Clones are the same machine.
#[derive(Debug, Clone, Default)]
pub(crate) struct World(Arc<Mutex<State>>);

impl World {
    /// A machine whose failures fall as the dice of that seed do.
    pub(crate) fn new(seed: u64) -> Self {
        let world = Self::default();
        world.state().dice = Some(Dice::of(seed));
        world
    }

    /// What a log is opened with to stand on this machine, without threads.
    pub(crate) fn machine(&self) -> Machine {
        Machine { disk: Arc::new(self.clone()), stores: Arc::new(self.clone()), threads: false }
    }

    /// The machine that ran this far.
    pub(crate) fn replay(trace: &[Op]) -> Self {
        let mut state = State::default();
        for op in trace {
            state.perform(op);
        }
        Self(Arc::new(Mutex::new(state)))
    }

    /// Records everything from now on.
    pub(crate) fn record(&self) {
        self.state().trace = Some(Vec::new());
    }

    /// What was recorded.
    pub(crate) fn recorded(&self) -> Vec<Op> {
        self.state().trace.clone().unwrap_or_default()
    }

    /// Writes into the record that everything up to `position` was answered for.
    pub(crate) fn answered(&self, position: u64) {
        self.state().note(|| Op::Answered(position));
    }

    /// The machine after it lost its power. This one is not changed.
    pub(crate) fn crash(&self, dice: &mut Dice) -> Self {
        let before = self.state();
        let mut after = State { folders: before.folders.clone(), ..State::default() };
        let mut names = before.synced_names.clone();
        let left = dice.below(3);
        for change in &before.unsynced_names {
            if left == 0 || (left == 1 && dice.one_in(2)) {
                change.apply(&mut names);
            }
        }
        for (number, inode) in &before.inodes {
            if names.values().any(|used| used == number) {
                after.inodes.insert(*number, Inode::of(inode.after_crash(dice)));
            }
        }
        after.next_inode = before.next_inode;
        after.names.clone_from(&names);
        after.synced_names = names;
        after.store = before.store.after_crash(dice);
        after.dice = Some(dice.fork());
        Self(Arc::new(Mutex::new(after)))
    }

    /// The store's files cannot be read any more.
    pub(crate) fn ruin_store(&self) {
        self.state().store.ruined = true;
    }

    /// Flips one bit of a file, on disk and in memory. Returns whether there was one.
    pub(crate) fn flip(&self, path: &Path, dice: &mut Dice) -> bool {
        let mut state = self.state();
        let Some(inode) = state.names.get(path).copied().and_then(|number| state.inodes.get_mut(&number))
        else {
            return false;
        };
        let at = dice.index(inode.now.len());
        let mut bytes = inode.now.clone();
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << dice.below(8);
        }
        *inode = Inode::of(bytes);
        true
    }

    /// All bytes of a file.
    pub(crate) fn bytes(&self, path: &Path) -> Vec<u8> {
        self.state().bytes(path).unwrap_or_default().to_vec()
    }

    /// The file holds other bytes, on disk and in memory.
    pub(crate) fn replace(&self, path: &Path, bytes: Vec<u8>) {
        let mut state = self.state();
        if let Ok(number) = state.number(path) {
            state.inodes.insert(number, Inode::of(bytes));
        }
    }

    /// The file is gone, on disk and in memory.
    pub(crate) fn lose(&self, path: &Path) -> Result<(), String> {
        let mut state = self.state();
        state.synced_names.remove(path);
        state.names.remove(path).map(|_| ()).ok_or_else(|| "there is no such file".to_owned())
    }

    /// The next write does not write what it is told, and says that it did.
    pub(crate) fn garble_next_write(&self) {
        self.state().garble = true;
    }

    /// The names of all files.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.state().names.keys().cloned().collect()
    }

    /// How many operations that may fail there were.
    pub(crate) fn operations(&self) -> u64 {
        self.state().operations
    }

    /// Lets the operation of that number fail, and where it is `lasting` all that follow.
    pub(crate) fn fail_at(&self, at: u64, fault: Fault, lasting: bool) {
        self.state().plan = Some(Plan { at, fault, lasting });
    }

    /// Lets the read after so many fail, or where they are `damaged` give something else than what is there, and where
    /// that is `lasting` all that follow.
    pub(crate) fn spoil_reads(&self, after: u64, damaged: bool, lasting: bool) {
        let mut state = self.state();
        state.bad_reads = Some(BadReads { at: state.reads + after, damaged, lasting });
    }

    /// Everything is read as it is.
    pub(crate) fn read_well(&self) {
        self.state().bad_reads = None;
    }

    /// How many reads failed, or gave something else.
    pub(crate) fn read_failures(&self) -> u64 {
        self.state().read_failures
    }

    /// Nothing fails any more.
    pub(crate) fn repair(&self) {
        let mut state = self.state();
        state.plan = None;
        state.bad_reads = None;
        state.full = false;
    }

    /// How many operations failed.
    pub(crate) fn failures(&self) -> u64 {
        self.state().failures
    }

    /// While the disk is full no file is made and none grows.
    pub(crate) fn fill(&self) {
        self.state().full = true;
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn note(&mut self, op: impl FnOnce() -> Op) {
        if let Some(trace) = &mut self.trace {
            trace.push(op());
        }
    }

    /// Counts an operation, and says whether it fails.
    fn fault(&mut self) -> Option<Fault> {
        let number = self.operations;
        self.operations += 1;
        let plan = self.plan?;
        let fails = number == plan.at || (plan.lasting && number > plan.at);
        self.failures += u64::from(fails);
        fails.then_some(plan.fault)
    }

    /// Counts an operation that is done as a whole or not at all.
    pub(super) fn counted(&mut self) -> io::Result<()> {
        match self.fault() {
            None => Ok(()),
            Some(fault) => Err(error(fault)),
        }
    }

    /// Counts a read, and says whether it fails. Bytes that were read are damaged where that is planned.
    pub(super) fn was_read(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        let number = self.reads;
        self.reads += 1;
        let Some(plan) = self.bad_reads else { return Ok(()) };
        if number != plan.at && !(plan.lasting && number > plan.at) {
            return Ok(());
        }
        if !plan.damaged {
            self.read_failures += 1;
            return Err(error(Fault::Eio));
        }
        let mut dice = self.dice();
        if let Some(byte) = bytes.get_mut(dice.index(bytes.len())) {
            self.read_failures += 1;
            *byte ^= 1 << dice.below(8);
        }
        Ok(())
    }

    /// Does it, and records it.
    pub(super) fn perform(&mut self, op: &Op) {
        match op {
            Op::Create(path) => self.create(path),
            Op::Write(inode, offset, bytes) => {
                if let Some(inode) = self.inodes.get_mut(inode) {
                    inode.write(*offset, bytes);
                }
            }
            Op::Sync(inode) => {
                if let Some(inode) = self.inodes.get_mut(inode) {
                    inode.sync();
                }
            }
            Op::Rename(from, to) => {
                if let Some(inode) = self.names.get(from).copied() {
                    self.change(NameChange::Rename(from.clone(), to.clone(), inode));
                }
            }
            Op::Remove(path) => self.change(NameChange::Gone(path.clone())),
            Op::Folder(path) => self.folders.extend(path.ancestors().map(Path::to_owned)),
            Op::SyncFolder(folder) => self.sync_folder(folder),
            Op::Batch(batch) => self.store.take(batch.clone()),
            Op::Flush => self.store.flush(),
            Op::RemoveStore => self.store = Sheets::default(),
            Op::Answered(_) => {}
        }
        self.note(|| op.clone());
    }

    fn create(&mut self, path: &Path) {
        if let Some(inode) = self.names.get(path).copied() {
            if let Some(inode) = self.inodes.get_mut(&inode) {
                inode.truncate();
            }
            return;
        }
        let number = self.next_inode;
        self.next_inode += 1;
        self.inodes.insert(number, Inode::default());
        self.change(NameChange::Put(path.to_owned(), number));
    }

    fn change(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.unsynced_names.push(change);
    }

    fn sync_folder(&mut self, folder: &Path) {
        let changes = std::mem::take(&mut self.unsynced_names);
        for change in changes {
            if change.folder() == Some(folder) {
                change.apply(&mut self.synced_names);
            } else {
                self.unsynced_names.push(change);
            }
        }
    }

    fn number(&self, path: &Path) -> io::Result<u64> {
        self.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn bytes(&self, path: &Path) -> io::Result<&[u8]> {
        let number = self.number(path)?;
        Ok(self.inodes.get(&number).map_or(&[], |inode| &inode.now))
    }

    fn dice(&mut self) -> Dice {
        self.dice.get_or_insert_with(|| Dice::of(0)).fork()
    }
}

fn error(fault: Fault) -> io::Error {
    match fault {
        Fault::Eio => io::Error::other("the disk failed"),
        Fault::NoSpace => io::ErrorKind::StorageFull.into(),
        Fault::Short => io::ErrorKind::WriteZero.into(),
    }
}

impl Disk for World {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut state = self.state();
        let mut bytes = state.bytes(path)?.to_vec();
        state.was_read(&mut bytes)?;
        Ok(bytes)
    }

    fn read_end(&self, path: &Path, most: u64) -> io::Result<(u64, Vec<u8>)> {
        let mut state = self.state();
        let bytes = state.bytes(path)?;
        let (length, from) =
            (bytes.len(), bytes.len().saturating_sub(usize::try_from(most).unwrap_or(usize::MAX)));
        let mut end = bytes.get(from..).unwrap_or_default().to_vec();
        state.was_read(&mut end)?;
        Ok((length as u64, end))
    }

    fn exists(&self, path: &Path) -> bool {
        let state = self.state();
        state.names.contains_key(path) || state.folders.contains(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut state = self.state();
        state.was_read(&mut [])?;
        Ok(state.names.keys().filter(|path| path.parent() == Some(folder)).cloned().collect())
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.counted()?;
        state.perform(&Op::Folder(path.to_owned()));
        Ok(())
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        state.counted()?;
        if state.full {
            state.failures += 1;
            return Err(error(Fault::NoSpace));
        }
        state.perform(&Op::Create(path.to_owned()));
        let inode = state.number(path)?;
        Ok(Box::new(Handle { world: self.clone(), inode }))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let mut state = self.state();
        state.counted()?;
        let inode = state.number(path)?;
        Ok(Box::new(Handle { world: self.clone(), inode }))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.counted()?;
        state.number(from)?;
        state.perform(&Op::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.counted()?;
        state.number(path)?;
        state.perform(&Op::Remove(path.to_owned()));
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut state = self.state();
        state.counted()?;
        state.perform(&Op::SyncFolder(folder.to_owned()));
        Ok(())
    }

    fn lock(&self, path: &Path) -> Result<Held, TryLockError> {
        let mut state = self.state();
        state.counted().map_err(TryLockError::Error)?;
        if state.locks.get(path).is_some_and(|held| held.strong_count() > 0) {
            return Err(TryLockError::WouldBlock);
        }
        let held = Arc::new(());
        state.locks.insert(path.to_owned(), Arc::downgrade(&held));
        Ok(Box::new(held))
    }
}

/// A file that is open.
struct Handle {
    world: World,
    inode: u64,
}

impl DiskFile for Handle {
    fn write_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = self.world.state();
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        let length = state.inodes.get(&self.inode).map_or(0, |inode| inode.now.len());
        let no_room = state.full && offset + bytes.len() > length;
        state.failures += u64::from(no_room);
        let fault = state.fault().or(no_room.then_some(Fault::NoSpace));
        let written = match fault {
            None => bytes,
            Some(Fault::Eio) => &[],
            Some(Fault::NoSpace | Fault::Short) => {
                let count = state.dice().index(bytes.len());
                bytes.get(..count).unwrap_or_default()
            }
        };
        if !written.is_empty() {
            let mut written = written.to_vec();
            if std::mem::take(&mut state.garble) {
                let at = state.dice().index(written.len());
                written.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1);
            }
            state.perform(&Op::Write(self.inode, offset, written.into()));
        }
        fault.map_or(Ok(()), |fault| Err(error(fault)))
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.world.state();
        if let Err(error) = state.counted() {
            let mut dice = state.dice();
            if let Some(inode) = state.inodes.get_mut(&self.inode) {
                inode.fail_to_sync(&mut dice);
            }
            return Err(error);
        }
        state.perform(&Op::Sync(self.inode));
        Ok(())
    }

    fn length(&self) -> io::Result<u64> {
        let state = self.world.state();
        Ok(state.inodes.get(&self.inode).map_or(0, |inode| inode.now.len() as u64))
    }
}

impl Stores for World {
    fn open(&self, _: &Path, _: u64) -> Result<Box<dyn Backing>, Unopened> {
        if self.state().store.ruined {
            return Err(Unopened::Broken("the store's files cannot be read".to_owned()));
        }
        Ok(Box::new(MemoryStore(self.clone())))
    }

    fn remove(&self, _: &Path) -> Result<(), String> {
        let mut state = self.state();
        state.counted().map_err(|error| error.to_string())?;
        state.perform(&Op::RemoveStore);
        Ok(())
    }
}
