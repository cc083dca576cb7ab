//! `/shops/{party}/book/{bookable}`: a place, a visit or a service, and its slots day by day.

use askama::Template;
use axum::extract::{Path, Query, State};
use rantai_core::book::booking::{BookSlot, BookableSet};
use rantai_core::ids::{BookableId, PartyId};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_core::sealed::Note;
use rantai_core::time::{Day, Moment};
use serde::Deserialize;

use super::shop;
use super::slots::{DAYS, DayLink, SlotLine, Slots};
use crate::app::App;
use crate::deeds;
use crate::distributor::{bookings, may_act};
use crate::filled::{Filled, too_long};
use crate::i18n::Lang;
use crate::web::sheet::{Form, Input};
use crate::web::{Choice, Field, Page, PageResult, PortalError, Row, show, show_again};
use crate::who::{AppState, Fresh, Member, SignedIn};

/// Places anybody may ask for in one form.
const MOST: u32 = 100;

#[derive(Template)]
#[template(path = "storefront/book.html")]
struct BookPage {
    page: Page,
    about: String,
    facts: Vec<String>,
    days: Vec<DayLink>,
    later: Option<String>,
    slots: Vec<SlotLine>,
    form: Option<Form>,
    sign_in: Option<String>,
    buyers_only: bool,
}

/// Which day is looked at, and from which on days are offered.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    day: Option<String>,
    from: Option<String>,
}

/// What a business offers to be booked, for its own page.
pub fn offered(app: &App, lang: Lang, slug: &str, business: PartyId) -> Vec<Row> {
    let b = &lang.phrases().bookings;
    let offers = app.views.bookings.offers(business);
    let row = |offer: &BookableSet| {
        let href = format!("/shops/{slug}/book/{}", offer.bookable);
        let second = format!("{} · {}", (b.kind)(offer.kind), (b.minutes)(offer.minutes));
        Row::new(href, offer.name.clone()).second(second).figure((b.price)(offer.price))
    };
    offers.iter().filter(|offer| offer.offered).map(|offer| row(offer)).collect()
}

