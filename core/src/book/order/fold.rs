//! What facts make of an order.

use super::promise::Journey;
use super::{
    Agreement, AskState, Asked, Division, Holder, OfferState, Order, OrderChanged, OrderMoney, OrderPlaced,
    OrderRequest, Payment, PaymentState, Promise, RequestState, Stage, Turn, Work,
};
use crate::book::Event;
use crate::book::correction::Corrected;
use crate::book::payment::PaymentCorrected;
use crate::book::profile::OrderPolicySet;
use crate::bugs::{Bug, made};
use crate::ids::PaymentId;
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
            money: OrderMoney::default(),
            needs: Vec::new(),
            plan_impossible: false,
            requests: Vec::new(),
            reserved: Vec::new(),
            work_done: Vec::new(),
            used: Vec::new(),
            slips: Vec::new(),
            goods: Vec::new(),
            parcels: Vec::new(),
            returns: Vec::new(),
            late: Vec::new(),
            placed_lines: Vec::new(),
            offers: Vec::new(),
            first_promise: None,
            asks: Vec::new(),
            policy: OrderPolicySet::default(),
            waived: Vec::new(),
            moved_to_credit: Rupiah::ZERO,
            moved_to_refund: Rupiah::ZERO,
            passed: Vec::new(),
            turn: Turn::begun(Holder::Business, at),
            paused: 0,
            journey: Journey::begun(Holder::Business, at),
        }
    }

    /// Keeps a fact about this order. Facts about other things leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        if made(Bug::MovePromise)
            && let (Event::ProductionFinished(_), Stage::Accepted { agreement, .. }) =
                (event, &mut self.stage)
        {
            agreement.promised = agreement.promised.plus(1);
        }
        let before = self.stage_name();
        let accepted = matches!(self.stage, Stage::Accepted { .. });
        self.keep(event, at);
        if self.stage_name() != before {
            self.since = at;
        }
        let holder = self.holder();
        self.keep_journey(holder, at);
        if holder != self.turn.holder {
            let by_buyer = self.turn.holder == Holder::Buyer && accepted;
            let held = self.turn.passes_to(holder, at);
            if by_buyer && !made(Bug::NeverPause) {
                self.paused = self.paused.saturating_add(held);
            }
        } else if !accepted && matches!(self.stage, Stage::Accepted { .. }) {
            // The buyer's turn to pay begins with the acceptance, not with the offer.
            self.turn.passes_to(holder, at);
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
                self.end_offers(OfferState::Replaced);
            }
            Event::OrderCountered(e) => self.keep_offer(e, at),
            Event::OfferAccepted(e) => self.take_offer(e.offer),
            Event::OfferExpired(_) => self.end_offers(OfferState::Expired),
            Event::PolicyAgreed(e) => self.policy = e.policy.clone(),
            Event::ChangeAsked(e) => self.keep_ask(e.ask, e.by, Asked::Change(e.clone()), at),
            Event::CancellationAsked(e) => self.keep_ask(e.ask, e.by, Asked::Cancellation(e.clone()), at),
            Event::AskRefused(e) => self.end_ask(e.ask, AskState::Refused, e.note.as_ref()),
            Event::AskWithdrawn(e) => self.end_ask(e.ask, AskState::Withdrawn, None),
            Event::OrderChanged(e) => self.change(e),
            Event::GateWaived(e) => self.waived.push(e.gate),
            Event::DeadlinePassed(e) => {
                if e.request.is_none() {
                    self.passed.push((e.what, e.due));
                }
            }
            Event::OrderDeclined(e) => {
                self.end_offers(OfferState::Replaced);
                self.stage = Stage::Declined { reason: e.reason, note: e.note.clone() };
            }
            Event::OrderWithdrawn(e) => {
                self.end_offers(OfferState::Replaced);
                self.stage = Stage::Withdrawn { note: e.note.clone() };
            }
            Event::OrderCancelled(e) => {
                let money = Division { kept: e.kept, to_credit: e.to_credit, to_refund: e.to_refund };
                if let Some(Asked::Cancellation(asked)) = self.open_ask().map(|ask| &ask.what) {
                    let number = asked.ask;
                    self.end_ask(number, AskState::Agreed, None);
                }
                self.lapse_asks();
                self.stage = Stage::Cancelled { by: e.by, money, note: e.note.clone() };
            }
            Event::OrderClosed(_) => {
                self.lapse_asks();
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
                sent: e.sent.clone(),
                transfer: e.transfer,
                claimed_at: at,
                state: PaymentState::Claimed,
                corrected: Vec::new(),
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
            Event::PaymentCorrected(e) => self.correct_payment(e, at),
            Event::PaymentRefused(e) => {
                self.set_payment(e.payment, PaymentState::Refused { reason: e.reason });
            }
            Event::CreditUsed(_)
            | Event::RefundPaid(_)
            | Event::RestWrittenOff(_)
            | Event::TempoGranted(_)
            | Event::LimitWaived(_)
            | Event::CodeGiven(_)
            | Event::InvoiceIssued(_) => self.money.evolve(event),
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
                promised: false,
                on_the_way: 0,
                lines: e.lines.iter().map(|line| (line.number, line.material)).collect(),
                swapped: false,
                swaps: Vec::new(),
                received: Vec::new(),
                prices: e.lines.iter().map(|line| (line.number, line.price)).collect(),
                cost: Rupiah::ZERO,
            }),
            Event::MaterialsConfirmed(_)
            | Event::SupplierCountered(_)
            | Event::SupplierCounterAccepted(_)
            | Event::SupplierCounterRefused(_)
            | Event::RequestExpired(_)
            | Event::RequestClosed(_)
            | Event::MaterialsRefused(_)
            | Event::MaterialsWithdrawn(_)
            | Event::MaterialsShipped(_)
            | Event::MaterialsReceived(_)
            | Event::MaterialsReturned(_)
            | Event::ReceiptCorrected(_) => self.keep_in_request(event),
            Event::ProductionStarted(e) => {
                self.used.extend(e.consumed.iter().copied());
                self.set_work(Work::InProduction);
            }
            Event::WorkReported(e) => self.keep_work(e),
            Event::MaterialsUsed(e) => self.used.extend(e.more.iter().copied()),
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
            | Event::WasteSet(_)
            | Event::SupplierPriceSet(_)
            | Event::StockRuleSet(_)
            | Event::SupplierBilled(_)
            | Event::SupplierPaid(_)
            | Event::MaterialsBought(_)
            | Event::PurchaseCorrected(_)
            | Event::WorkshopStepsSet(_)
            | Event::StockMade(_)
            | Event::OrderPolicySet(_)
            | Event::StockCounted(_)
            | Event::ReturnPolicySet(_)
            | Event::TripPlanned(_)
            | Event::TripReordered(_)
            | Event::MessageSent(_)
            | Event::MessagesRead(_)
            | Event::TransferClaimed(_)
            | Event::CashHandedOver(_)
            | Event::CourierPaid(_)
            | Event::BankLineTaken(_)
            | Event::PaymentPolicySet(_)
            | Event::BuyerTermsSet(_)
            | Event::DepositRuleSet(_)
            | Event::QrisSet(_)
            | Event::CountCorrected(_)
            | Event::MaterialCorrected(_)
            | Event::SupplierBillCorrected(_)
            | Event::SupplierPaymentCorrected(_)
            | Event::MonthClosed(_)
            | Event::MonthReopened(_)
            | Event::SaleMade(_)
            | Event::SaleVoided(_)
            | Event::GoodsKept(_)
            | Event::KeptGoodsFreed(_)
            | Event::GuestPostWritten(_)
            | Event::GuestPostShown(_)
            | Event::GuestPostHidden(_)
            | Event::GuestPostAnswered(_)
            | Event::ReplyTemplateSet(_)
            | Event::ReplyTemplateRemoved(_)
            | Event::BookableSet(_)
            | Event::SlotBooked(_)
            | Event::BookingCancelled(_)
            | Event::BookingMarked(_)
            | Event::BookingMoved(_)
            | Event::BookingPaid(_) => {}
        }
    }

    /// Something else was agreed; what was promised first stays beside it.
    fn change(&mut self, event: &OrderChanged) {
        self.end_ask(event.ask, AskState::Agreed, None);
        self.replace_lines(&event.lines, event.goods_total);
        self.moved_to_credit = self.moved_to_credit.and(event.to_credit);
        self.plan_impossible = false;
        let Stage::Accepted { agreement, .. } = &mut self.stage else { return };
        let before = Promise { day: agreement.promised, total: agreement.total };
        self.first_promise.get_or_insert(before);
        agreement.promised = event.promised;
        agreement.deposit_due = event.deposit_due;
        agreement.freight = event.freight;
        agreement.freight_payer = event.freight_payer;
        agreement.total = event.total;
        agreement.sources.clone_from(&event.sources);
    }

    fn set_payment(&mut self, id: PaymentId, state: PaymentState) {
        if let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == id) {
            payment.state = state;
        }
    }

    /// The payment is of another amount. What was closed and lacks money now is under way again.
    fn correct_payment(&mut self, event: &PaymentCorrected, at: Moment) {
        let Some(payment) = self.payments.iter_mut().find(|payment| payment.id == event.payment) else {
            return;
        };
        if let PaymentState::Verified { amount, to_order, to_credit, .. } = &mut payment.state {
            *amount = event.is.amount;
            *to_order = event.is.to_order;
            *to_credit = event.is.to_credit;
        }
        payment.corrected.push(Corrected {
            was: event.was.amount,
            why: event.why,
            note: event.note.clone(),
            at,
        });
        self.moved_to_credit = self.moved_to_credit.less(event.taken_back);
        if let Stage::Cancelled { money, .. } = &mut self.stage {
            money.to_credit = money.to_credit.and(event.credit);
            money.to_refund = money.to_refund.and(event.refund);
        }
        if let Stage::Closed { agreement, slip } = &self.stage
            && self.rest().is_positive()
        {
            let (agreement, slip) = (agreement.clone(), *slip);
            self.stage = Stage::Accepted { agreement, work: Work::Delivered { slip } };
        }
    }

    fn set_work(&mut self, now: Work) {
        if let Stage::Accepted { work, .. } = &mut self.stage {
            *work = now;
        }
    }
}
