//! What is shown of an order to its buyer: what is next, its terms, its goods, its payments and its slips.

use rantai_core::book::delivery::Carrier;
use rantai_core::book::order::{
    Awaits, DeliveryWish, OrderLine, Payment, PaymentState, PriceKind, Side, Slip, SlipState, Stage,
    StageName,
};
use rantai_core::ids::{BlobHash, PaymentId, SlipId};
use rantai_core::sealed::{Personal, Sealed};

use super::{Line, PaymentLine, Reading, Received, SlipLine};
use crate::courier::said_of_failure;
use crate::i18n::dates::Shown;
use crate::order_words;
use crate::order_words::{called, counted};
use crate::regions::in_one_line;
use crate::storefront::goods;
use crate::web::{Chip, Link, Notice, Tone};

impl Reading<'_> {
    pub(super) fn next(&self) -> Notice {
        let (d, order) = (&self.t.distributor, self.order());
        let going = |title: String| Notice::new(Tone::Going, title, (d.next_going_text)(&self.business));
        match (&order.stage, self.sheet.stage, order.awaits()) {
            // The offer stands below, with whose it is and until when.
            (Stage::Placed, _, Awaits::OfferAnswer { .. }) => {
                Notice::new(Tone::Yours, self.t.agree.your_turn, "")
            }
            (_, _, Awaits::AskAnswer { of: Side::Buyer, .. }) => {
                Notice::new(Tone::Yours, self.t.agree.answer_ask, "")
            }
            (_, _, Awaits::AskAnswer { of: Side::Business, .. }) => {
                Notice::new(Tone::Going, (self.t.agree.you_wait)(&self.business), "")
            }
            (Stage::Placed, ..) => {
                Notice::new(Tone::Going, (d.next_answer)(&self.business), d.next_answer_text)
            }
            (Stage::Declined { reason, note }, ..) => Notice::new(
                Tone::Failed,
                (d.over_declined)(&self.business),
                joined((d.decline_reason)(*reason), &self.read(note.as_ref())),
            ),
            (Stage::Withdrawn { note }, ..) => Notice::new(
                Tone::Quiet,
                d.over_withdrawn,
                joined(d.over_withdrawn_text, &self.read(note.as_ref())),
            ),
            (Stage::Cancelled { by, note, .. }, ..) => {
                let by =
                    if *by == self.member.party { self.t.common.you.to_owned() } else { self.app.party(*by) };
                Notice::new(Tone::Quiet, (d.over_cancelled)(&by), self.read(note.as_ref()))
            }
            (Stage::Closed { .. }, ..) => Notice::new(Tone::Done, d.over_closed, d.over_closed_text),
            (_, _, Awaits::PaymentCheck { payment, amount }) if self.is_with_courier(payment) => {
                let text = (d.next_cash_text)(&self.business);
                Notice::new(Tone::Going, (d.next_cash)(&self.business, amount), text)
            }
            (_, _, Awaits::PaymentCheck { amount, .. }) => {
                Notice::new(Tone::Going, (d.next_check)(&self.business, amount), d.next_check_text)
            }
            (_, _, Awaits::Deposit { short }) => {
                Notice::new(Tone::Yours, (d.next_deposit)(short), d.next_deposit_text)
            }
            (_, _, Awaits::Settlement { rest }) => {
                let early = self.sheet.stage != StageName::AwaitingSettlement;
                let text = if early { d.next_before_dispatch_text } else { d.next_settlement_text };
                Notice::new(Tone::Yours, (d.next_settlement)(rest), text)
            }
            (_, _, Awaits::PickUp { slip } | Awaits::Arrival { slip }) => self.on_the_way(slip),
            (_, StageName::AwaitingMaterials, _) => going(d.next_materials.to_owned()),
            (_, StageName::InProduction, _) => going(d.next_making.to_owned()),
            (_, StageName::Made, _) => going(d.next_packing.to_owned()),
            (_, _, Awaits::ReturnReceipt { .. } | Awaits::ShortfallDecision) => {
                going(self.t.road.decided_first.to_owned())
            }
            (_, StageName::Packed, _) if self.failed_slip().is_some() => {
                going(d.next_dispatch_again.to_owned())
            }
            (_, StageName::Packed, _) => going(d.next_dispatch.to_owned()),
            _ => going(d.next_ready.to_owned()),
        }
    }

    fn on_the_way(&self, slip: SlipId) -> Notice {
        let d = &self.t.distributor;
        let Some(slip) = self.order().slips.iter().find(|entry| entry.id == slip) else {
            return Notice::new(Tone::Going, d.next_dispatch, "");
        };
        let gone = matches!(slip.state, SlipState::PickedUp { .. });
        let cash = if slip.cash_to_collect.is_positive() {
            (d.cash_to_collect)(slip.cash_to_collect)
        } else {
            d.next_arrival_text.to_owned()
        };
        let carrier = self.carrier(&slip.carrier);
        match &slip.carrier {
            Carrier::Collected => {
                Notice::new(Tone::Yours, d.next_collect, (d.next_collect_text)(&self.shop_address()))
            }
            Carrier::Expedition { .. } if gone => {
                Notice::new(Tone::Yours, (d.next_arrival)(&carrier), d.next_expedition_text)
            }
            _ if gone => Notice::new(Tone::Going, (d.next_arrival)(&carrier), cash),
            _ => Notice::new(Tone::Going, (d.next_pick_up)(&carrier), (d.next_pick_up_text)(&self.business)),
        }
    }

    /// It is cash that a courier took and has not handed over.
    fn is_with_courier(&self, payment: PaymentId) -> bool {
        self.order().courier_cash().any(|(_, cash)| cash.payment.id == payment)
    }

    /// Where an expedition carries, only the buyer knows of the arrival.
    pub(super) fn received(&self) -> Option<Received> {
        let slip = self.order().open_slip()?;
        let theirs = matches!(slip.carrier, Carrier::Expedition { .. });
        (theirs && matches!(slip.state, SlipState::PickedUp { .. })).then(|| Received {
            action: format!("{}/slips/{}/received", self.path, slip.id),
            who: self
                .filled
                .field("received_by", self.t.distributor.who_received, self.app.person(self.member.person))
                .optional(),
            earlier: self.filled.earlier(self.t, "received"),
        })
    }

    /// The last payment was refused, or less of it was found than was told, and nothing was sent since.
    pub(super) fn refused_payment(&self) -> Option<Notice> {
        let d = &self.t.distributor;
        let last = self.order().payments.last()?;
        match &last.state {
            PaymentState::Verified { amount, .. }
                if *amount < last.claimed && !self.sheet.stage.is_over() =>
            {
                let words = (d.found_another)(last.claimed, *amount);
                Some(Notice::new(Tone::Failed, words, (d.found_less_text)(&self.business)))
            }
            PaymentState::Refused { reason } if !self.sheet.stage.is_over() => {
                let words = (d.payment_was_refused)(last.claimed, (d.payment_refusal)(*reason));
                Some(Notice::new(Tone::Failed, words, ""))
            }
            _ => None,
        }
    }

    pub(super) fn facts(&self) -> Vec<(&'static str, String, Option<Shown>)> {
        let (d, order) = (&self.t.distributor, self.order());
        let mut facts = Vec::new();
        if let Some(agreement) = order.agreement() {
            facts.push((d.promised, String::new(), Some(self.calendar.day(agreement.promised))));
        }
        if let Some(percent) = order.progress_percent().filter(|percent| *percent < 100) {
            facts.push((self.t.supply.making, (self.t.supply.percent)(percent), None));
        }
        if let Some(wanted) = order.wanted {
            facts.push((d.wanted_by, String::new(), Some(self.calendar.day(wanted))));
        }
        match &order.delivery {
            DeliveryWish::Collect => facts.push((d.collected_at, self.shop_address(), None)),
            DeliveryWish::Deliver { village, address } => {
                let place = self.app.regions.spoken(village);
                let address = self.read(Some(address));
                facts.push((d.brought_to, in_one_line(&address, &place), None));
            }
        }
        if let Some(agreement) = order.agreement() {
            facts.push((d.settlement, goods::rest(self.t, agreement.settlement).to_owned(), None));
        }
        let note = self.read(order.note.as_ref());
        if !note.is_empty() {
            facts.push((d.your_note, note, None));
        }
        facts
    }

    fn shop_address(&self) -> String {
        let Some(shop) = self.app.views.shops.shop(self.sheet.business) else { return self.business.clone() };
        let place = self.app.regions.spoken(&shop.profile.village);
        if shop.profile.street.is_empty() { place } else { format!("{}, {place}", shop.profile.street) }
    }

    pub(super) fn line(&self, line: &OrderLine) -> Line {
        let d = &self.t.distributor;
        let kind = match line.price_kind {
            PriceKind::Retail => d.retail,
            PriceKind::Wholesale => d.wholesale,
        };
        Line {
            name: called(&line.name, &line.variant_name),
            quantity: counted(line, line.quantity, line.base),
            price: format!("{} · {kind}", (self.t.storefront.price)(line.price, line.base_unit)),
            amount: line.amount,
            specification: self.read(line.specification.as_ref()),
            photo: line.photo.map(|hash| self.file(hash)),
        }
    }

    pub(super) fn payment(&self, payment: &Payment) -> PaymentLine {
        let (t, d) = (self.t, &self.t.distributor);
        let (amount, chip, why, receipt) = match &payment.state {
            PaymentState::Claimed => {
                let with_courier = self.is_with_courier(payment.id);
                let word = if with_courier { t.stages.with_courier } else { t.stages.claimed };
                (payment.claimed, Chip::new(Tone::Going, word), String::new(), None)
            }
            PaymentState::Verified { amount, receipt, .. } => {
                let address = format!("{}/payments/{}/receipt", self.path, payment.id);
                let words = format!("{} {receipt}", d.receipt);
                let other = *amount != payment.claimed;
                let why = if other { (d.found_another)(payment.claimed, *amount) } else { String::new() };
                (
                    *amount,
                    Chip::new(Tone::Done, t.stages.verified_as(payment.method)),
                    why,
                    Some((address, words)),
                )
            }
            PaymentState::Refused { reason } => {
                let why = (d.payment_refusal)(*reason).to_owned();
                (payment.claimed, Chip::new(Tone::Failed, t.stages.refused), why, None)
            }
        };
        let how = (d.pay_method)(payment.method).to_owned();
        PaymentLine { amount, how, chip, when: self.calendar.moment(payment.claimed_at), why, receipt }
    }

    pub(super) fn carrier(&self, carrier: &Carrier) -> String {
        let d = &self.t.distributor;
        match carrier {
            Carrier::Courier { party } => self.app.party(*party),
            Carrier::OwnStaff { person } => self.app.person(*person),
            Carrier::Expedition { name, .. } => name.clone(),
            Carrier::Collected => d.collected.to_owned(),
        }
    }

    pub(super) fn slip(&self, slip: &Slip) -> SlipLine {
        let (t, d) = (self.t, &self.t.distributor);
        let load = slip.load.iter().map(|of| order_words::part_of(self.order(), of.line, of.quantity));
        let mut detail: Vec<_> = load.chain([(d.packages)(slip.packages)]).collect();
        let mode = (d.transport)(slip.mode);
        match &slip.carrier {
            Carrier::Expedition { waybill, .. } if !waybill.is_empty() => detail.push((d.waybill)(waybill)),
            Carrier::OwnStaff { .. } => detail.push(d.own_staff.to_owned()),
            _ => {}
        }
        if !mode.is_empty() && slip.carrier != Carrier::Collected {
            detail.push(mode.to_owned());
        }
        let (chip, when, note) = match &slip.state {
            SlipState::Issued => (Chip::new(Tone::Going, t.stages.issued), slip.issued_at, String::new()),
            SlipState::Declined { .. } => {
                (Chip::new(Tone::Quiet, d.slip_declined), slip.issued_at, String::new())
            }
            SlipState::Withdrawn => {
                (Chip::new(Tone::Quiet, t.stages.withdrawn), slip.issued_at, String::new())
            }
            SlipState::PickedUp { at } => (Chip::new(Tone::Going, t.stages.picked_up), *at, String::new()),
            SlipState::Completed { at, received_by, .. } => {
                let who = self.read(received_by.as_ref());
                let note = if who.is_empty() { who } else { (d.received_by)(&who) };
                (Chip::new(Tone::Done, t.stages.delivered), *at, note)
            }
            SlipState::Failed { at, reason, next_attempt } => {
                let why = (d.delivery_problem)(*reason).to_owned();
                let said = said_of_failure(self.app, slip.id).map(|said| format!("“{said}”"));
                let next = next_attempt.map(|day| (t.road.tried_again_on)(&self.calendar.day(day).text));
                let note = [Some(why), said, next].into_iter().flatten().collect::<Vec<_>>().join(" · ");
                (Chip::new(Tone::Failed, t.stages.attempt_failed), *at, note)
            }
        };
        SlipLine {
            number: slip.number.clone(),
            carrier: self.carrier(&slip.carrier),
            detail: detail.join(" · "),
            chip,
            when: self.calendar.moment(when),
            note,
        }
    }

    pub(super) fn links(&self) -> Vec<Link> {
        let courier = self.order().open_slip().and_then(|slip| match slip.carrier {
            Carrier::Courier { party } => Some(party),
            Carrier::OwnStaff { .. } | Carrier::Expedition { .. } | Carrier::Collected => None,
        });
        let (reader, business) = (self.member.party, self.sheet.business);
        let turn = self.sheet.turn;
        let next =
            order_words::who_is_next(self.app, self.t, reader, business, self.order().buyer, turn, courier);
        let links = &self.sheet.links;
        let file = |hash| self.file(hash);
        order_words::chain(self.app, self.t, &self.calendar, links, self.sheet.stage, &next, file)
    }

    fn file(&self, hash: BlobHash) -> String {
        format!("{}/files/{hash}", self.path)
    }

    fn read<T: Personal>(&self, sealed: Option<&Sealed<T>>) -> String {
        sealed.and_then(|sealed| self.app.vault.read(sealed)).map(|text| text.to_string()).unwrap_or_default()
    }
}

fn joined(first: &str, second: &str) -> String {
    if second.is_empty() { first.to_owned() } else { format!("{first} {second}") }
}
