//! One of every event of guest books, answers kept ready, and bookings.

use rantai_core::book::Event;
use rantai_core::book::booking::{
    Attendance, BookableKind, BookableSet, BookingCancelled, BookingMarked, BookingMoved, BookingOff,
    BookingPaid, OpenHours, SlotBooked,
};
use rantai_core::book::conversation::{ReplyTemplateRemoved, ReplyTemplateSet};
use rantai_core::book::guest_book::{
    GuestPostAnswered, GuestPostHidden, GuestPostShown, GuestPostWritten, HideReason,
};
use rantai_core::ids::{BookableId, BookingId, GuestPostId, TemplateId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::{Note, PersonName};
use rantai_core::time::{Day, Moment};

use super::{BUYER, SALE, note, sealed};

const POST: GuestPostId = GuestPostId([0x20; 16]);
const TEMPLATE: TemplateId = TemplateId([0x21; 16]);
const BOOKABLE: BookableId = BookableId([0x22; 16]);
const BOOKING: BookingId = BookingId([0x23; 16]);

pub(super) fn of_guests() -> Vec<Event> {
    let words = |text| sealed(Note::new(text).unwrap());
    vec![
        GuestPostWritten {
            post: POST,
            by: Some(BUYER),
            name: Some(sealed(PersonName::new("Bu Tini").unwrap())),
            text: words("Kursinya kokoh, terima kasih"),
        }
        .into(),
        GuestPostShown { post: POST }.into(),
        GuestPostHidden { post: POST, reason: HideReason::Private, note: note("menyebut tetangga") }.into(),
        GuestPostAnswered { post: POST, text: words("Sama-sama, Bu") }.into(),
        ReplyTemplateSet {
            template: TEMPLATE,
            name: "sudah dikirim".to_owned(),
            text: "Baik {nama}, pesanan {pesanan} sudah kami kirim.".to_owned(),
        }
        .into(),
        ReplyTemplateRemoved { template: TEMPLATE }.into(),
        BookableSet {
            bookable: BOOKABLE,
            kind: BookableKind::Visit,
            name: "Kelas ukir".to_owned(),
            about: "Bawa celemek sendiri".to_owned(),
            capacity: 6,
            minutes: 90,
            hours: vec![OpenHours { weekday: 6, from: 540, to: 720 }],
            closed: vec![Day::parse("2026-12-26").unwrap()],
            days_ahead: 30,
            price: Rupiah(75_000),
            offered: true,
        }
        .into(),
        SlotBooked {
            booking: BOOKING,
            number: "J-0007".to_owned(),
            bookable: BOOKABLE,
            name: "Kelas ukir".to_owned(),
            buyer: BUYER,
            slot: Moment::from_micros(1_795_831_200_000_000),
            until: Moment::from_micros(1_795_836_600_000_000),
            places: 2,
            price: Rupiah(75_000),
            total: Rupiah(150_000),
            note: note("dua anak"),
        }
        .into(),
        BookingCancelled { booking: BOOKING, by: BUYER, reason: BookingOff::CannotCome, note: note("sakit") }
            .into(),
        BookingMarked { booking: BOOKING, attendance: Attendance::Missed }.into(),
        BookingPaid { booking: BOOKING, sale: SALE }.into(),
        BookingMoved {
            booking: BOOKING,
            was: Moment::from_micros(1_795_917_600_000_000),
            slot: Moment::from_micros(1_795_831_200_000_000),
            until: Moment::from_micros(1_795_836_600_000_000),
        }
        .into(),
    ]
}
