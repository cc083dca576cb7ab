//! A small village to tell stories in, and the words to tell them with.
//!
//! *Mebel Jati* makes chairs to order and tables ahead, resells vases, and offers a carving nobody has
//! written a recipe for. Wishes go through the rules exactly as the desk's writer sends them.

use std::fmt::Write as _;

use expect_test::Expect;

use crate::book::catalogue::{
    AddMaterial, AddProduct, ChangeProduct, Making, RecipeLine, SetPrice, SetRecipe, UnitFactor,
};
use crate::book::conversation::{About, MarkRead, SendMessage};
use crate::book::delivery::{
    Carrier, CompleteDelivery, DeclineDelivery, DeliveryProblem, DeliveryRefusal, DispatchOrder,
    FailDelivery, PickUpDelivery, TransportMode, WithdrawDelivery,
};
use crate::book::material::{
    AskLine, ConfirmMaterials, ConfirmedLine, OfferedLine, PlanMaterials, ReceiveMaterials, ReceivedLine,
    RefuseMaterials, RequestMaterials, ShipMaterials, SupplyRefusal, WithdrawMaterials,
};
use crate::book::order::{
    AcceptOrder, AgreedLine, Awaits, CancelOrder, CloseOrder, DeclineOrder, DeclineReason, DeliveryWish,
    FreightPayer, Holder, Order, PlaceLine, PlaceOrder, WithdrawOrder,
};
use crate::book::payment::{
    ClaimPayment, PaymentMethod, PaymentRefusal, RecordPayment, RefusePayment, VerifyPayment,
};
use crate::book::production::{FinishProduction, PackOrder, StartProduction};
use crate::book::profile::{
    ApproveBuyer, ChangeProfile, OpenBusiness, SetTerms, SetWholesale, SettlementRule, Wholesale,
    WithdrawApproval,
};
use crate::book::stock::{CountReason, CountStock, StockItem, StockLine};
use crate::book::{Book, Command, Context, Event, Rejection, decide};
use crate::ids::{BlobHash, BookId, CommandId, MaterialId, OrderId, PartyId, PaymentId, PersonId, ProductId};
use crate::ids::{RequestId, SlipId};
use crate::log::Touch;
use crate::money::Rupiah;
use crate::party::{Actor, Capacity, Channel, Role};
use crate::quantity::{Quantity, Unit};
use crate::registry::{self, MemberJoined, PartyFounded, Registry};
use crate::sealed::{Note, PersonKey, Sealed};
use crate::time::{Day, Moment, When};

/// The people of the village, each acting for the party they own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Business,
    Buyer,
    OtherBuyer,
    Supplier,
    OtherSupplier,
    Courier,
    OtherCourier,
}

impl Who {
    pub(super) const ALL: [Self; 7] = [
        Self::Business,
        Self::Buyer,
        Self::OtherBuyer,
        Self::Supplier,
        Self::OtherSupplier,
        Self::Courier,
        Self::OtherCourier,
    ];

    fn number(self) -> u8 {
        self as u8 + 1
    }

    pub(super) fn party(self) -> PartyId {
        PartyId([self.number(); 16])
    }

    pub(super) fn person(self) -> PersonId {
        PersonId([self.number() + 100; 16])
    }

    fn capacity(self) -> Capacity {
        match self {
            Self::Business => Capacity::Business,
            Self::Buyer | Self::OtherBuyer => Capacity::Distributor,
            Self::Supplier | Self::OtherSupplier => Capacity::Supplier,
            Self::Courier | Self::OtherCourier => Capacity::Courier,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Buyer => "buyer",
            Self::OtherBuyer => "other buyer",
            Self::Supplier => "supplier",
            Self::OtherSupplier => "other supplier",
            Self::Courier => "courier",
            Self::OtherCourier => "other courier",
        }
    }

    fn of(party: PartyId) -> &'static str {
        Self::ALL.into_iter().find(|who| who.party() == party).map_or("somebody", Self::name)
    }
}

/// The day all stories begin on.
pub(super) fn monday() -> Day {
    Day::parse("2026-11-23").unwrap()
}

fn morning() -> Moment {
    Moment::from_micros(i64::from(monday().number()) * 86_400_000_000)
}

