//! What can be done with an order: its forms, the next one and those folded away.

use rantai_core::book::order::promise::{Basis, Estimate};
use rantai_core::book::order::{Awaits, DeclineReason, FreightPayer, Payment, Stage, Work};
use rantai_core::book::payment::{PaymentMethod, PaymentRefusal};
use rantai_core::book::profile::SettlementRule;
use rantai_core::money::Rupiah;

use super::View;
use crate::business::forms::{Ask, DeedForm, Second, channels};
use crate::business::{Duty, at, may};
use crate::filled::figure;
use crate::promise;
use crate::web::{Choice, Field};

impl View<'_> {
    /// The page of the first product to be made that has no recipe.
    pub(super) fn without_recipe(&self) -> String {
        let shops = &self.app.views.shops;
        let lacks = |line: &&rantai_core::book::order::OrderLine| {
            shops.recipe(self.who.party, line.product).is_empty()
        };
        let line = self.order().lines_to_make().find(lacks);
        line.map_or_else(
            || at(self.who, "/catalogue"),
            |line| at(self.who, &format!("/catalogue/{}", line.product)),
        )
    }

    pub(super) fn accept(&self) -> DeedForm {
        let b = &self.t().business;
        let keep = |field| self.again.keep(field);
        let payers =
            FreightPayer::ALL.iter().map(|payer| Choice::new(payer.name(), (b.freight_payer)(*payer)));
        let payer = self.order().delivery.usual_payer();
        let total = self.order().goods_total;
        self.form("/accept", (b.accept)(total)).asks([
            Ask::Day(keep(
                Field::new("promised", b.promised).value(self.promise()).hint(self.promise_hint()),
            )),
            Ask::Select(keep(
                Field::new("deposit_percent", b.deposit).value(self.percent()).choices(self.deposits()),
            )),
            Ask::Money(keep(Field::new("freight", b.freight).value("0").hint(b.freight_hint))),
            Ask::Choices(keep(
                Field::new("freight_payer", b.who_pays_freight).value(payer.name()).choices(payers),
            )),
        ])
    }

    /// The wanted day where that can be kept; else the day that eight of ten orders like it keep, or, where there
    /// are too few of them, as many days from now as the slowest product usually takes.
    fn promise(&self) -> rantai_core::time::Day {
        let estimate = self.estimate();
        let today = self.calendar().today();
        let least = match estimate.basis {
            Basis::History { .. } => estimate.sure,
            Basis::Own | Basis::Beyond { .. } => today,
        };
        self.order().wanted.filter(|day| *day >= least).unwrap_or(estimate.sure)
    }

    fn estimate(&self) -> Estimate {
        promise::if_accepted(self.app, self.who.party, self.order())
    }

    fn promise_hint(&self) -> String {
        let (b, p, calendar) = (&self.t().business, &self.t().promise, self.calendar());
        let wanted = match self.order().wanted {
            Some(day) => (b.wanted_by)(&calendar.day(day).text),
            None => b.wanted_any.to_owned(),
        };
        let Estimate { likely, sure, basis } = self.estimate();
        let known = match basis {
            Basis::History { orders } => {
                (p.day_hint)(&calendar.day(likely).text, &calendar.day(sure).text, orders)
            }
            Basis::Own | Basis::Beyond { .. } => p.own_hint.to_owned(),
        };
        format!("{wanted} {known}")
    }

    fn percent(&self) -> u8 {
        let shop = self.app.views.shops.shop(self.who.party);
        let terms = shop.and_then(|shop| shop.profile.terms.as_ref().map(|terms| terms.deposit_percent));
        terms.unwrap_or(0)
    }

    fn deposits(&self) -> Vec<Choice> {
        let b = &self.t().business;
        let mut percents = vec![0, self.percent(), 30, 50, 100];
        percents.sort_unstable();
        percents.dedup();
        let words = |percent: u8| (b.deposit_of)(percent, self.order().goods_total.percent_up(percent));
        percents.into_iter().map(|percent| Choice::new(percent.to_string(), words(percent))).collect()
    }

    pub(super) fn verify(&self, payment: &Payment) -> DeedForm {
        let b = &self.t().business;
        let seen = Field::new("seen", b.seen).value(figure(payment.claimed)).hint((b.claimed_by)(
            payment.claimed,
            (b.method)(payment.method),
            self.due(),
        ));
        let path = at(self.who, &format!("/payments/{}/verify", payment.id));
        DeedForm::new(self.app, path, self.sheet.version, b.verify)
            .hidden("order", self.order().id)
            .asks([Ask::Money(self.again.keep(seen)), Ask::Earlier(self.again.earlier(self.t(), "verify"))])
    }

    /// What the agreement asks for now: the deposit that is missing, else the rest.
    pub(super) fn due(&self) -> Rupiah {
        let deposit = self.order().deposit_short();
        if deposit.is_positive() { deposit } else { self.order().rest() }
    }

    pub(super) fn seconds(&self) -> Vec<Second> {
        let order = self.order();
        let (orders, money) = (may(self.who, Duty::Orders), may(self.who, Duty::Money));
        let mut seconds = Vec::new();
        match &order.stage {
            Stage::Placed if orders => seconds.extend([self.decline(), self.withdraw()]),
            Stage::Accepted { work, .. } => {
                if money {
                    seconds.extend(self.about_money());
                }
                let nothing_paid = order.claim_waiting().is_none() && !order.held().is_positive();
                if orders && *work == Work::Waiting && nothing_paid {
                    seconds.push(self.cancel());
                }
            }
            Stage::Placed
            | Stage::Declined { .. }
            | Stage::Withdrawn { .. }
            | Stage::Cancelled { .. }
            | Stage::Closed { .. } => {}
        }
        seconds
    }

    fn about_money(&self) -> Vec<Second> {
        let order = self.order();
        let mut seconds = Vec::new();
        match order.claim_waiting() {
            Some(payment) => {
                // A courier's cash is counted where it is handed over.
                if !self.is_with_courier(payment.id) && !matches!(order.awaits(), Awaits::PaymentCheck { .. })
                {
                    let check = Awaits::PaymentCheck { payment: payment.id, amount: payment.claimed };
                    let title = (self.t().business.deed)(&check, true);
                    seconds.push(self.again.second("verify", &title, self.verify(payment)));
                }
                seconds.push(self.refuse(payment));
            }
            None if order.rest().is_positive() => {
                seconds.push(self.record());
                if self.may_claim() {
                    seconds.push(self.claim());
                }
            }
            None => {}
        }
        seconds
    }

    /// The agreement lets the buyer pay now.
    fn may_claim(&self) -> bool {
        let Some(agreement) = self.order().agreement() else { return false };
        let arrived = matches!(self.order().stage, Stage::Accepted { work: Work::Delivered { .. }, .. });
        let settles = agreement.settlement != SettlementRule::AfterDelivery || arrived;
        self.order().deposit_short().is_positive() || (settles && self.order().rest().is_positive())
    }

    fn decline(&self) -> Second {
        let b = &self.t().business;
        let reasons =
            DeclineReason::ALL.iter().map(|reason| Choice::new(reason.name(), (b.decline_reason)(*reason)));
        let form = self.form("/decline", b.decline_yes).intro(b.decline_effect).asks([
            Ask::Choices(self.again.keep(Field::new("decline_reason", b.why).choices(reasons))),
            Ask::Area(self.again.keep(Field::new("decline_note", b.note_to_buyer).optional())),
        ]);
        self.again.danger("decline", b.decline, form)
    }

    fn withdraw(&self) -> Second {
        let b = &self.t().business;
        let buyer = self.app.party(self.order().buyer);
        let form = self.form("/withdraw", b.withdraw_yes).intro((b.withdraw_effect)(&buyer)).asks([
            self.channel("withdraw_channel"),
            self.photo("withdraw_photo", b.chat_photo),
            Ask::Area(self.again.keep(Field::new("withdraw_note", b.note).optional())),
        ]);
        self.again.danger("withdraw", b.withdraw, form)
    }

    fn cancel(&self) -> Second {
        let b = &self.t().business;
        let form = self
            .form("/cancel", b.cancel_yes)
            .intro(b.cancel_effect)
            .asks([Ask::Area(self.again.keep(Field::new("cancel_note", b.note_to_buyer).optional()))]);
        self.again.danger("cancel", b.cancel, form)
    }

    fn refuse(&self, payment: &Payment) -> Second {
        let b = &self.t().business;
        let reasons =
            PaymentRefusal::ALL.iter().map(|reason| Choice::new(reason.name(), (b.refuse_reason)(*reason)));
        let path = at(self.who, &format!("/payments/{}/refuse", payment.id));
        let form = DeedForm::new(self.app, path, self.sheet.version, b.refuse_yes)
            .hidden("order", self.order().id)
            .intro(b.refuse_effect)
            .asks([
                Ask::Choices(
                    self.again.keep(
                        Field::new("refuse_reason", b.why)
                            .value(PaymentRefusal::NotArrived.name())
                            .choices(reasons),
                    ),
                ),
                Ask::Area(self.again.keep(Field::new("refuse_note", b.note_to_buyer).optional())),
            ]);
        self.again.danger("refuse", b.refuse, form)
    }

    fn record(&self) -> Second {
        let b = &self.t().business;
        let form = self.form("/payments/record", b.record_yes).intro(b.record_effect).asks([
            Ask::Money(self.again.keep(Field::new("record_amount", b.amount).value(figure(self.due())))),
            self.method("record_method", PaymentMethod::Cash),
            Ask::Earlier(self.again.earlier(self.t(), "record")),
            self.photo("record_photo", b.proof_photo),
            Ask::Area(self.again.keep(Field::new("record_note", b.note).optional())),
        ]);
        self.again.second("record", b.record, form)
    }

    fn claim(&self) -> Second {
        let b = &self.t().business;
        let buyer = self.app.party(self.order().buyer);
        let form = self.form("/claim", b.claim_yes).intro((b.claim_effect)(&buyer)).asks([
            self.channel("claim_channel"),
            Ask::Money(self.again.keep(Field::new("claim_amount", b.amount).value(figure(self.due())))),
            self.method("claim_method", PaymentMethod::BankTransfer),
            self.photo("claim_photo", b.proof_photo),
        ]);
        self.again.second("claim", b.claim, form)
    }

    pub(super) fn channel(&self, name: &str) -> Ask {
        let t = self.t();
        Ask::Choices(self.again.keep(Field::new(name, t.business.how_told).choices(channels(t))))
    }

    fn photo(&self, name: &str, label: &str) -> Ask {
        Ask::Photo(self.again.keep(Field::new(name, label).optional()))
    }

    fn method(&self, name: &str, usual: PaymentMethod) -> Ask {
        let b = &self.t().business;
        let methods = PaymentMethod::ALL.iter().map(|method| Choice::new(method.name(), (b.method)(*method)));
        Ask::Select(self.again.keep(Field::new(name, b.how_paid).value(usual.name()).choices(methods)))
    }
}
