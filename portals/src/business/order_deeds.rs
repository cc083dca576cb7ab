//! What the business does to an order on the order's page, for itself or for a buyer who phoned.

use axum::extract::{Path, State};
use axum::response::Redirect;
use rantai_core::book::order::{
    AcceptOrder, CancelOrder, DeclineOrder, DeclineReason, FreightPayer, WithdrawOrder,
};
use rantai_core::book::payment::{ClaimPayment, PaymentMethod, RecordPayment};
use rantai_core::desk::Receipt;
use rantai_core::ids::OrderId;

use super::forms::{Sent, Wrong};
use super::order::{again, answer};
use super::{order_at, own_sheet};
use crate::app::App;
use crate::i18n::{Lang, Phrases};
use crate::web::PageResult;
use crate::who::{AppState, Business, Member};

macro_rules! deeds {
    ($($(#[$meta:meta])* $name:ident as $form:literal = $deed:ident),+ $(,)?) => {$(
        $(#[$meta])*
        ///
        /// # Errors
        /// What no other input could mend.
        pub async fn $name(
            lang: Lang,
            who: Business,
            State(app): State<AppState>,
            Path((_, order)): Path<(String, OrderId)>,
            sent: Sent,
        ) -> PageResult {
            let sent = sent.kept(&app, who.person).await?;
            let done = $deed(&app, lang.phrases(), &who, order, &sent).await;
            answer(&app, lang, &who, order, again($form, &sent), done)
        }
    )+};
}

deeds! {
    /// `POST /business/{party}/orders/{order}/accept`
    accept as "accept" = accepted,
    /// `POST /business/{party}/orders/{order}/decline`
    decline as "decline" = declined,
    /// `POST /business/{party}/orders/{order}/cancel`
    cancel as "cancel" = cancelled,
    /// `POST /business/{party}/orders/{order}/payments/record`
    record as "record" = recorded,
    /// `POST /business/{party}/orders/{order}/withdraw`, for the buyer.
    withdraw as "withdraw" = withdrawn,
    /// `POST /business/{party}/orders/{order}/claim`, for the buyer.
    claim as "claim" = claimed,
}

/// A refused form's address, asked for again: by a reload, or by a choice of language.
pub async fn back(who: Business, Path((_, order)): Path<(String, OrderId)>) -> Redirect {
    Redirect::to(&order_at(&who, order))
}

async fn accepted(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let wish = AcceptOrder {
        order,
        promised: sent.day(t, "promised")?,
        deposit_percent: Some(sent.word(t, "deposit_percent", |text| text.parse::<u8>().ok())?),
        freight: sent.rupiah(t, "freight")?,
        freight_payer: sent.word(t, "freight_payer", FreightPayer::from_name)?,
    };
    Ok(deed.wish(who, who.party, wish).seen(&deed, order).submit(app).await?)
}

async fn declined(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let reason = sent.word(t, "decline_reason", DeclineReason::from_name)?;
    let note = deed.seal(app, who.person, who.party, sent.note(t, "decline_note")?)?;
    let wish = DeclineOrder { order, reason, note };
    Ok(deed.wish(who, who.party, wish).seen(&deed, order).submit(app).await?)
}

async fn cancelled(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let deed = sent.deed("")?;
    let note = deed.seal(app, who.person, who.party, sent.note(t, "cancel_note")?)?;
    Ok(deed.wish(who, who.party, CancelOrder { order, note }).seen(&deed, order).submit(app).await?)
}

async fn recorded(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    own_sheet(app, who, order)?;
    let deed = sent.deed("")?;
    let amount = sent.rupiah(t, "record_amount")?;
    let method = sent.word(t, "record_method", PaymentMethod::from_name)?;
    let note = deed.seal(app, who.person, who.party, sent.note(t, "record_note")?)?;
    let evidence = sent.evidence(app, "record_photo").await?;
    let happened = sent.happened(t, &app.calendar(t.lang, who.party))?;
    let wish = deed.wish(who, who.party, RecordPayment { order, amount, method, note });
    Ok(wish.happened(happened).seen(&deed, order).evidence(evidence).submit(app).await?)
}

async fn withdrawn(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let buyer = own_sheet(app, who, order)?.order.buyer;
    let deed = sent.deed("withdraw_channel")?;
    let channel = deed.channel().map_err(|_| missing(t, "withdraw_channel"))?;
    let note = deed.seal(app, who.person, who.party, sent.note(t, "withdraw_note")?)?;
    let evidence = sent.evidence(app, "withdraw_photo").await?;
    let wish = deed.wish(who, who.party, WithdrawOrder { order, note }).seen(&deed, order);
    Ok(wish.on_behalf_of(buyer, channel).evidence(evidence).submit(app).await?)
}

async fn claimed(
    app: &App,
    t: &'static Phrases,
    who: &Member,
    order: OrderId,
    sent: &Sent,
) -> Result<Receipt, Wrong> {
    let buyer = own_sheet(app, who, order)?.order.buyer;
    let deed = sent.deed("claim_channel")?;
    let channel = deed.channel().map_err(|_| missing(t, "claim_channel"))?;
    let amount = sent.rupiah(t, "claim_amount")?;
    let method = sent.word(t, "claim_method", PaymentMethod::from_name)?;
    let evidence = sent.evidence(app, "claim_photo").await?;
    let wish = deed.wish(who, who.party, ClaimPayment { order, amount, method, note: None, sent: None });
    Ok(wish.seen(&deed, order).on_behalf_of(buyer, channel).evidence(evidence).submit(app).await?)
}

/// A field that must be filled in.
pub fn missing(t: &Phrases, field: &'static str) -> Wrong {
    Wrong::Field(field, t.common.required.to_owned())
}
