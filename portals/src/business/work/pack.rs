//! Packing an order: everything in it is ticked off, and the packages are counted.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::production::PackOrder;
use rantai_core::ids::{CommandId, OrderId};
use rantai_projections::order_sheets::OrderSheet;

use super::production::Which;
use super::{again, goods, order_of};
use crate::app::App;
use crate::business::{Place, at, frame};
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::{Lang, Phrases};
use crate::web::{Earlier, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

#[derive(Template)]
#[template(path = "business/work/pack.html")]
struct PackPage {
    page: Page,
    action: String,
    deed: CommandId,
    buyer: String,
    lines: Vec<Line>,
    packages: Field,
    earlier: Earlier,
}

struct Line {
    number: u16,
    goods: String,
    wish: String,
    ticked: bool,
}

/// `GET /business/{party}/orders/{order}/pack`
pub async fn form(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
) -> PageResult {
    let sheet = order_of(&app, &business, which.order)?;
    show(&page(&app, lang, &business, &sheet, &Filled::default(), None))
}

/// `POST /business/{party}/orders/{order}/pack`
pub async fn pack(
    business: Business,
    lang: Lang,
    Path(which): Path<Which>,
    State(app): State<AppState>,
    mut filled: Filled,
) -> PageResult {
    let t = lang.phrases();
    let sheet = order_of(&app, &business, which.order)?;
    match submit(&app, t, &business, which.order, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let notice = again(error, t)?;
            show_again(&page(&app, lang, &business, &sheet, &filled, Some(notice)))
        }
    }
}

async fn submit(
    app: &App,
    t: &'static Phrases,
    member: &Member,
    order: OrderId,
    filled: &mut Filled,
) -> Result<Response, PortalError> {
    let deed = filled.deed()?;
    let packages = filled.whole(t, "packages", 999);
    if filled.text("packages").is_empty() {
        filled.mistake("packages", t.common.required);
    }
    let happened = filled.happened(t, &app.calendar(t.lang, member.party));
    filled.checked()?;
    let packages = u16::try_from(packages).map_err(|_| PortalError::BadRequest)?;
    let wish = PackOrder { order, packages, contents: Vec::new() };
    let receipt = deed.wish(member, member.party, wish).happened(happened).submit(app).await?;
    Ok(deeds::see(&at(member, &format!("/orders/{order}")), &receipt))
}

fn page(
    app: &App,
    lang: Lang,
    member: &Member,
    sheet: &OrderSheet,
    filled: &Filled,
    notice: Option<Notice>,
) -> PackPage {
    let t = lang.phrases();
    let w = &t.workshop;
    let order = &sheet.order;
    let mut page = frame(app, lang, member, Place::Orders, w.pack)
        .back(at(member, &format!("/orders/{}", order.id)), order.number.as_str());
    page.notice = notice;
    let line = |line: &rantai_core::book::order::OrderLine| Line {
        number: line.number,
        goods: goods(line),
        wish: line
            .specification
            .as_ref()
            .and_then(|note| app.vault.read(note))
            .map(|n| n.to_string())
            .unwrap_or_default(),
        ticked: !filled.text(&format!("line-{}", line.number)).is_empty(),
    };
    PackPage {
        page,
        action: at(member, &format!("/orders/{}/pack", order.id)),
        deed: deeds::new_id(app),
        buyer: app.party(order.buyer),
        lines: order.lines.iter().map(line).collect(),
        packages: filled.field("packages", w.packages, "1").unit(w.package_unit).hint(w.packages_hint),
        earlier: filled.earlier(t, "pack"),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use super::*;
    use crate::routes::tests::{stage, urlencoded};

    #[tokio::test]
    async fn a_day_that_is_yet_to_come_is_refused_and_stays_where_it_was_typed() {
        let stage = stage().await;
        let shop = stage.affair.business;
        let owner = stage.app.registry().party(shop).unwrap().contact;
        let path = stage.address("/business/{party}/orders/{order}/pack", shop);
        let (_, _, page) = stage.ask("GET", &path, Some(owner), None).await;
        assert!(page.contains("name=\"happened\"") && page.contains("<details class=\"earlier\">"), "{page}");
        let fields = [("packages", "2"), ("happened", "2099-01-01"), ("happened_at", "8.15")];
        let deed = [("deed".to_owned(), deeds::new_id(&stage.app).to_string())];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let form = urlencoded(&deed.into_iter().chain(fields).collect::<Vec<_>>());
        let (status, _, page) = stage.ask("POST", &path, Some(owner), Some(form)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for kept in ["value=\"2\"", "value=\"2099-01-01\"", "value=\"8.15\"", "class=\"earlier\" open"] {
            assert!(page.contains(kept), "{kept} in {page}");
        }
        assert!(page.contains(Lang::Id.phrases().books.not_yet), "{page}");
    }
}
