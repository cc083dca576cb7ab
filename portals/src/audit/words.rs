//! Every figure of a fact in words: amounts, quantities, names, days, and what was sealed.

mod counter;
mod guests;

use rantai_core::book::Event;
use rantai_core::book::delivery::{self, Carrier};
use rantai_core::book::material::{CountedLine, MaterialNeed};
use rantai_core::book::order::{DeliveryWish, OrderLine};
use rantai_core::book::stock::{StockItem, StockLine};
use rantai_core::ids::{MaterialId, PartyId};
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::sealed::{Personal, Sealed};
use rantai_core::time::Day;

use crate::app::App;
use crate::courier::{mode_word, problem_word, refusal_word};
use crate::i18n::Phrases;
use crate::i18n::dates::Calendar;
use crate::order_words::called;
use crate::regions::in_one_line;
use crate::supplier::request::reason_word;

/// What a figure is called, and the figure.
pub type Figure = (&'static str, String);

/// Reads facts of one business's book aloud.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations, reason = "it borrows the whole deployment")]
pub struct Reader<'a> {
    /// For names and keys.
    pub app: &'a App,
    /// In which words.
    pub t: &'static Phrases,
    /// Seen from where.
    pub calendar: &'a Calendar,
    /// Whose book it is.
    pub business: PartyId,
}

