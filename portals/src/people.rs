//! The people of a party: who belongs to it and as what, who is invited, who leaves.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use rantai_core::book::Rejection;
use rantai_core::desk::DeskError;
use rantai_core::ids::{CommandId, PersonId};
use rantai_core::party::{Capacity, Role};
use rantai_core::registry::{self, AddMember, RemoveMember};
use rantai_core::vault::{Issued, Pass, PassId};

use crate::app::App;
use crate::deeds;
use crate::doors::enter::may_let_in;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::i18n::dates::Shown;
use crate::routes::portal;
use crate::share::Share;
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, Tone, show, show_again};
use crate::who::{AppState, Member};

/// Days an invitation holds.
const DAYS: i64 = 7;
/// Most invitations of a party that are open at once.
const MOST_OPEN: usize = 30;

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    page: Page,
    here: String,
    programs: String,
    names: String,
    records: String,
    deed: CommandId,
    ready: Option<(String, Share)>,
    members: Vec<Line>,
    open: Vec<Open>,
    name: Field,
    role: Field,
}

/// Somebody who belongs to the party.
struct Line {
    name: String,
    role: &'static str,
    role_text: &'static str,
    is_you: bool,
    change: String,
    remove: String,
    /// Where a link is made that lets them in again, where the owner may make it.
    enter: Option<String>,
    deed: CommandId,
    roles: Field,
    effect: String,
    yes: String,
}

/// An invitation nobody has used yet.
struct Open {
    id: PassId,
    label: String,
    role: &'static str,
    until: Option<Shown>,
}

/// `GET /account/{party}/people`
pub async fn list(member: Member, lang: Lang, State(app): State<AppState>) -> PageResult {
    show(&page(&app, lang, &member, &Filled::default(), None, None))
}

/// `POST /account/{party}/people/invite`: the link is shown here, once.
///
/// # Errors
/// When the vault does not take it.
pub async fn invite(
    member: Member,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let name = filled.words(t, "name");
    if name.chars().count() > 40 {
        filled.mistake("name", (t.common.too_long)(40));
    }
    let allowed = roles(&app, &member);
    let role = filled.choice(t, "role", |role| Role::from_name(role).filter(|role| allowed.contains(role)));
    let open = app.vault.passes.list(app.now(), |pass| is_ours(pass, &member)).len();
    let Some(role) = role.filter(|_| !filled.is_wrong() && open < MOST_OPEN) else {
        let error = if open < MOST_OPEN {
            PortalError::refused(|t| t.workshop.check_fields.to_owned())
        } else {
            PortalError::from(Rejection::TooMuchAtOnce)
        };
        return show_again(&page(&app, lang, &member, &filled, Some(error.notice(t)), None));
    };
    let pass = Pass::Invite { party: member.party, role, by: member.person };
    let expires = app.now().plus_seconds(DAYS * 24 * 60 * 60);
    let token = app.vault.passes.issue(pass, &name, app.now(), Some(expires)).map_err(PortalError::broken)?;
    let url = app.site.url(&headers, &format!("/join/{}", token.0));
    let text = (t.setup.invite_text)(&name, &member.name, (t.setup.role)(role), &url);
    let ready = ((t.setup.link_ready)(&name), Share::new(url, &text));
    let mut answer = show(&page(&app, lang, &member, &Filled::default(), None, Some(ready)))?;
    let never = axum::http::HeaderValue::from_static("no-store");
    answer.headers_mut().insert(axum::http::header::CACHE_CONTROL, never);
    Ok(answer)
}

/// `GET` of the addresses that only do something: back to the list.
pub async fn back(member: Member) -> PageResult {
    Ok(Redirect::to(&at(&member)).into_response())
}

/// `POST /account/{party}/people/invitations/{pass}/revoke`
///
/// # Errors
/// [`PortalError::NotFound`] where the party has no such invitation.
pub async fn revoke(
    member: Member,
    State(app): State<AppState>,
    Path((_, pass)): Path<(String, String)>,
) -> PageResult {
    let id: PassId = pass.parse().map_err(|_| PortalError::NotFound)?;
    let mut open = app.vault.passes.list(app.now(), |pass| is_ours(pass, &member)).into_iter();
    let ours = open.any(|issued| issued.id == id);
    if !ours {
        return Err(PortalError::NotFound);
    }
    app.vault.passes.revoke(id).map_err(PortalError::broken)?;
    Ok(Redirect::to(&at(&member)).into_response())
}

/// `POST /account/{party}/people/{person}/role`
///
/// # Errors
/// What no other input could mend.
pub async fn change_role(
    member: Member,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, person)): Path<(String, PersonId)>,
    filled: Filled,
) -> PageResult {
    belongs(&app, &member, person)?;
    let role = Role::from_name(filled.text("role")).filter(|role| roles(&app, &member).contains(role));
    let role = role.ok_or(PortalError::BadRequest)?;
    let command = registry::Command::AddMember(AddMember { party: member.party, person, role });
    done(&app, lang, &member, &filled, command).await
}

