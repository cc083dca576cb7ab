//! What a buyer is told of an order's goods before anything else: an attempt that failed, what has come and what has
//! not, what they reported, and what was taken off the price for it.

use rantai_core::book::delivery::LineGoods;
use rantai_core::book::order::{Awaits, Slip, SlipState, Stage, Work};
use rantai_core::quantity::Quantity;

use super::Reading;
use crate::courier::said_of_failure;
use crate::order_words::part_of;
use crate::web::{Chip, Notice, Tone};

impl Reading<'_> {
    /// What happened to the goods, the newest care first.
    pub(super) fn news(&self) -> Vec<Notice> {
        let all = [self.failed(), self.reported(), self.undecided(), self.partly_here(), self.lowered()];
        all.into_iter().flatten().collect()
    }

    /// The state of the order, where the goods say more than its stage.
    pub(super) fn chip_of_goods(&self) -> Option<Chip> {
        if self.failed_slip().is_some() {
            return Some(Chip::new(Tone::Failed, self.t.stages.attempt_failed));
        }
        let looked_at = matches!(self.order().awaits(), Awaits::ReturnReceipt { .. });
        looked_at.then(|| Chip::new(Tone::Going, self.t.road.looked_at_chip))
    }

    /// The last slip, where it failed and its goods are back.
    pub(super) fn failed_slip(&self) -> Option<&Slip> {
        let order = self.order();
        let back = matches!(order.stage, Stage::Accepted { work: Work::Packed { .. }, .. });
        order.slips.last().filter(|slip| back && matches!(slip.state, SlipState::Failed { .. }))
    }

    fn failed(&self) -> Option<Notice> {
        let (r, slip) = (&self.t.road, self.failed_slip()?);
        let SlipState::Failed { at, reason, next_attempt } = &slip.state else { return None };
        let why = (self.t.distributor.delivery_problem)(*reason);
        let who = (r.tried)(&self.carrier(&slip.carrier), &self.calendar.moment(*at).text);
        let said = said_of_failure(self.app, slip.id).map(|said| format!("“{said}”"));
        let when = match next_attempt {
            Some(day) => (r.tried_again_on)(&self.calendar.day(*day).text),
            None => (r.tried_again)(&self.business),
        };
        let text = [Some(who), said, Some(when)].into_iter().flatten().collect::<Vec<_>>().join(" ");
        Some(Notice::new(Tone::Failed, (r.attempt_failed)(why), text))
    }

    /// What went back, or is said to be broken, and nobody has counted.
    fn reported(&self) -> Option<Notice> {
        let (r, order) = (&self.t.road, self.order());
        let entry = order.return_open()?;
        let what = entry.lines.iter().map(|of| {
            format!("{} · {}", part_of(order, of.line, of.quantity), (r.reason)(of.reason).to_lowercase())
        });
        let what = what.collect::<Vec<_>>().join(", ");
        let text = if entry.slip.is_some() { r.carried_back_text } else { r.looked_at_text };
        Some(Notice::new(Tone::Going, (r.looked_at)(&self.business), text(&what)))
    }

    /// What the buyer did not get, once it was counted.
    fn undecided(&self) -> Option<Notice> {
        let (r, order) = (&self.t.road, self.order());
        if order.return_open().is_some() || !order.is_short() {
            return None;
        }
        let what = self.told_of(|goods| goods.short);
        Some(Notice::new(Tone::Going, (r.decided_soon)(&self.business), (r.decided_soon_text)(&what)))
    }

    /// A part has come and a part is still to come.
    fn partly_here(&self) -> Option<Notice> {
        let (r, order) = (&self.t.road, self.order());
        let to_come = |goods: &LineGoods| goods.here.and(goods.out);
        let came = order.goods.iter().any(|goods| goods.delivered.is_positive());
        let comes = order.goods.iter().any(|goods| to_come(goods).is_positive());
        if !came || !comes {
            return None;
        }
        let parts = order.goods.iter().filter_map(|goods| {
            let line = order.lines.iter().find(|line| line.number == goods.line)?;
            let name = crate::order_words::called(&line.name, &line.variant_name);
            let all = format!("{} {}", line.base, line.base_unit.label());
            Some((r.so_many_came)(&goods.delivered.to_string(), &all, &name))
        });
        let title = parts.collect::<Vec<_>>().join(", ");
        Some(Notice::new(Tone::Going, title, (r.still_to_come)(&self.told_of(to_come))))
    }

    /// The price was lowered, and for what.
    fn lowered(&self) -> Option<Notice> {
        let (r, order) = (&self.t.road, self.order());
        let off = order.taken_off();
        let gone = order.goods.iter().filter(|goods| goods.forgone.is_positive());
        let gone = gone.map(|goods| (r.did_not_come)(&part_of(order, goods.line, goods.forgone)));
        let kept = order
            .all_kept_though_reported()
            .map(|(line, kept)| (r.stays_with_you)(&part_of(order, line, kept)));
        let what: Vec<_> = gone.chain(kept).collect();
        let told = off.is_positive() && !what.is_empty();
        told.then(|| Notice::new(Tone::Done, (r.price_cut)(off), (r.price_cut_text)(&what.join(", "))))
    }

    /// So much of each line, in words.
    fn told_of(&self, part: impl Fn(&LineGoods) -> Quantity) -> String {
        let order = self.order();
        let parts = order.goods.iter().map(|goods| (goods.line, part(goods)));
        let parts = parts.filter(|(_, quantity)| quantity.is_positive());
        parts.map(|(line, quantity)| part_of(order, line, quantity)).collect::<Vec<_>>().join(", ")
    }
}
