//! What facts of packing and delivery make of an order.

use super::{
    DeliveryCompleted, DeliveryOrdered, DeliveryPickedUp, DeliveryReassigned, LateDeed, LineGoods,
    LineQuantity, Parcel, ParcelPlace, Return, ReturnReceived, ShortfallSettled,
};
use crate::book::Event;
use crate::book::delivery::Carrier;
use crate::book::order::{Order, Slip, SlipState, Stage, Work};
use crate::book::production::OrderPacked;
use crate::ids::SlipId;
use crate::quantity::Quantity;
use crate::time::Moment;

impl Order {
    /// Keeps a fact of packing or delivery. Facts about other things leave it as it is.
    pub(in crate::book) fn keep_delivery(&mut self, event: &Event, at: Moment) {
        match event {
            Event::OrderPacked(e) => self.packed(e),
            Event::DeliveryOrdered(e) => self.ordered(e, at),
            Event::DeliveryAccepted(e) => self.on_slip(e.slip, |slip| slip.accepted_at = Some(at)),
            Event::DeliveryReassigned(e) => self.reassigned(e),
            Event::DeliveryDeclined(e) => {
                self.comes_home(e.slip, SlipState::Declined { reason: e.reason });
            }
            Event::DeliveryWithdrawn(e) => self.comes_home(e.slip, SlipState::Withdrawn),
            Event::DeliveryPickedUp(e) => self.picked_up(e, at),
            Event::DeliveryCompleted(e) => self.completed(e, at),
            Event::DeliveryFailed(e) => {
                let state = SlipState::Failed { at, reason: e.reason, next_attempt: e.next_attempt };
                self.comes_home(e.slip, state);
            }
            Event::FailureReopened(e) => {
                self.goes_out(e.slip);
                self.on_slip(e.slip, |slip| slip.state = SlipState::PickedUp { at });
            }
            Event::GoodsReturned(e) => {
                for line in &e.lines {
                    self.shift(line.line, line.quantity, |goods, quantity| {
                        // What the carrier brings back at once was never handed over.
                        if e.slip.is_none() {
                            goods.delivered = goods.delivered.less(quantity);
                            goods.short = goods.short.and(quantity);
                        }
                        goods.coming_back = goods.coming_back.and(quantity);
                    });
                }
                let (number, slip) = (e.number, e.slip);
                let (lines, note) = (e.lines.clone(), e.note.clone());
                self.returns.push(Return { number, at, slip, lines, note, counted: Vec::new() });
            }
            Event::ReturnReceived(e) => self.received_back(e),
            Event::ShortfallSettled(e) => self.settled(e),
            Event::LateDeedKept(e) => self.late.push(LateDeed {
                slip: e.slip,
                by: e.by,
                deed: e.deed,
                at,
                received_by: e.received_by.clone(),
                cash_collected: e.cash_collected,
            }),
            _ => return,
        }
        self.find_work();
    }

    fn packed(&mut self, event: &OrderPacked) {
        self.reserved.clear();
        let all =
            |line: u16, base: Quantity| LineGoods { line, packed: base, here: base, ..LineGoods::default() };
        self.goods = self.lines.iter().map(|line| all(line.number, line.base)).collect();
        let inside = |number: u16| {
            let of = event.contents.iter().find(|contents| contents.package == number);
            of.map(|contents| contents.lines.clone()).unwrap_or_default()
        };
        let parcel = |number| Parcel { number, lines: inside(number), place: ParcelPlace::Here };
        self.parcels = (1..=event.packages).map(parcel).collect();
    }

