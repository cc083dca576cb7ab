//! "What stands where?" and "what is today's work?" for the business; "my orders and what each waits for"
//! for the distributor.

use bincode::{Decode, Encode};
use rantai_core::book::order::{Awaits, Holder, Order, Overdue, StageName};
use rantai_core::ids::{OrderId, PartyId};
use rantai_core::money::Rupiah;
use rantai_core::time::{Day, Moment};

use crate::Heard;
use crate::order_sheets::Turn;
use crate::table::{Key, Page, Source, Table, ascending, descending, key};
use crate::trees::Generation;

/// One line of a list of orders.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct OrderRow {
    /// Which order.
    pub order: OrderId,
    /// Whose book it is in.
    pub business: PartyId,
    /// Who buys.
    pub buyer: PartyId,
    /// Its number for people.
    pub number: String,
    /// What is bought, in a word: the first line's product.
    pub first: String,
    /// How many more lines there are.
    pub more: u16,
    /// What the buyer owes in all.
    pub total: Rupiah,
    /// What of it is not paid.
    pub rest: Rupiah,
    /// What is asked for now: the deposit that is missing, the rest after delivery, a claim to be checked.
    pub due: Rupiah,
    /// Its place on the board.
    pub stage: StageName,
    /// A payment waits to be checked.
    pub claim_waiting: bool,
    /// Who has the next move.
    pub turn: Turn,
    /// The supplier or courier that has it.
    pub holder: Option<PartyId>,
    /// When it came to where it is.
    pub since: Moment,
    /// When it was placed.
    pub placed_at: Moment,
    /// The day it is promised for.
    pub promised: Option<Day>,
    /// The day it was wanted for.
    pub wanted: Option<Day>,
    /// What is overdue, and since when: the longest first.
    pub overdue: Option<(Overdue, Moment)>,
}

impl OrderRow {
    pub(crate) fn of(business: PartyId, order: &Order) -> Self {
        Self {
            order: order.id,
            business,
            buyer: order.buyer,
            number: order.number.clone(),
            first: order.lines.first().map(|line| line.name.clone()).unwrap_or_default(),
            more: u16::try_from(order.lines.len().saturating_sub(1)).unwrap_or(u16::MAX),
            total: order.total(),
            rest: order.rest(),
            due: due(order),
            stage: order.stage_name(),
            claim_waiting: order.claim_waiting().is_some(),
            turn: Turn::of(order),
            holder: match order.holder() {
                Holder::Party(party) => Some(party),
                Holder::Buyer | Holder::Business | Holder::Nobody => None,
            },
            since: order.since,
            placed_at: order.placed_at,
            promised: order.agreement().map(|agreement| agreement.promised),
            wanted: order.wanted,
            overdue: order.overdue().min_by_key(|(_, due)| *due).copied(),
        }
    }
}

/// What is asked for now.
pub(crate) fn due(order: &Order) -> Rupiah {
    match order.awaits() {
        Awaits::Deposit { short } => short,
        Awaits::PaymentCheck { amount, .. } => amount,
        Awaits::Settlement { rest } => rest,
        _ => Rupiah::ZERO,
    }
}

/// Who has the next move is since the third generation the business, while nobody was asked for some of the materials.
const WHO_IS_NEXT: Generation = Generation::readable_since(3, 2);

/// The lists of orders.
#[derive(Debug)]
pub struct OrderBoard {
    /// Key: business, stage, since when, order. What is over stands latest first.
    pub(crate) board: Table<OrderRow>,
    /// Key: business, promised day, order; only where the business has the next move.
    pub(crate) work: Table<OrderRow>,
    /// Key: buyer, open (0) or over (1), latest first, order.
    pub(crate) mine: Table<OrderRow>,
}

impl OrderBoard {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self {
            board: Table::open(source, "board", WHO_IS_NEXT)?,
            work: Table::open(source, "todays-work", WHO_IS_NEXT)?,
            mine: Table::open(source, "my-orders", WHO_IS_NEXT)?,
        })
    }

    /// Orders of a business at one stage: who waited longest first; what is over, latest first.
    pub fn at_stage(
        &self,
        business: PartyId,
        stage: StageName,
        from: Option<&[u8]>,
        limit: usize,
    ) -> Page<OrderRow> {
        self.board.page(&key(&[&business.0, &[stage.code()]]), from, limit)
    }

    /// All orders of a business, by stage, in the order of [`OrderBoard::at_stage`].
    pub fn of_business(&self, business: PartyId, from: Option<&[u8]>, limit: usize) -> Page<OrderRow> {
        self.board.page(&business.0, from, limit)
    }

    /// How many orders of a business stand at one stage, counted up to `limit`.
    pub fn count_at(&self, business: PartyId, stage: StageName, limit: usize) -> usize {
        self.board.count(&key(&[&business.0, &[stage.code()]]), limit)
    }

    /// Orders whose next move is the business's, the earliest promise first.
    pub fn todays_work(&self, business: PartyId, from: Option<&[u8]>, limit: usize) -> Page<OrderRow> {
        self.work.page(&business.0, from, limit)
    }

    /// A buyer's orders that are under way, latest first.
    pub fn open_of_buyer(&self, buyer: PartyId, from: Option<&[u8]>, limit: usize) -> Page<OrderRow> {
        self.mine.page(&key(&[&buyer.0, &[0]]), from, limit)
    }

    /// A buyer's orders that are over, latest first.
    pub fn past_of_buyer(&self, buyer: PartyId, from: Option<&[u8]>, limit: usize) -> Page<OrderRow> {
        self.mine.page(&key(&[&buyer.0, &[1]]), from, limit)
    }

    /// All of a buyer's orders: those under way, then those that are over, each latest first.
    pub fn of_buyer(&self, buyer: PartyId, from: Option<&[u8]>, limit: usize) -> Page<OrderRow> {
        self.mine.page(&buyer.0, from, limit)
    }

    pub(crate) fn hear_board(&self, heard: &Heard<'_>) {
        replace(&self.board, heard, |row| {
            let at = if row.stage.is_over() { descending(row.since) } else { ascending(row.since) };
            Some(key(&[&row.business.0, &[row.stage.code()], &at, &row.order.0]))
        });
    }

    pub(crate) fn hear_work(&self, heard: &Heard<'_>) {
        replace(&self.work, heard, |row| {
            let day = row.promised.or(row.wanted);
            let day = day.map_or(u32::MAX, |day| u32::try_from(day.number()).unwrap_or(0));
            let own = row.turn == Turn::Business;
            own.then(|| key(&[&row.business.0, &day.to_be_bytes(), &row.order.0]))
        });
    }

    pub(crate) fn hear_mine(&self, heard: &Heard<'_>) {
        replace(&self.mine, heard, |row| {
            let over = u8::from(row.stage.is_over());
            Some(key(&[&row.buyer.0, &[over], &descending(row.placed_at), &row.order.0]))
        });
    }
}

/// Lets an order's row stand where `place` says, where the fact changed anything of it.
fn replace(table: &Table<OrderRow>, heard: &Heard<'_>, place: impl Fn(&OrderRow) -> Option<Key>) {
    let (before, Some(now)) = (heard.line_before(), heard.line()) else { return };
    if before.as_ref() != Some(&now) {
        let from = before.and_then(|row| place(&row));
        let to = place(&now).map(|key| (key, now));
        table.replace(from.into_iter().collect(), to.into_iter().collect());
    }
}
