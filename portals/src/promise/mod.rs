//! When an order will be there, and how sure that is: reckoned from the business's own history
//! (`rantai_core::book::order::promise`), in words for both sides.

use rantai_core::book::catalogue::Making;
use rantai_core::book::order::promise::{Basis, Delay, Estimate, Stretch};
use rantai_core::book::order::{DeliveryWish, Holder, Order, Stage};
use rantai_core::ids::PartyId;
use rantai_core::time::{Day, Moment};

use crate::app::App;
use crate::i18n::dates::{Calendar, Shown as Said};
use crate::i18n::{Lang, Phrases};

/// What is known of an order's arrival.
#[derive(Debug)]
pub struct Reckoned {
    /// The days, and what they rest on.
    pub estimate: Estimate,
    /// The day the business gave its word for first, once it did.
    pub first: Option<Day>,
    /// What moved it, and who had the move there. Suppliers are the business's to know.
    pub delays: Vec<Delay>,
    /// Since when the clock stands, because the buyer has the move.
    pub stands_since: Option<Moment>,
    /// For how long it stood, in microseconds.
    pub stood: i64,
}

/// What is known of the arrival of an order of that business: the whole order, as the business has it. Nothing of
/// one that is not under way or is there already.
pub fn reckon(app: &App, business: PartyId, order: &Order) -> Option<Reckoned> {
    let calendar = app.calendar(Lang::Id, business);
    let history = app.views.paces.history(business);
    let estimate = match order.stage {
        Stage::Placed => if_accepted(app, business, order),
        _ => history.estimate(order, calendar.now, calendar.zone)?,
    };
    let promised = order.agreement().map(|agreement| agreement.promised);
    Some(Reckoned {
        estimate,
        first: order.first_promise.map(|promise| promise.day).or(promised),
        delays: history.delays(order, calendar.now),
        stands_since: order.journey.stands_since(),
        stood: order.journey.stood(calendar.now),
    })
}

/// When an order would be there that were accepted now; the business's own estimate is what its products usually
/// take.
pub fn if_accepted(app: &App, business: PartyId, order: &Order) -> Estimate {
    let calendar = app.calendar(Lang::Id, business);
    let (shops, store) = (&app.views.shops, &app.views.store);
    let products =
        || order.lines.iter().filter_map(|line| Some((line, shops.product(business, line.product)?)));
    let days = products().map(|(_, row)| i32::from(row.product.sheet.days)).max().unwrap_or(7);
    let made = products().any(|(line, row)| match row.product.sheet.making {
        Making::ToOrder => true,
        Making::ToStock => store.available(business, line.product, line.variant) < line.base,
        Making::Resale => false,
    });
    let own = calendar.today().plus(days.max(1));
    app.views.paces.history(business).if_accepted(order, made, own, calendar.now, calendar.zone)
}

/// How sure an estimate is, in a sentence.
pub fn how_sure(t: &'static Phrases, basis: Basis) -> String {
    let p = &t.promise;
    match basis {
        Basis::History { orders } => (p.sure)(orders),
        Basis::Own => p.own.to_owned(),
        Basis::Beyond { orders } => (p.beyond)(orders),
    }
}

/// What an order's page shows of it.
#[derive(Debug)]
pub struct Shown {
    /// What the day is of: being there, or ready to be collected.
    pub title: &'static str,
    /// The sure day.
    pub day: Said,
    /// How sure it is.
    pub sure: String,
    /// The likely day, where it is another.
    pub likely: Option<String>,
    /// The first promise beside it.
    pub first: Option<String>,
    /// The clock stands.
    pub stands: Option<String>,
    /// What moved it.
    pub moved: Vec<String>,
}

/// What the page of an order under way shows, to the business or to the buyer.
pub fn shown(app: &App, lang: Lang, business: PartyId, order: &Order, reader: PartyId) -> Option<Shown> {
    if order.stage == Stage::Placed {
        return None;
    }
    let reckoned = reckon(app, business, order)?;
    let (t, calendar) = (lang.phrases(), app.calendar(lang, business));
    let (p, estimate) = (&t.promise, reckoned.estimate);
    let buyer = if reader == order.buyer { t.common.you.to_owned() } else { app.party(order.buyer) };
    let mut moved: Vec<String> =
        reckoned.delays.iter().map(|delay| delayed(app, t, delay, reader == business)).collect();
    if reckoned.stands_since.is_none() && whole_days(reckoned.stood) > 0 {
        moved.push((p.stood)(&buyer, whole_days(reckoned.stood)));
    }
    // The business gave its word for a later day: that one is counted on, and the usual one may come before it.
    let word = order.agreement().map(|agreement| agreement.promised).filter(|word| *word > estimate.sure);
    if let Some(word) = word.filter(|_| reader == order.buyer && estimate.basis != Basis::Own) {
        return Some(Shown {
            title: p.word,
            day: calendar.day(word),
            sure: (p.often_before)(&calendar.day(estimate.sure).text),
            likely: None,
            first: reckoned
                .first
                .filter(|first| *first != word)
                .map(|first| beside(t, &calendar, first, word)),
            stands: reckoned.stands_since.map(|since| (p.stands)(&buyer, &calendar.moment(since).text)),
            moved,
        });
    }
    let likely = (estimate.likely != estimate.sure).then(|| (p.likely)(&calendar.day(estimate.likely).text));
    Some(Shown {
        title: if order.delivery == DeliveryWish::Collect { p.ready } else { p.there },
        day: calendar.day(estimate.sure),
        sure: how_sure(t, estimate.basis),
        likely,
        first: reckoned.first.map(|first| beside(t, &calendar, first, estimate.sure)),
        stands: reckoned.stands_since.map(|since| (p.stands)(&buyer, &calendar.moment(since).text)),
        moved,
    })
}

fn beside(t: &'static Phrases, calendar: &Calendar, first: Day, now: Day) -> String {
    (t.promise.first)(&calendar.day(first).text, now.number().saturating_sub(first.number()))
}

const fn whole_days(micros: i64) -> i64 {
    micros / 86_400_000_000
}

/// Whoever had the move, as far as the reader may know: a buyer is not told whom the business buys from.
pub fn who_held(delay: &Delay, business_reads: bool) -> Option<PartyId> {
    match delay.holder {
        Holder::Party(party)
            if business_reads || matches!(delay.stretch, Stretch::Packing | Stretch::Road) =>
        {
            Some(party)
        }
        _ => None,
    }
}

fn delayed(app: &App, t: &'static Phrases, delay: &Delay, business_reads: bool) -> String {
    let outside = matches!(delay.holder, Holder::Party(_));
    let words = (t.promise.moved)(delay.stretch, outside, delay.days);
    match who_held(delay, business_reads).filter(|_| delay.days > 0) {
        Some(party) => format!("{words}: {}", app.party(party)),
        None => words,
    }
}
