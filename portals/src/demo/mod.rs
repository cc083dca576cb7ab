//! The living village: what `rantai demo` reads and plays.

pub mod history;
pub mod village;
