//! What guests wrote and booked, what can be booked, and the answers kept ready: how much of it there is, and the trail
//! of each.

use axum::extract::{Path, Query, State};
use rantai_core::book::guest_book::PostState;
use rantai_core::ids::{BookableId, BookingId, GuestPostId, PartyId, TemplateId, Thing};
use rantai_projections::bookings::BookingRow;

use super::frame;
use super::sheet::{Asked, trail_page};
use crate::app::App;
use crate::distributor::bookings::chip;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::storefront::slots::span;
use crate::web::sheet::{Part, Sheet};
use crate::web::{PageResult, PortalError, Row, show};
use crate::who::{AppState, Auditing, Member};

/// Lines of each list.
const LATEST: usize = 25;
/// Counted at most.
const MOST: usize = 100_000;
/// Bookings of so many days are looked through for the latest.
const DAYS: i32 = 31;

/// How much there is of each kind, for the first page of the audit.
pub fn figures(app: &App, lang: Lang, business: PartyId) -> Vec<(String, String)> {
    let (b, g) = (&lang.phrases().bookings, &lang.phrases().guests);
    let posts = |state: PostState| app.views.guest_books.count(business, state, MOST);
    let of_posts = PostState::ALL.iter().map(|state| {
        (format!("{}: {}", g.title, (g.state)(*state).to_lowercase()), posts(*state).to_string())
    });
    let mut figures = vec![(b.agenda.to_owned(), app.views.bookings.count(business, MOST).to_string())];
    figures.extend(of_posts);
    let templates = app.views.reply_templates.of(business).len();
    figures.push((lang.phrases().messages.templates.to_owned(), templates.to_string()));
    figures
}

/// `GET /audit/{party}/guests`
///
/// # Errors
/// None of its own.
pub async fn page(member: Auditing, State(app): State<AppState>, lang: Lang) -> PageResult {
    let t = lang.phrases();
    let member = &member.0;
    let calendar = app.calendar(lang, member.party);
    let here = format!("/audit/{}", member.slug);
    let figures =
        Part::Figures { title: String::new(), chip: None, lines: figures(&app, lang, member.party) };
    let mut parts = vec![figures];
    let lists = [
        (t.bookings.agenda, bookings(&app, &calendar, member, &here)),
        (t.bookings.offers, bookables(&app, lang, member, &here)),
        (t.guests.title, posts(&app, &calendar, member, &here)),
        (t.messages.templates, templates(&app, member, &here)),
    ];
    for (title, rows) in lists.into_iter().filter(|(_, rows)| !rows.is_empty()) {
        parts.extend([Part::Heading(title.to_owned()), Part::Rows(rows)]);
    }
    let page = frame(&app, lang, member, t.audit.guests).back(here.clone(), t.audit.title);
    Sheet { page, here: format!("{here}/guests"), topics: String::new(), parts }.show(false)
}

fn bookings(app: &App, calendar: &Calendar, member: &Member, here: &str) -> Vec<Row> {
    let today = calendar.today();
    let (from, until) = (today.plus(-DAYS).start_in(calendar.zone), today.plus(366).start_in(calendar.zone));
    let mut rows = app.views.bookings.between(member.party, from, until);
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    let shown = |row: &BookingRow| {
        let made = &row.made;
        let day = calendar.day(made.slot.day_in(calendar.zone)).text;
        Row::new(
            format!("{here}/bookings/{}", made.booking),
            format!("{} · {}", made.number, app.party(made.buyer)),
        )
        .second(format!("{} · {day} {}", made.name, span(calendar, made.slot, made.until)))
        .figure(made.total)
        .chip(chip(app, calendar.lang.phrases(), row))
        .since(calendar.ago(row.at))
    };
    rows.iter().take(LATEST).map(|row| shown(row)).collect()
}

fn bookables(app: &App, lang: Lang, member: &Member, here: &str) -> Vec<Row> {
    let b = &lang.phrases().bookings;
    let offers = app.views.bookings.offers(member.party);
    offers
        .iter()
        .map(|offer| {
            Row::new(format!("{here}/bookables/{}", offer.bookable), offer.name.clone())
                .second((b.kind)(offer.kind))
                .figure((b.price)(offer.price))
        })
        .collect()
}

