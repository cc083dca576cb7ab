//! For every command of a book the operations that send it, or why none does.

use rantai_core::book::Command as Wished;

use super::*;

/// How a program comes by a command.
enum Answer {
    /// By these operations.
    By(&'static [&'static str]),
    /// By none, and why.
    Never(&'static str),
}
use Answer::{By, Never};

/// In the order in which the book lists them.
const ANSWERS: &[(&str, Answer)] = &[
    ("OpenBusiness", By(&["openBusiness"])),
    ("SetTerms", By(&["setTerms"])),
    ("ChangeProfile", By(&["changeProfile"])),
    ("SetWholesale", By(&["setWholesale"])),
    ("SetOrderPolicy", By(&["setOrderPolicy"])),
    ("SetPaymentPolicy", By(&["setPaymentPolicy"])),
    ("SetDepositRule", By(&["setDepositRule"])),
    ("SetBuyerTerms", By(&["setBuyerTerms"])),
    ("SetQris", By(&["setQris", "removeQris"])),
    ("ApproveBuyer", By(&["setApproval"])),
    ("WithdrawApproval", By(&["setApproval"])),
    ("AddProduct", By(&["addProduct"])),
    ("ChangeProduct", By(&["changeProduct"])),
    ("SetPrice", By(&["setPrice"])),
    ("SetRecipe", By(&["setRecipe"])),
    ("WithdrawProduct", By(&["withdrawProduct"])),
    ("OfferProduct", By(&["offerProduct"])),
    ("AddMaterial", By(&["addMaterial"])),
    ("CountStock", Never("`countStock` sends `TakeStock`, which is the same for one thing as for many")),
    ("TakeStock", By(&["countStock"])),
    ("SetStockRule", By(&["setStockRule"])),
    ("SetSupplierPrice", By(&["setSupplierPrice"])),
    ("SetWaste", By(&["setWaste"])),
    ("PlaceOrder", By(&["placeOrder"])),
    ("AcceptOrder", By(&["acceptOrder"])),
    ("DeclineOrder", By(&["declineOrder"])),
    ("WithdrawOrder", By(&["withdrawOrder"])),
    ("CancelOrder", By(&["cancelOrder"])),
    (
        "CloseOrder",
        Never("the book closes an order by itself once the goods have arrived and nothing is owed"),
    ),
    ("CounterOrder", By(&["counterOrder"])),
    ("AcceptOffer", By(&["acceptOffer"])),
    ("AskChange", By(&["askOrderChange"])),
    ("AskCancellation", By(&["askCancellation"])),
    ("AnswerAsk", By(&["answerOrderChange", "answerCancellation"])),
    ("WithdrawAsk", By(&["withdrawAsk"])),
    ("WaiveGate", By(&["waiveGate"])),
    ("PassTime", Never("time passes at the desk; nobody wishes it")),
    ("ClaimPayment", By(&["claimPayment"])),
    ("RecordPayment", By(&["recordPayment"])),
    ("VerifyPayment", By(&["verifyPayment"])),
    ("RefusePayment", By(&["refusePayment"])),
    ("UseCredit", By(&["useCredit"])),
    ("RecordRefund", By(&["recordRefund"])),
    ("WriteOffRest", By(&["writeOffRest"])),
    ("ClaimTransfer", By(&["claimTransfer"])),
    ("GrantTempo", By(&["grantTempo"])),
    ("WaiveLimit", By(&["waiveLimit"])),
    ("GiveCode", Never("the book gives codes by itself, by the payment policy")),
    ("HandOverCash", By(&["handOverCash"])),
    ("PayCourier", By(&["payCourier"])),
    ("IssueInvoice", By(&["issueInvoice"])),
    ("TakeBankLine", By(&["takeBankLine"])),
    ("PlanMaterials", Never("the book reckons an order's materials by itself once its gate is open")),
    ("RequestMaterials", By(&["requestMaterials"])),
    ("ConfirmMaterials", By(&["confirmMaterialRequest"])),
    ("RefuseMaterials", By(&["refuseMaterialRequest"])),
    ("WithdrawMaterials", By(&["withdrawMaterialRequest"])),
    ("ShipMaterials", By(&["shipMaterials"])),
    ("ReceiveMaterials", By(&["receiveMaterials"])),
    ("AskSuppliers", By(&["askSuppliers"])),
    ("AcceptCounter", By(&["counterMaterialRequest"])),
    ("RefuseCounter", By(&["counterMaterialRequest"])),
    ("ExpireRequest", Never("the book writes down by itself that nobody answered")),
    ("CloseRequest", By(&["closeMaterialRequest"])),
    ("ReturnMaterials", By(&["returnMaterials"])),
    ("RecordSupplierBill", By(&["recordSupplierBill"])),
    ("PaySupplier", By(&["paySupplier"])),
    ("BuyMaterials", By(&["recordPurchase"])),
    ("SetWorkshopSteps", By(&["setWorkshopSteps"])),
    ("ReportProgress", By(&["reportProgress"])),
    ("RecordMaterialsUsed", By(&["recordMaterialsUsed"])),
    ("MakeForStock", By(&["makeForStock"])),
    ("StartProduction", By(&["startProduction"])),
    ("FinishProduction", By(&["finishProduction"])),
    ("PackOrder", By(&["packOrder"])),
    ("DispatchOrder", By(&["dispatchOrder"])),
    ("DeclineDelivery", By(&["declineDelivery"])),
    ("WithdrawDelivery", By(&["withdrawDelivery"])),
    ("PickUpDelivery", By(&["pickUpDelivery"])),
    ("CompleteDelivery", By(&["completeDelivery"])),
    ("FailDelivery", By(&["failDelivery"])),
    ("AcceptDelivery", By(&["acceptDelivery"])),
    ("ReassignDelivery", By(&["reassignDelivery"])),
    ("ReopenDelivery", By(&["reopenDelivery"])),
    ("CompleteStop", By(&["completeStop"])),
    ("ReturnGoods", By(&["returnGoods"])),
    ("ReceiveReturn", By(&["receiveReturn"])),
    ("SettleShortfall", By(&["settleShortfall"])),
    ("SetReturnPolicy", By(&["setReturnPolicy"])),
    ("PlanTrip", By(&["planTrip"])),
    ("ReorderTrip", By(&["reorderTrip"])),
    ("SendMessage", By(&["sendOrderMessage", "sendMaterialRequestMessage", "sendDeliveryMessage"])),
    (
        "MarkRead",
        By(&["markOrderMessagesRead", "markMaterialRequestMessagesRead", "markDeliveryMessagesRead"]),
    ),
    ("MakeSale", By(&["makeSale"])),
    ("VoidSale", By(&["voidSale"])),
    ("KeepGoods", By(&["keepGoods"])),
    ("FreeGoods", By(&["freeGoods"])),
    ("CorrectPayment", By(&["correctPayment"])),
    ("CorrectReceipt", By(&["correctReceipt"])),
    ("CorrectCount", By(&["correctCount"])),
    ("CorrectSupplierBill", By(&["correctSupplierBill"])),
    ("CorrectSupplierPayment", By(&["correctSupplierPayment"])),
    ("CorrectPurchase", By(&["correctPurchase"])),
    ("CorrectMaterial", By(&["correctMaterial"])),
    ("CloseMonth", By(&["closeMonth"])),
    ("ReopenMonth", By(&["reopenMonth"])),
    ("WriteInGuestBook", By(&["writeInGuestBook"])),
    ("ShowGuestPost", By(&["showGuestPost"])),
    ("HideGuestPost", By(&["hideGuestPost"])),
    ("AnswerGuestPost", By(&["answerGuestPost"])),
    ("SetReplyTemplate", By(&["addReplyTemplate", "changeReplyTemplate"])),
    ("RemoveReplyTemplate", By(&["removeReplyTemplate"])),
    ("SetBookable", By(&["addBookable", "changeBookable"])),
    ("BookSlot", By(&["bookSlot"])),
    ("CancelBooking", By(&["cancelBooking"])),
    ("MarkBooking", By(&["markBooking"])),
    ("PayBooking", By(&["payBooking"])),
    ("MoveBooking", By(&["moveBooking"])),
];

