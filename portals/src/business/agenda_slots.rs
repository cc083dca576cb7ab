//! `/business/{party}/bookings/new` and `…/bookings/{booking}/move`: a slot for somebody who phoned or stands at the
//! door, and another slot for who has one, which `/distributor/{party}/bookings/{booking}/move` gives its buyer.

use askama::Template;
use axum::extract::{Path, Query, State};
use rantai_core::book::Rejection;
use rantai_core::book::booking::{BookSlot, BookableSet, MoveBooking};
use rantai_core::desk::Receipt;
use rantai_core::ids::{BookableId, BookingId, PartyId};
use rantai_core::money::Rupiah;
use rantai_core::party::Channel;
use rantai_core::quantity::Quantity;
use rantai_core::sealed::{PersonName, PhoneNumber};
use rantai_core::time::{Day, Moment};
use rantai_projections::bookings::BookingRow;
use serde::Deserialize;
use std::sync::Arc;

use super::forms::channels;
use super::phone_order::{buyers, contact};
use super::{Place, at, frame, guests};
use crate::app::App;
use crate::deeds;
use crate::distributor::{self, bookings};
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::storefront::slots::{DAYS, DayLink, SlotLine, Slots, span};
use crate::web::sheet::{Form, Input};
use crate::web::{Choice, Field, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Distributor, Member};

/// Places anybody may ask for in one form.
const MOST: u32 = 100;

#[derive(Template)]
#[template(path = "business/agenda_slots.html")]
struct SlotsPage {
    page: Page,
    intro: String,
    offers: Vec<DayLink>,
    days: Vec<DayLink>,
    later: Option<String>,
    form: Option<Form>,
    slots: Vec<SlotLine>,
    none: Elsewhere,
}

/// What stands where there are no days: what that means, and where else to go.
struct Elsewhere {
    title: &'static str,
    text: &'static str,
    href: String,
    label: &'static str,
}

/// Of what, which day, and from which on days are shown.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    of: Option<String>,
    day: Option<String>,
    from: Option<String>,
}

impl Asked {
    fn day(text: Option<&String>) -> Option<Day> {
        text.and_then(|text| Day::parse(text))
    }
}

/// Everything a page of slots is made from.
struct Choosing<'a> {
    app: &'a App,
    lang: Lang,
    who: &'a Member,
    /// Whose offer it is: of whoever asks, or of whom they book.
    business: PartyId,
    calendar: Calendar,
    asked: &'a Asked,
}

impl<'a> Choosing<'a> {
    fn new(app: &'a App, lang: Lang, who: &'a Member, business: PartyId, asked: &'a Asked) -> Self {
        Self { app, lang, who, business, calendar: app.calendar(lang, business), asked }
    }

    /// Somebody of the business chooses.
    fn at_home(&self) -> bool {
        self.who.party == self.business
    }

    /// Where the bookings of whoever asks stand.
    fn list(&self) -> String {
        if self.at_home() { at(self.who, "/bookings") } else { bookings::at(self.who) }
    }

    fn frame(&self, title: &str) -> Page {
        let b = &self.lang.phrases().bookings;
        if self.at_home() {
            frame(self.app, self.lang, self.who, Place::Today, title).back(self.list(), b.agenda)
        } else {
            let orders = distributor::Place::Orders;
            distributor::frame(self.app, self.lang, self.who, orders, title).back(self.list(), b.mine)
        }
    }

    fn elsewhere(&self) -> Elsewhere {
        let b = &self.lang.phrases().bookings;
        if self.at_home() {
            let (title, text) = (b.offers_empty_title, b.offers_empty);
            Elsewhere { title, text, href: at(self.who, "/bookables"), label: b.offers }
        } else {
            Elsewhere { title: b.no_days, text: "", href: self.list(), label: b.mine }
        }
    }

    fn slots<'b>(&'b self, offer: &'b BookableSet) -> Slots<'b> {
        let (app, business) = (self.app, self.business);
        Slots { app, business, offer, calendar: &self.calendar, at_the_door: self.at_home() }
    }

