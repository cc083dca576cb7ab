//! A business as it is set up: its sign, its terms, how it deals with orders and takes money, its workshop.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rantai_core::book;
use rantai_core::book::delivery::SetReturnPolicy;
use rantai_core::book::production::SetWorkshopSteps;
use rantai_core::book::profile::{
    ApproveBuyer, ChangeProfile, Deadlines as CoreDeadlines, DepositOf, DepositRule, OpenBusiness,
    OrderPolicySet, PaymentAccount, PaymentPolicySet, Profile, SetOrderPolicy, SetPaymentPolicy, SetQris,
    SetTerms, SetWholesale, TermsSet, WithdrawApproval,
};
use rantai_core::ids::{BookId, Thing, ThingKind};
use rantai_core::party::Capacity;
use rantai_core::qris::Qris;
use rantai_core::sealed::{AccountNumber, PersonName, QrisCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::caller::Caller;
use super::money::buyer;
use super::order::{Party, opened};
use super::page::List;
use super::photos;
use super::problem::{Fault, Problem};
use super::sent::{Nothing, Ready, Recorded, Sent, recorded, tagged};
use super::words::{
    AccountText, Amount, Gate, GiveBack, Id, Keep, LineText, Money, NameText, PhotoText, PublicText,
    QrisText, SettlementRule, Slug, UniqueCodes, Wholesale,
};
use crate::app::App;
use crate::who::AppState;

/// What the versions of the business's own rules are of.
pub(super) const BUSINESS: Thing = Thing { kind: ThingKind::Business, id: [0; 16] };

/// A business with everything it set up, for its own people.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Business {
    /// The version to send back in `If-Match` when any of this is changed.
    version: u32,
    name: String,
    /// What it makes or sells.
    trade: String,
    /// Code of the village (Kemendagri).
    village: String,
    /// Village, district, regency in words.
    place: String,
    street: String,
    /// One line about it.
    tagline: String,
    /// A few sentences about it.
    about: String,
    /// The terms that coming orders are accepted on, once they are set.
    terms: Option<Terms>,
    /// Who is shown wholesale prices.
    wholesale: Wholesale,
    /// How it deals with orders.
    order_policy: OrderPolicy,
    /// How it takes money.
    payment_policy: PaymentPolicy,
    /// What its static QRIS code says, if it has one.
    qris: Option<String>,
    /// For how many days after delivery goods are taken back.
    return_days: u16,
    /// The steps that work goes through; none where it is one.
    workshop_steps: Vec<String>,
}

/// The terms as they stand.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BusinessTerms)]
pub struct Terms {
    /// Share of the total asked before work starts, in percent.
    deposit_percent: u8,
    /// Smallest total of goods it accepts.
    minimum: Money,
    /// When the rest is paid.
    settlement: SettlementRule,
    /// Where to pay.
    accounts: Vec<Account>,
}

/// An account that buyers pay into.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = BusinessAccount)]
pub struct Account {
    /// Bank or e-wallet.
    bank: String,
    /// Its number; absent where it was erased.
    number: Option<String>,
    /// The name it is held under; absent where it was erased.
    holder: Option<String>,
}

impl Terms {
    fn of(app: &App, terms: &TermsSet) -> Self {
        let account = |account: &PaymentAccount| Account {
            bank: account.bank.clone(),
            number: opened(app, Some(&account.number)),
            holder: opened(app, Some(&account.holder)),
        };
        Self {
            deposit_percent: terms.deposit_percent,
            minimum: Money(terms.minimum),
            settlement: SettlementRule(terms.settlement),
            accounts: terms.accounts.iter().map(account).collect(),
        }
    }
}

/// How a business deals with orders. All of it is said, also what stays.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderPolicy {
    /// The first step that waits for the deposit: `Materials`, `Production` or `Dispatch`.
    deposit_before: Gate,
    /// Orders may be called off, if both agree, also after production began.
    cancel_after_start: bool,
    /// What is kept when the buyer calls an order off.
    keep: Keep,
    /// The share that is kept, in percent, where a share is; 0 otherwise.
    #[schema(maximum = 100)]
    keep_percent: u8,
    /// How the rest comes back.
    give_back: GiveBack,
    /// When what is overdue.
    deadlines: Deadlines,
}

