//! "What did guests write, and what of it waits to be looked at?" for everybody, and for the business.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::guest_book::{HideReason, PostState};
use rantai_core::ids::{GuestPostId, PartyId};
use rantai_core::sealed::{Note, PersonName, Sealed};
use rantai_core::time::Moment;

use crate::Heard;
use crate::table::{Key, Page, Source, Table, ascending, descending, key};

/// A post, with what the business made of it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GuestRow {
    /// Which.
    pub post: GuestPostId,
    /// For which party, where the writer is known.
    pub by: Option<PartyId>,
    /// What the writer calls themselves, where they are not.
    pub name: Option<Sealed<PersonName>>,
    /// The words.
    pub text: Sealed<Note>,
    /// When.
    pub at: Moment,
    /// How far it has come.
    pub state: PostState,
    /// Why it is hidden, if it is.
    pub hidden: Option<(HideReason, Option<Sealed<Note>>)>,
    /// What the business answered, and when.
    pub answer: Option<(Sealed<Note>, Moment)>,
}

/// The guest books.
#[derive(Debug)]
pub struct GuestBooks {
    /// Key: business, state, where the list has it (waiting: oldest first; else latest first), post; and business,
    /// `I`, post.
    pub(crate) rows: Table<GuestRow>,
}

impl GuestBooks {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "guest_book", 1)? })
    }

    /// Posts of a business in that state: those that wait from the oldest on, the others from the latest on.
    pub fn list(
        &self,
        business: PartyId,
        state: PostState,
        from: Option<&[u8]>,
        limit: usize,
    ) -> Page<GuestRow> {
        self.rows.page(&key(&[&business.0, &[state.code()]]), from, limit)
    }

    /// How many posts wait to be looked at, counted up to `limit`.
    pub fn waiting(&self, business: PartyId, limit: usize) -> usize {
        self.count(business, PostState::Waiting, limit)
    }

    /// How many posts are in that state, counted up to `limit`.
    pub fn count(&self, business: PartyId, state: PostState, limit: usize) -> usize {
        self.rows.count(&key(&[&business.0, &[state.code()]]), limit)
    }

    /// One post of a business.
    pub fn post(&self, business: PartyId, post: GuestPostId) -> Option<Arc<GuestRow>> {
        self.rows.get(&by_id(business, post))
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let (business, at) = (heard.business, heard.at());
        match heard.event {
            Event::GuestPostWritten(e) => self.put(
                business,
                None,
                GuestRow {
                    post: e.post,
                    by: e.by,
                    name: e.name.clone(),
                    text: e.text.clone(),
                    at,
                    state: PostState::Waiting,
                    hidden: None,
                    answer: None,
                },
            ),
            Event::GuestPostShown(e) => self.change(business, e.post, |row| {
                row.state = PostState::Shown;
                row.hidden = None;
            }),
            Event::GuestPostHidden(e) => self.change(business, e.post, |row| {
                row.state = PostState::Hidden;
                row.hidden = Some((e.reason, e.note.clone()));
            }),
            Event::GuestPostAnswered(e) => {
                self.change(business, e.post, |row| row.answer = Some((e.text.clone(), at)));
            }
            _ => {}
        }
    }

    fn change(&self, business: PartyId, post: GuestPostId, change: impl FnOnce(&mut GuestRow)) {
        let Some(before) = self.post(business, post) else { return };
        let mut row = before.as_ref().clone();
        change(&mut row);
        self.put(business, Some(&before), row);
    }

    fn put(&self, business: PartyId, before: Option<&GuestRow>, row: GuestRow) {
        let places = |row: &GuestRow| vec![by_id(business, row.post), in_list(business, row)];
        let rows = places(&row).into_iter().map(|place| (place, row.clone())).collect();
        self.rows.replace(before.map(places).unwrap_or_default(), rows);
    }
}

fn by_id(business: PartyId, post: GuestPostId) -> Key {
    key(&[&business.0, b"I", &post.0])
}

fn in_list(business: PartyId, row: &GuestRow) -> Key {
    let place = if row.state == PostState::Waiting { ascending(row.at) } else { descending(row.at) };
    key(&[&business.0, &[row.state.code()], &place, &row.post.0])
}
