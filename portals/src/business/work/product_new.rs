//! A new product: what it is, how it is sold, what it costs.

use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::Response;
use rantai_core::book::catalogue::{AddProduct, Making, SetPrice, UnitFactor};
use rantai_core::ids::{CommandId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::quantity::{Quantity, Unit};

use super::again;
use super::material_new::units;
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds::{self, Deed};
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::uploads::PhotoForm;
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

#[derive(Template)]
#[template(path = "business/work/product_new.html")]
struct NewProductPage {
    page: Page,
    action: String,
    deed: CommandId,
    name: Field,
    description: Field,
    photo: Field,
    /// The folded part is open: something in it is wrong.
    more: bool,
    import: String,
    making: Field,
    unit: Field,
    units: Field,
    variants: Field,
    prices: Prices,
    days: Field,
    weight: Field,
}

/// The questions about one price.
pub struct Prices {
    /// For few.
    pub retail: Field,
    /// For many.
    pub wholesale: Field,
    /// From how many on.
    pub from: Field,
}

/// `GET /business/{party}/catalogue/new`
pub async fn form(business: Business, lang: Lang, State(app): State<AppState>) -> PageResult {
    show(&page(&app, lang, &business, &Filled::default(), None))
}

/// `POST /business/{party}/catalogue/new`
pub async fn add(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let t = lang.phrases();
    let form = PhotoForm::read_and_keep(&app, business.person, multipart).await?;
    let mut filled = Filled::from(&form);
    match submit(&app, t, &business, &form, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => show_again(&page(&app, lang, &business, &filled, Some(again(error, t)?))),
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    form: &PhotoForm,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let mut command = product(t, filled);
    let price = price(t, filled);
    filled.checked()?;
    command.photo = form.evidence(app, "photo").await?.first().copied();
    let receipt = deed.wish(member, member.party, command).submit(app).await?;
    let product = receipt.thing.and_then(|thing| ProductId::try_from(thing).ok());
    let Some(product) = product else { return Ok(deeds::see(&at(member, "/catalogue"), &receipt)) };
    let path = at(member, &format!("/catalogue/{product}"));
    let (retail, wholesale, wholesale_from) = price;
    let price = SetPrice { product, variant: None, retail, wholesale, wholesale_from };
    // A form sent twice sets the same price twice, which is no fact.
    let second = Deed { deed: deeds::new_id(app), version: None, channel: None };
    let receipt = second.wish(member, member.party, price).submit(app).await?;
    Ok(deeds::see(&path, &receipt))
}

fn product(t: &'static Phrases, filled: &mut Filled) -> AddProduct {
    let name = filled.words(t, "name");
    let making = filled.choice(t, "making", Making::from_name).unwrap_or(Making::ToOrder);
    let unit = filled.choice(t, "unit", Unit::from_name).unwrap_or(Unit::Pcs);
    let units = match read_units(filled.text("units")) {
        Some(units) => units,
        None => {
            filled.mistake("units", t.workshop.units_wrong);
            Vec::new()
        }
    };
    let days = u16::try_from(filled.whole(t, "days", 3_650)).unwrap_or_default();
    AddProduct {
        name,
        description: filled.text("description").to_owned(),
        making,
        unit,
        units,
        variants: lines(filled.text("variants")),
        days,
        weight_grams: filled.whole(t, "weight", 100_000_000),
        photo: None,
    }
}

/// One entry a line.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// `lusin 12, kodi 20`, or one a line.
fn read_units(text: &str) -> Option<Vec<UnitFactor>> {
    let entries = text.split([',', '\n', ';']).map(str::trim).filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (unit, factor) = entry.split_once([' ', '='])?;
            let factor = Quantity::typed(factor.trim_start_matches(['=', ' ']))?;
            Some(UnitFactor { unit: Unit::from_label(unit)?, factor })
                .filter(|unit| unit.factor.is_positive())
        })
        .collect()
}

/// Retail, wholesale, and from how many on the latter holds. Without a wholesale price both are the same.
pub fn price(t: &'static Phrases, filled: &mut Filled) -> (Rupiah, Rupiah, Quantity) {
    let retail = filled.money(t, "retail");
    let wholesale = match filled.money_or_nothing(t, "wholesale") {
        Rupiah::ZERO => retail,
        wholesale => wholesale,
    };
    let from = match filled.quantity_or_nothing(t, "from") {
        Quantity::ZERO => Quantity::whole(1),
        from => from,
    };
    if !retail.is_positive() && !filled.text("retail").is_empty() {
        filled.mistake("retail", t.common.not_an_amount);
    }
    if wholesale > retail {
        filled.mistake("wholesale", t.workshop.wholesale_above);
    }
    (retail, wholesale, from)
}

/// The questions about a price, as they stand in two forms.
pub fn price_fields(t: &'static Phrases, filled: &Filled, unit: &str) -> Prices {
    let w = &t.workshop;
    Prices {
        retail: filled.field("retail", w.retail, ""),
        wholesale: filled.field("wholesale", w.wholesale, "").hint(w.wholesale_hint).optional(),
        from: filled.field("from", w.wholesale_from, "").unit(unit).optional(),
    }
}

fn page(app: &App, lang: Lang, member: &Member, filled: &Filled, notice: Option<Notice>) -> NewProductPage {
    let t = lang.phrases();
    let w = &t.workshop;
    let mut page =
        frame(app, lang, member, Place::Catalogue, w.add_product).back(at(member, "/catalogue"), w.catalogue);
    page.notice = notice;
    let makings = Making::ALL.iter().map(|making| Choice::new(making.name(), (w.making)(*making)));
    NewProductPage {
        page,
        action: at(member, "/catalogue/new"),
        deed: deeds::new_id(app),
        name: filled.field("name", w.product_name, ""),
        description: filled.field("description", w.description, "").hint(w.description_hint).optional(),
        photo: filled.field("photo", w.product_photo, "").optional(),
        more: ["description", "units", "variants", "wholesale", "from", "days", "weight"]
            .iter()
            .any(|name| filled.is_mistaken(name)),
        import: at(member, "/import?kind=products"),
        making: filled.field("making", w.how_made, Making::ToOrder.name()).choices(makings),
        unit: filled.field("unit", w.unit, Unit::Pcs.name()).choices(units()),
        units: filled.field("units", w.more_units, "").hint(w.more_units_hint).optional(),
        variants: filled.field("variants", w.variants, "").hint(w.variants_hint).optional(),
        prices: price_fields(t, filled, ""),
        days: filled.field("days", w.days, "7").unit(w.days_unit).optional(),
        weight: filled.field("weight", w.weight, "").unit("gram").optional(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&[(Unit, i64)]>) {
        let units = read_units(text);
        let units = units.map(|units| units.iter().map(|it| (it.unit, it.factor.raw())).collect::<Vec<_>>());
        let whole = |(unit, factor): &(Unit, i64)| (*unit, Quantity::whole(*factor).raw());
        assert_eq!(units, expected.map(|units| units.iter().map(whole).collect()), "{text}");
    }

    #[test]
    fn more_units_are_read_as_people_write_them() {
        check("lusin 12, kodi 20", Some(&[(Unit::Lusin, 12), (Unit::Kodi, 20)]));
        check("Lusin = 12\nkodi=20", Some(&[(Unit::Lusin, 12), (Unit::Kodi, 20)]));
        check("", Some(&[]));
        for wrong in ["lusin", "lusin x", "peti 12", "lusin 0"] {
            check(wrong, None);
        }
    }
}
