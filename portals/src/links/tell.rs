//! Telling a party that the move is theirs: a link to their part, and a message that is ready to be sent.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use axum::response::Redirect;
use rantai_core::book::delivery::Carrier;
use rantai_core::ids::{OrderId, RequestId, SlipId};
use rantai_core::vault::PassId;

use super::text::{Said, language, whatsapp};
use super::{Part, address};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::contact::Contact;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::i18n::dates::Shown;
use crate::print::qr;
use crate::web::{Page, PageResult, PortalError, show};
use crate::who::{AppState, Business, Member};

#[derive(Template)]
#[template(path = "links/tell.html")]
struct TellPage {
    page: Page,
    here: String,
    person: String,
    has_phone: bool,
    preview: String,
    made: Option<Made>,
    links: Vec<Held>,
}

/// The message as it is sent, shown once.
struct Made {
    text: String,
    whatsapp: String,
    qr: String,
}

/// A link that holds.
struct Held {
    id: PassId,
    created: Shown,
    until: String,
    used: Option<Shown>,
}

/// What somebody is told about.
#[derive(Debug, Clone, Copy)]
enum About {
    Order(OrderId),
    Request(RequestId),
    Slip(SlipId),
}

/// Whom it concerns, what is said, and where the business looks at it.
struct Telling {
    part: Part,
    said: Said,
    back: (String, String),
}

impl About {
    fn telling(self, app: &App, lang: Lang, member: &Member) -> Result<Telling, PortalError> {
        let nobody = PortalError::NotFound;
        let t = lang.phrases();
        match self {
            Self::Order(order) => {
                let sheet = crate::business::own_sheet(app, member, order)?;
                let part = Part::of(app, member.party, sheet.order.buyer, order).ok_or(nobody)?;
                let said = Said::of_order(app, language(app, part.person).phrases(), &sheet, part.person);
                let back = (at(member, &format!("/orders/{order}")), sheet.order.number.clone());
                Ok(Telling { part, said, back })
            }
            Self::Request(request) => {
                let sheet = app.views.requests.sheet(request).ok_or(PortalError::NotFound)?;
                let part = Part::of(app, member.party, sheet.request.supplier, request).ok_or(nobody)?;
                let said = Said::of_request(app, language(app, part.person).phrases(), &sheet, part.person);
                let back = (at(member, &format!("/requests/{request}")), sheet.request.number.clone());
                Ok(Telling { part, said, back })
            }
            Self::Slip(slip) => {
                let sheet = app.views.slips.sheet(slip).ok_or(PortalError::NotFound)?;
                let Carrier::Courier { party } = sheet.slip.carrier else { return Err(nobody) };
                let part = Part::of(app, member.party, party, slip).ok_or(nobody)?;
                let said = Said::of_slip(app, language(app, part.person).phrases(), &sheet, part.person);
                let back = (at(member, &format!("/slips/{slip}")), (t.links.slip)(&sheet.slip.number));
                Ok(Telling { part, said, back })
            }
        }
    }
}

fn page(app: &App, lang: Lang, member: &Member, telling: &Telling, made: Option<Made>) -> PageResult {
    let l = &lang.phrases().links;
    let Telling { part, said, back } = telling;
    let contact = Contact::of(app, part.party);
    let calendar = app.calendar(lang, member.party);
    let held = part.links(app).into_iter().map(|link| Held {
        id: link.id,
        created: calendar.moment(link.created),
        until: link.expires.map(|at| (l.holds_until)(&calendar.moment(at).text)).unwrap_or_default(),
        used: link.last_used.map(|at| calendar.moment(at)),
    });
    let place = match back.0.contains("/orders/") {
        true => Place::Orders,
        false => Place::Materials,
    };
    let page = frame(app, lang, member, place, (l.tell_title)(&contact.party));
    show(&TellPage {
        page: page.back(back.0.clone(), back.1.clone()),
        here: format!("{}/tell", back.0),
        person: said.to.clone(),
        has_phone: contact.phone.is_some(),
        preview: said.with_link(language(app, part.person).phrases(), "…"),
        links: held.collect(),
        made,
    })
}

fn shown(app: &App, lang: Lang, member: &Member, about: About) -> PageResult {
    page(app, lang, member, &about.telling(app, lang, member)?, None)
}

/// Makes the link. Asked again, it makes another: a link is shown once and kept nowhere.
fn told(app: &App, lang: Lang, member: &Member, about: About, headers: &HeaderMap) -> PageResult {
    let telling = about.telling(app, lang, member)?;
    let token = telling.part.issue(app, member.person, &telling.said.about)?;
    let url = app.site.url(headers, &address(&token));
    let text = telling.said.with_link(language(app, telling.part.person).phrases(), &url);
    let phone = Contact::of(app, telling.part.party).phone;
    let whatsapp = whatsapp(phone.as_ref().map(|phone| phone.digits.as_str()), &text);
    page(app, lang, member, &telling, Some(Made { text, whatsapp, qr: qr(&url) }))
}

fn revoked(app: &App, lang: Lang, member: &Member, about: About, filled: &Filled) -> PageResult {
    let telling = about.telling(app, lang, member)?;
    let id: PassId = filled.text("link").parse().map_err(|_| PortalError::BadRequest)?;
    // Only a link to this very part: another's name in the form takes nothing back.
    if telling.part.links(app).iter().any(|link| link.id == id) {
        app.vault.passes.revoke(id).map_err(PortalError::broken)?;
    }
    Ok(Redirect::to(&format!("{}/tell", telling.back.0)).into_response())
}

macro_rules! about {
    ($($page:ident, $tell:ident, $revoke:ident: $id:ident as $about:ident;)+) => {$(
        /// `GET …/tell`: what would be said, and which links hold.
        ///
        /// # Errors
        /// [`PortalError::NotFound`] where nobody else has a part in it.
        pub async fn $page(
            who: Business,
            lang: Lang,
            State(app): State<AppState>,
            Path((_, id)): Path<(String, $id)>,
        ) -> PageResult {
            shown(&app, lang, &who, About::$about(id))
        }

        /// `POST …/tell`: makes a link, and the message around it.
        ///
        /// # Errors
        /// As the page.
        pub async fn $tell(
            who: Business,
            lang: Lang,
            State(app): State<AppState>,
            Path((_, id)): Path<(String, $id)>,
            headers: HeaderMap,
        ) -> PageResult {
            told(&app, lang, &who, About::$about(id), &headers)
        }

        /// `POST …/tell/revoke`: takes a link back.
        ///
        /// # Errors
        /// As the page.
        pub async fn $revoke(
            who: Business,
            lang: Lang,
            State(app): State<AppState>,
            Path((_, id)): Path<(String, $id)>,
            filled: Filled,
        ) -> PageResult {
            revoked(&app, lang, &who, About::$about(id), &filled)
        }
    )+};
}

about! {
    order, tell_order, revoke_order: OrderId as Order;
    request, tell_request, revoke_request: RequestId as Request;
    slip, tell_slip, revoke_slip: SlipId as Slip;
}
