//! Who acts: parties, roles, channels.

use bincode::{Decode, Encode};

use crate::code_enum;
use crate::ids::{PartyId, PersonId};

code_enum! {
    /// What a party comes for. One party may have several: a business may also supply another.
    pub enum Capacity {
        /// Buys from businesses.
        Distributor = 1,
        /// Makes or sells goods; has a book of its own.
        Business = 2,
        /// Sells materials to businesses.
        Supplier = 3,
        /// Carries goods.
        Courier = 4,
        /// Runs the deployment.
        Operator = 5,
    }
}

code_enum! {
    /// What a person may do for a party.
    pub enum Role {
        /// Everything, and sees everything that ever happened.
        Owner = 1,
        /// Everything but people and terms.
        Admin = 2,
        /// Production, stock and packing.
        Production = 3,
        /// Payments.
        Finance = 4,
        /// Sees everything, changes nothing.
        Auditor = 5,
        /// Acts for a distributor, supplier or courier.
        Member = 6,
    }
}

code_enum! {
    /// How a fact reached Rantai.
    pub enum Channel {
        /// Somebody pressed a button in a portal.
        Web = 1,
        /// A program called the API.
        Api = 2,
        /// Somebody phoned.
        Phone = 3,
        /// Somebody wrote by WhatsApp.
        WhatsApp = 4,
        /// It stood on paper.
        Paper = 5,
        /// It came from a file.
        Import = 6,
        /// The business's own policy did it.
        Policy = 7,
        /// Somebody pressed a button on a link that was sent to them, without an account.
        Link = 8,
        /// Somebody stood at the business's door.
        InPerson = 9,
    }
}

impl Channel {
    /// The ways in which somebody answers whose step the business records for them.
    pub const SPOKEN: [Self; 4] = [Self::WhatsApp, Self::Phone, Self::InPerson, Self::Paper];
}

/// A person acting for a party. Only the desk makes the claim true, by asking the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
pub struct Actor {
    /// The human being.
    pub person: PersonId,
    /// The party the person says to act for.
    pub party: PartyId,
}

impl Actor {
    /// Nobody that is known: whoever stands at the shop's door for the first time. May introduce themselves,
    /// and nothing else.
    pub const STRANGER: Self = Self { person: PersonId([0; 16]), party: PartyId([0; 16]) };

    /// Nobody at all: time has passed. The desk alone speaks so, for the business whose book it is.
    pub const CLOCK: Self = Self { person: PersonId([0xC1; 16]), party: PartyId([0xC1; 16]) };

    /// Whoever sets a deployment up. While nobody runs it they may introduce its operator, and afterwards
    /// nothing.
    pub const FOUNDER: Self = Self { person: PersonId([0xF0; 16]), party: PartyId([0xF0; 16]) };
}
