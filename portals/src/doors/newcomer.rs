//! What somebody new is asked: name, phone, PIN, password; and how they become known.

use rantai_core::book::derive_id;
use rantai_core::desk::{Command, Receipt, Wish};
use rantai_core::ids::{BookId, CommandId, PersonId};
use rantai_core::party::{Actor, Channel};
use rantai_core::registry::{self, AddPerson};
use rantai_core::sealed::{PersonName, PhoneNumber, Sealed};
use rantai_core::vault::{Typed, Unfit};

use crate::app::App;
use crate::filled::Filled;
use crate::i18n::Phrases;
use crate::web::{Choice, Field, PortalError};

/// What somebody chose to sign in with.
#[derive(Debug, Default)]
pub struct Chosen {
    /// Six digits.
    pub pin: Option<Typed>,
    /// Words of their own.
    pub password: Option<Typed>,
}

/// A person not known yet.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// What they are called.
    pub name: PersonName,
    /// How they are reached.
    pub phone: PhoneNumber,
}

/// The questions for a new PIN, twice, and a password.
#[derive(Debug)]
pub struct SecretFields {
    /// The PIN.
    pub pin: Field,
    /// The same again.
    pub again: Field,
    /// The password.
    pub password: Field,
}

/// The questions for a new PIN and a password, without what was typed.
pub fn secret_fields(t: &'static Phrases, filled: &Filled, password_needed: bool) -> SecretFields {
    let d = &t.doors;
    let password = filled.secret("password", d.password);
    SecretFields {
        pin: filled.secret("pin", d.new_pin).hint(d.new_pin_hint),
        again: filled.secret("pin_again", d.pin_again),
        password: if password_needed {
            password.hint(d.new_password_hint)
        } else {
            password.hint(d.new_password_optional_hint).optional()
        },
    }
}

/// Reads a PIN that was chosen, typed the same twice.
pub fn pin(t: &'static Phrases, filled: &mut Filled) -> Option<Typed> {
    let typed = filled.text("pin").to_owned();
    match Typed::new_pin(&typed) {
        Err(unfit) => {
            filled.mistake("pin", unfit_words(t, unfit));
            None
        }
        Ok(_) if filled.text("pin_again") != typed => {
            filled.mistake("pin_again", t.doors.not_the_same);
            None
        }
        Ok(pin) => Some(pin),
    }
}

/// Reads a password that was chosen; where it is not needed, nothing typed is none.
pub fn password(t: &'static Phrases, filled: &mut Filled, needed: bool) -> Option<Typed> {
    let typed = filled.text("password").to_owned();
    if typed.is_empty() && !needed {
        return None;
    }
    Typed::new_password(&typed).map_err(|unfit| filled.mistake("password", unfit_words(t, unfit))).ok()
}

const fn unfit_words(t: &'static Phrases, unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::NotSixDigits => t.doors.not_six_digits,
        Unfit::TooEasy => t.doors.pin_too_easy,
        Unfit::TooShort => t.doors.password_too_short,
        Unfit::TooLong => t.doors.password_too_long,
    }
}

/// Reads a phone number in any writing.
pub fn phone(t: &'static Phrases, filled: &mut Filled, name: &str) -> Option<PhoneNumber> {
    let read = PhoneNumber::parse(filled.text(name));
    if read.is_none() {
        let empty = filled.text(name).is_empty();
        filled.mistake(name, if empty { t.common.required } else { t.doors.not_a_phone });
    }
    read
}

/// Reads a person's name.
pub fn name(t: &'static Phrases, filled: &mut Filled, field: &str) -> Option<PersonName> {
    let read = PersonName::new(filled.text(field));
    let name = filled.short_enough(t, field, read);
    if name.is_none() && filled.text(field).is_empty() {
        filled.mistake(field, t.common.required);
    }
    name
}

/// The answer that the village is none of those known by name.
const OTHER: &str = "other";

/// The question in which village somebody is: those known by name, or a code.
pub fn village_fields(app: &App, t: &'static Phrases, filled: &Filled) -> [Field; 2] {
    let none = Choice::new("", t.doors.choose_village);
    let known = app.regions.all().map(|place| {
        let regency = place.regency.trim_start_matches("Kabupaten ");
        Choice::new(&*place.code, format!("{}, {}, {regency}", place.village, place.district))
    });
    let other = Choice::new(OTHER, t.doors.other_village);
    let choices: Vec<Choice> = [none].into_iter().chain(known).chain([other]).collect();
    [
        filled.field("village", t.doors.village, "").choices(choices),
        filled.field("village_code", t.doors.village_code, "").hint(t.doors.village_code_hint).optional(),
    ]
}

