//! The same program as `rantai`, built with the tests, so that they always try what was just built. With a
//! folder to load in its environment it is the load instead, to be killed.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::var_os(rantai_tests::load::FOLDER) {
        Some(folder) => rantai_tests::load::run(Path::new(&folder)),
        None => rantai::cli::run(),
    }
}
