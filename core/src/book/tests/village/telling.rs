//! What happens is told in a few words, so that a story can be read.

use super::{Step, Village, Who};
use crate::book::delivery::Carrier;
use crate::book::material::{BoughtLine, OfferedLine, ReceivedLine};
use crate::book::order::{AgreedLine, Awaits, Holder};
use crate::book::stock::StockLine;
use crate::book::{Event, Rejection};
use crate::ids::OrderId;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use expect_test::Expect;
use std::fmt::Write as _;

impl Village {
    /// Where the order stands, what it waits for and who has the next move.
    fn place(&self) -> String {
        if self.order_id() == OrderId([0; 16]) {
            return "no order".to_owned();
        }
        let order = self.order();
        let holder = match order.holder() {
            Holder::Buyer => "buyer",
            Holder::Business => "business",
            Holder::Party(party) => Who::of(party),
            Holder::Nobody => "nobody",
        };
        let awaits = match order.awaits() {
            Awaits::Deposit { short } => format!("Deposit of {short}"),
            Awaits::Settlement { rest } => format!("Settlement of {rest}"),
            Awaits::PaymentCheck { amount, .. } => format!("PaymentCheck of {amount}"),
            Awaits::OfferAnswer { offer, .. } => format!("OfferAnswer to {offer}"),
            Awaits::AskAnswer { ask, .. } => format!("AskAnswer to {ask}"),
            Awaits::SupplierAnswer { .. } => "SupplierAnswer".to_owned(),
            Awaits::CounterAnswer { .. } => "CounterAnswer".to_owned(),
            Awaits::Shipment { .. } => "Shipment".to_owned(),
            Awaits::GoodsReceipt { .. } => "GoodsReceipt".to_owned(),
            Awaits::PickUp { .. } => "PickUp".to_owned(),
            Awaits::Arrival { .. } => "Arrival".to_owned(),
            other => format!("{other:?}"),
        };
        format!("{:?}, awaits {awaits} from {holder}", order.stage_name())
    }

    fn tell_lines(&self, lines: &[StockLine]) -> String {
        let lines = lines.iter().map(|line| format!("{} {}", line.quantity, self.item_name(line.item)));
        lines.collect::<Vec<_>>().join(" + ")
    }

    fn tell_offer(&self, lines: &[OfferedLine]) -> String {
        let line = |line: &OfferedLine| {
            let other = line.substitute.as_ref().map_or(String::new(), |other| format!(" {}", other.name));
            format!("{}{other} at {}", line.quantity, line.price)
        };
        lines.iter().map(line).collect::<Vec<_>>().join(" + ")
    }

