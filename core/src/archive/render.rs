//! Facts in readable JSON. A rendering is for reading: what counts are the stored bytes beside it.
//!
//! Facts have no form but the one on disk, so the rendering is made of what Rust shows of a value when it is
//! debugged: `Name { field: value }` becomes `{"Name": {"field": value}}`.

use std::str::Lines;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::export::Shown;
use crate::codec;
use crate::facts::Facts;
use crate::ids::{BookId, CommandId, PersonId, Thing};
use crate::log::{Commit, RawFact};
use crate::sealed::{
    AccountNumber, Address, Note, PersonKey, PersonName, Personal, PhoneNumber, ReceivedBy, Sealed,
};
use crate::{book, registry};

/// Gives the keys of those people whose sealed words may be opened.
pub type Opener<'a> = &'a dyn Fn(PersonId) -> Option<Arc<PersonKey>>;

/// A commit as somebody reads it: its envelope and those of its facts that are shown.
pub(super) fn commit(commit: &Commit, shown: &Shown, open: Opener<'_>) -> Value {
    let envelope = &commit.draft.envelope;
    let mut data = Map::new();
    let mut say = |key: &str, value: Value| drop(data.insert(key.to_owned(), value));
    say("recorded", json!(format!("{:?}", envelope.recorded)));
    say("happened", json!(envelope.happened.map(|moment| format!("{moment:?}"))));
    say("person", json!(envelope.person));
    say("party", json!(envelope.party));
    say("on_behalf_of", json!(envelope.on_behalf_of));
    say("channel", json!(envelope.channel.name()));
    say("evidence", json!(envelope.evidence.iter().map(ToString::to_string).collect::<Vec<_>>()));
    say("played", json!(envelope.played));
    say("command", json!(envelope.command));
    if shown.whole {
        say("registry", json!(envelope.registry.position()));
        say("answer", json!(commit.draft.answer.map(thing)));
        let touched = commit.draft.touched.iter();
        say(
            "touched",
            touched.map(|touch| json!({"thing": thing(touch.thing), "version": touch.version})).collect(),
        );
    }
    let words = words(commit);
    let facts = commit.draft.facts.iter().enumerate().filter_map(|(index, raw)| {
        let hidden = shown.hidden(index)?;
        Some(fact(commit, raw, words.get(index), hidden, open))
    });
    say("facts", facts.collect());
    Value::Object(data)
}

fn thing(thing: Thing) -> Value {
    json!(format!("{:?}", thing))
}

/// What Rust shows of each fact; of none, where this program cannot read one.
fn words(commit: &Commit) -> Vec<String> {
    match Facts::of(commit) {
        Ok(Facts::Book(events)) => events.iter().map(|event| format!("{event:#?}")).collect(),
        Ok(Facts::Registry(events)) => events.iter().map(|event| format!("{event:#?}")).collect(),
        Err(_) => vec![],
    }
}

fn fact(commit: &Commit, raw: &RawFact, words: Option<&String>, hidden: &[&str], open: Opener<'_>) -> Value {
    let mut fields = match words {
        Some(words) => {
            let opened = opened(commit, raw, words, open);
            Reading { lines: words.lines(), sealed: opened.into_iter() }.value().1
        }
        None => Value::Null,
    };
    // The event's name stands twice around its fields: as the variant and as the struct.
    for _ in 0..2 {
        fields = match fields {
            Value::Object(map)
                if map.len() == 1 && map.keys().all(|key| key.starts_with(char::is_uppercase)) =>
            {
                map.into_iter().next().map_or(Value::Null, |(_, inner)| inner)
            }
            other => other,
        };
    }
    if let Value::Object(fields) = &mut fields {
        hidden.iter().for_each(|field| drop(fields.remove(*field)));
    }
    json!({
        "name": name(commit.draft.book, raw.kind),
        "kind": format!("{:#06x}", raw.kind),
        "version": raw.version,
        "fields": fields,
    })
}

fn name(book: BookId, kind: u16) -> Option<&'static str> {
    let list = if book == BookId::REGISTRY { registry::Event::LIST } else { book::Event::LIST };
    list.iter().find(|(known, ..)| *known == kind).map(|(_, _, name)| *name)
}

