//! Lists between looking at them and confirming: in memory, for an hour, for the one who sent them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rantai_core::book::Rejection;
use rantai_core::ids::{CommandId, PersonId};
use rantai_core::party::Actor;
use rantai_core::time::Moment;

use super::columns::List;

/// Seconds a list waits to be confirmed, and its result to be looked at.
const PATIENCE: i64 = 60 * 60;
/// Most lists that wait at once; who was first makes room.
const MOST: usize = 40;
/// Most lists of one person that wait at once.
const MOST_EACH: usize = 3;

/// A list that was read.
#[derive(Debug)]
pub struct Import {
    /// Its name, made when the form was shown: rows derive the ids of their wishes from it.
    pub id: CommandId,
    /// Who sent it, for which business. Nobody else sees it.
    pub by: Actor,
    /// The file's name.
    pub file: String,
    /// What stands in it.
    pub list: List,
    /// When it was sent.
    pub at: Moment,
    /// How far it is.
    pub progress: Progress,
}

/// How far the rows of a list are.
#[derive(Debug, Default)]
pub struct Progress {
    state: Mutex<State>,
    done: AtomicUsize,
    total: AtomicUsize,
}

/// Where a list stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum State {
    /// It is looked at.
    #[default]
    Waiting,
    /// Its rows become wishes.
    Running,
    /// They have.
    Over(Outcome),
}

/// What became of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many rows are in the book now.
    pub taken: usize,
    /// The rows that were refused after all, and why.
    pub refused: Vec<(u32, Refused)>,
}

/// Why a row that looked right was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The book refused it.
    By(Rejection),
    /// It could not be recorded just now.
    NotNow,
}

impl Progress {
    /// Where it stands.
    pub fn state(&self) -> State {
        self.lock().clone()
    }

    /// Rows done, of how many.
    pub fn rows(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Begins, unless somebody else has.
    pub fn begin(&self, rows: usize) -> bool {
        let mut state = self.lock();
        if *state != State::Waiting {
            return false;
        }
        self.total.store(rows, Ordering::Relaxed);
        *state = State::Running;
        true
    }

    /// One more row is done.
    pub fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends.
    pub fn end(&self, outcome: Outcome) {
        *self.lock() = State::Over(outcome);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// All lists that wait.
#[derive(Debug, Default)]
pub struct Imports(Mutex<HashMap<CommandId, Arc<Import>>>);

impl Imports {
    /// Keeps a list. One that was kept under the same name by the same person stays as it is.
    pub fn keep(&self, import: Import, now: Moment) -> Arc<Import> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, other| {
            now < other.at.plus_seconds(PATIENCE) || other.progress.state() == State::Running
        });
        if let Some(known) = all.get(&import.id).filter(|known| known.by == import.by) {
            return Arc::clone(known);
        }
        let person = import.by.person;
        make_room(&mut all, MOST_EACH, |other| other.by.person == person);
        make_room(&mut all, MOST, |_| true);
        let import = Arc::new(import);
        all.insert(import.id, Arc::clone(&import));
        import
    }

    /// Forgets the lists of one person.
    pub fn forget(&self, person: PersonId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, import| import.by.person != person);
    }

    /// A list, for the one who sent it.
    pub fn find(&self, id: CommandId, by: Actor, now: Moment) -> Option<Arc<Import>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = |import: &&Arc<Import>| import.by == by && now < import.at.plus_seconds(PATIENCE);
        all.get(&id).filter(mine).cloned()
    }
}

/// Forgets the oldest of those meant until one more has room. What runs, runs on without being listed.
fn make_room(all: &mut HashMap<CommandId, Arc<Import>>, most: usize, meant: impl Fn(&Import) -> bool) {
    let mut those: Vec<(Moment, CommandId)> =
        all.values().filter(|import| meant(import)).map(|import| (import.at, import.id)).collect();
    those.sort_unstable();
    for (_, id) in those.iter().take((those.len() + 1).saturating_sub(most)) {
        all.remove(id);
    }
}
