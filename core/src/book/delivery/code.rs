//! The code that a receiver reads out, so that goods are handed to nobody else.

use crate::book::Context;
use crate::ids::{BookId, CommandId, PersonId, SlipId};

/// Digits of a code.
const MANY: u32 = 1_000_000;

/// The code of the slip that a command issued. Whoever knows the slip alone cannot work it out: it hangs on the
/// command's id too, which no carrier is shown.
pub fn delivery_code(person: PersonId, book: BookId, command: CommandId) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("rantai 2026-11 code that a receiver reads out");
    hasher.update(&person.0).update(&book.0).update(&command.0);
    let mut number = [0; 8];
    hasher.finalize_xof().fill(&mut number);
    format!("{:06}", u64::from_le_bytes(number) % u64::from(MANY))
}

/// The hash of the code of the slip that this command issues.
pub(super) fn hash_of_new(context: &Context<'_>, slip: SlipId) -> [u8; 32] {
    hash(&delivery_code(context.actor.person, context.book, context.command), slip)
}

/// The hash of a code as it was read out; blanks and dots between its digits do not matter.
pub(super) fn hash(code: &str, slip: SlipId) -> [u8; 32] {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    let mut hasher = blake3::Hasher::new_derive_key("rantai 2026-11 hash of a receiver's code");
    *hasher.update(&slip.0).update(digits.as_bytes()).finalize().as_bytes()
}
