//! Each row of a list beside what the book holds: new, changed, the same, or wrong, and in which cell.

use std::collections::HashMap;

use rantai_core::book::catalogue::{AddProduct, ChangeProduct, Making, PriceSet, Product};
use rantai_core::book::stock::StockItem;
use rantai_core::ids::{PersonId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::party::Capacity;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::sealed::{Address, PersonName, PhoneNumber};
use rantai_core::time::Day;

use super::Kind;
use super::columns::{Column, List};
use super::known::{Known, folded};
use super::read::{Cell, Row};
use super::values::{self, Mistake, words};

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Something in it is wrong: it is left out.
    Wrong,
    /// It is not in the book yet.
    New,
    /// The book says something else.
    Changed,
    /// The book says so already.
    Same,
}

/// A row and what becomes of it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its line in the file.
    pub line: u32,
    /// Its cells with what is wrong with each, in the order of the columns that are used.
    pub cells: Vec<Shown>,
    /// What becomes of it.
    pub fate: Fate,
    /// What it does, where it does something.
    pub act: Option<Act>,
}

/// A cell as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Under which heading.
    pub column: Column,
    /// What stands in it.
    pub text: String,
    /// What is wrong with it.
    pub mistake: Option<Mistake>,
}

/// A price as a list says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// For which kind; all if none is named.
    pub variant: Option<u16>,
    /// For few.
    pub retail: Rupiah,
    /// For many.
    pub wholesale: Rupiah,
    /// From how many on.
    pub from: Quantity,
}

/// What a row does.
#[derive(Debug, Clone)]
pub enum Act {
    /// A product that is not there yet, with its price and what lies on the shelf.
    Add(AddProduct, Option<Price>, Option<Quantity>),
    /// What is said of a product, its price, what lies on the shelf.
    Change(ProductId, Option<ChangeProduct>, Option<Price>, Option<Quantity>),
    /// A count.
    Count(StockItem, Quantity, Option<Day>),
    /// Somebody the business deals with.
    Introduce(Contact),
}

/// Somebody the business deals with.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Their id, where they are known.
    pub known: Option<PersonId>,
    /// What they are called.
    pub person: PersonName,
    /// How they are reached.
    pub phone: PhoneNumber,
    /// The trade name; empty where it is called like its person, whose name stands sealed alone.
    pub party: String,
    /// What they come for.
    pub capacity: Capacity,
    /// Code of their village.
    pub village: String,
    /// Where exactly.
    pub address: Option<Address>,
}

/// Longest name of goods or of a party, in characters.
const LONGEST_NAME: usize = 120;
/// Longest description of a product.
const LONGEST_DESCRIPTION: usize = 2_000;

/// Compares a whole list.
pub fn plan(list: &List, known: &Known<'_>) -> Vec<Planned> {
    let mut seen = HashMap::new();
    list.rows
        .iter()
        .map(|row| {
            let mut reading = Reading::new(list, row, &mut seen);
            let act = match list.kind {
                Kind::Products => reading.product(known),
                Kind::Prices => reading.price_of_known(known),
                Kind::Stock => reading.count(known),
                Kind::Contacts => reading.contact(known),
            };
            reading.end(act)
        })
        .collect()
}

/// One row while it is read.
struct Reading<'a> {
    list: &'a List,
    row: &'a Row,
    cells: Vec<Shown>,
    seen: &'a mut HashMap<String, u32>,
    is_new: bool,
}

impl<'a> Reading<'a> {
    fn new(list: &'a List, row: &'a Row, seen: &'a mut HashMap<String, u32>) -> Self {
        let used = list.columns.iter().enumerate().filter_map(|(place, column)| Some((place, (*column)?)));
        let cells = used.map(|(place, column)| {
            let text = row.cells.get(place).map(words).unwrap_or_default();
            Shown { column, text, mistake: None }
        });
        Self { list, row, cells: cells.collect(), seen, is_new: false }
    }

    fn end(self, act: Option<Act>) -> Planned {
        let wrong = self.cells.iter().any(|cell| cell.mistake.is_some());
        let fate = match (&act, wrong) {
            (_, true) => Fate::Wrong,
            (None, false) => Fate::Same,
            (Some(_), false) if self.is_new => Fate::New,
            (Some(_), false) => Fate::Changed,
        };
        Planned { line: self.row.line, cells: self.cells, fate, act: act.filter(|_| !wrong) }
    }

