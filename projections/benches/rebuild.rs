//! What folding a projection anew costs, beside writing the same rows and nothing else:
//! `cargo bench -p rantai-projections --bench rebuild`. `ORDERS` is how many whole orders the log holds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on has failed"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use rantai_core::book::Event;
use rantai_core::book::delivery::{
    Carrier, DeliveryCompleted, DeliveryOrdered, DeliveryPickedUp, TransportMode,
};
use rantai_core::book::order::{
    DeliveryWish, FreightPayer, LineSource, OrderAccepted, OrderClosed, OrderLine, OrderPlaced, PriceKind,
};
use rantai_core::book::payment::{PaymentClaimed, PaymentMethod, PaymentVerified};
use rantai_core::book::production::{OrderPacked, ProductionFinished, ProductionStarted};
use rantai_core::book::profile::SettlementRule;
use rantai_core::facts::Facts;
use rantai_core::ids::{BookId, CommandId, OrderId, PartyId, PaymentId, PersonId, ProductId, SlipId, Thing};
use rantai_core::log::{Cursor, Draft, Envelope, EventLog, Log, Options, Touch};
use rantai_core::money::Rupiah;
use rantai_core::party::Channel;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::time::{Day, Moment};
use rantai_projections::Views;

/// Orders that are under way at once: each order's facts stand among those of so many others.
const AT_ONCE: u64 = 500;
const BOOKS: u64 = 100;
const RUNS: usize = 3;

fn main() {
    // `cargo test --benches` runs this too, and wants nothing measured.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let orders: u64 = std::env::var("ORDERS").map_or(20_000, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let (log, _) = EventLog::open(&folder.path().join("log"), Options::default()).unwrap();
    let begun = Instant::now();
    let mut group = Vec::new();
    let steps = u64::try_from(steps(0).len()).unwrap();
    for round in 0..orders / AT_ONCE {
        for step in 0..steps {
            for order in round * AT_ONCE..(round + 1) * AT_ONCE {
                group.push(draft(order, step, (round * steps + step) * AT_ONCE + order % AT_ONCE));
            }
            log.append(std::mem::take(&mut group)).unwrap();
        }
    }
    let commits = log.watermark().position();
    eprintln!("{commits} commits were written in {:.1} s", begun.elapsed().as_secs_f64());
    let rows = folder.path().join("rows");
    let begun = Instant::now();
    let as_log: Arc<dyn Log> = Arc::<EventLog>::clone(&log);
    let views = Views::open(&rows, as_log).unwrap();
    while views.reached() < log.watermark() {
        std::thread::sleep(Duration::from_millis(20));
    }
    eprintln!("all views followed them in {:.1} s", begun.elapsed().as_secs_f64());
    views.close();
    let dump = views.dump();
    drop(views);
    let (begun, mut cursor, mut events) = (Instant::now(), Cursor::START, 0_usize);
    loop {
        let page = log.read(cursor, 1_000).unwrap();
        let Some(last) = page.last() else { break };
        cursor = last.cursor;
        for commit in &page {
            let Facts::Book(facts) = Facts::of(commit).unwrap() else { continue };
            events += facts.len();
        }
    }
    let alone = begun.elapsed().as_secs_f64();
    eprintln!(
        "{events} facts were read and decoded alone in {alone:.2} s ({:.0} commits/s)",
        commits as f64 / alone
    );
    for name in ["order-sheets", "my-orders", "payments-to-verify"] {
        let mut ratios = Vec::new();
        let bytes: usize = dump[name].iter().map(|(key, row)| key.len() + row.len()).sum();
        for _ in 0..RUNS {
            let (rebuilt, loaded) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            let begun = Instant::now();
            let counts = Views::rebuild(rebuilt.path(), log.as_ref(), name, |_, _| ()).unwrap();
            let anew = begun.elapsed().as_secs_f64();
            assert_eq!(counts.rows, u64::try_from(dump[name].len()).unwrap());
            let begun = Instant::now();
            Views::bulk_load(loaded.path(), &dump[name]).unwrap();
            let alone = begun.elapsed().as_secs_f64();
            eprintln!(
                "{name}: {} rows of {} bytes, folded anew in {anew:.2} s ({:.0} rows/s, {:.0} commits/s), loaded alone in \
                 {alone:.2} s ({:.0} rows/s): {:.2}",
                counts.rows,
                bytes / dump[name].len(),
                counts.rows as f64 / anew,
                commits as f64 / anew,
                counts.rows as f64 / alone,
                alone / anew,
            );
            ratios.push(alone / anew);
        }
        ratios.sort_by(f64::total_cmp);
        println!(
            "{{\"figure\":\"rebuild_vs_bulk\",\"projection\":\"{name}\",\"median\":{:.3}}}",
            ratios[RUNS / 2]
        );
    }
    log.close();
}

