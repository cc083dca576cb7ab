//! The papers of an order: what was ordered, what was confirmed, what is owed.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use rantai_core::book::order::{DeliveryWish, FreightPayer, Order, OrderLine, SlipState};
use rantai_core::ids::{OrderId, PartyId, SlipId};
use rantai_core::log::Cursor;
use rantai_core::money::Rupiah;
use serde::Deserialize;

use super::paper::{self, Asked, Column, Paper};
use super::{Mark, PaperParty, mark};
use crate::app::App;
use crate::contact::Contact;
use crate::i18n::Lang;
use crate::i18n::words::amount_in_words;
use crate::order_words::{called, counted};
use crate::regions::in_one_line;
use crate::web::{Money, Page, PageResult, PortalError};
use crate::who::{AppState, Business, Distributor};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What the buyer ordered (*surat pesanan*).
    Order,
    /// What the business confirmed (*konfirmasi pesanan*).
    Confirmation,
    /// What is to be paid (*faktur*).
    Invoice,
}

impl Kind {
    /// The papers there are of an order by now.
    pub fn of(order: &Order) -> &'static [Self] {
        if order.agreement().is_some() {
            &[Self::Invoice, Self::Confirmation, Self::Order]
        } else {
            &[Self::Order]
        }
    }

    /// As addresses write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Confirmation => "confirmation",
            Self::Invoice => "invoice",
        }
    }

    /// The events it is checked by: the newest of them.
    const fn events(self) -> &'static [&'static str] {
        match self {
            Self::Order => &["OrderPlaced"],
            Self::Confirmation => &["OrderAccepted", "OrderChanged"],
            Self::Invoice => &["OrderAccepted", "OrderChanged", "InvoiceIssued"],
        }
    }
}

/// What a list of papers calls each, and where it is.
pub fn links(
    lang: Lang,
    order: &Order,
    at: &str,
    slip_at: impl Fn(SlipId) -> String,
) -> Vec<(String, String)> {
    let t = lang.phrases();
    let p = &t.papers;
    let of_order = Kind::of(order)
        .iter()
        .map(|kind| (format!("{at}/paper/{}", kind.name()), titled(lang, order, *kind).to_owned()));
    let given = order.slips.iter().filter(|slip| {
        matches!(
            slip.state,
            SlipState::PickedUp { .. } | SlipState::Completed { .. } | SlipState::Failed { .. }
        )
    });
    let of_road = given.flat_map(|slip| {
        let links = super::road_papers::links(t, slip, &slip_at(slip.id));
        links.into_iter().map(|(href, label)| (href, format!("{label} {}", slip.number)))
    });
    let of_returns = order.returns.iter().map(|back| {
        let number = back.number;
        (format!("{at}/returns/{number}/paper"), format!("{} {number}", p.return_slip))
    });
    of_order.chain(of_road).chain(of_returns).collect()
}

/// `GET /business/{party}/orders/{order}/paper/{kind}`
///
/// # Errors
/// [`PortalError::NotFound`] while there is no such paper.
pub async fn for_business(
    business: Business,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, order, kind)): Path<(String, OrderId, Kind)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = crate::business::own_sheet(&app, &business, order)?;
    let links: Vec<_> = sheet.links.iter().map(|link| (link.name(), link.cursor)).collect();
    let back = format!("/business/{}/orders/{order}", business.slug);
    let page = crate::business::frame(&app, lang, &business, crate::business::Place::Orders, "");
    let page = page.back(back, (lang.phrases().distributor.order_title)(&sheet.order.number));
    show(&app, lang, &headers, page, business.party, &sheet.order, &links, kind, &asked)
}

