//! Everything a handler can reach.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use rantai_core::blobs::Blobs;
use rantai_core::desk::{Confirmation, Desk, Receipt, Wish};
use rantai_core::ids::{BlobHash, BookId, PartyId, PersonId};
use rantai_core::log::{Cursor, EventLog, Log, Options};
use rantai_core::registry::{PartyFounded, Registry};
use rantai_core::time::{Clock, Day, Moment, zone_of_village};
use rantai_core::vault::{Expect, PassId, Vault};
use rantai_projections::{Incomplete, Views};
use tokio_stream::wrappers::BroadcastStream;
use tokio_util::sync::CancellationToken;

use crate::demo::cast::Players;
use crate::doors::Doors;
use crate::erase;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, spoken};
use crate::imports::waiting::Imports;
use crate::regions::Regions;
use crate::routes::portal;
use crate::site::Site;
use crate::uploads::Picture;
use crate::web::PortalError;
use crate::web::live::{Change, Changes, RESYNC};
use crate::who::Member;

/// The parts of a running deployment.
pub struct App {
    /// The one writer.
    pub desk: Desk,
    /// The event log, for the audit trail.
    pub log: Arc<EventLog>,
    /// The read models.
    pub views: Arc<Views>,
    /// Keys and sessions.
    pub vault: Arc<Vault>,
    /// Photographs.
    pub blobs: Arc<Blobs>,
    /// Places by their codes.
    pub regions: Regions,
    /// What time it is.
    pub clock: Handle,
    /// Who may be played: everybody may sign in as anybody. The demo, and nothing else.
    pub demo: Option<Arc<Players>>,
    /// Who may guess again, and who is being let in.
    pub doors: Doors,
    /// Where everything is kept.
    pub folder: PathBuf,
    /// Lists from files that wait to be confirmed.
    pub imports: Imports,
    /// Where it is reached.
    pub site: Site,
    /// Forms that made a token for a program.
    pub made: crate::api::tokens::Made,
    /// Ends open streams when the program is told to stop.
    pub stop: CancellationToken,
}

/// A clock in a struct that can be printed.
#[derive(Clone)]
pub struct Handle(pub Arc<dyn Clock>);

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({:?})", self.0.now())
    }
}

/// Why a deployment could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The event log.
    #[error(transparent)]
    Log(#[from] rantai_core::log::OpenError),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] rantai_core::vault::VaultError),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] rantai_core::desk::OpenError),
    /// The views.
    #[error(transparent)]
    Views(#[from] rantai_projections::ViewsError),
    /// The vault saw more of the log than there is, or another log.
    #[error(
        "the vault saw position {seen} of the log, but the log {what}: an older log was put back, or facts were \
         lost. Put the newest log back (journal, HEAD and log.sled); if there is none, remove {file}, and what \
         was recorded since is gone"
    )]
    OlderLog {
        /// How far the vault saw.
        seen: Cursor,
        /// What the log has instead.
        what: String,
        /// What says so.
        file: PathBuf,
    },
    /// The log speaks of people whose keys the vault never had.
    #[error(
        "the vault does not know {people} of the people in the log: an older vault was put back. Put the newest \
         vault back; if there is none, make an empty file {accept}, and what they said of themselves stays \
         sealed for good"
    )]
    OlderVault {
        /// How many.
        people: usize,
        /// The file that accepts it.
        accept: PathBuf,
    },
    /// The folder of uploads is gone, or stands beside an empty log.
    #[error("{folder} {what}. Put back what is missing; if there is no copy of it, {otherwise}")]
    Uploads {
        /// Where uploads are.
        folder: PathBuf,
        /// What is wrong.
        what: &'static str,
        /// What begins without it.
        otherwise: &'static str,
    },
    /// A note of the operator's could not be read or written.
    #[error("could not {0}: {1}")]
    Note(&'static str, std::io::Error),
    /// The folder of uploads.
    #[error("the uploads could not be opened: {0}")]
    Blobs(std::io::Error),
}

/// How long a page waits for its view before it says that it is being updated.
const PATIENCE: Duration = Duration::from_millis(300);

