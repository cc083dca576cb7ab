//! The same program as `rantai`, built with the tests, so that they always try what was just built. With a
//! folder to load in its environment it is the load instead, to be killed, or what looks afterwards.

use std::env::var_os;
use std::path::Path;
use std::process::ExitCode;

use rantai_tests::load;

fn main() -> ExitCode {
    match (var_os(load::FOLDER), var_os(load::ANSWERS)) {
        (Some(folder), Some(answers)) => load::look(Path::new(&folder), Path::new(&answers)),
        (Some(folder), None) => load::run(Path::new(&folder)),
        (None, _) => rantai::cli::run(),
    }
}
