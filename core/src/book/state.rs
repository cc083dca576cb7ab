//! The state of one book, folded from its facts.

use std::collections::{BTreeMap, BTreeSet};

use bincode::{Decode, Encode};

use super::booking::Bookings;
use super::catalogue::Catalogue;
use super::conversation::{About, Thread};
use super::delivery::{Trip, USUAL_RETURN_DAYS};
use super::guest_book::GuestBook;
use super::material::{BoughtLine, PlanMaterials, Purchase, ReceivedLine, Request, SupplierAccount};
use super::months::Months;
use super::order::{CloseOrder, Gate, Order, OrderLine, Slip, Stage, Work};
use super::payment::{BuyerAccount, CourierAccount, TakenLine, Transfer};
use super::production::Costs;
use super::profile::{DepositOf, DepositRule, OrderPolicySet, Profile, Wholesale};
use super::sale::Sales;
use super::stock::{Stock, StockItem, StockLine};
use super::{Command, Context, Event, Rejection, decide, payment};
use crate::ids::{
    MaterialId, OrderId, PartyId, PaymentId, ProductId, RequestId, SlipId, TemplateId, Thing, ThingKind,
    TripId,
};
use crate::log::Touch;
use crate::party::Channel;
use crate::time::{Moment, When, zone_of_village};

/// One business's book in memory.
///
/// Its encoded form is what a snapshot keeps: whoever changes the form, or what [`Book::evolve`] makes of a fact,
/// gives [`Book::FOLD`] the next number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Book {
    /// The business, once it has opened its book.
    pub profile: Option<Profile>,
    /// The buyers it sells to as to regulars.
    pub approved: BTreeSet<PartyId>,
    /// What it sells and works with.
    pub catalogue: Catalogue,
    /// What lies in its store.
    pub stock: Stock,
    /// Its orders.
    pub orders: BTreeMap<OrderId, Order>,
    /// Its material requests.
    pub requests: BTreeMap<RequestId, Request>,
    /// What it and its suppliers owe each other.
    pub suppliers: BTreeMap<PartyId, SupplierAccount>,
    /// What it bought without a request, oldest first.
    pub purchases: Vec<Purchase>,
    /// What its materials cost, and its orders' goods.
    pub costs: Costs,
    /// What its workshop calls its steps.
    pub workshop_steps: Vec<String>,
    /// How much is asked before work starts, beside the terms.
    pub deposit_rules: BTreeMap<DepositOf, DepositRule>,
    /// What it holds for buyers, and the terms of single ones.
    pub accounts: BTreeMap<PartyId, BuyerAccount>,
    /// What stands on couriers' accounts.
    pub couriers: BTreeMap<PartyId, CourierAccount>,
    /// The unique code that was given last.
    pub(super) last_code: u16,
    /// Transfers for several orders.
    pub(super) transfers: BTreeMap<PaymentId, Transfer>,
    /// Lines of bank statements that were taken as payments.
    pub(super) bank_lines: BTreeMap<[u8; 16], TakenLine>,
    /// Sales over the counter, and goods kept for somebody.
    pub sales: Sales,
    /// What its months came to, and which are closed.
    pub months: Months,
    /// What can be booked, and who booked it.
    pub bookings: Bookings,
    /// What was written in the guest book.
    pub guest_book: GuestBook,
    /// The names of the answers that are kept ready.
    pub(super) templates: BTreeMap<TemplateId, String>,
    payments: BTreeMap<PaymentId, OrderId>,
    slips: BTreeMap<SlipId, OrderId>,
    /// When goods were handed over, where that was told late.
    handed_over: BTreeMap<SlipId, Moment>,
    /// Its trips.
    pub trips: BTreeMap<TripId, Trip>,
    trip_of: BTreeMap<SlipId, TripId>,
    return_days: Option<u16>,
    threads: BTreeMap<About, Thread>,
    planned: BTreeSet<OrderId>,
    without_recipe: BTreeSet<OrderId>,
    open: BTreeSet<OrderId>,
    open_requests: BTreeSet<RequestId>,
    counters: Counters,
    versions: BTreeMap<Thing, u32>,
}

/// How many of each numbered paper have been issued.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
struct Counters {
    orders: u32,
    /// By year. Those numbered without one count for none.
    receipts: BTreeMap<i32, u32>,
    /// By year.
    invoices: BTreeMap<i32, u32>,
    requests: u32,
    slips: u32,
    trips: u32,
}

