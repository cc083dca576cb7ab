//! `/distributor/{party}/orders/{order}`: how an order stands, what is next, how it came to that.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use axum::response::Redirect;
use rantai_core::book::Command;
use rantai_core::book::conversation::About;
use rantai_core::book::delivery::{Carrier, CompleteDelivery};
use rantai_core::book::order::{
    Awaits, CancelOrder, DeliveryWish, FreightPayer, Order, OrderLine, Payment, PaymentState, PriceKind,
    Side, Slip, SlipState, Stage, StageName, WithdrawOrder, Work,
};
use rantai_core::book::profile::SettlementRule;
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, CommandId, OrderId, SlipId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::{Note, Personal, ReceivedBy, Sealed};
use rantai_projections::order_sheets::{BuyerSheet, Turn};

use super::{Place, chip, frame, home, may_act, path_of, sheet};
use crate::agree;
use crate::app::App;
use crate::deeds;
use crate::filled::{Filled, too_long};
use crate::i18n::Lang;
use crate::i18n::Phrases;
use crate::i18n::dates::{Calendar, Shown};
use crate::links::text::{language, to_business};
use crate::messages::thread;
use crate::order_words::{self, called};
use crate::promise;
use crate::storefront::goods;
use crate::uploads::{FOR_ONE, kept_photo};
use crate::web::{
    Chip, Field, Link, Money, Notice, Page, PageResult, PortalError, Tone, Wants, show, show_again,
};
use crate::who::{AppState, Distributor, Fresh, Member};

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
    let (page, order) = whole(&app, lang, fresh, &distributor, id)?;
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
) -> Result<(Page, View), PortalError> {
    let t = lang.phrases();
    let sheet = sheet(app, member, order)?;
    let title = (t.distributor.order_title)(&sheet.order.number);
    let page = frame(app, lang, member, Place::Orders, &title).back(home(member), t.distributor.title).wide();
    let page = member.around(fresh.on(page, &member.slug), &path_of(member, order), fresh.shown);
    Ok((page, Reading::new(app, lang, member, sheet).view()))
}

/// On to the order, or the order again with the refusal above it.
pub(super) fn answer(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    done: Result<Receipt, PortalError>,
) -> PageResult {
    let error = match done {
        Ok(receipt) => return Ok(deeds::see(&path_of(member, order), &receipt)),
        Err(error @ PortalError::Refused(_)) => error,
        Err(error) => return Err(error),
    };
    let fresh = Fresh { shown: app.views.reached(), updating: false };
    let thread = thread::of(app, lang, member, About::Order(order))?;
    let (page, order) = whole(app, lang, fresh, member, order)?;
    let notice = error.notice(page.t);
    show_again(&OrderPage { page: page.notice(notice), order, thread })
}

/// Takes an order back that nobody has answered.
///
/// # Errors
/// What the desk refuses.
pub async fn withdraw(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = ended(&app, &distributor, order, &filled, |note| WithdrawOrder { order, note }).await;
    answer(&app, lang, &distributor, order, done)
}

/// Calls an accepted order off.
///
/// # Errors
/// What the desk refuses.
pub async fn cancel(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = ended(&app, &distributor, order, &filled, |note| CancelOrder { order, note }).await;
    answer(&app, lang, &distributor, order, done)
}

/// Ends an order, with a word of why.
async fn ended<C: Into<Command>>(
    app: &App,
    member: &Member,
    order: OrderId,
    filled: &Filled,
    command: impl FnOnce(Option<Sealed<Note>>) -> C,
) -> Result<Receipt, PortalError> {
    let business = sheet(app, member, order)?.business;
    let deed = filled.deed()?;
    let note = Note::new(filled.text("reason")).map_err(too_long)?;
    let note = deed.seal(app, member.person, business, note)?;
    deed.wish(member, business, command(note)).seen(&deed, order).submit(app).await
}

/// Says that what an expedition carried has arrived.
///
/// # Errors
/// What the desk refuses.
pub async fn received(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order, slip)): Path<(String, OrderId, SlipId)>,
    filled: Filled,
) -> PageResult {
    let done = arrived(&app, &distributor, order, slip, &filled).await;
    answer(&app, lang, &distributor, order, done)
}

