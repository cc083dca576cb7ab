//! A year of the village's history, played through the same commands that people use.
//!
//! Rhythm, quantities and cancellations are those of real invoices (`fixtures/history`); who, what and the
//! prices are the village's. Every order is carried on by whoever has the next move, as its own fold says.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rantai_core::book::delivery::{self, Carrier, DeliveryProblem, TransportMode};
use rantai_core::book::material::{self, AskLine, ConfirmedLine, SupplyRefusal};
use rantai_core::book::order::{
    self, Awaits, DeclineReason, DeliveryWish, FreightPayer, Order, PaymentState, PlaceLine, RequestState,
    SlipState, StageName,
};
use rantai_core::book::payment::{self, PaymentMethod, PaymentRefusal};
use rantai_core::book::stock::{self, CountReason, StockItem};
use rantai_core::book::{self, Rejection, production};
use rantai_core::desk::{Command, DeskError};
use rantai_core::ids::{BlobHash, BookId, CommandId, MaterialId, OrderId, PartyId};
use rantai_core::log::Cursor;
use rantai_core::money::Rupiah;
use rantai_core::party::{Actor, Channel};
use rantai_core::quantity::Quantity;
use rantai_core::sealed::{Address, ReceivedBy};
use rantai_core::time::{Moment, Month, zone_of_village};
use rantai_projections::order_sheets::OrderSheet;
use serde::{Deserialize, Serialize};

use super::cast::{Cast, PlayError, Players, act, bring_in, seal};
use super::clock::DemoClock;
use super::history::{Fate, History};
use super::village::{Making, Village};
use super::{counter_days, guest_days, month_days, talk_days};
use crate::app::App;
use crate::uploads;

/// What was played, in figures.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Invoices that became orders.
    pub invoices: u64,
    /// Orders that were settled and closed.
    pub closed: u64,
    /// Whole-invoice cancellations that became withdrawals.
    pub withdrawn: u64,
    /// Orders a business declined.
    pub declined: u64,
    /// Partial returns of the invoices, counted and not yet played.
    pub partial_returns: u64,
    /// Orders that wait for somebody.
    pub open: u64,
    /// Wishes that people's commands made of it.
    pub wishes: u64,
}

/// Steps that lie this close together are handed in together.
const TOGETHER_SECONDS: i64 = 2 * 3_600;
/// Most steps handed in together.
const MOST_TOGETHER: usize = 200;
/// Open orders left at each step for whoever comes to look.
const OPEN_AT_EACH_STEP: usize = 3;
/// How long the views may take to follow before playing goes on.
const PATIENCE: Duration = Duration::from_secs(10);

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Brings the village in and plays its history up to now. `progress` is told parts of a thousand.
///
/// # Errors
/// [`PlayError`] at the first thing that went otherwise than written.
pub async fn play(
    app: &App,
    clock: &DemoClock,
    village: &Village,
    history: &History,
    folder: &Path,
    progress: &dyn Fn(u64),
) -> Result<Players, PlayError> {
    clock.release();
    let now = app.now();
    let Some(first) = history.invoices.first() else {
        return Err(PlayError::Village("the history is empty".to_owned()));
    };
    let last = history.invoices.last().map_or(first.at, |invoice| invoice.at);
    let shift = now.micros() - last.and_utc().timestamp_micros() - HOUR * 1_000_000;
    let shifted = |at: chrono::NaiveDateTime| Moment::from_micros(at.and_utc().timestamp_micros() + shift);
    let start = shifted(first.at).plus_seconds(-3 * DAY);
    clock.hold(start);
    let cast = bring_in(app, village, &|done, of| progress(done * 50 / of.max(1))).await?;
    let shot =
        |tint| uploads::picture(&drawn_photo(tint)).map_err(|error| PlayError::Village(error.to_string()));
    let transfer = app.keep_photo(shot([31, 58, 95])?).await;
    let handover = app.keep_photo(shot([110, 63, 26])?).await;
    let broken = |error| PlayError::Village(format!("{error:?}"));
    let mut stage = Stage {
        app,
        cast: &cast,
        now,
        transfer: transfer.map_err(broken)?,
        handover: handover.map_err(broken)?,
        report: Report::default(),
    };
    let mut queue = Queue::default();
    for (number, invoice) in (0_u64..).zip(&history.invoices) {
        let at = shifted(invoice.at);
        let quantities =
            invoice.lines.iter().map(|line| (hash(&[line.stock_code.as_bytes()]), line.quantity));
        let withdrawn = match &invoice.fate {
            Fate::Cancelled { .. } => true,
            Fate::Kept => false,
            Fate::Returned(returns) => {
                stage.report.partial_returns += returns.len() as u64;
                false
            }
        };
        queue.push(at, stage.run(number, &invoice.customer, quantities.collect(), withdrawn));
        stage.report.invoices += 1;
    }
    let span = (now.micros() - start.micros()).max(1);
    stage
        .perform(clock, queue, now, &|at| {
            let part = (at.micros() - start.micros()) * 900 / span;
            progress(50 + u64::try_from(part).unwrap_or(0).min(900));
        })
        .await?;
    stage.leave_open_orders(clock, &|part| progress(950 + part * 50 / 1_000)).await?;
    stage.report.wishes += guest_days::come(app, clock, &cast, now).await?;
    stage.report.wishes += counter_days::sell(app, clock, &cast.shops, now).await?;
    stage.report.wishes += talk_days::talk(app, clock, &cast, now).await?;
    clock.release();
    let players = Players { people: cast.people.clone(), report: stage.report };
    players.save(folder)?;
    Ok(players)
}