fn posts(app: &App, calendar: &Calendar, member: &Member, here: &str) -> Vec<Row> {
    let g = &calendar.lang.phrases().guests;
    let of = |state: &PostState| app.views.guest_books.list(member.party, *state, None, LATEST).rows;
    let mut rows: Vec<_> = PostState::ALL.iter().flat_map(of).map(|(_, row)| row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    rows.iter()
        .take(LATEST)
        .map(|row| {
            let name = row.name.as_ref().and_then(|name| app.vault.read(name)).map(|name| name.to_string());
            let by = row.by.map(|by| app.party(by)).or(name).unwrap_or_else(|| g.stranger.to_owned());
            Row::new(format!("{here}/guest-book/{}", row.post), by)
                .second((g.state)(row.state))
                .since(calendar.ago(row.at))
        })
        .collect()
}

fn templates(app: &App, member: &Member, here: &str) -> Vec<Row> {
    let all = app.views.reply_templates.of(member.party);
    let row = |it: &rantai_core::book::conversation::ReplyTemplateSet| {
        Row::new(format!("{here}/templates/{}", it.template), it.name.clone())
    };
    all.iter().map(|it| row(it)).collect()
}

async fn trail(
    app: &App,
    member: &Member,
    lang: Lang,
    thing: impl Into<Thing>,
    (place, title): (String, String),
    asked: &Asked,
) -> PageResult {
    let above = format!("/audit/{}/guests", member.slug);
    let here = format!("/audit/{}/{place}", member.slug);
    let calendar = app.calendar(lang, member.party);
    let mut shown = trail_page(app, member, &calendar, thing.into(), &here, &title, asked).await?;
    shown.page = shown.page.back(above, lang.phrases().audit.guests);
    show(&shown)
}

/// `GET /audit/{party}/bookings/{booking}`
///
/// # Errors
/// [`PortalError::NotFound`] for another's booking.
pub async fn booking(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> PageResult {
    let row = app.views.bookings.booking(member.0.party, booking).ok_or(PortalError::NotFound)?;
    let title = (lang.phrases().audit.trail_of)(&row.made.number);
    trail(&app, &member.0, lang, booking, (format!("bookings/{booking}"), title), &asked).await
}

/// `GET /audit/{party}/bookables/{bookable}`
///
/// # Errors
/// [`PortalError::NotFound`] for another's offer.
pub async fn bookable(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, bookable)): Path<(String, BookableId)>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> PageResult {
    let offer = app.views.bookings.offer(member.0.party, bookable).ok_or(PortalError::NotFound)?;
    let title = (lang.phrases().audit.trail_of)(&offer.name);
    trail(&app, &member.0, lang, bookable, (format!("bookables/{bookable}"), title), &asked).await
}

/// `GET /audit/{party}/guest-book/{post}`
///
/// # Errors
/// [`PortalError::NotFound`] for what stands in another's.
pub async fn post(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, post)): Path<(String, GuestPostId)>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> PageResult {
    app.views.guest_books.post(member.0.party, post).ok_or(PortalError::NotFound)?;
    let t = lang.phrases();
    let title = (t.audit.trail_of)(t.guests.title);
    trail(&app, &member.0, lang, post, (format!("guest-book/{post}"), title), &asked).await
}

/// `GET /audit/{party}/templates/{template}`
///
/// # Errors
/// [`PortalError::NotFound`] for another's answer.
pub async fn template(
    member: Auditing,
    State(app): State<AppState>,
    Path((_, template)): Path<(String, TemplateId)>,
    lang: Lang,
    Query(asked): Query<Asked>,
) -> PageResult {
    let known = app.views.reply_templates.template(member.0.party, template).ok_or(PortalError::NotFound)?;
    let title = (lang.phrases().audit.trail_of)(&known.name);
    trail(&app, &member.0, lang, template, (format!("templates/{template}"), title), &asked).await
}
