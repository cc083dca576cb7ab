//! "How does this order stand, and how did it come to that?" for the business and, without what is not
//! theirs, for the buyer.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::delivery::delivery_code;
use rantai_core::book::order::{Awaits, Division, Holder, Order, Overdue, Side, StageName};
use rantai_core::book::{Event, EventSort};
use rantai_core::ids::{BlobHash, OrderId, PartyId, PersonId, SlipId, Thing};
use rantai_core::log::{Cursor, Log};
use rantai_core::money::Rupiah;
use rantai_core::party::Channel;
use rantai_core::quantity::Quantity;
use rantai_core::time::Moment;

use crate::Heard;
use crate::audit_trail::{TrailError, trail};
use crate::table::{Source, Table, key};
use crate::trees::Generation;

/// Everything the business may know of one order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderSheet {
    /// Whose book it is in.
    pub business: PartyId,
    /// The order, folded as the book folds it.
    pub order: Arc<Order>,
    /// The version a screen sends back.
    pub version: u32,
    /// What happened, oldest first: the links of the chain.
    pub links: Vec<Link>,
}

/// One thing that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Link {
    /// The event's type id; its name stands in [`Event::LIST`].
    pub kind: u16,
    /// Where it stands in the log.
    pub cursor: Cursor,
    /// When it was recorded.
    pub at: Moment,
    /// When it happened, where that was not then.
    pub happened: Option<Moment>,
    /// Who recorded it.
    pub person: PersonId,
    /// The party that person acted for.
    pub party: PartyId,
    /// The party whose step it was, where another recorded it for them.
    pub on_behalf_of: Option<PartyId>,
    /// How it reached Rantai.
    pub channel: Channel,
    /// Photographs that show it.
    pub evidence: Vec<BlobHash>,
    /// The amount it was about.
    pub amount: Option<Rupiah>,
    /// The other party it was about: the supplier who was asked, the courier.
    pub other: Option<PartyId>,
    /// What was overdue, where it was about that.
    pub overdue: Option<Overdue>,
}

impl Link {
    /// The event's name, as code writes it.
    pub fn name(&self) -> &'static str {
        Event::LIST.iter().find(|(kind, ..)| *kind == self.kind).map_or("", |(_, _, name)| name)
    }

    /// The buyer may know of it.
    fn is_buyers(&self) -> bool {
        EventSort::of(self.kind).is_some_and(|sort| is_shown(sort, self.overdue))
    }
}

/// What a buyer may know of one order: everything agreed and done, and no supplier, material or fee. Made of the
/// whole sheet when it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuyerSheet {
    /// Who sells.
    pub business: PartyId,
    /// The order, without materials, suppliers and courier's fees.
    pub order: Order,
    /// The version a screen sends back.
    pub version: u32,
    /// Its place on the board.
    pub stage: StageName,
    /// Who has the next move.
    pub turn: Turn,
    /// What would become of the money if the buyer had the order called off now.
    pub if_cancelled: Division,
    /// What happened, oldest first, without what is not the buyer's.
    pub links: Vec<Link>,
    /// The codes that the buyer reads out to whoever brings the goods, where a slip asks for one.
    pub codes: Vec<(SlipId, String)>,
}

