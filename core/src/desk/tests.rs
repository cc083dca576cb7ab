//! What the desk holds every wish to, on a real log.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use expect_test::{Expect, expect};
use tempfile::TempDir;

use super::{Command, Desk, DeskError, Receipt, Seen, Wish};
use crate::book::order::{AcceptOrder, DeliveryWish, FreightPayer, PlaceLine, PlaceOrder};
use crate::book::profile::{OpenBusiness, SetTerms, SettlementRule};
use crate::book::{self, catalogue, payment, stock};
use crate::facts::Facts;
use crate::ids::Thing;
use crate::ids::{BlobHash, BookId, CommandId, OrderId, PartyId, PersonId, ProductId};
use crate::log::{AppendError, CommandKey, Commit, Cursor, Draft, EventLog, Log, Options, ReadError};
use crate::money::Rupiah;
use crate::party::{Actor, Capacity, Channel, Role};
use crate::quantity::{Quantity, Unit};
use crate::registry::{self, AddMember, AddPerson, FoundParty};
use crate::sealed::{PersonKey, PersonName, Sealed};
use crate::time::{Day, ManualClock, Moment};

/// Whoever sets the deployment up.
const NOBODY: Actor = Actor { person: PersonId([1; 16]), party: PartyId([1; 16]) };

/// A desk over a log in a folder of its own, and the people of a small village.
struct Office {
    folder: TempDir,
    log: Arc<EventLog>,
    desk: Desk,
    wishes: u32,
    operator: Actor,
    business: Actor,
    buyer: Actor,
    product: ProductId,
}

/// When the office opens.
const MORNING: Moment = Moment::from_micros(1_795_000_000_000_000);

fn open(folder: &Path) -> (Arc<EventLog>, Desk) {
    open_at(folder, MORNING)
}

fn open_at(folder: &Path, moment: Moment) -> (Arc<EventLog>, Desk) {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    let clock = Arc::new(ManualClock::at(moment));
    let shelf = folder.join("books");
    let desk = Desk::open(Arc::clone(&log) as Arc<dyn Log>, clock, [7; 32], Some(&shelf), |_| ()).unwrap();
    (log, desk)
}