async fn arrived(
    app: &App,
    member: &Member,
    order: OrderId,
    slip: SlipId,
    filled: &Filled,
) -> Result<Receipt, PortalError> {
    let sheet = sheet(app, member, order)?;
    if !sheet.order.slips.iter().any(|entry| entry.id == slip) {
        return Err(PortalError::NotFound);
    }
    let deed = filled.deed()?;
    let who = ReceivedBy::new(filled.text("received_by")).map_err(too_long)?;
    let received_by = deed.seal(app, member.person, sheet.business, who)?;
    let command = CompleteDelivery {
        slip,
        received_by,
        cash_collected: Rupiah::ZERO,
        outcomes: Vec::new(),
        signature: None,
        code: None,
    };
    deed.wish(member, sheet.business, command).submit(app).await
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
    business: String,
    path: String,
}

impl<'a> Reading<'a> {
    fn new(app: &'a App, lang: Lang, member: &'a Member, sheet: Arc<BuyerSheet>) -> Self {
        Self {
            app,
            t: lang.phrases(),
            calendar: app.calendar(lang, sheet.business),
            member,
            business: app.party(sheet.business),
            path: path_of(member, sheet.order.id),
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
            chip: chip(t, self.sheet.stage, yours),
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
            credit: credit(order).map(|amount| Money::new(d.credit, amount)),
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

    fn next(&self) -> Notice {
        let (d, order) = (&self.t.distributor, self.order());
        let going = |title: String| Notice::new(Tone::Going, title, (d.next_going_text)(&self.business));
        match (&order.stage, self.sheet.stage, order.awaits()) {
            (Stage::Placed, _, Awaits::OfferAnswer { expires, .. }) => Notice::new(
                Tone::Yours,
                (self.t.agree.offer_of)(&self.business),
                (self.t.agree.stands_until)(&self.calendar.moment(expires).text),
            ),
            (_, _, Awaits::AskAnswer { of: Side::Buyer, .. }) => {
                Notice::new(Tone::Yours, self.t.agree.answer_ask, "")
            }
            (_, _, Awaits::AskAnswer { of: Side::Business, .. }) => {
                Notice::new(Tone::Going, (self.t.agree.you_wait)(&self.business), "")
            }
            (Stage::Placed, ..) => {
                Notice::new(Tone::Going, (d.next_answer)(&self.business), d.next_answer_text)
            }
            (Stage::Declined { reason, note }, ..) => Notice::new(
                Tone::Failed,
                (d.over_declined)(&self.business),
                joined((d.decline_reason)(*reason), &self.read(note.as_ref())),
            ),
            (Stage::Withdrawn { note }, ..) => Notice::new(
                Tone::Quiet,
                d.over_withdrawn,
                joined(d.over_withdrawn_text, &self.read(note.as_ref())),
            ),
            (Stage::Cancelled { by, note, .. }, ..) => {
                let by =
                    if *by == self.member.party { self.t.common.you.to_owned() } else { self.app.party(*by) };
                Notice::new(Tone::Quiet, (d.over_cancelled)(&by), self.read(note.as_ref()))
            }
            (Stage::Closed { .. }, ..) => Notice::new(Tone::Done, d.over_closed, d.over_closed_text),
            (_, _, Awaits::PaymentCheck { amount, .. }) => {
                Notice::new(Tone::Going, (d.next_check)(&self.business, amount), d.next_check_text)
            }
            (_, _, Awaits::Deposit { short }) => {
                Notice::new(Tone::Yours, (d.next_deposit)(short), d.next_deposit_text)
            }
            (_, _, Awaits::Settlement { rest }) => {
                let early = self.sheet.stage != StageName::AwaitingSettlement;
                let text = if early { d.next_before_dispatch_text } else { d.next_settlement_text };
                Notice::new(Tone::Yours, (d.next_settlement)(rest), text)
            }
            (_, _, Awaits::PickUp { slip } | Awaits::Arrival { slip }) => self.on_the_way(slip),
            (_, StageName::AwaitingMaterials, _) => going(d.next_materials.to_owned()),
            (_, StageName::InProduction, _) => going(d.next_making.to_owned()),
            (_, StageName::Made, _) => going(d.next_packing.to_owned()),
            (_, StageName::Packed, _) => going(d.next_dispatch.to_owned()),
            _ => going(d.next_ready.to_owned()),
        }
    }

    fn on_the_way(&self, slip: SlipId) -> Notice {
        let d = &self.t.distributor;
        let Some(slip) = self.order().slips.iter().find(|entry| entry.id == slip) else {
            return Notice::new(Tone::Going, d.next_dispatch, "");
        };
        let gone = matches!(slip.state, SlipState::PickedUp { .. });
        let cash = if slip.cash_to_collect.is_positive() {
            (d.cash_to_collect)(slip.cash_to_collect)
        } else {
            d.next_arrival_text.to_owned()
        };
        let carrier = self.carrier(&slip.carrier);
        match &slip.carrier {
            Carrier::Collected => {
                Notice::new(Tone::Yours, d.next_collect, (d.next_collect_text)(&self.shop_address()))
            }
            Carrier::Expedition { .. } if gone => {
                Notice::new(Tone::Yours, (d.next_arrival)(&carrier), d.next_expedition_text)
            }
            _ if gone => Notice::new(Tone::Going, (d.next_arrival)(&carrier), cash),
            _ => Notice::new(Tone::Going, (d.next_pick_up)(&carrier), (d.next_going_text)(&self.business)),
        }
    }

    /// Where an expedition carries, only the buyer knows of the arrival.
    fn received(&self) -> Option<Received> {
        let slip = self.order().open_slip()?;
        let theirs = matches!(slip.carrier, Carrier::Expedition { .. });
        (theirs && matches!(slip.state, SlipState::PickedUp { .. })).then(|| Received {
            action: format!("{}/slips/{}/received", self.path, slip.id),
            who: Field::new("received_by", self.t.distributor.who_received)
                .value(self.app.person(self.member.person))
                .optional(),
        })
    }

    /// The last payment was refused, and nothing was sent since.
    fn refused_payment(&self) -> Option<Notice> {
        let d = &self.t.distributor;
        let last = self.order().payments.last()?;
        match &last.state {
            PaymentState::Refused { reason } if !self.sheet.stage.is_over() => {
                let words = (d.payment_was_refused)(last.claimed, (d.payment_refusal)(*reason));
                Some(Notice::new(Tone::Failed, words, ""))
            }
            _ => None,
        }
    }

    fn facts(&self) -> Vec<(&'static str, String, Option<Shown>)> {
        let (d, order) = (&self.t.distributor, self.order());
        let mut facts = Vec::new();
        if let Some(agreement) = order.agreement() {
            facts.push((d.promised, String::new(), Some(self.calendar.day(agreement.promised))));
        }
        if let Some(percent) = order.progress_percent().filter(|percent| *percent < 100) {
            facts.push((self.t.supply.making, (self.t.supply.percent)(percent), None));
        }
        if let Some(wanted) = order.wanted {
            facts.push((d.wanted_by, String::new(), Some(self.calendar.day(wanted))));
        }
        match &order.delivery {
            DeliveryWish::Collect => facts.push((d.collected_at, self.shop_address(), None)),
            DeliveryWish::Deliver { village, address } => {
                let place = self.app.regions.spoken(village);
                let address = self.read(Some(address));
                facts.push((d.brought_to, whole_address(&address, place), None));
            }
        }
        if let Some(agreement) = order.agreement() {
            facts.push((d.settlement, goods::rest(self.t, agreement.settlement).to_owned(), None));
        }
        let note = self.read(order.note.as_ref());
        if !note.is_empty() {
            facts.push((d.your_note, note, None));
        }
        facts
    }

    fn shop_address(&self) -> String {
        let Some(shop) = self.app.views.shops.shop(self.sheet.business) else { return self.business.clone() };
        let place = self.app.regions.spoken(&shop.profile.village);
        if shop.profile.street.is_empty() { place } else { format!("{}, {place}", shop.profile.street) }
    }

    fn line(&self, line: &OrderLine) -> Line {
        let d = &self.t.distributor;
        let kind = match line.price_kind {
            PriceKind::Retail => d.retail,
            PriceKind::Wholesale => d.wholesale,
        };
        Line {
            name: called(&line.name, &line.variant_name),
            quantity: format!("{} {}", line.quantity, line.unit.label()),
            price: format!("{} · {kind}", (self.t.storefront.price)(line.price, line.base_unit)),
            amount: line.amount,
            specification: self.read(line.specification.as_ref()),
            photo: line.photo.map(|hash| self.file(hash)),
        }
    }

    fn payment(&self, payment: &Payment) -> PaymentLine {
        let (t, d) = (self.t, &self.t.distributor);
        let (amount, chip, why, receipt) = match &payment.state {
            PaymentState::Claimed => {
                (payment.claimed, Chip::new(Tone::Going, t.stages.claimed), String::new(), None)
            }
            PaymentState::Verified { amount, receipt, .. } => {
                let address = format!("{}/payments/{}/receipt", self.path, payment.id);
                let words = format!("{} {receipt}", d.receipt);
                (*amount, Chip::new(Tone::Done, t.stages.verified), String::new(), Some((address, words)))
            }
            PaymentState::Refused { reason } => {
                let why = (d.payment_refusal)(*reason).to_owned();
                (payment.claimed, Chip::new(Tone::Failed, t.stages.refused), why, None)
            }
        };
        let how = (d.pay_method)(payment.method).to_owned();
        PaymentLine { amount, how, chip, when: self.calendar.moment(payment.claimed_at), why, receipt }
    }

    fn carrier(&self, carrier: &Carrier) -> String {
        let d = &self.t.distributor;
        match carrier {
            Carrier::Courier { party } => self.app.party(*party),
            Carrier::OwnStaff { person } => self.app.person(*person),
            Carrier::Expedition { name, .. } => name.clone(),
            Carrier::Collected => d.collected.to_owned(),
        }
    }

    fn slip(&self, slip: &Slip) -> SlipLine {
        let (t, d) = (self.t, &self.t.distributor);
        let mut detail = vec![(d.packages)(slip.packages)];
        let mode = (d.transport)(slip.mode);
        match &slip.carrier {
            Carrier::Expedition { waybill, .. } if !waybill.is_empty() => detail.push((d.waybill)(waybill)),
            Carrier::OwnStaff { .. } => detail.push(d.own_staff.to_owned()),
            _ => {}
        }
        if !mode.is_empty() && slip.carrier != Carrier::Collected {
            detail.push(mode.to_owned());
        }
        let (chip, when, note) = match &slip.state {
            SlipState::Issued => (Chip::new(Tone::Going, t.stages.issued), slip.issued_at, String::new()),
            SlipState::Declined { .. } => {
                (Chip::new(Tone::Quiet, d.slip_declined), slip.issued_at, String::new())
            }
            SlipState::Withdrawn => {
                (Chip::new(Tone::Quiet, t.stages.withdrawn), slip.issued_at, String::new())
            }
            SlipState::PickedUp { at } => (Chip::new(Tone::Going, t.stages.picked_up), *at, String::new()),
            SlipState::Completed { at, received_by, .. } => {
                let who = self.read(received_by.as_ref());
                let note = if who.is_empty() { who } else { (d.received_by)(&who) };
                (Chip::new(Tone::Done, t.stages.delivered), *at, note)
            }
            SlipState::Failed { at, reason, next_attempt } => {
                let why = (d.delivery_problem)(*reason).to_owned();
                let next = next_attempt.map(|day| format!("{} {}", d.promised, self.calendar.day(day).text));
                let note = match next {
                    Some(next) => format!("{why} · {next}"),
                    None => why,
                };
                (Chip::new(Tone::Failed, t.stages.attempt_failed), *at, note)
            }
        };
        SlipLine {
            number: slip.number.clone(),
            carrier: self.carrier(&slip.carrier),
            detail: detail.join(" · "),
            chip,
            when: self.calendar.moment(when),
            note,
        }
    }

    fn links(&self) -> Vec<Link> {
        let courier = self.order().open_slip().and_then(|slip| match slip.carrier {
            Carrier::Courier { party } => Some(party),
            Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => None,
        });
        let (reader, business) = (self.member.party, self.sheet.business);
        let turn = self.sheet.turn;
        let next =
            order_words::who_is_next(self.app, self.t, reader, business, self.order().buyer, turn, courier);
        let links = &self.sheet.links;
        let file = |hash| self.file(hash);
        order_words::chain(self.app, self.t, &self.calendar, links, self.sheet.stage, &next, file)
    }

    fn file(&self, hash: BlobHash) -> String {
        format!("{}/files/{hash}", self.path)
    }

    fn read<T: Personal>(&self, sealed: Option<&Sealed<T>>) -> String {
        sealed.and_then(|sealed| self.app.vault.read(sealed)).map(|text| text.to_string()).unwrap_or_default()
    }
}

/// An address with its place, where the address does not name the place itself.
fn whole_address(address: &str, place: String) -> String {
    let village = place.split(',').next().unwrap_or_default();
    match address {
        "" => place,
        address if address.contains(village) => address.to_owned(),
        address => format!("{address}, {place}"),
    }
}

fn joined(first: &str, second: &str) -> String {
    if second.is_empty() { first.to_owned() } else { format!("{first} {second}") }
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

fn credit(order: &Order) -> Option<Rupiah> {
    let sum = order.payments.iter().fold(Rupiah::ZERO, |sum, payment| match &payment.state {
        PaymentState::Verified { to_credit, .. } => sum.and(*to_credit),
        PaymentState::Claimed | PaymentState::Refused { .. } => sum,
    });
    sum.is_positive().then_some(sum)
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
    sums.push(Money::sum(d.total, agreement.total));
    if agreement.deposit_due.is_positive() {
        sums.push(Money::new(d.deposit, agreement.deposit_due));
    }
    sums.push(Money::new(d.paid, order.held()));
    sums.push(Money::sum(d.rest, order.rest()));
    sums
}