impl OrderSheet {
    /// The order as it stood when that commit was recorded: what its answer showed, again and again. Without
    /// the links of its chain. `None` for another business's order, and before it was placed.
    ///
    /// # Errors
    /// [`TrailError`] when the log cannot show a part of it.
    pub fn as_of(
        log: &dyn Log,
        business: PartyId,
        order: OrderId,
        cursor: Cursor,
    ) -> Result<Option<Self>, TrailError> {
        let mut sheet: Option<Self> = None;
        for entry in trail(log, business, order.into(), Cursor::START, usize::MAX)? {
            if entry.commit.cursor > cursor {
                break;
            }
            let at = entry.commit.draft.envelope.recorded;
            for event in entry.events.iter().filter(|event| event.order() == Some(order)) {
                match (&mut sheet, event) {
                    (Some(sheet), event) => Arc::make_mut(&mut sheet.order).evolve(event, at),
                    (None, Event::OrderPlaced(placed)) => {
                        let order = Arc::new(Order::placed(placed, at));
                        sheet = Some(Self { business, order, version: 0, links: Vec::new() });
                    }
                    (None, _) => {}
                }
            }
            let touched = entry.commit.draft.touched.iter().find(|touch| touch.thing == Thing::from(order));
            if let (Some(sheet), Some(touch)) = (&mut sheet, touched) {
                sheet.version = touch.version;
            }
        }
        Ok(sheet)
    }

    /// What the buyer may know of it; of the chain nothing.
    pub fn for_buyer(&self) -> BuyerSheet {
        BuyerSheet::of(self.business, &self.order, self.version, Vec::new(), Vec::new())
    }
}

impl BuyerSheet {
    fn of(
        business: PartyId,
        order: &Order,
        version: u32,
        links: Vec<Link>,
        codes: Vec<(SlipId, String)>,
    ) -> Self {
        Self {
            business,
            codes,
            order: for_buyer(order),
            version,
            stage: order.stage_name(),
            turn: Turn::of(order),
            if_cancelled: order.if_cancelled_by(Side::Buyer),
            links,
        }
    }
}

rantai_core::code_enum! {
    /// Who has the next move, as far as a buyer may know.
    pub enum Turn {
        /// The buyer.
        Buyer = 1,
        /// The business.
        Business = 2,
        /// A supplier, through the business.
        Supplier = 3,
        /// The courier.
        Courier = 4,
        /// Nobody.
        Nobody = 5,
    }
}

impl Turn {
    /// Who has the next move in an order.
    pub fn of(order: &Order) -> Self {
        match (order.holder(), order.awaits()) {
            (Holder::Buyer, _) => Self::Buyer,
            (Holder::Business, _) => Self::Business,
            (Holder::Party(_), Awaits::PickUp { .. } | Awaits::Arrival { .. }) => Self::Courier,
            (Holder::Party(_), _) => Self::Supplier,
            (Holder::Nobody, _) => Self::Nobody,
        }
    }
}

/// What the buyer of an order knows and the business does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct BuyersOwn {
    /// The codes that the buyer reads out, by slip.
    codes: Vec<(SlipId, String)>,
}

/// The sheets of all orders.
#[derive(Debug)]
pub struct OrderSheets {
    /// Key: order.
    pub(crate) whole: Table<OrderSheet>,
    /// Key: buyer, order; only where there is something.
    pub(crate) buyers: Table<BuyersOwn>,
}