    /// A fact in a few words.
    fn tell(&self, event: &Event) -> String {
        let detail = match event {
            Event::OrderPlaced(e) => format!("{} {}", e.number, e.goods_total),
            Event::OrderAccepted(e) => format!("total {}, deposit {}", e.total, e.deposit_due),
            Event::OrderDeclined(e) => format!("{:?}", e.reason),
            Event::OrderCancelled(e) => {
                let parts = [("keeps", e.kept), ("credits", e.to_credit), ("pays back", e.to_refund)];
                let parts = parts.iter().filter(|(_, amount)| amount.is_positive());
                let parts: String = parts.map(|(what, amount)| format!(", {what} {amount}")).collect();
                format!("by {}{parts}", Who::of(e.by))
            }
            Event::OrderCountered(e) => format!(
                "offer {} by {:?}: {}, total {}, deposit {}, for {}",
                e.offer,
                e.by,
                tell_agreed(&e.lines),
                e.total,
                e.deposit_due,
                e.promised
            ),
            Event::OfferAccepted(e) => format!("offer {}", e.offer),
            Event::OfferExpired(e) => format!("offer {}", e.offer),
            Event::ChangeAsked(e) => {
                format!(
                    "{} by {:?}: {}, total {}, for {}",
                    e.ask,
                    e.by,
                    tell_agreed(&e.lines),
                    e.total,
                    e.promised
                )
            }
            Event::CancellationAsked(e) => format!(
                "{} by {:?}: kept {}, credit {}, refund {}",
                e.ask, e.by, e.kept, e.to_credit, e.to_refund
            ),
            Event::OrderChanged(e) => {
                let credit = e.to_credit;
                format!(
                    "{}, total {}, for {}, {credit} to credit",
                    tell_agreed(&e.lines),
                    e.total,
                    e.promised
                )
            }
            Event::GateWaived(e) => format!("{:?}", e.gate),
            Event::DeadlinePassed(e) => format!("{:?}", e.what),
            Event::GoodsReserved(e) => self.tell_lines(&e.lines),
            Event::ReservationReleased(e) => self.tell_lines(&e.lines),
            Event::PaymentClaimed(e) => format!("{} {:?}", e.amount, e.method),
            Event::PaymentVerified(e) if e.to_credit.is_positive() => {
                format!("{} {}: {} to order, {} to credit", e.receipt, e.amount, e.to_order, e.to_credit)
            }
            Event::PaymentVerified(e) => format!("{} {}", e.receipt, e.amount),
            Event::PaymentRefused(e) => format!("{:?}", e.reason),
            Event::TransferClaimed(e) => format!("{} for {} orders", e.amount, e.parts.len()),
            Event::CreditUsed(e) => e.amount.to_string(),
            Event::RefundPaid(e) => e.amount.to_string(),
            Event::RestWrittenOff(e) => format!("{} {:?}", e.amount, e.reason),
            Event::TempoGranted(e) => format!("{} days", e.days),
            Event::LimitWaived(e) => format!("{} open, limit {}", e.open, e.limit),
            Event::CodeGiven(e) => e.code.to_string(),
            Event::BankLineTaken(e) => e.amount.to_string(),
            Event::CashHandedOver(e) => format!("{} of {}", e.amount, e.expected),
            Event::CourierPaid(e) => e.amount.to_string(),
            Event::InvoiceIssued(e) => format!("{} {}", e.number, e.total),
            Event::MaterialsPlanned(e) => {
                let needs = e.needs.iter().map(|n| format!("{} {} (short {})", n.needed, n.name, n.short));
                needs.collect::<Vec<_>>().join(" + ")
            }
            Event::MaterialsRequested(e) => {
                let lines = e.lines.iter().map(|line| format!("{} {}", line.quantity, line.name));
                let lines = lines.collect::<Vec<_>>().join(" + ");
                format!("{} {lines} from {}", e.number, Who::of(e.supplier))
            }
            Event::MaterialsConfirmed(e) => {
                let lines = e.lines.iter().map(|line| format!("{} at {}", line.quantity, line.price));
                lines.collect::<Vec<_>>().join(" + ")
            }
            Event::SupplierCountered(e) => self.tell_offer(&e.lines),
            Event::SupplierCounterAccepted(e) => self.tell_offer(&e.lines),
            Event::MaterialsReturned(e) => format!("{}, {} off the bill", tell_received(&e.lines), e.credit),
            Event::SupplierBilled(e) => format!("{} {}", e.number, e.amount),
            Event::SupplierPaid(e) => e.amount.to_string(),
            Event::MaterialsBought(e) => {
                let lines = e.lines.iter().map(|line| format!("{} {}", line.quantity, line.name));
                format!("{} for {}", lines.collect::<Vec<_>>().join(" + "), e.total)
            }
            Event::PurchaseCorrected(e) => {
                let tell = |line: &BoughtLine| format!("{} {} for {}", line.quantity, line.name, line.cost);
                let changes = e.changes().map(|(was, is)| format!("{} is {}", tell(&was), tell(&is)));
                changes.collect::<Vec<_>>().join(" + ")
            }
            Event::StockMade(e) => {
                format!("{} of {}", self.tell_lines(&[e.made]), self.tell_lines(&e.consumed))
            }
            Event::MaterialsUsed(e) => self.tell_lines(&e.more),
            Event::WorkReported(e) => format!("{} through step {} of {}", e.done, e.step, e.steps),
            Event::StockRuleSet(e) => format!("{} {}", e.at_least, self.item_name(e.item)),
            Event::SupplierPriceSet(e) => format!("{} in {} days", e.price, e.lead_days),
            Event::MaterialsRefused(e) => format!("{:?}", e.reason),
            Event::MaterialsShipped(e) => {
                e.lines.iter().map(|line| line.quantity.to_string()).collect::<Vec<_>>().join(" + ")
            }
            Event::MaterialsReceived(e) if !e.closes => {
                format!("{}, the rest is to come", tell_received(&e.lines))
            }
            Event::MaterialsReceived(e) => tell_received(&e.lines),
            Event::ProductionStarted(e) => format!("takes {}", self.tell_lines(&e.consumed)),
            Event::ProductionFinished(e) => self.tell_lines(&e.made),
            Event::OrderPacked(e) => format!("{} in {} packages", self.tell_lines(&e.goods), e.packages),
            Event::DeliveryOrdered(e) => {
                let carrier = match &e.carrier {
                    Carrier::Courier { party } => Who::of(*party),
                    Carrier::OwnStaff { .. } => "own staff",
                    Carrier::Expedition { name, .. } => name,
                    Carrier::Collected => "collected",
                };
                format!("{} attempt {} by {carrier}, collect {}", e.number, e.attempt, e.cash_to_collect)
            }
            Event::DeliveryDeclined(e) => format!("{:?}", e.reason),
            Event::DeliveryPickedUp(e) if !e.missing.is_empty() => {
                format!("{} packages, without {:?}", e.packages, e.missing)
            }
            Event::DeliveryReassigned(e) => match &e.carrier {
                Carrier::Courier { party } => Who::of(*party).to_owned(),
                _ => "another".to_owned(),
            },
            Event::DeliveryCompleted(e) if !e.outcomes.is_empty() => {
                let tell = |of: &crate::book::delivery::LineOutcome| {
                    format!("{}/{}/{}/{}", of.accepted, of.damaged, of.refused, of.missing)
                };
                let outcomes: Vec<_> = e.outcomes.iter().map(tell).collect();
                format!("cash {}, taken/broken/refused/missing {}", e.cash_collected, outcomes.join(", "))
            }
            Event::DeliveryCompleted(e) if e.code => format!("cash {}, with the code", e.cash_collected),
            Event::DeliveryCompleted(e) => format!("cash {}", e.cash_collected),
            Event::GoodsReturned(e) => {
                let lines = e.lines.iter().map(|of| format!("{} of line {}", of.quantity, of.line));
                lines.collect::<Vec<_>>().join(" + ")
            }
            Event::ReturnReceived(e) => {
                let tell = |of: &crate::book::delivery::ReturnedLine| {
                    let parts = [of.again, of.to_stock, of.scrapped, of.lost, of.kept];
                    parts.map(|part| part.to_string()).join("/")
                };
                let lines: Vec<_> = e.lines.iter().map(tell).collect();
                format!("again/shelf/scrap/lost/kept {}", lines.join(", "))
            }
            Event::ShortfallSettled(e) => {
                let taken = self.tell_lines(&e.taken);
                format!("takes {taken}, {} off, {} credit, {} refund", e.amount, e.to_credit, e.to_refund)
            }
            Event::LateDeedKept(e) => format!("{:?} by {}", e.deed, Who::of(e.by)),
            Event::TripPlanned(e) => format!("{} with {} stops", e.number, e.slips.len()),
            Event::DeliveryFailed(e) => format!("{:?}", e.reason),
            Event::ProfileChanged(e) => e.name.clone(),
            Event::ProductChanged(e) => e.name.clone(),
            Event::SaleMade(e) => format!("{} {} of {} given", e.number, e.total, e.tendered),
            Event::GoodsKept(e) => format!("{} {}", e.number, e.total),
            Event::KeptGoodsFreed(e) => format!("{:?}", e.reason),
            Event::GuestPostHidden(e) => format!("{:?}", e.reason),
            Event::ReplyTemplateSet(e) => e.name.clone(),
            Event::BookableSet(e) => e.name.clone(),
            Event::SlotBooked(e) => format!("{} {} places {}", e.number, e.places, e.total),
            Event::BookingCancelled(e) => format!("{:?} by {}", e.reason, Who::of(e.by)),
            Event::BookingMarked(e) => format!("{:?}", e.attendance),
            Event::StockCounted(e) => format!("{} {}", e.quantity, self.item_name(e.item)),
            Event::PaymentCorrected(e) => {
                let parts = [("credit", e.credit), ("to pay back", e.refund), ("taken back", e.taken_back)];
                let parts = parts.iter().filter(|(_, amount)| *amount != Rupiah::ZERO);
                let parts: String = parts.map(|(what, amount)| format!(", {what} {amount}")).collect();
                format!("{} is {}{parts}", e.was.amount, e.is.amount)
            }
            Event::ReceiptCorrected(e) => format!("{} is {}", tell_received(&e.was), tell_received(&e.is)),
            Event::CountCorrected(e) => format!("{} is {} {}", e.was, e.is, self.item_name(e.item)),
            Event::SupplierBillCorrected(e) => format!("{} {} is {}", e.number, e.was, e.amount),
            Event::SupplierPaymentCorrected(e) => format!("{} is {}", e.was, e.amount),
            Event::MaterialCorrected(e) => format!("{} is {}", e.was, e.name),
            Event::MonthClosed(e) => {
                let lines = e.figures.iter().map(|line| format!("{:?} {}", line.figure, line.amount));
                format!("{}: {}", e.month, lines.collect::<Vec<_>>().join(", "))
            }
            Event::MonthReopened(e) => e.month.to_string(),
            _ => String::new(),
        };
        let name = name(event);
        if detail.is_empty() { name } else { format!("{name} [{detail}]") }
    }

