//! What both sides' order pages show of how it was agreed.

use rantai_core::book::order::axes::PaymentAxis;
use rantai_core::book::order::{
    AgreedLine, Ask, AskState, Asked, Awaits, FreightPayer, Holder, Offer, OfferState, OrderLine, Side,
    Stage, Work,
};
use rantai_core::ids::CommandId;
use rantai_core::money::Rupiah;
use rantai_core::quantity::Quantity;
use rantai_core::time::Moment;

use super::Table;
use crate::deeds;
use crate::order_words::{called, counted};
use crate::web::{Chip, Money, Tone};

/// A line before and after.
pub struct Changed {
    /// What it is.
    pub name: String,
    /// How it is agreed or ordered.
    pub before: String,
    /// How it would be; nothing where that is the same.
    pub after: Option<String>,
}

/// An offer that stands.
pub struct Offered {
    /// Whose it is, and until when.
    pub title: String,
    /// Until when.
    pub until: String,
    /// What its lines are shown beside.
    pub beside: String,
    /// Line by line.
    pub lines: Vec<Changed>,
    /// Its sums.
    pub sums: Vec<Money>,
    /// The day, and what else.
    pub facts: Vec<(&'static str, String)>,
    /// A word.
    pub note: Option<String>,
    /// Taking it: its number, the deed, the button.
    pub take: Option<(u16, CommandId, String)>,
}

/// Something asked.
pub struct Asking {
    /// Who asks what.
    pub title: String,
    /// Line by line, and the day.
    pub lines: Vec<Changed>,
    /// What becomes of the money.
    pub sums: Vec<Money>,
    /// What it does to money that was paid.
    pub effect: Option<String>,
    /// A word.
    pub note: Option<String>,
}

/// What the order page shows of it.
pub struct Shown {
    /// Where deeds are sent.
    pub path: String,
    /// The version that is shown.
    pub version: u32,
    /// What is overdue, and for how long.
    pub overdue: Vec<String>,
    /// The offer that stands.
    pub offer: Option<Offered>,
    /// What is asked.
    pub ask: Option<Asking>,
    /// It is this side's to answer: where.
    pub answer: Option<String>,
    /// It is this side's to take back: its number, the deed.
    pub take_back: Option<(u16, CommandId)>,
    /// What was asked last and not agreed to.
    pub refused: Option<(String, String)>,
    /// What else can be done: where, and its name.
    pub ways: Vec<(String, &'static str)>,
    /// What the buyer said by phone can be written down: where, and its name.
    pub for_buyer: Vec<(String, &'static str)>,
    /// The axes: their names and words.
    pub axes: Vec<(&'static str, Chip)>,
    /// Offers that were made before.
    pub earlier: Vec<(String, Chip)>,
    /// What was promised and ordered first.
    pub first: Vec<(&'static str, String)>,
    /// How long everybody had the move.
    pub turns: Vec<(String, String)>,
}

/// Everything a side sees; `acts` where it may do something, `owns` where it may waive gates.
pub fn of(table: &Table<'_>, acts: bool, owns: bool) -> Shown {
    let order = &table.order;
    let open = order.open_ask();
    let mine = open.filter(|ask| ask.by == table.side);
    let theirs = open.filter(|ask| ask.by != table.side);
    Shown {
        path: table.path.clone(),
        version: table.version,
        overdue: overdue(table),
        offer: order.open_offer().map(|offer| offered(table, offer, acts)),
        ask: open.map(|ask| asking(table, ask)),
        answer: theirs.filter(|_| acts).map(|_| format!("{}/ask", table.path)),
        take_back: mine.filter(|_| acts).map(|ask| (ask.number, deeds::new_id(table.app))),
        refused: refused(table),
        ways: if acts { ways(table, owns) } else { Vec::new() },
        for_buyer: if acts { for_buyer(table) } else { Vec::new() },
        axes: axes(table),
        earlier: earlier(table),
        first: first(table),
        turns: turns(table),
    }
}

/// A product and its kind.
pub fn name_of(line: &OrderLine) -> String {
    called(&line.name, &line.variant_name)
}

fn overdue(table: &Table<'_>) -> Vec<String> {
    let g = &table.t().agree;
    let words = |(what, due): &(_, Moment)| (g.late_by)((g.overdue)(*what), &since(table, *due));
    let mut newest: Vec<_> = table.order.overdue().copied().collect();
    newest.sort_by_key(|(what, due)| (*what, std::cmp::Reverse(*due)));
    newest.dedup_by_key(|(what, _)| *what);
    newest.iter().map(words).collect()
}

fn since(table: &Table<'_>, moment: Moment) -> String {
    lasting(table, table.app.now().micros().saturating_sub(moment.micros()))
}

fn lasting(table: &Table<'_>, micros: i64) -> String {
    (table.t().agree.lasting)(micros / 3_600_000_000)
}

/// An offer as it is shown; `acts` where the reader may take it.
pub fn offered(table: &Table<'_>, offer: &Offer, acts: bool) -> Offered {
    let (t, terms) = (table.t(), &offer.terms);
    let g = &t.agree;
    let calendar = table.calendar();
    // Who answers an offer wants to see what became of it, not of the order as it once was.
    let answered = table.order.offers.iter().rfind(|other| other.terms.offer < terms.offer);
    let answered = answered.map(|other| &other.terms).filter(|other| other.by != terms.by);
    let day = calendar.day(terms.promised).text;
    let asked = answered.map(|other| other.promised).or(table.order.wanted);
    let day = match asked.filter(|asked| *asked != terms.promised) {
        Some(asked) => (g.wanted_then)(&day, &calendar.day(asked).text),
        None => day,
    };
    let mut facts = vec![(g.day, day)];
    if terms.deposit_due.is_positive() {
        facts.push((g.deposit, share_of(terms.deposit_due, terms.total)));
    }
    let mut sums = vec![Money::new(g.goods, terms.goods_total)];
    if terms.freight.is_positive() {
        match terms.freight_payer {
            FreightPayer::Buyer => sums.push(Money::new(g.freight, terms.freight)),
            payer @ FreightPayer::Business => {
                facts.push((g.freight, format!("{} · {}", terms.freight, (t.business.freight_payer)(payer))));
            }
        }
    }
    sums.push(Money::sum(g.total, terms.total));
    let take = || (terms.offer, deeds::new_id(table.app), (g.take)(terms.total));
    Offered {
        title: (g.offer_of)(&table.name(terms.by)),
        until: (g.stands_until)(&calendar.until(terms.expires).text),
        beside: match answered {
            Some(other) => (g.beside_mine)(&table.name(other.by)),
            None => g.beside_placed.to_owned(),
        },
        lines: changes(table, answered.map(|other| other.lines.as_slice()), &terms.lines),
        sums,
        facts,
        note: terms.note.as_ref().and_then(|note| table.app.vault.read(note)).map(|it| it.to_string()),
        take: (acts && terms.by != table.side).then(take),
    }
}

/// What is asked, line by line.
pub fn asking(table: &Table<'_>, ask: &Ask) -> Asking {
    let (t, order) = (table.t(), &table.order);
    let g = &t.agree;
    let note = ask.note().and_then(|note| table.app.vault.read(note)).map(|it| it.to_string());
    match &ask.what {
        Asked::Change(asked) => {
            let calendar = table.calendar();
            let mut lines = changes(table, None, &asked.lines);
            let promised = order.agreement().map(|agreement| agreement.promised);
            if let Some(day) = promised.filter(|day| *day != asked.promised) {
                lines.push(Changed {
                    name: g.day.to_owned(),
                    before: calendar.day(day).text,
                    after: Some(calendar.day(asked.promised).text),
                });
            }
            let credit = order.held().less_or_zero(asked.total);
            Asking {
                title: (g.asks_change)(&table.name(ask.by)),
                lines,
                sums: vec![Money::sum(g.total, asked.total)],
                effect: credit.is_positive().then(|| (g.too_much_is_credit)(credit)),
                note,
            }
        }
        Asked::Cancellation(_) => Asking {
            title: (g.asks_cancellation)(&table.name(ask.by)),
            lines: Vec::new(),
            sums: Vec::new(),
            effect: None,
            note,
        },
    }
}

/// The lines that are offered or asked for, beside those of the offer that is answered, else of the order.
fn changes(table: &Table<'_>, answered: Option<&[AgreedLine]>, agreed: &[AgreedLine]) -> Vec<Changed> {
    let g = &table.t().agree;
    let of = |lines: &[AgreedLine], line: &OrderLine| match lines.iter().find(|it| it.number == line.number) {
        Some(it) => in_words(line, it.quantity, it.base, it.price, it.amount),
        None => g.dropped.to_owned(),
    };
    let changed = |line: &OrderLine| {
        let before = match answered {
            Some(lines) => of(lines, line),
            None => in_words(line, line.quantity, line.base, line.price, line.amount),
        };
        let after = of(agreed, line);
        Changed { name: name_of(line), after: (after != before).then_some(after), before }
    };
    table.order.lines.iter().map(changed).collect()
}

/// `2 set (12 pcs) · Rp525.000 / pcs = Rp6.300.000`.
fn in_words(line: &OrderLine, quantity: Quantity, base: Quantity, price: Rupiah, amount: Rupiah) -> String {
    format!("{} · {price} / {} = {amount}", counted(line, quantity, base), line.base_unit.label())
}

/// The whole percent that a part is of its total, as a deposit was written.
pub(super) fn percent_of(part: Rupiah, total: Rupiah) -> u8 {
    let share = part.0.saturating_mul(100).checked_div(total.0).unwrap_or(0);
    u8::try_from(share).unwrap_or(0).min(100)
}

/// `Rp480.000 (50%)`; without a share that would not be a whole one.
fn share_of(part: Rupiah, total: Rupiah) -> String {
    let percent = percent_of(part, total);
    if total.percent_up(percent) == part { format!("{part} ({percent}%)") } else { part.to_string() }
}

fn refused(table: &Table<'_>) -> Option<(String, String)> {
    let last = table.order.asks.last()?;
    let fresh = last.by == table.side && last.state == AskState::Refused;
    fresh.then(|| {
        let words = last.answer.as_ref().and_then(|note| table.app.vault.read(note));
        let who = table.name(table.side.other());
        ((table.t().agree.answered_no)(&who), words.map(|it| it.to_string()).unwrap_or_default())
    })
}

fn ways(table: &Table<'_>, owns: bool) -> Vec<(String, &'static str)> {
    let (g, order) = (&table.t().agree, &table.order);
    let mut ways = Vec::new();
    let mut way = |path: &str, label| ways.push((format!("{}/{path}", table.path), label));
    match &order.stage {
        Stage::Placed if order.open_offer().is_some_and(|offer| offer.terms.by != table.side) => {
            way("counter", g.counter_again);
        }
        Stage::Placed if table.side == Side::Business => way("counter", g.counter),
        Stage::Placed if order.offers.last().is_some_and(|offer| offer.state == OfferState::Expired) => {
            way("counter", g.counter_again);
        }
        Stage::Accepted { work, .. } if order.open_ask().is_none() => {
            if !matches!(work, Work::Delivered { .. }) {
                way("change", g.ask_change);
            }
            if order.held().is_positive() && order.can_be_called_off(table.side).is_ok() {
                way("call-off", g.ask_cancel);
            }
        }
        _ => {}
    }
    let waits_for_money = matches!(order.awaits(), Awaits::Deposit { .. } | Awaits::Settlement { .. });
    let delivered = matches!(&order.stage, Stage::Accepted { work: Work::Delivered { .. }, .. });
    if owns && waits_for_money && !delivered {
        way("waive", g.waive);
    }
    ways
}

/// What the business can write down for a buyer who phoned.
fn for_buyer(table: &Table<'_>) -> Vec<(String, &'static str)> {
    if table.side == Side::Buyer || table.for_buyer {
        return Vec::new();
    }
    let (g, order) = (&table.t().agree, &table.order);
    let mut ways = Vec::new();
    let mut way = |path: &str, label| ways.push((format!("{}/buyer/{path}", table.path), label));
    match &order.stage {
        Stage::Placed if order.open_offer().is_some_and(|offer| offer.terms.by == Side::Business) => {
            way("take", g.for_buyer_take);
            way("counter", g.for_buyer_counter);
        }
        Stage::Accepted { work, .. } => match order.open_ask() {
            Some(ask) if ask.by == Side::Business => way("ask", g.for_buyer_answer),
            Some(_) => {}
            None => {
                if !matches!(work, Work::Delivered { .. }) {
                    way("change", g.for_buyer_change);
                }
                if order.held().is_positive() && order.can_be_called_off(Side::Buyer).is_ok() {
                    way("call-off", g.for_buyer_cancel);
                }
            }
        },
        _ => {}
    }
    ways
}

fn axes(table: &Table<'_>) -> Vec<(&'static str, Chip)> {
    let (t, order) = (table.t(), &table.order);
    let g = &t.agree;
    let calendar = table.calendar();
    let over = order.stage_name().is_over();
    let tone = if over { Tone::Done } else { Tone::Going };
    let payment = order.payment(calendar.today(), calendar.zone);
    let paid = match payment {
        PaymentAxis::Overdue => Tone::Failed,
        PaymentAxis::Paid | PaymentAxis::Credit => Tone::Done,
        _ => Tone::Going,
    };
    vec![
        (g.axis_agreement, Chip::new(tone, (g.commercial)(order.commercial()))),
        (g.axis_payment, Chip::new(paid, (t.money.axis)(payment))),
        (g.axis_goods, Chip::new(tone, (t.road.fulfilment)(order.fulfilment()))),
    ]
}

fn earlier(table: &Table<'_>) -> Vec<(String, Chip)> {
    let g = &table.t().agree;
    let closed = table.order.offers.iter().filter(|offer| offer.state != OfferState::Open);
    let row = |offer: &Offer| {
        let terms = &offer.terms;
        let when = table.calendar().day(terms.promised).text;
        let what = format!("{} · {} · {when}", table.name(terms.by), terms.total);
        let tone = match offer.state {
            OfferState::Accepted => Tone::Done,
            OfferState::Expired => Tone::Failed,
            OfferState::Open | OfferState::Replaced => Tone::Quiet,
        };
        (what, Chip::new(tone, (g.offer_state)(offer.state)))
    };
    closed.map(row).collect()
}

fn first(table: &Table<'_>) -> Vec<(&'static str, String)> {
    let (g, order) = (&table.t().agree, &table.order);
    let mut first = Vec::new();
    if !order.placed_lines.is_empty() {
        let line = |line: &OrderLine| format!("{} {} {}", line.quantity, line.unit.label(), name_of(line));
        first.push((g.placed_as, order.placed_lines.iter().map(line).collect::<Vec<_>>().join(", ")));
    }
    if let Some(promise) = order.first_promise {
        let day = table.calendar().day(promise.day).text;
        first.push((g.first_promise, (g.promised_then)(&day, promise.total)));
    }
    first
}

/// How long everybody has had the move, who had it longest first; short turns are left out.
fn turns(table: &Table<'_>) -> Vec<(String, String)> {
    let mut turns = table.order.turn.until(table.app.now());
    turns.retain(|(_, micros)| *micros >= 3_600_000_000);
    turns.sort_by_key(|(_, micros)| std::cmp::Reverse(*micros));
    let words = |(holder, micros): (Holder, i64)| (table.holder(holder), lasting(table, micros));
    turns.into_iter().map(words).collect()
}
