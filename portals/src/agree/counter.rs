//! `…/orders/{order}/counter`: an offer, line by line. `…/orders/{order}/take`: taking the other side's.

use askama::Template;
use axum::response::Response;
use rantai_core::book::order::{
    AcceptOffer, CounterOrder, FreightPayer, OfferedLine, OrderCountered, OrderLine, Side, Stage,
};
use rantai_core::desk::Receipt;
use rantai_core::ids::CommandId;
use rantai_core::money::Rupiah;

use super::shown::{Offered, offered as offered_to, percent_of};
use super::{Table, again};
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::order_words::counted;
use crate::web::{Choice, Field, Money, Notice, Page, PageResult, PortalError, show, show_again};

/// Longest an offer stands by this form, in hours.
const MOST_HOURS: u32 = 24 * 60;

/// A line that may be offered.
struct Line {
    name: String,
    ordered: String,
    offered: Option<String>,
    specification: Option<String>,
    quantity: Field,
    price: Field,
    out: String,
    is_out: bool,
}

#[derive(Template)]
#[template(path = "agree/counter.html")]
struct CounterPage {
    page: Page,
    channel: Option<Field>,
    action: String,
    deed: CommandId,
    version: u32,
    text: &'static str,
    leave_out: &'static str,
    lines: Vec<Line>,
    promised: Field,
    deposit: Field,
    freight: Field,
    payer: Field,
    hours: Field,
    note: Field,
    /// What it comes to as it was typed.
    reckoned: Vec<Money>,
}

/// The empty form, which begins with what stands; leads to the order once that was answered.
///
/// # Errors
/// None that another input could mend.
pub fn page(table: &Table<'_>) -> PageResult {
    if table.order.stage != Stage::Placed {
        return Ok(table.to_order());
    }
    show(&form(table, &Filled::default(), None))
}

/// Makes the offer, or shows the form again with what was typed.
///
/// # Errors
/// What no other input could mend.
pub async fn send(table: &Table<'_>, mut filled: Filled) -> PageResult {
    if filled.text("step") == "reckon" {
        let (notice, sums) = match reckoned(table, &mut filled) {
            Ok(sums) => (None, sums),
            Err(error) => (Some(again(table.t(), error)?), Vec::new()),
        };
        let sheet = CounterPage { reckoned: sums, ..form(table, &filled, notice) };
        return if filled.is_wrong() { show_again(&sheet) } else { show(&sheet) };
    }
    match offered(table, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => show_again(&form(table, &filled, Some(again(table.t(), error)?))),
    }
}

#[derive(Template)]
#[template(path = "agree/take.html")]
struct TakePage {
    page: Page,
    action: String,
    version: u32,
    offer: Offered,
    channel: Option<Field>,
}

/// The offer that the buyer takes by phone; leads to the order where none is theirs to take.
///
/// # Errors
/// None that another input could mend.
pub fn take_page(table: &Table<'_>) -> PageResult {
    let offer = table.order.open_offer().map(|offer| offered_to(table, offer, true));
    let Some(offer) = offer.filter(|offer| offer.take.is_some()) else { return Ok(table.to_order()) };
    let page = table.page(table.t().agree.for_buyer_take.to_owned(), None);
    let action = format!("{}/take", table.path);
    let channel = table.channel(&Filled::default());
    show(&TakePage { page, action, version: table.version, offer, channel })
}

/// Takes the offer that stands.
///
/// # Errors
/// What the desk refuses.
pub async fn take(table: &Table<'_>, filled: &Filled) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let offer = filled.text("offer").parse().map_err(|_| PortalError::BadRequest)?;
    table.wish(&deed, AcceptOffer { order: table.order.id, offer }).await
}

/// The lines as they were typed, without those that are left out.
fn lines(table: &Table<'_>, filled: &mut Filled) -> Vec<OfferedLine> {
    let t = table.t();
    let mut lines = Vec::new();
    for line in &table.order.lines {
        let number = line.number;
        if filled.has(&format!("out-{number}")) {
            continue;
        }
        lines.push(OfferedLine {
            number,
            quantity: Some(filled.quantity(t, &format!("quantity-{number}"))),
            price: Some(filled.money(t, &format!("price-{number}"))),
        });
    }
    lines
}

/// What the offer comes to: the goods, the freight that the buyer pays, the total, the deposit.
fn reckoned(table: &Table<'_>, filled: &mut Filled) -> Result<Vec<Money>, PortalError> {
    let (t, g) = (table.t(), &table.t().agree);
    let lines = lines(table, filled);
    let freight = filled.money_or_nothing(t, "freight");
    let buyer_pays = filled.text("payer") == FreightPayer::Buyer.name();
    let percent = u8::try_from(filled.whole(t, "deposit", 100)).unwrap_or_default();
    filled.checked()?;
    let offered = |line: &OfferedLine| {
        let ordered = table.order.lines.iter().find(|ordered| ordered.number == line.number)?;
        Some(ordered.offered(line.quantity?, line.price?))
    };
    let offered: Result<Vec<_>, _> = lines.iter().filter_map(offered).collect();
    let offered = offered.map_err(PortalError::from)?;
    let goods = offered.iter().fold(Rupiah::ZERO, |sum, line| sum.and(line.amount));
    let freight = if buyer_pays { freight } else { Rupiah::ZERO };
    let total = goods.and(freight);
    let mut sums = vec![Money::new(g.goods, goods)];
    if freight.is_positive() {
        sums.push(Money::new(g.freight, freight));
    }
    sums.push(Money::sum(g.total, total));
    sums.push(Money::new(g.deposit, total.percent_up(percent)));
    Ok(sums)
}

