//! "What of the log is mine?" for each party's own export. Nothing is kept: the log is walked from its beginning.
//!
//! A business has its whole book. Everybody else has what their pages show of other books: a buyer of their
//! orders and bookings, a supplier of the requests to them, a courier of their slips, each of their messages and of
//! what they wrote in a guest book. Of the registry,
//! everybody has what is about themselves and their people.

use std::collections::HashSet;

use rantai_core::archive::Shown;
use rantai_core::book::Event;
use rantai_core::book::delivery::Carrier;
use rantai_core::book::material::{Request, SupplierAccount};
use rantai_core::facts::Facts;
use rantai_core::ids::{BookingId, GuestPostId, OrderId, PartyId, PersonId, RequestId, SlipId, Thing};
use rantai_core::log::Commit;
use rantai_core::registry;

use crate::order_sheets::is_buyers;

/// Follows the log and says what of each commit a party may see.
#[derive(Debug)]
pub struct Share {
    party: PartyId,
    people: HashSet<PersonId>,
    orders: HashSet<OrderId>,
    requests: HashSet<RequestId>,
    slips: HashSet<SlipId>,
    bookings: HashSet<BookingId>,
    posts: HashSet<GuestPostId>,
}

/// What a supplier is not told: for which customer's order the materials are.
const FROM_SUPPLIER: &[&str] = &["order"];
/// What a buyer is not told of a slip: what the courier earns, and the business's word to them.
const FROM_BUYER: &[&str] = &["courier_fee", "note", "code"];
/// What a courier is not told of a slip: what would let them find out the receiver's code.
const FROM_COURIER: &[&str] = &["code"];
/// What a buyer is not told of the work: who did it, and what went wrong with it.
const FROM_BUYER_WORK: &[&str] = &["scrap", "rework", "worker"];
const NOTHING: &[&str] = &[];

impl Share {
    /// The share of `party`, whose people are `people`.
    pub fn of(party: PartyId, people: impl IntoIterator<Item = PersonId>) -> Self {
        Self {
            party,
            people: people.into_iter().collect(),
            orders: HashSet::new(),
            requests: HashSet::new(),
            slips: HashSet::new(),
            bookings: HashSet::new(),
            posts: HashSet::new(),
        }
    }

    /// Whether somebody is of the party, so that their sealed words are its own.
    pub fn has(&self, person: PersonId) -> bool {
        self.people.contains(&person)
    }

