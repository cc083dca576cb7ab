//! Cash with couriers: who holds how much of it, its hand-over, and what couriers are paid.

use axum::extract::{Path, State};
use axum::response::Redirect;
use rantai_core::book::payment::{HandOverCash, PayCourier, PaymentMethod};
use rantai_core::desk::Receipt;
use rantai_core::ids::{PartyId, SlipId};
use rantai_core::money::Rupiah;
use rantai_projections::courier_cash::CashRow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Section, Sheet, answered, live, shown};
use crate::app::App;
use crate::business::forms::{Again, Ask, DeedForm, Sent, Wrong};
use crate::business::{Duty, Place, at, frame, may, order_at};
use crate::filled::figure;
use crate::i18n::{Lang, Phrases};
use crate::names;
use crate::web::{Choice, Field, Money, Notice, Page, PageResult, Row, Tone, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// How couriers are paid.
const PAID_BY: [PaymentMethod; 3] =
    [PaymentMethod::Cash, PaymentMethod::BankTransfer, PaymentMethod::EWallet];

/// `GET /business/{party}/payments/couriers`
///
/// # Errors
/// None of its own.
pub async fn page(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
) -> PageResult {
    let (page, sheet) = sheet(&app, lang, &who, None, Again::default());
    shown(fresh.on(page, &who.slug), sheet, wants)
}

/// `POST /business/{party}/payments/couriers/{courier}/cash`
///
/// # Errors
/// What no other input could mend.
pub async fn cash(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    Path((_, courier)): Path<(String, PartyId)>,
    sent: Sent,
) -> PageResult {
    let sent = sent.kept(&app, who.person).await?;
    let done = handed_over(&app, lang.phrases(), &who, courier, &sent).await;
    done_at(&app, lang, &who, courier, "cash", &sent, done)
}

/// `POST /business/{party}/payments/couriers/{courier}/pay`
///
/// # Errors
/// What no other input could mend.
pub async fn pay(
    lang: Lang,
    who: Business,
    State(app): State<AppState>,
    Path((_, courier)): Path<(String, PartyId)>,
    sent: Sent,
) -> PageResult {
    let done = paid(&app, lang.phrases(), &who, courier, &sent).await;
    done_at(&app, lang, &who, courier, "pay", &sent, done)
}

/// A refused form's address, asked for again.
pub async fn back(who: Business) -> Redirect {
    Redirect::to(&couriers_at(&who))
}

/// Where the cash with couriers is.
pub fn couriers_at(who: &Member) -> String {
    at(who, "/payments/couriers")
}

fn done_at(
    app: &App,
    lang: Lang,
    who: &Member,
    courier: PartyId,
    form: &'static str,
    sent: &Sent,
    done: Result<Receipt, Wrong>,
) -> PageResult {
    answered(lang, &couriers_at(who), form, sent, done, |again| {
        let (page, sheet) = sheet(app, lang, who, Some(courier), again);
        Ok((live(app, who, page), sheet))
    })
}

/// The slips whose boxes were ticked.
fn ticked(sent: &Sent) -> Vec<SlipId> {
    let names = sent.0.texts().iter().filter_map(|(name, _)| name.strip_prefix("slip-"));
    names.filter_map(|id| id.parse().ok()).collect()
}

async fn handed_over(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    courier: PartyId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let wish = HandOverCash { courier, slips: ticked(sent), amount: sent.rupiah(t, "counted")? };
    let happened = sent.happened(t, &app.calendar(t.lang, who.party))?;
    let evidence = sent.evidence(app, "cash_photo").await?;
    Ok(deed.wish(who, who.party, wish).happened(happened).evidence(evidence).submit(app).await?)
}

async fn paid(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    courier: PartyId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let method = sent.word(t, "pay_method", PaymentMethod::from_name)?;
    let wish = PayCourier { courier, slips: ticked(sent), method };
    let happened = sent.happened(t, &app.calendar(t.lang, who.party))?;
    Ok(deed.wish(who, who.party, wish).happened(happened).submit(app).await?)
}

fn sheet(app: &App, lang: Lang, who: &Member, sent_for: Option<PartyId>, again: Again<'_>) -> (Page, Sheet) {
    let t = lang.phrases();
    let m = &t.money_pages;
    let page = frame(app, lang, who, Place::Payments, m.couriers)
        .back(at(who, "/payments"), t.business.nav_payments);
    let mut couriers: BTreeMap<PartyId, Vec<Arc<CashRow>>> = BTreeMap::new();
    for row in app.views.courier_cash.open_of_business(who.party) {
        couriers.entry(row.courier).or_default().push(row);
    }
    let shorts = app.views.courier_cash.shorts_of_business(who.party);
    for row in &shorts {
        couriers.entry(row.courier).or_default();
    }
    let notices = if couriers.is_empty() {
        vec![Notice::new(Tone::Done, m.no_courier_cash, m.no_courier_cash_text)]
    } else {
        Vec::new()
    };
    let fresh = Again::default();
    let sections = couriers.iter().map(|(courier, rows)| {
        let short = shorts.iter().find(|row| row.courier == *courier).map_or(Rupiah::ZERO, |row| row.short);
        let again = if sent_for == Some(*courier) { &again } else { &fresh };
        One { app, lang, who, courier: *courier, rows, short, again }.section()
    });
    let sheet = Sheet {
        here: couriers_at(who),
        topics: "payments from:body, resync from:body".to_owned(),
        intro: m.couriers_intro.to_owned(),
        notices,
        sections: sections.collect(),
        ..Sheet::default()
    };
    (page, sheet)
}

/// One courier.
struct One<'a> {
    app: &'a App,
    lang: Lang,
    who: &'a Member,
    courier: PartyId,
    rows: &'a [Arc<CashRow>],
    short: Rupiah,
    again: &'a Again<'a>,
}

