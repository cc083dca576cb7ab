//! View models of the parts that `parts.html` lays out.

use rantai_core::money::Rupiah;

use crate::i18n::dates::Shown;

/// What a state means to the reader. Colour never speaks alone: each has an icon, and a word beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Waits for the reader.
    Yours,
    /// Waits for somebody else, or goes on by itself.
    Going,
    /// Done, paid, arrived.
    Done,
    /// Failed, late, refused.
    Failed,
    /// Over without having happened: withdrawn, cancelled.
    Quiet,
}

impl Tone {
    /// The class of the stylesheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Yours => "yours",
            Self::Going => "going",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Quiet => "quiet",
        }
    }

    /// The icon that says the same without colour.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Yours => "alert",
            Self::Going => "wait",
            Self::Done => "done",
            Self::Failed => "warning",
            Self::Quiet => "minus",
        }
    }
}

/// A state: a word with an icon and a colour.
#[derive(Debug, Clone)]
pub struct Chip {
    /// What it means to the reader.
    pub tone: Tone,
    /// A symbol of `icons.svg`.
    pub icon: &'static str,
    /// The word.
    pub word: String,
}

impl Chip {
    /// A state with its tone's own icon.
    pub fn new(tone: Tone, word: impl Into<String>) -> Self {
        Self { tone, icon: tone.icon(), word: word.into() }
    }

    /// The same with another icon.
    pub fn icon(self, icon: &'static str) -> Self {
        Self { icon, ..self }
    }
}

/// An amount that stands in a column of figures.
#[derive(Debug, Clone)]
pub struct Money {
    /// What it is: `Uang muka`.
    pub label: String,
    /// How much.
    pub amount: Rupiah,
    /// The line that matters: the sum.
    pub strong: bool,
}

impl Money {
    /// One line of a sum.
    pub fn new(label: impl Into<String>, amount: Rupiah) -> Self {
        Self { label: label.into(), amount, strong: false }
    }

    /// The line under the rule.
    pub fn sum(label: impl Into<String>, amount: Rupiah) -> Self {
        Self { label: label.into(), amount, strong: true }
    }
}

/// The sign in the head that leads to the messages.
#[derive(Debug, Clone)]
pub struct Talk {
    /// Where they are.
    pub href: String,
    /// How many threads hold something unread.
    pub unread: usize,
    /// The same in words.
    pub said: String,
}

/// One line of a list: who or what, the one number that matters, what it waits for, how long.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// Where a tap leads.
    pub href: String,
    /// Who or what.
    pub title: String,
    /// The second line, if any.
    pub second: String,
    /// The one number that matters.
    pub figure: String,
    /// What it waits for.
    pub chip: Option<Chip>,
    /// Since when.
    pub since: Option<Shown>,
    /// The address of a small photo of it.
    pub photo: Option<String>,
    /// How many messages about it are unread.
    pub unread: u32,
}

impl Row {
    /// A line with a title that leads somewhere.
    pub fn new(href: impl Into<String>, title: impl Into<String>) -> Self {
        Self { href: href.into(), title: title.into(), ..Self::default() }
    }

    /// Adds the second line.
    pub fn second(self, second: impl Into<String>) -> Self {
        Self { second: second.into(), ..self }
    }

    /// Adds the number that matters.
    pub fn figure(self, figure: impl ToString) -> Self {
        Self { figure: figure.to_string(), ..self }
    }

    /// Adds what it waits for.
    pub fn chip(self, chip: Chip) -> Self {
        Self { chip: Some(chip), ..self }
    }

    /// Adds since when.
    pub fn since(self, since: Shown) -> Self {
        Self { since: Some(since), ..self }
    }

    /// Adds how many messages about it are unread.
    pub fn unread(self, unread: u32) -> Self {
        Self { unread, ..self }
    }

    /// Adds a small photo.
    pub fn photo(self, thumb: impl Into<String>) -> Self {
        Self { photo: Some(thumb.into()), ..self }
    }
}

/// How a link of an order's chain is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It happened.
    Closed,
    /// It is awaited.
    Open,
    /// It failed.
    Cracked,
    /// It comes later.
    Later,
}

