//! Every wish a party can have of a business, and where it is decided.

use bincode::{Decode, Encode};

use super::{Book, Context, Event, Rejection};
use super::{
    booking, catalogue, conversation, delivery, guest_book, material, months, order, payment, production,
    profile, sale, stock,
};

macro_rules! commands {
    ($($(#[$meta:meta])* $variant:ident($form:path)),+ $(,)?) => {
        /// A wish. Its content is hashed under its id, so it can be encoded, but it is never stored.
        #[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
        #[allow(clippy::large_enum_variant, reason = "commands are built once and moved little")]
        pub enum Command { $($(#[$meta])* $variant($form)),+ }

        impl Command {
            /// The names of all commands.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($variant)),+];

            /// The command's name, as code writes it.
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => stringify!($variant)),+ }
            }
        }

        $(impl From<$form> for Command {
            fn from(form: $form) -> Self { Self::$variant(form) }
        })+

        /// What the wish leads to: facts, none if it is so already, or a refusal.
        ///
        /// # Errors
        /// The [`Rejection`] a person can act on.
        pub fn decide(book: &Book, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
            match command { $(Command::$variant(form) => form.decide(book, context)),+ }
        }
    };
}

commands! {
    /// Open the book.
    OpenBusiness(profile::OpenBusiness),
    /// Set the terms.
    SetTerms(profile::SetTerms),
    /// Change the sign.
    ChangeProfile(profile::ChangeProfile),
    /// Decide who is shown wholesale prices.
    SetWholesale(profile::SetWholesale),
    /// Set how orders are dealt with.
    SetOrderPolicy(profile::SetOrderPolicy),
    /// Decide how money is taken.
    SetPaymentPolicy(profile::SetPaymentPolicy),
    /// Decide how much is asked before work starts.
    SetDepositRule(profile::SetDepositRule),
    /// Set a buyer's terms.
    SetBuyerTerms(profile::SetBuyerTerms),
    /// Set the QRIS code.
    SetQris(profile::SetQris),
    /// Approve a buyer.
    ApproveBuyer(profile::ApproveBuyer),
    /// Take the approval of a buyer back.
    WithdrawApproval(profile::WithdrawApproval),
    /// Add a product.
    AddProduct(catalogue::AddProduct),
    /// Change what is said of a product.
    ChangeProduct(catalogue::ChangeProduct),
    /// Set a price.
    SetPrice(catalogue::SetPrice),
    /// Set a bill of materials.
    SetRecipe(catalogue::SetRecipe),
    /// Offer a product no longer.
    WithdrawProduct(catalogue::WithdrawProduct),
    /// Offer a product again.
    OfferProduct(catalogue::OfferProduct),
    /// Add a material.
    AddMaterial(catalogue::AddMaterial),
    /// Record a count.
    CountStock(stock::CountStock),
    /// Record many counts.
    TakeStock(stock::TakeStock),
    /// Say how much there should always be.
    SetStockRule(stock::SetStockRule),
    /// Set a supplier's price.
    SetSupplierPrice(catalogue::SetSupplierPrice),
    /// Say what a product wastes.
    SetWaste(catalogue::SetWaste),
    /// Place an order.
    PlaceOrder(order::PlaceOrder),
    /// Accept an order.
    AcceptOrder(order::AcceptOrder),
    /// Decline an order.
    DeclineOrder(order::DeclineOrder),
    /// Withdraw an order.
    WithdrawOrder(order::WithdrawOrder),
    /// Call an order off.
    CancelOrder(order::CancelOrder),
    /// Close an order.
    CloseOrder(order::CloseOrder),
    /// Answer an order with other terms.
    CounterOrder(order::CounterOrder),
    /// Take an offer.
    AcceptOffer(order::AcceptOffer),
    /// Ask to change an order.
    AskChange(order::AskChange),
    /// Ask to call an order off.
    AskCancellation(order::AskCancellation),
    /// Answer what was asked.
    AnswerAsk(order::AnswerAsk),
    /// Take back what was asked.
    WithdrawAsk(order::WithdrawAsk),
    /// Let an order pass a gate.
    WaiveGate(order::WaiveGate),
    /// Let time pass.
    PassTime(order::PassTime),
    /// Claim a payment.
    ClaimPayment(payment::ClaimPayment),
    /// Record money that was seen to arrive.
    RecordPayment(payment::RecordPayment),
    /// Verify a payment.
    VerifyPayment(payment::VerifyPayment),
    /// Refuse a payment.
    RefusePayment(payment::RefusePayment),
    /// Pay an order with credit.
    UseCredit(payment::UseCredit),
    /// Record money given back.
    RecordRefund(payment::RecordRefund),
    /// Let a rest go.
    WriteOffRest(payment::WriteOffRest),
    /// Claim one transfer for several orders.
    ClaimTransfer(payment::ClaimTransfer),
    /// Give an order time.
    GrantTempo(payment::GrantTempo),
    /// Take an order beyond its buyer's limit.
    WaiveLimit(payment::WaiveLimit),
    /// Give an order a unique code.
    GiveCode(payment::GiveCode),
    /// Take a courier's cash.
    HandOverCash(payment::HandOverCash),
    /// Pay a courier.
    PayCourier(payment::PayCourier),
    /// Issue an invoice.
    IssueInvoice(payment::IssueInvoice),
    /// Take a line of a bank's statement as a payment.
    TakeBankLine(payment::TakeBankLine),
    /// Reckon an order's materials.
    PlanMaterials(material::PlanMaterials),
    /// Request materials.
    RequestMaterials(material::RequestMaterials),
    /// Confirm a request.
    ConfirmMaterials(material::ConfirmMaterials),
    /// Refuse a request.
    RefuseMaterials(material::RefuseMaterials),
    /// Take a request back.
    WithdrawMaterials(material::WithdrawMaterials),
    /// Ship materials.
    ShipMaterials(material::ShipMaterials),
    /// Receive materials.
    ReceiveMaterials(material::ReceiveMaterials),
    /// Ask several suppliers at once.
    AskSuppliers(material::AskSuppliers),
    /// Take what a supplier offers.
    AcceptCounter(material::AcceptCounter),
    /// Do not take what a supplier offers.
    RefuseCounter(material::RefuseCounter),
    /// Write down that nobody answered.
    ExpireRequest(material::ExpireRequest),
    /// Wait for the rest of a request no longer.
    CloseRequest(material::CloseRequest),
    /// Give materials back.
    ReturnMaterials(material::ReturnMaterials),
    /// Write a supplier's bill down.
    RecordSupplierBill(material::RecordSupplierBill),
    /// Pay a supplier.
    PaySupplier(material::PaySupplier),
    /// Buy without a request.
    BuyMaterials(material::BuyMaterials),
    /// Name the steps of the workshop.
    SetWorkshopSteps(production::SetWorkshopSteps),
    /// Say how far the work has come.
    ReportProgress(production::ReportProgress),
    /// Say what the work took.
    RecordMaterialsUsed(production::RecordMaterialsUsed),
    /// Make goods for the shelf.
    MakeForStock(production::MakeForStock),
    /// Start production.
    StartProduction(production::StartProduction),
    /// Finish production.
    FinishProduction(production::FinishProduction),
    /// Pack an order.
    PackOrder(production::PackOrder),
    /// Issue a slip.
    DispatchOrder(delivery::DispatchOrder),
    /// Decline a slip.
    DeclineDelivery(delivery::DeclineDelivery),
    /// Take a slip back.
    WithdrawDelivery(delivery::WithdrawDelivery),
    /// Pick up.
    PickUpDelivery(delivery::PickUpDelivery),
    /// Deliver.
    CompleteDelivery(delivery::CompleteDelivery),
    /// Fail to deliver.
    FailDelivery(delivery::FailDelivery),
    /// Take a slip.
    AcceptDelivery(delivery::AcceptDelivery),
    /// Give a slip to another carrier.
    ReassignDelivery(delivery::ReassignDelivery),
    /// Take a failure back.
    ReopenDelivery(delivery::ReopenDelivery),
    /// Deliver several slips at once.
    CompleteStop(delivery::CompleteStop),
    /// Send goods back.
    ReturnGoods(delivery::ReturnGoods),
    /// Count what came back.
    ReceiveReturn(delivery::ReceiveReturn),
    /// Decide about what the buyer did not get, or keeps although it is not as it should be.
    SettleShortfall(delivery::SettleShortfall),
    /// Say how long goods are taken back.
    SetReturnPolicy(delivery::SetReturnPolicy),
    /// Plan a trip.
    PlanTrip(delivery::PlanTrip),
    /// Put a trip's stops into another order.
    ReorderTrip(delivery::ReorderTrip),
    /// Write to the other party.
    SendMessage(conversation::SendMessage),
    /// Note what was read.
    MarkRead(conversation::MarkRead),
    /// Sell over the counter.
    MakeSale(sale::MakeSale),
    /// Take a sale back.
    VoidSale(sale::VoidSale),
    /// Keep goods for somebody.
    KeepGoods(sale::KeepGoods),
    /// Keep goods no longer.
    FreeGoods(sale::FreeGoods),
    /// Correct a verified payment.
    CorrectPayment(payment::CorrectPayment),
    /// Correct a receipt.
    CorrectReceipt(material::CorrectReceipt),
    /// Correct the newest count.
    CorrectCount(stock::CorrectCount),
    /// Correct a supplier's bill.
    CorrectSupplierBill(material::CorrectSupplierBill),
    /// Correct what a supplier was paid.
    CorrectSupplierPayment(material::CorrectSupplierPayment),
    /// Correct a purchase.
    CorrectPurchase(material::CorrectPurchase),
    /// Correct a material's name.
    CorrectMaterial(catalogue::CorrectMaterial),
    /// Close a month.
    CloseMonth(months::CloseMonth),
    /// Open the last closed month again.
    ReopenMonth(months::ReopenMonth),
    /// Write in the guest book.
    WriteInGuestBook(guest_book::WriteInGuestBook),
    /// Show a post.
    ShowGuestPost(guest_book::ShowGuestPost),
    /// Hide a post.
    HideGuestPost(guest_book::HideGuestPost),
    /// Answer a post.
    AnswerGuestPost(guest_book::AnswerGuestPost),
    /// Keep an answer ready.
    SetReplyTemplate(conversation::SetReplyTemplate),
    /// Keep an answer no longer.
    RemoveReplyTemplate(conversation::RemoveReplyTemplate),
    /// Offer something to be booked.
    SetBookable(booking::SetBookable),
    /// Book places of a slot.
    BookSlot(booking::BookSlot),
    /// Call a booking off.
    CancelBooking(booking::CancelBooking),
    /// Say whether they came.
    MarkBooking(booking::MarkBooking),
    /// Take the money for a booking.
    PayBooking(booking::PayBooking),
    /// Give a booking another slot.
    MoveBooking(booking::MoveBooking),
}
