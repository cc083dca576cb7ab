//! Months are closed in order, and a closed month never changes: what is told of it later is listed as its
//! correction and counts in the first open month.

use std::collections::BTreeMap;

use expect_test::expect;
use proptest::prelude::*;

use super::corrections::*;
use super::sale::{sell, void};
use super::supply::*;
use super::village::Who::*;
use super::village::*;
use crate::book::months::{CloseMonth, Figure, FigureLine, LateFact, ReopenMonth};
use crate::codec;
use crate::time::Month;

fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

/// The month is closed with the figures it has.
fn close(month: Month) -> Step {
    of(Business, move |village| CloseMonth { month, facts: village.book.month(month).facts }.into())
}

/// The month of the stories is closed, which goes on.
pub(super) fn close_month() -> Step {
    close(november())
}

/// The month of the stories is opened again.
pub(super) fn reopen_month() -> Step {
    reopen(november())
}

fn reopen(month: Month) -> Step {
    of(Business, move |village| ReopenMonth { month, reason: village.word(Business) }.into())
}

/// Ten days later: in December.
fn in_december(steps: impl IntoIterator<Item = Step>) -> Village {
    let mut village = given(steps).village;
    village.later(10 * 24);
    village
}

fn must(village: &mut Village, step: &Step) {
    let (name, outcome) = village.take(step);
    outcome.unwrap_or_else(|refusal| panic!("{name} was refused: {refusal}"));
}

fn outcome(village: &mut Village, step: &Step) -> String {
    let (_, outcome) = village.take(step);
    village.tell_outcome(&outcome)
}

#[test]
fn a_month_is_closed_with_its_figures_once_it_is_over_and_in_order() {
    let mut village =
        given([place(&[("chair", 4)]), accept(), record(500_000), sell("vase", 2, 100_000)]).village;
    expect!["refused: 2026-11 is not over"].assert_eq(&outcome(&mut village, &close_month()));
    village.later(10 * 24);
    let december = november().next();
    expect!["refused: 2026-12 is not over"].assert_eq(&outcome(&mut village, &close(december)));
    village.later(31 * 24);
    expect!["refused: 2026-11 is the month whose turn it is"]
        .assert_eq(&outcome(&mut village, &close(december)));
    expect!["MonthClosed [2026-11: Orders Rp1.000.000, Counter Rp100.000, Cash Rp600.000]"]
        .assert_eq(&outcome(&mut village, &close_month()));
    expect!["nothing new"].assert_eq(&outcome(&mut village, &close_month()));
    expect!["MonthClosed [2026-12: ]"].assert_eq(&outcome(&mut village, &close(december)));
    let shown = village.book.month(november());
    assert_eq!((shown.open.orders, shown.open.owed_by_buyers.0), (1, 500_000));
}

#[test]
fn a_month_that_changed_since_its_summary_was_shown_is_not_closed() {
    let mut village = in_december([sell("vase", 2, 100_000)]);
    let stale = of(Business, |_| CloseMonth { month: november(), facts: 0 }.into());
    expect!["refused: 2026-11 has other figures now: look again"].assert_eq(&outcome(&mut village, &stale));
}

#[test]
fn what_is_told_late_of_a_closed_month_counts_in_the_first_open_one_and_is_listed() {
    let mut village = in_december([sell("vase", 2, 100_000)]);
    must(&mut village, &close_month());
    let closed = village.book.month(november());
    village.tell_of(Some(village.now().plus_seconds(-5 * 86_400)));
    must(&mut village, &sell("vase", 1, 50_000));
    village.tell_of(None);
    let (november, december) = (village.book.month(november()), village.book.month(november().next()));
    assert_eq!(november.figures, closed.figures);
    assert_eq!((november.corrections.len(), december.brought.len()), (1, 1));
    assert_eq!(november.corrections[0].name(), "SaleMade");
    let sum = december.figures.iter().find(|line| line.figure == Figure::Counter).unwrap();
    assert_eq!(sum.amount.0, 50_000);
}

#[test]
fn who_has_credit_and_orders_again_has_it_once_in_the_months() {
    let mut village = given([place(&[("vase", 2)]), accept(), record(180_000)]).village;
    let credit = |village: &Village| {
        let figures = village.book.month(november()).figures;
        figures.iter().find(|line| line.figure == Figure::Credit).map_or(0, |line| line.amount.0)
    };
    let (held, before) = (village.book.account(Buyer.party()).credit.0, credit(&village));
    assert!(held > 0 && before == held, "{held} {before}");
    must(&mut village, &place(&[("vase", 3)]));
    assert_eq!(credit(&village), held);
}

#[test]
fn a_correction_of_a_closed_months_payment_is_a_correction_of_that_month() {
    let mut village = in_december([place(&[("chair", 4)]), accept(), record(500_000)]);
    must(&mut village, &close_month());
    must(&mut village, &correct_payment(50_000));
    let november = village.book.month(november());
    let [correction] = november.corrections.as_slice() else { panic!("{november:?}") };
    assert_eq!(correction.name(), "PaymentCorrected");
    let [cash] = correction.figures.as_slice() else { panic!("{correction:?}") };
    assert_eq!((cash.figure, cash.amount.0), (Figure::Cash, -450_000));
    assert_eq!(november.figures[1].amount.0, 500_000, "the closed month stays");
}

