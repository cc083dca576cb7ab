//! A supplier's bill, or what a supplier was paid, that was written down with the wrong amount.

use axum::extract::{Path, State};
use rantai_core::book;
use rantai_core::book::material::{CorrectSupplierBill, CorrectSupplierPayment, SupplierAccount};
use rantai_core::ids::PartyId;
use rantai_core::money::Rupiah;

use super::{Came, SEEN, amount, answer, looked, nothing_changes, reasons, why, words};
use crate::app::App;
use crate::business::work::suppliers::find;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

/// Most bills and payments that are offered, the newest first.
const LATEST: usize = 40;

/// Which entry of an account: a bill by its number, or a payment by its place.
enum Entry {
    Bill(String),
    Payment(u32),
}

impl Entry {
    fn read(text: &str) -> Option<Self> {
        let (kind, which) = text.split_once('-')?;
        match kind {
            "bill" => Some(Self::Bill(which.to_owned())),
            "payment" => which.parse().ok().map(Self::Payment),
            _ => None,
        }
    }

    fn was(&self, account: &SupplierAccount) -> Option<Rupiah> {
        match self {
            Self::Bill(number) => account.bill(number).map(|bill| bill.amount),
            Self::Payment(number) => {
                let place = usize::try_from(*number).ok()?.checked_sub(1)?;
                account.payments.get(place).map(|paid| paid.amount)
            }
        }
    }
}

/// Where a supplier's account is corrected.
pub fn account_at(app: &App, member: &Member, supplier: PartyId) -> String {
    at(member, &format!("/suppliers/{}/correct", app.slug(supplier)))
}

/// `GET /business/{party}/suppliers/{supplier}/correct`
///
/// # Errors
/// [`PortalError::NotFound`] where it is none of the business's suppliers.
pub async fn page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    Path((_, supplier)): Path<(String, String)>,
    State(app): State<AppState>,
) -> PageResult {
    let supplier = find(&app, &business, &supplier)?;
    let mut sheet = sheet(&app, lang, &business, supplier, &Filled::default(), None);
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(false)
}

/// `POST /business/{party}/suppliers/{supplier}/correct`
///
/// # Errors
/// What no other input could mend.
pub async fn correct(
    business: Business,
    lang: Lang,
    Path((_, supplier)): Path<(String, String)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let supplier = find(&app, &business, &supplier)?;
    let done = come(&app, t, &business, supplier, &mut filled).await;
    let to = at(&business, &format!("/suppliers/{}", app.slug(supplier)));
    answer(t, &to, done, |effect| Ok(sheet(&app, lang, &business, supplier, &filled, effect)))
}

async fn come(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    supplier: PartyId,
    filled: &mut Filled,
) -> Result<Came, PortalError> {
    let deed = filled.deed()?;
    let entry = filled.choice(t, "entry", Entry::read);
    let amount = filled.money(t, "amount");
    let why = why(filled, t)?;
    let entry = entry.ok_or(PortalError::BadRequest)?;
    if !filled.has(SEEN) {
        let row = app.views.suppliers.account(member.party, supplier);
        let account = row.map(|row| row.account.clone()).unwrap_or_default();
        let was = entry.was(&account).ok_or(PortalError::NotFound)?;
        if was == amount {
            return Err(nothing_changes());
        }
        let change = amount.less(was);
        let owed = match entry {
            Entry::Bill(_) => account.owed().and(change),
            Entry::Payment(_) => account.owed().less(change),
        };
        let lines = [(t.books.was, was), (t.books.is, amount), (t.books.owed_after, owed)];
        return Ok(Came::Look(lines.map(|(what, sum)| (what.to_owned(), sum.to_string())).into()));
    }
    let note = words(app, member, &deed, filled)?;
    let wish: book::Command = match entry {
        Entry::Bill(number) => CorrectSupplierBill { supplier, number, amount, why, note }.into(),
        Entry::Payment(payment) => CorrectSupplierPayment { supplier, payment, amount, why, note }.into(),
    };
    deed.wish(member, member.party, wish).submit(app).await.map(Came::Recorded)
}

fn sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    supplier: PartyId,
    filled: &Filled,
    effect: Option<Vec<(String, String)>>,
) -> Sheet {
    let t = lang.phrases();
    let b = &t.books;
    let here = account_at(app, member, supplier);
    let calendar = app.calendar(lang, member.party);
    let row = app.views.suppliers.account(member.party, supplier);
    let account = row.map(|row| row.account.clone()).unwrap_or_default();
    let bills = account.bills.iter().rev().take(LATEST).map(|bill| {
        Choice::new(format!("bill-{}", bill.number), format!("{} · {}", bill.number, bill.amount))
    });
    let paid = account.payments.iter().enumerate().rev().take(LATEST).map(|(place, paid)| {
        let when = calendar.day(paid.happened.day_in(calendar.zone)).text;
        Choice::new(format!("payment-{}", place + 1), format!("{} · {when} · {}", b.payments, paid.amount))
    });
    let choices: Vec<Choice> = bills.chain(paid).collect();
    let mut parts = Vec::new();
    if let Some(effect) = effect {
        let fields = ["entry".to_owned(), "amount".to_owned()];
        parts.extend(looked(filled, t, deeds::new_id(app), &here, &fields, None, effect));
    }
    if choices.is_empty() {
        parts.push(Part::Text(b.nothing.to_owned()));
    } else {
        let form =
            Form::new("correct", "", here.clone(), deeds::new_id(app), b.look).text(b.correct_bills_text);
        let form = form
            .ask(Input::Select(filled.field("entry", b.what, "").choices(choices)))
            .ask(Input::Money(amount(filled, t, "")));
        parts.push(Part::form(reasons(form, filled, t)));
    }
    let page = frame(app, lang, member, Place::Materials, b.correct)
        .back(at(member, &format!("/suppliers/{}", app.slug(supplier))), app.party(supplier));
    Sheet { page, here, topics: String::new(), parts }
}