/// One wish of a story: who sends it, for whom, and what, once the things it is about are known.
pub(super) struct Step {
    who: Who,
    on_behalf_of: Option<Who>,
    channel: Channel,
    /// So many hours after the step before it.
    after: i64,
    wish: Box<dyn Fn(&Village) -> Command>,
}

impl Step {
    /// It comes so many hours after the step before it.
    pub(super) fn after_hours(mut self, hours: i64) -> Self {
        self.after = hours;
        self
    }

    /// The business's own policy does it.
    pub(super) fn by_policy(mut self) -> Self {
        self.channel = Channel::Policy;
        self
    }

    /// Somebody else sends it.
    pub(super) fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    /// It is about the order that was placed first, not last.
    pub(super) fn about_the_first(mut self) -> Self {
        self.wish = Box::new(move |village| (self.wish)(&village.when_only_one_order_was_placed()));
        self
    }

    /// The business records it for the party whose step it is.
    pub(super) fn recorded_from(mut self, channel: Channel) -> Self {
        self.on_behalf_of = Some(self.who);
        self.who = Who::Business;
        self.channel = channel;
        self
    }
}

/// What one wish led to, as the log keeps it.
#[derive(Clone)]
pub(super) struct Commit {
    pub(super) at: When,
    pub(super) facts: Vec<Event>,
    pub(super) touched: Vec<Touch>,
}

/// The book of *Mebel Jati*, and who is who.
#[derive(Clone)]
pub(super) struct Village {
    pub(super) book: Book,
    pub(super) registry: Registry,
    pub(super) commits: Vec<Commit>,
    pub(super) now: Moment,
    late: bool,
    told: Option<Moment>,
    pub(super) wishes: u32,
}

impl Village {
    /// A village whose business asks half as deposit and at least Rp100.000, has 4 *batang* of teak, plenty
    /// of bolts, 3 tables and 5 vases.
    pub(super) fn new() -> Self {
        let mut village = Self::unopened();
        village.open();
        village
    }

    /// The same people, before *Mebel Jati* opens its book.
    pub(super) fn unopened() -> Self {
        let mut registry = Registry::default();
        for who in Who::ALL {
            let (party, person) = (who.party(), who.person());
            registry.evolve(&registry::Event::PartyFounded(PartyFounded {
                party,
                slug: who.name().replace(' ', "-"),
                name: who.name().to_owned(),
                capacities: vec![who.capacity()],
                village: "33.20.01.2001".to_owned(),
                address: None,
                contact: person,
            }));
            registry.evolve(&registry::Event::MemberJoined(MemberJoined {
                party,
                person,
                role: Role::Owner,
            }));
        }
        Self {
            book: Book::default(),
            registry,
            commits: Vec::new(),
            now: morning(),
            late: false,
            told: None,
            wishes: 0,
        }
    }

    fn open(&mut self) {
        self.must(open_business());
        self.must(terms(50, 100_000, SettlementRule::AnyTime));
        for name in ["teak", "bolts"] {
            self.must(add_material(name));
        }
        self.product("chair", Making::ToOrder, 250_000, 200_000);
        self.product("table", Making::ToStock, 800_000, 700_000);
        self.product("vase", Making::Resale, 50_000, 45_000);
        self.product("carving", Making::ToOrder, 400_000, 400_000);
        self.must(recipe("chair", &[("teak", 2), ("bolts", 8)]));
        self.must(recipe("table", &[("teak", 4)]));
        for (item, quantity) in [("teak", 4), ("bolts", 1_000), ("table", 3), ("vase", 5)] {
            self.must(count(item, quantity));
        }
    }

    fn product(&mut self, name: &'static str, making: Making, retail: i64, wholesale: i64) {
        self.must(add_product(name, making));
        self.must(price(name, retail, wholesale));
    }

    /// Sends a wish the way the desk does, and returns everything that followed.
    pub(super) fn send(
        &mut self,
        who: Who,
        on_behalf_of: Option<Who>,
        channel: Channel,
        command: &Command,
    ) -> Result<Vec<Event>, Rejection> {
        self.wishes += 1;
        self.now = self.now.plus_seconds(60);
        let context = Context {
            on_behalf_of: on_behalf_of.map(Who::party),
            channel,
            happened: self.told.or(self.late.then_some(self.now)),
            ..context(who, self.wishes, self.now, &self.registry)
        };
        let command = &self.sealed_now(command);
        let events = decide(&self.book, command, &context)?;
        let events = self.book.keep(events, &context);
        let touched = self.book.touch(&events);
        let at = When { recorded: self.now, told: context.happened };
        self.commits.push(Commit { at, facts: events.clone(), touched });
        Ok(events)
    }