/// Reads the village: chosen by name, or typed as a code (`33.20.09.2003`).
pub fn village(t: &'static Phrases, filled: &mut Filled) -> Option<String> {
    let typed = filled.text("village_code").to_owned();
    let chosen = filled.text("village").to_owned();
    let code = if typed.is_empty() { chosen } else { typed };
    if is_village_code(&code) {
        return Some(code);
    }
    if code.is_empty() {
        filled.mistake("village", t.doors.choose_village);
    } else {
        filled.mistake("village_code", t.doors.not_a_village_code);
    }
    None
}

/// `33.20.09.2003`: province, regency, district, village (Kemendagri).
fn is_village_code(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    parts.iter().map(|part| part.len()).eq([2, 2, 2, 4]) && parts.iter().all(digits)
}

/// The name of a party in addresses, from its trade name: `Mebel Jati "Barokah"` is `mebel-jati-barokah`.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() && !"'’".contains(letter) {
            slug.push('-');
        }
    }
    slug.truncate(40);
    slug.trim_end_matches('-').to_owned()
}

/// That name, or with a number behind it, as no party has it yet.
pub fn free_slug(app: &App, name: &str) -> String {
    let slug = slug(name);
    let slug = if slug.is_empty() { "usaha".to_owned() } else { slug };
    let registry = app.registry();
    let numbered = (2..10_000).map(|number| format!("{slug}-{number}"));
    let mut all = std::iter::once(slug.clone()).chain(numbered);
    all.find(|slug| registry.party_by_slug(slug).is_none()).unwrap_or(slug)
}

/// The person of that phone number, if it is somebody's.
pub fn person_of(app: &App, phone: &PhoneNumber) -> Option<PersonId> {
    app.registry().person_by_phone(&app.vault.phone_hash(phone))
}

/// Somebody new as a wish of `actor` makes them known: gives them their key, and says who they will be.
///
/// # Errors
/// When the disk does not take the key.
pub fn sealed(
    app: &App,
    actor: Actor,
    command: CommandId,
    newcomer: &Newcomer,
) -> Result<(PersonId, AddPerson), PortalError> {
    let person = PersonId(derive_id(actor.person, BookId::REGISTRY, command, 0));
    let key = app.vault.create_key(person).map_err(PortalError::broken)?;
    let add = AddPerson {
        name: Sealed::seal(&newcomer.name, &key, person, BookId::REGISTRY, command),
        phone: Some(Sealed::seal(&newcomer.phone, &key, person, BookId::REGISTRY, command)),
        phone_hash: Some(app.vault.phone_hash(&newcomer.phone)),
    };
    Ok((person, add))
}

/// Hands a wish about people and parties to the desk.
///
/// # Errors
/// The refusal in the reader's words; or that nobody knows, and to send it again.
pub async fn register(
    app: &App,
    id: CommandId,
    actor: Actor,
    channel: Channel,
    command: registry::Command,
) -> Result<Receipt, PortalError> {
    app.submit(registering(id, actor, channel, command)).await
}

/// That wish.
pub fn registering(id: CommandId, actor: Actor, channel: Channel, command: registry::Command) -> Wish {
    Wish {
        id,
        actor,
        book: BookId::REGISTRY,
        on_behalf_of: None,
        channel,
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command: Command::Registry(command),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trade_name_becomes_an_address() {
        for (name, expected) in [
            ("Mebel Jati \"Barokah\"", "mebel-jati-barokah"),
            ("  Bu'Siti & Anak ", "busiti-anak"),
            ("Keripik Ñandú 99", "keripik-and-99"),
            ("***", ""),
        ] {
            assert_eq!(slug(name), expected);
            assert!(expected.is_empty() || registry::is_slug(&slug(name)), "{name}");
        }
        assert!(registry::is_slug(&slug(&"panjang sekali ".repeat(20))));
    }

    #[test]
    fn a_village_code_has_four_parts() {
        assert!(is_village_code("33.20.09.2003"));
        for text in ["", "33.20.09", "33.20.09.203", "33.20.09.20031", "aa.20.09.2003", "33200920030"] {
            assert!(!is_village_code(text), "{text}");
        }
    }
}
