//! How much of something: fixed-scale decimals and the units of the trade.

use std::fmt;

use bincode::{Decode, Encode};

use crate::code_enum;

/// An amount of goods in ten-thousandths of its unit: 0.0125 m³ of teak is exact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
pub struct Quantity(i64);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// How many parts one unit has.
    pub const SCALE: i64 = 10_000;

    /// That many whole units.
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(Self::SCALE))
    }

    /// That many ten-thousandths of a unit.
    pub const fn from_raw(raw: i64) -> Self {
        Self(raw)
    }

    /// Ten-thousandths of a unit.
    pub const fn raw(self) -> i64 {
        self.0
    }

    /// More than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The sum; stops at the largest quantity.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference; stops at the smallest quantity.
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The difference, or zero where it would be negative.
    pub fn less_or_zero(self, other: Self) -> Self {
        self.less(other).max(Self::ZERO)
    }

    /// The product of two quantities (so many units, each of so much), rounded up to the next part: nobody
    /// is ever short by a rounding. `None` when it is too large.
    pub fn times(self, factor: Self) -> Option<Self> {
        let exact = i128::from(self.0) * i128::from(factor.0);
        let scale = i128::from(Self::SCALE);
        i64::try_from((exact + scale - 1).div_euclid(scale)).ok().map(Self)
    }

    /// Reads what people type: `12`, `12,5`, `0.0125`. `None` when it is no quantity or has more than four
    /// decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (whole, part) = text.split_once([',', '.']).unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 11 || part.len() > 4 || !digits(whole) || !digits(part) {
            return None;
        }
        if text.len() > whole.len() && part.is_empty() {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let part: i64 = format!("{part:0<4}").parse().ok()?;
        whole.checked_mul(Self::SCALE)?.checked_add(part).map(Self)
    }

    /// Reads what people type in a form, as numbers are written here: `1.000` and `1.000,5` are a thousand, `2,5` and
    /// `2.5` two and a half, `0.250` a quarter. `None` when it is no quantity, also where a comma stands between thousands.
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        let (whole, part) = text.split_once(',').unwrap_or((text, ""));
        let mut groups = whole.split('.');
        let first = groups.next().unwrap_or_default();
        let leads = !first.starts_with('0') && (1..=3).contains(&first.len());
        let thousands = whole.contains('.') && leads && groups.all(|group| group.len() == 3);
        match (thousands, text.contains(',')) {
            (true, true) => Self::parse(&format!("{},{part}", whole.replace('.', ""))),
            (true, false) => Self::parse(&whole.replace('.', "")),
            (false, _) => Self::parse(text),
        }
    }
}

impl fmt::Display for Quantity {
    /// `12`, `12,5`: no decimals that say nothing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let raw = self.0.unsigned_abs();
        let scale = Self::SCALE.unsigned_abs();
        let part = format!("{:04}", raw % scale);
        match part.trim_end_matches('0') {
            "" => write!(f, "{sign}{}", raw / scale),
            part => write!(f, "{sign}{},{part}", raw / scale),
        }
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

code_enum! {
    /// The units people sell, buy and count in.
    pub enum Unit {
        /// One piece (*buah*, *pcs*).
        Pcs = 1,
        /// A pair (*pasang*).
        Pasang = 2,
        /// Twelve.
        Lusin = 3,
        /// Twenty.
        Kodi = 4,
        /// A set.
        Set = 5,
        /// A sheet (*lembar*).
        Lembar = 6,
        /// A stick or bar (*batang*).
        Batang = 7,
        /// A kilogram.
        Kg = 8,
        /// A gram.
        Gram = 9,
        /// A litre.
        Liter = 10,
        /// A metre.
        M = 11,
        /// A square metre.
        M2 = 12,
        /// A cubic metre.
        M3 = 13,
        /// A roll.
        Rol = 14,
        /// A bottle.
        Botol = 15,
        /// A packet (*bungkus*).
        Bungkus = 16,
        /// A box (*dus*).
        Dus = 17,
        /// A sack (*sak*).
        Sak = 18,
    }
}

impl Unit {
    /// The word as it is written behind a number.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pcs => "pcs",
            Self::Pasang => "pasang",
            Self::Lusin => "lusin",
            Self::Kodi => "kodi",
            Self::Set => "set",
            Self::Lembar => "lembar",
            Self::Batang => "batang",
            Self::Kg => "kg",
            Self::Gram => "gram",
            Self::Liter => "liter",
            Self::M => "m",
            Self::M2 => "m²",
            Self::M3 => "m³",
            Self::Rol => "rol",
            Self::Botol => "botol",
            Self::Bungkus => "bungkus",
            Self::Dus => "dus",
            Self::Sak => "sak",
        }
    }

    /// Sold whole or not at all: nobody sells half a chair.
    pub const fn is_counted(self) -> bool {
        !matches!(self, Self::Kg | Self::Gram | Self::Liter | Self::M | Self::M2 | Self::M3)
    }

    /// The unit written as [`Unit::label`] writes it, or plainly (`m2`, `m3`).
    pub fn from_label(label: &str) -> Option<Self> {
        let label = label.trim().to_lowercase();
        match label.as_str() {
            "m2" => Some(Self::M2),
            "m3" => Some(Self::M3),
            label => Self::ALL.iter().copied().find(|unit| unit.label() == label),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_written_as_they_are_read() {
        for text in ["0", "12", "12,5", "0,0125", "99999999999"] {
            assert_eq!(Quantity::parse(text).unwrap().to_string(), text);
        }
        for text in ["", ",5", "5,", "1,00001", "-1", "1e3", "999999999999", "1,2,3"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_point_before_three_digits_sets_thousands_apart_where_people_type() {
        for (text, said) in [
            ("1.000", "1000"),
            ("1.500", "1500"),
            ("12.345.678", "12345678"),
            ("1.000,5", "1000,5"),
            (" 12 ", "12"),
            ("2.5", "2,5"),
            ("2,5", "2,5"),
            ("0.250", "0,25"),
            ("12.25", "12,25"),
            ("1000.125", "1000,125"),
            ("1,000", "1"),
        ] {
            assert_eq!(Quantity::typed(text).map(|it| it.to_string()).as_deref(), Some(said), "{text}");
        }
        for text in [
            "",
            "1.000.00",
            "1,000.5",
            "1.00,5",
            "1..000",
            ".500",
            "1.000,",
            "dua",
            "-1",
            "1.000.000.000.000",
        ] {
            assert_eq!(Quantity::typed(text), None, "{text}");
        }
    }

    #[test]
    fn a_product_of_quantities_is_never_short() {
        let third = Quantity::parse("0,3333").unwrap();
        assert_eq!(Quantity::whole(3).times(third), Quantity::parse("0,9999"));
        assert_eq!(third.times(third), Quantity::parse("0,1111"));
        assert_eq!(Quantity::from_raw(i64::MAX).times(Quantity::whole(2)), None);
    }

    #[test]
    fn every_unit_is_found_by_its_label() {
        for unit in Unit::ALL {
            assert_eq!(Unit::from_label(unit.label()), Some(*unit));
            assert_eq!(Unit::from_code(unit.code()), Some(*unit));
        }
    }
}
