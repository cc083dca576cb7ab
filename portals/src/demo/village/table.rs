//! Reads one TOML table field by field, noting everything that is wrong with it.

use std::cell::RefCell;

use rantai_core::money::Rupiah;
use rantai_core::quantity::{Quantity, Unit};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::page::{Mistake, Page};

/// A value and the byte at which it stands, for mistakes that are found later.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) at: usize,
    pub(super) value: T,
}

/// A table whose fields are taken one after the other. [`Table::end`] notes the fields nobody asked for.
pub(super) struct Table<'p> {
    page: &'p Page<'p>,
    fields: &'p DeTable<'p>,
    at: usize,
    asked: RefCell<Vec<&'static str>>,
}

/// Parses a file. The second part lists where it is not even TOML; what could be read stands in the first.
pub(super) fn parse<'p>(page: &Page<'p>) -> (Spanned<DeTable<'p>>, Vec<Mistake>) {
    let (root, errors) = DeTable::parse_recoverable(page.text());
    let notes = Page::new(page.name(), page.text());
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        let (found, expected) =
            error.message().split_once(", expected ").unwrap_or((error.message(), "TOML"));
        notes.mistake(at, format!("no TOML ({found})"), expected);
    }
    (root, notes.into_mistakes(Vec::new()))
}

impl<'p> Table<'p> {
    pub(super) fn new(page: &'p Page<'p>, fields: &'p DeTable<'p>, at: usize) -> Self {
        Self { page, fields, at, asked: RefCell::default() }
    }

    pub(super) fn page(&self) -> &'p Page<'p> {
        self.page
    }

    /// Where the table begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Notes every field that was not asked for.
    pub(super) fn end(&self) {
        let asked = self.asked.borrow();
        for key in self.fields.keys().filter(|key| !asked.contains(&key.get_ref().as_ref())) {
            let found = format!("the unknown field `{}`", key.get_ref());
            self.page.mistake(key.span().start, found, format!("one of {}", asked.join(", ")));
        }
    }

    /// A text that says something.
    pub(super) fn text(&self, name: &'static str) -> Option<Placed<String>> {
        let (at, value) = self.needed(name, "a text")?;
        self.read_text(name, at, value)
    }

    /// A text that may be left out.
    pub(super) fn text_if_any(&self, name: &'static str) -> Option<String> {
        let (at, value) = self.field(name)?;
        self.read_text(name, at, value).map(|text| text.value)
    }

    /// A name for addresses: small letters, digits, and single hyphens between them.
    pub(super) fn slug(&self, name: &'static str) -> Option<Placed<String>> {
        let slug = self.text(name)?;
        if is_slug(&slug.value) {
            return Some(slug);
        }
        let expected = format!("a {name} of small letters, digits and hyphens");
        self.page.mistake(slug.at, format!("\"{}\"", slug.value), expected);
        None
    }

