//! Materials bought without a request: at the market, in cash, with a photo of the note.

use axum::extract::{Multipart, State};
use rantai_core::book::material::{BuyLine, BuyMaterials};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::desk::Receipt;

use super::{again, capital, note};
use crate::app::App;
use crate::business::correct::purchase::list_at;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::supplier::account_parts::METHODS;
use crate::uploads::PhotoForm;
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

/// `GET /business/{party}/purchases/new`
pub async fn form(business: Business, lang: Lang, fresh: Fresh, State(app): State<AppState>) -> PageResult {
    let mut sheet = sheet(&app, lang, &business, &Filled::default());
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/purchases/new`
pub async fn record(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let sent = PhotoForm::read_and_keep(&app, business.person, multipart).await?;
    let mut filled = Filled::from(&sent);
    match submit(&app, lang, &business, &mut filled, &sent).await {
        Ok(receipt) => Ok(deeds::see(&at(&business, "/materials"), &receipt)),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            let mut sheet = sheet(&app, lang, &business, &filled);
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

async fn submit(
    app: &App,
    lang: Lang,
    member: &Member,
    filled: &mut Filled,
    sent: &PhotoForm,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let seller = filled.text("seller").to_owned();
    let mut lines = Vec::new();
    for (id, typed) in filled.under("bought-") {
        if !typed.is_empty() {
            let material = id.parse().map_err(|_| PortalError::BadRequest)?;
            let quantity = filled.quantity(t, &format!("bought-{id}"));
            let cost = filled.money(t, &format!("cost-{id}"));
            lines.push(BuyLine { material, quantity, cost });
        }
    }
    let method = filled.choice(t, "method", PaymentMethod::from_name);
    let happened = filled.happened(t, &app.calendar(lang, member.party));
    filled.checked()?;
    let method = method.ok_or(PortalError::BadRequest)?;
    let note = note(app, member, &deed, filled.text("note"))?;
    let evidence = sent.evidence(app, "photo").await?;
    let wish = BuyMaterials { seller, lines, method, note };
    deed.wish(member, member.party, wish).happened(happened).evidence(evidence).submit(app).await
}

fn sheet(app: &App, lang: Lang, member: &Member, filled: &Filled) -> Sheet {
    let t = lang.phrases();
    let s = &t.supply;
    let here = at(member, "/purchases/new");
    let form = Form::new("buy", "", here.clone(), deeds::new_id(app), s.buy_yes).text(s.buy_text);
    let mut form = form.ask(Input::Text(filled.field("seller", s.seller, "").optional()));
    for view in app.views.store.materials(member.party) {
        let material = &view.material;
        let quantity = filled.field(format!("bought-{}", material.material), &material.name, "");
        let cost = filled.field(format!("cost-{}", material.material), (s.cost)(&material.name), "");
        form = form
            .ask(Input::Number(quantity.unit(material.unit.label()).optional()))
            .ask(Input::Money(cost.optional()));
    }
    let methods = METHODS.map(|method| Choice::new(method.name(), capital((t.business.method)(method))));
    let method = filled.field("method", s.method, PaymentMethod::Cash.name()).choices(methods);
    let form = form
        .ask(Input::Choices(method))
        .ask(Input::Earlier(filled.earlier(t, "bought")))
        .ask(Input::Photo(filled.field("photo", s.buy_photo, "").optional()))
        .ask(Input::Area(filled.field("note", s.note, "").optional()));
    let links = vec![(list_at(member), t.books.correct_purchase.to_owned())];
    let page = frame(app, lang, member, Place::Materials, s.buy)
        .back(at(member, "/materials"), t.workshop.materials);
    Sheet { page, here, topics: String::new(), parts: vec![Part::form(form), Part::Links(links)] }
}