    /// From now on, deeds are told after the fact.
    pub(super) fn tell_late(&mut self, late: bool) {
        self.late = late;
    }

    /// From now on, what is told is told to have happened then.
    pub(super) fn tell_of(&mut self, happened: Option<Moment>) {
        self.told = happened;
    }

    /// The id of the wish that led to that commit: all of a given village were granted.
    pub(super) fn command_of(&self, commit: usize) -> CommandId {
        let wish = u32::try_from(commit + 1).unwrap();
        context(Who::Business, wish, self.now, &self.registry).command
    }

    /// A word of a story is sealed for the wish it comes with.
    fn sealed_now(&self, command: &Command) -> Command {
        let mut command = command.clone();
        match &mut command {
            Command::WaiveGate(wish) => wish.reason = self.word(Who::Business),
            Command::ReopenMonth(wish) => wish.reason = self.word(Who::Business),
            Command::WriteInGuestBook(wish) => wish.text = self.word(Who::Buyer),
            Command::AnswerGuestPost(wish) => wish.text = self.word(Who::Business),
            _ => {}
        }
        command
    }

    /// A word that somebody writes with the wish being sent.
    pub(super) fn word(&self, who: Who) -> Sealed<Note> {
        let note = Note::new("saya kenal orangnya").unwrap().unwrap();
        let key = PersonKey::from_bytes([who.number(); 32]);
        let book = BookId::of(Who::Business.party());
        Sealed::seal(&note, &key, who.person(), book, command_id(self.wishes))
    }

    /// The story goes on so many hours later.
    pub(super) fn later(&mut self, hours: i64) {
        self.now = self.now.plus_seconds(hours * 3_600);
    }

    /// What a wish would lead to.
    pub(super) fn ask(&self, who: Who, command: &Command) -> Result<Vec<Event>, Rejection> {
        decide(&self.book, command, &context(who, self.wishes + 1, self.now, &self.registry))
    }

    /// The same, with nothing to show for it.
    pub(super) fn ask_without_photo(&self, who: Who, command: &Command) -> Result<Vec<Event>, Rejection> {
        let context = context(who, self.wishes + 1, self.now, &self.registry);
        decide(&self.book, command, &Context { evidence: &[], ..context })
    }

    /// Takes a step of a story.
    pub(super) fn take(&mut self, step: &Step) -> (String, Result<Vec<Event>, Rejection>) {
        let command = (step.wish)(self);
        let name = command.name().to_owned();
        (name, self.send(step.who, step.on_behalf_of, step.channel, &command))
    }

    /// Takes a step here whose things another village knows.
    pub(super) fn take_knowing(
        &mut self,
        known: &Self,
        step: &Step,
    ) -> (String, Result<Vec<Event>, Rejection>) {
        let command = (step.wish)(known);
        let name = command.name().to_owned();
        (name, self.send(step.who, step.on_behalf_of, step.channel, &command))
    }

    fn must(&mut self, step: Step) {
        let (name, outcome) = self.take(&step);
        let facts = outcome.unwrap_or_else(|refusal| panic!("{name} was refused: {refusal}"));
        assert!(!facts.is_empty(), "{name} changed nothing");
    }

    pub(super) const fn now(&self) -> Moment {
        self.now
    }

    pub(super) fn goods(&self, name: &str) -> ProductId {
        let found = self.book.catalogue.products.values().find(|product| product.sheet.name == name);
        found.unwrap_or_else(|| panic!("no product {name}")).sheet.product
    }

    pub(super) fn material(&self, name: &str) -> MaterialId {
        let found = self.book.catalogue.materials.values().find(|material| material.name == name);
        found.unwrap_or_else(|| panic!("no material {name}")).material
    }

    pub(super) fn item(&self, name: &str) -> StockItem {
        match name {
            "teak" | "bolts" | "pine" => StockItem::Material { material: self.material(name) },
            _ => StockItem::Goods { product: self.goods(name), variant: 1 },
        }
    }

