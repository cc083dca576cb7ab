//! The way to the buyer.

mod complete;
mod decline;
mod dispatch;
mod event;
mod fail;
mod pick_up;
mod withdraw;

pub use complete::CompleteDelivery;
pub use decline::DeclineDelivery;
pub use dispatch::DispatchOrder;
pub use event::*;
pub use fail::FailDelivery;
pub use pick_up::PickUpDelivery;
pub use withdraw::WithdrawDelivery;

use super::order::{Order, Slip};
use super::{Book, Context, Rejection};
use crate::ids::{SlipId, ThingKind};

/// The slip and the order it belongs to.
fn slip(book: &Book, id: SlipId) -> Result<(&Order, &Slip), Rejection> {
    let order = book.order_of_slip(id)?;
    let slip = order.slips.iter().find(|slip| slip.id == id);
    Ok((order, slip.ok_or(Rejection::Unknown { kind: ThingKind::Slip })?))
}

/// Refuses everyone but the carrier of the slip: the courier, or the business where its own people or an
/// expedition carry for it.
fn by_carrier(context: &Context<'_>, slip: &Slip) -> Result<(), Rejection> {
    match &slip.carrier {
        Carrier::Courier { party } => context.by(*party),
        Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => context.by_business(),
    }
}