fn senders() -> BTreeSet<String> {
    let by = ANSWERS.iter().filter_map(|(_, answer)| match answer {
        By(operations) => Some(*operations),
        Never(_) => None,
    });
    by.flatten().map(|name| (*name).to_owned()).collect()
}

#[test]
fn every_command_has_an_operation_or_a_reason_and_every_operation_that_does_something_a_command() {
    let answered: Vec<&str> = ANSWERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        answered,
        Wished::NAMES,
        "a command has no answer: which operation sends it, or why does none?"
    );
    for (name, answer) in ANSWERS {
        let says = match answer {
            By(operations) => !operations.is_empty(),
            Never(why) => why.len() > 20,
        };
        assert!(says, "{name}");
    }
    let posts = operations().into_iter().filter(|(method, ..)| *method == Method::Post);
    let posts = posts.map(|(_, _, name, ..)| name).filter(|name| name != "uploadPhoto");
    assert_eq!(senders(), posts.collect(), "only a photo is sent that is no command");
}

/// What makes an operation send each of its commands, beyond what can be read.
fn bodies(operation: &str, desa: &Desa, address: &impl Fn(&str) -> String) -> Vec<Value> {
    let (material, order) = (address("{material}"), address("{order}"));
    let mistake = json!({ "why": "Miscounted" });
    let with = |fields: Value| {
        let mut body = mistake.clone();
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        vec![body]
    };
    let supplier = "kayu-jati-blora";
    match operation {
        "setApproval" => vec![json!({ "approved": true }), json!({ "approved": false })],
        "counterMaterialRequest" => vec![json!({ "accept": true }), json!({ "accept": false })],
        "placeOrder" => {
            let line = json!({ "product": ABSENT, "quantity": "1", "unit": "Pcs" });
            vec![json!({ "business": "mebel-jati-barokah", "lines": [line] })]
        }
        "claimTransfer" => vec![json!({ "orders": [order], "amount": 1000, "method": "Cash" })],
        "completeStop" => vec![json!({ "deliveries": [{ "delivery": address("{delivery}") }] })],
        "closeMonth" => vec![json!({ "facts": 0 })],
        "reopenMonth" => vec![json!({ "reason": "salah hitung" })],
        "askOrderChange" => vec![json!({ "lines": [{ "number": 1, "quantity": "2" }] })],
        "correctPayment" => with(json!({ "amount": 1 })),
        "correctCount" => with(json!({ "material": material, "was": "1", "quantity": "2" })),
        "correctReceipt" => {
            with(json!({ "receipt": 1, "lines": [{ "number": 1, "quantity": "1", "damaged": "0" }] }))
        }
        "correctSupplierBill" => with(json!({ "supplier": supplier, "number": "1", "amount": 1 })),
        "correctSupplierPayment" => with(json!({ "supplier": supplier, "payment": 1, "amount": 1 })),
        "correctPurchase" => {
            let line = json!({ "material": material, "quantity": "1", "cost": 1000 });
            with(json!({ "purchase": 1, "lines": [line] }))
        }
        "countStock" => {
            vec![json!({ "lines": [{ "material": material, "quantity": "3" }], "reason": "Count" })]
        }
        "recordPurchase" => {
            let line = json!({ "material": material, "quantity": "1", "cost": 1000 });
            vec![json!({ "lines": [line], "method": "Cash" })]
        }
        "recordSupplierBill" => vec![json!({ "with": supplier, "number": "F-1", "amount": 1000 })],
        "paySupplier" => vec![json!({ "supplier": supplier, "amount": 1000, "method": "Cash" })],
        "reportProgress" => vec![json!({ "line": 1, "step": 1, "done": "1" })],
        "returnMaterials" => {
            let line = json!({ "number": 1, "quantity": "1", "damaged": "0" });
            vec![json!({ "lines": [line], "reason": "Damaged" })]
        }
        _ => vec![body_of(operation, desa)],
    }
}

