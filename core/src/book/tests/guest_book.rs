//! The guest book, answers kept ready, and what is said about a delivery.

use expect_test::expect;

use super::road::reassign_to;
use super::village::Who::*;
use super::village::*;
use crate::book::conversation::{About, RemoveReplyTemplate, SendMessage, SetReplyTemplate, filled};
use crate::book::guest_book::{
    AnswerGuestPost, HideGuestPost, HideReason, MOST_OF_ONE, MOST_WAITING, PostState, ShowGuestPost,
    WriteInGuestBook,
};
use crate::book::{Command, Context, Event, Rejection, decide};
use crate::ids::{BookId, CommandId, GuestPostId, PersonId, TemplateId};
use crate::party::Actor;
use crate::sealed::{Note, PersonKey, PersonName, Sealed};

fn last_post(village: &Village) -> GuestPostId {
    let written = |event: &Event| match event {
        Event::GuestPostWritten(e) => Some(e.post),
        _ => None,
    };
    village.facts().rev().find_map(written).unwrap_or(GuestPostId([0; 16]))
}

fn last_template(village: &Village) -> TemplateId {
    let kept = |event: &Event| match event {
        Event::ReplyTemplateSet(e) => Some(e.template),
        _ => None,
    };
    village.facts().rev().find_map(kept).unwrap_or(TemplateId([0; 16]))
}

/// The buyer writes in the guest book.
pub(super) fn write_in_guest_book() -> Step {
    of(Buyer, |village| WriteInGuestBook { name: None, text: village.word(Buyer) }.into())
}

/// The business shows what was written last.
pub(super) fn show() -> Step {
    of(Business, |village| ShowGuestPost { post: last_post(village) }.into())
}

/// The business hides what was written last.
pub(super) fn hide() -> Step {
    hide_as(HideReason::Advertising)
}

fn hide_as(reason: HideReason) -> Step {
    of(Business, move |village| HideGuestPost { post: last_post(village), reason, note: None }.into())
}

/// The business answers what was written last.
pub(super) fn answer() -> Step {
    of(Business, |village| AnswerGuestPost { post: last_post(village), text: village.word(Business) }.into())
}

/// The business keeps an answer ready.
pub(super) fn keep_template() -> Step {
    template("sapaan", "Baik {nama}")
}

fn template(name: &'static str, text: &'static str) -> Step {
    of(Business, move |_| {
        SetReplyTemplate { template: None, name: name.to_owned(), text: text.to_owned() }.into()
    })
}

/// The answer that was kept last is kept no longer.
pub(super) fn remove_template() -> Step {
    of(Business, |village| RemoveReplyTemplate { template: last_template(village) }.into())
}

fn state(village: &Village) -> PostState {
    village.book.guest_book.state(last_post(village)).unwrap()
}

#[test]
fn what_is_written_waits_until_the_business_shows_it() {
    let written = given([]).when(write_in_guest_book());
    assert_eq!(state(&written.village), PostState::Waiting);
    written.then(expect!["GuestPostWritten"]);
    let shown = given([write_in_guest_book()]).when(show());
    assert_eq!(state(&shown.village), PostState::Shown);
    shown.then(expect!["GuestPostShown"]);
    given([write_in_guest_book(), show()]).when(show()).then(expect!["nothing new"]);
}

#[test]
fn the_business_hides_with_a_reason_and_may_show_again() {
    let hidden = given([write_in_guest_book(), show()]).when(hide());
    assert_eq!(state(&hidden.village), PostState::Hidden);
    hidden.then(expect!["GuestPostHidden [Advertising]"]);
    given([write_in_guest_book(), hide()]).when(hide()).then(expect!["nothing new"]);
    given([write_in_guest_book()])
        .when(hide_as(HideReason::Other))
        .then(expect!["refused: note is missing or not usable"]);
    let again = given([write_in_guest_book(), hide()]).when(show());
    assert_eq!(state(&again.village), PostState::Shown);
}

#[test]
fn a_hidden_post_is_not_answered() {
    given([write_in_guest_book()]).when(answer()).then(expect!["GuestPostAnswered"]);
    given([write_in_guest_book(), hide()])
        .when(answer())
        .then(expect!["refused: this post is hidden: show it before you answer it"]);
}

#[test]
fn nobody_but_the_business_moderates_and_it_does_not_praise_itself() {
    for step in [show(), hide(), answer()] {
        given([write_in_guest_book()])
            .when(step.by(Buyer))
            .then(expect!["refused: this step belongs to another party"]);
    }
    given([])
        .when(write_in_guest_book().by(Business))
        .then(expect!["refused: this step belongs to another party"]);
}

fn as_a_stranger(
    village: &Village,
    wish: u32,
    name: bool,
    person: Option<PersonId>,
) -> Result<Vec<Event>, Rejection> {
    let known = context(Buyer, wish, village.now, &village.registry);
    let stranger = Context { actor: Actor::STRANGER, ..known };
    let person = person.unwrap_or_else(|| WriteInGuestBook::stranger(stranger.book, stranger.command));
    decide(&village.book, &said(stranger.book, stranger.command, name, person), &stranger)
}

fn said(book: BookId, command: CommandId, name: bool, person: PersonId) -> Command {
    let key = PersonKey::from_bytes([7; 32]);
    let seal = |note: Note| Sealed::seal(&note, &key, person, book, command);
    let called = PersonName::new("Bu Tini").unwrap().unwrap();
    let name = name.then(|| Sealed::seal(&called, &key, person, book, command));
    WriteInGuestBook { name, text: seal(Note::new("Kursinya kokoh").unwrap().unwrap()) }.into()
}

