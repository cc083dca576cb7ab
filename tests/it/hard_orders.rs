//! Orders that take every turn (`Cast::play_hard`), for every cast: they come to their end, and the books add up.

use std::sync::Arc;
use std::time::Duration;

use rantai_core::book::order::StageName;
use rantai_core::time::SystemClock;
use rantai_tests::order::{CASTS, Cast};
use rantai_tests::world::World;

use crate::sums;

#[tokio::test(flavor = "multi_thread")]
async fn an_order_bargained_over_paid_thrice_and_delivered_in_parts_is_closed_and_adds_up() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::open(folder.path(), Arc::new(SystemClock));
    world.found(&Cast::everybody()).await;
    for number in 0..CASTS.len() {
        let mut wishes = 0;
        let (order, last) = Cast::of(&world, number).play_hard(&world, |_, _| wishes += 1).await.unwrap();
        assert!(wishes > 30, "{wishes} wishes are no hard order");
        assert!(world.app.views.wait_for(last.cursor, Duration::from_secs(60)).await, "the views follow");
        let sheet = world.app.views.orders.sheet(order).unwrap();
        assert_eq!(sheet.order.stage_name(), StageName::Closed);
        assert_eq!((sheet.order.slips.len(), sheet.order.returns.len()), (2, 1));
        assert_eq!((sheet.order.payments.len(), sheet.order.requests.len()), (3, 2));
    }
    sums::add_up(world.app.log.as_ref(), &world.app.views);
    world.close();
}