/// `GET /shops/{party}/book/{bookable}`
///
/// # Errors
/// [`PortalError::NotFound`].
pub async fn page(
    lang: Lang,
    who: Result<SignedIn, PortalError>,
    _fresh: Fresh,
    State(app): State<AppState>,
    Path((slug, bookable)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    show(&built(&app, lang, &who, &slug, &bookable, &asked, &Filled::default())?)
}

fn offer_of(app: &App, slug: &str, bookable: &str) -> Result<(PartyId, BookableSet), PortalError> {
    let shop = shop::named(app, slug)?;
    let id: BookableId = bookable.parse().map_err(|_| PortalError::NotFound)?;
    let offer = app.views.bookings.offer(shop.business, id).ok_or(PortalError::NotFound)?;
    if offer.offered { Ok((shop.business, offer.as_ref().clone())) } else { Err(PortalError::NotFound) }
}

fn built(
    app: &App,
    lang: Lang,
    who: &Result<SignedIn, PortalError>,
    slug: &str,
    bookable: &str,
    asked: &Asked,
    filled: &Filled,
) -> Result<BookPage, PortalError> {
    let b = &lang.phrases().bookings;
    let (business, offer) = offer_of(app, slug, bookable)?;
    let buyer = super::buyer(app, who);
    let calendar = app.calendar(lang, business);
    let here = format!("/shops/{slug}/book/{bookable}");
    let page = super::frame(app, lang, who, buyer.as_ref(), &offer.name)
        .back(format!("/shops/{slug}"), app.party(business));
    let chosen = asked.day.as_deref().and_then(Day::parse);
    let from = asked.from.as_deref().and_then(Day::parse).unwrap_or_else(|| calendar.today());
    let all = Slots { app, business, offer: &offer, calendar: &calendar, at_the_door: false };
    let mut days = all.days(from);
    let later = days.get(DAYS).map(|day| format!("{here}?from={day}"));
    days.truncate(DAYS);
    let day = chosen.or_else(|| days.first().copied());
    let link = |it: &Day| DayLink {
        href: format!("{here}?day={it}&from={from}"),
        label: calendar.day(*it).text,
        current: Some(*it) == day,
    };
    let mut facts = vec![(b.kind)(offer.kind).to_owned(), (b.minutes)(offer.minutes), (b.price)(offer.price)];
    facts.extend((offer.price > Rupiah::ZERO).then(|| b.pay_there.to_owned()));
    let (slots, choices) = all.of(lang, day, 1);
    let acts = buyer.as_ref().filter(|buyer| may_act(buyer)).is_some() && !choices.is_empty();
    let action = day.map_or_else(|| here.clone(), |day| format!("{here}?day={day}&from={from}"));
    Ok(BookPage {
        page,
        about: offer.about.clone(),
        facts,
        days: days.iter().map(link).collect(),
        later,
        form: acts.then(|| form(app, lang, &offer, action, choices, filled)),
        slots,
        sign_in: who.is_err().then(|| "/login".to_owned()),
        buyers_only: who.is_ok() && buyer.is_none(),
    })
}

fn form(
    app: &App,
    lang: Lang,
    offer: &BookableSet,
    action: String,
    choices: Vec<Choice>,
    filled: &Filled,
) -> Form {
    let b = &lang.phrases().bookings;
    let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
    Form::new("book", b.book, action, deeds::new_id(app), b.book)
        .ask(Input::Hidden("price".to_owned(), offer.price.0.to_string()))
        .ask(Input::Choices(filled.fill(Field::new("slot", b.slot).choices(choices), first)))
        .ask(Input::Number(filled.fill(Field::new("places", b.how_many), 1)))
        .ask(Input::Text(filled.fill(Field::new("note", b.note).optional(), "")))
}

/// `POST /shops/{party}/book/{bookable}`
///
/// # Errors
/// What no other input could mend.
pub async fn book(
    lang: Lang,
    who: Result<SignedIn, PortalError>,
    State(app): State<AppState>,
    Path((slug, bookable)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    mut filled: Filled,
) -> PageResult {
    let (business, offer) = offer_of(&app, &slug, &bookable)?;
    let Some(buyer) = super::buyer(&app, &who) else {
        return Err(if who.is_err() { PortalError::SignIn } else { PortalError::Forbidden });
    };
    let error = match booked(&app, lang, &buyer, business, offer.bookable, &mut filled).await {
        Ok(receipt) => return Ok(deeds::see(&bookings::at(&buyer), &receipt)),
        Err(error) if matches!(error, PortalError::Refused(_)) => error,
        Err(error) => return Err(error),
    };
    let again = built(&app, lang, &who, &slug, &bookable, &asked, &filled)?;
    let status = error.status();
    let page = again.page.clone().notice(error.notice(lang.phrases()));
    let mut response = show_again(&BookPage { page, ..again })?;
    *response.status_mut() = status;
    Ok(response)
}

async fn booked(
    app: &App,
    lang: Lang,
    buyer: &Member,
    business: PartyId,
    bookable: BookableId,
    filled: &mut Filled,
) -> Result<rantai_core::desk::Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let slot = filled.choice(t, "slot", |text| text.parse().ok().map(Moment::from_micros));
    let places = filled.whole(t, "places", MOST);
    let price: i64 = filled.text("price").parse().map_err(|_| PortalError::BadRequest)?;
    filled.checked()?;
    let total = Rupiah(price).times(Quantity::whole(places.into())).map_err(|_| PortalError::BadRequest)?;
    let words = Note::new(filled.text("note")).map_err(too_long)?;
    let wish = BookSlot {
        bookable,
        buyer: buyer.party,
        slot: slot.ok_or(PortalError::BadRequest)?,
        places,
        total,
        note: deed.seal(app, buyer.person, business, words)?,
    };
    deed.wish(buyer, business, wish).submit(app).await
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use rantai_core::ids::PersonId;
    use rantai_core::log::Log;

    use super::*;
    use crate::routes::tests::{Stage, stage, urlencoded};

    async fn sent(
        stage: &Stage,
        path: &str,
        who: Option<PersonId>,
        fields: &[(&str, String)],
    ) -> (StatusCode, String, String) {
        let deed = [("deed".to_owned(), deeds::new_id(&stage.app).to_string())];
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let form = urlencoded(&fields.chain(deed).collect::<Vec<_>>());
        let answer = stage.ask("POST", path, who, Some(form)).await;
        stage.app.shows(stage.app.log.watermark()).await;
        answer
    }

    fn contact(stage: &Stage, party: PartyId) -> PersonId {
        stage.app.registry().party(party).unwrap().contact
    }

    #[tokio::test]
    async fn a_business_offers_a_buyer_books_and_the_money_stands_with_the_counters() {
        let stage = stage().await;
        let (shop, buyer) = (stage.affair.business, stage.affair.buyer);
        let owner = contact(&stage, shop);
        let new = stage.address("/business/{party}/bookables/new", shop);
        let week = "Senin 8-10\nSelasa 8-10\nRabu 8-10\nKamis 8-10\nJumat 8-10\nSabtu 8-10\nMinggu 8-10";
        let offer = |hours: &str| {
            [
                ("kind", "Service".to_owned()),
                ("name", "Servis kursi".to_owned()),
                ("capacity", "3".to_owned()),
                ("minutes", "60".to_owned()),
                ("hours", hours.to_owned()),
                ("days_ahead", "9".to_owned()),
                ("price", "40.000".to_owned()),
                ("offered", "yes".to_owned()),
            ]
        };
        let (status, _, page) = sent(&stage, &new, Some(owner), &offer("besok pagi")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("besok pagi") && page.contains("hours-wrong"));
        let (status, _, page) = sent(&stage, &new, Some(owner), &offer(week)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let offers = stage.app.views.bookings.offers(shop);
        let offer = offers.iter().find(|it| it.name == "Servis kursi").unwrap();

        let calendar = stage.app.calendar(Lang::Id, shop);
        let day = calendar.today().plus(2);
        let slot = offer.slots_of(day, calendar.zone)[0];
        let path = stage.address(&format!("/shops/{{party}}/book/{}?day={day}", offer.bookable), shop);
        let (status, _, page) = stage.ask("GET", &path, None, None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("08.00–09.00") && page.contains("/login") && !page.contains("name=\"slot\""));

        let wish = |places: &str| {
            let slot = slot.from.micros().to_string();
            [("slot", slot), ("places", places.to_owned()), ("price", "40000".to_owned())]
        };
        let them = contact(&stage, buyer);
        let (status, _, page) = sent(&stage, &path, Some(them), &wish("4")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
        let (status, to, page) = sent(&stage, &path, Some(them), &wish("2")).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, _, mine) = stage.ask("GET", &to, Some(them), None).await;
        assert!(mine.contains("Servis kursi") && mine.contains("belum dibayar"), "{mine}");

        let rows = stage.app.views.bookings.between(shop, slot.from, slot.until);
        let booking = rows.iter().find(|row| row.made.buyer == buyer).unwrap().made.booking;
        let agenda = stage.address(&format!("/business/{{party}}/bookings?day={day}"), shop);
        let (_, _, page) = stage.ask("GET", &agenda, Some(owner), None).await;
        assert!(page.contains("Servis kursi") && page.contains(&stage.app.party(buyer)));
        let before = stage.app.views.counter.takings_since(shop, Moment::EPOCH);
        let pay = stage.address(&format!("/business/{{party}}/bookings/{booking}/pay"), shop);
        let paid = [("total", "80000".to_owned()), (&*format!("method-{booking}"), "Cash".to_owned())];
        let (status, to, page) = sent(&stage, &pay, Some(owner), &paid).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (status, _, receipt) = stage.ask("GET", &to, Some(owner), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(receipt.contains("Servis kursi") && receipt.contains("80.000"), "{receipt}");
        let after = stage.app.views.counter.takings_since(shop, Moment::EPOCH);
        assert_eq!(after.cash, before.cash.and(Rupiah(80_000)));

        let cancel = format!("/distributor/{{party}}/bookings/{booking}/cancel");
        let cancel = stage.address(&cancel, buyer);
        let why = [(&*format!("reason-{booking}"), "CannotCome".to_owned())];
        let (status, _, page) = sent(&stage, &cancel, Some(them), &why).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "it is paid: {page}");
    }
}
