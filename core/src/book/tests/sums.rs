//! Whatever anybody wishes in whatever order: money and stock add up, papers are numbered without gaps, the
//! log replays to the same book, what is over stays as it is, and every open order can be brought to an end.
//!
//! 256 villages a run; `PROPTEST_CASES=20000` for a long one.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use proptest::sample::Index;

use super::village::{Village, Who, monday};
use crate::book::catalogue::{OfferProduct, RecipeLine, SetRecipe, WithdrawProduct};
use crate::book::conversation::{About, MarkRead, SendMessage};
use crate::book::delivery::{
    Carrier, CompleteDelivery, DeclineDelivery, DeliveryProblem, DeliveryRefusal, DispatchOrder,
    FailDelivery, PickUpDelivery, TransportMode, WithdrawDelivery,
};
use crate::book::material::{
    AskLine, ConfirmMaterials, ConfirmedLine, PlanMaterials, ReceiveMaterials, RefuseMaterials,
    RequestMaterials, ShipMaterials, SupplyRefusal, WithdrawMaterials,
};
use crate::book::order::{
    AcceptOrder, Awaits, CancelOrder, CloseOrder, DeclineOrder, DeclineReason, DeliveryWish, FreightPayer,
    Holder, Order, PaymentState, PlaceLine, PlaceOrder, Slip, WithdrawOrder,
};
use crate::book::payment::{
    ClaimPayment, PaymentMethod, PaymentRefusal, RecordPayment, RefusePayment, VerifyPayment,
};
use crate::book::production::{FinishProduction, PackOrder, StartProduction};
use crate::book::profile::{
    ApproveBuyer, SetTerms, SetWholesale, SettlementRule, Wholesale, WithdrawApproval,
};
use crate::book::stock::{CountReason, CountStock, StockItem};
use crate::book::{Book, Command, Event, Rejection};
use crate::ids::{OrderId, PartyId};
use crate::money::Rupiah;
use crate::party::Channel;
use crate::quantity::{Quantity, Unit};

const GOODS: [&str; 4] = ["chair", "table", "vase", "carving"];
const MATERIALS: [&str; 2] = ["teak", "bolts"];
/// Steps it may take at most to bring an order to its end, whatever has happened to it.
const MOST_STEPS_HOME: usize = 25;

/// Which wish, and everything that has to be chosen for it.
#[derive(Debug, Clone)]
struct Roll {
    kind: u8,
    thing: Index,
    other: Index,
    amount: i64,
    quantity: i64,
    stranger: Option<Index>,
}

prop_compose! {
    fn roll()(
        // Half of the wishes take an order one step on; without them hardly any would leave the workshop.
        kind in prop_oneof![50 => Just(0_u8), 10 => 1_u8..4, 40 => 4_u8..38],
        thing in any::<Index>(),
        other in any::<Index>(),
        amount in prop_oneof![
            20 => Just(1_i64), 20 => Just(2), 10 => Just(3), 1 => Just(0), 1 => Just(-1), 10 => 1_i64..2_000_000
        ],
        quantity in prop_oneof![20 => 1_i64..6, 2 => Just(0), 1 => Just(-1), 4 => 6_i64..40],
        stranger in prop_oneof![12 => Just(None), 1 => any::<Index>().prop_map(Some)],
    ) -> Roll {
        Roll { kind, thing, other, amount, quantity, stranger }
    }
}

