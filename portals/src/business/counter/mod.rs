//! The counter: what is sold and paid on the spot, and what is kept for somebody until a time.

pub mod kept;
pub mod pick;
pub mod sale;
pub mod sales;
mod till;

use rantai_core::book::payment::PaymentMethod;
use rantai_core::book::sale::{SaleLine, charged};
use rantai_core::ids::{PartyId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;

use crate::app::App;
use crate::filled::Filled;
use crate::i18n::Phrases;
use crate::order_words::called;
use crate::who::Member;

/// The ways people pay at a counter, the commonest first.
pub(in crate::business) const METHODS: [PaymentMethod; 4] =
    [PaymentMethod::Cash, PaymentMethod::Qris, PaymentMethod::EWallet, PaymentMethod::BankTransfer];

/// What a field of goods is called.
fn quantity_name(product: ProductId, variant: u16) -> String {
    format!("q-{product}-{variant}")
}

/// What was picked, at the prices of now: what the desk will charge, or refuse where they have changed since.
/// Marks what cannot be read.
fn picked(app: &App, t: &'static Phrases, member: &Member, filled: &mut Filled) -> Vec<SaleLine> {
    let buyer: Option<PartyId> = filled.text("buyer").parse().ok();
    let wholesale = buyer.is_some_and(|buyer| app.views.sells_wholesale_to(member.party, Some(buyer)));
    let mut lines = Vec::new();
    for row in app.views.shops.products(member.party) {
        let (product, sheet) = (&row.product, &row.product.sheet);
        let names: Vec<_> = sheet
            .variants
            .iter()
            .map(|variant| (variant, quantity_name(sheet.product, variant.number)))
            .collect();
        let quantities: Vec<_> = names.iter().map(|(_, name)| filled.quantity_or_nothing(t, name)).collect();
        let of_product = quantities.iter().fold(Quantity::ZERO, |sum, quantity| sum.and(*quantity));
        for ((variant, name), quantity) in names.iter().zip(quantities) {
            if quantity == Quantity::ZERO {
                continue;
            }
            let Some(price) = product.price(variant.number).filter(|_| product.offered) else {
                filled.mistake(name, t.workshop.no_price);
                continue;
            };
            let (price_kind, price) = charged(price, of_product, wholesale);
            lines.push(SaleLine {
                product: sheet.product,
                variant: variant.number,
                name: sheet.name.clone(),
                variant_name: variant.name.clone(),
                unit: sheet.unit,
                quantity,
                price,
                price_kind,
                amount: price.times(quantity).unwrap_or(Rupiah(i64::MAX)),
            });
        }
    }
    lines
}

/// Sum of the lines.
fn sum(lines: &[SaleLine]) -> Rupiah {
    lines.iter().fold(Rupiah::ZERO, |sum, line| sum.and(line.amount))
}

/// `Meja makan, 120 cm`.
fn goods_name(line: &SaleLine) -> String {
    called(&line.name, &line.variant_name)
}
