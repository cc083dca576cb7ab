//! The forms of this portal: what they ask, what was sent, and what is wrong with it.

use axum::extract::{Form, FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use rantai_core::ids::{BlobHash, CommandId, PersonId};
use rantai_core::money::Rupiah;
use rantai_core::party::Channel;
use rantai_core::sealed::{Note, TooLong};
use rantai_core::time::{Day, Moment};

use super::work::capital;
use crate::app::App;
use crate::deeds::{self, Deed};
use crate::filled::{HAPPENED, HAPPENED_AT, told_late};
use crate::i18n::Phrases;
use crate::i18n::dates::Calendar;
use crate::order_words;
use crate::uploads::PhotoForm;
use crate::web::{Choice, Earlier, Field, PortalError};

/// A question and how it is asked.
#[derive(Debug, Clone)]
pub enum Ask {
    /// An amount of money.
    Money(Field),
    /// A day.
    Day(Field),
    /// When it happened, where that is told late.
    Earlier(Earlier),
    /// One of a few answers, in sight.
    Choices(Field),
    /// One of many answers, folded.
    Select(Field),
    /// A few lines of text.
    Area(Field),
    /// A photo.
    Photo(Field),
    /// A whole number.
    Number(Field),
    /// Any file.
    File(Field),
    /// Boxes to tick, all of them ticked at first: each choice's value is a name of its own.
    Checks(Field),
    /// The same, none of them ticked at first.
    Unticked(Field),
}

/// A form that does one thing.
#[derive(Debug, Clone)]
pub struct DeedForm {
    /// Where it is sent.
    pub action: String,
    /// The command's id.
    pub deed: CommandId,
    /// The version of the order that is shown.
    pub version: u32,
    /// What else it carries, unseen.
    pub hidden: Vec<(&'static str, String)>,
    /// What it will do, in a sentence; may be empty.
    pub intro: String,
    /// What it asks.
    pub asks: Vec<Ask>,
    /// The button: the deed and its effect.
    pub button: String,
}

impl DeedForm {
    /// A form without questions.
    pub fn new(app: &App, action: String, version: u32, button: impl Into<String>) -> Self {
        Self {
            action,
            deed: deeds::new_id(app),
            version,
            hidden: Vec::new(),
            intro: String::new(),
            asks: Vec::new(),
            button: button.into(),
        }
    }

    /// Says what it will do.
    pub fn intro(self, intro: impl Into<String>) -> Self {
        Self { intro: intro.into(), ..self }
    }

    /// Asks these.
    pub fn asks(self, asks: impl IntoIterator<Item = Ask>) -> Self {
        Self { asks: asks.into_iter().collect(), ..self }
    }

    /// Carries something more, unseen.
    pub fn hidden(mut self, name: &'static str, value: impl ToString) -> Self {
        self.hidden.push((name, value.to_string()));
        self
    }

    /// It takes a file, and so is sent in parts.
    pub fn has_photo(&self) -> bool {
        self.asks.iter().any(|ask| matches!(ask, Ask::Photo(_) | Ask::File(_)))
    }
}

/// A form that is not the next thing to do: folded away under its name.
#[derive(Debug, Clone)]
pub struct Second {
    /// Its name among the forms of the page, so that it opens again when it was refused.
    pub name: &'static str,
    /// What it is called.
    pub title: String,
    /// It is open.
    pub open: bool,
    /// It cannot be taken back.
    pub danger: bool,
    /// The form.
    pub form: DeedForm,
}

/// What was sent, with or without photos.
#[derive(Debug, Default)]
pub struct Sent(pub PhotoForm);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = PortalError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PortalError> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let multipart =
                Multipart::from_request(request, state).await.map_err(|_| PortalError::BadRequest)?;
            return PhotoForm::read(multipart).await.map(Self);
        }
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        let Form(texts) = form.map_err(|_| PortalError::BadRequest)?;
        Ok(Self(PhotoForm::of_texts(texts)))
    }
}

/// Why a form was not done.
#[derive(Debug)]
pub enum Wrong {
    /// A field is not usable, and why.
    Field(&'static str, String),
    /// Anything else.
    Portal(PortalError),
}

impl From<PortalError> for Wrong {
    fn from(error: PortalError) -> Self {
        Self::Portal(error)
    }
}

impl Wrong {
    /// The field that is wrong, if it is one, and what the page says above everything.
    pub fn split(self) -> (Option<(&'static str, String)>, PortalError) {
        match self {
            Self::Field(field, why) => {
                let said = why.clone();
                (Some((field, why)), PortalError::refused(move |_| said.clone()))
            }
            Self::Portal(error) => (None, error),
        }
    }
}

impl Sent {
    /// The form with its photos kept, whatever becomes of it.
    ///
    /// # Errors
    /// As [`PhotoForm::keep`].
    pub async fn kept(mut self, app: &App, owner: PersonId) -> Result<Self, PortalError> {
        self.0.keep(app, owner).await?;
        Ok(self)
    }

