//! Issuing a delivery slip.

use bincode::{Decode, Encode};

use super::{Carrier, DeliveryOrdered, TransportMode};
use crate::book::order::{DeliveryWish, Gate, Order, Work};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, SlipId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::sealed::{Note, Sealed};

/// The business gives a packed order to a carrier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryOrdered`")]
pub struct DispatchOrder {
    pub order: OrderId,
    pub carrier: Carrier,
    pub mode: TransportMode,
    pub cash_to_collect: Rupiah,
    pub courier_fee: Rupiah,
    pub note: Option<Sealed<Note>>,
}

impl DispatchOrder {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        let order = book.order(self.order)?;
        let (_, work) = order.under_way()?;
        let packages = match work {
            Work::Packed { packages } => *packages,
            Work::Waiting | Work::InProduction | Work::Made => return Err(Rejection::NotPacked),
            Work::Dispatched { .. } | Work::OnTheRoad { .. } => return Err(slip_out(order)),
            Work::Delivered { .. } => return Err(Rejection::WrongStage { stage: order.stage_name() }),
        };
        order.passes(Gate::Dispatch)?;
        order.passes(Gate::Settlement)?;
        let rest = order.rest();
        if self.cash_to_collect > rest {
            return Err(Rejection::TooMuchCash { expected: rest, cash: self.cash_to_collect });
        }
        if self.cash_to_collect < Rupiah::ZERO || self.courier_fee < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "amount" });
        }
        match &self.carrier {
            Carrier::Courier { party } => context.party_is(*party, Capacity::Courier)?,
            Carrier::OwnStaff { person } => {
                let business = context.party();
                context.registry.role(business, *person).ok_or(Rejection::Invalid { field: "carrier" })?;
            }
            Carrier::Expedition { name, .. } if name.trim().is_empty() => {
                return Err(Rejection::Invalid { field: "carrier" });
            }
            Carrier::Expedition { .. } | Carrier::Collected => {}
        }
        let destination = match self.carrier {
            Carrier::Collected => DeliveryWish::Collect,
            _ => order.delivery.clone(),
        };
        Ok(vec![
            DeliveryOrdered {
                slip: SlipId(context.id(0)),
                number: book.next_slip_number(),
                order: order.id,
                attempt: u16::try_from(order.slips.len() + 1).unwrap_or(u16::MAX),
                carrier: self.carrier.clone(),
                mode: self.mode,
                destination,
                packages,
                cash_to_collect: self.cash_to_collect,
                courier_fee: self.courier_fee,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

fn slip_out(order: &Order) -> Rejection {
    let number = order.open_slip().map(|slip| slip.number.clone()).unwrap_or_default();
    Rejection::SlipOut { number }
}
