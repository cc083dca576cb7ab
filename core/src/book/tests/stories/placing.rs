//! Orders that are not taken, and goods that are not there: each refusal with the way on.

use expect_test::expect;

use crate::book::tests::village::Who::*;
use crate::book::tests::village::*;

#[test]
fn a_declined_order_is_placed_again() {
    story(
        [
            place(&[("vase", 4)]),
            decline(),
            accept(),
            decline(),
            place(&[("vase", 4)]),
            accept(),
            record(200_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: DeclineOrder → OrderDeclined [Busy]
            business: AcceptOrder → refused: the order is Declined now
            business: DeclineOrder → nothing new
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: RecordPayment → PaymentClaimed [Rp200.000 Cash], PaymentVerified [KW-2026-0001 Rp200.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_withdrawn_order_is_placed_again() {
    story(
        [
            place(&[("vase", 4)]),
            withdraw(),
            withdraw(),
            accept(),
            place(&[("vase", 3)]),
            accept(),
            withdraw(),
            record(150_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            buyer: WithdrawOrder → OrderWithdrawn
            buyer: WithdrawOrder → nothing new
            business: AcceptOrder → refused: the order is Withdrawn now
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp150.000]
            business: AcceptOrder → OrderAccepted [total Rp150.000, deposit Rp75.000], GoodsReserved [3 vase]
            buyer: WithdrawOrder → refused: the order is AwaitingDeposit now
            business: RecordPayment → PaymentClaimed [Rp150.000 Cash], PaymentVerified [KW-2026-0001 Rp150.000]
            business: PackOrder → OrderPacked [3 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_order_below_the_minimum_grows() {
    story(
        [
            place(&[("vase", 1)]),
            place(&[("vase", 2)]),
            accept(),
            record(100_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → refused: the order of Rp50.000 is below the minimum of Rp100.000
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp100.000]
            business: AcceptOrder → OrderAccepted [total Rp100.000, deposit Rp50.000], GoodsReserved [2 vase]
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0001 Rp100.000]
            business: PackOrder → OrderPacked [2 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn sold_out_goods_are_ordered_once_there_are_more() {
    story(
        [
            place(&[("vase", 6)]),
            place(&[("vase", 3), ("vase", 3)]),
            count("vase", 6),
            place(&[("vase", 6)]),
            accept(),
            record(300_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → refused: vase is sold out: 5 pcs left
            buyer: PlaceOrder → refused: vase is sold out: 5 pcs left
            business: CountStock → StockCounted [6 vase]
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp300.000]
            business: AcceptOrder → OrderAccepted [total Rp300.000, deposit Rp150.000], GoodsReserved [6 vase]
            business: RecordPayment → PaymentClaimed [Rp300.000 Cash], PaymentVerified [KW-2026-0001 Rp300.000]
            business: PackOrder → OrderPacked [6 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn goods_sold_twice_are_found_out_when_the_second_order_is_accepted() {
    story(
        [
            place(&[("vase", 3)]),
            place(&[("vase", 4)]),
            accept(),
            accept().about_the_first(),
            count("vase", 7),
            accept().about_the_first(),
            record(200_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp150.000]
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: AcceptOrder → refused: vase is sold out: 1 pcs left
            business: CountStock → StockCounted [7 vase]
            business: AcceptOrder → OrderAccepted [total Rp150.000, deposit Rp75.000], GoodsReserved [3 vase]
            business: RecordPayment → PaymentClaimed [Rp200.000 Cash], PaymentVerified [KW-2026-0001 Rp200.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_withdrawn_product_comes_back() {
    story(
        [
            withdraw_product("vase"),
            withdraw_product("vase"),
            place(&[("vase", 2)]),
            offer_product("vase"),
            place(&[("vase", 2)]),
            withdraw_product("vase"),
            accept(),
            record(100_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            business: WithdrawProduct → ProductWithdrawn
            business: WithdrawProduct → nothing new
            buyer: PlaceOrder → refused: vase is not offered any more
            business: OfferProduct → ProductOffered
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp100.000]
            business: WithdrawProduct → ProductWithdrawn
            business: AcceptOrder → OrderAccepted [total Rp100.000, deposit Rp50.000], GoodsReserved [2 vase]
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0001 Rp100.000]
            business: PackOrder → OrderPacked [2 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}