impl Book {
    /// The version of the fold: a snapshot of another is not read.
    pub const FOLD: u32 = 7;

    /// Keeps what happened. Accepts all of history and never refuses.
    pub fn evolve(&mut self, event: &Event, when: impl Into<When>) {
        let when = when.into();
        let before = self.measure(event);
        self.fold(event, when);
        self.keep_in_month(event, when, &before);
    }

    fn fold(&mut self, event: &Event, when: When) {
        let at = when.recorded;
        self.keep_costs(event);
        if let Some(supplier) = SupplierAccount::of(event) {
            self.suppliers.entry(supplier).or_default().evolve(event, when);
        }
        match event {
            Event::BusinessOpened(e) => self.profile = Some(Profile::opened(e)),
            Event::TermsSet(_)
            | Event::ProfileChanged(_)
            | Event::WholesaleSet(_)
            | Event::OrderPolicySet(_)
            | Event::PaymentPolicySet(_)
            | Event::QrisSet(_) => {
                if let Some(profile) = &mut self.profile {
                    profile.evolve(event);
                }
            }
            Event::BuyerApproved(e) => {
                self.approved.insert(e.buyer);
            }
            Event::ApprovalWithdrawn(e) => {
                self.approved.remove(&e.buyer);
            }
            Event::ProductAdded(_)
            | Event::ProductChanged(_)
            | Event::PriceSet(_)
            | Event::RecipeSet(_)
            | Event::WasteSet(_)
            | Event::SupplierPriceSet(_)
            | Event::ProductWithdrawn(_)
            | Event::ProductOffered(_)
            | Event::MaterialCorrected(_)
            | Event::MaterialAdded(_) => self.catalogue.evolve(event),
            // Their month keeps them, or their supplier's account.
            Event::MonthClosed(_)
            | Event::MonthReopened(_)
            | Event::SupplierBillCorrected(_)
            | Event::SupplierPaymentCorrected(_) => {}
            Event::CountCorrected(_) => self.stock.evolve(event, at),
            Event::StockCounted(_) | Event::GoodsReserved(_) | Event::ReservationReleased(_) => {
                self.stock.evolve(event, at);
                self.keep_in_order(event, at);
            }
            Event::OrderPlaced(e) => {
                self.counters.orders += 1;
                self.orders.insert(e.order, Order::placed(e, at));
                self.open.insert(e.order);
            }
            Event::OrderCancelled(e) => {
                self.planned.remove(&e.order);
                self.without_recipe.remove(&e.order);
                self.keep_in_buyers_account(e.order, event);
                self.keep_in_order(event, at);
            }
            Event::OrderChanged(e) => {
                self.without_recipe.remove(&e.order);
                self.keep_in_buyers_account(e.order, event);
                self.keep_in_order(event, at);
            }
            Event::DeadlinePassed(e) => {
                if let Some(request) = e.request.and_then(|id| self.requests.get_mut(&id)) {
                    request.evolve(event, at);
                }
                self.keep_in_order(event, at);
            }
            Event::MaterialsPlanned(e) => {
                self.planned.insert(e.order);
                self.without_recipe.remove(&e.order);
                self.keep_in_order(event, at);
            }
            Event::PlanImpossible(e) => {
                self.without_recipe.insert(e.order);
                self.keep_in_order(event, at);
            }
            Event::OrderAccepted(_)
            | Event::OrderDeclined(_)
            | Event::OrderWithdrawn(_)
            | Event::OrderClosed(_)
            | Event::OrderCountered(_)
            | Event::OfferAccepted(_)
            | Event::OfferExpired(_)
            | Event::ChangeAsked(_)
            | Event::CancellationAsked(_)
            | Event::AskRefused(_)
            | Event::AskWithdrawn(_)
            | Event::GateWaived(_)
            | Event::PolicyAgreed(_)
            | Event::PaymentRefused(_)
            | Event::DeliveryDeclined(_)
            | Event::DeliveryWithdrawn(_)
            | Event::DeliveryPickedUp(_)
            | Event::DeliveryCompleted(_)
            | Event::DeliveryFailed(_)
            | Event::DeliveryAccepted(_)
            | Event::DeliveryReassigned(_)
            | Event::FailureReopened(_)
            | Event::GoodsReturned(_)
            | Event::LateDeedKept(_) => self.keep_in_order(event, at),
            Event::ReturnReceived(_) => {
                self.stock.evolve(event, at);
                self.keep_in_order(event, at);
            }
            Event::ShortfallSettled(e) => {
                self.stock.evolve(event, at);
                self.keep_in_buyers_account(e.order, event);
                self.keep_in_order(event, at);
            }
            Event::ReturnPolicySet(e) => self.return_days = Some(e.days),
            Event::TripPlanned(e) => {
                self.counters.trips += 1;
                self.trips.insert(e.trip, Trip::planned(e, at));
                for slip in &e.slips {
                    let before = self.trip_of.insert(*slip, e.trip);
                    if let Some(trip) = before.and_then(|id| self.trips.get_mut(&id)) {
                        trip.slips.retain(|other| other != slip);
                    }
                }
            }
            Event::TripReordered(e) => {
                if let Some(trip) = self.trips.get_mut(&e.trip) {
                    trip.slips.clone_from(&e.slips);
                }
            }
            Event::PaymentClaimed(e) => {
                self.payments.insert(e.payment, e.order);
                self.keep_in_order(event, at);
            }
            Event::PaymentVerified(e) => {
                count(&mut self.counters.receipts, "KW", &e.receipt);
                self.keep_in_buyers_account(e.order, event);
                self.keep_in_order(event, at);
            }
            Event::PaymentCorrected(e) => {
                self.keep_in_buyers_account(e.order, event);
                self.keep_in_order(event, at);
            }
            Event::TransferClaimed(e) => {
                let transfer =
                    Transfer { id: e.transfer, amount: e.amount, method: e.method, parts: e.parts.clone() };
                self.transfers.insert(e.transfer, transfer);
            }
            Event::CreditUsed(e) => {
                self.keep_in_account(e.buyer, event);
                self.keep_in_order(event, at);
            }
            Event::RefundPaid(e) => {
                self.keep_in_account(e.buyer, event);
                self.keep_in_order(event, at);
            }
            Event::BuyerTermsSet(e) => self.keep_in_account(e.buyer, event),
            Event::RestWrittenOff(_) | Event::TempoGranted(_) | Event::LimitWaived(_) => {
                self.keep_in_order(event, at);
            }
            Event::CodeGiven(e) => {
                self.last_code = e.code;
                self.keep_in_order(event, at);
            }
            Event::InvoiceIssued(e) => {
                count(&mut self.counters.invoices, "INV", &e.number);
                self.keep_in_order(event, at);
            }
            Event::CashHandedOver(e) => {
                self.couriers.entry(e.courier).or_default().short = e.expected.less_or_zero(e.amount);
            }
            Event::BankLineTaken(e) => {
                let day = e.day.unwrap_or_else(|| at.day_in(self.zone()));
                let taken = TakenLine { payment: e.payment, amount: e.amount, day };
                self.bank_lines.insert(e.print, taken);
            }
            Event::CourierPaid(e) => {
                self.couriers.entry(e.courier).or_default().paid.extend(&e.slips);
            }
            Event::MaterialsRequested(e) => {
                self.counters.requests += 1;
                self.requests.insert(e.request, Request::sent(e, at));
                self.open_requests.insert(e.request);
                self.keep_in_order(event, at);
            }
            Event::StockRuleSet(_) | Event::StockMade(_) => self.stock.evolve(event, at),
            Event::MaterialsBought(_) | Event::PurchaseCorrected(_) => {
                self.keep_purchase(event, when);
                self.stock.evolve(event, at);
            }
            Event::WorkshopStepsSet(e) => self.workshop_steps.clone_from(&e.steps),
            Event::DepositRuleSet(e) => match e.rule {
                Some(rule) => drop(self.deposit_rules.insert(e.of, rule)),
                None => drop(self.deposit_rules.remove(&e.of)),
            },
            Event::WorkReported(_) => self.keep_in_order(event, at),
            Event::MaterialsUsed(_) => {
                self.stock.evolve(event, at);
                self.keep_in_order(event, at);
            }
            Event::MaterialsConfirmed(_)
            | Event::SupplierCountered(_)
            | Event::SupplierCounterAccepted(_)
            | Event::SupplierCounterRefused(_)
            | Event::RequestExpired(_)
            | Event::RequestClosed(_)
            | Event::MaterialsReturned(_)
            | Event::ReceiptCorrected(_)
            | Event::SupplierBilled(_)
            | Event::SupplierPaid(_)
            | Event::MaterialsRefused(_)
            | Event::MaterialsWithdrawn(_)
            | Event::MaterialsShipped(_)
            | Event::MaterialsReceived(_) => {
                if let Some(request) = Request::id_of(event).and_then(|id| self.requests.get_mut(&id)) {
                    request.evolve(event, at);
                    if !request.state.is_open() {
                        self.open_requests.remove(&request.id);
                    }
                }
                self.stock.evolve(event, at);
                self.keep_in_order(event, at);
            }
            Event::ProductionStarted(e) => {
                self.planned.remove(&e.order);
                self.without_recipe.remove(&e.order);
                self.stock.evolve(event, at);
                self.keep_in_order(event, at);
            }
            Event::ProductionFinished(_) | Event::OrderPacked(_) => {
                self.stock.evolve(event, at);
                self.keep_in_order(event, at);
            }
            Event::DeliveryOrdered(e) => {
                self.counters.slips += 1;
                self.slips.insert(e.slip, e.order);
                self.handed_over.extend(when.told.map(|told| (e.slip, told)));
                self.keep_in_order(event, at);
            }
            Event::SaleMade(_) | Event::SaleVoided(_) | Event::GoodsKept(_) | Event::KeptGoodsFreed(_) => {
                self.stock.evolve(event, at);
                self.sales.evolve(event, at);
                self.bookings.evolve(event, at);
            }
            Event::BookableSet(_)
            | Event::SlotBooked(_)
            | Event::BookingCancelled(_)
            | Event::BookingMarked(_)
            | Event::BookingMoved(_)
            | Event::BookingPaid(_) => self.bookings.evolve(event, at),
            Event::GuestPostWritten(_)
            | Event::GuestPostShown(_)
            | Event::GuestPostHidden(_)
            | Event::GuestPostAnswered(_) => self.guest_book.evolve(event),
            Event::ReplyTemplateSet(e) => {
                self.templates.insert(e.template, e.name.clone());
            }
            Event::ReplyTemplateRemoved(e) => {
                self.templates.remove(&e.template);
            }
            Event::MessageSent(e) => {
                self.threads.entry(e.about).or_default().sent(e.from != e.with, e.number);
            }
            Event::MessagesRead(e) => {
                self.threads.entry(e.about).or_default().seen(e.by != e.with, e.up_to);
            }
        }
    }

