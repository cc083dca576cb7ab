//! `rantai verify`

use std::path::PathBuf;
use std::process::ExitCode;

use rantai_core::log::{Hash, verify};

use super::bar;

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// Where everything is kept.
    #[arg(long, default_value = "data", env = "RANTAI_DATA")]
    data: PathBuf,
}

impl Verify {
    /// Prints each book's head and, last, the log's head hash. Fails with every position that is damaged.
    pub(super) fn run(self) -> ExitCode {
        let bar = bar(0, "Verifying");
        let listener = {
            let bar = bar.clone();
            move |progress: rantai_core::log::Progress| {
                bar.set_length(progress.total);
                bar.set_position(progress.done);
            }
        };
        let report = verify(&self.data, Some(std::sync::Arc::new(listener)));
        bar.finish_and_clear();
        let report = match report {
            Ok(report) => report,
            Err(error) => {
                eprintln!("rantai: {error}");
                if let Some(advice) = super::advice(&error.to_string()) {
                    eprintln!("{advice}");
                }
                return ExitCode::FAILURE;
            }
        };
        for (book, (sequence, hash)) in &report.books {
            let what = if book.business().is_some() { "book" } else { "registry" };
            println!("{what} {book} {sequence} {hash}");
        }
        for damage in &report.damages {
            eprintln!("{damage}");
        }
        if let Some(torn) = report.torn {
            eprintln!("after position {torn}: an unfinished write that nobody was answered for");
        }
        println!("log {}", report.head);
        println!("{}", report.hash.unwrap_or(Hash::ZERO));
        if report.damages.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
