//! `rantai config`

use super::Failure;
use super::settings::{Flags, Settings, from_process};

#[derive(Debug, clap::Args)]
pub(super) struct Config {
    #[command(flatten)]
    flags: Flags,
}

impl Config {
    /// Prints every setting in force and where it came from, and fails where `serve` would not start with them.
    /// None of them is a secret: those are in the vault, and the key of the certificate is in its file.
    pub(super) fn run(self) -> Result<(), Failure> {
        let said = self.flags.said(from_process)?;
        for setting in &said {
            match &setting.value {
                Some(value) => println!("{:10} = {value:?}  # {}", setting.name, setting.origin),
                None => println!("# {:8} is not set", setting.name),
            }
        }
        Settings::of(&said)?;
        Ok(())
    }
}