/// `POST /account/{party}/people/{person}/remove`: takes effect at once. What they did stays theirs.
///
/// # Errors
/// What no other input could mend.
pub async fn remove(
    member: Member,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, person)): Path<(String, PersonId)>,
    filled: Filled,
) -> PageResult {
    belongs(&app, &member, person)?;
    let command = registry::Command::RemoveMember(RemoveMember { party: member.party, person });
    let answer = done(&app, lang, &member, &filled, command).await?;
    if app.registry().role(member.party, person).is_none() {
        // Their programs stop, whom they invited is not let in any more, and the links they made open nothing.
        let theirs = |issued: &Issued| match &issued.pass {
            Pass::Api { party, person: holder, .. } => *party == member.party && *holder == person,
            Pass::Invite { party, by, .. } => *party == member.party && *by == person,
            Pass::Thing { book, by, .. } => book.business() == Some(member.party) && *by == person,
            _ => false,
        };
        app.vault.passes.revoke_where(theirs).map_err(PortalError::broken)?;
    }
    Ok(answer)
}

async fn done(
    app: &App,
    lang: Lang,
    member: &Member,
    filled: &Filled,
    command: registry::Command,
) -> PageResult {
    match app.desk.submit(filled.deed()?.register(member, command).wish()).await {
        Ok(receipt) => Ok(deeds::see(&at(member), &receipt)),
        Err(DeskError::Refused(Rejection::Invalid { field: "role" })) => {
            let error = PortalError::refused(|t| t.setup.last_owner.to_owned());
            let notice = error.notice(lang.phrases());
            show_again(&page(app, lang, member, &Filled::default(), Some(notice), None))
        }
        Err(error) => Err(error.into()),
    }
}

/// The address of the people of a party.
pub fn at(member: &Member) -> String {
    format!("/account/{}/people", member.slug)
}

fn belongs(app: &App, member: &Member, person: PersonId) -> Result<(), PortalError> {
    let role = app.registry().role(member.party, person);
    role.map(|_| ()).ok_or(PortalError::NotFound)
}

fn is_ours(pass: &Pass, member: &Member) -> bool {
    matches!(pass, Pass::Invite { party, .. } if *party == member.party)
}

/// The roles there are in a party: a business has more to share out.
fn roles(app: &App, member: &Member) -> &'static [Role] {
    let registry = app.registry();
    let is_business =
        registry.party(member.party).is_some_and(|party| party.capacities.contains(&Capacity::Business));
    if is_business {
        &[Role::Admin, Role::Production, Role::Finance, Role::Auditor, Role::Owner]
    } else {
        &[Role::Member, Role::Owner]
    }
}

fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    filled: &Filled,
    notice: Option<Notice>,
    ready: Option<(String, Share)>,
) -> PeoplePage {
    let t = lang.phrases();
    let s = &t.setup;
    let registry = app.registry();
    let calendar = app.calendar(lang, member.party);
    let back = registry.party(member.party).and_then(|party| portal(party, member.role));
    let mut page = Page::new(lang, s.people)
        .signed_in(app.person(member.person), &member.name)
        .others(app.others(member))
        .people(member)
        .back(back.unwrap_or_else(|| "/".to_owned()), member.name.clone());
    page.notice = notice
        .or_else(|| ready.as_ref().map(|(title, _)| Notice::new(Tone::Done, title.clone(), s.link_once)));
    let known = roles(app, member);
    let choices = |text: bool| {
        known.iter().map(move |role| {
            let name = (s.role)(*role);
            let label = if text { format!("{name}: {}", (s.role_text)(*role)) } else { name.to_owned() };
            Choice::new(role.name(), label)
        })
    };
    let mut members: Vec<Line> = registry
        .members(member.party)
        .map(|(person, role)| {
            let name = app.person(person);
            Line {
                role: (s.role)(role),
                role_text: (s.role_text)(role),
                is_you: person == member.person,
                change: format!("{}/{person}/role", at(member)),
                remove: format!("{}/{person}/remove", at(member)),
                enter: may_let_in(&app.registry(), member.person, person)
                    .then(|| format!("{}/{person}/enter", at(member))),
                deed: deeds::new_id(app),
                roles: Field::new("role", s.invite_role).value(role.name()).choices(choices(false)),
                effect: (s.remove_member_effect)(&name, &member.name),
                yes: (s.remove_member_yes)(&name),
                name,
            }
        })
        .collect();
    members.sort_by(|a, b| (!a.is_you, &a.name).cmp(&(!b.is_you, &b.name)));
    let open = app.vault.passes.list(app.now(), |pass| is_ours(pass, member));
    let open = open.into_iter().filter_map(|issued| {
        let Pass::Invite { role, .. } = issued.pass else { return None };
        Some(Open {
            id: issued.id,
            label: issued.label,
            role: (s.role)(role),
            until: issued.expires.map(|expires| calendar.moment(expires)),
        })
    });
    PeoplePage {
        page,
        programs: format!("/account/{}/tokens", member.slug),
        names: crate::names::at(member),
        records: format!("/account/{}/records", member.slug),
        here: at(member),
        deed: deeds::new_id(app),
        ready,
        members,
        open: open.collect(),
        name: filled.field("name", s.invite_name, "").hint(s.invite_name_hint),
        role: filled
            .field("role", s.invite_role, known.first().map_or("", |role| role.name()))
            .choices(choices(true)),
    }
}
