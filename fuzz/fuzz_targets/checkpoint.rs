#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| rantai_core::fuzzing::run("checkpoint", bytes));