/// Each sealed value of a fact, in order: its words where they may be opened, else whose they are.
fn opened(commit: &Commit, raw: &RawFact, words: &str, open: Opener<'_>) -> Vec<Value> {
    let found = sealed_in(&raw.bytes, commit.draft.book, commit.draft.envelope.command);
    // Where bytes and words do not tell the same, nothing is opened.
    if found.len() != words.lines().filter(|line| is_sealed(leaf(line.trim()).1)).count() {
        return vec![];
    }
    let open_one = |(person, bytes): &(PersonId, &[u8])| {
        let text = open(*person).and_then(|key| any_text(bytes, &key));
        text.map_or_else(|| json!({"sealed": person}), Value::String)
    };
    found.iter().map(open_one).collect()
}

/// The sealed values among a fact's bytes. Each holds the book and the command it was sealed for, which are the
/// commit's own: 32 bytes that stand nowhere else.
fn sealed_in(bytes: &[u8], book: BookId, command: CommandId) -> Vec<(PersonId, &[u8])> {
    let bound = [book.0, command.0].concat();
    let mut found = vec![];
    let mut at = 16;
    while let Some(rest) = bytes.get(at..).filter(|rest| rest.len() > bound.len() + 8) {
        let value = rest.starts_with(&bound).then(|| {
            let person = bytes.get(at - 16..at)?.first_chunk().copied().map(PersonId)?;
            let length = rest.get(bound.len()..)?.first_chunk().copied().map(u64::from_le_bytes)?;
            let end = at.checked_add(bound.len() + 8)?.checked_add(usize::try_from(length).ok()?)?;
            Some((person, bytes.get(at - 16..end)?, end))
        });
        match value.flatten() {
            Some((person, value, end)) => {
                found.push((person, value));
                at = end + 16;
            }
            None => at += 1,
        }
    }
    found
}

/// The text of a sealed value of whichever kind: the kind is bound into the value, so at most one opens it.
fn any_text(bytes: &[u8], key: &PersonKey) -> Option<String> {
    fn text<T: Personal>(bytes: &[u8], key: &PersonKey) -> Option<String> {
        let sealed: Sealed<T> = codec::decode(bytes).ok()?;
        Some(sealed.open(key).ok()?.text().to_owned())
    }
    text::<PersonName>(bytes, key)
        .or_else(|| text::<PhoneNumber>(bytes, key))
        .or_else(|| text::<Address>(bytes, key))
        .or_else(|| text::<Note>(bytes, key))
        .or_else(|| text::<ReceivedBy>(bytes, key))
        .or_else(|| text::<AccountNumber>(bytes, key))
}

/// Goes through the lines of a pretty debug text.
struct Reading<'a> {
    lines: Lines<'a>,
    sealed: std::vec::IntoIter<Value>,
}

impl Reading<'_> {
    /// The next value and the field it stands in; no value where a closing bracket stands.
    fn value(&mut self) -> (Option<String>, Value) {
        match self.next() {
            Some(Next::Value(field, value)) => (field, value),
            Some(Next::Closed) | None => (None, Value::Null),
        }
    }

    fn next(&mut self) -> Option<Next> {
        let line = self.lines.next()?.trim();
        let (field, rest) = leaf(line);
        let field = field.map(ToOwned::to_owned);
        if matches!(rest, "}" | ")" | "]") {
            return Some(Next::Closed);
        }
        if rest.starts_with('"') {
            return Some(Next::Value(field, word(rest)));
        }
        let value = match rest.char_indices().next_back() {
            Some((at, '{')) => named(rest.get(..at), self.fields()),
            Some((at, '(')) => wrapped(rest.get(..at), self.items()),
            Some((_, '[')) => Value::Array(self.items()),
            _ if is_sealed(rest) => self.sealed.next().unwrap_or_else(|| json!({"sealed": rest})),
            _ => word(rest),
        };
        Some(Next::Value(field, value))
    }

    fn fields(&mut self) -> Map<String, Value> {
        let mut fields = Map::new();
        while let Some(Next::Value(field, value)) = self.next() {
            let key = field.unwrap_or_else(|| fields.len().to_string());
            fields.insert(key, value);
        }
        fields
    }

    fn items(&mut self) -> Vec<Value> {
        let mut items = vec![];
        while let Some(Next::Value(_, value)) = self.next() {
            items.push(value);
        }
        items
    }
}

