//! The business's suppliers: what is owed to each, how each kept its word, its bills, payments and prices.

use axum::extract::{Multipart, Path, State};
use rantai_core::book::material::{PaySupplier, RecordSupplierBill, Reliability};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, PartyId};
use rantai_core::money::Rupiah;
use rantai_core::party::Capacity;

use super::{again, capital, note, parties};
use crate::app::App;
use crate::business::correct::account::account_at;
use crate::business::{Duty, Place, at, frame, may};
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::i18n::{Lang, Phrases};
use crate::names;
use crate::supplier::account_parts::{METHODS, bill_form, has_photo, owed, prices};
use crate::supplier::accounts::write_price;
use crate::uploads::{self, PhotoForm};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, PageResult, PortalError, Row, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// `GET /business/{party}/suppliers`
pub async fn list(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
) -> PageResult {
    let s = &lang.phrases().supply;
    let accounts = app.views.suppliers.of_business(business.party);
    let known = known(&app, &business);
    let ids: Vec<PartyId> = known.iter().map(|(id, _)| *id).collect();
    let kept: Vec<Reliability> =
        app.look(business.party, move |book| ids.iter().map(|id| book.reliability(*id)).collect()).await?;
    let rows: Vec<Row> = known
        .iter()
        .zip(kept)
        .map(|((id, name), kept)| {
            let account = accounts.iter().find(|row| row.supplier == *id);
            let owed = account.map_or(Rupiah::ZERO, |row| row.account.owed());
            let row = Row::new(at(&business, &format!("/suppliers/{}", app.slug(*id))), name);
            let row = row.second(format!("{}: {}", s.reliability, said(s, kept)));
            if owed.0 == 0 { row } else { row.figure(owed) }
        })
        .collect();
    let parts = if rows.is_empty() {
        vec![Part::Empty(s.no_suppliers.to_owned(), s.no_suppliers_text.to_owned())]
    } else {
        vec![Part::Rows(rows)]
    };
    let page = frame(&app, lang, &business, Place::Materials, s.suppliers)
        .back(at(&business, "/materials"), lang.phrases().workshop.materials);
    let page = fresh.on(page, &business.slug);
    let here = at(&business, "/suppliers");
    let topics = "supplier-accounts from:body".to_owned();
    Sheet { page, here, topics, parts }.show(wants.fragment())
}

/// How a supplier kept its word, in words.
pub fn said(s: &crate::i18n::supply::Phrases, kept: Reliability) -> String {
    match kept.percent() {
        Some(percent) => (s.reliability_of)(percent, kept.requests.saturating_add(kept.unanswered)),
        None => s.reliability_none.to_owned(),
    }
}

fn known(app: &App, member: &Member) -> Vec<(PartyId, String)> {
    let mut known = parties(app, member, Capacity::Supplier);
    known.retain(|(id, _)| *id != member.party);
    known
}

/// One of the business's suppliers.
///
/// # Errors
/// [`PortalError::NotFound`] where it is none.
pub fn find(app: &App, member: &Member, slug: &str) -> Result<PartyId, PortalError> {
    let party = app.registry().party_by_slug(slug).map(|entry| entry.party);
    party.filter(|id| known(app, member).iter().any(|(it, _)| it == id)).ok_or(PortalError::NotFound)
}

/// `GET /business/{party}/suppliers/{supplier}`
pub async fn page(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    Path((_, supplier)): Path<(String, String)>,
    State(app): State<AppState>,
) -> PageResult {
    let supplier = find(&app, &business, &supplier)?;
    let mut sheet = sheet(&app, lang, &business, supplier, &Filled::default()).await?;
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(wants.fragment())
}

async fn sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    supplier: PartyId,
    filled: &Filled,
) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let s = &t.supply;
    let here = at(member, &format!("/suppliers/{}", app.slug(supplier)));
    let calendar = app.calendar(lang, member.party);
    let row = app.views.suppliers.account(member.party, supplier);
    let kept = app.look(member.party, move |book| book.reliability(supplier)).await?;
    let mut parts = vec![Part::Facts(vec![(s.reliability.to_owned(), said(s, kept))])];
    let file = |hash: BlobHash| format!("{here}/files/{hash}");
    parts.extend(owed(t, &calendar, row.as_deref(), s.owed, file));
    if may(member, Duty::Money) {
        let due = row.as_ref().map_or(Rupiah::ZERO, |row| row.account.owed());
        parts.push(Part::form(pay_form(app, t, &here, due, filled)));
        if row.is_some() {
            let correct = account_at(app, member, supplier);
            parts.push(Part::Links(vec![(correct, t.books.correct.to_owned())]));
        }
    }
    if names::is_corrected_by(app, member, supplier) {
        let href = names::known_at(app, member, supplier);
        parts.push(Part::Links(vec![(href, t.names.title.to_owned())]));
    }
    if may(member, Duty::Work) || may(member, Duty::Money) {
        parts.push(Part::form(bill_form(app, t, format!("{here}/bill"), filled)));
    }
    let rows = app.views.suppliers.prices_of(member.party, supplier);
    let materials = app.views.store.materials(member.party);
    let action = may(member, Duty::Work).then(|| format!("{here}/price"));
    parts.extend(prices(app, t, &calendar, &rows, &materials, action, filled));
    let page = frame(app, lang, member, Place::Materials, app.party(supplier))
        .back(at(member, "/suppliers"), s.suppliers);
    let topics = "supplier-accounts from:body, store from:body".to_owned();
    Ok(Sheet { page, here, topics, parts })
}

