//! What a shop does at the beginning of a month: couriers are paid for what they carried, the month before is closed.

use std::collections::BTreeMap;

use rantai_core::book;
use rantai_core::book::months::CloseMonth;
use rantai_core::book::payment::{PayCourier, PaymentMethod};
use rantai_core::desk::{Command, Receipt};
use rantai_core::ids::{BookId, PartyId, SlipId};
use rantai_core::party::Channel;
use rantai_core::time::{Month, zone_of_village};

use super::cast::{PlayError, Shop, act};
use crate::app::App;

/// The first days of a month at every shop; says how many wishes that took.
///
/// # Errors
/// [`PlayError`] at the first thing that went otherwise than written.
pub(super) async fn settle(app: &App, shops: &[Shop]) -> Result<u64, PlayError> {
    let mut wishes = 0;
    for shop in shops {
        let mut carried: BTreeMap<PartyId, Vec<SlipId>> = BTreeMap::new();
        for row in app.views.courier_cash.open_of_business(shop.party) {
            if !row.paid && row.fee.is_positive() {
                carried.entry(row.courier).or_default().push(row.slip);
            }
        }
        for (courier, slips) in carried {
            by(app, shop, PayCourier { courier, slips, method: PaymentMethod::Cash }).await?;
            wishes += 1;
        }
        let this = Month::of(app.now().day_in(zone_of_village(&shop.village)));
        let close = app.look(shop.party, move |book| {
            let month = book.months.next_to_close().filter(|month| *month < this)?;
            Some(CloseMonth { month, facts: book.month(month).facts })
        });
        if let Some(close) = close.await.map_err(|error| PlayError::Village(format!("{error:?}")))? {
            by(app, shop, close).await?;
            wishes += 1;
        }
    }
    Ok(wishes)
}

async fn by(app: &App, shop: &Shop, wish: impl Into<book::Command>) -> Result<Receipt, PlayError> {
    let command = wish.into();
    let make = |_| Ok(Command::Book(command.clone()));
    act(app, shop.owner, BookId::of(shop.party), Channel::Web, None, vec![], &make).await
}
