//! Whatever anybody wishes in whatever order: money and stock add up, papers are numbered without gaps, the
//! log replays to the same book, what is over stays as it is, and every open order can be brought to an end.
//!
//! 256 villages a run; `PROPTEST_CASES=20000` for a long one.

use proptest::prelude::*;

use super::agree::counter_with;
use super::village::{Step, Village, Who, place};
use crate::book::material::ReceiveMaterials;
use crate::book::order::{Awaits, PassTime};
use crate::book::production::StartProduction;
use crate::book::{Book, Command, Event, Rejection};
use crate::ids::OrderId;
use crate::party::{Actor, Channel};
use crate::simulation::ledger::Ledger;
use crate::simulation::ways::way_on;
use crate::simulation::wishes::{Player, Roll, View, agree, correct, counter, life, next_step};

/// The kind of rolls with which days pass, and what falls due becomes a fact.
pub(super) const TIME_PASSES: u8 = 255;

/// Steps it may take at most to bring an order to its end, whatever has happened to it.
const MOST_STEPS_HOME: usize = 80;

prop_compose! {
    fn roll()(
        // Half of the wishes take an order one step on; without them hardly any would leave the workshop.
        kind in prop_oneof![
            50 => Just(0_u8), 10 => 1_u8..4, 40 => 4_u8..51, 4 => counter::FIRST..counter::FIRST + counter::COUNT,
            10 => agree::FIRST..agree::FIRST + agree::COUNT, 12 => 100_u8..113, 12 => 60_u8..73,
            6 => correct::FIRST..correct::FIRST + correct::COUNT, 16 => life::FIRST..life::FIRST + life::COUNT,
            4 => Just(TIME_PASSES)
        ],
        thing in any::<u64>(),
        other in any::<u64>(),
        amount in prop_oneof![
            20 => Just(1_i64), 20 => Just(2), 10 => Just(3), 1 => Just(0), 1 => Just(-1), 10 => 1_i64..2_000_000
        ],
        quantity in prop_oneof![20 => 1_i64..6, 2 => Just(0), 1 => Just(-1), 4 => 6_i64..40],
        stranger in prop_oneof![12 => Just(None), 1 => any::<u64>().prop_map(Some)],
    ) -> Roll {
        Roll { kind, thing, other, amount, quantity, stranger }
    }
}

/// The people of the village, in the order of [`Player::ALL`].
fn cast() -> [Actor; 7] {
    Who::ALL.map(|who| Actor { person: who.person(), party: who.party() })
}

fn who(player: Player) -> Who {
    Who::ALL[player as usize]
}

/// Wishes that, granted once, have nothing left to grant.
const fn is_done_once(command: &Command) -> bool {
    !matches!(
        command,
        Command::PlaceOrder(_)
            | Command::ClaimPayment(_)
            | Command::RecordPayment(_)
            | Command::UseCredit(_)
            | Command::RecordRefund(_)
            | Command::WriteOffRest(_)
            | Command::ClaimTransfer(_)
            | Command::HandOverCash(_)
            | Command::RequestMaterials(_)
            | Command::DispatchOrder(_)
            | Command::ReturnGoods(_)
            | Command::SettleShortfall(_)
            | Command::SendMessage(_)
            | Command::AskSuppliers(_)
            | Command::ReturnMaterials(_)
            | Command::PaySupplier(_)
            | Command::BuyMaterials(_)
            | Command::MakeForStock(_)
            | Command::ReportProgress(_)
            // A part may be sent or counted again while more is to come.
            | Command::ShipMaterials(_)
            | Command::ReceiveMaterials(ReceiveMaterials { more_to_come: true, .. })
            | Command::MakeSale(_)
            | Command::KeepGoods(_)
            | Command::SetBookable(_)
            | Command::BookSlot(_)
            | Command::WriteInGuestBook(_)
            | Command::AnswerGuestPost(_)
            | Command::SetReplyTemplate(_)
            | Command::ReopenMonth(_)
            | Command::PayBooking(_)
    )
}

fn view<'a>(village: &'a Village, cast: &'a [Actor; 7]) -> View<'a> {
    View { book: &village.book, cast, today: village.now().day_in(village.book.zone()) }
}

/// A village whose sums are kept a second time.
pub(super) struct Run {
    village: Village,
    ledger: Ledger,
    /// What is wished is told late.
    told: bool,
}

