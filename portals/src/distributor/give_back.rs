//! Sending goods back: which, how many, why, with a photo.

use askama::Template;
use axum::extract::multipart::Multipart;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::delivery::ReturnGoods;
use rantai_core::ids::OrderId;
use rantai_projections::order_sheets::BuyerSheet;

use super::{Place, frame, home};
use crate::app::App;
use crate::business::work::again;
use crate::business::work::returns::{reason_field, sent_back, with_buyer};
use crate::deeds::{new_id, see};
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::uploads::PhotoForm;
use crate::web::{Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Distributor, Member};

#[derive(Template)]
#[template(path = "distributor/give_back.html")]
struct GiveBackPage {
    page: Page,
    action: String,
    deed: String,
    until: Option<String>,
    lines: Vec<Field>,
    reason: Field,
    note: Field,
    photo: Field,
}

/// `GET /distributor/{party}/orders/{order}/return`
///
/// # Errors
/// [`PortalError::NotFound`] for everyone but the buyer.
pub async fn form(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
) -> PageResult {
    let sheet = app.views.orders.of_buyer(distributor.party, order).ok_or(PortalError::NotFound)?;
    show(&page(&app, lang, &distributor, &sheet, &Filled::default(), None))
}

/// `POST /distributor/{party}/orders/{order}/return`
///
/// # Errors
/// What the desk refuses and no form can mend.
pub async fn send(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    multipart: Multipart,
) -> PageResult {
    let t = lang.phrases();
    let sheet = app.views.orders.of_buyer(distributor.party, order).ok_or(PortalError::NotFound)?;
    let form = PhotoForm::read_and_keep(&app, distributor.person, multipart).await?;
    let mut filled = Filled::from(&form);
    match submit(&app, t, &distributor, &sheet, &form, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(error, t)?;
            show_again(&page(&app, lang, &distributor, &sheet, &filled, Some(notice)))
        }
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    sheet: &BuyerSheet,
    form: &PhotoForm,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let order = &sheet.order;
    let lines = sent_back(t, order, filled)?;
    let note = filled.note(t, "note");
    filled.checked()?;
    let note = deed.seal(app, member.person, sheet.business, note)?;
    let evidence = form.evidence(app, "photo").await?;
    let wish = ReturnGoods { order: order.id, lines, note };
    let receipt = deed.wish(member, sheet.business, wish).evidence(evidence).submit(app).await?;
    Ok(see(&format!("{}/orders/{}", home(member), order.id), &receipt))
}

fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &BuyerSheet,
    filled: &Filled,
    notice: Option<Notice>,
) -> GiveBackPage {
    let t = lang.phrases();
    let r = &t.road;
    let order = &sheet.order;
    let here = format!("{}/orders/{}", home(member), order.id);
    let mut page = frame(app, lang, member, Place::Orders, r.send_back).back(&here, order.number.as_str());
    page.notice = notice;
    let calendar = app.calendar(lang, member.party);
    GiveBackPage {
        page,
        action: format!("{here}/return"),
        deed: new_id(app).to_string(),
        until: order.returns_until().map(|day| (r.send_back_until)(&calendar.day(day).text)),
        lines: with_buyer(t, filled, order),
        reason: reason_field(t, filled),
        note: filled.field("note", r.send_back_note, "").hint(r.send_back_note_hint).optional(),
        photo: filled.field("photo", r.damage_photo, "").optional(),
    }
}
