//! A form as it was sent: read field by field, its mistakes kept beside what was typed.

use axum::Form;
use axum::extract::{FromRequest, Request};
use rantai_core::ids::CommandId;
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_core::sealed::{Note, TooLong};
use rantai_core::time::{Day, Moment};

use crate::deeds::Deed;
use crate::i18n::Phrases;
use crate::i18n::dates::Calendar;
use crate::uploads::PhotoForm;
use crate::web::{Earlier, Field, PortalError};

/// What was typed, and what is wrong with it. Empty for a form nobody has sent yet.
#[derive(Debug, Default)]
pub struct Filled {
    typed: Vec<(String, String)>,
    wrong: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequest<S> for Filled {
    type Rejection = PortalError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PortalError> {
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        let Form(typed) = form.map_err(|_| PortalError::BadRequest)?;
        Ok(Self { typed, wrong: Vec::new() })
    }
}

impl From<&PhotoForm> for Filled {
    fn from(form: &PhotoForm) -> Self {
        Self { typed: form.texts().to_vec(), wrong: Vec::new() }
    }
}

impl Filled {
    /// A form whose fields were read elsewhere.
    pub const fn of(typed: Vec<(String, String)>) -> Self {
        Self { typed, wrong: Vec::new() }
    }

    /// What was typed under that name; empty when nothing was.
    pub fn text(&self, name: &str) -> &str {
        self.typed.iter().find(|(key, _)| key == name).map_or("", |(_, text)| text.trim())
    }

    /// What was typed under names that begin like that, with the rest of the name.
    pub fn under(&self, prefix: &str) -> Vec<(String, String)> {
        let typed = self.typed.iter();
        typed
            .filter_map(|(name, text)| Some((name.strip_prefix(prefix)?.to_owned(), text.trim().to_owned())))
            .collect()
    }

    /// The form had a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.typed.iter().any(|(key, _)| key == name)
    }

    /// A question that shows what was typed, or `start` where nobody has typed yet.
    pub fn field(&self, name: impl Into<String>, label: impl Into<String>, start: impl ToString) -> Field {
        self.fill(Field::new(name, label), start)
    }

    /// The field as it was typed, with what is wrong with it; `start` where nobody has typed yet.
    pub fn fill(&self, field: Field, start: impl ToString) -> Field {
        let typed = self.typed.iter().find(|(key, _)| *key == field.name);
        let value = typed.map_or_else(|| start.to_string(), |(_, text)| text.clone());
        let wrong = self.wrong.iter().find(|(key, _)| *key == field.name).map(|(_, error)| error.clone());
        field.value(value).error(wrong)
    }

    /// A question for a PIN or password: what was typed is never shown again, only what is wrong with it.
    pub fn secret(&self, name: &str, label: impl Into<String>) -> Field {
        self.fill(Field::new(name, label), "").value("")
    }

    /// Says what is wrong with a field.
    pub fn mistake(&mut self, name: &str, error: impl Into<String>) {
        self.wrong.push((name.to_owned(), error.into()));
    }

    /// Some text.
    pub fn words(&mut self, t: &'static Phrases, name: &str) -> String {
        let text = self.text(name).to_owned();
        if text.is_empty() {
            self.mistake(name, t.common.required);
        } else if text.chars().count() > LONGEST {
            self.mistake(name, (t.common.too_long)(LONGEST));
        }
        text
    }

    /// An amount.
    pub fn money(&mut self, t: &'static Phrases, name: &str) -> Rupiah {
        let read = Rupiah::parse(self.text(name));
        self.or_mistake(name, read, t.common.not_an_amount).unwrap_or(Rupiah::ZERO)
    }

    /// An amount; zero where nothing is typed.
    pub fn money_or_nothing(&mut self, t: &'static Phrases, name: &str) -> Rupiah {
        if self.text(name).is_empty() { Rupiah::ZERO } else { self.money(t, name) }
    }

    /// A quantity.
    pub fn quantity(&mut self, t: &'static Phrases, name: &str) -> Quantity {
        let read = Quantity::typed(self.text(name));
        self.or_mistake(name, read, t.common.not_a_quantity).unwrap_or_default()
    }

    /// A quantity; zero where nothing is typed.
    pub fn quantity_or_nothing(&mut self, t: &'static Phrases, name: &str) -> Quantity {
        if self.text(name).is_empty() { Quantity::ZERO } else { self.quantity(t, name) }
    }

    /// A whole number up to `most`; zero where nothing is typed.
    pub fn whole(&mut self, t: &'static Phrases, name: &str, most: u32) -> u32 {
        let text = self.text(name);
        match text.parse::<u32>() {
            Ok(number) if number <= most => number,
            _ if text.is_empty() => 0,
            _ => {
                self.mistake(name, t.common.not_a_quantity);
                0
            }
        }
    }

    /// A day.
    pub fn day(&mut self, t: &'static Phrases, name: &str) -> Option<Day> {
        let read = Day::parse(self.text(name));
        self.or_mistake(name, read, t.common.not_a_day)
    }

    /// A day, if one is chosen.
    pub fn day_or_nothing(&mut self, t: &'static Phrases, name: &str) -> Option<Day> {
        if self.text(name).is_empty() { None } else { self.day(t, name) }
    }

    /// When it happened, where that is told late.
    pub fn happened(&mut self, t: &'static Phrases, calendar: &Calendar) -> Option<Moment> {
        let told = told_late(t, calendar, self.text(HAPPENED), self.text(HAPPENED_AT));
        told.unwrap_or_else(|(field, wrong)| {
            self.mistake(field, wrong);
            None
        })
    }

