//! Bargaining, changing what was agreed, calling it off, gates, and time that passes.

use expect_test::expect;

use super::village::Who::*;
use super::village::*;
use crate::book::Event;
use crate::book::order::{
    AcceptOffer, AnswerAsk, AskCancellation, AskChange, AskedLine, Commercial, CounterOrder, FreightPayer,
    Gate, OfferedLine, PassTime, WaiveGate, WithdrawAsk,
};
use crate::book::profile::{GiveBack, Keep, OrderPolicySet, SetOrderPolicy, SettlementRule};
use crate::money::Rupiah;
use crate::quantity::Quantity;

// The words of these stories.

/// The business offers all lines as ordered, for the tenth day.
pub(super) fn counter() -> Step {
    counter_with(|_| ())
}

pub(super) fn counter_with(fill: impl Fn(&mut CounterOrder) + 'static) -> Step {
    of(Business, move |village| {
        let lines = village.book.order(village.order_id()).map_or(Vec::new(), |order| {
            let line = |line: &crate::book::order::OrderLine| OfferedLine {
                number: line.number,
                quantity: None,
                price: None,
            };
            order.lines.iter().map(line).collect()
        });
        let mut offer = CounterOrder {
            order: village.order_id(),
            lines,
            promised: monday().plus(10),
            deposit_percent: None,
            freight: Rupiah::ZERO,
            freight_payer: FreightPayer::Business,
            hours: None,
            note: None,
        };
        fill(&mut offer);
        offer.into()
    })
}

/// The first line for that price.
fn counter_price(price: i64) -> Step {
    counter_with(move |offer| offer.lines[0].price = Some(Rupiah(price)))
}

pub(super) fn take(offer: u16) -> Step {
    of(Buyer, move |village| AcceptOffer { order: village.order_id(), offer }.into())
}

fn ask_with(fill: impl Fn(&mut AskChange) + 'static) -> Step {
    of(Buyer, move |village| {
        let mut ask = AskChange { order: village.order_id(), lines: Vec::new(), promised: None, note: None };
        fill(&mut ask);
        ask.into()
    })
}

/// So much of the first line.
pub(super) fn ask_fewer(quantity: i64) -> Step {
    ask_with(move |ask| ask.lines.push(AskedLine { number: 1, quantity: Quantity::whole(quantity) }))
}

pub(super) fn ask_cancellation() -> Step {
    of(Buyer, |village| AskCancellation { order: village.order_id(), note: None }.into())
}

fn answer_with(ask: u16, agree: bool, fill: impl Fn(&mut AnswerAsk) + 'static) -> Step {
    of(Business, move |village| {
        let order = village.order_id();
        let mut answer = AnswerAsk { order, ask, agree, keep: None, give_back: None, note: None };
        fill(&mut answer);
        answer.into()
    })
}

pub(super) fn agree_to(ask: u16) -> Step {
    answer_with(ask, true, |_| ())
}

pub(super) fn refuse_ask(ask: u16) -> Step {
    answer_with(ask, false, |_| ())
}

pub(super) fn take_back(ask: u16) -> Step {
    of(Buyer, move |village| WithdrawAsk { order: village.order_id(), ask }.into())
}

pub(super) fn waive(gate: Gate) -> Step {
    of(Business, move |village| {
        WaiveGate { order: village.order_id(), gate, reason: village.word(Business) }.into()
    })
}

pub(super) fn pass_time() -> Step {
    of(Business, |_| PassTime {}.into())
}

/// Time passes, and the book notices.
fn hours_pass(hours: i64) -> Step {
    pass_time().by_policy().after_hours(hours)
}

pub(super) fn order_policy(fill: impl Fn(&mut OrderPolicySet) + 'static) -> Step {
    of(Business, move |_| {
        let mut policy = OrderPolicySet::default();
        fill(&mut policy);
        SetOrderPolicy { policy }.into()
    })
}

/// From the order's end of the bargain to its end: paid, made, delivered.
fn brought_home(deposit: i64, rest: i64) -> Vec<Step> {
    vec![record(deposit), start(), finish(), pack(1), hand_over(), deliver(0).by(Business), record(rest)]
}

