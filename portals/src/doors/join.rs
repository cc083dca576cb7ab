//! `/join/{token}`: an invitation to act for a party. It works once, and only while whoever invited may.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use rantai_core::ids::{CommandId, PartyId, PersonId};
use rantai_core::party::{Actor, Channel, Role};
use rantai_core::registry::{Command, Introduced, Join};
use rantai_core::vault::{Issued, Pass, PassId, PassToken};

use super::login::frame;
use super::newcomer::{self, Chosen, Newcomer, SecretFields};
use super::throttle::Key;
use super::{again, give, let_in, refused};
use crate::app::App;
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::routes::portal;
use crate::web::{Field, Page, PageResult, PortalError, show};
use crate::who::{AppState, SignedIn};

#[derive(Template)]
#[template(path = "doors/join.html")]
struct JoinPage {
    page: Page,
    here: String,
    deed: CommandId,
    lead: String,
    /// Who joins, where they are signed in.
    me: Option<String>,
    name: Field,
    phone: Field,
    secrets: SecretFields,
    sign_in: String,
}

/// An invitation that holds.
struct Invitation {
    id: PassId,
    token: PassToken,
    party: PartyId,
    role: Role,
    by: PersonId,
    label: String,
}

/// `GET /join/{token}`
///
/// # Errors
/// [`PortalError::LinkOver`] for every invitation that does not hold, whatever the reason.
pub async fn page(
    State(app): State<AppState>,
    who: Result<SignedIn, PortalError>,
    lang: Lang,
    Path(token): Path<String>,
) -> PageResult {
    let invitation = invitation(&app, token)?;
    let me = who.ok().map(|SignedIn(person)| person);
    show(&form(&app, lang, &invitation, me, &Filled::default()))
}

/// `POST /join/{token}`
///
/// # Errors
/// [`PortalError::LinkOver`] for every invitation that does not hold; when the disk does not take it.
pub async fn join(
    State(app): State<AppState>,
    who: Result<SignedIn, PortalError>,
    lang: Lang,
    headers: HeaderMap,
    Path(token): Path<String>,
    mut filled: Filled,
) -> PageResult {
    let _alone = app.doors.once.lock().await;
    let invitation = invitation(&app, token)?;
    let me = who.ok().map(|SignedIn(person)| person);
    let joined = match me {
        Some(person) => known(&app, &invitation, person, &filled).await,
        None => new(&app, lang, &headers, &invitation, &mut filled).await,
    };
    joined.or_else(|error| {
        if !matches!(error, PortalError::Refused(_) | PortalError::TooManyTries { .. }) {
            return Err(error);
        }
        let mut page = form(&app, lang, &invitation, me, &filled);
        page.page.notice = Some(error.notice(lang.phrases()));
        refused(&page, &error)
    })
}

/// Somebody who is signed in joins.
async fn known(
    app: &App,
    invitation: &Invitation,
    person: PersonId,
    filled: &Filled,
) -> Result<Response, PortalError> {
    invitation.admit(app, filled.deed()?.deed, Introduced::Known(person)).await?;
    Ok(Redirect::to(&invitation.portal(app)).into_response())
}

/// Somebody nobody knows yet joins, with a PIN of their own.
async fn new(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    invitation: &Invitation,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let t = lang.phrases();
    let command = filled.deed()?.deed;
    let name = newcomer::name(t, filled, "name");
    let phone = newcomer::phone(t, filled, "phone");
    let chosen = Chosen { pin: newcomer::pin(t, filled), password: newcomer::password(t, filled, false) };
    filled.checked()?;
    let (Some(name), Some(phone)) = (name, phone) else { return Err(PortalError::BadRequest) };
    // Who holds an invitation could ask it for every number there is.
    app.doors.throttle.guess(&[Key::Link(invitation.id)], app.now())?;
    if newcomer::person_of(app, &phone).is_some() {
        filled.mistake("phone", t.doors.phone_is_known);
        return Err(PortalError::refused(|t| t.doors.phone_is_known.to_owned()));
    }
    let newcomer = Newcomer { name, phone };
    let (person, add) = newcomer::sealed(app, invitation.actor(), command, &newcomer)?;
    invitation.admit(app, command, Introduced::New(add)).await?;
    give(app, person, chosen).await?;
    let_in(app, headers, person)?.with(Redirect::to(&invitation.portal(app)))
}

impl Invitation {
    /// Who joins does so by the hand of who invited them.
    const fn actor(&self) -> Actor {
        Actor { person: self.by, party: self.party }
    }

    async fn admit(&self, app: &App, command: CommandId, person: Introduced) -> Result<(), PortalError> {
        let join = Command::Join(Join { person, party: self.party, role: self.role });
        newcomer::register(app, command, self.actor(), Channel::Link, join).await?;
        app.vault.passes.use_up(&self.token, app.now()).map(|_| ()).map_err(PortalError::broken)
    }

    fn portal(&self, app: &App) -> String {
        let registry = app.registry();
        let place = registry.party(self.party).and_then(|party| portal(party, self.role));
        place.unwrap_or_else(|| "/".to_owned())
    }
}

/// The invitation of that token, as long as whoever invited may.
fn invitation(app: &App, token: String) -> Result<Invitation, PortalError> {
    let token = PassToken(token);
    let Some(Issued { id, pass: Pass::Invite { party, role, by }, label, .. }) =
        app.vault.passes.peek(&token, app.now())
    else {
        return Err(PortalError::LinkOver);
    };
    let may = app.registry().role(party, by) == Some(Role::Owner) && !app.vault.accounts.is_disabled(by);
    if may { Ok(Invitation { id, token, party, role, by, label }) } else { Err(PortalError::LinkOver) }
}

fn form(app: &App, lang: Lang, invitation: &Invitation, me: Option<PersonId>, filled: &Filled) -> JoinPage {
    let t = lang.phrases();
    let d = &t.doors;
    let party = app.party(invitation.party);
    let here = format!("/join/{}", invitation.token.0);
    let role = (t.demo.role)(invitation.role.name());
    JoinPage {
        page: frame(lang, &(d.join_title)(&party)),
        deed: deeds::new_id(app),
        lead: (d.join_lead)(&app.person(invitation.by), &party, role),
        me: me.map(|person| app.person(person)),
        name: filled.field("name", d.your_name, &invitation.label),
        phone: filled.field("phone", d.phone, "").hint(d.phone_hint),
        secrets: newcomer::secret_fields(t, filled, false),
        sign_in: again::sign_in(Some(&here)),
        here,
    }
}
