//! The figures of corrections and of months: what was, what is, and why.

use rantai_core::book::Event;
use rantai_core::book::correction::Mistake;
use rantai_core::book::material::BoughtLine;
use rantai_core::money::Rupiah;
use rantai_core::sealed::{Note, Sealed};

use super::words::{Figure, Reader};

impl Reader<'_> {
    /// Everything a correction, or a month's closing, says.
    pub(super) fn corrected(&self, event: &Event) -> Vec<Figure> {
        let (a, b) = (&self.t.audit, &self.t.books);
        match event {
            Event::PaymentCorrected(e) => {
                let mut figures = self.was_is(e.was.amount, e.is.amount);
                figures.push((b.to_order, e.is.to_order.to_string()));
                let moved = [(b.to_credit, e.credit), (b.to_refund, e.refund)];
                let moved = moved.into_iter().filter(|(_, amount)| *amount != Rupiah::ZERO);
                figures.extend(moved.map(|(what, amount)| (what, amount.to_string())));
                figures.extend(self.why(e.why, e.note.as_ref()));
                figures
            }
            Event::ReceiptCorrected(e) => {
                let mut figures: Vec<Figure> = e.was.iter().flat_map(|line| self.received(line)).collect();
                figures.iter_mut().for_each(|(what, _)| *what = b.was);
                let mut is: Vec<Figure> = e.is.iter().flat_map(|line| self.received(line)).collect();
                is.iter_mut().for_each(|(what, _)| *what = b.is);
                figures.extend(is);
                figures.extend(self.why(e.why, e.note.as_ref()));
                figures
            }
            Event::CountCorrected(e) => {
                let mut figures = vec![(b.was, e.was.to_string()), (b.is, e.is.to_string())];
                figures.extend(self.why(e.why, e.note.as_ref()));
                figures
            }
            Event::MaterialCorrected(e) => {
                let mut figures = vec![(b.was, e.was.clone()), (b.is, e.name.clone())];
                figures.extend(self.why(e.why, e.note.as_ref()));
                figures
            }
            Event::SupplierBillCorrected(e) => {
                let mut figures =
                    vec![(a.supplier, self.app.party(e.supplier)), (a.number, e.number.clone())];
                figures.extend(self.was_is(e.was, e.amount));
                figures.extend(self.why(e.why, e.note.as_ref()));
                figures
            }
            Event::SupplierPaymentCorrected(e) => {
                let mut figures = vec![(a.supplier, self.app.party(e.supplier))];
                figures.extend(self.was_is(e.was, e.amount));
                figures.extend(self.why(e.why, e.note.as_ref()));
                figures
            }
            Event::PurchaseCorrected(e) => {
                let mut figures: Vec<Figure> = Vec::new();
                if !e.seller.is_empty() {
                    figures.push((self.t.supply.seller, e.seller.clone()));
                }
                for (was, is) in e.changes().filter(|(was, is)| was != is) {
                    let told = |line: &BoughtLine| format!("{} {} {}", line.quantity, line.name, line.cost);
                    figures.extend([(b.was, told(&was)), (b.is, told(&is))]);
                }
                figures.extend(self.why(e.why, e.note.as_ref()));
                figures
            }
            Event::MonthClosed(e) => {
                let lines = e.figures.iter().map(|line| ((b.figure)(line.figure), line.amount.to_string()));
                [(b.months, e.month.to_string())].into_iter().chain(lines).collect()
            }
            Event::MonthReopened(e) => {
                let month = [(b.months, e.month.to_string())];
                month.into_iter().chain(self.sealed(a.reason, Some(&e.reason))).collect()
            }
            _ => Vec::new(),
        }
    }

    fn was_is(&self, was: Rupiah, is: Rupiah) -> Vec<Figure> {
        let b = &self.t.books;
        vec![(b.was, was.to_string()), (b.is, is.to_string())]
    }

    fn why(&self, why: Mistake, note: Option<&Sealed<Note>>) -> Vec<Figure> {
        self.because(self.t.audit.reason, (self.t.books.mistake)(why).to_owned(), note)
    }
}
