//! The words of the stories about materials, work, the road and what is said.

use super::{Step, Who, monday, of};
use crate::book::conversation::{About, MarkRead, SendMessage};
use crate::book::delivery::{
    Carrier, CompleteDelivery, DeclineDelivery, DeliveryProblem, DeliveryRefusal, DispatchOrder,
    FailDelivery, PickUpDelivery, TransportMode, WithdrawDelivery,
};
use crate::book::material::{
    AskLine, ConfirmMaterials, ConfirmedLine, PlanMaterials, ReceiveMaterials, RefuseMaterials,
    RequestMaterials, ShipMaterials, SupplyRefusal, WithdrawMaterials,
};
use crate::book::production::{FinishProduction, PackOrder, StartProduction};
use crate::money::Rupiah;
use crate::quantity::Quantity;

pub(in crate::book::tests) fn plan() -> Step {
    of(Who::Business, |village| PlanMaterials { order: village.order_id() }.into())
}

pub(in crate::book::tests) fn request_from(supplier: Who, material: &'static str, quantity: i64) -> Step {
    of(Who::Business, move |village| {
        RequestMaterials {
            order: Some(village.order_id()),
            supplier: supplier.party(),
            lines: vec![AskLine {
                material: village.material(material),
                quantity: Quantity::whole(quantity),
                price: Rupiah(80_000),
            }],
            wanted: None,
            note: None,
            answer_by: None,
        }
        .into()
    })
}

pub(in crate::book::tests) fn request(quantity: i64) -> Step {
    request_from(Who::Supplier, "teak", quantity)
}

pub(in crate::book::tests) fn confirm(quantity: i64) -> Step {
    of(Who::Supplier, move |village| {
        ConfirmMaterials {
            request: village.request_id(),
            lines: vec![ConfirmedLine {
                number: village.line_of("teak"),
                quantity: Quantity::whole(quantity),
                price: Rupiah(80_000),
            }],
            promised: monday().plus(2),
            note: None,
            substitutes: Vec::new(),
        }
        .into()
    })
}

pub(in crate::book::tests) fn refuse_request() -> Step {
    of(Who::Supplier, |village| {
        RefuseMaterials { request: village.request_id(), reason: SupplyRefusal::OutOfStock, note: None }
            .into()
    })
}

pub(in crate::book::tests) fn withdraw_request() -> Step {
    of(Who::Business, |village| WithdrawMaterials { request: village.request_id(), note: None }.into())
}

/// Everything that was promised.
pub(in crate::book::tests) fn ship() -> Step {
    of(Who::Supplier, |village| {
        ShipMaterials { request: village.request_id(), lines: Vec::new(), waybill: None }.into()
    })
}

pub(in crate::book::tests) fn receive(quantity: i64) -> Step {
    of(Who::Business, move |village| {
        let line = (village.line_of("teak"), Quantity::whole(quantity));
        ReceiveMaterials::all(village.request_id(), vec![line]).into()
    })
}

pub(in crate::book::tests) fn start() -> Step {
    of(Who::Business, |village| StartProduction { order: village.order_id() }.into())
}

pub(in crate::book::tests) fn finish() -> Step {
    of(Who::Business, |village| FinishProduction { order: village.order_id() }.into())
}

pub(in crate::book::tests) fn pack(packages: u16) -> Step {
    of(Who::Business, move |village| {
        PackOrder { order: village.order_id(), packages, contents: Vec::new() }.into()
    })
}

fn dispatch(carrier: Carrier, cash: i64) -> Step {
    of(Who::Business, move |village| {
        DispatchOrder {
            order: village.order_id(),
            carrier: carrier.clone(),
            mode: TransportMode::Other,
            cash_to_collect: Rupiah(cash),
            courier_fee: Rupiah::ZERO,
            note: None,
            vehicle: String::new(),
            load: Default::default(),
            code: false,
        }
        .into()
    })
}

pub(in crate::book::tests) fn dispatch_to(courier: Who) -> Step {
    dispatch(Carrier::Courier { party: courier.party() }, 0)
}

pub(in crate::book::tests) fn dispatch_collecting(cash: i64) -> Step {
    dispatch(Carrier::Courier { party: Who::Courier.party() }, cash)
}

pub(in crate::book::tests) fn dispatch_own_staff() -> Step {
    dispatch(Carrier::OwnStaff { person: Who::Business.person() }, 0)
}

pub(in crate::book::tests) fn dispatch_expedition() -> Step {
    dispatch(Carrier::Expedition { name: "Bus Sumber".to_owned(), waybill: "R-1".to_owned() }, 0)
}

pub(in crate::book::tests) fn hand_over() -> Step {
    dispatch(Carrier::Collected, 0)
}

pub(in crate::book::tests) fn decline_slip() -> Step {
    of(Who::Courier, |village| {
        DeclineDelivery { slip: village.slip_id(), reason: DeliveryRefusal::Busy, note: None }.into()
    })
}

pub(in crate::book::tests) fn withdraw_slip() -> Step {
    of(Who::Business, |village| WithdrawDelivery { slip: village.slip_id() }.into())
}

pub(in crate::book::tests) fn pick_up() -> Step {
    of(Who::Courier, |village| PickUpDelivery { slip: village.slip_id(), missing: Vec::new() }.into())
}

pub(in crate::book::tests) fn deliver(cash: i64) -> Step {
    of(Who::Courier, move |village| {
        CompleteDelivery {
            slip: village.slip_id(),
            received_by: None,
            cash_collected: Rupiah(cash),
            outcomes: Vec::new(),
            signature: None,
            code: None,
        }
        .into()
    })
}

pub(in crate::book::tests) fn fail() -> Step {
    of(Who::Courier, |village| {
        FailDelivery {
            slip: village.slip_id(),
            reason: DeliveryProblem::NobodyHome,
            next_attempt: Some(monday().plus(1)),
            note: None,
        }
        .into()
    })
}

/// A message about the order, with a photograph.
pub(in crate::book::tests) fn write() -> Step {
    of(Who::Buyer, |village| SendMessage { about: About::Order(village.order_id()), text: None }.into())
}

/// A message about the request.
pub(in crate::book::tests) fn write_about_request() -> Step {
    of(Who::Supplier, |village| {
        SendMessage { about: About::Request(village.request_id()), text: None }.into()
    })
}

/// Everything about the order was read.
pub(in crate::book::tests) fn read(up_to: u32) -> Step {
    of(Who::Business, move |village| MarkRead { about: About::Order(village.order_id()), up_to }.into())
}