/// One order on its way.
#[derive(Debug, Clone)]
struct Run {
    number: u64,
    shop: usize,
    buyer: usize,
    lines: Vec<(usize, u16, Quantity)>,
    withdrawn: bool,
    order: Option<OrderId>,
    /// Carried on until it awaits this, and then left; to the end if nothing is named.
    until: Option<&'static str>,
}

/// Runs by the moment of their next step.
#[derive(Debug, Default)]
struct Queue {
    due: BinaryHeap<Reverse<(Moment, u64)>>,
    runs: BTreeMap<u64, Run>,
}

impl Queue {
    fn push(&mut self, at: Moment, run: Run) {
        self.due.push(Reverse((at, run.number)));
        self.runs.insert(run.number, run);
    }

    /// The runs whose next steps lie together, and the moment of the first.
    fn together(&mut self) -> Option<(Moment, Vec<Run>)> {
        let Reverse((first, _)) = *self.due.peek()?;
        let mut runs = Vec::new();
        while let Some(Reverse((at, number))) = self.due.peek().copied() {
            if at > first.plus_seconds(TOGETHER_SECONDS) || runs.len() == MOST_TOGETHER {
                break;
            }
            self.due.pop();
            runs.extend(self.runs.remove(&number));
        }
        Some((first, runs))
    }
}

/// What a step led to.
struct Next {
    order: OrderId,
    cursor: Cursor,
    /// Seconds until somebody makes the next move; `None` when there is none to make.
    after: Option<i64>,
    wishes: u64,
}

struct Stage<'a> {
    app: &'a App,
    cast: &'a Cast,
    /// When the village is played: nothing in it happens later.
    now: Moment,
    transfer: Vec<BlobHash>,
    handover: Vec<BlobHash>,
    report: Report,
}

