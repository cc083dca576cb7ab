//! "What changed for me since then?" for every open screen.
//!
//! Kept in memory alone: what a screen missed from before the program started, or further back than is
//! kept, is told as [`RESYNC`], on which every part of a page fetches itself again.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock};

use rantai_core::book::Event;
use rantai_core::book::conversation::{MessageSent, MessagesRead};
use rantai_core::book::delivery::Carrier;
use rantai_core::book::material::SupplierAccount;
use rantai_core::ids::PartyId;
use rantai_core::log::Cursor;

use crate::Heard;

/// The topic on which every part of a page fetches itself.
pub const RESYNC: &str = "resync";
/// Most topics kept for one party; what changed longest ago goes first.
const MOST_TOPICS: usize = 1_000;

/// Most changes kept of topics that changed again since, before they are forgotten all at once.
const MOST_PASSED_OVER: usize = 3 * MOST_TOPICS;

/// Something a screen can show, and the last commit that changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its name in streams and pages: `order-…`, `board`.
    pub topic: Arc<str>,
    /// The last commit that changed it.
    pub cursor: Cursor,
}

/// The last change of everything each party's screens show. Many changes of one topic are one, so a phone
/// that slept an hour asks for each thing once.
#[derive(Debug, Default)]
pub struct Changes(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    /// Nothing is known of changes up to here.
    from: Cursor,
    parties: HashMap<PartyId, Recent>,
}

#[derive(Debug, Default)]
struct Recent {
    /// Something up to here was forgotten.
    from: Cursor,
    /// All changes in their order; nothing where one was followed by another of its topic.
    in_order: VecDeque<Option<(Cursor, Arc<str>)>>,
    /// How many changes were there before the first of them.
    gone: usize,
    /// Where the last change of each topic stands, counted from the first there ever was.
    places: HashMap<Arc<str>, usize>,
}

impl Recent {
    fn keep(&mut self, cursor: Cursor, topic: &Arc<str>) {
        let next = self.gone + self.in_order.len();
        if let Some(place) = self.places.get_mut(topic) {
            let last = self.in_order.get_mut(*place - self.gone);
            if last.as_ref().is_some_and(|last| last.as_ref().is_some_and(|(at, _)| *at == cursor)) {
                return;
            }
            // It is over: another follows.
            last.and_then(Option::take);
            *place = next;
        } else {
            self.places.insert(Arc::clone(topic), next);
        }
        self.in_order.push_back(Some((cursor, Arc::clone(topic))));
        while self.in_order.front().is_some_and(|first| first.is_none() || self.places.len() > MOST_TOPICS) {
            self.gone += 1;
            if let Some((forgotten, topic)) = self.in_order.pop_front().flatten() {
                self.places.remove(&topic);
                self.from = forgotten;
            }
        }
        if self.in_order.len() > MOST_PASSED_OVER + MOST_TOPICS {
            self.close_ranks();
        }
    }

    /// Forgets the places of changes that were followed by others.
    fn close_ranks(&mut self) {
        self.in_order.retain(Option::is_some);
        for (place, (_, topic)) in self.in_order.iter().flatten().enumerate() {
            if let Some(known) = self.places.get_mut(topic) {
                *known = self.gone + place;
            }
        }
    }
}

impl Changes {
    /// The topics of a party that changed after `after`, in the order of change; [`RESYNC`] alone where that
    /// is not known. With `again`, those that changed at `after` too: a stream that broke in the middle of a
    /// commit's topics must not lose the rest of them.
    pub fn since(&self, party: PartyId, after: Cursor, again: bool) -> Vec<Changed> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let recent = known.parties.get(&party);
        let from = recent.map_or(known.from, |recent| recent.from.max(known.from));
        if after < from {
            return vec![Changed { topic: RESYNC.into(), cursor: from }];
        }
        let Some(recent) = recent else { return Vec::new() };
        let is_news = |cursor: Cursor| cursor > after || (again && cursor == after);
        let newest_first = recent.in_order.iter().rev().flatten().take_while(|(cursor, _)| is_news(*cursor));
        let mut changed: Vec<Changed> = newest_first
            .map(|(cursor, topic)| Changed { topic: Arc::clone(topic), cursor: *cursor })
            .collect();
        changed.reverse();
        changed
    }

    /// Says that nothing is known of changes up to `cursor`.
    pub(crate) fn begin(&self, cursor: Cursor) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).from = cursor;
    }

    /// Keeps the topics that one commit changed, all at once.
    pub(crate) fn keep(&self, cursor: Cursor, topics: &BTreeSet<(PartyId, Arc<str>)>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (party, topic) in topics {
            known.parties.entry(*party).or_default().keep(cursor, topic);
        }
    }
}