impl Roll {
    /// An order that has been placed, or none.
    fn order<'a>(&self, village: &'a Village) -> Option<&'a Order> {
        let mut orders: Vec<&Order> = village.book.orders.values().collect();
        orders.sort_by_key(|order| order.id);
        if orders.is_empty() { None } else { Some(orders[self.thing.index(orders.len())]) }
    }

    /// Small rolls mean an amount that fits: what is short, what is owed, half of it.
    fn money(&self, order: &Order) -> Rupiah {
        match self.amount {
            1 if order.deposit_short().is_positive() => order.deposit_short(),
            1 | 2 => order.rest(),
            3 => Rupiah(order.rest().0 / 2),
            amount => Rupiah(amount),
        }
    }

    /// The wish and who sends it, unless there is nothing yet that it could be about.
    fn wish(&self, village: &Village) -> Option<(Who, Command)> {
        let (who, command) = self.natural_wish(village)?;
        let stranger = self.stranger.map(|index| Who::ALL[index.index(Who::ALL.len())]);
        Some((stranger.unwrap_or(who), command))
    }

    fn natural_wish(&self, village: &Village) -> Option<(Who, Command)> {
        let pick = |count: usize| self.other.index(count);
        let quantity = Quantity::whole(self.quantity);
        let buyer = if pick(3) == 0 { Who::OtherBuyer } else { Who::Buyer };
        let supplier = if pick(2) == 0 { Who::OtherSupplier } else { Who::Supplier };
        let courier = if pick(2) == 0 { Who::OtherCourier } else { Who::Courier };
        match self.kind {
            0 => return self.step_on(village),
            1..=3 => {
                let second = GOODS[self.thing.index(GOODS.len())];
                let lines = [GOODS[pick(GOODS.len())], second];
                let line = |name: &&str| PlaceLine {
                    product: village.goods(name),
                    variant: 1,
                    unit: if self.amount == 3 { Unit::Lusin } else { Unit::Pcs },
                    quantity,
                    specification: None,
                    photo: None,
                };
                let lines = lines.iter().take(1 + self.thing.index(2)).map(line).collect();
                let delivery = DeliveryWish::Collect;
                let wish = PlaceOrder { buyer: buyer.party(), lines, wanted: None, delivery, note: None };
                return Some((buyer, wish.into()));
            }
            4 => {
                let rules =
                    [SettlementRule::AnyTime, SettlementRule::AfterDelivery, SettlementRule::BeforeDispatch];
                let terms = SetTerms {
                    deposit_percent: [0, 30, 50, 100][self.thing.index(4)],
                    minimum: Rupiah::ZERO,
                    settlement: rules[pick(3)],
                    accounts: Vec::new(),
                };
                return Some((Who::Business, terms.into()));
            }
            5 => {
                let names = [GOODS.as_slice(), &MATERIALS].concat();
                let item = village.item(names[pick(names.len())]);
                let count = CountStock { item, quantity, reason: CountReason::Count };
                return Some((Who::Business, count.into()));
            }
            6 => {
                let product = village.goods(GOODS[pick(GOODS.len())]);
                let wish: Command = if self.quantity < 3 {
                    WithdrawProduct { product }.into()
                } else {
                    OfferProduct { product }.into()
                };
                return Some((Who::Business, wish));
            }
            7 => {
                let material = village.material(MATERIALS[self.thing.index(2)]);
                let product = village.goods(GOODS[pick(GOODS.len())]);
                let lines = vec![RecipeLine { material, quantity }];
                return Some((Who::Business, SetRecipe { product, lines }.into()));
            }
            8 => {
                let material = village.material(MATERIALS[pick(2)]);
                let wish = RequestMaterials {
                    order: if self.amount == 1 { None } else { Some(self.order(village)?.id) },
                    supplier: supplier.party(),
                    lines: vec![AskLine { material, quantity, price: Rupiah(80_000) }],
                    wanted: None,
                    note: None,
                };
                return Some((Who::Business, wish.into()));
            }
            9..=13 => return self.answer(village, quantity),
            36 => {
                let wholesale = [Wholesale::Public, Wholesale::AfterApproval][pick(2)];
                return Some((Who::Business, SetWholesale { wholesale }.into()));
            }
            37 => {
                let buyer = buyer.party();
                let approve = self.thing.index(2) == 0;
                let wish: Command =
                    if approve { ApproveBuyer { buyer }.into() } else { WithdrawApproval { buyer }.into() };
                return Some((Who::Business, wish));
            }
            32..=35 => return self.talk(village),
            _ => {}
        }
        let order = self.order(village)?;
        let payment = order.payments.get(pick(order.payments.len().max(1))).map(|payment| payment.id);
        let slip = order.slips.get(pick(order.slips.len().max(1)));
        let buyer = by_party(order.buyer);
        let id = order.id;
        let amount = self.money(order);
        let note = None;
        Some(match self.kind {
            14 => (Who::Business, accept(id)),
            15 => (Who::Business, DeclineOrder { order: id, reason: DeclineReason::Busy, note }.into()),
            16 => (buyer, WithdrawOrder { order: id, note }.into()),
            17 => (buyer, CancelOrder { order: id, note }.into()),
            18 => (Who::Business, CloseOrder { order: id }.into()),
            19 => {
                let method = PaymentMethod::BankTransfer;
                (buyer, ClaimPayment { order: id, amount, method, note }.into())
            }
            20 => {
                let method = PaymentMethod::Cash;
                (Who::Business, RecordPayment { order: id, amount, method, note }.into())
            }
            21 => (Who::Business, VerifyPayment { payment: payment?, seen: amount }.into()),
            22 => {
                let reason = PaymentRefusal::NotArrived;
                (Who::Business, RefusePayment { payment: payment?, reason, note }.into())
            }
            23 => (Who::Business, PlanMaterials { order: id }.into()),
            24 => (Who::Business, StartProduction { order: id }.into()),
            25 => (Who::Business, FinishProduction { order: id }.into()),
            26 => (Who::Business, pack(id)),
            27 => (Who::Business, dispatch(id, Carrier::Courier { party: courier.party() }, amount)),
            28 => {
                let reason = DeliveryRefusal::Busy;
                (carrier(slip?), DeclineDelivery { slip: slip?.id, reason, note }.into())
            }
            29 => (Who::Business, WithdrawDelivery { slip: slip?.id }.into()),
            30 => (carrier(slip?), complete(slip?)),
            _ => {
                let reason = DeliveryProblem::NobodyHome;
                (carrier(slip?), FailDelivery { slip: slip?.id, reason, next_attempt: None, note }.into())
            }
        })
    }

    /// The next step of an order, now and then with another amount or another carrier than one expects.
    fn step_on(&self, village: &Village) -> Option<(Who, Command)> {
        let order = self.order(village)?;
        let (who, command) = next_step(village, order)?;
        let wish = match command {
            Command::VerifyPayment(VerifyPayment { payment, .. }) if self.amount > 2 => {
                VerifyPayment { payment, seen: self.money(order) }.into()
            }
            Command::DispatchOrder(wish) => {
                let carrier = match self.other.index(6) {
                    0 => Carrier::OwnStaff { person: Who::Business.person() },
                    1 => Carrier::Expedition { name: "Bus Sumber".to_owned(), waybill: String::new() },
                    2 => Carrier::Collected,
                    _ => Carrier::Courier { party: Who::Courier.party() },
                };
                let cash = if self.quantity > 3 { self.money(order) } else { Rupiah::ZERO };
                dispatch(wish.order, carrier, cash)
            }
            command => command,
        };
        Some((who, wish))
    }

    /// A word, or a look at what was said.
    fn talk(&self, village: &Village) -> Option<(Who, Command)> {
        let requests = village.book.requests.values().map(|it| (About::Request(it.id), it.supplier));
        let orders = village.book.orders.values().map(|it| (About::Order(it.id), it.buyer));
        let mut threads: Vec<_> = requests.chain(orders).collect();
        threads.sort();
        let (about, with) = *threads.get(self.thing.index(threads.len().max(1)))?;
        let who = if self.other.index(2) == 0 { Who::Business } else { by_party(with) };
        let up_to = u32::try_from(self.amount).unwrap_or_default();
        Some(match self.kind {
            32 | 33 => (who, SendMessage { about, text: None }.into()),
            _ => (who, MarkRead { about, up_to }.into()),
        })
    }

    /// Something about a request that was sent.
    fn answer(&self, village: &Village, quantity: Quantity) -> Option<(Who, Command)> {
        let mut requests: Vec<_> = village.book.requests.values().collect();
        requests.sort_by_key(|request| request.id);
        let request = requests.get(self.thing.index(requests.len().max(1)))?;
        let (id, note) = (request.id, None);
        let supplier = by_party(request.supplier);
        Some(match self.kind {
            9 => {
                let lines = vec![ConfirmedLine { number: 1, quantity, price: Rupiah(1_000) }];
                (supplier, ConfirmMaterials { request: id, lines, promised: monday(), note }.into())
            }
            10 => {
                let reason = SupplyRefusal::OutOfStock;
                (supplier, RefuseMaterials { request: id, reason, note }.into())
            }
            11 => (Who::Business, WithdrawMaterials { request: id, note }.into()),
            12 => (supplier, ShipMaterials { request: id, lines: Vec::new(), waybill: None }.into()),
            _ => (Who::Business, ReceiveMaterials { request: id, lines: vec![(1, quantity)] }.into()),
        })
    }
}

