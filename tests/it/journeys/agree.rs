//! The words of those who bargain, ask for something else than was agreed, and let time pass.

use std::time::Duration;

use rantai::i18n::Lang;
use rantai_core::book;
use rantai_core::book::order::{
    AcceptOffer, AnswerAsk, AskCancellation, AskChange, AskedLine, CounterOrder, FreightPayer, Gate,
    OfferedLine, Order, WaiveGate, WithdrawAsk,
};
use rantai_core::book::profile::{GiveBack, Keep, OrderPolicySet, SetOrderPolicy};
use rantai_core::facts::Facts;
use rantai_core::ids::{BookId, CommandId};
use rantai_core::log::Log as _;
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_core::sealed::Note;
use rantai_core::time::{Clock as _, Day};

use super::{Tale, Who};

impl Tale {
    /// `24 jam kemudian.`: the clock goes on, and the desk looks what has fallen due.
    pub(super) async fn hours_later(&mut self, line: &str) -> bool {
        let Some(hours) = line.strip_suffix(" jam kemudian.") else { return false };
        let hours: i64 = hours.parse().expect("so many hours");
        self.clock.set(self.clock.now().plus_seconds(hours * 3_600));
        let before = self.world.app.log.watermark();
        let passed = self.world.app.desk.pass_time().await.unwrap();
        assert!(self.world.app.views.wait_for(passed.cursor, Duration::from_secs(10)).await);
        for commit in self.world.app.log.read(before, 100).unwrap() {
            let Facts::Book(facts) = Facts::of(&commit).unwrap() else { continue };
            for fact in facts {
                let title = (Lang::Id.phrases().events.title)(fact.name());
                let what = match fact {
                    book::Event::DeadlinePassed(e) => (Lang::Id.phrases().agree.overdue)(e.what),
                    _ => "",
                };
                self.tell(format!("{title} {what}").trim_end());
            }
        }
        if self.world.app.log.watermark() == before {
            self.tell("belum ada yang lewat waktu");
        }
        self.look();
        true
    }

    /// How the agreement stands, where it did not come about on the straight road.
    pub(super) fn agreement(order: &Order) -> Option<String> {
        let plain = order.offers.is_empty() && order.asks.is_empty();
        (!plain).then(|| (Lang::Id.phrases().agree.commercial)(order.commercial()).to_owned())
    }

    /// The words of these deeds.
    pub(super) fn agreeing(
        &self,
        who: &Who,
        id: CommandId,
        words: &[&str],
        more: &[&str],
    ) -> Option<book::Command> {
        let order = self.order?;
        let sheet = self.world.app.views.orders.sheet(order)?;
        let after = |start: &str| more.iter().find_map(|part| part.strip_prefix(start));
        let rupiah = |text: &str| Rupiah::parse(text).unwrap_or_else(|| panic!("no amount {text:?}"));
        let quantity = |text: &str| Quantity::parse(text).expect("a quantity");
        let today = Day::from_date(self.clock.now().utc().date_naive());
        let days = |text: &str| today.plus(text.trim_end_matches(" hari").parse().expect("so many days"));
        let ask = sheet.order.asks.last().map_or(0, |ask| ask.number);
        Some(match words {
            ["tawar", pieces, "harga", price] => {
                let line = |line: &book::order::OrderLine| OfferedLine {
                    number: line.number,
                    quantity: (line.number == 1).then(|| quantity(pieces)),
                    price: (line.number == 1).then(|| rupiah(price)),
                };
                CounterOrder {
                    order,
                    lines: sheet.order.lines.iter().map(line).collect(),
                    promised: after("janji ").map_or(today.plus(14), days),
                    deposit_percent: after("uang muka ")
                        .map(|text| text.trim_end_matches('%').parse().unwrap()),
                    freight: Rupiah::ZERO,
                    freight_payer: FreightPayer::Business,
                    hours: after("berlaku ").map(|text| text.trim_end_matches(" jam").parse().unwrap()),
                    note: None,
                }
                .into()
            }
            ["terima", "penawaran"] => {
                let offer = sheet.order.offers.last().map_or(0, |offer| offer.terms.offer);
                AcceptOffer { order, offer }.into()
            }
            ["minta", "jadi", pieces] => {
                let lines = vec![AskedLine { number: 1, quantity: quantity(pieces) }];
                AskChange { order, lines, promised: None, note: None }.into()
            }
            ["minta", "mundur", ..] => {
                let promised = after("janji ").map(days);
                AskChange { order, lines: Vec::new(), promised, note: None }.into()
            }
            ["minta", "batal"] => AskCancellation { order, note: None }.into(),
            ["setuju"] => AnswerAsk {
                order,
                ask,
                agree: true,
                keep: after("dipotong ").map(rupiah),
                give_back: more.contains(&"jadi saldo").then_some(GiveBack::Credit),
                note: None,
            }
            .into(),
            ["tidak", "setuju"] => {
                AnswerAsk { order, ask, agree: false, keep: None, give_back: None, note: None }.into()
            }
            ["tarik", "permintaan"] => WithdrawAsk { order, ask }.into(),
            ["izinkan", step] => {
                let reason = Note::new("langganan lama").unwrap().unwrap();
                let book = BookId::of(self.business.unwrap());
                let reason = self.world.seal_for(&reason, who.actor.person, book, id);
                WaiveGate { order, gate: gate(step), reason }.into()
            }
            ["atur", "uang", "muka", "sebelum", step] => {
                let policy = OrderPolicySet { deposit_before: gate(step), ..OrderPolicySet::default() };
                SetOrderPolicy { policy }.into()
            }
            ["atur", "batal", "dipotong", "bahan"] => {
                let policy = OrderPolicySet { keep: Keep::Materials, ..OrderPolicySet::default() };
                SetOrderPolicy { policy }.into()
            }
            ["atur", "batal", "dipotong", share] => {
                let keep_percent = share.trim_end_matches('%').parse().unwrap();
                let policy =
                    OrderPolicySet { keep: Keep::Percent, keep_percent, ..OrderPolicySet::default() };
                SetOrderPolicy { policy }.into()
            }
            _ => return None,
        })
    }
}

fn gate(step: &str) -> Gate {
    match step {
        "bahan" => Gate::Materials,
        "kerja" => Gate::Production,
        "kirim" => Gate::Dispatch,
        "lunas" => Gate::Settlement,
        other => panic!("no step {other:?}"),
    }
}
