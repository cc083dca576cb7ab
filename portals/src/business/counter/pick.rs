//! `/business/{party}/counter`: pick what is bought.

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::book::sale::GoodsKept;
use rantai_core::book::stock::StockItem;
use rantai_core::ids::{CommandId, ReservationId};
use rantai_core::party::Capacity;
use serde::Deserialize;

use super::{kept, picked, quantity_name, till};
use crate::app::App;
use crate::business::work::{again, amount, parties};
use crate::business::{Duty, Place, at, frame, may};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::order_words::called;
use crate::web::{Choice, Field, Page, PageResult, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};

/// One thing on the shelf.
struct Offer {
    name: String,
    price: String,
    left: String,
    quantity: Field,
    unit: &'static str,
}

#[derive(Template)]
#[template(path = "business/counter/pick.html")]
struct PickPage {
    page: Page,
    action: String,
    deed: CommandId,
    reservation: String,
    offers: Vec<Offer>,
    wrong: Option<&'static str>,
    buyer: Option<Field>,
    kept: Vec<kept::Line>,
    today: String,
    sales: String,
    catalogue: String,
    may_sell: bool,
}

/// What the form begins with.
#[derive(Debug, Default, Deserialize)]
pub struct Begin {
    keep: Option<ReservationId>,
}

/// `GET /business/{party}/counter`
///
/// # Errors
/// None of its own.
pub async fn form(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    Query(begin): Query<Begin>,
    State(app): State<AppState>,
) -> PageResult {
    let called_for = begin.keep.and_then(|id| app.views.counter.reservation(business.party, id));
    let filled = called_for.as_ref().map(of_kept).unwrap_or_default();
    let mut shown = pick(&app, lang, &business, &filled, None);
    shown.page = fresh.on(shown.page, &business.slug);
    show(&shown)
}

/// `POST /business/{party}/counter`: reckon, sell, or keep.
///
/// # Errors
/// What no other input could mend.
pub async fn sell(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    if filled.text("step") == "goods" {
        return show(&pick(&app, lang, &business, &filled, None));
    }
    let lines = picked(&app, t, &business, &mut filled);
    if filled.is_wrong() {
        return show_again(&pick(&app, lang, &business, &filled, None));
    }
    if lines.is_empty() {
        return show_again(&pick(&app, lang, &business, &filled, Some(t.counter.nothing_picked)));
    }
    let done = match filled.text("step") {
        "sell" => till::sell(&app, t, &business, &mut filled, &lines).await,
        "keep" => till::keep(&app, lang, &business, &mut filled, &lines).await,
        _ => return show(&till::page(&app, lang, &business, &mut filled, lines)),
    };
    match done {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(error, t)?;
            let mut shown = till::page(&app, lang, &business, &mut filled, lines);
            shown.page.notice = Some(notice);
            show_again(&shown)
        }
    }
}

fn pick(app: &App, lang: Lang, member: &Member, filled: &Filled, wrong: Option<&'static str>) -> PickPage {
    let t = lang.phrases();
    let c = &t.counter;
    let page = frame(app, lang, member, Place::Payments, c.title).back(at(member, ""), t.business.nav_today);
    let calendar = app.calendar(lang, member.party);
    let takings = app.views.counter.takings_since(member.party, calendar.today().start_in(calendar.zone));
    let mut buyers = vec![Choice::new("", c.no_buyer)];
    let known = parties(app, member, Capacity::Distributor);
    buyers.extend(
        known
            .into_iter()
            .filter(|(party, _)| *party != member.party)
            .map(|(party, name)| Choice::new(party.to_string(), name)),
    );
    PickPage {
        page,
        action: at(member, "/counter"),
        deed: deeds::new_id(app),
        reservation: filled.text("reservation").to_owned(),
        offers: offers(app, lang, member, filled),
        wrong,
        buyer: (buyers.len() > 1).then(|| filled.field("buyer", c.buyer, "").choices(buyers).optional()),
        kept: kept::lines(app, lang, member),
        today: (c.today)(takings.sales, takings.total),
        sales: at(member, "/sales"),
        catalogue: at(member, "/catalogue"),
        may_sell: may(member, Duty::Orders),
    }
}

fn offers(app: &App, lang: Lang, member: &Member, filled: &Filled) -> Vec<Offer> {
    let t = lang.phrases();
    let mut offers = Vec::new();
    for row in app.views.shops.products(member.party).iter().filter(|row| row.product.offered) {
        let (product, sheet) = (&row.product, &row.product.sheet);
        for variant in &sheet.variants {
            let Some(price) = product.price(variant.number) else { continue };
            let (on_hand, reserved) = app
                .views
                .store
                .on_hand(member.party, StockItem::Goods { product: sheet.product, variant: variant.number });
            let left = on_hand.less_or_zero(reserved);
            let name = called(&sheet.name, &variant.name);
            let quantity =
                filled.field(quantity_name(sheet.product, variant.number), name.clone(), "").optional();
            // What is sold out is made, not sold over the counter: it would only be scrolled past.
            if !left.is_positive() && quantity.value.is_empty() {
                continue;
            }
            offers.push(Offer {
                price: price.retail.to_string(),
                left: if left.is_positive() {
                    (t.counter.left)(&amount(left, sheet.unit))
                } else {
                    t.counter.sold_out.to_owned()
                },
                quantity,
                unit: sheet.unit.label(),
                name,
            });
        }
    }
    offers
}

/// A form that begins with what was kept.
fn of_kept(kept: &GoodsKept) -> Filled {
    let mut typed: Vec<_> = kept
        .lines
        .iter()
        .map(|line| (quantity_name(line.product, line.variant), line.quantity.to_string()))
        .collect();
    typed.push(("reservation".to_owned(), kept.reservation.to_string()));
    typed.extend(kept.buyer.map(|buyer| ("buyer".to_owned(), buyer.to_string())));
    Filled::of(typed)
}
