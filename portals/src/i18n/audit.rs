//! What owners read about what happened.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
}

pub(super) const ID: Phrases = Phrases { title: "Jejak audit" };

pub(super) const EN: Phrases = Phrases { title: "Audit trail" };
