//! How far the goods have come.

use super::super::{Order, SlipState, Stage, StageName, Work};
use crate::code_enum;

code_enum! {
    /// How far an order's goods have come, in one word.
    pub enum Fulfilment {
        /// Nothing is done for it: it was not accepted, or is called off.
        NotBegun = 1,
        /// The work waits for the deposit.
        WaitingForDeposit = 2,
        /// The work waits for materials.
        WaitingForMaterials = 3,
        /// Everything is there to make it, or it lies on the shelf.
        MaterialsReady = 4,
        /// Being made.
        InProduction = 5,
        /// Made, not packed.
        Made = 6,
        /// In packages, or a carrier was asked.
        Packed = 7,
        /// With a carrier.
        OnTheRoad = 8,
        /// The buyer has a part of it, and more is to come.
        PartlyDelivered = 9,
        /// The buyer has it, as far as it was to come.
        Delivered = 10,
        /// The last attempt to bring it failed, and nothing of it was brought before.
        Failed = 11,
        /// Everything that was brought went back.
        Returned = 12,
    }
}

impl Order {
    /// How far the goods have come.
    pub fn fulfilment(&self) -> Fulfilment {
        let work = match &self.stage {
            Stage::Accepted { work, .. } => work,
            Stage::Closed { .. } => return self.arrived_word(),
            _ => return Fulfilment::NotBegun,
        };
        match work {
            Work::Waiting => match self.stage_name() {
                StageName::AwaitingDeposit => Fulfilment::WaitingForDeposit,
                StageName::Ready => Fulfilment::MaterialsReady,
                _ => Fulfilment::WaitingForMaterials,
            },
            Work::InProduction => Fulfilment::InProduction,
            Work::Made => Fulfilment::Made,
            Work::Packed { .. } | Work::Dispatched { .. } | Work::OnTheRoad { .. } => self.under_way_word(),
            Work::Delivered { .. } => self.arrived_word(),
        }
    }

    fn under_way_word(&self) -> Fulfilment {
        if self.goods.iter().any(|goods| goods.delivered.is_positive()) {
            return Fulfilment::PartlyDelivered;
        }
        if self.slips.iter().any(|slip| matches!(slip.state, SlipState::PickedUp { .. })) {
            return Fulfilment::OnTheRoad;
        }
        match self.slips.last().map(|slip| &slip.state) {
            Some(SlipState::Failed { .. }) => Fulfilment::Failed,
            _ => Fulfilment::Packed,
        }
    }

    fn arrived_word(&self) -> Fulfilment {
        let any = self.goods.iter().any(|goods| goods.delivered.is_positive());
        if any || self.goods.is_empty() { Fulfilment::Delivered } else { Fulfilment::Returned }
    }
}
