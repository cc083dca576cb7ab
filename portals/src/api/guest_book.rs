//! Guest books: read, written in for one's party, moderated by their business. Strangers write in the storefront.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::guest_book::{
    AnswerGuestPost, HideGuestPost, HideReason as Why, PostState, ShowGuestPost, WriteInGuestBook,
};
use rantai_core::ids::GuestPostId;
use rantai_core::party::Capacity;
use rantai_projections::guest_book::GuestRow;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, up_to_date};
use super::order::{Party, opened};
use super::page::{Asked, List, Place, limit};
use super::problem::{Fault, Problem};
use super::sent::{Nothing, Recorded, Sent, note, recorded, shop};
use super::words::{GuestPostState, HideReason, Id, NoteText, PublicText, Slug, Time};
use crate::app::App;
use crate::who::AppState;

/// Something written in a guest book.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GuestPost {
    id: Id,
    /// For which party it was written; absent where a stranger wrote it.
    by: Option<Party>,
    /// What a stranger calls themselves; absent where it was erased.
    name: Option<String>,
    /// The words; absent where they were erased.
    text: Option<String>,
    at: Time,
    /// How far it has come.
    state: GuestPostState,
    /// Why it is hidden, where it is.
    hidden: Option<HideReason>,
    /// Why, in words.
    hidden_note: Option<String>,
    /// What the business answered.
    answer: Option<String>,
    /// When it did.
    answered_at: Option<Time>,
}

fn shown(app: &App, row: &GuestRow) -> GuestPost {
    let hidden = row.hidden.as_ref();
    GuestPost {
        id: row.post.into(),
        by: row.by.map(|party| Party::of(app, party)),
        name: opened(app, row.name.as_ref()),
        text: opened(app, Some(&row.text)),
        at: Time(row.at),
        state: GuestPostState(row.state),
        hidden: hidden.map(|(reason, _)| HideReason(*reason)),
        hidden_note: hidden.and_then(|(_, note)| opened(app, note.as_ref())),
        answer: row.answer.as_ref().and_then(|(text, _)| opened(app, Some(text))),
        answered_at: row.answer.as_ref().map(|(_, at)| Time(*at)),
    }
}

/// Whose guest book, and what of it.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// Whose; one's own when a business asks and nothing is said.
    #[param(nullable = false)]
    business: Option<Slug>,
    /// What of it: what everybody reads when nothing is said. The rest is for the business itself.
    #[param(nullable = false)]
    state: Option<GuestPostState>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, nullable = false)]
    limit: Option<u32>,
    /// Where the part before ended.
    #[param(nullable = false)]
    after: Option<String>,
}

/// What is written in a guest book, the latest first; of what waits to be looked at, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/guest-book", operation_id = "listGuestBook", tag = "guest book",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<GuestPost>))
)]
pub async fn list(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<GuestPost>>, Problem> {
    let unknown = || Problem::Query("business: a business's name is expected".to_owned());
    let business = match &listing.business {
        Some(slug) => shop(&app, slug, "/business").map_err(|_| unknown())?,
        None if caller.is(Capacity::Business) => caller.party,
        None => return Err(unknown()),
    };
    let state = listing.state.map_or(PostState::Shown, |state| state.0);
    if state != PostState::Shown && business != caller.party {
        return Err(Problem::Query("state: only the business itself reads that".to_owned()));
    }
    let place = Place::new(caller.party, &format!("guest book {business} {state:?}"));
    let (from, most) = (place.key(listing.after.as_deref())?, limit(listing.limit)?);
    up_to_date(&app).await;
    let part = app.views.guest_books.list(business, state, from.as_deref(), most);
    let items = part.rows.iter().map(|(_, row)| shown(&app, row)).collect();
    Ok(Json(List { items, next: part.next.map(|key| place.mark(&key)) }))
}

/// Words for everybody to read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = WriteInGuestBook)]
pub struct Writing {
    /// In whose guest book; a business does not write in its own.
    business: Slug,
    /// The words.
    text: PublicText,
}

/// Write in a business's guest book for one's party. Nobody but the business reads it until the business shows it.
#[utoipa::path(
    post, path = "/api/v1/guest-book", operation_id = "writeInGuestBook", tag = "guest book",
    security(("bearer" = ["messages"])),
    request_body = Writing,
    responses((status = CREATED, body = Recorded))
)]
pub async fn write(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (writing, command) = sent.read::<Writing>(&caller, caller.party)?;
    let command = command.in_book(shop(&app, &writing.business, "/business")?);
    let text = note(Some(&NoteText(writing.text.0)), "/text")?;
    let text = command.seal(&app, caller.person, text)?;
    let text = text.ok_or_else(|| Fault::at("/text", "words are expected"))?;
    let wish = WriteInGuestBook { name: None, text };
    Ok(recorded(StatusCode::CREATED, &command.submit(&app, &caller, None, wish).await?))
}