impl LinkState {
    /// The class of the stylesheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Cracked => "cracked",
            Self::Later => "later",
        }
    }

    /// The link as it is drawn.
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Closed => "link-closed",
            Self::Open | Self::Later => "link-open",
            Self::Cracked => "link-cracked",
        }
    }
}

/// One link of an order's chain.
#[derive(Debug, Clone)]
pub struct Link {
    /// How it is drawn.
    pub state: LinkState,
    /// What happened, or what is awaited.
    pub title: String,
    /// Who did it, or who holds it.
    pub who: String,
    /// When.
    pub when: Option<Shown>,
    /// Anything more: an amount, a reason, "dicatat Bu Siti, dari WhatsApp".
    pub note: String,
    /// Photos that show it.
    pub photos: Vec<Photo>,
}

impl Link {
    /// A link without details.
    pub fn new(state: LinkState, title: impl Into<String>, who: impl Into<String>) -> Self {
        Self {
            state,
            title: title.into(),
            who: who.into(),
            when: None,
            note: String::new(),
            photos: Vec::new(),
        }
    }

    /// Adds when.
    pub fn when(self, when: Shown) -> Self {
        Self { when: Some(when), ..self }
    }

    /// Adds a remark.
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// Adds a photo.
    pub fn photo(mut self, photo: Photo) -> Self {
        self.photos.push(photo);
        self
    }
}

/// A photo that opens in full.
#[derive(Debug, Clone)]
pub struct Photo {
    /// The address of the whole photo.
    pub full: String,
    /// The address of the small one.
    pub thumb: String,
    /// What it shows, for people who cannot see it.
    pub alt: String,
}

/// What a page says before anything else.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What it means to the reader.
    pub tone: Tone,
    /// The first line, short.
    pub title: String,
    /// What to do next.
    pub text: String,
    /// Where to do it: address and words.
    pub action: Option<(String, String)>,
}

impl Notice {
    /// A notice that leads nowhere.
    pub fn new(tone: Tone, title: impl Into<String>, text: impl Into<String>) -> Self {
        Self { tone, title: title.into(), text: text.into(), action: None }
    }

    /// Adds where to go on.
    pub fn action(self, href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { action: Some((href.into(), label.into())), ..self }
    }
}

/// One answer of a [`Field`] that offers several.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// An answer.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// One question of a form, with what was typed and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Field {
    /// The name it is sent under; also its id on the page.
    pub name: String,
    /// The question.
    pub label: String,
    /// What was typed.
    pub value: String,
    /// What is wrong with that.
    pub error: Option<String>,
    /// How to answer.
    pub hint: Option<String>,
    /// What stands behind the figure: `pcs`, `kg`.
    pub unit: Option<String>,
    /// The answers it offers, where it offers some.
    pub choices: Vec<Choice>,
    /// It may stay empty.
    pub optional: bool,
}

impl Field {
    /// A question nobody has answered yet.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), ..Self::default() }
    }

    /// Keeps what was typed.
    pub fn value(self, value: impl ToString) -> Self {
        Self { value: value.to_string(), ..self }
    }

    /// Says what is wrong; `None` when nothing is.
    pub fn error(self, error: impl Into<Option<String>>) -> Self {
        Self { error: error.into(), ..self }
    }

    /// Says how to answer.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Says what the figure counts.
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: Some(unit.into()), ..self }
    }

    /// Offers answers.
    pub fn choices(self, choices: impl IntoIterator<Item = Choice>) -> Self {
        Self { choices: choices.into_iter().collect(), ..self }
    }

    /// It may stay empty.
    pub fn optional(self) -> Self {
        Self { optional: true, ..self }
    }
}

/// The question when something happened that is told late, folded away: most things are told at once.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// What sets it apart from the same question of another form of the page.
    pub id: String,
    /// The day.
    pub day: Field,
    /// The time, where somebody knows it.
    pub time: Field,
}

impl Earlier {
    /// Somebody has answered it.
    pub fn open(&self) -> bool {
        [&self.day, &self.time].iter().any(|field| !field.value.is_empty() || field.error.is_some())
    }
}

/// Where a list goes on. Paging is by key: the addresses carry the key to go on from.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// The address of the newer part.
    pub newer: Option<String>,
    /// The address of the older part.
    pub older: Option<String>,
}
