//! `/shops/{party}/guest-book`: what guests wrote and the business has shown, and where anybody writes.

use askama::Template;
use axum::extract::{Path, Query, State};
use rantai_core::book::guest_book::{PostState, WriteInGuestBook};
use rantai_core::desk::{Command, Wish};
use rantai_core::ids::{BookId, PartyId, PersonId};
use rantai_core::party::{Actor, Channel, Role};
use rantai_core::sealed::{Note, PersonName, Sealed};
use rantai_projections::guest_book::GuestRow;
use serde::Deserialize;

use super::shop;
use crate::app::App;
use crate::deeds;
use crate::doors::peer::Peer;
use crate::doors::throttle::Key;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::i18n::dates::{Calendar, Shown};
use crate::web::sheet::{Form, Input};
use crate::web::{Field, Notice, Page, PageResult, Pager, PortalError, Tone, list_key, show, show_again};
use crate::who::{AppState, Fresh, SignedIn};

/// Posts on one page.
const AT_ONCE: usize = 20;
/// Posts on the shop's own page.
const GLIMPSE: usize = 3;

/// A post as guests read it.
pub struct Card {
    /// Who wrote it.
    pub who: String,
    /// When.
    pub when: Shown,
    /// The words; may be empty where its writer was erased.
    pub text: String,
    /// What the business answered, and when.
    pub answer: Option<(String, Shown)>,
}

#[derive(Template)]
#[template(path = "storefront/guest_book.html")]
struct GuestBookPage {
    page: Page,
    intro: String,
    cards: Vec<Card>,
    answered: String,
    pager: Pager,
    form: Option<Form>,
    own: Option<String>,
}

/// What the page is asked.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    from: Option<String>,
    sent: Option<String>,
}

/// The newest posts, for the shop's own page.
pub fn newest(app: &App, lang: Lang, business: PartyId) -> Vec<Card> {
    let calendar = app.calendar(lang, business);
    let page = app.views.guest_books.list(business, PostState::Shown, None, GLIMPSE);
    page.rows.iter().map(|(_, row)| card(app, lang, &calendar, row)).collect()
}

/// One post, with what stands below it.
pub fn card(app: &App, lang: Lang, calendar: &Calendar, row: &GuestRow) -> Card {
    let erased = lang.phrases().messages.erased;
    let words =
        |text: &Sealed<Note>| app.vault.read(text).map_or_else(|| erased.to_owned(), |it| it.to_string());
    let name = row.name.as_ref().and_then(|name| app.vault.read(name)).map(|name| name.to_string());
    let who = row.by.map(|party| app.party(party)).or(name);
    Card {
        who: who.unwrap_or_else(|| lang.phrases().guests.stranger.to_owned()),
        when: calendar.ago(row.at),
        text: words(&row.text),
        answer: row.answer.as_ref().map(|(text, at)| (words(text), calendar.ago(*at))),
    }
}

/// As whom somebody writes here.
enum Writer {
    /// Nobody knows them.
    Stranger,
    /// For a party.
    Party(Actor),
    /// They belong to the business itself, which answers instead.
    Own,
    /// They only look.
    Reader,
}

fn writer(app: &App, who: &Result<SignedIn, PortalError>, business: PartyId) -> Writer {
    let Ok(SignedIn(person)) = who else { return Writer::Stranger };
    let registry = app.registry();
    let writes = |role: Role| matches!(role, Role::Owner | Role::Admin | Role::Member);
    let mut own = false;
    let mut parties = Vec::new();
    for (party, role) in registry.parties_of(*person) {
        own |= party.party == business;
        if writes(role) {
            parties.push(party.party);
        }
    }
    match parties.first() {
        _ if own => Writer::Own,
        Some(party) => Writer::Party(Actor { person: *person, party: *party }),
        None => Writer::Reader,
    }
}

/// `GET /shops/{party}/guest-book`
///
/// # Errors
/// [`PortalError::NotFound`].
pub async fn page(
    lang: Lang,
    who: Result<SignedIn, PortalError>,
    // A post that was just shown is there.
    _fresh: Fresh,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    show(&built(&app, lang, &who, &slug, &asked, &Filled::default())?)
}

