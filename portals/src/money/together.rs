//! `/distributor/{party}/owed/{business}`: how a buyer and one business stand, one transfer for several orders, and
//! every movement with the balance after it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect};
use rantai_core::book::payment::{ClaimTransfer, PaymentMethod};
use rantai_core::desk::Receipt;
use rantai_core::ids::{OrderId, PartyId};
use rantai_core::money::Rupiah;
use rantai_projections::order_payments::OwedRow;
use std::sync::Arc;

use super::account::{movements, open_row, papers, sums};
use super::{Section, Sheet, answered, live, shown};
use crate::app::App;
use crate::business::forms::{Again, Ask, DeedForm, Sent, Wrong};
use crate::distributor::{Place, frame, home, may_act, path_of};
use crate::filled::figure;
use crate::i18n::{Lang, Phrases};
use crate::web::{Choice, Field, Page, PageResult, PortalError, Row, Wants};
use crate::who::{AppState, Distributor, Fresh, Member};

/// How a transfer for several orders is sent.
const METHODS: [PaymentMethod; 4] =
    [PaymentMethod::BankTransfer, PaymentMethod::Qris, PaymentMethod::EWallet, PaymentMethod::Cash];

/// `GET /distributor/{party}/owed/{business}`
///
/// # Errors
/// [`PortalError::NotFound`] where the two have nothing with each other.
pub async fn page(
    lang: Lang,
    who: Distributor,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
) -> PageResult {
    let business = named(&app, &business)?;
    let (page, sheet) = sheet(&app, lang, &who, business, Again::default())?;
    shown(fresh.on(page, &who.slug), sheet, wants)
}

/// `POST /distributor/{party}/owed/{business}/pay`
///
/// # Errors
/// What no other input could mend.
pub async fn pay(
    lang: Lang,
    who: Distributor,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
    sent: Sent,
) -> PageResult {
    let business = named(&app, &business)?;
    let sent = sent.kept(&app, who.person).await?;
    let done = claimed(&app, lang.phrases(), &who, business, &sent).await;
    answered(lang, &owed_at(&app, &who, business), "pay", &sent, done, |again| {
        let (page, sheet) = sheet(&app, lang, &who, business, again)?;
        Ok((live(&app, &who, page), sheet))
    })
}

/// A refused form's address, asked for again.
pub async fn back(
    who: Distributor,
    State(app): State<AppState>,
    Path((_, business)): Path<(String, String)>,
) -> PageResult {
    let business = named(&app, &business)?;
    Ok(Redirect::to(&owed_at(&app, &who, business)).into_response())
}

/// The business of that name.
///
/// # Errors
/// [`PortalError::NotFound`] where there is none.
pub fn named(app: &App, business: &str) -> Result<PartyId, PortalError> {
    app.registry().party_by_slug(business).map(|entry| entry.party).ok_or(PortalError::NotFound)
}

/// Where a buyer sees how they stand with a business.
pub fn owed_at(app: &App, who: &Member, business: PartyId) -> String {
    format!("{}/owed/{}", home(who), app.slug(business))
}

async fn claimed(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    business: PartyId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let names = sent.0.texts().iter().filter_map(|(name, _)| name.strip_prefix("order-"));
    let orders: Vec<OrderId> = names.filter_map(|id| id.parse().ok()).collect();
    if orders.is_empty() {
        return Err(Wrong::Field("orders", t.money_pages.no_order_chosen.to_owned()));
    }
    let amount = sent.rupiah(t, "amount")?;
    let method = sent.word(t, "method", PaymentMethod::from_name)?;
    let note = deed.seal(app, who.person, business, sent.note(t, "note")?)?;
    let evidence = sent.evidence(app, "proof").await?;
    let wish = ClaimTransfer { orders, amount, method, note, sent: None };
    Ok(deed.wish(who, business, wish).evidence(evidence).submit(app).await?)
}

