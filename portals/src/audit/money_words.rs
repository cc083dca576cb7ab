//! The figures of facts about money.

use rantai_core::book::Event;
use rantai_core::book::payment::{PaymentMethod, SentTo};
use rantai_core::book::profile::{DepositOf, DepositRule};
use rantai_core::ids::{PartyId, SlipId};
use rantai_core::money::Rupiah;

use super::words::{Figure, Reader};

impl Reader<'_> {
    /// Everything a fact about money says.
    pub(super) fn money(&self, event: &Event) -> Vec<Figure> {
        let (a, m) = (&self.t.audit, &self.t.money);
        let rupiah = |label, amount: Rupiah| (label, amount.to_string());
        match event {
            Event::CreditUsed(e) => vec![rupiah(a.amount, e.amount)],
            Event::RefundPaid(e) => {
                let mut figures = vec![(a.buyer, self.app.party(e.buyer)), rupiah(a.amount, e.amount)];
                figures.push(self.method(e.method));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::RestWrittenOff(e) => {
                let mut figures = vec![rupiah(a.amount, e.amount)];
                figures.push((a.reason, (m.write_off_reason)(e.reason).to_owned()));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::TransferClaimed(e) => vec![
                (a.buyer, self.app.party(e.buyer)),
                rupiah(a.amount, e.amount),
                self.method(e.method),
                (m.parts, e.parts.len().to_string()),
            ],
            Event::TempoGranted(e) => vec![(m.tempo, (m.days)(e.days))],
            Event::LimitWaived(e) => vec![rupiah(m.limit, e.limit), rupiah(m.open, e.open)],
            Event::CodeGiven(e) => vec![(m.code, e.code.to_string())],
            Event::CashHandedOver(e) => {
                let mut figures = vec![
                    (m.courier, self.app.party(e.courier)),
                    rupiah(m.expected, e.expected),
                    rupiah(a.amount, e.amount),
                ];
                let short = e.expected.less_or_zero(e.amount);
                figures.extend(short.is_positive().then(|| rupiah(m.short, short)));
                figures.extend(self.slips(e.courier, &e.slips));
                figures
            }
            Event::CourierPaid(e) => {
                let mut figures = vec![(m.courier, self.app.party(e.courier)), rupiah(a.amount, e.amount)];
                figures.push(self.method(e.method));
                figures.extend(self.slips(e.courier, &e.slips));
                figures
            }
            Event::InvoiceIssued(e) => {
                vec![(m.number, e.number.clone()), rupiah(a.total, e.total), rupiah(m.paid, e.paid)]
            }
            Event::PaymentPolicySet(e) => {
                let yes_or_no = if e.part_payments { m.yes } else { m.no };
                vec![
                    rupiah(m.tolerance, e.tolerance),
                    (m.part_payments, yes_or_no.to_owned()),
                    (m.codes, (m.codes_for)(e.codes).to_owned()),
                    rupiah(m.qris_limit, e.qris_limit),
                    (m.qris_fee, e.qris_fee.to_string()),
                ]
            }
            Event::BuyerTermsSet(e) => {
                let or_usual = |text: Option<String>| text.unwrap_or_else(|| m.as_usual.to_owned());
                vec![
                    (a.buyer, self.app.party(e.buyer)),
                    (m.deposit_percent, or_usual(e.deposit_percent.map(|percent| percent.to_string()))),
                    (m.tempo, or_usual(e.tempo_days.map(|days| (m.days)(days)))),
                    (m.limit, or_usual(e.credit_limit.map(|limit| limit.to_string()))),
                ]
            }
            Event::DepositRuleSet(e) => {
                let of = match e.of {
                    DepositOf::Everything => self.t.money_pages.deposit_of_all.to_owned(),
                    DepositOf::Buyer(buyer) => self.app.party(buyer),
                    DepositOf::Product(_) => String::new(),
                };
                let rule = match e.rule {
                    None => m.as_usual.to_owned(),
                    Some(DepositRule::Percent(percent)) => format!("{percent}%"),
                    Some(DepositRule::Amount(amount)) => amount.to_string(),
                };
                vec![(self.t.money_pages.deposit_of, of), (self.t.money_pages.deposits, rule)]
            }
            Event::BankLineTaken(e) => {
                let mut figures = vec![rupiah(a.amount, e.amount)];
                figures.extend(e.day.map(|day| (m.sent_on, self.day(day))));
                figures
            }
            Event::QrisSet(e) => {
                let said = if e.code.is_some() { m.yes } else { m.no };
                vec![(m.qris, said.to_owned())]
            }
            _ => Vec::new(),
        }
    }

    /// When and whereto money was sent.
    pub(super) fn sent(&self, sent: Option<&SentTo>) -> Vec<Figure> {
        let Some(sent) = sent else { return Vec::new() };
        let m = &self.t.money;
        let mut figures: Vec<Figure> = sent.day.map(|day| (m.sent_on, self.day(day))).into_iter().collect();
        if !sent.bank.is_empty() {
            figures.push((m.bank, sent.bank.clone()));
        }
        figures
    }

    fn method(&self, method: PaymentMethod) -> Figure {
        (self.t.audit.method, (self.t.business.method)(method).to_owned())
    }

    fn slips(&self, courier: PartyId, slips: &[SlipId]) -> Option<Figure> {
        let rows = self.app.views.courier_cash.of(self.business, courier);
        let number = |id: &SlipId| {
            rows.iter().find(|row| row.slip == *id).map_or_else(|| "–".to_owned(), |row| row.number.clone())
        };
        let numbers: Vec<String> = slips.iter().map(number).collect();
        (!numbers.is_empty()).then(|| (self.t.money.slips, numbers.join(", ")))
    }
}
