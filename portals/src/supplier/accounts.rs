//! What businesses owe a supplier, its bills to them, and what it takes for its materials.

use std::collections::BTreeSet;

use axum::extract::{Multipart, Path, State};
use rantai_core::book::catalogue::SetSupplierPrice;
use rantai_core::book::material::RecordSupplierBill;
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, PartyId};
use rantai_projections::store::MaterialView;

use super::account_parts::{bill_form, has_photo, owed, prices};
use super::{Place, frame};
use crate::app::App;
use crate::deeds::see;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::uploads::{self, PhotoForm};
use crate::web::sheet::{Part, Sheet};
use crate::web::{PageResult, PortalError, Row, Wants};
use crate::who::{AppState, Fresh, Member, Supplier};

/// `GET /supplier/{party}/accounts`
pub async fn list(
    member: Supplier,
    State(app): State<AppState>,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
) -> PageResult {
    let s = &lang.phrases().supply;
    let here = format!("/supplier/{}/accounts", member.slug);
    let accounts = app.views.suppliers.of_supplier(member.party);
    let rows: Vec<Row> = businesses(&app, &member)
        .into_iter()
        .map(|business| {
            let account = accounts.iter().find(|row| row.business == business);
            let row = Row::new(format!("{here}/{}", app.slug(business)), app.party(business));
            match account {
                Some(row_of) => row.second(s.owed_to_you).figure(row_of.account.owed()),
                None => row,
            }
        })
        .collect();
    let parts = if rows.is_empty() {
        vec![Part::Empty(s.accounts_empty.to_owned(), s.accounts_empty_text.to_owned())]
    } else {
        vec![Part::Rows(rows)]
    };
    let page = frame(&app, lang, &member, fresh, s.accounts, Place::Accounts);
    let topics = "supplier-accounts from:body, requests from:body".to_owned();
    Sheet { page, here, topics, parts }.show(wants.fragment())
}

/// Every business that ever asked this supplier for something, or has an account with it.
fn businesses(app: &App, member: &Member) -> BTreeSet<PartyId> {
    let requests = &app.views.requests;
    let open = requests.to_supplier(member.party, true, None, usize::MAX).rows;
    let over = requests.to_supplier(member.party, false, None, usize::MAX).rows;
    let asked = open.into_iter().chain(over).map(|(_, sheet)| sheet.business);
    asked.chain(app.views.suppliers.of_supplier(member.party).iter().map(|row| row.business)).collect()
}

/// `GET /supplier/{party}/accounts/{business}`
pub async fn account(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
) -> PageResult {
    let business = find(&app, &member, &business)?;
    sheet(&app, lang, &member, fresh, business, &Filled::default()).show(wants.fragment())
}

fn find(app: &App, member: &Member, slug: &str) -> Result<PartyId, PortalError> {
    let business = app.registry().party_by_slug(slug).map(|entry| entry.party);
    business.filter(|it| businesses(app, member).contains(it)).ok_or(PortalError::NotFound)
}

/// The materials of a business that a supplier is known to bring.
fn materials(app: &App, business: PartyId, supplier: PartyId) -> Vec<MaterialView> {
    let requests = &app.views.requests;
    let open = requests.to_supplier(supplier, true, None, usize::MAX).rows;
    let over = requests.to_supplier(supplier, false, None, usize::MAX).rows;
    let asked: BTreeSet<_> = open
        .iter()
        .chain(&over)
        .filter(|(_, sheet)| sheet.business == business)
        .flat_map(|(_, sheet)| sheet.request.lines.iter().map(|line| line.material))
        .collect();
    let mut known = app.views.store.materials(business);
    known.retain(|view| {
        view.material.suppliers.contains(&supplier) || asked.contains(&view.material.material)
    });
    known
}

