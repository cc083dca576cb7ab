//! One thing in the store: every movement with its reason and what was left, and how much there should always be.

use axum::extract::{Path, Query, State};
use rantai_core::book::stock::{SetStockRule, StockItem};
use rantai_core::quantity::Quantity;
use rantai_projections::ledger::Movement;
use serde::Deserialize;

use super::stock::{code, item, named};
use super::{again, amount};
use crate::app::App;
use crate::business::correct::store::item_at;
use crate::business::{Duty, Place, at, frame, may};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Chip, PageResult, PortalError, Row, Tone, Wants, list_key};
use crate::who::{AppState, Business, Fresh, Member};

const AT_ONCE: usize = 40;

/// Where the list goes on.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /business/{party}/stock/items/{item}`
pub async fn page(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Path((_, code)): Path<(String, String)>,
    Query(From { from }): Query<From>,
    State(app): State<AppState>,
) -> PageResult {
    let item = item(&code).ok_or(PortalError::NotFound)?;
    let mut sheet = sheet(&app, lang, &business, item, from.as_deref(), &Filled::default())?;
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(wants.fragment())
}

/// `POST /business/{party}/stock/items/{item}/rule`
pub async fn set_rule(
    business: Business,
    lang: Lang,
    Path((_, code)): Path<(String, String)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let what = item(&code).ok_or(PortalError::NotFound)?;
    let deed = filled.deed()?;
    let at_least = filled.quantity(t, "at_least");
    let done = match filled.checked() {
        Ok(()) => {
            let wish = SetStockRule { item: what, at_least };
            deed.wish(&business, business.party, wish).submit(&app).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(receipt) => Ok(deeds::see(&at(&business, &format!("/stock/items/{code}")), &receipt)),
        Err(error) => {
            let notice = again(error, t)?;
            let mut sheet = sheet(&app, lang, &business, what, None, &filled)?;
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

fn sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    what: StockItem,
    from: Option<&str>,
    filled: &Filled,
) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let s = &t.supply;
    let (name, unit) = named(app, member, what).ok_or(PortalError::NotFound)?;
    let here = at(member, &format!("/stock/items/{}", code(what)));
    let (there, kept) = app.views.store.on_hand(member.party, what);
    let least = app.views.store.at_least(member.party, what);
    let low = there.less_or_zero(kept) < least;
    let mut lines = vec![(s.on_hand.to_owned(), amount(there, unit))];
    if kept.is_positive() {
        lines.push((s.kept.to_owned(), amount(kept, unit)));
    }
    if least.is_positive() {
        lines.push((s.at_least.to_owned(), amount(least, unit)));
    }
    let chip = low.then(|| Chip::new(Tone::Failed, s.low));
    let mut parts = vec![Part::Figures { title: String::new(), chip, lines }];
    if may(member, Duty::Work) {
        let count = (at(member, &format!("/stock?count={}", code(what))), s.count_one.to_owned());
        let correct = (item_at(member, what), t.books.correct.to_owned());
        parts.push(Part::Links(vec![count, correct]));
        let form = Form::new("rule", s.rule, format!("{here}/rule"), deeds::new_id(app), s.rule_button);
        let field = filled.field("at_least", s.at_least, least).unit(unit.label());
        let form = form.text(s.rule_text).ask(Input::Number(field));
        parts.push(Part::form(form.folded(filled.has("at_least"))));
    }
    let key = list_key::read(from);
    let page_of = app.views.ledger.of(member.party, what, key.as_deref(), AT_ONCE);
    parts.push(Part::Heading(s.movements.to_owned()));
    if page_of.rows.is_empty() {
        parts.push(Part::Text(s.no_movements.to_owned()));
    }
    let row = |moved: &Movement| {
        let sign = if moved.change > Quantity::ZERO { "+" } else { "" };
        let (href, about) = match (&moved.order, &moved.request) {
            (_, Some((request, number))) => (at(member, &format!("/requests/{request}")), number.clone()),
            (Some((order, number)), None) => (at(member, &format!("/orders/{order}")), number.clone()),
            (None, None) => (here.clone(), String::new()),
        };
        let calendar = app.calendar(lang, member.party);
        let left = (s.balance)(&amount(moved.balance, unit));
        let second = [about, app.person(moved.person), left].into_iter().filter(|text| !text.is_empty());
        Row::new(href, (s.move_reason)(moved.why))
            .second(second.collect::<Vec<_>>().join(" · "))
            .figure(format!("{sign}{}", amount(moved.change, unit)))
            .since(calendar.moment(moved.at))
    };
    parts.push(Part::Rows(page_of.rows.iter().map(|(_, moved)| row(moved)).collect()));
    if let Some(next) = page_of.next {
        let older = format!("{here}?from={}", list_key::written(&next));
        parts.push(Part::Links(vec![(older, t.common.older.to_owned())]));
    }
    let page = frame(app, lang, member, Place::Materials, name).back(at(member, "/stock"), t.workshop.stock);
    let here = from.map_or_else(|| here.clone(), |from| format!("{here}?from={from}"));
    Ok(Sheet { page, here, topics: "store from:body".to_owned(), parts })
}
