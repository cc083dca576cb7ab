//! Why something was not done, and what to do instead.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
}

pub(super) const ID: Phrases = Phrases { title: "Belum bisa dilakukan" };

pub(super) const EN: Phrases = Phrases { title: "Not possible yet" };