fn sheet(
    app: &App,
    lang: Lang,
    who: &Member,
    business: PartyId,
    again: Again<'_>,
) -> Result<(Page, Sheet), PortalError> {
    let t = lang.phrases();
    let m = &t.money_pages;
    // Days are counted where the business stands.
    let calendar = app.calendar(lang, business);
    let account = app.views.accounts.account(business, who.party);
    let moved_rows = app.views.accounts.movements(business, who.party);
    let moved = movements(t, &calendar, &moved_rows, |order| path_of(who, order));
    let rows = app.views.payments.owed_by(who.party);
    let owed: Vec<_> =
        rows.into_iter().filter(|row| row.business == business && row.rest.is_positive()).collect();
    if owed.is_empty() && moved.is_empty() {
        return Err(PortalError::NotFound);
    }
    let page = frame(app, lang, who, Place::Owed, &app.party(business))
        .back(format!("{}/owed", home(who)), t.distributor.owed);
    let mut open = Section::new(m.open_orders);
    open.rows = owed.iter().map(|row| open_row(t, &calendar, row, path_of(who, row.order))).collect();
    let mut together = Section::new("");
    let payable: Vec<&Arc<OwedRow>> = owed.iter().filter(|row| is_payable(app, row)).collect();
    if may_act(who) && payable.len() > 1 {
        together.title = m.pay_together.to_owned();
        together.rows = accounts(app, business);
        together.first = Some(form(app, t, who, business, &payable, &again));
    }
    let mut statement = Section::new(m.statement);
    statement.moved = moved;
    statement.links = papers(t, &calendar, &moved_rows, &owed_at(app, who, business));
    let sums = sums(t, &account, owed.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.rest)));
    let sheet = Sheet {
        here: owed_at(app, who, business),
        topics: "orders from:body, account from:body, resync from:body".to_owned(),
        sums,
        sections: [open, together, statement].into_iter().filter(|section| !section.is_empty()).collect(),
        ..Sheet::default()
    };
    Ok((page, sheet))
}

/// It may be paid now: nothing that was sent waits, and the terms do not have it paid later.
fn is_payable(app: &App, row: &OwedRow) -> bool {
    let sheet = app.views.orders.of_buyer(row.buyer, row.order);
    sheet.is_some_and(|sheet| sheet.order.claim_waiting().is_none() && row.due.is_positive())
}

/// Where to send it.
fn accounts(app: &App, business: PartyId) -> Vec<Row> {
    let shop = app.views.shops.shop(business);
    let terms = shop.as_ref().and_then(|shop| shop.profile.terms.as_ref());
    let accounts = terms.map(|terms| terms.accounts.as_slice()).unwrap_or_default();
    accounts
        .iter()
        .filter_map(|account| {
            let number = app.vault.read(&account.number)?;
            let holder = app.vault.read(&account.holder)?;
            Some(Row::new("#pay", format!("{} {number}", account.bank)).second(holder.to_string()))
        })
        .collect()
}

fn form(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    business: PartyId,
    payable: &[&Arc<OwedRow>],
    again: &Again<'_>,
) -> DeedForm {
    let (d, m) = (&t.distributor, &t.money_pages);
    let sum = payable.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.rest));
    let choices = payable
        .iter()
        .map(|row| Choice::new(format!("order-{}", row.order), format!("{} · {}", row.number, row.rest)));
    let orders = Field::new("orders", m.which_orders).choices(choices).optional();
    let amount = Field::new("amount", d.amount).value(figure(sum)).hint(m.together_hint);
    let methods = METHODS.map(|method| Choice::new(method.name(), (d.pay_method)(method)));
    let method = Field::new("method", d.method).choices(methods).value(METHODS[0].name());
    let proof = again.keep(Field::new("proof", d.proof).hint(d.proof_hint).optional());
    let note = Field::new("note", d.pay_note).optional();
    DeedForm::new(app, format!("{}/pay", owed_at(app, who, business)), 0, d.send_proof).asks([
        Ask::Checks(again.keep(orders)),
        Ask::Money(again.keep(amount)),
        Ask::Choices(again.keep(method)),
        Ask::Photo(proof),
        Ask::Area(again.keep(note)),
    ])
}
