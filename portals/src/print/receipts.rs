//! The receipt of a payment (*kwitansi*): from whom, how much in words, for what.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use rantai_core::book::correction::{Corrected, Mistake};
use rantai_core::book::order::{Order, Payment, PaymentState};
use rantai_core::ids::{OrderId, PartyId, PaymentId};
use rantai_core::money::Rupiah;
use rantai_projections::order_sheets::Link;
use serde::Deserialize;

use super::order_papers::on_paper;
use super::paper::{self, Asked, Paper};
use super::{Mark, mark};
use crate::app::App;
use crate::business::{Place, frame, order_at, own_sheet};
use crate::contact::Contact;
use crate::distributor;
use crate::i18n::dates::Calendar;
use crate::i18n::papers;
use crate::i18n::words::amount_in_words;
use crate::i18n::{Lang, Phrases};
use crate::web::{Money, PageResult, PortalError};
use crate::who::{AppState, Business, Distributor};

/// A receipt above this amount needs a duty stamp (*meterai*): Undang-Undang 10/2020 on stamp duty, article 3 (2) g.
const STAMPED_ABOVE: Rupiah = Rupiah(5_000_000);

/// Which order a receipt is for.
#[derive(Debug, Deserialize)]
pub struct Of {
    order: OrderId,
}

/// `GET /business/{party}/payments/{payment}/receipt?order={order}`
///
/// # Errors
/// [`PortalError::NotFound`] where the payment was not verified.
pub async fn for_business(
    lang: Lang,
    who: Business,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, payment)): Path<(String, PaymentId)>,
    Query(Of { order }): Query<Of>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = own_sheet(&app, &who, order)?;
    let paper = of_payment(&app, lang, &headers, who.party, &sheet.order, payment, &sheet.links)?;
    let page = frame(&app, lang, &who, Place::Payments, paper.heading());
    let page = page.back(order_at(&who, order), &sheet.order.number);
    paper::answer(page, paper, &asked.keep("order", order))
}

/// `GET /distributor/{party}/orders/{order}/payments/{payment}/receipt`
///
/// # Errors
/// [`PortalError::NotFound`] while there is none.
pub async fn for_buyer(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    headers: HeaderMap,
    Path((_, order, payment)): Path<(String, OrderId, PaymentId)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = distributor::sheet(&app, &distributor, order)?;
    let paper = of_payment(&app, lang, &headers, sheet.business, &sheet.order, payment, &sheet.links)?;
    let back = distributor::path_of(&distributor, order);
    let page = distributor::frame(&app, lang, &distributor, distributor::Place::Orders, &paper.heading());
    let page = page.back(back.clone(), (lang.phrases().distributor.order_title)(&sheet.order.number));
    let page = distributor.around(page, &back, app.views.reached());
    paper::answer(page, paper, &asked)
}

fn of_payment(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    business: PartyId,
    order: &Order,
    payment: PaymentId,
    links: &[Link],
) -> Result<Paper, PortalError> {
    let t = lang.phrases();
    let p = &t.papers;
    let payment = order.payments.iter().find(|entry| entry.id == payment).ok_or(PortalError::NotFound)?;
    let PaymentState::Verified { amount, receipt, at, .. } = &payment.state else {
        return Err(PortalError::NotFound);
    };
    let verified = links.iter().find(|link| link.name() == "PaymentVerified" && link.at == *at);
    // What is right now stands in the newest correction: the paper is checked by that.
    let corrected = payment
        .corrected
        .last()
        .and_then(|last| links.iter().find(|link| link.name() == "PaymentCorrected" && link.at == last.at));
    let fact = corrected.or(verified);
    let mark = fact.map_or_else(|| Ok(Mark::default()), |link| mark(app, headers, link.cursor))?;
    let calendar = app.calendar(lang, business);
    let day = calendar.paper_day(at.day_in(calendar.zone));
    let place = regency(app, business);
    let signed_at = if place.is_empty() { day.clone() } else { format!("{place}, {day}") };
    let signed_by = verified.map(|link| app.person(link.person)).unwrap_or_default();
    let stamp = (*amount > STAMPED_ABOVE).then(|| p.stamp.to_owned());
    Ok(Paper {
        title: p.receipt.to_owned(),
        number: receipt.clone(),
        day,
        from: on_paper(Contact::of(app, business)),
        facts: vec![
            (p.received_from.to_owned(), payer(app, order.buyer)),
            (p.for_what.to_owned(), for_what(t, order, payment, *amount)),
            (p.method.to_owned(), (t.distributor.pay_method)(payment.method).to_owned()),
        ],
        sums: sums(p, payment, *amount),
        notes: payment.corrected.iter().map(|was| corrected_on(app, t, &calendar, was)).collect(),
        words: Some((p.in_words.to_owned(), amount_in_words(lang, *amount))),
        signs: vec![(signed_at, signed_by)],
        stamp,
        mark,
        check: (p.check.to_owned(), p.head.to_owned()),
        ..Paper::default()
    })
}

