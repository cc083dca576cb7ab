//! Every command in a book that was never opened.

use expect_test::expect;

use super::*;

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
        CorrectPurchase: refused: NothingToCorrect
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
