//! An order of somebody who phoned, wrote by WhatsApp or handed in a paper, recorded by the business.

use askama::Template;
use axum::extract::State;
use rantai_core::book::order::{DeliveryWish, PlaceLine, PlaceOrder};
use rantai_core::desk::Receipt;
use rantai_core::ids::{CommandId, OrderId, PartyId, ProductId};
use rantai_core::party::Capacity;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::sealed::{Address, TooLong};
use rantai_core::time::Day;
use rantai_projections::shops::ProductRow;

use super::forms::{Again, Sent, Wrong, channels};
use super::order::{again, mendable};
use super::order_deeds::missing;
use super::{Place, at, frame, order_at};
use crate::app::App;
use crate::deeds::{self, Deed};
use crate::i18n::{Lang, Phrases};
use crate::order_words::called;
use crate::web::{Choice, Field, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

/// One thing that can be ordered.
pub struct Offer {
    name: String,
    price: String,
    quantity: Field,
    unit: Option<Field>,
    unit_word: &'static str,
}

#[derive(Template)]
#[template(path = "business/phone_order.html")]
struct PhoneOrderPage {
    page: Page,
    action: String,
    deed: CommandId,
    buyer: Field,
    channel: Field,
    photo: Field,
    offers: Vec<Offer>,
    no_goods: Option<String>,
    wanted: Field,
    delivery: Field,
    address: Field,
    note: Field,
    catalogue: String,
}

/// `GET /business/{party}/orders/new`
///
/// # Errors
/// None of its own.
pub async fn form(lang: Lang, who: Business, State(app): State<AppState>) -> PageResult {
    show(&phone_order(&app, lang, &who, Again::default()))
}

/// `POST /business/{party}/orders/new`
///
/// # Errors
/// What no other input could mend.
pub async fn place(lang: Lang, who: Business, State(app): State<AppState>, sent: Sent) -> PageResult {
    let (wrong, error) = match placed(&app, lang.phrases(), &who, &sent).await {
        Ok(receipt) => {
            let order = receipt.thing.and_then(|thing| OrderId::try_from(thing).ok());
            let path = order.map_or_else(|| at(&who, "/orders"), |order| order_at(&who, order));
            return Ok(deeds::see(&path, &receipt));
        }
        Err(wrong) => wrong.split(),
    };
    if !mendable(&error) {
        return Err(error);
    }
    let wrong = wrong.as_ref().map(|(field, why)| (*field, why.as_str()));
    let mut shown = phone_order(&app, lang, &who, Again { wrong, ..again("order", &sent) });
    shown.page = shown.page.notice(error.notice(lang.phrases()));
    show_again(&shown)
}

fn phone_order(app: &App, lang: Lang, who: &Member, again: Again<'_>) -> PhoneOrderPage {
    let t = lang.phrases();
    let b = &t.business;
    let keep = |field| again.keep(field);
    let page = frame(app, lang, who, Place::Orders, b.record_order).back(at(who, "/orders"), b.nav_orders);
    let ways = [Choice::new("deliver", b.deliver), Choice::new("collect", b.collects)];
    PhoneOrderPage {
        page,
        action: at(who, "/orders/new"),
        deed: deeds::new_id(app),
        buyer: keep(Field::new("buyer", b.buyer).choices(buyers(app, b.choose_buyer, who.party))),
        channel: keep(Field::new("channel", b.how_ordered).choices(channels(t))),
        photo: keep(Field::new("photo", b.chat_photo).optional()),
        offers: offers(app, t, who, &again),
        no_goods: again.wrong.filter(|(field, _)| *field == "goods").map(|(_, why)| why.to_owned()),
        wanted: keep(Field::new("wanted", b.wanted).hint(b.wanted_when).optional()),
        delivery: keep(Field::new("delivery", b.delivery).value("deliver").choices(ways)),
        address: keep(Field::new("address", b.address).hint(b.address_hint).optional()),
        note: keep(Field::new("note", b.note_of_buyer).optional()),
        catalogue: at(who, "/catalogue"),
    }
}

/// Everybody who buys, by name.
pub(super) fn buyers(app: &App, first: &str, me: PartyId) -> Vec<Choice> {
    let registry = app.registry();
    let mut choices: Vec<Choice> = registry
        .parties()
        .filter(|party| party.capacities.contains(&Capacity::Distributor) && party.party != me)
        .filter(|party| registry.is_known_to(party.party, me))
        .map(|party| Choice::new(party.party.to_string(), app.name_of(party)))
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices.insert(0, Choice::new("", first));
    choices
}

fn quantity_name(product: ProductId, variant: u16) -> String {
    format!("q-{product}-{variant}")
}

fn unit_name(product: ProductId, variant: u16) -> String {
    format!("u-{product}-{variant}")
}

fn offers(app: &App, t: &'static Phrases, who: &Member, again: &Again<'_>) -> Vec<Offer> {
    let products = app.views.shops.products(who.party);
    let mut offers = Vec::new();
    for row in products.iter().filter(|row| row.product.offered) {
        for variant in &row.product.sheet.variants {
            offers.extend(offer(t, row, variant.number, &variant.name, again));
        }
    }
    offers
}

fn offer(
    t: &'static Phrases,
    row: &ProductRow,
    variant: u16,
    variant_name: &str,
    again: &Again<'_>,
) -> Option<Offer> {
    let (product, sheet) = (&row.product, &row.product.sheet);
    let price = product.price(variant)?;
    let name = called(&sheet.name, variant_name);
    let mut units = vec![Choice::new(sheet.unit.label(), sheet.unit.label())];
    units.extend(sheet.units.iter().map(|entry| Choice::new(entry.unit.label(), entry.unit.label())));
    let unit = Field::new(unit_name(sheet.product, variant), sheet.unit.label()).choices(units);
    Some(Offer {
        price: (t.business.price_words)(price.retail, price.wholesale, price.wholesale_from, sheet.unit),
        quantity: again.keep(Field::new(quantity_name(sheet.product, variant), name.clone()).optional()),
        unit: (!sheet.units.is_empty()).then(|| again.keep(unit)),
        unit_word: sheet.unit.label(),
        name,
    })
}

async fn placed(app: &App, t: &'static Phrases, who: &Member, sent: &Sent) -> Result<Receipt, Wrong> {
    let deed = sent.deed("channel")?;
    let buyer: PartyId = sent.word(t, "buyer", |text| text.parse().ok())?;
    let channel = deed.channel().map_err(|_| missing(t, "channel"))?;
    let lines = lines(app, t, who, sent)?;
    let wanted = match sent.text("wanted") {
        "" => None,
        text => Some(Day::parse(text).ok_or(Wrong::Field("wanted", t.common.not_a_day.to_owned()))?),
    };
    let delivery = delivery(app, t, who, &deed, buyer, sent)?;
    let note = deed.seal(app, contact(app, buyer)?, who.party, sent.note(t, "note")?)?;
    let evidence = sent.evidence(app, "photo").await?;
    let wish = PlaceOrder { buyer, lines, wanted, delivery, note };
    let wish = deed.wish(who, who.party, wish).on_behalf_of(buyer, channel);
    Ok(wish.evidence(evidence).submit(app).await?)
}

pub(super) fn contact(app: &App, buyer: PartyId) -> Result<rantai_core::ids::PersonId, PortalError> {
    app.registry().party(buyer).map(|entry| entry.contact).ok_or(PortalError::BadRequest)
}

fn lines(app: &App, t: &'static Phrases, who: &Member, sent: &Sent) -> Result<Vec<PlaceLine>, Wrong> {
    let mut lines = Vec::new();
    for row in app.views.shops.products(who.party) {
        let sheet = &row.product.sheet;
        for variant in &sheet.variants {
            let quantity = sent.text(&quantity_name(sheet.product, variant.number));
            if quantity.is_empty() || quantity == "0" {
                continue;
            }
            let Some(quantity) = Quantity::typed(quantity) else {
                return Err(Wrong::Field("goods", format!("{}: {}", sheet.name, t.common.not_a_quantity)));
            };
            let unit = Unit::from_label(sent.text(&unit_name(sheet.product, variant.number)));
            lines.push(PlaceLine {
                product: sheet.product,
                variant: variant.number,
                unit: unit.unwrap_or(sheet.unit),
                quantity,
                specification: None,
                photo: None,
            });
        }
    }
    if lines.is_empty() { Err(Wrong::Field("goods", t.business.no_goods.to_owned())) } else { Ok(lines) }
}

/// Where the goods go: the address that was said, else the one the buyer is known under.
fn delivery(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    deed: &Deed,
    buyer: PartyId,
    sent: &Sent,
) -> Result<DeliveryWish, Wrong> {
    if sent.text("delivery") == "collect" {
        return Ok(DeliveryWish::Collect);
    }
    let registry = app.registry();
    let entry = registry.party(buyer).ok_or(PortalError::BadRequest)?;
    let known = entry.address.as_ref().and_then(|address| app.vault.read(address));
    let text = match sent.text("address") {
        "" => known.map(|known| known.to_string()).unwrap_or_default(),
        text => text.to_owned(),
    };
    let address = Address::new(&text)
        .map_err(|TooLong { longest }| Wrong::Field("address", (t.common.too_long)(longest)))?;
    let address = deed.seal(app, entry.contact, who.party, address)?;
    let address = address.ok_or_else(|| missing(t, "address"))?;
    Ok(DeliveryWish::Deliver { village: entry.village.clone(), address })
}
