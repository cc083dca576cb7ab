//! Places, visits and services with a capacity per slot.

use expect_test::expect;
use proptest::prelude::*;

use super::sale::void;
use super::village::Who::*;
use super::village::*;
use crate::book::booking::{
    Attendance, BookSlot, BookableKind, BookingOff, CancelBooking, MarkBooking, MoveBooking, OpenHours,
    PayBooking, SetBookable, SlotBooked,
};
use crate::book::order::PassTime;
use crate::book::payment::PaymentMethod;
use crate::book::{Event, Rejection};
use crate::ids::{BookableId, BookingId};
use crate::money::Rupiah;
use crate::party::Channel;
use crate::quantity::Quantity;
use crate::time::{Day, Moment};

const ZONE: chrono_tz::Tz = chrono_tz::Asia::Jakarta;

fn last_offer(village: &Village) -> BookableId {
    let set = |event: &Event| match event {
        Event::BookableSet(e) => Some(e.bookable),
        _ => None,
    };
    village.facts().rev().find_map(set).unwrap_or(BookableId([0; 16]))
}

fn last_booking(village: &Village) -> BookingId {
    let booked = |event: &Event| match event {
        Event::SlotBooked(e) => Some(e.booking),
        _ => None,
    };
    village.facts().rev().find_map(booked).unwrap_or(BookingId([0; 16]))
}

/// A carving class: four places of an hour on Monday and Tuesday mornings, Rp50.000 each.
fn class() -> SetBookable {
    let morning = |weekday| OpenHours { weekday, from: 540, to: 740 };
    SetBookable {
        bookable: None,
        kind: BookableKind::Visit,
        name: "kelas ukir".to_owned(),
        about: String::new(),
        capacity: 4,
        minutes: 60,
        hours: vec![morning(1), morning(2)],
        closed: Vec::new(),
        days_ahead: 14,
        price: Rupiah(50_000),
        offered: true,
    }
}

fn at(day: Day, hour: i64, minute: i64) -> Moment {
    day.start_in(ZONE).plus_seconds(hour * 3_600 + minute * 60)
}

/// The business offers the class.
pub(super) fn offer() -> Step {
    offer_with(|_, _| {})
}

fn offer_with(fill: impl Fn(&Village, &mut SetBookable) + 'static) -> Step {
    of(Business, move |village| {
        let mut class = class();
        fill(village, &mut class);
        class.into()
    })
}

/// The buyer books so many places on the first morning.
pub(super) fn book(places: u32) -> Step {
    book_at(at(monday(), 9, 0), places)
}

fn book_at(slot: Moment, places: u32) -> Step {
    of(Buyer, move |village| {
        let price = village.book.bookings.offer(last_offer(village)).map_or(50_000, |offer| offer.price.0);
        BookSlot {
            bookable: last_offer(village),
            buyer: Buyer.party(),
            slot,
            places,
            total: Rupiah(price * i64::from(places)),
            note: None,
        }
        .into()
    })
}

/// The buyer calls the last booking off.
pub(super) fn call_off() -> Step {
    of(Buyer, |village| {
        let (booking, reason) = (last_booking(village), BookingOff::CannotCome);
        CancelBooking { booking, reason, note: None }.into()
    })
}

fn move_to(who: super::village::Who, slot: Moment) -> Step {
    of(who, move |village| MoveBooking { booking: last_booking(village), slot }.into())
}

/// The business gives the last booking the next hour.
pub(super) fn move_on() -> Step {
    move_to(Business, at(monday(), 10, 0))
}

/// The business says that they came.
pub(super) fn came() -> Step {
    mark(Attendance::Came)
}

fn mark(attendance: Attendance) -> Step {
    of(Business, move |village| MarkBooking { booking: last_booking(village), attendance }.into())
}

/// The business takes the money for two places.
pub(super) fn pay() -> Step {
    pay_with(100_000, PaymentMethod::Cash, 100_000)
}

