//! The whole chain, the steps that fall away, and every refusal with a way on to a closed order.

use expect_test::expect;

use super::village::*;
use super::village::Who::*;
use crate::book::profile::SettlementRule;
use crate::party::Channel;

#[test]
fn one_order_goes_the_whole_chain() {
    story(
        [
            place(&[("chair", 4)]),
            accept(),
            claim(500_000),
            verify(500_000),
            request(4),
            confirm(4),
            ship(),
            receive(4),
            start(),
            finish(),
            pack(2),
            dispatch_to(Courier),
            pick_up(),
            deliver(0),
            claim(500_000),
            verify(500_000),
        ],
        expect![[]],
    );
}
