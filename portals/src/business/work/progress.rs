//! How far the work on an order has come, what it really took, and what it cost.

use axum::extract::{Multipart, Path, State};
use rantai_core::book::order::{Order, Stage, Work};
use rantai_core::book::production::{RecordMaterialsUsed, ReportProgress};
use rantai_core::book::stock::StockItem;
use rantai_core::desk::Receipt;
use rantai_core::ids::OrderId;
use rantai_core::party::Role;
use rantai_core::quantity::Quantity;

use super::{amount, goods, order_of, production};
use crate::app::App;
use crate::business::{Duty, at, may};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::uploads::PhotoForm;
use crate::web::sheet::{Form, Input, Part};
use crate::web::{Choice, PageResult, PortalError};
use crate::who::{AppState, Business, Member};

/// The cards and forms below the next deed of the production page.
///
/// # Errors
/// [`PortalError::Busy`] when the book cannot be looked at.
pub async fn parts(
    app: &App,
    lang: Lang,
    member: &Member,
    order: &Order,
    filled: &Filled,
) -> Result<Vec<Part>, PortalError> {
    let t = lang.phrases();
    let s = &t.supply;
    let here = at(member, &format!("/orders/{}/production", order.id));
    let Stage::Accepted { work, .. } = &order.stage else { return Ok(Vec::new()) };
    let mut parts = Vec::new();
    if let Some(percent) = order.progress_percent() {
        parts.push(Part::Figures {
            title: s.progress.to_owned(),
            chip: None,
            lines: done(t, order, percent),
        });
    }
    let works = may(member, Duty::Work);
    if works && *work == Work::InProduction {
        let steps = app.look(member.party, |book| book.workshop_steps.clone()).await?;
        parts.push(Part::form(report(app, t, member, order, &steps, &here, filled)));
    }
    if works && matches!(work, Work::InProduction | Work::Made) && !order.used.is_empty() {
        parts.push(Part::form(used(app, t, order, &here, filled)));
    }
    if works {
        parts.push(Part::Links(vec![(at(member, "/workshop/steps"), s.steps.to_owned())]));
    }
    if member.role == Role::Owner {
        let id = order.id;
        if let Some(cost) = app.look(member.party, move |book| book.cost_of(id)).await? {
            let lines = [
                (s.cost_total, cost.total),
                (s.cost_materials, cost.materials),
                (s.cost_courier, cost.courier),
                (s.cost_freight, cost.freight),
                (s.cost_margin, cost.margin()),
            ];
            let lines = lines.map(|(what, sum)| (what.to_owned(), sum.to_string())).to_vec();
            parts.push(Part::Figures { title: s.margin.to_owned(), chip: None, lines });
            parts.push(Part::Text(s.margin_text.to_owned()));
        }
    }
    Ok(parts)
}

fn done(t: &'static Phrases, order: &Order, percent: u8) -> Vec<(String, String)> {
    let s = &t.supply;
    let mut lines = vec![(s.progress.to_owned(), (s.percent)(percent))];
    for work in &order.work_done {
        let line = order.lines.get(usize::from(work.line).saturating_sub(1));
        let (name, unit) = line.map_or(("", ""), |line| (line.name.as_str(), line.base_unit.label()));
        let step = if work.name.is_empty() { s.one_step } else { &work.name };
        let mut said = format!("{} {unit}", work.done);
        for (what, count) in [(s.scrap, work.scrap), (s.rework, work.rework)] {
            if count.is_positive() {
                said = format!("{said} · {what} {count}");
            }
        }
        lines.push((format!("{name} · {step}"), said));
    }
    lines
}