    /// What was typed; empty when nothing was.
    pub fn text(&self, name: &str) -> &str {
        self.0.text(name)
    }

    /// The hidden values that make sending it twice harmless. `channel` is the name of the field that says
    /// how somebody answered; empty where nobody was spoken for.
    ///
    /// # Errors
    /// [`PortalError::BadRequest`] when they are not there.
    pub fn deed(&self, channel: &str) -> Result<Deed, PortalError> {
        let deed = self.text("deed").parse().map_err(|_| PortalError::BadRequest)?;
        let channel = self.0.typed(channel).map(str::to_owned);
        Ok(Deed { deed, version: self.text("version").parse().ok(), channel })
    }

    /// An amount of money.
    ///
    /// # Errors
    /// [`Wrong::Field`] when it is none.
    pub fn rupiah(&self, t: &Phrases, name: &'static str) -> Result<Rupiah, Wrong> {
        let amount = Rupiah::parse(self.text(name));
        amount.ok_or_else(|| Wrong::Field(name, t.common.not_an_amount.to_owned()))
    }

    /// A day.
    ///
    /// # Errors
    /// [`Wrong::Field`] when it is none.
    pub fn day(&self, t: &Phrases, name: &'static str) -> Result<Day, Wrong> {
        Day::parse(self.text(name)).ok_or_else(|| Wrong::Field(name, t.common.not_a_day.to_owned()))
    }

    /// When it happened, where that is told late.
    ///
    /// # Errors
    /// [`Wrong::Field`] when it cannot be read, or is to come.
    pub fn happened(&self, t: &Phrases, calendar: &Calendar) -> Result<Option<Moment>, Wrong> {
        let told = told_late(t, calendar, self.text(HAPPENED), self.text(HAPPENED_AT));
        told.map_err(|(field, wrong)| Wrong::Field(field, wrong.to_owned()))
    }

    /// One of a list of words.
    ///
    /// # Errors
    /// [`Wrong::Field`] when none was chosen.
    pub fn word<W>(
        &self,
        t: &Phrases,
        name: &'static str,
        read: impl Fn(&str) -> Option<W>,
    ) -> Result<W, Wrong> {
        read(self.text(name)).ok_or_else(|| Wrong::Field(name, t.common.required.to_owned()))
    }

    /// Free text.
    ///
    /// # Errors
    /// [`Wrong::Field`] when it is too long.
    pub fn note(&self, t: &Phrases, name: &'static str) -> Result<Option<Note>, Wrong> {
        Note::new(self.text(name))
            .map_err(|TooLong { longest }| Wrong::Field(name, (t.common.too_long)(longest)))
    }

    /// The photo that was sent under that name, kept; nothing when none was sent.
    ///
    /// # Errors
    /// That it is no photo, or that it could not be kept.
    pub async fn evidence(&self, app: &App, name: &str) -> Result<Vec<BlobHash>, Wrong> {
        Ok(self.0.evidence(app, name).await?)
    }
}

/// What is shown of a form that was sent before: what was typed, what is wrong, which form it was.
#[derive(Debug, Default, Clone, Copy)]
pub struct Again<'a> {
    /// What was sent, if anything was.
    pub sent: Option<&'a Sent>,
    /// The field that is wrong, and why.
    pub wrong: Option<(&'static str, &'a str)>,
    /// Which of the page's forms it was.
    pub form: &'static str,
}

impl Again<'_> {
    /// A field with what was typed into it and what is wrong with that.
    pub fn keep(&self, field: Field) -> Field {
        let typed = self.sent.and_then(|sent| sent.0.typed(&field.name)).map(str::to_owned);
        let error = self.wrong.filter(|(name, _)| *name == field.name).map(|(_, why)| why.to_owned());
        let field = match typed {
            Some(typed) => field.value(typed),
            None => field,
        };
        field.error(error)
    }

    /// The question for when it happened; `form` is the form of the page that asks it.
    pub fn earlier(&self, t: &Phrases, form: impl ToString) -> Earlier {
        Earlier {
            id: form.to_string(),
            day: self.keep(Field::new(HAPPENED, t.books.happened)),
            time: self.keep(Field::new(HAPPENED_AT, t.books.happened_at)),
        }
    }

    /// A form that is folded away unless it was this one that was sent.
    pub fn second(&self, name: &'static str, title: &str, form: DeedForm) -> Second {
        Second { name, title: title.to_owned(), open: self.form == name, danger: false, form }
    }

    /// The same for a deed that cannot be taken back.
    pub fn danger(&self, name: &'static str, title: &str, form: DeedForm) -> Second {
        Second { danger: true, ..self.second(name, title, form) }
    }
}

/// How somebody without the portal answered.
pub fn channels(t: &'static Phrases) -> [Choice; 4] {
    Channel::SPOKEN.map(|channel| Choice::new(channel.name(), capital(order_words::channel(t, channel))))
}
