//! `rantai export`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rantai_core::archive::{self, ArchiveError, Tell, Written, export, export_share};
use rantai_core::facts::Facts;
use rantai_core::ids::{BookId, PersonId};
use rantai_core::log::{Commit, Cursor, Walk, durable};
use rantai_core::registry::Registry;
use rantai_core::sealed::PersonKey;
use rantai_core::time::{Clock as _, SystemClock};
use rantai_core::vault::{Expect, Vault};
use rantai_projections::share::Share;

use super::{Failure, with_bar};

#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The file to write, or `-` for standard output.
    to: PathBuf,
    /// Only what this party may see: its name in addresses. Opens the words that are sealed for its own people
    /// where the deployment is stopped; while it is served they stay sealed, and owners download theirs opened.
    #[arg(long)]
    party: Option<String>,
    /// Where everything is kept.
    #[arg(long, default_value = "data", env = "RANTAI_DATA")]
    data: PathBuf,
}

impl Export {
    pub(super) fn run(self) -> Result<(), Failure> {
        if !self.data.join("journal").is_dir() {
            return Err(format!("{} holds no log: name its folder with --data", self.data.display()).into());
        }
        if self.to == Path::new("-") {
            let written = self.write(&mut BufWriter::new(std::io::stdout().lock()))?;
            eprintln!("{}", told(&written));
            return Ok(());
        }
        let unfinished = self.to.with_added_extension("unfinished");
        let mut file = BufWriter::new(File::create(&unfinished)?);
        let written = match self.write(&mut file) {
            Ok(written) => written,
            Err(error) => {
                let left = unfinished.display();
                return Err(
                    format!("{error}: {left} has no last line and is not valid, as `verify` says").into()
                );
            }
        };
        file.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&unfinished, &self.to)?;
        println!("{}", told(&written));
        Ok(())
    }

    fn write(&self, out: &mut dyn Write) -> Result<Written, Failure> {
        let signer = Vault::signer_of(&self.data.join("vault"))?;
        let now = SystemClock.now();
        let Some(slug) = &self.party else {
            return Ok(with_bar("Exporting", |tell| export(&self.data, &signer, now, out, tell))?);
        };
        let end = durable(&self.data)?;
        let registry = with_bar("Reading who is who", |tell| registry(&self.data, end, tell))?;
        let party = registry.party_by_slug(slug).ok_or_else(|| format!("there is no party {slug}"))?;
        let members = registry.members(party.party).map(|(person, _)| person);
        let people: Vec<PersonId> = members.chain([party.contact]).collect();
        let vault = match Vault::open(&self.data.join("vault"), Expect::MustExist) {
            Ok(vault) => Some(vault),
            Err(rantai_core::vault::VaultError::InUse(_)) => {
                eprintln!("The deployment is being served: names and addresses stay sealed in this export.");
                None
            }
            Err(error) => return Err(error.into()),
        };
        let own = Share::of(party.party, people.clone());
        let mut share = Share::of(party.party, people);
        let open = |person| -> Option<Arc<PersonKey>> {
            if own.has(person) { vault.as_ref()?.key(person) } else { None }
        };
        let mut select = |commit: &Commit| share.shown(commit);
        let whose = archive::Share { id: party.party, slug: slug.clone() };
        Ok(with_bar("Exporting", |tell| {
            export_share(&self.data, end, &signer, now, whose, &mut select, &open, out, tell)
        })?)
    }
}

fn told(written: &Written) -> String {
    format!("{} commits of a log of {}\n{}", written.count, written.position, written.hash)
}

/// Who is who, folded from the registry's book.
fn registry(data: &Path, end: Cursor, tell: Tell<'_>) -> Result<Registry, ArchiveError> {
    let mut registry = Registry::default();
    let mut walk = Walk::to(data, end);
    while let Some(segment) = walk.next_segment()? {
        for stored in segment.frames().filter(|stored| stored.book == BookId::REGISTRY) {
            // A fact that this program cannot read is one it does not need here: the export keeps its bytes.
            if let Ok(Facts::Registry(events)) = Facts::of(&stored.commit()?) {
                events.iter().for_each(|event| registry.evolve(event));
            }
        }
        if tell(segment.last(), walk.end()).is_break() {
            return Err(ArchiveError::Interrupted);
        }
    }
    Ok(registry)
}
