//! Paying a booking at the counter.

use bincode::{Decode, Encode};

use super::{BookingPaid, SlotBooked};
use crate::book::order::PriceKind;
use crate::book::payment::PaymentMethod;
use crate::book::sale::{NO_GOODS, SaleLine, SaleMade};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{BookingId, ProductId, SaleId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};

/// The business takes the money for a booking over the counter: a sale like any other, of nothing from the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `SaleMade`")]
pub struct PayBooking {
    pub booking: BookingId,
    pub total: Rupiah,
    pub method: PaymentMethod,
    pub tendered: Rupiah,
}

impl PayBooking {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let booking = book.bookings.booking(self.booking)?;
        let made = &booking.made;
        if booking.cancelled {
            return Err(Rejection::BookingOver);
        }
        if booking.sale.is_some() || made.total == Rupiah::ZERO {
            return Err(Rejection::NothingDue);
        }
        if made.total != self.total {
            return Err(Rejection::TotalChanged { shown: self.total, now: made.total });
        }
        let tendered = match self.method {
            PaymentMethod::CourierCash => return Err(Rejection::Invalid { field: "method" }),
            PaymentMethod::Cash if self.tendered < made.total => {
                return Err(Rejection::CashShort { total: made.total, tendered: self.tendered });
            }
            PaymentMethod::Cash => self.tendered,
            _ => made.total,
        };
        let sale = SaleId(context.id(0));
        let sold = SaleMade {
            sale,
            number: book.sales.next_number(context.today),
            buyer: Some(made.buyer),
            lines: vec![line(made)],
            discount: Rupiah::ZERO,
            total: made.total,
            method: self.method,
            tendered,
            reservation: None,
            freed: Vec::new(),
        };
        Ok(vec![sold.into(), BookingPaid { booking: self.booking, sale }.into()])
    }
}

/// A booking as a line of a sale.
fn line(made: &SlotBooked) -> SaleLine {
    SaleLine {
        product: ProductId(made.bookable.0),
        variant: NO_GOODS,
        name: made.name.clone(),
        variant_name: made.number.clone(),
        unit: Unit::Pcs,
        quantity: Quantity::whole(i64::from(made.places)),
        price: made.price,
        price_kind: PriceKind::Retail,
        amount: made.total,
    }
}