/// A trip, a sale and goods that are kept, for the addresses that name one.
async fn more_things(desa: &Desa, business: &Side, address: &impl Fn(&str) -> String) -> [String; 3] {
    let product = desa.get(&business.token, &address("/api/v1/products/{product}")).await.body;
    let of_the_first = |price: &&Value| price["variant"].is_null() || price["variant"] == 1;
    let price = product["prices"].as_array().unwrap().iter().find(of_the_first).unwrap();
    let price = price["retail"].as_i64().unwrap();
    let line = json!({ "product": product["id"], "quantity": "1" });
    let counted = json!({ "lines": [{ "product": product["id"], "quantity": "50" }], "reason": "Count" });
    desa.must(business, "/stock/counts", counted).await;
    let sale = json!({ "lines": [line], "total": price, "method": "Cash" });
    let sale = desa.must(business, "/sales", sale).await;
    let until = format!("{}T00:00:00Z", desa.today());
    let kept = desa
        .must(business, "/kept-goods", json!({ "lines": [line], "name": "Bu Ani", "until": until }))
        .await;
    let carrier = json!({ "kind": "courier", "party": "ojek-slamet" });
    let trip = json!({ "carrier": carrier, "mode": "Pickup", "slips": [address("{delivery}")] });
    let trip = desa.must(business, "/trips", trip).await;
    [text(&trip, "id").to_owned(), text(&sale, "id").to_owned(), text(&kept, "id").to_owned()]
}