impl App {
    /// Opens the deployment in `folder`, making it where there is none. `options` carry a progress listener
    /// for long work.
    ///
    /// # Errors
    /// [`OpenError`], naming what is damaged or missing.
    pub fn open(
        folder: &Path,
        clock: Arc<dyn Clock>,
        demo: Option<Arc<Players>>,
        options: Options,
    ) -> Result<Self, OpenError> {
        let (log, _) = EventLog::open(folder, options)?;
        let is_new = log.watermark() == Cursor::START;
        uploads_are_there(&folder.join("blobs"), is_new)?;
        let expect = if is_new { Expect::MayBeNew } else { Expect::MustExist };
        let vault = Arc::new(Vault::open(&folder.join("vault"), expect)?);
        belong_together(&vault, &log)?;
        let as_log: Arc<dyn Log> = Arc::<EventLog>::clone(&log);
        let desk = Desk::open(
            Arc::clone(&as_log),
            Arc::clone(&clock),
            vault.digest_key(),
            Some(&folder.join("books")),
            |_| (),
        )?;
        all_are_known(folder, &vault, &desk.registry())?;
        if let Some(confirmation) = Confirmation::kept(folder)
            .map_err(|error| OpenError::Note("read the note about the clock", error))?
        {
            desk.accept_clock(confirmation);
        }
        let views = Views::open(&folder.join("views.sled"), as_log)?;
        let blobs = Arc::new(Blobs::open(&folder.join("blobs")).map_err(OpenError::Blobs)?);
        erase::finish(&desk.registry(), &vault, log.as_ref(), &blobs)?;
        let (head, hash) = log.head();
        vault.witness(head, hash)?;
        Ok(Self {
            desk,
            log,
            views,
            vault,
            blobs,
            regions: Regions::embedded(),
            clock: Handle(clock),
            demo,
            doors: Doors::default(),
            folder: folder.to_owned(),
            imports: Imports::default(),
            site: Site::default(),
            made: crate::api::tokens::Made::default(),
            stop: CancellationToken::new(),
        })
    }

    /// Ends everything in order: answers who waits, writes the views, drains the log.
    pub fn close(self) {
        self.desk.close();
        self.views.close();
        self.log.close();
        let (head, hash) = self.log.head();
        if let Err(error) = self.vault.witness(head, hash) {
            tracing::warn!(%error, "the vault did not note how far the log reaches");
        }
    }

    /// The operator says that the clock is right, for this start and the next.
    ///
    /// # Errors
    /// [`PortalError::Broken`] when it could not be kept for the next start; for this one it holds.
    pub fn confirm_clock(&self) -> Result<(), PortalError> {
        self.desk.confirm_clock().keep(&self.folder).map_err(PortalError::broken)
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        self.clock.0.now()
    }

    /// Who is who.
    pub fn registry(&self) -> Arc<Registry> {
        self.desk.registry()
    }

    /// Hands a wish to the desk.
    ///
    /// # Errors
    /// The refusal in the reader's words; or that nobody knows, and to send it again.
    pub async fn submit(&self, wish: Wish) -> Result<Receipt, PortalError> {
        Ok(self.desk.submit(wish).await?)
    }

    /// The moment a day ends where a party stands: until then something dated by that day is in time.
    pub fn end_of(&self, party: PartyId, day: Day) -> Moment {
        let registry = self.registry();
        let village = registry.party(party).map_or("", |party| party.village.as_str());
        day.plus(1).start_in(zone_of_village(village))
    }

