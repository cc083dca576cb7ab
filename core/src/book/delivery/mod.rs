//! The way to the buyer.

mod accept;
mod code;
mod complete;
mod decline;
mod dispatch;
mod event;
mod fail;
mod fold;
mod goods;
mod late;
mod pick_up;
mod policy;
mod reassign;
mod receive_return;
mod reopen;
mod return_goods;
mod settle;
mod trip;
mod withdraw;

pub use accept::AcceptDelivery;
pub use code::delivery_code;
pub use complete::{CompleteDelivery, CompleteStop};
pub use decline::DeclineDelivery;
pub use dispatch::{DispatchOrder, Load};
pub use event::*;
pub use fail::FailDelivery;
pub use goods::{LateDeed, LineGoods, Parcel, ParcelPlace, Return};
pub use pick_up::PickUpDelivery;
pub use policy::{SetReturnPolicy, USUAL_RETURN_DAYS};
pub use reassign::ReassignDelivery;
pub use receive_return::ReceiveReturn;
pub use reopen::ReopenDelivery;
pub use return_goods::ReturnGoods;
pub use settle::{MoneyBack, SettleShortfall};
pub use trip::{PlanTrip, ReorderTrip, Trip};
pub use withdraw::WithdrawDelivery;

use super::order::{Order, OrderLine, Slip};
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

/// What a line is called, for a refusal that speaks of it.
fn name_of(order: &Order, line: u16) -> Result<&OrderLine, Rejection> {
    order.lines.iter().find(|entry| entry.number == line).ok_or(Rejection::Invalid { field: "line" })
}

/// Refuses lines that are named twice.
fn each_once(lines: impl Iterator<Item = u16>) -> Result<(), Rejection> {
    let mut seen = std::collections::BTreeSet::new();
    for line in lines {
        if !seen.insert(line) {
            return Err(Rejection::Invalid { field: "line" });
        }
    }
    Ok(())
}
