//! What somebody is called and where they are, when that was written down wrongly or has changed.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::registry::Renaming;

#[derive(Debug)]
pub struct Phrases {
    pub title: &'static str,
    pub title_of: fn(name: &str) -> String,
    pub text: &'static str,
    pub text_of: &'static str,
    pub theirs_now: &'static str,
    pub party: &'static str,
    pub trade: &'static str,
    pub trade_hint: &'static str,
    pub address: &'static str,
    pub your_name: &'static str,
    pub person: &'static str,
    pub why: &'static str,
    pub because: fn(Renaming) -> &'static str,
    pub before: &'static str,
    pub shop: &'static str,
    /// In the audit.
    pub corrected: &'static str,
    pub corrected_text: &'static str,
    pub corrected_none: &'static str,
}

pub(super) const ID: Phrases = Phrases {
    title: "Nama dan alamat",
    title_of: |name| format!("Nama dan alamat {name}"),
    text: "Yang lama tetap tersimpan, dan semua yang berurusan dengan Anda melihat yang baru.",
    text_of: "Anda yang mencatatnya. Sesudah mereka menyebut namanya sendiri, hanya mereka yang mengubahnya.",
    theirs_now: "Mereka sudah menyebut nama dan alamatnya sendiri. Kalau salah, minta mereka memperbaikinya.",
    party: "Usaha",
    trade: "Nama usaha",
    trade_hint: "Kosongkan kalau namanya sama dengan orangnya.",
    address: "Alamat",
    your_name: "Nama Anda",
    person: "Nama orangnya",
    why: "Mengapa diganti",
    because: |why| match why {
        Renaming::Mistyped => "Dulu salah tulis",
        Renaming::Changed => "Sekarang memang lain",
    },
    before: "Dulu tertulis",
    shop: "Nama dan alamat di papan nama",
    corrected: "Nama dan alamat yang diganti",
    corrected_text: "Nama orang-orang usaha ini, dan nama serta alamat yang dicatat usaha ini untuk orang lain.",
    corrected_none: "Belum ada nama atau alamat yang diganti.",
};

pub(super) const EN: Phrases = Phrases {
    title: "Name and address",
    title_of: |name| format!("Name and address of {name}"),
    text: "What stood there stays kept, and everybody who deals with you sees the new one.",
    text_of: "You wrote it down. Once they say themselves what they are called, it is theirs alone to change.",
    theirs_now: "They have said themselves what they are called and where they are. If it is wrong, ask them to correct it.",
    party: "Business",
    trade: "Trade name",
    trade_hint: "Leave empty if it is called like its person.",
    address: "Address",
    your_name: "Your name",
    person: "The person's name",
    why: "Why it is another",
    because: |why| match why {
        Renaming::Mistyped => "It was written down wrongly",
        Renaming::Changed => "It is different now",
    },
    before: "Written down before",
    shop: "Name and address on the sign",
    corrected: "Names and addresses that were changed",
    corrected_text: "The names of this business's people, and the names and addresses that it wrote down for others.",
    corrected_none: "No name or address was changed yet.",
};
