//! `/courier/{party}/cash`: the cash a courier holds for each business, and what they are still to be paid.

use axum::extract::State;
use std::collections::BTreeMap;

use rantai_core::ids::PartyId;
use rantai_core::money::Rupiah;
use rantai_projections::courier_cash::CashRow;
use std::sync::Arc;

use super::couriers::sums;
use super::{Section, Sheet, shown};
use crate::courier::{Place, frame};
use crate::i18n::Lang;
use crate::web::{Chip, Notice, PageResult, Row, Tone, Wants};
use crate::who::{AppState, Courier, Fresh};

/// `GET /courier/{party}/cash`
///
/// # Errors
/// None of its own.
pub async fn page(
    lang: Lang,
    who: Courier,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let m = &t.money_pages;
    let calendar = app.calendar(lang, who.party);
    let mut businesses: BTreeMap<PartyId, Vec<Arc<CashRow>>> = BTreeMap::new();
    for row in app.views.courier_cash.open_of_courier(who.party) {
        businesses.entry(row.business).or_default().push(row);
    }
    let shorts = app.views.courier_cash.shorts_of_courier(who.party);
    for row in &shorts {
        businesses.entry(row.business).or_default();
    }
    let notices = if businesses.is_empty() {
        vec![Notice::new(Tone::Done, m.no_cash_here, m.no_cash_here_text)]
    } else {
        Vec::new()
    };
    let line = |row: &Arc<CashRow>| {
        let href = format!("/courier/{}/slips/{}", who.slug, row.slip);
        let line = Row::new(href, &row.number).since(calendar.ago(row.at));
        if row.held {
            let chip = Chip::new(Tone::Yours, m.hand_this_over);
            line.figure(row.collected)
                .second(if row.fee.is_positive() { (m.fee_of)(row.fee) } else { String::new() })
                .chip(chip)
        } else {
            line.figure(row.fee).chip(Chip::new(Tone::Going, m.fee_waits))
        }
    };
    let sections = businesses.into_iter().map(|(business, rows)| {
        let sum = |of: &dyn Fn(&CashRow) -> Option<Rupiah>| {
            rows.iter().filter_map(|row| of(row)).fold(Rupiah::ZERO, Rupiah::and)
        };
        let held = sum(&|row| row.held.then_some(row.collected));
        let fees = sum(&|row| (!row.paid).then_some(row.fee));
        let short = shorts.iter().find(|row| row.business == business).map_or(Rupiah::ZERO, |row| row.short);
        let mut section = Section::new(app.party(business));
        section.sums = sums(t, m.cash_with_you, held, short, fees);
        section.rows = rows.iter().map(line).collect();
        section
    });
    let sheet = Sheet {
        here: format!("/courier/{}/cash", who.slug),
        topics: "cash from:body, slips from:body, resync from:body".to_owned(),
        intro: m.courier_intro.to_owned(),
        notices,
        sections: sections.collect(),
        ..Sheet::default()
    };
    shown(frame(&app, lang, &who, fresh, m.nav_cash, Place::Cash), sheet, wants)
}
