//! The thread of an order, a request or a delivery: what was said, and where to say more.

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use rantai_core::book::conversation::{About, MarkRead, SendMessage};
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, CommandId};
use rantai_core::party::{Capacity, Role};
use rantai_core::sealed::Note;
use rantai_projections::conversations::{Message, Thread};
use serde::Deserialize;

use super::{Subject, Which, frame, path_of, subject, templates, thread_at};
use crate::app::{App, photos};
use crate::deeds;
use crate::filled::{Filled, too_long};
use crate::i18n::Lang;
use crate::i18n::dates::{Calendar, Shown};
use crate::uploads::{FOR_ONE, PhotoForm, kept_photo};
use crate::web::{Field, Page, PageResult, Photo, PortalError, Wants, show, show_again};
use crate::who::{AppState, Fresh, Member};

/// Messages shown at once.
const AT_ONCE: u32 = 50;

#[derive(Template)]
#[template(path = "messages/thread.html")]
struct ThreadPage {
    page: Page,
    thread: View,
}

#[derive(Template)]
#[template(path = "messages/said.html")]
struct SaidPart {
    page: Page,
    thread: View,
}

#[derive(Template)]
#[template(path = "messages/thread.html", block = "talk")]
struct TalkPart {
    page: Page,
    thread: View,
}

/// A thread on a page.
pub struct View {
    pub(crate) at: String,
    pub(crate) topic: String,
    pub(crate) bubbles: Vec<Bubble>,
    pub(crate) nothing: String,
    pub(crate) earlier: Option<String>,
    pub(crate) newest: Option<String>,
    /// Where something is unread: the deed that notes the reading, and up to which message.
    pub(crate) unread: Option<(CommandId, u32)>,
    /// How many messages are unread, in words.
    pub(crate) new: Option<String>,
    pub(crate) may_write: bool,
    pub(crate) deed: CommandId,
    pub(crate) text: Field,
    pub(crate) photo: Field,
    pub(crate) quick: &'static [&'static str],
    /// Answers that are kept ready, for a business.
    pub(crate) templates: Option<Field>,
    /// Where they are kept, for a business.
    pub(crate) kept_at: Option<String>,
}

/// One message on a page.
pub struct Bubble {
    pub(crate) mine: bool,
    pub(crate) who: String,
    pub(crate) when: Shown,
    pub(crate) text: String,
    pub(crate) photos: Vec<Photo>,
    /// The other party has read it.
    pub(crate) read: bool,
}

/// Up to which message is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    up_to: Option<u32>,
    /// An answer that is kept ready, to begin with.
    template: Option<String>,
}

/// `GET …/messages`: the thread by itself.
///
/// # Errors
/// [`PortalError::NotFound`] where the order or request is not the member's.
pub async fn page(
    member: Member,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
    Path(which): Path<Which>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let subject = subject(&app, &member, which.about(&member)?)?;
    let mut thread = view(&app, lang, &member, &subject, asked.up_to, &Filled::default());
    let begun = asked.template.filter(|_| member.capacity == Some(Capacity::Business));
    if let Some(text) = begun.and_then(|template| templates::text(&app, &member, &subject, &template)) {
        thread.text.value = text;
    }
    let page = fresh.on(page_of(&app, lang, &member, &subject), &member.slug);
    let page = member.around(page, &path_of(&member, subject.about), fresh.shown);
    if wants.fragment() { show(&SaidPart { page, thread }) } else { show(&ThreadPage { page, thread }) }
}

/// The thread at the end of an order's or a request's own page.
pub fn of(app: &App, lang: Lang, member: &Member, about: About) -> Result<View, PortalError> {
    let subject = subject(app, member, about)?;
    Ok(view(app, lang, member, &subject, None, &Filled::default()))
}

