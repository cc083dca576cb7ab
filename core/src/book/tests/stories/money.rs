//! Deposits, payments and what is still owed: each refusal with the way on.

use expect_test::expect;

use super::packed;
use crate::book::profile::SettlementRule;
use crate::book::tests::village::Who::*;
use crate::book::tests::village::*;

#[test]
fn a_short_deposit_is_refused_and_paid_in_full() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(99_999),
            claim(100_000),
            verify(100_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            claim(100_000),
            verify(100_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → refused: deposit of Rp99.999 is below the agreed Rp100.000
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp100.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_payment_claimed_twice_waits_for_the_first_to_be_checked() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(100_000),
            claim(100_000),
            record(100_000),
            cancel(),
            verify(100_000),
            claim(100_000),
            verify(100_000),
            claim(1),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            buyer: ClaimPayment → refused: a payment of Rp100.000 waits to be checked already
            business: RecordPayment → refused: a payment of Rp100.000 waits to be checked already
            buyer: CancelOrder → refused: a payment of Rp100.000 waits to be checked already
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp100.000]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000]
            buyer: ClaimPayment → refused: nothing is owed for this order
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn verified_with_less_the_rest_of_the_deposit_is_paid() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(100_000),
            verify(0),
            verify(60_000),
            verify(60_000),
            verify(100_000),
            pack(1),
            claim(30_000),
            claim(40_000),
            verify(40_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            record(100_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → refused: nothing arrived: refuse the payment instead
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp60.000]
            business: VerifyPayment → nothing new
            business: VerifyPayment → refused: this payment was verified with Rp60.000
            business: PackOrder → refused: the deposit is not there yet: Rp60.000 of Rp100.000
            buyer: ClaimPayment → refused: deposit of Rp30.000 is below the agreed Rp40.000
            buyer: ClaimPayment → PaymentClaimed [Rp40.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp40.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0003 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn verified_with_more_than_the_price_the_rest_is_credit() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(200_000),
            verify(250_000),
            claim(1),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp200.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp250.000: Rp200.000 to order, Rp50.000 to credit]
            buyer: ClaimPayment → refused: nothing is owed for this order
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_payment_that_did_not_arrive_is_claimed_again() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(100_000),
            refuse_payment(),
            refuse_payment(),
            verify(100_000),
            claim(100_000),
            verify(100_000),
            refuse_payment(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            claim(100_000),
            refuse_payment(),
            claim(100_000),
            verify(100_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: RefusePayment → PaymentRefused [NotArrived]
            business: RefusePayment → nothing new
            business: VerifyPayment → refused: this payment was refused
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp100.000]
            business: RefusePayment → refused: this payment was verified with Rp100.000
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: RefusePayment → PaymentRefused [NotArrived]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_accepted_order_without_money_is_cancelled_and_its_goods_are_free() {
    story(
        [
            place(&[("vase", 5)]),
            accept(),
            place(&[("vase", 2)]),
            cancel().by(OtherBuyer),
            cancel(),
            cancel(),
            place(&[("vase", 2)]),
            accept(),
            record(50_000),
            cancel(),
            record(50_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp125.000], GoodsReserved [5 vase]
            buyer: PlaceOrder → refused: vase is sold out: 0 pcs left
            other buyer: CancelOrder → refused: this step belongs to another party
            buyer: CancelOrder → ReservationReleased [5 vase], OrderCancelled [by buyer]
            buyer: CancelOrder → nothing new
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp100.000]
            business: AcceptOrder → OrderAccepted [total Rp100.000, deposit Rp50.000], GoodsReserved [2 vase]
            business: RecordPayment → PaymentClaimed [Rp50.000 Cash], PaymentVerified [KW-2026-0001 Rp50.000]
            buyer: CancelOrder → refused: Rp50.000 is held for this order
            business: RecordPayment → PaymentClaimed [Rp50.000 Cash], PaymentVerified [KW-2026-0002 Rp50.000]
            business: PackOrder → OrderPacked [2 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_rest_is_not_paid_before_delivery_where_the_terms_say_after() {
    story(
        [
            terms(50, 0, SettlementRule::AfterDelivery),
            place(&[("vase", 4)]),
            accept(),
            claim(100_000),
            verify(100_000),
            claim(100_000),
            pack(1),
            hand_over(),
            claim(100_000),
            deliver(0).by(Business),
            claim(100_000),
            verify(100_000),
        ],
        expect![[r#"
            business: SetTerms → TermsSet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp100.000]
            buyer: ClaimPayment → refused: the rest is paid after delivery
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            buyer: ClaimPayment → refused: the rest is paid after delivery
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn cash_on_the_table_is_taken_even_where_the_terms_ask_for_it_later() {
    story(
        [
            terms(50, 0, SettlementRule::AfterDelivery),
            place(&[("vase", 4)]),
            accept(),
            record(40_000),
            pack(1),
            record(160_000),
            record(1),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            business: SetTerms → TermsSet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: RecordPayment → PaymentClaimed [Rp40.000 Cash], PaymentVerified [KW-2026-0001 Rp40.000]
            business: PackOrder → refused: the deposit is not there yet: Rp40.000 of Rp100.000
            business: RecordPayment → PaymentClaimed [Rp160.000 Cash], PaymentVerified [KW-2026-0002 Rp160.000]
            business: RecordPayment → refused: nothing is owed for this order
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_goods_do_not_leave_unpaid_where_the_terms_say_so() {
    story(
        [
            terms(50, 0, SettlementRule::BeforeDispatch),
            place(&[("vase", 4)]),
            accept(),
            record(100_000),
            pack(1),
            hand_over(),
            claim(100_000),
            hand_over(),
            verify(100_000),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            business: SetTerms → TermsSet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0001 Rp100.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → refused: Rp100.000 is to be paid before the goods leave
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: DispatchOrder → refused: Rp100.000 is to be paid before the goods leave
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_order_is_not_closed_while_anything_is_owed_or_unchecked() {
    given(packed()).story(
        [
            close(),
            dispatch_collecting(500_000),
            claim(500_000),
            pick_up(),
            deliver(500_000),
            close(),
            verify(500_000),
            close(),
            refuse_payment(),
            close(),
        ],
        expect![[r#"
            business: CloseOrder → refused: the order is Packed now
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp500.000]
            buyer: ClaimPayment → PaymentClaimed [Rp500.000 BankTransfer]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp500.000], PaymentClaimed [Rp500.000 CourierCash]
            business: CloseOrder → refused: the order is AwaitingSettlement now
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp500.000]
            business: CloseOrder → refused: a payment of Rp500.000 waits to be checked already
            business: RefusePayment → refused: this payment was verified with Rp500.000
            business: CloseOrder → refused: a payment of Rp500.000 waits to be checked already
            = AwaitingSettlement, awaits PaymentCheck of Rp500.000 from business
        "#]],
    );
}
