//! `rantai rebuild`

use std::path::PathBuf;

use rantai_core::log::EventLog;
use rantai_projections::{Rebuilt, Views};

use super::{Failure, bar};

#[derive(Debug, clap::Args)]
pub(super) struct Rebuild {
    /// Which read model; a wrong name lists them all.
    name: String,
    /// Where everything is kept.
    #[arg(long, default_value = "data", env = "RANTAI_DATA")]
    data: PathBuf,
}

impl Rebuild {
    pub(super) fn run(self) -> Result<(), Failure> {
        let (log, _) = EventLog::open(&self.data, super::with_progress())?;
        let bar = bar(0, &self.name);
        let rebuilt = Views::rebuild(&self.data.join("views.sled"), log.as_ref(), &self.name, |done, of| {
            bar.set_length(of);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        log.close();
        let Rebuilt { commits, rows, lacking } = rebuilt?;
        println!("{} was folded again: {commits} commits, {rows} rows", self.name);
        if lacking > 0 {
            println!("{lacking} books hold something it cannot read: their pages still lack it");
        }
        Ok(())
    }
}