impl One<'_> {
    fn section(&self) -> Section {
        let t = self.lang.phrases();
        let m = &t.money_pages;
        let calendar = self.app.calendar(self.lang, self.who.party);
        let held: Vec<&CashRow> = self.rows.iter().map(Arc::as_ref).filter(|row| row.held).collect();
        let owed: Vec<&CashRow> =
            self.rows.iter().map(Arc::as_ref).filter(|row| row.fee.is_positive() && !row.paid).collect();
        let collected = held.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.collected));
        let fees = owed.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.fee));
        let mut section = Section::new(self.app.party(self.courier));
        section.sums = sums(t, m.cash_held, collected, self.short, fees);
        section.rows = held
            .iter()
            .map(|row| {
                Row::new(order_at(self.who, row.order), &row.number)
                    .figure(row.collected)
                    .since(calendar.ago(row.at))
            })
            .collect();
        if names::is_corrected_by(self.app, self.who, self.courier) {
            let href = names::known_at(self.app, self.who, self.courier);
            section.links.push((href, t.names.title.to_owned()));
        }
        if !may(self.who, Duty::Money) {
            return section;
        }
        let all = collected.and(self.short);
        if all.is_positive() {
            let counted = Field::new("counted", m.counted).value(figure(all)).hint((m.counted_hint)(all));
            let slips = self.slips(m.which_slips, &held, |row| row.collected);
            // What was short before has no slip any more.
            let slips = (!slips.choices.is_empty()).then_some(Ask::Checks(slips));
            let form = self.form("cash", m.take_cash).asks(slips.into_iter().chain([
                Ask::Money(self.again.keep(counted)),
                Ask::Photo(self.again.keep(Field::new("cash_photo", m.cash_photo).optional())),
                Ask::Earlier(self.again.earlier(t, format!("cash-{}", self.courier))),
            ]));
            section.first = Some(form);
        }
        if fees.is_positive() {
            let methods = PAID_BY.map(|method| Choice::new(method.name(), (t.business.method)(method)));
            let method = Field::new("pay_method", t.business.how_paid)
                .choices(methods)
                .value(PaymentMethod::Cash.name());
            let form = self.form("pay", m.pay_courier).intro((m.pay_courier_intro)(fees)).asks([
                Ask::Checks(self.slips(m.which_fees, &owed, |row| row.fee)),
                Ask::Choices(self.again.keep(method)),
                Ask::Earlier(self.again.earlier(t, format!("pay-{}", self.courier))),
            ]);
            section.seconds.push(self.again.second("pay", m.pay_courier, form));
        }
        section
    }

    fn form(&self, deed: &str, button: &str) -> DeedForm {
        let action = format!("{}/{}/{deed}", couriers_at(self.who), self.courier);
        DeedForm::new(self.app, action, 0, button)
    }

    /// Boxes to tick, all of them ticked.
    fn slips(&self, label: &str, rows: &[&CashRow], amount: impl Fn(&CashRow) -> Rupiah) -> Field {
        let choices = rows.iter().map(|row| {
            Choice::new(format!("slip-{}", row.slip), format!("{} · {}", row.number, amount(row)))
        });
        Field::new("slips", label).choices(choices).optional()
    }
}

/// What a courier holds, lacks and earns.
pub fn sums(
    t: &'static Phrases,
    held: &'static str,
    collected: Rupiah,
    short: Rupiah,
    fees: Rupiah,
) -> Vec<Money> {
    let m = &t.money_pages;
    let mut sums = vec![Money::sum(held, collected)];
    if short.is_positive() {
        sums.push(Money::new(m.cash_short, short));
    }
    if fees.is_positive() {
        sums.push(Money::new(m.fees_due, fees));
    }
    sums
}