fn by_party(party: PartyId) -> Who {
    Who::ALL.into_iter().find(|who| who.party() == party).unwrap()
}

fn carrier(slip: &Slip) -> Who {
    match &slip.carrier {
        Carrier::Courier { party } => by_party(*party),
        Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => Who::Business,
    }
}

fn accept(order: OrderId) -> Command {
    AcceptOrder {
        order,
        promised: monday().plus(7),
        deposit_percent: None,
        freight: Rupiah(15_001),
        freight_payer: FreightPayer::Buyer,
    }
    .into()
}

fn pack(order: OrderId) -> Command {
    PackOrder { order, packages: 2 }.into()
}

fn dispatch(order: OrderId, carrier: Carrier, cash_to_collect: Rupiah) -> Command {
    let courier_fee = Rupiah(5_000);
    let mode = TransportMode::Motorcycle;
    DispatchOrder { order, carrier, mode, cash_to_collect, courier_fee, note: None }.into()
}

fn complete(slip: &Slip) -> Command {
    CompleteDelivery { slip: slip.id, received_by: None, cash_collected: slip.cash_to_collect }.into()
}

/// The wish that takes an order to where it goes from here, by the party that has the next move.
fn next_step(village: &Village, order: &Order) -> Option<(Who, Command)> {
    let id = order.id;
    let buyer = by_party(order.buyer);
    let pay = |amount: Rupiah| {
        let method = PaymentMethod::Qris;
        (buyer, ClaimPayment { order: id, amount, method, note: None }.into())
    };
    Some(match order.awaits() {
        Awaits::Answer => (Who::Business, accept(id)),
        Awaits::Deposit { short } => pay(short),
        Awaits::Settlement { rest } => pay(rest),
        Awaits::PaymentCheck { payment, amount } => {
            (Who::Business, VerifyPayment { payment, seen: amount }.into())
        }
        Awaits::MaterialRequest => {
            let short = order.materials_short();
            let line = |(need, short): &(&crate::book::material::MaterialNeed, Quantity)| AskLine {
                material: need.material,
                quantity: *short,
                price: Rupiah(80_000),
            };
            let wish = RequestMaterials {
                order: Some(id),
                supplier: Who::Supplier.party(),
                lines: short.iter().map(line).collect(),
                wanted: None,
                note: None,
            };
            (Who::Business, wish.into())
        }
        Awaits::Recipe => {
            let mut lines = order.lines.iter().map(|line| line.product);
            let bare = lines.find(|id| village.book.catalogue.products[id].recipe.is_empty())?;
            let material = village.material("teak");
            let lines = vec![RecipeLine { material, quantity: Quantity::whole(1) }];
            (Who::Business, SetRecipe { product: bare, lines }.into())
        }
        Awaits::SupplierAnswer { supplier, request } | Awaits::Shipment { supplier, request } => {
            (by_party(supplier), ShipMaterials { request, lines: Vec::new(), waybill: None }.into())
        }
        Awaits::GoodsReceipt { request } => {
            let shipped = &village.book.requests[&request].shipped;
            let lines = shipped.iter().map(|line| (line.number, line.quantity)).collect();
            (Who::Business, ReceiveMaterials { request, lines }.into())
        }
        Awaits::Production => (Who::Business, StartProduction { order: id }.into()),
        Awaits::Making => (Who::Business, FinishProduction { order: id }.into()),
        Awaits::Packing => (Who::Business, pack(id)),
        Awaits::Dispatch => {
            let courier = Carrier::Courier { party: Who::Courier.party() };
            (Who::Business, dispatch(id, courier, Rupiah::ZERO))
        }
        Awaits::PickUp { slip } => {
            let entry = order.slips.iter().find(|entry| entry.id == slip)?;
            (carrier(entry), PickUpDelivery { slip }.into())
        }
        Awaits::Arrival { slip } => {
            let entry = order.slips.iter().find(|entry| entry.id == slip)?;
            (carrier(entry), complete(entry))
        }
        Awaits::Nothing => return None,
    })
}

