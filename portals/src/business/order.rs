//! One order: the one next deed, what was agreed, and the chain of what happened.

mod forms;
mod shown;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::conversation::About;
use rantai_core::book::order::{Awaits, Holder, Order, Payment, Side, Stage};
use rantai_core::desk::Receipt;
use rantai_core::ids::{CommandId, OrderId};
use rantai_core::money::Rupiah;
use rantai_core::party::Role;
use rantai_projections::order_sheets::{OrderSheet, Turn};

use super::forms::{Again, Ask, DeedForm, Second, Sent, Wrong};
use super::{Duty, Place, at, duty_of, file_at, frame, may, order_at, own_sheet};
use crate::app::App;
use crate::i18n::dates::Calendar;
use crate::i18n::{Lang, Phrases};
use crate::messages::thread;
use crate::money::couriers::couriers_at;
use crate::web::{Chip, Link, Money, Page, PageResult, Photo, PortalError, Row, Wants, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};
use crate::{agree, deeds, order_words, promise};

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
    price: String,
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
    /// Its terms are agreed.
    agreed: bool,
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
    /// Other pages about it.
    more: Vec<(String, String)>,
}

impl Shown {
    /// Where the buyer is told of it, unless that stands beside what the order waits for.
    fn tell_below(&self) -> Option<&String> {
        self.tell.as_ref().filter(|_| !matches!(self.next, Next::Wait(_, None)))
    }
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
            agreed: order.agreement().is_some(),
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
            more: [self.workshop(), self.reported()].into_iter().flatten().collect(),
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
        duty_of(&self.order().awaits()).is_none_or(|duty| may(self.who, duty))
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
        let post = |path: &str| {
            let told = Ask::Earlier(self.again.earlier(self.t(), "next"));
            Next::Form(Box::new(self.form(path, deed.clone()).asks([told])))
        };
        match awaits {
            Awaits::Answer if self.order().open_offer().is_some() => Next::Over,
            Awaits::Answer => Next::Form(Box::new(self.accept())),
            // What is offered or asked stands above, with its answer.
            Awaits::AskAnswer { of: Side::Business, .. } => Next::Over,
            Awaits::OfferAnswer { .. } | Awaits::AskAnswer { .. } => self.waiting(None),
            Awaits::PaymentCheck { payment, amount } if self.is_with_courier(payment) => {
                Next::Go(couriers_at(self.who), (self.t().money_pages.take_cash_of)(amount))
            }
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
            Awaits::Making => go(self.address("/production")),
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

    /// It is cash that a courier took and has not handed over.
    pub(super) fn is_with_courier(&self, payment: rantai_core::ids::PaymentId) -> bool {
        self.order().courier_cash().any(|(_, cash)| cash.payment.id == payment)
    }

    /// The workshop's steps, once there is something to work on.
    fn workshop(&self) -> Option<(String, String)> {
        let order = self.order();
        let works = matches!(order.stage, Stage::Accepted { .. }) && order.lines_to_make().next().is_some();
        works.then(|| (self.address("/production"), self.t().workshop.steps_and_materials.to_owned()))
    }

    /// What was broken, came back or is missing, once something has arrived.
    fn reported(&self) -> Option<(String, String)> {
        let some =
            self.order().goods.iter().any(|goods| goods.delivered.is_positive() || goods.short.is_positive());
        some.then(|| (self.address("/returns"), self.t().road.returns.to_owned()))
    }

    fn payment(&self, id: rantai_core::ids::PaymentId) -> Option<&Payment> {
        self.order().payments.iter().find(|payment| payment.id == id)
    }
}

/// What [`answer`] is told of a form that was sent.
pub const fn again<'a>(form: &'static str, sent: &'a Sent) -> Again<'a> {
    Again { sent: Some(sent), wrong: None, form }
}
