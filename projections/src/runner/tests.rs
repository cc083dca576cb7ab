//! Whatever was written when the program was killed, the rows become those of a fold from the start.

use rantai_core::book::Event;
use rantai_core::book::order::{DeliveryWish, OrderLine, OrderPlaced, PriceKind};
use rantai_core::book::production::ProductionStarted;
use rantai_core::book::stock::{CountReason, GoodsReserved, StockCounted, StockItem, StockLine};
use rantai_core::ids::{BookId, CommandId, MaterialId, OrderId, PersonId, ProductId, Thing};
use rantai_core::log::{Draft, Envelope, EventLog, Options, Touch};
use rantai_core::money::Rupiah;
use rantai_core::party::Channel;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::time::Moment;

use super::*;

pub(crate) const BUSINESS: PartyId = PartyId([1; 16]);
const BUYER: PartyId = PartyId([2; 16]);
const LAST: u64 = 40;

pub(crate) fn id(number: u64) -> [u8; 16] {
    let mut id = [0x11; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    id
}

fn placed(order: OrderId) -> Event {
    let line = OrderLine {
        number: 1,
        product: ProductId(id(9)),
        variant: 1,
        name: "vase".to_owned(),
        variant_name: String::new(),
        unit: Unit::Pcs,
        quantity: Quantity::whole(2),
        base_unit: Unit::Pcs,
        base: Quantity::whole(2),
        price: Rupiah(50_000),
        price_kind: PriceKind::Retail,
        amount: Rupiah(100_000),
        specification: None,
        photo: None,
    };
    Event::OrderPlaced(OrderPlaced {
        order,
        number: "MJ-1".to_owned(),
        buyer: BUYER,
        lines: vec![line],
        wanted: None,
        delivery: DeliveryWish::Collect,
        goods_total: Rupiah(100_000),
        note: None,
    })
}

/// Orders and a store in which every fact counts once.
fn events(number: u64) -> Vec<Event> {
    let order = OrderId(id(number / 4));
    let item = |n: u64| StockItem::Material { material: MaterialId(id(100 + n)) };
    let lines = |quantity| -> Vec<StockLine> {
        (0..5).map(|n| StockLine { item: item(n), quantity: Quantity::whole(quantity) }).collect()
    };
    match number % 4 {
        0 => vec![placed(order)],
        1 => vec![Event::StockCounted(StockCounted {
            item: item(number % 5),
            quantity: Quantity::whole(500),
            before: Quantity::ZERO,
            reason: CountReason::Opening,
        })],
        2 => vec![Event::GoodsReserved(GoodsReserved { order, lines: lines(1) })],
        _ => vec![
            Event::ProductionStarted(ProductionStarted { order, consumed: lines(2) }),
            Event::GoodsReserved(GoodsReserved { order, lines: lines(3) }),
        ],
    }
}

pub(crate) fn draft(number: u64) -> Draft {
    let thing = Thing::from(OrderId(id(number / 4)));
    Draft {
        book: BookId::of(BUSINESS),
        envelope: Envelope {
            person: PersonId([5; 16]),
            party: BUYER,
            on_behalf_of: None,
            channel: Channel::Web,
            happened: None,
            recorded: Moment::from_micros(1_790_000_000_000_000 + i64::try_from(number).unwrap()),
            evidence: Vec::new(),
            played: false,
            registry: Cursor::START,
            command: CommandId(id(number)),
            digest: [7; 32],
        },
        answer: Some(thing),
        touched: vec![Touch { thing, version: u32::try_from(number).unwrap() + 1 }],
        facts: events(number).iter().map(Event::to_raw).collect(),
    }
}

pub(crate) fn log(folder: &std::path::Path, commits: u64) -> Arc<EventLog> {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    log.append((0..commits).map(draft).collect()).unwrap();
    log
}

fn runner(db: &sled::Db, log: &Arc<EventLog>) -> Runner {
    let views = Arc::new(Views::with(db.clone()).unwrap());
    Runner::new(views, Arc::<EventLog>::clone(log), mpsc::channel().1)
}

fn fold(runner: &mut Runner, most: usize) {
    let (changes, _) = broadcast::channel(16);
    let views = Arc::clone(&runner.views);
    let projections = views.projections();
    for commit in runner.log.read(runner.cursor, most).unwrap() {
        runner.fold_page(&projections, std::slice::from_ref(&commit), &changes);
    }
}

pub(crate) fn memory() -> sled::Db {
    sled::Config::new().temporary(true).open().unwrap()
}

/// Views that follow a whole log and have nothing on disk, and something that moved twelve times.
pub(crate) fn followed(folder: &std::path::Path) -> (Arc<Views>, StockItem) {
    let log = log(folder, LAST);
    let mut runner = runner(&memory(), &log);
    fold(&mut runner, usize::MAX);
    (runner.views, StockItem::Material { material: MaterialId(id(101)) })
}

/// Numbers that look random and are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

#[test]
fn a_program_killed_while_it_writes_its_rows_ends_with_those_of_a_fresh_fold() {
    let folder = tempfile::tempdir().unwrap();
    let log = log(folder.path(), LAST);
    let mut fresh = runner(&memory(), &log);
    fold(&mut fresh, usize::MAX);
    let expected = fresh.views.dump();
    assert!(expected["order-sheets"].len() == 10 && expected["materials"].len() >= 5);
    for seed in 1..=25_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let db = memory();
        let mut running = runner(&db, &log);
        for _ in 0..12 {
            fold(&mut running, dice.below(12));
            match dice.below(3) {
                0 => assert!(running.views.persist()),
                1 => {
                    // Killed while the rows of one table are written.
                    let whole = dice.below(running.views.projections().len());
                    for projection in running.views.projections().iter().take(whole) {
                        projection.table.persist().unwrap();
                    }
                    running.views.projections()[whole].table.persist_some(dice.below(4));
                    running = runner(&db, &log);
                }
                _ => {}
            }
        }
        running = runner(&db, &log);
        fold(&mut running, usize::MAX);
        assert_eq!(running.views.dump(), expected, "seed {seed}");
    }
}

#[test]
fn rows_that_tell_more_than_the_log_holds_are_folded_again() {
    let (longer, shorter) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (longer, shorter) = (log(longer.path(), LAST), log(shorter.path(), 10));
    let mut expected = runner(&memory(), &shorter);
    fold(&mut expected, usize::MAX);
    let db = memory();
    let mut later = runner(&db, &longer);
    fold(&mut later, usize::MAX);
    assert!(later.views.persist());
    let mut earlier = runner(&db, &shorter);
    fold(&mut earlier, usize::MAX);
    assert_eq!(earlier.views.dump(), expected.views.dump());
}
