//! `/shops/{party}`: one business and everything it sells.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use rantai_core::ids::BlobHash;
use rantai_projections::shops::Shop;

use super::goods::{self, Goods};
use super::{Drawing, book, guest_book};
use crate::app::App;
use crate::i18n::Lang;
use crate::uploads::{self, FOR_ALL, kept_photo, small_photo};
use crate::web::{Page, PageResult, PortalError, Row, show};
use crate::who::{AppState, SignedIn};

#[derive(Template)]
#[template(path = "storefront/shop.html")]
struct ShopPage {
    page: Page,
    trade: String,
    tagline: String,
    about: String,
    place: String,
    photo: Option<String>,
    photo_alt: String,
    drawing: Drawing,
    terms: Vec<String>,
    goods: Vec<Goods>,
    order: Option<String>,
    bookable: Vec<Row>,
    guests: Vec<guest_book::Card>,
    answered: String,
    guest_book: String,
}

/// The business of that name in addresses.
///
/// # Errors
/// [`PortalError::NotFound`].
pub fn named(app: &App, slug: &str) -> Result<Arc<Shop>, PortalError> {
    let registry = app.registry();
    let party = registry.party_by_slug(slug).ok_or(PortalError::NotFound)?.party;
    app.views.shops.shop(party).ok_or(PortalError::NotFound)
}

/// One business.
///
/// # Errors
/// [`PortalError::NotFound`].
pub async fn profile(
    lang: Lang,
    who: Result<SignedIn, PortalError>,
    State(app): State<AppState>,
    Path(slug): Path<String>,
) -> PageResult {
    let t = lang.phrases();
    let shop = named(&app, &slug)?;
    let buyer = super::buyer(&app, &who);
    let order = match (&buyer, &who) {
        (Some(buyer), _) => Some(format!("/distributor/{}/new/{slug}", buyer.slug)),
        (None, Err(_)) => Some(format!("/shops/{slug}/order")),
        // Whoever is known and buys for nobody has no order to place.
        (None, Ok(_)) => None,
    };
    let profile = &shop.profile;
    let here = format!("/shops/{slug}");
    let page = super::frame(&app, lang, &who, buyer.as_ref(), &profile.name)
        .back("/shops", t.storefront.back)
        .wide();
    let buyer_party = buyer.as_ref().map(|buyer| buyer.party);
    let products = app.views.products_for(shop.business, buyer_party);
    let mut terms = goods::terms(t, profile.terms.as_ref());
    if !app.views.sells_wholesale_to(shop.business, buyer_party) {
        terms.push(t.storefront.wholesale_hidden.to_owned());
    }
    let goods: Vec<Goods> = products
        .iter()
        .filter(|row| row.product.offered)
        .map(|row| {
            let id = row.product.sheet.product;
            let order = order.as_ref().map(|order| format!("{order}?product={id}#p-{id}"));
            Goods::of(&app, t, &here, shop.business, &row.product, order)
        })
        .collect();
    let street = Some(profile.street.as_str()).filter(|street| !street.is_empty());
    let spoken = app.regions.spoken(&profile.village);
    show(&ShopPage {
        page,
        trade: (t.storefront.trade)(&profile.trade).to_owned(),
        tagline: profile.tagline.clone(),
        about: profile.about.clone(),
        place: street.map_or_else(|| spoken.clone(), |street| format!("{street}, {spoken}")),
        photo: profile.photo.map(|hash| format!("{here}/photos/{hash}")),
        photo_alt: (t.storefront.photo_of)(&profile.name),
        drawing: Drawing::of(&profile.name),
        terms,
        order: order.filter(|_| !goods.is_empty()),
        bookable: book::offered(&app, lang, &slug, shop.business),
        guests: guest_book::newest(&app, lang, shop.business),
        answered: (t.guests.answered)(&profile.name),
        guest_book: format!("{here}/guest-book"),
        goods,
    })
}

/// A photo of a business or of something it sells; no other photo is shown here.
///
/// # Errors
/// [`PortalError::NotFound`].
pub async fn photo(
    State(app): State<AppState>,
    Path((slug, hash)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> PageResult {
    let hash: BlobHash = hash.parse().map_err(|_| PortalError::NotFound)?;
    let shop = named(&app, &slug)?;
    let of_goods =
        || app.views.shops.products(shop.business).iter().any(|row| row.product.sheet.photo == Some(hash));
    if shop.profile.photo != Some(hash) && !of_goods() {
        return Err(PortalError::NotFound);
    }
    if query.is_some_and(|query| query == uploads::SMALL_ONE) {
        return small_photo(&app, hash, FOR_ALL).await;
    }
    kept_photo(&app, hash, FOR_ALL).await
}
