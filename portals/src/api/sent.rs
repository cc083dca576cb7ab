//! A command as a program sends it: its key, the version it has seen, its body; and the answer, which is the
//! same however often the same command is sent.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use rantai_core::book::{self, Rejection};
use rantai_core::desk::{Command, Receipt, Seen, Wish};
use rantai_core::ids::{BlobHash, BookId, CommandId, PartyId, PersonId, Thing, ThingKind};
use rantai_core::log::{CommandKey, Log};
use rantai_core::party::{Capacity, Channel};
use rantai_core::registry::PartyFounded;
use rantai_core::sealed::{Note, Personal, Sealed};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::photos;
use super::problem::{Fault, Problem};
use super::words::{Id, NoteText, PhotoText, Slug};
use crate::app::App;
use crate::who::AppState;

/// Says that the answer is of an earlier sending.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// Longest key.
const LONGEST_KEY: usize = 64;

/// What came with a command. Nothing of it is refused before a handler reads it: who may not know of a thing
/// learns nothing of it from what is wrong with a body.
#[derive(Debug)]
pub struct Sent {
    headers: HeaderMap,
    body: Result<Bytes, Problem>,
}

impl FromRequest<AppState> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, state).await.map_err(|refusal| {
            if refusal.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::TooLarge
            } else {
                Problem::Syntax(String::new())
            }
        });
        Ok(Self { headers, body })
    }
}

/// The business records a step of a party that answered by phone, WhatsApp or paper.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OnBehalfOf {
    /// Whose step it is.
    pub party: Slug,
    /// How they answered.
    pub channel: Answered,
}

/// A body that says nothing more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// How somebody answered who does not use Rantai.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub enum Answered {
    /// By phone.
    Phone,
    /// By WhatsApp.
    WhatsApp,
    /// On paper.
    Paper,
    /// At the business's door.
    InPerson,
}

impl OnBehalfOf {
    /// The party and the channel.
    ///
    /// # Errors
    /// [`Problem::Fields`] where there is no such party.
    pub fn known(&self, app: &App, caller: &Caller) -> Result<(PartyId, Channel), Problem> {
        let party = party(app, caller, &self.party, "/onBehalfOf/party")?;
        let channel = match self.channel {
            Answered::Phone => Channel::Phone,
            Answered::WhatsApp => Channel::WhatsApp,
            Answered::Paper => Channel::Paper,
            Answered::InPerson => Channel::InPerson,
        };
        Ok((party, channel))
    }
}

/// The party of that name, as a body names it at `pointer`: one that the caller's party may know of.
///
/// # Errors
/// [`Problem::Fields`] where there is none.
pub fn party(app: &App, caller: &Caller, slug: &Slug, pointer: &str) -> Result<PartyId, Problem> {
    let registry = app.registry();
    let found = registry.party_by_slug(&slug.0).map(|entry| entry.party);
    let known = found.filter(|party| registry.is_known_to(*party, caller.party));
    known.ok_or_else(|| Fault::at(pointer, "no party has this name"))
}

/// The business of that name that has opened, as a body names it at `pointer`: everybody may know of it.
///
/// # Errors
/// [`Problem::Fields`] where there is none.
pub fn shop(app: &App, slug: &Slug, pointer: &str) -> Result<PartyId, Problem> {
    let found = app.registry().party_by_slug(&slug.0).map(|entry| entry.party);
    let open = found.filter(|business| app.views.shops.shop(*business).is_some());
    open.ok_or_else(|| Fault::at(pointer, "no business has this name"))
}

/// A body's command, ready for the desk but for what it wishes.
#[derive(Debug)]
pub struct Ready {
    id: CommandId,
    version: Option<u32>,
    business: PartyId,
    on_behalf_of: Option<(PartyId, Channel)>,
    happened: Option<rantai_core::time::Moment>,
    evidence: Vec<BlobHash>,
}

impl Sent {
    /// The body, and the command it will be in `business`'s book.
    ///
    /// # Errors
    /// [`Problem`] for a key, a version or a body that cannot be used.
    pub fn read<T: DeserializeOwned>(
        &self,
        caller: &Caller,
        business: PartyId,
    ) -> Result<(T, Ready), Problem> {
        let id = command_id(caller.party, self.key()?);
        let version = self.version()?;
        let ready = Ready { id, version, business, on_behalf_of: None, happened: None, evidence: Vec::new() };
        Ok((self.body()?, ready))
    }

