//! `rantai clock`: what the clock says beside the last fact, while the deployment is stopped.

use std::path::PathBuf;

use rantai_core::desk::Confirmation;
use rantai_core::log::{Cursor, EventLog, Log as _};
use rantai_core::time::{Clock as _, SystemClock};

use super::Failure;

#[derive(Debug, clap::Args)]
pub(super) struct Clock {
    /// The clock is right: the next start, within a day, dates by it. That cannot be undone.
    #[arg(long)]
    confirm: bool,
    /// Where everything is kept.
    #[arg(long, default_value = "data", env = "RANTAI_DATA")]
    data: PathBuf,
}

impl Clock {
    pub(super) fn run(self) -> Result<(), Failure> {
        if !self.data.join("journal").is_dir() {
            return Err(format!("{} holds no log", self.data.display()).into());
        }
        let (log, _) = EventLog::open(&self.data, super::with_progress())?;
        let before = log.watermark().position().saturating_sub(1);
        let last = log.read(Cursor::from_key(before.to_be_bytes()), 1)?;
        log.close();
        let now = SystemClock.now();
        let last = last.first().map_or(now, |commit| commit.draft.envelope.recorded);
        println!("the clock says          {now:?}");
        println!("the last fact is from   {last:?}");
        if self.confirm {
            Confirmation { now, last }.keep(&self.data)?;
            println!("the clock is confirmed: start within a day");
        }
        Ok(())
    }
}
