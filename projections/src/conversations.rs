//! "What do we say to each other, and what have I not read?" for the two parties of an order or a request.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::conversation::About;
use rantai_core::ids::{BlobHash, PartyId, PersonId};
use rantai_core::party::Channel;
use rantai_core::sealed::{Note, Sealed};
use rantai_core::time::Moment;

use crate::Heard;
use crate::table::{Key, Page, Source, Table, descending, key};

/// One message.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Message {
    /// Its number in the thread, from 1.
    pub number: u32,
    /// Which party wrote.
    pub from: PartyId,
    /// Who wrote for it.
    pub person: PersonId,
    /// How it reached Rantai.
    pub channel: Channel,
    /// When.
    pub at: Moment,
    /// The words, if there are any.
    pub text: Option<Sealed<Note>>,
    /// Photographs: each in full and small.
    pub photos: Vec<BlobHash>,
}

/// A thread, as one of its two parties sees it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Thread {
    /// What it is about.
    pub about: About,
    /// Whose book it is in.
    pub business: PartyId,
    /// The other party.
    pub other: PartyId,
    /// The last message.
    pub latest: Message,
    /// The number of the last message the reader has read, or written.
    pub read: u32,
    /// The same for the other party.
    pub read_by_other: u32,
}

impl Thread {
    /// How many messages the reader has not read. All of them are the other party's: who writes has read.
    pub const fn unread(&self) -> u32 {
        self.latest.number.saturating_sub(self.read)
    }
}

/// All threads and what was said in them.
#[derive(Debug)]
pub struct Conversations {
    /// Key: party, `T`, what it is about; and again: party, `L`, unread (0) or read (1), latest first, what it
    /// is about.
    pub(crate) threads: Table<Thread>,
    /// Key: what it is about, number. Reached by those alone who have a row of the thread.
    pub(crate) messages: Table<Message>,
}

impl Conversations {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            threads: Table::open(source, "threads", 1)?,
            messages: Table::open(source, "messages", 1)?,
        })
    }

    /// The thread as that party sees it. `None` where nobody has written, and for everyone else.
    pub fn thread(&self, party: PartyId, about: About) -> Option<Arc<Thread>> {
        self.threads.get(&place(party, about))
    }

    /// A party's threads: those with something unread first, each part by the latest message.
    pub fn of_party(&self, party: PartyId, from: Option<&[u8]>, limit: usize) -> Page<Thread> {
        self.threads.page(&key(&[&party.0, b"L"]), from, limit)
    }

    /// How many threads hold something that party has not read, counted up to `limit`.
    pub fn unread(&self, party: PartyId, limit: usize) -> usize {
        self.threads.count(&key(&[&party.0, b"L", &[0]]), limit)
    }

    /// At most `limit` messages of a thread up to a number, oldest first.
    pub fn messages(&self, thread: &Thread, up_to: u32, limit: u32) -> Vec<Arc<Message>> {
        let last = up_to.min(thread.latest.number);
        let first = last.saturating_sub(limit.saturating_sub(1)).max(1);
        (first..=last).filter_map(|number| self.message(thread, number)).collect()
    }

    /// One message of a thread.
    pub fn message(&self, thread: &Thread, number: u32) -> Option<Arc<Message>> {
        self.messages.get(&said(thread.about, number))
    }

    pub(crate) fn hear_messages(&self, heard: &Heard<'_>) {
        if let Event::MessageSent(event) = heard.event {
            self.messages.put(said(event.about, event.number), message(heard, event));
        }
    }

    pub(crate) fn hear_threads(&self, heard: &Heard<'_>) {
        match heard.event {
            Event::MessageSent(e) => self.change(heard.business, e.with, e.about, |party, row| {
                let latest = message(heard, e);
                let mut row = row.map_or_else(
                    || Thread {
                        about: e.about,
                        business: heard.business,
                        other: if party == e.with { heard.business } else { e.with },
                        latest: latest.clone(),
                        read: 0,
                        read_by_other: 0,
                    },
                    Thread::clone,
                );
                row.latest = latest;
                read_up_to(&mut row, party == e.from, e.number);
                Some(row)
            }),
            Event::MessagesRead(e) => self.change(heard.business, e.with, e.about, |party, row| {
                let mut row = row?.clone();
                read_up_to(&mut row, party == e.by, e.up_to);
                Some(row)
            }),
            _ => {}
        }
    }

    /// Replaces the rows of both parties.
    fn change(
        &self,
        business: PartyId,
        with: PartyId,
        about: About,
        now: impl Fn(PartyId, Option<&Thread>) -> Option<Thread>,
    ) {
        for party in [business, with] {
            let before = self.thread(party, about);
            let Some(row) = now(party, before.as_deref()) else { continue };
            let before = before.map(|before| vec![place(party, about), in_list(party, &before)]);
            let rows = vec![(place(party, about), row.clone()), (in_list(party, &row), row)];
            self.threads.replace(before.unwrap_or_default(), rows);
        }
    }
}

fn read_up_to(row: &mut Thread, mine: bool, number: u32) {
    let side = if mine { &mut row.read } else { &mut row.read_by_other };
    *side = number;
}

fn message(heard: &Heard<'_>, event: &rantai_core::book::conversation::MessageSent) -> Message {
    let envelope = &heard.commit.draft.envelope;
    Message {
        number: event.number,
        from: event.from,
        person: envelope.person,
        channel: envelope.channel,
        at: envelope.recorded,
        text: event.text.clone(),
        photos: envelope.evidence.clone(),
    }
}

fn place(party: PartyId, about: About) -> Key {
    key(&[&party.0, b"T", &about.bytes()])
}

fn in_list(party: PartyId, row: &Thread) -> Key {
    let read = u8::from(row.unread() == 0);
    key(&[&party.0, b"L", &[read], &descending(row.latest.at), &row.about.bytes()])
}

fn said(about: About, number: u32) -> Key {
    key(&[&about.bytes(), &number.to_be_bytes()])
}
