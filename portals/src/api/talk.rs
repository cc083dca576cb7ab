//! What the parties of an order, a material request or a delivery say to each other, and the answers that a business
//! keeps ready.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use rantai_core::book::conversation::{About, MarkRead, RemoveReplyTemplate, SendMessage, SetReplyTemplate};
use rantai_core::book::delivery::Carrier;
use rantai_core::ids::{PartyId, TemplateId};
use rantai_projections::conversations::{Message as Said, Thread as Row};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::caller::{Caller, up_to_date};
use super::order::{Party, opened};
use super::page::{Asked, List, Place, limit};
use super::problem::{Fault, Problem};
use super::sent::{Nothing, Recorded, Sent, note, party, recorded};
use super::words::{Id, NameText, NoteText, PhotoText, PublicText, Slug, Time, Via};
use crate::app::App;
use crate::who::AppState;

/// One message.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its number in the thread, from 1.
    number: u32,
    /// Which party wrote.
    from: Party,
    /// How it reached Rantai.
    channel: Via,
    at: Time,
    /// The words; absent where there are none, or they were erased.
    text: Option<String>,
    /// How many photos came with it. They are shown in the portals.
    photos: usize,
}

impl Message {
    fn of(app: &App, said: &Said) -> Self {
        Self {
            number: said.number,
            from: Party::of(app, said.from),
            channel: Via(said.channel),
            at: Time(said.at),
            text: opened(app, said.text.as_ref()),
            // Each is kept in full and small.
            photos: said.photos.len() / 2,
        }
    }
}

/// A part of a thread.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MessageList {
    /// The messages of this part, the earliest first. The first part ends with the latest message.
    items: Vec<Message>,
    /// What to send as `after` for what was said before; absent at the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next: Option<String>,
    /// How many messages of the other side are not read.
    unread: u32,
    /// The number of the last message that the other side has read.
    read_by_other: u32,
}

/// Which part, and for a delivery's business with whom.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// At most so many.
    #[param(minimum = 1, maximum = 100, nullable = false)]
    limit: Option<u32>,
    /// Where the part before ended.
    #[param(nullable = false)]
    after: Option<String>,
}

/// The same of a delivery, which has a thread with each courier who carries it or did.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryListing {
    /// With which courier, for the business; the one who carries it when nothing is said.
    #[param(nullable = false)]
    courier: Option<Slug>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, nullable = false)]
    limit: Option<u32>,
    /// Where the part before ended.
    #[param(nullable = false)]
    after: Option<String>,
}