    /// The days from the one that was asked for, else the usual one, else today; that one; and where they go on.
    fn days(
        &self,
        offer: &BookableSet,
        here: &str,
        usual: Option<Day>,
    ) -> (Vec<DayLink>, Option<Day>, Option<String>) {
        let asked = Asked::day(self.asked.day.as_ref()).or(usual);
        let from = Asked::day(self.asked.from.as_ref()).or(asked).unwrap_or_else(|| self.calendar.today());
        let mut days = self.slots(offer).days(from);
        let later = days.get(DAYS).map(|day| format!("{here}&from={day}"));
        days.truncate(DAYS);
        let day = asked.or_else(|| days.first().copied());
        let link = |it: &Day| DayLink {
            href: format!("{here}&day={it}&from={from}"),
            label: self.calendar.day(*it).text,
            current: Some(*it) == day,
        };
        (days.iter().map(link).collect(), day, later)
    }

    /// The page on which a guest gets a slot.
    fn for_guest(&self, filled: &Filled) -> SlotsPage {
        let b = &self.lang.phrases().bookings;
        let all = self.app.views.bookings.offers(self.who.party);
        let offered: Vec<&Arc<BookableSet>> = all.iter().filter(|offer| offer.offered).collect();
        let chosen = self.asked.of.as_deref().and_then(|of| of.parse::<BookableId>().ok());
        let offer = offered.iter().find(|it| Some(it.bookable) == chosen).or(offered.first());
        let mut page = SlotsPage {
            page: self.frame(b.for_guest),
            intro: b.for_guest_text.to_owned(),
            offers: Vec::new(),
            days: Vec::new(),
            later: None,
            form: None,
            slots: Vec::new(),
            none: self.elsewhere(),
        };
        let Some(offer) = offer else { return page };
        let of = |of: BookableId| at(self.who, &format!("/bookings/new?of={of}"));
        let day_too = self.asked.day.as_ref().map_or_else(String::new, |day| format!("&day={day}"));
        let link = |it: &&Arc<BookableSet>| DayLink {
            href: format!("{}{day_too}", of(it.bookable)),
            label: it.name.clone(),
            current: it.bookable == offer.bookable,
        };
        page.offers = offered.iter().map(link).collect();
        let here = of(offer.bookable);
        let (days, day, later) = self.days(offer, &here, None);
        let (slots, choices) = self.slots(offer).of(self.lang, day, 1);
        let action = day.map_or_else(|| here.clone(), |day| format!("{here}&day={day}"));
        page.form = (!choices.is_empty()).then(|| self.guest_form(offer, action, choices, filled));
        (page.days, page.later, page.slots) = (days, later, slots);
        page
    }

    fn guest_form(&self, offer: &BookableSet, action: String, choices: Vec<Choice>, filled: &Filled) -> Form {
        let t = self.lang.phrases();
        let b = &t.bookings;
        let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
        let known = buyers(self.app, b.new_guest, self.who.party);
        let price = (b.price)(offer.price);
        Form::new("guest", "", action, deeds::new_id(self.app), b.for_guest_yes)
            .ask(Input::Hidden("price".to_owned(), offer.price.0.to_string()))
            .ask(Input::Choices(filled.fill(Field::new("slot", b.slot).choices(choices), first)))
            .ask(Input::Number(filled.fill(Field::new("places", b.how_many).hint(price), 1)))
            .ask(Input::Text(
                filled.fill(Field::new("who", b.guest_name).hint(b.for_new_guest).optional(), ""),
            ))
            .ask(Input::Phone(
                filled.fill(Field::new("phone", b.guest_phone).hint(b.for_new_guest).optional(), ""),
            ))
            .ask(Input::Select(filled.fill(Field::new("buyer", b.or_known).choices(known).optional(), "")))
            .ask(Input::Choices(
                filled.fill(Field::new("channel", b.how_asked).choices(channels(t)), Channel::Phone.name()),
            ))
            .ask(Input::Text(filled.fill(Field::new("note", b.guest_note).optional(), "")))
    }

