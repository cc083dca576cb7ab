//! "Which answers are kept ready?" for the business.

use std::sync::Arc;

use rantai_core::book::Event;
use rantai_core::book::conversation::ReplyTemplateSet;
use rantai_core::ids::{PartyId, TemplateId};

use crate::Heard;
use crate::table::{Source, Table, key};

/// Answers kept ready.
#[derive(Debug)]
pub struct ReplyTemplates {
    /// Key: business, template.
    pub(crate) rows: Table<ReplyTemplateSet>,
}

impl ReplyTemplates {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "reply_templates", 1)? })
    }

    /// Those of a business, by their names.
    pub fn of(&self, business: PartyId) -> Vec<Arc<ReplyTemplateSet>> {
        let mut rows = self.rows.all(&key(&[&business.0]));
        rows.sort_by_key(|row| row.name.to_lowercase());
        rows
    }

    /// One of a business.
    pub fn template(&self, business: PartyId, template: TemplateId) -> Option<Arc<ReplyTemplateSet>> {
        self.rows.get(&key(&[&business.0, &template.0]))
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        match heard.event {
            Event::ReplyTemplateSet(e) => {
                self.rows.put(key(&[&heard.business.0, &e.template.0]), e.clone());
            }
            Event::ReplyTemplateRemoved(e) => self.rows.remove(key(&[&heard.business.0, &e.template.0])),
            _ => {}
        }
    }
}
