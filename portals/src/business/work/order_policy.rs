//! `/business/{party}/order-rules`: gates, calling off, deadlines.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use rantai_core::book::order::Gate;
use rantai_core::book::profile::{Deadlines, GiveBack, Keep, OrderPolicySet, SetOrderPolicy};
use rantai_core::ids::CommandId;

use super::again;
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

/// Longest deadline by this form, in hours: 90 days.
const MOST_HOURS: u32 = 24 * 90;

#[derive(Template)]
#[template(path = "business/work/order_policy.html")]
struct PolicyPage {
    page: Page,
    action: String,
    deed: CommandId,
    deposit_before: Field,
    keep: Field,
    keep_percent: Field,
    give_back: Field,
    until: Field,
    deadlines: Vec<Field>,
}

/// The rules as they are.
///
/// # Errors
/// None that another input could mend.
pub async fn form(business: Business, lang: Lang, State(app): State<AppState>) -> PageResult {
    show(&page(&app, lang, &business, &Filled::default(), None))
}

/// Sets them.
///
/// # Errors
/// What no other input could mend.
pub async fn save(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    match submit(&app, lang, &business, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => show_again(&page(&app, lang, &business, &filled, Some(again(error, t)?))),
    }
}

async fn submit(app: &App, lang: Lang, who: &Member, filled: &mut Filled) -> Result<Response, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let deposit_before = filled.choice(t, "deposit_before", Gate::from_name);
    let keep = filled.choice(t, "keep", Keep::from_name);
    let share = u8::try_from(filled.whole(t, "keep_percent", 100)).unwrap_or_default();
    let give_back = filled.choice(t, "give_back", GiveBack::from_name);
    let cancel_after_start = filled.text("until") == "after";
    let mut hours = |name: &str| u16::try_from(filled.whole(t, name, MOST_HOURS)).unwrap_or_default();
    let deadlines = Deadlines {
        answer: hours("answer"),
        offer: hours("offer"),
        deposit: hours("deposit"),
        claim: hours("claim"),
        supplier: hours("supplier"),
        courier: hours("courier"),
        late: hours("late"),
        rest: hours("rest"),
    };
    if deadlines.offer == 0 && !filled.is_mistaken("offer") {
        filled.mistake("offer", t.common.required);
    }
    if keep == Some(Keep::Percent) && share == 0 && !filled.is_mistaken("keep_percent") {
        filled.mistake("keep_percent", t.common.required);
    }
    filled.checked()?;
    let (Some(deposit_before), Some(keep), Some(give_back)) = (deposit_before, keep, give_back) else {
        return Err(PortalError::BadRequest);
    };
    let keep_percent = if keep == Keep::Percent { share } else { 0 };
    let policy =
        OrderPolicySet { deposit_before, cancel_after_start, keep, keep_percent, give_back, deadlines };
    let receipt = deed.wish(who, who.party, SetOrderPolicy { policy }).submit(app).await?;
    Ok(deeds::see(&at(who, "/catalogue"), &receipt))
}

fn page(app: &App, lang: Lang, who: &Member, filled: &Filled, notice: Option<Notice>) -> PolicyPage {
    let t = lang.phrases();
    let g = &t.agree;
    let mut page =
        frame(app, lang, who, Place::Catalogue, g.policy).back(at(who, "/catalogue"), t.workshop.catalogue);
    page.notice = notice;
    let shop = app.views.shops.shop(who.party);
    let policy = shop.and_then(|shop| shop.profile.policy.clone()).unwrap_or_default();
    let gates = [Gate::Materials, Gate::Production, Gate::Dispatch];
    let gates = gates.map(|gate| Choice::new(gate.name(), (g.gate)(gate)));
    let keeps = Keep::ALL.iter().map(|keep| Choice::new(keep.name(), (g.keep)(*keep)));
    let backs = GiveBack::ALL.iter().map(|back| Choice::new(back.name(), (g.give_back)(*back)));
    let until = [Choice::new("before", g.cancel_before_work), Choice::new("after", g.cancel_after_start)];
    let hours = |name: &str, label, now: u16| filled.field(name, label, now).unit(g.hours).optional();
    let now = &policy.deadlines;
    PolicyPage {
        page,
        action: at(who, "/order-rules"),
        deed: deeds::new_id(app),
        deposit_before: filled
            .field("deposit_before", g.deposit_before, policy.deposit_before.name())
            .choices(gates),
        keep: filled.field("keep", g.when_cancelled, policy.keep.name()).choices(keeps),
        keep_percent: filled.field("keep_percent", g.keep_percent, policy.keep_percent).unit("%").optional(),
        give_back: filled.field("give_back", g.rest_comes_back, policy.give_back.name()).choices(backs),
        until: filled
            .field("until", g.cancel_until, if policy.cancel_after_start { "after" } else { "before" })
            .choices(until),
        deadlines: vec![
            hours("offer", g.after_offer, now.offer),
            hours("answer", g.after_answer, now.answer),
            hours("deposit", g.after_deposit, now.deposit),
            hours("claim", g.after_claim, now.claim),
            hours("supplier", g.after_supplier, now.supplier),
            hours("courier", g.after_courier, now.courier),
            hours("late", g.after_late, now.late),
            hours("rest", g.after_rest, now.rest),
        ],
    }
}