/// After how many hours something is overdue; 0 for never.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deadlines {
    /// An order or something asked has no answer.
    #[schema(maximum = 65535)]
    answer: u16,
    /// An offer stands so long.
    #[schema(minimum = 1, maximum = 65535)]
    offer: u16,
    /// The deposit is not paid.
    #[schema(maximum = 65535)]
    deposit: u16,
    /// A claimed payment is not looked at.
    #[schema(maximum = 65535)]
    claim: u16,
    /// A supplier does not answer.
    #[schema(maximum = 65535)]
    supplier: u16,
    /// A carrier does not come, or does not arrive.
    #[schema(maximum = 65535)]
    courier: u16,
    /// The promised day is over, and the goods or materials are not there.
    #[schema(maximum = 65535)]
    late: u16,
    /// The rest is not paid.
    #[schema(maximum = 65535)]
    rest: u16,
}

impl OrderPolicy {
    fn of(policy: &OrderPolicySet) -> Self {
        let due = &policy.deadlines;
        Self {
            deposit_before: Gate(policy.deposit_before),
            cancel_after_start: policy.cancel_after_start,
            keep: Keep(policy.keep),
            keep_percent: policy.keep_percent,
            give_back: GiveBack(policy.give_back),
            deadlines: Deadlines {
                answer: due.answer,
                offer: due.offer,
                deposit: due.deposit,
                claim: due.claim,
                supplier: due.supplier,
                courier: due.courier,
                late: due.late,
                rest: due.rest,
            },
        }
    }

    fn set(&self) -> OrderPolicySet {
        let due = &self.deadlines;
        OrderPolicySet {
            deposit_before: self.deposit_before.0,
            cancel_after_start: self.cancel_after_start,
            keep: self.keep.0,
            keep_percent: self.keep_percent,
            give_back: self.give_back.0,
            deadlines: CoreDeadlines {
                answer: due.answer,
                offer: due.offer,
                deposit: due.deposit,
                claim: due.claim,
                supplier: due.supplier,
                courier: due.courier,
                late: due.late,
                rest: due.rest,
            },
        }
    }
}

/// How a business takes money. All of it is said, also what stays.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentPolicy {
    /// A rest of at most so much is let go once the goods have arrived and something was paid.
    tolerance: Amount,
    /// The deposit may be paid in parts, and a further claim may be sent while one waits.
    part_payments: bool,
    /// Whose transfers carry a unique code.
    codes: UniqueCodes,
    /// The largest amount that is asked for by QRIS.
    qris_limit: Amount,
    /// What the acquirer keeps of a payment by QRIS, in hundredths of a percent.
    #[schema(maximum = 1000)]
    qris_fee: u16,
}

impl PaymentPolicy {
    fn of(policy: &PaymentPolicySet) -> Self {
        Self {
            tolerance: Amount(policy.tolerance),
            part_payments: policy.part_payments,
            codes: UniqueCodes(policy.codes),
            qris_limit: Amount(policy.qris_limit),
            qris_fee: policy.qris_fee,
        }
    }
}

impl Business {
    fn of(app: &App, profile: &Profile, version: u32, return_days: u16, workshop_steps: Vec<String>) -> Self {
        Self {
            version,
            name: profile.name.clone(),
            trade: profile.trade.clone(),
            village: profile.village.clone(),
            place: app.regions.spoken(&profile.village),
            street: profile.street.clone(),
            tagline: profile.tagline.clone(),
            about: profile.about.clone(),
            terms: profile.terms.as_ref().map(|terms| Terms::of(app, terms)),
            wholesale: Wholesale(profile.wholesale),
            order_policy: OrderPolicy::of(&profile.policy.clone().unwrap_or_default()),
            payment_policy: PaymentPolicy::of(&profile.payments),
            qris: opened(app, profile.qris.as_ref()),
            return_days,
            workshop_steps,
        }
    }
}

/// Looks into the book of the caller's own business.
///
/// # Errors
/// [`Problem::NotFound`] where the party is none.
pub(super) async fn look<T: Send + 'static>(
    app: &App,
    caller: &Caller,
    reading: impl FnOnce(&book::Book) -> T + Send + 'static,
) -> Result<T, Problem> {
    if !caller.is(Capacity::Business) {
        return Err(Problem::NotFound);
    }
    Ok(app.desk.look(BookId::of(caller.party), reading).await?)
}