/// `POST …/messages`: says something.
///
/// # Errors
/// What the desk refuses.
pub async fn send(
    member: Member,
    lang: Lang,
    wants: Wants,
    State(app): State<AppState>,
    Path(which): Path<Which>,
    form: Multipart,
) -> PageResult {
    let subject = subject(&app, &member, which.about(&member)?)?;
    let form = PhotoForm::read(form).await?;
    let filled = Filled::from(&form);
    match said(&app, lang, &member, &subject, &form, &filled).await {
        Ok(receipt) if wants.fragment() => {
            app.shows(receipt.cursor).await;
            let thread = view(&app, lang, &member, &subject, None, &Filled::default());
            show(&TalkPart { page: Page::new(lang, ""), thread })
        }
        Ok(receipt) => Ok(deeds::see(&thread_at(&member, subject.about), &receipt)),
        Err(error) if wants.fragment() || !mendable(&error) => Err(error),
        Err(error) => {
            let thread = view(&app, lang, &member, &subject, None, &filled);
            let reached = app.views.reached();
            let page = page_of(&app, lang, &member, &subject).live(&member.slug, reached);
            let page = member.around(page, &path_of(&member, subject.about), reached);
            let mut shown =
                show_again(&ThreadPage { page: page.notice(error.notice(lang.phrases())), thread })?;
            *shown.status_mut() = error.status();
            Ok(shown)
        }
    }
}

const fn mendable(error: &PortalError) -> bool {
    matches!(error, PortalError::Refused(_) | PortalError::BadPhoto | PortalError::TooLarge)
}

async fn said(
    app: &App,
    lang: Lang,
    member: &Member,
    subject: &Subject,
    form: &PhotoForm,
    filled: &Filled,
) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let quick = filled.text("quick").parse::<usize>().ok();
    let quick = quick.and_then(|place| quick_replies(lang, member, subject.about).get(place)).copied();
    let words = format!("{}\n{}", quick.unwrap_or_default(), filled.text("text"));
    let words = Note::new(&words).map_err(too_long)?;
    let text = deed.seal(app, member.person, subject.business, words)?;
    let evidence = form.evidence(app, "photo").await?;
    let wish = deed.wish(member, subject.business, SendMessage { about: subject.about, text });
    wish.evidence(evidence).submit(app).await
}

/// `POST …/messages/read`: everything up to a message was read.
///
/// # Errors
/// What the desk refuses.
pub async fn read(
    member: Member,
    wants: Wants,
    State(app): State<AppState>,
    Path(which): Path<Which>,
    filled: Filled,
) -> PageResult {
    let subject = subject(&app, &member, which.about(&member)?)?;
    let up_to = filled.text("up_to").parse().map_err(|_| PortalError::BadRequest)?;
    let deed = filled.deed()?;
    let wish = deed.wish(&member, subject.business, MarkRead { about: subject.about, up_to });
    let receipt = wish.submit(&app).await?;
    if wants.fragment() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(deeds::see(&thread_at(&member, subject.about), &receipt))
}

/// Which photo of which message.
#[derive(Debug, Deserialize)]
pub struct Shot {
    number: u32,
    hash: String,
}

/// `GET …/messages/{number}/{hash}`: a photo of a message, for the two parties of its thread alone.
///
/// # Errors
/// [`PortalError::NotFound`] where the message shows no such photo.
pub async fn photo(
    member: Member,
    State(app): State<AppState>,
    Path(which): Path<Which>,
    Path(shot): Path<Shot>,
) -> PageResult {
    let hash: BlobHash = shot.hash.parse().map_err(|_| PortalError::NotFound)?;
    let thread = app.views.conversations.thread(member.party, which.about(&member)?);
    let thread = thread.ok_or(PortalError::NotFound)?;
    let message = app.views.conversations.message(&thread, shot.number).ok_or(PortalError::NotFound)?;
    if !message.photos.contains(&hash) {
        return Err(PortalError::NotFound);
    }
    kept_photo(&app, hash, FOR_ONE).await
}

