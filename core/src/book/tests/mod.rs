//! The rules of the book, told as stories: given what happened, when somebody wishes something, then these
//! facts, or this refusal, follow.

mod agree;
mod booking;
mod books;
mod corrections;
mod guest_book;
mod money;
mod money_words;
mod promise;
mod road;
mod sale;
mod sentences;
mod stages;
mod stories;
mod sums;
mod supply;
pub(crate) mod themes;
mod village;
