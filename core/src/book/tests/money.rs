//! What money can do: paid in parts, too much, too little, back, together, later, and through couriers' hands.

use expect_test::expect;

use super::money_words::*;
use super::village::Who::*;
use super::village::*;
use crate::book::profile::{DepositRule, SettlementRule};
use crate::money::Rupiah;

/// A delivered order of four chairs, half of it paid.
fn delivered() -> Vec<Step> {
    vec![
        count("teak", 20),
        place(&[("chair", 4)]),
        accept(),
        record(500_000),
        start(),
        finish(),
        pack(2),
        dispatch_to(Courier),
        pick_up(),
        deliver(0),
    ]
}

/// The same, on a courier's slip who collects the rest.
fn collected() -> Vec<Step> {
    let mut steps = delivered();
    steps.truncate(7);
    steps.extend([dispatch_collecting(500_000), pick_up(), deliver(500_000)]);
    steps
}

// Deposits by rule.

#[test]
fn a_deposit_is_a_share_or_an_amount_of_all_orders() {
    let amount = DepositRule::Amount(Rupiah(300_000));
    given([deposit_of_all(Some(amount)), place(&[("chair", 4)])])
        .when(accept())
        .then(expect!["OrderAccepted [total Rp1.000.000, deposit Rp300.000]"]);
    given([deposit_of_all(Some(amount)), deposit_of_all(None), place(&[("chair", 4)])])
        .when(accept())
        .then(expect!["OrderAccepted [total Rp1.000.000, deposit Rp500.000]"]);
    given([deposit_of_all(Some(DepositRule::Amount(Rupiah(9_000_000)))), place(&[("chair", 4)])])
        .when(accept())
        .then(expect!["OrderAccepted [total Rp1.000.000, deposit Rp1.000.000]"]);
}

#[test]
fn a_buyers_rule_comes_before_a_products_and_that_before_that_of_all() {
    let of_chairs = deposit_of_product("chair", Some(DepositRule::Amount(Rupiah(50_000))));
    given([deposit_of_all(Some(DepositRule::Percent(10))), of_chairs, place(&[("chair", 4)])])
        .when(accept())
        .then(expect!["OrderAccepted [total Rp1.000.000, deposit Rp200.000]"]);
    let of_chairs = deposit_of_product("chair", Some(DepositRule::Percent(80)));
    given([of_chairs, deposit_of_buyer(Some(DepositRule::Percent(20))), place(&[("chair", 4)])])
        .when(accept())
        .then(expect!["OrderAccepted [total Rp1.000.000, deposit Rp200.000]"]);
}

#[test]
fn a_deposit_beyond_the_whole_is_no_rule() {
    given([place(&[("chair", 4)])])
        .when(deposit_of_all(Some(DepositRule::Percent(101))))
        .then(expect!["refused: deposit_percent is missing or not usable"]);
    given([place(&[("chair", 4)])])
        .when(deposit_of_all(Some(DepositRule::Amount(Rupiah(-1)))))
        .then(expect!["refused: deposit_amount is missing or not usable"]);
}

// Parts.

