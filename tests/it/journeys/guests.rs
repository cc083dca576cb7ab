//! The words of guests: what they write in a guest book, and what they book.

use rantai_core::book;
use rantai_core::book::booking::{
    Attendance, BookSlot, BookableKind, BookingOff, CancelBooking, MarkBooking, MoveBooking, OpenHours,
    PayBooking, SetBookable,
};
use rantai_core::book::guest_book::{
    AnswerGuestPost, HideGuestPost, HideReason, PostState, ShowGuestPost, WriteInGuestBook,
};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::ids::{BookId, BookableId, BookingId, CommandId, GuestPostId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::{Note, Sealed};
use rantai_core::time::{Clock as _, Moment, zone_of_village};

use super::{Tale, Who};

impl Tale {
    /// The words of these deeds.
    pub(super) fn guests(&self, who: &Who, id: CommandId, deed: &str) -> Option<book::Command> {
        let book = BookId::of(self.business?);
        let sealed = |text: &str| -> Sealed<Note> {
            let note = Note::new(text).unwrap().expect("some words");
            self.world.seal_for(&note, who.actor.person, book, id)
        };
        let post = self.last_post().unwrap_or(GuestPostId([0; 16]));
        let booking = self.last_booking().unwrap_or(BookingId([0; 16]));
        if let Some(text) = deed.strip_prefix("tulis di buku tamu: ") {
            return Some(WriteInGuestBook { name: None, text: sealed(text) }.into());
        }
        if let Some(text) = deed.strip_prefix("jawab tulisan: ") {
            return Some(AnswerGuestPost { post, text: sealed(text) }.into());
        }
        let words: Vec<&str> = deed.split(' ').collect();
        Some(match words.as_slice() {
            ["tampilkan", "tulisan"] => ShowGuestPost { post }.into(),
            ["sembunyikan", "tulisan"] => {
                HideGuestPost { post, reason: HideReason::OffTopic, note: None }.into()
            }
            ["tawarkan", "kelas", places, "tempat", price] => {
                // Every day of the week, so that the story may begin on any.
                let hours = |weekday| OpenHours { weekday, from: 600, to: 720 };
                SetBookable {
                    bookable: None,
                    kind: BookableKind::Visit,
                    name: "Kelas ukir".to_owned(),
                    about: String::new(),
                    capacity: places.parse().expect("so many places"),
                    minutes: 60,
                    hours: (1..=7).map(hours).collect(),
                    closed: Vec::new(),
                    days_ahead: 7,
                    price: Rupiah::parse(price).expect("an amount"),
                    offered: true,
                }
                .into()
            }
            ["daftar", places, "orang", "jam", hour] => {
                let places: u32 = places.parse().expect("so many people");
                let offer = self.last_offer();
                let price = offer.as_ref().map_or(0, |offer| offer.price.0);
                BookSlot {
                    bookable: offer.map_or(BookableId([0; 16]), |offer| offer.bookable),
                    buyer: who.party(),
                    slot: self.today_at(hour.parse().expect("an hour")),
                    places,
                    total: Rupiah(price * i64::from(places)),
                    note: None,
                }
                .into()
            }
            ["batalkan", "janji"] => {
                CancelBooking { booking, reason: BookingOff::CannotCome, note: None }.into()
            }
            ["pindahkan", "janji", "ke", "jam", hour] => {
                MoveBooking { booking, slot: self.today_at(hour.parse().expect("an hour")) }.into()
            }
            ["catat", "datang"] => MarkBooking { booking, attendance: Attendance::Came }.into(),
            ["catat", "tidak", "datang"] => MarkBooking { booking, attendance: Attendance::Missed }.into(),
            ["terima", "bayaran", "janji", total] => {
                let total = Rupiah::parse(total).expect("an amount");
                PayBooking { booking, total, method: PaymentMethod::Cash, tendered: total }.into()
            }
            _ => return None,
        })
    }

    fn today_at(&self, hour: i64) -> Moment {
        let village = &self.shop().party.address.region.code;
        let zone = zone_of_village(village);
        self.clock.now().day_in(zone).start_in(zone).plus_seconds(hour * 3_600)
    }

    fn last_offer(&self) -> Option<std::sync::Arc<book::booking::BookableSet>> {
        self.world.app.views.bookings.offers(self.business?).last().cloned()
    }

    fn last_booking(&self) -> Option<BookingId> {
        let bookings = &self.world.app.views.bookings;
        let all = bookings.between(self.business?, Moment::EPOCH, Moment::from_micros(i64::MAX));
        all.iter().map(|row| (row.at, row.made.booking)).max().map(|(_, booking)| booking)
    }

    fn last_post(&self) -> Option<GuestPostId> {
        let books = &self.world.app.views.guest_books;
        let of = |state: &PostState| books.list(self.business?, *state, None, 100).rows.pop();
        let rows = PostState::ALL.iter().filter_map(of);
        rows.map(|(_, row)| (row.at, row.post)).max().map(|(_, post)| post)
    }

    /// What the guest book and the agenda show.
    pub(super) fn guests_now(&self) -> Vec<(&'static str, String)> {
        let (mut now, views) = (Vec::new(), &self.world.app.views);
        let Some(business) = self.business else { return now };
        let count = |state| views.guest_books.list(business, state, None, 100).rows.len();
        let [waiting, shown, hidden] = [PostState::Waiting, PostState::Shown, PostState::Hidden].map(count);
        if waiting + shown + hidden > 0 {
            let text = format!("{waiting} menunggu, {shown} tampil, {hidden} disembunyikan");
            now.push(("buku tamu", text));
        }
        let all = views.bookings.between(business, Moment::EPOCH, Moment::from_micros(i64::MAX));
        if let (Some(offer), Some(last)) = (self.last_offer(), all.iter().max_by_key(|row| row.at)) {
            let taken = views.bookings.taken(business, offer.bookable, last.made.slot, last.made.until);
            let state = match (&last.cancelled, last.attendance) {
                (Some(_), _) => "dibatalkan",
                (None, None) => "dipesan",
                (None, Some(Attendance::Came)) => "datang",
                (None, Some(Attendance::Missed)) => "tidak datang",
                (None, Some(Attendance::NotSaid)) => "tidak dicatat",
            };
            let paid = if last.sale.is_some() { ", lunas" } else { "" };
            let made = &last.made;
            let text = format!("{} {state}{paid}, terisi {taken} dari {}", made.number, offer.capacity);
            now.push(("janji", text));
            let theirs = views.bookings.of_buyer(made.buyer, None, 100);
            assert!(theirs.rows.iter().any(|(_, row)| row.made == *made), "the buyer sees the booking");
        }
        now
    }
}
