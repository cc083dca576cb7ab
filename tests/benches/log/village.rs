//! Businesses that each sell one thing out of a store that never empties, and buyers who buy it.

use std::sync::Arc;

use futures_util::future::join_all;
use rantai_core::book::catalogue::{AddProduct, Making, SetPrice};
use rantai_core::book::conversation::{About, SendMessage};
use rantai_core::book::order::{AcceptOrder, DeliveryWish, FreightPayer, PlaceLine, PlaceOrder};
use rantai_core::book::payment::{ClaimPayment, PaymentMethod, VerifyPayment};
use rantai_core::book::profile::{OpenBusiness, SetTerms, SettlementRule};
use rantai_core::book::stock::{CountReason, CountStock, StockItem};
use rantai_core::book::{self, derive_id};
use rantai_core::desk::{Command, Desk, Receipt, Wish};
use rantai_core::ids::{BookId, CommandId, OrderId, PartyId, PersonId, ProductId};
use rantai_core::log::{EventLog, Log, Options};
use rantai_core::money::Rupiah;
use rantai_core::party::{Actor, Capacity, Channel, Role};
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::random;
use rantai_core::registry::{self, AddMember, AddPerson, FoundParty};
use rantai_core::sealed::{Note, PersonKey, PersonName, Sealed};
use rantai_core::time::{Clock, Day, SystemClock};

const FOUNDER: Actor = Actor { person: PersonId([0xF0; 16]), party: PartyId([0xF0; 16]) };
/// What is written to the other party: as long as people write.
const WORDS: &str =
    "Pak, tolong dikirim sebelum Jumat ya. Kalau bisa catnya agak tua, seperti yang bulan lalu itu.";

/// A business and what it sells.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shop {
    pub(crate) owner: Actor,
    pub(crate) product: ProductId,
}

/// A desk on a log, and who hands in wishes.
pub(crate) struct Village {
    pub(crate) log: Arc<EventLog>,
    pub(crate) desk: Desk,
    pub(crate) shops: Vec<Shop>,
    pub(crate) buyers: Vec<Actor>,
}

/// Ids of commands, made as phones make them.
pub(crate) fn fresh() -> CommandId {
    CommandId::from_uuid(random::uuid_at(SystemClock.now()))
}

pub(crate) fn key() -> PersonKey {
    PersonKey::from_bytes([7; 32])
}

pub(crate) fn sealed_words(person: PersonId, book: BookId, command: CommandId) -> Sealed<Note> {
    Sealed::seal(&Note::new(WORDS).unwrap().unwrap(), &key(), person, book, command)
}

/// Opens desk and log as a start of the program does.
pub(crate) fn open(folder: &std::path::Path) -> (Arc<EventLog>, Desk) {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    let as_log = Arc::clone(&log) as Arc<dyn Log>;
    let desk =
        Desk::open(as_log, Arc::new(SystemClock), [7; 32], Some(&folder.join("books")), |_| ()).unwrap();
    (log, desk)
}

pub(crate) fn wish(id: CommandId, actor: Actor, book: BookId, command: Command) -> Wish {
    Wish {
        id,
        actor,
        book,
        on_behalf_of: None,
        channel: Channel::Web,
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command,
    }
}

impl Village {
    /// Founds everybody in an empty folder.
    pub(crate) async fn found(folder: &std::path::Path, shops: usize, buyers: usize) -> Self {
        let (log, desk) = open(folder);
        let mut village = Self { log, desk, shops: vec![], buyers: vec![] };
        let operator = village.party(FOUNDER, "desa", Capacity::Operator).await;
        let numbers: Vec<usize> = (0..shops).collect();
        for some in numbers.chunks(64) {
            let founded = join_all(some.iter().map(|number| village.shop(operator, *number))).await;
            village.shops.extend(founded);
        }
        let names: Vec<String> = (0..buyers).map(|number| format!("toko-{number}")).collect();
        let founded = names.iter().map(|name| village.party(operator, name, Capacity::Distributor));
        village.buyers = join_all(founded).await;
        village
    }

    async fn register(&self, actor: Actor, id: CommandId, command: registry::Command) -> Receipt {
        self.desk.submit(wish(id, actor, BookId::REGISTRY, Command::Registry(command))).await.unwrap()
    }

