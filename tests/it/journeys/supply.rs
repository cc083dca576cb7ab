//! The words of deeds about supply, the store and the workshop.

use rantai_core::book;
use rantai_core::book::catalogue::SetSupplierPrice;
use rantai_core::book::material::{
    AcceptCounter, BuyLine, BuyMaterials, CloseRequest, ConfirmMaterials, ConfirmedLine, PaySupplier,
    ReceiveMaterials, RecordSupplierBill, RefuseCounter, ReturnMaterials, ReturnReason, ShipMaterials,
};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::book::production::{MakeForStock, RecordMaterialsUsed, ReportProgress, SetWorkshopSteps};
use rantai_core::book::stock::{CountReason, SetStockRule, StockItem, StockLine, TakeStock};
use rantai_core::ids::{OrderId, PartyId, RequestId};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_core::time::Day;

use super::Tale;

fn rupiah(text: &str) -> Rupiah {
    Rupiah::parse(text).unwrap_or_else(|| panic!("no amount {text:?}"))
}

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap_or_else(|| panic!("no quantity {text:?}"))
}

impl Tale {
    /// A deed of supply, if it is one.
    pub(super) fn supply_deed(
        &self,
        party: PartyId,
        today: Day,
        first: &str,
        more: &[&str],
    ) -> Option<book::Command> {
        let request = self.request.unwrap_or(RequestId([0; 16]));
        let order = self.order.unwrap_or(OrderId([0; 16]));
        let after = |start: &str| more.iter().find_map(|part| part.strip_prefix(start));
        let days = |text: &str| text.trim_end_matches(" hari").parse::<u16>().expect("so many days");
        let amount = |start: &str| after(start).map_or(Quantity::ZERO, quantity);
        let words: Vec<&str> = first.split(' ').collect();
        Some(match words.as_slice() {
            ["terima", "tawaran"] => AcceptCounter { request }.into(),
            ["tolak", "tawaran"] => RefuseCounter { request, note: None }.into(),
            ["tawarkan", count] => {
                let sheet = self.world.app.views.requests.sheet(request).unwrap();
                let line = sheet.request.lines.first().unwrap();
                let price = after("harga ").map_or(line.price, rupiah);
                let lines = vec![ConfirmedLine { number: line.number, quantity: quantity(count), price }];
                let promised = today.plus(after("tiba ").map_or(2, |text| i32::from(days(text))));
                ConfirmMaterials { request, lines, promised, note: None, substitutes: Vec::new() }.into()
            }
            ["kirim", "sebagian", count] => {
                ShipMaterials { request, lines: vec![(1, quantity(count))], waybill: None }.into()
            }
            ["terima", "kiriman", count] => ReceiveMaterials {
                damaged: after("rusak ").map(|text| vec![(1, quantity(text))]).unwrap_or_default(),
                more_to_come: more.contains(&"sisanya menyusul"),
                ..ReceiveMaterials::all(request, vec![(1, quantity(count))])
            }
            .into(),
            ["tutup", "sisanya"] => CloseRequest { request, note: None }.into(),
            ["kembalikan", "bahan", count] => ReturnMaterials {
                request,
                lines: vec![(1, quantity(count), amount("rusak "))],
                reason: ReturnReason::Damaged,
                credit: None,
                note: None,
            }
            .into(),
            ["nota", number, billed] => RecordSupplierBill {
                supplier: self.supplier(party),
                request: self.request,
                number: (*number).to_owned(),
                amount: rupiah(billed),
                due: after("tempo ").map(|text| today.plus(i32::from(days(text)))),
            }
            .into(),
            ["bayar", "pemasok", paid] => PaySupplier {
                supplier: self.supplier(party),
                request: self.request,
                amount: rupiah(paid),
                method: PaymentMethod::BankTransfer,
                note: None,
            }
            .into(),
            ["belanja", item, count, cost] => BuyMaterials {
                seller: "Pasar".to_owned(),
                lines: vec![BuyLine {
                    material: self.world.material(&self.shop().party.slug, item),
                    quantity: quantity(count),
                    cost: rupiah(cost),
                }],
                method: PaymentMethod::Cash,
                note: None,
            }
            .into(),
            ["opname", ..] => {
                let counts = first.trim_start_matches("opname ").split(" dan ");
                let line = |text: &str| {
                    let (item, count) = text.split_once(' ').expect("what, and how much");
                    StockLine { item: self.item(item), quantity: quantity(count) }
                };
                TakeStock { lines: counts.map(line).collect(), reason: CountReason::Count }.into()
            }
            ["batas", "stok", item, count] => {
                SetStockRule { item: self.item(item), at_least: quantity(count) }.into()
            }
            ["harga", "bahan", item, price] => SetSupplierPrice {
                supplier: party,
                material: self.world.material(&self.shop().party.slug, item),
                price: rupiah(price),
                lead_days: after("sampai ").map_or(0, days),
                since: None,
            }
            .into(),
            ["langkah", "kerja", ..] => {
                let names = first.trim_start_matches("langkah kerja ").split(" dan ");
                SetWorkshopSteps { steps: names.map(str::to_owned).collect() }.into()
            }
            ["kemajuan", "langkah", step, count] => ReportProgress {
                order,
                line: 1,
                step: step.parse().expect("a step"),
                done: quantity(count),
                scrap: amount("gagal "),
                rework: amount("ulang "),
                worker: None,
            }
            .into(),
            ["terpakai", item, count] => {
                let material = self.world.material(&self.shop().party.slug, item);
                RecordMaterialsUsed { order, used: vec![(material, quantity(count))] }.into()
            }
            ["buat", "stok", item, count] => MakeForStock {
                product: self.world.product(&self.shop().party.slug, item),
                variant: 1,
                quantity: quantity(count),
                scrap: amount("gagal "),
                worker: None,
            }
            .into(),
            _ => return None,
        })
    }

    /// The supplier whose account it is: who asks, or whom the last request went to.
    fn supplier(&self, party: PartyId) -> PartyId {
        if Some(party) != self.business {
            return party;
        }
        let sheet = self.request.and_then(|request| self.world.app.views.requests.sheet(request));
        sheet.expect("a request was sent").request.supplier
    }

    pub(super) fn item(&self, item: &str) -> StockItem {
        let shop = &self.shop().party.slug;
        if self.shop().materials.iter().any(|material| material.slug == item) {
            StockItem::Material { material: self.world.material(shop, item) }
        } else {
            StockItem::Goods { product: self.world.product(shop, item), variant: 1 }
        }
    }

    /// What the business's pages say of supply: what it owes, what runs low, how far the work has come.
    pub(super) fn supply_now(&self) -> Vec<(&'static str, String)> {
        let views = &self.world.app.views;
        let mut now = Vec::new();
        let Some(business) = self.business else { return now };
        let owed = views.suppliers.of_business(business);
        for row in &owed {
            let theirs = views.suppliers.of_supplier(row.supplier);
            assert!(theirs.iter().any(|their| their == row), "both sides see the same account");
        }
        if !owed.is_empty() {
            let sum = owed.iter().fold(Rupiah::ZERO, |sum, row| sum.and(row.account.owed()));
            now.push(("utang pemasok", sum.to_string()));
        }
        let low = views.store.low(business).len();
        if low > 0 || self.shown.contains_key("stok menipis") {
            now.push(("stok menipis", low.to_string()));
        }
        let sheet = self.order.and_then(|order| views.orders.sheet(order));
        if let Some(percent) = sheet.and_then(|sheet| sheet.order.progress_percent())
            && (1..100).contains(&percent)
        {
            now.push(("kemajuan", format!("{percent}%")));
        }
        now
    }
}