    fn ordered(&mut self, event: &DeliveryOrdered, at: Moment) {
        let all_here = || self.parcels_here().map(|parcel| parcel.number).collect();
        // Slips of before carried everything.
        let load = if event.load.is_empty() { self.load_here() } else { event.load.clone() };
        let boxes: Vec<u16> = if event.boxes.is_empty() { all_here() } else { event.boxes.clone() };
        self.forget_what_was_repacked(&load, &boxes);
        self.slips.push(Slip {
            id: event.slip,
            number: event.number.clone(),
            issued_at: at,
            attempt: event.attempt,
            carrier: event.carrier.clone(),
            mode: event.mode,
            vehicle: event.vehicle.clone(),
            former: Vec::new(),
            accepted_at: None,
            destination: event.destination.clone(),
            packages: event.packages,
            boxes,
            load,
            missing: Vec::new(),
            code: event.code,
            cash_to_collect: event.cash_to_collect,
            courier_fee: event.courier_fee,
            note: event.note.clone(),
            state: SlipState::Issued,
        });
        self.goes_out(event.slip);
    }

    /// Where a load is not what was written down of its packages, they were packed anew.
    fn forget_what_was_repacked(&mut self, load: &[LineQuantity], boxes: &[u16]) {
        if self.inside(boxes).is_some_and(|inside| same(&inside, load)) {
            return;
        }
        let here = self.parcels.iter_mut().filter(|parcel| parcel.place == ParcelPlace::Here);
        here.for_each(|parcel| parcel.lines.clear());
    }

    /// What is in those packages, where it was written down of each.
    pub fn inside(&self, boxes: &[u16]) -> Option<Vec<LineQuantity>> {
        let mut inside: Vec<LineQuantity> = Vec::new();
        for number in boxes {
            let parcel = self.parcels.iter().find(|parcel| parcel.number == *number)?;
            if parcel.lines.is_empty() {
                return None;
            }
            parcel.lines.iter().for_each(|of| add(&mut inside, *of));
        }
        Some(inside)
    }

    fn reassigned(&mut self, event: &DeliveryReassigned) {
        let was_out = self.slips.iter().any(|slip| slip.id == event.slip && slip.is_open());
        if !was_out {
            self.goes_out(event.slip);
        }
        self.on_slip(event.slip, |slip| {
            if let Carrier::Courier { party } = slip.carrier {
                slip.former.push(party);
            }
            slip.carrier = event.carrier.clone();
            slip.mode = event.mode;
            slip.vehicle.clone_from(&event.vehicle);
            slip.courier_fee = event.courier_fee;
            slip.note.clone_from(&event.note);
            slip.accepted_at = None;
            slip.state = SlipState::Issued;
        });
    }

    fn picked_up(&mut self, event: &DeliveryPickedUp, at: Moment) {
        self.on_slip(event.slip, |slip| {
            slip.state = SlipState::PickedUp { at };
            slip.packages = event.packages;
            slip.missing.clone_from(&event.missing);
            if !event.left.is_empty() {
                slip.boxes.retain(|number| !event.missing.contains(number));
            }
            event.left.iter().for_each(|of| take(&mut slip.load, *of));
        });
        for parcel in &mut self.parcels {
            // Nobody knows what is in it: it stays on the slip, and the count at the door tells.
            if event.missing.contains(&parcel.number) && !event.left.is_empty() {
                parcel.place = ParcelPlace::Here;
            }
        }
        for of in &event.left {
            self.shift(of.line, of.quantity, |goods, quantity| {
                goods.out = goods.out.less(quantity);
                goods.here = goods.here.and(quantity);
            });
        }
    }

    fn completed(&mut self, event: &DeliveryCompleted, at: Moment) {
        self.on_slip(event.slip, |slip| {
            slip.state = SlipState::Completed {
                at,
                received_by: event.received_by.clone(),
                cash_collected: event.cash_collected,
                outcomes: event.outcomes.clone(),
                signature: event.signature,
                code: event.code,
                returns_until: event.returns_until,
            };
        });
        let Some(slip) = self.slips.iter().find(|slip| slip.id == event.slip) else { return };
        for of in slip.outcomes() {
            let not_taken = of.damaged.and(of.refused).and(of.missing);
            self.shift(of.line, of.accepted, |goods, accepted| {
                goods.out = goods.out.less(accepted.and(not_taken));
                goods.delivered = goods.delivered.and(accepted);
                goods.short = goods.short.and(not_taken);
                goods.lost = goods.lost.and(of.missing);
            });
        }
        for parcel in &mut self.parcels {
            if parcel.place == ParcelPlace::On(event.slip) {
                parcel.place = ParcelPlace::Gone;
            }
        }
    }

