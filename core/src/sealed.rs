//! Personal data, encrypted at the edge before it is queued.
//!
//! A [`Sealed`] value can be opened only with its person's key, in the book, for the command and as the
//! field it was sealed for. Destroying the key erases the value from every copy of the log at once.

use std::fmt;
use std::marker::PhantomData;

use bincode::{Decode, Encode};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::ids::{BookId, CommandId, PersonId};

/// The key that one person's data is sealed with.
pub struct PersonKey(Zeroizing<[u8; 32]>);

impl PersonKey {
    /// The key with those bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(…)")
    }
}

/// A kind of personal data: what it is bound to, and how it is written.
pub trait Personal: Sized {
    /// The number that stands for this kind in what the ciphertext is bound to. Never reused.
    const FIELD: u16;
    /// Longest accepted text, in characters.
    const LONGEST: usize;
    /// The text.
    fn text(&self) -> &str;
    /// The value of a text that was sealed once.
    fn from_text(text: String) -> Self;
}

/// The text is longer than such a text may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is longer than {longest} characters")]
pub struct TooLong {
    /// How long it may be.
    pub longest: usize,
}

macro_rules! personal {
    ($($(#[$meta:meta])* $name:ident = $field:literal, at most $longest:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The value of a trimmed text; `None` when nothing is left of it.
            ///
            /// # Errors
            /// [`TooLong`].
            pub fn new(text: &str) -> Result<Option<Self>, TooLong> {
                let text = text.trim();
                if text.chars().count() > $longest {
                    return Err(TooLong { longest: $longest });
                }
                Ok((!text.is_empty()).then(|| Self(text.to_owned())))
            }
        }

        impl Personal for $name {
            const FIELD: u16 = $field;
            const LONGEST: usize = $longest;

            fn text(&self) -> &str {
                &self.0
            }

            fn from_text(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

personal! {
    /// What a person is called.
    PersonName = 1, at most 120;
    /// A phone number as [`PhoneNumber::parse`] writes it.
    PhoneNumber = 2, at most 16;
    /// Where somebody lives or works.
    Address = 3, at most 400;
    /// Free text by or about a person.
    Note = 4, at most 2_000;
    /// Who took goods.
    ReceivedBy = 5, at most 120;
    /// Number of a bank account or e-wallet, as its bank writes it.
    AccountNumber = 6, at most 60;
    /// What a QRIS code says: mostly a person's name stands in it.
    QrisCode = 7, at most 512;
}

impl PhoneNumber {
    /// Reads `0812-3456-7890`, `62812…`, `+62 812 …`, `0062…` and every other international number with its plus,
    /// and writes it as E.164 does: `+6281234567890`. `None` when it is no number.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if text.chars().any(|c| !c.is_ascii_digit() && !"+-. ()".contains(c)) {
            return None;
        }
        let international = match (text.starts_with('+'), digits.as_str()) {
            (true, digits) => digits.to_owned(),
            (false, digits) if digits.starts_with("62") => digits.to_owned(),
            // As it is dialled from abroad.
            (false, digits) if digits.starts_with("00") => digits.get(2..)?.to_owned(),
            (false, digits) if digits.starts_with("08") => format!("62{}", digits.get(1..)?),
            (false, _) => return None,
        };
        let plausible = (8..=15).contains(&international.len()) && !international.starts_with('0');
        plausible.then(|| Self(format!("+{international}")))
    }

    /// The digits alone, as WhatsApp links take them.
    pub fn digits(&self) -> &str {
        self.0.trim_start_matches('+')
    }
}

/// Stands for a phone number where only "is it taken?" is asked. Without the deployment's secret, the hash of
/// every number there is would be computed in an afternoon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PhoneHash(pub [u8; 32]);

impl PhoneHash {
    /// The hash of the number under the vault's phone key.
    pub fn of(phone: &PhoneNumber, key: &[u8; 32]) -> Self {
        Self(*blake3::keyed_hash(key, phone.0.as_bytes()).as_bytes())
    }
}

/// A personal value under its person's key.
#[derive(Encode, Decode)]
#[bincode(bounds = "")]
pub struct Sealed<T> {
    person: PersonId,
    book: BookId,
    command: CommandId,
    /// 24 bytes of nonce, then XChaCha20-Poly1305.
    ciphertext: Vec<u8>,
    kind: PhantomData<T>,
}

/// A sealed value does not open: another key, book, command or field, or altered bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed value does not open")]
pub struct CannotOpen;

/// Bytes of the nonce in front of the ciphertext.
const NONCE: usize = 24;

impl<T: Personal> Sealed<T> {
    /// Seals a value for one command in one book.
    ///
    /// The nonce is derived from the key and everything sealed, so that the same wish sent twice is the same
    /// bytes; two different texts never share a nonce.
    pub fn seal(value: &T, key: &PersonKey, person: PersonId, book: BookId, command: CommandId) -> Self {
        let bound = associated_data::<T>(person, book, command);
        let nonce_key = blake3::derive_key("rantai 2026-11 nonce of a sealed value", key.bytes());
        let mut nonce = [0; NONCE];
        blake3::Hasher::new_keyed(&nonce_key)
            .update(&bound)
            .update(value.text().as_bytes())
            .finalize_xof()
            .fill(&mut nonce);
        let mut ciphertext = nonce.to_vec();
        let payload = Payload { msg: value.text().as_bytes(), aad: &bound };
        let cipher = XChaCha20Poly1305::new(key.bytes().into());
        match cipher.encrypt(&XNonce::from(nonce), payload) {
            Ok(sealed) => ciphertext.extend(sealed),
            // The cipher refuses only what is longer than 256 GiB.
            Err(error) => unreachable!("a short text refused to be sealed: {error}"),
        }
        Self { person, book, command, ciphertext, kind: PhantomData }
    }

    /// The value.
    ///
    /// # Errors
    /// [`CannotOpen`].
    pub fn open(&self, key: &PersonKey) -> Result<T, CannotOpen> {
        let bound = associated_data::<T>(self.person, self.book, self.command);
        let (nonce, sealed) = self.ciphertext.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
        let cipher = XChaCha20Poly1305::new(key.bytes().into());
        let text = cipher
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &bound })
            .map_err(|_| CannotOpen)?;
        String::from_utf8(text).map(T::from_text).map_err(|_| CannotOpen)
    }

    /// Stands for this very value: everything it is bound to, and its bytes. What was opened once is found
    /// again by it, and nothing that would not open is.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&associated_data::<T>(self.person, self.book, self.command));
        *hasher.update(&self.ciphertext).finalize().as_bytes()
    }
}

