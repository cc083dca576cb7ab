//! Founding a business: its name and village, and whose it is. The owner is let in by a link.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use rantai_core::ids::CommandId;
use rantai_core::party::Capacity;
use rantai_core::registry::{Command, Introduce, Introduced, is_slug};

use super::{Place, at, frame};
use crate::app::App;
use crate::deeds;
use crate::doors::newcomer::{self, Newcomer};
use crate::doors::{refused, shown};
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::{Field, Page, PageResult, PortalError, show};
use crate::who::{AppState, Member, Operator};

#[derive(Template)]
#[template(path = "operator/found.html")]
struct FoundPage {
    page: Page,
    here: String,
    deed: CommandId,
    name: Field,
    slug: Field,
    village: [Field; 2],
    owner: Field,
    phone: Field,
}

/// `GET /operator/{party}/found`
///
/// # Errors
/// When the template cannot be rendered.
pub async fn page(operator: Operator, lang: Lang, State(app): State<AppState>) -> PageResult {
    show(&form(&app, lang, &operator, &Filled::default()))
}

/// `POST /operator/{party}/found`
///
/// # Errors
/// When the disk does not take it.
pub async fn found(
    operator: Operator,
    lang: Lang,
    State(app): State<AppState>,
    headers: HeaderMap,
    mut filled: Filled,
) -> PageResult {
    submit(&app, lang, &headers, &operator, &mut filled).await.or_else(|error| {
        if !matches!(error, PortalError::Refused(_)) {
            return Err(error);
        }
        let mut page = form(&app, lang, &operator, &filled);
        page.page.notice = Some(error.notice(lang.phrases()));
        refused(&page, &error)
    })
}

async fn submit(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    operator: &Member,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?.deed;
    let name = filled.words(t, "name");
    let typed = filled.text("slug").to_lowercase();
    if !typed.is_empty() && !is_slug(&typed) {
        filled.mistake("slug", t.operator.not_a_slug);
    }
    let village = newcomer::village(t, filled);
    let owner = newcomer::name(t, filled, "owner");
    let phone = newcomer::phone(t, filled, "phone");
    filled.checked()?;
    let (Some(village), Some(owner), Some(phone)) = (village, owner, phone) else {
        return Err(PortalError::BadRequest);
    };
    let slug = if typed.is_empty() { newcomer::free_slug(app, &name) } else { typed };
    let digits = phone.digits().to_owned();
    let (person, introduced) = match newcomer::person_of(app, &phone) {
        Some(person) => (person, Introduced::Known(person)),
        None => {
            let newcomer = Newcomer { name: owner, phone };
            let (person, add) = newcomer::sealed(app, operator.actor(), deed, &newcomer)?;
            (person, Introduced::New(add))
        }
    };
    let command = Command::Introduce(Introduce {
        person: introduced,
        slug,
        name: name.clone(),
        capacities: vec![Capacity::Business],
        village,
        address: None,
        to: None,
    });
    newcomer::register(app, deed, operator.actor(), operator.channel(), command).await?;
    let token = shown::enter_link(app, person, Some(operator.person))?;
    let page = frame(app, lang, operator, Place::Businesses, (t.operator.founded)(&name))
        .back(at(operator, ""), t.operator.nav_businesses);
    let lead = (t.operator.founded_lead)(&app.person(person));
    shown::page(app, headers, page, lead, &token, Some(&digits))
}

fn form(app: &App, lang: Lang, operator: &Member, filled: &Filled) -> FoundPage {
    let t = lang.phrases();
    let o = &t.operator;
    FoundPage {
        page: frame(app, lang, operator, Place::Businesses, o.found).back(at(operator, ""), o.nav_businesses),
        here: at(operator, "/found"),
        deed: deeds::new_id(app),
        name: filled.field("name", o.business_name, ""),
        slug: filled.field("slug", o.slug, "").hint(o.slug_hint).optional(),
        village: newcomer::village_fields(app, t, filled),
        owner: filled.field("owner", o.owner_name, ""),
        phone: filled.field("phone", o.owner_phone, "").hint(o.owner_phone_hint),
    }
}