    /// Keeps what a wish led to and what the business's own policies make of it, and returns all of it.
    pub fn keep(&mut self, mut events: Vec<Event>, context: &Context<'_>) -> Vec<Event> {
        let when = When { recorded: context.now, told: context.happened };
        events.iter().for_each(|event| self.evolve(event, when));
        let policy = Context { channel: Channel::Policy, ..*context };
        let mut room = POLICY_BYTES;
        let mut seen = 0;
        for _ in 0..REACTION_DEPTH {
            let causes = events.get(seen..).unwrap_or_default();
            let wishes: Vec<_> = causes.iter().flat_map(|cause| react(self, cause)).collect();
            seen = events.len();
            for wish in wishes {
                // A policy that is refused, or for which there is no room, leaves its cause standing.
                let facts = decide(self, &wish, &policy).unwrap_or_default();
                let size: usize = facts.iter().map(Event::size).sum();
                if size > room {
                    continue;
                }
                room -= size;
                for event in facts {
                    self.evolve(&event, when);
                    events.push(event);
                }
            }
        }
        events
    }

    fn keep_in_order(&mut self, event: &Event, at: Moment) {
        if let Some(order) = event.order().and_then(|id| self.orders.get_mut(&id)) {
            order.evolve(event, at);
            if order.stage_name().is_over() {
                self.open.remove(&order.id);
            } else {
                // What comes back opens an order again.
                self.open.insert(order.id);
            }
        }
    }

