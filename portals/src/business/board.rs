//! The board: what stands where, one stage as a list, and the search.

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::book::order::StageName;
use rantai_core::ids::PartyId;
use rantai_projections::order_board::OrderRow;
use rantai_projections::order_sheets::Turn;
use serde::Deserialize;

use super::home::{row_of_mine, row_of_others};
use super::{Place, at, frame};
use crate::app::App;
use crate::i18n::Lang;
use crate::i18n::dates::Calendar;
use crate::web::{Page, PageResult, Pager, PortalError, Row, Wants, list_key, show};
use crate::who::{AppState, Business, Fresh, Member};

/// Orders shown in one column.
const IN_COLUMN: usize = 6;
/// Orders shown in one list.
const IN_LIST: usize = 30;
/// Counted up to here; more are simply many.
const MOST: usize = 99;
/// Orders looked through at most in one search.
const SEARCHED: usize = 5_000;

/// A column of the board: one step of the chain as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Its name in addresses.
    pub slug: &'static str,
    stages: &'static [StageName],
}

use StageName as S;

/// The steps, in the order of the chain; the last two are over.
pub const STEPS: [Step; 9] = [
    Step { slug: "new", stages: &[S::Placed] },
    Step { slug: "deposit", stages: &[S::AwaitingDeposit] },
    Step { slug: "materials", stages: &[S::AwaitingMaterials] },
    Step { slug: "making", stages: &[S::Ready, S::InProduction] },
    Step { slug: "packing", stages: &[S::Made, S::Packed] },
    Step { slug: "delivery", stages: &[S::Dispatched, S::OnTheRoad] },
    Step { slug: "settlement", stages: &[S::AwaitingSettlement] },
    Step { slug: "done", stages: &[S::Closed] },
    Step { slug: "off", stages: &[S::Declined, S::Withdrawn, S::Cancelled] },
];

/// One column with its newest lines.
pub struct Column {
    title: &'static str,
    count: String,
    href: String,
    rows: Vec<Row>,
    more: bool,
}

/// What changes.
pub struct Board {
    at: String,
    columns: Vec<Column>,
    over: Vec<(String, &'static str, String)>,
    list: Option<List>,
    is_empty: bool,
    new_order: String,
}

struct List {
    rows: Vec<Row>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "business/board.html")]
struct BoardPage {
    page: Page,
    board: Board,
    all: String,
    q: String,
}

#[derive(Template)]
#[template(path = "business/board.html", block = "board")]
struct BoardPart {
    page: Page,
    board: Board,
}

/// What the board is asked.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    stage: Option<String>,
    from: Option<String>,
    q: Option<String>,
}

/// `GET /business/{party}/orders`
///
/// # Errors
/// [`PortalError::NotFound`] for a step that there is not.
pub async fn board(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let b = &lang.phrases().business;
    let q = asked.q.as_deref().unwrap_or_default().trim().to_owned();
    let step = match asked.stage.as_deref().filter(|slug| !slug.is_empty()) {
        Some(slug) => Some(STEPS.iter().find(|step| step.slug == slug).ok_or(PortalError::NotFound)?),
        None => None,
    };
    let title = step.map_or(b.nav_orders, |step| (b.step)(step.slug));
    let all = at(&who, "/orders");
    let mut page = frame(&app, lang, &who, Place::Orders, title);
    let board = match step {
        _ if !q.is_empty() => found(&app, lang, &who, &q),
        Some(step) => {
            page = page.back(&all, b.nav_orders);
            one_step(&app, lang, &who, step, asked.from.as_deref())
        }
        None => {
            page = page.wide();
            columns(&app, lang, &who)
        }
    };
    let page = fresh.on(page, &who.slug);
    if wants.fragment() { show(&BoardPart { page, board }) } else { show(&BoardPage { page, board, all, q }) }
}

fn columns(app: &App, lang: Lang, who: &Member) -> Board {
    let b = &lang.phrases().business;
    let calendar = app.calendar(lang, who.party);
    let counted = STEPS.map(|step| {
        let count = |stage: &StageName| app.views.board.count_at(who.party, *stage, MOST + 1);
        (step, step.stages.iter().map(count).sum::<usize>())
    });
    let address = |step: &Step| at(who, &format!("/orders?stage={}", step.slug));
    let columns = counted.iter().take(7).map(|(step, count)| {
        let (rows, next) = rows(app, who, step, None, IN_COLUMN);
        Column {
            title: (b.step)(step.slug),
            count: many(*count),
            href: address(step),
            rows: rows.iter().map(|row| shown(app, lang, &calendar, who, row)).collect(),
            more: next.is_some(),
        }
    });
    let over = counted.iter().skip(7).filter(|(_, count)| *count > 0);
    Board {
        at: at(who, "/orders"),
        columns: columns.collect(),
        over: over.map(|(step, count)| (address(step), (b.step)(step.slug), many(*count))).collect(),
        list: None,
        is_empty: counted.iter().all(|(_, count)| *count == 0),
        new_order: at(who, "/orders/new"),
    }
}