/// A word to the other side.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SendMessage)]
pub struct Saying {
    /// The words.
    text: NoteText,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// A word about a delivery.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SendDeliveryMessage)]
pub struct SayingToCourier {
    /// The words.
    text: NoteText,
    /// To which courier, for the business; the one who carries it when nothing is said.
    courier: Option<Slug>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

/// How far was read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MarkRead)]
pub struct Reading {
    /// The number of the last message that was read.
    #[schema(maximum = 4294967295_u64)]
    up_to: u32,
}

/// How far was read about a delivery.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = MarkDeliveryRead)]
pub struct ReadingOfCourier {
    /// The number of the last message that was read.
    #[schema(maximum = 4294967295_u64)]
    up_to: u32,
    /// With which courier, for the business; the one who carries it when nothing is said.
    courier: Option<Slug>,
}

/// What a thread is about, and whose book it is in.
struct Subject {
    about: About,
    business: PartyId,
}

async fn of_order(app: &App, caller: &Caller, order: &str) -> Result<Subject, Problem> {
    let sheet = caller.order(app, order).await?;
    Ok(Subject { about: About::Order(sheet.order.id), business: sheet.business })
}

async fn of_request(app: &App, caller: &Caller, request: &str) -> Result<Subject, Problem> {
    let sheet = caller.request(app, request).await?;
    Ok(Subject { about: About::Request(sheet.request.id), business: sheet.business })
}

/// A delivery's thread is its business's and one courier's; the buyer, who sees the slip, has none.
async fn of_delivery(
    app: &App,
    caller: &Caller,
    delivery: &str,
    courier: Option<&Slug>,
) -> Result<Subject, Problem> {
    let sheet = caller.slip(app, delivery).await?;
    let slip = &sheet.slip;
    let courier = if caller.party == sheet.business {
        let named = courier.map(|slug| party(app, caller, slug, "/courier")).transpose()?;
        let now = match slip.carrier {
            Carrier::Courier { party } => Some(party),
            Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => None,
        };
        let with = named.or(now).filter(|party| now == Some(*party) || slip.former.contains(party));
        with.ok_or_else(|| Fault::at("/courier", "no courier of this delivery has this name"))?
    } else if app.views.slips.of_courier(caller.party, slip.id).is_some() {
        caller.party
    } else {
        return Err(Problem::NotFound);
    };
    Ok(Subject { about: About::Delivery(slip.id, courier), business: sheet.business })
}

async fn listed(
    app: &App,
    caller: &Caller,
    subject: &Subject,
    (most, after): (Option<u32>, Option<String>),
) -> Result<Json<MessageList>, Problem> {
    let place = Place::new(caller.party, &subject.about.topic());
    let (most, from) = (limit(most)?, place.key(after.as_deref())?);
    let up_to = match from {
        Some(key) => {
            let number = key.try_into().map(u32::from_be_bytes);
            number.map_err(|_| Problem::Query("after: no mark of this list".to_owned()))?
        }
        None => u32::MAX,
    };
    up_to_date(app).await;
    let views = &app.views.conversations;
    let Some(thread) = views.thread(caller.party, subject.about) else {
        return Ok(Json(MessageList { items: Vec::new(), next: None, unread: 0, read_by_other: 0 }));
    };
    let said = views.messages(&thread, up_to, u32::try_from(most).map_err(Problem::broken)?);
    let before = said.first().map_or(0, |said| said.number.saturating_sub(1));
    Ok(Json(MessageList {
        items: said.iter().map(|said| Message::of(app, said)).collect(),
        next: (before > 0).then(|| place.mark(&before.to_be_bytes())),
        unread: thread.unread(),
        read_by_other: thread.read_by_other,
    }))
}

async fn say(
    app: &App,
    caller: &Caller,
    subject: &Subject,
    (sent, text): (super::sent::Ready, &NoteText),
) -> Result<Response, Problem> {
    let text = sent.seal(app, caller.person, note(Some(text), "/text")?)?;
    let wish = SendMessage { about: subject.about, text };
    let receipt = sent.submit(app, caller, Some(subject.about.thread()), wish).await?;
    Ok(recorded(StatusCode::CREATED, &receipt))
}

async fn mark(
    app: &App,
    caller: &Caller,
    subject: &Subject,
    (sent, up_to): (super::sent::Ready, u32),
) -> Result<Response, Problem> {
    let wish = MarkRead { about: subject.about, up_to };
    let receipt = sent.submit(app, caller, Some(subject.about.thread()), wish).await?;
    Ok(recorded(StatusCode::OK, &receipt))
}

/// What was said about an order.
#[utoipa::path(
    get, path = "/api/v1/orders/{order}/messages", operation_id = "listOrderMessages", tag = "messages",
    security(("bearer" = ["read"])),
    params(("order" = Id, Path, description = "The order."), Listing),
    responses((status = OK, body = MessageList))
)]
pub async fn order_list(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<MessageList>, Problem> {
    let subject = of_order(&app, &caller, &order).await?;
    listed(&app, &caller, &subject, (listing.limit, listing.after)).await
}

/// Write to the other side of an order.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/messages", operation_id = "sendOrderMessage", tag = "messages",
    security(("bearer" = ["messages"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Saying,
    responses((status = CREATED, body = Recorded))
)]
pub async fn order_say(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let subject = of_order(&app, &caller, &order).await?;
    let (saying, command) = sent.read::<Saying>(&caller, subject.business)?;
    let command = command.shown(&app, &caller, saying.photo.as_ref()).await?;
    say(&app, &caller, &subject, (command, &saying.text)).await
}

/// Note that what was said about an order was read.
#[utoipa::path(
    post, path = "/api/v1/orders/{order}/messages/read", operation_id = "markOrderMessagesRead",
    tag = "messages", security(("bearer" = ["messages"])),
    params(("order" = Id, Path, description = "The order.")),
    request_body = Reading,
    responses((status = OK, body = Recorded))
)]
pub async fn order_read(
    caller: Caller,
    State(app): State<AppState>,
    Path(order): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let subject = of_order(&app, &caller, &order).await?;
    let (reading, command) = sent.read::<Reading>(&caller, subject.business)?;
    mark(&app, &caller, &subject, (command, reading.up_to)).await
}

