//! The words of deeds about what was written down wrongly or late, and about months.

use rantai_core::book;
use rantai_core::book::catalogue::CorrectMaterial;
use rantai_core::book::correction::Mistake;
use rantai_core::book::material::{
    BuyLine, CorrectPurchase, CorrectReceipt, CorrectSupplierBill, CorrectSupplierPayment,
};
use rantai_core::book::months::{CloseMonth, MonthBook, ReopenMonth};
use rantai_core::book::payment::CorrectPayment;
use rantai_core::book::stock::CorrectCount;
use rantai_core::ids::{BookId, CommandId, PaymentId, RequestId};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_core::sealed::Note;
use rantai_core::time::{Clock as _, Moment, Month};

use super::{Tale, Who};

fn rupiah(text: &str) -> Rupiah {
    Rupiah::parse(text).unwrap_or_else(|| panic!("no amount {text:?}"))
}

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap_or_else(|| panic!("no quantity {text:?}"))
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap_or_else(|| panic!("no month {text:?}"))
}

impl Tale {
    /// A deed about a correction or a month, if it is one.
    pub(super) fn books_deed(
        &self,
        who: &Who,
        id: CommandId,
        words: &[&str],
        more: &[&str],
    ) -> Option<book::Command> {
        let after = |start: &str| more.iter().find_map(|part| part.strip_prefix(start));
        let (why, note) = (Mistake::Mistyped, None);
        let supplier = || {
            let sheet = self.request.and_then(|request| self.world.app.views.requests.sheet(request));
            sheet.expect("a request was sent").request.supplier
        };
        Some(match words {
            ["koreksi", "pembayaran", "jadi", amount] => {
                let payment = self.payment.unwrap_or(PaymentId([0; 16]));
                CorrectPayment { payment, amount: rupiah(amount), why, note }.into()
            }
            ["koreksi", "penerimaan", "jadi", count] => {
                let damaged = after("rusak ").map_or(Quantity::ZERO, quantity);
                let request = self.request.unwrap_or(RequestId([0; 16]));
                let lines = vec![(1, quantity(count), damaged)];
                CorrectReceipt { request, receipt: 1, lines, why: Mistake::Miscounted, note }.into()
            }
            ["koreksi", "hitungan", item, was, "jadi", is] => CorrectCount {
                item: self.item(item),
                was: quantity(was),
                is: quantity(is),
                why: Mistake::Miscounted,
                note,
            }
            .into(),
            ["koreksi", "nota", number, "jadi", amount] => CorrectSupplierBill {
                supplier: supplier(),
                number: (*number).to_owned(),
                amount: rupiah(amount),
                why,
                note,
            }
            .into(),
            ["koreksi", "bayar", "pemasok", "jadi", amount] => {
                let amount = rupiah(amount);
                CorrectSupplierPayment { supplier: supplier(), payment: 1, amount, why, note }.into()
            }
            ["koreksi", "belanja", item, "jadi", count, amount] => CorrectPurchase {
                purchase: 1,
                lines: vec![BuyLine {
                    material: self.world.material(&self.shop().party.slug, item),
                    quantity: quantity(count),
                    cost: rupiah(amount),
                }],
                why,
                note,
            }
            .into(),
            ["koreksi", "nama", item, "jadi", name @ ..] => CorrectMaterial {
                material: self.world.material(&self.shop().party.slug, item),
                name: name.join(" "),
                why,
                note,
            }
            .into(),
            ["tutup", "buku", of] => {
                let facts = after("dari ")
                    .map_or(0, |text| text.trim_end_matches(" catatan").parse().expect("so many facts"));
                CloseMonth { month: month(of), facts }.into()
            }
            ["buka", "buku", of] => {
                let reason = Note::new("ada nota tertinggal").unwrap().unwrap();
                let book = BookId::of(self.business.unwrap());
                let reason = self.world.seal_for(&reason, who.actor.person, book, id);
                ReopenMonth { month: month(of), reason }.into()
            }
            _ => return None,
        })
    }

    /// `…, terjadi 3 hari lalu`.
    pub(super) fn happened(&self, deed: &str) -> Option<Moment> {
        let (_, rest) = deed.split_once("terjadi ")?;
        let days: i64 = rest.trim_end_matches(" hari lalu").parse().expect("so many days ago");
        Some(self.clock.now().plus_seconds(-days * 86_400))
    }

    /// What the months came to, where the story is about that.
    pub(super) async fn months_now(&mut self) {
        let Some(business) = self.business else { return };
        let months = self.world.app.desk.look(BookId::of(business), |book| {
            let first = book.months.first()?;
            let last = book.months.last_closed()?;
            let shown = |month: Month| (book.month(month), book.month(month.next()));
            Some(if first <= last { vec![shown(last)] } else { Vec::new() })
        });
        let Some(months) = months.await.unwrap() else { return };
        for (closed, open) in months {
            for month in [closed, open] {
                let said = said(&month);
                if self.months.insert(month.month, said.clone()).as_ref() != Some(&said) {
                    self.tell(&format!("buku {}", said));
                }
            }
        }
    }
}

fn said(month: &MonthBook) -> String {
    let state = if month.closed.is_some() { "ditutup" } else { "terbuka" };
    let words = &rantai::i18n::Lang::Id.phrases().books;
    let figures: Vec<String> =
        month.figures.iter().map(|line| format!("{} {}", (words.figure)(line.figure), line.amount)).collect();
    let figures = if figures.is_empty() { words.nothing.to_owned() } else { figures.join(", ") };
    let late = |late: &[rantai_core::book::months::LateFact], what: &str| {
        if late.is_empty() { String::new() } else { format!("; {} {what}", late.len()) }
    };
    let corrections = late(&month.corrections, "dicatat setelah ditutup");
    let brought = late(&month.brought, "koreksi bulan lalu");
    format!("{} {state}: {figures}{corrections}{brought}", month.month)
}