impl OrderSheets {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            whole: Table::open(source, "order-sheets", Generation::readable_since(5, 4))?,
            buyers: Table::open(source, "buyer-sheets", Generation::readable_since(6, 5))?,
        })
    }

    /// The whole sheet. For the business whose order it is, and nobody else: compare
    /// [`OrderSheet::business`].
    pub fn sheet(&self, order: OrderId) -> Option<Arc<OrderSheet>> {
        self.whole.get(&order.0)
    }

    /// The buyer's sheet. `None` for everyone but the buyer.
    pub fn of_buyer(&self, buyer: PartyId, order: OrderId) -> Option<Arc<BuyerSheet>> {
        let sheet = self.sheet(order).filter(|sheet| sheet.order.buyer == buyer)?;
        let links = sheet.links.iter().filter(|link| link.is_buyers()).cloned().collect();
        let own = self.buyers.get(&key(&[&buyer.0, &order.0]));
        let codes = own.map(|own| own.codes.clone()).unwrap_or_default();
        Some(Arc::new(BuyerSheet::of(sheet.business, &sheet.order, sheet.version, links, codes)))
    }

    pub(crate) fn hear_whole(&self, heard: &Heard<'_>) {
        let Some(order) = &heard.order else { return };
        self.whole.update(order.id.0.to_vec(), |sheet| {
            let (order, version, link) = (Arc::clone(order), version(heard, order.id), link(heard));
            match sheet {
                Some(sheet) => {
                    sheet.order = order;
                    sheet.version = version;
                    sheet.links.push(link);
                    None
                }
                None => Some(OrderSheet { business: heard.business, order, version, links: vec![link] }),
            }
        });
    }

    /// Hears a fact without the order that others keep: the sheet's own is the fold.
    pub(crate) fn hear_whole_alone(&self, heard: &Heard<'_>) {
        let Some(id) = heard.event.order() else { return };
        self.whole.update(id.0.to_vec(), |sheet| match (sheet, heard.event) {
            (sheet, Event::OrderPlaced(placed)) => {
                let order = Arc::new(Order::placed(placed, heard.at()));
                let mut links = sheet.map(|sheet| std::mem::take(&mut sheet.links)).unwrap_or_default();
                links.push(link(heard));
                Some(OrderSheet { business: heard.business, order, version: version(heard, id), links })
            }
            (Some(sheet), event) => {
                Arc::make_mut(&mut sheet.order).evolve(event, heard.at());
                sheet.version = version(heard, id);
                sheet.links.push(link(heard));
                None
            }
            (None, _) => None,
        });
    }

    pub(crate) fn hear_buyer(&self, heard: &Heard<'_>) {
        let (Some(order), Some(code)) = (&heard.order, code(heard)) else { return };
        self.buyers.update(key(&[&order.buyer.0, &order.id.0]), |own| match own {
            Some(own) => {
                own.codes.push(code);
                None
            }
            None => Some(BuyersOwn { codes: vec![code] }),
        });
    }
}

/// The order without what is not the buyer's to know.
fn for_buyer(order: &Order) -> Order {
    let mut shown = order.clone();
    shown.needs.clear();
    shown.requests.clear();
    shown.used.clear();
    for work in &mut shown.work_done {
        work.scrap = Quantity::ZERO;
        work.rework = Quantity::ZERO;
    }
    shown.waived.clear();
    // Whom the business buys from is not the buyer's: it is the business that keeps them waiting.
    let couriers: Vec<PartyId> = order.slips.iter().filter_map(|slip| slip.carrier.party()).collect();
    let known = |holder: Holder| match holder {
        Holder::Party(party) if !couriers.contains(&party) => Holder::Business,
        holder => holder,
    };
    shown.turn.holder = known(shown.turn.holder);
    shown.turn.spent.clear();
    for (holder, spent) in &order.turn.spent {
        let holder = known(*holder);
        match shown.turn.spent.iter_mut().find(|(of, _)| *of == holder) {
            Some((_, sum)) => *sum = sum.saturating_add(*spent),
            None => shown.turn.spent.push((holder, *spent)),
        }
    }
    shown.journey = order.journey.without_names();
    shown.money.limit_waived = false;
    for slip in &mut shown.slips {
        slip.courier_fee = Rupiah::ZERO;
        slip.note = None;
        slip.former.clear();
    }
    shown.late.clear();
    shown
}

/// The code of a slip that asks for one.
fn code(heard: &Heard<'_>) -> Option<(SlipId, String)> {
    let Event::DeliveryOrdered(ordered) = heard.event else { return None };
    let draft = &heard.commit.draft;
    ordered
        .code
        .map(|_| (ordered.slip, delivery_code(draft.envelope.person, draft.book, draft.envelope.command)))
}

fn version(heard: &Heard<'_>, order: OrderId) -> u32 {
    let thing = Thing::from(order);
    heard.commit.draft.touched.iter().find(|touch| touch.thing == thing).map_or(0, |touch| touch.version)
}

