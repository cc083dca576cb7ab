//! Placing an order.

use bincode::{Decode, Encode};

use super::{DeliveryWish, OrderLine, OrderPlaced, PriceKind};
use crate::book::catalogue::{Making, Product};
use crate::book::stock::StockItem;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{BlobHash, OrderId, PartyId, ProductId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::quantity::{Quantity, Unit};
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// Most lines an order may have, so that it fits into one commit and onto one screen.
pub const MOST_LINES: usize = 60;

/// A line as the buyer wishes it; names and prices are the catalogue's.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `OrderLine`")]
pub struct PlaceLine {
    pub product: ProductId,
    pub variant: u16,
    pub unit: Unit,
    pub quantity: Quantity,
    pub specification: Option<Sealed<Note>>,
    pub photo: Option<BlobHash>,
}

/// A buyer places an order. The business may place one for a buyer who phoned.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `OrderPlaced`")]
pub struct PlaceOrder {
    pub buyer: PartyId,
    pub lines: Vec<PlaceLine>,
    pub wanted: Option<Day>,
    pub delivery: DeliveryWish,
    pub note: Option<Sealed<Note>>,
}

impl PlaceOrder {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by(self.buyer)?;
        context.party_is(self.buyer, Capacity::Distributor)?;
        let profile = book.profile()?;
        context.sealed_here(self.note.as_ref())?;
        match &self.delivery {
            DeliveryWish::Deliver { address, .. } => context.sealed_here(Some(address))?,
            DeliveryWish::Collect => {}
        }
        if self.lines.is_empty() {
            return Err(Rejection::EmptyOrder);
        }
        if self.lines.len() > MOST_LINES {
            return Err(Rejection::TooMuchAtOnce);
        }
        self.wanted.map_or(Ok(()), |day| context.ahead(day))?;
        let bases = self.lines.iter().map(|line| line.base(book, context)).collect::<Result<Vec<_>, _>>()?;
        // What the business records itself it has agreed with the buyer: it knows whom it sells to.
        let wholesale = context.on_behalf_of.is_some() || book.sells_wholesale_to(self.buyer);
        let mut lines = Vec::with_capacity(self.lines.len());
        for (number, (line, base)) in (1..).zip(self.lines.iter().zip(&bases)) {
            let product = book.catalogue.product(line.product)?;
            let of_product = self.sum(&bases, |other| other.product == line.product);
            let same = |other: &PlaceLine| other.product == line.product && other.variant == line.variant;
            sold_from_shelf(book, product, line.variant, self.sum(&bases, same))?;
            lines.push(line.priced(product, number, *base, of_product, wholesale)?);
        }
        let goods_total = lines.iter().try_fold(Rupiah::ZERO, |sum, line| sum.plus(line.amount))?;
        if let Some(minimum) = profile.terms.as_ref().map(|terms| terms.minimum)
            && goods_total < minimum
        {
            return Err(Rejection::BelowMinimum { minimum, total: goods_total });
        }
        Ok(vec![
            OrderPlaced {
                order: OrderId(context.id(0)),
                number: book.next_order_number(),
                buyer: self.buyer,
                lines,
                wanted: self.wanted,
                delivery: self.delivery.clone(),
                goods_total,
                note: self.note.clone(),
            }
            .into(),
        ])
    }

    fn sum(&self, bases: &[Quantity], counts: impl Fn(&PlaceLine) -> bool) -> Quantity {
        let lines = self.lines.iter().zip(bases).filter(|(line, _)| counts(line));
        lines.fold(Quantity::ZERO, |sum, (_, base)| sum.and(*base))
    }
}

/// Goods that are only resold must be on the shelf when they are ordered.
fn sold_from_shelf(book: &Book, product: &Product, variant: u16, base: Quantity) -> Result<(), Rejection> {
    let left = book.stock.available(StockItem::Goods { product: product.sheet.product, variant });
    if product.sheet.making == Making::Resale && left < base {
        return Err(Rejection::SoldOut { name: product.sheet.name.clone(), left, unit: product.sheet.unit });
    }
    Ok(())
}

impl PlaceLine {
    fn base(&self, book: &Book, context: &Context<'_>) -> Result<Quantity, Rejection> {
        context.sealed_here(self.specification.as_ref())?;
        let product = book.catalogue.product(self.product)?;
        let name = || product.sheet.name.clone();
        if !product.offered {
            return Err(Rejection::ProductWithdrawn { name: name() });
        }
        product.variant(self.variant).ok_or(Rejection::Invalid { field: "variant" })?;
        let factor =
            product.factor(self.unit).ok_or(Rejection::UnitNotSold { name: name(), unit: self.unit })?;
        if !self.quantity.is_positive() {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        let whole =
            |unit: Unit, quantity: Quantity| !unit.is_counted() || quantity.raw() % Quantity::SCALE == 0;
        let base = self.quantity.times(factor).ok_or(Rejection::AmountTooLarge)?;
        if whole(self.unit, self.quantity) && whole(product.sheet.unit, base) {
            Ok(base)
        } else {
            Err(Rejection::NotWhole { name: name() })
        }
    }

    fn priced(
        &self,
        product: &Product,
        number: u16,
        base: Quantity,
        of_product: Quantity,
        wholesale: bool,
    ) -> Result<OrderLine, Rejection> {
        let sheet = &product.sheet;
        let price =
            product.price(self.variant).ok_or_else(|| Rejection::NoPrice { name: sheet.name.clone() })?;
        let (price_kind, price) = if wholesale && of_product >= price.wholesale_from {
            (PriceKind::Wholesale, price.wholesale)
        } else {
            (PriceKind::Retail, price.retail)
        };
        Ok(OrderLine {
            number,
            product: self.product,
            variant: self.variant,
            name: sheet.name.clone(),
            variant_name: product.variant(self.variant).map(|v| v.name.clone()).unwrap_or_default(),
            unit: self.unit,
            quantity: self.quantity,
            base_unit: sheet.unit,
            base,
            price,
            price_kind,
            amount: price.times(base)?,
            specification: self.specification.clone(),
            photo: self.photo,
        })
    }
}
