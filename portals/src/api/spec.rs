//! `/api/v1/openapi.json`: every operation, made once out of the handlers' own descriptions.

use std::sync::LazyLock;

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{
    Content, ContentBuilder, Ref, RefOr, Required, Response, ResponseBuilder, ResponsesBuilder,
};
use utoipa::{Modify, OpenApi};

use super::problem::{Document, KIND};
use super::{
    agreeing, audit, bookables, bookings, books, catalogue, corrections, counter, deliveries, guest_book,
    materials, money, order_lists, orders, payments, photos, planning, production, products, refusals, road,
    settling, setup, several, supply, talk,
};

/// Everything a program may ask.
#[derive(Debug, OpenApi)]
#[openapi(
    info(
        title = "Rantai",
        description = "Orders and supplies around Indonesian small businesses, for programs that act for a \
            party. The token says for which party; what that party may see and do is what its people may.\n\n\
            Every command carries an `Idempotency-Key`. The same key with the same command is answered as the \
            first time and not done again; with another command it is refused (`CommandReused`). Take a new UUID of \
            version 7 for each. `If-Match` with a version makes a command count only while the thing is as it was \
            seen.\n\n\
            Money is whole rupiah, quantities are decimals in strings, days are `2026-11-21` where the business \
            stands, moments are in UTC. `Accept-Language` chooses the language of problems: `id` or `en`."
    ),
    servers((url = "/")),
    paths(
        products::list,
        orders::place, orders::accept, orders::decline, orders::withdraw, orders::cancel, order_lists::get, order_lists::list,
        agreeing::counter, agreeing::take, agreeing::ask_change, agreeing::answer_change,
        agreeing::ask_cancellation, agreeing::answer_cancellation, agreeing::waive,
        payments::claim, payments::record, payments::verify, payments::correct,
        corrections::receipt, corrections::count, corrections::bill, corrections::pay,
        corrections::purchase,
        books::get, books::close, books::reopen,
        supply::counter, supply::close, supply::give_back, supply::buy, supply::count, supply::stock,
        supply::bill, supply::pay, supply::accounts, supply::price, supply::progress,
        money::use_credit, money::write_off, money::transfer, money::account, money::refund, money::terms,
        money::cash,
        materials::ask, materials::confirm, materials::ship, materials::receive, materials::list,
        production::start, production::finish, production::pack,
        deliveries::dispatch, deliveries::pick_up, deliveries::complete, deliveries::fail, deliveries::list,
        road::accept, road::reassign, road::reopen, road::return_goods, road::receive_return, road::settle, road::plan,
        road::reorder,
        bookings::offers, bookings::list, bookings::book, bookings::cancel, bookings::give_other,
        refusals::payment, refusals::ask, refusals::materials, refusals::request, refusals::delivery, refusals::slip,
        settling::deposit, settling::tempo, settling::limit, settling::invoice, settling::courier,
        counter::sell, counter::void, counter::sales, counter::keep, counter::kept, counter::free,
        production::make, production::used,
        audit::trail,
        audit::renamings,
        photos::upload, planning::plan, planning::ahead, planning::supposed,
        setup::get, setup::open, setup::profile, setup::terms, setup::orders, setup::payments, setup::wholesale,
        setup::qris, setup::no_qris, setup::returns, setup::steps, setup::approval, setup::deposits,
        catalogue::get, catalogue::add, catalogue::change, catalogue::price, catalogue::recipe, catalogue::waste,
        catalogue::withdraw, catalogue::offer, catalogue::materials, catalogue::add_material,
        catalogue::correct_material, catalogue::stock_rule, catalogue::supplier_prices,
        talk::order_list, talk::order_say, talk::order_read, talk::request_list, talk::request_say,
        talk::request_read, talk::delivery_list, talk::delivery_say, talk::delivery_read, talk::threads,
        talk::templates, talk::add_template, talk::change_template, talk::remove_template,
        guest_book::list, guest_book::write, guest_book::show, guest_book::hide, guest_book::answer,
        bookables::get, bookables::add, bookables::change, bookings::mark, bookings::pay,
        several::ask, several::stop, several::bank_line,
    ),
    components(schemas(Document)),
    modifiers(&Completed)
)]
pub struct Spec;

/// Adds what every operation has: the token, the headers of commands, and its problems.
struct Completed;

impl Modify for Completed {
    fn modify(&self, spec: &mut utoipa::openapi::OpenApi) {
        let components = spec.components.get_or_insert_with(Default::default);
        let mut bearer = Http::new(HttpAuthScheme::Bearer);
        bearer.description =
            Some("64 hexadecimal digits, made by the party's owner on the page Program (API).".to_owned());
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        for name in ["Carrier", "DeliveryWish"] {
            if let Some(RefOr::T(Schema::OneOf(kinds))) = components.schemas.get_mut(name) {
                kinds.items.iter_mut().for_each(strict);
            }
        }
        for (path, item) in &mut spec.paths.paths {
            let names_a_thing = path.contains('{');
            let PathItem { get, post, .. } = item;
            if let Some(operation) = get {
                problems(operation, &reading(names_a_thing || is_own(path), path));
            }
            if let Some(operation) = post.as_mut().filter(|_| path == PHOTOS) {
                problems(operation, &[400, 401, 403, 405, 413, 415, 422, 429, 500, 503]);
            } else if let Some(operation) = post {
                command(operation, names_a_thing || path.starts_with("/api/v1/business"));
                let may_be_left_out = |name: &str| asks_nothing(components.schemas.get(name));
                if let Some(RefOr::T(body)) = &mut operation.request_body
                    && named(body).is_some_and(may_be_left_out)
                {
                    body.required = Some(Required::False);
                }
            }
        }
    }
}