fn link(heard: &Heard<'_>) -> Link {
    let envelope = &heard.commit.draft.envelope;
    let (amount, other) = figures(heard);
    Link {
        kind: heard.event.kind(),
        cursor: heard.cursor(),
        at: envelope.recorded,
        happened: envelope.happened,
        person: envelope.person,
        party: envelope.party,
        on_behalf_of: envelope.on_behalf_of,
        channel: envelope.channel,
        evidence: envelope.evidence.clone(),
        amount,
        other,
        overdue: overdue(heard.event),
    }
}

fn figures(heard: &Heard<'_>) -> (Option<Rupiah>, Option<PartyId>) {
    use rantai_core::book::delivery::Carrier;
    match heard.event {
        Event::OrderPlaced(e) => (Some(e.goods_total), None),
        Event::OrderAccepted(e) => (Some(e.total), None),
        Event::OrderCountered(e) => (Some(e.total), None),
        Event::ChangeAsked(e) => (Some(e.total), None),
        Event::OrderChanged(e) => (Some(e.total), None),
        Event::PaymentClaimed(e) => (Some(e.amount), None),
        Event::PaymentVerified(e) => (Some(e.amount), None),
        Event::PaymentCorrected(e) => (Some(e.is.amount), None),
        Event::CreditUsed(e) => (Some(e.amount), None),
        Event::RefundPaid(e) => (Some(e.amount), None),
        Event::RestWrittenOff(e) => (Some(e.amount), None),
        Event::InvoiceIssued(e) => (Some(e.total), None),
        Event::MaterialsRequested(e) => (None, Some(e.supplier)),
        Event::ShortfallSettled(e) => (Some(e.amount), None),
        Event::DeliveryReassigned(e) => match &e.carrier {
            Carrier::Courier { party } => (None, Some(*party)),
            _ => (None, None),
        },
        Event::DeliveryOrdered(e) => match &e.carrier {
            Carrier::Courier { party } => (None, Some(*party)),
            Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => (None, None),
        },
        Event::MaterialsReturned(e) => (Some(e.credit), Some(e.supplier)),
        Event::DeliveryCompleted(e) if e.cash_collected.is_positive() => (Some(e.cash_collected), None),
        _ => (None, heard.request.as_ref().map(|request| request.supplier)),
    }
}

/// The buyer of an order may know of a fact about it.
pub(crate) fn is_buyers(event: &Event) -> bool {
    is_shown(event.sort(), overdue(event))
}

const fn overdue(event: &Event) -> Option<Overdue> {
    match event {
        Event::DeadlinePassed(e) => Some(e.what),
        _ => None,
    }
}

/// It was a supplier's to do.
const fn is_suppliers(what: Overdue) -> bool {
    matches!(what, Overdue::SupplierSilent | Overdue::SupplierLate)
}