/// What was said about a material request.
#[utoipa::path(
    get, path = "/api/v1/material-requests/{request}/messages", operation_id = "listMaterialRequestMessages",
    tag = "messages", security(("bearer" = ["read"])),
    params(("request" = Id, Path, description = "The material request."), Listing),
    responses((status = OK, body = MessageList))
)]
pub async fn request_list(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<MessageList>, Problem> {
    let subject = of_request(&app, &caller, &request).await?;
    listed(&app, &caller, &subject, (listing.limit, listing.after)).await
}

/// Write to the other side of a material request.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/messages", operation_id = "sendMaterialRequestMessage",
    tag = "messages", security(("bearer" = ["messages"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Saying,
    responses((status = CREATED, body = Recorded))
)]
pub async fn request_say(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let subject = of_request(&app, &caller, &request).await?;
    let (saying, command) = sent.read::<Saying>(&caller, subject.business)?;
    let command = command.shown(&app, &caller, saying.photo.as_ref()).await?;
    say(&app, &caller, &subject, (command, &saying.text)).await
}

/// Note that what was said about a material request was read.
#[utoipa::path(
    post, path = "/api/v1/material-requests/{request}/messages/read",
    operation_id = "markMaterialRequestMessagesRead",
    tag = "messages", security(("bearer" = ["messages"])),
    params(("request" = Id, Path, description = "The material request.")),
    request_body = Reading,
    responses((status = OK, body = Recorded))
)]
pub async fn request_read(
    caller: Caller,
    State(app): State<AppState>,
    Path(request): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let subject = of_request(&app, &caller, &request).await?;
    let (reading, command) = sent.read::<Reading>(&caller, subject.business)?;
    mark(&app, &caller, &subject, (command, reading.up_to)).await
}

/// What was said about a delivery, between the business and one of its couriers.
#[utoipa::path(
    get, path = "/api/v1/deliveries/{delivery}/messages", operation_id = "listDeliveryMessages",
    tag = "messages", security(("bearer" = ["read"])),
    params(("delivery" = Id, Path, description = "The slip."), DeliveryListing),
    responses((status = OK, body = MessageList))
)]
pub async fn delivery_list(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    Asked(listing): Asked<DeliveryListing>,
) -> Result<Json<MessageList>, Problem> {
    let subject = of_delivery(&app, &caller, &delivery, listing.courier.as_ref()).await;
    let subject = subject.map_err(|problem| match problem {
        Problem::Fields(_) => Problem::Query("courier: no courier of this delivery has this name".to_owned()),
        problem => problem,
    })?;
    listed(&app, &caller, &subject, (listing.limit, listing.after)).await
}

/// Write about a delivery: the business to one of its couriers, a courier to the business.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/messages", operation_id = "sendDeliveryMessage",
    tag = "messages", security(("bearer" = ["messages"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = SayingToCourier,
    responses((status = CREATED, body = Recorded))
)]
pub async fn delivery_say(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    // Who has no thread about it learns nothing from what is wrong with a body.
    let sheet = caller.slip(&app, &delivery).await?;
    if caller.party != sheet.business {
        of_delivery(&app, &caller, &delivery, None).await?;
    }
    let (saying, command) = sent.read::<SayingToCourier>(&caller, sheet.business)?;
    let subject = of_delivery(&app, &caller, &delivery, saying.courier.as_ref()).await?;
    let command = command.shown(&app, &caller, saying.photo.as_ref()).await?;
    say(&app, &caller, &subject, (command, &saying.text)).await
}

/// Note that what was said about a delivery was read.
#[utoipa::path(
    post, path = "/api/v1/deliveries/{delivery}/messages/read", operation_id = "markDeliveryMessagesRead",
    tag = "messages", security(("bearer" = ["messages"])),
    params(("delivery" = Id, Path, description = "The slip.")),
    request_body = ReadingOfCourier,
    responses((status = OK, body = Recorded))
)]
pub async fn delivery_read(
    caller: Caller,
    State(app): State<AppState>,
    Path(delivery): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let sheet = caller.slip(&app, &delivery).await?;
    if caller.party != sheet.business {
        of_delivery(&app, &caller, &delivery, None).await?;
    }
    let (reading, command) = sent.read::<ReadingOfCourier>(&caller, sheet.business)?;
    let subject = of_delivery(&app, &caller, &delivery, reading.courier.as_ref()).await?;
    mark(&app, &caller, &subject, (command, reading.up_to)).await
}

/// A thread, as one of its two parties sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Thread {
    /// The order it is about; or
    order: Option<Id>,
    /// the material request; or
    request: Option<Id>,
    /// the delivery.
    delivery: Option<Id>,
    /// The other party.
    with: Party,
    /// The last message.
    latest: Message,
    /// How many messages are not read.
    unread: u32,
}

fn thread(app: &App, row: &Row) -> Thread {
    let (order, request, delivery) = match row.about {
        About::Order(order) => (Some(order.into()), None, None),
        About::Request(request) => (None, Some(request.into()), None),
        About::Delivery(slip, _) => (None, None, Some(slip.into())),
    };
    let (with, latest, unread) = (Party::of(app, row.other), Message::of(app, &row.latest), row.unread());
    Thread { order, request, delivery, with, latest, unread }
}

