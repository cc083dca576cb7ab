//! The account of a business and a supplier, as both sides see it: what is owed, open bills, payments, prices.

use rantai_core::book::correction::Corrected;
use rantai_core::book::material::Paid;
use rantai_core::book::payment::PaymentMethod;
use rantai_core::ids::{BlobHash, MaterialId};
use rantai_core::money::Rupiah;
use rantai_core::time::Moment;
use rantai_projections::store::MaterialView;
use rantai_projections::suppliers::{AccountRow, PriceRow};

use crate::app::{App, photos};
use crate::deeds::new_id;
use crate::filled::{Filled, figure};
use crate::i18n::Phrases;
use crate::i18n::dates::Calendar;
use crate::web::sheet::{Form, Input, Part};
use crate::web::{Choice, Row};

/// The ways a supplier is paid.
pub const METHODS: [PaymentMethod; 4] =
    [PaymentMethod::BankTransfer, PaymentMethod::Cash, PaymentMethod::EWallet, PaymentMethod::Qris];
/// Most payments that are listed.
const LATEST: usize = 20;

/// What is owed, the open bills and the latest payments. `file` gives the address of a photo.
pub fn owed(
    t: &'static Phrases,
    calendar: &Calendar,
    row: Option<&AccountRow>,
    title: &str,
    file: impl Fn(BlobHash) -> String,
) -> Vec<Part> {
    let s = &t.supply;
    let Some(row) = row else { return vec![Part::Text(s.no_bills.to_owned())] };
    let account = &row.account;
    let owed = account.owed();
    let (label, sum) =
        if owed.0 < 0 { (s.advance, rantai_core::money::Rupiah::ZERO.less(owed)) } else { (title, owed) };
    let mut lines = vec![
        (s.billed.to_owned(), account.billed().to_string()),
        (s.paid.to_owned(), account.paid().to_string()),
    ];
    if account.returned.is_positive() {
        lines.push((s.taken_off.to_owned(), account.returned.to_string()));
    }
    lines.push((label.to_owned(), sum.to_string()));
    let mut parts = vec![Part::Figures { title: String::new(), chip: None, lines }];
    let photo = |at: Moment| {
        let found = row.photos.iter().find(|(when, _)| *when == at);
        found.and_then(|(_, hashes)| photos(hashes).next()).map(|(full, _)| file(full))
    };
    let open = account.open_bills();
    parts.push(Part::Heading(s.open_bills.to_owned()));
    if open.is_empty() {
        parts.push(Part::Text(s.no_bills.to_owned()));
    }
    let bills = open.iter().map(|(bill, rest)| {
        let due = bill.due.map(|day| (s.due_on)(&calendar.day(day).text));
        let due: Vec<String> = due.into_iter().chain(first_written(t, &bill.corrected)).collect();
        let due = due.join(" · ");
        Row::new(photo(bill.at).unwrap_or_else(|| "#sheet".to_owned()), &bill.number).second(due).figure(rest)
    });
    parts.push(Part::Rows(bills.collect()));
    if !account.payments.is_empty() {
        parts.push(Part::Heading(s.payments.to_owned()));
        let latest = account.payments.iter().rev().take(LATEST).map(|paid| {
            Row::new(photo(paid.at).unwrap_or_else(|| "#sheet".to_owned()), (t.business.method)(paid.method))
                .second(when_paid(t, calendar, paid))
                .figure(paid.amount)
        });
        parts.push(Part::Rows(latest.collect()));
    }
    parts
}

/// What stood there before it was corrected.
fn first_written(t: &'static Phrases, corrected: &[Corrected<Rupiah>]) -> Option<String> {
    corrected.first().map(|first| (t.books.first_written)(&first.was.to_string()))
}

/// When a payment was made and, where that was told late, when it was written down.
fn when_paid(t: &'static Phrases, calendar: &Calendar, paid: &Paid) -> String {
    let day = |moment: Moment| calendar.day(moment.day_in(calendar.zone)).text;
    let when = if paid.happened == paid.at {
        calendar.moment(paid.at).text
    } else {
        (t.books.two_clocks)(&day(paid.happened), &day(paid.at))
    };
    [when].into_iter().chain(first_written(t, &paid.corrected)).collect::<Vec<_>>().join(" · ")
}

/// The photo is one of this account's.
pub fn has_photo(row: Option<&AccountRow>, hash: BlobHash) -> bool {
    row.is_some_and(|row| row.photos.iter().any(|(_, hashes)| hashes.contains(&hash)))
}

/// The form that writes a bill down.
pub fn bill_form(app: &App, t: &'static Phrases, action: String, filled: &Filled) -> Form {
    let s = &t.supply;
    let form = Form::new("bill", s.record_bill, action, new_id(app), s.record_bill);
    form.ask(Input::Text(filled.field("number", s.bill_number, "")))
        .ask(Input::Money(filled.field("amount", s.amount, "")))
        .ask(Input::Date(filled.field("due", s.due, "").optional()))
        .ask(Input::Photo(crate::web::Field::new("photo", s.bill_photo).optional()))
        .folded(filled.has("number"))
}

/// What the supplier takes for what, and the form that says so.
pub fn prices(
    app: &App,
    t: &'static Phrases,
    calendar: &Calendar,
    rows: &[std::sync::Arc<PriceRow>],
    materials: &[MaterialView],
    action: Option<String>,
    filled: &Filled,
) -> Vec<Part> {
    let s = &t.supply;
    let mut parts = vec![Part::Heading(s.prices.to_owned())];
    let known = |id: MaterialId| materials.iter().find(|view| view.material.material == id);
    let lines: Vec<(String, String)> = rows
        .iter()
        .filter_map(|row| {
            let price = row.on(calendar.today()).or_else(|| row.prices.last())?;
            let view = known(price.material)?;
            let unit = view.material.unit.label();
            let text = format!("{} / {unit} · {}", price.price, (s.in_days)(price.lead_days));
            Some((view.material.name.clone(), text))
        })
        .collect();
    if lines.is_empty() {
        parts.push(Part::Text(s.no_prices.to_owned()));
    } else {
        parts.push(Part::Figures { title: String::new(), chip: None, lines });
    }
    let Some(action) = action.filter(|_| !materials.is_empty()) else { return parts };
    let choices = materials.iter().map(|view| {
        let label = format!("{} ({})", view.material.name, view.material.unit.label());
        Choice::new(view.material.material.to_string(), label)
    });
    let usual = materials.first().map_or_else(String::new, |view| figure(view.material.price));
    let form = Form::new("price", s.set_price, action, new_id(app), s.set_price)
        .ask(Input::Select(filled.field("material", s.material, "").choices(choices)))
        .ask(Input::Money(filled.field("price", s.price, usual)))
        .ask(Input::Number(filled.field("lead_days", s.lead_days, "1")))
        .ask(Input::Date(filled.field("since", s.since, calendar.today())))
        .folded(filled.has("lead_days"));
    parts.push(Part::form(form));
    parts
}
