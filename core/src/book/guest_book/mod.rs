//! The guest book: what anybody writes for everybody to read, once the business has looked at it. The book keeps
//! no words, only what the next decision needs.

mod answer;
mod event;
mod hide;
mod show;
mod write;

pub use answer::AnswerGuestPost;
pub use event::*;
pub use hide::HideGuestPost;
pub use show::ShowGuestPost;
pub use write::WriteInGuestBook;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use super::{Event, Rejection};
use crate::bugs::{Bug, made};
use crate::code_enum;
use crate::ids::{GuestPostId, PartyId, ThingKind};

/// Most posts that wait to be looked at: whoever floods the book stops there.
pub const MOST_WAITING: usize = 200;
/// Most posts of one party that wait to be looked at.
pub const MOST_OF_ONE: usize = 10;

code_enum! {
    /// How far a post has come.
    pub enum PostState {
        /// Nobody has looked at it.
        Waiting = 1,
        /// Everybody may read it.
        Shown = 2,
        /// Nobody may.
        Hidden = 3,
    }
}

/// The posts as far as decisions need them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct GuestBook {
    posts: BTreeMap<GuestPostId, Post>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
struct Post {
    by: Option<PartyId>,
    state: PostState,
}

impl GuestBook {
    /// Keeps a fact about the guest book. All others leave it as it is.
    pub fn evolve(&mut self, event: &Event) {
        match event {
            Event::GuestPostWritten(e) => {
                self.posts.insert(e.post, Post { by: e.by, state: PostState::Waiting });
            }
            Event::GuestPostShown(e) => self.set(e.post, PostState::Shown),
            Event::GuestPostHidden(_) if made(Bug::ShowHidden) => {}
            Event::GuestPostHidden(e) => self.set(e.post, PostState::Hidden),
            _ => {}
        }
    }

    fn set(&mut self, post: GuestPostId, state: PostState) {
        if let Some(post) = self.posts.get_mut(&post) {
            post.state = state;
        }
    }

    /// How far a post has come.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn state(&self, post: GuestPostId) -> Result<PostState, Rejection> {
        let found = self.posts.get(&post).map(|post| post.state);
        found.ok_or(Rejection::Unknown { kind: ThingKind::GuestPost })
    }

    /// All posts, and how far each has come.
    pub fn posts(&self) -> impl Iterator<Item = (GuestPostId, PostState)> {
        self.posts.iter().map(|(id, post)| (*id, post.state))
    }

    /// How many posts wait to be looked at; of one party alone, where one is named.
    pub fn waiting(&self, of: Option<PartyId>) -> usize {
        let waits = |post: &&Post| post.state == PostState::Waiting && (of.is_none() || post.by == of);
        self.posts.values().filter(waits).count()
    }
}