/// Let everybody read it, also what was hidden.
#[utoipa::path(
    post, path = "/api/v1/guest-book/{post}/show", operation_id = "showGuestPost", tag = "guest book",
    security(("bearer" = ["messages"])),
    params(("post" = Id, Path, description = "What was written.")),
    responses((status = OK, body = Recorded))
)]
pub async fn show(
    caller: Caller,
    State(app): State<AppState>,
    Path(post): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let post: GuestPostId = caller.own(&app, &post)?;
    let (Nothing {}, command) = sent.read(&caller, caller.party)?;
    let receipt = command.submit(&app, &caller, Some(post.into()), ShowGuestPost { post }).await?;
    Ok(recorded(StatusCode::OK, &receipt))
}

/// Why nobody is to read it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = HideGuestPost)]
pub struct Hiding {
    /// Why.
    reason: HideReason,
    /// Why, in words; needed where it is something else.
    note: Option<NoteText>,
}

/// Let nobody read it. Where a stranger who wrote it wants it gone, the words are gone for good.
#[utoipa::path(
    post, path = "/api/v1/guest-book/{post}/hide", operation_id = "hideGuestPost", tag = "guest book",
    security(("bearer" = ["messages"])),
    params(("post" = Id, Path, description = "What was written.")),
    request_body = Hiding,
    responses((status = OK, body = Recorded))
)]
pub async fn hide(
    caller: Caller,
    State(app): State<AppState>,
    Path(post): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let post: GuestPostId = caller.own(&app, &post)?;
    let (hiding, command) = sent.read::<Hiding>(&caller, caller.party)?;
    let note = command.seal(&app, caller.person, note(hiding.note.as_ref(), "/note")?)?;
    let reason = hiding.reason.0;
    let wish = HideGuestPost { post, reason, note };
    let receipt = command.submit(&app, &caller, Some(post.into()), wish).await?;
    if reason == Why::WriterAsked {
        crate::business::guest_book::forget(&app, caller.party, post)
            .await
            .map_err(|error| Problem::broken(format!("{error:?}")))?;
    }
    Ok(recorded(StatusCode::OK, &receipt))
}

/// An answer for everybody to read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = AnswerGuestPost)]
pub struct Answering {
    /// The words.
    text: PublicText,
}

/// Answer what was written; a later answer takes the place of an earlier one.
#[utoipa::path(
    post, path = "/api/v1/guest-book/{post}/answer", operation_id = "answerGuestPost", tag = "guest book",
    security(("bearer" = ["messages"])),
    params(("post" = Id, Path, description = "What was written.")),
    request_body = Answering,
    responses((status = OK, body = Recorded))
)]
pub async fn answer(
    caller: Caller,
    State(app): State<AppState>,
    Path(post): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let post: GuestPostId = caller.own(&app, &post)?;
    let (answering, command) = sent.read::<Answering>(&caller, caller.party)?;
    let text = note(Some(&NoteText(answering.text.0)), "/text")?;
    let text = command.seal(&app, caller.person, text)?;
    let text = text.ok_or_else(|| Fault::at("/text", "words are expected"))?;
    let receipt = command.submit(&app, &caller, Some(post.into()), AnswerGuestPost { post, text }).await?;
    Ok(recorded(StatusCode::OK, &receipt))
}
