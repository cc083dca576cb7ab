//! A deployment with a long past: how it starts, what it takes, how it grows.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use rantai_core::book::conversation::{About, MessageSent};
use rantai_core::book::order::{DeliveryWish, OrderLine, OrderPlaced, PriceKind};
use rantai_core::book::{Book, Event};
use rantai_core::facts::Facts;
use rantai_core::ids::{BookId, OrderId, Thing};
use rantai_core::log::{Cursor, Draft, Envelope, EventLog, Log, Options, Touch};
use rantai_core::money::Rupiah;
use rantai_core::party::Channel;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::random;
use rantai_core::time::{Clock, SystemClock};

use super::village::{self, Village, fresh};

/// Commits that are about one order, of three facts each.
const PER_ORDER: u64 = 16;
/// Commits in one group while the past is made.
const GROUP: u64 = 256;

/// What a run in a process of its own is asked to do, in the environment; the folder stands behind it.
pub(crate) const CHILD: &str = "LOG_BENCH_CHILD";

/// Makes a deployment with that many commits in the books of that many businesses, all of facts that the desk could
/// have made, and closes it.
pub(crate) async fn make(folder: &Path, commits: u64, shops: usize) {
    let village = Village::found(folder, shops, 64).await;
    let Village { log, desk, shops, buyers } = village;
    desk.close();
    let mut numbers: HashMap<usize, (u64, OrderId, u32)> = HashMap::new();
    let begun = log.watermark().position();
    let mut recorded = SystemClock.now();
    let mut number = begun;
    let bar = indicatif::ProgressBar::new(commits).with_message("filling the books");
    while number < commits {
        let group = (0..GROUP.min(commits - number)).map(|_| {
            number += 1;
            // Some shops sell more than others: half of all goes to a tenth of them.
            let place = number / PER_ORDER;
            let at = if place.is_multiple_of(2) {
                place % (shops.len() as u64 / 10).max(1)
            } else {
                place % shops.len() as u64
            };
            let at = usize::try_from(at).unwrap();
            let (shop, buyer) = (shops[at], buyers[at % buyers.len()]);
            let (step, order, said) = numbers.entry(at).or_insert((PER_ORDER, OrderId([0; 16]), 0));
            if *step == PER_ORDER {
                (*step, *order, *said) = (0, OrderId::from_uuid(random::uuid_at(recorded)), 0);
            }
            recorded = recorded.plus_micros(7);
            let (book, id) = (BookId::of(shop.owner.party), fresh());
            let mut facts: Vec<Event> = vec![];
            if *step == 0 {
                facts.push(placed(*order, shop.product, buyer.party, number).into());
            }
            while facts.len() < 3 {
                *said += 1;
                let text = Some(village::sealed_words(buyer.person, book, id));
                let (from, with) = (buyer.party, buyer.party);
                facts.push(
                    MessageSent { about: About::Order(*order), number: *said, from, with, text }.into(),
                );
            }
            *step += 1;
            let thing: Thing = (*order).into();
            Draft {
                book,
                envelope: Envelope {
                    person: buyer.person,
                    party: buyer.party,
                    on_behalf_of: None,
                    channel: Channel::Web,
                    happened: None,
                    recorded,
                    evidence: vec![],
                    played: true,
                    registry: Cursor::START,
                    command: id,
                    digest: random::bytes(),
                },
                answer: Some(thing),
                touched: vec![Touch { thing, version: u32::try_from(*step).unwrap() }],
                facts: facts.iter().map(Event::to_raw).collect(),
            }
        });
        log.append(group.collect()).unwrap();
        bar.set_position(number);
    }
    bar.finish_and_clear();
    log.close();
}

