//! What materials are there, needed, still to buy, on the way: what is short stands first.

use askama::Template;
use axum::extract::State;
use rantai_core::ids::MaterialId;
use rantai_core::quantity::Quantity;
use rantai_projections::store::{MaterialView, StoreRow};

use super::amount;
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::i18n::{Lang, Phrases};
use crate::web::{Chip, Page, PageResult, Tone, Wants, show};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/work/materials.html")]
struct MaterialsPage {
    page: Page,
    v: View,
}

#[derive(Template)]
#[template(path = "business/work/materials.html", block = "materials")]
struct MaterialsFragment {
    page: Page,
    v: View,
}

struct View {
    here: String,
    requests: String,
    stock: String,
    plan: String,
    suppliers: String,
    buy: String,
    new_material: String,
    ask: String,
    short: usize,
    cards: Vec<Card>,
}

struct Card {
    id: MaterialId,
    name: String,
    chip: Option<Chip>,
    figures: Vec<(&'static str, String)>,
    needed: i64,
    there: i64,
    suppliers: String,
    needs: Vec<(String, String)>,
    arrivals: Vec<(String, String)>,
    ask: String,
    count: String,
}

/// `GET /business/{party}/materials`
pub async fn list(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
) -> PageResult {
    let t = lang.phrases();
    let v = view(&app, t, lang, &business);
    let page = frame(&app, lang, &business, Place::Materials, t.workshop.materials);
    let page = fresh.on(page, &business.slug).wide();
    if wants.fragment() { show(&MaterialsFragment { page, v }) } else { show(&MaterialsPage { page, v }) }
}

/// How much of a material nobody has asked a supplier for yet.
pub fn to_buy(material: &MaterialView) -> Quantity {
    material.short.less_or_zero(material.coming)
}

fn view(app: &App, t: &'static Phrases, lang: Lang, member: &Member) -> View {
    let mut materials = app.views.store.materials(member.party);
    materials.sort_by_cached_key(|material| {
        let urgency = match () {
            () if to_buy(material).is_positive() => 0,
            () if material.short.is_positive() => 1,
            () if material.needed.is_positive() => 2,
            () => 3,
        };
        (urgency, material.material.name.to_lowercase())
    });
    View {
        here: at(member, "/materials"),
        requests: at(member, "/requests"),
        stock: at(member, "/stock"),
        plan: at(member, "/materials/plan"),
        suppliers: at(member, "/suppliers"),
        buy: at(member, "/purchases/new"),
        new_material: at(member, "/materials/new"),
        ask: at(member, "/requests/new"),
        short: materials.iter().filter(|material| to_buy(material).is_positive()).count(),
        cards: materials.iter().map(|material| card(app, t, lang, member, material)).collect(),
    }
}

fn card(app: &App, t: &'static Phrases, lang: Lang, member: &Member, material: &MaterialView) -> Card {
    let w = &t.workshop;
    let sheet = &material.material;
    let of_unit = |quantity| amount(quantity, sheet.unit);
    let buy = to_buy(material);
    let chip = match () {
        () if buy.is_positive() => Some(Chip::new(Tone::Yours, (w.short_of)(&of_unit(buy)))),
        () if material.short.is_positive() => Some(Chip::new(Tone::Going, w.on_the_way)),
        () if material.needed.is_positive() => Some(Chip::new(Tone::Done, w.enough)),
        () => None,
    };
    let mut figures = vec![(w.in_stock, of_unit(material.on_hand))];
    if material.needed.is_positive() {
        figures.push((w.needed_by_orders, of_unit(material.needed)));
    }
    if material.coming.is_positive() {
        figures.push((w.on_the_way, of_unit(material.coming)));
    }
    if buy.is_positive() {
        figures.push((w.still_to_buy, of_unit(buy)));
    }
    let suppliers: Vec<_> = sheet.suppliers.iter().map(|supplier| app.party(*supplier)).collect();
    let calendar = app.calendar(lang, member.party);
    let mut needs = Vec::new();
    let mut arrivals = Vec::new();
    for row in material.needs.iter().chain(&material.arrivals) {
        match row.as_ref() {
            StoreRow::Need { order, number, needed, .. } => {
                needs.push((
                    at(member, &format!("/orders/{order}")),
                    format!("{number} · {}", of_unit(*needed)),
                ));
            }
            StoreRow::Coming { request, number, supplier, quantity, promised, .. } => {
                let mut text = format!("{number} · {} · {}", app.party(*supplier), of_unit(*quantity));
                if let Some(day) = promised {
                    text = format!("{text} · {}", calendar.day(*day).text);
                }
                arrivals.push((at(member, &format!("/requests/{request}")), text));
            }
            StoreRow::Material { .. } | StoreRow::OnHand { .. } | StoreRow::Rule { .. } => {}
        }
    }
    Card {
        id: sheet.material,
        name: sheet.name.clone(),
        chip,
        figures,
        needed: material.needed.raw(),
        there: material.on_hand.raw().min(material.needed.raw()).max(0),
        suppliers: suppliers.join(", "),
        needs,
        arrivals,
        ask: at(member, &format!("/requests/new?material={}", sheet.material)),
        count: at(member, &format!("/stock?count=m-{}", sheet.material)),
    }
}
