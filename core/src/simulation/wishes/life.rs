//! Wishes beside the orders: months, bookings, the guest book, answers kept ready, words with couriers.

use super::{Player, Roll, View, index};
use crate::book::Command;
use crate::book::booking::{
    Attendance, BookSlot, BookableKind, BookableSet, Booking, BookingOff, CancelBooking, MarkBooking,
    MoveBooking, OpenHours, PayBooking, SetBookable,
};
use crate::book::conversation::{About, MarkRead, RemoveReplyTemplate, SendMessage, SetReplyTemplate};
use crate::book::delivery::Carrier;
use crate::book::guest_book::{
    AnswerGuestPost, HideGuestPost, HideReason, PostState, ShowGuestPost, WriteInGuestBook,
};
use crate::book::months::{CloseMonth, ReopenMonth};
use crate::book::order::Order;
use crate::book::payment::PaymentMethod;
use crate::ids::{BookId, CommandId, PersonId};
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, PersonKey, Sealed};
use crate::time::zone_of_village;

/// The first of the kinds of rolls that are such wishes.
pub(crate) const FIRST: u8 = 240;
/// How many there are.
pub(crate) const COUNT: u8 = 15;

/// A word that somebody writes with a wish.
pub(crate) fn word(person: PersonId, book: BookId, command: CommandId) -> Option<Sealed<Note>> {
    let note = Note::new("saya kenal orangnya").ok()??;
    Some(Sealed::seal(&note, &PersonKey::from_bytes([7; 32]), person, book, command))
}

/// Seals the words of a wish for the command it comes with.
pub(crate) fn seal_words(wish: &mut Command, person: PersonId, book: BookId, command: CommandId) {
    let place = match wish {
        Command::WaiveGate(wish) => &mut wish.reason,
        Command::ReopenMonth(wish) => &mut wish.reason,
        Command::WriteInGuestBook(wish) => &mut wish.text,
        Command::AnswerGuestPost(wish) => &mut wish.text,
        _ => return,
    };
    if let Some(word) = word(person, book, command) {
        *place = word;
    }
}

/// What somebody wishes of the book beside its orders.
pub(super) fn wish(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    let unsealed = || word(PersonId([1; 16]), BookId::REGISTRY, CommandId([0; 16]));
    let command: Command = match roll.kind - FIRST {
        0 => {
            let month = view.book.months.next_to_close()?;
            CloseMonth { month, facts: view.book.month(month).facts }.into()
        }
        1 => ReopenMonth { month: view.book.months.last_closed()?, reason: unsealed()? }.into(),
        2 => offer(roll, view),
        3..=5 => return book_slot(roll, view),
        6..=8 => return about_booking(roll, view),
        9 => {
            let others = Player::ALL.get(1..)?;
            let who = *others.get(index(roll.other, others.len()))?;
            return Some((who, WriteInGuestBook { name: None, text: unsealed()? }.into()));
        }
        10 | 11 => {
            let posts: Vec<_> = view.book.guest_book.posts().collect();
            let (post, state) = *posts.get(index(roll.thing, posts.len()))?;
            match (roll.kind - FIRST, index(roll.other, 3)) {
                (11, _) => AnswerGuestPost { post, text: unsealed()? }.into(),
                (_, 0) => HideGuestPost { post, reason: HideReason::OffTopic, note: None }.into(),
                (_, 1) if state == PostState::Shown => {
                    HideGuestPost { post, reason: HideReason::WriterAsked, note: None }.into()
                }
                _ => ShowGuestPost { post }.into(),
            }
        }
        12 => {
            let kept: Vec<_> = view.book.reply_templates().collect();
            let known = kept.get(index(roll.thing, kept.len() + 1)).copied();
            match known {
                Some(template) if index(roll.other, 3) == 0 => RemoveReplyTemplate { template }.into(),
                template => {
                    let name = format!("Balasan {}", roll.other % 5);
                    SetReplyTemplate { template, name, text: "Ya, {nama}.".to_owned() }.into()
                }
            }
        }
        _ => return with_courier(roll, view),
    };
    Some((Player::Business, command))
}

