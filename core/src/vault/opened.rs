//! What was unsealed lately, so that a page with many names is not decrypted at every look.

use std::collections::HashMap;
use std::mem;
use std::sync::Arc;

/// Most values in each of the two halves.
const HALF: usize = 4_096;

/// A bounded memory in two halves: when the younger is full, the older is forgotten.
#[derive(Default)]
pub(super) struct Opened {
    young: HashMap<[u8; 32], Arc<str>>,
    old: HashMap<[u8; 32], Arc<str>>,
}

impl Opened {
    /// The text kept under the fingerprint.
    pub(super) fn get(&mut self, fingerprint: &[u8; 32]) -> Option<Arc<str>> {
        if let Some(text) = self.young.get(fingerprint) {
            return Some(Arc::clone(text));
        }
        let text = self.old.remove(fingerprint)?;
        self.keep(*fingerprint, Arc::clone(&text));
        Some(text)
    }

    /// Keeps a text for a while.
    pub(super) fn keep(&mut self, fingerprint: [u8; 32], text: Arc<str>) {
        if self.young.len() >= HALF {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(fingerprint, text);
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
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
        opened.keep(name(0), "Bu Siti".into());
        for number in 1..5 * HALF {
            opened.keep(name(number), "x".into());
            assert_eq!(opened.get(&name(0)).as_deref(), Some("Bu Siti"));
        }
        assert!(opened.young.len() + opened.old.len() <= 2 * HALF);
        assert_eq!(opened.get(&name(1)), None);
    }
}