    fn keep_in_buyers_account(&mut self, order: OrderId, event: &Event) {
        if let Some(buyer) = self.orders.get(&order).map(|order| order.buyer) {
            self.keep_in_account(buyer, event);
        }
    }

    fn keep_in_account(&mut self, buyer: PartyId, event: &Event) {
        self.accounts.entry(buyer).or_default().evolve(event);
    }

    /// Gives everything the facts of one commit touched its next version.
    pub fn touch(&mut self, events: &[Event]) -> Vec<Touch> {
        let mut touched: Vec<Thing> = events.iter().flat_map(Event::things).collect();
        touched.sort_unstable();
        touched.dedup();
        touched.into_iter().map(|thing| Touch { thing, version: self.next_version(thing) }).collect()
    }

    fn next_version(&mut self, thing: Thing) -> u32 {
        let version = self.versions.entry(thing).or_default();
        *version += 1;
        *version
    }

    /// Takes over the versions that a commit of the past recorded.
    pub fn restore_versions(&mut self, touched: &[Touch]) {
        self.versions.extend(touched.iter().map(|touch| (touch.thing, touch.version)));
    }

    /// What of the book supply is planned with: what is in the store and the catalogue, the orders that are under way,
    /// open requests and the newest of the others. A copy to reckon on and throw away.
    pub fn supply_part(&self) -> Self {
        let under_way = self.orders.iter().filter(|(_, order)| order.under_way().is_ok());
        let (open, over): (Vec<_>, Vec<_>) =
            self.requests.iter().partition(|(_, request)| request.state.is_open());
        let newest = over.into_iter().rev().take(REQUESTS_REMEMBERED);
        Self {
            profile: self.profile.clone(),
            catalogue: self.catalogue.clone(),
            stock: self.stock.clone(),
            suppliers: self.suppliers.clone(),
            workshop_steps: self.workshop_steps.clone(),
            planned: self.planned.clone(),
            orders: under_way.map(|(id, order)| (*id, order.clone())).collect(),
            requests: open.into_iter().chain(newest).map(|(id, it)| (*id, it.clone())).collect(),
            ..Self::default()
        }
    }

