//! Pages that are a column of plain parts: figures, lists, forms. What stands on them is chosen in the handler's
//! file; how a part looks is said once, in `sheet.html`.

use askama::Template;
use rantai_core::ids::CommandId;

use super::parts::{Chip, Earlier, Field, Notice, Row};
use super::{Page, PageResult, show, show_again};

/// A page that is a column of parts.
#[derive(Debug, Template)]
#[template(path = "web/sheet.html")]
pub struct Sheet {
    /// The frame.
    pub page: Page,
    /// The address that the parts are fetched from again.
    pub here: String,
    /// The topics on which they are: `store from:body`. None for a form that somebody walks about with.
    pub topics: String,
    /// What stands on the page, from above.
    pub parts: Vec<Part>,
}

#[derive(Template)]
#[template(path = "web/sheet.html", block = "sheet")]
struct SheetPart {
    page: Page,
    here: String,
    topics: String,
    parts: Vec<Part>,
}

impl Sheet {
    /// The page, or its parts alone where these were asked for.
    ///
    /// # Errors
    /// What the template refuses.
    pub fn show(self, fragment: bool) -> PageResult {
        if fragment {
            let Self { page, here, topics, parts } = self;
            return show(&SheetPart { page, here, topics, parts });
        }
        show(&self)
    }

    /// The page with a form that was not taken.
    ///
    /// # Errors
    /// What the template refuses.
    pub fn again(self) -> PageResult {
        show_again(&self)
    }
}

/// One part of such a page.
#[derive(Debug)]
pub enum Part {
    /// Something to say.
    Notice(Notice),
    /// A heading.
    Heading(String),
    /// A few words.
    Text(String),
    /// What is what.
    Facts(Vec<(String, String)>),
    /// Figures in a card; the last may be the sum.
    Figures {
        /// What they are of.
        title: String,
        /// The state it is in.
        chip: Option<Chip>,
        /// What is how much.
        lines: Vec<(String, String)>,
    },
    /// Lines that lead on.
    Rows(Vec<Row>),
    /// Where else to go: addresses and words.
    Links(Vec<(String, String)>),
    /// The one next deed: address and words.
    Act(String, String),
    /// Nothing is here yet: a title and what to do.
    Empty(String, String),
    /// A form.
    Form(Box<Form>),
}

impl Part {
    /// A form as a part.
    pub fn form(form: Form) -> Self {
        Self::Form(Box::new(form))
    }
}

/// A form of such a page.
#[derive(Debug)]
pub struct Form {
    /// Its id on the page.
    pub id: String,
    /// What it does.
    pub title: String,
    /// What follows from it.
    pub text: String,
    /// Where it is sent.
    pub action: String,
    /// The command it will be.
    pub deed: CommandId,
    /// The version that was shown, where the answer depends on it.
    pub version: Option<u32>,
    /// The questions.
    pub inputs: Vec<Input>,
    /// The words on its button.
    pub button: String,
    /// It lies folded behind its title; open where it was sent and not taken.
    pub folded: Option<bool>,
    /// Its button warns.
    pub danger: bool,
}

impl Form {
    /// A form without questions.
    pub fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        action: impl Into<String>,
        deed: CommandId,
        button: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            text: String::new(),
            action: action.into(),
            deed,
            version: None,
            inputs: Vec::new(),
            button: button.into(),
            folded: None,
            danger: false,
        }
    }

    /// Says what follows from it.
    pub fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// Only if the thing is still as it was shown.
    pub fn version(self, version: u32) -> Self {
        Self { version: Some(version), ..self }
    }

    /// Asks something more.
    pub fn ask(mut self, input: Input) -> Self {
        self.inputs.push(input);
        self
    }

    /// Lies folded behind its title; `open` where it was sent and not taken.
    pub fn folded(self, open: bool) -> Self {
        Self { folded: Some(open), ..self }
    }

    /// Its button warns.
    pub fn danger(self) -> Self {
        Self { danger: true, ..self }
    }

    /// It brings a photograph.
    pub fn has_photo(&self) -> bool {
        self.inputs.iter().any(|input| matches!(input, Input::Photo(_)))
    }
}

/// One question of such a form.
#[derive(Debug)]
pub enum Input {
    /// Says what the next questions are about.
    Heading(String),
    /// A line of text.
    Text(Field),
    /// A phone number.
    Phone(Field),
    /// A day.
    Date(Field),
    /// When it happened, where that is told late.
    Earlier(Earlier),
    /// A quantity.
    Number(Field),
    /// An amount.
    Money(Field),
    /// One of a few.
    Choices(Field),
    /// One of many.
    Select(Field),
    /// A few lines.
    Area(Field),
    /// A photograph.
    Photo(Field),
    /// A value that is sent along.
    Hidden(String, String),
}
