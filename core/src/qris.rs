//! QRIS: the code on a shop's counter, and the same code for one exact amount.
//!
//! The text is a list of fields: two digits of tag, two of length in characters, the value. The last field, 63, is a
//! checksum (CRC-16/CCITT-FALSE) over the bytes of everything before it and its own tag and length.

use crate::money::Rupiah;

/// Tag of the point of initiation: `11` for a code that is used again and again, `12` for one payment.
const INITIATION: &str = "01";
const CURRENCY: &str = "53";
const AMOUNT: &str = "54";
const COUNTRY: &str = "58";
const MERCHANT: &str = "59";
const CITY: &str = "60";
const ADDITIONAL: &str = "62";
const CHECKSUM: &str = "63";
/// Within [`ADDITIONAL`]: the bill's number.
const BILL: &str = "01";
/// ISO 4217 number of the rupiah.
const RUPIAH: &str = "360";
/// Fields that say an amount or a tip, or charge the payer more: none of them belongs into a code for an exact
/// amount but the amount itself. A charge on the payer is forbidden.
const AMOUNTS: [&str; 4] = [AMOUNT, "55", "56", "57"];
/// The longest bill number.
const LONGEST_BILL: usize = 25;
/// The longest amount, in digits.
const LONGEST_AMOUNT: usize = 13;

/// Why a text is no usable QRIS code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QrisError {
    /// It does not begin as a payment code does.
    #[error("this is no payment code: it does not begin with 000201")]
    NotACode,
    /// A field is longer than what is left, or its tag or length is no number.
    #[error("the code is damaged: it cannot be read from character {at} on")]
    Damaged {
        /// The character, from 1.
        at: usize,
    },
    /// Something in it is not what it was: the checksum does not fit.
    #[error("the code is damaged: its checksum says {said}, but it is {is}")]
    Checksum {
        /// What stands in it.
        said: String,
        /// What it would have to be.
        is: String,
    },
    /// It is not paid in rupiah.
    #[error("the code is not for rupiah")]
    NotRupiah,
    /// It is for one payment.
    #[error("this code is for one payment: the one on the counter is wanted")]
    OnePayment,
    /// A field that must be there is not.
    #[error("the code lacks field {tag}")]
    Lacks {
        /// Which one.
        tag: &'static str,
    },
    /// The amount is nothing, or has more digits than fit.
    #[error("the amount does not fit into a code")]
    Amount,
}

/// A payment code that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qris {
    /// Tags and values, without the checksum.
    fields: Vec<(String, String)>,
}

impl Qris {
    /// Reads any payment code and proves its checksum.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, QrisError> {
        let text = text.trim();
        if !text.starts_with("000201") {
            return Err(QrisError::NotACode);
        }
        let mut fields = split(text)?;
        let (last, said) = fields.pop().ok_or(QrisError::NotACode)?;
        if last != CHECKSUM || said.len() != 4 {
            return Err(QrisError::Lacks { tag: CHECKSUM });
        }
        let proved = text.len().checked_sub(4).and_then(|end| text.get(..end)).unwrap_or_default();
        let is = format!("{:04X}", checksum(proved.as_bytes()));
        if !said.eq_ignore_ascii_case(&is) {
            return Err(QrisError::Checksum { said, is });
        }
        Ok(Self { fields })
    }

    /// Reads the code on a shop's counter: for rupiah, with a merchant's name, used again and again.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn of_counter(text: &str) -> Result<Self, QrisError> {
        let code = Self::parse(text)?;
        if code.field(CURRENCY) != Some(RUPIAH) {
            return Err(QrisError::NotRupiah);
        }
        if code.field(INITIATION) == Some("12") {
            return Err(QrisError::OnePayment);
        }
        for tag in [COUNTRY, MERCHANT] {
            code.field(tag).ok_or(QrisError::Lacks { tag })?;
        }
        Ok(code)
    }

    /// Who is paid, as the code says it.
    pub fn merchant(&self) -> &str {
        self.field(MERCHANT).unwrap_or_default()
    }

    /// Where that is.
    pub fn city(&self) -> &str {
        self.field(CITY).unwrap_or_default()
    }

    /// The amount it is for, written `10000` or `10000.00`.
    pub fn amount(&self) -> Option<Rupiah> {
        let text = self.field(AMOUNT)?;
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_whole = part.bytes().all(|digit| digit == b'0');
        if is_whole && whole.bytes().all(|digit| digit.is_ascii_digit()) {
            whole.parse().ok().map(Rupiah)
        } else {
            None
        }
    }

    /// The code's text.
    pub fn text(&self) -> String {
        let mut text = joined(&self.fields);
        text.push_str("6304");
        let sum = checksum(text.as_bytes());
        format!("{text}{sum:04X}")
    }

    /// The same code for one payment of exactly so much, with the number of the bill where there is one.
    ///
    /// # Errors
    /// [`QrisError::Amount`] for what is no such amount.
    pub fn for_amount(&self, amount: Rupiah, bill: Option<&str>) -> Result<Self, QrisError> {
        let digits = amount.0.to_string();
        if !amount.is_positive() || digits.len() > LONGEST_AMOUNT {
            return Err(QrisError::Amount);
        }
        let mut fields = Vec::with_capacity(self.fields.len() + 2);
        for (tag, value) in &self.fields {
            if AMOUNTS.contains(&tag.as_str()) {
                continue;
            }
            if tag == COUNTRY {
                fields.push((AMOUNT.to_owned(), digits.clone()));
            }
            let value = match tag.as_str() {
                INITIATION => "12".to_owned(),
                ADDITIONAL => with_bill(value, bill)?,
                _ => value.clone(),
            };
            fields.push((tag.clone(), value));
        }
        if let (Some(bill), None) = (bill, self.field(ADDITIONAL)) {
            fields.push((ADDITIONAL.to_owned(), joined(&[(BILL.to_owned(), shortened(bill))])));
        }
        Ok(Self { fields })
    }

    fn field(&self, tag: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == tag).map(|(_, value)| value.as_str())
    }
}

