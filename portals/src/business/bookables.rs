//! `/business/{party}/bookables`: what guests can book, with its hours.

use axum::extract::{Path, State};
use rantai_core::book::booking::{BookableKind, BookableSet, OpenHours, SetBookable};
use rantai_core::desk::Receipt;
use rantai_core::ids::BookableId;
use rantai_core::time::Day;

use super::{Duty, Place, at, frame, may};
use crate::app::App;
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Chip, Choice, Field, PageResult, PortalError, Row, Tone, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// `GET /business/{party}/bookables`
///
/// # Errors
/// None of its own.
pub async fn list(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
) -> PageResult {
    let b = &lang.phrases().bookings;
    let here = at(&business, "/bookables");
    let page =
        frame(&app, lang, &business, Place::Today, b.offers).back(at(&business, "/bookings"), b.agenda);
    let offers = app.views.bookings.offers(business.party);
    let mut parts = if offers.is_empty() {
        vec![Part::Empty(b.offers_empty_title.to_owned(), b.offers_empty.to_owned())]
    } else {
        vec![Part::Rows(offers.iter().map(|offer| row(b, &here, offer)).collect())]
    };
    if may(&business, Duty::Orders) {
        parts.push(Part::Act(format!("{here}/new"), b.new_offer.to_owned()));
    }
    let topics = "bookings from:body".to_owned();
    Sheet { page: fresh.on(page, &business.slug), here, topics, parts }.show(wants.fragment())
}

fn row(b: &crate::i18n::bookings::Phrases, here: &str, offer: &BookableSet) -> Row {
    let second = [(b.kind)(offer.kind).to_owned(), (b.minutes)(offer.minutes), (b.places)(offer.capacity)];
    let row = Row::new(format!("{here}/{}", offer.bookable), offer.name.clone())
        .second(second.join(" · "))
        .figure((b.price)(offer.price));
    if offer.offered { row } else { row.chip(Chip::new(Tone::Quiet, b.not_offered)) }
}

/// `GET /business/{party}/bookables/new`
///
/// # Errors
/// None of its own.
pub async fn new(business: Business, lang: Lang, State(app): State<AppState>) -> PageResult {
    sheet(&app, lang, &business, None, &Filled::default()).show(false)
}

/// `GET /business/{party}/bookables/{bookable}`
///
/// # Errors
/// [`PortalError::NotFound`].
pub async fn change(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, bookable)): Path<(String, BookableId)>,
) -> PageResult {
    let offer = app.views.bookings.offer(business.party, bookable).ok_or(PortalError::NotFound)?;
    sheet(&app, lang, &business, Some(&offer), &Filled::default()).show(false)
}

/// `POST /business/{party}/bookables/new`
///
/// # Errors
/// What no other input could mend.
pub async fn add(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let set = set(&app, lang, &business, None, &mut filled).await;
    answered(&app, lang, &business, None, &filled, set)
}

/// `POST /business/{party}/bookables/{bookable}`
///
/// # Errors
/// What no other input could mend.
pub async fn save(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, bookable)): Path<(String, BookableId)>,
    mut filled: Filled,
) -> PageResult {
    let offer = app.views.bookings.offer(business.party, bookable).ok_or(PortalError::NotFound)?;
    let set = set(&app, lang, &business, Some(bookable), &mut filled).await;
    answered(&app, lang, &business, Some(&offer), &filled, set)
}

fn answered(
    app: &App,
    lang: Lang,
    member: &Member,
    offer: Option<&BookableSet>,
    filled: &Filled,
    set: Result<Receipt, PortalError>,
) -> PageResult {
    match set {
        Ok(receipt) => Ok(deeds::see(&at(member, "/bookables"), &receipt)),
        Err(error) if matches!(error, PortalError::Refused(_)) => {
            let mut again = sheet(app, lang, member, offer, filled);
            again.page = again.page.notice(error.notice(lang.phrases()));
            let mut response = again.again()?;
            *response.status_mut() = error.status();
            Ok(response)
        }
        Err(error) => Err(error),
    }
}