fn pay_with(total: i64, method: PaymentMethod, tendered: i64) -> Step {
    of(Business, move |village| {
        let (total, tendered) = (Rupiah(total), Rupiah(tendered));
        PayBooking { booking: last_booking(village), total, method, tendered }.into()
    })
}

#[test]
fn slots_follow_each_other_in_the_hours_of_the_week() {
    let village = given([offer()]).village;
    let offer = village.book.bookings.offer(last_offer(&village)).unwrap();
    let told = |day: Day| {
        let slots = offer.slots_of(day, ZONE);
        slots.iter().map(|slot| slot.minute_in(ZONE).to_string()).collect::<Vec<_>>().join(" ")
    };
    // What is left of the morning after the third hour is too short for a fourth.
    assert_eq!(told(monday()), "540 600 660");
    assert_eq!(told(monday().plus(2)), "");
    let closed = given([offer_with(|_, class| class.closed = vec![monday()])]).village;
    let offer = closed.book.bookings.offer(last_offer(&closed)).unwrap();
    assert_eq!(offer.slots_of(monday(), ZONE), []);
}

#[test]
fn places_are_booked_while_there_are_any() {
    given([offer()]).when(book(2)).then(expect!["SlotBooked [J-0001 2 places Rp100.000]"]);
    given([offer(), book(3)]).when(book(2)).then(expect!["refused: only 1 places are left"]);
    given([offer(), book(3)]).when(book(1)).then(expect!["SlotBooked [J-0002 1 places Rp50.000]"]);
    given([offer(), book(4), call_off()])
        .when(book(4))
        .then(expect!["SlotBooked [J-0002 4 places Rp200.000]"]);
    given([offer(), book(4)])
        .when(book_at(at(monday(), 10, 0), 4))
        .then(expect!["SlotBooked [J-0002 4 places Rp200.000]"]);
    given([offer()]).when(book(0)).then(expect!["refused: places is missing or not usable"]);
}

#[test]
fn only_a_slot_that_is_to_come_and_not_too_far_ahead_is_booked() {
    for (slot, told) in [
        (at(monday(), 9, 30), expect!["refused: there is no slot at that time"]),
        (at(monday().plus(3), 9, 0), expect!["refused: there is no slot at that time"]),
        (at(monday().plus(21), 9, 0), expect!["refused: there is no slot at that time"]),
        (at(monday().plus(-7), 9, 0), expect!["refused: this slot has begun already"]),
        (at(monday().plus(14), 9, 0), expect!["SlotBooked [J-0001 1 places Rp50.000]"]),
    ] {
        given([offer()]).when(book_at(slot, 1)).then(told);
    }
    given([offer(), book(1)])
        .when(of(Business, |village| {
            SetBookable { bookable: Some(last_offer(village)), offered: false, ..class() }.into()
        }))
        .then(expect!["BookableSet [kelas ukir]"]);
}

#[test]
fn what_is_not_offered_or_costs_otherwise_is_not_booked() {
    given([offer_with(|_, class| class.offered = false)])
        .when(book(1))
        .then(expect!["refused: kelas ukir is not offered any more"]);
    given([offer()])
        .when(of(Buyer, |village| {
            let (bookable, buyer, slot) = (last_offer(village), Buyer.party(), at(monday(), 9, 0));
            BookSlot { bookable, buyer, slot, places: 2, total: Rupiah(50_000), note: None }.into()
        }))
        .then(expect!["refused: the total is Rp100.000 now, not Rp50.000"]);
    given([offer()])
        .when(book(1).by(OtherBuyer))
        .then(expect!["refused: this step belongs to another party"]);
    given([offer()])
        .when(book(1).recorded_from(Channel::Phone))
        .then(expect!["SlotBooked [J-0001 1 places Rp50.000]"]);
}