fn pay_form(app: &App, t: &'static Phrases, here: &str, due: Rupiah, filled: &Filled) -> Form {
    let s = &t.supply;
    let methods = METHODS.map(|method| Choice::new(method.name(), capital((t.business.method)(method))));
    let start = if due.is_positive() { figure(due) } else { String::new() };
    Form::new("pay", s.pay, format!("{here}/pay"), deeds::new_id(app), s.pay_yes)
        .text(s.pay_text)
        .ask(Input::Money(filled.field("pay-amount", s.amount, start)))
        .ask(Input::Choices(
            filled.field("method", s.method, PaymentMethod::BankTransfer.name()).choices(methods),
        ))
        .ask(Input::Earlier(filled.earlier(t, "pay")))
        .ask(Input::Photo(filled.field("proof", s.proof, "").optional()))
        .ask(Input::Area(filled.field("pay-note", s.note, "").optional()))
        .folded(filled.has("pay-amount"))
}

async fn settle(
    app: &App,
    lang: Lang,
    member: &Member,
    supplier: PartyId,
    filled: &Filled,
    done: Result<Receipt, PortalError>,
) -> PageResult {
    match done {
        Ok(receipt) => Ok(deeds::see(&at(member, &format!("/suppliers/{}", app.slug(supplier))), &receipt)),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            let mut sheet = sheet(app, lang, member, supplier, filled).await?;
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

/// `POST …/suppliers/{supplier}/bill`
pub async fn bill(
    business: Business,
    lang: Lang,
    Path((_, supplier)): Path<(String, String)>,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let supplier = find(&app, &business, &supplier)?;
    let sent = PhotoForm::read_and_keep(&app, business.person, multipart).await?;
    let mut filled = Filled::from(&sent);
    let done = write_bill(&app, lang, &business, supplier, &mut filled, &sent).await;
    settle(&app, lang, &business, supplier, &filled, done).await
}

async fn write_bill(
    app: &App,
    lang: Lang,
    member: &Member,
    supplier: PartyId,
    filled: &mut Filled,
    sent: &PhotoForm,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let (number, amount) = (filled.words(t, "number"), filled.money(t, "amount"));
    let due = filled.day_or_nothing(t, "due");
    filled.checked()?;
    let evidence = sent.evidence(app, "photo").await?;
    let wish = RecordSupplierBill { supplier, request: None, number, amount, due };
    deed.wish(member, member.party, wish).evidence(evidence).submit(app).await
}

/// `POST …/suppliers/{supplier}/pay`
pub async fn pay(
    business: Business,
    lang: Lang,
    Path((_, supplier)): Path<(String, String)>,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let supplier = find(&app, &business, &supplier)?;
    let sent = PhotoForm::read_and_keep(&app, business.person, multipart).await?;
    let mut filled = Filled::from(&sent);
    let done = write_payment(&app, lang, &business, supplier, &mut filled, &sent).await;
    settle(&app, lang, &business, supplier, &filled, done).await
}

async fn write_payment(
    app: &App,
    lang: Lang,
    member: &Member,
    supplier: PartyId,
    filled: &mut Filled,
    sent: &PhotoForm,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let amount = filled.money(t, "pay-amount");
    let method = filled.choice(t, "method", PaymentMethod::from_name);
    let happened = filled.happened(t, &app.calendar(lang, member.party));
    filled.checked()?;
    let method = method.ok_or(PortalError::BadRequest)?;
    let note = note(app, member, &deed, filled.text("pay-note"))?;
    let evidence = sent.evidence(app, "proof").await?;
    let wish = PaySupplier { supplier, request: None, amount, method, note };
    deed.wish(member, member.party, wish).happened(happened).evidence(evidence).submit(app).await
}

/// `POST …/suppliers/{supplier}/price`
pub async fn price(
    business: Business,
    lang: Lang,
    Path((_, supplier)): Path<(String, String)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let supplier = find(&app, &business, &supplier)?;
    let done = write_price(&app, lang, &business, business.party, supplier, &mut filled).await;
    settle(&app, lang, &business, supplier, &filled, done).await
}

/// `GET …/suppliers/{supplier}/files/{hash}`
pub async fn file(
    business: Business,
    State(app): State<AppState>,
    Path((_, supplier, hash)): Path<(String, String, String)>,
) -> PageResult {
    let supplier = find(&app, &business, &supplier)?;
    let hash: BlobHash = hash.parse().map_err(|_| PortalError::NotFound)?;
    if !has_photo(app.views.suppliers.account(business.party, supplier).as_deref(), hash) {
        return Err(PortalError::NotFound);
    }
    uploads::kept_photo(&app, hash, uploads::FOR_ONE).await
}
