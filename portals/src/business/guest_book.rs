//! `/business/{party}/guest-book`: what guests wrote, shown, hidden and answered.

use askama::Template;
use axum::extract::{Path, Query, State};
use rantai_core::book::guest_book::{AnswerGuestPost, HideGuestPost, HideReason, PostState, ShowGuestPost};
use rantai_core::ids::{GuestPostId, PartyId};
use rantai_core::log::Log as _;
use rantai_projections::guest_book::GuestRow;
use serde::Deserialize;

use super::work::note;
use super::{Duty, Place, at, frame, may};
use crate::app::App;
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::storefront::guest_book::{Card, card};
use crate::web::sheet::{Form, Input};
use crate::web::{Choice, Field, Page, PageResult, Pager, PortalError, Wants, list_key, show};
use crate::who::{AppState, Business, Fresh, Member};

/// Posts on one page.
const AT_ONCE: usize = 20;
/// Posts that wait and are counted: more are simply many.
const MOST: usize = 99;

#[derive(Template)]
#[template(path = "business/guest_book.html")]
struct GuestBookPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/guest_book.html", block = "posts")]
struct Posts {
    page: Page,
    v: View,
}

struct View {
    here: String,
    public: String,
    tabs: Vec<Tab>,
    posts: Vec<Post>,
    answered: String,
    empty: (&'static str, &'static str),
    pager: Pager,
}

struct Tab {
    href: String,
    label: String,
    current: bool,
}

struct Post {
    card: Card,
    hidden: String,
    forms: Vec<Form>,
}

/// Which posts, and where the list goes on.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    state: Option<String>,
    from: Option<String>,
}

/// The button on the business's home.
pub fn button(app: &App, t: &'static Phrases, member: &Member) -> (String, String) {
    let waiting = app.views.guest_books.waiting(member.party, MOST);
    (at(member, "/guest-book"), (t.guests.waiting)(waiting))
}

/// `GET /business/{party}/guest-book`
///
/// # Errors
/// None of its own.
pub async fn page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let g = &lang.phrases().guests;
    let v = view(&app, lang, &business, &asked);
    let page = frame(&app, lang, &business, Place::Today, g.title)
        .back(at(&business, ""), lang.phrases().business.today);
    let page = fresh.on(page, &business.slug);
    if wants.fragment() { show(&Posts { page, v }) } else { show(&GuestBookPage { page, v }) }
}

fn view(app: &App, lang: Lang, member: &Member, asked: &Asked) -> View {
    let g = &lang.phrases().guests;
    let state = asked.state.as_deref().and_then(PostState::from_name).unwrap_or(PostState::Waiting);
    let base = at(member, "/guest-book");
    let of = |state: PostState| match state {
        PostState::Waiting => base.clone(),
        other => format!("{base}?state={}", other.name()),
    };
    let from = list_key::read(asked.from.as_deref());
    let found = app.views.guest_books.list(member.party, state, from.as_deref(), AT_ONCE);
    let calendar = app.calendar(lang, member.party);
    let waiting = app.views.guest_books.waiting(member.party, MOST);
    let tabs = PostState::ALL.iter().map(|tab| {
        let label = (g.state)(*tab);
        let counted = *tab == PostState::Waiting && waiting > 0;
        let label = if counted { format!("{label} ({waiting})") } else { label.to_owned() };
        Tab { href: of(*tab), label, current: *tab == state }
    });
    let joint = if state == PostState::Waiting { '?' } else { '&' };
    let here =
        asked.from.as_ref().map_or_else(|| of(state), |from| format!("{}{joint}from={from}", of(state)));
    View {
        here,
        public: format!("/shops/{}/guest-book", member.slug),
        tabs: tabs.collect(),
        posts: found
            .rows
            .iter()
            .map(|(_, row)| Post {
                card: card(app, lang, &calendar, row),
                hidden: hidden(app, lang.phrases(), row),
                forms: forms(app, lang.phrases(), member, row),
            })
            .collect(),
        answered: (g.answered)(&member.name),
        empty: (g.nothing_waits, (g.nothing_here)(state)),
        pager: Pager {
            newer: from.map(|_| of(state)),
            older: found
                .next
                .as_ref()
                .map(|key| format!("{}{joint}from={}", of(state), list_key::written(key))),
        },
    }
}

