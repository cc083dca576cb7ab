//! Who may make which fact, written down a second time: by the party whose step it is, and the role of whoever does it.

use crate::book::conversation::About;
use crate::book::{Book, Event};
use crate::ids::{BookId, OrderId, PartyId, RequestId, SlipId};
use crate::log::Commit;
use crate::party::{Actor, Channel, Role};

/// Says what is not right about who made the facts of a commit of a book that holds them.
pub(super) fn check(book: &Book, commit: &Commit, role: Option<Role>, facts: &[Event]) -> Result<(), String> {
    let envelope = &commit.draft.envelope;
    let Some(first) = facts.first() else { return Err("it holds nothing".to_owned()) };
    let business = commit.draft.book.business();
    let wrong = |what: &str| Err(format!("{first:?} was made by {what}"));
    if envelope.channel == Channel::Policy || envelope.person == Actor::CLOCK.person {
        let clock = envelope.person == Actor::CLOCK.person && Some(envelope.party) == business;
        let by_time = facts.iter().all(is_of_time) && envelope.channel == Channel::Policy;
        return if clock && by_time { Ok(()) } else { wrong("time alone") };
    }
    let Some(role) = role else { return wrong("somebody who does not belong to the party") };
    if !may(role, first) {
        return wrong(&format!("{role:?}"));
    }
    if let Some(party) = envelope.on_behalf_of
        && (Some(envelope.party) != business || party == envelope.party)
    {
        return wrong("somebody else's hand");
    }
    let begins = match first {
        Event::SlotBooked(e) => Some(e.slot),
        Event::BookingMoved(e) => Some(e.was.min(e.slot)),
        _ => None,
    };
    // Only the business, which sees the clock, lets somebody in while it runs.
    if Some(envelope.party) != business && begins.is_some_and(|begins| begins <= envelope.recorded) {
        return wrong("a buyer after it began");
    }
    let party = envelope.on_behalf_of.unwrap_or(envelope.party);
    let parties = parties(book, commit.draft.book, first, facts);
    if parties.is_none_or(|parties| parties.contains(&party)) { Ok(()) } else { wrong("another party") }
}

/// Time makes these, with nobody's help.
const fn is_of_time(fact: &Event) -> bool {
    matches!(
        fact,
        Event::DeadlinePassed(_)
            | Event::OfferExpired(_)
            | Event::RequestExpired(_)
            | Event::KeptGoodsFreed(_)
            | Event::BookingMarked(_)
    )
}

/// The owner alone decides these; others keep to their trade; whoever audits makes nothing.
fn may(role: Role, fact: &Event) -> bool {
    let owners = matches!(
        fact,
        Event::BusinessOpened(_)
            | Event::OrderPolicySet(_)
            | Event::GateWaived(_)
            | Event::TermsSet(_)
            | Event::WholesaleSet(_)
            | Event::PaymentPolicySet(_)
            | Event::BuyerTermsSet(_)
            | Event::DepositRuleSet(_)
            | Event::QrisSet(_)
            | Event::LimitWaived(_)
            | Event::ReturnPolicySet(_)
            | Event::MonthClosed(_)
            | Event::MonthReopened(_)
            | Event::RestWrittenOff(_)
    );
    let money = matches!(
        fact,
        Event::PaymentClaimed(_)
            | Event::PaymentVerified(_)
            | Event::PaymentRefused(_)
            | Event::PaymentCorrected(_)
            | Event::CreditUsed(_)
            | Event::RefundPaid(_)
            | Event::TransferClaimed(_)
            | Event::TempoGranted(_)
            | Event::CodeGiven(_)
            | Event::CashHandedOver(_)
            | Event::CourierPaid(_)
            | Event::InvoiceIssued(_)
            | Event::BankLineTaken(_)
            | Event::SupplierBilled(_)
            | Event::SupplierPaid(_)
            | Event::SupplierBillCorrected(_)
            | Event::SupplierPaymentCorrected(_)
    );
    let words = matches!(fact, Event::MessageSent(_) | Event::MessagesRead(_));
    match role {
        Role::Owner => true,
        Role::Admin | Role::Member => !owners,
        Role::Finance => {
            let sums = matches!(fact, Event::ShortfallSettled(_) | Event::PurchaseCorrected(_));
            money || words || sums
        }
        Role::Production => {
            let bill = matches!(fact, Event::SupplierBilled(_));
            !owners && (!money || bill) && !matches!(fact.kind() >> 8, 0x01 | 0x04 | 0x0A)
        }
        Role::Auditor => false,
    }
}

