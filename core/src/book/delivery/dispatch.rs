//! Issuing a delivery slip.

use bincode::{Decode, Encode};

use super::{Carrier, DeliveryOrdered, LineQuantity, TransportMode, code, each_once, name_of};
use crate::book::order::{DeliveryWish, Gate, Order, Work};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, SlipId};
use crate::money::Rupiah;
use crate::party::Capacity;
use crate::sealed::{Note, Sealed};

/// What of a packed order goes with a slip.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub enum Load {
    /// Everything that is here.
    #[default]
    All,
    /// These packages, with what was written down to be in them.
    Packages(Vec<u16>),
    /// So much of these lines, in these packages; no packages: whichever are here.
    Lines {
        /// What goes.
        lines: Vec<LineQuantity>,
        /// In which packages.
        packages: Vec<u16>,
    },
}

/// The business gives a packed order, or a part of it, to a carrier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryOrdered`")]
pub struct DispatchOrder {
    pub order: OrderId,
    pub carrier: Carrier,
    pub mode: TransportMode,
    pub vehicle: String,
    pub load: Load,
    pub cash_to_collect: Rupiah,
    pub courier_fee: Rupiah,
    /// The receiver reads out a code, without which the courier cannot say that the goods arrived.
    pub code: bool,
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
        match work {
            Work::Waiting | Work::InProduction | Work::Made => return Err(Rejection::NotPacked),
            Work::Packed { .. } => {}
            Work::Dispatched { .. } | Work::OnTheRoad { .. } => return Err(slip_out(order)),
            Work::Delivered { .. } => return Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
        context.not_before(book, order.placed_at)?;
        order.passes(Gate::Dispatch)?;
        order.passes(Gate::Settlement)?;
        // What another carrier is to collect is not collected twice.
        let expected = order.rest().less_or_zero(order.cash_out());
        if self.cash_to_collect > expected {
            return Err(Rejection::TooMuchCash { expected, cash: self.cash_to_collect });
        }
        if self.cash_to_collect < Rupiah::ZERO || self.courier_fee < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "amount" });
        }
        check_carrier(context, &self.carrier)?;
        let (load, boxes) = self.chosen(order)?;
        let destination = match self.carrier {
            Carrier::Collected => DeliveryWish::Collect,
            _ => order.delivery.clone(),
        };
        let slip = SlipId(context.id(0));
        Ok(vec![
            DeliveryOrdered {
                slip,
                number: book.next_slip_number(),
                order: order.id,
                attempt: u16::try_from(order.slips.len() + 1).unwrap_or(u16::MAX),
                carrier: self.carrier.clone(),
                mode: self.mode,
                vehicle: self.vehicle.trim().to_owned(),
                destination,
                packages: u16::try_from(boxes.len()).unwrap_or(u16::MAX),
                boxes,
                load,
                cash_to_collect: self.cash_to_collect,
                courier_fee: self.courier_fee,
                code: self.code.then(|| code::hash_of_new(context, slip)),
                note: self.note.clone(),
            }
            .into(),
        ])
    }

    /// What goes, and in which packages.
    fn chosen(&self, order: &Order) -> Result<(Vec<LineQuantity>, Vec<u16>), Rejection> {
        let here: Vec<u16> = order.parcels_here().map(|parcel| parcel.number).collect();
        match &self.load {
            Load::All => Ok((order.load_here(), here)),
            Load::Packages(boxes) if boxes.is_empty() => Err(Rejection::Invalid { field: "packages" }),
            Load::Packages(boxes) => {
                are_here(boxes, &here)?;
                if boxes.len() == here.len() {
                    return Ok((order.load_here(), here));
                }
                match order.inside(boxes) {
                    Some(load) => Ok((load, boxes.clone())),
                    None => Err(Rejection::ContentsUnknown {
                        package: boxes.first().copied().unwrap_or_default(),
                    }),
                }
            }
            Load::Lines { lines, packages } => {
                are_here(packages, &here)?;
                let load = wanted(order, lines)?;
                let all = super::fold::same(&load, &order.load_here());
                let boxes = if all || packages.is_empty() { here } else { packages.clone() };
                Ok((load, boxes))
            }
        }
    }
}

fn are_here(boxes: &[u16], here: &[u16]) -> Result<(), Rejection> {
    each_once(boxes.iter().copied())?;
    match boxes.iter().find(|number| !here.contains(number)) {
        Some(package) => Err(Rejection::PackageGone { package: *package }),
        None => Ok(()),
    }
}

/// The lines that go: there is so much of each.
fn wanted(order: &Order, lines: &[LineQuantity]) -> Result<Vec<LineQuantity>, Rejection> {
    each_once(lines.iter().map(|of| of.line))?;
    let mut load = Vec::new();
    for of in lines {
        let line = name_of(order, of.line)?;
        let left = order.goods_of(of.line).map(|goods| goods.here).unwrap_or_default();
        if of.quantity < crate::quantity::Quantity::ZERO {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        if of.quantity > left {
            return Err(Rejection::OnlySoMany { name: line.name.clone(), left, unit: line.base_unit });
        }
        if of.quantity.is_positive() {
            load.push(*of);
        }
    }
    if load.is_empty() { Err(Rejection::Invalid { field: "lines" }) } else { Ok(load) }
}

/// Refuses a carrier who is none.
pub(super) fn check_carrier(context: &Context<'_>, carrier: &Carrier) -> Result<(), Rejection> {
    match carrier {
        Carrier::Courier { party } => context.party_is(*party, Capacity::Courier),
        Carrier::OwnStaff { person } => {
            let role = context.registry.role(context.party(), *person);
            role.map(drop).ok_or(Rejection::Invalid { field: "carrier" })
        }
        Carrier::Expedition { name, .. } if name.trim().is_empty() => {
            Err(Rejection::Invalid { field: "carrier" })
        }
        Carrier::Expedition { .. } | Carrier::Collected => Ok(()),
    }
}

fn slip_out(order: &Order) -> Rejection {
    let number = order.open_slip().map(|slip| slip.number.clone()).unwrap_or_default();
    Rejection::SlipOut { number }
}