fn id(kind: u8, number: u64) -> [u8; 16] {
    let hash = scattered(kind, number);
    let mut id = [kind; 16];
    id[..8].copy_from_slice(&hash.to_be_bytes());
    id[8..].copy_from_slice(&number.to_be_bytes());
    id
}

/// Numbers without order, as real ids are.
fn scattered(kind: u8, number: u64) -> u64 {
    let mut hash = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(kind);
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash ^ (hash >> 32)
}

fn draft(order: u64, step: u64, number: u64) -> Draft {
    let events = steps(order).swap_remove(usize::try_from(step).unwrap());
    let thing = Thing::from(OrderId(id(1, order)));
    Draft {
        book: BookId::of(PartyId(id(2, order % BOOKS))),
        envelope: Envelope {
            person: PersonId(id(5, order % 300)),
            party: PartyId(id(3, order % 300)),
            on_behalf_of: None,
            channel: Channel::Web,
            happened: None,
            recorded: Moment::from_micros(1_790_000_000_000_000 + i64::try_from(number).unwrap() * 1_000),
            evidence: Vec::new(),
            played: false,
            registry: Cursor::START,
            command: CommandId(id(6, number)),
            digest: [7; 32],
        },
        answer: Some(thing),
        touched: vec![Touch { thing, version: u32::try_from(step).unwrap() + 1 }],
        facts: events.iter().map(Event::to_raw).collect(),
    }
}

/// A whole order, commit by commit.
fn steps(number: u64) -> Vec<Vec<Event>> {
    let order = OrderId(id(1, number));
    let slip = SlipId(id(7, number));
    let line = |number: u16| OrderLine {
        number,
        product: ProductId(id(4, u64::from(number))),
        variant: 1,
        name: "Kursi teras jati ukir".to_owned(),
        variant_name: "natural".to_owned(),
        unit: Unit::Pcs,
        quantity: Quantity::whole(4),
        base_unit: Unit::Pcs,
        base: Quantity::whole(4),
        price: Rupiah(350_000),
        price_kind: PriceKind::Retail,
        amount: Rupiah(1_400_000),
        specification: None,
        photo: None,
    };
    let claimed = |payment: u64| PaymentClaimed {
        payment: PaymentId(id(8, number * 2 + payment)),
        order,
        amount: Rupiah(1_400_000),
        method: PaymentMethod::BankTransfer,
        note: None,
        sent: None,
        transfer: None,
    };
    let verified = |payment: u64| PaymentVerified {
        payment: PaymentId(id(8, number * 2 + payment)),
        order,
        amount: Rupiah(1_400_000),
        to_order: Rupiah(1_400_000),
        to_credit: Rupiah::ZERO,
        fee: Rupiah::ZERO,
        receipt: format!("KW-{number:04}"),
    };
    let placed = OrderPlaced {
        order,
        number: format!("MJ-{number:04}"),
        buyer: PartyId(id(3, number % 300)),
        lines: vec![line(1), line(2)],
        wanted: None,
        delivery: DeliveryWish::Collect,
        goods_total: Rupiah(2_800_000),
        note: None,
    };
    let accepted = OrderAccepted {
        order,
        promised: Day::from_date(Moment::from_micros(1_790_000_000_000_000).utc().date_naive()),
        deposit_due: Rupiah(1_400_000),
        freight: Rupiah::ZERO,
        freight_payer: FreightPayer::Business,
        total: Rupiah(2_800_000),
        settlement: SettlementRule::AnyTime,
        sources: vec![LineSource::Make, LineSource::Make],
    };
    let dispatched = DeliveryOrdered {
        vehicle: String::new(),
        boxes: Vec::new(),
        load: Vec::new(),
        code: None,
        slip,
        number: format!("SJ-{number:04}"),
        order,
        attempt: 1,
        carrier: Carrier::Courier { party: PartyId(id(9, number % 20)) },
        mode: TransportMode::Pickup,
        destination: DeliveryWish::Collect,
        packages: 2,
        cash_to_collect: Rupiah::ZERO,
        courier_fee: Rupiah(50_000),
        note: None,
    };
    let completed = DeliveryCompleted {
        slip,
        order,
        received_by: None,
        cash_collected: Rupiah::ZERO,
        outcomes: Vec::new(),
        signature: None,
        code: false,
        returns_until: None,
    };
    vec![
        vec![placed.into()],
        vec![accepted.into()],
        vec![claimed(0).into()],
        vec![verified(0).into()],
        vec![ProductionStarted { order, consumed: Vec::new() }.into()],
        vec![ProductionFinished { order, made: Vec::new() }.into()],
        vec![OrderPacked { order, packages: 2, goods: Vec::new(), contents: Vec::new() }.into()],
        vec![dispatched.into()],
        vec![DeliveryPickedUp { slip, order, packages: 2, missing: Vec::new(), left: Vec::new() }.into()],
        vec![completed.into()],
        vec![claimed(1).into()],
        vec![verified(1).into(), OrderClosed { order }.into()],
    ]
}
