//! Selling over the counter.

use bincode::{Decode, Encode};

use super::{SaleLine, SaleMade, shelf};
use crate::book::catalogue::PriceSet;
use crate::book::order::PriceKind;
use crate::book::payment::PaymentMethod;
use crate::book::stock::{StockItem, StockLine};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{PartyId, ProductId, ReservationId, SaleId};
use crate::money::Rupiah;
use crate::quantity::Quantity;

/// Most lines a sale may have, so that it fits into one commit and onto one receipt.
pub const MOST_LINES: usize = 60;

/// A line as it was picked; names and prices are the catalogue's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SaleLine`")]
pub struct SellLine {
    pub product: ProductId,
    pub variant: u16,
    pub quantity: Quantity,
}

/// The business sells over the counter and takes the money on the spot.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SaleMade`")]
pub struct MakeSale {
    pub lines: Vec<SellLine>,
    pub buyer: Option<PartyId>,
    pub discount: Rupiah,
    /// What the screen said is to be paid: a price that changed meanwhile is not charged silently.
    pub total: Rupiah,
    pub method: PaymentMethod,
    pub tendered: Rupiah,
    pub reservation: Option<ReservationId>,
}

impl MakeSale {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let kept = self.reservation.map(|id| book.sales.reservation(id)).transpose()?;
        let wholesale = self.buyer.is_some_and(|buyer| book.sells_wholesale_to(buyer));
        let mut lines = priced(book, &self.lines, wholesale)?;
        if let Some(kept) = kept {
            at_kept_prices(&mut lines, &kept.lines)?;
        }
        let freed = kept.map(|kept| shelf(&kept.lines)).unwrap_or_default();
        on_the_shelf(book, &lines, &freed)?;
        let sum = sum(&lines)?;
        if self.discount < Rupiah::ZERO || self.discount > sum {
            return Err(Rejection::Invalid { field: "discount" });
        }
        let total = sum.less(self.discount);
        if total != self.total {
            return Err(Rejection::TotalChanged { shown: self.total, now: total });
        }
        match self.method {
            PaymentMethod::CourierCash => return Err(Rejection::Invalid { field: "method" }),
            PaymentMethod::Cash if self.tendered < total => {
                return Err(Rejection::CashShort { total, tendered: self.tendered });
            }
            _ => {}
        }
        Ok(vec![
            SaleMade {
                sale: SaleId(context.id(0)),
                number: book.sales.next_number(context.today),
                buyer: self.buyer,
                lines,
                discount: self.discount,
                total,
                method: self.method,
                tendered: if self.method == PaymentMethod::Cash { self.tendered } else { total },
                reservation: self.reservation,
                freed,
            }
            .into(),
        ])
    }
}

/// The lines with the catalogue's names and prices; the same goods twice are one line.
///
/// # Errors
/// What the catalogue does not offer, has no price for, or sells only whole.
pub(super) fn priced(book: &Book, lines: &[SellLine], wholesale: bool) -> Result<Vec<SaleLine>, Rejection> {
    if lines.is_empty() {
        return Err(Rejection::EmptyOrder);
    }
    if lines.len() > MOST_LINES {
        return Err(Rejection::TooMuchAtOnce);
    }
    let mut whole: Vec<SellLine> = Vec::with_capacity(lines.len());
    for line in lines {
        if !line.quantity.is_positive() {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        match whole.iter_mut().find(|other| (other.product, other.variant) == (line.product, line.variant)) {
            Some(other) => other.quantity = other.quantity.and(line.quantity),
            None => whole.push(*line),
        }
    }
    whole.iter().map(|line| with_price(book, line, of_product(&whole, line.product), wholesale)).collect()
}

fn of_product(lines: &[SellLine], product: ProductId) -> Quantity {
    let lines = lines.iter().filter(|line| line.product == product);
    lines.fold(Quantity::ZERO, |sum, line| sum.and(line.quantity))
}

fn with_price(
    book: &Book,
    line: &SellLine,
    of_product: Quantity,
    wholesale: bool,
) -> Result<SaleLine, Rejection> {
    let product = book.catalogue.product(line.product)?;
    let sheet = &product.sheet;
    let name = || sheet.name.clone();
    if !product.offered {
        return Err(Rejection::ProductWithdrawn { name: name() });
    }
    let variant = product.variant(line.variant).ok_or(Rejection::Invalid { field: "variant" })?;
    if sheet.unit.is_counted() && line.quantity.raw() % Quantity::SCALE != 0 {
        return Err(Rejection::NotWhole { name: name() });
    }
    let price = product.price(line.variant).ok_or_else(|| Rejection::NoPrice { name: name() })?;
    let (price_kind, price) = charged(price, of_product, wholesale);
    Ok(SaleLine {
        product: line.product,
        variant: line.variant,
        name: name(),
        variant_name: variant.name.clone(),
        unit: sheet.unit,
        quantity: line.quantity,
        price,
        price_kind,
        amount: price.times(line.quantity)?,
    })
}

/// Which of a product's prices is charged for one base unit, where `of_product` of it are taken in all.
pub fn charged(price: &PriceSet, of_product: Quantity, wholesale: bool) -> (PriceKind, Rupiah) {
    if wholesale && of_product >= price.wholesale_from {
        (PriceKind::Wholesale, price.wholesale)
    } else {
        (PriceKind::Retail, price.retail)
    }
}

/// Who had goods kept pays the price of the day they were kept, also when the catalogue's has changed since.
fn at_kept_prices(lines: &mut [SaleLine], kept: &[SaleLine]) -> Result<(), Rejection> {
    for line in lines {
        let same = |other: &&SaleLine| (other.product, other.variant) == (line.product, line.variant);
        if let Some(kept) = kept.iter().find(same) {
            line.price = kept.price;
            line.price_kind = kept.price_kind;
            line.amount = line.price.times(line.quantity)?;
        }
    }
    Ok(())
}

/// Refuses what neither lies free on the shelf nor is kept for this very buyer.
pub(super) fn on_the_shelf(book: &Book, lines: &[SaleLine], own: &[StockLine]) -> Result<(), Rejection> {
    for line in lines {
        let item = StockItem::Goods { product: line.product, variant: line.variant };
        let own = own.iter().filter(|kept| kept.item == item);
        let kept = own.fold(Quantity::ZERO, |sum, kept| sum.and(kept.quantity));
        // A count may since have found less than is kept.
        let left = book.stock.available(item).and(kept).min(book.stock.on_hand(item));
        if left < line.quantity {
            return Err(Rejection::SoldOut { name: line.name.clone(), left, unit: line.unit });
        }
    }
    Ok(())
}

/// Sum of the lines.
pub(super) fn sum(lines: &[SaleLine]) -> Result<Rupiah, Rejection> {
    Ok(lines.iter().try_fold(Rupiah::ZERO, |sum, line| sum.plus(line.amount))?)
}
