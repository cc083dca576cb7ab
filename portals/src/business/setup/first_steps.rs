//! What a new business still has to do, each one tap away; gone once it is done.

use axum::http::HeaderMap;
use rantai_core::party::Role;
use rantai_core::vault::Pass;

use crate::app::App;
use crate::business::at;
use crate::i18n::Phrases;
use crate::share::Share;
use crate::who::Member;

/// The list on the first page.
pub struct FirstSteps {
    /// How far it is, in words.
    pub progress: String,
    /// Steps done, of how many.
    pub done: (usize, usize),
    /// The steps.
    pub steps: Vec<Step>,
    /// Where a list is taken from a file.
    pub import: Option<String>,
    /// The shop's address, once there is something to see.
    pub share: Option<Share>,
}

/// One of them.
pub struct Step {
    /// What to do.
    pub title: &'static str,
    /// Why, or how.
    pub text: &'static str,
    /// Where.
    pub href: String,
    /// It is done.
    pub done: bool,
    /// It is the next one.
    pub next: bool,
}

/// What is left to do; nothing once everything is, or once customers have found their way.
pub fn first_steps(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    headers: &HeaderMap,
) -> Option<FirstSteps> {
    if !matches!(member.role, Role::Owner | Role::Admin) {
        return None;
    }
    let s = &t.setup;
    let shop = app.views.shops.shop(member.party);
    let terms = shop.as_ref().and_then(|shop| shop.profile.terms.as_ref());
    let signed = shop.as_ref().is_some_and(|shop| {
        let profile = &shop.profile;
        [&profile.tagline, &profile.about, &profile.street].iter().any(|text| !text.is_empty())
    });
    let sells = app.views.shops.products(member.party).iter().any(|row| !row.product.prices.is_empty());
    let has_account = terms.is_some_and(|terms| !terms.accounts.is_empty());
    let must = [shop.is_some() && signed, sells, has_account, terms.is_some()];
    let known = !app.views.customers.all(member.party).is_empty();
    let all_done = must.iter().all(|done| *done);
    if all_done && known {
        return None;
    }
    let invited = |pass: &Pass| matches!(pass, Pass::Invite { party, .. } if *party == member.party);
    let staffed = app.registry().members(member.party).count() > 1
        || !app.vault.passes.list(app.now(), invited).is_empty();
    let people = format!("/account/{}/people", member.slug);
    let [profile, product, account, deposit] = must;
    let mut steps = vec![
        step(s.step_profile, s.step_profile_text, at(member, "/profile"), profile),
        step(s.step_product, s.step_product_text, at(member, "/catalogue/new"), product),
        step(s.step_account, s.step_account_text, at(member, "/terms#accounts"), account),
        step(s.step_terms, s.step_terms_text, at(member, "/terms"), deposit),
        step(s.step_staff, s.step_staff_text, people, staffed),
        step(s.step_share, s.step_share_text, at(member, "/profile#share"), known),
    ];
    // Before the book is open there is nothing else to do.
    if shop.is_none() {
        steps.iter_mut().skip(1).for_each(|step| step.href = String::new());
    }
    if member.role != Role::Owner {
        steps.retain(|step| step.title != s.step_staff);
    }
    if let Some(step) = steps.iter_mut().find(|step| !step.done) {
        step.next = true;
    }
    let done = (steps.iter().filter(|step| step.done).count(), steps.len());
    let share = shop.filter(|_| all_done).map(|shop| {
        let url = app.site.url(headers, &format!("/shops/{}", member.slug));
        Share::new(url.clone(), &(s.share_text)(&shop.profile.name, &url))
    });
    Some(FirstSteps {
        progress: (s.steps_done)(done.0, done.1),
        done,
        import: (!sells && profile).then(|| at(member, "/import?kind=products")),
        steps,
        share,
    })
}

fn step(title: &'static str, text: &'static str, href: String, done: bool) -> Step {
    Step { title, text, href, done, next: false }
}