/// The amount; of a payment that was corrected, what was written first too.
fn sums(p: &papers::Phrases, payment: &Payment, amount: Rupiah) -> Vec<Money> {
    match payment.corrected.first() {
        Some(first) => vec![Money::new(p.written_first, first.was), Money::sum(p.right_now, amount)],
        None => vec![Money::sum(p.amount, amount)],
    }
}

/// When it was corrected, from what, and why.
fn corrected_on(app: &App, t: &'static Phrases, calendar: &Calendar, was: &Corrected<Rupiah>) -> String {
    let why = match was.why {
        Mistake::Other => was.note.as_ref().and_then(|note| app.vault.read(note)).map(|it| it.to_string()),
        why => Some((t.books.mistake)(why).to_owned()),
    };
    let day = calendar.paper_day(was.at.day_in(calendar.zone));
    (t.papers.corrected_on)(&day, was.was, &why.unwrap_or_else(|| "–".to_owned()))
}

fn payer(app: &App, buyer: PartyId) -> String {
    let contact = Contact::of(app, buyer);
    if contact.person == contact.party {
        contact.party
    } else {
        format!("{}, {}", contact.person, contact.party)
    }
}

/// Where the paper was written.
fn regency(app: &App, business: PartyId) -> String {
    let shop = app.views.shops.shop(business);
    let place = shop.and_then(|shop| app.regions.place(&shop.profile.village).cloned());
    place.map(|place| place.regency.trim_start_matches("Kabupaten ").to_owned()).unwrap_or_default()
}

/// What the payment was for (it reached into the deposit, paid everything, or paid the rest), and of which goods.
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
    let goods = order.lines.iter().take(3);
    let goods = goods.map(|line| format!("{} {} {}", line.quantity, line.unit.label(), line.name));
    let goods = format!("{}: {}", words(&order.number), goods.collect::<Vec<_>>().join(", "));
    match payment.state {
        PaymentState::Verified { to_credit, .. } if to_credit.is_positive() => {
            format!("{goods}; {}", (t.papers.rest_to_credit)(to_credit))
        }
        _ => goods,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use rantai_core::log::Log;

    use super::*;
    use crate::deeds;
    use crate::routes::tests::{stage, urlencoded};

    #[tokio::test]
    async fn a_corrected_receipt_says_what_was_written_first_what_is_right_and_when() {
        let stage = stage().await;
        let (app, a) = (&stage.app, &stage.affair);
        let sheet = app.views.orders.sheet(a.order).unwrap();
        let state = |payment: &Payment| match payment.state {
            PaymentState::Verified { amount, .. } => Some((payment.id, amount)),
            _ => None,
        };
        let (payment, amount) = sheet.order.payments.iter().find_map(state).unwrap();
        let owner = Some(app.registry().party(a.business).unwrap().contact);
        let paper = format!("/business/{{party}}/payments/{payment}/receipt?order={}", a.order);
        let paper = stage.address(&paper, a.business);
        let (_, _, first) = stage.ask("GET", &paper, owner, None).await;
        assert!(first.contains(&amount.to_string()) && !first.contains("Semula ditulis"));
        let code = |page: &str| {
            page.split("/check/")
                .nth(1)
                .and_then(|rest| rest.split(['\"', '<', ' ']).next())
                .map(str::to_owned)
        };

        let correct = format!("/business/{{party}}/orders/{}/payments/{payment}/correct", a.order);
        let correct = stage.address(&correct, a.business);
        let right = amount.less(Rupiah(1_000));
        let fields = [
            ("deed", deeds::new_id(app).to_string()),
            ("version", sheet.version.to_string()),
            ("amount", right.0.to_string()),
            ("why", "Mistyped".to_owned()),
            ("seen-effect", "1".to_owned()),
        ];
        let fields: Vec<_> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let (status, _, page) = stage.ask("POST", &correct, owner, Some(urlencoded(&fields))).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        app.shows(app.log.watermark()).await;

        let (_, _, paper) = stage.ask("GET", &paper, owner, None).await;
        for said in ["Semula ditulis", "Yang benar", "Dikoreksi", "Salah ketik"] {
            assert!(paper.to_lowercase().contains(&said.to_lowercase()), "{said}: {paper}");
        }
        assert!(paper.contains(&amount.to_string()) && paper.contains(&right.to_string()));
        if let (Some(old), Some(new)) = (code(&first), code(&paper)) {
            assert_ne!(old, new);
            let (_, _, told) = stage.ask("GET", &format!("/check/{old}"), None, None).await;
            assert!(told.contains("sudah dikoreksi") && told.contains(&right.to_string()), "{told}");
            let (_, _, told) = stage.ask("GET", &format!("/check/{new}"), None, None).await;
            assert!(!told.contains("sudah dikoreksi") && told.contains(&right.to_string()), "{told}");
        }
    }
}
