//! What only the demo says.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
}

pub(super) const ID: Phrases = Phrases { title: "Desa percontohan" };

pub(super) const EN: Phrases = Phrases { title: "Demo village" };