/// The party's business as it is set up.
#[utoipa::path(
    get, path = "/api/v1/business", operation_id = "getBusiness", tag = "business",
    security(("bearer" = ["read"])),
    responses((status = OK, body = Business))
)]
pub async fn get(caller: Caller, State(app): State<AppState>) -> Result<Response, Problem> {
    let set = look(&app, &caller, |book| {
        let profile = book.profile().ok().cloned()?;
        Some((profile, book.version(BUSINESS), book.return_days(), book.workshop_steps.clone()))
    });
    let (profile, version, days, steps) = set.await?.ok_or(Problem::NotFound)?;
    Ok(tagged(Json(Business::of(&app, &profile, version, days, steps)).into_response(), version))
}

/// A rule of the business as such: decided, and its version raised.
async fn decided<T: DeserializeOwned, C: Into<book::Command>>(
    caller: Caller,
    app: AppState,
    sent: Sent,
    wish: impl FnOnce(&Ready, T) -> Result<C, Problem>,
) -> Result<Response, Problem> {
    let (body, command) = sent.read::<T>(&caller, caller.party)?;
    let wish = wish(&command, body)?;
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, Some(BUSINESS), wish).await?))
}

/// What the sign says. All of it is said, also what stays; but the photo stays where none is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = BusinessProfile)]
pub struct Sign {
    /// Its trade name.
    name: NameText,
    /// What it makes or sells, in the words of its customers.
    trade: LineText,
    /// Code of the village it stands in (Kemendagri).
    #[schema(max_length = 13)]
    village: String,
    /// Street and house.
    street: Option<LineText>,
    /// One line about it.
    tagline: Option<LineText>,
    /// A few sentences about it.
    about: Option<PublicText>,
    /// A photo of it, as `uploadPhoto` answered.
    photo: Option<PhotoText>,
}

fn village(app: &App, code: String) -> Result<String, Problem> {
    if app.regions.place(&code).is_none() {
        return Err(Fault::at("/village", "no village has this code"));
    }
    Ok(code)
}

/// Open the business's book. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/business/open", operation_id = "openBusiness", tag = "business",
    security(("bearer" = ["setup"])),
    request_body = Sign,
    responses((status = OK, body = Recorded))
)]
pub async fn open(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (sign, command) = sent.read::<Sign>(&caller, caller.party)?;
    let photo = photos::kept(&app, &caller, sign.photo.as_ref(), "/photo").await?.first().copied();
    let wish = OpenBusiness {
        name: sign.name.0,
        trade: sign.trade.0,
        village: village(&app, sign.village)?,
        street: sign.street.unwrap_or_default().0,
        tagline: sign.tagline.unwrap_or_default().0,
        about: sign.about.unwrap_or_default().0,
        photo,
    };
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, Some(BUSINESS), wish).await?))
}

/// Change what the business's sign says.
#[utoipa::path(
    post, path = "/api/v1/business/profile", operation_id = "changeProfile", tag = "business",
    security(("bearer" = ["setup"])),
    request_body = Sign,
    responses((status = OK, body = Recorded))
)]
pub async fn profile(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (sign, command) = sent.read::<Sign>(&caller, caller.party)?;
    let photo = photos::kept(&app, &caller, sign.photo.as_ref(), "/photo").await?.first().copied();
    let wish = ChangeProfile {
        name: sign.name.0,
        trade: sign.trade.0,
        village: village(&app, sign.village)?,
        street: sign.street.unwrap_or_default().0,
        tagline: sign.tagline.unwrap_or_default().0,
        about: sign.about.unwrap_or_default().0,
        photo,
    };
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, Some(BUSINESS), wish).await?))
}

/// The terms of coming orders. All of it is said, also what stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetTerms)]
pub struct SettingTerms {
    /// Share of the total asked before work starts, in percent; 0 asks nothing.
    #[schema(maximum = 100)]
    deposit_percent: u8,
    /// Smallest total of goods that is accepted.
    minimum: Amount,
    /// When the rest is paid.
    settlement: SettlementRule,
    /// Where to pay.
    #[schema(max_items = 20)]
    accounts: Vec<SettingAccount>,
}

/// An account that buyers pay into.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetTermsAccount)]
pub struct SettingAccount {
    /// Bank or e-wallet, as people call it: `BRI`, `DANA`.
    bank: NameText,
    /// The number to pay to.
    number: AccountText,
    /// The name it is held under. Kept sealed.
    holder: NameText,
}

/// Most accounts of a business.
const MOST_ACCOUNTS: usize = 20;

