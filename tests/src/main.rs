//! The `rantai` program, built with the tests so that they run what was just built.

fn main() {
    if let Some(folder) = std::env::var_os(rantai_tests::load::FOLDER) {
        rantai_tests::load::run(std::path::Path::new(&folder));
    }
}