    /// Marks a cell; the first one, where the list has no such column.
    fn mark(&mut self, column: Column, mistake: Mistake) {
        let place = self.cells.iter().position(|cell| cell.column == column).unwrap_or(0);
        if let Some(cell) = self.cells.get_mut(place) {
            cell.mistake.get_or_insert(mistake);
        }
    }

    fn cell(&self, column: Column) -> &'a Cell {
        self.list.cell(self.row, column)
    }

    /// A cell that must hold something.
    fn must<T>(&mut self, column: Column, read: impl Fn(&Cell) -> Result<T, Mistake>) -> Option<T> {
        read(self.cell(column)).map_err(|mistake| self.mark(column, mistake)).ok()
    }

    /// A cell that may be empty.
    fn may<T>(&mut self, column: Column, read: impl Fn(&Cell) -> Result<T, Mistake>) -> Option<T> {
        if *self.cell(column) == Cell::Empty { None } else { self.must(column, read) }
    }

    /// A text of at most so many characters.
    fn text(&mut self, column: Column, longest: usize) -> String {
        let text = words(self.cell(column));
        if text.chars().count() > longest {
            self.mark(column, Mistake::TooLong(longest));
        }
        text
    }

    /// The name that a row is about; a name that an earlier line has is marked.
    fn name(&mut self, column: Column, more: &str) -> Option<String> {
        let name = self.text(column, LONGEST_NAME).split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            self.mark(column, Mistake::Missing);
            return None;
        }
        self.once(column, format!("{}\n{}", folded(&name), folded(more)));
        Some(name)
    }

    fn once(&mut self, column: Column, what: String) {
        let line = *self.seen.entry(what).or_insert(self.row.line);
        if line != self.row.line {
            self.mark(column, Mistake::Doubled(line));
        }
    }

    fn product(&mut self, known: &Known<'_>) -> Option<Act> {
        let name = self.name(Column::Name, "")?;
        match known.products.get(&folded(&name)) {
            Some(product) => self.known_product(known, product),
            None => self.new_product(name),
        }
    }

    fn new_product(&mut self, name: String) -> Option<Act> {
        self.is_new = true;
        let unit = self.may(Column::Unit, values::unit).unwrap_or(Unit::Pcs);
        let price = if self.list.has(Column::Retail) { self.price(None, None) } else { None };
        let stock = self.stock(unit);
        let ahead = if stock.is_some() { Making::ToStock } else { Making::ToOrder };
        let making = self.may(Column::Making, making).unwrap_or(ahead);
        let add = AddProduct {
            name,
            description: self.text(Column::Description, LONGEST_DESCRIPTION),
            making,
            unit,
            units: Vec::new(),
            variants: Vec::new(),
            days: self.days().unwrap_or(if making == Making::ToOrder { 7 } else { 0 }),
            weight_grams: self.weight().unwrap_or(0),
            photo: None,
        };
        Some(Act::Add(add, price, stock.filter(|stock| stock.is_positive())))
    }

    fn known_product(&mut self, known: &Known<'_>, product: &Product) -> Option<Act> {
        let sheet = &product.sheet;
        if self.may(Column::Unit, values::unit).is_some_and(|unit| unit != sheet.unit) {
            self.mark(Column::Unit, Mistake::OtherUnit(sheet.unit));
        }
        let priced = *self.cell(Column::Retail) != Cell::Empty;
        let price = if priced { self.price(Some(product), None) } else { None };
        let stock = self.stock(sheet.unit);
        let counted = stock.filter(|stock| match sheet.variants.as_slice() {
            [only] => {
                let item = StockItem::Goods { product: sheet.product, variant: only.number };
                known.on_hand(item) != *stock
            }
            _ => true,
        });
        if counted.is_some() && sheet.variants.len() > 1 {
            self.mark(Column::Stock, Mistake::WhichVariant(kinds(product)));
        }
        let description = self.text(Column::Description, LONGEST_DESCRIPTION);
        let described = ChangeProduct {
            product: sheet.product,
            name: sheet.name.clone(),
            description: if description.is_empty() { sheet.description.clone() } else { description },
            days: self.days().unwrap_or(sheet.days),
            weight_grams: self.weight().unwrap_or(sheet.weight_grams),
            photo: None,
        };
        let same = described.description == sheet.description
            && described.days == sheet.days
            && described.weight_grams == sheet.weight_grams;
        let described = (!same).then_some(described);
        let nothing = described.is_none() && price.is_none() && counted.is_none();
        (!nothing).then_some(Act::Change(sheet.product, described, price, counted))
    }

    fn stock(&mut self, unit: Unit) -> Option<Quantity> {
        let stock = self.may(Column::Stock, values::quantity)?;
        if unit.is_counted() && stock.raw() % Quantity::SCALE != 0 {
            self.mark(Column::Stock, Mistake::NotWhole);
        }
        Some(stock)
    }

    fn days(&mut self) -> Option<u16> {
        self.may(Column::Days, |cell| values::whole(cell, 3_650)).and_then(|days| u16::try_from(days).ok())
    }

    fn weight(&mut self) -> Option<u32> {
        const MOST: u32 = 100_000_000;
        let grams = self.may(Column::Weight, |cell| values::whole(cell, MOST));
        let kilograms = self.may(Column::WeightKg, values::quantity);
        let of_kilograms = kilograms.and_then(|kg| u32::try_from(kg.raw() / (Quantity::SCALE / 1_000)).ok());
        grams.or(of_kilograms.filter(|grams| *grams <= MOST))
    }

    /// What the row says of prices, where that is not so already. Without a wholesale price there is but one;
    /// a list without that column leaves it as it is.
    fn price(&mut self, product: Option<&Product>, variant: Option<u16>) -> Option<Price> {
        let now = product.and_then(|product| price_now(product, variant));
        let retail = self.must(Column::Retail, values::money)?;
        if !retail.is_positive() {
            self.mark(Column::Retail, Mistake::NotMoney);
        }
        let typed = self.may(Column::Wholesale, values::money).filter(|wholesale| wholesale.is_positive());
        let kept = now.filter(|_| !self.list.has(Column::Wholesale)).map(|now| now.wholesale.min(retail));
        let wholesale = typed.or(kept).unwrap_or(retail);
        if wholesale > retail {
            self.mark(Column::Wholesale, Mistake::WholesaleAbove);
        }
        let typed = self.may(Column::From, values::quantity).filter(|from| from.is_positive());
        let kept = now.filter(|_| !self.list.has(Column::From)).map(|now| now.wholesale_from);
        let from = typed.or(kept).unwrap_or(Quantity::whole(1));
        let same = |now: &PriceSet| {
            let one_price = now.wholesale == now.retail && wholesale == retail;
            now.retail == retail && now.wholesale == wholesale && (one_price || now.wholesale_from == from)
        };
        let price = Price { variant, retail, wholesale, from };
        if now.is_some_and(same) { None } else { Some(price) }
    }

    fn price_of_known(&mut self, known: &Known<'_>) -> Option<Act> {
        let variant = words(self.cell(Column::Variant));
        let name = self.name(Column::Name, &variant)?;
        let Some(product) = known.products.get(&folded(&name)) else {
            self.mark(Column::Name, Mistake::UnknownGoods);
            return None;
        };
        let variant = if variant.is_empty() { None } else { Some(self.variant(product)?) };
        self.price(Some(product), variant)
            .map(|price| Act::Change(product.sheet.product, None, Some(price), None))
    }

    /// The kind of a product that the row names; the only one, where there is but one.
    fn variant(&mut self, product: &Product) -> Option<u16> {
        let wanted = folded(&words(self.cell(Column::Variant)));
        let variants = &product.sheet.variants;
        if let ([only], true) = (variants.as_slice(), wanted.is_empty()) {
            return Some(only.number);
        }
        let found = variants.iter().find(|variant| folded(&variant.name) == wanted);
        if found.is_none() {
            let kinds = kinds(product);
            let mistake =
                if wanted.is_empty() { Mistake::WhichVariant(kinds) } else { Mistake::UnknownVariant(kinds) };
            self.mark(Column::Variant, mistake);
        }
        found.map(|variant| variant.number)
    }

    fn count(&mut self, known: &Known<'_>) -> Option<Act> {
        let variant = words(self.cell(Column::Variant));
        let name = self.name(Column::Name, &variant)?;
        let key = folded(&name);
        let (item, unit) = if let Some(product) = known.products.get(&key) {
            let variant = self.variant(product)?;
            (StockItem::Goods { product: product.sheet.product, variant }, product.sheet.unit)
        } else if let Some(material) = known.materials.get(&key) {
            (StockItem::Material { material: material.material }, material.unit)
        } else {
            self.mark(Column::Name, Mistake::UnknownGoods);
            return None;
        };
        self.must(Column::Stock, values::quantity)?;
        let quantity = self.stock(unit)?;
        let day = self.may(Column::Day, values::day);
        if day.is_some_and(|day| day > known.today) {
            self.mark(Column::Day, Mistake::DayAhead);
        }
        (known.on_hand(item) != quantity).then_some(Act::Count(item, quantity, day))
    }

    fn contact(&mut self, known: &Known<'_>) -> Option<Act> {
        let capacity = self.may(Column::Capacity, capacity).unwrap_or(Capacity::Distributor);
        let phone = self.must(Column::Phone, phone);
        let person = match PersonName::new(&words(self.cell(Column::Person))) {
            Ok(Some(name)) => Some(name),
            Ok(None) => self.must(Column::Person, |_| Err(Mistake::Missing)),
            Err(error) => self.must(Column::Person, |_| Err(Mistake::TooLong(error.longest))),
        };
        let address = Address::new(&words(self.cell(Column::Address))).unwrap_or_else(|error| {
            self.mark(Column::Address, Mistake::TooLong(error.longest));
            None
        });
        let village =
            self.may(Column::Village, |cell| known.village(&words(cell)).ok_or(Mistake::NotAVillage));
        let party = self.text(Column::Party, LONGEST_NAME);
        let (phone, person) = (phone?, person?);
        self.once(Column::Phone, format!("{phone} {}", capacity.name()));
        let known_as = known.person(&phone, capacity);
        if known_as.is_some_and(|(_, comes)| comes) {
            return None;
        }
        self.is_new = true;
        Some(Act::Introduce(Contact {
            known: known_as.map(|(person, _)| person),
            party,
            person,
            phone,
            capacity,
            village: village.unwrap_or_else(|| known.village.clone()),
            address,
        }))
    }
}

