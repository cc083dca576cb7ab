//! The JSON API under `/api/v1`: the same desk, the same views and the same rules as the portals, for
//! programs that act for a party.
//!
//! A handler is four moves, as a page's: who (a [`caller::Caller`] stands first), which thing, as whose (its
//! ownership), what ([`sent::Sent`], read last, so that nobody learns from a body's refusal that a thing
//! exists), and the desk. [`spec`] describes every operation; [`problem`] is every refusal.

pub mod agreeing;
pub mod audit;
pub mod bookables;
pub mod bookings;
pub mod books;
pub mod caller;
pub mod catalogue;
pub mod corrections;
pub mod counter;
pub mod deliveries;
pub mod guest_book;
pub mod materials;
pub mod money;
pub mod order;
pub mod order_lists;
pub mod orders;
pub mod page;
pub mod payments;
pub mod photos;
pub mod planning;
pub mod problem;
pub mod production;
pub mod products;
pub mod promises;
pub mod refusals;
pub mod road;
pub mod sent;
pub mod settling;
pub mod setup;
pub mod several;
pub mod spec;
pub mod supply;
pub mod talk;
pub mod tokens;
pub mod words;

#[cfg(test)]
mod tests;

/// Most bytes of a body.
pub const BODY_LIMIT: usize = 64 * 1024;

/// The address is the API's: its refusals are documents, and no cookie counts.
pub fn is_address(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}
