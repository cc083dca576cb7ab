//! `/distributor/{party}/orders/{order}/pay`: what is due, where to send it, and the proof of having sent it.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use rantai_core::book::order::{Order, Stage, Work};
use rantai_core::book::payment::{ClaimPayment, PaymentMethod};
use rantai_core::book::profile::SettlementRule;
use rantai_core::ids::{CommandId, OrderId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::Note;
use rantai_projections::order_sheets::BuyerSheet;

use super::order::{Account, accounts, text};
use super::{Place, frame, in_field, path_of, sheet};
use crate::app::App;
use crate::deeds::{self, Deed};
use crate::i18n::{Lang, Phrases};
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
}

struct PayForm {
    action: String,
    deed: CommandId,
    amount: Field,
    method: Field,
    proof: Field,
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
    let due = due(&app, lang.phrases(), &distributor, &sheet);
    if wants.fragment() {
        return show(&DuePart { page, due });
    }
    let form = due.not_now.is_none().then(|| {
        let typed = Typed { amount: in_field(asked(&sheet.order)), ..Typed::default() };
        form(lang.phrases(), &due, deeds::new_id(&app), &sheet.order, typed)
    });
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
    let sent = PhotoForm::read(multipart).await?;
    let deed: CommandId = sent.text("deed").parse().map_err(|_| PortalError::BadRequest)?;
    let typed = Typed {
        amount: sent.text("amount").to_owned(),
        method: sent.text("method").to_owned(),
        note: sent.text("note").to_owned(),
        ..Typed::default()
    };
    match claim(&app, &distributor, &sheet, deed, &typed, &sent).await {
        Ok(receipt) => Ok(deeds::see(&path_of(&distributor, order), &receipt)),
        Err(Wrong::Amount) => {
            let error = lang.phrases().common.not_an_amount.to_owned();
            let typed = Typed { amount_error: Some(error), ..typed };
            again(&app, lang, &distributor, &sheet, deed, typed, None)
        }
        Err(Wrong::Method) => {
            let error = lang.phrases().common.required.to_owned();
            let typed = Typed { method_error: Some(error), ..typed };
            again(&app, lang, &distributor, &sheet, deed, typed, None)
        }
        Err(Wrong::Refused(error @ (PortalError::Refused(_) | PortalError::BadPhoto))) => {
            let notice = error.notice(lang.phrases());
            // The desk may know more than the sheet that was read before it was asked.
            let sheet = super::sheet(&app, &distributor, order)?;
            again(&app, lang, &distributor, &sheet, deed, typed, Some(notice))
        }
        Err(Wrong::Refused(error)) => Err(error),
    }
}

#[derive(Default)]
struct Typed {
    amount: String,
    amount_error: Option<String>,
    method: String,
    method_error: Option<String>,
    note: String,
}

enum Wrong {
    Amount,
    Method,
    Refused(PortalError),
}

impl From<PortalError> for Wrong {
    fn from(error: PortalError) -> Self {
        Self::Refused(error)
    }
}

async fn claim(
    app: &App,
    member: &Member,
    sheet: &BuyerSheet,
    id: CommandId,
    typed: &Typed,
    sent: &PhotoForm,
) -> Result<rantai_core::desk::Receipt, Wrong> {
    let amount = Rupiah::parse(&typed.amount).ok_or(Wrong::Amount)?;
    let method = PaymentMethod::from_name(&typed.method).filter(|method| METHODS.contains(method));
    let method = method.ok_or(Wrong::Method)?;
    let deed = Deed { deed: id, version: None, channel: None };
    let note = deed.seal(app, member.person, sheet.business, text(Note::new(&typed.note))?)?;
    let evidence = match sent.photo("proof").await? {
        Some(picture) => app.keep_photo(picture).await?,
        None => Vec::new(),
    };
    let command = ClaimPayment { order: sheet.order.id, amount, method, note };
    Ok(deed.wish(member, sheet.business, command).evidence(evidence).submit(app).await?)
}

fn again(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &BuyerSheet,
    deed: CommandId,
    typed: Typed,
    notice: Option<Notice>,
) -> PageResult {
    let t = lang.phrases();
    let due = due(app, t, member, sheet);
    let fresh = Fresh { shown: app.views.reached(), updating: false };
    let mut page = fresh.on(around(app, lang, member, sheet), &member.slug);
    if let Some(notice) = notice {
        page = page.notice(notice);
    }
    let form = due.not_now.is_none().then(|| form(t, &due, deed, &sheet.order, typed));
    show_again(&PayPage { page, due, form })
}

fn around(app: &App, lang: Lang, member: &Member, sheet: &BuyerSheet) -> Page {
    let d = &lang.phrases().distributor;
    let number = &sheet.order.number;
    let back = path_of(member, sheet.order.id);
    frame(app, lang, member, Place::Orders, &(d.pay_title)(number)).back(back, (d.order_title)(number))
}

/// What is asked for first: the deposit that is missing, else the rest.
fn asked(order: &Order) -> Rupiah {
    let deposit = order.deposit_short();
    if deposit.is_positive() { deposit } else { order.rest() }
}

fn due(app: &App, t: &'static Phrases, member: &Member, sheet: &BuyerSheet) -> Due {
    let (d, order) = (&t.distributor, &sheet.order);
    let back = path_of(member, order.id);
    let deposit = order.deposit_short();
    let label = if deposit.is_positive() { d.due_deposit } else { d.due_rest };
    let business = app.party(sheet.business);
    Due {
        id: order.id.to_string(),
        path: format!("{back}/pay"),
        not_now: not_now(t, &business, order),
        sums: vec![
            Money::new(d.total, order.total()),
            Money::new(d.paid, order.held()),
            Money::sum(label, asked(order)),
        ],
        accounts: accounts(app, sheet),
        back,
        business,
    }
}

/// Why nothing is to be paid now, if nothing is: the rules that the desk decides by, said beforehand.
fn not_now(t: &'static Phrases, business: &str, order: &Order) -> Option<Notice> {
    let d = &t.distributor;
    if let Some(claim) = order.claim_waiting() {
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

fn form(t: &'static Phrases, due: &Due, deed: CommandId, order: &Order, typed: Typed) -> PayForm {
    let d = &t.distributor;
    let methods = METHODS.map(|method| Choice::new(method.name(), (d.pay_method)(method)));
    let method = if typed.method.is_empty() { METHODS[0].name().to_owned() } else { typed.method };
    PayForm {
        action: due.path.clone(),
        deed,
        amount: Field::new("amount", d.amount)
            .value(typed.amount)
            .hint((d.amount_hint)(asked(order)))
            .error(typed.amount_error),
        method: Field::new("method", d.method).value(method).choices(methods).error(typed.method_error),
        proof: Field::new("proof", d.proof).hint(d.proof_hint).optional(),
        note: Field::new("note", d.pay_note).value(typed.note).optional(),
    }
}
