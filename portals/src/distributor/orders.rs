//! `/distributor/{party}`: my orders, those that wait for me first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::book::conversation::About;
use rantai_projections::Key;
use rantai_projections::order_board::OrderRow;
use serde::Deserialize;

use super::{Place, chip, frame, home, is_mine, path_of};
use crate::app::App;
use crate::i18n::Lang;
use crate::i18n::Phrases;
use crate::i18n::dates::Calendar;
use crate::messages;
use crate::order_words;
use crate::web::{Page, PageResult, Pager, Row, Wants, list_key, show};
use crate::who::{AppState, Distributor, Fresh, Member};

/// Open orders shown: a distributor with more of them has them sorted by who waits.
const OPEN: usize = 200;
/// Past orders on a page.
const PAST: usize = 12;

#[derive(Template)]
#[template(path = "distributor/orders.html")]
struct OrdersPage {
    page: Page,
    lists: Lists,
    bookings: String,
}

#[derive(Template)]
#[template(path = "distributor/orders.html", block = "orders")]
struct OrdersPart {
    page: Page,
    lists: Lists,
}

struct Lists {
    address: String,
    yours: Vec<Row>,
    going: Vec<Row>,
    past: Vec<Row>,
    pager: Pager,
    empty: bool,
}

/// Where the list of past orders goes on.
#[derive(Debug, Default, Deserialize)]
pub struct GoOn {
    from: Option<String>,
}

/// My orders.
///
/// # Errors
/// [`crate::web::PortalError::Broken`] when the page cannot be rendered.
pub async fn list(
    distributor: Distributor,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
    Query(go_on): Query<GoOn>,
) -> PageResult {
    let title = lang.phrases().distributor.title;
    let page = frame(&app, lang, &distributor, Place::Orders, title);
    let page = fresh.on(page, &distributor.slug);
    let lists = lists(&app, lang, &distributor, go_on.from);
    if wants.fragment() {
        show(&OrdersPart { page, lists })
    } else {
        show(&OrdersPage { page, lists, bookings: super::bookings::at(&distributor) })
    }
}

fn lists(app: &App, lang: Lang, member: &Member, from: Option<String>) -> Lists {
    let t = lang.phrases();
    let calendar = app.calendar(lang, member.party);
    let home = home(member);
    let key = list_key::read(from.as_deref());
    let open = match key {
        Some(_) => Vec::new(),
        None => app.views.board.open_of_buyer(member.party, None, OPEN).rows,
    };
    let (yours, going): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, row)| is_mine(row));
    let past = app.views.board.past_of_buyer(member.party, key.as_deref(), PAST);
    let rows = |rows: Vec<(Key, Arc<OrderRow>)>| -> Vec<Row> {
        rows.iter().map(|(_, order)| row(app, t, &calendar, member, order)).collect()
    };
    let older = past.next.map(|key| format!("{home}?from={}", list_key::written(&key)));
    let newer = from.as_ref().map(|_| home.clone());
    let lists = Lists {
        address: from.map_or_else(|| home.clone(), |from| format!("{home}?from={from}")),
        yours: rows(yours),
        going: rows(going),
        past: rows(past.rows),
        pager: Pager { newer, older },
        empty: false,
    };
    Lists { empty: lists.yours.is_empty() && lists.going.is_empty() && lists.past.is_empty(), ..lists }
}

fn row(app: &App, t: &'static Phrases, calendar: &Calendar, member: &Member, order: &OrderRow) -> Row {
    let mine = is_mine(order);
    let figure = if mine && order.due.is_positive() { order.due } else { order.total };
    let goods = match order.more {
        0 => order.first.clone(),
        more => (t.distributor.more_goods)(&order.first, more),
    };
    let mut second = format!("{} · {goods}", order.number);
    if let Some(late) = order_words::late(t, app.now(), order) {
        second = format!("{second} · {late}");
    }
    Row::new(path_of(member, order.order), app.party(order.business))
        .second(second)
        .figure(figure)
        .chip(chip(t, order.stage, mine))
        .since(calendar.ago(order.since))
        .unread(messages::unread(app, member, About::Order(order.order)))
}
