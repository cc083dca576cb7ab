//! What is shown of an order: its terms, its goods, its money, its materials and its slips.

use rantai_core::book::delivery::Carrier;
use rantai_core::book::order::{DeliveryWish, FreightPayer, Payment, PaymentState, Stage};
use rantai_core::ids::BlobHash;
use rantai_core::money::Rupiah;

use super::{Line, Need, Paid, View};
use crate::app::photos;
use crate::business::{at, file_at};
use crate::order_words;
use crate::regions::in_one_line;
use crate::web::{Chip, Money, Photo, Row, Tone};

impl View<'_> {
    pub(super) fn proof(&self) -> Vec<Photo> {
        if self.order().claim_waiting().is_none() {
            return Vec::new();
        }
        let claim = self.sheet.links.iter().rev().find(|link| link.name() == "PaymentClaimed");
        claim.map_or_else(Vec::new, |link| self.photos(&link.evidence))
    }

    pub(super) fn photos(&self, evidence: &[BlobHash]) -> Vec<Photo> {
        let file = |hash| file_at(self.who, self.order().id, hash);
        let alt = self.t().common.photo;
        // The whole photo: what it shows is read here.
        photos(evidence)
            .map(|(full, _)| Photo { full: file(full), thumb: file(full), alt: alt.to_owned() })
            .collect()
    }

    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let (app, b, order, calendar) = (self.app, &self.t().business, self.order(), self.calendar());
        let mut facts = vec![(b.placed, calendar.moment(order.placed_at).text)];
        if let Some(day) = order.wanted {
            facts.push((b.wanted, calendar.day(day).text));
        }
        if let Some(agreement) = order.agreement() {
            facts.push((b.promised, calendar.day(agreement.promised).text));
            facts.push((b.settlement, (b.settlement_rule)(agreement.settlement).to_owned()));
            if agreement.freight.is_positive() {
                let payer = (b.freight_payer)(agreement.freight_payer);
                facts.push((b.freight, format!("{} · {payer}", agreement.freight)));
            }
        }
        match &order.delivery {
            DeliveryWish::Collect => facts.push((b.delivery, b.collects.to_owned())),
            DeliveryWish::Deliver { village, address } => {
                let street = app.vault.read(address).map(|street| street.to_string()).unwrap_or_default();
                facts.push((b.delivery, in_one_line(&street, &app.regions.spoken(village))));
            }
        }
        if order.packages() > 0 {
            facts.push((b.packages, order.packages().to_string()));
        }
        let said = match &order.stage {
            Stage::Declined { reason, note } => {
                facts.push((b.why, (b.decline_reason)(*reason).to_owned()));
                note.as_ref()
            }
            Stage::Withdrawn { note } | Stage::Cancelled { note, .. } => note.as_ref(),
            Stage::Placed | Stage::Accepted { .. } | Stage::Closed { .. } => None,
        };
        for (label, note) in [(b.note_of_buyer, order.note.as_ref()), (b.note, said)] {
            if let Some(text) = note.and_then(|note| app.vault.read(note)) {
                facts.push((label, text.to_string()));
            }
        }
        facts
    }

    /// The buyer's contact, who can be written to by WhatsApp.
    pub(super) fn whatsapp(&self) -> Option<(String, String)> {
        let registry = self.app.registry();
        let contact = registry.party(self.order().buyer)?.contact;
        let phone = self.app.vault.read(registry.person(contact)?.phone.as_ref()?)?;
        let digits = phone.trim_start_matches('+');
        Some((format!("https://wa.me/{digits}"), format!("{} · {phone}", self.app.person(contact))))
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        let alt = self.t().common.photo;
        let shown = |line: &rantai_core::book::order::OrderLine| Line {
            name: order_words::called(&line.name, &line.variant_name),
            quantity: order_words::counted(line, line.quantity, line.base),
            price: (self.t().storefront.price)(line.price, line.base_unit),
            amount: line.amount,
            specification: line
                .specification
                .as_ref()
                .and_then(|words| self.app.vault.read(words))
                .map(|words| words.to_string()),
            photo: line.photo.map(|hash| {
                let file = file_at(self.who, self.order().id, hash);
                Photo { full: file.clone(), thumb: file, alt: alt.to_owned() }
            }),
        };
        self.order().lines.iter().map(shown).collect()
    }

    pub(super) fn sums(&self) -> Vec<Money> {
        let (t, order) = (self.t(), self.order());
        let b = &t.business;
        let mut sums = vec![Money::new(b.goods, order.goods_total)];
        let Some(agreement) = order.agreement() else {
            return vec![Money::sum(t.common.total, order.goods_total)];
        };
        if agreement.freight.is_positive() && agreement.freight_payer == FreightPayer::Buyer {
            sums.push(Money::new(b.freight, agreement.freight));
        }
        if order.taken_off().is_positive() {
            sums.push(Money::new(t.money_pages.taken_off, Rupiah(-order.taken_off().0)));
        }
        sums.push(Money::sum(t.common.total, agreement.total));
        if agreement.deposit_due.is_positive() {
            sums.push(Money::new(b.deposit, agreement.deposit_due));
        }
        sums.push(Money::new(b.held, order.held()));
        if order.written_off().is_positive() {
            sums.push(Money::new(t.money_pages.let_go, order.written_off()));
        }
        sums.push(Money::sum(b.rest, order.rest()));
        if order.to_credit().is_positive() {
            sums.push(Money::new(t.money_pages.to_credit, order.to_credit()));
        }
        sums
    }

    pub(super) fn paid(&self, payment: &Payment) -> Paid {
        let (t, calendar) = (self.t(), self.calendar());
        let path = |payment: &Payment| {
            at(self.who, &format!("/payments/{}/receipt?order={}", payment.id, self.order().id))
        };
        let (amount, chip, receipt) = match &payment.state {
            PaymentState::Claimed => (payment.claimed, Chip::new(Tone::Yours, t.stages.claimed), None),
            PaymentState::Verified { amount, .. } => {
                (*amount, Chip::new(Tone::Done, t.stages.verified_as(payment.method)), Some(path(payment)))
            }
            PaymentState::Refused { reason } => {
                (payment.claimed, Chip::new(Tone::Failed, (t.business.refuse_reason)(*reason)), None)
            }
        };
        let what =
            format!("{} · {}", (t.business.method)(payment.method), calendar.moment(payment.claimed_at).text);
        Paid { what, amount, chip, receipt }
    }

    pub(super) fn needs(&self) -> Vec<Need> {
        let order = self.order();
        let short = order.materials_short();
        let needs = order.needs.iter().map(|need| Need {
            name: need.name.clone(),
            needed: format!("{} {}", need.needed, need.unit.label()),
            short: short
                .iter()
                .find(|(short, _)| short.material == need.material)
                .map(|(_, missing)| format!("{missing} {}", need.unit.label())),
        });
        needs.collect()
    }

    pub(super) fn requests(&self) -> Vec<Row> {
        use rantai_core::book::order::RequestState as R;
        let s = &self.t().stages;
        let row = |request: &rantai_core::book::order::OrderRequest| {
            let (tone, word) = match request.state {
                R::Sent => (Tone::Going, s.requested),
                R::Confirmed => (Tone::Going, s.confirmed),
                R::Refused => (Tone::Failed, s.refused),
                R::Withdrawn => (Tone::Quiet, s.withdrawn),
                R::Countered => (Tone::Yours, self.t().supply.chip_counter),
                R::Expired => (Tone::Failed, self.t().supply.expired),
                R::Shipped => (Tone::Yours, s.shipped),
                R::Received => (Tone::Done, s.received),
            };
            Row::new(at(self.who, &format!("/requests/{}", request.id)), self.app.party(request.supplier))
                .second(request.number.clone())
                .chip(Chip::new(tone, word))
        };
        self.order().requests.iter().map(row).collect()
    }

    /// What goes with a slip, in words.
    fn carried(&self, slip: &rantai_core::book::order::Slip) -> String {
        let load = slip.load.iter().map(|of| order_words::part_of(self.order(), of.line, of.quantity));
        load.collect::<Vec<_>>().join(", ")
    }

    pub(super) fn slips(&self) -> Vec<Row> {
        use rantai_core::book::order::SlipState as S;
        let (s, b) = (&self.t().stages, &self.t().business);
        let row = |slip: &rantai_core::book::order::Slip| {
            let (tone, word) = match &slip.state {
                S::Issued => (Tone::Going, s.issued),
                S::Declined { .. } => (Tone::Failed, s.refused),
                S::Withdrawn => (Tone::Quiet, s.withdrawn),
                S::PickedUp { .. } => (Tone::Going, s.picked_up),
                S::Completed { .. } => (Tone::Done, s.delivered),
                S::Failed { .. } => (Tone::Failed, s.attempt_failed),
            };
            let carrier = match &slip.carrier {
                Carrier::Courier { party } => self.app.party(*party),
                Carrier::OwnStaff { person } => self.app.person(*person),
                Carrier::Expedition { name, waybill } if waybill.is_empty() => name.clone(),
                Carrier::Expedition { name, waybill } => format!("{name} · {waybill}"),
                Carrier::Collected => b.collects.to_owned(),
            };
            Row::new(at(self.who, &format!("/slips/{}", slip.id)), carrier)
                .second(format!("{} · {}", self.carried(slip), slip.number))
                .chip(Chip::new(tone, word))
                .since(self.calendar().moment(slip.issued_at))
        };
        self.order().slips.iter().map(row).collect()
    }
}