/// What a buyer sees of an order's chain: not whom the business buys from, nor what. Every event is listed,
/// so that a new one is shown to a buyer only by somebody's decision.
fn is_shown(sort: EventSort, overdue: Option<Overdue>) -> bool {
    match sort {
        EventSort::OrderPlaced
        | EventSort::OrderAccepted
        | EventSort::OrderDeclined
        | EventSort::OrderWithdrawn
        | EventSort::OrderCancelled
        | EventSort::OrderClosed
        | EventSort::OrderCountered
        | EventSort::OfferAccepted
        | EventSort::OfferExpired
        | EventSort::ChangeAsked
        | EventSort::CancellationAsked
        | EventSort::AskRefused
        | EventSort::AskWithdrawn
        | EventSort::OrderChanged
        | EventSort::PaymentClaimed
        | EventSort::PaymentVerified
        | EventSort::PaymentRefused
        | EventSort::PaymentCorrected
        | EventSort::CreditUsed
        | EventSort::RefundPaid
        | EventSort::RestWrittenOff
        | EventSort::TransferClaimed
        | EventSort::TempoGranted
        | EventSort::CodeGiven
        | EventSort::InvoiceIssued
        | EventSort::ProductionStarted
        | EventSort::ProductionFinished
        | EventSort::WorkReported
        | EventSort::OrderPacked
        | EventSort::DeliveryOrdered
        | EventSort::DeliveryDeclined
        | EventSort::DeliveryWithdrawn
        | EventSort::DeliveryPickedUp
        | EventSort::DeliveryCompleted
        | EventSort::DeliveryFailed
        | EventSort::DeliveryAccepted
        | EventSort::DeliveryReassigned
        | EventSort::FailureReopened
        | EventSort::GoodsReturned
        | EventSort::ReturnReceived
        | EventSort::ShortfallSettled => true,
        EventSort::DeadlinePassed => overdue.is_some_and(|what| !is_suppliers(what)),
        EventSort::MaterialsPlanned
        | EventSort::PlanImpossible
        | EventSort::MaterialsRequested
        | EventSort::MaterialsConfirmed
        | EventSort::MaterialsRefused
        | EventSort::MaterialsWithdrawn
        | EventSort::MaterialsShipped
        | EventSort::MaterialsReceived
        | EventSort::SupplierCountered
        | EventSort::SupplierCounterAccepted
        | EventSort::SupplierCounterRefused
        | EventSort::RequestExpired
        | EventSort::RequestClosed
        | EventSort::MaterialsReturned
        | EventSort::SupplierBilled
        | EventSort::SupplierPaid
        | EventSort::MaterialsBought
        | EventSort::PurchaseCorrected
        | EventSort::MaterialsUsed
        | EventSort::StockMade
        | EventSort::StockRuleSet
        | EventSort::SupplierPriceSet
        | EventSort::WasteSet
        | EventSort::WorkshopStepsSet
        | EventSort::GoodsReserved
        | EventSort::ReservationReleased
        | EventSort::GateWaived
        | EventSort::PolicyAgreed
        | EventSort::OrderPolicySet
        | EventSort::BusinessOpened
        | EventSort::TermsSet
        | EventSort::ProfileChanged
        | EventSort::WholesaleSet
        | EventSort::BuyerApproved
        | EventSort::ApprovalWithdrawn
        | EventSort::ProductAdded
        | EventSort::ProductChanged
        | EventSort::PriceSet
        | EventSort::RecipeSet
        | EventSort::ProductWithdrawn
        | EventSort::ProductOffered
        | EventSort::MaterialAdded
        | EventSort::StockCounted
        | EventSort::CountCorrected
        | EventSort::ReceiptCorrected
        | EventSort::MaterialCorrected
        | EventSort::SupplierBillCorrected
        | EventSort::SupplierPaymentCorrected
        | EventSort::MonthClosed
        | EventSort::MonthReopened
        | EventSort::LateDeedKept
        | EventSort::ReturnPolicySet
        | EventSort::TripPlanned
        | EventSort::TripReordered
        | EventSort::LimitWaived
        | EventSort::CashHandedOver
        | EventSort::CourierPaid
        | EventSort::BankLineTaken
        | EventSort::PaymentPolicySet
        | EventSort::BuyerTermsSet
        | EventSort::DepositRuleSet
        | EventSort::QrisSet
        | EventSort::MessageSent
        | EventSort::MessagesRead
        | EventSort::SaleMade
        | EventSort::SaleVoided
        | EventSort::GoodsKept
        | EventSort::KeptGoodsFreed
        | EventSort::GuestPostWritten
        | EventSort::GuestPostShown
        | EventSort::GuestPostHidden
        | EventSort::GuestPostAnswered
        | EventSort::ReplyTemplateSet
        | EventSort::ReplyTemplateRemoved
        | EventSort::BookableSet
        | EventSort::SlotBooked
        | EventSort::BookingCancelled
        | EventSort::BookingMarked
        | EventSort::BookingMoved
        | EventSort::BookingPaid => false,
    }
}
