//! What a supplier sees and does of a request beside its one next deed: shipments, the rest that does not come,
//! another material instead.

use rantai_core::book::material::RequestLine;
use rantai_core::book::order::RequestState;
use rantai_projections::requests::RequestSheet;
use rantai_projections::store::MaterialView;

use crate::app::App;
use crate::deeds::new_id;
use crate::filled::Filled;
use crate::i18n::Phrases;
use crate::i18n::dates::Calendar;
use crate::web::sheet::{Form, Input, Part};
use crate::web::{Choice, Field};
use crate::who::Member;

/// The cards and forms below the next deed.
pub(super) fn parts(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    member: &Member,
    found: &RequestSheet,
    filled: &Filled,
) -> Vec<Part> {
    let s = &t.supply;
    let request = &found.request;
    let mut parts = Vec::new();
    if !request.shipments.is_empty() {
        parts.push(crate::business::work::request_turns::shipments(t, calendar, request));
    }
    if request.state == RequestState::Confirmed && !request.receipts.is_empty() {
        let action = format!("/supplier/{}/requests/{}/close", member.slug, request.id);
        let form = Form::new("close-rest", s.close_rest, action, new_id(app), s.close_rest_yes);
        let words = filled.field("close_note", t.supplier.ask_note, "").optional();
        let form = form.text(s.close_rest_text).version(found.version).ask(Input::Area(words));
        parts.push(Part::form(form.folded(filled.has("close_note"))));
    }
    if member.link.is_none() {
        let href = format!("/supplier/{}/accounts/{}", member.slug, app.slug(found.business));
        parts.push(Part::Links(vec![(href, s.accounts.to_owned())]));
    }
    parts
}

/// Which of the materials that the supplier brings to this business, in the same unit, would come instead.
pub(super) fn instead(
    app: &App,
    t: &'static Phrases,
    found: &RequestSheet,
    line: &RequestLine,
    filled: &Filled,
) -> Option<Field> {
    let supplier = found.request.supplier;
    let materials = app.views.store.materials(found.business);
    let priced = app.views.suppliers.prices_of(found.business, supplier);
    let brings = |view: &MaterialView| {
        let id = view.material.material;
        view.material.suppliers.contains(&supplier)
            || priced.iter().any(|row| row.prices.iter().any(|price| price.material == id))
    };
    let others: Vec<_> = materials
        .iter()
        .filter(|view| view.material.unit == line.unit && view.material.material != line.material)
        .filter(|view| brings(view))
        .collect();
    if others.is_empty() {
        return None;
    }
    let asked = Choice::new("", t.supply.same_material);
    let choices =
        others.iter().map(|view| Choice::new(view.material.material.to_string(), &view.material.name));
    let field = Field::new(format!("instead-{}", line.number), t.supply.substitute).optional();
    Some(filled.fill(field.choices([asked].into_iter().chain(choices)), ""))
}