fn placed(
    order: OrderId,
    product: rantai_core::ids::ProductId,
    buyer: rantai_core::ids::PartyId,
    number: u64,
) -> OrderPlaced {
    let line = OrderLine {
        number: 1,
        product,
        variant: 1,
        name: "Kursi jati".to_owned(),
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
    OrderPlaced {
        order,
        number: format!("P-{number}"),
        buyer,
        lines: vec![line],
        wanted: None,
        delivery: DeliveryWish::Collect,
        goods_total: Rupiah(100_000),
        note: None,
    }
}

/// Seconds from the first touch of the folder until wishes are taken.
pub(crate) fn start(folder: &Path) -> f64 {
    let begun = Instant::now();
    let (log, desk) = village::open(folder);
    assert!(desk.is_ready());
    let seconds = begun.elapsed().as_secs_f64();
    desk.close();
    log.close();
    seconds
}

/// Lets a process of its own write to the deployment and end without a goodbye.
pub(crate) fn kill(folder: &Path) {
    let status = child("write", folder).status().unwrap();
    assert!(!status.success(), "the process was to be killed by itself");
}

/// Memory that a process of its own has after 50 books were used and 100,000 commits read by chance, in MB.
pub(crate) fn memory(folder: &Path) -> f64 {
    let told = child("read", folder).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8_lossy(&told.stdout).trim().parse().unwrap()
}

fn child(what: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(CHILD, what).arg(folder);
    command
}

/// What [`kill`] and [`memory`] ask of their process.
pub(crate) fn run_child(what: &str, folder: &Path) {
    let (log, desk) = village::open(folder);
    match what {
        "write" => {
            for number in 0..200_u64 {
                let drafts = (0..64).map(|client| super::commits::draft(client << 40 | number, 100));
                log.append(drafts.collect()).unwrap();
            }
            std::process::abort();
        }
        _ => {
            let head = log.watermark().position();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let hot = runtime.block_on(use_books(&log, &desk, 50));
            assert_eq!(hot, 50, "books that took a wish");
            let mut chance = 0x9E37_79B9_7F4A_7C15_u64;
            for _ in 0..100_000 {
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                assert_eq!(log.read(Cursor::from_key((chance % head).to_be_bytes()), 1).unwrap().len(), 1);
            }
            println!("{:.1}", memory_of_this());
        }
    }
}

/// Writes one message in each of so many books, to an order found there.
async fn use_books(log: &Arc<EventLog>, desk: &rantai_core::desk::Desk, count: usize) -> usize {
    let mut orders: BTreeMap<BookId, (OrderId, rantai_core::party::Actor)> = BTreeMap::new();
    let mut cursor = Cursor::from_key((log.watermark().position() / 2).to_be_bytes());
    while orders.len() < count {
        let page = log.read(cursor, 500).unwrap();
        cursor = page.last().unwrap().cursor;
        for commit in &page {
            let envelope = &commit.draft.envelope;
            let actor = rantai_core::party::Actor { person: envelope.person, party: envelope.party };
            if let Some(order) = commit.draft.answer.and_then(|thing| OrderId::try_from(thing).ok())
                && envelope.played
                && orders.len() < count
            {
                orders.insert(commit.draft.book, (order, actor));
            }
        }
    }
    let mut granted = 0;
    for (book, (order, actor)) in orders {
        let id = fresh();
        let text = Some(village::sealed_words(actor.person, book, id));
        let send = rantai_core::book::conversation::SendMessage { about: About::Order(order), text };
        let command = rantai_core::desk::Command::Book(send.into());
        granted += usize::from(desk.submit(village::wish(id, actor, book, command)).await.is_ok());
    }
    granted
}

fn memory_of_this() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// Seconds that a start takes without the store, and the events it put back in.
pub(crate) fn heal(folder: &Path) -> (f64, u64) {
    std::fs::remove_dir_all(folder.join("log.sled")).unwrap();
    let begun = Instant::now();
    let (log, report) = EventLog::open(folder, Options::default()).unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    assert!(report.rebuilt.is_some());
    log.close();
    (seconds, report.head.position() * 3)
}

/// Bytes of all files below a folder, as the disk counts them; and of the facts themselves.
pub(crate) fn disk(folder: &Path) -> (u64, u64) {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    let mut facts = 0;
    follow(&log, |commit| {
        facts += commit.draft.facts.iter().map(|fact| fact.bytes.len() as u64).sum::<u64>()
    });
    log.close();
    (blocks_below(folder), facts)
}

fn blocks_below(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let size = |entry: std::fs::DirEntry| {
        let about = entry.metadata().unwrap();
        if about.is_dir() { blocks_below(&entry.path()) } else { about.blocks() * 512 }
    };
    entries.map(size).sum()
}

fn follow(log: &EventLog, mut each: impl FnMut(&rantai_core::log::Commit)) {
    let mut cursor = Cursor::START;
    loop {
        let page = log.read(cursor, 1_000).unwrap();
        let Some(last) = page.last() else { return };
        cursor = last.cursor;
        page.iter().for_each(|commit| each(commit));
    }
}

/// Middle times, in seconds, of appending one commit, and of reading one order's history of sixteen commits.
pub(crate) fn growth(folder: &Path) -> (f64, f64) {
    let (log, _) = EventLog::open(folder, Options::default()).unwrap();
    // What the start has left to do behind the log is not measured.
    std::thread::sleep(std::time::Duration::from_secs(3));
    let mut orders: Vec<Thing> = vec![];
    let mut cursor = Cursor::from_key((log.watermark().position() / 3).to_be_bytes());
    while orders.len() < 200 {
        let page = log.read(cursor, 500).unwrap();
        cursor = page.last().unwrap().cursor;
        orders.extend(page.iter().filter_map(|commit| commit.draft.answer));
        orders.sort_unstable();
        orders.dedup();
    }
    let read = |thing: &Thing| {
        let begun = Instant::now();
        assert!(!log.history(*thing, Cursor::START, 100).unwrap().is_empty());
        begun.elapsed().as_secs_f64()
    };
    for thing in &orders {
        read(thing);
    }
    let mut histories: Vec<f64> = (0..5).flat_map(|_| orders.iter().map(read).collect::<Vec<_>>()).collect();
    let mut appends: Vec<f64> = (0..400_u64)
        .map(|number| {
            let draft = super::commits::draft(77 << 40 | number, 100);
            let begun = Instant::now();
            log.append(vec![draft]).unwrap();
            begun.elapsed().as_secs_f64()
        })
        .collect();
    log.close();
    (middle(&mut appends), middle(&mut histories))
}

pub(crate) fn middle(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

/// Seconds for reading all segments, checking, decoding and folding; and for decoding and folding the same frames out
/// of memory.
pub(crate) fn replay(folder: &Path) -> (f64, f64) {
    let begun = Instant::now();
    let mut books: HashMap<BookId, Book> = HashMap::new();
    rantai_core::log::replay(folder, |commit| fold(&mut books, commit)).unwrap();
    let read = begun.elapsed().as_secs_f64();
    let mut frames: Vec<(rantai_core::log::Commit, Vec<u8>)> = vec![];
    rantai_core::log::replay(folder, |commit| {
        let bytes = rantai_core::codec::encode(&commit.draft);
        let bare = Draft { facts: vec![], touched: vec![], ..commit.draft.clone() };
        frames.push((rantai_core::log::Commit { draft: bare, ..commit.clone() }, bytes));
    })
    .unwrap();
    let begun = Instant::now();
    let mut again: HashMap<BookId, Book> = HashMap::new();
    for (place, bytes) in frames {
        let draft: Draft = rantai_core::codec::decode(&bytes).unwrap();
        fold(&mut again, &rantai_core::log::Commit { draft, ..place });
    }
    let memory = begun.elapsed().as_secs_f64();
    assert!(books == again, "both folds are the same");
    (read, memory)
}

fn fold(books: &mut HashMap<BookId, Book>, commit: &rantai_core::log::Commit) {
    if let Facts::Book(events) = Facts::of(commit).unwrap() {
        let book = books.entry(commit.draft.book).or_default();
        events.iter().for_each(|event| book.evolve(event, commit.draft.envelope.recorded));
        book.restore_versions(&commit.draft.touched);
    }
}