/// Everything the party speaks about with others: what is not read first, each part the latest first.
#[utoipa::path(
    get, path = "/api/v1/threads", operation_id = "listThreads", tag = "messages",
    security(("bearer" = ["read"])),
    params(Listing),
    responses((status = OK, body = List<Thread>))
)]
pub async fn threads(
    caller: Caller,
    State(app): State<AppState>,
    Asked(listing): Asked<Listing>,
) -> Result<Json<List<Thread>>, Problem> {
    let place = Place::new(caller.party, "threads");
    let (from, most) = (place.key(listing.after.as_deref())?, limit(listing.limit)?);
    up_to_date(&app).await;
    let part = app.views.conversations.of_party(caller.party, from.as_deref(), most);
    let items = part.rows.iter().map(|(_, row)| thread(&app, row)).collect();
    Ok(Json(List { items, next: part.next.map(|key| place.mark(&key)) }))
}

/// An answer that is kept ready.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplyTemplate {
    id: Id,
    /// What it is called.
    name: String,
    /// What it says, with fields like `{nama}`.
    text: String,
}

/// The answers that the business keeps ready, by their names.
#[utoipa::path(
    get, path = "/api/v1/reply-templates", operation_id = "listReplyTemplates", tag = "messages",
    security(("bearer" = ["read"])),
    responses((status = OK, body = List<ReplyTemplate>))
)]
pub async fn templates(
    caller: Caller,
    State(app): State<AppState>,
) -> Result<Json<List<ReplyTemplate>>, Problem> {
    up_to_date(&app).await;
    let kept = app.views.reply_templates.of(caller.party);
    let shown = kept.iter().map(|it| ReplyTemplate {
        id: it.template.into(),
        name: it.name.clone(),
        text: it.text.clone(),
    });
    Ok(Json(List { items: shown.collect(), next: None }))
}

/// An answer to keep ready: the business's own words, about nobody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetReplyTemplate)]
pub struct Keeping {
    /// What it is called, in at most 40 characters; no other is called so.
    name: NameText,
    /// What it says, in at most 1,000 characters. `{nama}`, `{usaha}` and others are filled in the portals.
    text: PublicText,
}

async fn keep(
    app: &App,
    caller: &Caller,
    sent: &Sent,
    template: Option<TemplateId>,
) -> Result<rantai_core::desk::Receipt, Problem> {
    let (keeping, command) = sent.read::<Keeping>(caller, caller.party)?;
    let wish = SetReplyTemplate { template, name: keeping.name.0, text: keeping.text.0 };
    command.submit(app, caller, template.map(Into::into), wish).await
}

/// Keep an answer ready.
#[utoipa::path(
    post, path = "/api/v1/reply-templates", operation_id = "addReplyTemplate", tag = "messages",
    security(("bearer" = ["messages"])),
    request_body = Keeping,
    responses((status = CREATED, body = Recorded))
)]
pub async fn add_template(
    caller: Caller,
    State(app): State<AppState>,
    sent: Sent,
) -> Result<Response, Problem> {
    Ok(recorded(StatusCode::CREATED, &keep(&app, &caller, &sent, None).await?))
}

/// Change an answer that is kept ready.
#[utoipa::path(
    post, path = "/api/v1/reply-templates/{template}/change", operation_id = "changeReplyTemplate",
    tag = "messages", security(("bearer" = ["messages"])),
    params(("template" = Id, Path, description = "The answer.")),
    request_body = Keeping,
    responses((status = OK, body = Recorded))
)]
pub async fn change_template(
    caller: Caller,
    State(app): State<AppState>,
    Path(template): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let template: TemplateId = caller.own(&app, &template)?;
    Ok(recorded(StatusCode::OK, &keep(&app, &caller, &sent, Some(template)).await?))
}

/// Keep an answer no longer.
#[utoipa::path(
    post, path = "/api/v1/reply-templates/{template}/remove", operation_id = "removeReplyTemplate",
    tag = "messages", security(("bearer" = ["messages"])),
    params(("template" = Id, Path, description = "The answer.")),
    responses((status = OK, body = Recorded))
)]
pub async fn remove_template(
    caller: Caller,
    State(app): State<AppState>,
    Path(template): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let template: TemplateId = caller.own(&app, &template)?;
    let (Nothing {}, command) = sent.read(&caller, caller.party)?;
    let wish = RemoveReplyTemplate { template };
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, Some(template.into()), wish).await?))
}