    fn key(&self) -> Result<&str, Problem> {
        let mut values = self.headers.get_all("idempotency-key").iter();
        let (Some(value), None) = (values.next(), values.next()) else { return Err(Problem::Key) };
        let key = value.to_str().map_err(|_| Problem::Key)?;
        let fits = (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then_some(key).ok_or(Problem::Key)
    }

    fn version(&self) -> Result<Option<u32>, Problem> {
        let Some(value) = self.headers.get(IF_MATCH) else { return Ok(None) };
        let text = value.to_str().ok().and_then(|text| text.strip_prefix('"')?.strip_suffix('"'));
        let version = text.filter(|text| !text.starts_with('+')).and_then(|text| text.parse().ok());
        version.map(Some).ok_or(Problem::Version)
    }

    fn body<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let body = self.body.as_ref().map_err(Clone::clone)?;
        if body.is_empty() {
            return parsed(b"{}");
        }
        let kind = self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::Kind);
        }
        parsed(body)
    }
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // A reader of structs would take their fields in an array, too.
    if body.trim_ascii_start().first() == Some(&b'[') {
        return Err(Fault::at("", "an object is expected"));
    }
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            Fault::at(pointer, error.to_string())
        } else {
            Problem::Syntax(error.to_string())
        }
    })?;
    reader.end().map_err(|error| Problem::Syntax(error.to_string()))?;
    Ok(value)
}

/// A place in a body as a JSON pointer.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut text = String::new();
    for segment in path {
        text.push('/');
        match segment {
            Segment::Seq { index } => text.push_str(&index.to_string()),
            Segment::Map { key } => text.push_str(&key.replace('~', "~0").replace('/', "~1")),
            Segment::Enum { variant } => text.push_str(variant),
            Segment::Unknown => text.push('?'),
        }
    }
    text
}

/// The command that a party's key stands for: see `docs/decisions/0009-a-key-is-a-command.md`. Its first six
/// bytes are the time of a key that is a UUID of version 7; other keys' things sort behind all others.
fn command_id(party: PartyId, key: &str) -> CommandId {
    let mut hasher = blake3::Hasher::new_derive_key("rantai 2026-11 command of a program's key");
    hasher.update(&party.0).update(key.as_bytes());
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    let made_at = uuid::Uuid::try_parse(key).ok().filter(|uuid| uuid.get_version_num() == 7);
    let made_at = made_at.and_then(|uuid| uuid.as_bytes().first_chunk::<6>().copied());
    if let Some(time) = id.first_chunk_mut::<6>() {
        *time = made_at.unwrap_or([0xff; 6]);
    }
    CommandId(id)
}

impl Ready {
    /// The step is another party's, recorded by the business.
    ///
    /// # Errors
    /// [`Problem::Fields`] where there is no such party.
    pub fn on_behalf_of(
        mut self,
        app: &App,
        caller: &Caller,
        other: Option<&OnBehalfOf>,
    ) -> Result<Self, Problem> {
        self.on_behalf_of = other.map(|other| other.known(app, caller)).transpose()?;
        Ok(self)
    }

    /// It was done before it was told.
    pub fn happened(mut self, at: Option<super::words::Time>) -> Self {
        self.happened = at.map(|time| time.0);
        self
    }

    /// A photo shows it, which the caller's party sent before.
    ///
    /// # Errors
    /// [`Problem::Fields`] where it is none of theirs.
    pub async fn shown(
        mut self,
        app: &App,
        caller: &Caller,
        photo: Option<&PhotoText>,
    ) -> Result<Self, Problem> {
        self.evidence = photos::kept(app, caller, photo, "/photo").await?;
        Ok(self)
    }

    /// The same command in another business's book.
    pub const fn in_book(mut self, business: PartyId) -> Self {
        self.business = business;
        self
    }

    /// Whose step it is.
    pub fn party(&self, caller: &Caller) -> PartyId {
        self.on_behalf_of.map_or(caller.party, |(party, _)| party)
    }

    /// Seals a person's text for this command; nothing of an empty one.
    ///
    /// # Errors
    /// [`Problem::Broken`] for a person without a key.
    pub fn seal<T: Personal>(
        &self,
        app: &App,
        person: PersonId,
        text: Option<T>,
    ) -> Result<Option<Sealed<T>>, Problem> {
        let Some(text) = text else { return Ok(None) };
        if app.registry().is_erased(person) {
            return Err(Rejection::Unknown { kind: ThingKind::Person }.into());
        }
        let key = app.vault.key(person).ok_or_else(|| Problem::broken("a person without a key"))?;
        Ok(Some(Sealed::seal(&text, &key, person, BookId::of(self.business), self.id)))
    }

