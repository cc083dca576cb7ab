//! `/account/{party}/records`: what an owner takes home. Their share of the log, signed, and the newest signed head:
//! with these they can show for good what was recorded, whatever becomes of this deployment.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use rantai_core::archive::{self, ArchiveError, Checkpoint, Written, export_share};
use rantai_core::ids::{PartyId, PersonId};
use rantai_projections::share::Share;
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::app::App;
use crate::checkpoints;
use crate::i18n::Lang;
use crate::routes::portal;
use crate::web::{Page, PageResult, PortalError, show};
use crate::who::{AppState, Member};

/// Exports that are made at the same time; each reads the whole log.
static EXPORTS: Semaphore = Semaphore::const_new(2);
/// Bytes that are sent at once.
const PIECE: usize = 64 * 1024;
/// Pieces that wait for a slow reader.
const WAITING: usize = 4;

#[derive(Template)]
#[template(path = "records.html")]
struct RecordsPage {
    page: Page,
    here: String,
    entries: u64,
    /// Where the newest signed head stands, and when it was signed.
    signed: Option<(u64, String)>,
    hash: Vec<String>,
    key: Vec<String>,
}

/// `GET /account/{party}/records`
pub async fn page(member: Member, lang: Lang, State(app): State<AppState>) -> PageResult {
    let t = lang.phrases();
    let registry = app.registry();
    let home = registry.party(member.party).and_then(|party| portal(party, member.role));
    let page = Page::new(lang, t.records.title)
        .signed_in(app.person(member.person), member.name.as_str())
        .others(app.others(&member))
        .people(&member)
        .back(home.unwrap_or_else(|| "/".to_owned()), member.name.as_str());
    let newest = newest(&app).await?;
    let calendar = app.calendar(lang, member.party);
    show(&RecordsPage {
        page,
        here: format!("/account/{}/records", member.slug),
        entries: app.log.head().0.position(),
        hash: newest.as_ref().map(|signed| parts(&signed.hash.to_string())).unwrap_or_default(),
        signed: newest.map(|signed| (signed.position, calendar.moment(signed.time).exact)),
        key: parts(&app.vault.signer().public_key().to_string()),
    })
}

/// `GET /account/{party}/records/checkpoint.json`
///
/// # Errors
/// [`PortalError::NotFound`] while nothing was recorded at all.
pub async fn checkpoint(_member: Member, State(app): State<AppState>) -> PageResult {
    let newest = newest(&app).await?.ok_or(PortalError::NotFound)?;
    let headers = attached("application/json", &format!("rantai-{}.json", newest.position));
    Ok((headers, newest.to_json()).into_response())
}

/// `GET /account/{party}/records/export.ndjson`: the party's share of the log, as long as it may be, from memory
/// that stays small.
///
/// # Errors
/// [`PortalError::Broken`] when the program is about to stop.
pub async fn export(member: Member, State(app): State<AppState>) -> PageResult {
    let place = EXPORTS.acquire().await.map_err(PortalError::broken)?;
    let (sender, pieces) = mpsc::channel(WAITING);
    let name = format!("rantai-{}.ndjson", member.slug);
    tokio::task::spawn_blocking(move || {
        let mut pieces = Pieces { sender, piece: Vec::with_capacity(PIECE) };
        if let Err(error) = write(&app, member.party, &mut pieces) {
            // The body ends with an error, and the file has no last line: nobody takes it for whole.
            tracing::info!(%error, "an export ended early");
            drop(pieces.sender.blocking_send(Err(io::Error::other(error.to_string()))));
        }
        drop(place);
    });
    let body = Body::from_stream(ReceiverStream::new(pieces));
    Ok((attached("application/x-ndjson; charset=utf-8", &name), body).into_response())
}

fn attached(kind: &str, name: &str) -> [(axum::http::HeaderName, String); 3] {
    [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (CACHE_CONTROL, "no-store".to_owned()),
    ]
}

/// Writes a party's share of the log. Of sealed words those of its own people are opened, and nobody else's.
///
/// # Errors
/// [`ArchiveError`]; what was written by then has no last line.
pub fn write(app: &App, party: PartyId, out: &mut dyn Write) -> Result<Written, ArchiveError> {
    let registry = app.registry();
    let contact = registry.party(party).map(|party| party.contact);
    let people: Vec<PersonId> = registry.members(party).map(|(person, _)| person).chain(contact).collect();
    let own = Share::of(party, people.clone());
    let mut share = Share::of(party, people);
    let whose = archive::Share { id: party, slug: app.slug(party) };
    let open = |person| if own.has(person) { app.vault.key(person) } else { None };
    let tell =
        |_, _| if app.stop.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
    let (end, _) = app.log.head();
    let mut select = |commit: &_| share.shown(commit);
    let signer = app.vault.signer();
    export_share(&app.folder, end, &signer, app.now(), whose, &mut select, &open, out, &tell)
}

/// The newest signed head; where none is kept yet, one is signed now.
async fn newest(app: &AppState) -> Result<Option<Checkpoint>, PortalError> {
    let app = Arc::clone(app);
    let newest = tokio::task::spawn_blocking(move || match checkpoints::newest(&app.folder)? {
        Some(newest) => Ok(Some(newest)),
        None => checkpoints::renew(&app.log, &app.vault, &app.folder, app.now()),
    });
    let newest: Result<Option<Checkpoint>, ArchiveError> = newest.await.map_err(PortalError::broken)?;
    newest.map_err(PortalError::broken)
}

/// Digits in groups of eight, between which a line may break.
fn parts(digits: &str) -> Vec<String> {
    let digits: Vec<char> = digits.chars().collect();
    digits.chunks(8).map(|part| part.iter().collect()).collect()
}

/// Sends what is written in pieces; waits where the reader is slow, and fails once they are gone.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let piece = Bytes::from(std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE)));
        self.sender.blocking_send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
