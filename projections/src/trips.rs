//! "What is carried in which order?" for the courier and the business.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::delivery::{Carrier, Trip};
use rantai_core::ids::{PartyId, Thing, TripId};

use crate::Heard;
use crate::table::{Page, Source, Table, descending, key};

/// One trip.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TripSheet {
    /// Who sends.
    pub business: PartyId,
    /// The trip. Slips that went to another trip since are still named: the newest trip of a slip counts.
    pub trip: Trip,
    /// The version a screen sends back.
    pub version: u32,
}

impl TripSheet {
    /// The party sends or carries it.
    pub fn is_of(&self, party: PartyId) -> bool {
        self.business == party || self.trip.carrier == (Carrier::Courier { party })
    }
}

/// All trips.
#[derive(Debug)]
pub struct Trips {
    /// Key: trip.
    pub(crate) sheets: Table<TripSheet>,
    /// Key: business or courier, latest first, trip.
    pub(crate) lists: Table<TripId>,
}

impl Trips {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            sheets: Table::open(source, "trip-sheets", 1)?,
            lists: Table::open(source, "my-trips", 1)?,
        })
    }

    /// The trip. For the business and the courier: compare the parties in it.
    pub fn sheet(&self, trip: TripId) -> Option<Arc<TripSheet>> {
        self.sheets.get(&trip.0)
    }

    /// The trips of a business or a courier, latest first.
    pub fn of(&self, party: PartyId, from: Option<&[u8]>, limit: usize) -> Page<TripId> {
        self.lists.page(&party.0, from, limit)
    }

    pub(crate) fn hear_sheets(&self, heard: &Heard<'_>) {
        match heard.event {
            Event::TripPlanned(e) => {
                let trip = Trip::planned(e, heard.at());
                let sheet = TripSheet { business: heard.business, trip, version: version(heard, e.trip) };
                self.sheets.put(e.trip.0.to_vec(), sheet);
            }
            Event::TripReordered(e) => {
                self.sheets.update(e.trip.0.to_vec(), |sheet| {
                    if let Some(sheet) = sheet {
                        sheet.trip.slips.clone_from(&e.slips);
                        sheet.version = version(heard, e.trip);
                    }
                    None
                });
            }
            _ => {}
        }
    }

    pub(crate) fn hear_lists(&self, heard: &Heard<'_>) {
        let Event::TripPlanned(e) = heard.event else { return };
        let courier = match e.carrier {
            Carrier::Courier { party } => Some(party),
            _ => None,
        };
        for party in std::iter::once(heard.business).chain(courier) {
            self.lists.put(key(&[&party.0, &descending(heard.at()), &e.trip.0]), e.trip);
        }
    }
}

fn version(heard: &Heard<'_>, trip: TripId) -> u32 {
    let thing = Thing::from(trip);
    heard.commit.draft.touched.iter().find(|touch| touch.thing == thing).map_or(0, |touch| touch.version)
}