    /// The same key stands for a command in another business's book: the desk remembers commands book by book.
    fn is_anothers(&self, app: &App, caller: &Caller) -> Result<bool, Problem> {
        if caller.acts_in_own_book_alone() {
            return Ok(false);
        }
        let registry = app.registry();
        let is_business = |party: &&PartyFounded| party.capacities.contains(&Capacity::Business);
        for other in registry.parties().filter(is_business).filter(|other| other.party != self.business) {
            let (person, book) = (caller.person, BookId::of(other.party));
            let key = CommandKey { person, book, command: self.id };
            if app.log.outcome(&key).map_err(Problem::broken)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Hands it to the desk. `thing` is what the version that was seen is of.
    ///
    /// # Errors
    /// The desk's refusal.
    pub async fn submit(
        self,
        app: &App,
        caller: &Caller,
        thing: Option<Thing>,
        command: impl Into<book::Command>,
    ) -> Result<Receipt, Problem> {
        if self.is_anothers(app, caller)? {
            return Err(Rejection::CommandReused.into());
        }
        let command = command.into();
        #[cfg(test)]
        super::tests::sent(command.name());
        let wish = Wish {
            id: self.id,
            actor: caller.actor(),
            book: BookId::of(self.business),
            on_behalf_of: self.on_behalf_of.map(|(party, _)| party),
            channel: self.on_behalf_of.map_or(Channel::Api, |(_, channel)| channel),
            happened: self.happened,
            evidence: self.evidence,
            seen: thing.zip(self.version).map(|(thing, version)| Seen { thing, version }),
            played: false,
            command: Command::Book(command),
        };
        Ok(app.desk.submit(wish).await?)
    }
}

/// A note of a body; nothing of an empty one.
///
/// # Errors
/// [`Problem::Fields`] where it is too long.
pub fn note(text: Option<&NoteText>, pointer: &str) -> Result<Option<Note>, Problem> {
    let Some(text) = text else { return Ok(None) };
    Note::new(&text.0).map_err(|error| Fault::at(pointer, error.to_string()))
}

/// The answer to a command: the body says how things stood when it was recorded.
pub fn done(status: StatusCode, receipt: &Receipt, version: u32, body: &impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    if receipt.repeated {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    tagged(response, version)
}

/// The same for a command about no single thing that has a version.
pub fn noted(status: StatusCode, receipt: &Receipt, body: &impl Serialize) -> Response {
    let mut response = (status, Json(body)).into_response();
    if receipt.repeated {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

/// Something was recorded, and how it stands since is read elsewhere.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// What it made or touched first: of a transfer its id, under which it is verified. Absent where everything was
    /// so already.
    id: Option<Id>,
    /// Where it stands in the log.
    cursor: String,
}

/// The answer to a command that says no more than that it was recorded.
pub fn recorded(status: StatusCode, receipt: &Receipt) -> Response {
    let id = receipt.thing.map(|thing| Id(thing.id));
    noted(status, receipt, &Recorded { id, cursor: receipt.cursor.to_string() })
}

/// With the version as its tag.
pub fn tagged(mut response: Response, version: u32) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKO: PartyId = PartyId([1; 16]);

    #[test]
    fn a_key_is_the_same_command_at_every_sending_and_anothers_is_another() {
        assert_eq!(command_id(TOKO, "order-17"), command_id(TOKO, "order-17"));
        assert_ne!(command_id(TOKO, "order-17"), command_id(TOKO, "order-18"));
        assert_ne!(command_id(TOKO, "order-17"), command_id(PartyId([2; 16]), "order-17"));
    }

    #[test]
    fn things_made_by_a_program_sort_by_their_keys_time_or_behind_all_others() {
        let v7 = "0193a5b0-0000-7000-8000-000000000001";
        assert_eq!(command_id(TOKO, v7).0[..6], [0x01, 0x93, 0xa5, 0xb0, 0, 0]);
        for other in ["order-17", "9f1c2d3e-0000-4000-8000-000000000001"] {
            assert_eq!(command_id(TOKO, other).0[..6], [0xff; 6], "{other}");
        }
    }
}
