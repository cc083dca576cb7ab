//! The figures of facts about agreeing on an order.

use rantai_core::book::Event;
use rantai_core::book::order::{AgreedLine, Side};
use rantai_core::book::profile::OrderPolicySet;
use rantai_core::ids::OrderId;
use rantai_core::money::Rupiah;

use super::words::{Figure, Reader};

impl Reader<'_> {
    pub(super) fn agreed(&self, event: &Event) -> Vec<Figure> {
        let (a, g) = (&self.t.audit, &self.t.agree);
        let number = |number: u16| (a.number, number.to_string());
        match event {
            Event::OrderCountered(e) => {
                let mut figures = vec![number(e.offer)];
                figures.extend(self.lines(e.order, &e.lines));
                figures.extend([
                    (a.promised, self.day(e.promised)),
                    (a.deposit_due, e.deposit_due.to_string()),
                    (a.freight, format!("{} ({})", e.freight, (a.freight_payer)(e.freight_payer))),
                    (a.total, e.total.to_string()),
                    (g.stands_for, self.calendar.moment(e.expires).exact),
                ]);
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::OfferAccepted(e) => vec![number(e.offer)],
            Event::OfferExpired(e) => vec![number(e.offer)],
            Event::ChangeAsked(e) => {
                let mut figures = vec![number(e.ask), (a.by, self.side(e.order, e.by))];
                figures.extend(self.lines(e.order, &e.lines));
                figures.extend([(a.promised, self.day(e.promised)), (a.total, e.total.to_string())]);
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::CancellationAsked(e) => {
                let mut figures = vec![number(e.ask), (a.by, self.side(e.order, e.by))];
                figures.extend(self.divided(e.kept, e.to_credit, e.to_refund));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::AskRefused(e) => {
                [number(e.ask)].into_iter().chain(self.sealed(a.note, e.note.as_ref())).collect()
            }
            Event::AskWithdrawn(e) => vec![number(e.ask)],
            Event::OrderChanged(e) => {
                let mut figures = vec![number(e.ask), (a.by, self.side(e.order, e.by))];
                figures.extend(self.lines(e.order, &e.lines));
                figures.extend([
                    (a.promised, self.day(e.promised)),
                    (a.deposit_due, e.deposit_due.to_string()),
                    (a.total, e.total.to_string()),
                ]);
                figures.extend(e.to_credit.is_positive().then(|| (a.to_credit, e.to_credit.to_string())));
                figures
            }
            Event::GateWaived(e) => {
                let gate = (g.which_gate, (g.gate)(e.gate).to_owned());
                [gate].into_iter().chain(self.sealed(a.note, Some(&e.reason))).collect()
            }
            Event::PolicyAgreed(e) => self.policy(&e.policy),
            Event::DeadlinePassed(e) => {
                vec![(a.what, (g.overdue)(e.what).to_owned()), (a.wanted, self.calendar.moment(e.due).exact)]
            }
            _ => Vec::new(),
        }
    }

    /// How money that was held is divided.
    pub(super) fn divided(&self, kept: Rupiah, to_credit: Rupiah, to_refund: Rupiah) -> Vec<Figure> {
        let g = &self.t.agree;
        let parts = [(g.kept, kept), (g.to_credit, to_credit), (g.to_refund, to_refund)];
        parts
            .into_iter()
            .filter(|(_, it)| it.is_positive())
            .map(|(what, it)| (what, it.to_string()))
            .collect()
    }

    fn policy(&self, policy: &OrderPolicySet) -> Vec<Figure> {
        let g = &self.t.agree;
        let hours = |hours: u16| if hours == 0 { "–".to_owned() } else { (g.lasting)(i64::from(hours)) };
        let deadlines = &policy.deadlines;
        let until = if policy.cancel_after_start { g.cancel_after_start } else { g.cancel_before_work };
        let mut figures = vec![
            (g.deposit_before, (g.gate)(policy.deposit_before).to_owned()),
            (g.when_cancelled, (g.keep)(policy.keep).to_owned()),
        ];
        figures.extend(
            (policy.keep_percent > 0).then(|| (g.keep_percent, format!("{} %", policy.keep_percent))),
        );
        figures.extend([
            (g.rest_comes_back, (g.give_back)(policy.give_back).to_owned()),
            (g.cancel_until, until.to_owned()),
            (g.after_answer, hours(deadlines.answer)),
            (g.after_deposit, hours(deadlines.deposit)),
            (g.after_claim, hours(deadlines.claim)),
            (g.after_supplier, hours(deadlines.supplier)),
            (g.after_courier, hours(deadlines.courier)),
            (g.after_late, hours(deadlines.late)),
            (g.after_rest, hours(deadlines.rest)),
        ]);
        figures
    }

    fn side(&self, order: OrderId, side: Side) -> String {
        match (side, self.app.views.orders.sheet(order)) {
            (Side::Buyer, Some(sheet)) => self.app.party(sheet.order.buyer),
            _ => self.app.party(self.business),
        }
    }

    /// Agreed lines, with what they are as the order names it.
    fn lines(&self, order: OrderId, lines: &[AgreedLine]) -> Vec<Figure> {
        let sheet = self.app.views.orders.sheet(order);
        let all = sheet.as_ref().map(|sheet| [&sheet.order.lines[..], &sheet.order.placed_lines[..]]);
        let known = all.unwrap_or_default().concat();
        let line = |line: &AgreedLine| {
            let of = known.iter().find(|known| known.number == line.number);
            let (name, unit) = of.map_or(("–", ""), |of| (of.name.as_str(), of.unit.label()));
            let text = format!(
                "#{} {} {unit} {name} · {} = {}",
                line.number, line.quantity, line.price, line.amount
            );
            (self.t.audit.line, text)
        };
        lines.iter().map(line).collect()
    }
}
