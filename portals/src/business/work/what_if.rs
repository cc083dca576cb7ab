//! What if the supplier brings less, or comes later: stock, cash and the days of orders, before anybody answers.

use axum::extract::{Path, Query, State};
use rantai_core::book::material::Supposed;
use rantai_core::ids::RequestId;
use serde::Deserialize;

use super::request::request_of;
use super::request_turns::{both, shown};
use crate::business::{Place, at, frame};
use crate::i18n::Lang;
use crate::web::sheet::{Part, Sheet};
use crate::web::{PageResult, Wants};
use crate::who::{AppState, Business, Fresh};

/// What is supposed.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct What {
    /// How much of everything comes, in percent.
    percent: Option<u8>,
    /// How many days later than wanted.
    late: Option<u16>,
}

/// `GET /business/{party}/requests/{request}/what-if`
pub async fn page(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Path((_, request)): Path<(String, RequestId)>,
    Query(what): Query<What>,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let s = &t.supply;
    let sheet = request_of(&app, &business, request)?;
    let calendar = app.calendar(lang, business.party);
    let percent = what.percent.unwrap_or(80).min(100);
    let late = i32::from(what.late.unwrap_or(0).min(365));
    let asked = sheet.request.promised.or(sheet.request.wanted).unwrap_or_else(|| calendar.today());
    let day = asked.max(calendar.today()).plus(late);
    let supposed = move |book: &_, request| Supposed::share(book, request, percent, day);
    let (as_it_is, then) = both(&app, &business, request, supposed).await?;
    let here = at(&business, &format!("/requests/{request}/what-if"));
    let other = |percent: u8, late: u16| {
        let text = if late > 0 { (s.late_by)(i32::from(late)) } else { format!("{percent} %") };
        (format!("{here}?percent={percent}&late={late}"), text)
    };
    let parts = vec![
        Part::Text(s.what_if_text.to_owned()),
        Part::Links(vec![other(100, 0), other(80, 0), other(50, 0), other(100, 3), other(100, 7)]),
    ];
    let title = format!("{} · {percent} % · {}", s.as_supposed, calendar.day(day).text);
    let parts = parts
        .into_iter()
        .chain(shown(t, &calendar, &title, then.as_ref()))
        .chain(shown(t, &calendar, s.as_it_is, Some(&as_it_is)))
        .collect();
    let title = format!("{} {}", s.what_if, sheet.request.number);
    let page = frame(&app, lang, &business, Place::Materials, title)
        .back(at(&business, &format!("/requests/{request}")), sheet.request.number.as_str());
    let page = fresh.on(page, &business.slug);
    let here = format!("{here}?percent={percent}&late={late}");
    let topics = format!("request-{request} from:body, store from:body");
    Sheet { page, here, topics, parts }.show(wants.fragment())
}
