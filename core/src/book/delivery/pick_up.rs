//! Picking the goods up.

use bincode::{Decode, Encode};

use super::late::{Told, keep_late};
use super::{Deed, DeliveryPickedUp, by_carrier, each_once, slip};
use crate::book::order::{Order, Slip, SlipState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;
use crate::money::Rupiah;

/// The carrier counts the packages and takes them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PickUpDelivery {
    /// Which slip.
    pub slip: SlipId,
    /// Which packages are not there.
    pub missing: Vec<u16>,
}

impl PickUpDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (order, slip) = slip(book, self.slip)?;
        let told = Told { deed: Deed::PickedUp, received_by: None, cash_collected: Rupiah::ZERO };
        match self.done(context, (order, slip)) {
            Err(refusal @ (Rejection::SlipOver | Rejection::NotYourStep)) => {
                keep_late(context, (order, slip), &told, refusal)
            }
            outcome => outcome,
        }
    }

    fn done(&self, context: &Context<'_>, (order, slip): (&Order, &Slip)) -> Result<Vec<Event>, Rejection> {
        by_carrier(context, slip)?;
        match slip.state {
            SlipState::Issued => Ok(vec![self.taken(order, slip)?]),
            SlipState::PickedUp { .. } => Ok(vec![]),
            // It was told after what came later: nothing is missing.
            SlipState::Completed { .. } | SlipState::Failed { .. } if context.happened.is_some() => {
                Ok(vec![])
            }
            SlipState::Declined { .. }
            | SlipState::Withdrawn
            | SlipState::Completed { .. }
            | SlipState::Failed { .. } => Err(Rejection::SlipOver),
        }
    }

    fn taken(&self, order: &Order, slip: &Slip) -> Result<Event, Rejection> {
        each_once(self.missing.iter().copied())?;
        if let Some(package) = self.missing.iter().find(|number| !slip.boxes.contains(number)) {
            return Err(Rejection::PackageGone { package: *package });
        }
        let missing = u16::try_from(self.missing.len()).unwrap_or(u16::MAX);
        if missing > 0 && self.missing.len() >= slip.boxes.len() {
            return Err(Rejection::NothingPickedUp);
        }
        // What is in them stays too, where somebody wrote it down; else the count at the door will tell.
        let left = order.inside(&self.missing).unwrap_or_default();
        let (packages, missing) = (slip.packages.saturating_sub(missing), self.missing.clone());
        Ok(DeliveryPickedUp { slip: slip.id, order: order.id, packages, missing, left }.into())
    }
}

/// The pick-up that a later deed speaks of, where nobody had told it.
pub(super) fn untold(order: &Order, slip: &Slip) -> Event {
    let (missing, left) = (Vec::new(), Vec::new());
    DeliveryPickedUp { slip: slip.id, order: order.id, packages: slip.packages, missing, left }.into()
}
