//! The `rantai` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    rantai::cli::run()
}
