//! The last days at each shop's counter: a few sales, one taken back, something kept for somebody, a walk to the market.

use rantai_core::book::material::{BuyLine, BuyMaterials};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::book::sale::{KeepGoods, MakeSale, SellLine, VoidReason, VoidSale};
use rantai_core::book::stock::{CountReason, CountStock, StockItem};
use rantai_core::book::{self};
use rantai_core::desk::{Command, Receipt};
use rantai_core::ids::{BookId, SaleId};
use rantai_core::money::Rupiah;
use rantai_core::party::Channel;
use rantai_core::quantity::Quantity;
use rantai_core::sealed::PersonName;
use rantai_core::time::Moment;

use super::cast::{PlayError, Shop, act, seal};
use super::clock::DemoClock;
use crate::app::App;

/// Who has something kept.
const CALLERS: [&str; 3] = ["Bu Ratna", "Pak Hendra", "Bu Yuli"];
const HOUR: i64 = 3_600;

/// Sells over each shop's counter, up to `now`; says how many wishes that took.
///
/// # Errors
/// [`PlayError`] at the first thing that went otherwise than written.
pub(super) async fn sell(
    app: &App,
    clock: &DemoClock,
    shops: &[Shop],
    now: Moment,
) -> Result<u64, PlayError> {
    let mut wishes = 0;
    clock.hold(now.plus_seconds(-4 * HOUR));
    for (shop, caller) in shops.iter().zip(CALLERS.iter().copied().cycle()) {
        let Some(goods) = shop.goods.first() else { continue };
        let item = StockItem::Goods { product: goods.product, variant: 1 };
        let (on_hand, _) = app.views.store.on_hand(shop.party, item);
        let made = on_hand.and(Quantity::whole(12));
        by(app, shop, CountStock { item, quantity: made, reason: CountReason::Made }).await?;
        let Some(price) =
            app.views.shops.product(shop.party, goods.product).and_then(|row| row.product.price(1).cloned())
        else {
            continue;
        };
        let line =
            |quantity| SellLine { product: goods.product, variant: 1, quantity: Quantity::whole(quantity) };
        let sold = |quantity: i64, method| MakeSale {
            lines: vec![line(quantity)],
            buyer: None,
            discount: Rupiah::ZERO,
            total: Rupiah(price.retail.0 * quantity),
            method,
            tendered: Rupiah((price.retail.0 * quantity + 49_999) / 50_000 * 50_000),
            reservation: None,
        };
        by(app, shop, sold(1, PaymentMethod::Cash)).await?;
        let mistaken = by(app, shop, sold(2, PaymentMethod::Cash)).await?;
        if let Some(sale) = mistaken.thing.and_then(|thing| SaleId::try_from(thing).ok()) {
            by(app, shop, VoidSale { sale, reason: VoidReason::Mistake, note: None }).await?;
        }
        by(app, shop, sold(2, PaymentMethod::Qris)).await?;
        let name = PersonName::new(caller).ok().flatten();
        let name = name.ok_or_else(|| PlayError::Village(format!("{caller} is no name")))?;
        let book = BookId::of(shop.party);
        let keep = |id| {
            let name = seal(app, shop.owner.person, book, id, &name)?;
            Ok(Command::Book(
                KeepGoods {
                    buyer: None,
                    name: Some(name),
                    phone: None,
                    lines: vec![line(1)],
                    until: now.plus_seconds(48 * HOUR),
                    note: None,
                }
                .into(),
            ))
        };
        act(app, shop.owner, book, Channel::Web, None, vec![], &keep).await?;
        wishes += 6 + shop_for(app, shop).await?;
    }
    Ok(wishes)
}

/// Somebody goes to the market for a little of what the shop works with.
async fn shop_for(app: &App, shop: &Shop) -> Result<u64, PlayError> {
    let Some(view) = app.views.store.materials(shop.party).into_iter().next() else { return Ok(0) };
    let (material, quantity) = (view.material.material, Quantity::whole(2));
    let line = BuyLine { material, quantity, cost: Rupiah(view.material.price.0 * 2) };
    let (seller, method) = ("Pasar".to_owned(), PaymentMethod::Cash);
    by(app, shop, BuyMaterials { seller, lines: vec![line], method, note: None }).await?;
    Ok(1)
}

async fn by(app: &App, shop: &Shop, wish: impl Into<book::Command>) -> Result<Receipt, PlayError> {
    let command = wish.into();
    let make = |_| Ok(Command::Book(command.clone()));
    act(app, shop.owner, BookId::of(shop.party), Channel::Web, None, vec![], &make).await
}
