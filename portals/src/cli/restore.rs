//! `rantai restore`

use std::path::PathBuf;

use rantai_core::archive::{ArchiveError, Place, SealedVault, restore, restore_vault};

use super::{Failure, passphrase, with_bar};

#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// The backup: a folder or a `.tar` file. Without it, only the vault is put into a store that has none.
    #[arg(required_unless_present = "vault")]
    from: Option<PathBuf>,
    /// A folder that is empty or not there yet.
    #[arg(long, value_name = "NEW")]
    data: PathBuf,
    /// The vault's copy that belongs to it. Keys of people whom the log says to be erased are destroyed again.
    #[arg(long, value_name = "FILE")]
    vault: Option<PathBuf>,
    /// The file whose first line is the passphrase.
    #[arg(long, value_name = "FILE", env = "RANTAI_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
}

impl Restore {
    pub(super) fn run(self) -> Result<(), Failure> {
        let vault = match &self.vault {
            Some(file) => Some(SealedVault::open(file, &passphrase(self.passphrase_file.as_deref())?)?),
            None => None,
        };
        let data = self.data.display();
        let Some(from) = &self.from else {
            let Some(vault) = &vault else { return Ok(()) };
            let destroyed = restore_vault(vault, &self.data)?;
            println!("The vault stands in {data}; {destroyed} keys of erased people were destroyed again.");
            return Ok(());
        };
        let place = Place::open(from)?;
        let restored = match with_bar("Restoring", |tell| restore(&place, vault.as_ref(), &self.data, tell)) {
            Err(ArchiveError::Interrupted) => {
                return Err(
                    format!("interrupted: {data} is as it was; {data}.unfinished may be removed").into()
                );
            }
            restored => restored?,
        };
        println!(
            "{data} holds everything up to commit {}, with {} uploads.",
            restored.position, restored.blobs
        );
        match restored.destroyed {
            Some(destroyed) => println!("{destroyed} keys of erased people were destroyed again."),
            None => println!(
                "It has no vault yet: `rantai restore --vault FILE --data {data}` puts it there. Without it, it does not start."
            ),
        }
        println!("{}", restored.hash);
        Ok(())
    }
}