enum Next {
    Value(Option<String>, Value),
    Closed,
}

fn is_sealed(word: &str) -> bool {
    word.starts_with("Sealed(") && word.ends_with(')')
}

/// The field a line names, if it names one, and what stands there.
fn leaf(line: &str) -> (Option<&str>, &str) {
    let line = line.strip_suffix(',').unwrap_or(line);
    let is_field = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    match line.split_once(": ") {
        Some((name, rest)) if is_field(name) => (Some(name), rest),
        _ => (None, line),
    }
}

fn named(name: Option<&str>, fields: Map<String, Value>) -> Value {
    match name.map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => json!({ name: fields }),
        None => Value::Object(fields),
    }
}

fn wrapped(name: Option<&str>, mut items: Vec<Value>) -> Value {
    let one = if items.len() == 1 { items.pop() } else { None };
    let value = one.unwrap_or(Value::Array(items));
    match name.map(str::trim) {
        Some("Some" | "") | None => value,
        Some(name) => json!({ name: value }),
    }
}

/// A value of one line.
fn word(word: &str) -> Value {
    match word {
        "None" => Value::Null,
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "[]" => Value::Array(vec![]),
        _ => {
            if let Some(text) = word.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
                return Value::String(unescaped(text));
            }
            word.parse::<i64>().map_or_else(|_| Value::String(word.to_owned()), Value::from)
        }
    }
}

/// The text that Rust wrote between its quotes.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some('0') => plain.push('\0'),
            Some('u') => {
                let digits: String = chars.by_ref().take_while(|c| *c != '}').skip(1).collect();
                let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                plain.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain
}

/// Bytes as base64.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes that base64 stands for.
pub(super) fn unbase64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(value: &impl std::fmt::Debug) -> String {
        let words = format!("{value:#?}");
        let mut reading = Reading { lines: words.lines(), sealed: vec![].into_iter() };
        let value = reading.value().1;
        assert!(reading.lines.next().is_none(), "lines are left of {words}");
        value.to_string()
    }

    #[derive(Debug)]
    #[allow(dead_code, reason = "only looked at through Debug")]
    enum Odd {
        Unit,
        One(u8),
        Two(u8, Option<&'static str>),
        Named { list: Vec<Self>, text: &'static str, pair: (u8, u8), nothing: Vec<u8> },
    }

    #[test]
    fn what_rust_shows_becomes_json() {
        let value = Odd::Named {
            list: vec![Odd::Unit, Odd::One(7), Odd::Two(1, Some("a: b, {"))],
            text: "two\nlines, \"quoted\": {\u{1}\\",
            pair: (1, 2),
            nothing: vec![],
        };
        expect_test::expect![[r#"{"Named":{"list":["Unit",{"One":7},{"Two":[1,"a: b, {"]}],"nothing":[],"pair":[1,2],"text":"two\nlines, \"quoted\": {\u0001\\"}}"#]]
        .assert_eq(&rendered(&value));
    }

    #[test]
    fn sealed_values_are_found_among_bytes_by_what_they_are_bound_to() {
        let (person, book, command) = (PersonId([1; 16]), BookId([2; 16]), CommandId([3; 16]));
        let key = PersonKey::from_bytes([7; 32]);
        let note = Note::new("kaki meja lurus").unwrap().unwrap();
        let name = PersonName::new("Bu Siti").unwrap().unwrap();
        let bytes = [
            vec![9; 40],
            codec::encode(&Sealed::seal(&note, &key, person, book, command)),
            codec::encode(&Sealed::seal(&name, &key, person, book, command)),
            vec![2; 20],
        ]
        .concat();
        let found = sealed_in(&bytes, book, command);
        let texts: Vec<_> = found.iter().filter_map(|(_, bytes)| any_text(bytes, &key)).collect();
        assert_eq!(texts, ["kaki meja lurus", "Bu Siti"]);
        assert!(sealed_in(&bytes, book, CommandId([4; 16])).is_empty());
    }
}
