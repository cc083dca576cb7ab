//! Answers kept ready (*balasan siap pakai*): the business's own words, about nobody, with fields that are filled
//! where they are used.

use bincode::{Decode, Encode};

use super::{ReplyTemplateRemoved, ReplyTemplateSet};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{TemplateId, ThingKind};

/// Most templates a business keeps: more are no help when one is in a hurry.
pub const MOST_TEMPLATES: usize = 50;
/// Longest name of one, in characters.
pub const LONGEST_NAME: usize = 40;
/// Longest text of one, in characters.
pub const LONGEST_TEXT: usize = 1_000;

/// The business keeps an answer, or changes one it keeps.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `ReplyTemplateSet`")]
pub struct SetReplyTemplate {
    /// None for a new one.
    pub template: Option<TemplateId>,
    pub name: String,
    pub text: String,
}

impl SetReplyTemplate {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        book.profile()?;
        let (name, text) = (self.name.trim(), self.text.trim());
        let usable = |text: &str, longest| (1..=longest).contains(&text.chars().count());
        if !usable(name, LONGEST_NAME) {
            return Err(Rejection::Invalid { field: "name" });
        }
        if !usable(text, LONGEST_TEXT) {
            return Err(Rejection::Invalid { field: "text" });
        }
        let other = |(id, kept): (&TemplateId, &String)| Some(*id) != self.template && kept == name;
        if book.templates.iter().any(other) {
            return Err(Rejection::Taken { name: name.to_owned() });
        }
        let template = match self.template {
            Some(template) if book.templates.contains_key(&template) => template,
            Some(_) => return Err(Rejection::Unknown { kind: ThingKind::ReplyTemplate }),
            None if book.templates.len() >= MOST_TEMPLATES => return Err(Rejection::TooMuchAtOnce),
            None => TemplateId(context.id(0)),
        };
        Ok(vec![ReplyTemplateSet { template, name: name.to_owned(), text: text.to_owned() }.into()])
    }
}

/// The business keeps an answer no longer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the field is that of `ReplyTemplateRemoved`")]
pub struct RemoveReplyTemplate {
    pub template: TemplateId,
}

impl RemoveReplyTemplate {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        if !book.templates.contains_key(&self.template) {
            return Ok(vec![]);
        }
        Ok(vec![ReplyTemplateRemoved { template: self.template }.into()])
    }
}

/// The text with its fields filled: each `{name}` that is known becomes its value; the others stay as they are, so
/// that whoever sends it sees them.
pub fn filled(text: &str, fields: &[(&str, String)]) -> String {
    let mut rest = text;
    let mut told = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once('{') {
        told.push_str(before);
        let known = after.split_once('}').and_then(|(name, end)| {
            let field = fields.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()))?;
            Some((&field.1, end))
        });
        match known {
            Some((value, end)) => {
                told.push_str(value);
                rest = end;
            }
            None => {
                told.push('{');
                rest = after;
            }
        }
    }
    told.push_str(rest);
    told
}