    /// The page on which a booking gets another slot.
    fn for_move(&self, row: &BookingRow, filled: &Filled) -> Result<SlotsPage, PortalError> {
        let b = &self.lang.phrases().bookings;
        let (app, made) = (self.app, &row.made);
        let offer = app.views.bookings.offer(self.business, made.bookable).ok_or(PortalError::NotFound)?;
        let here = format!("{}/{}/move?", self.list(), made.booking);
        let (days, day, later) = self.days(&offer, &here, Some(made.slot.day_in(self.calendar.zone)));
        let (slots, mut choices) = self.slots(&offer).of(self.lang, day, made.places);
        choices.retain(|choice| choice.value != made.slot.micros().to_string());
        let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
        let action = day.map_or_else(|| here.clone(), |day| format!("{here}&day={day}"));
        let form = |choices: Vec<Choice>| {
            Form::new("move", "", action, deeds::new_id(app), b.move_yes)
                .ask(Input::Choices(filled.fill(Field::new("slot", b.slot).choices(choices), first)))
        };
        let was = self.calendar.day(made.slot.day_in(self.calendar.zone)).text;
        let was = format!("{was} {}", span(&self.calendar, made.slot, made.until));
        let other = if self.at_home() { made.buyer } else { self.business };
        Ok(SlotsPage {
            page: self.frame(b.move_booking),
            intro: (b.move_text)(&app.party(other), &made.name, &was, made.places),
            offers: Vec::new(),
            days,
            later,
            form: (!choices.is_empty()).then(|| form(choices)),
            slots,
            none: self.elsewhere(),
        })
    }
}

/// `GET /business/{party}/bookings/new`
///
/// # Errors
/// None of its own.
pub async fn new(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    show(&Choosing::new(&app, lang, &business, business.party, &asked).for_guest(&Filled::default()))
}

/// `POST /business/{party}/bookings/new`: books a slot for a guest, who is noted down where they are new.
///
/// # Errors
/// What no other input could mend.
pub async fn book(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
    mut filled: Filled,
) -> PageResult {
    let choosing = Choosing::new(&app, lang, &business, business.party, &asked);
    match booked(&choosing, &mut filled).await {
        Ok((day, receipt)) => Ok(deeds::see(&at(&business, &format!("/bookings?day={day}")), &receipt)),
        Err(error @ PortalError::Refused(_)) => again(lang, choosing.for_guest(&filled), &error),
        Err(error) => Err(error),
    }
}

fn again(lang: Lang, mut shown: SlotsPage, error: &PortalError) -> PageResult {
    shown.page = shown.page.notice(error.notice(lang.phrases()));
    show_again(&shown)
}

async fn booked(choosing: &Choosing<'_>, filled: &mut Filled) -> Result<(Day, Receipt), PortalError> {
    let Choosing { app, lang, who, calendar, asked, .. } = choosing;
    let t = lang.phrases();
    let deed = filled.deed()?;
    let of = asked.of.as_deref().and_then(|of| of.parse::<BookableId>().ok());
    let offer = of.and_then(|of| app.views.bookings.offer(who.party, of)).ok_or(PortalError::NotFound)?;
    let slot = filled.choice(t, "slot", |text| text.parse().ok().map(Moment::from_micros));
    let places = filled.whole(t, "places", MOST);
    let price: i64 = filled.text("price").parse().map_err(|_| PortalError::BadRequest)?;
    let guest = guest(choosing, filled);
    let channel = filled.choice(t, "channel", |_| deed.channel().ok());
    let note = filled.note(t, "note");
    filled.checked()?;
    let (slot, channel) = (slot.ok_or(PortalError::BadRequest)?, channel.ok_or(PortalError::BadRequest)?);
    let buyer = match guest.ok_or(PortalError::BadRequest)? {
        Guest::Known(party) => party,
        Guest::Named(name, phone) => guests::noted_or_new(app, who, deed.deed, &name, &phone).await?,
    };
    let wish = BookSlot {
        bookable: offer.bookable,
        buyer,
        slot,
        places,
        total: Rupiah(price).times(Quantity::whole(places.into())).map_err(|_| PortalError::BadRequest)?,
        note: deed.seal(app, contact(app, buyer)?, who.party, note)?,
    };
    let receipt = deed.wish(who, who.party, wish).on_behalf_of(buyer, channel).submit(app).await?;
    Ok((slot.day_in(calendar.zone), receipt))
}

/// Who comes.
enum Guest {
    /// One of those the business deals with.
    Known(PartyId),
    /// Who said their name and number.
    Named(PersonName, PhoneNumber),
}

