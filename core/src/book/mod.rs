//! One business's book: the state its decisions are made on, and the rules.
//!
//! [`decide`] says what a wish leads to, [`Book::evolve`] keeps what happened, [`react`] holds the
//! business's own policies. All three are pure: no I/O, no clock, no randomness. Each noun has a folder;
//! its `event.rs` is the contract on disk, its other files are one step each.

pub mod booking;
pub mod catalogue;
pub mod conversation;
pub mod correction;
pub mod delivery;
pub mod guest_book;
pub mod material;
pub mod months;
pub mod order;
pub mod payment;
pub mod production;
pub mod profile;
pub mod sale;
pub mod stock;

mod command;
mod context;
mod rejection;
mod state;
#[cfg(test)]
pub(crate) mod tests;

pub use command::{Command, decide};
pub use context::{Context, ahead, derive_id};
pub use rejection::{MissingMaterial, Rejection};
pub(crate) use state::POLICY_BYTES;
pub use state::{Book, react};

use crate::ids::{Thing, ThingKind};

crate::events! {
    /// Everything that can happen in a business's book.
    pub enum Event {
        /// The book was opened.
        BusinessOpened(profile::BusinessOpened) = 0x0101 v 1,
        /// Terms for coming orders were set.
        TermsSet(profile::TermsSet) = 0x0102 v 1,
        /// The business changed its sign.
        ProfileChanged(profile::ProfileChanged) = 0x0103 v 1,
        /// Who is shown wholesale prices was decided.
        WholesaleSet(profile::WholesaleSet) = 0x0104 v 1,
        /// A buyer was approved.
        BuyerApproved(profile::BuyerApproved) = 0x0105 v 1,
        /// The approval of a buyer was taken back.
        ApprovalWithdrawn(profile::ApprovalWithdrawn) = 0x0106 v 1,
        /// How orders are dealt with was set.
        OrderPolicySet(profile::OrderPolicySet) = 0x0110 v 1,
        /// How money is taken was decided.
        PaymentPolicySet(profile::PaymentPolicySet) = 0x0118 v 1,
        /// The terms of one buyer were decided.
        BuyerTermsSet(profile::BuyerTermsSet) = 0x0119 v 1,
        /// How much is asked before work starts was decided.
        DepositRuleSet(profile::DepositRuleSet) = 0x0130 v 1,
        /// The QRIS code was set.
        QrisSet(profile::QrisSet) = 0x011A v 1,
        /// A month was closed.
        MonthClosed(months::MonthClosed) = 0x0120 v 1,
        /// A closed month was opened again.
        MonthReopened(months::MonthReopened) = 0x0121 v 1,
        /// A product entered the catalogue.
        ProductAdded(catalogue::ProductAdded) = 0x0201 v 1,
        /// A product got a price.
        PriceSet(catalogue::PriceSet) = 0x0202 v 1,
        /// A product got its bill of materials.
        RecipeSet(catalogue::RecipeSet) = 0x0203 v 1,
        /// A product is no longer offered.
        ProductWithdrawn(catalogue::ProductWithdrawn) = 0x0204 v 1,
        /// A product is offered again.
        ProductOffered(catalogue::ProductOffered) = 0x0205 v 1,
        /// A material became one the business works with.
        MaterialAdded(catalogue::MaterialAdded) = 0x0206 v 1,
        /// What is said of a product changed.
        ProductChanged(catalogue::ProductChanged) = 0x0207 v 1,
        /// What a supplier takes for a material was set.
        SupplierPriceSet(catalogue::SupplierPriceSet) = 0x0210 v 1,
        /// What a product wastes was set.
        WasteSet(catalogue::WasteSet) = 0x0211 v 1,
        /// The name of a material was corrected.
        MaterialCorrected(catalogue::MaterialCorrected) = 0x0220 v 1,
        /// Stock was counted.
        StockCounted(stock::StockCounted) = 0x0301 v 1,
        /// Goods are kept for an order.
        GoodsReserved(stock::GoodsReserved) = 0x0302 v 1,
        /// Kept goods are free again.
        ReservationReleased(stock::ReservationReleased) = 0x0303 v 1,
        /// How much of something there should always be was set.
        StockRuleSet(stock::StockRuleSet) = 0x0310 v 1,
        /// A count was corrected.
        CountCorrected(stock::CountCorrected) = 0x0320 v 1,
        /// A receipt was corrected.
        ReceiptCorrected(stock::ReceiptCorrected) = 0x0321 v 1,
        /// An order was placed.
        OrderPlaced(order::OrderPlaced) = 0x0401 v 1,
        /// An order was accepted.
        OrderAccepted(order::OrderAccepted) = 0x0402 v 1,
        /// An order was declined.
        OrderDeclined(order::OrderDeclined) = 0x0403 v 1,
        /// An order was withdrawn.
        OrderWithdrawn(order::OrderWithdrawn) = 0x0404 v 1,
        /// An order was called off.
        OrderCancelled(order::OrderCancelled) = 0x0405 v 2 was { 1: order::OrderCancelledV1 },
        /// An order was settled and closed.
        OrderClosed(order::OrderClosed) = 0x0406 v 1,
        /// One side answered an order with terms of its own.
        OrderCountered(order::OrderCountered) = 0x0410 v 1,
        /// An offer was taken.
        OfferAccepted(order::OfferAccepted) = 0x0411 v 1,
        /// An offer ran out of time.
        OfferExpired(order::OfferExpired) = 0x0412 v 1,
        /// A change of what was agreed was asked for.
        ChangeAsked(order::ChangeAsked) = 0x0413 v 1,
        /// A cancellation was asked for.
        CancellationAsked(order::CancellationAsked) = 0x0414 v 1,
        /// What was asked was refused.
        AskRefused(order::AskRefused) = 0x0415 v 1,
        /// What was asked was taken back.
        AskWithdrawn(order::AskWithdrawn) = 0x0416 v 1,
        /// Both agreed on something else.
        OrderChanged(order::OrderChanged) = 0x0417 v 1,
        /// An order may pass a gate without the money.
        GateWaived(order::GateWaived) = 0x0418 v 1,
        /// A deadline passed.
        DeadlinePassed(order::DeadlinePassed) = 0x0419 v 1,
        /// The policy an order was accepted on.
        PolicyAgreed(order::PolicyAgreed) = 0x041A v 1,
        /// A payment was claimed.
        PaymentClaimed(payment::PaymentClaimed) = 0x0501 v 2 was { 1: payment::PaymentClaimedV1 },
        /// A payment was verified.
        PaymentVerified(payment::PaymentVerified) = 0x0502 v 2 was { 1: payment::PaymentVerifiedV1 },
        /// A claimed payment was refused.
        PaymentRefused(payment::PaymentRefused) = 0x0503 v 1,
        /// Credit pays an order.
        CreditUsed(payment::CreditUsed) = 0x0510 v 1,
        /// Money was given back.
        RefundPaid(payment::RefundPaid) = 0x0511 v 1,
        /// A part of the price is not asked for any more.
        RestWrittenOff(payment::RestWrittenOff) = 0x0512 v 1,
        /// One transfer pays several orders.
        TransferClaimed(payment::TransferClaimed) = 0x0513 v 1,
        /// An order may be paid later.
        TempoGranted(payment::TempoGranted) = 0x0514 v 1,
        /// An order is taken beyond its buyer's limit.
        LimitWaived(payment::LimitWaived) = 0x0515 v 1,
        /// An order got a unique code.
        CodeGiven(payment::CodeGiven) = 0x0516 v 1,
        /// A courier handed cash over.
        CashHandedOver(payment::CashHandedOver) = 0x0517 v 1,
        /// A courier was paid.
        CourierPaid(payment::CourierPaid) = 0x0518 v 1,
        /// An order got its invoice.
        InvoiceIssued(payment::InvoiceIssued) = 0x0519 v 1,
        /// A line of a bank's statement was taken as a payment.
        BankLineTaken(payment::BankLineTaken) = 0x051A v 1,
        /// A payment was verified with the wrong amount.
        PaymentCorrected(payment::PaymentCorrected) = 0x0520 v 1,
        /// A supplier's bill was written down with the wrong amount.
        SupplierBillCorrected(payment::SupplierBillCorrected) = 0x0521 v 1,
        /// What a supplier was paid was written down with the wrong amount.
        SupplierPaymentCorrected(payment::SupplierPaymentCorrected) = 0x0522 v 1,
        /// The materials of an order were reckoned.
        MaterialsPlanned(material::MaterialsPlanned) = 0x0601 v 1,
        /// The materials of an order cannot be reckoned.
        PlanImpossible(material::PlanImpossible) = 0x0602 v 1,
        /// Materials were ordered from a supplier.
        MaterialsRequested(material::MaterialsRequested) = 0x0603 v 2 was { 1: material::MaterialsRequestedV1 },
        /// The supplier confirmed.
        MaterialsConfirmed(material::MaterialsConfirmed) = 0x0604 v 1,
        /// The supplier refused.
        MaterialsRefused(material::MaterialsRefused) = 0x0605 v 1,
        /// A material request was taken back.
        MaterialsWithdrawn(material::MaterialsWithdrawn) = 0x0606 v 1,
        /// The supplier shipped.
        MaterialsShipped(material::MaterialsShipped) = 0x0607 v 1,
        /// The business received.
        MaterialsReceived(material::MaterialsReceived) = 0x0608 v 2 was { 1: material::MaterialsReceivedV1 },
        /// The supplier would deliver otherwise than asked.
        SupplierCountered(material::SupplierCountered) = 0x0610 v 1,
        /// The business took what the supplier offered.
        SupplierCounterAccepted(material::SupplierCounterAccepted) = 0x0611 v 1,
        /// The business did not take it.
        SupplierCounterRefused(material::SupplierCounterRefused) = 0x0612 v 1,
        /// Nobody answered a request in time.
        RequestExpired(material::RequestExpired) = 0x0613 v 1,
        /// The rest of a request does not come any more.
        RequestClosed(material::RequestClosed) = 0x0614 v 1,
        /// Materials went back to their supplier.
        MaterialsReturned(material::MaterialsReturned) = 0x0615 v 1,
        /// A supplier's bill came.
        SupplierBilled(material::SupplierBilled) = 0x0616 v 1,
        /// A supplier was paid.
        SupplierPaid(material::SupplierPaid) = 0x0617 v 1,
        /// Materials were bought without a request.
        MaterialsBought(material::MaterialsBought) = 0x0618 v 1,
        /// What was bought was written down wrongly.
        PurchaseCorrected(material::PurchaseCorrected) = 0x0619 v 1,
        /// Production began.
        ProductionStarted(production::ProductionStarted) = 0x0701 v 1,
        /// Production ended.
        ProductionFinished(production::ProductionFinished) = 0x0702 v 1,
        /// The goods were packed.
        OrderPacked(production::OrderPacked) = 0x0703 v 2 was { 1: production::OrderPackedV1 },
        /// The steps of the workshop were named.
        WorkshopStepsSet(production::WorkshopStepsSet) = 0x0710 v 1,
        /// Somebody said how far the work has come.
        WorkReported(production::WorkReported) = 0x0711 v 1,
        /// The work took more or less than planned.
        MaterialsUsed(production::MaterialsUsed) = 0x0712 v 1,
        /// Goods were made for the shelf.
        StockMade(production::StockMade) = 0x0713 v 1,
        /// A delivery slip was issued.
        DeliveryOrdered(delivery::DeliveryOrdered) = 0x0801 v 2 was { 1: delivery::DeliveryOrderedV1 },
        /// The courier declined the slip.
        DeliveryDeclined(delivery::DeliveryDeclined) = 0x0802 v 1,
        /// The slip was taken back.
        DeliveryWithdrawn(delivery::DeliveryWithdrawn) = 0x0803 v 1,
        /// The carrier has the goods.
        DeliveryPickedUp(delivery::DeliveryPickedUp) = 0x0804 v 2 was { 1: delivery::DeliveryPickedUpV1 },
        /// The receiver has the goods.
        DeliveryCompleted(delivery::DeliveryCompleted) = 0x0805 v 2 was { 1: delivery::DeliveryCompletedV1 },
        /// An attempt to deliver failed.
        DeliveryFailed(delivery::DeliveryFailed) = 0x0806 v 1,
        /// The courier takes the slip.
        DeliveryAccepted(delivery::DeliveryAccepted) = 0x0810 v 1,
        /// The slip was given to another carrier.
        DeliveryReassigned(delivery::DeliveryReassigned) = 0x0811 v 1,
        /// A failure that was marked too soon was taken back.
        FailureReopened(delivery::FailureReopened) = 0x0812 v 1,
        /// Goods are on their way back.
        GoodsReturned(delivery::GoodsReturned) = 0x0813 v 1,
        /// What came back was counted.
        ReturnReceived(delivery::ReturnReceived) = 0x0814 v 1,
        /// It was decided about what the buyer did not get.
        ShortfallSettled(delivery::ShortfallSettled) = 0x0815 v 1,
        /// How long goods may be sent back was set.
        ReturnPolicySet(delivery::ReturnPolicySet) = 0x0816 v 1,
        /// A late deed that does not fit was kept.
        LateDeedKept(delivery::LateDeedKept) = 0x0817 v 1,
        /// A trip was planned.
        TripPlanned(delivery::TripPlanned) = 0x0820 v 1,
        /// A trip's stops were put into another order.
        TripReordered(delivery::TripReordered) = 0x0821 v 1,
        /// Somebody wrote to the other party.
        MessageSent(conversation::MessageSent) = 0x0901 v 1,
        /// What was written was read.
        MessagesRead(conversation::MessagesRead) = 0x0902 v 1,
        /// Somebody wrote in the guest book.
        GuestPostWritten(guest_book::GuestPostWritten) = 0x0920 v 1,
        /// Everybody may read a post.
        GuestPostShown(guest_book::GuestPostShown) = 0x0921 v 1,
        /// Nobody may read a post.
        GuestPostHidden(guest_book::GuestPostHidden) = 0x0922 v 1,
        /// The business answered a post.
        GuestPostAnswered(guest_book::GuestPostAnswered) = 0x0923 v 1,
        /// An answer is kept ready.
        ReplyTemplateSet(conversation::ReplyTemplateSet) = 0x0928 v 1,
        /// An answer is not kept any more.
        ReplyTemplateRemoved(conversation::ReplyTemplateRemoved) = 0x0929 v 1,
        /// Goods were sold over the counter.
        SaleMade(sale::SaleMade) = 0x0A01 v 1,
        /// A sale was taken back.
        SaleVoided(sale::SaleVoided) = 0x0A02 v 1,
        /// Goods are kept for somebody.
        GoodsKept(sale::GoodsKept) = 0x0A03 v 1,
        /// Kept goods are free again.
        KeptGoodsFreed(sale::KeptGoodsFreed) = 0x0A04 v 1,
        /// Something can be booked.
        BookableSet(booking::BookableSet) = 0x0A20 v 1,
        /// Places of a slot were booked.
        SlotBooked(booking::SlotBooked) = 0x0A21 v 1,
        /// A booking was called off.
        BookingCancelled(booking::BookingCancelled) = 0x0A22 v 1,
        /// It was said whether they came.
        BookingMarked(booking::BookingMarked) = 0x0A23 v 1,
        /// A booking was paid at the counter.
        BookingPaid(booking::BookingPaid) = 0x0A24 v 1,
        /// A booking has another slot now.
        BookingMoved(booking::BookingMoved) = 0x0A2D v 1,
    }
}