/// The parties whose step a fact may be; nobody's in particular where anybody may.
fn parties(book: &Book, id: BookId, first: &Event, facts: &[Event]) -> Option<Vec<PartyId>> {
    let business = id.business();
    let of = |party: Option<PartyId>| Some(party.into_iter().collect());
    let also = |party: Option<PartyId>| Some(party.into_iter().chain(business).collect());
    let buyer = |order: OrderId| book.orders.get(&order).map(|order| order.buyer);
    let supplier = |request: RequestId| book.requests.get(&request).map(|request| request.supplier);
    let carriers = |slip: SlipId| {
        let order = book.order_of_slip(slip).ok();
        let slip = order.and_then(|order| order.slips.iter().find(|entry| entry.id == slip));
        let now = slip.and_then(|slip| match slip.carrier {
            crate::book::delivery::Carrier::Courier { party } => Some(party),
            _ => None,
        });
        let former = slip.map(|slip| slip.former.clone()).unwrap_or_default();
        let buyer = order.map(|order| order.buyer);
        Some(former.into_iter().chain(now).chain(buyer).chain(business).collect())
    };
    match first {
        Event::OrderPlaced(e) => of(Some(e.buyer)),
        Event::OrderWithdrawn(e) => of(buyer(e.order)),
        Event::SlotBooked(e) => of(Some(e.buyer)),
        Event::BookingCancelled(e) => {
            also(book.bookings.booked.get(&e.booking).map(|booking| booking.made.buyer))
        }
        Event::BookingMoved(e) => {
            also(book.bookings.booked.get(&e.booking).map(|booking| booking.made.buyer))
        }
        Event::TransferClaimed(e) => of(Some(e.buyer)),
        // What is claimed and verified at once was seen by the business.
        Event::PaymentClaimed(e) if !facts.iter().any(|fact| matches!(fact, Event::PaymentVerified(_))) => {
            of(buyer(e.order))
        }
        Event::CreditUsed(e) => also(Some(e.buyer)),
        Event::OrderCountered(e) => also(buyer(e.order)),
        Event::OfferAccepted(e) => also(buyer(e.order)),
        Event::ChangeAsked(e) => also(buyer(e.order)),
        Event::CancellationAsked(e) => also(buyer(e.order)),
        Event::AskRefused(e) => also(buyer(e.order)),
        Event::AskWithdrawn(e) => also(buyer(e.order)),
        Event::OrderChanged(e) => also(buyer(e.order)),
        Event::OrderCancelled(e) => also(buyer(e.order)),
        Event::OrderAccepted(e) => also(buyer(e.order)),
        Event::PolicyAgreed(e) => also(buyer(e.order)),
        Event::GoodsReserved(e) => also(buyer(e.order)),
        Event::ReservationReleased(e) => also(buyer(e.order)),
        Event::GoodsReturned(e) => also(buyer(e.order)),
        Event::MaterialsConfirmed(e) => of(supplier(e.request)),
        Event::MaterialsRefused(e) => of(supplier(e.request)),
        Event::MaterialsShipped(e) => of(supplier(e.request)),
        Event::SupplierCountered(e) => of(supplier(e.request)),
        Event::RequestClosed(e) => also(supplier(e.request)),
        Event::SupplierBilled(e) => also(Some(e.supplier)),
        Event::SupplierPriceSet(e) => also(Some(e.supplier)),
        Event::DeliveryDeclined(e) => carriers(e.slip),
        Event::DeliveryPickedUp(e) => carriers(e.slip),
        Event::DeliveryCompleted(e) => carriers(e.slip),
        Event::DeliveryFailed(e) => carriers(e.slip),
        Event::DeliveryAccepted(e) => carriers(e.slip),
        Event::FailureReopened(e) => carriers(e.slip),
        Event::LateDeedKept(e) => carriers(e.slip),
        // Whoever carries a trip's slips drives it as they find it best.
        Event::TripReordered(_) => None,
        Event::MessageSent(e) => spoken(book, business, e.about, e.with),
        Event::MessagesRead(e) => spoken(book, business, e.about, e.with),
        Event::GuestPostWritten(e) => of(e.by),
        _ => Some(business.into_iter().collect()),
    }
}

/// The two who share a thread.
fn spoken(book: &Book, business: Option<PartyId>, about: About, with: PartyId) -> Option<Vec<PartyId>> {
    let other = match about {
        About::Order(order) => book.orders.get(&order).map(|order| order.buyer),
        About::Request(request) => book.requests.get(&request).map(|request| request.supplier),
        About::Delivery(_, courier) => Some(courier),
    };
    Some(other.filter(|other| *other == with).into_iter().chain(business).collect())
}
