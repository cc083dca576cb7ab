//! Where the goods of a packed order are: every piece in exactly one place.

use bincode::{Decode, Encode};

use super::{Deed, LineOutcome, LineQuantity, ReturnLine, ReturnedLine};
use crate::book::order::{Order, Slip, SlipState};
use crate::ids::{PartyId, SlipId};
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::sealed::{Note, ReceivedBy, Sealed};
use crate::time::Moment;

/// Where the goods of one line are, in base units, from packing on.
///
/// Two sums hold at all times. Of what was packed: `here`, `out`, `delivered`, `coming_back`, `stocked`, `scrapped`
/// and `lost`. Of what was ordered: `here`, `out`, `delivered`, `short` and `forgone`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
pub struct LineGoods {
    /// The line's number in the order.
    pub line: u16,
    /// Everything that was ever packed for it.
    pub packed: Quantity,
    /// Packed, with the business, on no slip.
    pub here: Quantity,
    /// On a slip that is out.
    pub out: Quantity,
    /// With the buyer.
    pub delivered: Quantity,
    /// On its way back.
    pub coming_back: Quantity,
    /// On the shelf again.
    pub stocked: Quantity,
    /// Thrown away.
    pub scrapped: Quantity,
    /// Nobody knows.
    pub lost: Quantity,
    /// What the buyer did not get, or sent back, and nothing was decided about.
    pub short: Quantity,
    /// What will not come any more, as was decided.
    pub forgone: Quantity,
}

/// One package of an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Parcel {
    /// Its number in the order, from 1.
    pub number: u16,
    /// What is in it; empty where nobody wrote it down.
    pub lines: Vec<LineQuantity>,
    /// Where it is.
    pub place: ParcelPlace,
}

/// Where a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum ParcelPlace {
    /// With the business.
    Here,
    /// On that slip.
    On(SlipId),
    /// Handed over.
    Gone,
}

/// Goods that went back, or are on their way.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Return {
    /// Its number in the order, from 1.
    pub number: u16,
    /// When it was told.
    pub at: Moment,
    /// The slip whose carrier brings them; none where the buyer does.
    pub slip: Option<SlipId>,
    /// What comes back.
    pub lines: Vec<ReturnLine>,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
    /// What became of it, once counted.
    pub counted: Vec<ReturnedLine>,
}

impl Return {
    /// Nobody has counted it yet.
    pub const fn is_open(&self) -> bool {
        self.counted.is_empty()
    }
}

/// A deed that was told too late to be done.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LateDeed {
    /// Of which slip.
    pub slip: SlipId,
    /// The party that says to have done it.
    pub by: PartyId,
    /// What was done.
    pub deed: Deed,
    /// When it was told.
    pub at: Moment,
    /// Who took the goods, as is said.
    pub received_by: Option<Sealed<ReceivedBy>>,
    /// Cash that was taken, as is said.
    pub cash_collected: Rupiah,
}

impl Slip {
    /// The carrier has been asked, or has the goods.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, SlipState::Issued | SlipState::PickedUp { .. })
    }

    /// What the receiver took of each line of a completed slip, and what not.
    pub fn outcomes(&self) -> Vec<LineOutcome> {
        match &self.state {
            SlipState::Completed { outcomes, .. } if !outcomes.is_empty() => outcomes.clone(),
            SlipState::Completed { .. } => all_taken(&self.load),
            _ => Vec::new(),
        }
    }
}

/// The outcomes of a delivery of which everything was taken.
pub(super) fn all_taken(load: &[LineQuantity]) -> Vec<LineOutcome> {
    let taken = |of: &LineQuantity| LineOutcome {
        line: of.line,
        accepted: of.quantity,
        damaged: Quantity::ZERO,
        refused: Quantity::ZERO,
        missing: Quantity::ZERO,
    };
    load.iter().map(taken).collect()
}

impl Order {
    /// Where the goods of a line are, once packed.
    pub fn goods_of(&self, line: u16) -> Option<&LineGoods> {
        self.goods.iter().find(|goods| goods.line == line)
    }

    /// Something of it is packed and on no slip.
    pub fn is_here(&self) -> bool {
        self.goods.iter().any(|goods| goods.here.is_positive())
    }

    /// The packages that are with the business, on no slip.
    pub fn parcels_here(&self) -> impl Iterator<Item = &Parcel> {
        self.parcels.iter().filter(|parcel| parcel.place == ParcelPlace::Here)
    }

    /// What is packed and on no slip.
    pub fn load_here(&self) -> Vec<LineQuantity> {
        let here = self.goods.iter().filter(|goods| goods.here.is_positive());
        here.map(|goods| LineQuantity { line: goods.line, quantity: goods.here }).collect()
    }

    /// The buyer did not get everything, or sent something back, and nothing was decided about it.
    pub fn is_short(&self) -> bool {
        self.goods.iter().any(|goods| goods.short.is_positive())
    }

    /// The first return nobody has counted.
    pub fn return_open(&self) -> Option<&Return> {
        self.returns.iter().find(|entry| entry.is_open())
    }

    /// The slips that are out.
    pub fn open_slips(&self) -> impl Iterator<Item = &Slip> {
        self.slips.iter().filter(|slip| slip.is_open())
    }

    /// The slip that is out: one that is on the road before one that is not.
    pub fn open_slip(&self) -> Option<&Slip> {
        let on_the_road = |slip: &&Slip| matches!(slip.state, SlipState::PickedUp { .. });
        self.slips.iter().find(on_the_road).or_else(|| self.open_slips().next())
    }

    /// How many packages have not been handed over; 0 before packing.
    pub fn packages(&self) -> u16 {
        let still = self.parcels.iter().filter(|parcel| parcel.place != ParcelPlace::Gone);
        u16::try_from(still.count()).unwrap_or(u16::MAX)
    }

    /// What carriers who are out will collect in cash.
    pub fn cash_out(&self) -> Rupiah {
        self.open_slips().fold(Rupiah::ZERO, |sum, slip| sum.and(slip.cash_to_collect))
    }
}