async fn set(
    app: &App,
    lang: Lang,
    member: &Member,
    bookable: Option<BookableId>,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let number = |filled: &mut Filled, name| u16::try_from(filled.whole(t, name, u32::from(u16::MAX)));
    let kind = filled.choice(t, "kind", BookableKind::from_name);
    let name = filled.words(t, "name");
    let capacity = filled.whole(t, "capacity", 10_000);
    let minutes = number(filled, "minutes").map_err(|_| PortalError::BadRequest)?;
    let hours = read_hours(filled.text("hours"));
    let closed = read_days(filled.text("closed"));
    let days_ahead = number(filled, "days_ahead").map_err(|_| PortalError::BadRequest)?;
    let price = filled.money_or_nothing(t, "price");
    let offered = filled.text("offered") != "no";
    if let Err(line) = &hours {
        filled.mistake("hours", (t.bookings.hours_wrong)(line));
    }
    if let Err(text) = &closed {
        filled.mistake("closed", (t.bookings.closed_wrong)(text));
    }
    filled.checked()?;
    let wish = SetBookable {
        bookable,
        kind: kind.ok_or(PortalError::BadRequest)?,
        name,
        about: filled.text("about").to_owned(),
        capacity,
        minutes,
        hours: hours.map_err(|_| PortalError::BadRequest)?,
        closed: closed.map_err(|_| PortalError::BadRequest)?,
        days_ahead,
        price,
        offered,
    };
    deed.wish(member, member.party, wish).submit(app).await
}

/// Lines such as `Senin 09.00-12.00`, in any language that is spoken here; the line that is none.
fn read_hours(text: &str) -> Result<Vec<OpenHours>, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| one_line(line).ok_or_else(|| line.to_owned())).collect()
}

fn one_line(line: &str) -> Option<OpenHours> {
    let (day, times) = line.split_once(|c: char| c.is_whitespace() || c == ':')?;
    let day = day.trim_matches([',', ':']).to_lowercase();
    let is_day = |name: &&str| {
        let name = name.to_lowercase();
        name == day || (day.chars().count() >= 3 && name.starts_with(&day))
    };
    let place =
        Lang::ALL.iter().find_map(|lang| lang.phrases().bookings.weekdays.iter().position(&is_day))?;
    let (from, to) = times.split_once(['-', '–', '—'])?;
    let (from, to) = (minute(from)?, minute(to)?);
    Some(OpenHours { weekday: u8::try_from(place + 1).ok()?, from, to })
}

/// `09.00`, `9:30` or `9` as a minute of the day.
fn minute(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hour, minute) = text.split_once(['.', ':']).unwrap_or((text, "0"));
    let (hour, minute): (u16, u16) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
    (hour <= 24 && minute < 60 && hour * 60 + minute <= 1_440).then_some(hour * 60 + minute)
}

/// Days with commas or line breaks between; what is none of them.
fn read_days(text: &str) -> Result<Vec<Day>, String> {
    let days = text.split([',', '\n', ';']).map(str::trim).filter(|day| !day.is_empty());
    days.map(|day| Day::parse(day).ok_or_else(|| day.to_owned())).collect()
}

