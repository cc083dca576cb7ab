//! `rantai backup`

use std::path::PathBuf;

use rantai_core::archive::{ArchiveError, Backed, backup, backup_vault};
use rantai_core::time::{Clock as _, SystemClock};
use rantai_core::vault::Vault;

use super::{Failure, passphrase, with_bar};

#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    /// A folder, which takes only what is new since the last time, or a new file whose name ends with `.tar`.
    #[arg(required_unless_present = "vault")]
    to: Option<PathBuf>,
    /// A folder for the vault's copy, sealed with a passphrase. Keep it apart from the other. Where both are named,
    /// the vault is copied last, so that it opens everything the other holds.
    #[arg(long, value_name = "FOLDER")]
    vault: Option<PathBuf>,
    /// How many of the vault's copies stay in that folder.
    #[arg(long, default_value_t = 7)]
    keep: usize,
    /// The file whose first line is the passphrase.
    #[arg(long, value_name = "FILE", env = "RANTAI_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    /// Where everything is kept.
    #[arg(long, default_value = "data", env = "RANTAI_DATA")]
    data: PathBuf,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), Failure> {
        let phrase = self.vault.as_ref().map(|_| passphrase(self.passphrase_file.as_deref())).transpose()?;
        let mut lost = 0;
        if let Some(to) = &self.to {
            lost = self.store(to)?;
        }
        if let (Some(to), Some(phrase)) = (&self.vault, phrase) {
            let file = backup_vault(&self.data, to, &phrase, self.keep, SystemClock.now())?;
            println!(
                "The vault is sealed in {}. Without its passphrase nobody opens it, you included.",
                file.display()
            );
        }
        if lost == 0 {
            Ok(())
        } else {
            Err(format!("{lost} uploads of the store are damaged or missing").into())
        }
    }

    fn store(&self, to: &std::path::Path) -> Result<usize, Failure> {
        if !self.data.join("journal").is_dir() {
            return Err(format!("{} holds no log: name its folder with --data", self.data.display()).into());
        }
        let signer = match Vault::signer_of(&self.data.join("vault")) {
            Ok(signer) => Some(signer),
            Err(error) => {
                eprintln!("The backup's head is not signed: {error}");
                None
            }
        };
        let copied =
            with_bar("Copying", |tell| backup(&self.data, to, signer.as_ref(), SystemClock.now(), tell));
        let backed = match copied {
            Err(ArchiveError::Interrupted) => {
                let to = to.display();
                return Err(format!(
                    "interrupted: {to} holds no new manifest; an earlier backup there is still whole"
                )
                .into());
            }
            copied => copied?,
        };
        println!("{}", told(&backed));
        backed.lost.iter().for_each(|blob| eprintln!("the upload {blob} is damaged or missing in the store"));
        Ok(backed.lost.len())
    }
}

fn told(backed: &Backed) -> String {
    let Backed { position, segments_copied, segments_kept, blobs_copied, blobs_kept, bytes_written, .. } =
        backed;
    format!(
        "Everything up to commit {position}: {segments_copied} segments and {blobs_copied} uploads copied, \
         {segments_kept} and {blobs_kept} were there; {bytes_written} bytes written."
    )
}
