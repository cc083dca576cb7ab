//! Wishes that the parties of a small village may have, as random numbers choose them.

#![allow(
    clippy::indexing_slicing,
    reason = "what is chosen from are constants, and indexes are below their lengths"
)]

pub(crate) mod agree;
pub(crate) mod correct;
pub(crate) mod counter;
pub(crate) mod life;

use crate::book::catalogue::{OfferProduct, RecipeLine, SetRecipe, WithdrawProduct};
use crate::book::conversation::{About, MarkRead, SendMessage};
use crate::book::delivery::{
    Carrier, CompleteDelivery, DeclineDelivery, DeliveryProblem, DeliveryRefusal, DispatchOrder,
    FailDelivery, PickUpDelivery, TransportMode, WithdrawDelivery,
};
use crate::book::material::{
    AcceptCounter, AskLine, ConfirmMaterials, ConfirmedLine, PlanMaterials, ReceiveMaterials,
    RefuseMaterials, RequestMaterials, ShipMaterials, SupplyRefusal, WithdrawMaterials,
};
use crate::book::order::{
    AcceptOffer, AcceptOrder, AnswerAsk, Awaits, CancelOrder, CloseOrder, DeclineOrder, DeclineReason,
    DeliveryWish, FreightPayer, Order, PlaceLine, PlaceOrder, Side, Slip, WithdrawOrder,
};
use crate::book::payment::{
    ClaimPayment, PaymentMethod, PaymentRefusal, RecordPayment, RefusePayment, VerifyPayment,
};
use crate::book::production::{FinishProduction, PackOrder, StartProduction};
use crate::book::profile::{
    ApproveBuyer, SetTerms, SetWholesale, SettlementRule, Wholesale, WithdrawApproval,
};
use crate::book::stock::{CountReason, CountStock, StockItem};
use crate::book::{Book, Command};
use crate::ids::{MaterialId, OrderId, PartyId, PersonId, ProductId};
use crate::money::Rupiah;
use crate::party::Actor;
use crate::quantity::{Quantity, Unit};
use crate::time::Day;

use super::Dice;
use super::money_wishes::MONEY_WISHES;

pub(super) const GOODS: [&str; 4] = ["chair", "table", "vase", "carving"];
pub(super) const MATERIALS: [&str; 2] = ["teak", "bolts"];

/// Who plays in the village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is what it is called")]
pub(crate) enum Player {
    Business,
    Buyer,
    OtherBuyer,
    Supplier,
    OtherSupplier,
    Courier,
    OtherCourier,
}

impl Player {
    pub(crate) const ALL: [Self; 7] = [
        Self::Business,
        Self::Buyer,
        Self::OtherBuyer,
        Self::Supplier,
        Self::OtherSupplier,
        Self::Courier,
        Self::OtherCourier,
    ];
}

/// One book, the day, and the parties that play around it, in the order of [`Player::ALL`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) book: &'a Book,
    pub(crate) cast: &'a [Actor; 7],
    pub(crate) today: Day,
}

impl View<'_> {
    pub(super) fn party(&self, player: Player) -> PartyId {
        self.cast[player as usize].party
    }

    pub(super) fn person(&self, player: Player) -> PersonId {
        self.cast[player as usize].person
    }

    pub(super) fn player(&self, party: PartyId) -> Option<Player> {
        Player::ALL.into_iter().find(|player| self.party(*player) == party)
    }

    pub(super) fn carrier(&self, slip: &Slip) -> Option<Player> {
        match &slip.carrier {
            Carrier::Courier { party } => self.player(*party),
            Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => {
                Some(Player::Business)
            }
        }
    }

    pub(super) fn goods(&self, name: &str) -> ProductId {
        let mut products = self.book.catalogue.products.values();
        products.find(|product| product.sheet.name == name).map_or(ProductId([0; 16]), |it| it.sheet.product)
    }

    pub(super) fn material(&self, name: &str) -> MaterialId {
        let mut materials = self.book.catalogue.materials.values();
        materials.find(|material| material.name == name).map_or(MaterialId([0; 16]), |it| it.material)
    }

    pub(super) fn item(&self, name: &str) -> StockItem {
        if MATERIALS.contains(&name) {
            StockItem::Material { material: self.material(name) }
        } else {
            StockItem::Goods { product: self.goods(name), variant: 1 }
        }
    }
}

