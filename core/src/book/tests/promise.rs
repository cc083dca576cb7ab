//! Promises from history, held against what came: years of orders that are made up by a seed, walked through as
//! they went on, each estimated from nothing but what was known then.

use std::collections::BTreeMap;

use super::village::Who;
use crate::book::Event;
use crate::book::delivery::{Carrier, DeliveryCompleted, DeliveryOrdered, DeliveryPickedUp, TransportMode};
use crate::book::material::{MaterialNeed, MaterialsPlanned, MaterialsReceived, MaterialsRequested};
use crate::book::material::{ReceivedLine, RequestLine};
use crate::book::order::promise::{Backtest, Basis, History, Kept, LEAST, Pace, Stretch};
use crate::book::order::{
    DeliveryWish, FreightPayer, Holder, LineSource, Order, OrderAccepted, OrderLine, OrderPlaced, PriceKind,
};
use crate::book::payment::PaymentVerified;
use crate::book::payment::{PaymentClaimed, PaymentMethod};
use crate::book::production::{OrderPacked, ProductionFinished, ProductionStarted};
use crate::book::profile::SettlementRule;
use crate::ids::{MaterialId, OrderId, PaymentId, ProductId, RequestId, SlipId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::simulation::Dice;
use crate::time::{Moment, zone_of_village};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// How the pace of a year changes, as a factor from its first day (0) to its last (1).
type Drift = fn(f64) -> f64;

const YEARS: [(&str, Drift); 6] = [
    ("steady", |_| 1.0),
    ("slower and slower", |part| 1.0 + part),
    ("faster and faster", |part| 1.0 - part * 0.5),
    ("with seasons", |part| 1.0 + 0.5 * (part * std::f64::consts::TAU * 2.0).sin()),
    ("a machine breaks", |part| if part < 0.5 { 1.0 } else { 1.6 }),
    ("a helper comes", |part| if part < 0.5 { 1.6 } else { 1.0 }),
];

/// What happens to one order, and when.
type Tale = Vec<(Moment, Event)>;

fn id(number: u64) -> [u8; 16] {
    let mut bytes = [7; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    bytes
}

/// Seconds around `usual`: mostly somewhat less, at times much more, as work and roads are.
#[allow(clippy::cast_possible_truncation, reason = "seconds of some days")]
fn around(dice: &mut Dice, usual: f64) -> i64 {
    let part = |dice: &mut Dice| (dice.below(1_000_000) as f64 + 1.0) / 1_000_001.0;
    let bell = (-2.0 * part(dice).ln()).sqrt() * (std::f64::consts::TAU * part(dice)).cos();
    (usual * (0.5 * bell).exp()) as i64
}

/// The orders of a year, each with what becomes of it.
fn year(seed: u64, orders: u64, drift: Drift) -> Tale {
    let mut dice = Dice::of(seed);
    let mut tale = Vec::new();
    for number in 0..orders {
        let from = i64::try_from(dice.below(365 * 86_400)).unwrap();
        tale.extend(one_order(number, from, drift(from as f64 / (365 * DAY) as f64), &mut dice));
    }
    tale.sort_by_key(|(at, event)| (*at, event.order().map(|order| order.0)));
    tale
}

/// One order from its placing to its arrival.
fn one_order(number: u64, from: i64, pace: f64, dice: &mut Dice) -> Tale {
    let order = OrderId(id(number));
    let made = !dice.one_in(4);
    let begin = i64::from(super::village::monday().number()) * DAY;
    let mut tale = Teller { now: begin + from, tale: Vec::new() };
    tale.says(OrderPlaced { number: format!("P-{number}"), ..placed(order, dice) });
    tale.after(around(dice, 5.0 * HOUR as f64));
    tale.says(accepted(order, tale.now, made));
    // The buyer pays soon or late: nobody promises that.
    tale.after(around(dice, 20.0 * HOUR as f64));
    let payment = PaymentId(id(number));
    tale.says(claimed(order, payment));
    tale.after(around(dice, 4.0 * HOUR as f64));
    tale.says(verified(order, payment));
    if made {
        let short = if dice.one_in(3) { 0 } else { 4 };
        tale.says(planned(order, short));
        if short > 0 {
            tale.after(around(dice, 8.0 * HOUR as f64 * pace));
            tale.says(requested(order, number));
            tale.after(around(dice, 2.5 * DAY as f64 * pace));
            tale.says(received(order, number));
        }
        tale.after(around(dice, 1.5 * DAY as f64 * pace));
        tale.says(ProductionStarted { order, consumed: Vec::new() });
        tale.after(around(dice, 3.0 * DAY as f64 * pace));
        tale.says(ProductionFinished { order, made: Vec::new() });
    }
    tale.after(around(dice, 10.0 * HOUR as f64 * pace));
    tale.says(OrderPacked { order, packages: 1, goods: Vec::new(), contents: Vec::new() });
    tale.after(around(dice, 6.0 * HOUR as f64));
    tale.says(dispatched(order, SlipId(id(number))));
    tale.after(around(dice, 12.0 * HOUR as f64));
    let (slip, packages) = (SlipId(id(number)), 1);
    tale.says(DeliveryPickedUp { slip, order, packages, missing: Vec::new(), left: Vec::new() });
    tale.after(around(dice, 1.2 * DAY as f64));
    tale.says(arrived(order, slip));
    tale.tale
}

struct Teller {
    now: i64,
    tale: Tale,
}

impl Teller {
    fn after(&mut self, seconds: i64) {
        self.now += seconds;
    }

    fn says(&mut self, event: impl Into<Event>) {
        self.tale.push((Moment::from_micros(self.now * 1_000_000), event.into()));
    }
}

fn placed(order: OrderId, dice: &mut Dice) -> OrderPlaced {
    let line = OrderLine {
        number: 1,
        product: ProductId(id(dice.below(3))),
        variant: 1,
        name: "chair".to_owned(),
        variant_name: String::new(),
        unit: Unit::Pcs,
        quantity: Quantity::whole(2),
        base_unit: Unit::Pcs,
        base: Quantity::whole(2),
        price: Rupiah(250_000),
        price_kind: PriceKind::Retail,
        amount: Rupiah(500_000),
        specification: None,
        photo: None,
    };
    OrderPlaced {
        order,
        number: String::new(),
        buyer: Who::Buyer.party(),
        lines: vec![line],
        wanted: None,
        delivery: DeliveryWish::Collect,
        goods_total: Rupiah(500_000),
        note: None,
    }
}

/// The owner always says three weeks.
fn accepted(order: OrderId, now: i64, made: bool) -> OrderAccepted {
    OrderAccepted {
        order,
        promised: Moment::from_micros(now * 1_000_000).day_in(zone_of_village("")).plus(21),
        deposit_due: Rupiah(100_000),
        freight: Rupiah::ZERO,
        freight_payer: FreightPayer::Business,
        total: Rupiah(500_000),
        settlement: SettlementRule::AnyTime,
        sources: vec![if made { LineSource::Make } else { LineSource::Stock }],
    }
}

fn claimed(order: OrderId, payment: PaymentId) -> PaymentClaimed {
    let (amount, method) = (Rupiah(100_000), PaymentMethod::BankTransfer);
    PaymentClaimed { payment, order, amount, method, note: None, sent: None, transfer: None }
}

fn verified(order: OrderId, payment: PaymentId) -> PaymentVerified {
    let amount = Rupiah(100_000);
    let (to_credit, fee, receipt) = (Rupiah::ZERO, Rupiah::ZERO, String::new());
    PaymentVerified { payment, order, amount, to_order: amount, to_credit, fee, receipt }
}

const TEAK: MaterialId = MaterialId([9; 16]);

fn planned(order: OrderId, short: i64) -> MaterialsPlanned {
    let (needed, short) = (Quantity::whole(4), Quantity::whole(short));
    let need = MaterialNeed { material: TEAK, name: "teak".to_owned(), unit: Unit::Pcs, needed, short };
    MaterialsPlanned { order, needs: vec![need] }
}

fn requested(order: OrderId, number: u64) -> MaterialsRequested {
    let line = RequestLine {
        number: 1,
        material: TEAK,
        name: "teak".to_owned(),
        unit: Unit::Pcs,
        quantity: Quantity::whole(4),
        price: Rupiah(90_000),
    };
    MaterialsRequested {
        request: RequestId(id(number)),
        number: String::new(),
        order: Some(order),
        supplier: Who::Supplier.party(),
        lines: vec![line],
        wanted: None,
        note: None,
        answer_by: None,
    }
}

fn received(order: OrderId, number: u64) -> MaterialsReceived {
    let (quantity, damaged) = (Quantity::whole(4), Quantity::ZERO);
    let lines = vec![ReceivedLine { number: 1, material: TEAK, quantity, damaged }];
    let request = RequestId(id(number));
    MaterialsReceived { request, order: Some(order), shipment: None, lines, closes: true }
}

fn dispatched(order: OrderId, slip: SlipId) -> DeliveryOrdered {
    DeliveryOrdered {
        slip,
        number: String::new(),
        order,
        attempt: 1,
        carrier: Carrier::Courier { party: Who::Courier.party() },
        mode: TransportMode::Motorcycle,
        vehicle: String::new(),
        destination: DeliveryWish::Collect,
        packages: 1,
        boxes: Vec::new(),
        load: Vec::new(),
        cash_to_collect: Rupiah::ZERO,
        courier_fee: Rupiah::ZERO,
        code: None,
        note: None,
    }
}

fn arrived(order: OrderId, slip: SlipId) -> DeliveryCompleted {
    DeliveryCompleted {
        slip,
        order,
        received_by: None,
        cash_collected: Rupiah::ZERO,
        outcomes: Vec::new(),
        signature: None,
        code: false,
        returns_until: None,
    }
}

/// Tells a tale to somebody who hears each order before and after all that happened to it at one moment.
fn hear(tale: &[(Moment, Event)], mut ear: impl FnMut(Option<&Order>, &Order, Moment)) {
    let mut orders: BTreeMap<OrderId, Order> = BTreeMap::new();
    let together =
        |one: &(Moment, Event), next: &(Moment, Event)| (one.0, one.1.order()) == (next.0, next.1.order());
    for commit in tale.chunk_by(together) {
        let (at, id) = (commit[0].0, commit[0].1.order().unwrap());
        let before = orders.get(&id).cloned();
        for (_, event) in commit {
            match event {
                Event::OrderPlaced(placed) => {
                    orders.insert(id, Order::placed(placed, at));
                }
                event => orders.get_mut(&id).unwrap().evolve(event, at),
            }
        }
        ear(before.as_ref(), &orders[&id], at);
    }
}

fn walked(tale: &[(Moment, Event)]) -> Backtest {
    let mut walk = Backtest::default();
    let zone = zone_of_village("");
    hear(tale, |before, order, at| walk.hear(Who::Business.party(), before, order, at, zone));
    walk
}

fn sum(one: Kept, other: Kept) -> Kept {
    Kept { made: one.made + other.made, sure: one.sure + other.sure, likely: one.likely + other.likely }
}

#[test]
fn the_sure_day_is_kept_in_seven_to_nine_of_ten_cases_whatever_the_year() {
    for (name, drift) in YEARS {
        let walks: Vec<Backtest> = (0..4).map(|seed| walked(&year(seed, 300, drift))).collect();
        let whole = walks.iter().map(Backtest::whole).fold(Kept::default(), sum);
        let first = walks.iter().filter_map(|walk| walk.kept.get(&None)).copied().fold(Kept::default(), sum);
        println!(
            "{name}: {} promises, kept {} %; at the acceptance {} %",
            whole.made,
            whole.percent(),
            first.percent()
        );
        println!("{}", walks[0]);
        for kept in [whole, first] {
            assert!(kept.made > 1_000, "{name}: {kept:?}");
            assert!((kept.made * 70..=kept.made * 90).contains(&(kept.sure * 100)), "{name}: {kept:?}");
        }
    }
}

/// The estimates that were made before a moment.
fn made_before(walk: &Backtest, when: Moment) -> Vec<String> {
    walk.estimates.iter().filter(|(_, at, _)| *at < when).map(|estimate| format!("{estimate:?}")).collect()
}

#[test]
fn nothing_that_comes_later_is_in_an_estimate() {
    let tale = year(5, 200, |_| 1.0);
    let cut = tale.len() / 2;
    let when = tale[cut].0;
    // The same half year, and then everything goes five times as slowly.
    let slower = year(5, 200, |_| 5.0);
    let mut other: Tale = tale[..cut].to_vec();
    other.extend(slower.into_iter().filter(|(at, event)| *at >= when && !other_has(&tale[..cut], event)));
    let known = made_before(&walked(&tale), when);
    assert!(known.len() > 200, "{}", known.len());
    assert_eq!(known, made_before(&walked(&tale[..cut]), when), "nothing came after");
    assert_eq!(known, made_before(&walked(&other), when), "something else came after");
}

/// The order was begun before: it goes on in one of the two tales only.
fn other_has(before: &[(Moment, Event)], event: &Event) -> bool {
    before.iter().any(|(_, other)| other.order() == event.order())
}

/// A history of orders of which each was so many days at each stretch.
fn history(days: &[[i64; 4]], like: &Order) -> History {
    let micros = |days: &i64| days * DAY * 1_000_000;
    let pace = |days: &[i64; 4]| Pace {
        way: crate::book::order::promise::Way::of(like),
        spent: [micros(&days[0]), micros(&days[1]), micros(&days[2]), micros(&days[3])],
        arrived: Moment::EPOCH,
    };
    History::of(days.iter().map(pace))
}

/// An order of which everything up to a moment has happened, with so many days between.
fn order_after(steps: &[(i64, Event)]) -> (Order, Moment) {
    let mut order: Option<Order> = None;
    let mut now = i64::from(super::village::monday().number()) * DAY;
    for (days, event) in steps {
        now += days * DAY;
        let at = Moment::from_micros(now * 1_000_000);
        match (&mut order, event) {
            (None, Event::OrderPlaced(placed)) => order = Some(Order::placed(placed, at)),
            (Some(order), event) => order.evolve(event, at),
            (None, _) => panic!("not placed"),
        }
    }
    (order.unwrap(), Moment::from_micros(now * 1_000_000))
}

const FIRST: OrderId = OrderId([1; 16]);

fn up_to_the_plan() -> Vec<(i64, Event)> {
    let mut dice = Dice::of(1);
    let monday = i64::from(super::village::monday().number()) * DAY;
    let payment = PaymentId([2; 16]);
    vec![
        (0, placed(FIRST, &mut dice).into()),
        (0, accepted(FIRST, monday, true).into()),
        (4, claimed(FIRST, payment).into()),
        (0, verified(FIRST, payment).into()),
        (0, planned(FIRST, 4).into()),
    ]
}

fn later(moment: Moment, days: i64) -> Moment {
    moment.plus_seconds(days * DAY)
}

#[test]
fn the_clock_of_a_promise_stands_while_the_buyer_has_the_move() {
    let zone = zone_of_village("");
    let steps = up_to_the_plan();
    let (waiting, now) = order_after(&steps[..2]);
    assert_eq!(waiting.journey.stands_since(), Some(now), "the deposit is the buyer's");
    let ten = history(&[[2, 3, 1, 1]; 10], &waiting);
    let day = |order: &Order, now: Moment| ten.estimate(order, now, zone).unwrap().sure.number();
    assert_eq!(day(&waiting, now), super::village::monday().number() + 7);
    assert_eq!(
        day(&waiting, later(now, 4)),
        super::village::monday().number() + 11,
        "it waits with the buyer"
    );
    let (paid, now) = order_after(&steps);
    assert_eq!((paid.journey.stands_since(), paid.journey.stood(now)), (None, 4 * DAY * 1_000_000));
    assert_eq!(day(&paid, now), super::village::monday().number() + 11, "and begins when the buyer has paid");
    assert_eq!(day(&paid, later(now, 1)), super::village::monday().number() + 11, "then it goes");
}

#[test]
fn with_nine_orders_it_is_the_owners_word_and_with_ten_it_is_history() {
    let zone = zone_of_village("");
    let (order, now) = order_after(&up_to_the_plan());
    let nine = history(&[[2, 3, 1, 1]; LEAST - 1], &order).estimate(&order, now, zone).unwrap();
    let three_weeks_and_the_wait = super::village::monday().plus(21 + 4);
    assert_eq!((nine.basis, nine.sure), (Basis::Own, three_weeks_and_the_wait));
    let ten = history(&[[2, 3, 1, 1]; LEAST], &order).estimate(&order, now, zone).unwrap();
    assert_eq!(ten.basis, Basis::History { orders: LEAST });
    assert_eq!(ten.sure, super::village::monday().plus(4 + 7));
}

#[test]
fn eight_of_ten_and_one_more_for_the_next_are_counted_from_the_shortest() {
    let zone = zone_of_village("");
    let (order, now) = order_after(&up_to_the_plan());
    let days: Vec<[i64; 4]> = (1..=19).map(|days| [days, 0, 0, 0]).collect();
    let estimate = history(&days, &order).estimate(&order, now, zone).unwrap();
    let today = now.day_in(zone);
    assert_eq!((estimate.sure, estimate.likely), (today.plus(16), today.plus(10)));
}

#[test]
fn who_waited_so_long_already_is_compared_with_those_who_waited_so_long() {
    let zone = zone_of_village("");
    let (order, now) = order_after(&up_to_the_plan());
    let mut days = vec![[9, 1, 1, 1]; 12];
    days.extend(vec![[1, 1, 1, 1]; 20]);
    let paces = history(&days, &order);
    let at_first = paces.estimate(&order, now, zone).unwrap();
    let twelve_slow_and_eight = now.day_in(zone).plus(12);
    assert_eq!((at_first.basis, at_first.likely), (Basis::History { orders: 20 }, twelve_slow_and_eight));
    let after_two = later(now, 2);
    let then = paces.estimate(&order, after_two, zone).unwrap();
    assert_eq!((then.basis, then.likely), (Basis::History { orders: 12 }, after_two.day_in(zone).plus(10)));
    let beyond = paces.estimate(&order, later(now, 10), zone).unwrap();
    assert_eq!(beyond.basis, Basis::Beyond { orders: 20 }, "nobody knows of one that waited so long");
}

#[test]
fn what_moved_it_is_told_with_who_had_the_move() {
    let mut steps = up_to_the_plan();
    steps.push((1, requested(FIRST, 1).into()));
    steps.push((5, received(FIRST, 1).into()));
    steps.push((0, ProductionStarted { order: FIRST, consumed: Vec::new() }.into()));
    let (order, now) = order_after(&steps);
    let paces = history(&[[2, 3, 1, 1]; 12], &order);
    let told = |now: Moment| -> Vec<_> {
        let delays = paces.delays(&order, now);
        delays.iter().map(|delay| (delay.stretch, delay.holder, delay.days)).collect()
    };
    let materials = (Stretch::Before, Holder::Party(Who::Supplier.party()), 4);
    assert_eq!(told(now), [materials], "six days where two are usual, five of them the supplier's");
    assert_eq!(told(later(now, 3)), [materials], "the work takes as long as it does");
    assert_eq!(told(later(now, 5)), [materials, (Stretch::Workshop, Holder::Business, 2)]);
}
