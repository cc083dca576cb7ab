//! Taking a list from a file: which one, and the file or what was copied from a spreadsheet.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use rantai_core::ids::CommandId;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::business::work::again;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::imports::Kind;
use crate::imports::columns::{List, recognise};
use crate::imports::known::Known;
use crate::imports::read::{MOST_BYTES, Unreadable, read};
use crate::imports::templates::template;
use crate::imports::waiting::Import;
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

#[derive(Template)]
#[template(path = "business/setup/lists.html")]
struct ListsPage {
    page: Page,
    action: String,
    deed: CommandId,
    kind: Field,
    file: Field,
    paste: Field,
    templates: Vec<(String, String)>,
}

/// How many files are read at once: a workbook takes memory.
static READING: Semaphore = Semaphore::const_new(2);

/// Which list the form begins with.
#[derive(Debug, Deserialize)]
pub struct Begin {
    kind: Option<String>,
}

/// `GET /business/{party}/import`
pub async fn form(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Query(begin): Query<Begin>,
) -> PageResult {
    let kind = begin.kind.as_deref().and_then(Kind::from_name).unwrap_or(Kind::Products);
    show(&page(&app, lang, &business, kind, &Filled::default(), None))
}

/// `POST /business/{party}/import`: reads the list and shows it. Nothing is recorded.
pub async fn send(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let sent = Sent::read(multipart).await?;
    let kind = Kind::from_name(sent.texts.text("kind")).unwrap_or(Kind::Products);
    match keep(&app, &business, kind, sent.file, &sent.texts).await {
        Ok(import) => Ok(Redirect::to(&at(&business, &format!("/import/{}", import.id))).into_response()),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            show_again(&page(&app, lang, &business, kind, &sent.texts, Some(notice)))
        }
    }
}

/// `GET /business/{party}/import/template/{kind}`: a file to fill in.
///
/// # Errors
/// [`PortalError::NotFound`] where there is no such list.
pub async fn example(
    business: Business,
    State(app): State<AppState>,
    Path((_, kind)): Path<(String, String)>,
) -> PageResult {
    let kind = Kind::from_name(kind.trim_end_matches(".csv")).ok_or(PortalError::NotFound)?;
    let file = template(kind, &known(&app, &business));
    let name = format!("attachment; filename=\"{}.csv\"", kind.name());
    Ok(([(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name)], file)
        .into_response())
}

/// What the business knows, to compare a list with.
pub fn known<'a>(app: &'a App, member: &Member) -> Known<'a> {
    Known::of(app, member.party, app.calendar(Lang::Id, member.party).today())
}

async fn keep(
    app: &App,
    member: &Member,
    kind: Kind,
    file: Option<(String, Vec<u8>)>,
    texts: &Filled,
) -> Result<Arc<Import>, PortalError> {
    let deed = texts.deed()?;
    let pasted = texts.text("rows");
    let (name, bytes) = match file {
        Some(file) => file,
        None if pasted.is_empty() => {
            return Err(PortalError::refused(|t| t.setup.import_nothing.to_owned()));
        }
        None => (String::new(), pasted.as_bytes().to_vec()),
    };
    let _turn = READING.acquire().await.map_err(PortalError::broken)?;
    let reading =
        tokio::task::spawn_blocking(move || -> Result<List, Unreadable> { recognise(kind, read(&bytes)?) });
    // A file that makes the reader stumble is a damaged one.
    let list = reading.await.unwrap_or(Err(Unreadable::Broken));
    let list = list.map_err(|why| PortalError::refused(move |t| (t.setup.unreadable)(&why)))?;
    let import = Import {
        id: deed.deed,
        by: member.actor(),
        file: name,
        list,
        at: app.now(),
        progress: Default::default(),
    };
    Ok(app.imports.keep(import, app.now()))
}

/// What the form brought: its texts, and the file where one was chosen.
struct Sent {
    texts: Filled,
    file: Option<(String, Vec<u8>)>,
}

impl Sent {
    async fn read(mut multipart: Multipart) -> Result<Self, PortalError> {
        let (mut texts, mut file) = (Vec::new(), None);
        while let Some(mut field) = multipart.next_field().await? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await? {
                // One more than is read, so that the refusal names the limit.
                if bytes.len() <= MOST_BYTES {
                    bytes.extend_from_slice(&chunk);
                }
            }
            match file_name {
                Some(file_name) if !bytes.is_empty() => {
                    file = Some((file_name.chars().take(100).collect(), bytes));
                }
                Some(_) => {}
                None => texts.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
            if texts.len() > 20 {
                return Err(PortalError::BadRequest);
            }
        }
        Ok(Self { texts: Filled::of(texts), file })
    }
}

fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    kind: Kind,
    filled: &Filled,
    notice: Option<Notice>,
) -> ListsPage {
    let t = lang.phrases();
    let s = &t.setup;
    let mut page =
        frame(app, lang, member, Place::Catalogue, s.import).back(at(member, "/profile"), s.my_business);
    page.notice = notice;
    let choice =
        |kind: Kind| Choice::new(kind.name(), format!("{}: {}", (s.kind)(kind), (s.kind_text)(kind)));
    let example = |kind: Kind| {
        let href = at(member, &format!("/import/template/{}.csv", kind.name()));
        (href, (s.template_of)((s.kind)(kind)))
    };
    ListsPage {
        page,
        action: at(member, "/import"),
        deed: deeds::new_id(app),
        kind: filled.field("kind", s.import_what, kind.name()).choices(Kind::ALL.map(choice)),
        file: Field::new("file", s.import_file).hint(s.import_file_hint).optional(),
        paste: filled.field("rows", s.import_paste, "").hint(s.import_paste_hint).optional(),
        templates: Kind::ALL.map(example).into(),
    }
}

/// Where one goes on once a list was taken.
pub fn onward(t: &'static Phrases, member: &Member, kind: Kind) -> (String, &'static str) {
    let path = match kind {
        Kind::Products | Kind::Prices => "/catalogue",
        Kind::Stock => "/stock",
        Kind::Contacts => "/customers",
    };
    (at(member, path), (t.setup.to_the)(kind))
}

/// The answer to a list that is not kept any more.
pub fn gone(app: &App, lang: Lang, member: &Member) -> Result<Response, PortalError> {
    let s = &lang.phrases().setup;
    let notice = Notice::new(crate::web::Tone::Yours, s.import_gone, s.import_gone_text);
    show(&page(app, lang, member, Kind::Products, &Filled::default(), Some(notice)))
}