    /// The orders that have a plan and whose materials still lie on the shelf or are awaited.
    pub(super) fn planned(&self) -> impl DoubleEndedIterator<Item = &Order> {
        self.planned.iter().filter_map(|id| self.orders.get(id))
    }

    /// The orders of which something is still awaited.
    pub fn open_orders(&self) -> impl Iterator<Item = &Order> {
        self.open.iter().filter_map(|id| self.orders.get(id))
    }

    /// The material requests of which something is still to come.
    pub fn open_requests(&self) -> impl Iterator<Item = &Request> {
        self.open_requests.iter().filter_map(|id| self.requests.get(id))
    }

    /// How the business deals with coming orders: as it has said, or as all do that have said nothing.
    pub fn policy(&self) -> &OrderPolicySet {
        static DEFAULT: std::sync::LazyLock<OrderPolicySet> =
            std::sync::LazyLock::new(OrderPolicySet::default);
        self.profile.as_ref().and_then(|profile| profile.policy.as_ref()).unwrap_or(&DEFAULT)
    }

    /// The time zone the business stands in.
    pub fn zone(&self) -> chrono_tz::Tz {
        zone_of_village(self.profile.as_ref().map_or("", |profile| profile.village.as_str()))
    }

    /// The version of a thing: how many commits have touched it. 0 where there is no such thing.
    pub fn version(&self, thing: Thing) -> u32 {
        self.versions.get(&thing).copied().unwrap_or_default()
    }

    /// The business, once it has opened.
    ///
    /// # Errors
    /// [`Rejection::NotOpen`].
    pub fn profile(&self) -> Result<&Profile, Rejection> {
        self.profile.as_ref().ok_or(Rejection::NotOpen)
    }

    /// A buyer who comes by themselves is charged wholesale prices for many: where these are public, or the
    /// business approved the buyer.
    pub fn sells_wholesale_to(&self, buyer: PartyId) -> bool {
        let for_all = |profile: &Profile| profile.wholesale == Wholesale::Public;
        self.profile.as_ref().is_none_or(for_all) || self.approved.contains(&buyer)
    }

