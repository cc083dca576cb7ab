//! One order: the one next deed, what was agreed, and the chain of what happened.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::conversation::About;
use rantai_core::book::delivery::Carrier;
use rantai_core::book::order::promise::{Basis, Estimate};
use rantai_core::book::order::{
    Awaits, DeclineReason, DeliveryWish, FreightPayer, Holder, Order, Payment, PaymentState, Side, Stage,
    Work,
};
use rantai_core::book::payment::{PaymentMethod, PaymentRefusal};
use rantai_core::book::profile::SettlementRule;
use rantai_core::desk::Receipt;
use rantai_core::ids::{BlobHash, CommandId, OrderId};
use rantai_core::money::Rupiah;
use rantai_core::party::Role;
use rantai_projections::order_sheets::{OrderSheet, Turn};

use super::forms::{Again, Ask, DeedForm, Second, Sent, Wrong, channels};
use super::{Duty, Place, at, file_at, frame, may, order_at, own_sheet};
use crate::agree;
use crate::app::{App, photos};
use crate::deeds;
use crate::filled::figure;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::messages::thread;
use crate::order_words;
use crate::promise;
use crate::web::{
    Chip, Choice, Field, Link, Money, Page, PageResult, Photo, PortalError, Row, Tone, Wants, show,
    show_again,
};
use crate::who::{AppState, Business, Fresh, Member};

/// What is to be done next.
pub enum Next {
    /// A form of this page.
    Form(Box<DeedForm>),
    /// A page of its own.
    Go(String, String),
    /// Somebody else has the next move: what is awaited, and where to look.
    Wait(String, Option<(String, String)>),
    /// Nothing.
    Over,
}

/// One line of goods.
pub struct Line {
    name: String,
    quantity: String,
    price: Rupiah,
    amount: Rupiah,
    specification: Option<String>,
    photo: Option<Photo>,
}

/// One payment of the order.
pub struct Paid {
    what: String,
    amount: Rupiah,
    chip: Chip,
    receipt: Option<String>,
}

/// One material the order takes.
pub struct Need {
    name: String,
    needed: String,
    short: Option<String>,
}

/// Everything the page shows of the order.
pub struct Shown {
    id: OrderId,
    at: String,
    topic: String,
    chip: Chip,
    who_is_next: String,
    /// The buyer came for the first time, or would pay retail: where they are approved, and with which deed.
    newcomer: Option<(String, CommandId)>,
    /// When it will be there, and how sure that is.
    promise: Option<promise::Shown>,
    next: Next,
    /// What is asked for stands before the answer.
    asks_first: bool,
    proof: Vec<Photo>,
    seconds: Vec<Second>,
    facts: Vec<(&'static str, String)>,
    whatsapp: Option<(String, String)>,
    tell: Option<String>,
    lines: Vec<Line>,
    sums: Vec<Money>,
    paid: Vec<Paid>,
    needs: Vec<Need>,
    requests: Vec<Row>,
    slips: Vec<Row>,
    chain: Vec<Link>,
    agree: agree::shown::Shown,
    audit: Option<String>,
    /// Where the rest of its money is: credit, time to pay, invoice.
    money: Option<String>,
    papers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "business/order.html")]
struct OrderPage {
    page: Page,
    order: Shown,
    thread: thread::View,
}

#[derive(Template)]
#[template(path = "business/order.html", block = "order")]
struct OrderPart {
    page: Page,
    order: Shown,
}

/// `GET /business/{party}/orders/{order}`
///
/// # Errors
/// [`PortalError::NotFound`] where the order is not the business's.
pub async fn order(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Path((_, id)): Path<(String, OrderId)>,
) -> PageResult {
    let sheet = own_sheet(&app, &who, id)?;
    let order = View { app: &app, lang, who: &who, sheet: &sheet, again: Again::default() }.shown();
    let page = fresh.on(page(&app, lang, &who, &sheet), &who.slug);
    if wants.fragment() {
        return show(&OrderPart { page, order });
    }
    show(&OrderPage { page, order, thread: thread::of(&app, lang, &who, About::Order(id))? })
}

