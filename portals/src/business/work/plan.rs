//! The buying plan: what all open orders need against what is there and on its way, who could bring it, and one tap
//! that asks them all.

use axum::extract::State;
use rantai_core::book::Book;
use rantai_core::book::material::{AskSuppliers, Asking, Requirement, asks_for, requirements};
use rantai_core::ids::MaterialId;
use rantai_core::time::Day;

use super::suppliers::said;
use super::{again, amount};
use crate::app::App;
use crate::business::{Duty, Place, at, frame, may};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Chip, PageResult, PortalError, Row, Tone, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// `GET /business/{party}/materials/plan`
pub async fn page(
    business: Business,
    lang: Lang,
    wants: Wants,
    fresh: Fresh,
    State(app): State<AppState>,
) -> PageResult {
    let mut sheet = sheet(&app, lang, &business, &Filled::default()).await?;
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(wants.fragment())
}

/// `POST /business/{party}/materials/plan`: asks everybody whom the plan suggests.
pub async fn ask_all(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    match submit(&app, lang, &business, &mut filled).await {
        Ok(receipt) => Ok(deeds::see(&at(&business, "/requests"), &receipt)),
        Err(error) => {
            let notice = again(error, lang.phrases())?;
            let mut sheet = sheet(&app, lang, &business, &filled).await?;
            sheet.page.notice = Some(notice);
            sheet.again()
        }
    }
}

async fn submit(
    app: &App,
    lang: Lang,
    member: &Member,
    filled: &mut Filled,
) -> Result<rantai_core::desk::Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let answer_by = filled.day_or_nothing(t, "answer_by");
    filled.checked()?;
    let answer_by = answer_by.map(|day| app.end_of(member.party, day));
    let (_, requests) = planned(app, member).await?;
    deed.wish(member, member.party, AskSuppliers { requests, answer_by }).submit(app).await
}

async fn planned(app: &App, member: &Member) -> Result<(Vec<Requirement>, Vec<Asking>), PortalError> {
    let book = app.look(member.party, Book::supply_part).await?;
    let today: Day = app.calendar(Lang::Id, member.party).today();
    let needs = requirements(&book, today);
    let asks = asks_for(&needs, today);
    Ok((needs, asks))
}

async fn sheet(app: &App, lang: Lang, member: &Member, filled: &Filled) -> Result<Sheet, PortalError> {
    let t = lang.phrases();
    let s = &t.supply;
    let (needs, asks) = planned(app, member).await?;
    let mut parts = vec![Part::Text(s.plan_text.to_owned())];
    let shown: Vec<&Requirement> = needs
        .iter()
        .filter(|it| it.to_buy.is_positive() || it.needed.is_positive() || it.needed_later.is_positive())
        .collect();
    if !shown.iter().any(|it| it.to_buy.is_positive()) {
        parts.push(Part::Empty(s.plan_nothing.to_owned(), s.plan_nothing_text.to_owned()));
    }
    if !asks.is_empty() && may(member, Duty::Work) {
        parts.push(Part::Heading((s.ask_all_text)(asks.len())));
        parts.push(Part::Rows(asks.iter().map(|ask| told(app, t, member, &needs, ask)).collect()));
        let form = Form::new(
            "ask-all",
            "",
            at(member, "/materials/plan"),
            deeds::new_id(app),
            format!("{} ({})", s.ask_all, asks.len()),
        );
        let by = filled.field("answer_by", s.answer_by, "").hint(s.answer_by_hint).optional();
        parts.push(Part::form(form.ask(Input::Date(by))));
    }
    parts.extend(shown.into_iter().map(|it| card(app, t, it)));
    let page = frame(app, lang, member, Place::Materials, s.plan)
        .back(at(member, "/materials"), t.workshop.materials);
    let here = at(member, "/materials/plan");
    let topics = "store from:body, board from:body".to_owned();
    Ok(Sheet { page, here, topics, parts })
}

/// Of whom, for which order; and what.
fn told(app: &App, t: &'static Phrases, member: &Member, needs: &[Requirement], ask: &Asking) -> Row {
    let name = |id: MaterialId| needs.iter().find(|it| it.material == id);
    let lines = ask.lines.iter().filter_map(|line| {
        let it = name(line.material)?;
        Some(format!("{} {}", it.name, amount(line.quantity, it.unit)))
    });
    let order = ask.order.and_then(|order| super::order_of(app, member, order).ok());
    let what_for = order.map_or_else(|| t.supply.for_shelf.to_owned(), |sheet| sheet.order.number.clone());
    let at = at(member, &format!("/suppliers/{}", app.slug(ask.supplier)));
    Row::new(at, format!("{} · {what_for}", app.party(ask.supplier)))
        .second(lines.collect::<Vec<_>>().join(", "))
}

fn card(app: &App, t: &'static Phrases, it: &Requirement) -> Part {
    let s = &t.supply;
    let of_unit = |quantity| amount(quantity, it.unit);
    let mut lines = vec![(s.on_hand.to_owned(), of_unit(it.on_hand))];
    let more = [
        (s.coming, it.coming),
        (s.needed, it.needed),
        (s.needed_later, it.needed_later),
        (s.at_least, it.at_least),
    ];
    lines.extend(
        more.into_iter()
            .filter(|(_, quantity)| quantity.is_positive())
            .map(|(what, quantity)| (what.to_owned(), of_unit(quantity))),
    );
    if it.to_buy.is_positive() {
        lines.extend(it.suggestions.iter().map(|one| {
            let days = one.lead_days.map_or(String::new(), |days| format!(" · {}", (s.in_days)(days)));
            let late = if one.in_time { String::new() } else { format!(" · {}", s.too_late) };
            let kept = said(s, one.reliability);
            (app.party(one.supplier), format!("{}{days}{late} · {kept}", one.price))
        }));
        if it.suggestions.is_empty() {
            lines.push((s.suggested.to_owned(), s.nobody.to_owned()));
        }
    }
    let chip = it
        .to_buy
        .is_positive()
        .then(|| Chip::new(Tone::Yours, format!("{}: {}", s.to_buy, of_unit(it.to_buy))));
    Part::Figures { title: it.name.clone(), chip, lines }
}
