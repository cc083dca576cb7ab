//! What facts make of a request.

use super::{
    ConfirmedLine, CountedLine, MaterialsRequested, Offer, OfferedLine, Receipt, ReceivedLine, Request,
    Shipment,
};
use crate::book::Event;
use crate::book::order::RequestState;
use crate::ids::RequestId;
use crate::quantity::Quantity;
use crate::time::Moment;

impl Request {
    /// The request that was just sent.
    pub fn sent(event: &MaterialsRequested, at: Moment) -> Self {
        Self {
            id: event.request,
            number: event.number.clone(),
            order: event.order,
            supplier: event.supplier,
            lines: event.lines.clone(),
            wanted: event.wanted,
            note: event.note.clone(),
            answer_by: event.answer_by,
            sent_at: at,
            since: at,
            state: RequestState::Sent,
            confirmed: Vec::new(),
            substitutes: Vec::new(),
            promised: None,
            first_promise: None,
            offer: None,
            refusal: None,
            answer: None,
            counter_answer: None,
            shipped: Vec::new(),
            waybill: None,
            shipments: Vec::new(),
            received: Vec::new(),
            receipts: Vec::new(),
            returned: Vec::new(),
            passed: Vec::new(),
        }
    }

    /// The request an event is about, if it is about one.
    pub const fn id_of(event: &Event) -> Option<RequestId> {
        match event {
            Event::MaterialsRequested(e) => Some(e.request),
            Event::MaterialsConfirmed(e) => Some(e.request),
            Event::SupplierCountered(e) => Some(e.request),
            Event::SupplierCounterAccepted(e) => Some(e.request),
            Event::SupplierCounterRefused(e) => Some(e.request),
            Event::RequestExpired(e) => Some(e.request),
            Event::RequestClosed(e) => Some(e.request),
            Event::MaterialsRefused(e) => Some(e.request),
            Event::MaterialsWithdrawn(e) => Some(e.request),
            Event::MaterialsShipped(e) => Some(e.request),
            Event::MaterialsReceived(e) => Some(e.request),
            Event::MaterialsReturned(e) => Some(e.request),
            Event::SupplierBilled(e) => e.request,
            Event::SupplierPaid(e) => e.request,
            Event::DeadlinePassed(e) => e.request,
            _ => None,
        }
    }

    /// Keeps a fact about this request. Facts about other things leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        match event {
            Event::MaterialsConfirmed(e) => {
                self.confirmed.clone_from(&e.lines);
                self.substitutes.clear();
                self.promise(e.promised);
                self.offer = None;
                self.answer.clone_from(&e.note);
                self.counter_answer = None;
            }
            Event::SupplierCountered(e) => {
                self.offer = Some(Offer { lines: e.lines.clone(), promised: e.promised, at });
                self.answer.clone_from(&e.note);
                self.counter_answer = None;
            }
            Event::SupplierCounterAccepted(e) => {
                self.confirmed = e.lines.iter().map(confirmed).collect();
                let swap = |line: &OfferedLine| Some((line.number, line.substitute.clone()?));
                self.substitutes = e.lines.iter().filter_map(swap).collect();
                self.promise(e.promised);
                self.offer = None;
            }
            Event::SupplierCounterRefused(e) => {
                self.offer = None;
                self.counter_answer.clone_from(&e.note);
            }
            Event::MaterialsRefused(e) => {
                self.refusal = Some(e.reason);
                self.answer.clone_from(&e.note);
                self.offer = None;
            }
            Event::MaterialsShipped(e) => {
                let number = u16::try_from(self.shipments.len() + 1).unwrap_or(u16::MAX);
                let (lines, waybill) = (e.lines.clone(), e.waybill.clone());
                add(&mut self.shipped, &lines);
                self.shipments.push(Shipment { number, at, lines, waybill });
                self.offer = None;
                if e.waybill.is_some() {
                    self.waybill.clone_from(&e.waybill);
                }
            }
            Event::MaterialsReceived(e) => {
                add(&mut self.received, &e.lines.iter().map(good).collect::<Vec<_>>());
                self.receipts.push(Receipt { shipment: e.shipment, at, lines: e.lines.clone() });
                self.offer = None;
            }
            Event::MaterialsReturned(e) => {
                self.returned.extend(e.lines.iter().copied());
                return;
            }
            Event::DeadlinePassed(e) => return self.passed.push((e.what, e.due)),
            Event::MaterialsWithdrawn(_) | Event::RequestExpired(_) | Event::RequestClosed(_) => {
                self.offer = None;
            }
            _ => return,
        }
        self.state = self.state_after(event);
        self.since = at;
    }

    fn promise(&mut self, day: crate::time::Day) {
        self.promised = Some(day);
        self.first_promise.get_or_insert(day);
    }

    fn state_after(&self, event: &Event) -> RequestState {
        match event {
            Event::MaterialsRefused(_) => RequestState::Refused,
            Event::MaterialsWithdrawn(_) => RequestState::Withdrawn,
            Event::RequestExpired(_) => RequestState::Expired,
            Event::RequestClosed(_) => RequestState::Received,
            Event::MaterialsReceived(e) if e.closes => RequestState::Received,
            _ if self.offer.is_some() => RequestState::Countered,
            _ if self.shipments_open().next().is_some() => RequestState::Shipped,
            _ if !self.confirmed.is_empty() || !self.receipts.is_empty() => RequestState::Confirmed,
            _ => RequestState::Sent,
        }
    }
}

fn confirmed(line: &OfferedLine) -> ConfirmedLine {
    ConfirmedLine { number: line.number, quantity: line.quantity, price: line.price }
}

fn good(line: &ReceivedLine) -> CountedLine {
    CountedLine { number: line.number, material: line.material, quantity: line.quantity }
}

fn add(sums: &mut Vec<CountedLine>, lines: &[CountedLine]) {
    for line in lines {
        match sums.iter_mut().find(|sum| sum.number == line.number) {
            Some(sum) => sum.quantity = sum.quantity.and(line.quantity),
            None => sums.push(line.clone()),
        }
    }
    sums.sort_by_key(|sum| sum.number);
    debug_assert!(sums.iter().all(|sum| sum.quantity >= Quantity::ZERO), "nobody counts less than nothing");
}