    /// What a wish led to, in words.
    pub(in crate::book::tests) fn tell_outcome(&self, outcome: &Result<Vec<Event>, Rejection>) -> String {
        match outcome {
            Ok(facts) if facts.is_empty() => "nothing new".to_owned(),
            Ok(facts) => facts.iter().map(|fact| self.tell(fact)).collect::<Vec<_>>().join(", "),
            Err(Rejection::MaterialsMissing { missing }) => {
                let missing = missing.iter().map(|m| format!("{} {} {}", m.missing, m.unit.label(), m.name));
                format!("refused: materials are missing: {}", missing.collect::<Vec<_>>().join(" + "))
            }
            Err(refusal) => format!("refused: {refusal}"),
        }
    }
}

fn tell_received(lines: &[ReceivedLine]) -> String {
    let line = |line: &ReceivedLine| match line.damaged {
        Quantity::ZERO => line.quantity.to_string(),
        damaged => format!("{} ({damaged} damaged)", line.quantity),
    };
    lines.iter().map(line).collect::<Vec<_>>().join(" + ")
}

/// Lines as they were agreed.
fn tell_agreed(lines: &[AgreedLine]) -> String {
    let lines =
        lines.iter().map(|line| format!("{} of line {} at {}", line.quantity, line.number, line.price));
    lines.collect::<Vec<_>>().join(" + ")
}

