//! What suppliers' and couriers' forms hand in, and how a party is reached.

use std::collections::HashMap;

use rantai_core::ids::PartyId;
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_core::sealed::{Note, TooLong};
use rantai_core::time::Day;
use serde::Deserialize;

use crate::app::App;
use crate::deeds::Deed;
use crate::i18n::Phrases;
use crate::uploads::PhotoForm;
use crate::web::{Field, PortalError};

/// What was typed into a form, by name, and what is wrong with it. The empty one is a form not yet filled.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "HashMap<String, String>")]
pub struct Typed {
    values: HashMap<String, String>,
    wrong: HashMap<String, String>,
}

impl From<HashMap<String, String>> for Typed {
    fn from(values: HashMap<String, String>) -> Self {
        Self { values, wrong: HashMap::new() }
    }
}

impl Typed {
    /// Those fields of a form with a photo.
    pub fn of(form: &PhotoForm, names: &[&str]) -> Self {
        let values = names.iter().map(|name| ((*name).to_owned(), form.text(name).to_owned()));
        values.collect::<HashMap<_, _>>().into()
    }

    /// The form had a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// What was typed under that name; empty when nothing was.
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |text| text.trim())
    }

    /// The hidden part of the form.
    ///
    /// # Errors
    /// [`PortalError::BadRequest`] when it is no command id.
    pub fn deed(&self) -> Result<Deed, PortalError> {
        let deed = self.text("deed").parse().map_err(|_| PortalError::BadRequest)?;
        Ok(Deed { deed, version: self.text("version").parse().ok(), channel: None })
    }

    /// Says what is wrong with a field.
    pub fn mistake(&mut self, name: &str, what: impl Into<String>) {
        self.wrong.insert(name.to_owned(), what.into());
    }

    /// Some field cannot be taken as it is.
    pub fn is_wrong(&self) -> bool {
        !self.wrong.is_empty()
    }

    /// The field as it was typed, with what is wrong with it; `otherwise` where it was not asked yet.
    pub fn fill(&self, field: Field, otherwise: impl ToString) -> Field {
        let value = self.values.get(&field.name).cloned().unwrap_or_else(|| otherwise.to_string());
        let wrong = self.wrong.get(&field.name).cloned();
        field.value(value).error(wrong)
    }

    /// The quantity of a field; notes a mistake where it is none.
    pub fn quantity(&mut self, name: &str, t: &'static Phrases) -> Quantity {
        let read = Quantity::parse(self.text(name));
        self.or_mistake(name, read, t.common.not_a_quantity).unwrap_or_default()
    }

    /// The amount of a field; notes a mistake where it is none.
    pub fn amount(&mut self, name: &str, t: &'static Phrases) -> Rupiah {
        let read = Rupiah::parse(self.text(name));
        self.or_mistake(name, read, t.common.not_an_amount).unwrap_or(Rupiah::ZERO)
    }

    /// The day of a field; notes a mistake where it is none.
    pub fn day(&mut self, name: &str, t: &'static Phrases) -> Option<Day> {
        let read = Day::parse(self.text(name));
        self.or_mistake(name, read, t.common.not_a_day)
    }

    /// One of a few answers by its code; notes a mistake where none was chosen.
    pub fn choice<T>(
        &mut self,
        name: &str,
        of: impl Fn(&str) -> Option<T>,
        t: &'static Phrases,
    ) -> Option<T> {
        let read = of(self.text(name));
        self.or_mistake(name, read, t.common.required)
    }

    /// The free text of a field; notes a mistake where it is too long.
    pub fn note(&mut self, name: &str, t: &'static Phrases) -> Option<Note> {
        let read = Note::new(self.text(name));
        self.short_enough(name, read, t)
    }

    /// A text that may be too long.
    pub fn short_enough<T>(
        &mut self,
        name: &str,
        read: Result<Option<T>, TooLong>,
        t: &'static Phrases,
    ) -> Option<T> {
        read.unwrap_or_else(|TooLong { longest }| {
            self.mistake(name, (t.common.too_long)(longest));
            None
        })
    }

    fn or_mistake<T>(&mut self, name: &str, read: Option<T>, what: &str) -> Option<T> {
        if read.is_none() {
            self.mistake(name, what);
        }
        read
    }
}

/// An amount as it stands in an amount field, behind the `Rp`.
pub fn digits(amount: Rupiah) -> String {
    amount.to_string().replace("Rp", "")
}

/// How a party is reached.
#[derive(Debug, Clone)]
pub struct Contact {
    /// Its trade name.
    pub party: String,
    /// Whom to ask for.
    pub person: String,
    /// Village, district, regency.
    pub place: String,
    /// Where exactly, where that is known.
    pub address: String,
    /// The phone number.
    pub phone: Option<Phone>,
}

/// A phone number as a page shows it.
#[derive(Debug, Clone)]
pub struct Phone {
    /// As people read it.
    pub shown: String,
    /// For calling: `+6281234567890`.
    pub call: String,
    /// For WhatsApp: digits alone.
    pub digits: String,
}

impl Contact {
    /// How `party` is reached, as the registry has it.
    pub fn of(app: &App, party: PartyId) -> Self {
        let registry = app.registry();
        let Some(entry) = registry.party(party) else {
            let dash = || "–".to_owned();
            return Self {
                party: dash(),
                person: dash(),
                place: dash(),
                address: String::new(),
                phone: None,
            };
        };
        let address = entry.address.as_ref().and_then(|address| app.vault.read(address));
        let phone = registry.person(entry.contact).and_then(|person| person.phone.as_ref());
        Self {
            party: entry.name.clone(),
            person: app.person(entry.contact),
            place: app.regions.spoken(&entry.village),
            address: address.map(|text| text.to_string()).unwrap_or_default(),
            phone: phone.and_then(|phone| app.vault.read(phone)).map(|number| Phone::of(&number)),
        }
    }
}

impl Contact {
    /// Address and place in one line; the place is left out where the address names it already.
    pub fn whole_address(&self) -> String {
        let village = self.place.split(',').next().unwrap_or_default();
        match self.address.as_str() {
            "" => self.place.clone(),
            address if address.contains(village) => address.to_owned(),
            address => format!("{address}, {}", self.place),
        }
    }
}

impl Phone {
    fn of(number: &str) -> Self {
        let digits = number.trim_start_matches('+').to_owned();
        let shown = match digits.strip_prefix("62") {
            Some(rest) => grouped(&format!("0{rest}")),
            None => number.to_owned(),
        };
        Self { shown, call: number.to_owned(), digits }
    }
}

/// `081234567890` as `0812-3456-7890`.
fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + 4);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        let phone = Phone::of("+6281227001144");
        assert_eq!((&*phone.shown, &*phone.digits), ("0812-2700-1144", "6281227001144"));
        assert_eq!(Phone::of("+4989123456").shown, "+4989123456");
    }
}