/// Where photos are sent: no command of a book, and the same however often it is sent.
const PHOTOS: &str = "/api/v1/photos";

/// What the address names is the party's own business: others have none there.
fn is_own(path: &str) -> bool {
    path.starts_with("/api/v1/business") || OWN_LISTS.contains(&path)
}

/// Lists that only businesses have.
const OWN_LISTS: [&str; 4] =
    ["/api/v1/materials", "/api/v1/deposit-rules", "/api/v1/materials/plan", "/api/v1/materials/outlook"];

/// The name of a body's schema.
fn named(body: &RequestBody) -> Option<&str> {
    name_in(body.content.get("application/json")?)
}

fn name_in(content: &RefOr<Content>) -> Option<&str> {
    let RefOr::T(content) = content else { return None };
    match content.schema.as_ref()? {
        RefOr::Ref(schema) => schema.ref_location.rsplit('/').next(),
        RefOr::T(_) => None,
    }
}

/// Every field of it may be left out, so the whole body may.
fn asks_nothing(schema: Option<&RefOr<Schema>>) -> bool {
    matches!(schema, Some(RefOr::T(Schema::Object(object))) if object.required.is_empty())
}

/// Takes no fields but its own, as the reader of bodies does.
fn strict(kind: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(object)) = kind {
        object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
}

/// What a refusal with that status means.
const PROBLEMS: &[(u16, &str)] = &[
    (400, "Not readable: the body is no JSON, or a header or the query is not usable."),
    (401, "No token, or none that holds."),
    (403, "Beyond the token's scopes, the person's role, or another party's step."),
    (404, "There is no such thing, or it is another party's."),
    (405, "Asked in another way than this address is."),
    (412, "It has changed since the version that was seen."),
    (413, "The body is larger than 64 KiB."),
    (415, "The body is of another kind than JSON."),
    (422, "Fields are not usable, or the rules refuse it; `name` says why."),
    (429, "Too much is asked at once."),
    (500, "Something broke on our side."),
    (503, "Nothing can be recorded now: repeat with the same key."),
];

fn reading(names_a_thing: bool, path: &str) -> Vec<u16> {
    let mut statuses = vec![400, 401, 403, 405, 429, 500, 503];
    statuses.extend((names_a_thing || path.ends_with("/products")).then_some(404));
    statuses
}

fn command(operation: &mut Operation, names_a_thing: bool) {
    let mut statuses = vec![400, 401, 403, 405, 412, 413, 415, 422, 429, 500, 503];
    statuses.extend(names_a_thing.then_some(404));
    problems(operation, &statuses);
    let text = |pattern: &str| ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build();
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some("Makes repeating the command harmless: 1 to 64 visible characters."))
        .schema(Some(text("^[!-~]{1,64}$")));
    let seen = ParameterBuilder::new()
        .name("If-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The version that was seen, in quotes; only while it is still that is this done."))
        .schema(Some(text("^\"[0-9]{1,9}\"$")));
    let parameters = operation.parameters.get_or_insert_with(Vec::new);
    parameters.push(key.build().into());
    if names_a_thing {
        parameters.push(seen.build().into());
    }
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        if response.content.contains_key("application/json") {
            replayed(response);
            if !response
                .content
                .get("application/json")
                .and_then(name_in)
                .is_some_and(|name| UNVERSIONED.contains(&name))
            {
                versioned(response);
            }
        }
    }
}

/// Answers that carry no version: what they are about is read elsewhere.
const UNVERSIONED: [&str; 2] = ["Recorded", "BookingDone"];

fn header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}

/// What an accepted command's answer carries beside its body.
fn replayed(response: &mut Response) {
    let again = header("`true` where the command had been done before and was not done again.");
    response.headers.insert("Idempotency-Replayed".to_owned(), again.into());
}

fn versioned(response: &mut Response) {
    response.headers.insert("ETag".to_owned(), header("The version, for `If-Match`.").into());
}

fn problems(operation: &mut Operation, statuses: &[u16]) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            let made = "Made. How it stands since is in the body.";
            let done = "What was asked for; after a command, how things stand since.";
            response.description = if status == "201" { made } else { done }.to_owned();
        }
    }
    let document = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let mut responses = ResponsesBuilder::new();
    for (status, meaning) in PROBLEMS.iter().filter(|(status, _)| statuses.contains(status)) {
        let response = ResponseBuilder::new().description(*meaning).content(KIND, document());
        responses = responses.response(status.to_string(), response);
    }
    operation.responses.responses.extend(responses.build().responses);
}

static SPEC: LazyLock<String> = LazyLock::new(|| {
    Spec::openapi().to_json().unwrap_or_else(|error| {
        tracing::error!(%error, "the API's description could not be written");
        "{}".to_owned()
    })
});

/// `GET /api/v1/openapi.json`
pub async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")], SPEC.as_str())
}
