//! A desk under load, in a process of its own that can be killed.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use rantai_core::desk::{Receipt, Wish};
use rantai_core::time::SystemClock;

use crate::order::Cast;
use crate::world::World;

/// Names the folder to load; then the program under test is not Rantai's command line but this.
pub const FOLDER: &str = "RANTAI_UNDER_LOAD";
/// How many clients play orders at once.
const CLIENTS: usize = 16;

/// Plays orders in the folder until it is killed. Prints every granted wish after its answer, one a line:
/// [`line`].
pub fn run(folder: &Path) -> ! {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let world = Arc::new(World::open(folder, Arc::new(SystemClock)));
        world.found(&Cast::everybody()).await;
        say("ready");
        let mut clients = tokio::task::JoinSet::new();
        for number in 0..CLIENTS {
            let world = Arc::clone(&world);
            clients.spawn(async move {
                let cast = Cast::of(&world, number);
                loop {
                    cast.play(&world, |wish, receipt| say(&line(wish, receipt))).await.unwrap();
                }
            });
        }
        let ended = clients.join_next().await;
        panic!("clients play until the process is killed: {ended:?}")
    })
}

/// Person, book and id of a granted wish, and the position of its facts.
pub fn line(wish: &Wish, receipt: &Receipt) -> String {
    format!("{} {} {} {}", wish.actor.person, wish.book, wish.id, receipt.cursor)
}

/// One line, whole and at once: half a line would be a wish nobody was answered.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}
