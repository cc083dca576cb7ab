//! Every command at every stage of an order.

use expect_test::expect;

use super::*;

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
        CorrectPurchase
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
