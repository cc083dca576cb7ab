//! What couriers read.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
}

pub(super) const ID: Phrases = Phrases { title: "Surat jalan hari ini" };

pub(super) const EN: Phrases = Phrases { title: "Today's slips" };