fn guest(choosing: &Choosing<'_>, filled: &mut Filled) -> Option<Guest> {
    let t = choosing.lang.phrases();
    if !filled.text("buyer").is_empty() {
        return filled.choice(t, "buyer", |text| text.parse().ok()).map(Guest::Known);
    }
    let name = PersonName::new(filled.text("who"));
    let name = filled.short_enough(t, "who", name);
    if name.is_none() && !filled.is_mistaken("who") {
        filled.mistake("who", t.common.required);
    }
    let phone = PhoneNumber::parse(filled.text("phone"));
    if phone.is_none() {
        filled.mistake("phone", t.strangers.not_a_phone);
    }
    Some(Guest::Named(name?, phone?))
}

fn live(app: &App, member: &Member, booking: BookingId) -> Result<Arc<BookingRow>, PortalError> {
    app.views.bookings.booking(member.party, booking).ok_or(PortalError::NotFound)
}

/// `GET /business/{party}/bookings/{booking}/move`
///
/// # Errors
/// [`PortalError::NotFound`] for another's booking.
pub async fn other_slot(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let row = live(&app, &business, booking)?;
    let choosing = Choosing::new(&app, lang, &business, row.business, &asked);
    show(&choosing.for_move(&row, &Filled::default())?)
}

/// `POST /business/{party}/bookings/{booking}/move`
///
/// # Errors
/// What no other input could mend.
pub async fn give_other(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    Query(asked): Query<Asked>,
    filled: Filled,
) -> PageResult {
    let row = live(&app, &business, booking)?;
    let choosing = Choosing::new(&app, lang, &business, row.business, &asked);
    moved(&choosing, &row, filled, |slot| {
        at(&business, &format!("/bookings?day={}", slot.day_in(choosing.calendar.zone)))
    })
    .await
}

/// `GET /distributor/{party}/bookings/{booking}/move`
///
/// # Errors
/// [`PortalError::NotFound`] for another's booking.
pub async fn buyers_other_slot(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let row = bookings::of(&app, &distributor, booking)?;
    let choosing = Choosing::new(&app, lang, &distributor, row.business, &asked);
    let shown = choosing.for_move(&row, &Filled::default())?;
    if bookings::is_to_come(&app, &row) {
        return show(&shown);
    }
    // A link of an hour ago: what it was for is over.
    again(lang, SlotsPage { form: None, ..shown }, &PortalError::from(Rejection::BookingOver))
}

/// `POST /distributor/{party}/bookings/{booking}/move`
///
/// # Errors
/// What no other input could mend.
pub async fn take_other(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, booking)): Path<(String, BookingId)>,
    Query(asked): Query<Asked>,
    filled: Filled,
) -> PageResult {
    let row = bookings::of(&app, &distributor, booking)?;
    let choosing = Choosing::new(&app, lang, &distributor, row.business, &asked);
    moved(&choosing, &row, filled, |_| choosing.list()).await
}

