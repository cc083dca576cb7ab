//! The slip on paper.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use rantai_core::book::order::SlipState;
use rantai_core::ids::{SlipId, Thing};
use rantai_core::log::{Cursor, Log};

use super::{find, mode_word, receiver};
use crate::contact::Contact;
use crate::i18n::Lang;
use crate::print::{Mark, PaperLine, PaperParty, SlipPaper, mark};
use crate::web::{Page, PageResult, PortalError, show};
use crate::who::{AppState, Courier};

/// `GET /courier/{party}/slips/{slip}/paper`
pub async fn paper(
    member: Courier,
    State(app): State<AppState>,
    headers: HeaderMap,
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
    let issued = app.log.history(Thing::from(slip.id), Cursor::START, 1).map_err(PortalError::broken)?;
    let mark =
        issued.first().map_or_else(|| Ok(Mark::default()), |first| mark(&app, &headers, first.cursor))?;
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
        qr: mark.qr,
        proof: mark.proof,
        head: mark.head,
    })
}

fn on_paper(contact: Contact) -> PaperParty {
    let address = contact.whole_address();
    let phone = contact.phone.map(|phone| phone.shown).unwrap_or_default();
    PaperParty { name: contact.party, address, phone }
}