/// Set the terms that coming orders are accepted on. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/business/terms", operation_id = "setTerms", tag = "business",
    security(("bearer" = ["setup"])),
    request_body = SettingTerms,
    responses((status = OK, body = Recorded))
)]
pub async fn terms(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    // Sealed under the contact's key, as the business's phone is.
    let contact = app.registry().party(caller.party).map_or(caller.person, |party| party.contact);
    let sealing = AppState::clone(&app);
    decided(caller, app, sent, |command, terms: SettingTerms| {
        if terms.accounts.len() > MOST_ACCOUNTS {
            return Err(Fault::at("/accounts", "at most 20 accounts are expected"));
        }
        let account = |(place, account): (usize, &SettingAccount)| -> Result<PaymentAccount, Problem> {
            let at = |field: &str| format!("/accounts/{place}/{field}");
            let number = AccountNumber::new(&account.number.0);
            let number = number.map_err(|error| Fault::at(at("number"), error.to_string()))?;
            let holder = PersonName::new(&account.holder.0);
            let holder = holder.map_err(|error| Fault::at(at("holder"), error.to_string()))?;
            let (number, holder) =
                (command.seal(&sealing, contact, number)?, command.seal(&sealing, contact, holder)?);
            Ok(PaymentAccount {
                bank: account.bank.0.clone(),
                number: number.ok_or_else(|| Fault::at(at("number"), "a number is expected"))?,
                holder: holder.ok_or_else(|| Fault::at(at("holder"), "a name is expected"))?,
            })
        };
        Ok(SetTerms {
            deposit_percent: terms.deposit_percent,
            minimum: terms.minimum.0,
            settlement: terms.settlement.0,
            accounts: terms.accounts.iter().enumerate().map(account).collect::<Result<_, Problem>>()?,
        })
    })
    .await
}

/// Set which steps wait for the deposit, what calling off costs, and when what is overdue. Orders that were accepted keep
/// the policy they were accepted on. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/business/order-policy", operation_id = "setOrderPolicy", tag = "business",
    security(("bearer" = ["setup"])),
    request_body = OrderPolicy,
    responses((status = OK, body = Recorded))
)]
pub async fn orders(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    decided(caller, app, sent, |_, policy: OrderPolicy| Ok(SetOrderPolicy { policy: policy.set() })).await
}

/// Decide how money is taken from now on. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/business/payment-policy", operation_id = "setPaymentPolicy", tag = "business",
    security(("bearer" = ["setup"])),
    request_body = PaymentPolicy,
    responses((status = OK, body = Recorded))
)]
pub async fn payments(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    decided(caller, app, sent, |_, policy: PaymentPolicy| {
        Ok(SetPaymentPolicy {
            tolerance: policy.tolerance.0,
            part_payments: policy.part_payments,
            codes: policy.codes.0,
            qris_limit: policy.qris_limit.0,
            qris_fee: policy.qris_fee,
        })
    })
    .await
}

/// Who is shown wholesale prices.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetWholesale)]
pub struct SettingWholesale {
    /// Who.
    wholesale: Wholesale,
}

/// Decide who is shown wholesale prices, and buys at them. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/business/wholesale", operation_id = "setWholesale", tag = "business",
    security(("bearer" = ["setup"])),
    request_body = SettingWholesale,
    responses((status = OK, body = Recorded))
)]
pub async fn wholesale(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    decided(caller, app, sent, |_, set: SettingWholesale| Ok(SetWholesale { wholesale: set.wholesale.0 }))
        .await
}

/// A static QRIS code.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetQris)]
pub struct Hanging {
    /// What it says.
    code: QrisText,
}

/// Say by which static QRIS code the business is paid; payment pages show it for the exact amount. A damaged code is
/// refused with what is wrong with it. An acquirer may forbid altered codes. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/business/qris", operation_id = "setQris", tag = "business",
    security(("bearer" = ["setup"])),
    request_body = Hanging,
    responses((status = OK, body = Recorded))
)]
pub async fn qris(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    let (person, sealing) = (caller.person, AppState::clone(&app));
    decided(caller, app, sent, |command, hanging: Hanging| {
        let code = Qris::of_counter(hanging.code.0.trim());
        let code = code.map_err(|error| Fault::at("/code", error.to_string()))?;
        let code = QrisCode::new(&code.text()).map_err(|error| Fault::at("/code", error.to_string()))?;
        Ok(SetQris { code: command.seal(&sealing, person, code)? })
    })
    .await
}

