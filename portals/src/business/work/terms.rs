//! The terms that coming orders are accepted on: deposit, minimum, when the rest is paid, where to.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use rantai_core::book::profile::{PaymentAccount, SetTerms, SettlementRule};
use rantai_core::ids::CommandId;
use rantai_core::sealed::{AccountNumber, PersonName};

use super::again;
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::{Filled, figure};
use crate::i18n::{Lang, Phrases};
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Fresh, Member};

#[derive(Template)]
#[template(path = "business/work/terms.html")]
struct TermsPage {
    page: Page,
    action: String,
    deed: CommandId,
    deposit: Field,
    minimum: Field,
    settlement: Field,
    accounts: Vec<Account>,
    /// A place for one more, folded away where there are some.
    more: Account,
    rules: String,
    banks: &'static [&'static str],
}

/// The questions about one account.
struct Account {
    index: usize,
    stands: bool,
    bank: Field,
    number: Field,
    holder: Field,
}

/// Banks and e-wallets that people here have, to choose from; any other may be typed.
const BANKS: &[&str] = &[
    "BRI",
    "BCA",
    "Mandiri",
    "BNI",
    "BSI",
    "BTN",
    "CIMB Niaga",
    "Danamon",
    "Permata",
    "Bank Jateng",
    "Bank Jatim",
    "BJB",
    "SeaBank",
    "Bank Jago",
    "DANA",
    "OVO",
    "GoPay",
    "ShopeePay",
    "LinkAja",
];

/// `GET /business/{party}/terms`
pub async fn form(business: Business, lang: Lang, fresh: Fresh, State(app): State<AppState>) -> PageResult {
    let mut sheet = page(&app, lang, &business, &Filled::default(), None);
    sheet.page = fresh.on(sheet.page, &business.slug);
    show(&sheet)
}

/// `POST /business/{party}/terms`
pub async fn set(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    match submit(&app, t, &business, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => show_again(&page(&app, lang, &business, &filled, Some(again(error, t)?))),
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let deposit_percent = u8::try_from(filled.whole(t, "deposit", 100)).unwrap_or_default();
    let minimum = filled.money_or_nothing(t, "minimum");
    let settlement = filled.choice(t, "settlement", SettlementRule::from_name);
    let contact = app.registry().party(member.party).map_or(member.person, |party| party.contact);
    let mut accounts = Vec::new();
    for (index, bank) in filled.under("bank-") {
        let number = filled.text(&format!("number-{index}")).to_owned();
        let holder = filled.text(&format!("holder-{index}")).to_owned();
        let nothing = bank.is_empty() && number.is_empty() && holder.is_empty();
        if nothing || filled.has(&format!("remove-{index}")) {
            continue;
        }
        for (name, value) in [("bank", &bank), ("number", &number), ("holder", &holder)] {
            if value.is_empty() {
                filled.mistake(&format!("{name}-{index}"), t.common.required);
            }
        }
        let number = AccountNumber::new(&number).unwrap_or_else(|error| {
            filled.mistake(&format!("number-{index}"), (t.common.too_long)(error.longest));
            None
        });
        let holder = PersonName::new(&holder).unwrap_or_else(|error| {
            filled.mistake(&format!("holder-{index}"), (t.common.too_long)(error.longest));
            None
        });
        // Sealed under the contact's key, as the business's phone is.
        let number = deed.seal(app, contact, member.party, number)?;
        let holder = deed.seal(app, contact, member.party, holder)?;
        if let (Some(number), Some(holder)) = (number, holder) {
            accounts.push(PaymentAccount { bank, number, holder });
        }
    }
    filled.checked()?;
    let settlement = settlement.ok_or(PortalError::BadRequest)?;
    let command = SetTerms { deposit_percent, minimum, settlement, accounts };
    let receipt = deed.wish(member, member.party, command).submit(app).await?;
    Ok(deeds::see(&at(member, "/catalogue"), &receipt))
}

fn page(app: &App, lang: Lang, member: &Member, filled: &Filled, notice: Option<Notice>) -> TermsPage {
    let t = lang.phrases();
    let w = &t.workshop;
    let mut page =
        frame(app, lang, member, Place::Catalogue, w.terms).back(at(member, "/catalogue"), w.catalogue);
    page.notice = notice;
    let shop = app.views.shops.shop(member.party);
    let terms = shop.as_ref().and_then(|shop| shop.profile.terms.as_ref());
    let rules = SettlementRule::ALL.iter().map(|rule| Choice::new(rule.name(), (w.settlement_rule)(*rule)));
    let standing = terms.map(|terms| terms.accounts.as_slice()).unwrap_or_default();
    let typed = filled.under("bank-").len();
    let account = |index: usize| {
        let now = standing.get(index);
        let number = now.and_then(|account| app.vault.read(&account.number));
        let holder = now.and_then(|account| app.vault.read(&account.holder));
        let field = |name: &str, label, start: Option<&str>| {
            let start = start.unwrap_or_default();
            filled.field(format!("{name}-{index}"), label, start).optional()
        };
        Account {
            index,
            stands: now.is_some(),
            bank: field("bank", w.bank, now.map(|account| account.bank.as_str())),
            number: field("number", w.account_number, number.as_deref()),
            holder: field("holder", w.account_holder, holder.as_deref()),
        }
    };
    let shown = typed.max(standing.len() + 1);
    TermsPage {
        page,
        action: at(member, "/terms"),
        deed: deeds::new_id(app),
        deposit: filled
            .field("deposit", w.deposit_percent, terms.map_or(30, |terms| terms.deposit_percent))
            .unit("%")
            .hint(w.deposit_hint),
        minimum: filled
            .field("minimum", w.minimum, terms.map_or_else(String::new, |terms| figure(terms.minimum)))
            .optional(),
        settlement: filled
            .field(
                "settlement",
                w.settlement,
                terms.map_or(SettlementRule::AnyTime, |terms| terms.settlement).name(),
            )
            .choices(rules),
        accounts: (0..shown - 1).map(account).collect(),
        more: account(shown - 1),
        rules: at(member, "/order-rules"),
        banks: BANKS,
    }
}
