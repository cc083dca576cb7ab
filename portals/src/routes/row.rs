//! One row of the table of addresses: how it is asked, who may, and the handler that answers.
//!
//! The rule is checked before the handler runs, whatever the handler does: who asks (a session, or a link to
//! one thing), whether they act for the party in the address, whether that party comes for this, whether
//! their role allows it, and whether everything named in the address is that party's.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, RawPathParams, Request, State};
use axum::handler::Handler;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get as on_get, post as on_post};
use axum::{Router, http};
use rantai_core::ids::{OrderId, ProductId, RequestId, SlipId, Thing};
use rantai_core::party::{Capacity, Role};
use rantai_core::vault::{Pass, PassToken, SessionToken};

use crate::api::BODY_LIMIT;
use crate::api::caller::{Caller, Scope};
use crate::app::App;
use crate::doors::login;
use crate::links;
use crate::site;
use crate::uploads::FORM_LIMIT;
use crate::web::{PortalError, Wants};
use crate::who::{self, AppState, Member, wait_for_deed};

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Whoever comes.
    Anybody,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever acts for the party in the address, which comes for this.
    Of(Capacity),
    /// Whoever acts for the party in the address, whatever it comes for.
    OfAny,
    /// A program with a token of that scope; the token says for which party.
    Program(Scope),
}

/// The rule of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Who may ask.
    pub who: Who,
    /// The roles that may, where a party is in the address.
    pub roles: &'static [Role],
    /// A link to the thing in the address is enough, too.
    pub link: bool,
}

/// Whoever comes.
pub const ANYBODY: Access = Access { who: Who::Anybody, roles: &[], link: false };
/// Whoever is signed in.
pub const SIGNED_IN: Access = Access { who: Who::SignedIn, roles: &[], link: false };

/// People of the party in the address, which comes for `capacity`, with one of the roles.
pub const fn of(capacity: Capacity, roles: &'static [Role]) -> Access {
    Access { who: Who::Of(capacity), roles, link: false }
}

/// People of the party in the address with one of the roles.
pub const fn of_any(roles: &'static [Role]) -> Access {
    Access { who: Who::OfAny, roles, link: false }
}

/// A program with a token of that scope, made by somebody with one of the roles.
pub const fn program(scope: Scope, roles: &'static [Role]) -> Access {
    Access { who: Who::Program(scope), roles, link: false }
}

impl Access {
    /// Also whoever holds a link to the order, request or slip in the address.
    pub const fn or_link(self) -> Self {
        Self { link: true, ..self }
    }
}

/// A way to ask an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Does something.
    Post,
}

/// One row of the table.
pub struct Row {
    /// How it is asked.
    pub method: Method,
    /// The address. Every id in it must be of a thing of the party in it.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    handler: MethodRouter<AppState>,
}

/// Answers once they are there, or later.
type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A handler whose type is forgotten, so that the router, its layers and its boxes are compiled once and not once for
/// every handler.
#[derive(Clone)]
struct Erased(Arc<dyn Fn(Request, AppState) -> Answer + Send + Sync>);

impl Erased {
    fn of<H: Handler<T, AppState, Future = Answer>, T: 'static>(handler: H) -> Self {
        Self(Arc::new(move |request, app| handler.clone().call(request, app)))
    }
}

impl Handler<(), AppState> for Erased {
    type Future = Answer;

    fn call(self, request: Request, app: AppState) -> Answer {
        (self.0)(request, app)
    }
}

/// A page.
pub fn get<H: Handler<T, AppState, Future = Answer>, T: 'static>(
    path: &'static str,
    access: Access,
    handler: H,
) -> Row {
    Row { method: Method::Get, path, access, handler: on_get(Erased::of(handler)) }
}

/// A deed.
pub fn post<H: Handler<T, AppState, Future = Answer>, T: 'static>(
    path: &'static str,
    access: Access,
    handler: H,
) -> Row {
    Row { method: Method::Post, path, access, handler: on_post(Erased::of(handler)) }
}

impl Row {
    /// The form may bring photographs.
    pub fn with_photos(self) -> Self {
        Self { handler: self.handler.layer(DefaultBodyLimit::max(FORM_LIMIT)), ..self }
    }

    /// Adds the row's address to the router, behind its rule.
    pub fn on(self, router: Router<AppState>, app: &AppState) -> Router<AppState> {
        let rule = from_fn_with_state((Arc::clone(app), self.access), guard);
        let handler = match self.access.who {
            Who::Program(_) => self.handler.layer(DefaultBodyLimit::max(BODY_LIMIT)),
            _ => self.handler,
        };
        router.route(self.path, handler.route_layer(rule))
    }
}

