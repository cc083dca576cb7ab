//! `/distributor/{party}/orders/{order}`: how an order stands, what is next, how it came to that.

mod news;
mod shown;
mod steps;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use axum::response::Redirect;
use rantai_core::book::conversation::About;
use rantai_core::book::order::{Awaits, FreightPayer, Order, Stage, Work};
use rantai_core::book::profile::SettlementRule;
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, CommandId, OrderId, SlipId};
use rantai_core::money::Rupiah;
use rantai_projections::order_sheets::{BuyerSheet, Turn};
use std::sync::Arc;

use super::{Place, chip, frame, home, may_act, path_of, sheet};
use crate::app::App;
use crate::filled::Filled;
use crate::i18n::dates::{Calendar, Shown};
use crate::i18n::{Lang, Phrases};
use crate::links::text::{language, to_business};
use crate::messages::thread;
use crate::uploads::{FOR_ONE, kept_photo};
use crate::web::{
    Chip, Earlier, Field, Link, Money, Notice, Page, PageResult, PortalError, Wants, show, show_again,
};
use crate::who::{AppState, Distributor, Fresh, Member};
use crate::{agree, deeds, promise};

pub use self::steps::{cancel, received, withdraw};

#[derive(Template)]
#[template(path = "distributor/order.html")]
struct OrderPage {
    page: Page,
    order: View,
    thread: thread::View,
}

#[derive(Template)]
#[template(path = "distributor/order.html", block = "order")]
struct OrderPart {
    page: Page,
    order: View,
}

/// Where a deed is done, and its words.
type Way = (String, String);

struct View {
    id: String,
    path: String,
    version: u32,
    deed: CommandId,
    business: String,
    shop: String,
    chip: Chip,
    news: Vec<Notice>,
    next: Notice,
    act: Option<Way>,
    quiet: Option<Way>,
    received: Option<Received>,
    refused: Option<Notice>,
    withdraw: Option<String>,
    cancel: Option<String>,
    again: Option<String>,
    reason: Field,
    promise: Option<promise::Shown>,
    facts: Vec<(&'static str, String, Option<Shown>)>,
    lines: Vec<Line>,
    sums: Vec<Money>,
    credit: Option<Money>,
    payments: Vec<PaymentLine>,
    papers: Vec<(String, String)>,
    accounts: Option<Vec<Account>>,
    slips: Vec<SlipLine>,
    codes: Vec<(String, String)>,
    give_back: Option<String>,
    links: Vec<Link>,
    agree: agree::shown::Shown,
}

struct Received {
    action: String,
    who: Field,
    earlier: Earlier,
}

struct Line {
    name: String,
    quantity: String,
    price: String,
    amount: Rupiah,
    specification: String,
    photo: Option<String>,
}

struct PaymentLine {
    amount: Rupiah,
    how: String,
    chip: Chip,
    when: Shown,
    why: String,
    receipt: Option<(String, String)>,
}

struct SlipLine {
    number: String,
    carrier: String,
    detail: String,
    chip: Chip,
    when: Shown,
    note: String,
}

/// How an order stands.
///
/// # Errors
/// [`PortalError::NotFound`] for everyone but the buyer.
pub async fn page(
    distributor: Distributor,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
    Path((_, id)): Path<(String, OrderId)>,
    headers: HeaderMap,
) -> PageResult {
    let (page, order) = whole(&app, lang, fresh, &distributor, id, &Filled::default())?;
    let page = page.tell(tell(&app, &headers, &distributor, id));
    if wants.fragment() {
        return show(&OrderPart { page, order });
    }
    show(&OrderPage { page, order, thread: thread::of(&app, lang, &distributor, About::Order(id))? })
}

/// A message to the business, where the move is not the buyer's.
fn tell(app: &App, headers: &HeaderMap, member: &Member, order: OrderId) -> Option<String> {
    let sheet = sheet(app, member, order).ok()?;
    let turn = Turn::of(&sheet.order);
    if matches!(turn, Turn::Buyer | Turn::Nobody) || !may_act(member) {
        return None;
    }
    let t = language(app, app.registry().party(sheet.business)?.contact).phrases();
    let state = (t.business.deed)(&sheet.order.awaits(), false);
    let number = sheet.order.number.clone();
    let about = move |t: &'static Phrases| (t.links.order)(&number);
    to_business(app, headers, member, sheet.business, (about, &state, &format!("/orders/{order}")))
}

fn whole(
    app: &App,
    lang: Lang,
    fresh: Fresh,
    member: &Member,
    order: OrderId,
    filled: &Filled,
) -> Result<(Page, View), PortalError> {
    let t = lang.phrases();
    let sheet = sheet(app, member, order)?;
    let title = (t.distributor.order_title)(&sheet.order.number);
    let page = frame(app, lang, member, Place::Orders, &title).back(home(member), t.distributor.title).wide();
    let page = member.around(fresh.on(page, &member.slug), &path_of(member, order), fresh.shown);
    Ok((page, Reading::new(app, lang, member, sheet, filled).view()))
}

/// On to the order, or the order again with the refusal above it and what was typed.
pub(super) fn answer(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    filled: &Filled,
    done: Result<Receipt, PortalError>,
) -> PageResult {
    let error = match done {
        Ok(receipt) => return Ok(deeds::see(&path_of(member, order), &receipt)),
        Err(error @ PortalError::Refused(_)) => error,
        Err(error) => return Err(error),
    };
    let fresh = Fresh { shown: app.views.reached(), updating: false };
    let thread = thread::of(app, lang, member, About::Order(order))?;
    let (page, order) = whole(app, lang, fresh, member, order, filled)?;
    let notice = error.notice(page.t);
    show_again(&OrderPage { page: page.notice(notice), order, thread })
}

/// A photo of an order: a proof, a sample, what a courier took.
///
/// # Errors
/// [`PortalError::NotFound`] where the photo is not this order's.
pub async fn file(
    distributor: Distributor,
    State(app): State<AppState>,
    Path((_, order, hash)): Path<(String, OrderId, String)>,
) -> PageResult {
    let hash: BlobHash = hash.parse().map_err(|_| PortalError::NotFound)?;
    let sheet = sheet(&app, &distributor, order)?;
    let in_links = sheet.links.iter().any(|link| link.evidence.contains(&hash));
    if !in_links && !sheet.order.lines.iter().any(|line| line.photo == Some(hash)) {
        return Err(PortalError::NotFound);
    }
    kept_photo(&app, hash, FOR_ONE).await
}

/// Leads to a new order that begins as this one.
///
/// # Errors
/// [`PortalError::NotFound`] for everyone but the buyer.
pub async fn again(
    distributor: Distributor,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
) -> PageResult {
    let sheet = sheet(&app, &distributor, order)?;
    Ok(Redirect::to(&again_at(&app, &distributor, &sheet)).into_response())
}

/// A deed's own address, asked for as a page: leads to the order.
pub async fn back(
    distributor: Distributor,
    State(app): State<AppState>,
    Path(ids): Path<Vec<(String, String)>>,
) -> PageResult {
    let order = ids.iter().find(|(name, _)| name == "order").and_then(|(_, id)| id.parse().ok());
    let order = order.ok_or(PortalError::NotFound)?;
    sheet(&app, &distributor, order)?;
    Ok(Redirect::to(&path_of(&distributor, order)).into_response())
}

fn again_at(app: &App, member: &Member, sheet: &BuyerSheet) -> String {
    format!("{}/new/{}?again={}", home(member), app.slug(sheet.business), sheet.order.id)
}

/// What a sheet is read with.
struct Reading<'a> {
    app: &'a App,
    t: &'static Phrases,
    calendar: Calendar,
    member: &'a Member,
    sheet: Arc<BuyerSheet>,
    filled: &'a Filled,
    business: String,
    path: String,
}