// Bargaining.

#[test]
fn they_bargain_until_one_takes_the_others_offer() {
    let steps = [
        count("teak", 20),
        place(&[("chair", 4)]),
        counter_price(300_000),
        take(1).by(Business),
        counter_price(220_000).by(Buyer),
        accept(),
        take(1),
        counter_price(240_000),
        take(3),
        take(3),
        withdraw(),
    ];
    story(
        steps.into_iter().chain(brought_home(480_000, 480_000)),
        expect![[r#"
            business: CountStock → StockCounted [20 teak]
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: CounterOrder → OrderCountered [offer 1 by Business: 4 of line 1 at Rp300.000, total Rp1.200.000, deposit Rp600.000, for 2026-12-03]
            business: AcceptOffer → refused: this step belongs to another party
            buyer: CounterOrder → OrderCountered [offer 2 by Buyer: 4 of line 1 at Rp220.000, total Rp880.000, deposit Rp440.000, for 2026-12-03]
            business: AcceptOrder → refused: the buyer has answered with an offer: take it, or answer it with another
            buyer: AcceptOffer → refused: this offer does not stand any more
            business: CounterOrder → OrderCountered [offer 3 by Business: 4 of line 1 at Rp240.000, total Rp960.000, deposit Rp480.000, for 2026-12-03]
            buyer: AcceptOffer → OfferAccepted [offer 3], OrderAccepted [total Rp960.000, deposit Rp480.000]
            buyer: AcceptOffer → nothing new
            buyer: WithdrawOrder → refused: the order is AwaitingDeposit now
            business: RecordPayment → PaymentClaimed [Rp480.000 Cash], PaymentVerified [KW-2026-0001 Rp480.000], MaterialsPlanned [8 teak (short 0) + 32 bolts (short 0)]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp480.000 Cash], PaymentVerified [KW-2026-0002 Rp480.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_offer_may_leave_lines_out_and_keeps_the_shelf_only_when_it_is_taken() {
    story(
        [
            place(&[("vase", 4), ("table", 2)]),
            counter_with(|offer| {
                offer.lines.remove(1);
                offer.lines[0].quantity = Some(Quantity::whole(3));
            }),
            place(&[("vase", 2)]).by(OtherBuyer),
            take(1).about_the_first(),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.800.000]
            business: CounterOrder → OrderCountered [offer 1 by Business: 3 of line 1 at Rp50.000, total Rp150.000, deposit Rp75.000, for 2026-12-03]
            other buyer: PlaceOrder → refused: this step belongs to another party
            buyer: AcceptOffer → OfferAccepted [offer 1], OrderAccepted [total Rp150.000, deposit Rp75.000], GoodsReserved [3 vase]
            = AwaitingDeposit, awaits Deposit of Rp75.000 from buyer
        "#]],
    );
}

#[test]
fn an_offer_that_nobody_answers_expires_and_the_business_answers_again() {
    story(
        [
            place(&[("vase", 2)]),
            counter_with(|offer| offer.hours = Some(6)),
            hours_pass(5),
            take(1).after_hours(1),
            hours_pass(0),
            hours_pass(0),
            accept(),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp100.000]
            business: CounterOrder → OrderCountered [offer 1 by Business: 2 of line 1 at Rp50.000, total Rp100.000, deposit Rp50.000, for 2026-12-03]
            business: PassTime → nothing new
            buyer: AcceptOffer → refused: this offer does not stand any more
            business: PassTime → OfferExpired [offer 1]
            business: PassTime → nothing new
            business: AcceptOrder → OrderAccepted [total Rp100.000, deposit Rp50.000], GoodsReserved [2 vase]
            = AwaitingDeposit, awaits Deposit of Rp50.000 from buyer
        "#]],
    );
}

#[test]
fn an_offer_stands_no_longer_than_the_day_it_promises() {
    story(
        [
            place(&[("vase", 2)]),
            counter_with(|offer| offer.promised = monday()),
            take(1).after_hours(30),
            hours_pass(0),
            accept(),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp100.000]
            business: CounterOrder → OrderCountered [offer 1 by Business: 2 of line 1 at Rp50.000, total Rp100.000, deposit Rp50.000, for 2026-11-23]
            buyer: AcceptOffer → refused: this offer does not stand any more
            business: PassTime → OfferExpired [offer 1]
            business: AcceptOrder → OrderAccepted [total Rp100.000, deposit Rp50.000], GoodsReserved [2 vase]
            = AwaitingDeposit, awaits Deposit of Rp50.000 from buyer
        "#]],
    );
}

#[test]
fn what_was_placed_and_offered_stays_beside_what_was_agreed() {
    let village = given([
        place(&[("chair", 4), ("vase", 1)]),
        counter_with(|offer| {
            offer.lines.remove(1);
            offer.lines[0].price = Some(Rupiah(240_000));
        }),
        take(1),
    ])
    .village;
    let order = village.order();
    assert_eq!(order.placed_lines.len(), 2);
    assert_eq!(order.placed_lines[0].price, Rupiah(250_000));
    assert_eq!(order.goods_total, Rupiah(960_000));
    assert_eq!(order.total(), Rupiah(960_000));
    assert_eq!(order.offers.len(), 1);
    assert_eq!(order.commercial(), Commercial::Accepted);
}

#[test]
fn only_the_other_side_takes_an_offer_and_the_buyer_bargains_only_when_asked() {
    given([place(&[("vase", 2)])])
        .when(counter().by(Buyer))
        .then(expect!["refused: this step belongs to another party"]);
    given([place(&[("vase", 2)]), counter()])
        .when(take(1).by(OtherBuyer))
        .then(expect!["refused: this step belongs to another party"]);
    given([place(&[("vase", 2)])])
        .when(counter_with(|offer| offer.lines.clear()))
        .then(expect!["refused: nothing is left of the order: decline it or call it off instead"]);
    given([place(&[("vase", 2)])])
        .when(counter_with(|offer| offer.hours = Some(0)))
        .then(expect!["refused: hours is missing or not usable"]);
}

// Changing what was agreed.

#[test]
fn fewer_are_agreed_and_what_was_paid_too_much_is_credit() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            record(200_000),
            ask_fewer(1),
            ask_fewer(2),
            agree_to(1).by(Buyer),
            agree_to(1),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: RecordPayment → PaymentClaimed [Rp200.000 Cash], PaymentVerified [KW-2026-0001 Rp200.000]
            buyer: AskChange → ChangeAsked [1 by Buyer: 1 of line 1 at Rp50.000, total Rp50.000, for 2026-11-30]
            buyer: AskChange → refused: something is asked already: answer it or take it back first
            buyer: AnswerAsk → refused: this step belongs to another party
            business: AnswerAsk → ReservationReleased [4 vase], OrderChanged [1 of line 1 at Rp50.000, total Rp50.000, for 2026-11-30, Rp150.000 to credit], GoodsReserved [1 vase]
            business: PackOrder → OrderPacked [1 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_changed_order_takes_other_materials() {
    story(
        [place(&[("chair", 4)]), accept(), record(500_000), ask_fewer(2), agree_to(1), start()],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            buyer: AskChange → ChangeAsked [1 by Buyer: 2 of line 1 at Rp250.000, total Rp500.000, for 2026-11-30]
            business: AnswerAsk → OrderChanged [2 of line 1 at Rp250.000, total Rp500.000, for 2026-11-30, Rp0 to credit], MaterialsPlanned [4 teak (short 0) + 16 bolts (short 0)]
            business: StartProduction → ProductionStarted [takes 4 teak + 16 bolts]
            = InProduction, awaits Making from business
        "#]],
    );
}

#[test]
fn the_business_asks_for_another_day_and_the_first_promise_stays() {
    let later = || ask_with(|ask| ask.promised = Some(monday().plus(20))).by(Business);
    story(
        [place(&[("chair", 1)]), accept(), later(), refuse_ask(1).by(Buyer), later(), agree_to(2).by(Buyer)],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp125.000]
            business: AskChange → ChangeAsked [1 by Business: 1 of line 1 at Rp250.000, total Rp250.000, for 2026-12-13]
            buyer: AnswerAsk → AskRefused
            business: AskChange → ChangeAsked [2 by Business: 1 of line 1 at Rp250.000, total Rp250.000, for 2026-12-13]
            buyer: AnswerAsk → OrderChanged [1 of line 1 at Rp250.000, total Rp250.000, for 2026-12-13, Rp0 to credit]
            = AwaitingDeposit, awaits Deposit of Rp125.000 from buyer
        "#]],
    );
    let village = given([place(&[("chair", 1)]), accept(), later(), agree_to(1).by(Buyer)]).village;
    let order = village.order();
    assert_eq!(order.first_promise.map(|promise| promise.day), Some(monday().plus(7)));
    assert_eq!(order.agreement().map(|agreement| agreement.promised), Some(monday().plus(20)));
    assert_eq!(order.commercial(), Commercial::Changed);
}

#[test]
fn what_is_being_made_is_not_changed_any_more() {
    let started = || given([count("teak", 20), place(&[("chair", 4)]), accept(), record(500_000), start()]);
    started().when(ask_fewer(2)).then(expect![
        "refused: the order is InProduction now: this cannot be changed or called off any more"
    ]);
    started().when(ask_cancellation()).then(expect![
        "refused: the order is InProduction now: this cannot be changed or called off any more"
    ]);
    given([place(&[("chair", 4)]), accept()])
        .when(ask_fewer(0))
        .then(expect!["refused: nothing is left of the order: decline it or call it off instead"]);
    given([place(&[("chair", 4)]), accept()])
        .when(ask_fewer(4))
        .then(expect!["refused: nothing would change"]);
    given([place(&[("chair", 4)]), accept(), ask_fewer(2), take_back(1)])
        .when(agree_to(1))
        .then(expect!["refused: this was answered or taken back already"]);
}

// Calling it off.

#[test]
fn the_buyer_is_shown_what_is_kept_before_asking_and_no_more_is_kept_then() {
    story(
        [
            order_policy(|policy| (policy.keep, policy.keep_percent) = (Keep::Percent, 20)),
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            cancel(),
            ask_cancellation(),
            answer_with(1, true, |answer| answer.keep = Some(Rupiah(100_001))),
            agree_to(1),
        ],
        expect![[r#"
            business: SetOrderPolicy → OrderPolicySet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000], PolicyAgreed
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            buyer: CancelOrder → refused: Rp500.000 is held for this order
            buyer: AskCancellation → CancellationAsked [1 by Buyer: kept Rp100.000, credit Rp0, refund Rp400.000]
            business: AnswerAsk → refused: at most Rp100.000 may be kept: so much the buyer was shown
            business: AnswerAsk → OrderCancelled [by buyer, keeps Rp100.000, pays back Rp400.000]
            = Cancelled, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_business_may_keep_what_the_materials_cost_or_less() {
    story(
        [
            order_policy(|policy| (policy.keep, policy.give_back) = (Keep::Materials, GiveBack::Credit)),
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            request(4),
            confirm(4),
            ship(),
            receive(4),
            ask_cancellation(),
            refuse_ask(1),
            ask_cancellation(),
            answer_with(2, true, |answer| answer.keep = Some(Rupiah(300_000))),
        ],
        expect![[r#"
            business: SetOrderPolicy → OrderPolicySet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000], PolicyAgreed
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            supplier: ConfirmMaterials → MaterialsConfirmed [4 at Rp80.000]
            supplier: ShipMaterials → MaterialsShipped [4]
            business: ReceiveMaterials → MaterialsReceived [4]
            buyer: AskCancellation → CancellationAsked [1 by Buyer: kept Rp320.000, credit Rp180.000, refund Rp0]
            business: AnswerAsk → AskRefused
            buyer: AskCancellation → CancellationAsked [2 by Buyer: kept Rp320.000, credit Rp180.000, refund Rp0]
            business: AnswerAsk → OrderCancelled [by buyer, keeps Rp300.000, credits Rp200.000]
            = Cancelled, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_business_that_gives_up_pays_everything_back_as_the_buyer_likes() {
    story(
        [place(&[("chair", 4)]), accept(), record(500_000), request(4), cancel().by(Business)],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            business: CancelOrder → OrderCancelled [by business, pays back Rp500.000], MaterialsWithdrawn
            = Cancelled, awaits Nothing from nobody
        "#]],
    );
    story(
        [
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            ask_cancellation().by(Business),
            answer_with(1, true, |answer| answer.give_back = Some(GiveBack::Credit)).by(Buyer),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: AskCancellation → CancellationAsked [1 by Business: kept Rp0, credit Rp0, refund Rp500.000]
            buyer: AnswerAsk → OrderCancelled [by business, credits Rp500.000]
            = Cancelled, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_order_keeps_the_policy_it_was_accepted_on() {
    let village = given([
        order_policy(|policy| (policy.keep, policy.keep_percent) = (Keep::Percent, 20)),
        place(&[("chair", 4)]),
        accept(),
        record(500_000),
        order_policy(|policy| (policy.keep, policy.keep_percent) = (Keep::Percent, 100)),
    ])
    .village;
    let division = village.order().if_cancelled_by(crate::book::order::Side::Buyer);
    assert_eq!((division.kept, division.to_refund), (Rupiah(100_000), Rupiah(400_000)));
}

// Gates.

#[test]
fn the_deposit_may_be_awaited_only_before_production_or_dispatch() {
    story(
        [
            order_policy(|policy| policy.deposit_before = Gate::Production),
            place(&[("chair", 4)]),
            accept(),
            request(4),
            confirm(4),
            ship(),
            receive(4),
            start(),
            record(500_000),
            start(),
        ],
        expect![[r#"
            business: SetOrderPolicy → OrderPolicySet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000], PolicyAgreed, MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            supplier: ConfirmMaterials → MaterialsConfirmed [4 at Rp80.000]
            supplier: ShipMaterials → MaterialsShipped [4]
            business: ReceiveMaterials → MaterialsReceived [4]
            business: StartProduction → refused: the deposit is not there yet: Rp0 of Rp500.000
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            = InProduction, awaits Making from business
        "#]],
    );
    story(
        [
            order_policy(|policy| policy.deposit_before = Gate::Dispatch),
            count("teak", 20),
            place(&[("chair", 4)]),
            accept(),
            start(),
            finish(),
            pack(1),
            dispatch_to(Courier),
            record(500_000),
            dispatch_to(Courier),
        ],
        expect![[r#"
            business: SetOrderPolicy → OrderPolicySet
            business: CountStock → StockCounted [20 teak]
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000], PolicyAgreed, MaterialsPlanned [8 teak (short 0) + 32 bolts (short 0)]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → refused: the deposit is not there yet: Rp0 of Rp500.000
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            = Dispatched, awaits PickUp from courier
        "#]],
    );
}

#[test]
fn the_owner_lets_an_order_pass_a_gate_by_name() {
    story(
        [
            count("teak", 20),
            place(&[("chair", 4)]),
            accept(),
            start(),
            waive(Gate::Materials),
            start(),
            waive(Gate::Production),
            waive(Gate::Production),
            start(),
            finish(),
            pack(1),
            dispatch_to(Courier),
        ],
        expect![[r#"
            business: CountStock → StockCounted [20 teak]
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: StartProduction → refused: the deposit is not there yet: Rp0 of Rp500.000
            business: WaiveGate → GateWaived [Materials], MaterialsPlanned [8 teak (short 0) + 32 bolts (short 0)]
            business: StartProduction → refused: the deposit is not there yet: Rp0 of Rp500.000
            business: WaiveGate → GateWaived [Production]
            business: WaiveGate → nothing new
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → refused: the deposit is not there yet: Rp0 of Rp500.000
            = Packed, awaits Deposit of Rp500.000 from buyer
        "#]],
    );
    story(
        [
            terms(0, 0, SettlementRule::BeforeDispatch),
            place(&[("vase", 1)]),
            accept(),
            waive(Gate::Materials),
            pack(1),
            hand_over(),
            waive(Gate::Settlement),
            hand_over(),
        ],
        expect![[r#"
            business: SetTerms → TermsSet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp50.000]
            business: AcceptOrder → OrderAccepted [total Rp50.000, deposit Rp0], GoodsReserved [1 vase]
            business: WaiveGate → refused: this gate is open: nothing is to be waived
            business: PackOrder → OrderPacked [1 vase in 1 packages]
            business: DispatchOrder → refused: Rp50.000 is to be paid before the goods leave
            business: WaiveGate → GateWaived [Settlement]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            = Dispatched, awaits PickUp from buyer
        "#]],
    );
}

// Time.

#[test]
fn what_is_not_done_in_time_is_noted_once() {
    story(
        [
            place(&[("chair", 4)]),
            hours_pass(23),
            hours_pass(1),
            hours_pass(100),
            accept(),
            hours_pass(72),
            claim(500_000),
            hours_pass(24),
            verify(500_000),
            request(4),
            hours_pass(48),
            confirm(4),
            ship(),
            receive(4),
            start(),
            finish(),
            pack(1),
            dispatch_to(Courier),
            hours_pass(24),
            pick_up(),
            deliver(0),
            hours_pass(168),
            hours_pass(1_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: PassTime → nothing new
            business: PassTime → DeadlinePassed [OrderUnanswered]
            business: PassTime → nothing new
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: PassTime → DeadlinePassed [DepositUnpaid]
            buyer: ClaimPayment → PaymentClaimed [Rp500.000 BankTransfer]
            business: PassTime → DeadlinePassed [ClaimUnverified]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            business: PassTime → DeadlinePassed [DeliveryLate], DeadlinePassed [SupplierSilent]
            supplier: ConfirmMaterials → refused: 2026-11-25 has passed
            supplier: ShipMaterials → MaterialsShipped [4]
            business: ReceiveMaterials → MaterialsReceived [4]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            business: PassTime → DeadlinePassed [CourierSilent]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: PassTime → DeadlinePassed [RestUnpaid]
            business: PassTime → nothing new
            = AwaitingSettlement, awaits Settlement of Rp500.000 from buyer
        "#]],
    );
}

#[test]
fn a_promise_is_due_later_by_as_long_as_the_buyer_had_the_move() {
    // Promised for the day that begins 7 days after the first; the buyer takes two of them to pay.
    story(
        [
            count("teak", 20),
            place(&[("chair", 1)]),
            accept(),
            record(125_000).after_hours(48),
            hours_pass(24 * 8 - 48),
            hours_pass(47),
            hours_pass(2),
        ],
        expect![[r#"
            business: CountStock → StockCounted [20 teak]
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp125.000]
            business: RecordPayment → PaymentClaimed [Rp125.000 Cash], PaymentVerified [KW-2026-0001 Rp125.000], MaterialsPlanned [2 teak (short 0) + 8 bolts (short 0)]
            business: PassTime → nothing new
            business: PassTime → DeadlinePassed [DeliveryLate]
            business: PassTime → nothing new
            = Ready, awaits Production from business
        "#]],
    );
}

#[test]
fn nobody_but_the_desk_lets_time_pass() {
    given([place(&[("vase", 2)])])
        .when(pass_time())
        .then(expect!["refused: this step belongs to another party"]);
}

#[test]
fn it_is_known_how_long_everybody_had_the_move() {
    let village =
        given([place(&[("chair", 1)]), accept().after_hours(10), record(125_000).after_hours(48)]).village;
    let order = village.order();
    let hours: Vec<_> = order.turn.spent.iter().map(|(of, micros)| (*of, micros / 3_600_000_000)).collect();
    expect!["[(Business, 10), (Buyer, 48)]"].assert_eq(&format!("{hours:?}"));
    assert!(village.facts().all(|fact| !matches!(fact, Event::DeadlinePassed(_))));
}