    fn received_back(&mut self, event: &ReturnReceived) {
        if let Some(entry) = self.returns.iter_mut().find(|entry| entry.number == event.number) {
            entry.counted.clone_from(&event.lines);
        }
        let mut again = Vec::new();
        for of in &event.lines {
            let all = of.again.and(of.to_stock).and(of.scrapped).and(of.lost).and(of.kept);
            self.shift(of.line, all, |goods, all| {
                goods.coming_back = goods.coming_back.less(all);
                goods.here = goods.here.and(of.again);
                goods.stocked = goods.stocked.and(of.to_stock);
                goods.scrapped = goods.scrapped.and(of.scrapped);
                goods.lost = goods.lost.and(of.lost);
                goods.delivered = goods.delivered.and(of.kept);
                goods.short = goods.short.less(of.again).less(of.kept);
            });
            if of.again.is_positive() {
                again.push(LineQuantity { line: of.line, quantity: of.again });
            }
        }
        self.new_parcel(again);
    }

    fn settled(&mut self, event: &ShortfallSettled) {
        let mut again = Vec::new();
        for of in &event.lines {
            self.shift(of.line, of.replaced, |goods, replaced| {
                goods.packed = goods.packed.and(replaced);
                goods.here = goods.here.and(replaced);
                goods.forgone = goods.forgone.and(of.forgone);
                goods.short = goods.short.less(replaced).less(of.forgone);
            });
            if of.replaced.is_positive() {
                again.push(LineQuantity { line: of.line, quantity: of.replaced });
            }
        }
        self.new_parcel(again);
        self.moved_to_credit = self.moved_to_credit.and(event.to_credit);
        self.moved_to_refund = self.moved_to_refund.and(event.to_refund);
        if let Stage::Accepted { agreement, .. } | Stage::Closed { agreement, .. } = &mut self.stage {
            agreement.total = agreement.total.less(event.amount);
            agreement.deposit_due = agreement.deposit_due.min(agreement.total);
        }
    }

    fn new_parcel(&mut self, lines: Vec<LineQuantity>) {
        if !lines.is_empty() {
            let number = self.parcels.iter().map(|parcel| parcel.number).max().unwrap_or_default();
            let number = number.saturating_add(1);
            self.parcels.push(Parcel { number, lines, place: ParcelPlace::Here });
        }
    }

    /// The load of a slip leaves with it, or is kept for it.
    fn goes_out(&mut self, id: SlipId) {
        let Some(slip) = self.slips.iter().find(|slip| slip.id == id) else { return };
        let load = slip.load.clone();
        let here: Vec<u16> = self.parcels_here().map(|parcel| parcel.number).collect();
        let mut boxes: Vec<u16> = slip.boxes.iter().copied().filter(|number| here.contains(number)).collect();
        // Its packages went with another meanwhile, and its goods are in those that are here.
        if boxes.is_empty() {
            boxes = here;
        }
        for of in load {
            self.shift(of.line, of.quantity, |goods, quantity| {
                goods.here = goods.here.less(quantity);
                goods.out = goods.out.and(quantity);
            });
        }
        for parcel in &mut self.parcels {
            if boxes.contains(&parcel.number) {
                parcel.place = ParcelPlace::On(id);
            }
        }
        self.on_slip(id, |slip| slip.boxes = boxes);
        self.tidy(id);
    }

