//! "Which slips are mine today?" for the courier.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::delivery::{Carrier, LateDeed, LineQuantity};
use rantai_core::book::order::{Order, Slip, SlipState};
use rantai_core::ids::{OrderId, PartyId, SlipId, Thing};
use rantai_core::log::{Cursor, Log};
use rantai_core::quantity::{Quantity, Unit};

use crate::Heard;
use crate::audit_trail::TrailError;
use crate::order_sheets::OrderSheet;
use crate::table::{Key, Page, Source, Table, descending, key};

/// What a carrier may know: where to, what, how much to collect, the own fee. No price of goods.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SlipSheet {
    /// Who sends.
    pub business: PartyId,
    /// Who receives.
    pub buyer: PartyId,
    /// The order's id, for the business's own pages.
    pub order: OrderId,
    /// The order's number, as it stands on the packages.
    pub order_number: String,
    /// The slip.
    pub slip: Slip,
    /// What is in the packages.
    pub goods: Vec<SlipLine>,
    /// How many packages the order has in all, as their labels say.
    pub parcels: usize,
    /// Deeds of carriers that were told too late to be done.
    pub late: Vec<LateDeed>,
    /// The version a screen sends back.
    pub version: u32,
}

impl SlipSheet {
    /// What its carrier may know of a slip.
    fn of(business: PartyId, order: &Order, slip: &Slip, version: u32) -> Self {
        let line = |of: &LineQuantity| {
            let line = order.lines.iter().find(|line| line.number == of.line)?;
            // The whole of a line is told as it was ordered.
            let whole = of.quantity == line.base;
            Some(SlipLine {
                line: of.line,
                name: line.name.clone(),
                variant: line.variant_name.clone(),
                quantity: if whole { line.quantity } else { of.quantity },
                unit: if whole { line.unit } else { line.base_unit },
                base: of.quantity,
                base_unit: line.base_unit,
            })
        };
        Self {
            business,
            buyer: order.buyer,
            order: order.id,
            order_number: order.number.clone(),
            slip: slip.clone(),
            goods: slip.load.iter().filter_map(line).collect(),
            parcels: order.parcels.len(),
            late: order.late.iter().filter(|deed| deed.slip == slip.id).cloned().collect(),
            version,
        }
    }

    /// The slip of that order as it stood when that commit was recorded. `None` where the order has no such
    /// slip by then.
    ///
    /// # Errors
    /// [`TrailError`] when the log cannot show a part of it.
    pub fn as_of(
        log: &dyn Log,
        business: PartyId,
        (order, slip): (OrderId, SlipId),
        cursor: Cursor,
    ) -> Result<Option<Self>, TrailError> {
        let Some(sheet) = OrderSheet::as_of(log, business, order, cursor)? else { return Ok(None) };
        let Some(slip) = sheet.order.slips.iter().find(|entry| entry.id == slip) else { return Ok(None) };
        let thing = Thing::from(slip.id);
        let history = log.history(thing, Cursor::START, usize::MAX)?;
        let before = history.iter().rev().find(|commit| commit.cursor <= cursor);
        let touch = before.and_then(|commit| commit.draft.touched.iter().find(|touch| touch.thing == thing));
        let version = touch.map_or(0, |touch| touch.version);
        Ok(Some(Self::of(business, &sheet.order, slip, version)))
    }
}

/// Goods on a slip.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SlipLine {
    /// The line's number in the order.
    pub line: u16,
    /// What.
    pub name: String,
    /// Which variant.
    pub variant: String,
    /// How much.
    pub quantity: Quantity,
    /// Of which unit.
    pub unit: Unit,
    /// How much, in the product's base unit.
    pub base: Quantity,
    /// The product's base unit.
    pub base_unit: Unit,
}

/// The slips of all orders.
#[derive(Debug)]
pub struct Slips {
    /// Key: slip.
    pub(crate) sheets: Table<SlipSheet>,
    /// Key: courier, to do (0) or over (1), latest first, slip.
    pub(crate) lists: Table<SlipId>,
}

impl Slips {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            sheets: Table::open(source, "slip-sheets", 2)?,
            lists: Table::open(source, "my-slips", 3)?,
        })
    }

    /// The slip. For the business, the buyer and the courier: compare the parties in it.
    pub fn sheet(&self, slip: SlipId) -> Option<Arc<SlipSheet>> {
        self.sheets.get(&slip.0)
    }

    /// The slip, if that courier carries it.
    pub fn of_courier(&self, courier: PartyId, slip: SlipId) -> Option<Arc<SlipSheet>> {
        let carries = |sheet: &Arc<SlipSheet>| sheet.slip.carrier == Carrier::Courier { party: courier };
        self.sheet(slip).filter(carries)
    }

    /// A courier's slips to do (or all others), latest first.
    pub fn my_slips(
        &self,
        courier: PartyId,
        to_do: bool,
        from: Option<&[u8]>,
        limit: usize,
    ) -> Page<SlipSheet> {
        let page = self.lists.page(&key(&[&courier.0, &[u8::from(!to_do)]]), from, limit);
        page.of(|slip| self.of_courier(courier, *slip))
    }

    pub(crate) fn hear_sheets(&self, heard: &Heard<'_>) {
        let Some(order) = &heard.order else { return };
        for (_, slip) in changed(heard, order) {
            self.sheets.put(slip.id.0.to_vec(), sheet(heard, order, slip));
        }
    }

    pub(crate) fn hear_lists(&self, heard: &Heard<'_>) {
        let Some(order) = &heard.order else { return };
        for (before, slip) in changed(heard, order) {
            let (before, now) = (before.and_then(list_key), list_key(slip));
            if before != now {
                let now = now.map(|key| (key, slip.id));
                self.lists.replace(before.into_iter().collect(), now.into_iter().collect());
            }
        }
    }
}

/// Where a courier finds the slip.
fn list_key(slip: &Slip) -> Option<Key> {
    let Carrier::Courier { party } = slip.carrier else { return None };
    let over = !matches!(slip.state, SlipState::Issued | SlipState::PickedUp { .. });
    Some(key(&[&party.0, &[u8::from(over)], &descending(slip.issued_at), &slip.id.0]))
}

/// The slips that the fact changed, as they were and as they are.
fn changed<'a>(heard: &'a Heard<'_>, order: &'a Order) -> impl Iterator<Item = (Option<&'a Slip>, &'a Slip)> {
    let before = heard.order_before.as_ref().map_or(&[][..], |order| &order.slips);
    let steps = order.slips.iter().map(|slip| (before.iter().find(|old| old.id == slip.id), slip));
    steps.filter(|(old, slip)| {
        let told_late = matches!(heard.event, Event::LateDeedKept(kept) if kept.slip == slip.id);
        *old != Some(*slip) || told_late
    })
}

fn sheet(heard: &Heard<'_>, order: &Order, slip: &Slip) -> SlipSheet {
    let thing = Thing::from(slip.id);
    let touch = heard.commit.draft.touched.iter().find(|touch| touch.thing == thing);
    SlipSheet::of(heard.business, order, slip, touch.map_or(0, |touch| touch.version))
}
