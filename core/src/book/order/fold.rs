//! What facts make of an order.

use super::{Agreement, Order, OrderPlaced, OrderRequest, Payment, PaymentState, RequestState, Stage, Work};
use crate::book::Event;
use crate::ids::{PaymentId, RequestId};
use crate::money::Rupiah;
use crate::time::Moment;

impl Order {
    /// The order that was just placed.
    pub fn placed(event: &OrderPlaced, at: Moment) -> Self {
        Self {
            id: event.order,
            number: event.number.clone(),
            buyer: event.buyer,
            lines: event.lines.clone(),
            wanted: event.wanted,
            delivery: event.delivery.clone(),
            goods_total: event.goods_total,
            note: event.note.clone(),
            placed_at: at,
            since: at,
            stage: Stage::Placed,
            payments: Vec::new(),
            needs: Vec::new(),
            plan_impossible: false,
            requests: Vec::new(),
            reserved: Vec::new(),
            slips: Vec::new(),
            goods: Vec::new(),
            parcels: Vec::new(),
            returns: Vec::new(),
            late: Vec::new(),
            given_back: Rupiah::ZERO,
        }
    }

    /// Keeps a fact about this order. Facts about other things leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        let before = self.stage_name();
        self.keep(event, at);
        if self.stage_name() != before {
            self.since = at;
        }
    }

    fn keep(&mut self, event: &Event, at: Moment) {
        match event {
            Event::OrderAccepted(e) => {
                let agreement = Agreement {
                    accepted_at: at,
                    promised: e.promised,
                    deposit_due: e.deposit_due,
                    freight: e.freight,
                    freight_payer: e.freight_payer,
                    total: e.total,
                    settlement: e.settlement,
                    sources: e.sources.clone(),
                };
                self.stage = Stage::Accepted { agreement, work: Work::Waiting };
            }
            Event::OrderDeclined(e) => {
                self.stage = Stage::Declined { reason: e.reason, note: e.note.clone() };
            }
            Event::OrderWithdrawn(e) => self.stage = Stage::Withdrawn { note: e.note.clone() },
            Event::OrderCancelled(e) => {
                self.stage = Stage::Cancelled { by: e.by, note: e.note.clone() };
            }
            Event::OrderClosed(_) => {
                if let Stage::Accepted { agreement, work: Work::Delivered { slip } } = &self.stage {
                    self.stage = Stage::Closed { agreement: agreement.clone(), slip: *slip };
                }
            }
            Event::GoodsReserved(e) => self.reserved.extend(e.lines.iter().copied()),
            Event::ReservationReleased(_) => self.reserved.clear(),
            Event::PaymentClaimed(e) => self.payments.push(Payment {
                id: e.payment,
                claimed: e.amount,
                method: e.method,
                claimed_at: at,
                state: PaymentState::Claimed,
            }),
            Event::PaymentVerified(e) => self.set_payment(
                e.payment,
                PaymentState::Verified {
                    amount: e.amount,
                    to_order: e.to_order,
                    to_credit: e.to_credit,
                    receipt: e.receipt.clone(),
                    at,
                },
            ),
            Event::PaymentRefused(e) => {
                self.set_payment(e.payment, PaymentState::Refused { reason: e.reason });
            }
            Event::MaterialsPlanned(e) => {
                self.needs.clone_from(&e.needs);
                self.plan_impossible = false;
            }
            Event::PlanImpossible(_) => self.plan_impossible = true,
            Event::MaterialsRequested(e) => self.requests.push(OrderRequest {
                id: e.request,
                number: e.number.clone(),
                supplier: e.supplier,
                state: RequestState::Sent,
                received: Vec::new(),
            }),
            Event::MaterialsConfirmed(e) => self.set_request(e.request, RequestState::Confirmed),
            Event::MaterialsRefused(e) => self.set_request(e.request, RequestState::Refused),
            Event::MaterialsWithdrawn(e) => self.set_request(e.request, RequestState::Withdrawn),
            Event::MaterialsShipped(e) => self.set_request(e.request, RequestState::Shipped),
            Event::MaterialsReceived(e) => {
                self.set_request(e.request, RequestState::Received);
                if let Some(request) = self.requests.iter_mut().find(|request| request.id == e.request) {
                    request.received = e.lines.iter().map(|line| (line.material, line.quantity)).collect();
                }
            }
            Event::ProductionStarted(_) => self.set_work(Work::InProduction),
            Event::ProductionFinished(e) => {
                self.reserved.extend(e.made.iter().copied());
                self.set_work(Work::Made);
            }
            Event::OrderPacked(_)
            | Event::DeliveryOrdered(_)
            | Event::DeliveryAccepted(_)
            | Event::DeliveryReassigned(_)
            | Event::DeliveryDeclined(_)
            | Event::DeliveryWithdrawn(_)
            | Event::DeliveryPickedUp(_)
            | Event::DeliveryCompleted(_)
            | Event::DeliveryFailed(_)
            | Event::FailureReopened(_)
            | Event::GoodsReturned(_)
            | Event::ReturnReceived(_)
            | Event::ShortfallSettled(_)
            | Event::LateDeedKept(_) => self.keep_delivery(event, at),
            Event::OrderPlaced(_)
            | Event::BusinessOpened(_)
            | Event::TermsSet(_)
            | Event::ProfileChanged(_)
            | Event::WholesaleSet(_)
            | Event::BuyerApproved(_)
            | Event::ApprovalWithdrawn(_)
            | Event::ProductAdded(_)
            | Event::ProductChanged(_)
            | Event::PriceSet(_)
            | Event::RecipeSet(_)
            | Event::ProductWithdrawn(_)
            | Event::ProductOffered(_)
            | Event::MaterialAdded(_)
            | Event::StockCounted(_)
            | Event::ReturnPolicySet(_)
            | Event::TripPlanned(_)
            | Event::TripReordered(_)
            | Event::MessageSent(_)
            | Event::MessagesRead(_)
            | Event::SaleMade(_)
            | Event::SaleVoided(_)
            | Event::GoodsKept(_)
            | Event::KeptGoodsFreed(_) => {}
        }
    }

    fn set_payment(&mut self, id: PaymentId, state: PaymentState) {
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) {
            payment.state = state;
        }
    }

    fn set_request(&mut self, id: RequestId, state: RequestState) {
        if let Some(request) = self.requests.iter_mut().find(|request| request.id == id) {
            request.state = state;
        }
    }

    fn set_work(&mut self, now: Work) {
        if let Stage::Accepted { work, .. } = &mut self.stage {
            *work = now;
        }
    }
}