    /// One of a few words, as what it means.
    pub(super) fn one_of<T: Copy>(&self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let list = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        let text = self.text(name)?;
        let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, meaning)| *meaning);
        if found.is_none() {
            self.page.mistake(text.at, format!("\"{}\"", text.value), format!("{name} to be one of {list}"));
        }
        found
    }

    /// A unit of the trade.
    pub(super) fn unit(&self, name: &'static str) -> Option<Unit> {
        let text = self.text(name)?;
        unit(self.page, text.at, &text.value)
    }

    /// Whether something is so.
    pub(super) fn flag(&self, name: &'static str) -> Option<bool> {
        let (at, value) = self.needed(name, "true or false")?;
        if value.as_bool().is_none() {
            self.page.mistake(at, described(value), format!("{name} to be true or false"));
        }
        value.as_bool()
    }

    /// An amount of at least `least` whole rupiah.
    pub(super) fn rupiah(&self, name: &'static str, least: i64) -> Option<Placed<Rupiah>> {
        let expected = format!("{name} in whole rupiah, at least {least}");
        let (at, value) = self.needed(name, "whole rupiah")?;
        let amount = self.read_whole(at, value, least, MOST_RUPIAH, &expected)?;
        Some(Placed { at, value: Rupiah(amount) })
    }

    /// A whole number of the range.
    pub(super) fn whole<T: TryFrom<i64>>(&self, name: &'static str, least: i64, most: i64) -> Option<T> {
        let expected = format!("{name} as a whole number from {least} to {most}");
        let (at, value) = self.needed(name, "a whole number")?;
        let number = self.read_whole(at, value, least, most, &expected)?;
        T::try_from(number).ok()
    }

    /// More than nothing of something.
    pub(super) fn quantity(&self, name: &'static str) -> Option<Quantity> {
        let (at, value) = self.needed(name, "a quantity")?;
        quantity(self.page, at, value, name).filter(|quantity| positive(self.page, at, *quantity, name))
    }

    /// How much there is of something; may be nothing.
    pub(super) fn amount(&self, name: &'static str) -> Option<Quantity> {
        let (at, value) = self.needed(name, "a quantity")?;
        quantity(self.page, at, value, name)
    }

    /// A list of texts with at least one entry.
    pub(super) fn texts(&self, name: &'static str) -> Option<Vec<Placed<String>>> {
        let (at, value) = self.needed(name, "a list of texts")?;
        texts(self.page, at, value, name)
    }

    /// The tables of a list, `[[name]]` or `[{ … }]`: at least one.
    pub(super) fn tables(&self, name: &'static str) -> Vec<Table<'p>> {
        let Some((at, value)) = self.needed(name, "a list of tables") else { return Vec::new() };
        let Some(list) = value.as_array().filter(|list| !list.is_empty()) else {
            self.page.mistake(at, described(value), format!("{name} to be a list with at least one table"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in list.iter() {
            match entry.get_ref() {
                DeValue::Table(fields) => tables.push(Self::new(self.page, fields, entry.span().start)),
                other => {
                    self.page.mistake(entry.span().start, described(other), format!("a table of {name}"))
                }
            }
        }
        tables
    }

    /// A table inside this one.
    pub(super) fn table(&self, name: &'static str) -> Option<Table<'p>> {
        let (at, value) = self.needed(name, "a table")?;
        let fields = value.as_table();
        if fields.is_none() {
            self.page.mistake(at, described(value), format!("{name} to be a table"));
        }
        fields.map(|fields| Self::new(self.page, fields, at))
    }

    /// The entries of a table whose field names are data, in the order of the text. `None` when there is
    /// no such table.
    pub(super) fn entries_if_any(&self, name: &'static str) -> Option<Vec<Entry<'p>>> {
        let (at, value) = self.field(name)?;
        let fields = value.as_table();
        if fields.is_none() {
            self.page.mistake(at, described(value), format!("{name} to be a table {{ name = value }}"));
        }
        fields.map(entries)
    }

    /// Where a field's value stands, and the value, when there is one.
    pub(super) fn field(&self, name: &'static str) -> Option<(usize, &'p DeValue<'p>)> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&name) {
            asked.push(name);
        }
        let value = self.fields.get(name)?;
        Some((value.span().start, value.get_ref()))
    }

    fn needed(&self, name: &'static str, kind: &str) -> Option<(usize, &'p DeValue<'p>)> {
        let field = self.field(name);
        if field.is_none() {
            self.page.mistake(self.at, format!("no `{name}`"), format!("the field `{name}` with {kind}"));
        }
        field
    }

    fn read_text(&self, name: &str, at: usize, value: &DeValue<'_>) -> Option<Placed<String>> {
        match value.as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(Placed { at, value: text.to_owned() }),
            _ => {
                self.page.mistake(at, described(value), format!("{name} to be a text"));
                None
            }
        }
    }

    fn read_whole(
        &self,
        at: usize,
        value: &DeValue<'_>,
        least: i64,
        most: i64,
        expected: &str,
    ) -> Option<i64> {
        let number = value
            .as_integer()
            .and_then(|integer| i64::from_str_radix(integer.as_str(), integer.radix()).ok());
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.page.mistake(at, described(value), expected);
        }
        number
    }
}

/// A field whose name is data.
pub(super) struct Entry<'p> {
    pub(super) key: Placed<String>,
    pub(super) at: usize,
    pub(super) value: &'p DeValue<'p>,
}

/// The fields of a table in the order of the text.
pub(super) fn entries<'p>(fields: &'p DeTable<'p>) -> Vec<Entry<'p>> {
    let mut entries = Vec::new();
    for (key, value) in fields.iter() {
        let key = Placed { at: key.span().start, value: key.get_ref().to_string() };
        entries.push(Entry { key, at: value.span().start, value: value.get_ref() });
    }
    entries.sort_by_key(|entry| entry.key.at);
    entries
}

/// A list of texts with at least one entry, none empty.
pub(super) fn texts(
    page: &Page<'_>,
    at: usize,
    value: &DeValue<'_>,
    name: &str,
) -> Option<Vec<Placed<String>>> {
    let Some(list) = value.as_array().filter(|list| !list.is_empty()) else {
        page.mistake(at, described(value), format!("{name} to be a list with at least one text"));
        return None;
    };
    let mut texts = Vec::new();
    for entry in list.iter() {
        let at = entry.span().start;
        match entry.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => texts.push(Placed { at, value: text.to_owned() }),
            _ => page.mistake(at, described(entry.get_ref()), format!("a text in {name}")),
        }
    }
    Some(texts)
}

/// A number with at most four decimals, not below zero.
pub(super) fn quantity(page: &Page<'_>, at: usize, value: &DeValue<'_>, name: &str) -> Option<Quantity> {
    let quantity = match value {
        DeValue::Integer(number) if number.radix() == 10 => Quantity::parse(number.as_str()),
        DeValue::Float(number) => Quantity::parse(number.as_str()),
        _ => None,
    };
    if quantity.is_none() {
        page.mistake(at, described(value), format!("{name} as a number with at most 4 decimals"));
    }
    quantity
}

/// Whether a quantity is more than nothing; a mistake when it is not.
pub(super) fn positive(page: &Page<'_>, at: usize, quantity: Quantity, name: &str) -> bool {
    if !quantity.is_positive() {
        page.mistake(at, quantity.to_string(), format!("{name} to be more than 0"));
    }
    quantity.is_positive()
}

/// The unit that a label means.
pub(super) fn unit(page: &Page<'_>, at: usize, label: &str) -> Option<Unit> {
    let unit = Unit::from_label(label);
    if unit.is_none() {
        let labels = Unit::ALL.iter().map(|unit| unit.label()).collect::<Vec<_>>().join(", ");
        page.mistake(at, format!("the unit \"{label}\""), format!("one of {labels}"));
    }
    unit
}

/// What a value is, in words of a mistake.
pub(super) fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.trim().is_empty() => "an empty text".to_owned(),
        DeValue::String(text) => format!("\"{text}\""),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(list) if list.is_empty() => "an empty list".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

const MOST_RUPIAH: i64 = 1_000_000_000_000;

fn is_slug(text: &str) -> bool {
    let good = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    text.len() <= 63 && text.split('-').all(good)
}
