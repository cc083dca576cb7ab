//! Asking suppliers for materials: what is short is filled in, one form for each supplier.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use rantai_core::book::catalogue::MaterialAdded;
use rantai_core::book::material::{AskLine, Request, RequestMaterials};
use rantai_core::book::order::RequestState;
use rantai_core::ids::{CommandId, MaterialId, OrderId, PartyId, RequestId};
use rantai_core::party::Capacity;
use rantai_core::quantity::Quantity;
use rantai_core::time::Day;
use serde::Deserialize;

use super::{again, amount, materials, note, order_of, parties};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, Tone, show, show_again};
use crate::who::{AppState, Business, Member};

#[derive(Template)]
#[template(path = "business/work/request_new.html")]
struct NewRequestPage {
    page: Page,
    action: String,
    what_for: String,
    proposals: Vec<Proposal>,
}

/// One form: what one supplier is asked for.
struct Proposal {
    deed: CommandId,
    group: usize,
    heading: String,
    supplier: Field,
    lines: Vec<Asked>,
    others: Vec<Asked>,
    wanted: Field,
    answer_by: Field,
    note: Field,
}

struct Asked {
    name: String,
    hint: String,
    quantity: Field,
    price: Field,
}

/// What is asked for: the shortages of an order, one material, what another supplier did not bring; or,
/// without any, everything that is short.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
pub struct What {
    order: Option<OrderId>,
    material: Option<MaterialId>,
    again: Option<RequestId>,
}

impl What {
    fn query(self) -> String {
        let mut query = String::from("?");
        if let Some(order) = self.order {
            query = format!("{query}order={order}&");
        }
        if let Some(material) = self.material {
            query = format!("{query}material={material}&");
        }
        if let Some(request) = self.again {
            query = format!("{query}again={request}&");
        }
        query.pop();
        query
    }
}

/// What is short of something, and for which order.
struct Demand {
    order: Option<OrderId>,
    order_number: String,
    lines: Vec<(MaterialAdded, Quantity)>,
    not_from: Option<PartyId>,
    wanted: Option<Day>,
}

/// `GET /business/{party}/requests/new`
pub async fn form(
    business: Business,
    lang: Lang,
    Query(what): Query<What>,
    State(app): State<AppState>,
) -> PageResult {
    show(&page(&app, lang, &business, what, &Filled::default(), None)?)
}

/// `POST /business/{party}/requests/new`
pub async fn ask(
    business: Business,
    lang: Lang,
    Query(what): Query<What>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    match submit(&app, t, &business, what, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(error, t)?;
            show_again(&page(&app, lang, &business, what, &filled, Some(notice))?)
        }
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    what: What,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let group: usize = filled.text("group").parse().map_err(|_| PortalError::BadRequest)?;
    let order = demand(app, member, what)?.order;
    let supplier = filled.choice(t, &format!("supplier-{group}"), |id| id.parse::<PartyId>().ok());
    let mut lines = Vec::new();
    for (id, _) in filled.under(&format!("quantity-{group}-")) {
        let material: MaterialId = id.parse().map_err(|_| PortalError::BadRequest)?;
        let quantity = filled.quantity_or_nothing(t, &format!("quantity-{group}-{id}"));
        let price = filled.money_or_nothing(t, &format!("price-{group}-{id}"));
        if quantity.is_positive() {
            lines.push(AskLine { material, quantity, price });
        }
    }
    let wanted = filled.day_or_nothing(t, &format!("wanted-{group}"));
    let answer_by = filled.day_or_nothing(t, &format!("answer_by-{group}"));
    filled.checked()?;
    let note = note(app, member, &deed, filled.text(&format!("note-{group}")))?;
    let supplier = supplier.ok_or(PortalError::BadRequest)?;
    let answer_by = answer_by.map(|day| app.end_of(member.party, day));
    let command = RequestMaterials { order, supplier, lines, wanted, note, answer_by };
    let receipt = deed.wish(member, member.party, command).submit(app).await?;
    let request = receipt.thing.and_then(|thing| RequestId::try_from(thing).ok());
    let path = request.map_or_else(|| "/requests".to_owned(), |request| format!("/requests/{request}"));
    Ok(deeds::see(&at(member, &path), &receipt))
}

fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    what: What,
    filled: &Filled,
    notice: Option<Notice>,
) -> Result<NewRequestPage, PortalError> {
    let t = lang.phrases();
    let w = &t.workshop;
    let demand = demand(app, member, what)?;
    let (back, label) = match demand.order {
        Some(order) => (at(member, &format!("/orders/{order}")), demand.order_number.clone()),
        None => (at(member, "/materials"), w.materials.to_owned()),
    };
    let mut page = frame(app, lang, member, Place::Materials, w.new_request).back(back, label);
    let nothing_short = what.material.is_none() && demand.lines.is_empty();
    let nothing = || nothing_short.then(|| Notice::new(Tone::Done, w.nothing_short, w.nothing_short_text));
    page.notice = notice.or_else(nothing);
    let all = app.views.store.materials(member.party);
    let known = |id: PartyId| all.iter().any(|view| view.material.suppliers.contains(&id));
    let mut suppliers = parties(app, member, Capacity::Supplier);
    suppliers.retain(|(id, _)| *id != member.party);
    // Whoever did not bring it stands last, whom the business buys from stands first.
    suppliers.sort_by_key(|(id, _)| (Some(*id) == demand.not_from, !known(*id)));
    if suppliers.is_empty() {
        page.notice = Some(Notice::new(Tone::Failed, w.no_suppliers, ""));
    }
    let groups = groups(&demand, &suppliers);
    let in_groups: Vec<MaterialId> = demand.lines.iter().map(|(material, _)| material.material).collect();
    let proposals = groups.into_iter().enumerate().map(|(group, (supplier, lines))| {
        let others = all
            .iter()
            .map(|view| &view.material)
            .filter(|material| !in_groups.contains(&material.material))
            .filter(|material| lines.is_empty() || supplier.is_some_and(|s| material.suppliers.contains(&s)));
        let asked = |material: &MaterialAdded, quantity: String, hint: String| Asked {
            name: material.name.clone(),
            hint,
            quantity: filled
                .field(format!("quantity-{group}-{}", material.material), w.quantity, quantity)
                .unit(material.unit.label())
                .optional(),
            price: filled
                .field(
                    format!("price-{group}-{}", material.material),
                    (w.price_per)(material.unit.label()),
                    money(material),
                )
                .optional(),
        };
        // What is short is proposed whole: a line is left out by a zero.
        let proposed = |mut asked: Asked| {
            asked.quantity.optional = asked.quantity.value.is_empty();
            asked.price.optional = asked.price.value.is_empty();
            asked
        };
        Proposal {
            deed: deeds::new_id(app),
            group,
            heading: supplier.map_or_else(String::new, |supplier| app.party(supplier)),
            supplier: supplier_field(t, filled, group, supplier, &lines, &suppliers, demand.not_from),
            others: others.map(|material| asked(material, String::new(), String::new())).collect(),
            lines: lines
                .iter()
                .map(|(material, quantity)| {
                    let short = quantity.is_positive();
                    let hint = short.then(|| (w.short_of)(&amount(*quantity, material.unit)));
                    let typed = if short { quantity.to_string() } else { String::new() };
                    proposed(asked(material, typed, hint.unwrap_or_default()))
                })
                .collect(),
            wanted: filled
                .field(
                    format!("wanted-{group}"),
                    w.wanted,
                    demand.wanted.map(|day| day.to_string()).unwrap_or_default(),
                )
                .optional(),
            answer_by: filled
                .field(format!("answer_by-{group}"), t.supply.answer_by, "")
                .hint(t.supply.answer_by_hint)
                .optional(),
            note: filled.field(format!("note-{group}"), w.note_to_supplier, "").optional(),
        }
    });
    Ok(NewRequestPage {
        action: at(member, &format!("/requests/new{}", what.query())),
        what_for: demand.order.map(|_| (w.for_order)(&demand.order_number)).unwrap_or_default(),
        proposals: proposals.collect(),
        page,
    })
}

fn money(material: &MaterialAdded) -> String {
    if material.price.is_positive() {
        material.price.to_string().trim_start_matches("Rp").to_owned()
    } else {
        String::new()
    }
}

