//! Correcting what a material is called.

use bincode::{Decode, Encode};

use super::MaterialCorrected;
use crate::book::correction::{Mistake, check_reason};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::MaterialId;
use crate::sealed::{Note, Sealed};

/// The business says that a material was written down under a wrong name. What was asked for and bought under it keeps
/// the name it had then.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `MaterialCorrected`")]
pub struct CorrectMaterial {
    pub material: MaterialId,
    pub name: String,
    pub why: Mistake,
    pub note: Option<Sealed<Note>>,
}

impl CorrectMaterial {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        check_reason(context, self.why, self.note.as_ref())?;
        let known = book.catalogue.material(self.material)?;
        let name = self.name.trim();
        if name.is_empty() {
            return Err(Rejection::Invalid { field: "name" });
        }
        if known.name == name {
            return Ok(vec![]);
        }
        let mut others = book.catalogue.materials.values();
        let same = |other: &str| other.to_lowercase() == name.to_lowercase();
        if others.any(|other| other.material != self.material && same(&other.name)) {
            return Err(Rejection::Taken { name: name.to_owned() });
        }
        Ok(vec![
            MaterialCorrected {
                material: self.material,
                was: known.name.clone(),
                name: name.to_owned(),
                why: self.why,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}
