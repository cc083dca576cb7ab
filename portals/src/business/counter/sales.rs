//! `/business/{party}/sales`: what was sold over the counter, day by day.

use askama::Template;
use axum::extract::{Query, State};
use rantai_projections::counter::{CounterRow, SaleRow, Takings};
use serde::Deserialize;

use super::goods_name;
use crate::app::App;
use crate::business::work::amount;
use crate::business::{Place, at, frame};
use crate::i18n::Lang;
use crate::web::{Chip, Page, PageResult, Pager, Row, Tone, Wants, list_key, show};
use crate::who::{AppState, Business, Fresh, Member};

const AT_ONCE: usize = 50;

struct Sales {
    here: String,
    counter: String,
    days: Vec<DayOfSales>,
    pager: Pager,
}

struct DayOfSales {
    day: String,
    takings: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "business/counter/sales.html")]
struct SalesPage {
    page: Page,
    v: Sales,
}

#[derive(Template)]
#[template(path = "business/counter/sales.html", block = "sales")]
struct SalesPart {
    page: Page,
    v: Sales,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /business/{party}/sales`
///
/// # Errors
/// None of its own.
pub async fn list(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Query(From { from }): Query<From>,
) -> PageResult {
    let c = &lang.phrases().counter;
    let v = sales(&app, lang, &business, from.as_deref());
    let page =
        frame(&app, lang, &business, Place::Payments, c.sales).back(at(&business, "/counter"), c.title);
    let page = fresh.on(page, &business.slug);
    if wants.fragment() { show(&SalesPart { page, v }) } else { show(&SalesPage { page, v }) }
}

fn sales(app: &App, lang: Lang, member: &Member, from: Option<&str>) -> Sales {
    let c = &lang.phrases().counter;
    let calendar = app.calendar(lang, member.party);
    let from = list_key::read(from);
    let page = app.views.counter.sales(member.party, from.as_deref(), AT_ONCE);
    let mut days: Vec<(rantai_core::time::Day, Takings, Vec<Row>)> = Vec::new();
    for (_, row) in &page.rows {
        let CounterRow::Sale(sale) = row.as_ref() else { continue };
        let day = sale.at.day_in(calendar.zone);
        if days.last().is_none_or(|(last, ..)| *last != day) {
            days.push((day, Takings::default(), Vec::new()));
        }
        if let Some((_, takings, rows)) = days.last_mut() {
            takings.add(sale);
            rows.push(line(lang, member, sale, calendar.moment(sale.at)));
        }
    }
    let words = |takings: &Takings| format!("{} · {}", takings.total, (c.in_the_till)(takings.cash));
    Sales {
        here: at(member, "/sales"),
        counter: at(member, "/counter"),
        days: days
            .into_iter()
            .map(|(day, takings, rows)| DayOfSales {
                day: calendar.day(day).text,
                takings: words(&takings),
                rows,
            })
            .collect(),
        pager: Pager {
            newer: from.map(|_| at(member, "/sales")),
            older: page
                .next
                .as_ref()
                .map(|key| at(member, &format!("/sales?from={}", list_key::written(key)))),
        },
    }
}

fn line(lang: Lang, member: &Member, sale: &SaleRow, at_time: crate::i18n::dates::Shown) -> Row {
    let t = lang.phrases();
    let goods = sale
        .made
        .lines
        .iter()
        .map(|line| format!("{} {}", amount(line.quantity, line.unit), goods_name(line)));
    let goods = goods.collect::<Vec<_>>().join(", ");
    let chip = if sale.voided.is_some() {
        Chip::new(Tone::Failed, t.counter.voided)
    } else {
        Chip::new(Tone::Done, (t.distributor.pay_method)(sale.made.method))
    };
    Row::new(at(member, &format!("/sales/{}", sale.made.sale)), goods)
        .second(sale.made.number.clone())
        .figure(sale.made.total)
        .chip(chip)
        .since(at_time)
}
