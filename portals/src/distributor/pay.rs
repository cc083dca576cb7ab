//! `/distributor/{party}/orders/{order}/pay`: what is due, where to send it, and the proof of having sent it.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::response::Redirect;
use rantai_core::book::order::{Order, Stage, Work};
use rantai_core::book::payment::{ClaimPayment, PaymentMethod, SentTo, UseCredit};
use rantai_core::book::profile::SettlementRule;
use rantai_core::desk::Receipt;
use rantai_core::ids::{CommandId, OrderId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::Note;
use rantai_projections::order_sheets::BuyerSheet;

use super::order::{Account, accounts};
use super::{Place, frame, path_of, sheet};
use crate::app::App;
use crate::deeds::{self, Deed};
use crate::filled::{Filled, figure, too_long};
use crate::i18n::{Lang, Phrases};
use crate::money::policy::drawn_for;
use crate::uploads::PhotoForm;
use crate::web::{
    Choice, Field, Money, Notice, Page, PageResult, PortalError, Tone, Wants, show, show_again,
};
use crate::who::{AppState, Distributor, Fresh, Member};

/// How buyers pay by themselves; cash given to a courier is the courier's to tell.
const METHODS: [PaymentMethod; 4] =
    [PaymentMethod::BankTransfer, PaymentMethod::Qris, PaymentMethod::EWallet, PaymentMethod::Cash];

#[derive(Template)]
#[template(path = "distributor/pay.html")]
struct PayPage {
    page: Page,
    due: Due,
    form: Option<PayForm>,
}

#[derive(Template)]
#[template(path = "distributor/pay.html", block = "due")]
struct DuePart {
    page: Page,
    due: Due,
}

/// What is due, and where to send it.
struct Due {
    id: String,
    path: String,
    back: String,
    business: String,
    /// Why nothing is to be paid now.
    not_now: Option<Notice>,
    sums: Vec<Money>,
    accounts: Vec<Account>,
    /// The QRIS code for exactly what is asked: drawn, and whose it is.
    qris: Option<(String, String)>,
    /// What is said of the unique code.
    code: Option<String>,
    credit: Option<CreditForm>,
}

/// The buyer's credit, to be used with one tap.
struct CreditForm {
    action: String,
    text: String,
    amount: String,
    button: String,
    deed: CommandId,
}

struct PayForm {
    action: String,
    deed: CommandId,
    amount: Field,
    method: Field,
    proof: Field,
    sent_on: Field,
    bank: Option<Field>,
    note: Field,
}

/// What is due, and the form for the proof.
///
/// # Errors
/// [`PortalError::NotFound`] for everyone but the buyer.
pub async fn page(
    distributor: Distributor,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
) -> PageResult {
    let sheet = sheet(&app, &distributor, order)?;
    let page = fresh.on(around(&app, lang, &distributor, &sheet), &distributor.slug);
    let page = distributor.around(page, &path_of(&distributor, sheet.order.id), fresh.shown);
    let due = due(&app, lang.phrases(), &distributor, &sheet);
    if wants.fragment() {
        return show(&DuePart { page, due });
    }
    let form = due
        .not_now
        .is_none()
        .then(|| form(lang.phrases(), &due, deeds::new_id(&app), &sheet.order, &Filled::default()));
    show(&PayPage { page, due, form })
}

/// Tells the business that money was sent, with its proof.
///
/// # Errors
/// What the desk refuses.
pub async fn pay(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    multipart: Multipart,
) -> PageResult {
    let sheet = sheet(&app, &distributor, order)?;
    let sent = PhotoForm::read_and_keep(&app, distributor.person, multipart).await?;
    let mut filled = Filled::from(&sent);
    let deed = filled.deed()?;
    match claim(&app, lang.phrases(), &distributor, &sheet, &deed, &mut filled, &sent).await {
        Ok(Some(receipt)) => Ok(deeds::see(&path_of(&distributor, order), &receipt)),
        Ok(None) => again(&app, lang, &distributor, &sheet, deed.deed, &filled, None),
        Err(error @ (PortalError::Refused(_) | PortalError::BadPhoto)) => {
            let notice = error.notice(lang.phrases());
            // The desk may know more than the sheet that was read before it was asked.
            let sheet = super::sheet(&app, &distributor, order)?;
            again(&app, lang, &distributor, &sheet, deed.deed, &filled, Some(notice))
        }
        Err(error) => Err(error),
    }
}

/// Nothing where a field has to be corrected first.
async fn claim(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    sheet: &BuyerSheet,
    deed: &Deed,
    filled: &mut Filled,
    sent: &PhotoForm,
) -> Result<Option<Receipt>, PortalError> {
    let amount = filled.money(t, "amount");
    let own = |name: &str| PaymentMethod::from_name(name).filter(|method| METHODS.contains(method));
    let method = filled.choice(t, "method", own);
    let (Some(method), false) = (method, filled.is_wrong()) else { return Ok(None) };
    let note = Note::new(filled.text("note")).map_err(too_long)?;
    let note = deed.seal(app, member.person, sheet.business, note)?;
    let evidence = sent.evidence(app, "proof").await?;
    let (day, bank) = (filled.day_or_nothing(t, "sent_on"), filled.text("bank").to_owned());
    if day.is_some_and(|day| day > app.calendar(t.lang, sheet.business).today()) {
        filled.mistake("sent_on", t.books.not_yet);
    }
    if filled.is_wrong() {
        return Ok(None);
    }
    let sent = (day.is_some() || !bank.is_empty()).then_some(SentTo { day, bank });
    let command = ClaimPayment { order: sheet.order.id, amount, method, note, sent };
    deed.wish(member, sheet.business, command).evidence(evidence).submit(app).await.map(Some)
}

fn again(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &BuyerSheet,
    deed: CommandId,
    filled: &Filled,
    notice: Option<Notice>,
) -> PageResult {
    let t = lang.phrases();
    let due = due(app, t, member, sheet);
    let fresh = Fresh { shown: app.views.reached(), updating: false };
    let page = fresh.on(around(app, lang, member, sheet), &member.slug);
    let mut page = member.around(page, &path_of(member, sheet.order.id), fresh.shown);
    if let Some(notice) = notice {
        page = page.notice(notice);
    }
    let form = due.not_now.is_none().then(|| form(t, &due, deed, &sheet.order, filled));
    show_again(&PayPage { page, due, form })
}

fn around(app: &App, lang: Lang, member: &Member, sheet: &BuyerSheet) -> Page {
    let d = &lang.phrases().distributor;
    let number = &sheet.order.number;
    let back = path_of(member, sheet.order.id);
    let page = frame(app, lang, member, Place::Orders, &(d.pay_title)(number));
    page.back(back, (d.order_title)(number))
}

/// Pays the order with the buyer's credit.
///
/// # Errors
/// What the desk refuses.
pub async fn credit(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    mut filled: Filled,
) -> PageResult {
    let sheet = sheet(&app, &distributor, order)?;
    let deed = filled.deed()?;
    let amount = filled.money(lang.phrases(), "credit_amount");
    filled.checked()?;
    let wish = deed.wish(&distributor, sheet.business, UseCredit { order, amount });
    match wish.submit(&app).await {
        Ok(receipt) => Ok(deeds::see(&path_of(&distributor, order), &receipt)),
        Err(error @ PortalError::Refused(_)) => {
            let notice = error.notice(lang.phrases());
            let sheet = super::sheet(&app, &distributor, order)?;
            again(&app, lang, &distributor, &sheet, deed.deed, &Filled::default(), Some(notice))
        }
        Err(error) => Err(error),
    }
}

/// A refused form's address, asked for again.
pub async fn back(distributor: Distributor, Path((_, order)): Path<(String, OrderId)>) -> Redirect {
    Redirect::to(&format!("{}/pay", path_of(&distributor, order)))
}

/// What is asked for first, less the order's unique code: the deposit that is missing, else the rest.
fn asked(order: &Order) -> Rupiah {
    order.with_code(order.asked())
}

/// The buyer's credit with the business, where there is some and the reader is the buyer's own.
fn credit_form(app: &App, t: &'static Phrases, member: &Member, sheet: &BuyerSheet) -> Option<CreditForm> {
    let m = &t.money_pages;
    let credit = app.views.accounts.account(sheet.business, member.party).credit;
    // What is asked for now: the rest of the price may be paid from the credit later.
    let use_now = credit.min(sheet.order.asked());
    let theirs = member.link.is_none() && super::may_act(member);
    (use_now.is_positive() && theirs).then(|| CreditForm {
        action: format!("{}/credit", path_of(member, sheet.order.id)),
        text: (m.pay_with_credit_text)(credit),
        amount: figure(use_now),
        button: format!("{} · {use_now}", m.pay_with_credit),
        deed: deeds::new_id(app),
    })
}

fn due(app: &App, t: &'static Phrases, member: &Member, sheet: &BuyerSheet) -> Due {
    let (d, order) = (&t.distributor, &sheet.order);
    let back = path_of(member, order.id);
    let deposit = order.deposit_short();
    let label = if deposit.is_positive() { d.due_deposit } else { d.due_rest };
    let business = app.party(sheet.business);
    let not_now = not_now(app, t, &business, sheet);
    let m = &t.money_pages;
    let mut sums = vec![Money::new(d.total, order.total()), Money::new(d.paid, order.held())];
    if order.written_off().is_positive() {
        sums.push(Money::new(m.let_go, order.written_off()));
    }
    sums.push(Money::sum(label, order.asked()));
    let exact = asked(order);
    let code = order.money.code.filter(|_| exact != order.asked());
    if code.is_some() {
        sums.push(Money::sum(m.exact_amount, exact));
    }
    let drawn = || {
        let (drawn, merchant) = drawn_for(app, sheet.business, exact, &order.number)?;
        Some((drawn, (m.scan_qris_text)(&merchant, exact)))
    };
    Due {
        id: order.id.to_string(),
        path: format!("{back}/pay"),
        qris: not_now.is_none().then(drawn).flatten(),
        code: code.map(m.with_code),
        credit: credit_form(app, t, member, sheet),
        not_now,
        sums,
        accounts: accounts(app, sheet),
        back,
        business,
    }
}

/// Why nothing is to be paid now, if nothing is: the rules that the desk decides by, said beforehand.
fn not_now(app: &App, t: &'static Phrases, business: &str, sheet: &BuyerSheet) -> Option<Notice> {
    let (d, order) = (&t.distributor, &sheet.order);
    let shop = app.views.shops.shop(sheet.business);
    let in_parts = shop.is_some_and(|shop| shop.profile.payments.part_payments);
    if let Some(claim) = order.claim_waiting().filter(|_| !in_parts) {
        return Some(Notice::new(Tone::Going, (d.next_check)(business, claim.claimed), d.waiting_text));
    }
    match &order.stage {
        Stage::Placed => Some(Notice::new(Tone::Going, d.not_now_title, d.not_now_answer)),
        Stage::Closed { .. } => Some(Notice::new(Tone::Done, d.nothing_due_title, d.nothing_due)),
        Stage::Declined { .. } | Stage::Withdrawn { .. } | Stage::Cancelled { .. } => {
            Some(Notice::new(Tone::Quiet, d.nothing_due_title, d.not_now_over))
        }
        Stage::Accepted { .. } if !order.rest().is_positive() => {
            Some(Notice::new(Tone::Done, d.nothing_due_title, d.nothing_due))
        }
        Stage::Accepted { agreement, work } => {
            let delivered = matches!(work, Work::Delivered { .. });
            let early = agreement.settlement == SettlementRule::AfterDelivery && !delivered;
            (early && !order.deposit_short().is_positive())
                .then(|| Notice::new(Tone::Going, d.too_early_title, d.too_early))
        }
    }
}

fn form(t: &'static Phrases, due: &Due, deed: CommandId, order: &Order, filled: &Filled) -> PayForm {
    let (d, asked) = (&t.distributor, asked(order));
    let methods = METHODS.map(|method| Choice::new(method.name(), (d.pay_method)(method)));
    let m = &t.money_pages;
    let nothing = std::iter::once(Choice::new("", "–"));
    let banks = nothing.chain(due.accounts.iter().map(|account| Choice::new(&account.bank, &account.bank)));
    PayForm {
        action: due.path.clone(),
        deed,
        amount: filled.field("amount", d.amount, figure(asked)).hint((d.amount_hint)(asked)),
        method: filled.field("method", d.method, METHODS[0].name()).choices(methods),
        proof: filled.field("proof", d.proof, "").hint(d.proof_hint).optional(),
        sent_on: filled.field("sent_on", m.sent_on, "").optional(),
        bank: (due.accounts.len() > 1).then(|| filled.field("bank", m.to_bank, "").choices(banks).optional()),
        note: filled.field("note", d.pay_note, "").optional(),
    }
}
