//! A material the business works with from now on, and who usually supplies it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use rantai_core::book::catalogue::AddMaterial;
use rantai_core::ids::{CommandId, PartyId};
use rantai_core::party::Capacity;
use rantai_core::quantity::Unit;

use super::{again, parties};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

#[derive(Template)]
#[template(path = "business/work/material_new.html")]
struct NewMaterialPage {
    page: Page,
    action: String,
    deed: CommandId,
    name: Field,
    unit: Field,
    price: Field,
    suppliers: Vec<Supplier>,
}

struct Supplier {
    id: String,
    name: String,
    chosen: bool,
}

/// `GET /business/{party}/materials/new`
pub async fn form(business: Business, lang: Lang, State(app): State<AppState>) -> PageResult {
    show(&page(&app, lang, &business, &Filled::default(), None))
}

/// `POST /business/{party}/materials/new`
pub async fn add(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    match submit(&app, t, &business, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => show_again(&page(&app, lang, &business, &filled, Some(again(error, t)?))),
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let name = filled.words(t, "name");
    let unit = filled.choice(t, "unit", Unit::from_name);
    let price = filled.money_or_nothing(t, "price");
    filled.checked()?;
    let unit = unit.ok_or(PortalError::BadRequest)?;
    let chosen = filled.under("supplier-");
    let suppliers = chosen.iter().map(|(id, _)| id.parse::<PartyId>()).collect::<Result<_, _>>();
    let suppliers = suppliers.map_err(|_| PortalError::BadRequest)?;
    let command = AddMaterial { name, unit, suppliers, price };
    let receipt = deed.wish(member, member.party, command).submit(app).await?;
    Ok(deeds::see(&at(member, "/materials"), &receipt))
}

fn page(app: &App, lang: Lang, member: &Member, filled: &Filled, notice: Option<Notice>) -> NewMaterialPage {
    let t = lang.phrases();
    let w = &t.workshop;
    let mut page = frame(app, lang, member, Place::Materials, w.add_material)
        .back(at(member, "/materials"), w.materials);
    page.notice = notice;
    let chosen = filled.under("supplier-");
    let supplier = |(id, name): (PartyId, String)| {
        let id = id.to_string();
        Supplier { chosen: chosen.iter().any(|(other, _)| *other == id), id, name }
    };
    NewMaterialPage {
        page,
        action: at(member, "/materials/new"),
        deed: deeds::new_id(app),
        name: filled.field("name", w.material_name, ""),
        unit: filled.field("unit", w.unit, Unit::Pcs.name()).choices(units()),
        price: filled.field("price", w.usual_price, "").hint(w.usual_price_hint).optional(),
        suppliers: parties(app, member, Capacity::Supplier).into_iter().map(supplier).collect(),
    }
}

/// All units, as choices.
pub fn units() -> impl Iterator<Item = Choice> {
    Unit::ALL.iter().map(|unit| Choice::new(unit.name(), unit.label()))
}
