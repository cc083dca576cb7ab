//! What does not fit into a commit, or belongs to another.

use expect_test::expect;

use crate::book::order::WithdrawOrder;
use crate::book::profile::SettlementRule;
use crate::book::tests::village::Who::*;
use crate::book::tests::village::*;
use crate::book::{Event, POLICY_BYTES};
use crate::ids::{BookId, CommandId};
use crate::party::Channel;
use crate::sealed::{Note, PersonKey, Sealed};

#[test]
fn a_recipe_that_many_orders_waited_for_does_not_overfill_a_commit() {
    let orders = (0..60).flat_map(|_| [place(&[("carving", 1)]), accept()]);
    let mut given = given([terms(0, 0, SettlementRule::AnyTime)].into_iter().chain(orders));
    let waiting = |given: &Given| given.village.book.orders.values().filter(|o| o.plan_impossible).count();
    assert_eq!(waiting(&given), 60);

    given = given.when(recipe("carving", &[("teak", 1), ("bolts", 1)]));
    let first = given.village.commits.last().unwrap();
    let policies: usize = first.facts.iter().skip(1).map(Event::size).sum();
    assert!(policies <= POLICY_BYTES && policies > POLICY_BYTES / 2, "{policies}");

    let mut more = 0;
    while waiting(&given) > 0 {
        given = given.when(place(&[("chair", 1)])).when(accept());
        more += 1;
    }
    assert_eq!(more, 1, "the next plan takes the others along");
}

#[test]
fn a_word_sealed_for_another_wish_is_refused() {
    let key = PersonKey::from_bytes([7; 32]);
    let word = Note::new("pagi saja").unwrap().unwrap();
    let elsewhere = CommandId([9; 16]);
    let book = BookId::of(Business.party());
    let sealed = Sealed::seal(&word, &key, Buyer.person(), book, elsewhere);
    let mut village = given([place(&[("vase", 4)])]).village;
    let order = village.order_id();
    let wish = WithdrawOrder { order, note: Some(sealed) }.into();
    let outcome = village.send(Buyer, None, Channel::Web, &wish);
    expect!["refused: a sealed text belongs to another command"].assert_eq(&village.tell_outcome(&outcome));
}