fn sheet(app: &App, lang: Lang, member: &Member, fresh: Fresh, business: PartyId, filled: &Filled) -> Sheet {
    let t = lang.phrases();
    let here = format!("/supplier/{}/accounts/{}", member.slug, app.slug(business));
    let calendar = app.calendar(lang, member.party);
    let row = app.views.suppliers.account(business, member.party);
    let file = |hash: BlobHash| format!("{here}/files/{hash}");
    let mut parts = owed(t, &calendar, row.as_deref(), t.supply.owed_to_you, file);
    let writes = member.role != rantai_core::party::Role::Auditor;
    if writes {
        parts.push(Part::form(bill_form(app, t, format!("{here}/bill"), filled)));
    }
    let rows = app.views.suppliers.prices_of(business, member.party);
    let known = materials(app, business, member.party);
    let action = writes.then(|| format!("{here}/price"));
    parts.extend(prices(app, t, &calendar, &rows, &known, action, filled));
    let page = frame(app, lang, member, fresh, &app.party(business), Place::Accounts);
    let page = page.back(format!("/supplier/{}/accounts", member.slug), t.supply.accounts);
    let topics = "supplier-accounts from:body, supplier-prices from:body".to_owned();
    Sheet { page, here, topics, parts }
}

fn settle(
    app: &App,
    lang: Lang,
    member: &Member,
    fresh: Fresh,
    business: PartyId,
    filled: &Filled,
    done: Result<Receipt, PortalError>,
) -> PageResult {
    match done {
        Ok(receipt) => {
            Ok(see(&format!("/supplier/{}/accounts/{}", member.slug, app.slug(business)), &receipt))
        }
        Err(error @ (PortalError::Refused(_) | PortalError::BadPhoto)) => {
            let mut sheet = sheet(app, lang, member, fresh, business, filled);
            sheet.page.notice = Some(error.notice(lang.phrases()));
            sheet.again()
        }
        Err(error) => Err(error),
    }
}

/// `POST …/accounts/{business}/bill`
pub async fn bill(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
    lang: Lang,
    fresh: Fresh,
    multipart: Multipart,
) -> PageResult {
    let business = find(&app, &member, &business)?;
    let sent = PhotoForm::read_and_keep(&app, member.person, multipart).await?;
    let mut filled = Filled::from(&sent);
    let done = write_bill(&app, lang, &member, business, &mut filled, &sent).await;
    settle(&app, lang, &member, fresh, business, &filled, done)
}

async fn write_bill(
    app: &App,
    lang: Lang,
    member: &Member,
    business: PartyId,
    filled: &mut Filled,
    sent: &PhotoForm,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let (number, amount) = (filled.words(t, "number"), filled.money(t, "amount"));
    let due = filled.day_or_nothing(t, "due");
    filled.checked()?;
    let evidence = sent.evidence(app, "photo").await?;
    let wish = RecordSupplierBill { supplier: member.party, request: None, number, amount, due };
    deed.wish(member, business, wish).evidence(evidence).submit(app).await
}

/// `POST …/accounts/{business}/price`
pub async fn price(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
    lang: Lang,
    fresh: Fresh,
    mut filled: Filled,
) -> PageResult {
    let business = find(&app, &member, &business)?;
    let done = write_price(&app, lang, &member, business, member.party, &mut filled).await;
    settle(&app, lang, &member, fresh, business, &filled, done)
}

/// Says what a supplier takes for a material, by either side's form.
///
/// # Errors
/// Fields that cannot be read, and what the desk refuses.
pub async fn write_price(
    app: &App,
    lang: Lang,
    member: &Member,
    business: PartyId,
    supplier: PartyId,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let material = filled.choice(t, "material", |id| id.parse().ok());
    let price = filled.money(t, "price");
    let lead_days = u16::try_from(filled.whole(t, "lead_days", 365)).unwrap_or(0);
    let since = filled.day_or_nothing(t, "since");
    filled.checked()?;
    let material = material.ok_or(PortalError::BadRequest)?;
    let wish = SetSupplierPrice { supplier, material, price, lead_days, since };
    deed.wish(member, business, wish).submit(app).await
}

/// `GET …/accounts/{business}/files/{hash}`
pub async fn file(
    member: Supplier,
    State(app): State<AppState>,
    Path((_, business, hash)): Path<(String, String, String)>,
) -> PageResult {
    let business = find(&app, &member, &business)?;
    let hash: BlobHash = hash.parse().map_err(|_| PortalError::NotFound)?;
    if !has_photo(app.views.suppliers.account(business, member.party).as_deref(), hash) {
        return Err(PortalError::NotFound);
    }
    uploads::kept_photo(&app, hash, uploads::FOR_ONE).await
}
