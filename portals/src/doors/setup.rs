//! `/setup/{token}`: whoever started the program says who they are and becomes its operator. Once.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{Redirect, Response};
use rantai_core::ids::CommandId;
use rantai_core::party::{Actor, Capacity, Channel};
use rantai_core::registry::{Command, Introduce, Introduced};
use rantai_core::vault::{Pass, PassToken};

use super::login::frame;
use super::newcomer::{self, Chosen, Newcomer, SecretFields};
use super::{give, let_in, refused};
use crate::app::App;
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::{Field, Page, PageResult, PortalError, show};
use crate::who::AppState;

#[derive(Template)]
#[template(path = "doors/setup.html")]
struct SetUpPage {
    page: Page,
    here: String,
    deed: CommandId,
    name: Field,
    phone: Field,
    secrets: SecretFields,
    party: Field,
    village: [Field; 2],
}

/// The address by which a deployment that nobody runs yet is set up; earlier ones are void. `None` where
/// somebody runs it.
///
/// # Errors
/// When the disk does not take it.
pub fn address(app: &App) -> Result<Option<String>, PortalError> {
    app.vault.passes.revoke_where(|issued| issued.pass == Pass::SetUp).map_err(PortalError::broken)?;
    if app.registry().has_operator() {
        return Ok(None);
    }
    let token = app.vault.passes.issue(Pass::SetUp, "", app.now(), None).map_err(PortalError::broken)?;
    Ok(Some(format!("/setup/{}", token.0)))
}

/// `GET /setup/{token}`
///
/// # Errors
/// [`PortalError::LinkOver`] for every token but the last start's, and once somebody runs the deployment.
pub async fn page(State(app): State<AppState>, lang: Lang, Path(token): Path<String>) -> PageResult {
    holds(&app, &token)?;
    show(&form(&app, lang, &token, &Filled::default()))
}

/// `POST /setup/{token}`
///
/// # Errors
/// As [`page`]; when the disk does not take it.
pub async fn set_up(
    State(app): State<AppState>,
    lang: Lang,
    headers: HeaderMap,
    Path(token): Path<String>,
    mut filled: Filled,
) -> PageResult {
    let _alone = app.doors.once.lock().await;
    holds(&app, &token)?;
    found(&app, lang, &headers, &token, &mut filled).await.or_else(|error| {
        if !matches!(error, PortalError::Refused(_)) {
            return Err(error);
        }
        let mut page = form(&app, lang, &token, &filled);
        page.page.notice = Some(error.notice(lang.phrases()));
        refused(&page, &error)
    })
}

fn holds(app: &App, token: &str) -> Result<(), PortalError> {
    let issued = app.vault.passes.peek(&PassToken(token.to_owned()), app.now());
    let holds = issued.is_some_and(|issued| issued.pass == Pass::SetUp) && !app.registry().has_operator();
    if holds { Ok(()) } else { Err(PortalError::LinkOver) }
}

async fn found(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    token: &str,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let t = lang.phrases();
    let command = filled.deed()?.deed;
    let name = newcomer::name(t, filled, "name");
    let phone = newcomer::phone(t, filled, "phone");
    let chosen = Chosen { pin: newcomer::pin(t, filled), password: newcomer::password(t, filled, true) };
    let party = filled.words(t, "party");
    let village = newcomer::village(t, filled);
    filled.checked()?;
    let (Some(name), Some(phone), Some(village)) = (name, phone, village) else {
        return Err(PortalError::BadRequest);
    };
    let newcomer = Newcomer { name, phone };
    let (person, add) = newcomer::sealed(app, Actor::FOUNDER, command, &newcomer)?;
    let slug = newcomer::free_slug(app, &party);
    let introduce = Command::Introduce(Introduce {
        person: Introduced::New(add),
        slug: slug.clone(),
        name: party,
        capacities: vec![Capacity::Operator],
        village,
        address: None,
        to: None,
    });
    newcomer::register(app, command, Actor::FOUNDER, Channel::Web, introduce).await?;
    app.vault.passes.use_up(&PassToken(token.to_owned()), app.now()).map_err(PortalError::broken)?;
    give(app, person, chosen).await?;
    let_in(app, headers, person)?.with(Redirect::to(&format!("/operator/{slug}")))
}

fn form(app: &App, lang: Lang, token: &str, filled: &Filled) -> SetUpPage {
    let t = lang.phrases();
    let d = &t.doors;
    SetUpPage {
        page: frame(lang, d.set_up_title),
        here: format!("/setup/{token}"),
        deed: deeds::new_id(app),
        name: filled.field("name", d.your_name, ""),
        phone: filled.field("phone", d.phone, "").hint(d.phone_hint),
        secrets: newcomer::secret_fields(t, filled, true),
        party: filled.field("party", d.operator_name, "").hint(d.operator_name_hint),
        village: newcomer::village_fields(app, t, filled),
    }
}