impl Stage<'_> {
    /// An invoice as an order of the village.
    fn run(&self, number: u64, customer: &str, quantities: Vec<(u64, u32)>, withdrawn: bool) -> Run {
        let shops = self.cast.shops.len().max(1) as u64;
        let buyers = self.cast.distributors.len().max(1) as u64;
        let buyer = hash(&[customer.as_bytes(), b"buyer"]) % buyers;
        // A buyer keeps to two or three shops, as people do.
        let shop = hash(&[customer.as_bytes(), &[(number % 3) as u8], b"shop"]) % shops;
        let shop = usize::try_from(shop).unwrap_or(0);
        let mut lines: Vec<(usize, u16, Quantity)> = Vec::new();
        if let Some(place) = self.cast.shops.get(shop) {
            for (code, quantity) in quantities {
                let goods = usize::try_from(code % place.goods.len().max(1) as u64).unwrap_or(0);
                let Some(sold) = place.goods.get(goods) else { continue };
                let variant = u16::try_from((code >> 20) % u64::from(sold.variants.max(1))).unwrap_or(0) + 1;
                let scaled = scaled(quantity, sold.retail, sold.making);
                if !lines.iter().any(|line| (line.0, line.1) == (goods, variant)) {
                    lines.push((goods, variant, Quantity::whole(i64::from(scaled))));
                }
            }
        }
        let buyer = usize::try_from(buyer).unwrap_or(0);
        Run { number, shop, buyer, lines, withdrawn, order: None, until: None }
    }

    /// Plays everything in the queue up to `end`; what is due later stays as it is.
    async fn perform(
        &mut self,
        clock: &DemoClock,
        mut queue: Queue,
        end: Moment,
        progress: &dyn Fn(Moment),
    ) -> Result<(), PlayError> {
        let mut month = None;
        while let Some((at, runs)) = queue.together() {
            clock.hold(at);
            let this = Month::of(at.day_in(zone_of_village("")));
            if month.replace(this).is_some_and(|before| before < this) {
                self.report.wishes += month_days::settle(self.app, &self.cast.shops).await?;
            }
            let steps = runs.iter().map(|run| self.step(run));
            let results = futures_util::future::join_all(steps).await;
            let mut reached = Cursor::START;
            let mut left = Vec::new();
            for (mut run, result) in runs.into_iter().zip(results) {
                let next = result?;
                reached = reached.max(next.cursor);
                self.report.wishes += next.wishes;
                run.order = Some(next.order);
                let again = next.after.map(|seconds| at.plus_seconds(seconds));
                match again {
                    Some(again) if again < end => queue.push(again, run),
                    Some(_) | None => left.push(next.order),
                }
            }
            self.app.views.wait_for(reached, PATIENCE).await;
            for order in left {
                self.count(order)?;
            }
            progress(at);
        }
        Ok(())
    }

    fn count(&mut self, order: OrderId) -> Result<(), PlayError> {
        let figure = match self.sheet(order)?.order.stage_name() {
            StageName::Closed => &mut self.report.closed,
            StageName::Withdrawn => &mut self.report.withdrawn,
            StageName::Declined => &mut self.report.declined,
            _ => &mut self.report.open,
        };
        *figure += 1;
        Ok(())
    }

    /// Leaves a few orders waiting at each step, so that whoever comes to look finds every screen in use.
    async fn leave_open_orders(
        &mut self,
        clock: &DemoClock,
        progress: &dyn Fn(u64),
    ) -> Result<(), PlayError> {
        const STEPS: [&str; 15] = [
            "Answer",
            "Deposit",
            "PaymentCheck",
            "MaterialRequest",
            "SupplierAnswer",
            "Shipment",
            "GoodsReceipt",
            "Production",
            "Making",
            "Packing",
            "Dispatch",
            "PickUp",
            "Arrival",
            "Settlement",
            "LastCheck",
        ];
        let mut number = 1 << 32;
        for (place, until) in (0_u64..).zip(STEPS) {
            let mut left = 0;
            for attempt in 0..60_u64 {
                if left == OPEN_AT_EACH_STEP {
                    break;
                }
                number += 1;
                // The first shop of the village tells the story; the others follow.
                let shop = usize::try_from(attempt).unwrap_or(0) % self.cast.shops.len().max(1);
                let mut run = self.run(number, &format!("open {number}"), vec![], false);
                run.shop = shop;
                run.until = Some(until);
                run.lines = self.lines_for(shop, number);
                let start = self.now.plus_seconds(-2 * DAY + i64::try_from(number % 900).unwrap_or(0));
                left += usize::from(self.carry_to(clock, run, start, until).await?.is_some());
            }
            progress(place * 1_000 / STEPS.len() as u64);
        }
        self.send_every_courier(clock, &mut number).await?;
        self.order_for_every_buyer(clock, &mut number).await?;
        clock.hold(self.now.plus_seconds(-9 * HOUR));
        self.ask_every_supplier().await
    }

    /// Leaves every supplier a request to answer: materials for the shelf.
    async fn ask_every_supplier(&mut self) -> Result<(), PlayError> {
        let mut asked: BTreeSet<PartyId> = BTreeSet::new();
        for shop in &self.cast.shops {
            for view in self.app.views.store.materials(shop.party) {
                let Some(supplier) = view.material.suppliers.first() else { continue };
                if !asked.insert(*supplier) {
                    continue;
                }
                let line = AskLine {
                    material: view.material.material,
                    quantity: view.on_hand.and(Quantity::whole(10)),
                    price: view.material.price,
                };
                let wish = material::RequestMaterials {
                    order: None,
                    supplier: *supplier,
                    lines: vec![line],
                    wanted: None,
                    note: None,
                    answer_by: None,
                };
                let command = book::Command::RequestMaterials(wish);
                let make = |_| Ok(Command::Book(command.clone()));
                let book = BookId::of(shop.party);
                act(self.app, shop.owner, book, Channel::Web, None, vec![], &make).await?;
                self.report.wishes += 1;
            }
        }
        Ok(())
    }

    /// Leaves every courier a slip to pick up.
    async fn send_every_courier(&mut self, clock: &DemoClock, number: &mut u64) -> Result<(), PlayError> {
        let couriers: BTreeMap<PartyId, (usize, Rupiah)> = (0..)
            .zip(&self.cast.shops)
            .flat_map(|(shop, place)| place.couriers.iter().map(move |(party, fee)| (*party, (shop, *fee))))
            .collect();
        for (party, (shop, fee)) in couriers {
            if !self.app.views.slips.my_slips(party, true, None, 1).rows.is_empty() {
                continue;
            }
            *number += 1;
            let mut run = self.run(*number, &format!("open {number}"), vec![], false);
            run.shop = shop;
            run.until = Some("Dispatch");
            run.lines = self.lines_for(shop, *number);
            let Some(order) = self.carry_to(clock, run, self.now.plus_seconds(-DAY), "Dispatch").await?
            else {
                continue;
            };
            let place = self.cast.shops.get(shop).ok_or_else(|| PlayError::Village("no shop".to_owned()))?;
            let wish = delivery::DispatchOrder {
                order,
                carrier: Carrier::Courier { party },
                mode: TransportMode::Motorcycle,
                cash_to_collect: Rupiah::ZERO,
                courier_fee: fee,
                note: None,
                vehicle: String::new(),
                load: Default::default(),
                code: false,
            };
            let command = book::Command::DispatchOrder(wish);
            let make = |_| Ok(Command::Book(command.clone()));
            act(self.app, place.owner, BookId::of(place.party), Channel::Web, None, vec![], &make).await?;
            self.report.wishes += 1;
        }
        Ok(())
    }

    /// Leaves every buyer an order that is under way.
    async fn order_for_every_buyer(&mut self, clock: &DemoClock, number: &mut u64) -> Result<(), PlayError> {
        for (buyer, (party, _)) in self.cast.distributors.iter().enumerate() {
            if !self.app.views.board.open_of_buyer(*party, None, 1).rows.is_empty() {
                continue;
            }
            *number += 1;
            let mut run = self.run(*number, &format!("open {number}"), vec![], false);
            run.buyer = buyer;
            run.until = Some("Deposit");
            run.lines = self.lines_for(run.shop, *number);
            self.carry_to(clock, run, self.now.plus_seconds(-14 * HOUR), "Deposit").await?;
        }
        Ok(())
    }

    /// Goods that have to be made, so that every step lies on the way.
    fn lines_for(&self, shop: usize, number: u64) -> Vec<(usize, u16, Quantity)> {
        let Some(place) = self.cast.shops.get(shop) else { return Vec::new() };
        let made = |making| matches!(making, Making::ToOrder);
        let first = usize::try_from(number).unwrap_or(0) % place.goods.len().max(1);
        let order = (0..place.goods.len()).map(|step| (first + step) % place.goods.len());
        let mut goods: Vec<usize> = order.collect();
        goods.sort_by_key(|index| !place.goods.get(*index).is_some_and(|goods| made(goods.making)));
        let Some((index, sold)) = goods.first().and_then(|index| Some((*index, place.goods.get(*index)?)))
        else {
            return Vec::new();
        };
        let pieces = if sold.retail.0 >= 500_000 { 4 } else { 60 };
        let variant = u16::try_from(number % u64::from(sold.variants.max(1))).unwrap_or(0) + 1;
        vec![(index, variant, Quantity::whole(pieces))]
    }

    /// Carries one order on until it awaits what it should. `None` when it never came to that.
    async fn carry_to(
        &mut self,
        clock: &DemoClock,
        mut run: Run,
        start: Moment,
        until: &str,
    ) -> Result<Option<OrderId>, PlayError> {
        let mut at = start;
        for _ in 0..40 {
            clock.hold(at.min(self.now));
            let next = self.step(&run).await?;
            self.report.wishes += next.wishes;
            self.app.views.wait_for(next.cursor, PATIENCE).await;
            run.order = Some(next.order);
            let sheet = self.sheet(next.order)?;
            if name_of(&sheet.order) == until {
                self.report.open += 1;
                return Ok(run.order);
            }
            if sheet.order.stage_name().is_over() {
                self.count(next.order)?;
                return Ok(None);
            }
            at = at.plus_seconds(20 * 60);
        }
        self.report.open += 1;
        Ok(None)
    }

    fn sheet(&self, order: OrderId) -> Result<Arc<OrderSheet>, PlayError> {
        let sheet = self.app.views.orders.sheet(order);
        sheet.ok_or_else(|| PlayError::Village("the views do not follow".to_owned()))
    }

    async fn step(&self, run: &Run) -> Result<Next, PlayError> {
        let Some(order) = run.order else { return self.place(run).await };
        let sheet = self.sheet(order)?;
        let step = Step { stage: self, run, sheet: &sheet, shop: self.shop(run)? };
        let (cursor, after, wishes) = step.make().await?;
        Ok(Next { order, cursor, after, wishes })
    }

    fn shop(&self, run: &Run) -> Result<&super::cast::Shop, PlayError> {
        self.cast.shops.get(run.shop).ok_or_else(|| PlayError::Village("there is no shop".to_owned()))
    }

    async fn place(&self, run: &Run) -> Result<Next, PlayError> {
        let shop = self.shop(run)?;
        let missing = || PlayError::Village("there is no buyer".to_owned());
        let (buyer, village) = self.cast.distributors.get(run.buyer).ok_or_else(missing)?;
        let book = BookId::of(shop.party);
        let lines: Vec<PlaceLine> = run
            .lines
            .iter()
            .filter_map(|(goods, variant, quantity)| {
                let sold = shop.goods.get(*goods)?;
                Some(PlaceLine {
                    product: sold.product,
                    variant: *variant,
                    unit: sold.unit,
                    quantity: *quantity,
                    specification: None,
                    photo: None,
                })
            })
            .collect();
        let collects = run.chance(b"collect", 9);
        let days = i32::from(shop.goods.first().map_or(7, |goods| goods.days)) + 5;
        let wanted = self.app.now().day_in(zone_of_village(&shop.village)).plus(days);
        let make = |lines: Vec<PlaceLine>| {
            move |command: CommandId| -> Result<Command, PlayError> {
                let delivery = match self.cast.addresses.get(buyer) {
                    Some((person, address)) if !collects => {
                        let address = Address::new(address).ok().flatten().ok_or_else(missing)?;
                        let address = seal(self.app, *person, book, command, &address)?;
                        DeliveryWish::Deliver { village: village.clone(), address }
                    }
                    _ => DeliveryWish::Collect,
                };
                Ok(Command::Book(book::Command::PlaceOrder(order::PlaceOrder {
                    buyer: *buyer,
                    lines: lines.clone(),
                    wanted: Some(wanted),
                    delivery,
                    note: None,
                })))
            }
        };
        let phoned = run.until.is_none() && run.chance(b"phoned", 7);
        let (actor, channel, on_behalf_of) = if phoned {
            (shop.owner, Channel::WhatsApp, Some(*buyer))
        } else {
            (self.actor(*buyer)?, Channel::Web, None)
        };
        let mut wishes = 0;
        let mut lines = lines;
        loop {
            wishes += 1;
            let placed =
                act(self.app, actor, book, channel, on_behalf_of, vec![], &make(lines.clone())).await;
            match placed {
                Ok(receipt) => {
                    let id = receipt.thing.and_then(|thing| OrderId::try_from(thing).ok());
                    let order = id.ok_or_else(|| PlayError::Village("an order got no id".to_owned()))?;
                    let after =
                        Some(if run.withdrawn { 3 * HOUR } else { run.between(HOUR, 5 * HOUR, b"a") });
                    return Ok(Next { order, cursor: receipt.cursor, after, wishes });
                }
                Err(PlayError::Desk { error: DeskError::Refused(refusal), what }) if wishes < 8 => {
                    match refusal {
                        // Bought anew, as a shop does.
                        Rejection::SoldOut { .. } => wishes += self.restock(shop, &lines).await?,
                        // A small order becomes one that is taken.
                        Rejection::BelowMinimum { .. } => {
                            for line in &mut lines {
                                line.quantity = line.quantity.and(line.quantity).and(Quantity::whole(1));
                            }
                        }
                        refusal => return Err(PlayError::Desk { what, error: DeskError::Refused(refusal) }),
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn restock(&self, shop: &super::cast::Shop, lines: &[PlaceLine]) -> Result<u64, PlayError> {
        let mut wishes = 0;
        for line in lines {
            let item = StockItem::Goods { product: line.product, variant: line.variant };
            let resale =
                shop.goods.iter().any(|it| it.product == line.product && it.making == Making::Resale);
            let (on_hand, reserved) = self.app.views.store.on_hand(shop.party, item);
            if resale && on_hand.less_or_zero(reserved) < line.quantity {
                let more = line.quantity.and(line.quantity).and(line.quantity);
                wishes += self.buy(shop, item, on_hand.and(more)).await?;
            }
        }
        Ok(wishes)
    }

    /// Bought at the market, without a request.
    async fn buy(
        &self,
        shop: &super::cast::Shop,
        item: StockItem,
        quantity: Quantity,
    ) -> Result<u64, PlayError> {
        let wish = stock::CountStock { item, quantity, reason: CountReason::Purchase };
        let command = book::Command::CountStock(wish);
        let make = |_| Ok(Command::Book(command.clone()));
        act(self.app, shop.owner, BookId::of(shop.party), Channel::Web, None, vec![], &make).await?;
        Ok(1)
    }

    fn actor(&self, party: PartyId) -> Result<Actor, PlayError> {
        let actor = self.cast.acts.get(&party).copied();
        actor.ok_or_else(|| PlayError::Village("a party has nobody to act".to_owned()))
    }
}

/// The next move in one order.
struct Step<'a> {
    stage: &'a Stage<'a>,
    run: &'a Run,
    sheet: &'a OrderSheet,
    shop: &'a super::cast::Shop,
}

/// Where the log stands, seconds until the next move, wishes made.
type Made = (Cursor, Option<i64>, u64);

impl Step<'_> {
    fn order(&self) -> &Order {
        &self.sheet.order
    }

    fn book(&self) -> BookId {
        BookId::of(self.shop.party)
    }

    async fn by(
        &self,
        actor: Actor,
        evidence: Vec<BlobHash>,
        wish: impl Into<book::Command>,
    ) -> Result<Cursor, PlayError> {
        let command = wish.into();
        let make = |_| Ok(Command::Book(command.clone()));
        let receipt = act(self.stage.app, actor, self.book(), Channel::Web, None, evidence, &make).await?;
        Ok(receipt.cursor)
    }

    async fn by_shop(&self, wish: impl Into<book::Command>) -> Result<Cursor, PlayError> {
        self.by(self.shop.owner, vec![], wish).await
    }

    /// The party's own step, or the business's record of what it said by WhatsApp.
    async fn by_party(
        &self,
        party: PartyId,
        absent: bool,
        evidence: Vec<BlobHash>,
        wish: impl Into<book::Command>,
    ) -> Result<Cursor, PlayError> {
        if !absent {
            return self.by(self.stage.actor(party)?, evidence, wish).await;
        }
        let command = wish.into();
        let make = |_| Ok(Command::Book(command.clone()));
        let (app, owner) = (self.stage.app, self.shop.owner);
        let receipt = act(app, owner, self.book(), Channel::WhatsApp, Some(party), evidence, &make).await?;
        Ok(receipt.cursor)
    }

    async fn make(&self) -> Result<Made, PlayError> {
        let order = self.order();
        let run = self.run;
        if run.withdrawn && matches!(order.awaits(), Awaits::Answer) {
            let wish = order::WithdrawOrder { order: order.id, note: None };
            let cursor = self.by_party(order.buyer, false, vec![], wish).await?;
            return Ok((cursor, None, 1));
        }
        let made = match order.awaits() {
            Awaits::Answer => return self.answer().await,
            Awaits::OfferAnswer { offer, .. } => {
                let wish = order::AcceptOffer { order: order.id, offer };
                let cursor = self.by_party(order.buyer, false, vec![], wish).await?;
                (cursor, run.between(HOUR, 6 * HOUR, b"of"))
            }
            Awaits::AskAnswer { ask, of } => {
                let wish = order::AnswerAsk {
                    order: order.id,
                    ask,
                    agree: true,
                    keep: None,
                    give_back: None,
                    note: None,
                };
                let cursor = match of {
                    order::Side::Buyer => self.by_party(order.buyer, false, vec![], wish).await?,
                    order::Side::Business => self.by_shop(wish).await?,
                };
                (cursor, run.between(HOUR, 6 * HOUR, b"as"))
            }
            Awaits::Deposit { short } => (self.claim(short).await?, run.between(HOUR, 6 * HOUR, b"d")),
            Awaits::Settlement { rest } => (self.claim(rest).await?, run.between(HOUR, 6 * HOUR, b"s")),
            Awaits::PaymentCheck { payment, amount } => (self.check(payment, amount).await?, 2 * HOUR),
            Awaits::MaterialRequest => (self.request().await?, run.between(2 * HOUR, 20 * HOUR, b"r")),
            Awaits::SupplierAnswer { supplier, request } => {
                (self.supplier_answers(supplier, request).await?, run.between(4 * HOUR, 30 * HOUR, b"sa"))
            }
            Awaits::CounterAnswer { request, .. } => {
                let wish = material::AcceptCounter { request };
                (self.by_shop(wish).await?, run.between(HOUR, 5 * HOUR, b"ca"))
            }
            Awaits::Shipment { supplier, request } => {
                let wish = material::ShipMaterials { request, lines: vec![], waybill: None };
                let cursor = self.by_party(supplier, absent(supplier), vec![], wish).await?;
                (cursor, run.between(3 * HOUR, 24 * HOUR, b"sh"))
            }
            Awaits::GoodsReceipt { request } => {
                (self.receive(request).await?, run.between(HOUR, 8 * HOUR, b"gr"))
            }
            Awaits::Production => return self.start().await,
            Awaits::Making => {
                let wish = production::FinishProduction { order: order.id };
                (self.by_shop(wish).await?, run.between(HOUR, 5 * HOUR, b"f"))
            }
            Awaits::Packing => {
                let pieces: i64 = order.lines.iter().map(|line| line.base.raw() / Quantity::SCALE).sum();
                let packages = u16::try_from(1 + pieces / 24).unwrap_or(1).min(40);
                let wish = production::PackOrder { order: order.id, packages, contents: Vec::new() };
                (self.by_shop(wish).await?, run.between(HOUR, 12 * HOUR, b"p"))
            }
            Awaits::Dispatch => (self.dispatch().await?, run.between(HOUR, 6 * HOUR, b"di")),
            Awaits::PickUp { slip } => (self.pick_up(slip).await?, run.between(3 * HOUR, 30 * HOUR, b"pu")),
            Awaits::Arrival { slip } => (self.arrive(slip).await?, run.between(2 * HOUR, 3 * DAY, b"ar")),
            Awaits::ReturnReceipt { .. } | Awaits::ShortfallDecision => {
                return Err(PlayError::Village("nothing goes back in this village".to_owned()));
            }
            Awaits::Recipe => return Err(PlayError::Village("a product has no recipe".to_owned())),
            Awaits::Nothing => return Ok((Cursor::START, None, 0)),
        };
        Ok((made.0, Some(made.1), 1))
    }

    async fn answer(&self) -> Result<Made, PlayError> {
        let order = self.order();
        if self.run.until.is_none() && self.run.chance(b"decline", 70) {
            let wish = order::DeclineOrder { order: order.id, reason: DeclineReason::Busy, note: None };
            return Ok((self.by_shop(wish).await?, None, 1));
        }
        let days = order.lines.iter().filter_map(|line| {
            self.shop.goods.iter().find(|goods| goods.product == line.product).map(|goods| goods.days)
        });
        let days = i32::from(days.max().unwrap_or(3)) + 6;
        let today = self.stage.app.now().day_in(zone_of_village(&self.shop.village));
        let delivered = matches!(order.delivery, DeliveryWish::Deliver { .. });
        let freight = self.shop.couriers.first().map_or(Rupiah(25_000), |(_, fee)| *fee);
        let wish = order::AcceptOrder {
            order: order.id,
            promised: today.plus(days),
            deposit_percent: None,
            freight: if delivered { freight } else { Rupiah::ZERO },
            freight_payer: if self.run.chance(b"free", 4) {
                FreightPayer::Business
            } else {
                FreightPayer::Buyer
            },
        };
        let mut wishes = 1;
        let accepted = loop {
            match self.by_shop(wish.clone()).await {
                Err(PlayError::Desk { error: DeskError::Refused(Rejection::SoldOut { .. }), .. })
                    if wishes < 8 =>
                {
                    let lines: Vec<PlaceLine> = order
                        .lines
                        .iter()
                        .map(|line| PlaceLine {
                            product: line.product,
                            variant: line.variant,
                            unit: line.base_unit,
                            quantity: line.base,
                            specification: None,
                            photo: None,
                        })
                        .collect();
                    wishes += 1 + self.stage.restock(self.shop, &lines).await?;
                }
                accepted => break accepted?,
            }
        };
        Ok((accepted, Some(self.run.between(2 * HOUR, 12 * HOUR, b"ac")), wishes))
    }

    async fn claim(&self, due: Rupiah) -> Result<Cursor, PlayError> {
        let generous = self.run.until.is_none() && self.run.chance(b"generous", 45);
        let amount = if generous { due.and(Rupiah(50_000)) } else { due };
        let method = match hash(&[&self.run.number.to_le_bytes(), b"method"]) % 4 {
            0 => PaymentMethod::Qris,
            1 => PaymentMethod::EWallet,
            _ => PaymentMethod::BankTransfer,
        };
        let wish = payment::ClaimPayment { order: self.order().id, amount, method, note: None, sent: None };
        self.by_party(self.order().buyer, false, self.stage.transfer.clone(), wish).await
    }

    async fn check(&self, payment: rantai_core::ids::PaymentId, amount: Rupiah) -> Result<Cursor, PlayError> {
        let refused = |it: &order::Payment| matches!(it.state, PaymentState::Refused { .. });
        let first_time = !self.order().payments.iter().any(refused);
        if self.run.until.is_none() && first_time && self.run.chance(b"not there", 50) {
            let reason = PaymentRefusal::NotArrived;
            return self.by_shop(payment::RefusePayment { payment, reason, note: None }).await;
        }
        self.by_shop(payment::VerifyPayment { payment, seen: amount }).await
    }

    async fn request(&self) -> Result<Cursor, PlayError> {
        let order = self.order();
        let refused = order.requests.iter().filter(|it| it.state == RequestState::Refused).count();
        let store = &self.stage.app.views.store;
        let mut by_supplier: BTreeMap<PartyId, Vec<AskLine>> = BTreeMap::new();
        let unasked: BTreeSet<MaterialId> = order.unasked().collect();
        for (need, short) in order.materials_short() {
            if !unasked.contains(&need.material) {
                continue;
            }
            let Some(view) = store.material(self.shop.party, need.material) else { continue };
            let suppliers = &view.material.suppliers;
            let Some(supplier) = suppliers.get(refused % suppliers.len().max(1)) else { continue };
            by_supplier.entry(*supplier).or_default().push(AskLine {
                material: need.material,
                quantity: short,
                price: view.material.price,
            });
        }
        let Some((supplier, lines)) = by_supplier.into_iter().next() else {
            // A material nobody supplies is bought at the market.
            return self.buy_missing().await;
        };
        let wish = material::RequestMaterials {
            order: Some(order.id),
            supplier,
            lines,
            wanted: None,
            note: None,
            answer_by: None,
        };
        self.by_shop(wish).await
    }

    async fn buy_missing(&self) -> Result<Cursor, PlayError> {
        let order = self.order();
        let unasked: BTreeSet<MaterialId> = order.unasked().collect();
        let short: Vec<(MaterialId, Quantity)> = order
            .materials_short()
            .iter()
            .map(|(need, short)| (need.material, *short))
            .filter(|(material, _)| unasked.contains(material))
            .collect();
        self.buy(&short).await?;
        self.by_shop(material::PlanMaterials { order: self.order().id }).await
    }

    async fn buy(&self, short: &[(MaterialId, Quantity)]) -> Result<u64, PlayError> {
        let mut wishes = 0;
        for (material, quantity) in short {
            let item = StockItem::Material { material: *material };
            let (on_hand, _) = self.stage.app.views.store.on_hand(self.shop.party, item);
            wishes += self.stage.buy(self.shop, item, on_hand.and(*quantity).and(*quantity)).await?;
        }
        Ok(wishes)
    }

    async fn supplier_answers(
        &self,
        supplier: PartyId,
        request: rantai_core::ids::RequestId,
    ) -> Result<Cursor, PlayError> {
        let sheet = self.stage.app.views.requests.sheet(request);
        let sheet = sheet.ok_or_else(|| PlayError::Village("the views do not follow".to_owned()))?;
        let first_time = self.order().requests.len() == 1;
        let straight = self.run.until.is_some();
        if !straight && first_time && self.run.chance(b"refuse", 40) {
            let wish = material::RefuseMaterials { request, reason: SupplyRefusal::OutOfStock, note: None };
            return self.by_party(supplier, absent(supplier), vec![], wish).await;
        }
        let part = !straight && first_time && self.run.chance(b"part", 20);
        let lines = sheet
            .request
            .lines
            .iter()
            .enumerate()
            .map(|(place, line)| ConfirmedLine {
                number: line.number,
                quantity: if part && place == 0 {
                    Quantity::from_raw((line.quantity.raw() / 2).max(1))
                } else {
                    line.quantity
                },
                price: line.price,
            })
            .collect();
        let today = self.stage.app.now().day_in(zone_of_village(&self.shop.village));
        let wish = material::ConfirmMaterials {
            request,
            lines,
            promised: today.plus(2),
            note: None,
            substitutes: vec![],
        };
        self.by_party(supplier, absent(supplier), vec![], wish).await
    }

    async fn receive(&self, request: rantai_core::ids::RequestId) -> Result<Cursor, PlayError> {
        let sheet = self.stage.app.views.requests.sheet(request);
        let sheet = sheet.ok_or_else(|| PlayError::Village("the views do not follow".to_owned()))?;
        let on_its_way = sheet.request.shipments_open().flat_map(|shipment| &shipment.lines);
        let lines = on_its_way.map(|line| (line.number, line.quantity)).collect();
        self.by_shop(material::ReceiveMaterials::all(request, lines)).await
    }

    async fn start(&self) -> Result<Made, PlayError> {
        let wish = production::StartProduction { order: self.order().id };
        let days = self.order().lines_to_make().filter_map(|line| {
            self.shop.goods.iter().find(|goods| goods.product == line.product).map(|goods| goods.days)
        });
        let takes = i64::from(days.max().unwrap_or(2)) * DAY * 6 / 10 + 5 * HOUR;
        let mut wishes = 1;
        loop {
            match self.by_shop(wish.clone()).await {
                Err(PlayError::Desk {
                    error: DeskError::Refused(Rejection::MaterialsMissing { missing }),
                    ..
                }) if wishes < 40 => {
                    let short: Vec<_> = missing.iter().map(|it| (it.material, it.missing)).collect();
                    wishes += 1 + self.buy(&short).await?;
                }
                started => return Ok((started?, Some(takes), wishes)),
            }
        }
    }

    async fn dispatch(&self) -> Result<Cursor, PlayError> {
        let order = self.order();
        let courier = || {
            let near = self.shop.couriers.len().clamp(1, 2) as u64;
            let place = usize::try_from(hash(&[&self.run.number.to_le_bytes(), b"courier"]) % near);
            self.shop.couriers.get(place.unwrap_or(0)).copied()
        };
        let staged = self.run.until.is_some();
        let (carrier, fee, mode) = match (&order.delivery, courier()) {
            (DeliveryWish::Collect, _) if !staged => (Carrier::Collected, Rupiah::ZERO, TransportMode::Other),
            _ if !staged && self.shop.own_van && self.run.chance(b"van", 4) => {
                let person = self.shop.owner.person;
                (Carrier::OwnStaff { person }, Rupiah::ZERO, TransportMode::Pickup)
            }
            _ if !staged && self.run.chance(b"bus", 6) => {
                let waybill = format!("RESI{:08}", hash(&[&self.run.number.to_le_bytes()]) % 100_000_000);
                let name = "Ekspedisi Nusantara".to_owned();
                (Carrier::Expedition { name, waybill }, Rupiah::ZERO, TransportMode::Truck)
            }
            (_, Some((party, fee))) => (Carrier::Courier { party }, fee, TransportMode::Motorcycle),
            (_, None) => (Carrier::Collected, Rupiah::ZERO, TransportMode::Other),
        };
        let by_courier = matches!(carrier, Carrier::Courier { .. });
        let cash =
            if !staged && by_courier && self.run.chance(b"cod", 8) { order.rest() } else { Rupiah::ZERO };
        let wish = delivery::DispatchOrder {
            order: order.id,
            carrier,
            mode,
            cash_to_collect: cash,
            courier_fee: fee,
            note: None,
            vehicle: String::new(),
            load: Default::default(),
            code: false,
        };
        self.by_shop(wish).await
    }

    fn slip(&self, id: rantai_core::ids::SlipId) -> Result<&order::Slip, PlayError> {
        let slip = self.order().slips.iter().find(|slip| slip.id == id);
        slip.ok_or_else(|| PlayError::Village("a slip is missing".to_owned()))
    }

    async fn by_carrier(
        &self,
        slip: &order::Slip,
        evidence: Vec<BlobHash>,
        wish: impl Into<book::Command>,
    ) -> Result<Cursor, PlayError> {
        match slip.carrier {
            Carrier::Courier { party } => self.by_party(party, false, evidence, wish).await,
            Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => {
                self.by(self.shop.owner, evidence, wish).await
            }
        }
    }

    async fn pick_up(&self, id: rantai_core::ids::SlipId) -> Result<Cursor, PlayError> {
        let slip = self.slip(id)?;
        if matches!(slip.carrier, Carrier::Collected) {
            return self.arrive(id).await;
        }
        self.by_carrier(slip, vec![], delivery::PickUpDelivery { slip: id, missing: Vec::new() }).await
    }

    async fn arrive(&self, id: rantai_core::ids::SlipId) -> Result<Cursor, PlayError> {
        let slip = self.slip(id)?;
        let failed = |it: &order::Slip| matches!(it.state, SlipState::Failed { .. });
        let first_time = !self.order().slips.iter().any(failed);
        let on_road = matches!(slip.state, SlipState::PickedUp { .. });
        if self.run.until.is_none() && first_time && on_road && self.run.chance(b"nobody", 25) {
            let tomorrow = self.stage.app.now().day_in(zone_of_village(&self.shop.village)).plus(1);
            let wish = delivery::FailDelivery {
                slip: id,
                reason: DeliveryProblem::NobodyHome,
                next_attempt: Some(tomorrow),
                note: None,
            };
            return self.by_carrier(slip, self.stage.handover.clone(), wish).await;
        }
        let buyer = self.stage.actor(self.order().buyer)?;
        let name = ReceivedBy::new(&self.stage.app.person(buyer.person)).ok().flatten();
        let cash = slip.cash_to_collect;
        let make = |command: CommandId| {
            let received_by =
                name.as_ref().map(|name| seal(self.stage.app, buyer.person, self.book(), command, name));
            Ok(Command::Book(book::Command::CompleteDelivery(delivery::CompleteDelivery {
                slip: id,
                received_by: received_by.transpose()?,
                cash_collected: cash,
                outcomes: Vec::new(),
                signature: None,
                code: None,
            })))
        };
        let actor = match slip.carrier {
            Carrier::Courier { party } => self.stage.actor(party)?,
            Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => self.shop.owner,
        };
        let proof = self.stage.handover.clone();
        let receipt = act(self.stage.app, actor, self.book(), Channel::Web, None, proof, &make).await?;
        Ok(receipt.cursor)
    }
}

impl Run {
    /// One in `of`, always the same for the same order.
    fn chance(&self, of_what: &[u8], of: u64) -> bool {
        hash(&[&self.number.to_le_bytes(), of_what]).is_multiple_of(of)
    }

    /// So many seconds, always the same for the same order.
    fn between(&self, least: i64, most: i64, of_what: &[u8]) -> i64 {
        let span = u64::try_from((most - least).max(1)).unwrap_or(1);
        least + i64::try_from(hash(&[&self.number.to_le_bytes(), of_what]) % span).unwrap_or(0)
    }
}

/// A supplier who does not use the portal: the business records what it says by WhatsApp.
fn absent(supplier: PartyId) -> bool {
    hash(&[&supplier.0, b"absent"]).is_multiple_of(3)
}

/// What an order awaits, in one word; the last look at a payment apart from the first.
fn name_of(order: &Order) -> &'static str {
    match order.awaits() {
        Awaits::Answer => "Answer",
        Awaits::OfferAnswer { .. } => "OfferAnswer",
        Awaits::AskAnswer { .. } => "AskAnswer",
        Awaits::Deposit { .. } => "Deposit",
        Awaits::PaymentCheck { .. } if order.held().is_positive() => "LastCheck",
        Awaits::PaymentCheck { .. } => "PaymentCheck",
        Awaits::MaterialRequest => "MaterialRequest",
        Awaits::Recipe => "Recipe",
        Awaits::SupplierAnswer { .. } => "SupplierAnswer",
        Awaits::CounterAnswer { .. } => "CounterAnswer",
        Awaits::Shipment { .. } => "Shipment",
        Awaits::GoodsReceipt { .. } => "GoodsReceipt",
        Awaits::Production => "Production",
        Awaits::Making => "Making",
        Awaits::Packing => "Packing",
        Awaits::Dispatch => "Dispatch",
        Awaits::ReturnReceipt { .. } => "ReturnReceipt",
        Awaits::ShortfallDecision => "ShortfallDecision",
        Awaits::PickUp { .. } => "PickUp",
        Awaits::Arrival { .. } => "Arrival",
        Awaits::Settlement { .. } => "Settlement",
        Awaits::Nothing => "Nothing",
    }
}

/// The real quantity, brought to the size of what is sold: nobody buys three hundred wardrobes.
fn scaled(quantity: u32, retail: Rupiah, making: Making) -> u32 {
    let share = match (retail.0, making) {
        (1_000_000.., _) => quantity / 24,
        (300_000.., _) => quantity / 12,
        (100_000.., _) => quantity / 4,
        (_, Making::Resale) => quantity / 2,
        _ => quantity,
    };
    share.clamp(1, 240)
}

fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    let mut bytes = [0; 8];
    hasher.finalize_xof().fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

/// A stand-in for a photographed paper: a sheet with a coloured head and grey lines.
fn drawn_photo(tint: [u8; 3]) -> Vec<u8> {
    let sheet = image::RgbImage::from_fn(480, 640, |x, y| {
        let inside = (40..440).contains(&x) && (40..600).contains(&y);
        let line = y % 44 < 6 && x > 72 && x < 408 - (y * 7) % 140 && y > 150;
        match (inside, y < 120, line) {
            (false, ..) => image::Rgb([176, 150, 120]),
            (true, true, _) => image::Rgb(tint),
            (true, false, true) => image::Rgb([120, 116, 110]),
            (true, false, false) => image::Rgb([250, 248, 242]),
        }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    match sheet.write_to(&mut bytes, image::ImageFormat::Png) {
        Ok(()) => bytes.into_inner(),
        Err(error) => unreachable!("a picture in memory refused to be written: {error}"),
    }
}
