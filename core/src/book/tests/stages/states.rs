//! Every step in every state of a payment, an offer, a question, a request and a slip.

use expect_test::expect;

use super::*;

#[test]
fn every_step_in_every_state_of_a_payment() {
    let claimed = || vec![place(&[("chair", 4)]), accept(), claim(500_000)];
    let with = |step: Step| claimed().into_iter().chain([step]).collect::<Vec<_>>();
    let places = vec![
        ("claimed", claimed()),
        ("verified", with(verify(500_000))),
        ("verified with less", with(verify(400_000))),
        ("verified with more", with(verify(1_100_000))),
        ("refused", with(refuse_payment())),
    ];
    let steps =
        vec![claim(500_000), record(500_000), verify(500_000), verify(400_000), refuse_payment(), cancel()];
    expect![[r#"
        ClaimPayment
            claimed: refused: ClaimWaiting
            verified, verified with less, refused: PaymentClaimed
            verified with more: refused: NothingDue
        RecordPayment
            claimed: refused: ClaimWaiting
            verified: PaymentClaimed + PaymentVerified
            verified with less, refused: PaymentClaimed + PaymentVerified + MaterialsPlanned
            verified with more: refused: NothingDue
        VerifyPayment
            claimed: PaymentVerified + MaterialsPlanned
            verified: nothing new
            verified with less, verified with more: refused: AlreadyVerified
            refused: refused: AlreadyRefused
        VerifyPayment
            claimed: PaymentVerified
            verified, verified with more: refused: AlreadyVerified
            verified with less: nothing new
            refused: refused: AlreadyRefused
        RefusePayment
            claimed: PaymentRefused
            verified, verified with less, verified with more: refused: AlreadyVerified
            refused: nothing new
        CancelOrder
            claimed: refused: ClaimWaiting
            verified, verified with less, verified with more: refused: MoneyHeld
            refused: OrderCancelled
    "#]]
    .assert_eq(&table(places, steps));
}

#[test]
fn every_step_in_every_state_of_an_offer() {
    let offered = || vec![place(&[("chair", 4)]), counter()];
    let with = |steps: Vec<Step>| offered().into_iter().chain(steps).collect::<Vec<_>>();
    let places = vec![
        ("offered", offered()),
        ("answered with another", with(vec![counter().by(Buyer)])),
        ("taken", with(vec![take(1)])),
        ("expired", with(vec![pass_time().by_policy().after_hours(48)])),
        ("accepted as placed", with(vec![accept()])),
        ("declined", with(vec![decline()])),
        ("withdrawn", with(vec![withdraw()])),
    ];
    let steps = vec![
        take(1),
        take(1).by(Business),
        take(2).by(Business),
        counter(),
        counter().by(Buyer),
        accept(),
        decline(),
        withdraw(),
    ];
    expect![[r#"
        AcceptOffer
            offered: OfferAccepted + OrderAccepted
            answered with another, expired, accepted as placed, declined, withdrawn: refused: OfferOver
            taken: nothing new
        AcceptOffer
            always: refused: NotYourStep
        AcceptOffer
            offered, taken, expired, accepted as placed, declined, withdrawn: refused: OfferOver
            answered with another: OfferAccepted + OrderAccepted
        CounterOrder
            offered: nothing new
            answered with another, expired: OrderCountered
            taken, accepted as placed, declined, withdrawn: refused: WrongStage
        CounterOrder
            offered, expired: OrderCountered
            answered with another: nothing new
            taken, accepted as placed, declined, withdrawn: refused: WrongStage
        AcceptOrder
            offered, expired: OrderAccepted
            answered with another: refused: OfferWaiting
            taken, declined, withdrawn: refused: WrongStage
            accepted as placed: nothing new
        DeclineOrder
            offered, answered with another, expired: OrderDeclined
            taken, accepted as placed, withdrawn: refused: WrongStage
            declined: nothing new
        WithdrawOrder
            offered, answered with another, expired: OrderWithdrawn
            taken, accepted as placed, declined: refused: WrongStage
            withdrawn: nothing new
    "#]]
    .assert_eq(&table(places, steps));
}

#[test]
fn every_step_in_every_state_of_what_is_asked() {
    let agreed = || vec![count("teak", 20), place(&[("chair", 4)]), accept(), record(500_000)];
    let with = |steps: Vec<Step>| agreed().into_iter().chain(steps).collect::<Vec<_>>();
    let places = vec![
        ("a change asked", with(vec![ask_fewer(3)])),
        ("a cancellation asked", with(vec![ask_cancellation()])),
        ("agreed to a change", with(vec![ask_fewer(3), agree_to(1)])),
        ("agreed to a cancellation", with(vec![ask_cancellation(), agree_to(1)])),
        ("refused", with(vec![ask_fewer(3), refuse_ask(1)])),
        ("taken back", with(vec![ask_fewer(3), take_back(1)])),
        ("work begun meanwhile", with(vec![ask_fewer(3), start()])),
    ];
    let steps = vec![
        ask_fewer(3),
        ask_fewer(2),
        ask_cancellation(),
        agree_to(1),
        agree_to(1).by(Buyer),
        refuse_ask(1),
        take_back(1),
        cancel(),
        cancel().by(Business),
        start(),
    ];
    expect![[r#"
        AskChange
            a change asked: nothing new
            a cancellation asked: refused: AskWaiting
            agreed to a change: refused: ChangesNothing
            agreed to a cancellation: refused: WrongStage
            refused, taken back: ChangeAsked
            work begun meanwhile: refused: TooLateToChange
        AskChange
            a change asked, a cancellation asked: refused: AskWaiting
            agreed to a change, refused, taken back: ChangeAsked
            agreed to a cancellation: refused: WrongStage
            work begun meanwhile: refused: TooLateToChange
        AskCancellation
            a change asked, work begun meanwhile: refused: AskWaiting
            a cancellation asked: nothing new
            agreed to a change, refused, taken back: CancellationAsked
            agreed to a cancellation: refused: WrongStage
        AnswerAsk
            a change asked: OrderChanged + MaterialsPlanned
            a cancellation asked: OrderCancelled
            agreed to a change, agreed to a cancellation: nothing new
            refused, taken back: refused: AskOver
            work begun meanwhile: refused: TooLateToChange
        AnswerAsk
            always: refused: NotYourStep
        AnswerAsk
            a change asked, a cancellation asked, work begun meanwhile: AskRefused
            agreed to a change, agreed to a cancellation, taken back: refused: AskOver
            refused: nothing new
        WithdrawAsk
            a change asked, a cancellation asked, work begun meanwhile: AskWithdrawn
            agreed to a change, agreed to a cancellation, refused: refused: AskOver
            taken back: nothing new
        CancelOrder
            a change asked, a cancellation asked, agreed to a change, refused, taken back, work begun meanwhile: refused: MoneyHeld
            agreed to a cancellation: nothing new
        CancelOrder
            a change asked, a cancellation asked, agreed to a change, refused, taken back, work begun meanwhile: OrderCancelled
            agreed to a cancellation: nothing new
        StartProduction
            a change asked, a cancellation asked, agreed to a change, refused, taken back: ProductionStarted
            agreed to a cancellation: refused: WrongStage
            work begun meanwhile: nothing new
    "#]].assert_eq(&table(places, steps));
}

#[test]
fn every_step_in_every_state_of_a_request() {
    let sent = || vec![place(&[("chair", 4)]), accept(), record(500_000), request(4)];
    let with = |steps: Vec<Step>| sent().into_iter().chain(steps).collect::<Vec<_>>();
    let places = vec![
        ("sent", sent()),
        ("confirmed", with(vec![confirm(4)])),
        ("countered", with(vec![confirm(3)])),
        ("confirmed in part", with(vec![confirm(3), accept_counter()])),
        ("refused", with(vec![refuse_request()])),
        ("withdrawn", with(vec![withdraw_request()])),
        ("shipped", with(vec![confirm(4), ship()])),
        ("counted in part", with(vec![confirm(4), ship(), receive_part(2, 1)])),
        ("received", with(vec![confirm(4), ship(), receive(4)])),
    ];
    let steps = vec![
        confirm(4),
        confirm(2),
        accept_counter(),
        refuse_counter(),
        refuse_request(),
        withdraw_request(),
        ship(),
        receive(4),
        receive(3),
        receive_part(1, 0),
        close_request(),
        give_back(1, 0),
        give_back(0, 1),
        expire(),
        start(),
    ];
    expect![[r#"
        ConfirmMaterials
            sent, countered, confirmed in part: MaterialsConfirmed
            confirmed: nothing new
            refused, withdrawn, received: refused: RequestOver
            shipped, counted in part: refused: OnTheirWay
        ConfirmMaterials
            sent, confirmed, countered, confirmed in part: SupplierCountered
            refused, withdrawn, received: refused: RequestOver
            shipped, counted in part: refused: OnTheirWay
        AcceptCounter
            sent, confirmed, confirmed in part, shipped, counted in part: nothing new
            countered: SupplierCounterAccepted
            refused, withdrawn, received: refused: RequestOver
        RefuseCounter
            sent, confirmed, confirmed in part, shipped, counted in part: nothing new
            countered: SupplierCounterRefused
            refused, withdrawn, received: refused: RequestOver
        RefuseMaterials
            sent, confirmed, countered, confirmed in part: MaterialsRefused
            refused: nothing new
            withdrawn, received: refused: RequestOver
            shipped: refused: OnTheirWay
            counted in part: refused: PartCame
        WithdrawMaterials
            sent, confirmed, countered, confirmed in part: MaterialsWithdrawn
            refused, received: refused: RequestOver
            withdrawn: nothing new
            shipped: refused: OnTheirWay
            counted in part: refused: PartCame
        ShipMaterials
            sent, confirmed, confirmed in part, counted in part: MaterialsShipped
            countered: refused: CounterWaits
            refused, withdrawn, received: refused: RequestOver
            shipped: nothing new
        ReceiveMaterials
            sent, confirmed, countered, confirmed in part, shipped, counted in part: MaterialsReceived
            refused, withdrawn: refused: RequestOver
            received: nothing new
        ReceiveMaterials
            sent, confirmed, countered, confirmed in part, shipped, counted in part: MaterialsReceived
            refused, withdrawn, received: refused: RequestOver
        ReceiveMaterials
            sent, confirmed, countered, confirmed in part, shipped, counted in part: MaterialsReceived
            refused, withdrawn, received: refused: RequestOver
        CloseRequest
            sent, confirmed, countered, confirmed in part: refused: NothingCame
            refused, withdrawn: refused: RequestOver
            shipped: refused: OnTheirWay
            counted in part: RequestClosed
            received: nothing new
        ReturnMaterials
            sent, confirmed, countered, confirmed in part, refused, withdrawn, shipped: refused: NotThere
            counted in part, received: MaterialsReturned
        ReturnMaterials
            sent, confirmed, countered, confirmed in part, refused, withdrawn, shipped, received: refused: NotThere
            counted in part: MaterialsReturned
        ExpireRequest
            sent: refused: AnswerStillDue
            confirmed, countered, confirmed in part, refused, withdrawn, shipped, counted in part, received: refused: RequestOver
        StartProduction
            sent, confirmed, countered, confirmed in part, refused, withdrawn, shipped, counted in part: refused: MaterialsMissing
            received: ProductionStarted
    "#]]
    .assert_eq(&table(places, steps));
}

#[test]
fn every_step_in_every_state_of_a_slip() {
    let issued = || {
        let made = [count("teak", 20), place(&[("chair", 4)]), accept(), record(500_000), start(), finish()];
        made.into_iter().chain([pack(2), dispatch_to(Courier)]).collect::<Vec<_>>()
    };
    let with = |steps: Vec<Step>| issued().into_iter().chain(steps).collect::<Vec<_>>();
    let places = vec![
        ("issued", issued()),
        ("declined", with(vec![decline_slip()])),
        ("withdrawn", with(vec![withdraw_slip()])),
        ("picked up", with(vec![pick_up()])),
        ("completed", with(vec![pick_up(), deliver(0)])),
        ("failed", with(vec![pick_up(), fail()])),
    ];
    let steps = vec![
        decline_slip(),
        withdraw_slip(),
        pick_up(),
        deliver(0),
        fail(),
        dispatch_to(OtherCourier),
        cancel(),
    ];
    expect![[r#"
        DeclineDelivery
            issued: DeliveryDeclined
            declined: nothing new
            withdrawn, completed, failed: refused: SlipOver
            picked up: refused: OnTheirWay
        WithdrawDelivery
            issued: DeliveryWithdrawn
            declined, completed, failed: refused: SlipOver
            withdrawn: nothing new
            picked up: refused: OnTheirWay
        PickUpDelivery
            issued: DeliveryPickedUp
            declined, withdrawn, completed, failed: refused: SlipOver
            picked up: nothing new
        CompleteDelivery
            issued: refused: NotPickedUp
            declined, withdrawn, failed: refused: SlipOver
            picked up: DeliveryCompleted
            completed: nothing new
        FailDelivery
            issued: refused: NotPickedUp
            declined, withdrawn, completed: refused: SlipOver
            picked up: DeliveryFailed
            failed: nothing new
        DispatchOrder
            issued, picked up: refused: SlipOut
            declined, withdrawn, failed: DeliveryOrdered
            completed: refused: WrongStage
        CancelOrder
            always: refused: MoneyHeld
    "#]]
    .assert_eq(&table(places, steps));
}