    async fn party(&self, by: Actor, slug: &str, capacity: Capacity) -> Actor {
        let id = fresh();
        let person = PersonId(derive_id(by.person, BookId::REGISTRY, id, 0));
        let name =
            Sealed::seal(&PersonName::new(slug).unwrap().unwrap(), &key(), person, BookId::REGISTRY, id);
        let add = AddPerson { name, phone: None, phone_hash: None };
        self.register(by, id, registry::Command::AddPerson(add)).await;
        let founding = FoundParty {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            capacities: vec![capacity],
            village: "33.20.01.2001".to_owned(),
            address: None,
            contact: person,
        };
        let founded = self.register(by, fresh(), registry::Command::FoundParty(founding)).await;
        let party = founded.thing.unwrap().try_into().unwrap();
        let member = registry::Command::AddMember(AddMember { party, person, role: Role::Owner });
        self.register(by, fresh(), member).await;
        Actor { person, party }
    }

    async fn shop(&self, operator: Actor, number: usize) -> Shop {
        let owner = self.party(operator, &format!("usaha-{number}"), Capacity::Business).await;
        let open = OpenBusiness {
            name: format!("Usaha {number}"),
            trade: "mebel".to_owned(),
            village: "33.20.01.2001".to_owned(),
            street: String::new(),
            tagline: String::new(),
            about: String::new(),
            photo: None,
        };
        self.tell(owner, owner.party, open).await;
        let terms = SetTerms {
            deposit_percent: 50,
            settlement: SettlementRule::AnyTime,
            minimum: Rupiah::ZERO,
            accounts: Vec::new(),
        };
        self.tell(owner, owner.party, terms).await;
        let product = AddProduct {
            name: "Kursi jati".to_owned(),
            description: String::new(),
            making: Making::Resale,
            unit: Unit::Pcs,
            units: Vec::new(),
            variants: Vec::new(),
            days: 1,
            weight_grams: 500,
            photo: None,
        };
        let product: ProductId =
            self.tell(owner, owner.party, product).await.thing.unwrap().try_into().unwrap();
        let price = SetPrice {
            product,
            variant: None,
            retail: Rupiah(50_000),
            wholesale: Rupiah(45_000),
            wholesale_from: Quantity::whole(100),
        };
        self.tell(owner, owner.party, price).await;
        let count = CountStock {
            item: StockItem::Goods { product, variant: 1 },
            quantity: Quantity::whole(1_000_000),
            reason: CountReason::Opening,
        };
        self.tell(owner, owner.party, count).await;
        Shop { owner, product }
    }

    pub(crate) async fn tell(
        &self,
        actor: Actor,
        business: PartyId,
        command: impl Into<book::Command>,
    ) -> Receipt {
        self.tell_as(fresh(), actor, business, command).await
    }

    async fn tell_as(
        &self,
        id: CommandId,
        actor: Actor,
        business: PartyId,
        command: impl Into<book::Command>,
    ) -> Receipt {
        self.desk.submit(wish(id, actor, BookId::of(business), Command::Book(command.into()))).await.unwrap()
    }

    /// One buyer orders, writes, is accepted, claims the deposit and has it verified: five wishes.
    pub(crate) async fn order(&self, number: usize) {
        let (shop, buyer) = (self.shops[number % self.shops.len()], self.buyers[number % self.buyers.len()]);
        let business = shop.owner.party;
        let line = PlaceLine {
            product: shop.product,
            variant: 1,
            unit: Unit::Pcs,
            quantity: Quantity::whole(2),
            specification: None,
            photo: None,
        };
        let place = PlaceOrder {
            buyer: buyer.party,
            lines: vec![line],
            wanted: None,
            delivery: DeliveryWish::Collect,
            note: None,
        };
        let order: OrderId = self.tell(buyer, business, place).await.thing.unwrap().try_into().unwrap();
        self.write(buyer, business, order).await;
        let accept = AcceptOrder {
            order,
            promised: Day::from_date(SystemClock.now().utc().date_naive()).plus(7),
            deposit_percent: None,
            freight: Rupiah::ZERO,
            freight_payer: FreightPayer::Buyer,
        };
        self.tell(shop.owner, business, accept).await;
        let amount = Rupiah(50_000);
        let claim =
            ClaimPayment { order, amount, method: PaymentMethod::BankTransfer, note: None, sent: None };
        let payment = self.tell(buyer, business, claim).await.thing.unwrap().try_into().unwrap();
        self.tell(shop.owner, business, verify(payment, amount)).await;
    }

    /// Writes to the other party about an order.
    pub(crate) async fn write(&self, actor: Actor, business: PartyId, order: OrderId) -> Receipt {
        let id = fresh();
        let text = Some(sealed_words(actor.person, BookId::of(business), id));
        self.tell_as(id, actor, business, SendMessage { about: About::Order(order), text }).await
    }
}

fn verify(payment: rantai_core::ids::PaymentId, seen: Rupiah) -> VerifyPayment {
    VerifyPayment { payment, seen }
}