fn report(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    order: &Order,
    steps: &[String],
    here: &str,
    filled: &Filled,
) -> Form {
    let s = &t.supply;
    let form = Form::new("report", s.report, format!("{here}/progress"), deeds::new_id(app), s.report_yes);
    let mut form = form.text(s.report_text);
    let made: Vec<_> = order.lines_to_make().collect();
    let lines =
        (1_u16..).zip(&order.lines).filter(|(_, line)| made.iter().any(|it| std::ptr::eq(*it, *line)));
    let lines: Vec<Choice> =
        lines.map(|(number, line)| Choice::new(number.to_string(), goods(line))).collect();
    let first = lines.first().map(|choice| choice.value.clone()).unwrap_or_default();
    if lines.len() > 1 {
        form = form.ask(Input::Choices(filled.field("line", s.what_line, first).choices(lines)));
    } else {
        form = form.ask(Input::Hidden("line".to_owned(), first));
    }
    if steps.len() > 1 {
        let each = (1_u16..).zip(steps).map(|(number, name)| Choice::new(number.to_string(), name));
        form = form.ask(Input::Choices(filled.field("step", s.step, "1").choices(each)));
    } else {
        form = form.ask(Input::Hidden("step".to_owned(), "1".to_owned()));
    }
    let number = |name: &str, label| Input::Number(filled.field(name, label, "").optional());
    let people = app.registry();
    let people =
        people.members(member.party).map(|(person, _)| Choice::new(person.to_string(), app.person(person)));
    let workers = [Choice::new("", s.nobody_said)].into_iter().chain(people);
    form.ask(Input::Number(filled.field("done", s.done, "")))
        .ask(number("scrap", s.scrap))
        .ask(number("rework", s.rework))
        .ask(Input::Select(filled.field("worker", s.worker, "").optional().choices(workers)))
        .ask(Input::Earlier(filled.earlier(t, "report")))
        .ask(Input::Photo(filled.field("photo", s.work_photo, "").optional()))
}

fn used(app: &App, t: &'static Phrases, order: &Order, here: &str, filled: &Filled) -> Form {
    let s = &t.supply;
    let form = Form::new("used", s.used, format!("{here}/used"), deeds::new_id(app), s.used_yes);
    let mut form = form.text(s.used_text).folded(!filled.under("used-").is_empty());
    for need in &order.needs {
        let now = order.used_of(StockItem::Material { material: need.material });
        let field = filled.field(format!("used-{}", need.material), &need.name, now);
        let hint = (s.planned)(&amount(now, need.unit));
        form = form.ask(Input::Number(field.unit(need.unit.label()).hint(hint)));
    }
    form
}

/// `POST …/orders/{order}/production/progress`
pub async fn progress(
    business: Business,
    lang: Lang,
    Path((_, order)): Path<(String, OrderId)>,
    State(app): State<AppState>,
    multipart: Multipart,
) -> PageResult {
    let sent = PhotoForm::read_and_keep(&app, business.person, multipart).await?;
    let mut filled = Filled::from(&sent);
    let done = write_progress(&app, lang, &business, order, &mut filled, &sent).await;
    production::stay(&app, lang, &business, order, &filled, done).await
}

async fn write_progress(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    filled: &mut Filled,
    sent: &PhotoForm,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let number = |text: &str| text.parse().map_err(|_| PortalError::BadRequest);
    let (line, step) = (number(filled.text("line"))?, number(filled.text("step"))?);
    let done = filled.quantity_or_nothing(t, "done");
    let scrap = filled.quantity_or_nothing(t, "scrap");
    let rework = filled.quantity_or_nothing(t, "rework");
    let worker = Some(filled.text("worker")).filter(|id| !id.is_empty());
    let worker = worker.map(|id| id.parse().map_err(|_| PortalError::BadRequest)).transpose()?;
    let happened = filled.happened(t, &app.calendar(lang, member.party));
    filled.checked()?;
    let evidence = sent.evidence(app, "photo").await?;
    let wish = ReportProgress { order, line, step, done, scrap, rework, worker };
    deed.wish(member, member.party, wish).happened(happened).evidence(evidence).submit(app).await
}

/// `POST …/orders/{order}/production/used`
pub async fn record_used(
    business: Business,
    lang: Lang,
    Path((_, order)): Path<(String, OrderId)>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let done = write_used(&app, lang, &business, order, &mut filled).await;
    production::stay(&app, lang, &business, order, &filled, done).await
}

async fn write_used(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let t = lang.phrases();
    let deed = filled.deed()?;
    let sheet = order_of(app, member, order)?;
    let mut used: Vec<(_, Quantity)> = Vec::new();
    for need in &sheet.order.needs {
        let name = format!("used-{}", need.material);
        if filled.has(&name) {
            used.push((need.material, filled.quantity(t, &name)));
        }
    }
    filled.checked()?;
    deed.wish(member, member.party, RecordMaterialsUsed { order, used }).submit(app).await
}