/// `GET /distributor/{party}/orders/{order}/paper/{kind}`
///
/// # Errors
/// [`PortalError::NotFound`] while there is no such paper.
pub async fn for_buyer(
    distributor: Distributor,
    lang: Lang,
    headers: HeaderMap,
    State(app): State<AppState>,
    Path((_, order, kind)): Path<(String, OrderId, Kind)>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let sheet = crate::distributor::sheet(&app, &distributor, order)?;
    let links: Vec<_> = sheet.links.iter().map(|link| (link.name(), link.cursor)).collect();
    let back = crate::distributor::path_of(&distributor, order);
    let title = (lang.phrases().distributor.order_title)(&sheet.order.number);
    let page = crate::distributor::frame(&app, lang, &distributor, crate::distributor::Place::Orders, "");
    let page = distributor.around(page.back(back.clone(), title), &back, app.views.reached());
    show(&app, lang, &headers, page, sheet.business, &sheet.order, &links, kind, &asked)
}

#[allow(clippy::too_many_arguments, reason = "a paper is about many things")]
fn show(
    app: &App,
    lang: Lang,
    headers: &HeaderMap,
    page: Page,
    business: PartyId,
    order: &Order,
    links: &[(&'static str, Cursor)],
    kind: Kind,
    asked: &Asked,
) -> PageResult {
    if !Kind::of(order).contains(&kind) {
        return Err(PortalError::NotFound);
    }
    let found = links.iter().rev().find(|(name, _)| kind.events().contains(name));
    let mark = found.map_or_else(|| Ok(Mark::default()), |(_, cursor)| mark(app, headers, *cursor))?;
    let paper = of_order(app, lang, business, order, kind, mark);
    let page = Page { title: format!("{} {}", paper.title, paper.number), ..page };
    paper::answer(page, paper, asked)
}

fn of_order(app: &App, lang: Lang, business: PartyId, order: &Order, kind: Kind, mark: Mark) -> Paper {
    let t = lang.phrases();
    let p = &t.papers;
    let calendar = app.calendar(lang, business);
    let (seller, buyer) = (on_paper(Contact::of(app, business)), on_paper(Contact::of(app, order.buyer)));
    let placed = calendar.paper_day(order.placed_at.day_in(calendar.zone));
    let agreement = order.agreement();
    let day = agreement.map_or(order.placed_at, |agreement| agreement.accepted_at).day_in(calendar.zone);
    let mut facts = vec![(p.order.to_owned(), format!("{}, {placed}", order.number))];
    match (kind, agreement) {
        (Kind::Order, _) | (_, None) => {
            facts.extend(order.wanted.map(|day| (p.wanted.to_owned(), calendar.paper_day(day))));
        }
        (_, Some(agreement)) => facts.push((p.promised.to_owned(), calendar.paper_day(agreement.promised))),
    }
    facts.push((p.delivery.to_owned(), destination(app, lang, order)));
    let (from, to) = if kind == Kind::Order { (buyer, seller) } else { (seller, buyer) };
    // A paper that is paid tells in words what it was for.
    let rest = Some(order.rest()).filter(|rest| kind == Kind::Invoice && rest.is_positive());
    let owed = rest.unwrap_or_else(|| order.total());
    let signs = match kind {
        Kind::Order => vec![(p.sign_buyer.to_owned(), String::new())],
        Kind::Confirmation => {
            vec![(p.sign_buyer.to_owned(), String::new()), (p.sign_seller.to_owned(), app.party(business))]
        }
        Kind::Invoice => vec![(p.sign_seller.to_owned(), app.party(business))],
    };
    // An invoice that was issued has a number and a day of its own.
    let issued = order.money.invoices.last().filter(|_| kind == Kind::Invoice);
    Paper {
        title: titled(lang, order, kind).to_owned(),
        number: issued.map_or_else(|| order.number.clone(), |invoice| invoice.number.clone()),
        day: match (kind, issued) {
            (Kind::Order, _) => placed,
            (_, Some(invoice)) => calendar.paper_day(invoice.day),
            (_, None) => calendar.paper_day(day),
        },
        from,
        to: Some((p.to.to_owned(), to)),
        facts,
        columns: vec![
            Column::words(p.goods),
            Column::figures(p.quantity),
            Column::figures(p.price),
            Column::figures(p.amount),
        ],
        rows: order.lines.iter().map(|line| row(app, lang, line)).collect(),
        sums: sums(lang, order, kind),
        words: Some((p.in_words.to_owned(), amount_in_words(lang, owed))),
        notes: if kind == Kind::Invoice { where_to_pay(app, lang, business, order) } else { Vec::new() },
        signs,
        stamp: None,
        mark,
        check: (p.check.to_owned(), p.head.to_owned()),
        ..Paper::default()
    }
}

/// Only what has a number of its own is an invoice.
fn titled(lang: Lang, order: &Order, kind: Kind) -> &'static str {
    let p = &lang.phrases().papers;
    if kind == Kind::Invoice && order.money.invoices.is_empty() { p.bill } else { (p.order_paper)(kind) }
}

fn row(app: &App, lang: Lang, line: &OrderLine) -> Vec<String> {
    let quantity = counted(line, line.quantity, line.base);
    let price = format!("{} / {}", line.price, line.base_unit.label());
    let mut name = called(&line.name, &line.variant_name);
    if let Some(words) = line.specification.as_ref().and_then(|words| app.vault.read(words)) {
        name = format!("{name}. {}", (lang.phrases().papers.special)(words.as_ref()));
    }
    vec![name, quantity, price, line.amount.to_string()]
}

fn sums(lang: Lang, order: &Order, kind: Kind) -> Vec<Money> {
    let p = &lang.phrases().papers;
    let mut sums = vec![Money::new(p.goods_total, order.goods_total)];
    let Some(agreement) = order.agreement().filter(|_| kind != Kind::Order) else { return sums };
    if agreement.freight_payer == FreightPayer::Buyer && agreement.freight.is_positive() {
        sums.push(Money::new(p.freight, agreement.freight));
    }
    if order.taken_off().is_positive() {
        sums.push(Money::new(lang.phrases().money_pages.taken_off, Rupiah(-order.taken_off().0)));
    }
    sums.push(Money::sum(p.total, agreement.total));
    match kind {
        Kind::Confirmation if agreement.deposit_due.is_positive() => {
            sums.push(Money::new(p.deposit, agreement.deposit_due));
        }
        Kind::Invoice => {
            if order.held().is_positive() {
                sums.push(Money::new(p.paid, Rupiah(-order.held().0)));
            }
            sums.push(Money::sum(p.rest, order.rest()));
        }
        Kind::Order | Kind::Confirmation => {}
    }
    sums
}

/// The accounts the business names, while something is owed.
fn where_to_pay(app: &App, lang: Lang, business: PartyId, order: &Order) -> Vec<String> {
    let p = &lang.phrases().papers;
    if !order.rest().is_positive() {
        return vec![p.paid_in_full.to_owned()];
    }
    let terms = app.views.shops.shop(business).and_then(|shop| shop.profile.terms.clone());
    let accounts = terms.map(|terms| terms.accounts).unwrap_or_default();
    let read = accounts.iter().filter_map(|account| {
        let (number, holder) = (app.vault.read(&account.number)?, app.vault.read(&account.holder)?);
        Some(format!("{} {number} ({holder})", account.bank))
    });
    let read: Vec<String> = read.collect();
    if read.is_empty() { Vec::new() } else { vec![format!("{}: {}", p.pay_to, read.join("; "))] }
}

fn destination(app: &App, lang: Lang, order: &Order) -> String {
    match &order.delivery {
        DeliveryWish::Collect => lang.phrases().papers.collected.to_owned(),
        DeliveryWish::Deliver { village, address } => {
            let street = app.vault.read(address).map(|address| address.to_string()).unwrap_or_default();
            in_one_line(&street, &app.regions.spoken(village))
        }
    }
}

/// A party as papers name it.
pub fn on_paper(contact: Contact) -> PaperParty {
    let address = contact.whole_address();
    let phone = contact.phone.map(|phone| phone.shown).unwrap_or_default();
    PaperParty { name: contact.party, address, phone }
}