/// The lines as they are read again.
pub fn written_hours(lang: Lang, hours: &[OpenHours]) -> String {
    let names = &lang.phrases().bookings.weekdays;
    let clock = |minute: u16| format!("{:02}.{:02}", minute / 60, minute % 60);
    let line = |hours: &OpenHours| {
        let name = names.get(usize::from(hours.weekday).saturating_sub(1)).copied().unwrap_or_default();
        format!("{name} {}-{}", clock(hours.from), clock(hours.to))
    };
    hours.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn sheet(app: &App, lang: Lang, member: &Member, offer: Option<&BookableSet>, filled: &Filled) -> Sheet {
    let t = lang.phrases();
    let b = &t.bookings;
    let (title, here) = match offer {
        Some(offer) => (b.change_offer, at(member, &format!("/bookables/{}", offer.bookable))),
        None => (b.new_offer, at(member, "/bookables/new")),
    };
    let page = frame(app, lang, member, Place::Today, title).back(at(member, "/bookables"), b.offers);
    let parts = if may(member, Duty::Orders) {
        vec![Part::form(form(app, lang, t, &here, offer, filled))]
    } else {
        Vec::new()
    };
    Sheet { page, here, topics: String::new(), parts }
}

fn form(
    app: &App,
    lang: Lang,
    t: &'static Phrases,
    action: &str,
    offer: Option<&BookableSet>,
    filled: &Filled,
) -> Form {
    let b = &t.bookings;
    let weekdays: Vec<OpenHours> = (1..=5).map(|weekday| OpenHours { weekday, from: 540, to: 960 }).collect();
    let hours = written_hours(lang, offer.map_or(&weekdays, |offer| &offer.hours));
    let closed = offer.map_or_else(String::new, |offer| {
        offer.closed.iter().map(Day::to_string).collect::<Vec<_>>().join(", ")
    });
    let kinds = BookableKind::ALL.iter().map(|kind| Choice::new(kind.name(), (b.kind)(*kind)));
    let kind = offer.map_or(BookableKind::Visit, |offer| offer.kind);
    let offered = offer.is_none_or(|offer| offer.offered);
    let yes_or_no = [Choice::new("yes", b.yes), Choice::new("no", b.no)];
    let start = |text: fn(&BookableSet) -> String, usual: &str| offer.map_or_else(|| usual.to_owned(), text);
    let fill = |field: Field, start: String| filled.fill(field, start);
    Form::new("bookable", "", action, deeds::new_id(app), b.save)
        .ask(Input::Choices(fill(Field::new("kind", b.kind_label).choices(kinds), kind.name().to_owned())))
        .ask(Input::Text(fill(Field::new("name", b.name), start(|it| it.name.clone(), ""))))
        .ask(Input::Area(fill(Field::new("about", b.about).optional(), start(|it| it.about.clone(), ""))))
        .ask(Input::Number(fill(
            Field::new("capacity", b.capacity).hint(b.capacity_hint),
            start(|it| it.capacity.to_string(), ""),
        )))
        .ask(Input::Number(fill(Field::new("minutes", b.length), start(|it| it.minutes.to_string(), "60"))))
        .ask(Input::Area(fill(Field::new("hours", b.hours).hint(b.hours_hint), hours)))
        .ask(Input::Text(fill(Field::new("closed", b.closed).hint(b.closed_hint).optional(), closed)))
        .ask(Input::Number(fill(
            Field::new("days_ahead", b.days_ahead),
            start(|it| it.days_ahead.to_string(), "30"),
        )))
        .ask(Input::Money(fill(
            Field::new("price", b.price_label).hint(b.price_hint),
            start(|it| figure(it.price), "0"),
        )))
        .ask(Input::Choices(fill(
            Field::new("offered", b.offered).choices(yes_or_no),
            if offered { "yes" } else { "no" }.to_owned(),
        )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them_in_any_language() {
        let at = |weekday, from, to| Ok(vec![OpenHours { weekday, from, to }]);
        for (text, hours) in [
            ("Senin 09.00-12.00", at(1, 540, 720)),
            ("sabtu, 8 - 12:30", at(6, 480, 750)),
            ("Sun 0.00–24.00", at(7, 0, 1_440)),
            ("\n Rab 13-17 \n", at(3, 780, 1_020)),
            ("", Ok(vec![])),
            ("Senin", Err("Senin".to_owned())),
            ("Senin 9-25", Err("Senin 9-25".to_owned())),
            ("Besok 9-12", Err("Besok 9-12".to_owned())),
        ] {
            assert_eq!(read_hours(text), hours, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let hours =
            vec![OpenHours { weekday: 2, from: 545, to: 700 }, OpenHours { weekday: 7, from: 0, to: 1_440 }];
        for lang in Lang::ALL {
            assert_eq!(read_hours(&written_hours(*lang, &hours)), Ok(hours.clone()));
        }
        assert_eq!(read_days("2026-12-25, 2027-01-01\n").unwrap().len(), 2);
        assert_eq!(read_days("2026-12-25, besok"), Err("besok".to_owned()));
    }
}
