//! The living village: what `rantai demo` reads, plays and shows.

pub mod cast;
pub mod clock;
mod counter_days;
mod guest_days;
pub mod history;
mod month_days;
pub mod page;
pub mod play;
mod talk_days;
pub mod tokens;
pub mod village;
