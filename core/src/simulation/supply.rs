//! Wishes about supply, stock and the workshop, as random numbers choose them.

use crate::book::Command;
use crate::book::catalogue::{SetSupplierPrice, SetWaste, WasteLine};
use crate::book::material::{
    AcceptCounter, AskLine, AskSuppliers, Asking, BuyLine, BuyMaterials, CloseRequest, ExpireRequest,
    PaySupplier, RecordSupplierBill, RefuseCounter, ReturnMaterials, ReturnReason,
};
use crate::book::payment::PaymentMethod;
use crate::book::production::{MakeForStock, RecordMaterialsUsed, ReportProgress, SetWorkshopSteps};
use crate::book::stock::{CountReason, SetStockRule, StockLine, TakeStock};
use crate::money::Rupiah;
use crate::quantity::Quantity;

use super::wishes::{GOODS, MATERIALS, Player, Roll, View, index};

/// A wish of the kinds 38 to 50.
pub(super) fn wish(roll: &Roll, view: &View<'_>, quantity: Quantity) -> Option<(Player, Command)> {
    let pick = |count: usize| index(roll.other, count);
    let supplier = if pick(2) == 0 { Player::OtherSupplier } else { Player::Supplier };
    let material = view.material(MATERIALS.get(pick(2)).copied()?);
    let business = |wish: Command| Some((Player::Business, wish));
    let mut requests: Vec<_> = view.book.requests.values().collect();
    requests.sort_by_key(|request| request.id);
    let request = requests.get(index(roll.thing, requests.len()));
    match roll.kind {
        38 => {
            let request = request?.id;
            let wish: Command = if pick(3) == 0 {
                RefuseCounter { request, note: None }.into()
            } else {
                AcceptCounter { request }.into()
            };
            business(wish)
        }
        39 => {
            let request = request?.id;
            let wish: Command = if pick(2) == 0 {
                ExpireRequest { request }.into()
            } else {
                CloseRequest { request, note: None }.into()
            };
            business(wish)
        }
        40 => {
            let damaged = if roll.amount == 3 { Quantity::whole(1) } else { Quantity::ZERO };
            let wish = ReturnMaterials {
                request: request?.id,
                lines: vec![(1, quantity, damaged)],
                reason: ReturnReason::Damaged,
                credit: None,
                note: None,
            };
            business(wish.into())
        }
        41 => {
            let wish = RecordSupplierBill {
                supplier: view.party(supplier),
                request: None,
                number: format!("F-{}", roll.thing % 9),
                amount: Rupiah(roll.amount),
                due: None,
            };
            Some((supplier, wish.into()))
        }
        42 => {
            let wish = PaySupplier {
                supplier: view.party(supplier),
                request: None,
                amount: Rupiah(roll.amount),
                method: PaymentMethod::BankTransfer,
                note: None,
            };
            business(wish.into())
        }
        43 => {
            let lines = vec![BuyLine { material, quantity, cost: Rupiah(roll.amount) }];
            let wish =
                BuyMaterials { seller: "Pasar".to_owned(), lines, method: PaymentMethod::Cash, note: None };
            business(wish.into())
        }
        44 => {
            let names = [GOODS.as_slice(), &MATERIALS].concat();
            let first = view.item(names.get(pick(names.len())).copied()?);
            let second = view.item(names.get(index(roll.thing, names.len())).copied()?);
            let line = |item| StockLine { item, quantity };
            let lines = vec![line(first), line(second)];
            business(TakeStock { lines, reason: CountReason::Count }.into())
        }
        45 => {
            let item = view.item(MATERIALS.get(pick(2)).copied()?);
            business(SetStockRule { item, at_least: quantity }.into())
        }
        46 => {
            let wish = SetSupplierPrice {
                supplier: view.party(supplier),
                material,
                price: Rupiah(roll.amount),
                lead_days: 2,
                since: None,
            };
            Some((supplier, wish.into()))
        }
        47 => {
            let product = view.goods(GOODS.get(pick(GOODS.len())).copied()?);
            let percent = u8::try_from(roll.quantity).unwrap_or(0);
            business(SetWaste { product, lines: vec![WasteLine { material, percent }] }.into())
        }
        48 => {
            let product = view.goods(GOODS.get(pick(GOODS.len())).copied()?);
            let scrap = if roll.amount == 3 { Quantity::whole(1) } else { Quantity::ZERO };
            business(MakeForStock { product, variant: 1, quantity, scrap, worker: None }.into())
        }
        49 => {
            let order = roll.order(view)?.id;
            let wish: Command = if pick(2) == 0 {
                RecordMaterialsUsed { order, used: vec![(material, quantity)] }.into()
            } else {
                let scrap = Quantity::ZERO;
                let worker = None;
                ReportProgress { order, line: 1, step: 1, done: quantity, scrap, rework: scrap, worker }
                    .into()
            };
            business(wish)
        }
        _ if roll.amount == 1 => {
            let steps = if pick(2) == 0 { vec![] } else { vec!["Potong".to_owned(), "Rakit".to_owned()] };
            business(SetWorkshopSteps { steps }.into())
        }
        _ => {
            let ask = |supplier| Asking {
                order: None,
                supplier: view.party(supplier),
                lines: vec![AskLine { material, quantity, price: Rupiah(80_000) }],
                wanted: None,
            };
            let requests = vec![ask(Player::Supplier), ask(Player::OtherSupplier)];
            business(AskSuppliers { requests, answer_by: None }.into())
        }
    }
}
