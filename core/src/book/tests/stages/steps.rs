//! Whose step each command is.

use expect_test::expect;

use super::*;

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
        CorrectPurchase: []
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
