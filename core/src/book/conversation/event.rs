//! What people say to each other about an order, a request or a delivery. A contract on disk: it only grows.

use bincode::{Decode, Encode};

use crate::ids::{OrderId, PartyId, RequestId, SlipId, TemplateId, Thing, ThingKind};
use crate::sealed::{Note, Sealed};

/// What a conversation is about. Each has one thread, between the business and one other party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
pub enum About {
    /// An order; the other party is its buyer.
    Order(OrderId),
    /// A material request; the other party is its supplier.
    Request(RequestId),
    /// A delivery; the other party is a courier who carries it, or did: each has a thread of their own.
    Delivery(SlipId, PartyId),
}

impl About {
    /// The 16 bytes of the order or the request, which are its thread's too; of a delivery and its courier, those of
    /// both in one.
    pub const fn bytes(self) -> [u8; 16] {
        match self {
            Self::Order(OrderId(id)) | Self::Request(RequestId(id)) => id,
            Self::Delivery(SlipId(slip), PartyId(courier)) => {
                (u128::from_be_bytes(slip) ^ u128::from_be_bytes(courier)).to_be_bytes()
            }
        }
    }

    /// The thread's name in topics and pages.
    pub fn topic(self) -> String {
        format!("thread-{}", OrderId(self.bytes()))
    }

    /// The thread itself. It has versions of its own: what is said changes no order, and makes no open form
    /// stale.
    pub const fn thread(self) -> Thing {
        Thing { kind: ThingKind::Thread, id: self.bytes() }
    }
}

/// Somebody wrote to the other party. Photographs are the commit's evidence, who wrote is in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MessageSent {
    /// What it is about.
    pub about: About,
    /// Its number in the thread, from 1.
    pub number: u32,
    /// Which party wrote.
    pub from: PartyId,
    /// The buyer or supplier the business talks with; the same in every message of a thread.
    pub with: PartyId,
    /// The words, if there are any.
    pub text: Option<Sealed<Note>>,
}

/// A party has read what the other wrote.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MessagesRead {
    /// In which thread.
    pub about: About,
    /// Which party read.
    pub by: PartyId,
    /// The buyer or supplier the business talks with.
    pub with: PartyId,
    /// The number of the last message it has read.
    pub up_to: u32,
}

/// The business keeps an answer ready, or changed one it keeps. Its own words, about nobody.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReplyTemplateSet {
    /// Which.
    pub template: TemplateId,
    /// What it is called in the list.
    pub name: String,
    /// What it says, with fields like `{nama}`.
    pub text: String,
}

/// An answer is not kept any more.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReplyTemplateRemoved {
    /// Which.
    pub template: TemplateId,
}