fn with_bill(additional: &str, bill: Option<&str>) -> Result<String, QrisError> {
    let Some(bill) = bill else { return Ok(additional.to_owned()) };
    let mut fields = split(additional)?;
    fields.retain(|(tag, _)| tag != BILL);
    fields.insert(0, (BILL.to_owned(), shortened(bill)));
    Ok(joined(&fields))
}

fn shortened(bill: &str) -> String {
    bill.chars().take(LONGEST_BILL).collect()
}

fn split(text: &str) -> Result<Vec<(String, String)>, QrisError> {
    let mut left = text.chars();
    let mut at = 1;
    let mut fields = Vec::new();
    while !left.as_str().is_empty() {
        let head: String = left.by_ref().take(4).collect();
        let digits = head.len() == 4 && head.bytes().all(|digit| digit.is_ascii_digit());
        let (tag, length) = head.split_at_checked(2).filter(|_| digits).ok_or(QrisError::Damaged { at })?;
        let length: usize = length.parse().map_err(|_| QrisError::Damaged { at })?;
        let value: String = left.by_ref().take(length).collect();
        if value.chars().count() < length {
            return Err(QrisError::Damaged { at });
        }
        fields.push((tag.to_owned(), value));
        at += 4 + length;
    }
    Ok(fields)
}

fn joined(fields: &[(String, String)]) -> String {
    fields.iter().map(|(tag, value)| format!("{tag}{:02}{value}", value.chars().count())).collect()
}

/// CRC-16/CCITT-FALSE: polynomial 1021, beginning with FFFF.
fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF_u16, |sum, byte| {
        (0..8).fold(sum ^ (u16::from(*byte) << 8), |sum, _| {
            if sum & 0x8000 == 0 { sum << 1 } else { (sum << 1) ^ 0x1021 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTORS: &str = include_str!("../../fixtures/qris/vectors.txt");

    fn vector(beginning: &str) -> &'static str {
        let line = VECTORS.lines().find(|line| line.starts_with(beginning)).unwrap();
        line.strip_prefix(beginning).unwrap().trim()
    }

    fn counter() -> Qris {
        Qris::of_counter(vector("STATIC")).unwrap()
    }

    #[test]
    fn the_checksum_is_the_one_that_the_standard_means() {
        assert_eq!(checksum(b"123456789"), 0x29B1);
    }

    #[test]
    fn the_code_on_the_counter_becomes_one_for_an_exact_amount() {
        let code = counter();
        assert_eq!((code.merchant(), code.city(), code.amount()), ("TOKO CONTOH", "BANDUNG", None));
        assert_eq!(code.text(), vector("STATIC"));
        let exact = code.for_amount(Rupiah(150_123), None).unwrap();
        assert_eq!(exact.text(), format!("0{}", vector("DYNAMIC amount=150123 0")));
        assert_eq!(exact.amount(), Some(Rupiah(150_123)));
        let billed = code.for_amount(Rupiah(150_123), Some("INV-0001")).unwrap();
        assert_eq!(billed.text(), vector("DYNAMIC amount=150123 bill=INV-0001"));
        assert_eq!(Qris::parse(&billed.text()), Ok(billed));
    }

    #[test]
    fn characters_are_counted_and_bytes_are_summed() {
        let text = vector("EMVCO-OFFICIAL-EXAMPLE");
        let code = Qris::parse(text).unwrap();
        assert_eq!((code.merchant(), code.amount()), ("BEST TRANSPORT", None));
        assert_eq!(code.text(), text);
        assert_eq!(Qris::of_counter(text), Err(QrisError::NotRupiah));
    }

    #[test]
    fn amounts_with_and_without_cents_are_read() {
        let with = |amount: &str| {
            let mut code = counter();
            code.fields.push((AMOUNT.to_owned(), amount.to_owned()));
            code.amount()
        };
        assert_eq!(with("10000"), Some(Rupiah(10_000)));
        assert_eq!(with("839000.00"), Some(Rupiah(839_000)));
        assert_eq!(with("10000.50"), None);
    }

    #[test]
    fn a_code_of_which_one_character_is_wrong_is_refused() {
        let text = vector("STATIC");
        for at in 0..text.len() {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
            let damaged = String::from_utf8(bytes).unwrap();
            assert!(Qris::of_counter(&damaged).is_err(), "{damaged}");
        }
        for end in 0..text.len() {
            assert!(Qris::of_counter(&text[..end]).is_err(), "cut at {end}");
        }
        let wrong = text.replace("TOKO CONTOH", "TOKO CONTOK");
        assert!(matches!(Qris::of_counter(&wrong), Err(QrisError::Checksum { .. })));
    }

    #[test]
    fn a_code_for_one_payment_is_not_the_one_on_the_counter() {
        let once = counter().for_amount(Rupiah(10_000), None).unwrap().text();
        assert_eq!(Qris::of_counter(&once), Err(QrisError::OnePayment));
        assert_eq!(Qris::of_counter("https://contoh.id"), Err(QrisError::NotACode));
    }

    #[test]
    fn an_amount_that_is_none_is_refused() {
        for amount in [0, -1, i64::MAX] {
            assert_eq!(counter().for_amount(Rupiah(amount), None), Err(QrisError::Amount));
        }
    }
}