impl<'a> Reading<'a> {
    fn new(app: &'a App, lang: Lang, member: &'a Member, sheet: Arc<BuyerSheet>, filled: &'a Filled) -> Self {
        Self {
            app,
            t: lang.phrases(),
            calendar: app.calendar(lang, sheet.business),
            member,
            business: app.party(sheet.business),
            path: path_of(member, sheet.order.id),
            filled,
            sheet,
        }
    }

    fn order(&self) -> &Order {
        &self.sheet.order
    }

    fn view(&self) -> View {
        let (t, d, order) = (self.t, &self.t.distributor, self.order());
        let yours = self.sheet.turn == Turn::Buyer;
        let acts = may_act(self.member);
        let over = self.sheet.stage.is_over();
        let untouched = matches!(&order.stage, Stage::Accepted { work: Work::Waiting, .. })
            && !order.held().is_positive()
            && order.claim_waiting().is_none();
        let (act, quiet) = self.acts();
        let payable = act.is_some() || quiet.is_some();
        View {
            id: order.id.to_string(),
            path: self.path.clone(),
            version: self.sheet.version,
            deed: deeds::new_id(self.app),
            shop: format!("/shops/{}", self.app.slug(self.sheet.business)),
            chip: self.chip_of_goods().unwrap_or_else(|| chip(t, self.sheet.stage, yours)),
            news: self.news(),
            next: self.next(),
            act: act.filter(|_| acts),
            quiet: quiet.filter(|_| acts),
            received: self.received().filter(|_| acts),
            refused: self.refused_payment(),
            withdraw: (acts && order.stage == Stage::Placed).then(|| (d.withdraw_effect)(&self.business)),
            cancel: (acts && untouched).then(|| (d.cancel_effect)(&self.business)),
            again: (acts && over && self.member.link.is_none())
                .then(|| again_at(self.app, self.member, &self.sheet)),
            reason: Field::new("reason", d.reason).optional(),
            promise: self.promise(),
            facts: self.facts(),
            lines: order.lines.iter().map(|line| self.line(line)).collect(),
            sums: sums(t, order),
            credit: Some(order.to_credit())
                .filter(|amount| amount.is_positive())
                .map(|amount| Money::new(d.credit, amount)),
            payments: order.payments.iter().rev().map(|payment| self.payment(payment)).collect(),
            papers: crate::print::order_papers::links(t.lang, order, &self.path, |slip| {
                format!("{}/slips/{slip}", self.path)
            }),
            accounts: payable.then(|| accounts(self.app, &self.sheet)),
            slips: order.slips.iter().rev().map(|slip| self.slip(slip)).collect(),
            codes: self.codes(),
            give_back: self.give_back().filter(|_| acts),
            links: self.links(),
            agree: self.agree(),
            business: self.business.clone(),
        }
    }