/// Which wish, and everything that has to be chosen for it.
#[derive(Debug, Clone)]
pub(crate) struct Roll {
    pub(crate) kind: u8,
    pub(crate) thing: u64,
    pub(crate) other: u64,
    pub(crate) amount: i64,
    pub(crate) quantity: i64,
    pub(crate) stranger: Option<u64>,
}

impl Roll {
    /// Half of the wishes take an order one step on; without them hardly any would leave the workshop.
    pub(crate) fn of(dice: &mut Dice) -> Self {
        let whole = |number: u64| i64::try_from(number).unwrap_or(0);
        let kind = match dice.below(126) {
            0..50 => 0,
            50..60 => 1 + dice.below(3),
            110.. => u64::from(life::FIRST) + dice.below(u64::from(life::COUNT)),
            100.. => 100 + dice.below(MONEY_WISHES),
            60..64 => u64::from(counter::FIRST) + dice.below(u64::from(counter::COUNT)),
            64..72 => u64::from(agree::FIRST) + dice.below(u64::from(agree::COUNT)),
            72..82 => 60 + dice.below(13),
            82..86 => u64::from(correct::FIRST) + dice.below(u64::from(correct::COUNT)),
            _ => 4 + dice.below(47),
        };
        let amount = match dice.below(62) {
            0..20 => 1,
            20..40 => 2,
            40..50 => 3,
            50 => 0,
            51 => -1,
            _ => whole(1 + dice.below(2_000_000)),
        };
        let quantity = match dice.below(27) {
            0..20 => whole(1 + dice.below(5)),
            20..22 => 0,
            22 => -1,
            _ => whole(6 + dice.below(34)),
        };
        let stranger = dice.one_in(13).then(|| dice.roll());
        Self {
            kind: u8::try_from(kind).unwrap_or(0),
            thing: dice.roll(),
            other: dice.roll(),
            amount,
            quantity,
            stranger,
        }
    }
}

pub(super) fn index(number: u64, count: usize) -> usize {
    usize::try_from(number.checked_rem(count as u64).unwrap_or(0)).unwrap_or(0)
}