/// Be paid by QRIS no longer. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/business/qris/remove", operation_id = "removeQris", tag = "business",
    security(("bearer" = ["setup"])),
    responses((status = OK, body = Recorded))
)]
pub async fn no_qris(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    decided(caller, app, sent, |_, Nothing {}| Ok(SetQris { code: None })).await
}

/// For how long goods are taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetReturnPolicy)]
pub struct TakingBack {
    /// For how many days after delivery.
    #[schema(maximum = 365)]
    days: u16,
}

/// Say how long delivered goods are taken back. The owner's alone.
#[utoipa::path(
    post, path = "/api/v1/business/return-policy", operation_id = "setReturnPolicy", tag = "business",
    security(("bearer" = ["setup"])),
    request_body = TakingBack,
    responses((status = OK, body = Recorded))
)]
pub async fn returns(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    decided(caller, app, sent, |_, back: TakingBack| Ok(SetReturnPolicy { days: back.days })).await
}

/// The steps of a workshop.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetWorkshopSteps)]
pub struct Naming {
    /// Their names, in their order; none where work is one step.
    #[schema(max_items = 12)]
    steps: Vec<NameText>,
}

/// Name the steps that work goes through.
#[utoipa::path(
    post, path = "/api/v1/business/workshop-steps", operation_id = "setWorkshopSteps", tag = "business",
    security(("bearer" = ["production"])),
    request_body = Naming,
    responses((status = OK, body = Recorded))
)]
pub async fn steps(caller: Caller, State(app): State<AppState>, sent: Sent) -> Result<Response, Problem> {
    decided(caller, app, sent, |_, naming: Naming| {
        Ok(SetWorkshopSteps { steps: naming.steps.into_iter().map(|name| name.0).collect() })
    })
    .await
}

/// Whether the business knows a buyer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = SetApproval)]
pub struct Approving {
    /// It sells to them as to a regular; otherwise as to anybody.
    approved: bool,
}

/// Sell to a buyer as to a regular, or as to anybody again. Orders already placed keep their prices.
#[utoipa::path(
    post, path = "/api/v1/buyers/{buyer}/approval", operation_id = "setApproval", tag = "business",
    security(("bearer" = ["setup"])),
    params(("buyer" = Slug, Path, description = "The buyer.")),
    request_body = Approving,
    responses((status = OK, body = Recorded))
)]
pub async fn approval(
    caller: Caller,
    State(app): State<AppState>,
    Path(slug): Path<String>,
    sent: Sent,
) -> Result<Response, Problem> {
    let buyer = buyer(&app, &caller, &slug).await?;
    let (approving, command) = sent.read::<Approving>(&caller, caller.party)?;
    let wish: book::Command =
        if approving.approved { ApproveBuyer { buyer }.into() } else { WithdrawApproval { buyer }.into() };
    Ok(recorded(StatusCode::OK, &command.submit(&app, &caller, Some(buyer.into()), wish).await?))
}

/// How much is asked before work starts, of what. A buyer's rule comes first, then their products', then that of all
/// orders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DepositRule)]
pub struct Rule {
    /// Of one buyer's orders; or
    buyer: Option<Party>,
    /// of one product; of all orders when neither is there.
    product: Option<Id>,
    /// A share of the price, in percent; or
    percent: Option<u8>,
    /// an amount: of an order, or of one base unit of the product.
    amount: Option<Money>,
}

/// The rules that hold in place of the terms' percentage.
#[utoipa::path(
    get, path = "/api/v1/deposit-rules", operation_id = "listDepositRules", tag = "payments",
    security(("bearer" = ["read"])),
    responses((status = OK, body = List<Rule>))
)]
pub async fn deposits(caller: Caller, State(app): State<AppState>) -> Result<Json<List<Rule>>, Problem> {
    let rules = look(&app, &caller, |book| book.deposit_rules.clone()).await?;
    let shown = |(of, rule): (&DepositOf, &DepositRule)| {
        let (buyer, product) = match of {
            DepositOf::Everything => (None, None),
            DepositOf::Buyer(buyer) => (Some(Party::of(&app, *buyer)), None),
            DepositOf::Product(product) => (None, Some(Id::from(*product))),
        };
        let (percent, amount) = match rule {
            DepositRule::Percent(percent) => (Some(*percent), None),
            DepositRule::Amount(amount) => (None, Some(Money(*amount))),
        };
        Rule { buyer, product, percent, amount }
    };
    Ok(Json(List { items: rules.iter().map(shown).collect(), next: None }))
}