    /// What of the next commit is the party's to see. Commits must be asked for in the log's order, each once.
    pub fn shown(&mut self, commit: &Commit) -> Option<Shown> {
        let own_book = commit.draft.book.business() == Some(self.party);
        let facts: Vec<(usize, &'static [&'static str])> = match Facts::of(commit) {
            // One's own book is one's own, also where this program cannot read it.
            Err(_) | Ok(Facts::Book(_)) if own_book => return Some(Shown::whole(commit)),
            Err(_) => return None,
            Ok(Facts::Book(events)) => self.each(&events, Self::of_book),
            Ok(Facts::Registry(events)) => {
                self.each(&events, |share, event| share.of_registry(event).then_some(NOTHING))
            }
        };
        (!facts.is_empty()).then(|| Shown::some(commit, facts))
    }

    fn each<T>(
        &mut self,
        events: &[T],
        shown: impl Fn(&mut Self, &T) -> Option<&'static [&'static str]>,
    ) -> Vec<(usize, &'static [&'static str])> {
        let facts = events.iter().enumerate();
        facts.filter_map(|(index, event)| Some((index, shown(self, event)?))).collect()
    }

    /// The fields that are left out of a fact of another's book; `None` where it is not the party's to see.
    fn of_book(&mut self, event: &Event) -> Option<&'static [&'static str]> {
        self.remember(event);
        if slip_of(event).is_some_and(|slip| self.slips.contains(&slip)) {
            let hides = matches!(event, Event::DeliveryOrdered(_));
            return Some(if hides { FROM_COURIER } else { NOTHING });
        }
        if is_buyers(event) && event.order().is_some_and(|order| self.orders.contains(&order)) {
            return Some(match event {
                Event::DeliveryOrdered(_) | Event::DeliveryReassigned(_) => FROM_BUYER,
                Event::WorkReported(_) => FROM_BUYER_WORK,
                _ => NOTHING,
            });
        }
        if Request::id_of(event).is_some_and(|request| self.requests.contains(&request)) {
            return Some(if event.order().is_some() { FROM_SUPPLIER } else { NOTHING });
        }
        if self.is_of_guest(event) {
            return Some(NOTHING);
        }
        if SupplierAccount::of(event) == Some(self.party) {
            return Some(NOTHING);
        }
        let with = match event {
            Event::SupplierPriceSet(price) => price.supplier,
            Event::MessageSent(message) => message.with,
            Event::MessagesRead(read) => read.with,
            Event::TransferClaimed(claimed) => claimed.buyer,
            Event::RefundPaid(paid) => paid.buyer,
            Event::BuyerTermsSet(terms) => terms.buyer,
            Event::CashHandedOver(cash) => cash.courier,
            Event::CourierPaid(paid) => paid.courier,
            _ => return None,
        };
        (with == self.party).then_some(NOTHING)
    }

    fn remember(&mut self, event: &Event) {
        match event {
            Event::OrderPlaced(placed) if placed.buyer == self.party => {
                self.orders.insert(placed.order);
            }
            Event::MaterialsRequested(asked) if asked.supplier == self.party => {
                self.requests.insert(asked.request);
            }
            Event::DeliveryOrdered(ordered)
                if ordered.carrier == (Carrier::Courier { party: self.party }) =>
            {
                self.slips.insert(ordered.slip);
            }
            // Whoever had it before is told nothing that comes after.
            Event::DeliveryReassigned(given) if given.carrier == (Carrier::Courier { party: self.party }) => {
                self.slips.insert(given.slip);
            }
            Event::DeliveryReassigned(given) => {
                self.slips.remove(&given.slip);
            }
            Event::SlotBooked(made) if made.buyer == self.party => {
                self.bookings.insert(made.booking);
            }
            Event::GuestPostWritten(post) if post.by == Some(self.party) => {
                self.posts.insert(post.post);
            }
            _ => {}
        }
    }

    /// It is about a booking of the party, or about what it wrote in a guest book. Of its sale it is told on paper.
    fn is_of_guest(&self, event: &Event) -> bool {
        let theirs = |thing: Thing| {
            thing.try_into().is_ok_and(|booking| self.bookings.contains(&booking))
                || thing.try_into().is_ok_and(|post| self.posts.contains(&post))
        };
        event.things().into_iter().any(theirs)
    }

    fn of_registry(&self, event: &registry::Event) -> bool {
        use registry::Event as Registered;
        match event {
            Registered::PersonAdded(added) => self.people.contains(&added.person),
            Registered::PartyFounded(founded) => founded.party == self.party,
            Registered::MemberJoined(joined) => joined.party == self.party,
            Registered::MemberLeft(left) => left.party == self.party,
            Registered::PersonRenamed(renamed) => self.people.contains(&renamed.person),
            Registered::PartyRenamed(renamed) => renamed.party == self.party,
            // Who made whom known, and whom the operator erased, is nobody's share.
            Registered::PartyIntroduced(_) | Registered::PersonErased(_) => false,
        }
    }
}

/// The slip that a fact is about.
const fn slip_of(event: &Event) -> Option<SlipId> {
    match event {
        Event::DeliveryOrdered(e) => Some(e.slip),
        Event::DeliveryDeclined(e) => Some(e.slip),
        Event::DeliveryWithdrawn(e) => Some(e.slip),
        Event::DeliveryPickedUp(e) => Some(e.slip),
        Event::DeliveryCompleted(e) => Some(e.slip),
        Event::DeliveryFailed(e) => Some(e.slip),
        Event::DeliveryAccepted(e) => Some(e.slip),
        Event::DeliveryReassigned(e) => Some(e.slip),
        Event::FailureReopened(e) => Some(e.slip),
        Event::GoodsReturned(e) => e.slip,
        _ => None,
    }
}