#[test]
fn a_second_payment_follows_a_partial_one() {
    given([in_parts(), place(&[("chair", 4)]), accept()]).story(
        [claim(200_000), claim(300_000), verify(300_000), use_credit(1), claim(300_000), record(200_000)],
        expect![[r#"
            buyer: ClaimPayment → PaymentClaimed [Rp200.000 BankTransfer]
            buyer: ClaimPayment → PaymentClaimed [Rp300.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp300.000]
            buyer: UseCredit → refused: the credit is Rp0, less than Rp1
            buyer: ClaimPayment → PaymentClaimed [Rp300.000 BankTransfer]
            business: RecordPayment → PaymentClaimed [Rp200.000 Cash], PaymentVerified [KW-2026-0002 Rp200.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            = AwaitingMaterials, awaits MaterialRequest from business
        "#]],
    );
}

#[test]
fn a_deposit_in_parts_is_refused_where_the_policy_does_not_allow_it() {
    given([place(&[("chair", 4)]), accept()])
        .when(claim(200_000))
        .then(expect!["refused: deposit of Rp200.000 is below the agreed Rp500.000"]);
}

#[test]
fn money_that_was_sent_already_is_told_even_if_it_is_too_little_or_too_early() {
    let accepted = || given([place(&[("chair", 4)]), accept()]);
    accepted()
        .when(claim(200_000))
        .then(expect!["refused: deposit of Rp200.000 is below the agreed Rp500.000"]);
    accepted().when(claim_sent(200_000, monday())).then(expect!["PaymentClaimed [Rp200.000 BankTransfer]"]);
    accepted()
        .when(claim_sent(200_000, monday().plus(1)))
        .then(expect!["refused: sent_on is missing or not usable"]);
    accepted().story(
        [claim_sent(200_000, monday()), verify(200_000), claim(300_000)],
        expect![[r#"
        buyer: ClaimPayment → PaymentClaimed [Rp200.000 BankTransfer]
        business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp200.000]
        buyer: ClaimPayment → PaymentClaimed [Rp300.000 BankTransfer]
        = AwaitingDeposit, awaits PaymentCheck of Rp300.000 from business
    "#]],
    );
}

#[test]
fn a_deposit_larger_than_the_order_becomes_credit_and_pays_the_next_order() {
    given([place(&[("chair", 4)]), accept()]).story(
        [
            claim(1_200_000),
            verify(1_200_000),
            place(&[("chair", 1)]),
            accept(),
            use_credit(250_000),
            use_credit(200_000),
            use_credit(1),
        ],
        expect![[r#"
            buyer: ClaimPayment → PaymentClaimed [Rp1.200.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp1.200.000: Rp1.000.000 to order, Rp200.000 to credit], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp125.000]
            buyer: UseCredit → refused: the credit is Rp200.000, less than Rp250.000
            buyer: UseCredit → CreditUsed [Rp200.000], MaterialsPlanned [2 teak (short 2) + 8 bolts (short 0)]
            buyer: UseCredit → refused: the credit is Rp0, less than Rp1
            = AwaitingMaterials, awaits MaterialRequest from business
        "#]],
    );
}

#[test]
fn credit_that_was_given_back_is_gone_and_not_given_back_again() {
    given([place(&[("chair", 4)]), accept(), record(1_200_000)]).story(
        [refund(150_000), refund(100_000), refund(50_000), place(&[("chair", 4)]), accept(), use_credit(1)],
        expect![[r#"
            business: RecordRefund → RefundPaid [Rp150.000]
            business: RecordRefund → refused: Rp50.000 is held for this buyer, less than Rp100.000
            business: RecordRefund → RefundPaid [Rp50.000]
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            buyer: UseCredit → refused: the credit is Rp0, less than Rp1
            = AwaitingDeposit, awaits Deposit of Rp500.000 from buyer
        "#]],
    );
}

#[test]
fn a_rest_within_the_tolerance_is_let_go_when_the_goods_have_arrived() {
    let tolerant = money_policy(|policy| policy.tolerance = crate::money::Rupiah(1_000));
    given(delivered()).story([tolerant, claim(499_500), verify(499_500), write_off(1)], expect![[r#"
        business: SetPaymentPolicy → PaymentPolicySet
        buyer: ClaimPayment → PaymentClaimed [Rp499.500 BankTransfer]
        business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp499.500], RestWrittenOff [Rp500 Tolerance], OrderClosed
        business: WriteOffRest → refused: the order is Closed now
        = Closed, awaits Nothing from nobody
    "#]]);
}

#[test]
fn an_order_of_which_nothing_was_paid_is_not_let_go() {
    let tolerant = money_policy(|policy| policy.tolerance = crate::money::Rupiah(10_000_000));
    given([
        terms(0, 0, SettlementRule::AnyTime),
        tolerant,
        place(&[("vase", 1)]),
        accept(),
        pack(1),
        dispatch_to(Courier),
        pick_up(),
    ])
    .when(deliver(0))
    .then(expect!["DeliveryCompleted [cash Rp0]"]);
}

#[test]
fn the_owner_lets_the_rest_go_and_the_order_is_closed() {
    given(delivered()).story(
        [write_off(500_001), write_off(100_000), write_off(400_000)],
        expect![[r#"
        business: WriteOffRest → refused: only Rp500.000 is missing
        business: WriteOffRest → RestWrittenOff [Rp100.000 Goodwill]
        business: WriteOffRest → RestWrittenOff [Rp400.000 Goodwill], OrderClosed
        = Closed, awaits Nothing from nobody
    "#]],
    );
}

#[test]
fn a_rest_is_not_let_go_while_a_payment_waits() {
    given(delivered())
        .when(claim(500_000))
        .when(write_off(500_000))
        .then(expect!["refused: a payment of Rp500.000 waits to be checked already"]);
}

// Several orders.

#[test]
fn one_transfer_pays_two_orders_by_one_receipt() {
    given([place(&[("chair", 4)]), accept(), place(&[("chair", 2)]), accept()]).story(
        [transfer(1_500_000), verify(1_500_000), verify_transfer(1_500_000), verify_transfer(1_500_000)],
        expect![[r#"
            buyer: ClaimTransfer → TransferClaimed [Rp1.500.000 for 2 orders], PaymentClaimed [Rp1.000.000 BankTransfer], PaymentClaimed [Rp500.000 BankTransfer]
            business: VerifyPayment → refused: this payment is part of a transfer of Rp1.500.000: look at all of it
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp1.000.000], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)], MaterialsPlanned [4 teak (short 4) + 16 bolts (short 0)]
            business: VerifyPayment → nothing new
            = AwaitingMaterials, awaits MaterialRequest from business
        "#]],
    );
}

#[test]
fn a_transfer_that_does_not_reach_all_its_orders_is_refused() {
    given([place(&[("chair", 4)]), accept(), place(&[("chair", 2)]), accept()])
        .when(transfer(900_000))
        .then(expect!["refused: Rp900.000 does not reach all of these orders, which lack Rp1.500.000"]);
}

#[test]
fn a_transfer_of_which_less_was_seen_pays_the_older_order_first() {
    given([place(&[("chair", 4)]), accept(), place(&[("chair", 2)]), accept(), transfer(1_500_000)])
        .story([verify_transfer(1_000_000), claim(250_000)], expect![[r#"
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp1.000.000], PaymentRefused [NotArrived], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            buyer: ClaimPayment → PaymentClaimed [Rp250.000 BankTransfer]
            = AwaitingDeposit, awaits PaymentCheck of Rp250.000 from business
        "#]]);
}

#[test]
fn a_transfer_of_which_more_was_seen_leaves_credit() {
    given([place(&[("chair", 4)]), accept(), place(&[("chair", 2)]), accept(), transfer(1_500_000)])
        .when(verify_transfer(1_600_000))
        .then(expect!["PaymentVerified [KW-2026-0001 Rp1.000.000], PaymentVerified [KW-2026-0001 Rp600.000: Rp500.000 to order, Rp100.000 to credit], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)], MaterialsPlanned [4 teak (short 4) + 16 bolts (short 0)]"]);
}

#[test]
fn a_transfer_that_is_not_there_is_refused_for_all_its_orders() {
    given([place(&[("chair", 4)]), accept(), place(&[("chair", 2)]), accept(), transfer(1_500_000)]).story(
        [
            of(Business, |village| {
                let payment = *village.book.transfers.keys().next().unwrap();
                let reason = crate::book::payment::PaymentRefusal::NotArrived;
                crate::book::payment::RefusePayment { payment, reason, note: None }.into()
            }),
            verify_transfer(1_500_000),
            transfer(1_500_000),
        ],
        expect![[r#"
            business: RefusePayment → PaymentRefused [NotArrived], PaymentRefused [NotArrived]
            business: VerifyPayment → refused: this payment was refused
            buyer: ClaimTransfer → TransferClaimed [Rp1.500.000 for 2 orders], PaymentClaimed [Rp1.000.000 BankTransfer], PaymentClaimed [Rp500.000 BankTransfer]
            = AwaitingDeposit, awaits PaymentCheck of Rp500.000 from business
        "#]],
    );
}

// Later.

#[test]
fn a_buyer_with_agreed_days_pays_no_deposit_and_after_the_goods_have_come() {
    given([buyer_terms(Some(0), Some(30), None), terms(50, 0, SettlementRule::BeforeDispatch)]).story(
        [
            place(&[("vase", 4)]),
            accept(),
            pack(1),
            dispatch_to(Courier),
            pick_up(),
            deliver(0),
            claim(200_000),
            verify(200_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp0], GoodsReserved [4 vase], TempoGranted [30 days]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp200.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp200.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_day_a_rest_is_due_is_counted_from_the_arrival_of_the_goods() {
    let zone = crate::time::zone_of_village("33.20.01.2001");
    let mut steps = delivered();
    steps.insert(3, grant_tempo(14));
    let village = given(steps).village;
    let order = village.order();
    assert_eq!(order.due_on(zone), Some(monday().plus(14)));
    assert_eq!(order.payment(monday().plus(14), zone).name(), "RestDue");
    assert_eq!(order.payment(monday().plus(15), zone).name(), "Overdue");
}

#[test]
fn a_buyer_who_owes_up_to_their_limit_is_taken_no_further_order_of_unless_the_owner_says_so() {
    given([buyer_terms(None, None, Some(1_500_000)), place(&[("chair", 4)]), accept(), record(100_000)])
        .story([place(&[("chair", 4)]), accept(), waive_limit(), waive_limit(), accept()], expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp1.000.000]
            business: AcceptOrder → refused: with this order of Rp1.000.000 the buyer owes more than Rp1.500.000: Rp900.000 is open on 1 orders
            business: WaiveLimit → LimitWaived [Rp900.000 open, limit Rp1.500.000]
            business: WaiveLimit → nothing new
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            = AwaitingDeposit, awaits Deposit of Rp500.000 from buyer
        "#]]);
}

// Codes.

#[test]
fn a_unique_code_is_subtracted_and_the_order_is_paid_in_full() {
    given([money_policy(|policy| policy.codes = crate::book::profile::UniqueCodes::Newcomers)]).story(
        [
            place(&[("chair", 4)]),
            accept(),
            claim(499_999),
            verify(499_999),
            count("teak", 20),
            claim(499_999),
            verify(499_999),
            approve(Buyer),
            place(&[("chair", 1)]),
            accept(),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000], CodeGiven [1]
            buyer: ClaimPayment → PaymentClaimed [Rp499.999 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp499.999], RestWrittenOff [Rp1 UniqueCode], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: CountStock → StockCounted [20 teak], MaterialsPlanned [8 teak (short 0) + 32 bolts (short 0)]
            buyer: ClaimPayment → PaymentClaimed [Rp499.999 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp499.999], RestWrittenOff [Rp1 UniqueCode]
            business: ApproveBuyer → BuyerApproved
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp125.000]
            = AwaitingDeposit, awaits Deposit of Rp125.000 from buyer
        "#]],
    );
}

#[test]
fn the_acquirer_keeps_its_fee_and_the_buyer_has_paid_in_full() {
    let mut village = given([
        money_policy(|policy| policy.qris_fee = 70),
        place(&[("chair", 4)]),
        accept(),
        of(Buyer, |village| {
            crate::book::payment::ClaimPayment {
                order: village.order_id(),
                amount: crate::money::Rupiah(500_000),
                method: crate::book::payment::PaymentMethod::Qris,
                note: None,
                sent: None,
            }
            .into()
        }),
    ])
    .village;
    let facts = village.take(&verify(500_000)).1.unwrap();
    let crate::book::Event::PaymentVerified(paid) = &facts[0] else { panic!("{facts:?}") };
    assert_eq!((paid.to_order.0, paid.fee.0), (500_000, 3_500));
    assert_eq!(village.order().deposit_short(), crate::money::Rupiah::ZERO);
}

// Couriers.

#[test]
fn cash_stands_on_the_couriers_account_until_it_is_handed_over() {
    let village = given(collected()).village;
    assert_eq!(village.book.cash_with(Courier.party()).count(), 1);
    given(collected())
        .story([hand_over_cash(500_001), hand_over_cash(500_000), hand_over_cash(1)], expect![[r#"
            business: HandOverCash → refused: Rp500.001 is more than the Rp500.000 to collect
            business: HandOverCash → CashHandedOver [Rp500.000 of Rp500.000], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            business: HandOverCash → refused: the courier does not hold the cash of these slips any more
            = Closed, awaits Nothing from nobody
        "#]]);
}

#[test]
fn what_is_missing_of_handed_over_cash_stays_with_the_courier_and_the_buyer_has_paid() {
    given(collected())
        .story([hand_over_cash(450_000), hand_over_cash(60_000), hand_over_cash(50_000)], expect![[r#"
            business: HandOverCash → CashHandedOver [Rp450.000 of Rp500.000], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            business: HandOverCash → refused: Rp60.000 is more than the Rp50.000 to collect
            business: HandOverCash → CashHandedOver [Rp50.000 of Rp50.000]
            = Closed, awaits Nothing from nobody
        "#]]);
}

#[test]
fn a_courier_is_paid_once_for_each_slip_that_was_delivered() {
    let with_fee = of(Business, |village| {
        crate::book::delivery::DispatchOrder {
            order: village.order_id(),
            carrier: crate::book::delivery::Carrier::Courier { party: Courier.party() },
            mode: crate::book::delivery::TransportMode::Other,
            cash_to_collect: crate::money::Rupiah::ZERO,
            courier_fee: crate::money::Rupiah(25_000),
            vehicle: String::new(),
            load: crate::book::delivery::Load::All,
            code: false,
            note: None,
        }
        .into()
    });
    let mut steps = delivered();
    steps.truncate(7);
    steps.extend([with_fee, pick_up()]);
    given(steps).story(
        [pay_courier(), deliver(0), pay_courier(), pay_courier()],
        expect![[r#"
        business: PayCourier → refused: slip SJ-0001 is not delivered
        courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
        business: PayCourier → CourierPaid [Rp25.000]
        business: PayCourier → nothing new
        = AwaitingSettlement, awaits Settlement of Rp500.000 from buyer
    "#]],
    );
}

// Papers.

#[test]
fn invoices_are_numbered_within_the_year_and_issued_once_for_a_price() {
    given([place(&[("chair", 4)]), accept()]).story(
        [invoice(), invoice(), place(&[("chair", 1)]), accept(), invoice()],
        expect![[r#"
            business: IssueInvoice → InvoiceIssued [INV-2026-0001 Rp1.000.000]
            business: IssueInvoice → nothing new
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp125.000]
            business: IssueInvoice → InvoiceIssued [INV-2026-0002 Rp250.000]
            = AwaitingDeposit, awaits Deposit of Rp125.000 from buyer
        "#]],
    );
}

// Statements.

#[test]
fn a_line_of_a_statement_is_taken_once_however_often_it_comes() {
    given([place(&[("chair", 4)]), accept(), claim(500_000)]).story(
        [
            take_line(1, 500_000),
            take_line(1, 500_000),
            take_line_for_order(1, 500_000),
            take_line_for_order(2, 500_000),
            take_another_line_for_order(2, 500_000),
        ],
        expect![[r#"
            business: TakeBankLine → PaymentVerified [KW-2026-0001 Rp500.000], BankLineTaken [Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: TakeBankLine → nothing new
            business: TakeBankLine → nothing new
            business: TakeBankLine → refused: a line of Rp500.000 of that day was taken: say so if this is another
            business: TakeBankLine → PaymentClaimed [Rp500.000 BankTransfer], PaymentVerified [KW-2026-0002 Rp500.000], BankLineTaken [Rp500.000]
            = AwaitingMaterials, awaits MaterialRequest from business
        "#]],
    );
}

#[test]
fn a_line_that_a_file_and_a_program_call_differently_is_asked_about_and_another_day_is_another_line() {
    let mut village = given([place(&[("chair", 4)]), accept(), claim(500_000)]).village;
    village.take(&take_line(1, 500_000)).1.unwrap();
    let today = village.now().day_in(village.book.zone());
    let like = |amount: i64, days: i32| village.book.line_like(Rupiah(amount), today.plus(days)).is_some();
    assert!(like(500_000, 0) && like(500_000, 1) && like(500_000, -1));
    assert!(!like(500_000, 2) && !like(500_000, -2) && !like(500_001, 0));
    let known = village.book.line_like(Rupiah(500_000), today).unwrap();
    assert_eq!(known.payment, village.payment_id(), "it is said as what it was taken");
}
