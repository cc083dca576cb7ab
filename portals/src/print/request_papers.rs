//! The purchase order (*surat order bahan*): what a business asks of a supplier, and what was promised.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use rantai_core::book::material::Request;
use rantai_core::ids::{PartyId, RequestId, Thing};
use rantai_core::log::{Cursor, Log as _};
use rantai_core::money::Rupiah;

use super::order_papers::on_paper;
use super::paper::{self, Asked, Column, Paper};
use super::{Mark, mark};
use crate::app::App;
use crate::contact::Contact;
use crate::i18n::Lang;
use crate::i18n::words::amount_in_words;
use crate::web::{Money, Page, PageResult, PortalError};
use crate::who::{AppState, Business, Supplier};

/// `GET /business/{party}/requests/{request}/paper`
///
/// # Errors
/// [`PortalError::NotFound`] for another's request.
pub async fn for_business(
    business: Business,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = app.views.requests.sheet(request).filter(|sheet| sheet.business == business.party);
    let sheet = sheet.ok_or(PortalError::NotFound)?;
    let page = crate::business::frame(&app, lang, &business, crate::business::Place::Materials, "")
        .back(format!("/business/{}/requests/{request}", business.slug), sheet.request.number.clone());
    show(&app, lang, &headers, page, business.party, &sheet.request, &asked)
}

/// `GET /supplier/{party}/requests/{request}/paper`
///
/// # Errors
/// [`PortalError::NotFound`] for another's request.
pub async fn for_supplier(
    supplier: Supplier,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, request)): Path<(String, RequestId)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = app.views.requests.of_supplier(supplier.party, request).ok_or(PortalError::NotFound)?;
    let back = format!("/supplier/{}/requests/{request}", supplier.slug);
    let place = crate::supplier::Place::Requests;
    let page = crate::supplier::frame_of(&app, lang, &supplier, "", place);
    let page = page.back(back.clone(), sheet.request.number.clone());
    let page = supplier.around(page, &back, app.views.reached());
    show(&app, lang, &headers, page, sheet.business, &sheet.request, &asked)
}

fn show(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    page: Page,
    business: PartyId,
    request: &Request,
    asked: &Asked,
) -> PageResult {
    let sent = app.log.history(Thing::from(request.id), Cursor::START, 1).map_err(PortalError::broken)?;
    let mark = sent.first().map_or_else(|| Ok(Mark::default()), |sent| mark(app, headers, sent.cursor))?;
    let paper = of_request(app, lang, business, request, mark);
    let page = Page { title: format!("{} {}", paper.title, paper.number), ..page };
    paper::answer(page, paper, asked)
}

fn of_request(app: &App, lang: Lang, business: PartyId, request: &Request, mark: Mark) -> Paper {
    let p = &lang.phrases().papers;
    let calendar = app.calendar(lang, business);
    let mut facts: Vec<(String, String)> = Vec::new();
    facts.extend(request.wanted.map(|day| (p.wanted.to_owned(), calendar.paper_day(day))));
    facts.extend(request.promised.map(|day| (p.promised.to_owned(), calendar.paper_day(day))));
    let mut total = Rupiah::ZERO;
    let mut rows = Vec::new();
    for line in &request.lines {
        let promised = request.confirmed.iter().find(|confirmed| confirmed.number == line.number);
        let quantity = request.promised_of(line);
        let price = promised.map_or(line.price, |promised| promised.price);
        let amount = price.times(quantity).unwrap_or(Rupiah::ZERO);
        total = total.and(amount);
        let unit = line.unit.label();
        rows.push(vec![
            line.name.clone(),
            format!("{quantity} {unit}"),
            format!("{price} / {unit}"),
            amount.to_string(),
        ]);
    }
    Paper {
        title: p.purchase_order.to_owned(),
        number: request.number.clone(),
        day: calendar.paper_day(request.sent_at.day_in(calendar.zone)),
        from: on_paper(Contact::of(app, business)),
        to: Some((p.to.to_owned(), on_paper(Contact::of(app, request.supplier)))),
        facts,
        columns: vec![
            Column::words(p.goods),
            Column::figures(p.quantity),
            Column::figures(p.price),
            Column::figures(p.amount),
        ],
        rows,
        sums: vec![Money::sum(p.total, total)],
        words: Some((p.in_words.to_owned(), amount_in_words(lang, total))),
        notes: Vec::new(),
        signs: vec![
            (p.sign_supplier.to_owned(), String::new()),
            (p.sign_seller.to_owned(), app.party(business)),
        ],
        stamp: None,
        mark,
        check: (p.check.to_owned(), p.head.to_owned()),
        ..Paper::default()
    }
}