/// What a person does whose next step was refused, by what the refusal says.
fn way_on(village: &Village, order: &Order, refusal: &Rejection) -> Option<(Who, Command)> {
    let count = |item: StockItem, quantity: Quantity| {
        (Who::Business, CountStock { item, quantity, reason: CountReason::Purchase }.into())
    };
    match refusal {
        Rejection::SoldOut { name, .. } => {
            let line = order.lines.iter().find(|line| line.name == *name)?;
            Some(count(
                Book::shelf_item(line),
                village.book.stock.on_hand(Book::shelf_item(line)).and(sum(order, name)),
            ))
        }
        Rejection::MaterialsMissing { missing } => {
            let missing = missing.first()?;
            let item = StockItem::Material { material: missing.material };
            Some(count(item, village.book.stock.on_hand(item).and(missing.missing)))
        }
        _ => None,
    }
}

fn sum(order: &Order, name: &str) -> Quantity {
    let lines = order.lines.iter().filter(|line| line.name == name);
    lines.fold(Quantity::ZERO, |sum, line| sum.and(line.base))
}

/// The sums, kept a second time, straight from the facts.
#[derive(Default)]
struct Ledger {
    held: HashMap<OrderId, i64>,
    verified: HashMap<PartyId, i64>,
    shelf: BTreeMap<StockItem, i64>,
    numbers: BTreeMap<&'static str, Vec<String>>,
    said: HashMap<About, Vec<(PartyId, u32)>>,
    read: HashMap<(About, PartyId), u32>,
    over: HashMap<OrderId, Order>,
}

