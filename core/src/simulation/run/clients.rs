//! What clients wish.

use super::super::wishes::{Roll, View};
use super::{PHOTO, Run, same};
use crate::desk::{Command, Seen, Wish};
use crate::ids::BookId;
use crate::party::{Actor, Channel, Role};
use crate::registry::{self, AddMember, RemoveMember};
use crate::time::{Moment, zone_of_village};

impl Run {
    /// The wishes that happen to wait at once: of several clients, new ones and old ones.
    pub(super) fn group(&mut self) -> Vec<Wish> {
        let mut group = Vec::new();
        for _ in 0..1 + self.dice.below(6) {
            let wish = match self.dice.below(100) {
                0..10 => self.repeated(),
                10..13 => self.altered(),
                13..18 => self.arrived(),
                18..23 => self.about_people(),
                _ => self.fresh(),
            };
            let Some(wish) = wish else { continue };
            if self.dice.one_in(20) {
                self.delayed.push(wish);
                continue;
            }
            if self.dice.one_in(25) {
                group.push(wish.clone());
            }
            group.push(wish);
        }
        group
    }

    /// A wish that was granted is sent again.
    fn repeated(&mut self) -> Option<Wish> {
        self.dice.pick(&self.granted).map(|granted| granted.wish.clone())
    }

    /// Another wish under an id that was used.
    fn altered(&mut self) -> Option<Wish> {
        let used = self.repeated()?;
        let other = self.fresh()?;
        let fits = other.book == used.book && !same(&used, &other);
        fits.then_some(Wish { id: used.id, actor: used.actor, ..other })
    }

    /// A wish that was on its way for long.
    fn arrived(&mut self) -> Option<Wish> {
        let index = self.dice.index(self.delayed.len());
        (index < self.delayed.len()).then(|| self.delayed.swap_remove(index))
    }

    /// What the operator wishes.
    fn about_people(&mut self) -> Option<Wish> {
        self.outcome.commands += 1;
        if self.people.is_empty() || self.dice.one_in(3) {
            let (wish, person) = self.pen.person(self.operator)?;
            self.people.push(person);
            return Some(wish);
        }
        let stage = *self.dice.pick(&self.stages)?;
        let party = self.dice.pick(&stage.cast)?.party;
        let person = *self.dice.pick(&self.people)?;
        let roles = [Role::Member, Role::Admin, Role::Finance, Role::Production, Role::Auditor];
        let role = *self.dice.pick(&roles)?;
        self.staff.push(Actor { person, party });
        let command = if self.dice.one_in(3) {
            registry::Command::RemoveMember(RemoveMember { party, person })
        } else {
            registry::Command::AddMember(AddMember { party, person, role })
        };
        Some(self.pen.registry(self.operator, command))
    }

    /// What somebody wishes who looks at the book as it is.
    pub(super) fn fresh(&mut self) -> Option<Wish> {
        self.outcome.commands += 1;
        let stage = *self.dice.pick(&self.stages)?;
        let roll = Roll::of(&mut self.dice);
        let book = self.oracle.books.get(&stage.book)?;
        let today = self.time.now().day_in(zone_of_village(""));
        let (player, command) = roll.wish(&View { book, cast: &stage.cast, today })?;
        let mut actor = *stage.cast.get(player as usize)?;
        let mut behalf = None;
        if self.dice.one_in(8)
            && let Some(other) = self.dice.pick(&self.staff)
        {
            actor = *other;
        } else if self.dice.one_in(20) {
            // Somebody who belongs to another party.
            actor.person = self.dice.pick(&stage.cast)?.person;
        } else if self.dice.one_in(10) {
            behalf = Some(actor.party);
            actor = *stage.cast.first()?;
        }
        let mut wish = self.pen.wish(actor, stage.book, Command::Book(command));
        wish.happened = self.told_late();
        wish.on_behalf_of = behalf;
        if behalf.is_some() {
            wish.channel = Channel::Phone;
        }
        if self.dice.one_in(2) {
            wish.evidence.push(PHOTO);
        }
        if self.dice.one_in(4) {
            wish.seen = self.screen(stage.book);
        }
        Some(wish)
    }

    /// Now and then it is told later: of the days before, also of a month that is closed by then.
    fn told_late(&mut self) -> Option<Moment> {
        if !self.dice.one_in(7) {
            return None;
        }
        let days = if self.dice.one_in(2) { 3 } else { 45 };
        let seconds = i64::try_from(self.dice.below(days * 86_400)).unwrap_or(0);
        Some(self.time.now().plus_seconds(-seconds))
    }

    /// What some screen shows of some order, now and then a stale one.
    fn screen(&mut self, book: BookId) -> Option<Seen> {
        let mut orders: Vec<_> = self.oracle.books.get(&book)?.orders.keys().copied().collect();
        orders.sort_unstable();
        let thing = (*self.dice.pick(&orders)?).into();
        let version = self.oracle.version(book, thing);
        let stale = self.dice.one_in(3);
        Some(Seen { thing, version: if stale { version.saturating_sub(1) } else { version } })
    }
}