/// The suppliers to choose from: who usually brings these materials first, who did not bring them last.
fn supplier_field(
    t: &'static Phrases,
    filled: &Filled,
    group: usize,
    first: Option<PartyId>,
    lines: &[(MaterialAdded, Quantity)],
    suppliers: &[(PartyId, String)],
    not_from: Option<PartyId>,
) -> Field {
    let usual = |id: &PartyId| lines.iter().any(|(material, _)| material.suppliers.contains(id));
    let mut sorted: Vec<_> = suppliers.iter().collect();
    sorted.sort_by_key(|(id, _)| (Some(*id) != first, Some(*id) == not_from, !usual(id)));
    let choices = sorted.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
    let start = sorted.first().map(|(id, _)| id.to_string()).unwrap_or_default();
    filled.field(format!("supplier-{group}"), t.workshop.supplier, start).choices(choices)
}

type Lines = Vec<(MaterialAdded, Quantity)>;

/// What is short, by the supplier who usually brings it. One empty group where nothing is.
fn groups(demand: &Demand, suppliers: &[(PartyId, String)]) -> Vec<(Option<PartyId>, Lines)> {
    let mut groups: Vec<(Option<PartyId>, Lines)> = Vec::new();
    for line in &demand.lines {
        let here = |id: &&PartyId| {
            Some(**id) != demand.not_from && suppliers.iter().any(|(supplier, _)| supplier == *id)
        };
        let usual = line.0.suppliers.iter().find(here).copied();
        let any = || suppliers.iter().map(|(id, _)| *id).find(|id| Some(*id) != demand.not_from);
        let supplier = usual.or_else(any);
        match groups.iter_mut().find(|(other, _)| *other == supplier) {
            Some((_, lines)) => lines.push(line.clone()),
            None => groups.push((supplier, vec![line.clone()])),
        }
    }
    if groups.is_empty() {
        groups.push((None, Vec::new()));
    }
    groups
}

fn demand(app: &App, member: &Member, what: What) -> Result<Demand, PortalError> {
    let mut demand = Demand {
        order: what.order,
        order_number: String::new(),
        lines: Vec::new(),
        not_from: None,
        wanted: None,
    };
    let material = |id: MaterialId| app.views.store.material(member.party, id);
    if let Some(request) = what.again {
        let sheet = app.views.requests.sheet(request).filter(|sheet| sheet.business == member.party);
        let request = &sheet.ok_or(PortalError::NotFound)?.request;
        demand.order = request.order;
        demand.not_from = Some(request.supplier);
        demand.wanted = request.wanted.filter(|day| *day >= app.calendar(Lang::Id, member.party).today());
        for (id, missing) in missing(request) {
            demand.lines.extend(material(id).map(|view| (view.material, missing)));
        }
    }
    if let Some(id) = demand.order {
        let sheet = order_of(app, member, id)?;
        demand.order_number.clone_from(&sheet.order.number);
        if what.again.is_none() {
            let open = sheet.order.requests.iter().filter(|request| request.state.is_open());
            let open: Vec<_> = open.filter_map(|entry| app.views.requests.sheet(entry.id)).collect();
            for (need, short) in sheet.order.materials_short() {
                let coming = open.iter().map(|sheet| sheet.request.coming(need.material));
                let left = short.less_or_zero(coming.fold(Quantity::ZERO, Quantity::and));
                if left.is_positive() {
                    demand.lines.extend(material(need.material).map(|view| (view.material, left)));
                }
            }
        }
    } else if let Some(id) = what.material {
        let view = material(id).ok_or(PortalError::NotFound)?;
        demand.lines.push((view.material.clone(), materials::to_buy(&view)));
    } else if what.again.is_none() {
        for view in app.views.store.materials(member.party) {
            let short = materials::to_buy(&view);
            if short.is_positive() {
                demand.lines.push((view.material, short));
            }
        }
    }
    Ok(demand)
}

/// What of a request its supplier does not bring, or did not bring.
pub fn missing(request: &Request) -> Vec<(MaterialId, Quantity)> {
    let counted = |lines: &[rantai_core::book::material::CountedLine], number: u16| {
        lines.iter().find(|line| line.number == number).map_or(Quantity::ZERO, |line| line.quantity)
    };
    let lines = request.lines.iter().map(|line| {
        let comes = match request.state {
            RequestState::Sent => line.quantity,
            RequestState::Countered | RequestState::Confirmed | RequestState::Shipped => {
                request.promised_of(line)
            }
            RequestState::Received => counted(&request.received, line.number),
            RequestState::Refused | RequestState::Withdrawn | RequestState::Expired => Quantity::ZERO,
        };
        (line.material, line.quantity.less_or_zero(comes))
    });
    lines.filter(|(_, missing)| missing.is_positive()).collect()
}