impl Office {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (log, desk) = open(folder.path());
        let product = ProductId([0; 16]);
        let mut office =
            Self { folder, log, desk, wishes: 0, operator: NOBODY, business: NOBODY, buyer: NOBODY, product };
        office.operator = office.found("desa", Capacity::Operator).await;
        office.business = office.found("mebel-jati", Capacity::Business).await;
        office.buyer = office.found("toko-baru", Capacity::Distributor).await;
        let open = OpenBusiness {
            name: "Mebel Jati".to_owned(),
            trade: "mebel".to_owned(),
            village: "33.20.01.2001".to_owned(),
            street: String::new(),
            tagline: String::new(),
            about: String::new(),
            photo: None,
        };
        office.must(office.business, open).await;
        office.must(office.business, terms(50)).await;
        let vase = catalogue::AddProduct {
            name: "vase".to_owned(),
            description: String::new(),
            making: catalogue::Making::Resale,
            unit: Unit::Pcs,
            units: Vec::new(),
            variants: Vec::new(),
            days: 1,
            weight_grams: 500,
            photo: None,
        };
        let added = office.must(office.business, vase).await;
        office.product = added.thing.unwrap().try_into().unwrap();
        let product = office.product;
        let price = catalogue::SetPrice {
            product,
            variant: None,
            retail: Rupiah(50_000),
            wholesale: Rupiah(45_000),
            wholesale_from: Quantity::whole(100),
        };
        office.must(office.business, price).await;
        let count = stock::CountStock {
            item: stock::StockItem::Goods { product, variant: 1 },
            quantity: Quantity::whole(20),
            reason: stock::CountReason::Opening,
        };
        office.must(office.business, count).await;
        office
    }

    fn wish(&mut self, actor: Actor, command: Command) -> Wish {
        self.wishes += 1;
        let mut id = [0; 16];
        id[12..].copy_from_slice(&self.wishes.to_be_bytes());
        let book = match command {
            Command::Registry(_) => BookId::REGISTRY,
            Command::Book(_) => BookId::of(self.business.party),
        };
        Wish {
            id: CommandId(id),
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

    fn book_wish(&mut self, actor: Actor, form: impl Into<book::Command>) -> Wish {
        self.wish(actor, Command::Book(form.into()))
    }

    async fn must(&mut self, actor: Actor, form: impl Into<book::Command>) -> Receipt {
        let wish = self.book_wish(actor, form);
        self.desk.submit(wish).await.unwrap()
    }

    async fn register(&mut self, actor: Actor, command: registry::Command) -> Receipt {
        let wish = self.wish(actor, Command::Registry(command));
        self.desk.submit(wish).await.unwrap()
    }

    async fn person(&mut self, name: &str) -> PersonId {
        let actor = self.operator;
        let mut wish = self.wish(
            actor,
            Command::Registry(registry::Command::RemoveMember(registry::RemoveMember {
                party: actor.party,
                person: actor.person,
            })),
        );
        let person = PersonId(book::derive_id(actor.person, BookId::REGISTRY, wish.id, 0));
        let name = PersonName::new(name).unwrap().unwrap();
        let key = PersonKey::from_bytes([7; 32]);
        let name = Sealed::seal(&name, &key, person, BookId::REGISTRY, wish.id);
        let add = AddPerson { name, phone: None, phone_hash: None };
        wish.command = Command::Registry(registry::Command::AddPerson(add));
        self.desk.submit(wish).await.unwrap();
        person
    }

    async fn joins(&mut self, party: PartyId, person: PersonId, role: Role) {
        let member = registry::Command::AddMember(AddMember { party, person, role });
        self.register(self.operator, member).await;
    }

    async fn found(&mut self, slug: &str, capacity: Capacity) -> Actor {
        let person = self.person(slug).await;
        let founding = FoundParty {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            capacities: vec![capacity],
            village: "33.20.01.2001".to_owned(),
            address: None,
            contact: person,
        };
        let founded = self.register(self.operator, registry::Command::FoundParty(founding)).await;
        let party = founded.thing.unwrap().try_into().unwrap();
        self.joins(party, person, Role::Owner).await;
        Actor { person, party }
    }

    fn place(&mut self, vases: i64) -> Wish {
        let line = PlaceLine {
            product: self.product,
            variant: 1,
            unit: Unit::Pcs,
            quantity: Quantity::whole(vases),
            specification: None,
            photo: None,
        };
        let place = PlaceOrder {
            buyer: self.buyer.party,
            lines: vec![line],
            wanted: None,
            delivery: DeliveryWish::Collect,
            note: None,
        };
        self.book_wish(self.buyer, place)
    }

    async fn placed(&mut self, vases: i64) -> OrderId {
        let wish = self.place(vases);
        self.desk.submit(wish).await.unwrap().thing.unwrap().try_into().unwrap()
    }

    /// Stops the desk and the log, and starts both again from the disk.
    fn restart(self) -> Self {
        self.restart_at(MORNING)
    }

    /// The same, at another moment.
    fn restart_at(self, moment: Moment) -> Self {
        let Self { folder, log, desk, wishes, operator, business, buyer, product } = self;
        desk.close();
        log.close();
        drop(log);
        let (log, desk) = open_at(folder.path(), moment);
        Self { folder, log, desk, wishes, operator, business, buyer, product }
    }

    async fn refused(&self, wish: Wish, expect: Expect) {
        let before = self.log.watermark();
        let told = match self.desk.submit(wish).await {
            Ok(receipt) => format!("granted: {receipt:?}"),
            Err(DeskError::Refused(refusal)) => refusal.to_string(),
            Err(error) => format!("failed: {error}"),
        };
        expect.assert_eq(&told);
        assert_eq!(self.log.watermark(), before, "a refusal records nothing");
    }

    fn facts_at(&self, cursor: Cursor) -> Vec<String> {
        let commit = &self.log.read(Cursor(cursor.0 - 1), 1).unwrap()[0];
        let Facts::Book(facts) = Facts::of(commit).unwrap() else { panic!("not a book's") };
        facts.iter().map(|fact| format!("{fact:?}").split('(').next().unwrap().to_owned()).collect()
    }
}

fn terms(deposit_percent: u8) -> SetTerms {
    let accounts = Vec::new();
    SetTerms { deposit_percent, minimum: Rupiah::ZERO, settlement: SettlementRule::AnyTime, accounts }
}

fn accept(order: OrderId) -> AcceptOrder {
    AcceptOrder {
        order,
        promised: Day::parse("2027-01-01").unwrap(),
        deposit_percent: None,
        freight: Rupiah::ZERO,
        freight_payer: FreightPayer::Business,
    }
}

#[tokio::test]
async fn the_same_tap_twice_is_one_order() {
    let mut office = Office::new().await;
    let wish = office.place(2);
    let (first, second) = tokio::join!(office.desk.submit(wish.clone()), office.desk.submit(wish.clone()));
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!((first.repeated, second.repeated), (false, true));
    assert_eq!((first.thing, first.cursor), (second.thing, second.cursor));

    let office = office.restart();
    let third = office.desk.submit(wish).await.unwrap();
    assert_eq!((third.thing, third.cursor, third.repeated), (first.thing, first.cursor, true));
}

#[tokio::test]
async fn a_form_sent_again_with_other_content_is_refused() {
    let mut office = Office::new().await;
    let wish = office.place(2);
    let other = Wish { id: wish.id, ..office.place(3) };
    office.desk.submit(wish).await.unwrap();
    office.refused(other, expect!["this form was already sent with other content"]).await;
}

#[tokio::test]
async fn a_stale_screen_is_told_so() {
    let mut office = Office::new().await;
    let order = office.placed(2).await;
    let screen = Some(Seen { thing: order.into(), version: 1 });
    let fresh = Wish { seen: screen, ..office.book_wish(office.business, accept(order)) };
    let stale = Wish { seen: screen, ..office.book_wish(office.business, terms(30)) };
    office.desk.submit(fresh).await.unwrap();
    office.refused(stale, expect!["this changed meanwhile: shown was version 1, now it is 2"]).await;
}

#[tokio::test]
async fn nobody_acts_for_a_party_they_do_not_belong_to() {
    let mut office = Office::new().await;
    let posing = Actor { person: office.buyer.person, party: office.business.party };
    let wish = office.book_wish(posing, terms(0));
    office.refused(wish, expect!["you do not act for this party"]).await;
    let wish = office.book_wish(office.buyer, terms(0));
    office.refused(wish, expect!["this step belongs to another party"]).await;
}

#[tokio::test]
async fn a_role_bounds_what_its_holder_may_do() {
    let mut office = Office::new().await;
    let order = office.placed(2).await;
    let record = |amount| {
        let method = payment::PaymentMethod::Cash;
        payment::RecordPayment { order, amount: Rupiah(amount), method, note: None }
    };
    office.must(office.business, accept(order)).await;
    let party = office.business.party;
    let mut actors = Vec::new();
    for role in [Role::Auditor, Role::Production, Role::Member, Role::Admin, Role::Finance] {
        let person = office.person(role.name()).await;
        office.joins(party, person, role).await;
        actors.push(Actor { person, party });
    }
    for actor in &actors {
        let wish = office.book_wish(*actor, terms(0));
        office.refused(wish, expect!["your role does not allow this"]).await;
    }
    for actor in &actors[..2] {
        let wish = office.book_wish(*actor, record(10_000));
        office.refused(wish, expect!["your role does not allow this"]).await;
    }
    for actor in &actors[2..] {
        office.must(*actor, record(10_000)).await;
    }
}

#[tokio::test]
async fn what_is_recorded_for_another_says_how_they_answered() {
    let mut office = Office::new().await;
    let for_buyer = |office: &mut Office, channel| {
        let wish = office.place(1);
        Wish { actor: office.business, on_behalf_of: Some(office.buyer.party), channel, ..wish }
    };
    for channel in [Channel::Web, Channel::Api, Channel::Import] {
        let wish = for_buyer(&mut office, channel);
        office.refused(wish, expect!["say how they answered: by phone, WhatsApp or paper"]).await;
    }
    let wish = for_buyer(&mut office, Channel::Phone);
    let stranger = Wish { on_behalf_of: Some(PartyId([9; 16])), ..wish.clone() };
    let by_buyer = Wish { actor: office.buyer, on_behalf_of: Some(office.business.party), ..wish.clone() };
    let for_itself = Wish { on_behalf_of: Some(office.business.party), ..wish.clone() };
    for wish in [stranger, by_buyer, for_itself] {
        office.refused(wish, expect!["this step belongs to another party"]).await;
    }
    let granted = office.desk.submit(wish).await.unwrap();
    let commit = &office.log.read(Cursor(granted.cursor.0 - 1), 1).unwrap()[0];
    let envelope = &commit.draft.envelope;
    assert_eq!(envelope.party, office.business.party);
    assert_eq!(envelope.on_behalf_of, Some(office.buyer.party));
    assert_eq!(envelope.channel, Channel::Phone);
}

#[tokio::test]
async fn nobody_speaks_as_the_policy_or_from_the_future_or_sends_a_whole_album() {
    let mut office = Office::new().await;
    let wish = office.place(1);
    let policy = Wish { channel: Channel::Policy, ..wish.clone() };
    office.refused(policy, expect!["this step belongs to another party"]).await;
    let future = Wish { happened: Some(Moment::from_micros(i64::MAX)), ..wish.clone() };
    office.refused(future, expect!["happened is missing or not usable"]).await;
    let album = Wish { evidence: vec![BlobHash([1; 32]); 21], ..wish };
    office.refused(album, expect!["too much at once: send it in smaller parts"]).await;
}

#[tokio::test]
async fn a_policy_stands_in_the_commit_of_its_cause_and_survives_a_restart() {
    let mut office = Office::new().await;
    let order = office.placed(2).await;
    let accepted = office.must(office.business, accept(order)).await;
    assert_eq!(office.facts_at(accepted.cursor), ["OrderAccepted", "GoodsReserved"]);
    let mut office = office.restart();
    let method = payment::PaymentMethod::Cash;
    let record = payment::RecordPayment { order, amount: Rupiah(100_000), method, note: None };
    office.must(office.business, record).await;
    let business = office.business;
    office.must(business, book::production::PackOrder { order, packages: 1, contents: Vec::new() }).await;
    let slip = book::delivery::DispatchOrder {
        order,
        carrier: book::delivery::Carrier::Collected,
        mode: book::delivery::TransportMode::Other,
        cash_to_collect: Rupiah::ZERO,
        courier_fee: Rupiah::ZERO,
        note: None,
        vehicle: String::new(),
        load: Default::default(),
        code: false,
    };
    let slip = office.must(business, slip).await.thing.unwrap().try_into().unwrap();
    let complete = book::delivery::CompleteDelivery {
        slip,
        received_by: None,
        cash_collected: Rupiah::ZERO,
        outcomes: Vec::new(),
        signature: None,
        code: None,
    };
    let done = office.must(business, complete).await;
    assert_eq!(office.facts_at(done.cursor), ["DeliveryCompleted", "OrderClosed"]);
}

/// A log on a disk that is full when it is told to be.
struct Filling {
    log: Arc<EventLog>,
    full: std::sync::atomic::AtomicBool,
}

impl Log for Filling {
    fn append(&self, group: Vec<Draft>) -> Result<Vec<Arc<Commit>>, AppendError> {
        if self.full.load(std::sync::atomic::Ordering::SeqCst) {
            return Err(AppendError::NoRoom);
        }
        self.log.append(group)
    }
    fn read(&self, after: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError> {
        self.log.read(after, limit)
    }
    fn history(&self, thing: Thing, after: Cursor, limit: usize) -> Result<Vec<Arc<Commit>>, ReadError> {
        self.log.history(thing, after, limit)
    }
    fn outcome(&self, key: &CommandKey) -> Result<Option<Arc<Commit>>, ReadError> {
        self.log.outcome(key)
    }
    fn lengths(&self) -> Result<HashMap<BookId, u64>, ReadError> {
        self.log.lengths()
    }
    fn watermark(&self) -> Cursor {
        self.log.watermark()
    }
    fn news(&self) -> tokio::sync::watch::Receiver<Cursor> {
        self.log.news()
    }
}

#[tokio::test]
async fn a_full_disk_takes_back_everything_it_did_not_keep() {
    let mut office = Office::new().await;
    let full = Arc::new(Filling { log: Arc::clone(&office.log), full: false.into() });
    // The clock of the second desk stands far before what is recorded.
    let clock = Arc::new(ManualClock::at(Moment::EPOCH));
    let desk = Desk::open(Arc::clone(&full) as Arc<dyn Log>, clock, [7; 32], None, |_| ()).unwrap();
    std::mem::replace(&mut office.desk, desk).close();
    full.full.store(true, std::sync::atomic::Ordering::SeqCst);
    let before = office.log.watermark();
    let join = registry::Command::AddMember(AddMember {
        party: office.business.party,
        person: office.buyer.person,
        role: Role::Finance,
    });
    let join = office.wish(office.operator, Command::Registry(join));
    let order = office.place(2);
    let (joined, placed) = tokio::join!(office.desk.submit(join.clone()), office.desk.submit(order.clone()));
    assert!(matches!(joined, Err(DeskError::DiskFull)) && matches!(placed, Err(DeskError::DiskFull)));
    assert!(!office.desk.is_ready());
    assert_eq!(office.desk.registry().role(office.business.party, office.buyer.person), None);

    full.full.store(false, std::sync::atomic::Ordering::SeqCst);
    let (placed, joined) = tokio::join!(office.desk.submit(order), office.desk.submit(join));
    let (placed, joined) = (placed.unwrap(), joined.unwrap());
    assert!(!placed.repeated && !joined.repeated && office.desk.is_ready());
    let role = office.desk.registry().role(office.business.party, office.buyer.person);
    assert_eq!(role, Some(Role::Finance));
    let after = office.must(office.business, terms(30)).await;
    let commits = office.log.read(Cursor::START, usize::MAX).unwrap();
    assert_eq!((after.cursor, commits.len() as u64), (Cursor(before.0 + 3), before.0 + 3));
    let last = &commits.last().unwrap().draft.envelope;
    assert_eq!(last.registry, joined.cursor, "a decision names the registry it was made on");
    let times: Vec<Moment> = commits.iter().map(|commit| commit.draft.envelope.recorded).collect();
    assert!(times.windows(2).all(|two| two[0] < two[1]), "time never stands or goes back");
}

#[tokio::test]
async fn a_hundred_taps_at_once_are_one_order() {
    let mut office = Office::new().await;
    let wish = office.place(2);
    let before = office.log.watermark();
    let desk = Arc::new(office.desk);
    let mut taps = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (desk, wish) = (Arc::clone(&desk), wish.clone());
        taps.spawn(async move { desk.submit(wish).await.unwrap() });
    }
    let answers: Vec<Receipt> = taps.join_all().await;
    assert!(answers.iter().all(|answer| answer.cursor == Cursor(before.0 + 1)));
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert_eq!(office.log.watermark(), Cursor(before.0 + 1));
}

#[tokio::test]
async fn what_falls_due_is_recorded_once_also_over_restarts() {
    let mut office = Office::new().await;
    office.placed(2).await;
    let before = office.log.watermark();
    office.desk.pass_time().await.unwrap();
    assert_eq!(office.log.watermark(), before, "a look that finds nothing writes nothing");

    // Nobody answers for a day; the program was not running when the time ran out.
    let office = office.restart_at(MORNING.plus_seconds(25 * 3_600));
    let passed = office.desk.pass_time().await.unwrap();
    assert_eq!(passed.cursor.0, before.0 + 1);
    assert_eq!(office.facts_at(passed.cursor), ["DeadlinePassed"]);
    let commit = &office.log.read(Cursor(passed.cursor.0 - 1), 1).unwrap()[0];
    let envelope = &commit.draft.envelope;
    assert_eq!((envelope.person, envelope.party), (Actor::CLOCK.person, office.business.party));
    assert_eq!(envelope.channel, Channel::Policy);

    office.desk.pass_time().await.unwrap();
    assert_eq!(office.log.watermark(), passed.cursor);
    let office = office.restart_at(MORNING.plus_seconds(26 * 3_600));
    office.desk.pass_time().await.unwrap();
    assert_eq!(office.log.watermark(), passed.cursor, "what was recorded is not recorded again");
}

#[tokio::test]
async fn a_book_that_is_written_to_later_is_looked_into_again() {
    let mut office = Office::new().await;
    office.desk.pass_time().await.unwrap();
    office.placed(2).await;
    let mut office = office.restart_at(MORNING.plus_seconds(3_600));
    office.desk.pass_time().await.unwrap();
    office.placed(1).await;
    office.desk.pass_time().await.unwrap();
    let head = office.log.watermark();
    let office = office.restart_at(MORNING.plus_seconds(24 * 3_600 + 60));
    let passed = office.desk.pass_time().await.unwrap();
    assert_eq!(office.facts_at(passed.cursor), ["DeadlinePassed"], "the second order has an hour more");
    assert_eq!(passed.cursor.0, head.0 + 1);
}

#[tokio::test]
async fn a_look_at_a_book_sees_what_was_answered_and_changes_nothing() {
    let office = Office::new().await;
    let book = BookId::of(office.business.party);
    let item = stock::StockItem::Goods { product: office.product, variant: 1 };
    let head = office.log.watermark();
    let there = office.desk.look(book, move |book| book.stock.on_hand(item)).await.unwrap();
    assert_eq!((there, office.log.watermark()), (Quantity::whole(20), head));
    let nobodys = BookId([9; 16]);
    assert_eq!(office.desk.look(nobodys, |book| book.orders.len()).await.unwrap(), 0);
}
