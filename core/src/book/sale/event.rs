//! What can happen over the counter, and to what is kept for somebody. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::order::PriceKind;
use crate::book::payment::PaymentMethod;
use crate::book::stock::StockLine;
use crate::code_enum;
use crate::ids::{PartyId, ProductId, ReservationId, SaleId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::sealed::{Note, PersonName, PhoneNumber, Sealed};
use crate::time::Moment;

/// One line of what was sold or kept, with everything that must not change when the catalogue does.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SaleLine {
    /// What; of a booking, what was booked.
    pub product: ProductId,
    /// Which variant; 0 for a booking, which is of nothing from the shelf.
    pub variant: u16,
    /// What the product was called.
    pub name: String,
    /// What the variant was called; empty where there is but one.
    pub variant_name: String,
    /// The product's base unit.
    pub unit: Unit,
    /// How much, in base units.
    pub quantity: Quantity,
    /// Price of one base unit.
    pub price: Rupiah,
    /// Which price that is.
    pub price_kind: PriceKind,
    /// Price of the line.
    pub amount: Rupiah,
}

/// Goods were sold over the counter and paid on the spot.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SaleMade {
    /// Its id.
    pub sale: SaleId,
    /// Number of its receipt (*nota*); gapless within the book and year.
    pub number: String,
    /// Who bought, where that is known.
    pub buyer: Option<PartyId>,
    /// What was sold.
    pub lines: Vec<SaleLine>,
    /// What was taken off the sum of the lines.
    pub discount: Rupiah,
    /// What was paid.
    pub total: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// The cash that was handed over; the rest of it was given back. The total where nothing was to give back.
    pub tendered: Rupiah,
    /// The goods had been kept for the buyer.
    pub reservation: Option<ReservationId>,
    /// What had been kept, and is no longer.
    pub freed: Vec<StockLine>,
}

code_enum! {
    /// Why a sale is taken back.
    pub enum VoidReason {
        /// Something was typed wrong.
        Mistake = 1,
        /// The buyer brought the goods back.
        Returned = 2,
        /// It was not paid after all.
        NotPaid = 3,
    }
}

/// A sale was taken back: the goods lie on the shelf again, the money is given back. Both stay visible.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SaleVoided {
    /// Which sale.
    pub sale: SaleId,
    /// What lies on the shelf again.
    pub goods: Vec<StockLine>,
    /// Why.
    pub reason: VoidReason,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

/// Goods on the shelf are kept for somebody until a time both know.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct GoodsKept {
    /// Its id.
    pub reservation: ReservationId,
    /// Its number for people.
    pub number: String,
    /// For which party, where it is one.
    pub buyer: Option<PartyId>,
    /// For whom.
    pub name: Option<Sealed<PersonName>>,
    /// How they are reached.
    pub phone: Option<Sealed<PhoneNumber>>,
    /// What is kept, at the price of that day.
    pub lines: Vec<SaleLine>,
    /// Sum of the lines.
    pub total: Rupiah,
    /// Until when.
    pub until: Moment,
    /// A word about it.
    pub note: Option<Sealed<Note>>,
}

code_enum! {
    /// Why goods are no longer kept.
    pub enum FreeReason {
        /// They were not called for in time.
        Expired = 1,
        /// Whoever they were kept for does not want them.
        NotWanted = 2,
        /// The business needs them.
        Business = 3,
    }
}

/// Goods that were kept may be sold to others again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct KeptGoodsFreed {
    /// Which reservation it was.
    pub reservation: ReservationId,
    /// What is free again.
    pub goods: Vec<StockLine>,
    /// Why.
    pub reason: FreeReason,
}
