//! `rantai import`

use std::path::PathBuf;

use rantai_core::archive::{Checked, PublicKey, import, verify_export};

use super::{Failure, with_bar};

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The export of a whole log.
    #[arg(long = "verify", value_name = "FILE")]
    verify: PathBuf,
    /// The public key that must have signed it.
    #[arg(long)]
    key: Option<PublicKey>,
    /// An empty folder, or one that is not there yet, where the log is made anew. Without it the export is only
    /// checked.
    #[arg(long, value_name = "NEW")]
    data: Option<PathBuf>,
}

impl Import {
    pub(super) fn run(self) -> Result<(), Failure> {
        let checked = match &self.data {
            None => with_bar("Verifying", |tell| verify_export(&self.verify, self.key, None, tell))?,
            Some(data) => with_bar("Importing", |tell| import(&self.verify, self.key, data, tell))?,
        };
        println!("{}", told(&checked));
        if let Some(data) = &self.data {
            println!("The same log stands in {}, proved to the byte.", data.display());
            println!(
                "Its vault and uploads are not part of an export: `rantai restore --vault FILE --data …` puts the vault there."
            );
        }
        println!("{}", checked.hash);
        Ok(())
    }
}

/// What an export is.
pub(super) fn told(checked: &Checked) -> String {
    let whose = match &checked.share {
        None => format!("The whole log: {} commits", checked.count),
        Some(share) => format!(
            "The share of {}: {} of {} commits, {} of them with their stored bytes",
            share.slug, checked.count, checked.position, checked.proved
        ),
    };
    format!("{whose}.\nSigned by {} at {:?}.\nlog {}", checked.key, checked.made, checked.position)
}