#[test]
fn an_offer_without_usable_hours_is_refused() {
    let with = |fill: fn(&mut SetBookable)| given([]).when(offer_with(move |_, class| fill(class)));
    with(|class| class.hours.clear()).then(expect!["refused: hours is missing or not usable"]);
    with(|class| class.hours[0].to = 560).then(expect!["refused: hours is missing or not usable"]);
    with(|class| class.hours[0].weekday = 8).then(expect!["refused: hours is missing or not usable"]);
    with(|class| class.minutes = 0).then(expect!["refused: minutes is missing or not usable"]);
    with(|class| class.capacity = 0).then(expect!["refused: capacity is missing or not usable"]);
    with(|class| class.days_ahead = 400).then(expect!["refused: days_ahead is missing or not usable"]);
    with(|class| class.price = Rupiah(-1)).then(expect!["refused: price is missing or not usable"]);
    with(|class| class.name.clear()).then(expect!["refused: name is missing or not usable"]);
}

#[test]
fn a_booking_is_called_off_by_either_side_but_not_by_the_buyer_once_it_has_begun() {
    given([offer(), book(2)]).when(call_off()).then(expect!["BookingCancelled [CannotCome by buyer]"]);
    given([offer(), book(2)])
        .when(call_off().by(Business))
        .then(expect!["BookingCancelled [CannotCome by business]"]);
    given([offer(), book(2)])
        .when(call_off().by(OtherBuyer))
        .then(expect!["refused: this step belongs to another party"]);
    given([offer(), book(2), call_off()]).when(call_off()).then(expect!["nothing new"]);
    let mut begun = given([offer(), book(2)]).village;
    begun.later(3);
    assert_eq!(begun.clone().take(&call_off()).1, Err(Rejection::BookingOver));
    assert!(begun.take(&call_off().by(Business)).1.is_ok());
}

#[test]
fn who_came_is_said_on_the_day_and_who_did_not_once_it_has_begun() {
    given([offer(), book(2)]).when(came()).then(expect!["BookingMarked [Came]"]);
    given([offer(), book(2)])
        .when(mark(Attendance::Missed))
        .then(expect!["refused: it is too early to say so"]);
    given([offer(), book_at(at(monday().plus(1), 9, 0), 1)])
        .when(came())
        .then(expect!["refused: it is too early to say so"]);
    given([offer(), book(2)])
        .when(mark(Attendance::NotSaid))
        .then(expect!["refused: this step belongs to another party"]);
    given([offer(), book(2), call_off()]).when(came()).then(expect!["refused: this booking is over"]);
    given([offer(), book(2), came()]).when(came()).then(expect!["nothing new"]);
    given([offer(), book(2), came()]).when(call_off()).then(expect!["refused: this booking is over"]);
    given([offer(), book(2), came(), mark(Attendance::Missed).after_hours(3)])
        .when(came())
        .then(expect!["BookingMarked [Came]"]);
}

#[test]
fn a_booking_is_paid_once_as_a_sale_of_nothing_from_the_shelf() {
    let paid = given([offer(), book(2)]).when(pay());
    let items: Vec<_> = paid.village.book.stock.items().collect();
    assert_eq!(items, given([]).village.book.stock.items().collect::<Vec<_>>(), "the shelf is as it was");
    paid.then(expect!["SaleMade [N-2026-0001 Rp100.000 of Rp100.000 given], BookingPaid"]);
    given([offer(), book(2), pay()]).when(pay()).then(expect!["refused: nothing is owed for this order"]);
    given([offer(), book(2)])
        .when(pay_with(50_000, PaymentMethod::Cash, 50_000))
        .then(expect!["refused: the total is Rp100.000 now, not Rp50.000"]);
    given([offer(), book(2)])
        .when(pay_with(100_000, PaymentMethod::Cash, 60_000))
        .then(expect!["refused: Rp60.000 is less than Rp100.000"]);
    given([offer_with(|_, class| class.price = Rupiah::ZERO), book(2)])
        .when(pay_with(0, PaymentMethod::Cash, 0))
        .then(expect!["refused: nothing is owed for this order"]);
}

