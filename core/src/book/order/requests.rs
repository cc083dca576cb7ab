//! What facts make of the material requests that were sent for an order, as far as the order is concerned.

use super::{Order, OrderRequest, RequestState, Swap};
use crate::book::Event;
use crate::book::material::{OfferedLine, Request};
use crate::money::Rupiah;
use crate::quantity::Quantity;

impl Order {
    pub(super) fn keep_in_request(&mut self, event: &Event) {
        let id = Request::id_of(event);
        if let Some(request) = self.requests.iter_mut().find(|request| Some(request.id) == id) {
            request.keep(event);
        }
    }
}

impl OrderRequest {
    fn keep(&mut self, event: &Event) {
        match event {
            Event::MaterialsConfirmed(e) => {
                self.prices = e.lines.iter().map(|line| (line.number, line.price)).collect();
                self.state = RequestState::Confirmed;
                self.promised = true;
                self.swaps.clear();
            }
            Event::SupplierCountered(_) => self.state = RequestState::Countered,
            Event::SupplierCounterAccepted(e) => {
                self.prices = e.lines.iter().map(|line| (line.number, line.price)).collect();
                self.state = RequestState::Confirmed;
                self.promised = true;
                self.swaps = e.lines.iter().filter_map(|line| self.swap(line)).collect();
                self.swapped |= !self.swaps.is_empty();
            }
            Event::SupplierCounterRefused(_) => self.state = self.awaited(),
            Event::MaterialsRefused(_) => self.state = RequestState::Refused,
            Event::MaterialsWithdrawn(_) => self.state = RequestState::Withdrawn,
            Event::RequestExpired(_) => self.state = RequestState::Expired,
            Event::RequestClosed(_) => self.state = RequestState::Received,
            Event::MaterialsShipped(_) => {
                self.on_the_way = self.on_the_way.saturating_add(1);
                self.state = RequestState::Shipped;
            }
            Event::MaterialsReceived(e) => {
                self.promised = true;
                if e.shipment.is_some() {
                    self.on_the_way = self.on_the_way.saturating_sub(1);
                }
                for line in &e.lines {
                    self.received.push((line.material, line.quantity));
                    let price = self.prices.iter().find(|(number, _)| *number == line.number);
                    let price = price.map_or(Rupiah::ZERO, |(_, price)| *price);
                    self.cost = self.cost.and(price.times(line.quantity).unwrap_or(Rupiah::ZERO));
                }
                self.state = if e.closes { RequestState::Received } else { self.awaited() };
            }
            Event::ReceiptCorrected(e) => {
                for (was, is) in e.changes() {
                    let change = is.quantity.less(was.quantity);
                    self.received.push((is.material, change));
                    let price = self.prices.iter().find(|(number, _)| *number == is.number);
                    let price = price.map_or(Rupiah::ZERO, |(_, price)| *price);
                    let more = price.times(is.quantity).unwrap_or(Rupiah::ZERO);
                    let less = price.times(was.quantity).unwrap_or(Rupiah::ZERO);
                    self.cost = self.cost.and(more).less_or_zero(less);
                }
            }
            Event::MaterialsReturned(e) => {
                for line in &e.lines {
                    self.received.push((line.material, Quantity::ZERO.less(line.quantity)));
                }
                self.cost = self.cost.less_or_zero(e.credit);
            }
            _ => {}
        }
    }

    fn awaited(&self) -> RequestState {
        match (self.on_the_way, self.promised) {
            (1.., _) => RequestState::Shipped,
            (0, true) => RequestState::Confirmed,
            (0, false) => RequestState::Sent,
        }
    }

    fn swap(&self, line: &OfferedLine) -> Option<Swap> {
        let to = line.substitute.as_ref()?.material;
        let (_, from) = self.lines.iter().find(|(number, _)| *number == line.number)?;
        Some(Swap { from: *from, to, quantity: line.quantity })
    }
}
