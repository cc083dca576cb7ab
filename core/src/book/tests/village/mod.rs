//! A small village to tell stories in, and the words to tell them with.
//!
//! *Mebel Jati* makes chairs to order and tables ahead, resells vases, and offers a carving nobody has
//! written a recipe for. Wishes go through the rules exactly as the desk's writer sends them.

mod orders;
mod shop;
mod telling;
mod work;

pub(super) use orders::*;
pub(super) use shop::*;
pub(super) use telling::*;
pub(super) use work::*;

use crate::book::catalogue::{ChangeProduct, Making};
use crate::book::order::Order;
use crate::book::profile::{ChangeProfile, SettlementRule};
use crate::book::stock::StockItem;
use crate::book::{Book, Command, Context, Event, Rejection, decide};
use crate::ids::{BlobHash, BookId, CommandId, MaterialId, OrderId, PartyId, PaymentId, PersonId, ProductId};
use crate::ids::{RequestId, SlipId};
use crate::log::Touch;
use crate::party::{Actor, Capacity, Channel, Role};
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

    /// What is changed gets that photo.
    pub(super) fn showing(mut self, picture: BlobHash) -> Self {
        self.wish = Box::new(move |village| match (self.wish)(village) {
            Command::ChangeProfile(wish) => ChangeProfile { photo: Some(picture), ..wish }.into(),
            Command::ChangeProduct(wish) => ChangeProduct { photo: Some(picture), ..wish }.into(),
            other => other,
        });
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
