//! A link that is sent on: to be copied, scanned, or sent by WhatsApp.

use crate::print::qr;

/// A link and the ways to send it on.
#[derive(Debug, Clone)]
pub struct Share {
    /// The link.
    pub url: String,
    /// Opens WhatsApp with a finished text; the sender chooses to whom.
    pub whatsapp: String,
    /// The link as a code for a camera: an `<svg>`.
    pub qr: String,
}

impl Share {
    /// The link with the text that goes with it.
    pub fn new(url: String, text: &str) -> Self {
        Self { whatsapp: format!("https://wa.me/?text={}", encoded(text)), qr: qr(&url), url }
    }
}

/// The text as part of an address.
pub fn encoded(text: &str) -> String {
    let mut address = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                address.push(char::from(byte))
            }
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reaches_whatsapp_whole() {
        assert_eq!(encoded("Bu Siti & Rp1.500 é"), "Bu%20Siti%20%26%20Rp1.500%20%C3%A9");
        let share = Share::new("https://desa.example/shops/mebel".to_owned(), "a b");
        assert_eq!(share.whatsapp, "https://wa.me/?text=a%20b");
        assert!(share.qr.starts_with("<svg"));
    }
}
