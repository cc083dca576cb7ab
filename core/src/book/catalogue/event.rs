//! What can happen in a catalogue. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::book::correction::Mistake;
use crate::code_enum;
use crate::ids::{BlobHash, MaterialId, PartyId, ProductId};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::sealed::{Note, Sealed};
use crate::time::Day;

code_enum! {
    /// Where a product comes from when it is ordered.
    pub enum Making {
        /// Made when ordered.
        ToOrder = 1,
        /// Made ahead; made again when the stock does not suffice.
        ToStock = 2,
        /// Bought to be sold on.
        Resale = 3,
    }
}

/// One kind of a product: size, colour and the like.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Variant {
    /// Its number within the product; never used again for another.
    pub number: u16,
    /// What people call it: `42 / hitam`.
    pub name: String,
}

/// A unit the product is also sold in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct UnitFactor {
    /// The unit.
    pub unit: Unit,
    /// How many base units one of it holds.
    pub factor: Quantity,
}

/// A product entered the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ProductAdded {
    /// Its id.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// What it is, how it is made and cared for.
    pub description: String,
    /// Where it comes from when ordered.
    pub making: Making,
    /// The unit it is counted and priced in.
    pub unit: Unit,
    /// Units it is also sold in.
    pub units: Vec<UnitFactor>,
    /// Its kinds; at least one.
    pub variants: Vec<Variant>,
    /// Days it usually takes from order to ready.
    pub days: u16,
    /// Weight of one base unit.
    pub weight_grams: u32,
    /// A picture of it.
    pub photo: Option<BlobHash>,
}

/// A product got a price. Past orders keep theirs.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PriceSet {
    /// Which product.
    pub product: ProductId,
    /// Which variant; all that have no price of their own if none is named.
    pub variant: Option<u16>,
    /// For one base unit, retail.
    pub retail: Rupiah,
    /// For one base unit, wholesale.
    pub wholesale: Rupiah,
    /// From how many base units the wholesale price holds.
    pub wholesale_from: Quantity,
}

/// What one base unit of a product takes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RecipeLine {
    /// The material.
    pub material: MaterialId,
    /// How much of it.
    pub quantity: Quantity,
}

/// A product got its bill of materials.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RecipeSet {
    /// Which product.
    pub product: ProductId,
    /// What one base unit takes.
    pub lines: Vec<RecipeLine>,
}

/// What is said of a product changed. All of it stands here, also what stayed; what is counted and priced
/// (unit, kinds) never changes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ProductChanged {
    /// Which product.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// What it is, how it is made and cared for.
    pub description: String,
    /// Days it usually takes from order to ready.
    pub days: u16,
    /// Weight of one base unit.
    pub weight_grams: u32,
    /// A picture of it.
    pub photo: Option<BlobHash>,
}

/// A product is no longer offered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ProductWithdrawn {
    /// Which product.
    pub product: ProductId,
}

/// A withdrawn product is offered again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ProductOffered {
    /// Which product.
    pub product: ProductId,
}

/// A material became one the business works with.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialAdded {
    /// Its id.
    pub material: MaterialId,
    /// What it is called.
    pub name: String,
    /// The unit it is counted and bought in.
    pub unit: Unit,
    /// Who usually supplies it, the first first.
    pub suppliers: Vec<PartyId>,
    /// What one unit usually costs.
    pub price: Rupiah,
}

/// How much of one material a product wastes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct WasteLine {
    /// The material.
    pub material: MaterialId,
    /// Percent of what the goods themselves take that is cut off, spilt or spoilt on top.
    pub percent: u8,
}

/// What a product's bill of materials takes on top for waste. All of it stands here; materials that are not named
/// waste nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WasteSet {
    /// Which product.
    pub product: ProductId,
    /// How much of what.
    pub lines: Vec<WasteLine>,
}

/// What a supplier takes for a material, from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct SupplierPriceSet {
    /// Whose price it is.
    pub supplier: PartyId,
    /// Of which material.
    pub material: MaterialId,
    /// What one unit costs.
    pub price: Rupiah,
    /// How many days it takes from the request until it is there.
    pub lead_days: u16,
    /// From which day on.
    pub since: Day,
}

/// A material was written down under a wrong name.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MaterialCorrected {
    /// Which material.
    pub material: MaterialId,
    /// What it was called.
    pub was: String,
    /// What it is called.
    pub name: String,
    /// Why that was wrong.
    pub why: Mistake,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}