impl Event {
    /// Everything the event touches. Each of these gains one version in the commit that holds the event.
    pub fn things(&self) -> Vec<Thing> {
        fn request(request: crate::ids::RequestId, order: Option<crate::ids::OrderId>) -> Vec<Thing> {
            let mut things = vec![request.into()];
            things.extend(order.map(Thing::from));
            things
        }
        fn trip(trip: crate::ids::TripId, slips: &[crate::ids::SlipId]) -> Vec<Thing> {
            std::iter::once(trip.into()).chain(slips.iter().copied().map(Thing::from)).collect()
        }
        fn of_supplier(supplier: crate::ids::PartyId, request: Option<crate::ids::RequestId>) -> Vec<Thing> {
            let mut things = vec![supplier.into()];
            things.extend(request.map(Thing::from));
            things
        }
        fn item(item: stock::StockItem) -> Thing {
            match item {
                stock::StockItem::Goods { product, .. } => product.into(),
                stock::StockItem::Material { material } => material.into(),
            }
        }
        match self {
            Self::BusinessOpened(_)
            | Self::TermsSet(_)
            | Self::ProfileChanged(_)
            | Self::WholesaleSet(_)
            | Self::ReturnPolicySet(_)
            | Self::OrderPolicySet(_)
            | Self::PaymentPolicySet(_)
            | Self::QrisSet(_) => {
                vec![Thing { kind: ThingKind::Business, id: [0; 16] }]
            }
            Self::BuyerTermsSet(e) => vec![e.buyer.into()],
            Self::DepositRuleSet(e) => match e.of {
                profile::DepositOf::Everything => vec![Thing { kind: ThingKind::Business, id: [0; 16] }],
                profile::DepositOf::Buyer(buyer) => vec![buyer.into()],
                profile::DepositOf::Product(product) => vec![product.into()],
            },
            Self::CreditUsed(e) => vec![e.order.into(), e.buyer.into()],
            Self::RefundPaid(e) => {
                let mut things = vec![e.buyer.into()];
                things.extend(e.order.map(Thing::from));
                things
            }
            Self::RestWrittenOff(e) => vec![e.order.into()],
            Self::TransferClaimed(e) => vec![e.transfer.into(), e.buyer.into()],
            Self::TempoGranted(e) => vec![e.order.into()],
            Self::LimitWaived(e) => vec![e.order.into()],
            Self::CodeGiven(e) => vec![e.order.into()],
            Self::CashHandedOver(e) => vec![e.courier.into()],
            Self::CourierPaid(e) => vec![e.courier.into()],
            Self::InvoiceIssued(e) => vec![e.order.into()],
            Self::BankLineTaken(e) => vec![e.payment.into()],
            Self::BuyerApproved(e) => vec![e.buyer.into()],
            Self::ApprovalWithdrawn(e) => vec![e.buyer.into()],
            Self::ProductChanged(e) => vec![e.product.into()],
            Self::ProductAdded(e) => vec![e.product.into()],
            Self::PriceSet(e) => vec![e.product.into()],
            Self::RecipeSet(e) => vec![e.product.into()],
            Self::ProductWithdrawn(e) => vec![e.product.into()],
            Self::ProductOffered(e) => vec![e.product.into()],
            Self::MaterialAdded(e) => vec![e.material.into()],
            Self::StockCounted(e) => vec![item(e.item)],
            Self::CountCorrected(e) => vec![item(e.item)],
            Self::MaterialCorrected(e) => vec![e.material.into()],
            Self::MonthClosed(_) | Self::MonthReopened(_) => {
                vec![Thing { kind: ThingKind::Business, id: [0; 16] }]
            }
            Self::PaymentCorrected(e) => vec![e.payment.into(), e.order.into()],
            Self::SupplierBillCorrected(e) => vec![e.supplier.into()],
            Self::SupplierPaymentCorrected(e) => vec![e.supplier.into()],
            Self::ReceiptCorrected(e) => request(e.request, e.order),
            Self::GoodsReserved(e) => vec![e.order.into()],
            Self::ReservationReleased(e) => vec![e.order.into()],
            Self::OrderPlaced(e) => vec![e.order.into()],
            Self::OrderAccepted(e) => vec![e.order.into()],
            Self::OrderDeclined(e) => vec![e.order.into()],
            Self::OrderWithdrawn(e) => vec![e.order.into()],
            Self::OrderCancelled(e) => vec![e.order.into()],
            Self::OrderClosed(e) => vec![e.order.into()],
            Self::OrderCountered(e) => vec![e.order.into()],
            Self::OfferAccepted(e) => vec![e.order.into()],
            Self::OfferExpired(e) => vec![e.order.into()],
            Self::ChangeAsked(e) => vec![e.order.into()],
            Self::CancellationAsked(e) => vec![e.order.into()],
            Self::AskRefused(e) => vec![e.order.into()],
            Self::AskWithdrawn(e) => vec![e.order.into()],
            Self::OrderChanged(e) => vec![e.order.into()],
            Self::GateWaived(e) => vec![e.order.into()],
            Self::PolicyAgreed(e) => vec![e.order.into()],
            Self::DeadlinePassed(e) => {
                e.request.map(Thing::from).into_iter().chain(e.order.map(Thing::from)).collect()
            }
            Self::PaymentClaimed(e) => vec![e.payment.into(), e.order.into()],
            Self::PaymentVerified(e) => vec![e.payment.into(), e.order.into()],
            Self::PaymentRefused(e) => vec![e.payment.into(), e.order.into()],
            Self::MaterialsPlanned(e) => vec![e.order.into()],
            Self::PlanImpossible(e) => vec![e.order.into()],
            Self::MaterialsRequested(e) => request(e.request, e.order),
            Self::MaterialsConfirmed(e) => request(e.request, e.order),
            Self::MaterialsRefused(e) => request(e.request, e.order),
            Self::MaterialsWithdrawn(e) => request(e.request, e.order),
            Self::MaterialsShipped(e) => request(e.request, e.order),
            Self::MaterialsReceived(e) => request(e.request, e.order),
            Self::SupplierCountered(e) => request(e.request, e.order),
            Self::SupplierCounterAccepted(e) => request(e.request, e.order),
            Self::SupplierCounterRefused(e) => request(e.request, e.order),
            Self::RequestExpired(e) => request(e.request, e.order),
            Self::RequestClosed(e) => request(e.request, e.order),
            Self::MaterialsReturned(e) => {
                let mut things = request(e.request, e.order);
                things.push(e.supplier.into());
                things
            }
            Self::SupplierBilled(e) => of_supplier(e.supplier, e.request),
            Self::SupplierPaid(e) => of_supplier(e.supplier, e.request),
            Self::MaterialsBought(e) => e.lines.iter().map(|line| line.material.into()).collect(),
            Self::PurchaseCorrected(e) => e.changes().map(|(_, is)| is.material.into()).collect(),
            Self::StockRuleSet(e) => vec![item(e.item)],
            Self::SupplierPriceSet(e) => vec![e.material.into(), e.supplier.into()],
            Self::WasteSet(e) => vec![e.product.into()],
            Self::WorkshopStepsSet(_) => vec![Thing { kind: ThingKind::Business, id: [0; 16] }],
            Self::WorkReported(e) => vec![e.order.into()],
            Self::MaterialsUsed(e) => vec![e.order.into()],
            Self::StockMade(e) => vec![item(e.made.item)],
            Self::ProductionStarted(e) => vec![e.order.into()],
            Self::ProductionFinished(e) => vec![e.order.into()],
            Self::OrderPacked(e) => vec![e.order.into()],
            Self::DeliveryOrdered(e) => vec![e.slip.into(), e.order.into()],
            Self::DeliveryDeclined(e) => vec![e.slip.into(), e.order.into()],
            Self::DeliveryWithdrawn(e) => vec![e.slip.into(), e.order.into()],
            Self::DeliveryPickedUp(e) => vec![e.slip.into(), e.order.into()],
            Self::DeliveryCompleted(e) => vec![e.slip.into(), e.order.into()],
            Self::DeliveryFailed(e) => vec![e.slip.into(), e.order.into()],
            Self::DeliveryAccepted(e) => vec![e.slip.into(), e.order.into()],
            Self::DeliveryReassigned(e) => vec![e.slip.into(), e.order.into()],
            Self::FailureReopened(e) => vec![e.slip.into(), e.order.into()],
            Self::GoodsReturned(e) => e.slip.map(Thing::from).into_iter().chain([e.order.into()]).collect(),
            Self::ReturnReceived(e) => vec![e.order.into()],
            Self::ShortfallSettled(e) => vec![e.order.into()],
            Self::LateDeedKept(e) => vec![e.slip.into(), e.order.into()],
            Self::TripPlanned(e) => trip(e.trip, &e.slips),
            Self::TripReordered(e) => trip(e.trip, &e.slips),
            Self::MessageSent(e) => vec![e.about.thread()],
            Self::MessagesRead(e) => vec![e.about.thread()],
            Self::SaleMade(e) => {
                let mut things = vec![e.sale.into()];
                things.extend(e.reservation.map(Thing::from));
                things
            }
            Self::SaleVoided(e) => vec![e.sale.into()],
            Self::GoodsKept(e) => vec![e.reservation.into()],
            Self::KeptGoodsFreed(e) => vec![e.reservation.into()],
            Self::GuestPostWritten(e) => vec![e.post.into()],
            Self::GuestPostShown(e) => vec![e.post.into()],
            Self::GuestPostHidden(e) => vec![e.post.into()],
            Self::GuestPostAnswered(e) => vec![e.post.into()],
            Self::ReplyTemplateSet(e) => vec![e.template.into()],
            Self::ReplyTemplateRemoved(e) => vec![e.template.into()],
            Self::BookableSet(e) => vec![e.bookable.into()],
            // What is offered has a version of its own: who books changes no offer.
            Self::SlotBooked(e) => vec![e.booking.into()],
            Self::BookingCancelled(e) => vec![e.booking.into()],
            Self::BookingMarked(e) => vec![e.booking.into()],
            Self::BookingPaid(e) => vec![e.booking.into(), e.sale.into()],
            Self::BookingMoved(e) => vec![e.booking.into()],
        }
    }

    /// How many bytes the event takes of a commit.
    pub fn size(&self) -> usize {
        self.to_raw().bytes.len() + 16
    }

    /// The order the event is about, if it is about one.
    pub fn order(&self) -> Option<crate::ids::OrderId> {
        self.things().into_iter().find_map(|thing| thing.try_into().ok())
    }

    /// The business's own policy made this fact, not a person's wish.
    pub const fn is_policy(&self) -> bool {
        matches!(
            self,
            Self::MaterialsPlanned(_)
                | Self::PlanImpossible(_)
                | Self::OrderClosed(_)
                | Self::RequestExpired(_)
                | Self::OfferExpired(_)
                | Self::DeadlinePassed(_)
                | Self::CodeGiven(_)
                | Self::BookingMarked(booking::BookingMarked {
                    attendance: booking::Attendance::NotSaid,
                    ..
                })
                | Self::RestWrittenOff(payment::RestWrittenOff {
                    reason: payment::WriteOffReason::Tolerance | payment::WriteOffReason::UniqueCode,
                    ..
                })
        )
    }
}