#[test]
fn the_month_that_was_closed_last_is_opened_again_and_takes_its_corrections_back() {
    let mut village = in_december([sell("vase", 2, 100_000)]);
    expect!["refused: no month is closed"].assert_eq(&outcome(&mut village, &reopen_month()));
    must(&mut village, &close_month());
    village.tell_of(Some(village.now().plus_seconds(-5 * 86_400)));
    must(&mut village, &sell("vase", 1, 50_000));
    village.tell_of(None);
    expect!["refused: 2026-11 is the month whose turn it is"]
        .assert_eq(&outcome(&mut village, &reopen(november().next())));
    expect!["MonthReopened [2026-11]"].assert_eq(&outcome(&mut village, &reopen_month()));
    assert!(village.book.month(november()).corrections.is_empty());
    assert!(village.book.month(november().next()).figures.is_empty());
    expect!["MonthClosed [2026-11: Counter Rp150.000, Cash Rp150.000]"]
        .assert_eq(&outcome(&mut village, &close_month()));
}

/// The sums of figures, by what they are of.
fn add(sums: &mut BTreeMap<u8, i64>, lines: &[FigureLine], sign: i64) {
    for line in lines {
        *sums.entry(line.figure.code()).or_default() += sign * line.amount.0;
    }
    sums.retain(|_, sum| *sum != 0);
}

/// What a month came to by when its facts happened, whatever was closed: from a book where nothing ever was.
fn as_it_happened(village: &Village, month: Month) -> BTreeMap<u8, i64> {
    let mut book = crate::book::Book::default();
    for commit in &village.commits {
        let closing = |fact: &&crate::book::Event| {
            matches!(fact, crate::book::Event::MonthClosed(_) | crate::book::Event::MonthReopened(_))
        };
        commit.facts.iter().filter(|fact| !closing(fact)).for_each(|fact| book.evolve(fact, commit.at));
    }
    let mut sums = BTreeMap::new();
    add(&mut sums, &book.month(month).figures, 1);
    sums
}

/// A deed of a day at the market, by number.
fn deed(kind: u8) -> Step {
    match kind {
        0 => sell("vase", 1, 50_000),
        1 => void(),
        2 => buy("teak", 1, 75_000),
        3 => pay_supplier(40_000),
        4 => record(100_000),
        5 => correct_payment(70_000),
        6 => correct_supplier_payment(30_000),
        _ => count("vase", 40),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Deeds of four months, each told up to seventy days late; months are closed as they end, now and then one is
    /// opened again and closed once more.
    #[test]
    fn closed_months_stay_as_they_are_and_the_corrections_explain_every_difference(
        deeds in proptest::collection::vec((0_u8..8, 0_i64..70, 0_i64..96, 0_u8..12), 60)
    ) {
        let mut village = given([place(&[("chair", 40)]), accept(), count("vase", 40), pay_supplier(40_000)]).village;
        let began = village.now();
        let mut reports: BTreeMap<Month, Vec<u8>> = BTreeMap::new();
        for (kind, late, hours, luck) in deeds {
            village.later(hours);
            let happened = village.now().plus_seconds(-late * 86_400);
            village.tell_of((late > 0).then(|| happened.max(began)));
            // What is refused changes nothing.
            drop(village.take(&deed(kind)));
            village.tell_of(None);
            let next = village.book.months.next_to_close().unwrap();
            if luck < 6 && village.take(&close(next)).1.is_ok_and(|facts| !facts.is_empty()) {
                reports.insert(next, report(&village, next));
            }
            let last = village.book.months.last_closed();
            if let (7, Some(last)) = (luck, last) {
                must(&mut village, &reopen(last));
                reports.remove(&last);
            }
            for (month, bytes) in &reports {
                prop_assert_eq!(bytes, &report(&village, *month), "the report of {} changed", month);
                let shown = village.book.month(*month);
                let mut sums = BTreeMap::new();
                add(&mut sums, &shown.figures, 1);
                shown.corrections.iter().for_each(|late: &LateFact| add(&mut sums, &late.figures, 1));
                shown.brought.iter().for_each(|late| add(&mut sums, &late.figures, -1));
                prop_assert_eq!(sums, as_it_happened(&village, *month), "{} is explained", month);
            }
        }
        let open = Month::of(village.now().day_in(village.book.zone()));
        let mut month = november();
        let (mut counted, mut happened) = (BTreeMap::new(), BTreeMap::new());
        while month <= open.next() {
            add(&mut counted, &village.book.month(month).figures, 1);
            as_it_happened(&village, month).into_iter().for_each(|(of, sum)| *happened.entry(of).or_default() += sum);
            month = month.next();
        }
        happened.retain(|_, sum| *sum != 0);
        prop_assert_eq!(counted, happened, "every rupiah counts in one month");
    }
}

/// The bytes of a closed month's report, without the list of what was told later.
fn report(village: &Village, month: Month) -> Vec<u8> {
    let shown = village.book.month(month);
    codec::encode(&(shown.figures, shown.facts, shown.open, shown.stock_value, shown.closed))
}
