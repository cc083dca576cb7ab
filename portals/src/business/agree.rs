//! The business's side of agreeing: offers, changes, calling off, and leave to go on without the money.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use rantai_core::book::order::{Gate, Side, WaiveGate};
use rantai_core::ids::{CommandId, OrderId};
use rantai_projections::order_sheets::OrderSheet;

use super::forms::{Again, Wrong};
use super::order::{answer, mendable};
use super::{Place, frame, order_at, own_sheet};
use crate::agree::{Table, ask, call_off, change, counter};
use crate::app::App;
use crate::deeds;
use crate::filled::Filled;
use crate::i18n::Lang;
use crate::web::{Choice, Field, Notice, Page, PageResult, PortalError, show, show_again};
use crate::who::{AppState, Business, Member};

/// The business at its side of the table.
///
/// # Errors
/// [`PortalError::NotFound`] where the order is not the business's.
pub fn table<'a>(
    app: &'a App,
    lang: Lang,
    who: &'a Member,
    order: OrderId,
) -> Result<Table<'a>, PortalError> {
    let sheet = own_sheet(app, who, order)?;
    Ok(at(app, lang, who, &sheet))
}

/// The same for a sheet that was read.
pub(super) fn at<'a>(app: &'a App, lang: Lang, who: &'a Member, sheet: &OrderSheet) -> Table<'a> {
    Table {
        app,
        lang,
        member: who,
        side: Side::Business,
        business: who.party,
        order: (*sheet.order).clone(),
        version: sheet.version,
        if_cancelled: sheet.order.if_cancelled_by(Side::Business),
        order_path: order_at(who, sheet.order.id),
        path: order_at(who, sheet.order.id),
        for_buyer: false,
        frame: frame(app, lang, who, Place::Orders, sheet.order.number.clone()),
    }
}

/// What the buyer said by phone, on WhatsApp or on paper, written down by the business.
fn for_buyer<'a>(
    app: &'a App,
    lang: Lang,
    who: &'a Member,
    order: OrderId,
) -> Result<Table<'a>, PortalError> {
    let table = table(app, lang, who, order)?;
    let path = format!("{}/buyer", table.order_path);
    let if_cancelled = table.order.if_cancelled_by(Side::Buyer);
    Ok(Table { side: Side::Buyer, path, if_cancelled, for_buyer: true, ..table })
}

