//! Deeds that are told after the fact, from where there was no network.

use super::{Deed, LateDeedKept};
use crate::book::order::{Order, Slip};
use crate::book::{Context, Event, Rejection};
use crate::money::Rupiah;
use crate::sealed::{ReceivedBy, Sealed};

/// What a carrier says to have done.
pub(super) struct Told<'a> {
    pub(super) deed: Deed,
    pub(super) received_by: Option<&'a Sealed<ReceivedBy>>,
    pub(super) cash_collected: Rupiah,
}

/// A deed that was refused is kept as it was told, where it was told late by somebody who had the slip: they did
/// what they did, and somebody has to look at it. Told at once, it is refused at once.
pub(super) fn keep_late(
    context: &Context<'_>,
    (order, slip): (&Order, &Slip),
    told: &Told<'_>,
    refusal: Rejection,
) -> Result<Vec<Event>, Rejection> {
    let by = context.party();
    let had_it = super::by_carrier(context, slip).is_ok() || slip.former.contains(&by);
    if context.happened.is_none() || !had_it {
        return Err(refusal);
    }
    Ok(keep(context, (order, slip), told))
}

/// The deed as it was told, once of each party.
pub(super) fn keep(context: &Context<'_>, (order, slip): (&Order, &Slip), told: &Told<'_>) -> Vec<Event> {
    let by = context.party();
    let same = |known: &&super::LateDeed| known.slip == slip.id && known.by == by && known.deed == told.deed;
    if order.late.iter().any(|known| same(&known)) {
        return vec![];
    }
    vec![
        LateDeedKept {
            slip: slip.id,
            order: order.id,
            by,
            deed: told.deed,
            received_by: told.received_by.cloned(),
            cash_collected: told.cash_collected,
        }
        .into(),
    ]
}
