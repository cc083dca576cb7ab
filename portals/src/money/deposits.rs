//! `/business/{party}/payments/deposits`: how much is asked before work starts, of all orders, one buyer's, or one product's.

use axum::extract::State;
use rantai_core::book::profile::{DepositOf, DepositRule, SetDepositRule};
use rantai_core::desk::Receipt;
use rantai_core::ids::{PartyId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::party::Capacity;

use crate::app::App;
use crate::business::work::{again, parties};
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, Field, PageResult, PortalError};
use crate::who::{AppState, Business, Fresh, Member};

/// What the book says of it.
struct Known {
    rules: Vec<(DepositOf, DepositRule)>,
    products: Vec<(ProductId, String, &'static str)>,
    percent: u8,
}

/// `GET /business/{party}/payments/deposits`
///
/// # Errors
/// Where the book cannot be read.
pub async fn page(who: Business, lang: Lang, fresh: Fresh, State(app): State<AppState>) -> PageResult {
    let mut sheet = sheet(&app, lang, &who, &Filled::default()).await?;
    sheet.page = fresh.on(sheet.page, &who.slug);
    sheet.show(false)
}

/// `POST /business/{party}/payments/deposits`
///
/// # Errors
/// What no other input could mend.
pub async fn set(who: Business, lang: Lang, State(app): State<AppState>, mut filled: Filled) -> PageResult {
    match decided(&app, lang.phrases(), &who, &mut filled).await {
        Ok(receipt) => Ok(deeds::see(&at(&who, "/payments/deposits"), &receipt)),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            let mut sheet = sheet(&app, lang, &who, &filled).await?;
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

async fn decided(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let deed = filled.deed()?;
    let of = filled.choice(t, "of", read);
    let percent = filled.whole(t, "percent", 100);
    let amount = filled.money_or_nothing(t, "amount");
    let rule = match (filled.text("percent").is_empty(), filled.text("amount").is_empty()) {
        (true, true) => None,
        (false, true) => Some(DepositRule::Percent(u8::try_from(percent).unwrap_or(100))),
        (true, false) => Some(DepositRule::Amount(amount)),
        (false, false) => {
            filled.mistake("amount", t.money_pages.deposit_one_of_both);
            None
        }
    };
    filled.checked()?;
    let of = of.ok_or(PortalError::BadRequest)?;
    deed.wish(who, who.party, SetDepositRule { of, rule }).submit(app).await
}

/// `all`, `product-…`, `buyer-…`, as the form writes them.
fn read(text: &str) -> Option<DepositOf> {
    match text.split_once('-') {
        None => (text == "all").then_some(DepositOf::Everything),
        Some(("product", id)) => id.parse::<ProductId>().ok().map(DepositOf::Product),
        Some(("buyer", id)) => id.parse::<PartyId>().ok().map(DepositOf::Buyer),
        Some(_) => None,
    }
}

async fn sheet(app: &App, lang: Lang, who: &Member, filled: &Filled) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let m = &t.money_pages;
    let known = app.look(who.party, known).await?;
    let called = |of: DepositOf| match of {
        DepositOf::Everything => (m.deposit_of_all.to_owned(), ""),
        DepositOf::Buyer(buyer) => (app.party(buyer), ""),
        DepositOf::Product(product) => known
            .products
            .iter()
            .find(|(id, ..)| *id == product)
            .map_or_else(|| ("–".to_owned(), ""), |(_, name, unit)| (name.clone(), *unit)),
    };
    let mut lines: Vec<(String, String)> = known
        .rules
        .iter()
        .map(|(of, rule)| {
            let (name, unit) = called(*of);
            (name, said(t, *rule, unit))
        })
        .collect();
    if !known.rules.iter().any(|(of, _)| *of == DepositOf::Everything) {
        let usual = said(t, DepositRule::Percent(known.percent), "");
        lines.insert(0, (m.deposit_of_all.to_owned(), usual));
    }
    let mut choices = vec![Choice::new("all", m.deposit_of_all)];
    choices.extend(
        known.products.iter().map(|(id, name, _)| Choice::new(format!("product-{id}"), name.as_str())),
    );
    let buyers = parties(app, who, Capacity::Distributor);
    choices.extend(buyers.into_iter().map(|(id, name)| Choice::new(format!("buyer-{id}"), name)));
    let here = at(who, "/payments/deposits");
    let form = Form::new("deposit-form", "", here.clone(), deeds::new_id(app), m.save)
        .text(m.deposit_form)
        .ask(Input::Select(filled.fill(Field::new("of", m.deposit_of).choices(choices), "all")))
        .ask(Input::Number(filled.field("percent", m.deposit_share, "").unit("%").optional()))
        .ask(Input::Money(
            filled.field("amount", m.deposit_amount, "").hint(m.deposit_amount_hint).optional(),
        ));
    let page = frame(app, lang, who, Place::Payments, m.deposits).back(at(who, "/payments/policy"), m.policy);
    let parts = vec![
        Part::Text(m.deposits_intro.to_owned()),
        Part::Figures { title: m.deposits_now.to_owned(), chip: None, lines },
        Part::form(form),
    ];
    Ok(Sheet { page, here, topics: String::new(), parts })
}

fn known(book: &rantai_core::book::Book) -> Known {
    let products = book.catalogue.products.values().map(|product| &product.sheet);
    let mut products: Vec<_> =
        products.map(|sheet| (sheet.product, sheet.name.clone(), sheet.unit.label())).collect();
    products.sort_by(|a, b| a.1.cmp(&b.1));
    let terms = book.profile.as_ref().and_then(|profile| profile.terms.as_ref());
    Known {
        rules: book.deposit_rules.iter().map(|(of, rule)| (*of, *rule)).collect(),
        products,
        percent: terms.map_or(0, |terms| terms.deposit_percent),
    }
}

fn said(t: &'static Phrases, rule: DepositRule, unit: &str) -> String {
    match rule {
        DepositRule::Percent(0) | DepositRule::Amount(Rupiah(0)) => t.money_pages.deposit_none.to_owned(),
        DepositRule::Percent(percent) => format!("{percent}%"),
        DepositRule::Amount(amount) if unit.is_empty() => amount.to_string(),
        DepositRule::Amount(amount) => format!("{amount} / {unit}"),
    }
}