/// Why it is hidden; empty where it is not.
fn hidden(app: &App, t: &'static Phrases, row: &GuestRow) -> String {
    let Some((reason, note)) = &row.hidden else { return String::new() };
    let note = note.as_ref().and_then(|note| app.vault.read(note));
    let reason = (t.guests.hide_reason)(*reason);
    note.map_or_else(|| reason.to_owned(), |note| format!("{reason}: {note}"))
}

fn forms(app: &App, t: &'static Phrases, member: &Member, row: &GuestRow) -> Vec<Form> {
    if !may(member, Duty::Orders) {
        return Vec::new();
    }
    let g = &t.guests;
    let id = |what: &str| format!("{what}-{}", row.post);
    let to = |what: &str| at(member, &format!("/guest-book/{}/{what}", row.post));
    let mut forms = Vec::new();
    if row.state != PostState::Shown {
        let label = if row.state == PostState::Hidden { g.show_again } else { g.show };
        forms.push(Form::new(id("show"), "", to("show"), deeds::new_id(app), label));
    }
    if row.state == PostState::Hidden {
        return forms;
    }
    let label = if row.answer.is_some() { g.answer_again } else { g.answer };
    let text = Field::new(id("text"), label);
    let answer = Form::new(id("answer"), label, to("answer"), deeds::new_id(app), label);
    forms.push(answer.text(g.answer_effect).ask(Input::Area(text)).folded(false));
    let reasons = HideReason::ALL.iter().map(|it| Choice::new(it.name(), (g.hide_reason)(*it)));
    let reason = Field::new(id("reason"), g.reason).choices(reasons).value(HideReason::OffTopic.name());
    let note = Field::new(id("note"), g.note).hint(g.note_hint).optional();
    let hide = Form::new(id("hide"), g.hide, to("hide"), deeds::new_id(app), g.hide);
    let hide = hide.text(g.hide_effect).ask(Input::Select(reason)).ask(Input::Text(note));
    forms.push(hide.danger().folded(false));
    forms
}

/// `POST /business/{party}/guest-book/{post}/show`
///
/// # Errors
/// What the desk refuses.
pub async fn show_post(
    business: Business,
    State(app): State<AppState>,
    Path((_, post)): Path<(String, GuestPostId)>,
    filled: Filled,
) -> PageResult {
    let deed = filled.deed()?;
    let receipt = deed.wish(&business, business.party, ShowGuestPost { post }).submit(&app).await?;
    Ok(deeds::see(&at(&business, "/guest-book"), &receipt))
}

/// Takes the words of a guest who wants them gone away for good. One who is in no list has no page to be erased from:
/// their words go with their key.
///
/// # Errors
/// [`PortalError::Broken`] where the vault does not take it.
pub async fn forget(app: &App, business: PartyId, post: GuestPostId) -> Result<(), PortalError> {
    app.shows(app.log.watermark()).await;
    let row = app.views.guest_books.post(business, post);
    if let Some(row) = row.filter(|row| row.by.is_none()) {
        app.vault.destroy_key(row.text.person()).map_err(PortalError::broken)?;
    }
    Ok(())
}

/// `POST /business/{party}/guest-book/{post}/hide`
///
/// # Errors
/// What the desk refuses.
pub async fn hide_post(
    business: Business,
    State(app): State<AppState>,
    Path((_, post)): Path<(String, GuestPostId)>,
    filled: Filled,
) -> PageResult {
    let deed = filled.deed()?;
    let reason =
        HideReason::from_name(filled.text(&format!("reason-{post}"))).ok_or(PortalError::BadRequest)?;
    let note = note(&app, &business, &deed, filled.text(&format!("note-{post}")))?;
    let wish = HideGuestPost { post, reason, note };
    let receipt = deed.wish(&business, business.party, wish).submit(&app).await?;
    if reason == HideReason::WriterAsked {
        forget(&app, business.party, post).await?;
    }
    Ok(deeds::see(&at(&business, "/guest-book"), &receipt))
}

/// `POST /business/{party}/guest-book/{post}/answer`
///
/// # Errors
/// What the desk refuses.
pub async fn answer_post(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, post)): Path<(String, GuestPostId)>,
    filled: Filled,
) -> PageResult {
    let deed = filled.deed()?;
    let text = note(&app, &business, &deed, filled.text(&format!("text-{post}")))?;
    let said = lang.phrases().common.required;
    let text = text.ok_or_else(|| PortalError::refused(move |_| said.to_owned()))?;
    let receipt = deed.wish(&business, business.party, AnswerGuestPost { post, text }).submit(&app).await?;
    Ok(deeds::see(&at(&business, "/guest-book?state=Shown"), &receipt))
}
