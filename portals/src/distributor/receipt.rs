//! `/distributor/{party}/orders/{order}/payments/{payment}/receipt`: the receipt (*kwitansi*), on A5.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use rantai_core::book::order::{Order, Payment, PaymentState};
use rantai_core::ids::{OrderId, PartyId, PaymentId};
use rantai_core::money::Rupiah;

use super::{Place, frame, path_of, sheet};
use crate::app::App;
use crate::i18n::{Lang, Phrases};
use crate::print::{Mark, PaperParty, ReceiptPaper, mark};
use crate::web::{PageResult, PortalError, show};
use crate::who::{AppState, Distributor};

/// The receipt of a verified payment.
///
/// # Errors
/// [`PortalError::NotFound`] while there is none.
pub async fn page(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    headers: HeaderMap,
    Path((_, order, payment)): Path<(String, OrderId, PaymentId)>,
) -> PageResult {
    let (t, sheet) = (lang.phrases(), sheet(&app, &distributor, order)?);
    let order = &sheet.order;
    let payment = order.payments.iter().find(|entry| entry.id == payment).ok_or(PortalError::NotFound)?;
    let PaymentState::Verified { amount, receipt, at, .. } = &payment.state else {
        return Err(PortalError::NotFound);
    };
    let title = format!("{} {receipt}", t.papers.receipt);
    let back = path_of(&distributor, order.id);
    let page = frame(&app, lang, &distributor, Place::Orders, &title)
        .back(back.clone(), (t.distributor.order_title)(&order.number));
    let page = distributor.around(page, &back, app.views.reached());
    let calendar = app.calendar(lang, sheet.business);
    let verified = sheet.links.iter().find(|link| link.name() == "PaymentVerified" && link.at == *at);
    let mark = verified.map_or_else(|| Ok(Mark::default()), |link| mark(&app, &headers, link.cursor))?;
    let business = seller(&app, sheet.business);
    show(&ReceiptPaper {
        page,
        number: receipt.clone(),
        qr: mark.qr,
        seller: business,
        received_from: distributor.name.clone(),
        amount: *amount,
        for_what: for_what(t, order, payment, *amount),
        method: (t.distributor.pay_method)(payment.method).to_owned(),
        place: place(&app, sheet.business),
        day: calendar.paper_day(at.day_in(calendar.zone)),
        signed_by: verified.map(|link| app.person(link.person)).unwrap_or_default(),
        proof: mark.proof,
        head: mark.head,
    })
}

/// The business as papers name it.
fn seller(app: &App, business: PartyId) -> PaperParty {
    let registry = app.registry();
    let contact = registry.party(business).and_then(|party| registry.person(party.contact));
    let phone = contact.and_then(|person| app.vault.read(person.phone.as_ref()?));
    let shop = app.views.shops.shop(business);
    let address = shop.map(|shop| {
        let place = app.regions.spoken(&shop.profile.village);
        if shop.profile.street.is_empty() { place } else { format!("{}, {place}", shop.profile.street) }
    });
    PaperParty {
        name: app.party(business),
        address: address.unwrap_or_default(),
        phone: phone.map(|phone| phone.to_string()).unwrap_or_default(),
    }
}

/// Where the paper was written.
fn place(app: &App, business: PartyId) -> String {
    let shop = app.views.shops.shop(business);
    let place = shop.and_then(|shop| app.regions.place(&shop.profile.village).cloned());
    place.map(|place| place.regency.trim_start_matches("Kabupaten ").to_owned()).unwrap_or_default()
}

/// What the payment was for: it reached into the deposit, paid everything, or paid the rest.
fn for_what(t: &'static Phrases, order: &Order, payment: &Payment, amount: Rupiah) -> String {
    let d = &t.distributor;
    let before = order.payments.iter().take_while(|entry| entry.id != payment.id);
    let held = before.fold(Rupiah::ZERO, |sum, entry| match &entry.state {
        PaymentState::Verified { to_order, .. } => sum.and(*to_order),
        PaymentState::Claimed | PaymentState::Refused { .. } => sum,
    });
    let deposit = order.agreement().map_or(Rupiah::ZERO, |agreement| agreement.deposit_due);
    let words = if held == Rupiah::ZERO && amount >= order.total() {
        d.for_whole
    } else if held < deposit {
        d.for_deposit
    } else {
        d.for_settlement
    };
    words(&order.number)
}
