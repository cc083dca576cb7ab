//! Labels of an order's packages: whose it is, the how-many-th of how many, what is in it, and a code.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use rantai_core::book::delivery::ParcelPlace;
use rantai_core::book::order::Order;
use serde::Deserialize;

use super::dispatch::destination;
use super::production::Which;
use super::{amount, order_of};
use crate::business::{Place, at, frame};
use crate::i18n::Lang;
use crate::print::mark;
use crate::web::{Page, PageResult, show};
use crate::who::{AppState, Business};

#[derive(Template)]
#[template(path = "business/work/labels.html")]
struct LabelsPage {
    page: Page,
    here: String,
    narrow: bool,
    labels: Vec<Label>,
}

struct Label {
    order: String,
    title: String,
    buyer: String,
    destination: String,
    inside: Vec<String>,
    qr: String,
    proof: String,
}

/// On which paper.
#[derive(Debug, Deserialize)]
pub struct Paper {
    paper: Option<String>,
}

/// `GET /business/{party}/orders/{order}/labels`
pub async fn print(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    Query(paper): Query<Paper>,
    headers: HeaderMap,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let sheet = order_of(&app, &business, which.order)?;
    let order = &*sheet.order;
    let packed = sheet.links.iter().rev().find(|link| link.name() == "OrderPacked");
    // The code leads to the fact that it was packed: whoever holds the package can look it up.
    let mark = packed.map(|link| mark(&app, &headers, link.cursor)).transpose()?.unwrap_or_default();
    let still = order.parcels.iter().filter(|parcel| parcel.place != ParcelPlace::Gone);
    let label = |parcel: &rantai_core::book::delivery::Parcel| Label {
        order: order.number.clone(),
        title: (t.road.label_of)(parcel.number, order.parcels.len()),
        buyer: app.party(order.buyer),
        destination: destination(&app, t, &order.delivery),
        inside: parcel.lines.iter().filter_map(|of| named(order, of)).collect(),
        qr: mark.qr.clone(),
        proof: mark.proof.clone(),
    };
    let back = at(&business, &format!("/orders/{}", order.id));
    let page = frame(&app, lang, &business, Place::Orders, t.road.labels).back(back, order.number.as_str());
    show(&LabelsPage {
        page,
        here: at(&business, &format!("/orders/{}/labels", order.id)),
        narrow: paper.paper.as_deref() != Some("a6"),
        labels: still.map(label).collect(),
    })
}

fn named(order: &Order, of: &rantai_core::book::delivery::LineQuantity) -> Option<String> {
    let line = order.lines.iter().find(|line| line.number == of.line)?;
    Some(format!("{} {}", amount(of.quantity, line.base_unit), line.name))
}
