//! How long an order was where on its way, and whose move it was meanwhile.

use bincode::{Decode, Encode};

use super::super::{DeliveryWish, Holder, LineSource, Order, OrderLine, Stage, StageName, Work};
use crate::code_enum;
use crate::ids::ProductId;
use crate::time::Moment;

code_enum! {
    /// A stretch of an order's way from its acceptance to its buyer.
    pub enum Stretch {
        /// Before the work: money is looked for, materials come.
        Before = 1,
        /// Waiting for the workshop, and in it.
        Workshop = 2,
        /// Being packed, and waiting for a carrier.
        Packing = 3,
        /// With the carrier.
        Road = 4,
    }
}

impl Stretch {
    /// Where an order is; nowhere before it is accepted and once it is there.
    fn of(order: &Order) -> Option<Self> {
        let Stage::Accepted { work, .. } = &order.stage else { return None };
        match work {
            Work::Waiting => match order.stage_name() {
                StageName::Ready if order.lines_to_make().next().is_none() => Some(Self::Packing),
                StageName::Ready => Some(Self::Workshop),
                _ => Some(Self::Before),
            },
            Work::InProduction => Some(Self::Workshop),
            Work::Made | Work::Packed { .. } | Work::Dispatched { .. } => Some(Self::Packing),
            Work::OnTheRoad { .. } => Some(Self::Road),
            Work::Delivered { .. } => None,
        }
    }

    pub(super) fn place(self) -> usize {
        usize::from(self.code() - 1)
    }
}

/// For how long somebody had the move on a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Spell {
    /// On which stretch.
    pub stretch: Stretch,
    /// Who.
    pub holder: Holder,
    /// For how long, in microseconds, all times together.
    pub micros: i64,
}

/// The way of an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Journey {
    /// Where it is; nowhere before its acceptance and after its arrival.
    pub on: Option<Stretch>,
    /// When all of it was with the buyer for the first time.
    pub arrived: Option<Moment>,
    holder: Holder,
    since: Moment,
    spells: Vec<Spell>,
}

impl Journey {
    pub(in crate::book::order) const fn begun(holder: Holder, at: Moment) -> Self {
        Self { on: None, arrived: None, holder, since: at, spells: Vec::new() }
    }

    /// Where the order is from now on, and who has the move.
    pub(in crate::book::order) fn goes_on(&mut self, on: Option<Stretch>, holder: Holder, at: Moment) {
        if (on, holder) == (self.on, self.holder) {
            return;
        }
        if let Some(spell) = self.spell(at) {
            let same = |it: &&mut Spell| (it.stretch, it.holder) == (spell.stretch, spell.holder);
            match self.spells.iter_mut().find(same) {
                Some(before) => before.micros = before.micros.saturating_add(spell.micros),
                None => self.spells.push(spell),
            }
        }
        (self.on, self.holder, self.since) = (on, holder, at);
    }

    /// What is going on at `now`, as far as it lasted.
    fn spell(&self, now: Moment) -> Option<Spell> {
        let micros = now.micros().saturating_sub(self.since.micros()).max(0);
        self.on.map(|stretch| Spell { stretch, holder: self.holder, micros })
    }

    /// Everything until `now`: on each stretch, and with whoever had the move.
    pub fn spells(&self, now: Moment) -> impl Iterator<Item = Spell> {
        self.spells.iter().copied().chain(self.spell(now))
    }

    /// For how long it was on each stretch until `now` while the clock of a promise went, in microseconds.
    pub fn spent(&self, now: Moment) -> [i64; 4] {
        let mut spent = [0_i64; 4];
        for spell in self.spells(now).filter(|spell| counts(spell.holder)) {
            if let Some(sum) = spent.get_mut(spell.stretch.place()) {
                *sum = sum.saturating_add(spell.micros);
            }
        }
        spent
    }

    /// For how long the clock stood until `now`, in microseconds: the buyer had the move.
    pub fn stood(&self, now: Moment) -> i64 {
        self.spells(now).filter(|spell| !counts(spell.holder)).map(|spell| spell.micros).sum()
    }

