//! The parties of the village, for tests elsewhere that need a log as life makes it.

use std::collections::HashMap;

use super::Dice;
use super::village::{Must, Pen, Stage, settle};
use super::wishes::{Roll, View};
use crate::book::Book;
use crate::codec::CodecError;
use crate::desk::{Command, Wish};
use crate::facts::Facts;
use crate::ids::BookId;
use crate::log::Commit;
use crate::time::{Moment, zone_of_village};

/// Everybody of the village, and the books as far as they were told.
#[derive(Debug)]
pub struct Players {
    pen: Pen,
    stages: [Stage; 2],
    books: HashMap<BookId, Book>,
}

impl Players {
    /// Founds everybody and opens both books. `must` grants each wish.
    ///
    /// # Errors
    /// What was not granted.
    pub fn settle(must: &mut Must<'_>) -> Result<Self, String> {
        let mut pen = Pen::default();
        let (_, stages) = settle(&mut pen, must)?;
        Ok(Self { pen, stages, books: HashMap::new() })
    }

    /// Takes what was recorded into the books.
    ///
    /// # Errors
    /// When its facts cannot be read.
    pub fn keep(&mut self, commit: &Commit) -> Result<(), CodecError> {
        if let Facts::Book(events) = Facts::of(commit)? {
            let book = self.books.entry(commit.draft.book).or_default();
            events.iter().for_each(|event| book.evolve(event, commit.draft.envelope.when()));
            book.restore_versions(&commit.draft.touched);
        }
        Ok(())
    }

    /// What somebody wishes who looks at a book as it is.
    pub fn wish(&mut self, dice: &mut Dice, now: Moment) -> Option<Wish> {
        let stage = *dice.pick(&self.stages)?;
        let roll = Roll::of(dice);
        let book = self.books.get(&stage.book)?;
        let today = now.day_in(zone_of_village(""));
        let (player, command) = roll.wish(&View { book, cast: &stage.cast, today })?;
        let actor = *stage.cast.get(player as usize)?;
        Some(self.pen.wish(actor, stage.book, Command::Book(command)))
    }

    /// The books.
    pub const fn books(&self) -> &HashMap<BookId, Book> {
        &self.books
    }
}
