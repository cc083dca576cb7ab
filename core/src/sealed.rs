//! Placeholder until the vault lands.
#![allow(missing_docs)]
use crate::ids::{BookId, CommandId, PersonId};
use bincode::{Decode, Encode};
use std::marker::PhantomData;
#[derive(Debug, Encode, Decode)]
pub struct Sealed<T> {
    person: PersonId,
    book: BookId,
    command: CommandId,
    ciphertext: Vec<u8>,
    kind: PhantomData<T>,
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
    fn eq(&self, o: &Self) -> bool {
        self.ciphertext == o.ciphertext
    }
}
impl<T> Eq for Sealed<T> {}
impl<T> Sealed<T> {
    pub fn is_for(&self, book: BookId, command: CommandId) -> bool {
        self.book == book && self.command == command
    }
    pub fn person(&self) -> PersonId {
        self.person
    }
}
#[derive(Debug, Encode, Decode)]
pub struct PersonName(pub String);
#[derive(Debug, Encode, Decode)]
pub struct PhoneNumber(pub String);
#[derive(Debug, Encode, Decode)]
pub struct Address(pub String);
#[derive(Debug, Encode, Decode)]
pub struct Note(pub String);
#[derive(Debug, Encode, Decode)]
pub struct ReceivedBy(pub String);