async fn offered(table: &Table<'_>, filled: &mut Filled) -> Result<Response, PortalError> {
    let t = table.t();
    let deed = filled.deed()?;
    let lines = lines(table, filled);
    let promised = filled.day(t, "promised");
    let deposit = u8::try_from(filled.whole(t, "deposit", 100)).unwrap_or_default();
    let freight = filled.money_or_nothing(t, "freight");
    let freight_payer = filled.choice(t, "payer", FreightPayer::from_name);
    let hours = u16::try_from(filled.whole(t, "hours", MOST_HOURS)).unwrap_or_default();
    let note = filled.note(t, "note");
    filled.checked()?;
    let (Some(promised), Some(freight_payer)) = (promised, freight_payer) else {
        return Err(PortalError::BadRequest);
    };
    let wish = CounterOrder {
        order: table.order.id,
        lines,
        promised,
        deposit_percent: Some(deposit),
        freight,
        freight_payer,
        hours: (hours > 0).then_some(hours),
        note: table.note(&deed, note)?,
    };
    let receipt = table.wish(&deed, wish).await?;
    Ok(table.done(&receipt))
}

fn form(table: &Table<'_>, filled: &Filled, notice: Option<Notice>) -> CounterPage {
    let (t, order) = (table.t(), &table.order);
    let g = &t.agree;
    let last = order.offers.last().map(|offer| &offer.terms);
    let shop = table.app.views.shops.shop(table.business);
    let profile = shop.as_ref().map(|shop| &shop.profile);
    let percent = last.map_or_else(
        || profile.and_then(|profile| profile.terms.as_ref()).map_or(0, |terms| terms.deposit_percent),
        |terms| percent_of(terms.deposit_due, terms.total),
    );
    let hours =
        profile.and_then(|profile| profile.policy.as_ref()).map_or(48, |policy| policy.deadlines.offer);
    let today = table.calendar().today();
    let day = last.map(|terms| terms.promised).or(order.wanted).filter(|day| *day >= today);
    let payers =
        FreightPayer::ALL.iter().map(|payer| Choice::new(payer.name(), (t.business.freight_payer)(*payer)));
    let payer = last.map_or_else(|| order.delivery.usual_payer(), |terms| terms.freight_payer);
    let buys = table.side == Side::Buyer;
    CounterPage {
        text: if buys { g.counter_text_buyer } else { g.counter_text },
        leave_out: if buys { g.leave_out_buyer } else { g.leave_out },
        reckoned: Vec::new(),
        page: table.page((g.counter_title)(&order.number), notice),
        channel: table.channel(filled),
        action: format!("{}/counter", table.path),
        deed: deeds::new_id(table.app),
        version: table.version,
        lines: order.lines.iter().map(|line| ask(table, filled, last, line)).collect(),
        promised: filled.field(
            "promised",
            if buys { g.day_buyer } else { g.day },
            day.unwrap_or_else(|| today.plus(7)),
        ),
        deposit: filled.field("deposit", g.deposit, percent).unit("%").optional(),
        freight: filled
            .field("freight", g.freight, last.map_or_else(String::new, |terms| figure(terms.freight)))
            .optional(),
        payer: filled.field("payer", g.freight_payer, payer.name()).choices(payers),
        hours: filled.field("hours", g.stands_for, hours).unit(g.hours).optional(),
        note: filled.field("note", g.note, "").optional(),
    }
}

fn ask(table: &Table<'_>, filled: &Filled, last: Option<&OrderCountered>, line: &OrderLine) -> Line {
    let g = &table.t().agree;
    let number = line.number;
    let stands = last.map(|terms| terms.lines.iter().find(|offered| offered.number == number));
    let (quantity, price) = match stands.flatten() {
        Some(offered) => (offered.quantity, offered.price),
        None => (line.quantity, line.price),
    };
    // Counted by the dozen, and priced by the piece.
    let each = line.base_unit.label();
    let out = format!("out-{number}");
    let typed = filled.has("promised");
    let words =
        |quantity, base, price: Rupiah| format!("{} · {price} / {each}", counted(line, quantity, base));
    Line {
        name: super::shown::name_of(line),
        ordered: (g.ordered)(&words(line.quantity, line.base, line.price)),
        offered: stands.flatten().map(|it| (g.offered_now)(&words(it.quantity, it.base, it.price))),
        specification: line
            .specification
            .as_ref()
            .and_then(|it| table.app.vault.read(it))
            .map(|it| it.to_string()),
        quantity: filled.field(format!("quantity-{number}"), g.quantity, quantity).unit(line.unit.label()),
        price: filled.field(format!("price-{number}"), (g.price)(each), figure(price)),
        is_out: if typed { filled.has(&out) } else { stands.is_some_and(|offered| offered.is_none()) },
        out,
    }
}
