//! Saying how far the work has come.

use bincode::{Decode, Encode};

use super::WorkReported;
use crate::book::order::{Order, OrderLine, Work};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PersonId};
use crate::quantity::Quantity;

/// The workshop says how far the work on one line of an order has come.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReportProgress {
    /// For which order.
    pub order: OrderId,
    /// Which line of it, from 1.
    pub line: u16,
    /// The how-many-th step of the workshop, from 1.
    pub step: u16,
    /// How many base units went through it, on top of those before.
    pub done: Quantity,
    /// How many were spoilt.
    pub scrap: Quantity,
    /// How many have to be done again.
    pub rework: Quantity,
    /// Who did it; nobody in particular when nothing is said.
    pub worker: Option<PersonId>,
}

impl ReportProgress {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order(self.order)?;
        if *order.under_way()?.1 != Work::InProduction {
            return Err(Rejection::WrongStage { stage: order.stage_name() });
        }
        context.not_before(book, order.placed_at)?;
        let line = line_to_make(order, self.line).ok_or(Rejection::Invalid { field: "line" })?;
        let steps = u16::try_from(book.workshop_steps.len().max(1)).unwrap_or(u16::MAX);
        if !(1..=steps).contains(&self.step) {
            return Err(Rejection::Invalid { field: "step" });
        }
        let counts = [self.done, self.scrap, self.rework];
        if counts.iter().any(|count| *count < Quantity::ZERO)
            || !counts.iter().any(|count| count.is_positive())
        {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        let left = line.base.less_or_zero(order.done(self.line, self.step));
        if self.done > left {
            return Err(Rejection::MoreThanLeft { name: line.name.clone(), left, unit: line.base_unit });
        }
        if let Some(person) = self.worker {
            let member = context.registry.role(context.party(), person);
            member.ok_or(Rejection::Invalid { field: "worker" })?;
        }
        let name = book.workshop_steps.get(usize::from(self.step) - 1).cloned().unwrap_or_default();
        Ok(vec![
            WorkReported {
                order: order.id,
                line: self.line,
                step: self.step,
                steps,
                name,
                done: self.done,
                scrap: self.scrap,
                rework: self.rework,
                worker: self.worker,
            }
            .into(),
        ])
    }
}

fn line_to_make(order: &Order, number: u16) -> Option<&OrderLine> {
    let line = order.lines.get(usize::from(number).checked_sub(1)?)?;
    order.lines_to_make().find(|it| std::ptr::eq(*it, line))
}

/// How much of a line went through a step.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WorkDone {
    /// Which line, from 1.
    pub line: u16,
    /// Which step, from 1.
    pub step: u16,
    /// Of how many.
    pub steps: u16,
    /// What the step is called.
    pub name: String,
    /// How many base units went through it.
    pub done: Quantity,
    /// How many were spoilt.
    pub scrap: Quantity,
    /// How many had to be done again.
    pub rework: Quantity,
}

impl Order {
    /// How much of a line went through a step.
    pub fn done(&self, line: u16, step: u16) -> Quantity {
        let found = self.work_done.iter().find(|work| work.line == line && work.step == step);
        found.map_or(Quantity::ZERO, |work| work.done)
    }

    pub(in crate::book) fn keep_work(&mut self, e: &WorkReported) {
        let known = self.work_done.iter_mut().find(|work| work.line == e.line && work.step == e.step);
        match known {
            Some(work) => {
                work.done = work.done.and(e.done);
                work.scrap = work.scrap.and(e.scrap);
                work.rework = work.rework.and(e.rework);
                work.steps = e.steps;
                work.name.clone_from(&e.name);
            }
            None => self.work_done.push(WorkDone {
                line: e.line,
                step: e.step,
                steps: e.steps,
                name: e.name.clone(),
                done: e.done,
                scrap: e.scrap,
                rework: e.rework,
            }),
        }
    }

    /// How far the goods that are to be made have come, in percent: each step of each piece weighs the same. `None`
    /// before work began and where nothing is to be made.
    pub fn progress_percent(&self) -> Option<u8> {
        let (_, work) = self.under_way().ok()?;
        match work {
            Work::Waiting => return None,
            Work::InProduction => {}
            _ => return self.lines_to_make().next().map(|_| 100),
        }
        let steps = i128::from(self.work_done.iter().map(|work| work.steps).max().unwrap_or(1));
        let all: i128 = self.lines_to_make().map(|line| i128::from(line.base.raw())).sum();
        let done: i128 = self
            .work_done
            .iter()
            .filter(|work| i128::from(work.step) <= steps)
            .map(|work| i128::from(work.done.raw()))
            .sum();
        let percent = (done * 100).checked_div(all * steps)?;
        u8::try_from(percent.clamp(0, 100)).ok()
    }
}