#[tokio::test]
async fn each_operation_sends_the_commands_that_are_said_to_be_its_own() {
    let desa = desa().await;
    let (sides, address) = affair(&desa).await;
    let [buyer, business, supplier, courier] = &sides;
    // What is answered was asked before, each of an order of its own.
    let asked = async |what: &str, body: Value| {
        let order = desa.accepted(buyer, business).await;
        let order = text(&order, "id").to_owned();
        desa.must(buyer, &format!("/orders/{order}/{what}"), body).await;
        order
    };
    let change = json!({ "lines": [{ "number": 1, "quantity": "41" }] });
    let (changed, called_off) =
        (asked("ask-change", change).await, asked("ask-cancellation", json!({})).await);
    let [trip, sale, kept] = more_things(&desa, business, &address).await;
    let address = |path: &str| {
        let path = path.replace("{trip}", &trip).replace("{sale}", &sale).replace("{reservation}", &kept);
        address(&path)
    };
    let mut wrong = Vec::new();
    for (method, path, name, ..) in operations() {
        if method != Method::Post {
            continue;
        }
        let who = match path {
            path if path.contains("{delivery}") => courier,
            path if path.contains("{request}") => supplier,
            _ => business,
        };
        let expected: BTreeSet<&str> = ANSWERS
            .iter()
            .filter(|(_, answer)| matches!(answer, By(operations) if operations.contains(&name.as_str())))
            .map(|(command, _)| *command)
            .collect();
        SENT.take();
        let mut last = None;
        let path = match name.as_str() {
            "answerOrderChange" => path.replace("{order}", &changed),
            "answerCancellation" => path.replace("{order}", &called_off),
            _ => address(path),
        };
        for (at, body) in bodies(&name, &desa, &address).into_iter().enumerate() {
            last = Some(desa.post(&who.token, &path, &format!("{name}-{at}"), &body).await);
        }
        let sent = SENT.take();
        if sent != expected {
            wrong.push(format!("{name} sends {sent:?}, not {expected:?}: {:?}", last.map(|told| told.body)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
