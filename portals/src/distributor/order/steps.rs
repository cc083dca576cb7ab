//! What a buyer does on an order's own page.

use axum::extract::{Path, State};
use rantai_core::book::Command;
use rantai_core::book::delivery::CompleteDelivery;
use rantai_core::book::order::{CancelOrder, WithdrawOrder};
use rantai_core::desk::Receipt;
use rantai_core::ids::{OrderId, SlipId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::{Note, ReceivedBy, Sealed};

use super::answer;
use crate::app::App;
use crate::distributor::sheet;
use crate::filled::{Filled, too_long};
use crate::i18n::Lang;
use crate::web::{PageResult, PortalError};
use crate::who::{AppState, Distributor, Member};

/// Takes an order back that nobody has answered.
///
/// # Errors
/// What the desk refuses.
pub async fn withdraw(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = ended(&app, &distributor, order, &filled, |note| WithdrawOrder { order, note }).await;
    answer(&app, lang, &distributor, order, &filled, done)
}

/// Calls an accepted order off.
///
/// # Errors
/// What the desk refuses.
pub async fn cancel(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = ended(&app, &distributor, order, &filled, |note| CancelOrder { order, note }).await;
    answer(&app, lang, &distributor, order, &filled, done)
}

/// Ends an order, with a word of why.
async fn ended<C: Into<Command>>(
    app: &App,
    member: &Member,
    order: OrderId,
    filled: &Filled,
    command: impl FnOnce(Option<Sealed<Note>>) -> C,
) -> Result<Receipt, PortalError> {
    let business = sheet(app, member, order)?.business;
    let deed = filled.deed()?;
    let note = Note::new(filled.text("reason")).map_err(too_long)?;
    let note = deed.seal(app, member.person, business, note)?;
    deed.wish(member, business, command(note)).seen(&deed, order).submit(app).await
}

/// Says that what an expedition carried has arrived.
///
/// # Errors
/// What the desk refuses.
pub async fn received(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order, slip)): Path<(String, OrderId, SlipId)>,
    mut filled: Filled,
) -> PageResult {
    let done = arrived(&app, lang, &distributor, order, slip, &mut filled).await;
    answer(&app, lang, &distributor, order, &filled, done)
}

async fn arrived(
    app: &App,
    lang: Lang,
    member: &Member,
    order: OrderId,
    slip: SlipId,
    filled: &mut Filled,
) -> Result<Receipt, PortalError> {
    let sheet = sheet(app, member, order)?;
    if !sheet.order.slips.iter().any(|entry| entry.id == slip) {
        return Err(PortalError::NotFound);
    }
    let deed = filled.deed()?;
    // By the clock of the business, as everything else about its orders.
    let happened = filled.happened(lang.phrases(), &app.calendar(lang, sheet.business));
    filled.checked()?;
    let who = ReceivedBy::new(filled.text("received_by")).map_err(too_long)?;
    let received_by = deed.seal(app, member.person, sheet.business, who)?;
    let command = CompleteDelivery {
        slip,
        received_by,
        cash_collected: Rupiah::ZERO,
        outcomes: Vec::new(),
        signature: None,
        code: None,
    };
    deed.wish(member, sheet.business, command).happened(happened).submit(app).await
}