fn built(
    app: &App,
    lang: Lang,
    who: &Result<SignedIn, PortalError>,
    slug: &str,
    asked: &Asked,
    filled: &Filled,
) -> Result<GuestBookPage, PortalError> {
    let g = &lang.phrases().guests;
    let shop = shop::named(app, slug)?;
    let name = &shop.profile.name;
    let buyer = super::buyer(app, who);
    let here = format!("/shops/{slug}/guest-book");
    let mut page = super::frame(app, lang, who, buyer.as_ref(), g.title).back(format!("/shops/{slug}"), name);
    if asked.sent.is_some() {
        page = page.notice(Notice::new(Tone::Done, g.sent_title, (g.sent)(name)));
    }
    let from = list_key::read(asked.from.as_deref());
    let found = app.views.guest_books.list(shop.business, PostState::Shown, from.as_deref(), AT_ONCE);
    let calendar = app.calendar(lang, shop.business);
    let (form, own) = match writer(app, who, shop.business) {
        Writer::Stranger => (Some(form(app, lang, &here, name, None, filled)), None),
        Writer::Party(actor) => {
            (Some(form(app, lang, &here, name, Some(app.party(actor.party)), filled)), None)
        }
        Writer::Own => (None, Some(format!("/business/{slug}/guest-book"))),
        Writer::Reader => (None, None),
    };
    Ok(GuestBookPage {
        page,
        intro: (g.of)(name),
        cards: found.rows.iter().map(|(_, row)| card(app, lang, &calendar, row)).collect(),
        answered: (g.answered)(name),
        pager: Pager {
            newer: from.map(|_| here.clone()),
            older: found.next.as_ref().map(|key| format!("{here}?from={}", list_key::written(key))),
        },
        form,
        own,
    })
}

fn form(app: &App, lang: Lang, here: &str, business: &str, by: Option<String>, filled: &Filled) -> Form {
    let g = &lang.phrases().guests;
    let form = Form::new("guest", g.write, here, deeds::new_id(app), g.send);
    let first_read = (g.first_read)(business);
    let text = filled.fill(Field::new("text", g.text).hint(g.text_hint), "");
    match by {
        Some(party) => form.text(format!("{} {first_read}", (g.as_party)(&party))),
        None => form
            .text(first_read)
            .ask(Input::Text(filled.fill(Field::new("name", g.name).hint(g.name_hint), ""))),
    }
    .ask(Input::Area(text))
}

/// `POST /shops/{party}/guest-book`
///
/// # Errors
/// What no other input could mend.
pub async fn write(
    lang: Lang,
    who: Result<SignedIn, PortalError>,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    Peer(address): Peer,
    mut filled: Filled,
) -> PageResult {
    let shop = shop::named(&app, &slug)?;
    let by = match writer(&app, &who, shop.business) {
        Writer::Stranger => Actor::STRANGER,
        Writer::Party(actor) => actor,
        Writer::Own | Writer::Reader => return Err(PortalError::Forbidden),
    };
    let error = match written(&app, lang, by, shop.business, address, &mut filled).await {
        Ok(()) => {
            let path = format!("/shops/{slug}/guest-book?sent=1");
            return Ok(axum::response::IntoResponse::into_response(axum::response::Redirect::to(&path)));
        }
        // Whoever must wait keeps what they wrote.
        Err(error @ (PortalError::Refused(_) | PortalError::TooManyTries { .. })) => error,
        Err(error) => return Err(error),
    };
    let again = built(&app, lang, &who, &slug, &Asked::default(), &filled)?;
    let status = error.status();
    let page = again.page.clone().notice(error.notice(lang.phrases()));
    let mut response = show_again(&GuestBookPage { page, ..again })?;
    *response.status_mut() = status;
    Ok(response)
}

async fn written(
    app: &App,
    lang: Lang,
    by: Actor,
    business: PartyId,
    address: std::net::IpAddr,
    filled: &mut Filled,
) -> Result<(), PortalError> {
    let t = lang.phrases();
    let (deed, book) = (filled.deed()?, BookId::of(business));
    let stranger = by == Actor::STRANGER;
    let text = filled.note(t, "text");
    if text.is_none() && !filled.is_mistaken("text") {
        filled.mistake("text", t.common.required);
    }
    let name = if stranger {
        let read = PersonName::new(filled.text("name"));
        let name = filled.short_enough(t, "name", read);
        if name.is_none() && !filled.is_mistaken("name") {
            filled.mistake("name", t.common.required);
        }
        name
    } else {
        None
    };
    filled.checked()?;
    app.doors.throttle.guess(&[Key::guests_from(address)], app.now())?;
    let writer = if stranger { made_up(app, book, deed.deed)? } else { by.person };
    let text = deed.seal(app, writer, business, text)?.ok_or(PortalError::BadRequest)?;
    let wish = WriteInGuestBook { name: deed.seal(app, writer, business, name)?, text };
    let wish = Wish {
        id: deed.deed,
        actor: by,
        book,
        on_behalf_of: None,
        channel: Channel::Web,
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command: Command::Book(wish.into()),
    };
    app.submit(wish).await.map(drop)
}

