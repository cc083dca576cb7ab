//! What stands in a cell, read as what its column is about.

use rantai_core::money::Rupiah;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::time::Day;

use super::read::Cell;

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// It is empty and must not be.
    Missing,
    /// The spreadsheet took a number for a date.
    IsADate,
    /// Not an amount of money.
    NotMoney,
    /// An amount with parts of a rupiah.
    Cents,
    /// Not a quantity.
    NotAQuantity,
    /// Half a chair.
    NotWhole,
    /// Not a whole number of that size.
    NotANumber,
    /// Nothing may be less than nothing.
    Negative,
    /// Not a unit that goods are counted in.
    NotAUnit,
    /// Not a way in which goods come about.
    NotAMaking,
    /// Not something a party can be.
    NotACapacity,
    /// Not a phone number.
    NotAPhone,
    /// Not a village that is known.
    NotAVillage,
    /// Not a day.
    NotADay,
    /// A day that has not come.
    DayAhead,
    /// Longer than that many characters.
    TooLong(usize),
    /// The same name stands in an earlier line.
    Doubled(u32),
    /// Neither a product nor a material of that name.
    UnknownGoods,
    /// The product has no such kind; those it has.
    UnknownVariant(Vec<String>),
    /// The product has several kinds; these.
    WhichVariant(Vec<String>),
    /// Wholesale above retail.
    WholesaleAbove,
    /// The unit of a product never changes; it is that one.
    OtherUnit(Unit),
}

/// The text of a cell; empty where there is none. A whole number is written as such: a workbook keeps a phone
/// number as a number.
pub fn words(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => figure(*number),
        Cell::Date(day) => day.to_string(),
    }
}

/// A number as people write it: without an exponent, with a comma.
fn figure(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { format!("{number}").replace('.', ",") }
}

/// An amount of money: `Rp1.500`, `1.500,00`, `1,500.00`, `1500`, `15rb`, `1,5 juta`.
///
/// # Errors
/// [`Mistake`].
pub fn money(cell: &Cell) -> Result<Rupiah, Mistake> {
    match cell {
        Cell::Empty => Err(Mistake::Missing),
        Cell::Date(_) => Err(Mistake::IsADate),
        Cell::Number(number) if *number < 0.0 => Err(Mistake::Negative),
        Cell::Number(number) if (number - number.round()).abs() > 1e-6 => Err(Mistake::Cents),
        Cell::Number(number) => Rupiah::parse(&format!("{:.0}", number.round())).ok_or(Mistake::NotMoney),
        Cell::Text(text) => money_of_text(text),
    }
}

fn money_of_text(text: &str) -> Result<Rupiah, Mistake> {
    let text = text.to_lowercase().replace(['\u{a0}', ' '], "");
    let text = text.strip_prefix("rp").or_else(|| text.strip_prefix("idr")).unwrap_or(&text);
    let text = text.trim_start_matches('.').trim_end_matches("/pcs");
    if text.starts_with('-') || text.starts_with('(') {
        return Err(Mistake::Negative);
    }
    let text = text.strip_suffix(",-").or_else(|| text.strip_suffix(".-")).unwrap_or(text);
    for (words, factor) in [(&["ribu", "rb", "k"][..], 1_000), (&["juta", "jt"], 1_000_000)] {
        if let Some(text) = words.iter().find_map(|word| text.strip_suffix(word)) {
            return in_words(text, factor);
        }
    }
    let (whole, part) = split_decimals(text).ok_or(Mistake::NotMoney)?;
    if part.bytes().any(|digit| digit != b'0') {
        return Err(Mistake::Cents);
    }
    Rupiah::parse(&whole).ok_or(Mistake::NotMoney)
}

/// `1,5` times a thousand or a million.
fn in_words(text: &str, factor: i64) -> Result<Rupiah, Mistake> {
    let number = Quantity::parse(text).ok_or(Mistake::NotMoney)?;
    let exact = number.raw().checked_mul(factor).ok_or(Mistake::NotMoney)?;
    if exact % Quantity::SCALE == 0 { Ok(Rupiah(exact / Quantity::SCALE)) } else { Err(Mistake::Cents) }
}

/// Whole digits and decimals of a number in any writing. A single separator with three digits behind it sets
/// thousands apart, as it does in every price list here. `None` when it is no number.
fn split_decimals(text: &str) -> Option<(String, String)> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    if text.is_empty() || !text.chars().all(is_number) || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let last = text.rfind(['.', ',']);
    let kinds = [text.contains('.'), text.contains(',')];
    let (whole, part) = match last {
        None => (text, ""),
        Some(place) => {
            let (whole, part) = (text.get(..place)?, text.get(place + 1..)?);
            let separator = text.get(place..=place)?;
            let alone = kinds != [true, true];
            if alone && (part.len() == 3 || whole.contains(separator)) { (text, "") } else { (whole, part) }
        }
    };
    let mut groups = whole.split(['.', ',']);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    (part.len() <= 4).then(|| (digits, part.to_owned()))
}