#[test]
fn a_paid_booking_is_called_off_once_its_sale_was_taken_back() {
    given([offer(), book(2), pay()])
        .when(call_off())
        .then(expect!["refused: Rp100.000 was paid for this booking: take the sale back first"]);
    let back = given([offer(), book(2), pay()]).when(void());
    assert_eq!(back.village.book.stock.on_hand(back.village.item("vase")), Quantity::whole(5));
    back.then(expect!["SaleVoided"]);
    given([offer(), book(2), pay(), void()])
        .when(call_off())
        .then(expect!["BookingCancelled [CannotCome by buyer]"]);
    given([offer(), book(2), pay(), void()])
        .when(pay())
        .then(expect!["SaleMade [N-2026-0002 Rp100.000 of Rp100.000 given], BookingPaid"]);
}

#[test]
fn a_booking_that_nobody_marks_is_closed_a_day_later_and_may_still_be_marked() {
    let mut village = given([offer(), book(2)]).village;
    let tick =
        |village: &mut Village| village.send(Business, None, Channel::Policy, &PassTime {}.into()).unwrap();
    assert_eq!(village.book.next_due(), Some(at(monday().plus(1), 10, 0)));
    assert_eq!(tick(&mut village), vec![]);
    village.now = at(monday().plus(1), 10, 0);
    let closed = tick(&mut village);
    assert!(matches!(&closed[..], [Event::BookingMarked(e)] if e.attendance == Attendance::NotSaid));
    assert!(closed.iter().all(Event::is_policy));
    assert_eq!(tick(&mut village), vec![]);
    assert!(village.take(&mark(Attendance::Missed)).1.is_ok());
    assert_eq!(village.book.next_due(), None);
}

#[test]
fn bookings_under_other_hours_still_take_their_places() {
    let longer = |village: &Village| {
        SetBookable { bookable: Some(last_offer(village)), minutes: 90, ..class() }.into()
    };
    given([offer(), book_at(at(monday(), 10, 0), 3), of(Business, longer)])
        .when(book(2))
        .then(expect!["refused: only 1 places are left"]);
}

#[test]
fn a_booking_moves_to_a_slot_with_room_and_leaves_its_places_behind() {
    let ten = at(monday(), 10, 0);
    let full = || given([offer(), book_at(ten, 2), book(4)]);
    full().when(move_to(Business, ten)).then(expect!["refused: only 2 places are left"]);
    full()
        .when(move_to(Supplier, at(monday(), 11, 0)))
        .then(expect!["refused: this step belongs to another party"]);
    full().when(move_to(Buyer, at(monday(), 9, 0))).then(expect!["nothing new"]);
    full().when(move_to(Buyer, at(monday(), 9, 30))).then(expect!["refused: there is no slot at that time"]);
    let mut village = full().village;
    let moved = village.take(&move_to(Buyer, at(monday(), 11, 0))).1.unwrap();
    assert!(matches!(&moved[..], [Event::BookingMoved(e)] if e.was == at(monday(), 9, 0)));
    let (bookings, bookable) = (&village.book.bookings, last_offer(&village));
    assert_eq!(bookings.taken(bookable, at(monday(), 9, 0), ten), 0);
    assert_eq!(bookings.taken(bookable, at(monday(), 11, 0), at(monday(), 12, 0)), 4);
    assert_eq!(bookings.booking(last_booking(&village)).unwrap().made.total, Rupiah(200_000));
}

#[test]
fn one_that_overlaps_its_own_places_moves_all_the_same() {
    let half = |village: &Village| {
        let hours = vec![OpenHours { weekday: 1, from: 570, to: 740 }];
        SetBookable { bookable: Some(last_offer(village)), hours, ..class() }.into()
    };
    let moved =
        given([offer(), book(4), of(Business, half)]).village.take(&move_to(Buyer, at(monday(), 9, 30))).1;
    assert!(moved.is_ok(), "{moved:?}");
}

