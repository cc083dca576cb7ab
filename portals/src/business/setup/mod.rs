//! Setting a business up: its sign, first steps, its customers, lists from files.

pub mod customers;
pub mod first_steps;
pub mod list;
pub mod lists;
pub mod profile;

#[cfg(test)]
mod tests;