/// Adds whose screens a fact changes, and what on them.
pub(crate) fn add_topics(heard: &Heard<'_>, topics: &mut BTreeSet<(PartyId, Arc<str>)>) {
    let business = heard.business;
    let mut add_shared = |party, topic: Arc<str>| {
        topics.insert((party, topic));
    };
    if let Some(order) = &heard.order {
        let own: Arc<str> = format!("order-{}", order.id).into();
        for (party, list) in [(business, "board"), (order.buyer, "orders")] {
            add_shared(party, list.into());
            add_shared(party, Arc::clone(&own));
        }
    }
    let mut add = |party, topic: &str| add_shared(party, topic.into());
    if let Some(order) = &heard.order {
        for slip in order.slips.iter().filter(|_| is_delivery(heard.event)) {
            let carries = match slip.carrier {
                Carrier::Courier { party } => Some(party),
                _ => None,
            };
            for party in carries.into_iter().chain(slip.former.iter().copied()) {
                add(party, "slips");
                add(party, &format!("slip-{}", slip.id));
            }
        }
    }
    if let Some(request) = &heard.request {
        for party in [business, request.supplier] {
            add(party, "requests");
            add(party, &format!("request-{}", request.id));
        }
    }
    if let Event::MessageSent(MessageSent { about, with, .. })
    | Event::MessagesRead(MessagesRead { about, with, .. }) = heard.event
    {
        for party in [business, *with] {
            add(party, "messages");
            add(party, &about.topic());
        }
    }
    if let Event::TripPlanned(e) = heard.event
        && let Carrier::Courier { party } = e.carrier
    {
        add(party, "slips");
    }
    // Who reorders the stops is the courier, or the business that looks at them: both may have them open.
    if let Event::TripPlanned(_) | Event::TripReordered(_) = heard.event {
        add(business, "trips");
        add(heard.commit.draft.envelope.party, "slips");
    }
    if let Some(supplier) = SupplierAccount::of(heard.event) {
        for party in [business, supplier] {
            add(party, "supplier-accounts");
        }
    }
    if let Event::SupplierPriceSet(e) = heard.event {
        add(e.supplier, "supplier-prices");
    }
    match heard.event {
        Event::RefundPaid(e) => add(e.buyer, "account"),
        Event::BuyerTermsSet(e) => add(e.buyer, "account"),
        Event::CashHandedOver(e) => add(e.courier, "cash"),
        Event::CourierPaid(e) => add(e.courier, "cash"),
        Event::DeliveryCompleted(_) | Event::PaymentVerified(_) | Event::PaymentRefused(_) => {
            for slip in heard.order.iter().flat_map(|order| &order.slips) {
                if let Carrier::Courier { party } = slip.carrier {
                    add(party, "cash");
                }
            }
        }
        _ => {}
    }
    let own = match heard.event {
        Event::PaymentClaimed(_)
        | Event::PaymentVerified(_)
        | Event::PaymentRefused(_)
        | Event::PaymentCorrected(_)
        | Event::CreditUsed(_)
        | Event::RefundPaid(_)
        | Event::RestWrittenOff(_)
        | Event::TransferClaimed(_)
        | Event::TempoGranted(_)
        | Event::CashHandedOver(_)
        | Event::CourierPaid(_)
        | Event::BankLineTaken(_)
        | Event::DeliveryCompleted(_) => Some("payments"),
        Event::MaterialAdded(_)
        | Event::MaterialCorrected(_)
        | Event::CountCorrected(_)
        | Event::ReceiptCorrected(_)
        | Event::StockCounted(_)
        | Event::MaterialsPlanned(_)
        | Event::MaterialsRequested(_)
        | Event::MaterialsConfirmed(_)
        | Event::MaterialsRefused(_)
        | Event::MaterialsWithdrawn(_)
        | Event::MaterialsShipped(_)
        | Event::MaterialsReceived(_)
        | Event::SupplierCountered(_)
        | Event::SupplierCounterAccepted(_)
        | Event::SupplierCounterRefused(_)
        | Event::RequestExpired(_)
        | Event::RequestClosed(_)
        | Event::MaterialsReturned(_)
        | Event::MaterialsBought(_)
        | Event::PurchaseCorrected(_)
        | Event::MaterialsUsed(_)
        | Event::StockMade(_)
        | Event::StockRuleSet(_)
        | Event::SupplierPriceSet(_)
        | Event::ProductionStarted(_)
        | Event::ProductionFinished(_)
        | Event::GoodsReserved(_)
        | Event::ReservationReleased(_)
        | Event::ReturnReceived(_)
        | Event::ShortfallSettled(_)
        | Event::OrderPacked(_) => Some("store"),
        Event::SaleMade(_) | Event::SaleVoided(_) | Event::GoodsKept(_) | Event::KeptGoodsFreed(_) => {
            add(business, "store");
            add(business, "bookings");
            Some("counter")
        }
        Event::GuestPostWritten(_)
        | Event::GuestPostShown(_)
        | Event::GuestPostHidden(_)
        | Event::GuestPostAnswered(_) => Some("guest-book"),
        Event::BookableSet(_)
        | Event::SlotBooked(_)
        | Event::BookingCancelled(_)
        | Event::BookingMarked(_)
        | Event::BookingMoved(_)
        | Event::BookingPaid(_) => Some("bookings"),
        Event::ReplyTemplateSet(_) | Event::ReplyTemplateRemoved(_) => Some("templates"),
        Event::BusinessOpened(_)
        | Event::TermsSet(_)
        | Event::ProfileChanged(_)
        | Event::PaymentPolicySet(_)
        | Event::QrisSet(_)
        | Event::ProductAdded(_)
        | Event::ProductChanged(_)
        | Event::PriceSet(_)
        | Event::RecipeSet(_)
        | Event::WasteSet(_)
        | Event::WorkshopStepsSet(_)
        | Event::ProductWithdrawn(_)
        | Event::ProductOffered(_) => Some("catalogue"),
        Event::MonthClosed(_) | Event::MonthReopened(_) => Some("books"),
        Event::OrderPolicySet(_) => Some("catalogue"),
        Event::WholesaleSet(_)
        | Event::BuyerApproved(_)
        | Event::ApprovalWithdrawn(_)
        | Event::BuyerTermsSet(_)
        | Event::DepositRuleSet(_) => Some("customers"),
        _ => None,
    };
    if let Some(topic) = own {
        add(business, topic);
    }
}