#[test]
fn who_stands_at_the_door_books_what_runs_and_who_writes_does_not() {
    let mut village = given([offer(), book(1)]).village;
    village.now = at(monday(), 9, 40);
    let wish = |village: &Village| {
        BookSlot {
            bookable: last_offer(village),
            buyer: Buyer.party(),
            slot: at(monday(), 9, 0),
            places: 1,
            total: Rupiah(50_000),
            note: None,
        }
        .into()
    };
    let command = wish(&village);
    assert_eq!(village.send(Buyer, None, Channel::Web, &command), Err(Rejection::SlotOver));
    let move_away = MoveBooking { booking: last_booking(&village), slot: at(monday(), 10, 0) }.into();
    assert_eq!(village.send(Buyer, None, Channel::Web, &move_away), Err(Rejection::BookingOver));
    assert!(village.send(Business, Some(Buyer), Channel::InPerson, &command).is_ok());
    village.now = at(monday(), 10, 0);
    let again = village.send(Business, Some(Buyer), Channel::InPerson, &command);
    assert_eq!(again, Err(Rejection::SlotOver));
}

/// One of the random wishes.
#[derive(Debug, Clone, Copy)]
struct Roll {
    kind: u8,
    slot: u8,
    places: u32,
    which: usize,
}

prop_compose! {
    fn roll()(kind in 0_u8..12, slot in 0_u8..8, places in 0_u32..6, which in any::<usize>()) -> Roll {
        Roll { kind, slot, places, which }
    }
}

fn wished(village: &Village, booked: &[SlotBooked], roll: Roll) -> Step {
    let slot = at(monday().plus(i32::from(roll.slot / 4)), 9 + i64::from(roll.slot % 4), 0);
    let which = booked.get(roll.which % booked.len().max(1)).map_or(BookingId([0; 16]), |made| made.booking);
    let (now, fewer) = (village.now, roll.places);
    match roll.kind {
        0 => of(Business, move |village| {
            let (bookable, capacity) = (Some(last_offer(village)), fewer + 1);
            let minutes = if now.micros() % 2 == 0 { 60 } else { 45 };
            SetBookable { bookable, capacity, minutes, ..class() }.into()
        }),
        1 | 2 => {
            of(Buyer, move |_| CancelBooking { booking: which, reason: BookingOff::Other, note: None }.into())
        }
        10 | 11 => of(Business, move |_| MoveBooking { booking: which, slot }.into()),
        3 => of(Business, move |_| MarkBooking { booking: which, attendance: Attendance::Came }.into()),
        _ => book_at(slot, roll.places),
    }
}

proptest! {
    #[test]
    fn whatever_is_wished_nobody_stands_before_a_full_slot(
        rolls in proptest::collection::vec(roll(), 60)
    ) {
        let mut village = given([offer()]).village;
        let mut live: Vec<SlotBooked> = Vec::new();
        for roll in rolls {
            let step = wished(&village, &live, roll);
            let (_, outcome) = village.take(&step);
            for event in outcome.unwrap_or_default() {
                let changed = match event {
                    Event::SlotBooked(made) => {
                        live.push(made.clone());
                        Some(made)
                    }
                    Event::BookingMoved(moved) => {
                        let at = live.iter_mut().find(|it| it.booking == moved.booking).unwrap();
                        (at.slot, at.until) = (moved.slot, moved.until);
                        Some(at.clone())
                    }
                    Event::BookingCancelled(off) => {
                        live.retain(|it| it.booking != off.booking);
                        None
                    }
                    _ => None,
                };
                if let Some(made) = changed {
                    let capacity = village.book.bookings.offer(made.bookable).unwrap().capacity;
                    // At no minute of the slot are there more people than places.
                    let mut minute = made.slot;
                    while minute < made.until {
                        let there = live.iter().filter(|it| it.slot <= minute && minute < it.until);
                        let people: u32 = there.map(|it| it.places).sum();
                        prop_assert!(people <= capacity, "{people} of {capacity}");
                        minute = minute.plus_seconds(60);
                    }
                }
            }
        }
    }
}