    /// Looks at a business's book, for what no view tells.
    ///
    /// # Errors
    /// [`PortalError::Busy`] when it cannot be read now.
    pub async fn look<T: Send + 'static>(
        &self,
        business: PartyId,
        reading: impl FnOnce(&rantai_core::book::Book) -> T + Send + 'static,
    ) -> Result<T, PortalError> {
        Ok(self.desk.look(rantai_core::ids::BookId::of(business), reading).await?)
    }

    /// Waits until the views show a commit. False: they do not yet, and the page should say so.
    pub async fn shows(&self, cursor: Cursor) -> bool {
        self.views.wait_for(cursor, PATIENCE).await
    }

    /// Keeps a photo, in full and small, and returns what goes into a wish's evidence: see [`photos`].
    ///
    /// # Errors
    /// [`PortalError::Broken`] when the disk does not take it.
    pub async fn keep_photo(&self, picture: Picture) -> Result<Vec<BlobHash>, PortalError> {
        let blobs = Arc::clone(&self.blobs);
        let kept = tokio::task::spawn_blocking(move || -> std::io::Result<Vec<BlobHash>> {
            Ok(vec![blobs.put(&picture.full)?, blobs.put(&picture.thumb)?])
        });
        kept.await.map_err(PortalError::broken)?.map_err(PortalError::broken)
    }

    /// A person's name; that it was erased, where it was; a dash where there is none.
    pub fn person(&self, person: PersonId) -> String {
        let registry = self.registry();
        if registry.is_erased(person) {
            return spoken().phrases().common.erased.to_owned();
        }
        let name = registry.person(person).and_then(|entry| self.vault.read(&entry.name));
        name.map_or_else(|| "–".to_owned(), |name| name.to_string())
    }

    /// With whose key a word about a buyer is sealed: their contact's, and the writer's own where that person was
    /// erased, so that goods on their way still arrive.
    pub fn sealed_about(&self, buyer: PartyId, writer: PersonId) -> PersonId {
        let registry = self.registry();
        let contact = registry.party(buyer).map(|entry| entry.contact);
        contact.filter(|contact| !registry.is_erased(*contact)).unwrap_or(writer)
    }

    /// Says that and since when pages about a business do not show everything; about any, where none is named.
    pub fn not_whole(&self, lang: Lang, reader: PartyId, business: Option<PartyId>) -> Option<String> {
        let incomplete = match business {
            Some(business) => self.views.incomplete(business),
            None => self.views.incomplete_anywhere(),
        };
        let words = &lang.phrases().common;
        Some(match incomplete? {
            Incomplete::Since(lack) => (words.not_whole)(&self.calendar(lang, reader).moment(lack.at).text),
            Incomplete::Building => words.being_built.to_owned(),
        })
    }

    /// A party's trade name.
    pub fn party(&self, party: PartyId) -> String {
        self.registry().party(party).map_or_else(|| "–".to_owned(), |entry| self.name_of(entry))
    }

    /// What a party is called: as the sign of its shop says, else its trade name, or its person's name where it
    /// has none.
    pub fn name_of(&self, party: &PartyFounded) -> String {
        match self.views.shops.shop(party.party) {
            Some(shop) => shop.profile.name.clone(),
            None if party.name.is_empty() => self.person(party.contact),
            None => party.name.clone(),
        }
    }

    /// The other parties somebody works for: where, and the name.
    pub fn others(&self, member: &Member) -> Vec<(String, String)> {
        let registry = self.registry();
        let others = registry.parties_of(member.person).filter(|(party, _)| party.party != member.party);
        others.filter_map(|(party, role)| Some((portal(party, role)?, self.name_of(party)))).collect()
    }

    /// A party's name in addresses.
    pub fn slug(&self, party: PartyId) -> String {
        self.registry().party(party).map_or_else(String::new, |entry| entry.slug.clone())
    }

    /// The calendar of the place where a party is.
    pub fn calendar(&self, lang: Lang, party: PartyId) -> Calendar {
        let registry = self.registry();
        let village = registry.party(party).map_or("", |entry| entry.village.as_str());
        Calendar::new(lang, self.now()).in_zone(zone_of_village(village))
    }
}

/// Refuses a log that ends before what the vault saw of it, or has another hash there.
fn belong_together(vault: &Vault, log: &EventLog) -> Result<(), OpenError> {
    let Some((seen, hash)) = vault.witnessed() else { return Ok(()) };
    let file = vault.witness_file();
    let head = log.watermark();
    if head < seen {
        return Err(OpenError::OlderLog { seen, what: format!("ends at {head}"), file });
    }
    let before = Cursor::from_key((seen.position().saturating_sub(1)).to_be_bytes());
    let there = log.read(before, 1).map_err(rantai_core::desk::OpenError::Log)?;
    match there.first() {
        Some(commit) if commit.hash != hash => {
            Err(OpenError::OlderLog { seen, what: "has another commit there".to_owned(), file })
        }
        _ => Ok(()),
    }
}