    /// The order of that id.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn order(&self, id: OrderId) -> Result<&Order, Rejection> {
        self.orders.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Order })
    }

    /// The order that a payment belongs to.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn order_of_payment(&self, id: PaymentId) -> Result<&Order, Rejection> {
        let order = self.payments.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Payment })?;
        self.order(*order)
    }

    /// The order that a slip belongs to.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn order_of_slip(&self, id: SlipId) -> Result<&Order, Rejection> {
        let order = self.slips.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Slip })?;
        self.order(*order)
    }

    /// When a slip's goods were handed over to whoever carries them, as far as anybody said.
    pub(super) fn handed_over(&self, slip: &Slip) -> Moment {
        self.handed_over.get(&slip.id).copied().unwrap_or(slip.issued_at)
    }

    /// The material request of that id.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn request(&self, id: RequestId) -> Result<&Request, Rejection> {
        self.requests.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Request })
    }

    /// How far a thread has come: nowhere where nobody has written.
    pub fn thread(&self, about: About) -> Thread {
        self.threads.get(&about).copied().unwrap_or_default()
    }

    /// The answers that are kept ready.
    pub fn reply_templates(&self) -> impl Iterator<Item = TemplateId> {
        self.templates.keys().copied()
    }

    /// The number the next order gets.
    pub fn next_order_number(&self) -> String {
        format!("P-{:04}", self.counters.orders + 1)
    }

    /// The number the `n`-th receipt from now gets in that year.
    pub(super) fn receipt_number(&self, year: i32, n: u32) -> String {
        numbered("KW", year, &self.counters.receipts, n)
    }

    /// The number the next invoice of that year gets.
    pub(super) fn invoice_number(&self, year: i32) -> String {
        numbered("INV", year, &self.counters.invoices, 1)
    }

    /// The number the next material request gets.
    pub fn next_request_number(&self) -> String {
        self.request_number_after(0)
    }

    /// The number of a request that is made after `others` more in one commit.
    pub(super) fn request_number_after(&self, others: u32) -> String {
        format!("B-{:04}", self.counters.requests + 1 + others)
    }

    /// The number the next trip gets.
    pub fn next_trip_number(&self) -> String {
        format!("T-{:04}", self.counters.trips + 1)
    }

    /// The trip of that id.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn trip(&self, id: TripId) -> Result<&Trip, Rejection> {
        self.trips.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Trip })
    }

    /// The trip a slip is carried on, if it is on one.
    pub fn trip_of(&self, slip: SlipId) -> Option<&Trip> {
        self.trip_of.get(&slip).and_then(|id| self.trips.get(id))
    }

    /// For how many days after the delivery a buyer may send goods back.
    pub fn return_days(&self) -> u16 {
        self.return_days.unwrap_or(USUAL_RETURN_DAYS)
    }

    /// The number the next slip gets.
    pub fn next_slip_number(&self) -> String {
        format!("SJ-{:04}", self.counters.slips + 1)
    }

    /// What an order's line takes of the shelf.
    pub fn shelf_item(line: &OrderLine) -> super::stock::StockItem {
        super::stock::StockItem::Goods { product: line.product, variant: line.variant }
    }
}

/// How many requests that are over a supplier's word is measured by.
const REQUESTS_REMEMBERED: usize = 1_000;

/// The `n`-th number from now of a series that begins anew each year.
fn numbered(series: &str, year: i32, issued: &BTreeMap<i32, u32>, n: u32) -> String {
    format!("{series}-{year:04}-{:04}", issued.get(&year).copied().unwrap_or_default().saturating_add(n))
}

/// Counts a number that was issued. What was numbered in another way counts for no year.
fn count(issued: &mut BTreeMap<i32, u32>, series: &str, number: &str) {
    let parts = number.strip_prefix(series).and_then(|rest| rest.strip_prefix('-')?.split_once('-'));
    let Some((year, number)) = parts else { return };
    if let (Ok(year), Ok(number)) = (year.parse::<i32>(), number.parse::<u32>()) {
        let last = issued.entry(year).or_default();
        *last = number.max(*last);
    }
}

/// Most wishes one fact sets off, so that they fit into the commit of their cause.
const MOST_REACTIONS: usize = 20;

/// How many bytes of a commit are kept for what policies make of it.
pub(crate) const POLICY_BYTES: usize = 6 * 1024;
/// How deep policies may set each other off.
const REACTION_DEPTH: usize = 4;

