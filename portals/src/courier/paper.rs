//! The slip on paper.

use axum::extract::{Path, State};
use rantai_core::book::order::SlipState;
use rantai_core::ids::{SlipId, Thing};
use rantai_core::log::{Cursor, Log};

use super::{find, mode_word, receiver};
use crate::app::App;
use crate::contact::Contact;
use crate::i18n::Lang;
use crate::print::{PaperLine, PaperParty, SlipPaper, qr};
use crate::web::{Page, PageResult, PortalError, show};
use crate::who::{AppState, Courier};

/// `GET /courier/{party}/slips/{slip}/paper`
pub async fn paper(
    member: Courier,
    State(app): State<AppState>,
    Path((_, slip)): Path<(String, SlipId)>,
    lang: Lang,
) -> PageResult {
    let t = lang.phrases();
    let found = find(&app, &member, slip)?;
    let slip = &found.slip;
    let calendar = app.calendar(lang, found.business);
    let received_by = match &slip.state {
        SlipState::Completed { at, received_by: Some(name), .. } => {
            let name = app.vault.read(name);
            name.map(|name| format!("{name}, {}", calendar.moment(*at).exact))
        }
        _ => None,
    };
    let hash = proof(&app, slip.id).await?;
    let short: String = hash.chars().take(12).collect();
    let lines = found.goods.iter().map(|line| PaperLine {
        goods: line.name.clone(),
        quantity: line.quantity.to_string(),
        unit: line.unit.label().to_owned(),
        note: line.variant.clone(),
    });
    let title = (t.courier.slip_title)(&slip.number);
    let page =
        Page::new(lang, title.clone()).back(format!("/courier/{}/slips/{}", member.slug, slip.id), title);
    show(&SlipPaper {
        page,
        number: slip.number.clone(),
        order_number: found.order_number.clone(),
        day: calendar.paper_day(slip.issued_at.day_in(calendar.zone)),
        sender: on_paper(Contact::of(&app, found.business)),
        receiver: on_paper(receiver(&app, t, &found)),
        driver: member.name.clone(),
        vehicle: mode_word(t, slip.mode).to_owned(),
        collect: Some(slip.cash_to_collect).filter(|cash| cash.is_positive()),
        lines: lines.collect(),
        received_by,
        qr: qr(&format!("{} {hash}", slip.number)),
        proof: format!("{} · {short}", slip.number),
    })
}

/// The hash under which the log keeps the issuing of the slip.
async fn proof(app: &App, slip: SlipId) -> Result<String, PortalError> {
    let log = std::sync::Arc::clone(&app.log);
    let read = tokio::task::spawn_blocking(move || log.history(Thing::from(slip), Cursor::START, 1));
    let first = read.await.map_err(PortalError::broken)?.map_err(PortalError::broken)?;
    Ok(first.first().map(|commit| commit.hash.to_string()).unwrap_or_default())
}

fn on_paper(contact: Contact) -> PaperParty {
    let address = contact.whole_address();
    let phone = contact.phone.map(|phone| phone.shown).unwrap_or_default();
    PaperParty { name: contact.party, address, phone }
}