const fn is_delivery(event: &Event) -> bool {
    matches!(
        event,
        Event::DeliveryOrdered(_)
            | Event::DeliveryDeclined(_)
            | Event::DeliveryWithdrawn(_)
            | Event::DeliveryPickedUp(_)
            | Event::DeliveryCompleted(_)
            | Event::DeliveryFailed(_)
            | Event::DeliveryAccepted(_)
            | Event::DeliveryReassigned(_)
            | Event::FailureReopened(_)
            | Event::GoodsReturned(_)
            | Event::LateDeedKept(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKO: PartyId = PartyId([1; 16]);

    fn at(position: u64) -> Cursor {
        Cursor::from_key(position.to_be_bytes())
    }

    fn keep(changes: &Changes, position: u64, topics: &[&str]) {
        changes.keep(at(position), &topics.iter().map(|topic| (TOKO, Arc::from(*topic))).collect());
    }

    fn told(changes: &Changes, after: u64, again: bool) -> Vec<String> {
        let changed = changes.since(TOKO, at(after), again);
        changed.into_iter().map(|it| format!("{}{:?}", it.topic, it.cursor)).collect()
    }

    #[test]
    fn many_changes_of_one_thing_are_told_once() {
        let changes = Changes::default();
        keep(&changes, 3, &["board", "order-1"]);
        keep(&changes, 4, &["board", "order-2"]);
        assert_eq!(told(&changes, 0, false), ["order-1@3", "board@4", "order-2@4"]);
        assert_eq!(told(&changes, 3, false), ["board@4", "order-2@4"]);
        assert_eq!(told(&changes, 4, false), [""; 0]);
    }

    #[test]
    fn what_changes_all_the_time_is_kept_once_and_drives_nothing_else_out() {
        let changes = Changes::default();
        keep(&changes, 1, &["order-1"]);
        let last = 3 * (MOST_PASSED_OVER + MOST_TOPICS) as u64;
        (2..=last).for_each(|position| keep(&changes, position, &["board"]));
        assert_eq!(told(&changes, 0, false), ["order-1@1".to_owned(), format!("board@{last}")]);
        let known = changes.0.read().unwrap();
        assert!(known.parties[&TOKO].in_order.len() <= MOST_PASSED_OVER + MOST_TOPICS);
    }

    #[test]
    fn a_stream_that_broke_within_a_commit_hears_all_of_it_again() {
        let changes = Changes::default();
        keep(&changes, 4, &["board", "order-2"]);
        assert_eq!(told(&changes, 4, true), ["board@4", "order-2@4"]);
    }

    #[test]
    fn what_is_not_known_any_more_is_told_as_everything() {
        let changes = Changes::default();
        changes.begin(at(10));
        assert_eq!(told(&changes, 9, false), ["resync@10"]);
        assert_eq!(told(&changes, 10, false), [""; 0]);
        for position in 0..=MOST_TOPICS as u64 {
            keep(&changes, 11 + position, &[&format!("order-{position}")]);
        }
        assert_eq!(told(&changes, 10, false), ["resync@11"]);
        assert_eq!(told(&changes, 11, false).len(), MOST_TOPICS);
    }
}
