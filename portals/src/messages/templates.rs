//! `/business/{party}/templates`: answers kept ready, and how they are put into a message.

use axum::extract::{Path, State};
use rantai_core::book::conversation::{
    About, RemoveReplyTemplate, ReplyTemplateSet, SetReplyTemplate, filled,
};
use rantai_core::ids::TemplateId;

use super::Subject;
use crate::app::App;
use crate::business::{Duty, Place, at, frame, may};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::sheet::{Form, Input, Part, Sheet};
use crate::web::{Choice, Field, PageResult, PortalError, Wants};
use crate::who::{AppState, Business, Fresh, Member};

/// The answers that a business's people may pick from, as a question; none where it keeps none.
pub(super) fn field(app: &App, lang: Lang, member: &Member) -> Option<Field> {
    let kept = app.views.reply_templates.of(member.party);
    let first = kept.first()?.template.to_string();
    let choices = kept.iter().map(|it| Choice::new(it.template.to_string(), it.name.clone()));
    Some(Field::new("template", lang.phrases().messages.template).choices(choices).value(first))
}

/// What a kept answer says in that thread; nothing where there is none of that id.
pub(super) fn text(app: &App, member: &Member, subject: &Subject, template: &str) -> Option<String> {
    let kept = app.views.reply_templates.template(member.party, template.parse().ok()?)?;
    Some(filled(&kept.text, &fields(app, member, subject)))
}

/// What stands for `{nama}` and the others, in the words of either language.
fn fields(app: &App, member: &Member, subject: &Subject) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("nama", app.party(subject.other)),
        ("name", app.party(subject.other)),
        ("usaha", member.name.clone()),
        ("business", member.name.clone()),
        ("pesanan", subject.number.clone()),
        ("order", subject.number.clone()),
    ];
    if let About::Order(order) = subject.about
        && let Some(sheet) = app.views.orders.sheet(order)
    {
        let (total, rest) = (sheet.order.total().to_string(), sheet.order.rest().to_string());
        fields.extend([("total", total), ("sisa", rest.clone()), ("rest", rest)]);
    }
    fields
}

/// `GET /business/{party}/templates`
///
/// # Errors
/// None of its own.
pub async fn page(
    business: Business,
    lang: Lang,
    fresh: Fresh,
    wants: Wants,
    State(app): State<AppState>,
) -> PageResult {
    let mut sheet = sheet(&app, lang, &business, None, &Filled::default());
    sheet.page = fresh.on(sheet.page, &business.slug);
    sheet.show(wants.fragment())
}

fn sheet(
    app: &App,
    lang: Lang,
    member: &Member,
    wrong: Option<Option<TemplateId>>,
    filled: &Filled,
) -> Sheet {
    let m = &lang.phrases().messages;
    let here = at(member, "/templates");
    let page = frame(app, lang, member, Place::Messages, m.templates).back(at(member, "/messages"), m.title);
    let kept = app.views.reply_templates.of(member.party);
    let mut parts = vec![Part::Text(m.templates_text.to_owned())];
    if kept.is_empty() {
        parts.push(Part::Empty(m.no_templates.to_owned(), m.no_templates_text.to_owned()));
    }
    let nothing = Filled::default();
    let typed = |of: Option<TemplateId>| if wrong == Some(of) { filled } else { &nothing };
    let writes = may(member, Duty::Orders);
    for it in &kept {
        parts.push(Part::Heading(it.name.clone()));
        parts.push(Part::Text(it.text.clone()));
        if writes {
            let id = it.template;
            let open = wrong == Some(Some(id));
            let action = format!("{here}/{id}");
            parts.push(Part::form(form(app, lang, &action, Some(it), typed(Some(id))).folded(open)));
            let remove = Form::new(
                format!("remove-{id}"),
                m.remove_template,
                format!("{action}/remove"),
                deeds::new_id(app),
                m.remove_template_yes,
            );
            parts.push(Part::form(remove.danger().folded(false)));
        }
    }
    if writes {
        parts.push(Part::form(form(app, lang, &here, None, typed(None))));
    }
    Sheet { page, here, topics: "templates from:body".to_owned(), parts }
}

fn form(app: &App, lang: Lang, action: &str, of: Option<&ReplyTemplateSet>, filled: &Filled) -> Form {
    let m = &lang.phrases().messages;
    let id = of.map_or_else(|| "new".to_owned(), |of| of.template.to_string());
    let (name, text) = of.map_or(("", ""), |of| (&of.name, &of.text));
    let title = if of.is_some() { m.change_template } else { m.new_template };
    Form::new(format!("template-{id}"), title, action, deeds::new_id(app), m.save_template)
        .ask(Input::Text(filled.fill(Field::new(format!("name-{id}"), m.template_name), name)))
        .ask(Input::Area(
            filled.fill(Field::new(format!("text-{id}"), m.template_text).hint(m.template_hint), text),
        ))
}

/// `POST /business/{party}/templates`
///
/// # Errors
/// What no other input could mend.
pub async fn add(business: Business, lang: Lang, State(app): State<AppState>, filled: Filled) -> PageResult {
    set(&app, lang, &business, None, filled).await
}

/// `POST /business/{party}/templates/{template}`
///
/// # Errors
/// What no other input could mend.
pub async fn change(
    business: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, template)): Path<(String, TemplateId)>,
    filled: Filled,
) -> PageResult {
    set(&app, lang, &business, Some(template), filled).await
}

async fn set(
    app: &App,
    lang: Lang,
    member: &Member,
    template: Option<TemplateId>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let id = template.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let deed = filled.deed()?;
    let name = filled.words(t, &format!("name-{id}"));
    let text = filled.words(t, &format!("text-{id}"));
    let done = match filled.checked() {
        Ok(()) => {
            deed.wish(member, member.party, SetReplyTemplate { template, name, text }).submit(app).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(receipt) => Ok(deeds::see(&at(member, "/templates"), &receipt)),
        Err(error) if matches!(error, PortalError::Refused(_)) => {
            let mut again = sheet(app, lang, member, Some(template), &filled);
            again.page = again.page.notice(error.notice(t));
            let mut response = again.again()?;
            *response.status_mut() = error.status();
            Ok(response)
        }
        Err(error) => Err(error),
    }
}

/// `POST /business/{party}/templates/{template}/remove`
///
/// # Errors
/// What the desk refuses.
pub async fn remove(
    business: Business,
    State(app): State<AppState>,
    Path((_, template)): Path<(String, TemplateId)>,
    filled: Filled,
) -> PageResult {
    let wish = filled.deed()?.wish(&business, business.party, RemoveReplyTemplate { template });
    Ok(deeds::see(&at(&business, "/templates"), &wish.submit(&app).await?))
}
