//! Who buys here: the new ones first, to be approved; and who sees wholesale prices.

use askama::Template;
use axum::extract::{Path, Query, State};
use rantai_core::book::profile::{ApproveBuyer, SetWholesale, Wholesale, WithdrawApproval};
use rantai_core::ids::{CommandId, PartyId};
use rantai_core::party::Role;
use rantai_projections::customers::Customer;
use serde::Deserialize;

use crate::app::App;
use crate::business::{Duty, Place, at, frame, may};
use crate::contact::Phone;
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::dates::Shown;
use crate::i18n::{Lang, Phrases};
use crate::names;
use crate::web::{Choice, Field, Page, PageResult, Pager, PortalError, Wants, list_key, show};
use crate::who::{AppState, Business, Fresh, Member};

const AT_ONCE: usize = 60;

#[derive(Template)]
#[template(path = "business/setup/customers.html")]
struct CustomersPage {
    page: Page,
    v: View,
    wholesale: Option<Field>,
}

#[derive(Template)]
#[template(path = "business/setup/customers.html", block = "customers")]
struct CustomersPart {
    page: Page,
    v: View,
}

struct View {
    here: String,
    new: Vec<Line>,
    regulars: Vec<Line>,
    pager: Pager,
    record: String,
    writes: bool,
    deed: CommandId,
}

/// One customer.
struct Line {
    is_new: bool,
    deed: CommandId,
    name: String,
    place: String,
    phone: Option<Phone>,
    orders: String,
    ordered: String,
    last: Shown,
    approve: String,
    withdraw: String,
    /// Where the name is corrected, while the business may.
    names: Option<String>,
    effect: String,
}

/// Where the list goes on.
#[derive(Debug, Deserialize)]
pub struct From {
    from: Option<String>,
}

/// `GET /business/{party}/customers`
pub async fn list(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Query(From { from }): Query<From>,
) -> PageResult {
    let t = lang.phrases();
    let v = view(&app, lang, &business, list_key::read(from.as_deref()));
    let page = frame(&app, lang, &business, Place::Today, t.setup.customers)
        .back(at(&business, "/profile"), t.setup.my_business);
    let page = fresh.on(page, &business.slug);
    if wants.fragment() {
        return show(&CustomersPart { page, v });
    }
    let wholesale = (business.role == Role::Owner).then(|| wholesale(&app, t, &business));
    show(&CustomersPage { page, v, wholesale })
}

/// `POST /business/{party}/customers/{buyer}/approve`
pub async fn approve(
    business: Business,
    State(app): State<AppState>,
    Path((_, buyer)): Path<(String, PartyId)>,
    filled: Filled,
) -> PageResult {
    let deed = filled.deed()?;
    let receipt = deed.wish(&business, business.party, ApproveBuyer { buyer }).submit(&app).await?;
    Ok(deeds::see(&back(&business, &filled), &receipt))
}

/// `POST /business/{party}/customers/{buyer}/withdraw`
pub async fn withdraw(
    business: Business,
    State(app): State<AppState>,
    Path((_, buyer)): Path<(String, PartyId)>,
    filled: Filled,
) -> PageResult {
    let deed = filled.deed()?;
    let receipt = deed.wish(&business, business.party, WithdrawApproval { buyer }).submit(&app).await?;
    Ok(deeds::see(&back(&business, &filled), &receipt))
}

/// `POST /business/{party}/customers/wholesale`
pub async fn set_wholesale(business: Business, State(app): State<AppState>, filled: Filled) -> PageResult {
    let deed = filled.deed()?;
    let wholesale = Wholesale::from_name(filled.text("wholesale")).ok_or(PortalError::BadRequest)?;
    let receipt = deed.wish(&business, business.party, SetWholesale { wholesale }).submit(&app).await?;
    Ok(deeds::see(&at(&business, "/customers"), &receipt))
}

/// Where the deed was done: the list, or the order it was seen on.
fn back(member: &Member, filled: &Filled) -> String {
    match filled.text("order").parse::<rantai_core::ids::OrderId>() {
        Ok(order) => at(member, &format!("/orders/{order}")),
        Err(_) => at(member, "/customers"),
    }
}

fn view(app: &App, lang: Lang, member: &Member, from: Option<Vec<u8>>) -> View {
    let all = app.views.customers.all(member.party);
    let from_here = all.iter().filter(|customer| from.as_ref().is_none_or(|from| customer.place() >= *from));
    let mut shown: Vec<_> = from_here.take(AT_ONCE + 1).collect();
    let more = if shown.len() > AT_ONCE { shown.pop().map(|customer| customer.place()) } else { None };
    let (mut new, mut regulars) = (Vec::new(), Vec::new());
    for customer in shown {
        let line = line(app, lang, member, customer);
        if customer.approved { regulars.push(line) } else { new.push(line) }
    }
    let key = |key: &Vec<u8>| at(member, &format!("/customers?from={}", list_key::written(key)));
    View {
        here: at(member, "/customers"),
        new,
        regulars,
        pager: Pager { newer: from.map(|_| at(member, "/customers")), older: more.as_ref().map(key) },
        record: at(member, "/orders/new"),
        writes: may(member, Duty::Orders),
        deed: deeds::new_id(app),
    }
}

fn line(app: &App, lang: Lang, member: &Member, customer: &Customer) -> Line {
    let s = &lang.phrases().setup;
    let name = app.party(customer.buyer);
    let contact = crate::contact::Contact::of(app, customer.buyer);
    let deed = |what: &str| at(member, &format!("/customers/{}/{what}", customer.buyer));
    Line {
        is_new: customer.is_new(),
        deed: deeds::new_id(app),
        effect: (s.withdraw_approval_effect)(&name),
        name,
        place: contact.place,
        phone: contact.phone,
        orders: (s.so_many_orders)(customer.orders),
        ordered: customer.ordered.to_string(),
        last: app.calendar(lang, member.party).ago(customer.last),
        approve: deed("approve"),
        withdraw: deed("withdraw"),
        names: names::is_corrected_by(app, member, customer.buyer)
            .then(|| names::known_at(app, member, customer.buyer)),
    }
}

fn wholesale(app: &App, t: &'static Phrases, member: &Member) -> Field {
    let s = &t.setup;
    let now = app.views.shops.shop(member.party).map_or(Wholesale::Public, |shop| shop.profile.wholesale);
    Field::new("wholesale", s.wholesale).hint(s.wholesale_text).value(now.name()).choices([
        Choice::new(Wholesale::Public.name(), s.wholesale_public),
        Choice::new(Wholesale::AfterApproval.name(), s.wholesale_after),
    ])
}