    /// No package is left without goods, and no goods without a package.
    fn tidy(&mut self, id: SlipId) {
        if !self.is_here() {
            let left: Vec<u16> = self.parcels_here().map(|parcel| parcel.number).collect();
            for parcel in self.parcels.iter_mut().filter(|parcel| left.contains(&parcel.number)) {
                parcel.place = ParcelPlace::On(id);
            }
            self.on_slip(id, |slip| slip.boxes.extend(&left));
        } else if self.parcels_here().next().is_none() {
            self.new_parcel(self.load_here());
        }
    }

    /// The slip is over and its goods are with the business again.
    fn comes_home(&mut self, id: SlipId, state: SlipState) {
        self.on_slip(id, |slip| slip.state = state);
        let Some(slip) = self.slips.iter().find(|slip| slip.id == id) else { return };
        for of in slip.load.clone() {
            self.shift(of.line, of.quantity, |goods, quantity| {
                goods.out = goods.out.less(quantity);
                goods.here = goods.here.and(quantity);
            });
        }
        for parcel in &mut self.parcels {
            if parcel.place == ParcelPlace::On(id) {
                parcel.place = ParcelPlace::Here;
            }
        }
    }

    fn on_slip(&mut self, id: SlipId, change: impl FnOnce(&mut Slip)) {
        if let Some(slip) = self.slips.iter_mut().find(|slip| slip.id == id) {
            change(slip);
        }
    }

    fn shift(&mut self, line: u16, quantity: Quantity, change: impl FnOnce(&mut LineGoods, Quantity)) {
        if let Some(goods) = self.goods.iter_mut().find(|goods| goods.line == line) {
            change(goods, quantity);
        }
    }

    /// How far the goods have come, from where they are: what lies in the workshop comes first, for somebody can
    /// send it; then what is on the road, then what waits for its carrier. What was closed and has goods to send,
    /// to count or to decide about is under way again.
    fn find_work(&mut self) {
        let (here, unsettled) = (self.is_here(), self.is_short() || self.return_open().is_some());
        let Some(now) = self.work_now(here) else { return };
        match &mut self.stage {
            Stage::Accepted { work, .. } => *work = now,
            Stage::Closed { agreement, .. } if here || unsettled => {
                self.stage = Stage::Accepted { agreement: agreement.clone(), work: now };
            }
            _ => {}
        }
    }

    fn work_now(&self, here: bool) -> Option<Work> {
        if here {
            let packages = u16::try_from(self.parcels_here().count()).unwrap_or(u16::MAX);
            return Some(Work::Packed { packages });
        }
        if let Some(slip) = self.open_slip() {
            let (slip, packages) = (slip.id, slip.packages);
            let moving = self.slips.iter().find(|entry| entry.id == slip)?;
            return Some(match moving.state {
                SlipState::PickedUp { .. } => Work::OnTheRoad { slip, packages },
                _ => Work::Dispatched { slip, packages },
            });
        }
        let done = |slip: &&Slip| matches!(slip.state, SlipState::Completed { .. });
        self.slips.iter().rev().find(done).map(|slip| Work::Delivered { slip: slip.id })
    }
}

/// Adds so much of a line.
pub(super) fn add(lines: &mut Vec<LineQuantity>, of: LineQuantity) {
    match lines.iter_mut().find(|known| known.line == of.line) {
        Some(known) => known.quantity = known.quantity.and(of.quantity),
        None => lines.push(of),
    }
}

fn take(lines: &mut Vec<LineQuantity>, of: LineQuantity) {
    if let Some(known) = lines.iter_mut().find(|known| known.line == of.line) {
        known.quantity = known.quantity.less(of.quantity);
    }
    lines.retain(|known| known.quantity.is_positive());
}

/// The same quantities, in whatever order.
pub(super) fn same(one: &[LineQuantity], other: &[LineQuantity]) -> bool {
    one.len() == other.len() && one.iter().all(|of| other.contains(of))
}
