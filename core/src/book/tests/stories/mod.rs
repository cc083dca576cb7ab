//! The whole chain, the steps that fall away, and every refusal with a way on to a closed order.

mod chain;
mod delivery;
mod limits;
mod materials;
mod money;
mod parties;
mod placing;

use super::village::*;

/// Four chairs, accepted with the deposit held, and the teak for them on the shelf.
fn ready() -> Vec<Step> {
    vec![count("teak", 20), place(&[("chair", 4)]), accept(), claim(500_000), verify(500_000)]
}

fn packed() -> Vec<Step> {
    let mut steps = ready();
    steps.extend([start(), finish(), pack(2)]);
    steps
}