impl Ledger {
    fn keep(&mut self, book: &Book, facts: &[Event]) {
        for fact in facts {
            match fact {
                Event::StockCounted(e) => {
                    self.shelf.insert(e.item, e.quantity.raw());
                }
                Event::MaterialsReceived(e) => {
                    for line in &e.lines {
                        let item = StockItem::Material { material: line.material };
                        *self.shelf.entry(item).or_default() += line.quantity.raw();
                    }
                }
                Event::ProductionStarted(e) => {
                    e.consumed
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() -= line.quantity.raw());
                }
                Event::ProductionFinished(e) => {
                    e.made
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() += line.quantity.raw());
                }
                Event::OrderPacked(e) => {
                    e.goods
                        .iter()
                        .for_each(|line| *self.shelf.entry(line.item).or_default() -= line.quantity.raw());
                }
                Event::PaymentVerified(e) => {
                    assert_eq!(e.amount, e.to_order.and(e.to_credit), "a payment is split without loss");
                    assert!(e.to_order >= Rupiah::ZERO && e.to_credit >= Rupiah::ZERO);
                    *self.held.entry(e.order).or_default() += e.to_order.0;
                    *self.verified.entry(book.orders[&e.order].buyer).or_default() += e.amount.0;
                    self.number("KW", &e.receipt);
                }
                Event::OrderPlaced(e) => self.number("P", &e.number),
                Event::MaterialsRequested(e) => self.number("B", &e.number),
                Event::DeliveryOrdered(e) => self.number("SJ", &e.number),
                Event::MessageSent(e) => {
                    let said = self.said.entry(e.about).or_default();
                    said.push((e.from, e.number));
                    assert_eq!(e.number as usize, said.len(), "messages are numbered without gaps");
                    self.read.insert((e.about, e.from), e.number);
                }
                Event::MessagesRead(e) => {
                    let read = self.read.entry((e.about, e.by)).or_default();
                    let unread = self.said[&e.about]
                        .iter()
                        .filter(|(from, number)| *from != e.by && *number > *read && *number <= e.up_to);
                    assert!(unread.count() > 0, "something unread was read");
                    *read = e.up_to;
                }
                _ => {}
            }
        }
    }

    fn number(&mut self, series: &'static str, number: &str) {
        let issued = self.numbers.entry(series).or_default();
        issued.push(number.to_owned());
        assert_eq!(number, format!("{series}-{:04}", issued.len()), "papers are numbered without gaps");
    }

    fn check(&mut self, book: &Book) {
        self.check_money(book);
        self.check_stock(book);
        for order in book.orders.values() {
            if !order.stage_name().is_over() {
                assert!(order.awaits() != Awaits::Nothing && order.holder() != Holder::Nobody, "{order:?}");
                continue;
            }
            assert!(order.claim_waiting().is_none(), "no payment waits at an order that is over");
            let requests = order.requests.clone();
            let now = Order { requests: Vec::new(), ..order.clone() };
            // Materials may still arrive for it; nothing else may happen.
            assert!(requests.len() >= self.over.get(&order.id).map_or(0, |then| then.requests.len()));
            let then = self.over.entry(order.id).or_insert_with(|| now.clone());
            assert_eq!(*then, now, "what is over does not change");
        }
    }

    fn check_money(&self, book: &Book) {
        let mut paid: HashMap<PartyId, i64> = HashMap::new();
        for order in book.orders.values() {
            assert_eq!(order.held().0, self.held.get(&order.id).copied().unwrap_or_default());
            assert!(order.rest() >= Rupiah::ZERO);
            if let Some(agreement) = order.agreement() {
                assert_eq!(order.held().and(order.rest()), agreement.total, "held and owed are the price");
                assert!(agreement.deposit_due <= agreement.total);
            } else {
                assert_eq!(order.held(), Rupiah::ZERO, "no money is held without an agreement");
            }
            let states = order.payments.iter().filter(|p| matches!(p.state, PaymentState::Claimed));
            assert!(states.count() <= 2, "the buyer's claim and the courier's cash");
            *paid.entry(order.buyer).or_default() += order.held().0;
        }
        for (buyer, held) in paid {
            let credit = book.credit.get(&buyer).map_or(0, |credit| credit.0);
            let verified = self.verified.get(&buyer).copied().unwrap_or_default();
            assert_eq!(held + credit, verified, "every rupiah seen is held or is credit");
        }
    }

    fn check_stock(&self, book: &Book) {
        let mut kept: BTreeMap<StockItem, i64> = BTreeMap::new();
        for line in book.orders.values().flat_map(|order| &order.reserved) {
            *kept.entry(line.item).or_default() += line.quantity.raw();
        }
        for (item, quantity) in book.stock.items() {
            assert_eq!(quantity.raw(), self.shelf.get(&item).copied().unwrap_or_default(), "{item:?}");
            assert!(quantity >= Quantity::ZERO, "nobody takes from an empty shelf");
            let reserved = book.stock.reserved(item).raw();
            assert_eq!(reserved, kept.get(&item).copied().unwrap_or_default(), "kept for somebody");
        }
    }
}

