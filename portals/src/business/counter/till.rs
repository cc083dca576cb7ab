//! The till: what it comes to, and the money; or the goods are kept.

use askama::Template;
use axum::response::Response;
use rantai_core::book::payment::PaymentMethod;
use rantai_core::book::sale::{GoodsKept, KeepGoods, MakeSale, SaleLine, SellLine};
use rantai_core::ids::{CommandId, PartyId, ReservationId, SaleId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::{PersonName, PhoneNumber};

use super::{METHODS, goods_name, quantity_name, sum};
use crate::app::App;
use crate::business::work::{amount, note};
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::i18n::{Lang, Phrases};
use crate::web::{Choice, Earlier, Field, Page, PortalError};
use crate::who::Member;

/// Days goods are kept where nobody says otherwise.
const USUAL_DAYS: i32 = 3;

#[derive(Template)]
#[template(path = "business/counter/till.html")]
pub(super) struct TillPage {
    /// The frame, so that a refusal can be put above it.
    pub(super) page: Page,
    action: String,
    deed: CommandId,
    lines: Vec<TillLine>,
    hidden: Vec<(String, String)>,
    discount: Field,
    total: Rupiah,
    method: Field,
    tendered: Field,
    earlier: Earlier,
    pay: String,
    name: Field,
    phone: Field,
    until: Field,
    note: Field,
    kept: bool,
}

struct TillLine {
    name: String,
    quantity: String,
    amount: Rupiah,
}

/// The page that takes the money for what was picked.
pub(super) fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    filled: &mut Filled,
    mut lines: Vec<SaleLine>,
) -> TillPage {
    let t = lang.phrases();
    let c = &t.counter;
    let reservation = reservation(app, member, filled);
    at_kept_prices(&mut lines, reservation.as_ref());
    let discount = filled.money_or_nothing(t, "discount");
    let total = sum(&lines).less(discount.max(Rupiah::ZERO)).max(Rupiah::ZERO);
    let mut hidden: Vec<_> = lines
        .iter()
        .map(|line| (quantity_name(line.product, line.variant), line.quantity.to_string()))
        .collect();
    hidden.push(("buyer".to_owned(), filled.text("buyer").to_owned()));
    hidden.push(("reservation".to_owned(), filled.text("reservation").to_owned()));
    let calendar = app.calendar(lang, member.party);
    let methods = METHODS.map(|method| Choice::new(method.name(), (t.distributor.pay_method)(method)));
    TillPage {
        page: frame(app, lang, member, Place::Payments, c.till).back(at(member, "/counter"), c.title),
        action: at(member, "/counter"),
        deed: deeds::new_id(app),
        hidden,
        discount: filled.field("discount", c.discount, "").optional(),
        method: filled.field("method", c.method, PaymentMethod::Cash.name()).choices(methods),
        tendered: filled.field("tendered", c.tendered, "").hint(c.tendered_hint).optional(),
        earlier: filled.earlier(t, "sale"),
        pay: (c.pay)(total),
        total,
        name: filled.field("name", c.name, ""),
        phone: filled.field("phone", c.phone, "").optional(),
        until: filled.field("until", c.until, calendar.today().plus(USUAL_DAYS)),
        note: filled.field("note", c.note, "").optional(),
        kept: reservation.is_some(),
        lines: lines
            .iter()
            .map(|line| TillLine {
                name: goods_name(line),
                quantity: format!("{} × {}", amount(line.quantity, line.unit), figure(line.price)),
                amount: line.amount,
            })
            .collect(),
    }
}

/// Sells what was picked.
///
/// # Errors
/// What is wrong with the form, and refusals.
pub(super) async fn sell(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    filled: &mut Filled,
    lines: &[SaleLine],
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let method = filled.choice(t, "method", PaymentMethod::from_name);
    let discount = filled.money_or_nothing(t, "discount");
    let total = filled.money(t, "total");
    let tendered = filled.money_or_nothing(t, "tendered");
    let happened = filled.happened(t, &app.calendar(t.lang, member.party));
    filled.checked()?;
    let wish = MakeSale {
        lines: lines.iter().map(of_line).collect(),
        buyer: buyer(filled),
        discount,
        total,
        method: method.ok_or(PortalError::BadRequest)?,
        // The exact amount is what most people have in their hand.
        tendered: if tendered == Rupiah::ZERO { total } else { tendered },
        reservation: reservation_id(filled),
    };
    let receipt = deed.wish(member, member.party, wish).happened(happened).submit(app).await?;
    let sale = receipt.thing.and_then(|thing| SaleId::try_from(thing).ok());
    let path = sale.map_or_else(|| "/sales".to_owned(), |sale| format!("/sales/{sale}?now=1"));
    Ok(deeds::see(&at(member, &path), &receipt))
}

/// Keeps what was picked for somebody.
///
/// # Errors
/// What is wrong with the form, and refusals.
pub(super) async fn keep(
    app: &App,
    lang: Lang,
    member: &Member,
    filled: &mut Filled,
    lines: &[SaleLine],
) -> Result<Response, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let calendar = app.calendar(lang, member.party);
    let until = filled.day(t, "until");
    let buyer = buyer(filled);
    let read = PersonName::new(filled.text("name"));
    let name = filled.short_enough(t, "name", read);
    if name.is_none() && buyer.is_none() && !filled.is_mistaken("name") {
        filled.mistake("name", t.common.required);
    }
    let phone = match filled.text("phone") {
        "" => None,
        text => {
            let read = PhoneNumber::parse(text);
            if read.is_none() {
                filled.mistake("phone", t.doors.not_a_phone);
            }
            read
        }
    };
    filled.checked()?;
    let until = until.ok_or(PortalError::BadRequest)?.plus(1).start_in(calendar.zone);
    // Their words are kept under the key of who wrote them down: they have none of their own.
    let wish = KeepGoods {
        buyer,
        name: deed.seal(app, member.person, member.party, name)?,
        phone: deed.seal(app, member.person, member.party, phone)?,
        lines: lines.iter().map(of_line).collect(),
        until,
        note: note(app, member, &deed, filled.text("note"))?,
    };
    let receipt = deed.wish(member, member.party, wish).submit(app).await?;
    Ok(deeds::see(&at(member, "/counter"), &receipt))
}

const fn of_line(line: &SaleLine) -> SellLine {
    SellLine { product: line.product, variant: line.variant, quantity: line.quantity }
}

fn buyer(filled: &Filled) -> Option<PartyId> {
    filled.text("buyer").parse().ok()
}

fn reservation_id(filled: &Filled) -> Option<ReservationId> {
    filled.text("reservation").parse().ok()
}

fn reservation(app: &App, member: &Member, filled: &Filled) -> Option<GoodsKept> {
    app.views.counter.reservation(member.party, reservation_id(filled)?)
}

/// The desk charges who had goods kept the price of that day; so does the screen.
fn at_kept_prices(lines: &mut [SaleLine], kept: Option<&GoodsKept>) {
    for line in lines {
        let same = |other: &&SaleLine| (other.product, other.variant) == (line.product, line.variant);
        if let Some(kept) = kept.and_then(|kept| kept.lines.iter().find(same)) {
            line.price = kept.price;
            line.amount = kept.price.times(line.quantity).unwrap_or(line.amount);
        }
    }
}