#[test]
fn a_stranger_writes_under_a_name_and_a_key_of_their_own() {
    let village = given([]).village;
    let written = as_a_stranger(&village, 900, true, None).unwrap();
    assert!(matches!(&written[..], [Event::GuestPostWritten(e)] if e.by.is_none() && e.name.is_some()));
    let nameless = as_a_stranger(&village, 900, false, None);
    assert_eq!(nameless, Err(Rejection::Invalid { field: "name" }));
    // Words under the key of somebody who is known would be theirs.
    assert_eq!(as_a_stranger(&village, 900, true, Some(Buyer.person())), Err(Rejection::SealedForAnother));
}

#[test]
fn whoever_floods_the_guest_book_is_stopped() {
    let full = Err(Rejection::GuestBookFull);
    let mut village = given((0..MOST_OF_ONE).map(|_| write_in_guest_book())).village;
    assert_eq!(village.clone().take(&write_in_guest_book()).1, full);
    assert!(village.clone().take(&write_in_guest_book().by(OtherBuyer)).1.is_ok());
    village.take(&show()).1.unwrap();
    assert!(village.clone().take(&write_in_guest_book()).1.is_ok(), "what was looked at waits no more");

    let mut village = given([]).village;
    for wish in 0..MOST_WAITING {
        let written = as_a_stranger(&village, 1_000 + u32::try_from(wish).unwrap(), true, None);
        written.unwrap().iter().for_each(|event| village.book.evolve(event, village.now));
    }
    assert_eq!(village.take(&write_in_guest_book()).1, full);
}

#[test]
fn an_answer_is_kept_under_a_name_of_its_own() {
    given([]).when(keep_template()).then(expect!["ReplyTemplateSet [sapaan]"]);
    given([keep_template()]).when(keep_template()).then(expect!["refused: sapaan is taken already"]);
    given([]).when(template(" ", "Baik")).then(expect!["refused: name is missing or not usable"]);
    given([]).when(template("sapaan", "")).then(expect!["refused: text is missing or not usable"]);
    given([keep_template()]).when(remove_template()).then(expect!["ReplyTemplateRemoved"]);
    given([keep_template(), remove_template()]).when(remove_template()).then(expect!["nothing new"]);
    given([keep_template()])
        .when(of(Business, |village| {
            let (name, text) = ("salam".to_owned(), "Halo".to_owned());
            SetReplyTemplate { template: Some(last_template(village)), name, text }.into()
        }))
        .then(expect!["ReplyTemplateSet [salam]"]);
}

#[test]
fn known_fields_are_filled_and_unknown_ones_stay_to_be_seen() {
    let fields = [("nama", "Bu Ratna".to_owned()), ("sisa", "Rp50.000".to_owned())];
    for (text, told) in [
        ("Baik {nama}, sisanya {sisa}.", "Baik Bu Ratna, sisanya Rp50.000."),
        ("{ Nama }{nama}", "Bu RatnaBu Ratna"),
        ("{kapan} {nama", "{kapan} {nama"),
        ("{{nama}}", "{Bu Ratna}"),
        ("tanpa", "tanpa"),
    ] {
        assert_eq!(filled(text, &fields), told, "{text}");
    }
}

/// A courier writes about the last slip.
fn write_about_delivery(courier: Who) -> Step {
    of(courier, move |village| {
        let about = About::Delivery(village.slip_id(), courier.party());
        SendMessage { about, text: None }.into()
    })
}

fn sent_out() -> Vec<Step> {
    let made = [count("teak", 20), place(&[("chair", 4)]), accept(), record(500_000), start(), finish()];
    made.into_iter().chain([pack(2), dispatch_to(Courier)]).collect()
}

#[test]
fn the_courier_of_a_slip_and_the_business_write_to_each_other_and_nobody_else() {
    given(sent_out()).when(write_about_delivery(Courier)).then(expect!["MessageSent"]);
    let with = |step| sent_out().into_iter().chain([step]).collect::<Vec<_>>();
    given(with(write_about_delivery(Courier)))
        .when(write_about_delivery(Courier).by(Business))
        .then(expect!["MessageSent"]);
    for stranger in [Buyer, Supplier, OtherCourier] {
        given(sent_out())
            .when(write_about_delivery(Courier).by(stranger))
            .then(expect!["refused: this step belongs to another party"]);
    }
    given(sent_out())
        .when(write_about_delivery(OtherCourier))
        .then(expect!["refused: there is no such Slip"]);
    given([]).when(write_about_delivery(Courier)).then(expect!["refused: there is no such Slip"]);
}

#[test]
fn the_next_courier_of_a_slip_begins_a_thread_of_their_own() {
    let steps = sent_out().into_iter().chain([write_about_delivery(Courier), reassign_to(OtherCourier)]);
    let village = given(steps).when(write_about_delivery(OtherCourier)).village;
    let about = |courier: Who| About::Delivery(village.slip_id(), courier.party());
    assert_ne!(about(Courier).bytes(), about(OtherCourier).bytes());
    for courier in [Courier, OtherCourier] {
        assert_eq!(village.book.thread(about(courier)).last, 1, "{courier:?}");
    }
    // Who carried it before may still answer what was asked.
    assert!(village.clone().take(&write_about_delivery(Courier)).1.is_ok());
}

#[test]
fn what_was_written_about_orders_and_requests_is_read_as_before() {
    use crate::codec::encode;
    let ids = (crate::ids::OrderId([1; 16]), crate::ids::RequestId([2; 16]), crate::ids::SlipId([3; 16]));
    let first = |about: About| encode(&about)[..4].to_vec();
    assert_eq!(first(About::Order(ids.0)), [0, 0, 0, 0]);
    assert_eq!(first(About::Request(ids.1)), [1, 0, 0, 0]);
    assert_eq!(first(About::Delivery(ids.2, Courier.party())), [2, 0, 0, 0]);
}
