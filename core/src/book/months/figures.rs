//! What a fact does to the figures of a month: the one place.

use super::{Figure, FigureLine};
use crate::book::order::{Order, Stage};
use crate::book::payment::PaymentMethod;
use crate::book::stock::StockItem;
use crate::book::{Book, Event};
use crate::ids::PartyId;
use crate::money::Rupiah;

/// What a fact may move, as it was before the fact.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::book) struct Measure {
    /// What the buyer is charged for the order.
    charged: Rupiah,
    /// What is held for the buyer.
    held: Rupiah,
    /// What was sold with a sale that is taken back now, and how it was paid.
    sold: Option<(Rupiah, PaymentMethod)>,
}

impl Book {
    /// What a fact may move.
    pub(in crate::book) fn measure(&self, event: &Event) -> Measure {
        let order = event.order().and_then(|id| self.orders.get(&id));
        let held = buyer_of(event, order).and_then(|buyer| self.accounts.get(&buyer));
        let sold = match event {
            Event::SaleVoided(e) => self.sales.recent.get(&e.sale).filter(|sale| !sale.voided),
            _ => None,
        };
        Measure {
            charged: order.map_or(Rupiah::ZERO, charge),
            held: held.map_or(Rupiah::ZERO, |account| account.returnable()),
            sold: sold.map(|sale| (sale.made.total, sale.made.method)),
        }
    }

    /// What a fact that was kept did to the figures.
    pub(super) fn figures_of(&self, event: &Event, before: &Measure) -> Vec<FigureLine> {
        let mut lines: Vec<FigureLine> = Vec::new();
        let mut add = |figure, amount: Rupiah| {
            if amount != Rupiah::ZERO {
                lines.push(FigureLine { figure, amount });
            }
        };
        let less = |amount: Rupiah| Rupiah::ZERO.less(amount);
        let after = self.measure(event);
        add(Figure::Orders, after.charged.less(before.charged));
        add(Figure::Credit, after.held.less(before.held));
        match event {
            Event::PaymentVerified(e) => {
                let order = self.orders.get(&e.order);
                let payment = order.and_then(|order| order.payments.iter().find(|it| it.id == e.payment));
                add(way(payment.map_or(PaymentMethod::Cash, |payment| payment.method)), e.amount);
                add(Figure::Fees, e.fee);
            }
            Event::PaymentCorrected(e) => {
                add(way(e.method), e.is.amount.less(e.was.amount));
                add(Figure::Fees, e.fee);
            }
            Event::SaleMade(e) => {
                add(Figure::Counter, e.total);
                add(way(e.method), e.total);
            }
            Event::SaleVoided(_) => {
                if let Some((total, method)) = before.sold {
                    add(Figure::Counter, less(total));
                    add(way(method), less(total));
                }
            }
            Event::RefundPaid(e) => add(Figure::Refunds, e.amount),
            Event::SupplierPaid(e) => add(Figure::Suppliers, e.amount),
            Event::SupplierPaymentCorrected(e) => add(Figure::Suppliers, e.amount.less(e.was)),
            Event::MaterialsBought(e) => add(Figure::Purchases, e.total),
            Event::PurchaseCorrected(e) => add(Figure::Purchases, e.change()),
            Event::CourierPaid(e) => add(Figure::Couriers, e.amount),
            Event::SupplierBilled(e) => add(Figure::Billed, e.amount),
            Event::SupplierBillCorrected(e) => add(Figure::Billed, e.amount.less(e.was)),
            Event::MaterialsReturned(e) => add(Figure::Billed, less(e.credit)),
            _ => {}
        }
        lines
    }

    /// What the materials in the store cost when they came, as far as that is known.
    pub fn stock_value(&self) -> Option<Rupiah> {
        let mut value = None;
        for (item, quantity) in self.stock.items() {
            let StockItem::Material { material } = item else { continue };
            if let Some(average) = self.costs.average(material) {
                let worth = average.times(quantity).unwrap_or(Rupiah::ZERO);
                value = Some(value.unwrap_or(Rupiah::ZERO).and(worth));
            }
        }
        value
    }
}

/// The way money came.
const fn way(method: PaymentMethod) -> Figure {
    match method {
        PaymentMethod::BankTransfer => Figure::Transfers,
        PaymentMethod::Qris => Figure::Qris,
        PaymentMethod::EWallet => Figure::EWallets,
        PaymentMethod::Cash => Figure::Cash,
        PaymentMethod::CourierCash => Figure::CourierCash,
    }
}

/// What a buyer is charged for an order since it was accepted: its price without what was let go, or what was kept
/// when it was called off.
fn charge(order: &Order) -> Rupiah {
    match &order.stage {
        Stage::Cancelled { money, .. } => money.kept,
        _ => {
            let charged = order.agreement().map(|agreement| agreement.total.less(order.written_off()));
            charged.unwrap_or(Rupiah::ZERO)
        }
    }
}

fn buyer_of(event: &Event, order: Option<&Order>) -> Option<PartyId> {
    match event {
        // Before it there is no order that would say whose it is.
        Event::OrderPlaced(e) => Some(e.buyer),
        Event::RefundPaid(e) => Some(e.buyer),
        Event::CreditUsed(e) => Some(e.buyer),
        _ => order.map(|order| order.buyer),
    }
}