macro_rules! pages {
    ($($(#[$doc:meta])* $page:ident, $send:ident = $of:ident at $table:ident;)+) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        /// [`PortalError::NotFound`] where the order is not the business's, or there is nothing of that kind.
        pub async fn $page(
            who: Business,
            lang: Lang,
            State(app): State<AppState>,
            Path((_, order)): Path<(String, OrderId)>,
        ) -> PageResult {
            $of::page(&$table(&app, lang, &who, order)?)
        }

        /// Sends it.
        ///
        /// # Errors
        /// What no other input could mend.
        pub async fn $send(
            who: Business,
            lang: Lang,
            State(app): State<AppState>,
            Path((_, order)): Path<(String, OrderId)>,
            filled: Filled,
        ) -> PageResult {
            $of::send(&$table(&app, lang, &who, order)?, filled).await
        }
    )+};
}

pages! {
    /// The business's offer, line by line.
    counter_page, counter = counter at table;
    /// What the business would have changed.
    change_page, change = change at table;
    /// What calling off would do to the money.
    call_off_page, call_off = call_off at table;
    /// What the buyer asks.
    ask_page, ask = ask at table;
    /// What the buyer offers, by phone.
    buyer_counter_page, buyer_counter = counter at for_buyer;
    /// What the buyer would have changed, by phone.
    buyer_change_page, buyer_change = change at for_buyer;
    /// The buyer would call it off, by phone.
    buyer_call_off_page, buyer_call_off = call_off at for_buyer;
    /// What the buyer answers, by phone.
    buyer_ask_page, buyer_ask = ask at for_buyer;
}

/// The offer that the buyer takes, by phone.
///
/// # Errors
/// [`PortalError::NotFound`] where the order is not the business's.
pub async fn buyer_take_page(
    who: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
) -> PageResult {
    counter::take_page(&for_buyer(&app, lang, &who, order)?)
}

/// The buyer takes it, by phone.
///
/// # Errors
/// What the desk refuses.
pub async fn buyer_take(
    who: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = counter::take(&for_buyer(&app, lang, &who, order)?, &filled).await;
    answer(&app, lang, &who, order, Again::default(), done.map_err(Wrong::from))
}

/// Takes the buyer's offer.
///
/// # Errors
/// What the desk refuses.
pub async fn take(
    who: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = counter::take(&table(&app, lang, &who, order)?, &filled).await;
    answer(&app, lang, &who, order, Again::default(), done.map_err(Wrong::from))
}

/// Takes back what the business asked.
///
/// # Errors
/// What the desk refuses.
pub async fn take_back(
    who: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    filled: Filled,
) -> PageResult {
    let done = ask::take_back(&table(&app, lang, &who, order)?, &filled).await;
    answer(&app, lang, &who, order, Again::default(), done.map_err(Wrong::from))
}

#[derive(Template)]
#[template(path = "business/waive.html")]
struct WaivePage {
    page: Page,
    action: String,
    deed: CommandId,
    version: u32,
    gate: Field,
    reason: Field,
}

/// Which gates are shut, and why one of them should open; leads to the order where none is.
///
/// # Errors
/// [`PortalError::NotFound`] where the order is not the business's.
pub async fn waive_page(
    who: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
) -> PageResult {
    let table = table(&app, lang, &who, order)?;
    let form = waive_form(&table, &Filled::default(), None);
    form.map_or_else(|| Ok(table.to_order()), |page| show(&page))
}

/// Lets the order go on without the money.
///
/// # Errors
/// What no other input could mend.
pub async fn waive(
    who: Business,
    lang: Lang,
    State(app): State<AppState>,
    Path((_, order)): Path<(String, OrderId)>,
    mut filled: Filled,
) -> PageResult {
    let table = table(&app, lang, &who, order)?;
    match waived(&table, &mut filled).await {
        Ok(answer) => Ok(answer),
        Err(error) if mendable(&error) => {
            let notice = error.notice(table.t());
            let form = waive_form(&table, &filled, Some(notice));
            form.map_or_else(|| Ok(table.to_order()), |page| show_again(&page))
        }
        Err(error) => Err(error),
    }
}

async fn waived(table: &Table<'_>, filled: &mut Filled) -> Result<Response, PortalError> {
    let t = table.t();
    let deed = filled.deed()?;
    let gate = filled.choice(t, "gate", Gate::from_name);
    let reason = filled.note(t, "reason");
    if reason.is_none() && !filled.is_mistaken("reason") {
        filled.mistake("reason", t.common.required);
    }
    filled.checked()?;
    let reason = deed.seal(table.app, table.member.person, table.business, reason)?;
    let (Some(gate), Some(reason)) = (gate, reason) else { return Err(PortalError::BadRequest) };
    let order = table.order.id;
    let wish = deed.wish(table.member, table.business, WaiveGate { order, gate, reason });
    Ok(deeds::see(&table.path, &wish.seen(&deed, order).submit(table.app).await?))
}

fn waive_form(table: &Table<'_>, filled: &Filled, notice: Option<Notice>) -> Option<WaivePage> {
    let (g, order) = (&table.t().agree, &table.order);
    let shut: Vec<Gate> = Gate::ALL.iter().copied().filter(|gate| order.passes(*gate).is_err()).collect();
    let first = shut.first()?;
    let choices = shut.iter().map(|gate| Choice::new(gate.name(), (g.gate)(*gate)));
    Some(WaivePage {
        page: table.page((g.waive_title)(&order.number), notice),
        action: format!("{}/waive", table.path),
        deed: deeds::new_id(table.app),
        version: table.version,
        gate: filled.field("gate", g.which_gate, first.name()).choices(choices),
        reason: filled.field("reason", g.waive_why, ""),
    })
}