    /// The question for that; `id` sets it apart from that of another form of the page.
    pub fn earlier(&self, t: &'static Phrases, id: impl ToString) -> Earlier {
        Earlier {
            id: id.to_string(),
            day: self.field(HAPPENED, t.books.happened, ""),
            time: self.field(HAPPENED_AT, t.books.happened_at, ""),
        }
    }

    /// One of a few answers.
    pub fn choice<T>(
        &mut self,
        t: &'static Phrases,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let chosen = read(self.text(name));
        self.or_mistake(name, chosen, t.common.required)
    }

    /// A few lines of text.
    pub fn note(&mut self, t: &'static Phrases, name: &str) -> Option<Note> {
        let read = Note::new(self.text(name));
        self.short_enough(t, name, read)
    }

    /// A text that may be too long.
    pub fn short_enough<T>(
        &mut self,
        t: &'static Phrases,
        name: &str,
        read: Result<Option<T>, TooLong>,
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

    /// That field cannot be taken as it is.
    pub fn is_mistaken(&self, name: &str) -> bool {
        self.wrong.iter().any(|(key, _)| key == name)
    }

    /// Some field cannot be taken as it is.
    pub const fn is_wrong(&self) -> bool {
        !self.wrong.is_empty()
    }

    /// Goes on only when every field was read.
    ///
    /// # Errors
    /// [`PortalError::Refused`], to look at the marked fields.
    pub fn checked(&self) -> Result<(), PortalError> {
        self.wrong.first().map_or(Ok(()), |first| Err(PortalError::fields(first)))
    }

    /// The hidden part of the form.
    ///
    /// # Errors
    /// [`PortalError::BadRequest`] when it has none.
    pub fn deed(&self) -> Result<Deed, PortalError> {
        let deed: CommandId = self.text("deed").parse().map_err(|_| PortalError::BadRequest)?;
        let channel = Some(self.text("channel").to_owned()).filter(|channel| !channel.is_empty());
        Ok(Deed { deed, version: self.text("version").parse().ok(), channel })
    }
}

/// The name of the question for the day on which something happened.
pub const HAPPENED: &str = "happened";
/// The name of the question for its time.
pub const HAPPENED_AT: &str = "happened_at";

/// When something happened that is told late: at noon of a day that is over where nobody said the hour, today where
/// only the hour was said, and now where nothing was. Else the question that is wrong, and why.
///
/// # Errors
/// What cannot be read, and what is yet to come.
pub fn told_late(
    t: &Phrases,
    calendar: &Calendar,
    day: &str,
    time: &str,
) -> Result<Option<Moment>, (&'static str, &'static str)> {
    let today = calendar.today();
    let day = match day {
        "" => None,
        text => Some(Day::parse(text).ok_or((HAPPENED, t.common.not_a_day))?),
    };
    let second = match time {
        "" => None,
        text => Some(second_of(text).ok_or((HAPPENED_AT, t.books.not_a_time))?),
    };
    if day.is_some_and(|day| day > today) {
        return Err((HAPPENED, t.books.not_yet));
    }
    let start = |day: Day| day.start_in(calendar.zone);
    let told = match (day, second) {
        (None, None) => None,
        (Some(day), None) => (day < today).then(|| start(day).plus_seconds(NOON)),
        (day, Some(second)) => Some(start(day.unwrap_or(today)).plus_seconds(second)),
    };
    if told.is_some_and(|told| told > calendar.now) {
        Err((HAPPENED_AT, t.books.not_yet_at))
    } else {
        Ok(told)
    }
}

const NOON: i64 = 12 * 3_600;

/// `14:30` or `14.30`, in seconds from midnight.
fn second_of(text: &str) -> Option<i64> {
    let mut parts = text.split([':', '.']).map(|part| part.parse::<i64>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 3_600 + minute * 60)
}

/// Longest line of text in a form, in characters.
const LONGEST: usize = 2_000;

/// The refusal of a text that is too long.
pub fn too_long(error: TooLong) -> PortalError {
    PortalError::refused(move |t| (t.common.too_long)(error.longest))
}

/// An amount as it stands in an amount field, behind the `Rp`.
pub fn figure(amount: Rupiah) -> String {
    amount.to_string().replace("Rp", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn what_is_told_late_has_its_day_and_its_time_and_is_never_yet_to_come() {
        let zone = chrono_tz::Asia::Jakarta;
        let today = Day::parse("2026-11-21").unwrap();
        let at = |day: Day, hour: i64| day.start_in(zone).plus_seconds(hour * 3_600);
        let calendar = Calendar { lang: Lang::Id, now: at(today, 15), zone };
        let t = Lang::Id.phrases();
        let told = |day: &str, time: &str| told_late(t, &calendar, day, time);
        assert_eq!(told("", ""), Ok(None));
        assert_eq!(told("2026-11-21", ""), Ok(None));
        assert_eq!(told("2026-11-20", ""), Ok(Some(at(today.plus(-1), 12))));
        assert_eq!(told("2026-11-20", "23:00"), Ok(Some(at(today.plus(-1), 23))));
        assert_eq!(told("", "09.00"), Ok(Some(at(today, 9))));
        assert_eq!(told("", "15:01").unwrap_err().0, HAPPENED_AT);
        assert_eq!(told("2026-11-22", "").unwrap_err().0, HAPPENED);
        assert_eq!(told("kemarin", "").unwrap_err().0, HAPPENED);
        for time in ["siang", "24:00", "9", "09:60", "-1:00"] {
            assert_eq!(told("2026-11-20", time).unwrap_err().0, HAPPENED_AT, "{time}");
        }
    }
}