/// The business's own policies: what it does by itself when something happened. Run inside the commit of
/// their cause; one that is refused leaves its cause standing.
pub fn react(book: &Book, event: &Event) -> Vec<Command> {
    let order = |id: OrderId| book.orders.get(&id);
    match event {
        Event::OrderAccepted(e) => order(e.order)
            .map(|order| {
                let mut wishes = payment::grant_what_was_agreed(book, order);
                wishes.extend(payment::give_where_wished(book, order));
                wishes.extend(plan_when_ready(order));
                wishes
            })
            .unwrap_or_default(),
        Event::PaymentVerified(payment::PaymentVerified { order: id, .. })
        | Event::PaymentCorrected(payment::PaymentCorrected { order: id, .. })
        | Event::CreditUsed(payment::CreditUsed { order: id, .. })
        | Event::RestWrittenOff(payment::RestWrittenOff { order: id, .. }) => order(*id)
            .map(|order| {
                let mut wishes = plan_when_ready(order);
                wishes.extend(payment::let_go_what_is_small(book, order));
                wishes.extend(close_when_settled(order));
                wishes
            })
            .unwrap_or_default(),
        Event::DeliveryCompleted(e) => order(e.order)
            .map(|order| {
                let mut wishes = payment::let_go_what_is_small(book, order);
                wishes.extend(close_when_settled(order));
                wishes
            })
            .unwrap_or_default(),
        Event::PaymentRefused(e) => order(e.order).map(close_when_settled).unwrap_or_default(),
        Event::ShortfallSettled(e) => order(e.order).map(close_when_settled).unwrap_or_default(),
        Event::ReturnReceived(e) => order(e.order).map(close_when_settled).unwrap_or_default(),
        // One commit may have no room for all of them: the next plan takes the others along.
        Event::MaterialsPlanned(_) => plan_what_has_recipes(book),
        Event::RecipeSet(e) => {
            let makes = |order: &&Order| order.lines_to_make().any(|line| line.product == e.product);
            let mut wishes = plan(book.planned().filter(makes));
            wishes.extend(plan_what_has_recipes(book));
            wishes
        }
        Event::StockCounted(e) => match e.item {
            StockItem::Material { material } if e.quantity < e.before => {
                plan_those_who_need(book, &[material])
            }
            StockItem::Material { material } => plan_those_who_wait(book, &[material]),
            StockItem::Goods { .. } => Vec::new(),
        },
        Event::CountCorrected(e) => match e.item {
            StockItem::Material { material } if e.is < e.was => plan_those_who_need(book, &[material]),
            StockItem::Material { material } => plan_those_who_wait(book, &[material]),
            StockItem::Goods { .. } => Vec::new(),
        },
        Event::ReceiptCorrected(e) => {
            let (more, less): (Vec<_>, Vec<_>) =
                e.changes().partition(|(was, is)| is.quantity > was.quantity);
            let materials = |changes: Vec<(ReceivedLine, ReceivedLine)>| {
                changes.iter().map(|(_, is)| is.material).collect::<Vec<_>>()
            };
            let mut wishes = plan_if_swapped(book, e.order);
            wishes.extend(plan_those_who_need(book, &materials(less)));
            wishes.extend(plan_those_who_wait(book, &materials(more)));
            wishes
        }
        Event::MaterialsReceived(e) => {
            let materials: Vec<_> = e.lines.iter().map(|line| line.material).collect();
            let mut wishes = plan_if_swapped(book, e.order);
            wishes.extend(plan_those_who_wait(book, &materials));
            wishes
        }
        Event::MaterialsBought(e) => {
            let materials: Vec<_> = e.lines.iter().map(|line| line.material).collect();
            plan_those_who_wait(book, &materials)
        }
        Event::PurchaseCorrected(e) => {
            let (more, less): (Vec<_>, Vec<_>) =
                e.changes().partition(|(was, is)| is.quantity > was.quantity);
            let materials = |changes: Vec<(BoughtLine, BoughtLine)>| {
                changes.iter().map(|(_, is)| is.material).collect::<Vec<_>>()
            };
            let mut wishes = plan_those_who_need(book, &materials(less));
            wishes.extend(plan_those_who_wait(book, &materials(more)));
            wishes
        }
        Event::MaterialsReturned(e) => {
            let materials: Vec<_> = e.lines.iter().map(|line| line.material).collect();
            plan_those_who_need(book, &materials)
        }
        Event::StockMade(e) => plan_those_who_need(book, &materials_in(&e.consumed)),
        Event::MaterialsUsed(e) => plan_those_who_need(book, &materials_in(&e.more)),
        Event::WasteSet(e) => {
            let makes = |order: &&Order| order.lines_to_make().any(|line| line.product == e.product);
            plan(book.planned().filter(makes))
        }
        Event::SupplierCounterAccepted(e) => plan_if_swapped(book, e.order),
        Event::MaterialsConfirmed(e) => plan_if_swapped(book, e.order),
        Event::MaterialsRefused(e) => plan_if_swapped(book, e.order),
        Event::MaterialsWithdrawn(e) => plan_if_swapped(book, e.order),
        Event::RequestClosed(e) => plan_if_swapped(book, e.order),
        Event::GateWaived(e) => order(e.order).map(plan_when_ready).unwrap_or_default(),
        // Other lines take other materials; what they no longer take may do for others.
        Event::OrderChanged(e) => order(e.order)
            .map(|order| {
                let mut wishes: Vec<Command> = vec![PlanMaterials { order: order.id }.into()];
                let freed: Vec<_> = order.needs.iter().map(|need| need.material).collect();
                wishes.extend(plan_those_who_wait(book, &freed));
                wishes
            })
            .unwrap_or_default(),
        Event::OrderCancelled(e) => {
            let freed = order(e.order).map(|order| order.needs.iter().map(|need| need.material).collect());
            plan_those_who_wait(book, &freed.unwrap_or_else(Vec::new))
        }
        // An order that took what it had not bought took it from others.
        Event::ProductionStarted(e) => {
            let short = order(e.order).map(|order| order.materials_short()).unwrap_or_default();
            let taken: Vec<_> = short.iter().map(|(need, _)| need.material).collect();
            plan_those_who_need(book, &taken)
        }
        _ => Vec::new(),
    }
}

