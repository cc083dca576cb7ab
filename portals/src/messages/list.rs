//! All threads of a party: those with something unread first.

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::book::conversation::About;
use rantai_projections::conversations::Thread;
use serde::Deserialize;

use super::{frame, home, subject, talk, thread_at};
use crate::app::App;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::web::{Chip, Page, PageResult, Pager, Row, Talk, Tone, Wants, list_key, show};
use crate::who::{AppState, Fresh, Member};

/// Threads on one page.
const PAGE: usize = 30;
/// Threads looked through in one search.
const SEARCHED: usize = 2_000;
/// Characters of a message that a line shows.
const GLIMPSE: usize = 60;

#[derive(Template)]
#[template(path = "messages/list.html")]
struct ListPage {
    page: Page,
    list: List,
    q: String,
}

#[derive(Template)]
#[template(path = "messages/list.html", block = "threads")]
struct ListPart {
    page: Page,
    list: List,
}

#[derive(Template)]
#[template(path = "messages/sign.html")]
struct Sign {
    talk: Talk,
}

struct List {
    at: String,
    rows: Vec<Row>,
    pager: Pager,
    searched: bool,
}

/// What the list is asked.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
    from: Option<String>,
    sign: Option<String>,
}

/// `GET /{portal}/{party}/messages`; with `?sign` only the sign in the head.
pub async fn page(
    member: Member,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    if let (Some(_), Some(talk)) = (&asked.sign, talk(&app, lang, &member)) {
        return show(&Sign { talk });
    }
    let q = asked.q.as_deref().unwrap_or_default().trim().to_owned();
    let list = list(&app, lang, &member, &q, asked.from.as_deref());
    let page = fresh.on(frame(&app, lang, &member, lang.phrases().messages.title), &member.slug);
    if wants.fragment() { show(&ListPart { page, list }) } else { show(&ListPage { page, list, q }) }
}

fn list(app: &App, lang: Lang, member: &Member, q: &str, from: Option<&str>) -> List {
    let here = format!("{}/messages", home(member));
    let calendar = app.calendar(lang, member.party);
    let key = list_key::read(from);
    let limit = if q.is_empty() { PAGE } else { SEARCHED };
    let found = app.views.conversations.of_party(member.party, key.as_deref(), limit);
    let rows = found.rows.iter().filter_map(|(_, thread)| row(app, lang, &calendar, member, thread));
    let looked_for = q.to_lowercase();
    let fits = |row: &Row| format!("{} {}", row.title, row.second).to_lowercase().contains(&looked_for);
    let rows = rows.filter(fits).take(PAGE).collect();
    let older = found.next.filter(|_| q.is_empty());
    List {
        rows,
        pager: Pager {
            newer: from.map(|_| here.clone()),
            older: older.map(|key| format!("{here}?from={}", list_key::written(&key))),
        },
        at: if q.is_empty() {
            from.map_or_else(|| here.clone(), |from| format!("{here}?from={from}"))
        } else {
            let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("{here}?q={q}")
        },
        searched: !q.is_empty(),
    }
}

fn row(app: &App, lang: Lang, calendar: &Calendar, member: &Member, thread: &Thread) -> Option<Row> {
    let m = &lang.phrases().messages;
    // A party may come for several things: its other threads are in its other portals.
    let subject = subject(app, member, thread.about).ok()?;
    let words = super::thread::words(app, lang, &thread.latest);
    let words = if words.is_empty() { m.photo_alone.to_owned() } else { words };
    let words: String = match words.char_indices().nth(GLIMPSE) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words,
    };
    let number = match thread.about {
        About::Order(_) => (m.about_order)(&subject.number),
        About::Request(_) => (m.about_request)(&subject.number),
        About::Delivery(..) => (m.about_delivery)(&subject.number),
    };
    let mine = thread.latest.from == member.party;
    let glimpse = if mine { format!("{}: {words}", m.you) } else { words };
    let row = Row::new(thread_at(member, thread.about), app.party(thread.other))
        .second(format!("{number} · {glimpse}"))
        .since(calendar.ago(thread.latest.at));
    Some(match thread.unread() {
        0 => row,
        unread => row.chip(Chip::new(Tone::Yours, (m.new)(unread)).icon("message")),
    })
}