/// Somebody who is in no list, and whose key opens these words alone: destroyed, it takes them away for good.
fn made_up(app: &App, book: BookId, command: rantai_core::ids::CommandId) -> Result<PersonId, PortalError> {
    let person = WriteInGuestBook::stranger(book, command);
    app.vault.create_key(person).map_err(PortalError::broken)?;
    Ok(person)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use rantai_core::log::Log;

    use super::*;
    use crate::routes::tests::{Stage, stage, urlencoded};

    fn form(fields: &[(&str, &str)]) -> Option<(String, Vec<u8>)> {
        let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        Some(urlencoded(&fields))
    }

    async fn wrote(stage: &Stage, who: Option<PersonId>, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let deed = deeds::new_id(&stage.app).to_string();
        let fields: Vec<_> = fields.iter().copied().chain([("deed", &*deed)]).collect();
        let path = stage.address("/shops/{party}/guest-book", stage.affair.business);
        let (status, _, page) = stage.ask("POST", &path, who, form(&fields)).await;
        stage.app.shows(stage.app.log.watermark()).await;
        (status, page)
    }

    async fn public(stage: &Stage) -> String {
        let path = stage.address("/shops/{party}/guest-book", stage.affair.business);
        let (status, _, page) = stage.ask("GET", &path, None, None).await;
        assert_eq!(status, StatusCode::OK);
        page
    }

    fn newest_waiting(stage: &Stage) -> GuestRow {
        let found = stage.app.views.guest_books.list(stage.affair.business, PostState::Waiting, None, 100);
        found.rows.last().unwrap().1.as_ref().clone()
    }

    async fn moderated(stage: &Stage, row: &GuestRow, what: &str, fields: &[(&str, &str)]) {
        let owner = stage.app.registry().party(stage.affair.business).unwrap().contact;
        let path = format!("/business/{{party}}/guest-book/{}/{what}", row.post);
        let path = stage.address(&path, stage.affair.business);
        let deed = deeds::new_id(&stage.app).to_string();
        let named: Vec<_> = fields
            .iter()
            .map(|(name, value)| (format!("{name}-{}", row.post), (*value).to_owned()))
            .collect();
        let fields: Vec<_> = named.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let fields: Vec<_> = fields.into_iter().chain([("deed", &*deed)]).collect();
        let (status, _, page) = stage.ask("POST", &path, Some(owner), form(&fields)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        stage.app.shows(stage.app.log.watermark()).await;
    }

    #[tokio::test]
    async fn what_a_stranger_writes_is_public_once_the_business_shows_it_and_gone_when_they_ask() {
        let stage = stage().await;
        let before = stage.app.log.watermark();
        let (status, page) = wrote(&stage, None, &[("name", ""), ("text", "Kursinya kokoh")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Kursinya kokoh") && page.contains("name-wrong"), "what was typed stays");
        assert_eq!(stage.app.log.watermark(), before);

        let said = [("name", "Bu Zubaidah"), ("text", "Kursinya kokoh")];
        assert_eq!(wrote(&stage, None, &said).await.0, StatusCode::SEE_OTHER);
        assert!(!public(&stage).await.contains("Zubaidah"), "nobody has looked at it");
        for commit in stage.app.log.read(before, 100).unwrap() {
            for fact in &commit.draft.facts {
                assert!(!fact.bytes.windows(6).any(|window| window == b"Zubaid"));
            }
        }
        let row = newest_waiting(&stage);
        moderated(&stage, &row, "show", &[]).await;
        moderated(&stage, &row, "answer", &[("text", "Sama-sama")]).await;
        let page = public(&stage).await;
        assert!(
            page.contains("Bu Zubaidah") && page.contains("Kursinya kokoh") && page.contains("Sama-sama")
        );
        let shop = stage.address("/shops/{party}", stage.affair.business);
        assert!(stage.ask("GET", &shop, None, None).await.2.contains("Zubaidah"));

        moderated(&stage, &row, "hide", &[("reason", "WriterAsked")]).await;
        assert!(!public(&stage).await.contains("Zubaidah"));
        assert!(stage.app.vault.read(&row.text).is_none(), "the words are gone for good");
    }

    #[tokio::test]
    async fn who_is_known_writes_for_their_party_and_a_business_not_in_its_own_book() {
        let stage = stage().await;
        let registry = stage.app.registry();
        let contact = |party| registry.party(party).unwrap().contact;
        let (buyer, owner) = (contact(stage.affair.buyer), contact(stage.affair.business));
        let (status, page) = wrote(&stage, Some(buyer), &[("text", "Pesan lagi bulan depan")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let row = newest_waiting(&stage);
        assert!(row.by.is_some() && row.name.is_none());
        let (status, _) = wrote(&stage, Some(owner), &[("text", "Kami hebat")]).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }

    #[tokio::test]
    async fn whoever_writes_too_much_from_one_place_waits() {
        let stage = stage().await;
        let said = [("name", "Bu Tini"), ("text", "Bagus")];
        let mut last = StatusCode::OK;
        for _ in 0..40 {
            last = wrote(&stage, None, &said).await.0;
            if last != StatusCode::SEE_OTHER {
                break;
            }
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    }
}
