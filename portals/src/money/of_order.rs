//! The money of one order beyond its payments: credit, a rest let go, time to pay, the limit, the invoice.

use axum::extract::{Path, State};
use axum::response::Redirect;
use rantai_core::book::order::{Order, Payment, PaymentState, Stage};
use rantai_core::book::payment::{
    GrantTempo, IssueInvoice, UseCredit, WaiveLimit, WriteOffReason, WriteOffRest,
};
use rantai_core::desk::Receipt;
use rantai_core::ids::OrderId;
use rantai_core::party::Role;
use rantai_projections::order_sheets::OrderSheet;

use super::account::account_at;
use super::{Section, Sheet, answered, live, shown};
use crate::app::App;
use crate::business::correct::payment::correct_at;
use crate::business::correct::{agreed_otherwise, before};
use crate::business::forms::{Again, Ask, DeedForm, Second, Sent, Wrong};
use crate::business::{Duty, Place, frame, may, order_at, own_sheet};
use crate::filled::figure;
use crate::i18n::{Lang, Phrases};
use crate::web::{Choice, Field, Money, Notice, Page, PageResult, PortalError, Row, Tone, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// `GET /business/{party}/orders/{order}/money`
///
/// # Errors
/// [`PortalError::NotFound`] where it is another's order.
pub async fn page(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
) -> PageResult {
    let (page, sheet) = sheet(&app, lang, &who, order, Again::default())?;
    shown(fresh.on(page, &who.slug), sheet, wants)
}

macro_rules! deeds {
    ($($(#[$meta:meta])* $name:ident as $form:literal = $deed:ident),+ $(,)?) => {$(
        $(#[$meta])*
        ///
        /// # Errors
        /// What no other input could mend.
        pub async fn $name(
            lang: Lang,
            who: Business,
            State(app): State<AppState>,
            Path((_, order)): Path<(String, OrderId)>,
            sent: Sent,
        ) -> PageResult {
            own_sheet(&app, &who, order)?;
            let done = $deed(&app, lang.phrases(), &who, order, &sent).await;
            let path = money_at(&who, order);
            answered(lang, &path, $form, &sent, done, |again| {
                let (page, sheet) = sheet(&app, lang, &who, order, again)?;
                Ok((live(&app, &who, page), sheet))
            })
        }
    )+};
}

deeds! {
    /// `POST /business/{party}/orders/{order}/money/credit`
    credit as "credit" = used,
    /// `POST /business/{party}/orders/{order}/money/write-off`
    write_off as "write_off" = let_go,
    /// `POST /business/{party}/orders/{order}/money/tempo`
    tempo as "tempo" = granted,
    /// `POST /business/{party}/orders/{order}/money/limit`
    limit as "limit" = waived,
    /// `POST /business/{party}/orders/{order}/money/invoice`
    invoice as "invoice" = issued,
}

/// A refused form's address, asked for again.
pub async fn back(who: Business, Path((_, order)): Path<(String, OrderId)>) -> Redirect {
    Redirect::to(&money_at(&who, order))
}

/// Where the money of an order is.
pub fn money_at(who: &Member, order: OrderId) -> String {
    format!("{}/money", order_at(who, order))
}

async fn used(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let wish = UseCredit { order, amount: sent.rupiah(t, "credit_amount")? };
    Ok(deed.wish(who, who.party, wish).seen(&deed, order).submit(app).await?)
}

async fn let_go(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let amount = sent.rupiah(t, "write_off_amount")?;
    let reason = sent.word(t, "write_off_reason", WriteOffReason::from_name)?;
    let note = deed.seal(app, who.person, who.party, sent.note(t, "write_off_note")?)?;
    let wish = WriteOffRest { order, amount, reason, note };
    Ok(deed.wish(who, who.party, wish).seen(&deed, order).submit(app).await?)
}

async fn granted(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let days = sent.text("tempo_days").trim().parse();
    let days = days.map_err(|_| Wrong::Field("tempo_days", t.money_pages.not_days.to_owned()))?;
    Ok(deed.wish(who, who.party, GrantTempo { order, days }).seen(&deed, order).submit(app).await?)
}

async fn waived(
    app: &App,
    _: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    Ok(deed.wish(who, who.party, WaiveLimit { order }).seen(&deed, order).submit(app).await?)
}

async fn issued(
    app: &App,
    _: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    Ok(deed.wish(who, who.party, IssueInvoice { order }).seen(&deed, order).submit(app).await?)
}

/// What an order's forms are made of.
struct Forms<'a> {
    app: &'a App,
    t: &'static Phrases,
    who: &'a Member,
    sheet: &'a OrderSheet,
    again: &'a Again<'a>,
}

fn sheet(
    app: &App,
    lang: Lang,
    who: &Member,
    id: OrderId,
    again: Again<'_>,
) -> Result<(Page, Sheet), PortalError> {
    let of = own_sheet(app, who, id)?;
    let t = lang.phrases();
    let (m, order) = (&t.money_pages, &of.order);
    let page = frame(app, lang, who, Place::Orders, (m.money_of)(&order.number))
        .back(order_at(who, id), &order.number);
    let forms = Forms { app, t, who, sheet: &of, again: &again };
    let mut does = Section::new(m.what_can_be_done);
    does.seconds = forms.all();
    let calendar = app.calendar(lang, who.party);
    let mut notices = Vec::new();
    if let Some(due) = order.due_on(calendar.zone).filter(|_| order.rest().is_positive()) {
        let day = calendar.day(due).text;
        let late = due < calendar.today();
        let said = if late { (m.overdue_since)(&day) } else { (m.due_on)(&day) };
        notices.push(Notice::new(if late { Tone::Failed } else { Tone::Going }, said, ""));
    } else if let Some(days) = order.money.tempo_days {
        notices.push(Notice::new(Tone::Going, (t.money.days)(days), ""));
    }
    let mut invoices = Section::new(m.invoices);
    invoices.rows = order
        .money
        .invoices
        .iter()
        .map(|invoice| {
            Row::new(order_at(who, id), &invoice.number)
                .second(calendar.day(invoice.day).text)
                .figure(invoice.total)
        })
        .collect();
    let mut payments = Section::new(t.books.payments);
    payments.rows =
        order.payments.iter().filter_map(|payment| paid(app, lang, who, order, payment)).collect();
    if let Some((href, label)) = agreed_otherwise(t, who, order) {
        payments.text = t.books.order_wrong.to_owned();
        payments.links.push((href, label));
    }
    let mut account = Section::new("");
    account.links.push((account_at(who, order.buyer), (m.account_of)(&app.party(order.buyer))));
    let sheet = Sheet {
        here: money_at(who, id),
        topics: format!("order-{id} from:body, resync from:body"),
        notices,
        sums: sums(t, order),
        sections: [payments, does, invoices, account]
            .into_iter()
            .filter(|section| !section.is_empty())
            .collect(),
        ..Sheet::default()
    };
    Ok((page, sheet))
}

/// A verified payment, with what was written down before, and where to correct it.
fn paid(app: &App, lang: Lang, who: &Member, order: &Order, payment: &Payment) -> Option<Row> {
    let PaymentState::Verified { amount, receipt, at, .. } = &payment.state else { return None };
    let t = lang.phrases();
    let calendar = app.calendar(lang, who.party);
    let href = if may(who, Duty::Money) {
        correct_at(who, order.id, payment.id)
    } else {
        format!("{}/money", order_at(who, order.id))
    };
    let mut second = vec![receipt.clone(), calendar.moment(*at).text];
    second.extend(before(app, lang, &calendar, &payment.corrected, ToString::to_string));
    Some(Row::new(href, (t.business.method)(payment.method)).second(second.join(" · ")).figure(amount))
}

/// Where the price has gone: paid, by credit, let go, missing.
pub fn sums(t: &'static Phrases, order: &Order) -> Vec<Money> {
    let m = &t.money_pages;
    let mut sums = vec![Money::new(t.distributor.total, order.total())];
    let credit = order.money.credit_used;
    sums.push(Money::new(m.paid, order.held().less(credit)));
    if credit.is_positive() {
        sums.push(Money::new(m.by_credit, credit));
    }
    if order.written_off().is_positive() {
        sums.push(Money::new(m.let_go, order.written_off()));
    }
    sums.push(Money::sum(m.missing, order.rest()));
    sums
}

impl Forms<'_> {
    fn all(&self) -> Vec<Second> {
        let order = &self.sheet.order;
        let owner = self.who.role == Role::Owner;
        let money = may(self.who, Duty::Money);
        let under_way = matches!(order.stage, Stage::Accepted { .. });
        let owes = under_way && order.rest().is_positive();
        let account = self.app.views.accounts.account(self.who.party, order.buyer);
        let m = &self.t.money_pages;
        let mut all = Vec::new();
        if owner
            && order.stage == Stage::Placed
            && account.credit_limit.is_some()
            && !order.money.limit_waived
        {
            let form = self.form("limit", m.waive_limit).intro(m.waive_limit_intro);
            all.push(self.again.second("limit", m.waive_limit, form));
        }
        if money && owes && account.credit.is_positive() {
            let most = account.credit.min(order.rest());
            let amount = Field::new("credit_amount", m.credit_amount).value(figure(most));
            let form = self.form("credit", m.use_credit).intro((m.use_credit_intro)(account.credit));
            all.push(self.again.second(
                "credit",
                m.use_credit,
                form.asks([Ask::Money(self.again.keep(amount))]),
            ));
        }
        if money && under_way {
            let days = Field::new("tempo_days", m.tempo_days)
                .value(order.money.tempo_days.map(|days| days.to_string()).unwrap_or_default());
            let form = self.form("tempo", m.grant_tempo).asks([Ask::Number(self.again.keep(days))]);
            all.push(self.again.second("tempo", m.grant_tempo, form));
        }
        let invoiced = order.money.invoices.last().is_some_and(|invoice| invoice.total == order.total());
        if money && order.agreement().is_some() && !invoiced {
            let form = self.form("invoice", m.issue_invoice).intro(m.issue_invoice_intro);
            all.push(self.again.second("invoice", m.issue_invoice, form));
        }
        if owner && owes && order.claim_waiting().is_none() {
            all.push(self.again.danger("write_off", m.write_off, self.write_off()));
        }
        all
    }

    fn write_off(&self) -> DeedForm {
        let (m, again) = (&self.t.money_pages, self.again);
        let reasons = WriteOffReason::SPOKEN
            .map(|reason| Choice::new(reason.name(), (self.t.money.write_off_reason)(reason)));
        let amount =
            Field::new("write_off_amount", m.write_off_amount).value(figure(self.sheet.order.rest()));
        let reason = Field::new("write_off_reason", m.write_off_why).choices(reasons);
        let note = Field::new("write_off_note", self.t.business.note).optional();
        self.form("write-off", m.write_off).intro(m.write_off_intro).asks([
            Ask::Money(again.keep(amount)),
            Ask::Choices(again.keep(reason)),
            Ask::Area(again.keep(note)),
        ])
    }

    fn form(&self, deed: &str, button: &str) -> DeedForm {
        let action = format!("{}/{deed}", money_at(self.who, self.sheet.order.id));
        DeedForm::new(self.app, action, self.sheet.version, button)
    }
}