impl<T> Sealed<T> {
    /// Whose data it is.
    pub const fn person(&self) -> PersonId {
        self.person
    }

    /// It was sealed for that command in that book.
    pub fn is_for(&self, book: BookId, command: CommandId) -> bool {
        self.book == book && self.command == command
    }
}

fn associated_data<T: Personal>(person: PersonId, book: BookId, command: CommandId) -> [u8; 50] {
    let mut bound = [0; 50];
    let parts: [&[u8]; 4] = [&book.0, &person.0, &T::FIELD.to_le_bytes(), &command.0];
    for (place, byte) in bound.iter_mut().zip(parts.into_iter().flatten()) {
        *place = *byte;
    }
    bound
}

impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self {
            person: self.person,
            book: self.book,
            command: self.command,
            ciphertext: self.ciphertext.clone(),
            kind: PhantomData,
        }
    }
}

impl<T> PartialEq for Sealed<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.person, self.book, self.command) == (other.person, other.book, other.command)
            && self.ciphertext == other.ciphertext
    }
}

impl<T> Eq for Sealed<T> {}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes of {:?})", self.ciphertext.len(), self.person)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: PersonId = PersonId([1; 16]);
    const BOOK: BookId = BookId([2; 16]);
    const COMMAND: CommandId = CommandId([3; 16]);

    fn sealed() -> (Sealed<Note>, PersonKey) {
        let key = PersonKey::from_bytes([7; 32]);
        let note = Note::new("kaki meja dibuat lurus").unwrap().unwrap();
        (Sealed::seal(&note, &key, PERSON, BOOK, COMMAND), key)
    }

    #[test]
    fn a_sealed_note_opens_with_its_persons_key_alone() {
        let (note, key) = sealed();
        assert_eq!(note.open(&key).unwrap().text(), "kaki meja dibuat lurus");
        assert!(note.open(&PersonKey::from_bytes([8; 32])).is_err());
    }

    #[test]
    fn it_opens_nowhere_but_where_it_was_sealed_for() {
        let (note, key) = sealed();
        for other in [
            Sealed { person: PersonId([9; 16]), ..note.clone() },
            Sealed { book: BookId([9; 16]), ..note.clone() },
            Sealed { command: CommandId([9; 16]), ..note.clone() },
        ] {
            assert!(other.open(&key).is_err());
        }
        let Sealed { person, book, command, ciphertext, .. } = note;
        let as_name: Sealed<PersonName> = Sealed { person, book, command, ciphertext, kind: PhantomData };
        assert!(as_name.open(&key).is_err(), "a note is no name");
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let (note, key) = sealed();
        for place in 0..note.ciphertext.len() {
            let mut altered = note.clone();
            altered.ciphertext[place] ^= 1;
            assert!(altered.open(&key).is_err(), "byte {place}");
        }
    }

    #[test]
    fn the_same_wish_sent_twice_is_the_same_bytes() {
        assert_eq!(sealed().0, sealed().0);
    }

    #[test]
    fn it_is_read_from_disk_as_it_was_written() {
        let (note, _) = sealed();
        let read: Sealed<Note> = crate::codec::decode(&crate::codec::encode(&note)).unwrap();
        assert_eq!(read, note);
        assert!(!format!("{note:?}").contains("meja"));
    }

    #[test]
    fn what_stands_on_disk_never_changes_its_form() {
        let (note, _) = sealed();
        let bytes: String = crate::codec::encode(&note).iter().map(|byte| format!("{byte:02x}")).collect();
        expect_test::expect!["0101010101010101010101010101010102020202020202020202020202020202030303030303030303030303030303033e00000000000000904b592ac79029aee98fc2b38c5b569f11e37638936d61cc3857a7ea84cac2aa64e8b7d470a8c75a9c6a932c8009dc133e471d21895e34c6cadc5699f7fb"].assert_eq(&bytes);
    }

    #[test]
    fn the_hash_of_a_number_is_the_same_in_every_writing_and_another_under_another_secret() {
        let hash = |text, key| PhoneHash::of(&PhoneNumber::parse(text).unwrap(), &[key; 32]);
        assert_eq!(hash("0812-3456-7890", 1), hash("+62 812 3456 7890", 1));
        assert_ne!(hash("081234567890", 1), hash("081234567891", 1));
        assert_ne!(hash("081234567890", 1), hash("081234567890", 2));
    }

    #[test]
    fn phone_numbers_are_read_in_every_indonesian_writing() {
        for text in [
            "081234567890",
            "6281234567890",
            "+62 812-3456-7890",
            "(0812) 3456 7890",
            "0812.3456.7890",
            "0062 812 3456 7890",
        ] {
            assert_eq!(PhoneNumber::parse(text).unwrap().text(), "+6281234567890", "{text}");
        }
        assert_eq!(PhoneNumber::parse("+1 202 555 0123").unwrap().text(), "+12025550123");
        for text in ["", "12345", "812345678", "+0812345678", "0812x", "+123"] {
            assert!(PhoneNumber::parse(text).is_none(), "{text}");
        }
    }
}