impl Reader<'_> {
    /// Everything a fact says.
    pub fn figures(&self, event: &Event) -> Vec<Figure> {
        let a = &self.t.audit;
        match event {
            Event::OrderPlaced(e) => {
                let mut figures = vec![(a.number, e.number.clone()), (a.buyer, self.app.party(e.buyer))];
                figures.extend(e.lines.iter().map(|line| self.order_line(line)));
                figures.push((a.goods_total, e.goods_total.to_string()));
                figures.extend(e.wanted.map(|day| (a.wanted, self.day(day))));
                figures.push((a.destination, self.destination(&e.delivery)));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::OrderAccepted(e) => {
                let sources = e.sources.iter().map(|source| (a.source)(*source));
                vec![
                    (a.promised, self.day(e.promised)),
                    (a.deposit_due, e.deposit_due.to_string()),
                    (a.freight, format!("{} ({})", e.freight, (a.freight_payer)(e.freight_payer))),
                    (a.total, e.total.to_string()),
                    (a.settlement, (a.settlement_rule)(e.settlement).to_owned()),
                    (a.sources, sources.collect::<Vec<_>>().join(", ")),
                ]
            }
            Event::SaleMade(e) => self.sale(e),
            Event::GuestPostWritten(_)
            | Event::GuestPostHidden(_)
            | Event::GuestPostAnswered(_)
            | Event::ReplyTemplateSet(_)
            | Event::BookableSet(_)
            | Event::SlotBooked(_)
            | Event::BookingCancelled(_)
            | Event::BookingMarked(_)
            | Event::BookingMoved(_)
            | Event::BookingPaid(_) => self.guests(event),
            Event::SaleVoided(e) => {
                let reason = (self.t.counter.void_reason)(e.reason).to_owned();
                self.because(a.reason, reason, e.note.as_ref())
            }
            Event::GoodsKept(e) => {
                let mut figures = vec![(a.number, e.number.clone())];
                figures.extend(e.lines.iter().map(|line| self.sale_line(line)));
                figures.extend(self.sealed(a.buyer, e.name.as_ref()));
                figures.push((self.t.counter.until, self.calendar.moment(e.until).exact));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::KeptGoodsFreed(e) => self.stock(&e.goods),
            Event::OrderDeclined(e) => {
                self.because(a.reason, (a.decline_reason)(e.reason).to_owned(), e.note.as_ref())
            }
            Event::OrderWithdrawn(e) => self.sealed(a.note, e.note.as_ref()).into_iter().collect(),
            Event::OrderCancelled(e) => {
                let mut figures = vec![(a.by, self.app.party(e.by))];
                figures.extend(self.divided(e.kept, e.to_credit, e.to_refund));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::OrderCountered(_)
            | Event::OfferAccepted(_)
            | Event::OfferExpired(_)
            | Event::ChangeAsked(_)
            | Event::CancellationAsked(_)
            | Event::AskRefused(_)
            | Event::AskWithdrawn(_)
            | Event::OrderChanged(_)
            | Event::GateWaived(_)
            | Event::PolicyAgreed(_)
            | Event::DeadlinePassed(_) => self.agreed(event),
            Event::OrderClosed(_) => Vec::new(),
            Event::GoodsReserved(e) => self.stock(&e.lines),
            Event::ReservationReleased(e) => self.stock(&e.lines),
            Event::CreditUsed(_)
            | Event::RefundPaid(_)
            | Event::RestWrittenOff(_)
            | Event::TransferClaimed(_)
            | Event::TempoGranted(_)
            | Event::LimitWaived(_)
            | Event::CodeGiven(_)
            | Event::CashHandedOver(_)
            | Event::CourierPaid(_)
            | Event::InvoiceIssued(_)
            | Event::PaymentPolicySet(_)
            | Event::BuyerTermsSet(_)
            | Event::DepositRuleSet(_)
            | Event::BankLineTaken(_)
            | Event::QrisSet(_) => self.money(event),
            Event::PaymentCorrected(_)
            | Event::ReceiptCorrected(_)
            | Event::CountCorrected(_)
            | Event::MaterialCorrected(_)
            | Event::SupplierBillCorrected(_)
            | Event::SupplierPaymentCorrected(_)
            | Event::PurchaseCorrected(_)
            | Event::MonthClosed(_)
            | Event::MonthReopened(_) => self.corrected(event),
            Event::PaymentClaimed(e) => {
                let mut figures = vec![
                    (a.amount, e.amount.to_string()),
                    (a.method, (self.t.business.method)(e.method).to_owned()),
                ];
                figures.extend(self.sent(e.sent.as_ref()));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::PaymentVerified(e) => {
                let fee = e.fee.is_positive().then(|| (a.fee_kept, e.fee.to_string()));
                let mut figures = vec![
                    (a.arrived, e.amount.to_string()),
                    (a.to_order, e.to_order.to_string()),
                    (a.to_credit, e.to_credit.to_string()),
                    (a.receipt, e.receipt.clone()),
                ];
                figures.extend(fee);
                figures
            }
            Event::PaymentRefused(e) => {
                self.because(a.reason, (a.payment_refusal)(e.reason).to_owned(), e.note.as_ref())
            }
            Event::MaterialsPlanned(e) => e.needs.iter().map(|need| self.need(need)).collect(),
            Event::PlanImpossible(e) => {
                let names = e.products.iter().map(|product| {
                    let row = self.app.views.shops.product(self.business, *product);
                    row.map_or_else(|| "–".to_owned(), |row| row.product.sheet.name.clone())
                });
                names.map(|name| (a.without_recipe, name)).collect()
            }
            Event::MaterialsRequested(e) => {
                let mut figures =
                    vec![(a.number, e.number.clone()), (a.supplier, self.app.party(e.supplier))];
                figures.extend(e.lines.iter().map(|line| {
                    let unit = line.unit.label();
                    (a.line, format!("{} {unit} {} · {} / {unit}", line.quantity, line.name, line.price))
                }));
                figures.extend(e.wanted.map(|day| (a.wanted, self.day(day))));
                figures
                    .extend(e.answer_by.map(|by| (self.t.supply.answer_by, self.calendar.moment(by).exact)));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::MaterialsConfirmed(e) => {
                let request = self.app.views.requests.sheet(e.request);
                let mut figures: Vec<Figure> = Vec::new();
                for line in &e.lines {
                    let lines = request.as_ref().map(|sheet| &sheet.request.lines[..]).unwrap_or_default();
                    let asked = lines.iter().find(|asked| asked.number == line.number);
                    let (name, unit) = asked.map_or(("", ""), |asked| (&asked.name, asked.unit.label()));
                    let text = format!("#{} {} {unit} {name} · {}", line.number, line.quantity, line.price);
                    figures.push((a.line, text));
                }
                figures.push((a.promised, self.day(e.promised)));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::MaterialsRefused(e) => {
                self.because(a.reason, reason_word(self.t, e.reason).to_owned(), e.note.as_ref())
            }
            Event::MaterialsWithdrawn(e) => self.sealed(a.note, e.note.as_ref()).into_iter().collect(),
            Event::MaterialsShipped(e) => {
                let mut figures = self.counted(&e.lines);
                figures.extend(e.waybill.clone().map(|waybill| (a.waybill, waybill)));
                figures
            }
            Event::MaterialsReceived(_)
            | Event::SupplierCountered(_)
            | Event::SupplierCounterAccepted(_)
            | Event::SupplierCounterRefused(_)
            | Event::RequestExpired(_)
            | Event::RequestClosed(_)
            | Event::MaterialsReturned(_)
            | Event::SupplierBilled(_)
            | Event::SupplierPaid(_)
            | Event::WorkReported(_)
            | Event::MaterialsUsed(_) => self.supply(event),
            Event::ProductionStarted(e) => self.stock(&e.consumed),
            Event::ProductionFinished(e) => self.stock(&e.made),
            Event::OrderPacked(e) => {
                let mut figures = vec![(a.packages, e.packages.to_string())];
                figures.extend(self.stock(&e.goods));
                figures
            }
            Event::DeliveryOrdered(e) => {
                let mut figures = vec![
                    (a.number, e.number.clone()),
                    (a.carrier, self.carrier(&e.carrier)),
                    (a.mode, mode_word(self.t, e.mode).to_owned()),
                    (a.attempt, e.attempt.to_string()),
                    (a.destination, self.destination(&e.destination)),
                    (a.packages, e.packages.to_string()),
                    (a.cash_to_collect, e.cash_to_collect.to_string()),
                    (a.courier_fee, e.courier_fee.to_string()),
                ];
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::DeliveryDeclined(e) => {
                self.because(a.reason, refusal_word(self.t, e.reason).to_owned(), e.note.as_ref())
            }
            Event::DeliveryWithdrawn(_) => Vec::new(),
            Event::DeliveryAccepted(_) | Event::FailureReopened(_) => Vec::new(),
            Event::DeliveryReassigned(e) => {
                let mut figures = vec![
                    (a.carrier, self.carrier(&e.carrier)),
                    (a.mode, mode_word(self.t, e.mode).to_owned()),
                    (a.courier_fee, e.courier_fee.to_string()),
                ];
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::GoodsReturned(e) => {
                let line = |of: &delivery::ReturnLine| {
                    (a.line, format!("#{} {} · {}", of.line, of.quantity, (self.t.road.reason)(of.reason)))
                };
                let figures = e.lines.iter().map(line);
                figures.chain(self.sealed(a.note, e.note.as_ref())).collect()
            }
            Event::ReturnReceived(e) => {
                let r = &self.t.road;
                let line = |of: &delivery::ReturnedLine| {
                    let parts = [
                        (r.again, of.again),
                        (r.to_stock, of.to_stock),
                        (r.scrapped, of.scrapped),
                        (r.lost, of.lost),
                        (r.kept, of.kept),
                    ];
                    let parts = parts.into_iter().filter(|(_, quantity)| quantity.is_positive());
                    let parts: Vec<_> = parts.map(|(word, quantity)| format!("{word} {quantity}")).collect();
                    (a.line, format!("#{} {}", of.line, parts.join(", ")))
                };
                e.lines.iter().map(line).collect()
            }
            Event::ShortfallSettled(e) => {
                let r = &self.t.road;
                let line = |of: &delivery::SettledLine| {
                    let text =
                        format!("#{} {} {}, {} {}", of.line, r.replace, of.replaced, r.forgo, of.forgone);
                    (a.line, text)
                };
                let mut figures: Vec<Figure> = e.lines.iter().map(line).collect();
                figures.push((r.amount_off, e.amount.to_string()));
                if e.to_credit.is_positive() {
                    figures.push((r.back_credit, e.to_credit.to_string()));
                }
                if e.to_refund.is_positive() {
                    figures.push((r.back_refund, e.to_refund.to_string()));
                }
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::LateDeedKept(e) => {
                let by = (a.by, self.app.party(e.by));
                let name = self.sealed(a.received_by, e.received_by.as_ref());
                std::iter::once(by)
                    .chain(name)
                    .chain([(a.cash_collected, e.cash_collected.to_string())])
                    .collect()
            }
            Event::DeliveryPickedUp(e) => {
                let mut figures = vec![(a.packages, e.packages.to_string())];
                if !e.missing.is_empty() {
                    let missing: Vec<_> = e.missing.iter().map(u16::to_string).collect();
                    figures.push((self.t.road.missing_packages, missing.join(", ")));
                }
                figures
            }
            Event::DeliveryCompleted(e) => {
                let name = self.sealed(a.received_by, e.received_by.as_ref());
                let cash = [(a.cash_collected, e.cash_collected.to_string())];
                let not_taken = e.outcomes.iter().map(|of| {
                    let rest = of.damaged.and(of.refused).and(of.missing);
                    let line = format!("#{}", of.line);
                    (a.line, (self.t.road.outcome)(&line, &of.accepted.to_string(), &rest.to_string()))
                });
                name.into_iter().chain(cash).chain(not_taken).collect()
            }
            Event::DeliveryFailed(e) => {
                let reason = problem_word(self.t, e.reason).to_owned();
                let mut figures = self.because(a.reason, reason, e.note.as_ref());
                figures.extend(e.next_attempt.map(|day| (a.next_attempt, self.day(day))));
                figures
            }
            Event::MessageSent(e) => {
                let from = (a.by, self.app.party(e.from));
                [from].into_iter().chain(self.sealed(a.note, e.text.as_ref())).collect()
            }
            Event::MessagesRead(e) => vec![(a.by, self.app.party(e.by)), (a.up_to, e.up_to.to_string())],
            // These touch neither orders nor requests; they have no place in these trails.
            Event::BusinessOpened(_)
            | Event::TermsSet(_)
            | Event::ProfileChanged(_)
            | Event::WholesaleSet(_)
            | Event::OrderPolicySet(_)
            | Event::BuyerApproved(_)
            | Event::ApprovalWithdrawn(_)
            | Event::ReturnPolicySet(_)
            | Event::TripPlanned(_)
            | Event::TripReordered(_)
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
            | Event::MaterialsBought(_)
            | Event::WorkshopStepsSet(_)
            | Event::StockMade(_)
            | Event::GuestPostShown(_)
            | Event::ReplyTemplateRemoved(_)
            | Event::StockCounted(_) => Vec::new(),
        }
    }

    fn order_line(&self, line: &OrderLine) -> Figure {
        let a = &self.t.audit;
        let mut text = format!(
            "{} {} {} · {} / {} ({}) = {}",
            line.quantity,
            line.unit.label(),
            called(&line.name, &line.variant_name),
            line.price,
            line.base_unit.label(),
            (a.price_kind)(line.price_kind),
            line.amount
        );
        if let Some((_, words)) = self.sealed(a.note, line.specification.as_ref()) {
            text = format!("{text} · {words}");
        }
        (a.line, text)
    }

    fn need(&self, need: &MaterialNeed) -> Figure {
        let a = &self.t.audit;
        let unit = need.unit.label();
        (a.material, format!("{}: {} {unit}, {} {} {unit}", need.name, need.needed, a.short, need.short))
    }

    pub(super) fn stock(&self, lines: &[StockLine]) -> Vec<Figure> {
        let a = &self.t.audit;
        let line = |line: &StockLine| match line.item {
            StockItem::Material { material } => (a.material, self.material(material, line.quantity)),
            StockItem::Goods { product, variant } => {
                let Some(row) = self.app.views.shops.product(self.business, product) else {
                    return (a.goods, format!("{} –", line.quantity));
                };
                let sheet = &row.product.sheet;
                let variant = row.product.variant(variant).map_or("", |variant| variant.name.as_str());
                let text = format!("{} {} {} {variant}", line.quantity, sheet.unit.label(), sheet.name);
                (a.goods, text.trim_end().to_owned())
            }
        };
        lines.iter().map(line).collect()
    }

    fn counted(&self, lines: &[CountedLine]) -> Vec<Figure> {
        let a = &self.t.audit;
        lines.iter().map(|line| (a.material, self.material(line.material, line.quantity))).collect()
    }

    pub(super) fn material(&self, material: MaterialId, quantity: Quantity) -> String {
        let known = self.app.views.store.material(self.business, material);
        let (name, unit) = known.map_or_else(
            || ("–".to_owned(), None),
            |known| (known.material.name.clone(), Some(known.material.unit)),
        );
        format!("{quantity} {} {name}", unit.map_or("", Unit::label))
    }

    fn carrier(&self, carrier: &Carrier) -> String {
        match carrier {
            Carrier::Courier { party } => self.app.party(*party),
            Carrier::OwnStaff { person } => self.app.person(*person),
            Carrier::Expedition { name, waybill } if waybill.is_empty() => name.clone(),
            Carrier::Expedition { name, waybill } => format!("{name} · {waybill}"),
            Carrier::Collected => self.t.courier.collected.to_owned(),
        }
    }

    fn destination(&self, wish: &DeliveryWish) -> String {
        match wish {
            DeliveryWish::Collect => self.t.courier.collected.to_owned(),
            DeliveryWish::Deliver { village, address } => {
                in_one_line(&self.opened(address), &self.app.regions.spoken(village))
            }
        }
    }

    pub(super) fn because<T: Personal>(
        &self,
        label: &'static str,
        reason: String,
        note: Option<&Sealed<T>>,
    ) -> Vec<Figure> {
        let mut figures = vec![(label, reason)];
        figures.extend(self.sealed(self.t.audit.note, note));
        figures
    }

    pub(super) fn sealed<T: Personal>(
        &self,
        label: &'static str,
        sealed: Option<&Sealed<T>>,
    ) -> Option<Figure> {
        sealed.map(|sealed| (label, self.opened(sealed)))
    }

    /// What was sealed; where the person's key was destroyed, that it is gone for good.
    fn opened<T: Personal>(&self, sealed: &Sealed<T>) -> String {
        let text = self.app.vault.read(sealed);
        text.map_or_else(|| self.t.audit.erased.to_owned(), |text| format!("“{text}”"))
    }

    pub(super) fn day(&self, day: Day) -> String {
        self.calendar.day(day).exact
    }
}