fn one_step(app: &App, lang: Lang, who: &Member, step: &Step, from: Option<&str>) -> Board {
    let calendar = app.calendar(lang, who.party);
    let address = at(who, &format!("/orders?stage={}", step.slug));
    let (rows, next) = rows(app, who, step, from, IN_LIST);
    let pager = Pager {
        newer: from.map(|_| address.clone()),
        older: next.map(|key| format!("{address}&from={}", list_key::written(&key))),
    };
    let here = from.map_or_else(|| address.clone(), |from| format!("{address}&from={from}"));
    listed(app, lang, &calendar, who, here, &rows, pager)
}

fn found(app: &App, lang: Lang, who: &Member, q: &str) -> Board {
    let calendar = app.calendar(lang, who.party);
    let address = at(who, &format!("/orders?q={}", encoded(q)));
    let rows = search(app, who, q);
    listed(app, lang, &calendar, who, address, &rows, Pager::default())
}

fn listed(
    app: &App,
    lang: Lang,
    calendar: &Calendar,
    who: &Member,
    at_: String,
    rows: &[std::sync::Arc<OrderRow>],
    pager: Pager,
) -> Board {
    let rows: Vec<Row> = rows.iter().map(|row| shown(app, lang, calendar, who, row)).collect();
    Board {
        at: at_,
        columns: Vec::new(),
        over: Vec::new(),
        is_empty: rows.is_empty(),
        list: Some(List { rows, pager }),
        new_order: at(who, "/orders/new"),
    }
}

fn shown(app: &App, lang: Lang, calendar: &Calendar, who: &Member, row: &OrderRow) -> Row {
    if row.turn == Turn::Business {
        row_of_mine(app, lang, calendar, who, row)
    } else {
        row_of_others(app, lang, calendar, who, row)
    }
}

/// Orders of a step, its stages one after another. A key tells its stage, so that a list goes on where it
/// ended.
fn rows(
    app: &App,
    who: &Member,
    step: &Step,
    from: Option<&str>,
    limit: usize,
) -> (Vec<std::sync::Arc<OrderRow>>, Option<Vec<u8>>) {
    let from = list_key::read(from);
    let first = from.as_ref().and_then(|key| key.get(PartyId([0; 16]).0.len()).copied());
    let skip = |stage: &&StageName| first.is_some_and(|first| stage.code() != first);
    let start = step.stages.iter().take_while(skip).count();
    let mut rows = Vec::new();
    for (place, stage) in step.stages.iter().enumerate().skip(start) {
        let key = from.as_deref().filter(|_| place == start);
        let page = app.views.board.at_stage(who.party, *stage, key, limit - rows.len() + 1);
        for (key, row) in page.rows {
            if rows.len() == limit {
                return (rows, Some(key));
            }
            rows.push(row);
        }
    }
    (rows, None)
}

/// Orders whose number or buyer's name holds what was typed: those under way first.
fn search(app: &App, who: &Member, q: &str) -> Vec<std::sync::Arc<OrderRow>> {
    let q = q.to_lowercase();
    let registry = app.registry();
    let buyers: std::collections::HashSet<PartyId> = registry
        .parties()
        .filter(|party| app.name_of(party).to_lowercase().contains(&q))
        .map(|party| party.party)
        .collect();
    let mut found = Vec::new();
    for stage in STEPS.iter().flat_map(|step| step.stages) {
        let page = app.views.board.at_stage(who.party, *stage, None, SEARCHED);
        let fits = |row: &OrderRow| buyers.contains(&row.buyer) || row.number.to_lowercase().contains(&q);
        found.extend(page.rows.into_iter().map(|(_, row)| row).filter(|row| fits(row)));
        if found.len() >= IN_LIST {
            found.truncate(IN_LIST);
            break;
        }
    }
    found
}

fn many(count: usize) -> String {
    if count > MOST { format!("{MOST}+") } else { count.to_string() }
}

/// Text as it stands in an address.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