/// The answer to a form of this page: on to the order, or the page again with what was typed.
///
/// # Errors
/// What no other input could mend.
pub fn answer(
    app: &App,
    lang: Lang,
    who: &Member,
    id: OrderId,
    again: Again<'_>,
    done: Result<Receipt, Wrong>,
) -> Result<Response, PortalError> {
    let (wrong, error) = match done {
        Ok(receipt) => return Ok(deeds::see(&order_at(who, id), &receipt)),
        Err(wrong) => wrong.split(),
    };
    if !mendable(&error) {
        return Err(error);
    }
    let sheet = own_sheet(app, who, id)?;
    let wrong = wrong.as_ref().map(|(field, why)| (*field, why.as_str()));
    let order = View { app, lang, who, sheet: &sheet, again: Again { wrong, ..again } }.shown();
    let page = page(app, lang, who, &sheet).live(&who.slug, app.views.reached());
    let thread = thread::of(app, lang, who, About::Order(id))?;
    let page = page.notice(error.notice(lang.phrases()));
    let mut shown = show_again(&OrderPage { page, order, thread })?;
    *shown.status_mut() = error.status();
    Ok(shown)
}

/// Refusals that the same form, corrected, may overcome.
pub const fn mendable(error: &PortalError) -> bool {
    matches!(
        error,
        PortalError::Refused(_) | PortalError::Stale | PortalError::BadPhoto | PortalError::TooLarge
    )
}

fn page(app: &App, lang: Lang, who: &Member, sheet: &OrderSheet) -> Page {
    let b = &lang.phrases().business;
    let title = format!("{} · {}", sheet.order.number, app.party(sheet.order.buyer));
    frame(app, lang, who, Place::Orders, title).back(at(who, "/orders"), b.nav_orders).wide()
}

struct View<'a> {
    app: &'a App,
    lang: Lang,
    who: &'a Member,
    sheet: &'a OrderSheet,
    again: Again<'a>,
}