/// The fact's name, as code writes it.
pub(in crate::book::tests) fn name(event: &Event) -> String {
    format!("{event:?}").split('(').next().unwrap().to_owned()
}

/// A story from the first day on.
pub(in crate::book::tests) fn story(steps: impl IntoIterator<Item = Step>, expect: Expect) {
    given([]).story(steps, expect);
}

fn tell_step(village: &mut Village, step: &Step, told: &mut String) {
    village.later(step.after);
    let (name, outcome) = village.take(step);
    let mut who = step.who.name().to_owned();
    if let Some(party) = step.on_behalf_of {
        who = format!("{who} for {} ({:?})", party.name(), step.channel);
    }
    writeln!(told, "{who}: {name} → {}", village.tell_outcome(&outcome)).unwrap();
}

/// What has happened before a test begins. Every step of it must be granted.
pub(in crate::book::tests) fn given(steps: impl IntoIterator<Item = Step>) -> Given {
    let mut village = Village::new();
    for step in steps {
        village.later(step.after);
        village.must(step);
    }
    Given { village, told: String::new() }
}

/// A village in which something has happened.
pub(in crate::book::tests) struct Given {
    pub(in crate::book::tests) village: Village,
    told: String,
}

impl Given {
    /// Every further step with what it led to, and where the order stands in the end.
    pub(in crate::book::tests) fn story(mut self, steps: impl IntoIterator<Item = Step>, expect: Expect) {
        let mut told = String::new();
        for step in steps {
            tell_step(&mut self.village, &step, &mut told);
        }
        writeln!(told, "= {}", self.village.place()).unwrap();
        expect.assert_eq(&told);
    }

    /// Somebody wishes something.
    pub(in crate::book::tests) fn when(mut self, step: Step) -> Self {
        let (_, outcome) = self.village.take(&step);
        self.told = self.village.tell_outcome(&outcome);
        self
    }

    /// The facts that follow, or the refusal.
    pub(in crate::book::tests) fn then(self, expect: Expect) {
        expect.assert_eq(&self.told);
    }
}
