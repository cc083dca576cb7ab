//! The words of those who send in parts, count at the door, and send goods back.

use rantai_core::book;
use rantai_core::book::delivery::{
    AcceptDelivery, Carrier, CompleteDelivery, DispatchOrder, LineOutcome, LineQuantity, Load, MoneyBack,
    ReassignDelivery, ReceiveReturn, ReopenDelivery, ReturnGoods, ReturnLine, ReturnReason, ReturnedLine,
    SettleShortfall, SettledLine, TransportMode,
};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;

use super::Tale;

impl Tale {
    /// The words of these deeds; all about the first line of the order.
    pub(super) fn on_the_road(&self, words: &[&str]) -> Option<book::Command> {
        let order = self.order?;
        let sheet = self.world.app.views.orders.sheet(order)?;
        let quantity = |text: &str| Quantity::parse(text).expect("a quantity");
        let slip = sheet.order.slips.last();
        let none = Quantity::ZERO;
        Some(match words {
            ["kirim", many, "dulu", "lewat", courier @ ..] => DispatchOrder {
                order,
                carrier: Carrier::Courier { party: self.party(&courier.join(" ")) },
                mode: TransportMode::Pickup,
                vehicle: String::new(),
                load: Load::Lines {
                    lines: vec![LineQuantity { line: 1, quantity: quantity(many) }],
                    packages: Vec::new(),
                },
                cash_to_collect: Rupiah::ZERO,
                courier_fee: Rupiah::ZERO,
                code: false,
                note: None,
            }
            .into(),
            ["sanggup", "antar"] => AcceptDelivery { slip: slip?.id }.into(),
            ["lanjutkan", "antar"] => ReopenDelivery { slip: slip?.id }.into(),
            ["ganti", "kurir", courier @ ..] => ReassignDelivery {
                slip: slip?.id,
                carrier: Carrier::Courier { party: self.party(&courier.join(" ")) },
                mode: TransportMode::Pickup,
                vehicle: "K 1234 AB".to_owned(),
                courier_fee: Rupiah::ZERO,
                note: None,
            }
            .into(),
            ["barang", "sampai", "rusak", many] => {
                let damaged = quantity(many);
                let of = slip?.load.first()?;
                let accepted = of.quantity.less(damaged);
                let outcome = LineOutcome { line: of.line, accepted, damaged, refused: none, missing: none };
                CompleteDelivery {
                    slip: slip?.id,
                    received_by: None,
                    cash_collected: Rupiah::ZERO,
                    outcomes: vec![outcome],
                    signature: None,
                    code: None,
                }
                .into()
            }
            ["retur", many] => {
                let line = ReturnLine { line: 1, quantity: quantity(many), reason: ReturnReason::Wrong };
                ReturnGoods { order, lines: vec![line], note: None }.into()
            }
            ["hitung", "barang", "kembali:", how] => {
                let entry = sheet.order.returns.last()?;
                let line = |of: &ReturnLine| {
                    let mut line = ReturnedLine {
                        line: of.line,
                        again: none,
                        to_stock: none,
                        scrapped: none,
                        lost: none,
                        kept: none,
                    };
                    match *how {
                        "buang" => line.scrapped = of.quantity,
                        "stok" => line.to_stock = of.quantity,
                        _ => line.again = of.quantity,
                    }
                    line
                };
                let lines = entry.lines.iter().map(line).collect();
                ReceiveReturn { order, number: entry.number, lines }.into()
            }
            ["potong", "harga", "yang", "kurang"] => {
                let short = sheet.order.goods.iter().filter(|goods| goods.short.is_positive());
                let line = |goods: &rantai_core::book::delivery::LineGoods| SettledLine {
                    line: goods.line,
                    replaced: none,
                    forgone: goods.short,
                };
                let (lines, back) = (short.map(line).collect(), MoneyBack::Refund);
                SettleShortfall { order, lines, amount: None, back, note: None }.into()
            }
            _ => return None,
        })
    }
}
