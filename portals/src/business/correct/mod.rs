//! Correcting what was written down wrongly: what it does is shown first, then it is recorded beside what was.

pub mod account;
pub mod payment;
pub mod purchase;
pub mod store;

use rantai_core::book::correction::{Corrected, Mistake};
use rantai_core::book::order::{Order, Stage, Work};
use rantai_core::desk::Receipt;
use rantai_core::ids::CommandId;
use rantai_core::sealed::{Note, Sealed};

use super::work::{again, note};
use super::{Duty, may, order_at};
use crate::app::App;
use crate::deeds::{self, Deed};
use crate::filled::Filled;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, Field, Notice, PageResult, PortalError, Tone};
use crate::who::Member;

/// The field that says that the effect was seen.
const SEEN: &str = "seen-effect";

/// What came of a form: recorded, or first to be looked at.
enum Came {
    /// It was recorded.
    Recorded(Receipt),
    /// What it would do.
    Look(Vec<(String, String)>),
}

/// Why it was wrong, and a few words.
fn why(filled: &mut Filled, t: &'static Phrases) -> Result<Mistake, PortalError> {
    let why = filled.choice(t, "why", Mistake::from_name);
    if why == Some(Mistake::Other) && filled.text("note").is_empty() {
        filled.mistake("note", t.common.required);
    }
    filled.checked()?;
    why.ok_or(PortalError::BadRequest)
}

/// The questions that every correction asks at its end.
fn reasons(form: Form, filled: &Filled, t: &'static Phrases) -> Form {
    let b = &t.books;
    let choices = Mistake::ALL.iter().map(|why| Choice::new(why.name(), (b.mistake)(*why)));
    form.ask(Input::Choices(filled.field("why", b.why, Mistake::Mistyped.name()).choices(choices)))
        .ask(Input::Area(filled.field("note", b.note, "").optional()))
}

/// A form that was looked at: its effect and the button that records it, above the form itself.
fn looked(
    filled: &Filled,
    t: &'static Phrases,
    deed: CommandId,
    action: &str,
    fields: &[String],
    version: Option<u32>,
    effect: Vec<(String, String)>,
) -> Vec<Part> {
    let b = &t.books;
    let notice = Notice::new(Tone::Yours, b.look_first, "");
    let mut form = Form::new("confirm", "", action, deed, b.confirm);
    form.version = version;
    let names = fields.iter().map(String::as_str).chain(["why", "note"]);
    for name in names {
        form = form.ask(Input::Hidden(name.to_owned(), filled.text(name).to_owned()));
    }
    let form = form.ask(Input::Hidden(SEEN.to_owned(), "1".to_owned()));
    let figures = Part::Figures { title: b.effect.to_owned(), chip: None, lines: effect };
    vec![Part::Notice(notice), figures, Part::form(form)]
}

/// The words that come with a correction, sealed for it.
fn words(
    app: &App,
    member: &Member,
    deed: &Deed,
    filled: &Filled,
) -> Result<Option<Sealed<Note>>, PortalError> {
    note(app, member, deed, filled.text("note"))
}

/// The answer to a form: away to where it is shown, or the page again with what it would do or what is wrong.
fn answer(
    t: &'static Phrases,
    to: &str,
    done: Result<Came, PortalError>,
    sheet: impl FnOnce(Option<Vec<(String, String)>>) -> Result<Sheet, PortalError>,
) -> PageResult {
    match done {
        Ok(Came::Recorded(receipt)) => Ok(deeds::see(to, &receipt)),
        Ok(Came::Look(effect)) => sheet(Some(effect))?.show(false),
        Err(error) => {
            let notice = again(error, t)?;
            let mut sheet = sheet(None)?;
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

/// What is agreed is not one side's to correct: where the order's price or number is wrong, that is asked of the other.
pub fn agreed_otherwise(t: &'static Phrases, member: &Member, order: &Order) -> Option<(String, String)> {
    let (way, label) = match &order.stage {
        _ if !may(member, Duty::Orders) => return None,
        Stage::Placed => ("counter", t.agree.counter),
        Stage::Accepted { work, .. } if order.open_ask().is_none() => {
            if matches!(work, Work::Delivered { .. }) {
                return None;
            }
            ("change", t.agree.ask_change)
        }
        _ => return None,
    };
    Some((format!("{}/{way}", order_at(member, order.id)), label.to_owned()))
}

/// That there is nothing to correct.
fn nothing_changes() -> PortalError {
    PortalError::refused(|t| t.books.nothing_changes.to_owned())
}

/// What stood there before, why it was wrong, and when that was found: in one line for each correction.
pub fn before<T>(
    app: &App,
    lang: Lang,
    calendar: &Calendar,
    corrected: &[Corrected<T>],
    say: impl Fn(&T) -> String,
) -> Vec<String> {
    let b = &lang.phrases().books;
    let line = |was: &Corrected<T>| {
        let parts = [
            Some((b.first_written)(&say(&was.was))),
            Some((b.mistake)(was.why).to_owned()).filter(|_| was.why != Mistake::Other),
            was.note.as_ref().and_then(|note| app.vault.read(note)).map(|note| note.to_string()),
            Some(calendar.moment(was.at).text),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    corrected.iter().map(line).collect()
}

/// A question for an amount.
fn amount(filled: &Filled, t: &'static Phrases, start: impl ToString) -> Field {
    filled.field("amount", t.books.real_amount, start)
}