impl Run {
    pub(super) fn begin() -> Self {
        let village = Village::new();
        let mut ledger = Ledger::default();
        for commit in &village.commits {
            ledger.keep(&village.book, &commit.facts, commit.at);
        }
        Self { village, ledger, told: false }
    }

    /// Somebody wishes what a roll says, which happened so many seconds ago, or time passes.
    pub(super) fn wish(&mut self, roll: &Roll, told: Option<i64>) {
        if roll.kind == TIME_PASSES {
            return self.let_time_pass(roll);
        }
        let Some((player, command)) = roll.wish(&view(&self.village, &cast())) else { return };
        self.village.tell_of(told.map(|seconds| self.village.now().plus_seconds(-seconds)));
        self.told = told.is_some();
        // Most of what strangers wish is refused, and a refusal changes nothing.
        let _ = self.send(who(player), &command);
        self.village.tell_of(None);
        self.told = false;
    }

    /// Brings all orders to their ends, and reads everything again.
    pub(super) fn bring_all_home(&mut self) {
        let mut all: Vec<OrderId> = self.village.book.orders.keys().copied().collect();
        all.sort_unstable();
        for order in all {
            self.bring_home(order);
        }
        self.replay();
    }

    fn send(&mut self, who: Who, command: &Command) -> Result<(), Rejection> {
        let once = is_done_once(command) && !self.is_one_count_of_several(command);
        let facts = self.village.send(who, None, Channel::Web, command)?;
        if !facts.is_empty() {
            self.count(&facts);
            self.check_that_what_is_ready_can_start();
            if once && !self.told {
                assert_eq!(self.village.ask(who, command), Ok(vec![]), "{command:?} is done");
            }
        }
        Ok(())
    }

    /// Hours or days pass, and nothing is due afterwards that no fact speaks of.
    fn let_time_pass(&mut self, roll: &Roll) {
        let hours = i64::try_from(roll.thing % 60).unwrap_or(0);
        self.village.later(if roll.amount == 3 { 24 * hours } else { hours });
        self.tell_what_fell_due();
        self.ledger.check_that_time_passed(&self.village.book, self.village.now());
    }

    /// What fell due becomes facts, as the desk sees to before anybody notices.
    fn tell_what_fell_due(&mut self) {
        for _ in 0..20 {
            let facts = self.village.send(Who::Business, None, Channel::Policy, &PassTime {}.into()).unwrap();
            if facts.is_empty() {
                return;
            }
            self.count(&facts);
        }
    }

    /// The sums are kept a second time, and are those of the book.
    fn count(&mut self, facts: &[Event]) {
        let when = self.village.commits.last().map(|commit| commit.at).unwrap();
        self.ledger.keep(&self.village.book, facts, when);
        self.ledger.check(&self.village.book);
    }

    /// Who counts a shipment without saying which counts the oldest; said again, it is the next.
    fn is_one_count_of_several(&self, command: &Command) -> bool {
        let Command::ReceiveMaterials(ReceiveMaterials { request, shipment: None, .. }) = command else {
            return false;
        };
        let request = self.village.book.requests.get(request);
        request.is_some_and(|request| request.shipments_open().count() > 1)
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
        let cast = cast();
        for _ in 0..MOST_STEPS_HOME {
            self.tell_what_fell_due();
            let order = self.village.book.orders[&id].clone();
            let Some((player, command)) = next_step(&view(&self.village, &cast), &order) else { return };
            if let Err(refusal) = self.send(who(player), &command) {
                let on = way_on(&view(&self.village, &cast), &order, &refusal);
                let (player, command) =
                    on.unwrap_or_else(|| panic!("{refusal} is a dead end for {order:#?}"));
                self.send(who(player), &command).unwrap();
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
        rolls.iter().for_each(|roll| run.wish(roll, None));
        run.bring_all_home();
    }
}

#[test]
fn an_offer_may_run_out_on_the_way_home() {
    let mut run = Run::begin();
    let take = |run: &mut Run, step: Step| {
        let (name, outcome) = run.village.take(&step);
        run.count(&outcome.unwrap_or_else(|refusal| panic!("{name} was refused: {refusal}")));
    };
    for _ in 0..10 {
        take(&mut run, place(&[("chair", 1)]));
    }
    let last = *run.village.book.orders.keys().max().unwrap();
    take(&mut run, counter_with(move |offer| (offer.order, offer.hours) = (last, Some(1))));
    run.bring_all_home();
}
