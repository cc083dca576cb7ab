//! `/shops`: the village, all its businesses.

use askama::Template;
use axum::extract::{Query, State};
use rantai_core::book::profile::Profile;
use rantai_projections::shops::Shop;
use serde::Deserialize;

use super::Drawing;
use crate::app::App;
use crate::i18n::{Lang, Phrases};
use crate::web::{Page, PageResult, PortalError, show};
use crate::who::{AppState, SignedIn};

/// Products named on a card that a search found.
const NAMED: usize = 3;

#[derive(Template)]
#[template(path = "storefront/shops.html")]
struct ShopsPage {
    page: Page,
    sought: String,
    kinds: Vec<KindLink>,
    shops: Vec<Card>,
    none_found: String,
    any: bool,
}

struct KindLink {
    label: String,
    href: String,
    current: bool,
}

struct Card {
    href: String,
    name: String,
    trade: String,
    tagline: String,
    place: String,
    photo: Option<String>,
    drawing: Drawing,
    goods: String,
}

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub struct Sought {
    q: Option<String>,
    kind: Option<String>,
}

/// All businesses, or those that a search finds.
///
/// # Errors
/// [`PortalError::Broken`] when the page cannot be rendered.
pub async fn list(
    lang: Lang,
    who: Result<SignedIn, PortalError>,
    State(app): State<AppState>,
    Query(sought): Query<Sought>,
) -> PageResult {
    let t = lang.phrases();
    let buyer = super::buyer(&app, &who);
    let page = super::frame(&app, lang, &who, buyer.as_ref(), t.storefront.title).wide();
    let mut all = app.views.shops.all();
    all.sort_by(|a, b| (&a.profile.trade, &a.profile.name).cmp(&(&b.profile.trade, &b.profile.name)));
    let words = sought.q.unwrap_or_default();
    let kind = sought.kind.unwrap_or_default();
    let kinds = kinds(t, &all.iter().map(|shop| &shop.profile).collect::<Vec<_>>(), &kind);
    let any = !all.is_empty();
    let shops = all
        .iter()
        .filter(|shop| kind.is_empty() || shop.profile.trade == kind)
        .filter_map(|shop| card(&app, lang, shop, &words))
        .collect();
    let none_found = (t.storefront.none_found_title)(if words.trim().is_empty() {
        (t.storefront.trade)(&kind)
    } else {
        words.trim()
    });
    show(&ShopsPage { page, sought: words, kinds, shops, none_found, any })
}

fn kinds(t: &'static Phrases, profiles: &[&Profile], chosen: &str) -> Vec<KindLink> {
    let mut trades: Vec<&str> = profiles.iter().map(|profile| profile.trade.as_str()).collect();
    trades.dedup();
    if trades.len() < 2 {
        return Vec::new();
    }
    let first = KindLink {
        label: t.storefront.all_kinds.to_owned(),
        href: "/shops".to_owned(),
        current: chosen.is_empty(),
    };
    let links = trades.into_iter().map(|trade| KindLink {
        label: (t.storefront.trade)(trade).to_owned(),
        href: format!("/shops?kind={}", in_query(trade)),
        current: trade == chosen,
    });
    std::iter::once(first).chain(links).collect()
}

/// The text as a value in an address.
fn in_query(text: &str) -> String {
    let mut value = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            value.push(char::from(byte));
        } else {
            value.push_str(&format!("%{byte:02X}"));
        }
    }
    value
}

/// The card of a business, if every word is found in its sign, its place or its goods.
fn card(app: &App, lang: Lang, shop: &Shop, words: &str) -> Option<Card> {
    let s = &lang.phrases().storefront;
    let profile = &shop.profile;
    let place = app.regions.spoken(&profile.village);
    let trade = (s.trade)(&profile.trade);
    let sign = format!("{} {trade} {} {place}", profile.name, profile.tagline).to_lowercase();
    let products = app.views.shops.products(shop.business);
    let offered: Vec<&str> = products
        .iter()
        .filter(|row| row.product.offered)
        .map(|row| row.product.sheet.name.as_str())
        .collect();
    let words = words.to_lowercase();
    let words: Vec<&str> = words.split_whitespace().collect();
    let on_sign = |word: &&str| sign.contains(*word);
    let has = |goods: &str| {
        let goods = goods.to_lowercase();
        words.iter().any(|word| goods.contains(word))
            && words.iter().all(|word| goods.contains(word) || on_sign(word))
    };
    let found: Vec<&str> = offered.iter().copied().filter(|goods| has(goods)).collect();
    if found.is_empty() && !words.iter().all(on_sign) {
        return None;
    }
    let slug = app.slug(shop.business);
    let goods = match (words.is_empty(), found.get(..NAMED).unwrap_or(&found)) {
        (false, [_, ..]) if found.len() > NAMED => {
            format!("{} {} …", s.matching, found.get(..NAMED).unwrap_or(&found).join(", "))
        }
        (false, named @ [_, ..]) => format!("{} {}", s.matching, named.join(", ")),
        _ => (s.products)(offered.len()),
    };
    let photo = profile.photo.or_else(|| products.iter().find_map(|row| row.product.sheet.photo));
    Some(Card {
        href: format!("/shops/{slug}"),
        photo: photo.map(|hash| format!("/shops/{slug}/photos/{hash}")),
        drawing: Drawing::of(&profile.name),
        name: profile.name.clone(),
        trade: (s.trade)(&profile.trade).to_owned(),
        tagline: profile.tagline.clone(),
        place,
        goods,
    })
}