impl Roll {
    /// An order that has been placed, or none.
    pub(super) fn order<'a>(&self, view: &View<'a>) -> Option<&'a Order> {
        let mut orders: Vec<&Order> = view.book.orders.values().collect();
        orders.sort_by_key(|order| order.id);
        if orders.is_empty() { None } else { Some(orders[index(self.thing, orders.len())]) }
    }

    /// Small rolls mean an amount that fits: what is short, what is owed, half of it.
    pub(super) fn money(&self, order: &Order) -> Rupiah {
        match self.amount {
            1 if order.deposit_short().is_positive() => order.deposit_short(),
            1 | 2 => order.rest(),
            3 => Rupiah(order.rest().0 / 2),
            amount => Rupiah(amount),
        }
    }

    /// The wish and who sends it, unless there is nothing yet that it could be about.
    pub(crate) fn wish(&self, view: &View<'_>) -> Option<(Player, Command)> {
        let (who, command) = self.natural_wish(view)?;
        let stranger = self.stranger.map(|number| Player::ALL[index(number, Player::ALL.len())]);
        Some((stranger.unwrap_or(who), command))
    }

    fn natural_wish(&self, view: &View<'_>) -> Option<(Player, Command)> {
        let pick = |count: usize| index(self.other, count);
        let quantity = Quantity::whole(self.quantity);
        let buyer = if pick(3) == 0 { Player::OtherBuyer } else { Player::Buyer };
        let supplier = if pick(2) == 0 { Player::OtherSupplier } else { Player::Supplier };
        let courier = if pick(2) == 0 { Player::OtherCourier } else { Player::Courier };
        match self.kind {
            0 => return self.step_on(view),
            1..=3 => {
                let second = GOODS[index(self.thing, GOODS.len())];
                let lines = [GOODS[pick(GOODS.len())], second];
                let line = |name: &&str| PlaceLine {
                    product: view.goods(name),
                    variant: 1,
                    unit: if self.amount == 3 { Unit::Lusin } else { Unit::Pcs },
                    quantity,
                    specification: None,
                    photo: None,
                };
                let lines = lines.iter().take(1 + index(self.thing, 2)).map(line).collect();
                let delivery = DeliveryWish::Collect;
                let wish = PlaceOrder { buyer: view.party(buyer), lines, wanted: None, delivery, note: None };
                return Some((buyer, wish.into()));
            }
            4 => {
                let rules =
                    [SettlementRule::AnyTime, SettlementRule::AfterDelivery, SettlementRule::BeforeDispatch];
                let terms = SetTerms {
                    deposit_percent: [0, 30, 50, 100][index(self.thing, 4)],
                    minimum: Rupiah::ZERO,
                    settlement: rules[pick(3)],
                    accounts: Vec::new(),
                };
                return Some((Player::Business, terms.into()));
            }
            5 => {
                let names = [GOODS.as_slice(), &MATERIALS].concat();
                let item = view.item(names[pick(names.len())]);
                let count = CountStock { item, quantity, reason: CountReason::Count };
                return Some((Player::Business, count.into()));
            }
            6 => {
                let product = view.goods(GOODS[pick(GOODS.len())]);
                let wish: Command = if self.quantity < 3 {
                    WithdrawProduct { product }.into()
                } else {
                    OfferProduct { product }.into()
                };
                return Some((Player::Business, wish));
            }
            7 => {
                let material = view.material(MATERIALS[index(self.thing, 2)]);
                let product = view.goods(GOODS[pick(GOODS.len())]);
                let lines = vec![RecipeLine { material, quantity }];
                return Some((Player::Business, SetRecipe { product, lines }.into()));
            }
            8 => {
                let material = view.material(MATERIALS[pick(2)]);
                let wish = RequestMaterials {
                    order: if self.amount == 1 { None } else { Some(self.order(view)?.id) },
                    supplier: view.party(supplier),
                    lines: vec![AskLine { material, quantity, price: Rupiah(80_000) }],
                    wanted: None,
                    note: None,
                    answer_by: None,
                };
                return Some((Player::Business, wish.into()));
            }
            9..=13 => return self.answer(view, quantity),
            38..=50 => return super::supply::wish(self, view, quantity),
            100..agree::FIRST => return self.about_money(view),
            36 => {
                let wholesale = [Wholesale::Public, Wholesale::AfterApproval][pick(2)];
                return Some((Player::Business, SetWholesale { wholesale }.into()));
            }
            37 => {
                let buyer = view.party(buyer);
                let approve = index(self.thing, 2) == 0;
                let wish: Command =
                    if approve { ApproveBuyer { buyer }.into() } else { WithdrawApproval { buyer }.into() };
                return Some((Player::Business, wish));
            }
            agree::FIRST..counter::FIRST => return agree::wish(self, view),
            life::FIRST.. => return life::wish(self, view),
            correct::FIRST.. => return correct::wish(self, view),
            counter::FIRST.. => return counter::wish(self, view),
            32..=35 => return self.talk(view),
            60..=72 => return super::road::wish(self, view),
            _ => {}
        }
        let order = self.order(view)?;
        let payment = order.payments.get(pick(order.payments.len().max(1))).map(|payment| payment.id);
        let slip = order.slips.get(pick(order.slips.len().max(1)));
        let buyer = view.player(order.buyer)?;
        let id = order.id;
        let amount = self.money(order);
        let note = None;
        Some(match self.kind {
            14 => (Player::Business, accept(view, id)),
            15 => (Player::Business, DeclineOrder { order: id, reason: DeclineReason::Busy, note }.into()),
            16 => (buyer, WithdrawOrder { order: id, note }.into()),
            17 => (buyer, CancelOrder { order: id, note }.into()),
            18 => (Player::Business, CloseOrder { order: id }.into()),
            19 => {
                let method = PaymentMethod::BankTransfer;
                (buyer, ClaimPayment { order: id, amount, method, note, sent: None }.into())
            }
            20 => {
                let method = PaymentMethod::Cash;
                (Player::Business, RecordPayment { order: id, amount, method, note }.into())
            }
            21 => (Player::Business, VerifyPayment { payment: payment?, seen: amount }.into()),
            22 => {
                let reason = PaymentRefusal::NotArrived;
                (Player::Business, RefusePayment { payment: payment?, reason, note }.into())
            }
            23 => (Player::Business, PlanMaterials { order: id }.into()),
            24 => (Player::Business, StartProduction { order: id }.into()),
            25 => (Player::Business, FinishProduction { order: id }.into()),
            26 => (Player::Business, pack(id)),
            27 => (Player::Business, dispatch(id, Carrier::Courier { party: view.party(courier) }, amount)),
            28 => {
                let reason = DeliveryRefusal::Busy;
                (view.carrier(slip?)?, DeclineDelivery { slip: slip?.id, reason, note }.into())
            }
            29 => (Player::Business, WithdrawDelivery { slip: slip?.id }.into()),
            30 => (view.carrier(slip?)?, complete(slip?)),
            _ => {
                let reason = DeliveryProblem::NobodyHome;
                (
                    view.carrier(slip?)?,
                    FailDelivery { slip: slip?.id, reason, next_attempt: None, note }.into(),
                )
            }
        })
    }

    /// The next step of an order, now and then with another amount or another carrier than one expects.
    fn step_on(&self, view: &View<'_>) -> Option<(Player, Command)> {
        let order = self.order(view)?;
        let (who, command) = next_step(view, order)?;
        let wish = match command {
            Command::VerifyPayment(VerifyPayment { payment, .. }) if self.amount > 2 => {
                VerifyPayment { payment, seen: self.money(order) }.into()
            }
            Command::DispatchOrder(wish) => {
                let carrier = match index(self.other, 6) {
                    0 => Carrier::OwnStaff { person: view.person(Player::Business) },
                    1 => Carrier::Expedition { name: "Bus Sumber".to_owned(), waybill: String::new() },
                    2 => Carrier::Collected,
                    _ => Carrier::Courier { party: view.party(Player::Courier) },
                };
                let cash = if self.quantity > 3 { self.money(order) } else { Rupiah::ZERO };
                dispatch(wish.order, carrier, cash)
            }
            command => command,
        };
        Some((who, wish))
    }

    /// A word, or a look at what was said.
    fn talk(&self, view: &View<'_>) -> Option<(Player, Command)> {
        let requests = view.book.requests.values().map(|it| (About::Request(it.id), it.supplier));
        let orders = view.book.orders.values().map(|it| (About::Order(it.id), it.buyer));
        let mut threads: Vec<_> = requests.chain(orders).collect();
        threads.sort();
        let (about, with) = *threads.get(index(self.thing, threads.len()))?;
        let who = if index(self.other, 2) == 0 { Player::Business } else { view.player(with)? };
        let up_to = u32::try_from(self.amount).unwrap_or_default();
        Some(match self.kind {
            32 | 33 => (who, SendMessage { about, text: None }.into()),
            _ => (who, MarkRead { about, up_to }.into()),
        })
    }

    /// Something about a request that was sent.
    fn answer(&self, view: &View<'_>, quantity: Quantity) -> Option<(Player, Command)> {
        let mut requests: Vec<_> = view.book.requests.values().collect();
        requests.sort_by_key(|request| request.id);
        let request = requests.get(index(self.thing, requests.len()))?;
        let (id, note) = (request.id, None);
        let supplier = view.player(request.supplier)?;
        Some(match self.kind {
            9 => {
                let lines = vec![ConfirmedLine { number: 1, quantity, price: Rupiah(1_000) }];
                let other = view.material(MATERIALS[index(self.other, 2)]);
                let substitutes = if self.amount == 3 { vec![(1, other)] } else { Vec::new() };
                let wish = ConfirmMaterials { request: id, lines, promised: view.today, note, substitutes };
                (supplier, wish.into())
            }
            10 => {
                let reason = SupplyRefusal::OutOfStock;
                (supplier, RefuseMaterials { request: id, reason, note }.into())
            }
            11 => (Player::Business, WithdrawMaterials { request: id, note }.into()),
            12 => {
                let lines = if self.amount == 2 { vec![(1, quantity)] } else { Vec::new() };
                (supplier, ShipMaterials { request: id, lines, waybill: None }.into())
            }
            _ => {
                let damaged = if self.amount == 3 { vec![(1, Quantity::whole(1))] } else { Vec::new() };
                let wish = ReceiveMaterials {
                    damaged,
                    more_to_come: self.amount != 1,
                    ..ReceiveMaterials::all(id, vec![(1, quantity)])
                };
                (Player::Business, wish.into())
            }
        })
    }
}

