//! What guests wrote and booked, and the answers kept ready, in words.

use rantai_core::book::Event;
use rantai_core::book::booking::BookableSet;
use rantai_core::time::Moment;

use super::{Figure, Reader};
use crate::business::bookables::written_hours;
use crate::storefront::slots::span;

impl Reader<'_> {
    /// Everything that a fact about guests or about answers kept ready says.
    pub(super) fn guests(&self, event: &Event) -> Vec<Figure> {
        let (a, b, g) = (&self.t.audit, &self.t.bookings, &self.t.guests);
        match event {
            Event::GuestPostWritten(e) => {
                let mut figures: Vec<Figure> =
                    e.by.map(|by| (a.by, self.app.party(by))).into_iter().collect();
                figures.extend(self.sealed(a.by, e.name.as_ref()));
                figures.extend(self.sealed(a.words, Some(&e.text)));
                figures
            }
            Event::GuestPostHidden(e) => {
                self.because(a.reason, (g.hide_reason)(e.reason).to_owned(), e.note.as_ref())
            }
            Event::GuestPostAnswered(e) => self.sealed(g.answer, Some(&e.text)).into_iter().collect(),
            Event::ReplyTemplateSet(e) => vec![(b.name, e.name.clone()), (a.words, format!("“{}”", e.text))],
            Event::BookableSet(e) => self.bookable(e),
            Event::SlotBooked(e) => {
                let mut figures = vec![
                    (a.number, e.number.clone()),
                    (b.name, e.name.clone()),
                    (a.buyer, self.app.party(e.buyer)),
                    (b.slot, self.slot(e.slot, Some(e.until))),
                    (b.how_many, (b.places)(e.places)),
                    (b.price_label, e.price.to_string()),
                    (a.total, e.total.to_string()),
                ];
                figures.extend(self.sealed(a.note, e.note.as_ref()));
                figures
            }
            Event::BookingMoved(e) => {
                vec![(b.slot_before, self.slot(e.was, None)), (b.slot, self.slot(e.slot, Some(e.until)))]
            }
            Event::BookingCancelled(e) => {
                let mut figures = vec![(a.by, self.app.party(e.by))];
                figures.extend(self.because(a.reason, (b.off_reason)(e.reason).to_owned(), e.note.as_ref()));
                figures
            }
            Event::BookingMarked(e) => vec![(b.attendance, (b.state)(Some(e.attendance)).to_owned())],
            Event::BookingPaid(e) => {
                let sale = self.app.views.counter.sale(self.business, e.sale);
                sale.map(|sale| (a.receipt, sale.made.number.clone())).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn bookable(&self, set: &BookableSet) -> Vec<Figure> {
        let b = &self.t.bookings;
        let mut figures = vec![(b.kind_label, (b.kind)(set.kind).to_owned()), (b.name, set.name.clone())];
        figures.extend((!set.about.is_empty()).then(|| (b.about, set.about.clone())));
        figures.extend([
            (b.capacity, set.capacity.to_string()),
            (b.length, (b.minutes)(set.minutes)),
            (b.hours, written_hours(self.calendar.lang, &set.hours).replace('\n', ", ")),
        ]);
        let closed: Vec<String> = set.closed.iter().map(|day| self.day(*day)).collect();
        figures.extend((!closed.is_empty()).then(|| (b.closed, closed.join(", "))));
        figures.extend([
            (b.days_ahead, set.days_ahead.to_string()),
            (b.price_label, (b.price)(set.price)),
            (b.offered, if set.offered { b.yes } else { b.no }.to_owned()),
        ]);
        figures
    }

    fn slot(&self, from: Moment, until: Option<Moment>) -> String {
        let day = self.day(from.day_in(self.calendar.zone));
        match until {
            Some(until) => format!("{day} {}", span(self.calendar, from, until)),
            None => format!("{day} {}", self.calendar.clock(from)),
        }
    }
}