/// Refuses a log without its uploads, and uploads without their log: an empty shop must never stand where one
/// was lost.
fn uploads_are_there(folder: &Path, is_new: bool) -> Result<(), OpenError> {
    if !is_new {
        let (what, otherwise) = ("is missing, though the log may speak of photos in it", "make it, empty");
        let missing = OpenError::Uploads { folder: folder.to_owned(), what, otherwise };
        return if folder.is_dir() { Ok(()) } else { Err(missing) };
    }
    if rantai_core::blobs::holds_any(folder).map_err(OpenError::Blobs)? {
        let (what, otherwise) = ("holds photos, but the log is empty: it was lost", "remove them");
        return Err(OpenError::Uploads { folder: folder.to_owned(), what, otherwise });
    }
    Ok(())
}

/// Refuses a vault that never had the keys of people whom the log speaks of. The operator accepts that with a
/// file: then they are as good as erased.
fn all_are_known(folder: &Path, vault: &Vault, registry: &Registry) -> Result<(), OpenError> {
    let unknown: Vec<PersonId> =
        registry.people().map(|entry| entry.person).filter(|person| !vault.knows(*person)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let accept = folder.join("ACCEPT-VAULT");
    if !accept.exists() {
        return Err(OpenError::OlderVault { people: unknown.len(), accept });
    }
    for person in unknown {
        vault.destroy_key(person)?;
    }
    std::fs::remove_file(&accept).map_err(|error| OpenError::Note("remove ACCEPT-VAULT", error))
}

/// Evidence as pairs of a photo in full and small.
pub fn photos(evidence: &[BlobHash]) -> impl Iterator<Item = (BlobHash, BlobHash)> {
    evidence.chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)))
}

/// The book of a business.
pub const fn book(business: PartyId) -> BookId {
    BookId::of(business)
}

/// The changes of the views, as one person's stream carries them.
pub struct LiveChanges {
    app: Arc<App>,
    person: PersonId,
    link: Option<PassId>,
    only: Option<String>,
}

impl LiveChanges {
    /// What `member` may follow: everything of their party, or only what is named after one thing. The
    /// stream ends with the first news after they left the party, or after their link was revoked.
    pub fn of(app: &Arc<App>, member: &Member, only: Option<String>) -> Self {
        Self { app: Arc::clone(app), person: member.person, link: member.link, only }
    }
}

/// The topic is not about another thing than `only`.
fn concerns(only: Option<&str>, topic: &str) -> bool {
    only.is_none_or(|thing| topic == RESYNC || topic.ends_with(thing))
}

impl Changes for LiveChanges {
    fn since(&self, party: PartyId, after: Cursor, again: bool) -> Vec<Change> {
        let changed = self.app.views.changes.since(party, after, again).into_iter();
        let mine = changed.filter(|changed| concerns(self.only.as_deref(), &changed.topic));
        mine.map(|changed| (changed.topic.to_string(), changed.cursor)).collect()
    }

    fn subscribe(&self, party: PartyId) -> BoxStream<'static, Change> {
        // A listener that fell behind ends; the browser connects again and asks since when.
        let Self { app, person, link, only } = self;
        let (app, person, link, only) = (Arc::clone(app), *person, *link, only.clone());
        BroadcastStream::new(self.app.views.follow())
            .take_while(move |change| {
                let belongs = || app.registry().role(party, person).is_some();
                let holds = || link.is_none_or(|link| app.vault.passes.holds(link, app.now()));
                std::future::ready(change.is_ok() && belongs() && holds())
            })
            .filter_map(move |change| {
                let mine = change.ok().filter(|change| change.party == party);
                let mine = mine.filter(|change| concerns(only.as_deref(), &change.topic));
                std::future::ready(mine.map(|change| (change.topic.to_string(), change.cursor)))
            })
            .boxed()
    }
}