    fn item_name(&self, item: StockItem) -> String {
        match item {
            StockItem::Goods { product, .. } => self.book.catalogue.products[&product].sheet.name.clone(),
            StockItem::Material { material } => self.book.catalogue.materials[&material].name.clone(),
        }
    }

    /// This village in the eyes of somebody who knows the first order alone.
    fn when_only_one_order_was_placed(&self) -> Self {
        let mut village = self.clone();
        let of_first = |commit: &Commit| matches!(commit.facts[0], Event::OrderPlaced(_));
        let first = village.commits.iter().position(of_first).unwrap();
        village.commits.truncate(first + 1);
        village
    }

    /// Everything that ever happened, in its order.
    pub(super) fn facts(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.commits.iter().flat_map(|commit| &commit.facts)
    }

    fn newest<T>(&self, of: impl Fn(&Event) -> Option<T>) -> Option<T> {
        self.facts().rev().find_map(of)
    }

    /// The order the story is about: the one placed last.
    pub(super) fn order_id(&self) -> OrderId {
        self.newest(|event| match event {
            Event::OrderPlaced(e) => Some(e.order),
            _ => None,
        })
        .unwrap_or(OrderId([0; 16]))
    }

    pub(super) fn order(&self) -> &Order {
        self.book.order(self.order_id()).unwrap()
    }

    /// The payment claimed last.
    pub(super) fn payment_id(&self) -> PaymentId {
        self.newest(|event| match event {
            Event::PaymentClaimed(e) => Some(e.payment),
            _ => None,
        })
        .unwrap_or(PaymentId([0; 16]))
    }

    /// The material request sent last.
    pub(super) fn request_id(&self) -> RequestId {
        self.newest(|event| match event {
            Event::MaterialsRequested(e) => Some(e.request),
            _ => None,
        })
        .unwrap_or(RequestId([0; 16]))
    }

    /// The slip issued last.
    pub(super) fn slip_id(&self) -> SlipId {
        self.newest(|event| match event {
            Event::DeliveryOrdered(e) => Some(e.slip),
            _ => None,
        })
        .unwrap_or(SlipId([0; 16]))
    }

