//! From a form to a wish, and from the desk's answer to words.

use axum::response::{IntoResponse, Redirect, Response};
use rantai_core::book;
use rantai_core::desk::{Command, DeskError, Receipt, Seen, Wish};
use rantai_core::ids::{BlobHash, BookId, CommandId, PartyId, PersonId, Thing};
use rantai_core::log::Cursor;
use rantai_core::party::Channel;
use rantai_core::random;
use rantai_core::registry;
use rantai_core::sealed::{Personal, Sealed};
use serde::Deserialize;

use crate::app::App;
use crate::web::PortalError;
use crate::who::Member;

/// What every form that does something carries, hidden: the id that makes sending it twice harmless, and
/// where it matters the version that was shown. `channel` is chosen where the business records the step
/// of a party that answered by phone, WhatsApp or paper.
#[derive(Debug, Clone, Deserialize)]
pub struct Deed {
    /// The command's id, made when the form was rendered: [`new_id`].
    pub deed: CommandId,
    /// The version of the thing that was shown.
    pub version: Option<u32>,
    /// The name of one of [`Channel::SPOKEN`]; nothing for one's own step.
    pub channel: Option<String>,
}

/// A fresh command id for a form's hidden `deed` field.
pub fn new_id(app: &App) -> CommandId {
    CommandId::from_uuid(random::uuid_at(app.now()))
}

/// A wish in the making.
#[derive(Debug, Clone)]
pub struct Wishing {
    wish: Wish,
}

impl Deed {
    /// A wish of `member` about something in `business`'s book.
    pub fn wish(&self, member: &Member, business: PartyId, command: impl Into<book::Command>) -> Wishing {
        Wishing {
            wish: Wish {
                id: self.deed,
                actor: member.actor(),
                book: BookId::of(business),
                on_behalf_of: None,
                channel: member.channel(),
                happened: None,
                evidence: Vec::new(),
                seen: None,
                played: false,
                command: Command::Book(command.into()),
            },
        }
    }

    /// A wish of `member` about people and parties.
    pub fn register(&self, member: &Member, command: registry::Command) -> Wishing {
        Wishing {
            wish: Wish {
                id: self.deed,
                actor: member.actor(),
                book: BookId::REGISTRY,
                on_behalf_of: None,
                channel: member.channel(),
                happened: None,
                evidence: Vec::new(),
                seen: None,
                played: false,
                command: Command::Registry(command),
            },
        }
    }

    /// The channel the form names, where it records another party's step.
    ///
    /// # Errors
    /// [`PortalError::BadRequest`] when it names none that people answer through.
    pub fn channel(&self) -> Result<Channel, PortalError> {
        match self.channel.as_deref().and_then(Channel::from_name) {
            Some(channel) if Channel::SPOKEN.contains(&channel) => Ok(channel),
            _ => Err(PortalError::BadRequest),
        }
    }

    /// Seals a person's text for this wish. `None` for an empty text.
    ///
    /// # Errors
    /// [`PortalError::Refused`] when it is too long.
    pub fn seal<T: Personal>(
        &self,
        app: &App,
        person: PersonId,
        business: PartyId,
        text: Option<T>,
    ) -> Result<Option<Sealed<T>>, PortalError> {
        self.seal_in(app, person, BookId::of(business), text)
    }

    /// The same for any book.
    ///
    /// # Errors
    /// [`PortalError::Refused`] where the person was erased.
    pub fn seal_in<T: Personal>(
        &self,
        app: &App,
        person: PersonId,
        book: BookId,
        text: Option<T>,
    ) -> Result<Option<Sealed<T>>, PortalError> {
        let Some(text) = text else { return Ok(None) };
        let key = match app.vault.key(person) {
            Some(key) => key,
            None if app.registry().is_erased(person) => {
                return Err(PortalError::refused(|t| t.operator.was_erased_write_nothing.to_owned()));
            }
            None => return Err(PortalError::broken("a person without a key")),
        };
        Ok(Some(Sealed::seal(&text, &key, person, book, self.deed)))
    }
}

impl Wishing {
    /// Only if the thing is still as the form's `version` says it was shown.
    pub fn seen(mut self, deed: &Deed, thing: impl Into<Thing>) -> Self {
        self.wish.seen = deed.version.map(|version| Seen { thing: thing.into(), version });
        self
    }

    /// The step is `party`'s, who answered through `channel`.
    pub fn on_behalf_of(mut self, party: PartyId, channel: Channel) -> Self {
        self.wish.on_behalf_of = Some(party);
        self.wish.channel = channel;
        self
    }

    /// It happened earlier than now.
    pub fn happened(mut self, at: Option<rantai_core::time::Moment>) -> Self {
        self.wish.happened = at;
        self
    }

    /// These photographs show it.
    pub fn evidence(mut self, evidence: Vec<BlobHash>) -> Self {
        self.wish.evidence = evidence;
        self
    }

    /// The wish itself, for whoever reads the desk's refusal.
    pub fn wish(self) -> Wish {
        self.wish
    }

    /// Hands it to the desk.
    ///
    /// # Errors
    /// The refusal in the reader's words, or that it must be sent again.
    pub async fn submit(self, app: &App) -> Result<Receipt, PortalError> {
        app.submit(self.wish).await
    }
}

/// Where the browser goes after a deed: to `path`, which waits for its view to show the deed.
pub fn see(path: &str, receipt: &Receipt) -> Response {
    see_after(path, receipt.cursor)
}

/// The same for a cursor.
pub fn see_after(path: &str, cursor: Cursor) -> Response {
    let joint = if path.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{path}{joint}after={cursor}")).into_response()
}

impl From<DeskError> for PortalError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Refused(rejection) => Self::from(rejection),
            DeskError::Clock(doubt) => {
                tracing::warn!(%doubt, "a wish was not granted");
                Self::ClockInDoubt
            }
            DeskError::DiskFull | DeskError::OutcomeUnknown | DeskError::Unreadable | DeskError::Closed => {
                tracing::warn!(%error, "a wish was not granted");
                Self::Busy
            }
        }
    }
}

impl From<book::Rejection> for PortalError {
    fn from(rejection: book::Rejection) -> Self {
        use book::Rejection as R;
        match rejection {
            R::Stale { .. } => Self::Stale,
            R::NotAMember | R::NotYourStep | R::NotYourRole => Self::Forbidden,
            R::Unknown { .. } => Self::NotFound,
            rejection => Self::refused(move |t| (t.rejections.say)(&rejection)),
        }
    }
}