/// The price that holds for a kind now, or for all.
fn price_now(product: &Product, variant: Option<u16>) -> Option<&PriceSet> {
    match variant {
        Some(number) => product.price(number),
        None => product.prices.iter().find(|price| price.variant.is_none()),
    }
}

fn kinds(product: &Product) -> Vec<String> {
    product.sheet.variants.iter().map(|variant| variant.name.clone()).collect()
}

fn making(cell: &Cell) -> Result<Making, Mistake> {
    match folded(&words(cell)).as_str() {
        "pesanan"
        | "dipesan"
        | "saat dipesan"
        | "dibuat saat dipesan"
        | "po"
        | "preorder"
        | "pre order"
        | "to order"
        | "order" => Ok(Making::ToOrder),
        "stok" | "stock" | "siap" | "ready" | "ready stock" | "ready stok" | "dibuat dulu" | "to stock" => {
            Ok(Making::ToStock)
        }
        "jual lagi" | "beli jadi" | "dagang" | "kulakan" | "dijual lagi" | "resale" => Ok(Making::Resale),
        _ => Err(Mistake::NotAMaking),
    }
}

fn capacity(cell: &Cell) -> Result<Capacity, Mistake> {
    match folded(&words(cell)).as_str() {
        "pelanggan" | "pembeli" | "langganan" | "konsumen" | "distributor" | "reseller" | "customer"
        | "buyer" => Ok(Capacity::Distributor),
        "pemasok" | "supplier" | "suplier" | "vendor" => Ok(Capacity::Supplier),
        "kurir" | "ojek" | "pengantar" | "ekspedisi" | "courier" | "driver" => Ok(Capacity::Courier),
        _ => Err(Mistake::NotACapacity),
    }
}

/// A phone number; a spreadsheet that took it for a number dropped its first zero.
fn phone(cell: &Cell) -> Result<PhoneNumber, Mistake> {
    let text = words(cell);
    if text.is_empty() {
        return Err(Mistake::Missing);
    }
    let bare = text.starts_with('8') && (9..=13).contains(&text.chars().filter(char::is_ascii_digit).count());
    let text = if bare { format!("0{text}") } else { text };
    PhoneNumber::parse(&text).ok_or(Mistake::NotAPhone)
}
