//! The living village: what `rantai demo` reads, plays and shows.

pub mod cast;
pub mod clock;
mod counter_days;
mod guest_days;
pub mod history;
pub mod page;
pub mod play;
pub mod tokens;
pub mod village;
