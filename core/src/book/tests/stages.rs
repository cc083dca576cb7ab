//! Every command tried at every stage, and in every state of a payment, a request and a slip: what follows is
//! written down in tables, so that nothing is left to chance.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::expect;

use super::agree::*;
use super::booking::{book, call_off, came, move_on, offer, pay};
use super::books::{close_month, reopen_month};
use super::corrections::*;
use super::guest_book::{answer, hide, keep_template, remove_template, show, write_in_guest_book};
use super::money_words::*;
use super::road::*;
use super::sale::{free, keep, sell, void};
use super::supply::*;
use super::village::Who::*;
use super::village::*;
use crate::book::catalogue::Making;
use crate::book::delivery::MoneyBack;
use crate::book::order::{Gate, StageName};
use crate::book::profile::DepositRule;
use crate::book::profile::{Keep, SettlementRule, Wholesale};
use crate::book::{Command, Event, Rejection};
use crate::money::Rupiah;

/// A name and the steps that lead there.
type Place = (&'static str, Vec<Step>);

/// The life of one order, and the steps from one stage to the next.
fn stages() -> Vec<Place> {
    let path = |length: usize| {
        let life = [
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            count("teak", 20),
            start(),
            finish(),
            pack(2),
            dispatch_to(Courier),
            pick_up(),
            deliver(0),
            record(500_000),
        ];
        life.into_iter().take(length).collect::<Vec<_>>()
    };
    let with = |mut steps: Vec<Step>, last: Step| {
        steps.push(last);
        steps
    };
    vec![
        ("Placed", path(1)),
        ("AwaitingDeposit", path(2)),
        ("AwaitingMaterials", path(3)),
        ("Ready", path(4)),
        ("InProduction", path(5)),
        ("Made", path(6)),
        ("Packed", path(7)),
        ("Dispatched", path(8)),
        ("OnTheRoad", path(9)),
        ("AwaitingSettlement", path(10)),
        ("Closed", path(11)),
        ("Declined", with(path(1), decline())),
        ("Withdrawn", with(path(1), withdraw())),
        ("Cancelled", with(path(2), cancel())),
    ]
}

/// One wish of each kind, by the party whose step it is.
fn every_wish() -> Vec<Step> {
    vec![
        open_business(),
        terms(30, 0, SettlementRule::AnyTime),
        change_profile("Mebel Jati Baru"),
        wholesale(Wholesale::AfterApproval),
        order_policy(|policy| policy.keep = Keep::Materials),
        money_policy(|policy| policy.tolerance = crate::money::Rupiah(500)),
        deposit_of_all(Some(DepositRule::Amount(Rupiah(300_000)))),
        buyer_terms(Some(0), Some(14), Some(10_000_000)),
        no_qris(),
        approve(Buyer),
        withdraw_approval(Buyer),
        add_product("bench", Making::ToOrder),
        change_product("chair", "armchair"),
        price("chair", 300_000, 250_000),
        recipe("chair", &[("teak", 3)]),
        withdraw_product("chair"),
        offer_product("chair"),
        add_material("varnish"),
        count("teak", 50),
        take_stock(&[("teak", 50)]),
        stock_rule("teak", 5),
        supplier_price(Supplier, 75_000, 3),
        waste(10),
        place(&[("vase", 2)]),
        accept(),
        decline(),
        withdraw(),
        cancel(),
        close(),
        counter(),
        take(1),
        ask_fewer(3),
        ask_cancellation(),
        agree_to(1),
        take_back(1),
        waive(Gate::Production),
        pass_time(),
        claim(500_000),
        record(500_000),
        verify(500_000),
        refuse_payment(),
        use_credit(100_000),
        refund(100_000),
        write_off(100_000),
        transfer(1_000_000),
        grant_tempo(14),
        waive_limit(),
        give_code(),
        hand_over_cash(100_000),
        pay_courier(),
        invoice(),
        take_line(7, 500_000),
        plan(),
        request(4),
        confirm(4),
        refuse_request(),
        withdraw_request(),
        ship(),
        receive(4),
        ask_both(4),
        accept_counter(),
        refuse_counter(),
        expire(),
        close_request(),
        give_back(1, 0),
        bill(320_000),
        pay_supplier(320_000),
        buy("teak", 2, 150_000),
        workshop_steps(&["potong", "rakit"]),
        work_done(1, 1),
        used("teak", 9),
        make("table", 1, 0),
        start(),
        finish(),
        pack(2),
        dispatch_to(Courier),
        decline_slip(),
        withdraw_slip(),
        pick_up(),
        deliver(0),
        fail(),
        accept_slip(),
        reassign_to(OtherCourier),
        reopen(),
        deliver_all(),
        send_back(1, 1),
        count_back(1, [0, 1, 0, 0, 0]),
        settle(0, 1, MoneyBack::Credit),
        returns_within(5),
        plan_trip(),
        reorder_trip(),
        write(),
        read(1),
        sell("vase", 1, 60_000),
        void(),
        keep("vase", 1),
        free(),
        correct_payment(400_000),
        correct_receipt(3, 1),
        correct_count("teak", 4, 3),
        correct_bill(1),
        correct_supplier_payment(1),
        correct_material("teak", "jati"),
        close_month(),
        reopen_month(),
        write_in_guest_book(),
        show(),
        hide(),
        answer(),
        keep_template(),
        remove_template(),
        offer(),
        book(2),
        call_off(),
        came(),
        pay(),
        move_on(),
    ]
}

/// The facts' names, or the refusal's.
fn in_short(outcome: &Result<Vec<Event>, Rejection>) -> String {
    match outcome {
        Ok(facts) if facts.is_empty() => "nothing new".to_owned(),
        Ok(facts) => facts.iter().map(name).collect::<Vec<_>>().join(" + "),
        Err(Rejection::Unknown { kind }) => format!("refused: Unknown {}", kind.name()),
        Err(Rejection::WrongStage { .. }) => "refused: WrongStage".to_owned(),
        Err(refusal) => format!("refused: {}", refusal.name()),
    }
}

/// What each wish leads to in each place, the places of one outcome together.
fn table(places: Vec<Place>, wishes: Vec<Step>) -> String {
    let villages: Vec<_> = places.into_iter().map(|(name, steps)| (name, given(steps).village)).collect();
    let mut told = String::new();
    for wish in wishes {
        let mut outcomes: Vec<(String, Vec<&str>)> = Vec::new();
        let mut command = String::new();
        for (place, village) in &villages {
            let (name, outcome) = village.clone().take(&wish);
            command = name;
            let outcome = in_short(&outcome);
            match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, places)) => places.push(place),
                None => outcomes.push((outcome, vec![place])),
            }
        }
        writeln!(told, "{command}").unwrap();
        for (outcome, places) in outcomes {
            let all = places.len() == villages.len();
            let places = if all { "always".to_owned() } else { places.join(", ") };
            writeln!(told, "    {places}: {outcome}").unwrap();
        }
    }
    told
}

