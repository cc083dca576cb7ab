//! The buyer's side of agreeing: offers, changes, calling off.

use axum::extract::{Path, State};
use rantai_core::book::order::Side;
use rantai_core::ids::OrderId;
use rantai_projections::order_sheets::BuyerSheet;

use super::order::answer;
use super::{Place, frame, path_of, sheet};
use crate::agree::{Table, ask, call_off, change, counter};
use crate::app::App;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::{PageResult, PortalError};
use crate::who::{AppState, Distributor, Member};

/// The buyer at their side of the table.
///
/// # Errors
/// [`PortalError::NotFound`] for everyone but the buyer.
pub fn table<'a>(
    app: &'a App,
    lang: Lang,
    member: &'a Member,
    order: OrderId,
) -> Result<Table<'a>, PortalError> {
    let sheet = sheet(app, member, order)?;
    Ok(at(app, lang, member, &sheet))
}

/// The same for a sheet that was read.
pub(super) fn at<'a>(app: &'a App, lang: Lang, member: &'a Member, sheet: &BuyerSheet) -> Table<'a> {
    let path = path_of(member, sheet.order.id);
    let page = frame(app, lang, member, Place::Orders, &sheet.order.number);
    Table {
        app,
        lang,
        member,
        side: Side::Buyer,
        business: sheet.business,
        order: sheet.order.clone(),
        version: sheet.version,
        if_cancelled: sheet.if_cancelled,
        frame: member.around(page, &path, app.views.reached()),
        order_path: path.clone(),
        path,
        for_buyer: false,
    }
}

macro_rules! pages {
    ($($(#[$doc:meta])* $page:ident, $send:ident = $of:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// [`PortalError::NotFound`] for everyone but the buyer, and where there is nothing of that kind.
        pub async fn $page(
            distributor: Distributor,
            lang: Lang,
            State(app): State<AppState>,
            Path((_, order)): Path<(String, OrderId)>,
        ) -> PageResult {
            $of::page(&table(&app, lang, &distributor, order)?)
        }

        /// Sends it.
        ///
        /// # Errors
        /// What no other input could mend.
        pub async fn $send(
            distributor: Distributor,
            lang: Lang,
            State(app): State<AppState>,
            Path((_, order)): Path<(String, OrderId)>,
            filled: Filled,
        ) -> PageResult {
            $of::send(&table(&app, lang, &distributor, order)?, filled).await
        }
    )+};
}

pages! {
    /// The buyer's own offer.
    counter_page, counter = counter;
    /// What the buyer would have changed.
    change_page, change = change;
    /// What calling off would cost the buyer.
    call_off_page, call_off = call_off;
    /// What the business asks.
    ask_page, ask = ask;
}

/// Takes the business's offer.
///
/// # Errors
/// What the desk refuses.
pub async fn take(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = counter::take(&table(&app, lang, &distributor, order)?, &filled).await;
    answer(&app, lang, &distributor, order, &filled, done)
}

/// Takes back what the buyer asked.
///
/// # Errors
/// What the desk refuses.
pub async fn take_back(
    distributor: Distributor,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = ask::take_back(&table(&app, lang, &distributor, order)?, &filled).await;
    answer(&app, lang, &distributor, order, &filled, done)
}