/// Something new to be booked, or what there is with other places, prices and hours.
fn offer(roll: &Roll, view: &View<'_>) -> Command {
    let offers: Vec<&BookableSet> = view.book.bookings.offers.values().collect();
    let known = offers.get(index(roll.thing, offers.len().max(2)));
    let every_day = |weekday| OpenHours { weekday, from: 8 * 60, to: 12 * 60 };
    SetBookable {
        bookable: known.map(|offer| offer.bookable),
        kind: BookableKind::Visit,
        name: "Kelas ukir".to_owned(),
        about: String::new(),
        capacity: [2, 4, 7].get(index(roll.other, 3)).copied().unwrap_or(4),
        minutes: [60, 90].get(index(roll.other, 2)).copied().unwrap_or(60),
        hours: (1..=7).map(every_day).collect(),
        closed: Vec::new(),
        days_ahead: 14,
        price: if roll.amount == 2 { Rupiah::ZERO } else { Rupiah(25_000) },
        offered: roll.quantity >= 0,
    }
    .into()
}

/// Places of a slot of the next days; few slots, so that they fill up.
fn book_slot(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    let offers: Vec<&BookableSet> = view.book.bookings.offers.values().collect();
    let offer = offers.get(index(roll.thing, offers.len()))?;
    let who = if index(roll.other, 2) == 0 { Player::Buyer } else { Player::OtherBuyer };
    let day = view.today.plus(i32::try_from(roll.other % 3).unwrap_or(1));
    let slots = offer.slots_of(day, zone_of_village(""));
    let slot = slots.get(index(roll.thing / 7, slots.len().min(2)))?;
    let places = u32::try_from(roll.quantity).unwrap_or(0);
    let total = offer.price.times(Quantity::whole(i64::from(places))).ok()?;
    let buyer = view.party(who);
    let wish = BookSlot { bookable: offer.bookable, buyer, slot: slot.from, places, total, note: None };
    Some((who, wish.into()))
}

fn about_booking(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    let booked: Vec<&Booking> = view.book.bookings.booked.values().collect();
    let booking = booked.get(index(roll.thing, booked.len()))?;
    let id = booking.made.booking;
    let business = index(roll.other, 3) == 0;
    Some(match roll.kind - FIRST {
        6 => {
            let who = if business { Player::Business } else { view.player(booking.made.buyer)? };
            if roll.amount % 2 == 0 {
                let offer = view.book.bookings.offers.get(&booking.made.bookable)?;
                let slots = offer.slots_of(view.today.plus(1), zone_of_village(""));
                let slot = slots.get(index(roll.other / 3, slots.len().min(2)))?.from;
                return Some((who, MoveBooking { booking: id, slot }.into()));
            }
            (who, CancelBooking { booking: id, reason: BookingOff::CannotCome, note: None }.into())
        }
        7 => {
            let attendance = if business { Attendance::Missed } else { Attendance::Came };
            (Player::Business, MarkBooking { booking: id, attendance }.into())
        }
        _ => {
            let total = booking.made.total;
            let method = if business { PaymentMethod::Cash } else { PaymentMethod::Qris };
            (Player::Business, PayBooking { booking: id, total, method, tendered: total }.into())
        }
    })
}

/// A word between the business and a courier about a delivery, or a look at what was said.
fn with_courier(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    let slips = view.book.orders.values().flat_map(|order: &Order| &order.slips);
    let carried: Vec<_> = slips
        .filter_map(|slip| match slip.carrier {
            Carrier::Courier { party } => Some((slip.id, slip.former.first().copied().unwrap_or(party))),
            _ => None,
        })
        .collect();
    let (slip, courier) = *carried.get(index(roll.thing, carried.len()))?;
    let about = About::Delivery(slip, courier);
    let who = if index(roll.other, 2) == 0 { Player::Business } else { view.player(courier)? };
    let up_to = u32::try_from(roll.amount).unwrap_or_default();
    Some(match roll.kind - FIRST {
        13 => (who, SendMessage { about, text: None }.into()),
        _ => (who, MarkRead { about, up_to }.into()),
    })
}