impl View<'_> {
    fn t(&self) -> &'static Phrases {
        self.lang.phrases()
    }

    fn order(&self) -> &Order {
        &self.sheet.order
    }

    fn calendar(&self) -> Calendar {
        self.app.calendar(self.lang, self.who.party)
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", order_at(self.who, self.order().id))
    }

    /// Only while the order waits to be answered: afterwards the customers' page is the place.
    fn newcomer(&self) -> Option<(String, CommandId)> {
        let (app, me, buyer) = (self.app, self.who.party, self.order().buyer);
        let asked = matches!(self.order().awaits(), Awaits::Answer) && may(self.who, Duty::Orders);
        let customer = app.views.customers.customer(me, buyer).filter(|customer| !customer.approved);
        let pays_retail = !app.views.sells_wholesale_to(me, Some(buyer));
        let new = customer.filter(|customer| asked && (customer.is_new() || pays_retail))?;
        Some((at(self.who, &format!("/customers/{}/approve", new.buyer)), deeds::new_id(app)))
    }

    fn shown(&self) -> Shown {
        let (app, t, order) = (self.app, self.t(), self.order());
        let holder = match order.holder() {
            Holder::Party(party) => Some(party),
            Holder::Buyer | Holder::Business | Holder::Nobody => None,
        };
        let turn = Turn::of(order);
        let me = self.who.party;
        let next = order_words::who_is_next(app, t, me, me, order.buyer, turn, holder);
        let stage = order.stage_name();
        let file = |hash| file_at(self.who, order.id, hash);
        Shown {
            id: order.id,
            at: self.address(""),
            topic: format!("order-{}", order.id),
            chip: order_words::stage_chip(t, stage, turn == Turn::Business),
            who_is_next: if next.is_empty() { next.clone() } else { (t.common.waits_for)(&next) },
            newcomer: self.newcomer(),
            promise: promise::shown(app, self.lang, me, order, me),
            next: if self.may_go_on() { self.next() } else { self.waiting(None) },
            asks_first: matches!(order.awaits(), Awaits::Answer),
            proof: self.proof(),
            seconds: self.seconds(),
            facts: self.facts(),
            whatsapp: self.whatsapp(),
            tell: may(self.who, Duty::Orders).then(|| self.address("/tell")),
            lines: self.lines(),
            sums: self.sums(),
            paid: order.payments.iter().map(|payment| self.paid(payment)).collect(),
            needs: self.needs(),
            requests: self.requests(),
            slips: self.slips(),
            chain: order_words::chain(app, t, &self.calendar(), &self.sheet.links, stage, &next, file),
            agree: self.agree(),
            papers: crate::print::order_papers::links(self.lang, order, &self.address(""), |slip| {
                at(self.who, &format!("/slips/{slip}"))
            }),
            money: (self.who.role != Role::Production)
                .then(|| crate::money::of_order::money_at(self.who, order.id)),
            audit: matches!(self.who.role, Role::Owner | Role::Auditor)
                .then(|| format!("/audit/{}/orders/{}", self.who.slug, order.id)),
        }
    }

    /// Offers, what is asked, and how it came to be agreed.
    fn agree(&self) -> agree::shown::Shown {
        let table = super::agree::at(self.app, self.lang, self.who, self.sheet);
        agree::shown::of(&table, may(self.who, Duty::Orders), self.who.role == Role::Owner)
    }

    /// The person's role covers what is to be done next.
    fn may_go_on(&self) -> bool {
        let duty = match self.order().awaits() {
            Awaits::Answer | Awaits::AskAnswer { .. } | Awaits::OfferAnswer { .. } => Duty::Orders,
            Awaits::PaymentCheck { .. } => Duty::Money,
            // Waiting is everybody's.
            Awaits::Deposit { .. } | Awaits::Settlement { .. } | Awaits::Nothing => return true,
            _ => Duty::Work,
        };
        may(self.who, duty)
    }

    fn form(&self, path: &str, button: impl Into<String>) -> DeedForm {
        DeedForm::new(self.app, self.address(path), self.sheet.version, button)
    }

    fn next(&self) -> Next {
        let b = &self.t().business;
        let awaits = self.order().awaits();
        let deed = (b.deed)(&awaits, self.order().holder() == Holder::Business);
        let go = |path: String| Next::Go(path, deed.clone());
        let order = self.order().id;
        let post = |path: &str| Next::Form(Box::new(self.form(path, deed.clone())));
        match awaits {
            Awaits::Answer if self.order().open_offer().is_some() => Next::Over,
            Awaits::Answer => Next::Form(Box::new(self.accept())),
            // What is offered or asked stands above, with its answer.
            Awaits::AskAnswer { of: Side::Business, .. } => Next::Over,
            Awaits::OfferAnswer { .. } | Awaits::AskAnswer { .. } => self.waiting(None),
            Awaits::PaymentCheck { payment, .. } => match self.payment(payment) {
                Some(payment) => Next::Form(Box::new(self.verify(payment))),
                None => Next::Over,
            },
            Awaits::Deposit { .. } | Awaits::Settlement { .. } => self.waiting(None),
            Awaits::MaterialRequest => go(at(self.who, &format!("/requests/new?order={order}"))),
            Awaits::Recipe => go(self.without_recipe()),
            Awaits::GoodsReceipt { request } | Awaits::CounterAnswer { request, .. } => {
                go(at(self.who, &format!("/requests/{request}")))
            }
            Awaits::SupplierAnswer { request, .. } | Awaits::Shipment { request, .. } => {
                let path = at(self.who, &format!("/requests/{request}"));
                self.waiting(Some((path, b.see_request.to_owned())))
            }
            Awaits::Production => post("/production/start"),
            Awaits::Making => post("/production/finish"),
            Awaits::Packing => go(self.address("/pack")),
            Awaits::Dispatch => go(self.address("/dispatch")),
            Awaits::ReturnReceipt { .. } | Awaits::ShortfallDecision => go(self.address("/returns")),
            Awaits::PickUp { slip } | Awaits::Arrival { slip } => {
                let path = at(self.who, &format!("/slips/{slip}"));
                if self.order().holder() == Holder::Business {
                    go(path)
                } else {
                    self.waiting(Some((path, b.see_slip.to_owned())))
                }
            }
            Awaits::Nothing => Next::Over,
        }
    }

    fn waiting(&self, link: Option<(String, String)>) -> Next {
        match self.order().awaits() {
            Awaits::Nothing => Next::Over,
            awaits => Next::Wait((self.t().business.deed)(&awaits, false), link),
        }
    }

    fn payment(&self, id: rantai_core::ids::PaymentId) -> Option<&Payment> {
        self.order().payments.iter().find(|payment| payment.id == id)
    }

    /// The page of the first product to be made that has no recipe.
    fn without_recipe(&self) -> String {
        let shops = &self.app.views.shops;
        let lacks = |line: &&rantai_core::book::order::OrderLine| {
            shops.recipe(self.who.party, line.product).is_empty()
        };
        let line = self.order().lines_to_make().find(lacks);
        line.map_or_else(
            || at(self.who, "/catalogue"),
            |line| at(self.who, &format!("/catalogue/{}", line.product)),
        )
    }

    fn accept(&self) -> DeedForm {
        let b = &self.t().business;
        let keep = |field| self.again.keep(field);
        let payers =
            FreightPayer::ALL.iter().map(|payer| Choice::new(payer.name(), (b.freight_payer)(*payer)));
        let payer = if self.order().delivery == DeliveryWish::Collect {
            FreightPayer::Business
        } else {
            FreightPayer::Buyer
        };
        let total = self.order().goods_total;
        self.form("/accept", (b.accept)(total)).asks([
            Ask::Day(keep(
                Field::new("promised", b.promised).value(self.promise()).hint(self.promise_hint()),
            )),
            Ask::Select(keep(
                Field::new("deposit_percent", b.deposit).value(self.percent()).choices(self.deposits()),
            )),
            Ask::Money(keep(Field::new("freight", b.freight).value("0").hint(b.freight_hint))),
            Ask::Choices(keep(
                Field::new("freight_payer", b.who_pays_freight).value(payer.name()).choices(payers),
            )),
        ])
    }

    /// The wanted day where that can be kept; else the day that eight of ten orders like it keep, or, where there
    /// are too few of them, as many days from now as the slowest product usually takes.
    fn promise(&self) -> rantai_core::time::Day {
        let estimate = self.estimate();
        let today = self.calendar().today();
        let least = match estimate.basis {
            Basis::History { .. } => estimate.sure,
            Basis::Own | Basis::Beyond { .. } => today,
        };
        self.order().wanted.filter(|day| *day >= least).unwrap_or(estimate.sure)
    }

    fn estimate(&self) -> Estimate {
        promise::if_accepted(self.app, self.who.party, self.order())
    }

    fn promise_hint(&self) -> String {
        let (b, p, calendar) = (&self.t().business, &self.t().promise, self.calendar());
        let wanted = match self.order().wanted {
            Some(day) => (b.wanted_by)(&calendar.day(day).text),
            None => b.wanted_any.to_owned(),
        };
        let Estimate { likely, sure, basis } = self.estimate();
        let known = match basis {
            Basis::History { orders } => {
                (p.day_hint)(&calendar.day(likely).text, &calendar.day(sure).text, orders)
            }
            Basis::Own | Basis::Beyond { .. } => p.own_hint.to_owned(),
        };
        format!("{wanted} {known}")
    }

    fn percent(&self) -> u8 {
        let shop = self.app.views.shops.shop(self.who.party);
        let terms = shop.and_then(|shop| shop.profile.terms.as_ref().map(|terms| terms.deposit_percent));
        terms.unwrap_or(0)
    }

    fn deposits(&self) -> Vec<Choice> {
        let b = &self.t().business;
        let mut percents = vec![0, self.percent(), 30, 50, 100];
        percents.sort_unstable();
        percents.dedup();
        let words = |percent: u8| (b.deposit_of)(percent, self.order().goods_total.percent_up(percent));
        percents.into_iter().map(|percent| Choice::new(percent.to_string(), words(percent))).collect()
    }

    fn verify(&self, payment: &Payment) -> DeedForm {
        let b = &self.t().business;
        let seen = Field::new("seen", b.seen).value(figure(payment.claimed)).hint((b.claimed_by)(
            payment.claimed,
            (b.method)(payment.method),
            self.due(),
        ));
        let path = at(self.who, &format!("/payments/{}/verify", payment.id));
        DeedForm::new(self.app, path, self.sheet.version, b.verify)
            .hidden("order", self.order().id)
            .asks([Ask::Money(self.again.keep(seen)), Ask::Earlier(self.again.earlier(self.t(), "verify"))])
    }

    /// What the agreement asks for now: the deposit that is missing, else the rest.
    fn due(&self) -> Rupiah {
        let deposit = self.order().deposit_short();
        if deposit.is_positive() { deposit } else { self.order().rest() }
    }

    fn proof(&self) -> Vec<Photo> {
        if self.order().claim_waiting().is_none() {
            return Vec::new();
        }
        let claim = self.sheet.links.iter().rev().find(|link| link.name() == "PaymentClaimed");
        claim.map_or_else(Vec::new, |link| self.photos(&link.evidence))
    }

    fn photos(&self, evidence: &[BlobHash]) -> Vec<Photo> {
        let file = |hash| file_at(self.who, self.order().id, hash);
        let alt = self.t().common.photo;
        // The whole photo: what it shows is read here.
        photos(evidence)
            .map(|(full, _)| Photo { full: file(full), thumb: file(full), alt: alt.to_owned() })
            .collect()
    }

    fn seconds(&self) -> Vec<Second> {
        let order = self.order();
        let (orders, money) = (may(self.who, Duty::Orders), may(self.who, Duty::Money));
        let mut seconds = Vec::new();
        match &order.stage {
            Stage::Placed if orders => seconds.extend([self.decline(), self.withdraw()]),
            Stage::Accepted { work, .. } => {
                if money {
                    seconds.extend(self.about_money());
                }
                let nothing_paid = order.claim_waiting().is_none() && !order.held().is_positive();
                if orders && *work == Work::Waiting && nothing_paid {
                    seconds.push(self.cancel());
                }
            }
            Stage::Placed
            | Stage::Declined { .. }
            | Stage::Withdrawn { .. }
            | Stage::Cancelled { .. }
            | Stage::Closed { .. } => {}
        }
        seconds
    }

    fn about_money(&self) -> Vec<Second> {
        let order = self.order();
        let mut seconds = Vec::new();
        match order.claim_waiting() {
            Some(payment) => {
                if !matches!(order.awaits(), Awaits::PaymentCheck { .. }) {
                    let check = Awaits::PaymentCheck { payment: payment.id, amount: payment.claimed };
                    let title = (self.t().business.deed)(&check, true);
                    seconds.push(self.again.second("verify", &title, self.verify(payment)));
                }
                seconds.push(self.refuse(payment));
            }
            None if order.rest().is_positive() => {
                seconds.push(self.record());
                if self.may_claim() {
                    seconds.push(self.claim());
                }
            }
            None => {}
        }
        seconds
    }

    /// The agreement lets the buyer pay now.
    fn may_claim(&self) -> bool {
        let Some(agreement) = self.order().agreement() else { return false };
        let arrived = matches!(self.order().stage, Stage::Accepted { work: Work::Delivered { .. }, .. });
        let settles = agreement.settlement != SettlementRule::AfterDelivery || arrived;
        self.order().deposit_short().is_positive() || (settles && self.order().rest().is_positive())
    }

    fn decline(&self) -> Second {
        let b = &self.t().business;
        let reasons =
            DeclineReason::ALL.iter().map(|reason| Choice::new(reason.name(), (b.decline_reason)(*reason)));
        let form = self.form("/decline", b.decline_yes).intro(b.decline_effect).asks([
            Ask::Choices(self.again.keep(Field::new("decline_reason", b.why).choices(reasons))),
            Ask::Area(self.again.keep(Field::new("decline_note", b.note_to_buyer).optional())),
        ]);
        self.again.danger("decline", b.decline, form)
    }

    fn withdraw(&self) -> Second {
        let b = &self.t().business;
        let buyer = self.app.party(self.order().buyer);
        let form = self.form("/withdraw", b.withdraw_yes).intro((b.withdraw_effect)(&buyer)).asks([
            self.channel("withdraw_channel"),
            self.photo("withdraw_photo", b.chat_photo),
            Ask::Area(self.again.keep(Field::new("withdraw_note", b.note).optional())),
        ]);
        self.again.danger("withdraw", b.withdraw, form)
    }

    fn cancel(&self) -> Second {
        let b = &self.t().business;
        let form = self
            .form("/cancel", b.cancel_yes)
            .intro(b.cancel_effect)
            .asks([Ask::Area(self.again.keep(Field::new("cancel_note", b.note_to_buyer).optional()))]);
        self.again.danger("cancel", b.cancel, form)
    }

    fn refuse(&self, payment: &Payment) -> Second {
        let b = &self.t().business;
        let reasons =
            PaymentRefusal::ALL.iter().map(|reason| Choice::new(reason.name(), (b.refuse_reason)(*reason)));
        let path = at(self.who, &format!("/payments/{}/refuse", payment.id));
        let form = DeedForm::new(self.app, path, self.sheet.version, b.refuse_yes)
            .hidden("order", self.order().id)
            .intro(b.refuse_effect)
            .asks([
                Ask::Choices(
                    self.again.keep(
                        Field::new("refuse_reason", b.why)
                            .value(PaymentRefusal::NotArrived.name())
                            .choices(reasons),
                    ),
                ),
                Ask::Area(self.again.keep(Field::new("refuse_note", b.note_to_buyer).optional())),
            ]);
        self.again.danger("refuse", b.refuse, form)
    }

    fn record(&self) -> Second {
        let b = &self.t().business;
        let form = self.form("/payments/record", b.record_yes).intro(b.record_effect).asks([
            Ask::Money(self.again.keep(Field::new("record_amount", b.amount).value(figure(self.due())))),
            self.method("record_method", PaymentMethod::Cash),
            Ask::Earlier(self.again.earlier(self.t(), "record")),
            self.photo("record_photo", b.proof_photo),
            Ask::Area(self.again.keep(Field::new("record_note", b.note).optional())),
        ]);
        self.again.second("record", b.record, form)
    }

    fn claim(&self) -> Second {
        let b = &self.t().business;
        let buyer = self.app.party(self.order().buyer);
        let form = self.form("/claim", b.claim_yes).intro((b.claim_effect)(&buyer)).asks([
            self.channel("claim_channel"),
            Ask::Money(self.again.keep(Field::new("claim_amount", b.amount).value(figure(self.due())))),
            self.method("claim_method", PaymentMethod::BankTransfer),
            self.photo("claim_photo", b.proof_photo),
        ]);
        self.again.second("claim", b.claim, form)
    }

    fn channel(&self, name: &str) -> Ask {
        let t = self.t();
        Ask::Choices(self.again.keep(Field::new(name, t.business.how_told).choices(channels(t))))
    }

    fn photo(&self, name: &str, label: &str) -> Ask {
        Ask::Photo(self.again.keep(Field::new(name, label).optional()))
    }

    fn method(&self, name: &str, usual: PaymentMethod) -> Ask {
        let b = &self.t().business;
        let methods = PaymentMethod::ALL.iter().map(|method| Choice::new(method.name(), (b.method)(*method)));
        Ask::Select(self.again.keep(Field::new(name, b.how_paid).value(usual.name()).choices(methods)))
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let (app, b, order, calendar) = (self.app, &self.t().business, self.order(), self.calendar());
        let mut facts = vec![(b.placed, calendar.moment(order.placed_at).text)];
        if let Some(day) = order.wanted {
            facts.push((b.wanted, calendar.day(day).text));
        }
        if let Some(agreement) = order.agreement() {
            facts.push((b.promised, calendar.day(agreement.promised).text));
            facts.push((b.settlement, (b.settlement_rule)(agreement.settlement).to_owned()));
            if agreement.freight.is_positive() {
                let payer = (b.freight_payer)(agreement.freight_payer);
                facts.push((b.freight, format!("{} · {payer}", agreement.freight)));
            }
        }
        match &order.delivery {
            DeliveryWish::Collect => facts.push((b.delivery, b.collects.to_owned())),
            DeliveryWish::Deliver { village, address } => {
                facts.push((b.delivery, self.destination(village, app.vault.read(address).as_deref())));
            }
        }
        if order.packages() > 0 {
            facts.push((b.packages, order.packages().to_string()));
        }
        let said = match &order.stage {
            Stage::Declined { reason, note } => {
                facts.push((b.why, (b.decline_reason)(*reason).to_owned()));
                note.as_ref()
            }
            Stage::Withdrawn { note } | Stage::Cancelled { note, .. } => note.as_ref(),
            Stage::Placed | Stage::Accepted { .. } | Stage::Closed { .. } => None,
        };
        for (label, note) in [(b.note_of_buyer, order.note.as_ref()), (b.note, said)] {
            if let Some(text) = note.and_then(|note| app.vault.read(note)) {
                facts.push((label, text.to_string()));
            }
        }
        facts
    }

    /// Street and village; the village once, even where the street's line names it.
    fn destination(&self, village: &str, street: Option<&str>) -> String {
        let spoken = self.app.regions.spoken(village);
        let name = self.app.regions.place(village).map_or("", |place| place.village.as_str());
        match street {
            Some(street) if !name.is_empty() && street.contains(name) => street.to_owned(),
            Some(street) => format!("{street}, {spoken}"),
            None => spoken,
        }
    }

    /// The buyer's contact, who can be written to by WhatsApp.
    fn whatsapp(&self) -> Option<(String, String)> {
        let registry = self.app.registry();
        let contact = registry.party(self.order().buyer)?.contact;
        let phone = self.app.vault.read(registry.person(contact)?.phone.as_ref()?)?;
        let digits = phone.trim_start_matches('+');
        Some((format!("https://wa.me/{digits}"), format!("{} · {phone}", self.app.person(contact))))
    }

    fn lines(&self) -> Vec<Line> {
        let alt = self.t().common.photo;
        let shown = |line: &rantai_core::book::order::OrderLine| Line {
            name: match line.variant_name.as_str() {
                "" => line.name.clone(),
                variant => format!("{}, {variant}", line.name),
            },
            quantity: format!("{} {}", line.quantity, line.unit.label()),
            price: line.price,
            amount: line.amount,
            specification: line
                .specification
                .as_ref()
                .and_then(|words| self.app.vault.read(words))
                .map(|words| words.to_string()),
            photo: line.photo.map(|hash| {
                let file = file_at(self.who, self.order().id, hash);
                Photo { full: file.clone(), thumb: file, alt: alt.to_owned() }
            }),
        };
        self.order().lines.iter().map(shown).collect()
    }

    fn sums(&self) -> Vec<Money> {
        let (t, order) = (self.t(), self.order());
        let b = &t.business;
        let mut sums = vec![Money::new(b.goods, order.goods_total)];
        let Some(agreement) = order.agreement() else {
            return vec![Money::sum(t.common.total, order.goods_total)];
        };
        if agreement.freight.is_positive() && agreement.freight_payer == FreightPayer::Buyer {
            sums.push(Money::new(b.freight, agreement.freight));
        }
        sums.push(Money::sum(t.common.total, agreement.total));
        if agreement.deposit_due.is_positive() {
            sums.push(Money::new(b.deposit, agreement.deposit_due));
        }
        sums.push(Money::new(b.held, order.held()));
        sums.push(Money::sum(b.rest, order.rest()));
        sums
    }

    fn paid(&self, payment: &Payment) -> Paid {
        let (t, calendar) = (self.t(), self.calendar());
        let path = |payment: &Payment| {
            at(self.who, &format!("/payments/{}/receipt?order={}", payment.id, self.order().id))
        };
        let (amount, chip, receipt) = match &payment.state {
            PaymentState::Claimed => (payment.claimed, Chip::new(Tone::Yours, t.stages.claimed), None),
            PaymentState::Verified { amount, .. } => {
                (*amount, Chip::new(Tone::Done, t.stages.verified), Some(path(payment)))
            }
            PaymentState::Refused { reason } => {
                (payment.claimed, Chip::new(Tone::Failed, (t.business.refuse_reason)(*reason)), None)
            }
        };
        let what =
            format!("{} · {}", (t.business.method)(payment.method), calendar.moment(payment.claimed_at).text);
        Paid { what, amount, chip, receipt }
    }

    fn needs(&self) -> Vec<Need> {
        let order = self.order();
        let short = order.materials_short();
        let needs = order.needs.iter().map(|need| Need {
            name: need.name.clone(),
            needed: format!("{} {}", need.needed, need.unit.label()),
            short: short
                .iter()
                .find(|(short, _)| short.material == need.material)
                .map(|(_, missing)| format!("{missing} {}", need.unit.label())),
        });
        needs.collect()
    }

    fn requests(&self) -> Vec<Row> {
        use rantai_core::book::order::RequestState as R;
        let s = &self.t().stages;
        let row = |request: &rantai_core::book::order::OrderRequest| {
            let (tone, word) = match request.state {
                R::Sent => (Tone::Going, s.requested),
                R::Confirmed => (Tone::Going, s.confirmed),
                R::Refused => (Tone::Failed, s.refused),
                R::Withdrawn => (Tone::Quiet, s.withdrawn),
                R::Countered => (Tone::Yours, self.t().supply.chip_counter),
                R::Expired => (Tone::Failed, self.t().supply.expired),
                R::Shipped => (Tone::Yours, s.shipped),
                R::Received => (Tone::Done, s.received),
            };
            Row::new(at(self.who, &format!("/requests/{}", request.id)), self.app.party(request.supplier))
                .second(request.number.clone())
                .chip(Chip::new(tone, word))
        };
        self.order().requests.iter().map(row).collect()
    }

    fn slips(&self) -> Vec<Row> {
        use rantai_core::book::order::SlipState as S;
        let (s, b) = (&self.t().stages, &self.t().business);
        let row = |slip: &rantai_core::book::order::Slip| {
            let (tone, word) = match &slip.state {
                S::Issued => (Tone::Going, s.issued),
                S::Declined { .. } => (Tone::Failed, s.refused),
                S::Withdrawn => (Tone::Quiet, s.withdrawn),
                S::PickedUp { .. } => (Tone::Going, s.picked_up),
                S::Completed { .. } => (Tone::Done, s.delivered),
                S::Failed { .. } => (Tone::Failed, s.attempt_failed),
            };
            let carrier = match &slip.carrier {
                Carrier::Courier { party } => self.app.party(*party),
                Carrier::OwnStaff { person } => self.app.person(*person),
                Carrier::Expedition { name, waybill } if waybill.is_empty() => name.clone(),
                Carrier::Expedition { name, waybill } => format!("{name} · {waybill}"),
                Carrier::Collected => b.collects.to_owned(),
            };
            Row::new(at(self.who, &format!("/slips/{}", slip.id)), carrier)
                .second(slip.number.clone())
                .chip(Chip::new(tone, word))
                .since(self.calendar().moment(slip.issued_at))
        };
        self.order().slips.iter().map(row).collect()
    }
}

/// What [`answer`] is told of a form that was sent.
pub const fn again<'a>(form: &'static str, sent: &'a Sent) -> Again<'a> {
    Again { sent: Some(sent), wrong: None, form }
}
