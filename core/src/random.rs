//! The one place that asks the system for randomness.

use uuid::Uuid;

use crate::time::Moment;

/// Fills `buffer` with random bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give: nothing that follows could be kept secret.
#[allow(clippy::disallowed_methods, reason = "this is the one place that may")]
pub fn fill(buffer: &mut [u8]) {
    if let Err(error) = getrandom::fill(buffer) {
        panic!("the operating system gave no randomness: {error}");
    }
}

/// `N` random bytes.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut buffer = [0; N];
    fill(&mut buffer);
    buffer
}

/// A fresh id that sorts by the time it was made at (UUID version 7).
pub fn uuid_at(moment: Moment) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(moment.millis(), &bytes::<10>()).into_uuid()
}