/// A quantity: `12`, `12,5`, `1.200`, `0.25`; a unit behind it is passed over.
///
/// # Errors
/// [`Mistake`].
pub fn quantity(cell: &Cell) -> Result<Quantity, Mistake> {
    match cell {
        Cell::Empty => Err(Mistake::Missing),
        Cell::Date(_) => Err(Mistake::IsADate),
        Cell::Number(number) if *number < 0.0 => Err(Mistake::Negative),
        Cell::Number(number) => {
            let text = format!("{number:.4}");
            let text = text.trim_end_matches('0').trim_end_matches('.');
            Quantity::parse(text).ok_or(Mistake::NotAQuantity)
        }
        Cell::Text(text) => {
            let text = text.trim();
            if text.starts_with('-') {
                return Err(Mistake::Negative);
            }
            let number = match text.split_once(' ') {
                Some((number, word)) if unit_of(word).is_some() => number,
                _ => text,
            };
            // `0,250` is a quarter, `1.250` a thousand and some.
            if number.starts_with('0') && number.len() > 1 {
                return Quantity::parse(number).ok_or(Mistake::NotAQuantity);
            }
            let (whole, part) = split_decimals(number).ok_or(Mistake::NotAQuantity)?;
            let text = if part.is_empty() { whole } else { format!("{whole},{part}") };
            Quantity::parse(&text).ok_or(Mistake::NotAQuantity)
        }
    }
}

/// A whole number up to `most`.
///
/// # Errors
/// [`Mistake`].
pub fn whole(cell: &Cell, most: u32) -> Result<u32, Mistake> {
    let number = quantity(cell).map_err(|mistake| match mistake {
        Mistake::NotAQuantity => Mistake::NotANumber,
        mistake => mistake,
    })?;
    let whole = number.raw() / Quantity::SCALE;
    let exact = number.raw() % Quantity::SCALE == 0;
    u32::try_from(whole).ok().filter(|number| exact && *number <= most).ok_or(Mistake::NotANumber)
}

/// A unit, as people write it.
///
/// # Errors
/// [`Mistake`].
pub fn unit(cell: &Cell) -> Result<Unit, Mistake> {
    match cell {
        Cell::Empty => Err(Mistake::Missing),
        Cell::Text(text) => unit_of(text).ok_or(Mistake::NotAUnit),
        Cell::Number(_) | Cell::Date(_) => Err(Mistake::NotAUnit),
    }
}

fn unit_of(text: &str) -> Option<Unit> {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    let known = match text.as_str() {
        "pc" | "piece" | "pieces" | "buah" | "bh" | "biji" | "unit" | "ekor" | "potong" | "ptg" => Unit::Pcs,
        "psg" | "pair" | "pairs" => Unit::Pasang,
        "lsn" | "dozen" | "doz" => Unit::Lusin,
        "stel" | "setel" | "sets" => Unit::Set,
        "lbr" | "helai" | "sheet" => Unit::Lembar,
        "btg" | "bar" => Unit::Batang,
        "kilo" | "kilogram" => Unit::Kg,
        "g" | "gr" | "grm" => Unit::Gram,
        "l" | "ltr" | "lt" => Unit::Liter,
        "meter" | "mtr" => Unit::M,
        "roll" | "gulung" => Unit::Rol,
        "btl" | "bottle" => Unit::Botol,
        "bks" | "bungkus" | "pack" | "pak" | "packet" => Unit::Bungkus,
        "box" | "kotak" | "kardus" | "doos" | "ktk" => Unit::Dus,
        "karung" | "sack" | "zak" => Unit::Sak,
        other => return Unit::from_label(other),
    };
    Some(known)
}

/// A day: `21/11/2026`, `21-11-26`, `2026-11-21`, `21 Nov 2026`, or the number a spreadsheet keeps it as.
///
/// # Errors
/// [`Mistake`].
pub fn day(cell: &Cell) -> Result<Day, Mistake> {
    match cell {
        Cell::Empty => Err(Mistake::Missing),
        Cell::Date(day) => Ok(*day),
        Cell::Number(number) => of_serial(*number).ok_or(Mistake::NotADay),
        Cell::Text(text) => day_of_text(text).ok_or(Mistake::NotADay),
    }
}

/// Days since the end of 1899, as spreadsheets count them.
fn of_serial(number: f64) -> Option<Day> {
    // From 1954 to 2119: what lies outside is no day anybody counted on.
    if !(20_000.0..80_000.0).contains(&number) {
        return None;
    }
    let days: i32 = format!("{:.0}", number.floor()).parse().ok()?;
    Some(Day::parse("1899-12-30")?.plus(days))
}

fn day_of_text(text: &str) -> Option<Day> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return of_serial(text.parse().ok()?);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.', ' ']).filter(|part| !part.is_empty()).take(4).collect();
    let [first, month, last, ..] = parts.as_slice() else { return None };
    let month = month.parse::<u32>().ok().or_else(|| month_of(month))?;
    let (year, day) = if first.len() == 4 { (*first, *last) } else { (*last, *first) };
    let year: i32 = year.parse().ok()?;
    let year = if year < 100 { 2_000 + year } else { year };
    Day::parse(&format!("{year:04}-{month:02}-{:02}", day.parse::<u32>().ok()?))
}

fn month_of(word: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan"],
        &["feb", "peb"],
        &["mar"],
        &["apr"],
        &["mei", "may"],
        &["jun"],
        &["jul"],
        &["agu", "ags", "aug"],
        &["sep"],
        &["okt", "oct"],
        &["nov", "nop"],
        &["des", "dec"],
    ];
    let word = word.to_lowercase();
    let found = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
    u32::try_from(found + 1).ok()
}