/// Lets a request through to its handler, with the member it comes from.
async fn guard(
    State((app, access)): State<(AppState, Access)>,
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Result<Response, Infallible> {
    if access.who == Who::Anybody {
        return Ok(next.run(request).await);
    }
    if let Who::Program(scope) = access.who {
        let params: Vec<_> = params.iter().map(|(name, id)| (name.to_owned(), id.to_owned())).collect();
        return Ok(match Caller::admitted(&app, scope, access.roles, &params, request.headers()).await {
            Ok(caller) => {
                request.extensions_mut().insert(caller);
                next.run(request).await
            }
            Err(problem) => problem.into_response(),
        });
    }
    wait_for_deed(&app, request.uri()).await;
    Ok(match admitted(&app, access, &params, &request) {
        Ok(member) => {
            if let Some(member) = member {
                request.extensions_mut().insert(member);
            }
            next.run(request).await
        }
        // What was typed goes on to the sign-in page.
        Err(PortalError::SignIn) if sends_a_form(&request) => login::instead(&app, request).await,
        Err(error) => error.into_response(),
    })
}

fn sends_a_form(request: &Request) -> bool {
    request.method() == http::Method::POST && Wants::of_headers(request.headers()) == Wants::Page
}

fn admitted(
    app: &App,
    access: Access,
    params: &RawPathParams,
    request: &Request,
) -> Result<Option<Member>, PortalError> {
    let session = app.site.read(request.headers(), site::SESSION);
    let person = session.and_then(|token| who::person(app, &SessionToken(token.to_owned())));
    if access.who == Who::SignedIn {
        return person.map(|_| None).ok_or(PortalError::SignIn);
    }
    let link = access.link.then(|| app.site.read_below(request.headers(), LINK)).flatten();
    if person.is_none() && link.is_none() {
        return Err(PortalError::SignIn);
    }
    let slug = param(params, "party").ok_or(PortalError::NotFound)?;
    let registry = app.registry();
    let party = registry.party_by_slug(slug).ok_or(PortalError::NotFound)?;
    let capacity = match access.who {
        Who::Of(capacity) if party.capacities.contains(&capacity) => Some(capacity),
        Who::OfAny => None,
        _ => return Err(PortalError::NotFound),
    };
    let by_role = person.and_then(|person| Some((person, registry.role(party.party, person)?, None)));
    let by_link = || {
        let issued = app.vault.passes.find(&PassToken(link?.to_owned()), app.now())?;
        let Pass::Thing { party: of, person, thing, .. } = issued.pass else { return None };
        if !links::stands(app, &issued) {
            return None;
        }
        let role = registry.role(party.party, person).filter(|_| !app.vault.accounts.is_disabled(person))?;
        (of == party.party && names(params, thing)).then_some((person, role, Some(issued.id)))
    };
    let (person, role, link) = by_role.or_else(by_link).ok_or(if person.is_none() {
        PortalError::SignIn
    } else {
        PortalError::NotFound
    })?;
    let member = Member {
        person,
        party: party.party,
        slug: party.slug.clone(),
        name: app.name_of(party),
        role,
        capacity,
        link,
    };
    if !owns(app, &member, params) {
        return Err(PortalError::NotFound);
    }
    if access.roles.contains(&role) { Ok(Some(member)) } else { Err(PortalError::Forbidden) }
}

/// The cookie that holds a link's token, below the address of its thing.
pub const LINK: &str = "rantai-link";

fn param<'a>(params: &'a RawPathParams, name: &str) -> Option<&'a str> {
    params.iter().find_map(|(key, value)| (key == name).then_some(value))
}

/// The address names that very thing.
fn names(params: &RawPathParams, thing: Thing) -> bool {
    let order = param(params, "order").and_then(|id| Some(id.parse::<OrderId>().ok()?.into()));
    let request = param(params, "request").and_then(|id| Some(id.parse::<RequestId>().ok()?.into()));
    let slip = param(params, "slip").and_then(|id| Some(id.parse::<SlipId>().ok()?.into()));
    // A slip within an order is reached by the order's link, never the other way round.
    order.or(request).or(slip) == Some(thing)
}

/// Everything the address names is the party's, in the capacity in which it is asked.
fn owns(app: &App, member: &Member, params: &RawPathParams) -> bool {
    params.iter().all(|(name, id)| match name {
        "order" => id.parse().is_ok_and(|order| owns_order(app, member, order)),
        "request" => id.parse().is_ok_and(|request| owns_request(app, member, request)),
        "slip" => id.parse().is_ok_and(|slip| owns_slip(app, member, slip, param(params, "order"))),
        "product" => id
            .parse()
            .is_ok_and(|product: ProductId| app.views.shops.product(member.party, product).is_some()),
        "sale" => id.parse().is_ok_and(|sale| app.views.counter.sale(member.party, sale).is_some()),
        "reservation" => id.parse().is_ok_and(|id| app.views.counter.reservation(member.party, id).is_some()),
        _ => true,
    })
}

fn owns_order(app: &App, member: &Member, order: OrderId) -> bool {
    match member.capacity {
        Some(Capacity::Business) => {
            app.views.orders.sheet(order).is_some_and(|sheet| sheet.business == member.party)
        }
        Some(Capacity::Distributor) => app.views.orders.of_buyer(member.party, order).is_some(),
        _ => false,
    }
}

fn owns_request(app: &App, member: &Member, request: RequestId) -> bool {
    match member.capacity {
        Some(Capacity::Business) => {
            app.views.requests.sheet(request).is_some_and(|sheet| sheet.business == member.party)
        }
        Some(Capacity::Supplier) => app.views.requests.of_supplier(member.party, request).is_some(),
        _ => false,
    }
}

fn owns_slip(app: &App, member: &Member, slip: SlipId, order: Option<&str>) -> bool {
    let of = |sheet: &rantai_projections::slips::SlipSheet| {
        order.is_none_or(|order| order.parse::<OrderId>() == Ok(sheet.order))
    };
    match member.capacity {
        Some(Capacity::Business) => {
            app.views.slips.sheet(slip).is_some_and(|sheet| sheet.business == member.party && of(&sheet))
        }
        Some(Capacity::Courier) => {
            app.views.slips.of_courier(member.party, slip).is_some_and(|sheet| of(&sheet))
        }
        // The buyer sees the slips of an order, and the order was checked.
        Some(Capacity::Distributor) => {
            order.is_some() && app.views.slips.sheet(slip).is_some_and(|sheet| of(&sheet))
        }
        _ => false,
    }
}
