//! Whole rupiah, and nothing smaller.

use std::fmt;

use bincode::{Decode, Encode};

use crate::quantity::Quantity;

/// An amount in whole rupiah. Sums are checked; there are no floats.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
pub struct Rupiah(pub i64);

/// A sum left the range of amounts (about ±9.2 quintillion rupiah).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount is too large")]
pub struct TooMuchMoney;

impl Rupiah {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum, if it is an amount.
    ///
    /// # Errors
    /// [`TooMuchMoney`] when it is not.
    pub fn plus(self, other: Self) -> Result<Self, TooMuchMoney> {
        self.0.checked_add(other.0).map(Self).ok_or(TooMuchMoney)
    }

    /// The sum of amounts that were checked when they were recorded; stops at the largest amount.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference; stops at the smallest amount.
    pub const fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The difference, or zero where it would be negative.
    pub fn less_or_zero(self, other: Self) -> Self {
        self.less(other).max(Self::ZERO)
    }

    /// More than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// `percent` hundredths of the amount, rounded up to a whole rupiah.
    pub fn percent_up(self, percent: u8) -> Self {
        let share = (i128::from(self.0) * i128::from(percent) + 99).div_euclid(100);
        Self(i64::try_from(share).unwrap_or(i64::MAX))
    }

    /// This price times a quantity, rounded half up to a whole rupiah.
    ///
    /// # Errors
    /// [`TooMuchMoney`] when the product is no amount.
    pub fn times(self, quantity: Quantity) -> Result<Self, TooMuchMoney> {
        let scale = i128::from(Quantity::SCALE);
        let exact = i128::from(self.0) * i128::from(quantity.raw());
        i64::try_from((exact + scale / 2).div_euclid(scale)).map(Self).map_err(|_| TooMuchMoney)
    }

    /// Reads what people type: `1250000`, `1.250.000`, `Rp1.250.000`, `Rp 1.250.000,00`.
    /// `None` when it is no whole amount.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix("Rp").or_else(|| text.strip_prefix("rp")).unwrap_or(text);
        let text = text.trim_start_matches('.').trim();
        let text = text.strip_suffix(",00").or_else(|| text.strip_suffix(",-")).unwrap_or(text);
        let mut groups = text.split('.');
        let first = groups.next().filter(|group| !group.is_empty())?;
        let mut digits = String::from(first);
        for group in groups {
            if group.len() != 3 || first.len() > 3 {
                return None;
            }
            digits.push_str(group);
        }
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        if all_digits && digits.len() <= 15 { digits.parse().ok().map(Self) } else { None }
    }
}

impl fmt::Display for Rupiah {
    /// `Rp1.250.000`, as Indonesians write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::with_capacity(digits.len() + 8);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push('.');
            }
            text.push(digit);
        }
        write!(f, "{}Rp{text}", if self.0 < 0 { "-" } else { "" })
    }
}

impl fmt::Debug for Rupiah {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_with_dots() {
        for (amount, text) in
            [(0, "Rp0"), (999, "Rp999"), (1_000, "Rp1.000"), (1_250_000, "Rp1.250.000"), (-5_000, "-Rp5.000")]
        {
            assert_eq!(Rupiah(amount).to_string(), text);
        }
    }

    #[test]
    fn what_people_type_is_read_and_nothing_else() {
        for text in
            ["1250000", "1.250.000", "Rp1.250.000", "Rp 1.250.000,00", "rp1.250.000,-", " Rp. 1.250.000 "]
        {
            assert_eq!(Rupiah::parse(text), Some(Rupiah(1_250_000)), "{text}");
        }
        for text in ["", "Rp", "1,5", "12.50", "1250.000", "-5", "1e6", "1.250.00", "9999999999999999"] {
            assert_eq!(Rupiah::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_price_times_a_quantity_is_rounded_half_up() {
        let half_kilo = Quantity::parse("0,5").unwrap();
        assert_eq!(Rupiah(15_001).times(half_kilo), Ok(Rupiah(7_501)));
        assert_eq!(Rupiah(i64::MAX).times(Quantity::whole(2)), Err(TooMuchMoney));
    }

    #[test]
    fn a_deposit_is_rounded_up() {
        assert_eq!(Rupiah(1_001).percent_up(30), Rupiah(301));
        assert_eq!(Rupiah(1_000).percent_up(30), Rupiah(300));
    }
}