/// It was reckoned on money that never came, and not again while that was missing.
fn is_planned_of_old(order: &Order) -> bool {
    order.payments.iter().any(|payment| !payment.corrected.is_empty())
}

fn plan_when_ready(order: &Order) -> Vec<Command> {
    let ready = matches!(&order.stage, Stage::Accepted { work: Work::Waiting, .. })
        && order.passes(Gate::Materials).is_ok()
        && (order.needs.is_empty() || is_planned_of_old(order))
        && order.lines_to_make().next().is_some();
    if ready { vec![PlanMaterials { order: order.id }.into()] } else { Vec::new() }
}

/// Orders that waited for a recipe which there is by now, the oldest first.
fn plan_what_has_recipes(book: &Book) -> Vec<Command> {
    let known = |id: ProductId| book.catalogue.product(id).is_ok_and(|product| !product.recipe.is_empty());
    let waiting = book.without_recipe.iter().filter_map(|id| book.orders.get(id));
    plan(waiting.filter(|order| order.lines_to_make().all(|line| known(line.product))))
}

/// There is more of some materials than was reckoned with: orders that wait for them are reckoned again, the
/// oldest first.
fn plan_those_who_wait(book: &Book, materials: &[MaterialId]) -> Vec<Command> {
    let waits =
        |order: &&Order| order.materials_short().iter().any(|(need, _)| materials.contains(&need.material));
    plan(book.planned().filter(waits))
}

/// There is less of some materials than was reckoned with: orders that need them are reckoned again, the
/// youngest first, for those who are reckoned first go short.
fn plan_those_who_need(book: &Book, materials: &[MaterialId]) -> Vec<Command> {
    let needs = |order: &&Order| order.needs.iter().any(|need| materials.contains(&need.material));
    plan(book.planned().rev().filter(needs))
}

fn materials_in(lines: &[StockLine]) -> Vec<MaterialId> {
    let material = |line: &StockLine| match line.item {
        StockItem::Material { material } => Some(material),
        StockItem::Goods { .. } => None,
    };
    lines.iter().filter_map(material).collect()
}

/// Once a supplier brings something in place of what was asked, every turn of a request may change what an order's
/// goods take.
fn plan_if_swapped(book: &Book, order: Option<OrderId>) -> Vec<Command> {
    let swapped = |order: &&Order| order.requests.iter().any(|request| request.swapped);
    plan(book.planned().filter(|it| Some(it.id) == order).filter(swapped))
}

fn plan<'a>(orders: impl Iterator<Item = &'a Order>) -> Vec<Command> {
    orders.take(MOST_REACTIONS).map(|order| PlanMaterials { order: order.id }.into()).collect()
}

fn close_when_settled(order: &Order) -> Vec<Command> {
    let settled = matches!(&order.stage, Stage::Accepted { work: Work::Delivered { .. }, .. })
        && !order.rest().is_positive()
        && order.claim_waiting().is_none()
        && !order.is_short()
        && order.return_open().is_none();
    if settled { vec![CloseOrder { order: order.id }.into()] } else { Vec::new() }
}