fn accept(view: &View<'_>, order: OrderId) -> Command {
    AcceptOrder {
        order,
        promised: view.today.plus(7),
        deposit_percent: None,
        freight: Rupiah(15_001),
        freight_payer: FreightPayer::Buyer,
    }
    .into()
}

fn answer(order: OrderId, ask: u16, agree: bool) -> Command {
    AnswerAsk { order, ask, agree, keep: None, give_back: None, note: None }.into()
}

fn pack(order: OrderId) -> Command {
    PackOrder { order, packages: 2, contents: Vec::new() }.into()
}

fn dispatch(order: OrderId, carrier: Carrier, cash_to_collect: Rupiah) -> Command {
    let courier_fee = Rupiah(5_000);
    let mode = TransportMode::Motorcycle;
    DispatchOrder {
        order,
        carrier,
        mode,
        cash_to_collect,
        courier_fee,
        note: None,
        vehicle: String::new(),
        load: Default::default(),
        code: false,
    }
    .into()
}

fn complete(slip: &Slip) -> Command {
    CompleteDelivery {
        slip: slip.id,
        received_by: None,
        cash_collected: slip.cash_to_collect,
        outcomes: Vec::new(),
        signature: None,
        code: None,
    }
    .into()
}

/// The wish that takes an order to where it goes from here, by the party that has the next move.
pub(crate) fn next_step(view: &View<'_>, order: &Order) -> Option<(Player, Command)> {
    let id = order.id;
    let buyer = view.player(order.buyer)?;
    let pay = |amount: Rupiah| {
        let method = PaymentMethod::Qris;
        (buyer, ClaimPayment { order: id, amount, method, note: None, sent: None }.into())
    };
    Some(match order.awaits() {
        Awaits::Answer => match order.open_offer() {
            Some(offer) => (Player::Business, AcceptOffer { order: id, offer: offer.terms.offer }.into()),
            None => (Player::Business, accept(view, id)),
        },
        Awaits::OfferAnswer { offer, .. } => (buyer, AcceptOffer { order: id, offer }.into()),
        Awaits::AskAnswer { ask, of } => {
            (if of == Side::Buyer { buyer } else { Player::Business }, answer(id, ask, false))
        }
        Awaits::Deposit { short } => pay(short),
        Awaits::Settlement { rest } => pay(rest),
        Awaits::PaymentCheck { payment, amount } => {
            let claimed = order.payments.iter().find(|claimed| claimed.id == payment);
            let whole = claimed?.transfer.and_then(|id| view.book.transfer(id));
            let (payment, seen) = whole.map_or((payment, amount), |whole| (whole.id, whole.amount));
            (Player::Business, VerifyPayment { payment, seen }.into())
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
                supplier: view.party(Player::Supplier),
                lines: short.iter().map(line).collect(),
                wanted: None,
                note: None,
                answer_by: None,
            };
            (Player::Business, wish.into())
        }
        Awaits::Recipe => {
            let mut lines = order.lines.iter().map(|line| line.product);
            let bare = lines.find(|id| view.book.catalogue.products[id].recipe.is_empty())?;
            let material = view.material("teak");
            let lines = vec![RecipeLine { material, quantity: Quantity::whole(1) }];
            (Player::Business, SetRecipe { product: bare, lines }.into())
        }
        Awaits::CounterAnswer { request, .. } => (Player::Business, AcceptCounter { request }.into()),
        Awaits::SupplierAnswer { supplier, request } | Awaits::Shipment { supplier, request } => {
            (view.player(supplier)?, ShipMaterials { request, lines: Vec::new(), waybill: None }.into())
        }
        Awaits::GoodsReceipt { request } => {
            let shipment = view.book.requests[&request].shipments_open().next()?;
            let lines = shipment.lines.iter().map(|line| (line.number, line.quantity)).collect();
            (Player::Business, ReceiveMaterials::all(request, lines).into())
        }
        Awaits::Production => (Player::Business, StartProduction { order: id }.into()),
        Awaits::Making => (Player::Business, FinishProduction { order: id }.into()),
        Awaits::Packing => (Player::Business, pack(id)),
        Awaits::Dispatch => {
            let courier = Carrier::Courier { party: view.party(Player::Courier) };
            (Player::Business, dispatch(id, courier, Rupiah::ZERO))
        }
        Awaits::PickUp { slip } => {
            let entry = order.slips.iter().find(|entry| entry.id == slip)?;
            (view.carrier(entry)?, PickUpDelivery { slip, missing: Vec::new() }.into())
        }
        Awaits::Arrival { slip } => {
            let entry = order.slips.iter().find(|entry| entry.id == slip)?;
            (view.carrier(entry)?, complete(entry))
        }
        Awaits::ReturnReceipt { number } => (Player::Business, super::road::count(order, number)?),
        Awaits::ShortfallDecision => (Player::Business, super::road::forgo(order)),
        Awaits::Nothing => return None,
    })
}
