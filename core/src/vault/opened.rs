//! What was unsealed lately, so that a page with many names is not decrypted at every look.

use std::collections::HashMap;
use std::mem;

use zeroize::Zeroizing;

/// Most values in each of the two halves.
const HALF: usize = 4_096;

/// A bounded memory in two halves: when the younger is full, the older is forgotten.
#[derive(Default)]
pub(super) struct Opened {
    young: HashMap<[u8; 32], Zeroizing<String>>,
    old: HashMap<[u8; 32], Zeroizing<String>>,
}

impl Opened {
    /// The text kept under the fingerprint.
    pub(super) fn get(&mut self, fingerprint: &[u8; 32]) -> Option<String> {
        if let Some(text) = self.young.get(fingerprint) {
            return Some(text.to_string());
        }
        let text = self.old.remove(fingerprint)?;
        let copy = text.to_string();
        self.insert(*fingerprint, text);
        Some(copy)
    }

    /// Keeps a text for a while.
    pub(super) fn keep(&mut self, fingerprint: [u8; 32], text: &str) {
        self.insert(fingerprint, Zeroizing::new(text.to_owned()));
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn insert(&mut self, fingerprint: [u8; 32], text: Zeroizing<String>) {
        if self.young.len() >= HALF {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(fingerprint, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: usize) -> [u8; 32] {
        let mut name = [0; 32];
        name[..8].copy_from_slice(&number.to_le_bytes());
        name
    }

    #[test]
    fn it_is_bounded_and_keeps_what_is_asked_for() {
        let mut opened = Opened::default();
        opened.keep(name(0), "Bu Siti");
        for number in 1..5 * HALF {
            opened.keep(name(number), "x");
            assert_eq!(opened.get(&name(0)).as_deref(), Some("Bu Siti"));
        }
        assert!(opened.young.len() + opened.old.len() <= 2 * HALF);
        assert_eq!(opened.get(&name(1)), None);
    }
}
