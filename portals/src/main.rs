//! The `rantai` program.
fn main() {}
