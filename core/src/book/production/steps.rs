//! Naming the steps of the workshop.

use bincode::{Decode, Encode};

use super::WorkshopStepsSet;
use crate::book::{Book, Context, Event, Rejection};

/// Most steps a workshop has.
const MOST_STEPS: usize = 12;
/// Longest name of a step.
const LONGEST_NAME: usize = 40;

/// The business names the steps that its work goes through.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SetWorkshopSteps {
    /// Their names, in their order; none means that work is one step.
    pub steps: Vec<String>,
}

impl SetWorkshopSteps {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        let steps: Vec<String> = self.steps.iter().map(|name| name.trim().to_owned()).collect();
        let fits = |name: &String| !name.is_empty() && name.chars().count() <= LONGEST_NAME;
        if steps.len() > MOST_STEPS || !steps.iter().all(fits) {
            return Err(Rejection::Invalid { field: "steps" });
        }
        let twice =
            steps.iter().enumerate().find(|(place, name)| steps.iter().take(*place).any(|it| it == *name));
        if let Some((_, name)) = twice {
            return Err(Rejection::Taken { name: name.clone() });
        }
        if book.workshop_steps == steps {
            return Ok(vec![]);
        }
        Ok(vec![WorkshopStepsSet { steps }.into()])
    }
}
