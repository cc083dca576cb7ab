//! The last days of each shop's guests: what they wrote, what they booked, and the answers a shop keeps ready.

use rantai_core::book::booking::{BookSlot, BookableKind, OpenHours, PayBooking, SetBookable};
use rantai_core::book::conversation::SetReplyTemplate;
use rantai_core::book::guest_book::{AnswerGuestPost, ShowGuestPost, WriteInGuestBook};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::book::{self};
use rantai_core::desk::{Command, Receipt};
use rantai_core::ids::{BookId, BookableId, BookingId, CommandId, GuestPostId, Thing};
use rantai_core::money::Rupiah;
use rantai_core::party::{Actor, Channel};
use rantai_core::sealed::{Note, Sealed};
use rantai_core::time::{Moment, zone_of_village};

use super::cast::{Cast, PlayError, Shop, act, seal};
use super::clock::DemoClock;
use crate::app::App;

const HOUR: i64 = 3_600;
/// How long ago the first of them wrote; the others an hour after each other.
const HOURS_AGO: i64 = 8;
/// What guests write. The last one waits to be looked at.
const POSTS: [&str; 3] = [
    "Barangnya sampai utuh dan rapi. Anak-anak suka.",
    "Pesan kedua kali, warnanya tetap sama. Semoga ada ukuran yang lebih kecil.",
    "Kalau kirim ke luar pulau, dikemas pakai peti tidak ya?",
];

/// Lets guests come to each shop, up to `now`; says how many wishes that took.
///
/// # Errors
/// [`PlayError`] at the first thing that went otherwise than written.
pub(super) async fn come(app: &App, clock: &DemoClock, cast: &Cast, now: Moment) -> Result<u64, PlayError> {
    let mut wishes = 0;
    let guests_of = |number: usize| -> Vec<Actor> {
        let guests =
            cast.distributors.iter().cycle().skip(number).filter_map(|(party, _)| cast.acts.get(party));
        guests.take(POSTS.len()).copied().collect()
    };
    // Hour by hour through all shops: recorded time does not go back.
    for (nth, text) in POSTS.into_iter().enumerate() {
        clock.hold(now.plus_seconds(-(HOURS_AGO - i64::try_from(nth).unwrap_or(0)) * HOUR));
        for (number, shop) in cast.shops.iter().enumerate() {
            let Some(guest) = guests_of(number).get(nth).copied() else { continue };
            wishes += write(app, shop, guest, nth, text).await?;
        }
    }
    for (number, shop) in cast.shops.iter().enumerate() {
        wishes += visit(app, shop, &guests_of(number), now).await?;
        for (name, text) in [
            ("Sudah dikirim", "Baik {nama}, pesanan {pesanan} sudah kami kirim. Sisanya {sisa}."),
            (
                "Kami cek dulu",
                "Terima kasih {nama}. Soal pesanan {pesanan} kami cek dulu, nanti kami kabari.",
            ),
        ] {
            let (name, text) = (name.to_owned(), text.to_owned());
            by(app, shop, shop.owner, SetReplyTemplate { template: None, name, text }).await?;
            wishes += 1;
        }
    }
    Ok(wishes)
}

/// The `nth` post of a shop: the first is answered, the last waits to be looked at.
async fn write(app: &App, shop: &Shop, guest: Actor, nth: usize, text: &str) -> Result<u64, PlayError> {
    let written = sealed(app, shop, guest, text, |text| WriteInGuestBook { name: None, text }.into());
    let written = written.await?;
    let Some(post) = id(&written, GuestPostId::try_from).filter(|_| nth + 1 < POSTS.len()) else {
        return Ok(1);
    };
    by(app, shop, shop.owner, ShowGuestPost { post }).await?;
    if nth > 0 {
        return Ok(2);
    }
    let thanks = "Terima kasih, senang mendengarnya.";
    sealed(app, shop, shop.owner, thanks, |text| AnswerGuestPost { post, text }.into()).await?;
    Ok(3)
}

async fn visit(app: &App, shop: &Shop, guests: &[Actor], now: Moment) -> Result<u64, PlayError> {
    let zone = zone_of_village(&shop.village);
    let today = now.day_in(zone);
    let hours = |weekday| OpenHours { weekday, from: 480, to: 960 };
    let class = SetBookable {
        bookable: None,
        kind: BookableKind::Visit,
        name: "Kunjungan ke tempat kerja".to_owned(),
        about: "Melihat pengerjaan dari dekat, lalu mencoba sendiri.".to_owned(),
        capacity: 8,
        minutes: 120,
        hours: (1..=7).map(hours).collect(),
        closed: Vec::new(),
        days_ahead: 30,
        price: Rupiah(25_000),
        offered: true,
    };
    let offered = by(app, shop, shop.owner, class).await?;
    let Some(bookable) = id(&offered, BookableId::try_from) else { return Ok(1) };
    app.shows(offered.cursor).await;
    let mut wishes = 1;
    for (days, (guest, places)) in (0..).zip(guests.iter().zip([2_u32, 4, 3])) {
        let class = app.views.bookings.offer(shop.party, bookable);
        let slots = class.map(|class| class.slots_of(today.plus(days), zone)).unwrap_or_default();
        let Some(slot) = slots.into_iter().find(|slot| slot.from > now) else { continue };
        let total = Rupiah(25_000 * i64::from(places));
        let buyer = guest.party;
        let wish = BookSlot { bookable, buyer, slot: slot.from, places, total, note: None };
        let booked = by(app, shop, *guest, wish).await?;
        wishes += 1;
        if let Some(booking) = id(&booked, BookingId::try_from).filter(|_| places == 4) {
            let (method, tendered) = (PaymentMethod::Cash, total);
            by(app, shop, shop.owner, PayBooking { booking, total, method, tendered }).await?;
            wishes += 1;
        }
    }
    Ok(wishes)
}

fn id<T, E>(receipt: &Receipt, read: impl Fn(Thing) -> Result<T, E>) -> Option<T> {
    receipt.thing.and_then(|thing| read(thing).ok())
}

async fn sealed(
    app: &App,
    shop: &Shop,
    who: Actor,
    text: &str,
    wish: impl Fn(Sealed<Note>) -> book::Command,
) -> Result<Receipt, PlayError> {
    let (note, book) = (Note::new(text).ok().flatten(), BookId::of(shop.party));
    let note = note.ok_or_else(|| PlayError::Village("an empty post".to_owned()))?;
    let make = |id: CommandId| Ok(Command::Book(wish(seal(app, who.person, book, id, &note)?)));
    act(app, who, book, Channel::Web, None, vec![], &make).await
}

async fn by(
    app: &App,
    shop: &Shop,
    who: Actor,
    wish: impl Into<book::Command>,
) -> Result<Receipt, PlayError> {
    let command = wish.into();
    let make = |_| Ok(Command::Book(command.clone()));
    act(app, who, BookId::of(shop.party), Channel::Web, None, vec![], &make).await
}
