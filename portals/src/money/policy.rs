//! How the business takes money: what it lets go, parts, unique codes, and its QRIS code.

use axum::extract::State;
use axum::response::Redirect;
use rantai_core::book::profile::{PaymentPolicySet, SetPaymentPolicy, SetQris, UniqueCodes};
use rantai_core::desk::Receipt;
use rantai_core::money::Rupiah;
use rantai_core::qris::{Qris, QrisError};
use rantai_core::sealed::QrisCode;

use super::{Section, Sheet, answered, live, shown};
use crate::app::App;
use crate::business::forms::{Again, Ask, DeedForm, Sent, Wrong};
use crate::business::{Place, at, frame};
use crate::filled::figure;
use crate::i18n::{Lang, Phrases};
use crate::print::qr;
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, Tone, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// `GET /business/{party}/payments/policy`
///
/// # Errors
/// [`PortalError::NotFound`] where the business has not opened.
pub async fn page(
    lang: Lang,
    who: Business,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
) -> PageResult {
    let (page, sheet) = sheet(&app, lang, &who, Again::default())?;
    shown(fresh.on(page, &who.slug), sheet, wants)
}

/// `POST /business/{party}/payments/policy`
///
/// # Errors
/// What no other input could mend.
pub async fn set(lang: Lang, who: Business, State(app): State<AppState>, sent: Sent) -> PageResult {
    let done = decided(&app, lang.phrases(), &who, &sent).await;
    answer(&app, lang, &who, "policy", &sent, done)
}

/// `POST /business/{party}/payments/policy/qris`
///
/// # Errors
/// What no other input could mend.
pub async fn set_qris(lang: Lang, who: Business, State(app): State<AppState>, sent: Sent) -> PageResult {
    let done = hung(&app, lang.phrases(), &who, &sent).await;
    answer(&app, lang, &who, "qris", &sent, done)
}

/// `POST /business/{party}/payments/policy/qris/remove`
///
/// # Errors
/// What no other input could mend.
pub async fn remove_qris(lang: Lang, who: Business, State(app): State<AppState>, sent: Sent) -> PageResult {
    let done = taken_down(&app, &who, &sent).await;
    answer(&app, lang, &who, "remove", &sent, done)
}

/// A refused form's address, asked for again.
pub async fn back(who: Business) -> Redirect {
    Redirect::to(&policy_at(&who))
}

/// Where the business decides how it takes money.
pub fn policy_at(who: &Member) -> String {
    at(who, "/payments/policy")
}

fn answer(
    app: &App,
    lang: Lang,
    who: &Member,
    form: &'static str,
    sent: &Sent,
    done: Result<Receipt, Wrong>,
) -> PageResult {
    answered(lang, &policy_at(who), form, sent, done, |again| {
        let (page, sheet) = sheet(app, lang, who, again)?;
        Ok((live(app, who, page), sheet))
    })
}

async fn decided(app: &App, t: &'static Phrases, who: &Member, sent: &Sent) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let wish = SetPaymentPolicy {
        tolerance: sent.rupiah(t, "tolerance")?,
        part_payments: sent.word(t, "part_payments", |word| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })?,
        codes: sent.word(t, "codes", UniqueCodes::from_name)?,
        qris_limit: sent.rupiah(t, "qris_limit")?,
        qris_fee: hundredths(sent.text("qris_fee"))
            .ok_or_else(|| Wrong::Field("qris_fee", t.money_pages.not_percent.to_owned()))?,
    };
    Ok(deed.wish(who, who.party, wish).submit(app).await?)
}

/// `0,7` is 70 hundredths of a percent.
fn hundredths(text: &str) -> Option<u16> {
    let text = text.trim().trim_end_matches('%').trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if part.len() > 2 || whole.len() > 2 || !part.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: u16 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    Some(whole * 100 + format!("{part:0<2}").parse::<u16>().ok()?)
}

fn percent(hundredths: u16) -> String {
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole},{part:02}").trim_end_matches('0').to_owned(),
    }
}

async fn hung(app: &App, t: &'static Phrases, who: &Member, sent: &Sent) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let wrong = |error: &QrisError| (t.money_pages.qris_wrong)(error);
    let photo = sent.0.photo("qris_photo").await?;
    let text = match photo {
        Some(photo) => {
            let read = tokio::task::spawn_blocking(move || super::scan::read(&photo.full)).await;
            let unseen = || Wrong::Field("qris_photo", t.money_pages.qris_unseen.to_owned());
            read.map_err(PortalError::broken)?.ok_or_else(unseen)?
        }
        None => sent.text("qris_text").trim().to_owned(),
    };
    if text.is_empty() {
        return Err(Wrong::Field("qris_text", t.money_pages.qris_missing.to_owned()));
    }
    let code = Qris::of_counter(&text).map_err(|error| Wrong::Field("qris_text", wrong(&error)))?;
    let code = QrisCode::new(&code.text()).ok().flatten();
    let code = deed.seal(app, who.person, who.party, code)?;
    Ok(deed.wish(who, who.party, SetQris { code }).submit(app).await?)
}

