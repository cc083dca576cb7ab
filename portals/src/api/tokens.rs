//! `/account/{party}/tokens`: an owner lets a program in, sees which were let in, and takes it back.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use rantai_core::ids::CommandId;
use rantai_core::vault::{Issued, LONGEST_PASS_LABEL, Pass, PassId};

use super::caller::Scope;
use crate::app::App;
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::routes::portal;
use crate::web::{Field, Notice, Page, PageResult, PortalError, Tone, show, show_again};
use crate::who::{AppState, Member};

/// Forms remembered as already sent.
const REMEMBERED: usize = 1_000;

/// The forms that made a token: sent again by a reload, one makes no second.
#[derive(Debug, Default)]
pub struct Made(Mutex<VecDeque<CommandId>>);

impl Made {
    /// Notes the form. False: it was noted before.
    fn note(&self, deed: CommandId) -> bool {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if made.contains(&deed) {
            return false;
        }
        made.truncate(REMEMBERED - 1);
        made.push_front(deed);
        true
    }
}

#[derive(Template)]
#[template(path = "api/tokens.html")]
struct TokensPage {
    page: Page,
    action: String,
    deed: CommandId,
    label: Field,
    scopes: Vec<ScopeBox>,
    no_scope: bool,
    token: Option<String>,
    tokens: Vec<Token>,
}

/// A scope to tick.
struct ScopeBox {
    name: &'static str,
    label: &'static str,
    ticked: bool,
}

/// A token that holds.
struct Token {
    label: String,
    scopes: String,
    made: String,
    used: String,
    revoke: String,
}

/// `GET /account/{party}/tokens`
pub async fn page(member: Member, lang: Lang, State(app): State<AppState>) -> PageResult {
    show(&sheet(&app, lang, &member, &Filled::default(), None))
}

/// `POST /account/{party}/tokens`
pub async fn make(member: Member, lang: Lang, State(app): State<AppState>, mut filled: Filled) -> PageResult {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let label = filled.text("label").to_owned();
    if label.is_empty() {
        filled.mistake("label", t.common.required);
    } else if label.len() > LONGEST_PASS_LABEL {
        filled.mistake("label", (t.common.too_long)(LONGEST_PASS_LABEL));
    }
    let scopes = Scope::ALL.iter().filter(|scope| filled.has(scope.name()));
    let scopes = scopes.fold(0, |bits, scope| bits | scope.bit());
    if scopes == 0 {
        filled.mistake("scopes", t.api.no_scope);
    }
    if filled.is_wrong() {
        return show_again(&sheet(&app, lang, &member, &filled, None));
    }
    if !app.made.note(deed.deed) {
        let mut again = sheet(&app, lang, &member, &Filled::default(), None);
        again.page = again.page.notice(Notice::new(Tone::Yours, t.api.made_again_title, t.api.made_again));
        return show(&again);
    }
    let pass = Pass::Api { party: member.party, person: member.person, scopes };
    let token = app.vault.passes.issue(pass, &label, app.now(), None).map_err(PortalError::broken)?;
    show(&sheet(&app, lang, &member, &Filled::default(), Some(token.0)))
}

/// `POST /account/{party}/tokens/{token}/revoke`
pub async fn revoke(
    member: Member,
    State(app): State<AppState>,
    Path((_, token)): Path<(String, String)>,
) -> PageResult {
    let issued = of_party(&app, &member).into_iter().find(|issued| name_of(issued.id) == token);
    if let Some(issued) = issued {
        app.vault.passes.revoke(issued.id).map_err(PortalError::broken)?;
    }
    Ok(Redirect::to(&at(&member)).into_response())
}

fn at(member: &Member) -> String {
    format!("/account/{}/tokens", member.slug)
}

fn of_party(app: &App, member: &Member) -> Vec<Issued> {
    let mine = |pass: &Pass| matches!(pass, Pass::Api { party, .. } if *party == member.party);
    app.vault.passes.list(app.now(), mine)
}

fn name_of(id: PassId) -> String {
    id.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sheet(app: &App, lang: Lang, member: &Member, filled: &Filled, token: Option<String>) -> TokensPage {
    let t = lang.phrases();
    let registry = app.registry();
    let home = registry.party(member.party).and_then(|party| portal(party, member.role));
    let page = Page::new(lang, t.api.title)
        .signed_in(app.person(member.person), member.name.as_str())
        .others(app.others(member))
        .back(home.unwrap_or_else(|| "/".to_owned()), member.name.as_str());
    let asked_before = filled.has("label");
    let scope = |scope: &Scope| ScopeBox {
        name: scope.name(),
        label: (t.api.scope)(*scope),
        // Reading is harmless and nearly always wanted; everything else is the owner's word.
        ticked: if asked_before { filled.has(scope.name()) } else { *scope == Scope::Read },
    };
    TokensPage {
        page,
        action: at(member),
        deed: deeds::new_id(app),
        label: filled.field("label", t.api.label, "").hint(t.api.label_hint),
        no_scope: asked_before && !Scope::ALL.iter().any(|scope| filled.has(scope.name())),
        scopes: Scope::ALL.iter().map(scope).collect(),
        token,
        tokens: of_party(app, member).iter().map(|issued| listed(app, lang, t, member, issued)).collect(),
    }
}

fn listed(app: &App, lang: Lang, t: &'static Phrases, member: &Member, issued: &Issued) -> Token {
    let calendar = app.calendar(lang, member.party);
    let (person, bits) = match issued.pass {
        Pass::Api { person, scopes, .. } => (app.person(person), scopes),
        _ => (String::new(), 0),
    };
    let scopes = Scope::ALL.iter().filter(|scope| bits & scope.bit() != 0);
    let used = issued.last_used.map(|at| (t.api.last_used)(&calendar.ago(at).text));
    Token {
        label: issued.label.clone(),
        scopes: scopes.map(|scope| (t.api.scope)(*scope)).collect::<Vec<_>>().join(" · "),
        made: (t.api.made_on)(&calendar.ago(issued.created).text, &person),
        used: used.unwrap_or_else(|| t.api.never_used.to_owned()),
        revoke: format!("{}/{}/revoke", at(member), name_of(issued.id)),
    }
}