    pub(super) fn line_of(&self, material: &str) -> u16 {
        let Ok(request) = self.book.request(self.request_id()) else { return 1 };
        let material = self.material(material);
        request.lines.iter().find(|line| line.material == material).map_or(99, |line| line.number)
    }

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
    pub(super) fn tell_outcome(&self, outcome: &Result<Vec<Event>, Rejection>) -> String {
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
pub(super) fn name(event: &Event) -> String {
    format!("{event:?}").split('(').next().unwrap().to_owned()
}

/// A story from the first day on.
pub(super) fn story(steps: impl IntoIterator<Item = Step>, expect: Expect) {
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
pub(super) fn given(steps: impl IntoIterator<Item = Step>) -> Given {
    let mut village = Village::new();
    for step in steps {
        village.later(step.after);
        village.must(step);
    }
    Given { village, told: String::new() }
}

/// A village in which something has happened.
pub(super) struct Given {
    pub(super) village: Village,
    told: String,
}

impl Given {
    /// Every further step with what it led to, and where the order stands in the end.
    pub(super) fn story(mut self, steps: impl IntoIterator<Item = Step>, expect: Expect) {
        let mut told = String::new();
        for step in steps {
            tell_step(&mut self.village, &step, &mut told);
        }
        writeln!(told, "= {}", self.village.place()).unwrap();
        expect.assert_eq(&told);
    }

    /// Somebody wishes something.
    pub(super) fn when(mut self, step: Step) -> Self {
        let (_, outcome) = self.village.take(&step);
        self.told = self.village.tell_outcome(&outcome);
        self
    }

    /// The facts that follow, or the refusal.
    pub(super) fn then(self, expect: Expect) {
        expect.assert_eq(&self.told);
    }
}

/// Comes with every wish of the stories.
const PHOTO: BlobHash = BlobHash([9; 32]);

fn command_id(wish: u32) -> CommandId {
    let mut id = [0; 16];
    id[12..].copy_from_slice(&wish.to_be_bytes());
    CommandId(id)
}

pub(super) fn context(who: Who, wish: u32, now: Moment, registry: &Registry) -> Context<'_> {
    Context {
        book: BookId::of(Who::Business.party()),
        actor: Actor { person: who.person(), party: who.party() },
        on_behalf_of: None,
        channel: Channel::Web,
        now,
        happened: None,
        today: now.day_in(chrono_tz::Asia::Jakarta),
        command: command_id(wish),
        evidence: &[PHOTO],
        registry,
    }
}

pub(super) fn of(who: Who, wish: impl Fn(&Village) -> Command + 'static) -> Step {
    Step { who, on_behalf_of: None, channel: Channel::Web, after: 0, wish: Box::new(wish) }
}

// The words of the stories, in the order of an order's life.

pub(super) fn terms(deposit_percent: u8, minimum: i64, settlement: SettlementRule) -> Step {
    of(Who::Business, move |_| {
        SetTerms { deposit_percent, minimum: Rupiah(minimum), settlement, accounts: Vec::new() }.into()
    })
}

pub(super) fn change_profile(name: &'static str) -> Step {
    of(Who::Business, move |_| {
        ChangeProfile {
            name: name.to_owned(),
            trade: "mebel".to_owned(),
            village: "33.20.01.2001".to_owned(),
            street: String::new(),
            tagline: String::new(),
            about: String::new(),
            photo: None,
        }
        .into()
    })
}

pub(super) fn wholesale(wholesale: Wholesale) -> Step {
    of(Who::Business, move |_| SetWholesale { wholesale }.into())
}

pub(super) fn approve(buyer: Who) -> Step {
    of(Who::Business, move |_| ApproveBuyer { buyer: buyer.party() }.into())
}

pub(super) fn withdraw_approval(buyer: Who) -> Step {
    of(Who::Business, move |_| WithdrawApproval { buyer: buyer.party() }.into())
}

pub(super) fn change_product(name: &'static str, new_name: &'static str) -> Step {
    of(Who::Business, move |village| {
        ChangeProduct {
            product: village.goods(name),
            name: new_name.to_owned(),
            description: String::new(),
            days: 7,
            weight_grams: 1_000,
            photo: None,
        }
        .into()
    })
}

pub(super) fn open_business() -> Step {
    of(Who::Business, |_| {
        OpenBusiness {
            name: "Mebel Jati".to_owned(),
            trade: "mebel".to_owned(),
            village: "33.20.01.2001".to_owned(),
            street: String::new(),
            tagline: String::new(),
            about: String::new(),
            photo: None,
        }
        .into()
    })
}

pub(super) fn add_material(name: &'static str) -> Step {
    of(Who::Business, move |_| {
        AddMaterial {
            name: name.to_owned(),
            unit: if name == "bolts" { Unit::Pcs } else { Unit::Batang },
            suppliers: vec![Who::Supplier.party()],
            price: Rupiah(80_000),
        }
        .into()
    })
}

pub(super) fn add_product(name: &'static str, making: Making) -> Step {
    of(Who::Business, move |_| {
        AddProduct {
            name: name.to_owned(),
            description: String::new(),
            making,
            unit: Unit::Pcs,
            units: vec![UnitFactor { unit: Unit::Lusin, factor: Quantity::whole(12) }],
            variants: Vec::new(),
            days: 7,
            weight_grams: 1_000,
            photo: None,
        }
        .into()
    })
}

pub(super) fn price(name: &'static str, retail: i64, wholesale: i64) -> Step {
    of(Who::Business, move |village| {
        SetPrice {
            product: village.goods(name),
            variant: None,
            retail: Rupiah(retail),
            wholesale: Rupiah(wholesale),
            wholesale_from: Quantity::whole(10),
        }
        .into()
    })
}

pub(super) fn recipe(product: &'static str, parts: &'static [(&'static str, i64)]) -> Step {
    of(Who::Business, move |village| {
        let line = |(name, quantity): &(&str, i64)| RecipeLine {
            material: village.material(name),
            quantity: Quantity::whole(*quantity),
        };
        SetRecipe { product: village.goods(product), lines: parts.iter().map(line).collect() }.into()
    })
}

pub(super) fn withdraw_product(name: &'static str) -> Step {
    of(Who::Business, move |village| {
        crate::book::catalogue::WithdrawProduct { product: village.goods(name) }.into()
    })
}

pub(super) fn offer_product(name: &'static str) -> Step {
    of(Who::Business, move |village| {
        crate::book::catalogue::OfferProduct { product: village.goods(name) }.into()
    })
}

pub(super) fn count(item: &'static str, quantity: i64) -> Step {
    of(Who::Business, move |village| {
        CountStock {
            item: village.item(item),
            quantity: Quantity::whole(quantity),
            reason: CountReason::Count,
        }
        .into()
    })
}

pub(super) fn place(lines: &'static [(&'static str, i64)]) -> Step {
    place_with(move |village, order| {
        order.lines = lines.iter().map(|(name, quantity)| line(village, name, *quantity)).collect();
    })
}

pub(super) fn line(village: &Village, name: &str, quantity: i64) -> PlaceLine {
    PlaceLine {
        product: village.goods(name),
        variant: 1,
        unit: Unit::Pcs,
        quantity: Quantity::whole(quantity),
        specification: None,
        photo: None,
    }
}

/// An order that differs from all others.
pub(super) fn place_with(fill: impl Fn(&Village, &mut PlaceOrder) + 'static) -> Step {
    of(Who::Buyer, move |village| {
        let buyer = Who::Buyer.party();
        let delivery = DeliveryWish::Collect;
        let mut order = PlaceOrder { buyer, lines: Vec::new(), wanted: None, delivery, note: None };
        fill(village, &mut order);
        order.into()
    })
}

/// On the terms' deposit, the freight in the price.
pub(super) fn accept() -> Step {
    accept_with(|_| ())
}

/// On a word that differs from all others.
pub(super) fn accept_with(fill: impl Fn(&mut AcceptOrder) + 'static) -> Step {
    of(Who::Business, move |village| {
        let mut word = AcceptOrder {
            order: village.order_id(),
            promised: monday().plus(7),
            deposit_percent: None,
            freight: Rupiah::ZERO,
            freight_payer: FreightPayer::Business,
        };
        fill(&mut word);
        word.into()
    })
}

pub(super) fn decline() -> Step {
    of(Who::Business, |village| {
        DeclineOrder { order: village.order_id(), reason: DeclineReason::Busy, note: None }.into()
    })
}

pub(super) fn withdraw() -> Step {
    of(Who::Buyer, |village| WithdrawOrder { order: village.order_id(), note: None }.into())
}

pub(super) fn cancel() -> Step {
    of(Who::Buyer, |village| CancelOrder { order: village.order_id(), note: None }.into())
}

pub(super) fn close() -> Step {
    of(Who::Business, |village| CloseOrder { order: village.order_id() }.into())
}

pub(super) fn claim(amount: i64) -> Step {
    of(Who::Buyer, move |village| {
        ClaimPayment {
            order: village.order_id(),
            amount: Rupiah(amount),
            method: PaymentMethod::BankTransfer,
            note: None,
            sent: None,
        }
        .into()
    })
}

pub(super) fn verify(seen: i64) -> Step {
    of(Who::Business, move |village| {
        VerifyPayment { payment: village.payment_id(), seen: Rupiah(seen) }.into()
    })
}

pub(super) fn refuse_payment() -> Step {
    of(Who::Business, |village| {
        RefusePayment { payment: village.payment_id(), reason: PaymentRefusal::NotArrived, note: None }.into()
    })
}

/// Cash on the table.
pub(super) fn record(amount: i64) -> Step {
    of(Who::Business, move |village| {
        RecordPayment {
            order: village.order_id(),
            amount: Rupiah(amount),
            method: PaymentMethod::Cash,
            note: None,
        }
        .into()
    })
}

pub(super) fn plan() -> Step {
    of(Who::Business, |village| PlanMaterials { order: village.order_id() }.into())
}

pub(super) fn request_from(supplier: Who, material: &'static str, quantity: i64) -> Step {
    of(Who::Business, move |village| {
        RequestMaterials {
            order: Some(village.order_id()),
            supplier: supplier.party(),
            lines: vec![AskLine {
                material: village.material(material),
                quantity: Quantity::whole(quantity),
                price: Rupiah(80_000),
            }],
            wanted: None,
            note: None,
            answer_by: None,
        }
        .into()
    })
}

pub(super) fn request(quantity: i64) -> Step {
    request_from(Who::Supplier, "teak", quantity)
}

pub(super) fn confirm(quantity: i64) -> Step {
    of(Who::Supplier, move |village| {
        ConfirmMaterials {
            request: village.request_id(),
            lines: vec![ConfirmedLine {
                number: village.line_of("teak"),
                quantity: Quantity::whole(quantity),
                price: Rupiah(80_000),
            }],
            promised: monday().plus(2),
            note: None,
            substitutes: Vec::new(),
        }
        .into()
    })
}

pub(super) fn refuse_request() -> Step {
    of(Who::Supplier, |village| {
        RefuseMaterials { request: village.request_id(), reason: SupplyRefusal::OutOfStock, note: None }
            .into()
    })
}

pub(super) fn withdraw_request() -> Step {
    of(Who::Business, |village| WithdrawMaterials { request: village.request_id(), note: None }.into())
}

/// Everything that was promised.
pub(super) fn ship() -> Step {
    of(Who::Supplier, |village| {
        ShipMaterials { request: village.request_id(), lines: Vec::new(), waybill: None }.into()
    })
}

pub(super) fn receive(quantity: i64) -> Step {
    of(Who::Business, move |village| {
        let line = (village.line_of("teak"), Quantity::whole(quantity));
        ReceiveMaterials::all(village.request_id(), vec![line]).into()
    })
}

pub(super) fn start() -> Step {
    of(Who::Business, |village| StartProduction { order: village.order_id() }.into())
}

pub(super) fn finish() -> Step {
    of(Who::Business, |village| FinishProduction { order: village.order_id() }.into())
}

pub(super) fn pack(packages: u16) -> Step {
    of(Who::Business, move |village| {
        PackOrder { order: village.order_id(), packages, contents: Vec::new() }.into()
    })
}

fn dispatch(carrier: Carrier, cash: i64) -> Step {
    of(Who::Business, move |village| {
        DispatchOrder {
            order: village.order_id(),
            carrier: carrier.clone(),
            mode: TransportMode::Other,
            cash_to_collect: Rupiah(cash),
            courier_fee: Rupiah::ZERO,
            note: None,
            vehicle: String::new(),
            load: Default::default(),
            code: false,
        }
        .into()
    })
}

pub(super) fn dispatch_to(courier: Who) -> Step {
    dispatch(Carrier::Courier { party: courier.party() }, 0)
}

pub(super) fn dispatch_collecting(cash: i64) -> Step {
    dispatch(Carrier::Courier { party: Who::Courier.party() }, cash)
}

pub(super) fn dispatch_own_staff() -> Step {
    dispatch(Carrier::OwnStaff { person: Who::Business.person() }, 0)
}

pub(super) fn dispatch_expedition() -> Step {
    dispatch(Carrier::Expedition { name: "Bus Sumber".to_owned(), waybill: "R-1".to_owned() }, 0)
}

pub(super) fn hand_over() -> Step {
    dispatch(Carrier::Collected, 0)
}

pub(super) fn decline_slip() -> Step {
    of(Who::Courier, |village| {
        DeclineDelivery { slip: village.slip_id(), reason: DeliveryRefusal::Busy, note: None }.into()
    })
}

pub(super) fn withdraw_slip() -> Step {
    of(Who::Business, |village| WithdrawDelivery { slip: village.slip_id() }.into())
}

pub(super) fn pick_up() -> Step {
    of(Who::Courier, |village| PickUpDelivery { slip: village.slip_id(), missing: Vec::new() }.into())
}

pub(super) fn deliver(cash: i64) -> Step {
    of(Who::Courier, move |village| {
        CompleteDelivery {
            slip: village.slip_id(),
            received_by: None,
            cash_collected: Rupiah(cash),
            outcomes: Vec::new(),
            signature: None,
            code: None,
        }
        .into()
    })
}

pub(super) fn fail() -> Step {
    of(Who::Courier, |village| {
        FailDelivery {
            slip: village.slip_id(),
            reason: DeliveryProblem::NobodyHome,
            next_attempt: Some(monday().plus(1)),
            note: None,
        }
        .into()
    })
}

/// A message about the order, with a photograph.
pub(super) fn write() -> Step {
    of(Who::Buyer, |village| SendMessage { about: About::Order(village.order_id()), text: None }.into())
}

/// A message about the request.
pub(super) fn write_about_request() -> Step {
    of(Who::Supplier, |village| {
        SendMessage { about: About::Request(village.request_id()), text: None }.into()
    })
}

/// Everything about the order was read.
pub(super) fn read(up_to: u32) -> Step {
    of(Who::Business, move |village| MarkRead { about: About::Order(village.order_id()), up_to }.into())
}