#[test]
fn each_stage_is_reached_and_each_command_is_tried() {
    let mut reached = BTreeSet::new();
    for (stage, steps) in stages() {
        assert_eq!(format!("{:?}", given(steps).village.order().stage_name()), stage);
        reached.insert(stage);
    }
    assert_eq!(reached.len(), StageName::ALL.len());

    let village = given([]).village;
    let tried: Vec<String> = every_wish().iter().map(|wish| village.clone().take(wish).0).collect();
    assert_eq!(tried, Command::NAMES);
}

#[test]
fn every_command_at_every_stage() {
    expect![[r#"
        OpenBusiness
            always: refused: AlreadyOpen
        SetTerms
            always: TermsSet
        ChangeProfile
            always: ProfileChanged
        SetWholesale
            always: WholesaleSet
        SetOrderPolicy
            always: OrderPolicySet
        SetPaymentPolicy
            always: PaymentPolicySet
        SetDepositRule
            always: DepositRuleSet
        SetBuyerTerms
            always: BuyerTermsSet
        SetQris
            always: nothing new
        ApproveBuyer
            always: BuyerApproved
        WithdrawApproval
            always: nothing new
        AddProduct
            always: ProductAdded
        ChangeProduct
            always: ProductChanged
        SetPrice
            always: PriceSet
        SetRecipe
            Placed, AwaitingDeposit, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: RecipeSet
            AwaitingMaterials, Ready: RecipeSet + MaterialsPlanned
        WithdrawProduct
            always: ProductWithdrawn
        OfferProduct
            always: nothing new
        AddMaterial
            always: MaterialAdded
        CountStock
            Placed, AwaitingDeposit, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: StockCounted
            AwaitingMaterials: StockCounted + MaterialsPlanned
        TakeStock
            Placed, AwaitingDeposit, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: StockCounted
            AwaitingMaterials: StockCounted + MaterialsPlanned
        SetStockRule
            always: StockRuleSet
        SetSupplierPrice
            always: SupplierPriceSet
        SetWaste
            Placed, AwaitingDeposit, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: WasteSet
            AwaitingMaterials, Ready: WasteSet + MaterialsPlanned
        PlaceOrder
            always: OrderPlaced
        AcceptOrder
            Placed: OrderAccepted
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed: nothing new
            Declined, Withdrawn, Cancelled: refused: WrongStage
        DeclineOrder
            Placed: OrderDeclined
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Withdrawn, Cancelled: refused: WrongStage
            Declined: nothing new
        WithdrawOrder
            Placed: OrderWithdrawn
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Cancelled: refused: WrongStage
            Withdrawn: nothing new
        CancelOrder
            Placed, Closed, Declined, Withdrawn: refused: WrongStage
            AwaitingDeposit: OrderCancelled
            AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: refused: MoneyHeld
            Cancelled: nothing new
        CloseOrder
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Declined, Withdrawn, Cancelled: refused: WrongStage
            Closed: nothing new
        CounterOrder
            Placed: OrderCountered
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
        AcceptOffer
            always: refused: OfferOver
        AskChange
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready: ChangeAsked
            InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: refused: TooLateToChange
        AskCancellation
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready: CancellationAsked
            InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: refused: TooLateToChange
        AnswerAsk
            always: refused: AskOver
        WithdrawAsk
            always: refused: AskOver
        WaiveGate
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit: GateWaived + MaterialsPlanned
            AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: refused: GateOpen
        PassTime
            always: refused: NotYourStep
        ClaimPayment
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: PaymentClaimed
        RecordPayment
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit: PaymentClaimed + PaymentVerified + MaterialsPlanned
            AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad: PaymentClaimed + PaymentVerified
            AwaitingSettlement: PaymentClaimed + PaymentVerified + OrderClosed
        VerifyPayment
            Placed, AwaitingDeposit, Declined, Withdrawn, Cancelled: refused: Unknown Payment
            AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed: nothing new
        RefusePayment
            Placed, AwaitingDeposit, Declined, Withdrawn, Cancelled: refused: Unknown Payment
            AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed: refused: AlreadyVerified
        UseCredit
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: refused: CreditShort
        RecordRefund
            always: refused: RefundTooMuch
        WriteOffRest
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: RestWrittenOff
        ClaimTransfer
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: Invalid
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: TransferClaimed + PaymentClaimed
        GrantTempo
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: TempoGranted
        WaiveLimit
            Placed: refused: NoLimit
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
        GiveCode
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: CodeGiven
        HandOverCash
            always: refused: CashNotHeld
        PayCourier
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: NothingDue
            Dispatched, OnTheRoad: refused: NotDelivered
        IssueInvoice
            Placed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed: InvoiceIssued
        TakeBankLine
            Placed, AwaitingDeposit, Declined, Withdrawn, Cancelled: refused: Unknown Payment
            AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed: BankLineTaken
        PlanMaterials
            Placed, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit: refused: DepositNotHeld
            AwaitingMaterials, Ready: nothing new
        RequestMaterials
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit: refused: DepositNotHeld
            AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: MaterialsRequested
        ConfirmMaterials
            always: refused: Unknown Request
        RefuseMaterials
            always: refused: Unknown Request
        WithdrawMaterials
            always: refused: Unknown Request
        ShipMaterials
            always: refused: Unknown Request
        ReceiveMaterials
            always: refused: Unknown Request
        AskSuppliers
            always: MaterialsRequested + MaterialsRequested
        AcceptCounter
            always: refused: Unknown Request
        RefuseCounter
            always: refused: Unknown Request
        ExpireRequest
            always: refused: Unknown Request
        CloseRequest
            always: refused: Unknown Request
        ReturnMaterials
            always: refused: Unknown Request
        RecordSupplierBill
            always: SupplierBilled
        PaySupplier
            always: SupplierPaid
        BuyMaterials
            Placed, AwaitingDeposit, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: MaterialsBought
            AwaitingMaterials: MaterialsBought + MaterialsPlanned
        SetWorkshopSteps
            always: WorkshopStepsSet
        ReportProgress
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            InProduction: WorkReported
        RecordMaterialsUsed
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            InProduction, Made: MaterialsUsed
        MakeForStock
            Placed, AwaitingDeposit, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: StockMade
            AwaitingMaterials: StockMade + MaterialsPlanned
        StartProduction
            Placed, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit: refused: DepositNotHeld
            AwaitingMaterials: refused: MaterialsMissing
            Ready: ProductionStarted
            InProduction: nothing new
        FinishProduction
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            InProduction: ProductionFinished
            Made: nothing new
        PackOrder
            Placed, Dispatched, OnTheRoad, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction: refused: NotMade
            Made: OrderPacked
            Packed: nothing new
        DispatchOrder
            Placed, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made: refused: NotPacked
            Packed: DeliveryOrdered
            Dispatched, OnTheRoad: refused: SlipOut
        DeclineDelivery
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Declined, Withdrawn, Cancelled: refused: Unknown Slip
            Dispatched: DeliveryDeclined
            OnTheRoad: refused: OnTheirWay
            AwaitingSettlement, Closed: refused: SlipOver
        WithdrawDelivery
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Declined, Withdrawn, Cancelled: refused: Unknown Slip
            Dispatched: DeliveryWithdrawn
            OnTheRoad: refused: OnTheirWay
            AwaitingSettlement, Closed: refused: SlipOver
        PickUpDelivery
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Declined, Withdrawn, Cancelled: refused: Unknown Slip
            Dispatched: DeliveryPickedUp
            OnTheRoad: nothing new
            AwaitingSettlement, Closed: refused: SlipOver
        CompleteDelivery
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Declined, Withdrawn, Cancelled: refused: Unknown Slip
            Dispatched: refused: NotPickedUp
            OnTheRoad: DeliveryCompleted
            AwaitingSettlement, Closed: nothing new
        FailDelivery
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Declined, Withdrawn, Cancelled: refused: Unknown Slip
            Dispatched: refused: NotPickedUp
            OnTheRoad: DeliveryFailed
            AwaitingSettlement, Closed: refused: SlipOver
        AcceptDelivery
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Declined, Withdrawn, Cancelled: refused: Unknown Slip
            Dispatched: DeliveryAccepted
            OnTheRoad: nothing new
            AwaitingSettlement, Closed: refused: SlipOver
        ReassignDelivery
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Declined, Withdrawn, Cancelled: refused: Unknown Slip
            Dispatched: DeliveryReassigned
            OnTheRoad: refused: OnTheirWay
            AwaitingSettlement: refused: SlipOver
            Closed: refused: WrongStage
        ReopenDelivery
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Declined, Withdrawn, Cancelled: refused: Unknown Slip
            Dispatched: refused: NotPickedUp
            OnTheRoad: nothing new
            AwaitingSettlement: refused: SlipOver
            Closed: refused: WrongStage
        CompleteStop
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: Invalid
            Dispatched: refused: NotPickedUp
            OnTheRoad: DeliveryCompleted
        ReturnGoods
            Placed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad: refused: NoReturns
            AwaitingSettlement, Closed: GoodsReturned
        ReceiveReturn
            always: refused: Invalid
        SettleShortfall
            Placed, Closed, Declined, Withdrawn, Cancelled: refused: WrongStage
            AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement: refused: NothingShort
        SetReturnPolicy
            always: ReturnPolicySet
        PlanTrip
            Placed, AwaitingDeposit, AwaitingMaterials, Ready, InProduction, Made, Packed, AwaitingSettlement, Closed, Declined, Withdrawn, Cancelled: refused: Invalid
            Dispatched, OnTheRoad: TripPlanned
        ReorderTrip
            always: refused: Unknown Trip
        SendMessage
            always: MessageSent
        MarkRead
            always: nothing new
        MakeSale
            always: SaleMade
        VoidSale
            always: refused: Unknown Sale
        KeepGoods
            always: GoodsKept
        FreeGoods
            always: nothing new
        CorrectPayment
            Placed, AwaitingDeposit, Declined, Withdrawn, Cancelled: refused: Unknown Payment
            AwaitingMaterials, Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed: PaymentCorrected
        CorrectReceipt
            always: refused: Unknown Request
        CorrectCount
            Placed, AwaitingDeposit, Declined, Withdrawn, Cancelled: CountCorrected
            AwaitingMaterials: CountCorrected + MaterialsPlanned
            Ready, InProduction, Made, Packed, Dispatched, OnTheRoad, AwaitingSettlement, Closed: refused: CountedAgain
        CorrectSupplierBill
            always: refused: NothingToCorrect
        CorrectSupplierPayment
            always: refused: NothingToCorrect
        CorrectMaterial
            always: MaterialCorrected
        CloseMonth
            always: refused: MonthNotOver
        ReopenMonth
            always: refused: NoMonthClosed
        WriteInGuestBook
            always: GuestPostWritten
        ShowGuestPost
            always: refused: Unknown GuestPost
        HideGuestPost
            always: refused: Unknown GuestPost
        AnswerGuestPost
            always: refused: Unknown GuestPost
        SetReplyTemplate
            always: ReplyTemplateSet
        RemoveReplyTemplate
            always: nothing new
        SetBookable
            always: BookableSet
        BookSlot
            always: refused: Unknown Bookable
        CancelBooking
            always: refused: Unknown Booking
        MarkBooking
            always: refused: Unknown Booking
        PayBooking
            always: refused: Unknown Booking
        MoveBooking
            always: refused: Unknown Booking
    "#]].assert_eq(&table(stages(), every_wish()));
}

#[test]
fn every_command_in_a_book_that_was_never_opened() {
    let mut told = String::new();
    for wish in every_wish() {
        let mut village = Village::unopened();
        let known = Village::new();
        let (name, outcome) = village.take_knowing(&known, &wish);
        writeln!(told, "{name}: {}", in_short(&outcome)).unwrap();
    }
    expect![[r#"
        OpenBusiness: BusinessOpened
        SetTerms: refused: NotOpen
        ChangeProfile: refused: NotOpen
        SetWholesale: refused: NotOpen
        SetOrderPolicy: refused: NotOpen
        SetPaymentPolicy: refused: NotOpen
        SetDepositRule: refused: NotOpen
        SetBuyerTerms: refused: NotOpen
        SetQris: refused: NotOpen
        ApproveBuyer: refused: NotOpen
        WithdrawApproval: nothing new
        AddProduct: refused: NotOpen
        ChangeProduct: refused: Unknown Product
        SetPrice: refused: Unknown Product
        SetRecipe: refused: Unknown Product
        WithdrawProduct: refused: Unknown Product
        OfferProduct: refused: Unknown Product
        AddMaterial: refused: NotOpen
        CountStock: refused: Unknown Material
        TakeStock: refused: Unknown Material
        SetStockRule: refused: Unknown Material
        SetSupplierPrice: refused: Unknown Material
        SetWaste: refused: Unknown Product
        PlaceOrder: refused: NotOpen
        AcceptOrder: refused: Unknown Order
        DeclineOrder: refused: Unknown Order
        WithdrawOrder: refused: Unknown Order
        CancelOrder: refused: Unknown Order
        CloseOrder: refused: Unknown Order
        CounterOrder: refused: Unknown Order
        AcceptOffer: refused: Unknown Order
        AskChange: refused: Unknown Order
        AskCancellation: refused: Unknown Order
        AnswerAsk: refused: Unknown Order
        WithdrawAsk: refused: Unknown Order
        WaiveGate: refused: Unknown Order
        PassTime: refused: NotYourStep
        ClaimPayment: refused: Unknown Order
        RecordPayment: refused: Unknown Order
        VerifyPayment: refused: Unknown Payment
        RefusePayment: refused: Unknown Payment
        UseCredit: refused: Unknown Order
        RecordRefund: refused: RefundTooMuch
        WriteOffRest: refused: Unknown Order
        ClaimTransfer: refused: Invalid
        GrantTempo: refused: Unknown Order
        WaiveLimit: refused: Unknown Order
        GiveCode: refused: Unknown Order
        HandOverCash: refused: CashNotHeld
        PayCourier: refused: NothingDue
        IssueInvoice: refused: Unknown Order
        TakeBankLine: refused: Unknown Payment
        PlanMaterials: refused: Unknown Order
        RequestMaterials: refused: Unknown Order
        ConfirmMaterials: refused: Unknown Request
        RefuseMaterials: refused: Unknown Request
        WithdrawMaterials: refused: Unknown Request
        ShipMaterials: refused: Unknown Request
        ReceiveMaterials: refused: Unknown Request
        AskSuppliers: refused: Unknown Material
        AcceptCounter: refused: Unknown Request
        RefuseCounter: refused: Unknown Request
        ExpireRequest: refused: Unknown Request
        CloseRequest: refused: Unknown Request
        ReturnMaterials: refused: Unknown Request
        RecordSupplierBill: refused: NotOpen
        PaySupplier: refused: NotOpen
        BuyMaterials: refused: Unknown Material
        SetWorkshopSteps: refused: NotOpen
        ReportProgress: refused: Unknown Order
        RecordMaterialsUsed: refused: Unknown Order
        MakeForStock: refused: Unknown Product
        StartProduction: refused: Unknown Order
        FinishProduction: refused: Unknown Order
        PackOrder: refused: Unknown Order
        DispatchOrder: refused: Unknown Order
        DeclineDelivery: refused: Unknown Slip
        WithdrawDelivery: refused: Unknown Slip
        PickUpDelivery: refused: Unknown Slip
        CompleteDelivery: refused: Unknown Slip
        FailDelivery: refused: Unknown Slip
        AcceptDelivery: refused: Unknown Slip
        ReassignDelivery: refused: Unknown Slip
        ReopenDelivery: refused: Unknown Slip
        CompleteStop: refused: Invalid
        ReturnGoods: refused: Unknown Order
        ReceiveReturn: refused: Unknown Order
        SettleShortfall: refused: Unknown Order
        SetReturnPolicy: refused: NotOpen
        PlanTrip: refused: Invalid
        ReorderTrip: refused: Unknown Trip
        SendMessage: refused: Unknown Order
        MarkRead: refused: Unknown Order
        MakeSale: refused: Unknown Product
        VoidSale: refused: Unknown Sale
        KeepGoods: refused: Unknown Product
        FreeGoods: nothing new
        CorrectPayment: refused: Unknown Payment
        CorrectReceipt: refused: Unknown Request
        CorrectCount: refused: Unknown Material
        CorrectSupplierBill: refused: NothingToCorrect
        CorrectSupplierPayment: refused: NothingToCorrect
        CorrectMaterial: refused: Unknown Material
        CloseMonth: refused: NotOpen
        ReopenMonth: refused: NoMonthClosed
        WriteInGuestBook: refused: NotOpen
        ShowGuestPost: refused: Unknown GuestPost
        HideGuestPost: refused: Unknown GuestPost
        AnswerGuestPost: refused: Unknown GuestPost
        SetReplyTemplate: refused: NotOpen
        RemoveReplyTemplate: nothing new
        SetBookable: refused: NotOpen
        BookSlot: refused: NotOpen
        CancelBooking: refused: Unknown Booking
        MarkBooking: refused: Unknown Booking
        PayBooking: refused: Unknown Booking
        MoveBooking: refused: Unknown Booking
    "#]]
    .assert_eq(&told);
}

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

/// Who is ever granted each command, at whichever stage of one order of *buyer*'s.
#[test]
fn whose_step_each_command_is() {
    let villages: Vec<_> = stages().into_iter().map(|(_, steps)| given(steps).village).collect();
    let asked: Vec<_> = villages
        .iter()
        .filter_map(|village| {
            let mut village = village.clone();
            let claimed = village.take(&claim(500_000)).1;
            let asked = village.take(&request(4)).1;
            (claimed.is_ok() || asked.is_ok()).then_some(village)
        })
        .collect();
    let booked = given([offer(), book(2), write_in_guest_book(), keep_template()]).village;
    let mut told = String::new();
    for number in 0..every_wish().len() {
        let mut granted = Vec::new();
        let mut command = String::new();
        for who in Who::ALL {
            for village in villages.iter().chain(&asked).chain([&booked]) {
                let wish = every_wish().swap_remove(number).by(who);
                let (name, outcome) = village.clone().take(&wish);
                command = name;
                if outcome.is_ok() && !granted.contains(&who) {
                    granted.push(who);
                }
            }
        }
        writeln!(told, "{command}: {granted:?}").unwrap();
    }
    expect![[r#"
        OpenBusiness: []
        SetTerms: [Business]
        ChangeProfile: [Business]
        SetWholesale: [Business]
        SetOrderPolicy: [Business]
        SetPaymentPolicy: [Business]
        SetDepositRule: [Business]
        SetBuyerTerms: [Business]
        SetQris: [Business]
        ApproveBuyer: [Business]
        WithdrawApproval: [Business]
        AddProduct: [Business]
        ChangeProduct: [Business]
        SetPrice: [Business]
        SetRecipe: [Business]
        WithdrawProduct: [Business]
        OfferProduct: [Business]
        AddMaterial: [Business]
        CountStock: [Business]
        TakeStock: [Business]
        SetStockRule: [Business]
        SetSupplierPrice: [Business, Supplier]
        SetWaste: [Business]
        PlaceOrder: [Buyer]
        AcceptOrder: [Business]
        DeclineOrder: [Business]
        WithdrawOrder: [Buyer]
        CancelOrder: [Business, Buyer]
        CloseOrder: [Business]
        CounterOrder: [Business]
        AcceptOffer: []
        AskChange: [Business, Buyer]
        AskCancellation: [Business, Buyer]
        AnswerAsk: []
        WithdrawAsk: []
        WaiveGate: [Business]
        PassTime: []
        ClaimPayment: [Buyer]
        RecordPayment: [Business]
        VerifyPayment: [Business]
        RefusePayment: [Business]
        UseCredit: []
        RecordRefund: []
        WriteOffRest: [Business]
        ClaimTransfer: [Buyer]
        GrantTempo: [Business]
        WaiveLimit: []
        GiveCode: [Business]
        HandOverCash: []
        PayCourier: []
        IssueInvoice: [Business]
        TakeBankLine: [Business]
        PlanMaterials: [Business]
        RequestMaterials: [Business]
        ConfirmMaterials: [Supplier]
        RefuseMaterials: [Supplier]
        WithdrawMaterials: [Business]
        ShipMaterials: [Supplier]
        ReceiveMaterials: [Business]
        AskSuppliers: [Business]
        AcceptCounter: [Business]
        RefuseCounter: [Business]
        ExpireRequest: []
        CloseRequest: []
        ReturnMaterials: []
        RecordSupplierBill: [Business, Supplier]
        PaySupplier: [Business]
        BuyMaterials: [Business]
        SetWorkshopSteps: [Business]
        ReportProgress: [Business]
        RecordMaterialsUsed: [Business]
        MakeForStock: [Business]
        StartProduction: [Business]
        FinishProduction: [Business]
        PackOrder: [Business]
        DispatchOrder: [Business]
        DeclineDelivery: [Courier]
        WithdrawDelivery: [Business]
        PickUpDelivery: [Courier]
        CompleteDelivery: [Courier]
        FailDelivery: [Courier]
        AcceptDelivery: [Courier]
        ReassignDelivery: [Business]
        ReopenDelivery: [Business, Courier]
        CompleteStop: [Courier]
        ReturnGoods: [Business, Buyer]
        ReceiveReturn: []
        SettleShortfall: []
        SetReturnPolicy: [Business]
        PlanTrip: [Business]
        ReorderTrip: []
        SendMessage: [Business, Buyer]
        MarkRead: [Business, Buyer]
        MakeSale: [Business]
        VoidSale: []
        KeepGoods: [Business]
        FreeGoods: [Business]
        CorrectPayment: [Business]
        CorrectReceipt: []
        CorrectCount: [Business]
        CorrectSupplierBill: []
        CorrectSupplierPayment: []
        CorrectMaterial: [Business]
        CloseMonth: []
        ReopenMonth: []
        WriteInGuestBook: [Buyer, OtherBuyer, Supplier, OtherSupplier, Courier, OtherCourier]
        ShowGuestPost: [Business]
        HideGuestPost: [Business]
        AnswerGuestPost: [Business]
        SetReplyTemplate: [Business]
        RemoveReplyTemplate: [Business]
        SetBookable: [Business]
        BookSlot: [Buyer]
        CancelBooking: [Business, Buyer]
        MarkBooking: [Business]
        PayBooking: [Business]
        MoveBooking: [Business, Buyer]
    "#]]
    .assert_eq(&told);
}
