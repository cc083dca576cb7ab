//! A list that was read: looked at, confirmed, and what became of it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Redirect};
use rantai_core::ids::CommandId;

use super::lists::{gone, known, onward};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::imports::plan::{Fate, Planned, plan};
use crate::imports::run::run;
use crate::imports::waiting::{Import, Refused, State as Standing};
use crate::web::{Chip, Page, PageResult, Tone, Wants, show};
use crate::who::{AppState, Business, Member};

/// How many rows of each fate are shown.
const SHOWN: usize = 100;

#[derive(Template)]
#[template(path = "business/setup/list.html")]
struct ListPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/setup/list.html", block = "list")]
struct ListPart {
    page: Page,
    v: View,
}

struct View {
    here: String,
    other: String,
    file: String,
    stage: Stage,
}

enum Stage {
    /// It is looked at.
    Look(Look),
    /// Its rows are on their way: words, done, of how many.
    Running(String, usize, usize),
    /// They are there: words, the refused rows, where to go on.
    Over(String, Vec<(String, String)>, (String, &'static str)),
}

struct Look {
    counts: Vec<(Chip, usize)>,
    left_out: Option<String>,
    unused: Option<String>,
    shown: Option<String>,
    headings: Vec<&'static str>,
    rows: Vec<Row>,
    deed: CommandId,
    button: Option<String>,
}

struct Row {
    line: u32,
    chip: Chip,
    cells: Vec<(&'static str, String, Option<String>)>,
}

/// `GET /business/{party}/import/{list}`
///
/// # Errors
/// None of its own: a list that is not kept any more leads back to the form.
pub async fn look(
    business: Business,
    lang: Lang,
    wants: Wants,
    State(app): State<AppState>,
    Path((_, id)): Path<(String, CommandId)>,
) -> PageResult {
    let Some(import) = app.imports.find(id, business.actor(), app.now()) else {
        return gone(&app, lang, &business);
    };
    let t = lang.phrases();
    let v = view(&app, t, &business, &import);
    let title = (t.setup.import_preview)((t.setup.kind)(import.list.kind));
    let page = frame(&app, lang, &business, Place::Catalogue, title)
        .back(at(&business, "/import"), t.setup.other_file)
        .wide();
    let running = matches!(v.stage, Stage::Running(..));
    if wants.fragment() {
        return show(&ListPart { page, v });
    }
    let mut answer = show(&ListPage { page, v })?;
    if running {
        // Without script the page asks again by itself.
        answer.headers_mut().insert("refresh", HeaderValue::from_static("3"));
    }
    Ok(answer)
}

/// `POST /business/{party}/import/{list}`: the rows that are right are taken. Sent twice, it begins once.
///
/// # Errors
/// None of its own.
pub async fn confirm(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, id)): Path<(String, CommandId)>,
    _filled: Filled,
) -> PageResult {
    let Some(import) = app.imports.find(id, business.actor(), app.now()) else {
        return gone(&app, lang, &business);
    };
    let rows: Vec<Planned> = planned(&app, &business, &import).into_iter().filter(does).collect();
    if import.progress.begin(rows.len()) {
        tokio::spawn(run(Arc::clone(&app), Arc::clone(&import), rows));
    }
    Ok(Redirect::to(&at(&business, &format!("/import/{id}"))).into_response())
}

fn does(row: &Planned) -> bool {
    row.act.is_some()
}

fn planned(app: &App, member: &Member, import: &Import) -> Vec<Planned> {
    plan(&import.list, &known(app, member))
}

fn view(app: &App, t: &'static Phrases, member: &Member, import: &Import) -> View {
    let s = &t.setup;
    let stage = match import.progress.state() {
        Standing::Waiting => Stage::Look(look_at(t, import, &planned(app, member, import))),
        Standing::Running => {
            let (done, total) = import.progress.rows();
            Stage::Running((s.rows_of)(done, total), done, total)
        }
        Standing::Over(outcome) => {
            let refused = outcome.refused.iter().map(|(line, why)| {
                let why = match why {
                    Refused::By(rejection) => (t.rejections.say)(rejection),
                    Refused::NotNow => s.not_now.to_owned(),
                };
                (format!("{} {line}", s.line), why)
            });
            Stage::Over((s.over)(outcome.taken), refused.collect(), onward(t, member, import.list.kind))
        }
    };
    View {
        here: at(member, &format!("/import/{}", import.id)),
        other: at(member, &format!("/import?kind={}", import.list.kind.name())),
        file: import.file.clone(),
        stage,
    }
}

fn look_at(t: &'static Phrases, import: &Import, planned: &[Planned]) -> Look {
    let s = &t.setup;
    let count = |fate: Fate| planned.iter().filter(|row| row.fate == fate).count();
    let fates = [Fate::Wrong, Fate::New, Fate::Changed, Fate::Same];
    let counts = fates.map(|fate| (chip(t, fate), count(fate)));
    let does = planned.iter().filter(|row| does(row)).count();
    let mut rows: Vec<Row> = Vec::new();
    for fate in fates {
        let of = planned.iter().filter(|row| row.fate == fate).take(SHOWN);
        rows.extend(of.map(|row| shown(t, row)));
    }
    let all = planned.len();
    Look {
        counts: counts.into_iter().filter(|(_, count)| *count > 0).collect(),
        left_out: Some(count(Fate::Wrong)).filter(|wrong| *wrong > 0).map(s.wrong_rows_left_out),
        unused: (!import.list.unused.is_empty()).then(|| (s.unused)(&import.list.unused.join(", "))),
        shown: (rows.len() < all).then(|| (s.rows_shown)(rows.len(), all)),
        headings: import.list.columns.iter().flatten().map(|column| (s.column)(*column)).collect(),
        rows,
        deed: import.id,
        button: (does > 0).then(|| (s.confirm_rows)(does)),
    }
}

fn chip(t: &'static Phrases, fate: Fate) -> Chip {
    let (tone, icon) = match fate {
        Fate::Wrong => (Tone::Failed, "warning"),
        Fate::New => (Tone::Done, "plus"),
        Fate::Changed => (Tone::Yours, "edit"),
        Fate::Same => (Tone::Quiet, "check"),
    };
    Chip::new(tone, (t.setup.fate)(fate)).icon(icon)
}

fn shown(t: &'static Phrases, row: &Planned) -> Row {
    let s = &t.setup;
    let cells = row.cells.iter().map(|cell| {
        let mut text: String = cell.text.chars().take(200).collect();
        if text.len() < cell.text.len() {
            text.push('…');
        }
        ((s.column)(cell.column), text, cell.mistake.as_ref().map(s.mistake))
    });
    Row { line: row.line, chip: chip(t, row.fate), cells: cells.collect() }
}
