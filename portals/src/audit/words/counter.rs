//! What was sold over the counter, in words.

use rantai_core::book::sale::{SaleLine, SaleMade};

use super::{Figure, Reader};
use crate::order_words::called;

impl Reader<'_> {
    /// Everything a sale says.
    pub(super) fn sale(&self, sale: &SaleMade) -> Vec<Figure> {
        let (a, c) = (&self.t.audit, &self.t.counter);
        let mut figures = vec![(a.number, sale.number.clone())];
        figures.extend(sale.buyer.map(|buyer| (a.buyer, self.app.party(buyer))));
        figures.extend(sale.lines.iter().map(|line| self.sale_line(line)));
        if sale.discount.is_positive() {
            figures.push((c.discount, sale.discount.to_string()));
        }
        figures.push((a.total, sale.total.to_string()));
        figures.push((a.method, (self.t.business.method)(sale.method).to_owned()));
        figures
    }

    /// One line of it.
    pub(super) fn sale_line(&self, line: &SaleLine) -> Figure {
        let a = &self.t.audit;
        let unit = line.unit.label();
        let kind = (a.price_kind)(line.price_kind);
        let what = format!("{} {unit} {}", line.quantity, called(&line.name, &line.variant_name));
        (a.line, format!("{what} · {} / {unit} ({kind}) = {}", line.price, line.amount))
    }
}
