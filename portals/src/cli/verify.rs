//! `rantai verify`

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rantai_core::archive::{Checkpoint, Place, PublicKey, find, verify_backup, verify_export};
use rantai_core::log::{Hash, Walk, verify};

use super::{Failure, bar, import, with_bar};

#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// An export, a backup or a checkpoint, whichever it is. Needs neither a deployment nor its keys.
    #[arg(conflicts_with_all = ["backup", "export"])]
    file: Option<PathBuf>,
    /// Where everything is kept.
    #[arg(long, default_value = "data", env = "RANTAI_DATA")]
    data: PathBuf,
    /// A backup: a folder or a `.tar` file.
    #[arg(long, value_name = "PATH", conflicts_with = "export")]
    backup: Option<PathBuf>,
    /// An export.
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    /// A checkpoint: whether the log, the backup or the export still contains it. The log may be served meanwhile.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The public key that must have signed.
    #[arg(long)]
    key: Option<PublicKey>,
}

impl Verify {
    /// Prints what there is and, last, the log's head hash. Fails with every position that is damaged.
    pub(super) fn run(mut self) -> ExitCode {
        let verified = self.sort().and_then(|()| self.verify());
        match verified {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::FAILURE,
            Err(error) => {
                eprintln!("rantai: {error}");
                if let Some(advice) = super::advice(&error.to_string()) {
                    eprintln!("{advice}");
                }
                ExitCode::FAILURE
            }
        }
    }

    /// Finds out what the unnamed file is.
    fn sort(&mut self) -> Result<(), Failure> {
        let Some(file) = self.file.take() else { return Ok(()) };
        let is_archive = file.extension().is_some_and(|extension| extension == "tar");
        if is_archive || file.is_dir() {
            self.backup = Some(file);
        } else if begins_an_export(&file)? {
            self.export = Some(file);
        } else if self.checkpoint.is_none() {
            self.checkpoint = Some(file);
        } else {
            return Err(format!("{} is neither an export nor a backup", file.display()).into());
        }
        Ok(())
    }

    fn verify(&self) -> Result<bool, Failure> {
        let checkpoint = self.checkpoint.as_deref().map(Checkpoint::read).transpose()?;
        if let (Some(checkpoint), Some(key)) = (&checkpoint, self.key)
            && checkpoint.public_key != key
        {
            return Err(
                format!("the checkpoint was signed by {}, not by {key}", checkpoint.public_key).into()
            );
        }
        match (&self.backup, &self.export, &checkpoint) {
            (Some(backup), ..) => self.of_backup(backup, checkpoint.as_ref()),
            (None, Some(export), _) => self.of_export(export, checkpoint.as_ref()),
            (None, None, Some(checkpoint)) => self.contains(checkpoint),
            (None, None, None) => self.whole(),
        }
    }

    fn of_backup(&self, path: &Path, checkpoint: Option<&Checkpoint>) -> Result<bool, Failure> {
        let place = Place::open(path)?;
        let verified = with_bar("Verifying", |tell| verify_backup(&place, self.key, checkpoint, tell))?;
        verified.damages.iter().for_each(|damage| eprintln!("{damage}"));
        println!("A backup of {:?} with {} uploads.", verified.made, verified.blobs);
        match verified.key {
            Some(key) => println!("Its head is signed by {key}."),
            None => println!("Its head is not signed."),
        }
        if let (Some(checkpoint), true) = (checkpoint, verified.damages.is_empty()) {
            println!("{}", contained(checkpoint));
        }
        println!("log {}", verified.position);
        println!("{}", verified.hash);
        Ok(verified.damages.is_empty())
    }

    fn of_export(&self, path: &Path, checkpoint: Option<&Checkpoint>) -> Result<bool, Failure> {
        let checked = with_bar("Verifying", |tell| verify_export(path, self.key, checkpoint, tell))?;
        if let Some(checkpoint) = checkpoint {
            println!("{}", contained(checkpoint));
        }
        println!("{}", import::told(&checked));
        println!("{}", checked.hash);
        Ok(true)
    }

    /// Whether the log still contains a checkpoint; it may be served meanwhile.
    fn contains(&self, checkpoint: &Checkpoint) -> Result<bool, Failure> {
        if !self.data.join("journal").is_dir() {
            println!(
                "The signature of {} fits. There is no log in {} to compare with.",
                checkpoint.public_key,
                self.data.display()
            );
            println!("{}", checkpoint.hash);
            return Ok(true);
        }
        let walk = Walk::of(&self.data)?;
        let found = with_bar("Looking", |tell| find(walk, checkpoint, tell))?;
        println!("{}", contained(checkpoint));
        println!("log {}", found.head);
        println!("{}", found.hash);
        Ok(true)
    }

    fn whole(&self) -> Result<bool, Failure> {
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
        let report = report?;
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
        Ok(report.damages.is_empty())
    }
}

fn contained(checkpoint: &Checkpoint) -> String {
    let Checkpoint { position, time, public_key, .. } = checkpoint;
    format!("It contains the checkpoint of commit {position}, signed at {time:?} by {public_key}.")
}

fn begins_an_export(path: &Path) -> Result<bool, Failure> {
    let mut start = vec![];
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    file.take(32).read_to_end(&mut start)?;
    Ok(start.starts_with(br#"{"rantai":"export""#))
}
