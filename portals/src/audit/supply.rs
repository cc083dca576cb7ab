//! Every figure of a fact about supply and the workshop, in words.

use rantai_core::book::Event;
use rantai_core::book::material::{OfferedLine, ReceivedLine};
use rantai_core::ids::RequestId;

use super::words::{Figure, Reader};

impl Reader<'_> {
    /// Everything that a fact about supply or the workshop says.
    pub(super) fn supply(&self, event: &Event) -> Vec<Figure> {
        let (a, s) = (&self.t.audit, &self.t.supply);
        match event {
            Event::SupplierCountered(e) => {
                let mut figures = self.offered(e.request, &e.lines);
                figures.push((a.promised, self.day(e.promised)));
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::SupplierCounterAccepted(e) => {
                let mut figures = self.offered(e.request, &e.lines);
                figures.push((a.promised, self.day(e.promised)));
                figures
            }
            Event::SupplierCounterRefused(e) => self.sealed(a.note, e.note.as_ref()).into_iter().collect(),
            Event::RequestExpired(e) => vec![(s.answer_by, self.calendar.moment(e.answer_by).exact)],
            Event::RequestClosed(e) => self.sealed(a.note, e.note.as_ref()).into_iter().collect(),
            Event::MaterialsReceived(e) => {
                let mut figures: Vec<Figure> = e.lines.iter().flat_map(|line| self.received(line)).collect();
                figures.extend(e.shipment.map(|number| (s.shipments, (s.shipment)(number))));
                if !e.closes {
                    figures.push((s.rest, s.rest_later.to_owned()));
                }
                figures
            }
            Event::MaterialsReturned(e) => {
                let mut figures: Vec<Figure> = e.lines.iter().flat_map(|line| self.received(line)).collect();
                figures.push((s.credit, e.credit.to_string()));
                figures.extend(self.because(
                    a.reason,
                    (s.return_reason)(e.reason).to_owned(),
                    e.note.as_ref(),
                ));
                figures
            }
            Event::SupplierBilled(e) => {
                let mut figures = vec![
                    (a.supplier, self.app.party(e.supplier)),
                    (s.bill_number, e.number.clone()),
                    (a.amount, e.amount.to_string()),
                ];
                figures.extend(e.due.map(|day| (s.due, self.day(day))));
                figures
            }
            Event::SupplierPaid(e) => {
                let mut figures = vec![
                    (a.supplier, self.app.party(e.supplier)),
                    (a.amount, e.amount.to_string()),
                    (a.method, (self.t.business.method)(e.method).to_owned()),
                ];
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::WorkReported(e) => {
                let name = if e.name.is_empty() { s.one_step } else { &e.name };
                let mut figures = vec![
                    (s.step, format!("{name} ({}/{})", e.step, e.steps)),
                    (s.done, e.done.to_string()),
                    (s.scrap, e.scrap.to_string()),
                    (s.rework, e.rework.to_string()),
                ];
                figures.extend(e.worker.map(|person| (s.worker, self.app.person(person))));
                figures
            }
            Event::MaterialsUsed(e) => self.stock(&e.more),
            _ => Vec::new(),
        }
    }

    fn offered(&self, request: RequestId, lines: &[OfferedLine]) -> Vec<Figure> {
        let request = self.app.views.requests.sheet(request);
        let asked = request.as_ref().map(|sheet| &sheet.request.lines[..]).unwrap_or_default();
        let line = |line: &OfferedLine| {
            let known = asked.iter().find(|asked| asked.number == line.number);
            let (name, unit) = known.map_or(("", ""), |asked| (&asked.name, asked.unit.label()));
            let name = line.substitute.as_ref().map_or(name, |other| &other.name);
            let text = format!("#{} {} {unit} {name} · {}", line.number, line.quantity, line.price);
            (self.t.audit.line, text)
        };
        lines.iter().map(line).collect()
    }

    pub(super) fn received(&self, line: &ReceivedLine) -> Vec<Figure> {
        let mut figures = vec![(self.t.audit.material, self.material(line.material, line.quantity))];
        if line.damaged.is_positive() {
            figures.push((self.t.supply.damaged, self.material(line.material, line.damaged)));
        }
        figures
    }
}