/// Wishes that, granted once, have nothing left to grant.
const fn is_done_once(command: &Command) -> bool {
    !matches!(
        command,
        Command::PlaceOrder(_)
            | Command::ClaimPayment(_)
            | Command::RecordPayment(_)
            | Command::RequestMaterials(_)
            | Command::DispatchOrder(_)
            | Command::SendMessage(_)
    )
}

struct Run {
    village: Village,
    ledger: Ledger,
}

impl Run {
    fn begin() -> Self {
        let village = Village::new();
        let mut ledger = Ledger::default();
        for commit in &village.commits {
            ledger.keep(&village.book, &commit.facts);
        }
        Self { village, ledger }
    }

    fn send(&mut self, who: Who, command: &Command) -> Result<(), Rejection> {
        let facts = self.village.send(who, None, Channel::Web, command)?;
        if !facts.is_empty() {
            self.ledger.keep(&self.village.book, &facts);
            self.ledger.check(&self.village.book);
            self.check_that_what_is_ready_can_start();
            if is_done_once(command) {
                assert_eq!(self.village.ask(who, command), Ok(vec![]), "{command:?} is done");
            }
        }
        Ok(())
    }

    fn check_that_what_is_ready_can_start(&self) {
        for order in self.village.book.orders.values().filter(|order| order.awaits() == Awaits::Production) {
            let start = StartProduction { order: order.id }.into();
            let started = self.village.ask(Who::Business, &start);
            assert!(started.is_ok(), "{} awaits production, but {started:?}", order.number);
        }
    }

    /// Brings an order to its end by the steps it says it waits for.
    fn bring_home(&mut self, id: OrderId) {
        for _ in 0..MOST_STEPS_HOME {
            let order = self.village.book.orders[&id].clone();
            let Some((who, command)) = next_step(&self.village, &order) else { return };
            if let Err(refusal) = self.send(who, &command) {
                let on = way_on(&self.village, &order, &refusal);
                let (who, command) = on.unwrap_or_else(|| panic!("{refusal} is a dead end for {order:#?}"));
                self.send(who, &command).unwrap();
            }
        }
        panic!("never ends: {:#?}", self.village.book.orders[&id]);
    }

    /// What the log holds, read back and folded again, is the book.
    fn replay(&self) {
        let mut book = Book::default();
        for commit in &self.village.commits {
            for fact in &commit.facts {
                let read = Event::from_raw(&fact.to_raw()).unwrap();
                assert_eq!(read, *fact);
                book.evolve(&read, commit.at);
            }
            book.restore_versions(&commit.touched);
        }
        assert_eq!(book, self.village.book);
    }
}

proptest! {
    #[test]
    fn whatever_is_wished_it_adds_up_and_nobody_is_stuck(rolls in proptest::collection::vec(roll(), 100)) {
        let mut run = Run::begin();
        for roll in &rolls {
            if let Some((who, command)) = roll.wish(&run.village) {
                // Most of what strangers wish is refused, and a refusal changes nothing.
                let _ = run.send(who, &command);
            }
        }
        let mut open: Vec<OrderId> = run.village.book.orders.keys().copied().collect();
        open.sort_unstable();
        for order in open {
            run.bring_home(order);
        }
        run.replay();
    }
}