fn page_of(app: &App, lang: Lang, member: &Member, subject: &Subject) -> Page {
    let t = lang.phrases();
    let title = (t.messages.with)(&app.party(subject.other));
    let back = match subject.about {
        About::Order(_) => (t.messages.about_order)(&subject.number),
        About::Request(_) => (t.messages.about_request)(&subject.number),
        About::Delivery(..) => (t.messages.about_delivery)(&subject.number),
    };
    frame(app, lang, member, &title).back(path_of(member, subject.about), back)
}

fn quick_replies(lang: Lang, member: &Member, about: About) -> &'static [&'static str] {
    (lang.phrases().messages.quick_replies)(member.capacity, matches!(about, About::Request(_)))
}

fn view(
    app: &App,
    lang: Lang,
    member: &Member,
    subject: &Subject,
    up_to: Option<u32>,
    filled: &Filled,
) -> View {
    let m = &lang.phrases().messages;
    let at = thread_at(member, subject.about);
    let calendar = app.calendar(lang, member.party);
    let thread = app.views.conversations.thread(member.party, subject.about);
    let reading = Reading { app, lang, calendar, member, at: &at };
    let messages = thread.as_ref().map_or_else(Vec::new, |thread| {
        app.views.conversations.messages(thread, up_to.unwrap_or(u32::MAX), AT_ONCE)
    });
    let first = messages.first().map_or(1, |message| message.number);
    let may_write = member.role != Role::Auditor;
    let ours = may_write && member.capacity == Some(Capacity::Business);
    let unread = thread.as_ref().filter(|thread| may_write && up_to.is_none() && thread.unread() > 0);
    View {
        topic: subject.about.topic(),
        bubbles: messages.iter().filter_map(|it| Some(reading.bubble(thread.as_ref()?, it))).collect(),
        nothing: (m.nothing_said)(&app.party(subject.other)),
        earlier: (first > 1).then(|| format!("{at}?up_to={}", first.saturating_sub(1))),
        newest: up_to.map(|_| at.clone()),
        new: thread.as_ref().filter(|it| it.unread() > 0).map(|it| (m.new)(it.unread())),
        unread: unread.map(|thread| (deeds::new_id(app), thread.latest.number)),
        may_write,
        deed: deeds::new_id(app),
        text: filled.fill(Field::new("text", m.write), ""),
        photo: Field::new("photo", m.photo).optional(),
        quick: quick_replies(lang, member, subject.about),
        templates: ours.then(|| templates::field(app, lang, member)).flatten(),
        kept_at: ours.then(|| crate::business::at(member, "/templates")),
        at,
    }
}

struct Reading<'a> {
    app: &'a App,
    lang: Lang,
    calendar: Calendar,
    member: &'a Member,
    at: &'a str,
}

impl Reading<'_> {
    fn bubble(&self, thread: &Thread, message: &Message) -> Bubble {
        let t = self.lang.phrases();
        let mine = message.from == self.member.party;
        let file = |hash: BlobHash| format!("{}/{}/{hash}", self.at, message.number);
        let shots = photos(&message.photos).map(|(full, thumb)| Photo {
            full: file(full),
            thumb: file(thumb),
            alt: t.common.photo.to_owned(),
        });
        let who = match message.person == self.member.person {
            true => t.messages.you.to_owned(),
            false => self.app.person(message.person),
        };
        Bubble {
            mine,
            who,
            when: self.calendar.moment(message.at),
            text: words(self.app, self.lang, message),
            photos: shots.collect(),
            read: mine && message.number <= thread.read_by_other,
        }
    }
}

/// What a message says; where its writer's key was destroyed, that it is gone.
pub(super) fn words(app: &App, lang: Lang, message: &Message) -> String {
    let Some(text) = &message.text else { return String::new() };
    app.vault.read(text).map_or_else(|| lang.phrases().messages.erased.to_owned(), |text| text.to_string())
}