    /// Since when the clock stands, if it does.
    pub fn stands_since(&self) -> Option<Moment> {
        (self.on.is_some() && !counts(self.holder)).then_some(self.since)
    }

    /// The journey without who had the move.
    pub fn without_names(&self) -> Self {
        let holder = match self.holder {
            Holder::Party(_) => Holder::Business,
            holder => holder,
        };
        Self { holder, spells: Vec::new(), ..self.clone() }
    }
}

/// The clock of a promise goes: it is the business that keeps the buyer waiting, by whomever.
const fn counts(holder: Holder) -> bool {
    matches!(holder, Holder::Business | Holder::Party(_))
}

/// What makes the ways of two orders comparable.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Way {
    /// What most of its money is for.
    pub product: Option<ProductId>,
    /// Something of it is made; else all of it lies on the shelf.
    pub made: bool,
    /// The buyer collects it.
    pub collected: bool,
    /// The regency it is brought to, by its code (Kemendagri); empty where it is collected.
    pub regency: String,
}

impl Way {
    /// The way of an order that was accepted.
    pub fn of(order: &Order) -> Self {
        let sources = order.agreement().map_or(&[][..], |agreement| &agreement.sources);
        Self::supposed(order, sources.contains(&LineSource::Make))
    }

    /// The way of an order if something of it is made, or if not.
    pub fn supposed(order: &Order, made: bool) -> Self {
        let most = order.lines.iter().max_by_key(|line: &&OrderLine| line.amount);
        let regency = match &order.delivery {
            DeliveryWish::Collect => String::new(),
            DeliveryWish::Deliver { village, .. } => village.split('.').take(2).collect::<Vec<_>>().join("."),
        };
        Self {
            product: most.map(|line| line.product),
            made,
            collected: order.delivery == DeliveryWish::Collect,
            regency,
        }
    }

    /// How like another it is: not at all, made and fetched alike, of the same goods too, to the same regency too.
    pub(super) fn likeness(&self, other: &Self) -> u8 {
        if (self.made, self.collected) != (other.made, other.collected) {
            return 0;
        }
        match (self.product == other.product, self.regency == other.regency) {
            (true, true) => 3,
            (true, false) => 2,
            (false, _) => 1,
        }
    }
}

/// The way of an order that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Pace {
    /// What it is comparable by.
    pub way: Way,
    /// For how long it was on each stretch while the clock went, in microseconds.
    pub spent: [i64; 4],
    /// When it was there.
    pub arrived: Moment,
}

impl Pace {
    /// The pace of an order, once it is with its buyer.
    pub fn of(order: &Order) -> Option<Self> {
        let arrived = order.journey.arrived?;
        order.agreement().map(|_| Self { way: Way::of(order), spent: order.journey.spent(arrived), arrived })
    }

    /// For how long the clock went in all, in microseconds.
    pub fn whole(&self) -> i64 {
        self.spent.iter().sum()
    }

    /// How long it had still to go when it had been on a stretch for so long; `None` where it was not there as
    /// long as that.
    pub(super) fn ahead(&self, of: Option<(Stretch, i64)>) -> Option<i64> {
        let Some((stretch, so_far)) = of else { return Some(self.whole()) };
        let here = self.spent.get(stretch.place()).copied()?;
        let later: i64 = self.spent.iter().skip(stretch.place() + 1).sum();
        (here >= so_far).then(|| here - so_far + later)
    }
}

impl Order {
    /// Keeps where it is on its way, and who has the move now. What goes back or comes after is another story.
    pub(in crate::book::order) fn keep_journey(&mut self, holder: Holder, at: Moment) {
        if self.journey.arrived.is_some() {
            return;
        }
        self.journey.goes_on(Stretch::of(self), holder, at);
        let there = matches!(&self.stage, Stage::Accepted { work: Work::Delivered { .. }, .. });
        self.journey.arrived = there.then_some(at);
    }
}