    /// The codes to read out to whoever brings the goods.
    fn codes(&self) -> Vec<(String, String)> {
        let open = |id: &SlipId| self.order().open_slips().find(|slip| slip.id == *id);
        let spaced =
            |code: &str| code.split_at_checked(3).map(|(a, b)| format!("{a} {b}")).unwrap_or_default();
        let of = |(id, code): &(SlipId, String)| Some((open(id)?.number.clone(), spaced(code)));
        self.sheet.codes.iter().filter_map(of).collect()
    }

    /// Where goods are sent back from, while that may be done.
    fn give_back(&self) -> Option<String> {
        let order = self.order();
        let today = self.calendar.today();
        let has = order.goods.iter().any(|goods| goods.delivered.is_positive());
        (has && order.returns_until().is_some_and(|until| until >= today))
            .then(|| format!("{}/return", self.path))
    }

    /// When it will be there: reckoned from the whole order, told without what is not the buyer's.
    fn promise(&self) -> Option<promise::Shown> {
        let whole = self.app.views.orders.sheet(self.order().id)?;
        promise::shown(self.app, self.t.lang, self.sheet.business, &whole.order, self.member.party)
    }

    /// Offers, what is asked, and how it came to be agreed.
    fn agree(&self) -> agree::shown::Shown {
        let table = super::agree::at(self.app, self.t.lang, self.member, &self.sheet);
        agree::shown::of(&table, may_act(self.member), false)
    }

    /// The one thing to do next, and what may be done beside it.
    fn acts(&self) -> (Option<Way>, Option<Way>) {
        let (d, order) = (&self.t.distributor, self.order());
        let pay = format!("{}/pay", self.path);
        if self.sheet.stage.is_over() || order.claim_waiting().is_some() {
            return (None, None);
        }
        match order.awaits() {
            Awaits::Deposit { short } => (Some((pay, (d.pay_deposit)(short))), None),
            Awaits::Settlement { rest } if rest.is_positive() => (Some((pay, (d.settle)(rest))), None),
            _ => {
                let may = order
                    .agreement()
                    .is_some_and(|agreement| agreement.settlement != SettlementRule::AfterDelivery);
                let rest = order.rest();
                (None, (may && rest.is_positive()).then(|| (pay, (d.pay_ahead)(rest))))
            }
        }
    }
}

/// An account that a business is paid on.
pub(super) struct Account {
    pub(super) bank: String,
    pub(super) number: String,
    pub(super) holder: String,
}

/// The accounts a business is paid on; without those whose holder was erased.
pub(super) fn accounts(app: &App, sheet: &BuyerSheet) -> Vec<Account> {
    let shop = app.views.shops.shop(sheet.business);
    let terms = shop.and_then(|shop| shop.profile.terms.clone());
    let accounts = terms.map(|terms| terms.accounts).unwrap_or_default();
    let shown = accounts.iter().filter_map(|account| {
        Some(Account {
            bank: account.bank.clone(),
            number: app.vault.read(&account.number)?.to_string(),
            holder: app.vault.read(&account.holder)?.to_string(),
        })
    });
    shown.collect()
}

fn sums(t: &'static Phrases, order: &Order) -> Vec<Money> {
    let d = &t.distributor;
    let Some(agreement) = order.agreement() else {
        return vec![Money::sum(d.goods_total, order.goods_total)];
    };
    let mut sums = vec![Money::new(d.goods_total, order.goods_total)];
    if agreement.freight_payer == FreightPayer::Buyer && agreement.freight.is_positive() {
        sums.push(Money::new(d.freight, agreement.freight));
    }
    if order.taken_off().is_positive() {
        sums.push(Money::new(t.money_pages.taken_off, Rupiah(-order.taken_off().0)));
    }
    sums.push(Money::sum(d.total, agreement.total));
    if agreement.deposit_due.is_positive() {
        sums.push(Money::new(d.deposit, agreement.deposit_due));
    }
    sums.push(Money::new(d.paid, order.held()));
    if order.written_off().is_positive() {
        sums.push(Money::new(t.money_pages.let_go, order.written_off()));
    }
    sums.push(Money::sum(d.rest, order.rest()));
    sums
}
