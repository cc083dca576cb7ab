//! The key of a list's further part, as addresses carry it: `?from=001fff`.

/// The key as it stands in an address.
pub fn written(key: &[u8]) -> String {
    key.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key that stands in an address; `None` where none does.
pub fn read(text: Option<&str>) -> Option<Vec<u8>> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = text.filter(|text| !text.is_empty() && text.len() % 2 == 0 && digits(text))?;
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_through_an_address_and_back_and_nonsense_does_not() {
        assert_eq!(written(&[0, 0x1f, 0xff]), "001fff");
        assert_eq!(read(Some("001fff")), Some(vec![0, 0x1f, 0xff]));
        for nothing in [None, Some(""), Some("f"), Some("0g"), Some("é1"), Some("+1")] {
            assert_eq!(read(nothing), None, "{nothing:?}");
        }
    }
}