/// On to where the booking stands now, or the slots again with the refusal above them.
async fn moved(
    choosing: &Choosing<'_>,
    row: &BookingRow,
    mut filled: Filled,
    to: impl FnOnce(Moment) -> String,
) -> PageResult {
    let Choosing { app, lang, who, business, .. } = choosing;
    let deed = filled.deed()?;
    let slot = filled.choice(lang.phrases(), "slot", |text| text.parse().ok().map(Moment::from_micros));
    let done = match (filled.checked(), slot) {
        (Ok(()), Some(slot)) => {
            let wish = deed.wish(who, *business, MoveBooking { booking: row.made.booking, slot });
            wish.submit(app).await.map(|receipt| (slot, receipt))
        }
        (Err(error), _) => Err(error),
        (Ok(()), None) => Err(PortalError::BadRequest),
    };
    match done {
        Ok((slot, receipt)) => Ok(deeds::see(&to(slot), &receipt)),
        Err(error @ PortalError::Refused(_)) => again(*lang, choosing.for_move(row, &filled)?, &error),
        Err(error) => Err(error),
    }
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
        who: PersonId,
        fields: &[(&str, &str)],
    ) -> (StatusCode, String, String) {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let answer = stage.ask("POST", path, Some(who), Some(urlencoded(&fields.collect::<Vec<_>>()))).await;
        stage.app.shows(stage.app.log.watermark()).await;
        answer
    }

    #[tokio::test]
    async fn a_guest_who_phones_gets_a_slot_once_and_calls_again_as_the_same_guest() {
        let stage = stage().await;
        let shop = stage.affair.business;
        let registry = stage.app.registry();
        let owner = registry.party(shop).unwrap().contact;
        let offer = stage.app.views.bookings.offers(shop).into_iter().find(|offer| offer.offered).unwrap();
        let calendar = stage.app.calendar(Lang::Id, shop);
        let day = calendar.today().plus(20);
        let slots = offer.slots_of(day, calendar.zone);
        let (first, last) =
            (slots[0].from.micros().to_string(), slots[slots.len() - 1].from.micros().to_string());
        let path = format!("/business/{{party}}/bookings/new?of={}&day={day}", offer.bookable);
        let path = stage.address(&path, shop);
        let (status, _, page) = stage.ask("GET", &path, Some(owner), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains(&format!("value=\"{first}\"")) && page.contains("name=\"phone\""));

        let wish = |deed: &str, places: &str, phone: &str| {
            [
                ("deed", deed.to_owned()),
                ("slot", first.clone()),
                ("places", places.to_owned()),
                ("price", offer.price.0.to_string()),
                ("who", "Pak Darto".to_owned()),
                ("phone", phone.to_owned()),
                ("channel", "InPerson".to_owned()),
            ]
        };
        let id = || deeds::new_id(&stage.app).to_string();
        let as_sent = async |wish: [(&str, String); 7]| {
            let fields: Vec<(&str, &str)> =
                wish.iter().map(|(name, value)| (*name, value.as_str())).collect();
            sent(&stage, &path, owner, &fields).await
        };
        let people = stage.app.registry().people().count();
        let (status, _, page) = as_sent(wish(&id(), "2", "12")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"Pak Darto\"") && page.contains("phone-wrong"), "{page}");
        assert_eq!(stage.app.registry().people().count(), people, "nobody was noted");

        let deed = id();
        for _ in 0..2 {
            let (status, _, page) = as_sent(wish(&deed, "2", "0813 7000 8000")).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        }
        let (status, _, page) = as_sent(wish(&id(), "1", "+62 813-7000-8000")).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let rows = stage.app.views.bookings.between(shop, slots[0].from, slots[0].until);
        let buyers: Vec<PartyId> = rows.iter().map(|row| row.made.buyer).collect();
        assert_eq!(buyers.len(), 2, "one tapped twice, one more call");
        assert_eq!(buyers[0], buyers[1]);
        assert_eq!(stage.app.party(buyers[0]), "Pak Darto");
        assert_eq!(stage.app.registry().people().count(), people + 1);
        let (status, _, page) = as_sent(wish(&id(), "90", "0813 7000 8000")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"90\"") && page.contains("Tinggal"), "{page}");

        let booking = rows.iter().find(|row| row.made.places == 2).unwrap().made.booking;
        let to = stage.address(&format!("/business/{{party}}/bookings/{booking}/move?day={day}"), shop);
        let (_, _, page) = stage.ask("GET", &to, Some(owner), None).await;
        assert!(page.contains(&format!("value=\"{last}\"")) && !page.contains(&format!("value=\"{first}\"")));
        let (status, to, page) = sent(&stage, &to, owner, &[("deed", &id()), ("slot", &last)]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (_, _, agenda) = stage.ask("GET", &to, Some(owner), None).await;
        assert!(agenda.contains("dipindah dari"), "{agenda}");
        let left = stage.app.views.bookings.taken(shop, offer.bookable, slots[0].from, slots[0].until);
        assert_eq!(left, 1, "its places are free again");
        let mine = stage.app.views.bookings.of_buyer(buyers[0], None, 10);
        assert_eq!(mine.rows.len(), 2, "it stands once where it is now");
    }

    #[tokio::test]
    async fn a_buyer_gives_their_own_booking_another_slot_while_it_is_to_come_and_there_is_room() {
        let stage = stage().await;
        let (shop, buyer) = (stage.affair.business, stage.affair.buyer);
        let contact = |party| stage.app.registry().party(party).unwrap().contact;
        let (them, id) = (contact(buyer), || deeds::new_id(&stage.app).to_string());
        let offer = stage.app.views.bookings.offers(shop).into_iter().find(|offer| offer.offered).unwrap();
        let zone = stage.app.calendar(Lang::Id, shop).zone;
        let day = stage.app.calendar(Lang::Id, shop).today().plus(20);
        let slots = offer.slots_of(day, zone);
        let at = |slot: usize| slots[slot].from.micros().to_string();
        let book = stage.address(&format!("/shops/{{party}}/book/{}", offer.bookable), shop);
        let (price, all) = (offer.price.0.to_string(), offer.capacity.to_string());
        let booked = async |slot: &str, places: &str, who: PersonId| {
            let wish = [("deed", &*id()), ("slot", slot), ("places", places), ("price", &*price)];
            let (status, to, page) = sent(&stage, &book, who, &wish).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
            to
        };
        let mine = booked(&at(0), "1", them).await;
        let booking = stage.app.views.bookings.between(shop, slots[0].from, slots[0].until);
        let booking = booking.iter().find(|row| row.made.buyer == buyer).unwrap().made.booking;
        let to = stage.address(&format!("/distributor/{{party}}/bookings/{booking}/move"), buyer);
        let (_, _, page) = stage.ask("GET", &mine, Some(them), None).await;
        assert!(page.contains(&to), "{page}");

        // Its own day is shown first, without the slot it has; it is nobody else's to move.
        let (status, _, page) = stage.ask("GET", &to, Some(them), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains(&at(1)) && !page.contains(&format!("value=\"{}\"", at(0))), "{page}");
        assert!(page.contains(&stage.app.party(shop)));
        let stranger = stage.foreigner(rantai_core::party::Capacity::Distributor);
        let not_theirs =
            stage.address(&format!("/distributor/{{party}}/bookings/{booking}/move"), stranger.party);
        assert_eq!(stage.ask("GET", &not_theirs, Some(stranger.person), None).await.0, StatusCode::NOT_FOUND);
        let (status, ..) =
            sent(&stage, &not_theirs, stranger.person, &[("deed", &id()), ("slot", &at(1))]).await;
        assert_eq!(status, StatusCode::NOT_FOUND);

        // Somebody takes the whole of the next slot meanwhile.
        booked(&at(1), &all, stranger.person).await;
        let (status, _, page) = sent(&stage, &to, them, &[("deed", &id()), ("slot", &at(1))]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("sudah penuh") && page.contains("name=\"slot\""), "{page}");
        let never = slots[0].from.plus_seconds(60).micros().to_string();
        let (status, _, page) = sent(&stage, &to, them, &[("deed", &id()), ("slot", &never)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Tidak ada jadwal"), "{page}");

        // Another day is a slot like any other; sent twice it is moved once.
        let next = offer.slots_of(day.plus(1), zone).first().or(slots.last()).unwrap().from;
        let (deed, slot) = (id(), next.micros().to_string());
        for _ in 0..2 {
            let (status, seen, page) = sent(&stage, &to, them, &[("deed", &deed), ("slot", &slot)]).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
            let (_, _, list) = stage.ask("GET", &seen, Some(them), None).await;
            assert!(list.contains("dipindah dari"), "{list}");
        }
        assert_eq!(stage.app.views.bookings.find(booking).unwrap().made.slot, next);

        // What is over is nothing to move, whoever kept the link.
        let off = to.replace("/move", "/cancel");
        let reason = format!("reason-{booking}");
        let (status, _, page) = sent(&stage, &off, them, &[("deed", &id()), (&reason, "CannotCome")]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        let (status, _, page) = stage.ask("GET", &to, Some(them), None).await;
        assert!(status.is_client_error(), "{status}");
        assert!(page.contains("sudah selesai") && !page.contains("name=\"slot\""), "{page}");
        let (status, _, page) = sent(&stage, &to, them, &[("deed", &id()), ("slot", &at(0))]).await;
        assert!(status.is_client_error() && page.contains("sudah selesai"), "{status} {page}");
        let (_, _, page) = stage.ask("GET", &mine, Some(them), None).await;
        assert!(!page.contains(&to), "nor does the list offer it");
    }
}
