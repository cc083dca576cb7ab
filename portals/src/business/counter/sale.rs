//! `/business/{party}/sales/{sale}`: the receipt of one sale, on the narrow paper of a till; taking it back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use rantai_core::book::payment::PaymentMethod;
use rantai_core::book::sale::{VOID_SECONDS, VoidReason, VoidSale};
use rantai_core::ids::{CommandId, PartyId, SaleId};
use rantai_core::money::Rupiah;
use rantai_projections::counter::SaleRow;
use serde::Deserialize;

use super::goods_name;
use crate::app::App;
use crate::business::work::{again, amount, note};
use crate::business::{Duty, Place, at, frame, may};
use crate::contact::Contact;
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::i18n::Lang;
use crate::print::{Mark, mark};
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, Tone, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/counter/sale.html")]
struct SalePage {
    page: Page,
    seller: Contact,
    number: String,
    when: String,
    buyer: Option<String>,
    lines: Vec<(String, String, Rupiah)>,
    discount: Option<Rupiah>,
    total: Rupiah,
    method: &'static str,
    cash: Option<(Rupiah, Rupiah)>,
    by: String,
    mark: Mark,
    counter: String,
    void: Option<Void>,
    too_late: bool,
}

struct Void {
    action: String,
    deed: CommandId,
    effect: String,
    reason: Field,
    note: Field,
}

/// The sale was just made: the change is said aloud.
#[derive(Debug, Default, Deserialize)]
pub struct Now {
    now: Option<u8>,
}

/// `GET /business/{party}/sales/{sale}`
///
/// # Errors
/// [`PortalError::NotFound`] for another's sale.
pub async fn receipt(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, sale)): Path<(String, SaleId)>,
    Query(Now { now }): Query<Now>,
) -> PageResult {
    let c = &lang.phrases().counter;
    let sale = app.views.counter.sale(business.party, sale).ok_or(PortalError::NotFound)?;
    let mut shown = sale_page(&app, lang, &business, &headers, &sale, &Filled::default())?;
    if now.is_some() && sale.voided.is_none() {
        let change = sale.made.tendered.less(sale.made.total);
        let said = if change.is_positive() { (c.back)(change) } else { c.done.to_owned() };
        shown.page = shown.page.notice(Notice::new(Tone::Done, said, ""));
    }
    shown.page = fresh.on(shown.page, &business.slug);
    show(&shown)
}

/// `POST /business/{party}/sales/{sale}/void`
///
/// # Errors
/// What no other input could mend.
pub async fn void(
    business: Business,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, id)): Path<(String, SaleId)>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let sale = app.views.counter.sale(business.party, id).ok_or(PortalError::NotFound)?;
    let done = async {
        let deed = filled.deed()?;
        let reason = filled.choice(t, "reason", VoidReason::from_name);
        filled.checked()?;
        let reason = reason.ok_or(PortalError::BadRequest)?;
        let note = note(&app, &business, &deed, filled.text("note"))?;
        deed.wish(&business, business.party, VoidSale { sale: id, reason, note }).submit(&app).await
    };
    match done.await {
        Ok(receipt) => Ok(deeds::see(&at(&business, &format!("/sales/{id}")), &receipt)),
        Err(error) => {
            let notice = again(error, t)?;
            let mut shown = sale_page(&app, lang, &business, &headers, &sale, &filled)?;
            shown.page.notice = Some(notice);
            show_again(&shown)
        }
    }
}

fn sale_page(
    app: &App,
    lang: Lang,
    member: &Member,
    headers: &HeaderMap,
    sale: &SaleRow,
    filled: &Filled,
) -> Result<SalePage, PortalError> {
    let t = lang.phrases();
    let c = &t.counter;
    let calendar = app.calendar(lang, member.party);
    let made = &sale.made;
    let title = format!("{} {}", c.receipt, made.number);
    let mut page = frame(app, lang, member, Place::Payments, title).back(at(member, "/sales"), c.sales);
    if let Some((voided, when)) = &sale.voided {
        let words = (c.voided_text)(voided.reason, &calendar.moment(*when).exact);
        page = page.notice(Notice::new(Tone::Failed, c.voided, words));
    }
    let recent = sale.at.plus_seconds(VOID_SECONDS) >= app.now();
    let may_void = sale.voided.is_none() && may(member, Duty::Orders);
    let reasons = VoidReason::ALL.iter().map(|reason| Choice::new(reason.name(), (c.void_reason)(*reason)));
    let change = made.tendered.less(made.total);
    Ok(SalePage {
        page,
        seller: Contact::of(app, member.party),
        number: made.number.clone(),
        when: calendar.moment(sale.at).exact,
        buyer: made.buyer.map(|buyer: PartyId| app.party(buyer)),
        lines: made
            .lines
            .iter()
            .map(|line| {
                let how = format!("{} × {}", amount(line.quantity, line.unit), figure(line.price));
                (goods_name(line), how, line.amount)
            })
            .collect(),
        discount: Some(made.discount).filter(|discount| discount.is_positive()),
        total: made.total,
        method: (t.distributor.pay_method)(made.method),
        cash: (made.method == PaymentMethod::Cash).then_some((made.tendered, change)),
        by: app.person(sale.by),
        mark: mark(app, headers, sale.cursor)?,
        counter: at(member, "/counter"),
        void: (may_void && recent).then(|| Void {
            action: at(member, &format!("/sales/{}/void", made.sale)),
            deed: deeds::new_id(app),
            effect: (c.void_effect)(made.total),
            reason: filled.field("reason", c.void_why, "").choices(reasons),
            note: filled.field("note", c.note, "").optional(),
        }),
        too_late: may_void && !recent,
    })
}