async fn taken_down(app: &App, who: &Member, sent: &Sent) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    Ok(deed.wish(who, who.party, SetQris { code: None }).submit(app).await?)
}

/// The business's code, if it has one that can be read.
pub fn code_of(app: &App, business: rantai_core::ids::PartyId) -> Option<(Qris, PaymentPolicySet)> {
    let shop = app.views.shops.shop(business)?;
    let text = app.vault.read(shop.profile.qris.as_ref()?)?;
    Some((Qris::of_counter(text.as_ref()).ok()?, shop.profile.payments.clone()))
}

/// The drawn code for exactly that amount, and who is paid by it; nothing above what may be asked for by QRIS.
pub fn drawn_for(
    app: &App,
    business: rantai_core::ids::PartyId,
    amount: Rupiah,
    bill: &str,
) -> Option<(String, String)> {
    let (code, policy) = code_of(app, business)?;
    if amount > policy.qris_limit {
        return None;
    }
    let exact = code.for_amount(amount, Some(bill)).ok()?;
    Some((qr(&exact.text()), code.merchant().to_owned()))
}

fn sheet(app: &App, lang: Lang, who: &Member, again: Again<'_>) -> Result<(Page, Sheet), PortalError> {
    let t = lang.phrases();
    let m = &t.money_pages;
    let shop = app.views.shops.shop(who.party).ok_or(PortalError::NotFound)?;
    let page =
        frame(app, lang, who, Place::Payments, m.policy).back(at(who, "/payments"), t.business.nav_payments);
    let mut policy = Section::new(m.policy_rules);
    policy.first = Some(policy_form(app, t, who, &shop.profile.payments, &again));
    policy.links = vec![(at(who, "/payments/deposits"), m.deposits.to_owned())];
    let mut qris = Section::new("QRIS");
    qris.text = m.qris_intro.to_owned();
    let known = code_of(app, who.party);
    if let Some((code, _)) = &known {
        qris.code = qr(&code.text());
        qris.text = (m.qris_now)(code.merchant(), code.city());
    }
    let text = Field::new("qris_text", m.qris_text).hint(m.qris_text_hint).optional();
    let photo = Field::new("qris_photo", m.qris_photo).hint(m.qris_photo_hint).optional();
    let form = DeedForm::new(app, format!("{}/qris", policy_at(who)), 0, m.set_qris)
        .intro(m.qris_warning)
        .asks([Ask::Photo(again.keep(photo)), Ask::Area(again.keep(text))]);
    if known.is_some() {
        qris.seconds.push(again.second("qris", m.change_qris, form));
        let remove = DeedForm::new(app, format!("{}/qris/remove", policy_at(who)), 0, m.remove_qris);
        qris.seconds.push(again.danger("remove", m.remove_qris, remove.intro(m.remove_qris_intro)));
    } else {
        qris.first = Some(form);
    }
    let notices = vec![Notice::new(Tone::Going, m.policy_from_now, m.policy_from_now_text)];
    let sheet = Sheet {
        here: policy_at(who),
        topics: "catalogue from:body, resync from:body".to_owned(),
        notices,
        sections: vec![policy, qris],
        ..Sheet::default()
    };
    Ok((page, sheet))
}

fn policy_form(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    policy: &PaymentPolicySet,
    again: &Again<'_>,
) -> DeedForm {
    let m = &t.money_pages;
    let tolerance =
        Field::new("tolerance", t.money.tolerance).hint(m.tolerance_hint).value(figure(policy.tolerance));
    let parts = Field::new("part_payments", t.money.part_payments)
        .hint(m.parts_hint)
        .choices([Choice::new("no", t.money.no), Choice::new("yes", t.money.yes)])
        .value(if policy.part_payments { "yes" } else { "no" });
    let codes = UniqueCodes::ALL.iter().map(|codes| Choice::new(codes.name(), (t.money.codes_for)(*codes)));
    let codes =
        Field::new("codes", t.money.codes).hint(m.codes_hint).choices(codes).value(policy.codes.name());
    let limit =
        Field::new("qris_limit", t.money.qris_limit).hint(m.qris_limit_hint).value(figure(policy.qris_limit));
    let fee =
        Field::new("qris_fee", m.qris_fee).hint(m.qris_fee_hint).value(percent(policy.qris_fee)).unit("%");
    DeedForm::new(app, policy_at(who), 0, m.save).asks([
        Ask::Money(again.keep(tolerance)),
        Ask::Choices(again.keep(parts)),
        Ask::Choices(again.keep(codes)),
        Ask::Money(again.keep(limit)),
        Ask::Number(again.keep(fee)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_read_as_people_write_them() {
        for (text, hundred) in [("0,7", 70), ("0.7 %", 70), ("0,30", 30), ("1", 100), ("0", 0), (",5", 50)] {
            assert_eq!(hundredths(text), Some(hundred), "{text}");
        }
        for text in ["0,777", "abc", "-1", "1,x"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
        assert_eq!(
            (percent(70), percent(100), percent(25)),
            ("0,7".to_owned(), "1".to_owned(), "0,25".to_owned())
        );
    }
}
