//! The same program as `rantai`, built with the tests, so that they always try what was just built.

use std::process::ExitCode;

fn main() -> ExitCode {
    rantai::cli::run()
}
