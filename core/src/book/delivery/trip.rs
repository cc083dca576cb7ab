//! Several slips carried one after the other.

use bincode::{Decode, Encode};

use super::dispatch::check_carrier;
use super::{Carrier, TransportMode, TripPlanned, TripReordered, slip};
use crate::book::order::SlipState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{SlipId, TripId};
use crate::time::Moment;

/// Most stops of one trip.
const MOST_STOPS: usize = 60;

/// A trip as the facts have left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Trip {
    /// Its id.
    pub id: TripId,
    /// Its number for people.
    pub number: String,
    /// Who carries.
    pub carrier: Carrier,
    /// With what.
    pub mode: TransportMode,
    /// The vehicle's plate, or another word for it; empty where nobody said.
    pub vehicle: String,
    /// Its slips, in the order of their stops.
    pub slips: Vec<SlipId>,
    /// When it was planned.
    pub planned_at: Moment,
}

impl Trip {
    /// The trip that was just planned.
    pub fn planned(event: &TripPlanned, at: Moment) -> Self {
        Self {
            id: event.trip,
            number: event.number.clone(),
            carrier: event.carrier.clone(),
            mode: event.mode,
            vehicle: event.vehicle.clone(),
            slips: event.slips.clone(),
            planned_at: at,
        }
    }
}

/// The business puts slips of one carrier together, in the order of their stops.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `TripPlanned`")]
pub struct PlanTrip {
    pub carrier: Carrier,
    pub mode: TransportMode,
    pub vehicle: String,
    pub slips: Vec<SlipId>,
}

impl PlanTrip {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        check_carrier(context, &self.carrier)?;
        if self.slips.is_empty() || self.slips.len() > MOST_STOPS || named_twice(&self.slips) {
            return Err(Rejection::Invalid { field: "slips" });
        }
        for id in &self.slips {
            let (_, slip) = slip(book, *id)?;
            match slip.state {
                SlipState::Issued | SlipState::PickedUp { .. } => {}
                _ => return Err(Rejection::SlipOver),
            }
            if slip.carrier != self.carrier {
                return Err(Rejection::OtherCarrier { number: slip.number.clone() });
            }
        }
        let first = self.slips.first().and_then(|slip| book.trip_of(*slip));
        if first.is_some_and(|trip| trip.slips == self.slips && trip.carrier == self.carrier) {
            return Ok(vec![]);
        }
        Ok(vec![
            TripPlanned {
                trip: TripId(context.id(0)),
                number: book.next_trip_number(),
                carrier: self.carrier.clone(),
                mode: self.mode,
                vehicle: self.vehicle.trim().to_owned(),
                slips: self.slips.clone(),
            }
            .into(),
        ])
    }
}

/// The carrier, or the business, puts the stops of a trip into another order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `TripReordered`")]
pub struct ReorderTrip {
    pub trip: TripId,
    pub slips: Vec<SlipId>,
}

impl ReorderTrip {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let trip = book.trip(self.trip)?;
        match &trip.carrier {
            Carrier::Courier { party } => context.by(*party).or_else(|_| context.by_business())?,
            _ => context.by_business()?,
        }
        // Slips that went to another trip meanwhile are nobody's mistake.
        let slips: Vec<SlipId> =
            self.slips.iter().copied().filter(|slip| trip.slips.contains(slip)).collect();
        if trip.slips == slips {
            return Ok(vec![]);
        }
        if slips.len() != trip.slips.len() || named_twice(&slips) {
            return Err(Rejection::Invalid { field: "slips" });
        }
        Ok(vec![TripReordered { trip: trip.id, slips }.into()])
    }
}

fn named_twice(slips: &[SlipId]) -> bool {
    let once: std::collections::BTreeSet<_> = slips.iter().collect();
    once.len() != slips.len()
}
